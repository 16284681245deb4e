//! `/api/v1/reports`: issued reports, with the hashes of their files, and the files themselves.

use super::answer::json;
use super::endpoint::{Answer, Endpoint, Parameter, path};
use super::query::Query;
use super::schema::one_of;
use crate::access::Permission;
use crate::pages::reports::{issued_file, issued_folder, may_read};
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::visit::{Visit, header};
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use council::paper::Format;
use jiff::Timestamp;
use records::{Edition, Issue, Report, ReportStatus};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

const SEES: Needs = Needs::AnyOf(&[Permission::ReadIssued, Permission::SeeReports]);
const ONE: &[Parameter] = &[path("issue", "The number of the issue.")];
const FILE: &[Parameter] =
    &[path("issue", "The number of the issue."), path("file", "The name of the file, as the issue lists it.")];
const MEDIA: &[&str] = &[
    "text/html",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    let api = |name, path, title, handler| Route::api(name, path, SEES, title, handler);
    vec![
        Endpoint::new(
            api("api-reports", "/api/v1/reports", "Issued reports", get(all)),
            Answer::json::<IssuedReports>(),
            "The issued reports that the caller may read, newest first: public editions for all who read reports, internal \
             ones for those who make them and for staff who see all numbers, where there is nothing exempt in them.",
        ),
        Endpoint::new(
            api("api-report", "/api/v1/reports/{issue}", "One issued report", get(one)),
            Answer::json::<IssuedReport>(),
            "One issued report.",
        )
        .with(ONE),
        Endpoint::new(
            api("api-report-file", "/api/v1/reports/{issue}/files/{file}", "A file of an issued report", get(download)),
            Answer::File(MEDIA),
            "The file as it was issued. It is given only where its SHA-256 is still the one that was written down then.",
        )
        .with(FILE),
    ]
}

/// A file of an issued report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportFile {
    /// Its name.
    name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    sha256: String,
    /// Its size in bytes.
    bytes: u64,
    /// Where it is.
    href: String,
}

/// An issued report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssuedReport {
    /// The number of the issue.
    issue: i64,
    /// The number of the report.
    report: i64,
    /// The report’s title.
    title: String,
    /// The month that it is about.
    month: String,
    /// The report’s version: 1, and one more each time it was opened again.
    version: i64,
    /// For whom it is.
    #[schema(schema_with = editions)]
    edition: &'static str,
    /// Whether it has been opened again since: look for a newer version.
    reopened: bool,
    /// When it was issued.
    #[schema(value_type = String, format = DateTime)]
    issued_at: Timestamp,
    /// What was said with it.
    note: String,
    /// The hash of what the report says.
    content_hash: String,
    /// Its files.
    files: Vec<ReportFile>,
}

fn editions() -> utoipa::openapi::schema::Object {
    one_of(vec![Edition::Internal.word(), Edition::Public.word()])
}

/// Issued reports.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssuedReports {
    /// The reports.
    reports: Vec<IssuedReport>,
}

fn line(issue: &Issue, report: &Report) -> IssuedReport {
    let file = |file: &records::IssuedFile| ReportFile {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
        href: format!("/api/v1/reports/{}/files/{}", issue.id, file.name),
    };
    IssuedReport {
        issue: issue.id,
        report: issue.report_id,
        title: report.title.clone(),
        month: report.month.clone(),
        version: issue.version,
        edition: issue.edition.word(),
        reopened: report.status == ReportStatus::Reopened,
        issued_at: issue.at,
        note: issue.note.clone(),
        content_hash: issue.content_hash.clone(),
        files: issue.files.iter().map(file).collect(),
    }
}

async fn all(visit: Visit) -> Result<Response, Problem> {
    Query::of(&visit)?;
    let records = visit.site.records();
    let reports: HashMap<i64, Report> =
        records.reports().await?.into_iter().map(|report| (report.id, report)).collect();
    let issues = records.all_issues().await?;
    let lines = issues.iter().filter_map(|issue| {
        let report = reports.get(&issue.report_id)?;
        may_read(&visit, issue, report).then(|| line(issue, report))
    });
    json(&IssuedReports { reports: lines.collect() })
}

/// The issue and its report, for those who may read it; for others there is none.
async fn opened(visit: &Visit, issue: &str) -> Result<(Issue, Report), Problem> {
    Query::of(visit)?;
    let number = issue.parse().map_err(|_| Problem::NotFound)?;
    let issue = visit.site.records().issue(number).await?;
    let report = visit.site.records().report(issue.report_id).await?;
    if may_read(visit, &issue, &report) { Ok((issue, report)) } else { Err(Problem::NotFound) }
}

async fn one(visit: Visit, Path(issue): Path<String>) -> Result<Response, Problem> {
    let (issue, report) = opened(&visit, &issue).await?;
    json(&line(&issue, &report))
}

async fn download(visit: Visit, Path((issue, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let (issue, _) = opened(&visit, &issue).await?;
    let ending = name.rsplit('.').next().unwrap_or_default();
    let media = Format::ALL.into_iter().find(|format| format.ending() == ending).map(Format::media_type);
    let called = format!("attachment; filename=\"{name}\"");
    let root = issued_folder(visit.site.folder());
    let read = move || issued_file(&root, &issue, &name);
    let bytes = tokio::task::spawn_blocking(read).await.map_err(Problem::fault)??;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, header(media.unwrap_or("application/octet-stream")));
    headers.insert(CACHE_CONTROL, header("no-store"));
    // The name stood in the issue’s list, so it has nothing that a header can’t carry.
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&called).map_err(Problem::fault)?);
    Ok(response)
}
