//! One-time codes of an authenticator app: adding one, recovery codes, turning them off.

use super::account::{own, wrong_password};
use super::qr;
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::shell::{Mistake, PRODUCT, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use records::Account;
use serde::Deserialize;

/// The routes.
pub fn routes() -> Vec<Route> {
    let route = |name, path, title, handler| Route::form(name, path, Needs::SignedIn, title, handler);
    vec![
        Route::page("codes", "/account/codes", Needs::SignedIn, "One-time codes", get(page)),
        route("codes-begin", "/account/codes/begin", "Begins to add an authenticator app", post(begin)),
        route("codes-confirm", "/account/codes/confirm", "Turns one-time codes on", post(confirm)),
        route("codes-recovery", "/account/codes/recovery", "Makes new recovery codes", post(recovery)),
        route("codes-off", "/account/codes/off", "Turns one-time codes off", post(off)),
    ]
}

/// What the page is about.
enum State {
    /// No codes are asked for.
    Off,
    /// An app is being added: what to type into it, in groups of four, the address that it can open, and the same as a
    /// picture for its camera; empty where the address is too long for one.
    Begun { secret: String, address: String, picture: String },
    /// Codes are asked for; so many recovery codes are left.
    On { left: u64 },
    /// Recovery codes, shown this once.
    Shown { codes: Vec<String> },
}

#[derive(Template)]
#[template(path = "sign_in/codes.html")]
struct Page {
    shell: Shell,
    state: State,
    has_password: bool,
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    current: String,
}

fn answer(visit: &Visit, account: &Account, state: State, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let mut shell = visit.shell("One-time codes");
    shell.success = match visit.filters.get("done") {
        Some("off") => Some("One-time codes are off. You sign in with your password alone.".to_owned()),
        Some("recovery") => Some("You signed in with a recovery code, which is now used up.".to_owned()),
        _ => None,
    };
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let mut response = visit.page(&Page { shell, state, has_password: account.has_password })?;
    *response.status_mut() = status;
    Ok(response)
}

/// Where an account stands.
async fn state(visit: &Visit, account: &Account) -> Result<State, Problem> {
    let records = visit.site.records();
    if account.has_codes {
        return Ok(State::On { left: records.recovery_codes_left(account.id).await? });
    }
    Ok(match records.begun_codes(account.id).await? {
        Some(begun) => {
            let address = begun.address(PRODUCT).reveal().to_owned();
            State::Begun {
                secret: in_fours(begun.secret.reveal()),
                picture: qr::svg(&address, "QR code of the key, for the camera of your authenticator app")
                    .unwrap_or_default(),
                address,
            }
        }
        None => State::Off,
    })
}

fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let account = own(&visit).await?;
    let state = state(&visit, &account).await?;
    answer(&visit, &account, state, Vec::new())
}

async fn begin(visit: Visit, Sent(form): Sent<PasswordForm>) -> Result<Response, Problem> {
    let account = own(&visit).await?;
    if let Some(refused) = refused(&visit, &account, &form.current).await? {
        return Ok(refused);
    }
    visit.site.records().begin_codes(account.id).await?;
    Ok(Redirect::to("/account/codes").into_response())
}

async fn confirm(visit: Visit, Sent(form): Sent<CodeForm>) -> Result<Response, Problem> {
    let account = own(&visit).await?;
    let confirmed =
        visit.site.records().confirm_codes(account.id, &form.code, Some(account.id), visit.site.now()).await?;
    let Some(codes) = confirmed else {
        let state = state(&visit, &account).await?;
        let text = "The code is wrong. Enter the six digits that your app shows now.";
        return answer(&visit, &account, state, vec![Mistake::new("code", text)]);
    };
    shown(&visit, &account, &codes)
}

/// Recovery codes are in this answer and nowhere else, so no redirect leads to them.
fn shown(visit: &Visit, account: &Account, codes: &[records::Secret]) -> Result<Response, Problem> {
    let codes = codes.iter().map(|code| code.reveal().to_owned()).collect();
    answer(visit, account, State::Shown { codes }, Vec::new())
}

async fn recovery(visit: Visit, Sent(form): Sent<PasswordForm>) -> Result<Response, Problem> {
    let account = own(&visit).await?;
    if let Some(refused) = refused(&visit, &account, &form.current).await? {
        return Ok(refused);
    }
    let codes = visit.site.records().new_recovery_codes(account.id, Some(account.id), visit.site.now()).await?;
    shown(&visit, &account, &codes)
}

async fn off(visit: Visit, Sent(form): Sent<PasswordForm>) -> Result<Response, Problem> {
    let account = own(&visit).await?;
    if let Some(refused) = refused(&visit, &account, &form.current).await? {
        return Ok(refused);
    }
    visit.site.records().remove_codes(account.id, Some(account.id), visit.site.now()).await?;
    Ok(Redirect::to("/account/codes?done=off").into_response())
}

/// The page again, where the present password was wrong: whoever finds a browser open can’t change how it is guarded.
async fn refused(visit: &Visit, account: &Account, current: &str) -> Result<Option<Response>, Problem> {
    if !account.has_password {
        return Err(Problem::wrong("You sign in with your council’s account, which asks for codes itself."));
    }
    let Some(mistake) = wrong_password(visit, account, current).await? else { return Ok(None) };
    let state = state(visit, account).await?;
    answer(visit, account, state, vec![mistake]).map(Some)
}
