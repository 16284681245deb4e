//! Problems as the API says them: RFC 9457, `application/problem+json`.

use crate::problem::Problem;
use crate::visit::header;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type.
pub const MEDIA: &str = "application/problem+json";

/// Why a call could not be answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "Problem")]
pub struct ApiProblem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What happened, in a few words.
    title: &'static str,
    /// The status code.
    status: u16,
    /// What happened and what to do.
    detail: String,
    /// Where what was sent can't be used: everything that is wrong with it, a sentence each.
    errors: Vec<String>,
}

/// A problem as an answer.
pub fn answer(problem: &Problem) -> Response {
    let status = problem.status();
    let (title, detail) = words(problem);
    let errors = if let Problem::Wrong(lines) = problem { lines.clone() } else { Vec::new() };
    let body = ApiProblem { kind: "about:blank", title, status: status.as_u16(), detail, errors };
    let text = serde_json::to_string(&body).unwrap_or_default();
    let mut response =
        (status, [(CONTENT_TYPE, header(MEDIA)), (CACHE_CONTROL, header("no-store"))], text).into_response();
    match problem {
        Problem::SignInFirst => {
            response.headers_mut().insert(WWW_AUTHENTICATE, header("Bearer realm=\"derwent\""));
        }
        Problem::TooMany => {
            response.headers_mut().insert(RETRY_AFTER, header("1"));
        }
        _ => {
            if let Some(seconds) = problem.again_after() {
                response.headers_mut().insert(RETRY_AFTER, seconds.into());
            }
        }
    }
    response
}

fn words(problem: &Problem) -> (&'static str, String) {
    match problem {
        Problem::NotFound => (
            "Not found",
            "There is nothing at this address, or nothing that you may see. /api/v1/openapi.json lists the addresses."
                .to_owned(),
        ),
        Problem::NotAllowed => (
            "Not allowed",
            "The token was not made for this, or your account’s role doesn’t allow it. Make a token for it on the page \
             “API tokens”, or ask your administrator to change your role."
                .to_owned(),
        ),
        Problem::SignInFirst => (
            "No valid token",
            "Send ‘Authorization: Bearer’ and a token that has not ended. Make one on the page “API tokens” of your \
             account."
                .to_owned(),
        ),
        Problem::TooMany => (
            "Too many requests",
            format!(
                "A token may make {} calls at once and {} a second from then on. Wait a second and try again.",
                super::state::BURST,
                super::state::A_SECOND
            ),
        ),
        Problem::NotReady => (
            "Not ready",
            "The data is being read and every number worked out, which takes a few seconds after a start. Ask again \
             after the seconds of Retry-After."
                .to_owned(),
        ),
        other => {
            let (title, lines) = other.words();
            (title, lines.join(" "))
        }
    }
}
