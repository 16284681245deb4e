//! Examples worked by hand from the definitions, at least two a rule.
#![allow(clippy::field_reassign_with_default, reason = "a history reads best built up table by table")]

mod clocks;
mod counts;

use second::days::day;
use second::history::*;
use second::{Answer, World};

fn on(date: &str) -> Day {
    Some(day(date))
}

/// `numerator/denominator` for July 2023 at the end of that month.
fn july(id: &str, history: History) -> String {
    in_period(id, history, "2023-07-01", "2023-07-31", "2023-07-31")
}

fn in_period(id: &str, history: History, from: &str, to: &str, data_date: &str) -> String {
    let world = World::new(Case::by_hand(day(data_date), history));
    shown(&world.answer(id, day(from), day(to)).expect("an answer"))
}

fn shown(answer: &Answer) -> String {
    let number = |n: i64| if n % 10_000 == 0 { (n / 10_000).to_string() } else { format!("{}", n as f64 / 10_000.0) };
    if answer.shares.is_empty() {
        format!("{}/{}", number(answer.numerator), number(answer.denominator))
    } else {
        answer.shares.iter().map(|(k, n)| format!("{k} {}", number(*n))).collect::<Vec<_>>().join(", ")
    }
}

fn person(id: &str, birth: &str) -> Person {
    Person { id: text(id), birth: on(birth), ..Person::default() }
}

fn plan(id: &str, person: &str, start: &str, end: Day) -> Plan {
    Plan { id: text(id), person: text(person), start: on(start), end, ..Plan::default() }
}

fn plan_visit(id: &str, person: &str, date: &str) -> PlanVisit {
    PlanVisit { id: text(id), person: text(person), date: on(date), ..PlanVisit::default() }
}

fn episode(id: &str, person: &str, start: &str, ceased: Day, placement: &str, reason: &str) -> Episode {
    Episode {
        id: text(id),
        person: text(person),
        start: on(start),
        reason: text(reason),
        ceased,
        period: text(&format!("care of {person}")),
        placement: text(placement),
        entered: on(start),
    }
}

fn placement(id: &str, person: &str, start: &str, end: Day, kind: &str) -> Placement {
    let period = text(&format!("care of {person}"));
    Placement { id: text(id), person: text(person), period, start: on(start), end, kind: text(kind) }
}

fn care_visit(id: &str, person: &str, date: &str) -> CareVisit {
    CareVisit { id: text(id), person: text(person), date: on(date), ..CareVisit::default() }
}

fn care_review(id: &str, person: &str, date: &str) -> CareReview {
    let period = text(&format!("care of {person}"));
    CareReview { id: text(id), person: text(person), period, date: on(date), ..CareReview::default() }
}

fn legal(id: &str, person: &str, code: &str, start: &str, end: Day) -> LegalStatus {
    LegalStatus { id: text(id), person: text(person), code: text(code), start: on(start), end }
}

/// A child in care from `start`, in one placement.
fn in_care(start: &str, kind: &str) -> History {
    History {
        episodes: vec![episode("O1", "A", start, None, "S1", "S")],
        placements: vec![placement("S1", "A", start, None, kind)],
        ..History::default()
    }
}
