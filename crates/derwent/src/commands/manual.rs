//! `indicators` and `manual`: what the catalogue says, and the pages generated from the declarations.

use crate::cli::{Cli, Format, Indicators, Manual};
use crate::say::Voice;
use crate::sheet::{Print, Sheet};
use clap::CommandFactory;
use council::folder::catalogue;
use council::{Failure, Result};
use measure::example::{cell, examples, lines};
use measure::{Catalogue, Evaluated, Good, Indicator, Kind, Likeness, Options};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;

/// `derwent indicators`
#[expect(clippy::print_stdout, reason = "the page is the result of the command")]
pub fn indicators(cli: &Cli, args: &Indicators) -> Result {
    let store = Store::open(&cli.data).ok();
    let catalogue = Arc::new(catalogue(store.as_ref())?);
    if let Some(name) = &args.indicator {
        let indicator = catalogue.named(name)?;
        print!("{}", page(&catalogue, indicator)?);
        return Ok(());
    }
    let mut sheet = Sheet::new("indicators", &["area", "indicator", "title", "kind", "core", "aliases"]);
    for indicator in in_order(&catalogue) {
        let core = if indicator.core { "core" } else { "" };
        sheet.push([
            indicator.area.as_str(),
            &indicator.id,
            &indicator.title,
            kind(indicator.kind),
            core,
            &indicator.aliases.join(" "),
        ]);
    }
    for unavailable in catalogue.unavailable() {
        let missing = format!("not computable: needs {}", unavailable.missing.join(", "));
        sheet.push([unavailable.area.as_str(), &unavailable.id, &unavailable.title, "", "", &missing]);
    }
    match args.output.format {
        Format::Table if args.output.out.is_none() => sheet.write(&args.output),
        _ => sheet.write(&args.output),
    }
}

/// Indicators by area, the core set first.
fn in_order(catalogue: &Catalogue) -> Vec<&Indicator> {
    let mut indicators: Vec<&Indicator> = catalogue.indicators().collect();
    indicators.sort_by_key(|i| (&i.area, !i.core, &i.id));
    indicators
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Proportion => "proportion",
        Kind::Count => "count",
        Kind::Rate => "rate per 10,000",
        Kind::Shares => "shares",
        Kind::Mean => "mean",
        Kind::Amount => "amount",
    }
}

/// `derwent manual`
pub fn manual(args: &Manual, voice: &Voice) -> Result {
    let catalogue = Arc::new(catalogue(None)?);
    let mut files = pages(&catalogue)?;
    files.insert("catalogue/README.md".into(), contents(&catalogue));
    files.insert("CHECKS.md".into(), checks(&catalogue));
    files.insert("COMMANDS.md".into(), commands());
    files.insert("ROUTES.md".into(), web::routes::page());
    files.insert("TABLES.md".into(), tables());
    files.insert("TEMPLATES.md".into(), super::templates::page());
    files.insert("openapi.json".into(), web::api::document::text()?);
    let mut manual_page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut manual_page)?;
    files.insert("derwent.1".into(), String::from_utf8_lossy(&manual_page).into_owned());
    if args.check {
        return check(&args.out, &files);
    }
    for (name, text) in &files {
        super::import::write_text(&args.out.join(name), text)?;
    }
    // A page of an indicator that is no more would say what is not so.
    for name in strays(&args.out, &files) {
        std::fs::remove_file(args.out.join(name))?;
    }
    voice.say(&format!("{} pages in {}", files.len(), args.out.display()));
    Ok(())
}

fn strays(out: &Path, files: &BTreeMap<String, String>) -> Vec<String> {
    let entries = std::fs::read_dir(out.join("catalogue")).into_iter().flatten().flatten();
    let names = entries.map(|entry| format!("catalogue/{}", entry.file_name().to_string_lossy()));
    let mut strays: Vec<String> = names.filter(|name| !files.contains_key(name)).collect();
    strays.sort();
    strays
}

fn check(out: &Path, files: &BTreeMap<String, String>) -> Result {
    let stale = files.iter().filter(|(name, text)| std::fs::read_to_string(out.join(name)).ok().as_ref() != Some(text));
    let mut stale: Vec<String> = stale.map(|(name, _)| name.clone()).collect();
    stale.extend(strays(out, files));
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("these generated pages are not fresh: {}. Run ‘make docs’", stale.join(", "))))
}

