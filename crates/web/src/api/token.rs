//! Calls with a token: `Authorization: Bearer derwent_…`.

use super::grant;
use crate::access::Viewer;
use crate::problem::Problem;
use crate::problem_pages::Asked;
use crate::site::Site;
use crate::visit::Token;
use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Where tokens work: nowhere else, so that no page and no form takes one.
const UNDER: &str = "/api/";

/// Whether a request brings a token. Its session, if it has one, then counts for nothing.
pub fn is_brought(request: &Request) -> bool {
    request.uri().path().starts_with(UNDER) && request.headers().contains_key(AUTHORIZATION)
}

/// Answers a request that brings a token, as the person whose token it is, with no more than it was made for.
pub async fn answer(site: &Site, mut request: Request, next: Next) -> Response {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let header = header.to_owned();
    let viewer = match viewer(site, &header).await {
        Ok(viewer) => Arc::new(viewer),
        Err(problem) => return problem.into_response(),
    };
    let token = Token(String::new());
    request.extensions_mut().insert(Arc::clone(&viewer));
    request.extensions_mut().insert(token.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Asked { viewer: Some(viewer), token: Some(token) });
    response
}

async fn viewer(site: &Site, header: &str) -> Result<Viewer, Problem> {
    let (scheme, secret) = header.split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Problem::SignInFirst);
    }
    let found = site.records().token_of_secret(secret.trim(), site.now()).await?;
    let (token, account) = found.ok_or(Problem::SignInFirst)?;
    if !site.tokens().call(token.id) {
        return Err(Problem::TooMany);
    }
    let mut viewer = crate::sign_in::viewer(&account);
    viewer.limited_to = Some(grant::permissions(&token.scopes));
    Ok(viewer)
}
