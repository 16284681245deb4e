//! Records past their retention, and one person's.

use super::*;
use crate::{Deed, Error, Status};
use standard::finding::Finding;

fn history(place: &Place, content: &str, data_date: &str, spans: &[&str]) -> Parcel {
    let mut parcel = parcel(
        place.files(),
        content,
        data_date,
        &[
            ("ssd_cp_plans", spans),
            ("ssd_person", &["pers_person_id=A", "pers_person_id=B"]),
            (
                "ssd_cin_assessments",
                &[
                    "cina_assessment_id=S1 cina_person_id=A reach_from=2018-01-01 reach_to=2018-02-01 source_row=3",
                    "cina_assessment_id=S2 cina_person_id=B reach_from=2018-01-01 reach_to=2021-02-01 source_row=4",
                ],
            ),
            (
                "ssd_assessment_factors",
                &["cinf_table_id=F1 cinf_assessment_id=S1", "cinf_table_id=F2 cinf_assessment_id=S2"],
            ),
        ],
    );
    parcel.coverage = vec![covers("ssd_cp_plans", Claim::Whole, Some("2015-01-01"), data_date)];
    parcel
}

const ENDED: &str = "cppl_cp_plan_id=P1 cppl_person_id=A reach_from=2017-01-01 reach_to=2018-05-01";
const OPEN: &str = "cppl_cp_plan_id=P1 cppl_person_id=A reach_from=2017-01-01";
const LATER: &str = "cppl_cp_plan_id=P2 cppl_person_id=B reach_from=2019-01-01 reach_to=2021-05-01";

#[test]
fn retiring_drops_what_ended_and_its_earlier_versions() {
    let place = Place::new();
    place.receive(history(&place, "first", "2018-03-31", &[OPEN]));
    place.receive(history(&place, "second", "2022-03-31", &[ENDED, LATER]));
    let before = day("2020-01-01");
    let dry = place.locked().retire(before, true, now()).unwrap();
    assert_eq!(place.store().deliveries().unwrap()[1].dropped.len(), 0);
    let gone = place.locked().retire(before, false, now()).unwrap();
    assert_eq!(dry, gone);
    // The open version of P1 goes with its end; A's records with the last of A's rows.
    let rows = |n: usize| gone[n].rows.iter().map(|(table, rows)| (table.as_str(), *rows)).collect::<Vec<_>>();
    let expected = [("ssd_assessment_factors", 1), ("ssd_cin_assessments", 1), ("ssd_cp_plans", 1), ("ssd_person", 1)];
    assert_eq!(rows(0), expected);
    assert_eq!(rows(1), expected);
    let store = place.store();
    let in_force = store.in_force(None, None).unwrap();
    assert_eq!(texts(&in_force.tables["ssd_cp_plans"], "cppl_cp_plan_id"), ["P2"]);
    assert_eq!(texts(&in_force.tables["ssd_person"], "pers_person_id"), ["B"]);
    assert_eq!(in_force.coverage["ssd_cp_plans"][0].from, before);
    assert!(store.withdrawn(None, None).unwrap().is_empty());
    let deliveries = store.deliveries().unwrap();
    assert!(matches!(store.originals(&deliveries[0]), Err(Error::NoOriginals(_))));
    assert!(!place.data().join("deliveries").join(&deliveries[0].id).join("originals").exists());
    assert_eq!(deliveries[0].status, Status::InForce);
    assert_eq!(deliveries[0].tables["ssd_cp_plans"], 1);
    assert_eq!(deliveries[0].dropped["ssd_cp_plans"], 1);
    assert!(matches!(store.history().unwrap()[0].deed, Deed::Retire { .. }));
}

#[test]
fn a_delivery_of_which_nothing_is_left_is_retired_whole() {
    let place = Place::new();
    let received = place.receive(history(&place, "only", "2022-03-31", &[ENDED, LATER]));
    let gone = place.locked().retire(day("2023-01-01"), false, now()).unwrap();
    assert!(gone[0].whole);
    let store = place.store();
    assert_eq!(store.deliveries().unwrap()[0].status, Status::Retired(day("2023-01-01")));
    let in_force = store.in_force(None, None).unwrap();
    assert!(in_force.tables.is_empty() && in_force.deliveries.is_empty());
    // The same file again is known, and does not bring it back.
    let again = place.receive(history(&place, "only", "2022-03-31", &[ENDED, LATER]));
    assert!(again.already);
    assert_eq!(again.delivery.number, received.delivery.number);
}

