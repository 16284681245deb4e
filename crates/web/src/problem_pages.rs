//! Dresses problems as pages, or as JSON for those who called the API.

use crate::access::Viewer;
use crate::filters::Filters;
use crate::problem::Problem;
use crate::shell;
use crate::site::Site;
use crate::visit::{OnRoute, Token, frame, header};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
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
    let (heading, mut lines) = problem.words();
    if api {
        return crate::api::problem::answer(&problem);
    }
    if let Some(route) = response.extensions().get::<OnRoute>().filter(|_| problem == Problem::NotAllowed) {
        let roles: Vec<&str> =
            Role::ALL.into_iter().filter(|role| route.needs.met_by(*role)).map(Role::title).collect();
        lines.insert(1, format!("“{}” is open to these roles: {}.", route.title, words::list(&roles).to_lowercase()));
    }
    let asked = response.extensions().get::<Asked>().cloned().unwrap_or_default();
    let token = asked.token.unwrap_or(Token(String::new()));
    let mut shell = frame(&site, asked.viewer.as_deref(), &token, None, &Filters::default());
    heading.clone_into(&mut shell.title);
    let mut page = shell::Problem { shell, what: lines, actions: Vec::new(), reference: None };
    if problem == Problem::SignInFirst {
        page = page.action("Sign in", "/sign-in");
    } else {
        page = page.action("Go to the first page", "/");
    }
    match page.render() {
        Ok(text) => (status, [(CONTENT_TYPE, header("text/html; charset=utf-8"))], text).into_response(),
        Err(_) => status.into_response(),
    }
}
