//! The children behind a number and what is due, for those who may see them.

use super::Workings;
use crate::Error;
use crate::breakdown::Dimension;
use crate::engine::{Counted, Due};
use crate::status::Status;
use crate::working::{State, day_at, text_at};
use standard::date::to_days;
use standard::period::Period;
use std::collections::HashSet;
use std::sync::Arc;

/// Whose records may be seen.
#[derive(Debug, Clone)]
pub enum Within {
    /// Everyone's.
    Everyone,
    /// Only those of these children, by person id. What is of no child, such as a post, is not seen.
    Only(Arc<HashSet<String>>),
}

impl Within {
    /// Whether the records of this child may be seen.
    pub fn has(&self, person_id: &str) -> bool {
        match self {
            Within::Everyone => true,
            Within::Only(people) => people.contains(person_id),
        }
    }
}

/// Which of the children behind a number; all of them by default.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only what is in one of these states; in any where there are none.
    pub states: Vec<State>,
    /// Only what has these values, as breakdowns give them: team, service, worker, category, sex …
    pub values: Vec<(Dimension, String)>,
}

impl Workings {
    /// The working of an indicator for a period, as [`crate::Engine::children`] gives it, of those within sight and
    /// chosen by `filter`.
    ///
    /// # Errors
    /// An indicator that is not known or not computable, or a period that is not kept.
    pub fn children(
        &self,
        indicator: &str,
        period: &Period,
        within: &Within,
        filter: &Filter,
    ) -> Result<Vec<Counted>, Error> {
        let (indicator, kept) = self.named(indicator)?;
        self.holds(period)?;
        let standing = self.engine.judged(indicator, period, None);
        let Some(rows) = kept.rows.as_ref().filter(|_| standing.status != Status::NotComputable) else {
            return Err(Error::Unknown(format!("{} can't be computed: it {}", indicator.id, standing.reason)));
        };
        let people = self.engine.people();
        let chosen = |i: &usize| {
            let day = day_at(&rows.counts_on, *i).unwrap_or_default();
            within.has(text_at(&rows.person_id, *i))
                && (filter.states.is_empty() || filter.states.contains(&rows.state[*i]))
                && filter.values.iter().all(|(dimension, value)| people.value(*dimension, rows, *i, day) == value)
        };
        let taken = kept.slots.taken(indicator, period, period.as_at(self.inputs().data_date));
        let inside = kept.in_slots(taken).iter().map(|i| *i as usize).filter(chosen);
        let mut out: Vec<Counted> = inside.map(|i| self.engine.counted(rows, i)).collect();
        out.sort_by(Counted::in_order);
        Ok(out)
    }

    /// What is overdue at the data date, and what falls due within the next `days` working days, in the order of
    /// [`crate::Engine::due`].
    pub fn due(&self, days: i32, within: &Within) -> Vec<&Due> {
        let today = self.inputs().data_date;
        let last = self.engine.calendar().add(today, days.max(0));
        let all = self.all_due().iter();
        all.filter(|due| due.overdue || last.is_none_or(|last| due.due <= last))
            .filter(|due| within.has(&due.person_id))
            .collect()
    }

    pub(super) fn all_due(&self) -> &[Due] {
        self.due.get_or_init(|| {
            let kept = |id: &str| self.kept.get(id).and_then(|kept| kept.rows.as_ref());
            self.engine.duties(|indicator| kept(&indicator.id), to_days(self.engine.calendar().last()))
        })
    }
}
