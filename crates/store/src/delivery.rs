//! What a delivery is: what came in ([`Parcel`]), what is kept about it ([`Delivery`]) and how it compares with
//! the one before ([`Comparison`]).

use arrow::record_batch::RecordBatch;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use standard::{
    coverage::{Interval, TableCoverage},
    finding::{Finding, Severity},
};
use std::{collections::BTreeMap, fmt, path::PathBuf};

/// What is handed to the store to be kept: one reading of one or more files.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// The kind of extract in one word: `ssd`, `annex-a`, `local`, `population` …
    pub kind: String,
    /// What a person calls it: the name of the file or folder.
    pub title: String,
    /// The DfE code of the authority whose data it is; `None` for reference data.
    pub authority: Option<String>,
    /// The day that the extract describes.
    pub data_date: Date,
    /// From when to when each table is complete.
    pub coverage: Vec<TableCoverage>,
    /// The files that were read, in the order to which `source_file` refers.
    pub files: Vec<ParcelFile>,
    /// The tables, each with the schema that the standard keeps ([`standard::table::Table::kept_schema`]).
    pub tables: BTreeMap<String, RecordBatch>,
    /// By table, the columns that the files do not have.
    pub absent_columns: BTreeMap<String, Vec<String>>,
    /// What was found wrong or doubtful.
    pub findings: Vec<Finding>,
    /// A hash of everything in the mapping that bears on how the files are read.
    pub mapping_hash: String,
    /// Who imported it.
    pub imported_by: String,
}

/// A file of a [`Parcel`].
#[derive(Debug, Clone)]
pub struct ParcelFile {
    /// Its name, without its folder.
    pub name: String,
    /// Where it is now.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A file of a [`Delivery`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its name, without its folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Where the copy of it is, within the delivery's folder, with `/` between the parts.
    pub kept_as: String,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCounts {
    /// How many errors.
    pub errors: u64,
    /// How many warnings.
    pub warnings: u64,
    /// How many notes.
    pub notes: u64,
}

impl FindingCounts {
    /// Counts `findings`.
    pub fn of(findings: &[Finding]) -> FindingCounts {
        let mut counts = FindingCounts::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}

/// What a table of a delivery is compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The same table of the delivery before of the same kind.
    #[default]
    Delivery,
    /// What stands, of whatever deliveries.
    Standing,
    /// Nothing of its own: it waits with the rest of its delivery, which has far fewer children than stand.
    WithTheRest,
    /// What stands of another kind of delivery for the same data date, which has more columns: the new one would take
    /// away more of them than it would bring.
    LessDetail,
}

/// How a table compares with what was there before: why it is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The table.
    pub table: String,
    /// The number of the delivery before, or of the newest of those that stand for the table; 0 for none.
    pub against: i32,
    /// The rows before that touch the window; children, where `children`. Against what stands of another kind, what
    /// goes on for a child from one day is one.
    pub before: u64,
    /// The new delivery's rows that touch the window; children, where `children`.
    pub after: u64,
    /// The change in per cent of `before`, towards zero: −37 for more than a third fewer; 0 where there was nothing.
    pub percent: i64,
    /// The days that are compared, covered by both, first and last inclusive; `None` when all rows were compared.
    /// Where `earlier` is given, the days of the new delivery.
    pub window: Option<Interval>,
    /// What it is compared with.
    #[serde(default)]
    pub basis: Basis,
    /// Whether children were counted, each once, because either gives one row a child.
    #[serde(default)]
    pub children: bool,
    /// Where no day is covered by both: the days before that `before` is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Interval>,
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let things = if self.children { "children" } else { "rows" };
        write!(f, "{}: {} {things}, ", self.table, self.after)?;
        match self.basis {
            Basis::Delivery => write!(f, "{} in delivery {} ({:+}%)", self.before, self.against, self.percent)?,
            Basis::Standing => write!(f, "{} stand ({:+}%)", self.before, self.percent)?,
            Basis::WithTheRest => write!(f, "{} stand; waits with the rest of its delivery", self.before)?,
            Basis::LessDetail => {
                write!(f, "{} stand for the same date, of a delivery with more columns", self.before)?;
            }
        }
        let days = |f: &mut fmt::Formatter<'_>, days: &Interval| {
            if days.from == days.to { write!(f, "{}", days.from) } else { write!(f, "{} to {}", days.from, days.to) }
        };
        if let Some(window) = &self.window {
            f.write_str(", of ")?;
            days(f, window)?;
        }
        if let Some(earlier) = &self.earlier {
            f.write_str(" against ")?;
            days(f, earlier)?;
        }
        Ok(())
    }
}

