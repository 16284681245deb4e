//! `changes` and `reconcile`: why a number is not what it was, and not what another system says.

use crate::cli::{Changes, Cli, Reconcile};
use crate::failure::{Failure, Result};
use crate::folder::{measuring, measuring_at, open};
use crate::say::Voice;
use crate::sheet::Sheet;
use measure::Counted;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{Delivery, Status, Withdrawn};

/// `derwent changes`
pub fn changes(cli: &Cli, args: &Changes, voice: &Voice) -> Result {
    if args.from >= args.to {
        return Err(Failure::new(format!("--from {} is not before --to {}", args.from, args.to)));
    }
    voice.doing("comparing");
    let store = open(cli)?;
    let (before, after) =
        (measuring_at(store.clone(), Some(args.from), false)?, measuring_at(store.clone(), Some(args.to), false)?);
    let index = |rows: Vec<Counted>| -> BTreeMap<(String, String, String), Counted> {
        let key = |row: &Counted| (row.person_id.clone(), row.unit_id.clone(), format!("{}{}", row.category, row.part));
        rows.into_iter().filter(|row| row.state.counts()).map(|row| (key(&row), row)).collect()
    };
    let earlier = index(before.engine.children(&args.indicator, &args.period)?);
    let later = index(after.engine.children(&args.indicator, &args.period)?);
    let indicator = after.engine.catalogue().named(&args.indicator)?;
    let tables: BTreeSet<&str> = indicator
        .coverage
        .iter()
        .chain(&indicator.inputs)
        .map(|field| field.split('.').next().unwrap_or(field))
        .collect();
    let between: Vec<Delivery> = store
        .deliveries()?
        .into_iter()
        .filter(|d| tables.iter().any(|table| d.carries(table)))
        .filter(|d| d.data_date > args.from && d.data_date <= args.to && !matches!(d.status, Status::Withdrawn(_)))
        .collect();
    let withdrawn = store.withdrawn(Some(args.to), None)?;
    voice.done();
    let mut sheet = Sheet::new("changes", &["change", "person_id", "unit_id", "before", "after", "why"]);
    let mut counts = [0; 3];
    for (key, row) in &later {
        match earlier.get(key) {
            None => {
                counts[0] += 1;
                let why = format!("first in {}", named(&between));
                sheet.push(["gained".into(), key.0.clone(), key.1.clone(), String::new(), text(row), why]);
            }
            Some(old) if text(old) != text(row) => {
                counts[2] += 1;
                let why = format!("{} changed in {}", differs(old, row), named(&between));
                sheet.push(["changed".into(), key.0.clone(), key.1.clone(), text(old), text(row), why]);
            }
            Some(_) => {}
        }
    }
    for (key, row) in earlier.iter().filter(|(key, _)| !later.contains_key(*key)) {
        counts[1] += 1;
        sheet.push([
            "lost".into(),
            key.0.clone(),
            key.1.clone(),
            text(row),
            String::new(),
            lost(key, &withdrawn, &between),
        ]);
    }
    sheet.write(&args.output)?;
    let number = |measuring: &crate::folder::Measuring| -> Result<String> {
        let request = measure::Request {
            indicators: vec![args.indicator.clone()],
            from: args.period.last,
            to: args.period.last,
            periods: vec![args.period.kind],
            by: Vec::new(),
        };
        let measured = measuring.engine.measure(&request)?;
        let whole = measured.numbers.first();
        let value = whole.and_then(|n| n.value).map_or("no number".to_owned(), |value| value.rounded(1));
        Ok(format!("{value} ({})", whole.map_or("", |n| n.status.word())))
    };
    let (gained, lost, changed) = (counts[0], counts[1], counts[2]);
    voice.say(&format!(
        "{} {}: {} as at {}, {} as at {}; {gained} gained, {lost} lost, {changed} changed",
        args.indicator,
        args.period,
        number(&before)?,
        args.from,
        number(&after)?,
        args.to
    ));
    Ok(())
}

fn named(deliveries: &[Delivery]) -> String {
    match deliveries {
        [] => "a delivery of the same data date".to_owned(),
        [one] => format!("delivery {} ({})", one.number, one.data_date),
        many => {
            let numbers: Vec<String> = many.iter().map(|d| d.number.to_string()).collect();
            format!("one of deliveries {}", numbers.join(", "))
        }
    }
}