fn contents(catalogue: &Catalogue) -> String {
    let mut out = String::from(
        "# The catalogue\n\nGenerated from the headers of `indicators/`. Each page has the definition, the basis, the\nparameters and a worked example.\n",
    );
    let mut area = "";
    for indicator in in_order(catalogue) {
        if indicator.area != area {
            area = &indicator.area;
            let _ = write!(out, "\n## {area}\n\n");
        }
        let core = if indicator.core { " (core)" } else { "" };
        let _ = writeln!(out, "- [`{}`]({}.md): {}{core}", indicator.id, indicator.id, indicator.title);
    }
    if !catalogue.unavailable().is_empty() {
        out.push_str("\n## What can't be computed\n\n| id | title | missing | why |\n|---|---|---|---|\n");
        for u in catalogue.unavailable() {
            let _ = writeln!(out, "| {} | {} | {} | {} |", u.id, u.title, u.missing.join(", "), u.why);
        }
    }
    out
}

/// The pages of all indicators by their file, made as many at a time as there are processors: each runs its examples.
fn pages(catalogue: &Arc<Catalogue>) -> Result<BTreeMap<String, String>> {
    let waiting = Mutex::new(catalogue.indicators());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let made = || -> Result<Vec<(String, String)>> {
        let mut made = Vec::new();
        while let Some(indicator) = next() {
            made.push((format!("catalogue/{}.md", indicator.id), page(catalogue, indicator)?));
        }
        Ok(made)
    };
    let mut files = BTreeMap::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..Options::default().threads).map(|_| scope.spawn(made)).collect();
        for thread in threads {
            files.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(files)
    })
}

/// The page of one indicator.
fn page(catalogue: &Arc<Catalogue>, indicator: &Indicator) -> Result<String> {
    let mut out = format!("# {}\n\n`{}`", indicator.title, indicator.id);
    if !indicator.aliases.is_empty() {
        let _ = write!(out, " (also {})", indicator.aliases.join(", "));
    }
    let _ = write!(out, "\n\n{}\n\n", indicator.definition.trim());
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            let _ = writeln!(out, "- **{name}**: {text}");
        }
    };
    line("Kind", format!("{}, {}", kind(indicator.kind), evaluated(indicator)));
    line("Counts", indicator.counts.clone());
    line("Unit", indicator.unit.clone());
    line(
        "Good",
        match indicator.good {
            Good::High => "higher is better".into(),
            Good::Low => "lower is better".into(),
            Good::None => "neither way".into(),
        },
    );
    line("Basis", indicator.basis.clone());
    for name in &indicator.parameters {
        if let Some(p) = standard::parameter::find(name) {
            line("Parameter", format!("`{name}` = {}: {} ({})", p.default, p.title, p.basis));
        }
    }
    line("Needs", indicator.inputs.iter().map(|i| format!("`{i}`")).collect::<Vec<_>>().join(", "));
    if let Some(lookback) = &indicator.lookback {
        line("Looks back", lookback.clone());
    }
    if let Some(instead) = &indicator.instead {
        line("Otherwise", format!("`{instead}`, where the inputs do not suffice"));
    }
    for p in &indicator.published {
        let likeness = match p.definition {
            Likeness::Same => "the same definition",
            Likeness::Near => "nearly the same definition",
            Likeness::Different => "a different definition",
        };
        let why = if p.why.is_empty() { String::new() } else { format!(": {}", p.why) };
        line("Published as", format!("`{}`, {likeness}{why}", p.measure));
    }
    line(
        "Disclosive",
        if indicator.disclosive { "small counts are suppressed for the public".into() } else { "no".into() },
    );
    line("Tested against chance", if indicator.verdict { "yes, its monthly series".into() } else { "no".into() });
    for example in examples(&indicator.id)? {
        let _ = write!(out, "\n## Worked example: {}\n\n", example.title);
        if !example.story.trim().is_empty() {
            let _ = write!(out, "{}\n\n", example.story.trim());
        }
        for (table, text) in &example.tables {
            let _ = write!(out, "`{table}`\n\n");
            let (header, rows) = lines(text);
            markdown(&mut out, &header, &rows);
        }
        let options = Options { threads: 1, partitions: 1 };
        let (numbers, working) = example
            .run(catalogue, &indicator.id, options)
            .map_err(|fault| Failure::new(format!("{}: {fault}", indicator.id)))?;
        if !working.is_empty() {
            let (header, _) = lines(&example.working);
            let header = if header.is_empty() || header == [""] {
                ["unit_id", "person_id", "counts_on", "state"].map(str::to_owned).to_vec()
            } else {
                header
            };
            let rows: Vec<Vec<String>> =
                working.iter().map(|row| header.iter().map(|name| cell(row, name)).collect()).collect();
            let _ = write!(out, "Working for {}:\n\n", example.period);
            markdown(&mut out, &header, &rows);
        }
        let number = numbers.iter().find(|n| n.breakdown_text().trim_end_matches(':') == example.breakdown);
        if let Some(number) = number {
            let amount = |amount: Option<measure::Amount>| amount.map(|a| a.to_string()).unwrap_or_default();
            let of = if number.denominator.is_some() {
                format!(" of {}", amount(number.denominator))
            } else {
                String::new()
            };
            let value = number.value.map_or("n/a".to_owned(), |value| value.rounded(indicator.decimals));
            let part = if example.breakdown.is_empty() { String::new() } else { format!(" ({})", example.breakdown) };
            let _ = writeln!(out, "Number{part}: {}{of}, {value} {}", amount(number.numerator), indicator.unit);
        }
    }
    Ok(out)
}

