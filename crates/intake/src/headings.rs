//! Which standard table a file holds, told from its headings.

use crate::{MappedColumn, Mapping};
use standard::codes::nearest;
use standard::table::{Standard, Table};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A heading as compared: lower case, without brackets, quotes or a table in front, `_` for all that is neither
/// letter nor digit.
pub(crate) fn plain(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    for c in heading.chars() {
        match c {
            '[' | ']' | '"' | '`' | '\u{feff}' | '\u{200b}' => {}
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            // A table in front of the column: ssd_contacts.cont_contact_id
            '.' => out.push('.'),
            _ if out.is_empty() || out.ends_with('_') => {}
            _ => out.push('_'),
        }
    }
    out.truncate(out.trim_end_matches(['_', '.']).len());
    match out.rsplit_once('.') {
        Some((_, column)) if !column.is_empty() => column.trim_start_matches('_').to_owned(),
        _ => out,
    }
}

/// Every name of every column, plain, to its tables and numbers in them, by table and column.
static NAMES: LazyLock<BTreeMap<String, Vec<(usize, usize)>>> = LazyLock::new(|| {
    let mut names: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (t, table) in standard::table::all().iter().enumerate() {
        for (c, column) in table.columns.iter().enumerate() {
            for name in std::iter::once(&column.name).chain(&column.aliases) {
                let places = names.entry(plain(name)).or_default();
                if !places.contains(&(t, c)) {
                    places.push((t, c));
                }
            }
        }
    }
    names
});

/// A file's headings, matched to a standard table.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    /// The table.
    pub table: &'static Table,
    /// For each heading: the number of the column in the table.
    pub columns: Vec<Option<usize>>,
}

impl Match {
    /// How many of the table's columns are there.
    fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// The table whose headings these are, or `None`. What is read is the headings; the file's name only decides
/// between tables that fit as well.
pub(crate) fn identify(headings: &[String], file_name: &str, mapping: &Mapping) -> Option<Match> {
    let named = named_table(file_name);
    let filled = headings.iter().filter(|heading| !heading.trim().is_empty()).count();
    let mut counts = vec![0usize; standard::table::all().len()];
    for heading in headings {
        for (t, _) in NAMES.get(&plain(heading)).into_iter().flatten() {
            counts[*t] += 1;
        }
    }
    let mut best: Option<(f64, bool, Match)> = None;
    for (t, table) in standard::table::all().iter().enumerate() {
        let mapped = mapping.headers.contains_key(&table.name) || mapping.headers.contains_key("all");
        if table.standard == Standard::AnnexA || counts[t] == 0 && !mapped {
            continue;
        }
        let matched = match_table(t, headings, mapping);
        let known = matched.known();
        let is_named = named == Some(table.name.as_str());
        // Columns of the dataset carry their table's prefix, so that two of them are proof, whatever else is
        // there. Local tables have plain names: at least half of the headings must be theirs.
        let prefixed = table.standard == Standard::Ssd
            && matched.columns.iter().flatten().filter(|&&c| is_prefixed(&table.columns[c].name)).count() >= 2;
        let enough = prefixed || known >= 2 && known * 2 >= filled || known >= 1 && is_named && known * 2 >= filled;
        if !enough {
            continue;
        }
        let share = known as f64 / (filled + table.columns.len() - known) as f64;
        let score = if prefixed { known as f64 } else { share };
        if best.as_ref().is_none_or(|(s, n, _)| (score, is_named) > (*s, *n)) {
            best = Some((score, is_named, matched));
        }
    }
    best.map(|(_, _, matched)| matched)
}

/// Whether a column's name begins with the four letters of its table, as in `cont_contact_id`.
fn is_prefixed(name: &str) -> bool {
    name.split_once('_').is_some_and(|(head, _)| head.len() == 4)
}

/// The headings as columns of table `t`; the first of several that mean the same column has it.
fn match_table(t: usize, headings: &[String], mapping: &Mapping) -> Match {
    let table = &standard::table::all()[t];
    let mut taken = vec![false; table.columns.len()];
    let mut columns = Vec::with_capacity(headings.len());
    for heading in headings {
        let by_mapping = mapping
            .header(&table.name, heading)
            .and_then(|name| table.columns.iter().position(|column| column.name == name));
        let column = by_mapping
            .or_else(|| NAMES.get(&plain(heading))?.iter().find(|(other, _)| *other == t).map(|(_, column)| *column));
        columns.push(column.filter(|&column| !std::mem::replace(&mut taken[column], true)));
    }
    Match { table, columns }
}

/// The standard table that the file's name names: `ssd_contacts.csv`, `dbo.ssd_contacts_2023.csv`.
fn named_table(file_name: &str) -> Option<&'static str> {
    let name = file_name.to_lowercase();
    standard::table::all()
        .iter()
        .map(|table| table.name.as_str())
        .filter(|table| name.contains(table))
        .max_by_key(|table| table.len())
}

