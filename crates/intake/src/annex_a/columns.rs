//! Which column of which list goes to which column of which standard table.

/// A column of a list and what it becomes: list, number in the list, table, column.
type Column = (u8, u8, &'static str, &'static str);

/// Every column of the lists that a standard table has, but for those of the child (which every list repeats:
/// [`PERSON`]) and those that are worked out.
#[rustfmt::skip]
static COLUMNS: &[Column] = &[
    (1, 6, "ssd_contacts", "cont_contact_date"),
    (1, 7, "ssd_contacts", "cont_contact_source_code"),

    (2, 6, "ssd_early_help_episodes", "earl_episode_start_date"),
    (2, 7, "ssd_early_help_episodes", "earl_episode_end_date"),
    (2, 8, "ssd_early_help_episodes", "earl_episode_organisation"),

    (3, 6, "ssd_cin_episodes", "cine_referral_date"),
    (3, 7, "ssd_cin_episodes", "cine_referral_source_code"),
    (3, 8, "ssd_cin_episodes", "cine_referral_nfa"),
    (3, 9, "ssd_cin_episodes", "cine_referrals_last_12_months"),
    (3, 10, "ssd_cin_episodes", "cine_referral_team"),
    (3, 11, "ssd_cin_episodes", "cine_referral_worker_id"),

    (4, 7, "ssd_cin_assessments", "cina_assessment_start_date"),
    (4, 8, "ssd_cin_assessments", "cina_assessment_child_seen"),
    (4, 9, "ssd_cin_assessments", "cina_assessment_auth_date"),
    (4, 10, "ssd_cin_assessments", "cina_requires_support"),
    (4, 11, "ssd_cin_assessments", "cina_assessment_team"),
    (4, 12, "ssd_cin_assessments", "cina_assessment_worker_id"),

    (5, 7, "ssd_s47_enquiry", "s47e_s47_start_date"),
    (5, 8, "ssd_s47_enquiry", "s47e_icpc_not_required"),
    (5, 13, "ssd_s47_enquiry", "s47e_s47_completed_by_team"),
    (5, 14, "ssd_s47_enquiry", "s47e_s47_completed_by_worker_id"),
    (5, 9, "ssd_initial_cp_conference", "icpc_icpc_date"),
    (5, 10, "ssd_initial_cp_conference", "icpc_icpc_outcome_cp_flag"),

    (6, 7, "ssd_cin_episodes", "cine_referral_date"),
    (6, 8, "ssd_cin_episodes", "cine_cin_primary_need_code"),
    (6, 9, "ssd_cin_episodes", "cine_last_seen_date"),
    (6, 10, "ssd_cin_episodes", "cine_close_date"),
    (6, 11, "ssd_cin_episodes", "cine_close_reason"),
    (6, 12, "ssd_cin_episodes", "cine_case_status"),
    (6, 7, "ssd_cin_plans", "cinp_cin_plan_start_date"),
    (6, 10, "ssd_cin_plans", "cinp_cin_plan_end_date"),
    (6, 13, "ssd_cin_plans", "cinp_cin_plan_team"),
    (6, 14, "ssd_cin_plans", "cinp_cin_plan_worker_id"),

    (7, 7, "ssd_cp_plans", "cppl_cp_plan_start_date"),
    (7, 8, "ssd_cp_plans", "cppl_cp_plan_initial_category"),
    (7, 9, "ssd_cp_plans", "cppl_cp_plan_latest_category"),
    (7, 13, "ssd_cp_plans", "cppl_cp_plan_end_date"),
    (7, 14, "ssd_cp_plans", "cppl_emergency_protection_last_six_months"),
    (7, 15, "ssd_cp_plans", "cppl_number_of_previous_plans"),
    (7, 10, "ssd_cp_visits", "cppv_cp_visit_date"),
    (7, 11, "ssd_cp_visits", "cppv_cp_visit_seen_alone"),
    (7, 12, "ssd_cp_reviews", "cppr_cp_review_date"),

    (8, 6, "ssd_immigration_status", "immi_immigration_status"),
    (8, 8, "ssd_cla_episodes", "clae_entered_care_date"),
    (8, 8, "ssd_cla_episodes", "clae_cla_episode_start_date"),
    (8, 9, "ssd_cla_episodes", "clae_cla_primary_need_code"),
    (8, 10, "ssd_cla_episodes", "clae_second_period_last_12_months"),
    (8, 15, "ssd_cla_episodes", "clae_permanence_plan"),
    (8, 16, "ssd_cla_episodes", "clae_cla_last_iro_contact_date"),
    (8, 19, "ssd_cla_episodes", "clae_placements_last_12_months"),
    (8, 20, "ssd_cla_episodes", "clae_cla_episode_ceased_date"),
    (8, 21, "ssd_cla_episodes", "clae_cla_episode_ceased_reason"),
    (8, 29, "ssd_cla_episodes", "clae_missing_last_12_months"),
    (8, 30, "ssd_cla_episodes", "clae_absent_last_12_months"),
    (8, 31, "ssd_cla_episodes", "clae_return_interview_offered"),
    (8, 32, "ssd_cla_episodes", "clae_return_interview_accepted"),
    (8, 11, "ssd_legal_status", "lega_legal_status_start_date"),
    (8, 12, "ssd_legal_status", "lega_legal_status"),
    (8, 20, "ssd_legal_status", "lega_legal_status_end_date"),
    (8, 13, "ssd_cla_reviews", "clar_cla_review_date"),
    (8, 14, "ssd_cla_visits", "clav_cla_visit_date"),
    (8, 22, "ssd_cla_placement", "clap_cla_placement_start_date"),
    (8, 20, "ssd_cla_placement", "clap_cla_placement_end_date"),
    (8, 23, "ssd_cla_placement", "clap_cla_placement_type"),
    (8, 24, "ssd_cla_placement", "clap_cla_placement_provider"),
    (8, 25, "ssd_cla_placement", "clap_cla_placement_postcode"),
    (8, 26, "ssd_cla_placement", "clap_cla_placement_urn"),
    (8, 27, "ssd_cla_placement", "clap_cla_placement_location"),
    (8, 28, "ssd_cla_placement", "clap_cla_placement_la"),
    (8, 17, "ssd_cla_health", "clah_health_check_date"),
    (8, 18, "ssd_cla_health", "clah_health_check_date"),

    (9, 6, "ssd_immigration_status", "immi_immigration_status"),
    (9, 8, "ssd_care_leavers", "clea_care_leaver_allocated_team"),
    (9, 9, "ssd_care_leavers", "clea_care_leaver_worker_id"),
    (9, 10, "ssd_care_leavers", "clea_care_leaver_personal_advisor"),
    (9, 11, "ssd_care_leavers", "clea_care_leaver_eligibility"),
    (9, 12, "ssd_care_leavers", "clea_pathway_plan_review_date"),
    (9, 13, "ssd_care_leavers", "clea_care_leaver_in_touch"),
    (9, 14, "ssd_care_leavers", "clea_care_leaver_latest_contact"),
    (9, 15, "ssd_care_leavers", "clea_care_leaver_accommodation"),
    (9, 16, "ssd_care_leavers", "clea_care_leaver_accom_suitable"),
    (9, 17, "ssd_care_leavers", "clea_care_leaver_activity"),

    (10, 9, "ssd_permanence", "perm_adm_decision_date"),
    (10, 10, "ssd_permanence", "perm_placement_order_date"),
    (10, 11, "ssd_permanence", "perm_matched_date"),
    (10, 12, "ssd_permanence", "perm_placed_for_adoption_date"),
    (10, 13, "ssd_permanence", "perm_permanence_order_date"),
    (10, 14, "ssd_permanence", "perm_decision_reversed_date"),
    (10, 15, "ssd_permanence", "perm_decision_reversed_reason"),
    (10, 16, "ssd_permanence", "perm_placed_ffa_cp_date"),

    (11, 1, "annex_a_adopters", "adopter_id"),
    (11, 2, "annex_a_adopters", "family_id"),
    (11, 3, "annex_a_adopters", "sex"),
    (11, 4, "annex_a_adopters", "ethnicity"),
    (11, 5, "annex_a_adopters", "disability"),
    (11, 6, "annex_a_adopters", "fostering_for_adoption"),
    (11, 7, "annex_a_adopters", "enquiry_date"),
    (11, 8, "annex_a_adopters", "stage_1_start_date"),
    (11, 9, "annex_a_adopters", "stage_1_end_date"),
    (11, 10, "annex_a_adopters", "stage_2_start_date"),
    (11, 11, "annex_a_adopters", "stage_2_end_date"),
    (11, 12, "annex_a_adopters", "application_date"),
    (11, 13, "annex_a_adopters", "approval_date"),
    (11, 14, "annex_a_adopters", "matched_date"),
    (11, 15, "annex_a_adopters", "placed_date"),
    (11, 16, "annex_a_adopters", "children_placed"),
    (11, 17, "annex_a_adopters", "adoption_order_date"),
    (11, 18, "annex_a_adopters", "leaving_date"),
    (11, 19, "annex_a_adopters", "leaving_reason"),
];

