//! Annex A workbooks and lists, made up for each rule: what becomes of every list.

mod common;
#[path = "common/book.rs"]
mod made;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Int64Type};
use common::read_folder;
use intake::{Kind, Mapping, Options, Reading};
use made::{book, headings};
use standard::coverage::Claim;
use standard::finding::Finding;

fn options() -> Options {
    Options { data_date: Some(jiff::civil::date(2023, 7, 31)), ..Options::default() }
}

/// What is read from a workbook whose sheets are lists with the template's headings.
fn read(lists: &[(u8, &[&str])]) -> Reading {
    read_with(lists, &options())
}

fn read_with(lists: &[(u8, &[&str])], options: &Options) -> Reading {
    let lists: Vec<(String, Vec<String>)> = lists
        .iter()
        .map(|(list, rows)| {
            let rows = std::iter::once(headings(*list)).chain(rows.iter().map(|row| (*row).to_owned())).collect();
            (format!("List {list}"), rows)
        })
        .collect();
    let rows: Vec<Vec<&str>> = lists.iter().map(|(_, rows)| rows.iter().map(String::as_str).collect()).collect();
    let sheets: Vec<(&str, &[&str])> =
        lists.iter().zip(&rows).map(|((name, _), rows)| (name.as_str(), rows.as_slice())).collect();
    let bytes = book(&sheets);
    let mut readings = read_folder(&[("annex_a.xlsx", &bytes)], options).unwrap();
    assert_eq!(readings.len(), 1);
    readings.remove(0)
}

/// A column of a table as text, a null as nothing.
fn column(reading: &Reading, table: &str, name: &str) -> Vec<String> {
    let Some(batch) = reading.tables.get(table) else { return Vec::new() };
    let array = batch.column_by_name(name).unwrap_or_else(|| panic!("{table}.{name}"));
    (0..array.len())
        .map(|row| {
            if array.is_null(row) {
                String::new()
            } else if let Some(days) = array.as_primitive_opt::<Date32Type>() {
                standard::date::from_days(days.value(row)).unwrap().to_string()
            } else if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
                numbers.value(row).to_string()
            } else {
                array.as_string::<i32>().value(row).to_owned()
            }
        })
        .collect()
}

/// A row of a table: some of its columns, with `|` between them.
fn rows(reading: &Reading, table: &str, names: &[&str]) -> Vec<String> {
    let columns: Vec<Vec<String>> = names.iter().map(|name| column(reading, table, name)).collect();
    let length = columns.first().map_or(0, Vec::len);
    (0..length).map(|row| columns.iter().map(|column| column[row].as_str()).collect::<Vec<_>>().join("|")).collect()
}

fn findings<'a>(reading: &'a Reading, rule: &str) -> Vec<&'a Finding> {
    reading.findings.iter().filter(|finding| finding.rule == rule).collect()
}

#[test]
fn contacts_are_events_with_ids_that_can_be_read() {
    let reading = read(&[(
        1,
        &[
            "101|b) Female|a) WBRI|2015-01-25|8|2023-06-01|q) 6: Police",
            "101|F|A1|2015-01-25|8|2023-06-01|School",
            "102|1|WBRI|NULL|<1|02/06/2023|Someone new",
            "102|1|WBRI|NULL|8 months|02/06/2023|Someone new",
            "|2|WBRI|||2023-06-03|GP",
        ],
    )]);
    assert_eq!(reading.kind, Kind::AnnexA);
    assert_eq!(
        rows(
            &reading,
            "ssd_contacts",
            &["cont_contact_id", "cont_person_id", "cont_contact_source_code", "reach_from", "reach_to"]
        ),
        [
            "A1:101:2023-06-01:6|101|6|2023-06-01|2023-06-01",
            "A1:101:2023-06-01:2A|101|2A|2023-06-01|2023-06-01",
            "A1:102:2023-06-02:Someone new|102||2023-06-02|2023-06-02",
            "A1:102:2023-06-02:Someone new|102||2023-06-02|2023-06-02",
        ]
    );
    assert_eq!(findings(&reading, "row-twice").len(), 1);
    assert_eq!(findings(&reading, "row-without-key")[0].row, 6);
    let unknown = findings(&reading, "code-not-known");
    assert_eq!(
        (unknown[0].row, unknown[0].sheet.as_str(), unknown[0].column.as_str()),
        (4, "List 1", "Contact Source")
    );
    // Ages are not kept, so nothing is said of those that are no numbers.
    assert!(findings(&reading, "number-not-read").is_empty());
    assert!(reading.absent_columns["ssd_contacts"].contains(&"cont_contact_outcome_json".to_owned()));
    assert!(!reading.absent_columns["ssd_contacts"].contains(&"cont_contact_source_code".to_owned()));
}

