//! One writer at a time. The system holds the lock on the file `lock`, and lets go of it however the process
//! ends. Who holds it stands in a file beside it, since Windows lets nobody read a locked file.

use crate::{
    disk,
    error::{Error, Result},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

/// Who holds the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The person, as the system names them.
    pub who: String,
    /// What they are doing: `import`, `withdraw` …
    pub doing: String,
    /// Since when.
    pub since: Timestamp,
    /// The number of the process.
    pub process: u32,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = self.since.strftime("%Y-%m-%d %H:%M UTC");
        write!(f, "{} by {} since {since} (process {})", self.doing, self.who, self.process)
    }
}

/// The name of the file that is locked.
const LOCK: &str = "lock";
/// The name of the file that says who holds the lock.
const HOLDER: &str = "lock-holder.json";

/// Takes the lock of `folder` and says who has it now, or says who had it before. Dropping the file lets go.
pub(crate) fn take(folder: &Path, holder: Option<&Holder>) -> Result<File> {
    let path = folder.join(LOCK);
    let fault = |source| Error::Disk { path: path.clone(), doing: "locked", source };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::Error(source)) => return Err(fault(source)),
        Err(TryLockError::WouldBlock) => {
            // Who holds it is written just after the lock is taken, so for a moment it can be missing.
            let bytes = disk::read(&folder.join(HOLDER)).ok().flatten().unwrap_or_default();
            let holder = serde_json::from_slice(&bytes).ok();
            return Err(Error::Locked { folder: folder.to_owned(), holder });
        }
    }
    let path = folder.join(HOLDER);
    match holder {
        Some(holder) => {
            let text = serde_json::to_vec(holder).expect("a holder is plain data");
            std::fs::write(&path, text).map_err(|source| Error::Disk { path, doing: "written", source })?;
        }
        // Nobody by name: do not leave the name of the one before.
        None => drop(std::fs::remove_file(&path)),
    }
    Ok(file)
}
