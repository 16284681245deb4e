//! `/api/v1/due`: what is overdue and what falls due, of children in scope, each read written to the access log.

use super::about::About;
use super::answer::{Paging, json};
use super::endpoint::{Answer, Endpoint, Parameter, Takes, query};
use super::file::{self, Given};
use super::list::{self, List, Rows, addresses};
use super::query::{PAGE, Query};
use super::schema::one_of;
use crate::access::Permission;
use crate::ask::{Ask, How, SomeDue, WantedDue};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::Needs;
use crate::visit::Visit;
use axum::response::Response;
use axum::routing::get;
use council::due::{By, Tally};
use council::sheet::Sheet;
use jiff::civil::Date;
use measure::Due;
use serde::Serialize;
use utoipa::ToSchema;

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

const COUNTED: &[Parameter] = &[query(
    "by",
    Takes::Word(counted_by),
    "Counts of all rows by this, besides the rows themselves; given several times, by all of them at once.",
)
.many()];

fn counted_by() -> Vec<&'static str> {
    By::ALL.map(By::word).to_vec()
}

fn states() -> Vec<&'static str> {
    vec!["overdue", "due"]
}

fn state() -> utoipa::openapi::schema::Object {
    one_of(states())
}

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    List {
        addresses: addresses!("due"),
        needs: Needs::Permission(Permission::SeeDue),
        titles: ["Due and overdue", "Due and overdue as CSV", "Due and overdue as Parquet"],
        about: [
            "What is overdue at the data date and what falls due soon, of children in the caller’s scope: first those \
             without a worker who is there, then by team, worker and date. Of restricted records it says only whose \
             they are. Each call is written to the access log.",
            list::WHOLE,
            list::DESCRIPTION,
            list::PARQUET_WHOLE,
        ],
        filters: FILTERS,
        json_takes: &[COUNTED, PAGE],
        answer: Answer::json::<DueList>(),
        about_children: true,
        tagged: false,
        handlers: DueList::handlers(get(due)),
    }
    .endpoints()
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

/// How much is due of a kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueCount {
    /// What: visit, review, assessment …; null where it was not counted by that.
    #[schema(required = true)]
    what: Option<String>,
    /// The worker’s team, empty where there is none; null where it was not counted by that.
    #[schema(required = true)]
    team_id: Option<String>,
    /// The worker now, empty where there is none; null where it was not counted by that.
    #[schema(required = true)]
    worker_id: Option<String>,
    /// How much is overdue.
    overdue: usize,
    /// How much falls due and is not overdue.
    due: usize,
    /// How much of both has nobody to do it: no worker, or one who has left or is away for long.
    with_nobody: usize,
}

/// What is due and overdue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueList {
    about: About,
    /// The rows.
    due: Vec<DueThing>,
    /// How much there is of each kind that was asked for, over all rows and not only those given here.
    counts: Vec<DueCount>,
    /// Restricted records of which something is due, by person id: nothing else of them is told. None where the rows
    /// are narrowed down, since being there would tell what they are narrowed down by.
    restricted: Vec<String>,
    /// Of how many more records something is due whose person id is not told. 0 where the rows are narrowed down.
    unnamed: usize,
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

fn count(tally: Tally) -> DueCount {
    let Tally { what, team_id, worker_id, counts } = tally;
    DueCount { what, team_id, worker_id, overdue: counts.overdue, due: counts.soon, with_nobody: counts.nobody }
}

/// The filters that leave rows out.
const NARROWING: [&str; 4] = ["state", "what", "team", "worker"];

/// Gives what a query asks for.
async fn some(ask: &Ask, query: &Query<'_>, by: Vec<By>, how: How, page: (usize, usize)) -> Result<SomeDue, Problem> {
    let of = |name: &'static str| query.all(name).into_iter().map(move |value| format!("{name}={value}"));
    let chosen_words: Vec<String> = NARROWING.into_iter().flat_map(of).collect();
    let wanted = WantedDue {
        days: query.whole("days") as i32,
        takes: &|due| chosen(query, due),
        narrows: !chosen_words.is_empty(),
        words: chosen_words.join(" "),
        by,
    };
    ask.some_due(&wanted, how, page).await
}

async fn due(visit: Visit) -> Result<Response, Problem> {
    let query = Query::of(&visit)?;
    let words = query.all("by");
    let by = By::ALL.into_iter().filter(|by| words.contains(&by.word())).collect();
    let (ask, page) = (visit.ask()?, query.page());
    let found = some(&ask, &query, by, How::Api, page).await?;
    json(&DueList {
        about: About::internal(ask.reading(), "What is due and overdue"),
        due: found.rows.into_iter().map(thing).collect(),
        counts: found.counts.into_iter().map(count).collect(),
        restricted: found.restricted,
        unnamed: found.unnamed,
        paging: Paging::new(&visit, found.total, page),
    })
}

fn given(visit: &Visit, reading: &Reading) -> Given {
    Given::new(About::internal(reading, "What is due and overdue"), "due", visit)
}

impl Rows for DueList {
    async fn all(visit: &Visit) -> Result<(Sheet, Given), Problem> {
        let query = Query::of(visit)?;
        let ask = visit.ask()?;
        let found = some(&ask, &query, Vec::new(), How::Export, (0, usize::MAX)).await?;
        let mut sheet = council::lists::due(&found.rows);
        file::closed(&mut sheet, &found.restricted);
        Ok((sheet, given(visit, ask.reading())))
    }

    fn none(visit: &Visit) -> Result<(Sheet, Given), Problem> {
        Query::of(visit)?;
        Ok((council::lists::due(&[]), given(visit, &*visit.reading()?)))
    }
}
