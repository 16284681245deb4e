//! Which list a sheet is, told from its headings.

use crate::Mapping;
use crate::grid::{Cell, Sheet};
use crate::sink::write_plain;
use crate::value::{Value, is_null, trimmed};
use standard::annex_a::{List, ListColumn, lists};
use standard::codes::nearest;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Rows at the top of a sheet among which the headings are looked for.
const WITHIN: usize = 30;
/// Cells that a row of headings has at least: a title or a note has fewer.
const CELLS: usize = 4;

/// The row of headings of a list.
#[derive(Debug)]
pub(crate) struct Header {
    /// The list.
    pub(crate) list: &'static List,
    /// Its place among the sheet's rows.
    pub(crate) row: usize,
    /// The headings as they stand there, with their column in the sheet and, if known, in the list.
    pub(crate) headings: Vec<Heading>,
}

/// A heading.
#[derive(Debug)]
pub(crate) struct Heading {
    /// As it stands there.
    pub(crate) text: String,
    /// Its column in the sheet, from 0.
    pub(crate) column: usize,
    /// Which of the list's columns it is, from 0; `None` when it is not known.
    pub(crate) known: Option<usize>,
    /// Whether an earlier heading is the same column.
    pub(crate) again: bool,
}

/// A heading as compared: words in lower case, without marks, and without the `Y/N` that some bear. So `?`,
/// stray brackets, kinds of quotes and blanks make no difference.
pub(crate) fn key(heading: &str) -> String {
    let folded = standard::codes::folded(heading).replace("y/n", " ");
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '\'' => {}
            c if c.is_alphanumeric() => out.push(c),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// For each list, its columns by every name that they have, as compared; the template's own names win.
static NAMES: LazyLock<Vec<(&'static List, BTreeMap<String, usize>)>> = LazyLock::new(|| {
    let names = |list: &'static List| {
        let own = list.columns.iter().enumerate().map(|(index, column)| (key(&column.name), index));
        let variants = list.columns.iter().enumerate().flat_map(|(i, c)| c.variants.iter().map(move |v| (key(v), i)));
        let mut names = BTreeMap::new();
        own.chain(variants).for_each(|(name, index)| {
            names.entry(name).or_insert(index);
        });
        names
    };
    lists().iter().map(|list| (list, names(list))).collect()
});

/// Letters of a heading: longer text is an explanation.
const LONGEST: usize = 400;

/// The first row that has the headings of a list.
pub(crate) fn of(sheet: &Sheet, mapping: &Mapping) -> Option<Header> {
    let hinted = list_in_name(&sheet.name);
    sheet.rows.iter().take(WITHIN).enumerate().find_map(|(index, row)| {
        let cells = row.cells.iter().enumerate().map(|(column, cell)| (column, text(cell)));
        let headings: Vec<Compared<'_>> = cells
            .filter(|(_, text)| !text.is_empty())
            .map(|(column, text)| {
                let key = if text.len() > LONGEST { String::new() } else { key(&text) };
                Compared { column, text, key }
            })
            .collect();
        if headings.len() < CELLS {
            return None;
        }
        let candidates = NAMES.iter().filter_map(|(list, names)| {
            let headings = matched(list, names, &headings, mapping);
            let known = headings.iter().filter(|heading| heading.known.is_some()).count();
            let own = headings.iter().any(|heading| heading.known.is_some_and(|c| is_own(&list.columns[c])));
            // The column that identifies a row must be there: a page that explains the codes has none.
            let keyed = headings.iter().any(|heading| heading.known.is_some_and(|c| c == 0 && list.columns[c].key));
            let enough = keyed && own && known >= 3 && known * 2 >= headings.len();
            enough.then_some((known, hinted == Some(list.number), std::cmp::Reverse(list.number), *list, headings))
        });
        let best = candidates.max_by_key(|(known, hinted, number, _, _)| (*known, *hinted, *number));
        best.map(|(_, _, _, list, headings)| Header { list, row: index, headings })
    })
}

/// A cell of a row that may be the headings.
struct Compared<'a> {
    column: usize,
    text: Cow<'a, str>,
    key: String,
}

