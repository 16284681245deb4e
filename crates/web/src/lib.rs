//! The site: pages and an API over what `store`, `measure`, `report` and `records` give. No page computes anything.
//!
//! A request goes through one door: [`server::router`] puts every [`routes::Route`] behind the same guards. A page is a
//! function of a [`visit::Visit`]; numbers come from the [`reading::Reading`] that the site holds in memory, and
//! whatever is about single children comes over one counter, [`ask::Ask`], which knows the person’s scope and writes
//! the access log.

pub mod access;
pub mod api;
pub mod ask;
pub mod assets;
pub mod backup;
pub mod chart;
pub mod clock;
pub mod components;
pub mod demo;
pub mod download;
mod drawn;
pub mod filters;
#[cfg(test)]
mod gallery;
pub mod headers;
pub mod hosts;
#[cfg(test)]
mod markup;
mod names;
pub mod pages;
pub mod problem;
mod problem_pages;
pub mod reading;
pub mod renewal;
pub mod routes;
pub mod server;
pub mod shell;
pub mod sign_in;
pub mod site;
pub mod tls;
pub mod visit;
