//! Measures: the catalogues of indicators and checks, the engine that runs them over the standard tables in
//! force, and the numbers that come out, each with its working.
//!
//! An indicator is a query that returns its own working, one row for each thing counted; everything else
//! (periods, breakdowns, coverage, due lists) is done here, the same for all, so that a number, its breakdowns and
//! the children behind it can't disagree.

mod aggregate;
pub mod amount;
pub mod authorities;
pub mod breakdown;
pub mod catalogue;
pub mod comparator;
mod engine;
pub mod example;
pub mod finance;
mod inputs;
mod plans;
mod population;
mod session;
mod status;
pub mod verdict;
pub mod views;
pub mod working;
mod workings;

pub use amount::{Amount, Value};
pub use breakdown::Dimension;
pub use catalogue::{Catalogue, Check, Evaluated, Good, Indicator, Kind, Likeness, Published, Unavailable};
pub use engine::{Checked, Counted, Due, Engine, Measured, Number, Request};
pub use inputs::Inputs;
pub use population::Estimate;
pub use session::Options;
pub use status::Status;
pub use working::State;
pub use workings::{
    About, Arrival, ArrivalsBy, Arrived, ArrivedWeek, Bar, Behind, CaseFlow, CaseStatus, Caseload, Caseloads,
    Comparison, Count, DueCounts, Duty, Event, EventKind, Filter, Flow, FunnelStep, Journey, MoveKind, Movement,
    PublishedSeries, Quartiles, Restriction, RestrictionKind, Slice, Split, SplitLine, Spread, Stock, Team, Weeks,
    Within, Worker, Workings,
};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Entries of a catalogue that are wrong, each with its file or id.
    #[error("the catalogue has {} fault(s):\n  {}", .0.len(), .0.join("\n  "))]
    Catalogue(Vec<String>),
    /// A query that failed.
    #[error("{entry}: {message}")]
    Query {
        /// The entry whose query it is.
        entry: String,
        /// What the engine said.
        message: String,
    },
    /// A name that is not known, with the nearest known one.
    #[error("{0}")]
    Unknown(String),
}
