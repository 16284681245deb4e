//! One column on its way into Arrow: each value read as what the column holds, what can't be read made null and
//! a finding. This is the hot path: no allocation for a good value.

use crate::Mapping;
use crate::findings::{COUNTED, FindingLog, Place, is_whole};
use crate::value::{self, Value, day::Day, is_null, trimmed};
use arrow::array::{ArrayRef, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder};
use standard::codes::{Code, CodeList};
use standard::finding::Finding;
use standard::table::{Column, ColumnType, DECIMAL_PRECISION, DECIMAL_SCALE};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

/// A column being read.
pub(crate) struct Sink<'a> {
    column: &'static Column,
    /// The heading in the file, for findings.
    heading: String,
    builder: Builder,
    codes: Option<Codes<'a>>,
    /// The day after which a date is worth a finding.
    latest: Option<i32>,
    scratch: String,
    is_worker: bool,
    is_factors: bool,
    /// Whether what stands there is a date of birth.
    is_birth: bool,
    /// The day last read, null if none.
    pub day: Option<i32>,
}

enum Builder {
    Text(StringBuilder),
    Day(Date32Builder),
    Integer(Int64Builder),
    Decimal(Decimal128Builder),
    Number(Float64Builder),
}

/// Arrow counts the bytes of a text column in 31 bits.
const TEXT_BYTES: usize = (1 << 31) - (1 << 22);

impl<'a> Sink<'a> {
    /// A sink for `column`, called `heading` in the file. A date after `latest` is a finding, if given.
    pub fn new(column: &'static Column, heading: &str, mapping: &'a Mapping, latest: Option<i32>) -> Sink<'a> {
        Sink {
            column,
            heading: heading.to_owned(),
            builder: match column.kind {
                ColumnType::Text | ColumnType::Code | ColumnType::Json => Builder::Text(StringBuilder::new()),
                ColumnType::Date => Builder::Day(Date32Builder::new()),
                ColumnType::Integer => Builder::Integer(Int64Builder::new()),
                ColumnType::Decimal => Builder::Decimal(Decimal128Builder::new()),
                ColumnType::Number => Builder::Number(Float64Builder::new()),
            },
            codes: column.codes.as_deref().and_then(standard::codes::list).map(|list| Codes::new(list, mapping)),
            latest,
            scratch: String::new(),
            is_worker: column.references.as_ref().is_some_and(|(table, _)| table == "ssd_professionals"),
            is_factors: column.name == "cinf_assessment_factors_json",
            is_birth: is_birth(&column.name),
            day: None,
        }
    }

    /// The column that it fills.
    pub fn column(&self) -> &'static Column {
        self.column
    }

    /// Adds `value`, which stood at `place` (its column is filled in here).
    pub fn push(&mut self, value: Value<'_>, place: Place<'_>, log: &mut FindingLog) {
        self.day = None;
        let value = match value {
            Value::Text(text) => {
                let text = trimmed(text);
                if is_null(text) { Value::Null } else { Value::Text(text) }
            }
            value => value,
        };
        let place = Place { column: &self.heading, ..place };
        match (&mut self.builder, self.column.kind) {
            (Builder::Text(builder), kind) => {
                let text = match value {
                    Value::Null => return builder.append_null(),
                    Value::Text(text) => text,
                    other => {
                        self.scratch.clear();
                        write_plain(other, &mut self.scratch);
                        &self.scratch
                    }
                };
                if builder.values_slice().len() + text.len() > TEXT_BYTES {
                    return builder.append_null();
                }
                match kind {
                    ColumnType::Code => match self.codes.as_mut() {
                        Some(codes) => builder.append_option(codes.read(text, place, log)),
                        None => builder.append_value(text),
                    },
                    ColumnType::Json => {
                        let mut compacted = String::new();
                        let understood = match self.is_factors {
                            true => value::json::factors(text, &mut compacted),
                            false => value::json::compact(text, &mut compacted),
                        };
                        if !understood {
                            // An address is not for a list of findings.
                            let shown = if self.is_factors { text } else { "" };
                            log.add("json-not-read", place, shown, || {
                                let expected = if self.is_factors { "a JSON list of factor codes" } else { "JSON" };
                                (expected, "kept as text", "export the column as the standard's script writes it")
                            });
                        }
                        builder.append_value(compacted);
                    }
                    _ if self.is_worker && text.eq_ignore_ascii_case("unknown") => builder.append_null(),
                    _ if !text.is_ascii() && text.contains('\u{a0}') => {
                        builder.append_value(text.replace('\u{a0}', " "));
                    }
                    _ => builder.append_value(text),
                }
            }
            (Builder::Day(builder), _) => {
                let before = log.len();
                self.day = read_day(value, self.latest, place, log);
                if self.is_birth {
                    log.conceal(before);
                }
                builder.append_option(self.day);
            }
            (Builder::Integer(builder), _) => {
                let read = match value {
                    Value::Null => return builder.append_null(),
                    Value::Text(text) => value::number::integer(text),
                    Value::Integer(number) => Some(number),
                    Value::Number(number) => value::number::integer_from(number),
                    Value::Bool(flag) => Some(i64::from(flag)),
                    Value::Day(_) => None,
                };
                not_read(read.is_none(), value, "a whole number", place, log);
                builder.append_option(read);
            }
            (Builder::Decimal(builder), _) => {
                let read = match value {
                    Value::Null => return builder.append_null(),
                    Value::Text(text) => value::number::decimal(text),
                    Value::Integer(number) => value::number::decimal(&number.to_string()),
                    Value::Number(number) => value::number::decimal_from(number),
                    Value::Bool(_) | Value::Day(_) => None,
                };
                not_read(read.is_none(), value, "a number", place, log);
                builder.append_option(read);
            }
            (Builder::Number(builder), _) => {
                let read = match value {
                    Value::Null => return builder.append_null(),
                    Value::Text(text) => value::number::float(text),
                    Value::Integer(number) => Some(number as f64),
                    Value::Number(number) => Some(number),
                    Value::Bool(_) | Value::Day(_) => None,
                };
                not_read(read.is_none(), value, "a number", place, log);
                builder.append_option(read);
            }
        }
    }

    /// Whether the column holds nearly as much text as Arrow can count.
    pub fn is_full(&self) -> bool {
        matches!(&self.builder, Builder::Text(builder) if builder.values_slice().len() > TEXT_BYTES - (1 << 21))
    }

    /// The column read.
    pub fn finish(self) -> ArrayRef {
        match self.builder {
            Builder::Text(mut builder) => Arc::new(builder.finish()),
            Builder::Day(mut builder) => Arc::new(builder.finish()),
            Builder::Integer(mut builder) => Arc::new(builder.finish()),
            Builder::Decimal(mut builder) => Arc::new(
                builder
                    .finish()
                    .with_precision_and_scale(DECIMAL_PRECISION, DECIMAL_SCALE)
                    .expect("eighteen digits hold what was read"),
            ),
            Builder::Number(mut builder) => Arc::new(builder.finish()),
        }
    }
}

