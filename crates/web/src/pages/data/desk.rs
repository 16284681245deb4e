//! The desk: work on uploads that goes on while nobody waits for a page. Files are read for a look at what they are, and
//! read again and kept when somebody says so; one upload at a time, so that the memory it takes is that of one.
//!
//! What must outlast the process is in the records. What is here can be worked out again from the files.

use super::refusal::words;
use crate::problem::Problem;
use crate::site::Site;
use council::import::{Importing, Keeping, Preview, Refusal, by_day, needs_date, one_day_each};
use intake::Reading;
use jiff::civil::Date;
use records::{Upload, UploadState};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    pub(super) lists: super::reconcile::Lists,
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

/// What the work on an upload needs to know of it.
struct Order {
    data: PathBuf,
    paths: Vec<PathBuf>,
    called: BTreeMap<PathBuf, String>,
    date: Option<Date>,
    authority: Option<String>,
}

impl Order {
    fn new(site: &Site, upload: &Upload, authority: Option<String>) -> Order {
        let folder = folder(site, upload);
        let called: BTreeMap<PathBuf, String> =
            upload.files.iter().map(|file| (folder.join(&file.stored), file.shown.clone())).collect();
        Order {
            data: site.folder().to_owned(),
            paths: called.keys().cloned().collect(),
            called,
            date: upload.data_date,
            authority,
        }
    }

    /// Reads all files, unless the job is told to stop.
    fn read(&self, job: &Job) -> Result<(Importing, Vec<Reading>), Refusal> {
        job.now(Doing::Reading, self.paths.len());
        let mut importing = Importing::begin(&self.data, self.authority.as_deref(), self.date, None)?;
        importing.options().called.clone_from(&self.called);
        let readings = importing.read(&self.paths, &|text| {
            if let Some(name) = text.strip_prefix("reading ") {
                job.begins(name);
            }
            !job.stopped()
        })?;
        Ok((importing, readings))
    }
}

/// Reads the files of an upload in the background for a look at what would be imported; does nothing where that is
/// being done.
pub fn look(site: &Site, upload: &Upload) {
    let Some(job) = site.desk().begin(upload.id) else { return };
    let (site, mut upload) = (site.clone(), upload.clone());
    tokio::spawn(async move {
        let _one = site.desk().one.lock().await;
        let order = Order::new(&site, &upload, None);
        let reader = Arc::clone(&job);
        let read = tokio::task::spawn_blocking(move || {
            let (importing, readings) = order.read(&reader)?;
            // One day for several that each have their own would be refused: say so now.
            if order.date.is_some() {
                one_day_each(&readings, order.date)?;
            }
            Ok::<_, Refusal>(readings.iter().map(|reading| importing.preview(reading)).collect::<Vec<_>>())
        });
        match read.await {
            Ok(Ok(previews)) => {
                upload.state = UploadState::Previewed;
                if let Err(error) = site.records().put_upload(&upload, site.now()).await {
                    tracing::warn!("an upload was given up while it was being read: {error}");
                }
                job.now(Doing::Nothing, 0);
                job.lock().previews = Some(Arc::new(previews));
            }
            Ok(Err(refusal)) => job.refuse(words(refusal)),
            Err(error) => job.refuse(fault(error)),
        }
        clear_if_stopped(&site, &job, &upload);
    });
}

/// Imports an upload in the background; does nothing where it is being worked on. `authority` is needed where the data
/// folder has none yet.
pub fn import(site: &Site, upload: &Upload, authority: Option<String>, who: String) {
    let Some(job) = site.desk().begin(upload.id) else { return };
    let (site, upload) = (site.clone(), upload.clone());
    tokio::spawn(async move {
        let _one = site.desk().one.lock().await;
        let order = Order::new(&site, &upload, authority);
        let (reader, now) = (Arc::clone(&job), site.now());
        let read = tokio::task::spawn_blocking(move || {
            let (importing, readings) = order.read(&reader)?;
            one_day_each(&readings, order.date)?;
            if let Some(undated) = readings.iter().find(|reading| needs_date(reading)) {
                return Err(Refusal::Failed(council::Failure::new(format!(
                    "Say which day ‘{}’ describes before you import it.",
                    undated.title
                ))));
            }
            let readings = by_day(readings);
            let keeping = importing.keeping(&readings, &who, now)?;
            Ok((keeping, readings))
        });
        match read.await {
            Ok(Ok((keeping, readings))) => keep(&site, &job, upload.clone(), keeping, readings).await,
            Ok(Err(refusal)) => job.refuse(words(refusal)),
            Err(error) => job.refuse(fault(error)),
        }
        clear_if_stopped(&site, &job, &upload);
    });
}

