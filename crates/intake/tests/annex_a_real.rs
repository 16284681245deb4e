//! Real workbooks that nobody in this project wrote, where the sample data is at hand.

mod common;

use arrow::array::{Array, AsArray};
use common::shared;
use intake::{Kind, Options, Reading};
use std::collections::BTreeMap;

fn read(name: &str) -> Option<Reading> {
    let path = shared(&format!("data/annex_a/{name}"))?;
    let mut readings = intake::read(&[path], &Options::default(), &|_| {}).unwrap();
    assert_eq!((readings.len(), readings[0].kind), (1, Kind::AnnexA));
    // None of them says of which day it is.
    assert_eq!((readings[0].data_date, readings[0].authority.as_deref()), (None, None));
    Some(readings.remove(0))
}

fn sizes(reading: &Reading) -> Vec<(&str, usize)> {
    reading.tables.iter().map(|(name, batch)| (name.as_str(), batch.num_rows())).collect()
}

/// How often each rule was met, but for notes of what is not there.
fn rules(reading: &Reading) -> BTreeMap<&str, usize> {
    let mut rules = BTreeMap::new();
    for finding in reading.findings.iter().filter(|f| !matches!(f.rule.as_str(), "column-missing" | "list-empty")) {
        *rules.entry(finding.rule.as_str()).or_insert(0) += 1;
    }
    rules
}

#[test]
fn the_template_with_a_few_referrals() {
    let Some(reading) = read("cscdp_2015-01-sample.xlsx") else { return };
    assert_eq!(
        sizes(&reading),
        [("ssd_cin_episodes", 5), ("ssd_department", 1), ("ssd_person", 5), ("ssd_professionals", 1)]
    );
    let referrals = &reading.tables["ssd_cin_episodes"];
    let texts = |name: &str| -> Vec<Option<String>> {
        referrals.column_by_name(name).unwrap().as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
    };
    let some = |texts: &[&str]| texts.iter().map(|text| Some((*text).to_owned())).collect::<Vec<_>>();
    assert_eq!(texts("cine_referral_id")[0].as_deref(), Some("A3:1:2015-03-15"));
    assert_eq!(texts("cine_referral_source_code"), some(&["2A", "3F", "6", "2A", "2A"]));
    assert_eq!(texts("cine_referral_nfa"), some(&["Y", "N", "Y", "N", "N"]));
    // Every heading of the template is known, and every other sheet is passed over.
    assert_eq!(rules(&reading), BTreeMap::from([("sheet-not-known", 4)]));
    assert_eq!(reading.findings.iter().filter(|f| f.rule == "list-empty").count(), 10);
    let missing: Vec<&str> =
        reading.findings.iter().filter(|f| f.rule == "column-missing").map(|f| f.sheet.as_str()).collect();
    assert_eq!(missing, ["List_9"; 4], "columns that came after the template of August 2019");
}

#[test]
fn the_template_with_dates_of_many_kinds() {
    let Some(reading) = read("cscdp_example-B-2004.xlsx") else { return };
    assert_eq!(sizes(&reading), [("ssd_contacts", 1), ("ssd_early_help_episodes", 10), ("ssd_person", 9)]);
    let help = &reading.tables["ssd_early_help_episodes"];
    assert_eq!(help.column_by_name("earl_episode_start_date").unwrap().null_count(), 0);
    // The last row stands twice, and one date of birth is a guess in words.
    assert_eq!(rules(&reading), BTreeMap::from([("date-not-read", 1), ("row-twice", 1), ("sheet-not-known", 4)]));
    let guess = reading.findings.iter().find(|f| f.rule == "date-not-read").unwrap();
    assert_eq!((guess.found.as_str(), guess.sheet.as_str()), ("not shown: personal", "List_2"));
}

#[test]
fn the_later_layout_with_all_lists() {
    let Some(reading) = read("liia_Annex_A_2024_Jan.xlsx") else { return };
    assert_eq!(
        sizes(&reading),
        [
            ("annex_a_adopters", 5),
            ("ssd_care_leavers", 6),
            ("ssd_cin_assessments", 5),
            ("ssd_cin_episodes", 11),
            ("ssd_cin_plans", 5),
            ("ssd_cla_episodes", 5),
            ("ssd_cla_health", 10),
            ("ssd_cla_placement", 5),
            ("ssd_cla_reviews", 5),
            ("ssd_cla_visits", 5),
            ("ssd_contacts", 5),
            ("ssd_cp_plans", 7),
            ("ssd_cp_reviews", 5),
            ("ssd_cp_visits", 7),
            ("ssd_department", 13),
            ("ssd_early_help_episodes", 5),
            ("ssd_initial_cp_conference", 3),
            ("ssd_legal_status", 5),
            ("ssd_permanence", 5),
            ("ssd_person", 48),
            ("ssd_professionals", 25),
            ("ssd_s47_enquiry", 5),
        ]
    );
    assert_eq!(
        rules(&reading),
        BTreeMap::from([
            // The need in words; assessed as requiring support in five rows; authorities that are made up.
            ("code-not-known", 11),
            ("person-conflict", 10),
            ("postcode-not-read", 1),
        ])
    );
    // The values that formulas last gave.
    let matched = reading.tables["ssd_permanence"].column_by_name("perm_matched_date").unwrap();
    assert_eq!(matched.null_count(), 0);
    let codes: Vec<&str> = reading
        .findings
        .iter()
        .filter(|f| f.rule == "code-not-known" && f.sheet == "List 6")
        .map(|f| f.found.as_str())
        .collect();
    assert_eq!(codes, ["PSRMEM - Support with memory and cognition"]);
}
