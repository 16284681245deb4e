//! The cells of one xlsx worksheet.

use super::parts::Book;
use super::xml::{Piece, Xml, attribute, unescaped};
use super::{Budget, Trouble};
use crate::Limits;
use crate::grid::{Cell, Row};
use quick_xml::events::BytesStart;
use std::collections::BTreeMap;
use std::io::BufRead;

/// Rows that a sheet can have.
const ROWS: u32 = 1_048_576;

/// The rows of a worksheet with something in them, in order. A formula gives the value that the spreadsheet
/// program last worked out for it.
pub(crate) fn rows(
    mut xml: Xml<impl BufRead>,
    name: &str,
    book: &Book,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<Row>, Trouble> {
    // A file may give rows in any order, so they are sorted as they come.
    let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    let (mut row, mut column) = (0, 0);
    let mut open: Option<Open> = None;
    let (mut reading, mut phonetic, mut is_worksheet) = (false, false, false);
    loop {
        match xml.next()? {
            Piece::Start(element) => match element.local_name().as_ref() {
                "worksheet" => is_worksheet = true,
                "row" => {
                    row = match attribute(&element, "r") {
                        Some(number) => number.parse().ok().filter(|n| (1..=ROWS).contains(n)).ok_or_else(|| {
                            Trouble::damaged(format_args!("a row of the sheet “{name}” has no proper number"))
                        })?,
                        None => row + 1,
                    };
                    column = 0;
                }
                "c" => {
                    let cell = Open::new(&element, row, column)
                        .filter(|cell| (1..=ROWS).contains(&cell.row) && cell.column < limits.columns)
                        .ok_or_else(|| {
                            Trouble::damaged(format_args!("a cell of the sheet “{name}” has no proper place"))
                        })?;
                    column = cell.column + 1;
                    open = Some(cell);
                }
                "v" | "t" => reading = !phonetic,
                "rPh" => phonetic = true,
                _ => {}
            },
            Piece::Text(text) if reading => {
                if let Some(cell) = &mut open {
                    cell.text.push_str(&text);
                    if cell.text.len() > limits.cell_bytes {
                        return Err(Trouble::too_big("a cell holds too much text", limits.cell_bytes, "bytes"));
                    }
                }
            }
            Piece::End(element) => match element.as_str() {
                "v" | "t" => reading = false,
                "rPh" => phonetic = false,
                "c" => {
                    if let Some(cell) = open.take() {
                        let (row, column) = (cell.row, cell.column);
                        let value = cell.value(book).ok_or_else(|| {
                            Trouble::damaged(format_args!(
                                "row {row}, column {} of the sheet “{name}” refers to a text that is not there",
                                column + 1
                            ))
                        })?;
                        if !value.is_blank() {
                            budget.put(rows.entry(row).or_default(), column, value)?;
                        }
                    }
                }
                "sheetData" => break,
                _ => {}
            },
            Piece::Eof if is_worksheet => break,
            Piece::Eof => return Err(Trouble::damaged(format_args!("the part of the sheet “{name}” is no worksheet"))),
            Piece::Text(_) => {}
        }
    }
    Ok(rows.into_iter().map(|(number, cells)| Row { number, cells }).collect())
}

/// A cell while it is read.
struct Open {
    row: u32,
    column: usize,
    kind: String,
    format: Option<usize>,
    text: String,
}

impl Open {
    /// A cell without a place of its own follows the one before.
    fn new(element: &BytesStart, row: u32, column: usize) -> Option<Open> {
        let (row, column) = match attribute(element, "r") {
            Some(place) => place_of(&place)?,
            None => (row, column),
        };
        Some(Open {
            row,
            column,
            kind: attribute(element, "t").unwrap_or_default(),
            format: attribute(element, "s").and_then(|format| format.parse().ok()),
            text: String::new(),
        })
    }

    /// What stands in it; `None` when it refers to a shared text that is not there.
    fn value(self, book: &Book) -> Option<Cell> {
        if self.text.is_empty() {
            return Some(Cell::Empty);
        }
        Some(match self.kind.as_str() {
            "s" => Cell::Text(book.texts.get(self.text.trim().parse().ok()?)?.to_owned()),
            "b" => match self.text.trim() {
                "1" | "true" => Cell::Bool(true),
                "0" | "false" => Cell::Bool(false),
                _ => Cell::Text(self.text),
            },
            "e" => Cell::Error(self.text),
            "" | "n" => match self.text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    if self.format.is_some_and(|format| book.dates.get(format) == Some(&true)) {
                        Cell::DateTime { serial: number, is_1904: book.is_1904 }
                    } else {
                        Cell::Number(number)
                    }
                }
                _ => Cell::Text(self.text),
            },
            // "str", "inlineStr", and "d" with a date in ISO form.
            _ => Cell::Text(unescaped(&self.text).into_owned()),
        })
    }
}

/// Row (from 1) and column (from 0) of a place such as `B7`.
fn place_of(place: &str) -> Option<(u32, usize)> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let (letters, number) = place.split_at(letters);
    let column =
        letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((number.parse().ok()?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        assert_eq!(place_of("A1"), Some((1, 0)));
        assert_eq!(place_of("XFD1048576"), Some((1_048_576, 16_383)));
        assert_eq!(place_of("AAAA1"), None);
        assert_eq!(place_of("7"), None);
        assert_eq!(place_of("B"), None);
    }
}
