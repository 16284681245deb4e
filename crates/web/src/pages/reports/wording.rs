//! What people write, looked at before it is saved: what would keep it out of the paper is said to its writer, beside its
//! field; and where what is there already keeps the paper from being written, with a link to where it is mended.

use super::draft::{self, Draft};
use super::{frame, row};
use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use report::paper::{self, EXEMPT_FILE};
use report::words;

/// What a writer needs to know of the form of a text.
pub const OF_TEXTS: &str = "Plain words. A blank line begins a paragraph, a dash at the beginning of a line an item of a \
                            list; **two stars** make words bold. Numbers of the report stand for themselves, for example \
                            {{ contacts.value }}.";

/// The same of what is written for a row of a table.
pub const OF_ROWS: &str = "Plain words; **two stars** make them bold. Numbers of the report stand for themselves, for \
                           example {{ contacts.value }}. A row has no room for lists.";

/// What is wrong with a text that was sent in `field`: references that stand for no number, and what a paper can’t carry.
/// `in_table` is of what is written for a row of a table.
pub fn mistakes(visit: &Visit, field: &str, text: &str, in_table: bool) -> Vec<Mistake> {
    let reading = visit.reading().ok();
    // Before anything is imported nothing is known of numbers.
    let known = |id: &str| reading.as_ref().is_none_or(|reading| reading.engine().catalogue().find(id).is_some());
    let said = |fault: paper::Fault| match fault.line {
        0 => words::sentence(&fault.message),
        line => format!("Line {line}: {}", words::sentence(&fault.message)),
    };
    paper::wrong("", text, in_table, &known).into_iter().map(|fault| Mistake::new(field, said(fault))).collect()
}

#[derive(Template)]
#[template(path = "reports/faults.html")]
struct Page {
    shell: Shell,
    what: &'static str,
    root: String,
    faults: Vec<Fault>,
    freeze: bool,
}

/// What keeps the paper from being written, and the page where it is mended, if it has one.
struct Fault {
    text: String,
    place: String,
    address: String,
}

/// Where words of a report stand: what they are called in a fault, what the page that mends them is called, its address.
fn places(draft: &Draft) -> Result<Vec<(String, String, String)>, Problem> {
    let root = format!("/reports/{}", draft.report.id);
    let exempt = (EXEMPT_FILE.to_owned(), "Exempt appendix".to_owned(), format!("{root}/settings#text"));
    let mut out = vec![exempt];
    for task in draft.tasks()? {
        let address = format!("{root}/texts/{}", task.key);
        out.push((task.key, task.section, address));
    }
    for kept in &draft.notes {
        let note = draft::note(kept);
        let address = row::address(&root, &note.indicator, &note.scope);
        for part in ["story", "action", "owner"] {
            let place = note.place(part);
            out.push((place.clone(), words::sentence(&place), address.clone()));
        }
    }
    Ok(out)
}

/// The page that stands in place of a paper that can’t be written: every fault, with where it is mended. `what` says
/// what did not happen.
pub fn page(visit: &Visit, draft: &Draft, what: &'static str, lines: &[String]) -> Result<Response, Problem> {
    // A template that can’t be read has no places.
    let places = places(draft).unwrap_or_default();
    let fault = |line: &String| {
        let of = |(name, _, _): &&(String, String, String)| {
            line.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with([',', ':']))
        };
        match places.iter().find(of) {
            Some((name, place, address)) => Fault {
                text: format!("{place}{}", &line[name.len()..]),
                place: place.clone(),
                address: address.clone(),
            },
            None => Fault { text: words::sentence(line), place: String::new(), address: String::new() },
        }
    };
    let mut faults: Vec<Fault> = lines.iter().map(fault).collect();
    faults.dedup_by(|a, b| a.text == b.text);
    let page = Page {
        shell: frame(visit, draft, "The paper can’t be written yet", "faults"),
        what,
        root: format!("/reports/{}", draft.report.id),
        freeze: draft.is_frozen() && lines.iter().any(|line| line.contains("was not measured")),
        faults,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