/// Keeps readings one by one. Each is a delivery, whole or not at all; between two of them it can be stopped.
async fn keep(site: &Site, job: &Arc<Job>, mut upload: Upload, keeping: Keeping, readings: Vec<Reading>) {
    let (of, now, keeper) = (readings.len(), site.now(), Arc::clone(job));
    // Said before it is asked whether to stop, as who cancels asks in the other order: one of them sees the other.
    keeper.now(Doing::Keeping, of);
    upload.state = if job.stopped() { UploadState::Cancelled } else { UploadState::Importing };
    if job.stopped() {
        CANCELLED.clone_into(&mut upload.message);
    }
    let noted = site.records().put_upload(&upload, site.now()).await;
    if upload.state == UploadState::Cancelled || noted.is_err() {
        return job.refuse(Vec::new());
    }
    let kept = tokio::task::spawn_blocking(move || {
        let (mut kept, mut fault) = (Vec::new(), None);
        for reading in readings {
            if keeper.stopped() {
                break;
            }
            keeper.begins(&reading.title);
            match keeping.keep(reading, false, now) {
                Ok(received) => kept.push(received),
                Err(failure) => {
                    fault = Some(failure);
                    break;
                }
            }
        }
        (kept, fault)
    });
    let (kept, fault) = match kept.await {
        Ok(done) => done,
        Err(error) => (Vec::new(), Some(council::Failure(fault(error)))),
    };
    job.now(Doing::Showing, 0);
    // What pages show changes in one go, before the upload is said to be done.
    if let Err(problem) = site.refresh().await {
        tracing::error!("deliveries were kept, but the data folder can't be read again: {:?}", problem.status());
    }
    upload.deliveries = kept.iter().filter_map(|received| u64::try_from(received.delivery.number).ok()).collect();
    let mut lines = Vec::new();
    if kept.iter().any(|received| received.already) {
        lines.push(
            "Some of it was imported before with the same headings and codes: that was left as it is.".to_owned(),
        );
    }
    upload.state = match (kept.len(), &fault) {
        (_, Some(failure)) => {
            lines.extend(failure.0.iter().cloned());
            UploadState::Failed
        }
        (0, None) => {
            lines.push(CANCELLED.to_owned());
            UploadState::Cancelled
        }
        (_, None) => UploadState::Done,
    };
    if kept.len() < of && !kept.is_empty() {
        lines.push(format!(
            "{} of {of} deliveries had been kept by then. Withdraw them if you don’t want them.",
            kept.len()
        ));
    }
    upload.message = lines.join("\n");
    if let Err(error) = site.records().put_upload(&upload, site.now()).await {
        tracing::error!("an upload that was imported can't be noted as such: {error}");
    }
    let folder = folder(site, &upload);
    drop(tokio::task::spawn_blocking(move || remove(&folder)).await);
    site.desk().forget(upload.id);
    job.now(Doing::Nothing, 0);
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

/// The words for a fault of ours.
fn fault(error: tokio::task::JoinError) -> Vec<String> {
    let problem = Problem::fault(format!("an upload could not be worked on: {error}"));
    problem.words().1
}

/// A file of an upload as the records have it.
pub fn kept(file: super::receive::NewFile) -> records::UploadedFile {
    records::UploadedFile { shown: file.name, stored: file.stored, bytes: file.bytes, sha256: file.sha256 }
}

/// Files on their way to an upload's folder. Given up with the request that brings them, unless they all arrive.
pub struct Arriving {
    site: Site,
    upload: Option<Upload>,
}

impl Arriving {
    /// Begins an upload.
    ///
    /// # Errors
    /// The records or the disk can't be written.
    pub async fn begin(site: &Site, account: i64) -> Result<Arriving, Problem> {
        let upload = site.records().begin_upload(account, site.now()).await?;
        let arriving = Arriving { site: site.clone(), upload: Some(upload) };
        make_folder(&arriving.folder())?;
        Ok(arriving)
    }

    /// Where the files go.
    pub fn folder(&self) -> PathBuf {
        self.upload.as_ref().map(|upload| folder(&self.site, upload)).unwrap_or_default()
    }

    /// They are all there.
    ///
    /// # Errors
    /// The records can't be written.
    pub async fn done(mut self, files: Vec<super::receive::NewFile>) -> Result<Upload, Problem> {
        let Some(mut upload) = self.upload.clone() else { return Err(Problem::NotFound) };
        upload.state = UploadState::Ready;
        upload.files = files.into_iter().map(kept).collect();
        let upload = self.site.records().put_upload(&upload, self.site.now()).await?;
        self.upload = None;
        Ok(upload)
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        let Some(mut upload) = self.upload.take() else { return };
        remove(&folder(&self.site, &upload));
        let site = self.site.clone();
        // Where there is no runtime the process is ending: the next one tidies.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            upload.state = UploadState::Cancelled;
            "The files did not all arrive, so nothing was kept.".clone_into(&mut upload.message);
            if let Err(error) = site.records().put_upload(&upload, site.now()).await {
                tracing::error!("an upload that did not arrive can't be noted as such: {error}");
            }
        });
    }
}
