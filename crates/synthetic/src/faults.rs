//! Faults of real extracts, put in on purpose and written down, so that a test can ask of each whether it was
//! found or read right.

use crate::almanac::{Almanac, Day};
use crate::dice::Dice;
use crate::error::Error;
use crate::sheet::Cell;
use standard::table::{Column, ColumnType, Shape};
use std::fs;
use std::path::Path;

/// What was done to a row.
pub enum Faulty {
    /// Nothing.
    Nothing,
    /// The cell in this place reads this.
    Cell(usize, String),
    /// The row stands twice.
    Twice,
    /// The last cell is missing.
    Short,
    /// There is a cell too many.
    Long,
}

/// A fault that was put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, with its folder.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: String,
    /// The row as a person counts it; the header of a CSV file is row 1.
    pub row: u64,
    /// The column, empty when it is about the row.
    pub column: String,
    /// Its kind, one of [`KINDS`].
    pub kind: &'static str,
    /// What stood there before.
    pub was: String,
    /// What stands there now.
    pub written: String,
}

/// The kinds of fault, those of whole files last: name, whether it is to be `read right` or `found`, and the rule of the finding.
pub const KINDS: &[(&str, &str, &str)] = &[
    ("date-day-first", "read right", ""),
    ("date-serial", "read right", ""),
    ("null-word", "read right", ""),
    ("padded", "read right", ""),
    ("code-style", "read right", ""),
    ("row-twice", "found", "row-twice"),
    ("row-too-short", "found", "row-too-short"),
    ("row-too-long", "found", "row-too-long"),
    ("date-month-first", "found", "date-not-read"),
    ("date-no-such-day", "found", "date-not-read"),
    ("date-placeholder", "found", "date-placeholder"),
    ("date-in-future", "found", "date-in-future"),
    ("code-unknown", "found", "code-not-known"),
    ("key-blank", "found", "row-without-key"),
    ("end-before-start", "found", "a check"),
    ("person-unknown", "found", "a check"),
    ("fte-missing", "found", "fte-missing"),
    ("encoding", "read right", ""),
    ("heading", "read right", ""),
    ("column-unknown", "found", "column-not-known"),
];

/// How many of [`KINDS`] are about whole files.
const OF_FILES: usize = 3;

/// Puts faults into a chosen share of rows.
pub struct Faults {
    dice: Dice,
    share: f64,
    data_date: Day,
    /// What was put in, in the order of writing.
    pub log: Vec<Fault>,
}

impl Faults {
    /// Faults in about `share` (0 to 1) of the rows of a file group with its own stream of throws.
    pub fn new(seed: u64, stream: u64, share: f64, data_date: Day) -> Option<Faults> {
        (share > 0.0).then(|| Faults {
            dice: Dice::new(seed, u64::MAX - 100 - stream),
            share,
            data_date,
            log: Vec::new(),
        })
    }

