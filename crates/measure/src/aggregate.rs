//! From rows to numbers: places rows in months, snapshots or periods, groups them by the breakdowns asked for,
//! and adds up.

use crate::amount::{Amount, Value};
use crate::breakdown::{Dimension, People};
use crate::catalogue::{Evaluated, Indicator, Kind};
use crate::working::{Part, Rows, State, day_at, text_at};
use jiff::civil::Date;
use standard::date::to_days;
use standard::period::{Month, Period};
use std::collections::{BTreeMap, HashMap};

/// Numerator and denominator of a cell, in ten-thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub numerator: i64,
    pub denominator: i64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }
}

/// What one row adds.
fn adds(kind: Kind, state: State, part: Part, amount: i64) -> Sum {
    if !state.counts() {
        return Sum::default();
    }
    let sum = |numerator, denominator| Sum { numerator, denominator };
    match (kind, part) {
        (Kind::Count | Kind::Rate | Kind::Amount, _) => sum(amount, 0),
        (_, Part::Numerator) => sum(amount, 0),
        (_, Part::Denominator) => sum(0, amount),
        (Kind::Shares, Part::Both) => sum(amount, amount),
        (_, Part::Both) => sum(if state == State::Missed { 0 } else { amount }, amount),
    }
}

/// Sums by group and by slot of time.
#[derive(Debug)]
pub(crate) struct Sums {
    /// The values of the dimensions of each group, sorted; one empty group where there are no dimensions.
    pub groups: BTreeMap<Vec<String>, Group>,
}

/// The sums of one group.
#[derive(Debug)]
pub(crate) struct Group {
    /// By slot.
    by_slot: Vec<Sum>,
    /// Whether any row of it counts in the slot, were it with an amount of 0.
    seen: Vec<bool>,
}

impl Sums {
    /// The groups whose first values are `only`; of shares those that some row counts in, in one of `slots`.
    pub fn groups_of(&self, kind: Kind, only: Option<&[String]>, slots: Option<&[bool]>) -> Vec<(&[String], &[Sum])> {
        let wanted = |values: &[String]| only.is_none_or(|only| values.starts_with(only));
        let seen = |group: &Group| match slots.filter(|_| kind == Kind::Shares) {
            Some(slots) => group.seen.iter().zip(slots).any(|(seen, slot)| *seen && *slot),
            None => true,
        };
        let groups = self.groups.iter().filter(|(values, group)| wanted(values) && seen(group));
        groups.map(|(values, group)| (values.as_slice(), group.by_slot.as_slice())).collect()
    }

    /// How many sums there are.
    pub fn len(&self) -> usize {
        self.groups.values().map(|group| group.by_slot.len()).sum()
    }
}

/// The slots of time of a run: which rows fall where.
#[derive(Debug)]
pub(crate) enum Slots {
    /// Months from the first, and the day after which nothing counts.
    Months { first: Month, of_day: Vec<u32>, first_day: i32, count: usize },
    /// Snapshot days.
    Days(HashMap<i32, usize>, usize),
    /// Periods by name.
    Periods(HashMap<String, usize>, usize),
}

const OUTSIDE: u32 = u32::MAX;

impl Slots {
    /// The months from `first` to `last`; nothing after `data_date` falls into one.
    pub fn months(first: Month, last: Month, data_date: Date) -> Slots {
        let first_day = to_days(first.first());
        let mut of_day = Vec::new();
        let mut count = 0;
        for (i, month) in first.to(last).enumerate() {
            for day in to_days(month.first())..=to_days(month.last()) {
                of_day.push(if day <= to_days(data_date) { i as u32 } else { OUTSIDE });
            }
            count = i + 1;
        }
        Slots::Months { first, of_day, first_day, count }
    }

    /// The snapshot days given, in order.
    pub fn days(days: &[Date]) -> Slots {
        Slots::Days(days.iter().enumerate().map(|(i, day)| (to_days(*day), i)).collect(), days.len())
    }

