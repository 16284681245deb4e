//! What is in force on a date.
//!
//! Deliveries stand in order of precedence: data date, then number. A row is in force when
//! 1. its delivery stands for the table (not withdrawn, not held, not read again since), with a data date up to
//!    the date asked for,
//! 2. it is the last row with its key in its delivery (file, then row), and no later delivery has the key,
//! 3. no later delivery that speaks of the table should have the row (the module `claims` says when).
//!
//! A span that was open when last heard of, and that a later delivery would have if it were open still, is in force
//! with the last day on which it can have ended as its end.
//!
//! Keys and people are compared after the merging of ids. Where a merge gives two rows of one key, the row that
//! always had the id is preferred to the one renamed, whichever delivery either is from. A table of shape
//! `Snapshot` is that of the newest delivery which speaks of it. A detail of a row that was withdrawn is
//! withdrawn with it.
//!
//! Reference data belongs to no child and has no history of what was known when: it is in force at any date.

use crate::{
    claims::{Denier, Kept, Light, ended, said, told_by},
    columns::{self, Bytes, Keys, Reach},
    delivery::{Delivery, Status},
    error::{Error, Result},
    folder::Store,
    merges::Merges,
    parquet_file::{self, Which},
};
use arrow::{
    array::{Array, ArrayRef, new_null_array},
    compute::concat_batches,
    record_batch::RecordBatch,
    util::display::array_value_to_string,
};
use jiff::civil::Date;
use serde::Serialize;
use standard::{
    coverage::{Claim, Interval, union},
    date::to_days,
    finding::Finding,
    table::{self, Shape, Standard, Table},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

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
    /// By table, the days for which it is complete in the sense of any claim but `LatestEvent`.
    pub coverage: BTreeMap<String, Vec<Interval>>,
    /// By table, the days for which each child's latest event is known.
    pub latest_only: BTreeMap<String, Vec<Interval>>,
    /// By table, the columns that every delivery in force of it lacks.
    pub absent_columns: BTreeMap<String, Vec<String>>,
    /// Each person id that was merged, with what it is called in the end.
    pub merged: BTreeMap<String, String>,
    /// What was found on the way: merges of person ids that go round in a circle.
    pub findings: Vec<Finding>,
}

/// A row that an earlier delivery had and a later one should have and does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Withdrawn {
    /// The table.
    pub table: String,
    /// The values of its key, `, ` between them.
    pub key: String,
    /// The id of the person, merges applied, if rows of the table belong to one.
    pub person: Option<String>,
    /// The number of the delivery that has it.
    pub delivery: i32,
    /// The file within that delivery.
    pub source_file: i32,
    /// The row in that file.
    pub source_row: i32,
    /// The data date from which on it is withdrawn.
    pub from: Date,
    /// The number of the delivery that should have it and does not.
    pub by: i32,
}

impl Store {
    /// What is in force: of all deliveries, or of those with a data date up to `as_at`; of all tables, or of
    /// those named.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Disk`], [`Error::Table`].
    pub fn in_force(&self, as_at: Option<Date>, tables: Option<&[&str]>) -> Result<InForce> {
        let view = View::of(self, as_at)?;
        let names = view.names(tables)?;
        let read = parallel(&names, |table| view.table(table))?;
        let authority = match self.settings()? {
            Some(settings) => Some(settings.dfe_code),
            None => view.deliveries.iter().rev().find_map(|d| d.authority.clone()),
        };
        let mut out = InForce {
            authority,
            as_at,
            data_date: view.shown().filter(|d| !d.is_reference()).map(|d| d.data_date).max(),
            deliveries: view.shown().cloned().collect(),
            merged: view.merges.all(),
            findings: view.findings.clone(),
            ..InForce::default()
        };
        for (table, read) in names.iter().zip(read) {
            let Some((batch, absent)) = read else { continue };
            out.tables.insert(table.name.clone(), batch);
            if !absent.is_empty() {
                out.absent_columns.insert(table.name.clone(), absent);
            }
            let (whole, latest) = view.coverage(table);
            for (into, intervals) in [(&mut out.coverage, whole), (&mut out.latest_only, latest)] {
                if !intervals.is_empty() {
                    into.insert(table.name.clone(), union(intervals));
                }
            }
        }
        Ok(out)
    }

