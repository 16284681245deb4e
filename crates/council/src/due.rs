//! How much is due and overdue, by what it is, by team and by worker.

use measure::{Due, DueCounts};

/// What things that are due can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Visit, review, assessment …
    What,
    /// The worker's team.
    Team,
    /// The worker.
    Worker,
}

impl By {
    /// All of them, in the order in which counts are sorted.
    pub const ALL: [By; 3] = [By::What, By::Team, By::Worker];

    /// The word for it in addresses.
    pub fn word(self) -> &'static str {
        match self {
            By::What => "what",
            By::Team => "team",
            By::Worker => "worker",
        }
    }

    fn of(self, due: &Due) -> &str {
        match self {
            By::What => &due.what,
            By::Team => &due.team_id,
            By::Worker => &due.worker_id,
        }
    }
}

/// How much there is of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// What it is; `None` where it was not counted by that.
    pub what: Option<String>,
    /// The team, empty for none; `None` where it was not counted by that.
    pub team_id: Option<String>,
    /// The worker, empty for nobody; `None` where it was not counted by that.
    pub worker_id: Option<String>,
    /// How much.
    pub counts: DueCounts,
}

/// Counts of what is due by everything in `by` at once, in its order: none where `by` is empty.
pub fn tally<'a>(rows: impl IntoIterator<Item = &'a Due>, by: &[By]) -> Vec<Tally> {
    if by.is_empty() {
        return Vec::new();
    }
    let groups = DueCounts::by(rows, |due| By::ALL.map(|one| by.contains(&one).then(|| one.of(due))));
    let named = |([what, team, worker], counts): ([Option<&str>; 3], DueCounts)| Tally {
        what: what.map(str::to_owned),
        team_id: team.map(str::to_owned),
        worker_id: worker.map(str::to_owned),
        counts,
    };
    groups.into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(what: &str, team: &str, worker: &str, overdue: bool, attention: &str) -> Due {
        let day = jiff::civil::date(2023, 7, 31);
        Due {
            what: what.to_owned(),
            indicator: String::new(),
            person_id: "1".to_owned(),
            family_id: "1".to_owned(),
            due: day,
            since: None,
            overdue,
            working_days_over: 0,
            worker_id: worker.to_owned(),
            team_id: team.to_owned(),
            attention: attention.to_owned(),
        }
    }

    #[test]
    fn things_are_counted_by_what_was_asked_and_each_once() {
        let rows = [
            due("visit", "T1", "W1", true, ""),
            due("visit", "T1", "W1", false, ""),
            due("review", "T1", "W2", true, "worker has left"),
            due("visit", "T2", "", true, "no worker"),
        ];
        let shown = |by: &[By]| -> Vec<(String, usize, usize, usize)> {
            let words = |tally: &Tally| {
                let parts = [&tally.what, &tally.team_id, &tally.worker_id];
                parts.into_iter().flatten().cloned().collect::<Vec<_>>().join("/")
            };
            let shown = |tally: &Tally| (words(tally), tally.counts.overdue, tally.counts.soon, tally.counts.nobody);
            tally(&rows, by).iter().map(shown).collect()
        };
        assert_eq!(shown(&[]), []);
        let expected = [("", 1, 0, 1), ("W1", 1, 1, 0), ("W2", 1, 0, 1)];
        assert_eq!(shown(&[By::Worker]), expected.map(|(words, a, b, c)| (words.to_owned(), a, b, c)));
        let expected = [("review/T1", 1, 0, 1), ("visit/T1", 1, 1, 0), ("visit/T2", 1, 0, 1)];
        assert_eq!(shown(&[By::Team, By::What]), expected.map(|(words, a, b, c)| (words.to_owned(), a, b, c)));
    }
}
