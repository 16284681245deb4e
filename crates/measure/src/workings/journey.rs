//! One child's journey: everything recorded, in order of day, with what was late; and which records are restricted.
//!
//! Read from the tables by an index of each child's rows, made once. Where a child lives, who looks after the child and
//! other ids of the child are never read here.

use super::{Within, Workings};
use crate::inputs::Inputs;
use crate::working::{State, day_at, text_at};
use arrow::array::{Array, AsArray, Date32Array, RecordBatch, StringArray};
use arrow::datatypes::Date32Type;
use jiff::civil::Date;
use standard::date::{from_days, to_days};
use std::collections::HashMap;

/// What kind of event it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is what its word says")]
pub enum EventKind {
    Contact,
    EarlyHelp,
    Referral,
    Assessment,
    Enquiry,
    InitialConference,
    ChildInNeedPlan,
    ChildInNeedVisit,
    ChildInNeedReview,
    ChildProtectionPlan,
    ChildProtectionVisit,
    ChildProtectionReview,
    Care,
    LegalStatus,
    Placement,
    CareVisit,
    CareReview,
    Missing,
    Involvement,
}

impl EventKind {
    /// The words for it.
    pub fn word(self) -> &'static str {
        match self {
            EventKind::Contact => "contact",
            EventKind::EarlyHelp => "early help",
            EventKind::Referral => "referral",
            EventKind::Assessment => "assessment",
            EventKind::Enquiry => "section 47 enquiry",
            EventKind::InitialConference => "initial child protection conference",
            EventKind::ChildInNeedPlan => "child in need plan",
            EventKind::ChildInNeedVisit => "child in need visit",
            EventKind::ChildInNeedReview => "child in need review",
            EventKind::ChildProtectionPlan => "child protection plan",
            EventKind::ChildProtectionVisit => "child protection visit",
            EventKind::ChildProtectionReview => "child protection review",
            EventKind::Care => "episode of care",
            EventKind::LegalStatus => "legal status",
            EventKind::Placement => "placement",
            EventKind::CareVisit => "visit to a child in care",
            EventKind::CareReview => "review of a child in care",
            EventKind::Missing => "missing",
            EventKind::Involvement => "worker",
        }
    }
}

/// Something that happened, or began, on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is.
    pub kind: EventKind,
    /// The day, or the first day.
    pub on: Date,
    /// The day it ended; `None` for what takes a day, and for what goes on.
    pub until: Option<Date>,
    /// The code that says more: of a contact the source, of a referral the need, of a placement its type …
    pub code: String,
    /// What the code means; empty where it is on no list.
    pub label: String,
    /// The worker, where the record names one.
    pub worker_id: String,
    /// The team, where the record names one.
    pub team_id: String,
    /// Of visits, whether the child was seen.
    pub seen: Option<bool>,
    /// The day it was due, where the record or an indicator says so.
    pub due: Option<Date>,
    /// Whether it was late.
    pub late: bool,
}

/// Something that had to be done by a day, as the indicators count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What had to be done: visit, review, assessment …
    pub what: String,
    /// The indicator that it counts in.
    pub indicator: String,
    /// By when.
    pub due: Date,
    /// When it was done.
    pub done: Option<Date>,
    /// Met, missed, pending, overdue or not covered.
    pub state: State,
}

/// A child's journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The child.
    pub person_id: String,
    /// What happened, in order of day and then of [`EventKind`].
    pub events: Vec<Event>,
    /// What had to be done, in order of the day it was due; what became void is left out.
    pub duties: Vec<Duty>,
    /// The team now, empty where there is none.
    pub team_id: String,
    /// The worker now, empty where there is none.
    pub worker_id: String,
}

/// Why a record is restricted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// The kind of reason.
    pub kind: RestrictionKind,
    /// From when.
    pub from: Date,
    /// Until when, exclusive.
    pub to: Option<Date>,
}

