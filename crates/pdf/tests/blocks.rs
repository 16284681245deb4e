//! Every block, hostile text, and what is refused.

mod reader;

use pdf::Error;
use report::chart::{Bars, Chart};
use report::model::{Arrow, Block, Cell, Column, Document, Figure, Inline, Numbered, Row, Table, Tag, Text, Tone};

fn close(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "A paper".into(),
        issuer: "A council".into(),
        marking: "Public".into(),
        dated: "2023-07-31".parse().ok(),
        blocks,
        ..Document::default()
    }
}

fn words(blocks: Vec<Block>) -> String {
    let bytes = pdf::write(&document(blocks)).expect("a PDF without a warning");
    close(&reader::read(&bytes).tree.words())
}

/// Whatever is markup somewhere.
const HOSTILE: &str = r##"#panic("x") $x^2$ *b* _i_ `code` @ref <label> \ \n \u{41} "q" 'q' [c] {d} = h - l + e / t // c /* c */ ~ -- --- ... https://example.org/#a]"##;

#[test]
fn no_text_is_markup() {
    let text = || Text::from(HOSTILE);
    let all = Text(vec![
        Inline::Plain(HOSTILE.into()),
        Inline::Strong(HOSTILE.into()),
        Inline::Emphasis(HOSTILE.into()),
        Inline::Code(HOSTILE.into()),
        Inline::Link { text: HOSTILE.into(), to: "here".into() },
        Inline::Web { text: HOSTILE.into(), address: "https://example.org/?a=\"b\"&c=#d".into() },
    ]);
    let heading = report::model::Heading { level: 2, number: "1".into(), text: HOSTILE.into(), anchor: "here".into() };
    let cell = Cell {
        text: text(),
        beneath: vec![HOSTILE.into()],
        tag: Some(Tag { text: HOSTILE.into(), tone: Tone::Good, arrow: Some(Arrow::Up) }),
    };
    let table = Table {
        caption: HOSTILE.into(),
        columns: vec![Column::words(HOSTILE), Column::numbers("n")],
        rows: vec![Row { cells: vec![cell, "1".into()], total: true }],
        notes: vec![all.clone()],
    };
    let figure = Figure {
        anchor: HOSTILE.into(),
        title: HOSTILE.into(),
        description: HOSTILE.into(),
        sentence: all.clone(),
        chart: Chart::Bars(Bars { bars: vec![(HOSTILE.into(), 1.0, HOSTILE.into())] }),
        table: table.clone(),
    };
    let blocks = vec![
        Block::Contents,
        Block::Heading(heading),
        Block::Paragraph(all.clone()),
        Block::Numbered(Numbered { number: HOSTILE[..6].into(), text: text() }),
        Block::List(vec![all.clone(), text()]),
        Block::Steps(vec![all.clone()]),
        Block::Table(table),
        Block::Figure(Box::new(figure)),
        Block::Definitions(vec![(HOSTILE.into(), vec![all, text()])]),
        Block::warning(HOSTILE),
        Block::NewPage,
        Block::note(HOSTILE),
    ];
    let paper = Document {
        title: HOSTILE.into(),
        issuer: HOSTILE.into(),
        subtitle: HOSTILE.into(),
        marking: HOSTILE.into(),
        facts: vec![(HOSTILE.into(), HOSTILE.into())],
        footer: vec![HOSTILE.into()],
        ..document(blocks)
    };
    let read = reader::read(&pdf::write(&paper).expect("a PDF without a warning"));
    let said = close(&read.tree.words());
    // Title, issuer, subtitle, fact (2), contents, heading; paragraph (6); numbered; list (7); steps (6); each table's
    // caption, heading, cell (3) and notes (6); figure's title and sentence (6); definitions (8); notices (2); foot.
    // The chart itself has its labels besides.
    let count = said.matches(&close(HOSTILE)).count();
    let least = 7 + 6 + 1 + 7 + 6 + 11 * 2 + 7 + 8 + 2 + 1;
    assert!(count >= least, "{count} of {least}");
    assert_eq!(read.tree.all("Figure")[0].alternative.as_deref(), Some(HOSTILE));
}

