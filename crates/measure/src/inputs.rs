//! What is measured: the standard tables in force, and what they cover.

use crate::Error;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int32Array, RecordBatch, StringArray, new_null_array,
};
use arrow::datatypes::{DataType, Date32Type, Field, Schema};
use jiff::civil::Date;
use standard::coverage::Interval;
use standard::parameter::Parameters;
use standard::period::Period;
use standard::table::{Shape, Table};
use standard::working_days::Calendar;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The tables to measure, as they are in force on a date.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// D: the day that the tables describe. Nothing after it counts.
    pub data_date: Date,
    /// One batch a table, in the schema kept ([`Table::kept_schema`]), duplicates resolved, merged ids applied.
    pub tables: BTreeMap<String, RecordBatch>,
    /// The days for which each table is complete, as a union of intervals.
    pub coverage: BTreeMap<String, Vec<Interval>>,
    /// The days for which a table has only each child's latest event.
    pub latest_only: BTreeMap<String, Vec<Interval>>,
    /// Columns that no delivery of the table carries.
    pub absent_columns: BTreeMap<String, Vec<String>>,
}

impl Inputs {
    /// Whether the table is there at all.
    pub fn has(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// Whether `table.column` (or the table, when no column is named) is there.
    pub fn carries(&self, field: &str) -> bool {
        let (table, column) = field.split_once('.').map_or((field, None), |(table, column)| (table, Some(column)));
        let absent =
            |column: &str| self.absent_columns.get(table).is_some_and(|names| names.iter().any(|n| n == column));
        self.has(table) && column.is_none_or(|column| !absent(column))
    }
}

/// A batch of `table` in its kept schema: `batch` if there is one, else no rows.
pub(crate) fn batch_or_empty(table: &Table, batch: Option<&RecordBatch>) -> RecordBatch {
    let schema = table.kept_schema();
    let Some(batch) = batch else { return RecordBatch::new_empty(schema) };
    let columns = schema
        .fields()
        .iter()
        .map(|field| match batch.column_by_name(field.name()) {
            Some(column) if column.data_type() == field.data_type() => Arc::clone(column),
            Some(column) => arrow::compute::cast(column, field.data_type())
                .unwrap_or_else(|_| new_null_array(field.data_type(), batch.num_rows())),
            None if !field.is_nullable() => Arc::new(Int32Array::from(vec![0; batch.num_rows()])) as ArrayRef,
            None => new_null_array(field.data_type(), batch.num_rows()),
        })
        .collect();
    RecordBatch::try_new(schema, columns).expect("every column has the schema's type and the batch's length")
}

/// `batch` without the rows whose end is before their start: those are out of everything that reads the table
/// (and a check finds them).
pub(crate) fn without_reversed(table: &Table, batch: RecordBatch) -> RecordBatch {
    let (Shape::Span, Some(start), Some(end)) = (table.shape, table.start.first(), table.end.as_ref()) else {
        return batch;
    };
    let dates = |name: &str| batch.column_by_name(name).map(|column| column.as_primitive::<Date32Type>().clone());
    let (Some(start), Some(end)) = (dates(start), dates(end)) else { return batch };
    let right = |i: usize| start.is_null(i) || end.is_null(i) || end.value(i) >= start.value(i);
    if (0..batch.num_rows()).all(right) {
        return batch;
    }
    let keep: BooleanArray = (0..batch.num_rows()).map(|i| Some(right(i))).collect();
    arrow::compute::filter_record_batch(&batch, &keep).expect("the filter has the batch's length")
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, Error> {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, array)| array).collect())
        .map_err(|error| Error::Query { entry: "a table of the run".into(), message: error.to_string() })
}

fn dates(days: impl Iterator<Item = Option<Date>>) -> ArrayRef {
    Arc::new(days.map(|date| date.map(standard::date::to_days)).collect::<Date32Array>())
}

fn text<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// The tables of a run that are not records: `run`, `calendar`, `parameters`, `periods`, `snapshot_dates`, `coverage`.
pub(crate) fn run_tables(
    inputs: &Inputs,
    calendar: &Calendar,
    parameters: &Parameters,
    periods: &[Period],
    snapshots: &[Date],
) -> Result<Vec<(&'static str, RecordBatch)>, Error> {
    let first = standard::date::to_days(standard::working_days::FIRST);
    let last = standard::date::to_days(calendar.last());
    let days: Vec<Date> = (first..=last).filter_map(standard::date::from_days).collect();
    let number = |day: &Date| calendar.number(*day).expect("the day is in the calendar");
    let mut values = Vec::new();
    for parameter in standard::parameter::PARAMETERS {
        let history = parameters.history(parameter.name);
        for (i, (from, length)) in history.iter().enumerate() {
            let to = history.get(i + 1).and_then(|(date, _)| *date);
            values.push((parameter.name, from.unwrap_or(Date::constant(1900, 1, 1)), to, *length));
        }
    }
    let data_date = inputs.data_date;
    let covered: Vec<(&str, &Interval)> = inputs
        .coverage
        .iter()
        .flat_map(|(table, intervals)| intervals.iter().map(move |interval| (table.as_str(), interval)))
        .collect();
    // Kinds of period share names where they share days: six months to June are a calendar year to date.
    let mut there = BTreeSet::new();
    let periods: Vec<&Period> = periods.iter().filter(|period| there.insert(period.to_string())).collect();
    let names: Vec<String> = periods.iter().map(|period| period.to_string()).collect();
    Ok(vec![
        ("run", batch(vec![("data_date", dates([Some(data_date)].into_iter()))])?),
        (
            "calendar",
            batch(vec![
                ("day", dates(days.iter().copied().map(Some))),
                (
                    "is_working_day",
                    Arc::new(days.iter().map(|day| calendar.is_working_day(*day)).collect::<BooleanArray>()),
                ),
                ("working_day_number", Arc::new(Int32Array::from_iter_values(days.iter().map(number)))),
            ])?,
        ),
        (
            "parameters",
            batch(vec![
                ("name", text(values.iter().map(|v| v.0))),
                ("from_date", dates(values.iter().map(|v| Some(v.1)))),
                ("to_date", dates(values.iter().map(|v| v.2))),
                ("count", Arc::new(Int32Array::from_iter_values(values.iter().map(|v| v.3.count)))),
                ("unit", text(values.iter().map(|v| v.3.unit.word()))),
            ])?,
        ),
        (
            "periods",
            batch(vec![
                ("period", text(names.iter().map(String::as_str))),
                ("start_date", dates(periods.iter().map(|p| Some(p.start())))),
                ("end_date", dates(periods.iter().map(|p| Some(p.end())))),
                ("as_at", dates(periods.iter().map(|p| Some(p.as_at(data_date))))),
            ])?,
        ),
        (
            "coverage",
            batch(vec![
                ("table_name", text(covered.iter().map(|c| c.0))),
                ("from_date", dates(covered.iter().map(|c| Some(c.1.from)))),
                ("to_date", dates(covered.iter().map(|c| Some(c.1.to)))),
            ])?,
        ),
        ("snapshot_dates", batch(vec![("snapshot_date", dates(snapshots.iter().copied().map(Some)))])?),
    ])
}

/// Casts an array to `to`; text views, timestamps and wider integers come out of queries.
pub(crate) fn cast(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, String> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    arrow::compute::cast(array, to).map_err(|error| error.to_string())
}
