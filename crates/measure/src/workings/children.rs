//! The children behind a number and what is due, for those who may see them.

use super::Workings;
use crate::Error;
use crate::breakdown::Dimension;
use crate::engine::{Counted, Due, Engine};
use crate::status::Status;
use crate::working::{Rows, State, day_at, text_at};
use rustc_hash::FxHashSet;
use standard::date::to_days;
use standard::period::Period;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Whose records may be seen.
#[derive(Debug, Clone)]
pub enum Within {
    /// Everyone's.
    Everyone,
    /// Only those of these children, by person id. What is of no child, such as a post, is not seen. A record that an
    /// adoption order closed is not seen either, whoever has what goes on under its id: see [`Workings::sees`].
    Only(Arc<FxHashSet<String>>),
}

impl Within {
    /// Whether what is of this person id counts among what may be seen. Whether the record itself may be seen says
    /// [`Workings::sees`].
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

/// The rows behind a number, in order, of which as many can be written out as are shown.
pub struct Behind<'a> {
    engine: &'a Engine,
    rows: &'a Rows,
    chosen: Vec<u32>,
    unnamed: usize,
}

impl Behind<'_> {
    /// How many more there are of adopted children after the order, under the id of before: of these nothing is told but
    /// how many, as the id would lead from one identity to the other. 0 where a filter is asked for: their number would
    /// tell what they were narrowed by.
    pub fn unnamed(&self) -> usize {
        self.unnamed
    }

    /// How many there are to be listed.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// The child of each, in order; empty for what is of no child.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        self.chosen.iter().map(|i| text_at(&self.rows.person_id, *i as usize))
    }

    /// How many are in each state.
    pub fn states(&self) -> BTreeMap<State, usize> {
        let mut counts = BTreeMap::new();
        self.chosen.iter().for_each(|i| *counts.entry(self.rows.state[*i as usize]).or_default() += 1);
        counts
    }

    /// Leaves out those of whose child `keep` says no.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.chosen.retain(|i| keep(text_at(&self.rows.person_id, *i as usize)));
    }

    /// So many of them at most, from the first on (counted from 0).
    pub fn some(&self, first: usize, most: usize) -> Vec<Counted> {
        let some = self.chosen.iter().skip(first).take(most);
        some.map(|i| self.engine.counted(self.rows, *i as usize)).collect()
    }

    /// Puts the rows in the order of [`Counted::in_order`].
    fn sort(&mut self) {
        let (rows, people) = (self.rows, self.engine.people());
        let day = |i: u32| day_at(&rows.counts_on, i as usize);
        let unit = |i: u32| text_at(&rows.unit_id, i as usize);
        let rest = |i: u32| (rows.state[i as usize], text_at(&rows.category, i as usize), rows.part[i as usize].word());
        let places: Option<Vec<(u32, u32)>> =
            self.chosen.iter().map(|i| Some((people.place(text_at(&rows.person_id, *i as usize))?, *i))).collect();
        // Comparing places is much cheaper than comparing ids; who is in no table of people has no place.
        match places {
            Some(mut places) => {
                places.sort_by(|(a, i), (b, j)| {
                    let first = a.cmp(b).then_with(|| day(*i).cmp(&day(*j)));
                    first.then_with(|| unit(*i).cmp(unit(*j))).then_with(|| rest(*i).cmp(&rest(*j)))
                });
                self.chosen = places.into_iter().map(|(_, i)| i).collect();
            }
            None => self.chosen.sort_by(|i, j| {
                let person = |i: u32| text_at(&rows.person_id, i as usize);
                let first = person(*i).cmp(person(*j)).then_with(|| day(*i).cmp(&day(*j)));
                first.then_with(|| unit(*i).cmp(unit(*j))).then_with(|| rest(*i).cmp(&rest(*j)))
            }),
        }
    }
}

