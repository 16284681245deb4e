//! Months: which are final, which still move, and since when.

use super::navigation;
use crate::access::Permission;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use report::words;
use standard::period::Month;

/// Months on the page.
const MONTHS: i32 = 24;

/// The routes.
pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Permission::SeeData);
    vec![Route::page("months", "/data/months", see, "Provisional and final months", get(page)).under(Section::Data)]
}

#[derive(Template)]
#[template(path = "data/months.html")]
struct Page {
    shell: Shell,
    settling: String,
    data_date: String,
    months: Vec<Line>,
}

struct Line {
    month: String,
    last: bool,
    status: &'static str,
    colour: &'static str,
    since: String,
    changes: String,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let engine = reading.engine();
    let data_date = engine.inputs().data_date;
    let last = Month::of(data_date);
    let deliveries = reading.measuring().store.deliveries()?;
    let settled = council::settled::months(engine, &deliveries, last.plus(1 - MONTHS), last);
    let months = settled.into_iter().rev().map(|month| {
        let (status, colour, since) = match (&month.by, month.settles_on) {
            (Some(by), _) => {
                ("Final", "green", format!("since delivery {} ({})", by.number, words::date(by.data_date)))
            }
            (None, Some(day)) => (
                "Provisional",
                "yellow",
                format!("until a delivery that describes {} or a later day", words::date(day)),
            ),
            (None, None) => ("Provisional", "yellow", "until a later delivery".to_owned()),
        };
        Line {
            month: words::month(month.month),
            last: month.month == last,
            status,
            colour,
            since,
            changes: format!("/data/changes?month={}", month.month),
        }
    });
    let mut shell = visit.shell("Provisional and final months");
    shell.sub_navigation = navigation(&visit, "/data/months");
    visit.page(&Page {
        settling: engine
            .settings()
            .parameters
            .value("settling_period", data_date)
            .to_string()
            .replace("WD", "working days"),
        data_date: words::date(data_date),
        months: months.collect(),
        shell,
    })
}
