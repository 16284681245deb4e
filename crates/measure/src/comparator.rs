//! Comparators: published figures for the region, England and the statistical neighbours, each with its year. What
//! was not published as a number stays what it was (`c`, `x`, `z` …) and is never turned into one.

use crate::catalogue::Published;
use crate::inputs::Inputs;
use crate::working::text_at;
use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int64Type};
use standard::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};

/// Whose figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The unweighted mean of the statistical neighbours, the council itself left out unless the settings include it.
    NeighbourMean,
    /// Their median.
    NeighbourMedian,
    /// The region.
    Region,
    /// England.
    England,
}

/// A published figure to compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparator {
    /// Whose it is.
    pub whose: Whose,
    /// The figure; `None` when it was not published as a number.
    pub value: Option<f64>,
    /// What stood in place of a number.
    pub text: String,
    /// The period as published, such as `2021-22`.
    pub period: String,
    /// The year: `2022` is the year to, or at, 31 March 2022.
    pub year: i64,
    /// Where it was published.
    pub source: String,
    /// The release that it was taken from, or the day it was.
    pub vintage: String,
    /// How many neighbours had no figure.
    pub missing: u32,
}

/// The comparators of one published measure, for the newest year not after `year`.
pub fn comparators(inputs: &Inputs, settings: &Settings, published: &Published, year: i64) -> Vec<Comparator> {
    match inputs.tables.get("benchmarks") {
        Some(batch) => among(batch, inputs, settings, published, year),
        None => Vec::new(),
    }
}

/// The rows of one published measure; `None` where no delivery has published figures.
pub(crate) fn of_measure(inputs: &Inputs, published: &Published) -> Option<RecordBatch> {
    let batch = inputs.tables.get("benchmarks")?;
    let measure = batch.column_by_name("measure_id")?.as_string::<i32>();
    let breakdown = batch.column_by_name("breakdown")?.as_string::<i32>();
    let wanted = |i: usize| text_at(measure, i) == published.measure && text_at(breakdown, i) == published.breakdown;
    let keep: BooleanArray = (0..batch.num_rows()).map(|i| Some(wanted(i))).collect();
    arrow::compute::filter_record_batch(batch, &keep).ok()
}

/// The years that `batch` has figures for, in order.
pub(crate) fn years(batch: &RecordBatch) -> BTreeSet<i64> {
    let years = batch.column_by_name("year").map(|column| column.as_primitive::<Int64Type>());
    years.map(|years| years.iter().flatten().collect()).unwrap_or_default()
}

