//! What the statistics add to an indicator: its interval, its control chart, its verdict.

use super::input::{Indicator, Measurement, Status};
use crate::number::Number;
use crate::words;
use standard::period::Month;
use statistics::{Fault, Kind, Options, Point, Rebase, Series};

impl Indicator {
    /// Fills `control` and `verdict` from `history`. Points are labelled as in sentences (`July 2023`), which is
    /// how `options` names the month of a rebase.
    ///
    /// A month without a value is passed over; so is a partial month of a count, which is too low by nature,
    /// while a partial proportion is still a fair reading.
    ///
    /// # Errors
    /// When the options don't fit the history, or a month of proportions has no denominator.
    pub fn test(&mut self, kind: Kind, options: &Options) -> Result<(), Fault> {
        let points = self.history.iter().map(|(month, measurement)| point(words::month(*month), measurement, kind));
        let control = statistics::chart(&Series { kind, points: points.collect() }, options)?;
        self.verdict = Some(statistics::verdict(&control, self.good));
        self.control = Some(control);
        Ok(())
    }

    /// Where the limits start again: at each change of the rule within the history.
    pub fn rebases(&self) -> Vec<Rebase> {
        let within = |month: &Month| self.history.iter().skip(1).any(|(known, _)| known == month);
        let rebase = |(month, text): &(Month, String)| Rebase { from: words::month(*month), reason: text.clone() };
        self.changes.iter().filter(|(month, _)| within(month)).map(rebase).collect()
    }

    /// Fills `interval` with the Wilson interval of `current`; leaves it empty where that is no proportion of
    /// counted things.
    pub fn estimate(&mut self) {
        let part = |number: Option<Number>| number.and_then(Number::count);
        self.interval = part(self.current.numerator)
            .zip(part(self.current.denominator))
            .filter(|_| self.current.value.is_some())
            .and_then(|(numerator, denominator)| statistics::wilson(numerator, denominator))
            .and_then(|interval| Number::from_f64(interval.lower).zip(Number::from_f64(interval.upper)));
    }
}

fn point(label: String, measurement: &Measurement, kind: Kind) -> Point {
    let Some(value) = measurement.value else { return Point::missing(label) };
    match (kind, measurement.numerator, measurement.denominator) {
        (Kind::Proportion, Some(numerator), Some(denominator)) => {
            Point::ratio(label, numerator.as_f64(), denominator.as_f64())
        }
        (Kind::Count, _, _) if measurement.status == Status::Partial => Point::missing(label),
        _ => Point::value(label, value.as_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statistics::Word;

    fn months() -> impl Iterator<Item = Month> {
        let first: Month = "2022-01".parse().unwrap();
        first.to(first.plus(12))
    }

    /// Fifty every month.
    fn steady() -> Indicator {
        let fifty = |month| (month, Measurement::amount(Number::whole(50), Status::Complete));
        Indicator { history: months().map(fifty).collect(), ..Indicator::default() }
    }

    #[test]
    fn a_partial_count_is_passed_over() {
        let mut indicator = steady();
        indicator.history[12].1 = Measurement::amount(Number::whole(9), Status::Partial);
        indicator.test(Kind::Count, &Options::default()).unwrap();
        assert_eq!(indicator.verdict.as_ref().unwrap().word, Word::NoSignificantChange);
        indicator.history[12].1.status = Status::Complete;
        indicator.test(Kind::Count, &Options::default()).unwrap();
        assert_eq!(
            indicator.verdict.unwrap().sentence,
            "Falling: January 2023 lies below the lower limit.",
            "fifty every month leaves no room"
        );
    }

    #[test]
    fn proportions_without_a_denominator_are_refused() {
        let mut indicator = steady();
        assert!(indicator.test(Kind::Proportion, &Options::default()).is_err());
    }

    #[test]
    fn intervals_are_of_counted_things() {
        let mut indicator =
            Indicator { current: Measurement::proportion(0, 20, Status::Complete), ..Indicator::default() };
        indicator.estimate();
        let (lower, upper) = indicator.interval.unwrap();
        assert_eq!((lower, upper.text(1).as_str()), (Number::ZERO, "16.1"));
        indicator.current.numerator = Some(Number::ten_thousandths(5000));
        indicator.estimate();
        assert_eq!(indicator.interval, None);
    }
}
