//! A list of rows, and the files it can be: CSV, JSON, an Excel workbook, Parquet. A cell that looks like a formula is
//! never written as one.

use crate::failure::Result;
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::file::metadata::KeyValue;
use std::io::Write;
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

    /// The list as CSV.
    ///
    /// # Errors
    /// None that can happen in memory.
    pub fn csv_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_csv(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes it as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    ///
    /// # Errors
    /// `out` can't be written.
    pub fn write_csv(&self, out: &mut dyn Write) -> Result {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| without_formula(cell).into_owned()))?;
        }
        Ok(writer.flush()?)
    }

    /// Writes it as a JSON array of objects.
    ///
    /// # Errors
    /// `out` can't be written.
    pub fn write_json(&self, out: &mut dyn Write) -> Result {
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

    /// Writes it as a Parquet file.
    ///
    /// # Errors
    /// `out` can't be written.
    pub fn write_parquet(&self, out: &mut dyn Write) -> Result {
        Ok(out.write_all(&self.parquet_bytes(&[])?)?)
    }

    /// The list as a Parquet file with key-value metadata.
    ///
    /// # Errors
    /// None that can happen in memory.
    pub fn parquet_bytes(&self, metadata: &[(String, String)]) -> Result<Vec<u8>> {
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
        for (key, value) in metadata {
            writer.append_key_value_metadata(KeyValue::new(key.clone(), value.clone()));
        }
        writer.close()?;
        Ok(bytes)
    }
}

/// A workbook of several lists, each a table with a filter and a frozen header row.
///
/// # Errors
/// A list has more rows or longer cells than a sheet can hold.
pub fn workbook(sheets: &[&Sheet]) -> Result<Vec<u8>> {
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
    Ok(workbook.save_to_buffer()?)
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are.
fn without_formula(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() {
        format!("'{cell}").into()
    } else {
        cell.into()
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
}
