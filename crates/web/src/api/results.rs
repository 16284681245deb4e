//! `/api/v1/results`: numbers, as JSON, CSV and Parquet.

use super::about::{About, Tag};
use super::answer::{Paging, address, json};
use super::endpoint::{Answer, CSV, Endpoint, PARQUET, Parameter, Takes, query};
use super::file::{self, Csvw, Given};
use super::indicators::named;
use super::public::{self, PublicFigure};
use super::query::Query;
use super::schema;
use crate::access::Permission;
use crate::pages::indicators::known::known;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route};
use crate::visit::Visit;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use council::sheet::Sheet;
use jiff::civil::Date;
use measure::{Dimension, Number, Request};
use serde::Serialize;
use standard::period::PeriodKind;
use std::sync::Arc;
use utoipa::ToSchema;

const SEES: Needs = Needs::AnyOf(&[Permission::SeeNumbers, Permission::SeePublicNumbers]);

/// Breakdowns of more indicators than this at once are refused: ask for some after others.
const BROKEN_DOWN: usize = 20;

const FILTERS: &[Parameter] = &[
    query("indicator", Takes::Text, "The id or alias of an indicator; all where none is given.").many(),
    query(
        "from",
        Takes::Month,
        "The first month that periods end with; eleven months before the last where none is given.",
    ),
    query(
        "to",
        Takes::Month,
        "The last month that periods end with, inclusive; that of the data date where none is given.",
    ),
    query("period", Takes::Word(schema::period_kinds), "The kind of period; a month where none is given.").many(),
    query(
        "by",
        Takes::Text,
        "A breakdown besides the whole: team, service, sex, age-band, ethnicity, disability or category; two joined by \
         a comma cross each other. At most 20 indicators are broken down at once.",
    )
    .many(),
];

const PAGE: &[Parameter] = &[
    query("limit", Takes::Whole { least: 1, most: 10_000, otherwise: 1_000 }, "How many numbers are given at most."),
    query(
        "offset",
        Takes::Whole { least: 0, most: 10_000_000, otherwise: 0 },
        "How many are left out before the first that is given.",
    ),
];

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    let api = |name, path, title, handler| Route::api(name, path, SEES, title, handler);
    vec![
        Endpoint::new(
            api("api-results", "/api/v1/results", "Numbers", get(results)),
            Answer::json::<Results>(),
            "Numbers of indicators by period and breakdown, each with how far it can be relied on. They are in order of \
             indicator, kind of period, period and breakdown; the whole comes before its parts. Who may see what the \
             public may gets the months of the whole council as the public edition of the board’s report has them.",
        )
        .with(FILTERS)
        .with(PAGE)
        .tagged(),
        Endpoint::new(
            api("api-results-csv", "/api/v1/results.csv", "Numbers as CSV", get(csv)),
            Answer::File(&[CSV]),
            "The same numbers, all of them, as CSV. The address of what describes the file is in the header ‘Link’.",
        )
        .with(FILTERS)
        .tagged(),
        Endpoint::new(
            api("api-results-csvw", "/api/v1/results.csv-metadata.json", "What describes the CSV file", get(csvw)),
            Answer::csvw::<Csvw>(),
            "What describes the CSV file of the same query: its columns, its data, what its words mean.",
        )
        .with(FILTERS),
        Endpoint::new(
            api("api-results-parquet", "/api/v1/results.parquet", "Numbers as Parquet", get(parquet)),
            Answer::File(&[PARQUET]),
            "The same numbers as Parquet. What describes the file is in its key-value metadata, under ‘derwent’.",
        )
        .with(FILTERS)
        .tagged(),
    ]
}

/// A value of a breakdown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakdownValue {
    /// The dimension: `team`, `sex`, or what the indicator calls its category. `previous-year` and `change` stand for the
    /// same days a year before, and the change on them.
    dimension: String,
    /// The value.
    value: String,
}

/// A number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The indicator.
    pub indicator: String,
    /// The period: `2023-07`, `2023-Q2`, `2023-02..2023-07`.
    pub period: String,
    /// The kind of period.
    #[schema(schema_with = schema::period_kind)]
    pub kind: &'static str,
    /// The period’s first day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The period’s last day, inclusive.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The breakdown; empty for the whole.
    pub breakdown: Vec<BreakdownValue>,
    /// The numerator, or the count; null where there is none.
    #[schema(required = true)]
    pub numerator: Option<f64>,
    /// The denominator; null where there is none.
    #[schema(required = true)]
    pub denominator: Option<f64>,
    /// The value, with six decimals at most, of the public’s as many as are shown; null where there is none.
    #[schema(required = true)]
    pub value: Option<f64>,
    /// How far it can be relied on.
    #[schema(schema_with = schema::status)]
    pub status: &'static str,
    /// Why; empty where it is complete.
    pub reason: String,
    /// The day that the tables it is counted from describe.
    #[schema(value_type = String, format = Date)]
    pub data_date: Date,
}

/// Numbers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Results {
    about: About,
    /// The numbers.
    results: Vec<Figure>,
    paging: Paging,
}

fn figure(number: Number) -> Figure {
    let breakdown = number.breakdown.into_iter().map(|(dimension, value)| BreakdownValue { dimension, value });
    Figure {
        indicator: number.indicator,
        period: number.period.to_string(),
        kind: number.period.kind.word(),
        from: number.period.start(),
        to: number.period.end(),
        breakdown: breakdown.collect(),
        numerator: number.numerator.map(|amount| amount.as_f64()),
        denominator: number.denominator.map(|amount| amount.as_f64()),
        value: number.value.map(|value| value.as_f64()),
        status: number.status.word(),
        reason: number.reason,
        data_date: number.data_date,
    }
}

