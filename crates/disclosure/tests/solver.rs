//! Nothing hidden can be worked out: random papers against attackers that try every world.

mod attack;

use attack::{Paper, View};
use disclosure::{Audience, Figure, Ledger, Rank, Reason, Rule};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A count of a kind that brings out trouble: small, none, and near each other.
fn count() -> impl Strategy<Value = i64> {
    prop_oneof![2 => 0..=2_i64, 3 => 1..=6_i64, 3 => 5..=14_i64]
}

/// A two-way table with both margins, shares of the whole, and a second table with the same column totals.
fn tables() -> impl Strategy<Value = Paper> {
    let cells = proptest::collection::vec(proptest::collection::vec(count(), 2..=3), 2..=3);
    (cells, any::<bool>(), any::<bool>(), any::<bool>(), 0..=1_u8).prop_map(
        |(cells, open, shares, second, decimals)| {
            let width = cells.iter().map(Vec::len).min().unwrap();
            let rule = if open { Rule::Open } else { Rule::SmallCount };
            let mut paper = Paper::default();
            let rows: Vec<Vec<usize>> =
                cells.iter().map(|row| row[..width].iter().map(|n| paper.small(*n)).collect()).collect();
            let row_totals: Vec<usize> = rows.iter().map(|row| paper.total(row, rule)).collect();
            let columns: Vec<usize> =
                (0..width).map(|c| paper.total(&rows.iter().map(|row| row[c]).collect::<Vec<_>>(), rule)).collect();
            let all = paper.total(&columns, rule);
            paper.sums.push(row_totals.iter().map(|i| (1, *i)).chain([(-1, all)]).collect());
            if shares {
                row_totals.iter().for_each(|total| paper.percent(*total, all, decimals));
            }
            if second {
                // The first column split otherwise: under 10, 10 and over.
                let value = paper.items[columns[0]].value;
                let (young, old) = (paper.small(value / 3), paper.small(value - value / 3));
                paper.sums.push(vec![(1, young), (1, old), (-1, columns[0])]);
            }
            paper
        },
    )
}

/// Months of a proportion, pooled, with changes: percentages of each month and of all.
fn months() -> impl Strategy<Value = Paper> {
    (proptest::collection::vec((count(), count()), 2..=3), any::<bool>(), any::<bool>(), 0..=1_u8).prop_map(
        |(months, hidden_pool, twice, decimals)| {
            let mut paper = Paper::default();
            let of: Vec<(usize, usize)> =
                months.iter().map(|(met, missed)| (paper.small(*met), paper.small(met + missed))).collect();
            let met = paper.total(&of.iter().map(|(met, _)| *met).collect::<Vec<_>>(), Rule::SmallCount);
            let all = paper.total(&of.iter().map(|(_, all)| *all).collect::<Vec<_>>(), Rule::SmallCount);
            of.iter().chain([&(met, all)]).for_each(|(met, all)| paper.percent(*met, *all, decimals));
            let last = of.len() - 1;
            paper.change(of[last].0, of[last - 1].0);
            if hidden_pool {
                paper.items[met].printed = false;
                paper.items[all].printed = false;
            }
            if twice {
                // The last month once more, in another table under another key.
                let again = paper.add(paper.items[of[last].0].value, Rule::SmallCount);
                paper.sums.push(vec![(1, again), (-1, of[last].0)]);
            }
            paper
        },
    )
}

/// Figures and sums of any of them, some not printed, some free for all; percentages of whatever.
fn anything() -> impl Strategy<Value = Paper> {
    let cells = proptest::collection::vec((count(), 0..10_u8), 3..=5);
    let sums = proptest::collection::vec((1..=31_usize, 0..10_u8), 1..=3);
    let percents = proptest::collection::vec((0..8_usize, 0..8_usize, 0..=1_u8), 0..=2);
    (cells, sums, percents).prop_map(|(cells, sums, percents)| {
        let mut paper = Paper::default();
        let dress = |paper: &mut Paper, i: usize, die: u8| match die {
            0 => paper.items[i].rule = Rule::Open,
            1 => paper.items[i].printed = false,
            _ => {}
        };
        for (value, die) in &cells {
            let i = paper.small(*value);
            dress(&mut paper, i, *die);
        }
        for (mask, die) in &sums {
            let parts: Vec<usize> = (0..cells.len()).filter(|i| mask >> i & 1 == 1).collect();
            if parts.len() > 1 {
                let i = paper.total(&parts, Rule::SmallCount);
                dress(&mut paper, i, *die);
            }
        }
        let n = paper.items.len();
        for (part, whole, decimals) in &percents {
            // Totals come after what they are of: nothing is a part of its own part, which no paper has and which would
            // tell more than hiding can mend.
            let (part, whole) = ((part % n).min(whole % n), (part % n).max(whole % n));
            let again = paper.percents.iter().any(|percent| (percent.part, percent.whole) == (part, whole));
            if part != whole && paper.items[part].value <= paper.items[whole].value && !again {
                paper.percent(part, whole, *decimals);
            }
        }
        paper
    })
}

