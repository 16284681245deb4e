//! Kept workings give what the engine gives when it runs the queries.

mod made_up;

use measure::{
    Arrival, ArrivalsBy, Counted, Dimension, Engine, Filter, Number, Request, RestrictionKind, Slice, State, Weeks,
    Within, Workings,
};
use rustc_hash::FxHashSet;
use standard::period::{Month, Period, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

const KINDS: [PeriodKind; 5] = [
    PeriodKind::Month,
    PeriodKind::SixMonths,
    PeriodKind::TwelveMonths,
    PeriodKind::FinancialYearToDate,
    PeriodKind::CalendarYearToDate,
];

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

/// One small council for all tests, and its workings over two years.
fn council() -> &'static (Arc<Engine>, Workings) {
    static COUNCIL: OnceLock<(Arc<Engine>, Workings)> = OnceLock::new();
    COUNCIL.get_or_init(|| {
        let engine = made_up::engine(made_up::inputs(0.04));
        let workings = engine.keep_workings(month("2021-08"), month("2023-07"), &KINDS).expect("workings");
        (engine, workings)
    })
}

fn request(from: &str, to: &str, periods: &[PeriodKind], by: Vec<Vec<Dimension>>) -> Request {
    Request { indicators: Vec::new(), from: month(from), to: month(to), periods: periods.to_vec(), by }
}

/// The first difference, in a few words.
fn difference(expected: &[Number], given: &[Number]) -> Option<String> {
    let pairs = expected.iter().zip(given).find(|(expected, given)| expected != given);
    pairs
        .map(|(expected, given)| format!("expected {expected:?}\n   given {given:?}"))
        .or((expected.len() != given.len()).then(|| format!("{} numbers, not {}", given.len(), expected.len())))
}

#[test]
fn numbers_are_those_of_the_engine() {
    let (engine, workings) = council();
    let by = vec![vec![Dimension::Team], vec![Dimension::Category], vec![Dimension::Sex, Dimension::AgeBand]];
    let requests = [
        request("2021-08", "2023-07", &KINDS, by.clone()),
        request("2023-07", "2023-07", &[PeriodKind::Month], by.clone()),
        request("2022-06", "2022-09", &[PeriodKind::SixMonths, PeriodKind::FinancialYearToDate], by),
        request("2022-12", "2023-01", &KINDS, vec![vec![Dimension::Service], vec![Dimension::Worker]]),
    ];
    for request in requests {
        let expected = engine.measure(&request).expect("the engine measures").numbers;
        assert!(expected.len() > 500, "only {} numbers", expected.len());
        // Asked twice: worked out, and looked up.
        for _ in 0..2 {
            let given = workings.numbers(&request).expect("kept").numbers;
            assert_eq!(difference(&expected, &given), None, "{request:?}");
        }
    }
}

/// Kinds of period that share their days share their name, and still count once: the six months to September are the
/// financial year to date, the twelve to December the calendar year.
#[test]
fn kinds_with_the_same_days_give_the_same_numbers() {
    let (engine, _) = council();
    let ids = || vec!["cp-visits-children".to_owned(), "cic-visits-children".to_owned()];
    let measure = |kinds: &[PeriodKind]| {
        let request = Request { indicators: ids(), ..request("2022-09", "2022-09", kinds, Vec::new()) };
        engine.measure(&request).expect("measured").numbers
    };
    let both = measure(&[PeriodKind::SixMonths, PeriodKind::FinancialYearToDate]);
    let one = measure(&[PeriodKind::SixMonths]);
    let counts = |numbers: &[Number]| {
        let mut counts: Vec<_> = numbers.iter().map(|n| (n.indicator.clone(), n.numerator, n.denominator)).collect();
        counts.dedup();
        counts
    };
    assert!(one.iter().all(|number| number.denominator.is_some_and(|d| d.as_f64() > 0.0)), "{one:?}");
    assert_eq!(counts(&both), counts(&one));
}

