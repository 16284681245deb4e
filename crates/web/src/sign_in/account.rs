//! A person’s own account: who they are here, their password, the devices on which they are signed in.

use super::backend::Backend;
use super::{links, session};
use crate::access::Scope;
use crate::clock::moment;
use crate::pages::indicators::known::team_name;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route};
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_login::AuthSession;
use axum_login::tower_sessions::Session;
use records::{Account, SignIn, sha256_hex};
use serde::Deserialize;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("account", "/account", Needs::SignedIn, "Your account", get(page)),
        Route::page("password", "/account/password", Needs::SignedIn, "Change your password", get(password_page)),
        Route::form("change-password", "/account/password", Needs::SignedIn, "Changes a password", post(change)),
        Route::form(
            "sign-out-everywhere",
            "/account/sign-out-everywhere",
            Needs::SignedIn,
            "Signs out on all devices",
            post(everywhere),
        ),
    ]
}

/// A device on which the person is signed in.
struct Device {
    began: String,
    seen: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "sign_in/account.html")]
struct Page {
    shell: Shell,
    username: String,
    roles: String,
    scope: String,
    names: &'static str,
    has_password: bool,
    has_codes: bool,
    may_have_tokens: bool,
    devices: Vec<Device>,
}

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct PasswordPage {
    shell: Shell,
    username: String,
}

/// What the form for a new password sends.
#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// The account behind a visit, as it is now.
pub(super) async fn own(visit: &Visit) -> Result<Account, Problem> {
    let account = visit.site.records().account(visit.viewer()?.account).await?;
    account.ok_or(Problem::SignInFirst)
}

/// Whose children an account covers; teams by the names that the newest data has for them.
fn scope_words(scope: &Scope, reading: Option<&Reading>) -> String {
    let list = |kind: &str, names: Vec<String>| match names.is_empty() {
        true => String::new(),
        false => format!("{kind}: {}", names.join(", ")),
    };
    let name = |team: &String| reading.map_or_else(|| team.clone(), |reading| team_name(reading, team));
    match scope {
        Scope::Nobody => "No children".to_owned(),
        Scope::Everyone => "All children known to the council".to_owned(),
        Scope::Worker(worker) => format!("Your own, as worker {worker}"),
        Scope::Teams { teams, services } => {
            let parts =
                [list("Teams", teams.iter().map(name).collect()), list("Services", services.iter().cloned().collect())];
            let words = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("; ");
            if words.is_empty() { "No children: no team or service is set".to_owned() } else { words }
        }
    }
}

async fn page(visit: Visit, session: Session) -> Result<Response, Problem> {
    let (account, viewer) = (own(&visit).await?, visit.viewer()?);
    let mark = session.id().map(|id| sha256_hex(id.to_string().as_bytes())).unwrap_or_default();
    let sessions = visit.site.records().sessions_of(account.id, visit.site.now()).await?;
    let devices = sessions
        .into_iter()
        .map(|seen| Device {
            began: moment(seen.created_at),
            seen: moment(seen.last_seen),
            here: mark.starts_with(&seen.mark),
        })
        .collect();
    let mut shell = visit.shell("Your account");
    shell.success = match visit.filters.get("done") {
        Some("password") => Some("Your password is changed. You have signed out on all other devices.".to_owned()),
        _ => None,
    };
    visit.page(&Page {
        shell,
        username: account.profile.username.clone(),
        roles: viewer.roles.iter().map(|role| role.title()).collect::<Vec<_>>().join(", "),
        scope: scope_words(&viewer.scope, visit.reading().ok().as_deref()),
        names: if viewer.sees_names { "Shown" } else { "Not shown" },
        has_password: account.has_password,
        has_codes: account.has_codes,
        may_have_tokens: crate::api::grant::open_to(viewer).next().is_some(),
        devices,
    })
}

fn password_form(visit: &Visit, account: &Account, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    if !account.has_password {
        return Err(Problem::NotFound);
    }
    let mut shell = visit.shell("Change your password");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let mut response = visit.page(&PasswordPage { shell, username: account.profile.username.clone() })?;
    *response.status_mut() = status;
    Ok(response)
}

async fn password_page(visit: Visit) -> Result<Response, Problem> {
    password_form(&visit, &own(&visit).await?, Vec::new())
}

async fn change(
    visit: Visit,
    mut auth: AuthSession<Backend>,
    session: Session,
    Sent(form): Sent<Form>,
) -> Result<Response, Problem> {
    let account = own(&visit).await?;
    let mistakes = links::mistakes(&form.password, &form.again, &account.profile.username);
    if !mistakes.is_empty() {
        return password_form(&visit, &account, mistakes);
    }
    if let Some(mistake) = wrong_password(&visit, &account, &form.current).await? {
        return password_form(&visit, &account, vec![mistake]);
    }
    let now = visit.site.now();
    let account = visit.site.records().set_password(account.id, &form.password, Some(account.id), now).await?;
    session::begin(&visit.site, &mut auth, &session, &account, "new password").await?;
    Ok(Redirect::to("/account?done=password").into_response())
}

/// What to say where somebody’s present password is not the one they typed.
pub(super) async fn wrong_password(
    visit: &Visit,
    account: &Account,
    password: &str,
) -> Result<Option<Mistake>, Problem> {
    let checked = visit.site.records().check_password(&account.profile.username, password, visit.site.now()).await?;
    let text = match checked {
        SignIn::Right(_) => return Ok(None),
        SignIn::Wrong => "Your present password is wrong.",
        SignIn::Wait(_) | SignIn::Locked(_) => "Too many attempts went wrong. Wait a few minutes, then try again.",
    };
    session::note(&visit.site, Some(account), "password-refused", "own account").await?;
    Ok(Some(Mistake::new("current", text)))
}

async fn everywhere(visit: Visit, mut auth: AuthSession<Backend>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let account = own(&visit).await?;
    visit.site.records().sign_out_everywhere(account.id, Some(account.id), visit.site.now()).await?;
    session::end(&mut auth).await?;
    Ok(Redirect::to("/sign-in?done=everywhere").into_response())
}
