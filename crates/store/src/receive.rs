//! Receiving a parcel: all of it is written aside, then one rename makes it a delivery.

use crate::{
    columns::{self, Bytes, Keys},
    delivery::{Comparison, Delivery, FindingCounts, KeptFile, Parcel, Received, Status},
    disk,
    error::{Error, Result},
    folder::{DELIVERIES, Locked, TEMPORARY, json},
    history::Record,
    hold::{self, Arriving},
    in_force, parquet_file,
};
use arrow::{
    array::{Int32Array, UInt32Array},
    compute::take_record_batch,
    record_batch::RecordBatch,
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

impl Locked {
    /// Keeps a parcel as a delivery. The same files read with the same mapping and settings do nothing. Tables
    /// that moved by more than a fifth against the delivery before of the same kind, or fall by as much against what
    /// stands of another kind, are held, unless `accept`; and so is a delivery whole that would put fewer columns in
    /// place of more of another kind and the same data date.
    ///
    /// # Errors
    /// [`Error::OtherAuthority`], [`Error::Changed`], [`Error::Table`], [`Error::Disk`]; nothing is kept then.
    pub fn receive(&self, parcel: Parcel, now: Timestamp, accept: bool) -> Result<Received> {
        if let Some(found) = &parcel.authority
            && let Some(settings) = self.settings()?
            && *found != settings.dfe_code
        {
            return Err(Error::OtherAuthority {
                title: parcel.title,
                found: found.clone(),
                expected: settings.dfe_code,
            });
        }
        let deliveries = self.deliveries()?;
        let identity = identity(&parcel);
        let same =
            |d: &&Delivery| d.identity == identity && !matches!(d.status, Status::Withdrawn(_) | Status::Superseded(_));
        if let Some(there) = deliveries.iter().find(same) {
            let held = there.moved.iter().filter(|c| there.held.contains(&c.table)).cloned().collect();
            return Ok(Received { delivery: there.clone(), already: true, held });
        }
        let number = match deliveries.last() {
            None => 1,
            Some(last) => last.number.checked_add(1).ok_or(Error::Full)?,
        };
        let id = format!("{number:04}-{}-{}-{}", plain(&parcel.kind), parcel.data_date, &identity[..8]);
        let mut tables = BTreeMap::new();
        let mut repeated = BTreeMap::new();
        for (name, batch) in parcel.tables {
            let (batch, again) = prepare(&name, &batch, number)?;
            if again > 0 {
                repeated.insert(name.clone(), again);
            }
            tables.insert(name, batch);
        }
        let arriving = Arriving {
            kind: &parcel.kind,
            data_date: parcel.data_date,
            coverage: &parcel.coverage,
            tables: &tables,
            absent_columns: &parcel.absent_columns,
        };
        let moved = hold::compare(self, &arriving, &deliveries)?;
        let record = Record {
            number,
            id: id.clone(),
            files: kept_files(&parcel.files),
            tables: tables.iter().map(|(name, batch)| (name.clone(), batch.num_rows() as u64)).collect(),
            findings: FindingCounts::of(&parcel.findings),
            kind: parcel.kind,
            title: parcel.title,
            authority: parcel.authority,
            data_date: parcel.data_date,
            coverage: parcel.coverage,
            absent_columns: parcel.absent_columns,
            mapping_hash: parcel.mapping_hash,
            identity,
            imported_at: now,
            imported_by: parcel.imported_by,
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            moved,
            accepted: accept,
            repeated,
        };
        let aside = self.folder.join(TEMPORARY).join(&id);
        let written = self.write(&aside, &record, &parcel.files, &tables, &parcel.findings);
        if let Err(error) = written {
            // What is left would do no harm, but a full disk should not stay full.
            drop(self.disk.remove(&aside));
            return Err(error);
        }
        let home = self.folder.join(DELIVERIES);
        self.disk.folder(&home)?;
        self.disk.rename(&aside, &home.join(&id))?;
        let delivery = self.find(&id)?;
        let held: Vec<Comparison> =
            delivery.moved.iter().filter(|c| delivery.held.contains(&c.table)).cloned().collect();
        Ok(Received { delivery, already: false, held })
    }

    fn write(
        &self,
        aside: &Path,
        record: &Record,
        files: &[crate::ParcelFile],
        tables: &BTreeMap<String, RecordBatch>,
        findings: &[standard::finding::Finding],
    ) -> Result<()> {
        let disk = &*self.disk;
        let mut folders = BTreeSet::from([aside.join("tables"), aside.join("originals")]);
        let copies: Vec<_> = files
            .iter()
            .zip(&record.files)
            .map(|(from, kept)| (from, kept.kept_as.split('/').fold(aside.to_owned(), |path, part| path.join(part))))
            .collect();
        folders.extend(copies.iter().filter_map(|(_, to)| to.parent().map(Path::to_owned)));
        for folder in &folders {
            disk.folder(folder)?;
        }
        let mut jobs: Vec<Box<dyn Fn() -> Result<()> + Send + Sync + '_>> = Vec::new();
        // The largest first, so that two hands finish together.
        let mut by_size: Vec<_> = tables.iter().collect();
        by_size.sort_by_key(|(name, batch)| (std::cmp::Reverse(batch.get_array_memory_size()), *name));
        for (name, batch) in by_size {
            let path = aside.join("tables").join(format!("{name}.parquet"));
            jobs.push(Box::new(move || disk.write(&path, |file| parquet_file::write(file, &path, batch))));
        }
        for (from, to) in &copies {
            jobs.push(Box::new(move || disk.copy(&from.path, to, &from.sha256)));
        }
        let path = aside.join("findings.parquet");
        let batch = parquet_file::findings_batch(findings);
        jobs.push(Box::new(move || disk.write(&path, |file| parquet_file::write(file, &path, &batch))));
        let text = json(record);
        jobs.push(Box::new(move || disk.write_bytes(&aside.join("delivery.json"), &text)));
        all_of(&jobs)?;
        folders.insert(aside.to_owned());
        folders.iter().rev().try_for_each(|folder| disk.sync_folder(folder))
    }
}

/// Does all jobs, several at once: writing to the disk itself is mostly waiting.
fn all_of(jobs: &[Box<dyn Fn() -> Result<()> + Send + Sync + '_>]) -> Result<()> {
    let next = AtomicUsize::new(0);
    let error = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..jobs.len().min(4) {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(fault) = job() {
                        next.store(jobs.len(), Ordering::Relaxed);
                        error.lock().expect("no thread panics while it holds this").get_or_insert(fault);
                    }
                }
            });
        }
    });
    error.into_inner().expect("no thread panics while it holds this").map_or(Ok(()), Err)
}