/// What each heading was taken for, with the nearest known name for one that is not known.
pub(crate) fn report(file: &str, headings: &[String], matched: &Match) -> Vec<MappedColumn> {
    headings
        .iter()
        .zip(&matched.columns)
        .filter(|(heading, _)| !heading.trim().is_empty())
        .map(|(heading, column)| MappedColumn {
            file: file.to_owned(),
            sheet: String::new(),
            heading: crate::value::trimmed(heading).to_owned(),
            column: column.map(|c| (matched.table.name.clone(), matched.table.columns[c].name.clone())),
            hint: match column {
                Some(_) => None,
                None => nearest_column(heading, matched.table),
            },
        })
        .collect()
}

/// The column of `table` whose name is nearest to `heading`.
fn nearest_column(heading: &str, table: &'static Table) -> Option<String> {
    let names: Vec<(String, usize)> = table
        .columns
        .iter()
        .enumerate()
        .flat_map(|(i, c)| std::iter::once(&c.name).chain(&c.aliases).map(move |name| (plain(name), i)))
        .collect();
    nearest(&plain(heading), names.iter().map(|(name, i)| (name.as_str(), *i))).map(|i| table.columns[i].name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identified(headings: &[&str], name: &str) -> Option<String> {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        identify(&headings, name, &Mapping::default()).map(|m| m.table.name.clone())
    }

    #[test]
    fn tables_are_told_by_their_headings_not_their_names() {
        let contacts = ["CONT_CONTACT_DATE", "cont_contact_id", "[cont_person_id]", "ours"];
        assert_eq!(identified(&contacts, "ssd_cp_plans.csv").as_deref(), Some("ssd_contacts"));
        assert_eq!(
            identified(&["ssd_contacts.cont_contact_id", "Cont Person Id"], "").as_deref(),
            Some("ssd_contacts")
        );
        assert_eq!(identified(&["person_id", "start", "end"], "x.csv").as_deref(), Some("earlier_plans"));
        assert_eq!(identified(&["person_id", "from", "to", "reason"], "").as_deref(), Some("restricted_records"));
        assert_eq!(
            identified(&["worker_id", "type", "start_date", "end_date"], "").as_deref(),
            Some("workforce_absences")
        );
        assert_eq!(identified(&["name", "colour"], "ssd_contacts.csv"), None);
        assert_eq!(identified(&[], "teams.csv"), None);
    }

    #[test]
    fn every_standard_table_is_told_from_its_own_headings() {
        for table in standard::table::all().iter().filter(|t| t.standard != Standard::AnnexA) {
            let headings: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!(identified(&headings, "").as_deref(), Some(table.name.as_str()));
        }
    }

    #[test]
    fn a_council_maps_its_own_headings() {
        let mapping = Mapping::parse(
            "[headers.ssd_contacts]\n\"Contact Received\" = \"cont_contact_date\"\n\"Ref\" = \"cont_contact_id\"",
        )
        .unwrap();
        let headings: Vec<String> = ["Ref", "Contact received ", "Contact Persn"].map(str::to_owned).to_vec();
        let matched = identify(&headings, "", &mapping).unwrap();
        assert_eq!(matched.table.name, "ssd_contacts");
        assert_eq!(matched.columns, [Some(0), Some(2), None]);
        let report = report("x.csv", &headings, &matched);
        assert_eq!(report[2].column, None);
    }

    #[test]
    fn an_unknown_heading_has_the_nearest_known_as_a_hint() {
        let headings: Vec<String> =
            ["cont_contact_id", "cont_person_id", "cont_contct_date"].map(str::to_owned).to_vec();
        let matched = identify(&headings, "", &Mapping::default()).unwrap();
        assert_eq!(report("x.csv", &headings, &matched)[2].hint.as_deref(), Some("cont_contact_date"));
    }
}
