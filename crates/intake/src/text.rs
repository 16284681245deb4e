//! Text files as records: encodings, delimiters and quotes, read as a stream in bounded memory.

use crate::encoding::Dialect;
use crate::{Fault, Limits};
use csv_core::ReadRecordResult;
use std::borrow::Cow;
use std::io::Read;

/// The records of a text file.
pub(crate) struct Records<'a> {
    reader: Box<dyn Read + 'a>,
    parser: csv_core::Reader,
    input: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// The last byte consumed.
    last: u8,
    /// Rows passed so far, blank ones included.
    row: u64,
    /// Line breaks passed over between records.
    skipped: u64,
    file: &'a str,
    limits: &'a Limits,
}

/// One record.
pub(crate) struct Record<'r> {
    /// The row as a person counts it: the first line is 1, and blank lines count.
    pub row: u64,
    cells: &'r [u8],
    text: Option<&'r str>,
    ends: &'r [usize],
}

impl<'r> Record<'r> {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether all of it is valid UTF-8, so that [`Record::borrowed`] gives every cell.
    pub fn is_text(&self) -> bool {
        self.text.is_some()
    }

    /// Cell `index` where it needs no decoding; empty beyond the last.
    #[inline]
    pub fn borrowed(&self, index: usize) -> &'r str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.and_then(|text| text.get(start..end)).unwrap_or("")
    }

    /// Cell `index`, as text; empty beyond the last.
    #[inline]
    pub fn cell(&self, index: usize) -> Cow<'r, str> {
        let Some(&end) = self.ends.get(index) else { return Cow::Borrowed("") };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        if let Some(text) = self.text.and_then(|text| text.get(start..end)) {
            return Cow::Borrowed(text);
        }
        let bytes = &self.cells[start..end];
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    }

    /// Whether nothing but white space stands in any cell.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(u8::is_ascii_whitespace)
            || (0..self.len()).all(|i| crate::value::trimmed(&self.cell(i)).is_empty())
    }
}

/// A record may be as long as this many of the longest cells.
const RECORD_CELLS: usize = 16;
/// Bytes read at once.
const CHUNK: usize = 1 << 18;

