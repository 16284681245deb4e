//! The staffing table: the columns of the paper's template, by service, from the numbers that are kept.

use crate::problem::Problem;
use crate::reading::Reading;
use council::paper;
use measure::{Dimension, Number};
use report::model::{Cell, Column, Row, Table};
use report::words;
use standard::period::{Month, Period, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The staffing tables of the data folder's template for a month; none where nothing of them has a number.
///
/// # Errors
/// The template can't be read.
pub fn tables(reading: &Reading, folder: &Path, month: Month) -> Result<Vec<Table>, Problem> {
    let files = paper::files(folder, None).map_err(Problem::fault)?;
    let template = paper::template(&files).map_err(Problem::fault)?;
    let needs = paper::needs(&template, &files, reading.engine().catalogue()).map_err(Problem::fault)?;
    let Some(period) = PeriodKind::Month.ending(month) else { return Ok(Vec::new()) };
    let mut tables = Vec::new();
    for (columns, every) in &needs.staffing {
        let columns: Vec<(&str, &str)> =
            columns.iter().map(|column| (column.indicator.as_str(), column.title.as_str())).collect();
        tables.extend(table(reading, &period, &columns, every)?);
    }
    Ok(tables)
}

/// Why there is no table.
pub fn missing(reading: &Reading, month: Month) -> String {
    let number = PeriodKind::Month.ending(month).and_then(|period| {
        reading.workings().at("agency-fte", &period, &[]).ok()?.into_iter().find(|number| number.breakdown.is_empty())
    });
    match number {
        Some(number) if !number.status.has_number() => {
            words::full_stop(&format!("The staffing table can’t be given: {}, {}", number.status, number.reason))
        }
        _ => "The staffing table can’t be given: the extracts have no workforce tables for this month.".to_owned(),
    }
}

/// A value as the report writes it.
pub fn value(number: &Number) -> Option<report::Number> {
    number.value.and_then(|value| i64::try_from(value.0).ok()).map(report::Number::millionths)
}

fn table(reading: &Reading, period: &Period, columns: &[(&str, &str)], every: &str) -> Result<Option<Table>, Problem> {
    let workings = reading.workings();
    let whole = |id: &str| -> Result<Option<Number>, Problem> {
        Ok(workings.at(id, period, &[])?.into_iter().find(|number| number.breakdown.is_empty()))
    };
    let by_service = |id: &str| -> Result<BTreeMap<String, Number>, Problem> {
        let numbers = workings.at(id, period, &[Dimension::Service])?;
        let of = |number: Number| match number.breakdown.as_slice() {
            [(_, service)] => Some((service.clone(), number)),
            _ => None,
        };
        Ok(numbers.into_iter().filter_map(of).collect())
    };
    let mut services: BTreeSet<String> = by_service(every)?.into_keys().collect();
    let mut found = Vec::new();
    for (id, title) in columns {
        let (total, parts) = (whole(id)?, by_service(id)?);
        services.extend(parts.keys().cloned());
        found.push((*title, total, parts));
    }
    if found.iter().all(|(_, total, _)| total.as_ref().is_none_or(|number| number.value.is_none())) {
        return Ok(None);
    }
    let mut services: Vec<String> = services.into_iter().collect();
    // Those with no service recorded stand last.
    services.sort_by_key(String::is_empty);
    let said = |number: &Number| match value(number) {
        Some(value) => Cell::from(value.plain()),
        None => Cell::from(number.status.word()),
    };
    let row = |service: &String| {
        let name = if service.is_empty() { "No service recorded" } else { service.as_str() };
        let mut cells = vec![Cell::from(name)];
        cells.extend(found.iter().map(|(_, total, parts)| match (parts.get(service), total) {
            (Some(number), _) => said(number),
            // A service with nobody to count has none; where the whole has no number, neither has its part.
            (None, Some(total)) if total.value.is_some() => Cell::from("0"),
            (None, total) => Cell::from(total.as_ref().map_or("no figure", |total| total.status.word())),
        }));
        Row { cells, total: false }
    };
    let mut rows: Vec<Row> = services.iter().map(row).collect();
    let mut cells = vec![Cell::from("Total")];
    cells.extend(found.iter().map(|(_, total, _)| match total {
        Some(total) if total.status == measure::Status::Partial => said(total).beneath(total.status.word()),
        Some(total) => said(total),
        None => Cell::from("no figure"),
    }));
    rows.push(Row { cells, total: true });
    let mut heads = vec![Column::words("Service")];
    heads.extend(columns.iter().map(|(_, title)| Column::numbers(*title)));
    let when = words::date(period.as_at(reading.engine().inputs().data_date));
    let notes = vec!["FTE: full-time equivalent.".into()];
    Ok(Some(Table { caption: format!("Social workers by service, {when}"), columns: heads, rows, notes }))
}
