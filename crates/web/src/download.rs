//! Files that pages give away.

use crate::problem::Problem;
use crate::visit::header;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use council::sheet::Sheet;

/// A list as a CSV file called `name`, which is ours: letters, digits and hyphens. Cells that a spreadsheet would take
/// for formulas are kept from being one.
///
/// # Errors
/// The list can't be written.
pub fn csv(sheet: &Sheet, name: &str) -> Result<Response, Problem> {
    let bytes = sheet.csv_bytes().map_err(Problem::fault)?;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")).map_err(Problem::fault)?;
    let headers = [(CONTENT_TYPE, header("text/csv; charset=utf-8")), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}
