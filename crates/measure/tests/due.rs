//! What is overdue and what falls due, worked out by hand and over a whole council.

mod made_up;

use measure::example::Example;
use measure::{Catalogue, Due, Engine, Options, State, Within};
use standard::date::add_months;
use standard::period::{Month, PeriodKind};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Plans whose visits fall due ten working days after they began, looked at on Tuesday 1 August 2023. A's began on 17
/// July and B's on 18 July, C's on 19 July: their visits were due yesterday, are due today, and fall due tomorrow. D's
/// began on 3 July; the visit due on 17 July was made on 19 July, which began a clock of its own, due tomorrow. E's is
/// A's again, visited yesterday.
const PLANS: &str = r#"
title = "Due yesterday, today and tomorrow"
data_date = "2023-08-01"
[tables]
ssd_cp_plans = """
cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date
P1,A,2023-07-17,
P2,B,2023-07-18,
P3,C,2023-07-19,
P4,D,2023-07-03,
P5,E,2023-07-17,
"""
ssd_cp_visits = """
cppv_cp_visit_id,cppv_person_id,cppv_cp_visit_date,cppv_cp_visit_seen
V1,D,2023-07-19,Y
V2,E,2023-07-31,Y
"""
"#;

/// Person, since, due, whether overdue, working days over.
fn told(due: &Due) -> (String, String, String, bool, i32) {
    let since = due.since.map(|day| day.to_string()).unwrap_or_default();
    (due.person_id.clone(), since, due.due.to_string(), due.overdue, due.working_days_over)
}

#[test]
fn due_yesterday_today_and_tomorrow_by_hand() {
    let example: Example = toml::from_str(PLANS).expect("an example");
    let catalogue = Catalogue::builtin().unwrap_or_else(|error| panic!("{error}"));
    let inputs = example.inputs().expect("tables");
    let engine = Arc::new(Engine::new(catalogue, inputs, example.settings().expect("settings"), Options::default()));
    let visits = |within: i32| -> BTreeSet<_> {
        let due = engine.due(within).expect("due");
        due.iter().filter(|due| due.indicator == "cp-visits-on-time").map(told).collect()
    };
    let row = |person: &str, since: &str, due: &str, overdue, over| {
        (person.to_owned(), since.to_owned(), due.to_owned(), overdue, over)
    };
    let (a, b) = (row("A", "2023-07-17", "2023-07-31", true, 1), row("B", "2023-07-18", "2023-08-01", false, 0));
    assert_eq!(visits(0), BTreeSet::from([a.clone(), b.clone()]));
    let c = row("C", "2023-07-19", "2023-08-02", false, -1);
    let d = row("D", "2023-07-19", "2023-08-02", false, -1);
    let tomorrow = BTreeSet::from([a.clone(), b.clone(), c.clone(), d.clone()]);
    assert_eq!(visits(1), tomorrow);
    // Ten working days on, 15 August, the next intervals of A's and B's visits have ended too: one visit ends both. E's
    // falls due on 14 August, ten working days after 31 July.
    let e = row("E", "2023-07-31", "2023-08-14", false, -9);
    assert_eq!(visits(10), tomorrow.into_iter().chain([e]).collect());

    let month = "2023-08".parse().expect("a month");
    let workings = engine.keep_workings(month, month, &[PeriodKind::Month]).expect("workings");
    for (person, expected) in [("A", a), ("B", b), ("C", c), ("D", d)] {
        let journey = workings.journey(person, &Within::Everyone).expect("a journey");
        let visits = journey.open.iter().filter(|due| due.indicator == "cp-visits-on-time");
        assert_eq!(visits.map(|due| told(due)).collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn what_is_overdue_is_past_due_and_there_once_and_agrees_with_the_snapshots() {
    let engine = made_up::engine(made_up::inputs(0.04));
    let today = engine.inputs().data_date;
    let due = engine.due(60).expect("due");
    assert!(due.iter().any(|due| due.due == today) && due.iter().any(|due| due.overdue));
    assert!(due.iter().all(|due| due.overdue == (due.due < today)), "the data date is a working day");
    let (mut events, mut twice) = (HashSet::new(), HashSet::new());
    for due in due.iter().filter(|due| due.since.is_some()) {
        let event = (&due.indicator, &due.person_id, due.since);
        if !events.insert(event) {
            twice.insert(event);
        }
    }
    let open = due.iter().filter(|due| due.due <= today);
    let open: HashSet<_> = open.map(|due| (&due.indicator, &due.person_id, due.since)).collect();
    assert!(open.is_disjoint(&twice), "{twice:?}");

    let born: BTreeMap<String, standard::Date> = born(&engine);
    let period = PeriodKind::Month.ending(Month::of(today)).expect("a month");
    let mut some = 0;
    for clock in ["cp", "cic", "cin"] {
        let overdue: BTreeSet<&str> = due
            .iter()
            .filter(|due| due.overdue && due.indicator == format!("{clock}-visits-on-time"))
            .map(|due| due.person_id.as_str())
            .collect();
        let rows = engine.children(&format!("{clock}-visits-up-to-date"), &period).expect("working");
        let missed = rows.iter().filter(|row| row.state == State::Missed);
        // A plan left open counts in the snapshot after the 18th birthday, when no visit is asked for any more.
        let grown =
            |person: &str| born.get(person).and_then(|day| add_months(*day, 216)).is_some_and(|day| day <= today);
        let missed: BTreeSet<&str> = missed.map(|row| row.person_id.as_str()).filter(|p| !grown(p)).collect();
        assert_eq!(overdue, missed, "{clock}");
        some += missed.len();
    }
    assert!(some > 0, "no visit is overdue");
}

/// When everybody was born.
fn born(engine: &Engine) -> BTreeMap<String, standard::Date> {
    use arrow::array::{Array, AsArray};
    let people = &engine.inputs().tables["ssd_person"];
    let ids = people.column_by_name("pers_person_id").expect("a column").as_string::<i32>();
    let days = people.column_by_name("pers_dob").expect("a column");
    let days = days.as_primitive::<arrow::datatypes::Date32Type>();
    let rows = (0..ids.len()).filter(|i| days.is_valid(*i));
    rows.filter_map(|i| Some((ids.value(i).to_owned(), standard::date::from_days(days.value(i))?))).collect()
}
