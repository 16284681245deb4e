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
    seen: String,
}

#[derive(Template)]
#[template(path = "restricted/openings.html")]
struct Openings {
    shell: Shell,
    rows: Vec<Row>,
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
            seen: opening.seen_by_owner_at.map(moment).unwrap_or_default(),
            active: opened.active,
            by: opened.by,
        }
    };
    let rows = ask.openings().await?.into_iter().map(row).collect();
    let mut shell = visit.shell("Openings of restricted records");
    shell.breadcrumbs = vec![Link::new("Due and overdue", "/due"), Link::new("Find a child", "/children")];
    visit.page(&Openings { shell, rows })
}
