//! Visits: to children on plans, and to children in care.

use super::{Answer, Counted, Owed, Stay, World, stays};
use crate::clock::{State, walk};
use crate::days::{months_after, next};
use crate::facts;
use crate::history::{Day, Text, is};
use jiff::civil::Date;
use standard::parameter::Length;
use std::collections::BTreeSet;

/// Whether `day` lies from `start` to `end`, both inclusive.
fn within(day: Day, start: Date, end: Day) -> bool {
    day.is_some_and(|day| start <= day && end.is_none_or(|end| day <= end))
}

/// Obligations to visit children on plans of this authority.
pub fn on_plans(world: &World) -> Vec<Owed> {
    let mut out = Vec::new();
    for plan in world.known.plans.iter().filter(|plan| !is(&plan.other_authority, "Y")) {
        let Some(start) = plan.start else { continue };
        let visits = world.known.plan_visits.iter().filter(|v| v.person.is_some() && v.person == plan.person);
        let done: BTreeSet<Date> =
            visits.filter(|v| !is(&v.seen, "N") && within(v.date, start, plan.end)).filter_map(|v| v.date).collect();
        let interval = |event: Date, _| {
            let length = world.case.parameters.value("cp_visit_interval", event);
            (length, length)
        };
        for obligation in walk(start, plan.end, &done, interval, world.case.data_date) {
            let mut owed = Owed {
                unit: plan.id.clone(),
                person: plan.person.clone(),
                covered: world.covers("ssd_cp_visits", &obligation),
                out: false,
                stay: None,
                obligation,
            };
            owed.out = owed.obligation.resolved.is_some_and(|day| out_on(world, &owed, day));
            out.push(owed);
        }
    }
    out
}

/// The ordinary interval after an event of a stay.
fn ordinary(world: &World, stay: &Stay, event: Date) -> Length {
    let value = |name: &str| world.case.parameters.value(name, event);
    let kind = stay.kind_on(event);
    let status = facts::legal_status(&world.known, &stay.period.person, event);
    if event > months_after(stay.start, 12) && (is(&kind, "U1") || is(&kind, "U4")) {
        value("cic_visit_interval_long_term")
    } else if is(&kind, "P1") && is(&status, "C1") {
        match first_review(world, stay) {
            Some(review) if event >= review => value("cic_visit_interval_interim_order_at_home_reviewed"),
            _ => value("cic_visit_interval_interim_order_at_home"),
        }
    } else {
        value("cic_visit_interval")
    }
}

/// The day of the first review held in a stay.
fn first_review(world: &World, stay: &Stay) -> Day {
    let held = |r: &&crate::history::CareReview| r.period == stay.period.id && !is(&r.cancelled, "Y");
    let reviews = world.known.care_reviews.iter().filter(held);
    reviews.filter(|r| within(r.date, stay.start, stay.end)).filter_map(|r| r.date).min()
}

/// Obligations to visit children in care.
pub fn in_care(world: &World) -> Vec<Owed> {
    let mut out = Vec::new();
    for stay in stays(world) {
        let person = stay.period.person.clone();
        let visits = world.known.care_visits.iter().filter(|v| v.person.is_some() && v.person == person);
        let done: BTreeSet<Date> = visits
            .filter(|v| !is(&v.seen, "N") && within(v.date, stay.start, stay.end))
            .filter_map(|v| v.date)
            .collect();
        let intervals = |event: Date, times: usize| {
            let usual = ordinary(world, &stay, event);
            (if times == 0 { world.case.parameters.value("cic_first_visit", event) } else { usual }, usual)
        };
        for obligation in walk(stay.start, stay.end, &done, intervals, world.case.data_date) {
            let mut owed = Owed {
                unit: stay.placements[0].id.clone(),
                person: person.clone(),
                covered: world.covers("ssd_cla_visits", &obligation),
                out: false,
                stay: Some(stay.clone()),
                obligation,
            };
            owed.out = owed.obligation.resolved.is_some_and(|day| out_on(world, &owed, day));
            out.push(owed);
        }
    }
    out
}

/// Whether the rules leave an obligation out on a day.
fn out_on(world: &World, owed: &Owed, day: Date) -> bool {
    if world.eighteenth(&owed.person).is_some_and(|birthday| day >= birthday) {
        return true;
    }
    match &owed.stay {
        None => facts::in_care(&world.known, &owed.person, day),
        Some(stay) => {
            let kind = stay.kind_on(day);
            let for_adoption = ["A3", "A4", "A5", "A6"].iter().any(|code| is(&kind, code));
            for_adoption || facts::on_short_breaks(&world.known, &owed.person, day)
        }
    }
}

/// Children with something counted or overdue in the period, and those with nothing missed or overdue.
pub fn children(world: &World, owed: &[Owed], from: Date, to: Date) -> Answer {
    let mut persons: BTreeSet<Text> = BTreeSet::new();
    let mut behind: BTreeSet<Text> = BTreeSet::new();
    for one in owed {
        if let Some(counted) = one.counted()
            && from <= counted.counts_on
            && counted.counts_on <= to
        {
            persons.insert(one.person.clone());
            if counted.state == "missed" {
                behind.insert(one.person.clone());
            }
        }
        if one.obligation.state == State::Missed && one.covered {
            let mut day = next(one.obligation.due);
            while one.obligation.overdue_to.is_some_and(|last| day <= last) && day <= to {
                if day >= from && !out_on(world, one, day) {
                    persons.insert(one.person.clone());
                    behind.insert(one.person.clone());
                    break;
                }
                day = next(day);
            }
        }
    }
    let state = |person: &Text| if behind.contains(person) { "missed" } else { "met" };
    let s = world.as_at(to);
    Answer::proportion(persons.iter().map(|person| Counted::new(s, person, person, state(person))).collect())
}
