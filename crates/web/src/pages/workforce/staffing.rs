//! The staffing table: the columns of the paper's template, by service or team, from the numbers that are kept.

use crate::pages::indicators::known;
use crate::problem::Problem;
use crate::reading::Reading;
use council::paper;
use council::paper::reasons;
use measure::{Dimension, Number, Slice};
use report::model::{Cell, Column, Row, Table};
use report::words;
use sha2::{Digest, Sha256};
use standard::period::{Month, Period, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// A staffing table of a template: the indicator and the title of each column, and the indicator whose services or teams
/// all have a row.
type Asked = (Vec<(String, String)>, String);

/// The staffing tables of the data folder's template. The template is parsed again only when its text has changed.
fn asked(reading: &Reading, folder: &Path) -> Result<Arc<Vec<Asked>>, Problem> {
    let files = paper::files(folder, None).map_err(Problem::fault)?;
    let mut hash = Sha256::new();
    for text in files.iter().flat_map(|(name, text)| [name, text]) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let key: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let made = reading.once(&format!("staffing tables of {key}"), || {
        let template = paper::template(&files).map_err(Problem::fault)?;
        let needs = paper::needs(&template, &files, reading.engine().catalogue()).map_err(Problem::fault)?;
        let tables = needs.staffing.into_iter().map(|(columns, every)| {
            (columns.into_iter().map(|column| (column.indicator, column.title)).collect(), every)
        });
        Ok::<Arc<Vec<Asked>>, Problem>(Arc::new(tables.collect()))
    });
    match made.as_ref() {
        Ok(asked) => Ok(Arc::clone(asked)),
        Err(problem) => Err(problem.clone()),
    }
}

/// The staffing tables of the data folder's template for a month, by service or by team, of the whole council or of one of
/// them; none where nothing of them has a number.
///
/// # Errors
/// The template can't be read.
pub fn tables(
    reading: &Reading,
    folder: &Path,
    month: Month,
    of: &Slice,
    by: Dimension,
) -> Result<Vec<Table>, Problem> {
    let Some(period) = PeriodKind::Month.ending(month) else { return Ok(Vec::new()) };
    let mut tables = Vec::new();
    for asked in asked(reading, folder)?.iter() {
        tables.extend(table(reading, &period, asked, of, by)?);
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
            let why = reasons::in_words(&number.reason, None);
            words::full_stop(&format!("The staffing table can’t be given: {}, {why}", number.status))
        }
        _ => "The staffing table can’t be given: the extracts have no workforce tables for this month.".to_owned(),
    }
}

/// A value as the report writes it.
pub fn value(number: &Number) -> Option<report::Number> {
    number.value.and_then(|value| i64::try_from(value.0).ok()).map(report::Number::millionths)
}

fn table(
    reading: &Reading,
    period: &Period,
    (columns, every): &Asked,
    of: &Slice,
    by: Dimension,
) -> Result<Option<Table>, Problem> {
    let workings = reading.workings();
    let values = of.values();
    // Of one team or service there is a row for each part of it that has something to count, and its total.
    let mut dimensions: Vec<Dimension> = values.iter().map(|(dimension, _)| *dimension).collect();
    let whole_by = dimensions.clone();
    if !dimensions.contains(&by) {
        dimensions.push(by);
    }
    let part_of = |number: &Number, dimension: Dimension| {
        let found = number.breakdown.iter().find(|(name, _)| name == dimension.word());
        found.map(|(_, value)| value.clone())
    };
    let inside =
        |number: &Number| values.iter().all(|(dimension, chosen)| part_of(number, *dimension).as_ref() == Some(chosen));
    let whole = |id: &str| -> Result<Option<Number>, Problem> {
        let mut numbers = workings.at(id, period, &whole_by)?.into_iter();
        Ok(numbers.find(|number| number.breakdown.len() == whole_by.len() && inside(number)))
    };
    // A part of the council with nobody to count has no number of its own: then the council's tells whether it is none.
    let council = |id: &str| -> Result<Option<Number>, Problem> {
        let numbers = workings.at(id, period, &[])?;
        Ok(numbers.into_iter().find(|number| number.breakdown.is_empty()))
    };
    let parts = |id: &str| -> Result<BTreeMap<String, Number>, Problem> {
        let numbers = workings.at(id, period, &dimensions)?.into_iter().filter(inside);
        Ok(numbers.filter_map(|number| Some((part_of(&number, by)?, number))).collect())
    };
    let mut groups: BTreeSet<String> = parts(every)?.into_keys().collect();
    let mut found = Vec::new();
    for (id, title) in columns {
        let (total, parts) = (whole(id)?, parts(id)?);
        groups.extend(parts.keys().cloned());
        let none = none(total.as_ref().or(council(id)?.as_ref()));
        found.push((title.as_str(), total, none, parts));
    }
    let known = |total: &Option<Number>, none: &str| total.as_ref().map_or(none == NONE, |total| total.value.is_some());
    if !found.iter().any(|(_, total, none, _)| known(total, none)) {
        return Ok(None);
    }
    let name = |group: &str| match (by, group) {
        (Dimension::Team, group) => known::team_name(reading, group),
        (_, "") => "No service recorded".to_owned(),
        (_, group) => group.to_owned(),
    };
    let mut groups: Vec<(String, String)> = groups.into_iter().map(|group| (name(&group), group)).collect();
    // Those with none recorded stand last.
    groups.sort_by(|a, b| (a.1.is_empty(), a).cmp(&(b.1.is_empty(), b)));
    let said = |number: &Number| match value(number) {
        Some(value) => Cell::from(value.plain()),
        None => Cell::from(number.status.word()),
    };
    let row = |(name, group): &(String, String)| {
        let mut cells = vec![Cell::from(name.clone())];
        cells.extend(found.iter().map(|(_, _, none, parts)| parts.get(group).map_or(Cell::from(*none), said)));
        Row { cells, total: false }
    };
    let mut rows: Vec<Row> = groups.iter().map(row).collect();
    let mut cells = vec![Cell::from("Total")];
    cells.extend(found.iter().map(|(_, total, none, _)| match total {
        Some(total) if total.status == measure::Status::Partial => said(total).beneath(total.status.word()),
        Some(total) => said(total),
        None => Cell::from(*none),
    }));
    rows.push(Row { cells, total: true });
    let kind = if by == Dimension::Team { "team" } else { "service" };
    let mut heads = vec![Column::words(words::sentence(kind))];
    heads.extend(columns.iter().map(|(_, title)| Column::numbers(title.clone())));
    let when = words::date(period.as_at(reading.engine().inputs().data_date));
    let notes = vec!["FTE: full-time equivalent.".into()];
    Ok(Some(Table { caption: format!("Social workers by {kind}, {when}"), columns: heads, rows, notes }))
}

/// What stands for nobody.
const NONE: &str = "0";

/// What stands for a part with nobody to count: 0 where the number of what it is part of is known, and otherwise why it is
/// not.
fn none(whole: Option<&Number>) -> &'static str {
    match whole {
        Some(whole) if whole.value.is_some() => NONE,
        Some(whole) => whole.status.word(),
        None => "no figure",
    }
}
