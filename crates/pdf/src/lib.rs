//! Writes a document as a tagged PDF (PDF/UA-1).
//!
//! The document becomes calls of a few functions (`source`, `style.typ`), Typst sets them behind a door of our own
//! (`world`): it sees this document, its charts and three faces of Noto Sans, no disk, no network and no clock.
//! Whatever it warns of is an error, and so is whatever PDF/UA-1 forbids and a program can check. The same document
//! gives the same bytes.

mod columns;
mod letters;
mod source;
mod world;

use report::Document;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Why a document is not a PDF.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum Error {
    /// A link leads nowhere: its anchor.
    #[error("a link leads to ‘{0}’, but no heading and no chart of the document has that anchor")]
    Link(String),
    /// A row has more or fewer cells than its table has columns: the caption.
    #[error("a row of the table ‘{0}’ has more or fewer cells than the table has columns")]
    Row(String),
    /// A table is too wide: its caption.
    #[error("the table ‘{0}’ has more columns than fit on a page, even on a landscape one: leave some out")]
    Wide(String),
    /// The typesetter refused or warned: what it said.
    #[error("the PDF was not made: {0}")]
    Typesetting(String),
}

/// Writes `document` as a PDF.
///
/// # Errors
///
/// When a link leads nowhere, a row doesn't fit its table, a table fits no page, or the typesetter has anything to
/// say: a warning too.
pub fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let source = source::write(document)?;
    let day =
        document.dated.and_then(|day| Datetime::from_ymd(day.year().into(), as_u8(day.month()), as_u8(day.day())));
    let room = world::Room::new(source.text, source.charts, day);
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&room);
    let pages = output.map_err(|errors| said(&errors))?;
    if !warnings.is_empty() {
        return Err(said(&warnings));
    }
    let standards =
        PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| Error::Typesetting(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(identity(document)),
        creator: Smart::Custom(Some("Derwent".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&pages, &options).map_err(|errors| said(&errors))?;
    // What this document left behind is dropped once another one has not needed it.
    typst::comemo::evict(1);
    Ok(bytes)
}

fn as_u8(number: i8) -> u8 {
    number.unsigned_abs()
}

/// What tells this document from others.
fn identity(document: &Document) -> String {
    let dated = document.dated.map(|day| day.to_string()).unwrap_or_default();
    [&document.issuer, &document.title, &document.subtitle, &document.marking, &dated].map(String::as_str).join("\n")
}

fn said(diagnostics: &[SourceDiagnostic]) -> Error {
    let mut said: Vec<String> = Vec::new();
    for diagnostic in diagnostics {
        let hints = diagnostic.hints.iter().map(|hint| hint.v.to_string());
        let message = std::iter::once(diagnostic.message.to_string()).chain(hints).collect::<Vec<_>>().join("; ");
        if !said.contains(&message) {
            said.push(message);
        }
    }
    Error::Typesetting(said.join(". "))
}
