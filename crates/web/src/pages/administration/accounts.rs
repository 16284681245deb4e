//! Accounts: who may sign in, as what, and for which teams.

use super::account_form::{AccountForm, Choices};
use super::once::Waiting;
use super::{done, navigation};
use crate::access::Permission;
use crate::clock::moment;
use crate::pages::data::files::random;
use crate::pages::data::{by, number, unprocessable};
use crate::pages::indicators::known::team_name;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Link, Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::SignedDuration;
use records::{Account, AccountChange, Error, LinkPurpose};
use report::words;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

const MANAGE: Needs = Needs::Permission(Permission::ManageAccounts);
/// How long a one-time link works.
const LINK_WORKS: SignedDuration = SignedDuration::from_hours(72);

/// The routes.
pub fn routes() -> Vec<Route> {
    let form =
        |name, path, title, handler| Route::form(name, path, MANAGE, title, handler).under(Section::Administration);
    vec![
        Route::page("accounts", "/administration/accounts", MANAGE, "Accounts", get(list))
            .leads(Section::Administration),
        Route::page("account-new", "/administration/accounts/new", MANAGE, "New account", get(new))
            .under(Section::Administration),
        form("account-create", "/administration/accounts/new", "Makes an account", post(create)),
        Route::page("account-edit", "/administration/accounts/{account}", MANAGE, "One account", get(one))
            .under(Section::Administration),
        form("account-save", "/administration/accounts/{account}", "Changes an account", post(save)),
        form("account-link", "/administration/accounts/{account}/link", "Makes a one-time link", post(link)),
        form("account-close", "/administration/accounts/{account}/close", "Closes an account", post(close)),
        form("account-open", "/administration/accounts/{account}/open", "Opens a closed account", post(open)),
        form("account-sign-out", "/administration/accounts/{account}/sign-out", "Signs a person out", post(sign_out)),
        form("account-codes", "/administration/accounts/{account}/codes", "Turns one-time codes off", post(codes)),
        Route::page("account-link-once", "/administration/links/{link}", MANAGE, "One-time link", get(once))
            .under(Section::Administration),
    ]
}

#[derive(Template)]
#[template(path = "administration/accounts.html")]
struct List {
    shell: Shell,
    accounts: Vec<Line>,
}

struct Line {
    id: i64,
    name: String,
    username: String,
    roles: String,
    scope: String,
    state: &'static str,
    colour: &'static str,
    signed_in: String,
}

/// Whether somebody can sign in with an account, in words.
fn state(account: &Account, locked: bool) -> (&'static str, &'static str) {
    match account {
        account if !account.is_active() => ("Closed", "grey"),
        account if locked && account.has_password => ("Locked", "red"),
        account if account.has_password || account.profile.oidc.is_some() => ("Open", "green"),
        _ => ("Waiting for its link to be used", "yellow"),
    }
}

/// Whose children an account covers and what it clears; teams by the names that the newest data has for them.
fn scope(account: &Account, reading: Option<&Reading>) -> String {
    let profile = &account.profile;
    let name = |team: &String| reading.map_or_else(|| team.clone(), |reading| team_name(reading, team));
    let mut parts: Vec<String> = profile.services.iter().cloned().chain(profile.teams.iter().map(name)).collect();
    parts.extend(profile.worker_id.iter().map(|worker| format!("worker {worker}")));
    if !profile.capacities.is_empty() {
        let capacities: Vec<String> = profile.capacities.iter().map(|word| word.replace('-', " ")).collect();
        parts.push(format!("clears as {}", words::list(&capacities)));
    }
    words::sentence(&parts.join(", "))
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let mut shell = visit.shell("Accounts");
    shell.sub_navigation = navigation(&visit, "/administration/accounts");
    shell.success = done(&visit);
    let accounts = visit.site.records().accounts().await?;
    let reading = visit.reading().ok();
    let mut locked = BTreeSet::new();
    for account in &accounts {
        if visit.site.records().locked_until(&account.profile.username, visit.site.now()).await?.is_some() {
            locked.insert(account.id);
        }
    }
    let line = |account: &Account| {
        let (state, colour) = state(account, locked.contains(&account.id));
        let roles: Vec<&str> = account.profile.roles.iter().map(|role| role.title()).collect();
        Line {
            id: account.id,
            name: account.profile.display_name.clone(),
            username: account.profile.username.clone(),
            roles: roles.join(", "),
            scope: scope(account, reading.as_deref()),
            state,
            colour,
            signed_in: account.signed_in_at.map_or("Never".to_owned(), moment),
        }
    };
    visit.page(&List { shell, accounts: accounts.iter().map(line).collect() })
}

