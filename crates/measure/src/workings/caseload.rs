//! Who holds how many children on the data date, and the children whom nobody holds.

use super::quartiles::Quartiles;
use super::{CaseStatus, Slice, Within, Worker, Workings};
use standard::date::to_days;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one worker holds on the data date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caseload {
    /// The worker.
    pub worker: Worker,
    /// Open children by status, in the order of [`CaseStatus::ALL`].
    pub by_status: [usize; 8],
    /// Children whose worker this still is though their case is not open.
    pub not_open: usize,
}

impl Caseload {
    /// Open children held.
    pub fn children(&self) -> usize {
        self.by_status.iter().sum()
    }
}

/// The caseloads on the data date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caseloads {
    /// One for each worker who holds a child, or is in post, by id.
    pub workers: Vec<Caseload>,
    /// Open children with no case worker, with their status; care leavers and early help left out, as in the indicator
    /// `unallocated`.
    pub unallocated: Vec<(String, CaseStatus)>,
    /// How many more there are who were adopted, and are open under the id of before the order: of these nothing is told
    /// but how many.
    pub unallocated_unnamed: usize,
}

/// The first and the last caseload of each bar of the distribution; the last bar has no end.
const BARS: [(usize, Option<usize>); 7] =
    [(1, Some(4)), (5, Some(9)), (10, Some(14)), (15, Some(19)), (20, Some(24)), (25, Some(29)), (30, None)];

/// How many workers hold so many children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// From so many children.
    pub from: usize,
    /// To so many, inclusive; `None` for all above.
    pub to: Option<usize>,
    /// How many workers.
    pub workers: usize,
}

/// How open children are spread over the workers who hold any.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The workers who hold a child.
    pub workers: usize,
    /// The children whom they hold.
    pub children: usize,
    /// How many children a worker holds.
    pub quartiles: Quartiles,
    /// The most that one holds.
    pub most: usize,
    /// The distribution, the smallest caseloads first.
    pub bars: Vec<Bar>,
}

impl Spread {
    /// Of the number of children that each worker holds; `None` where nobody holds any.
    fn of(held: &[usize]) -> Option<Spread> {
        let held: Vec<usize> = held.iter().copied().filter(|children| *children > 0).collect();
        let bar = |(from, to): (usize, Option<usize>)| {
            let inside = |children: &&usize| **children >= from && to.is_none_or(|to| **children <= to);
            Bar { from, to, workers: held.iter().filter(inside).count() }
        };
        Some(Spread {
            workers: held.len(),
            children: held.iter().sum(),
            quartiles: Quartiles::of(held.iter().filter_map(|n| i32::try_from(*n).ok()).collect())?,
            most: held.iter().copied().max()?,
            bars: BARS.map(bar).to_vec(),
        })
    }
}

impl Workings {
    /// Who of the teams of `of` holds how many of the children within sight on the data date, and those whom nobody holds.
    /// A worker is of the team of the post, or else of the children held.
    pub fn caseloads(&self, within: &Within, of: &Slice) -> Caseloads {
        let today = to_days(self.inputs().data_date);
        let statuses: BTreeMap<&str, CaseStatus> = self.statuses.on(today).collect();
        let mut workers: BTreeMap<&str, Caseload> = self
            .workers()
            .iter()
            .filter(|worker| of.is_whole() || self.in_slice(&worker.team_id, of))
            .map(|worker| (worker.id.as_str(), Caseload { worker: worker.clone(), by_status: [0; 8], not_open: 0 }))
            .collect();
        for (person, _, worker) in self.open.held().filter(|(person, _, _)| within.has(person)) {
            let Some(caseload) = workers.get_mut(worker) else { continue };
            match statuses.get(person) {
                Some(status) => caseload.by_status[*status as usize] += 1,
                None => caseload.not_open += 1,
            }
        }
        let there = |load: &Caseload| load.children() + load.not_open > 0 || load.worker.in_post == Some(true);
        let nobody = |person: &str| self.holder(person) == ("", "");
        let unallocated = statuses
            .into_iter()
            .filter(|(person, status)| *status < CaseStatus::CareLeaver && within.has(person) && nobody(person));
        let (unnamed, unallocated): (Vec<_>, Vec<_>) = unallocated
            .map(|(person, status)| (person.to_owned(), status))
            .partition(|(person, _)| self.adoption_orders().contains_key(person));
        Caseloads {
            unallocated,
            unallocated_unnamed: unnamed.len(),
            workers: workers.into_values().filter(there).collect(),
        }
    }

    /// How open children are spread over the workers of `of` on the data date; `None` where nobody holds any. It names
    /// nobody.
    pub fn spread(&self, of: &Slice) -> Arc<Option<Spread>> {
        self.spreads.get(of.clone(), || {
            let loads = self.caseloads(&Within::Everyone, of);
            Spread::of(&loads.workers.iter().map(Caseload::children).collect::<Vec<_>>())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caseloads_are_spread_over_bars() {
        let spread = Spread::of(&[0, 4, 5, 9, 12, 41, 0, 30]).expect("somebody holds a child");
        assert_eq!((spread.workers, spread.children, spread.most), (6, 101, 41));
        assert_eq!(spread.bars.iter().map(|bar| bar.workers).collect::<Vec<_>>(), [1, 2, 1, 0, 0, 0, 2]);
        // In order 4, 5, 9, 12, 30, 41: a quarter of the way from the first to the last of six lies between 5 and 9.
        assert_eq!(spread.quartiles, Quartiles { lower: 6.0, median: 10.5, upper: 25.5 });
        assert_eq!(Spread::of(&[0, 0]), None);
    }
}
