//! One text: last month's beside it, who writes it by when, saved against what its writer saw.

use super::draft::{Draft, month_words};
use super::form::{DateParts, Fields};
use super::{by, done, frame, number, wording};
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
    due_past: String,
    assigned: String,
    revisions: Vec<(String, String)>,
    assigns: bool,
    open: bool,
}

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

/// What was sent to the page and could not be saved.
enum Sending<'f> {
    /// Nothing was.
    Nothing,
    /// A text, and what somebody else saved meanwhile.
    Text(String, Option<String>),
    /// Owner and due date.
    Owner(&'f Fields),
}

async fn show(
    visit: &Visit,
    draft: &Draft,
    block: &Block,
    sent: Sending<'_>,
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
    let (mut text, mut theirs) = (None, None);
    let (mut owner, mut due, mut due_past) = (block.owner, DateParts::of(block.due), String::new());
    match sent {
        Sending::Nothing => {}
        Sending::Text(yours, other) => (text, theirs) = (Some(yours), other),
        Sending::Owner(fields) => {
            (owner, due) = (fields.account("owner"), fields.parts("due"));
            due_past = fields.past("due", visit.site.today());
        }
    }
    let page = Page {
        address: format!("/reports/{}/texts/{}", draft.report.id, block.key),
        section,
        how: wording::OF_TEXTS,
        text: text.unwrap_or_else(|| block.text.clone()),
        revision: block.revision,
        changed: format!("Last saved on {} by {}", moment(block.changed_at), draft.people.name(block.changed_by)),
        theirs,
        before,
        owners: writers(draft, owner),
        due,
        due_past,
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
    show(&visit, &draft, &block, Sending::Nothing, Vec::new()).await
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
    let mistakes = wording::mistakes(&visit, "text", &text, false);
    if !mistakes.is_empty() {
        return show(&visit, &draft, &block, Sending::Text(text, None), mistakes).await;
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
            let sent = Sending::Text(yours, Some(theirs_text));
            show(&visit, &draft, &theirs, sent, vec![Mistake::new("text", said)]).await
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
    let due = fields.due("due", "The due date", block.due, visit.site.today(), &mut mistakes);
    let owner = fields.account("owner");
    let known = writers(&draft, owner);
    if owner.is_some_and(|owner| !known.iter().any(|choice| choice.value == owner.to_string())) {
        mistakes.push(Mistake::new("owner", "Choose someone from the list"));
    }
    if !mistakes.is_empty() {
        return show(&visit, &draft, &block, Sending::Owner(&fields), mistakes).await;
    }
    let (records, now) = (visit.site.records(), visit.site.now());
    records.assign_block(draft.report.id, &key, owner, due, by(&visit)?, now).await?;
    Ok(done(&format!("/reports/{}/texts/{key}", draft.report.id), "assigned"))
}
