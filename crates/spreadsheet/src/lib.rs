//! Writes a document's tables as an Excel workbook.
//!
//! A cover with the contents comes first, then a sheet for each table, for the numbers of each chart and for the
//! definitions of a section. Each sheet has one real table with a name, filters and a frozen header row, without
//! merged cells or empty rows, as the Government Analysis Function advises for accessible spreadsheets.
//!
//! Numbers are written as numbers, in the decimals in which the document displays them; symbols (`c`, `n/a`) stay
//! words. Nothing is ever written as a formula. The same document gives the same bytes.

mod cover;
mod definitions;
mod language;
mod layout;
mod names;
mod number;
mod page;
mod pages;
mod sheet;
mod spread;
mod style;
mod symbols;

use layout::Sheets;
use report::Document;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// Why a workbook can't be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The document is more than a workbook takes, for instance a table of more than a million rows.
    #[error("the document doesn't fit into an Excel workbook: {0}")]
    Workbook(#[from] XlsxError),
    /// The file could not be put together.
    #[error("the parts of the Excel workbook can't be put together: {0}")]
    File(#[from] zip::result::ZipError),
    /// A part of the file could not be read or written.
    #[error("the properties of the Excel workbook can't be written: {0}")]
    Part(#[from] std::io::Error),
}

/// `document` as an Excel workbook (`.xlsx`).
///
/// # Errors
///
/// When a table is larger than a sheet of Excel: 1,048,576 rows by 16,384 columns.
pub fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let mut pages = pages::pages(document);
    let (notices, without) = (std::mem::take(&mut pages.notices), std::mem::take(&mut pages.without));
    let sheets = Sheets::of(pages);

    let mut workbook = Workbook::new();
    let (height, width) = style::DEFAULT;
    workbook.set_default_format(&style::plain(), height, width)?;
    workbook.set_properties(&properties(document)?);
    let says = cover::Says { notices: &notices, without: &without };
    cover::write(workbook.add_worksheet(), document, &says, &sheets)?;
    for sheet in sheets.notes.iter().chain(&sheets.sheets) {
        sheet::write(workbook.add_worksheet(), sheet, &sheets, document)?;
    }
    language::set(workbook.save_to_buffer()?)
}

/// What the file says about itself. Its date is the document's, or the first that a file can have; never today.
fn properties(document: &Document) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = document.dated.map_or((1980, 1, 1), |dated| (dated.year(), dated.month(), dated.day()));
    let unsigned = |n: i8| u8::try_from(n).unwrap_or(1);
    let dated = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1980), unsigned(month), unsigned(day))?;
    Ok(DocProperties::new()
        .set_title(document.title.as_str())
        .set_subject(document.subtitle.as_str())
        .set_author(document.issuer.as_str())
        .set_company(document.issuer.as_str())
        .set_status(document.marking.as_str())
        .set_creation_datetime(&dated))
}