/// The kinds of reason for which a record is restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RestrictionKind {
    /// The table `restricted_records` names it.
    Listed,
    /// An adoption order closed it: the child has another identity now, to which nothing here may lead.
    Adopted,
}

/// Where events stand: kind, table, person, day, last day, code, worker, team, whether seen, due. Empty where there is none.
type Source = (EventKind, [&'static str; 9]);

const SOURCES: [Source; 19] = [
    (
        EventKind::Contact,
        ["ssd_contacts", "cont_person_id", "cont_contact_date", "", "cont_contact_source_code", "", "", "", ""],
    ),
    (
        EventKind::EarlyHelp,
        [
            "ssd_early_help_episodes",
            "earl_person_id",
            "earl_episode_start_date",
            "earl_episode_end_date",
            "",
            "earl_episode_worker_id",
            "",
            "",
            "",
        ],
    ),
    (
        EventKind::Referral,
        [
            "ssd_cin_episodes",
            "cine_person_id",
            "cine_referral_date",
            "cine_close_date",
            "cine_cin_primary_need_code",
            "cine_referral_worker_id",
            "cine_referral_team",
            "",
            "",
        ],
    ),
    (
        EventKind::Assessment,
        [
            "ssd_cin_assessments",
            "cina_person_id",
            "cina_assessment_start_date",
            "cina_assessment_auth_date",
            "",
            "cina_assessment_worker_id",
            "cina_assessment_team",
            "",
            "",
        ],
    ),
    (
        EventKind::Enquiry,
        [
            "ssd_s47_enquiry",
            "s47e_person_id",
            "s47e_s47_start_date",
            "s47e_s47_end_date",
            "",
            "s47e_s47_completed_by_worker_id",
            "s47e_s47_completed_by_team",
            "",
            "",
        ],
    ),
    (
        EventKind::InitialConference,
        [
            "ssd_initial_cp_conference",
            "icpc_person_id",
            "icpc_icpc_date",
            "",
            "",
            "icpc_icpc_worker_id",
            "icpc_icpc_team",
            "",
            "",
        ],
    ),
    (
        EventKind::ChildInNeedPlan,
        [
            "ssd_cin_plans",
            "cinp_person_id",
            "cinp_cin_plan_start_date",
            "cinp_cin_plan_end_date",
            "",
            "cinp_cin_plan_worker_id",
            "cinp_cin_plan_team",
            "",
            "",
        ],
    ),
    (
        EventKind::ChildInNeedVisit,
        ["ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date", "", "", "", "", "cinv_cin_visit_seen", ""],
    ),
    (EventKind::ChildInNeedReview, ["local_cin_reviews", "person_id", "review_date", "", "", "", "", "", "due_date"]),
    (
        EventKind::ChildProtectionPlan,
        [
            "ssd_cp_plans",
            "cppl_person_id",
            "cppl_cp_plan_start_date",
            "cppl_cp_plan_end_date",
            "cppl_cp_plan_initial_category",
            "",
            "",
            "",
            "",
        ],
    ),
    (
        EventKind::ChildProtectionVisit,
        ["ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date", "", "", "", "", "cppv_cp_visit_seen", ""],
    ),
    (
        EventKind::ChildProtectionReview,
        ["ssd_cp_reviews", "cppr_person_id", "cppr_cp_review_date", "", "", "", "", "", ""],
    ),
    (
        EventKind::Care,
        [
            "ssd_cla_episodes",
            "clae_person_id",
            "clae_cla_episode_start_date",
            "clae_cla_episode_ceased_date",
            "clae_cla_episode_start_reason",
            "",
            "",
            "",
            "",
        ],
    ),
    (
        EventKind::LegalStatus,
        [
            "ssd_legal_status",
            "lega_person_id",
            "lega_legal_status_start_date",
            "lega_legal_status_end_date",
            "lega_legal_status",
            "",
            "",
            "",
            "",
        ],
    ),
    (
        EventKind::Placement,
        [
            "ssd_cla_placement",
            "clap_person_id",
            "clap_cla_placement_start_date",
            "clap_cla_placement_end_date",
            "clap_cla_placement_type",
            "",
            "",
            "",
            "",
        ],
    ),
    (
        EventKind::CareVisit,
        ["ssd_cla_visits", "clav_person_id", "clav_cla_visit_date", "", "", "", "", "clav_cla_visit_seen", ""],
    ),
    (EventKind::CareReview, ["ssd_cla_reviews", "clar_cla_person_id", "clar_cla_review_date", "", "", "", "", "", ""]),
    (
        EventKind::Missing,
        [
            "ssd_missing",
            "miss_person_id",
            "miss_missing_episode_start_date",
            "miss_missing_episode_end_date",
            "miss_missing_episode_type",
            "",
            "",
            "",
            "",
        ],
    ),
    (
        EventKind::Involvement,
        [
            "ssd_involvements",
            "invo_person_id",
            "invo_involvement_start_date",
            "invo_involvement_end_date",
            "invo_professional_role_id",
            "invo_professional_id",
            "invo_professional_team",
            "",
            "",
        ],
    ),
];

/// Reasons for which care ceased that are adoptions (SSDA903: application unopposed, consent dispensed with).
const ADOPTED: [&str; 2] = ["E11", "E12"];

/// The columns of one source, with its rows in order of person.
struct Rows {
    kind: EventKind,
    person: StringArray,
    on: Date32Array,
    until: Option<Date32Array>,
    texts: [Option<StringArray>; 4],
    due: Option<Date32Array>,
    /// Of a review, whether it was cancelled.
    cancelled: Option<StringArray>,
    codes: Option<&'static standard::codes::CodeList>,
    order: Vec<u32>,
}

/// Every child's rows of every table, and of every indicator whose rows fall due.
pub(super) struct Index {
    sources: Vec<Rows>,
    duties: Vec<(String, String, Vec<u32>)>,
    restricted: HashMap<String, Restriction>,
}

fn ordered(people: &StringArray) -> Vec<u32> {
    let mut order: Vec<u32> = (0..people.len() as u32).filter(|i| people.is_valid(*i as usize)).collect();
    order.sort_by_key(|i| people.value(*i as usize));
    order
}

/// The rows of `person`, by their order of person.
fn of<'a>(order: &'a [u32], people: &StringArray, person: &str) -> &'a [u32] {
    let start = order.partition_point(|i| people.value(*i as usize) < person);
    let end = order.partition_point(|i| people.value(*i as usize) <= person);
    &order[start..end]
}

