//! `/api/v1/working`: the children behind a number, of those in scope, each read written to the access log.

use super::about::About;
use super::answer::{Paging, json};
use super::endpoint::{Answer, Endpoint, Parameter, Takes, query};
use super::file::{self, Given};
use super::indicators::named;
use super::list::{self, List, Rows, addresses};
use super::query::{PAGE, Query};
use super::schema;
use crate::access::Permission;
use crate::ask::How;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::Needs;
use crate::visit::Visit;
use axum::response::Response;
use axum::routing::get;
use council::sheet::Sheet;
use jiff::civil::Date;
use measure::{Counted, Dimension, Filter};
use serde::Serialize;
use standard::period::{Period, PeriodKind};
use utoipa::ToSchema;

const FILTERS: &[Parameter] = &[
    query("indicator", Takes::Text, "The id or alias of the indicator.").required(),
    query("month", Takes::Month, "The month that the period ends with; that of the data date where none is given."),
    query("period", Takes::Word(schema::period_kinds), "The kind of period; a month where none is given."),
    query("state", Takes::Word(schema::states), "Only what is in this state.").many(),
    query("team", Takes::Text, "Only what was this team’s on the day that it counts on."),
    query("service", Takes::Text, "Only what was this service’s on the day that it counts on."),
    query("worker", Takes::Text, "Only what was this worker’s on the day that it counts on."),
    query("category", Takes::Text, "Only what has this category."),
    query("sex", Takes::Text, "Only children of this sex, by its code."),
    query("age-band", Takes::Text, "Only children who were in this age band on the day that it counts on."),
    query("ethnicity", Takes::Text, "Only children of this ethnicity, by its code."),
    query("disability", Takes::Text, "Only children with (Y) or without (N) a disability, or not known (U)."),
];

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    List {
        addresses: addresses!("working"),
        needs: Needs::Permission(Permission::SeeChildren),
        titles: ["The children behind a number", "The same as CSV", "The same as Parquet"],
        about: [
            "One row for each thing counted, of children in the caller’s scope, sorted by person, date and unit. Rows name \
             children by their ids, never by name; of restricted records it says only whose they are. Each call is \
             written to the access log.",
            list::WHOLE,
            list::DESCRIPTION,
            "The same rows as Parquet. Each call is written to the access log as an export.",
        ],
        filters: FILTERS,
        json_takes: &[PAGE],
        answer: Answer::json::<Working>(),
        about_children: true,
        tagged: false,
        handlers: Working::handlers(get(working)),
    }
    .endpoints()
}

/// A thing counted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CountedThing {
    /// What identifies it.
    unit_id: String,
    /// The child.
    person_id: String,
    /// The child’s family; the child’s own id where none is recorded.
    family_id: String,
    /// What became of it.
    #[schema(schema_with = schema::state)]
    state: &'static str,
    /// The day it began; null where there is none.
    #[schema(value_type = Option<String>, format = Date, required = true)]
    event_date: Option<Date>,
    /// The day it fell or falls due; null where there is none.
    #[schema(value_type = Option<String>, format = Date, required = true)]
    due: Option<Date>,
    /// The day it was done; null where it wasn’t.
    #[schema(value_type = Option<String>, format = Date, required = true)]
    done: Option<Date>,
    /// The day it counts on; null where it counts on none yet.
    #[schema(value_type = Option<String>, format = Date, required = true)]
    counts_on: Option<Date>,
    /// Its category.
    category: String,
    /// Which part of the number it belongs to: `numerator`, `denominator`, or empty for both.
    part: &'static str,
    /// How much it counts.
    amount: f64,
    /// The worker’s team on that day.
    team_id: String,
    /// The worker on that day.
    worker_id: String,
    /// Anything to say about it.
    note: String,
}