fn matched(
    list: &'static List,
    names: &BTreeMap<String, usize>,
    headings: &[Compared<'_>],
    mapping: &Mapping,
) -> Vec<Heading> {
    let table = format!("list {}", list.number);
    let is_mapped = mapping.headers.contains_key(&table) || mapping.headers.contains_key("all");
    let mut taken = vec![false; list.columns.len()];
    headings
        .iter()
        .map(|heading| {
            let own = if is_mapped { mapping.header(&table, &heading.text) } else { None };
            let known = match own {
                Some(name) => names.get(&key(name)).copied(),
                None => names.get(&heading.key).copied(),
            };
            let again = known.is_some_and(|c| std::mem::replace(&mut taken[c], true));
            Heading {
                text: heading.text.clone().into_owned(),
                column: heading.column,
                known: known.filter(|_| !again),
                again,
            }
        })
        .collect()
}

/// Whether a column is in no more than two lists: the child's id or sex says nothing of which list it is.
fn is_own(column: &ListColumn) -> bool {
    lists().iter().filter(|list| list.columns.iter().any(|c| c.name == column.name)).count() <= 2
}

/// The list that a sheet's name names: `List 1`, `List_10`, `list-3 referrals`. Only a hint.
fn list_in_name(name: &str) -> Option<u8> {
    let folded = standard::codes::folded(name);
    let after = &folded[folded.find("list")? + 4..];
    let after = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    after[..digits].parse().ok()
}

/// The template's heading nearest to an unknown one.
pub(crate) fn hint(list: &'static List, heading: &str) -> Option<String> {
    let names: Vec<(String, &str)> = list
        .columns
        .iter()
        .flat_map(|c| std::iter::once(&c.name).chain(&c.variants).map(|name| (key(name), c.name.as_str())))
        .collect();
    nearest(&key(heading), names.iter().map(|(key, name)| (key.as_str(), *name))).map(str::to_owned)
}

/// What stands in a cell, text trimmed, and null where it says that there is nothing.
pub(crate) fn value(cell: &Cell) -> Value<'_> {
    match Value::from(cell) {
        Value::Text(text) => match trimmed(text) {
            text if is_null(text) => Value::Null,
            text => Value::Text(text),
        },
        value => value,
    }
}

/// What stands in a cell as trimmed text; empty when there is nothing.
pub(crate) fn text(cell: &Cell) -> Cow<'_, str> {
    match value(cell) {
        Value::Null => Cow::Borrowed(""),
        Value::Text(text) if text.contains('\u{a0}') => Cow::Owned(text.replace('\u{a0}', " ")),
        Value::Text(text) => Cow::Borrowed(text),
        other => {
            let mut text = String::new();
            write_plain(other, &mut text);
            Cow::Owned(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Row;

    fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
        let row = |(i, cells): (usize, &&[&str])| Row {
            number: i as u32 + 1,
            cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect(),
        };
        Sheet { name: name.to_owned(), rows: rows.iter().enumerate().map(row).collect() }
    }

    #[test]
    fn every_list_is_told_by_its_own_headings_whatever_its_sheet_is_called() {
        for list in lists() {
            let headings: Vec<&str> = list.columns.iter().map(|c| c.name.as_str()).collect();
            for title in [&["List"][..], &[][..]] {
                let header = of(&sheet("List 10", &[title, &headings]), &Mapping::default()).unwrap();
                assert_eq!((header.list.number, header.row), (list.number, 1));
                assert!(header.headings.iter().all(|heading| heading.known.is_some()), "list {}", list.number);
            }
        }
    }

    #[test]
    fn marks_blanks_and_quotes_make_no_difference() {
        for (a, b) in [
            ("Referral NFA?", " referral  nfa"),
            ("Was it (Y/N)", "was it (Y/N))"),
            ("Child’s Legal Status", "Child's legal status "),
            ("‘Missing’ from", "'Missing' from"),
            ("LA in Touch", "LA In Touch\u{a0}"),
        ] {
            assert_eq!(key(a), key(b));
        }
    }

    #[test]
    fn sheet_names_tell_one_from_ten_and_eleven() {
        for (name, number) in [("List 1", Some(1)), ("List_10", Some(10)), ("list 11 (b)", Some(11)), ("Listing", None)]
        {
            assert_eq!(list_in_name(name), number, "{name}");
        }
    }

    #[test]
    fn a_page_of_codes_is_no_list() {
        let list = standard::annex_a::list(8).unwrap();
        let headings: Vec<&str> = list.columns[1..].iter().map(|c| c.name.as_str()).collect();
        assert!(of(&sheet("Codes_used", &[&headings]), &Mapping::default()).is_none());
    }

    #[test]
    fn a_council_names_its_own_headings() {
        let mut mapping = Mapping::default();
        let list = mapping.headers.entry("list 1".to_owned()).or_default();
        list.insert("mosaic id".to_owned(), "Child Unique ID".to_owned());
        let sheet = sheet("x", &[&["Mosaic ID", "Gender", "Date of Contact", "Contact Source"]]);
        assert_eq!(of(&sheet, &mapping).map(|header| header.list.number), Some(1));
        assert!(of(&sheet, &Mapping::default()).is_none());
    }

    #[test]
    fn an_unknown_heading_has_the_nearest_as_a_hint() {
        let list = standard::annex_a::list(1).unwrap();
        assert_eq!(hint(list, "Date of Contct").as_deref(), Some("Date of Contact"));
        assert_eq!(hint(list, "Favourite colour"), None);
    }
}
