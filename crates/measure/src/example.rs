//! Worked examples: a handful of invented records as tables, the working and the number that follow from them.
//! They stand beside the catalogue's entries, are its tests, and are printed in its pages.

use crate::inputs::Inputs;
use crate::working::COLUMNS;
use crate::{Catalogue, Counted, Engine, Error, Number, Options};
use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use include_dir::{Dir, include_dir};
use jiff::civil::Date;
use serde::Deserialize;
use standard::coverage::Interval;
use standard::date::to_days;
use standard::period::Period;
use standard::settings::Settings;
use standard::table::{ColumnType, DECIMAL_PRECISION, DECIMAL_SCALE, PROVENANCE, REACH};
use std::collections::BTreeMap;
use std::sync::Arc;

static INDICATORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../indicators");
static CHECKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../checks");

/// A worked example of an indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The story, with the arithmetic by hand.
    #[serde(default)]
    pub story: String,
    /// D.
    #[serde(default)]
    pub data_date: Option<Date>,
    /// The period of the number.
    #[serde(default)]
    pub period: String,
    /// From when every table is complete.
    #[serde(default)]
    pub covers_from: Option<Date>,
    /// From when one table is complete, in place of `covers_from`.
    #[serde(default)]
    pub table_covers_from: BTreeMap<String, Date>,
    /// Tables that have only each child's latest event.
    #[serde(default)]
    pub latest_only: Vec<String>,
    /// Parameters that the council set, as `name = "10 WD"` or `name = ["2023-01-01: 15 WD"]`.
    #[serde(default)]
    pub parameters: BTreeMap<String, toml::Value>,
    /// The breakdown of the number, as files write it.
    #[serde(default)]
    pub breakdown: String,
    /// The numerator.
    #[serde(default)]
    pub numerator: Option<toml::Value>,
    /// The denominator.
    #[serde(default)]
    pub denominator: Option<toml::Value>,
    /// The value, with six decimals; empty when there is none.
    #[serde(default)]
    pub value: Option<String>,
    /// The status; `complete` is also said of a number that only has to settle.
    #[serde(default)]
    pub status: Option<String>,
    /// The working, as CSV of the columns to compare.
    #[serde(default)]
    pub working: String,
    /// For a check: what it finds, as CSV of column_name, found and person_id. For a view: its rows.
    #[serde(default)]
    pub expected: String,
    /// The records, as CSV by table.
    #[serde(default)]
    pub tables: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Examples {
    example: Vec<Example>,
}

/// The worked examples of the indicator, check or view with this id.
///
/// # Errors
/// A file that is not well-formed.
pub fn examples(id: &str) -> Result<Vec<Example>, Error> {
    let name = format!("{id}.example.toml");
    let file = INDICATORS.get_file(&name).or_else(|| CHECKS.get_file(&name)).and_then(|file| file.contents_utf8());
    let Some(text) = file.or_else(|| crate::views::example(id)) else { return Ok(Vec::new()) };
    toml::from_str::<Examples>(text)
        .map(|examples| examples.example)
        .map_err(|error| Error::Catalogue(vec![format!("{name}: {error}")]))
}

impl Example {
    /// Its tables as inputs.
    ///
    /// # Errors
    /// Every table, column or value that can't be read.
    pub fn inputs(&self) -> Result<Inputs, Vec<String>> {
        let data_date = self.data_date.unwrap_or(Date::constant(2023, 7, 31));
        let covers_from = self.covers_from.unwrap_or(Date::constant(2010, 1, 1));
        let mut inputs = Inputs {
            data_date,
            tables: BTreeMap::new(),
            coverage: BTreeMap::new(),
            latest_only: BTreeMap::new(),
            absent_columns: BTreeMap::new(),
        };
        let mut faults = Vec::new();
        for (name, text) in &self.tables {
            match read_table(name, text) {
                Ok(batch) => drop(inputs.tables.insert(name.clone(), batch)),
                Err(fault) => faults.push(fault),
            }
            let from = self.table_covers_from.get(name).copied().unwrap_or(covers_from);
            let interval = Interval { from, to: data_date };
            if self.latest_only.contains(name) {
                inputs.latest_only.insert(name.clone(), vec![interval]);
            } else {
                inputs.coverage.insert(name.clone(), vec![interval]);
            }
        }
        if faults.is_empty() { Ok(inputs) } else { Err(faults) }
    }

