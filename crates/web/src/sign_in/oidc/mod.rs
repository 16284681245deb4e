//! Signing in with the council’s identity provider: OpenID Connect, authorization code with PKCE.

mod claims;
mod provider;
pub mod settings;

pub use provider::Provider;

use super::backend::Backend;
use super::local::local;
use super::session;
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::site::Site;
use crate::visit::Visit;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_login::AuthSession;
use axum_login::tower_sessions::Session;
use claims::Told;
use records::Account;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// The routes.
pub fn routes() -> Vec<Route> {
    let title = "Sign in with your council’s account";
    vec![
        Route::page("provider", "/sign-in/provider", Needs::Nothing, title, get(leave)),
        Route::page("provider-return", "/sign-in/return", Needs::Nothing, title, get(come_back)),
    ]
}

/// Where a session keeps who was sent to the provider.
const SENT: &str = "provider";
/// How long somebody may take there, in seconds.
const AWAY_FOR: i64 = 10 * 60;

/// Somebody who was sent to the provider.
#[derive(Serialize, Deserialize)]
struct Away {
    sent: provider::Sent,
    back: String,
    at: i64,
}

/// The address at which the provider sends people back to us.
fn return_address(site: &Site) -> String {
    let config = site.config();
    let base = config.address.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    format!("{}/sign-in/return", base.trim_end_matches('/'))
}

fn not_worked(word: &str) -> Response {
    Redirect::to(&format!("/sign-in?fault={word}")).into_response()
}

async fn leave(visit: Visit, session: Session) -> Result<Response, Problem> {
    let provider = visit.site.config().provider.clone().ok_or(Problem::NotFound)?;
    let back = local(visit.filters.get("back").unwrap_or("/")).to_owned();
    match provider.send(&return_address(&visit.site)).await {
        Ok((address, sent)) => {
            let away = Away { sent, back, at: visit.site.now().as_second() };
            session::put(&session, SENT, away).await?;
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            tracing::warn!("{error}");
            Ok(not_worked("provider"))
        }
    }
}

async fn come_back(visit: Visit, mut auth: AuthSession<Backend>, session: Session) -> Result<Response, Problem> {
    let provider = visit.site.config().provider.clone().ok_or(Problem::NotFound)?;
    let away: Option<Away> = session.remove(SENT).await.map_err(Problem::fault)?;
    let now = visit.site.now();
    let Some(away) = away.filter(|away| (0..=AWAY_FOR).contains(&(now.as_second() - away.at))) else {
        return Ok(not_worked("expired"));
    };
    let asked = |name: &str| visit.filters.get(name).unwrap_or_default();
    let ours: bool = asked("state").as_bytes().ct_eq(away.sent.state.as_bytes()).into();
    // Where the provider names itself in the address, it must be the one that we sent them to (RFC 9207).
    let other = visit.filters.get("iss").is_some_and(|issuer| issuer != provider.settings().issuer);
    if !ours || other {
        return Ok(not_worked("expired"));
    }
    if asked("code").is_empty() {
        tracing::warn!("the identity provider sent somebody back without a code");
        return Ok(not_worked("provider"));
    }
    let told = match provider.told(&return_address(&visit.site), away.sent, asked("code")).await {
        Ok(told) => told,
        Err(error) => {
            tracing::warn!("{error}");
            return Ok(not_worked("provider"));
        }
    };
    match account(&visit.site, &provider, &told).await? {
        Some(account) => {
            session::begin(&visit.site, &mut auth, &session, &account, "identity provider").await?;
            Ok(Redirect::to(&away.back).into_response())
        }
        None => {
            session::note(&visit.site, None, "sign-in-refused", "identity provider: no group or no account").await?;
            Ok(not_worked("no-group"))
        }
    }
}

/// The account of a person, made or brought up to date. None where no group gives a role, the account is closed, or its
/// username belongs to an account of ours: a name alone opens nobody else’s account.
async fn account(site: &Site, provider: &Provider, told: &Told) -> Result<Option<Account>, Problem> {
    let (records, now) = (site.records(), site.now());
    let before = records.account_by_oidc(&told.oidc).await?;
    let Some(profile) = told.profile(provider.settings(), before.as_ref().map(|account| &account.profile)) else {
        // Whoever left all groups loses what they have at once, on other devices too.
        if let Some(account) = before {
            records.sign_out_everywhere(account.id, None, now).await?;
        }
        return Ok(None);
    };
    match before {
        Some(account) if !account.is_active() => Ok(None),
        Some(account) if account.profile == profile => Ok(Some(account)),
        Some(account) => Ok(Some(records.update_account(account.id, &profile, None, now).await?)),
        None => match records.create_account(&profile, None, now).await {
            Ok(account) => Ok(Some(account)),
            Err(records::Error::Conflict(_) | records::Error::Invalid(_)) => {
                tracing::warn!("the identity provider names somebody whose username is taken or can’t be kept");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        },
    }
}
