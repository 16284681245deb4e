//! Statistics as the DfE publishes them: one row a place and year, one column a figure. Population estimates
//! become rows of `population`, all else rows of `benchmarks`. Suppressed figures (`c`, `x`, `z`, `k`, `u`,
//! `low`, `:`) stay text, never numbers.

use crate::builder::TableBuilder;
use crate::classify::TextTable;
use crate::findings::{FindingLog, Place};
use crate::headings::Match;
use crate::source::Source;
use crate::table_file::{TableRead, finish};
use crate::text::{Record, Records};
use crate::value::{Value, is_null, number, trimmed};
use crate::{Fault, MappedColumn, Options};
use standard::table::Table;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a file of statistics holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Population estimates.
    Population,
    /// Figures.
    Figures,
}

/// Columns of the DfE's layout that say when and where; every other column is a figure or a way of dividing.
const PLACES: [&str; 10] = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
];
/// A column that repeats the title of the publication.
const TITLE: &str = "category";
/// What stands for a figure that is not published.
const SUPPRESSED: [&str; 8] = ["c", "x", "z", "k", "u", "low", ":", "~"];
/// Rows looked at to tell figures from ways of dividing.
const SAMPLE: usize = 2_000;

/// A published measure that has an id of its own, declared in `data/dfe_measures.csv`.
struct Measure {
    column: String,
    /// The ways of dividing that make it this measure, joined by ` | `; empty for any.
    filter: String,
    id: String,
    name: String,
    breakdown: String,
    unit: String,
    polarity: String,
    numerator: String,
    denominator: String,
}

static MEASURES: LazyLock<Vec<Measure>> = LazyLock::new(|| {
    let text = include_bytes!("../data/dfe_measures.csv");
    let limits = crate::Limits::default();
    let dialect = crate::encoding::Dialect::of(text).expect("an embedded declaration is text");
    let mut records = Records::new(&text[..], dialect, "dfe_measures.csv", &limits);
    let mut measures = Vec::new();
    while let Some(record) = records.next().expect("an embedded declaration is well-formed") {
        let cell = |i: usize| record.cell(i).into_owned();
        if record.row > 1 {
            measures.push(Measure {
                column: cell(0),
                filter: cell(1),
                id: cell(2),
                name: cell(3),
                breakdown: cell(4),
                unit: cell(5),
                polarity: cell(6),
                numerator: cell(7),
                denominator: cell(8),
            });
        }
    }
    measures
});

/// Whether these are the headings of the DfE's layout, and of what.
pub(crate) fn layout(headings: &[String]) -> Option<Layout> {
    let has = |name: &str| headings.iter().any(|heading| heading.eq_ignore_ascii_case(name));
    if !has("time_period") || !has("geographic_level") || !(has("new_la_code") || has("old_la_code")) {
        return None;
    }
    Some(if has("age_group") && has("population_estimate") { Layout::Population } else { Layout::Figures })
}

/// Reads the statistics in `source`.
///
/// # Errors
/// A fault when it can't be read to its end.
pub(crate) fn read(source: &Source, text: &TextTable, layout: Layout, options: &Options) -> Result<TableRead, Fault> {
    let name = if layout == Layout::Population { "population" } else { "benchmarks" };
    let table = standard::table::find(name).expect("a standard table");
    let roles = roles(source, text, layout, options)?;
    let columns = columns(source, text, &roles, table);
    let own: Vec<(usize, String, usize)> =
        table.columns.iter().enumerate().map(|(i, column)| (i, column.name.clone(), i)).collect();
    let mut builder = TableBuilder::new(table, &own, 0, &options.mapping, None);
    let mut log = FindingLog::new(options.limits.findings);
    let mut records = records(source, text, options)?;
    let at = |name: &str| text.headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
    let places = Places {
        period: at("time_period"),
        level: at("geographic_level"),
        country: (at("country_code"), at("country_name")),
        region: (at("region_code"), at("region_name")),
        authority: (at("new_la_code"), at("la_name")),
        dfe_code: at("old_la_code"),
    };
    let by_name: BTreeMap<&str, usize> = text.headings.iter().map(String::as_str).zip(0..).collect();
    while let Some(record) = records.next()? {
        if record.row <= text.header_row || record.is_blank() {
            continue;
        }
        let place = Place { file: &source.name, sheet: "", row: record.row, column: "" };
        let whole = Whole { source, record: &record, roles: &roles, places: &places, by_name: &by_name };
        match layout {
            Layout::Population => whole.population(table, &mut builder, place, &mut log)?,
            Layout::Figures => whole.figures(table, &text.headings, &mut builder, place, &mut log)?,
        }
    }
    let matched = Match { table, columns: Vec::new() };
    finish(source, &matched, builder, log, columns)
}

