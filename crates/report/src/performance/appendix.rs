//! Data quality, definitions, and where the numbers came from.

use super::input::{Definition, FindingCount, Part, PerformanceInput};
use super::missing;
use crate::model::{Block, Cell, Column, Heading, Row, Table, Text, slug};
use crate::number::Number;
use crate::words;
use standard::finding::Severity;

/// The anchor of the definition of `id`.
pub(crate) fn anchor(id: &str) -> String {
    format!("definition-{}", slug(id))
}

/// The section “Data quality”: findings by rule, and what has no figure.
pub(crate) fn quality(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Data quality")];
    match &input.findings {
        Part::Missing(why) => out.push(missing("Findings", why)),
        Part::Given(findings) if findings.is_empty() => {
            out.push(Block::paragraph("Nothing was found to be wrong or doubtful in what the council gave."));
        }
        Part::Given(findings) => {
            let mut ordered: Vec<_> = findings.iter().collect();
            ordered.sort_by(|a, b| {
                let count = |finding: &FindingCount| finding.count.unwrap_or(0);
                b.severity.cmp(&a.severity).then(count(b).cmp(&count(a))).then_with(|| a.title.cmp(&b.title))
            });
            let sum = |of: &dyn Fn(&FindingCount) -> bool| {
                findings.iter().filter(|f| of(f)).try_fold(0, |sum: u64, f| Some(sum.saturating_add(f.count?)))
            };
            let listed = "Each is listed by the command derwent findings, for the team that owns the record.";
            let errors = sum(&|f| f.severity == Severity::Error);
            out.push(Block::paragraph(match sum(&|_| true).zip(errors) {
                Some((total, errors)) => format!(
                    "{} in the extracts, {} of them errors: values, rows or tables that could not be used. {listed}",
                    words::counted(whole(total), "finding", "findings"),
                    whole(errors).plain()
                ),
                None => format!("Findings in the extracts, by rule. {listed}"),
            }));
            let rows = ordered.iter().map(|finding| {
                Row::of([
                    Cell::from(words::sentence(&finding.title)),
                    words::sentence(finding.severity.word()).into(),
                    finding.count.map_or_else(|| "c".to_owned(), |count| whole(count).plain()).into(),
                ])
            });
            out.push(Block::Table(Table {
                caption: format!("Findings by rule{}", as_at(input)),
                columns: vec![Column::words("Finding"), Column::words("Severity"), Column::numbers("Number")],
                rows: rows.collect(),
                notes: Vec::new(),
            }));
        }
    }
    out.push(Block::heading(3, "Measures without a figure"));
    if input.not_computed.is_empty() {
        out.push(Block::paragraph("Every measure of this report has a figure."));
    } else {
        let rows = input.not_computed.iter().map(|measure| {
            let instead = if measure.instead.is_empty() { "nothing" } else { measure.instead.as_str() };
            Row::of([
                Cell::from(measure.title.as_str()),
                Cell::from(words::sentence(measure.status.word())).beneath(measure.reason.clone()),
                words::sentence(instead).into(),
            ])
        });
        out.push(Block::Table(Table {
            caption: format!("Measures without a figure, and why{}", as_at(input)),
            columns: vec![Column::words("Measure"), Column::words("Why"), Column::words("Shown instead")],
            rows: rows.collect(),
            notes: Vec::new(),
        }));
    }
    out
}

fn whole(n: u64) -> Number {
    Number::whole(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The section “Definitions”, by area in the order given.
pub(crate) fn definitions(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Definitions")];
    if input.definitions.is_empty() {
        out.push(missing("Definitions", "none were given"));
        return out;
    }
    let mut areas: Vec<&str> = Vec::new();
    for definition in &input.definitions {
        if !areas.contains(&definition.area.as_str()) {
            areas.push(&definition.area);
        }
    }
    for area in areas {
        let text = if area.is_empty() { "Other measures".to_owned() } else { area.to_owned() };
        let anchor = format!("definitions-{}", slug(&text));
        out.push(Block::Heading(Heading { level: 3, number: String::new(), text, anchor }));
        for definition in input.definitions.iter().filter(|definition| definition.area == area) {
            out.extend(self::definition(definition));
        }
    }
    out
}

fn definition(definition: &Definition) -> Vec<Block> {
    let (text, anchor) = (definition.title.clone(), anchor(&definition.id));
    let heading = Heading { level: 4, number: String::new(), text, anchor };
    let meaning: Vec<Text> = definition
        .definition
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .map(Text::from)
        .collect();
    let mut terms: Vec<(String, Vec<Text>)> = Vec::new();
    let mut term = |name: &str, meanings: Vec<Text>| {
        if meanings.iter().any(|meaning| !meaning.is_empty()) {
            terms.push((name.to_owned(), meanings));
        }
    };
    term("What it is", meaning);
    term("What is counted", vec![definition.counts.as_str().into()]);
    term("Which way is good", vec![definition.good.as_str().into()]);
    term("Basis", vec![definition.basis.as_str().into()]);
    let parameters = definition.parameters.iter().map(|parameter| {
        let from = parameter.from.map(|from| format!(", from {}", words::date(from))).unwrap_or_default();
        let who = if parameter.set { "set by the council" } else { "default" };
        Text::from(format!("{}: ", parameter.title)).then(format!("{} ({who}{from})", parameter.value))
    });
    term("Values in force", parameters.collect());
    term("Published measure", definition.published.iter().map(|text| text.as_str().into()).collect());
    term("Name in the catalogue", vec![Text::code(definition.id.as_str())]);
    vec![Block::Heading(heading), Block::Definitions(terms)]
}

/// `, 31 July 2023`: the day that a table of the appendices is of; empty where there is none.
fn as_at(input: &PerformanceInput) -> String {
    input.data_date.map_or_else(String::new, |day| format!(", {}", words::date(day)))
}

/// The section “Where the numbers came from”.
pub(crate) fn deliveries(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Where the numbers came from")];
    if input.deliveries.is_empty() {
        out.push(missing("The deliveries", "none are in force"));
        return out;
    }
    let rows = input.deliveries.iter().map(|delivery| {
        let hash: String = delivery.hash.chars().take(12).collect();
        Row::of([
            Cell::from(delivery.title.as_str()),
            delivery.kind.as_str().into(),
            delivery.data_date.map(words::date).unwrap_or_else(|| "none".to_owned()).into(),
            delivery.received.as_str().into(),
            delivery.rows.map(|rows| whole(rows).plain()).unwrap_or_default().into(),
            Text::code(hash).into(),
        ])
    });
    out.push(Block::Table(Table {
        caption: format!("Deliveries in force{}", as_at(input)),
        columns: vec![
            Column::words("Delivery"),
            Column::words("Kind"),
            Column::words("Data date"),
            Column::words("Received"),
            Column::numbers("Rows"),
            Column::words("SHA-256, first 12 digits"),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
    }));
    out
}