impl Workings {
    /// The working of an indicator for a period, as [`crate::Engine::children`] gives it, of those within sight and
    /// chosen by `filter`; without what follows an adoption order under the id of before.
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
        let behind = self.behind(indicator, period, within, filter)?;
        Ok(behind.some(0, behind.len()))
    }

    /// The same without writing out the rows: a page shows few of them.
    ///
    /// # Errors
    /// As [`Workings::children`].
    pub fn behind(
        &self,
        indicator: &str,
        period: &Period,
        within: &Within,
        filter: &Filter,
    ) -> Result<Behind<'_>, Error> {
        let (indicator, kept) = self.named(indicator)?;
        self.holds(period)?;
        let standing = self.engine.judged(indicator, period, None);
        let Some(rows) = kept.rows.as_ref().filter(|_| standing.status != Status::NotComputable) else {
            return Err(Error::Unknown(format!("{} can't be computed: it {}", indicator.id, standing.reason)));
        };
        let people = self.engine.people();
        let orders = self.adoption_orders();
        let mut unnamed = 0;
        let narrowed = !filter.states.is_empty() || !filter.values.is_empty();
        let mut chosen = |i: &u32| {
            let i = *i as usize;
            let day = day_at(&rows.counts_on, i).unwrap_or_default();
            let person = text_at(&rows.person_id, i);
            if let Some(order) = orders.get(person) {
                // What is counted over months that have passed happened on its own day, before they ended.
                let counts_on = if indicator.rolling.is_some() { None } else { day_at(&rows.counts_on, i) };
                let days = [counts_on, day_at(&rows.event_date, i)];
                let later = days.into_iter().flatten().any(|day| day > *order);
                if later || !matches!(within, Within::Everyone) {
                    unnamed += usize::from(later && !narrowed && within.has(person));
                    return false;
                }
            }
            (matches!(within, Within::Everyone) || within.has(person))
                && (filter.states.is_empty() || filter.states.contains(&rows.state[i]))
                && filter.values.iter().all(|(dimension, value)| people.value(*dimension, rows, i, day) == value)
        };
        let taken = kept.slots.taken(indicator, period, period.as_at(self.inputs().data_date));
        let chosen = kept.in_slots(taken).iter().copied().filter(&mut chosen).collect();
        let mut behind = Behind { engine: &self.engine, rows, chosen, unnamed };
        behind.sort();
        Ok(behind)
    }

    /// What is overdue at the data date, and what falls due within the next `days` working days, in the order of
    /// [`crate::Engine::due`]. What is to be kept for longer can be kept without copying it. What follows an adoption order
    /// is not among it: see [`Workings::due_unnamed`].
    pub fn due(&self, days: i32, within: &Within) -> Vec<&Arc<Due>> {
        let closed = matches!(within, Within::Everyone);
        let orders = self.adoption_orders();
        let listed = |due: &&Arc<Due>| match orders.get(&due.person_id) {
            None => true,
            Some(order) => closed && !after(due, *order),
        };
        self.due_of(days, within).filter(listed).collect()
    }

    /// How many children adopted before something that [`Workings::due`] would list of them, were their ids not those of
    /// before the order: of these nothing is told but how many.
    pub fn due_unnamed(&self, days: i32, within: &Within) -> usize {
        let orders = self.adoption_orders();
        let later = |due: &&Arc<Due>| orders.get(&due.person_id).is_some_and(|order| after(due, *order));
        let children: HashSet<&str> =
            self.due_of(days, within).filter(later).map(|due| due.person_id.as_str()).collect();
        children.len()
    }

    fn due_of<'a, 'w>(&'a self, days: i32, within: &'w Within) -> impl Iterator<Item = &'a Arc<Due>> + use<'a, 'w> {
        let today = self.inputs().data_date;
        let last = self.engine.calendar().add(today, days.max(0));
        let all = self.all_due().iter();
        all.filter(move |due| due.overdue || last.is_none_or(|last| due.due <= last))
            .filter(|due| within.has(&due.person_id))
    }

    pub(super) fn all_due(&self) -> &[Arc<Due>] {
        self.due.get_or_init(|| {
            let kept = |id: &str| self.kept.get(id).and_then(|kept| kept.rows.as_ref());
            let due = self.engine.duties(|indicator| kept(&indicator.id), to_days(self.engine.calendar().last()));
            due.into_iter().map(Arc::new).collect()
        })
    }
}

/// Whether something due is of the time after the day of an adoption order.
fn after(due: &Due, order: i32) -> bool {
    to_days(due.due) > order || due.since.is_some_and(|since| to_days(since) > order)
}
