//! A history as standard tables in Arrow, as a delivery would hold it.

use crate::history::{Case, Cell, History, Row};
use arrow::array::{Array, ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, StringArray};
use arrow::array::{RecordBatch, new_null_array};
use arrow::datatypes::DataType;
use jiff::civil::Date;
use standard::date::to_days;
use standard::table::{DECIMAL_PRECISION, DECIMAL_SCALE, Shape, Table, find};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The tables of `history` in their kept schema, rows numbered in file order from 2 (the header row is 1).
pub fn to_tables(history: &History) -> BTreeMap<String, RecordBatch> {
    let mut out = BTreeMap::new();
    for (name, rows) in history.rows() {
        let table = find(name).unwrap_or_else(|| panic!("{name} is a standard table"));
        out.insert(name.to_owned(), batch(table, &rows));
    }
    out
}

fn cell<'a>(row: &'a Row, column: &str) -> Option<&'a Cell> {
    row.iter().find(|(name, _)| *name == column).map(|(_, cell)| cell)
}

fn day_of(row: &Row, column: &str) -> Option<Date> {
    match cell(row, column) {
        Some(Cell::Day(day)) => *day,
        _ => None,
    }
}

/// The days on which a row shows in an extract.
pub fn reach(table: &Table, row: &Row) -> (Option<Date>, Option<Date>) {
    let from = table.start.iter().find_map(|column| day_of(row, column));
    match table.shape {
        Shape::Event => (from, from),
        Shape::Span => (from, table.end.as_ref().and_then(|end| day_of(row, end))),
        Shape::Register | Shape::Snapshot | Shape::Part => (None, None),
    }
}

/// Rows of a table in its kept schema, numbered from 2.
pub fn batch(table: &Table, rows: &[Row]) -> RecordBatch {
    let schema = table.kept_schema();
    let days = |values: Vec<Option<Date>>| {
        Arc::new(Date32Array::from_iter(values.into_iter().map(|day| day.map(to_days)))) as ArrayRef
    };
    let mut columns: Vec<ArrayRef> = Vec::new();
    for field in schema.fields() {
        let name = field.name().as_str();
        let cells = || rows.iter().map(|row| cell(row, name));
        let known = rows.first().is_some_and(|row| cell(row, name).is_some());
        columns.push(match (name, field.data_type()) {
            ("reach_from", _) => days(rows.iter().map(|row| reach(table, row).0).collect()),
            ("reach_to", _) => days(rows.iter().map(|row| reach(table, row).1).collect()),
            ("source_delivery" | "source_file", _) => Arc::new(Int32Array::from(vec![0; rows.len()])),
            ("source_row", _) => Arc::new(Int32Array::from_iter_values(2..rows.len() as i32 + 2)),
            (_, kind) if !known => new_null_array(kind, rows.len()),
            (_, DataType::Utf8) => Arc::new(StringArray::from_iter(cells().map(|cell| match cell {
                Some(Cell::Text(text)) => text.clone(),
                _ => None,
            }))),
            (_, DataType::Date32) => days(rows.iter().map(|row| day_of(row, name)).collect()),
            (_, DataType::Int64) => Arc::new(Int64Array::from_iter(cells().map(|cell| match cell {
                Some(Cell::Whole(whole)) => *whole,
                _ => None,
            }))),
            (_, DataType::Float64) => Arc::new(Float64Array::from(vec![None; rows.len()])),
            (_, DataType::Decimal128(_, _)) => Arc::new(
                Decimal128Array::from_iter(cells().map(|cell| match cell {
                    Some(Cell::Decimal(value)) => value.map(|value| i128::from(value.0)),
                    _ => None,
                }))
                .with_precision_and_scale(DECIMAL_PRECISION, DECIMAL_SCALE)
                .expect("the standard's own precision"),
            ),
            (_, other) => panic!("{}.{name} is of type {other}", table.name),
        });
    }
    debug_assert!(columns.iter().all(|column| column.len() == rows.len()));
    RecordBatch::try_new(schema, columns).unwrap_or_else(|error| panic!("{}: {error}", table.name))
}

/// A case as readable tables, one CSV block each, tables without rows left out.
pub fn readable(case: &Case) -> String {
    let mut out = format!("seed {}, data date {}\n", case.seed, case.data_date);
    for (table, intervals) in &case.coverage {
        if intervals.len() > 1 || intervals.iter().any(|one| one.from.year() > 2015) {
            let _ = writeln!(out, "{table} covered {}", coverage(case, table));
        }
    }
    for (table, rows) in case.history.rows() {
        let Some(first) = rows.first().filter(|_| case.has(table)) else { continue };
        let names: Vec<&str> = first.iter().map(|(name, _)| *name).collect();
        let _ = writeln!(out, "\n{table}\n{}", names.join(","));
        for row in &rows {
            let cells: Vec<String> = row.iter().map(|(_, cell)| word(cell)).collect();
            let _ = writeln!(out, "{}", cells.join(","));
        }
    }
    out
}

fn coverage(case: &Case, table: &str) -> String {
    let intervals = case.coverage.get(table).into_iter().flatten();
    intervals.map(|one| format!("{}..{}", one.from, one.to)).collect::<Vec<_>>().join(", ")
}

fn word(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone().unwrap_or_default(),
        Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
        Cell::Whole(whole) => whole.map(|whole| whole.to_string()).unwrap_or_default(),
        Cell::Decimal(value) => value.map(|v| format!("{}.{:04}", v.0 / 10_000, v.0 % 10_000)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_one_of_the_standard_and_rows_keep_their_order() {
        let case = crate::generate::generate(1, 10);
        for (table, rows) in case.history.rows() {
            let declared = find(table).unwrap();
            for (column, _) in rows.iter().flatten() {
                assert!(declared.column(column).is_some(), "{table}.{column}");
            }
        }
        let tables = to_tables(&case.history);
        let contacts = &tables["ssd_contacts"];
        assert_eq!(contacts.num_rows(), case.history.contacts.len());
        let rows = contacts.column_by_name("source_row").unwrap().as_any().downcast_ref::<Int32Array>().unwrap();
        assert_eq!(rows.value(0), 2);
        let ids = contacts.column_by_name("cont_contact_id").unwrap().as_any().downcast_ref::<StringArray>().unwrap();
        assert_eq!(Some(ids.value(0)), case.history.contacts[0].id.as_deref());
    }

    #[test]
    fn the_same_seed_gives_the_same_history() {
        let (a, b) = (crate::generate::generate(7, 8), crate::generate::generate(7, 8));
        assert_eq!((a.history, a.data_date), (b.history, b.data_date));
        assert!(!a.coverage.is_empty());
    }
}
