//! The rules of NHS England's “Making Data Count” for telling a change from chance.
//!
//! Source: NHS England, *Making Data Count*, and its R implementation, NHSRplotthedots. Two deliberate
//! differences from the latter. Two of three: it asks that all three points lie on one side of the mean and
//! leaves out points beyond the limit; here two points near or beyond the *same* limit suffice, wherever the
//! third lies (the Western Electric form). Trend: its direction is that of the points, not the side of the mean
//! on which they end.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How many points in a row make a run or a trend.
pub const RUN: usize = 7;

/// Above or below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// Above the mean, or rising.
    High,
    /// Below the mean, or falling.
    Low,
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// The point lies outside the limits.
    OutsideLimits,
    /// The point is one of seven or more in a row on one side of the mean. A point on the mean ends the run.
    OneSide,
    /// The point is one of two, within three in a row, that lie more than two thirds of the way to one limit.
    NearLimit,
    /// The point is one of seven or more in a row, each higher (or each lower) than the one before.
    Trend,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rule::OutsideLimits => "outside the limits",
            Rule::OneSide => "seven or more in a row on one side of the mean",
            Rule::NearLimit => "two of three near a limit",
            Rule::Trend => "seven or more in a row rising or falling",
        })
    }
}

/// A rule that a point meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hit {
    /// The rule.
    pub rule: Rule,
    /// On which side; for a trend, which way.
    pub side: Side,
}

/// A point as the rules see it: its value, and the mean and limits that hold for it. The limits are those
/// before they are cut off at 0 or 100: a limit that can't be passed is still a distance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    pub value: f64,
    pub centre: f64,
    pub lower: f64,
    pub upper: f64,
}

/// Rounding must not make a change of an equal value.
const TOLERANCE: f64 = 1e-9;

impl Placed {
    fn side(&self) -> Option<Side> {
        if self.value > self.centre + TOLERANCE {
            Some(Side::High)
        } else if self.value < self.centre - TOLERANCE {
            Some(Side::Low)
        } else {
            None
        }
    }

    fn outside(&self) -> Option<Side> {
        if self.value > self.upper + TOLERANCE {
            Some(Side::High)
        } else if self.value < self.lower - TOLERANCE {
            Some(Side::Low)
        } else {
            None
        }
    }

    fn near(&self) -> Option<Side> {
        let two_thirds = |limit: f64| self.centre + (limit - self.centre) * 2.0 / 3.0;
        if self.value > two_thirds(self.upper) + TOLERANCE {
            Some(Side::High)
        } else if self.value < two_thirds(self.lower) - TOLERANCE {
            Some(Side::Low)
        } else {
            None
        }
    }
}

/// The rules that each point meets, in the order of [`Rule`].
pub(crate) fn evaluate(points: &[Placed]) -> Vec<Vec<Hit>> {
    let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); points.len()];
    for (point, hits) in points.iter().zip(&mut hits) {
        hits.extend(point.outside().map(|side| Hit { rule: Rule::OutsideLimits, side }));
    }
    let sides: Vec<_> = points.iter().map(Placed::side).collect();
    mark(&mut hits, Rule::OneSide, runs(&sides));

    let near: Vec<_> = points.iter().map(Placed::near).collect();
    for start in 0..points.len().saturating_sub(1) {
        let window = start..points.len().min(start + 3);
        for side in [Side::High, Side::Low] {
            let found: Vec<_> = window.clone().filter(|i| near[*i] == Some(side)).collect();
            if found.len() >= 2 {
                for i in found {
                    let hit = Hit { rule: Rule::NearLimit, side };
                    if !hits[i].contains(&hit) {
                        hits[i].push(hit);
                    }
                }
            }
        }
    }

    // A trend of seven points has six steps.
    let steps: Vec<_> = points.windows(2).map(|pair| Placed { centre: pair[0].value, ..pair[1] }.side()).collect();
    let trends = stretches(&steps)
        .filter(|(steps, _)| steps.len() + 1 >= RUN)
        .map(|(steps, side)| (steps.start..steps.end + 1, side));
    mark(&mut hits, Rule::Trend, trends);
    hits
}

fn runs(sides: &[Option<Side>]) -> impl Iterator<Item = (std::ops::Range<usize>, Side)> {
    stretches(sides).filter(|(range, _)| range.len() >= RUN)
}

