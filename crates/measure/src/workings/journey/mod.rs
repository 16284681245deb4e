//! One child's journey: everything recorded, in order of day, with what was late; and which records are restricted.
//!
//! Read from the tables by an index of each child's rows, made once. Where a child lives, who looks after the child and
//! other ids of the child are never read here.

mod kind;
pub(crate) mod restricted;
mod rows;
mod sources;

pub use kind::EventKind;
pub use restricted::{Restriction, RestrictionKind};

use super::{Within, Workings};
use crate::engine::Due;
use crate::working::{State, day_at};
use arrow::array::{Array, AsArray, Date32Array, RecordBatch, StringArray};
use arrow::datatypes::Date32Type;
use jiff::civil::Date;
use rows::{Rows, of, ordered};
use standard::date::{from_days, to_days};
use std::collections::HashMap;
use std::sync::Arc;

/// Something that happened, or began, on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is.
    pub kind: EventKind,
    /// The day, or the first day.
    pub on: Date,
    /// The day it ended; `None` for what takes a day, and for what goes on.
    pub until: Option<Date>,
    /// The code that says more: of a contact the source, of a referral the need, of a placement its type …
    pub code: String,
    /// What the code means; empty where it is on no list.
    pub label: String,
    /// The worker, where the record names one.
    pub worker_id: String,
    /// The team, where the record names one.
    pub team_id: String,
    /// Of visits, whether the child was seen.
    pub seen: Option<bool>,
    /// The day it was due, where the record or an indicator says so.
    pub due: Option<Date>,
    /// Whether it was late.
    pub late: bool,
}

/// Something that had to be done by a day, as the indicators count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What had to be done: visit, review, assessment …
    pub what: String,
    /// The indicator that it counts in.
    pub indicator: String,
    /// By when.
    pub due: Date,
    /// When it was done.
    pub done: Option<Date>,
    /// Met, missed, pending, overdue or not covered.
    pub state: State,
}

/// A child's journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The child.
    pub person_id: String,
    /// What happened, in order of day and then of [`EventKind`].
    pub events: Vec<Event>,
    /// What had to be done, in order of the day it was due; what became void is left out.
    pub duties: Vec<Duty>,
    /// What is overdue or falls due, as [`Workings::due`] has it, in order of the day it is due.
    pub open: Vec<Arc<Due>>,
    /// The team now, empty where there is none.
    pub team_id: String,
    /// The worker now, empty where there is none.
    pub worker_id: String,
}

/// Every child's rows of every table, and of every indicator whose rows fall due.
pub(super) struct Index {
    sources: Vec<Rows>,
    duties: Vec<(String, String, Vec<u32>)>,
    restricted: HashMap<String, Restriction>,
}

fn text(batch: &RecordBatch, name: &str) -> Option<StringArray> {
    batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>()).cloned()
}

fn days(batch: &RecordBatch, name: &str) -> Option<Date32Array> {
    batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Date32Type>()).cloned()
}

