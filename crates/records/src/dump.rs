//! Backups: a copy of the SQLite file, and a dump that either database can be restored from.
//!
//! A dump is text: a first line that says what it is, then for each table a line with its columns and a line for each
//! row, and at the end a line with the number of rows and the SHA-256 of everything before it. Bytes are written as
//! hexadecimal digits. A person can read it, and a program in any language can check it.

use std::io::Write as IoWrite;
use std::path::Path;

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, EntityTrait, Iden, Iterable, PrimaryKeyToColumn, QueryResult, Statement,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::entity::*;
use crate::migration::ADDED;
use crate::value::hex;
use crate::{Error, Records, Result};

/// What the first line says.
pub(crate) const FORM: &str = "derwent records, form 1";
/// Rows read at a time.
const ROWS_AT_ONCE: u64 = 1_000;

/// What a dump or a restore went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dumped {
    /// How many rows.
    pub rows: u64,
    /// The SHA-256 over everything before the last line, which says it.
    pub sha256: String,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Flag,
    Bytes,
}

/// A table as a dump needs it.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) name: String,
    /// The key first.
    pub(crate) columns: Vec<(String, Kind)>,
    /// Whether the database numbers the rows.
    pub(crate) numbered: bool,
}

impl Shape {
    /// The same without the columns that came after the first release: as dumps of before have it.
    pub(crate) fn first(&self) -> Shape {
        let mut first = self.clone();
        first.columns.retain(|(column, _)| !ADDED.contains(&(self.name.as_str(), column.as_str())));
        first
    }

    /// The columns' names as a dump lists them.
    pub(crate) fn names(&self) -> Vec<Value> {
        self.columns.iter().map(|(name, _)| Value::from(name.as_str())).collect()
    }

    /// The columns' names, quoted, with commas between.
    pub(crate) fn list(&self) -> String {
        self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }
}

fn shape<E: EntityTrait>() -> Result<Shape> {
    let name = E::default().table_name().to_owned();
    let mut columns = Vec::new();
    for column in E::Column::iter() {
        let kind = match column.def().get_column_type() {
            ColumnType::BigInteger | ColumnType::Integer => Kind::Number,
            ColumnType::String(_) | ColumnType::Text => Kind::Text,
            ColumnType::Boolean => Kind::Flag,
            ColumnType::VarBinary(_) | ColumnType::Binary(_) | ColumnType::Blob => Kind::Bytes,
            other => return Err(Error::Damaged(format!("a column of {name} holds {other:?}, which no dump has"))),
        };
        columns.push((column.unquoted().to_string(), kind));
    }
    let keys: Vec<String> = E::PrimaryKey::iter().map(|key| key.into_column().unquoted().to_string()).collect();
    columns.sort_by_key(|(name, _)| !keys.contains(name));
    let numbered = name != "access_log_head" && columns.first().is_some_and(|(name, _)| name == "id");
    Ok(Shape { name, columns, numbered })
}

/// All tables, each after those that it refers to.
pub(crate) fn shapes() -> Result<Vec<Shape>> {
    Ok(vec![
        shape::<account::Entity>()?,
        shape::<account_history::Entity>()?,
        shape::<recovery_code::Entity>()?,
        shape::<link::Entity>()?,
        shape::<attempt::Entity>()?,
        shape::<session::Entity>()?,
        shape::<api_token::Entity>()?,
        shape::<access_log::Entity>()?,
        shape::<access_log_head::Entity>()?,
        shape::<restricted_opening::Entity>()?,
        shape::<report::Entity>()?,
        shape::<report_event::Entity>()?,
        shape::<block::Entity>()?,
        shape::<block_revision::Entity>()?,
        shape::<row_note::Entity>()?,
        shape::<row_note_revision::Entity>()?,
        shape::<report_freeze::Entity>()?,
        shape::<clearance::Entity>()?,
        shape::<decision::Entity>()?,
        shape::<public_check::Entity>()?,
        shape::<issue_begun::Entity>()?,
        shape::<issue::Entity>()?,
        shape::<question::Entity>()?,
        shape::<question_revision::Entity>()?,
        shape::<question_carried::Entity>()?,
        shape::<dismissal::Entity>()?,
        shape::<settings_history::Entity>()?,
        shape::<upload::Entity>()?,
        shape::<annotation::Entity>()?,
        // Those that came after the first release are the last.
        shape::<restricted_opening_seen::Entity>()?,
    ])
}

