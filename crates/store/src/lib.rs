//! Deliveries: what was received, when and from which file; duplicates resolved; what is in force on a date,
//! which rows were withdrawn; atomic writes.
//!
//! [`Store`] is a data folder to read from. [`Store::lock`] gives a [`Locked`] one to write to: [`Locked::receive`]
//! keeps a [`Parcel`] as a [`Delivery`], [`Locked::accept`], [`Locked::withdraw`], [`Locked::retire`] and
//! [`Locked::remove_person`] act on deliveries. [`Store::in_force`] gives the rows that count. The crate knows
//! nothing of file formats, of indicators or of queries.

mod claims;
mod columns;
pub mod delivery;
mod disk;
mod erase;
pub mod error;
mod folder;
pub mod history;
mod hold;
pub mod in_force;
pub mod lock;
mod merges;
mod parquet_file;
mod pending;
mod receive;
mod standing;

pub use delivery::{Basis, Comparison, Delivery, FindingCounts, KeptFile, Parcel, ParcelFile, Received, Status};
pub use error::{Error, Result};
pub use folder::{FORMAT, Locked, Store};
pub use history::{Deed, Event, Gone};
pub use in_force::{InForce, Withdrawn};
pub use lock::Holder;

#[cfg(test)]
mod tests;
