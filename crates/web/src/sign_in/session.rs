//! What a session remembers, and how one begins.

use super::backend::{Backend, Person};
use crate::problem::Problem;
use crate::site::Site;
use crate::visit::Token;
use axum_login::AuthSession;
use axum_login::tower_sessions::Session;
use jiff::Timestamp;
use records::{Access, Account};
use serde::{Deserialize, Serialize};

/// The token of the session’s forms.
const TOKEN: &str = "token";
/// When the person signed in, in seconds since 1970.
const BEGAN: &str = "began";
/// When it was last used, in seconds since 1970.
const SEEN: &str = "seen";
/// The roles that the person had when the session’s id was given.
const ROLES: &str = "roles";
/// Who has shown a password and not yet a one-time code.
const HALF_WAY: &str = "half-way";

/// How long somebody has for their one-time code, in seconds.
const HALF_WAY_FOR: i64 = 10 * 60;
/// How often it is noted that a session is used, in seconds.
const NOTED_EVERY: i64 = 60;

/// Somebody who has shown a password and not yet a one-time code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct HalfWay {
    /// The account’s number.
    pub account: i64,
    /// Its epoch then.
    pub epoch: i64,
    /// Where they were going.
    pub back: String,
    /// When they showed the password, in seconds since 1970.
    at: i64,
}

/// Signs an account in: a new session id and a new token, so that what was known before is worth nothing after.
pub(super) async fn begin(
    site: &Site,
    auth: &mut AuthSession<Backend>,
    session: &Session,
    account: &Account,
    how: &str,
) -> Result<(), Problem> {
    let now = site.now();
    session.clear().await;
    auth.login(&Person::of(account.clone())).await.map_err(Problem::fault)?;
    session.cycle_id().await.map_err(Problem::fault)?;
    put(session, BEGAN, now.as_second()).await?;
    put(session, SEEN, now.as_second()).await?;
    put(session, ROLES, roles(account)).await?;
    new_token(session).await?;
    site.records().signed_in(account.id, now).await?;
    note(site, Some(account), "sign-in", how).await
}

/// Ends the session of whoever is signed in.
pub(super) async fn end(auth: &mut AuthSession<Backend>) -> Result<(), Problem> {
    auth.logout().await.map_err(Problem::fault)?;
    Ok(())
}

/// Remembers who has shown a password and not yet a code, under a new session id.
pub(super) async fn half_way(session: &Session, account: &Account, back: &str, now: Timestamp) -> Result<(), Problem> {
    session.clear().await;
    session.cycle_id().await.map_err(Problem::fault)?;
    new_token(session).await?;
    let half = HalfWay { account: account.id, epoch: account.epoch, back: back.to_owned(), at: now.as_second() };
    put(session, HALF_WAY, half).await
}

/// Who has shown a password and not yet a code, if they have not taken too long.
pub(super) async fn who_is_half_way(session: &Session, now: Timestamp) -> Result<Option<HalfWay>, Problem> {
    let half: Option<HalfWay> = session.get(HALF_WAY).await.map_err(Problem::fault)?;
    Ok(half.filter(|half| (0..=HALF_WAY_FOR).contains(&(now.as_second() - half.at))))
}

/// Whether a session has stood longer than anybody may stay signed in. Notes once a minute that it was used, which
/// puts off its end for want of use, and gives it a new id when the person’s roles have changed.
pub(super) async fn is_over(site: &Site, session: &Session, account: &Account) -> Result<bool, Problem> {
    let now = site.now().as_second();
    let absolute = i64::try_from(site.config().absolute.as_secs()).unwrap_or(i64::MAX);
    let began: i64 = session.get(BEGAN).await.map_err(Problem::fault)?.unwrap_or(0);
    if now - began >= absolute {
        return Ok(true);
    }
    let seen: i64 = session.get(SEEN).await.map_err(Problem::fault)?.unwrap_or(0);
    if now - seen >= NOTED_EVERY {
        put(session, SEEN, now).await?;
    }
    let had: Option<String> = session.get(ROLES).await.map_err(Problem::fault)?;
    if had.as_ref() != Some(&roles(account)) {
        session.cycle_id().await.map_err(Problem::fault)?;
        put(session, ROLES, roles(account)).await?;
    }
    Ok(false)
}

/// The token of a session’s forms, if it has one.
pub(super) async fn token(session: &Session) -> Result<Option<Token>, Problem> {
    Ok(session.get::<String>(TOKEN).await.map_err(Problem::fault)?.map(Token))
}

/// A new token, for a session that begins or changes hands.
pub(super) async fn new_token(session: &Session) -> Result<Token, Problem> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(Problem::fault)?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    put(session, TOKEN, &token).await?;
    Ok(Token(token))
}

/// Keeps a value in a session.
pub(super) async fn put(session: &Session, key: &str, value: impl Serialize + Send + Sync) -> Result<(), Problem> {
    session.insert(key, value).await.map_err(Problem::fault)
}

/// Writes to the access log that somebody signed in or out, or did not.
pub(super) async fn note(site: &Site, account: Option<&Account>, action: &str, how: &str) -> Result<(), Problem> {
    let access = Access {
        at: site.now(),
        account_id: account.map(|account| account.id),
        username: account.map(|account| account.profile.username.clone()).unwrap_or_default(),
        action: action.to_owned(),
        what: how.to_owned(),
        subject: String::new(),
        rows: 0,
        reason: String::new(),
        route: "sign-in".to_owned(),
    };
    site.log().append(access).await.map_err(Problem::fault)
}

fn roles(account: &Account) -> String {
    account.profile.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ")
}
