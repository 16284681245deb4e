//! The smallest history that still shows a difference.

use crate::compare::of;
use second::Case;
use second::tables::readable;
use std::collections::BTreeSet;

fn differs(case: &Case, indicator: &str) -> Option<String> {
    of(case, &[indicator]).1.remove(indicator)
}

fn with(case: &Case, rows: &BTreeSet<(&'static str, usize)>) -> Case {
    let history = case.history.only(&|table, i| rows.contains(&(table, i)));
    Case { history, ..case.clone() }
}

/// Takes rows out, half of them at first, then fewer and fewer, while the difference stays.
pub fn smallest(mut case: Case, indicator: &str) -> String {
    let plain = Case { parameters: Default::default(), ..case.clone() };
    if differs(&plain, indicator).is_some() {
        case = plain;
    }
    let all: Vec<(&'static str, usize)> =
        case.history.rows().iter().flat_map(|(table, rows)| (0..rows.len()).map(|i| (*table, i))).collect();
    let mut kept: BTreeSet<_> = all.into_iter().collect();
    let mut chunk = kept.len().div_ceil(2);
    loop {
        let mut taken = false;
        for part in kept.clone().into_iter().collect::<Vec<_>>().chunks(chunk) {
            let fewer: BTreeSet<_> = kept.iter().filter(|row| !part.contains(row)).copied().collect();
            if differs(&with(&case, &fewer), indicator).is_some() {
                kept = fewer;
                taken = true;
            }
        }
        if chunk == 1 && !taken {
            break;
        }
        chunk = if taken { chunk.min(kept.len().max(1)) } else { chunk.div_ceil(2) };
    }
    let small = with(&case, &kept);
    let what = differs(&small, indicator).unwrap_or_default();
    format!("{what}\nparameters {:?}\n{}", small.parameters, readable(&small))
}