    /// The rows that were withdrawn, by table and key: of all deliveries or of those with a data date up to
    /// `as_at`, of all tables or of those named. Rows that drop out of a table of shape `Snapshot` are not among
    /// them: that table says who is on the list now.
    ///
    /// # Errors
    /// As [`Store::in_force`].
    pub fn withdrawn(&self, as_at: Option<Date>, tables: Option<&[&str]>) -> Result<Vec<Withdrawn>> {
        let view = View::of(self, as_at)?;
        let mut all: Vec<Withdrawn> =
            parallel(&view.names(tables)?, |table| Ok(view.outcome(table)?.withdrawn))?.into_iter().flatten().collect();
        all.sort();
        Ok(all)
    }

    /// The rows of spans that were open in their delivery and ended before `day` for all that is known since:
    /// delivery, table, file and row.
    pub(crate) fn ended_unseen_before(&self, day: i32) -> Result<HashSet<(i32, String, i32, i32)>> {
        let view = View::of(self, None)?;
        let spans: Vec<&Table> = view.names(None)?.into_iter().filter(|table| table.shape == Shape::Span).collect();
        let mut ended = HashSet::new();
        for table in spans {
            for (index, rows) in view.outcome(table)?.rows {
                let rows = rows.into_iter().flatten().filter(|(_, end)| end.is_some_and(|end| end < day));
                let rows: Vec<u32> = rows.map(|(row, _)| row).collect();
                if rows.is_empty() {
                    continue;
                }
                let columns = ["source_file", "source_row"];
                let Some(batch) = view.read(index, &table.name, Some(&columns), &Which::Rows(&rows))? else { continue };
                let number = |name: &str| columns::number(&batch, &table.name, name);
                let (file, line) = (number("source_file")?, number("source_row")?);
                let delivery = view.deliveries[index].number;
                let places =
                    (0..batch.num_rows()).map(|i| (delivery, table.name.clone(), file.value(i), line.value(i)));
                ended.extend(places);
            }
        }
        Ok(ended)
    }

    /// The findings of a delivery.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Disk`].
    pub fn findings(&self, delivery: &Delivery) -> Result<Vec<Finding>> {
        parquet_file::read_findings(&self.findings_file(delivery))
    }

    /// The rows of a table of one delivery as they were received, less what was retired or erased; `None` if it
    /// has none.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Disk`].
    pub fn received(&self, delivery: &Delivery, table: &str) -> Result<Option<RecordBatch>> {
        parquet_file::read(&self.table_file(delivery, table), None, &Which::All)
    }

    pub(crate) fn table_file(&self, delivery: &Delivery, table: &str) -> std::path::PathBuf {
        self.delivery_folder(delivery).join("tables").join(format!("{table}.parquet"))
    }

    pub(crate) fn findings_file(&self, delivery: &Delivery) -> std::path::PathBuf {
        self.delivery_folder(delivery).join("findings.parquet")
    }

    /// The merges of ids that are in force.
    pub(crate) fn merges(&self) -> Result<Merges> {
        Ok(View::of(self, None)?.merges)
    }
}

/// The deliveries up to a date, in order of precedence, and the merges that they bring.
pub(crate) struct View<'a> {
    store: &'a Store,
    /// All that there are, whatever the date.
    all: Vec<Delivery>,
    pub deliveries: Vec<Delivery>,
    pub merges: Merges,
    findings: Vec<Finding>,
}

/// Which rows of a table are in force.
pub(crate) struct Outcome {
    /// For each delivery that has any, by its place in the order of precedence: its rows, ascending; `None` for
    /// all.
    pub rows: Vec<(usize, Option<Vec<Kept>>)>,
    withdrawn: Vec<Withdrawn>,
}

