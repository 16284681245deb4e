//! The verdict on a chart, in words.
//!
//! As with the variation icon of “Making Data Count” the newest point decides: a change that has passed is told
//! but is no longer the verdict.

use crate::chart::{Chart, MINIMUM_POINTS, hit};
use crate::rules::{Hit, RUN, Rule, Side};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Good {
    /// Higher is better.
    High,
    /// Lower is better.
    Low,
    /// Neither: demand, activity.
    Neither,
}

/// The verdict's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Word {
    /// More than chance, the good way.
    Improving,
    /// More than chance, the wrong way.
    Worsening,
    /// More than chance, upwards; neither way is good.
    Rising,
    /// More than chance, downwards; neither way is good.
    Falling,
    /// No more than chance.
    NoSignificantChange,
    /// Fewer than [`MINIMUM_POINTS`] readings.
    TooFewPoints,
    /// The measure is of a kind that is not tested.
    NotTested,
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Word::Improving => "improving",
            Word::Worsening => "worsening",
            Word::Rising => "rising",
            Word::Falling => "falling",
            Word::NoSignificantChange => "no significant change",
            Word::TooFewPoints => "too few points",
            Word::NotTested => "not tested",
        })
    }
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Its word.
    pub word: Word,
    /// Why, in a sentence or two.
    pub sentence: String,
}

/// The verdict on a measure that is not tested, and why.
pub fn not_tested(why: &str) -> Verdict {
    Verdict { word: Word::NotTested, sentence: format!("Not tested: {why}.") }
}

/// The verdict on `chart`.
///
/// The newest reading decides. Where several rules disagree about the way, the side on which it lies counts
/// before the way of a trend (as in NHSRplotthedots); the sentence tells both.
pub fn verdict(chart: &Chart, good: Good) -> Verdict {
    let latest = chart.latest();
    let phase = latest.and_then(|latest| chart.phases.iter().find(|p| p.first <= latest && latest <= p.last));
    let (Some(latest), Some(phase)) = (latest, phase.filter(|phase| phase.centre.is_some())) else {
        let read = phase.map_or(0, |phase| phase.baseline_points);
        let sentence = match read {
            0 => format!("Too few points: none to test; {MINIMUM_POINTS} are needed."),
            _ if phase.is_some_and(|phase| phase.reason.is_some()) => format!(
                "Too few points: {read} to test since the limits were begun again; {MINIMUM_POINTS} are needed."
            ),
            _ => format!("Too few points: {read} to test; {MINIMUM_POINTS} are needed."),
        };
        return Verdict { word: Word::TooFewPoints, sentence };
    };
    let point = &chart.points[latest];
    let Some(first) = point.hits.first() else {
        let mut sentence = format!("No significant change: {} lies within the limits", point.label);
        let earlier: Vec<_> = chart
            .flagged()
            .filter(|(i, p)| *i >= phase.first && hit(&p.hits, Rule::OutsideLimits).is_some())
            .map(|(_, p)| p.label.as_str())
            .collect();
        match earlier.as_slice() {
            [] => sentence.push('.'),
            labels => sentence.push_str(&format!("; outside them earlier: {}.", labels.join(", "))),
        }
        return Verdict { word: Word::NoSignificantChange, sentence };
    };
    let word = match (good, first.side) {
        (Good::Neither, Side::High) => Word::Rising,
        (Good::Neither, Side::Low) => Word::Falling,
        (Good::High, Side::High) | (Good::Low, Side::Low) => Word::Improving,
        (Good::High, Side::Low) | (Good::Low, Side::High) => Word::Worsening,
    };
    // What lies outside a limit need not be told to lie near it.
    let outside = |other: &Hit| point.hits.contains(&Hit { rule: Rule::OutsideLimits, ..*other });
    let told = point.hits.iter().filter(|hit| hit.rule != Rule::NearLimit || !outside(hit));
    let reasons: Vec<_> = told.map(|hit| reason(chart, phase.first, latest, *hit)).collect();
    let mut name = word.to_string();
    name[..1].make_ascii_uppercase();
    Verdict { word, sentence: format!("{name}: {}.", reasons.join("; ")) }
}

