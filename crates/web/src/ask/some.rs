//! Rows in pages: the access log has how many were given, not how many there are.

use super::{Ask, How, chosen};
use crate::access::Permission;
use crate::problem::Problem;
use council::due::{By, Tally};
use measure::{Counted, Due, Filter};
use standard::period::Period;
use std::collections::BTreeSet;

/// What is written to the log of a page.
fn rows_given(what: &str, first: usize, given: usize, total: usize) -> String {
    let which = match given {
        all if all == total => String::new(),
        0 => " no rows".to_owned(),
        _ => format!(" rows {} to {}", first + 1, first + given),
    };
    format!("{}{which}", what.trim_end())
}

impl Ask {
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
        let mut rows = workings.children(indicator, period, &within, filter)?;
        let mut restricted = BTreeSet::new();
        rows.retain(|row| {
            let closed = workings.restriction(&row.person_id).is_some();
            // In a list that was narrowed, being there tells what it was narrowed by.
            if closed && filter.states.is_empty() && filter.values.is_empty() {
                restricted.insert(row.person_id.clone());
            }
            !closed
        });
        let total = rows.len();
        let some: Vec<Counted> = rows.into_iter().skip(first).take(most).collect();
        let what = rows_given(&format!("{indicator} {period}{}", chosen(filter)), first, some.len(), total);
        self.note(how, what, "", some.len() + restricted.len(), "").await?;
        Ok(SomeChildren { rows: some, total, restricted: restricted.into_iter().collect() })
    }

    /// Some of what [`Ask::due`] gives and `wanted` takes, from the first on (counted from 0) and so many at most. Of a
    /// restricted record nothing is given but that something of it is due.
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
        if wanted.narrows {
            restricted.clear();
        }
        let (total, counts) = (rows.len(), council::due::tally(rows.iter().copied(), &wanted.by));
        let some: Vec<Due> = rows.into_iter().skip(first).take(most).cloned().collect();
        let what =
            rows_given(&format!("due within {} working days {}", wanted.days, wanted.words), first, some.len(), total);
        self.note(how, what, "", some.len() + restricted.len(), "").await?;
        Ok(SomeDue { rows: some, total, counts, restricted: restricted.into_iter().collect() })
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
}
