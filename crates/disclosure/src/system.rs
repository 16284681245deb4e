//! The ledger compiled: figures by number, and linear limits on their sums.

use crate::decision::Reason;
use crate::figure::{Figure, Standing};
use std::collections::BTreeMap;

/// Beyond this no figure goes, so that sums stay far inside 128 bits.
pub(crate) const FAR: i64 = 1_000_000_000_000_000;

/// Coefficients beyond this are refused, for the same reason.
const STEEP: i128 = 100_000_000_000_000_000_000;

/// `least` ≤ Σ coefficient × figure + constant ≤ `most`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub(crate) terms: Vec<(usize, i128)>,
    constant: i128,
    pub(crate) least: Option<i128>,
    pub(crate) most: Option<i128>,
    /// The largest coefficient, by which faults of different constraints are made comparable.
    pub(crate) scale: i128,
    /// The display that tells it; relations are known in any case.
    pub(crate) display: Option<usize>,
}

impl Constraint {
    pub(crate) fn new(terms: BTreeMap<usize, i128>, constant: i128) -> Constraint {
        let terms: Vec<_> = terms.into_iter().filter(|(_, times)| *times != 0).collect();
        let scale = terms.iter().map(|(_, times)| times.abs()).max().unwrap_or(1);
        Constraint { terms, constant, least: None, most: None, scale, display: None }
    }

    /// The sum without any limit on it, for the amounts that `value` gives.
    pub(crate) fn sum(&self, value: impl Fn(usize) -> i64) -> i128 {
        self.constant + self.terms.iter().map(|(i, times)| times * i128::from(value(*i))).sum::<i128>()
    }

    /// The form times a factor; `None` when it grows too steep.
    pub(crate) fn times(&self, factor: i128) -> Option<Constraint> {
        Constraint::new(BTreeMap::new(), 0).plus(factor, self)
    }

    /// The form and a factor times another; `None` when it grows too steep.
    pub(crate) fn plus(&self, factor: i128, other: &Constraint) -> Option<Constraint> {
        let mut terms: BTreeMap<usize, i128> = self.terms.iter().copied().collect();
        for (i, times) in &other.terms {
            let term = terms.entry(*i).or_default();
            *term = term.checked_add(times.checked_mul(factor)?)?;
        }
        let constant = self.constant.checked_add(other.constant.checked_mul(factor)?)?;
        let whole = Constraint::new(terms, constant);
        whole.is_gentle().then_some(whole)
    }

    /// Whether sums of it can't overflow.
    pub(crate) fn is_gentle(&self) -> bool {
        self.scale <= STEEP && self.constant.abs() <= STEEP * i128::from(FAR) && self.terms.len() <= 1_000
    }

    pub(crate) fn exactly(&self, n: i128) -> Constraint {
        Constraint { least: Some(n), most: Some(n), ..self.clone() }
    }

    pub(crate) fn at_least(&self, n: i128) -> Constraint {
        Constraint { least: Some(n), most: None, ..self.clone() }
    }

    pub(crate) fn told_by(self, display: usize) -> Constraint {
        Constraint { display: Some(display), ..self }
    }

    /// By how much the sum must change to come within the limits; 0 when it is.
    pub(crate) fn gap(&self, sum: i128) -> i128 {
        match (self.least, self.most) {
            (Some(least), _) if sum < least => least - sum,
            (_, Some(most)) if sum > most => most - sum,
            _ => 0,
        }
    }

    /// Whether one sum only will do.
    pub(crate) fn is_equality(&self) -> bool {
        self.least.is_some() && self.least == self.most
    }
}

/// A ratio or statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Display {
    pub(crate) figures: Vec<usize>,
    /// What a proportion leaves over.
    pub(crate) rest: Option<usize>,
    pub(crate) statement: bool,
}