    /// The settings of its council: Derby's codes, its own parameters.
    ///
    /// # Errors
    /// A parameter that can't be read.
    pub fn settings(&self) -> Result<Settings, String> {
        let mut settings = Settings::new(standard::authority::find("831").ok_or("Derby is declared")?);
        for (name, value) in &self.parameters {
            let values: Vec<String> = match value {
                toml::Value::Array(values) => values.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
                value => value.as_str().map(str::to_owned).into_iter().collect(),
            };
            for text in values {
                let (from, length) = match text.split_once(": ") {
                    Some((date, length)) => (Some(date.parse().map_err(|_| format!("{date} is not a date"))?), length),
                    None => (None, text.as_str()),
                };
                settings.parameters.set(name, from, length.parse()?);
            }
        }
        Ok(settings)
    }

    /// Runs it: the numbers of its period and breakdown, and the working.
    ///
    /// # Errors
    /// Anything that keeps it from running.
    pub fn run(
        &self,
        catalogue: &Arc<Catalogue>,
        id: &str,
        options: Options,
    ) -> Result<(Vec<Number>, Vec<Counted>), String> {
        let inputs = self.inputs().map_err(|faults| faults.join("; "))?;
        let engine = Engine::new(Arc::clone(catalogue), inputs, self.settings()?, options);
        let period: Period = self.period.parse()?;
        let by = crate::Dimension::ALL.iter().filter(|(_, word)| self.breakdown.starts_with(&format!("{word}:")));
        let by = by.map(|(dimension, _)| vec![*dimension]).collect();
        engine.worked(id, &period, by).map_err(|error| error.to_string())
    }

    /// What is wrong with what it gives; nothing when it holds.
    pub fn faults(&self, catalogue: &Arc<Catalogue>, id: &str, options: Options) -> Vec<String> {
        let (numbers, working) = match self.run(catalogue, id, options) {
            Ok(result) => result,
            Err(fault) => return vec![fault],
        };
        let mut faults = Vec::new();
        let named = numbers.iter().find(|number| number.breakdown_text().trim_end_matches(':') == self.breakdown);
        match named {
            None => {
                let given: Vec<String> = numbers.iter().map(Number::breakdown_text).collect();
                let zero = |value: &Option<toml::Value>| value.as_ref().is_none_or(|v| v.as_integer() == Some(0));
                if !(zero(&self.numerator)
                    && self.value.as_deref().is_none_or(|v| v.is_empty() || v.starts_with("0.0")))
                {
                    faults.push(format!("there is no number for ‘{}’, only for {given:?}", self.breakdown));
                }
            }
            Some(number) => {
                let shown = |amount: Option<crate::Amount>| amount.map(|a| a.to_string()).unwrap_or_default();
                let mut compare = |what: &str, expected: Option<String>, given: String| {
                    if let Some(expected) = expected.filter(|expected| *expected != given) {
                        faults.push(format!("{what}: expected ‘{expected}’, got ‘{given}’ ({})", number.reason));
                    }
                };
                compare("numerator", self.numerator.as_ref().map(plain), shown(number.numerator));
                compare("denominator", self.denominator.as_ref().map(plain), shown(number.denominator));
                compare("value", self.value.clone(), number.value.map(|v| v.to_string()).unwrap_or_default());
                // An example ends with its data, so a whole number is still provisional in it.
                let settled = number.status == crate::Status::Provisional && self.status.as_deref() == Some("complete");
                compare("status", self.status.clone().filter(|_| !settled), number.status.to_string());
            }
        }
        if !self.working.trim().is_empty() {
            let (header, expected) = lines(&self.working);
            let mut given: Vec<Vec<String>> =
                working.iter().map(|row| header.iter().map(|name| cell(row, name)).collect()).collect();
            let mut expected = expected;
            expected.sort();
            given.sort();
            if expected != given {
                faults.push(format!("working ({}):\n  expected {expected:?}\n  got      {given:?}", header.join(",")));
            }
        }
        faults
    }
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Float(number) => number.to_string(),
        other => other.to_string(),
    }
}

