//! All tokens of the API: whose they are, what they may read, until when, when they were last used; and their end.

use super::{done, navigation};
use crate::access::Permission;
use crate::pages::tokens::{Line, in_the_log, line};
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use records::ApiToken;
use std::collections::HashMap;

const MANAGE: Needs = Needs::Permission(Permission::ManageAccounts);
const PATH: &str = "/administration/tokens";

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("all-tokens", PATH, MANAGE, "API tokens of everybody", get(list)).under(Section::Administration),
        Route::form("all-tokens-end", "/administration/tokens/{token}/end", MANAGE, "Ends anybody’s token", post(end))
            .under(Section::Administration),
    ]
}

/// A token and whose it is.
struct Owned {
    id: i64,
    token: Line,
    name: String,
    username: String,
    account: i64,
    closed: bool,
}

#[derive(Template)]
#[template(path = "administration/tokens.html")]
struct Page {
    shell: Shell,
    /// Those that work.
    works: Vec<Owned>,
    /// Those that don't any more.
    ended: Vec<Owned>,
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let mut shell = visit.shell("API tokens");
    shell.sub_navigation = navigation(&visit, PATH);
    shell.success = done(&visit);
    let records = visit.site.records();
    let accounts: HashMap<i64, records::Account> =
        records.accounts().await?.into_iter().map(|account| (account.id, account)).collect();
    let owned = |token: &ApiToken| {
        let account = accounts.get(&token.account_id);
        let profile = account.map(|account| &account.profile);
        Owned {
            id: token.id,
            token: line(&visit, token),
            name: profile.map(|profile| profile.display_name.clone()).unwrap_or_default(),
            username: profile.map(|profile| profile.username.clone()).unwrap_or_default(),
            account: token.account_id,
            closed: account.is_none_or(|account| !account.is_active()),
        }
    };
    let all: Vec<Owned> = records.tokens(None).await?.iter().map(owned).collect();
    let (works, ended) = all.into_iter().partition(|owned| owned.token.works && !owned.closed);
    visit.page(&Page { shell, works, ended })
}

async fn end(visit: Visit, Path(token): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let number: i64 = token.parse().map_err(|_| Problem::NotFound)?;
    let records = visit.site.records();
    let found = records.tokens(None).await?.into_iter().find(|token| token.id == number).ok_or(Problem::NotFound)?;
    let owner = records.account(found.account_id).await?.ok_or(Problem::NotFound)?;
    if found.revoked_at.is_none() {
        records.revoke_token(found.id, visit.site.now()).await?;
        visit.record("end-token", in_the_log(&found, &owner.profile.username), 1).await?;
    }
    Ok(Redirect::to(&format!("{PATH}?done=token-ended")).into_response())
}
