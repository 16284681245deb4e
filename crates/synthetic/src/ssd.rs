//! A family's records as rows of the Standard Safeguarding Dataset: the front door and what leads from it.

use crate::error::Error;
use crate::json::{self, Texts};
use crate::records::{Family, Review};
use crate::sheet::{Cell, Sink};
use crate::view::View;
use crate::workforce::Workforce;

/// The tables of the standard that the made-up council fills, and the placeholders that it leaves empty.
pub const TABLES: &[&str] = &[
    "ssd_address",
    "ssd_assessment_factors",
    "ssd_care_leavers",
    "ssd_cin_assessments",
    "ssd_cin_episodes",
    "ssd_cin_plans",
    "ssd_cin_visits",
    "ssd_cla_care_plan",
    "ssd_cla_convictions",
    "ssd_cla_episodes",
    "ssd_cla_health",
    "ssd_cla_immunisations",
    "ssd_cla_placement",
    "ssd_cla_previous_permanence",
    "ssd_cla_reviews",
    "ssd_cla_substance_misuse",
    "ssd_cla_visits",
    "ssd_contacts",
    "ssd_cp_plans",
    "ssd_cp_reviews",
    "ssd_cp_visits",
    "ssd_department",
    "ssd_disability",
    "ssd_early_help_episodes",
    "ssd_ehcp_active_plans",
    "ssd_ehcp_assessment",
    "ssd_ehcp_named_plan",
    "ssd_ehcp_requests",
    "ssd_family",
    "ssd_immigration_status",
    "ssd_initial_cp_conference",
    "ssd_involvements",
    "ssd_legal_status",
    "ssd_linked_identifiers",
    "ssd_missing",
    "ssd_mother",
    "ssd_permanence",
    "ssd_person",
    "ssd_pre_proceedings",
    "ssd_professionals",
    "ssd_s251_finance",
    "ssd_s47_enquiry",
    "ssd_sdq_scores",
    "ssd_sen_need",
    "ssd_send",
    "ssd_version_log",
    "ssd_voice_of_child",
];

/// Writes families as one delivery shows them.
pub struct Writer<'a> {
    pub view: View,
    pub workforce: &'a Workforce,
    pub texts: &'a mut Texts,
    pub list: String,
    /// Which children of the family any row was written for.
    pub shown: Vec<bool>,
    /// Whether a row was written for a child's second record.
    pub second_shown: Vec<bool>,
}