/// The header and the rows of a CSV text.
pub fn lines(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut rows = text.trim().lines().map(|line| split_line(line.trim()));
    let header = rows.next().unwrap_or_default();
    let width = header.len();
    let rows = rows.map(|mut row| {
        row.resize(width.max(row.len()), String::new());
        row
    });
    (header, rows.collect())
}

/// The cells of a line: commas part them, double quotes hold them together (JSON columns have both).
fn split_line(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

/// A column of the working, as an example writes it.
pub fn cell(row: &Counted, name: &str) -> String {
    debug_assert!(COLUMNS.contains(&name) || name == "family_id");
    let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    match name {
        "unit_id" => row.unit_id.clone(),
        "person_id" => row.person_id.clone(),
        "family_id" => row.family_id.clone(),
        "worker_id" => row.worker_id.clone(),
        "team_id" => row.team_id.clone(),
        "event_date" => day(row.event_date),
        "due" => day(row.due),
        "done" => day(row.done),
        "counts_on" => day(row.counts_on),
        "state" => row.state.word().to_owned(),
        "category" => row.category.clone(),
        "part" => row.part.to_owned(),
        "amount" => row.amount.to_string(),
        "note" => row.note.clone(),
        _ => String::new(),
    }
}

/// A standard table from CSV text; columns that it does not name are null.
///
/// # Errors
/// What can't be read, as a sentence.
pub fn read_table(name: &str, text: &str) -> Result<RecordBatch, String> {
    let table = standard::table::find(name).ok_or_else(|| format!("{name} is not a standard table"))?;
    let (header, rows) = lines(text);
    if let Some(unknown) = header.iter().find(|column| table.column(column).is_none()) {
        return Err(format!("{name} has no column {unknown}"));
    }
    let value = |row: &Vec<String>, column: &str| {
        let at = header.iter().position(|name| name == column)?;
        row.get(at).filter(|text| !text.is_empty()).cloned()
    };
    let date = |text: &str| text.parse::<Date>().map(to_days).map_err(|_| format!("{name}: {text} is not a date"));
    let mut columns: Vec<ArrayRef> = Vec::new();
    for column in &table.columns {
        let texts: Vec<Option<String>> = rows.iter().map(|row| value(row, &column.name)).collect();
        let wrong = |text: &str| format!("{name}.{}: {text} is not a number", column.name);
        columns.push(match column.kind {
            ColumnType::Text | ColumnType::Code | ColumnType::Json => Arc::new(StringArray::from(texts)),
            ColumnType::Date => {
                let days: Result<Date32Array, String> =
                    texts.iter().map(|t| t.as_deref().map(date).transpose()).collect();
                Arc::new(days?)
            }
            ColumnType::Integer => {
                let numbers: Result<Int64Array, String> =
                    texts.iter().map(|t| t.as_deref().map(|t| t.parse().map_err(|_| wrong(t))).transpose()).collect();
                Arc::new(numbers?)
            }
            ColumnType::Number => {
                let numbers: Result<Float64Array, String> =
                    texts.iter().map(|t| t.as_deref().map(|t| t.parse().map_err(|_| wrong(t))).transpose()).collect();
                Arc::new(numbers?)
            }
            ColumnType::Decimal => {
                let read =
                    |text: &str| text.parse::<f64>().map(|n| (n * 10_000.0).round() as i128).map_err(|_| wrong(text));
                let numbers: Result<Decimal128Array, String> =
                    texts.iter().map(|t| t.as_deref().map(read).transpose()).collect();
                Arc::new(
                    numbers?
                        .with_precision_and_scale(DECIMAL_PRECISION, DECIMAL_SCALE)
                        .map_err(|error| error.to_string())?,
                )
            }
        });
    }
    for _ in REACH {
        columns.push(Arc::new(Date32Array::new_null(rows.len())));
    }
    for (i, _) in PROVENANCE.iter().enumerate() {
        let numbers = (0..rows.len() as i32).map(|row| if i == 2 { row + 2 } else { 0 });
        columns.push(Arc::new(Int32Array::from_iter_values(numbers)));
    }
    RecordBatch::try_new(table.kept_schema(), columns).map_err(|error| error.to_string())
}
