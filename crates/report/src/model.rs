//! The document: a list of blocks that knows nothing of any format. A writer turns it into a page, a Word file,
//! a workbook; each keeps the order, the headings, the captions and the alternatives to pictures.

use crate::chart::Chart;
use standard::Date;

/// A document, in British English.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Its title, the only heading of level 1.
    pub title: String,
    /// Who issues it, above the title.
    pub issuer: String,
    /// What stands under the title, for instance the month.
    pub subtitle: String,
    /// Facts about the document as a whole: name and value.
    pub facts: Vec<(String, String)>,
    /// Its blocks, in reading order.
    pub blocks: Vec<Block>,
    /// What stands at its foot.
    pub footer: Vec<String>,
    /// Who may read it, in a few words that stand on every page: `Public`, `Internal: not for publication`; may be
    /// empty.
    pub marking: String,
    /// The day that it is of, for what formats keep about a file: never the day on which it was made, so that the
    /// same numbers give the same bytes.
    pub dated: Option<Date>,
}

/// A block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Text),
    /// A paragraph with its number, as papers for a board have them.
    Numbered(Numbered),
    /// A list, in no order.
    List(Vec<Text>),
    /// A list whose items are numbered from 1.
    Steps(Vec<Text>),
    /// A table.
    Table(Table),
    /// A chart, with the sentence and the table that say the same.
    Figure(Box<Figure>),
    /// Terms and what they mean.
    Definitions(Vec<(String, Vec<Text>)>),
    /// Something to be seen.
    Notice(Notice),
    /// The list of the headings of level 2, in order.
    Contents,
    /// What follows begins a page, where the format has pages.
    NewPage,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 4. A level follows its parent: no 4 under a 2.
    pub level: u8,
    /// Its number: `4.1`; may be empty.
    pub number: String,
    /// Its words.
    pub text: String,
    /// Its anchor, unique in the document.
    pub anchor: String,
}

impl Heading {
    /// Number and words, as they are read.
    pub fn words(&self) -> String {
        match self.number.is_empty() {
            true => self.text.clone(),
            false => format!("{} {}", self.number, self.text),
        }
    }
}

/// A paragraph with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The number: `1.1`. Writers write it as it stands, so that all formats cite a paragraph alike.
    pub number: String,
    /// The paragraph.
    pub text: Text,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain.
    Plain(String),
    /// Of strong importance.
    Strong(String),
    /// Stressed.
    Emphasis(String),
    /// As typed: a field, a file, a hash.
    Code(String),
    /// A link to an anchor in the same document.
    Link {
        /// Its words.
        text: String,
        /// The anchor.
        to: String,
    },
    /// A link to a page elsewhere.
    Web {
        /// Its words.
        text: String,
        /// The address: `https:`, `http:` or `mailto:`.
        address: String,
    },
}

/// Text: pieces one after another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Inline>);

impl Text {
    /// The words alone.
    pub fn words(&self) -> String {
        self.0
            .iter()
            .map(|inline| match inline {
                Inline::Plain(text)
                | Inline::Strong(text)
                | Inline::Emphasis(text)
                | Inline::Code(text)
                | Inline::Link { text, .. }
                | Inline::Web { text, .. } => text.as_str(),
            })
            .collect()
    }

    /// The same with a plain piece after it.
    pub fn then(mut self, text: impl Into<String>) -> Text {
        self.0.push(Inline::Plain(text.into()));
        self
    }

    /// Starts with a strong piece.
    pub fn strong(text: impl Into<String>) -> Text {
        Text(vec![Inline::Strong(text.into())])
    }

    /// Starts with a piece as typed.
    pub fn code(text: impl Into<String>) -> Text {
        Text(vec![Inline::Code(text.into())])
    }

