//! Workbooks that are none, are damaged, or are meant to do harm: each a clear fault, with memory bounded.

mod common;
#[path = "common/book.rs"]
mod made;

use common::folder;
use intake::{Fault, Limits, Options, Reading, XlsReader};
use made::{book, headings, ole, unzip, with_part, xls, zip};
use std::time::{Duration, Instant};

fn options() -> Options {
    let xls_reader = XlsReader {
        program: Some(env!("CARGO_BIN_EXE_read-xls").into()),
        arguments: Vec::new(),
        memory_bytes: 1 << 30,
        time: Duration::from_secs(30),
    };
    Options { data_date: Some(jiff::civil::date(2023, 7, 31)), xls_reader, ..Options::default() }
}

fn read(name: &str, bytes: &[u8]) -> Result<Reading, Vec<Fault>> {
    read_with(name, bytes, &options())
}

fn read_with(name: &str, bytes: &[u8], options: &Options) -> Result<Reading, Vec<Fault>> {
    let folder = folder(&[(name, bytes)]);
    intake::read(&[folder.path().join(name)], options, &|_| {}).map(|mut readings| readings.remove(0))
}

/// The one fault of a file, in one line.
fn fault(name: &str, bytes: &[u8]) -> String {
    said(read(name, bytes))
}

fn said(result: Result<Reading, Vec<Fault>>) -> String {
    let faults = result.map(|reading| reading.tables.len()).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(!faults[0].file.is_empty() && !faults[0].expected.is_empty() && !faults[0].hint.is_empty());
    faults[0].what.clone()
}

/// A good workbook with two contacts.
fn contacts() -> Vec<u8> {
    book(&[(
        "List 1",
        &[&headings(1), "101|Female|WBRI|2015-01-25|8|2023-06-01|6: Police", "102|M|A1|2012-03-04|11|2023-06-02|2A"],
    )])
}

/// The most memory that this process has used, in bytes, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

#[test]
fn a_good_workbook_is_read_whatever_it_is_called() {
    for name in ["a.xlsx", "a.xls", "a", "a.dat"] {
        assert_eq!(read(name, &contacts()).unwrap().tables["ssd_contacts"].num_rows(), 2, "{name}");
    }
}

