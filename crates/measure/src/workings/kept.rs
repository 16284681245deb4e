//! The rows of one indicator, and what has been worked out from them.

use super::numbers::Sliced;
use crate::aggregate::{Slots, Sums, slots_for};
use crate::breakdown::Dimension;
use crate::catalogue::Indicator;
use crate::engine::{Lost, Number, Placed};
use crate::status::Standing;
use crate::working::{Rows, State};
use arrow::array::{Array, Date32Array, StringArray};
use jiff::civil::Date;
use standard::period::{Period, PeriodKind};
use statistics::{Chart, Verdict};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// The rows of one indicator, placed in time, with what has been asked of them before.
pub(super) struct Kept {
    /// `None` where the indicator can't be computed.
    pub rows: Option<Rows>,
    pub slots: Slots,
    /// The rows that count or are not covered, by slot: see [`Kept::in_slots`].
    order: OnceLock<(Vec<u32>, Vec<u32>)>,
    lost: OnceLock<Lost>,
    /// How the periods of each kind stand, in order.
    pub standings: Once<PeriodKind, Vec<Standing>>,
    pub sums: Once<Vec<Dimension>, Sums>,
    pub series: Once<Sliced, Vec<Number>>,
    pub verdicts: Once<Sliced, (Option<Chart>, Verdict)>,
}

impl Kept {
    pub fn new(
        indicator: &Indicator,
        rows: Option<Rows>,
        periods: &[Period],
        snapshots: &[Date],
        data_date: Date,
    ) -> Kept {
        Kept {
            rows,
            slots: slots_for(indicator, periods, snapshots, data_date),
            order: OnceLock::new(),
            lost: OnceLock::new(),
            standings: Once::new(usize::MAX),
            sums: Once::new(24),
            series: Once::new(24),
            verdicts: Once::new(24),
        }
    }

    pub fn placed(&self) -> Option<Placed<'_>> {
        self.rows.as_ref().map(|rows| Placed { rows, slots: &self.slots })
    }

    pub fn lost(&self) -> Option<(&Lost, &Slots)> {
        let placed = self.placed()?;
        Some((self.lost.get_or_init(|| Lost::new(placed)), &self.slots))
    }

    /// The rows that count in `slots`, and those left out of them because they are not covered.
    pub fn in_slots(&self, slots: std::ops::Range<usize>) -> &[u32] {
        let Some(rows) = &self.rows else { return &[] };
        let (order, starts) = self.order.get_or_init(|| {
            let of = |i: usize| {
                let counts = rows.state[i].counts() || rows.state[i] == State::NotCovered;
                self.slots.of(rows, i).filter(|_| counts)
            };
            let mut starts = vec![0_u32; self.slots.count() + 1];
            (0..rows.len()).filter_map(of).for_each(|slot| starts[slot + 1] += 1);
            for slot in 1..starts.len() {
                starts[slot] += starts[slot - 1];
            }
            let mut next = starts.clone();
            let mut order = vec![0_u32; starts.last().map_or(0, |count| *count as usize)];
            for i in 0..rows.len() {
                if let Some(slot) = of(i) {
                    order[next[slot] as usize] = i as u32;
                    next[slot] += 1;
                }
            }
            (order, starts)
        });
        &order[starts[slots.start] as usize..starts[slots.end] as usize]
    }
}

/// What has been worked out, by what was asked: each is worked out once, and others that ask meanwhile wait for it.
pub(super) struct Once<K, V> {
    most: usize,
    cells: RwLock<HashMap<K, Arc<OnceLock<Arc<V>>>>>,
}

impl<K: Hash + Eq, V> Once<K, V> {
    /// Keeps up to `most` answers; when there are more, all are forgotten and worked out again when asked for.
    pub fn new(most: usize) -> Once<K, V> {
        Once { most, cells: RwLock::default() }
    }

    /// What was worked out for `key` before.
    pub fn found(&self, key: &K) -> Option<Arc<V>> {
        self.cells.read().unwrap_or_else(PoisonError::into_inner).get(key)?.get().cloned()
    }

    /// What was worked out for `key` before, or what `work_out` gives now.
    pub fn get(&self, key: K, work_out: impl FnOnce() -> V) -> Arc<V> {
        let found = self.cells.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let cell = found.unwrap_or_else(|| {
            let mut cells = self.cells.write().unwrap_or_else(PoisonError::into_inner);
            if cells.len() >= self.most && !cells.contains_key(&key) {
                cells.clear();
            }
            Arc::clone(cells.entry(key).or_default())
        });
        Arc::clone(cell.get_or_init(|| Arc::new(work_out())))
    }
}

/// Columns without a value, as long as the longest: all rows whose column says nothing share them.
pub(super) struct Nulls {
    text: StringArray,
    days: Date32Array,
}

impl Nulls {
    pub fn new(most: usize) -> Nulls {
        Nulls { text: StringArray::new_null(most), days: Date32Array::new_null(most) }
    }

    /// `rows` with each column that says nothing, or the same as another, in place of one of its own.
    pub fn share(&self, mut rows: Rows) -> Rows {
        let count = rows.len();
        let days = [&mut rows.event_date, &mut rows.due, &mut rows.done, &mut rows.since, &mut rows.counts_on];
        for column in days {
            if column.null_count() == count {
                *column = self.days.slice(0, count);
            }
        }
        if rows.unit_id == rows.person_id {
            rows.unit_id = rows.person_id.clone();
        }
        if rows.event_date == rows.counts_on {
            rows.event_date = rows.counts_on.clone();
        }
        let texts = [
            &mut rows.unit_id,
            &mut rows.person_id,
            &mut rows.worker_id,
            &mut rows.team_id,
            &mut rows.service,
            &mut rows.category,
            &mut rows.period,
            &mut rows.note,
        ];
        for column in texts {
            if column.null_count() == count {
                *column = self.text.slice(0, count);
            }
        }
        rows
    }
}

/// About how many bytes `rows` take.
pub(super) fn bytes(rows: &Rows) -> usize {
    let texts = [
        &rows.unit_id,
        &rows.person_id,
        &rows.worker_id,
        &rows.team_id,
        &rows.service,
        &rows.category,
        &rows.period,
        &rows.note,
    ];
    let days = [&rows.event_date, &rows.due, &rows.done, &rows.since, &rows.counts_on];
    let said = |column: &dyn Array| column.null_count() < rows.len();
    let texts: usize = texts.into_iter().filter(|c| said(*c)).map(|c| c.get_array_memory_size()).sum();
    let days: usize = days.into_iter().filter(|c| said(*c)).map(|c| c.get_array_memory_size()).sum();
    texts + days + rows.state.len() * 10
}
