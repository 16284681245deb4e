//! Weeks, Monday to Sunday, and what arrived in each.

use crate::reading::Reading;
use jiff::civil::Date;
use measure::{Arrival, ArrivalsBy, Within};
use standard::coverage::Interval;
use standard::date::add_days;
use std::collections::HashMap;

/// Whole weeks but the last, which may end earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The Monday with which it begins.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

impl Span {
    /// The `number` weeks of which the last holds the day `to`, which is its last.
    pub fn ending(to: Date, number: i32) -> Span {
        let monday = i32::from(to.weekday().to_monday_zero_offset());
        Span { from: add_days(to, -(monday + 7 * (number - 1))).unwrap_or(to), to }
    }

    /// The same weeks a year before: 52 weeks earlier, so that each begins with a Monday and has as many days.
    pub fn year_before(&self) -> Span {
        let earlier = |day: Date| add_days(day, -364).unwrap_or(day);
        Span { from: earlier(self.from), to: earlier(self.to) }
    }

    /// The Mondays of its weeks, in order.
    pub fn mondays(&self) -> impl Iterator<Item = Date> + use<> {
        let (from, to) = (self.from, self.to);
        (0..).map_while(move |week| add_days(from, 7 * week)).take_while(move |monday| *monday <= to)
    }
}

/// What arrived in a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub all: usize,
    /// How many of a child with an earlier one within the twelve months before.
    pub again: usize,
}

impl Count {
    /// Both together.
    pub fn plus(self, other: Count) -> Count {
        Count { all: self.all + other.all, again: self.again + other.again }
    }
}

/// What arrived in each week of a span; `None` where the extracts don't cover the whole week.
pub fn counts(reading: &Reading, what: Arrival, span: &Span) -> Vec<Option<Count>> {
    let table = if what == Arrival::Contact { "ssd_contacts" } else { "ssd_cin_episodes" };
    let coverage = &reading.engine().inputs().coverage;
    let covered = coverage.get(table).map(Vec::as_slice).unwrap_or_default();
    let found = reading.workings().arrivals(what, span.from, span.to, ArrivalsBy::All, &Within::Everyone);
    let found: HashMap<Date, Count> =
        found.into_iter().map(|week| (week.monday, Count { all: week.count, again: week.again })).collect();
    let week = |monday: Date| {
        let to = add_days(monday, 6).unwrap_or(monday).min(span.to);
        let whole = covered.iter().any(|interval| interval.contains(&Interval { from: monday, to }));
        whole.then(|| found.get(&monday).copied().unwrap_or_default())
    };
    span.mondays().map(week).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_begin_with_mondays_and_the_last_is_cut() {
        // 31 July 2023 was a Monday.
        let span = Span::ending(date(2023, 7, 31), 3);
        assert_eq!(span.mondays().collect::<Vec<_>>(), [date(2023, 7, 17), date(2023, 7, 24), date(2023, 7, 31)]);
        let span = Span::ending(date(2023, 7, 30), 2);
        assert_eq!((span.from, span.to), (date(2023, 7, 17), date(2023, 7, 30)));
        let before = span.year_before();
        assert_eq!((before.from, before.to), (date(2022, 7, 18), date(2022, 7, 31)));
        assert_eq!(before.mondays().count(), 2);
    }
}