#[test]
fn what_is_no_workbook_is_said() {
    for (bytes, words) in [
        (zip(&[("a.csv", b"x,y\n1,2\n")]), "zip archive without a workbook"),
        (
            zip(&[("_rels/.rels", b"<Relationships/>"), ("word/document.xml", b"<w/>")]),
            "zip archive without a workbook",
        ),
        (zip(&[("xl/workbook.bin", b"")]), ".xlsb"),
        (zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")]), ".ods"),
        (zip(&[]), "zip archive without a workbook"),
        (ole(&[("WordDocument", b"x")]), "OLE file without a workbook"),
    ] {
        let what = fault("a.xlsx", &bytes);
        assert!(what.contains(words), "{what}");
    }
    // Neither container: whatever it is called, it is no workbook.
    assert!(read("a.xlsx", b"").is_err());
    assert!(read("a.xlsx", &[0, 159, 146, 150, 255, 254, 0, 1, 2, 3].repeat(100)).is_err());
    assert!(read("a.xlsx", b"Dear all, please find attached the workbook.").is_err());
}

#[test]
fn a_workbook_without_lists_is_said() {
    let what = fault("a.xlsx", &book(&[("Budget", &["Year|Pounds|Note|Line", "2023|1|x|y"])]));
    assert!(what.contains("headings of an Annex A list"), "{what}");
}

#[test]
fn a_password_is_said() {
    let locked = ole(&[("EncryptionInfo", &[4, 0, 4, 0]), ("EncryptedPackage", &[7; 5000])]);
    for name in ["a.xlsx", "a.xls"] {
        let what = fault(name, &locked);
        assert!(what.contains("password"), "{what}");
    }
}

#[test]
fn a_workbook_cut_short_is_said() {
    let whole = contacts();
    for keep in [9, 30, whole.len() / 4, whole.len() / 2, whole.len() - 100, whole.len() - 1] {
        let what = fault("a.xlsx", &whole[..keep]);
        assert!(what.contains("damaged or cut short"), "{keep}: {what}");
    }
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let start = Instant::now();
    let bomb = with_part(&contacts(), "xl/worksheets/sheet2.xml", &vec![b' '; 200 << 20]);
    assert!(bomb.len() < 1 << 20);
    let what = fault("a.xlsx", &bomb);
    assert!(what.contains("zip bomb"), "{what}");

    // The same with headers that say that it unpacks to 100 bytes.
    let mut lying = bomb;
    let size = (200_u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|&at| lying[at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(read("a.xlsx", &lying).is_err());
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn more_than_the_limits_is_refused() {
    let limits = Limits::default();
    for (limits, words) in [
        (Limits { workbook_bytes: 1_000, ..limits.clone() }, "larger than"),
        (Limits { workbook_unpacked_bytes: 2_000, ..limits.clone() }, "unpacks to far more"),
        (Limits { workbook_cells: 10, ..limits.clone() }, "too many"),
        (Limits { cell_bytes: 5, ..limits.clone() }, "too much text"),
        (Limits { columns: 3, ..limits.clone() }, "no proper place"),
        (Limits { sheets: 0, ..limits }, "too many sheets"),
    ] {
        let what = said(read_with("a.xlsx", &contacts(), &Options { limits, ..options() }));
        assert!(what.contains(words), "{what}");
    }
    let parts: Vec<(String, &[u8])> = (0..10_001).map(|i| (format!("{i}"), &b""[..])).collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let what = fault("a.xlsx", &zip(&parts));
    assert!(what.contains("10001 parts"), "{what}");
}

#[test]
fn one_cell_in_the_last_row_and_column_takes_no_memory() {
    let sheet = |cells: &str| {
        format!("<worksheet><dimension ref=\"XFD1048576\"/><sheetData>{cells}</sheetData></worksheet>").into_bytes()
    };
    let before = peak_memory();
    let far = with_part(
        &contacts(),
        "xl/worksheets/sheet1.xml",
        &sheet("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"),
    );
    let what = fault("a.xlsx", &far);
    assert!(what.contains("headings of an Annex A list"), "{what}");
    let beside = with_part(
        &book(&[("List 1", &[&headings(1), "101"]), ("Far", &["x"])]),
        "xl/worksheets/sheet2.xml",
        &sheet("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"),
    );
    assert_eq!(read("a.xlsx", &beside).unwrap().tables["ssd_contacts"].num_rows(), 1);
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < 100 << 20, "{} MB", (after - before) >> 20);
    }
    // One in the last column of every row is refused before it fills the memory.
    let rows: String = (1..=20_000).map(|r| format!("<row r=\"{r}\"><c r=\"XFD{r}\"><v>1</v></c></row>")).collect();
    let limits = Limits { workbook_cells: 1_000_000, ..Limits::default() };
    let wide = with_part(&contacts(), "xl/worksheets/sheet1.xml", &sheet(&rows));
    let what = said(read_with("a.xlsx", &wide, &Options { limits, ..options() }));
    assert!(what.contains("too many cells"), "{what}");
    // Places that no sheet has.
    for place in ["XFE1", "A1048577", "ZZZZ1", "A0", "1", "A-1", "A99999999999"] {
        let cell = format!("<row><c r=\"{place}\"><v>1</v></c></row>");
        let what = fault("a.xlsx", &with_part(&contacts(), "xl/worksheets/sheet1.xml", &sheet(&cell)));
        assert!(what.contains("no proper place"), "{place}: {what}");
    }
}

#[test]
fn counts_and_entities_of_the_file_are_not_trusted() {
    let part = "xl/sharedStrings.xml";
    let texts = String::from_utf8(unzip(&contacts()).into_iter().find(|(name, _)| name == part).unwrap().1).unwrap();
    let at = texts.find("uniqueCount=\"").unwrap() + 13;
    let end = at + texts[at..].find('"').unwrap();
    let many = format!("{}99999999999999{}", &texts[..at], &texts[end..]);
    let before = peak_memory();
    assert_eq!(
        read("a.xlsx", &with_part(&contacts(), part, many.as_bytes())).unwrap().tables["ssd_contacts"].num_rows(),
        2
    );
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < 100 << 20);
    }
    // A thousand million laughs: entities of the file's own making stay unread.
    let laughs = texts
        .replacen("<sst", "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><sst", 1)
        .replace("Police", "&b;");
    let reading = read("a.xlsx", &with_part(&contacts(), part, laughs.as_bytes())).unwrap();
    assert!(reading.findings.iter().all(|finding| !finding.found.contains("ha")));
    // A cell that refers to a text that is not there.
    let none = with_part(&contacts(), part, b"<sst/>");
    assert!(fault("a.xlsx", &none).contains("refers to a text that is not there"));
}

