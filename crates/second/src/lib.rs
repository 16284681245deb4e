//! A second, deliberately simple implementation of the core set of indicators, written from the definitions
//! alone, without sight of the catalogue's queries. The tests hold the two against each other over generated
//! histories; where they differ, one of them reads the definitions wrongly.
//!
//! Nothing here is clever or fast, on purpose: records are plain structs, clocks are walked day by day, what is
//! open on a day is found by looking at every record, and the bank holidays are written out.

pub mod clock;
pub mod days;
pub mod deliveries;
pub mod facts;
pub mod generate;
mod generate_care;
mod generate_workforce;
pub mod history;
pub mod indicators;
pub mod known;
pub mod tables;

pub use history::{Case, History};
pub use indicators::{Answer, Counted, World};
