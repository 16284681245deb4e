//! The pages, a module each.

use crate::routes::Route;

/// The routes of all pages.
pub fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(accessibility::routes());
    routes.extend(today::routes());
    routes.extend(indicators::routes());
    routes.extend(indicator::routes());
    routes.extend(children::routes());
    routes.extend(compare::routes());
    routes.extend(reports::routes());
    routes.extend(data::routes());
    routes.extend(administration::routes());
    routes.extend(due::routes());
    routes.extend(front_door::routes());
    routes.extend(flow::routes());
    routes.extend(journey::routes());
    routes.extend(restricted::routes());
    routes.extend(workforce::routes());
    routes.extend(tokens::routes());
    routes
}

pub mod accessibility;
pub mod administration;
pub mod children;
pub mod compare;
pub mod data;
pub mod due;
pub mod flow;
pub mod front_door;
pub mod indicator;
pub mod indicators;
pub mod journey;
pub mod reports;
pub mod restricted;
pub mod today;
pub mod tokens;
pub mod workforce;