/// Months of an authority's timeliness, pooled, with the change of the last.
fn timeliness() -> impl Strategy<Value = Paper> {
    (proptest::collection::vec((0..=9_i64, 0..=6_i64), 2..=4), any::<bool>()).prop_map(|(months, printed)| {
        let mut paper = Paper::default();
        let of: Vec<(usize, usize)> = months
            .iter()
            .map(|(met, missed)| {
                let rule = Rule::Timeliness { of: met + missed };
                (paper.add(*met, rule), paper.add(met + missed, rule))
            })
            .collect();
        let all = months.iter().map(|(met, missed)| met + missed).sum();
        let rule = Rule::Timeliness { of: all };
        let met = paper.total(&of.iter().map(|(met, _)| *met).collect::<Vec<_>>(), rule);
        let all = paper.total(&of.iter().map(|(_, all)| *all).collect::<Vec<_>>(), rule);
        paper.items[met].printed = printed;
        of.iter().chain([&(met, all)]).for_each(|(met, all)| paper.percent(*met, *all, 1));
        paper.change(of[1].0, of[0].0);
        paper
    })
}

/// How far the attacker counts: beyond what is there by more than any protection needs.
fn most(paper: &Paper) -> i64 {
    2 * paper.items.iter().map(|item| item.value).max().unwrap_or(0) + 12
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(400) })]

    #[test]
    fn tables_give_nothing_away(paper in tables()) {
        prop_assert_eq!(paper.given_away(&paper.decided(), most(&paper)), Vec::<String>::new());
    }

    #[test]
    fn months_give_nothing_away(paper in months()) {
        prop_assert_eq!(paper.given_away(&paper.decided(), most(&paper)), Vec::<String>::new());
    }

    #[test]
    fn timeliness_gives_nothing_away(paper in timeliness()) {
        prop_assert_eq!(paper.given_away(&paper.decided(), most(&paper)), Vec::<String>::new());
    }

    /// One column of a staffing table: what is hidden must have company enough for a fifth of an FTE either way.
    #[test]
    fn a_column_of_staff_gives_nothing_away(
        services in proptest::collection::vec((prop_oneof![Just(0), 0..12_u32], 1..=5_i64), 2..=4),
        headline in any::<bool>(),
    ) {
        let mut ledger = Ledger::new();
        let fte = |(people, tenths): (u32, i64)| i64::from(people) * tenths * 2_000;
        let parts: Vec<_> = services
            .iter()
            .enumerate()
            .map(|(i, service)| {
                let figure = Figure::fte(fte(*service)).rule(Rule::Staff { people: service.0 });
                ledger.figure(format!("service {i}"), figure).unwrap()
            })
            .collect();
        let sum = services.iter().map(|service| fte(*service)).sum();
        let rank = if headline { Rank::Headline } else { Rank::Detail };
        let total = ledger.figure("total", Figure::fte(sum).rank(rank)).unwrap();
        ledger.total(total, &parts).unwrap();
        let decision = ledger.decide(Audience::Public).unwrap();
        let hidden: Vec<i64> = services
            .iter()
            .zip(&parts)
            .filter(|(_, id)| !decision.figure(**id).is_shown())
            .map(|(service, _)| fte(*service))
            .collect();
        for (service, id) in services.iter().zip(&parts) {
            prop_assert!(service.0 >= 6 || !decision.figure(*id).is_shown());
        }
        if decision.figure(total).is_shown() {
            let all: i64 = hidden.iter().sum();
            let open = |one: &i64| hidden.len() > 1 && (*one >= 2_000 || all - one >= 2_000);
            prop_assert!(hidden.iter().filter(|one| **one > 0).all(open), "{hidden:?}");
        } else {
            prop_assert!(sum > 0, "a total of none tells of nobody");
        }
    }

    #[test]
    fn whatever_is_tied_together_gives_nothing_away(paper in anything()) {
        prop_assert_eq!(paper.given_away(&paper.decided(), most(&paper)), Vec::<String>::new());
    }
}

/// The same papers each time.
fn sample<S: Strategy<Value = Paper>>(papers: S, n: usize) -> Vec<(Paper, View)> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut paper = || papers.new_tree(&mut runner).unwrap().current();
    (0..n).map(|_| paper()).map(|paper| (paper.clone(), paper.decided())).collect()
}

fn samples() -> Vec<(Paper, View)> {
    [sample(tables(), 150), sample(months(), 150), sample(timeliness(), 150), sample(anything(), 150)].concat()
}

/// The figures that stand in the paper and are hidden to protect others.
fn protecting(paper: &Paper, view: &View) -> Vec<usize> {
    (0..paper.items.len()).filter(|i| paper.items[*i].printed && view.reasons[*i] == Some(Reason::Protects)).collect()
}

#[test]
fn the_attacker_finds_what_is_not_protected() {
    let papers = samples();
    let guarded: Vec<_> = papers.iter().filter(|(paper, view)| !protecting(paper, view).is_empty()).collect();
    let found = guarded
        .iter()
        .filter(|(paper, view)| !paper.given_away(&paper.without_protection(view, None), most(paper)).is_empty());
    let found = found.count();
    assert!(guarded.len() > papers.len() / 3, "{} of {} papers need protection", guarded.len(), papers.len());
    assert!(found * 100 >= guarded.len() * 97, "{found} of {}", guarded.len());
}

#[test]
fn little_is_hidden_in_vain() {
    let (mut all, mut needed) = (0, 0);
    for (paper, view) in samples() {
        for i in protecting(&paper, &view) {
            all += 1;
            needed +=
                usize::from(!paper.given_away(&paper.without_protection(&view, Some(i)), most(&paper)).is_empty());
        }
    }
    assert!(needed * 100 >= all * 95, "{needed} of {all} figures hidden to protect are needed");
}
