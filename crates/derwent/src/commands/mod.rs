//! What each command does: calls the crates, and prints.

pub mod changes;
pub mod deliveries;
pub mod findings;
pub mod import;
pub mod manual;
pub mod measure;
pub mod report;
pub mod synthesise;
pub mod templates;
