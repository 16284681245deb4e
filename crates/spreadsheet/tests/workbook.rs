//! The workbook as a spreadsheet program meets it: every table of the document is there, every number is a number
//! and is shown as the document shows it, and nothing is a formula.

#[path = "../../report/examples/sample/figures.rs"]
mod figures;

use calamine::{Data, Reader, Xlsx};
use report::model::{Block, Cell, Column, Document, Heading, Row, Table, Text};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

type Workbook = Xlsx<Cursor<Vec<u8>>>;

fn sample() -> Document {
    report::performance(&figures::input())
}

fn open(bytes: &[u8]) -> Workbook {
    let mut workbook = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    workbook.load_tables().expect("tables");
    workbook
}

/// The tables of a document with the titles of what shows them.
fn tables(document: &Document) -> Vec<(&str, &Table)> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some((table.caption.as_str(), table)),
            Block::Figure(figure) => Some((figure.title.as_str(), &figure.table)),
            _ => None,
        })
        .collect()
}

/// All parts of the file: name and text.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    (0..archive.len())
        .map(|i| {
            let mut part = archive.by_index(i).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            (part.name().expect("a name").into_owned(), text)
        })
        .collect()
}

/// A sheet's cells as they are shown, from the cell's value and its number format alone.
struct Shown {
    rows: Vec<Vec<(Data, String)>>,
}

fn shown(workbook: &mut Workbook, sheet: &str) -> Shown {
    let range = workbook.worksheet_range(sheet).expect("a sheet");
    let styles = workbook.worksheet_style(sheet).expect("styles");
    let (bottom, right) = range.end().expect("cells");
    let cell = |row, column| {
        let data = range.get_value((row, column)).cloned().unwrap_or_default();
        let text = match &data {
            Data::Float(value) => {
                let style = styles.get((row, column)).and_then(|style| style.number_format.clone());
                displayed(*value, &style.expect("a number has a format").format_code)
            }
            Data::Empty => String::new(),
            Data::String(text) => text.clone(),
            other => panic!("{other:?} on {sheet}"),
        };
        (data, text)
    };
    Shown { rows: (0..=bottom).map(|row| (0..=right).map(|column| cell(row, column)).collect()).collect() }
}

/// What Excel displays, with the minus sign of the document.
fn displayed(value: f64, code: &str) -> String {
    let (code, pounds) = code.strip_prefix('£').map_or((code, ""), |code| (code, "£"));
    let (code, percent) = code.strip_suffix('%').map_or((code, ""), |code| (code, "%"));
    let decimals = code.strip_prefix("#,##0").unwrap_or_else(|| panic!("the format {code}"));
    let decimals = decimals.strip_prefix('.').unwrap_or(decimals);
    assert!(decimals.bytes().all(|byte| byte == b'0'), "the format {code}");
    let value = if percent.is_empty() { value } else { value * 100.0 };
    let text = format!("{:.*}", decimals.len(), value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{pounds}{out}{fraction}{percent}")
}

/// Whether a text is a figure: digits, with or without sign, commas, point and percent sign.
fn is_figure(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || ",.−%£".contains(c))
}

/// What a cell of the document says, in the column of its own.
fn says(cell: &Cell) -> String {
    let text = cell.text.words();
    if text.is_empty() { cell.tag.as_ref().map(|tag| tag.text.clone()).unwrap_or_default() } else { text }
}

#[test]
fn every_table_is_there_with_its_numbers() {
    let document = sample();
    let bytes = spreadsheet::write(&document).unwrap();
    let mut workbook = open(&bytes);
    let names = workbook.sheet_names();
    let sheets: Vec<Shown> = names.iter().map(|name| shown(&mut workbook, name)).collect();
    let expected = tables(&document);
    assert!(expected.len() > 15, "the sample has tables and charts");
    let (mut numbers, mut from) = (0, 1);
    for (title, table) in expected {
        // In the document's order: two tables may have one title.
        let at = (from..sheets.len()).find(|at| sheets[*at].rows[0][0].1 == title);
        let at = at.unwrap_or_else(|| panic!("no sheet for {title}"));
        from = at + 1;
        numbers += same_table(&sheets[at], table, title);
    }
    assert!(numbers > 1000, "{numbers} numbers");
}

