//! What stands at the head of a child's journey.

use super::{CaseStatus, RestrictionKind, Within, Workings};
use jiff::civil::Date;
use standard::date::{age, from_days, to_days};

/// How a child stands on the data date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Age in whole years; `None` before birth and where no date of birth is recorded.
    pub age: Option<i32>,
    /// The highest status; `None` when the case is not open.
    pub status: Option<CaseStatus>,
}

impl Workings {
    /// How a child within sight stands on the data date; `None` for others. Of a child whose record an adoption order
    /// closed nothing is said: what would be true today is of another identity.
    pub fn about(&self, person_id: &str, within: &Within) -> Option<About> {
        if !self.sees(person_id, within) {
            return None;
        }
        if self.restriction(person_id).is_some_and(|found| found.kind == RestrictionKind::Adopted) {
            return Some(About { age: None, status: None });
        }
        let today: Date = self.inputs().data_date;
        let born = self.engine.people().born(person_id).and_then(from_days);
        Some(About { age: born.and_then(|born| age(born, today)), status: self.statuses.of(person_id, to_days(today)) })
    }
}
