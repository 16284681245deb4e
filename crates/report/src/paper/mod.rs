//! The paper that goes to the scrutiny board: a [`Template`] says which sections it has and what people write, [`Facts`]
//! have the numbers, and [`compose`] writes the document from both.

mod additions;
mod compose;
mod demand;
mod facts;
mod hide;
pub mod kinds;
mod markdown;
pub mod reference;
mod tables;
pub mod template;

pub use additions::{Additions, EXEMPT_FILE, Exempt, Matter, RowNote};
pub use compose::{compose, compose_with};
pub use facts::{Facts, Finance, FinanceLine};
pub use hide::hide;
pub use markdown::wrong;
pub use template::{Audience, Fault, Needs, Template};
