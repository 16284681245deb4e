//! The vocabulary of Derwent: what the standard tables, lists and codes are called, how days, working days
//! and periods are counted, and what a finding is. It knows nothing of files, storage or queries.
//!
//! Everything that another crate needs to know about a table, a column or a code stands in `data/` of this
//! crate, once; the modules below read it and give it types.

pub mod annex_a;
pub mod authority;
pub mod codes;
pub mod coverage;
pub mod date;
pub mod finding;
pub mod parameter;
pub mod period;
pub mod settings;
pub mod table;
pub mod working_days;

pub use jiff::civil::Date;

/// Reads one of the embedded declaration files. The files are part of the program, so a fault in one is a
/// fault of the program and found by the tests of the module that reads it.
pub(crate) fn declaration(text: &'static str) -> Vec<csv::StringRecord> {
    csv::ReaderBuilder::new()
        .from_reader(text.as_bytes())
        .into_records()
        .map(|record| record.expect("an embedded declaration is well-formed"))
        .collect()
}

/// Splits a `|`-separated field into its parts; an empty field has none.
pub(crate) fn parts(field: &str) -> Vec<String> {
    field.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
