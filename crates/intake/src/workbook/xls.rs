//! Old xls files, by way of a child process: see [`super::xls_child`].

use super::xls_child::{Line, Wire};
use super::{Budget, Trouble};
use crate::Limits;
use crate::grid::{Cell, Row, Sheet};
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How the child process that reads xls files is started, and what it may use.
#[derive(Debug, Clone)]
pub struct XlsReader {
    /// The program; `None` is the one that runs now.
    pub program: Option<PathBuf>,
    /// What it is called with, before the bytes of memory that it may use; it must then do what
    /// [`super::xls_child_main`] does.
    pub arguments: Vec<OsString>,
    /// Bytes of address space that it may use.
    pub memory_bytes: u64,
    /// How long it may take.
    pub time: Duration,
}

impl Default for XlsReader {
    /// This program, called with `read-xls`; 1.5 GiB; one minute.
    fn default() -> XlsReader {
        XlsReader {
            program: None,
            arguments: vec!["read-xls".into()],
            memory_bytes: 3 << 29,
            time: Duration::from_secs(60),
        }
    }
}

/// The worksheets of the xls file that `file` is open at the beginning of.
pub(crate) fn sheets(
    file: File,
    limits: &Limits,
    budget: &mut Budget,
    reader: &XlsReader,
) -> Result<Vec<Sheet>, Trouble> {
    let program = match &reader.program {
        Some(program) => program.clone(),
        None => std::env::current_exe().map_err(|error| not_started(&error))?,
    };
    let mut child = Command::new(program)
        .args(&reader.arguments)
        .arg(reader.memory_bytes.to_string())
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_started(&error))?;
    let Some(output) = child.stdout.take() else { return Err(Trouble::damaged("its reader gave nothing")) };
    // The child's output is read beside the clock; when time is up the child is ended, and with it the reading.
    std::thread::scope(|scope| {
        let (sender, receiver) = channel();
        scope.spawn(move || {
            let _ = sender.send(received(BufReader::new(output), limits, budget));
        });
        let result = match receiver.recv_timeout(reader.time) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(Trouble::new(
                format!("the workbook took more than {} seconds to read", reader.time.as_secs()),
                "an .xls file of ordinary size",
                "Open it in the spreadsheet program and save it as .xlsx.",
            )),
        };
        // Ending a child that has ended by itself is no error worth telling.
        let _ = child.kill();
        let _ = child.wait();
        result
    })
}

fn not_started(error: &std::io::Error) -> Trouble {
    Trouble::new(
        format!("the reader of .xls files could not be started: {error}"),
        "a program that may start itself",
        "Open the file in the spreadsheet program and save it as .xlsx.",
    )
}

fn received(mut output: impl BufRead, limits: &Limits, budget: &mut Budget) -> Result<Vec<Sheet>, Trouble> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut text = String::new();
    // A row of Excel's widest sheet full of the longest text is no longer than this.
    let longest = limits.workbook_unpacked_bytes;
    loop {
        text.clear();
        let read = output.by_ref().take(longest).read_line(&mut text);
        let line = match read.map(|_| serde_json::from_str(&text)) {
            Ok(Ok(line)) => line,
            Ok(Err(_)) | Err(_) => {
                return Err(Trouble::damaged(
                    "its reader broke off: it is damaged, or needs more memory than it may use",
                ));
            }
        };
        match line {
            Line::Sheet(name) => sheets.push(Sheet { name, rows: Vec::new() }),
            Line::Row(number, cells) => {
                let Some(sheet) = sheets.last_mut() else { return Err(Trouble::damaged("a row without a sheet")) };
                let mut row = Vec::new();
                for (index, wire) in cells.into_iter().enumerate() {
                    let value = match wire {
                        Wire::Text(text) if text.len() > limits.cell_bytes => {
                            return Err(Trouble::too_big("a cell holds too much text", limits.cell_bytes, "bytes"));
                        }
                        wire => Cell::from(wire),
                    };
                    if !value.is_blank() {
                        budget.put(&mut row, index, value)?;
                    }
                }
                if !row.is_empty() {
                    sheet.rows.push(Row { number, cells: row });
                }
            }
            Line::Password => return Err(Trouble::password()),
            Line::Damaged(detail) => return Err(Trouble::damaged(detail)),
            Line::End => return Ok(sheets),
        }
        if sheets.len() > limits.sheets {
            return Err(Trouble::too_big("the workbook has too many sheets", limits.sheets, "sheets"));
        }
    }
}