impl<'a> View<'a> {
    pub fn of(store: &'a Store, as_at: Option<Date>) -> Result<View<'a>> {
        let all = store.deliveries()?;
        let mut deliveries: Vec<Delivery> = all
            .iter()
            .filter(|d| as_at.is_none_or(|as_at| d.data_date <= as_at) || d.is_reference())
            .filter(|d| !matches!(d.status, Status::Withdrawn(_)))
            .cloned()
            .collect();
        deliveries.sort_by_key(|d| (d.data_date, d.number));
        let mut view = View { store, all, deliveries, merges: Merges::default(), findings: Vec::new() };
        let table = find("person_merges")?;
        if let Some((batch, _)) = view.table(table)? {
            let (old, new) =
                (columns::text(&batch, "person_merges", "old_id")?, columns::text(&batch, "person_merges", "new_id")?);
            let pairs = old.iter().zip(new).filter_map(|(old, new)| Some((old?.to_owned(), new?.to_owned()))).collect();
            (view.merges, view.findings) = Merges::of(&pairs);
        }
        Ok(view)
    }

    /// The deliveries that something is in force of.
    fn shown(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|d| {
            let mut names = d.tables.keys().chain(d.coverage.iter().map(|c| &c.table));
            !matches!(d.status, Status::Retired(_)) && names.any(|name| d.stands(name, &self.all))
        })
    }

