//! What was recorded: one plain struct a table, with the columns that the core set reads.

use jiff::civil::Date;
use standard::coverage::Interval;
use standard::parameter::Parameters;
use std::collections::{BTreeMap, BTreeSet};

/// Text as read: trimmed, blank is `None`.
pub type Text = Option<String>;
/// A day, if there is one.
pub type Day = Option<Date>;
/// A whole number.
pub type Whole = Option<i64>;

/// A decimal in ten-thousandths: 1.0 is 10000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TenThousandths(pub i64);

/// Full-time equivalent.
pub type Fte = Option<TenThousandths>;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text or a code.
    Text(Text),
    /// A day.
    Day(Day),
    /// A whole number.
    Whole(Whole),
    /// A decimal.
    Decimal(Fte),
}

impl From<&Text> for Cell {
    fn from(value: &Text) -> Cell {
        Cell::Text(value.clone())
    }
}
impl From<&Day> for Cell {
    fn from(value: &Day) -> Cell {
        Cell::Day(*value)
    }
}
impl From<&Whole> for Cell {
    fn from(value: &Whole) -> Cell {
        Cell::Whole(*value)
    }
}
impl From<&Fte> for Cell {
    fn from(value: &Fte) -> Cell {
        Cell::Decimal(*value)
    }
}

