//! Data: from files in a browser to numbers on a page, and what may go wrong on the way.

mod compared;
mod findings;
mod ground;
mod killed;
#[path = "../support/mod.rs"]
mod support;
mod taught;
mod upload;
