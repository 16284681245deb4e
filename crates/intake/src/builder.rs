//! A standard table on its way from the rows of one file: keys checked, reach worked out, where each row came
//! from kept.

use crate::findings::{FindingLog, Place};
use crate::sink::{Sink, write_plain};
use crate::value::{Value, is_null, trimmed};
use crate::{Fault, Mapping};
use arrow::array::{ArrayBuilder, ArrayRef, Date32Builder, Int32Array, Int32Builder, StringBuilder, new_null_array};
use arrow::record_batch::RecordBatch;
use standard::table::{Shape, Standard, Table};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Builds one standard table from the rows of one file.
pub(crate) struct TableBuilder<'a> {
    table: &'static Table,
    /// The sinks of the columns that the file has, each with its column's number in the file.
    sinks: Vec<(usize, Sink<'a>)>,
    /// Columns of the table's key in the file; empty when the file lacks the first of them.
    keys: Vec<usize>,
    /// Stands in for a key that the file lacks: a hash of the row's content.
    content_key: Option<StringBuilder>,
    seen: HashSet<u64>,
    /// The column of the file with the id of the child, if it has one.
    person: Option<usize>,
    /// Indexes into `sinks` of the columns that date a row, in order, and of the one that ends it.
    starts: Vec<usize>,
    end: Option<usize>,
    reach_from: Date32Builder,
    reach_to: Date32Builder,
    rows: Int32Builder,
    source_file: i32,
}

impl<'a> TableBuilder<'a> {
    /// A builder for `table` from file `source_file` of its delivery. `columns` says which column of the file is
    /// which of the table: (number in the file, heading, number in the table). A date after `data_date` (days
    /// since 1 January 1970) is a finding where no such date should be.
    pub fn new(
        table: &'static Table,
        columns: &[(usize, String, usize)],
        source_file: usize,
        mapping: &'a Mapping,
        data_date: Option<i32>,
    ) -> TableBuilder<'a> {
        let sinks: Vec<(usize, Sink<'a>)> = columns
            .iter()
            .map(|(in_file, heading, in_table)| {
                let column = &table.columns[*in_table];
                let latest = data_date.filter(|_| !may_lie_ahead(table, &column.name));
                (*in_file, Sink::new(column, heading, mapping, latest))
            })
            .collect();
        let sink_of = |name: &str| sinks.iter().position(|(_, sink)| sink.column().name == name);
        let starts = table.start.iter().filter_map(|name| sink_of(name)).collect();
        let end = table.end.as_deref().and_then(sink_of);
        let mut keys: Vec<usize> = Vec::new();
        for (i, key) in table.key().enumerate() {
            match sink_of(&key.name) {
                Some(sink) => keys.push(sinks[sink].0),
                None if i == 0 => break,
                None => {}
            }
        }
        let person = table.person().and_then(|column| sink_of(&column.name)).map(|sink| sinks[sink].0);
        TableBuilder {
            table,
            person,
            content_key: keys.is_empty().then(StringBuilder::new),
            keys,
            seen: HashSet::new(),
            starts,
            end,
            sinks,
            reach_from: Date32Builder::new(),
            reach_to: Date32Builder::new(),
            rows: Int32Builder::new(),
            source_file: i32::try_from(source_file).unwrap_or(i32::MAX),
        }
    }

