//! The engine, over a case.

use measure::{Catalogue, Dimension, Engine, Inputs, Number, Options, Request};
use second::Case;
use second::known::kept;
use second::tables::to_tables;
use standard::period::{Month, PeriodKind};
use standard::settings::Settings;
use std::collections::BTreeMap;

/// An engine over the tables of `case` as a store keeps them.
pub fn engine(case: &Case) -> Engine {
    let mut tables = to_tables(&kept(case));
    tables.retain(|table, _| case.has(table));
    let inputs = Inputs {
        data_date: case.data_date,
        tables,
        coverage: case.coverage.clone(),
        latest_only: BTreeMap::new(),
        absent_columns: BTreeMap::new(),
    };
    let mut settings = Settings::new(standard::authority::find("831").expect("Derby"));
    settings.parameters = case.parameters.clone();
    Engine::new(Catalogue::builtin().expect("the catalogue"), inputs, settings, Options::default())
}

/// The months that are compared: two years up to the month after the data date.
pub fn months(case: &Case) -> (Month, Month) {
    let last = Month::of(case.data_date);
    (last.plus(-24), last.plus(1))
}

/// The kinds of period that are compared.
pub const KINDS: [PeriodKind; 4] =
    [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::SixMonths, PeriodKind::CalendarYearToDate];

/// Every number of `indicators`.
pub fn numbers(case: &Case, indicators: &[&str]) -> Vec<Number> {
    let (from, to) = months(case);
    let request = Request {
        indicators: indicators.iter().map(|id| (*id).to_owned()).collect(),
        from,
        to,
        periods: KINDS.to_vec(),
        by: vec![vec![Dimension::Team]],
    };
    engine(case).measure(&request).expect("the engine measures").numbers
}
