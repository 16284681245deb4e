//! The work itself: files are read, looked at, and kept as deliveries.

use super::super::refusal::words;
use super::{CANCELLED, Doing, Job, clear_if_stopped, folder, remove};
use crate::problem::Problem;
use crate::site::Site;
use council::import::{Importing, Keeping, Refusal, by_day, needs_date, one_day_each};
use intake::Reading;
use jiff::civil::Date;
use records::{Upload, UploadState};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait before a data folder is tried again in which somebody else is at work.
const TRIED_AGAIN: Duration = Duration::from_millis(300);

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
            readings.iter().map(|reading| importing.preview(reading)).collect::<Result<Vec<_>, Refusal>>()
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
            Ok((when_free(&reader, || importing.keeping(&readings, &who, now))?, readings))
        });
        match read.await {
            Ok(Ok((keeping, readings))) => keep(&site, &job, upload.clone(), keeping, readings).await,
            Ok(Err(refusal)) => job.refuse(words(refusal)),
            Err(error) => job.refuse(fault(error)),
        }
        clear_if_stopped(&site, &job, &upload);
    });
}

/// Does something that nobody else may be at work for, as soon as nobody is: a backup or another import is waited for,
/// and the page says so.
fn when_free<T>(job: &Job, attempt: impl Fn() -> Result<T, Refusal>) -> Result<T, Refusal> {
    loop {
        match attempt() {
            Err(Refusal::InUse(holder, _)) => {
                job.waits(&holder.map(|holder| holder.to_string()).unwrap_or_default());
                std::thread::sleep(TRIED_AGAIN);
            }
            done => return done,
        }
        if job.stopped() {
            return Err(Refusal::Cancelled);
        }
    }
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
    // What was said of the files when they arrived is still true.
    let mut lines: Vec<String> = upload.message.lines().map(str::to_owned).collect();
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

/// The words for a fault of ours.
fn fault(error: tokio::task::JoinError) -> Vec<String> {
    let problem = Problem::fault(format!("an upload could not be worked on: {error}"));
    problem.words().1
}
