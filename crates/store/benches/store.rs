//! How long it takes to keep a delivery and to say what is in force, at the size of a council like Derby.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use arrow::{
    array::{ArrayRef, Date32Array, Int32Array, StringArray, new_null_array},
    datatypes::DataType,
    record_batch::RecordBatch,
};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{Timestamp, civil::Date};
use standard::coverage::{Claim, TableCoverage};
use std::{collections::BTreeMap, hint::black_box, path::Path, sync::Arc};
use store::{Parcel, ParcelFile, Store};

/// Six years of contacts: 2,700 a month.
const ROWS: i32 = 200_000;
/// 31 July 2023, in days since 1970.
const LAST: i32 = 19_569;
const TABLE: &str = "ssd_contacts";

/// Contacts up to a number of months before the last, with six years behind them.
fn contacts(months_before: i32) -> (RecordBatch, Date) {
    let schema = standard::table::find(TABLE).expect("a standard table").kept_schema();
    let last = LAST - 30 * months_before;
    let first = -2_700 * months_before;
    let days = || Date32Array::from_iter_values((0..ROWS).map(|i| last - (ROWS - 1 - i) * 2_190 / ROWS));
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "cont_contact_id" => {
                Arc::new(StringArray::from_iter_values((0..ROWS).map(|i| format!("C{}", 9_000_000 + first + i))))
            }
            "cont_person_id" => {
                Arc::new(StringArray::from_iter_values((0..ROWS).map(|i| format!("P{}", (i * 7_919) % 40_000))))
            }
            "cont_contact_outcome_json" => Arc::new(StringArray::from_iter_values((0..ROWS).map(|i| {
                format!("{{\"NEW_REFERRAL_FLAG\":\"{}\",\"NFA_FLAG\":\"N\"}}", if i % 3 == 0 { "Y" } else { "N" })
            }))),
            "cont_contact_date" | "reach_from" | "reach_to" => Arc::new(days()),
            "source_row" => Arc::new(Int32Array::from_iter_values((0..ROWS).map(|i| i + 2))),
            _ if *field.data_type() == DataType::Int32 => Arc::new(Int32Array::from_value(0, ROWS as usize)),
            _ => new_null_array(field.data_type(), ROWS as usize),
        }
    });
    let batch = RecordBatch::try_new(schema.clone(), columns.collect()).expect("columns of the schema");
    (batch, standard::date::from_days(last).expect("a date"))
}

fn parcel(folder: &Path, months_before: i32) -> Parcel {
    let (batch, data_date) = contacts(months_before);
    let path = folder.join(format!("{months_before}.csv"));
    std::fs::write(&path, "").expect("a temporary file");
    Parcel {
        kind: "ssd".to_owned(),
        title: format!("{months_before} months before"),
        authority: None,
        data_date,
        coverage: vec![TableCoverage {
            table: TABLE.to_owned(),
            claim: Claim::Whole,
            from: standard::date::from_days(standard::date::to_days(data_date) - 2_190),
            to: data_date,
            except: None,
        }],
        files: vec![ParcelFile {
            name: format!("{months_before}.csv"),
            path,
            sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned(),
            bytes: 0,
        }],
        tables: BTreeMap::from([(TABLE.to_owned(), batch)]),
        absent_columns: BTreeMap::new(),
        findings: Vec::new(),
        // Each its own, though all the files are empty.
        mapping_hash: months_before.to_string(),
        imported_by: "bench".to_owned(),
    }
}

fn store(c: &mut Criterion) {
    let mut group = c.benchmark_group("store");
    group.sample_size(10);
    let now = Timestamp::UNIX_EPOCH;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut run = 0;
    group.bench_function("receive 200,000 contacts", |b| {
        let parcel = parcel(folder.path(), 0);
        b.iter(|| {
            run += 1;
            let store = Store::create(&folder.path().join(format!("receive{run}"))).expect("a new folder");
            let locked = store.lock("bench", "bench", now).expect("a free lock");
            black_box(locked.receive(parcel.clone(), now, true).expect("kept"));
        });
    });
    for deliveries in [1, 12] {
        let store = Store::create(&folder.path().join(format!("{deliveries}"))).expect("a new folder");
        let locked = store.lock("bench", "bench", now).expect("a free lock");
        for months_before in (0..deliveries).rev() {
            let mut parcel = parcel(folder.path(), months_before);
            parcel.kind = format!("ssd{months_before}");
            locked.receive(parcel, now, true).expect("kept");
        }
        group.bench_function(format!("in force, of {deliveries}"), |b| {
            b.iter(|| black_box(store.in_force(None, None).expect("in force")));
        });
    }
    group.finish();
}

criterion_group!(benches, store);
criterion_main!(benches);
