//! The pages, a module each.

use crate::routes::Route;

/// The routes of all pages.
pub fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(today::routes());
    routes
}

pub mod today;
