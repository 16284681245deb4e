//! What can go wrong.

/// What can go wrong with the records.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database can't be reached or refused. For the log and the administrator, not for a page.
    #[error("the records database: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// What was given can't be kept. A sentence for the person who gave it.
    #[error("{0}")]
    Invalid(String),
    /// What was asked for is not there. Names the thing: ‘report 7’.
    #[error("{0} is not there (any more)")]
    NotFound(String),
    /// A rule forbids it now. A sentence for the person who asked.
    #[error("{0}")]
    Refused(String),
    /// Someone changed the thing since the caller read it. A sentence for the person who asked.
    #[error("{0}")]
    Conflict(String),
    /// A row is not as this program writes it.
    #[error("the records database holds something that Derwent did not write: {0}. Restore it from a backup.")]
    Damaged(String),
    /// The machine failed: no random bytes, a file that can't be written.
    #[error("{0}")]
    Machine(String),
}

/// A result with this crate's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the text is for the person at the page. The others are for the log.
    pub fn is_for_the_page(&self) -> bool {
        matches!(self, Error::Invalid(_) | Error::NotFound(_) | Error::Refused(_) | Error::Conflict(_))
    }
}

/// The answer where a row must be there.
pub(crate) fn there<T>(row: Option<T>, what: &str, id: i64) -> Result<T> {
    row.ok_or_else(|| Error::NotFound(format!("{what} {id}")))
}
