//! Small but nasty histories. Dates collide on purpose: a few days of each history attract events of every kind,
//! and what follows an event likes to fall on, just before or just after the day it is due.

use crate::days::{before, day, days_after, months_after, next, working_days_after};
use crate::generate_care::{children_in_care, children_on_plans};
use crate::generate_workforce::{involvements, population, workforce};
use crate::history::{
    Assessment, CareLeaver, Case, Conference, Contact, Day, EarlierPlan, EarlyHelp, Enquiry, History, Merge, NeedPlan,
    NeedReview, Person, Referral, Text, text,
};
use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use standard::coverage::Interval;
use standard::parameter::Parameters;
use std::collections::{BTreeMap, BTreeSet};

/// Makes histories.
pub(crate) struct Maker {
    pub(crate) random: ChaCha8Rng,
    pub(crate) d: Date,
    /// Days on which much happens.
    magnets: Vec<Date>,
    ids: u32,
    pub(crate) h: History,
}

impl Maker {
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    pub(crate) fn up_to(&mut self, n: i32) -> i32 {
        self.random.random_range(0..=n)
    }

    pub(crate) fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.random.random_range(0..all.len())]
    }

    /// A new id. They are not padded: as text, 10 sorts before 9.
    pub(crate) fn id(&mut self, prefix: &str) -> Text {
        self.ids += 1;
        Some(format!("{prefix}{}", self.ids))
    }

    /// A day, seldom after the data date.
    pub(crate) fn day(&mut self) -> Date {
        match self.up_to(9) {
            0..=3 => self.magnets[self.random.random_range(0..self.magnets.len())],
            4 => {
                let n = self.up_to(48);
                months_after(self.d, -n).last_of_month()
            }
            5 => [self.d, self.d, before(self.d), next(self.d), day("2020-02-29"), day("2022-12-24")]
                [self.random.random_range(0..6)],
            _ => {
                let n = self.up_to(4 * 365);
                days_after(self.d, 20 - n)
            }
        }
    }

    /// A day on or after `from`, often one on which something is due, or its neighbour.
    pub(crate) fn after(&mut self, from: Date) -> Date {
        let due = match self.up_to(15) {
            0 | 1 => return from,
            2 => next(from),
            3 => days_after(from, 7),
            4 => days_after(from, 28),
            5 => days_after(from, 42),
            6 => working_days_after(from, 10),
            7 => working_days_after(from, 15),
            8 => working_days_after(from, 20),
            9 => working_days_after(from, 45),
            10 => months_after(from, 3),
            11 => months_after(from, 6),
            12 => months_after(from, 12),
            _ => {
                let n = self.up_to(400);
                days_after(from, n)
            }
        };
        // The day before, the day after, a weekend after a Friday.
        match self.up_to(5) {
            0 => before(due).max(from),
            1 => next(due),
            2 => days_after(due, 2),
            _ => due,
        }
    }

    /// The end of something: open, after its start, or, now and then, before it.
    pub(crate) fn end(&mut self, start: Date) -> Day {
        match self.up_to(19) {
            0 => Some(before(start)),
            1..=6 => None,
            7..=9 => {
                let n = self.up_to(800);
                Some(days_after(start, n))
            }
            _ => Some(self.after(start)),
        }
    }

    /// Days on which something was done in a span, at, before and after the end of each of `gaps` days.
    pub(crate) fn round(&mut self, start: Date, end: Day, gaps: &[i32]) -> Vec<Date> {
        let last = end.unwrap_or(days_after(self.d, 10)).min(days_after(self.d, 10));
        let mut out = Vec::new();
        if self.chance(15) {
            out.push(before(start));
        }
        let mut at = start;
        while at <= last {
            let gap = gaps[self.random.random_range(0..gaps.len())];
            at = match self.up_to(11) {
                0 => at,
                1 => next(at),
                2 => months_after(at, 3),
                3 => working_days_after(at, 10),
                4 => next(working_days_after(at, 20)),
                5 => days_after(at, 3 * gap),
                6 => months_after(at, 6),
                _ => days_after(at, gap),
            };
            out.push(at);
            if self.chance(4) {
                out.push(at);
            }
            if at == start && self.chance(50) {
                at = next(at);
            }
        }
        if self.chance(30)
            && let Some(end) = end
        {
            out.push(end);
            out.push(next(end));
        }
        out
    }
}

/// The history of `seed` with about `size` children.
pub fn generate(seed: u64, size: usize) -> Case {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let d = match random.random_range(0..6) {
        0 => date(2023, 7, 31),
        1 => date(2024, 2, 29),
        2 => date(2023, 3, 31),
        3 => date(2025, 2, 28),
        _ => days_after(date(2022, 11, 1), random.random_range(0..870)),
    };
    let magnets = (0..10).map(|_| days_after(d, -random.random_range(0..900))).collect();
    let mut maker = Maker { random, d, magnets, ids: 0, h: History::default() };
    for _ in 0..size {
        child(&mut maker);
    }
    let parameters = parameters(&mut maker);
    let workers = workforce(&mut maker);
    involvements(&mut maker, &workers);
    population(&mut maker);
    merges(&mut maker);
    duplicates(&mut maker);
    let mut absent = BTreeSet::new();
    if maker.chance(15) {
        absent.extend(["workforce_workers", "workforce_absences", "workforce_vacancies"].map(str::to_owned));
    }
    if maker.chance(30) {
        absent.insert("earlier_plans".to_owned());
    }
    let coverage = coverage(&mut maker, &absent);
    let ons_codes = vec!["E06000015".to_owned()];
    Case { seed, data_date: d, history: maker.h, coverage, absent, parameters, ons_codes }
}

