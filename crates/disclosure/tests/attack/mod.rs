//! An attacker that shares no code with the crate: a paper of its own making, and every world that fits it.

#![allow(dead_code, reason = "each test file uses its part of it")]

use disclosure::{Audience, Decision, DisplayId, Figure, FigureId, Ledger, Rank, Reason, Rule};
use std::collections::BTreeSet;
use std::fmt;

/// A figure of the paper.
#[derive(Debug, Clone)]
pub struct Item {
    pub value: i64,
    pub rule: Rule,
    pub rank: Rank,
    /// Whether it stands in the paper.
    pub printed: bool,
    pub signed: bool,
}

/// A percentage: part, whole, what is left over, decimals.
#[derive(Debug, Clone, Copy)]
pub struct Percent {
    pub part: usize,
    pub whole: usize,
    pub rest: usize,
    pub decimals: u8,
}

/// A paper: figures, sums that are 0, percentages.
#[derive(Clone, Default)]
pub struct Paper {
    pub items: Vec<Item>,
    pub sums: Vec<Vec<(i64, usize)>>,
    pub percents: Vec<Percent>,
}

/// Short, so that a failing paper can be read.
impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, item) in self.items.iter().enumerate() {
            let unprinted = if item.printed { "" } else { " unprinted" };
            writeln!(f, "{i}: {} {:?} {:?}{unprinted}", item.value, item.rule, item.rank)?;
        }
        writeln!(f, "{:?}", self.sums)?;
        write!(f, "{:?}", self.percents)
    }
}

/// What a reader gets.
#[derive(Debug, Clone)]
pub struct View {
    pub shown: Vec<bool>,
    pub percent_shown: Vec<bool>,
    /// Why each figure is hidden: only the attacker who was told looks at it.
    pub reasons: Vec<Option<Reason>>,
}

impl Paper {
    pub fn add(&mut self, value: i64, rule: Rule) -> usize {
        self.items.push(Item { value, rule, rank: Rank::Detail, printed: true, signed: false });
        self.items.len() - 1
    }

    pub fn small(&mut self, value: i64) -> usize {
        self.add(value, Rule::SmallCount)
    }

    pub fn total(&mut self, parts: &[usize], rule: Rule) -> usize {
        let total = self.add(parts.iter().map(|i| self.items[*i].value).sum(), rule);
        self.items[total].rank = Rank::Total;
        self.sums.push(parts.iter().map(|i| (1, *i)).chain([(-1, total)]).collect());
        total
    }

    pub fn change(&mut self, this: usize, before: usize) -> usize {
        let change = self.add(self.items[this].value - self.items[before].value, Rule::Open);
        self.items[change].signed = true;
        self.sums.push(vec![(1, this), (-1, before), (-1, change)]);
        change
    }

    pub fn percent(&mut self, part: usize, whole: usize, decimals: u8) {
        let rest = self.add(self.items[whole].value - self.items[part].value, self.items[part].rule);
        self.items[rest].printed = false;
        self.sums.push(vec![(1, part), (1, rest), (-1, whole)]);
        self.percents.push(Percent { part, whole, rest, decimals });
    }

    /// The same paper as a ledger.
    pub fn ledger(&self) -> (Ledger, Vec<FigureId>, Vec<DisplayId>) {
        let mut ledger = Ledger::new();
        let rests: BTreeSet<usize> = self.percents.iter().map(|percent| percent.rest).collect();
        let mut ids: Vec<Option<FigureId>> = vec![None; self.items.len()];
        for (i, item) in self.items.iter().enumerate().filter(|(i, _)| !rests.contains(i)) {
            let figure = if item.signed { Figure::change(item.value) } else { Figure::count(item.value) };
            let figure = figure.rule(item.rule).rank(item.rank);
            let figure = if item.printed { figure } else { figure.unprinted() };
            ids[i] = Some(ledger.figure(format!("figure {i}"), figure).unwrap());
        }
        for sum in self.sums.iter().filter(|sum| !sum.iter().any(|(_, i)| rests.contains(i))) {
            let form =
                sum.iter().fold(disclosure::Form::default(), |form, (times, i)| form.and(*times, ids[*i].unwrap()));
            ledger.relation(form).unwrap();
        }
        let mut displays = Vec::new();
        for Percent { part, whole, rest, decimals } in &self.percents {
            displays.push(ledger.proportion(ids[*part].unwrap(), ids[*whole].unwrap(), *decimals).unwrap());
            ids[*rest] = ledger.find(&format!("figure {whole} less figure {part}"));
        }
        (ledger, ids.into_iter().map(Option::unwrap).collect(), displays)
    }

