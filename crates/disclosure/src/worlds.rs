//! Other worlds that look the same in print.

use crate::decision::Reason;
use crate::figure::{Amount, FTE, LEAST_BASE, LEAST_STAFF, Rule, SMALL, Standing};
use crate::system::{FAR, State, System};

/// How many moves are tried before a search gives up, and how often each figure is moved: once suffices for most
/// tables, but not where sums cross.
const EFFORT: [(usize, u8); 2] = [(60, 1), (60, 2)];

/// The same before a figure is given up as exposed.
const LAST_EFFORT: [(usize, u8); 2] = [(20_000, 2), (20_000, 6)];

/// How many of the moves that mend one fault are followed.
const BREADTH: usize = 12;

/// Who is guessing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attacker {
    /// Sees the paper, and can't tell what was hidden on its own account.
    Reader,
    /// Has been told.
    Told,
}

/// What a world must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// That the figure could be this.
    Be(i64),
    /// That it could be off by this much or more.
    DifferBy(i64),
}

/// Figures with other amounts than the true ones, by number; all others are as they are.
pub(crate) type World = Vec<(usize, i64)>;

/// The amounts that `attacker` takes to be possible for an unknown figure before looking at any relation, both ends
/// inclusive.
pub(crate) fn range(system: &System, state: &State, attacker: Attacker, i: usize) -> (i64, i64) {
    let figure = &system.figures[i];
    if figure.signed {
        return (-FAR, FAR);
    }
    let not_nothing = i64::from(system.raw(i) > 0);
    match (state.hidden[i], attacker) {
        (None, _) => (0, FAR),
        // The reader is left to think that any mark may stand for nothing: a total of two marks would else be 2 at
        // the least, and no hiding could help it.
        (Some(_), Attacker::Reader) => (0, FAR),
        (Some(Reason::SmallCount), Attacker::Told) => (*SMALL.start(), *SMALL.end()),
        (Some(Reason::SmallBase), Attacker::Told) => (0, LEAST_BASE - 1),
        // Nobody works more than full time.
        (Some(Reason::FewStaff), Attacker::Told) => (0, i64::from(LEAST_STAFF - 1) * unit(figure.amount)),
        // A small count that is hidden, but not for being small, is 0 or more than 5.
        (Some(Reason::Protects), Attacker::Told) if figure.rule == Rule::SmallCount => {
            if not_nothing == 0 {
                (0, 0)
            } else {
                (*SMALL.end() + 1, FAR)
            }
        }
        (Some(Reason::Protects), Attacker::Told) => (not_nothing, FAR),
    }
}

/// What must be shown of a hidden figure before it is safe.
pub(crate) fn needs(system: &System, state: &State, i: usize) -> Vec<(Attacker, Goal)> {
    let figure = &system.figures[i];
    let least = match figure.amount {
        Amount::Count(_) => 1,
        Amount::Fte(_) => FTE / 5,
    };
    match state.hidden[i] {
        None => Vec::new(),
        Some(Reason::SmallCount) => {
            let others = SMALL.filter(|n| *n != system.raw(i)).map(|n| (Attacker::Reader, Goal::Be(n)));
            std::iter::once((Attacker::Told, Goal::DifferBy(least))).chain(others).collect()
        }
        Some(Reason::SmallBase) => {
            vec![(Attacker::Told, Goal::DifferBy(least)), (Attacker::Reader, Goal::DifferBy(3))]
        }
        // Where nobody is away there is nobody to protect.
        Some(Reason::FewStaff) if system.raw(i) == 0 => Vec::new(),
        Some(Reason::FewStaff) => {
            vec![(Attacker::Told, Goal::DifferBy(least)), (Attacker::Reader, Goal::DifferBy(least))]
        }
        Some(Reason::Protects) if figure.standing == Standing::Unprinted => Vec::new(),
        // Whoever was told knows of this 0: it is about nobody.
        Some(Reason::Protects) if range(system, state, Attacker::Told, i) == (0, 0) => {
            vec![(Attacker::Reader, Goal::DifferBy(least))]
        }
        Some(Reason::Protects) => {
            vec![(Attacker::Told, Goal::DifferBy(least)), (Attacker::Reader, Goal::DifferBy(least))]
        }
    }
}

