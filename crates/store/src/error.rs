//! What can go wrong, said so that whoever reads it can mend it. No message holds a value about a person.

use crate::lock::Holder;
use std::{io, path::PathBuf};

/// What stood in the way. Unless a message says otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no data folder there.
    #[error("{} is not a data folder: it has no store.json. Create one with ‘derwent init’, or name another with --data", .0.display())]
    NoFolder(PathBuf),
    /// There is something else there already.
    #[error("{} is not empty and not a data folder. Choose an empty or a new folder", .0.display())]
    NotEmpty(PathBuf),
    /// There is a data folder there already.
    #[error("{} is a data folder already", .0.display())]
    Exists(PathBuf),
    /// The folder was written by a newer version.
    #[error("{} was written by a newer version of Derwent (format {found}; this one reads up to {known}). Use that version or a newer one", folder.display())]
    Newer {
        /// The data folder.
        folder: PathBuf,
        /// The format that it says it has.
        found: u64,
        /// The newest format that this program reads.
        known: u64,
    },
    /// Something else is writing to the folder.
    #[error("{} is in use{}. Try again when that is done", folder.display(), by(holder.as_ref()))]
    Locked {
        /// The data folder.
        folder: PathBuf,
        /// Who holds the lock, if that can be told.
        holder: Option<Holder>,
    },
    /// A file could not be read or written.
    #[error("{} could not be {doing}: {}", path.display(), plain(source))]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What was being done, as in “could not be written”.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// A file of the folder does not hold what it should.
    #[error("{} is damaged: {fault}. Restore the data folder from a backup, or remove the delivery and import its files again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: String,
    },
    /// `authority.toml` has faults.
    #[error("{}:\n  {}", path.display(), faults.join("\n  "))]
    Settings {
        /// The file.
        path: PathBuf,
        /// Every fault found.
        faults: Vec<String>,
    },
    /// A file is not what it was when it was read.
    #[error("{} changed while it was being imported. Import it again when nothing writes to it", .0.display())]
    Changed(PathBuf),
    /// The data is another authority's.
    #[error(
        "‘{title}’ holds data of authority {found}, and this data folder is that of {expected}. Use another data folder"
    )]
    OtherAuthority {
        /// What the delivery is called.
        title: String,
        /// The DfE code that it names.
        found: String,
        /// The DfE code of the folder.
        expected: String,
    },
    /// A table is not one that the standard knows, or not in the form in which it is kept.
    #[error("table {table} cannot be kept: {fault}. This is a fault of the program: please report it")]
    Table {
        /// The table.
        table: String,
        /// What is wrong with it.
        fault: String,
    },
    /// No delivery has that number or id.
    #[error("there is no delivery ‘{asked}’. {}", known_deliveries(known))]
    NoDelivery {
        /// What was asked for.
        asked: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// Nothing of the delivery is held.
    #[error("nothing of delivery {0} is held: it needs no accepting")]
    NotHeld(String),
    /// The delivery was withdrawn before.
    #[error("delivery {0} was withdrawn before; import its files again to bring it back")]
    Withdrawn(String),
    /// A reason is needed.
    #[error("say why: {0} is recorded with its reason")]
    NoReason(&'static str),
    /// The original files of a delivery are no longer there.
    #[error("the original files of delivery {0} are no longer kept: they held records since retired or erased")]
    NoOriginals(String),
    /// No row is about that person.
    #[error("no delivery has a record of that person id. Ids are compared exactly: check capitals, zeros and blanks")]
    NoPerson,
    /// A name cannot be that of a file.
    #[error("‘{0}’ cannot be the name of a file of results: use letters, digits, ‘-’, ‘_’ and ‘.’")]
    Name(String),
    /// There is no room for more deliveries.
    #[error("the data folder is full: it can hold no more deliveries")]
    Full,
}

/// The words for an error of the system that a person can act on.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full. Make room and try again; nothing was changed".to_owned()
        }
        io::ErrorKind::PermissionDenied => "you may not. Ask for the right to write to this folder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read. Choose a folder on another".to_owned(),
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    }
}

fn by(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| " by another process".to_owned(), |holder| format!(": {holder}"))
}

fn known_deliveries(known: &[String]) -> String {
    if known.is_empty() { "There is none yet".to_owned() } else { format!("There are {}", known.join(", ")) }
}

/// What comes of an operation of the store.
pub type Result<T> = std::result::Result<T, Error>;
