//! Today: what needs attention, for whoever looks. Each part says in one quiet sentence that there is nothing.

mod overdue;
mod quality;
mod signals;
mod waiting;

use crate::access::{Permission, Scope};
use crate::pages::indicators::known;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Notice, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use overdue::Overdue;
use quality::{Freshness, Quality};
use report::words;
use signals::Signal;
use waiting::Item;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::page("today", "/", Needs::SignedIn, "Today", get(page)).leads(Section::Today)]
}

#[derive(Template)]
#[template(path = "today/today.html")]
struct Page {
    shell: Shell,
    greeting: String,
    freshness: Option<Freshness>,
    signals: Option<Vec<Signal>>,
    signals_since: String,
    overdue: Option<Overdue>,
    quality: Option<Quality>,
    waiting: Option<Vec<Item>>,
    board: bool,
    issued: bool,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let viewer = visit.viewer()?.clone();
    let reading = match visit.reading() {
        Ok(reading) => Some(reading),
        Err(Problem::NoData) => None,
        Err(problem) => return Err(problem),
    };
    let sees_numbers = visit.may(Permission::SeeNumbers);
    let mut shell = visit.shell("Today");
    let mut page = Page {
        greeting: format!("Signed in as {}. Today is {}.", viewer.name, words::date(visit.site.today())),
        freshness: None,
        signals: None,
        signals_since: String::new(),
        overdue: None,
        quality: None,
        waiting: waiting::items(&visit).await?,
        board: visit.may(Permission::SeePublicNumbers),
        issued: visit.may(Permission::ReadIssued),
        shell: visit.shell("Today"),
    };
    if let Some(reading) = &reading {
        if sees_numbers {
            let (_, month) = reading.months();
            let known = known::internal(reading, month, &known::Slice::default())?;
            page.freshness = Some(Freshness::of(reading, &known, visit.site.today()));
            page.signals = Some(signals::all(&known, reading.engine().catalogue()));
            page.signals_since = signals::since(reading)?;
        }
        if visit.may(Permission::SeeDue) && viewer.scope != Scope::Nobody {
            page.overdue = Some(overdue::by_team(&visit, reading).await?);
        }
        if visit.may(Permission::SeeData) {
            page.quality = Some(quality::of(reading).await?);
        }
    } else {
        shell.notices.push(Notice::note("No extracts have been imported yet, so there are no numbers."));
    }
    page.shell = shell;
    visit.page(&page)
}
