//! The first sheet: what the workbook is, how to read it, and its contents.

use crate::layout::{Sheet, Sheets, wrapped};
use crate::page::{Field, Page};
use crate::sheet::{self, COVER};
use crate::style::{self, Side};
use crate::symbols;
use report::Document;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Widths of the columns: names of sheets, what they show, their sections.
const WIDTHS: [usize; 3] = [33, 78, 34];
/// The height of a heading in points: room above it, where an empty row would be.
const HEADING: f64 = 27.0;

/// What the cover says beside the facts of the document.
pub struct Says<'a> {
    /// What stands before the first section: whether it warns, and its words.
    pub notices: &'a [(bool, String)],
    /// What has no table: the section, and what is said in its place.
    pub without: &'a [(String, String)],
}

/// Writes the cover of `document` into `out`.
pub fn write(out: &mut Worksheet, document: &Document, says: &Says, sheets: &Sheets) -> Result<(), XlsxError> {
    let mut cover = Cover { out, row: 0 };
    cover.out.set_name(COVER)?;
    for (i, width) in (0..).zip(WIDTHS) {
        cover.out.set_column_width(i, width as f64)?;
    }
    cover.line(&document.title, &style::title())?;
    for text in [&document.subtitle, &document.issuer] {
        cover.line(text, &style::plain())?;
    }
    cover.line(&document.marking, &style::marking())?;
    for (name, value) in &document.facts {
        cover.pair(name, value)?;
    }
    for (warning, text) in says.notices {
        cover.pair(if *warning { "Warning" } else { "Note" }, text)?;
    }
    for text in document.footer.iter().filter(|text| !says.notices.iter().any(|(_, said)| said.contains(*text))) {
        cover.pair("About", text)?;
    }
    cover.reading(sheets)?;
    if !says.without.is_empty() {
        cover.heading("Not shown")?;
        for (section, text) in says.without {
            cover.pair(section, text)?;
        }
    }
    cover.heading("Contents")?;
    cover.contents(sheets)?;
    sheet::print(cover.out, document, WIDTHS.iter().sum());
    cover.out.set_active(true);
    Ok(())
}

struct Cover<'a> {
    out: &'a mut Worksheet,
    row: u32,
}

impl Cover<'_> {
    /// A line of words; nothing for no words.
    fn line(&mut self, text: &str, format: &rust_xlsxwriter::Format) -> Result<(), XlsxError> {
        if !text.is_empty() {
            sheet::string(self.out, self.row, 0, text, format)?;
            self.row += 1;
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.out.set_row_height(self.row, HEADING)?;
        self.line(text, &style::heading())
    }

    /// A name, and what it is.
    fn pair(&mut self, name: &str, value: &str) -> Result<(), XlsxError> {
        let lines = wrapped(name, WIDTHS[0]).max(wrapped(value, WIDTHS[1]));
        self.out.set_row_height(self.row, style::height(lines))?;
        sheet::string(self.out, self.row, 0, name, &style::label())?;
        sheet::string(self.out, self.row, 1, value, &style::words())?;
        self.row += 1;
        Ok(())
    }

    /// How to read the tables, and the key of their symbols.
    fn reading(&mut self, sheets: &Sheets) -> Result<(), XlsxError> {
        self.heading("How to read the tables")?;
        self.pair(
            "Sheets",
            "Each has one table, with what must be said about it above its header row. The first column says what a \
             row is about.",
        )?;
        self.pair(
            "Numbers",
            "As in the report, rounded half up, with the decimals shown; percentages are true percentages, so 86.6% \
             is 0.866 in a formula. There are no formulas.",
        )?;
        self.pair("Empty cells", "Nothing to say: no remark, or no figure of that kind.")?;
        let pages: Vec<&Page> = sheets.sheets.iter().map(|sheet| &sheet.page).collect();
        for (symbol, meaning) in symbols::key(&pages) {
            self.pair(symbol, meaning)?;
        }
        Ok(())
    }

    /// The list of the sheets, a table itself.
    fn contents(&mut self, sheets: &Sheets) -> Result<(), XlsxError> {
        let first = self.row;
        let listed: Vec<&Sheet> = sheets.notes.iter().chain(&sheets.sheets).collect();
        for (row, sheet) in (first + 1..).zip(&listed) {
            let name = sheet.page.name.as_str();
            let lines = wrapped(&sheet.page.title, WIDTHS[1]).max(wrapped(&sheet.page.section, WIDTHS[2]));
            self.out.set_row_height(row, style::height(lines))?;
            sheet::inside(self.out, (row, 0), (name, 0), name, &style::cell_link(Side::Left, false))?;
            let format = style::cell(Side::Left, false);
            sheet::string(self.out, row, 1, &sheet.page.title, &format)?;
            sheet::string(self.out, row, 2, &sheet.page.section, &format)?;
            self.row = row;
        }
        if listed.is_empty() {
            sheet::string(self.out, first + 1, 0, "No tables", &style::cell(Side::Left, false))?;
            self.row = first + 1;
        }
        let fields =
            ["Sheet", "What it shows", "Section"].map(|title| Field { title: title.to_owned(), numeric: false });
        sheet::real_table(self.out, (first, self.row), &fields, "table_contents", "Contents of this workbook")
    }
}