    /// What the crate lets the public see.
    pub fn decided(&self) -> View {
        let (ledger, ids, displays) = self.ledger();
        let decision = ledger.decide(Audience::Public).expect("nothing is published that could not be hidden");
        self.view(&decision, &ids, &displays)
    }

    pub fn view(&self, decision: &Decision, ids: &[FigureId], displays: &[DisplayId]) -> View {
        View {
            shown: self
                .items
                .iter()
                .zip(ids)
                .map(|(item, id)| item.printed && decision.figure(*id).is_shown())
                .collect(),
            percent_shown: displays.iter().map(|id| decision.display(*id).is_shown()).collect(),
            reasons: ids.iter().map(|id| decision.figure(*id).reason()).collect(),
        }
    }

    /// Whether the rules hide it.
    fn secret(&self, i: usize) -> bool {
        match self.items[i].rule {
            Rule::SmallCount => (1..=5).contains(&self.items[i].value),
            Rule::Timeliness { of } => of > 0 && of < 10,
            _ => false,
        }
    }

    /// The same with what was hidden only to protect shown after all, all of it or the one figure given.
    pub fn without_protection(&self, view: &View, only: Option<usize>) -> View {
        let mut view = view.clone();
        for i in 0..self.items.len() {
            let protects = view.reasons[i] == Some(Reason::Protects) && only.is_none_or(|one| one == i);
            if protects && self.items[i].printed {
                view.shown[i] = true;
                view.reasons[i] = None;
            }
        }
        if only.is_none() {
            for (percent, shown) in self.percents.iter().zip(&mut view.percent_shown) {
                let Percent { part, whole, rest, .. } = *percent;
                *shown = ![part, whole, rest].into_iter().any(|i| self.secret(i));
            }
        }
        view
    }

    /// What the view gives away, in words; nothing when it is safe. Amounts beyond `most` are not thought of.
    pub fn given_away(&self, view: &View, most: i64) -> Vec<String> {
        let mut out = Vec::new();
        let mut reader = Worlds::of(self, view, false, most);
        let mut told = Worlds::of(self, view, true, most);
        // With everything hidden, what still comes out for the one who was told is nothing that hiding could help.
        let nothing = View {
            shown: vec![false; view.shown.len()],
            percent_shown: vec![false; view.percent_shown.len()],
            reasons: (0..self.items.len())
                .map(|i| Some(view.reasons[i].filter(|reason| reason.is_primary()).unwrap_or(Reason::Protects)))
                .collect(),
        };
        let mut at_best = Worlds { effort: 5_000, strict: false, ..Worlds::of(self, &nothing, true, most) };
        for i in (0..self.items.len()).filter(|i| !view.shown[*i]) {
            let value = self.items[i].value;
            assert!(reader.can_be(i, value) && told.can_be(i, value), "the true world fits figure {i} of {self:?}");
            let secret = view.reasons[i] == Some(Reason::SmallCount);
            let part_of_few = view.reasons[i] == Some(Reason::SmallBase);
            if !secret && !part_of_few && !self.items[i].printed {
                continue;
            }
            if !reader.can_differ(i) {
                out.push(format!("figure {i} is {value}"));
            }
            if secret && !(1..=5).all(|n| reader.can_be(i, n)) {
                out.push(format!("figure {i} of {value} is one of {:?}", reader.seen[i]));
            }
            if part_of_few && !(0..=most).any(|n| (n - value).abs() >= 3 && reader.can_be(i, n)) {
                out.push(format!("figure {i} of {value}, out of few, is one of {:?}", reader.seen[i]));
            }
            if !told.can_differ(i) && at_best.can_differ(i) {
                out.push(format!("figure {i} is {value} to one who was told"));
            }
        }
        // What the rules hide must be hidden.
        for i in (0..self.items.len()).filter(|i| self.items[*i].printed && self.secret(*i) && view.shown[*i]) {
            out.push(format!("figure {i} shows"));
        }
        for (percent, shown) in self.percents.iter().zip(&view.percent_shown) {
            let Percent { part, whole, rest, .. } = *percent;
            if *shown && (self.secret(part) || self.secret(whole) || self.secret(rest)) {
                out.push(format!("the percentage of figure {part} shows"));
            }
        }
        out
    }
}

/// Tenths, or wholes, of a percent as printed: schoolbook rounding on whole numbers.
fn printed(part: i64, whole: i64, decimals: u8) -> Option<i64> {
    let scale = 100 * 10_i64.pow(decimals.into());
    (whole > 0).then(|| part * scale / whole + i64::from(2 * (part * scale % whole) >= whole))
}

