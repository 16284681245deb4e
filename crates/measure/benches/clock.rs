//! How long a clock takes: visits under child protection plans, from records to a number for each of 72 months.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use arrow::array::{ArrayRef, Date32Array, Int32Array, RecordBatch, StringArray, new_null_array};
use arrow::datatypes::DataType;
use criterion::{Criterion, criterion_group, criterion_main};
use measure::{Catalogue, Engine, Inputs, Options, Request};
use standard::Date;
use standard::coverage::Interval;
use standard::date::to_days;
use standard::period::PeriodKind;
use standard::settings::Settings;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

/// Plans over six years.
const PLANS: i32 = 2_600;
/// Visits to the children with one, about a fortnight apart.
const VISITS: i32 = 18;

/// A kept batch of `table` with the columns given; the others are null, rows are numbered.
fn batch(table: &str, rows: usize, given: &BTreeMap<&str, ArrayRef>) -> RecordBatch {
    let schema = standard::table::find(table).expect("a standard table").kept_schema();
    let columns = schema.fields().iter().map(|field| match given.get(field.name().as_str()) {
        Some(column) => Arc::clone(column),
        None if field.name() == "source_row" => Arc::new(Int32Array::from_iter_values(2..rows as i32 + 2)) as ArrayRef,
        None if *field.data_type() == DataType::Int32 => Arc::new(Int32Array::from_value(0, rows)),
        None => new_null_array(field.data_type(), rows),
    });
    let columns = columns.collect();
    RecordBatch::try_new(schema, columns).expect("columns of the schema")
}

fn text(values: impl Iterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn days(values: impl Iterator<Item = i32>) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(values))
}

fn inputs(data_date: Date) -> Inputs {
    let first = to_days(data_date) - 2_190;
    let start = |plan: i32| first + plan * 2_000 / PLANS;
    let plans = batch(
        "ssd_cp_plans",
        PLANS as usize,
        &BTreeMap::from([
            ("cppl_cp_plan_id", text((0..PLANS).map(|plan| format!("P{plan}")))),
            ("cppl_person_id", text((0..PLANS).map(|plan| format!("C{plan}")))),
            ("cppl_cp_plan_start_date", days((0..PLANS).map(start))),
            ("cppl_cp_plan_end_date", days((0..PLANS).map(|plan| start(plan) + 270))),
        ]),
    );
    let each = || (0..PLANS).flat_map(|plan| (0..VISITS).map(move |visit| (plan, visit)));
    let visits = batch(
        "ssd_cp_visits",
        (PLANS * VISITS) as usize,
        &BTreeMap::from([
            ("cppv_cp_visit_id", text(each().map(|(plan, visit)| format!("V{plan}-{visit}")))),
            ("cppv_person_id", text(each().map(|(plan, _)| format!("C{plan}")))),
            // From a week to three weeks apart: some are late.
            ("cppv_cp_visit_date", days(each().map(|(plan, visit)| start(plan) + visit * 14 + (plan + visit) % 8))),
        ]),
    );
    let people = batch(
        "ssd_person",
        PLANS as usize,
        &BTreeMap::from([
            ("pers_person_id", text((0..PLANS).map(|plan| format!("C{plan}")))),
            ("pers_dob", days((0..PLANS).map(|plan| first - plan))),
        ]),
    );
    let tables = BTreeMap::from([
        ("ssd_cp_plans".to_owned(), plans),
        ("ssd_cp_visits".to_owned(), visits),
        ("ssd_person".to_owned(), people),
    ]);
    let covered = vec![Interval { from: standard::date::from_days(first).expect("a date"), to: data_date }];
    Inputs {
        data_date,
        coverage: tables.keys().map(|table| (table.clone(), covered.clone())).collect(),
        latest_only: BTreeMap::new(),
        absent_columns: BTreeMap::new(),
        tables,
    }
}

fn clock(c: &mut Criterion) {
    let data_date = Date::constant(2023, 7, 31);
    let settings = Settings::new(standard::authority::find("831").expect("a declared authority"));
    let catalogue = Catalogue::builtin().expect("the catalogue is sound");
    let engine = Engine::new(catalogue, inputs(data_date), settings, Options { threads: 2, partitions: 1 });
    let mut group = c.benchmark_group("clock");
    group.sample_size(10);
    for indicator in ["cp-visits-on-time", "cp-visits-children"] {
        let request = Request {
            indicators: vec![indicator.to_owned()],
            from: "2017-08".parse().expect("a month"),
            to: "2023-07".parse().expect("a month"),
            periods: vec![PeriodKind::Month],
            by: Vec::new(),
        };
        group.bench_function(format!("{indicator}, {} visits, 72 months", PLANS * VISITS), |b| {
            b.iter(|| black_box(engine.measure(&request).expect("it can be measured")));
        });
    }
    group.finish();
}

criterion_group!(benches, clock);
criterion_main!(benches);
