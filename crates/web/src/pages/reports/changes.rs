//! What changed since last month: numbers as reported then, as known now, and this month's; texts word by word.

use super::diff::{self, Piece};
use super::draft::{Draft, month_words};
use super::{frame, number};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use council::paper::frozen::Frozen;
use records::{Block, RowNote};
use report::paper::Facts;
use report::performance::input::{Indicator, Measurement};
use report::words;
use standard::period::Month;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "reports/changes.html")]
struct Page {
    shell: Shell,
    month: String,
    last: String,
    reported: String,
    rows: Vec<Line>,
    texts: Vec<Changed>,
    same: Vec<String>,
    before: String,
}

/// An indicator's numbers side by side.
struct Line {
    title: String,
    reported: String,
    known: String,
    revised: bool,
    now: String,
    change: String,
    verdict: String,
}

/// A text that changed.
struct Changed {
    id: String,
    title: String,
    pieces: Vec<Piece>,
}

fn shown(indicator: &Indicator, measurement: Option<&Measurement>) -> String {
    measurement.map_or_else(
        || "no figure".to_owned(),
        |measurement| report::performance::shown(measurement, &indicator.unit, indicator.decimals),
    )
}

fn of_month(indicator: &Indicator, month: Month) -> Option<&Measurement> {
    indicator.history.iter().find(|(known, _)| *known == month).map(|(_, measurement)| measurement)
}

fn line(indicator: &Indicator, before: Option<&Facts>, month: Month) -> Line {
    let last = month.plus(-1);
    let reported = before.and_then(|facts| {
        let known = facts.indicators.get(&indicator.id)?;
        if facts.base.month == last { Some(&known.current) } else { of_month(known, last) }
    });
    let known = of_month(indicator, last);
    let value = |measurement: Option<&Measurement>| measurement.and_then(|measurement| measurement.value);
    let change = match (value(Some(&indicator.current)), value(known)) {
        (Some(now), Some(then)) => {
            let way = indicator.unit.against(now, then, indicator.decimals);
            words::sentence(way.trim_end_matches(" than").trim_end_matches(" as"))
        }
        _ => "Can’t be compared".to_owned(),
    };
    let revised = matches!((value(reported), value(known)),
        (Some(a), Some(b)) if a.rounded(indicator.decimals) != b.rounded(indicator.decimals));
    Line {
        title: indicator.title.clone(),
        reported: if before.is_some() { shown(indicator, reported) } else { "no report".to_owned() },
        known: shown(indicator, known),
        revised,
        now: shown(indicator, Some(&indicator.current)),
        change,
        verdict: indicator
            .verdict
            .as_ref()
            .map_or_else(String::new, |verdict| words::sentence(&verdict.word.to_string())),
    }
}

/// A row's note as one text.
fn note_text(note: Option<&RowNote>) -> String {
    let Some(text) = note.map(|note| &note.text) else { return String::new() };
    let due = text.due.map_or_else(String::new, |due| format!(", by {}", words::date(due)));
    let parts =
        [("Story", text.story.clone()), ("Action", text.action.clone()), ("Owner", format!("{}{due}", text.owner))];
    let parts = parts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    parts.map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join("\n")
}

pub async fn page(visit: Visit, Path(report): Path<String>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    let records = visit.site.records();
    let numbers = draft.numbers(&visit.site).await?;
    let month = draft.month()?;
    let before = records.report_before(&draft.report.template, &draft.report.month).await?;
    let (mut frozen, mut blocks, mut notes) = (None, Vec::<Block>::new(), Vec::<RowNote>::new());
    if let Some(before) = &before {
        let freeze = records.latest_freeze(before.id).await?;
        frozen = freeze.map(|freeze| Frozen::read(&freeze.data)).transpose().map_err(Problem::fault)?;
        blocks = records.blocks(before.id).await?;
        notes = records.row_notes(before.id).await?;
    }
    let earlier = frozen.as_ref().map(|frozen| &frozen.facts);
    let mut seen = BTreeSet::new();
    let template = draft.template()?;
    let listed = template.main.blocks().flat_map(|(_, block)| block.rows());
    let listed = listed.filter(|row| seen.insert(row.indicator.clone()));
    let known = listed.filter_map(|row| numbers.facts.indicators.get(&row.indicator));
    let rows = known.map(|indicator| line(indicator, earlier, month)).collect();

    let (mut texts, mut same) = (Vec::new(), Vec::new());
    let mut compare = |title: String, old: &str, new: &str| match old.trim() == new.trim() {
        true => same.push(title),
        false => {
            let id = format!("text-{}", texts.len());
            texts.push(Changed { id, title, pieces: diff::words(old.trim(), new.trim()) });
        }
    };
    if before.is_some() {
        let text = |blocks: &[Block], key: &str| {
            blocks.iter().find(|block| block.key == key).map(|block| block.text.clone()).unwrap_or_default()
        };
        for task in draft.tasks()? {
            compare(task.section, &text(&blocks, &task.key), &text(&draft.blocks, &task.key));
        }
        for row in draft.rows(visit.reading().ok().as_deref())? {
            let of = |notes: &[RowNote]| {
                let found = notes.iter().find(|note| note.indicator == row.indicator && note.scope == row.scope);
                note_text(found)
            };
            let (old, new) = (of(&notes), of(&draft.notes));
            if !(old.is_empty() && new.is_empty()) {
                compare(row.title, &old, &new);
            }
        }
    }
    let page = Page {
        month: words::month(month),
        last: words::month(month.plus(-1)),
        reported: before.as_ref().map_or_else(String::new, |before| month_words(&before.month)),
        before: before.map_or_else(String::new, |before| format!("/reports/{}", before.id)),
        rows,
        texts,
        same,
        shell: frame(&visit, &draft, "What changed", "/changes"),
    };
    visit.page(&page)
}
