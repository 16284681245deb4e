//! The generated histories reach the corners of the definitions: a corner that no history has is not tested.

use second::World;
use second::clock::State;
use second::days::{eighteenth_birthday, months_after};
use second::facts;
use second::generate::generate;
use second::history::is;
use second::indicators::{CORE, stays};
use std::collections::BTreeMap;

#[test]
fn every_corner_is_reached() {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut note = |what: &str, here: bool| *seen.entry(what.to_owned()).or_default() += u32::from(here);
    for seed in 1..=30 {
        let world = World::new(generate(seed, 12));
        let d = world.case.data_date;
        for owed in
            world.plan_visits.iter().chain(&world.care_visits).chain(&world.plan_reviews).chain(&world.care_reviews)
        {
            let o = &owed.obligation;
            let long = owed.stay.is_some() && o.due == months_after(o.event, 3);
            let birth = world.known.persons.iter().find(|p| p.id == owed.person).and_then(|p| p.birth);
            note("met on the due date", o.resolved == Some(o.due) && o.state == State::Met);
            note("met on the day of the event", o.resolved == Some(o.event) && o.state == State::Met);
            note("missed twice running", o.state == State::Missed && o.since > o.event);
            note("due on the data date", o.due == d && o.state == State::Missed);
            note("void", o.state == State::Void);
            note("pending", o.state == State::Pending);
            note("overdue on no day", o.state == State::Missed && o.overdue_to == Some(o.due));
            note("out on its resolved date", owed.out && o.resolved.is_some());
            note("not covered", !owed.covered && o.resolved.is_some());
            note(
                "resolved on the 18th birthday",
                birth.map(eighteenth_birthday).is_some_and(|b| o.resolved == Some(b)),
            );
            note("the long-term interval", long);
            if let (Some(stay), Some(day)) = (&owed.stay, o.resolved) {
                let kind = stay.kind_on(day);
                note("placed for adoption", is(&kind, "A3") || is(&kind, "A5"));
                note("on short breaks", facts::on_short_breaks(&world.known, &owed.person, day));
                let order = facts::legal_status(&world.known, &stay.period.person, o.event);
                let home = is(&stay.kind_on(o.event), "P1") && is(&order, "C1");
                note(
                    "seven days at home under an order",
                    home && o.event > stay.start && o.due == second::days::days_after(o.event, 7),
                );
                note("twenty-eight days there", home && o.due == second::days::days_after(o.event, 28));
            }
        }
        for stay in stays(&world) {
            note("stays of several placements", stay.placements.len() > 1);
            note("stays of one day", stay.end == Some(stay.start));
        }
        let (from, to) = (months_after(d, -12), d);
        for id in CORE {
            let answer = world.answer(id, from, to).expect("there is a population");
            note(&format!("{id}: something in the numerator"), answer.numerator > 0);
            note(
                &format!("{id}: not all of it"),
                answer.denominator == 0
                    || answer.numerator < answer.denominator
                    || !answer.shares.is_empty()
                    || id.ends_with("per-week")
                    || id.ends_with("per-fte")
                    || *id == "caseload",
            );
        }
    }
    let never: Vec<_> = seen.iter().filter(|(_, n)| **n == 0).map(|(what, _)| what).collect();
    assert!(never.is_empty(), "never seen: {never:?}");
}