    /// The periods given, in order.
    pub fn periods(periods: &[Period]) -> Slots {
        Slots::Periods(periods.iter().enumerate().map(|(i, p)| (p.to_string(), i)).collect(), periods.len())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Slots::Months { count, .. } | Slots::Days(_, count) | Slots::Periods(_, count) => *count,
        }
    }

    /// The slot of row `i`.
    pub fn of(&self, rows: &Rows, i: usize) -> Option<usize> {
        match self {
            Slots::Months { of_day, first_day, .. } => {
                let day = usize::try_from(day_at(&rows.counts_on, i)? - first_day).ok()?;
                of_day.get(day).filter(|slot| **slot != OUTSIDE).map(|slot| *slot as usize)
            }
            Slots::Days(days, _) => days.get(&day_at(&rows.counts_on, i)?).copied(),
            Slots::Periods(periods, _) => periods.get(text_at(&rows.period, i)).copied(),
        }
    }

    /// The slots that a period takes in: its months, or its own.
    pub fn taken(&self, indicator: &Indicator, period: &Period, as_at: Date) -> std::ops::Range<usize> {
        match self {
            Slots::Months { first, count, .. } => {
                let from = indicator.rolling.map_or(period.first, |months| period.last.plus(1 - months));
                let index = |month: Month| first.to(month).count().saturating_sub(1);
                let end = if period.last < *first { 0 } else { (index(period.last) + 1).min(*count) };
                let start = if from < *first { 0 } else { index(from) };
                start.min(end)..end
            }
            Slots::Days(days, _) => days.get(&to_days(as_at)).map_or(0..0, |i| *i..i + 1),
            Slots::Periods(periods, _) => periods.get(&period.to_string()).map_or(0..0, |i| *i..i + 1),
        }
    }
}

/// Adds `rows` up by `dimensions` and by slot.
pub(crate) fn sums(
    indicator: &Indicator,
    rows: &Rows,
    people: &People,
    dimensions: &[Dimension],
    slots: &Slots,
) -> Sums {
    sums_of(indicator, (rows, 0..rows.len()), people, dimensions, slots)
}

/// The same of those rows alone whose numbers are given.
pub(crate) fn sums_of(
    indicator: &Indicator,
    (rows, chosen): (&Rows, impl Iterator<Item = usize>),
    people: &People,
    dimensions: &[Dimension],
    slots: &Slots,
) -> Sums {
    let mut index: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut words: Vec<HashMap<&str, u32>> = vec![HashMap::new(); dimensions.len()];
    let mut names: Vec<Vec<&str>> = vec![Vec::new(); dimensions.len()];
    let mut cells: Vec<Group> = Vec::new();
    let mut key = vec![0; dimensions.len()];
    for i in chosen {
        let sum = adds(indicator.kind, rows.state[i], rows.part[i], rows.amount[i]);
        if sum == Sum::default() && !rows.state[i].counts() {
            continue;
        }
        let Some(slot) = slots.of(rows, i) else { continue };
        for (d, dimension) in dimensions.iter().enumerate() {
            let day = day_at(&rows.counts_on, i).unwrap_or_default();
            let value = people.value(*dimension, rows, i, day);
            key[d] = match words[d].get(value) {
                Some(code) => *code,
                None => {
                    let code = names[d].len() as u32;
                    words[d].insert(value, code);
                    names[d].push(value);
                    code
                }
            };
        }
        let group = match index.get(&key) {
            Some(group) => *group,
            None => {
                index.insert(key.clone(), cells.len());
                cells.push(Group { by_slot: vec![Sum::default(); slots.count()], seen: vec![false; slots.count()] });
                cells.len() - 1
            }
        };
        cells[group].by_slot[slot].add(sum);
        cells[group].seen[slot] = true;
    }
    let groups = index
        .into_iter()
        .map(|(key, group)| {
            let values = key.iter().zip(&names).map(|(code, names)| names[*code as usize].to_owned()).collect();
            let empty = Group { by_slot: Vec::new(), seen: Vec::new() };
            (values, std::mem::replace(&mut cells[group], empty))
        })
        .collect();
    Sums { groups }
}

