//! Restoring a dump, into an empty database of either kind.

use std::io::BufRead;

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter,
    QuerySelect,
};
use sea_orm::{Statement, Value as Bound};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::account_history::changed;
use crate::accounts::end_sessions;
use crate::changes::{self, Actor, Change};
use crate::dump::{FORM, Kind, Shape, shapes};
use crate::entity::{account, api_token, link};
use crate::migration::ADDED_TABLES;
use crate::value::{hex, micros, unhex};
use crate::{Dumped, Error, Records, Result};

/// Values of one insert: under what either database takes.
const VALUES_AT_ONCE: usize = 10_000;

fn wrong(line: u64, why: &str) -> Error {
    Error::Invalid(format!("The dump can’t be restored, and nothing was: line {line} {why}."))
}

/// A value as it goes into a column.
fn bound(value: &Value, kind: Kind) -> Option<Bound> {
    Some(match (kind, value) {
        (Kind::Number, Value::Null) => Bound::BigInt(None),
        (Kind::Number, Value::Number(number)) => number.as_i64()?.into(),
        (Kind::Text, Value::Null) => Bound::String(None),
        (Kind::Text, Value::String(text)) => text.clone().into(),
        (Kind::Flag, Value::Null) => Bound::Bool(None),
        (Kind::Flag, Value::Bool(flag)) => (*flag).into(),
        (Kind::Bytes, Value::Null) => Bound::Bytes(None),
        (Kind::Bytes, Value::String(digits)) => unhex(digits).ok()?.into(),
        _ => return None,
    })
}

/// Rows gathered for one insert.
struct Gathered {
    shape: Shape,
    values: Vec<Bound>,
}

