//! Workbooks (xlsx, xls), read cell by cell under limits.
//!
//! What a file is, is told from its first bytes, never from its name. An xlsx file is a zip of XML parts: every
//! part is unpacked once and counted before any is read, so that no header is trusted, and then the sheets are
//! streamed, with only the cells that hold something kept. An old xls file is read by calamine, which lays out
//! whole ranges at once, so it is read in a child process with a memory limit and a time limit ([`XlsReader`]).

mod ole;
mod package;
mod parts;
mod sheet;
mod xls;
mod xls_child;
mod xml;

use crate::grid::{Cell, Sheet};
use crate::{Fault, Limits};
use std::fs::File;
use std::io::Read;
use std::path::Path;
pub use xls::XlsReader;
pub use xls_child::xls_child_main;

const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Whether a file that begins with `head` (8 bytes are enough) has the container of a workbook: a zip archive or
/// an OLE file. It may still turn out to be none when it is read.
pub fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(OLE) || ZIP.iter().any(|magic| head.starts_with(magic))
}

/// All worksheets of a workbook, in its order, hidden ones too. An xls file is read by the child process that
/// `xls_reader` starts.
///
/// # Errors
/// A file that is no workbook, is damaged or cut short, asks for a password, or holds more than `limits` allow.
pub(crate) fn read(path: &Path, limits: &Limits, xls_reader: &XlsReader) -> Result<Vec<Sheet>, Fault> {
    sheets(path, limits, xls_reader).map_err(|trouble| trouble.fault(path))
}

fn sheets(path: &Path, limits: &Limits, xls_reader: &XlsReader) -> Result<Vec<Sheet>, Trouble> {
    let mut file = File::open(path).map_err(|error| Trouble::unreadable(&error))?;
    let length = file.metadata().map_err(|error| Trouble::unreadable(&error))?.len();
    if length > limits.workbook_bytes {
        return Err(Trouble::too_big(format!("the file has {length} bytes"), limits.workbook_bytes, "bytes"));
    }
    let mut head = Vec::new();
    file.by_ref().take(8).read_to_end(&mut head).map_err(|error| Trouble::unreadable(&error))?;
    let mut budget = Budget::new(limits);
    if head.is_empty() {
        Err(Trouble::new("the file is empty", "a workbook (.xlsx or .xls)", "Export the workbook again."))
    } else if ZIP.iter().any(|magic| head.starts_with(magic)) {
        parts::sheets(package::Package::open(file, length, limits)?, limits, &mut budget)
    } else if head.starts_with(OLE) {
        match ole::content(&mut file, length).map_err(|error| Trouble::unreadable(&error))? {
            ole::Content::Encrypted => Err(Trouble::password()),
            ole::Content::Workbook => xls::sheets(file, limits, &mut budget, xls_reader),
            ole::Content::Other => Err(Trouble::new(
                "an OLE file without a workbook in it: a Word document, an e-mail, or a workbook that was cut short",
                "a workbook (.xlsx or .xls)",
                "Check that the right file was given.",
            )),
        }
    } else {
        Err(Trouble::new(
            "the file is not a workbook",
            "a workbook (.xlsx or .xls)",
            "Check that the right file was given; save it from the spreadsheet program as .xlsx.",
        ))
    }
}

/// Why a workbook can't be read; it becomes a [`Fault`] when the file's name is known.
#[derive(Debug)]
pub(crate) struct Trouble {
    what: String,
    expected: String,
    hint: String,
}

impl Trouble {
    fn new(what: impl Into<String>, expected: impl Into<String>, hint: impl Into<String>) -> Trouble {
        Trouble { what: what.into(), expected: expected.into(), hint: hint.into() }
    }

    fn unreadable(error: &std::io::Error) -> Trouble {
        Trouble::new(
            format!("the file can't be read: {error}"),
            "a file that this user may read",
            "Check that it is there, is not open elsewhere and may be read.",
        )
    }

    fn damaged(detail: impl std::fmt::Display) -> Trouble {
        Trouble::new(
            format!("the workbook is damaged or cut short: {detail}"),
            "a whole workbook",
            "Copy or export it again; opening it in the spreadsheet program and saving it as .xlsx may mend it.",
        )
    }

    fn password() -> Trouble {
        Trouble::new(
            "the workbook is protected with a password",
            "a workbook without a password",
            "Open it in the spreadsheet program, remove the password (File, Info, Protect Workbook) and save it.",
        )
    }

    fn too_big(what: impl Into<String>, limit: impl std::fmt::Display, unit: &str) -> Trouble {
        Trouble::new(
            what,
            format!("no more than {limit} {unit}"),
            "No real extract is this large: check what the file holds.",
        )
    }

    fn fault(self, path: &Path) -> Fault {
        Fault { what: self.what, file: path.display().to_string(), expected: self.expected, hint: self.hint }
    }
}

/// What a workbook may still put into memory.
#[derive(Debug)]
pub(crate) struct Budget {
    cells: u64,
    cells_limit: u64,
    text: u64,
    text_limit: u64,
}

impl Budget {
    fn new(limits: &Limits) -> Budget {
        Budget {
            cells: limits.workbook_cells,
            cells_limit: limits.workbook_cells,
            text: limits.workbook_unpacked_bytes,
            text_limit: limits.workbook_unpacked_bytes,
        }
    }

    /// Puts `cell` in the column at `index` of a row, filling what lies before it with empty cells, which count
    /// too: they take as much room.
    fn put(&mut self, row: &mut Vec<Cell>, index: usize, cell: Cell) -> Result<(), Trouble> {
        if index >= row.len() {
            let added = (index + 1 - row.len()) as u64;
            self.cells = self
                .cells
                .checked_sub(added)
                .ok_or_else(|| Trouble::too_big("the sheets spread over too many cells", self.cells_limit, "cells"))?;
            row.resize(index + 1, Cell::Empty);
        }
        if let Cell::Text(text) | Cell::Error(text) = &cell {
            self.text = self
                .text
                .checked_sub(text.len() as u64)
                .ok_or_else(|| Trouble::too_big("the cells hold too much text", self.text_limit, "bytes of text"))?;
        }
        row[index] = cell;
        Ok(())
    }
}
