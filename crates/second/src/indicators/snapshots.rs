//! What is open at the end of a period: rates, statuses, caseloads.

use super::{Answer, Counted, ONE, World, workforce};
use crate::facts;
use crate::history::{TenThousandths, Text, is, text};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The children aged 0 to 17 that a rate at `s` is over: the latest estimate not later than the middle of the
/// year before the reporting year that `s` lies in.
fn population(world: &World, s: Date) -> Option<i64> {
    let reporting_year = i64::from(s.year()) + i64::from(s.month() >= 4);
    let ours = world.known.population.iter().filter(|x| {
        x.geography.as_ref().is_some_and(|code| world.case.ons_codes.contains(code))
            && x.age_to.is_some_and(|age| age <= 17)
            && x.mid_year.is_some_and(|year| year < reporting_year)
    });
    let ours: Vec<_> = ours.collect();
    let year = ours.iter().map(|x| x.mid_year).max()?;
    Some(ours.iter().filter(|x| x.mid_year == year).filter_map(|x| x.persons).sum())
}

fn rate(world: &World, to: Date, holds: impl Fn(&Text, Date) -> bool) -> Option<Answer> {
    let s = world.as_at(to);
    let persons: Vec<Text> = facts::everyone(&world.known).into_iter().map(Some).filter(|p| holds(p, s)).collect();
    let mut answer = Answer::count(persons.iter().map(|p| Counted::new(s, p, p, "counted")).collect());
    answer.denominator = population(world, s)? * ONE;
    Some(answer)
}

/// Children in care.
pub fn care_rate(world: &World, to: Date) -> Option<Answer> {
    rate(world, to, |person, s| facts::in_care(&world.known, person, s))
}

/// Children with a child protection plan.
pub fn plan_rate(world: &World, to: Date) -> Option<Answer> {
    rate(world, to, |person, s| facts::on_plan(&world.known, person, s))
}

/// Open persons by highest status.
pub fn status(world: &World, to: Date) -> Answer {
    let s = world.as_at(to);
    let mut counted = Vec::new();
    for person in facts::everyone(&world.known).into_iter().map(Some) {
        if let Some(status) = facts::case_status(&world.known, &person, s) {
            let mut one = Counted::new(s, &person, &person, "counted");
            one.category = text(status);
            counted.push(one);
        }
    }
    Answer::shares(counted)
}

/// Children per full-time-equivalent caseholder.
pub fn caseload(world: &World, to: Date) -> Answer {
    let s = world.as_at(to);
    let h = &world.known;
    let mut pairs: BTreeSet<(Text, Text)> = BTreeSet::new();
    for x in h.involvements.iter().filter(|x| is(&x.role, "CW") && facts::open(x.start, x.end, s)) {
        let holder = !world.case.has("workforce_workers")
            || workforce::social_workers(world, s).iter().any(|w| w.worker == x.worker);
        if holder && x.worker.is_some() && facts::case_status(h, &x.person, s).is_some() {
            pairs.insert((x.worker.clone(), x.person.clone()));
        }
    }
    let holders: BTreeSet<&Text> = pairs.iter().map(|(worker, _)| worker).collect();
    let mut fte = 0;
    for holder in holders {
        if world.case.has("workforce_workers") {
            let rows = workforce::social_workers(world, s);
            fte += rows.iter().filter(|w| w.worker == *holder).map(|w| workforce::fte(w.fte)).sum::<i64>();
        } else {
            let professional = h.professionals.iter().find(|p| p.id == *holder);
            fte += professional.and_then(|p| p.fte).unwrap_or(TenThousandths(ONE)).0;
        }
    }
    let mut answer =
        Answer::count(pairs.iter().map(|(worker, person)| Counted::new(s, person, worker, "counted")).collect());
    answer.denominator = fte;
    answer
}
