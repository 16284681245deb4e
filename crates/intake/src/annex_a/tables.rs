//! Standard tables on their way from the lists into Arrow.

use super::columns;
use super::rows::{Datum, ListRow, ListSheet};
use crate::findings::FindingLog;
use arrow::array::{ArrayRef, Date32Builder, Int32Array, Int64Builder, StringBuilder, new_null_array};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use standard::table::{ColumnType, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The tables that the lists become, by name.
#[derive(Default)]
pub(crate) struct Tables {
    tables: BTreeMap<&'static str, Rows>,
}

/// The tables when all lists are read.
pub(crate) struct Finished {
    /// The tables as kept.
    pub(crate) tables: BTreeMap<String, RecordBatch>,
    /// By table, the columns that no list has.
    pub(crate) absent_columns: BTreeMap<String, Vec<String>>,
}

struct Rows {
    table: &'static Table,
    rows: Vec<Row>,
    /// For each column, whether a list has it.
    carried: Vec<bool>,
    /// Keys seen, to tell rows that stand twice.
    keys: BTreeSet<String>,
}

struct Row {
    values: Vec<Datum>,
    reach: (Option<i32>, Option<i32>),
    file: usize,
    number: u32,
}

/// A row that is being made.
pub(crate) struct RowIn<'a> {
    rows: &'a mut Rows,
    sheet: &'a ListSheet,
    from: &'a ListRow,
}

impl Tables {
    /// Adds a row to `table`, from `row` of `sheet`: the columns of the list that the table has are copied. The
    /// rest is for the caller to set.
    pub(crate) fn add<'a>(&'a mut self, table: &'static str, sheet: &'a ListSheet, row: &'a ListRow) -> RowIn<'a> {
        let rows = self.tables.entry(table).or_insert_with(|| {
            let table = standard::table::find(table).expect("the tables named here are declared");
            Rows { table, rows: Vec::new(), carried: vec![false; table.columns.len()], keys: BTreeSet::new() }
        });
        rows.rows.push(Row {
            values: vec![Datum::Null; rows.table.columns.len()],
            reach: (None, None),
            file: sheet.file,
            number: row.number,
        });
        let mut made = RowIn { rows, sheet, from: row };
        for (number, column) in columns::of(sheet.list.number, table) {
            made.copy(number, column);
        }
        made
    }

    /// Whether the table has a row with this key.
    pub(crate) fn has(&self, table: &str, key: &str) -> bool {
        self.tables.get(table).is_some_and(|rows| rows.keys.contains(key))
    }

    /// The tables as kept, and by table the columns that no list has.
    ///
    /// # Errors
    /// Whatever Arrow finds wrong; it can't happen unless the program is.
    pub(crate) fn finish(self) -> Result<Finished, ArrowError> {
        let (mut batches, mut absent) = (BTreeMap::new(), BTreeMap::new());
        for (name, rows) in self.tables {
            let missing = rows.table.columns.iter().zip(&rows.carried).filter(|(_, carried)| !**carried);
            let missing: Vec<String> = missing.map(|(column, _)| column.name.clone()).collect();
            if !missing.is_empty() {
                absent.insert(name.to_owned(), missing);
            }
            batches.insert(name.to_owned(), rows.batch()?);
        }
        Ok(Finished { tables: batches, absent_columns: absent })
    }
}

