//! `/api/v1/due`: what is overdue and what falls due, of children in scope, each read written to the access log.

use super::about::About;
use super::answer::{Paging, json};
use super::endpoint::{Answer, CSV, Endpoint, Parameter, Takes, query};
use super::file::{self, Csvw, Given};
use super::query::{PAGE, Query};
use super::schema::one_of;
use crate::access::Permission;
use crate::ask::How;
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::visit::Visit;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use measure::Due;
use serde::Serialize;
use utoipa::ToSchema;

const SEES: Needs = Needs::Permission(Permission::SeeDue);

const FILTERS: &[Parameter] = &[
    query(
        "days",
        Takes::Whole { least: 0, most: 260, otherwise: 10 },
        "What falls due within so many working days of the data date is there besides what is overdue.",
    ),
    query("state", Takes::Word(states), "Only what is overdue, or only what falls due."),
    query("what", Takes::Text, "Only this kind of work: visit, review, assessment …").many(),
    query("team", Takes::Text, "Only what is this team’s now.").many(),
    query("worker", Takes::Text, "Only what is this worker’s now.").many(),
];

fn states() -> Vec<&'static str> {
    vec!["overdue", "due"]
}

fn state() -> utoipa::openapi::schema::Object {
    one_of(states())
}

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    let api = |name, path, title, handler| Route::api(name, path, SEES, title, handler);
    vec![
        Endpoint::new(
            api("api-due", "/api/v1/due", "Due and overdue", get(due)).about_children(),
            Answer::json::<DueList>(),
            "What is overdue at the data date and what falls due soon, of children in the caller’s scope: first those \
             without a worker who is there, then by team, worker and date. Each call is written to the access log.",
        )
        .with(FILTERS)
        .with(PAGE),
        Endpoint::new(
            api("api-due-csv", "/api/v1/due.csv", "Due and overdue as CSV", get(csv)).about_children(),
            Answer::File(&[CSV]),
            "The same rows, all of them, as CSV. Each call is written to the access log as an export.",
        )
        .with(FILTERS),
        Endpoint::new(
            api("api-due-csvw", "/api/v1/due.csv-metadata.json", "What describes the CSV file", get(csvw)),
            Answer::csvw::<Csvw>(),
            "What describes the CSV file of the same query: its columns, its data. It has no rows.",
        )
        .with(FILTERS),
    ]
}

/// Something overdue, or that falls due.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueThing {
    /// What: visit, review, assessment …
    what: String,
    /// The indicator that it counts in.
    indicator: String,
    /// The child.
    person_id: String,
    /// The child’s family; the child’s own id where none is recorded.
    family_id: String,
    /// The day it falls or fell due.
    #[schema(value_type = String, format = Date)]
    due: Date,
    /// Since when the time runs; null where that is not known.
    #[schema(value_type = Option<String>, format = Date, required = true)]
    since: Option<Date>,
    /// Whether it is past due at the data date.
    #[schema(schema_with = state)]
    state: &'static str,
    /// Working days past due (above 0) or left (0 and below) at the data date.
    working_days_over: i32,
    /// The worker now; empty where there is none.
    worker_id: String,
    /// The worker’s team; empty where there is none.
    team_id: String,
    /// Why it stands first: no worker, worker has left, worker on long absence; empty otherwise.
    attention: String,
}

/// What is due and overdue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueList {
    about: About,
    /// The rows.
    due: Vec<DueThing>,
    paging: Paging,
}

fn word(due: &Due) -> &'static str {
    if due.overdue { "overdue" } else { "due" }
}

fn thing(due: Due) -> DueThing {
    DueThing {
        state: word(&due),
        what: due.what,
        indicator: due.indicator,
        person_id: due.person_id,
        family_id: due.family_id,
        due: due.due,
        since: due.since,
        working_days_over: due.working_days_over,
        worker_id: due.worker_id,
        team_id: due.team_id,
        attention: due.attention,
    }
}

/// Whether a query asks for this.
fn chosen(query: &Query<'_>, due: &Due) -> bool {
    let among = |name: &str, value: &str| {
        let all = query.all(name);
        all.is_empty() || all.contains(&value)
    };
    query.text("state").is_none_or(|state| state == word(due))
        && among("what", &due.what)
        && among("team", &due.team_id)
        && among("worker", &due.worker_id)
}

/// What was chosen, for the access log.
fn words(query: &Query<'_>) -> String {
    let of = |name: &'static str| query.all(name).into_iter().map(move |value| format!("{name}={value}"));
    ["state", "what", "team", "worker"].into_iter().flat_map(of).collect::<Vec<_>>().join(" ")
}

async fn due(visit: Visit) -> Result<Response, Problem> {
    let query = Query::of(&visit)?;
    let ask = visit.ask()?;
    let (days, page) = (query.whole("days") as i32, query.page());
    let (rows, total) = ask.some_due(days, |due| chosen(&query, due), &words(&query), How::Api, page).await?;
    json(&DueList {
        about: About::internal(ask.reading(), "What is due and overdue"),
        due: rows.into_iter().map(thing).collect(),
        paging: Paging::new(&visit, total, page),
    })
}

fn given(visit: &Visit, reading: &crate::reading::Reading) -> Given {
    Given::new(About::internal(reading, "What is due and overdue"), "due", visit)
}

async fn csv(visit: Visit) -> Result<Response, Problem> {
    let query = Query::of(&visit)?;
    let ask = visit.ask()?;
    let days = query.whole("days") as i32;
    let all = (0, usize::MAX);
    let (rows, _) = ask.some_due(days, |due| chosen(&query, due), &words(&query), How::Export, all).await?;
    file::csv(&council::lists::due(&rows), &given(&visit, ask.reading()))
}

async fn csvw(visit: Visit) -> Result<Response, Problem> {
    Query::of(&visit)?;
    let reading = visit.reading()?;
    file::csvw(&council::lists::due(&[]), given(&visit, &reading))
}
