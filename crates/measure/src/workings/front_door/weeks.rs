//! The days of a period by week, Monday to Sunday.

use jiff::civil::Date;
use standard::date::add_days;
use standard::period::Period;

/// Some days in a row, told by week: all weeks are whole but the first and the last, which are cut where the days begin
/// and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weeks {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Weeks {
    /// The days of `period` up to the day `today`: those that an indicator counts for the period.
    pub fn of_period(period: &Period, today: Date) -> Weeks {
        Weeks { from: period.start().min(today), to: period.end().min(today) }
    }

    /// The same weeks a year before: 52 weeks earlier, so that each has the same days of the week.
    pub fn year_before(&self) -> Weeks {
        let earlier = |day: Date| add_days(day, -364).unwrap_or(day);
        Weeks { from: earlier(self.from), to: earlier(self.to) }
    }

    /// The first and the last day of each, in order.
    pub fn each(&self) -> impl Iterator<Item = (Date, Date)> + use<> {
        let Weeks { from, to } = *self;
        let start = self.monday();
        let mondays = (0..).map_while(move |week| add_days(start, 7 * week)).take_while(move |monday| *monday <= to);
        mondays.map(move |monday| (monday.max(from), add_days(monday, 6).unwrap_or(monday).min(to)))
    }

    /// The Monday of the week with which they begin.
    pub fn monday(&self) -> Date {
        monday(self.from)
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
    fn the_first_and_the_last_week_are_cut() {
        // 20 July 2023 was a Thursday, 31 July a Monday.
        let weeks = Weeks { from: date(2023, 7, 20), to: date(2023, 7, 31) };
        let (a, b, c) = (date(2023, 7, 20), date(2023, 7, 24), date(2023, 7, 31));
        assert_eq!(weeks.each().collect::<Vec<_>>(), [(a, date(2023, 7, 23)), (b, date(2023, 7, 30)), (c, c)]);
        assert_eq!(weeks.monday(), date(2023, 7, 17));
        let before = weeks.year_before();
        assert_eq!((before.from, before.to), (date(2022, 7, 21), date(2022, 8, 1)));
        assert_eq!(before.each().count(), 3);
    }

    #[test]
    fn the_days_of_a_period_end_with_the_data() {
        let quarter = PeriodKind::Quarter.ending("2023-06".parse().unwrap()).unwrap();
        assert_eq!(
            Weeks::of_period(&quarter, date(2023, 7, 31)),
            Weeks { from: date(2023, 4, 1), to: date(2023, 6, 30) }
        );
        assert_eq!(Weeks::of_period(&quarter, date(2023, 5, 3)).to, date(2023, 5, 3));
    }
}
