//! Tables that only the paper has: what came in, measures, money, breakdowns, approvals.

use super::compose::total;
use super::facts::{Facts, Finance, FinanceLine};
use super::template::Approval;
use crate::model::{Block, Cell, Column, Row, Table, Text};
use crate::number::Number;
use crate::performance::input::{Contacts, Indicator, Measurement, Part, PerformanceInput, Shares};
use crate::performance::{missing, says, sections};
use crate::words::{self, Unit};

/// What came in, as a table: month, calendar year to date, same days of the year before, change.
pub(super) fn front_door(base: &PerformanceInput, contacts: &Contacts, noun: &str) -> Table {
    let last = base.data_date.map_or(base.month.last(), |data_date| data_date.min(base.month.last()));
    let year = base.month.first().year();
    let row = |label: String, count: &Measurement, weekly: &Measurement| {
        let weekly = weekly.value.map_or_else(|| says::value(weekly, &Unit::Bare, 0), |value| value.text(0));
        Row::of([
            Cell::from(label),
            Cell::from(says::value(count, &Unit::Bare, 0)).beneath(says::caution_now(base, count)),
            weekly.into(),
        ])
    };
    let mut rows = vec![
        row(words::month(base.month), &contacts.month, &contacts.month_per_week),
        row(format!("1 January to {}", words::date(last)), &contacts.year_to_date, &contacts.year_to_date_per_week),
        row(format!("Same days of {}", year - 1), &contacts.previous, &contacts.previous_per_week),
    ];
    let change = contacts.year_to_date.value.zip(contacts.previous.value);
    let change = change.map_or_else(|| "no figure".to_owned(), |(now, before)| words::change(now, before));
    rows.push(Row::of(["Change on the same days", change.as_str(), ""]));
    let noun = words::sentence(noun);
    Table {
        caption: format!("{noun}, to {}", words::date(last)),
        columns: vec![Column::words("Period"), Column::numbers(noun), Column::numbers("A week on average")],
        rows,
        notes: Vec::new(),
    }
}

/// Measures of the workforce beside neighbours, region and England.
pub(super) fn measures(base: &PerformanceInput, rows: &[Indicator]) -> Table {
    sections::measures(base, rows, &format!("Measures, end of {}", words::month(base.month)))
}

/// Money by role group, with totals; lines that begin with one of `leave_out` are left out.
pub(super) fn finance(finance: &Finance, leave_out: &[String]) -> Table {
    let out = |line: &&FinanceLine| leave_out.iter().any(|start| line.title.starts_with(start.as_str()));
    let lines: Vec<&FinanceLine> = finance.lines.iter().filter(|line| !out(line)).collect();
    let left_out: Vec<&str> = finance.lines.iter().filter(out).map(|line| line.title.as_str()).collect();
    let pounds = |amount: Option<Number>| match amount {
        Some(amount) if amount < Number::ZERO => format!("−£{}", amount.magnitude().text(0)),
        Some(amount) => format!("£{}", amount.text(0)),
        None => "not given".to_owned(),
    };
    let fte = |amount: Option<Number>| amount.map_or_else(|| "not given".to_owned(), |amount| amount.text(1));
    let per_fte = |forecast: Option<Number>, fte: Option<Number>| {
        let each = forecast.zip(fte).and_then(|(forecast, fte)| Number::ratio(forecast, fte, 1));
        each.map_or_else(|| "n/a".to_owned(), |each| pounds(Some(each)))
    };
    let over = |forecast: Option<Number>, budget: Option<Number>| {
        forecast.zip(budget).map_or_else(|| "n/a".to_owned(), |(f, b)| pounds(Some(f.minus(b))))
    };
    let line = |title: &str, budget, actual, forecast, of| {
        vec![
            title.to_owned(),
            pounds(budget),
            pounds(actual),
            pounds(forecast),
            over(forecast, budget),
            fte(of),
            per_fte(forecast, of),
        ]
    };
    let mut rows: Vec<Row> =
        lines.iter().map(|l| Row::of(line(&l.title, l.budget, l.actual, l.forecast, l.fte))).collect();
    // A total of some lines would pass for that of all.
    let sum = |of: &dyn Fn(&FinanceLine) -> Option<Number>| {
        lines.iter().try_fold(Number::ZERO, |sum, line| Some(sum.plus(of(line)?)))
    };
    rows.push(total(line(
        "Total",
        sum(&|line| line.budget),
        sum(&|line| line.actual),
        sum(&|line| line.forecast),
        sum(&|line| line.fte),
    )));
    let mut notes: Vec<Text> =
        vec!["FTE: full-time equivalent. A minus sign before a difference: below budget.".into()];
    if !left_out.is_empty() {
        notes.push(format!("Left out: {}.", words::list(&left_out)).into());
    }
    let as_at = finance.as_at.map_or_else(String::new, |day| format!(", as at {}", words::date(day)));
    Table {
        caption: format!("Cost by role group, financial year {}{as_at}", finance.year),
        columns: vec![
            Column::words("Role group"),
            Column::numbers("Budget"),
            Column::numbers("Spent so far"),
            Column::numbers("Forecast for the year"),
            Column::numbers("Forecast over budget"),
            Column::numbers("FTE"),
            Column::numbers("Forecast for each FTE"),
        ],
        rows,
        notes,
    }
}