/// The children behind a number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Working {
    about: About,
    /// The indicator.
    indicator: String,
    /// The period.
    period: String,
    /// The rows.
    working: Vec<CountedThing>,
    /// Restricted records that have rows among them, by person id: nothing else of them is told. None where the rows are
    /// narrowed down, since being there would tell what they are narrowed down by.
    restricted: Vec<String>,
    /// How many more rows count, of which not even the person id is told. 0 where the rows are narrowed down.
    unnamed: usize,
    paging: Paging,
}

fn thing(row: Counted) -> CountedThing {
    CountedThing {
        unit_id: row.unit_id,
        person_id: row.person_id,
        family_id: row.family_id,
        state: row.state.word(),
        event_date: row.event_date,
        due: row.due,
        done: row.done,
        counts_on: row.counts_on,
        category: row.category,
        part: row.part,
        amount: row.amount.as_f64(),
        team_id: row.team_id,
        worker_id: row.worker_id,
        note: row.note,
    }
}

/// What a query asks for.
struct Wanted {
    indicator: String,
    period: Period,
    filter: Filter,
}

fn wanted(query: &Query<'_>, reading: &Reading) -> Result<Wanted, Problem> {
    let indicator = named(reading, query.text("indicator").unwrap_or_default())?.id.clone();
    let (first, last) = reading.months();
    let month = query.month("month").unwrap_or(last);
    if month < first || last < month {
        return Err(Problem::wrong(format!("month: choose a month from {first} to {last}.")));
    }
    let kind: PeriodKind = query.text("period").and_then(|word| word.parse().ok()).unwrap_or(PeriodKind::Month);
    let period = kind.ending(month);
    let period = period.ok_or_else(|| Problem::wrong(format!("month: no {} ends with {month}.", kind.word())))?;
    let states = query.all("state");
    let filter = Filter {
        states: schema::STATES.into_iter().filter(|state| states.contains(&state.word())).collect(),
        values: Dimension::ALL
            .iter()
            .filter_map(|(dimension, word)| Some((*dimension, query.text(word)?.to_owned())))
            .collect(),
    };
    Ok(Wanted { indicator, period, filter })
}

async fn working(visit: Visit) -> Result<Response, Problem> {
    let query = Query::of(&visit)?;
    let ask = visit.ask()?;
    let Wanted { indicator, period, filter } = wanted(&query, ask.reading())?;
    let page = query.page();
    let found = ask.some_children(&indicator, &period, &filter, How::Api, page).await.map_err(not_computable)?;
    json(&Working {
        about: About::internal(ask.reading(), "The children behind a number"),
        indicator,
        period: period.to_string(),
        working: found.rows.into_iter().map(thing).collect(),
        restricted: found.restricted,
        unnamed: found.unnamed,
        paging: Paging::new(&visit, found.total, page),
    })
}

/// What is said of an indicator that has no rows because what it needs is missing.
fn not_computable(problem: Problem) -> Problem {
    match problem {
        Problem::NotFound => {
            Problem::wrong("indicator: it can’t be computed from these data; /api/v1/results says what is missing.")
        }
        other => other,
    }
}

fn given(visit: &Visit, reading: &Reading) -> Given {
    Given::new(About::internal(reading, "The children behind a number"), "working", visit)
}

impl Rows for Working {
    async fn all(visit: &Visit) -> Result<(Sheet, Given), Problem> {
        let query = Query::of(visit)?;
        let ask = visit.ask()?;
        let Wanted { indicator, period, filter } = wanted(&query, ask.reading())?;
        let all = (0, usize::MAX);
        let found = ask.some_children(&indicator, &period, &filter, How::Export, all).await.map_err(not_computable)?;
        let mut sheet = council::lists::children(&found.rows);
        file::closed(&mut sheet, &found.restricted);
        Ok((sheet, given(visit, ask.reading())))
    }

    fn none(visit: &Visit) -> Result<(Sheet, Given), Problem> {
        let query = Query::of(visit)?;
        let reading = visit.reading()?;
        wanted(&query, &reading)?;
        Ok((council::lists::children(&[]), given(visit, &reading)))
    }
}