/// A row as (column, value) pairs.
pub type Row = Vec<(&'static str, Cell)>;

/// Declares the records and, with them, [`History`]: each struct, its table, each field and its column.
macro_rules! records {
    ($( $(#[$doc:meta])* $name:ident in $list:ident: $table:literal { $( $field:ident: $kind:ty = $column:literal, )* } )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Default, PartialEq)]
            pub struct $name {
                $( #[doc = $column] pub $field: $kind, )*
            }
            impl $name {
                fn row(&self) -> Row {
                    vec![$( ($column, Cell::from(&self.$field)) ),*]
                }
            }
        )*
        /// Everything recorded, each table in file order.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct History {
            $( #[doc = $table] pub $list: Vec<$name>, )*
        }
        impl History {
            /// Every table's name and rows, in file order.
            pub fn rows(&self) -> Vec<(&'static str, Vec<Row>)> {
                vec![$( ($table, self.$list.iter().map($name::row).collect()) ),*]
            }
            /// Only the rows that `keep` says, each named by its table and its place in it.
            pub fn only(&self, keep: &dyn Fn(&'static str, usize) -> bool) -> History {
                let mut out = History::default();
                $(
                    let rows = self.$list.iter().enumerate().filter(|(i, _)| keep($table, *i));
                    out.$list = rows.map(|(_, row)| row.clone()).collect();
                )*
                out
            }
        }
    };
}

records! {
    /// A person.
    Person in persons: "ssd_person" {
        id: Text = "pers_person_id", sex: Text = "pers_sex", birth: Day = "pers_dob", expected: Day = "pers_expected_dob",
    }
    /// A contact.
    Contact in contacts: "ssd_contacts" {
        id: Text = "cont_contact_id", person: Text = "cont_person_id", date: Day = "cont_contact_date",
    }
    /// A referral, with the child in need episode that follows it.
    Referral in referrals: "ssd_cin_episodes" {
        id: Text = "cine_referral_id", person: Text = "cine_person_id", date: Day = "cine_referral_date",
        need: Text = "cine_cin_primary_need_code", close: Day = "cine_close_date",
    }
    /// A single assessment.
    Assessment in assessments: "ssd_cin_assessments" {
        id: Text = "cina_assessment_id", person: Text = "cina_person_id", referral: Text = "cina_referral_id",
        start: Day = "cina_assessment_start_date", authorised: Day = "cina_assessment_auth_date",
    }
    /// A section 47 enquiry.
    Enquiry in enquiries: "ssd_s47_enquiry" {
        id: Text = "s47e_s47_enquiry_id", person: Text = "s47e_person_id", start: Day = "s47e_s47_start_date",
        end: Day = "s47e_s47_end_date",
    }
    /// An initial child protection conference.
    Conference in conferences: "ssd_initial_cp_conference" {
        id: Text = "icpc_icpc_id", enquiry: Text = "icpc_s47_enquiry_id", person: Text = "icpc_person_id",
        transfer_in: Text = "icpc_icpc_transfer_in", date: Day = "icpc_icpc_date",
    }
    /// A child protection plan.
    Plan in plans: "ssd_cp_plans" {
        id: Text = "cppl_cp_plan_id", conference: Text = "cppl_icpc_id", person: Text = "cppl_person_id",
        start: Day = "cppl_cp_plan_start_date", end: Day = "cppl_cp_plan_end_date",
        other_authority: Text = "cppl_cp_plan_ola", previous: Whole = "cppl_number_of_previous_plans",
    }
    /// A child protection visit.
    PlanVisit in plan_visits: "ssd_cp_visits" {
        id: Text = "cppv_cp_visit_id", person: Text = "cppv_person_id", plan: Text = "cppv_cp_plan_id",
        date: Day = "cppv_cp_visit_date", seen: Text = "cppv_cp_visit_seen",
    }
    /// A child protection review conference.
    PlanReview in plan_reviews: "ssd_cp_reviews" {
        id: Text = "cppr_cp_review_id", person: Text = "cppr_person_id", plan: Text = "cppr_cp_plan_id",
        due: Day = "cppr_cp_review_due", date: Day = "cppr_cp_review_date", quorate: Text = "cppr_cp_review_quorate",
    }
    /// An episode of care.
    Episode in episodes: "ssd_cla_episodes" {
        id: Text = "clae_cla_episode_id", person: Text = "clae_person_id", start: Day = "clae_cla_episode_start_date",
        reason: Text = "clae_cla_episode_start_reason", ceased: Day = "clae_cla_episode_ceased_date",
        period: Text = "clae_cla_id", placement: Text = "clae_cla_placement_id", entered: Day = "clae_entered_care_date",
    }
    /// A placement.
    Placement in placements: "ssd_cla_placement" {
        id: Text = "clap_cla_placement_id", person: Text = "clap_person_id", period: Text = "clap_cla_id",
        start: Day = "clap_cla_placement_start_date", end: Day = "clap_cla_placement_end_date",
        kind: Text = "clap_cla_placement_type",
    }
    /// A legal status.
    LegalStatus in legal_statuses: "ssd_legal_status" {
        id: Text = "lega_legal_status_id", person: Text = "lega_person_id", code: Text = "lega_legal_status",
        start: Day = "lega_legal_status_start_date", end: Day = "lega_legal_status_end_date",
    }
    /// A visit to a child in care.
    CareVisit in care_visits: "ssd_cla_visits" {
        id: Text = "clav_cla_visit_id", person: Text = "clav_person_id", period: Text = "clav_cla_id",
        date: Day = "clav_cla_visit_date", seen: Text = "clav_cla_visit_seen",
    }
    /// A review of a child in care.
    CareReview in care_reviews: "ssd_cla_reviews" {
        id: Text = "clar_cla_review_id", person: Text = "clar_cla_person_id", period: Text = "clar_cla_id",
        due: Day = "clar_cla_review_due_date", date: Day = "clar_cla_review_date", cancelled: Text = "clar_cla_review_cancelled",
    }
    /// A child in need plan.
    NeedPlan in need_plans: "ssd_cin_plans" {
        id: Text = "cinp_cin_plan_id", person: Text = "cinp_person_id", start: Day = "cinp_cin_plan_start_date",
        end: Day = "cinp_cin_plan_end_date",
    }
    /// A child in need review.
    NeedReview in need_reviews: "local_cin_reviews" {
        id: Text = "review_id", person: Text = "person_id", plan: Text = "cin_plan_id", due: Day = "due_date",
        date: Day = "review_date",
    }
    /// A care leaver.
    CareLeaver in care_leavers: "ssd_care_leavers" {
        id: Text = "clea_table_id", person: Text = "clea_person_id", eligibility: Text = "clea_care_leaver_eligibility",
    }
    /// An early help episode.
    EarlyHelp in early_help: "ssd_early_help_episodes" {
        id: Text = "earl_episode_id", person: Text = "earl_person_id", start: Day = "earl_episode_start_date",
        end: Day = "earl_episode_end_date",
    }
    /// An involvement of a worker with a person.
    Involvement in involvements: "ssd_involvements" {
        id: Text = "invo_involvements_id", worker: Text = "invo_professional_id", role: Text = "invo_professional_role_id",
        team: Text = "invo_professional_team", start: Day = "invo_involvement_start_date",
        end: Day = "invo_involvement_end_date", person: Text = "invo_person_id",
    }
    /// A professional.
    Professional in professionals: "ssd_professionals" {
        id: Text = "prof_professional_id", fte: Fte = "prof_full_time_equivalency",
    }
    /// A worker's post.
    Worker in workers: "workforce_workers" {
        worker: Text = "worker_id", role: Text = "role", employment: Text = "employment", fte: Fte = "fte",
        start: Day = "start_date", end: Day = "end_date", leaving_reason: Text = "leaving_reason",
    }
    /// An absence of a worker.
    Absence in absences: "workforce_absences" {
        worker: Text = "worker_id", kind: Text = "type", start: Day = "start_date", end: Day = "end_date",
    }
    /// A vacant post.
    Vacancy in vacancies: "workforce_vacancies" {
        post: Text = "post_id", role: Text = "role", fte: Fte = "fte", from: Day = "vacant_from", to: Day = "vacant_to",
        covered_by_agency: Text = "covered_by_agency",
    }
    /// A plan before the extract's reach.
    EarlierPlan in earlier_plans: "earlier_plans" {
        person: Text = "person_id", start: Day = "start", end: Day = "end",
    }
    /// Two ids of one person.
    Merge in merges: "person_merges" {
        old: Text = "old_id", new: Text = "new_id", on: Day = "merged_on",
    }
    /// A population estimate.
    Population in population: "population" {
        geography: Text = "geography_code", mid_year: Whole = "mid_year", age_from: Whole = "age_from",
        age_to: Whole = "age_to", sex: Text = "sex", persons: Whole = "persons",
    }
}

/// A history with all that a measurement needs beside it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The seed it was made from; 0 when made by hand.
    pub seed: u64,
    /// D.
    pub data_date: Date,
    /// What was recorded.
    pub history: History,
    /// From when to when each loaded table is complete.
    pub coverage: BTreeMap<String, Vec<Interval>>,
    /// Tables that are not loaded at all.
    pub absent: BTreeSet<String>,
    /// The council's own intervals.
    pub parameters: Parameters,
    /// The authority's ONS codes, the present one among them.
    pub ons_codes: Vec<String>,
}

impl Case {
    /// A case made by hand: every table covered from 2015 to the data date, defaults for all else.
    pub fn by_hand(data_date: Date, history: History) -> Case {
        let whole = vec![Interval { from: crate::days::day("2015-01-01"), to: data_date }];
        let coverage = history.rows().into_iter().map(|(table, _)| (table.to_owned(), whole.clone())).collect();
        Case {
            seed: 0,
            data_date,
            history,
            coverage,
            absent: BTreeSet::new(),
            parameters: Parameters::default(),
            ons_codes: vec!["E06000015".to_owned()],
        }
    }

    /// Whether a table is loaded.
    pub fn has(&self, table: &str) -> bool {
        !self.absent.contains(table)
    }

    /// Whether every day from `from` to `to` lies in one interval of the table's coverage.
    pub fn covers(&self, table: &str, from: Date, to: Date) -> bool {
        self.coverage.get(table).is_some_and(|all| all.iter().any(|one| one.from <= from && to <= one.to))
    }
}

/// Text that is there.
pub fn text(value: &str) -> Text {
    Some(value.to_owned())
}

/// Whether a code is `code`.
pub fn is(value: &Text, code: &str) -> bool {
    value.as_deref() == Some(code)
}
