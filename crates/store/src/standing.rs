//! Whether a delivery of another kind than what stands would take too much of it away.
//!
//! Extracts of two kinds are unlike in how far back they reach and in what they say of each child, so like is compared
//! with like: only what the new delivery claims to be complete in, over days that what stands covers too. Where there
//! is no such day, what is open on the new data date is compared with what was open on the last day covered, and what
//! begins in the new days with what began in as many days before.

use crate::{
    claims::{Kept, Light, told_by},
    columns::{Keys, Reach},
    delivery::{Basis, Comparison, Delivery, Status},
    error::Result,
    folder::Store,
    hold::{Arriving, TOO_MUCH},
    in_force::{self, View},
    parquet_file::Which,
};
use standard::{
    coverage::{Claim, Interval, TableCoverage, union},
    date::{from_days, to_days},
    table::{Shape, Standard, Table},
};
use std::collections::{BTreeMap, BTreeSet};

/// What begins from month to month goes up and down of itself: fewer than this share of the days before is too few.
const TOO_FEW: u64 = 50;

/// Fewer than this many in the days before tell nothing about the days after.
const ENOUGH: u64 = 20;

/// Adds to `moved` each table of a delivery that falls by too much against what stands, some of it from deliveries of
/// another kind. Where the children in the days compared fall by too much, the rest of the delivery waits with them.
pub(crate) fn compare(store: &Store, arriving: &Arriving<'_>, moved: &mut Vec<Comparison>) -> Result<()> {
    let view = View::of(store, Some(arriving.data_date))?;
    let mut children = Pair::<Keys>::default();
    let (mut compared, mut fell) = (0_usize, 0_usize);
    for name in arriving.names() {
        let table = in_force::find(name)?;
        if table.standard == Standard::Reference || !matches!(table.shape, Shape::Event | Shape::Span) {
            continue;
        }
        let Some(newest) = newest_of_another_kind(&view, arriving, table) else { continue };
        let standing = Standing::of(&view, arriving, table)?;
        let mut worst: Option<Comparison> = None;
        for claim in arriving.coverage.iter().filter(|c| c.table == name && c.claim != Claim::LatestEvent) {
            let Some(days) = Days::of(claim, table, &standing.covered) else { continue };
            let counted = standing.count(arriving, table, claim, &days, &mut children)?;
            compared += 1;
            if let Some(comparison) = days.verdict(&counted, claim, table, newest.number)
                && worst.as_ref().is_none_or(|worst| comparison.percent < worst.percent)
            {
                worst = Some(comparison);
            }
        }
        let Some(worst) = worst else { continue };
        fell += 1;
        if !moved.iter().any(|c| c.table == name) {
            moved.push(worst);
        }
    }
    let few = fewer(children.before.len(), children.after.len(), TOO_MUCH);
    if fell > 0 && (few || fell == compared) {
        the_rest(&view, arriving, Basis::WithTheRest, moved)?;
    }
    if is_poorer(&view, arriving)? {
        the_rest(&view, arriving, Basis::LessDetail, moved)?;
    }
    moved.sort_by(|a, b| a.table.cmp(&b.table));
    Ok(())
}

/// Whether a delivery says less than what stands of another kind for the same data date: whether the columns that it
/// would take away are more than those that it would bring. It would take the place of what says more, and rows of
/// others that refer to what it replaces lose their hold.
///
/// Only events and spans are looked at: in the others the one adds to the other. A table of the dataset that nobody
/// brought before is a gain, whole.
fn is_poorer(view: &View<'_>, arriving: &Arriving<'_>) -> Result<bool> {
    fn lacks<'a>(of: &'a BTreeMap<String, Vec<String>>, table: &str) -> BTreeSet<&'a str> {
        of.get(table).into_iter().flatten().map(String::as_str).collect()
    }
    let (mut taken, mut brought) = (0_usize, 0_usize);
    for name in arriving.tables.keys() {
        let table = in_force::find(name)?;
        if table.standard == Standard::Reference || !matches!(table.shape, Shape::Event | Shape::Span) {
            continue;
        }
        let ours = lacks(arriving.absent_columns, name);
        if table.standard == Standard::Ssd && view.carriers(table).is_empty() {
            brought += table.columns.len().saturating_sub(ours.len());
            continue;
        }
        let Some(standing) = newest_of_another_kind(view, arriving, table) else { continue };
        if standing.data_date != arriving.data_date || !standing.tables.contains_key(name) {
            continue;
        }
        let theirs = lacks(&standing.absent_columns, name);
        taken += ours.difference(&theirs).count();
        brought += theirs.difference(&ours).count();
    }
    Ok(taken > brought)
}

