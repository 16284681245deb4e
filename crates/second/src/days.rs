//! Days, months and working days, counted one at a time. The bank holidays are a list, not a rule: the rule in
//! `standard` is one of the things under test.

use jiff::civil::{Date, Weekday};
use standard::parameter::{Length, Unit};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Bank holidays in England, 2015 to 2030, as published (and, for the years not yet published, as they fall).
const BANK_HOLIDAYS: &str = "
    2015-01-01 2015-04-03 2015-04-06 2015-05-04 2015-05-25 2015-08-31 2015-12-25 2015-12-28
    2016-01-01 2016-03-25 2016-03-28 2016-05-02 2016-05-30 2016-08-29 2016-12-26 2016-12-27
    2017-01-02 2017-04-14 2017-04-17 2017-05-01 2017-05-29 2017-08-28 2017-12-25 2017-12-26
    2018-01-01 2018-03-30 2018-04-02 2018-05-07 2018-05-28 2018-08-27 2018-12-25 2018-12-26
    2019-01-01 2019-04-19 2019-04-22 2019-05-06 2019-05-27 2019-08-26 2019-12-25 2019-12-26
    2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28
    2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28
    2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27
    2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26
    2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
    2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
    2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
    2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
    2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
    2029-01-01 2029-03-30 2029-04-02 2029-05-07 2029-05-28 2029-08-27 2029-12-25 2029-12-26
    2030-01-01 2030-04-19 2030-04-22 2030-05-06 2030-05-27 2030-08-26 2030-12-25 2030-12-26";

static HOLIDAYS: LazyLock<BTreeSet<Date>> =
    LazyLock::new(|| BANK_HOLIDAYS.split_whitespace().map(|text| text.parse().expect("a date")).collect());

/// A date from `2023-07-31`, for tests and generators.
///
/// # Panics
/// If the text is not a date.
pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("{text} is not a date"))
}

/// The day after.
pub fn next(day: Date) -> Date {
    day.tomorrow().expect("within the years a date can have")
}

/// The day before.
pub fn before(day: Date) -> Date {
    day.yesterday().expect("within the years a date can have")
}

/// `n` days after (before, if negative).
pub fn days_after(day: Date, n: i32) -> Date {
    let mut out = day;
    for _ in 0..n.abs() {
        out = if n > 0 { next(out) } else { before(out) };
    }
    out
}

/// `n` calendar months after, clamped to the end of the month; `n` may be negative.
pub fn months_after(day: Date, n: i32) -> Date {
    let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + n;
    let (year, month) = (months.div_euclid(12) as i16, months.rem_euclid(12) as i8 + 1);
    let first = Date::new(year, month, 1).expect("every month has a first day");
    let last = first.last_of_month().day();
    Date::new(year, month, day.day().min(last)).expect("clamped to the month")
}

/// Whether a day is a working day.
///
/// # Panics
/// Outside 2015 to 2030, where the list of bank holidays does not reach.
pub fn is_working_day(day: Date) -> bool {
    assert!((2015..=2030).contains(&day.year()), "{day} is outside the list of bank holidays");
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !HOLIDAYS.contains(&day)
}

/// WD(a, b): the working days after `a` up to and including `b`; 0 when `b` is not after `a`.
pub fn working_days(a: Date, b: Date) -> i32 {
    let mut count = 0;
    let mut day = a;
    while day < b {
        day = next(day);
        count += i32::from(is_working_day(day));
    }
    count
}

/// The date `n` working days after `a`: the earliest b with WD(a, b) = n.
pub fn working_days_after(a: Date, n: i32) -> Date {
    let mut day = a;
    let mut left = n;
    while left > 0 {
        day = next(day);
        left -= i32::from(is_working_day(day));
    }
    day
}

/// `day` and `count` of `unit`.
pub fn add(day: Date, count: i32, unit: Unit) -> Date {
    match unit {
        Unit::WorkingDays => working_days_after(day, count),
        Unit::Days => days_after(day, count),
        Unit::Months => months_after(day, count),
    }
}

/// `event` + f + k r: a sum in one unit is added once, so that clamping does not drift; in two units, first `f`.
pub fn due(event: Date, f: Length, r: Length, k: i32) -> Date {
    if f.unit == r.unit {
        add(event, f.count + k * r.count, f.unit)
    } else {
        add(add(event, f.count, f.unit), k * r.count, r.unit)
    }
}

/// The 18th birthday; of someone born on 29 February, 28 February.
pub fn eighteenth_birthday(birth: Date) -> Date {
    let day = if birth.month() == 2 && birth.day() == 29 { 28 } else { birth.day() };
    Date::new(birth.year() + 18, birth.month(), day).expect("a day of that month in every year")
}

#[cfg(test)]
mod tests {
    use super::*;
    use standard::working_days::Calendar;

    #[test]
    fn the_list_of_bank_holidays_and_the_rule_agree() {
        let calendar = Calendar::to(day("2030-12-31"));
        let mut at = day("2015-01-01");
        while at <= day("2030-12-31") {
            assert_eq!(Some(is_working_day(at)), calendar.is_working_day(at), "{at}");
            at = next(at);
        }
        for (a, n) in [("2022-12-20", 10), ("2023-04-06", 1), ("2023-04-08", 45), ("2022-05-31", 15)] {
            assert_eq!(Some(working_days_after(day(a), n)), calendar.add(day(a), n), "{a} + {n}");
            let b = working_days_after(day(a), n);
            assert_eq!(Some(working_days(day(a), b)), calendar.between(day(a), b));
        }
    }

    #[test]
    fn months_are_clamped_once() {
        assert_eq!(months_after(day("2022-11-30"), 3), day("2023-02-28"));
        assert_eq!(months_after(day("2024-02-29"), -12), day("2023-02-28"));
        let months = |count| Length { count, unit: Unit::Months };
        // 30 November, 3 months and then 6: 28 February, and 30 August, not 28 August.
        assert_eq!(due(day("2022-11-30"), months(3), months(6), 0), day("2023-02-28"));
        assert_eq!(due(day("2022-11-30"), months(3), months(6), 1), day("2023-08-30"));
        let mut at = day("2019-01-01");
        while at < day("2024-03-05") {
            for n in [-13, -1, 0, 1, 3, 6, 9, 12] {
                assert_eq!(Some(months_after(at, n)), standard::date::add_months(at, n));
            }
            at = next(at);
        }
    }

    #[test]
    fn working_days_start_the_day_after_and_skip_the_holiday() {
        // Friday 26 May 2023: Monday 29 May is a bank holiday.
        assert_eq!(working_days(day("2023-05-26"), day("2023-05-30")), 1);
        assert_eq!(working_days_after(day("2023-05-26"), 1), day("2023-05-30"));
        assert_eq!(working_days(day("2023-05-26"), day("2023-05-26")), 0);
        // The 10th working day after Monday 3 July 2023 is Monday 17 July.
        assert_eq!(working_days_after(day("2023-07-03"), 10), day("2023-07-17"));
    }

    #[test]
    fn birthdays_on_29_february() {
        assert_eq!(eighteenth_birthday(day("2004-02-29")), day("2022-02-28"));
        assert_eq!(eighteenth_birthday(day("2005-07-31")), day("2023-07-31"));
    }
}
