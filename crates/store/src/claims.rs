//! What the absence of a row from a delivery says: that the row was wrong, that it has ended, or nothing.
//!
//! A row is known up to the data date of the delivery that has it. A span that was open then, and that a later
//! delivery need not have if it has ended since, is not denied by its absence: it stands, ended on the last day on
//! which it can have.

use crate::{
    columns::{self, Bytes, Keys, Reach},
    error::{Error, Result},
};
use arrow::{
    array::{Array, Date32Array, StringArray},
    record_batch::RecordBatch,
};
use standard::{
    coverage::{Claim, TableCoverage},
    date::to_days,
    table::{REACH, Shape, Table},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// The columns of a table that decide which of its rows are in force, of one delivery, ids merged.
pub(crate) struct Light<'a> {
    pub table: &'a Table,
    pub batch: RecordBatch,
    pub keys: Bytes,
    person: Option<Bytes>,
    group: Option<Bytes>,
    parent: Option<Bytes>,
    /// The columns by which claims leave rows out.
    told_by: BTreeMap<String, StringArray>,
    /// The data date of the delivery, as days since 1970: a span without an end was open then.
    data_date: i32,
}

/// The columns of a table by which the claims of any of `coverage` leave rows out.
pub(crate) fn told_by<'c>(table: &Table, coverage: impl Iterator<Item = &'c TableCoverage>) -> BTreeSet<&'c str> {
    let of_table = coverage.filter(|c| c.table == table.name);
    of_table.filter_map(|c| Some(c.except.as_ref()?.column.as_str())).collect()
}

impl<'a> Light<'a> {
    /// The columns that it needs, among them those by which claims leave rows out.
    pub fn columns<'n>(table: &'n Table, told_by: &BTreeSet<&'n str>) -> Vec<&'n str> {
        let mut names = columns::key(table);
        names.extend(told_by);
        names.extend(columns::people(table));
        names.extend(columns::latest_by(table));
        names.extend(table.parent.iter().map(|(_, column)| column.as_str()));
        names.extend(REACH);
        names.extend(["source_file", "source_row"]);
        names.sort_unstable();
        names.dedup();
        names
    }

    pub fn of(table: &'a Table, batch: RecordBatch, told_by: &BTreeSet<&str>, data_date: i32) -> Result<Light<'a>> {
        let bytes = |names: &[&str]| Bytes::of(&batch, &table.name, names);
        let person = table.person().map(|column| column.name.as_str());
        let group: Option<Vec<&str>> =
            person.map(|person| std::iter::once(person).chain(columns::latest_by(table).iter().copied()).collect());
        Ok(Light {
            keys: bytes(&columns::key(table))?,
            person: person.map(|person| bytes(&[person])).transpose()?,
            group: group.map(|group| bytes(&group)).transpose()?,
            parent: table.parent.as_ref().map(|(_, column)| bytes(&[column])).transpose()?,
            told_by: told_by
                .iter()
                .map(|name| Ok(((*name).to_owned(), columns::text(&batch, &table.name, name)?.clone())))
                .collect::<Result<_>>()?,
            data_date,
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

    /// The bytes of the id of the person whose row it is, if the table has a person.
    pub fn person(&self, row: usize) -> Option<&[u8]> {
        self.person.as_ref().map(|person| person.row(row))
    }

    /// The last day of the row as far as its own delivery knows: an end ahead of the data date was only planned.
    pub fn known_end(&self, reach: &Reach<'_>, row: usize) -> Option<i32> {
        reach.to(row).filter(|end| reach.from(row).is_none() || *end <= self.data_date)
    }

    /// Whether a claim speaks of the row.
    pub fn is_meant(&self, claim: &TableCoverage, row: usize) -> bool {
        claim.except.as_ref().is_none_or(|except| {
            let value = self.told_by.get(&except.column).filter(|column| column.is_valid(row));
            value.is_none_or(|column| column.value(row) != except.value)
        })
    }
}

/// What a delivery says of a row that it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Says {
    /// It should have it if it were right.
    Wrong,
    /// It would have it had it lasted beyond this day, as days since 1970.
    EndedBy(i32),
    /// Nothing.
    Nothing,
}

/// A delivery that may speak of the rows of a table that it does not have.
pub(crate) struct Denier<'a> {
    /// The delivery's place in the order of precedence.
    pub index: usize,
    claims: Vec<Spoken<'a>>,
    /// The keys of the rows of the parent table that it has.
    parents: Option<Keys>,
}

/// A claim, and for each person (and what else tells latest events apart) the start of the latest row it is about.
struct Spoken<'a> {
    claim: &'a TableCoverage,
    latest: HashMap<Vec<u8>, i32>,
}

impl<'a> Denier<'a> {
    /// What a delivery says: its claims for the table, its rows of the table and the parent table's keys.
    pub fn of(
        index: usize,
        claims: Vec<&'a TableCoverage>,
        light: Option<&Light<'_>>,
        parents: Option<Keys>,
    ) -> Result<Denier<'a>> {
        let spoken = |claim: &'a TableCoverage| -> Result<Spoken<'a>> {
            let latest = match (light, claim.claim) {
                (Some(light), Claim::LatestSpan | Claim::LatestInTurn) => latest(light, light.person.as_ref(), claim)?,
                (Some(light), Claim::LatestEvent) => latest(light, light.group.as_ref(), claim)?,
                _ => HashMap::new(),
            };
            Ok(Spoken { claim, latest })
        };
        Ok(Denier { index, claims: claims.into_iter().map(spoken).collect::<Result<_>>()?, parents })
    }