impl<'a> Records<'a> {
    /// The records of `reader`, written in `dialect`; `file` is its name for faults.
    pub fn new(reader: impl Read + 'a, dialect: Dialect, file: &'a str, limits: &'a Limits) -> Records<'a> {
        let mut records = Records {
            reader: dialect.encoding.reader(reader),
            parser: csv_core::ReaderBuilder::new().delimiter(dialect.delimiter).build(),
            input: vec![0; CHUNK],
            from: 0,
            to: 0,
            ended: false,
            cells: vec![0; 1 << 12],
            ends: vec![0; 64],
            last: 0,
            row: 0,
            skipped: 0,
            file,
            limits,
        };
        if dialect.declares_delimiter {
            // A fault here is met again on the first call.
            let _ = records.next();
        }
        records
    }

    /// The next record that is not blank, or `None` at the end.
    ///
    /// # Errors
    /// A fault when the file can't be read, holds a zero byte, or a record is beyond the limits.
    pub fn next(&mut self) -> Result<Option<Record<'_>>, Fault> {
        self.skip_blank()?;
        let line = self.line();
        let (mut written, mut count) = (0, 0);
        loop {
            if self.from == self.to && !self.ended {
                self.fill()?;
            }
            // At the end, a last line break: inside quotes that never closed it ends no record.
            let input: &[u8] = if self.ended { b"\n" } else { &self.input[self.from..self.to] };
            let (result, read, wrote, ended) =
                self.parser.read_record(input, &mut self.cells[written..], &mut self.ends[count..]);
            if !self.ended && read > 0 {
                self.from += read;
                self.last = self.input[self.from - 1];
            }
            written += wrote;
            count += ended;
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::InputEmpty if self.ended => {
                    if written > 0 || count > 0 {
                        return Err(self.never_closed(line, written, count));
                    }
                    return Ok(None);
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::OutputFull => {
                    let cell = written - count.checked_sub(1).map_or(0, |last| self.ends[last]);
                    if cell > self.limits.cell_bytes {
                        return Err(self.never_closed(line, written, count));
                    }
                    if written > RECORD_CELLS * self.limits.cell_bytes {
                        return Err(self.too_long(line));
                    }
                    self.cells.resize(self.cells.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if count >= self.limits.columns {
                        return Err(self.too_wide(line));
                    }
                    self.ends.resize((self.ends.len() * 2).min(self.limits.columns + 1), 0);
                }
            }
        }
        if count > self.limits.columns {
            return Err(self.too_wide(line));
        }
        self.row += 1;
        if self.row > self.limits.rows.saturating_add(1) {
            return Err(Fault {
                what: format!("it has more than {} rows", self.limits.rows),
                file: self.file.to_owned(),
                expected: "an extract of one authority".to_owned(),
                hint: "split the file, by year perhaps".to_owned(),
            });
        }
        let cells = &self.cells[..written];
        let ends = &self.ends[..count];
        // Valid as a whole and at every end: then each cell is valid.
        let text = std::str::from_utf8(cells).ok();
        let text = text.filter(|text| text.is_ascii() || ends.iter().all(|end| text.is_char_boundary(*end)));
        Ok(Some(Record { row: self.row, cells, text, ends }))
    }

    /// The line that the next record begins in.
    fn line(&self) -> u64 {
        (self.parser.line() + self.skipped).max(self.row + 1)
    }

    /// Passes over blank lines, and over the rest of the line break that ended the last record.
    fn skip_blank(&mut self) -> Result<(), Fault> {
        loop {
            while self.from < self.to && matches!(self.input[self.from], b'\r' | b'\n') {
                let next = self.input[self.from];
                if next == b'\n' {
                    self.skipped += 1;
                }
                if !(next == b'\n' && self.last == b'\r') {
                    self.row += 1;
                }
                self.last = next;
                self.from += 1;
            }
            if self.from < self.to || self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<(), Fault> {
        let read = loop {
            match self.reader.read(&mut self.input) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let read = read.map_err(|error| Fault {
            what: format!("it could not be read to its end: {error}"),
            file: self.file.to_owned(),
            expected: "a whole file".to_owned(),
            hint: "copy the file again and check that it opens".to_owned(),
        })?;
        (self.from, self.to) = (0, read);
        self.ended = read == 0;
        if self.input[..read].contains(&0) {
            return Err(not_text(self.file));
        }
        Ok(())
    }

    fn never_closed(&self, line: u64, written: usize, count: usize) -> Fault {
        let before = count.checked_sub(1).map_or(0, |last| self.ends[last]).min(written);
        let breaks = self.cells[..before].iter().filter(|b| **b == b'\n').count() as u64;
        Fault {
            what: format!("the quote that opens in line {} never closes", line + breaks),
            file: self.file.to_owned(),
            expected: "every \" that opens a cell to be closed by another".to_owned(),
            hint: "close the quote, or export the file again with quotes doubled inside cells".to_owned(),
        }
    }

    fn too_long(&self, line: u64) -> Fault {
        Fault {
            what: format!(
                "the record in line {line} is longer than {} MB",
                (RECORD_CELLS * self.limits.cell_bytes) >> 20
            ),
            file: self.file.to_owned(),
            expected: "a table with one record a line".to_owned(),
            hint: "look there for a quote that opens and never closes".to_owned(),
        }
    }

    fn too_wide(&self, line: u64) -> Fault {
        Fault {
            what: format!("line {line} has more than {} columns", self.limits.columns),
            file: self.file.to_owned(),
            expected: "a table of one kind of record".to_owned(),
            hint: "check that this is the extract that you meant, and what stands between its cells".to_owned(),
        }
    }
}

/// The fault of a file that was taken for text and is not.
pub(crate) fn not_text(file: &str) -> Fault {
    Fault {
        what: "it is not a text file: it holds zero bytes".to_owned(),
        file: file.to_owned(),
        expected: "a CSV file, a Parquet file or a workbook".to_owned(),
        hint: "export it again as CSV (UTF-8) or as an Excel workbook".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8], limits: &Limits) -> Result<Vec<(u64, Vec<String>)>, Fault> {
        let dialect = Dialect::of(&bytes[..bytes.len().min(4096)]).ok_or_else(|| not_text("x.csv"))?;
        let mut records = Records::new(bytes, dialect, "x.csv", limits);
        let mut out = Vec::new();
        while let Some(record) = records.next()? {
            out.push((record.row, (0..record.len()).map(|i| record.cell(i).into_owned()).collect()));
        }
        Ok(out)
    }

    fn read(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        rows(bytes, &Limits::default()).unwrap()
    }

    fn row(number: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn encodings_and_delimiters_are_told() {
        let expected = vec![row(1, &["id", "name"]), row(2, &["1", "Zoë"])];
        assert_eq!(read("id,name\n1,Zoë\n".as_bytes()), expected);
        assert_eq!(read("\u{feff}id;name\r\n1;Zoë".as_bytes()), expected);
        assert_eq!(read(b"id\tname\r1\tZo\xEB\r"), expected);
        assert_eq!(read("id|name\n1|Zoë\n".as_bytes()), expected);
        let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            let mut out = mark.to_vec();
            out.extend("id,name\n1,Zoë\n".encode_utf16().flat_map(bytes));
            out
        };
        assert_eq!(read(&utf16(b"\xFF\xFE", u16::to_le_bytes)), expected);
        assert_eq!(read(&utf16(b"\xFE\xFF", u16::to_be_bytes)), expected);
        assert_eq!(read(&utf16(b"", u16::to_le_bytes)), expected);
        assert_eq!(read(&utf16(b"", u16::to_be_bytes)), expected);
        assert_eq!(read(b"sep=;\nid;name\n1;a,b\n"), [row(2, &["id", "name"]), row(3, &["1", "a,b"])]);
    }

    #[test]
    fn a_cell_in_windows_1252_spoils_no_other() {
        assert_eq!(
            read("a,b\nZoë,Zo\u{fffd}".replace('\u{fffd}', "e").as_bytes()),
            [row(1, &["a", "b"]), row(2, &["Zoë", "Zoe"])]
        );
        let mut bytes = "a,b\nZoë,".as_bytes().to_vec();
        bytes.extend(b"Andr\xE9\n");
        assert_eq!(read(&bytes), [row(1, &["a", "b"]), row(2, &["Zoë", "André"])]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_shows_them() {
        let text = b"a,b\n1,\"two\nlines\"\n\n\n2,x\r\n3,y";
        assert_eq!(
            read(text),
            [row(1, &["a", "b"]), row(2, &["1", "two\nlines"]), row(5, &["2", "x"]), row(6, &["3", "y"])]
        );
    }

    #[test]
    fn a_quote_that_never_closes_is_a_fault_that_names_its_line() {
        for (text, line) in [("a,b\n1,2\n3,\"open\n4,5\n", 3), ("a,b\n1,\"", 2), ("a,b\n\"x\ny\",\"z\n1,2", 3)] {
            let fault = rows(text.as_bytes(), &Limits::default()).unwrap_err();
            assert_eq!(fault.what, format!("the quote that opens in line {line} never closes"), "{text}");
        }
        let limits = Limits { cell_bytes: 10_000, ..Limits::default() };
        let long = format!("a,b\n1,\"{}", "2,3\n".repeat(1_000_000));
        assert!(rows(long.as_bytes(), &limits).unwrap_err().what.contains("line 2 "));
        assert_eq!(read(b"a,b\n1,\"closed\""), [row(1, &["a", "b"]), row(2, &["1", "closed"])]);
        assert_eq!(read(b"a,b\n1,5\" pipe\n"), [row(1, &["a", "b"]), row(2, &["1", "5\" pipe"])]);
    }

    #[test]
    fn limits_hold() {
        let wide = ",".repeat(200_000);
        assert!(rows(wide.as_bytes(), &Limits::default()).unwrap_err().what.contains("more than 16384 columns"));
        let just = ",".repeat(16_383);
        assert_eq!(read(just.as_bytes())[0].1.len(), 16_384);
        let limits = Limits { rows: 2, ..Limits::default() };
        assert!(rows(b"a\n1\n2\n3\n", &limits).unwrap_err().what.contains("more than 2 rows"));
        assert!(rows(b"a,b\n1,\0\0\0", &Limits::default()).is_err());
        assert_eq!(Dialect::of(b"\x7fELF\x02\x01\x01\0\0\0\0"), None);
    }

    proptest! {
        #[test]
        fn what_a_writer_writes_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-zé\",;\n ]{1,6}", 2), 1..8)) {
            let mut text = String::from("id,name\n");
            for row in &rows {
                let cells: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
                text.push_str(&cells.join(","));
                text.push('\n');
            }
            let read: Vec<Vec<String>> = read(text.as_bytes()).into_iter().skip(1).map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), mark in 0..3usize) {
            let mut with_mark = [&b""[..], b"\xFF\xFE", b"\xEF\xBB\xBF"][mark].to_vec();
            with_mark.extend(bytes);
            let _ = rows(&with_mark, &Limits { columns: 20, cell_bytes: 50, ..Limits::default() });
        }
    }
}
