//! Tests over whole data folders.

mod behaviour;
mod crash;
mod erasing;
mod holding;
mod model;

use crate::{Locked, Parcel, ParcelFile, Received, Store, disk};
use arrow::{
    array::{ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, StringArray},
    datatypes::DataType,
    record_batch::RecordBatch,
};
use jiff::{Timestamp, civil::Date};
use standard::{
    coverage::{Claim, TableCoverage},
    date::to_days,
};
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// A moment for tests.
fn now() -> Timestamp {
    "2023-09-01T09:30:00Z".parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A batch of `table` from lines of `column=value` pairs between blanks; what is not named is null, the file 0
/// and the row that of the line, the first being 2.
fn batch(table: &str, lines: &[&str]) -> RecordBatch {
    let schema = standard::table::find(table).unwrap().kept_schema();
    let rows: Vec<BTreeMap<&str, &str>> =
        lines.iter().map(|line| line.split_whitespace().map(|pair| pair.split_once('=').unwrap()).collect()).collect();
    for name in rows.iter().flat_map(BTreeMap::keys) {
        assert!(schema.column_with_name(name).is_some(), "{table}.{name}");
    }
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        let cells = rows.iter().map(|row| row.get(field.name().as_str()).copied());
        match field.data_type() {
            DataType::Utf8 => Arc::new(cells.collect::<StringArray>()),
            DataType::Date32 => Arc::new(cells.map(|c| c.map(|c| to_days(day(c)))).collect::<Date32Array>()),
            DataType::Int64 => Arc::new(cells.map(|c| c.map(|c| c.parse().unwrap())).collect::<Int64Array>()),
            DataType::Float64 => Arc::new(cells.map(|c| c.map(|c| c.parse().unwrap())).collect::<Float64Array>()),
            DataType::Decimal128(precision, scale) => {
                let values = cells.map(|c| c.map(|c| c.parse::<i128>().unwrap() * 10_000)).collect::<Decimal128Array>();
                Arc::new(values.with_precision_and_scale(*precision, *scale).unwrap())
            }
            DataType::Int32 => {
                let given = cells.enumerate().map(|(i, c)| match (field.name().as_str(), c) {
                    (_, Some(text)) => text.parse().unwrap(),
                    ("source_row", None) => i as i32 + 2,
                    _ => 0,
                });
                Arc::new(Int32Array::from_iter_values(given))
            }
            other => panic!("{other}"),
        }
    });
    RecordBatch::try_new(schema.clone(), columns.collect()).unwrap()
}

/// A parcel of kind `ssd` with one file whose content is `content`.
fn parcel(folder: &Path, content: &str, data_date: &str, tables: &[(&str, &[&str])]) -> Parcel {
    let path = folder.join(format!("{}.csv", content.replace(' ', "_")));
    std::fs::write(&path, content).unwrap();
    let mut hash = <sha2::Sha256 as sha2::Digest>::new();
    sha2::Digest::update(&mut hash, content);
    Parcel {
        kind: "ssd".to_owned(),
        title: content.to_owned(),
        authority: Some("831".to_owned()),
        data_date: day(data_date),
        coverage: Vec::new(),
        files: vec![ParcelFile {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            path,
            sha256: disk::hex(&sha2::Digest::finalize(hash)),
            bytes: content.len() as u64,
        }],
        tables: tables.iter().map(|(name, lines)| ((*name).to_owned(), batch(name, lines))).collect(),
        absent_columns: BTreeMap::new(),
        findings: Vec::new(),
        mapping_hash: "m1".to_owned(),
        imported_by: "tester".to_owned(),
    }
}

fn covers(table: &str, claim: Claim, from: Option<&str>, to: &str) -> TableCoverage {
    TableCoverage { table: table.to_owned(), claim, from: from.map(day), to: day(to), except: None }
}

/// A data folder and a place for files beside it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        Store::create(&place.data()).unwrap();
        place
    }

    fn files(&self) -> &Path {
        self.folder.path()
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn store(&self) -> Store {
        Store::open(&self.data()).unwrap()
    }

    fn locked(&self) -> Locked {
        self.store().lock("tester", "test", now()).unwrap()
    }

    fn receive(&self, parcel: Parcel) -> Received {
        self.locked().receive(parcel, now(), true).unwrap()
    }
}

/// The values of a text column.
fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let array = crate::columns::text(batch, "", column).unwrap();
    array.iter().map(|value| value.unwrap_or("-").to_owned()).collect()
}
