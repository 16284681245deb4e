//! Which columns of a table matter for keeping it, and reading them from a batch.

use crate::error::{Error, Result};
use arrow::{
    array::{Array, ArrayRef, AsArray, Date32Array, Int32Array, StringArray},
    datatypes::{Date32Type, Int32Type},
    record_batch::RecordBatch,
    row::{RowConverter, Rows, SortField},
};
use hashbrown::{DefaultHashBuilder, HashTable};
use standard::table::{REACH, Table};
use std::hash::BuildHasher;

/// The columns that hold ids of people, for the merging of ids.
pub(crate) fn people(table: &Table) -> Vec<&str> {
    table.columns.iter().filter(|c| c.is_person()).map(|c| c.name.as_str()).collect()
}

/// The columns that hold ids of people, for erasing them: those too whose ids are not to be rewritten.
pub(crate) fn people_to_erase(table: &Table) -> Vec<&str> {
    match table.name.as_str() {
        "person_merges" => vec!["old_id", "new_id"],
        "ssd_api_data_staging" => vec!["person_id"],
        _ => people(table),
    }
}

/// The columns of the key.
pub(crate) fn key(table: &Table) -> Vec<&str> {
    table.key().map(|c| c.name.as_str()).collect()
}

/// Columns that tell apart, besides the person, the events of which an extract gives the latest: it gives the
/// latest health assessment and the latest dental check of each child.
pub(crate) fn latest_by(table: &Table) -> &'static [&'static str] {
    match table.name.as_str() {
        "ssd_cla_health" => &["clah_health_check_type"],
        _ => &[],
    }
}

/// A column by name; an error if a file of ours lacks it.
pub(crate) fn column<'a>(batch: &'a RecordBatch, table: &str, name: &str) -> Result<&'a ArrayRef> {
    batch
        .column_by_name(name)
        .ok_or_else(|| Error::Table { table: table.to_owned(), fault: format!("it has no column {name}") })
}

/// A text column by name.
pub(crate) fn text<'a>(batch: &'a RecordBatch, table: &str, name: &str) -> Result<&'a StringArray> {
    column(batch, table, name)?
        .as_string_opt::<i32>()
        .ok_or_else(|| Error::Table { table: table.to_owned(), fault: format!("column {name} is not text") })
}

/// A provenance column by name.
pub(crate) fn number<'a>(batch: &'a RecordBatch, table: &str, name: &str) -> Result<&'a Int32Array> {
    column(batch, table, name)?
        .as_primitive_opt::<Int32Type>()
        .ok_or_else(|| Error::Table { table: table.to_owned(), fault: format!("column {name} is not a number") })
}

/// A date column by name.
pub(crate) fn date<'a>(batch: &'a RecordBatch, table: &str, name: &str) -> Result<&'a Date32Array> {
    column(batch, table, name)?
        .as_primitive_opt::<Date32Type>()
        .ok_or_else(|| Error::Table { table: table.to_owned(), fault: format!("column {name} is not a date") })
}

/// The reach of each row: first and last day, both inclusive, as days since 1970.
pub(crate) struct Reach<'a> {
    from: &'a Date32Array,
    to: &'a Date32Array,
}

impl<'a> Reach<'a> {
    pub fn of(batch: &'a RecordBatch, table: &str) -> Result<Reach<'a>> {
        Ok(Reach { from: date(batch, table, REACH[0])?, to: date(batch, table, REACH[1])? })
    }

    pub fn from(&self, row: usize) -> Option<i32> {
        self.from.is_valid(row).then(|| self.from.value(row))
    }

    pub fn to(&self, row: usize) -> Option<i32> {
        self.to.is_valid(row).then(|| self.to.value(row))
    }

    /// Whether any day of the row lies in `from..=to`. A row without a day, or whose days have no start or no
    /// end, is there from ever or for ever.
    pub fn touches(&self, row: usize, from: Option<i32>, to: i32) -> bool {
        self.from(row).is_none_or(|start| start <= to)
            && from.is_none_or(|from| self.to(row).is_none_or(|end| from <= end))
    }
}

/// The values of some columns, row by row, as bytes that are equal when the values are. A null is a value.
pub(crate) enum Bytes {
    Text(StringArray),
    Rows(Rows),
}

impl Bytes {
    pub fn of(batch: &RecordBatch, table: &str, columns: &[&str]) -> Result<Bytes> {
        let arrays = columns.iter().map(|name| column(batch, table, name).cloned()).collect::<Result<Vec<_>>>()?;
        if let [only] = &arrays[..]
            && let Some(text) = only.as_string_opt::<i32>()
        {
            return Ok(Bytes::Text(text.clone()));
        }
        let fields = arrays.iter().map(|array| SortField::new(array.data_type().clone())).collect();
        let rows = RowConverter::new(fields).and_then(|converter| converter.convert_columns(&arrays));
        let fault =
            |error: arrow::error::ArrowError| Error::Table { table: table.to_owned(), fault: error.to_string() };
        Ok(Bytes::Rows(rows.map_err(fault)?))
    }

    pub fn row(&self, row: usize) -> &[u8] {
        match self {
            // No text begins with this byte, so a null is unlike any.
            Bytes::Text(text) if text.is_null(row) => &[0xFF],
            Bytes::Text(text) => text.value(row).as_bytes(),
            Bytes::Rows(rows) => rows.row(row).data(),
        }
    }
}

/// A set of byte strings, each with a number from 0 in the order in which they came: each is stored once, end to
/// end with the others, so that a million keys are not a million allocations.
#[derive(Default)]
pub(crate) struct Keys {
    hasher: DefaultHashBuilder,
    table: HashTable<u32>,
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

impl Keys {
    fn nth(ends: &[usize], bytes: &'_ [u8], n: u32) -> std::ops::Range<usize> {
        let n = n as usize;
        debug_assert!(bytes.len() >= ends[n]);
        n.checked_sub(1).map_or(0, |before| ends[before])..ends[n]
    }

    /// Adds `key`; its number, and whether it was new.
    pub fn add(&mut self, key: &[u8]) -> (u32, bool) {
        let (ends, bytes, hasher) = (&mut self.ends, &mut self.bytes, &self.hasher);
        let entry = self.table.entry(
            hasher.hash_one(key),
            |&n| &bytes[Keys::nth(ends, bytes, n)] == key,
            |&n| hasher.hash_one(&bytes[Keys::nth(ends, bytes, n)]),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(entry) => (*entry.get(), false),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let number = u32::try_from(ends.len()).expect("a table has fewer than 2^32 rows, being one batch");
                entry.insert(number);
                bytes.extend_from_slice(key);
                ends.push(bytes.len());
                (number, true)
            }
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> u64 {
        self.ends.len() as u64
    }

    /// The number of `key`, if it is there.
    pub fn find(&self, key: &[u8]) -> Option<u32> {
        let same = |&n: &u32| &self.bytes[Keys::nth(&self.ends, &self.bytes, n)] == key;
        self.table.find(self.hasher.hash_one(key), same).copied()
    }

    /// Whether `key` is there.
    pub fn has(&self, key: &[u8]) -> bool {
        self.find(key).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_once() {
        let mut keys = Keys::default();
        for n in 0..2000_u32 {
            assert_eq!(keys.add(format!("key {n}").as_bytes()), (n, true));
        }
        assert_eq!(keys.add(b""), (2000, true));
        assert_eq!(keys.add(b"key 77"), (77, false));
        assert_eq!(keys.find(b"key 1999"), Some(1999));
        assert_eq!(keys.find(b""), Some(2000));
        assert!(!keys.has(b"key"));
    }
}