impl Gathered {
    async fn flush(&mut self, write: &DatabaseTransaction, backend: DbBackend) -> Result<()> {
        let width = self.shape.columns.len();
        if self.values.is_empty() {
            return Ok(());
        }
        let mut places = String::new();
        for at in 0..self.values.len() {
            let before = if at == 0 {
                "("
            } else if at % width == 0 {
                "), ("
            } else {
                ", "
            };
            places.push_str(&format!("{before}${}", at + 1));
        }
        let sql = format!("INSERT INTO \"{}\" ({}) VALUES {places})", self.shape.name, self.shape.list());
        let values = std::mem::take(&mut self.values);
        write.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
}

impl Records {
    /// Restores a dump into this database, which must be empty: no account, no report, no entry in the log. It is
    /// all there afterwards, or nothing: the hash at the dump's end is checked before anything is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the database isn't empty; [`Error::Invalid`] when the dump is cut short, was changed, or
    /// is none, with the line.
    pub async fn restore(&self, from: &mut (impl BufRead + Send)) -> Result<Dumped> {
        let shapes = shapes()?;
        let write = self.write().await?;
        let backend = write.get_database_backend();
        for shape in &shapes {
            let rows = if shape.name == "access_log_head" { "WHERE seq > 0" } else { "" };
            let sql = format!("SELECT 1 AS one FROM \"{}\" {rows} LIMIT 1", shape.name);
            if write.query_one_raw(Statement::from_string(backend, sql)).await?.is_some() {
                return Err(Error::Refused(format!(
                    "The records database is not empty: its table {} has rows. Restore into a new one.",
                    shape.name
                )));
            }
        }
        write.execute_unprepared("DELETE FROM access_log_head").await?;

        let mut hash = Sha256::new();
        let mut tables = shapes.iter();
        let mut gathered: Option<Gathered> = None;
        let (mut rows, mut number, mut text) = (0u64, 0u64, String::new());
        let done = loop {
            number += 1;
            text.clear();
            let read = from.read_line(&mut text).map_err(|e| wrong(number, &format!("can’t be read: {e}")))?;
            if read == 0 {
                return Err(wrong(number, "is missing: the dump is cut short"));
            }
            let line: Value = serde_json::from_str(&text).map_err(|_| wrong(number, "is no JSON"))?;
            match &line {
                Value::Object(first) if number == 1 => {
                    if first.get("dump").and_then(Value::as_str) != Some(FORM) {
                        return Err(wrong(1, "does not begin a dump of this form"));
                    }
                }
                Value::Object(table) if table.contains_key("table") => {
                    if let Some(mut before) = gathered.take() {
                        before.flush(&write, backend).await?;
                    }
                    let shape = tables.next().ok_or_else(|| wrong(number, "names a table too many"))?;
                    let columns = table.get("columns").and_then(Value::as_array);
                    let same = |shape: &Shape| {
                        table.get("table").and_then(Value::as_str) == Some(shape.name.as_str())
                            && columns == Some(&shape.names())
                    };
                    // A dump of an earlier version leaves later columns to their defaults.
                    let Some(shape) = [shape.clone(), shape.first()].into_iter().find(same) else {
                        let why = format!("should name the table {} and its columns", shape.name);
                        return Err(wrong(number, &why));
                    };
                    gathered = Some(Gathered { shape, values: Vec::new() });
                }
                Value::Object(last) => {
                    let sha256 = hex(&hash.clone().finalize());
                    let same = last.get("sha256").and_then(Value::as_str) == Some(sha256.as_str())
                        && last.get("rows").and_then(Value::as_u64) == Some(rows);
                    if !same {
                        return Err(wrong(number, "does not agree with what is before it: the dump was changed"));
                    }
                    if let Some(mut before) = gathered.take() {
                        before.flush(&write, backend).await?;
                    }
                    break Dumped { rows, sha256 };
                }
                Value::Array(row) => {
                    let table = gathered.as_mut().ok_or_else(|| wrong(number, "has a row before any table"))?;
                    let width = table.shape.columns.len();
                    if row.len() != width {
                        return Err(wrong(number, "has not as many values as the table has columns"));
                    }
                    for (value, (_, kind)) in row.iter().zip(&table.shape.columns) {
                        table
                            .values
                            .push(bound(value, *kind).ok_or_else(|| wrong(number, "has a value of another kind"))?);
                    }
                    rows += 1;
                    if table.values.len() + width > VALUES_AT_ONCE {
                        table.flush(&write, backend).await?;
                    }
                }
                _ => return Err(wrong(number, "is neither a table nor a row")),
            }
            hash.update(text.as_bytes());
        };
        // A dump of an earlier version has no rows of later tables.
        if tables.any(|shape| !ADDED_TABLES.contains(&shape.name.as_str())) {
            return Err(wrong(number, "comes before all tables are there"));
        }
        if self.is_postgres() {
            for shape in shapes.iter().filter(|shape| shape.numbered) {
                // New rows are numbered on from the restored ones.
                let name = &shape.name;
                let sql = format!(
                    "SELECT setval(pg_get_serial_sequence('{name}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) \
                     FROM \"{name}\""
                );
                write.query_one_raw(Statement::from_string(backend, sql)).await?;
            }
        }
        write.commit().await?;
        Ok(done)
    }
}

impl Records {
    /// After a restore: ends every session, takes back every one-time link that was not used and ends every token, for
    /// whoever was signed in when the backup was made, or held a link or token, may have lost it for a reason since. The
    /// access log has who restored what.
    ///
    /// # Errors
    ///
    /// [`Error::Database`]; then nothing is ended.
    pub async fn after_restore(&self, by: &Actor, what: String, now: Timestamp) -> Result<()> {
        let write = self.write_accounts().await?;
        changes::log(&*write, by, Change::Restore, what, "", now).await?;
        // All held at once: whoever changes one of them waits, and nobody waits for the log with one in hand.
        for before in account::Entity::find().lock_exclusive().all(&*write).await? {
            let mut row: account::ActiveModel = before.clone().into();
            end_sessions(&*write, &mut row).await?;
            let after = row.update(&*write).await?;
            changed(&*write, "signed out everywhere", &before, &after, None, now).await?;
        }
        link::Entity::delete_many().filter(link::Column::UsedAt.is_null()).exec(&*write).await?;
        api_token::Entity::update_many()
            .col_expr(api_token::Column::RevokedAt, Expr::value(micros(now)))
            .filter(api_token::Column::RevokedAt.is_null())
            .exec(&*write)
            .await?;
        Ok(write.commit().await?)
    }
}