/// Whether a column, or a heading of a list, is of dates of birth.
pub(crate) fn is_birth(name: &str) -> bool {
    name.ends_with("_dob") || name.ends_with("date_of_birth") || name == "Date of Birth"
}

/// A value that is no text, as text: whole numbers without a point, days as ISO dates.
pub(crate) fn write_plain(value: Value<'_>, out: &mut String) {
    // Writing to a string can't fail.
    let _ = match value {
        Value::Null => Ok(()),
        Value::Text(text) => out.write_str(text),
        Value::Number(number) => write!(out, "{number}"),
        Value::Integer(number) => write!(out, "{number}"),
        Value::Day(days) => match standard::date::from_days(days) {
            Some(date) => write!(out, "{date}"),
            None => Ok(()),
        },
        Value::Bool(flag) => out.write_str(if flag { "true" } else { "false" }),
    };
}

/// Reads a day, with a finding when it is none, a placeholder or after `latest`.
pub(crate) fn read_day(value: Value<'_>, latest: Option<i32>, place: Place<'_>, log: &mut FindingLog) -> Option<i32> {
    let read = match value {
        Value::Null => return None,
        Value::Text(text) => value::day::read(text),
        Value::Number(number) => value::day::from_number(number),
        Value::Integer(number) => value::day::from_number(number as f64),
        Value::Day(days) => value::day::from_day_number(days),
        Value::Bool(_) => Day::Bad(value::day::Why::NotADate),
    };
    let plain = |value| {
        let mut text = String::new();
        write_plain(value, &mut text);
        text
    };
    match read {
        Day::On(days) => {
            if latest.is_some_and(|latest| days > latest) {
                log.add("date-in-future", place, &plain(value), || {
                    ("a date not after the data date", "kept", "check the record, or the data date given")
                });
            }
            Some(days)
        }
        Day::Placeholder => {
            log.add("date-placeholder", place, &plain(value), || {
                ("a real date, or nothing", "left empty", "leave the date empty where it is not known")
            });
            None
        }
        Day::Bad(why) => {
            log.add("date-not-read", place, &plain(value), || (value::day::EXPECTED, "left empty", why.hint()));
            None
        }
    }
}

fn not_read(failed: bool, value: Value<'_>, expected: &str, place: Place<'_>, log: &mut FindingLog) {
    if failed {
        let mut text = String::new();
        write_plain(value, &mut text);
        log.add("number-not-read", place, &text, || (expected, "left empty", "write digits only, with a point"));
    }
}

/// A code list as one column reads it: what was looked up once is remembered.
pub(crate) struct Codes<'a> {
    list: &'static CodeList,
    mapping: &'a Mapping,
    seen: HashMap<Box<str>, Seen>,
}

