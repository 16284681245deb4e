//! The same tables as Parquet files, written in batches.

use crate::error::Error;
use crate::sheet::{Cell, Row, Sink, arrange, columns};
use arrow::array::{
    ArrayBuilder, ArrayRef, Float64Builder, Int64Builder, RecordBatch, StringBuilder, TimestampMillisecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use standard::table::{Column, ColumnType};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows held before they are written.
const BATCH: usize = 16_384;

/// Rows of a row group: what the writer holds at most of a table.
const ROW_GROUP: usize = 65_536;

/// Bytes of a page or a dictionary: some three hundred columns are open at once.
const PAGE: usize = 1 << 17;

enum Builder {
    Text(StringBuilder),
    Date(TimestampMillisecondBuilder),
    Integer(Int64Builder),
    Float(Float64Builder),
}

struct Open {
    path: PathBuf,
    columns: Vec<&'static Column>,
    schema: Arc<Schema>,
    builders: Vec<Builder>,
    rows: usize,
    writer: ArrowWriter<File>,
}

/// A folder being written.
pub struct ParquetFolder {
    files: BTreeMap<&'static str, Open>,
    digits: String,
}

fn kind(column: &Column) -> DataType {
    match column.kind {
        ColumnType::Text | ColumnType::Code | ColumnType::Json => DataType::Utf8,
        // The standard declares these as date and time.
        ColumnType::Date => DataType::Timestamp(TimeUnit::Millisecond, None),
        ColumnType::Integer => DataType::Int64,
        // The standard declares these as floating point.
        ColumnType::Decimal | ColumnType::Number => DataType::Float64,
    }
}

impl ParquetFolder {
    /// Makes the folder with a file for each of `tables`.
    pub fn create(folder: &Path, tables: &[&'static str]) -> Result<ParquetFolder, Error> {
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        let mut files = BTreeMap::new();
        for name in tables {
            let table = standard::table::find(name).expect("a standard table");
            let columns = columns(table);
            let fields: Vec<Field> = columns.iter().map(|c| Field::new(&c.name, kind(c), true)).collect();
            let schema = Arc::new(Schema::new(fields));
            let builders = columns.iter().map(|c| builder(c)).collect();
            let path = folder.join(format!("{name}.parquet"));
            let file = File::create(&path).map_err(Error::write(&path))?;
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_max_row_group_row_count(Some(ROW_GROUP))
                .set_dictionary_page_size_limit(PAGE)
                .set_data_page_size_limit(PAGE)
                .build();
            let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties)).map_err(Error::parquet(&path))?;
            files.insert(table.name.as_str(), Open { path, columns, schema, builders, rows: 0, writer });
        }
        Ok(ParquetFolder { files, digits: String::new() })
    }

    /// Writes what is held and closes the files.
    pub fn finish(self) -> Result<(), Error> {
        for (_, mut open) in self.files {
            open.flush()?;
            open.writer.close().map_err(Error::parquet(&open.path))?;
        }
        Ok(())
    }
}

fn builder(column: &Column) -> Builder {
    match kind(column) {
        DataType::Timestamp(..) => Builder::Date(TimestampMillisecondBuilder::new()),
        DataType::Int64 => Builder::Integer(Int64Builder::new()),
        DataType::Float64 => Builder::Float(Float64Builder::new()),
        _ => Builder::Text(StringBuilder::new()),
    }
}

impl Open {
    fn flush(&mut self) -> Result<(), Error> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let arrays: Vec<ArrayRef> = self
            .builders
            .iter_mut()
            .map(|builder| match builder {
                Builder::Text(b) => ArrayBuilder::finish(b),
                Builder::Date(b) => ArrayBuilder::finish(b),
                Builder::Integer(b) => ArrayBuilder::finish(b),
                Builder::Float(b) => ArrayBuilder::finish(b),
            })
            .collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays)
            .map_err(|error| Error::parquet(&self.path)(error.into()))?;
        self.writer.write(&batch).map_err(Error::parquet(&self.path))
    }
}

impl Sink for ParquetFolder {
    fn row(&mut self, table: &'static str, row: Row) -> Result<(), Error> {
        let open = self.files.get_mut(table).unwrap_or_else(|| panic!("{table} has no file"));
        let mut cells = Vec::with_capacity(open.columns.len());
        arrange(table, &open.columns, row, &mut cells);
        for (builder, cell) in open.builders.iter_mut().zip(cells) {
            match (builder, cell) {
                (Builder::Text(b), Cell::Text(text)) => b.append_value(text),
                (Builder::Text(b), Cell::Id(id)) => {
                    self.digits.clear();
                    _ = write!(self.digits, "{id}");
                    b.append_value(&self.digits);
                }
                (Builder::Text(b), _) => b.append_null(),
                (Builder::Date(b), Cell::Date(day)) => b.append_value(i64::from(day) * 86_400_000),
                (Builder::Date(b), _) => b.append_null(),
                (Builder::Integer(b), Cell::Integer(number)) => b.append_value(number),
                (Builder::Integer(b), _) => b.append_null(),
                (Builder::Float(b), Cell::Decimal(number)) => b.append_value(number as f64 / 10_000.0),
                (Builder::Float(b), _) => b.append_null(),
            }
        }
        open.rows += 1;
        if open.rows >= BATCH { open.flush() } else { Ok(()) }
    }
}
