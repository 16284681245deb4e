//! Lists about children as files.

use crate::ask::{DueList, Names};
use crate::problem::Problem;
use crate::reading::Reading;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use council::sheet::Sheet;

/// What is due as a file: one row for each thing, and one for each restricted record, of which nothing else is told.
pub fn list(reading: &Reading, list: &DueList, called: &Names) -> Result<Response, Problem> {
    let columns = [
        "service",
        "team_id",
        "team",
        "worker_id",
        "worker",
        "person_id",
        "what",
        "indicator",
        "since",
        "due",
        "overdue",
        "#working_days_over",
        "attention",
        "data_date",
        "authority",
    ];
    let mut sheet = Sheet::new("due", &columns);
    let (data_date, authority) = (reading.engine().inputs().data_date.to_string(), &reading.engine().settings().name);
    for due in &list.rows {
        sheet.push([
            called.service(&due.team_id).to_owned(),
            due.team_id.clone(),
            called.team_name(&due.team_id).to_owned(),
            due.worker_id.clone(),
            called.worker(&due.worker_id).to_owned(),
            due.person_id.clone(),
            due.what.clone(),
            due.indicator.clone(),
            due.since.map(|day| day.to_string()).unwrap_or_default(),
            due.due.to_string(),
            if due.overdue { "yes" } else { "no" }.to_owned(),
            due.working_days_over.to_string(),
            due.attention.clone(),
            data_date.clone(),
            authority.clone(),
        ]);
    }
    for person in &list.restricted {
        let cell = |column: &&str| match *column {
            "person_id" => person.clone(),
            "what" => "restricted".to_owned(),
            "data_date" => data_date.clone(),
            "authority" => authority.clone(),
            _ => String::new(),
        };
        sheet.push(columns.iter().map(cell));
    }
    csv(&format!("due-{data_date}"), &sheet)
}

/// A list as a CSV file called `name`.
///
/// # Errors
/// The list can't be written.
pub(crate) fn csv(name: &str, sheet: &Sheet) -> Result<Response, Problem> {
    let bytes = sheet.csv_bytes().map_err(Problem::fault)?;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")).map_err(Problem::fault)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
