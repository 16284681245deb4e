//! What would be imported, as a plain value.

use intake::{Kind, MappedColumn, Reading, SourceFile};
use jiff::civil::Date;
use standard::authority;
use standard::coverage::{Claim, TableCoverage};
use standard::finding::Severity;
use standard::settings::Settings;
use std::collections::BTreeMap;
use store::Comparison;

/// What would be imported of one reading.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What a person would call it.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Whose data it is, where that is known; published data are no one's.
    pub authority: Option<Whose>,
    /// The day that it describes, where that is known.
    pub data_date: Option<Date>,
    /// How the data date is known, or why it is not, in words.
    pub data_date_from: String,
    /// Its files.
    pub files: Vec<SourceFile>,
    /// Its tables, by name.
    pub tables: Vec<TableLine>,
    /// What each column of each file was taken for.
    pub columns: Vec<MappedColumn>,
    /// Its findings, counted by severity and rule.
    pub findings: Vec<FindingLine>,
    /// The tables that would be held, and why.
    pub held: Vec<Comparison>,
}

/// An authority as its data folder calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// Its name in `authority.toml`, else that of the list of authorities.
    pub name: String,
    /// Its DfE code.
    pub dfe_code: String,
}

/// What a column of a file was taken for, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A column of a standard table: what it holds, and its name.
    Column {
        /// What the table's rows are, and what the column holds.
        words: String,
        /// Table and column.
        name: String,
    },
    /// A heading of the list that no standard table keeps: it is worked out again, or not used.
    NotKept,
    /// A heading that is not known.
    Unknown,
}

/// What a column was taken for.
pub fn taken(column: &MappedColumn) -> Taken {
    let Some((table, name)) = &column.column else { return Taken::Unknown };
    let Some(table) = standard::table::find(table) else { return Taken::NotKept };
    let title = table.column(name).map_or(name.as_str(), |column| column.title.as_str());
    Taken::Column { words: format!("{}: {}", table.title, lower_first(title)), name: format!("{}.{name}", table.name) }
}

/// A text that goes on in a sentence: its first letter small, unless the first word is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    match text.chars().nth(1) {
        Some(second) if second.is_uppercase() => text.to_owned(),
        _ => first.chain(letters).collect(),
    }
}

/// A table of a reading.
#[derive(Debug, Clone)]
pub struct TableLine {
    /// Its name.
    pub table: String,
    /// How many rows it has.
    pub rows: usize,
    /// From when to when it is complete, where that is known.
    pub coverage: Option<TableCoverage>,
}

/// How often a rule found something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingLine {
    /// How grave it is.
    pub severity: Severity,
    /// The rule's id.
    pub rule: String,
    /// What it says.
    pub title: String,
    /// How often.
    pub count: usize,
}

/// What would be imported of `reading`, of which `held` would be held; `authority` is the code of whose data it is where
/// the files don't say, and `settings` are those of the data folder.
pub fn preview(
    reading: &Reading,
    authority: Option<&str>,
    settings: Option<&Settings>,
    held: Vec<Comparison>,
) -> Preview {
    let code = reading.authority.as_deref().or(authority).filter(|_| !reading.kind.is_reference());
    let coverage = |name: &String| reading.coverage.iter().find(|coverage| coverage.table == *name).cloned();
    let mut counts: BTreeMap<(&str, &str), (Severity, usize)> = BTreeMap::new();
    for finding in &reading.findings {
        counts.entry((finding.severity.word(), &finding.rule)).or_insert((finding.severity, 0)).1 += 1;
    }
    let line = |((_, rule), (severity, count)): ((&str, &str), (Severity, usize))| FindingLine {
        severity,
        rule: rule.to_owned(),
        title: standard::finding::rule(rule).map_or(rule, |rule| &rule.title).to_owned(),
        count,
    };
    Preview {
        title: reading.title.clone(),
        kind: reading.kind,
        authority: code.and_then(authority::find).map(|found| Whose {
            name: match settings {
                Some(own) if own.dfe_code == found.dfe_code => own.name.clone(),
                _ => found.name.clone(),
            },
            dfe_code: found.dfe_code.clone(),
        }),
        data_date: reading.data_date,
        data_date_from: reading.data_date_from.clone(),
        files: reading.files.clone(),
        tables: reading
            .tables
            .iter()
            .map(|(name, batch)| TableLine { table: name.clone(), rows: batch.num_rows(), coverage: coverage(name) })
            .collect(),
        columns: reading.columns.clone(),
        findings: counts.into_iter().map(line).collect(),
        held,
    }
}

/// What a table promises to be complete in, in words.
pub fn claim_words(coverage: &TableCoverage) -> &'static str {
    match coverage.claim {
        Claim::Whole if coverage.from == Some(coverage.to) => "on that day",
        Claim::Whole => "whole",
        Claim::Starts => "what began then",
        Claim::LatestSpan | Claim::LatestInTurn | Claim::LatestEvent => "latest of each child",
    }
}

/// The kind in words.
pub fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::AnnexA => "Ofsted Annex A",
        Kind::Ssd => "Standard Safeguarding Dataset",
        Kind::Local => "local tables",
        Kind::Population => "population estimates",
        Kind::Benchmarks => "published figures",
        Kind::Neighbours => "statistical neighbours",
        Kind::DfeStatistics => "DfE statistics",
    }
}
