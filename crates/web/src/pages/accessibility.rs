//! The accessibility statement, made from the record that the end-to-end tests leave (`npm run statement` in `e2e`).

use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::shell::{ACCESSIBILITY, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::page("accessibility", ACCESSIBILITY, Needs::Nothing, "Accessibility statement", get(page))]
}

/// What was tested, when and how; docs/ACCESSIBILITY.md is made from the same record.
#[derive(Debug, Deserialize)]
struct Tested {
    /// The day of the test.
    tested: Date,
    /// The browser and its version: `Chromium 140.0`.
    browser: String,
    /// The version of axe-core.
    axe: String,
    /// The widths that each page was looked at in, in CSS pixels.
    widths: Vec<u32>,
    /// Each page that was looked at.
    pages: Vec<Looked>,
    /// States of pages that were looked at besides: what isn't allowed, a form with mistakes.
    states: Vec<Looked>,
    /// What was done from beginning to end, in words.
    walks: Vec<Walk>,
    /// What was done with the keyboard alone, in words.
    keyboard: Vec<String>,
}

/// A page or a state that was looked at.
#[derive(Debug, Deserialize)]
struct Looked {
    /// What it is called.
    title: String,
    /// What was found wrong: nothing where it passed.
    faults: Vec<String>,
}

/// Somebody's task, done from signing in to the end.
#[derive(Debug, Deserialize)]
struct Walk {
    /// Who did what.
    title: String,
    /// Whether it was done with JavaScript.
    with_scripts: bool,
    /// Whether it was done without.
    without_scripts: bool,
}

/// The record that this program was built with.
fn record() -> Result<&'static Tested, Problem> {
    static RECORD: OnceLock<Option<Tested>> = OnceLock::new();
    let read = || serde_json::from_str(include_str!("../../../../docs/accessibility.json")).ok();
    RECORD.get_or_init(read).as_ref().ok_or_else(|| Problem::fault("docs/accessibility.json can't be read"))
}

#[derive(Template)]
#[template(path = "accessibility/accessibility.html")]
struct Page {
    shell: Shell,
    record: &'static Tested,
    tested: String,
    widths: String,
    pages: Vec<&'static str>,
    states: Vec<&'static str>,
    failing: Vec<&'static Looked>,
}

/// Titles, each once, in order.
fn titles(looked: &'static [Looked]) -> Vec<&'static str> {
    looked.iter().map(|one| one.title.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let record = record()?;
    let widths: Vec<String> = record.widths.iter().map(u32::to_string).collect();
    visit.page(&Page {
        shell: visit.shell("Accessibility statement"),
        record,
        tested: report::words::date(record.tested),
        widths: report::words::list(&widths),
        pages: titles(&record.pages),
        states: titles(&record.states),
        failing: record.pages.iter().chain(&record.states).filter(|one| !one.faults.is_empty()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_can_be_read_and_names_what_was_looked_at() {
        let record = record().unwrap_or_else(|_| panic!("docs/accessibility.json can't be read"));
        assert!(!record.pages.is_empty() && record.widths.contains(&320));
        assert!(record.pages.iter().all(|page| !page.title.is_empty()));
    }
}
