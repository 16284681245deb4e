//! Figures: the numbers of a paper, each with the rule that it falls under.

/// The counts of children that are hidden: 1 to 5, which DfE replaces by `c` in *Characteristics of children in need*
/// (methodology, 2020).
pub const SMALL: std::ops::RangeInclusive<i64> = 1..=5;

/// The least denominator with which an authority's timeliness prints.
pub const LEAST_BASE: i64 = 10;

/// The least number of people behind a staff figure that prints for a service.
pub const LEAST_STAFF: u32 = 6;

/// How many parts of an FTE make one.
pub const FTE: i64 = 10_000;

/// A figure of a [`Ledger`](crate::Ledger).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureId(pub(crate) usize);

/// An exact amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// A whole number of children, visits, plans.
    Count(i64),
    /// Full-time equivalents, in ten-thousandths: half a post is 5,000.
    Fte(i64),
}

impl Amount {
    /// The number in its own unit.
    pub(crate) fn raw(self) -> i64 {
        match self {
            Amount::Count(n) | Amount::Fte(n) => n,
        }
    }
}

/// What a figure is hidden for on its own account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rule {
    /// Nothing: activity of the authority as a whole, FTE of agency staff, money, totals over services.
    #[default]
    Open,
    /// Counts by characteristic, team, place or reason, and small stocks: 1 to 5 is hidden. 0 prints: it is about
    /// no child.
    SmallCount,
    /// The numerator or denominator of an authority's timeliness: hidden where the denominator, `of`, is from 1
    /// to 9. With 0 there is nothing to hide.
    Timeliness {
        /// The denominator.
        of: i64,
    },
    /// Maternity or sickness of one service: hidden where fewer than six people are behind it, none included, so
    /// that it prints as part of the total only.
    Staff {
        /// The people behind it.
        people: u32,
    },
}

/// How dear a figure is. What must be hidden to protect another is taken from the cheapest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// One part among others: a cell of a breakdown, a month of a series.
    #[default]
    Detail,
    /// A sum of others: a row or column total, a pooled number.
    Total,
    /// What the paper is about: its headline table, totals of staff. Goes last.
    Headline,
}

/// Who can know the figure other than from the paper's working.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It stands in the paper, once or often.
    #[default]
    Printed,
    /// It doesn't stand there, but what stands there is made of it.
    Unprinted,
    /// Anyone knows it already, and nothing can hide it.
    Published,
}

/// A number of the paper, or one behind its numbers.
///
/// ```
/// use disclosure::{Figure, Rank, Rule};
/// let girls = Figure::count(3).rule(Rule::SmallCount);
/// let all = Figure::count(412).rank(Rank::Total);
/// let children_of_the_city = Figure::count(60_120).published();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    pub(crate) amount: Amount,
    pub(crate) rule: Rule,
    pub(crate) rank: Rank,
    pub(crate) standing: Standing,
    pub(crate) signed: bool,
}

impl Figure {
    fn of(amount: Amount) -> Figure {
        Figure { amount, rule: Rule::Open, rank: Rank::Detail, standing: Standing::Printed, signed: false }
    }

    /// A count, not negative.
    pub fn count(n: i64) -> Figure {
        Figure::of(Amount::Count(n))
    }

    /// Full-time equivalents, in ten-thousandths, not negative.
    pub fn fte(ten_thousandths: i64) -> Figure {
        Figure::of(Amount::Fte(ten_thousandths))
    }

    /// A difference of counts, which may be negative.
    pub fn change(n: i64) -> Figure {
        Figure { signed: true, ..Figure::of(Amount::Count(n)) }
    }

    /// A difference of full-time equivalents, in ten-thousandths, which may be negative.
    pub fn fte_change(ten_thousandths: i64) -> Figure {
        Figure { signed: true, ..Figure::of(Amount::Fte(ten_thousandths)) }
    }

    /// The same under a rule; [`Rule::Open`] unless one is given.
    pub fn rule(self, rule: Rule) -> Figure {
        Figure { rule, ..self }
    }

    /// The same with a rank; [`Rank::Detail`] unless one is given.
    pub fn rank(self, rank: Rank) -> Figure {
        Figure { rank, ..self }
    }

    /// The same, but not printed: it only stands behind what is. It is protected like the others: what a reader
    /// can work out need not be printed to do harm.
    pub fn unprinted(self) -> Figure {
        Figure { standing: Standing::Unprinted, ..self }
    }

    /// The same, known to all already, such as a population or a number of an earlier paper. It always shows, and
    /// what it gives away must be mended elsewhere.
    pub fn published(self) -> Figure {
        Figure { standing: Standing::Published, ..self }
    }

    /// Why the figure must be hidden on its own account, if it must.
    pub(crate) fn sensitive(&self) -> Option<crate::Reason> {
        if self.standing == Standing::Published || self.signed {
            return None;
        }
        match self.rule {
            Rule::SmallCount if SMALL.contains(&self.amount.raw()) => Some(crate::Reason::SmallCount),
            Rule::Timeliness { of } if (1..LEAST_BASE).contains(&of) => Some(crate::Reason::SmallBase),
            Rule::Staff { people } if people < LEAST_STAFF => Some(crate::Reason::FewStaff),
            _ => None,
        }
    }
}