/// Checks that a sheet says all that `table` says; gives how many numbers there are.
fn same_table(sheet: &Shown, table: &Table, title: &str) -> usize {
    let header = sheet.rows.iter().position(|row| row[0].1 == table.columns[0].title).expect("a header row");
    let headers: Vec<&str> = sheet.rows[header].iter().map(|cell| cell.1.as_str()).collect();
    assert_eq!(sheet.rows.len() - header - 1, table.rows.len(), "the rows of {title}");
    let mut numbers = 0;
    for (row, line) in table.rows.iter().zip(&sheet.rows[header + 1..]) {
        let mut at = 0;
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            assert_eq!(headers[at], column.title, "{title}");
            // What belongs to a column has its name before a colon.
            let own = headers[at + 1..].iter().take_while(|h| h.starts_with(&format!("{}: ", column.title))).count();
            let beside = &line[at..=at + own];
            let (data, text) = &beside[0];
            if says(cell).is_empty() {
                let first = cell.beneath.first().cloned().unwrap_or_default();
                assert!(text.is_empty() || *text == first, "{title}: {text}");
            } else {
                assert_eq!(*text, says(cell), "{title}");
            }
            assert_eq!(matches!(data, Data::Float(_)), column.numeric && is_figure(text), "{title}: {text}");
            for beneath in &cell.beneath {
                let said = |word: &str| beside.iter().any(|(_, text)| text == word);
                let words = beside.iter().any(|(_, text)| text.contains(beneath));
                let figures = beneath.split(' ').filter(|word| is_figure(word)).collect::<Vec<_>>();
                assert!(words || (!figures.is_empty() && figures.iter().all(|f| said(f))), "{title}: {beneath}");
            }
            numbers += beside.iter().filter(|(data, _)| matches!(data, Data::Float(_))).count();
            at += own + 1;
        }
        assert_eq!(at, headers.len(), "{title}: {headers:?}");
    }
    numbers
}

#[test]
fn counts_stand_beside_percentages() {
    let bytes = spreadsheet::write(&sample()).unwrap();
    let mut workbook = open(&bytes);
    let table = workbook.table_by_name("performance_indicators").unwrap();
    let columns = table.columns();
    for expected in ["July 2023 (provisional): count", "July 2023 (provisional): out of"] {
        assert!(columns.iter().any(|column| column == expected), "{columns:?}");
    }
    let data = table.data();
    let count = columns.iter().position(|column| column.ends_with("): count")).unwrap();
    for row in data.rows().filter(|row| matches!(row[1], Data::Float(_))) {
        let (Data::Float(share), Data::Float(count), Data::Float(of)) = (&row[count - 1], &row[count], &row[count + 1])
        else {
            panic!("{row:?}");
        };
        assert!((count / of - share).abs() < 0.000_500_1, "{count} of {of} is {share}");
    }
}

#[test]
fn names_are_valid_and_unlike() {
    let bytes = spreadsheet::write(&sample()).unwrap();
    let workbook = open(&bytes);
    let names = workbook.sheet_names();
    assert_eq!(names[0], "Cover");
    let unlike: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(unlike.len(), names.len());
    for name in &names {
        assert!(name.chars().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}");
    }
    let tables = workbook.table_names();
    let unlike: BTreeSet<String> = tables.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!((unlike.len(), tables.len()), (names.len(), names.len()), "one table a sheet");
}

