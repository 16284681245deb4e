//! Signing in with a username and a password, then a one-time code where the account has them; signing out.

use super::backend::Backend;
use super::session;
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::shell::{Mistake, Shell};
use crate::site::Site;
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_login::AuthSession;
use axum_login::tower_sessions::Session;
use records::{CodeCheck, SignIn};
use serde::Deserialize;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("sign-in", "/sign-in", Needs::Nothing, "Sign in", get(page)),
        Route::form("signing-in", "/sign-in", Needs::Nothing, "Signs in", post(enter)),
        Route::page("sign-in-code", "/sign-in/code", Needs::Nothing, "Enter your code", get(code_page)),
        Route::form("signing-in-code", "/sign-in/code", Needs::Nothing, "Checks a one-time code", post(enter_code)),
        Route::form("sign-out", "/sign-out", Needs::SignedIn, "Signs out", post(leave)),
    ]
}

/// What is said of something done, by its word in the address.
const DONE: [(&str, &str); 3] = [
    ("signed-out", "You have signed out."),
    ("everywhere", "You have signed out on all devices."),
    ("password", "Your password is set. Sign in with it."),
];

/// What is said of why the council’s own sign-in did not work, by its word in the address.
const FAULTS: [(&str, &str); 3] = [
    ("provider", "The sign-in with your council’s account did not work. Try again, or ask your administrator."),
    ("no-group", "You have no access to Derwent yet. Ask your administrator to add you to one of its groups."),
    ("expired", "You took too long, or started again elsewhere. Sign in again."),
];

const TOO_MANY: &str =
    "Too many attempts went wrong. Wait a few minutes, then try again, or ask your administrator for a link.";

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct Page {
    shell: Shell,
    token: String,
    username: String,
    back: String,
    /// What the council’s own sign-in is called, where there is one.
    provider: Option<String>,
    provider_link: String,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    shell: Shell,
    token: String,
}

/// What the sign-in form sends.
#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    back: String,
}

/// What the form for a code sends.
#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

/// The sentence of a word in the address.
fn said(words: &[(&str, &str)], word: Option<&str>) -> Option<String> {
    words.iter().find(|(known, _)| Some(*known) == word).map(|(_, text)| (*text).to_owned())
}

fn sign_in_page(visit: &Visit, username: String, back: &str, fault: Option<Mistake>) -> Result<Response, Problem> {
    let mut shell = visit.shell("Sign in");
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    shell.success = said(&DONE, visit.filters.get("done")).filter(|_| fault.is_none());
    let told = said(&FAULTS, visit.filters.get("fault")).map(|text| Mistake::new("", text));
    shell.errors.extend(fault.or(told));
    let back = local(back).to_owned();
    let token = visit.token.0.clone();
    let provider = visit.site.config().provider.as_ref().map(|provider| provider.name().to_owned());
    let escaped: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let provider_link = format!("/sign-in/provider?back={escaped}");
    let mut response = visit.page(&Page { shell, token, username, back, provider, provider_link })?;
    *response.status_mut() = status;
    Ok(response)
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    if visit.viewer.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    sign_in_page(&visit, String::new(), visit.filters.get("back").unwrap_or("/"), None)
}

async fn enter(
    visit: Visit,
    mut auth: AuthSession<Backend>,
    session: Session,
    Sent(form): Sent<Form>,
) -> Result<Response, Problem> {
    let now = visit.site.now();
    let fault = match visit.site.records().check_password(&form.username, &form.password, now).await? {
        SignIn::Right(account) if account.has_codes => {
            session::half_way(&session, &account, local(&form.back), now).await?;
            return Ok(Redirect::to("/sign-in/code").into_response());
        }
        SignIn::Right(account) => {
            session::begin(&visit.site, &mut auth, &session, &account, "password").await?;
            return Ok(Redirect::to(local(&form.back)).into_response());
        }
        SignIn::Wrong => {
            note_refused(&visit.site, &form.username, "wrong password");
            "The username or the password is wrong."
        }
        SignIn::Wait(_) | SignIn::Locked(_) => {
            note_refused(&visit.site, &form.username, "too many attempts");
            TOO_MANY
        }
    };
    sign_in_page(&visit, form.username, &form.back, Some(Mistake::new("username", fault)))
}

/// Notes a refused attempt in the access log, beside the answer: whether there is such an account must not be told by
/// how long the answer takes. What is no account’s name is not noted: people type their password there.
fn note_refused(site: &Site, username: &str, why: &'static str) {
    let (site, username) = (site.clone(), username.to_owned());
    tokio::spawn(async move {
        let account = site.records().account_by_username(&username).await.ok().flatten();
        if session::note(&site, account.as_ref(), "sign-in-refused", why).await.is_err() {
            tracing::warn!("a refused sign-in could not be noted in the access log");
        }
    });
}

async fn code_page(visit: Visit, session: Session) -> Result<Response, Problem> {
    if session::who_is_half_way(&session, visit.site.now()).await?.is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    visit.page(&CodePage { shell: visit.shell("Enter your code"), token: visit.token.0.clone() })
}

async fn enter_code(
    visit: Visit,
    mut auth: AuthSession<Backend>,
    session: Session,
    Sent(form): Sent<CodeForm>,
) -> Result<Response, Problem> {
    let (records, now) = (visit.site.records(), visit.site.now());
    let expired = || Ok(Redirect::to("/sign-in?fault=expired").into_response());
    let Some(half) = session::who_is_half_way(&session, now).await? else { return expired() };
    let account = records.account(half.account).await?.filter(|account| account.is_active());
    let Some(account) = account.filter(|account| account.epoch == half.epoch) else { return expired() };
    let fault = match records.check_code(account.id, &form.code, now).await? {
        CodeCheck::Right => {
            session::begin(&visit.site, &mut auth, &session, &account, "password and code").await?;
            return Ok(Redirect::to(local(&half.back)).into_response());
        }
        CodeCheck::Recovery { .. } => {
            session::begin(&visit.site, &mut auth, &session, &account, "password and recovery code").await?;
            return Ok(Redirect::to("/account/codes?done=recovery").into_response());
        }
        CodeCheck::Wrong => "The code is wrong, or was used before. Enter the one that your app shows now.",
        CodeCheck::Wait(_) => TOO_MANY,
    };
    session::note(&visit.site, Some(&account), "sign-in-refused", "wrong code").await?;
    let mut shell = visit.shell("Enter your code");
    shell.errors.push(Mistake::new("code", fault));
    let mut response = visit.page(&CodePage { shell, token: visit.token.0.clone() })?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn leave(visit: Visit, mut auth: AuthSession<Backend>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let account = auth.user.as_ref().map(|person| person.account.clone());
    session::end(&mut auth).await?;
    session::note(&visit.site, account.as_ref(), "sign-out", "").await?;
    Ok(Redirect::to("/sign-in?done=signed-out").into_response())
}

/// An address to go back to: one of ours, or else the first page.
pub(super) fn local(address: &str) -> &str {
    let plain = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control);
    if plain { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(local("/indicators?month=2023-07"), "/indicators?month=2023-07");
        for away in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "",
            "javascript:alert(1)",
            " /x",
        ] {
            assert_eq!(local(away), "/", "{away}");
        }
    }
}
