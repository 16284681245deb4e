//! What the store promises, told as small stories.

use super::*;
use crate::{Error, Status};
use standard::{coverage::Interval, finding::Finding};

const CONTACTS: &str = "ssd_contacts";

fn contact(id: &str, person: &str, day: &str) -> String {
    format!("cont_contact_id={id} cont_person_id={person} cont_contact_date={day} reach_from={day} reach_to={day}")
}

/// A parcel of contacts that claims all from `from` to its data date.
fn contacts(place: &Place, content: &str, from: &str, data_date: &str, rows: &[(&str, &str, &str)]) -> Parcel {
    let lines: Vec<String> = rows.iter().map(|(id, person, day)| contact(id, person, day)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut parcel = parcel(place.files(), content, data_date, &[(CONTACTS, &lines)]);
    parcel.coverage = vec![covers(CONTACTS, Claim::Whole, Some(from), data_date)];
    parcel
}

fn ids(store: &Store, as_at: Option<&str>) -> Vec<String> {
    store.in_force(as_at.map(day), None).unwrap().tables.get(CONTACTS).map_or(vec![], |b| texts(b, "cont_contact_id"))
}

#[test]
fn a_later_delivery_withdraws_what_it_should_have_and_has_not() {
    let place = Place::new();
    let june = [("old", "A", "2022-06-01"), ("deleted", "A", "2023-05-01"), ("stays", "B", "2023-05-02")];
    place.receive(contacts(&place, "june", "2022-01-01", "2023-06-30", &june));
    place.receive(contacts(
        &place,
        "july",
        "2023-01-01",
        "2023-07-31",
        &[("stays", "B", "2023-05-02"), ("new", "C", "2023-07-03")],
    ));
    let store = place.store();
    // The year that slipped out of reach is not lost.
    assert_eq!(ids(&store, None), ["old", "stays", "new"]);
    assert_eq!(ids(&store, Some("2023-07-30")), ["old", "deleted", "stays"]);
    assert!(ids(&store, Some("2023-06-29")).is_empty());
    let withdrawn = store.withdrawn(None, None).unwrap();
    assert_eq!(withdrawn.len(), 1);
    assert_eq!((withdrawn[0].key.as_str(), withdrawn[0].person.as_deref()), ("deleted", Some("A")));
    assert_eq!((withdrawn[0].delivery, withdrawn[0].by, withdrawn[0].from), (1, 2, day("2023-07-31")));
    assert!(store.withdrawn(Some(day("2023-07-30")), Some(&[CONTACTS])).unwrap().is_empty());
    let in_force = store.in_force(None, None).unwrap();
    assert_eq!(in_force.data_date, Some(day("2023-07-31")));
    assert_eq!(in_force.coverage[CONTACTS], [Interval { from: day("2022-01-01"), to: day("2023-07-31") }]);
}

#[test]
fn an_older_workbook_imported_late_overwrites_nothing_newer() {
    let place = Place::new();
    place.receive(contacts(
        &place,
        "july",
        "2023-01-01",
        "2023-07-31",
        &[("a", "NEW", "2023-05-01"), ("b", "B", "2023-07-01")],
    ));
    place.receive(contacts(
        &place,
        "june",
        "2022-01-01",
        "2023-06-30",
        &[("a", "OLD", "2023-05-01"), ("gone", "G", "2023-04-01"), ("x", "X", "2022-02-01")],
    ));
    let in_force = place.store().in_force(None, None).unwrap();
    assert_eq!(texts(&in_force.tables[CONTACTS], "cont_contact_id"), ["x", "a", "b"]);
    assert_eq!(texts(&in_force.tables[CONTACTS], "cont_person_id"), ["X", "NEW", "B"]);
    assert_eq!(in_force.deliveries.iter().map(|d| d.number).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn the_same_file_twice_does_nothing_and_a_changed_mapping_takes_its_place() {
    let place = Place::new();
    let first =
        contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01"), ("b", "B", "2023-05-02")]);
    assert!(!place.receive(first.clone()).already);
    let again = place.receive(first.clone());
    assert!(again.already);
    assert_eq!(again.delivery.number, 1);
    assert_eq!(place.store().deliveries().unwrap().len(), 1);

    let original = place.store().originals(&again.delivery).unwrap();
    assert_eq!(std::fs::read_to_string(&original[0]).unwrap(), "july");
    let mut changed = contacts(&place, "july", "2023-01-01", "2023-07-31", &[("c", "A", "2023-05-01")]);
    changed.mapping_hash = "m2".to_owned();
    changed.files[0].path = original[0].clone();
    assert_eq!(place.receive(changed).delivery.number, 2);
    let store = place.store();
    assert_eq!(store.find("1").unwrap().status, Status::Superseded(2));
    assert_eq!(ids(&store, None), ["c"]);
    // Undone, the older reading counts again; and the older mapping again is a third reading.
    place.locked().withdraw("2", "wrong mapping", now()).unwrap();
    assert_eq!(ids(&store, None), ["a", "b"]);
    assert!(place.receive(first).already);
}

#[test]
fn a_table_that_moves_too_much_is_held_until_accepted() {
    let place = Place::new();
    let rows: Vec<(String, String)> = (1..=10).map(|n| (format!("c{n}"), format!("2023-05-{n:02}"))).collect();
    let all: Vec<(&str, &str, &str)> = rows.iter().map(|(id, day)| (id.as_str(), "A", day.as_str())).collect();
    place.receive(contacts(&place, "june", "2023-01-01", "2023-06-30", &all));
    // A fifth fewer is not too much; what lies outside the days that both cover does not count.
    let mut eight = all[..8].to_vec();
    eight.push(("new", "N", "2023-07-20"));
    let received =
        place.locked().receive(contacts(&place, "july", "2023-03-01", "2023-07-31", &eight), now(), false).unwrap();
    assert!(received.held.is_empty());
    let received = place
        .locked()
        .receive(contacts(&place, "august", "2023-03-01", "2023-08-31", &all[..6]), now(), false)
        .unwrap();
    let held = &received.held[0];
    assert_eq!((held.before, held.after, held.percent, held.against), (9, 6, -33, 2));
    assert_eq!(held.window, Some(Interval { from: day("2023-03-01"), to: day("2023-07-31") }));
    assert_eq!(held.to_string(), "ssd_contacts: 6 rows, 9 in delivery 2 (-33%), of 2023-03-01 to 2023-07-31");
    assert_eq!(received.delivery.status, Status::Held(vec![CONTACTS.to_owned()]));
    assert_eq!(ids(&place.store(), None).len(), 9);
    let accepted = place.locked().accept("0003", now()).unwrap();
    assert_eq!(accepted.status, Status::InForce);
    assert_eq!(ids(&place.store(), None).len(), 6);
    assert!(matches!(place.locked().accept("3", now()), Err(Error::NotHeld(_))));
}

#[test]
fn the_latest_of_each_child_denies_only_what_would_be_later() {
    let place = Place::new();
    let visit = |id: &str, person: &str, day: &str| {
        format!(
            "cppv_cp_visit_id={id} cppv_person_id={person} cppv_cp_visit_date={day} reach_from={day} reach_to={day}"
        )
    };
    let with = |content: &str, data_date: &str, rows: &[String]| {
        let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut parcel = parcel(place.files(), content, data_date, &[("ssd_cp_visits", &lines)]);
        parcel.coverage = vec![covers("ssd_cp_visits", Claim::LatestEvent, Some("2023-01-01"), data_date)];
        parcel
    };
    place.receive(with(
        "june",
        "2023-06-30",
        &[visit("a1", "A", "2023-06-10"), visit("b1", "B", "2023-06-20"), visit("c1", "C", "2023-06-01")],
    ));
    place.receive(with("july", "2023-07-31", &[visit("a2", "A", "2023-07-10"), visit("b2", "B", "2023-06-05")]));
    let in_force = place.store().in_force(None, None).unwrap();
    // A's earlier visit stands, B's was recorded in error, C has left the list.
    assert_eq!(texts(&in_force.tables["ssd_cp_visits"], "cppv_cp_visit_id"), ["a1", "c1", "a2", "b2"]);
    assert!(in_force.coverage.is_empty());
    assert_eq!(in_force.latest_only["ssd_cp_visits"].len(), 1);
}

#[test]
fn what_a_delivery_need_not_have_has_ended_and_was_not_wrong() {
    let place = Place::new();
    let span = |id: &str, person: &str, from: &str, to: Option<&str>| {
        let to = to.map_or(String::new(), |to| format!(" cppl_cp_plan_end_date={to} reach_to={to}"));
        format!("cppl_cp_plan_id={id} cppl_person_id={person} cppl_cp_plan_start_date={from} reach_from={from}{to}")
    };
    let plans = |content: &str, from: &str, data_date: &str, rows: &[String]| {
        let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut parcel = parcel(place.files(), content, data_date, &[("ssd_cp_plans", &lines)]);
        parcel.coverage = vec![covers("ssd_cp_plans", Claim::LatestSpan, Some(from), data_date)];
        parcel
    };
    // A year lies between the two: what was open in 2022 may have ended before the later one looks back.
    place.receive(plans(
        "early",
        "2021-07-01",
        "2022-06-30",
        &[span("a", "A", "2022-01-01", None), span("b", "B", "2022-02-01", None), span("c", "C", "2022-03-01", None)],
    ));
    place.receive(plans(
        "late",
        "2023-01-01",
        "2023-06-30",
        &[span("a", "A", "2022-01-01", None), span("b2", "B", "2023-05-01", None)],
    ));
    let ends = |as_at: Option<&str>| -> Vec<(String, String)> {
        let batch = place.store().in_force(as_at.map(day), None).unwrap().tables.remove("ssd_cp_plans").unwrap();
        let days = crate::columns::date(&batch, "", "cppl_cp_plan_end_date").unwrap();
        let shown =
            |day: Option<i32>| day.map_or("open".to_owned(), |d| standard::date::from_days(d).unwrap().to_string());
        texts(&batch, "cppl_cp_plan_id").into_iter().zip(days.iter().map(shown)).collect()
    };
    let said = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(id, end)| ((*id).to_owned(), (*end).to_owned())).collect()
    };
    assert_eq!(ends(Some("2022-12-31")), said(&[("a", "open"), ("b", "open"), ("c", "open")]));
    assert_eq!(ends(None), said(&[("b", "2023-05-01"), ("c", "2022-12-31"), ("a", "open"), ("b2", "open")]));
    assert!(place.store().withdrawn(None, None).unwrap().is_empty());
}

#[test]
fn the_latest_check_of_one_kind_says_nothing_of_another() {
    let place = Place::new();
    let check = |id: &str, kind: &str, day: &str| {
        format!(
            "clah_health_check_id={id} clah_person_id=A clah_health_check_type={kind} clah_health_check_date={day} reach_from={day} reach_to={day}"
        )
    };
    for (content, data_date, rows) in [
        ("june", "2023-06-30", [check("h1", "health", "2023-05-01"), check("d1", "dental", "2023-03-01")]),
        ("july", "2023-07-31", [check("h2", "health", "2023-07-01"), check("d1", "dental", "2023-03-01")]),
    ] {
        let mut parcel = parcel(place.files(), content, data_date, &[("ssd_cla_health", &[&rows[0], &rows[1]])]);
        parcel.coverage = vec![covers("ssd_cla_health", Claim::LatestEvent, None, data_date)];
        place.receive(parcel);
    }
    let in_force = place.store().in_force(None, None).unwrap();
    assert_eq!(texts(&in_force.tables["ssd_cla_health"], "clah_health_check_id"), ["h1", "h2", "d1"]);
}

#[test]
fn details_go_with_what_they_are_details_of() {
    let place = Place::new();
    let assessment = "cina_assessment_id=A1 cina_person_id=P reach_from=2023-05-01 reach_to=2023-06-01";
    let mut june = parcel(
        place.files(),
        "june",
        "2023-06-30",
        &[
            ("ssd_cin_assessments", &[assessment, "cina_assessment_id=A2 cina_person_id=P reach_from=2023-05-01"]),
            (
                "ssd_assessment_factors",
                &["cinf_table_id=F1 cinf_assessment_id=A1", "cinf_table_id=F2 cinf_assessment_id=A2"],
            ),
        ],
    );
    june.coverage = vec![covers("ssd_cin_assessments", Claim::Whole, Some("2023-01-01"), "2023-06-30")];
    place.receive(june);
    let mut july = parcel(place.files(), "july", "2023-07-31", &[("ssd_cin_assessments", &[assessment])]);
    july.coverage = vec![covers("ssd_cin_assessments", Claim::Whole, Some("2023-01-01"), "2023-07-31")];
    place.receive(july);
    let factors = |as_at: Option<&str>| {
        let in_force = place.store().in_force(as_at.map(day), Some(&["ssd_assessment_factors"])).unwrap();
        texts(&in_force.tables["ssd_assessment_factors"], "cinf_table_id")
    };
    assert_eq!(factors(None), ["F1"]);
    assert_eq!(factors(Some("2023-07-01")), ["F1", "F2"]);
}

#[test]
fn merged_ids_apply_everywhere() {
    let place = Place::new();
    let tables: &[(&str, &[&str])] = &[
        (
            "ssd_person",
            &["pers_person_id=OLD pers_sex=F", "pers_person_id=NEW pers_sex=M", "pers_person_id=LONE pers_sex=U"],
        ),
        (CONTACTS, &["cont_contact_id=c cont_person_id=OLD reach_from=2023-05-01 reach_to=2023-05-01"]),
        (
            "person_merges",
            &[
                "old_id=OLD new_id=MID",
                "old_id=MID new_id=NEW",
                "old_id=LONE new_id=OTHER",
                "old_id=X new_id=Y",
                "old_id=Y new_id=X",
            ],
        ),
    ];
    place.receive(parcel(place.files(), "july", "2023-07-31", tables));
    let in_force = place.store().in_force(None, None).unwrap();
    assert_eq!(texts(&in_force.tables["ssd_person"], "pers_person_id"), ["NEW", "OTHER"]);
    assert_eq!(texts(&in_force.tables["ssd_person"], "pers_sex"), ["M", "U"]);
    assert_eq!(texts(&in_force.tables[CONTACTS], "cont_person_id"), ["NEW"]);
    assert_eq!(in_force.findings.len(), 1);
}

#[test]
fn a_column_is_absent_when_every_delivery_lacks_it() {
    let place = Place::new();
    let mut june = contacts(&place, "june", "2023-01-01", "2023-06-30", &[("a", "A", "2023-05-01")]);
    june.absent_columns
        .insert(CONTACTS.to_owned(), vec!["cont_contact_source_code".into(), "cont_contact_source_desc".into()]);
    place.receive(june);
    let mut july = contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01")]);
    july.absent_columns.insert(CONTACTS.to_owned(), vec!["cont_contact_source_desc".into()]);
    place.receive(july);
    let absent = place.store().in_force(None, None).unwrap().absent_columns;
    assert_eq!(absent[CONTACTS], ["cont_contact_source_desc"]);
}

#[test]
fn reference_data_is_in_force_at_any_date() {
    let place = Place::new();
    let mut population = parcel(
        place.files(),
        "pop",
        "2024-06-30",
        &[("population", &["geography_code=E06000015 mid_year=2022 age_from=0 age_to=17 sex=F persons=30000"])],
    );
    population.kind = "population".to_owned();
    population.authority = None;
    place.receive(population);
    place.receive(contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01")]));
    let in_force = place.store().in_force(Some(day("2023-07-31")), None).unwrap();
    assert_eq!(in_force.tables["population"].num_rows(), 1);
    assert_eq!(in_force.data_date, Some(day("2023-07-31")));
    assert_eq!(in_force.authority.as_deref(), Some("831"));
}

#[test]
fn a_withdrawal_needs_a_delivery_and_a_reason() {
    let place = Place::new();
    place.receive(contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01")]));
    let locked = place.locked();
    let unknown = locked.withdraw("7", "bad", now()).unwrap_err().to_string();
    assert!(unknown.contains("‘7’") && unknown.contains("0001-ssd-2023-07-31-"), "{unknown}");
    assert!(matches!(locked.withdraw("1", " ", now()), Err(Error::NoReason(_))));
    let withdrawn = locked.withdraw("0001-ssd", "loaded by mistake", now()).unwrap();
    assert_eq!(withdrawn.status, Status::Withdrawn("loaded by mistake".to_owned()));
    assert!(matches!(locked.withdraw("1", "again", now()), Err(Error::Withdrawn(_))));
    assert!(ids(&locked, None).is_empty());
    assert_eq!(locked.history().unwrap().len(), 1);
    // Brought back by importing the files again.
    drop(locked);
    let back = place.receive(contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01")]));
    assert_eq!((back.already, back.delivery.number), (false, 2));
    assert_eq!(ids(&place.store(), None), ["a"]);
}

#[test]
fn one_writer_at_a_time_and_by_name() {
    let place = Place::new();
    let first = place.store().lock("Amina", "import", now()).unwrap();
    let error = place.store().lock("Ben", "import", now()).unwrap_err().to_string();
    let process = std::process::id();
    assert!(error.contains(&format!("import by Amina since 2023-09-01 09:30 UTC (process {process})")), "{error}");
    drop(first);
    place.store().lock("Ben", "import", now()).unwrap();
}

#[test]
fn a_folder_must_be_ours_and_not_newer() {
    let place = Place::new();
    assert!(matches!(Store::open(place.files()), Err(Error::NoFolder(_))));
    assert!(matches!(Store::create(&place.data()), Err(Error::Exists(_))));
    assert!(matches!(Store::create(place.files()), Err(Error::NotEmpty(_))));
    // A site that is served before anything is imported has its own things there.
    let served = place.files().join("served");
    std::fs::create_dir_all(served.join("uploads")).unwrap();
    std::fs::write(served.join("records.sqlite"), "").unwrap();
    Store::create(&served).unwrap().lock("Amina", "map", now()).unwrap().write_mapping("# nothing\n").unwrap();
    assert_eq!(std::fs::read_to_string(served.join("mapping.toml")).unwrap(), "# nothing\n");
    std::fs::write(place.data().join("store.json"), "{\"format\": 2, \"what\": []}").unwrap();
    let error = Store::open(&place.data()).unwrap_err().to_string();
    assert!(error.contains("newer version of Derwent (format 2; this one reads up to 1)"), "{error}");
}

#[test]
fn settings_are_checked_before_they_are_written() {
    let place = Place::new();
    let locked = place.locked();
    assert_eq!(locked.settings().unwrap(), None);
    let text = standard::settings::Settings::template(standard::authority::find("831").unwrap());
    assert_eq!(locked.write_settings(&text).unwrap().dfe_code, "831");
    assert!(matches!(locked.write_settings("[nothing]"), Err(Error::Settings { .. })));
    assert_eq!(locked.settings().unwrap().unwrap().dfe_code, "831");
    let mut other = contacts(&place, "july", "2023-01-01", "2023-07-31", &[]);
    other.authority = Some("830".to_owned());
    let error = locked.receive(other, now(), true).unwrap_err().to_string();
    assert!(error.contains("authority 830") && error.contains("831"), "{error}");
}

#[test]
fn a_file_that_changes_meanwhile_is_not_kept() {
    let place = Place::new();
    let parcel = contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01")]);
    std::fs::write(&parcel.files[0].path, "something else").unwrap();
    assert!(matches!(place.locked().receive(parcel, now(), true), Err(Error::Changed(_))));
    assert!(place.store().deliveries().unwrap().is_empty());
    assert!(disk::names(&place.data().join("tmp")).unwrap().is_empty());
}

#[test]
fn findings_and_results_come_back_as_they_went_in() {
    let place = Place::new();
    let mut parcel = contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01")]);
    let mut finding = Finding::new("date-not-read");
    (finding.file, finding.row, finding.found) = ("july.csv".to_owned(), 7, "01/13/2023".to_owned());
    parcel.findings = vec![finding.clone()];
    let received = place.receive(parcel);
    assert_eq!(received.delivery.findings.errors, 1);
    assert_eq!(place.store().findings(&received.delivery).unwrap(), [finding]);
    let locked = place.locked();
    let path = locked.keep_results("measured.csv", b"x").unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"x");
    assert!(matches!(locked.keep_results("../x", b"x"), Err(Error::Name(_))));
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.receive(contacts(&place, "july", "2023-01-01", "2023-07-31", &[("a", "A", "2023-05-01")]));
    let home = place.data().join("deliveries");
    let set = |mode| std::fs::set_permissions(&home, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    // The superuser may write anywhere: then there is nothing to test here.
    if std::fs::create_dir(home.join("probe")).is_ok() {
        std::fs::remove_dir(home.join("probe")).unwrap();
        set(0o755);
        return;
    }
    let error = place.locked().receive(contacts(&place, "august", "2023-01-01", "2023-08-31", &[]), now(), true);
    set(0o755);
    assert!(error.unwrap_err().to_string().contains("you may not"));
    assert_eq!(place.store().deliveries().unwrap().len(), 1);
}