#[test]
fn one_person_is_erased_everywhere() {
    let place = Place::new();
    let mut first = history(&place, "first", "2018-03-31", &[OPEN]);
    let finding = |row: u64, found: &str| {
        let mut finding = Finding::new("code-not-known");
        (finding.file, finding.row, finding.found) = ("first.csv".to_owned(), row, found.to_owned());
        finding
    };
    first.findings = vec![finding(3, "row of A"), finding(4, "row of B"), finding(99, "A")];
    place.receive(first);
    place.receive(parcel(
        place.files(),
        "merges",
        "2022-03-31",
        &[
            ("person_merges", &["old_id=A0 new_id=A"]),
            ("ssd_mother", &["moth_table_id=M moth_person_id=B moth_childs_person_id=A0"]),
        ],
    ));
    place.receive(parcel(
        place.files(),
        "others",
        "2022-03-31",
        &[("ssd_contacts", &["cont_contact_id=1 cont_person_id=B reach_from=2022-01-01 reach_to=2022-01-01"])],
    ));

    let locked = place.locked();
    assert!(matches!(locked.remove_person("nobody", "asked", false, now()), Err(Error::NoPerson)));
    assert!(matches!(locked.remove_person("A", "", false, now()), Err(Error::NoReason(_))));
    let dry = locked.remove_person("A0", "court order", true, now()).unwrap();
    assert_eq!(locked.history().unwrap().len(), 0);
    let gone = locked.remove_person("A0", "court order", false, now()).unwrap();
    assert_eq!(dry, gone);
    assert_eq!(gone.iter().map(|g| g.delivery).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(gone[0].findings, 2);
    assert!(gone.iter().all(|g| g.originals));
    let store = place.store();
    for delivery in store.deliveries().unwrap() {
        for table in delivery.tables.keys() {
            let batch = store.received(&delivery, table).unwrap().unwrap();
            for name in crate::columns::people_to_erase(standard::table::find(table).unwrap()) {
                assert!(texts(&batch, name).iter().all(|id| id != "A" && id != "A0"), "{table}.{name}");
            }
        }
    }
    let first = store.find("1").unwrap();
    assert_eq!(texts(&store.received(&first, "ssd_assessment_factors").unwrap().unwrap(), "cinf_table_id"), ["F2"]);
    assert_eq!(store.findings(&first).unwrap(), [finding(4, "row of B")]);
    assert!(store.originals(&store.find("3").unwrap()).is_ok());
    // The log can be asked about an id, and does not give it away.
    let event = &store.history().unwrap()[0];
    assert!(matches!(&event.deed, Deed::RemovePerson { person, .. } if *person == store.person_hash("A0")));
    let text = std::fs::read_to_string(place.data().join("history/000001-remove-person.json")).unwrap();
    assert!(!text.contains("A0"));
}

#[test]
fn what_ended_unseen_is_retired_as_if_it_had_been_seen() {
    let place = Place::new();
    let plan = |id: &str, from: &str| format!("cppl_cp_plan_id={id} cppl_person_id={id} reach_from={from}");
    for (content, from, data_date, rows) in [
        ("early", "2021-07-01", "2022-06-30", vec![plan("a", "2022-01-01"), plan("c", "2022-03-01")]),
        ("late", "2023-01-01", "2023-06-30", vec![plan("a", "2022-01-01")]),
    ] {
        let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut parcel = parcel(place.files(), content, data_date, &[("ssd_cp_plans", &lines)]);
        parcel.coverage = vec![covers("ssd_cp_plans", Claim::Whole, Some(from), data_date)];
        place.receive(parcel);
    }
    let plans = || {
        let in_force = place.store().in_force(None, None).unwrap();
        texts(&in_force.tables["ssd_cp_plans"], "cppl_cp_plan_id")
    };
    // C's had ended by 31 December 2022.
    place.locked().retire(day("2022-12-31"), false, now()).unwrap();
    assert_eq!(plans(), ["c", "a"]);
    place.locked().retire(day("2023-01-01"), false, now()).unwrap();
    assert_eq!(plans(), ["a"]);
}