/// A table of children by a dimension, each of `rows` with its count and share; a table for each where they don't have the
/// same categories.
pub(super) fn breakdowns(facts: &Facts, rows: &[Indicator], by: &str) -> Vec<Block> {
    let words = by.replace('-', " ");
    let found = |row: &Indicator| facts.breakdowns.get(&(row.id.clone(), by.to_owned()));
    let given: Vec<(&Indicator, &Shares)> = rows
        .iter()
        .filter_map(|row| match found(row) {
            Some(Part::Given(shares)) => Some((row, shares)),
            _ => None,
        })
        .collect();
    let labels = |shares: &Shares| shares.parts.iter().map(|(label, _)| label.clone()).collect::<Vec<_>>();
    if given.len() > 1
        && given.len() == rows.len()
        && given.windows(2).all(|two| labels(two[0].1) == labels(two[1].1) && two[0].1.when == two[1].1.when)
    {
        return vec![Block::Table(side_by_side(&given, &words))];
    }
    let one = |row: &Indicator| {
        let title = format!("{} by {words}", row.title);
        match found(row) {
            Some(Part::Given(shares)) => {
                let title = format!("{title}, {}", shares.when);
                Block::Table(sections::shares_table(shares, None, &words::sentence(&words), &title))
            }
            Some(Part::Missing(why)) => missing(&title, why),
            None => missing(&title, "it was not measured"),
        }
    };
    rows.iter().map(one).collect()
}

/// Counts of the same categories in one table: the first column of the first, and the count and share of each.
fn side_by_side(given: &[(&Indicator, &Shares)], by: &str) -> Table {
    let by = words::sentence(by);
    let titles: Vec<&str> = given.iter().map(|(row, _)| row.title.as_str()).collect();
    let when = given.first().map_or("", |(_, shares)| shares.when.as_str());
    let mut tables = given.iter().map(|(_, shares)| sections::shares_table(shares, None, &by, ""));
    let mut out = tables.next().unwrap_or_default();
    for table in tables {
        out.columns.extend(table.columns.into_iter().skip(1));
        for (row, more) in out.rows.iter_mut().zip(table.rows) {
            row.cells.extend(more.cells.into_iter().skip(1));
        }
    }
    // Count and share of each, by what is counted.
    for (column, title) in out.columns.iter_mut().skip(1).zip(titles.iter().flat_map(|title| [title, title])) {
        column.title =
            if column.title == "Share" { format!("Share of {}", lower_first(title)) } else { (*title).to_owned() };
    }
    let list: Vec<String> =
        titles.iter().enumerate().map(|(i, t)| if i == 0 { (*t).to_owned() } else { lower_first(t) }).collect();
    out.caption = format!("{} by {}, {when}", words::list(&list), by.to_lowercase());
    out
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Who approved the paper.
pub(super) fn sign_off(approvals: &[Approval]) -> Table {
    let waiting = |text: &str| if text.is_empty() { "to be completed".to_owned() } else { text.to_owned() };
    Table {
        caption: "This report has been approved by the following people".to_owned(),
        columns: vec![Column::words("Role"), Column::words("Name"), Column::words("Date of sign-off")],
        rows: approvals.iter().map(|a| Row::of([a.role.clone(), waiting(&a.name), waiting(&a.date)])).collect(),
        notes: Vec::new(),
    }
}
