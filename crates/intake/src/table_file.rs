//! A file of one standard table, as text: read record by record into Arrow columns.

use crate::builder::TableBuilder;
use crate::classify::TextTable;
use crate::findings::{FindingLog, Place};
use crate::headings::{Match, report};
use crate::source::Source;
use crate::text::Records;
use crate::value::{Value, trimmed};
use crate::{Fault, MappedColumn, Options};
use arrow::record_batch::RecordBatch;
use standard::finding::Finding;
use standard::table::Standard;
use std::borrow::Cow;

/// A standard table read from one file.
#[derive(Debug)]
pub(crate) struct TableRead {
    /// The table's name.
    pub table: String,
    /// Its rows.
    pub batch: RecordBatch,
    /// The columns that the file doesn't have.
    pub absent: Vec<String>,
    /// What was wrong, doubtful or not understood.
    pub findings: Vec<Finding>,
    /// What each heading was taken for.
    pub columns: Vec<MappedColumn>,
}

/// Reads the text file `source`, which is file `number` of its delivery.
///
/// # Errors
/// A fault when it can't be read to its end.
pub(crate) fn read(
    source: &Source,
    number: usize,
    text: &TextTable,
    matched: &Match,
    options: &Options,
) -> Result<TableRead, Fault> {
    let mut log = FindingLog::new(options.limits.findings);
    let columns = heading_findings(source, &text.headings, matched, text.header_row, &mut log);
    let mut builder = builder(number, &text.headings, matched, options);
    let mut records = Records::new(source.content(&options.limits)?, text.dialect, &source.name, &options.limits);
    let width = text.headings.len();
    while let Some(record) = records.next()? {
        if record.row <= text.header_row {
            continue;
        }
        let place = Place { file: &source.name, sheet: "", row: record.row, column: "" };
        if record.len() != width {
            if record.is_blank() {
                continue;
            }
            row_length(&record, width, place, &mut log);
        }
        // A cell that is no valid UTF-8 is decoded into new text, which has to live as long as the row.
        if record.is_text() {
            builder.row(|i| Value::Text(record.borrowed(i)), place, &mut log)?;
        } else {
            let cells: Vec<Cow<'_, str>> = (0..width).map(|i| record.cell(i)).collect();
            builder.row(|i| Value::Text(&cells[i]), place, &mut log)?;
        }
    }
    finish(source, matched, builder, log, columns)
}

/// A finding for a row with more or fewer cells than the header. Empty cells too many are of no account.
fn row_length(record: &crate::text::Record<'_>, width: usize, place: Place<'_>, log: &mut FindingLog) {
    let count = record.len();
    if count < width {
        log.add("row-too-short", place, &format!("{count} cells"), || {
            (format!("{width} cells"), "what is missing left empty", "look for a line break inside a cell")
        });
    } else if (width..count).any(|i| !trimmed(&record.cell(i)).is_empty()) {
        log.add("row-too-long", place, &format!("{count} cells"), || {
            (format!("{width} cells"), "what is beyond the header left out", "put quotes round cells with commas")
        });
    }
}

/// A builder for the columns that the headings name.
pub(crate) fn builder<'a>(
    number: usize,
    headings: &[String],
    matched: &Match,
    options: &'a Options,
) -> TableBuilder<'a> {
    let columns: Vec<(usize, String, usize)> = matched
        .columns
        .iter()
        .enumerate()
        .filter_map(|(in_file, in_table)| Some((in_file, headings[in_file].clone(), (*in_table)?)))
        .collect();
    let data_date = options.data_date.map(standard::date::to_days);
    TableBuilder::new(matched.table, &columns, number, &options.mapping, data_date)
}

/// Findings about the headings: unknown, twice, missing.
pub(crate) fn heading_findings(
    source: &Source,
    headings: &[String],
    matched: &Match,
    header_row: u64,
    log: &mut FindingLog,
) -> Vec<MappedColumn> {
    let table = matched.table;
    let columns = report(&source.name, headings, matched);
    let plain: Vec<String> = headings.iter().map(|heading| crate::headings::plain(heading)).collect();
    for column in columns.iter().filter(|column| column.column.is_none()) {
        let place = Place { file: &source.name, sheet: "", row: header_row, column: &column.heading };
        let name = crate::headings::plain(&column.heading);
        if plain.iter().filter(|other| **other == name).count() > 1 && table.column(&name).is_some() {
            log.add("column-twice", place, &column.heading, || {
                ("each heading once", "the first column was read", "take the other out of the export")
            });
            continue;
        }
        log.add("column-not-known", place, &column.heading, || {
            let hint = match &column.hint {
                Some(near) => format!(
                    "did you mean {near}? If so, add \"{}\" = \"{near}\" under [headers.{}] in mapping.toml",
                    column.heading, table.name
                ),
                None => format!(
                    "if it is a column of {}, add \"{}\" = \"…\" under [headers.{}] in mapping.toml",
                    table.title, column.heading, table.name
                ),
            };
            (format!("a column of {}", table.name), "passed over", hint)
        });
    }
    let given = |i: usize| matched.columns.contains(&Some(i));
    for (i, column) in table.columns.iter().enumerate().filter(|(i, _)| !given(*i)) {
        // What only Annex A gives is not missing from the standard's own tables.
        if table.standard == Standard::Ssd && column.item.is_none() {
            continue;
        }
        let place = Place { file: &source.name, sheet: "", row: 0, column: &column.name };
        let first_key = table.key().next().is_some_and(|key| key.name == column.name);
        log.add("column-missing", place, "", || {
            let done = if first_key { "rows are told apart by their content" } else { "left empty" };
            (
                format!("the column {} ({})", table.columns[i].name, column.title),
                done,
                "add it to the export if you can",
            )
        });
    }
    columns
}

/// The table read.
///
/// # Errors
/// A fault when Arrow refuses it.
pub(crate) fn finish(
    source: &Source,
    matched: &Match,
    builder: TableBuilder<'_>,
    mut log: FindingLog,
    columns: Vec<MappedColumn>,
) -> Result<TableRead, Fault> {
    let (batch, absent) = builder.finish().map_err(|error| Fault {
        what: format!("its rows could not be put together: {error}"),
        file: source.name.clone(),
        expected: "a table that fits in memory".to_owned(),
        hint: "split the file, by year perhaps".to_owned(),
    })?;
    if batch.num_rows() == 0 {
        let place = Place { file: &source.name, sheet: "", row: 0, column: "" };
        log.add("list-empty", place, "", || {
            ("at least one row", "nothing to read", "check the export if it should have rows")
        });
    }
    Ok(TableRead { table: matched.table.name.clone(), batch, absent, findings: log.finish(), columns })
}
