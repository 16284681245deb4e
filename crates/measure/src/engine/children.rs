//! The children behind a number.

use super::Engine;
use crate::Error;
use crate::aggregate::slots_for;
use crate::amount::Amount;
use crate::breakdown::Dimension;
use crate::catalogue::Indicator;
use crate::status::Status;
use crate::working::{Rows, State, day_at, text_at};
use jiff::civil::Date;
use standard::date::from_days;
use standard::period::Period;
use std::cmp::Ordering;

/// One row of the working: a thing counted, or that would count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What identifies it.
    pub unit_id: String,
    /// The child.
    pub person_id: String,
    /// The child's family; the child's own id where none is recorded.
    pub family_id: String,
    /// The worker on the day it counts on.
    pub worker_id: String,
    /// That worker's team.
    pub team_id: String,
    /// The day it began.
    pub event_date: Option<Date>,
    /// The day it fell or falls due.
    pub due: Option<Date>,
    /// The day it was done.
    pub done: Option<Date>,
    /// The day it counts on.
    pub counts_on: Option<Date>,
    /// What became of it.
    pub state: State,
    /// Its category.
    pub category: String,
    /// Which part of the number it belongs to: empty, `numerator` or `denominator`.
    pub part: &'static str,
    /// How much it counts.
    pub amount: Amount,
    /// Anything to say about it.
    pub note: String,
}

impl Counted {
    /// By person, date and unit.
    pub(crate) fn in_order(a: &Counted, b: &Counted) -> Ordering {
        let order = (&a.person_id, a.counts_on, &a.unit_id).cmp(&(&b.person_id, b.counts_on, &b.unit_id));
        order.then_with(|| (a.state, &a.category, a.part).cmp(&(b.state, &b.category, b.part)))
    }
}

impl Engine {
    /// The working of an indicator for a period: every row that counts in it, and with them those left out because
    /// they are not covered; sorted by person, date and unit.
    ///
    /// # Errors
    /// An indicator that is not known or not computable, or a query that failed.
    pub fn children(&self, indicator: &str, period: &Period) -> Result<Vec<Counted>, Error> {
        let indicator = self.catalogue.named(indicator)?;
        let standing = self.judge().standing(indicator, period);
        if standing.status == Status::NotComputable {
            return Err(Error::Unknown(format!("{} can't be computed: it {}", indicator.id, standing.reason)));
        }
        let mut out = Vec::new();
        let snapshots = self.snapshots(&[*period]);
        self.rows(&[indicator], &[*period], &snapshots, &mut |_, rows| {
            out = self.counting(indicator, &rows, period, &snapshots);
        })?;
        Ok(out)
    }

    /// The rows that count in a period, and those left out because they are not covered.
    pub(super) fn counting(
        &self,
        indicator: &Indicator,
        rows: &Rows,
        period: &Period,
        snapshots: &[Date],
    ) -> Vec<Counted> {
        let slots = slots_for(indicator, &[*period], snapshots, self.inputs.data_date);
        let inside = |i: &usize| {
            (rows.state[*i].counts() || rows.state[*i] == State::NotCovered) && slots.of(rows, *i).is_some()
        };
        let mut out: Vec<Counted> = (0..rows.len()).filter(inside).map(|i| self.counted(rows, i)).collect();
        out.sort_by(Counted::in_order);
        out
    }

    pub(crate) fn counted(&self, rows: &Rows, i: usize) -> Counted {
        let person = text_at(&rows.person_id, i);
        let day = day_at(&rows.counts_on, i).unwrap_or_default();
        let date = |array| day_at(array, i).and_then(from_days);
        Counted {
            unit_id: text_at(&rows.unit_id, i).to_owned(),
            person_id: person.to_owned(),
            family_id: self.people.family(person).to_owned(),
            worker_id: self.people.value(Dimension::Worker, rows, i, day).to_owned(),
            team_id: self.people.value(Dimension::Team, rows, i, day).to_owned(),
            event_date: date(&rows.event_date),
            due: date(&rows.due),
            done: date(&rows.done),
            counts_on: date(&rows.counts_on),
            state: rows.state[i],
            category: text_at(&rows.category, i).to_owned(),
            part: rows.part[i].word(),
            amount: Amount(rows.amount[i]),
            note: text_at(&rows.note, i).to_owned(),
        }
    }
}