/// The longest stretches of one side, in order.
fn stretches(sides: &[Option<Side>]) -> impl Iterator<Item = (std::ops::Range<usize>, Side)> {
    let mut start = 0;
    sides.chunk_by(|a, b| a == b).filter_map(move |chunk| {
        let range = start..start + chunk.len();
        start = range.end;
        chunk[0].map(|side| (range, side))
    })
}

fn mark(hits: &mut [Vec<Hit>], rule: Rule, found: impl Iterator<Item = (std::ops::Range<usize>, Side)>) {
    for (range, side) in found {
        for i in range {
            hits[i].push(Hit { rule, side });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Points about 0 with limits at −3 and 3.
    fn placed(values: &[f64]) -> Vec<Placed> {
        values.iter().map(|value| Placed { value: *value, centre: 0.0, lower: -3.0, upper: 3.0 }).collect()
    }

    fn flagged(values: &[f64], rule: Rule) -> Vec<usize> {
        let hits = evaluate(&placed(values));
        (0..values.len()).filter(|i| hits[*i].iter().any(|hit| hit.rule == rule)).collect()
    }

    #[test]
    fn outside_means_beyond_the_limit() {
        assert_eq!(flagged(&[3.0, -3.0, 3.1, -3.1], Rule::OutsideLimits), [2, 3]);
    }

    // The vectors of NHSRplotthedots' own tests of its seven-point rules.
    #[test]
    fn seven_on_one_side() {
        assert!(flagged(&[1.0; 6], Rule::OneSide).is_empty());
        assert!(flagged(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0], Rule::OneSide).is_empty());
        let eight = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0];
        assert_eq!(flagged(&eight, Rule::OneSide), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(flagged(&eight.map(|v| -v), Rule::OneSide), [0, 1, 2, 3, 4, 5, 6, 7]);
        // A point on the mean ends the run.
        assert!(flagged(&[1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0], Rule::OneSide).is_empty());
    }

    #[test]
    fn seven_in_a_trend() {
        assert!(flagged(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], Rule::Trend).is_empty());
        // An equal value ends a trend: 1, 2, 3, 3, 4, 5, 6.
        assert!(flagged(&[1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0], Rule::Trend).is_empty());
        assert_eq!(flagged(&[2.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 3.0], Rule::Trend), [1, 2, 3, 4, 5, 6, 7]);
        let falling = evaluate(&placed(&[7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]));
        assert!(falling.iter().all(|hits| hits.contains(&Hit { rule: Rule::Trend, side: Side::Low })));
    }

    #[test]
    fn two_of_three_near_the_same_limit() {
        assert_eq!(flagged(&[2.5, 0.5, 2.5], Rule::NearLimit), [0, 2]);
        assert_eq!(flagged(&[2.5, 2.5], Rule::NearLimit), [0, 1]);
        assert!(flagged(&[2.5, 0.5, 0.5, 2.5], Rule::NearLimit).is_empty());
        // Near, but not near the same limit.
        assert!(flagged(&[2.5, -2.5, 0.0], Rule::NearLimit).is_empty());
        // Exactly two thirds of the way is not beyond it.
        assert!(flagged(&[2.0, 2.0, 2.0], Rule::NearLimit).is_empty());
    }

    proptest! {
        #[test]
        fn turned_upside_down_the_sides_swap(values in prop::collection::vec(-5.0f64..5.0, 0..40)) {
            let upside_down: Vec<_> = values.iter().map(|v| -v).collect();
            let swap = |hit: &Hit| Hit { side: if hit.side == Side::High { Side::Low } else { Side::High }, ..*hit };
            for (here, there) in evaluate(&placed(&values)).iter().zip(evaluate(&placed(&upside_down))) {
                prop_assert_eq!(here.iter().map(swap).collect::<Vec<_>>(), there);
            }
        }

        #[test]
        fn flagged_runs_are_long_enough(values in prop::collection::vec(-3i8..3, 0..60)) {
            let values: Vec<_> = values.into_iter().map(f64::from).collect();
            for rule in [Rule::OneSide, Rule::Trend] {
                let flags = flagged(&values, rule);
                prop_assert!(flags.is_empty() || flags.len() >= RUN);
            }
        }
    }
}
