//! The package: parts, what they are, and how they refer to each other, in one ZIP file.

use crate::Error;
use crate::xml::Xml;
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
/// The start of the kinds of relationships and of the content types of Word's own parts.
pub(crate) const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// What a part refers to, in order.
#[derive(Default)]
pub(crate) struct Relations(Vec<Relation>);

struct Relation {
    kind: String,
    target: String,
    external: bool,
}

impl Relations {
    /// Refers to another part: `kind` as `image`, `target` from the referring part's folder. Gives its id.
    pub fn part(&mut self, kind: &str, target: impl Into<String>) -> String {
        self.add(format!("{KIND}/{kind}"), target.into(), false)
    }

    /// Refers to a part by a kind that is written out.
    pub fn named(&mut self, kind: &str, target: &str) -> String {
        self.add(kind.to_owned(), target.to_owned(), false)
    }

    /// Refers to an address elsewhere, once for all links to it.
    pub fn link(&mut self, address: &str) -> String {
        match self.0.iter().position(|relation| relation.external && relation.target == address) {
            Some(i) => id(i),
            None => self.add(format!("{KIND}/hyperlink"), address.to_owned(), true),
        }
    }

    fn add(&mut self, kind: String, target: String, external: bool) -> String {
        self.0.push(Relation { kind, target, external });
        id(self.0.len() - 1)
    }

    /// The part that holds them.
    pub fn xml(&self) -> Vec<u8> {
        let mut xml = Xml::part("Relationships", &[("xmlns", RELATIONSHIPS)]);
        for (i, relation) in self.0.iter().enumerate() {
            let id = id(i);
            let mut attributes: Vec<(&str, &str)> =
                vec![("Id", &id), ("Type", &relation.kind), ("Target", &relation.target)];
            if relation.external {
                attributes.push(("TargetMode", "External"));
            }
            xml.empty("Relationship", &attributes);
        }
        xml.finish()
    }
}

fn id(i: usize) -> String {
    format!("rId{}", i + 1)
}

/// A part: its path, its content type or, for those that go by their file's ending, nothing.
pub(crate) struct Part {
    path: String,
    kind: Option<String>,
    bytes: Vec<u8>,
}

impl Part {
    /// A part of Word's own: `kind` as `styles`.
    pub fn word(path: &str, kind: &str, bytes: Vec<u8>) -> Part {
        Part { path: path.to_owned(), kind: Some(format!("{MAIN}.{kind}+xml")), bytes }
    }

    /// A part whose content type is written out.
    pub fn typed(path: &str, kind: &str, bytes: Vec<u8>) -> Part {
        Part { path: path.to_owned(), kind: Some(kind.to_owned()), bytes }
    }

    /// A part whose content type follows from its ending: `rels`, `png`.
    pub fn plain(path: impl Into<String>, bytes: Vec<u8>) -> Part {
        Part { path: path.into(), kind: None, bytes }
    }
}

fn types(parts: &[Part]) -> Vec<u8> {
    let mut xml = Xml::part("Types", &[("xmlns", TYPES)]);
    let endings: BTreeSet<&str> = parts
        .iter()
        .filter(|part| part.kind.is_none())
        .filter_map(|part| part.path.rsplit_once('.'))
        .map(|(_, ending)| ending)
        .collect();
    for ending in endings {
        let kind = match ending {
            "png" => "image/png",
            _ => "application/vnd.openxmlformats-package.relationships+xml",
        };
        xml.empty("Default", &[("Extension", ending), ("ContentType", kind)]);
    }
    for part in parts {
        if let Some(kind) = &part.kind {
            xml.empty("Override", &[("PartName", &format!("/{}", part.path)), ("ContentType", kind)]);
        }
    }
    xml.finish()
}

/// The file. Its entries carry the earliest time that ZIP knows, so that the same parts give the same bytes.
pub(crate) fn zip(parts: Vec<Part>) -> Result<Vec<u8>, Error> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let types = Part::plain("[Content_Types].xml", types(&parts));
    for part in std::iter::once(types).chain(parts) {
        // Pictures are compressed already.
        let method = if part.path.ends_with(".png") { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        out.start_file(part.path, options)?;
        out.write_all(&part.bytes).map_err(zip::result::ZipError::from)?;
    }
    Ok(out.finish()?.into_inner())
}