#[test]
fn a_series_is_the_numbers_in_order_of_time() {
    let (_, workings) = council();
    let request = request("2021-08", "2023-07", &[PeriodKind::Month], vec![vec![Dimension::Team]]);
    let all = workings.numbers(&request).expect("kept").numbers;
    let teams: BTreeSet<&str> = all
        .iter()
        .filter(|number| number.indicator == "cin-plans-open")
        .filter_map(|number| number.breakdown.first().filter(|(name, _)| name == "team").map(|(_, team)| team.as_str()))
        .collect();
    assert!(teams.len() >= 2, "{teams:?}");
    for id in ["cin-plans-open", "cp-visits-on-time"] {
        let whole = workings.series(id, PeriodKind::Month, &[]).expect("a series");
        assert_eq!(whole.len(), 24);
        for team in &teams {
            let of = [(Dimension::Team, (*team).to_owned())];
            let series = workings.series(id, PeriodKind::Month, &of).expect("a series");
            assert_eq!(series.len(), 24, "one number a month, whether there is anything or not");
            let expected: BTreeMap<Month, &Number> = all
                .iter()
                .filter(|n| n.indicator == id && n.breakdown == [("team".to_owned(), (*team).to_owned())])
                .map(|n| (n.period.last, n))
                .collect();
            for number in series.iter() {
                match expected.get(&number.period.last) {
                    Some(expected) => assert_eq!(*expected, number),
                    None => assert!(number.numerator.is_none_or(|n| n.as_f64() == 0.0), "{number:?}"),
                }
            }
        }
    }
    let (chart, verdict) = &*workings.verdict("cp-visits-on-time", &[]).expect("a verdict");
    assert!(chart.is_some() && !verdict.sentence.is_empty());
    let months: Vec<Number> =
        all.iter().filter(|n| n.indicator == "cp-visits-on-time" && n.breakdown.is_empty()).cloned().collect();
    let indicator = workings.engine().catalogue().named("cp-visits-on-time").expect("an indicator");
    let (_, expected) = measure::verdict::verdict(indicator, &months, &statistics::Options::default());
    assert_eq!(expected.sentence, verdict.sentence);
}

#[test]
fn children_are_those_of_the_engine() {
    let (engine, workings) = council();
    let period = |kind: PeriodKind, text: &str| kind.ending(month(text)).expect("a period");
    let periods = [
        period(PeriodKind::Month, "2023-07"),
        period(PeriodKind::Month, "2022-02"),
        period(PeriodKind::TwelveMonths, "2023-03"),
        period(PeriodKind::CalendarYearToDate, "2023-06"),
    ];
    let mut rows = 0;
    for indicator in engine.catalogue().indicators() {
        for period in &periods {
            let given = workings.children(&indicator.id, period, &Within::Everyone, &Filter::default());
            match engine.children(&indicator.id, period) {
                Ok(expected) => {
                    rows += expected.len();
                    let given = given.expect("as the engine");
                    // What the extracts have of adopted children after the order is counted, and not listed.
                    let behind = workings.behind(&indicator.id, period, &Within::Everyone, &Filter::default());
                    let unnamed = behind.expect("as the engine").unnamed();
                    let mut given = given.iter().peekable();
                    let mut left_out = Vec::new();
                    for row in &expected {
                        if given.next_if_eq(&row).is_none() {
                            left_out.push(row);
                        }
                    }
                    assert_eq!((given.next(), left_out.len()), (None, unnamed), "{} {period}", indicator.id);
                    for row in left_out {
                        let restricted = workings.restriction(&row.person_id).expect("only of the restricted");
                        assert_eq!(restricted.kind, RestrictionKind::Adopted, "{row:?}");
                    }
                }
                Err(error) => assert_eq!(given.map(|_| ()).map_err(|e| e.to_string()), Err(error.to_string())),
            }
        }
    }
    assert!(rows > 2_000, "only {rows} rows");
}

#[test]
fn children_of_others_are_not_seen() {
    let (_, workings) = council();
    let period = PeriodKind::TwelveMonths.ending(month("2023-07")).expect("a period");
    let all = |within: &Within, filter: &Filter| -> Vec<Counted> {
        workings.children("cp-visits-on-time", &period, within, filter).expect("children")
    };
    let everyone = all(&Within::Everyone, &Filter::default());
    let some: FxHashSet<String> = everyone.iter().map(|row| row.person_id.clone()).take(3).collect();
    let within = Within::Only(Arc::new(some.clone()));
    let seen = all(&within, &Filter::default());
    let expected: Vec<Counted> = everyone.iter().filter(|row| some.contains(&row.person_id)).cloned().collect();
    assert!(!seen.is_empty() && seen.len() < everyone.len());
    assert_eq!(seen, expected);
    let missed = Filter { states: vec![State::Missed], values: Vec::new() };
    let expected: Vec<Counted> = everyone.iter().filter(|row| row.state == State::Missed).cloned().collect();
    assert!(!expected.is_empty() && expected.len() < everyone.len());
    assert_eq!(all(&Within::Everyone, &missed), expected);
    let team = everyone.iter().map(|row| row.team_id.clone()).find(|team| !team.is_empty()).expect("a team");
    let of_team = Filter { states: Vec::new(), values: vec![(Dimension::Team, team.clone())] };
    let expected: Vec<Counted> = everyone.iter().filter(|row| row.team_id == team).cloned().collect();
    assert_eq!(all(&Within::Everyone, &of_team), expected);
    let nobody = Within::Only(Arc::default());
    for indicator in workings.engine().catalogue().indicators() {
        if let Ok(rows) = workings.children(&indicator.id, &period, &nobody, &Filter::default()) {
            assert!(rows.is_empty(), "{}", indicator.id);
        }
    }
    assert!(workings.due(10, &nobody).is_empty());
}