/// The same among the published figures of `batch`.
pub(crate) fn among(
    batch: &RecordBatch,
    inputs: &Inputs,
    settings: &Settings,
    published: &Published,
    year: i64,
) -> Vec<Comparator> {
    let text = |name: &str| batch.column_by_name(name).map(|column| column.as_string::<i32>().clone());
    let vintages = text("vintage");
    let vintage = |i: usize| vintages.as_ref().map_or_else(String::new, |column| text_at(column, i).to_owned());
    let (Some(measure), Some(breakdown), Some(level), Some(name), Some(dfe), Some(period), Some(shown), Some(source)) = (
        text("measure_id"),
        text("breakdown"),
        text("geography_level"),
        text("geography_name"),
        text("dfe_code"),
        text("period"),
        text("value_text"),
        text("source"),
    ) else {
        return Vec::new();
    };
    let Some(years) = batch.column_by_name("year").map(|column| column.as_primitive::<Int64Type>().clone()) else {
        return Vec::new();
    };
    let Some(values) = batch.column_by_name("value").map(|column| column.as_primitive::<Float64Type>().clone()) else {
        return Vec::new();
    };
    let wanted = |i: &usize| {
        text_at(&measure, *i) == published.measure
            && text_at(&breakdown, *i) == published.breakdown
            && years.is_valid(*i)
            && years.value(*i) <= year
    };
    let rows: Vec<usize> = (0..batch.num_rows()).filter(wanted).collect();
    let Some(newest) = rows.iter().map(|i| years.value(*i)).max() else { return Vec::new() };
    let rows: Vec<usize> = rows.into_iter().filter(|i| years.value(*i) == newest).collect();
    let one = |whose: Whose, found: Option<&usize>| {
        found.map(|i| Comparator {
            whose,
            value: values.is_valid(*i).then(|| values.value(*i)),
            text: text_at(&shown, *i).to_owned(),
            period: text_at(&period, *i).to_owned(),
            year: newest,
            source: text_at(&source, *i).to_owned(),
            vintage: vintage(*i),
            missing: 0,
        })
    };
    let mut neighbours = neighbours(inputs, settings);
    if settings.include_self && !neighbours.is_empty() {
        neighbours.push(settings.dfe_code.clone());
    }
    let by_code: BTreeMap<&str, usize> =
        rows.iter().filter(|i| text_at(&level, **i) == "Local authority").map(|i| (text_at(&dfe, *i), *i)).collect();
    let mut of_neighbours: Vec<f64> = neighbours
        .iter()
        .filter_map(|code| by_code.get(code.as_str()))
        .filter(|i| values.is_valid(**i))
        .map(|i| values.value(*i))
        .collect();
    of_neighbours.sort_by(f64::total_cmp);
    let missing = (neighbours.len() - of_neighbours.len()) as u32;
    let summary = |whose: Whose, value: f64| Comparator {
        whose,
        value: Some(value),
        text: String::new(),
        period: rows.first().map(|i| text_at(&period, *i).to_owned()).unwrap_or_default(),
        year: newest,
        source: format!(
            "{}; statistical neighbours of the model of {}, the council itself {}",
            rows.first().map(|i| text_at(&source, *i)).unwrap_or_default(),
            settings.neighbour_model,
            if settings.include_self { "included" } else { "left out" }
        ),
        vintage: rows.first().map(|i| vintage(*i)).unwrap_or_default(),
        missing,
    };
    let mut out = Vec::new();
    if let (false, n) = (of_neighbours.is_empty(), of_neighbours.len()) {
        out.push(summary(Whose::NeighbourMean, of_neighbours.iter().sum::<f64>() / n as f64));
        let median = (of_neighbours[(n - 1) / 2] + of_neighbours[n / 2]) / 2.0;
        out.push(summary(Whose::NeighbourMedian, median));
    } else {
        // A tidy file may give the neighbours' figure ready made, as older papers print it.
        let given = rows.iter().find(|i| text_at(&level, **i).eq_ignore_ascii_case("statistical neighbours"));
        out.extend(one(Whose::NeighbourMean, given));
    }
    let region = rows.iter().find(|i| text_at(&level, **i) == "Regional" && text_at(&name, **i) == settings.region);
    out.extend(one(Whose::Region, region));
    let national = |i: &&usize| text_at(&level, **i) == "National" && text_at(&name, **i) == "England";
    let country = rows.iter().find(national);
    out.extend(one(Whose::England, country));
    out
}

/// The DfE codes of the council's neighbours in the model that the settings name, itself left out.
pub(crate) fn neighbours(inputs: &Inputs, settings: &Settings) -> Vec<String> {
    let Some(batch) = inputs.tables.get("neighbours") else { return Vec::new() };
    let text = |name: &str| batch.column_by_name(name).map(|column| column.as_string::<i32>().clone());
    let (Some(model), Some(of), Some(code)) = (text("model"), text("la_code"), text("neighbour_code")) else {
        return Vec::new();
    };
    let own = |i: &usize| {
        text_at(&model, *i) == settings.neighbour_model
            && text_at(&of, *i) == settings.dfe_code
            && text_at(&code, *i) != settings.dfe_code
    };
    let mut codes: Vec<String> = (0..batch.num_rows()).filter(own).map(|i| text_at(&code, i).to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}
