//! What stands at the head and foot of each page: who issues the document and who may read it; what it is and where
//! in it one is.

use crate::body::{ASIDE, ROOT, UPRIGHT};
use crate::measure::Twips;
use crate::package::{Part, Relations};
use crate::xml::Xml;
use report::Document;

/// The most letters of the title that stand beside the page number.
const TITLE: usize = 80;

/// The heads and feet, by their relationships.
pub(crate) struct Furniture {
    issuer: String,
    marking: String,
    title: String,
    upright: (String, String),
    first: (String, String),
    aside: Option<(String, String)>,
}

impl Furniture {
    pub fn new(document: &Document, relations: &mut Relations) -> Furniture {
        let short = document.title.chars().count() <= TITLE;
        Furniture {
            issuer: document.issuer.clone(),
            marking: document.marking.clone(),
            title: if short { document.title.clone() } else { String::new() },
            upright: (relations.part("header", "header.xml"), relations.part("footer", "footer.xml")),
            first: (relations.part("header", "header-first.xml"), relations.part("footer", "footer-first.xml")),
            aside: None,
        }
    }

    /// What a section refers to: element, pages, relationship.
    pub fn references(
        &mut self,
        aside: bool,
        first: bool,
        relations: &mut Relations,
    ) -> Vec<(&'static str, &'static str, String)> {
        let (header, footer) = if aside {
            self.aside.get_or_insert_with(|| {
                (relations.part("header", "header-aside.xml"), relations.part("footer", "footer-aside.xml"))
            })
        } else {
            &self.upright
        };
        let mut out =
            vec![("w:headerReference", "default", header.clone()), ("w:footerReference", "default", footer.clone())];
        if first {
            out.push(("w:headerReference", "first", self.first.0.clone()));
            out.push(("w:footerReference", "first", self.first.1.clone()));
        }
        out
    }

    /// The parts.
    pub fn parts(&self) -> Vec<Part> {
        let header = |path: &str, bytes| Part::word(path, "header", bytes);
        let footer = |path: &str, bytes| Part::word(path, "footer", bytes);
        let mut out = vec![
            header("word/header.xml", self.header(&self.issuer, UPRIGHT)),
            footer("word/footer.xml", self.footer(UPRIGHT)),
            // The first page has the issuer over the title.
            header("word/header-first.xml", self.header("", UPRIGHT)),
            footer("word/footer-first.xml", self.footer(UPRIGHT)),
        ];
        if self.aside.is_some() {
            out.push(header("word/header-aside.xml", self.header(&self.issuer, ASIDE)));
            out.push(footer("word/footer-aside.xml", self.footer(ASIDE)));
        }
        out
    }

    fn header(&self, issuer: &str, width: Twips) -> Vec<u8> {
        let mut xml = Xml::part("w:hdr", &ROOT);
        paragraph(&mut xml, "Header", width);
        words(&mut xml, issuer);
        tab(&mut xml);
        if !self.marking.is_empty() {
            xml.open("w:r", &[]);
            xml.open("w:rPr", &[]);
            xml.value("w:rStyle", "Strong");
            xml.close();
            xml.text("w:t", &[("xml:space", "preserve")], &self.marking);
            xml.close();
        }
        xml.finish()
    }

    fn footer(&self, width: Twips) -> Vec<u8> {
        let mut xml = Xml::part("w:ftr", &ROOT);
        paragraph(&mut xml, "Footer", width);
        words(&mut xml, &self.title);
        tab(&mut xml);
        words(&mut xml, "Page ");
        field(&mut xml, " PAGE ");
        words(&mut xml, " of ");
        field(&mut xml, " NUMPAGES ");
        xml.finish()
    }
}

/// Opens a paragraph with a tab stop at the right margin.
fn paragraph(xml: &mut Xml, style: &'static str, width: Twips) {
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.value("w:pStyle", style);
    if width != UPRIGHT {
        xml.open("w:tabs", &[]);
        xml.empty("w:tab", &[("w:val", "clear"), ("w:pos", &UPRIGHT.to_string())]);
        xml.empty("w:tab", &[("w:val", "right"), ("w:pos", &width.to_string())]);
        xml.close();
    }
    xml.close();
}

fn words(xml: &mut Xml, words: &str) {
    if !words.is_empty() {
        xml.open("w:r", &[]);
        xml.text("w:t", &[("xml:space", "preserve")], words);
        xml.close();
    }
}

fn tab(xml: &mut Xml) {
    xml.open("w:r", &[]);
    xml.empty("w:tab", &[]);
    xml.close();
}

/// A number that Word fills in when it lays out the page.
fn field(xml: &mut Xml, instruction: &str) {
    xml.open("w:fldSimple", &[("w:instr", instruction)]);
    words(xml, "1");
    xml.close();
}
