//! The sample report as a PDF: read back through its tags, as assistive technology reads it.

#[path = "../../report/examples/sample/figures.rs"]
mod figures;
mod reader;

use reader::{Node, Read};
use report::Document;
use report::model::{Block, Cell};
use std::sync::LazyLock;

static SAMPLE: LazyLock<(Document, Vec<u8>, Read)> = LazyLock::new(|| {
    let document = report::performance(&figures::input());
    let bytes = pdf::write(&document).expect("a PDF without a warning");
    let read = reader::read(&bytes);
    (document, bytes, read)
});

/// Without spaces: at the end of a line there is none in a PDF.
fn close(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn said(cell: &Cell) -> String {
    let tag = cell.tag.as_ref().map(|tag| tag.text.clone()).unwrap_or_default();
    close(&(tag + &cell.text.words() + &cell.beneath.concat()))
}

fn rows(table: &Node) -> Vec<Vec<(String, String, String)>> {
    let cell = |cell: &Node| (cell.tag.clone(), cell.scope.clone(), close(&cell.words()));
    let cells = |row: &Node| row.kids.iter().filter(|kid| !kid.tag.is_empty()).map(cell).collect();
    table.all("TR").into_iter().map(cells).collect()
}

#[test]
fn it_says_that_it_is_accessible() {
    let (document, _, read) = &*SAMPLE;
    assert!(read.xmp.contains("<pdfuaid:part>1</pdfuaid:part>"), "{}", read.xmp);
    assert_eq!(read.language, "en-GB");
    assert!(read.marked, "tagged");
    assert!(read.titled, "its title is shown, not its file name");
    assert!(read.xmp.contains(&document.dated.expect("a day").to_string()), "{}", read.xmp);
    assert!(read.xmp.contains(&document.title) && read.xmp.contains(&document.issuer), "{}", read.xmp);
}

#[test]
fn fonts_are_inside_and_only_ours() {
    let (_, _, read) = &*SAMPLE;
    assert!(!read.fonts.is_empty());
    for (name, embedded) in &read.fonts {
        assert!(*embedded && name.contains("NotoSans"), "{name}");
    }
}

#[test]
fn headings_are_those_of_the_document() {
    let (document, _, read) = &*SAMPLE;
    let headings = document.blocks.iter().filter_map(|block| match block {
        Block::Heading(heading) => Some(heading),
        _ => None,
    });
    let mut wanted = vec![("H1".to_owned(), close(&document.title))];
    wanted.extend(headings.map(|heading| (format!("H{}", heading.level), close(&heading.words()))));
    let mut found = Vec::new();
    collect_headings(&read.tree, &mut found);
    found.retain(|(_, words)| words != "Contents" && words != "Numbersbehindthecharts");
    assert_eq!(found, wanted);
}

fn collect_headings(node: &Node, out: &mut Vec<(String, String)>) {
    if matches!(node.tag.as_str(), "H1" | "H2" | "H3" | "H4") {
        out.push((node.tag.clone(), close(&node.words())));
    }
    node.kids.iter().for_each(|kid| collect_headings(kid, out));
}

#[test]
fn every_table_can_be_read_cell_by_cell() {
    let (document, _, read) = &*SAMPLE;
    let found = read.tree.all("Table");
    let wanted = report::groups::tables(document);
    assert!(wanted.len() > 10);
    assert_eq!(found.len(), wanted.len());
    for table in wanted {
        let caption = close(&table.caption);
        let named = found.iter().filter(|node| {
            let captions = node.all("Caption");
            captions.len() == 1 && close(&captions[0].words()) == caption
        });
        let same: Vec<_> = named.map(|node| rows(node)).collect();
        let headings: Vec<_> =
            table.columns.iter().map(|column| ("TH".to_owned(), "Column".to_owned(), close(&column.title))).collect();
        let body = table.rows.iter().map(|row| {
            let cells = row.cells.iter().enumerate();
            cells
                .map(|(i, cell)| match i {
                    0 => ("TH".to_owned(), "Row".to_owned(), said(cell)),
                    _ => ("TD".to_owned(), String::new(), said(cell)),
                })
                .collect::<Vec<_>>()
        });
        let all: Vec<Vec<_>> = std::iter::once(headings).chain(body).collect();
        assert!(same.contains(&all), "{}: {same:#?}", table.caption);
    }
}

#[test]
fn every_chart_has_a_text_in_its_place() {
    let (document, _, read) = &*SAMPLE;
    let wanted: Vec<String> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Figure(figure) => Some(figure.description.clone()),
            _ => None,
        })
        .collect();
    let found = read.tree.all("Figure");
    let found: Vec<String> = found.iter().map(|node| node.alternative.clone().unwrap_or_default()).collect();
    assert!(!wanted.is_empty());
    assert_eq!(found, wanted);
    assert!(read.tree.all("Table").iter().all(|table| table.alternative.is_none()), "no text stands for a table");
    assert!(read.patterns > 0, "shares are told apart by patterns");
}