/// The worlds that fit: each whole number is tried, and given up only when it leaves none.
struct Worlds<'a> {
    paper: &'a Paper,
    view: &'a View,
    /// The least and most of each figure to begin with.
    least: Vec<i64>,
    most: Vec<i64>,
    /// A hidden small-count figure that is not small itself.
    not_small: Vec<bool>,
    /// What each figure is in the worlds met so far.
    seen: Vec<BTreeSet<i64>>,
    visits: usize,
    /// How much is tried for one number, and whether more is a fault.
    effort: usize,
    strict: bool,
}

impl<'a> Worlds<'a> {
    fn of(paper: &'a Paper, view: &'a View, told: bool, most: i64) -> Worlds<'a> {
        let n = paper.items.len();
        let mut worlds = Worlds {
            paper,
            view,
            least: vec![0; n],
            most: vec![most; n],
            not_small: vec![false; n],
            seen: vec![BTreeSet::new(); n],
            visits: 0,
            effort: 3_000_000,
            strict: true,
        };
        for (i, item) in paper.items.iter().enumerate() {
            let protects = view.reasons[i] == Some(Reason::Protects) && item.printed;
            let (least, most) = match (view.shown[i], view.reasons[i]) {
                (true, _) => (item.value, item.value),
                (false, _) if item.signed => (-most, most),
                (false, Some(Reason::SmallCount)) if told => (1, 5),
                (false, Some(Reason::SmallBase)) if told => (0, 9),
                (false, _) if told && protects => (i64::from(item.value > 0), most),
                _ => (0, most),
            };
            (worlds.least[i], worlds.most[i]) = (least, most);
            if told && protects && !view.shown[i] && item.rule == Rule::SmallCount {
                worlds.not_small[i] = true;
                if item.value == 0 {
                    worlds.most[i] = 0;
                }
            }
        }
        worlds
    }

    /// Whether figure `i` is `value` in some world.
    fn can_be(&mut self, i: usize, value: i64) -> bool {
        if !self.seen[i].contains(&value) && (self.least[i]..=self.most[i]).contains(&value) {
            let (mut least, mut most) = (self.least.clone(), self.most.clone());
            (least[i], most[i]) = (value, value);
            self.visits = 0;
            self.search(least, most);
        }
        self.seen[i].contains(&value)
    }

    /// Whether figure `i` is other than it is in some world.
    fn can_differ(&mut self, i: usize) -> bool {
        let truth = self.paper.items[i].value;
        let mut others: Vec<i64> = (self.least[i]..=self.most[i]).filter(|n| *n != truth).collect();
        others.sort_by_key(|n| (n - truth).abs());
        self.seen[i].iter().any(|n| *n != truth) || others.into_iter().any(|n| self.can_be(i, n))
    }

    fn search(&mut self, mut least: Vec<i64>, mut most: Vec<i64>) -> bool {
        self.visits += 1;
        if self.visits > self.effort {
            assert!(!self.strict, "too much to try for this test: {:?}", self.paper);
            return false;
        }
        loop {
            let before = (least.clone(), most.clone());
            if !narrow(&self.paper.sums, &mut least, &mut most) || !self.narrow_percents(&mut least, &mut most) {
                return false;
            }
            if before == (least.clone(), most.clone()) {
                break;
            }
        }
        let open = (0..least.len()).filter(|i| least[*i] < most[*i]).min_by_key(|i| most[*i] - least[*i]);
        let Some(i) = open else {
            let fits = self.fits(&least);
            if fits {
                self.seen.iter_mut().zip(&least).for_each(|(seen, value)| {
                    seen.insert(*value);
                });
            }
            return fits;
        };
        let truth = self.paper.items[i].value;
        let mut values: Vec<i64> = (least[i]..=most[i]).collect();
        values.sort_by_key(|n| (n - truth).abs());
        values.into_iter().any(|value| {
            let (mut least, mut most) = (least.clone(), most.clone());
            (least[i], most[i]) = (value, value);
            self.search(least, most)
        })
    }

    /// What a printed percentage leaves of its part and its whole.
    fn narrow_percents(&self, least: &mut [i64], most: &mut [i64]) -> bool {
        for (percent, shown) in self.paper.percents.iter().zip(&self.view.percent_shown) {
            let Percent { part, whole, decimals, .. } = *percent;
            let truth = printed(self.paper.items[part].value, self.paper.items[whole].value, decimals);
            let (true, Some(p)) = (*shown, truth) else { continue };
            let twice = 200 * 10_i64.pow(decimals.into());
            let up = |a: i64, b: i64| a.div_euclid(b) + i64::from(a.rem_euclid(b) > 0);
            least[whole] = least[whole].max(1).max((twice * least[part]).div_euclid(2 * p + 1) + 1);
            most[part] = most[part].min(((2 * p + 1) * most[whole] - 1).div_euclid(twice));
            if p > 0 {
                least[part] = least[part].max(up((2 * p - 1) * least[whole], twice));
                most[whole] = most[whole].min((twice * most[part]).div_euclid(2 * p - 1));
            }
            if least[part] > most[part] || least[whole] > most[whole] {
                return false;
            }
        }
        true
    }

    fn fits(&self, world: &[i64]) -> bool {
        let sums = self.paper.sums.iter().all(|sum| sum.iter().map(|(times, i)| times * world[*i]).sum::<i64>() == 0);
        let small = (0..world.len()).all(|i| !self.not_small[i] || !(1..=5).contains(&world[i]));
        let percents = self.paper.percents.iter().zip(&self.view.percent_shown).all(|(percent, shown)| {
            let Percent { part, whole, decimals, .. } = *percent;
            let truth = printed(self.paper.items[part].value, self.paper.items[whole].value, decimals);
            !shown || printed(world[part], world[whole], decimals) == truth
        });
        sums && small && percents
    }
}

