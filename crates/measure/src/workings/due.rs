//! How much is due: counts of a list of what is.

use crate::engine::Due;
use std::collections::{BTreeMap, BTreeSet};

/// How much of some list is overdue, and how much falls due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueCounts {
    /// Things overdue.
    pub overdue: usize,
    /// Children of whom something is overdue.
    pub children: usize,
    /// Things overdue with nobody to do them: no worker, or one who has left or is away for long.
    pub overdue_nobody: usize,
    /// Things overdue by what they are: visit, review …
    pub overdue_what: BTreeMap<String, usize>,
    /// Things that fall due.
    pub soon: usize,
    /// Things overdue or falling due with nobody to do them.
    pub nobody: usize,
}

impl DueCounts {
    /// Of a list.
    pub fn of<'a>(list: impl IntoIterator<Item = &'a Due>) -> DueCounts {
        let (mut counts, mut children) = (DueCounts::default(), BTreeSet::new());
        for due in list {
            let nobody = usize::from(!due.attention.is_empty());
            counts.nobody += nobody;
            if due.overdue {
                counts.overdue += 1;
                counts.overdue_nobody += nobody;
                match counts.overdue_what.get_mut(&due.what) {
                    Some(count) => *count += 1,
                    None => {
                        counts.overdue_what.insert(due.what.clone(), 1);
                    }
                }
                children.insert(due.person_id.as_str());
            } else {
                counts.soon += 1;
            }
        }
        counts.children = children.len();
        counts
    }

    /// Of a list by what `group` says each thing belongs to.
    pub fn by<'a, G: Ord>(
        list: impl IntoIterator<Item = &'a Due>,
        group: impl Fn(&'a Due) -> G,
    ) -> BTreeMap<G, DueCounts> {
        let mut groups: BTreeMap<G, Vec<&Due>> = BTreeMap::new();
        list.into_iter().for_each(|due| groups.entry(group(due)).or_default().push(due));
        groups.into_iter().map(|(group, list)| (group, DueCounts::of(list))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(person: &str, what: &str, team: &str, overdue: bool, attention: &str) -> Due {
        Due {
            what: what.to_owned(),
            indicator: String::new(),
            person_id: person.to_owned(),
            family_id: person.to_owned(),
            due: standard::Date::constant(2023, 7, 31),
            since: None,
            overdue,
            working_days_over: i32::from(overdue),
            worker_id: String::new(),
            team_id: team.to_owned(),
            attention: attention.to_owned(),
        }
    }

    #[test]
    fn what_is_due_is_counted() {
        let list = [
            due("A", "visit", "T1", true, ""),
            due("A", "review", "T1", true, "no worker"),
            due("B", "visit", "T2", true, ""),
            due("C", "visit", "T2", false, "no worker"),
            due("A", "visit", "T1", false, ""),
        ];
        let what = |pairs: &[(&str, usize)]| pairs.iter().map(|(what, n)| ((*what).to_owned(), *n)).collect();
        let expected = DueCounts {
            overdue: 3,
            children: 2,
            overdue_nobody: 1,
            overdue_what: what(&[("review", 1), ("visit", 2)]),
            soon: 2,
            nobody: 2,
        };
        assert_eq!(DueCounts::of(&list), expected);
        let by = DueCounts::by(&list, |due| due.team_id.as_str());
        assert_eq!(by.keys().copied().collect::<Vec<_>>(), ["T1", "T2"]);
        assert_eq!((by["T1"].overdue, by["T1"].children, by["T1"].soon), (2, 1, 1));
        assert_eq!((by["T2"].overdue, by["T2"].nobody, by["T2"].overdue_nobody), (1, 1, 0));
    }
}
