//! Parts of a paper from numbers that were measured already: what pages show of one indicator, the same as the paper of
//! the month has it.

use super::figures::Figures;
use super::{indicator, labels, origin, parts};
use crate::folder::Measuring;
use measure::Number;
use report::paper::Needs;
use report::performance::input::{self, Definition, Measurement, Part, PerformanceInput, Shares};
use standard::codes;
use standard::period::{Month, Period};

/// What holds for all numbers of `month`: whose they are, how fresh the data is, whether the month is final.
pub fn head(measuring: &Measuring, month: Month) -> PerformanceInput {
    super::head(measuring, month)
}

/// An indicator as the paper of `month` has it; `None` for one that the catalogue does not have. `numbers` are its months
/// up to `month`, without breakdown, and the six months that end with it.
pub fn indicator(measuring: &Measuring, month: Month, id: &str, numbers: Vec<Number>) -> Option<input::Indicator> {
    let needs = Needs::default();
    let figures = Figures::of(&measuring.engine, month, &needs, numbers);
    figures.indicator(id).map(|known| indicator::one(&figures, known))
}

/// An indicator in categories over `period`, beside the same a year before, or why there is no number. `numbers` are those
/// of its kind up to `period`, by category.
pub fn shares(measuring: &Measuring, period: &Period, id: &str, numbers: Vec<Number>) -> Part<Shares> {
    let needs = Needs::default();
    parts::shares(&Figures::of(&measuring.engine, period.last, &needs, numbers), id, period.kind)
}

/// A number as the paper writes it: exact, with its status, and the reason in words.
pub fn measurement(measuring: &Measuring, number: &Number) -> Measurement {
    let needs = Needs::default();
    Figures::of(&measuring.engine, number.period.last, &needs, Vec::new()).measurement(Some(number))
}

/// The definition of an indicator with the values of its parameters in force at the end of `month`; `None` for one that
/// the catalogue does not have.
pub fn definition(measuring: &Measuring, month: Month, id: &str) -> Option<Definition> {
    let needs = Needs::default();
    let figures = Figures::of(&measuring.engine, month, &needs, Vec::new());
    let names = origin::measure_names(&figures);
    figures.indicator(id).map(|known| origin::definition(&figures, known, &names))
}

/// The place of a category among the others of its dimension, and what it is called. Ethnicities keep their own names,
/// which papers put together in groups.
pub fn label(dimension: &str, code: &str) -> (usize, String) {
    let found = codes::list(dimension).filter(|_| dimension == "ethnicity").and_then(|list| {
        let place = list.codes.iter().position(|known| known.code == code)?;
        Some((place, list.codes[place].label.clone()))
    });
    found.unwrap_or_else(|| labels::label(dimension, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_called_by_their_own_names() {
        let chinese = codes::list("ethnicity").unwrap().codes.iter().find(|code| code.code == "CHNE").unwrap();
        assert_eq!(label("ethnicity", "CHNE").1, chinese.label);
        assert_eq!(label("sex", "F"), labels::label("sex", "F"));
        assert_eq!(label("age-band", "1-4").1, "1 to 4");
    }
}
