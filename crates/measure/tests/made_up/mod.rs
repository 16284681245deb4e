//! A made-up council's tables, for tests that need a whole one.

#![allow(dead_code, reason = "each test uses its own part of this")]
use measure::{Catalogue, Engine, Inputs, Options};
use standard::coverage::{Claim, Interval};
use standard::settings::Settings;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tables of a made-up council of about 60,000 children times `scale`, to the end of July 2023, without faults, so
/// that no two rows have one key.
pub fn inputs(scale: f64) -> Inputs {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to = "2023-07".parse().expect("a month");
    let made_up = synthetic::Options { faults: 0.0, scale, ..synthetic::Options::new(1, to, folder.path()) };
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

/// An engine over `inputs` with Derby's settings.
pub fn engine(inputs: Inputs) -> Arc<Engine> {
    let settings = Settings::new(standard::authority::find("831").expect("a declared authority"));
    let catalogue = Catalogue::builtin().unwrap_or_else(|error| panic!("{error}"));
    Arc::new(Engine::new(catalogue, inputs, settings, Options::default()))
}
