//! What stands behind a row of the performance table: story, action, who, by when.

use super::draft::{Draft, TableRow, month_words};
use super::form::{DateParts, Fields};
use super::{by, done, frame, number, wording};
use crate::components::Address;
use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use records::{RowNote, RowNoteText, Saved};
use report::words;

#[derive(Template)]
#[template(path = "reports/row.html")]
struct Page {
    shell: Shell,
    address: String,
    scope: String,
    story: String,
    action: String,
    owner: String,
    due: DateParts,
    due_past: String,
    revision: i64,
    theirs: Option<Said>,
    before: Option<(String, Said)>,
    number: String,
    how: &'static str,
    open: bool,
}

/// A note to be read.
struct Said {
    story: String,
    action: String,
    owner: String,
}

fn said(text: &RowNoteText) -> Said {
    let owner = match text.due {
        Some(due) if !text.owner.is_empty() => format!("{}, by {}", text.owner, words::date(due)),
        _ => text.owner.clone(),
    };
    Said { story: text.story.clone(), action: text.action.clone(), owner }
}

/// Where a row’s note is written.
pub fn address(root: &str, indicator: &str, scope: &str) -> String {
    let query = match scope {
        "" => Vec::new(),
        scope => vec![("scope".to_owned(), scope.to_owned())],
    };
    Address::new(format!("{root}/rows/{indicator}"), query).to_string()
}

async fn opened(visit: &Visit, report: &str, indicator: &str, scope: &str) -> Result<(Draft, TableRow), Problem> {
    let draft = Draft::load(&visit.site, number(report)?).await?;
    let rows = draft.rows(visit.reading().ok().as_deref())?;
    let row = rows.into_iter().find(|row| row.indicator == indicator && row.scope == scope);
    row.map(|row| (draft, row)).ok_or(Problem::NotFound)
}

async fn show(
    visit: &Visit,
    (draft, row): &(Draft, TableRow),
    note: Option<&RowNote>,
    sent: Option<&Fields>,
    theirs: Option<Said>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let records = visit.site.records();
    let before = match records.report_before(&draft.report.template, &draft.report.month).await? {
        Some(before) => {
            let note = records.row_note(before.id, &row.indicator, &row.scope).await?;
            note.map(|note| (month_words(&before.month), said(&note.text)))
        }
        None => None,
    };
    let kept = note.map(|note| note.text.clone()).unwrap_or_default();
    let mut shell = frame(visit, draft, &row.title, "row");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let or = |name: &str, kept: String| sent.map_or(kept, |fields| fields.text(name));
    let page = Page {
        address: format!("/reports/{}/rows/{}", draft.report.id, row.indicator),
        scope: row.scope.clone(),
        story: or("story", kept.story),
        action: or("action", kept.action),
        owner: or("owner", kept.owner),
        due: sent.map_or_else(|| DateParts::of(kept.due), |fields| fields.parts("due")),
        due_past: sent.map_or_else(String::new, |fields| fields.past("due", visit.site.today())),
        revision: note.map_or(0, |note| note.revision),
        theirs,
        before,
        number: says(visit, draft, &row.indicator).await,
        how: wording::OF_ROWS,
        open: draft.is_open(),
        shell,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

/// The row’s number in a sentence, as the report has it; empty where there is none yet.
async fn says(visit: &Visit, draft: &Draft, indicator: &str) -> String {
    let Ok(numbers) = draft.numbers(&visit.site).await else { return String::new() };
    let Some(known) = numbers.facts.indicators.get(indicator) else { return String::new() };
    report::performance::sentence(&numbers.facts.base, known)
}

pub async fn page(visit: Visit, Path((report, indicator)): Path<(String, String)>) -> Result<Response, Problem> {
    let scope = visit.filters.get("scope").unwrap_or_default().to_owned();
    let opened = opened(&visit, &report, &indicator, &scope).await?;
    let note = opened.0.notes.iter().find(|note| note.indicator == indicator && note.scope == scope);
    show(&visit, &opened, note, None, None, Vec::new()).await
}

pub async fn send(
    visit: Visit,
    Path((report, indicator)): Path<(String, String)>,
    Sent(fields): Sent<Fields>,
) -> Result<Response, Problem> {
    let scope = fields.get("scope").to_owned();
    let opened = opened(&visit, &report, &indicator, &scope).await?;
    let note = opened.0.notes.iter().find(|note| note.indicator == indicator && note.scope == scope);
    let mut mistakes = Vec::new();
    let kept = note.and_then(|note| note.text.due);
    let due = fields.due("due", "The date", kept, visit.site.today(), &mut mistakes);
    let owner = fields.get("owner").to_owned();
    if !fields.get("action").is_empty() && owner.is_empty() {
        mistakes.push(Mistake::new("owner", "Say who carries out the action"));
    }
    for field in ["story", "action", "owner"] {
        mistakes.extend(wording::mistakes(&visit, field, &fields.text(field), true));
    }
    if !mistakes.is_empty() {
        return show(&visit, &opened, note, Some(&fields), None, mistakes).await;
    }
    let text = RowNoteText { story: fields.text("story"), action: fields.text("action"), owner, due };
    let (records, id, based_on) = (visit.site.records(), opened.0.report.id, fields.number("revision"));
    let now = visit.site.now();
    match records.save_row_note(id, &indicator, &scope, &text, based_on, by(&visit)?, now).await? {
        Saved::Done(_) => Ok(done(&format!("/reports/{id}"), "saved")),
        Saved::Conflict { theirs, .. } => {
            let said_by = opened.0.people.name(theirs.changed_by).to_owned();
            let mistake = Mistake::new(
                "story",
                format!("{said_by} saved this row while you wrote. Bring the two together and save again."),
            );
            show(&visit, &opened, Some(&theirs), Some(&fields), Some(said(&theirs.text)), vec![mistake]).await
        }
    }
}