fn text(batch: &RecordBatch, name: &str) -> Option<StringArray> {
    batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>()).cloned()
}

fn days(batch: &RecordBatch, name: &str) -> Option<Date32Array> {
    batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Date32Type>()).cloned()
}

impl Rows {
    fn new(
        inputs: &Inputs,
        (kind, [table, person, on, until, code, worker, team, seen, due]): &Source,
    ) -> Option<Rows> {
        let batch = inputs.tables.get(*table)?;
        let person = text(batch, person)?;
        let column = standard::table::find(table).and_then(|table| table.column(code));
        Some(Rows {
            kind: *kind,
            on: days(batch, on)?,
            until: days(batch, until),
            texts: [text(batch, code), text(batch, worker), text(batch, team), text(batch, seen)],
            due: days(batch, due),
            cancelled: text(batch, "clar_cla_review_cancelled"),
            codes: column.and_then(|column| column.codes.as_deref()).and_then(standard::codes::list),
            order: ordered(&person),
            person,
        })
    }

    /// Row `i`, as far as it was known on day `last`.
    fn event(&self, i: usize, last: i32) -> Option<Event> {
        let on = day_at(&self.on, i).filter(|day| *day <= last)?;
        let said = |column: &Option<StringArray>| column.as_ref().map_or("", |column| text_at(column, i)).to_owned();
        if said(&self.cancelled) == "Y" {
            return None;
        }
        let until = self.until.as_ref().and_then(|days| day_at(days, i)).filter(|day| *day <= last);
        // A record that ends before it begins is out of everything; a check finds it.
        if until.is_some_and(|until| until < on) {
            return None;
        }
        let due = self.due.as_ref().and_then(|days| day_at(days, i));
        let code = said(&self.texts[0]);
        let label = self.codes.and_then(|list| list.code(&code)).map(|code| code.label.clone()).unwrap_or_default();
        let seen = said(&self.texts[3]);
        Some(Event {
            kind: self.kind,
            on: from_days(on)?,
            until: until.and_then(from_days),
            code,
            label,
            worker_id: said(&self.texts[1]),
            team_id: said(&self.texts[2]),
            seen: (!seen.is_empty()).then(|| seen != "N"),
            due: due.and_then(from_days),
            late: due.is_some_and(|due| due < on),
        })
    }
}

