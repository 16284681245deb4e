//! A document model and its writers.
//!
//! [`model`] has the blocks of a document, which know nothing of any format; [`html`] writes them to one
//! self-contained accessible page; [`chart`] draws their charts as SVG. [`paper`] writes the board's paper from a
//! template and plain facts, after what the public may not see is taken out; its parts are those of [`performance()`],
//! a page of all of them in a fixed order, which samples and tests use. Every sentence is written from the number it is
//! about ([`words`]).
//!
//! The same input gives the same bytes. Nothing here reads a clock, a file or the network.

pub mod chart;
pub mod groups;
pub mod html;
pub mod model;
mod number;
pub mod paper;
pub mod performance;
pub mod words;

pub use model::Document;
pub use number::Number;
pub use performance::{PerformanceInput, performance};
