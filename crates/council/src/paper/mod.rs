//! The paper of a month: its template's files, the facts that it is written from, the document, and the files that
//! leave the building.

mod figures;
pub mod frozen;
mod indicator;
pub mod kept;
mod labels;
mod origin;
mod parts;
pub mod reasons;
mod templates;

use crate::failure::{Failure, Result};
use crate::folder::Measuring;
use figures::Figures;
use measure::Catalogue;
use report::Document;
use report::paper::{self, Audience, Facts, Fault, Needs, Template};
use report::performance::input::PerformanceInput;
use report::words;
use standard::period::{Month, Period, PeriodKind};
pub use templates::{Files, built_in, files};

/// What people write beside a template’s texts: the place where it stands, and the words.
pub type Words = std::collections::BTreeMap<String, String>;

/// Reads a template.
///
/// # Errors
/// All that is wrong with it, each with its file and line.
pub fn template(files: &Files) -> Result<Template> {
    Template::read(files).map_err(faults)
}

/// What must be measured for a template.
///
/// # Errors
/// Every indicator, dimension and reference that the catalogue does not have, each with its file and line.
pub fn needs(template: &Template, files: &Files, catalogue: &Catalogue) -> Result<Needs> {
    let main = files.get(paper::template::MAIN).map(String::as_str).unwrap_or_default();
    let needs = template.needs(main, &known(catalogue)).map_err(faults)?;
    let unknown = needs.breakdowns.iter().filter_map(|(_, by)| by.parse::<measure::Dimension>().err());
    let unknown: Vec<String> = unknown.map(|why| format!("{}: {why}", paper::template::MAIN)).collect();
    if unknown.is_empty() { Ok(needs) } else { Err(Failure(unknown)) }
}

/// The same with words that people write beside the template’s texts, by the place where they stand.
///
/// # Errors
/// As [`needs`].
pub fn needs_with(template: &Template, files: &Files, words: &Words, catalogue: &Catalogue) -> Result<Needs> {
    // All that is wrong is told together.
    let mut beside = Needs::default();
    let wrong = words.iter().flat_map(|(place, text)| beside.words(place, text, &known(catalogue))).collect();
    let Failure(wrong) = faults(wrong);
    match needs(template, files, catalogue) {
        Ok(mut needs) if wrong.is_empty() => {
            needs.indicators.append(&mut beside.indicators);
            Ok(needs)
        }
        Ok(_) => Err(Failure(wrong)),
        Err(Failure(lines)) => Err(Failure(lines.into_iter().chain(wrong).collect())),
    }
}

/// Whether a catalogue has an indicator of an id.
fn known(catalogue: &Catalogue) -> impl Fn(&str) -> bool {
    move |id: &str| catalogue.find(id).is_some()
}

/// All that a paper of `month` says to `audience`, with what they may not see taken out. `measuring` must have the tables
/// of checks.
///
/// # Errors
/// The month is after the newest extract, the template names what the catalogue does not have, or a measure fails.
pub fn facts(
    measuring: &Measuring,
    template: &Template,
    files: &Files,
    month: Month,
    audience: Audience,
) -> Result<Facts> {
    let mut facts = measured(measuring, template, files, month)?;
    facts.audience = audience;
    hide(&mut facts)?;
    Ok(facts)
}

/// All that a paper of `month` says, as it is: for managers, and to be kept when the numbers are frozen. Before anyone
/// else sees it, set its audience and [`hide`] what they may not see.
///
/// # Errors
/// As [`facts`].
pub fn measured(measuring: &Measuring, template: &Template, files: &Files, month: Month) -> Result<Facts> {
    measured_with(measuring, template, files, &Words::new(), month)
}