impl Workings {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let inputs = self.inputs();
            let sources = SOURCES.iter().filter_map(|source| Rows::new(inputs, source)).collect();
            let due = self.engine.catalogue().indicators().filter_map(|i| Some((i.id.clone(), i.due.clone()?)));
            let duties = due.filter_map(|(id, what)| {
                let order = ordered(&self.kept.get(&id)?.rows.as_ref()?.person_id);
                Some((id, what, order))
            });
            Index { sources, duties: duties.collect(), restricted: restricted(inputs) }
        })
    }

    /// Makes ready what journeys are read from.
    pub(super) fn warm_journeys(&self) {
        self.index();
    }

    /// The journey of a child within sight; `None` for others, and where nothing is recorded of the child. What followed
    /// an adoption order is of another identity, and is not there.
    ///
    /// It says nothing of whether the record is restricted: ask [`Workings::restriction`] first.
    pub fn journey(&self, person_id: &str, within: &Within) -> Option<Journey> {
        if !within.has(person_id) {
            return None;
        }
        let index = self.index();
        let adopted = index.restricted.get(person_id).filter(|found| found.kind == RestrictionKind::Adopted);
        let adopted = adopted.map(|found| to_days(found.from));
        let today = to_days(self.inputs().data_date);
        let last = adopted.map_or(today, |day| day.min(today));
        let mut events: Vec<Event> = index
            .sources
            .iter()
            .flat_map(|rows| of(&rows.order, &rows.person, person_id).iter().map(move |i| (rows, *i as usize)))
            .filter_map(|(rows, i)| rows.event(i, last))
            .collect();
        let mut duties = Vec::new();
        for (indicator, what, order) in &index.duties {
            let Some(rows) = self.kept.get(indicator).and_then(|kept| kept.rows.as_ref()) else { continue };
            let today = |i: usize| rows.period.is_null(i);
            for i in of(order, &rows.person_id, person_id).iter().map(|i| *i as usize).filter(|i| today(*i)) {
                let Some(due) = day_at(&rows.due, i).filter(|_| rows.state[i] != State::Void) else { continue };
                if adopted.is_some() && due > last {
                    continue;
                }
                let duty = Duty {
                    what: what.clone(),
                    indicator: indicator.clone(),
                    due: from_days(due)?,
                    done: day_at(&rows.done, i).and_then(from_days),
                    state: rows.state[i],
                };
                mark(&mut events, &duty);
                duties.push(duty);
            }
        }
        if events.is_empty() && duties.is_empty() {
            return None;
        }
        events.sort_by(|a, b| (a.on, a.kind, a.until, &a.code).cmp(&(b.on, b.kind, b.until, &b.code)));
        duties.sort_by(|a, b| (a.due, &a.what, a.state).cmp(&(b.due, &b.what, b.state)));
        let (team, worker) = if adopted.is_some() { ("", "") } else { self.held_by(person_id) };
        Some(Journey {
            person_id: person_id.to_owned(),
            events,
            duties,
            team_id: team.to_owned(),
            worker_id: worker.to_owned(),
        })
    }

    /// Why the record of a child is restricted on the data date; `None` where it is not.
    pub fn restriction(&self, person_id: &str) -> Option<&Restriction> {
        self.index().restricted.get(person_id)
    }
}

