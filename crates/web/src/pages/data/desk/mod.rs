//! The desk: work on uploads that goes on while nobody waits for a page. Files are read for a look at what they are, and
//! read again and kept when somebody says so; one upload at a time, so that the memory it takes is that of one.
//!
//! What must outlast the process is in the records. What is here can be worked out again from the files.

mod arriving;
mod work;

use crate::problem::Problem;
use crate::site::Site;
use council::import::Preview;
use records::{Upload, UploadState};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use arriving::Arriving;
pub use work::{import, look};

/// The folder of uploads in the data folder.
const UPLOADS: &str = "uploads";
/// How long files that nobody imports are kept.
const KEPT_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// What is said of an upload that its person gave up.
const CANCELLED: &str = "It was cancelled. Nothing was imported, and the files were removed.";

/// What is being done to an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Doing {
    /// Nothing.
    #[default]
    Nothing,
    /// Another upload is being worked on.
    Waiting,
    /// Its files are being read.
    Reading,
    /// Somebody else is at work in the data folder, as for a backup: it goes on when that is done.
    InUse,
    /// Its deliveries are being kept: which of how many.
    Keeping,
    /// The pages are being made to show them.
    Showing,
}

/// How far the work on an upload has come.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// What is being done.
    pub doing: Doing,
    /// The file or delivery at hand, by the name that its person gave it.
    pub at: String,
    /// How many of them were begun.
    pub begun: usize,
    /// How many there are; 0 while that is not known.
    pub of: usize,
    /// What would be imported, once the files were read.
    pub previews: Option<Arc<Vec<Preview>>>,
    /// Why they can't be imported as they are.
    pub refused: Vec<String>,
}

/// The work on one upload.
#[derive(Debug, Default)]
pub struct Job {
    stop: AtomicBool,
    seen: Mutex<Seen>,
}

impl Job {
    /// How far it has come.
    pub fn seen(&self) -> Seen {
        self.lock().clone()
    }

    /// Asks it to stop as soon as it can.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    fn now(&self, doing: Doing, of: usize) {
        let mut seen = self.lock();
        *seen = Seen { doing, of, previews: seen.previews.take(), ..Seen::default() };
    }

    fn begins(&self, at: &str) {
        let mut seen = self.lock();
        seen.begun += 1;
        at.clone_into(&mut seen.at);
    }

    /// Waits for somebody else, who is said.
    fn waits(&self, who: &str) {
        self.now(Doing::InUse, 0);
        who.clone_into(&mut self.lock().at);
    }

    fn refuse(&self, lines: Vec<String>) {
        self.now(Doing::Nothing, 0);
        self.lock().refused = lines;
    }
}

/// Work on uploads, and what waits to be fetched once.
#[derive(Debug, Default)]
pub struct Desk {
    jobs: Mutex<BTreeMap<i64, Arc<Job>>>,
    one: tokio::sync::Mutex<()>,
    /// Lists that people sent to compare.
    pub(in crate::pages::data) lists: super::reconcile::Lists,
}

impl Desk {
    /// The work on an upload.
    pub fn job(&self, upload: i64) -> Arc<Job> {
        Arc::clone(self.jobs().entry(upload).or_default())
    }

    /// The work on an upload, if nobody is at it: it is begun by this.
    fn begin(&self, upload: i64) -> Option<Arc<Job>> {
        let job = self.job(upload);
        let mut seen = job.lock();
        if seen.doing != Doing::Nothing || job.stopped() {
            return None;
        }
        *seen = Seen { doing: Doing::Waiting, previews: seen.previews.take(), ..Seen::default() };
        drop(seen);
        Some(job)
    }

    fn jobs(&self) -> MutexGuard<'_, BTreeMap<i64, Arc<Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget(&self, upload: i64) {
        self.jobs().remove(&upload);
    }
}

/// Lets an upload be looked at again, as when a heading was taught; does nothing while it is being worked on.
pub fn again(site: &Site, upload: i64) {
    if site.desk().job(upload).seen().doing == Doing::Nothing {
        site.desk().forget(upload);
    }
}

/// Where the files of an upload are.
pub fn folder(site: &Site, upload: &Upload) -> PathBuf {
    site.folder().join(UPLOADS).join(&upload.folder)
}

/// Makes the folder of an upload, for nobody’s eyes but ours.
///
/// # Errors
/// The disk can't be written.
pub fn make_folder(folder: &Path) -> Result<(), Problem> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Problem::fault(format!("an upload’s folder can't be made: {error}")))
}

/// Removes the files of an upload; it does no harm where they are gone.
pub fn remove(folder: &Path) {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::error!("an upload’s folder can't be removed: {error}");
        }
        _ => {}
    }
}

/// Clears away what a process that was killed left, and what nobody imported for a week. Run before the site is served.
///
/// # Errors
/// The records or the disk can't be read.
pub async fn tidy(site: &Site) -> Result<(), Problem> {
    let (records, now) = (site.records(), site.now());
    for abandoned in records.abandon_unfinished(now).await? {
        remove(&site.folder().join(UPLOADS).join(&abandoned.folder));
    }
    let mut wanted = Vec::new();
    for mut upload in records.uploads(None, 10_000).await?.into_iter().filter(|upload| !upload.state.is_over()) {
        if upload.updated_at.duration_until(now) > KEPT_FOR {
            upload.state = UploadState::Cancelled;
            "Nobody imported these files for a week, so they were removed. Upload them again if you want them."
                .clone_into(&mut upload.message);
            records.put_upload(&upload, now).await?;
        } else {
            wanted.push(upload.folder);
        }
    }
    let Ok(entries) = std::fs::read_dir(site.folder().join(UPLOADS)) else { return Ok(()) };
    for entry in entries.flatten().filter(|entry| !wanted.iter().any(|name| entry.file_name() == **name)) {
        remove(&entry.path());
    }
    Ok(())
}

/// Gives an upload up: stops the work on it and removes its files, unless its deliveries are being kept, which stops
/// after the one at hand.
///
/// # Errors
/// It is over already, or the records can't be written.
pub async fn cancel(site: &Site, mut upload: Upload) -> Result<(), Problem> {
    let job = site.desk().job(upload.id);
    job.stop();
    if upload.state == UploadState::Importing || job.seen().doing == Doing::Keeping {
        return Ok(());
    }
    upload.state = UploadState::Cancelled;
    CANCELLED.clone_into(&mut upload.message);
    site.records().put_upload(&upload, site.now()).await?;
    if job.seen().doing == Doing::Nothing {
        clear_if_stopped(site, &job, &upload);
    }
    Ok(())
}

/// Removes the files of an upload that was given up, once nobody is at it.
fn clear_if_stopped(site: &Site, job: &Job, upload: &Upload) {
    if job.stopped() {
        remove(&folder(site, upload));
        site.desk().forget(upload.id);
    }
}
