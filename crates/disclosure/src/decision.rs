//! What was decided, and how it is said.

use crate::figure::FigureId;
use crate::ledger::DisplayId;
use std::collections::BTreeSet;

/// What stands in place of what is hidden (DfE's symbol for confidential).
pub const MARK: &str = "c";

/// Who reads the paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// Anyone. What could tell about a single child or worker is hidden.
    #[default]
    Public,
    /// Those who may see the children's records anyway. Everything shows.
    Internal,
}

impl Audience {
    /// The audience of a word, as the command line takes it; `None` for another word.
    pub fn of(word: &str) -> Option<Audience> {
        [Audience::Public, Audience::Internal].into_iter().find(|audience| audience.word() == word)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Public => "public",
            Audience::Internal => "internal",
        }
    }
}

/// Why something is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It counts 1 to 5, or is a percentage, rate or sentence made of such a count or of one left over.
    SmallCount,
    /// It is part of a timeliness out of fewer than ten.
    SmallBase,
    /// Fewer than six people are behind it.
    FewStaff,
    /// With it, another hidden figure could be worked out.
    Protects,
}

impl Reason {
    /// Whether it is hidden on its own account, not to protect another.
    pub fn is_primary(self) -> bool {
        self != Reason::Protects
    }

    /// The reason in a word or two, for lists of what was hidden. It is for the people who make the paper: printed
    /// beside the figure it would say which of the hidden are small.
    pub fn word(self) -> &'static str {
        match self {
            Reason::SmallCount => "1 to 5",
            Reason::SmallBase => "out of fewer than 10",
            Reason::FewStaff => "fewer than 6 staff",
            Reason::Protects => "protects another",
        }
    }

    fn clause(self) -> &'static str {
        match self {
            Reason::SmallCount => "counts from 1 to 5 and what is worked out from them",
            Reason::SmallBase => "percentages out of fewer than 10",
            Reason::FewStaff => "absence in services where fewer than six people are behind it",
            Reason::Protects => "other numbers from which these could be worked out",
        }
    }
}

/// Whether something shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It shows.
    Shown,
    /// It is hidden; [`MARK`] stands in its place.
    Hidden(Reason),
}

impl Outcome {
    /// Whether it shows.
    pub fn is_shown(self) -> bool {
        self == Outcome::Shown
    }

    /// `text` if it shows, else [`MARK`].
    pub fn text(self, text: impl FnOnce() -> String) -> String {
        if self.is_shown() { text() } else { MARK.to_owned() }
    }

    /// Why it is hidden, if it is.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Outcome::Shown => None,
            Outcome::Hidden(reason) => Some(reason),
        }
    }

    pub(crate) fn from(reason: Option<Reason>) -> Outcome {
        reason.map_or(Outcome::Shown, Outcome::Hidden)
    }
}

/// What shows and what doesn't, for one audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub(crate) figures: Vec<Outcome>,
    pub(crate) displays: Vec<Outcome>,
    /// The reasons for what is marked in the paper.
    pub(crate) reasons: BTreeSet<Reason>,
}

impl Decision {
    /// Whether the figure shows. To the public an unprinted one never does, nor may it be printed: had it been meant
    /// to be, it would have been entered so.
    pub fn figure(&self, id: FigureId) -> Outcome {
        self.figures[id.0]
    }

    /// Whether the percentage, rate or statement shows.
    pub fn display(&self, id: DisplayId) -> Outcome {
        self.displays[id.0]
    }

    /// Whether anything in the paper is hidden.
    pub fn hides(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// The key to [`MARK`], a sentence; `None` when nothing is hidden. It names what kinds of figure are hidden in
    /// the paper, not which is which.
    pub fn key(&self) -> Option<String> {
        let clauses: Vec<&str> = self.reasons.iter().map(|reason| reason.clause()).collect();
        let (last, others) = clauses.split_last()?;
        let list = if others.is_empty() { (*last).to_owned() } else { format!("{}; and {last}", others.join("; ")) };
        Some(format!("{MARK} = confidential, not shown so that no child or worker can be recognised: {list}."))
    }
}
