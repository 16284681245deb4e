//! A visit: one request by one person. Pages take it as their only argument; it gives them the site, the person,
//! the filters of the address, the page's shell, and the counter at which data about children is asked for.

use crate::access::{Permission, Viewer};
use crate::ask::Ask;
use crate::filters::Filters;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::renewal::Renewal;
use crate::routes::{Face, Needs, Section};
use crate::shell::{self, Link, Shell};
use crate::site::Site;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use records::Access;
use report::words;
use serde::de::DeserializeOwned;
use serde::de::value::UnitDeserializer;
use std::collections::BTreeMap;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The name of the field that carries the token of a form.
pub const TOKEN_FIELD: &str = shell::CSRF_FIELD;

/// How large a form without files may be, in bytes.
const FORM_LIMIT: usize = 1 << 20;

/// What a request knows of its route.
#[derive(Debug, Clone)]
pub struct OnRoute {
    /// The route's name.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it asks.
    pub needs: Needs,
    /// Its place in the navigation.
    pub section: Option<Section>,
    /// Page or API.
    pub face: Face,
    /// Whether its answers hold data about single children.
    pub children: bool,
}

/// The token that forms of this session carry.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub String);

/// One request by one person.
#[derive(Clone)]
pub struct Visit {
    /// The site.
    pub site: Site,
    /// The person; none on pages that ask for nothing.
    pub viewer: Option<Arc<Viewer>>,
    /// The filters in the address.
    pub filters: Filters,
    /// The address without its query.
    pub path: String,
    /// The route.
    pub route: OnRoute,
    /// The token for forms on this page.
    pub token: Token,
}

impl Visit {
    /// The person behind the request.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn viewer(&self) -> Result<&Viewer, Problem> {
        self.viewer.as_deref().ok_or(Problem::SignInFirst)
    }

    /// Whether the person may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.may(permission))
    }

    /// What is known now: the same for the whole request when kept by the caller.
    ///
    /// # Errors
    /// Nothing was imported yet.
    pub fn reading(&self) -> Result<Arc<Reading>, Problem> {
        self.site.reading()
    }

    /// The counter at which data about children is asked for: scoped, and written to the access log.
    ///
    /// # Errors
    /// Nobody is signed in, or nothing was imported.
    pub fn ask(&self) -> Result<Ask, Problem> {
        let viewer = self.viewer.clone().ok_or(Problem::SignInFirst)?;
        Ok(Ask::new(self.site.clone(), self.reading()?, viewer, self.route.name))
    }

    /// Writes to the access log what the person did besides reading data about children: `action` in a word, `what` in
    /// words without a secret or a name, and how many rows it was about.
    ///
    /// # Errors
    /// Nobody is signed in, or the log can't be written.
    pub async fn record(&self, action: &str, what: String, rows: usize) -> Result<(), Problem> {
        let viewer = self.viewer()?;
        let access = Access {
            at: self.site.now(),
            account_id: Some(viewer.account),
            username: viewer.username.clone(),
            action: action.to_owned(),
            route: self.route.name.to_owned(),
            what,
            subject: String::new(),
            rows: i64::try_from(rows).unwrap_or(i64::MAX),
            reason: String::new(),
        };
        self.site.log().append(access).await.map_err(Problem::fault)
    }

    /// The frame of a page.
    pub fn shell(&self, title: &str) -> Shell {
        let mut shell = frame(&self.site, self.viewer.as_deref(), &self.token, self.route.section, &self.filters);
        title.clone_into(&mut shell.title);
        shell
    }

    /// A template as a page.
    ///
    /// # Errors
    /// The template can't be written.
    pub fn page(&self, template: &impl askama::Template) -> Result<Response, Problem> {
        html(template)
    }
}

/// A template as an answer.
pub(crate) fn html(template: &impl askama::Template) -> Result<Response, Problem> {
    let text = template.render().map_err(Problem::fault)?;
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")], text).into_response())
}

