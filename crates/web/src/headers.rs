//! Headers that every answer carries.

use crate::visit::header;
use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::middleware::Next;
use axum::response::Response;

/// What a page may load and who may frame it: all of ours, nothing of anybody else’s, no inline script or style.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                          connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers and values, for all answers.
pub const HEADERS: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms, which can't be told from a stranger's.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// Tells browsers to come back over TLS only, for a year; sent where people reach us over TLS.
pub const TLS_ONLY: (&str, &str) = ("strict-transport-security", "max-age=31536000");

/// Sets them. What may be kept in a cache says so itself, and a page that needs another policy (a whole document shown
/// inside the site) brings a stricter one of its own.
pub async fn set(State(secure): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS.into_iter().chain(secure.then_some(TLS_ONLY)) {
        headers.entry(HeaderName::from_static(name)).or_insert(header(value));
    }
    headers.entry("cache-control").or_insert(header("no-store"));
    response
}
