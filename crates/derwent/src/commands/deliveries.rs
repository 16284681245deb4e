//! Deliveries: listing, accepting, withdrawing, retiring, erasing.

use crate::cli::{Accept, Cli, Listing, RemovePerson, Retire, Withdraw, Withdrawn};
use crate::say::Voice;
use crate::sheet::{Print, Sheet};
use crate::who;
use council::folder::open;
use council::{Result, lists};
use jiff::Timestamp;
use store::Gone;

/// `derwent deliveries`
pub fn deliveries(cli: &Cli, args: &Listing) -> Result {
    lists::deliveries(&open(&cli.data)?.deliveries()?).write(&args.output)
}

/// `derwent accept`
pub fn accept(cli: &Cli, args: &Accept, voice: &Voice) -> Result {
    let store = open(&cli.data)?;
    let delivery = store.lock(&who(), "accept", Timestamp::now())?.accept(&args.delivery, Timestamp::now())?;
    voice.say(&format!("delivery {} is in force", delivery.number));
    Ok(())
}

/// `derwent withdraw`
pub fn withdraw(cli: &Cli, args: &Withdraw, voice: &Voice) -> Result {
    let store = open(&cli.data)?;
    let locked = store.lock(&who(), "withdraw", Timestamp::now())?;
    let delivery = locked.withdraw(&args.delivery, &args.reason, Timestamp::now())?;
    voice.say(&format!("delivery {} ({}) is withdrawn: {}", delivery.number, delivery.title, args.reason));
    Ok(())
}

/// `derwent withdrawn`
pub fn withdrawn(cli: &Cli, args: &Withdrawn, voice: &Voice) -> Result {
    let store = open(&cli.data)?;
    voice.doing("comparing deliveries");
    let rows = store.withdrawn(args.as_at, None)?;
    voice.done();
    lists::withdrawn(&rows).write(&args.output)
}

/// `derwent retire`
///
/// Before rows go, every number of every month that they reach is kept in `results/`.
pub fn retire(cli: &Cli, args: &Retire, voice: &Voice) -> Result {
    let store = open(&cli.data)?;
    if args.yes {
        voice.doing("keeping results");
    }
    let gone = council::deliveries::retire(&store, args.before, !args.yes, &who(), Timestamp::now())?;
    voice.done();
    tell(&gone, args.yes, voice)
}

/// `derwent remove-person`
pub fn remove_person(cli: &Cli, args: &RemovePerson, voice: &Voice) -> Result {
    let store = open(&cli.data)?;
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
