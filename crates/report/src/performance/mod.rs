//! The monthly performance report.

pub(crate) mod appendix;
pub(crate) mod board;
pub(crate) mod figures;
pub mod input;
pub(crate) mod says;
pub(crate) mod sections;
pub mod single;
mod tested;

pub use figures::figure;
pub use input::PerformanceInput;
pub use says::{now as sentence, tag as verdict_tag, value as shown};

use crate::model::{Block, Document, Text};
use crate::words;
use input::Status;

/// Makes the report. It never fails: what is missing is said in its place.
pub fn performance(input: &PerformanceInput) -> Document {
    let mut blocks = vec![Block::warning(
        "for managers and board members of the council only. Small numbers are shown as they are, so a child could \
         be recognised: do not publish this page.",
    )];
    blocks.extend(input.notes.iter().map(|note| Block::note(words::full_stop(note))));
    blocks.push(Block::Contents);
    blocks.extend(sections::summary(input));
    blocks.extend(board::performance(input));
    blocks.extend(sections::case_status(input));
    blocks.extend(sections::activity(input));
    blocks.extend(sections::rates(input));
    blocks.extend(sections::contacts(input));
    blocks.extend(sections::referral_need(input));
    blocks.extend(sections::workforce(input));
    blocks.extend(appendix::quality(input));
    blocks.extend(appendix::definitions(input));
    blocks.extend(appendix::deliveries(input));
    Document {
        title: "Children’s social care performance".to_owned(),
        issuer: input.authority.clone(),
        subtitle: words::month(input.month),
        facts: facts(input),
        blocks,
        footer: vec![
            format!("{}: children’s social care performance, {}.", input.authority, words::month(input.month)),
            "Made by Derwent from the council’s own extracts. Percentages and rates are rounded half up, for display \
             only."
                .to_owned(),
        ],
        marking: "Internal: not for publication".to_owned(),
        dated: input.data_date,
    }
}

pub(crate) fn facts(input: &PerformanceInput) -> Vec<(String, String)> {
    let mut facts = vec![("Month".to_owned(), words::month(input.month))];
    let status = match input.month_status {
        Status::Complete => "final".to_owned(),
        status => status.word().to_owned(),
    };
    let status = if input.month_reason.is_empty() { status } else { format!("{status}: {}", input.month_reason) };
    facts.push(("Month’s data".to_owned(), words::sentence(&status)));
    let dated = input.data_date.map_or_else(|| "no extract of children’s data".to_owned(), words::date);
    facts.push(("Data date".to_owned(), words::sentence(&dated)));
    if let Some(as_at) = input.as_at {
        facts.push(("As at".to_owned(), format!("as the numbers were known on {}", words::date(as_at))));
    }
    if !input.catalogue.is_empty() {
        facts.push(("Definitions".to_owned(), input.catalogue.clone()));
    }
    facts
}

/// Says that a part of the report is missing.
pub(crate) fn missing(what: &str, why: &str) -> Block {
    let why = if why.trim().is_empty() { String::new() } else { format!(": {}", why.trim()) };
    Block::note(words::full_stop(&format!("{what} can’t be shown{why}")))
}

/// A link to the definition of `id` where the appendix has it, else the title alone.
fn linked(input: &PerformanceInput, id: &str, title: &str) -> Text {
    if input.definitions.iter().any(|definition| definition.id == id) {
        Text::link(title, appendix::anchor(id))
    } else {
        title.into()
    }
}
