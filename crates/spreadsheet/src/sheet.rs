//! Writes one sheet: its title, the way back, what must be said, and its table.

use crate::layout::{Sheet, Sheets};
use crate::page::{Entry, Field, Target};
use crate::style::{self, Side};
use report::Document;
use report::model::Text;
use rust_xlsxwriter::{Format, IgnoreError, Table, TableColumn, TableStyle, Url, Worksheet, XlsxError};

/// The name of the first sheet.
pub const COVER: &str = "Cover";
/// The most characters that a cell has, as UTF-16 counts them.
const CELL: usize = 32_767;
/// The longest address that a link has.
const ADDRESS: usize = 2_000;
/// A4.
const A4: u8 = 9;
/// Characters that fit across a page at a size that is read well: upright and on its side.
const ACROSS: (usize, usize) = (100, 175);

/// Writes `sheet` into `out`.
pub fn write(out: &mut Worksheet, sheet: &Sheet, all: &Sheets, document: &Document) -> Result<(), XlsxError> {
    let page = &sheet.page;
    out.set_name(page.name.as_str())?;
    string(out, 0, 0, &page.title, &style::title())?;
    let back = match document.marking.is_empty() {
        true => "Back to the cover and contents".to_owned(),
        false => format!("{}. Back to the cover and contents", document.marking.trim_end_matches('.')),
    };
    inside(out, (1, 0), (COVER, 0), &back, &style::link())?;
    let mut row = 2;
    for text in &sheet.above {
        string(out, row, 0, text, &style::plain())?;
        row += 1;
    }
    if let (Some((count, first)), Some(notes)) = (sheet.more, &all.notes) {
        let words = if count == 1 { "One more note about this table" } else { "More notes about this table" };
        inside(out, (row, 0), (&notes.page.name, first), &format!("{words}: sheet Notes"), &style::link())?;
    }
    table(out, sheet, all)?;
    for (i, width) in sheet.widths.iter().enumerate() {
        out.set_column_width(column(i), *width as f64)?;
    }
    let header = sheet.header();
    // The first column says what a row is about.
    out.set_freeze_panes(header + 1, u16::from(page.fields.len() > 1))?;
    out.set_repeat_rows(header, header)?;
    let across = sheet.across();
    if across > ACROSS.1 {
        out.set_repeat_columns(0, 0)?;
    }
    print(out, document, across);
    Ok(())
}

fn table(out: &mut Worksheet, sheet: &Sheet, all: &Sheets) -> Result<(), XlsxError> {
    let page = &sheet.page;
    let first = sheet.header();
    let sides = sides(&page.fields);
    out.set_row_height(first, style::height(sheet.header_height()))?;
    for (row, line) in (first + 1..).zip(&page.lines) {
        out.set_row_height(row, style::height(sheet.height(line)))?;
        for (j, (entry, side)) in line.entries.iter().zip(&sides).enumerate() {
            self::entry(out, (row, column(j)), entry, (*side, line.total), all)?;
        }
    }
    real_table(out, (first, sheet.last()), &page.fields, &page.table, &page.title)
}

/// Where the words of each column stand.
fn sides(fields: &[Field]) -> Vec<Side> {
    let side = |i: usize| match fields[i].numeric {
        true => Side::Right,
        false if i > 0 && fields[i - 1].numeric => Side::Indented,
        false => Side::Left,
    };
    (0..fields.len()).map(side).collect()
}

