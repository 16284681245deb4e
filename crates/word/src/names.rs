//! Names of bookmarks: what Word allows, one for each anchor.

use report::model::{Block, Document};
use std::collections::{HashMap, HashSet};

/// The longest name that Word keeps.
const LONGEST: usize = 40;

/// The bookmark of each anchor.
pub(crate) struct Names {
    names: HashMap<String, String>,
    taken: HashSet<String>,
}

impl Names {
    /// Names for the anchors of the headings and figures of `document`.
    pub fn of(document: &Document) -> Names {
        let mut names = Names { names: HashMap::new(), taken: HashSet::new() };
        for block in &document.blocks {
            match block {
                Block::Heading(heading) => names.add(&heading.anchor),
                Block::Figure(figure) => names.add(&figure.anchor),
                _ => {}
            }
        }
        names
    }

    fn add(&mut self, anchor: &str) {
        if !self.names.contains_key(anchor) {
            let name = self.fresh(anchor);
            self.names.insert(anchor.to_owned(), name);
        }
    }

    /// A name like `wish` that no other bookmark has: a letter first, then letters, digits and underscores.
    pub fn fresh(&mut self, wish: &str) -> String {
        let mut name: String = wish.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name.insert_str(0, "a_");
        }
        name.truncate(LONGEST);
        let mut n = 1;
        // Word takes names that differ only in case for one.
        while !self.taken.insert(name.to_ascii_lowercase()) {
            n += 1;
            let end = format!("_{n}");
            name.truncate(LONGEST - end.len());
            name.push_str(&end);
        }
        name
    }

    /// The bookmark of `anchor`.
    pub fn get(&self, anchor: &str) -> Option<&str> {
        self.names.get(anchor).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_unique() {
        let mut names = Names { names: HashMap::new(), taken: HashSet::new() };
        assert_eq!(names.fresh("children-in-care"), "children_in_care");
        assert_eq!(names.fresh("Children in care"), "Children_in_care_2");
        assert_eq!(names.fresh("2023: visits"), "a_2023__visits");
        let long = "x".repeat(90);
        let (first, second) = (names.fresh(&long), names.fresh(&long));
        assert_eq!((first.len(), second.len()), (LONGEST, LONGEST));
        assert_ne!(first, second);
    }
}
