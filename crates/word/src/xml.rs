//! XML as it is written: elements that are closed in the order in which they were opened, text that XML may hold.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::borrow::Cow;

/// A part while it is written.
pub(crate) struct Xml {
    out: Writer<Vec<u8>>,
    open: Vec<&'static str>,
}

impl Xml {
    /// Starts a part with its root element.
    pub fn part(root: &'static str, attributes: &[(&str, &str)]) -> Xml {
        let mut xml = Xml { out: Writer::new(Vec::new()), open: Vec::new() };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml.open(root, attributes);
        xml
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.event(Event::Start(start(name, attributes)));
        self.open.push(name);
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.event(Event::End(BytesEnd::new(name)));
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// An element that has only `w:val`.
    pub fn value(&mut self, name: &'static str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    /// An element with text.
    pub fn text(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.event(Event::Text(BytesText::new(&clean(text))));
        self.close();
    }

    /// Closes what is open and gives the part.
    pub fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.out.into_inner()
    }

    fn event(&mut self, event: Event<'_>) {
        // Writing to a Vec can't fail.
        let _ = self.out.write_event(event);
    }
}

fn start<'a>(name: &'static str, attributes: &'a [(&'a str, &'a str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, clean(value)));
    }
    start
}

/// `text` without the characters that XML 1.0 forbids; tabs and line ends, which would mean something else in Word,
/// become spaces.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !text.contains(forbidden) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            c if forbidden(c) => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_xml_may_hold() {
        assert_eq!(clean("a\u{0}b\u{b}c\td\r\ne\u{ffff}f\u{85}"), "abc d  ef");
        let mut xml = Xml::part("a", &[("b", "\"<&\n")]);
        xml.text("c", &[], "]]> & <d>");
        assert_eq!(
            String::from_utf8(xml.finish()).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
             <a b=\"&quot;&lt;&amp; \"><c>]]&gt; &amp; &lt;d&gt;</c></a>"
        );
    }
}
