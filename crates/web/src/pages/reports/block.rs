//! One text: last month's beside it, who writes it by when, saved against what its writer saw.

use super::draft::{Draft, month_words};
use super::form::{DateParts, Fields};
use super::{by, done, frame, number};
use crate::access::{Permission, permissions_of};
use crate::clock::moment;
use crate::components::Choice;
use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use records::{Block, Saved};
use report::paper::reference;
use report::words;

#[derive(Template)]
#[template(path = "reports/text.html")]
struct Page {
    shell: Shell,
    address: String,
    section: String,
    how: &'static str,
    text: String,
    revision: i64,
    changed: String,
    theirs: Option<String>,
    before: Option<(String, String)>,
    owners: Vec<Choice>,
    due: DateParts,
    assigned: String,
    revisions: Vec<(String, String)>,
    assigns: bool,
    open: bool,
}

/// What a writer needs to know of the form of a text.
const HOW: &str = "Plain words. A blank line begins a paragraph, a dash at the beginning of a line an item of a list. \
                   Numbers of the report stand for themselves, for example {{ contacts.value }}.";

/// The draft and the text, for those who draft and for the one who was asked to write it; nobody else may know of it.
async fn opened(visit: &Visit, report: &str, key: &str) -> Result<(Draft, Block), Problem> {
    let draft = Draft::load(&visit.site, number(report)?).await?;
    let block = draft.blocks.iter().find(|block| block.key == key && key != super::matters::KEY).cloned();
    let block = block.ok_or(Problem::NotFound)?;
    let own = block.owner == Some(by(visit)?);
    if own || visit.may(Permission::DraftReports) || visit.may(Permission::SeeReports) {
        Ok((draft, block))
    } else {
        Err(Problem::NotFound)
    }
}

/// Whether the person may change the text.
fn writes(visit: &Visit, block: &Block) -> bool {
    visit.may(Permission::DraftReports) || visit.viewer().is_ok_and(|viewer| block.owner == Some(viewer.account))
}

/// Accounts that may be asked to write something.
pub fn writers(draft: &Draft, chosen: Option<i64>) -> Vec<Choice> {
    writers_of(&draft.accounts, chosen)
}

/// The same of a list of accounts.
pub fn writers_of(accounts: &[records::Account], chosen: Option<i64>) -> Vec<Choice> {
    let may = |account: &&records::Account| {
        account.is_active()
            && account.profile.roles.iter().any(|role| permissions_of(*role).contains(&Permission::SeeNumbers))
    };
    let mut out = vec![Choice::new("", "Nobody").chosen(chosen.is_none())];
    out.extend(accounts.iter().filter(may).map(|account| {
        Choice::new(account.id.to_string(), account.profile.display_name.clone()).chosen(chosen == Some(account.id))
    }));
    out
}

async fn show(
    visit: &Visit,
    draft: &Draft,
    block: &Block,
    sent: Option<String>,
    theirs: Option<String>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let records = visit.site.records();
    let section = draft.tasks()?.into_iter().find(|task| task.key == block.key).map(|task| task.section);
    let section = section.unwrap_or_else(|| block.key.clone());
    let before = match records.report_before(&draft.report.template, &draft.report.month).await? {
        Some(before) => {
            let text = records.block(before.id, &block.key).await?.map(|block| block.text).unwrap_or_default();
            Some((month_words(&before.month), text))
        }
        None => None,
    };
    let revisions = records.block_revisions(draft.report.id, &block.key).await?;
    let revisions = revisions
        .iter()
        .skip(1)
        .map(|old| (format!("{}, {}", moment(old.at), draft.people.name(old.by)), old.text.clone()))
        .collect();
    let mut shell = frame(visit, draft, &section, "text");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let page = Page {
        address: format!("/reports/{}/texts/{}", draft.report.id, block.key),
        section,
        how: HOW,
        text: sent.unwrap_or_else(|| block.text.clone()),
        revision: block.revision,
        changed: format!("Last saved on {} by {}", moment(block.changed_at), draft.people.name(block.changed_by)),
        theirs,
        before,
        owners: writers(draft, block.owner),
        due: DateParts::of(block.due),
        assigned: super::show::owned(draft, Some(block)),
        revisions,
        assigns: visit.may(Permission::DraftReports),
        open: draft.is_open() && writes(visit, block),
        shell,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

pub async fn page(visit: Visit, Path((report, key)): Path<(String, String)>) -> Result<Response, Problem> {
    let (draft, block) = opened(&visit, &report, &key).await?;
    show(&visit, &draft, &block, None, None, Vec::new()).await
}

pub async fn send(
    visit: Visit,
    Path((report, key)): Path<(String, String)>,
    Sent(fields): Sent<Fields>,
) -> Result<Response, Problem> {
    let (draft, block) = opened(&visit, &report, &key).await?;
    if !writes(&visit, &block) {
        return Err(Problem::NotAllowed);
    }
    let text = fields.text("text");
    let mistakes: Vec<Mistake> = wrong_references(&visit, &text).into_iter().map(|m| Mistake::new("text", m)).collect();
    if !mistakes.is_empty() {
        return show(&visit, &draft, &block, Some(text), None, mistakes).await;
    }
    let (records, now) = (visit.site.records(), visit.site.now());
    let saved = records.save_block(draft.report.id, &key, &text, fields.number("revision"), by(&visit)?, now).await?;
    match saved {
        Saved::Done(_) => Ok(done(&format!("/reports/{}/texts/{key}", draft.report.id), "saved")),
        Saved::Conflict { theirs, yours } => {
            let said = format!(
                "{} saved this text while you wrote. Nothing of yours was kept yet. Bring the two together and save again.",
                draft.people.name(theirs.changed_by)
            );
            let theirs_text = theirs.text.clone();
            show(&visit, &draft, &theirs, Some(yours), Some(theirs_text), vec![Mistake::new("text", said)]).await
        }
    }
}

pub async fn assign(
    visit: Visit,
    Path((report, key)): Path<(String, String)>,
    Sent(fields): Sent<Fields>,
) -> Result<Response, Problem> {
    let (draft, block) = opened(&visit, &report, &key).await?;
    let mut mistakes = Vec::new();
    let due = fields.date("due", "The due date", &mut mistakes);
    let owner = fields.account("owner");
    let known = writers(&draft, owner);
    if owner.is_some_and(|owner| !known.iter().any(|choice| choice.value == owner.to_string())) {
        mistakes.push(Mistake::new("owner", "Choose someone from the list"));
    }
    if !mistakes.is_empty() {
        return show(&visit, &draft, &block, None, None, mistakes).await;
    }
    let (records, now) = (visit.site.records(), visit.site.now());
    records.assign_block(draft.report.id, &key, owner, due, by(&visit)?, now).await?;
    Ok(done(&format!("/reports/{}/texts/{key}", draft.report.id), "assigned"))
}

/// References in a text that stand for no number, each with its line.
fn wrong_references(visit: &Visit, text: &str) -> Vec<String> {
    let Ok(reading) = visit.reading() else { return Vec::new() };
    let known = |id: &str| reading.engine().catalogue().find(id).is_some();
    let wrong = |(line, found): (usize, Result<reference::Reference, String>)| match found {
        Err(message) => Some(format!("Line {line}: {}", words::sentence(&message))),
        Ok(reference::Reference::Indicator { id, .. }) if !known(&id) => {
            Some(format!("Line {line}: there is no indicator “{id}”. The indicators page lists those there are"))
        }
        Ok(_) => None,
    };
    reference::all(text).into_iter().filter_map(wrong).collect()
}
