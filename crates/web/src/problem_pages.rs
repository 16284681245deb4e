//! Dresses problems as pages, or as JSON for those who called the API.

use crate::access::Viewer;
use crate::filters::Filters;
use crate::problem::Problem;
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::visit::{OnRoute, Token, frame, header};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use records::Role;
use report::words;
use std::sync::Arc;

/// Who asked, left on the response by what identified them, so that a problem’s page has their navigation.
#[derive(Clone, Default)]
pub struct Asked {
    /// The person.
    pub viewer: Option<Arc<Viewer>>,
    /// The token of their forms.
    pub token: Option<Token>,
}

/// Gives a response that is a bare problem its page.
pub async fn dress(State(site): State<Site>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let problem = match (response.extensions().get::<Problem>(), response.status()) {
        (Some(problem), _) => problem.clone(),
        (None, axum::http::StatusCode::METHOD_NOT_ALLOWED) => Problem::NotFound,
        (None, _) => return response,
    };
    let status = problem.status();
    if api {
        return crate::api::problem::answer(&problem);
    }
    let asked = response.extensions().get::<Asked>().cloned().unwrap_or_default();
    let token = asked.token.unwrap_or(Token(String::new()));
    let shell = frame(&site, asked.viewer.as_deref(), &token, None, &Filters::default());
    let mut page = page(shell, &problem);
    if let Some(route) = response.extensions().get::<OnRoute>().filter(|_| problem == Problem::NotAllowed) {
        let roles: Vec<&str> =
            Role::ALL.into_iter().filter(|role| route.needs.met_by(*role)).map(Role::title).collect();
        let open = format!("“{}” is open to these roles: {}.", route.title, words::list(&roles).to_lowercase());
        page.what.insert(1, open);
    }
    match page.render() {
        Ok(text) => {
            let mut response = (status, [(CONTENT_TYPE, header("text/html; charset=utf-8"))], text).into_response();
            if let Some(seconds) = problem.again_after() {
                response.headers_mut().insert(RETRY_AFTER, seconds.into());
            }
            response
        }
        Err(_) => status.into_response(),
    }
}

/// The page of a problem: what happened, and the way on.
pub(crate) fn page(mut shell: Shell, problem: &Problem) -> shell::Problem {
    let (heading, lines) = problem.words();
    shell.refresh_after = problem.again_after();
    let page = shell::Problem::new(shell, heading, lines);
    match problem {
        Problem::SignInFirst => page.action("Sign in", "/sign-in"),
        Problem::NotReady => page,
        _ => page.action("Go to the first page", "/"),
    }
}
