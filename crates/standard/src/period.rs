//! Periods: months, quarters, six and twelve months, years to date. Both days are inclusive.

use crate::date::{add_days, add_months};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month that `date` lies in.
    pub fn of(date: Date) -> Month {
        Month { year: date.year(), month: date.month() }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        Date::new(self.year, self.month, 1).expect("every month has a first day")
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first().last_of_month()
    }

    /// The month `n` months on; `n` may be negative.
    pub fn plus(self, n: i32) -> Month {
        Month::of(add_months(self.first(), n).expect("within the years a date can have"))
    }

    /// 1 to 12.
    pub fn number(self) -> i8 {
        self.month
    }

    /// The months from it to `last`, both inclusive; none if `last` is before it.
    pub fn to(self, last: Month) -> impl Iterator<Item = Month> {
        let count = (i32::from(last.year) - i32::from(self.year)) * 12 + i32::from(last.month) - i32::from(self.month);
        (0..=count).map(move |n| self.plus(n))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Month, String> {
        let wrong = || format!("‘{text}’ is not a month; write for instance ‘2023-07’");
        let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(wrong());
        }
        let date = Date::new(year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?, 1);
        date.map(Month::of).map_err(|_| wrong())
    }
}

/// As `2023-07`.
impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A kind of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// The six months that end with a month.
    SixMonths,
    /// The twelve months that end with a month.
    TwelveMonths,
    /// From 1 April to the end of a month.
    FinancialYearToDate,
    /// From 1 January to the end of a month.
    CalendarYearToDate,
}

impl PeriodKind {
    /// All kinds, with the word for each on the command line.
    pub const ALL: [(PeriodKind, &'static str); 6] = [
        (PeriodKind::Month, "month"),
        (PeriodKind::Quarter, "quarter"),
        (PeriodKind::SixMonths, "six-months"),
        (PeriodKind::TwelveMonths, "twelve-months"),
        (PeriodKind::FinancialYearToDate, "financial-year-to-date"),
        (PeriodKind::CalendarYearToDate, "calendar-year-to-date"),
    ];

    /// The word for it on the command line.
    pub fn word(self) -> &'static str {
        PeriodKind::ALL.iter().find(|(kind, _)| *kind == self).expect("every kind is listed").1
    }

    /// The period of this kind that ends with `month`; `None` for a quarter that does not end then.
    pub fn ending(self, month: Month) -> Option<Period> {
        let first = match self {
            PeriodKind::Month => month,
            PeriodKind::Quarter if month.month % 3 == 0 => month.plus(-2),
            PeriodKind::Quarter => return None,
            PeriodKind::SixMonths => month.plus(-5),
            PeriodKind::TwelveMonths => month.plus(-11),
            PeriodKind::FinancialYearToDate => Month { year: month.year - i16::from(month.month < 4), month: 4 },
            PeriodKind::CalendarYearToDate => Month { year: month.year, month: 1 },
        };
        Some(Period { kind: self, first, last: month })
    }

    /// The periods of this kind whose ends lie in `from..=to`.
    pub fn all(self, from: Month, to: Month) -> Vec<Period> {
        from.to(to).filter_map(|month| self.ending(month)).collect()
    }
}

impl FromStr for PeriodKind {
    type Err = String;

    fn from_str(text: &str) -> Result<PeriodKind, String> {
        PeriodKind::ALL.iter().find(|(_, word)| *word == text).map(|(kind, _)| *kind).ok_or_else(|| {
            let words: Vec<_> = PeriodKind::ALL.iter().map(|(_, word)| *word).collect();
            format!("‘{text}’ is not a kind of period; choose one of {}", words.join(", "))
        })
    }
}

/// As its word on the command line.
impl Serialize for PeriodKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for PeriodKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PeriodKind, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A period of whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Its kind.
    pub kind: PeriodKind,
    /// Its first month.
    pub first: Month,
    /// Its last month.
    pub last: Month,
}

impl Period {
    /// Its first day.
    pub fn start(&self) -> Date {
        self.first.first()
    }

    /// Its last day, inclusive.
    pub fn end(&self) -> Date {
        self.last.last()
    }

