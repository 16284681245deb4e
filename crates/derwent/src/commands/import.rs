//! `init` and `import`.

use crate::cli::{Cli, Import, Init};
use crate::failure::{Failure, Result};
use crate::folder;
use crate::say::Voice;
use crate::sheet::{Sheet, whole_file};
use intake::{Fault, Kind, Reading};
use jiff::Timestamp;
use jiff::civil::Date;
use standard::authority::{self, Authority};
use standard::coverage::Claim;
use standard::settings::Settings;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use store::{Locked, Parcel, ParcelFile, Store};

/// `derwent init`
pub fn init(cli: &Cli, args: &Init, voice: &Voice) -> Result {
    let authority = named(&args.authority)?;
    let store = match Store::open(&cli.data) {
        Ok(store) if store.settings()?.is_some() => {
            return Err(Failure::new(format!("{} is there already", store.settings_path().display())));
        }
        Ok(store) => store,
        Err(store::Error::NoFolder(_)) => Store::create(&cli.data)?,
        Err(error) => return Err(error.into()),
    };
    write_settings(&store, authority, "init")?;
    voice.say(&format!("{} ({}), {}", authority.name, authority.dfe_code, store.settings_path().display()));
    Ok(())
}

fn write_settings(store: &Store, authority: &Authority, doing: &str) -> Result<Settings> {
    Ok(store.lock(&folder::who(), doing, Timestamp::now())?.write_settings(&Settings::template(authority))?)
}

/// The authority with this code or name.
fn named(text: &str) -> Result<&'static Authority> {
    authority::find(text).ok_or_else(|| {
        let hint = authority::nearest(text).map(|a| format!("; did you mean {} ({})?", a.name, a.dfe_code));
        Failure::new(format!(
            "‘{text}’ is not an authority in England{}. Give a DfE code such as 831, an ONS code, or a name",
            hint.unwrap_or_default()
        ))
    })
}

