//! Whether numbers on pages are about to be replaced: working them out takes a while after an import or a change of
//! settings, and pages say so meanwhile.

use std::sync::{Mutex, PoisonError};

/// How the numbers on pages stand to the newest data and settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Renewal {
    /// They are of the newest.
    #[default]
    Done,
    /// New ones are being worked out.
    Working,
    /// New ones could not be worked out: those of before stay.
    Failed,
}

/// Keeps [`Renewal`] as refreshes come and go.
#[derive(Debug, Default)]
pub(crate) struct Renewals(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    now: Renewal,
    /// How often new numbers were expected: a refresh that began before the last time has not seen what changed.
    expected: u64,
}

impl Renewals {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn now(&self) -> Renewal {
        self.kept().now
    }

    /// Something has just changed.
    pub fn expect(&self) {
        let mut kept = self.kept();
        kept.expected += 1;
        kept.now = Renewal::Working;
    }

    /// A refresh begins: what it gives is for [`Renewals::end`].
    pub fn begin(&self) -> u64 {
        self.kept().expected
    }

    /// A refresh has found something new.
    pub fn working(&self) {
        self.kept().now = Renewal::Working;
    }

    /// A refresh has ended, well or not.
    pub fn end(&self, begun: u64, well: bool) {
        let mut kept = self.kept();
        kept.now = match (kept.expected == begun, well) {
            // What has changed since it began is for the next.
            (false, _) => Renewal::Working,
            (true, true) => Renewal::Done,
            (true, false) => Renewal::Failed,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_while_numbers_are_worked_out_is_waited_for() {
        let renewals = Renewals::default();
        assert_eq!(renewals.now(), Renewal::Done);
        renewals.expect();
        let first = renewals.begin();
        renewals.working();
        renewals.expect();
        renewals.end(first, true);
        assert_eq!(renewals.now(), Renewal::Working, "the second change is not in yet");
        let second = renewals.begin();
        renewals.end(second, false);
        assert_eq!(renewals.now(), Renewal::Failed);
        let third = renewals.begin();
        renewals.end(third, true);
        assert_eq!(renewals.now(), Renewal::Done);
    }
}
