//! The child process that reads an old xls file: it limits its own memory, reads the file from standard input and
//! writes what stands in its cells to standard output, a line of JSON for each sheet and row.

use crate::grid::Cell;
use calamine::{Data, ExcelDateTime, ExcelDateTimeType, Reader, Xls, XlsError};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::io::{self, BufWriter, Cursor, Read, Write};
use std::process::ExitCode;

/// A line from the child to its parent.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Line {
    /// A sheet begins.
    Sheet(String),
    /// A row of it: its number, from 1, and its cells from the first column on.
    Row(u32, Vec<Wire>),
    /// The file asks for a password.
    Password,
    /// The file can't be read, and why.
    Damaged(String),
    /// There is no more: without it the child was cut short.
    End,
}

/// A cell on its way.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Wire {
    Empty,
    Number(f64),
    Bool(bool),
    Text(String),
    Date { day: f64, is_1904: bool },
    Error { error: String },
}

impl From<Wire> for Cell {
    fn from(wire: Wire) -> Cell {
        match wire {
            Wire::Empty => Cell::Empty,
            Wire::Number(number) => Cell::Number(number),
            Wire::Bool(value) => Cell::Bool(value),
            Wire::Text(text) => Cell::Text(text),
            Wire::Date { day, is_1904 } => Cell::DateTime { serial: day, is_1904 },
            Wire::Error { error } => Cell::Error(error),
        }
    }
}

/// What the hidden command `read-xls` does. `arguments` are those after its name: the bytes of memory that the
/// process may use. The file comes from standard input, its cells go to standard output.
///
/// Where a system has no such limit (Windows), the size of the file is the only one.
pub fn xls_child_main(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let memory = arguments.next().and_then(|text| text.to_str()?.parse::<u64>().ok());
    #[cfg(unix)]
    if let Some(bytes) = memory {
        // A system that doesn't know this limit leaves the parent's limits on time and on the file's size.
        let _ = rlimit::setrlimit(rlimit::Resource::AS, bytes, bytes);
    }
    #[cfg(not(unix))]
    let _ = memory;
    match cells(io::stdin().lock(), &mut BufWriter::new(io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn cells(mut input: impl Read, output: &mut impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let mut book = match Xls::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsError::Password) => return line(output, &Line::Password),
        Err(error) => return line(output, &Line::Damaged(error.to_string())),
    };
    for name in book.sheet_names() {
        let range = match book.worksheet_range(&name) {
            Ok(range) => range,
            // A chart is a sheet without cells.
            Err(XlsError::WorksheetNotFound(_)) => continue,
            Err(error) => return line(output, &Line::Damaged(error.to_string())),
        };
        line(output, &Line::Sheet(name))?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (offset, cells) in range.rows().enumerate() {
            let Some(last) = cells.iter().rposition(|cell| *cell != Data::Empty) else { continue };
            let mut row: Vec<Wire> = (0..first_column).map(|_| Wire::Empty).collect();
            row.extend(cells[..=last].iter().map(wire));
            let number = u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(first_row).saturating_add(1);
            line(output, &Line::Row(number, row))?;
        }
    }
    line(output, &Line::End)
}

fn wire(cell: &Data) -> Wire {
    match cell {
        Data::Empty => Wire::Empty,
        Data::Int(number) => Wire::Number(*number as f64),
        Data::Float(number) if number.is_finite() => Wire::Number(*number),
        Data::Float(_) => Wire::Error { error: "#NUM!".to_owned() },
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Wire::Text(text.clone()),
        Data::Bool(value) => Wire::Bool(*value),
        Data::Error(error) => Wire::Error { error: error.to_string() },
        Data::DateTime(date) if date.is_datetime() && date.as_f64().is_finite() => Wire::Date {
            day: date.as_f64(),
            is_1904: *date == ExcelDateTime::new(date.as_f64(), ExcelDateTimeType::DateTime, true),
        },
        Data::DateTime(length) if length.as_f64().is_finite() => Wire::Number(length.as_f64()),
        Data::DateTime(_) => Wire::Error { error: "#NUM!".to_owned() },
    }
}

fn line(output: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *output, line)?;
    output.write_all(b"\n")?;
    // The last line is written out with the rest: the buffer is flushed when it is full or dropped, and an error
    // then would go unseen.
    if matches!(line, Line::Row(..) | Line::Sheet(_)) { Ok(()) } else { output.flush() }
}
