//! The pages of a document: one for each table, chart and list of definitions, in the document's order.

use crate::definitions::Definitions;
use crate::names;
use crate::page::{Entry, Field, Line, Page};
use crate::spread::spread;
use report::model::{Block, Document, Figure, Heading, Numbered, Table, Text};

/// A document as a workbook shows it.
#[derive(Debug, Default)]
pub struct Pages {
    /// The sheets.
    pub pages: Vec<Page>,
    /// What is said before the first section: whether it warns, and its words.
    pub notices: Vec<(bool, String)>,
    /// What has no table: the section, and what is said in the table's place.
    pub without: Vec<(String, String)>,
    /// Anchors of the document that lead to a page: its index.
    pub anchors: Vec<(String, usize)>,
}

/// The pages of `document`.
pub fn pages(document: &Document) -> Pages {
    let mut gathered = Gatherer::default();
    for block in &document.blocks {
        gathered.block(block);
    }
    gathered.finish()
}

#[derive(Debug, Default)]
struct Gatherer {
    out: Pages,
    section: String,
    /// Anchors of headings that no page has followed yet.
    waiting: Vec<String>,
    /// Notices since the last heading or table: they are about the next one.
    notices: Vec<String>,
    /// The paragraph right before: after a heading it introduces the table that follows.
    lead: Option<String>,
    /// Whether the last block was a table or chart: a paragraph right after it is about it.
    after_table: bool,
    definitions: Definitions,
}

