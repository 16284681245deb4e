//! `/api/v1`: what there is, and the document that describes it.

use super::about::{About, Tag};
use super::answer::{address, json, json_as};
use super::document;
use super::endpoint::{Answer, Endpoint, JSON};
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::visit::Visit;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Route::api("api", "/api/v1", Needs::SignedIn, "What there is", get(root)),
            Answer::json::<Overview>(),
            "The data that is in force now, the months that can be asked for, and what the caller may read. Ask it to \
             see whether there is anything new: the generation changes with every import, acceptance, withdrawal and \
             change of settings.",
        ),
        Endpoint::new(
            Route::api("api-openapi", "/api/v1/openapi.json", Needs::SignedIn, "This document", get(openapi)),
            Answer::Document,
            "The API in OpenAPI 3.1.",
        )
        .tagged(),
    ]
}

/// What there is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Overview {
    about: About,
    /// The first month that can be asked for.
    first_month: String,
    /// The last month that can be asked for: that of the data date.
    last_month: String,
    /// What the caller may read, in the words of tokens.
    may_read: Vec<&'static str>,
}

async fn root(visit: Visit) -> Result<Response, Problem> {
    super::query::Query::of(&visit)?;
    let reading = visit.reading()?;
    let (first, last) = reading.months();
    json(&Overview {
        about: About::seen_by(&visit, &reading, "What there is"),
        first_month: first.to_string(),
        last_month: last.to_string(),
        may_read: super::grant::open_to(visit.viewer()?).map(|grant| grant.word).collect(),
    })
}

async fn openapi(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    super::query::Query::of(&visit)?;
    let document = document::document();
    let text = serde_json::to_string(&document).map_err(Problem::fault)?;
    let tag = Tag::over(&[&text, &address(&visit)]);
    if let Some(unchanged) = tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    tag.on(json_as(JSON, &document))
}
