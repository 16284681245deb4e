//! What a sheet of the workbook holds, before it is written.

use crate::number::Shown;

/// A sheet with one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its name, valid and unique in the workbook.
    pub name: String,
    /// The name of its table, valid and unique in the workbook; the same every month.
    pub table: String,
    /// What it shows.
    pub title: String,
    /// The section of the document that it is from.
    pub section: String,
    /// What must be said with the table, most important first.
    pub remarks: Vec<String>,
    /// The columns of its table.
    pub fields: Vec<Field>,
    /// The rows of its table.
    pub lines: Vec<Line>,
}

/// A column of a sheet's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its header, unique in the table.
    pub title: String,
    /// Whether it stands to the right.
    pub numeric: bool,
}

/// A row of a sheet's table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// Its cells, as many as there are fields.
    pub entries: Vec<Entry>,
    /// Whether it sums up the others.
    pub total: bool,
    /// The anchor in the document that leads to it.
    pub anchor: Option<String>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Entry {
    /// Nothing to say.
    #[default]
    Empty,
    /// A number.
    Number(Shown),
    /// Words.
    Words(String),
    /// Words that lead to an anchor of the document, or to a page elsewhere.
    Link {
        /// The words.
        text: String,
        /// Where they lead.
        to: Target,
    },
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An anchor of the document.
    Anchor(String),
    /// The sheet with this place among the pages.
    Page(usize),
    /// An address elsewhere.
    Web(String),
}

impl Entry {
    /// Words, or nothing.
    pub fn words(text: impl Into<String>) -> Entry {
        let text = text.into();
        if text.is_empty() { Entry::Empty } else { Entry::Words(text) }
    }

    /// The number that the text displays, or else its words.
    pub fn number_or_words(text: &str) -> Entry {
        crate::number::read(text).map_or_else(|| Entry::words(text), Entry::Number)
    }

    /// The words, where it has any.
    pub fn text(&self) -> Option<&str> {
        match self {
            Entry::Words(text) | Entry::Link { text, .. } => Some(text),
            Entry::Empty | Entry::Number(_) => None,
        }
    }
}

/// Headers that differ, as a table must have them: a second `Share` becomes `Share (2)`. Excel tells no case apart.
pub fn distinct(fields: &mut [Field]) {
    let mut seen: Vec<String> = Vec::new();
    for field in fields {
        let title = match field.title.trim() {
            "" => "Column".to_owned(),
            // A header has at most 255 characters; some are kept for the number.
            title => title.chars().take(240).collect(),
        };
        let mut name = title.clone();
        let mut n = 2;
        while seen.contains(&name.to_lowercase()) {
            name = format!("{title} ({n})");
            n += 1;
        }
        seen.push(name.to_lowercase());
        field.title = name;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_differ() {
        let mut fields: Vec<Field> =
            ["Share", "share", "", "Share"].map(|title| Field { title: title.into(), numeric: true }).to_vec();
        distinct(&mut fields);
        let titles: Vec<&str> = fields.iter().map(|field| field.title.as_str()).collect();
        assert_eq!(titles, ["Share", "share (2)", "Column", "Share (3)"]);
    }
}
