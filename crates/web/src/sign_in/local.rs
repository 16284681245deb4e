//! Signing in with a username and a password, and signing out.

use super::backend::{Backend, Person};
use super::identify::{BEGAN, new_token};
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::shell::Shell;
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_login::AuthSession;
use axum_login::tower_sessions::Session;
use records::SignIn;
use serde::Deserialize;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("sign-in", "/sign-in", Needs::Nothing, "Sign in", get(page)),
        Route::form("signing-in", "/sign-in", Needs::Nothing, "Signs in", post(enter)),
        Route::form("sign-out", "/sign-out", Needs::SignedIn, "Signs out", post(leave)),
    ]
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct Page {
    shell: Shell,
    token: String,
    username: String,
    back: String,
    fault: Option<String>,
}

/// What the sign-in form sends.
#[derive(Deserialize)]
struct Form {
    username: String,
    password: String,
    #[serde(default)]
    back: String,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    if visit.viewer.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let back = local(visit.filters.get("back").unwrap_or("/")).to_owned();
    visit.page(&Page {
        shell: visit.shell("Sign in"),
        token: visit.token.0.clone(),
        username: String::new(),
        back,
        fault: None,
    })
}

async fn enter(
    visit: Visit,
    mut auth: AuthSession<Backend>,
    session: Session,
    Sent(form): Sent<Form>,
) -> Result<Response, Problem> {
    let now = visit.site.now();
    let outcome = visit.site.records().check_password(&form.username, &form.password, now).await?;
    let fault = match outcome {
        SignIn::Right(account) => {
            // A new session id and a new token, so that what was known before the sign-in is worth nothing after it.
            auth.login(&Person::of(*account.clone())).await.map_err(Problem::fault)?;
            session.insert(BEGAN, now.as_second()).await.map_err(Problem::fault)?;
            new_token(&session).await?;
            visit.site.records().signed_in(account.id, now).await?;
            return Ok(Redirect::to(local(&form.back)).into_response());
        }
        SignIn::Wrong => "The username or the password is wrong.".to_owned(),
        SignIn::Wait(_) | SignIn::Locked(_) => {
            "Too many attempts went wrong. Wait a few minutes, then try again, or ask your administrator for a link."
                .to_owned()
        }
    };
    let back = local(&form.back).to_owned();
    let page = Page {
        shell: visit.shell("Sign in"),
        token: visit.token.0.clone(),
        username: form.username,
        back,
        fault: Some(fault),
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn leave(mut auth: AuthSession<Backend>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    auth.logout().await.map_err(Problem::fault)?;
    Ok(Redirect::to("/sign-in").into_response())
}

/// An address to go back to: one of ours, or else the first page.
fn local(address: &str) -> &str {
    let plain = address.starts_with('/') && !address.starts_with("//") && !address.contains(['\\', '\n', '\r']);
    if plain { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(local("/indicators?month=2023-07"), "/indicators?month=2023-07");
        for away in ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)"] {
            assert_eq!(local(away), "/", "{away}");
        }
    }
}