/// Whether a world that `found` can imagine serves against `wanted`: whoever knows less can imagine it too.
pub(crate) fn serves(found: Attacker, wanted: Attacker) -> bool {
    found == wanted || found == Attacker::Told
}

/// Whether an amount meets a goal.
pub(crate) fn meets(goal: Goal, truth: i64, amount: i64) -> bool {
    match goal {
        Goal::Be(n) => amount == n,
        Goal::DifferBy(n) => (amount - truth).abs() >= n,
    }
}

fn unit(amount: Amount) -> i64 {
    match amount {
        Amount::Count(_) => 1,
        Amount::Fte(_) => FTE,
    }
}

/// A search for worlds. It starts from the true one, and goes back to it.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    system: &'a System,
    amounts: Vec<i64>,
    sums: Vec<i128>,
    /// For each figure how often it was moved.
    moved: Vec<u8>,
    turns: u8,
    /// The constraints that don't hold, in no order, and where each is in that list.
    broken: Vec<usize>,
    place: Vec<usize>,
    effort: usize,
}

impl<'a> Search<'a> {
    pub(crate) fn new(system: &'a System) -> Search<'a> {
        let amounts: Vec<i64> = (0..system.figures.len()).map(|i| system.raw(i)).collect();
        let sums = system.constraints.iter().map(|constraint| constraint.sum(|i| amounts[i])).collect();
        let moved = vec![0; amounts.len()];
        let place = vec![usize::MAX; system.constraints.len()];
        Search { system, amounts, sums, moved, turns: 0, broken: Vec::new(), place, effort: 0 }
    }

    /// A world that `attacker` can imagine and where figure `i` meets `goal`; `None` when there is none, or none was
    /// found with moderate effort.
    pub(crate) fn find(&mut self, state: &State, attacker: Attacker, i: usize, goal: Goal) -> Option<World> {
        self.find_with(EFFORT, state, attacker, i, goal)
    }

    /// The same with all the effort that makes sense.
    pub(crate) fn find_at_last(&mut self, state: &State, attacker: Attacker, i: usize, goal: Goal) -> Option<World> {
        self.find_with(LAST_EFFORT, state, attacker, i, goal)
    }

    fn find_with(
        &mut self,
        efforts: [(usize, u8); 2],
        state: &State,
        attacker: Attacker,
        i: usize,
        goal: Goal,
    ) -> Option<World> {
        let truth = self.system.raw(i);
        let (least, most) = range(self.system, state, attacker, i);
        let mut amounts = match goal {
            Goal::Be(n) => vec![n],
            Goal::DifferBy(by) => (by..by + 5).flat_map(|by| [truth + by, truth - by]).collect(),
        };
        amounts.retain(|n| (least..=most).contains(n) && *n != truth);
        efforts.into_iter().find_map(|(effort, turns)| {
            self.turns = turns;
            amounts.iter().find_map(|n| {
                self.effort = effort;
                self.world(state, attacker, i, *n)
            })
        })
    }

    /// Whether `world` still looks the same in print.
    pub(crate) fn holds(&mut self, state: &State, world: &World) -> bool {
        if !world.iter().all(|(i, _)| state.unknown[*i]) {
            return false;
        }
        let before: Vec<_> = world.iter().map(|(i, _)| (*i, self.amounts[*i])).collect();
        for (i, n) in world {
            self.put(state, *i, *n);
        }
        let holds = self.broken.is_empty();
        for (i, n) in before {
            self.put(state, i, n);
        }
        holds
    }

    fn world(&mut self, state: &State, attacker: Attacker, i: usize, n: i64) -> Option<World> {
        let mut before = vec![(i, self.amounts[i])];
        // The one in question stays where it was put.
        self.moved[i] = self.turns;
        self.put(state, i, n);
        let found = self.mend(state, attacker, &mut before);
        let mut world: World = before.iter().map(|(j, _)| (*j, self.amounts[*j])).collect();
        for (j, amount) in before.into_iter().rev() {
            self.put(state, j, amount);
            self.moved[j] = 0;
        }
        world.sort_unstable();
        world.dedup();
        world.retain(|(j, amount)| *amount != self.amounts[*j]);
        found.then_some(world)
    }

    /// Moves figures until nothing is broken; leaves what they were in `before` if it succeeds.
    fn mend(&mut self, state: &State, attacker: Attacker, before: &mut Vec<(usize, i64)>) -> bool {
        let Some(constraint) = self.hardest(state) else { return true };
        let mut moves = self.moves(state, attacker, constraint);
        moves.sort_unstable();
        for (_, _, i, to) in moves.into_iter().take(BREADTH) {
            if self.effort == 0 {
                return false;
            }
            self.effort -= 1;
            let amount = self.amounts[i];
            before.push((i, amount));
            self.moved[i] += 1;
            self.put(state, i, to);
            if self.mend(state, attacker, before) {
                return true;
            }
            before.pop();
            self.put(state, i, amount);
            self.moved[i] -= 1;
        }
        false
    }

    fn movable(&self, state: &State, i: usize) -> bool {
        state.unknown[i] && self.moved[i] < self.turns
    }

    /// The broken constraint with the fewest figures to mend it with.
    fn hardest(&self, state: &State) -> Option<usize> {
        let free = |c: &usize| {
            let terms = &self.system.constraints[*c].terms;
            (terms.iter().filter(|(i, _)| self.movable(state, *i)).count(), *c)
        };
        self.broken.iter().copied().min_by_key(free)
    }

    /// The moves that mend a constraint, or go some way: how many are broken after, by how much, which figure, where.
    fn moves(&mut self, state: &State, attacker: Attacker, c: usize) -> Vec<(usize, i128, usize, i64)> {
        let system = self.system;
        let constraint = &system.constraints[c];
        let gap = constraint.gap(self.sums[c]);
        let mut moves = Vec::new();
        for (i, times) in &constraint.terms {
            if !self.movable(state, *i) {
                continue;
            }
            let mut by = gap / times;
            if !constraint.is_equality() && by * times != gap {
                by += gap.signum() * times.signum();
            }
            let before = self.amounts[*i];
            let (least, most) = range(system, state, attacker, *i);
            let to = (i128::from(before) + by).clamp(i128::from(least), i128::from(most)) as i64;
            if to == before {
                continue;
            }
            self.put(state, *i, to);
            let rest = self.broken.iter().map(|c| {
                let constraint = &system.constraints[*c];
                1 + constraint.gap(self.sums[*c]).abs() / constraint.scale
            });
            let score = (self.broken.len(), rest.sum(), *i, to);
            self.put(state, *i, before);
            moves.push(score);
        }
        moves
    }

    fn put(&mut self, state: &State, i: usize, n: i64) {
        let by = i128::from(n - self.amounts[i]);
        self.amounts[i] = n;
        for (c, times) in &self.system.touching[i] {
            self.sums[*c] += times * by;
            let breaks = state.active[*c] && self.system.constraints[*c].gap(self.sums[*c]) != 0;
            let place = self.place[*c];
            if breaks && place == usize::MAX {
                self.place[*c] = self.broken.len();
                self.broken.push(*c);
            } else if !breaks && place != usize::MAX {
                self.place[*c] = usize::MAX;
                self.broken.swap_remove(place);
                if let Some(other) = self.broken.get(place) {
                    self.place[*other] = place;
                }
            }
        }
    }
}