    /// Throws for one row of a CSV file: mostly nothing.
    pub fn throw(
        &mut self,
        table: &'static str,
        file: &str,
        row: u64,
        columns: &[&'static Column],
        cells: &[Cell],
        almanac: &Almanac,
    ) -> Faulty {
        if !self.dice.chance(self.share) {
            return Faulty::Nothing;
        }
        let table = standard::table::find(table).expect("a standard table");
        let kind = self.dice.pick(&KINDS[..KINDS.len() - OF_FILES]).0;
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        let dated = |at: &usize| matches!(cells[*at], Cell::Date(_));
        let of = |kind: ColumnType| move |at: &usize| columns[*at].kind == kind;
        let places = || 0..cells.len();
        let mut faulty = Faulty::Nothing;
        match kind {
            "date-day-first" | "date-serial" | "date-month-first" | "date-no-such-day" | "date-in-future" => {
                let due = |at: &usize| {
                    columns[*at].name.contains("due")
                        || columns[*at].name.contains("target")
                        || columns[*at].name.contains("expected")
                };
                let free: Vec<usize> = places().filter(dated).filter(|at| !due(at)).collect();
                if !free.is_empty() {
                    let at = self.dice.pick(&free);
                    if let Cell::Date(day) = cells[at] {
                        faulty = self.date(kind, at, day, almanac);
                    }
                }
            }
            "date-placeholder" | "null-word" => {
                let wanted = if kind == "null-word" { ColumnType::Text } else { ColumnType::Date };
                let free: Vec<usize> = places().filter(|at| cells[*at] == Cell::Null).filter(of(wanted)).collect();
                if !free.is_empty() {
                    let at = self.dice.pick(&free);
                    let word = self.dice.pick(&["#N/A", "N/A", "<blank>", "\u{a0}"]);
                    let text = if kind == "null-word" { word } else { "1900-01-01" };
                    faulty = Faulty::Cell(at, text.to_owned());
                }
            }
            "padded" => {
                let free: Vec<usize> = places().filter(|at| matches!(cells[*at], Cell::Text(_))).collect();
                if !free.is_empty() {
                    let at = self.dice.pick(&free);
                    if let Cell::Text(text) = cells[at] {
                        faulty = Faulty::Cell(at, format!(" {text}\u{a0} "));
                    }
                }
            }
            "code-style" | "code-unknown" => {
                let free: Vec<usize> =
                    places().filter(|at| matches!(cells[*at], Cell::Text(_)) && columns[*at].codes.is_some()).collect();
                if !free.is_empty() {
                    let at = self.dice.pick(&free);
                    if let (Cell::Text(text), Some(list)) = (cells[at], &columns[at].codes) {
                        let text = if kind == "code-style" { labelled(list, text) } else { Some("*DUMMY*".to_owned()) };
                        faulty = text.map_or(Faulty::Nothing, |text| Faulty::Cell(at, text));
                    }
                }
            }
            "row-twice" => faulty = Faulty::Twice,
            "row-too-short" if cells.last() == Some(&Cell::Null) => faulty = Faulty::Short,
            "row-too-long" => faulty = Faulty::Long,
            "key-blank" => {
                if let Some(at) = columns.iter().position(|column| column.key) {
                    faulty = Faulty::Cell(at, String::new());
                }
            }
            "end-before-start" if table.shape == Shape::Span => {
                let start = table.start.first().and_then(|name| place(name));
                let end = table.end.as_deref().and_then(place);
                if let (Some(start), Some(end)) = (start, end)
                    && let (Cell::Date(from), Cell::Date(_)) = (cells[start], cells[end])
                {
                    let day = from - self.dice.between(1, 300);
                    faulty = Faulty::Cell(end, almanac.text(day).to_owned());
                }
            }
            "person-unknown" => {
                let person = columns.iter().position(|column| column.is_person() && !column.key);
                if let Some(at) = person {
                    faulty = Faulty::Cell(at, format!("9{:08}", self.dice.between(0, 99_999_999)));
                }
            }
            "fte-missing" => {
                if let Some(at) = place("fte").filter(|_| table.name == "workforce_workers") {
                    faulty = Faulty::Cell(at, String::new());
                }
            }
            _ => {}
        }
        self.note(file, "", row, kind, columns, cells, &faulty, almanac);
        faulty
    }

    fn date(&mut self, kind: &str, at: usize, day: Day, almanac: &Almanac) -> Faulty {
        let (year, month, of_month) = almanac.parts(day);
        let text = match kind {
            "date-day-first" => format!("{of_month:02}/{month:02}/{year}"),
            // Excel counts from 30 December 1899.
            "date-serial" => (day + 25_569).to_string(),
            "date-month-first" if of_month > 12 => format!("{month:02}/{of_month:02}/{year}"),
            "date-no-such-day" => format!("{year}-{month:02}-32"),
            "date-in-future" => almanac.text(self.data_date + self.dice.between(30, 900)).to_owned(),
            _ => return Faulty::Nothing,
        };
        Faulty::Cell(at, text)
    }

    #[expect(clippy::too_many_arguments, reason = "what a log line is made of")]
    fn note(
        &mut self,
        file: &str,
        sheet: &str,
        row: u64,
        kind: &'static str,
        columns: &[&'static Column],
        cells: &[Cell],
        faulty: &Faulty,
        almanac: &Almanac,
    ) {
        let (row, column, was, written) = match faulty {
            Faulty::Nothing => return,
            Faulty::Cell(at, text) => (row, columns[*at].name.clone(), shown(cells[*at], almanac), text.clone()),
            Faulty::Twice => (row + 1, String::new(), String::new(), "the row before again".to_owned()),
            Faulty::Short => (row, String::new(), String::new(), "the last cell left out".to_owned()),
            Faulty::Long => (row, String::new(), String::new(), "left over".to_owned()),
        };
        self.log.push(Fault { file: file.to_owned(), sheet: sheet.to_owned(), row, column, kind, was, written });
    }

    /// Throws for one cell of a workbook: the text to write in its place, if any. `known` are the codes'
    /// list name and whether the cell holds a date.
    pub fn cell(&mut self, place: (&str, &str, u64, &str), text: &str, codes: bool, dated: bool) -> Option<String> {
        if !self.dice.chance(self.share / 8.0) {
            return None;
        }
        let (kind, written) = match (text.is_empty(), codes, dated) {
            (true, _, false) => ("null-word", self.dice.pick(&["#N/A", "N/A", "<blank>"]).to_owned()),
            (true, _, true) => ("date-placeholder", "1900-01-01".to_owned()),
            (false, true, _) => ("code-unknown", "PSRMEM - Support with memory and cognition".to_owned()),
            (false, false, true) => ("date-no-such-day", "31/02/2023".to_owned()),
            (false, false, false) => ("padded", format!("{text}\u{a0} ")),
        };
        let (file, sheet, row, column) = place;
        self.log.push(Fault {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            row,
            column: column.to_owned(),
            kind,
            was: text.to_owned(),
            written: written.clone(),
        });
        Some(written)
    }
}

fn shown(cell: Cell, almanac: &Almanac) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Id(id) => id.to_string(),
        Cell::Date(day) => almanac.text(day).to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Decimal(number) => {
            let mut text = String::new();
            crate::csv_folder::decimal(&mut text, number);
            text
        }
    }
}

/// A code in another style that reads as the same: `N1 - Abuse or neglect`, `Yes`.
pub fn labelled(list: &str, code: &str) -> Option<String> {
    let list = standard::codes::list(list)?;
    let found = list.code(code)?;
    let both = format!("{code} - {}", found.label);
    [both, found.label.clone()].into_iter().find(|text| text != code && list.read(text).is_some_and(|c| c.code == code))
}

/// Writes the log as a CSV file.
pub fn write(path: &Path, log: &[Fault]) -> Result<(), Error> {
    let mut text = String::from("file,sheet,row,column,fault,effect,rule,was,written\n");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for fault in log {
        let (_, effect, rule) = KINDS.iter().find(|(kind, _, _)| *kind == fault.kind).copied().unwrap_or_default();
        text.push_str(&format!(
            "{},{},{},{},{},{effect},{rule},{},{}\n",
            quoted(&fault.file),
            quoted(&fault.sheet),
            fault.row,
            quoted(&fault.column),
            fault.kind,
            quoted(&fault.was),
            quoted(&fault.written)
        ));
    }
    fs::write(path, text).map_err(Error::write(path))
}
