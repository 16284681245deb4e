//! Records that must go: those past their retention, and those of one person. Rows go from every delivery, and
//! with them the findings about them and the original files that hold them; counts and hashes stay.

use crate::{
    columns::{self, Bytes, Keys, Reach},
    delivery::Delivery,
    disk,
    error::{Error, Result},
    folder::{DELIVERIES, Locked, json},
    history::{self, Deed, Gone},
    in_force::{find, is_about_children},
    parquet_file::{self, Which},
    pending::Change,
};
use arrow::{
    array::{Array, BooleanArray},
    compute::filter_record_batch,
    record_batch::RecordBatch,
};
use jiff::{Timestamp, civil::Date};
use standard::{
    date::to_days,
    finding::Finding,
    table::{Shape, Table},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    io::Write,
};

/// The table of merged ids, which later deliveries need to tell who is who.
const MERGES: &str = "person_merges";

/// The columns of a delivery's table that decide what goes, and which rows do.
struct Part {
    table: &'static Table,
    batch: RecordBatch,
    goes: Vec<bool>,
}

impl Part {
    fn text(&self, row: usize, column: &str) -> Result<Option<&str>> {
        let values = columns::text(&self.batch, &self.table.name, column)?;
        Ok(values.is_valid(row).then(|| values.value(row)))
    }
}

/// The tables about children of one delivery.
struct Contents {
    delivery: Delivery,
    parts: Vec<Part>,
    /// Whether it has tables about anything else.
    others: bool,
    /// Whether nothing about children is to be left.
    whole: bool,
}

impl crate::Store {
    /// The hash of a person's id in the history of this folder: whether someone was erased can be asked, with
    /// their id, and not otherwise told.
    pub fn person_hash(&self, id: &str) -> String {
        disk::hash([self.salt.as_str(), id])
    }
}

impl Locked {
    /// Drops rows about children whose reach ends before `before`, whatever hangs on them, the undated records
    /// of children of whom nothing else is left in that delivery, and whole deliveries when nothing is left. A
    /// row that was withdrawn ends on the data date from which it was, one that a later delivery shows to have ended
    /// on the last day on which it can have. Earlier versions of a dropped row go too.
    /// The original files of a delivery that loses rows are removed. Results are kept.
    ///
    /// With `dry_run` nothing is changed. What goes, or would, is given for every delivery.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Disk`].
    pub fn retire(&self, before: Date, dry_run: bool, now: Timestamp) -> Result<Vec<Gone>> {
        let mut contents = self.contents()?;
        let day = to_days(before);
        let mut over = self.ended_unseen_before(day)?;
        let withdrawn = self
            .withdrawn(None, None)?
            .into_iter()
            .filter(|row| row.from < before)
            .map(|row| (row.delivery, row.table, row.source_file, row.source_row));
        over.extend(withdrawn);
        // From the newest to the oldest, so that the earlier versions of a row go with it.
        contents.sort_by_key(|c| std::cmp::Reverse((c.delivery.data_date, c.delivery.number)));
        let mut gone: BTreeMap<&str, Keys> = BTreeMap::new();
        for contents in &mut contents {
            for part in contents.parts.iter_mut().filter(|part| is_dated(part.table) || is_list(part.table)) {
                let name = part.table.name.as_str();
                let gone = gone.entry(name).or_default();
                let keys = Bytes::of(&part.batch, name, &columns::key(part.table))?;
                let reach = Reach::of(&part.batch, name)?;
                let file = columns::number(&part.batch, name, "source_file")?;
                let line = columns::number(&part.batch, name, "source_row")?;
                for row in 0..part.goes.len() {
                    let number = contents.delivery.number;
                    part.goes[row] = match part.table.shape {
                        // A list says who is on it on the data date.
                        Shape::Snapshot => contents.delivery.data_date < before,
                        _ => reach.to(row).is_some_and(|end| end < day),
                    } || over.contains(&(number, name.to_owned(), file.value(row), line.value(row)))
                        || part.table.shape != Shape::Snapshot && gone.has(keys.row(row));
                    if part.goes[row] {
                        gone.add(keys.row(row));
                    }
                }
            }
            retire_people(contents, before)?;
        }
        follow(&mut contents, false)?;
        for contents in &mut contents {
            let any = |goes: bool| contents.parts.iter().any(|part| part.goes.contains(&goes));
            contents.whole = any(true) && !any(false) && !contents.others;
        }
        self.drop_rows(contents, &[], dry_run, now, |gone| Deed::Retire { before, gone })
    }

