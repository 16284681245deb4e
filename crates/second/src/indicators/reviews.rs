//! Reviews: of plans, of children in care, of children in need.

use super::stays::periods;
use super::{Answer, Counted, Owed, World};
use crate::clock::walk;
use crate::facts;
use crate::history::is;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Obligations to review plans.
pub fn of_plans(world: &World) -> Vec<Owed> {
    let mut out = Vec::new();
    let value = |name: &str, on: Date| world.case.parameters.value(name, on);
    for plan in world.known.plans.iter().filter(|plan| !is(&plan.other_authority, "Y")) {
        let Some(start) = plan.start else { continue };
        let conference = world.known.conferences.iter().find(|x| x.id.is_some() && x.id == plan.conference);
        let event = conference.and_then(|x| x.date).unwrap_or(start);
        let first_day = start.max(event);
        let mut done: BTreeSet<Date> = BTreeSet::new();
        for review in &world.known.plan_reviews {
            if let Some(date) = review.date
                && review.plan.is_some()
                && review.plan == plan.id
                && !is(&review.quorate, "N")
                && date >= first_day
                && plan.end.is_none_or(|end| date <= end)
            {
                done.insert(date);
            }
        }
        let intervals = |event: Date, times: usize| {
            let next = value("cp_review_next", event);
            (if times == 0 { value("cp_review_first", event) } else { next }, next)
        };
        for obligation in walk(event, plan.end, &done, intervals, world.case.data_date) {
            let eighteenth = world.eighteenth(&plan.person);
            let out_then = |day: Date| eighteenth.is_some_and(|birthday| day >= birthday);
            out.push(Owed {
                unit: plan.id.clone(),
                person: plan.person.clone(),
                covered: world.covers("ssd_cp_reviews", &obligation),
                out: obligation.resolved.is_some_and(out_then),
                stay: None,
                obligation,
            });
        }
    }
    out
}

/// Obligations to review children in care.
pub fn in_care(world: &World) -> Vec<Owed> {
    let mut out = Vec::new();
    let value = |name: &str, on: Date| world.case.parameters.value(name, on);
    for period in periods(world) {
        let mut done: BTreeSet<Date> = BTreeSet::new();
        for review in &world.known.care_reviews {
            if let Some(date) = review.date
                && review.period == period.id
                && !is(&review.cancelled, "Y")
                && date >= period.start
                && period.end.is_none_or(|end| date <= end)
            {
                done.insert(date);
            }
        }
        let intervals = |event: Date, times: usize| match times {
            0 => (value("cic_review_first", event), value("cic_review_second", event)),
            1 => (value("cic_review_second", event), value("cic_review_next", event)),
            _ => (value("cic_review_next", event), value("cic_review_next", event)),
        };
        for obligation in walk(period.start, period.end, &done, intervals, world.case.data_date) {
            let eighteenth = world.eighteenth(&period.person);
            let out_then = |day: Date| {
                eighteenth.is_some_and(|birthday| day >= birthday)
                    || facts::on_short_breaks(&world.known, &period.person, day)
            };
            out.push(Owed {
                unit: period.id.clone(),
                person: period.person.clone(),
                covered: world.covers("ssd_cla_reviews", &obligation),
                out: obligation.resolved.is_some_and(out_then),
                stay: None,
                obligation,
            });
        }
    }
    out
}

/// Child in need reviews, by their recorded due dates. What is counted is a review, not an obligation of a clock:
/// the 18th birthday leaves none out.
pub fn in_need(world: &World, from: Date, to: Date) -> Answer {
    let mut counted = Vec::new();
    for review in &world.known.need_reviews {
        let Some(due) = review.due else { continue };
        let plan = world.known.need_plans.iter().find(|x| x.id.is_some() && x.id == review.plan);
        let (state, resolved) = match review.date {
            Some(done) if done <= due => ("met", done),
            None if plan.and_then(|x| x.end).is_some_and(|end| end <= due) => continue,
            _ if due > world.case.data_date => continue,
            _ => ("missed", due),
        };
        // It has no event before it: its own interval is the day on which it was resolved.
        let covered = world.case.covers("local_cin_reviews", resolved, resolved);
        if from <= resolved && resolved <= to && covered {
            let mut one = Counted::new(resolved, &review.person, &review.id, state);
            one.due = Some(due);
            one.done = review.date;
            counted.push(one);
        }
    }
    Answer::proportion(counted)
}
