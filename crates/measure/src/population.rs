//! The population that rates are per 10,000 of: children aged 0 to 17 of the council, mid-year estimates.

use crate::inputs::Inputs;
use crate::working::text_at;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Children aged 0 to 17, by mid-year and sex.
#[derive(Debug, Clone, Default)]
pub struct Population {
    /// By mid-year: persons, and by sex where given.
    years: BTreeMap<i64, BTreeMap<String, i64>>,
}

/// An estimate used for a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The year whose middle it is of.
    pub mid_year: i64,
    /// How many children.
    pub persons: i64,
}

impl Population {
    /// The population of the council with these codes (ONS codes through boundary changes, or the DfE code), from
    /// the `population` table. An estimate for ages 0 to 17 as one row wins over a sum of ages.
    pub fn new(inputs: &Inputs, codes: &[&str]) -> Population {
        let mut whole: BTreeMap<(i64, String), i64> = BTreeMap::new();
        let mut summed: BTreeMap<(i64, String), i64> = BTreeMap::new();
        let Some(batch) = inputs.tables.get("population") else { return Population::default() };
        let text = |name: &str| batch.column_by_name(name).map(|column| column.as_string::<i32>());
        let number = |name: &str| batch.column_by_name(name).map(|column| column.as_primitive::<Int64Type>());
        let (Some(code), Some(sex)) = (text("geography_code"), text("sex")) else { return Population::default() };
        let (Some(year), Some(from), Some(to), Some(persons)) =
            (number("mid_year"), number("age_from"), number("age_to"), number("persons"))
        else {
            return Population::default();
        };
        for i in 0..batch.num_rows() {
            let known = [year, from, to, persons].iter().all(|column| column.is_valid(i));
            if !known || !codes.contains(&text_at(code, i)) || to.value(i) > 17 {
                continue;
            }
            let key = (year.value(i), text_at(sex, i).to_owned());
            if from.value(i) == 0 && to.value(i) == 17 {
                whole.insert(key, persons.value(i));
            } else {
                *summed.entry(key).or_default() += persons.value(i);
            }
        }
        let mut years: BTreeMap<i64, BTreeMap<String, i64>> = BTreeMap::new();
        for ((year, sex), persons) in summed.into_iter().chain(whole) {
            years.entry(year).or_default().insert(sex, persons);
        }
        Population { years }
    }

    /// The estimate for a number that describes `on`: the reporting year Y ends on 31 March Y and uses
    /// mid-(Y-1), or the latest loaded before it. For one sex, that sex's.
    pub fn on(&self, on: Date, sex: Option<&str>) -> Option<Estimate> {
        let reporting = i64::from(on.year()) + i64::from(on.month() > 3);
        let (mid_year, by_sex) = self.years.range(..reporting).next_back()?;
        let persons = match sex {
            Some(sex) => *by_sex.get(sex).filter(|_| sex == "F" || sex == "M")?,
            None => match by_sex.get("F").zip(by_sex.get("M")) {
                Some((female, male)) => female + male,
                None => *by_sex.get("P")?,
            },
        };
        Some(Estimate { mid_year: *mid_year, persons })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn population(rows: &[(i64, &str, i64)]) -> Population {
        let mut years: BTreeMap<i64, BTreeMap<String, i64>> = BTreeMap::new();
        for (year, sex, persons) in rows {
            years.entry(*year).or_default().insert((*sex).to_owned(), *persons);
        }
        Population { years }
    }

    #[test]
    fn a_reporting_year_uses_the_estimate_of_the_year_before() {
        let p = population(&[(2021, "P", 59_000), (2022, "P", 59_376), (2023, "P", 59_500)]);
        let year = |d: Date| p.on(d, None).unwrap().mid_year;
        // Year to 31 March 2023: mid-2022; from 1 April 2023: mid-2023.
        assert_eq!(year(date(2023, 3, 31)), 2022);
        assert_eq!(year(date(2023, 4, 1)), 2023);
        assert_eq!(year(date(2026, 1, 1)), 2023);
        assert_eq!(p.on(date(2021, 3, 31), None), None);
        assert_eq!(p.on(date(2023, 7, 31), Some("F")), None);
    }

    #[test]
    fn sexes_are_summed() {
        let p = population(&[(2022, "F", 29_000), (2022, "M", 30_000)]);
        assert_eq!(p.on(date(2023, 7, 31), None), Some(Estimate { mid_year: 2022, persons: 59_000 }));
        assert_eq!(p.on(date(2023, 7, 31), Some("F")).unwrap().persons, 29_000);
        assert_eq!(p.on(date(2023, 7, 31), Some("U")), None);
    }
}
