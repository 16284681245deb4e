//! Today: what needs attention.

use crate::access::Permission;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::page("today", "/", Needs::SignedIn, "Today", get(page)).leads(Section::Today)]
}

#[derive(Template)]
#[template(path = "today/today.html")]
struct Page {
    shell: Shell,
    data_date: String,
    sees_children: bool,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let shell = visit.shell("Today");
    let data_date = match visit.reading() {
        Ok(reading) => report::words::date(reading.engine().inputs().data_date),
        Err(_) => String::new(),
    };
    visit.page(&Page { shell, data_date, sees_children: visit.may(Permission::SeeChildren) })
}
