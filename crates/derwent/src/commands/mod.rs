//! What each command does: calls the crates, and prints.

pub mod accounts;
pub mod backup;
pub mod changes;
pub mod deliveries;
pub mod findings;
pub mod import;
pub mod log;
pub mod manual;
pub mod measure;
pub mod report;
pub mod serve;
pub mod site;
pub mod synthesise;
pub mod templates;
