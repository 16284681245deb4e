//! The performance table, what its numbers say, and each indicator over time.

use super::input::{Comparator, Indicator, Nearness, PerformanceInput, Who};
use super::{figures, linked, missing, says};
use crate::model::{Block, Cell, Column, Row, Table, Text};
use crate::words::{self, Unit};

/// The section “Performance”.
pub(super) fn performance(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Performance")];
    if input.performance.is_empty() {
        out.push(missing("The performance table", "no indicator was given"));
        return out;
    }
    let caption = format!("Performance indicators, {}", words::month(input.month));
    out.push(Block::Table(table(input, &input.performance, &caption)));
    out.push(Block::heading(3, "What the numbers say"));
    out.push(sentences(input, &input.performance));
    let figures: Vec<_> =
        input.performance.iter().filter_map(|indicator| figures::over_time(input, indicator, "performance")).collect();
    if !figures.is_empty() {
        out.push(Block::heading(3, "Performance over time"));
        out.push(Block::paragraph(HOW_TO_READ));
        out.extend(figures);
    }
    out
}

/// How a control chart is read.
pub(crate) const HOW_TO_READ: &str = "Points between the dashed lines differ by no more than chance. A triangle marks what is more than chance: outside \
     the limits, seven in a row on one side of the mean, seven in a row rising or falling, or two of three near a limit \
     (the NHS “Making Data Count” rules).";

/// What the numbers of `rows` say, an item each.
pub(crate) fn sentences(input: &PerformanceInput, rows: &[Indicator]) -> Block {
    Block::List(rows.iter().map(|indicator| says_item(input, indicator)).collect())
}

/// The performance table of `rows`.
pub(crate) fn table(input: &PerformanceInput, rows: &[Indicator], caption: &str) -> Table {
    let targets = rows.iter().any(|indicator| indicator.target.is_some());
    let month = words::month(input.month);
    let region = words::sentence(&Who::Region.words(&input.region));
    let given = rows;
    let rows = rows.iter().map(|indicator| {
        let mut current = says::current(input, indicator);
        if says::small(indicator) {
            current = current.beneath("small numbers");
        }
        let six = indicator
            .six_months
            .as_ref()
            .map_or_else(|| Cell::from("not pooled"), |six| says::cell(six, &indicator.unit, indicator.decimals));
        let verdict = indicator.verdict.as_ref().map_or_else(
            || Cell::from("Not tested"),
            |verdict| {
                Cell { tag: Some(says::tag(verdict, indicator.good)), ..Cell::default() }
                    .beneath(says::because(verdict))
            },
        );
        let mut cells = vec![
            Cell::from(linked(input, &indicator.id, &indicator.title)).beneath(indicator.scope.clone()),
            current,
            six,
            neighbours(indicator),
            compared(indicator, Who::Region),
            compared(indicator, Who::England),
        ];
        if targets {
            cells.push(says::target(indicator));
        }
        cells.push(verdict);
        Row { cells, total: false }
    });
    let mut columns = vec![
        Column::words("Indicator"),
        Column::numbers(says::month(input)),
        Column::numbers(format!("Six months to {month}")),
        Column::numbers("Statistical neighbours"),
        Column::numbers(region),
        Column::numbers("England"),
    ];
    if targets {
        columns.push(Column::words("Target"));
    }
    columns.push(Column::words(words::sentence(&format!("over {}", says::run(given)))));
    Table { caption: caption.to_owned(), columns, rows: rows.collect(), notes: notes(input, given) }
}

fn find(indicator: &Indicator, who: Who) -> Option<&Comparator> {
    indicator.comparators.iter().find(|comparator| comparator.who == who)
}

fn figure(indicator: &Indicator, comparator: &Comparator) -> String {
    match comparator.value {
        Some(value) => indicator.unit.short(value, indicator.decimals),
        None if comparator.text.is_empty() => "not published".to_owned(),
        None => comparator.text.clone(),
    }
}

