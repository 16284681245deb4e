//! A council's data folder at work: opening what is in force, importing, measuring, composing the paper. What the
//! command line and the site both do, without a word on a terminal or a page: values in, values out, and a [`Failure`]
//! for the person who can mend it.

pub mod changes;
pub mod deliveries;
pub mod due;
pub mod edit;
mod failure;
pub mod findings;
pub mod folder;
pub mod import;
pub mod lists;
pub mod paper;
pub mod revised;
pub mod settled;
pub mod sheet;

pub use failure::{Failure, Result};
pub use folder::Measuring;
