//! Deliveries: what was received, what is in force on a date; atomic, immutable.

pub mod delivery;
pub mod in_force;

pub use delivery::{Comparison, Delivery, FindingCounts, KeptFile, Parcel, ParcelFile, Received, Status};
pub use in_force::InForce;
