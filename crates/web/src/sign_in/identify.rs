//! Who is behind a request.

use super::backend::Backend;
use super::session;
use crate::access::Viewer;
use crate::problem::Problem;
use crate::problem_pages::Asked;
use crate::site::Site;
use crate::visit::Token;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_login::AuthSession;
use axum_login::tower_sessions::Session;
use records::Account;
use std::sync::Arc;

/// Where strangers find forms. Elsewhere they get no session: nobody fills the database by knocking.
const FORMS_OF_STRANGERS: [&str; 2] = ["/sign-in", "/link/"];

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
    if crate::api::token::is_brought(&request) {
        return crate::api::token::answer(&site, request, next).await;
    }
    let may_begin = request.method().is_safe();
    let has_forms = FORMS_OF_STRANGERS.iter().any(|start| request.uri().path().starts_with(start));
    let (viewer, token) = match who(&site, &mut auth, &session, has_forms, may_begin).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    request.extensions_mut().insert(token.clone());
    if let Some(viewer) = &viewer {
        request.extensions_mut().insert(Arc::clone(viewer));
    }
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Asked { viewer, token: Some(token) });
    response
}

/// The person and the token. A token is made where there is none yet, a form may be shown and nothing is sent.
async fn who(
    site: &Site,
    auth: &mut AuthSession<Backend>,
    session: &Session,
    has_forms: bool,
    may_begin: bool,
) -> Result<(Option<Arc<Viewer>>, Token), Problem> {
    let mut account = auth.user.as_ref().map(|person| person.account.clone());
    if let Some(known) = &account
        && session::is_over(site, session, known).await?
    {
        session::end(auth).await?;
        account = None;
    }
    let token = match session::token(session).await? {
        Some(token) => token,
        None if may_begin && (has_forms || account.is_some()) => session::new_token(session).await?,
        None => Token(String::new()),
    };
    Ok((account.map(|account| Arc::new(viewer(&account))), token))
}