#[test]
fn a_title_row_extra_sheets_and_other_headings_make_no_difference() {
    let bytes = book(&[
        ("Front_Sheet", &["Annex A - Child level data", "", "Data as at|2023-07-31", "Derby City Council"]),
        ("Guidance", &["List|Field|Guidance|Comment", "List 1|Child Unique ID|Unique identity number|"]),
        (
            "List_10",
            &[
                "List 1: Contacts",
                "Child Unique ID|Gender|Ethnicity|Date of Birth|Age|Date of Contact|Contact Source|TEST_COLUMN",
                "101|F|WBRI|2015-01-25|8|2023-06-01|6",
            ],
        ),
        (
            "Sheet4",
            &[
                "Child ID|Sex|Does the Child have a Disability|Section 47 Enquiry Start Date|ICPC Not Required|Date of Initial Child Protection Conference|Did the Initial Child Protection Conference Result in a Child Protection Plan?|Allocated Worker|Gender",
                "101|F|No|2023-06-05|No|2023-06-20|Yes|A\u{a0}Person|F",
            ],
        ),
    ]);
    let options = Options::default();
    let reading = read_folder(&[("book.xlsx", &bytes)], &options).unwrap().remove(0);
    assert_eq!(reading.data_date, Some(jiff::civil::date(2023, 7, 31)));
    assert!(reading.data_date_from.contains("Front_Sheet"), "{}", reading.data_date_from);
    assert_eq!(reading.authority.as_deref(), Some("831"));
    assert_eq!(column(&reading, "ssd_contacts", "cont_contact_id"), ["A1:101:2023-06-01:6"]);
    assert_eq!(
        rows(
            &reading,
            "ssd_s47_enquiry",
            &["s47e_s47_enquiry_id", "s47e_icpc_not_required", "s47e_s47_completed_by_worker_id"]
        ),
        ["A5:101:2023-06-05|N|A Person"]
    );
    assert_eq!(
        rows(
            &reading,
            "ssd_initial_cp_conference",
            &["icpc_icpc_id", "icpc_s47_enquiry_id", "icpc_icpc_outcome_cp_flag"]
        ),
        ["A5:101:2023-06-20|A5:101:2023-06-05|Y"]
    );
    let ignored: Vec<&str> = findings(&reading, "sheet-not-known").iter().map(|f| f.sheet.as_str()).collect();
    assert_eq!(ignored, ["Front_Sheet", "Guidance"]);
    assert_eq!(findings(&reading, "column-not-known")[0].column, "TEST_COLUMN");
    assert_eq!(findings(&reading, "column-twice")[0].column, "Gender");
    assert!(findings(&reading, "column-missing").iter().any(|f| f.column == "Ethnicity" && f.sheet == "Sheet4"));
    assert_eq!(findings(&reading, "list-missing").len(), 9);
    let age = reading.columns.iter().find(|column| column.heading == "Age").unwrap();
    assert_eq!(age.column, Some(("list 1".to_owned(), "Age of Child (Years)".to_owned())));
}