/// What has become of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// All its tables are in force.
    InForce,
    /// These tables wait to be accepted; the others are in force.
    Held(Vec<String>),
    /// It was withdrawn, for this reason.
    Withdrawn(String),
    /// The same files were read again later, as the delivery of this number.
    Superseded(i32),
    /// All that it held about children is gone: it ended before this day.
    Retired(Date),
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::InForce => f.write_str("in force"),
            Status::Held(tables) => write!(f, "held: {}", tables.join(", ")),
            Status::Withdrawn(reason) => write!(f, "withdrawn: {reason}"),
            Status::Superseded(by) => write!(f, "read again as {by}"),
            Status::Retired(before) => write!(f, "retired before {before}"),
        }
    }
}

/// A delivery that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Its number, from 1 in the order of import: the `source_delivery` of its rows.
    pub number: i32,
    /// Its id, the name of its folder: `0001-ssd-2023-07-31-1a2b3c4d`.
    pub id: String,
    /// The kind of extract in one word.
    pub kind: String,
    /// What a person calls it.
    pub title: String,
    /// The DfE code of the authority whose data it is; `None` for reference data.
    pub authority: Option<String>,
    /// The day that the extract describes.
    pub data_date: Date,
    /// From when to when each table is complete, as it was received.
    pub coverage: Vec<TableCoverage>,
    /// The files that it was read from.
    pub files: Vec<KeptFile>,
    /// The rows of each table, as received.
    pub tables: BTreeMap<String, u64>,
    /// The rows that have since been retired or erased, by table.
    pub dropped: BTreeMap<String, u64>,
    /// By table, the columns that the files do not have.
    pub absent_columns: BTreeMap<String, Vec<String>>,
    /// How many findings it had, as received.
    pub findings: FindingCounts,
    /// A hash of the kind and of the files' hashes: the same for every reading of the same files.
    pub files_hash: String,
    /// A hash of the mapping that it was read with.
    pub mapping_hash: String,
    /// A hash of all that makes it this reading: files, mapping, kind, authority, data date and coverage.
    pub identity: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// Who imported it.
    pub imported_by: String,
    /// The version of the program that imported it.
    pub engine_version: String,
    /// The tables that were held, whether or not they have been accepted since.
    pub moved: Vec<Comparison>,
    /// The tables among them that still wait to be accepted, and so are not in force.
    pub held: Vec<String>,
    /// By table, the rows whose key a later row of the same table has too: they do not count.
    pub repeated: BTreeMap<String, u64>,
    /// Whether its original files are still kept.
    pub originals_kept: bool,
    /// Rows about children whose reach ends before this day have been dropped.
    pub retired_before: Option<Date>,
    /// What has become of it.
    pub status: Status,
}

impl Delivery {
    /// Whether it has nothing but published figures and populations, which belong to no child.
    pub fn is_reference(&self) -> bool {
        !self.tables.is_empty()
            && self.tables.keys().all(|name| {
                standard::table::find(name).is_some_and(|t| t.standard == standard::table::Standard::Reference)
            })
    }

    /// Its rows of a table that are still kept: as received, less what was retired or erased since.
    pub fn rows_kept(&self, table: &str) -> u64 {
        let of = |rows: &BTreeMap<String, u64>| rows.get(table).copied().unwrap_or_default();
        of(&self.tables).saturating_sub(of(&self.dropped))
    }

    /// Whether its rows of `table` count at all: it was not withdrawn, the table is not held, and no later
    /// reading of the same files among `all` has taken their place. A later reading whose table is held takes
    /// nobody's place until it is accepted.
    pub fn stands(&self, table: &str, all: &[Delivery]) -> bool {
        let withdrawn = |d: &Delivery| matches!(d.status, Status::Withdrawn(_));
        let held = |d: &Delivery| d.held.iter().any(|name| name == table);
        !withdrawn(self)
            && !held(self)
            && !all.iter().any(|d| d.number > self.number && d.same_files(self) && !withdrawn(d) && !held(d))
    }

    /// Whether it was read from the same files, as the same kind, as `other`.
    pub fn same_files(&self, other: &Delivery) -> bool {
        self.files_hash == other.files_hash
    }

    /// Whether it speaks of `table`: has rows of it, or says from when to when it has none.
    pub fn carries(&self, table: &str) -> bool {
        self.tables.contains_key(table) || self.coverage.iter().any(|c| c.table == table)
    }
}

/// What came of receiving a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The delivery: the new one, or the one that there was.
    pub delivery: Delivery,
    /// The same files were already read with the same mapping and settings: nothing was done.
    pub already: bool,
    /// The tables that are held until they are accepted, with what they were compared to.
    pub held: Vec<Comparison>,
}

/// A hash of a kind and of files' hashes, in whatever order the files come.
pub(crate) fn files_hash<'a>(kind: &'a str, hashes: impl Iterator<Item = &'a str>) -> String {
    let mut hashes: Vec<&str> = hashes.collect();
    hashes.sort_unstable();
    crate::disk::hash(std::iter::once(kind).chain(hashes))
}