#[derive(Clone, Copy)]
enum Seen {
    Code(&'static Code),
    Null,
    Unknown,
}

/// Distinct spellings remembered for a column; beyond them each is looked up anew.
const REMEMBERED: usize = 10_000;

impl<'a> Codes<'a> {
    /// Codes of `list`, with what the council's mapping adds.
    pub fn new(list: &'static CodeList, mapping: &'a Mapping) -> Codes<'a> {
        Codes { list, mapping, seen: HashMap::new() }
    }

    /// The code that trimmed, non-null `text` stands for. An unknown one is null and a finding.
    pub fn read(&mut self, text: &str, place: Place<'_>, log: &mut FindingLog) -> Option<&'static str> {
        let seen = match self.seen.get(text) {
            Some(seen) => *seen,
            None => {
                let seen = self.look_up(text);
                if self.seen.len() < REMEMBERED {
                    self.seen.insert(text.into(), seen);
                }
                seen
            }
        };
        match seen {
            Seen::Code(code) => Some(&code.code),
            Seen::Null => None,
            Seen::Unknown => {
                let list = self.list;
                log.add("code-not-known", place, text, || (expected(list), "left empty", hint(list, text)));
                None
            }
        }
    }

    fn look_up(&self, text: &str) -> Seen {
        match self.mapping.code(&self.list.name, text) {
            Some("") => return Seen::Null,
            Some(code) => {
                if let Some(code) = self.list.code(code) {
                    return Seen::Code(code);
                }
            }
            None => {}
        }
        match self.list.read(text) {
            Some(code) => Seen::Code(code),
            None => Seen::Unknown,
        }
    }
}

/// How what a column of codes expects begins; the name of the list follows, and a colon.
const A_CODE_OF: &str = "a code of ";

/// The code list and the text of a finding about a code that is not known, so that it can be taught. `None` for other
/// findings, for those that count several, and where the text was too long to be kept whole.
pub fn unknown_code(finding: &Finding) -> Option<(&'static CodeList, &str)> {
    if finding.rule != "code-not-known" || finding.done == COUNTED || !is_whole(&finding.found) {
        return None;
    }
    let (name, _) = finding.expected.strip_prefix(A_CODE_OF)?.split_once(':')?;
    Some((standard::codes::list(name)?, &finding.found))
}

/// What a column of `list` expects: its codes, or the first few.
fn expected(list: &CodeList) -> String {
    let codes: Vec<&str> = list.codes.iter().take(12).map(|code| code.code.as_str()).collect();
    let more = if list.codes.len() > codes.len() { ", …" } else { "" };
    format!("{A_CODE_OF}{}: {}{more}", list.name, codes.join(", "))
}

/// How to make an unknown code known.
fn hint(list: &CodeList, text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    match list.nearest(&text) {
        Some(code) => format!(
            "did you mean {} ({})? If so, add \"{text}\" = \"{}\" under [codes.{}] in mapping.toml",
            code.code, code.label, code.code, list.name
        ),
        None => format!("add \"{text}\" = \"…\" under [codes.{}] in mapping.toml with the code it means", list.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_not_known_can_be_taught_from_its_finding() {
        let mut mapping = Mapping::default();
        for list in standard::codes::all() {
            let mut log = FindingLog::new(1);
            let (odd, place) = ("~ ours ~", Place { file: "a.csv", sheet: "", row: 2, column: "x" });
            let mut codes = Codes::new(list, &mapping);
            assert_eq!(codes.read(odd, place, &mut log), None, "{}", list.name);
            assert_eq!(codes.read("~ another ~", place, &mut log), None);
            let findings = log.finish();
            let (named, text) = unknown_code(&findings[0]).expect("a code to teach");
            assert_eq!((named.name.as_str(), text), (list.name.as_str(), odd));
            assert_eq!(unknown_code(&findings[1]).map(|(list, _)| &list.name), None, "several are not one text");
            let code = &list.codes[0].code;
            let taught = format!("[codes.{}]\n\"{text}\" = {}\n", list.name, toml::Value::String(code.clone()));
            mapping = Mapping::parse(&taught).expect("a mapping");
            let mut log = FindingLog::new(1);
            assert_eq!(Codes::new(list, &mapping).read("~ OURS ~", place, &mut log), Some(code.as_str()));
            assert!(log.finish().is_empty());
            mapping = Mapping::default();
        }
        let mut log = FindingLog::new(1);
        let list = standard::codes::list("primary_need").expect("a list");
        let place = Place { file: "a.csv", sheet: "", row: 2, column: "x" };
        Codes::new(list, &mapping).read(&"x".repeat(300), place, &mut log);
        assert!(unknown_code(&log.finish()[0]).is_none(), "a text that was cut is not what the file has");
    }
}
