//! What else must be hidden so that what is hidden stays so.

use crate::decision::{Decision, Outcome, Reason};
use crate::figure::{Rank, Standing};
use crate::system::{Constraint, State, System};
use crate::worlds::{Attacker, Goal, Search, World, meets, needs, serves};
use std::collections::{BTreeSet, VecDeque};

/// How many candidates are tried one by one before the nearest is taken.
const TRIALS: usize = 48;

/// Something that could be hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Candidate {
    Display(usize),
    Figure(usize),
}

/// How dear a candidate is: class, display or figure, size, number. Unique, so that the order is fixed.
type Cost = (u8, bool, i64, usize);

/// What must be proved of a figure, and the world that does.
#[derive(Debug, Clone)]
struct Need {
    figure: usize,
    attacker: Attacker,
    goal: Goal,
    proof: Option<World>,
    /// Given up: with all hidden that can be, one who was told would still find out. No reader can.
    waived: bool,
}

/// Shows all.
pub(crate) fn everything(system: &System) -> Decision {
    Decision {
        figures: vec![Outcome::Shown; system.figures.len()],
        displays: vec![Outcome::Shown; system.displays.len()],
        reasons: BTreeSet::new(),
    }
}

/// Decides what the public sees; a figure's number when it can't be protected.
pub(crate) fn decide(system: &System) -> Result<Decision, usize> {
    let mut protector = Protector {
        system,
        state: State::primary(system),
        search: Search::new(system),
        needs: Vec::new(),
        of: vec![Vec::new(); system.figures.len()],
        moved_by: vec![Vec::new(); system.figures.len()],
    };
    for i in 0..system.figures.len() {
        protector.require(i);
    }
    let mut at = 0;
    // What is hidden later adds needs at the end; worlds already found remain possible when more is hidden.
    while at < protector.needs.len() {
        if protector.proved(at) {
            at += 1;
        } else {
            protector.hide_one_for(at)?;
        }
    }
    protector.give_back();
    Ok(protector.decision())
}

impl Constraint {
    fn involves(&self, candidate: Candidate) -> bool {
        match candidate {
            Candidate::Display(d) => self.display == Some(d),
            Candidate::Figure(i) => self.terms.iter().any(|(j, _)| *j == i),
        }
    }
}

struct Protector<'a> {
    system: &'a System,
    state: State,
    search: Search<'a>,
    needs: Vec<Need>,
    /// For each figure its needs.
    of: Vec<Vec<usize>>,
    /// For each figure the needs whose proof moves it, and perhaps some whose proof no longer does.
    moved_by: Vec<Vec<usize>>,
}