#[test]
fn without_a_data_date_it_must_be_asked_for() {
    let reading = read_with(
        &[(7, &["101|F|WBRI|2015-01-25|8|No|2023-06-01|Neglect|Neglect|||||No|0|Team|Worker"])],
        &Options::default(),
    );
    assert_eq!(reading.data_date, None);
    assert!(reading.coverage.is_empty());
    assert!(!reading.tables.contains_key("ssd_involvements"));
    assert_eq!(column(&reading, "ssd_cp_plans", "cppl_cp_plan_id"), ["A7:101:2023-06-01"]);
}

#[test]
fn referrals_and_cases_are_kept_apart() {
    let reading = read(&[
        (
            3,
            &[
                "101|F|WBRI|2015-01-25|8|2023-05-02|School|No|1|Front door|W1",
                "101|F|WBRI|2015-01-25|8|2023-03-01|School|Yes|1|Front door|W1",
                "102|M|WBRI|2015-01-25|8|2023-04-10|6|b) No|0|Front door|W1",
            ],
        ),
        (
            6,
            &[
                "101|F|WBRI|2015-01-25|8|b) No|2023-05-02|N1 - Abuse or Neglect|2023-07-20|||c) Child in need plan|CIN|W2",
                "102|M|WBRI|2015-01-25|8|b) No|2023-04-12|N4|||||d) Open assessment|CIN|W2"
                    .replace("|||||", "||||")
                    .as_str(),
                "103|M|WBRI|2015-01-25|8|b) No|2023-06-01|PSRMEM - Support with memory and cognition||2023-07-01|RC7|e) Closed episode|CIN|W2",
                "104|M|WBRI|2015-01-25|8|b) No|2020-06-01|N5||||a) Looked after child|#N/A|#N/A",
            ],
        ),
    ]);
    assert_eq!(
        rows(
            &reading,
            "ssd_cin_episodes",
            &[
                "cine_referral_id",
                "cine_cin_primary_need_code",
                "cine_referral_nfa",
                "cine_not_a_referral",
                "cine_referral_only",
                "reach_from",
                "reach_to"
            ]
        ),
        [
            "A3:101:2023-05-02|N1|N||Y|2023-05-02|2023-05-02",
            "A3:101:2023-03-01||Y||Y|2023-03-01|2023-03-01",
            "A3:102:2023-04-10|N4|N||Y|2023-04-10|2023-04-10",
            "A6:101:2023-05-02|N1||Y||2023-05-02|",
            "A6:102:2023-04-12|N4||Y||2023-04-12|",
            "A6:103:2023-06-01|||Y||2023-06-01|2023-07-01",
            "A6:104:2020-06-01|N5||Y||2020-06-01|",
        ]
    );
    assert_eq!(
        rows(
            &reading,
            "ssd_cin_episodes",
            &[
                "cine_close_date",
                "cine_close_reason",
                "cine_case_status",
                "cine_last_seen_date",
                "cine_referrals_last_12_months"
            ]
        )[3..6],
        ["||child-in-need|2023-07-20|", "||open-assessment||", "2023-07-01|RC7|closed||"]
    );
    // A case within the six months with no referral is a finding; an older one is not.
    let missing = findings(&reading, "referral-missing");
    assert_eq!(missing.iter().map(|f| f.found.as_str()).collect::<Vec<_>>(), ["103"]);
    let need = findings(&reading, "code-not-known");
    assert_eq!((need.len(), need[0].column.as_str()), (1, "Primary Need Code"));
    assert_eq!(
        rows(
            &reading,
            "ssd_cin_plans",
            &["cinp_cin_plan_id", "cinp_referral_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"]
        ),
        ["A6:101:2023-05-02|A6:101:2023-05-02|2023-05-02|"]
    );
    // Whose cases they are on the data date, of that day alone.
    assert_eq!(
        rows(
            &reading,
            "ssd_involvements",
            &[
                "invo_involvements_id",
                "invo_professional_id",
                "invo_professional_team",
                "invo_involvement_start_date",
                "invo_involvement_end_date"
            ]
        ),
        ["AA:101:2023-07-31|W2|CIN|2023-07-31|2023-08-01", "AA:102:2023-07-31|W2|CIN|2023-07-31|2023-08-01"]
    );
    assert_eq!(column(&reading, "ssd_professionals", "prof_professional_id"), ["W1", "W2"]);
    assert_eq!(column(&reading, "ssd_department", "dept_team_id"), ["CIN", "Front door"]);
}