    /// What the delivery, which has no row with this row's key, says of the row, which begins on `start`. `end` is
    /// its last day as far as it is known before this delivery; `None`: it was open when last heard of.
    pub fn says(&self, older: &Light<'_>, start: Option<i32>, end: Option<i32>, row: usize) -> Says {
        match older.table.shape {
            Shape::Register | Shape::Snapshot => Says::Nothing,
            // Who has the parent has all its details.
            Shape::Part => match (&self.parents, older.parent(row)) {
                (Some(parents), Some(parent)) if parents.has(parent) => Says::Wrong,
                _ => Says::Nothing,
            },
            Shape::Event | Shape::Span => self
                .claims
                .iter()
                .filter(|spoken| older.is_meant(spoken.claim, row))
                .map(|spoken| spoken.says(older, start, end, row))
                .min()
                .unwrap_or(Says::Nothing),
        }
    }
}

impl Spoken<'_> {
    fn says(&self, older: &Light<'_>, start: Option<i32>, end: Option<i32>, row: usize) -> Says {
        let (from, to) = (self.claim.from.map(to_days), to_days(self.claim.to));
        let whole = || {
            if start.is_some_and(|start| start > to) {
                return Says::Nothing;
            }
            match (from, end, start) {
                (Some(from), Some(end), _) if end < from => Says::Nothing,
                (Some(from), None, Some(start)) if older.data_date.max(start) < from => Says::EndedBy(from - 1),
                _ => Says::Wrong,
            }
        };
        let latest_of = |groups: Option<&Bytes>| groups.and_then(|group| self.latest.get(group.row(row))).copied();
        match self.claim.claim {
            Claim::Whole => whole(),
            Claim::Starts => match start {
                Some(start) if from.is_some_and(|from| start < from) || start > to => Says::Nothing,
                _ => Says::Wrong,
            },
            Claim::LatestSpan | Claim::LatestInTurn => {
                match latest_of(older.person.as_ref()).filter(|latest| start.is_some_and(|start| start < *latest)) {
                    // It had ended when the latest began.
                    Some(latest) if end.is_some_and(|end| end <= latest) => Says::Nothing,
                    // The latest followed it: at once, or unseen between the two data dates.
                    Some(latest) if self.claim.claim == Claim::LatestInTurn || latest > older.data_date => {
                        Says::EndedBy(latest)
                    }
                    _ => whole(),
                }
            }
            // Only what would be later than the latest given is denied.
            Claim::LatestEvent => match (start, latest_of(older.group.as_ref())) {
                (Some(day), Some(latest)) if latest < day && day <= to => Says::Wrong,
                _ => Says::Nothing,
            },
        }
    }
}

/// The latest start by person or group, of the rows that a claim is about; rows without a person or a date have none.
fn latest(light: &Light<'_>, groups: Option<&Bytes>, claim: &TableCoverage) -> Result<HashMap<Vec<u8>, i32>> {
    let mut latest: HashMap<Vec<u8>, i32> = HashMap::new();
    let (Some(groups), Some(person)) = (groups, light.table.person()) else { return Ok(latest) };
    let people = columns::column(&light.batch, &light.table.name, &person.name)?;
    let reach = Reach::of(&light.batch, &light.table.name)?;
    for row in (0..light.rows()).filter(|&row| people.is_valid(row) && light.is_meant(claim, row)) {
        let Some(day) = reach.from(row) else { continue };
        match latest.get_mut(groups.row(row)) {
            Some(last) => *last = day.max(*last),
            None => drop(latest.insert(groups.row(row).to_vec(), day)),
        }
    }
    Ok(latest)
}

/// A row in force: its number in its delivery, and its last day where only a later delivery showed that it ended.
pub(crate) type Kept = (u32, Option<i32>);

/// The first of the deniers (the newest first in the slice) by whom a row is wrong, if any; and the day by which it
/// ended, where its own delivery did not know.
pub(crate) fn said(
    deniers: &[Denier<'_>],
    rows: &Light<'_>,
    reach: &Reach<'_>,
    row: usize,
) -> (Option<usize>, Option<i32>) {
    let (mut end, mut ended) = (rows.known_end(reach, row), None);
    for denier in deniers.iter().rev() {
        match denier.says(rows, reach.from(row), end, row) {
            Says::Nothing => {}
            Says::Wrong => return (Some(denier.index), None),
            // What was planned came about.
            Says::EndedBy(day) if reach.to(row).is_some_and(|planned| planned <= day) => end = reach.to(row),
            Says::EndedBy(day) => (end, ended) = (Some(day), Some(day)),
        }
    }
    (None, ended)
}

/// Gives the rows that ended unseen their last day. `rows` are those of `batch`, one for one, or none.
pub(crate) fn ended(table: &Table, batch: RecordBatch, rows: &[Kept]) -> Result<RecordBatch> {
    if rows.iter().all(|(_, end)| end.is_none()) {
        return Ok(batch);
    }
    let mut columns = batch.columns().to_vec();
    for name in table.end.iter().map(String::as_str).chain([REACH[1]]) {
        let known = columns::date(&batch, &table.name, name)?.iter();
        let days: Date32Array = known.zip(rows).map(|(day, (_, end))| end.or(day)).collect();
        if let Some((index, _)) = batch.schema().column_with_name(name) {
            columns[index] = Arc::new(days);
        }
    }
    RecordBatch::try_new(batch.schema(), columns)
        .map_err(|error| Error::Table { table: table.name.clone(), fault: error.to_string() })
}