impl RowIn<'_> {
    /// Sets a column from the list's column `number`.
    pub(crate) fn copy(&mut self, number: u8, column: &str) -> &mut Self {
        if self.sheet.has(number) {
            self.set(column, self.from.get(number).clone());
        }
        self
    }

    /// Sets a column. It counts as carried even when the value is null.
    pub(crate) fn set(&mut self, column: &str, value: impl Into<Datum>) -> &mut Self {
        let index = self.rows.table.columns.iter().position(|c| c.name == column);
        debug_assert!(index.is_some(), "{}.{column}", self.rows.table.name);
        if let (Some(index), Some(row)) = (index, self.rows.rows.last_mut()) {
            row.values[index] = value.into();
            self.rows.carried[index] = true;
        }
        self
    }

    /// Sets the row's key. The same key again is a finding about the list's column `number`; the store lets the
    /// last row stand.
    pub(crate) fn key(&mut self, column: &str, key: &str, number: u8, log: &mut FindingLog) -> &mut Self {
        if !self.rows.keys.insert(key.to_owned()) {
            log.add("row-twice", self.sheet.place(self.from, number), key, || {
                ("one row for each", "the last in file order stands", "look for a join that repeats rows")
            });
        }
        self.set(column, key.to_owned())
    }

    /// The days on which the row shows: both null when it has no date.
    pub(crate) fn reach(&mut self, from: Option<i32>, to: Option<i32>) -> &mut Self {
        if let Some(row) = self.rows.rows.last_mut() {
            // An end before the start is a finding of the checks; the row shows on its start at least.
            row.reach = (from, from.and_then(|from| to.map(|to| to.max(from))));
        }
        self
    }

    /// An event on `day`, which stands in the list's column `number`; without a day the row is kept, with a
    /// finding.
    pub(crate) fn on(&mut self, day: Option<i32>, number: u8, log: &mut FindingLog) -> &mut Self {
        self.dated(day, number, log).reach(day, day)
    }

    /// A span from `start`, which stands in the list's column `number`, to `end`, or open.
    pub(crate) fn span(&mut self, start: Option<i32>, end: Option<i32>, number: u8, log: &mut FindingLog) -> &mut Self {
        self.dated(start, number, log).reach(start, end)
    }

    fn dated(&mut self, day: Option<i32>, number: u8, log: &mut FindingLog) -> &mut Self {
        if day.is_none() {
            log.add("row-without-date", self.sheet.place(self.from, number), "", || {
                ("a date", "kept, but it falls in no period", "give the record its date")
            });
        }
        self
    }
}

impl Rows {
    fn batch(&self) -> Result<RecordBatch, ArrowError> {
        let length = self.rows.len();
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.table.columns.len() + 5);
        for (index, column) in self.table.columns.iter().enumerate() {
            let values = self.rows.iter().map(|row| &row.values[index]);
            arrays.push(match column.kind {
                ColumnType::Text | ColumnType::Code | ColumnType::Json => {
                    let mut builder = StringBuilder::new();
                    values.for_each(|value| builder.append_option(value.text()));
                    Arc::new(builder.finish())
                }
                ColumnType::Date => {
                    let mut builder = Date32Builder::new();
                    values.for_each(|value| builder.append_option(value.day()));
                    Arc::new(builder.finish())
                }
                ColumnType::Integer => {
                    let mut builder = Int64Builder::new();
                    values.for_each(|value| {
                        builder.append_option(if let Datum::Number(number) = value { Some(*number) } else { None });
                    });
                    Arc::new(builder.finish())
                }
                // No list has such a column.
                ColumnType::Decimal | ColumnType::Number => new_null_array(&column.kind.arrow(), length),
            });
        }
        let days = |of: fn(&Row) -> Option<i32>| -> ArrayRef {
            let mut builder = Date32Builder::new();
            self.rows.iter().for_each(|row| builder.append_option(of(row)));
            Arc::new(builder.finish())
        };
        arrays.push(days(|row| row.reach.0));
        arrays.push(days(|row| row.reach.1));
        let numbers =
            |of: fn(&Row) -> i32| -> ArrayRef { Arc::new(Int32Array::from_iter_values(self.rows.iter().map(of))) };
        arrays.push(numbers(|_| 0));
        arrays.push(numbers(|row| i32::try_from(row.file).unwrap_or(i32::MAX)));
        arrays.push(numbers(|row| i32::try_from(row.number).unwrap_or(i32::MAX)));
        RecordBatch::try_new(self.table.kept_schema(), arrays)
    }
}
