//! What is overdue, and what falls due.
//!
//! A thing is overdue from the day after its due date: on the data date itself it is due today, though the indicators of
//! what was done on time count it by then. So overdue visits are those that the indicators of visits up to date at a
//! date count as missed, but for one thing: a child in need plan left open after the 18th birthday counts in that
//! snapshot, while no visit is asked for after the birthday.
//!
//! An open obligation is there once, by the day on which it first fell due: until it is done, the intervals after that
//! are missed too and count in the indicator, but one visit ends them all.

use super::Engine;
use crate::Error;
use crate::catalogue::{Evaluated, Indicator};
use crate::inputs::Inputs;
use crate::working::{Rows, State, day_at, text_at};
use arrow::array::{Array, AsArray};
use jiff::civil::Date;
use standard::date::{add_months, from_days, to_days};
use standard::period::{Month, Period, PeriodKind};
use standard::settings::Settings;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Something overdue, or that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What: visit, review, assessment, conference …
    pub what: String,
    /// The indicator that it counts in.
    pub indicator: String,
    /// The child.
    pub person_id: String,
    /// The child's family.
    pub family_id: String,
    /// When it falls or fell due.
    pub due: Date,
    /// Since when the time runs.
    pub since: Option<Date>,
    /// Whether its due date lies before the data date; one due on the data date is not overdue.
    pub overdue: bool,
    /// Working days past due (positive) or left (0 or negative) at the data date.
    pub working_days_over: i32,
    /// The worker now.
    pub worker_id: String,
    /// The worker's team.
    pub team_id: String,
    /// Why it stands first: no worker, worker left, worker on long absence; empty otherwise.
    pub attention: String,
}

impl Engine {
    /// What is overdue at the data date, and what falls due on it or within the next `within` working days: first the
    /// children with no worker or whose worker has left or is on long absence, then by team, worker and due date.
    ///
    /// # Errors
    /// A query that failed.
    pub fn due(&self, within: i32) -> Result<Vec<Due>, Error> {
        let indicators: Vec<&Indicator> = self.catalogue.indicators().filter(|i| i.due.is_some()).collect();
        let month = Month::of(self.inputs.data_date);
        let periods: Vec<Period> = PeriodKind::Month.ending(month).into_iter().collect();
        let mut by_id = BTreeMap::new();
        self.rows(&indicators, &periods, &[self.inputs.data_date], &mut |indicator, rows| {
            by_id.insert(indicator.id.clone(), rows);
        })?;
        let last = self.calendar.add(self.inputs.data_date, within.max(0)).map_or(i32::MAX, to_days);
        Ok(self.duties(|indicator| by_id.get(&indicator.id), last))
    }