#[test]
fn all_that_is_said_is_there() {
    let (document, _, read) = &*SAMPLE;
    let words = close(&read.tree.words());
    let mut said = vec![document.title.clone(), document.subtitle.clone(), document.issuer.clone()];
    said.extend(document.facts.iter().flat_map(|(name, value)| [name.clone(), value.clone()]));
    said.extend(document.footer.clone());
    for block in &document.blocks {
        match block {
            Block::Paragraph(text) | Block::Notice(report::model::Notice { text, .. }) => said.push(text.words()),
            Block::Numbered(paragraph) => said.push(format!("{} {}", paragraph.number, paragraph.text.words())),
            Block::List(items) | Block::Steps(items) => said.extend(items.iter().map(|item| item.words())),
            Block::Figure(figure) => said.extend([figure.title.clone(), figure.sentence.words()]),
            Block::Table(table) => said.extend(table.notes.iter().map(|note| note.words())),
            Block::Definitions(terms) => {
                said.extend(terms.iter().map(|(term, _)| term.clone()));
                said.extend(terms.iter().flat_map(|(_, meanings)| meanings.iter().map(|meaning| meaning.words())));
            }
            Block::Heading(_) | Block::Contents | Block::NewPage => {}
        }
    }
    for text in said {
        assert!(words.contains(&close(&text)), "{text}");
    }
}

#[test]
fn every_page_has_its_number_and_marking() {
    let (document, _, read) = &*SAMPLE;
    let count = read.pages.len();
    assert!(count > 3);
    for (i, page) in read.pages.iter().enumerate() {
        let page = close(page);
        assert!(page.contains(&format!("Page{}of{count}", i + 1)), "{page}");
        assert!(page.contains(&close(&document.issuer)) && page.contains(&close(&document.marking)), "{page}");
    }
    assert!(!close(&read.tree.words()).contains("Page1of"), "what repeats on every page is not read out");
}

#[test]
fn bookmarks_are_the_headings() {
    let (document, _, read) = &*SAMPLE;
    let headings = document.blocks.iter().filter_map(|block| match block {
        Block::Heading(heading) => Some((usize::from(heading.level) - 2, heading.words())),
        _ => None,
    });
    let mut wanted: Vec<_> = headings.collect();
    wanted.push((0, "Numbers behind the charts".to_owned()));
    assert_eq!(read.bookmarks, wanted);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (document, bytes, _) = &*SAMPLE;
    assert_eq!(&pdf::write(document).unwrap(), bytes);
}

/// In a process of its own, so that nothing kept from an earlier run can help: this test writes the sample where the
/// variable says, and does nothing without it.
#[test]
fn a_run_of_its_own() {
    if let Some(path) = std::env::var_os("DERWENT_TEST_PDF") {
        std::fs::write(path, &SAMPLE.1).unwrap();
    }
}

#[test]
fn another_run_gives_the_same_bytes() {
    let (_, bytes, _) = &*SAMPLE;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.pdf");
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_run_of_its_own"])
        .env("DERWENT_TEST_PDF", &path)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert!(&std::fs::read(&path).unwrap() == bytes, "two runs differ");
}