/// `derwent import`
pub fn import(cli: &Cli, args: &Import, voice: &Voice) -> Result {
    let given = args.authority.as_deref().map(named).transpose()?;
    let store = match Store::open(&cli.data) {
        Ok(store) => Some(store),
        Err(store::Error::NoFolder(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let settings = match &store {
        Some(store) => store.settings()?,
        None => None,
    };
    if let (Some(settings), Some(given)) = (&settings, given)
        && settings.dfe_code != given.dfe_code
    {
        return Err(Failure::new(format!(
            "{} belongs to {} ({}), not to {} ({}). Use another data folder for another authority: --data DIR",
            cli.data.display(),
            settings.name,
            settings.dfe_code,
            given.name,
            given.dfe_code
        )));
    }
    let mapping = match &store {
        Some(store) => folder::mapping(store)?,
        None => intake::Mapping::default(),
    };
    let mapping_hash = mapping.hash();
    let authority = settings.as_ref().map(|s| s.dfe_code.clone()).or_else(|| given.map(|a| a.dfe_code.clone()));
    let mut options = intake::Options {
        authority,
        data_date: args.data_date,
        covers_from: args.covers_from,
        mapping,
        settings_covers_from: settings.as_ref().map(|s| s.covers_from.clone()).unwrap_or_default(),
        ..intake::Options::default()
    };
    let mut readings = read(&args.paths, &options, voice)?;
    if !args.dry_run || args.data_date.is_some() {
        one_day_each(&readings, args.data_date)?;
    }
    let undated: Vec<String> = readings.iter().filter(|r| needs_date(r)).map(|r| r.title.clone()).collect();
    if !undated.is_empty() && !args.dry_run {
        options.data_date = Some(ask_for_date(&undated)?);
        // What says its own day keeps it.
        let again = read(&args.paths, &options, voice)?;
        let of_which = |(first, again)| if needs_date(&first) { again } else { first };
        readings = readings.into_iter().zip(again).map(of_which).collect();
    }
    if args.dry_run {
        return preview(&readings, &options);
    }
    let owner = match (&settings, given) {
        (Some(settings), _) => settings.dfe_code.clone(),
        (None, Some(given)) => given.dfe_code.clone(),
        (None, None) => {
            let said = readings.iter().find_map(|r| r.authority.as_deref()).and_then(authority::find);
            let hint = said.map_or("--authority 831, for instance".to_owned(), |a| {
                format!("the files speak of {}: --authority {}", a.name, a.dfe_code)
            });
            return Err(Failure::new(format!(
                "whose data is this? {} has no authority.toml yet. Say so with {hint}",
                cli.data.display()
            )));
        }
    };
    let strangers: Vec<String> = readings
        .iter()
        .filter(|r| !r.kind.is_reference())
        .filter_map(|r| r.authority.as_ref().filter(|code| **code != owner).map(|code| (r, code)))
        .map(|(r, code)| {
            format!("{} is of authority {code}, and this data folder is of {owner}: nothing was imported", r.title)
        })
        .collect();
    if !strangers.is_empty() {
        return Err(Failure(strangers));
    }
    let store = match store {
        Some(store) => store,
        None => Store::create(&cli.data)?,
    };
    if settings.is_none() {
        write_settings(&store, named(&owner)?, "import")?;
    }
    let locked = store.lock(&folder::who(), "import", Timestamp::now())?;
    readings.sort_by_key(|reading| reading.data_date);
    for reading in readings {
        keep(&locked, reading, &owner, &mapping_hash, args.accept, voice)?;
    }
    Ok(())
}

fn read(paths: &[PathBuf], options: &intake::Options, voice: &Voice) -> Result<Vec<Reading>> {
    let readings = intake::read(paths, options, &|text| voice.doing(text)).map_err(|faults| {
        let mut lines: Vec<String> = faults.iter().map(fault_text).collect();
        lines.push("nothing was imported".to_owned());
        Failure(lines)
    })?;
    voice.done();
    Ok(readings)
}

fn fault_text(fault: &Fault) -> String {
    let mut text = format!("{}: {}", fault.file, fault.what);
    if !fault.expected.is_empty() {
        text.push_str(&format!(" (expected {})", fault.expected));
    }
    if !fault.hint.is_empty() {
        text.push_str(&format!(". {}", fault.hint));
    }
    text
}

fn needs_date(reading: &Reading) -> bool {
    reading.data_date.is_none() && !reading.kind.is_reference()
}

/// Refuses one day for several Annex A deliveries, each of which describes a day of its own.
///
/// # Errors
/// `given` is the day for several that don't all say it themselves, or several say none and could only be asked about
/// together.
fn one_day_each(readings: &[Reading], given: Option<Date>) -> Result {
    let lists = || readings.iter().filter(|r| r.kind == Kind::AnnexA);
    let doubtful: Vec<&Reading> = lists().filter(|r| r.said_date != given || given.is_none()).collect();
    let refused = match given {
        Some(_) => lists().count() > 1 && !doubtful.is_empty(),
        None => lists().filter(|r| needs_date(r)).count() > 1,
    };
    if !refused {
        return Ok(());
    }
    let lines = doubtful.iter().filter(|r| given.is_some() || needs_date(r)).map(|r| match r.said_date {
        Some(date) => format!("{}: says itself that it describes {date}", r.title),
        None => format!("{}: doesn't say which day it describes", r.title),
    });
    let hint = "these are several Annex A deliveries, and each describes a day of its own: import those that don't say \
                it one at a time, each with its --data-date; those that do need none. Nothing was imported";
    Err(Failure(lines.chain([hint.to_owned()]).collect()))
}

/// Asks for the data date on a terminal; elsewhere says how to give it.
fn ask_for_date(titles: &[String]) -> Result<Date> {
    let which = titles.join(", ");
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(format!(
            "{which}: which day do they describe? The files don't say. Give it with --data-date YYYY-MM-DD; nothing was imported"
        )));
    }
    let mut out = std::io::stderr();
    write!(out, "{which}: which day do they describe (YYYY-MM-DD)? ")?;
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    line.trim().parse().map_err(|_| Failure::new(format!("‘{}’ is not a date; nothing was imported", line.trim())))
}

fn keep(locked: &Locked, reading: Reading, owner: &str, mapping_hash: &str, accept: bool, voice: &Voice) -> Result {
    let (kind, title) = (reading.kind, reading.title.clone());
    voice.doing(&format!("keeping {title}"));
    // Published figures describe no day of the council's: they are as of the newest year that they hold.
    let data_date = reading.data_date.unwrap_or_else(|| Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date());
    let parcel = Parcel {
        kind: kind.word().to_owned(),
        title: title.clone(),
        authority: (!kind.is_reference()).then(|| owner.to_owned()),
        data_date,
        coverage: reading.coverage,
        files: reading
            .files
            .into_iter()
            .map(|file| ParcelFile { name: file.name, path: file.path, sha256: file.sha256, bytes: file.bytes })
            .collect(),
        tables: reading.tables,
        absent_columns: reading.absent_columns,
        findings: reading.findings,
        mapping_hash: mapping_hash.to_owned(),
        imported_by: folder::who(),
    };
    let received = locked.receive(parcel, Timestamp::now(), accept)?;
    voice.done();
    let delivery = &received.delivery;
    if received.already && received.held.is_empty() {
        voice.say(&format!(
            "{title}: already imported as delivery {} with the same mapping; nothing to do",
            delivery.number
        ));
        return Ok(());
    }
    let rows: u64 = delivery.tables.values().sum();
    let again = if received.already { " (already imported)" } else { "" };
    voice.say(&format!(
        "{title}: delivery {}{again}, {}, data date {}, {} tables, {rows} rows, {} errors, {} warnings, {} notes",
        delivery.number,
        delivery.kind,
        delivery.data_date,
        delivery.tables.len(),
        delivery.findings.errors,
        delivery.findings.warnings,
        delivery.findings.notes
    ));
    for held in &received.held {
        voice.say(&format!("  held, moved by more than 20%: {held}"));
    }
    if !received.held.is_empty() {
        voice.say(&format!("  the tables held are not in force until: derwent accept {}", delivery.number));
    }
    Ok(())
}

/// What would be imported.
#[expect(clippy::print_stdout, reason = "the preview is the result of the command")]
fn preview(readings: &[Reading], options: &intake::Options) -> Result {
    for (i, reading) in readings.iter().enumerate() {
        if i > 0 {
            println!();
        }
        println!("{}", reading.title);
        println!("  kind:       {}", describe(reading.kind));
        let code = reading.authority.as_ref().or(options.authority.as_ref());
        let authority = code.and_then(|code| authority::find(code)).map(|a| format!("{} ({})", a.name, a.dfe_code));
        if !reading.kind.is_reference() {
            println!("  authority:  {}", authority.unwrap_or_else(|| "not said; give --authority".to_owned()));
            let date = reading.data_date.map_or("not said; give --data-date".to_owned(), |date| date.to_string());
            println!("  data date:  {date} ({})", reading.data_date_from);
        }
        println!("  files:      {}", reading.files.len());
        let mut tables = Sheet::new("tables", &["  table", "#rows", "from", "to", "complete"]);
        for (name, batch) in &reading.tables {
            let covered = reading.coverage.iter().find(|coverage| coverage.table == *name);
            let claim = covered.map_or("", |coverage| match coverage.claim {
                Claim::Whole if coverage.from == Some(coverage.to) => "on that day",
                Claim::Whole => "whole",
                Claim::Starts => "what began then",
                Claim::LatestSpan | Claim::LatestInTurn | Claim::LatestEvent => "latest of each child",
            });
            let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
            tables.push([
                format!("  {name}"),
                batch.num_rows().to_string(),
                day(covered.and_then(|c| c.from)),
                day(covered.map(|c| c.to)),
                claim.to_owned(),
            ]);
        }
        print_table(&tables)?;
        let mut columns = Sheet::new("columns", &["  file", "sheet", "heading", "taken for"]);
        for column in &reading.columns {
            let taken = match (&column.column, &column.hint) {
                (Some((table, name)), _) => format!("{table}.{name}"),
                (None, Some(hint)) => format!("not known; did you mean ‘{hint}’?"),
                (None, None) => "not known".to_owned(),
            };
            columns.push([format!("  {}", column.file), column.sheet.clone(), column.heading.clone(), taken]);
        }
        print_table(&columns)?;
        let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for finding in &reading.findings {
            *counts.entry((finding.severity.word(), &finding.rule)).or_default() += 1;
        }
        let mut findings = Sheet::new("findings", &["  severity", "finding", "#count"]);
        for ((severity, rule), count) in counts {
            let title = standard::finding::rule(rule).map_or(rule, |rule| &rule.title);
            findings.push([format!("  {severity}"), title.to_owned(), count.to_string()]);
        }
        print_table(&findings)?;
    }
    println!("\nNothing was imported.");
    Ok(())
}

fn print_table(sheet: &Sheet) -> Result {
    if sheet.rows.is_empty() {
        return Ok(());
    }
    sheet.write(&crate::cli::Output { format: crate::cli::Format::Table, out: None })
}

/// The kind in words.
fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::AnnexA => "Ofsted Annex A",
        Kind::Ssd => "Standard Safeguarding Dataset",
        Kind::Local => "local tables",
        Kind::Population => "population estimates",
        Kind::Benchmarks => "published figures",
        Kind::Neighbours => "statistical neighbours",
        Kind::DfeStatistics => "DfE statistics",
    }
}

/// Writes a text file whole, making its folder.
pub fn write_text(path: &std::path::Path, text: &str) -> Result {
    whole_file(path, |file| Ok(file.write_all(text.as_bytes())?))
}
