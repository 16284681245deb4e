//! `report`: the paper of a month, from a template, in the formats that its readers use.

mod figures;
mod indicator;
mod labels;
mod origin;
mod parts;
mod reasons;
mod templates;

use crate::cli::{Audience, Cli, Format, Output, PaperFormat, Report};
use crate::failure::{Failure, Result};
use crate::folder::{Measuring, measuring_at, open};
use crate::say::Voice;
use crate::sheet::{Sheet, whole_file};
use clap::ValueEnum;
use figures::Figures;
use report::Document;
use report::paper::{self, Facts, Template, compose};
use report::performance::input::{Indicator, Measurement, PerformanceInput, Status};
use report::words;
use standard::period::Month;
pub use templates::{copy, page as templates_page};

/// `derwent report`
pub fn report(cli: &Cli, args: &Report, voice: &Voice) -> Result {
    voice.doing("measuring");
    let files = templates::files(cli, args.template.as_deref())?;
    let template = Template::read(&files).map_err(faults)?;
    let measuring = measuring_at(open(cli)?, args.as_at, true)?;
    let data_date = measuring.engine.inputs().data_date;
    if args.month.first() > data_date {
        return Err(Failure::new(format!(
            "there is nothing to report for {}: the newest extract describes {}",
            words::month(args.month),
            words::date(data_date)
        )));
    }
    let catalogue = measuring.engine.catalogue();
    let main = files.get(paper::template::MAIN).map(String::as_str).unwrap_or_default();
    let needs = template.needs(main, &|id| catalogue.find(id).is_some()).map_err(faults)?;
    let unknown = needs.breakdowns.iter().filter_map(|(_, by)| by.parse::<measure::Dimension>().err());
    let unknown: Vec<String> = unknown.map(|why| format!("{}: {why}", paper::template::MAIN)).collect();
    if !unknown.is_empty() {
        return Err(Failure(unknown));
    }
    let figures = Figures::measure(&measuring, args.month, &needs)?;
    let audience = match args.audience {
        Audience::Public => paper::Audience::Public,
        Audience::Internal => paper::Audience::Internal,
    };
    let mut facts = facts(&measuring, &figures, audience)?;
    paper::hide(&mut facts).map_err(Failure::new)?;
    let document = compose(&template, &facts).map_err(faults)?;
    voice.doing("writing");
    let formats = if args.formats.is_empty() { PaperFormat::value_variants() } else { &args.formats };
    let mut paths = Vec::new();
    for format in formats {
        let bytes = written(*format, &document)?;
        let path = args.out.join(format!("report-{}.{}", args.month, format.ending()));
        whole_file(&path, |file| Ok(file.write_all(&bytes)?))?;
        paths.push(path);
    }
    voice.done();
    performance_table(&template, &facts).write(&Output { format: Format::Table, out: None })?;
    for path in paths {
        voice.say(&format!("{}", path.display()));
    }
    Ok(())
}

/// The document as a file of `format`.
fn written(format: PaperFormat, document: &Document) -> Result<Vec<u8>> {
    Ok(match format {
        PaperFormat::Html => ::report::html::write(document).into_bytes(),
        PaperFormat::Docx => word::write(document)?,
        PaperFormat::Pdf => pdf::write(document)?,
        PaperFormat::Xlsx => spreadsheet::write(document)?,
    })
}

fn faults(faults: Vec<paper::Fault>) -> Failure {
    Failure(faults.iter().map(ToString::to_string).collect())
}

