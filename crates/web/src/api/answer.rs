//! Answers in JSON.

use super::endpoint::JSON;
use crate::problem::Problem;
use crate::visit::{Visit, header};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Which rows of many were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// How many there are.
    pub total: usize,
    /// How many are given at most.
    pub limit: usize,
    /// How many were left out before the first that is given.
    pub offset: usize,
    /// The address of the next rows; null where these are the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

impl Paging {
    /// Of so many rows, at the page that the address asks for.
    pub fn new(visit: &Visit, total: usize, (offset, limit): (usize, usize)) -> Paging {
        let after = offset.saturating_add(limit);
        let next = (after < total).then(|| visit.filters.link(&visit.path, &[("offset", &after.to_string())]));
        Paging { total, limit, offset, next }
    }
}

/// JSON of a value. It may not be kept, unless a tag says otherwise.
pub fn json(value: &impl Serialize) -> Result<Response, Problem> {
    json_as(JSON, value)
}

/// The same of a media type.
pub fn json_as(media: &'static str, value: &impl Serialize) -> Result<Response, Problem> {
    let text = serde_json::to_string(value).map_err(Problem::fault)?;
    Ok(([(CONTENT_TYPE, header(media)), (CACHE_CONTROL, header("no-store"))], text).into_response())
}

/// The address of a visit with its query, as tags are made of.
pub fn address(visit: &Visit) -> String {
    visit.filters.link(&visit.path, &[])
}
