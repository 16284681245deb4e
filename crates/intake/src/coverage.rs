//! What a reading promises: from when to when each of its tables is complete.

use crate::{Kind, Options};
use arrow::array::AsArray;
use arrow::compute::min;
use arrow::datatypes::Date32Type;
use arrow::record_batch::RecordBatch;
use standard::Date;
use standard::coverage::{Claim, TableCoverage};
use standard::date::{add_days, add_months, from_days};
use standard::table::{REACH, Shape};
use std::collections::BTreeMap;

/// Years that an extract of the Standard Safeguarding Dataset reaches back.
const SSD_MONTHS: i32 = 72;

/// The smallest `reach_from` of a table.
pub(crate) fn first_day(batch: &RecordBatch) -> Option<Date> {
    let column = batch.column_by_name(REACH[0])?.as_primitive_opt::<Date32Type>()?;
    min(column).and_then(from_days)
}

/// From when a table is complete if someone said so: what the command says, else what `authority.toml` says.
fn given(table: &str, options: &Options) -> Option<Date> {
    let settings = &options.settings_covers_from;
    options.covers_from.or_else(|| settings.get(table).or_else(|| settings.get("all")).copied())
}

/// From when a table is complete: what was given, else `default`; never before its first dated row. Without a dated
/// row only what was given counts.
pub(crate) fn from(table: &str, default: Option<Date>, first: Option<Date>, options: &Options) -> Option<Date> {
    let given = given(table, options);
    match (given.or(default), first) {
        (Some(from), Some(first)) => Some(from.max(first)),
        (None, first) => first,
        (Some(_), None) => given,
    }
}

/// The coverage of the tables of an extract that is whole: of the dataset six years, of local tables from their
/// first dated row, up to `data_date`. A table without a dated row promises nothing, since an extract that was never
/// filled looks the same as one with nothing to tell; unless it was said from when it is complete: then there was
/// nothing.
pub(crate) fn whole(
    kind: Kind,
    tables: &BTreeMap<String, RecordBatch>,
    data_date: Date,
    options: &Options,
) -> Vec<TableCoverage> {
    let mut out = Vec::new();
    for (name, batch) in tables {
        let Some(table) = standard::table::find(name) else { continue };
        let dated = matches!(table.shape, Shape::Event | Shape::Span);
        let from = if dated {
            let default = match kind {
                Kind::Ssd => add_months(data_date, -SSD_MONTHS).and_then(|day| add_days(day, 1)),
                _ => None,
            };
            match from(name, default, first_day(batch), options) {
                None => continue,
                Some(from) if from > data_date => continue,
                from => from,
            }
        } else if batch.num_rows() == 0 {
            continue;
        } else {
            None
        };
        out.push(TableCoverage { table: name.clone(), claim: Claim::Whole, from, to: data_date, except: None });
    }
    out
}