/// Columns that tell of the child, by heading, and what they become in `ssd_person`.
pub(crate) static PERSON: &[(&str, &str)] = &[
    ("Child Unique ID", "pers_person_id"),
    ("Gender", "pers_sex"),
    ("Ethnicity", "pers_ethnicity"),
    ("Date of Birth", "pers_dob"),
    ("Does the Child have a Disability", "pers_disability"),
];

/// The columns of `list` that `table` has: number in the list, column of the table.
pub(crate) fn of(list: u8, table: &str) -> impl Iterator<Item = (u8, &'static str)> + use<'_> {
    COLUMNS
        .iter()
        .filter(move |(l, _, t, _)| *l == list && *t == table)
        .map(|(_, number, _, column)| (*number, *column))
}

/// Where the list's column goes, for a preview: table and column, or the list and the heading when no standard
/// table has it (an age, a family of adopters) or it becomes the current allocation.
pub(crate) fn target(list: u8, number: u8, heading: &str) -> (String, String) {
    let own =
        COLUMNS.iter().find(|(l, n, _, _)| *l == list && *n == number).map(|(_, _, table, column)| (*table, *column));
    let person =
        || PERSON.iter().find(|(name, _)| *name == heading && list != 11).map(|(_, column)| ("ssd_person", *column));
    let allocation = || match heading {
        "Allocated Team" => Some(("ssd_involvements", "invo_professional_team")),
        "Allocated Worker" => Some(("ssd_involvements", "invo_professional_id")),
        _ => None,
    };
    match own.or_else(person).or_else(allocation) {
        Some((table, column)) => (table.to_owned(), column.to_owned()),
        None => (format!("list {list}"), heading.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use standard::table::ColumnType;

    #[test]
    fn columns_exist_on_both_sides_and_hold_the_same_kind_of_value() {
        for (list, number, table, column) in COLUMNS {
            let from = &standard::annex_a::list(*list).unwrap().columns[usize::from(*number) - 1];
            assert_eq!(from.number, *number);
            let to = standard::table::find(table).unwrap().column(column).unwrap_or_else(|| panic!("{table}.{column}"));
            let plain = |kind| if kind == ColumnType::Code { ColumnType::Text } else { kind };
            assert_eq!(plain(from.kind), plain(to.kind), "{table}.{column}");
        }
        for (heading, column) in PERSON {
            assert!(standard::annex_a::list(4).unwrap().columns.iter().any(|c| c.name == *heading));
            assert!(standard::table::find("ssd_person").unwrap().column(column).is_some());
        }
    }
}
