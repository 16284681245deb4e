//! Where the events of a journey are recorded.

use super::EventKind;

/// Where events of a kind stand: a table, and what its columns are called. Empty where there is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    pub kind: EventKind,
    pub table: &'static str,
    pub person: &'static str,
    /// The day, or the first one.
    pub on: &'static str,
    /// The last day.
    pub until: &'static str,
    pub code: &'static str,
    pub worker: &'static str,
    pub team: &'static str,
    /// Whether the child was seen.
    pub seen: &'static str,
    pub due: &'static str,
}

impl Source {
    const fn new(kind: EventKind, table: &'static str, person: &'static str, on: &'static str) -> Source {
        Source { kind, table, person, on, until: "", code: "", worker: "", team: "", seen: "", due: "" }
    }

    const fn until(self, until: &'static str) -> Source {
        Source { until, ..self }
    }

    const fn code(self, code: &'static str) -> Source {
        Source { code, ..self }
    }

    const fn worker(self, worker: &'static str) -> Source {
        Source { worker, ..self }
    }

    const fn team(self, team: &'static str) -> Source {
        Source { team, ..self }
    }

    const fn seen(self, seen: &'static str) -> Source {
        Source { seen, ..self }
    }

    const fn due(self, due: &'static str) -> Source {
        Source { due, ..self }
    }
}

pub(super) const SOURCES: [Source; 19] = [
    Source::new(EventKind::Contact, "ssd_contacts", "cont_person_id", "cont_contact_date")
        .code("cont_contact_source_code"),
    Source::new(EventKind::EarlyHelp, "ssd_early_help_episodes", "earl_person_id", "earl_episode_start_date")
        .until("earl_episode_end_date")
        .worker("earl_episode_worker_id"),
    Source::new(EventKind::Referral, "ssd_cin_episodes", "cine_person_id", "cine_referral_date")
        .until("cine_close_date")
        .code("cine_cin_primary_need_code")
        .worker("cine_referral_worker_id")
        .team("cine_referral_team"),
    Source::new(EventKind::Assessment, "ssd_cin_assessments", "cina_person_id", "cina_assessment_start_date")
        .until("cina_assessment_auth_date")
        .worker("cina_assessment_worker_id")
        .team("cina_assessment_team"),
    Source::new(EventKind::Enquiry, "ssd_s47_enquiry", "s47e_person_id", "s47e_s47_start_date")
        .until("s47e_s47_end_date")
        .worker("s47e_s47_completed_by_worker_id")
        .team("s47e_s47_completed_by_team"),
    Source::new(EventKind::InitialConference, "ssd_initial_cp_conference", "icpc_person_id", "icpc_icpc_date")
        .worker("icpc_icpc_worker_id")
        .team("icpc_icpc_team"),
    Source::new(EventKind::ChildInNeedPlan, "ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_start_date")
        .until("cinp_cin_plan_end_date")
        .worker("cinp_cin_plan_worker_id")
        .team("cinp_cin_plan_team"),
    Source::new(EventKind::ChildInNeedVisit, "ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date")
        .seen("cinv_cin_visit_seen"),
    Source::new(EventKind::ChildInNeedReview, "local_cin_reviews", "person_id", "review_date").due("due_date"),
    Source::new(EventKind::ChildProtectionPlan, "ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date")
        .until("cppl_cp_plan_end_date")
        .code("cppl_cp_plan_initial_category"),
    Source::new(EventKind::ChildProtectionVisit, "ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date")
        .seen("cppv_cp_visit_seen"),
    Source::new(EventKind::ChildProtectionReview, "ssd_cp_reviews", "cppr_person_id", "cppr_cp_review_date"),
    Source::new(EventKind::Care, "ssd_cla_episodes", "clae_person_id", "clae_cla_episode_start_date")
        .until("clae_cla_episode_ceased_date")
        .code("clae_cla_episode_start_reason"),
    Source::new(EventKind::LegalStatus, "ssd_legal_status", "lega_person_id", "lega_legal_status_start_date")
        .until("lega_legal_status_end_date")
        .code("lega_legal_status"),
    Source::new(EventKind::Placement, "ssd_cla_placement", "clap_person_id", "clap_cla_placement_start_date")
        .until("clap_cla_placement_end_date")
        .code("clap_cla_placement_type"),
    Source::new(EventKind::CareVisit, "ssd_cla_visits", "clav_person_id", "clav_cla_visit_date")
        .seen("clav_cla_visit_seen"),
    Source::new(EventKind::CareReview, "ssd_cla_reviews", "clar_cla_person_id", "clar_cla_review_date"),
    Source::new(EventKind::Missing, "ssd_missing", "miss_person_id", "miss_missing_episode_start_date")
        .until("miss_missing_episode_end_date")
        .code("miss_missing_episode_type"),
    Source::new(EventKind::Involvement, "ssd_involvements", "invo_person_id", "invo_involvement_start_date")
        .until("invo_involvement_end_date")
        .code("invo_professional_role_id")
        .worker("invo_professional_id")
        .team("invo_professional_team"),
];