    /// Erases one person from every delivery: the rows of every id that was merged with theirs, whatever hangs on
    /// those rows, the findings about them, and the original files of every delivery that had any, since those
    /// hold the records too. Deliveries whose originals are gone can no longer be read again.
    ///
    /// With `dry_run` nothing is changed. What goes, or would, is given for every delivery that had the person.
    /// The log gets a hash of the id.
    ///
    /// # Errors
    /// [`Error::NoReason`], [`Error::NoPerson`], [`Error::Damaged`], [`Error::Disk`].
    pub fn remove_person(&self, id: &str, reason: &str, dry_run: bool, now: Timestamp) -> Result<Vec<Gone>> {
        if reason.trim().is_empty() {
            return Err(Error::NoReason("an erasure"));
        }
        let ids = self.merges()?.all_of(id);
        let mut contents = self.contents()?;
        for part in contents.iter_mut().flat_map(|c| &mut c.parts) {
            for name in columns::people_to_erase(part.table) {
                let people = columns::text(&part.batch, &part.table.name, name)?;
                for (goes, person) in part.goes.iter_mut().zip(people) {
                    *goes |= person.is_some_and(|person| ids.iter().any(|id| id == person));
                }
            }
        }
        follow(&mut contents, true)?;
        let deed = |gone| Deed::RemovePerson { person: self.person_hash(id), reason: reason.trim().to_owned(), gone };
        let mut gone = self.drop_rows(contents, &ids, dry_run, now, deed)?;
        gone.retain(|gone| !gone.rows.is_empty() || gone.findings > 0);
        if gone.is_empty() { Err(Error::NoPerson) } else { Ok(gone) }
    }

    fn contents(&self) -> Result<Vec<Contents>> {
        let mut all = Vec::new();
        for delivery in self.deliveries()? {
            let mut contents = Contents { parts: Vec::new(), others: false, whole: false, delivery };
            for name in contents.delivery.tables.keys() {
                let table = find(name)?;
                if !is_about_children(table) {
                    contents.others = true;
                    continue;
                }
                let columns: Vec<&str> = deciding(table);
                let path = self.table_file(&contents.delivery, name);
                if let Some(batch) = parquet_file::read(&path, Some(&columns), &Which::All)? {
                    contents.parts.push(Part { table, goes: vec![false; batch.num_rows()], batch });
                }
            }
            all.push(contents);
        }
        Ok(all)
    }

