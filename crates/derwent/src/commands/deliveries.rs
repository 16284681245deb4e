//! Deliveries: listing, accepting, withdrawing, retiring, erasing.

use crate::cli::{Accept, Cli, Listing, RemovePerson, Retire, Withdraw, Withdrawn};
use crate::failure::Result;
use crate::folder::{measuring_at, open, who};
use crate::say::Voice;
use crate::sheet::Sheet;
use jiff::Timestamp;
use jiff::civil::Date;
use measure::Request;
use standard::period::{Month, PeriodKind};
use store::{Gone, Store};

/// `derwent deliveries`
pub fn deliveries(cli: &Cli, args: &Listing) -> Result {
    let store = open(cli)?;
    let columns = [
        "#number",
        "kind",
        "title",
        "data_date",
        "covers_from",
        "covers_to",
        "#tables",
        "#rows",
        "#errors",
        "#warnings",
        "imported_at",
        "by",
        "sha256",
        "status",
    ];
    let mut sheet = Sheet::new("deliveries", &columns);
    for delivery in store.deliveries()? {
        let from = delivery.coverage.iter().filter_map(|c| c.from).min();
        let to = delivery.coverage.iter().map(|c| c.to).max();
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        sheet.push([
            delivery.number.to_string(),
            delivery.kind.clone(),
            delivery.title.clone(),
            delivery.data_date.to_string(),
            day(from),
            day(to),
            delivery.tables.len().to_string(),
            delivery.tables.values().sum::<u64>().to_string(),
            delivery.findings.errors.to_string(),
            delivery.findings.warnings.to_string(),
            delivery.imported_at.strftime("%Y-%m-%d %H:%M").to_string(),
            delivery.imported_by.clone(),
            delivery.files_hash.chars().take(12).collect(),
            delivery.status.to_string(),
        ]);
    }
    sheet.write(&args.output)
}

/// `derwent accept`
pub fn accept(cli: &Cli, args: &Accept, voice: &Voice) -> Result {
    let store = open(cli)?;
    let delivery = store.lock(&who(), "accept", Timestamp::now())?.accept(&args.delivery, Timestamp::now())?;
    voice.say(&format!("delivery {} is in force", delivery.number));
    Ok(())
}

/// `derwent withdraw`
pub fn withdraw(cli: &Cli, args: &Withdraw, voice: &Voice) -> Result {
    let store = open(cli)?;
    let locked = store.lock(&who(), "withdraw", Timestamp::now())?;
    let delivery = locked.withdraw(&args.delivery, &args.reason, Timestamp::now())?;
    voice.say(&format!("delivery {} ({}) is withdrawn: {}", delivery.number, delivery.title, args.reason));
    Ok(())
}

/// `derwent withdrawn`
pub fn withdrawn(cli: &Cli, args: &Withdrawn, voice: &Voice) -> Result {
    let store = open(cli)?;
    voice.doing("comparing deliveries");
    let rows = store.withdrawn(args.as_at, None)?;
    voice.done();
    let mut sheet =
        Sheet::new("withdrawn", &["table", "key", "person_id", "#delivery", "#row", "withdrawn_from", "#by_delivery"]);
    for row in rows {
        sheet.push([
            row.table,
            row.key,
            row.person.unwrap_or_default(),
            row.delivery.to_string(),
            row.source_row.to_string(),
            row.from.to_string(),
            row.by.to_string(),
        ]);
    }
    sheet.write(&args.output)
}

/// `derwent retire`
///
/// Before rows go, every number of every month that they reach is kept in `results/`.
pub fn retire(cli: &Cli, args: &Retire, voice: &Voice) -> Result {
    let store = open(cli)?;
    if args.yes {
        voice.doing("keeping results");
        keep_results(&store, args.before)?;
        voice.done();
    }
    let gone = store.lock(&who(), "retire", Timestamp::now())?.retire(args.before, !args.yes, Timestamp::now())?;
    tell(&gone, args.yes, voice)
}

/// Keeps the numbers of all months from the first that is covered to the last, as a CSV file.
fn keep_results(store: &Store, before: Date) -> Result {
    let measuring = match measuring_at(store.clone(), None, false) {
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
    let bytes = super::measure::numbers_sheet(&numbers).csv_bytes()?;
    let name = format!("numbers-{}-before-retiring-{before}.csv", inputs.data_date);
    store.lock(&who(), "retire", Timestamp::now())?.keep_results(&name, &bytes)?;
    Ok(())
}

/// `derwent remove-person`
pub fn remove_person(cli: &Cli, args: &RemovePerson, voice: &Voice) -> Result {
    let store = open(cli)?;
    let locked = store.lock(&who(), "remove-person", Timestamp::now())?;
    let gone = locked.remove_person(&args.id, &args.reason, !args.yes, Timestamp::now())?;
    tell(&gone, args.yes, voice)
}

fn tell(gone: &[Gone], done: bool, voice: &Voice) -> Result {
    let mut sheet = Sheet::new("gone", &["#delivery", "table", "#rows", "originals"]);
    for gone in gone {
        let originals = if gone.originals { "dropped" } else { "kept" };
        for (table, rows) in &gone.rows {
            sheet.push([gone.delivery.to_string(), table.clone(), rows.to_string(), originals.to_owned()]);
        }
        if gone.findings > 0 {
            sheet.push([
                gone.delivery.to_string(),
                "(findings)".into(),
                gone.findings.to_string(),
                originals.to_owned(),
            ]);
        }
    }
    sheet.write(&crate::cli::Output { format: crate::cli::Format::Table, out: None })?;
    let rows: u64 = gone.iter().flat_map(|gone| gone.rows.values()).sum();
    voice.say(&match done {
        true => format!("{rows} rows are gone; the record of it stays in the data folder's history"),
        false => format!("{rows} rows would go. Nothing was changed: run it again with --yes"),
    });
    Ok(())
}
