//! A folder of CSV files, one a table, as a council's case system exports them.

use crate::almanac::Almanac;
use crate::error::Error;
use crate::faults::{Faults, Faulty};
use crate::sheet::{Cell, Row, Sink, arrange, columns, is_text};
use standard::table::Column;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// How an export writes its values.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// What stands for no value.
    pub null: &'static str,
    /// What follows every date.
    pub time: &'static str,
}

/// As the standard's own export does it: `NULL`, and midnight after each date.
pub const SSD: Style = Style { null: "NULL", time: " 00:00:00" };
/// The same with empty cells for no value.
pub const SSD_BLANK: Style = Style { null: "", time: " 00:00:00" };
/// Local tables: empty cells, ISO dates.
pub const LOCAL: Style = Style { null: "", time: "" };

struct Open {
    path: PathBuf,
    name: String,
    columns: Vec<&'static Column>,
    file: BufWriter<File>,
    rows: u64,
}

/// A folder being written.
pub struct CsvFolder<'a> {
    almanac: &'a Almanac,
    style: Style,
    files: BTreeMap<&'static str, Open>,
    faults: Option<Faults>,
    line: String,
    extra: String,
}

impl<'a> CsvFolder<'a> {
    /// Makes the folder with a file for each of `tables`, headers written.
    pub fn create(
        folder: &Path,
        tables: &[&'static str],
        style: Style,
        almanac: &'a Almanac,
        faults: Option<Faults>,
    ) -> Result<CsvFolder<'a>, Error> {
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        let mut files = BTreeMap::new();
        for name in tables {
            let table = standard::table::find(name).expect("a standard table");
            let path = folder.join(format!("{name}.csv"));
            let mut file = BufWriter::with_capacity(1 << 16, File::create(&path).map_err(Error::write(&path))?);
            let columns = columns(table);
            let header: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            writeln!(file, "{}", header.join(",")).map_err(Error::write(&path))?;
            let parent = folder.file_name().map_or(String::new(), |f| f.to_string_lossy().into_owned());
            files.insert(
                table.name.as_str(),
                Open { path, name: format!("{parent}/{name}.csv"), columns, file, rows: 1 },
            );
        }
        Ok(CsvFolder { almanac, style, files, faults, line: String::new(), extra: String::new() })
    }

    /// Rows written, by table, headers not counted; and the faults put in.
    pub fn finish(self) -> Result<(BTreeMap<String, u64>, Option<Faults>), Error> {
        let mut counts = BTreeMap::new();
        for (name, mut open) in self.files {
            open.file.flush().map_err(Error::write(&open.path))?;
            counts.insert(name.to_owned(), open.rows - 1);
        }
        Ok((counts, self.faults))
    }
}

impl Sink for CsvFolder<'_> {
    fn row(&mut self, table: &'static str, row: Row) -> Result<(), Error> {
        self.write(table, row, true)
    }

    fn row_as_it_is(&mut self, table: &'static str, row: Row) -> Result<(), Error> {
        self.write(table, row, false)
    }
}

impl CsvFolder<'_> {
    fn write(&mut self, table: &'static str, row: Row, with_faults: bool) -> Result<(), Error> {
        let open = self.files.get_mut(table).unwrap_or_else(|| panic!("{table} has no file"));
        let mut cells = Vec::with_capacity(open.columns.len());
        arrange(table, &open.columns, row, &mut cells);
        open.rows += 1;
        let faulty = match self.faults.as_mut().filter(|_| with_faults) {
            Some(faults) => faults.throw(table, &open.name, open.rows, &open.columns, &cells, self.almanac),
            None => Faulty::Nothing,
        };
        self.line.clear();
        let short = if let Faulty::Short = faulty { 1 } else { 0 };
        for (index, (cell, column)) in cells.iter().zip(&open.columns).enumerate().take(cells.len() - short) {
            if index > 0 {
                self.line.push(',');
            }
            match &faulty {
                Faulty::Cell(at, text) if *at == index => quoted(&mut self.line, text),
                _ => write_cell(&mut self.line, *cell, column, self.style, self.almanac),
            }
        }
        if let Faulty::Long = faulty {
            self.line.push_str(",left over");
        }
        self.line.push('\n');
        if let Faulty::Twice = faulty {
            open.rows += 1;
            self.extra.clear();
            self.extra.push_str(&self.line);
            self.line.push_str(&self.extra);
        }
        open.file.write_all(self.line.as_bytes()).map_err(Error::write(&open.path))
    }
}

fn write_cell(line: &mut String, cell: Cell, column: &Column, style: Style, almanac: &Almanac) {
    match cell {
        Cell::Null => line.push_str(style.null),
        Cell::Text(text) if is_text(column.kind) => quoted(line, text),
        Cell::Text(text) => line.push_str(text),
        Cell::Id(id) => _ = write!(line, "{id}"),
        Cell::Integer(number) => _ = write!(line, "{number}"),
        Cell::Date(day) => {
            line.push_str(almanac.text(day));
            line.push_str(style.time);
        }
        Cell::Decimal(number) => decimal(line, number),
    }
}

/// A number of ten-thousandths, without trailing noughts.
pub fn decimal(line: &mut String, number: i64) {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, mut part) = (number.unsigned_abs() / 10_000, number.unsigned_abs() % 10_000);
    let mut width = 4;
    while width > 1 && part % 10 == 0 {
        part /= 10;
        width -= 1;
    }
    _ = write!(line, "{sign}{whole}.{part:0width$}");
}

fn quoted(line: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_without_noise() {
        let text = |number| {
            let mut line = String::new();
            decimal(&mut line, number);
            line
        };
        assert_eq!(text(10_000), "1.0");
        assert_eq!(text(8_000), "0.8");
        assert_eq!(text(-12_345), "-1.2345");
        let mut line = String::new();
        quoted(&mut line, "a \"b\", c");
        assert_eq!(line, "\"a \"\"b\"\", c\"");
    }
}
