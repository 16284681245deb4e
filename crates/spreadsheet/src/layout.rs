//! Where everything of a sheet stands: the title, what must be said, and then the table.

use crate::number::Shown;
use crate::page::{Entry, Field, Line, Page, Target};
use crate::pages::Pages;

/// Rows for remarks above a table. The header row is frozen with all above it, so these are few; the others have a
/// sheet of their own.
const ROOM: usize = 4;
/// The narrowest and the widest column of words, in characters.
const WORDS: (usize, usize) = (10, 52);
/// The same for numbers.
const NUMBERS: (usize, usize) = (9, 16);
/// The first column stays in view, so it leaves room for others.
const FIRST: usize = 44;
/// What is said above a table is as wide as the table, within these bounds, in characters.
const ABOVE: (usize, usize) = (110, 150);
/// What the button of a filter takes of a header, in characters.
const BUTTON: usize = 3;

/// A page with its rows and columns placed.
#[derive(Debug)]
pub struct Sheet {
    /// What it holds.
    pub page: Page,
    /// What stands between the title and the table, a row each.
    pub above: Vec<String>,
    /// Where its other remarks stand: their number, and the row of the first on the sheet of notes.
    pub more: Option<(usize, u32)>,
    /// The width of each column, in characters.
    pub widths: Vec<usize>,
}

impl Sheet {
    fn of(page: Page, room: usize) -> (Sheet, Vec<String>) {
        let widths: Vec<usize> = (0..page.fields.len()).map(|i| width(&page, i)).collect();
        let (above, rest) = fit(&page.remarks, widths.iter().sum::<usize>().clamp(ABOVE.0, ABOVE.1), room);
        (Sheet { page, above, more: None, widths }, rest)
    }

    /// The row of the table's header, from 0: below the title, the way back, and what is said.
    pub fn header(&self) -> u32 {
        let rows = 2 + self.above.len() + usize::from(self.more.is_some());
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    /// How wide the sheet is with all that it says, in characters.
    pub fn across(&self) -> usize {
        let above = self.above.iter().map(|text| length(text) * 9 / 10).max().unwrap_or_default();
        self.widths.iter().sum::<usize>().max(above)
    }

    /// How many lines of text the header has in its highest cell.
    pub fn header_height(&self) -> usize {
        let titles = self.page.fields.iter().map(|field| field.title.as_str());
        let height = |(title, width): (&str, &usize)| wrapped(title, width.saturating_sub(BUTTON));
        titles.zip(&self.widths).map(height).max().unwrap_or(1)
    }

    /// How many lines of text the cells of `line` have in the highest of them.
    pub fn height(&self, line: &Line) -> usize {
        let height = |(entry, width): (&Entry, &usize)| entry.text().map_or(1, |text| wrapped(text, *width));
        line.entries.iter().zip(&self.widths).map(height).max().unwrap_or(1)
    }

    /// The row of the table's last line, from 0.
    pub fn last(&self) -> u32 {
        self.header() + u32::try_from(self.page.lines.len()).unwrap_or(u32::MAX)
    }
}

/// The sheets of a workbook after its cover.
#[derive(Debug)]
pub struct Sheets {
    /// The remarks that have no room above their tables.
    pub notes: Option<Sheet>,
    /// The tables.
    pub sheets: Vec<Sheet>,
    anchors: Vec<(String, usize)>,
}

impl Sheets {
    /// Places all of `pages`.
    pub fn of(pages: Pages) -> Sheets {
        let mut notes: Vec<Line> = Vec::new();
        let mut sheets: Vec<Sheet> = Vec::new();
        for page in pages.pages {
            let (mut sheet, rest) = Sheet::of(page, ROOM);
            if !rest.is_empty() {
                let first = u32::try_from(notes.len()).unwrap_or(u32::MAX);
                sheet.more = Some((rest.len(), FIRST_NOTE + first));
            }
            for remark in rest {
                let link = Entry::Link { text: sheet.page.name.clone(), to: Target::Page(sheets.len()) };
                let entries = vec![link, Entry::words(sheet.page.title.as_str()), Entry::words(remark)];
                notes.push(Line { entries, ..Line::default() });
            }
            sheets.push(sheet);
        }
        Sheets { notes: sheet_of_notes(notes), sheets, anchors: pages.anchors }
    }

    /// The sheet and the row to which `target` leads within the workbook.
    pub fn place(&self, target: &Target) -> Option<(&str, u32)> {
        let sheet = |index: usize| self.sheets.get(index).map(|sheet| (sheet.page.name.as_str(), 0));
        match target {
            Target::Web(_) => None,
            Target::Page(index) => sheet(*index),
            Target::Anchor(anchor) => self.line(anchor).or_else(|| {
                self.anchors.iter().find(|(other, _)| other == anchor).and_then(|(_, index)| sheet(*index))
            }),
        }
    }