/// The tables of the delivery that are not among `moved` wait with those that are.
fn the_rest(view: &View<'_>, arriving: &Arriving<'_>, basis: Basis, moved: &mut Vec<Comparison>) -> Result<()> {
    for name in arriving.names() {
        let table = in_force::find(name)?;
        if table.standard == Standard::Reference || moved.iter().any(|c| c.table == name) {
            continue;
        }
        let after = arriving.tables.get(name).map_or(0, |batch| batch.num_rows() as u64);
        let before = view.rows_in_force(table)?;
        moved.push(Comparison {
            table: name.to_owned(),
            against: view.carriers(table).last().map_or(0, |&index| view.deliveries[index].number),
            before,
            after,
            percent: percent(before, after),
            window: None,
            basis,
            children: false,
            earlier: None,
        });
    }
    Ok(())
}

/// The newest delivery that stands for a table, if any that does is of another kind than the new one.
fn newest_of_another_kind<'v>(view: &'v View<'_>, arriving: &Arriving<'_>, table: &Table) -> Option<&'v Delivery> {
    let carriers = || {
        let all = view.carriers(table).into_iter().map(|index| &view.deliveries[index]);
        all.filter(|d| !matches!(d.status, Status::Retired(_)))
    };
    if carriers().all(|d| d.kind == arriving.kind) { None } else { carriers().next_back() }
}

/// Something of what stands, and of what arrives.
#[derive(Default)]
struct Pair<T> {
    before: T,
    after: T,
}

/// Whose rows were counted, and what goes on from when.
#[derive(Default)]
struct Seen {
    people: Keys,
    spans: Keys,
}

/// The rows of a table that stand, and the days for which they are all there are.
struct Standing<'t> {
    parts: Vec<(Light<'t>, Vec<Kept>)>,
    covered: Vec<Interval>,
}

impl<'t> Standing<'t> {
    fn of(view: &View<'_>, arriving: &Arriving<'_>, table: &'t Table) -> Result<Standing<'t>> {
        let told_by = told_by(table, arriving.coverage.iter());
        let columns = Light::columns(table, &told_by);
        let mut parts = Vec::new();
        for (index, rows) in view.outcome(table)?.rows {
            let numbers: Option<Vec<u32>> = rows.as_ref().map(|rows| rows.iter().map(|(row, _)| *row).collect());
            let which = numbers.as_deref().map_or(Which::All, Which::Rows);
            let Some(batch) = view.read(index, &table.name, Some(&columns), &which)? else { continue };
            let batch = view.merges.apply(table, batch)?;
            let light = Light::of(table, batch, &told_by, to_days(view.deliveries[index].data_date))?;
            parts.push((light, rows.unwrap_or_default()));
        }
        let (mut whole, latest) = view.coverage(table);
        whole.extend(latest);
        Ok(Standing { parts, covered: union(whole) })
    }

    /// How many rows, or children where a claim gives one row a child, stand and arrive in the days. What goes on for a
    /// child from one day is counted once: one kind of extract can give it in two lists, another in one row.
    fn count(
        &self,
        arriving: &Arriving<'_>,
        table: &Table,
        claim: &TableCoverage,
        days: &Days,
        children: &mut Pair<Keys>,
    ) -> Result<Pair<u64>> {
        let by_child = is_by_child(claim, table);
        let (mut seen, mut rows) = (Pair::<Seen>::default(), Pair::<u64>::default());
        for (light, kept) in &self.parts {
            let ended = |row: usize| kept.get(row).and_then(|(_, end)| *end);
            rows.before += days.count(light, claim, (days.before, ended), (&mut seen.before, &mut children.before))?;
        }
        if let Some(batch) = arriving.tables.get(&table.name) {
            let told_by = told_by(table, arriving.coverage.iter());
            let light = Light::of(table, batch.clone(), &told_by, to_days(arriving.data_date))?;
            // The latest of a child can have begun after the days that both cover.
            let after = if by_child { (days.after.0, i32::MAX) } else { days.after };
            rows.after += days.count(&light, claim, (after, |_| None), (&mut seen.after, &mut children.after))?;
        }
        if by_child { Ok(Pair { before: seen.before.people.len(), after: seen.after.people.len() }) } else { Ok(rows) }
    }
}

/// Whether a claim gives one row a child, so that children are counted and not rows.
fn is_by_child(claim: &TableCoverage, table: &Table) -> bool {
    table.person().is_some() && matches!(claim.claim, Claim::LatestSpan | Claim::LatestInTurn)
}

/// The days that are compared, first and last, inclusive, as days since 1970.
struct Days {
    before: (i32, i32),
    after: (i32, i32),
    how: How,
}

/// How the days of what stands and of what arrives are to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The same days.
    Common,
    /// What is open on the last day of either.
    Open,
    /// As many days before.
    Before,
}

