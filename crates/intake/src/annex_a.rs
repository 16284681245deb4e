//! Annex A lists to standard tables.
//!
//! Called from `read`: `list_of(sheet: &Sheet, mapping: &Mapping) -> Option<u8>` tells which list a sheet is from
//! its headings, and `reading(title: String, files: Vec<SourceFile>, sheets: Vec<(usize, Sheet)>, options:
//! &Options) -> Result<Reading, Vec<Fault>>` makes the tables; the number with a sheet is its file's index.