    fn line(&self, anchor: &str) -> Option<(&str, u32)> {
        self.sheets.iter().find_map(|sheet| {
            let found = sheet.page.lines.iter().position(|line| line.anchor.as_deref() == Some(anchor))?;
            Some((sheet.page.name.as_str(), sheet.header() + 1 + u32::try_from(found).ok()?))
        })
    }
}

/// The row of the first note on its sheet, from 0: title, way back, header.
const FIRST_NOTE: u32 = 3;

fn sheet_of_notes(lines: Vec<Line>) -> Option<Sheet> {
    if lines.is_empty() {
        return None;
    }
    let field = |title: &str| Field { title: title.to_owned(), numeric: false };
    let page = Page {
        name: "Notes".to_owned(),
        table: "table_notes".to_owned(),
        title: "Notes that have no room above their tables".to_owned(),
        section: String::new(),
        remarks: Vec::new(),
        fields: vec![field("Sheet"), field("Table"), field("Note")],
        lines,
    };
    let (mut sheet, _) = Sheet::of(page, 0);
    // Notes are read, not compared: one wide column.
    sheet.widths = vec![33, 45, 95];
    Some(sheet)
}

/// What of `remarks` fits into `room` rows of `width` characters, one after the other, and what doesn't.
fn fit(remarks: &[String], width: usize, room: usize) -> (Vec<String>, Vec<String>) {
    let mut above: Vec<String> = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for remark in remarks {
        let rows = rows(remark, width);
        if rest.is_empty() && above.len() + rows.len() <= room {
            above.extend(rows);
        } else {
            rest.push(remark.clone());
        }
    }
    (above, rest)
}

/// `text` in rows of about `width` characters, cut between sentences only: a row is read as a whole.
fn rows(text: &str, width: usize) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out: Vec<String> = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = sentence_end(rest);
        let (sentence, after) = rest.split_at(end);
        match out.last_mut() {
            Some(row) if length(row) + 1 + length(sentence) <= width => {
                row.push(' ');
                row.push_str(sentence);
            }
            _ => out.push(sentence.to_owned()),
        }
        rest = after.trim_start();
    }
    out
}

/// Where the first sentence of `text` ends: after a full stop that a capital letter or a figure follows.
fn sentence_end(text: &str) -> usize {
    text.match_indices(". ")
        .map(|(at, _)| at + 1)
        .find(|end| text[end + 1..].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        .unwrap_or(text.len())
}

/// In how many lines a cell of `width` characters shows `text`. Spreadsheet programs don't all find the height of a
/// row themselves.
pub fn wrapped(text: &str, width: usize) -> usize {
    // Widths are counted in figures, and letters are narrower.
    let width = (width * 11 / 10).max(1);
    let lines = text.lines().map(|line| {
        let (mut lines, mut used) = (1, 0);
        for word in line.split_whitespace().map(length) {
            let with = if used == 0 { word } else { used + 1 + word };
            if with <= width {
                used = with;
            } else {
                // A word that is longer than the line is cut.
                lines += usize::from(used > 0) + (word - 1) / width;
                used = (word - 1) % width + 1;
            }
        }
        lines
    });
    lines.sum::<usize>().max(1)
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// How wide column `i` should be, in characters.
fn width(page: &Page, i: usize) -> usize {
    let field = &page.fields[i];
    let entries = page.lines.iter().filter_map(|line| line.entries.get(i));
    let longest = entries.map(|entry| match entry {
        Entry::Number(shown) => digits(shown) + 1,
        entry => entry.text().unwrap_or_default().lines().map(length).max().unwrap_or_default() + 2,
    });
    let longest = longest.max().unwrap_or_default();
    // The button of the filter stands beside the header's last line.
    let word = field.title.split_whitespace().map(length).max().unwrap_or_default() + BUTTON + 1;
    // A long header in few lines.
    let header = word.max(length(&field.title) / 3 + BUTTON + 1);
    let (least, most) = if field.numeric { NUMBERS } else { WORDS };
    let most = if i == 0 { FIRST } else { most };
    longest.max(header.min(most)).clamp(least, most).max(word.min(30))
}

/// How many characters a number has with its signs, commas and decimals.
fn digits(shown: &Shown) -> usize {
    let value = if shown.percent { shown.value * 100.0 } else { shown.value };
    let whole = format!("{:.0}", value.abs().trunc()).len();
    let decimals = if shown.decimals == 0 { 0 } else { usize::from(shown.decimals) + 1 };
    let signs = [value < 0.0, shown.percent, shown.pounds].into_iter().filter(|sign| *sign).count();
    signs + whole + (whole - 1) / 3 + decimals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_with_sentences() {
        let text = "July is 3.7 points lower. That is 2,774 in all. It is so.";
        assert_eq!(rows(text, 30), ["July is 3.7 points lower.", "That is 2,774 in all.", "It is so."]);
        assert_eq!(rows(text, 48), ["July is 3.7 points lower. That is 2,774 in all.", "It is so."]);
        assert_eq!(rows("no sentence at all", 3), ["no sentence at all"]);
        assert!(rows(" ", 3).is_empty());
    }

    #[test]
    fn remarks_keep_their_order() {
        let remarks = ["One.", "Two. Three. Four.", "Five."].map(String::from);
        let (above, rest) = fit(&remarks, 6, 4);
        assert_eq!(above, ["One.", "Two.", "Three.", "Four."]);
        assert_eq!(rest, ["Five."]);
        let (above, rest) = fit(&remarks, 6, 3);
        assert_eq!((above.len(), rest.len()), (1, 2), "what follows a remark without room has none either");
    }

    #[test]
    fn words_wrap() {
        assert_eq!(wrapped("", 10), 1);
        assert_eq!(wrapped("one two three", 12), 1);
        assert_eq!(wrapped("one two three", 11), 2);
        assert_eq!(wrapped("one\ntwo three", 9), 2);
        assert_eq!(wrapped("one abcdefghijkl", 5), 4);
        assert_eq!(wrapped("x", 0), 1);
    }

    #[test]
    fn numbers_have_a_length() {
        for text in ["−1,234,567.25", "0", "86.6%", "100.0%", "−£1,200"] {
            assert_eq!(digits(&crate::number::read(text).unwrap()), length(text), "{text}");
        }
    }
}