fn records<'a>(source: &'a Source, text: &TextTable, options: &'a Options) -> Result<Records<'a>, Fault> {
    Ok(Records::new(source.content(&options.limits)?, text.dialect, &source.name, &options.limits))
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Place,
    Filter,
    Figure,
    Title,
}

/// What each column is for: one with anything but numbers and marks of suppression is a way of dividing.
fn roles(source: &Source, text: &TextTable, layout: Layout, options: &Options) -> Result<Vec<Role>, Fault> {
    let mut roles: Vec<Role> = text
        .headings
        .iter()
        .map(|heading| match heading.to_lowercase().as_str() {
            TITLE => Role::Title,
            "age_group" if layout == Layout::Population => Role::Filter,
            name if PLACES.contains(&name) || name.is_empty() => Role::Place,
            _ => Role::Figure,
        })
        .collect();
    let mut records = records(source, text, options)?;
    let mut rows = 0;
    while rows < SAMPLE
        && let Some(record) = records.next()?
    {
        if record.row <= text.header_row {
            continue;
        }
        rows += 1;
        for (i, role) in roles.iter_mut().enumerate().filter(|(_, role)| **role == Role::Figure) {
            let cell = record.cell(i);
            let cell = trimmed(&cell);
            if !is_null(cell) && number::float(cell).is_none() && !is_suppressed(cell) {
                *role = Role::Filter;
            }
        }
    }
    Ok(roles)
}

fn is_suppressed(text: &str) -> bool {
    SUPPRESSED.iter().any(|mark| mark.eq_ignore_ascii_case(text))
}

/// Where the columns stand that say when and where.
struct Places {
    period: Option<usize>,
    level: Option<usize>,
    country: (Option<usize>, Option<usize>),
    region: (Option<usize>, Option<usize>),
    authority: (Option<usize>, Option<usize>),
    dfe_code: Option<usize>,
}

/// A row with all that is known of its file.
struct Whole<'w> {
    source: &'w Source,
    record: &'w Record<'w>,
    roles: &'w [Role],
    places: &'w Places,
    by_name: &'w BTreeMap<&'w str, usize>,
}

