//! Days and times as people in England have them, shown and typed.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use report::words;
use std::sync::LazyLock;

/// Greenwich mean time, and an hour more from the last Sunday of March to the last of October. Written out, so that no
/// time zone data of the machine is needed, which a bare server may not have.
const ENGLAND: &str = "GMT0BST,M3.5.0/1,M10.5.0";

fn england() -> TimeZone {
    static ENGLISH: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::posix(ENGLAND).unwrap_or(TimeZone::UTC));
    ENGLISH.clone()
}

/// A moment in England.
pub fn local(at: Timestamp) -> Zoned {
    at.to_zoned(england())
}

/// The day in England on which something was or will be.
pub fn day_of(at: Timestamp) -> Date {
    local(at).date()
}

/// A moment as people in England read it: `31 July 2023, 14:05`.
pub fn moment(at: Timestamp) -> String {
    let at = local(at);
    format!("{}, {:02}:{:02}", words::date(at.date()), at.hour(), at.minute())
}

/// The instant at which a day in England begins; `None` beyond what a timestamp can hold.
pub fn start_of(day: Date) -> Option<Timestamp> {
    day.to_zoned(england()).ok().map(|zoned| zoned.timestamp())
}

/// The instant at which a day in England ends, which is the first of the next.
pub fn end_of(day: Date) -> Option<Timestamp> {
    start_of(day.checked_add(1.day()).ok()?)
}

/// A date from the three fields of a form.
///
/// # Errors
/// What is wrong with it.
pub fn date_of(day: &str, month: &str, year: &str) -> Result<Date, String> {
    let part = |text: &str| text.trim().parse::<i16>().ok();
    let small = |text: &str| part(text).and_then(|number| i8::try_from(number).ok());
    if [day, month, year].iter().all(|text| text.trim().is_empty()) {
        return Err("Enter a date".to_owned());
    }
    match (small(day), small(month), part(year).filter(|year| (1900..=2200).contains(year))) {
        (Some(day), Some(month), Some(year)) => Date::new(year, month, day)
            .map_err(|_| "There is no such day. Enter a real date, for example 31 7 2026".to_owned()),
        _ => Err("A date must have a day, a month and a year of four digits, for example 31 7 2026".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_from_three_fields_or_told_why_not() {
        assert_eq!(date_of(" 31", "7 ", "2023"), Ok(jiff::civil::date(2023, 7, 31)));
        for (day, month, year) in
            [("", "", ""), ("31", "6", "2023"), ("1", "1", "23"), ("x", "1", "2023"), ("400", "1", "2023")]
        {
            assert!(date_of(day, month, year).is_err(), "{day} {month} {year}");
        }
    }

    #[test]
    fn days_begin_and_end_as_they_do_in_england() {
        let summer = jiff::civil::date(2023, 7, 31);
        let begins: Timestamp = "2023-07-30T23:00:00Z".parse().expect("a timestamp");
        assert_eq!(start_of(summer), Some(begins));
        assert_eq!(end_of(summer), start_of(jiff::civil::date(2023, 8, 1)));
        assert_eq!((day_of(begins), moment(begins).as_str()), (summer, "31 July 2023, 00:00"));
        assert_eq!(moment("2023-01-05T09:05:00Z".parse().expect("a timestamp")), "5 January 2023, 09:05");
    }
}