/// The same with the numbers to which `words` refer: what people write beside the template’s texts, by place.
///
/// # Errors
/// As [`measured`], and references in `words` that stand for nothing.
pub fn measured_with(
    measuring: &Measuring,
    template: &Template,
    files: &Files,
    words: &Words,
    month: Month,
) -> Result<Facts> {
    let data_date = measuring.data_date();
    if month.first() > data_date {
        return Err(Failure::new(format!(
            "there is nothing to report for {}: the newest extract describes {}",
            words::month(month),
            words::date(data_date)
        )));
    }
    let needs = needs_with(template, files, words, measuring.engine.catalogue())?;
    let figures = Figures::measure(measuring, month, &needs)?;
    let mut facts = from_figures(measuring, &figures);
    facts.base.notes = origin::notes(measuring)?;
    facts.base.findings = origin::findings(measuring)?;
    facts.base.not_computed = origin::not_computed(&figures);
    facts.base.definitions = origin::definitions(&figures);
    facts.base.deliveries = origin::deliveries(measuring);
    Ok(facts)
}

/// The numbers that `needs` names, as the paper of `month` has them, without findings, definitions and deliveries. As
/// they are: see [`measured`].
///
/// # Errors
/// A measure fails.
pub fn numbers(measuring: &Measuring, needs: &Needs, month: Month) -> Result<Facts> {
    Ok(from_figures(measuring, &Figures::measure(measuring, month, needs)?))
}

/// Takes out of the facts what their audience may not see.
///
/// # Errors
/// The numbers contradict each other, so that what would give them away can't be worked out.
pub fn hide(facts: &mut Facts) -> Result {
    paper::hide(facts).map_err(Failure::new)
}

/// Writes the document.
///
/// # Errors
/// What is wrong in the words that people wrote, each with its file and line.
pub fn compose(template: &Template, facts: &Facts) -> Result<Document> {
    paper::compose(template, facts).map_err(faults)
}

/// A format that a paper is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// One self-contained page.
    Html,
    /// Word.
    Docx,
    /// Tagged PDF (PDF/UA-1).
    Pdf,
    /// An Excel workbook of the tables.
    Xlsx,
}

impl Format {
    /// All of them, in the order in which they are written.
    pub const ALL: [Format; 4] = [Format::Html, Format::Docx, Format::Pdf, Format::Xlsx];

    /// The ending of its file's name, and what the site calls it.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
        }
    }

    /// The media type that its bytes are served as.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Html => "text/html; charset=utf-8",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Pdf => "application/pdf",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The document as a file of `format`. The same document gives the same bytes.
///
/// # Errors
/// The format can't carry it.
pub fn written(format: Format, document: &Document) -> Result<Vec<u8>> {
    Ok(match format {
        Format::Html => report::html::write(document).into_bytes(),
        Format::Docx => word::write(document)?,
        Format::Pdf => pdf::write(document)?,
        Format::Xlsx => spreadsheet::write(document)?,
    })
}

fn faults(faults: Vec<Fault>) -> Failure {
    Failure(faults.iter().map(ToString::to_string).collect())
}

/// What holds for all of a paper of `month`: whose it is, how fresh its data is, whether the month is final.
fn head(measuring: &Measuring, month: Month) -> PerformanceInput {
    let settings = measuring.engine.settings();
    let mut base = PerformanceInput::new(&settings.name, month);
    base.region = settings.region.clone();
    base.data_date = Some(measuring.data_date());
    base.as_at = measuring.in_force.as_at;
    (base.month_status, base.month_reason) = origin::month_status(measuring, month);
    base.catalogue = format!("Derwent catalogue {}", env!("CARGO_PKG_VERSION"));
    base
}

fn from_figures(measuring: &Measuring, figures: &Figures) -> Facts {
    let base = head(measuring, figures.month);
    let needs = figures.needs;
    let mut facts = Facts::new(base, Audience::Internal);
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
        let period = Period { kind: PeriodKind::Month, first: *baseline, last: *baseline };
        facts.then.insert((id.clone(), *baseline), figures.measurement(figures.whole(id, period)));
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
    facts
}
