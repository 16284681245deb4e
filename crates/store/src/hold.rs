//! Whether a table moved by too much to be taken without a look.

use crate::{
    claims::Light,
    columns::Reach,
    delivery::{Basis, Comparison, Delivery, Status},
    error::Result,
    folder::Store,
    in_force,
    parquet_file::{self, Which},
    standing,
};
use arrow::record_batch::RecordBatch;
use jiff::civil::Date;
use standard::{
    coverage::{Claim, Interval, TableCoverage},
    date::{from_days, to_days},
    table::Standard,
};
use std::collections::{BTreeMap, BTreeSet};

/// A table is held when its rows differ by more than this share of those before, in per cent.
pub(crate) const TOO_MUCH: u64 = 20;

/// A delivery that is not kept yet, as far as it is compared.
pub(crate) struct Arriving<'a> {
    pub kind: &'a str,
    pub data_date: Date,
    pub coverage: &'a [TableCoverage],
    pub tables: &'a BTreeMap<String, RecordBatch>,
    /// For each table, the columns that the files don't have.
    pub absent_columns: &'a BTreeMap<String, Vec<String>>,
}

impl Store {
    /// What [`crate::Locked::receive`] would hold of a delivery of this kind and data date, which is not kept, whose
    /// tables lack the columns given.
    ///
    /// # Errors
    /// [`crate::Error::Damaged`], [`crate::Error::Disk`], [`crate::Error::Table`].
    pub fn would_hold(
        &self,
        kind: &str,
        data_date: Date,
        coverage: &[TableCoverage],
        tables: &BTreeMap<String, RecordBatch>,
        absent_columns: &BTreeMap<String, Vec<String>>,
    ) -> Result<Vec<Comparison>> {
        compare(self, &Arriving { kind, data_date, coverage, tables, absent_columns }, &self.deliveries()?)
    }
}

/// What of a delivery moved by too much: against the one before of its kind, and against what stands of other kinds.
pub(crate) fn compare(store: &Store, arriving: &Arriving<'_>, deliveries: &[Delivery]) -> Result<Vec<Comparison>> {
    let mut moved = of_its_kind(store, arriving, deliveries)?;
    standing::compare(store, arriving, &mut moved)?;
    Ok(moved)
}

/// Compares each table that a new delivery carries with the newest delivery of the same kind not after it that
/// stands for the table, over the days that both cover. Where either gives only the latest of each child, the
/// window moves every child's row, so all rows are compared; and so they are where either speaks of one day only.
fn of_its_kind(store: &Store, arriving: &Arriving<'_>, deliveries: &[Delivery]) -> Result<Vec<Comparison>> {
    let Arriving { kind, data_date, coverage, tables, .. } = *arriving;
    let mut moved = Vec::new();
    for name in arriving.names() {
        let table = in_force::find(name)?;
        // Published figures come a file at a time, each with rows of its own: there is nothing to compare.
        if table.standard == Standard::Reference {
            continue;
        }
        let before = deliveries
            .iter()
            .filter(|d| d.kind == kind && d.data_date <= data_date && d.tables.contains_key(name))
            .filter(|d| d.stands(name, deliveries) && !matches!(d.status, Status::Retired(_)))
            .max_by_key(|d| (d.data_date, d.number));
        let Some(before) = before else { continue };
        let window = window(coverage, before, name);
        let Window::Days { from, to } = window else { continue };
        let path = store.table_file(before, name);
        let old = parquet_file::read(&path, Some(&Light::columns(table, &BTreeSet::new())), &Which::All)?;
        let count = |batch: Option<&RecordBatch>| -> Result<u64> {
            let Some(batch) = batch else { return Ok(0) };
            let reach = Reach::of(batch, name)?;
            Ok((0..batch.num_rows()).filter(|&row| reach.touches(row, from, to.unwrap_or(i32::MAX))).count() as u64)
        };
        let (old, new) = (count(old.as_ref())?, count(tables.get(name))?);
        if new.abs_diff(old) * 100 > old * TOO_MUCH && old > 0 {
            moved.push(Comparison {
                table: name.to_owned(),
                against: before.number,
                before: old,
                after: new,
                percent: standing::percent(old, new),
                window: from
                    .zip(to)
                    .and_then(|(from, to)| Some(Interval { from: from_days(from)?, to: from_days(to)? })),
                basis: Basis::Delivery,
                children: false,
                earlier: None,
            });
        }
    }
    Ok(moved)
}

/// The days to compare.
enum Window {
    /// From and to, inclusive; `None`: without end.
    Days { from: Option<i32>, to: Option<i32> },
    /// The two deliveries have no day in common: nothing to compare.
    Nothing,
}

fn window(coverage: &[TableCoverage], before: &Delivery, name: &str) -> Window {
    let claims = || coverage.iter().chain(&before.coverage).filter(|c| c.table == name);
    let mut from = before.retired_before.map(to_days);
    let is_of_days = |c: &TableCoverage| matches!(c.claim, Claim::Whole | Claim::Starts) && c.from != Some(c.to);
    if !claims().all(is_of_days) {
        return Window::Days { from, to: None };
    }
    let mut to: Option<i32> = None;
    for claim in claims() {
        from = from.max(claim.from.map(to_days));
        to = Some(to.map_or(to_days(claim.to), |to| to.min(to_days(claim.to))));
    }
    match from.zip(to) {
        Some((from, to)) if from > to => Window::Nothing,
        _ => Window::Days { from, to },
    }
}