impl Workings {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let inputs = self.inputs();
            let sources = sources::SOURCES.iter().filter_map(|source| Rows::new(inputs, source)).collect();
            let due = self.engine.catalogue().indicators().filter_map(|i| Some((i.id.clone(), i.due.clone()?)));
            let duties = due.filter_map(|(id, what)| {
                let order = ordered(&self.kept.get(&id)?.rows.as_ref()?.person_id);
                Some((id, what, order))
            });
            Index {
                sources,
                duties: duties.collect(),
                restricted: restricted::restricted(inputs, self.adoption_orders()),
            }
        })
    }

    /// Makes ready what journeys are read from.
    pub(super) fn warm_journeys(&self) {
        self.index();
    }

    /// The journey of a child within sight; `None` for others, and where nothing is recorded of the child. What followed
    /// an adoption order is of another identity, and is not there.
    ///
    /// It says nothing of whether the record is restricted: ask [`Workings::restriction`] first.
    pub fn journey(&self, person_id: &str, within: &Within) -> Option<Journey> {
        if !self.sees(person_id, within) {
            return None;
        }
        let index = self.index();
        let adopted = index.restricted.get(person_id).filter(|found| found.kind == RestrictionKind::Adopted);
        let adopted = adopted.map(|found| to_days(found.from));
        let today = to_days(self.inputs().data_date);
        let last = adopted.map_or(today, |day| day.min(today));
        let mut events: Vec<Event> = index
            .sources
            .iter()
            .flat_map(|rows| of(&rows.order, &rows.person, person_id).iter().map(move |i| (rows, *i as usize)))
            .filter_map(|(rows, i)| rows.event(i, last))
            .collect();
        let mut duties = Vec::new();
        for (indicator, what, order) in &index.duties {
            let Some(rows) = self.kept.get(indicator).and_then(|kept| kept.rows.as_ref()) else { continue };
            let today = |i: usize| rows.period.is_null(i);
            for i in of(order, &rows.person_id, person_id).iter().map(|i| *i as usize).filter(|i| today(*i)) {
                let Some(due) = day_at(&rows.due, i).filter(|_| rows.state[i] != State::Void) else { continue };
                if adopted.is_some() && due > last {
                    continue;
                }
                let duty = Duty {
                    what: what.clone(),
                    indicator: indicator.clone(),
                    due: from_days(due)?,
                    done: day_at(&rows.done, i).and_then(from_days),
                    state: rows.state[i],
                };
                mark(&mut events, &duty);
                duties.push(duty);
            }
        }
        if events.is_empty() && duties.is_empty() {
            return None;
        }
        let of_child = self.all_due().iter().filter(|due| due.person_id == person_id);
        let mut open: Vec<Arc<Due>> =
            of_child.filter(|due| adopted.is_none() || to_days(due.due) <= last).cloned().collect();
        open.sort_by(|a, b| (a.due, &a.what).cmp(&(b.due, &b.what)));
        events.sort_by(|a, b| (a.on, a.kind, a.until, &a.code).cmp(&(b.on, b.kind, b.until, &b.code)));
        duties.sort_by(|a, b| (a.due, &a.what, a.state).cmp(&(b.due, &b.what, b.state)));
        let (team, worker) = self.held_by(person_id);
        Some(Journey {
            person_id: person_id.to_owned(),
            events,
            duties,
            open,
            team_id: team.to_owned(),
            worker_id: worker.to_owned(),
        })
    }

    /// Whether the record of a child may be seen, restricted or not. One that an adoption order closed is open to no team
    /// and no worker: whoever has what goes on under its id has another identity's.
    pub fn sees(&self, person_id: &str, within: &Within) -> bool {
        match within {
            Within::Everyone => true,
            Within::Only(people) => people.contains(person_id) && !self.adoption_orders().contains_key(person_id),
        }
    }

    /// The day of the first adoption order of each adopted child, on or before the data date.
    pub(super) fn adoption_orders(&self) -> &HashMap<String, i32> {
        self.adopted.get_or_init(|| restricted::adoptions(self.inputs()))
    }

    /// Why the record of a child is restricted on the data date; `None` where it is not.
    pub fn restriction(&self, person_id: &str) -> Option<&Restriction> {
        self.index().restricted.get(person_id)
    }
}

/// Says on the event that a duty was done by when it was due, and whether it was late.
fn mark(events: &mut [Event], duty: &Duty) {
    let kind = match duty.indicator.as_str() {
        "assessments-on-time" => EventKind::Assessment,
        "icpc-on-time" => EventKind::InitialConference,
        "cic-reviews-on-time" => EventKind::CareReview,
        "cic-visits-on-time" => EventKind::CareVisit,
        "cin-reviews-on-time" => EventKind::ChildInNeedReview,
        "cin-visits-on-time" => EventKind::ChildInNeedVisit,
        "cp-reviews-on-time" => EventKind::ChildProtectionReview,
        "cp-visits-on-time" => EventKind::ChildProtectionVisit,
        _ => return,
    };
    let Some(done) = duty.done else { return };
    for event in events.iter_mut().filter(|event| event.kind == kind && event.until.unwrap_or(event.on) == done) {
        event.due = Some(duty.due);
        event.late = event.late || done > duty.due && duty.state == State::Missed;
    }
}
