//! Issued reports: listed, read and downloaded by those who may, each file checked against its hash.

use super::draft::month_words;
use super::draft::work;
use super::{document, files, list, number};
use crate::access::Permission;
use crate::problem::Problem;
use crate::visit::{Visit, header};
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use council::paper::Format;
use records::{Edition, Issue, Report, ReportStatus};

/// An issue as lists show it.
pub struct Shown {
    /// What lists are sorted by: month, version, time.
    pub sort: (String, i64, i64),
    /// The report's title.
    pub title: String,
    /// Its month in words.
    pub month: String,
    /// Its version.
    pub version: i64,
    /// The edition.
    pub edition: Edition,
    /// What is to be known of it: when it was issued, whether it has been opened again.
    pub about: String,
    /// What was said with it.
    pub note: String,
    /// Where it can be read.
    pub read: String,
    /// Its files.
    pub files: Vec<File>,
}

/// An issued file.
pub struct File {
    /// `PDF`, `Word` …
    pub label: &'static str,
    /// Where it is.
    pub href: String,
    /// How large it is.
    pub size: String,
    /// Its SHA-256.
    pub sha256: String,
}

impl Shown {
    /// The edition in words.
    pub fn edition_words(&self) -> &'static str {
        match self.edition {
            Edition::Internal => "Internal edition, not for publication",
            Edition::Public => "Public edition",
        }
    }

    /// For those who hear the page: which report a link is about.
    pub fn called(&self) -> String {
        format!("{}, {}, version {}, {} edition", self.title, self.month, self.version, self.edition.word())
    }
}

/// What people call a format.
pub fn label(format: Format) -> &'static str {
    match format {
        Format::Html => "Web page",
        Format::Docx => "Word",
        Format::Pdf => "PDF",
        Format::Xlsx => "Excel",
    }
}

fn format(name: &str) -> Option<Format> {
    let ending = name.rsplit('.').next().unwrap_or_default();
    Format::ALL.into_iter().find(|format| format.ending() == ending)
}

/// Whether somebody may read an issue: the public edition whoever reads reports; the internal one those who make them,
/// and staff who see all numbers anyway, where it has nothing exempt.
pub fn may_read(visit: &Visit, issue: &Issue, report: &Report) -> bool {
    let (makes, reads) = (visit.may(Permission::SeeReports), visit.may(Permission::ReadIssued));
    match issue.edition {
        Edition::Public => makes || reads,
        Edition::Internal => makes || (reads && visit.may(Permission::SeeNumbers) && !report.exempt.present),
    }
}

/// An issue as lists show it.
pub fn shown(issue: &Issue, report: &Report) -> Shown {
    let file = |file: &records::IssuedFile| File {
        label: format(&file.name).map_or("File", label),
        href: format!("/reports/issued/{}/{}", issue.id, file.name),
        size: size(file.bytes),
        sha256: file.sha256.clone(),
    };
    let again = match report.status {
        ReportStatus::Reopened => ". It has been opened again since: look for a newer version",
        _ => "",
    };
    Shown {
        sort: (report.month.clone(), report.version, issue.report_id),
        title: report.title.clone(),
        month: month_words(&report.month),
        version: issue.version,
        edition: issue.edition,
        about: format!("Issued on {}{again}", list::issued_on(issue.at)),
        note: issue.note.clone(),
        read: format!("/reports/issued/{}", issue.id),
        files: issue.files.iter().map(file).collect(),
    }
}

/// A length for people: `38 KB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The issue, for those who may read it; for others there is none.
async fn opened(visit: &Visit, issue: &str) -> Result<Issue, Problem> {
    let issue = visit.site.records().issue(number(issue)?).await?;
    let report = visit.site.records().report(issue.report_id).await?;
    if may_read(visit, &issue, &report) { Ok(issue) } else { Err(Problem::NotFound) }
}

pub async fn download(visit: Visit, Path((issue, file)): Path<(String, String)>) -> Result<Response, Problem> {
    let issue = opened(&visit, &issue).await?;
    let root = files::root(visit.site.folder());
    let media = format(&file).ok_or(Problem::NotFound)?.media_type();
    // The name stood in the issue's list, so it has nothing that a header can't carry.
    let called = HeaderValue::from_str(&format!("attachment; filename=\"{file}\""));
    let bytes = work(move || files::read(&root, &issue, &file)).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, header(media));
    headers.insert(CACHE_CONTROL, header("no-store"));
    headers.insert(CONTENT_DISPOSITION, called.map_err(|_| Problem::NotFound)?);
    Ok(response)
}

pub async fn read(visit: Visit, Path(issue): Path<String>) -> Result<Response, Problem> {
    let issue = opened(&visit, &issue).await?;
    let root = files::root(visit.site.folder());
    let page = issue.files.iter().map(|file| file.name.clone()).find(|name| format(name) == Some(Format::Html));
    let page = page.ok_or(Problem::NotFound)?;
    let bytes = work(move || files::read(&root, &issue, &page)).await?;
    document::answer(String::from_utf8(bytes).map_err(Problem::fault)?)
}