fn child(m: &mut Maker) {
    let id = m.id("C");
    let person = match m.up_to(19) {
        0 => None,
        1 => Some((None, Some(days_after(m.d, 60)))),
        2 => Some((None, None)),
        3 => Some((Some(day("2004-02-29")), None)),
        // Eighteen on a day on which much happens.
        4..=6 => {
            let birthday = m.day();
            Some((Some(months_after(birthday, -12 * 18)), None))
        }
        7 => Some((Some(m.day()), None)),
        _ => {
            let n = m.up_to(19 * 365);
            Some((Some(days_after(m.d, -n)), None))
        }
    };
    if let Some((birth, expected)) = person {
        let sex = m.one_of(&["F", "M", "U"]);
        m.h.persons.push(Person { id: id.clone(), sex: text(sex), birth, expected });
    }
    front_door(m, &id);
    if m.chance(60) {
        children_on_plans(m, &id);
    }
    if m.chance(60) {
        children_in_care(m, &id);
    }
    others(m, &id);
}

fn front_door(m: &mut Maker, person: &Text) {
    for _ in 0..m.up_to(3) {
        let (id, date) = (m.id("K"), m.day());
        let person = person.clone().filter(|_| m.chance(95));
        m.h.contacts.push(Contact { id, person, date: Some(date) });
    }
    let mut referrals = vec![None];
    let mut date = m.day();
    for _ in 0..m.up_to(4) {
        let id = m.id("R");
        referrals.push(id.clone());
        let need = Some(m.one_of(&["N1", "N1", "N2", "N5", "N0", ""])).filter(|code| !code.is_empty()).and_then(text);
        let close = m.end(date);
        m.h.referrals.push(Referral { id, person: person.clone(), date: Some(date), need, close });
        date = if m.chance(70) { m.after(date) } else { m.day() };
    }
    for _ in 0..m.up_to(3) {
        let start = if m.chance(50) { m.after(date) } else { m.day() };
        let authorised = m.end(start);
        let referral = referrals[m.random.random_range(0..referrals.len())].clone();
        let id = m.id("A");
        let start = Some(start).filter(|_| m.chance(95));
        m.h.assessments.push(Assessment { id, person: person.clone(), referral, start, authorised });
    }
    for _ in 0..m.up_to(2) {
        let start = m.day();
        let (id, end) = (m.id("E"), m.end(start));
        let enquiry = if m.chance(8) { text("E-unknown") } else { id.clone() };
        let known = Some(start).filter(|_| m.chance(95));
        m.h.enquiries.push(Enquiry { id, person: person.clone(), start: known, end });
        if m.chance(80) {
            let id = m.id("I");
            let date = match m.up_to(9) {
                0 => None,
                1 => Some(before(start)),
                _ => Some(m.after(start)),
            };
            let transfer_in = Some(m.one_of(&["N", "N", "N", "Y", ""])).filter(|code| !code.is_empty()).and_then(text);
            m.h.conferences.push(Conference { id, enquiry, person: person.clone(), transfer_in, date });
        }
    }
}

fn others(m: &mut Maker, person: &Text) {
    for _ in 0..m.up_to(1) {
        let start = m.day();
        let (id, end) = (m.id("N"), m.end(start));
        m.h.need_plans.push(NeedPlan { id: id.clone(), person: person.clone(), start: Some(start), end });
        let mut due = start;
        for _ in 0..m.up_to(4) {
            due = m.after(due);
            let plan = if m.chance(10) { text("N-unknown") } else { id.clone() };
            let date = if m.chance(70) { Some(m.after(days_after(due, -20))) } else { None };
            let due = Some(due).filter(|_| m.chance(90));
            if due.or(date).is_some() {
                let id = m.id("NR");
                m.h.need_reviews.push(NeedReview { id, person: person.clone(), plan, due, date });
            }
        }
    }
    if m.chance(12) {
        let id = m.id("L");
        let words = ["Relevant", "Former Relevant", "Qualifying", "Eligible", "No Current Eligibility", ""];
        let eligibility = Some(m.one_of(&words)).filter(|word| !word.is_empty()).and_then(text);
        m.h.care_leavers.push(CareLeaver { id, person: person.clone(), eligibility });
    }
    for _ in 0..m.up_to(1) {
        let start = m.day();
        let (id, end) = (m.id("H"), m.end(start));
        m.h.early_help.push(EarlyHelp { id, person: person.clone(), start: Some(start), end });
    }
    if m.chance(10) {
        let start = if m.chance(50) { m.day() } else { day("2015-06-30") };
        let end = m.end(start);
        m.h.earlier_plans.push(EarlierPlan { person: person.clone(), start: Some(start), end });
    }
}