/// What a query asks for.
fn request(query: &Query<'_>, reading: &Reading) -> Result<Request, Problem> {
    let (first, last) = reading.months();
    let to = query.month("to").unwrap_or(last);
    let from = query.month("from").unwrap_or_else(|| to.plus(-11).max(first));
    let mut wrong = Vec::new();
    for (name, month) in [("from", from), ("to", to)] {
        if month < first || last < month {
            wrong.push(format!("{name}: choose a month from {first} to {last}."));
        }
    }
    if from > to {
        wrong.push(format!("from: {from} is after {to}."));
    }
    let mut indicators = Vec::new();
    for name in query.all("indicator") {
        match named(reading, name) {
            Ok(indicator) => indicators.push(indicator.id.clone()),
            Err(Problem::Wrong(lines)) => wrong.extend(lines),
            Err(other) => return Err(other),
        }
    }
    let mut by = Vec::new();
    for text in query.all("by") {
        match crossed(text) {
            Ok(dimensions) => by.push(dimensions),
            Err(line) => wrong.push(line),
        }
    }
    if !by.is_empty() && !(1..=BROKEN_DOWN).contains(&indicators.len()) {
        wrong.push(format!("by: name up to {BROKEN_DOWN} indicators to break down."));
    }
    let mut periods: Vec<PeriodKind> = query.all("period").into_iter().filter_map(|word| word.parse().ok()).collect();
    if periods.is_empty() {
        periods.push(PeriodKind::Month);
    }
    if wrong.is_empty() { Ok(Request { indicators, from, to, periods, by }) } else { Err(Problem::Wrong(wrong)) }
}

/// One or two dimensions.
fn crossed(text: &str) -> Result<Vec<Dimension>, String> {
    let known = schema::dimensions();
    let words: Vec<&str> = text.split(',').map(str::trim).collect();
    let parsed: Vec<Dimension> =
        words.iter().filter(|word| known.contains(word)).filter_map(|word| word.parse().ok()).collect();
    let distinct = parsed.len() < 2 || parsed[0] != parsed[1];
    if parsed.len() == words.len() && parsed.len() <= 2 && distinct {
        return Ok(parsed);
    }
    let shown: String = text.chars().take(40).collect();
    Err(format!("by: ‘{shown}’ is no breakdown; give one, or two joined by a comma, of {}.", known.join(", ")))
}

/// Works numbers out where waiting for them holds nobody else up.
async fn measured(reading: &Arc<Reading>, request: Request) -> Result<Vec<Number>, Problem> {
    let reading = Arc::clone(reading);
    let work = move || reading.workings().numbers(&request);
    let measured = tokio::task::spawn_blocking(work).await.map_err(Problem::fault)??;
    Ok(measured.numbers)
}

/// Numbers as somebody may see them.
struct Asked {
    reading: Arc<Reading>,
    tag: Tag,
    about: About,
    seen: Seen,
}

enum Seen {
    /// Everything: what was asked for.
    All(Request),
    /// What the public may see, worked out already.
    Public(Vec<PublicFigure>),
}

/// Reads a query as the caller may ask it.
async fn asked(visit: &Visit) -> Result<(Query<'_>, Asked), Problem> {
    let query = Query::of(visit)?;
    let reading = visit.reading()?;
    let request = request(&query, &reading)?;
    let what = "Numbers of indicators";
    let (tag, about, seen) = match visit.may(Permission::SeeNumbers) {
        true => (Tag::of(&reading, &address(visit), "internal"), About::internal(&reading, what), Seen::All(request)),
        false => {
            let known = known(visit, &reading).await?;
            let figures = public::figures(&known, &request)?;
            (Tag::of(&reading, &address(visit), "public"), About::public(&reading, what), Seen::Public(figures))
        }
    };
    Ok((query, Asked { reading, tag, about, seen }))
}

impl Asked {
    /// All numbers, as JSON has them.
    async fn figures(self) -> Result<Vec<Figure>, Problem> {
        Ok(match self.seen {
            Seen::All(request) => measured(&self.reading, request).await?.into_iter().map(figure).collect(),
            Seen::Public(figures) => figures.into_iter().map(PublicFigure::figure).collect(),
        })
    }

    /// All numbers, as files have them.
    async fn sheet(self) -> Result<Sheet, Problem> {
        Ok(match self.seen {
            Seen::All(request) => council::lists::numbers(&measured(&self.reading, request).await?),
            Seen::Public(figures) => public::sheet(&figures),
        })
    }
}

async fn results(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    let (query, asked) = asked(&visit).await?;
    if let Some(unchanged) = asked.tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    let ((first, most), tag, about) = (query.page(), asked.tag.clone(), asked.about.clone());
    let figures = asked.figures().await?;
    let paging = Paging::new(&visit, figures.len(), (first, most));
    let results = figures.into_iter().skip(first).take(most).collect();
    tag.on(json(&Results { about, results, paging }))
}

/// What describes the files.
fn given(visit: &Visit, about: About) -> Given {
    Given::new(about, "results", visit).with_statuses()
}

async fn csv(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    let (_, asked) = asked(&visit).await?;
    if let Some(unchanged) = asked.tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    let (tag, given) = (asked.tag.clone(), given(&visit, asked.about.clone()));
    tag.on(file::csv(&asked.sheet().await?, &given))
}

async fn csvw(visit: Visit) -> Result<Response, Problem> {
    let (_, asked) = asked(&visit).await?;
    file::csvw(&council::lists::numbers(&[]), given(&visit, asked.about))
}

async fn parquet(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    let (_, asked) = asked(&visit).await?;
    if let Some(unchanged) = asked.tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    let (tag, given) = (asked.tag.clone(), given(&visit, asked.about.clone()));
    tag.on(file::parquet(&asked.sheet().await?, &given))
}