    /// The tables asked for that some delivery speaks of, in order of name.
    fn names(&self, tables: Option<&[&str]>) -> Result<Vec<&'static Table>> {
        let carried: BTreeSet<&str> = self
            .deliveries
            .iter()
            .flat_map(|d| d.tables.keys().chain(d.coverage.iter().map(|c| &c.table)))
            .map(String::as_str)
            .collect();
        match tables {
            None => carried.into_iter().map(find).collect(),
            Some(names) => {
                let names: BTreeSet<&str> = names.iter().copied().collect();
                names
                    .into_iter()
                    .map(find)
                    .filter(|t| t.as_ref().map_or(true, |t| carried.contains(&*t.name)))
                    .collect()
            }
        }
    }

    /// The deliveries that bear on a table, in order of precedence.
    pub fn carriers(&self, table: &Table) -> Vec<usize> {
        let mut carriers: Vec<usize> = (0..self.deliveries.len())
            .filter(|&i| self.deliveries[i].carries(&table.name) && self.deliveries[i].stands(&table.name, &self.all))
            .collect();
        if table.shape == Shape::Snapshot {
            carriers.drain(..carriers.len().saturating_sub(1));
        }
        carriers
    }

    pub fn read(
        &self,
        index: usize,
        table: &str,
        columns: Option<&[&str]>,
        which: &Which<'_>,
    ) -> Result<Option<RecordBatch>> {
        parquet_file::read(&self.store.table_file(&self.deliveries[index], table), columns, which)
    }

    /// The rows of a table that are in force, and the columns that all deliveries in force of it lack; `None`
    /// if none speaks of it.
    fn table(&self, table: &Table) -> Result<Option<(RecordBatch, Vec<String>)>> {
        let carriers: Vec<usize> = self
            .carriers(table)
            .into_iter()
            .filter(|&i| !matches!(self.deliveries[i].status, Status::Retired(_)))
            .collect();
        if carriers.is_empty() {
            return Ok(None);
        }
        let mut batches = Vec::new();
        for (index, rows) in self.outcome(table)?.rows {
            let numbers: Option<Vec<u32>> = rows.as_ref().map(|rows| rows.iter().map(|(row, _)| *row).collect());
            let which = numbers.as_deref().map_or(Which::All, Which::Rows);
            if let Some(batch) = self.read(index, &table.name, None, &which)? {
                let batch = self.merges.apply(table, conform(table, &batch)?)?;
                batches.push(ended(table, batch, rows.as_deref().unwrap_or_default())?);
            }
        }
        let schema = table.kept_schema();
        let batch = match &batches[..] {
            [one] => one.clone(),
            many => concat_batches(&schema, many)
                .map_err(|error| Error::Table { table: table.name.clone(), fault: error.to_string() })?,
        };
        let mut absent: Option<BTreeSet<&String>> = None;
        for d in carriers.iter().map(|&i| &self.deliveries[i]).filter(|d| d.tables.contains_key(&table.name)) {
            let lacks: BTreeSet<&String> = d.absent_columns.get(&table.name).into_iter().flatten().collect();
            absent = Some(match absent {
                None => lacks,
                Some(so_far) => so_far.intersection(&lacks).copied().collect(),
            });
        }
        Ok(Some((batch, absent.unwrap_or_default().into_iter().cloned().collect())))
    }

    /// Which rows of a table are in force.
    pub fn outcome(&self, table: &Table) -> Result<Outcome> {
        let carriers = self.carriers(table);
        let key_merges = !self.merges.is_empty() && table.key().any(|column| column.is_person());
        // Details of rows that can be withdrawn go with them.
        let parent = table.parent.as_ref().map(|(name, _)| find(name)).transpose()?;
        let parent_gone: HashMap<String, usize> = match parent {
            Some(parent) if matches!(parent.shape, Shape::Event | Shape::Span) => {
                let place = |number| self.deliveries.iter().position(|d| d.number == number);
                let gone = self.outcome(parent)?.withdrawn.into_iter();
                gone.filter_map(|row| Some((row.key, place(row.by)?))).collect()
            }
            _ => HashMap::new(),
        };
        if let [only] = carriers[..]
            && !self.deliveries[only].repeated.contains_key(&table.name)
            && !key_merges
            && parent_gone.is_empty()
        {
            return Ok(Outcome { rows: vec![(only, None)], withdrawn: Vec::new() });
        }
        let mut seen = Keys::default();
        let mut kept: BTreeMap<usize, Vec<Kept>> = BTreeMap::new();
        let mut withdrawn = Vec::new();
        let told_by = told_by(table, carriers.iter().flat_map(|&i| &self.deliveries[i].coverage));
        // Rows that always had their id come before rows that were renamed.
        for renamed_now in if key_merges { &[false, true][..] } else { &[false][..] } {
            // What later deliveries say, the newest first.
            let mut deniers: Vec<Denier<'_>> = Vec::new();
            for &index in carriers.iter().rev() {
                let batch = self.read(index, &table.name, Some(&Light::columns(table, &told_by)), &Which::All)?;
                let data_date = to_days(self.deliveries[index].data_date);
                let mut light = None;
                if let Some(batch) = batch {
                    let renamed = if key_merges { self.merges.renamed(table, &batch)? } else { Vec::new() };
                    let rows = light.insert(Light::of(table, self.merges.apply(table, batch)?, &told_by, data_date)?);
                    let reach = Reach::of(&rows.batch, &table.name)?;
                    for row in (0..rows.rows()).rev() {
                        if renamed.get(row).is_some_and(|renamed| renamed != renamed_now)
                            || !seen.add(rows.keys.row(row)).1
                        {
                            continue;
                        }
                        let parent_denier = rows
                            .parent(row)
                            .filter(|_| !parent_gone.is_empty())
                            .and_then(|key| parent_gone.get(std::str::from_utf8(key).ok()?))
                            .filter(|by| **by > index)
                            .copied();
                        let (by, ended) = said(&deniers, rows, &reach, row);
                        match by.into_iter().chain(parent_denier).min() {
                            None => kept.entry(index).or_default().push((row as u32, ended)),
                            Some(by) => withdrawn.push(self.withdrawn(rows, row, index, by)?),
                        }
                    }
                }
                if matches!(table.shape, Shape::Event | Shape::Span | Shape::Part) {
                    let delivery = &self.deliveries[index];
                    let claims = delivery.coverage.iter().filter(|c| c.table == table.name).collect();
                    let parents = parent.map(|parent| self.keys(index, parent)).transpose()?;
                    deniers.push(Denier::of(index, claims, light.as_ref(), parents)?);
                }
            }
        }
        let rows = kept.into_iter().map(|(index, mut rows)| {
            rows.sort_unstable();
            (index, Some(rows))
        });
        Ok(Outcome { rows: rows.collect(), withdrawn })
    }

    /// How many rows of a table are in force.
    pub fn rows_in_force(&self, table: &Table) -> Result<u64> {
        let all = |index: usize| self.deliveries[index].rows_kept(&table.name);
        let of = |(index, rows): (usize, Option<Vec<Kept>>)| rows.map_or_else(|| all(index), |rows| rows.len() as u64);
        Ok(self.outcome(table)?.rows.into_iter().map(of).sum())
    }

    /// The keys of the rows of a table that a delivery has, if it stands for it.
    fn keys(&self, index: usize, table: &Table) -> Result<Keys> {
        let mut keys = Keys::default();
        if self.deliveries[index].stands(&table.name, &self.all)
            && let Some(batch) = self.read(index, &table.name, Some(&columns::key(table)), &Which::All)?
        {
            let batch = self.merges.apply(table, batch)?;
            let bytes = Bytes::of(&batch, &table.name, &columns::key(table))?;
            for row in 0..batch.num_rows() {
                keys.add(bytes.row(row));
            }
        }
        Ok(keys)
    }

    fn withdrawn(&self, rows: &Light<'_>, row: usize, index: usize, by: usize) -> Result<Withdrawn> {
        let (table, batch) = (rows.table, &rows.batch);
        let value = |name: &str| -> Result<String> {
            array_value_to_string(columns::column(batch, &table.name, name)?, row)
                .map_err(|error| Error::Table { table: table.name.clone(), fault: error.to_string() })
        };
        let key = columns::key(table).into_iter().map(value).collect::<Result<Vec<_>>>()?.join(", ");
        let person = match table.person() {
            Some(column) if columns::column(batch, &table.name, &column.name)?.is_valid(row) => {
                Some(value(&column.name)?)
            }
            _ => None,
        };
        Ok(Withdrawn {
            table: table.name.clone(),
            key,
            person,
            delivery: self.deliveries[index].number,
            source_file: columns::number(batch, &table.name, "source_file")?.value(row),
            source_row: columns::number(batch, &table.name, "source_row")?.value(row),
            from: self.deliveries[by].data_date,
            by: self.deliveries[by].number,
        })
    }

    /// The days for which a table is whole, and those for which each child's latest event is known.
    pub fn coverage(&self, table: &Table) -> (Vec<Interval>, Vec<Interval>) {
        let (mut whole, mut latest) = (Vec::new(), Vec::new());
        for d in self.carriers(table).into_iter().map(|i| &self.deliveries[i]) {
            for claim in d.coverage.iter().filter(|c| c.table == table.name) {
                let into = if claim.claim == Claim::LatestEvent { &mut latest } else { &mut whole };
                let days = match claim.claim {
                    Claim::LatestEvent => claim.from.map(|from| Interval { from, to: claim.to }),
                    _ => claim.whole_days(),
                };
                let Some(Interval { mut from, to }) = days else { continue };
                // What was retired is covered no longer.
                if let Some(before) = d.retired_before
                    && is_about_children(table)
                {
                    from = from.max(before);
                }
                into.push(Interval { from, to });
            }
        }
        (whole, latest)
    }
}

