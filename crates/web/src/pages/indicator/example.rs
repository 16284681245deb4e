//! Worked examples: a handful of invented children, and the number that follows from them.

use crate::reading::Reading;
use measure::example::{Example, examples, lines};
use report::model::{Column, Row, Table, slug};
use std::sync::Arc;

/// A worked example as the page shows it.
pub struct Worked {
    /// What it shows.
    pub title: String,
    /// The story, with the arithmetic by hand.
    pub story: String,
    /// The number that follows, in words; empty where the example is about its rows alone.
    pub number: String,
    /// The records, and the working that follows from them, each with an id for the page.
    pub tables: Vec<(String, Table)>,
}

/// The worked examples of an indicator. A council's own indicator has none.
pub fn all(reading: &Reading, id: &str) -> Arc<Vec<Worked>> {
    reading.once(&format!("examples {id}"), || {
        // They are tested with the program; one that can't be read shows as none.
        examples(id).unwrap_or_default().iter().enumerate().map(|(n, example)| worked(n, example)).collect()
    })
}

fn worked(n: usize, example: &Example) -> Worked {
    let mut tables: Vec<(String, Table)> =
        example.tables.iter().map(|(name, text)| table(n, name, &format!("Records: {name}"), text)).collect();
    if !example.working.is_empty() {
        tables.push(table(n, "working", "The working that follows", &example.working));
    }
    let text = |value: &dyn std::fmt::Display| value.to_string().trim_matches('"').to_owned();
    let numerator = example.numerator.as_ref().map(|value| text(value));
    let denominator = example.denominator.as_ref().map(|value| text(value));
    let number = match (numerator, denominator, &example.status) {
        (Some(numerator), Some(denominator), Some(status)) => {
            format!("The number for {}: {numerator} of {denominator}, {status}.", example.period)
        }
        (Some(numerator), None, Some(status)) => format!("The number for {}: {numerator}, {status}.", example.period),
        _ => String::new(),
    };
    let story = example.story.split_whitespace().collect::<Vec<_>>().join(" ");
    Worked { title: example.title.clone(), story, number, tables }
}

fn table(n: usize, name: &str, caption: &str, text: &str) -> (String, Table) {
    let (columns, rows) = lines(text);
    let table = Table {
        caption: caption.to_owned(),
        columns: columns.into_iter().map(Column::words).collect(),
        rows: rows.into_iter().map(Row::of).collect(),
        notes: Vec::new(),
    };
    (format!("example-{n}-{}", slug(name)), table)
}
