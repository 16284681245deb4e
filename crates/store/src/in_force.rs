//! What is in force on a date.

use crate::delivery::Delivery;
use arrow::record_batch::RecordBatch;
use jiff::civil::Date;
use standard::{coverage::Interval, finding::Finding};
use std::collections::BTreeMap;

/// The rows that count, from all deliveries in force: a plain value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InForce {
    /// The DfE code of the authority.
    pub authority: Option<String>,
    /// The newest data date among the deliveries of children's and workforce data.
    pub data_date: Option<Date>,
    /// The date asked for: only deliveries with a data date up to it (inclusive) were looked at.
    pub as_at: Option<Date>,
    /// The deliveries looked at, in order of precedence: data date, then number; a later one wins.
    pub deliveries: Vec<Delivery>,
    /// One batch a table, with the kept schema: merged ids applied, duplicates resolved, withdrawn rows gone,
    /// sorted by delivery (in order of precedence), file and row.
    pub tables: BTreeMap<String, RecordBatch>,
    /// By table, the days for which it is complete in the sense of `Whole` or `LatestSpan`.
    pub coverage: BTreeMap<String, Vec<Interval>>,
    /// By table, the days for which each child's latest event is known.
    pub latest_only: BTreeMap<String, Vec<Interval>>,
    /// By table, the columns that every delivery in force of it lacks.
    pub absent_columns: BTreeMap<String, Vec<String>>,
    /// What was found on the way: merges of person ids that go round in a circle.
    pub findings: Vec<Finding>,
}
