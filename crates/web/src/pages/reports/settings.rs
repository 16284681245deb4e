//! A report's title, its meeting and the item of its agenda, its exempt appendix.

use super::draft::Draft;
use super::form::{DateParts, Fields};
use super::{by, done, frame, number, wording};
use crate::components::Choice;
use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use records::{Exempt, ReportEdit, Saved};

/// The paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972, as they apply in England.
const PARAGRAPHS: [(&str, &str); 7] = [
    ("1", "information relating to any individual"),
    ("2", "information which is likely to reveal the identity of an individual"),
    ("3", "information relating to the financial or business affairs of any particular person"),
    ("4", "information relating to consultations or negotiations about labour relations"),
    ("5", "information in respect of which legal professional privilege could be maintained"),
    ("6", "information which reveals that the authority proposes a notice, order or direction"),
    ("7", "information relating to action taken in connection with crime"),
];

#[derive(Template)]
#[template(path = "reports/settings.html")]
struct Page {
    shell: Shell,
    address: String,
    name: String,
    meeting: DateParts,
    item: String,
    present: bool,
    paragraphs: Vec<Choice>,
    why: String,
    how: &'static str,
    text: String,
    revision: i64,
    open: bool,
}

/// The reason as it is printed: the paragraph, and why keeping it back outweighs the public’s interest.
fn reason(paragraph: &str, why: &str) -> Option<String> {
    let (number, words) = PARAGRAPHS.iter().find(|(number, _)| *number == paragraph)?;
    Some(format!(
        "Exempt under paragraph {number} of Part 1 of Schedule 12A to the Local Government Act 1972 ({words}): {why}"
    ))
}

/// Paragraph and words of a printed reason.
fn parts(reason: &str) -> (String, String) {
    let paragraph = reason.strip_prefix("Exempt under paragraph ").and_then(|rest| rest.get(..1)).unwrap_or_default();
    let why = reason.split_once("): ").map_or("", |(_, why)| why);
    (paragraph.to_owned(), why.to_owned())
}

fn show(visit: &Visit, draft: &Draft, sent: Option<&Fields>, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let report = &draft.report;
    let (paragraph, why) = parts(&report.exempt.reason);
    let or = |name: &str, kept: &str| sent.map_or_else(|| kept.to_owned(), |fields| fields.text(name));
    let mut shell = frame(visit, draft, "Title, meeting and exempt appendix", "settings");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let chosen = or("paragraph", &paragraph);
    let mut paragraphs = vec![Choice::new("", "Choose a paragraph").chosen(chosen.is_empty())];
    paragraphs.extend(
        PARAGRAPHS.map(|(number, words)| {
            Choice::new(number, format!("Paragraph {number}: {words}")).chosen(number == chosen)
        }),
    );
    let page = Page {
        address: format!("/reports/{}/settings", report.id),
        name: or("title", &report.title),
        meeting: sent.map_or_else(|| DateParts::of(report.meeting_date), |fields| fields.parts("meeting")),
        item: or("item", &report.item),
        present: sent.map_or(report.exempt.present, |fields| fields.ticked("present")),
        paragraphs,
        why: or("why", &why),
        how: wording::OF_TEXTS,
        text: or("text", &report.exempt.text),
        revision: report.revision,
        open: draft.is_open(),
        shell,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

/// The most characters that an item of an agenda may have here; records take somewhat more.
const ITEM: usize = 60;

/// Says where what was sent as the agenda’s item is no item but a text.
pub fn too_long(fields: &Fields, mistakes: &mut Vec<Mistake>) {
    if fields.get("item").chars().count() > ITEM {
        mistakes.push(Mistake::new("item", format!("The item must have at most {ITEM} characters, such as ITEM 07")));
    }
}

pub async fn page(visit: Visit, Path(report): Path<String>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    show(&visit, &draft, None, Vec::new())
}

pub async fn send(visit: Visit, Path(report): Path<String>, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    let mut mistakes = Vec::new();
    let meeting_date = fields.date("meeting", "The date of the meeting", &mut mistakes);
    if fields.get("title").is_empty() {
        mistakes.push(Mistake::new("title", "Enter a title"));
    }
    too_long(&fields, &mut mistakes);
    let exempt = match fields.ticked("present") {
        true => {
            let why = fields.get("why");
            let reason = reason(fields.get("paragraph"), why);
            if reason.is_none() {
                mistakes.push(Mistake::new("paragraph", "Choose the paragraph of Schedule 12A that applies"));
            }
            if why.is_empty() {
                mistakes.push(Mistake::new("why", "Say why the public interest is better served by keeping it back"));
            }
            if fields.get("text").is_empty() {
                mistakes.push(Mistake::new("text", "Write the appendix"));
            }
            mistakes.extend(wording::mistakes(&visit, "text", &fields.text("text"), false));
            Exempt { present: true, text: fields.text("text"), reason: reason.unwrap_or_default() }
        }
        // What was written stays out of the way and is not lost.
        false => Exempt { present: false, text: fields.text("text"), reason: draft.report.exempt.reason.clone() },
    };
    if !mistakes.is_empty() {
        return show(&visit, &draft, Some(&fields), mistakes);
    }
    let edit =
        ReportEdit { title: fields.get("title").to_owned(), meeting_date, item: fields.get("item").to_owned(), exempt };
    let (records, id) = (visit.site.records(), draft.report.id);
    match records.edit_report(id, &edit, fields.number("revision"), by(&visit)?, visit.site.now()).await? {
        Saved::Done(_) => Ok(done(&format!("/reports/{id}"), "settings")),
        Saved::Conflict { .. } => {
            let said = "Somebody changed this while you wrote. Look at what it says now, then save again";
            let again = Draft::load(&visit.site, id).await?;
            show(&visit, &again, Some(&fields), vec![Mistake::new("title", said)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_back_as_it_was_given() {
        let printed = reason("3", "it names the agency’s rates").unwrap();
        assert!(printed.starts_with("Exempt under paragraph 3 of Part 1 of Schedule 12A"), "{printed}");
        assert_eq!(parts(&printed), ("3".to_owned(), "it names the agency’s rates".to_owned()));
        assert_eq!(reason("9", "x"), None);
        assert_eq!(parts(""), (String::new(), String::new()));
    }
}