impl Days {
    fn of(claim: &TableCoverage, table: &Table, covered: &[Interval]) -> Option<Days> {
        let (from, to) = (to_days(claim.from?), to_days(claim.to));
        let covered = || covered.iter().rev().map(|days| (to_days(days.from), to_days(days.to)));
        if let Some((first, last)) = covered().find(|(first, last)| *first <= to && from <= *last) {
            let days = (from.max(first), to.min(last));
            return Some(Days { before: days, after: days, how: How::Common });
        }
        let (first, last) = covered().find(|(_, last)| *last < from)?;
        if table.shape == Shape::Span && claim.claim != Claim::Starts {
            return Some(Days { before: (last, last), after: (to, to), how: How::Open });
        }
        let length = (to - from).min(last - first);
        Some(Days { before: (last - length, last), after: (to - length, to), how: How::Before })
    }

    /// Counts the rows of which a claim speaks in `days`, each row's end being that of `ended` where it has one, and
    /// notes whose they are. What was seen before is not counted again.
    fn count(
        &self,
        light: &Light<'_>,
        claim: &TableCoverage,
        (days, ended): ((i32, i32), impl Fn(usize) -> Option<i32>),
        (seen, children): (&mut Seen, &mut Keys),
    ) -> Result<u64> {
        let reach = Reach::of(&light.batch, &light.table.name)?;
        let (mut count, mut key) = (0, Vec::new());
        for row in (0..light.rows()).filter(|&row| light.is_meant(claim, row)) {
            let (start, end) = (reach.from(row), ended(row).or_else(|| reach.to(row)));
            let counts = match claim.claim {
                Claim::Starts => start.is_some_and(|start| days.0 <= start && start <= days.1),
                _ => start.is_none_or(|start| start <= days.1) && end.is_none_or(|end| days.0 <= end),
            };
            if !counts {
                continue;
            }
            let mut new = true;
            if let Some(person) = light.person(row) {
                seen.people.add(person);
                if self.how != How::Before {
                    children.add(person);
                }
                if let (Shape::Span, Some(start)) = (light.table.shape, start) {
                    key.clear();
                    key.extend_from_slice(&start.to_le_bytes());
                    key.extend_from_slice(person);
                    new = seen.spans.add(&key).1;
                }
            }
            count += u64::from(new);
        }
        Ok(count)
    }

    /// Why the table is held, if it is.
    fn verdict(&self, counted: &Pair<u64>, claim: &TableCoverage, table: &Table, against: i32) -> Option<Comparison> {
        let (before, after) = (counted.before, counted.after);
        let falls = match self.how {
            How::Before => before >= ENOUGH && fewer(before, after, TOO_FEW),
            How::Common | How::Open => fewer(before, after, TOO_MUCH),
        };
        let interval = |(from, to): (i32, i32)| Some(Interval { from: from_days(from)?, to: from_days(to)? });
        falls.then(|| Comparison {
            table: table.name.clone(),
            against,
            before,
            after,
            percent: percent(before, after),
            window: interval(self.after),
            basis: Basis::Standing,
            children: is_by_child(claim, table),
            earlier: interval(self.before).filter(|_| self.how != How::Common),
        })
    }
}

/// Whether `after` is fewer than `before` by more than `share` per cent of it.
fn fewer(before: u64, after: u64, share: u64) -> bool {
    before.saturating_sub(after) * 100 > before * share
}

/// The change from `before` to `after` in per cent of `before`, towards zero; 0 where nothing was before.
pub(crate) fn percent(before: u64, after: u64) -> i64 {
    let (before, after) = (i128::from(before), i128::from(after));
    if before == 0 { 0 } else { i64::try_from((after - before) * 100 / before).unwrap_or(i64::MAX) }
}

impl Arriving<'_> {
    /// The tables that it has rows of or speaks of, in order.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        self.tables.keys().map(String::as_str).chain(self.coverage.iter().map(|c| c.table.as_str())).collect()
    }
}
