//! What stands at the head of a child's journey, and how many children moved between statuses.

use super::{CaseStatus, MoveKind, RestrictionKind, Within, Workings};
use jiff::civil::Date;
use standard::date::{age, from_days, to_days};
use standard::period::Month;
use std::collections::BTreeMap;

/// How a child stands on the data date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Age in whole years; `None` before birth and where no date of birth is recorded.
    pub age: Option<i32>,
    /// The highest status; `None` when the case is not open.
    pub status: Option<CaseStatus>,
}

/// How many times children moved in one way in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// The month.
    pub month: Month,
    /// What kind of move it is.
    pub kind: MoveKind,
    /// The status before; `None` when the case was not open.
    pub before: Option<CaseStatus>,
    /// The status after; `None` when the case is not open.
    pub after: Option<CaseStatus>,
    /// How many moves; a child who moved twice counts twice.
    pub count: usize,
}

impl Workings {
    /// How a child within sight stands on the data date; `None` for others. Of a child whose record an adoption order
    /// closed nothing is said: what would be true today is of another identity.
    pub fn about(&self, person_id: &str, within: &Within) -> Option<About> {
        if !within.has(person_id) {
            return None;
        }
        if self.restriction(person_id).is_some_and(|found| found.kind == RestrictionKind::Adopted) {
            return Some(About { age: None, status: None });
        }
        let today: Date = self.inputs().data_date;
        let born = self.engine.people().born(person_id).and_then(from_days);
        let mut open = self.statuses.on(to_days(today));
        Some(About {
            age: born.and_then(|born| age(born, today)),
            status: open.find(|(person, _)| *person == person_id).map(|(_, status)| status),
        })
    }

    /// How many times children within sight moved between statuses in the months `from` to `to`, both inclusive, up to
    /// the data date: by month, kind, status before and status after, in that order.
    pub fn movements(&self, from: Month, to: Month, within: &Within) -> Vec<Movement> {
        let mut counts: BTreeMap<(Month, MoveKind, Option<CaseStatus>, Option<CaseStatus>), usize> = BTreeMap::new();
        for one in self.moves(from, to, within) {
            *counts.entry((Month::of(one.on), one.kind, one.before, one.after)).or_default() += 1;
        }
        let movement = |((month, kind, before, after), count)| Movement { month, kind, before, after, count };
        counts.into_iter().map(movement).collect()
    }
}