/// A value of a row as JSON. JSON numbers are whole here: 64 bits, as written.
fn value(row: &QueryResult, column: &str, kind: Kind) -> Result<Value> {
    Ok(match kind {
        Kind::Number => row.try_get::<Option<i64>>("", column)?.map_or(Value::Null, Value::from),
        Kind::Text => row.try_get::<Option<String>>("", column)?.map_or(Value::Null, Value::from),
        Kind::Flag => row.try_get::<Option<bool>>("", column)?.map_or(Value::Null, Value::from),
        Kind::Bytes => row.try_get::<Option<Vec<u8>>>("", column)?.map_or(Value::Null, |b| Value::from(hex(&b))),
    })
}

/// Lines on their way out, counted and hashed.
struct Lines<'w, W> {
    to: &'w mut W,
    hash: Sha256,
}

impl<W: IoWrite> Lines<'_, W> {
    fn put(&mut self, line: &Value) -> Result<()> {
        let line = format!("{line}\n");
        self.hash.update(line.as_bytes());
        self.to.write_all(line.as_bytes()).map_err(|e| Error::Machine(format!("the dump can’t be written: {e}")))
    }
}

impl Records {
    /// Writes everything as text, of one state, while others read and write. The dump has the hashes of passwords and
    /// the secrets of one-time codes: keep it like the database.
    ///
    /// # Errors
    ///
    /// [`Error::Machine`] when it can't be written; then what was written is no dump, for its last line is missing.
    pub async fn dump(&self, to: &mut (impl IoWrite + Send)) -> Result<Dumped> {
        let snapshot = self.snapshot().await?;
        let backend = snapshot.get_database_backend();
        let mut lines = Lines { to, hash: Sha256::new() };
        lines.put(&json!({ "dump": FORM }))?;
        let mut rows = 0;
        for shape in shapes()? {
            let names: Vec<&str> = shape.columns.iter().map(|(name, _)| name.as_str()).collect();
            lines.put(&json!({ "table": shape.name, "columns": shape.names() }))?;
            let key = names.first().copied().unwrap_or("id");
            let mut last: Option<sea_orm::Value> = None;
            loop {
                let after = if last.is_some() { format!("WHERE \"{key}\" > $1") } else { String::new() };
                let sql = format!(
                    "SELECT {} FROM \"{}\" {after} ORDER BY \"{key}\" LIMIT {ROWS_AT_ONCE}",
                    shape.list(),
                    shape.name
                );
                let page = snapshot.query_all_raw(Statement::from_sql_and_values(backend, sql, last.take())).await?;
                for row in &page {
                    let values = shape.columns.iter().map(|(name, kind)| value(row, name, *kind));
                    let values = values.collect::<Result<Vec<_>>>()?;
                    last = match values.first() {
                        Some(Value::Number(number)) => number.as_i64().map(Into::into),
                        Some(Value::String(text)) => Some(text.clone().into()),
                        _ => None,
                    };
                    lines.put(&Value::Array(values))?;
                    rows += 1;
                }
                if (page.len() as u64) < ROWS_AT_ONCE || last.is_none() {
                    break;
                }
            }
        }
        let sha256 = hex(&lines.hash.clone().finalize());
        lines.put(&json!({ "rows": rows, "sha256": sha256 }))?;
        lines.to.flush().map_err(|e| Error::Machine(format!("the dump can’t be written: {e}")))?;
        Ok(Dumped { rows, sha256 })
    }

    /// Copies the SQLite database to a file that isn't there yet, while others read and write.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for PostgreSQL, with what to do instead; [`Error::Invalid`] when there is such a file.
    pub async fn backup_to(&self, path: &Path) -> Result<()> {
        if self.is_postgres() {
            return Err(Error::Refused(
                "The records are in PostgreSQL. Back them up with its own tool, for example ‘pg_dump \
                 --format=custom --file=records.dump postgres://…’, and restore them with pg_restore; or use ‘derwent \
                 backup’, which writes a dump that both databases can be restored from."
                    .into(),
            ));
        }
        let Some(text) = path.to_str() else {
            return Err(Error::Invalid("The file’s name must be written in UTF-8.".into()));
        };
        // SQLite copies into an empty file; this one is its owner's alone.
        let failed = |e| Error::Machine(format!("{} can’t be written: {e}", path.display()));
        let file = match crate::connection::private_file(path) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Error::Invalid(format!("{} is there already. Name a new file.", path.display())));
            }
            made => made.map_err(failed)?,
        };
        let copy =
            Statement::from_sql_and_values(self.connection.get_database_backend(), "VACUUM INTO ?", [text.into()]);
        if let Err(error) = self.connection.execute_raw(copy).await {
            // Half a copy is none.
            let _left = std::fs::remove_file(path);
            return Err(error.into());
        }
        // The copy is there when its bytes are on the disk.
        file.sync_all().map_err(failed)
    }
}