impl Protector<'_> {
    fn require(&mut self, i: usize) {
        for (attacker, goal) in needs(self.system, &self.state, i) {
            self.of[i].push(self.needs.len());
            self.needs.push(Need { figure: i, attacker, goal, proof: None, waived: false });
        }
    }

    /// Whether a need is met, looking for a world if none is known. A world that is found serves others as well.
    fn proved(&mut self, at: usize) -> bool {
        let Need { figure, attacker, goal, ref proof, waived } = self.needs[at];
        if proof.is_some() || waived || self.state.hidden[figure].is_none() {
            return true;
        }
        let Some(world) = self.search.find(&self.state, attacker, figure, goal) else { return false };
        let mut served = vec![at];
        for (i, amount) in &world {
            served.extend(self.of[*i].iter().copied().filter(|other| {
                let need = &self.needs[*other];
                let fits = serves(attacker, need.attacker) && meets(need.goal, self.system.raw(*i), *amount);
                *other != at && fits && need.proof.is_none()
            }));
        }
        for need in served {
            self.prove(need, world.clone());
        }
        true
    }

    fn prove(&mut self, at: usize, world: World) {
        world.iter().for_each(|(i, _)| self.moved_by[*i].push(at));
        self.needs[at].proof = Some(world);
    }

    /// Hides the cheapest thing that meets a need, or else takes a step towards it.
    fn hide_one_for(&mut self, at: usize) -> Result<(), usize> {
        let Need { figure, attacker, goal, .. } = self.needs[at];
        let mut candidates = self.candidates(figure);
        candidates.sort_by_key(|(_, _, _, cost)| *cost);
        let alone = self.alone_in(figure);
        let could = |candidate: &Candidate| alone.iter().all(|c| self.system.constraints[*c].involves(*candidate));
        let trials: Vec<Candidate> =
            candidates.iter().map(|(candidate, ..)| *candidate).filter(could).take(TRIALS).collect();
        for candidate in &trials {
            self.hide(*candidate);
            if self.search.find(&self.state, attacker, figure, goal).is_some() {
                self.keep(*candidate);
                return Ok(());
            }
            self.show(*candidate);
        }
        match candidates.iter().min_by_key(|(_, company, distance, cost)| (*company, *distance, *cost)) {
            Some((candidate, ..)) => {
                self.hide(*candidate);
                self.keep(*candidate);
            }
            None if attacker == Attacker::Told => self.needs[at].waived = true,
            None => {
                let world = self.search.find_at_last(&self.state, attacker, figure, goal).ok_or(figure)?;
                self.prove(at, world);
            }
        }
        Ok(())
    }

    fn hide(&mut self, candidate: Candidate) {
        match candidate {
            Candidate::Figure(i) => self.state.hide(self.system, i, Reason::Protects),
            Candidate::Display(d) => self.state.withhold(d, Some(Reason::Protects)),
        }
    }

    fn show(&mut self, candidate: Candidate) {
        match candidate {
            Candidate::Figure(i) => self.state.show(self.system, i),
            Candidate::Display(d) => self.state.withhold(d, None),
        }
    }

    /// What hiding it for good entails.
    fn keep(&mut self, candidate: Candidate) {
        if let Candidate::Figure(i) = candidate {
            self.require(i);
        }
    }

    /// The active constraints in which figure `i` is the only unknown: whatever is to free it must be in all of them.
    fn alone_in(&self, i: usize) -> Vec<usize> {
        let alone = |c: &usize| {
            let terms = &self.system.constraints[*c].terms;
            self.state.active[*c] && terms.iter().filter(|(j, _)| self.state.unknown[*j]).count() == 1
        };
        let equal = |c: &usize| self.system.constraints[*c].is_equality();
        self.system.touching[i].iter().map(|(c, _)| *c).filter(alone).filter(equal).collect()
    }

    /// What could be hidden for the sake of figure `i`: all that stands in a constraint with an unknown figure that
    /// is tied to it. With each whether some constraint that it would loosen has only one unknown (false) or more
    /// (true), how far away it is, and what it costs.
    fn candidates(&self, i: usize) -> Vec<(Candidate, bool, usize, Cost)> {
        let (system, state) = (self.system, &self.state);
        let mut found: Vec<(Candidate, bool, usize, Cost)> = Vec::new();
        let mut met = BTreeSet::new();
        let mut seen = vec![false; system.constraints.len()];
        let mut reached = vec![false; system.figures.len()];
        let mut queue = VecDeque::from([(i, 0)]);
        reached[i] = true;
        while let Some((unknown, distance)) = queue.pop_front() {
            for (c, _) in &system.touching[unknown] {
                let constraint = &system.constraints[*c];
                if !state.active[*c] || std::mem::replace(&mut seen[*c], true) {
                    continue;
                }
                let company = constraint.terms.iter().filter(|(j, _)| state.unknown[*j]).count() > 1;
                let mut meet = |candidate| {
                    if met.insert(candidate) {
                        found.push((candidate, company, distance, self.cost(candidate)));
                    }
                };
                if let Some(d) = constraint.display {
                    meet(Candidate::Display(d));
                }
                for (j, _) in &constraint.terms {
                    if !state.unknown[*j] {
                        if system.figures[*j].standing == Standing::Printed {
                            meet(Candidate::Figure(*j));
                        }
                    } else if !std::mem::replace(&mut reached[*j], true) {
                        queue.push_back((*j, distance + 1));
                    }
                }
            }
        }
        found
    }

    fn cost(&self, candidate: Candidate) -> Cost {
        let rank = |i: usize| match self.system.figures[i].rank {
            Rank::Detail => 1,
            Rank::Total => 2,
            Rank::Headline => 4,
        };
        match candidate {
            Candidate::Display(d) => {
                (self.system.displays[d].figures.iter().map(|i| rank(*i)).max().unwrap_or(1), false, 0, d)
            }
            Candidate::Figure(i) => {
                let class = match rank(i) {
                    4 => 4,
                    _ if self.system.figures[i].signed => 0,
                    // A true 0 is known to be one where DfE publishes; it goes only where nothing else will do.
                    _ if self.system.raw(i) == 0 => 3,
                    class => class,
                };
                (class, true, self.system.raw(i).abs(), i)
            }
        }
    }

    /// Shows again, the dearest first, what is not needed now that all is hidden.
    fn give_back(&mut self) {
        let figures = (0..self.system.figures.len())
            .filter(|i| self.state.hidden[*i] == Some(Reason::Protects))
            .map(Candidate::Figure);
        let displays = (0..self.system.displays.len())
            .filter(|d| self.state.withheld[*d] == Some(Reason::Protects))
            .map(Candidate::Display);
        let mut hidden: Vec<Candidate> = figures.chain(displays).collect();
        hidden.sort_by_key(|candidate| std::cmp::Reverse(self.cost(*candidate)));
        for candidate in hidden {
            self.show(candidate);
            let mut fallen = Vec::new();
            let stands = self.relying_on(candidate).into_iter().all(|at| {
                let Need { figure, proof, .. } = &self.needs[at];
                let hidden = self.state.hidden[*figure].is_some();
                if !hidden || proof.as_ref().is_none_or(|world| self.search.holds(&self.state, world)) {
                    return true;
                }
                fallen.push((at, self.needs[at].proof.take()));
                self.proved(at)
            });
            if !stands {
                self.hide(candidate);
                for (at, proof) in fallen {
                    self.needs[at].proof = proof;
                }
            }
        }
    }

    /// The needs whose proof may fall when a candidate shows again, in order: those that move it, or anything in the
    /// percentages that print again with it.
    fn relying_on(&self, candidate: Candidate) -> Vec<usize> {
        let displays = match &candidate {
            Candidate::Figure(i) => self.system.shown_in[*i].as_slice(),
            Candidate::Display(d) => std::slice::from_ref(d),
        };
        let mut figures: BTreeSet<usize> =
            displays.iter().flat_map(|d| self.system.displays[*d].figures.iter().copied()).collect();
        if let Candidate::Figure(i) = candidate {
            figures.insert(i);
        }
        let needs: BTreeSet<usize> = figures.iter().flat_map(|i| self.moved_by[*i].iter().copied()).collect();
        needs.into_iter().collect()
    }

    fn decision(&self) -> Decision {
        let (system, state) = (self.system, &self.state);
        let near = self.near_hidden();
        let figures: Vec<Outcome> = (0..system.figures.len())
            .map(|i| Outcome::from(state.hidden[i].or(state.unknown[i].then_some(Reason::Protects))))
            .collect();
        let displays: Vec<Outcome> = (0..system.displays.len())
            .map(|d| {
                let display = &system.displays[d];
                let reaches = display.statement && display.figures.iter().any(|i| near[*i]);
                let because = if state.prints(d) && !reaches { None } else { Some(Reason::Protects) };
                Outcome::from(state.withheld[d].or(because))
            })
            .collect();
        let printed = |i: &usize| system.figures[*i].standing == Standing::Printed;
        let of_figures = (0..figures.len()).filter(printed).filter_map(|i| figures[i].reason());
        let reasons = of_figures.chain(displays.iter().filter_map(|outcome| outcome.reason())).collect();
        Decision { figures, displays, reasons }
    }

    /// For each figure whether it is unknown and tied to a hidden one, so that no word may be said about it.
    fn near_hidden(&self) -> Vec<bool> {
        let (system, state) = (self.system, &self.state);
        let mut near: Vec<bool> = state.hidden.iter().map(Option::is_some).collect();
        let mut queue: Vec<usize> = (0..near.len()).filter(|i| near[*i]).collect();
        while let Some(i) = queue.pop() {
            for (c, _) in system.touching[i].iter().filter(|(c, _)| state.active[*c]) {
                for (j, _) in &system.constraints[*c].terms {
                    if state.unknown[*j] && !std::mem::replace(&mut near[*j], true) {
                        queue.push(*j);
                    }
                }
            }
        }
        near
    }
}