    /// Adds a row whose cells are `cell(number in the file)`. A row without a key is left out, with a finding.
    ///
    /// # Errors
    /// A fault when a text column is longer than Arrow can hold.
    #[inline]
    pub fn row<'v>(
        &mut self,
        cell: impl Fn(usize) -> Value<'v>,
        place: Place<'_>,
        log: &mut FindingLog,
    ) -> Result<(), Fault> {
        let read = self.read(&cell, place, log);
        // Only a row with a finding is asked whose it is.
        if let Some(person) = self.person
            && log.is_about(place.row)
        {
            let mut id = String::new();
            write_plain(clean(cell(person)), &mut id);
            log.is_of(place.row, &id);
        }
        read
    }

    /// Reads a row into the columns.
    #[inline]
    fn read<'v>(
        &mut self,
        cell: &impl Fn(usize) -> Value<'v>,
        place: Place<'_>,
        log: &mut FindingLog,
    ) -> Result<(), Fault> {
        if !self.key(cell, place, log) {
            return Ok(());
        }
        for (in_file, sink) in &mut self.sinks {
            sink.push(cell(*in_file), place, log);
        }
        let start = self.starts.iter().find_map(|&i| self.sinks[i].1.day);
        if start.is_none() && !self.starts.is_empty() {
            let heading = self.table.start.join(" or ");
            log.add("row-without-date", Place { column: &heading, ..place }, "", || {
                ("a date", "kept, but it falls in no period", "give the record its date")
            });
        }
        let end = match (self.table.shape, self.end) {
            (Shape::Event, _) => start,
            // An end before the start is a finding of the checks; the row shows on its start at least.
            (_, Some(end)) => start.and_then(|start| self.sinks[end].1.day.map(|end| end.max(start))),
            (_, None) => None,
        };
        self.reach_from.append_option(start);
        self.reach_to.append_option(end);
        self.rows.append_value(i32::try_from(place.row).unwrap_or(i32::MAX));
        if self.sinks.iter().any(|(_, sink)| sink.is_full()) {
            return Err(Fault {
                what: "one column holds more than 2 GB of text".to_owned(),
                file: place.file.to_owned(),
                expected: "an extract of one authority".to_owned(),
                hint: "split the file, by year perhaps".to_owned(),
            });
        }
        Ok(())
    }

    /// Whether the row has a key. The same key again is a finding; the store lets the last row stand.
    fn key<'v>(&mut self, cell: &impl Fn(usize) -> Value<'v>, place: Place<'_>, log: &mut FindingLog) -> bool {
        if let Some(content_key) = &mut self.content_key {
            let mut text = String::new();
            for (in_file, _) in &self.sinks {
                write_plain(clean(cell(*in_file)), &mut text);
                text.push('\u{1f}');
            }
            if text.bytes().all(|b| b == 0x1f) {
                return false;
            }
            content_key.append_value(format!("content:{:032x}", fnv(text.as_bytes())));
            return true;
        }
        let mut hasher = DefaultHasher::new();
        for (i, &key) in self.keys.iter().enumerate() {
            match clean(cell(key)) {
                Value::Null if i == 0 => {
                    // A row with nothing in it at all is no row.
                    if self.sinks.iter().any(|(in_file, _)| clean(cell(*in_file)) != Value::Null) {
                        let column = self.table.key().next().map_or("", |column| &column.name);
                        log.add("row-without-key", Place { column, ..place }, "", || {
                            ("a value that identifies the row", "left out", "give the record its id in the extract")
                        });
                    }
                    return false;
                }
                Value::Null => 0u8.hash(&mut hasher),
                Value::Text(text) => text.hash(&mut hasher),
                Value::Number(number) => number.to_bits().hash(&mut hasher),
                Value::Integer(number) => number.hash(&mut hasher),
                Value::Day(day) => day.hash(&mut hasher),
                Value::Bool(flag) => flag.hash(&mut hasher),
            }
        }
        if !self.seen.insert(hasher.finish()) {
            let mut text = String::new();
            for (i, &key) in self.keys.iter().enumerate() {
                if i > 0 {
                    text.push_str(" · ");
                }
                write_plain(clean(cell(key)), &mut text);
            }
            let column = self.table.key().next().map_or("", |column| &column.name);
            log.add("row-twice", Place { column, ..place }, &text, || {
                ("one row for each key", "the last in file order stands", "look for a join that repeats rows")
            });
        }
        true
    }

    /// The table as kept, with its columns that the file doesn't have.
    ///
    /// # Errors
    /// Whatever Arrow finds wrong; it can't happen unless the program is.
    pub fn finish(mut self) -> Result<(RecordBatch, Vec<String>), arrow::error::ArrowError> {
        let length = self.rows.len();
        let schema = self.table.kept_schema();
        let mut arrays: Vec<Option<ArrayRef>> = vec![None; self.table.columns.len()];
        for (_, sink) in self.sinks {
            if let Some(i) = self.table.columns.iter().position(|column| column.name == sink.column().name) {
                arrays[i] = Some(sink.finish());
            }
        }
        let absent = self.table.columns.iter().zip(&arrays).filter(|(_, array)| array.is_none());
        let absent = absent.map(|(column, _)| column.name.clone()).collect();
        if let Some(mut content_key) = self.content_key
            && let Some(i) = self.table.columns.iter().position(|column| column.key)
        {
            arrays[i] = Some(Arc::new(content_key.finish()));
        }
        let mut arrays: Vec<ArrayRef> = arrays
            .into_iter()
            .zip(&self.table.columns)
            .map(|(array, column)| array.unwrap_or_else(|| new_null_array(&column.kind.arrow(), length)))
            .collect();
        arrays.push(Arc::new(self.reach_from.finish()));
        arrays.push(Arc::new(self.reach_to.finish()));
        arrays.push(Arc::new(Int32Array::from_value(0, length)));
        arrays.push(Arc::new(Int32Array::from_value(self.source_file, length)));
        arrays.push(Arc::new(self.rows.finish()));
        Ok((RecordBatch::try_new(schema, arrays)?, absent))
    }
}

/// A value trimmed, and null where its text says that there is nothing.
fn clean(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Text(text) => match trimmed(text) {
            text if is_null(text) => Value::Null,
            text => Value::Text(text),
        },
        value => value,
    }
}

/// The 128-bit FNV-1a hash: the same in every run and on every machine.
fn fnv(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, b| {
        (hash ^ u128::from(*b)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

/// Whether a date of this column may lie after the data date: what is due, expected or planned.
fn may_lie_ahead(table: &Table, column: &str) -> bool {
    match table.standard {
        Standard::Reference => true,
        // A leaving date, the end of a vacancy, a team's closing: known ahead.
        Standard::Local => !table.start.iter().any(|start| start == column) || column.contains("due"),
        Standard::Ssd | Standard::AnnexA => {
            ["due", "target", "expected", "valid_to", "pathway_plan_review"].iter().any(|word| column.contains(word))
        }
    }
}