#[test]
fn assessments_and_enquiries_hang_on_the_latest_referral() {
    let reading = read(&[
        (3, &["101|F|WBRI|2015-01-25|8|2023-03-01|6|No|0|T|W", "101|F|WBRI|2015-01-25|8|2023-06-01|6|No|1|T|W"]),
        (
            4,
            &[
                "101|F|WBRI|2015-01-25|8|Autism|2023-03-05|Child seen alone|2023-04-20|Yes|T|W",
                "101|F|WBRI|2015-01-25|8|No|2023-06-01|c) Unknown||CS Assessment Updated|T|W",
                "102|F|WBRI|2015-01-25|8|No|2023-01-05|No|2023-02-20|No|T|W",
            ],
        ),
        (
            5,
            &[
                "101|F|WBRI|2015-01-25|8|No|2023-06-10|No|2023-06-28|Yes|1|1|T|W",
                "101|F|WBRI|2015-01-25|8|No|2023-06-20|Yes||||1|1|T|W".replace("||||", "|||").as_str(),
                "102|F|WBRI|2015-01-25|8|No||No|2023-07-01|No|0|1|T|W",
            ],
        ),
        (7, &["101|F|WBRI|2015-01-25|8|No|2023-06-28|NEG|a) Neglect|2023-07-20|a) Yes|||No|2|T|W"]),
    ]);
    assert_eq!(
        rows(
            &reading,
            "ssd_cin_assessments",
            &[
                "cina_assessment_id",
                "cina_referral_id",
                "cina_assessment_child_seen",
                "cina_requires_support",
                "reach_to"
            ]
        ),
        [
            "A4:101:2023-03-05|A3:101:2023-03-01|Y|Y|2023-03-05",
            "A4:101:2023-06-01|A3:101:2023-06-01|U||2023-06-01",
            "A4:102:2023-01-05||N|N|2023-01-05",
        ]
    );
    assert_eq!(findings(&reading, "code-worked-out")[0].found, "Autism");
    assert_eq!(
        rows(&reading, "ssd_s47_enquiry", &["s47e_s47_enquiry_id", "s47e_referral_id", "s47e_icpc_not_required"]),
        ["A5:101:2023-06-10|A3:101:2023-06-01|N", "A5:101:2023-06-20|A3:101:2023-06-01|Y"]
    );
    assert_eq!(
        rows(
            &reading,
            "ssd_initial_cp_conference",
            &["icpc_icpc_id", "icpc_s47_enquiry_id", "icpc_icpc_outcome_cp_flag", "icpc_cp_plan_id"]
        ),
        ["A5:101:2023-06-28|A5:101:2023-06-10|Y|A7:101:2023-06-28", "A5:102:2023-07-01||N|"]
    );
    assert_eq!(column(&reading, "ssd_cp_plans", "cppl_icpc_id"), ["A5:101:2023-06-28"]);
}

