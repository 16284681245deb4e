//! Tables: header rows that repeat, rows that stay whole, widths that hold in every program.

use crate::body::{self, Body, Layout, UPRIGHT};
use crate::measure::{self, Setting, Twips};
use crate::text::Shape;
use report::model::{Cell, Row, Table};

/// A table of no more rows than this is kept on one page.
const SHORT: usize = 12;
/// In one of two columns, a table of no more rows than this is kept whole: two find room one above the other.
const COLUMN: usize = 30;
/// Of a longer one, so many rows stay with the header.
const STAY: usize = 2;

/// The styles of what is in cells.
struct Styles {
    header: &'static str,
    text: &'static str,
    beneath: &'static str,
}

fn styles(setting: Setting) -> Styles {
    match setting {
        Setting::Usual => Styles { header: "TableHeader", text: "TableText", beneath: "TableBeneath" },
        Setting::Compact => {
            Styles { header: "TableHeaderCompact", text: "TableTextCompact", beneath: "TableBeneathCompact" }
        }
        Setting::Dense => Styles { header: "TableHeaderDense", text: "TableTextDense", beneath: "TableTextDense" },
    }
}

impl Body<'_> {
    /// A table that is a block of its own.
    pub fn table_on_its_own(&mut self, table: &Table) {
        let width = self.width();
        let setting = body::upright(table, UPRIGHT).unwrap_or_else(|| body::aside_setting(table));
        self.plain(&Shape::of("Caption"), &table.caption);
        self.table(table, setting, width, !table.notes.is_empty());
    }

    /// The table beneath a chart.
    pub fn table_beneath(&mut self, table: &Table, title: &str) {
        if table.caption != title {
            self.plain(&Shape::of("Caption"), &table.caption);
        }
        self.table(table, Setting::Compact, UPRIGHT, !table.notes.is_empty());
    }

    /// `table` without its caption, its notes beneath; `noted` whether it has any or the caller adds some.
    pub fn table(&mut self, table: &Table, setting: Setting, width: Twips, noted: bool) {
        let columns = measure::columns(table);
        if columns > 0 {
            let widths = measure::widths(table, setting, width);
            self.xml.open("w:tbl", &[]);
            self.table_properties(table, setting, width);
            self.xml.open("w:tblGrid", &[]);
            for width in &widths {
                self.xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
            }
            self.xml.close();
            self.header(table, setting, &widths);
            let short = if width == Layout::Columns.width() { COLUMN } else { SHORT };
            let stay = if table.rows.len() <= short { table.rows.len() } else { STAY };
            for (i, row) in table.rows.iter().enumerate() {
                // The last rows stay with the notes, the first with the header.
                let left = table.rows.len() - i;
                let keep = if left == 1 { noted } else { i < stay || (noted && left <= STAY) };
                self.row(table, row, setting, &widths, keep);
            }
            self.xml.close();
        }
        // Notes stand near the table: their style leaves room.
        self.after_table = false;
        for note in &table.notes {
            self.texted(&Shape::of("TableNote"), note);
        }
        self.after_table = true;
    }

    fn table_properties(&mut self, table: &Table, setting: Setting, width: Twips) {
        let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
        let description =
            format!("Columns: {}. The first cell of each row says what the row is about.", titles.join("; "));
        let xml = &mut self.xml;
        // The schema wants the properties in this order.
        xml.open("w:tblPr", &[]);
        xml.value("w:tblStyle", "BoardTable");
        xml.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        xml.open("w:tblCellMar", &[]);
        let (above, side) = (setting.above().to_string(), setting.side().to_string());
        for (element, width) in [("w:top", &above), ("w:left", &side), ("w:bottom", &above), ("w:right", &side)] {
            xml.empty(element, &[("w:w", width), ("w:type", "dxa")]);
        }
        xml.close();
        xml.empty(
            "w:tblLook",
            &[
                ("w:val", "06A0"),
                ("w:firstRow", "1"),
                ("w:lastRow", "0"),
                ("w:firstColumn", "1"),
                ("w:lastColumn", "0"),
                ("w:noHBand", "1"),
                ("w:noVBand", "1"),
            ],
        );
        xml.value("w:tblCaption", &table.caption);
        xml.value("w:tblDescription", &description);
        xml.close();
    }

    fn header(&mut self, table: &Table, setting: Setting, widths: &[Twips]) {
        self.open_row(true);
        for (i, width) in widths.iter().enumerate() {
            self.open_cell(*width, false, left(table, setting, i));
            let title = table.columns.get(i).map_or("", |column| column.title.as_str());
            let shape = Shape { right: numeric(table, i), keep: true, ..Shape::of(styles(setting).header) };
            self.plain(&shape, title);
            self.xml.close();
        }
        self.xml.close();
    }

    fn row(&mut self, table: &Table, row: &Row, setting: Setting, widths: &[Twips], keep: bool) {
        self.open_row(false);
        let none = Cell::default();
        for (i, width) in widths.iter().enumerate() {
            self.open_cell(*width, row.total, left(table, setting, i));
            let cell = row.cells.get(i).unwrap_or(&none);
            self.cell(cell, setting, numeric(table, i), row.total, keep);
            self.xml.close();
        }
        self.xml.close();
    }

    fn open_row(&mut self, header: bool) {
        self.xml.open("w:tr", &[]);
        self.xml.open("w:trPr", &[]);
        self.xml.empty("w:cantSplit", &[]);
        if header {
            self.xml.empty("w:tblHeader", &[]);
        }
        self.xml.close();
    }

    fn open_cell(&mut self, width: Twips, total: bool, left: Option<Twips>) {
        self.xml.open("w:tc", &[]);
        self.xml.open("w:tcPr", &[]);
        self.xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        if total {
            self.xml.open("w:tcBorders", &[]);
            let line = [("w:val", "single"), ("w:sz", "8"), ("w:space", "0"), ("w:color", "12304B")];
            self.xml.empty("w:top", &line);
            self.xml.close();
        }
        if let Some(left) = left {
            self.xml.open("w:tcMar", &[]);
            self.xml.empty("w:left", &[("w:w", &left.to_string()), ("w:type", "dxa")]);
            self.xml.close();
        }
        self.xml.close();
    }

    fn cell(&mut self, cell: &Cell, setting: Setting, right: bool, total: bool, keep: bool) {
        let styles = styles(setting);
        let shape = Shape { right, keep, ..Shape::of(styles.text) };
        // A cell must have a paragraph.
        if cell.tag.is_some() || !cell.text.is_empty() || cell.beneath.is_empty() {
            self.paragraph(&shape);
            if let Some(tag) = &cell.tag {
                self.tag(tag);
                if !cell.text.is_empty() {
                    self.run("", false, " ");
                }
            }
            self.inlines(&cell.text, total);
            self.xml.close();
        }
        for line in &cell.beneath {
            self.plain(&Shape { style: styles.beneath, ..shape }, line);
        }
    }

    /// The tables of charts that were put off, narrow ones in two columns.
    pub fn behind_the_charts(&mut self) {
        if self.deferred.is_empty() {
            return;
        }
        let deferred = std::mem::take(&mut self.deferred);
        self.turn(Layout::Upright, false);
        self.page_break = true;
        let (name, words) = self.numbers_heading();
        self.paragraph(&Shape::of("Heading1"));
        let id = self.open_bookmark(&name);
        self.run("", false, &words);
        self.close_bookmark(&id);
        self.xml.close();
        self.plain(&Shape::of("BodyText"), "The numbers that the longer charts draw, in the order of the charts.");
        for (numbers, name) in &deferred {
            let table = &numbers.table;
            let narrow = measure::fits(table, Setting::Dense, Layout::Columns.width());
            self.turn(if narrow { Layout::Columns } else { Layout::Upright }, true);
            self.paragraph(&Shape::of("Caption"));
            let id = self.open_bookmark(name);
            self.run("", false, &table.caption);
            self.close_bookmark(&id);
            self.xml.close();
            let width = self.width();
            self.table(table, Setting::Dense, width, true);
            let chart = numbers.anchors.first().and_then(|anchor| self.names.get(anchor));
            if let Some(chart) = chart.map(str::to_owned) {
                self.after_table = false;
                self.paragraph(&Shape::of("TableNote"));
                let back = if numbers.anchors.len() > 1 { "Back to the charts" } else { "Back to the chart" };
                self.link(&chart, false, back);
                self.xml.close();
                self.after_table = true;
            }
        }
    }
}

fn numeric(table: &Table, i: usize) -> bool {
    table.columns.get(i).is_some_and(|column| column.numeric)
}

/// The left margin of cells of column `i`, where it is not that of the table.
fn left(table: &Table, setting: Setting, i: usize) -> Option<Twips> {
    Some(measure::left(table, setting, i)).filter(|left| *left != setting.side())
}
