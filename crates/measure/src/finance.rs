//! Money by line, from the local table `finance_lines`.

use crate::amount::Amount;
use crate::inputs::Inputs;
use crate::working::{day_at, text_at};
use arrow::array::{Array, AsArray, Date32Array, StringArray};
use arrow::datatypes::{Date32Type, Decimal128Type};
use jiff::civil::Date;
use standard::date::{from_days, to_days};
use std::collections::BTreeMap;

/// Money of a financial year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finance {
    /// The financial year as the ledger writes it: `2023-24`.
    pub financial_year: String,
    /// The day that the figures are of.
    pub as_at: Option<Date>,
    /// The lines, in order of their names.
    pub lines: Vec<Line>,
}

/// A line of the ledger, all services together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// What it is for: a role group.
    pub line: String,
    /// The budget of the year, pounds.
    pub budget: Option<Amount>,
    /// Spent so far, pounds.
    pub actual: Option<Amount>,
    /// What the year is expected to cost, pounds.
    pub forecast: Option<Amount>,
    /// Full-time equivalents that it pays for.
    pub fte: Option<Amount>,
}

/// The money of the financial year that `day` lies in, as last given on or before the data date: the latest `as_at`
/// that is not after it. Services are summed; a sum that lacks a part is `None`.
///
/// # Errors
/// Why there is none: the table or the year is missing.
pub fn finance(inputs: &Inputs, day: Date) -> Result<Finance, String> {
    let missing = || "no delivery carries finance_lines".to_owned();
    let batch = inputs.tables.get("finance_lines").filter(|batch| batch.num_rows() > 0).ok_or_else(missing)?;
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let dates = batch.column_by_name("as_at").and_then(|column| column.as_primitive_opt::<Date32Type>());
    let (Some(years), Some(lines), Some(dates)) = (text("financial_year"), text("line"), dates) else {
        return Err("finance_lines lacks financial_year, line or as_at".to_owned());
    };
    let start = i32::from(day.year()) - i32::from(day.month() < 4);
    let rows = rows_of(years, dates, start, to_days(inputs.data_date));
    let Some(as_at) = rows.iter().filter_map(|i| day_at(dates, *i)).max() else {
        return Err(format!("finance_lines has nothing for {start}-{:02}", (start + 1) % 100));
    };
    let rows: Vec<usize> = rows.into_iter().filter(|i| day_at(dates, *i) == Some(as_at)).collect();
    let amount = |name: &str, i: usize| {
        let column = batch.column_by_name(name)?.as_primitive_opt::<Decimal128Type>()?;
        // Decimals of the standard have four places, as amounts do.
        column.is_valid(i).then(|| column.value(i)).and_then(|value| i64::try_from(value).ok()).map(Amount)
    };
    let add = |sum: &mut Option<Amount>, more: Option<Amount>, first: bool| {
        *sum = match (first, *sum, more) {
            (true, _, more) => more,
            (false, Some(a), Some(b)) => Some(Amount(a.0.saturating_add(b.0))),
            _ => None,
        };
    };
    let mut out: BTreeMap<&str, Line> = BTreeMap::new();
    for i in rows.iter().copied() {
        let name = text_at(lines, i);
        let first = !out.contains_key(name);
        let line = out.entry(name).or_insert_with(|| Line { line: name.to_owned(), ..Line::default() });
        add(&mut line.budget, amount("budget", i), first);
        add(&mut line.actual, amount("actual", i), first);
        add(&mut line.forecast, amount("forecast", i), first);
        add(&mut line.fte, amount("fte", i), first);
    }
    Ok(Finance {
        financial_year: format!("{start}-{:02}", (start + 1) % 100),
        as_at: from_days(as_at),
        lines: out.into_values().collect(),
    })
}

/// The rows of the financial year that begins in April of `start` and that were known on day `known`. A year is read by
/// its first four digits: `2023-24`, `2023/24`, `2023-2024`.
fn rows_of(years: &StringArray, dates: &Date32Array, start: i32, known: i32) -> Vec<usize> {
    let of_year = |i: &usize| text_at(years, *i).get(..4).and_then(|year| year.parse::<i32>().ok()) == Some(start);
    (0..years.len()).filter(of_year).filter(|i| day_at(dates, *i).is_some_and(|day| day <= known)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Decimal128Array, RecordBatch};
    use std::sync::Arc;

    /// Two services of one line are summed; an earlier statement of the year and another year are not; a part that is
    /// not given leaves no sum.
    #[test]
    fn the_latest_statement_of_the_year_by_line() {
        let day = |text: &str| to_days(text.parse().unwrap());
        let decimals = |values: [Option<i128>; 5]| {
            Arc::new(Decimal128Array::from(values.to_vec()).with_precision_and_scale(18, 4).unwrap())
        };
        let batch = RecordBatch::try_from_iter([
            (
                "financial_year",
                Arc::new(StringArray::from(vec!["2023-24", "2023-24", "2023-24", "2022-23", "2023-24"]))
                    as Arc<dyn Array>,
            ),
            (
                "as_at",
                Arc::new(Date32Array::from(vec![
                    day("2023-07-31"),
                    day("2023-07-31"),
                    day("2023-06-30"),
                    day("2023-03-31"),
                    day("2023-08-31"),
                ])),
            ),
            ("line", Arc::new(StringArray::from(vec!["Pay"; 5]))),
            ("budget", decimals([Some(10_0000), Some(5_0000), Some(99_0000), Some(99_0000), Some(99_0000)])),
            ("actual", decimals([Some(1_0000), None, None, None, None])),
            ("forecast", decimals([Some(11_0000), Some(6_5000), None, None, None])),
            ("fte", decimals([Some(2_5000), Some(1_0000), None, None, None])),
        ])
        .unwrap();
        let inputs = Inputs {
            tables: BTreeMap::from([("finance_lines".to_owned(), batch)]),
            data_date: "2023-07-31".parse().unwrap(),
            coverage: BTreeMap::new(),
            latest_only: BTreeMap::new(),
            absent_columns: BTreeMap::new(),
        };
        let found = finance(&inputs, "2023-07-31".parse().unwrap()).unwrap();
        assert_eq!((found.financial_year.as_str(), found.as_at), ("2023-24", Some("2023-07-31".parse().unwrap())));
        let line = &found.lines[0];
        assert_eq!(line.budget, Some(Amount(15_0000)));
        assert_eq!((line.actual, line.forecast, line.fte), (None, Some(Amount(17_5000)), Some(Amount(3_5000))));
        assert!(finance(&inputs, "2024-07-31".parse().unwrap()).unwrap_err().contains("nothing for 2024-25"));
    }
}
