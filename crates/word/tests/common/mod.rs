//! Reads a Word file back: its parts, and each as a tree.
#![allow(dead_code)]

#[path = "../../../report/examples/sample/figures.rs"]
pub mod figures;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use report::chart::{Bars, Chart, Line, Lines};
use report::model::{
    Arrow, Block, Cell, Column, Document, Figure, Heading, Inline, Numbered, Row, Table, Tag, Text, Tone,
};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// An element with what is in it.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    /// Its own text, without that of its children.
    pub own: String,
}

impl Element {
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// The child called `name`.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements called `name`, at any depth, in order.
    pub fn all(&self, name: &str) -> Vec<&Element> {
        self.every().into_iter().filter(|element| element.name == name).collect()
    }

    /// This element and all within it, in order.
    pub fn every(&self) -> Vec<&Element> {
        let mut out = vec![self];
        for child in &self.children {
            out.extend(child.every());
        }
        out
    }

    /// The words in it, as a reader sees them: tabs are tabs.
    pub fn words(&self) -> String {
        match self.name.as_str() {
            "w:t" => self.own.clone(),
            "w:tab" if self.attributes.is_empty() => "\t".to_owned(),
            _ => self.children.iter().map(Element::words).collect(),
        }
    }

    /// The style of a paragraph.
    pub fn style(&self) -> &str {
        self.child("w:pPr").and_then(|all| all.child("w:pStyle")).map_or("", |style| style.get("w:val"))
    }
}

/// The parts of a file.
pub struct File {
    pub parts: BTreeMap<String, Vec<u8>>,
    pub order: Vec<String>,
}

impl File {
    pub fn of(document: &Document) -> File {
        File::read(word::write(document).expect("a Word file"))
    }

    pub fn read(bytes: Vec<u8>) -> File {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
        let mut parts = BTreeMap::new();
        let mut order = Vec::new();
        for i in 0..archive.len() {
            let mut entry = archive.by_index(i).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("its bytes");
            let name = entry.name().expect("a name").into_owned();
            order.push(name.clone());
            assert!(parts.insert(name.clone(), bytes).is_none(), "twice: {name}");
        }
        File { parts, order }
    }

    /// A part as a tree.
    pub fn tree(&self, path: &str) -> Element {
        let bytes = self.parts.get(path).unwrap_or_else(|| panic!("no part {path}"));
        tree(std::str::from_utf8(bytes).expect("UTF-8"))
    }

    /// The main part.
    pub fn main(&self) -> Element {
        self.tree("word/document.xml")
    }

    /// All parts that are XML.
    pub fn trees(&self) -> Vec<(String, Element)> {
        let xml = self.order.iter().filter(|path| path.ends_with(".xml") || path.ends_with(".rels"));
        xml.map(|path| (path.clone(), self.tree(path))).collect()
    }
}

