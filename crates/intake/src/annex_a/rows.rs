//! The rows of a list, each value read as what its column holds.

use super::header::{Header, text, value};
use crate::findings::{FindingLog, Place};
use crate::grid::{Cell, Sheet};
use crate::sink::{Codes, is_birth, read_day};
use crate::value::number;
use crate::{Mapping, SourceFile};
use standard::annex_a::List;
use standard::codes::CodeList;
use standard::table::ColumnType;

/// A value of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Datum {
    /// Nothing, or nothing that could be read.
    #[default]
    Null,
    /// Text.
    Text(String),
    /// A code of the column's list.
    Code(&'static str),
    /// A day, as days since 1 January 1970.
    Day(i32),
    /// A whole number.
    Number(i64),
}

impl Datum {
    /// The day, if it is one.
    pub(crate) fn day(&self) -> Option<i32> {
        if let Datum::Day(day) = self { Some(*day) } else { None }
    }

    /// The text or code, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Datum::Text(text) => Some(text),
            Datum::Code(code) => Some(code),
            _ => None,
        }
    }
}

impl From<Option<i32>> for Datum {
    fn from(day: Option<i32>) -> Datum {
        day.map_or(Datum::Null, Datum::Day)
    }
}

impl From<Option<String>> for Datum {
    fn from(text: Option<String>) -> Datum {
        text.map_or(Datum::Null, Datum::Text)
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Datum {
        Datum::Text(text)
    }
}

/// The rows of one sheet of a list.
#[derive(Debug)]
pub(crate) struct ListSheet {
    pub(crate) list: &'static List,
    /// The number of the file.
    pub(crate) file: usize,
    pub(crate) file_name: String,
    pub(crate) sheet: String,
    /// For each column of the list, its heading in the sheet; `None` when it is not there.
    pub(crate) headings: Vec<Option<String>>,
    pub(crate) rows: Vec<ListRow>,
}

/// A row of a list.
#[derive(Debug)]
pub(crate) struct ListRow {
    /// As a person counts it.
    pub(crate) number: u32,
    /// One for each column of the list.
    values: Vec<Datum>,
    /// Text of the columns whose codes were not read, or that are read in more than one way: what stood there.
    stood: Vec<(u8, String)>,
}

impl ListRow {
    /// The value of the list's column `number`, counted from 1 as in the template.
    pub(crate) fn get(&self, number: u8) -> &Datum {
        const NULL: &Datum = &Datum::Null;
        self.values.get(usize::from(number).wrapping_sub(1)).unwrap_or(NULL)
    }

    /// The day in the list's column `number`.
    pub(crate) fn day(&self, number: u8) -> Option<i32> {
        self.get(number).day()
    }

    /// The text or code in the list's column `number`.
    pub(crate) fn text(&self, number: u8) -> Option<&str> {
        self.get(number).text()
    }

    /// Whether the list's column `number` says yes.
    pub(crate) fn yes(&self, number: u8) -> bool {
        self.text(number) == Some("Y")
    }

    /// The id of the child, or of the adopter in list 11: a row without one is not kept.
    pub(crate) fn id(&self) -> &str {
        self.text(1).unwrap_or_default()
    }

    /// What stood in the column with codes `number`, trimmed.
    pub(crate) fn stood(&self, number: u8) -> Option<&str> {
        self.stood.iter().find(|(n, _)| *n == number).map(|(_, text)| text.as_str())
    }
}

impl ListSheet {
    /// A place in the sheet, for findings.
    pub(crate) fn place<'a>(&'a self, row: &ListRow, column: u8) -> Place<'a> {
        let heading = self.headings.get(usize::from(column).wrapping_sub(1)).and_then(Option::as_deref);
        Place {
            file: &self.file_name,
            sheet: &self.sheet,
            row: u64::from(row.number),
            column: heading.unwrap_or_default(),
        }
    }

    /// Whether the sheet has the list's column `number`.
    pub(crate) fn has(&self, number: u8) -> bool {
        self.headings.get(usize::from(number).wrapping_sub(1)).is_some_and(Option::is_some)
    }
}

