//! What is said of one indicator on a page of its own, or in a row of a list: the words, cells and pictures of the
//! paper, one by one. A page that uses them can't say a number otherwise than the paper does.

use super::input::{Good, Indicator, Measurement, PerformanceInput, Shares, Verdict, Who};
use super::{board, figures, says, sections};
use crate::model::{Block, Cell, Figure, Tag, Text};
use crate::words::{Unit, counted, many};

/// The value as it is shown, or the status that stands in its place: `86.6%`, `not covered`.
pub fn value(measurement: &Measurement, unit: &Unit, decimals: u8) -> String {
    says::value(measurement, unit, decimals)
}

/// What the value is made of: `412 of 476` for a percentage, `299 children` for a rate or a mean of them; empty for a
/// plain count, which is made of itself.
pub fn of(measurement: &Measurement, unit: &Unit, counts: &str) -> String {
    match (unit, measurement.numerator, measurement.denominator) {
        (Unit::Percent, ..) => says::of(measurement),
        (_, Some(numerator), Some(_)) if !counts.is_empty() => counted(numerator, counts, &many(counts)),
        _ => String::new(),
    }
}

/// What must be said beside the value: `partial (history from August 2017)`; empty where it is whole and final.
pub fn caution(measurement: &Measurement) -> String {
    says::caution(measurement)
}

/// What the indicator's number is: itself, how it compares with the six months together and with the same month a year
/// before, and the verdict. A sentence each; those that can't be said are left out.
pub fn sentences(input: &PerformanceInput, indicator: &Indicator) -> Vec<String> {
    let mut said = vec![
        says::now(input, indicator),
        says::against_six_months(input, indicator),
        says::against_last_year(input, indicator),
        says::judged(indicator),
    ];
    said.extend(says::changes(indicator));
    said.retain(|sentence| !sentence.is_empty());
    said
}

/// The changes of the rule that an indicator is measured by, a sentence each.
pub fn changes(indicator: &Indicator) -> Vec<String> {
    says::changes(indicator)
}

/// A verdict as a tag: its word, and a sign for the way that the number moved.
pub fn verdict(verdict: &Verdict, good: Good) -> Tag {
    says::tag(verdict, good)
}

/// Why the verdict is what it is: `July 2023 lies below the lower limit`; empty where it needs no reason.
pub fn because(verdict: &Verdict) -> String {
    says::because(verdict)
}

/// Which way is good, in words.
pub fn direction(good: Good) -> &'static str {
    match good {
        Good::High => "higher is better",
        Good::Low => "lower is better",
        Good::Neither => "neither way is better",
    }
}

/// How the indicator stands to its target; `none set` where it has none.
pub fn target(indicator: &Indicator) -> Cell {
    says::target(indicator)
}

/// The published figure of `who`, with its year and how near its definition is beneath. Both figures of the neighbours
/// stand in one cell, the mean first.
pub fn compared(indicator: &Indicator, who: Who) -> Cell {
    match who {
        Who::NeighboursMean | Who::NeighboursMedian => board::neighbours(indicator),
        Who::Region | Who::England => board::compared(indicator, who),
    }
}

/// What to bear in mind about the published figures: their year, symbols, source, and how their definitions differ.
pub fn comparison_notes(input: &PerformanceInput, indicator: &Indicator) -> Vec<Text> {
    board::comparison_notes(input, std::slice::from_ref(indicator))
}

/// The chart over time with its sentence and its table; `None` with fewer than two months that have a value.
pub fn over_time(input: &PerformanceInput, indicator: &Indicator) -> Option<Figure> {
    figures::figure(input, indicator, "over-time")
}

/// Counts that make up a whole: a sentence, and a chart with its table. `part` heads the column of the parts.
pub fn shares(shares: &Shares, anchor: &str, part: &str, title: &str) -> Vec<Block> {
    sections::shares_blocks(shares, anchor, part, title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;
    use crate::performance::input::Status;

    #[test]
    fn sentences_that_have_nothing_to_say_are_left_out() {
        let input = PerformanceInput::new("Anytown", "2023-07".parse().unwrap());
        let current = Measurement::amount(Number::whole(3), Status::Complete);
        let indicator = Indicator { current, ..Indicator::default() };
        assert_eq!(sentences(&input, &indicator), ["3 in July 2023."]);
        assert_eq!(over_time(&input, &indicator), None);
        let rate = Measurement { denominator: Some(Number::whole(60_000)), ..indicator.current.clone() };
        assert_eq!(of(&rate, &Unit::of("per 10,000"), "child"), "3 children");
        assert_eq!(of(&Measurement::proportion(3, 4, Status::Complete), &Unit::Percent, "child"), "3 of 4");
        assert_eq!(of(&indicator.current, &Unit::Bare, "child"), "");
        assert_eq!(compared(&indicator, Who::NeighboursMean), compared(&indicator, Who::England));
    }
}
