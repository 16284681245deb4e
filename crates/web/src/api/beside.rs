//! What stands beside a number: the verdict on its months, its target, and what others published. As the pages have it.

use super::results::Figure;
use super::schema;
use crate::pages::indicators::known::Known;
use crate::pages::indicators::plain;
use council::sheet::Sheet;
use measure::Number;
use report::performance::input::{Comparator, Indicator, Who};
use report::performance::single;
use serde::Serialize;
use standard::period::{Period, PeriodKind};
use statistics::Word;
use std::sync::Arc;
use utoipa::ToSchema;

/// Whose published figures are given, with the words for them.
const WHO: [(Who, &str); 4] = [
    (Who::NeighboursMean, "neighbours-mean"),
    (Who::NeighboursMedian, "neighbours-median"),
    (Who::Region, "region"),
    (Who::England, "england"),
];

/// The verdicts.
const VERDICTS: [(Word, &str); 7] = [
    (Word::Improving, "improving"),
    (Word::Worsening, "worsening"),
    (Word::Rising, "rising"),
    (Word::Falling, "falling"),
    (Word::NoSignificantChange, "no significant change"),
    (Word::TooFewPoints, "too few points"),
    (Word::NotTested, "not tested"),
];

fn whose() -> utoipa::openapi::schema::Object {
    schema::one_of(WHO.map(|(_, word)| word).to_vec())
}

/// The verdicts, and the empty text of what has none.
pub fn verdicts() -> utoipa::openapi::schema::Object {
    schema::one_of([""].into_iter().chain(VERDICTS.map(|(_, word)| word)).collect())
}

/// A figure that others published.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedFigure {
    /// Whose it is: the mean or the median of the statistical neighbours, the region’s or England’s.
    #[schema(schema_with = whose)]
    who: &'static str,
    /// The figure; null where it was published as a symbol or not at all.
    #[schema(required = true)]
    value: Option<f64>,
    /// The symbol that stood in its place (c, x, z), or why there is none; empty where there is a figure.
    text: String,
    /// The year that it is about, as published: 2021-22.
    year: String,
    /// How near its definition is.
    #[schema(schema_with = schema::likeness)]
    definition: &'static str,
    /// Why it is not the same; empty where it is.
    why: String,
    /// How many neighbours have no figure; 0 for others.
    missing: u32,
    /// Where it was published.
    source: String,
    /// The release, or the day that it was taken over.
    vintage: String,
}

fn published(found: &Comparator) -> Option<PublishedFigure> {
    Some(PublishedFigure {
        who: WHO.iter().find(|(who, _)| *who == found.who)?.1,
        value: found.value.map(report::Number::as_f64),
        text: found.text.clone(),
        year: found.year.clone(),
        definition: found.nearness.word(),
        why: found.why.clone(),
        missing: found.missing,
        source: found.source.clone(),
        vintage: found.vintage.clone(),
    })
}

/// What is known at the last month that was asked for.
pub struct Beside(pub Option<Arc<Known>>);

impl Beside {
    /// What stands beside the number of a period: something only beside the whole council’s number of that last month.
    fn of(&self, indicator: &str, period: &Period, whole: bool) -> Option<Stands<'_>> {
        let known = self.0.as_ref()?;
        let its = whole && period.kind == PeriodKind::Month && period.last == known.head.month;
        let indicator = known.indicators.get(indicator).filter(|_| its)?;
        Some(Stands { indicator, in_categories: known.shares.contains_key(&indicator.id) })
    }

    /// Puts it beside a number.
    pub fn put(&self, figure: &mut Figure, period: &Period) {
        let Some(stands) = self.of(&figure.indicator, period, figure.breakdown.is_empty()) else { return };
        (figure.verdict, figure.verdict_because) = stands.verdict();
        figure.target = stands.indicator.target.map(|target| target.value.as_f64());
        figure.comparators = stands.indicator.comparators.iter().filter_map(published).collect();
    }

    /// Puts it into the rows of a list, which are those of some numbers: indicator, period, and whether it is the whole.
    pub fn extend<'a>(&self, sheet: &mut Sheet, numbers: impl IntoIterator<Item = (&'a str, &'a Period, bool)>) {
        sheet.columns.extend(COLUMNS.map(|(name, number)| (name.to_owned(), number)));
        for (row, (indicator, period, whole)) in sheet.rows.iter_mut().zip(numbers) {
            match self.of(indicator, period, whole) {
                Some(stands) => row.extend(stands.cells()),
                None => row.extend(COLUMNS.map(|_| String::new())),
            }
        }
    }
}

/// The columns that it has in files, and whether they hold numbers.
const COLUMNS: [(&str, bool); 9] = [
    ("verdict", false),
    ("verdict_because", false),
    ("target", true),
    ("neighbours_mean", true),
    ("neighbours_median", true),
    ("region", true),
    ("england", true),
    ("published_year", false),
    ("published_definition", false),
];

/// Whether a number is the whole, as [`Beside::extend`] takes it.
pub fn of_number(number: &Number) -> (&str, &Period, bool) {
    (&number.indicator, &number.period, number.breakdown.is_empty())
}

/// What stands beside one number.
struct Stands<'a> {
    indicator: &'a Indicator,
    in_categories: bool,
}

impl Stands<'_> {
    /// The verdict and why; none on what is in categories, of which no one number is better.
    fn verdict(&self) -> (&'static str, String) {
        let verdict = self.indicator.verdict.as_ref().filter(|_| !self.in_categories);
        verdict.map_or(("", String::new()), |verdict| {
            let word = VERDICTS.iter().find(|(word, _)| *word == verdict.word).map_or("", |(_, word)| word);
            (word, single::because(verdict))
        })
    }

    fn cells(&self) -> [String; COLUMNS.len()] {
        let comparators = &self.indicator.comparators;
        let figure = |who| {
            let found = comparators.iter().find(|found| found.who == who);
            found.and_then(|found| found.value).map(|value| plain(value, 6)).unwrap_or_default()
        };
        let (first, (verdict, because)) = (comparators.first(), self.verdict());
        let [mean, median, region, england] = WHO.map(|(who, _)| figure(who));
        [
            verdict.to_owned(),
            because,
            self.indicator.target.map(|target| plain(target.value, 6)).unwrap_or_default(),
            mean,
            median,
            region,
            england,
            first.map(|found| found.year.clone()).unwrap_or_default(),
            first.map(|found| found.nearness.word().to_owned()).unwrap_or_default(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_called_as_the_papers_call_them() {
        for (verdict, word) in VERDICTS {
            assert_eq!(verdict.to_string(), word);
        }
    }
}
