//! Rows in pages: the access log has how many were given, not how many there are.

use super::{Ask, How, chosen};
use crate::access::Permission;
use crate::problem::Problem;
use council::due::{By, Tally};
use measure::{Counted, Due, Filter, State, Within};
use standard::period::Period;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is written to the log of a page.
pub(super) fn rows_given(what: &str, first: usize, given: usize, total: usize) -> String {
    let which = match given {
        all if all == total => String::new(),
        0 => " no rows".to_owned(),
        _ => format!(" rows {} to {}", first + 1, first + given),
    };
    format!("{}{which}", what.trim_end())
}

/// Some of the rows behind a number, for a page of them, and what there is of all.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The rows.
    pub rows: Vec<Counted>,
    /// Which of their children have records that are closed even to those who may see children.
    pub closed: HashSet<String>,
    /// How many rows there are in scope to turn the pages of.
    pub listed: usize,
    /// How many more count in scope that are not listed: of an adopted child after the order, under the id of before.
    pub unnamed: usize,
    /// How many there are in all, of which nothing but their number is told. A narrowed list leaves those of closed records
    /// out of this too.
    pub all: usize,
    /// How many of those in scope are of closed records: of these no state is told, not even by a sum.
    pub closed_rows: usize,
    /// How many of the others that are listed are in each state.
    pub states: BTreeMap<State, usize>,
}

impl Ask {
    /// A page (counted from 1, or the last where there are fewer) of so many rows behind a number. In a list that was
    /// narrowed down, being there tells what it was narrowed by: closed records are left out of those.
    ///
    /// # Errors
    /// As [`Ask::children`].
    pub async fn shown_children(
        &self,
        indicator: &str,
        period: &Period,
        filter: &Filter,
        how: How,
        (page, most): (usize, usize),
    ) -> Result<Shown, Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let workings = self.reading.workings();
        let mut behind = workings.behind(indicator, period, &within, filter)?;
        let open = |person: &str| workings.restriction(person).is_none();
        let narrowed = !filter.states.is_empty() || !filter.values.is_empty();
        if narrowed {
            behind.retain(open);
        }
        let (listed, unnamed) = (behind.len(), behind.unnamed());
        let all = match &within {
            Within::Everyone => listed + unnamed,
            Within::Only(_) => {
                let mut all = workings.behind(indicator, period, &Within::Everyone, filter)?;
                if narrowed {
                    all.retain(open);
                }
                all.len() + all.unnamed()
            }
        };
        let first = page.clamp(1, listed.div_ceil(most.max(1)).max(1)).saturating_sub(1).saturating_mul(most);
        let rows = behind.some(first, most);
        let what = rows_given(&format!("{indicator} {period}{}", chosen(filter)), first, rows.len(), listed);
        let closed = self.closed(rows.iter().map(|row| row.person_id.as_str()));
        behind.retain(open);
        let closed_rows = listed - behind.len() + unnamed;
        let shown = Shown { closed, listed, unnamed, all, closed_rows, states: behind.states(), rows };
        drop(behind);
        self.note(how, what, "", shown.rows.len(), "").await?;
        Ok(shown)
    }

    /// Some of the rows that [`Ask::children`] gives, from the first on (counted from 0) and so many at most. Of a
    /// restricted record nothing is given but that it has rows among them.
    ///
    /// # Errors
    /// As [`Ask::children`].
    pub async fn some_children(
        &self,
        indicator: &str,
        period: &Period,
        filter: &Filter,
        how: How,
        (first, most): (usize, usize),
    ) -> Result<SomeChildren, Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let workings = self.reading.workings();
        let (total, some, restricted, unnamed) = {
            let mut behind = workings.behind(indicator, period, &within, filter)?;
            let closed = |person: &str| workings.restriction(person).is_some();
            // In a list that was narrowed, being there tells what it was narrowed by.
            let narrowed = !filter.states.is_empty() || !filter.values.is_empty();
            let restricted: BTreeSet<String> = match narrowed {
                true => BTreeSet::new(),
                false => behind.people().filter(|person| closed(person)).map(str::to_owned).collect(),
            };
            behind.retain(|person| !closed(person));
            (behind.len(), behind.some(first, most), restricted, behind.unnamed())
        };
        let what = rows_given(&format!("{indicator} {period}{}", chosen(filter)), first, some.len(), total);
        self.note(how, what, "", some.len() + restricted.len(), "").await?;
        Ok(SomeChildren { rows: some, total, restricted: restricted.into_iter().collect(), unnamed })
    }

    /// Some of what is overdue or falls due, of children in scope, as `wanted` takes it, from the first on (counted from 0)
    /// and so many at most. Of a restricted record nothing is given but that something of it is due.
    ///
    /// # Errors
    /// As [`Ask::children`].
    pub async fn some_due(
        &self,
        wanted: &WantedDue<'_>,
        how: How,
        (first, most): (usize, usize),
    ) -> Result<SomeDue, Problem> {
        let within = self.within(Permission::SeeDue)?;
        let workings = self.reading.workings();
        let mut rows = workings.due(wanted.days, &within);
        let mut restricted = BTreeSet::new();
        rows.retain(|due| match workings.restriction(&due.person_id) {
            Some(_) => {
                restricted.insert(due.person_id.clone());
                false
            }
            None => (wanted.takes)(due),
        });
        // In a list that was narrowed, being there tells what it was narrowed by.
        let mut unnamed = workings.due_unnamed(wanted.days, &within);
        if wanted.narrows {
            restricted.clear();
            unnamed = 0;
        }
        let (total, counts) = (rows.len(), council::due::tally(rows.iter().map(|due| due.as_ref()), &wanted.by));
        let some: Vec<Due> = rows.into_iter().skip(first).take(most).map(|due| Due::clone(due)).collect();
        let what =
            rows_given(&format!("due within {} working days {}", wanted.days, wanted.words), first, some.len(), total);
        self.note(how, what, "", some.len() + restricted.len(), "").await?;
        Ok(SomeDue { rows: some, total, counts, restricted: restricted.into_iter().collect(), unnamed })
    }
}

/// Some of the children behind a number.
pub struct SomeChildren {
    /// The rows.
    pub rows: Vec<Counted>,
    /// How many there are, of records that are not restricted.
    pub total: usize,
    /// Restricted records that have rows among them, by person id; none where the list is narrowed.
    pub restricted: Vec<String>,
    /// How many more rows count, of which not even the person id is told; 0 where the list is narrowed.
    pub unnamed: usize,
}

/// Which of what is due somebody asks for.
pub struct WantedDue<'a> {
    /// How many working days ahead to look.
    pub days: i32,
    /// Whether a thing is among it.
    pub takes: &'a (dyn Fn(&Due) -> bool + Sync),
    /// Whether that leaves anything out.
    pub narrows: bool,
    /// What it leaves out, for the access log.
    pub words: String,
    /// What to count it by.
    pub by: Vec<By>,
}

/// Some of what is due.
pub struct SomeDue {
    /// The things.
    pub rows: Vec<Due>,
    /// How many there are, of records that are not restricted.
    pub total: usize,
    /// How many there are of each kind that was asked for, over all of them.
    pub counts: Vec<Tally>,
    /// Restricted records of which something is due, by person id; none where the list is narrowed.
    pub restricted: Vec<String>,
    /// Of how many more something is due whose person id is not told; 0 where the list is narrowed.
    pub unnamed: usize,
}
