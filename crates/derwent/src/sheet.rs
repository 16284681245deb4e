//! Lists as the terminal has them: a table to read on standard output, or a file.

use crate::cli::{Format, Output};
pub use council::sheet::Sheet;
use council::sheet::workbook;
use council::{Failure, Result};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A list that goes where a person said.
pub trait Print {
    /// Writes it where `output` says.
    fn write(&self, output: &Output) -> Result;
}

impl Print for Sheet {
    fn write(&self, output: &Output) -> Result {
        match (&output.out, output.format) {
            (None, Format::Xlsx | Format::Parquet) => {
                Err(Failure::new("say where the file goes: --out FILE (it can't be written to standard output)"))
            }
            (Some(path), Format::Xlsx) => write_workbook(&[self], path),
            (Some(path), format) => whole_file(path, |file| write_to(self, format, file)),
            (None, format) => {
                let mut out = BufWriter::new(io::stdout().lock());
                let written = write_to(self, format, &mut out).and_then(|()| Ok(out.flush()?));
                quiet_when_closed(written)
            }
        }
    }
}

fn write_to(sheet: &Sheet, format: Format, out: &mut dyn Write) -> Result {
    match format {
        Format::Table => write_table(sheet, out),
        Format::Csv => sheet.write_csv(out),
        Format::Json => sheet.write_json(out),
        Format::Parquet => sheet.write_parquet(out),
        Format::Xlsx => Err(Failure::new("a workbook is written to a file: --out FILE")),
    }
}

fn write_table(sheet: &Sheet, out: &mut dyn Write) -> Result {
    let mut widths: Vec<usize> = sheet.columns.iter().map(|(name, _)| name.chars().count()).collect();
    for row in &sheet.rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut line = |cells: &mut dyn Iterator<Item = &str>| -> io::Result<()> {
        let mut text = String::new();
        for ((cell, width), (_, number)) in cells.zip(&widths).zip(&sheet.columns) {
            let pad = " ".repeat(width - cell.chars().count());
            if *number {
                text.push_str(&pad);
                text.push_str(cell);
            } else {
                text.push_str(cell);
                text.push_str(&pad);
            }
            text.push_str("  ");
        }
        writeln!(out, "{}", text.trim_end())
    };
    line(&mut sheet.columns.iter().map(|(name, _)| name.as_str()))?;
    let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    line(&mut rules.iter().map(String::as_str))?;
    for row in &sheet.rows {
        line(&mut row.iter().map(String::as_str))?;
    }
    Ok(())
}

/// Writes a workbook of several lists.
pub fn write_workbook(sheets: &[&Sheet], path: &Path) -> Result {
    let bytes = workbook(sheets)?;
    whole_file(path, |file| Ok(file.write_all(&bytes)?))
}

/// Writes a file whole or not at all: beside its place first, then renamed into it.
pub fn whole_file(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result) -> Result {
    let wrong = |error: io::Error| Failure::new(format!("{} can't be written: {error}", path.display()));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(wrong)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = File::create(&beside).map_err(wrong).and_then(|file| {
        let mut file = BufWriter::new(file);
        fill(&mut file)?;
        file.flush().map_err(wrong)
    });
    let done = written.and_then(|()| std::fs::rename(&beside, path).map_err(wrong));
    if done.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    done
}

/// A reader that has seen enough (`head`) closes the pipe: that is no failure.
fn quiet_when_closed(written: Result) -> Result {
    match written {
        Err(Failure(lines)) if lines.iter().any(|line| line.contains("Broken pipe")) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_align_numbers_right() {
        let mut sheet = Sheet::new("x", &["name", "#n"]);
        sheet.push(["a", "1"]);
        sheet.push(["bb", "200"]);
        let mut out = Vec::new();
        write_to(&sheet, Format::Table, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "name    n\n────  ───\na       1\nbb    200\n");
    }
}