    /// What `rows` of each indicator say is overdue, or falls due up to the day `last`, in order.
    pub(crate) fn duties<'a>(&self, rows: impl Fn(&Indicator) -> Option<&'a Rows>, last: i32) -> Vec<Due> {
        let today = to_days(self.inputs.data_date);
        let absent = Absent::new(&self.inputs, &self.settings, today);
        let month = PeriodKind::Month.ending(Month::of(self.inputs.data_date)).map(|month| month.to_string());
        let mut out = Vec::new();
        for indicator in self.catalogue.indicators() {
            let (Some(what), Some(rows)) = (&indicator.due, rows(indicator)) else { continue };
            // Of what is looked at again for each snapshot or period, only how it stands today.
            let current = |i: usize| match indicator.evaluated {
                Evaluated::Event => true,
                Evaluated::Snapshot => day_at(&rows.counts_on, i).is_none_or(|day| day == today),
                Evaluated::Period => Some(text_at(&rows.period, i)) == month.as_deref(),
            };
            let event = |i: usize| Some((text_at(&rows.person_id, i), day_at(&rows.event_date, i)?));
            let lapsed: HashSet<(&str, i32)> =
                (0..rows.len()).filter(|i| rows.state[*i] == State::Overdue && current(*i)).filter_map(event).collect();
            // The interval after one that passed without: it begins on a due date, and not with the event.
            let goes_on = |i: usize| {
                event(i).is_some_and(|event| {
                    lapsed.contains(&event) && day_at(&rows.since, i).is_some_and(|since| since > event.1)
                })
            };
            for i in 0..rows.len() {
                let passed = match rows.state[i] {
                    State::Overdue => true,
                    State::Pending if !goes_on(i) => false,
                    _ => continue,
                };
                let Some(day) = day_at(&rows.due, i).filter(|day| passed || *day <= last) else { continue };
                let Some(due) = from_days(day).filter(|_| current(i)) else { continue };
                let overdue = passed && day < today;
                let person = text_at(&rows.person_id, i);
                let (team, worker) = self.people.attributed(person, today);
                out.push(Due {
                    what: what.clone(),
                    indicator: indicator.id.clone(),
                    person_id: person.to_owned(),
                    family_id: self.people.family(person).to_owned(),
                    due,
                    since: day_at(&rows.event_date, i).and_then(from_days),
                    overdue,
                    working_days_over: self.calendar.between(due, self.inputs.data_date).unwrap_or_default(),
                    worker_id: worker.to_owned(),
                    team_id: team.to_owned(),
                    attention: absent.attention(worker).to_owned(),
                });
            }
        }
        out.sort_by(|a, b| {
            let place = |d: &Due| d.attention.is_empty();
            (place(a), &a.team_id, &a.worker_id, a.due, &a.person_id, &a.what, a.since).cmp(&(
                place(b),
                &b.team_id,
                &b.worker_id,
                b.due,
                &b.person_id,
                &b.what,
                b.since,
            ))
        });
        out.dedup();
        out
    }
}

/// Workers who have left or are on long absence.
struct Absent {
    left: BTreeSet<String>,
    away: BTreeSet<String>,
}

impl Absent {
    fn new(inputs: &Inputs, settings: &Settings, today: i32) -> Absent {
        let text = |table: &str, name: &str| {
            inputs.tables.get(table).and_then(|b| b.column_by_name(name)).map(|c| c.as_string::<i32>().clone())
        };
        let date = |table: &str, name: &str| {
            inputs
                .tables
                .get(table)
                .and_then(|b| b.column_by_name(name))
                .map(|c| c.as_primitive::<arrow::datatypes::Date32Type>().clone())
        };
        let (mut left, mut away, mut here) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        if let (Some(ids), Some(starts), Some(ends)) = (
            text("workforce_workers", "worker_id"),
            date("workforce_workers", "start_date"),
            date("workforce_workers", "end_date"),
        ) {
            for i in 0..ids.len() {
                let open = day_at(&starts, i).is_some_and(|s| s <= today) && day_at(&ends, i).is_none_or(|e| e > today);
                if open { &mut here } else { &mut left }.insert(text_at(&ids, i).to_owned());
            }
        }
        left.retain(|worker| !here.contains(worker));
        if let (Some(ids), Some(starts), Some(ends)) = (
            text("workforce_absences", "worker_id"),
            date("workforce_absences", "start_date"),
            date("workforce_absences", "end_date"),
        ) {
            let long = settings.parameters.value("long_term_absence", inputs.data_date);
            let since = match long.unit {
                standard::parameter::Unit::Months => add_months(inputs.data_date, -long.count).map_or(today, to_days),
                _ => today - long.count,
            };
            for i in 0..ids.len() {
                let open = day_at(&ends, i).is_none_or(|end| end >= today);
                if open && day_at(&starts, i).is_some_and(|start| start <= since) {
                    away.insert(text_at(&ids, i).to_owned());
                }
            }
        }
        Absent { left, away }
    }

    fn attention(&self, worker: &str) -> &'static str {
        if worker.is_empty() {
            "no worker"
        } else if self.left.contains(worker) {
            "worker has left"
        } else if self.away.contains(worker) {
            "worker on long absence"
        } else {
            ""
        }
    }
}
