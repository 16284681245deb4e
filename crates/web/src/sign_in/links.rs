//! One-time links: how somebody without a password sets one.

use super::backend::Backend;
use super::session;
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::shell::{self, Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_login::AuthSession;
use records::{Account, LinkPurpose, password_faults};
use serde::Deserialize;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("link", "/link/{secret}", Needs::Nothing, "Set your password", get(page)),
        Route::form("using-link", "/link/{secret}", Needs::Nothing, "Sets a password by a one-time link", post(set)),
    ]
}

/// The address under which a one-time link is used.
pub fn path(link: &records::Link) -> String {
    format!("/link/{}", link.secret.reveal())
}

#[derive(Template)]
#[template(path = "sign_in/link.html")]
struct Page {
    shell: Shell,
    token: String,
    action: String,
    username: String,
    lead: &'static str,
}

/// What the form sends.
#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// The account of a link that works, and why it was made.
async fn known(visit: &Visit, secret: &str) -> Result<Option<(Account, LinkPurpose)>, Problem> {
    let records = visit.site.records();
    let Some(seen) = records.look_at_link(secret, visit.site.now()).await? else { return Ok(None) };
    Ok(records.account(seen.account_id).await?.map(|account| (account, seen.purpose)))
}

/// A link that doesn’t work says the same, whatever the reason.
fn gone(visit: &Visit) -> Result<Response, Problem> {
    let what = [
        "Each link works once and for a limited time. Check that you copied all of it.",
        "Ask your administrator for another.",
    ];
    let title = "This link no longer works";
    let page =
        shell::Problem::new(visit.shell(title), title, what.map(str::to_owned).into()).action("Sign in", "/sign-in");
    let mut response = visit.page(&page)?;
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

fn form(
    visit: &Visit,
    secret: &str,
    account: &Account,
    purpose: LinkPurpose,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let mut shell = visit.shell("Set your password");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let page = Page {
        shell,
        token: visit.token.0.clone(),
        action: format!("/link/{secret}"),
        username: account.profile.username.clone(),
        lead: match purpose {
            LinkPurpose::FirstAdministrator => "You are the first administrator: you will make the accounts of others.",
            LinkPurpose::Invitation => "An account was made for you.",
            LinkPurpose::PasswordReset => "Your old password no longer works once you have set a new one.",
        },
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

async fn page(visit: Visit, Path(secret): Path<String>) -> Result<Response, Problem> {
    match known(&visit, &secret).await? {
        Some((account, purpose)) => form(&visit, &secret, &account, purpose, Vec::new()),
        None => gone(&visit),
    }
}

async fn set(
    visit: Visit,
    mut auth: AuthSession<Backend>,
    Path(secret): Path<String>,
    Sent(sent): Sent<Form>,
) -> Result<Response, Problem> {
    let Some((account, purpose)) = known(&visit, &secret).await? else { return gone(&visit) };
    let mistakes = mistakes(&sent.password, &sent.again, &account.profile.username);
    if !mistakes.is_empty() {
        return form(&visit, &secret, &account, purpose, mistakes);
    }
    let set = visit.site.records().use_link_for_password(&secret, &sent.password, visit.site.now()).await?;
    if set.is_none() {
        return gone(&visit);
    }
    session::end(&mut auth).await?;
    Ok(Redirect::to("/sign-in?done=password").into_response())
}

/// What is wrong with a new password that was typed twice.
pub(super) fn mistakes(password: &str, again: &str, username: &str) -> Vec<Mistake> {
    let mut mistakes: Vec<Mistake> =
        password_faults(password, username).into_iter().map(|fault| Mistake::new("password", fault)).collect();
    if mistakes.is_empty() && password != again {
        mistakes.push(Mistake::new("again", "The two passwords differ. Type the same one twice."));
    }
    mistakes
}
