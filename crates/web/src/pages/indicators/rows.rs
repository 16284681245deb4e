//! The rows of the list: which indicators, in what order, and what each says.

use super::against;
use super::known::Known;
use crate::chart::{Sparkline, sparkline};
use crate::components::{sense, shape};
use crate::filters::Filters;
use measure::Catalogue;
use report::Number;
use report::model::Tag;
use report::performance::input::{Good, Indicator, Measurement, Nearness, Part, PerformanceInput, Shares, Status, Who};
use report::performance::single;
use report::words;
use standard::period::Month;
use statistics::Word;
use std::cmp::Ordering;

/// How many months the small trend shows.
const TREND: usize = 24;

/// The verdicts that a list can be filtered by: the word in the address, and what it is called.
pub const VERDICTS: [(&str, &str); 5] = [
    ("worsening", "Worsening"),
    ("improving", "Improving"),
    ("moving", "Rising or falling"),
    ("steady", "No significant change"),
    ("untested", "Not tested, or too few points"),
];

/// A figure with what stands beneath it.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// The figure.
    pub text: String,
    /// What stands beneath.
    pub beneath: Vec<String>,
}

impl Figure {
    /// The figure with what stands beneath it, in a line: `86.6% (412 of 476)`.
    pub fn in_a_line(&self) -> String {
        match self.beneath.is_empty() {
            true => self.text.clone(),
            false => format!("{} ({})", self.text, self.beneath.join("; ")),
        }
    }
}

/// One indicator in the list.
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The page of the indicator.
    pub href: String,
    /// Its area.
    pub area: String,
    /// The value of the month and what it is made of.
    pub now: Figure,
    /// The trend.
    pub trend: Sparkline,
    /// The verdict; `None` where there is none to say.
    pub verdict: Option<Tag>,
    /// Why.
    pub because: String,
    /// Published figures, a line each; what there is instead where none are.
    pub compared: Vec<String>,
    /// Which way is good, in a word under the heading that says so.
    pub good: &'static str,
    value: Option<Number>,
    word: Option<Word>,
}

impl Row {
    /// The shape of the verdict's sign.
    pub fn shape(&self) -> &'static str {
        self.verdict.as_ref().map_or("none", shape)
    }

    /// The sense of the verdict.
    pub fn sense(&self) -> &'static str {
        self.verdict.as_ref().map_or("neutral", sense)
    }

    /// The verdict's word in the address.
    fn key(&self) -> &'static str {
        match self.word {
            Some(Word::Worsening) => "worsening",
            Some(Word::Improving) => "improving",
            Some(Word::Rising | Word::Falling) => "moving",
            Some(Word::NoSignificantChange) => "steady",
            Some(Word::TooFewPoints | Word::NotTested) | None => "untested",
        }
    }
}

/// The rows that the address chooses, in its order, by area.
pub fn chosen(known: &Known, catalogue: &Catalogue, filters: &Filters, areas: &[String]) -> Vec<(String, Vec<Row>)> {
    let wanted = |row: &Row| {
        filters.get("area").is_none_or(|area| row.area == area)
            && filters.get("verdict").is_none_or(|verdict| row.key() == verdict)
            && filters.get("q").is_none_or(|text| has(row, text, catalogue))
    };
    let mut rows: Vec<Row> = catalogue
        .indicators()
        .filter_map(|declared| {
            let indicator = known.indicators.get(&declared.id)?;
            let shares = known.shares.get(&declared.id);
            let href = filters.carried(&format!("/indicators/{}", declared.id));
            let mut row = row(known, indicator, shares, &declared.area, href);
            if let Some(against) = filters.against() {
                row.compared = against::lines(indicator, declared.kind, &known.head.region, against);
            }
            Some(row)
        })
        .filter(wanted)
        .collect();
    let (key, down) = match filters.get("sort") {
        Some(sort) => sort.strip_prefix('-').map_or((sort, false), |key| (key, true)),
        None => ("", false),
    };
    rows.sort_by(|a, b| {
        let order = match key {
            "value" => last(a.value, b.value, down),
            "verdict" => last(a.word, b.word, down),
            _ if down => b.title.cmp(&a.title),
            _ => a.title.cmp(&b.title),
        };
        order.then_with(|| a.title.cmp(&b.title)).then_with(|| a.id.cmp(&b.id))
    });
    let mut by_area: Vec<(String, Vec<Row>)> = areas.iter().map(|area| (area.clone(), Vec::new())).collect();
    for row in rows {
        if let Some((_, place)) = by_area.iter_mut().find(|(area, _)| *area == row.area) {
            place.push(row);
        }
    }
    by_area.retain(|(_, rows)| !rows.is_empty());
    by_area
}