/// The frame of a page without a title: who is signed in, where they may go, what the data describes.
pub(crate) fn frame(
    site: &Site,
    viewer: Option<&Viewer>,
    token: &Token,
    section: Option<Section>,
    filters: &Filters,
) -> Shell {
    let mut shell = Shell::new("", "");
    // Strangers learn neither whose site this is nor how fresh its data is.
    if let Some(viewer) = viewer {
        if let Ok(reading) = site.reading() {
            shell.council.clone_from(&reading.engine().settings().name);
            shell.data_date = Some(words::date(reading.engine().inputs().data_date));
            shell.notices.extend(old_numbers(site.renewal(), &reading));
        }
        let roles: Vec<&str> = viewer.roles.iter().map(|role| role.title()).collect();
        shell.viewer = Some(shell::Viewer { name: viewer.name.clone(), role: roles.join(", "), csrf: token.0.clone() });
        shell.navigation = navigation(viewer, section, filters);
    }
    if let Some(section) = section {
        section.words().clone_into(&mut shell.section);
    }
    if site.config().invented {
        shell.notices.push(shell::Notice::invented("This council is made up, and so are its children and workers."));
    }
    shell
}

/// How many tables a notice names.
const MOST_TITLES: usize = 6;

/// What stands above pages of what is open today where some extracts end before the data date: what was open on their
/// last day is all that is known, as when a table of the newest delivery is held.
pub(crate) fn cut_short(reading: &Reading) -> Option<shell::Notice> {
    let mut by_day: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    for (table, until) in reading.workings().known_until() {
        by_day.entry(until).or_default().push(table.title.to_lowercase());
    }
    if by_day.is_empty() {
        return None;
    }
    let known = |(until, titles): (Date, Vec<String>)| {
        let titles = match titles.len() {
            ..=MOST_TITLES => words::list(&titles),
            more => format!("{} tables, among them {}", more, words::list(&titles[..MOST_TITLES])),
        };
        format!("{titles} to {}", words::date(until))
    };
    let known: Vec<String> = by_day.into_iter().map(known).collect();
    let date = words::date(reading.engine().inputs().data_date);
    Some(shell::Notice {
        tag: "Not all is known",
        colour: "yellow",
        text: format!(
            "Most data is of {date}, but some is known only up to an earlier day: {}. What was open then is shown as open \
             still, and what was done since is not shown as done.",
            known.join("; ")
        ),
    })
}

/// What stands above pages while their numbers are those of before the newest data or settings.
fn old_numbers(renewal: Renewal, reading: &Reading) -> Option<shell::Notice> {
    let made = crate::clock::moment(reading.made_at());
    let text = match renewal {
        Renewal::Done => return None,
        Renewal::Working => format!(
            "New numbers are being worked out, for data or settings have changed. Until they are ready, in a few minutes \
             at most, pages show the numbers of {made}."
        ),
        Renewal::Failed => format!(
            "Data or settings have changed, but the new numbers could not be worked out: pages show those of {made}. \
             Tell whoever runs the server: its log says why."
        ),
    };
    Some(shell::Notice { tag: "Updating", colour: "blue", text })
}