/// Parses XML; panics where it is not well-formed.
pub fn tree(text: &str) -> Element {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("at byte {}: {error}", reader.buffer_position())) {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(element(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().expect("an open element").children.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().own.push_str(&text),
            Event::GeneralRef(reference) => {
                let name = reference.to_string();
                let character = match name.as_str() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => reference.resolve_char_ref().expect("a character").expect("a character"),
                };
                open.last_mut().unwrap().own.push(character);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "not closed: {}", open.last().unwrap().name);
    let mut root = open.pop().unwrap();
    assert_eq!(root.children.len(), 1, "one root");
    root.children.remove(0)
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start
        .attributes()
        .map(|attribute| attribute.expect("a well-formed attribute"))
        .map(|attribute| {
            let value = quick_xml::escape::unescape(&attribute.value).expect("a well-formed value").into_owned();
            (attribute.key.as_ref().to_owned(), value)
        })
        .collect();
    Element { name: start.name().as_ref().to_owned(), attributes, ..Element::default() }
}

/// The performance report.
pub fn performance() -> Document {
    report::performance(&figures::input())
}

fn heading(level: u8, number: &str, text: &str) -> Block {
    let anchor = report::model::slug(text);
    Block::Heading(Heading { level, number: number.to_owned(), text: text.to_owned(), anchor })
}

fn numbered(number: &str, text: impl Into<Text>) -> Block {
    Block::Numbered(Numbered { number: number.to_owned(), text: text.into() })
}

/// A chart with `points` points, whose table has as many rows.
pub fn figure(anchor: &str, title: &str, points: usize) -> Figure {
    let labels: Vec<String> = (0..points).map(|i| format!("Month {}", i + 1)).collect();
    let values: Vec<f64> = (0..points).map(|i| 40.0 + (i * 7 % 11) as f64).collect();
    Figure {
        anchor: anchor.to_owned(),
        title: title.to_owned(),
        description: format!("A line of {points} points between 40 and 50."),
        sentence: format!("{title} moved between 40 and 50.").into(),
        table: Table {
            caption: title.to_owned(),
            columns: vec![Column::words("Month"), Column::numbers("Number")],
            rows: labels
                .iter()
                .zip(&values)
                .map(|(label, value)| Row::of([label.clone(), value.to_string()]))
                .collect(),
            notes: Vec::new(),
        },
        chart: Chart::Lines(Lines {
            labels,
            lines: vec![Line {
                name: "Number".to_owned(),
                values: values.into_iter().map(Some).collect(),
                ..Line::default()
            }],
            axis: "Number".to_owned(),
            ..Lines::default()
        }),
    }
}

/// A table of so many columns, each with a heading and words of some length.
pub fn wide(columns: usize) -> Table {
    let names = ["Service", "Establishment", "Maternity", "Long-term", "Agency", "Vacancies", "Unauthorised"];
    Table {
        caption: format!("Staff in {columns} columns"),
        columns: (0..columns)
            .map(|i| match i {
                0 => Column::words(names[0]),
                i => Column::numbers(names[1 + i % 6]),
            })
            .collect(),
        rows: (0..20).map(|row| Row::of((0..columns).map(|i| format!("{row}.{i}")))).collect(),
        notes: vec!["Full-time equivalents.".into()],
    }
}

/// A paper with every block.
pub fn paper() -> Document {
    let staffing = Table {
        caption: "Staff by service, full-time equivalents, 31 July 2023".to_owned(),
        columns: vec![
            Column::words("Service"),
            Column::numbers("Maternity"),
            Column::numbers("Agency"),
            Column::numbers("Long-term absence"),
            Column::words("Change"),
        ],
        rows: vec![
            Row {
                cells: vec![
                    Cell::from(Text::link("Referral and assessment", "performance-and-demand")).beneath("all teams"),
                    Cell::from("2.0"),
                    Cell::from("14.6").beneath("of 80.2"),
                    Cell::from("3.0"),
                    Cell {
                        text: "since June".into(),
                        beneath: vec!["more than chance".to_owned()],
                        tag: Some(Tag { text: "Worse".to_owned(), tone: Tone::Bad, arrow: Some(Arrow::Up) }),
                    },
                ],
                total: false,
            },
            Row {
                cells: vec![
                    "Children in care".into(),
                    "1.0".into(),
                    "4.0".into(),
                    Cell::default(),
                    Cell {
                        tag: Some(Tag { text: "No change".to_owned(), tone: Tone::Quiet, arrow: None }),
                        ..Cell::default()
                    },
                ],
                total: false,
            },
            Row { cells: ["All services", "3.0", "18.6", "3.0", ""].map(Cell::from).into(), total: true },
        ],
        notes: vec![Text::strong("c: ").then("a count of 1 to 5, kept back."), "Agency staff at month end.".into()],
    };
    let bars = Figure {
        anchor: "status".to_owned(),
        title: "Open cases by status".to_owned(),
        description: "Three bars: 812, 431 and 520.".to_owned(),
        sentence: "Of 1,763 open cases, 812 were children in need.".into(),
        chart: Chart::Bars(Bars {
            bars: vec![
                ("Child in need".to_owned(), 812.0, "812".to_owned()),
                ("Child protection plan".to_owned(), 431.0, "431".to_owned()),
                ("Child in care".to_owned(), 520.0, "520".to_owned()),
            ],
        }),
        table: Table {
            caption: "Open cases by status, 31 July 2023".to_owned(),
            columns: vec![Column::words("Status"), Column::numbers("Cases")],
            rows: vec![Row::of(["Child in need", "812"]), Row::of(["Child protection plan", "431"])],
            notes: Vec::new(),
        },
    };
    Document {
        title: "Children’s services performance".to_owned(),
        issuer: "Anytown City Council".to_owned(),
        subtitle: "July 2023".to_owned(),
        facts: vec![
            ("Board".to_owned(), "Children and Young People Scrutiny Board".to_owned()),
            ("Date of meeting".to_owned(), "14 September 2023".to_owned()),
            ("Item".to_owned(), "7".to_owned()),
        ],
        blocks: vec![
            Block::Contents,
            Block::NewPage,
            heading(2, "1", "Purpose"),
            numbered(
                "1.1",
                "To tell the board how children’s social care performed in July 2023, what changed, and why.",
            ),
            numbered("1.2", Text::from("See ").then("the table in ")),
            Block::List(vec!["A thing.".into(), Text(vec![Inline::Emphasis("Another".into())]).then(" thing.")]),
            Block::Steps(vec!["To note the report.".into(), "To ask for another.".into()]),
            heading(2, "2", "Performance and demand"),
            Block::paragraph(Text::link("Staffing", "staffing").then(", ").then("nowhere: ")),
            Block::Paragraph(Text(vec![
                Inline::Web { text: "the guidance".into(), address: "https://www.gov.uk/a b?c=1&d=2".into() },
                Inline::Web { text: "the trap".into(), address: "javascript:alert(1)".into() },
                Inline::Link { text: "no such place".into(), to: "nowhere".into() },
                Inline::Code("a1b2c3".into()),
            ])),
            Block::Figure(Box::new(figure("contacts-chart", "Contacts by month", 25))),
            Block::Figure(Box::new(bars)),
            Block::Steps(vec!["First again.".into()]),
            heading(3, "2.1", "Staffing"),
            Block::Table(staffing),
            heading(4, "", "Detail"),
            Block::note("What is provisional may change."),
            Block::warning(Text::strong("August").then(" is not complete.")),
            Block::Definitions(vec![(
                "Contact".to_owned(),
                vec!["What reaches the front door.".into(), "More.".into()],
            )]),
            heading(2, "3", "Staffing by month"),
            Block::Table(wide(16)),
            heading(2, "4", "Sign-off"),
            Block::paragraph("The end."),
            heading(2, "Appendix 1:", "Data quality"),
            Block::paragraph("All is well."),
        ],
        footer: vec!["Made with Derwent.".to_owned(), "Data date 31 July 2023.".to_owned()],
        marking: "Public".to_owned(),
        dated: Some("2023-07-31".parse().expect("a date")),
    }
}