/// In order, or from the greatest down; what is not there comes last either way.
fn last<T: Ord>(a: Option<T>, b: Option<T>, down: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if down => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

/// Whether every word of `text` stands in the title, the id, an alias or the definition.
fn has(row: &Row, text: &str, catalogue: &Catalogue) -> bool {
    let declared = catalogue.find(&row.id);
    let aliases = declared.map(|declared| declared.aliases.join(" ")).unwrap_or_default();
    let definition = declared.map_or("", |declared| declared.definition.as_str());
    let whole = format!("{} {} {aliases} {definition}", row.title, row.id).to_lowercase();
    text.to_lowercase().split_whitespace().all(|word| whole.contains(word))
}

fn row(known: &Known, indicator: &Indicator, shares: Option<&Part<Shares>>, area: &str, href: String) -> Row {
    let values: Vec<Option<f64>> =
        indicator.history.iter().map(|(_, measurement)| measurement.value.map(Number::as_f64)).collect();
    let values = values[values.len().saturating_sub(TREND)..].to_vec();
    let verdict = indicator.verdict.as_ref().filter(|_| shares.is_none());
    Row {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        href,
        area: area.to_owned(),
        now: match shares {
            Some(shares) => in_categories(shares, known.head.month),
            None => now(&known.head, indicator),
        },
        trend: sparkline(values, trend_words(indicator)),
        verdict: verdict.map(|verdict| single::verdict(verdict, indicator.good)),
        because: verdict.map(single::because).unwrap_or_default(),
        compared: compared(known, indicator),
        good: match indicator.good {
            Good::High => "higher",
            Good::Low => "lower",
            Good::Neither => "neither",
        },
        value: indicator.current.value,
        word: verdict.map(|verdict| verdict.word),
    }
}

/// The value of the month, what it is made of, and how far it can be relied on.
pub fn now(head: &PerformanceInput, indicator: &Indicator) -> Figure {
    let text = single::value(&indicator.current, &indicator.unit, indicator.decimals);
    let caution = match &indicator.current {
        // That the month is provisional is said once, above the list.
        Measurement { value: Some(_), status: Status::Provisional, reason, .. }
            if head.month_status == Status::Provisional && reason.is_empty() =>
        {
            String::new()
        }
        measurement => single::caution(measurement),
    };
    let beneath = [single::of(&indicator.current, &indicator.unit, &indicator.counts), caution];
    Figure { text, beneath: beneath.into_iter().filter(|line| !line.is_empty()).collect() }
}

/// What others published: `England 70.0`, and for which year.
fn compared(known: &Known, indicator: &Indicator) -> Vec<String> {
    let with = indicator.comparators.iter().filter_map(|other| Some((other, other.value?)));
    let named = with.map(|(other, value)| {
        let who = match other.who {
            Who::NeighboursMean => "Neighbours, mean".to_owned(),
            Who::NeighboursMedian => "Neighbours, median".to_owned(),
            who => words::sentence(&who.words(&known.head.region)),
        };
        format!("{who}: {}", indicator.unit.short(value, indicator.decimals))
    });
    let mut lines: Vec<String> = named.collect();
    match (indicator.comparators.first(), lines.is_empty()) {
        (None, _) => lines.push("no published measure".to_owned()),
        (Some(_), true) => lines.push("figures not loaded".to_owned()),
        (Some(first), false) => lines.push(match first.nearness {
            Nearness::Same => first.year.clone(),
            nearness => format!("{}, {} definition", first.year, nearness.word()),
        }),
    }
    lines
}

/// All together, in how many categories; when, if that is not the month.
fn in_categories(shares: &Part<Shares>, month: Month) -> Figure {
    match shares {
        Part::Given(shares) => {
            let total = shares.total.map_or_else(|| "c".to_owned(), Number::plain);
            let categories = shares.parts.len();
            let mut beneath = vec![format!("{}, in {categories} categories", shares.things)];
            beneath.extend(Some(shares.when.clone()).filter(|when| *when != words::month(month)));
            Figure { text: total, beneath }
        }
        Part::Missing(why) => Figure { text: "no figure".to_owned(), beneath: vec![why.clone()] },
    }
}

/// The trend in words: `From 62.0% to 81.4% over 24 months`.
fn trend_words(indicator: &Indicator) -> String {
    let known: Vec<(Month, Number)> = indicator
        .history
        .iter()
        .skip(indicator.history.len().saturating_sub(TREND))
        .filter_map(|(month, measurement)| Some((*month, measurement.value?)))
        .collect();
    let (Some((from, first)), Some((to, last))) = (known.first(), known.last()) else {
        return "No trend: there are no figures".to_owned();
    };
    let show = |number: &Number| indicator.unit.short(*number, indicator.decimals);
    match from.to(*to).count() - 1 {
        0 => format!("One figure only: {}", show(last)),
        months => format!(
            "From {} to {} over {}",
            show(first),
            show(last),
            words::counted(Number::whole(i64::try_from(months).unwrap_or(i64::MAX)), "month", "months")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_value_comes_last_either_way() {
        let mut values = [Some(2), None, Some(3), Some(1)];
        values.sort_by(|a, b| last(*a, *b, false));
        assert_eq!(values, [Some(1), Some(2), Some(3), None]);
        values.sort_by(|a, b| last(*a, *b, true));
        assert_eq!(values, [Some(3), Some(2), Some(1), None]);
    }
}