/// Whether rows of a table are about a child, directly or by what they refer to.
pub(crate) fn is_about_children(table: &Table) -> bool {
    fn about(table: &Table, depth: usize) -> bool {
        // No chain of references is anywhere near so long; teams refer to teams.
        !columns::people_to_erase(table).is_empty()
            || depth > 0
                && table.columns.iter().filter_map(|c| c.references.as_ref()).any(|(name, _)| {
                    *name != table.name && table::find(name).is_some_and(|other| about(other, depth - 1))
                })
    }
    table.standard != Standard::Reference && about(table, 6)
}

/// The standard table called `name`.
pub(crate) fn find(name: &str) -> Result<&'static Table> {
    let fault = || Error::Table { table: name.to_owned(), fault: "the standard has no such table".to_owned() };
    table::find(name).ok_or_else(fault)
}

/// A batch in the form that the standard has now: a column that a file of an earlier version lacks is empty.
fn conform(table: &Table, batch: &RecordBatch) -> Result<RecordBatch> {
    let schema = table.kept_schema();
    if batch.schema().fields() == schema.fields() {
        return Ok(batch.clone());
    }
    let empty = |kind| -> ArrayRef { new_null_array(kind, batch.num_rows()) };
    let columns = schema
        .fields()
        .iter()
        .map(|field| batch.column_by_name(field.name()).cloned().unwrap_or_else(|| empty(field.data_type())));
    RecordBatch::try_new(schema.clone(), columns.collect())
        .map_err(|error| Error::Table { table: table.name.clone(), fault: error.to_string() })
}

/// Does the same for each table, several at once, and gives the results in order; of several errors the first.
fn parallel<T: Send>(tables: &[&'static Table], work: impl Fn(&'static Table) -> Result<T> + Sync) -> Result<Vec<T>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(tables.len());
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<Result<T>>>> = Mutex::new(tables.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(table) = tables.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(table);
                    let place = tables.iter().position(|t| t.name == table.name).expect("it is one of them");
                    results.lock().expect("no thread panics while it holds this")[place] = Some(result);
                }
            });
        }
    });
    let results = results.into_inner().expect("no thread panics while it holds this");
    results.into_iter().map(|result| result.expect("every table was taken by a thread")).collect()
}
