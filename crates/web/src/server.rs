//! The server: routes put together with what guards them all.

use crate::problem::Problem;
use crate::routes::{Route, routes};
use crate::site::Site;
use crate::visit::{OnRoute, check, header};
use crate::{assets, headers, problem_pages, sign_in};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// How long an answer may take before it is given up. Imports and reports go on without their page.
const TIMEOUT: Duration = Duration::from_secs(60);

/// All routes of a site behind what guards them: who is it, may they, is the form this session’s, headers, problems.
pub fn router(site: &Site) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let Route { name, path, needs, title, section, face, children, handler, .. } = route;
        let on = OnRoute { name, title, needs, section, face, children };
        // Each route says what it needs; one function checks it for all.
        router = router.route(path, handler.layer(from_fn_with_state(on, check)));
    }
    let router = router.fallback(|| async { Problem::NotFound });
    let router = router.with_state(site.clone());
    let router = sign_in::guard(router, site);
    router
        .merge(assets::router())
        .layer(from_fn_with_state(site.clone(), problem_pages::dress))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::GATEWAY_TIMEOUT, TIMEOUT))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn(headers::set))
}

/// A panic is a fault of ours: the page says so, and nothing about it.
fn caught(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    use axum::response::IntoResponse;
    let problem = Problem::fault("a handler panicked");
    let (heading, lines) = problem.words();
    let text = format!("{heading}\n\n{}\n", lines.join("\n"));
    (problem.status(), [(axum::http::header::CONTENT_TYPE, header("text/plain; charset=utf-8"))], text).into_response()
}

/// Serves a site until `stop` is done, keeping it fresh beside.
///
/// # Errors
/// The address can't be listened on.
pub async fn serve(site: Site, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(site.config().listen).await?;
    let router = router(&site);
    let fresh = tokio::spawn(site.keep_fresh());
    let served = axum::serve(listener, router).with_graceful_shutdown(stop).await;
    fresh.abort();
    served
}
