//! Deadlines that follow from the day on which the board meets.

use jiff::civil::Date;

/// The clear days between the day on which the papers open to the public and the day of the meeting: Local Government
/// Act 1972, section 100B.
pub const CLEAR_DAYS: u32 = 5;

/// How far back to look for working days, in days.
const FURTHEST: i32 = 400;

/// The last day on which papers of a meeting can be opened so that five clear days lie between: neither the day of
/// opening nor that of the meeting counts, nor do weekends and bank holidays. The day itself is a working day.
///
/// `None` when there are not enough working days in the year before.
pub fn papers_open_by(meeting: Date, is_working_day: impl Fn(Date) -> bool) -> Option<Date> {
    clear_days_before(meeting, CLEAR_DAYS, is_working_day)
}

/// The last working day that has so many clear working days between it and a later day.
pub fn clear_days_before(later: Date, clear_days: u32, is_working_day: impl Fn(Date) -> bool) -> Option<Date> {
    let mut left = clear_days;
    let mut day = later;
    for _ in 0..FURTHEST {
        day = day.yesterday().ok()?;
        if !is_working_day(day) {
            continue;
        }
        if left == 0 {
            return Some(day);
        }
        left -= 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    fn working(day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        // Good Friday and Easter Monday of 2026.
        !weekend && day != date(2026, 4, 3) && day != date(2026, 4, 6)
    }

    #[test]
    fn five_clear_days() {
        // Meeting on Tuesday 24 March 2026: the 23rd, 20th, 19th, 18th and 17th are clear, papers open on Monday 16th.
        assert_eq!(papers_open_by(date(2026, 3, 24), working), Some(date(2026, 3, 16)));
        // Meeting on Wednesday 8 April: the 7th, 2nd and 1st, then 31 and 30 March are clear.
        assert_eq!(papers_open_by(date(2026, 4, 8), working), Some(date(2026, 3, 27)));
        // A meeting at a weekend counts back from there.
        assert_eq!(papers_open_by(date(2026, 3, 28), working), Some(date(2026, 3, 20)));
        assert_eq!(papers_open_by(date(2026, 3, 24), |_| false), None);
    }

    proptest! {
        #[test]
        fn so_many_working_days_lie_between(days in 0i32..2000, clear in 0u32..12) {
            let meeting = date(2024, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let opens = clear_days_before(meeting, clear, working).unwrap();
            prop_assert!(working(opens) && opens < meeting);
            let mut between = 0;
            let mut day = opens.tomorrow().unwrap();
            while day < meeting {
                between += u32::from(working(day));
                day = day.tomorrow().unwrap();
            }
            prop_assert_eq!(between, clear);
        }
    }
}
