//! `/api/v1/results`: numbers, as JSON, CSV and Parquet.

use super::about::{About, Tag};
use super::answer::{Paging, address, json};
use super::beside::{self, Beside, PublishedFigure};
use super::endpoint::{Answer, Endpoint, Parameter, Takes, query};
use super::file::{self, Given};
use super::indicators::named;
use super::list::{List, addresses};
use super::public::{self, PublicFigure};
use super::query::Query;
use super::schema;
use crate::access::Permission;
use crate::pages::indicators::known::{internal, known};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::Needs;
use crate::visit::Visit;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use council::sheet::Sheet;
use jiff::civil::Date;
use measure::{Dimension, Number, Request, Slice};
use serde::Serialize;
use standard::period::{Period, PeriodKind};
use std::sync::Arc;
use utoipa::ToSchema;

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
    List {
        addresses: addresses!("results"),
        needs: Needs::AnyOf(&[Permission::SeeNumbers, Permission::SeePublicNumbers]),
        titles: ["Numbers", "Numbers as CSV", "Numbers as Parquet"],
        about: [
            "Numbers of indicators by period and breakdown, each with how far it can be relied on. They are in order of \
             indicator, kind of period, period and breakdown; the whole comes before its parts. Beside the whole \
             council’s number of the last month asked for stand the verdict on the months up to it, the target, and what \
             statistical neighbours, the region and England published. Who may see what the \
             public may gets the months of the whole council as the public edition of the board’s report has them.",
            "The same numbers, all of them, as CSV. The address of what describes the file is in the header ‘Link’.",
            "What describes the CSV file of the same query: its columns, its data, what its words mean.",
            "The same numbers as Parquet. What describes the file is in its key-value metadata, under ‘derwent’.",
        ],
        filters: FILTERS,
        json_takes: &[PAGE],
        answer: Answer::json::<Results>(),
        about_children: false,
        tagged: true,
        handlers: [get(results), get(csv), get(csvw), get(parquet)],
    }
    .endpoints()
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
    /// The verdict on the months up to it; empty beside all but the whole council’s number of the last month asked for,
    /// and where there is none.
    #[schema(schema_with = beside::verdicts)]
    pub verdict: &'static str,
    /// Why, in a sentence or two; empty where there is no verdict.
    pub verdict_because: String,
    /// What the council aims at; null where that is not known, and beside all but the number that may have a verdict.
    #[schema(required = true)]
    pub target: Option<f64>,
    /// What others published, of the newest year not after it; none where nothing is, and beside all but the number that
    /// may have a verdict.
    pub comparators: Vec<PublishedFigure>,
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

fn figure(number: Number, beside: &Beside) -> Figure {
    let period = number.period;
    let breakdown = number.breakdown.into_iter().map(|(dimension, value)| BreakdownValue { dimension, value });
    let mut figure = Figure {
        indicator: number.indicator,
        period: period.to_string(),
        kind: period.kind.word(),
        from: period.start(),
        to: period.end(),
        breakdown: breakdown.collect(),
        numerator: number.numerator.map(|amount| amount.as_f64()),
        denominator: number.denominator.map(|amount| amount.as_f64()),
        value: number.value.map(|value| value.as_f64()),
        status: number.status.word(),
        reason: number.reason,
        data_date: number.data_date,
        verdict: "",
        verdict_because: String::new(),
        target: None,
        comparators: Vec::new(),
    };
    beside.put(&mut figure, &period);
    figure
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

/// Works numbers out, and what stands beside them, where waiting for them holds nobody else up.
async fn measured(reading: &Arc<Reading>, request: Request) -> Result<(Vec<Number>, Beside), Problem> {
    let reading = Arc::clone(reading);
    let work = move || {
        let numbers = reading.workings().numbers(&request)?.numbers;
        let is_last = |period: &Period| period.kind == PeriodKind::Month && period.last == request.to;
        let beside = match numbers.iter().any(|number| is_last(&number.period)) {
            true => {
                let month = Period { kind: PeriodKind::Month, first: request.to, last: request.to };
                Some(internal(&reading, &month, &Slice::default())?)
            }
            false => None,
        };
        Ok((numbers, Beside(beside)))
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::fault)?
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
    Public(Vec<PublicFigure>, Beside),
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
            (
                Tag::of(&reading, &address(visit), "public"),
                About::public(&reading, what),
                Seen::Public(figures, Beside(Some(known))),
            )
        }
    };
    Ok((query, Asked { reading, tag, about, seen }))
}

impl Asked {
    /// Some numbers, from the first on (counted from 0) and so many at most, as JSON has them, and how many there are.
    async fn figures(self, (first, most): (usize, usize)) -> Result<(Vec<Figure>, usize), Problem> {
        Ok(match self.seen {
            Seen::All(request) => {
                let (numbers, beside) = measured(&self.reading, request).await?;
                let total = numbers.len();
                let some = numbers.into_iter().skip(first).take(most);
                (some.map(|number| figure(number, &beside)).collect(), total)
            }
            Seen::Public(figures, beside) => {
                let total = figures.len();
                let some = figures.into_iter().skip(first).take(most);
                (some.map(|figure| figure.figure(&beside)).collect(), total)
            }
        })
    }

    /// All numbers, as files have them.
    async fn sheet(self) -> Result<Sheet, Problem> {
        Ok(match self.seen {
            Seen::All(request) => {
                let (numbers, beside) = measured(&self.reading, request).await?;
                let mut sheet = council::lists::numbers(&numbers);
                beside.extend(&mut sheet, numbers.iter().map(beside::of_number));
                sheet
            }
            Seen::Public(figures, beside) => public::sheet(&figures, &beside),
        })
    }
}

async fn results(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    let (query, asked) = asked(&visit).await?;
    if let Some(unchanged) = asked.tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    let ((first, most), tag, about) = (query.page(), asked.tag.clone(), asked.about.clone());
    let (results, total) = asked.figures((first, most)).await?;
    let paging = Paging::new(&visit, total, (first, most));
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
    let mut sheet = council::lists::numbers(&[]);
    Beside(None).extend(&mut sheet, []);
    file::csvw(&sheet, given(&visit, asked.about))
}

async fn parquet(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    let (_, asked) = asked(&visit).await?;
    if let Some(unchanged) = asked.tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    let (tag, given) = (asked.tag.clone(), given(&visit, asked.about.clone()));
    tag.on(file::parquet(&asked.sheet().await?, &given))
}
