//! The engine and the second implementation answer alike over generated histories: every indicator of the core
//! set, every month of two years, and longer periods; the things counted by the clocks, one by one.
//!
//! `AGREE_SEEDS` says how many histories (12), `AGREE_FROM` the first seed (1), `AGREE_SIZE` how many children
//! each has (12). The message of a failure holds the smallest history found that shows it, as tables, and both
//! answers.

mod compare;
mod engine;
mod shrink;

use second::generate::generate;
use std::collections::BTreeMap;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn the_two_agree_over_generated_histories() {
    let (from, seeds, size) = (number("AGREE_FROM", 1), number("AGREE_SEEDS", 12), number("AGREE_SIZE", 12));
    let mut failures: BTreeMap<String, (u64, String)> = BTreeMap::new();
    let mut compared = 0;
    for seed in from..from + seeds {
        let case = generate(seed, size as usize);
        let (count, differences) = compare::all(&case);
        compared += count;
        for (indicator, what) in differences {
            failures.entry(indicator).or_insert((seed, what));
        }
    }
    let mut message = String::new();
    for (indicator, (seed, what)) in &failures {
        let smallest = shrink::smallest(generate(*seed, size as usize), indicator);
        message += &format!("\n──── {indicator}, seed {seed}: {what}\n{smallest}");
    }
    assert!(failures.is_empty(), "{} indicators differ{message}", failures.len());
    // Were nothing compared, nothing would be shown.
    assert!(compared > 1000 * seeds, "only {compared} numbers compared");
}