fn evaluated(indicator: &Indicator) -> &'static str {
    match indicator.evaluated {
        Evaluated::Event => "by the date on which each counts",
        Evaluated::Snapshot => "at the end of the period",
        Evaluated::Period => "over the period as a whole",
    }
}

fn markdown(out: &mut String, header: &[String], rows: &[Vec<String>]) {
    let _ = writeln!(out, "| {} |\n|{}", header.join(" | "), "---|".repeat(header.len()));
    for row in rows {
        let _ =
            writeln!(out, "| {} |", row.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "));
    }
    out.push('\n');
}

fn checks(catalogue: &Catalogue) -> String {
    let mut out = String::from(
        "# Checks\n\nGenerated from the headers of `checks/`. A check finds records that do not go together; `derwent findings`\nlists what it finds.\n\n| id | severity | what it finds | what to do |\n|---|---|---|---|\n",
    );
    for check in catalogue.checks() {
        let _ = writeln!(out, "| `{}` | {} | {} | {} |", check.id, check.severity.word(), check.title, check.hint);
    }
    out.push_str("\n# Findings of reading\n\n| id | severity | what it says |\n|---|---|---|\n");
    for rule in standard::finding::rules() {
        let _ = writeln!(out, "| `{}` | {} | {} |", rule.id, rule.severity.word(), rule.title);
    }
    out
}

fn tables() -> String {
    let mut out = String::from(
        "# Tables\n\nGenerated from the declarations in `crates/standard/data`. Keys are marked; codes name their list.\n",
    );
    for table in standard::table::all() {
        let _ = write!(
            out,
            "\n## {}\n\n{}\n\n| column | type | key | what |\n|---|---|---|---|\n",
            table.name, table.title
        );
        for column in &table.columns {
            let kind = format!("{:?}", column.kind).to_lowercase();
            let kind = column.codes.as_ref().map_or(kind.clone(), |codes| format!("{kind} ({codes})"));
            let key = if column.key { "key" } else { "" };
            let _ = writeln!(out, "| `{}` | {kind} | {key} | {} |", column.name, column.title);
        }
    }
    out
}

fn commands() -> String {
    let mut out = String::from("# Commands\n\nGenerated from the declarations of the command line.\n");
    let mut root = Cli::command().term_width(100);
    root.build();
    let _ = write!(out, "\n```\n{}\n```\n", root.render_long_help().to_string().trim_end());
    for command in root.get_subcommands_mut().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
        let name = command.get_name().to_owned();
        let help = command.clone().term_width(100).render_long_help().to_string();
        let _ = write!(out, "\n## derwent {name}\n\n```\n{}\n```\n", help.trim_end());
        for inner in command.get_subcommands_mut().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
            let help = inner.clone().term_width(100).render_long_help().to_string();
            let _ = write!(out, "\n### derwent {name} {}\n\n```\n{}\n```\n", inner.get_name(), help.trim_end());
        }
    }
    out
}