impl<'a> Writer<'a> {
    /// A writer of the delivery that `view` describes.
    pub fn new(view: View, workforce: &'a Workforce, texts: &'a mut Texts) -> Writer<'a> {
        let (shown, second_shown) = (Vec::new(), Vec::new());
        Writer { view, workforce, texts, list: String::new(), shown, second_shown }
    }

    /// All rows of `family` that the delivery has.
    pub fn family(&mut self, family: &Family, out: &mut dyn Sink) -> Result<(), Error> {
        self.shown = vec![false; family.children.len()];
        self.second_shown = vec![false; family.children.len()];
        let referrals = self.view.referrals(family);
        self.contacts(family, out)?;
        self.early_help(family, out)?;
        self.front_door(family, &referrals, out)?;
        self.protection(family, &referrals, out)?;
        self.need(family, &referrals, out)?;
        self.involvements(family, &referrals, out)?;
        self.care(family, out)?;
        self.people(family, out)
    }

    pub fn worker(&self, worker: Option<usize>) -> Cell<'a> {
        worker.map_or(Cell::Null, |worker| Cell::Text(&self.workforce.workers[worker].id))
    }

    pub fn team(&self, team: usize) -> Cell<'a> {
        Cell::Text(&self.workforce.teams[team].id)
    }

    /// The child's id; notes that the child has a row.
    pub fn person(&mut self, family: &Family, child: usize) -> Cell<'static> {
        self.shown[child] = true;
        Cell::Id(family.children[child].id)
    }

    fn contacts(&mut self, family: &Family, out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for contact in &family.contacts {
            let day = view.said(contact);
            if !view.entered(day, contact.stood) {
                continue;
            }
            let child = &family.children[contact.child];
            // Some case systems move the rows when two records are merged; this one leaves half where they are.
            let second = child
                .merged
                .filter(|&(second, merged)| contact.on_second_record && (view.day < merged || second % 2 == 0));
            let person = match second {
                Some((second, _)) => {
                    self.second_shown[contact.child] = true;
                    Cell::Id(second)
                }
                None => self.person(family, contact.child),
            };
            let json = self.texts.flags(json::CONTACT, contact.outcome);
            out.row(
                "ssd_contacts",
                &[
                    ("cont_contact_id", Cell::Id(contact.id)),
                    ("cont_person_id", person),
                    ("cont_contact_date", Cell::Date(day)),
                    ("cont_contact_source_code", Cell::Text(contact.source)),
                    ("cont_contact_source_desc", Cell::text(label("referral_source", contact.source))),
                    ("cont_contact_outcome_json", Cell::Text(json)),
                ],
            )?;
        }
        Ok(())
    }

    fn early_help(&mut self, family: &Family, out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for help in family.early_help.iter().filter(|help| view.span(help.start, help.end)) {
            let ended = view.come(help.end);
            out.row(
                "ssd_early_help_episodes",
                &[
                    ("earl_episode_id", Cell::Id(help.id)),
                    ("earl_person_id", self.person(family, help.child)),
                    ("earl_episode_start_date", Cell::Date(help.start)),
                    ("earl_episode_end_date", view.date(help.end)),
                    ("earl_episode_reason", Cell::Text(help.reason)),
                    ("earl_episode_end_reason", Cell::text(ended.then_some(help.end_reason))),
                    ("earl_episode_organisation", Cell::Text(help.organisation)),
                    ("earl_episode_worker_id", self.worker(help.worker)),
                ],
            )?;
        }
        Ok(())
    }

    fn front_door(&mut self, family: &Family, referrals: &[u64], out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for referral in family.referrals.iter().filter(|r| view.referral(r)) {
            let closed = view.come(referral.closed);
            let person = self.person(family, referral.child);
            let (team, worker) = (self.team(referral.team), self.worker(referral.worker));
            let json = self.texts.flags(json::REFERRAL, referral.outcome);
            out.row(
                "ssd_cin_episodes",
                &[
                    ("cine_referral_id", Cell::Id(referral.id)),
                    ("cine_person_id", person),
                    ("cine_referral_date", Cell::Date(referral.day)),
                    ("cine_cin_primary_need_code", Cell::Text(referral.need)),
                    ("cine_referral_source_code", Cell::Text(referral.source)),
                    ("cine_referral_source_desc", Cell::text(label("referral_source", referral.source))),
                    ("cine_referral_outcome_json", Cell::Text(json)),
                    ("cine_referral_nfa", Cell::yes(referral.nfa)),
                    ("cine_close_reason", Cell::text(closed.then_some(referral.reason))),
                    ("cine_close_date", view.date(referral.closed)),
                    ("cine_referral_team", team),
                    ("cine_referral_worker_id", worker),
                ],
            )?;
        }
        for assessment in &family.assessments {
            if !referrals.contains(&assessment.referral) || assessment.start > view.day {
                continue;
            }
            let done = view.come(assessment.authorised);
            let person = self.person(family, assessment.child);
            let (team, worker) = (self.team(assessment.team), self.worker(assessment.worker));
            let json = done.then(|| self.texts.flags(json::ASSESSMENT, assessment.outcome));
            let nfa = if done { Cell::yes(assessment.outcome == "NFA_FLAG") } else { Cell::Null };
            out.row(
                "ssd_cin_assessments",
                &[
                    ("cina_assessment_id", Cell::Id(assessment.id)),
                    ("cina_person_id", person),
                    ("cina_referral_id", Cell::Id(assessment.referral)),
                    ("cina_assessment_start_date", Cell::Date(assessment.start)),
                    ("cina_assessment_child_seen", Cell::yes(assessment.seen)),
                    ("cina_assessment_auth_date", view.date(assessment.authorised)),
                    ("cina_assessment_outcome_json", Cell::text(json)),
                    ("cina_assessment_outcome_nfa", nfa),
                    ("cina_assessment_team", team),
                    ("cina_assessment_worker_id", worker),
                ],
            )?;
            if done && !assessment.factors.is_empty() {
                json::list(&assessment.factors, &mut self.list);
                out.row(
                    "ssd_assessment_factors",
                    &[
                        ("cinf_table_id", Cell::Id(assessment.id)),
                        ("cinf_assessment_id", Cell::Id(assessment.id)),
                        ("cinf_assessment_factors_json", Cell::Text(&self.list)),
                    ],
                )?;
            }
        }
        Ok(())
    }

    fn protection(&mut self, family: &Family, referrals: &[u64], out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for enquiry in &family.enquiries {
            if !referrals.contains(&enquiry.referral) || enquiry.start > view.day {
                continue;
            }
            let done = view.come(enquiry.end);
            let person = self.person(family, enquiry.child);
            let (team, worker) = (self.team(enquiry.team), self.worker(enquiry.worker));
            let outcome = if enquiry.conference { "CP_CONFERENCE_FLAG" } else { "NFA_CONTINUE_SINGLE_FLAG" };
            let json = done.then(|| self.texts.flags(json::ENQUIRY, outcome));
            out.row(
                "ssd_s47_enquiry",
                &[
                    ("s47e_s47_enquiry_id", Cell::Id(enquiry.id)),
                    ("s47e_referral_id", Cell::Id(enquiry.referral)),
                    ("s47e_person_id", person),
                    ("s47e_s47_start_date", Cell::Date(enquiry.start)),
                    ("s47e_s47_end_date", view.date(enquiry.end)),
                    ("s47e_s47_nfa", if done { Cell::yes(false) } else { Cell::Null }),
                    ("s47e_s47_outcome_json", Cell::text(json)),
                    ("s47e_s47_completed_by_worker_id", worker),
                    ("s47e_s47_completed_by_team", team),
                ],
            )?;
        }
        for conference in &family.conferences {
            let start =
                family.enquiries.iter().find(|e| Some(e.id) == conference.enquiry).map_or(conference.held, |e| e.end);
            if !referrals.contains(&conference.referral) || start.min(conference.held) > view.day {
                continue;
            }
            let held = view.come(conference.held);
            let person = self.person(family, conference.child);
            let (team, worker) = (self.team(conference.team), self.worker(conference.worker));
            let outcome = if conference.plan.is_some() { "CP_FLAG" } else { "PROV_OF_SERVICES_FLAG" };
            let json = held.then(|| self.texts.flags(json::CONFERENCE, outcome));
            out.row(
                "ssd_initial_cp_conference",
                &[
                    ("icpc_icpc_id", Cell::Id(conference.id)),
                    ("icpc_s47_enquiry_id", Cell::id(conference.enquiry)),
                    ("icpc_person_id", person),
                    ("icpc_cp_plan_id", Cell::id(conference.plan.filter(|_| held))),
                    ("icpc_referral_id", Cell::Id(conference.referral)),
                    ("icpc_icpc_transfer_in", Cell::yes(conference.transfer_in)),
                    ("icpc_icpc_target_date", Cell::Date(conference.target)),
                    ("icpc_icpc_date", view.date(conference.held)),
                    ("icpc_icpc_outcome_cp_flag", if held { Cell::yes(conference.plan.is_some()) } else { Cell::Null }),
                    ("icpc_icpc_outcome_json", Cell::text(json)),
                    ("icpc_icpc_team", team),
                    ("icpc_icpc_worker_id", worker),
                ],
            )?;
        }
        let mut plans = Vec::new();
        for plan in family.protection_plans.iter().filter(|plan| view.plan(plan, referrals)) {
            plans.push(plan.id);
            let latest = if plan.latest.0 <= view.day { plan.latest.1 } else { plan.category };
            out.row(
                "ssd_cp_plans",
                &[
                    ("cppl_cp_plan_id", Cell::Id(plan.id)),
                    ("cppl_referral_id", Cell::id(plan.referral)),
                    ("cppl_icpc_id", Cell::id(plan.conference)),
                    ("cppl_person_id", self.person(family, plan.child)),
                    ("cppl_cp_plan_start_date", Cell::Date(plan.start)),
                    ("cppl_cp_plan_end_date", view.date(plan.end)),
                    ("cppl_cp_plan_initial_category", Cell::Text(plan.category)),
                    ("cppl_cp_plan_ola", Cell::yes(!plan.ours)),
                    ("cppl_cp_plan_latest_category", Cell::Text(latest)),
                ],
            )?;
        }
        for visit in family.protection_visits.iter().filter(|visit| view.entered(visit.day, visit.stood)) {
            out.row(
                "ssd_cp_visits",
                &[
                    ("cppv_cp_visit_id", Cell::Id(visit.id)),
                    ("cppv_person_id", self.person(family, visit.child)),
                    ("cppv_cp_plan_id", Cell::id(visit.under.filter(|under| plans.contains(under)))),
                    ("cppv_cp_visit_date", Cell::Date(visit.day)),
                    ("cppv_cp_visit_seen", Cell::yes(visit.seen)),
                    ("cppv_cp_visit_seen_alone", Cell::yes(visit.alone)),
                    ("cppv_cp_visit_bedroom", Cell::yes(visit.bedroom)),
                ],
            )?;
        }
        for review in &family.protection_reviews {
            if !plans.contains(&review.under) || !review.stood.on(view.day) {
                continue;
            }
            let held = view.come(review.held);
            let outcome = if held { Cell::yes(review.continues) } else { Cell::Null };
            let due = self.due(review);
            out.row(
                "ssd_cp_reviews",
                &[
                    ("cppr_cp_review_id", Cell::Id(review.id)),
                    ("cppr_person_id", self.person(family, review.child)),
                    ("cppr_cp_plan_id", Cell::Id(review.under)),
                    ("cppr_cp_review_due", due),
                    ("cppr_cp_review_date", view.date(review.held)),
                    ("cppr_cp_review_outcome_continue_cp", outcome),
                    ("cppr_cp_review_quorate", if held { Cell::yes(review.quorate) } else { Cell::Null }),
                    ("cppr_cp_review_participation", Cell::text(held.then_some(review.participation))),
                ],
            )?;
        }
        Ok(())
    }

    /// A due date is known before it comes.
    pub fn due(&self, review: &Review) -> Cell<'static> {
        review.due.map_or(Cell::Null, Cell::Date)
    }

    fn need(&mut self, family: &Family, referrals: &[u64], out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for plan in &family.need_plans {
            if !referrals.contains(&plan.referral) || plan.start > view.day {
                continue;
            }
            out.row(
                "ssd_cin_plans",
                &[
                    ("cinp_cin_plan_id", Cell::Id(plan.id)),
                    ("cinp_referral_id", Cell::Id(plan.referral)),
                    ("cinp_person_id", self.person(family, plan.child)),
                    ("cinp_cin_plan_start_date", Cell::Date(plan.start)),
                    ("cinp_cin_plan_end_date", view.date(plan.end)),
                    ("cinp_cin_plan_team", self.team(plan.team)),
                    ("cinp_cin_plan_worker_id", self.worker(plan.worker)),
                ],
            )?;
        }
        for visit in family.need_visits.iter().filter(|visit| view.entered(visit.day, visit.stood)) {
            out.row(
                "ssd_cin_visits",
                &[
                    ("cinv_cin_visit_id", Cell::Id(visit.id)),
                    ("cinv_person_id", self.person(family, visit.child)),
                    ("cinv_cin_visit_date", Cell::Date(visit.day)),
                    ("cinv_cin_visit_seen", Cell::yes(visit.seen)),
                    ("cinv_cin_visit_seen_alone", Cell::yes(visit.alone)),
                    ("cinv_cin_visit_bedroom", Cell::yes(visit.bedroom)),
                ],
            )?;
        }
        Ok(())
    }

    fn involvements(&mut self, family: &Family, referrals: &[u64], out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for involvement in family.involvements.iter().filter(|i| view.involvement(i, referrals)) {
            out.row(
                "ssd_involvements",
                &[
                    ("invo_involvements_id", Cell::Id(involvement.id)),
                    ("invo_professional_id", self.worker(Some(involvement.worker))),
                    ("invo_professional_role_id", Cell::Text(involvement.role)),
                    ("invo_professional_team", self.team(involvement.team)),
                    ("invo_involvement_start_date", Cell::Date(involvement.start)),
                    ("invo_involvement_end_date", view.date(involvement.end)),
                    ("invo_worker_change_reason", Cell::Text(involvement.change)),
                    ("invo_person_id", self.person(family, involvement.child)),
                    ("invo_referral_id", Cell::id(involvement.referral)),
                ],
            )?;
        }
        Ok(())
    }
}

/// What a code means, in words.
pub fn label(list: &str, code: &str) -> Option<&'static str> {
    standard::codes::list(list)?.code(code).map(|code| code.label.as_str())
}
