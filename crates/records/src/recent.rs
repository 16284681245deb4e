//! What was read of accounts, sessions and notes a moment ago. Every request asks for one of the first two, and most come
//! moments after another of the same person: those are answered from memory.
//!
//! What this process writes is seen at once: whatever is committed here ends all that is remembered. What another
//! process writes (an administrator at the command line, a second server on the same PostgreSQL) is seen within
//! [`TRUSTED`].

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::value::Hidden;
use crate::{Account, Annotation, Session};

/// How long what was read is believed while this process writes nothing.
const TRUSTED: Duration = Duration::from_secs(1);
/// How many of a kind are remembered; then all are forgotten.
const MOST: usize = 10_000;

/// What was read a moment ago.
#[derive(Default)]
pub(crate) struct Recent {
    commits: AtomicU64,
    pub accounts: Kind<i64, Account>,
    pub sessions: Kind<Hidden, Session>,
    /// Notes on charts, by indicator.
    pub annotations: Kind<String, Vec<Annotation>>,
}

impl Recent {
    /// Something was committed: what was read before counts no more.
    pub fn committed(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    /// Which state the database is in, as far as this process knows. Ask before reading what is to be kept: what another
    /// commits meanwhile then makes it count for nothing.
    pub fn state(&self) -> State {
        State { commits: self.commits.load(Ordering::SeqCst), at: Instant::now() }
    }
}

/// A state of the database, and when it was.
#[derive(Clone, Copy)]
pub(crate) struct State {
    commits: u64,
    at: Instant,
}

/// Values of a kind by key, each with the state in which it was read.
pub(crate) struct Kind<K, V>(Mutex<HashMap<K, (State, V)>>);

impl<K, V> Default for Kind<K, V> {
    fn default() -> Kind<K, V> {
        Kind(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Kind<K, V> {
    /// What is remembered, if it still counts.
    pub fn get(&self, key: &K, now: State) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (then, value) = kept.get(key)?;
        let counts = then.commits == now.commits && now.at.saturating_duration_since(then.at) < TRUSTED;
        counts.then(|| value.clone())
    }

    /// Remembers what was read after `state` was asked for.
    pub fn keep(&self, key: K, value: V, state: State) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, (state, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_until_something_is_committed_or_its_time_is_over() {
        let (recent, kind) = (Recent::default(), Kind::default());
        let state = recent.state();
        kind.keep(1, "one", state);
        assert_eq!(kind.get(&1, state), Some("one"));
        assert_eq!(kind.get(&2, state), None);
        let almost = State { at: state.at + TRUSTED - Duration::from_millis(1), ..state };
        assert_eq!(kind.get(&1, almost), Some("one"));
        assert_eq!(kind.get(&1, State { at: state.at + TRUSTED, ..state }), None);
        recent.committed();
        assert_eq!(kind.get(&1, recent.state()), None);
    }

    #[test]
    fn what_was_read_before_a_commit_and_kept_after_it_does_not_count() {
        let (recent, kind) = (Recent::default(), Kind::default());
        let before = recent.state();
        recent.committed();
        kind.keep(1, "old", before);
        assert_eq!(kind.get(&1, recent.state()), None);
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let (recent, kind) = (Recent::default(), Kind::default());
        for key in 0..=MOST {
            kind.keep(key, (), recent.state());
        }
        assert_eq!(kind.0.lock().unwrap().len(), 1);
    }
}
