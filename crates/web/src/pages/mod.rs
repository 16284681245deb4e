//! The pages, a module each.

use crate::routes::Route;

/// The routes of all pages.
pub fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(today::routes());
    routes.extend(reports::routes());
    routes
}

pub mod reports;
pub mod today;