#[test]
fn sheets_are_laid_out_for_readers() {
    let document = sample();
    let parts = parts(&spreadsheet::write(&document).unwrap());
    let sheets: Vec<&(String, String)> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).collect();
    assert!(sheets.len() > 15);
    for (name, xml) in sheets {
        assert!(!xml.contains("<f>") && !xml.contains("<f "), "a formula in {name}");
        assert!(!xml.contains("<mergeCell"), "merged cells in {name}");
        assert!(xml.contains("Internal: not for publication"), "the marking in the header of {name}");
        assert!(xml.contains("Page &amp;P of &amp;N"), "the page in the footer of {name}");
        assert_eq!(xml.matches("<tablePart ").count(), 1, "one table in {name}");
        let cover = name == "xl/worksheets/sheet1.xml";
        assert_eq!(xml.contains("state=\"frozen\""), !cover, "{name}");
        rows_follow(xml, name);
    }
    let (_, core) = parts.iter().find(|(name, _)| name == "docProps/core.xml").unwrap();
    for expected in [
        "<dc:language>en-GB</dc:language>",
        "<dc:title>Children’s social care performance</dc:title>",
        "<dc:creator>Anytown City Council</dc:creator>",
        "2023-07-31T00:00:00Z</dcterms:created>",
        "2023-07-31T00:00:00Z</dcterms:modified>",
    ] {
        assert!(core.contains(expected), "{expected} in {core}");
    }
}

