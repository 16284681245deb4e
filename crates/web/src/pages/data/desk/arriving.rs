//! Files on their way to an upload.

use super::super::receive::{self, NewFile};
use super::{folder, make_folder, remove};
use crate::problem::Problem;
use crate::site::Site;
use jiff::civil::Date;
use records::{Upload, UploadState};
use std::path::PathBuf;

/// A file of an upload as the records have it.
fn kept(file: NewFile) -> records::UploadedFile {
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

    /// Takes copies of files that are on our disk already, each with its name as it is shown.
    ///
    /// # Errors
    /// One of them is no extract by its ending, or the disk can't be read or written.
    pub async fn copy(&self, files: Vec<(String, PathBuf)>) -> Result<Vec<NewFile>, Problem> {
        let to = self.folder();
        let copied = tokio::task::spawn_blocking(move || {
            let one = |(number, (name, from)): (usize, (String, PathBuf))| receive::copy(number + 1, &name, &from, &to);
            files.into_iter().enumerate().map(one).collect()
        });
        copied.await.map_err(Problem::fault)?
    }

    /// They are all there, and describe this day where somebody knows it. `said`: what else is to be said of them.
    ///
    /// # Errors
    /// The records can't be written.
    pub async fn done(mut self, files: Vec<NewFile>, day: Option<Date>, said: &[String]) -> Result<Upload, Problem> {
        let Some(mut upload) = self.upload.clone() else { return Err(Problem::NotFound) };
        upload.state = UploadState::Ready;
        upload.message = said.join("\n");
        upload.data_date = day;
        upload.files = files.into_iter().map(kept).collect();
        let upload = self.site.records().put_upload(&upload, self.site.now()).await?;
        self.upload = None;
        Ok(upload)
    }

    /// None of them can be taken, for this reason; empty where nothing was sent.
    ///
    /// # Errors
    /// The records can't be written.
    pub async fn refused(mut self, why: &str) -> Result<(), Problem> {
        let Some(mut upload) = self.upload.take() else { return Ok(()) };
        remove(&folder(&self.site, &upload));
        upload.state = UploadState::Refused;
        why.clone_into(&mut upload.message);
        self.site.records().put_upload(&upload, self.site.now()).await?;
        Ok(())
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
