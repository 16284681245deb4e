//! `init` and `import`.

use crate::cli::{Cli, Import, Init};
use crate::say::Voice;
use crate::sheet::{Print, Sheet, whole_file};
use crate::who;
use council::import::{Importing, Preview, Refusal, by_day, claim_words, kind_words, named, needs_date, one_day_each};
use council::{Failure, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::{IsTerminal, Write};
use std::path::Path;
use store::Received;

/// `derwent init`
pub fn init(cli: &Cli, args: &Init, voice: &Voice) -> Result {
    let authority = named(&args.authority).map_err(|refusal| said(refusal, &cli.data))?;
    let (store, _) = council::import::init(&cli.data, authority, &who(), Timestamp::now())?;
    voice.say(&format!("{} ({}), {}", authority.name, authority.dfe_code, store.settings_path().display()));
    Ok(())
}

/// `derwent import`
pub fn import(cli: &Cli, args: &Import, voice: &Voice) -> Result {
    let said = |refusal| said(refusal, &cli.data);
    let told = |text: &str| {
        voice.doing(text);
        true
    };
    let mut importing =
        Importing::begin(&cli.data, args.authority.as_deref(), args.data_date, args.covers_from).map_err(said)?;
    let mut readings = importing.read(&args.paths, &told).map_err(said)?;
    voice.done();
    if !args.dry_run || args.data_date.is_some() {
        one_day_each(&readings, args.data_date).map_err(said)?;
    }
    let undated: Vec<String> = readings.iter().filter(|r| needs_date(r)).map(|r| r.title.clone()).collect();
    if !undated.is_empty() && !args.dry_run {
        let date = ask_for_date(&undated)?;
        readings = importing.dated(readings, &args.paths, date, &told).map_err(said)?;
        voice.done();
    }
    if args.dry_run {
        let previews: std::result::Result<Vec<Preview>, Refusal> =
            readings.iter().map(|reading| importing.preview(reading)).collect();
        return print(&previews.map_err(said)?);
    }
    let keeping = importing.keeping(&readings, &who(), Timestamp::now()).map_err(said)?;
    for reading in by_day(readings) {
        let title = reading.title.clone();
        voice.doing(&format!("keeping {title}"));
        let received = keeping.keep(reading, args.accept, Timestamp::now())?;
        voice.done();
        tell(&title, &received, voice);
    }
    Ok(())
}

/// Why nothing was imported, with the options that would help.
fn said(refusal: Refusal, data: &Path) -> Failure {
    match refusal {
        Refusal::UnknownAuthority(text, nearest) => {
            let hint = nearest.map(|a| format!("; did you mean {} ({})?", a.name, a.dfe_code));
            Failure::new(format!(
                "‘{text}’ is not an authority in England{}. Give a DfE code such as 831, an ONS code, or a name",
                hint.unwrap_or_default()
            ))
        }
        Refusal::OtherAuthority(settings, given) => Failure::new(format!(
            "{} belongs to {} ({}), not to {} ({}). Use another data folder for another authority: --data DIR",
            data.display(),
            settings.name,
            settings.dfe_code,
            given.name,
            given.dfe_code
        )),
        Refusal::Faults(faults) => {
            let lines = faults.iter().map(council::import::fault_text);
            Failure(lines.chain(["nothing was imported".to_owned()]).collect())
        }
        Refusal::SharedDay(readings) => {
            let lines = readings.iter().map(|(title, said)| match said {
                Some(date) => format!("{title}: says itself that it describes {date}"),
                None => format!("{title}: doesn't say which day it describes"),
            });
            let hint = "these are several Annex A deliveries, and each describes a day of its own: import those that \
                        don't say it one at a time, each with its --data-date; those that do need none. Nothing was \
                        imported";
            Failure(lines.chain([hint.to_owned()]).collect())
        }
        Refusal::NoAuthority(spoken_of) => {
            let hint = spoken_of.map_or("--authority 831, for instance".to_owned(), |a| {
                format!("the files speak of {}: --authority {}", a.name, a.dfe_code)
            });
            Failure::new(format!(
                "whose data is this? {} has no authority.toml yet. Say so with {hint}",
                data.display()
            ))
        }
        Refusal::Strangers(strangers, owner) => {
            let line = |(title, code): &(String, String)| {
                format!("{title} is of authority {code}, and this data folder is of {owner}: nothing was imported")
            };
            Failure(strangers.iter().map(line).collect())
        }
        Refusal::Cancelled => Failure::new("cancelled: nothing was imported"),
        Refusal::InUse(_, failure) | Refusal::Failed(failure) => failure,
    }
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

/// What was kept, and what is held.
fn tell(title: &str, received: &Received, voice: &Voice) {
    let delivery = &received.delivery;
    if received.already && received.held.is_empty() {
        voice.say(&format!(
            "{title}: already imported as delivery {} with the same mapping; nothing to do",
            delivery.number
        ));
        return;
    }
    let again = if received.already { " (already imported)" } else { "" };
    voice.say(&format!(
        "{title}: delivery {}{again}, {}, data date {}, {} tables, {} rows, {} errors, {} warnings, {} notes",
        delivery.number,
        delivery.kind,
        delivery.data_date,
        delivery.tables.len(),
        council::deliveries::rows(delivery),
        delivery.findings.errors,
        delivery.findings.warnings,
        delivery.findings.notes
    ));
    for held in &received.held {
        voice.say(&held_line(held));
    }
    if !received.held.is_empty() {
        voice.say(&format!("  the tables held are not in force until: derwent accept {}", delivery.number));
    }
}

/// Why a table is held, in a line.
fn held_line(held: &store::Comparison) -> String {
    match held.basis {
        store::Basis::WithTheRest | store::Basis::LessDetail => format!("  held: {held}"),
        _ => format!("  held, moved by more than 20%: {held}"),
    }
}

/// What would be imported.
#[expect(clippy::print_stdout, reason = "the preview is the result of the command")]
fn print(previews: &[Preview]) -> Result {
    for (i, preview) in previews.iter().enumerate() {
        if i > 0 {
            println!();
        }
        println!("{}", preview.title);
        println!("  kind:       {}", kind_words(preview.kind));
        if !preview.kind.is_reference() {
            let authority = preview.authority.as_ref().map(|a| format!("{} ({})", a.name, a.dfe_code));
            println!("  authority:  {}", authority.unwrap_or_else(|| "not said; give --authority".to_owned()));
            let date = preview.data_date.map_or("not said; give --data-date".to_owned(), |date| date.to_string());
            println!("  data date:  {date} ({})", preview.data_date_from);
        }
        println!("  files:      {}", preview.files.len());
        let mut tables = Sheet::new("tables", &["  table", "#rows", "from", "to", "complete"]);
        for line in &preview.tables {
            let covered = line.coverage.as_ref();
            let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
            tables.push([
                format!("  {}", line.table),
                line.rows.to_string(),
                day(covered.and_then(|c| c.from)),
                day(covered.map(|c| c.to)),
                covered.map_or("", claim_words).to_owned(),
            ]);
        }
        print_table(&tables)?;
        let mut columns = Sheet::new("columns", &["  file", "sheet", "heading", "taken for"]);
        for column in &preview.columns {
            let taken = match (&column.column, &column.hint) {
                (Some((table, name)), _) => format!("{table}.{name}"),
                (None, Some(hint)) => format!("not known; did you mean ‘{hint}’?"),
                (None, None) => "not known".to_owned(),
            };
            columns.push([format!("  {}", column.file), column.sheet.clone(), column.heading.clone(), taken]);
        }
        print_table(&columns)?;
        for held in &preview.held {
            println!("  would be {}", held_line(held).trim_start());
        }
        let mut findings = Sheet::new("findings", &["  severity", "finding", "#count"]);
        for line in &preview.findings {
            findings.push([format!("  {}", line.severity.word()), line.title.clone(), line.count.to_string()]);
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

/// Writes a text file whole, making its folder.
pub fn write_text(path: &Path, text: &str) -> Result {
    whole_file(path, |file| Ok(file.write_all(text.as_bytes())?))
}