#[test]
fn an_old_workbook_is_read_by_a_child() {
    let rows = [headings(1), "101|Female|WBRI|2015-01-25|8|2023-06-01|6: Police".to_owned()];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let bytes = xls("List 1", &rows);
    let reading = read("a.xls", &bytes).unwrap();
    let contacts = &reading.tables["ssd_contacts"];
    assert_eq!(contacts.num_rows(), 1);
    use arrow::array::AsArray;
    let id = contacts.column_by_name("cont_contact_id").unwrap().as_string::<i32>().value(0);
    assert_eq!(id, "A1:101:2023-06-01:6");
}

#[cfg(unix)]
#[test]
fn a_child_that_fails_is_said() {
    let good = xls("List 1", &[&headings(1), "101"]);
    // Cut short, before or behind the place that says what the file holds.
    for keep in [1_200, good.len() / 2] {
        let what = fault("a.xls", &good[..keep]);
        assert!(what.contains("damaged") || what.contains("cut short"), "{keep}: {what}");
    }
    // It ends without having said that it is done.
    let broken =
        XlsReader { program: Some("echo".into()), arguments: vec!["{\"Sheet\":\"x\"}".into()], ..options().xls_reader };
    let what = said(read_with("a.xls", &good, &Options { xls_reader: broken, ..options() }));
    assert!(what.contains("broke off"), "{what}");
    // It takes too long.
    let sleeping = XlsReader {
        program: Some("sleep".into()),
        arguments: vec!["20".into()],
        memory_bytes: 0,
        time: Duration::from_millis(300),
    };
    let start = Instant::now();
    let what = said(read_with("a.xls", &good, &Options { xls_reader: sleeping, ..options() }));
    assert!(what.contains("took more than"), "{what}");
    assert!(start.elapsed() < Duration::from_secs(10));
    // It can't be started.
    let none = XlsReader { program: Some("/nowhere/at/all".into()), ..XlsReader::default() };
    let what = said(read_with("a.xls", &good, &Options { xls_reader: none, ..options() }));
    assert!(what.contains("could not be started"), "{what}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_child_that_wants_too_much_memory_is_ended() {
    // Two cells far apart: the reader of xls files lays out all cells between them.
    let far = |row: u16, column: u16| {
        let mut body = Vec::new();
        body.extend(row.to_le_bytes());
        body.extend(column.to_le_bytes());
        body.extend(0_u16.to_le_bytes());
        body.extend(1_f64.to_le_bytes());
        body
    };
    let mut bytes = xls("Far", &["1|1"]);
    // The second number's place is moved to the last row and column.
    let first = far(0, 1);
    let at = bytes.windows(first.len()).position(|window| window == first).unwrap();
    bytes[at..at + 14].copy_from_slice(&far(u16::MAX, u16::from(u8::MAX)));
    let xls_reader = XlsReader { memory_bytes: 200 << 20, ..options().xls_reader };
    let what = said(read_with("a.xls", &bytes, &Options { xls_reader, ..options() }));
    assert!(what.contains("memory"), "{what}");
}
