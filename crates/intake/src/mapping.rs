//! `mapping.toml`: a council's own names for columns and its own codes.
//!
//! ```toml
//! [headers.ssd_contacts]              # a standard table, "list 1" to "list 11", or all
//! "Contact Received" = "cont_contact_date"
//!
//! [codes.primary_need]                # a code list
//! "PSRMEM - Support with memory and cognition" = "N2"
//! ```

use sha2::{Digest, Sha256};
use standard::codes::{folded, nearest};
use standard::table::Standard;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A council's own names for columns and codes, compared as [`standard::codes::folded`] compares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// By table (`ssd_contacts`), list (`list 1`) or `all`: heading, folded, to the column it is.
    pub headers: BTreeMap<String, BTreeMap<String, String>>,
    /// By code list: text, folded, to the code it is; an empty code reads as null.
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// Reads `mapping.toml`.
    ///
    /// # Errors
    /// Every fault found, each as a sentence that names the key.
    pub fn parse(text: &str) -> Result<Mapping, Vec<String>> {
        let root: toml::Table = text.parse().map_err(|error: toml::de::Error| vec![error.to_string()])?;
        let mut mapping = Mapping::default();
        let mut faults = Vec::new();
        for (section, value) in &root {
            let Some(parts) = value.as_table().filter(|_| section == "headers" || section == "codes") else {
                faults.push(format!("{section} is not a section; there are [headers.<table>] and [codes.<list>]"));
                continue;
            };
            for (part, entries) in parts {
                let Some(entries) = entries.as_table() else {
                    faults.push(format!("{section}.{part}: write [{section}.{part}] and the names under it"));
                    continue;
                };
                let name = if section == "headers" { section_name(part) } else { part.clone() };
                let mut read = BTreeMap::new();
                for (written, meant) in entries {
                    let Some(meant) = meant.as_str().map(str::trim) else {
                        faults.push(format!("{section}.{part}.\"{written}\" is not text: write \"…\" = \"…\""));
                        continue;
                    };
                    let meant = if section == "headers" { column(&name, meant) } else { code(&name, meant) };
                    match meant {
                        Ok(meant) => drop(read.insert(folded(written), meant)),
                        Err(fault) => faults.push(format!("{section}.{part}.\"{written}\": {fault}")),
                    }
                }
                let target = if section == "headers" { &mut mapping.headers } else { &mut mapping.codes };
                target.entry(name).or_default().extend(read);
            }
        }
        if faults.is_empty() { Ok(mapping) } else { Err(faults) }
    }

    /// What a heading of `table` (a standard table, or `list 1` to `list 11`) is called in the standard, if the
    /// council says so, under the table's own name or under `all`.
    pub fn header(&self, table: &str, heading: &str) -> Option<&str> {
        if self.headers.is_empty() {
            return None;
        }
        let heading = folded(heading);
        [table, "all"].iter().find_map(|part| self.headers.get(*part)?.get(&heading)).map(String::as_str)
    }

    /// The code that the council means by `text` in `list`; empty for null.
    pub fn code(&self, list: &str, text: &str) -> Option<&str> {
        self.codes.get(list)?.get(&folded(text)).map(String::as_str)
    }

    /// What a part of `[headers]` can be of: the standard tables, `list 1` to `list 11`, and `all`.
    pub fn sections() -> Vec<String> {
        let tables = standard::table::all().iter().filter(|table| table.standard != Standard::AnnexA);
        let lists = (1..=11).map(|number| format!("list {number}"));
        tables.map(|table| table.name.clone()).chain(lists).chain(["all".to_owned()]).collect()
    }

    /// The columns that headings of a part of `[headers]` can mean, as the standard spells them, each once; `None` for a
    /// part that there is not.
    pub fn columns(section: &str) -> Option<Vec<String>> {
        let mut seen = BTreeSet::new();
        let columns = columns(section)?;
        Some(columns.into_iter().filter(|column| seen.insert(folded(column))).collect())
    }

    /// The SHA-256 of what it says, in lower-case hexadecimal: the same for the same names and codes, however
    /// the file is laid out. Empty for a mapping that says nothing.
    pub fn hash(&self) -> String {
        if self.headers.is_empty() && self.codes.is_empty() {
            return String::new();
        }
        let mut hasher = Sha256::new();
        for (section, parts) in [("headers", &self.headers), ("codes", &self.codes)] {
            for (part, entries) in parts {
                for (written, meant) in entries {
                    for text in [section, part, written, meant] {
                        hasher.update(text.as_bytes());
                        hasher.update([0]);
                    }
                }
            }
        }
        hexadecimal(&hasher.finalize())
    }
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// `List_1`, `list1` and `List 1` are all `list 1`.
fn section_name(part: &str) -> String {
    let lower = part.trim().to_lowercase();
    match lower.strip_prefix("list").map(|rest| rest.trim_matches([' ', '_', '-'])) {
        Some(number) if number.parse::<u8>().is_ok() => format!("list {number}"),
        _ => lower,
    }
}