/// The cells of one period: the values of the dimensions, and the sum. For shares the denominator of each is the
/// total of its group without the category. With `only`, a group of these values that has nothing is there all the same.
pub(crate) fn cells(
    indicator: &Indicator,
    groups: &[(&[String], &[Sum])],
    dimensions: &[Dimension],
    only: Option<&[String]>,
    slots: &Slots,
    period: &Period,
    as_at: Date,
) -> Vec<(Vec<String>, Sum)> {
    let taken = slots.taken(indicator, period, as_at);
    let mut out: Vec<(Vec<String>, Sum)> = groups
        .iter()
        .map(|(values, by_slot)| {
            let mut sum = Sum::default();
            by_slot[taken.clone()].iter().for_each(|cell| sum.add(*cell));
            (values.to_vec(), sum)
        })
        .collect();
    if indicator.kind == Kind::Shares {
        let category = dimensions.iter().position(|d| *d == Dimension::Category);
        let without = |values: &[String]| {
            let mut values = values.to_vec();
            if let Some(category) = category {
                values.remove(category);
            }
            values
        };
        let mut totals: BTreeMap<Vec<String>, i64> = BTreeMap::new();
        for (values, sum) in &out {
            *totals.entry(without(values)).or_default() += sum.denominator;
        }
        // Rows of a multiple-choice indicator that only carry the denominator have no category of their own.
        if let Some(category) = category {
            out.retain(|(values, _)| !values[category].is_empty());
        }
        for (values, sum) in &mut out {
            sum.denominator = totals[&without(values)];
        }
        // A category with nothing in it is a share of 0; another breakdown with nothing in it is left out.
        out.retain(|(_, sum)| sum.denominator != 0);
    } else if !dimensions.is_empty() && only.is_none() {
        out.retain(|(_, sum)| *sum != Sum::default());
    }
    if out.is_empty() {
        if dimensions.is_empty() {
            out.push((Vec::new(), Sum::default()));
        } else if let Some(only) = only {
            out.push((only.to_vec(), Sum::default()));
        }
    }
    out
}

/// How many rows count from `from` to `to`, both inclusive, by their amounts.
pub(crate) fn between(indicator: &Indicator, rows: &Rows, from: Date, to: Date) -> Amount {
    let days = to_days(from)..=to_days(to);
    let counts = |i: &usize| day_at(&rows.counts_on, *i).is_some_and(|day| days.contains(&day));
    Amount(
        (0..rows.len())
            .filter(counts)
            .map(|i| adds(indicator.kind, rows.state[i], rows.part[i], rows.amount[i]).numerator)
            .sum(),
    )
}

/// The value of a sum. `population` is needed for a rate, `days` (of the period up to S) for one per week.
pub(crate) fn value(
    indicator: &Indicator,
    sum: Sum,
    population: Option<i64>,
    days: i32,
) -> (Option<Amount>, Option<Value>) {
    let (numerator, denominator) = (i128::from(sum.numerator), i128::from(sum.denominator));
    match indicator.kind {
        Kind::Count if indicator.per_week => {
            let weeks = Value::ratio(i128::from(days), 7, 1).map(|value| Amount(((value.0 + 50) / 100) as i64));
            let one = i128::from(crate::amount::ONE);
            (weeks, Value::ratio(numerator * 7, i128::from(days) * one, 1))
        }
        Kind::Count | Kind::Amount => (None, Some(Value::from(Amount(sum.numerator)))),
        Kind::Rate => match population {
            Some(persons) => {
                let persons = Amount::whole(persons);
                (Some(persons), Value::ratio(numerator, i128::from(persons.0), 10_000))
            }
            None => (None, None),
        },
        Kind::Mean => (Some(Amount(sum.denominator)), Value::ratio(numerator, denominator, 1)),
        Kind::Proportion | Kind::Shares => (Some(Amount(sum.denominator)), Value::ratio(numerator, denominator, 100)),
    }
}

/// How many days of `period` lie at or before `as_at`.
pub(crate) fn days_up_to(period: &Period, as_at: Date) -> i32 {
    to_days(as_at) - to_days(period.start()) + 1
}

/// The slots that the rows of `indicator` are placed in for numbers of `periods`.
pub(crate) fn slots_for(indicator: &Indicator, periods: &[Period], snapshots: &[Date], data_date: Date) -> Slots {
    match indicator.evaluated {
        Evaluated::Event => {
            let back = indicator.rolling.unwrap_or(1);
            let first = periods.iter().map(|p| p.first.min(p.last.plus(1 - back))).min();
            match first.zip(periods.iter().map(|p| p.last).max()) {
                Some((first, last)) => Slots::months(first, last, data_date),
                None => Slots::days(&[]),
            }
        }
        Evaluated::Snapshot => Slots::days(snapshots),
        Evaluated::Period => Slots::periods(periods),
    }
}