/// All that the paper says.
fn facts(measuring: &Measuring, figures: &Figures, audience: paper::Audience) -> Result<Facts> {
    let engine = &measuring.engine;
    let (needs, month) = (figures.needs, figures.month);
    let (status, reason) = origin::month_status(measuring, month);
    let settings = engine.settings();
    let mut base = PerformanceInput::new(&settings.name, month);
    base.region = settings.region.clone();
    base.data_date = Some(engine.inputs().data_date);
    base.as_at = measuring.in_force.as_at;
    (base.month_status, base.month_reason) = (status, reason);
    base.catalogue = format!("Derwent catalogue {}", env!("CARGO_PKG_VERSION"));
    base.notes = origin::notes(measuring)?;
    base.findings = origin::findings(measuring)?;
    base.not_computed = origin::not_computed(figures);
    base.definitions = origin::definitions(figures);
    base.deliveries = origin::deliveries(measuring);
    let mut facts = Facts::new(base, audience);
    (facts.indicators, facts.instead) = indicator::all(figures);
    for (id, kind) in &needs.shares {
        facts.shares.insert((id.clone(), *kind), parts::shares(figures, id, *kind));
    }
    for id in &needs.front_door {
        facts.front_door.insert(id.clone(), parts::front_door(figures, id));
    }
    for (columns, services) in &needs.staffing {
        facts.staffing.push(parts::staffing(figures, columns, services));
    }
    for (id, baseline) in &needs.then {
        facts.then.insert((id.clone(), *baseline), figures.measurement(figures.whole(id, month_period(*baseline))));
    }
    for (id, baseline) in &needs.shares_then {
        facts.shares_then.insert((id.clone(), *baseline), parts::shares_then(figures, id, *baseline));
    }
    for (id, baseline) in &needs.shares_since {
        facts.shares_since.insert((id.clone(), *baseline), parts::shares_since(figures, id, *baseline));
    }
    for (id, by) in &needs.breakdowns {
        facts.breakdowns.insert((id.clone(), by.clone()), parts::breakdown(figures, id, by));
    }
    if needs.finance {
        facts.finance = parts::money(figures);
    }
    Ok(facts)
}

fn month_period(month: Month) -> standard::period::Period {
    standard::period::Period { kind: standard::period::PeriodKind::Month, first: month, last: month }
}

/// The performance table for the terminal: title, month, six months pooled, verdict.
fn performance_table(template: &Template, facts: &Facts) -> Sheet {
    let month = format!("#{}", facts.base.month);
    let columns = ["indicator", &month, "#of", "#six months", "change over time", "note"];
    let mut sheet = Sheet::new("performance", &columns);
    let tables = template.main.blocks().filter_map(|(_, block)| match block {
        paper::template::Block::Performance { rows, .. } => Some(rows),
        _ => None,
    });
    for row in tables.flatten() {
        let Some(indicator) = facts.indicators.get(&row.indicator) else { continue };
        let title = row.title.as_ref().unwrap_or(&indicator.title);
        let title = match row.scope.as_str() {
            "" => title.clone(),
            scope => format!("{title} ({scope})"),
        };
        let parts = indicator.current.numerator.zip(indicator.current.denominator);
        let six = indicator.six_months.as_ref().map_or_else(String::new, |six| shown(indicator, six));
        let verdict = indicator.verdict.as_ref().map_or_else(String::new, |verdict| verdict.word.to_string());
        // Which fields are missing, the page says: a line of a table is too short for it.
        let note = match (indicator.current.status, indicator.current.reason.as_str()) {
            (Status::Complete, reason) => reason.to_owned(),
            (status @ (Status::NotComputable | Status::NotCovered), _) | (status, "") => status.word().to_owned(),
            (status, reason) => format!("{}: {reason}", status.word()),
        };
        sheet.push([
            title,
            shown(indicator, &indicator.current),
            parts.map_or_else(String::new, |(part, of)| format!("{part} of {of}")),
            six,
            verdict,
            note,
        ]);
    }
    sheet
}

fn shown(indicator: &Indicator, measurement: &Measurement) -> String {
    match (measurement.value, measurement.status) {
        (Some(value), _) => indicator.unit.short(value, indicator.decimals),
        (None, Status::NotApplicable) => "n/a".to_owned(),
        (None, _) => "–".to_owned(),
    }
}