impl Gatherer {
    fn block(&mut self, block: &Block) {
        let after_table = std::mem::take(&mut self.after_table);
        if !matches!(block, Block::Table(_) | Block::Figure(_) | Block::Notice(_)) {
            self.lead = None;
        }
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Table(table) => self.table(table, None),
            Block::Figure(figure) => self.table(&figure.table, Some(figure)),
            Block::Definitions(terms) => self.definitions.add(terms),
            Block::Notice(notice) if self.section.is_empty() => {
                self.out.notices.push((notice.warning, report::words::sentence(&notice.text.words())));
            }
            Block::Notice(notice) => self.notices.push(report::words::sentence(&notice.text.words())),
            Block::Paragraph(text) => self.paragraph(text.words(), after_table),
            Block::Numbered(Numbered { number, text }) => {
                self.paragraph(format!("Paragraph {number}: {}", text.words()), after_table);
            }
            // A workbook is of numbers: the words of the paper are in the other formats.
            Block::List(_) | Block::Steps(_) | Block::Contents | Block::NewPage => {}
        }
    }

    /// A paragraph right after a table is about it, and so is one right before.
    fn paragraph(&mut self, words: String, after_table: bool) {
        match self.out.pages.last_mut().filter(|_| after_table) {
            Some(page) => page.remarks.push(words),
            None => self.lead = Some(words),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        self.close();
        if heading.level <= 2 {
            self.finish_definitions();
            // A section without a table leads nowhere.
            self.waiting.clear();
            self.section = heading.words();
        }
        self.definitions.heading(heading);
        self.waiting.push(heading.anchor.clone());
    }

    /// What waited for a table that did not come.
    fn close(&mut self) {
        for notice in std::mem::take(&mut self.notices) {
            self.out.without.push((self.section.clone(), notice));
        }
    }

    fn table(&mut self, table: &Table, figure: Option<&Figure>) {
        if table.columns.is_empty() {
            return;
        }
        let mut remarks = std::mem::take(&mut self.notices);
        remarks.extend(figure.map(|figure| figure.sentence.words()));
        remarks.extend(self.lead.take());
        remarks.extend(table.notes.iter().map(Text::words));
        remarks.retain(|remark| !remark.trim().is_empty());
        let (fields, lines) = spread(table);
        // A figure's anchor is the same every month and says in which section it stands.
        let name = figure.map_or(table.caption.as_str(), |figure| figure.anchor.as_str());
        let title = figure.map_or(&table.caption, |figure| &figure.title);
        self.waiting.extend(figure.map(|figure| figure.anchor.clone()));
        self.page(title, name, remarks, fields, lines);
        self.after_table = true;
    }

    fn finish_definitions(&mut self) {
        if let Some((fields, lines)) = std::mem::take(&mut self.definitions).table() {
            let title = self.section.clone();
            self.page(&title, &title, Vec::new(), fields, lines);
        }
    }

    fn page(&mut self, title: &str, name: &str, remarks: Vec<String>, fields: Vec<Field>, mut lines: Vec<Line>) {
        if lines.is_empty() {
            // A table of Excel has a row.
            let mut entries = vec![Entry::Empty; fields.len()];
            if let Some(first) = entries.first_mut() {
                *first = Entry::words("No rows");
            }
            lines.push(Line { entries, ..Line::default() });
        }
        let index = self.out.pages.len();
        self.out.anchors.extend(self.waiting.drain(..).map(|anchor| (anchor, index)));
        let taken: Vec<String> = self.out.pages.iter().map(|page| page.table.clone()).collect();
        // Two tables of one title, of other dates, are told apart by their sections.
        let bare = |name: &str| name.split_once(' ').map(|(_, words)| words.to_owned()).unwrap_or_default();
        let mut sheet = names::sheet(index + 1, title);
        if self.out.pages.iter().any(|page| bare(&page.name) == bare(&sheet)) {
            let section = self.section.split_once(". ").map_or(self.section.as_str(), |(_, words)| words);
            let other = names::sheet(index + 1, section);
            if !bare(&other).is_empty() && !self.out.pages.iter().any(|page| bare(&page.name) == bare(&other)) {
                sheet = other;
            }
        }
        self.out.pages.push(Page {
            name: sheet,
            table: names::table(name, &taken),
            title: title.to_owned(),
            section: self.section.clone(),
            remarks,
            fields,
            lines,
        });
    }

    fn finish(mut self) -> Pages {
        self.close();
        self.finish_definitions();
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::model::{Column, Row};

    fn table(caption: &str) -> Block {
        Block::Table(Table {
            caption: caption.into(),
            columns: vec![Column::words("Name"), Column::numbers("July")],
            rows: vec![Row::of(["a", "1"])],
            notes: vec!["A note.".into()],
        })
    }

    fn of(blocks: Vec<Block>) -> Pages {
        pages(&Document { blocks, ..Document::default() })
    }

    #[test]
    fn words_go_with_the_table_that_they_are_about() {
        let out = of(vec![
            Block::warning("take care"),
            Block::heading(2, "First"),
            Block::paragraph("It opens the section."),
            Block::paragraph("It leads in."),
            Block::note("it is partial."),
            table("One"),
            Block::Numbered(Numbered { number: "1.3".into(), text: "It follows.".into() }),
            Block::paragraph("It tells of something else."),
            Block::heading(3, "Inner"),
            table("One"),
            Block::heading(2, "Second"),
            Block::note("it can’t be shown."),
        ]);
        assert_eq!(out.notices, [(true, "Take care".to_owned())]);
        let remarks: Vec<_> = out.pages.iter().map(|page| page.remarks.join(" ")).collect();
        assert_eq!(remarks, ["It is partial. It leads in. A note. Paragraph 1.3: It follows.", "A note."]);
        assert_eq!(out.without, [("Second".to_owned(), "It can’t be shown.".to_owned())]);
        assert_eq!(out.anchors, [("first".to_owned(), 0), ("inner".to_owned(), 1)]);
        let tables: Vec<_> = out.pages.iter().map(|page| page.table.as_str()).collect();
        assert_eq!(tables, ["table_one", "table_one_2"]);
    }

    #[test]
    fn a_table_without_rows_says_so() {
        let mut block = table("None");
        if let Block::Table(table) = &mut block {
            table.rows.clear();
        }
        let out = of(vec![block]);
        assert_eq!(out.pages[0].lines[0].entries, [Entry::words("No rows"), Entry::Empty]);
    }
}