#[test]
fn what_is_due_is_that_of_the_engine() {
    let (engine, workings) = council();
    for days in [0, 10, 60] {
        let expected = engine.due(days).expect("due");
        let given = workings.due(days, &Within::Everyone);
        assert!(!expected.is_empty());
        assert_eq!(given.len(), expected.len());
        assert!(given.into_iter().zip(&expected).all(|(given, expected)| **given == *expected), "{days}");
    }
}

#[test]
fn a_period_that_is_not_kept_is_said() {
    let (_, workings) = council();
    let outside: Vec<Period> =
        ["2021-07", "2023-08"].iter().filter_map(|text| PeriodKind::Month.ending(month(text))).collect();
    for period in outside.into_iter().chain(PeriodKind::Quarter.ending(month("2023-06"))) {
        let error = workings.at("contacts", &period, &[]).expect_err("not kept").to_string();
        assert!(error.contains("not kept") && error.contains("2021-08 to 2023-07"), "{error}");
    }
}

/// Timings and memory over a council of full size: `WORKINGS_SCALE=1 cargo test --test workings -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a test"]
#[allow(clippy::print_stderr)]
fn timings() {
    use std::time::Instant;
    let scale = std::env::var("WORKINGS_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(0.1);
    let engine = made_up::engine(made_up::inputs(scale));
    let resident = || {
        let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096 / 1_000_000
    };
    eprintln!("before: {} MB resident", resident());
    let start = Instant::now();
    let workings = engine.keep_workings(month("2017-08"), month("2023-07"), &KINDS).expect("workings");
    eprintln!(
        "kept {} rows, {} MB, in {:?}; {} MB resident",
        workings.rows(),
        workings.bytes() / 1_000_000,
        start.elapsed(),
        resident()
    );
    let start = Instant::now();
    workings.warm();
    eprintln!("warm in {:?}; {} MB resident", start.elapsed(), resident());
    let time = |what: &str, work: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        let count = work();
        eprintln!("{what}: {count} in {:?}", start.elapsed());
    };
    let months = request("2017-08", "2023-07", &[PeriodKind::Month], Vec::new());
    let teams = request("2017-08", "2023-07", &[PeriodKind::Month], vec![vec![Dimension::Team]]);
    let workers = request("2023-07", "2023-07", &[PeriodKind::Month], vec![vec![Dimension::Worker]]);
    for (what, request) in [("numbers", &months), ("numbers by team", &teams), ("one month by worker", &workers)] {
        for _ in 0..2 {
            time(what, &mut || workings.numbers(request).expect("kept").numbers.len());
        }
    }
    let ids: Vec<String> = engine.catalogue().indicators().map(|i| i.id.clone()).collect();
    let kept = |id: &String| workings.series(id, PeriodKind::Month, &[]).expect("a series").len();
    time("series of all indicators", &mut || ids.iter().map(kept).sum());
    let period = PeriodKind::Month.ending(month("2023-07")).expect("a period");
    let year = PeriodKind::TwelveMonths.ending(month("2023-07")).expect("a period");
    for (id, period) in [("case-status", &period), ("cp-visits-on-time", &period), ("contacts", &year)] {
        for _ in 0..2 {
            let all = Filter::default();
            time(id, &mut || workings.children(id, period, &Within::Everyone, &all).expect("children").len());
            time("a hundred of them", &mut || {
                workings.behind(id, period, &Within::Everyone, &all).expect("children").some(0, 100).len()
            });
        }
    }
    for _ in 0..2 {
        time("weeks of contacts by source", &mut || {
            let weeks = Weeks { from: standard::Date::constant(2020, 8, 1), to: engine.inputs().data_date };
            workings.split(Arrival::Contact, ArrivalsBy::Source, &weeks, &Slice::default()).lines.len()
        });
    }
    for team in workings.teams().iter().take(3) {
        let of = Slice { team: Some(team.id.clone()), ..Slice::default() };
        time("stocks and flows of a team", &mut || workings.case_flow(&of).stocks().len());
        let weeks = Weeks { from: standard::Date::constant(2022, 8, 1), to: engine.inputs().data_date };
        time("funnel of a team", &mut || workings.funnel(&weeks, &of).len());
    }
    time("caseloads", &mut || workings.caseloads(&Within::Everyone, &Slice::default()).workers.len());
    let children = workings.children("cp-visits-on-time", &period, &Within::Everyone, &Filter::default());
    let child = children.expect("children")[0].person_id.clone();
    for _ in 0..2 {
        time("journey", &mut || workings.journey(&child, &Within::Everyone).map_or(0, |journey| journey.events.len()));
    }
    time("due", &mut || workings.due(10, &Within::Everyone).len());
    let teams = workings.teams();
    let ids: Vec<&str> = teams.iter().map(|team| team.id.as_str()).take(3).collect();
    time("open to three teams", &mut || workings.open_to(&ids, &[], None, engine.inputs().data_date).len());
}