/// Why a thing no longer counts: a row of the child withdrawn since, or else a change of its records.
fn lost(key: &(String, String, String), withdrawn: &[Withdrawn], between: &[Delivery]) -> String {
    let by: BTreeSet<i32> = between.iter().map(|d| d.number).collect();
    let mut rows: Vec<String> = withdrawn
        .iter()
        .filter(|row| by.contains(&row.by) && row.person.as_deref().is_none_or(|person| person == key.0))
        .map(|row| format!("{} {} withdrawn by delivery {} ({})", row.table, row.key, row.by, row.from))
        .collect();
    rows.sort();
    rows.dedup();
    match rows.is_empty() {
        true => format!("its records changed in {}", named(between)),
        false => rows.into_iter().take(3).collect::<Vec<_>>().join("; "),
    }
}

fn text(row: &Counted) -> String {
    let day =
        |name: &str, date: Option<jiff::civil::Date>| date.map(|date| format!(", {name} {date}")).unwrap_or_default();
    let category = if row.category.is_empty() { String::new() } else { format!(", {}", row.category) };
    format!(
        "{}{}{}{}{category}, amount {}",
        row.state.word(),
        day("due", row.due),
        day("done", row.done),
        day("counts on", row.counts_on),
        row.amount
    )
}

fn differs(old: &Counted, new: &Counted) -> String {
    let mut what = Vec::new();
    if old.state != new.state {
        what.push("state");
    }
    if old.due != new.due {
        what.push("due date");
    }
    if old.done != new.done {
        what.push("date done");
    }
    if old.counts_on != new.counts_on {
        what.push("date it counts on");
    }
    if old.category != new.category {
        what.push("category");
    }
    if old.amount != new.amount {
        what.push("amount");
    }
    what.join(", ")
}

/// `derwent reconcile`
pub fn reconcile(cli: &Cli, args: &Reconcile, voice: &Voice) -> Result {
    voice.doing("comparing");
    let measuring = measuring(cli, None)?;
    let theirs = ids(&args.with)?;
    let rows = measuring.engine.children(&args.indicator, &args.period)?;
    let ours: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.state.counts() && !row.person_id.is_empty())
        .map(|row| row.person_id.clone())
        .collect();
    let left_out: BTreeMap<&str, &Counted> =
        rows.iter().filter(|row| !row.state.counts()).map(|row| (row.person_id.as_str(), row)).collect();
    let known = known_people(&measuring);
    voice.done();
    let mut sheet = Sheet::new("reconcile", &["person_id", "where", "why"]);
    for id in ours.difference(&theirs) {
        let things: Vec<&Counted> = rows.iter().filter(|row| row.person_id == *id && row.state.counts()).collect();
        let why =
            format!("counted {} time(s): {}", things.len(), things.first().map(|row| text(row)).unwrap_or_default());
        sheet.push([id.clone(), "ours only".into(), why]);
    }
    for id in theirs.difference(&ours) {
        let why = match (left_out.get(id.as_str()), known.contains(id)) {
            (Some(row), _) => format!("left out: {}", row.state.word()),
            (None, true) => "the person is known, but has nothing that counts in the period".to_owned(),
            (None, false) => "no delivery in force has this person".to_owned(),
        };
        sheet.push([id.clone(), "theirs only".into(), why]);
    }
    sheet.write(&args.output)?;
    voice.say(&format!(
        "{} on both lists, {} ours only, {} theirs only",
        ours.intersection(&theirs).count(),
        ours.difference(&theirs).count(),
        theirs.difference(&ours).count()
    ));
    Ok(())
}

fn known_people(measuring: &crate::folder::Measuring) -> BTreeSet<String> {
    use arrow::array::AsArray;
    let Some(batch) = measuring.engine.inputs().tables.get("ssd_person") else { return BTreeSet::new() };
    let Some(ids) = batch.column_by_name("pers_person_id") else { return BTreeSet::new() };
    ids.as_string::<i32>().iter().flatten().map(str::to_owned).collect()
}

/// The ids of a list: the column called `person_id` (or like it), else the first.
fn ids(path: &Path) -> Result<BTreeSet<String>> {
    let bytes =
        std::fs::read(path).map_err(|error| Failure::new(format!("{} can't be read: {error}", path.display())))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut records = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        records.push(record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect::<Vec<_>>());
    }
    let names = ["person_id", "child unique id", "child_id", "child id", "id", "pers_person_id"];
    let header =
        records.first().is_some_and(|row| row.iter().any(|cell| names.contains(&cell.to_lowercase().as_str())));
    let column = match header {
        true => records[0].iter().position(|cell| names.contains(&cell.to_lowercase().as_str())).unwrap_or(0),
        false => 0,
    };
    let rows = records.iter().skip(usize::from(header));
    Ok(rows.filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty()).cloned().collect())
}