    /// Rewrites the tables and findings of every delivery without the rows that go, all or nothing.
    fn drop_rows(
        &self,
        mut contents: Vec<Contents>,
        ids: &[String],
        dry_run: bool,
        now: Timestamp,
        deed: impl FnOnce(Vec<Gone>) -> Deed,
    ) -> Result<Vec<Gone>> {
        contents.sort_by_key(|c| c.delivery.number);
        let mut change = if dry_run { None } else { Some(Change::begin(&self.disk, &self.folder)?) };
        let mut all = Vec::new();
        for contents in &contents {
            let delivery = &contents.delivery;
            let folder = format!("{DELIVERIES}/{}", delivery.id);
            let mut gone = Gone { delivery: delivery.number, whole: contents.whole, ..Gone::default() };
            let mut places: HashSet<(&str, u64)> = HashSet::new();
            for part in contents.parts.iter().filter(|part| part.goes.contains(&true)) {
                let name = &part.table.name;
                let file = columns::number(&part.batch, name, "source_file")?;
                let row = columns::number(&part.batch, name, "source_row")?;
                for i in (0..part.goes.len()).filter(|&i| part.goes[i]) {
                    let file = usize::try_from(file.value(i)).ok().and_then(|file| delivery.files.get(file));
                    places.extend(file.zip(u64::try_from(row.value(i)).ok()).map(|(f, row)| (f.name.as_str(), row)));
                }
                gone.rows.insert(name.clone(), part.goes.iter().filter(|goes| **goes).count() as u64);
                if let Some(change) = &mut change {
                    let path = self.table_file(delivery, name);
                    let Some(batch) = parquet_file::read(&path, None, &Which::All)? else { continue };
                    let stays: BooleanArray = part.goes.iter().map(|goes| Some(!goes)).collect();
                    let batch = filter_record_batch(&batch, &stays)
                        .map_err(|error| Error::Damaged { path: path.clone(), fault: error.to_string() })?;
                    let to = format!("{folder}/tables/{name}.parquet");
                    change.place(to, |file| parquet_file::write(file, &path, &batch))?;
                }
            }
            let findings = self.findings(delivery)?;
            let about =
                |finding: &Finding| places.contains(&(finding.file.as_str(), finding.row)) || names(finding, ids);
            let (go, stay): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(about);
            gone.findings = go.len() as u64;
            let path = self.findings_file(delivery);
            if let Some(change) = &mut change
                && gone.findings > 0
            {
                let batch = parquet_file::findings_batch(&stay);
                change.place(format!("{folder}/findings.parquet"), |file| parquet_file::write(file, &path, &batch))?;
            }
            gone.originals = delivery.originals_kept && (!gone.rows.is_empty() || gone.findings > 0);
            if gone.originals
                && let Some(change) = &mut change
            {
                change.remove(format!("{folder}/originals"));
            }
            all.push(gone);
        }
        let nothing = all.iter().all(|gone| gone.rows.is_empty() && gone.findings == 0);
        if let Some(mut change) = change
            && !nothing
        {
            let event = self.event(deed(all.clone()), now)?;
            let text = json(&event);
            let to = format!("{}/{}", history::FOLDER, history::name(&event));
            change.place(to, |file| {
                let fault = |source| Error::Disk { path: self.folder.join(history::FOLDER), doing: "written", source };
                file.write_all(&text).map_err(fault)
            })?;
            change.commit()?;
        }
        Ok(all)
    }
}

/// The columns that decide which rows go.
fn deciding(table: &Table) -> Vec<&str> {
    let mut names = columns::key(table);
    names.extend(columns::people_to_erase(table));
    names.extend(table.columns.iter().filter(|c| c.references.is_some()).map(|c| c.name.as_str()));
    // What others refer to.
    let referred = standard::table::all().iter().flat_map(|t| &t.columns).filter_map(|c| c.references.as_ref());
    names.extend(referred.filter(|(name, _)| *name == table.name).map(|(_, column)| column.as_str()));
    names.extend(standard::table::REACH);
    names.extend(["source_file", "source_row"]);
    names.sort_unstable();
    names.dedup();
    names
}

fn is_dated(table: &Table) -> bool {
    matches!(table.shape, Shape::Event | Shape::Span)
}

fn is_list(table: &Table) -> bool {
    table.shape == Shape::Snapshot
}

/// Marks the undated records of children who lost dated rows in this delivery and have none left in it. A child
/// who never had one stays: nothing says that their time is over, unless nothing else of the delivery is left.
fn retire_people(contents: &mut Contents, before: Date) -> Result<()> {
    let (mut left, mut lost): (BTreeSet<String>, BTreeSet<String>) = (BTreeSet::new(), BTreeSet::new());
    let (mut any_left, mut any_lost) = (false, false);
    for part in contents.parts.iter().filter(|part| is_dated(part.table) || is_list(part.table)) {
        any_left |= part.goes.contains(&false);
        any_lost |= part.goes.contains(&true);
        for name in columns::people(part.table) {
            for row in 0..part.goes.len() {
                if let Some(person) = part.text(row, name)? {
                    let into = if part.goes[row] { &mut lost } else { &mut left };
                    if !into.contains(person) {
                        into.insert(person.to_owned());
                    }
                }
            }
        }
    }
    let over = any_lost && !any_left && contents.delivery.data_date < before;
    for part in contents.parts.iter_mut().filter(|part| !is_dated(part.table) && !is_list(part.table)) {
        let people = if part.table.name == MERGES { Vec::new() } else { columns::people_to_erase(part.table) };
        for name in people {
            for row in 0..part.goes.len() {
                let person = part.text(row, name)?;
                let goes = over || person.is_some_and(|person| lost.contains(person) && !left.contains(person));
                part.goes[row] |= goes;
            }
        }
        // What belongs to no one by name, merges of ids among it, goes with the last of the delivery.
        if over && !contents.others {
            part.goes.fill(true);
        }
    }
    Ok(())
}

