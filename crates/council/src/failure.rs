//! What is said when something can't be done.

use std::fmt;

/// Why something failed: one or more sentences for the person who can mend it.
#[derive(Debug)]
pub struct Failure(pub Vec<String>);

impl Failure {
    /// A failure of one sentence.
    pub fn new(text: impl Into<String>) -> Failure {
        Failure(vec![text.into()])
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::new(error.to_string())
    }
}

/// A value, or why there is none.
pub type Result<T = (), E = Failure> = std::result::Result<T, E>;
