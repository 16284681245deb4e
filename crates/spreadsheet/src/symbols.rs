//! The key: what symbols mean that stand where a number would.

use crate::page::Page;

/// The symbols of published statistics and of the report, with their meaning. Source: the conventions of the
/// Department for Education's statistics.
const KEY: [(&str, &str); 8] = [
    ("c", "Hidden, so that nobody can be recognised by a small number"),
    ("k", "More than none, but rounded to 0"),
    ("low", "More than none, but rounded to 0"),
    ("u", "Not shown, because too few were counted to rely on it"),
    ("x", "Not available"),
    ("z", "Not applicable"),
    ("n/a", "Nothing to count, or not applicable"),
    ("not pooled", "Not a measure whose months can be put together"),
];

/// The symbols that `pages` use, with their meaning.
pub fn key(pages: &[&Page]) -> Vec<(&'static str, &'static str)> {
    let used = |symbol: &str| {
        pages.iter().any(|page| {
            let numeric = |i: usize| page.fields.get(i).is_some_and(|field| field.numeric);
            page.lines
                .iter()
                .flat_map(|line| line.entries.iter().enumerate())
                .any(|(i, entry)| numeric(i) && entry.text() == Some(symbol))
        })
    };
    KEY.into_iter().filter(|(symbol, _)| used(symbol)).collect()
}