#[test]
fn a_plan_has_its_latest_visit_and_review() {
    let reading = read(&[(
        7,
        &[
            "101|F|WBRI|2015-01-25|8|No|2023-02-28|Physical abuse|e) Multiple/not recommended|2023-07-20|b) No|2023-05-20||a) Yes|2|T|W",
            "102|M|WBRI|2015-01-25|8|No|2022-02-28|Emotional|EMO|2023-03-20|Y|2023-03-10|2023-03-10|b) No|0|T|W",
        ],
    )]);
    assert_eq!(
        rows(
            &reading,
            "ssd_cp_plans",
            &[
                "cppl_cp_plan_id",
                "cppl_cp_plan_initial_category",
                "cppl_cp_plan_latest_category",
                "cppl_number_of_previous_plans",
                "cppl_emergency_protection_last_six_months",
                "reach_from",
                "reach_to"
            ]
        ),
        [
            "A7:101:2023-02-28|Physical abuse|Multiple|2|Y|2023-02-28|",
            "A7:102:2022-02-28|Emotional abuse|Emotional abuse|0|N|2022-02-28|2023-03-10",
        ]
    );
    // Not seen alone may be seen; a visit after the plan's end belongs to no plan.
    assert_eq!(
        rows(
            &reading,
            "ssd_cp_visits",
            &["cppv_cp_visit_id", "cppv_cp_plan_id", "cppv_cp_visit_seen", "cppv_cp_visit_seen_alone"]
        ),
        ["A7:101:2023-07-20|A7:101:2023-02-28||N", "A7:102:2023-03-20||Y|Y"]
    );
    assert_eq!(
        rows(&reading, "ssd_cp_reviews", &["cppr_cp_review_id", "cppr_cp_plan_id", "cppr_cp_review_date"]),
        ["A7:101:2023-05-20|A7:101:2023-02-28|2023-05-20", "A7:102:2023-03-10|A7:102:2022-02-28|2023-03-10"]
    );
    // Only who has an open case has a worker.
    assert_eq!(column(&reading, "ssd_involvements", "invo_person_id"), ["101"]);
    let claim = |table: &str| {
        let coverage = reading.coverage.iter().find(|coverage| coverage.table == table).unwrap();
        (coverage.claim, coverage.from.map(|day| day.to_string()), coverage.to.to_string())
    };
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(claim("ssd_cp_plans"), (Claim::LatestSpan, day("2023-02-01"), "2023-07-31".to_owned()));
    assert_eq!(claim("ssd_cp_visits"), (Claim::LatestEvent, day("2023-03-20"), "2023-07-31".to_owned()));
    assert_eq!(claim("ssd_person"), (Claim::Whole, None, "2023-07-31".to_owned()));
}

#[test]
fn a_list_claims_only_what_it_can_show() {
    let referral = "101|F|WBRI|2015-01-25|8|2023-05-02|School|No|1|Front door|W1";
    let case = "101|F|WBRI|2015-01-25|8|No|2022-05-02|N1||||c) Child in need plan|CIN|W2";
    let care =
        "101|F|WBRI|2010-01-25|13|No|No|2020-02-03|N1|No|2020-05-04|C2|2023-05-01|2023-07-01||||||||2021-06-01|U4";
    let claims = |lists: &[(u8, &[&str])]| -> Vec<String> {
        let reading = read(lists);
        let dated = reading.coverage.iter().filter(|c| c.from.is_some() && c.claim != Claim::LatestEvent);
        let except = |c: &standard::coverage::TableCoverage| {
            c.except.as_ref().map_or(String::new(), |e| format!(" but {} {}", e.column, e.value))
        };
        dated.map(|c| format!("{} {:?} {}{}", c.table, c.claim, c.from.unwrap(), except(c))).collect()
    };
    assert_eq!(
        claims(&[(3, &[referral]), (6, &[case]), (8, &[care])]),
        [
            "ssd_cin_episodes Starts 2023-02-01 but cine_not_a_referral Y",
            "ssd_cin_episodes LatestSpan 2023-02-01 but cine_referral_only Y",
            "ssd_cin_plans Whole 2023-07-31",
            "ssd_cla_episodes LatestSpan 2023-02-01",
            "ssd_cla_placement LatestInTurn 2023-02-01",
            "ssd_legal_status LatestInTurn 2023-02-01",
        ]
    );
    // Without one of lists 3 and 6 nothing is said of what only it has.
    assert_eq!(claims(&[(3, &[referral])]), ["ssd_cin_episodes Starts 2023-05-02 but cine_not_a_referral Y"]);
    assert_eq!(claims(&[(6, &[case])]), ["ssd_cin_plans Whole 2023-07-31"]);
}

