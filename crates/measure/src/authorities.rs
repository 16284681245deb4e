//! Published figures of single authorities: the council's own, and each of its statistical neighbours'.

use crate::catalogue::Published;
use crate::comparator::{Comparator, among, neighbours, of_measure, years};
use crate::inputs::Inputs;
use crate::working::text_at;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, Int64Type};
use standard::settings::Settings;
use std::collections::BTreeSet;

/// A figure published of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct OfAuthority {
    /// Its DfE code.
    pub dfe_code: String,
    /// Its name, as published.
    pub name: String,
    /// Whether it is the council itself.
    pub own: bool,
    /// The year: `2022` is the year to, or at, 31 March 2022.
    pub year: i64,
    /// The period as published, such as `2021-22`.
    pub period: String,
    /// The figure; `None` when it was not published as a number.
    pub value: Option<f64>,
    /// What stood in place of a number.
    pub text: String,
}

/// What was published of the council and of its neighbours in the model that the settings name, for every year: by year,
/// the council first, then by name.
pub fn of_authorities(inputs: &Inputs, settings: &Settings, published: &Published) -> Vec<OfAuthority> {
    let Some(batch) = of_measure(inputs, published) else { return Vec::new() };
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let (Some(level), Some(name), Some(code), Some(period), Some(shown)) =
        (text("geography_level"), text("geography_name"), text("dfe_code"), text("period"), text("value_text"))
    else {
        return Vec::new();
    };
    let years = batch.column_by_name("year").and_then(|column| column.as_primitive_opt::<Int64Type>());
    let values = batch.column_by_name("value").and_then(|column| column.as_primitive_opt::<Float64Type>());
    let Some((years, values)) = years.zip(values) else { return Vec::new() };
    let wanted: BTreeSet<String> =
        neighbours(inputs, settings).into_iter().chain([settings.dfe_code.clone()]).collect();
    let of_one =
        |i: &usize| text_at(level, *i) == "Local authority" && years.is_valid(*i) && wanted.contains(text_at(code, *i));
    let mut out: Vec<OfAuthority> = (0..batch.num_rows())
        .filter(of_one)
        .map(|i| OfAuthority {
            dfe_code: text_at(code, i).to_owned(),
            name: text_at(name, i).to_owned(),
            own: text_at(code, i) == settings.dfe_code,
            year: years.value(i),
            period: text_at(period, i).to_owned(),
            value: values.is_valid(i).then(|| values.value(i)),
            text: text_at(shown, i).to_owned(),
        })
        .collect();
    out.sort_by(|a, b| (a.year, !a.own, &a.name, &a.dfe_code).cmp(&(b.year, !b.own, &b.name, &b.dfe_code)));
    out
}

/// What others published of a measure, for every year that there is, the earliest first.
pub fn by_year(inputs: &Inputs, settings: &Settings, published: &Published) -> Vec<(i64, Vec<Comparator>)> {
    let Some(rows) = of_measure(inputs, published) else { return Vec::new() };
    years(&rows).into_iter().map(|year| (year, among(&rows, inputs, settings, published, year))).collect()
}

/// The neighbour models that the council is in, in order.
pub fn models(inputs: &Inputs, settings: &Settings) -> Vec<String> {
    let Some(batch) = inputs.tables.get("neighbours") else { return Vec::new() };
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let Some((model, of)) = text("model").zip(text("la_code")) else { return Vec::new() };
    let own = (0..batch.num_rows()).filter(|i| text_at(of, *i) == settings.dfe_code);
    let models: BTreeSet<&str> = own.map(|i| text_at(model, i)).filter(|model| !model.is_empty()).collect();
    models.into_iter().map(str::to_owned).collect()
}
