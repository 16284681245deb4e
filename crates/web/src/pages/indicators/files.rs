//! Downloads: a list of rows as CSV, an Excel workbook or JSON, with what the reader of the file must know about it.

use crate::problem::Problem;
use crate::reading::Reading;
use crate::visit::header;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use council::sheet::{Sheet, workbook};
use report::words;

/// A format to download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text that spreadsheets open; a cell that looks like a formula is never one.
    Csv,
    /// An Excel workbook with a sheet that says what it is.
    Xlsx,
    /// A JSON array of objects.
    Json,
}

impl Format {
    /// The format that an address asks for with `format=`; `None` for the page itself.
    ///
    /// # Errors
    /// A format that there is not.
    pub fn of(word: Option<&str>) -> Result<Option<Format>, Problem> {
        match word {
            None => Ok(None),
            Some("csv") => Ok(Some(Format::Csv)),
            Some("xlsx") => Ok(Some(Format::Xlsx)),
            Some("json") => Ok(Some(Format::Json)),
            Some(_) => Err(Problem::wrong("Choose CSV, Excel or JSON. The address names another format.")),
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
        }
    }
}

/// What every file says of itself: name and value, in order.
pub fn about(reading: &Reading, what: &str, marking: &str) -> Vec<(&'static str, String)> {
    vec![
        ("What", what.to_owned()),
        ("Authority", reading.engine().settings().name.clone()),
        ("Data date", words::date(reading.engine().inputs().data_date)),
        ("Deliveries", reading.generation().short().to_owned()),
        ("Definitions", format!("Derwent catalogue {}", crate::shell::VERSION)),
        ("Marking", marking.to_owned()),
    ]
}

/// What may be done with numbers that nothing is hidden of.
pub const INTERNAL: &str = "Internal: small numbers are shown as they are. Do not publish";
/// What the files of those who see what the public may see say.
pub const PUBLIC: &str = "Small numbers are hidden; c stands in their place";

/// What the files that list children say.
pub const CHILDREN: &str = "Official-sensitive: about single children. Keep it as you keep their records";

/// A list as a file called `name`. The workbook has a second sheet with `about`; in CSV and JSON, which have no room
/// beside their rows, the columns say it.
///
/// # Errors
/// The list is larger than the format takes.
pub fn download(
    format: Format,
    name: &str,
    sheet: &Sheet,
    about: &[(&'static str, String)],
) -> Result<Response, Problem> {
    let bytes = match format {
        Format::Csv => sheet.csv_bytes().map_err(Problem::fault)?,
        Format::Json => {
            let mut bytes = Vec::new();
            sheet.write_json(&mut bytes).map_err(Problem::fault)?;
            bytes
        }
        Format::Xlsx => {
            let mut cover = Sheet::new("About", &["about", "value"]);
            about.iter().for_each(|(name, value)| cover.push([(*name).to_owned(), value.clone()]));
            workbook(&[&cover, sheet]).map_err(Problem::fault)?
        }
    };
    let file = format!("{}.{}", report::model::slug(name), format.ending());
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")).map_err(Problem::fault)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, header(format.media_type()));
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(CACHE_CONTROL, header("no-store"));
    Ok(response)
}