#[test]
fn a_period_of_care_has_what_is_latest_in_it() {
    let reading = read(&[(
        8,
        &[
            "101|F|WBRI|2010-01-25|13|a) Yes|No|2020-02-03|N1 - Abuse or Neglect|No|2020-05-04|C2: FCO|2023-05-01|2023-07-01|f) Long-term fostering|2023-06-01|2023-04-01|2023-03-01|2|||2021-06-01|d) U4: Foster placement - long term|b) PR1 - Own provision|de1 2fs|SC12345|a) In|Derby City Council|1|0|Offered and Accepted|b) No|CIC|W1",
            "102|M|WBRI|2010-01-25|13|No|No|2022-02-03|N8|b) No|2022-02-03|V2|||||||1|2023-06-30|e) E4A: Returned home to live with parents or relatives - part of planning|2022-02-03|K2|PR4|nope||b) Out|Elsewhere Town|0|0|||CIC|W1",
        ],
    )]);
    assert_eq!(
        rows(
            &reading,
            "ssd_cla_episodes",
            &[
                "clae_cla_episode_id",
                "clae_cla_id",
                "clae_entered_care_date",
                "clae_cla_episode_ceased_date",
                "clae_cla_episode_ceased_reason",
                "clae_permanence_plan",
                "clae_placements_last_12_months",
                "clae_return_interview_offered",
                "reach_to"
            ]
        ),
        [
            "A8:101:2020-02-03|A8:101:2020-02-03|2020-02-03|||fostering|2|Y|",
            "A8:102:2022-02-03|A8:102:2022-02-03|2022-02-03|2023-06-30|E4A||1||2023-06-30",
        ]
    );
    assert_eq!(
        rows(
            &reading,
            "ssd_cla_placement",
            &[
                "clap_cla_placement_id",
                "clap_cla_id",
                "clap_cla_placement_type",
                "clap_cla_placement_postcode",
                "clap_cla_placement_location",
                "clap_cla_placement_la",
                "clap_cla_placement_end_date"
            ]
        ),
        [
            "A8:101:2021-06-01|A8:101:2020-02-03|U4|DE1 2FS|In|Derby|",
            "A8:102:2022-02-03|A8:102:2022-02-03|K2||Out|Elsewhere Town|2023-06-30",
        ]
    );
    assert_eq!(
        rows(
            &reading,
            "ssd_legal_status",
            &["lega_legal_status_id", "lega_legal_status", "lega_legal_status_end_date"]
        ),
        ["A8:101:2020-05-04|C2|", "A8:102:2022-02-03|V2|2023-06-30"]
    );
    assert_eq!(column(&reading, "ssd_cla_reviews", "clar_cla_review_date"), ["2023-05-01"]);
    assert_eq!(column(&reading, "ssd_cla_visits", "clav_cla_visit_date"), ["2023-07-01"]);
    assert_eq!(
        rows(
            &reading,
            "ssd_cla_health",
            &["clah_health_check_type", "clah_health_check_date", "clah_health_check_status"]
        ),
        ["Health Assessment|2023-04-01|Completed", "Dental Check|2023-03-01|Completed"]
    );
    assert_eq!(rows(&reading, "ssd_immigration_status", &["immi_person_id", "immi_immigration_status"]), ["101|UASC"]);
    assert_eq!(findings(&reading, "postcode-not-read")[0].found, "nope");
    assert_eq!(findings(&reading, "code-not-known")[0].found, "Elsewhere Town");
    assert!(reading.absent_columns["ssd_cla_episodes"].contains(&"clae_cla_episode_start_reason".to_owned()));
}