/// Narrows what each figure can be by what the others leave it; `false` when nothing fits.
pub fn narrow(sums: &[Vec<(i64, usize)>], least: &mut [i64], most: &mut [i64]) -> bool {
    loop {
        let mut changed = false;
        for sum in sums {
            let ends = |times: i64, i: usize, least: &[i64], most: &[i64]| {
                let (a, b) = (times * least[i], times * most[i]);
                (a.min(b), a.max(b))
            };
            let (mut low, mut high) = (0, 0);
            for (times, i) in sum {
                let (a, b) = ends(*times, *i, least, most);
                low += a;
                high += b;
            }
            if low > 0 || high < 0 {
                return false;
            }
            for (times, i) in sum {
                let (a, b) = ends(*times, *i, least, most);
                // times × x lies between −(high − b) and −(low − a).
                let (from, to) = (b - high, a - low);
                let (from, to) = if *times > 0 { (from, to) } else { (-to, -from) };
                let size = times.abs();
                let (from, to) = (from.div_euclid(size) + i64::from(from.rem_euclid(size) > 0), to.div_euclid(size));
                if from > least[*i] {
                    (least[*i], changed) = (from, true);
                }
                if to < most[*i] {
                    (most[*i], changed) = (to, true);
                }
                if least[*i] > most[*i] {
                    return false;
                }
            }
            if changed {
                break;
            }
        }
        if !changed {
            return true;
        }
    }
}

/// Which of the figures not shown come out of the sums alone, whatever else is possible: Gaussian elimination modulo
/// a prime, where a figure is determined when its unit vector is a combination of the sums.
pub fn determined(paper: &Paper, view: &View) -> Vec<usize> {
    const P: i128 = (1 << 61) - 1;
    let unknown: Vec<usize> = (0..paper.items.len()).filter(|i| !view.shown[*i]).collect();
    let mut rows: Vec<Vec<i128>> = paper
        .sums
        .iter()
        .map(|sum| {
            let times =
                |i: usize| sum.iter().filter(|(_, j)| *j == i).map(|(times, _)| i128::from(*times)).sum::<i128>();
            unknown.iter().map(|i| times(*i).rem_euclid(P)).collect()
        })
        .collect();
    let power = |mut base: i128, mut n: i128| {
        let mut out = 1;
        while n > 0 {
            if n & 1 == 1 {
                out = out * base % P;
            }
            base = base * base % P;
            n >>= 1;
        }
        out
    };
    let mut rank = 0;
    for column in 0..unknown.len() {
        let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let inverse = power(rows[rank][column], P - 2);
        rows[rank].iter_mut().for_each(|x| *x = *x * inverse % P);
        let lead = rows[rank].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(row, _)| *row != rank) {
            let factor = row[column];
            if factor != 0 {
                row.iter_mut().zip(&lead).for_each(|(x, y)| *x = (*x - factor * y).rem_euclid(P));
            }
        }
        rank += 1;
    }
    // In reduced form a determined figure has a row of its own.
    let alone = |row: &Vec<i128>| row.iter().filter(|x| **x != 0).count() == 1;
    rows.iter()
        .filter(|row| alone(row))
        .filter_map(|row| row.iter().position(|x| *x != 0))
        .map(|at| unknown[at])
        .collect()
}