fn parameters(m: &mut Maker) -> Parameters {
    let mut parameters = Parameters::default();
    for (name, value) in [
        ("cp_visit_interval", "14 days"),
        ("cp_visit_interval", "15 WD"),
        ("cic_visit_interval", "30 days"),
        ("cic_first_visit", "5 WD"),
        ("cic_review_first", "28 days"),
        ("cp_review_next", "4 months"),
        ("assessment_limit", "35 WD"),
        ("icpc_limit", "20 days"),
    ] {
        if m.chance(6) {
            let from = m.day();
            parameters.set(name, Some(from).filter(|_| m.chance(70)), value.parse().expect("a length"));
        }
    }
    parameters
}

/// Gives some records of some children an old id, and an older one before that.
fn merges(m: &mut Maker) {
    for i in 0..m.h.persons.len() {
        if !m.chance(8) {
            continue;
        }
        let id = m.h.persons[i].id.clone().unwrap_or_default();
        let (old, older) = (format!("{id}-old"), format!("{id}-older"));
        m.h.merges.push(Merge { old: text(&older), new: text(&old), on: Some(m.d) });
        m.h.merges.push(Merge { old: text(&old), new: text(&id), on: Some(m.d) });
        if m.chance(50) {
            let twin = Person { id: text(&old), ..m.h.persons[i].clone() };
            m.h.persons.push(twin);
        }
        let mut n = 0;
        let mut rename = |person: &mut Text| {
            if person.as_deref() == Some(id.as_str()) {
                n += 1;
                match n % 4 {
                    0 => *person = text(&older),
                    1 => *person = text(&old),
                    _ => {}
                }
            }
        };
        m.h.contacts.iter_mut().for_each(|x| rename(&mut x.person));
        m.h.referrals.iter_mut().for_each(|x| rename(&mut x.person));
        m.h.plans.iter_mut().for_each(|x| rename(&mut x.person));
        m.h.plan_visits.iter_mut().for_each(|x| rename(&mut x.person));
        m.h.episodes.iter_mut().for_each(|x| rename(&mut x.person));
        m.h.care_visits.iter_mut().for_each(|x| rename(&mut x.person));
        m.h.legal_statuses.iter_mut().for_each(|x| rename(&mut x.person));
        m.h.involvements.iter_mut().for_each(|x| rename(&mut x.person));
    }
}

/// Repeats some rows, with another date, further down the file.
fn duplicates(m: &mut Maker) {
    fn repeat<T: Clone>(m: &mut Maker, rows: fn(&mut History) -> &mut Vec<T>, change: fn(&mut T, Date)) {
        for i in 0..rows(&mut m.h).len() {
            if m.chance(3) {
                let (mut row, date) = (rows(&mut m.h)[i].clone(), m.day());
                if m.chance(60) {
                    change(&mut row, date);
                }
                let at = m.random.random_range(i + 1..=rows(&mut m.h).len());
                rows(&mut m.h).insert(at, row);
            }
        }
    }
    repeat(m, |h| &mut h.contacts, |x, date| x.date = Some(date));
    repeat(m, |h| &mut h.referrals, |x, date| x.date = Some(date));
    repeat(m, |h| &mut h.assessments, |x, date| x.authorised = Some(date));
    repeat(m, |h| &mut h.conferences, |x, date| x.date = Some(date));
    repeat(m, |h| &mut h.plans, |x, date| x.end = Some(date));
    repeat(m, |h| &mut h.plan_visits, |x, date| x.date = Some(date));
    repeat(m, |h| &mut h.plan_reviews, |x, date| x.date = Some(date));
    repeat(m, |h| &mut h.placements, |x, date| x.end = Some(date));
    repeat(m, |h| &mut h.care_visits, |x, date| x.date = Some(date));
    repeat(m, |h| &mut h.care_reviews, |x, date| x.date = Some(date));
    repeat(m, |h| &mut h.involvements, |x, date| x.end = Some(date));
}

/// Mostly everything is covered for long; else some tables begin late, or have a gap.
fn coverage(m: &mut Maker, absent: &BTreeSet<String>) -> BTreeMap<String, Vec<Interval>> {
    let mut out = BTreeMap::new();
    let short = m.chance(35);
    let tables: Vec<&'static str> = m.h.rows().iter().map(|(table, _)| *table).collect();
    for table in tables {
        if absent.contains(table) {
            continue;
        }
        let whole = Interval { from: day("2015-01-01"), to: m.d };
        let mut intervals = vec![whole];
        if short && m.chance(40) {
            let n = m.up_to(1000);
            let from = days_after(m.d, -n);
            intervals = vec![Interval { from, to: m.d }];
            if m.chance(25) {
                intervals.insert(0, Interval { from: whole.from, to: days_after(from, -60) });
            }
        }
        out.insert(table.to_owned(), intervals);
    }
    out
}
