//! The few things that every XML part of a workbook is read with.

use super::Trouble;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;
use std::io::BufRead;

/// A part as a stream of elements and text. Empty elements give a start and an end.
pub(crate) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

/// What comes next in a part.
pub(crate) enum Piece {
    /// An element begins.
    Start(BytesStart<'static>),
    /// An element ends; its name without prefix.
    End(String),
    /// Text, or a character written as a reference.
    Text(String),
    /// There is no more.
    Eof,
}

impl<R: BufRead> Xml<R> {
    pub(crate) fn new(part: R) -> Xml<R> {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::with_capacity(1024) }
    }

    /// The next element or text; comments, declarations and the like are passed over.
    pub(crate) fn next(&mut self) -> Result<Piece, Trouble> {
        loop {
            self.buffer.clear();
            let at = self.reader.buffer_position();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => return Ok(Piece::Start(start.into_owned())),
                Ok(Event::End(end)) => return Ok(Piece::End(end.local_name().as_ref().to_owned())),
                Ok(Event::Text(text)) => return Ok(Piece::Text(text.xml10_content().into_owned())),
                Ok(Event::CData(text)) => return Ok(Piece::Text(text.xml10_content().into_owned())),
                Ok(Event::GeneralRef(reference)) => return Ok(Piece::Text(character(&reference))),
                Ok(Event::Eof) => return Ok(Piece::Eof),
                Ok(_) => {}
                Err(error) => return Err(Trouble::damaged(format_args!("{error} (at byte {at} of a part)"))),
            }
        }
    }
}

fn character(reference: &BytesRef) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        // An entity of the file's own making is not expanded: workbooks have none, bombs do.
        _ => quick_xml::escape::resolve_predefined_entity(reference).unwrap_or_default().to_owned(),
    }
}

/// An attribute by its name without prefix. Duplicates are not looked for: that takes quadratic time.
pub(crate) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name).map(
        |attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            value.map_or_else(|_| attribute.value.to_string(), Cow::into_owned)
        },
    )
}

/// Text with Excel's own escapes (`_x000D_`) undone.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let code = escape.get(2..6).filter(|_| escape.as_bytes().get(6) == Some(&b'_'));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &escape[7..];
            }
            None => {
                out.push_str("_x");
                rest = &escape[2..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_excel_are_undone() {
        assert_eq!(unescaped("a_x000D_b"), "a\rb");
        assert_eq!(unescaped("case_xyz _x12"), "case_xyz _x12");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
    }
}
