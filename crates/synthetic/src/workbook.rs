//! An Annex A workbook, in one of the layouts that councils use. Sheets are written as rows come, so that none
//! is held in memory.

use crate::almanac::{Almanac, Day};
use crate::error::Error;
use crate::faults::Faults;
use crate::sheet::Cell;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};
use standard::annex_a::{List, ListColumn, lists};
use standard::table::ColumnType;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How codes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// `a) Female`, `a) WBRI`, `C2: FCO`: as in Ofsted's template.
    Lettered,
    /// `F`, `WBRI`, `C2`.
    Plain,
    /// `N1 - Abuse or neglect`, `Female`.
    Labelled,
}

/// What comes before the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// Nothing: the workbook doesn't say what day it describes.
    None,
    /// A front sheet with the data date, and a guidance sheet.
    Dated,
    /// The same, but nobody filled in the date.
    Undated,
}

/// A layout.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// What it is like, in a few words.
    pub about: &'static str,
    /// `List 1: Contacts` above the headers.
    pub title_row: bool,
    pub front: Front,
    /// What stands between `List` and the number, for odd and even lists.
    pub between: [&'static str; 2],
    pub codes: Codes,
    /// Dates as `31/07/2023` text and not as Excel dates.
    pub text_dates: bool,
    /// Ages with decimals.
    pub decimal_ages: bool,
    /// Other headings where the standard knows one.
    pub variants: bool,
}

/// The layouts, for the newest workbook first.
pub const LAYOUTS: [Layout; 4] = [
    Layout {
        about: "codes with labels",
        title_row: false,
        front: Front::Dated,
        between: [" ", "_"],
        codes: Codes::Labelled,
        text_dates: false,
        decimal_ages: false,
        variants: false,
    },
    Layout {
        about: "plain codes, dates as text, no data date",
        title_row: false,
        front: Front::None,
        between: [" ", " "],
        codes: Codes::Plain,
        text_dates: true,
        decimal_ages: true,
        variants: true,
    },
    Layout {
        about: "Ofsted's template",
        title_row: true,
        front: Front::Dated,
        between: ["_", "_"],
        codes: Codes::Lettered,
        text_dates: false,
        decimal_ages: false,
        variants: false,
    },
    Layout {
        about: "the front sheet's date left blank",
        title_row: true,
        front: Front::Undated,
        between: [" ", "_"],
        codes: Codes::Plain,
        text_dates: false,
        decimal_ages: true,
        variants: true,
    },
];

/// A workbook being written.
pub struct Book<'a> {
    almanac: &'a Almanac,
    layout: Layout,
    path: PathBuf,
    name: String,
    book: Workbook,
    /// The next row of each list, from 0.
    rows: [u32; 11],
    first_list: usize,
    date: Format,
    texts: BTreeMap<(String, String), String>,
    /// The faults put in.
    pub faults: Option<Faults>,
    data_date: Day,
}