/// No row is empty, from the first to the last, and the header row is where the view is frozen.
fn rows_follow(xml: &str, name: &str) {
    let rows: Vec<usize> = xml
        .split("<row r=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().and_then(|n| n.parse().ok()).expect("the number of a row"))
        .collect();
    assert_eq!(rows, (1..=rows.len()).collect::<Vec<_>>(), "the rows of {name}");
    for row in xml.split("<row r=\"").skip(1) {
        assert!(row.contains("<v>"), "an empty row in {name}");
    }
    if let Some((_, pane)) = xml.split_once("ySplit=\"") {
        let frozen: usize = pane.split('"').next().and_then(|n| n.parse().ok()).expect("frozen rows");
        assert!((3..=8).contains(&frozen), "{frozen} rows are frozen in {name}");
    }
}

#[test]
fn the_cover_leads_to_all() {
    let document = sample();
    let bytes = spreadsheet::write(&document).unwrap();
    let mut workbook = open(&bytes);
    let names = workbook.sheet_names();
    let cover = shown(&mut workbook, "Cover");
    let words: Vec<&str> = cover.rows.iter().flatten().map(|(_, text)| text.as_str()).collect();
    for expected in [
        "Children’s social care performance",
        "Anytown City Council",
        "July 2023",
        "Internal: not for publication",
        "Data date",
        "31 July 2023",
        "Contents",
    ] {
        assert!(words.contains(&expected), "{expected}");
    }
    let warning = words.iter().find(|text| text.contains("do not publish"));
    assert!(warning.is_some(), "what the report warns of stands on the cover");
    let links: Vec<String> =
        workbook.hyperlinks_by_sheet_name("Cover").unwrap().into_iter().filter_map(|link| link.location).collect();
    let expected: Vec<String> = names[1..].iter().map(|name| format!("'{name}'!A1")).collect();
    assert_eq!(links, expected);
}

#[test]
fn links_lead_to_definitions() {
    let bytes = spreadsheet::write(&sample()).unwrap();
    let mut workbook = open(&bytes);
    let sheet = workbook.sheet_names().into_iter().find(|name| name.ends_with("Performance indicators")).unwrap();
    let links = workbook.hyperlinks_by_sheet_name(&sheet).unwrap();
    let to: Vec<String> = links.into_iter().filter_map(|link| link.location).collect();
    let definitions = workbook.sheet_names().into_iter().find(|name| name.ends_with("Definitions")).unwrap();
    let found = to.iter().find_map(|to| to.strip_prefix(&format!("'{definitions}'!A"))).expect("a definition");
    let row: usize = found.parse().unwrap();
    let cells = shown(&mut workbook, &definitions);
    assert_eq!(cells.rows[row - 1][0].1, "Child protection: statutory visits completed on time");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = sample();
    let first = spreadsheet::write(&document).unwrap();
    assert!(first == spreadsheet::write(&document).unwrap());
    let undated = Document { dated: None, ..document };
    assert!(spreadsheet::write(&undated).unwrap() == spreadsheet::write(&undated).unwrap());
}

/// A document of one table whose cells come from outside.
fn odd(texts: &[&str]) -> Document {
    let rows = texts.iter().map(|text| Row::of([*text, *text])).collect();
    let columns = vec![Column::words("=1+1"), Column::numbers("=1+1")];
    let table = Table { caption: "=HYPERLINK(\"x\")".into(), columns, rows, notes: vec!["+1".into()] };
    let heading = Heading { level: 2, number: "1".into(), text: "@it".into(), anchor: "it".into() };
    Document {
        title: "=title".into(),
        blocks: vec![
            Block::Heading(heading),
            Block::Table(table),
            Block::Definitions(vec![("-1".into(), vec![Text::from("=2")])]),
        ],
        ..Document::default()
    }
}

#[test]
fn nothing_becomes_a_formula() {
    let texts = [
        "−£1,250,000",
        "=cmd|' /C calc'!A0",
        "+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "{=1}",
        "−3",
        "_x0041_",
        "<&>\"'",
        "\u{1}",
    ];
    let bytes = spreadsheet::write(&odd(&texts)).unwrap();
    for (name, xml) in parts(&bytes) {
        assert!(!xml.contains("<f>") && !xml.contains("Formula>"), "{name}");
    }
    let mut workbook = open(&bytes);
    let sheet = workbook.sheet_names()[1].clone();
    let cells = shown(&mut workbook, &sheet);
    let first = cells.rows.len() - texts.len();
    for (text, row) in texts.iter().zip(&cells.rows[first..]) {
        assert_eq!((row[0].1.as_str(), matches!(row[0].0, Data::String(_))), (*text, true));
        assert_eq!(row[1].1.as_str(), *text);
    }
    assert_eq!(cells.rows[first + 7][1].0, Data::Float(-3.0));
    assert_eq!(cells.rows[first][1].0, Data::Float(-1_250_000.0));
}

#[test]
fn symbols_are_explained() {
    let bytes = spreadsheet::write(&odd(&["c", "x", "12"])).unwrap();
    let cover = shown(&mut open(&bytes), "Cover");
    let named = |symbol: &str| cover.rows.iter().any(|row| row[0].1 == symbol && !row[1].1.is_empty());
    assert!(named("c") && named("x") && !named("z"));
}

#[test]
fn a_document_without_tables_still_opens() {
    let bytes = spreadsheet::write(&Document::default()).unwrap();
    assert_eq!(open(&bytes).sheet_names(), ["Cover"]);
}

/// What LibreOffice makes of a file: its words, and the PDF; `None` when it is not installed.
fn libreoffice(folder: &std::path::Path, file: &str) -> Option<(String, Option<Vec<u8>>)> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let run = std::process::Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder)
        .arg(folder.join(file))
        .output();
    match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => panic!("{error}"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            Some((said, std::fs::read(folder.join(file).with_extension("pdf")).ok()))
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "says that it was not tried")]
fn libreoffice_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("list.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(folder.path().join("report.xlsx"), spreadsheet::write(&sample()).unwrap()).unwrap();
    // LibreOffice may be there without its spreadsheet program.
    if libreoffice(folder.path(), "list.csv").is_none_or(|(_, pdf)| pdf.is_none()) {
        eprintln!("not tried: LibreOffice Calc (soffice) is not installed");
        return;
    }
    let (said, pdf) = libreoffice(folder.path(), "report.xlsx").expect("LibreOffice");
    let pdf = pdf.unwrap_or_else(|| panic!("LibreOffice wrote no PDF: {said}"));
    assert!(pdf.starts_with(b"%PDF"));
}
