//! What goes into [`crate::read`] and what comes out.

use crate::{Limits, Mapping, XlsReader};
use arrow::record_batch::RecordBatch;
use standard::Date;
use standard::coverage::TableCoverage;
use standard::finding::Finding;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What the files don't say, and what the council settled once.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The authority's DfE code.
    pub authority: Option<String>,
    /// The day that the extracts describe, if given.
    pub data_date: Option<Date>,
    /// The first day from which they are complete, if given.
    pub covers_from: Option<Date>,
    /// The council's own names for columns and codes.
    pub mapping: Mapping,
    /// `[coverage]` of `authority.toml`: from when a table is complete; `all` for every table not named.
    pub settings_covers_from: BTreeMap<String, Date>,
    /// How much a file may hold.
    pub limits: Limits,
    /// What files are called that have other names on the disk than those that a person gave them.
    pub called: BTreeMap<PathBuf, String>,
    /// How the child process that reads old xls files is started.
    pub xls_reader: XlsReader,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Ofsted's Annex A, lists 1 to 11.
    AnnexA,
    /// Tables of the Standard Safeguarding Dataset.
    Ssd,
    /// Local tables.
    Local,
    /// Population estimates.
    Population,
    /// Published figures in the tidy form.
    Benchmarks,
    /// Statistical neighbours.
    Neighbours,
    /// Published figures in the DfE's own layout.
    DfeStatistics,
}

impl Kind {
    /// The word for it, as the store keeps it: `annex-a`, `ssd`, `local`, `population`, `benchmarks`,
    /// `neighbours`, `dfe-statistics`.
    pub fn word(self) -> &'static str {
        match self {
            Kind::AnnexA => "annex-a",
            Kind::Ssd => "ssd",
            Kind::Local => "local",
            Kind::Population => "population",
            Kind::Benchmarks => "benchmarks",
            Kind::Neighbours => "neighbours",
            Kind::DfeStatistics => "dfe-statistics",
        }
    }

    /// Whether it is published data, which belongs to no child and no one council.
    pub fn is_reference(self) -> bool {
        matches!(self, Kind::Population | Kind::Benchmarks | Kind::Neighbours | Kind::DfeStatistics)
    }
}

/// One thing read: it becomes one delivery.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What it is.
    pub kind: Kind,
    /// What a person would call it: the name of the file or folder.
    pub title: String,
    /// The DfE code of the authority; `None` for reference data or when it must be asked for.
    pub authority: Option<String>,
    /// The day it describes; `None` when it must be asked for.
    pub data_date: Option<Date>,
    /// The day that the files say themselves, whatever was given.
    pub said_date: Option<Date>,
    /// How the data date is known, or why it is not, in words.
    pub data_date_from: String,
    /// From when to when each table is complete; empty while there is no data date.
    pub coverage: Vec<TableCoverage>,
    /// The files it was read from; `source_file` of a row is an index into them.
    pub files: Vec<SourceFile>,
    /// The standard tables, each with [`standard::table::Table::kept_schema`].
    pub tables: BTreeMap<String, RecordBatch>,
    /// Columns that the source didn't carry at all, by table, in the standard's order.
    pub absent_columns: BTreeMap<String, Vec<String>>,
    /// What is wrong, doubtful or not understood.
    pub findings: Vec<Finding>,
    /// What each column of each file was taken for.
    pub columns: Vec<MappedColumn>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name, without its folder.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// What a column of a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MappedColumn {
    /// The file's name, without its folder.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: String,
    /// The heading as it stands there.
    pub heading: String,
    /// The standard table and column, `None` when the heading is not known.
    pub column: Option<(String, String)>,
    /// The nearest known heading, when it is not known and something is near.
    pub hint: Option<String>,
}

/// A file that can't be used at all. Nothing is read when there is one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct Fault {
    /// What is wrong.
    pub what: String,
    /// The file or folder, as given.
    pub file: String,
    /// What was expected.
    pub expected: String,
    /// What the reader can do.
    pub hint: String,
}
