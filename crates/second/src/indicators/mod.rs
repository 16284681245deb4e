//! The core set: for each indicator a function from what is known and a period to a number and its working.

mod conferences;
mod front_door;
mod reviews;
mod snapshots;
mod stays;
mod visits;
mod workforce;

pub use front_door::year_before;
pub use stays::{Stay, stays};

use crate::clock::{Obligation, State};
use crate::days::eighteenth_birthday;
use crate::history::{Case, Day, History, Text};
use crate::known::known;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Every indicator of the core set that is answered here, and the shares and forms beside them.
pub const CORE: &[&str] = &[
    "cic-visits-on-time",
    "cic-reviews-on-time",
    "cp-visits-on-time",
    "cp-reviews-on-time",
    "cic-visits-children",
    "cp-visits-children",
    "cin-reviews-on-time",
    "assessments-on-time",
    "assessments-on-time-first",
    "icpc-on-time",
    "cp-plans-repeat",
    "cic-rate",
    "cp-rate",
    "contacts",
    "contacts-per-week",
    "referrals",
    "rereferrals",
    "referral-need",
    "case-status",
    "caseload",
    "agency-fte",
    "maternity-fte",
    "long-term-absence-fte",
    "absence-days-per-fte",
    "vacancy-rate",
    "turnover-rate",
    "agency-rate",
];

/// One, in ten-thousandths.
pub const ONE: i64 = 10_000;

/// One thing counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The day it counts on.
    pub counts_on: Date,
    /// The person, or the worker where a worker is counted.
    pub person: Text,
    /// The id of the record behind it.
    pub unit: Text,
    /// `met`, `missed` or `counted`.
    pub state: &'static str,
    /// Where an obligation's own interval starts.
    pub since: Day,
    /// When it was due.
    pub due: Day,
    /// When it was done.
    pub done: Day,
    /// The share that it belongs to.
    pub category: Text,
    /// How much it counts for, in ten-thousandths.
    pub amount: i64,
}

impl Counted {
    fn new(counts_on: Date, person: &Text, unit: &Text, state: &'static str) -> Counted {
        let (person, unit) = (person.clone(), unit.clone());
        Counted { counts_on, person, unit, state, since: None, due: None, done: None, category: None, amount: ONE }
    }
}

/// A number and what stands behind it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// In ten-thousandths.
    pub numerator: i64,
    /// In ten-thousandths; 0 for a count.
    pub denominator: i64,
    /// For shares: how many of each, in ten-thousandths.
    pub shares: BTreeMap<String, i64>,
    /// The things counted, sorted.
    pub counted: Vec<Counted>,
}

impl Answer {
    /// The proportion of the counted that are met.
    fn proportion(mut counted: Vec<Counted>) -> Answer {
        counted.sort();
        let met = counted.iter().filter(|c| c.state == "met").count() as i64;
        Answer { numerator: met * ONE, denominator: counted.len() as i64 * ONE, counted, ..Answer::default() }
    }

    /// How many were counted.
    fn count(mut counted: Vec<Counted>) -> Answer {
        counted.sort();
        Answer { numerator: counted.len() as i64 * ONE, counted, ..Answer::default() }
    }

    /// How many of each category.
    fn shares(counted: Vec<Counted>) -> Answer {
        let mut answer = Answer::count(counted);
        answer.denominator = answer.numerator;
        for one in &answer.counted {
            *answer.shares.entry(one.category.clone().unwrap_or_default()).or_default() += ONE;
        }
        answer
    }

    /// One sum over another.
    fn ratio(numerator: i64, denominator: i64) -> Answer {
        Answer { numerator, denominator, ..Answer::default() }
    }
}

/// An obligation of someone, with all that decides whether it counts.
#[derive(Debug, Clone)]
pub struct Owed {
    /// The id of the span: a plan, a period of care, or the first placement of a stay.
    pub unit: Text,
    /// Whose it is.
    pub person: Text,
    /// What was owed and what became of it.
    pub obligation: Obligation,
    /// Whether its own interval lies within the coverage of the table that would show it done.
    pub covered: bool,
    /// Whether the rule leaves it out on its resolved date.
    pub out: bool,
    /// The stay, for a visit in care.
    pub stay: Option<Stay>,
}

