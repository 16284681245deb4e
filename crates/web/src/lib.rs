//! The site: pages and API over what the crates below it give. No page computes anything.

pub mod assets;
pub mod shell;
