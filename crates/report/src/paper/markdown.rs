//! Markdown that people write beside a template, as blocks: paragraphs, lists, headings, tables, links, stress.

use super::reference::{self, Piece, Reference, line_at, pieces};
use super::template::Fault;
use crate::model::{Block, Column, Inline, Row, Table, Text};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::ops::Range;

/// Gives what a reference stands for.
pub type Resolve<'a> = dyn Fn(&Reference) -> Result<String, String> + 'a;

/// The blocks of `text`, a file called `file`. Headings begin at `level`.
///
/// # Errors
/// Every reference that stands for nothing, and everything that a paper can't have (pictures, raw HTML, code blocks,
/// links to nowhere), each with its line.
pub fn blocks(file: &str, text: &str, level: u8, resolve: &Resolve<'_>) -> Result<Vec<Block>, Vec<Fault>> {
    let mut reader = Reader {
        file,
        text,
        level,
        resolve,
        out: Vec::new(),
        inlines: Vec::new(),
        style: Vec::new(),
        lists: Vec::new(),
        table: None,
        faults: Vec::new(),
    };
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_SMART_PUNCTUATION);
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        reader.event(event, &range);
    }
    if reader.faults.is_empty() { Ok(reader.out) } else { Err(reader.faults) }
}

/// The same for a cell of a table: paragraphs, which run on, with stress and links.
///
/// # Errors
/// As [`blocks`], and every list, heading, table and rule: a cell has room for none of them.
pub fn cell(file: &str, text: &str, resolve: &Resolve<'_>) -> Result<Text, Vec<Fault>> {
    let mut out: Vec<Inline> = Vec::new();
    for block in blocks(file, text, 3, resolve)? {
        let Block::Paragraph(words) = block else {
            let message = "only paragraphs, stress and links can be carried into a row of a table: write lists and \
                           headings as sentences";
            return Err(vec![Fault { file: file.to_owned(), line: 0, message: message.to_owned() }]);
        };
        if !out.is_empty() {
            out.push(Inline::Plain(" ".to_owned()));
        }
        out.extend(words.0);
    }
    Ok(Text(out))
}

/// What would keep a text out of a paper, so that its writer hears of it while it is being written: `known` says whether
/// there is an indicator of that id. `in_table` is of what is written for a row of a table.
pub fn wrong(file: &str, text: &str, in_table: bool, known: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let resolve = |reference: &Reference| match reference {
        Reference::Indicator { id, .. } if !known(id) => Err(unknown(id)),
        _ => Ok("0".to_owned()),
    };
    let read = match in_table {
        true => cell(file, text, &resolve).map(|_| ()),
        false => blocks(file, text, 3, &resolve).map(|_| ()),
    };
    let mut faults = read.err().unwrap_or_default();
    // References where Markdown sees no words, as in code, are measured too.
    for (line, found) in reference::all(text) {
        let Err(message) = found.and_then(|found| resolve(&found)) else { continue };
        if !faults.iter().any(|fault| fault.message == message) {
            faults.push(Fault { file: file.to_owned(), line, message });
        }
    }
    faults.sort();
    faults
}

/// What is said of a reference to an indicator that there is not.
fn unknown(id: &str) -> String {
    format!("there is no indicator “{id}”: the indicators page lists those there are")
}

/// How the words that come are set.
enum Style {
    Strong,
    Emphasis,
    Web(String),
}

