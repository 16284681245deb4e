//! How long measuring takes once the tables are in memory: a clock, and the core set, over a made-up council of
//! Derby's size.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use criterion::{Criterion, criterion_group, criterion_main};
use measure::{Catalogue, Engine, Inputs, Options, Request};
use standard::coverage::{Claim, Interval};
use standard::period::PeriodKind;
use standard::settings::Settings;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

/// The made-up council's tables, without faults, so that no two rows have one key.
fn inputs() -> Inputs {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to = "2023-07".parse().expect("a month");
    let made_up = synthetic::Options { faults: 0.0, ..synthetic::Options::new(1, to, folder.path()) };
    synthetic::synthesise(&made_up, &|_| ()).expect("extracts");
    let data_date = standard::Date::constant(2023, 7, 31);
    let options =
        intake::Options { authority: Some("831".to_owned()), data_date: Some(data_date), ..intake::Options::default() };
    let paths = [folder.path().join("ssd"), folder.path().join("local")];
    let readings = intake::read(&paths, &options, &|_| ()).expect("readings");
    let mut inputs = Inputs {
        data_date,
        tables: BTreeMap::new(),
        coverage: BTreeMap::new(),
        latest_only: BTreeMap::new(),
        absent_columns: BTreeMap::new(),
    };
    for reading in readings {
        for covered in reading.coverage.iter().filter(|covered| covered.claim == Claim::Whole) {
            let Some(from) = covered.from else { continue };
            inputs.coverage.insert(covered.table.clone(), vec![Interval { from, to: covered.to }]);
        }
        inputs.tables.extend(reading.tables);
        inputs.absent_columns.extend(reading.absent_columns);
    }
    inputs
}

fn clock(c: &mut Criterion) {
    let settings = Settings::new(standard::authority::find("831").expect("a declared authority"));
    let inputs = inputs();
    let over = |indicators: Vec<String>, from: &str| Request {
        indicators,
        from: from.parse().expect("a month"),
        to: "2023-07".parse().expect("a month"),
        periods: vec![PeriodKind::Month],
        by: Vec::new(),
    };
    let catalogue = || Catalogue::builtin().expect("the catalogue is sound");
    let core: Vec<String> = catalogue().indicators().filter(|i| i.core).map(|i| i.id.clone()).collect();
    let options = Options { threads: 2, partitions: 1 };
    let engine = |catalogue| Engine::new(catalogue, inputs.clone(), settings.clone(), options);
    let mut group = c.benchmark_group("measure");
    group.sample_size(10);
    // Each with a catalogue of its own, as one run of the program has: its queries are planned each time.
    for (name, request) in [
        ("a clock, 72 months", over(vec!["cp-visits-on-time".to_owned()], "2017-08")),
        ("the core set, 12 months", over(core.clone(), "2022-08")),
    ] {
        group.bench_function(name, |b| {
            b.iter_batched(
                || engine(Arc::new(catalogue())),
                |engine| black_box(engine.measure(&request).expect("it can be measured")),
                criterion::BatchSize::PerIteration,
            );
        });
    }
    let planned = engine(Arc::new(catalogue()));
    let again = over(core, "2022-08");
    let numbers = planned.measure(&again).expect("it can be measured").numbers;
    let with_value = numbers.iter().filter(|number| number.value.is_some()).count();
    assert!(with_value * 2 > numbers.len(), "only {with_value} of {} numbers have a value", numbers.len());
    group.bench_function("the core set, 12 months, planned before", |b| {
        b.iter(|| black_box(planned.measure(&again).expect("it can be measured")));
    });
    group.finish();
}

criterion_group!(benches, clock);
criterion_main!(benches);
