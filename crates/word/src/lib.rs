//! Writes a document as a Word file (Office Open XML, ISO/IEC 29500, transitional), for those who take a paper to a
//! committee and work on it there.
//!
//! What a reader of the file's structure needs is there: styles for headings, whose order is that of the navigation
//! pane; tables with header rows that repeat, and with titles; alternative text on every chart; numbers of paragraphs
//! as the document has them; language, title, issuer and date. The parts are written by hand: no library for Word
//! files writes all of that (docs/ARCHITECTURE.md has what was looked at).
//!
//! The same document gives the same bytes: dates are the document's, nothing is random, no font of the machine is
//! used.

mod blocks;
mod body;
mod figure;
mod furniture;
mod measure;
mod names;
mod package;
mod picture;
mod properties;
mod table;
mod text;
mod xml;

use report::Document;

/// What kept a document from being written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A chart could not be drawn.
    #[error("the chart “{title}” could not be drawn: {why}")]
    Chart {
        /// The figure's title.
        title: String,
        /// What the drawing said.
        why: String,
    },
    /// The file could not be put together, for instance because it grew too large.
    #[error("the Word file could not be put together: {0}")]
    Package(#[from] zip::result::ZipError),
}

/// Writes `document` as a .docx file, and gives its bytes.
///
/// Headings of level 2 to 4 get the styles Heading 1 to 3, the title gets Title. A table that finds no room on an
/// upright page gets pages on their side. Tables of charts with more than a dozen rows stand in a section at the end,
/// with a link from the chart. Links to anchors that the document has not are written as plain words, and so are
/// addresses that are none of `https:`, `http:` and `mailto:`.
///
/// # Errors
///
/// When a chart can't be drawn or the file can't be put together: neither happens with the documents that `report`
/// makes.
pub fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let body = body::Body::write(document)?;
    package::zip(properties::parts(document, body))
}