/// Reads the rows below `header`. A date after `latest` is a finding. Rows with nothing in them are passed over;
/// rows without the id that they must have are left out, with a finding.
pub(crate) fn read(
    sheet: &Sheet,
    header: &Header,
    (file, source): (usize, &SourceFile),
    mapping: &Mapping,
    latest: Option<i32>,
    log: &mut FindingLog,
) -> ListSheet {
    let list = header.list;
    let mut headings: Vec<Option<String>> = vec![None; list.columns.len()];
    let mut columns: Vec<Reader> = Vec::new();
    for heading in &header.headings {
        if let Some(index) = heading.known {
            headings[index] = Some(heading.text.clone());
            columns.push(Reader::new(list, index, heading.column, mapping, latest));
        }
    }
    let mut read =
        ListSheet { list, file, file_name: source.name.clone(), sheet: sheet.name.clone(), headings, rows: Vec::new() };
    for row in sheet.rows.iter().skip(header.row + 1) {
        let cell = |reader: &Reader| row.cells.get(reader.in_sheet).unwrap_or(&Cell::Empty);
        if columns.iter().all(|reader| text(cell(reader)).is_empty()) {
            continue;
        }
        let mut out = ListRow { number: row.number, values: vec![Datum::Null; list.columns.len()], stood: Vec::new() };
        // The id first: a row that is left out for want of one needs no other findings.
        columns.sort_by_key(|reader| reader.in_list);
        for reader in &mut columns {
            let heading = read.headings[reader.in_list].as_deref().unwrap_or_default();
            let place =
                Place { file: &read.file_name, sheet: &read.sheet, row: u64::from(row.number), column: heading };
            let cell = row.cells.get(reader.in_sheet).unwrap_or(&Cell::Empty);
            let before = log.len();
            let datum = reader.read(cell, place, log, &mut out.stood);
            if is_birth(&list.columns[reader.in_list].name) {
                log.conceal(before);
            }
            if reader.in_list == 0 && datum == Datum::Null {
                log.add("row-without-key", place, "", || {
                    ("the id that identifies the row", "left out", "give the row its id in the extract")
                });
                break;
            }
            out.values[reader.in_list] = datum;
        }
        if out.values[0] != Datum::Null {
            read.rows.push(out);
        }
    }
    read
}

/// Reads the values of one column.
struct Reader<'a> {
    in_list: usize,
    in_sheet: usize,
    number: u8,
    kind: ColumnType,
    codes: Option<Codes<'a>>,
    list: Option<&'static CodeList>,
    mapping: &'a Mapping,
    is_postcode: bool,
    /// The day after which a date is a finding.
    latest: Option<i32>,
    /// Ages are not kept: they are worked out from the date of birth.
    ignored: bool,
}

impl<'a> Reader<'a> {
    fn new(list: &'static List, in_list: usize, in_sheet: usize, mapping: &'a Mapping, latest: Option<i32>) -> Self {
        let column = &list.columns[in_list];
        let codes = column.codes.as_deref().and_then(standard::codes::list);
        Reader {
            in_list,
            in_sheet,
            number: column.number,
            kind: column.kind,
            codes: codes.map(|codes| Codes::new(codes, mapping)),
            list: codes,
            mapping,
            is_postcode: column.name == "Placement postcode",
            // The date of birth of an unborn child is the day it is expected.
            latest: latest.filter(|_| column.name != "Date of Birth"),
            ignored: column.name.starts_with("Age of Child"),
        }
    }

