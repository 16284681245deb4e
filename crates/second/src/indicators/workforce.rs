//! Social workers: who is in post, who is away, who left, what stands vacant.

use super::{Answer, ONE, World};
use crate::days::{add, is_working_day, months_after, next};
use crate::facts::open;
use crate::history::{Absence, Fte, Text, Worker, is};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Full-time equivalent in ten-thousandths; not known counts as 1.0.
pub fn fte(value: Fte) -> i64 {
    value.map_or(ONE, |value| value.0)
}

/// The rows of social workers that are open at `s`.
pub fn social_workers(world: &World, s: Date) -> Vec<&Worker> {
    world.known.workers.iter().filter(|x| is(&x.role, "social worker") && open(x.start, x.end, s)).collect()
}

fn in_post(world: &World, s: Date) -> Vec<&Worker> {
    social_workers(world, s).into_iter().filter(|x| !is(&x.employment, "agency")).collect()
}

fn sum(rows: &[&Worker]) -> i64 {
    rows.iter().map(|x| fte(x.fte)).sum()
}

fn agency_at(world: &World, s: Date) -> i64 {
    social_workers(world, s).iter().filter(|x| is(&x.employment, "agency")).map(|x| fte(x.fte)).sum()
}

/// Agency social workers.
pub fn agency(world: &World, to: Date) -> Answer {
    Answer::ratio(agency_at(world, world.as_at(to)), 0)
}

/// Agency over all.
pub fn agency_rate(world: &World, to: Date) -> Answer {
    let s = world.as_at(to);
    let agency = agency_at(world, s);
    Answer::ratio(agency, agency + sum(&in_post(world, s)))
}

/// Vacant over vacant and in post.
pub fn vacancy_rate(world: &World, to: Date) -> Answer {
    let s = world.as_at(to);
    let posts = world.known.vacancies.iter().filter(|x| is(&x.role, "social worker") && open(x.from, x.to, s));
    let vacant: i64 = posts.map(|x| fte(x.fte)).sum();
    Answer::ratio(vacant, vacant + sum(&in_post(world, s)))
}

/// Those who left in the twelve months to S, over those in post at S.
pub fn turnover_rate(world: &World, to: Date) -> Answer {
    let s = world.as_at(to);
    let from = next(months_after(s, -12));
    let left = world.known.workers.iter().filter(|x| {
        is(&x.role, "social worker")
            && !is(&x.employment, "agency")
            && !is(&x.leaving_reason, "internal move")
            && x.end.is_some_and(|end| from <= end && end <= s)
    });
    Answer::ratio(left.map(|x| fte(x.fte)).sum(), sum(&in_post(world, s)))
}

/// An absence's end date is its last day.
fn absent_at(absence: &Absence, s: Date) -> bool {
    absence.start.is_some_and(|start| start <= s) && absence.end.is_none_or(|end| end >= s)
}

fn absent_fte(world: &World, s: Date, counts: impl Fn(&Absence) -> bool) -> i64 {
    let rows = in_post(world, s);
    let away = |worker: &Text| world.known.absences.iter().any(|a| a.worker == *worker && absent_at(a, s) && counts(a));
    rows.iter().filter(|x| away(&x.worker)).map(|x| fte(x.fte)).sum()
}

/// Social workers in post on maternity leave.
pub fn on_maternity_leave(world: &World, to: Date) -> Answer {
    Answer::ratio(absent_fte(world, world.as_at(to), |a| is(&a.kind, "maternity")), 0)
}

/// Social workers in post away sick for a month or more.
pub fn long_absent(world: &World, to: Date) -> Answer {
    let s = world.as_at(to);
    let long = |a: &Absence| {
        a.start.is_some_and(|start| {
            let length = world.case.parameters.value("long_term_absence", start);
            add(start, length.count, length.unit) <= s
        })
    };
    Answer::ratio(absent_fte(world, s, |a| is(&a.kind, "sickness") && long(a)), 0)
}

/// Working days of sickness in the twelve months to S per FTE in post at S. A day on which two absences of one
/// worker overlap is one day lost.
pub fn days_lost(world: &World, to: Date) -> Answer {
    let s = world.as_at(to);
    let from = next(months_after(s, -12));
    let mut days = 0;
    for worker in employed(world, from, s) {
        let mut day = from;
        while day <= s {
            let sick = |a: &Absence| is(&a.kind, "sickness") && absent_at(a, day);
            if is_working_day(day) && world.known.absences.iter().any(|a| a.worker == worker && sick(a)) {
                days += 1;
            }
            day = next(day);
        }
    }
    Answer::ratio(days * ONE, sum(&in_post(world, s)))
}

/// Social workers whom the council employed at some time from `from` to `s`: who leaves on a day is not there at
/// its end.
fn employed(world: &World, from: Date, s: Date) -> BTreeSet<Text> {
    let own = world.known.workers.iter().filter(|x| is(&x.role, "social worker") && !is(&x.employment, "agency"));
    let then = own.filter(|x| x.start.is_some_and(|start| start <= s) && x.end.is_none_or(|end| end > from));
    then.map(|x| x.worker.clone()).collect()
}
