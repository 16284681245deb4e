//! Days as numbers, with their texts, months and working days looked up and not worked out: the simulation
//! asks for some millions of them.

use jiff::civil::{Date, date};
use standard::date::{from_days, to_days};
use standard::working_days::Calendar;

/// A day: days from 1 January 1970, as in Arrow's `Date32`.
pub type Day = i32;

/// A day that never comes: the end of what is still open.
pub const NEVER: Day = i32::MAX;

/// The first day that can be spoken of.
const FIRST: Date = date(1960, 1, 1);

/// Days, months and working days from 1960 to a last day; working days from 2000.
pub struct Almanac {
    first: Day,
    texts: Vec<[u8; 10]>,
    parts: Vec<(i16, i8, i8)>,
    months: Vec<Day>,
    numbers: Vec<i32>,
    working: Vec<Day>,
    working_first: Day,
}

impl Almanac {
    /// An almanac to the end of `last_year`.
    pub fn new(last_year: i16) -> Almanac {
        let last = date(last_year, 12, 31);
        let first = to_days(FIRST);
        let mut almanac = Almanac {
            first,
            texts: Vec::new(),
            parts: Vec::new(),
            months: Vec::new(),
            numbers: Vec::new(),
            working: Vec::new(),
            working_first: to_days(standard::working_days::FIRST),
        };
        for day in first..=to_days(last) {
            let civil = from_days(day).expect("within the years a date can have");
            let mut text = [b'-'; 10];
            text.copy_from_slice(civil.to_string().as_bytes());
            almanac.texts.push(text);
            almanac.parts.push((civil.year(), civil.month(), civil.day()));
            if civil.day() == 1 {
                almanac.months.push(day);
            }
        }
        let calendar = Calendar::to(last);
        for day in almanac.working_first..=to_days(last) {
            let civil = from_days(day).expect("within the years a date can have");
            if calendar.is_working_day(civil) == Some(true) {
                almanac.working.push(day);
            }
            almanac.numbers.push(almanac.working.len() as i32);
        }
        almanac
    }

    fn index(&self, day: Day) -> usize {
        (day - self.first).clamp(0, self.texts.len() as i32 - 1) as usize
    }

    /// The day as `2023-07-31`.
    pub fn text(&self, day: Day) -> &str {
        std::str::from_utf8(&self.texts[self.index(day)]).expect("digits and hyphens")
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn parts(&self, day: Day) -> (i16, i8, i8) {
        self.parts[self.index(day)]
    }

    /// The day with this year, month and day of the month.
    pub fn day(&self, year: i16, month: i8, day: i8) -> Day {
        let index = (i32::from(year) - 1960) * 12 + i32::from(month) - 1;
        let first = self.months[index.clamp(0, self.months.len() as i32 - 1) as usize];
        first + i32::from(day) - 1
    }

    /// `day` plus calendar months, clamped to the end of the month.
    pub fn add_months(&self, day: Day, months: i32) -> Day {
        let (year, month, of_month) = self.parts(day);
        let index = (i32::from(year) - 1960) * 12 + i32::from(month) - 1 + months;
        let index = index.clamp(0, self.months.len() as i32 - 2) as usize;
        (self.months[index] + i32::from(of_month) - 1).min(self.months[index + 1] - 1)
    }

    /// The `age`th birthday of someone born on `birth`.
    pub fn birthday(&self, birth: Day, age: i32) -> Day {
        self.add_months(birth, 12 * age)
    }

    /// Whole years from `birth` to `on`; 0 before birth.
    pub fn age(&self, birth: Day, on: Day) -> i32 {
        if on < birth {
            return 0;
        }
        let years = (on - birth) / 365;
        if self.birthday(birth, years) > on { years - 1 } else { years }
    }

    fn number(&self, day: Day) -> i32 {
        let index = (day - self.working_first).clamp(0, self.numbers.len() as i32 - 1) as usize;
        self.numbers[index]
    }

    /// The working days after `from` up to and including `to`.
    pub fn working_between(&self, from: Day, to: Day) -> i32 {
        self.number(to) - self.number(from)
    }

    /// The day `n` working days after `day`; `n` is at least 1.
    pub fn working_after(&self, day: Day, n: i32) -> Day {
        let index = (self.number(day) + n - 1).clamp(0, self.working.len() as i32 - 1);
        self.working[index as usize]
    }

    /// `day` if it is a working day, else the next one.
    pub fn working(&self, day: Day) -> Day {
        self.working_after(day - 1, 1)
    }

    /// `day` if it is a working day, else the last one before.
    pub fn working_before(&self, day: Day) -> Day {
        let index = (self.number(day) - 1).clamp(0, self.working.len() as i32 - 1);
        self.working[index as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_up_what_the_standard_works_out() {
        let almanac = Almanac::new(2030);
        let calendar = Calendar::to(date(2030, 12, 31));
        for day in (to_days(date(2009, 1, 1))..to_days(date(2028, 1, 1))).step_by(17) {
            let civil = from_days(day).unwrap();
            assert_eq!(almanac.text(day), civil.to_string());
            assert_eq!(almanac.day(civil.year(), civil.month(), civil.day()), day);
            for months in [-15, 1, 3, 9, 216] {
                let expected = to_days(standard::date::add_months(civil, months).unwrap());
                if expected < to_days(date(2030, 12, 1)) {
                    assert_eq!(almanac.add_months(day, months), expected);
                }
            }
            assert_eq!(almanac.working_after(day, 10), to_days(calendar.add(civil, 10).unwrap()));
            assert!(almanac.working(day) >= day && almanac.working(day) - day < 6);
            assert!(almanac.working_before(day) <= day);
        }
        assert_eq!(almanac.age(almanac.day(2004, 2, 29), almanac.day(2022, 2, 28)), 18);
        assert_eq!(almanac.age(almanac.day(2004, 3, 1), almanac.day(2022, 2, 28)), 17);
    }
}
