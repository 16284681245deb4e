//! Who holds how many children on the data date, and the children whom nobody holds.

use super::{CaseStatus, Within, Worker, Workings};
use standard::date::to_days;
use std::collections::BTreeMap;

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
}

impl Workings {
    /// Who holds how many of the children within sight on the data date, and those whom nobody holds.
    pub fn caseloads(&self, within: &Within) -> Caseloads {
        let today = to_days(self.inputs().data_date);
        let statuses: BTreeMap<&str, CaseStatus> = self.statuses.on(today).collect();
        let mut workers: BTreeMap<String, Caseload> = self
            .workers()
            .into_iter()
            .map(|worker| (worker.id.clone(), Caseload { worker, by_status: [0; 8], not_open: 0 }))
            .collect();
        for (person, _, worker) in self.open.held().filter(|(person, _, _)| within.has(person)) {
            let Some(caseload) = workers.get_mut(worker) else { continue };
            match statuses.get(person) {
                Some(status) => caseload.by_status[*status as usize] += 1,
                None => caseload.not_open += 1,
            }
        }
        let there = |load: &Caseload| load.children() + load.not_open > 0 || load.worker.in_post == Some(true);
        let nobody = |person: &str| self.held_by(person) == ("", "");
        let unallocated = statuses
            .into_iter()
            .filter(|(person, status)| *status < CaseStatus::CareLeaver && within.has(person) && nobody(person));
        Caseloads {
            unallocated: unallocated.map(|(person, status)| (person.to_owned(), status)).collect(),
            workers: workers.into_values().filter(there).collect(),
        }
    }
}
