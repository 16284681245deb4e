//! Weeks, Monday to Sunday.

use jiff::civil::Date;
use standard::date::add_days;
use standard::period::Period;

/// Whole weeks but the last, which may end earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weeks {
    /// The Monday with which they begin.
    pub from: Date,
    /// Their last day.
    pub to: Date,
}

impl Weeks {
    /// The weeks that touch the days `first` to `last`, both inclusive: the first from its Monday, the last to `last`.
    pub fn of(first: Date, last: Date) -> Weeks {
        Weeks { from: monday(first), to: last }
    }

    /// The weeks that touch `period`, up to the day `today`: half a year is 26 or 27 of them.
    pub fn of_period(period: &Period, today: Date) -> Weeks {
        Weeks::of(period.start().min(today), period.end().min(today))
    }

    /// The same weeks a year before: 52 weeks earlier, so that each begins with a Monday and has as many days.
    pub fn year_before(&self) -> Weeks {
        let earlier = |day: Date| add_days(day, -364).unwrap_or(day);
        Weeks { from: earlier(self.from), to: earlier(self.to) }
    }

    /// The Monday and the last day of each, in order.
    pub fn each(&self) -> impl Iterator<Item = (Date, Date)> + use<> {
        let (from, to) = (self.from, self.to);
        let mondays = (0..).map_while(move |week| add_days(from, 7 * week)).take_while(move |monday| *monday <= to);
        mondays.map(move |monday| (monday, add_days(monday, 6).unwrap_or(monday).min(to)))
    }
}

/// The Monday of the week of `day`.
fn monday(day: Date) -> Date {
    add_days(day, -i32::from(day.weekday().to_monday_zero_offset())).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use standard::period::PeriodKind;

    #[test]
    fn weeks_begin_with_mondays_and_the_last_is_cut() {
        // 31 July 2023 was a Monday.
        let weeks = Weeks::of(date(2023, 7, 20), date(2023, 7, 31));
        let (a, b, c) = (date(2023, 7, 17), date(2023, 7, 24), date(2023, 7, 31));
        assert_eq!(weeks.each().collect::<Vec<_>>(), [(a, date(2023, 7, 23)), (b, date(2023, 7, 30)), (c, c)]);
        let before = weeks.year_before();
        assert_eq!((before.from, before.to), (date(2022, 7, 18), date(2022, 8, 1)));
        assert_eq!(before.each().count(), 3);
    }

    #[test]
    fn the_weeks_of_a_period_end_with_the_data() {
        let quarter = PeriodKind::Quarter.ending("2023-06".parse().unwrap()).unwrap();
        // 1 April 2023 was a Saturday.
        assert_eq!(
            Weeks::of_period(&quarter, date(2023, 7, 31)),
            Weeks { from: date(2023, 3, 27), to: date(2023, 6, 30) }
        );
        assert_eq!(Weeks::of_period(&quarter, date(2023, 5, 3)).to, date(2023, 5, 3));
    }
}