/// The columns that a part of `[headers]` can name: of a table, of an Annex A list, or of all tables.
fn columns(part: &str) -> Option<Vec<String>> {
    if part == "all" {
        let names = standard::table::all().iter().flat_map(|table| &table.columns).map(|c| c.name.clone());
        return Some(names.chain((1..=11).filter_map(list_columns).flatten()).collect());
    }
    if let Some(number) = part.strip_prefix("list ") {
        return list_columns(number.parse().ok()?);
    }
    Some(standard::table::find(part)?.columns.iter().map(|column| column.name.clone()).collect())
}

fn list_columns(number: u8) -> Option<Vec<String>> {
    Some(standard::annex_a::list(number)?.columns.iter().map(|column| column.name.clone()).collect())
}

/// The column of `part` called `name`, as the standard spells it.
fn column(part: &str, name: &str) -> Result<String, String> {
    let Some(columns) = columns(part) else {
        let tables = standard::table::all().iter().map(|table| (table.name.as_str(), table.name.as_str()));
        let hint = nearest(part, tables).map(|table| format!("; did you mean {table}?")).unwrap_or_default();
        return Err(format!("{part} is not a standard table, nor list 1 to list 11, nor all{hint}"));
    };
    let wanted = folded(name);
    if let Some(column) = columns.iter().find(|column| folded(column) == wanted) {
        return Ok(column.clone());
    }
    let names: Vec<(String, usize)> = columns.iter().map(|c| folded(c)).zip(0..).collect();
    let hint = nearest(&wanted, names.iter().map(|(n, i)| (n.as_str(), *i)));
    let hint = hint.map(|i| format!("; did you mean {}?", columns[i])).unwrap_or_default();
    Err(format!("{name} is not a column of {part}{hint}"))
}

/// The code `text` of `list`, or empty for null.
fn code(list: &str, text: &str) -> Result<String, String> {
    let Some(known) = standard::codes::list(list) else {
        let lists = standard::codes::all().map(|other| (other.name.as_str(), other.name.as_str()));
        let hint = nearest(list, lists).map(|list| format!("; did you mean {list}?")).unwrap_or_default();
        return Err(format!("{list} is not a code list{hint}"));
    };
    if text.is_empty() {
        return Ok(String::new());
    }
    match known.code(text) {
        Some(code) => Ok(code.code.clone()),
        None => {
            let hint = known.read(text).or_else(|| known.nearest(text));
            let hint = hint.map(|code| format!("; did you mean {}?", code.code)).unwrap_or_default();
            Err(format!("{text} is not a code of {list}{hint}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_and_hashed_by_what_it_says() {
        let text = "
            [headers.ssd_contacts]
            \"Contact Received\" = \"CONT_CONTACT_DATE\"
            [headers.List_1]
            \"Ref\" = \"Child Unique ID\"
            [codes.primary_need]
            \"PSRMEM - Support\" = \"N2\"
            \"Rubbish\" = \"\"
        ";
        let mapping = Mapping::parse(text).unwrap();
        assert_eq!(mapping.header("ssd_contacts", " contact  received"), Some("cont_contact_date"));
        assert_eq!(mapping.header("list 1", "REF"), Some("Child Unique ID"));
        assert_eq!(mapping.header("ssd_cp_plans", "Contact Received"), None);
        assert_eq!(mapping.code("primary_need", "psrmem – support"), Some("N2"));
        assert_eq!(mapping.code("primary_need", "rubbish"), Some(""));
        assert_eq!(Mapping::parse(&text.replace("    ", " # same\n")).unwrap().hash(), mapping.hash());
        assert_ne!(Mapping::parse(&text.replace("N2", "N3")).unwrap().hash(), mapping.hash());
        assert_eq!(Mapping::default().hash(), "");
    }

    #[test]
    fn whatever_can_be_taught_reads_back() {
        for section in Mapping::sections() {
            let columns = Mapping::columns(&section).unwrap();
            assert!(!columns.is_empty(), "{section}");
            for column in columns {
                let text = format!("[headers.\"{section}\"]\nOurs = {}\n", toml::Value::String(column.clone()));
                assert_eq!(Mapping::parse(&text).unwrap().header(&section, "ours"), Some(column.as_str()));
            }
        }
        assert_eq!(Mapping::columns("ssd_contact"), None);
    }

    #[test]
    fn every_fault_is_said_at_once_with_a_hint() {
        let faults = Mapping::parse(
            "[headers.ssd_contact]\nA = \"cont_contact_id\"\n[headers.ssd_contacts]\nB = \"cont_contact_dat\"\n\
             [codes.primary_need]\nC = \"Abuse or neglect\"\n[codes.needs]\nD = \"N1\"\n[other]\nE = 1\n",
        )
        .unwrap_err();
        assert_eq!(faults.len(), 5, "{faults:?}");
        let all = faults.join("\n");
        for part in
            ["did you mean ssd_contacts?", "did you mean cont_contact_date?", "did you mean N1?", "other is not"]
        {
            assert!(all.contains(part), "{part} in {all}");
        }
        assert!(Mapping::parse("not toml").is_err());
    }
}