#[test]
fn care_leavers_adoption_and_adopters() {
    let reading = read(&[
        (
            9,
            &[
                "101|F|WBRI|2004-01-25|19|Yes|No|LC|W1|P Adviser|b) Former relevant child|2023-05-01|a) Yes|2023-07-02|U: Independent living|a) Suitable|F1: Full time in higher education",
            ],
        ),
        (
            10,
            &[
                "102|F7|M|WBRI|2020-01-25|3|No|2021-01-01|2022-01-01|2022-05-01|2022-09-01|2022-10-01|2023-05-01||| 2022-06-01",
            ],
        ),
        (
            11,
            &[
                "P1|F7|Female|WBRI|No|Yes|2021-01-01|2021-02-01|2021-04-01|2021-04-02|2021-08-01|||2022-09-01|2022-10-01|1|2023-05-01||",
            ],
        ),
    ]);
    assert_eq!(
        rows(
            &reading,
            "ssd_care_leavers",
            &[
                "clea_table_id",
                "clea_care_leaver_eligibility",
                "clea_care_leaver_in_touch",
                "clea_care_leaver_latest_contact",
                "clea_care_leaver_accommodation",
                "clea_care_leaver_accom_suitable",
                "clea_care_leaver_activity",
                "clea_care_leaver_personal_advisor"
            ]
        ),
        ["A9:101|Former Relevant|YES|2023-07-02|U|1|F1|P Adviser"]
    );
    assert_eq!(column(&reading, "ssd_immigration_status", "immi_person_id"), ["101"]);
    assert_eq!(
        rows(
            &reading,
            "ssd_permanence",
            &[
                "perm_table_id",
                "perm_adm_decision_date",
                "perm_permanence_order_type",
                "perm_placed_ffa_cp_date",
                "perm_cla_id"
            ]
        ),
        ["A10:102|2022-01-01|Adoption|2022-06-01|"]
    );
    assert_eq!(
        rows(
            &reading,
            "annex_a_adopters",
            &["adopter_id", "family_id", "sex", "fostering_for_adoption", "children_placed"]
        ),
        ["P1|F7|F|Y|1"]
    );
    // An adopter is no child.
    assert_eq!(column(&reading, "ssd_person", "pers_person_id"), ["101", "102"]);
    assert_eq!(column(&reading, "ssd_involvements", "invo_professional_id"), ["W1"]);
}

#[test]
fn a_child_is_one_person_and_contradictions_are_found() {
    let reading = read(&[
        (1, &["101|c) Not stated/recorded|s) NOBT||8|2023-06-01|6", "102|d) Neither|WBRI|2023-11-05|-1|2023-06-01|6"]),
        (2, &["101|F|WBRI|2015-01-25|8|2023-06-01||School", "102|U|AIND|2023-11-05|-1|2023-06-01||School"]),
    ]);
    assert_eq!(
        rows(
            &reading,
            "ssd_person",
            &["pers_person_id", "pers_sex", "pers_gender", "pers_ethnicity", "pers_dob", "pers_expected_dob"]
        ),
        ["101|F|00|WBRI|2015-01-25|", "102|U|09|WBRI||2023-11-05"]
    );
    let conflicts = findings(&reading, "person-conflict");
    assert_eq!(conflicts.len(), 1);
    assert_eq!((conflicts[0].found.as_str(), conflicts[0].column.as_str(), conflicts[0].row), ("AIND", "Ethnicity", 3));
    assert_eq!(conflicts[0].person, "102");
    // A date of birth ahead is that of an unborn child, no mistake.
    assert!(findings(&reading, "date-in-future").is_empty());
}