    /// S: its end, or `data_date` if that is earlier.
    pub fn as_at(&self, data_date: Date) -> Date {
        self.end().min(data_date)
    }

    /// How many days it has.
    pub fn days(&self) -> i32 {
        crate::date::to_days(self.end()) - crate::date::to_days(self.start()) + 1
    }

    /// The same days a year before; a February that ends on the 29th is met by the end of the month.
    pub fn year_before(&self) -> Period {
        Period { kind: self.kind, first: self.first.plus(-12), last: self.last.plus(-12) }
    }

    /// Whether `date` lies in it.
    pub fn contains(&self, date: Date) -> bool {
        self.start() <= date && date <= self.end()
    }

    /// The day after it.
    pub fn next_day(&self) -> Date {
        add_days(self.end(), 1).expect("within the years a date can have")
    }
}

/// `2023-07`, `2023-Q2`, or `2023-02..2023-07`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Month => self.last.fmt(f),
            PeriodKind::Quarter => write!(f, "{:04}-Q{}", self.last.year, self.last.month / 3),
            _ => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Period, String> {
        let wrong = || format!("‘{text}’ is not a period; write ‘2023-07’, ‘2023-Q2’ or ‘2023-02..2023-07’");
        if let Some((first, last)) = text.split_once("..") {
            let (first, last): (Month, Month) = (first.parse()?, last.parse()?);
            // A year to date that happens to have six months is six months: the days are the same.
            return [
                PeriodKind::SixMonths,
                PeriodKind::TwelveMonths,
                PeriodKind::CalendarYearToDate,
                PeriodKind::FinancialYearToDate,
            ]
            .into_iter()
            .filter_map(|kind| kind.ending(last))
            .find(|period| period.first == first)
            .ok_or_else(wrong);
        }
        if let Some((year, quarter)) = text.split_once("-Q") {
            let quarter: i8 = quarter.parse().ok().filter(|q| (1..=4).contains(q)).ok_or_else(wrong)?;
            let month: Month = format!("{year}-{:02}", quarter * 3).parse().map_err(|_| wrong())?;
            return PeriodKind::Quarter.ending(month).ok_or_else(wrong);
        }
        let month = text.parse().map_err(|_| wrong())?;
        PeriodKind::Month.ending(month).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_end_with_their_month() {
        let july: Month = "2023-07".parse().unwrap();
        let text = |kind: PeriodKind| kind.ending(july).map(|p| p.to_string());
        assert_eq!(text(PeriodKind::Month).as_deref(), Some("2023-07"));
        assert_eq!(text(PeriodKind::Quarter), None);
        assert_eq!(text(PeriodKind::SixMonths).as_deref(), Some("2023-02..2023-07"));
        assert_eq!(text(PeriodKind::TwelveMonths).as_deref(), Some("2022-08..2023-07"));
        assert_eq!(text(PeriodKind::FinancialYearToDate).as_deref(), Some("2023-04..2023-07"));
        assert_eq!(text(PeriodKind::CalendarYearToDate).as_deref(), Some("2023-01..2023-07"));
        let quarter: Period = "2023-Q2".parse().unwrap();
        assert_eq!((quarter.start(), quarter.end()), (date(2023, 4, 1), date(2023, 6, 30)));
        assert_eq!(quarter.to_string(), "2023-Q2");
    }

    #[test]
    fn financial_years_begin_in_april() {
        let period = |month: &str| PeriodKind::FinancialYearToDate.ending(month.parse().unwrap()).unwrap();
        assert_eq!(period("2023-03").start(), date(2022, 4, 1));
        assert_eq!(period("2023-04").start(), date(2023, 4, 1));
    }

    #[test]
    fn a_period_cut_short_is_seen_at_the_data_date() {
        let period: Period = "2023-07".parse().unwrap();
        assert_eq!(period.as_at(date(2023, 7, 20)), date(2023, 7, 20));
        assert_eq!(period.as_at(date(2023, 9, 1)), date(2023, 7, 31));
        assert_eq!(period.days(), 31);
        assert_eq!("2024-02".parse::<Period>().unwrap().year_before().end(), date(2023, 2, 28));
    }
}
