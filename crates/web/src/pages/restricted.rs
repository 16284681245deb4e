//! Restricted records: opening one with a reason, and who opened which.

use crate::access::Permission;
use crate::ask::{COUNCIL, OPEN_FOR};
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Link, Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use records::Opening;
use report::words;
use serde::Deserialize;

/// The routes.
pub fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Permission::OpenRestricted);
    vec![
        Route::form("open-restricted", "/children/{person_id}/open", needs, "open a restricted record", post(open))
            .under(Section::Due)
            .about_children(),
        Route::page("openings", "/openings", needs, "Openings of restricted records", get(openings))
            .under(Section::Due)
            .about_children(),
        Route::form("openings-seen", "/openings", needs, "Says that openings were seen", post(seen))
            .under(Section::Due),
    ]
}

#[derive(Template)]
#[template(path = "restricted/ask.html")]
struct AskWhy {
    shell: Shell,
    action: String,
    reason: String,
    hours: i64,
}

/// The page that says that a record is restricted and asks for a reason.
///
/// # Errors
/// The page can't be written.
pub(crate) fn ask_why(visit: &Visit, person_id: &str, reason: &str, wrong: Option<&str>) -> Result<Response, Problem> {
    let mut shell = visit.shell("This record is restricted");
    shell.breadcrumbs = vec![Link::new("Due and overdue", "/due"), Link::new("Find a child", "/children")];
    shell.errors = wrong.map(|wrong| Mistake::new("reason", wrong)).into_iter().collect();
    let action = format!("{}/open", super::due::child_href(person_id));
    let hours = OPEN_FOR.as_hours();
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, visit.page(&AskWhy { shell, action, reason: reason.to_owned(), hours })?).into_response())
}

/// What is sent.
#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    reason: String,
}

async fn open(visit: Visit, Path(person_id): Path<String>, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    match visit.ask()?.open_restricted(&person_id, &form.reason).await {
        Ok(_) => {
            let journey = super::due::child_href(&person_id);
            Ok(Redirect::to(&format!("{journey}?done=opened")).into_response())
        }
        Err(Problem::Wrong(lines)) => ask_why(&visit, &person_id, &form.reason, lines.first().map(String::as_str)),
        Err(problem) => Err(problem),
    }
}

/// Until when a record is open, in a sentence.
pub(crate) fn until(opening: &Opening) -> String {
    format!("This record is restricted. It is open to you until {}.", moment(opening.expires_at))
}

/// A time in England.
fn moment(at: Timestamp) -> String {
    let at = crate::clock::local(at);
    format!("{} at {:02}:{:02}", words::date(at.date()), at.hour(), at.minute())
}

/// A row of the list.
struct Row {
    person: String,
    href: String,
    by: String,
    reason: String,
    opened: String,
    until: String,
    active: bool,
    owner: String,
    /// Who has said that they saw it, and when.
    seen: Vec<String>,
    /// Whether it waits for the visitor to say so.
    waits: bool,
}

#[derive(Template)]
#[template(path = "restricted/openings.html")]
struct Openings {
    shell: Shell,
    rows: Vec<Row>,
    /// How many wait for the visitor to say that they saw them, in words; empty for none.
    waiting: String,
    /// The newest of the rows, so that the form is about no other.
    newest: i64,
}

/// What the form that says so sends.
#[derive(Deserialize)]
struct Saw {
    newest: i64,
}

async fn seen(visit: Visit, Sent(saw): Sent<Saw>) -> Result<Response, Problem> {
    visit.ask()?.openings_seen(saw.newest).await?;
    Ok(Redirect::to("/openings?done=seen").into_response())
}

async fn openings(visit: Visit) -> Result<Response, Problem> {
    let ask = visit.ask()?;
    let called = ask.called();
    let row = |opened: crate::ask::Opened| {
        let opening = &opened.opening;
        Row {
            person: opening.person_id.clone(),
            href: super::due::child_href(&opening.person_id),
            reason: opening.reason.clone(),
            opened: moment(opening.opened_at),
            until: moment(opening.expires_at),
            owner: match opening.owner.as_str() {
                COUNCIL => "The director".to_owned(),
                team => called.team_name(team).to_owned(),
            },
            seen: opened.seen.iter().map(|(who, at)| format!("{who}, {}", moment(*at))).collect(),
            waits: opened.waits,
            active: opened.active,
            by: opened.by,
        }
    };
    let found = ask.openings().await?;
    let newest = found.iter().map(|opened| opened.opening.id).max().unwrap_or_default();
    let waiting = match found.iter().filter(|opened| opened.waits).count() {
        0 => String::new(),
        waiting => super::due::counted(waiting, "opening"),
    };
    let rows = found.into_iter().map(row).collect();
    let mut shell = visit.shell("Openings of restricted records");
    shell.success = visit
        .filters
        .is("done", "seen")
        .then(|| "You have said that you saw the openings. New ones will be shown on your Today page.".to_owned());
    shell.breadcrumbs = vec![Link::new("Due and overdue", "/due"), Link::new("Find a child", "/children")];
    visit.page(&Openings { shell, rows, waiting, newest })
}