/// Why `hit` is met at the point `latest`; runs are counted back to `first`.
fn reason(chart: &Chart, first: usize, latest: usize, hit: Hit) -> String {
    let label = &chart.points[latest].label;
    let run = (first..=latest)
        .rev()
        .filter(|i| chart.points[*i].value.is_some())
        .take_while(|i| chart.points[*i].hits.contains(&hit))
        .count()
        .max(RUN);
    match (hit.rule, hit.side) {
        (Rule::OutsideLimits, Side::High) => format!("{label} lies above the upper limit"),
        (Rule::OutsideLimits, Side::Low) => format!("{label} lies below the lower limit"),
        (Rule::OneSide, Side::High) => format!("{run} in a row lie above the mean"),
        (Rule::OneSide, Side::Low) => format!("{run} in a row lie below the mean"),
        (Rule::NearLimit, Side::High) => "two of the last three lie near the upper limit".to_owned(),
        (Rule::NearLimit, Side::Low) => "two of the last three lie near the lower limit".to_owned(),
        (Rule::Trend, Side::High) => format!("{run} in a row each rose"),
        (Rule::Trend, Side::Low) => format!("{run} in a row each fell"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Kind, Options, Point, Series, chart};

    fn judged(more: &[f64], good: Good) -> Verdict {
        let base = [9.0, 11.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0];
        let points = base.iter().chain(more).enumerate().map(|(i, v)| Point::value(format!("m{}", i + 1), *v));
        verdict(&chart(&Series { kind: Kind::Mean, points: points.collect() }, &Options::default()).unwrap(), good)
    }

    // The baseline has mean 10 and moving range 2: limits 4.68 and 15.32, two thirds at 6.45 and 13.55.
    #[test]
    fn words_follow_the_direction_of_good() {
        assert_eq!(judged(&[16.0], Good::High).word, Word::Improving);
        assert_eq!(judged(&[16.0], Good::Low).word, Word::Worsening);
        assert_eq!(judged(&[16.0], Good::Neither).word, Word::Rising);
        assert_eq!(judged(&[4.0], Good::High).word, Word::Worsening);
        assert_eq!(judged(&[4.0], Good::Low).word, Word::Improving);
        assert_eq!(judged(&[4.0], Good::Neither).word, Word::Falling);
    }

    #[test]
    fn the_sentence_says_why() {
        assert_eq!(judged(&[4.0], Good::High).sentence, "Worsening: m13 lies below the lower limit.");
        assert_eq!(
            judged(&[10.5; 8], Good::High).sentence,
            "Improving: 9 in a row lie above the mean.",
            "the eight and the 11 before them"
        );
        assert_eq!(judged(&[14.0, 16.0], Good::Low).sentence, "Worsening: m14 lies above the upper limit.");
        assert_eq!(
            judged(&[14.0, 9.0, 14.0], Good::Low).sentence,
            "Worsening: two of the last three lie near the upper limit."
        );
        assert_eq!(
            judged(&[9.0, 9.1, 9.2, 9.3, 9.4, 9.5, 10.2], Good::High).sentence,
            "Improving: 7 in a row each rose."
        );
        assert_eq!(judged(&[], Good::High).sentence, "No significant change: m12 lies within the limits.");
    }

    #[test]
    fn a_change_that_has_passed_is_told_but_is_not_the_verdict() {
        let verdict = judged(&[16.0, 10.0, 9.0], Good::High);
        assert_eq!(verdict.word, Word::NoSignificantChange);
        assert_eq!(verdict.sentence, "No significant change: m15 lies within the limits; outside them earlier: m13.");
    }

    #[test]
    fn too_few_points_say_how_many() {
        let points = (0..5).map(|i| Point::value(i.to_string(), 1.0)).collect();
        let few = chart(&Series { kind: Kind::Count, points }, &Options::default()).unwrap();
        assert_eq!(
            verdict(&few, Good::High),
            Verdict { word: Word::TooFewPoints, sentence: "Too few points: 5 to test; 12 are needed.".into() }
        );
        let none = chart(&Series { kind: Kind::Count, points: vec![] }, &Options::default()).unwrap();
        assert_eq!(verdict(&none, Good::High).word, Word::TooFewPoints);
        assert_eq!(
            not_tested("a rolling twelve-month measure").sentence,
            "Not tested: a rolling twelve-month measure."
        );
    }
}
