//! Working days: Monday to Friday less bank holidays in England.
//!
//! Bank holidays follow the Banking and Financial Dealings Act 1971 and the proclamations made under it:
//! New Year's Day, Good Friday, Easter Monday, the first and last Mondays of May, the last Monday of August,
//! Christmas Day and Boxing Day, with the next free weekday in place of one that falls at a weekend, and the
//! one-off and moved days listed in [`EXCEPTIONS`].

use crate::date::{add_days, from_days, to_days};
use jiff::civil::{Date, Weekday, date};
use std::collections::BTreeSet;

/// The first day that a [`Calendar`] can speak of.
pub const FIRST: Date = date(2000, 1, 1);

/// One-off bank holidays, and those moved: (from, to). A day with no `from` was added.
pub const EXCEPTIONS: &[(Option<Date>, Date)] = &[
    (Some(date(2002, 5, 27)), date(2002, 6, 4)),
    (None, date(2002, 6, 3)),
    (None, date(2011, 4, 29)),
    (Some(date(2012, 5, 28)), date(2012, 6, 4)),
    (None, date(2012, 6, 5)),
    (Some(date(2020, 5, 4)), date(2020, 5, 8)),
    (Some(date(2022, 5, 30)), date(2022, 6, 2)),
    (None, date(2022, 6, 3)),
    (None, date(2022, 9, 19)),
    (None, date(2023, 5, 8)),
];

/// Easter Sunday of `year` in the Gregorian calendar (the anonymous Gregorian computus).
pub fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, month as i8, day as i8).expect("Easter is in March or April")
}

/// The bank holidays in England of `year`, in order.
pub fn bank_holidays(year: i16) -> Vec<Date> {
    let day = |month, day| Date::new(year, month, day).expect("a fixed day exists every year");
    let weekend = |d: Date| matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut days = BTreeSet::new();
    // A fixed day at a weekend moves to the next weekday that is not itself a bank holiday.
    let mut observe = |fixed: Date| {
        let mut d = fixed;
        while weekend(d) || days.contains(&d) {
            d = d.tomorrow().expect("within range");
        }
        days.insert(d);
    };
    observe(day(1, 1));
    // Boxing Day first when Christmas Day is a Sunday: 26 December stands, and Christmas moves past it.
    if day(12, 25).weekday() == Weekday::Sunday {
        observe(day(12, 26));
        observe(day(12, 25));
    } else {
        observe(day(12, 25));
        observe(day(12, 26));
    }
    let easter = easter_sunday(year);
    days.insert(add_days(easter, -2).expect("within range"));
    days.insert(add_days(easter, 1).expect("within range"));
    let first_monday = |month| (1..=7).map(|n| day(month, n)).find(|d| d.weekday() == Weekday::Monday);
    let last_monday = |month| (25..=31).map(|n| day(month, n)).find(|d| d.weekday() == Weekday::Monday);
    days.extend(first_monday(5));
    days.extend(last_monday(5));
    days.extend(last_monday(8));
    for (from, to) in EXCEPTIONS.iter().filter(|(_, to)| to.year() == year) {
        if let Some(from) = from {
            days.remove(from);
        }
        days.insert(*to);
    }
    days.into_iter().collect()
}

/// Working days from [`FIRST`] to a last day, with a running number, so that counting and adding are look-ups.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// For each day from FIRST: how many working days lie in FIRST..=day.
    numbers: Vec<i32>,
    /// The working days, in order: the nth has number n + 1.
    days: Vec<Date>,
}

impl Calendar {
    /// A calendar to `last` inclusive. Make it long enough: three years past the data date.
    pub fn to(last: Date) -> Calendar {
        let mut numbers = Vec::new();
        let mut days = Vec::new();
        let mut holidays = BTreeSet::new();
        let mut year = 0;
        for number in to_days(FIRST)..=to_days(last) {
            let d = from_days(number).expect("within range");
            if d.year() != year {
                year = d.year();
                holidays.extend(bank_holidays(year));
            }
            if !matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&d) {
                days.push(d);
            }
            numbers.push(days.len() as i32);
        }
        Calendar { numbers, days }
    }

    /// The last day of the calendar, inclusive.
    pub fn last(&self) -> Date {
        from_days(to_days(FIRST) + self.numbers.len() as i32 - 1).expect("within range")
    }

    /// How many working days lie from [`FIRST`] to `day` inclusive; `None` outside the calendar.
    pub fn number(&self, day: Date) -> Option<i32> {
        usize::try_from(to_days(day) - to_days(FIRST)).ok().and_then(|i| self.numbers.get(i)).copied()
    }

    /// Whether `day` is a working day; `None` outside the calendar.
    pub fn is_working_day(&self, day: Date) -> Option<bool> {
        let number = self.number(day)?;
        Some(number > 0 && self.days[number as usize - 1] == day)
    }

    /// WD(a, b): the working days after `a` up to and including `b`. Negative when `b` is before `a`.
    pub fn between(&self, a: Date, b: Date) -> Option<i32> {
        Some(self.number(b)? - self.number(a)?)
    }

    /// The date `n` working days after `a`: the earliest b with WD(a, b) = n, and `a` itself for n = 0.
    pub fn add(&self, a: Date, n: i32) -> Option<Date> {
        if n == 0 {
            return Some(a);
        }
        let index = usize::try_from(self.number(a)? + n - 1).ok()?;
        self.days.get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bank_holidays_match_the_published_lists() {
        let expected = |year: i16, days: &[(i8, i8)]| {
            let days: Vec<Date> = days.iter().map(|&(m, d)| date(year, m, d)).collect();
            assert_eq!(bank_holidays(year), days, "{year}");
        };
        // gov.uk/bank-holidays and earlier notices in the London Gazette.
        expected(2010, &[(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]);
        expected(2011, &[(1, 3), (4, 22), (4, 25), (4, 29), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27)]);
        expected(2012, &[(1, 2), (4, 6), (4, 9), (5, 7), (6, 4), (6, 5), (8, 27), (12, 25), (12, 26)]);
        expected(2016, &[(1, 1), (3, 25), (3, 28), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27)]);
        expected(2020, &[(1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)]);
        expected(2021, &[(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]);
        expected(2022, &[(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)]);
        expected(2023, &[(1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)]);
    }

    #[test]
    fn working_days_count_from_the_day_after() {
        let calendar = Calendar::to(date(2026, 12, 31));
        // Friday 26 May 2023 to Tuesday 30 May 2023: Monday was a bank holiday.
        assert_eq!(calendar.between(date(2023, 5, 26), date(2023, 5, 30)), Some(1));
        assert_eq!(calendar.between(date(2023, 5, 27), date(2023, 5, 30)), Some(1));
        assert_eq!(calendar.add(date(2023, 5, 26), 1), Some(date(2023, 5, 30)));
        assert_eq!(calendar.add(date(2023, 5, 27), 0), Some(date(2023, 5, 27)));
        assert_eq!(calendar.is_working_day(date(2023, 5, 29)), Some(false));
        assert_eq!(calendar.number(date(1999, 12, 31)), None);
        assert_eq!(calendar.last(), date(2026, 12, 31));
    }
}