/// Marks rows `first` to `last` as a table with a name, a header row and filters.
pub fn real_table(
    out: &mut Worksheet,
    (first, last): (u32, u32),
    fields: &[Field],
    name: &str,
    title: &str,
) -> Result<(), XlsxError> {
    let columns: Vec<TableColumn> = fields
        .iter()
        .zip(sides(fields))
        .map(|(field, side)| TableColumn::new().set_header(&field.title).set_header_format(style::header(side)))
        .collect();
    let table = Table::new()
        .set_name(name)
        .set_columns(&columns)
        .set_style(TableStyle::None)
        .set_alt_text_title(title)
        .set_alt_text(format!("A table with the header row {}.", first + 1));
    let right = column(fields.len().saturating_sub(1));
    out.add_table(first, 0, last, right, &table)?;
    // Words such as a year are meant to be words.
    out.ignore_error_range(first, 0, last, right, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

fn entry(
    out: &mut Worksheet,
    (row, column): (u32, u16),
    entry: &Entry,
    (side, total): (Side, bool),
    all: &Sheets,
) -> Result<(), XlsxError> {
    let format = style::cell(side, total);
    match entry {
        Entry::Empty => {
            out.write_blank(row, column, &format)?;
        }
        Entry::Number(shown) => {
            out.write_number_with_format(row, column, shown.value, &format.set_num_format(shown.format()))?;
        }
        Entry::Words(text) => string(out, row, column, text, &format)?,
        Entry::Link { text, to } => match (all.place(to), to) {
            (Some(place), _) => inside(out, (row, column), place, text, &style::cell_link(side, total))?,
            (None, Target::Web(address)) if can_be_linked(address) => {
                let url = Url::new(address).set_text(cut(text));
                out.write_url_with_format(row, column, url, &style::cell_link(side, total))?;
            }
            _ => string(out, row, column, text, &format)?,
        },
    }
    Ok(())
}

fn can_be_linked(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
        && address.chars().count() <= ADDRESS
}

/// Writes words as words: a cell that begins as a formula does stays words, also when somebody edits it.
pub fn string(out: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let text = cut(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        out.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        out.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Writes a link to a row of a sheet of this workbook.
pub fn inside(
    out: &mut Worksheet,
    (row, column): (u32, u16),
    (sheet, to): (&str, u32),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let url = Url::new(format!("internal:'{sheet}'!A{}", u64::from(to) + 1)).set_text(cut(text));
    out.write_url_with_format(row, column, url, format)?;
    Ok(())
}

/// At most as much as a cell has room for, with a sign that something was cut.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= CELL {
        return text.to_owned();
    }
    let mut room = CELL - 1;
    let fits = |c: &char| room.checked_sub(c.len_utf16()).inspect(|left| room = *left).is_some();
    let kept: String = text.chars().take_while(fits).collect();
    format!("{kept}…")
}

/// How the sheet prints: A4, one page wide or as few as can be read, the marking on top, what it is and the page number beneath.
pub fn print(out: &mut Worksheet, document: &Document, width: usize) {
    out.set_paper_size(A4).set_margins(0.5, 0.5, 0.8, 0.8, 0.35, 0.35);
    out.set_print_fit_to_pages(u16::try_from(width.div_ceil(ACROSS.1)).unwrap_or(1), 0);
    if width > ACROSS.0 {
        out.set_landscape();
    }
    let font = format!("&\"{},Regular\"&9 ", style::FONT);
    let (marking, what) = (for_print(&document.marking), for_print(&what(document)));
    if !marking.is_empty() {
        out.set_header(format!("&L{font}{marking}"));
    }
    out.set_footer(format!("&L{font}{what}&R{font}Page &P of &N"));
}

/// Whose document it is, and which.
fn what(document: &Document) -> String {
    let parts = [&document.issuer, &document.title, &document.subtitle].map(String::as_str);
    Text::from(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")).words()
}

/// Text for a header: its ampersands doubled, short enough that Excel takes it.
fn for_print(text: &str) -> String {
    text.chars().take(80).collect::<String>().replace('&', "&&").replace(['\n', '\r'], " ")
}

fn column(i: usize) -> u16 {
    u16::try_from(i).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut() {
        assert_eq!(cut("short"), "short");
        let long = cut(&"😀".repeat(20_000));
        assert_eq!(long.encode_utf16().count(), CELL);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn addresses_are_of_pages() {
        assert!(can_be_linked("https://example.org/"));
        assert!(!can_be_linked("file:///etc/passwd"));
        assert!(!can_be_linked("internal:Sheet1!A1"));
    }
}