/// By table and column: whether the row with this key goes, where both some do and some do not as `both` says.
#[derive(Default)]
struct Fate(BTreeMap<(&'static str, &'static str), HashMap<String, bool>>);

impl Fate {
    fn note(&mut self, part: &Part, both: bool) -> Result<()> {
        for name in referred(part.table) {
            let keys = self.0.entry((part.table.name.as_str(), name)).or_default();
            for row in 0..part.goes.len() {
                if let Some(key) = part.text(row, name)? {
                    match keys.get_mut(key) {
                        Some(goes) if *goes != part.goes[row] => *goes = both,
                        Some(_) => {}
                        None => drop(keys.insert(key.to_owned(), part.goes[row])),
                    }
                }
            }
        }
        Ok(())
    }

    fn of(&self, table: &str, column: &str, key: &str) -> Option<bool> {
        self.0.get(&(table, column)).and_then(|keys| keys.get(key)).copied()
    }
}

/// Marks rows without a person of their own that hang on rows that go, until no more do: as the row that they
/// hang on goes or stays in the same delivery; where that has none, as it does in the others, and where these
/// differ as `both` says.
fn follow(contents: &mut [Contents], both: bool) -> Result<()> {
    loop {
        let mut anywhere = Fate::default();
        let mut here: Vec<Fate> = Vec::new();
        for contents in contents.iter() {
            let mut fate = Fate::default();
            for part in &contents.parts {
                fate.note(part, true)?;
                anywhere.note(part, both)?;
            }
            here.push(fate);
        }
        let mut more = false;
        for (contents, here) in contents.iter_mut().zip(&here) {
            for part in contents.parts.iter_mut().filter(|part| columns::people_to_erase(part.table).is_empty()) {
                for column in &part.table.columns {
                    let Some((table, name)) = &column.references else { continue };
                    for row in (0..part.goes.len()).filter(|&row| !part.goes[row]).collect::<Vec<_>>() {
                        let Some(key) = part.text(row, &column.name)? else { continue };
                        let goes = here.of(table, name, key).or_else(|| anywhere.of(table, name, key));
                        part.goes[row] = goes == Some(true);
                        more |= part.goes[row];
                    }
                }
            }
        }
        if !more {
            return Ok(());
        }
    }
}

/// The columns of a table to which tables without a person of their own refer.
fn referred(table: &'static Table) -> Vec<&'static str> {
    let hanging =
        standard::table::all().iter().filter(|t| is_about_children(t) && columns::people_to_erase(t).is_empty());
    let mut names: Vec<&str> = hanging
        .flat_map(|t| &t.columns)
        .filter_map(|c| c.references.as_ref())
        .filter(|(name, _)| *name == table.name)
        .map(|(_, column)| column.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a finding names one of `ids`: found as it is, or as a word where it is long enough to be no other.
fn names(finding: &Finding, ids: &[String]) -> bool {
    let texts = [&finding.found, &finding.expected, &finding.done, &finding.hint];
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    ids.iter().any(|id| {
        let word = |text: &String| {
            text.match_indices(id.as_str())
                .any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + id.len()..].chars().next()))
        };
        finding.person == *id || finding.found.trim() == id || id.len() >= 4 && texts.into_iter().any(word)
    })
}
