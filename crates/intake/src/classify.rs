//! What a file holds, told from its content.

use crate::dfe::{self, Layout};
use crate::encoding::Dialect;
use crate::grid::{Cell, Row, Sheet};
use crate::headings::{self, Match};
use crate::source::{Form, Source};
use crate::text::{Records, not_text};
use crate::{Fault, Mapping, Options, Reading, annex_a, parquet_file, workbook};
use std::io::Read;

/// What a file holds.
pub(crate) enum Content {
    /// A standard table as text.
    Text(TextTable),
    /// A standard table as Parquet.
    Parquet {
        /// Its columns' names.
        headings: Vec<String>,
        /// What they are.
        matched: Match,
    },
    /// An Annex A workbook, read at once: a delivery of its own, and far larger as cells than as tables.
    Workbook(Box<Reading>),
    /// One Annex A list as text.
    List(Sheet),
    /// Statistics as the DfE publishes them.
    Statistics(TextTable, Layout),
    /// Nothing known, and why that was concluded.
    Unknown(String),
}

/// A text file with a header row.
pub(crate) struct TextTable {
    /// How it is written.
    pub dialect: Dialect,
    /// The row of its header as a person counts it.
    pub header_row: u64,
    /// Its headings.
    pub headings: Vec<String>,
    /// What they are; for statistics, nothing.
    pub matched: Option<Match>,
}

/// Bytes looked at to tell how a text file is written.
const HEAD: u64 = 1 << 16;
/// Rows among which the header row is looked for.
const HEADER_WITHIN: usize = 12;
/// Rows of a text file shown to Annex A to tell which list it is.
const LIST_WITHIN: usize = 30;

impl Content {
    /// What `source` holds.
    ///
    /// # Errors
    /// A fault when it can't be read as what it is.
    pub fn of(source: &Source, options: &Options) -> Result<Content, Vec<Fault>> {
        let one = |fault: Fault| vec![fault];
        match source.form {
            Form::Workbook => {
                let sheets = workbook::read(&source.path, &options.limits, &options.xls_reader).map_err(one)?;
                if sheets.iter().any(|sheet| annex_a::list_of(sheet, &options.mapping).is_some()) {
                    let file = source.hashed().map_err(one)?;
                    let sheets = sheets.into_iter().map(|sheet| (0, sheet)).collect();
                    let reading = annex_a::reading(source.name.clone(), vec![file], sheets, options)?;
                    return Ok(Content::Workbook(Box::new(reading)));
                }
                let names: Vec<&str> = sheets.iter().take(6).map(|sheet| sheet.name.as_str()).collect();
                Ok(Content::Unknown(format!("no sheet has the headings of an Annex A list ({})", names.join(", "))))
            }
            Form::Parquet => {
                let headings = parquet_file::headings(source, &options.limits).map_err(one)?;
                Ok(match headings::identify(&headings, &source.name, &options.mapping) {
                    Some(matched) => Content::Parquet { headings, matched },
                    None => Content::Unknown(not_known(&headings)),
                })
            }
            Form::Text | Form::Compressed => text(source, options).map_err(one),
        }
    }
}

fn text(source: &Source, options: &Options) -> Result<Content, Fault> {
    let mut head = Vec::new();
    source.content(&options.limits)?.take(HEAD).read_to_end(&mut head).map_err(|error| Fault {
        what: format!("it could not be unpacked: {error}"),
        file: source.name.clone(),
        expected: "a whole file".to_owned(),
        hint: "copy the file again and check that it opens".to_owned(),
    })?;
    let Some(dialect) = Dialect::of(&head) else {
        return match head.trim_ascii().is_empty() {
            true => Ok(Content::Unknown("it holds nothing but white space".to_owned())),
            false => Err(not_text(&source.name)),
        };
    };
    let mut records = Records::new(source.content(&options.limits)?, dialect, &source.name, &options.limits);
    let mut first = Vec::new();
    let mut rows = Vec::new();
    while rows.len() < LIST_WITHIN
        && let Some(record) = records.next()?
    {
        let cells: Vec<String> = (0..record.len()).map(|i| record.cell(i).into_owned()).collect();
        if rows.len() < HEADER_WITHIN
            && let Some(content) = table(dialect, record.row, &cells, &source.name, &options.mapping)
        {
            return Ok(content);
        }
        if first.is_empty() {
            first.clone_from(&cells);
        }
        rows.push(sheet_row(record.row, cells));
    }
    let sheet = Sheet { name: String::new(), rows };
    if annex_a::list_of(&sheet, &options.mapping).is_some() {
        return whole(source, dialect, options).map(Content::List);
    }
    Ok(Content::Unknown(not_known(&first)))
}

/// A table whose header row is `cells`, if they are one's headings.
fn table(dialect: Dialect, header_row: u64, cells: &[String], name: &str, mapping: &Mapping) -> Option<Content> {
    let headings: Vec<String> = cells.iter().map(|cell| crate::value::trimmed(cell).to_owned()).collect();
    if let Some(layout) = dfe::layout(&headings) {
        return Some(Content::Statistics(TextTable { dialect, header_row, headings, matched: None }, layout));
    }
    let matched = headings::identify(&headings, name, mapping)?;
    Some(Content::Text(TextTable { dialect, header_row, headings, matched: Some(matched) }))
}

/// A text file as a sheet.
fn whole(source: &Source, dialect: Dialect, options: &Options) -> Result<Sheet, Fault> {
    let limits = &options.limits;
    let mut records = Records::new(source.content(limits)?, dialect, &source.name, limits);
    let mut sheet = Sheet::default();
    let mut count = 0u64;
    while let Some(record) = records.next()? {
        count += record.len() as u64;
        if count > limits.workbook_cells {
            return Err(Fault {
                what: format!("it has more than {} cells", limits.workbook_cells),
                file: source.name.clone(),
                expected: "one Annex A list".to_owned(),
                hint: "check that this is the list that you meant".to_owned(),
            });
        }
        let cells = (0..record.len()).map(|i| record.cell(i).into_owned()).collect();
        sheet.rows.push(sheet_row(record.row, cells));
    }
    Ok(sheet)
}

fn sheet_row(number: u64, cells: Vec<String>) -> Row {
    let cells = cells.into_iter().map(|cell| if cell.is_empty() { Cell::Empty } else { Cell::Text(cell) }).collect();
    Row { number: u32::try_from(number).unwrap_or(u32::MAX), cells }
}

/// Why headings are of nothing known.
fn not_known(headings: &[String]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for heading in headings.iter().filter(|heading| !heading.trim().is_empty()).take(5) {
        shown.push(heading.trim().chars().take(40).collect());
    }
    match shown.is_empty() {
        true => "it has no header row".to_owned(),
        false => format!("its headings are those of nothing known ({})", shown.join(", ")),
    }
}
