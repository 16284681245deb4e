//! How much a file may hold before it is refused. The defaults are far above any real extract and low enough
//! that no file can take the machine down.

/// Limits on what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a text or Parquet file, and what a compressed one may come to.
    pub file_bytes: u64,
    /// Bytes of a workbook on disk.
    pub workbook_bytes: u64,
    /// Bytes that the parts of a workbook may come to when unpacked.
    pub workbook_unpacked_bytes: u64,
    /// Columns of a table or sheet: as many as Excel has.
    pub columns: usize,
    /// Bytes of one cell.
    pub cell_bytes: usize,
    /// Rows of a CSV or Parquet file.
    pub rows: u64,
    /// Cells with something in them in a workbook, over all sheets.
    pub workbook_cells: u64,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Files in all folders of one import.
    pub files: usize,
    /// Findings kept in full for one rule and column of a file; further ones are counted.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 4 << 30,
            workbook_bytes: 256 << 20,
            workbook_unpacked_bytes: 1 << 30,
            columns: 16_384,
            cell_bytes: 1 << 20,
            rows: 200_000_000,
            workbook_cells: 20_000_000,
            sheets: 200,
            files: 10_000,
            findings: 1_000,
        }
    }
}
