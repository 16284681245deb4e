//! A person's own tokens of the API: made, shown once, listed, ended.

use crate::api::grant::{self, PERMISSIONS};
use crate::clock::{date_of, day_of, end_of};
use crate::components::Choice;
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use records::ApiToken;
use report::words;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Whoever may read something over the API may have tokens for it.
const SEES: Needs = Needs::AnyOf(PERMISSIONS);
/// For how many days a token may be made.
const LONGEST: i64 = 365;
/// For how many days a token is made unless another day is chosen.
const USUAL: i64 = 90;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("tokens", "/account/tokens", SEES, "API tokens", get(list)),
        Route::form("token-make", "/account/tokens", SEES, "Makes a token of the API", post(make)),
        Route::page("token-made", "/account/tokens/{token}/made", SEES, "A new token, shown once", get(made)),
        Route::form("token-end", "/account/tokens/{token}/end", SEES, "Ends a token of the API", post(end)),
    ]
}

/// A token as lists show it.
pub(super) struct Line {
    /// What it is for.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// What it may read.
    pub reads: String,
    /// When it was made.
    pub made: String,
    /// When it was last used.
    pub used: String,
    /// Until when it works, or since when it doesn't.
    pub until: String,
    /// Whether it works.
    pub works: bool,
}

#[derive(Template)]
#[template(path = "tokens/tokens.html")]
struct Page {
    shell: Shell,
    /// Each with where it is ended.
    lines: Vec<(Line, String)>,
    name: String,
    grants: Vec<Choice>,
    given: [String; 3],
    latest: String,
}

#[derive(Template)]
#[template(path = "tokens/made.html")]
struct Made {
    shell: Shell,
    token: Option<String>,
    name: String,
    until: String,
}

/// What the form sends.
#[derive(Deserialize, Default)]
struct Form {
    #[serde(default)]
    name: String,
    #[serde(default)]
    reads: Vec<String>,
    #[serde(default, rename = "until-day")]
    day: String,
    #[serde(default, rename = "until-month")]
    month: String,
    #[serde(default, rename = "until-year")]
    year: String,
}

/// The last day on which a token works.
fn last_day(token: &ApiToken) -> Date {
    day_of(token.expires_at.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(token.expires_at))
}

/// A token in words.
pub(super) fn line(visit: &Visit, token: &ApiToken) -> Line {
    let titles = grant::GRANTS.iter().filter(|grant| token.scopes.contains(grant.word)).map(|grant| grant.title);
    let until = match token.revoked_at {
        Some(at) => format!("Ended on {}", words::date(day_of(at))),
        None if token.expires_at <= visit.site.now() => format!("Ended after {}", words::date(last_day(token))),
        None => format!("Works until {}", words::date(last_day(token))),
    };
    let works = token.revoked_at.is_none() && token.expires_at > visit.site.now();
    Line {
        reads: titles.collect::<Vec<_>>().join("; "),
        made: words::date(day_of(token.created_at)),
        used: token.last_used_at.map_or("Never".to_owned(), |at| words::date(day_of(at))),
        until,
        works,
        prefix: format!("{}…", token.prefix),
        name: token.name.clone(),
    }
}

/// A token in the words of the access log: how it begins, whose it is, what it may read. Never its text.
pub(super) fn in_the_log(token: &ApiToken, username: &str) -> String {
    let scopes: Vec<&str> = token.scopes.iter().map(String::as_str).collect();
    format!("token {}… of {username}: {}, until {}", token.prefix, scopes.join(" "), last_day(token))
}

async fn page(visit: &Visit, form: Form, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let viewer = visit.viewer()?;
    let tokens = visit.site.records().tokens(Some(viewer.account)).await?;
    let mut shell = visit.shell("API tokens");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    shell.success = match visit.filters.get("done") {
        Some("ended") => Some("The token is ended. Programs that use it can read nothing any more.".to_owned()),
        _ => None,
    };
    let choice = |grant: &grant::Grant| {
        Choice::new(grant.word, grant.title).chosen(form.reads.iter().any(|word| word == grant.word))
    };
    let example = visit.site.today().checked_add(jiff::Span::new().days(USUAL)).unwrap_or(visit.site.today());
    let page = Page {
        grants: grant::open_to(viewer).map(choice).collect(),
        lines: tokens.iter().map(|token| (line(visit, token), format!("/account/tokens/{}/end", token.id))).collect(),
        latest: format!(
            "At most a year from today. For example, {} {} {}",
            example.day(),
            example.month(),
            example.year()
        ),
        name: form.name,
        given: [form.day, form.month, form.year],
        shell,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    page(&visit, Form::default(), Vec::new()).await
}

/// The last day that the form chooses, or what is wrong with it.
fn chosen_day(form: &Form, today: Date) -> Result<Date, String> {
    let day = date_of(&form.day, &form.month, &form.year)?;
    let most = today.checked_add(jiff::Span::new().days(LONGEST)).unwrap_or(today);
    match day {
        day if day < today => Err("The last day must be today or later".to_owned()),
        day if day > most => Err("The last day must be within a year from today".to_owned()),
        day => Ok(day),
    }
}

async fn make(visit: Visit, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    let viewer = visit.viewer()?;
    let mut mistakes = Vec::new();
    if form.name.trim().is_empty() {
        mistakes.push(Mistake::new("name", "Enter what the token is for"));
    } else if form.name.trim().chars().count() > 100 {
        mistakes.push(Mistake::new("name", "What the token is for must be 100 characters or fewer"));
    }
    let scopes: BTreeSet<String> = grant::open_to(viewer)
        .filter(|grant| form.reads.iter().any(|word| word == grant.word))
        .map(|grant| grant.word.to_owned())
        .collect();
    if scopes.is_empty() {
        mistakes.push(Mistake::new("reads", "Choose what the token may read"));
    }
    let day = chosen_day(&form, visit.site.today()).map_err(|text| mistakes.push(Mistake::new("until", text))).ok();
    let end = day.and_then(end_of);
    let (Some(end), true) = (end, mistakes.is_empty()) else { return page(&visit, form, mistakes).await };
    let made = visit.site.records().create_token(viewer.account, &form.name, &scopes, end, visit.site.now()).await?;
    visit.record("make-token", in_the_log(&made.token, &viewer.username), 1).await?;
    visit.site.tokens().made(made.token.id, made.secret.reveal().to_owned());
    Ok(Redirect::to(&format!("/account/tokens/{}/made", made.token.id)).into_response())
}

/// A token of the person's own.
async fn own(visit: &Visit, token: &str) -> Result<ApiToken, Problem> {
    let number: i64 = token.parse().map_err(|_| Problem::NotFound)?;
    let tokens = visit.site.records().tokens(Some(visit.viewer()?.account)).await?;
    tokens.into_iter().find(|token| token.id == number).ok_or(Problem::NotFound)
}

async fn made(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    let token = own(&visit, &token).await?;
    visit.page(&Made {
        shell: visit.shell("Your new token"),
        token: visit.site.tokens().show(token.id),
        until: words::date(last_day(&token)),
        name: token.name,
    })
}

async fn end(visit: Visit, Path(token): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let token = own(&visit, &token).await?;
    visit.site.records().revoke_token(token.id, visit.site.now()).await?;
    visit.record("end-token", in_the_log(&token, &visit.viewer()?.username), 1).await?;
    Ok(Redirect::to("/account/tokens?done=ended").into_response())
}
