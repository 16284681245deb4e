//! Days. A date is a calendar date with no time and no zone; in Arrow it is a `Date32`, days since 1 January 1970.

use jiff::{ToSpan, civil::Date};

/// 1 January 1970, day 0 of Arrow's `Date32`.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days from 1 January 1970 to `date`; negative before.
pub fn to_days(date: Date) -> i32 {
    date.since((jiff::Unit::Day, EPOCH)).map(|span| span.get_days()).expect("two civil dates differ by whole days")
}

/// How many days `to` is after `from`; 0 for the same day, negative when it is before.
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from(to_days(to)) - i64::from(to_days(from))
}

/// The date `days` after 1 January 1970, or `None` outside years -9999 to 9999.
pub fn from_days(days: i32) -> Option<Date> {
    EPOCH.checked_add(days.days()).ok()
}

/// `date` plus `months` calendar months, clamped to the end of the month: 30 November and 3 months is 28 or
/// 29 February. `None` outside the years a date can have.
pub fn add_months(date: Date, months: i32) -> Option<Date> {
    date.checked_add(months.months()).ok()
}

/// `date` plus `days` days; `days` may be negative.
pub fn add_days(date: Date, days: i32) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

/// The `age`th birthday of someone born on `birth`. Someone born on 29 February has a birthday on
/// 28 February in a year without one.
pub fn birthday(birth: Date, age: i32) -> Option<Date> {
    add_months(birth, 12 * age)
}

/// Age in whole years on `on`; `None` before birth.
pub fn age(birth: Date, on: Date) -> Option<i32> {
    if on < birth {
        return None;
    }
    let mut years = i32::from(on.year()) - i32::from(birth.year());
    if birthday(birth, years).is_some_and(|day| on < day) {
        years -= 1;
    }
    Some(years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_dates_agree_both_ways() {
        assert_eq!(to_days(date(1970, 1, 1)), 0);
        assert_eq!(to_days(date(2023, 7, 31)), 19569);
        assert_eq!(from_days(19569), Some(date(2023, 7, 31)));
        assert_eq!(to_days(date(1969, 12, 31)), -1);
    }

    #[test]
    fn months_are_clamped_to_month_end() {
        assert_eq!(add_months(date(2022, 11, 30), 3), Some(date(2023, 2, 28)));
        assert_eq!(add_months(date(2023, 11, 30), 3), Some(date(2024, 2, 29)));
    }

    #[test]
    fn a_leap_day_child_has_a_birthday_every_year() {
        assert_eq!(birthday(date(2004, 2, 29), 18), Some(date(2022, 2, 28)));
        assert_eq!(age(date(2004, 2, 29), date(2022, 2, 27)), Some(17));
        assert_eq!(age(date(2004, 2, 29), date(2022, 2, 28)), Some(18));
        assert_eq!(age(date(2024, 1, 1), date(2023, 12, 31)), None);
    }
}