#[derive(Template)]
#[template(path = "administration/account.html")]
struct One {
    shell: Shell,
    form: AccountForm,
    choices: Choices,
    /// Nothing for a new account.
    account: Option<Shown>,
    history: Vec<Change>,
}

/// What is said of an account beside its form.
struct Shown {
    id: i64,
    state: &'static str,
    colour: &'static str,
    active: bool,
    has_codes: bool,
    signs_in: String,
    /// Until when it is locked; empty where it isn’t.
    locked: String,
    signed_in: String,
    made: String,
}

struct Change {
    at: String,
    by: String,
    what: String,
    details: Vec<String>,
}

/// The page of an account, or of a new one.
async fn shown(visit: &Visit, account: Option<&Account>, form: AccountForm) -> Result<One, Problem> {
    // Names stand on the page and not in its title, which browsers keep in their history.
    let mut shell = visit.shell(if account.is_some() { "Account" } else { "New account" });
    shell.sub_navigation = navigation(visit, "/administration/accounts");
    shell.breadcrumbs = vec![Link::new("Accounts", "/administration/accounts")];
    let reading = visit.reading().ok();
    let choices = Choices::of(&form, reading.as_deref());
    let mut history = Vec::new();
    let mut told = None;
    if let Some(account) = account {
        let records = visit.site.records();
        let accounts = records.accounts().await?;
        let changes = records.account_history(account.id).await?;
        history.extend(changes.iter().map(|change| Change {
            at: moment(change.at),
            by: by(&accounts, change.by),
            what: words::sentence(&change.what),
            details: details(change),
        }));
        let locked = records.locked_until(&account.profile.username, visit.site.now()).await?;
        let (state, colour) = state(account, locked.is_some());
        let mut ways = Vec::new();
        if account.has_password {
            ways.push(if account.has_codes { "password and one-time codes" } else { "password" });
        }
        if account.profile.oidc.is_some() {
            ways.push("the council’s identity provider");
        }
        told = Some(Shown {
            id: account.id,
            state,
            colour,
            active: account.is_active(),
            has_codes: account.has_codes,
            signs_in: if ways.is_empty() { "Not yet".to_owned() } else { words::sentence(&ways.join(", or ")) },
            signed_in: account.signed_in_at.map_or("Never".to_owned(), moment),
            locked: locked.map(moment).unwrap_or_default(),
            made: format!("{} by {}", moment(account.created_at), by(&accounts, account.created_by)),
        });
    }
    Ok(One { shell, form, choices, account: told, history })
}

/// What a change changed, field by field.
fn details(change: &AccountChange) -> Vec<String> {
    let fields = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (before, after) = (fields(&change.before), fields(&change.after));
    let value = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        // Sets are kept as the text of a list.
        Some(Value::String(text)) => match serde_json::from_str::<Vec<String>>(text) {
            Ok(words) if words.is_empty() => "nothing".to_owned(),
            Ok(words) => words.join(", "),
            Err(_) => text.clone(),
        },
        Some(other) => other.to_string(),
    };
    // Times and counters say nothing to a person.
    let dull = ["epoch", "password_set_at", "disabled_at"];
    let mut names: Vec<&String> =
        after.keys().chain(before.keys()).filter(|name| !dull.contains(&name.as_str())).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| {
            let label = words::sentence(&name.replace('_', " "));
            match before.is_empty() {
                true => format!("{label}: {}", value(after.get(name))),
                false => format!("{label}: {} → {}", value(before.get(name)), value(after.get(name))),
            }
        })
        .collect()
}

async fn new(visit: Visit) -> Result<Response, Problem> {
    visit.page(&shown(&visit, None, AccountForm::default()).await?)
}

/// The page again with what must be mended.
async fn again(
    visit: &Visit,
    account: Option<&Account>,
    form: AccountForm,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let mut page = shown(visit, account, form).await?;
    page.shell.errors = mistakes;
    unprocessable(visit.page(&page)?)
}