/// The year and how near the definition is, beneath a published figure.
fn about(comparator: &Comparator) -> String {
    match comparator.nearness {
        Nearness::Same => comparator.year.clone(),
        nearness => format!("{}, {} definition", comparator.year, nearness.word()),
    }
}

fn none_published() -> Cell {
    Cell::default().beneath("no published comparator")
}

/// The figure of `who`, with its year beneath.
pub(crate) fn compared(indicator: &Indicator, who: Who) -> Cell {
    match find(indicator, who) {
        Some(comparator) => Cell::from(figure(indicator, comparator)).beneath(about(comparator)),
        None => none_published(),
    }
}

/// The mean, with the median and the number of missing neighbours beneath.
pub(crate) fn neighbours(indicator: &Indicator) -> Cell {
    let mean = find(indicator, Who::NeighboursMean);
    let median = find(indicator, Who::NeighboursMedian);
    let Some(first) = mean.or(median) else { return none_published() };
    let mut cell = Cell::from(figure(indicator, first));
    if mean.is_some() {
        if let Some(median) = median {
            cell = cell.beneath(format!("median {}", figure(indicator, median)));
        }
    } else {
        cell = cell.beneath("median");
    }
    if first.missing > 0 {
        cell = cell.beneath(format!("{} without a figure", words::small_number(first.missing as usize)));
    }
    cell.beneath(about(first))
}

/// The published figures in one sentence, for a share that stands in no table with them; empty where there is none.
/// Counts of others are of other sizes, and so are not set beside ours.
pub(crate) fn published(input: &PerformanceInput, indicator: &Indicator) -> String {
    let found: Vec<&Comparator> =
        indicator.comparators.iter().filter(|comparator| comparator.value.is_some()).collect();
    let Some(first) = found.first().filter(|_| indicator.unit == Unit::Percent) else { return String::new() };
    let figures: Vec<String> = found
        .iter()
        .map(|comparator| format!("{} {}", comparator.who.words(&input.region), figure(indicator, comparator)))
        .collect();
    let how = match first.nearness {
        Nearness::Same => String::new(),
        nearness => format!(" ({} definition)", nearness.word()),
    };
    format!("Published for {}{how}: {}.", first.year, words::list(&figures))
}

/// What stands beneath the table: how to read it, and why published figures differ.
fn notes(input: &PerformanceInput, rows: &[Indicator]) -> Vec<Text> {
    let mut notes: Vec<Text> = vec![
        "Six months: the sum of the six numerators over the sum of the six denominators, not the mean of six \
         percentages."
            .into(),
    ];
    if rows.iter().any(|row| row.verdict.is_some()) {
        notes.push(
            format!(
                "The last column is about {} taken together, not about the last month: a number can be lower than a month \
                 or a year before and yet be high for the months before it.",
                says::run(rows)
            )
            .into(),
        );
    }
    if rows.iter().any(says::small) {
        notes.push("Small numbers: fewer than 20 were counted, so a single case moves the percentage a lot.".into());
    }
    if rows.iter().any(|indicator| !indicator.comparators.is_empty()) {
        notes.push("Statistical neighbours: the unweighted mean of the neighbours that have a figure.".into());
    }
    notes.extend(comparison_notes(input, rows));
    notes
}

/// What stands in the place of a published number, and what it means: the symbols of official statistics. They are never
/// turned into numbers.
const SYMBOLS: &[(&str, &str)] = &[
    ("c", "confidential, hidden by the publisher"),
    ("k", "rounds to 0 but is not 0"),
    ("low", "rounds to 0 but is not 0"),
    ("u", "of low reliability"),
    ("x", "not available"),
    ("z", "not applicable"),
];

