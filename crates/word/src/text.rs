//! Paragraphs and what is in them.

use crate::body::Body;
use report::model::{Inline, Tag, Text, Tone};

/// How a paragraph is shaped beyond its style.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    /// Its style.
    pub style: &'static str,
    /// Whether it stays with the next.
    pub keep: bool,
    /// The list that it is an item of.
    pub list: Option<u32>,
    /// Whether a number hangs before it.
    pub hanging: bool,
    /// Whether the list stands under the text of numbered paragraphs.
    pub inner: bool,
    /// Whether it is the last item of its list, which leaves room beneath.
    pub last: bool,
    /// Whether it stands to the right.
    pub right: bool,
}

impl Shape {
    /// A paragraph as its style has it.
    pub fn of(style: &'static str) -> Shape {
        Shape { style, ..Shape::default() }
    }

    /// The same, kept with the next.
    pub fn kept(self) -> Shape {
        Shape { keep: true, ..self }
    }
}

/// The indent of a paragraph whose number hangs before it: 1.5 cm.
const HANGING: &str = "851";
/// The indent of an item under such a paragraph, and how far its mark hangs before it.
const INNER: (&str, &str) = ("1276", "425");

impl Body<'_> {
    /// Opens a paragraph; the caller closes it.
    pub fn paragraph(&mut self, shape: &Shape) {
        let spaced = shape.style.starts_with("Heading")
            || matches!(shape.style, "Caption" | "CaptionBeside" | "TOCHeading" | "FootFirst");
        let before = std::mem::take(&mut self.after_table) && !spaced;
        let page_break = std::mem::take(&mut self.page_break);
        let xml = &mut self.xml;
        xml.open("w:p", &[]);
        // The schema wants the properties in this order.
        xml.open("w:pPr", &[]);
        xml.value("w:pStyle", shape.style);
        if shape.keep {
            xml.empty("w:keepNext", &[]);
        }
        if page_break {
            xml.empty("w:pageBreakBefore", &[]);
        }
        if let Some(list) = shape.list {
            xml.open("w:numPr", &[]);
            xml.value("w:ilvl", "0");
            xml.value("w:numId", &list.to_string());
            xml.close();
        }
        if shape.hanging {
            xml.open("w:tabs", &[]);
            xml.empty("w:tab", &[("w:val", "left"), ("w:pos", HANGING)]);
            xml.close();
        }
        let mut spacing = Vec::new();
        if before {
            spacing.push(("w:before", "240"));
        }
        if shape.last {
            spacing.push(("w:after", "160"));
        }
        if !spacing.is_empty() {
            xml.empty("w:spacing", &spacing);
        }
        if shape.hanging {
            xml.empty("w:ind", &[("w:left", HANGING), ("w:hanging", HANGING)]);
        }
        if shape.inner {
            xml.empty("w:ind", &[("w:left", INNER.0), ("w:hanging", INNER.1)]);
        }
        if shape.right {
            xml.value("w:jc", "right");
        }
        xml.close();
    }

    /// A paragraph of plain words.
    pub fn plain(&mut self, shape: &Shape, words: &str) {
        self.paragraph(shape);
        self.run("", false, words);
        self.xml.close();
    }

    /// A paragraph of text.
    pub fn texted(&mut self, shape: &Shape, text: &Text) {
        self.paragraph(shape);
        self.inlines(text, false);
        self.xml.close();
    }

    /// A run of words in the character style `style`, which may be empty.
    pub fn run(&mut self, style: &str, bold: bool, words: &str) {
        if words.is_empty() {
            return;
        }
        let xml = &mut self.xml;
        xml.open("w:r", &[]);
        if bold || !style.is_empty() {
            xml.open("w:rPr", &[]);
            if !style.is_empty() {
                xml.value("w:rStyle", style);
            }
            if bold {
                xml.empty("w:b", &[]);
                xml.empty("w:bCs", &[]);
            }
            xml.close();
        }
        xml.text("w:t", &[("xml:space", "preserve")], words);
        xml.close();
    }

    /// Goes to the next tab stop.
    pub fn tab(&mut self) {
        self.xml.open("w:r", &[]);
        self.xml.empty("w:tab", &[]);
        self.xml.close();
    }

    /// The pieces of `text`; all bold in the row of a total.
    pub fn inlines(&mut self, text: &Text, bold: bool) {
        for piece in &text.0 {
            match piece {
                Inline::Plain(words) => self.run("", bold, words),
                Inline::Strong(words) => self.run("Strong", bold, words),
                Inline::Emphasis(words) => self.run("Emphasis", bold, words),
                Inline::Code(words) => self.run("Code", bold, words),
                Inline::Link { text, to } => match self.names.get(to).map(str::to_owned) {
                    Some(name) => self.link(&name, bold, text),
                    None => self.run("", bold, text),
                },
                Inline::Web { text, address } => match web(address) {
                    Some(address) => {
                        let id = self.relations.link(&address);
                        self.xml.open("w:hyperlink", &[("r:id", &id), ("w:history", "1")]);
                        self.run("Hyperlink", bold, text);
                        self.xml.close();
                    }
                    None => self.run("", bold, text),
                },
            }
        }
    }

    /// A link to a bookmark.
    pub fn link(&mut self, name: &str, bold: bool, words: &str) {
        self.xml.open("w:hyperlink", &[("w:anchor", name), ("w:history", "1")]);
        self.run("Hyperlink", bold, words);
        self.xml.close();
    }

    /// A word on a ground of its tone, with spaces at its ends that do not break, within the ground; a quiet one has
    /// no ground.
    pub fn tag(&mut self, tag: &Tag) {
        let sign = tag.arrow.map(|arrow| format!("{}\u{a0}", arrow.sign())).unwrap_or_default();
        let style = match tag.tone {
            Tone::Good => "TagGood",
            Tone::Bad => "TagBad",
            Tone::Strong => "TagStrong",
            Tone::Quiet => return self.run("TagQuiet", false, &format!("{sign}{}", tag.text)),
        };
        self.run(style, false, &format!("\u{a0}{sign}{}\u{a0}", tag.text));
    }

    /// Opens a bookmark here and gives its number, to close it by.
    pub fn open_bookmark(&mut self, name: &str) -> String {
        self.bookmarks += 1;
        let id = self.bookmarks.to_string();
        self.xml.empty("w:bookmarkStart", &[("w:id", &id), ("w:name", name)]);
        id
    }

    /// Closes a bookmark.
    pub fn close_bookmark(&mut self, id: &str) {
        self.xml.empty("w:bookmarkEnd", &[("w:id", id)]);
    }

    /// The bookmark of `anchor` around what `inside` writes.
    pub fn bookmarked(&mut self, anchor: &str, inside: impl FnOnce(&mut Self)) {
        let id = self.names.get(anchor).map(str::to_owned).map(|name| self.open_bookmark(&name));
        inside(self);
        if let Some(id) = id {
            self.close_bookmark(&id);
        }
    }
}

/// `address` as a URI, if it is one to be followed: Word refuses files whose relationships are none.
fn web(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "https" | "http" | "mailto") || rest.trim_matches('/').is_empty() {
        return None;
    }
    let mut out = format!("{scheme}:");
    for byte in rest.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' => {
                out.push(char::from(byte));
            }
            b'*' | b'+' | b',' | b';' | b'=' | b':' | b'%' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::web;

    #[test]
    fn only_addresses_are_followed() {
        assert_eq!(web("https://www.gov.uk/a?b=c#d").as_deref(), Some("https://www.gov.uk/a?b=c#d"));
        assert_eq!(web("MAILTO:board@example.gov.uk").as_deref(), Some("mailto:board@example.gov.uk"));
        assert_eq!(web("https://x.org/a b[é]\"").as_deref(), Some("https://x.org/a%20b%5B%C3%A9%5D%22"));
        for none in ["", "javascript:alert(1)", "file:///etc", "www.gov.uk", "https://", "mailto:"] {
            assert_eq!(web(none), None, "{none}");
        }
    }
}