    /// Starts with a link to an anchor.
    pub fn link(text: impl Into<String>, to: impl Into<String>) -> Text {
        Text(vec![Inline::Link { text: text.into(), to: to.into() }])
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.words().is_empty()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(vec![Inline::Plain(text)])
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        text.to_owned().into()
    }
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What it shows. Never empty.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; the first cell of each is its header.
    pub rows: Vec<Row>,
    /// What stands beneath it.
    pub notes: Vec<Text>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub title: String,
    /// Whether it holds numbers, which stand to the right.
    pub numeric: bool,
}

impl Column {
    /// A column of words.
    pub fn words(title: impl Into<String>) -> Column {
        Column { title: title.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(title: impl Into<String>) -> Column {
        Column { title: title.into(), numeric: true }
    }
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells, as many as the table has columns.
    pub cells: Vec<Cell>,
    /// Whether it sums up the others.
    pub total: bool,
}

impl Row {
    /// A row of plain cells.
    pub fn of<C: Into<Cell>>(cells: impl IntoIterator<Item = C>) -> Row {
        Row { cells: cells.into_iter().map(Into::into).collect(), total: false }
    }
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: Text,
    /// What stands beneath, smaller: one line each.
    pub beneath: Vec<String>,
    /// A word that stands out, before the text.
    pub tag: Option<Tag>,
}

impl Cell {
    /// The same with a line beneath; an empty one is left out.
    pub fn beneath(mut self, line: impl Into<String>) -> Cell {
        let line = line.into();
        if !line.is_empty() {
            self.beneath.push(line);
        }
        self
    }
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }
}

/// A word that stands out. The word says it all: neither colour nor arrow is needed to understand it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// How it is coloured.
    pub tone: Tone,
    /// A sign that says the same as the word: the way that the number moved, or how it stands to its target.
    pub arrow: Option<Arrow>,
}

/// How a tag is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good.
    Good,
    /// Bad.
    Bad,
    /// Remarkable, neither good nor bad.
    Strong,
    /// Nothing to remark.
    Quiet,
}

/// A sign beside a word that says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrow {
    /// The number moved up: a triangle that points up.
    Up,
    /// It moved down: a triangle that points down.
    Down,
    /// It is on target: a tick.
    Tick,
    /// It is within the tolerance of its target: a wave.
    Wave,
    /// It is off target: a cross.
    Cross,
}

impl Arrow {
    /// The sign as a character. Fonts that lack one must draw it.
    pub fn sign(self) -> char {
        match self {
            Arrow::Up => '▲',
            Arrow::Down => '▼',
            Arrow::Tick => '✓',
            Arrow::Wave => '≈',
            Arrow::Cross => '✗',
        }
    }
}

/// Something to be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Whether it warns.
    pub warning: bool,
    /// What it says.
    pub text: Text,
}

/// A chart with its alternatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its anchor, unique in the document.
    pub anchor: String,
    /// What it shows.
    pub title: String,
    /// What it looks like, for those who don't see it: axes, lines, marks.
    pub description: String,
    /// What it tells, in words.
    pub sentence: Text,
    /// The picture.
    pub chart: Chart,
    /// The numbers that it draws.
    pub table: Table,
}

impl Block {
    /// A heading whose anchor is made of its words.
    pub fn heading(level: u8, text: impl Into<String>) -> Block {
        let text = text.into();
        let anchor = slug(&text);
        Block::Heading(Heading { level, number: String::new(), text, anchor })
    }

    /// A paragraph.
    pub fn paragraph(text: impl Into<Text>) -> Block {
        Block::Paragraph(text.into())
    }

    /// A note.
    pub fn note(text: impl Into<Text>) -> Block {
        Block::Notice(Notice { warning: false, text: text.into() })
    }

    /// A warning.
    pub fn warning(text: impl Into<Text>) -> Block {
        Block::Notice(Notice { warning: true, text: text.into() })
    }
}

/// `Children in care: visits` → `children-in-care-visits`; never empty.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') && c != '’' && c != '\'' {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "section".to_owned() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Children’s social care: 2023 (July)"), "childrens-social-care-2023-july");
        assert_eq!(slug("§"), "section");
    }
}
