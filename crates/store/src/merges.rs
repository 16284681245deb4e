//! Merged ids of people: `person_merges` says which id became which, and every row follows.

use crate::{columns, error::Result};
use arrow::{
    array::{Array, ArrayRef, AsArray, StringArray},
    record_batch::RecordBatch,
};
use standard::{finding::Finding, table::Table};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// What each id that was merged is called in the end.
#[derive(Debug, Default)]
pub(crate) struct Merges {
    ends: HashMap<String, String>,
}

impl Merges {
    /// Follows the chains of `pairs` (old, new). Merges that go round in a circle are left out, each circle with
    /// a finding: every id on it stays what it is.
    pub fn of(pairs: &BTreeMap<String, String>) -> (Merges, Vec<Finding>) {
        let mut ends = HashMap::new();
        let mut findings = Vec::new();
        for old in pairs.keys() {
            let mut path = vec![old];
            let mut circle = None;
            while let Some(next) = pairs.get(*path.last().expect("not empty")) {
                if let Some(at) = path.iter().position(|id| *id == next) {
                    circle = Some(at);
                    break;
                }
                path.push(next);
            }
            // An id on the circle stays; one that leads to it ends where it enters.
            let end = path[circle.unwrap_or(path.len() - 1)];
            if end != old {
                ends.insert(old.clone(), end.clone());
            }
            if let Some(at) = circle {
                let circle = &path[at..];
                // Said once, from its first id; an id merged into itself does no harm.
                if circle.len() > 1 && circle.iter().min() == Some(&old) {
                    let mut finding = Finding::new("merge-in-a-circle");
                    finding.column = "old_id".to_owned();
                    finding.found = circle.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" → ");
                    finding.expected = "each id merged into one that stands".to_owned();
                    finding.done = "these merges were left out".to_owned();
                    finding.hint = "correct person_merges and import it again".to_owned();
                    findings.push(finding);
                }
            }
        }
        (Merges { ends }, findings)
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What `id` is called in the end.
    pub fn end<'a>(&'a self, id: &'a str) -> &'a str {
        self.ends.get(id).map_or(id, String::as_str)
    }

    /// Every id that was merged, with what it is called in the end.
    pub fn all(&self) -> BTreeMap<String, String> {
        self.ends.iter().map(|(old, end)| (old.clone(), end.clone())).collect()
    }

    /// Every id that ends as the same one as `id`, itself included, in order.
    pub fn all_of(&self, id: &str) -> Vec<String> {
        let end = self.end(id);
        let mut all: Vec<String> = self.ends.iter().filter(|(_, to)| *to == end).map(|(old, _)| old.clone()).collect();
        all.push(end.to_owned());
        all.sort();
        all
    }

    /// Rewrites the ids of people in `batch`, in whatever of the table's columns it has.
    pub fn apply(&self, table: &Table, batch: RecordBatch) -> Result<RecordBatch> {
        if self.is_empty() {
            return Ok(batch);
        }
        let mut changed: Option<Vec<ArrayRef>> = None;
        for name in columns::people(table) {
            let Some((index, _)) = batch.schema().column_with_name(name) else { continue };
            let ids = columns::text(&batch, &table.name, name)?;
            if ids.iter().flatten().any(|id| self.ends.contains_key(id)) {
                let new: StringArray = ids.iter().map(|id| id.map(|id| self.end(id))).collect();
                changed.get_or_insert_with(|| batch.columns().to_vec())[index] = Arc::new(new);
            }
        }
        match changed {
            None => Ok(batch),
            Some(columns) => Ok(RecordBatch::try_new(batch.schema(), columns).expect("the same types and lengths")),
        }
    }

    /// Whether the row's key is about an id that was merged into another, before it was rewritten.
    pub fn renamed(&self, table: &Table, batch: &RecordBatch) -> Result<Vec<bool>> {
        let mut renamed = vec![false; batch.num_rows()];
        for name in columns::people(table).into_iter().filter(|name| table.column(name).is_some_and(|c| c.key)) {
            let ids = columns::column(batch, &table.name, name)?.as_string::<i32>();
            for (row, renamed) in renamed.iter_mut().enumerate() {
                *renamed |= ids.is_valid(row) && self.ends.contains_key(ids.value(row));
            }
        }
        Ok(renamed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merges(pairs: &[(&str, &str)]) -> (Merges, Vec<Finding>) {
        Merges::of(&pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect())
    }

    #[test]
    fn chains_are_followed_to_their_end() {
        let (merges, findings) = merges(&[("A", "B"), ("B", "C"), ("X", "C")]);
        assert_eq!((merges.end("A"), merges.end("B"), merges.end("C"), merges.end("D")), ("C", "C", "C", "D"));
        assert_eq!(merges.all_of("B"), ["A", "B", "C", "X"]);
        assert!(findings.is_empty());
    }

    #[test]
    fn a_circle_is_cut_and_found_once() {
        let (merges, findings) = merges(&[("A", "B"), ("B", "C"), ("C", "B"), ("S", "S")]);
        assert_eq!((merges.end("A"), merges.end("B"), merges.end("C"), merges.end("S")), ("B", "B", "C", "S"));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].found, "B → C");
    }
}