/// The whole paper.
#[derive(Debug, Clone)]
pub(crate) struct System {
    pub(crate) figures: Vec<Figure>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) displays: Vec<Display>,
    /// For each figure the constraints that it is in, with its coefficient.
    pub(crate) touching: Vec<Vec<(usize, i128)>>,
    /// For each figure the displays made of it.
    pub(crate) shown_in: Vec<Vec<usize>>,
}

impl System {
    pub(crate) fn new(figures: Vec<Figure>, constraints: Vec<Constraint>, displays: Vec<Display>) -> System {
        let mut touching = vec![Vec::new(); figures.len()];
        for (c, constraint) in constraints.iter().enumerate() {
            for (i, times) in &constraint.terms {
                touching[*i].push((c, *times));
            }
        }
        let mut shown_in = vec![Vec::new(); figures.len()];
        for (d, display) in displays.iter().enumerate() {
            for i in &display.figures {
                shown_in[*i].push(d);
            }
        }
        System { figures, constraints, displays, touching, shown_in }
    }

    pub(crate) fn raw(&self, i: usize) -> i64 {
        self.figures[i].amount.raw()
    }
}

/// What is hidden so far.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// For each figure why it is hidden, if it is.
    pub(crate) hidden: Vec<Option<Reason>>,
    /// For each figure whether a reader has to guess it.
    pub(crate) unknown: Vec<bool>,
    /// For each display why it is withheld for its own sake: what it is made of, or to protect.
    pub(crate) withheld: Vec<Option<Reason>>,
    /// For each display how many of its figures are hidden.
    covered: Vec<usize>,
    /// For each constraint whether a reader knows it.
    pub(crate) active: Vec<bool>,
    /// For each display the constraints that it tells.
    tells: Vec<Vec<usize>>,
}

impl State {
    /// What is hidden on its own account.
    pub(crate) fn primary(system: &System) -> State {
        let mut tells = vec![Vec::new(); system.displays.len()];
        for (c, constraint) in system.constraints.iter().enumerate() {
            if let Some(d) = constraint.display {
                tells[d].push(c);
            }
        }
        let mut state = State {
            hidden: vec![None; system.figures.len()],
            unknown: system.figures.iter().map(|figure| figure.standing == Standing::Unprinted).collect(),
            withheld: vec![None; system.displays.len()],
            covered: vec![0; system.displays.len()],
            active: vec![true; system.constraints.len()],
            tells,
        };
        for (i, figure) in system.figures.iter().enumerate() {
            if let Some(reason) = figure.sensitive() {
                state.hide(system, i, reason);
            }
        }
        for (d, display) in system.displays.iter().enumerate() {
            let reasons = display.figures.iter().chain(&display.rest).filter_map(|i| state.hidden[*i]);
            if let Some(reason) = reasons.min() {
                state.withhold(d, Some(reason));
            }
        }
        state
    }

    /// Whether a display prints, as far as its figures say.
    pub(crate) fn prints(&self, d: usize) -> bool {
        self.withheld[d].is_none() && self.covered[d] == 0
    }

    pub(crate) fn hide(&mut self, system: &System, i: usize, reason: Reason) {
        self.hidden[i] = Some(reason);
        self.unknown[i] = true;
        for d in &system.shown_in[i] {
            self.covered[*d] += 1;
            self.refresh(*d);
        }
    }

    pub(crate) fn show(&mut self, system: &System, i: usize) {
        self.hidden[i] = None;
        self.unknown[i] = system.figures[i].standing == Standing::Unprinted;
        for d in &system.shown_in[i] {
            self.covered[*d] -= 1;
            self.refresh(*d);
        }
    }

    pub(crate) fn withhold(&mut self, d: usize, reason: Option<Reason>) {
        self.withheld[d] = reason;
        self.refresh(d);
    }

    fn refresh(&mut self, d: usize) {
        let prints = self.prints(d);
        for c in &self.tells[d] {
            self.active[*c] = prints;
        }
    }
}
