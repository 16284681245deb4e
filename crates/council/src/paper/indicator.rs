//! An indicator of the report: its number, its months, its verdict, what others published.

use super::figures::{Figures, is_pooled};
use measure::comparator::{self, Whose};
use measure::verdict::rule_changes;
use measure::{Good, Indicator, Kind, Likeness, Number, Published, Status};
use report::performance::input::{self, Comparator, Measurement, Nearness, Who};
use report::words::Unit;
use standard::period::{Month, PeriodKind};
use statistics::not_tested;
use std::collections::{BTreeMap, BTreeSet};

/// All indicators of the template, and what is offered in the place of those without a number.
pub fn all(figures: &Figures) -> (BTreeMap<String, input::Indicator>, BTreeMap<String, String>) {
    let mut instead = BTreeMap::new();
    let mut ids: BTreeSet<&str> = figures.needs.named();
    for id in figures.needs.named() {
        let offered = figures.indicator(id).and_then(|indicator| indicator.instead.as_deref());
        if let Some(offered) = offered.filter(|offered| !figures.has(id) && figures.has(offered)) {
            instead.insert(id.to_owned(), offered.to_owned());
            ids.insert(offered);
        }
    }
    let known = ids.into_iter().filter_map(|id| figures.indicator(id));
    (known.map(|indicator| (indicator.id.clone(), one(figures, indicator))).collect(), instead)
}

/// One indicator.
pub fn one(figures: &Figures, indicator: &Indicator) -> input::Indicator {
    let numbers = figures.series(&indicator.id);
    // Months before the first that has a number are not drawn.
    let first = numbers.iter().position(|number| number.value.is_some()).unwrap_or(numbers.len());
    let numbers = &numbers[first..];
    let history: Vec<(Month, Measurement)> =
        numbers.iter().map(|number| (number.period.last, point(figures, indicator, number))).collect();
    let changes = match (history.first(), history.last()) {
        (Some((first, _)), Some((last, _))) => {
            rule_changes(indicator, &figures.engine.settings().parameters, *first, *last)
        }
        _ => Vec::new(),
    };
    let (control, verdict) = if numbers.is_empty() {
        (None, not_tested("there is no figure"))
    } else {
        measure::verdict::verdict(indicator, numbers, &measure::verdict::options(&changes))
    };
    let number = figures.whole(&indicator.id, figures.period(PeriodKind::Month));
    let six = || figures.measurement(figures.whole(&indicator.id, figures.period(PeriodKind::SixMonths)));
    let mut out = input::Indicator {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        scope: String::new(),
        counts: indicator.counts.clone(),
        unit: Unit::of(&indicator.unit),
        decimals: u8::try_from(indicator.decimals).unwrap_or(6),
        good: match indicator.good {
            Good::High => input::Good::High,
            Good::Low => input::Good::Low,
            Good::None => input::Good::Neither,
        },
        current: figures.measurement(number),
        six_months: is_pooled(indicator).then(six),
        interval: None,
        comparators: comparators(figures, indicator),
        history,
        control,
        verdict: Some(verdict),
        population: number.and_then(population).unwrap_or_default(),
        also_whole: false,
        target: target(figures, &indicator.id),
        disclosive: indicator.disclosive,
        changes: changes.into_iter().map(|change| (change.month, change.text)).collect(),
    };
    if is_pooled(indicator) {
        out.estimate();
    }
    out
}

/// What the council aims at, from its settings.
fn target(figures: &Figures, id: &str) -> Option<input::Target> {
    let target = figures.engine.settings().targets.on(id, figures.month.last())?;
    let number = |value| report::Number::from_f64(value).unwrap_or_default();
    Some(input::Target { value: number(target.target), tolerance: number(target.tolerance) })
}

/// A month of the history. One that the data cut short is left out of the line: half a month's work is no month's.
fn point(figures: &Figures, indicator: &Indicator, number: &Number) -> Measurement {
    let measurement = figures.measurement(Some(number));
    let happens = matches!(indicator.kind, Kind::Proportion | Kind::Count);
    match number.period.end() > number.data_date && happens && number.status == Status::Partial {
        true => Measurement { value: None, numerator: None, denominator: None, ..measurement },
        false => measurement,
    }
}

