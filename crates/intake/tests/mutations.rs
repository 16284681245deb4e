//! Thousands of mutations of real and made-up files: whatever stands in a file, reading it ends, soon, in a reading
//! or in faults. `MUTATIONS` says how many of each kind (the default suits every day).

mod common;
#[path = "common/book.rs"]
mod made;

use common::shared;
use intake::{Options, XlsReader};
use made::{book, headings, unzip, xls, zip_with};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// Random numbers that are the same in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn count(default: usize) -> usize {
    std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Pieces that mean something to some part of a file.
const PIECES: [&[u8]; 24] = [
    b"<",
    b">",
    b"&",
    b"\"",
    b"'",
    b"</v>",
    b"<row r=\"1048576\">",
    b"r=\"XFD1048576\"",
    b"t=\"s\"",
    b"t=\"n\"",
    b"99999999999999999999",
    b"-1",
    b"NaN",
    b"1e308",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"&#0;",
    b"&#x110000;",
    b"<![CDATA[",
    b"<!--",
    b"PK\x03\x04",
    b",",
    b"\r\n",
];

/// One to eight changes: bytes flipped, dropped, repeated, moved, cut off, or pieces put in.
fn mutated(original: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        match random.below(8) {
            _ if bytes.is_empty() => bytes.push(random.next() as u8),
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next() as u8,
            2 => {
                let end = (at + 1 + random.below(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + 1 + random.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            4 if random.below(4) == 0 => bytes.truncate(at),
            5 => {
                let other = random.below(bytes.len());
                bytes.swap(at, other);
            }
            6 if at + 4 <= bytes.len() => {
                let number = [0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x8000_0000][random.below(5)];
                bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Reads `bytes` as a file and says whether it was read. A panic or a long wait fails the test with the number that
/// makes it happen again.
fn survives(folder: &Path, name: &str, bytes: &[u8], options: &Options, case: usize) -> bool {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let start = Instant::now();
    let read = catch_unwind(AssertUnwindSafe(|| intake::read(&[path], options, &|_| {}).is_ok()));
    assert!(start.elapsed() < Duration::from_secs(20), "{name}, case {case}: {:?}", start.elapsed());
    read.unwrap_or_else(|_| panic!("{name}, case {case}"))
}

fn options() -> Options {
    let xls_reader = XlsReader {
        program: Some(env!("CARGO_BIN_EXE_read-xls").into()),
        arguments: Vec::new(),
        memory_bytes: 1 << 30,
        time: Duration::from_secs(10),
    };
    Options { data_date: Some(jiff::civil::date(2023, 7, 31)), xls_reader, ..Options::default() }
}

fn small_book() -> Vec<u8> {
    book(&[
        ("Front", &["Annex A", "As at|2023-07-31", "Derby City Council"]),
        ("List 1", &[&headings(1), "101|Female|WBRI|2015-01-25|8|2023-06-01|6: Police"]),
        (
            "List 6",
            &[&headings(6), "101|F|WBRI|2015-01-25|8|b) No|2023-06-03|N1|2023-07-01|||c) Child in need plan|T|W"],
        ),
        (
            "List 8",
            &[&headings(8), "102|F|WBRI|2010-01-25|13|No|No|2020-02-03|N1|No|2020-02-04|C2|2023-05-01|2023-07-01"],
        ),
    ])
}

/// The real workbooks, where they are, and a made-up one.
fn books() -> Vec<Vec<u8>> {
    let mut books = vec![small_book()];
    for name in ["cscdp_2015-01-sample", "cscdp_example-B-2004", "liia_Annex_A_2024_Jan"] {
        if let Some(path) = shared(&format!("data/annex_a/{name}.xlsx")) {
            books.push(std::fs::read(path).unwrap());
        }
    }
    books
}

#[test]
fn the_bytes_of_workbooks() {
    let (folder, options, mut random) = (tempfile::tempdir().unwrap(), options(), Random(0x5EED_0001));
    let books = books();
    for case in 0..count(2_000) {
        let bytes = mutated(&books[case % books.len()], &mut random);
        survives(folder.path(), "book.xlsx", &bytes, &options, case);
    }
}

#[test]
fn the_parts_of_workbooks() {
    let (folder, options, mut random) = (tempfile::tempdir().unwrap(), options(), Random(0x5EED_0002));
    let books: Vec<Vec<(String, Vec<u8>)>> = books().iter().map(|bytes| unzip(bytes)).collect();
    let mut read = 0;
    let cases = count(1_500);
    for case in 0..cases {
        let mut parts = books[case % books.len()].clone();
        let at = random.below(parts.len());
        parts[at].1 = mutated(&parts[at].1, &mut random);
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        read += usize::from(survives(
            folder.path(),
            "book.xlsx",
            &zip_with(&parts, zip::CompressionMethod::Stored),
            &options,
            case,
        ));
    }
    // Many changes do no harm; a reader that gives up at once would pass otherwise.
    assert!(read * 5 > cases, "{read} of {cases}");
}

#[test]
fn lists_as_text() {
    let (folder, options, mut random) = (tempfile::tempdir().unwrap(), options(), Random(0x5EED_0003));
    let rows = "101,Female,WBRI,25/01/2015,8,01/06/2023,6: Police\n102,M,,,,2023-06-02,\"2A, or so\"\n".repeat(10);
    let text = format!("{}\n{rows}", headings(1).replace('|', ","));
    let mut read = 0;
    let cases = count(2_000);
    for case in 0..cases {
        let bytes = mutated(text.as_bytes(), &mut random);
        read += usize::from(survives(folder.path(), "list_1.csv", &bytes, &options, case));
    }
    assert!(read * 2 > cases, "{read} of {cases}");
}

#[test]
fn old_workbooks() {
    let (folder, options, mut random) = (tempfile::tempdir().unwrap(), options(), Random(0x5EED_0004));
    let original = xls("List 1", &[&headings(1), "101|Female|WBRI|2015-01-25|8|2023-06-01|6: Police"]);
    // Each starts a process.
    for case in 0..count(2_000) / 10 {
        let bytes = mutated(&original, &mut random);
        survives(folder.path(), "book.xls", &bytes, &options, case);
    }
}
