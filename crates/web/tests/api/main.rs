//! The API: its document against what it answers, tokens and their limits, numbers as the engine has them, files with
//! what describes them.

mod children;
mod document;
mod files;
mod ground;
mod numbers;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