#[test]
fn letters_that_no_font_has_are_named() {
    let said = words(vec![Block::paragraph("a\u{1f600}b 中 c\u{0}\u{7}\u{feff}\u{202e}\u{e000}d\u{2011}e ✓ → ≥ ▲")]);
    assert!(said.contains("a[U+1F600]b[U+4E2D]c[U+E000]d-e√→≥▲"), "{said}");
}

#[test]
fn long_words_are_broken_and_stay_words() {
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let table = Table {
        caption: "Files".into(),
        columns: (0..5).map(|n| Column::words(format!("Column {n}"))).collect(),
        rows: vec![Row::of([Text::code(hash), hash.into(), "c".into(), "d".into(), "e".into()])],
        notes: vec![],
    };
    let said = words(vec![Block::Table(table), Block::paragraph(Text::code(hash))]);
    assert_eq!(said.matches(hash).count(), 3, "{said}");
}

#[test]
fn a_wide_table_has_a_landscape_page() {
    let wide = |columns: usize| Table {
        caption: "Wide".into(),
        columns: (0..columns).map(|n| Column::numbers(format!("Numerator {n}"))).collect(),
        rows: vec![Row::of((0..columns).map(|n| n.to_string()))],
        notes: vec![],
    };
    let paper = document(vec![Block::paragraph("Before."), Block::Table(wide(10)), Block::paragraph("After.")]);
    let read = reader::read(&pdf::write(&paper).unwrap());
    assert_eq!(read.landscape, [false, true, false]);
    let paper = document(vec![Block::Table(wide(30))]);
    assert_eq!(pdf::write(&paper), Err(Error::Wide("Wide".into())));
}

#[test]
fn links_lead_to_what_is_there() {
    let link = Block::Paragraph(Text::link("there", "nowhere"));
    assert_eq!(pdf::write(&document(vec![link])), Err(Error::Link("nowhere".into())));
    let twice = vec![
        Block::heading(2, "Twice"),
        Block::heading(2, "Twice"),
        Block::Paragraph(Text::link("there", "twice")),
        Block::Paragraph(Text(vec![Inline::Web { text: "run".into(), address: "javascript:alert(1)".into() }])),
    ];
    let bytes = pdf::write(&document(twice)).unwrap();
    assert_eq!(reader::read(&bytes).tree.all("Link").len(), 1);
}

#[test]
fn a_row_must_fit_its_table() {
    let table = Table {
        caption: "Short".into(),
        columns: vec![Column::words("a"), Column::words("b")],
        rows: vec![Row::of(["1"])],
        notes: vec![],
    };
    assert_eq!(pdf::write(&document(vec![Block::Table(table)])), Err(Error::Row("Short".into())));
}

#[test]
fn a_skipped_level_is_refused() {
    let paper = document(vec![Block::heading(4, "Too deep")]);
    assert!(matches!(pdf::write(&paper), Err(Error::Typesetting(_))), "{:?}", pdf::write(&paper).map(|b| b.len()));
}

#[test]
fn a_long_table_repeats_its_headings_and_reads_them_once() {
    let table = Table {
        caption: "Long".into(),
        columns: vec![Column::words("Some heading"), Column::numbers("Value")],
        rows: (0..120).map(|n| Row::of([format!("row {n}"), n.to_string()])).collect(),
        notes: vec![],
    };
    let read = reader::read(&pdf::write(&document(vec![Block::Table(table)])).unwrap());
    assert!(read.pages.len() >= 3);
    assert!(read.pages.iter().all(|page| close(page).contains("Someheading")));
    assert_eq!(close(&read.tree.words()).matches("Someheading").count(), 1);
    assert_eq!(read.tree.all("TR").len(), 121);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_can_be_set(text in "\\PC{1,60}") {
        let paper = document(vec![Block::paragraph(format!("x {text}")), Block::note(text.clone()), Block::heading(2, format!("x{text}"))]);
        proptest::prop_assert!(pdf::write(&paper).is_ok(), "{:?} {:?}", text, pdf::write(&paper).err());
    }
}
