//! A Parquet file of one standard table: columns by name, of whatever type, read as what the standard says.

use crate::findings::{FindingLog, Place};
use crate::headings::Match;
use crate::source::Source;
use crate::table_file::{self, TableRead};
use crate::value::Value;
use crate::{Fault, Limits, Options};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The names of its columns.
///
/// # Errors
/// A fault when it is no Parquet file, or has too many columns or rows.
pub(crate) fn headings(source: &Source, limits: &Limits) -> Result<Vec<String>, Fault> {
    let opened = guarded(source, || open(source))?;
    let names: Vec<String> = opened.schema().fields().iter().map(|field| field.name().clone()).collect();
    let rows = u64::try_from(opened.metadata().file_metadata().num_rows()).unwrap_or(u64::MAX);
    let groups = opened.metadata().row_groups().iter();
    let bytes: u64 = groups.map(|group| u64::try_from(group.total_byte_size()).unwrap_or(u64::MAX / 1_000_000)).sum();
    if bytes > limits.file_bytes {
        return Err(Fault {
            what: format!("it unpacks to {} MB", bytes >> 20),
            file: source.name.clone(),
            expected: format!("at most {} MB", limits.file_bytes >> 20),
            hint: "split the file, by year perhaps".to_owned(),
        });
    }
    if names.len() > limits.columns || rows > limits.rows {
        return Err(Fault {
            what: format!("it has {} columns and {rows} rows", names.len()),
            file: source.name.clone(),
            expected: format!("at most {} columns and {} rows", limits.columns, limits.rows),
            hint: "check that this is the extract that you meant".to_owned(),
        });
    }
    Ok(names)
}

fn open(source: &Source) -> Result<ParquetRecordBatchReaderBuilder<File>, Fault> {
    let file = File::open(&source.path).map_err(|error| crate::source::unreadable(&source.shown, &error))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(source, &error))
}

/// Does `work` with a Parquet file. The library asserts, in places, what a damaged file can break; that is a
/// fault of the file like any other.
fn guarded<T>(source: &Source, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged(source, &"its structure is broken")))
}

fn damaged(source: &Source, error: &dyn std::fmt::Display) -> Fault {
    Fault {
        what: format!("it could not be read as Parquet: {error}"),
        file: source.name.clone(),
        expected: "a whole Parquet file".to_owned(),
        hint: "write it again, or export the table as CSV".to_owned(),
    }
}

/// Reads the Parquet file `source`, which is file `number` of its delivery. Its first row is row 1.
///
/// # Errors
/// A fault when it can't be read to its end.
pub(crate) fn read(
    source: &Source,
    number: usize,
    headings: &[String],
    matched: &Match,
    options: &Options,
) -> Result<TableRead, Fault> {
    guarded(source, || read_unguarded(source, number, headings, matched, options))
}

fn read_unguarded(
    source: &Source,
    number: usize,
    headings: &[String],
    matched: &Match,
    options: &Options,
) -> Result<TableRead, Fault> {
    let mut log = FindingLog::new(options.limits.findings);
    let columns = table_file::heading_findings(source, headings, matched, 0, &mut log);
    let mut builder = table_file::builder(number, headings, matched, options);
    let batches = open(source)?.build().map_err(|error| damaged(source, &error))?;
    let mut row = 0u64;
    for batch in batches {
        let batch = batch.map_err(|error| damaged(source, &error))?;
        let mut views = Vec::with_capacity(batch.num_columns());
        for (i, array) in batch.columns().iter().enumerate() {
            views.push(match matched.columns.get(i) {
                Some(Some(_)) => View::of(array).map_err(|error| damaged(source, &error))?,
                _ => View::Nothing,
            });
        }
        for index in 0..batch.num_rows() {
            row += 1;
            let place = Place { file: &source.name, sheet: "", row, column: "" };
            builder.row(|i| views[i].value(index), place, &mut log)?;
        }
    }
    table_file::finish(source, matched, builder, log, columns)
}

/// A column as one of the few types that values have.
enum View {
    Nothing,
    Text(StringArray),
    Integer(Int64Array),
    Number(Float64Array),
    Day(Date32Array),
    Flag(BooleanArray),
}

impl View {
    fn of(array: &ArrayRef) -> Result<View, arrow::error::ArrowError> {
        use DataType as T;
        Ok(match array.data_type() {
            T::Null => View::Nothing,
            T::Boolean => View::Flag(array.as_boolean().clone()),
            T::Date32 | T::Date64 | T::Timestamp(_, _) => {
                // A time zone is dropped, not applied: the day as the source wrote it.
                let plain = match array.data_type() {
                    T::Timestamp(unit, Some(_)) => cast(array, &T::Timestamp(*unit, None))?,
                    _ => ArrayRef::clone(array),
                };
                View::Day(cast(&plain, &T::Date32)?.as_primitive::<Date32Type>().clone())
            }
            kind if kind.is_integer() => View::Integer(cast(array, &T::Int64)?.as_primitive::<Int64Type>().clone()),
            T::Decimal32(_, 0) | T::Decimal64(_, 0) | T::Decimal128(_, 0) => {
                View::Integer(cast(array, &T::Int64)?.as_primitive::<Int64Type>().clone())
            }
            kind if kind.is_floating() || matches!(kind, T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..)) => {
                View::Number(cast(array, &T::Float64)?.as_primitive::<Float64Type>().clone())
            }
            _ => View::Text(cast(array, &T::Utf8)?.as_string::<i32>().clone()),
        })
    }

    fn value(&self, index: usize) -> Value<'_> {
        match self {
            View::Nothing => Value::Null,
            View::Text(array) if array.is_valid(index) => Value::Text(array.value(index)),
            View::Integer(array) if array.is_valid(index) => Value::Integer(array.value(index)),
            // Tools that can't hold a missing whole number write them all as floating-point, with NaN for none.
            View::Number(array) if array.is_valid(index) && !array.value(index).is_nan() => {
                Value::Number(array.value(index))
            }
            View::Day(array) if array.is_valid(index) => Value::Day(array.value(index)),
            View::Flag(array) if array.is_valid(index) => Value::Bool(array.value(index)),
            _ => Value::Null,
        }
    }
}
