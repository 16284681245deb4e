//! Backups: one archive with everything, made while the server runs, and restored into an empty folder.
//!
//! The records are dumped first, as of one moment. The data folder follows: what the dump speaks of (deliveries,
//! issued reports) is never altered once it is there, so it is there still, and what came meanwhile does no harm.
//! The files are pinned by hard links under the store’s lock, which is held for a moment only; the archive is then
//! written from the links while imports go on.
//!
//! An archive is a zip file: `records.dump`, the files of the data folder under `data/`, and `manifest.json` with the
//! size and SHA-256 of each.

mod make;
mod restore;

pub use make::make;
pub use restore::{private, restore};

use serde::{Deserialize, Serialize};
use std::path::Path;

/// What the first line of the manifest says.
const FORM: &str = "derwent backup, form 1";
/// The name of the manifest in the archive.
const MANIFEST: &str = "manifest.json";
/// The name of the dump of the records in the archive.
const RECORDS: &str = "records.dump";
/// Where the files of the data folder are in the archive.
const DATA: &str = "data/";
/// The records’ SQLite file in a data folder.
pub const RECORDS_FILE: &str = "records.sqlite";
/// The folder in a data folder where backups are kept that were made from the site.
pub const BACKUPS: &str = "backups";

/// Why there is no backup, or why it was not restored: a sentence for whoever runs the server.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failed(String);

impl Failed {
    fn at(path: &Path, error: impl std::fmt::Display) -> Failed {
        Failed(format!("{}: {error}", path.display()))
    }
}

impl From<records::Error> for Failed {
    fn from(error: records::Error) -> Failed {
        Failed(error.to_string())
    }
}

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Failed {
        Failed(error.to_string())
    }
}

/// What was kept or restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Files of the data folder.
    pub files: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// Rows of the records.
    pub rows: u64,
    /// As of when it is.
    pub made_at: jiff::Timestamp,
}

/// What an archive holds.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    form: String,
    version: String,
    made_at: jiff::Timestamp,
    files: Vec<File>,
}

/// A file of the archive.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    path: String,
    bytes: u64,
    sha256: String,
}

impl Manifest {
    fn done(&self, rows: u64) -> Done {
        let data = || self.files.iter().filter(|file| file.path.starts_with(DATA));
        Done { files: data().count(), bytes: data().map(|file| file.bytes).sum(), rows, made_at: self.made_at }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