fn population(number: &Number) -> Option<String> {
    let estimate = number.population?;
    let persons = report::Number::whole(estimate.persons);
    Some(format!("mid-{} estimate, {} children aged 0 to 17", estimate.mid_year, persons.plain()))
}

/// The month with whose end a published year ends: years to 31 March, but for the workforce census of 30 September.
fn year_end(indicator: &Indicator) -> i8 {
    if indicator.area == "Workforce" { 9 } else { 3 }
}

/// The newest year ending with month number `end` that was over at the end of `month`.
fn ended_year(month: Month, end: i8) -> i64 {
    i64::from(month.first().year()) - i64::from(month.number() < end)
}

/// The year ending with month number `end` that `month` lies in.
fn own_year(month: Month, end: i8) -> i64 {
    i64::from(month.first().year()) + i64::from(month.number() > end)
}

/// What others published. Where an indicator names several measures the nearest definition is shown, then the
/// newest year, then the first named.
fn comparators(figures: &Figures, indicator: &Indicator) -> Vec<Comparator> {
    let found =
        indicator.published.iter().map(|published| (published, published_by(figures, published, year_end(indicator))));
    let best = found.filter(|(_, list)| list.iter().any(|c| c.value.is_some())).min_by_key(|(published, list)| {
        (nearness(published.definition), std::cmp::Reverse(list.iter().map(|c| c.year).max()))
    });
    let Some((published, list)) = best else {
        return if indicator.published.is_empty() { Vec::new() } else { none_loaded() };
    };
    let one = |comparator: comparator::Comparator| Comparator {
        who: match comparator.whose {
            Whose::NeighbourMean => Who::NeighboursMean,
            Whose::NeighbourMedian => Who::NeighboursMedian,
            Whose::Region => Who::Region,
            Whose::England => Who::England,
        },
        value: comparator.value.and_then(report::Number::from_f64),
        text: if comparator.value.is_some() { String::new() } else { comparator.text },
        year: comparator.period,
        nearness: nearness(published.definition),
        why: published.why.clone(),
        missing: comparator.missing,
        same_year: comparator.year == own_year(figures.month, year_end(indicator)),
        source: comparator.source,
        vintage: comparator.vintage,
    };
    list.into_iter().map(one).collect()
}

/// Others publish the measure, but no delivery has their figures for a year that had ended.
fn none_loaded() -> Vec<Comparator> {
    let one = |who| Comparator {
        who,
        value: None,
        text: "not loaded".to_owned(),
        year: String::new(),
        nearness: Nearness::Same,
        why: String::new(),
        missing: 0,
        same_year: true,
        source: String::new(),
        vintage: String::new(),
    };
    [Who::NeighboursMean, Who::Region, Who::England].map(one).to_vec()
}

fn published_by(figures: &Figures, published: &Published, end: i8) -> Vec<comparator::Comparator> {
    let engine = figures.engine;
    comparator::comparators(engine.inputs(), engine.settings(), published, ended_year(figures.month, end))
}

/// How near a published definition is, in the report's words.
pub fn nearness(likeness: Likeness) -> Nearness {
    match likeness {
        Likeness::Same => Nearness::Same,
        Likeness::Near => Nearness::Near,
        Likeness::Different => Nearness::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_year_is_one_that_had_ended() {
        let year = |text: &str, end| {
            let month = text.parse().unwrap();
            (ended_year(month, end), own_year(month, end))
        };
        assert_eq!(year("2023-07", 3), (2023, 2024));
        assert_eq!(year("2023-03", 3), (2023, 2023));
        assert_eq!(year("2023-02", 3), (2022, 2023));
        assert_eq!(year("2023-07", 9), (2022, 2023));
        assert_eq!(year("2023-10", 9), (2023, 2024));
    }
}
