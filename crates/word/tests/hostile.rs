//! Text that means harm or no sense: it comes out as it went in, less what XML forbids.

mod common;

use common::{File, figure};
use proptest::prelude::*;
use report::model::{Block, Cell, Column, Document, Heading, Inline, Numbered, Row, Table, Tag, Text, Tone};

const HOSTILE: [&str; 8] = [
    "a\u{0}b\u{1}c\u{b}d\u{1f}e\u{7f}f",
    "]]> & <w:p/> \" '",
    "👩‍👩‍👧 🏳️‍🌈 \u{1f9d1}\u{1f3fd}",
    "שלום עולם, مرحبا",
    "\u{202e}reversed\u{202c} \u{200f}",
    "one\ttwo\nthree\r\nfour",
    "\u{fffe}\u{ffff}\u{feff}\u{fffd}",
    "  spaces  kept  ",
];

/// What is left of `text` in the file.
fn left(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            '\u{fffe}' | '\u{ffff}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

fn everywhere(text: &str) -> Document {
    let words = || Text::from(text);
    let heading = Heading { level: 2, number: text.to_owned(), text: text.to_owned(), anchor: text.to_owned() };
    let tag = Tag { text: text.to_owned(), tone: Tone::Good, arrow: None };
    let table = Table {
        caption: text.to_owned(),
        columns: vec![Column::words(text), Column::numbers(text)],
        rows: vec![Row {
            cells: vec![
                Cell { text: words(), beneath: vec![text.to_owned()], tag: None },
                Cell { text: words(), beneath: Vec::new(), tag: Some(tag) },
            ],
            total: true,
        }],
        notes: vec![words()],
    };
    let mut figure = figure(text, text, 3);
    figure.description = text.to_owned();
    figure.sentence = words();
    Document {
        title: text.to_owned(),
        issuer: text.to_owned(),
        subtitle: text.to_owned(),
        facts: vec![(text.to_owned(), text.to_owned())],
        blocks: vec![
            Block::Contents,
            Block::Heading(heading),
            Block::Paragraph(Text(vec![
                Inline::Plain(text.to_owned()),
                Inline::Code(text.to_owned()),
                Inline::Link { text: text.to_owned(), to: text.to_owned() },
                Inline::Web { text: text.to_owned(), address: format!("https://{text}") },
                Inline::Web { text: text.to_owned(), address: text.to_owned() },
            ])),
            Block::Numbered(Numbered { number: text.to_owned(), text: words() }),
            Block::Table(table),
            Block::Figure(Box::new(figure)),
            Block::Definitions(vec![(text.to_owned(), vec![words()])]),
            Block::warning(text),
        ],
        footer: vec![text.to_owned()],
        marking: text.to_owned(),
        dated: None,
    }
}

/// Writes `text` in all places and looks for what became of it.
fn check(text: &str) {
    let file = File::of(&everywhere(text));
    let trees = file.trees();
    let (_, main) = trees.iter().find(|(path, _)| path == "word/document.xml").unwrap();
    let left = left(text);
    let paragraphs: Vec<String> = main.all("w:p").iter().map(|paragraph| paragraph.words()).collect();
    assert!(paragraphs.contains(&left), "{text:?}");
    assert!(paragraphs.contains(&left.repeat(5)), "{text:?}: {paragraphs:?}");
    assert!(paragraphs.contains(&format!("{left}\t{left}")), "{text:?}");
    assert_eq!(main.all("wp:docPr")[0].get("descr"), left);
    for property in ["w:tblCaption", "w:tblDescription"] {
        assert!(main.all(property)[0].get("w:val").contains(&left));
    }
    assert_eq!(file.tree("docProps/core.xml").child("dc:title").unwrap().own, left);
    for mark in main.all("w:bookmarkStart") {
        let name = mark.get("w:name");
        assert!(name.len() <= 40 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name:?}");
    }
}

#[test]
fn hostile_text_comes_out_as_text() {
    for text in HOSTILE {
        check(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_out_as_text(text in "\\PC{0,12}|[\\x00-\\x20<>&\"'\\]]{0,12}|.{0,60}") {
        check(&text);
    }
}
