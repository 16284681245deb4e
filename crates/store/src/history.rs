//! What was done to deliveries after they came in. A delivery is never changed by it: each deed is a small file
//! of its own, and what has become of a delivery is worked out from them.

use crate::{
    delivery::{Comparison, Delivery, FindingCounts, KeptFile, Status},
    disk,
    error::{Error, Result},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use standard::coverage::TableCoverage;
use std::{collections::BTreeMap, path::Path};

/// The folder of deeds within the data folder.
pub(crate) const FOLDER: &str = "history";

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What.
    pub deed: Deed,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// The held tables of a delivery were accepted.
    Accept {
        /// Its number.
        delivery: i32,
        /// The tables.
        tables: Vec<String>,
    },
    /// A delivery was withdrawn.
    Withdraw {
        /// Its number.
        delivery: i32,
        /// Why.
        reason: String,
    },
    /// Rows about children that end before a day were dropped.
    Retire {
        /// The day.
        before: Date,
        /// What went.
        gone: Vec<Gone>,
    },
    /// One person was erased.
    RemovePerson {
        /// A salted hash of the id, so that the log can be asked about an id but does not give it away.
        person: String,
        /// Why.
        reason: String,
        /// What went.
        gone: Vec<Gone>,
    },
}

/// What went from one delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// Its number.
    pub delivery: i32,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Findings about those rows.
    pub findings: u64,
    /// Whether its original files went, since they hold such rows.
    pub originals: bool,
    /// Whether nothing about children is left.
    pub whole: bool,
}

/// `delivery.json`: a delivery as it was received.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub number: i32,
    pub id: String,
    pub kind: String,
    pub title: String,
    pub authority: Option<String>,
    pub data_date: Date,
    pub coverage: Vec<TableCoverage>,
    pub files: Vec<KeptFile>,
    pub tables: BTreeMap<String, u64>,
    pub absent_columns: BTreeMap<String, Vec<String>>,
    pub findings: FindingCounts,
    pub mapping_hash: String,
    pub identity: String,
    pub imported_at: Timestamp,
    pub imported_by: String,
    pub engine_version: String,
    pub moved: Vec<Comparison>,
    pub accepted: bool,
    pub repeated: BTreeMap<String, u64>,
}

impl Record {
    /// The delivery before anything was done to it.
    pub fn delivery(self) -> Delivery {
        let held: Vec<String> =
            if self.accepted { Vec::new() } else { self.moved.iter().map(|c| c.table.clone()).collect() };
        Delivery {
            number: self.number,
            id: self.id,
            kind: self.kind.clone(),
            title: self.title,
            authority: self.authority,
            data_date: self.data_date,
            coverage: self.coverage,
            files_hash: crate::delivery::files_hash(&self.kind, self.files.iter().map(|file| file.sha256.as_str())),
            files: self.files,
            tables: self.tables,
            dropped: BTreeMap::new(),
            absent_columns: self.absent_columns,
            findings: self.findings,
            mapping_hash: self.mapping_hash,
            identity: self.identity,
            imported_at: self.imported_at,
            imported_by: self.imported_by,
            engine_version: self.engine_version,
            status: if held.is_empty() { Status::InForce } else { Status::Held(held.clone()) },
            held,
            moved: self.moved,
            repeated: self.repeated,
            originals_kept: true,
            retired_before: None,
        }
    }
}

/// Reads all deeds, in order.
pub(crate) fn read(folder: &Path) -> Result<Vec<Event>> {
    let folder = folder.join(FOLDER);
    let mut events = Vec::new();
    for name in disk::names(&folder)?.iter().filter(|name| name.ends_with(".json")) {
        events.push(parse(&folder.join(name))?);
    }
    events.sort_by_key(|event: &Event| event.number);
    Ok(events)
}

/// Reads a JSON file that must be there.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let damaged = |fault: String| Error::Damaged { path: path.to_owned(), fault };
    let bytes = disk::read(path)?.ok_or_else(|| damaged("it is missing".to_owned()))?;
    serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))
}

/// The name of the file of a deed.
pub(crate) fn name(event: &Event) -> String {
    let word = match event.deed {
        Deed::Accept { .. } => "accept",
        Deed::Withdraw { .. } => "withdraw",
        Deed::Retire { .. } => "retire",
        Deed::RemovePerson { .. } => "remove-person",
    };
    format!("{:06}-{word}.json", event.number)
}

/// Works out what has become of `deliveries` (in order of number) after `events`.
pub(crate) fn apply(deliveries: &mut [Delivery], events: &[Event]) {
    for event in events {
        match &event.deed {
            Deed::Accept { delivery, tables } => {
                for d in deliveries.iter_mut().filter(|d| d.number == *delivery) {
                    d.held.retain(|table| !tables.contains(table));
                    if matches!(d.status, Status::Held(_)) {
                        d.status = if d.held.is_empty() { Status::InForce } else { Status::Held(d.held.clone()) };
                    }
                }
            }
            Deed::Withdraw { delivery, reason } => {
                for d in deliveries.iter_mut().filter(|d| d.number == *delivery) {
                    d.status = Status::Withdrawn(reason.clone());
                }
            }
            Deed::Retire { before, gone } => {
                drop_rows(deliveries, gone);
                for d in deliveries.iter_mut().filter(|d| !d.is_reference() && d.number <= newest(gone)) {
                    d.retired_before = d.retired_before.max(Some(*before));
                }
                for whole in gone.iter().filter(|gone| gone.whole) {
                    for d in deliveries.iter_mut().filter(|d| d.number == whole.delivery) {
                        if !matches!(d.status, Status::Withdrawn(_)) {
                            d.status = Status::Retired(*before);
                        }
                    }
                }
            }
            Deed::RemovePerson { gone, .. } => drop_rows(deliveries, gone),
        }
    }
    for index in 0..deliveries.len() {
        let (before, after) = deliveries.split_at_mut(index + 1);
        let this = &mut before[index];
        let again = after.iter().rev().find(|d| d.same_files(this) && !matches!(d.status, Status::Withdrawn(_)));
        if let Some(again) = again
            && !matches!(this.status, Status::Withdrawn(_))
        {
            this.status = Status::Superseded(again.number);
        }
    }
}

/// A deed names every delivery that was there at the time, so the last one named is the newest it bears on.
fn newest(gone: &[Gone]) -> i32 {
    gone.iter().map(|gone| gone.delivery).max().unwrap_or(0)
}

fn drop_rows(deliveries: &mut [Delivery], gone: &[Gone]) {
    for gone in gone {
        for d in deliveries.iter_mut().filter(|d| d.number == gone.delivery) {
            for (table, rows) in &gone.rows {
                *d.dropped.entry(table.clone()).or_default() += rows;
            }
            d.originals_kept &= !gone.originals;
        }
    }
}
