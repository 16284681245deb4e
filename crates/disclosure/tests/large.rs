//! Papers of the true size: no figure comes out of the sums, and each small count keeps all of 1 to 5.

mod attack;

use attack::{Paper, View, determined, narrow};
use disclosure::{Reason, Rule};
use std::time::Instant;

/// A fixed sequence of numbers below `n`.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % n
    }

    /// Mostly small, sometimes large, often nothing.
    fn count(&mut self) -> i64 {
        match self.below(10) {
            0 | 1 => 0,
            2..=5 => 1 + self.below(9),
            _ => 6 + self.below(60),
        }
    }
}

/// Adds a two-way table with margins and shares; gives its row totals.
fn table(paper: &mut Paper, dice: &mut Dice, rows: usize, columns: usize) -> Vec<usize> {
    let cells: Vec<Vec<usize>> = (0..rows).map(|_| (0..columns).map(|_| paper.small(dice.count())).collect()).collect();
    let totals: Vec<usize> = cells.iter().map(|row| paper.total(row, Rule::SmallCount)).collect();
    let across: Vec<usize> = (0..columns)
        .map(|c| paper.total(&cells.iter().map(|row| row[c]).collect::<Vec<_>>(), Rule::SmallCount))
        .collect();
    let all = paper.total(&totals, Rule::Open);
    paper.sums.push(across.iter().map(|i| (1, *i)).chain([(-1, all)]).collect());
    totals.iter().chain(&across).for_each(|i| paper.percent(*i, all, 1));
    totals
}

/// Months of a proportion by team, with the teams together, pooled over the last six, and changes.
fn series(paper: &mut Paper, dice: &mut Dice, teams: usize, months: usize) {
    let mut by_team: Vec<Vec<(usize, usize)>> = Vec::new();
    for _ in 0..teams {
        let months: Vec<(usize, usize)> = (0..months)
            .map(|_| {
                let (met, missed) = (dice.count(), dice.below(12));
                (paper.small(met), paper.small(met + missed))
            })
            .collect();
        by_team.push(months);
    }
    let authority: Vec<(usize, usize)> = (0..months)
        .map(|m| {
            let met: Vec<usize> = by_team.iter().map(|team| team[m].0).collect();
            let of: Vec<usize> = by_team.iter().map(|team| team[m].1).collect();
            (paper.total(&met, Rule::Open), paper.total(&of, Rule::Open))
        })
        .collect();
    for months in by_team.iter().chain([&authority]) {
        let last = &months[months.len() - 6..];
        let met = paper.total(&last.iter().map(|(met, _)| *met).collect::<Vec<_>>(), Rule::SmallCount);
        let of = paper.total(&last.iter().map(|(_, of)| *of).collect::<Vec<_>>(), Rule::SmallCount);
        months.iter().chain([&(met, of)]).for_each(|(met, of)| paper.percent(*met, *of, 1));
        paper.change(last[5].0, last[4].0);
    }
}

fn report() -> Paper {
    let mut paper = Paper::default();
    let mut dice = Dice(20_230_904);
    series(&mut paper, &mut dice, 8, 25);
    for _ in 0..4 {
        let totals = table(&mut paper, &mut dice, 10, 8);
        // The same rows split by sex.
        for total in totals {
            let value = paper.items[total].value;
            let (girls, boys) = (paper.small(value / 2), paper.small(value - value / 2));
            paper.sums.push(vec![(1, girls), (1, boys), (-1, total)]);
        }
    }
    paper
}

fn check(paper: &Paper, view: &View) -> Vec<String> {
    let mut out: Vec<String> = determined(paper, view)
        .into_iter()
        .filter(|i| paper.items[*i].printed || view.reasons[*i] == Some(Reason::SmallCount))
        .map(|i| format!("figure {i} of {} comes out", paper.items[i].value))
        .collect();
    let ends = |i: usize| {
        if view.shown[i] {
            (paper.items[i].value, paper.items[i].value)
        } else {
            (if paper.items[i].signed { -100_000 } else { 0 }, 100_000)
        }
    };
    let (mut least, mut most): (Vec<i64>, Vec<i64>) = (0..paper.items.len()).map(ends).unzip();
    assert!(narrow(&paper.sums, &mut least, &mut most));
    for i in (0..paper.items.len()).filter(|i| view.reasons[*i] == Some(Reason::SmallCount)) {
        if least[i] > 1 || most[i] < 5 {
            out.push(format!("figure {i} of {} lies from {} to {}", paper.items[i].value, least[i], most[i]));
        }
    }
    out
}

#[test]
#[allow(clippy::print_stdout, reason = "how long it took, for whoever asks with --nocapture")]
fn a_whole_report_gives_nothing_away() {
    let paper = report();
    let (ledger, ids, displays) = paper.ledger();
    let start = Instant::now();
    let decision = ledger.decide(disclosure::Audience::Public).unwrap();
    let took = start.elapsed();
    let view = paper.view(&decision, &ids, &displays);
    let printed = paper.items.iter().filter(|item| item.printed).count();
    let count = |primary: bool| {
        let reason = |i: usize| view.reasons[i].is_some_and(|reason| reason.is_primary() == primary);
        (0..paper.items.len()).filter(|i| paper.items[*i].printed && reason(*i)).count()
    };
    println!(
        "{printed} figures printed, {} behind, {} percentages; {} hidden on their own account, {} to protect them: {took:?}",
        paper.items.len() - printed,
        displays.len(),
        count(true),
        count(false),
    );
    assert_eq!(check(&paper, &view), Vec::<String>::new());
    assert!(count(false) < 2 * count(true), "more is hidden to protect than there is to be protected, twice over");
    // The check can fail.
    assert!(check(&paper, &paper.without_protection(&view, None)).len() > 100);
    assert_eq!(decision, ledger.decide(disclosure::Audience::Public).unwrap());
}
