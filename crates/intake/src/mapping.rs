//! `mapping.toml`: a council's own names for columns and its own codes.
//!
//! ```toml
//! [headers.ssd_contacts]              # a standard table, "list 1" to "list 11", or all
//! "Contact Received" = "cont_contact_date"
//!
//! [codes.primary_need]                # a code list
//! "PSRMEM - Support with memory and cognition" = "N2"
//! ```

use std::collections::BTreeMap;

/// A council's own names for columns and codes, compared as [`standard::codes::folded`] compares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// By table (`ssd_contacts`), list (`list 1`) or `all`: heading, folded, to the column it is.
    pub headers: BTreeMap<String, BTreeMap<String, String>>,
    /// By code list: text, folded, to the code it is; an empty code reads as null.
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// What a heading of `table` (a standard table, or `list 1` to `list 11`) is called in the standard, if the
    /// council says so, under the table's own name or under `all`.
    pub fn header(&self, table: &str, heading: &str) -> Option<&str> {
        let heading = standard::codes::folded(heading);
        [table, "all"].iter().find_map(|part| self.headers.get(*part)?.get(&heading)).map(String::as_str)
    }

    /// The code that the council means by `text` in `list`; empty for null.
    pub fn code(&self, list: &str, text: &str) -> Option<&str> {
        self.codes.get(list)?.get(&standard::codes::folded(text)).map(String::as_str)
    }
}