impl<'a> Book<'a> {
    /// Makes `Annex A YYYY-MM-DD.xlsx` in `folder`, headers written.
    pub fn create(
        folder: &Path,
        data_date: Day,
        layout: Layout,
        almanac: &'a Almanac,
        faults: Option<Faults>,
    ) -> Result<Book<'a>, Error> {
        std::fs::create_dir_all(folder).map_err(Error::write(folder))?;
        let name = format!("Annex A {}.xlsx", almanac.text(data_date));
        let path = folder.join(&name);
        let name = format!("annex_a/{name}");
        let mut book = Workbook::new();
        let (year, month, day) = almanac.parts(data_date);
        let made = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8).map_err(Error::workbook(&path))?;
        book.set_properties(&DocProperties::new().set_title("Annex A").set_creation_datetime(&made));
        let mut first_list = 0;
        if layout.front != Front::None {
            let sheet = book.add_worksheet_with_constant_memory().map_err(Error::workbook(&path))?;
            let date = (layout.front == Front::Dated).then(|| format!("{day:02}/{month:02}/{year}"));
            front(sheet, date.as_deref()).map_err(Error::workbook(&path))?;
            let sheet = book.add_worksheet_with_constant_memory().map_err(Error::workbook(&path))?;
            guidance(sheet).map_err(Error::workbook(&path))?;
            first_list = 2;
        }
        let mut rows = [0; 11];
        for list in lists() {
            let sheet = book.add_worksheet_with_constant_memory().map_err(Error::workbook(&path))?;
            let next = headers(sheet, list, layout).map_err(Error::workbook(&path))?;
            rows[usize::from(list.number) - 1] = next;
        }
        let date = Format::new().set_num_format("dd/mm/yyyy");
        Ok(Book {
            almanac,
            layout,
            path,
            name,
            book,
            rows,
            first_list,
            date,
            texts: BTreeMap::new(),
            faults,
            data_date,
        })
    }

    /// The data date.
    pub fn day(&self) -> Day {
        self.data_date
    }

    /// Adds a row to list `number`: its cells in the list's order.
    pub fn row(&mut self, number: u8, cells: &[Cell]) -> Result<(), Error> {
        let list = standard::annex_a::list(number).expect("lists 1 to 11");
        assert_eq!(list.columns.len(), cells.len(), "list {number}");
        let row = self.rows[usize::from(number) - 1];
        self.rows[usize::from(number) - 1] += 1;
        let mut written = Vec::with_capacity(cells.len());
        for (cell, column) in cells.iter().zip(&list.columns) {
            written.push(self.value(*cell, column));
        }
        let heading = |column: &ListColumn| heading(column, self.layout).to_owned();
        let sheet_name = sheet_name(list, self.layout);
        let path = &self.path;
        let sheet =
            self.book.worksheet_from_index(self.first_list + usize::from(number) - 1).map_err(Error::workbook(path))?;
        for (place, ((value, cell), column)) in written.into_iter().zip(cells).zip(&list.columns).enumerate() {
            let at = place as u16;
            if let Some(faults) = &mut self.faults
                && !column.key
                && !matches!(cell, Cell::Integer(_) | Cell::Decimal(_) | Cell::Id(_))
            {
                let text = match &value {
                    Value::Empty => String::new(),
                    Value::Text(text) => text.clone(),
                    Value::Date(day) => self.almanac.text(*day).to_owned(),
                    Value::Number(_) => continue,
                };
                let place = (self.name.as_str(), sheet_name.as_str(), u64::from(row) + 1, &*heading(column));
                let dated = column.kind == ColumnType::Date;
                if let Some(text) = faults.cell(place, &text, column.codes.is_some(), dated) {
                    sheet.write_string(row, at, text).map_err(Error::workbook(path))?;
                    continue;
                }
            }
            match value {
                Value::Empty => Ok(&mut *sheet),
                Value::Text(text) => sheet.write_string(row, at, text),
                Value::Number(number) => sheet.write_number(row, at, number),
                Value::Date(day) => sheet.write_number_with_format(row, at, f64::from(day + 25_569), &self.date),
            }
            .map_err(Error::workbook(path))?;
        }
        Ok(())
    }

    fn value(&mut self, cell: Cell, column: &ListColumn) -> Value {
        match cell {
            Cell::Null => Value::Empty,
            Cell::Id(id) => Value::Number(id as f64),
            Cell::Integer(number) => Value::Number(number as f64),
            Cell::Decimal(number) if self.layout.decimal_ages => Value::Number(number as f64 / 10_000.0),
            Cell::Decimal(number) => Value::Number((number / 10_000) as f64),
            Cell::Date(day) if self.layout.text_dates => {
                let (year, month, day) = self.almanac.parts(day);
                Value::Text(format!("{day:02}/{month:02}/{year}"))
            }
            Cell::Date(day) => Value::Date(day),
            Cell::Text(text) => match &column.codes {
                None => Value::Text(text.to_owned()),
                Some(list) => {
                    let codes = self.layout.codes;
                    let entry = self.texts.entry((list.clone(), text.to_owned()));
                    Value::Text(entry.or_insert_with(|| styled(codes, list, text)).clone())
                }
            },
        }
    }

    /// Closes the workbook; gives the rows of each list and the faults put in.
    pub fn finish(mut self) -> Result<(u64, Option<Faults>), Error> {
        self.book.save(&self.path).map_err(Error::workbook(&self.path))?;
        let above = if self.layout.title_row { 2 } else { 1 };
        Ok((self.rows.iter().map(|rows| u64::from(rows - above)).sum(), self.faults))
    }
}

