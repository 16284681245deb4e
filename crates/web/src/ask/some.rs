//! Rows in pages: the access log has how many were given, not how many there are.

use super::{Ask, How, chosen};
use crate::access::Permission;
use crate::problem::Problem;
use measure::{Counted, Due, Filter};
use standard::period::Period;

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
    /// Some of the rows that [`Ask::children`] gives, from the first on (counted from 0) and so many at most, and how many
    /// there are in scope.
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
    ) -> Result<(Vec<Counted>, usize), Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let rows = self.reading.workings().children(indicator, period, &within, filter)?;
        let total = rows.len();
        let some: Vec<Counted> = rows.into_iter().skip(first).take(most).collect();
        let what = rows_given(&format!("{indicator} {period}{}", chosen(filter)), first, some.len(), total);
        self.note(how, what, "", some.len(), "").await?;
        Ok((some, total))
    }

    /// Some of what [`Ask::due`] gives and `wanted` takes, from the first on (counted from 0) and so many at most, and how
    /// many there are in scope. `filters` says in the access log what `wanted` takes.
    ///
    /// # Errors
    /// As [`Ask::children`].
    pub async fn some_due(
        &self,
        days: i32,
        wanted: impl Fn(&Due) -> bool,
        filters: &str,
        how: How,
        (first, most): (usize, usize),
    ) -> Result<(Vec<Due>, usize), Problem> {
        let within = self.within(Permission::SeeDue)?;
        let mut rows = self.reading.workings().due(days, &within);
        rows.retain(|due| wanted(due));
        let total = rows.len();
        let some: Vec<Due> = rows.into_iter().skip(first).take(most).cloned().collect();
        let what = rows_given(&format!("due within {days} working days {filters}"), first, some.len(), total);
        self.note(how, what, "", some.len(), "").await?;
        Ok((some, total))
    }
}