#[test]
fn the_earlier_layout_of_list_9_is_read_too() {
    let old = "Child Unique ID|Gender|Ethnicity|Date of Birth|Age of Child (Years)|Does the Child have a Disability|Allocated Team|Allocated Worker|Eligibility Category|LA In Touch |Type of Accommodation|Suitability of Accommodation|Activity Status";
    let bytes = book(&[(
        "List_9",
        &["List 9: Care leavers", old, "101|F|WBRI|2004-01-25|19|No|LC|W1|a) Relevant child|b) No|S|2|G5"],
    )]);
    let reading = read_folder(&[("book.xlsx", &bytes)], &options()).unwrap().remove(0);
    assert_eq!(
        rows(
            &reading,
            "ssd_care_leavers",
            &["clea_care_leaver_eligibility", "clea_care_leaver_in_touch", "clea_care_leaver_accommodation"]
        ),
        ["Relevant|NO|S"]
    );
    assert!(reading.absent_columns["ssd_care_leavers"].contains(&"clea_care_leaver_latest_contact".to_owned()));
    assert_eq!(findings(&reading, "column-missing").len(), 4);
}

#[test]
fn dates_are_read_in_every_form_or_found() {
    let reading = read(&[(
        1,
        &[
            "1|F|WBRI|||31/07/2023|6",
            "2|F|WBRI|||45138|6",
            "3|F|WBRI|||2023-07-31|6",
            "4|F|WBRI|||01/13/2023|6",
            "5|F|WBRI|||May be 8 Jan 2000|6",
            "6|F|WBRI|||01/01/1900|6",
            "7|F|WBRI|||05/08/2023|6",
        ],
    )]);
    let july = "2023-07-31";
    assert_eq!(column(&reading, "ssd_contacts", "cont_contact_date"), [july, july, july, "", "", "", "2023-08-05"]);
    assert_eq!(findings(&reading, "date-not-read").iter().map(|f| f.row).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(findings(&reading, "date-placeholder")[0].row, 7);
    assert_eq!(findings(&reading, "date-in-future")[0].row, 8);
    assert_eq!(findings(&reading, "row-without-date").len(), 3);
}

#[test]
fn lists_may_be_text_files_and_a_council_has_its_own_words() {
    let mut mapping = Mapping::default();
    let headings = mapping.headers.entry("list 1".to_owned()).or_default();
    headings.insert("mosaic id".to_owned(), "Child Unique ID".to_owned());
    let codes = mapping.codes.entry("referral_source".to_owned()).or_default();
    codes.insert("the bobby".to_owned(), "6".to_owned());
    let one = "Mosaic ID,Gender,Ethnicity,Date of Contact,Contact Source\n101,F,WBRI,01/06/2023,The Bobby\n";
    let three = "\u{feff}List 3: Referral,,,,\r\nChild Unique ID,Gender,Date of Referral,Referral Source,Referral NFA?\r\n101,F,2023-06-02,2A,NFA\r\n";
    let reading =
        read_folder(&[("b.csv", three.as_bytes()), ("a.csv", one.as_bytes())], &Options { mapping, ..options() })
            .unwrap();
    assert_eq!(reading.len(), 1, "lists of one folder are one delivery");
    let reading = &reading[0];
    assert_eq!(reading.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a.csv", "b.csv"]);
    assert_eq!(column(reading, "ssd_contacts", "cont_contact_source_code"), ["6"]);
    assert_eq!(rows(reading, "ssd_cin_episodes", &["cine_referral_id", "cine_referral_nfa"]), ["A3:101:2023-06-02|Y"]);
    let file = reading.tables["ssd_cin_episodes"].column_by_name("source_file").unwrap();
    assert_eq!(file.as_primitive::<arrow::datatypes::Int32Type>().value(0), 1);
}

#[test]
fn the_same_workbook_gives_the_same_reading() {
    let make = || {
        let reading = read(&[
            (
                3,
                &[
                    "101|F|WBRI|2015-01-25|8|2023-05-02|School|No|1|Front door|W1",
                    "99|M|X|y|8|2023-05-02|School|No|1|B|W2",
                ],
            ),
            (8, &["101|F|WBRI|2010-01-25|13|No|No|2020-02-03|N1|No|2020-02-04|C2|2023-05-01|2023-07-01"]),
        ]);
        format!("{:?} {:?} {:?} {:?}", reading.tables, reading.findings, reading.coverage, reading.absent_columns)
    };
    assert_eq!(make(), make());
}