impl Owed {
    /// It as a thing counted, if it counts.
    fn counted(&self) -> Option<Counted> {
        let o = &self.obligation;
        if !self.covered || self.out || !matches!(o.state, State::Met | State::Missed) {
            return None;
        }
        let mut one = Counted::new(o.resolved?, &self.person, &self.unit, o.state.word());
        (one.since, one.due) = (Some(o.since), Some(o.due));
        one.done = o.resolved.filter(|_| o.state == State::Met);
        Some(one)
    }
}

/// What is known on the data date, and the clocks worked out from it.
pub struct World {
    /// What was given.
    pub case: Case,
    /// What every rule reads.
    pub known: History,
    /// Obligations to visit children on plans.
    pub plan_visits: Vec<Owed>,
    /// Obligations to visit children in care.
    pub care_visits: Vec<Owed>,
    /// Obligations to review plans.
    pub plan_reviews: Vec<Owed>,
    /// Obligations to review children in care.
    pub care_reviews: Vec<Owed>,
}

impl World {
    /// Works out the clocks of a case.
    pub fn new(case: Case) -> World {
        let known = known(&case);
        let (plan_visits, care_visits, plan_reviews, care_reviews) = Default::default();
        let mut world = World { case, known, plan_visits, care_visits, plan_reviews, care_reviews };
        world.plan_visits = visits::on_plans(&world);
        world.care_visits = visits::in_care(&world);
        world.plan_reviews = reviews::of_plans(&world);
        world.care_reviews = reviews::in_care(&world);
        world
    }

    /// S for a period that ends on `to`.
    pub fn as_at(&self, to: Date) -> Date {
        to.min(self.case.data_date)
    }

    fn eighteenth(&self, person: &Text) -> Day {
        self.known.persons.iter().find(|p| p.id == *person).and_then(|p| p.birth).map(eighteenth_birthday)
    }

    /// Whether an obligation's own interval lies within the coverage of `table`.
    fn covers(&self, table: &str, obligation: &Obligation) -> bool {
        obligation.resolved.is_some_and(|resolved| self.case.covers(table, obligation.since, resolved))
    }

    /// The answer for indicator `id` in the period from `from` to `to`; `None` where there is no denominator
    /// to be had (no population).
    ///
    /// # Panics
    /// If `id` is not in [`CORE`].
    pub fn answer(&self, id: &str, from: Date, to: Date) -> Option<Answer> {
        let within = |owed: &[Owed]| {
            let counted = owed.iter().filter_map(Owed::counted).filter(|c| from <= c.counts_on && c.counts_on <= to);
            Answer::proportion(counted.collect())
        };
        Some(match id {
            "cp-visits-on-time" => within(&self.plan_visits),
            "cic-visits-on-time" => within(&self.care_visits),
            "cp-reviews-on-time" => within(&self.plan_reviews),
            "cic-reviews-on-time" => within(&self.care_reviews),
            "cp-visits-children" => visits::children(self, &self.plan_visits, from, to),
            "cic-visits-children" => visits::children(self, &self.care_visits, from, to),
            "cin-reviews-on-time" => reviews::in_need(self, from, to),
            "assessments-on-time" => front_door::assessments(self, from, to, false),
            "assessments-on-time-first" => front_door::assessments(self, from, to, true),
            "icpc-on-time" => conferences::on_time(self, from, to),
            "cp-plans-repeat" => conferences::repeat_plans(self, from, to),
            "cic-rate" => return snapshots::care_rate(self, to),
            "cp-rate" => return snapshots::plan_rate(self, to),
            "contacts" => front_door::contacts(self, from, to),
            "contacts-per-week" => front_door::contacts_per_week(self, from, to),
            "referrals" => front_door::referrals(self, from, to),
            "rereferrals" => front_door::rereferrals(self, from, to),
            "referral-need" => front_door::needs(self, from, to),
            "case-status" => snapshots::status(self, to),
            "caseload" => snapshots::caseload(self, to),
            "agency-fte" => workforce::agency(self, to),
            "maternity-fte" => workforce::on_maternity_leave(self, to),
            "long-term-absence-fte" => workforce::long_absent(self, to),
            "absence-days-per-fte" => workforce::days_lost(self, to),
            "vacancy-rate" => workforce::vacancy_rate(self, to),
            "turnover-rate" => workforce::turnover_rate(self, to),
            "agency-rate" => workforce::agency_rate(self, to),
            other => panic!("{other} is not in the core set"),
        })
    }
}