/// What to bear in mind about the published figures: their year, and for each indicator how their definition
/// differs.
pub(crate) fn comparison_notes(input: &PerformanceInput, indicators: &[Indicator]) -> Vec<Text> {
    let mut notes: Vec<Text> = Vec::new();
    let mut years: Vec<&str> = indicators
        .iter()
        .flat_map(|indicator| &indicator.comparators)
        .filter(|comparator| !comparator.same_year)
        .map(|comparator| comparator.year.as_str())
        .collect();
    years.sort();
    years.dedup();
    if !years.is_empty() {
        notes.push(Text::strong("Take care: ").then(format!(
            "figures of others are those published for {}, not for the year that {} lies in.",
            words::list(&years),
            words::month(input.month)
        )));
    }
    let symbols = indicators.iter().flat_map(|indicator| &indicator.comparators);
    let symbols: Vec<&str> = symbols.filter(|c| c.value.is_none()).map(|c| c.text.as_str()).collect();
    let met = SYMBOLS.iter().filter(|(symbol, _)| symbols.contains(symbol));
    let met: Vec<String> = met.map(|(symbol, meaning)| format!("{symbol}: {meaning}")).collect();
    if !met.is_empty() {
        notes.push(Text::strong("Published symbols: ").then(words::full_stop(&met.join("; "))));
    }
    let mut sources: Vec<String> = Vec::new();
    for comparator in indicators.iter().flat_map(|indicator| &indicator.comparators) {
        let source = match (comparator.source.as_str(), comparator.vintage.as_str()) {
            ("", _) => continue,
            (source, "") => source.to_owned(),
            (source, vintage) => format!("{source} (as of {vintage})"),
        };
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    if !sources.is_empty() {
        notes.push(Text::strong("Published by: ").then(words::full_stop(&sources.join("; "))));
    }
    for indicator in indicators {
        let mut said: Vec<String> = Vec::new();
        for comparator in indicator.comparators.iter().filter(|c| c.nearness != Nearness::Same) {
            let why = if comparator.why.is_empty() { String::new() } else { format!(": {}", comparator.why) };
            let near = if comparator.nearness == Nearness::Near { "a near but not equal" } else { "a different" };
            let remark = words::full_stop(&format!("the published measure has {near} definition{why}"));
            // One remark is said once, however many figures it is about.
            if !said.contains(&remark) {
                said.push(remark);
            }
        }
        if !said.is_empty() {
            let title = format!("{}: ", indicator.title);
            notes.push(Text::strong(title).then(said.join(" ")));
        }
    }
    notes
}

fn says_item(input: &PerformanceInput, indicator: &Indicator) -> Text {
    let sentences = [
        says::now(input, indicator),
        says::against_six_months(input, indicator),
        says::judged(indicator),
        if says::small(indicator) {
            "Small numbers: a single case moves the percentage a lot.".to_owned()
        } else {
            String::new()
        },
    ];
    let sentences: Vec<_> = sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect();
    let title = if indicator.scope.is_empty() {
        format!("{}: ", indicator.title)
    } else {
        format!("{} ({}): ", indicator.title, indicator.scope)
    };
    Text::strong(title).then(sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_symbol_is_kept_and_explained() {
        let comparator = |text: &str| Comparator {
            who: Who::Region,
            value: None,
            text: text.into(),
            year: "2022".into(),
            nearness: Nearness::Same,
            why: String::new(),
            missing: 0,
            same_year: true,
            source: "DfE".into(),
            vintage: "2022-10".into(),
        };
        let input = PerformanceInput::new("Anytown", "2023-07".parse().unwrap());
        let indicator = Indicator { comparators: vec![comparator("c")], ..Indicator::default() };
        assert_eq!(compared(&indicator, Who::Region).text.words(), "c");
        let notes: Vec<String> = comparison_notes(&input, &[indicator]).iter().map(Text::words).collect();
        assert_eq!(
            notes,
            ["Published symbols: c: confidential, hidden by the publisher.", "Published by: DfE (as of 2022-10)."]
        );
    }
}
