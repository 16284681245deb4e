//! The parts of a generated history with clocks: plans with their visits and reviews, and periods of care with
//! episodes, placements, legal statuses, visits and reviews.

use crate::days::{before, days_after, next};
use crate::generate::Maker;
use crate::history::{
    CareReview, CareVisit, Conference, Episode, LegalStatus, Placement, Plan, PlanReview, PlanVisit, Text, text,
};
use jiff::civil::Date;
use rand::RngExt;

/// A code, or nothing for "".
fn code(word: &str) -> Text {
    Some(word).filter(|word| !word.is_empty()).and_then(text)
}

pub(crate) fn children_on_plans(m: &mut Maker, person: &Text) {
    let mut start = m.day();
    for _ in 0..=m.up_to(2) {
        let (id, end) = (m.id("P"), m.end(start));
        let conference = conference(m, person, start);
        let other_authority = code(m.one_of(&["N", "N", "", "", "Y"]));
        let previous = [None, None, None, Some(0), Some(1)][m.random.random_range(0..5)];
        m.h.plans.push(Plan {
            id: id.clone(),
            conference,
            person: person.clone(),
            start: Some(start),
            end,
            other_authority,
            previous,
        });
        for date in m.round(start, end, &[5, 10, 14, 13, 30]) {
            let plan = if m.chance(40) { None } else { id.clone() };
            let seen = code(m.one_of(&["Y", "Y", "Y", "Y", "Y", "Y", "U", "", "N"]));
            let visit = m.id("V");
            m.h.plan_visits.push(PlanVisit { id: visit, person: person.clone(), plan, date: Some(date), seen });
        }
        for date in m.round(start, end, &[80, 90, 92, 100, 180, 183]) {
            let review = m.id("PR");
            let plan = if m.chance(5) { None } else { id.clone() };
            let quorate = code(m.one_of(&["Y", "Y", "Y", "", "N"]));
            let held = Some(date).filter(|_| m.chance(95));
            let (person, due) = (person.clone(), Some(date));
            m.h.plan_reviews.push(PlanReview { id: review, person, plan, due, date: held, quorate });
        }
        // The next plan starts after this one, on the day it ends, within it, or on its own first day.
        start = match m.up_to(3) {
            0 => start,
            1 => end.unwrap_or(start),
            2 => m.after(end.unwrap_or(start)),
            _ => m.after(start),
        };
    }
}

/// The conference that led to a plan: on its first day, before or after it, not known, or without a date.
fn conference(m: &mut Maker, person: &Text, start: Date) -> Text {
    let date = match m.up_to(9) {
        0 | 1 => return None,
        2 => return text("I-unknown"),
        3 => None,
        4 => Some(next(start)),
        5 => {
            let n = m.up_to(20);
            Some(days_after(start, -n))
        }
        _ => Some(start),
    };
    let id = m.id("I");
    let enquiry = m.h.enquiries.last().filter(|e| e.person == *person).and_then(|e| e.id.clone());
    m.h.conferences.push(Conference { id: id.clone(), enquiry, person: person.clone(), transfer_in: None, date });
    id
}

pub(crate) fn children_in_care(m: &mut Maker, person: &Text) {
    let mut entered = m.day();
    if m.chance(40) {
        let n = m.up_to(900);
        entered = days_after(entered, -n);
    }
    for _ in 0..=m.up_to(1) {
        let left = period(m, person, entered);
        entered = m.after(left);
    }
}

