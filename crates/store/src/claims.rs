//! What the absence of a row from a delivery says: whether the delivery should have had it.

use crate::{
    columns::{self, Bytes, Keys, Reach},
    error::Result,
};
use arrow::record_batch::RecordBatch;
use standard::{
    coverage::{Claim, TableCoverage},
    date::to_days,
    table::{Shape, Table},
};
use std::collections::HashMap;

/// The columns of a table that decide which of its rows are in force, of one delivery, ids merged.
pub(crate) struct Light<'a> {
    pub table: &'a Table,
    pub batch: RecordBatch,
    pub keys: Bytes,
    person: Option<Bytes>,
    group: Option<Bytes>,
    parent: Option<Bytes>,
}

impl<'a> Light<'a> {
    /// The columns that it needs.
    pub fn columns(table: &Table) -> Vec<&str> {
        let mut names = columns::key(table);
        names.extend(columns::people(table));
        names.extend(columns::latest_by(table));
        names.extend(table.parent.iter().map(|(_, column)| column.as_str()));
        names.extend(standard::table::REACH);
        names.extend(["source_file", "source_row"]);
        names.sort_unstable();
        names.dedup();
        names
    }

    pub fn of(table: &'a Table, batch: RecordBatch) -> Result<Light<'a>> {
        let bytes = |names: &[&str]| Bytes::of(&batch, &table.name, names);
        let person = table.person().map(|column| column.name.as_str());
        let group: Option<Vec<&str>> =
            person.map(|person| std::iter::once(person).chain(columns::latest_by(table).iter().copied()).collect());
        Ok(Light {
            keys: bytes(&columns::key(table))?,
            person: person.map(|person| bytes(&[person])).transpose()?,
            group: group.map(|group| bytes(&group)).transpose()?,
            parent: table.parent.as_ref().map(|(_, column)| bytes(&[column])).transpose()?,
            table,
            batch,
        })
    }

    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The bytes of the parent's key.
    pub fn parent(&self, row: usize) -> Option<&[u8]> {
        self.parent.as_ref().map(|parent| parent.row(row))
    }
}

/// What a delivery says of the rows of a table that it does not have.
pub(crate) struct Denier<'a> {
    /// The delivery's place in the order of precedence.
    pub index: usize,
    claims: Vec<&'a TableCoverage>,
    /// For each person (and what else tells latest events apart), the start of the latest row.
    latest: HashMap<Vec<u8>, i32>,
    latest_group: HashMap<Vec<u8>, i32>,
    /// The keys of the rows of the parent table that it has.
    parents: Option<Keys>,
}

impl<'a> Denier<'a> {
    /// What a delivery says: its claims for the table, its rows of the table and the parent table's keys.
    pub fn of(
        index: usize,
        claims: Vec<&'a TableCoverage>,
        light: Option<&Light<'_>>,
        parents: Option<Keys>,
    ) -> Result<Denier<'a>> {
        let mut denier = Denier { index, claims, latest: HashMap::new(), latest_group: HashMap::new(), parents };
        let claims = |claim| denier.claims.iter().any(|c| c.claim == claim);
        let (spans, events) = (claims(Claim::LatestSpan), claims(Claim::LatestEvent));
        if let Some(light) = light {
            if spans {
                denier.latest = latest(light, light.person.as_ref())?;
            }
            if events {
                denier.latest_group = latest(light, light.group.as_ref())?;
            }
        }
        Ok(denier)
    }

    /// Whether the delivery, which has no row with this row's key, should have one if the row were right.
    pub fn denies(&self, older: &Light<'_>, reach: &Reach<'_>, row: usize) -> bool {
        match older.table.shape {
            Shape::Register | Shape::Snapshot => false,
            // Who has the parent has all its details.
            Shape::Part => match (&self.parents, older.parent(row)) {
                (Some(parents), Some(parent)) => parents.has(parent),
                _ => false,
            },
            Shape::Event | Shape::Span => self.claims.iter().any(|claim| {
                let (from, to) = (claim.from.map(to_days), to_days(claim.to));
                match claim.claim {
                    Claim::Whole => reach.touches(row, from, to),
                    // A span that had ended when the child's latest began need not be there.
                    Claim::LatestSpan => {
                        let latest = older.person.as_ref().and_then(|person| self.latest.get(person.row(row)));
                        let ended = reach.to(row).zip(latest).is_some_and(|(end, latest)| *latest >= end);
                        reach.touches(row, from, to) && !ended
                    }
                    // Only what would be later than the latest given is denied.
                    Claim::LatestEvent => {
                        let latest = older.group.as_ref().and_then(|group| self.latest_group.get(group.row(row)));
                        reach.from(row).zip(latest).is_some_and(|(day, latest)| *latest < day && day <= to)
                    }
                }
            }),
        }
    }
}

/// The latest start by person or group; rows without a person or a date have none.
fn latest(light: &Light<'_>, groups: Option<&Bytes>) -> Result<HashMap<Vec<u8>, i32>> {
    let mut latest: HashMap<Vec<u8>, i32> = HashMap::new();
    let (Some(groups), Some(person)) = (groups, light.table.person()) else { return Ok(latest) };
    let people = columns::column(&light.batch, &light.table.name, &person.name)?;
    let reach = Reach::of(&light.batch, &light.table.name)?;
    for row in (0..light.rows()).filter(|&row| people.is_valid(row)) {
        let Some(day) = reach.from(row) else { continue };
        match latest.get_mut(groups.row(row)) {
            Some(last) => *last = day.max(*last),
            None => drop(latest.insert(groups.row(row).to_vec(), day)),
        }
    }
    Ok(latest)
}
