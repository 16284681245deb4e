//! The shape in which a sheet is held between a file and the lists that are read from it.

/// A sheet, or a small CSV file read whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The sheet's name; empty for a CSV file.
    pub name: String,
    /// Its rows in order; rows with nothing in them may be left out.
    pub rows: Vec<Row>,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as a person counts it: the first row is 1.
    pub number: u32,
    /// Its cells from the first column on; what is missing at the end is empty.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, as it stands there.
    Text(String),
    /// A number.
    Number(f64),
    /// A number that the workbook shows as a date.
    DateTime {
        /// Days since the workbook's day 0, with the time of day as a fraction.
        serial: f64,
        /// Whether day 0 is 1 January 1904 and not 30 December 1899.
        is_1904: bool,
    },
    /// True or false.
    Bool(bool),
    /// A spreadsheet error such as `#N/A`.
    Error(String),
}

impl Cell {
    /// Whether there is nothing in it but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(|c| c.is_whitespace() || c == '\u{a0}'),
            _ => false,
        }
    }
}