    fn read(&mut self, cell: &Cell, place: Place<'_>, log: &mut FindingLog, stood: &mut Vec<(u8, String)>) -> Datum {
        let text = text(cell);
        if text.is_empty() || self.ignored {
            return Datum::Null;
        }
        match self.kind {
            ColumnType::Date => read_day(value(cell), self.latest, place, log).into(),
            ColumnType::Integer => {
                let read = match cell {
                    Cell::Number(read) => number::integer_from(*read),
                    _ => number::integer(&text),
                };
                if read.is_none() {
                    log.add("number-not-read", place, &text, || ("a whole number", "left empty", "write digits only"));
                }
                read.map_or(Datum::Null, Datum::Number)
            }
            ColumnType::Code => {
                stood.push((self.number, text.clone().into_owned()));
                self.code(&text, place, log)
            }
            _ if self.is_postcode => postcode(&text, place, log),
            _ => Datum::Text(text.into_owned()),
        }
    }

    fn code(&mut self, text: &str, place: Place<'_>, log: &mut FindingLog) -> Datum {
        let (Some(codes), Some(list)) = (&mut self.codes, self.list) else { return Datum::Text(text.to_owned()) };
        // The name of a disability stands for yes.
        if list.name == "has_disability"
            && list.read(text).is_none()
            && self.mapping.code(&list.name, text).is_none()
            && let Some(disability) = standard::codes::list("disability").and_then(|list| list.read(text))
        {
            let (code, word) = if disability.code == "NONE" { ("N", "no") } else { ("Y", "yes") };
            log.add("code-worked-out", place, text, || {
                (
                    "yes, no or unknown",
                    format!("read as {word}"),
                    "the name of a disability belongs in a list of its own",
                )
            });
            return Datum::Code(code);
        }
        codes.read(text, place, log).map_or(Datum::Null, Datum::Code)
    }
}

/// A postcode in capitals with one space, or as much of one as stands there: the outward part, perhaps with the
/// sector, is enough to tell the area. What stands for nothing (`ZZZ`, `XX`) is a finding too.
fn postcode(text: &str, place: Place<'_>, log: &mut FindingLog) -> Datum {
    let upper = text.to_uppercase();
    let parts: Vec<&str> = upper.split_whitespace().collect();
    let shape = |part: &str| -> String {
        let kind = |c| {
            if char::is_ascii_digit(&c) {
                '9'
            } else if char::is_ascii_uppercase(&c) {
                'A'
            } else {
                '?'
            }
        };
        part.chars().map(kind).collect()
    };
    let is_outward = |part: &str| ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"].contains(&shape(part).as_str());
    let is_inward = |part: &str| ["9", "9AA"].contains(&shape(part).as_str());
    let read = match parts[..] {
        [outward, inward] if is_outward(outward) && is_inward(inward) => Some(format!("{outward} {inward}")),
        [outward] if is_outward(outward) => Some(outward.to_owned()),
        [whole] => whole
            .len()
            .checked_sub(3)
            .and_then(|at| Some((whole.get(..at)?, whole.get(at..)?)))
            .filter(|(outward, inward)| is_outward(outward) && shape(inward) == "9AA")
            .map(|(outward, inward)| format!("{outward} {inward}")),
        _ => None,
    };
    if read.is_none() {
        log.add("postcode-not-read", place, text, || {
            ("a postcode such as DE1 2FS, or its first part", "left empty", "correct the address in the record")
        });
    }
    read.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let mut log = FindingLog::new(10);
        let place = Place { file: "", sheet: "", row: 0, column: "" };
        let read = postcode(text, place, &mut log).text().map(str::to_owned);
        assert_eq!(log.finish().len(), usize::from(read.is_none()));
        read
    }

    #[test]
    fn postcodes_are_read_in_every_form() {
        for (text, expected) in [
            ("de1 2fs", Some("DE1 2FS")),
            ("DE12FS", Some("DE1 2FS")),
            ("DE21  7AB", Some("DE21 7AB")),
            ("EC1A 1BB", Some("EC1A 1BB")),
            ("M1 1AE", Some("M1 1AE")),
            ("DE21", Some("DE21")),
            ("DE2 1", Some("DE2 1")),
            ("nope", None),
            ("ZZZ", None),
            ("XX", None),
            ("12345", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