/// A hash of all that makes a reading: files, mapping, and what was said beside them.
fn identity(parcel: &Parcel) -> String {
    let files = crate::delivery::files_hash(&parcel.kind, parcel.files.iter().map(|file| file.sha256.as_str()));
    let mut coverage: Vec<String> = parcel
        .coverage
        .iter()
        .map(|c| format!("{} {:?} {} {}", c.table, c.claim, c.from.map_or(String::new(), |d| d.to_string()), c.to))
        .collect();
    coverage.sort();
    let date = parcel.data_date.to_string();
    let authority = parcel.authority.as_deref().unwrap_or_default();
    let said = [files.as_str(), &parcel.mapping_hash, authority, &date];
    disk::hash(said.into_iter().chain(coverage.iter().map(String::as_str)))
}

/// Text as part of the name of a file on any system.
fn plain(text: &str) -> String {
    let plain = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = text.chars().map(plain).collect();
    // Windows takes no name that ends in a dot or a blank; no system takes an empty one.
    let name = name.trim_end_matches(['.', ' ']);
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

/// Where the copies go: by name, and by number where two files have the same name.
fn kept_files(files: &[crate::ParcelFile]) -> Vec<KeptFile> {
    let names: Vec<String> = files.iter().map(|file| plain(&file.name)).collect();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for name in &names {
        *times.entry(name.to_lowercase()).or_default() += 1;
    }
    let place = |index: usize| match times[&names[index].to_lowercase()] {
        1 => format!("originals/{}", names[index]),
        _ => format!("originals/{}/{}", index + 1, names[index]),
    };
    let kept = |(index, file): (usize, &crate::ParcelFile)| KeptFile {
        name: file.name.clone(),
        sha256: file.sha256.to_ascii_lowercase(),
        bytes: file.bytes,
        kept_as: place(index),
    };
    files.iter().enumerate().map(kept).collect()
}

/// A table as it is kept: checked, numbered, in order of file and row; and how many of its rows have a key that
/// a later one has too.
fn prepare(name: &str, batch: &RecordBatch, number: i32) -> Result<(RecordBatch, u64)> {
    let table = in_force::find(name)?;
    let schema = table.kept_schema();
    if batch.schema().fields() != schema.fields() {
        let wrong = schema.fields().iter().find(|field| {
            batch
                .schema()
                .column_with_name(field.name())
                .is_none_or(|(_, other)| other.data_type() != field.data_type())
        });
        let fault = match wrong {
            Some(field) => format!("column {} is missing or not {}", field.name(), field.data_type()),
            None => "it has other columns than the standard, or in another order".to_owned(),
        };
        return Err(Error::Table { table: name.to_owned(), fault });
    }
    let (file, row) = (columns::number(batch, name, "source_file")?, columns::number(batch, name, "source_row")?);
    let place = |i: usize| (file.value(i), row.value(i));
    let batch = if (1..batch.num_rows()).all(|i| place(i - 1) <= place(i)) {
        batch.clone()
    } else {
        let mut order: Vec<u32> = (0..batch.num_rows() as u32).collect();
        order.sort_by_key(|&i| place(i as usize));
        take_record_batch(batch, &UInt32Array::from(order))
            .map_err(|error| Error::Table { table: name.to_owned(), fault: error.to_string() })?
    };
    let index = schema.index_of("source_delivery").expect("every kept schema has it");
    let mut columns = batch.columns().to_vec();
    columns[index] = Arc::new(Int32Array::from_value(number, batch.num_rows()));
    let batch = RecordBatch::try_new(schema, columns).expect("the same types and lengths");
    let keys = Bytes::of(&batch, name, &columns::key(table))?;
    let mut seen = Keys::default();
    let again = (0..batch.num_rows()).filter(|&row| !seen.add(keys.row(row)).1).count();
    Ok((batch, again as u64))
}
