//! Contacts, referrals and assessments.

use super::{Answer, Counted, ONE, World};
use crate::days::{add, months_after, next, working_days};
use crate::history::{Referral, Text};
use jiff::civil::Date;
use standard::parameter::{Length, Unit};
use std::collections::BTreeMap;

/// Contacts received.
pub fn contacts(world: &World, from: Date, to: Date) -> Answer {
    let within = |date: &Date| from <= *date && *date <= to;
    let rows = world.known.contacts.iter();
    Answer::count(
        rows.filter_map(|x| Some(Counted::new(x.date.filter(within)?, &x.person, &x.id, "counted"))).collect(),
    )
}

/// Contacts over the weeks of the period; one that the data date cuts short ends there.
pub fn contacts_per_week(world: &World, from: Date, to: Date) -> Answer {
    let mut answer = contacts(world, from, to);
    let mut days = 1;
    let mut day = from;
    while day < world.as_at(to) {
        day = next(day);
        days += 1;
    }
    answer.denominator = (days * ONE + 3) / 7;
    answer
}

/// Referrals, those of a person on one day being one: the last in file order.
fn once_a_day(world: &World) -> Vec<&Referral> {
    let mut last: BTreeMap<(Text, Date), &Referral> = BTreeMap::new();
    for referral in &world.known.referrals {
        if let Some(date) = referral.date {
            last.insert((referral.person.clone(), date), referral);
        }
    }
    last.into_values().collect()
}

fn referred(world: &World, from: Date, to: Date) -> Vec<(&Referral, Date)> {
    let all = once_a_day(world).into_iter().filter_map(|x| Some((x, x.date?)));
    all.filter(|(_, date)| from <= *date && *date <= to).collect()
}

/// Referrals.
pub fn referrals(world: &World, from: Date, to: Date) -> Answer {
    let all = referred(world, from, to).into_iter();
    Answer::count(all.map(|(x, date)| Counted::new(date, &x.person, &x.id, "counted")).collect())
}

/// Referrals within twelve months of an earlier one.
pub fn rereferrals(world: &World, from: Date, to: Date) -> Answer {
    let mut counted = Vec::new();
    for (x, date) in referred(world, from, to) {
        let again = world.known.referrals.iter().any(|earlier| {
            earlier.person == x.person
                && earlier.date.is_some_and(|d| {
                    let window = world.case.parameters.value("rereferral_window", d);
                    d < date && date <= add(d, window.count, window.unit)
                })
        });
        counted.push(Counted::new(date, &x.person, &x.id, if again { "met" } else { "missed" }));
    }
    Answer::proportion(counted)
}

/// Referrals by primary need.
pub fn needs(world: &World, from: Date, to: Date) -> Answer {
    let mut counted = Vec::new();
    for (x, date) in referred(world, from, to) {
        let mut one = Counted::new(date, &x.person, &x.id, "counted");
        one.category = Some(x.need.clone().unwrap_or("N0".to_owned()));
        counted.push(one);
    }
    Answer::shares(counted)
}

/// Whether `done` is on time within `limit` of `start`. In working days: WD(start, done) <= limit, so that a
/// weekend after the last working day is still on time.
pub fn on_time(start: Date, done: Date, limit: Length) -> bool {
    match limit.unit {
        Unit::WorkingDays => working_days(start, done) <= limit.count,
        Unit::Days | Unit::Months => done <= add(start, limit.count, limit.unit),
    }
}

/// Assessments authorised in the period; `first`: only the earliest to start of each referral.
pub fn assessments(world: &World, from: Date, to: Date, first: bool) -> Answer {
    let mut counted = Vec::new();
    for x in &world.known.assessments {
        let Some(authorised) = x.authorised.filter(|date| from <= *date && *date <= to) else { continue };
        if first {
            let Some(referral) = referral_of(world, x) else { continue };
            let others = world.known.assessments.iter().filter(|y| referral_of(world, y).as_ref() == Some(&referral));
            let earliest = others.min_by_key(|y| (y.start.is_none(), y.start, y.id.clone()));
            if earliest.is_none_or(|y| y.id != x.id) {
                continue;
            }
        }
        let met = x
            .start
            .is_some_and(|start| on_time(start, authorised, world.case.parameters.value("assessment_limit", start)));
        counted.push(Counted::new(authorised, &x.person, &x.id, if met { "met" } else { "missed" }));
    }
    Answer::proportion(counted)
}

/// The referral that an assessment belongs to: its own, or the person's latest on or before its start (two on
/// one day: the last in file order).
fn referral_of(world: &World, x: &crate::history::Assessment) -> Text {
    if x.referral.is_some() {
        return x.referral.clone();
    }
    let start = x.start?;
    let mut latest: Option<&Referral> = None;
    for referral in world.known.referrals.iter().filter(|r| r.person == x.person) {
        if referral.date.is_some_and(|date| date <= start) && latest.is_none_or(|l| l.date <= referral.date) {
            latest = Some(referral);
        }
    }
    latest.and_then(|l| l.id.clone())
}

/// The same days a year before, for years to date: [1 January, end] less twelve months.
pub fn year_before(from: Date, to: Date) -> (Date, Date) {
    (months_after(from, -12), months_after(to, -12))
}
