//! The parts around the main one: styles, lists, settings, what is known about the document.

use crate::blocks::FIRST_STEPS;
use crate::body::Body;
use crate::package::{KIND, Part, Relations};
use crate::xml::Xml;
use report::Document;

const STYLES: &str = include_str!("parts/styles.xml");
const SETTINGS: &str = include_str!("parts/settings.xml");
const LISTS: &str = include_str!("parts/lists.xml");

/// The fonts by their families, for machines that lack them.
const FONTS: &str = include_str!("parts/fonts.xml");
/// The fonts and colours that Word offers to those who add to the paper.
const THEME: &str = include_str!("parts/theme.xml");

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const APPLICATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";

/// All parts of the file.
pub(crate) fn parts(document: &Document, mut body: Body<'_>) -> Vec<Part> {
    let mut relations = Relations::default();
    relations.part("officeDocument", "word/document.xml");
    relations.named(&format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml");
    relations.part("extended-properties", "docProps/app.xml");
    let furniture = body.furniture.parts();
    let pictures = std::mem::take(&mut body.pictures);
    let lists = lists(body.lists);
    let mut parts = vec![
        Part::plain("_rels/.rels", relations.xml()),
        Part::word("word/document.xml", "document.main", body.xml.finish()),
        Part::plain("word/_rels/document.xml.rels", body.relations.xml()),
        Part::word("word/styles.xml", "styles", STYLES.as_bytes().to_vec()),
        Part::word("word/settings.xml", "settings", SETTINGS.as_bytes().to_vec()),
        Part::word("word/numbering.xml", "numbering", lists.into_bytes()),
        Part::word("word/fontTable.xml", "fontTable", FONTS.as_bytes().to_vec()),
        Part::typed(
            "word/theme/theme1.xml",
            "application/vnd.openxmlformats-officedocument.theme+xml",
            THEME.as_bytes().to_vec(),
        ),
    ];
    parts.extend(furniture);
    for (i, png) in pictures.into_iter().enumerate() {
        parts.push(Part::plain(format!("word/media/chart{}.png", i + 1), png));
    }
    parts.push(Part::typed(
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        core(document),
    ));
    parts.push(Part::typed(
        "docProps/app.xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        application(document),
    ));
    parts
}

/// The lists: bullets, numbers, and for each numbered list of the document one that counts from 1 again.
fn lists(count: u32) -> String {
    let own: String = (0..count)
        .map(|i| {
            format!(
                concat!(
                    "  <w:num w:numId=\"{}\"><w:abstractNumId w:val=\"2\"/><w:lvlOverride w:ilvl=\"0\">",
                    "<w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>\n"
                ),
                FIRST_STEPS + i
            )
        })
        .collect();
    LISTS.replace("</w:numbering>", &format!("{own}</w:numbering>"))
}

/// Title, issuer, language and date.
fn core(document: &Document) -> Vec<u8> {
    let mut xml = Xml::part(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &format!("{PACKAGE}/metadata/core-properties")),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    );
    xml.text("dc:title", &[], &document.title);
    if !document.subtitle.is_empty() {
        xml.text("dc:subject", &[], &document.subtitle);
    }
    if !document.issuer.is_empty() {
        xml.text("dc:creator", &[], &document.issuer);
        xml.text("cp:lastModifiedBy", &[], &document.issuer);
    }
    if !document.marking.is_empty() {
        xml.text("cp:category", &[], &document.marking);
    }
    xml.text("dc:language", &[], "en-GB");
    if let Some(day) = document.dated {
        let time = format!("{day}T00:00:00Z");
        for element in ["dcterms:created", "dcterms:modified"] {
            xml.text(element, &[("xsi:type", "dcterms:W3CDTF")], &time);
        }
    }
    xml.finish()
}

fn application(document: &Document) -> Vec<u8> {
    let mut xml = Xml::part(
        "Properties",
        &[("xmlns", APPLICATION), ("xmlns:vt", &KIND.replace("relationships", "docPropsVTypes"))],
    );
    xml.text("Application", &[], "Derwent");
    if !document.issuer.is_empty() {
        xml.text("Company", &[], &document.issuer);
    }
    xml.finish()
}