enum Value {
    Empty,
    Text(String),
    Number(f64),
    Date(Day),
}

/// A code as a layout writes it, such that it reads as the code again.
pub fn styled(codes: Codes, list: &str, code: &str) -> String {
    let Some(known) = standard::codes::list(list) else { return code.to_owned() };
    let Some(found) = known.code(code) else { return code.to_owned() };
    let reads = |text: &str| known.read(text).is_some_and(|c| c.code == code);
    let lettered = |text: &str| text.split_once(") ").is_some_and(|(letter, _)| letter.len() <= 2);
    let place = known.codes.iter().position(|c| c.code == code).unwrap_or(0);
    let options = match codes {
        Codes::Plain => vec![code.to_owned()],
        Codes::Lettered => vec![
            found.aliases.iter().find(|alias| lettered(alias)).cloned().unwrap_or_default(),
            if found.label.starts_with(code) { found.label.clone() } else { String::new() },
            found.aliases.iter().find(|alias| alias.starts_with(&format!("{code}: "))).cloned().unwrap_or_default(),
            format!("{}) {code}", (b'a' + (place % 26) as u8) as char),
        ],
        Codes::Labelled if code.len() <= 1 || list == "yes_no" => vec![found.label.clone()],
        Codes::Labelled => vec![format!("{code} - {}", found.label), found.label.clone()],
    };
    options.into_iter().find(|text| !text.is_empty() && reads(text)).unwrap_or_else(|| code.to_owned())
}

fn sheet_name(list: &List, layout: Layout) -> String {
    format!("List{}{}", layout.between[usize::from(list.number) % 2], list.number)
}

fn heading(column: &ListColumn, layout: Layout) -> &str {
    column.variants.first().filter(|_| layout.variants).unwrap_or(&column.name)
}

type Written = Result<(), rust_xlsxwriter::XlsxError>;

fn headers(sheet: &mut Worksheet, list: &List, layout: Layout) -> Result<u32, rust_xlsxwriter::XlsxError> {
    sheet.set_name(sheet_name(list, layout))?;
    let mut row = 0;
    if layout.title_row {
        sheet.write_string(0, 0, format!("List {}: {}", list.number, list.title))?;
        row = 1;
    }
    for (at, column) in list.columns.iter().enumerate() {
        sheet.write_string(row, at as u16, heading(column, layout))?;
    }
    Ok(row + 1)
}

fn front(sheet: &mut Worksheet, data_date: Option<&str>) -> Written {
    sheet.set_name("Front_Sheet")?;
    sheet.write_string(0, 0, "Annex A - Child level data")?;
    sheet.write_string(1, 0, "Lists 1 - 11")?;
    sheet.write_string(3, 0, "Local authority")?;
    sheet.write_string(3, 1, "Wharfmere (made up)")?;
    sheet.write_string(4, 0, "Data as at")?;
    if let Some(data_date) = data_date {
        sheet.write_string(4, 1, data_date)?;
    }
    Ok(())
}

fn guidance(sheet: &mut Worksheet) -> Written {
    sheet.set_name("Guidance")?;
    sheet.write_string(0, 0, "Update: August 2019")?;
    for (at, text) in ["List Number/Title", "Field Heading", "Comments by the local authority"].iter().enumerate() {
        sheet.write_string(1, at as u16, *text)?;
    }
    let mut row = 2;
    for list in lists() {
        for column in &list.columns {
            sheet.write_string(row, 0, format!("List {}: {}", list.number, list.title))?;
            sheet.write_string(row, 1, &column.name)?;
            row += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_reads_as_its_code_again() {
        for column in lists().iter().flat_map(|list| &list.columns) {
            let Some(name) = &column.codes else { continue };
            let known = standard::codes::list(name).unwrap();
            for code in &known.codes {
                for style in [Codes::Lettered, Codes::Plain, Codes::Labelled] {
                    let text = styled(style, name, &code.code);
                    assert_eq!(known.read(&text).map(|c| &c.code), Some(&code.code), "{name}: {text}");
                }
            }
        }
        assert_eq!(styled(Codes::Lettered, "sex", "F"), "b) Female");
        assert_eq!(styled(Codes::Labelled, "primary_need", "N1"), "N1 - Abuse or neglect");
    }
}