struct List {
    ordered: bool,
    items: Vec<Text>,
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    level: u8,
    resolve: &'a Resolve<'a>,
    out: Vec<Block>,
    inlines: Vec<Inline>,
    style: Vec<Style>,
    lists: Vec<List>,
    table: Option<Table>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, message: impl Into<String>) {
        let line = line_at(self.text, at);
        self.faults.push(Fault { file: self.file.to_owned(), line, message: message.into() });
    }

    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text, range.start),
            Event::Code(text) => self.inlines.push(Inline::Code(text.into_string())),
            Event::SoftBreak | Event::HardBreak => self.push(" ".to_owned()),
            Event::Rule => self.out.push(Block::NewPage),
            _ => self
                .fault(range.start, "only paragraphs, headings, lists, tables and links can be carried into a paper"),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Strong => self.style.push(Style::Strong),
            Tag::Emphasis => self.style.push(Style::Emphasis),
            Tag::Link { dest_url, .. } => {
                let known = ["https://", "http://", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme));
                if !known {
                    self.fault(range.start, format!("the link to “{dest_url}” needs https:// or mailto: before it"));
                }
                self.style.push(Style::Web(dest_url.into_string()));
            }
            Tag::List(first) => {
                // What stands before a list inside an item is that item's.
                self.finish_item();
                self.lists.push(List { ordered: first.is_some(), items: Vec::new() });
            }
            Tag::Table(columns) => {
                let numeric = |alignment: &pulldown_cmark::Alignment| *alignment == pulldown_cmark::Alignment::Right;
                let columns = columns.iter().map(|a| Column { title: String::new(), numeric: numeric(a) }).collect();
                self.table = Some(Table { caption: String::new(), columns, ..Table::default() });
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Row::default());
                }
            }
            Tag::Image { .. } => self.fault(range.start, "a picture can’t be carried into a paper: say it in words"),
            Tag::CodeBlock(_) => self.fault(range.start, "a block of code can’t be carried into a paper"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link => {
                self.style.pop();
            }
            TagEnd::Paragraph => match self.lists.is_empty() {
                true => {
                    let text = self.take();
                    self.out.push(Block::Paragraph(text));
                }
                // Paragraphs of one item run on.
                false => self.push(" ".to_owned()),
            },
            TagEnd::Heading(_) => {
                let words = self.take().words();
                self.out.push(Block::heading(self.level, words));
            }
            TagEnd::Item => self.finish_item(),
            TagEnd::List(_) => self.finish_list(),
            TagEnd::TableCell => {
                let text = self.take();
                if let Some(table) = &mut self.table {
                    match table.rows.last_mut() {
                        Some(row) => row.cells.push(text.into()),
                        None => {
                            // The head comes before any row; its cells fill the columns in order.
                            if let Some(column) = table.columns.iter_mut().find(|column| column.title.is_empty()) {
                                column.title = text.words();
                            }
                        }
                    }
                }
            }
            TagEnd::Table => {
                if let Some(mut table) = self.table.take() {
                    table.caption = self.caption().unwrap_or_else(|| "Table".to_owned());
                    self.out.push(Block::Table(table));
                }
            }
            _ => {}
        }
    }

    /// A paragraph just before a table that begins with `Table:` is its caption.
    fn caption(&mut self) -> Option<String> {
        let Some(Block::Paragraph(text)) = self.out.last() else { return None };
        let caption = text.words().strip_prefix("Table:")?.trim().to_owned();
        self.out.pop();
        Some(caption)
    }

    fn finish_item(&mut self) {
        let text = self.take();
        if let (false, Some(list)) = (text.words().trim().is_empty(), self.lists.last_mut()) {
            list.items.push(text);
        }
    }

    fn finish_list(&mut self) {
        let Some(list) = self.lists.pop() else { return };
        match self.lists.last_mut() {
            // A list in a list runs on in the outer one: papers have one level.
            Some(outer) => outer.items.extend(list.items),
            None if list.ordered => self.out.push(Block::Steps(list.items)),
            None => self.out.push(Block::List(list.items)),
        }
    }

    fn take(&mut self) -> Text {
        let mut inlines = std::mem::take(&mut self.inlines);
        if matches!(inlines.last(), Some(Inline::Plain(text)) if text.trim().is_empty()) {
            inlines.pop();
        }
        Text(inlines)
    }

    fn words(&mut self, text: &str, at: usize) {
        let mut out = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Reference(offset, reference) => match reference.and_then(|r| (self.resolve)(&r)) {
                    Ok(value) => out.push_str(&value),
                    Err(message) => self.fault(at + offset, message),
                },
            }
        }
        self.push(out);
    }

    fn push(&mut self, text: String) {
        let inline = match self.style.last() {
            None => Inline::Plain(text),
            Some(Style::Strong) => Inline::Strong(text),
            Some(Style::Emphasis) => Inline::Emphasis(text),
            Some(Style::Web(address)) => Inline::Web { text, address: address.clone() },
        };
        match (self.inlines.last_mut(), &inline) {
            (Some(Inline::Plain(before)), Inline::Plain(more)) => before.push_str(more),
            _ => self.inlines.push(inline),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Block>, Vec<Fault>> {
        blocks("words.md", text, 3, &|reference| match reference {
            Reference::Name(name) => Ok(format!("<{name}>")),
            Reference::Indicator { id, .. } => Err(format!("no {id}")),
        })
    }

    #[test]
    fn words_become_blocks() {
        let text = "# A head\n\nOne **strong** and *stressed*\nline in {{ month }}.\n\n- a\n- b [there](https://example.org)\n\n1. x\n2. y\n";
        let found = read(text).unwrap();
        assert_eq!(found[0], Block::heading(3, "A head"));
        let Block::Paragraph(paragraph) = &found[1] else { panic!("{found:?}") };
        assert_eq!(paragraph.words(), "One strong and stressed line in <month>.");
        let Block::List(items) = &found[2] else { panic!("{found:?}") };
        assert_eq!(items[1].words(), "b there");
        assert!(matches!(&found[3], Block::Steps(items) if items.len() == 2));
    }

    #[test]
    fn tables_have_their_caption() {
        let found = read("Table: Money\n\n| What | How much |\n|---|---:|\n| Pay | 5 |\n| Cars | 7 |\n").unwrap();
        let [Block::Table(table)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((table.caption.as_str(), table.rows.len()), ("Money", 2));
        assert_eq!(table.columns, [Column::words("What"), Column::numbers("How much")]);
        assert_eq!(table.rows[1].cells[1].text.words(), "7");
    }

    #[test]
    fn a_cell_takes_words_and_nothing_that_needs_room() {
        let resolve = |_: &Reference| Ok("85.8%".to_owned());
        let text = cell("story", "Of all, {{ visits.value }} in **spring**.\n\nThen fewer.", &resolve).unwrap();
        assert_eq!(text.words(), "Of all, 85.8% in spring. Then fewer.");
        assert!(text.0.contains(&Inline::Strong("spring".to_owned())), "{text:?}");
        assert_eq!(cell("story", "", &resolve), Ok(Text(Vec::new())));
        for roomy in ["- a\n- b", "# Head", "1. first"] {
            let faults = cell("story", roomy, &resolve).unwrap_err();
            assert!(faults[0].to_string().starts_with("story: only paragraphs"), "{faults:?}");
        }
    }

    #[test]
    fn what_would_be_refused_later_is_told_at_once() {
        let known = |id: &str| id == "contacts";
        let told = |text: &str| wrong("x.md", text, false, &known).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told("In {{ month }} {{ contacts.value }} came.\n\n- one"), [""; 0]);
        let faults = told("Fine.\n\n{{ visits.value }} and `{{ plans.value }}`\n\n![x](y.png)");
        assert_eq!(faults.len(), 3, "{faults:?}");
        for (at, said) in
            ["x.md, line 3: there is no indicator “plans”", "x.md, line 3: there is no indicator “visits”"]
                .into_iter()
                .enumerate()
        {
            assert!(faults[at].starts_with(said), "{faults:?}");
        }
        assert!(faults[2].starts_with("x.md, line 5: a picture"), "{faults:?}");
        assert_eq!(wrong("story", "- one", true, &known).len(), 1);
    }

    #[test]
    fn faults_have_their_lines_and_are_all_told() {
        let faults = read("Fine.\n\n{{ contacts.value }}\n\n![x](y.png)\n\n[z](here)\n").unwrap_err();
        let told: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5, 7], "{told:?}");
        assert_eq!(told[0].1, "no contacts");
    }
}