/// One period of care; returns the day it ended, or the last day on which something of it began.
fn period(m: &mut Maker, person: &Text, entered: Date) -> Date {
    // Without an id there is care, but no period of it.
    let id = m.id("Z").filter(|_| m.chance(95));
    let first_episode = m.h.episodes.len();
    let mut at = entered;
    let mut end = None;
    let count = 1 + m.up_to(4);
    for i in 0..count {
        let start = at;
        let placement = m.id("S");
        let reason = if i == 0 { "S" } else { m.one_of(&["P", "P", "B", "L", "T", "U"]) };
        let last = i + 1 == count;
        let until = if last { m.end(start) } else { Some(m.after(start)) };
        episodes(m, person, &id, &placement, reason, (start, until, entered));
        // The placement's own dates: those of its episode, or a little off, or left open.
        let own_start = match m.up_to(14) {
            0 => before(start),
            1 => next(start),
            _ => start,
        };
        let own_end = match m.up_to(11) {
            0 => None,
            1 => until.map(next),
            2 => until.map(before),
            3 => until.map(|day| days_after(day, 30)),
            _ => until,
        };
        let period = id.clone().filter(|_| m.chance(94));
        let kind = text(m.one_of(&["U6", "U4", "U4", "U1", "P1", "P1", "K2", "A3", "A5", "T1", "T4"]));
        m.h.placements.push(Placement {
            id: placement,
            person: person.clone(),
            period,
            start: Some(own_start),
            end: own_end,
            kind,
        });
        at = until.unwrap_or(start).max(start);
        // A gap between placements, now and then.
        if m.chance(12) {
            at = days_after(at, 3);
        }
        end = until;
    }
    if m.chance(10) {
        m.h.episodes[first_episode..].reverse();
    }
    legal_statuses(m, person, entered, at);
    for date in m.round(entered, end, &[7, 20, 28, 41, 42, 43, 60]) {
        let (visit, seen) = (m.id("W"), code(m.one_of(&["Y", "Y", "Y", "Y", "Y", "U", "", "N"])));
        m.h.care_visits.push(CareVisit {
            id: visit,
            person: person.clone(),
            period: id.clone(),
            date: Some(date),
            seen,
        });
    }
    for date in m.round(entered, end, &[27, 28, 90, 92, 180, 184]) {
        let review = m.id("Q");
        let cancelled = code(m.one_of(&["N", "N", "N", "", "Y"]));
        let held = Some(date).filter(|_| m.chance(93));
        let (person, period, due) = (person.clone(), id.clone(), Some(date));
        m.h.care_reviews.push(CareReview { id: review, person, period, due, date: held, cancelled });
    }
    at
}

/// The episodes of one placement: one, or more when the legal status changes in it.
fn episodes(
    m: &mut Maker,
    person: &Text,
    period: &Text,
    placement: &Text,
    reason: &str,
    days: (Date, Option<Date>, Date),
) {
    let (mut start, until, entered) = days;
    let mut reason = reason;
    loop {
        let change = Some(m.after(next(start))).filter(|day| until.is_none_or(|until| *day < until) && *day < m.d);
        let change = change.filter(|_| m.chance(35));
        let id = m.id("O");
        let told = reason == "S" || m.chance(90);
        m.h.episodes.push(Episode {
            id,
            person: person.clone(),
            start: Some(start),
            reason: text(reason),
            ceased: change.or(until),
            period: period.clone(),
            placement: placement.clone(),
            entered: Some(entered).filter(|_| told),
        });
        match change {
            Some(day) => (start, reason) = (day, "L"),
            None => return,
        }
    }
}

fn legal_statuses(m: &mut Maker, person: &Text, entered: Date, last: Date) {
    let mut start = entered;
    let short_breaks = m.chance(15);
    while start <= last {
        let words: &[&str] = if short_breaks { &["V3", "V4", "V2"] } else { &["C1", "C1", "C2", "V2", "E1", "V4", ""] };
        let (id, status) = (m.id("J"), code(m.one_of(words)));
        let then = m.after(next(start));
        let end = match m.up_to(5) {
            0 => None,
            1 => m.end(start),
            _ => Some(then),
        };
        if m.chance(92) {
            m.h.legal_statuses.push(LegalStatus { id, person: person.clone(), code: status, start: Some(start), end });
        }
        if m.chance(20) {
            return;
        }
        // Two that start on one day, now and then.
        start = if m.chance(12) { start } else { then };
    }
}
