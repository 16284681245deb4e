//! What a delivery promises: from when to when each of its tables is complete, and in what sense.

use crate::date::{add_days, to_days};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// In what sense a delivery is complete for a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// Every row whose reach touches the coverage is there.
    Whole,
    /// Every row that begins within the coverage is there (Annex A lists 1 to 5): one that began before and lasted
    /// into it is not denied by its absence.
    Starts,
    /// For each child only the latest span is there (Annex A lists 6, 7 and 8): an earlier span of the child that
    /// had ended when the latest began is not denied by its absence.
    LatestSpan,
    /// For each child only the latest of spans that follow one another without a gap is there (Annex A's current
    /// placement and legal status): an earlier one is not denied by its absence, but ended when the latest began.
    LatestInTurn,
    /// For each child only the latest event is there (Annex A's last visit or review): an event is denied only
    /// if it would be later than the one given.
    LatestEvent,
}

/// Rows of a table that a claim does not speak of: those with a value in a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Except {
    /// The column: text or code.
    pub column: String,
    /// The value; a row without one is spoken of.
    pub value: String,
}

/// The coverage of one table by one delivery. A delivery may have several for one table, each for its own rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCoverage {
    /// The table's name.
    pub table: String,
    /// In what sense it is complete.
    pub claim: Claim,
    /// The first day, inclusive; `None` for a table without dates.
    pub from: Option<Date>,
    /// The last day, inclusive: the data date unless something narrower was given.
    pub to: Date,
    /// The rows of which nothing is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub except: Option<Except>,
}

impl TableCoverage {
    /// The days for which the table can be counted on to have every row: for a latest of spans in turn only the
    /// last day, since what came before them is not there; for a latest event none. `None` without dates.
    pub fn whole_days(&self) -> Option<Interval> {
        let from = match self.claim {
            Claim::Whole | Claim::Starts | Claim::LatestSpan => self.from?,
            Claim::LatestInTurn => self.to,
            Claim::LatestEvent => return None,
        };
        Some(Interval { from, to: self.to })
    }
}

/// Days from `from` to `to`, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Interval {
    /// Whether every day of `other` is in it.
    pub fn contains(&self, other: &Interval) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// Whether any day is in both.
    pub fn touches(&self, other: &Interval) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// How many days it has.
    pub fn days(&self) -> i32 {
        to_days(self.to) - to_days(self.from) + 1
    }
}

/// The union of intervals: sorted, without overlaps, intervals that meet on neighbouring days joined.
pub fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|i| i.from <= i.to);
    intervals.sort();
    let mut out: Vec<Interval> = Vec::new();
    for next in intervals {
        match out.last_mut() {
            Some(last) if add_days(last.to, 1).is_none_or(|day| next.from <= day) => last.to = last.to.max(next.to),
            _ => out.push(next),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn neighbouring_intervals_join() {
        let i = |a: i8, b: i8| Interval { from: date(2023, 7, a), to: date(2023, 7, b) };
        assert_eq!(union(vec![i(10, 12), i(1, 3), i(4, 5), i(2, 2)]), vec![i(1, 5), i(10, 12)]);
        assert!(i(1, 5).contains(&i(2, 5)) && !i(1, 5).contains(&i(2, 6)) && i(1, 5).touches(&i(5, 6)));
        assert_eq!(i(1, 5).days(), 5);
    }
}
