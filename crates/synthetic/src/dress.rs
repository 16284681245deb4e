//! Faults of whole files: other encodings, headings that a case system spells its own way, a column that
//! nobody knows. Put in once the rows are written.

use crate::error::Error;
use crate::faults::Fault;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// How a file's text is turned into bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16,
    Windows1252,
}

/// What is done to a file: its table, encoding, headings changed, and a column added at the end.
struct Change {
    table: &'static str,
    encoding: Encoding,
    headings: &'static [(&'static str, &'static str)],
    added: Option<&'static str>,
}

const CHANGES: [Change; 5] = [
    Change { table: "ssd_person", encoding: Encoding::Windows1252, headings: &[], added: None },
    Change { table: "ssd_missing", encoding: Encoding::Utf16, headings: &[], added: None },
    Change { table: "ssd_sdq_scores", encoding: Encoding::Utf8WithMark, headings: &[], added: None },
    Change {
        table: "ssd_cp_reviews",
        encoding: Encoding::Utf8,
        headings: &[("cppr_cp_review_due", "due_date"), ("cppr_cp_review_date", "actual_date")],
        added: None,
    },
    Change { table: "ssd_version_log", encoding: Encoding::Utf8, headings: &[], added: Some("TEST_COLUMN") },
];

/// Changes the files of `folder`, whose name is `parent`, and writes down what was done.
pub fn dress(folder: &Path, parent: &str, log: &mut Vec<Fault>) -> Result<(), Error> {
    for change in &CHANGES {
        let path = folder.join(format!("{}.csv", change.table));
        let next = folder.join(format!("{}.csv.next", change.table));
        rewrite(&path, &next, change)?;
        fs::rename(&next, &path).map_err(Error::write(&path))?;
        let mut note = |column: &str, kind, was: &str, written: &str| {
            log.push(Fault {
                file: format!("{parent}/{}.csv", change.table),
                sheet: String::new(),
                row: 1,
                column: column.to_owned(),
                kind,
                was: was.to_owned(),
                written: written.to_owned(),
            });
        };
        match change.encoding {
            Encoding::Utf8 => {}
            Encoding::Utf8WithMark => note("", "encoding", "UTF-8", "UTF-8 with a byte order mark"),
            Encoding::Utf16 => note("", "encoding", "UTF-8", "UTF-16"),
            Encoding::Windows1252 => note("", "encoding", "UTF-8", "Windows-1252"),
        }
        for (was, written) in change.headings {
            note(written, "heading", was, written);
        }
        if let Some(added) = change.added {
            note(added, "column-unknown", "", added);
        }
    }
    Ok(())
}

fn rewrite(from: &Path, to: &Path, change: &Change) -> Result<(), Error> {
    let input = BufReader::new(File::open(from).map_err(Error::write(from))?);
    let mut output = BufWriter::new(File::create(to).map_err(Error::write(to))?);
    let mut bytes = match change.encoding {
        Encoding::Utf8WithMark => vec![0xEF, 0xBB, 0xBF],
        Encoding::Utf16 => vec![0xFF, 0xFE],
        _ => Vec::new(),
    };
    for (number, line) in input.lines().enumerate() {
        let mut line = line.map_err(Error::write(from))?;
        if number == 0 {
            for (was, written) in change.headings {
                line =
                    line.split(',').map(|name| if name == *was { written } else { name }).collect::<Vec<_>>().join(",");
            }
        }
        if let Some(added) = change.added {
            line.push(',');
            line.push_str(if number == 0 { added } else { "1" });
        }
        line.push('\n');
        match change.encoding {
            Encoding::Utf8 | Encoding::Utf8WithMark => bytes.extend_from_slice(line.as_bytes()),
            Encoding::Utf16 => bytes.extend(line.encode_utf16().flat_map(u16::to_le_bytes)),
            // Every letter in our names has the same number in Windows-1252 as in Unicode.
            Encoding::Windows1252 => bytes.extend(line.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))),
        }
        output.write_all(&bytes).map_err(Error::write(to))?;
        bytes.clear();
    }
    output.flush().map_err(Error::write(to))
}
