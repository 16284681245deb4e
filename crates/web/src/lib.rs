//! The site: pages and API over what the crates below it give. No page computes anything.

pub mod assets;
pub mod chart;
pub mod components;
pub mod shell;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod markup;