/// Says on the event that a duty was done by when it was due, and whether it was late.
fn mark(events: &mut [Event], duty: &Duty) {
    let kind = match duty.indicator.as_str() {
        "assessments-on-time" => EventKind::Assessment,
        "icpc-on-time" => EventKind::InitialConference,
        "cic-reviews-on-time" => EventKind::CareReview,
        "cic-visits-on-time" => EventKind::CareVisit,
        "cin-reviews-on-time" => EventKind::ChildInNeedReview,
        "cin-visits-on-time" => EventKind::ChildInNeedVisit,
        "cp-reviews-on-time" => EventKind::ChildProtectionReview,
        "cp-visits-on-time" => EventKind::ChildProtectionVisit,
        _ => return,
    };
    let Some(done) = duty.done else { return };
    for event in events.iter_mut().filter(|event| event.kind == kind && event.until.unwrap_or(event.on) == done) {
        event.due = Some(duty.due);
        event.late = event.late || done > duty.due && duty.state == State::Missed;
    }
}

/// Who is restricted on the data date, and why: adoption before all else.
fn restricted(inputs: &Inputs) -> HashMap<String, Restriction> {
    let today = to_days(inputs.data_date);
    let mut out = HashMap::new();
    if let Some(batch) = inputs.tables.get("restricted_records")
        && let (Some(person), Some(from), Some(to)) = (text(batch, "person_id"), days(batch, "from"), days(batch, "to"))
    {
        for i in 0..batch.num_rows() {
            let open = day_at(&from, i).is_none_or(|day| day <= today) && day_at(&to, i).is_none_or(|day| day > today);
            if open && person.is_valid(i) {
                // Without a first day it has always been restricted.
                let from = day_at(&from, i).and_then(from_days).unwrap_or(Date::constant(1900, 1, 1));
                let to = day_at(&to, i).and_then(from_days);
                out.insert(person.value(i).to_owned(), Restriction { kind: RestrictionKind::Listed, from, to });
            }
        }
    }
    for (person, day) in adoptions(inputs) {
        if let Some(from) = from_days(day) {
            out.insert(person, Restriction { kind: RestrictionKind::Adopted, from, to: None });
        }
    }
    out
}

/// The day of the first adoption order of each adopted child, on or before the data date.
fn adoptions(inputs: &Inputs) -> HashMap<String, i32> {
    let today = to_days(inputs.data_date);
    let mut out: HashMap<String, i32> = HashMap::new();
    let mut gather = |table: &str, [person, day, reason]: [&str; 3], is: &dyn Fn(&str) -> bool| {
        let Some(batch) = inputs.tables.get(table) else { return };
        let (Some(person), Some(day), Some(reason)) = (text(batch, person), days(batch, day), text(batch, reason))
        else {
            return;
        };
        for i in (0..batch.num_rows()).filter(|i| person.is_valid(*i) && is(text_at(&reason, *i))) {
            let Some(day) = day_at(&day, i).filter(|day| *day <= today) else { continue };
            let first = out.entry(person.value(i).to_owned()).or_insert(day);
            *first = (*first).min(day);
        }
    };
    let care = ["clae_person_id", "clae_cla_episode_ceased_date", "clae_cla_episode_ceased_reason"];
    gather("ssd_cla_episodes", care, &|reason| ADOPTED.contains(&reason));
    let order = ["perm_person_id", "perm_permanence_order_date", "perm_permanence_order_type"];
    gather("ssd_permanence", order, &|kind| kind.to_lowercase().contains("adoption"));
    out
}
