//! Signing in: local accounts and the council's identity provider, sessions, and who is behind a request.

mod backend;
mod identify;
mod local;
mod store;

pub use backend::{Backend, Credentials, Person};

use crate::routes::Route;
use crate::site::Site;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum_login::AuthManagerLayerBuilder;
use axum_login::tower_sessions::cookie::SameSite;
use axum_login::tower_sessions::{Expiry, SessionManagerLayer};

/// The council's identity provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its issuer address.
    pub issuer: String,
}

/// The routes of signing in and out.
pub fn routes() -> Vec<Route> {
    local::routes()
}

/// Puts sessions in front of a router, and finds out who is behind each request.
pub fn guard(router: Router, site: &Site) -> Router {
    let config = site.config();
    let idle = time::Duration::try_from(config.idle).unwrap_or(time::Duration::minutes(30));
    // The __Host- prefix makes browsers refuse the cookie from any other host, path or plain connection.
    let name = if config.secure { "__Host-derwent" } else { "derwent" };
    let sessions = SessionManagerLayer::new(store::Rows::new(site.records().clone()))
        .with_name(name)
        .with_secure(config.secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(idle));
    let auth = AuthManagerLayerBuilder::new(Backend::new(site.records().clone()), sessions).build();
    router.layer(from_fn_with_state(site.clone(), identify::identify)).layer(auth)
}
