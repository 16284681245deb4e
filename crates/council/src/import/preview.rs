//! What would be imported, as a plain value.

use intake::{Kind, MappedColumn, Reading, SourceFile};
use jiff::civil::Date;
use standard::authority::{self, Authority};
use standard::coverage::{Claim, TableCoverage};
use standard::finding::Severity;
use std::collections::BTreeMap;

/// What would be imported of one reading.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What a person would call it.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Whose data it is, where that is known; published data are no one's.
    pub authority: Option<&'static Authority>,
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

/// What would be imported of `reading`; `authority` is the code of whose data it is where the files don't say.
pub fn preview(reading: &Reading, authority: Option<&str>) -> Preview {
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
        authority: code.and_then(authority::find),
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
