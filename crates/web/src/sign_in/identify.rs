//! Who is behind a request.

use super::backend::Backend;
use crate::access::Viewer;
use crate::problem::Problem;
use crate::problem_pages::Asked;
use crate::site::Site;
use crate::visit::Token;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum_login::AuthSession;
use axum_login::tower_sessions::Session;
use records::Account;
use std::sync::Arc;

/// Where a session keeps the token of its forms.
const TOKEN: &str = "token";
/// Where a session keeps when it began, in seconds since 1970.
pub(super) const BEGAN: &str = "began";
/// Where a session keeps when it was last used, in seconds since 1970.
const SEEN: &str = "seen";

/// The person that an account stands for.
pub fn viewer(account: &Account) -> Viewer {
    let profile = &account.profile;
    Viewer {
        account: account.id,
        username: profile.username.clone(),
        name: profile.display_name.clone(),
        scope: Viewer::scope_of(&profile.roles, &profile.teams, &profile.services, profile.worker_id.as_deref()),
        roles: profile.roles.clone(),
        capacities: profile.capacities.clone(),
        sees_names: profile.sees_names,
        limited_to: None,
    }
}

/// Finds out who is behind a request and which token their forms carry; ends sessions that are too old.
pub(super) async fn identify(
    State(site): State<Site>,
    mut auth: AuthSession<Backend>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let mut person = auth.user.clone();
    if person.is_some() && too_old(&site, &session).await {
        if let Err(error) = auth.logout().await {
            tracing::error!("a session that was too old could not be ended: {error}");
        }
        person = None;
    }
    let viewer = person.map(|person| Arc::new(viewer(&person.account)));
    let token = match token(&session, request.method().is_safe()).await {
        Ok(token) => token,
        Err(problem) => return axum::response::IntoResponse::into_response(problem),
    };
    request.extensions_mut().insert(token.clone());
    if let Some(viewer) = &viewer {
        request.extensions_mut().insert(Arc::clone(viewer));
    }
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Asked { viewer, token: Some(token) });
    response
}

/// Whether a session has stood longer than anybody may stay signed in; notes once a minute that it was used, which
/// puts off its end for want of use.
async fn too_old(site: &Site, session: &Session) -> bool {
    let now = site.now().as_second();
    let absolute = i64::try_from(site.config().absolute.as_secs()).unwrap_or(i64::MAX);
    let began: i64 = session.get(BEGAN).await.ok().flatten().unwrap_or(0);
    if now - began > absolute {
        return true;
    }
    let seen: i64 = session.get(SEEN).await.ok().flatten().unwrap_or(0);
    if now - seen > 60
        && let Err(error) = session.insert(SEEN, now).await
    {
        tracing::error!("a session could not be kept: {error}");
    }
    false
}

/// The token of a session's forms; made when a page is first shown.
async fn token(session: &Session, make: bool) -> Result<Token, Problem> {
    if let Some(token) = session.get::<String>(TOKEN).await.map_err(Problem::fault)? {
        return Ok(Token(token));
    }
    if !make {
        return Ok(Token(String::new()));
    }
    new_token(session).await
}

/// A new token, for a session that begins or changes hands.
pub(super) async fn new_token(session: &Session) -> Result<Token, Problem> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(Problem::fault)?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    session.insert(TOKEN, &token).await.map_err(Problem::fault)?;
    Ok(Token(token))
}