/// The navigation that a person sees: the pages that they may open.
fn navigation(viewer: &Viewer, here: Option<Section>, filters: &Filters) -> Vec<Link> {
    let mut pages: Vec<(Section, &'static str)> = leading()
        .iter()
        .filter(|(_, _, needs)| allowed(Some(viewer), *needs))
        .map(|(section, path, _)| (*section, *path))
        .collect();
    pages.dedup_by_key(|(section, _)| *section);
    pages
        .into_iter()
        .map(|(section, path)| Link::new(section.words(), filters.carried(path)).here(here == Some(section)))
        .collect()
}

/// The routes that have a place in the navigation, in its order.
fn leading() -> &'static [(Section, &'static str, Needs)] {
    static LEADING: std::sync::OnceLock<Vec<(Section, &'static str, Needs)>> = std::sync::OnceLock::new();
    LEADING.get_or_init(|| {
        let routes = crate::routes::routes();
        let lead = |route: &crate::routes::Route| route.section.filter(|_| route.leads);
        let mut out: Vec<_> =
            routes.iter().filter_map(|route| lead(route).map(|section| (section, route.path, route.needs))).collect();
        out.sort_by_key(|(section, _, _)| *section);
        out
    })
}

/// Whether somebody may call a route that needs this.
pub fn allowed(viewer: Option<&Viewer>, needs: Needs) -> bool {
    match (needs, viewer) {
        (Needs::Nothing, _) => true,
        (_, None) => false,
        (Needs::SignedIn, Some(_)) => true,
        (Needs::Permission(permission), Some(viewer)) => viewer.may(permission),
        (Needs::AnyOf(permissions), Some(viewer)) => permissions.iter().any(|permission| viewer.may(*permission)),
    }
}

/// Lets a request through to its route if the person may call it: the one check that all routes go through.
pub async fn check(State(route): State<OnRoute>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let viewer = request.extensions().get::<Arc<Viewer>>().cloned();
    if viewer.is_none() && route.needs != Needs::Nothing {
        if route.face == Face::Page && request.method() == Method::GET {
            let back: String = form_urlencoded::byte_serialize(
                request.uri().path_and_query().map_or("/", |whole| whole.as_str()).as_bytes(),
            )
            .collect();
            return Ok(Redirect::to(&format!("/sign-in?back={back}")).into_response());
        }
        return Err(Problem::SignInFirst);
    }
    if !allowed(viewer.as_deref(), route.needs) {
        let mut response = Problem::NotAllowed.into_response();
        response.extensions_mut().insert(route);
        return Ok(response);
    }
    request.extensions_mut().insert(route);
    Ok(next.run(request).await)
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Visit, Problem> {
        let route = parts.extensions.get::<OnRoute>().cloned().ok_or(Problem::NotFound)?;
        let token = parts.extensions.get::<Token>().cloned().unwrap_or(Token(String::new()));
        Ok(Visit {
            site: site.clone(),
            viewer: parts.extensions.get::<Arc<Viewer>>().cloned(),
            filters: Filters::of(parts.uri.query().unwrap_or_default()),
            path: parts.uri.path().to_owned(),
            route,
            token,
        })
    }
}

/// What a form sent, once its token was found to be this session's. Every route that changes something takes its form
/// this way (or checks [`same_token`] itself, where files come with it).
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Site> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Site) -> Result<Sent<T>, Problem> {
        let token = request.extensions().get::<Token>().cloned();
        let body = axum::body::to_bytes(request.into_body(), FORM_LIMIT)
            .await
            .map_err(|_| Problem::TooLarge("A form may have one megabyte. Shorten what you wrote.".to_owned()))?;
        let sent = form_urlencoded::parse(&body).find(|(name, _)| name == TOKEN_FIELD).map(|(_, value)| value);
        if !same_token(token.as_ref(), sent.as_deref()) {
            return Err(Problem::Forged);
        }
        // A form that is only a button sends its token and nothing else: `Sent<()>`.
        let empty = || T::deserialize(UnitDeserializer::<serde::de::value::Error>::new());
        serde_html_form::from_bytes(&body).or_else(|_| empty()).map(Sent).map_err(|_| {
            // The error could quote what was typed: the log has only which form it was.
            tracing::warn!(form = std::any::type_name::<T>(), "a form could not be read");
            Problem::wrong("The form was not complete. Go back, load the page again and send it once more.")
        })
    }
}

/// Whether what a form sent is the token of this session. Takes the same time wherever they differ.
pub fn same_token(token: Option<&Token>, sent: Option<&str>) -> bool {
    match (token, sent) {
        (Some(Token(token)), Some(sent)) if !token.is_empty() => token.as_bytes().ct_eq(sent.as_bytes()).into(),
        _ => false,
    }
}

/// A header value that is known to be one.
pub(crate) fn header(text: &'static str) -> HeaderValue {
    HeaderValue::from_static(text)
}
