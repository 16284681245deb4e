//! `/api/v1/indicators`: what can be measured, and how each is defined.

use super::about::{About, Tag};
use super::answer::{address, json};
use super::endpoint::{Answer, Endpoint, Parameter, Takes, path, query};
use super::query::Query;
use super::schema::{self, word};
use crate::access::Permission;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route};
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use measure::Indicator;
use serde::Serialize;
use utoipa::ToSchema;

/// Definitions are no secret to anybody who may see numbers of any kind.
const SEES: Needs = Needs::AnyOf(&[Permission::SeeNumbers, Permission::SeePublicNumbers]);

const FILTERS: &[Parameter] = &[
    query("area", Takes::Text, "Only those of this area of practice.").many(),
    query("core", Takes::Word(|| vec!["yes", "no"]), "Only those of the core set, or only the others."),
];
const ONE: &[Parameter] = &[path("indicator", "The id of the indicator, or one of its aliases.")];

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Route::api("api-indicators", "/api/v1/indicators", SEES, "Indicators", get(all)),
            Answer::json::<Indicators>(),
            "The indicators of the catalogue with their definitions, the council’s own among them, and those that no \
             table suffices for.",
        )
        .with(FILTERS)
        .tagged(),
        Endpoint::new(
            Route::api("api-indicator", "/api/v1/indicators/{indicator}", SEES, "One indicator", get(one)),
            Answer::json::<Definition>(),
            "The definition of one indicator.",
        )
        .with(ONE)
        .tagged(),
    ]
}

/// A published measure that an indicator can be set beside.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublishedMeasure {
    /// Its id in the published tables.
    measure: String,
    /// The breakdown in them; empty for none.
    breakdown: String,
    /// How near its definition is.
    #[schema(schema_with = schema::likeness)]
    definition: &'static str,
    /// What is different; empty where it is the same.
    why: String,
}

/// An indicator.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Definition {
    /// Its id.
    id: String,
    /// Ids of other catalogues that it covers.
    aliases: Vec<String>,
    /// Its title.
    title: String,
    /// The area of practice that it belongs to.
    area: String,
    /// What kind of number it is.
    #[schema(schema_with = schema::kind)]
    kind: &'static str,
    /// What is counted, singular.
    counts: String,
    /// Which way is better; `none` where it is a matter of demand or of context.
    #[schema(schema_with = schema::good)]
    good: &'static str,
    /// The unit of its value.
    unit: String,
    /// How many decimals are shown.
    decimals: u32,
    /// Numerator, denominator and exclusions.
    definition: String,
    /// The law, guidance or practice behind it.
    basis: String,
    /// The parameters that it uses.
    parameters: Vec<String>,
    /// The columns that it can’t do without, as `table.column`.
    inputs: Vec<String>,
    /// What its category is called in breakdowns.
    category: String,
    /// Published measures to compare with.
    published: Vec<PublishedMeasure>,
    /// Whether small counts of it could tell about a child.
    disclosive: bool,
    /// Whether it belongs to the core set.
    core: bool,
    /// Whether its unfinished work stands on the due list, and as what; null where it doesn’t.
    #[schema(required = true)]
    due: Option<String>,
}

/// An indicator that no table suffices for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnavailableIndicator {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// The area of practice that it belongs to.
    area: String,
    /// The fields that no standard carries.
    missing: Vec<String>,
    /// Why.
    why: String,
}

/// Indicators.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Indicators {
    about: About,
    /// The indicators, by id.
    indicators: Vec<Definition>,
    /// Those that can’t be computed from any table that Derwent reads.
    unavailable: Vec<UnavailableIndicator>,
}

fn definition(indicator: &Indicator) -> Definition {
    let published = indicator.published.iter().map(|published| PublishedMeasure {
        measure: published.measure.clone(),
        breakdown: published.breakdown.clone(),
        definition: word(published.definition),
        why: published.why.clone(),
    });
    Definition {
        id: indicator.id.clone(),
        aliases: indicator.aliases.clone(),
        title: indicator.title.clone(),
        area: indicator.area.clone(),
        kind: word(indicator.kind),
        counts: indicator.counts.clone(),
        good: word(indicator.good),
        unit: indicator.unit.clone(),
        decimals: indicator.decimals,
        definition: indicator.definition.trim().to_owned(),
        basis: indicator.basis.clone(),
        parameters: indicator.parameters.clone(),
        inputs: indicator.inputs.clone(),
        category: indicator.category_name().to_owned(),
        published: published.collect(),
        disclosive: indicator.disclosive,
        core: indicator.core,
        due: indicator.due.clone(),
    }
}

/// The indicator that a parameter of a query names.
///
/// # Errors
/// There is none.
pub fn named<'a>(reading: &'a Reading, name: &str) -> Result<&'a Indicator, Problem> {
    reading.engine().catalogue().find(name).ok_or_else(|| {
        let shown: String = name.chars().take(40).collect();
        Problem::wrong(format!("indicator: there is none called ‘{shown}’; /api/v1/indicators lists them."))
    })
}

async fn all(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    let query = Query::of(&visit)?;
    let reading = visit.reading()?;
    let about = About::seen_by(&visit, &reading, "Indicators and their definitions");
    let tag = Tag::of(&reading, &address(&visit), about.audience);
    if let Some(unchanged) = tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    let catalogue = reading.engine().catalogue();
    let (areas, core) = (query.all("area"), query.text("core").map(|word| word == "yes"));
    let in_area = |area: &str| areas.is_empty() || areas.contains(&area);
    let chosen = |indicator: &&Indicator| in_area(&indicator.area) && core.is_none_or(|core| core == indicator.core);
    let unavailable = catalogue.unavailable().iter().filter(|one| in_area(&one.area) && core.is_none());
    let answer = Indicators {
        about,
        indicators: catalogue.indicators().filter(chosen).map(definition).collect(),
        unavailable: unavailable
            .map(|one| UnavailableIndicator {
                id: one.id.clone(),
                title: one.title.clone(),
                area: one.area.clone(),
                missing: one.missing.clone(),
                why: one.why.clone(),
            })
            .collect(),
    };
    tag.on(json(&answer))
}

async fn one(visit: Visit, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    Query::of(&visit)?;
    let reading = visit.reading()?;
    let indicator = reading.engine().catalogue().find(&name).ok_or(Problem::NotFound)?;
    let tag = Tag::of(&reading, &address(&visit), "definitions");
    if let Some(unchanged) = tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    tag.on(json(&definition(indicator)))
}
