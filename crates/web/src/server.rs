//! The server: routes put together with what guards them all.

use crate::hosts::{self, Hosts};
use crate::problem::Problem;
use crate::routes::{Route, routes};
use crate::site::Site;
use crate::tls::{self, Certificate};
use crate::visit::{OnRoute, check, header};
use crate::{assets, headers, problem_pages, sign_in};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum_server::Handle;
use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// How long an answer may take before it is given up. Imports and reports go on without their page.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The same where files are sent, which may come slowly.
const TIMEOUT_FILES: Duration = Duration::from_secs(60 * 60);
/// How long requests under way are waited for when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long a browser may take to send the headers of a request.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);
/// How often sessions and failed attempts that are over are cleared away.
const CLEAR_EVERY: Duration = Duration::from_secs(15 * 60);

/// All routes of a site behind what guards them: who is it, may they, is the form this session’s, headers, problems.
pub fn router(site: &Site) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let Route { name, path, needs, title, section, face, children, files, handler, .. } = route;
        let on = OnRoute { name, title, needs, section, face, children };
        let limit = if files { TIMEOUT_FILES } else { TIMEOUT };
        let limit = TimeoutLayer::with_status_code(axum::http::StatusCode::GATEWAY_TIMEOUT, limit);
        // Each route says what it needs; one function checks it for all.
        let guarded = handler.layer::<_, Infallible>(from_fn_with_state(on, check)).layer::<_, Infallible>(limit);
        router = router.route(path, guarded.layer(from_fn_with_state(name, told)));
    }
    let router = router.fallback(|| async { Problem::NotFound });
    let router = router.with_state(site.clone());
    let router = sign_in::guard(router, site);
    router
        .merge(assets::router())
        .layer(from_fn_with_state(Hosts::of(site.config()), hosts::check))
        .layer(from_fn_with_state(site.clone(), problem_pages::dress))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn_with_state(site.config().secure, headers::set))
}

/// Writes a line to the server’s log for a request that changed something or went wrong: the route’s name, never the
/// address, which may hold a person id or a one-time link.
async fn told(State(route): State<&'static str>, request: Request, next: Next) -> Response {
    let (begun, method) = (Instant::now(), request.method().clone());
    let response = next.run(request).await;
    let status = response.status();
    if method != Method::GET || status.is_client_error() || status.is_server_error() {
        let milliseconds = begun.elapsed().as_millis();
        tracing::info!(target: "derwent", %method, route, status = status.as_u16(), milliseconds, "request");
    }
    response
}

/// A panic is a fault of ours: the page says so, and nothing about it.
fn caught(_: Box<dyn std::any::Any + Send>) -> Response {
    let problem = Problem::fault("a handler panicked");
    let (heading, lines) = problem.words();
    let text = format!("{heading}\n\n{}\n", lines.join("\n"));
    (problem.status(), [(axum::http::header::CONTENT_TYPE, header("text/plain; charset=utf-8"))], text).into_response()
}

/// A site that has its place to listen and answers nothing yet.
pub struct Bound {
    site: Site,
    listener: TcpListener,
    certificate: Option<Certificate>,
}

/// Takes the place to listen, and reads the certificate where there is one.
///
/// # Errors
/// Somebody listens there already, or the certificate can’t be used.
pub fn bind(site: Site) -> std::io::Result<Bound> {
    let certificate = site.config().tls.as_ref().map(Certificate::read).transpose()?;
    let listener = TcpListener::bind(site.config().listen)?;
    listener.set_nonblocking(true)?;
    Ok(Bound { site, listener, certificate })
}

impl Bound {
    /// Where it listens: the port that the system chose where none was asked for.
    ///
    /// # Errors
    /// The system doesn’t say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is done, keeping the site fresh beside; then waits for requests under way, for a while.
    ///
    /// # Errors
    /// The listener failed.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        // What a process that was killed left of uploads goes before the first page is answered.
        if let Err(problem) = crate::pages::data::tidy(&self.site).await {
            tracing::error!(status = problem.status().as_u16(), "what was left of uploads could not be cleared away");
        }
        let Bound { site, listener, certificate } = self;
        // What the last server left half done is put right before anything answers.
        if crate::pages::reports::mend(&site).await.is_err() {
            return Err(std::io::Error::other("what was left half done could not be put right: the log says why"));
        }
        let service = router(&site).into_make_service_with_connect_info::<SocketAddr>();
        let mut beside = tokio::task::JoinSet::new();
        beside.spawn(site.clone().keep_fresh());
        beside.spawn(clear_away(site.clone()));
        let handle = Handle::new();
        let stopping = handle.clone();
        beside.spawn(async move {
            stop.await;
            stopping.graceful_shutdown(Some(GRACE));
            std::future::pending::<()>().await;
        });
        match certificate {
            Some(certificate) => {
                let config = certificate.config();
                beside.spawn(certificate.keep_fresh());
                let mut server = axum_server::from_tcp(listener)?.handle(handle).acceptor(tls::acceptor(config));
                patience(server.http_builder());
                server.serve(service).await
            }
            None => {
                let mut server = axum_server::from_tcp(listener)?.handle(handle);
                patience(server.http_builder());
                server.serve(service).await
            }
        }
    }
}

/// Ends connections that send their headers too slowly: many of them would keep others out.
fn patience(builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>) {
    builder.http1().timer(hyper_util::rt::TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
}

/// Clears away sessions and failed attempts that are over, now and then.
async fn clear_away(site: Site) {
    loop {
        let now = site.now();
        let cleared = async {
            site.records().purge_sessions(now).await?;
            site.records().purge_attempts(now).await
        };
        if let Err(error) = cleared.await {
            tracing::warn!("sessions that are over could not be cleared away: {error}");
        }
        tokio::time::sleep(CLEAR_EVERY).await;
    }
}
