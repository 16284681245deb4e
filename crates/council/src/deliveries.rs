//! What a delivery is in short, and what must be done before rows of it go.

use crate::failure::Result;
use crate::folder::Measuring;
use crate::lists;
use jiff::Timestamp;
use jiff::civil::Date;
use measure::Request;
use standard::period::{Month, PeriodKind};
use store::{Delivery, Gone, Store};

/// The first and the last day that any of its tables covers.
pub fn covers(delivery: &Delivery) -> (Option<Date>, Option<Date>) {
    let from = delivery.coverage.iter().filter_map(|c| c.from).min();
    (from, delivery.coverage.iter().map(|c| c.to).max())
}

/// Its rows, as received.
pub fn rows(delivery: &Delivery) -> u64 {
    delivery.tables.values().sum()
}

/// Drops child-level rows that ended before a day, after every number of every month that they reach was kept in
/// `results/`; with `only_look` nothing is changed, and what would go is given.
///
/// # Errors
/// The numbers can't be measured or kept, or the folder can't be written.
pub fn retire(store: &Store, before: Date, only_look: bool, who: &str, now: Timestamp) -> Result<Vec<Gone>> {
    if !only_look {
        keep_results(store, before, who, now)?;
    }
    Ok(store.lock(who, "retire", now)?.retire(before, only_look, now)?)
}

/// Keeps the numbers of all months from the first that is covered to the last, as a CSV file.
fn keep_results(store: &Store, before: Date, who: &str, now: Timestamp) -> Result {
    let measuring = match Measuring::over(store.clone(), None, false) {
        Ok(measuring) => measuring,
        // A folder with nothing to measure has no results to keep.
        Err(_) if store.deliveries()?.is_empty() => return Ok(()),
        Err(failure) => return Err(failure),
    };
    let inputs = measuring.engine.inputs();
    let first = inputs.coverage.values().flatten().map(|interval| interval.from).min();
    let Some(first) = first else { return Ok(()) };
    let request = Request {
        indicators: Vec::new(),
        from: Month::of(first).max(Month::of(before).plus(-120)),
        to: Month::of(inputs.data_date),
        periods: vec![PeriodKind::Month],
        by: Vec::new(),
    };
    let numbers = measuring.engine.measure(&request)?.numbers;
    let bytes = lists::numbers(&numbers).csv_bytes()?;
    let name = format!("numbers-{}-before-retiring-{before}.csv", inputs.data_date);
    store.lock(who, "retire", now)?.keep_results(&name, &bytes)?;
    Ok(())
}