async fn create(visit: Visit, Sent(form): Sent<AccountForm>) -> Result<Response, Problem> {
    let profile = match form.profile(None) {
        Ok(profile) => profile,
        Err(mistakes) => return again(&visit, None, form, mistakes).await,
    };
    let (by, now) = (visit.viewer()?.account, visit.site.now());
    match visit.site.records().create_account(&profile, Some(by), now).await {
        Ok(account) => show_link(&visit, &account, LinkPurpose::Invitation).await,
        Err(Error::Conflict(text) | Error::Invalid(text)) => {
            again(&visit, None, form, vec![Mistake::new("username", text)]).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The account that an address names.
async fn named(visit: &Visit, text: &str) -> Result<Account, Problem> {
    visit.site.records().account(number(text)?).await?.ok_or(Problem::NotFound)
}

async fn one(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let account = named(&visit, &id).await?;
    let mut page = shown(&visit, Some(&account), AccountForm::of(&account.profile)).await?;
    page.shell.success = done(&visit);
    visit.page(&page)
}

async fn save(visit: Visit, Path(id): Path<String>, Sent(form): Sent<AccountForm>) -> Result<Response, Problem> {
    let account = named(&visit, &id).await?;
    let profile = match form.profile(Some(&account.profile)) {
        Ok(profile) => profile,
        Err(mistakes) => return again(&visit, Some(&account), form, mistakes).await,
    };
    let (by, now) = (visit.viewer()?.account, visit.site.now());
    match visit.site.records().update_account(account.id, &profile, Some(by), now).await {
        Ok(_) => Ok(back(account.id, "saved")),
        Err(Error::Conflict(text) | Error::Invalid(text)) => {
            again(&visit, Some(&account), form, vec![Mistake::new("username", text)]).await
        }
        Err(Error::Refused(text)) => again(&visit, Some(&account), form, vec![Mistake::new("roles", text)]).await,
        Err(error) => Err(error.into()),
    }
}

fn back(account: i64, done: &str) -> Response {
    Redirect::to(&format!("/administration/accounts/{account}?done={done}")).into_response()
}

async fn close(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let account = named(&visit, &id).await?;
    visit.site.records().disable_account(account.id, Some(visit.viewer()?.account), visit.site.now()).await?;
    Ok(back(account.id, "closed"))
}

async fn open(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let account = named(&visit, &id).await?;
    visit.site.records().enable_account(account.id, Some(visit.viewer()?.account), visit.site.now()).await?;
    Ok(back(account.id, "opened"))
}

async fn sign_out(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let account = named(&visit, &id).await?;
    visit.site.records().sign_out_everywhere(account.id, Some(visit.viewer()?.account), visit.site.now()).await?;
    Ok(back(account.id, "signed-out"))
}

async fn codes(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let account = named(&visit, &id).await?;
    visit.site.records().remove_codes(account.id, Some(visit.viewer()?.account), visit.site.now()).await?;
    Ok(back(account.id, "codes"))
}

async fn link(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let account = named(&visit, &id).await?;
    let purpose = if account.has_password { LinkPurpose::PasswordReset } else { LinkPurpose::Invitation };
    show_link(&visit, &account, purpose).await
}

/// Makes a one-time link and leads to the page that shows it once.
async fn show_link(visit: &Visit, account: &Account, purpose: LinkPurpose) -> Result<Response, Problem> {
    let (viewer, now) = (visit.viewer()?.account, visit.site.now());
    let link = visit.site.records().make_link(account.id, purpose, LINK_WORKS, Some(viewer), now).await?;
    let name = random()?;
    let address = format!("{}{}", visit.site.address(), crate::sign_in::link_path(&link));
    let waiting = Waiting { viewer, account: account.id, at: now, address, expires_at: link.expires_at };
    visit.site.once().put(name.clone(), waiting);
    Ok(Redirect::to(&format!("/administration/links/{name}")).into_response())
}

#[derive(Template)]
#[template(path = "administration/link.html")]
struct OnceShown {
    shell: Shell,
    /// The link, its account and until when it works; nothing when it was shown before.
    link: Option<(String, i64, String, String)>,
}

async fn once(visit: Visit, Path(name): Path<String>) -> Result<Response, Problem> {
    let waiting = visit.site.once().take(&name, visit.viewer()?.account, visit.site.now());
    let mut shell = visit.shell("One-time link");
    shell.sub_navigation = navigation(&visit, "/administration/accounts");
    let link = match waiting {
        Some(waiting) => {
            let account = visit.site.records().account(waiting.account).await?.ok_or(Problem::NotFound)?;
            Some((waiting.address, account.id, account.profile.display_name, moment(waiting.expires_at)))
        }
        None => None,
    };
    visit.page(&OnceShown { shell, link })
}
