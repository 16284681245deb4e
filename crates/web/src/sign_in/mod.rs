//! Signing in: local accounts and the council’s identity provider, sessions, and who is behind a request.

mod account;
mod backend;
mod codes;
mod identify;
mod links;
mod local;
mod oidc;
mod qr;
mod session;
mod store;
mod throttle;

pub use backend::{Backend, Credentials, Person};
pub use identify::viewer;
pub use links::path as link_path;
pub use oidc::Provider;
pub use oidc::settings::{Group, Settings};

use crate::routes::Route;
use crate::site::Site;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum_login::AuthManagerLayerBuilder;
use axum_login::tower_sessions::cookie::SameSite;
use axum_login::tower_sessions::{Expiry, SessionManagerLayer};

/// The routes of signing in and out.
pub fn routes() -> Vec<Route> {
    [local::routes(), links::routes(), oidc::routes(), account::routes(), codes::routes()].concat()
}

/// The name of the session’s cookie. The `__Host-` prefix makes browsers refuse it from any other host, path or plain
/// connection.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-derwent" } else { "derwent" }
}

/// Puts sessions in front of a router, and finds out who is behind each request.
pub fn guard(router: Router, site: &Site) -> Router {
    let config = site.config();
    let idle = time::Duration::try_from(config.idle).unwrap_or(time::Duration::minutes(30));
    // Lax, so that the cookie is there when the identity provider sends somebody back.
    let sessions = SessionManagerLayer::new(store::Rows::new(site.records().clone()))
        .with_name(cookie_name(config.secure))
        .with_secure(config.secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(idle));
    let auth = AuthManagerLayerBuilder::new(Backend::new(site.records().clone()), sessions).build();
    router
        .layer(from_fn_with_state(site.clone(), identify::identify))
        .layer(auth)
        .layer(from_fn_with_state(throttle::Throttle::new(config.behind_a_proxy), throttle::check))
}
