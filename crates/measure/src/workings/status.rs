//! Case statuses: which one each child has when. From the view `status-spans`; of several statuses that hold on a day the
//! highest counts, as in the indicator `case-status`.

use crate::Error;
use crate::breakdown::People;
use crate::inputs::cast;
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use std::collections::HashMap;

/// How a case stands, the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseStatus {
    /// In care.
    InCare,
    /// With a child protection plan.
    ChildProtection,
    /// With a child in need plan.
    ChildInNeedPlan,
    /// In a series of short breaks.
    ShortBreaks,
    /// With an open assessment.
    OpenAssessment,
    /// With an open referral.
    OpenReferral,
    /// A care leaver; the table has no dates, so a past month is as it is today.
    CareLeaver,
    /// With an open early help episode.
    EarlyHelp,
}

impl CaseStatus {
    /// All of them, the highest first, each with the word of the indicator `case-status` for it.
    pub const ALL: [(CaseStatus, &'static str); 8] = [
        (CaseStatus::InCare, "in-care"),
        (CaseStatus::ChildProtection, "child-protection"),
        (CaseStatus::ChildInNeedPlan, "child-in-need-plan"),
        (CaseStatus::ShortBreaks, "short-breaks"),
        (CaseStatus::OpenAssessment, "open-assessment"),
        (CaseStatus::OpenReferral, "open-referral"),
        (CaseStatus::CareLeaver, "care-leaver"),
        (CaseStatus::EarlyHelp, "early-help"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        CaseStatus::ALL[self as usize].1
    }
}

/// Some days on which one person had one status, held by one team of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    /// The place of the person among all.
    pub person: u32,
    pub status: CaseStatus,
    /// The first day.
    pub from: i32,
    /// The day after the last.
    pub to: i32,
    /// The place of team and service among all that ever held somebody.
    pub held: u16,
}

/// Each person's highest status, without gaps or overlaps, in order of person and day, cut where the team or its service
/// changes.
#[derive(Debug)]
pub(super) struct Statuses {
    people: Vec<String>,
    stays: Vec<Stay>,
    /// Team and service.
    held: Vec<(String, String)>,
}

impl Statuses {
    /// Reads the view `status-spans`, whose rows are in order of person.
    pub fn new(view: &RecordBatch, who: &People) -> Result<Statuses, Error> {
        let column = |name: &str, to: &DataType| {
            let wrong = |message: String| Error::Query { entry: "status-spans".to_owned(), message };
            let column = view.column_by_name(name).ok_or_else(|| wrong(format!("returns no column {name}")))?;
            cast(column, to).map_err(wrong)
        };
        let (person, place) = (column("person_id", &DataType::Utf8)?, column("place", &DataType::Int64)?);
        let (from, to) = (column("from_date", &DataType::Date32)?, column("to_date", &DataType::Date32)?);
        let (person, place) = (person.as_string::<i32>(), place.as_primitive::<Int64Type>());
        let (from, to) = (from.as_primitive::<Date32Type>(), to.as_primitive::<Date32Type>());
        let (mut people, mut stays, mut teams) = (Vec::new(), Vec::new(), Teams::default());
        let mut start = 0;
        while start < view.num_rows() {
            let id = person.value(start);
            let end = (start..view.num_rows()).find(|i| person.value(*i) != id).unwrap_or(view.num_rows());
            let spans: Vec<(usize, i32, i32)> = (start..end)
                .filter_map(|i| Some((usize::try_from(place.value(i) - 1).ok()?, from.value(i), to.value(i))))
                .collect();
            let place = people.len() as u32;
            people.push(id.to_owned());
            for (status, from, to) in highest(&spans) {
                let held = who.held_during(id, from, to);
                for (i, (from, team, service)) in held.iter().enumerate() {
                    let to = held.get(i + 1).map_or(to, |next| next.0);
                    stays.push(Stay { person: place, status, from: *from, to, held: teams.place(team, service) });
                }
            }
            start = end;
        }
        Ok(Statuses { people, stays, held: teams.all })
    }

    /// All stays, in order of person and day.
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// Of each place that a stay is held at whether `wanted` takes its team and service.
    pub fn held_by(&self, wanted: impl Fn(&str, &str) -> bool) -> Vec<bool> {
        self.held.iter().map(|(team, service)| wanted(team, service)).collect()
    }

    /// Everyone who is open on `day`, with the status, in order of person.
    pub fn on(&self, day: i32) -> impl Iterator<Item = (&str, CaseStatus)> {
        let open = self.stays.iter().filter(move |stay| stay.from <= day && day < stay.to);
        open.map(|stay| (self.people[stay.person as usize].as_str(), stay.status))
    }

    /// The status of a person on `day`; `None` where the case is not open.
    pub fn of(&self, person_id: &str, day: i32) -> Option<CaseStatus> {
        let place = self.people.binary_search_by(|known| known.as_str().cmp(person_id)).ok()? as u32;
        let first = self.stays.partition_point(|stay| stay.person < place);
        let own = self.stays[first..].iter().take_while(|stay| stay.person == place);
        own.into_iter().find(|stay| stay.from <= day && day < stay.to).map(|stay| stay.status)
    }
}

/// Teams with their services, each with its place.
#[derive(Default)]
struct Teams {
    all: Vec<(String, String)>,
    places: HashMap<(String, String), u16>,
}

impl Teams {
    fn place(&mut self, team: &str, service: &str) -> u16 {
        *self.places.entry((team.to_owned(), service.to_owned())).or_insert_with_key(|key| {
            self.all.push(key.clone());
            (self.all.len() - 1) as u16
        })
    }
}

/// The highest of some spans (place, first day, day after the last) on each day, in order, without gaps within a status.
fn highest(spans: &[(usize, i32, i32)]) -> Vec<(CaseStatus, i32, i32)> {
    let mut days: Vec<i32> = spans.iter().flat_map(|(_, from, to)| [*from, *to]).collect();
    days.sort_unstable();
    days.dedup();
    let mut out: Vec<(CaseStatus, i32, i32)> = Vec::new();
    for pair in days.windows(2) {
        let open = spans.iter().filter(|(_, from, to)| *from <= pair[0] && pair[0] < *to).map(|span| span.0);
        let Some((status, _)) = open.min().and_then(|place| CaseStatus::ALL.get(place)) else { continue };
        match out.last_mut() {
            Some(last) if last.0 == *status && last.2 == pair[0] => last.2 = pair[1],
            _ => out.push((*status, pair[0], pair[1])),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use CaseStatus::{ChildProtection, InCare, OpenReferral};

    #[test]
    fn the_highest_status_of_each_day_counts() {
        // A referral from day 0, a plan from day 5 to 9, care from day 8; and again a referral after a gap.
        let spans = [(5, 0, 20), (1, 5, 9), (0, 8, 12), (5, 30, 40)];
        let expected = [
            (OpenReferral, 0, 5),
            (ChildProtection, 5, 8),
            (InCare, 8, 12),
            (OpenReferral, 12, 20),
            (OpenReferral, 30, 40),
        ];
        assert_eq!(highest(&spans), expected);
    }
}
