//! What is shown once: a one-time link, to the administrator who made it. It is in memory only, and gone when looked at.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How long something waits to be looked at.
const WAITS: SignedDuration = SignedDuration::from_mins(5);

/// A one-time link on its way to the page that shows it.
#[derive(Clone)]
pub struct Waiting {
    /// Who may look at it.
    pub viewer: i64,
    /// Whose link it is.
    pub account: i64,
    /// Since when it waits.
    pub at: Timestamp,
    /// The link’s address.
    pub address: String,
    /// The first instant at which it no longer works.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address is a secret.
        f.debug_struct("Waiting").field("account", &self.account).finish_non_exhaustive()
    }
}

/// What waits, by names that nobody can guess.
#[derive(Debug, Default)]
pub struct Once(Mutex<BTreeMap<String, Waiting>>);

impl Once {
    /// Keeps something to be looked at once.
    pub fn put(&self, name: String, waiting: Waiting) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, old| old.at.duration_until(waiting.at) < WAITS);
        all.insert(name, waiting);
    }

    /// Takes it, if it is the viewer’s.
    pub fn take(&self, name: &str, viewer: i64, now: Timestamp) -> Option<Waiting> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.get(name).is_none_or(|waiting| waiting.viewer != viewer) {
            return None;
        }
        all.remove(name).filter(|waiting| waiting.at.duration_until(now) < WAITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_once_to_whom_it_is_for_and_soon() {
        let (once, now) = (Once::default(), Timestamp::UNIX_EPOCH);
        let waiting = Waiting { viewer: 1, account: 2, at: now, address: "/link/secret".into(), expires_at: now };
        once.put("a".into(), waiting.clone());
        once.put("b".into(), waiting.clone());
        assert!(once.take("a", 9, now).is_none());
        assert!(once.take("a", 1, now).is_some());
        assert!(once.take("a", 1, now).is_none());
        assert!(once.take("b", 1, now + SignedDuration::from_mins(6)).is_none());
        assert!(!format!("{waiting:?}").contains("secret"));
    }
}
