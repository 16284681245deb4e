//! The blocks of a document, but for tables and figures.

use crate::body::Body;
use crate::text::Shape;
use report::model::{Block, Heading, Text};

/// The list of all that stand in no order (see `properties`).
const BULLETS: u32 = 1;
/// The first of the numbered lists: each counts from 1.
pub(crate) const FIRST_STEPS: u32 = 3;
/// What the contents are called.
const CONTENTS: &str = "Contents";
/// The field that Word makes contents from: first level, as links.
const CONTENTS_FIELD: &str = " TOC \\o \"1-1\" \\h \\z ";

impl Body<'_> {
    /// What stands before the blocks: issuer, title, facts.
    pub fn front(&mut self) {
        let document = self.document;
        if !document.issuer.is_empty() {
            self.plain(&Shape::of("Issuer"), &document.issuer);
        }
        self.plain(&Shape::of("Title"), &document.title);
        if !document.subtitle.is_empty() {
            self.plain(&Shape::of("Subtitle"), &document.subtitle);
        }
        for (name, value) in &document.facts {
            self.paragraph(&Shape::of("Fact"));
            self.run("Strong", false, name);
            self.tab();
            self.run("", false, value);
            self.xml.close();
        }
        self.after_table = !document.facts.is_empty();
    }

    /// A block.
    pub fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(text) => self.texted(&Shape::of("BodyText"), text),
            Block::Numbered(paragraph) => {
                self.numbered = true;
                self.paragraph(&Shape::of("NumberedParagraph"));
                self.run("", false, &paragraph.number);
                self.tab();
                self.inlines(&paragraph.text, false);
                self.xml.close();
            }
            Block::List(items) => self.list("ListBullet", BULLETS, items),
            Block::Steps(items) => {
                let list = FIRST_STEPS + self.lists;
                self.lists += 1;
                self.list("ListNumber", list, items);
            }
            Block::Table(table) => self.table_on_its_own(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Definitions(terms) => {
                for (term, meanings) in terms {
                    self.paragraph(&Shape { keep: meanings.len() > 1, ..Shape::of("Term") });
                    self.run("Strong", false, term);
                    if let Some(first) = meanings.first() {
                        self.tab();
                        self.inlines(first, false);
                    }
                    self.xml.close();
                    for meaning in meanings.iter().skip(1) {
                        self.texted(&Shape::of("Meaning"), meaning);
                    }
                }
            }
            Block::Notice(notice) => {
                let (style, word) = if notice.warning { ("Warning", "Warning:") } else { ("Note", "Note:") };
                self.paragraph(&Shape::of(style));
                self.run("Strong", false, word);
                self.run("", false, " ");
                self.inlines(&notice.text, false);
                self.xml.close();
            }
            Block::Contents => self.contents(),
            Block::NewPage => self.page_break = true,
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let style = match heading.level {
            0..=2 => "Heading1",
            3 => "Heading2",
            _ => "Heading3",
        };
        self.numbered = false;
        self.paragraph(&Shape { hanging: hangs(&heading.number), ..Shape::of(style) });
        self.bookmarked(&heading.anchor, |body| body.numbered_words(&heading.number, &heading.text));
        self.xml.close();
    }

    /// Words after their number, which hangs before them if it is short.
    fn numbered_words(&mut self, number: &str, words: &str) {
        if hangs(number) {
            self.run("", false, number);
            self.tab();
        } else if !number.is_empty() {
            self.run("", false, &format!("{number} "));
        }
        self.run("", false, words);
    }

    fn list(&mut self, style: &'static str, list: u32, items: &[Text]) {
        let inner = self.numbered;
        for (i, item) in items.iter().enumerate() {
            let last = i + 1 == items.len();
            self.texted(&Shape { list: Some(list), inner, last, ..Shape::of(style) }, item);
        }
    }

    /// The contents: a field that Word can make anew, with its entries filled in. Page numbers are known to Word
    /// only; they appear when the field is updated.
    fn contents(&mut self) {
        let mut entries: Vec<(String, String, String)> = self
            .document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading(heading) if heading.level <= 2 => Some(heading),
                _ => None,
            })
            .filter_map(|heading| {
                let name = self.names.get(&heading.anchor)?.to_owned();
                Some((name, heading.number.clone(), heading.text.clone()))
            })
            .collect();
        if !self.deferred.is_empty() {
            let (name, words) = self.numbers_heading();
            entries.push((name, String::new(), words));
        }
        let part = &mut self.xml;
        part.open("w:sdt", &[]);
        part.open("w:sdtPr", &[]);
        part.open("w:docPartObj", &[]);
        part.value("w:docPartGallery", "Table of Contents");
        part.empty("w:docPartUnique", &[]);
        part.close();
        part.close();
        part.open("w:sdtContent", &[]);
        self.plain(&Shape::of("TOCHeading"), CONTENTS);
        if entries.is_empty() {
            self.paragraph(&Shape::of("TOC1"));
            self.field_start(CONTENTS_FIELD);
            self.field_mark("end");
            self.xml.close();
        }
        let last = entries.len().saturating_sub(1);
        for (i, (name, number, words)) in entries.iter().enumerate() {
            self.paragraph(&Shape::of("TOC1"));
            if i == 0 {
                self.field_start(CONTENTS_FIELD);
            }
            self.xml.open("w:hyperlink", &[("w:anchor", name), ("w:history", "1")]);
            self.numbered_words(number, words);
            self.xml.close();
            if i == last {
                self.field_mark("end");
            }
            self.xml.close();
        }
        self.xml.close();
        self.xml.close();
        self.after_table = true;
    }

    fn field_start(&mut self, instruction: &str) {
        self.field_mark("begin");
        self.xml.open("w:r", &[]);
        self.xml.text("w:instrText", &[("xml:space", "preserve")], instruction);
        self.xml.close();
        self.field_mark("separate");
    }

    fn field_mark(&mut self, kind: &str) {
        self.xml.open("w:r", &[]);
        self.xml.empty("w:fldChar", &[("w:fldCharType", kind)]);
        self.xml.close();
    }
}

/// Whether a number is one that hangs before its words, `4.1`, rather than goes before them, `Appendix 1:`.
fn hangs(number: &str) -> bool {
    (1..=5).contains(&number.chars().count())
}
