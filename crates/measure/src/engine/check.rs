//! What the checks find.

use super::Engine;
use crate::Error;
use crate::session::{self, Query};
use crate::working::text_at;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type};
use standard::finding::Finding;
use standard::period::{Month, Period, PeriodKind};

impl Engine {
    /// What the checks find in the tables in force.
    ///
    /// # Errors
    /// A query that failed.
    pub fn check(&self) -> Result<Vec<Checked>, Error> {
        let checks: Vec<_> = self
            .catalogue
            .checks()
            .filter(|check| check.inputs.iter().all(|field| self.inputs.carries(field)))
            .collect();
        let steps = self.catalogue.steps_for(checks.iter().flat_map(|check| check.steps.iter().map(String::as_str)));
        let queries = checks.iter().map(|check| Query { entry: check.id.clone(), sql: check.sql.clone() }).collect();
        let month = Month::of(self.inputs.data_date);
        let periods: Vec<Period> = PeriodKind::Month.ending(month).into_iter().collect();
        let snapshots = [self.inputs.data_date];
        let mut out = Vec::new();
        session::run(&self.run(&periods, &snapshots, true), &steps, queries, &mut |id, batch| {
            let check = checks.iter().find(|check| check.id == id).expect("only these were run");
            out.extend(Checked::read(check, &batch)?);
            Ok(())
        })?;
        out.sort();
        Ok(out)
    }
}

/// A finding of a check, with the row it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Checked {
    /// The delivery, as numbered by the store.
    pub delivery: i64,
    /// The file within the delivery.
    pub file: i64,
    /// The child; empty where the row is of no child.
    pub person_id: String,
    /// The finding; its file's name is for the caller to fill in.
    pub finding: Finding,
}

impl Checked {
    fn read(check: &crate::catalogue::Check, batch: &RecordBatch) -> Result<Vec<Checked>, Error> {
        let wrong = |message: String| Error::Query { entry: check.id.clone(), message };
        let column = |name: &str, to: &DataType| {
            let column = batch.column_by_name(name).ok_or_else(|| wrong(format!("returns no column {name}")))?;
            crate::inputs::cast(column, to).map_err(&wrong)
        };
        let number = |name: &str| column(name, &DataType::Int64).map(|array| array.as_primitive::<Int64Type>().clone());
        let text = |name: &str| column(name, &DataType::Utf8).map(|array| array.as_string::<i32>().clone());
        let (delivery, file, row) = (number("source_delivery")?, number("source_file")?, number("source_row")?);
        let (name, found, person) = (text("column_name")?, text("found")?, text("person_id")?);
        let at = |array: &arrow::array::Int64Array, i: usize| if array.is_null(i) { 0 } else { array.value(i) };
        Ok((0..batch.num_rows())
            .map(|i| {
                let mut finding = Finding::new(&check.id);
                finding.severity = check.severity;
                finding.row = u64::try_from(at(&row, i)).unwrap_or(0);
                finding.column = text_at(&name, i).to_owned();
                finding.found = text_at(&found, i).to_owned();
                finding.expected = if check.expected.is_empty() { check.title.clone() } else { check.expected.clone() };
                finding.done = "kept as it is".to_owned();
                finding.hint = check.hint.clone();
                Checked {
                    delivery: at(&delivery, i),
                    file: at(&file, i),
                    person_id: text_at(&person, i).to_owned(),
                    finding,
                }
            })
            .collect())
    }
}
