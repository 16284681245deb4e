//! The API: what the pages show, as JSON, CSV and Parquet, to be read by programs. Read only.
//!
//! Each address is declared once, as an [`endpoint::Endpoint`]: from that come its route with the permission that it
//! needs, the check of what its query says, and its part of the OpenAPI document ([`document`]). The types that are
//! written to JSON describe themselves. Whatever is about single children comes from [`crate::ask`], as for pages.

mod about;
mod answer;
mod beside;
mod deliveries;
pub mod document;
mod due;
pub mod endpoint;
mod file;
mod findings;
pub mod grant;
mod indicators;
mod list;
pub mod problem;
mod public;
mod query;
mod reports;
mod results;
mod root;
mod schema;
pub mod state;
pub mod token;
mod working;

use crate::routes::Route;
use endpoint::Endpoint;

/// All addresses of the API, in the order of its document.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = root::endpoints();
    endpoints.extend(indicators::endpoints());
    endpoints.extend(results::endpoints());
    endpoints.extend(working::endpoints());
    endpoints.extend(due::endpoints());
    endpoints.extend(deliveries::endpoints());
    endpoints.extend(findings::endpoints());
    endpoints.extend(reports::endpoints());
    endpoints
}

/// Their routes.
pub fn routes() -> Vec<Route> {
    endpoints().into_iter().map(|endpoint| endpoint.route).collect()
}
