//! A list of rows, and the ways of writing it: a table to read, CSV, JSON, an Excel workbook, Parquet. A cell that
//! looks like a formula is never written as one.

use crate::cli::{Format, Output};
use crate::failure::{Failure, Result};
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// A list.
#[derive(Debug, Default)]
pub struct Sheet {
    /// What it is, the name of its sheet in a workbook.
    pub name: String,
    /// The columns: name, and whether its values are numbers.
    pub columns: Vec<(String, bool)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// An empty list. A column whose name begins with `#` holds numbers.
    pub fn new(name: &str, columns: &[&str]) -> Sheet {
        let columns = columns.iter().map(|c| (c.trim_start_matches('#').to_owned(), c.starts_with('#'))).collect();
        Sheet { name: name.to_owned(), columns, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push<T: Into<String>>(&mut self, row: impl IntoIterator<Item = T>) {
        self.rows.push(row.into_iter().map(Into::into).collect());
    }

    /// Writes it where `output` says.
    pub fn write(&self, output: &Output) -> Result {
        match (&output.out, output.format) {
            (None, Format::Xlsx | Format::Parquet) => {
                Err(Failure::new("say where the file goes: --out FILE (it can't be written to standard output)"))
            }
            (Some(path), Format::Xlsx) => write_workbook(&[self], path),
            (Some(path), format) => whole_file(path, |file| self.write_to(format, file)),
            (None, format) => {
                let mut out = BufWriter::new(io::stdout().lock());
                let written = self.write_to(format, &mut out).and_then(|()| Ok(out.flush()?));
                quiet_when_closed(written)
            }
        }
    }

    fn write_to(&self, format: Format, out: &mut dyn Write) -> Result {
        match format {
            Format::Table => self.write_table(out),
            Format::Csv => self.write_csv(out),
            Format::Json => self.write_json(out),
            Format::Parquet => self.write_parquet(out),
            Format::Xlsx => Err(Failure::new("a workbook is written to a file: --out FILE")),
        }
    }

    fn write_table(&self, out: &mut dyn Write) -> Result {
        let mut widths: Vec<usize> = self.columns.iter().map(|(name, _)| name.chars().count()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut line = |cells: &mut dyn Iterator<Item = &str>| -> io::Result<()> {
            let mut text = String::new();
            for ((cell, width), (_, number)) in cells.zip(&widths).zip(&self.columns) {
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
        line(&mut self.columns.iter().map(|(name, _)| name.as_str()))?;
        let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        line(&mut rules.iter().map(String::as_str))?;
        for row in &self.rows {
            line(&mut row.iter().map(String::as_str))?;
        }
        Ok(())
    }

    /// The list as CSV.
    pub fn csv_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_csv(&mut bytes)?;
        Ok(bytes)
    }

    fn write_csv(&self, out: &mut dyn Write) -> Result {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| without_formula(cell).into_owned()))?;
        }
        Ok(writer.flush()?)
    }

    fn write_json(&self, out: &mut dyn Write) -> Result {
        let rows: Vec<serde_json::Value> = self
            .rows
            .iter()
            .map(|row| {
                let pairs = self.columns.iter().zip(row).map(|((name, number), cell)| {
                    let value = match cell.parse::<f64>() {
                        _ if cell.is_empty() => serde_json::Value::Null,
                        Ok(_) if *number => serde_json::from_str(cell).unwrap_or_else(|_| cell.clone().into()),
                        _ => cell.clone().into(),
                    };
                    (name.clone(), value)
                });
                serde_json::Value::Object(pairs.collect())
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        Ok(writeln!(out)?)
    }

    fn write_parquet(&self, out: &mut dyn Write) -> Result {
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|(name, number)| Field::new(name, if *number { DataType::Float64 } else { DataType::Utf8 }, true))
            .collect();
        let columns: Vec<ArrayRef> = (0..self.columns.len())
            .map(|i| {
                let cells = self.rows.iter().map(|row| Some(row[i].as_str()).filter(|cell| !cell.is_empty()));
                if self.columns[i].1 {
                    let numbers = cells.map(|cell| cell.and_then(|cell| cell.parse::<f64>().ok()));
                    Arc::new(numbers.collect::<arrow::array::Float64Array>()) as ArrayRef
                } else {
                    Arc::new(cells.collect::<StringArray>())
                }
            })
            .collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        let mut bytes = Vec::new();
        let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None)?;
        writer.write(&batch)?;
        writer.close()?;
        Ok(out.write_all(&bytes)?)
    }
}

/// Writes a workbook of several lists, each a table with a filter and a frozen header row.
pub fn write_workbook(sheets: &[&Sheet], path: &Path) -> Result {
    use rust_xlsxwriter::{Format as Style, Workbook};
    let mut workbook = Workbook::new();
    let bold = Style::new().set_bold();
    for sheet in sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name)?;
        for (column, (name, _)) in sheet.columns.iter().enumerate() {
            page.write_string_with_format(0, column as u16, name, &bold)?;
        }
        for (i, row) in sheet.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let at = (i as u32 + 1, column as u16);
                match cell.parse::<f64>() {
                    Ok(number) if sheet.columns[column].1 => page.write_number(at.0, at.1, number)?,
                    // Written as a string, a cell that looks like a formula stays a string.
                    _ => page.write_string(at.0, at.1, cell)?,
                };
            }
        }
        page.set_freeze_panes(1, 0)?;
        if !sheet.columns.is_empty() {
            page.autofilter(0, 0, sheet.rows.len() as u32, sheet.columns.len() as u16 - 1)?;
        }
        page.autofit();
    }
    let bytes = workbook.save_to_buffer()?;
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

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are.
fn without_formula(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
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
    fn formulas_stay_text() {
        assert_eq!(without_formula("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(without_formula("-12.5"), "-12.5");
        assert_eq!(without_formula("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(without_formula("N1"), "N1");
    }

    #[test]
    fn tables_align_numbers_right() {
        let mut sheet = Sheet::new("x", &["name", "#n"]);
        sheet.push(["a", "1"]);
        sheet.push(["bb", "200"]);
        let mut out = Vec::new();
        sheet.write_to(Format::Table, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "name    n\n────  ───\na       1\nbb    200\n");
    }
}