impl Whole<'_> {
    fn cell(&self, index: Option<usize>) -> String {
        index.map(|i| trimmed(&self.record.cell(i)).to_owned()).unwrap_or_default()
    }

    /// The code and the name of the place.
    fn place(&self) -> (String, String) {
        let (code, name) = match self.cell(self.places.level).to_lowercase().as_str() {
            "national" => self.places.country,
            "regional" => self.places.region,
            _ => self.places.authority,
        };
        (self.cell(code), self.cell(name))
    }

    /// The year that the period ends in: 2025 of `2025`, `2024/25`, `2024-25` and `202425`.
    fn year(&self) -> Option<i64> {
        let text = self.cell(self.places.period);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        match digits.len() {
            4 => digits.parse().ok(),
            6 => {
                let (start, end): (i64, i64) = (digits[..4].parse().ok()?, digits[4..].parse().ok()?);
                (end == (start + 1) % 100).then_some(start + 1)
            }
            _ => None,
        }
    }

    /// The ways in which the row is divided, joined.
    fn breakdown(&self) -> String {
        let filters = self.roles.iter().enumerate().filter(|(_, role)| **role == Role::Filter);
        filters.map(|(i, _)| self.cell(Some(i))).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
    }

    fn population(
        &self,
        table: &'static Table,
        builder: &mut TableBuilder<'_>,
        place: Place<'_>,
        log: &mut FindingLog,
    ) -> Result<(), Fault> {
        let (code, _) = self.place();
        let age_group = self.breakdown();
        let ages: Vec<i64> =
            age_group.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
        let (from, to) = match ages.as_slice() {
            [from, to] => (*from, *to),
            [age] => (*age, *age),
            _ => {
                log.add("number-not-read", Place { column: "age_group", ..place }, &age_group, || {
                    ("ages such as 0 to 17", "row left out", "")
                });
                return Ok(());
            }
        };
        let persons = self.cell(self.by_name.get("population_estimate").copied());
        let value = |i: usize| match table.columns[i].name.as_str() {
            "geography_code" => Value::Text(&code),
            "mid_year" => self.year().map_or(Value::Null, Value::Integer),
            "age_from" => Value::Integer(from),
            "age_to" => Value::Integer(to),
            "sex" => Value::Text("P"),
            "persons" if is_suppressed(&persons) => Value::Null,
            "persons" => Value::Text(&persons),
            _ => Value::Null,
        };
        builder.row(value, place, log)
    }

    fn figures(
        &self,
        table: &'static Table,
        headings: &[String],
        builder: &mut TableBuilder<'_>,
        place: Place<'_>,
        log: &mut FindingLog,
    ) -> Result<(), Fault> {
        let ((code, name), breakdown) = (self.place(), self.breakdown());
        let (period, level) = (self.cell(self.places.period), self.cell(self.places.level));
        let dfe_code = self.cell(self.places.dfe_code);
        let source = format!("DfE statistics: {}", self.source.name);
        for (i, heading) in headings.iter().enumerate().filter(|(i, _)| self.roles[*i] == Role::Figure) {
            let shown = self.cell(Some(i));
            if is_null(&shown) {
                continue;
            }
            let measure = MEASURES.iter().find(|measure| {
                measure.column.eq_ignore_ascii_case(heading)
                    && (measure.filter.is_empty() || measure.filter == breakdown)
            });
            let own_id = format!("dfe:{heading}");
            let own_name = heading.replace('_', " ");
            let value = number::float(&shown);
            let part = |name: &str| {
                let at = self.by_name.get(name).copied();
                number::float(&self.cell(at)).map_or(Value::Null, Value::Number)
            };
            let cell = |c: usize| match (table.columns[c].name.as_str(), measure) {
                ("measure_id", Some(measure)) => Value::Text(&measure.id),
                ("measure_id", None) => Value::Text(&own_id),
                ("measure_name", Some(measure)) => Value::Text(&measure.name),
                ("measure_name", None) => Value::Text(&own_name),
                ("period", _) => Value::Text(&period),
                ("year", _) => self.year().map_or(Value::Null, Value::Integer),
                ("breakdown", Some(measure)) => Value::Text(&measure.breakdown),
                ("breakdown", None) => Value::Text(&breakdown),
                ("geography_level", _) => Value::Text(&level),
                ("geography_code", _) => Value::Text(&code),
                ("dfe_code", _) => Value::Text(&dfe_code),
                ("geography_name", _) => Value::Text(&name),
                ("value", _) => value.map_or(Value::Null, Value::Number),
                ("value_text", _) if value.is_none() => Value::Text(&shown),
                ("numerator", Some(measure)) => part(&measure.numerator),
                ("denominator", Some(measure)) => part(&measure.denominator),
                ("unit", Some(measure)) => Value::Text(&measure.unit),
                ("unit", None) => unit(heading).map_or(Value::Null, Value::Text),
                ("polarity", Some(measure)) => Value::Text(&measure.polarity),
                ("source", _) => Value::Text(&source),
                _ => Value::Null,
            };
            builder.row(cell, place, log)?;
        }
        Ok(())
    }
}

/// The unit that a column's name gives away.
fn unit(heading: &str) -> Option<&'static str> {
    let name = heading.to_lowercase();
    if name.contains("per_10000") {
        Some("rate per 10,000")
    } else if name.contains("percent") || name.contains("_rate") {
        Some("%")
    } else if name.ends_with("_fte") {
        Some("FTE")
    } else {
        None
    }
}

/// What each heading was taken for.
fn columns(source: &Source, text: &TextTable, roles: &[Role], table: &Table) -> Vec<MappedColumn> {
    let is_population = table.name == "population";
    let target = |heading: &str, role: Role| match (role, heading.to_lowercase().as_str()) {
        (Role::Figure, _) if is_population => "persons",
        (Role::Figure, _) => "value",
        (Role::Filter, _) if is_population => "age_from",
        (Role::Filter, _) => "breakdown",
        (_, "time_period") if is_population => "mid_year",
        (_, "time_period") => "period",
        (_, "geographic_level") if !is_population => "geography_level",
        (_, "old_la_code") if !is_population => "dfe_code",
        (_, name) if name.ends_with("_code") => "geography_code",
        (_, name) if name.ends_with("_name") && !is_population => "geography_name",
        // The title of the publication and the kind of period are of no use.
        _ => "",
    };
    text.headings
        .iter()
        .zip(roles)
        .map(|(heading, role)| MappedColumn {
            file: source.name.clone(),
            sheet: String::new(),
            heading: heading.clone(),
            column: Some(target(heading, *role)).filter(|c| !c.is_empty()).map(|c| (table.name.clone(), c.to_owned())),
            hint: None,
        })
        .collect()
}
