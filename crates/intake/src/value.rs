//! What stands in a cell, read as what the column holds: nulls, days, numbers. Nothing here knows of files,
//! and nothing here allocates on the way to a good value.

pub(crate) mod day;
pub(crate) mod json;
pub(crate) mod number;

use crate::grid::Cell;

/// A cell's content before it is read as what its column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    /// Nothing.
    Null,
    /// Text, not yet trimmed.
    Text(&'a str),
    /// A number of a workbook or a Parquet file.
    Number(f64),
    /// A whole number of a Parquet file.
    Integer(i64),
    /// A day, as days since 1 January 1970.
    Day(i32),
    /// True or false.
    Bool(bool),
}

impl<'a> From<&'a Cell> for Value<'a> {
    fn from(cell: &'a Cell) -> Value<'a> {
        match cell {
            // A spreadsheet error (#N/A, #REF!) is no value.
            Cell::Empty | Cell::Error(_) => Value::Null,
            Cell::Text(text) => Value::Text(text),
            Cell::Number(number) => Value::Number(*number),
            Cell::DateTime { serial, is_1904 } => match day::from_serial(*serial, *is_1904) {
                Some(days) => Value::Day(days),
                None => Value::Number(*serial),
            },
            Cell::Bool(value) => Value::Bool(*value),
        }
    }
}

/// `text` without white space at its ends: also non-breaking spaces, byte order marks and zero-width spaces.
pub(crate) fn trimmed(text: &str) -> &str {
    // Most cells need no trimming: look at the two end bytes before walking characters.
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) => text,
        _ => text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{a0}' | '\u{feff}' | '\u{200b}' | '\0')),
    }
}

/// Ways in which extracts write that there is nothing, in lower case.
const NULLS: [&str; 20] = [
    "null",
    "#n/a",
    "n/a",
    "<blank>",
    "(blank)",
    "blank",
    "pd.na",
    "<na>",
    "nan",
    "nat",
    "none",
    "(null)",
    "<null>",
    "#null!",
    "#value!",
    "#ref!",
    "#name?",
    "znotrecorded",
    "placeholder_data",
    "-",
];

/// Whether trimmed `text` says that there is nothing. `SSD_PH` marks what the SSD's own scripts could not fill.
pub(crate) fn is_null(text: &str) -> bool {
    // 2 to 16 bytes hold every spelling of nothing; the first byte rules nearly everything else out.
    match text.as_bytes() {
        [] => true,
        [first, ..]
            if text.len() <= 16
                && matches!(first | 0x20, b'n' | b'#' | b'<' | b'(' | b'b' | b'p' | b'z' | b'-' | b's')
                || *first == b'#' =>
        {
            NULLS.iter().any(|null| null.eq_ignore_ascii_case(text))
                || text.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("ssd_ph"))
                || text.bytes().all(|b| b == b'-')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_in_many_ways() {
        for text in [
            "",
            "NULL",
            "null",
            "#N/A",
            "N/A",
            "n/a",
            "<blank>",
            "pd.NA",
            "nan",
            "NaN",
            "NaT",
            "zNotRecorded",
            "SSD_PH",
            "SSD_PH_ROLE",
            "-",
            "--",
            "#REF!",
            "None",
        ] {
            assert!(is_null(text), "{text}");
        }
        for text in ["0", "No", "N", "Y", "nanny", "NA", "Nancy", "B", "S1", "-1"] {
            assert!(!is_null(text), "{text}");
        }
    }

    #[test]
    fn every_kind_of_space_is_trimmed() {
        assert_eq!(trimmed(" \u{a0}\u{feff}Zoë\u{a0} \t"), "Zoë");
        assert_eq!(trimmed("\u{a0}"), "");
        assert_eq!(trimmed("a b"), "a b");
    }

    #[test]
    fn cells_of_a_workbook_are_values() {
        assert_eq!(Value::from(&Cell::Error("#N/A".to_owned())), Value::Null);
        assert_eq!(Value::from(&Cell::DateTime { serial: 25569.5, is_1904: false }), Value::Day(0));
        assert_eq!(Value::from(&Cell::Text("x".to_owned())), Value::Text("x"));
    }
}
