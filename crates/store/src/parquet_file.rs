//! Tables and findings as Parquet files.

use crate::error::{Error, Result};
use arrow::{
    array::{ArrayRef, AsArray, StringArray, UInt32Array, UInt64Array},
    compute::{concat_batches, take_record_batch},
    datatypes::{DataType, Field, Schema, UInt64Type},
    record_batch::RecordBatch,
};
use parquet::{
    arrow::{
        ArrowWriter, ProjectionMask,
        arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection},
    },
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::properties::{EnabledStatistics, WriterProperties},
};
use standard::finding::{Finding, Severity};
use std::{fs::File, io, path::Path, sync::Arc};

fn damaged(path: &Path, fault: impl ToString) -> Error {
    Error::Damaged { path: path.to_owned(), fault: fault.to_string() }
}

/// Writes a batch to `file`, which is at `path`.
pub(crate) fn write(file: &mut File, path: &Path, batch: &RecordBatch) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_created_by("Derwent".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build();
    let fault = |error: ParquetError| Error::Disk { path: path.to_owned(), doing: "written", source: into_io(error) };
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).map_err(fault)?;
    writer.write(batch).map_err(fault)?;
    writer.close().map_err(fault)?;
    Ok(())
}

/// The error of the system in an error of the writer, so that a full disk is known as one.
fn into_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

/// Which rows to read.
pub(crate) enum Which<'a> {
    All,
    /// These, in ascending order.
    Rows(&'a [u32]),
}

/// Reads a table whole or in part, as one batch; `None` if there is no such file.
pub(crate) fn read(path: &Path, columns: Option<&[&str]>, which: &Which<'_>) -> Result<Option<RecordBatch>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::Disk { path: path.to_owned(), doing: "read", source }),
    };
    let mut builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(path, error))?;
    let total = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    if let Some(columns) = columns {
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        builder = builder.with_projection(mask);
    }
    // Skipping pays when little is wanted; otherwise it is cheaper to read all and pick.
    let mut pick = None;
    if let Which::Rows(rows) = which {
        if rows.len() < total / 8 {
            let ranges = ranges(rows);
            builder = builder.with_row_selection(RowSelection::from_consecutive_ranges(ranges.into_iter(), total));
        } else if rows.len() < total {
            pick = Some(UInt32Array::from(rows.to_vec()));
        }
    }
    let reader = builder.with_batch_size(total.max(1)).build().map_err(|error| damaged(path, error))?;
    let schema = reader_schema(&reader);
    let batches = reader.collect::<std::result::Result<Vec<_>, _>>().map_err(|error| damaged(path, error))?;
    let batch = match &batches[..] {
        [one] => one.clone(),
        many => concat_batches(&schema, many).map_err(|error| damaged(path, error))?,
    };
    match pick {
        Some(rows) => take_record_batch(&batch, &rows).map(Some).map_err(|error| damaged(path, error)),
        None => Ok(Some(batch)),
    }
}

fn reader_schema(reader: &impl arrow::record_batch::RecordBatchReader) -> Arc<Schema> {
    reader.schema()
}

/// Runs of neighbouring numbers.
fn ranges(rows: &[u32]) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for row in rows.iter().map(|&row| row as usize) {
        match ranges.last_mut() {
            Some(last) if last.end == row => last.end += 1,
            _ => ranges.push(row..row + 1),
        }
    }
    ranges
}

const TEXTS: [&str; 8] = ["rule", "severity", "file", "sheet", "column", "found", "expected", "done"];

/// Findings as a batch.
pub(crate) fn findings_batch(findings: &[Finding]) -> RecordBatch {
    let text = |of: fn(&Finding) -> &str| Arc::new(StringArray::from_iter_values(findings.iter().map(of))) as ArrayRef;
    let mut columns = vec![
        text(|f| &f.rule),
        text(|f| f.severity.word()),
        text(|f| &f.file),
        text(|f| &f.sheet),
        text(|f| &f.column),
        text(|f| &f.found),
        text(|f| &f.expected),
        text(|f| &f.done),
    ];
    let mut fields: Vec<Field> = TEXTS.iter().map(|name| Field::new(*name, DataType::Utf8, false)).collect();
    columns.push(text(|f| &f.hint));
    fields.push(Field::new("hint", DataType::Utf8, false));
    columns.push(Arc::new(UInt64Array::from_iter_values(findings.iter().map(|f| f.row))));
    fields.push(Field::new("row", DataType::UInt64, false));
    columns.push(text(|f| &f.person));
    fields.push(Field::new("person", DataType::Utf8, false));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("columns of one length and of these types")
}

/// Findings from a file; none if it is not there.
pub(crate) fn read_findings(path: &Path) -> Result<Vec<Finding>> {
    let Some(batch) = read(path, None, &Which::All)? else { return Ok(Vec::new()) };
    let text = |name: &str| {
        let column = batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
        column.ok_or_else(|| damaged(path, format!("it has no column {name}")))
    };
    let [rule, severity, file, sheet, column, found, expected, done] = TEXTS;
    let (rule, severity, file, sheet) = (text(rule)?, text(severity)?, text(file)?, text(sheet)?);
    let (column, found, expected, done) = (text(column)?, text(found)?, text(expected)?, text(done)?);
    let hint = text("hint")?;
    // Findings of earlier versions don't say whose row it is.
    let person = text("person").ok();
    let rows = batch.column_by_name("row").and_then(|rows| rows.as_primitive_opt::<UInt64Type>());
    let rows = rows.ok_or_else(|| damaged(path, "it has no column row"))?;
    Ok((0..batch.num_rows())
        .map(|i| Finding {
            rule: rule.value(i).to_owned(),
            severity: match severity.value(i) {
                "error" => Severity::Error,
                "note" => Severity::Note,
                _ => Severity::Warning,
            },
            file: file.value(i).to_owned(),
            sheet: sheet.value(i).to_owned(),
            row: rows.value(i),
            person: person.map(|person| person.value(i).to_owned()).unwrap_or_default(),
            column: column.value(i).to_owned(),
            found: found.value(i).to_owned(),
            expected: expected.value(i).to_owned(),
            done: done.value(i).to_owned(),
            hint: hint.value(i).to_owned(),
        })
        .collect())
}
