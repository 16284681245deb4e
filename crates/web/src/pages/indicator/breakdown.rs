//! The number of one period by team, by characteristic, by category or by worker.

use super::{dimension_words, figure, when};
use crate::access::Permission;
use crate::ask::How;
use crate::pages::indicators::files::Format;
use crate::pages::indicators::known;
use crate::pages::indicators::rows::Figure;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::visit::Visit;
use council::paper::kept;
use measure::{Dimension, Indicator, Kind, Number, Slice};
use report::performance::input;
use report::words::{self, Unit};
use std::collections::BTreeMap;

/// A number by one dimension.
pub struct Breakdown {
    /// What the table shows.
    pub caption: String,
    /// The heading of the first column.
    pub heading: String,
    /// The categories across the top, for numbers in categories; empty for others.
    pub categories: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What the reader should know; empty for nothing.
    pub note: String,
    /// The numbers themselves, for files.
    pub numbers: Vec<Number>,
}

/// A row of a breakdown.
pub struct Row {
    /// What it is of.
    pub label: String,
    /// Where the same page shows it alone; empty for nowhere.
    pub href: String,
    /// The number, or one for each category.
    pub figures: Vec<Figure>,
}

/// What the visitor may break the indicator down by, with its words.
pub fn offered(visit: &Visit, declared: &Indicator) -> Vec<(Dimension, String)> {
    let offered = Dimension::ALL.into_iter().filter(|(dimension, _)| match dimension {
        Dimension::Worker => visit.may(Permission::SeeWorkers),
        // Shares are always in their categories.
        Dimension::Category => declared.kind != Kind::Shares && declared.category.is_some(),
        _ => true,
    });
    offered.map(|(by, _)| (by, dimension_words(by, declared.category.as_deref()))).collect()
}

/// The breakdown that the address asks for, of the month and kind of period that it names.
///
/// # Errors
/// The visitor may not see workers, or a period that is not kept.
pub async fn made(
    visit: &Visit,
    reading: &Reading,
    declared: &Indicator,
    by: Dimension,
    slice: &Slice,
) -> Result<Breakdown, Problem> {
    let period = known::period(reading, &visit.filters)?;
    let values = slice.values();
    let mut dimensions: Vec<Dimension> = values.iter().map(|(dimension, _)| *dimension).collect();
    if !dimensions.contains(&by) {
        dimensions.push(by);
    }
    let how = match Format::of(visit.filters.get("format"))? {
        Some(_) => How::Export,
        None => How::Read,
    };
    let numbers = match by {
        Dimension::Worker => visit.ask()?.by_worker(&declared.id, &period, &dimensions, how).await?,
        _ => reading.workings().at(&declared.id, &period, &dimensions)?,
    };
    let in_slice = |number: &Number| {
        let has = |(dimension, value): &(Dimension, String)| {
            number.breakdown.iter().any(|(name, known)| name == dimension.word() && known == value)
        };
        values.iter().all(has)
    };
    let name = match by {
        Dimension::Category => declared.category_name().to_owned(),
        by => by.word().to_owned(),
    };
    let numbers: Vec<Number> = numbers.into_iter().filter(|number| in_slice(number)).collect();
    let names = names(reading, by);
    let label = |code: &str| match names.get(code) {
        Some(name) => (0, name.clone()),
        None if matches!(by, Dimension::Team | Dimension::Worker | Dimension::Service) => unnamed(by, code),
        None => kept::label(&name, code),
    };
    let mut groups: BTreeMap<((usize, String), String), Vec<&Number>> = BTreeMap::new();
    for number in &numbers {
        let code = number.breakdown.iter().find(|(known, _)| *known == name).map(|(_, code)| code.as_str());
        let Some(code) = code else { continue };
        groups.entry((label(code), code.to_owned())).or_default().push(number);
    }
    let shown = input::Indicator {
        unit: Unit::of(&declared.unit),
        counts: declared.counts.clone(),
        decimals: u8::try_from(declared.decimals).unwrap_or(6),
        ..input::Indicator::default()
    };
    let categories = if declared.kind == Kind::Shares { categories(declared, &numbers) } else { Vec::new() };
    let rows = groups.into_iter().map(|(((_, label), code), numbers)| Row {
        href: match by {
            Dimension::Team | Dimension::Service if !code.is_empty() => {
                visit.filters.link(&visit.path, &[(by.word(), &code), ("by", "")])
            }
            _ => String::new(),
        },
        label,
        figures: match declared.kind {
            Kind::Shares => categories.iter().map(|(code, _)| count(declared, &numbers, code)).collect(),
            _ => numbers
                .iter()
                .take(1)
                .map(|number| figure(&shown, &kept::measurement(reading.measuring(), number)))
                .collect(),
        },
    });
    let heading = dimension_words(by, declared.category.as_deref());
    let of = known::slice_words(reading, slice);
    let of = if of.is_empty() { String::new() } else { format!(", {of}") };
    Ok(Breakdown {
        caption: format!("{} by {}, {}{of}", declared.title, heading.to_lowercase(), when(&period)),
        heading,
        rows: rows.collect(),
        categories: categories.into_iter().map(|(_, label)| label).collect(),
        note: note(declared, by),
        numbers,
    })
}

/// What workers and teams are called, by id.
fn names(reading: &Reading, by: Dimension) -> BTreeMap<String, String> {
    match by {
        Dimension::Team => reading.workings().teams().iter().map(|team| (team.id.clone(), team.name.clone())).collect(),
        Dimension::Worker => {
            reading.workings().workers().iter().map(|worker| (worker.id.clone(), worker.name.clone())).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn unnamed(by: Dimension, code: &str) -> (usize, String) {
    match (by, code) {
        (Dimension::Team, "") => (1, "No team recorded".to_owned()),
        (Dimension::Worker, "") => (1, "No worker recorded".to_owned()),
        (_, "") => (1, "No service recorded".to_owned()),
        (_, code) => (0, code.to_owned()),
    }
}

/// The categories that numbers are in: code and words, in order.
fn categories(declared: &Indicator, numbers: &[Number]) -> Vec<(String, String)> {
    let name = declared.category_name();
    let codes = numbers.iter().flat_map(|number| &number.breakdown).filter(|(known, _)| known == name);
    let mut found: Vec<((usize, String), String)> =
        codes.map(|(_, code)| (kept::label(name, code), code.clone())).collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|((_, label), code)| (code, label)).collect()
}

/// How many of a group are in a category.
fn count(declared: &Indicator, numbers: &[&Number], category: &str) -> Figure {
    let name = declared.category_name();
    let is = |number: &&&Number| number.breakdown.iter().any(|(known, code)| known == name && code == category);
    let counted = numbers.iter().find(is).and_then(|number| number.numerator);
    let text = counted.map_or_else(|| "0".to_owned(), |amount| report::Number::ten_thousandths(amount.0).plain());
    Figure { text, beneath: Vec::new() }
}

fn note(declared: &Indicator, by: Dimension) -> String {
    let mut said = Vec::new();
    if by == Dimension::Worker {
        said.push("Workers are shown who hold a child in your scope today.");
    }
    if matches!(by, Dimension::Team | Dimension::Service | Dimension::Worker) {
        said.push("Each is counted under who held the child on the day that it counts on.");
    }
    if declared.kind == Kind::Rate && by != Dimension::Sex {
        said.push("There are no population estimates for these groups, so only the counts are shown.");
    }
    words::full_stop(&said.join(" "))
}
