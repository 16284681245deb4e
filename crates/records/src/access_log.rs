//! The access log: who read child-level data, when, what, how much and why; and who changed accounts and settings, or made
//! and restored backups. Only ever added to, each entry chained to
//! the one before by a hash over everything in it.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use sha2::{Digest, Sha256};

use crate::entity::{access_log, access_log_head};
use crate::value::{hex, micros, time};
use crate::{Error, Records, Result};

/// Rows of one insert: well under what either database takes as parameters of one statement.
const ROWS_AT_ONCE: usize = 500;

/// One access, as it is to be noted. Never a child's name, date of birth or free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// When.
    pub at: Timestamp,
    /// Who, where signed in.
    pub account_id: Option<i64>,
    /// Who, in letters: what stands when the account's name has changed since.
    pub username: String,
    /// The action in a word: `read`, `export`, `sign-in`, or that of a [`crate::Change`].
    pub action: String,
    /// What was read: indicator, period, filter. Or what was changed.
    pub what: String,
    /// The person id, where one child was read; empty otherwise.
    pub subject: String,
    /// How many rows.
    pub rows: i64,
    /// Why, where a reason is asked; empty otherwise.
    pub reason: String,
    /// The name of the route.
    pub route: String,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 1 for the first, and one more for each.
    pub seq: i64,
    /// What was noted.
    pub access: Access,
    /// The hash of the entry before; empty for the first.
    pub previous: String,
    /// The hash of this entry: 64 hexadecimal digits.
    pub hash: String,
}

/// How far the log goes. Noted somewhere else, it shows a log that was cut short or made anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 for an empty log.
    pub seq: i64,
    /// Its hash; empty for an empty log.
    pub hash: String,
}

/// What to look for in the log. Empty fields don't restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// By this account.
    pub account: Option<i64>,
    /// Of this action.
    pub action: Option<String>,
    /// Of this person id.
    pub subject: Option<String>,
    /// With this text in what, username, reason or route, in any case of letters.
    pub text: Option<String>,
    /// Or with one of these in what: codes of what `text` calls by another name. Nothing where there is no `text`.
    pub also: Vec<String>,
    /// Only entries before this one: [`Page::next`] of the page before.
    pub before: Option<i64>,
    /// How many at most; 50 when 0.
    pub limit: u64,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the next page begins ([`Search::before`]), if there is one.
    pub next: Option<i64>,
}

/// The hash of an entry: SHA-256 over everything in it and the hash of the one before. Each text comes after its length,
/// so that no two entries have the same bytes.
pub(crate) fn entry_hash(seq: i64, access: &Access, previous: &str) -> String {
    let mut hash = Sha256::new();
    let account = access.account_id.map(|id| id.to_string()).unwrap_or_default();
    hash.update(b"derwent access log, form 1\n");
    for number in [seq, micros(access.at), access.rows] {
        hash.update(number.to_be_bytes());
    }
    let texts =
        [&account, &access.username, &access.action, &access.what, &access.subject, &access.reason, &access.route];
    for text in texts.map(String::as_str).into_iter().chain([previous]) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hex(&hash.finalize())
}

impl Access {
    /// As the database can keep it: PostgreSQL has no NUL in text, and what a page was asked for may have.
    fn kept(&self) -> Access {
        let clean = |text: &String| text.replace('\0', "\u{fffd}");
        Access {
            at: self.at,
            account_id: self.account_id,
            username: clean(&self.username),
            action: clean(&self.action),
            what: clean(&self.what),
            subject: clean(&self.subject),
            rows: self.rows,
            reason: clean(&self.reason),
            route: clean(&self.route),
        }
    }
}

pub(crate) fn from_row(row: access_log::Model) -> Result<Entry> {
    Ok(Entry {
        seq: row.seq,
        access: Access {
            at: time(row.at)?,
            account_id: row.account_id,
            username: row.username,
            action: row.action,
            what: row.what,
            subject: row.subject,
            rows: row.rows_read,
            reason: row.reason,
            route: row.route,
        },
        previous: row.previous,
        hash: row.hash,
    })
}

/// The head as the database has it, held until the transaction ends: whoever appends waits for it.
async fn head_held(connection: &impl ConnectionTrait) -> Result<Head> {
    let row = access_log_head::Entity::find_by_id(1).lock_exclusive().one(connection).await?;
    row.map(|row| Head { seq: row.seq, hash: row.hash })
        .ok_or_else(|| Error::Damaged("the head of the access log is gone".into()))
}

/// Appends entries in the caller's transaction, in the order given, and gives the new head. The head is held from here on
/// until the transaction ends, so let this be the last of it.
pub(crate) async fn append_in(connection: &impl ConnectionTrait, accesses: &[Access]) -> Result<Head> {
    let mut head = head_held(connection).await?;
    for accesses in accesses.chunks(ROWS_AT_ONCE) {
        let mut rows = Vec::with_capacity(accesses.len());
        for access in accesses {
            let access = access.kept();
            let seq = head.seq + 1;
            let hash = entry_hash(seq, &access, &head.hash);
            rows.push(access_log::ActiveModel {
                seq: Set(seq),
                at: Set(micros(access.at)),
                account_id: Set(access.account_id),
                username: Set(access.username),
                action: Set(access.action),
                what: Set(access.what),
                subject: Set(access.subject),
                rows_read: Set(access.rows),
                reason: Set(access.reason),
                route: Set(access.route),
                previous: Set(std::mem::replace(&mut head.hash, hash.clone())),
                hash: Set(hash),
            });
            head.seq = seq;
        }
        access_log::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    let row = access_log_head::ActiveModel { id: Set(1), seq: Set(head.seq), hash: Set(head.hash.clone()) };
    access_log_head::Entity::update(row).exec(connection).await?;
    Ok(head)
}

impl Records {
    /// Appends entries in one transaction, in the order given: they are durable when this returns. Gives the new head.
    ///
    /// # Errors
    ///
    /// [`Error::Database`]; then none is there.
    pub async fn append_log(&self, accesses: &[Access]) -> Result<Head> {
        let write = self.write().await?;
        let head = append_in(&*write, accesses).await?;
        write.commit_apart().await?;
        Ok(head)
    }

    /// How far the log goes now.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn log_head(&self) -> Result<Head> {
        head(&self.connection).await
    }

    /// Searches the log, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn search_log(&self, search: &Search) -> Result<Page> {
        use access_log::Column::{AccountId, Action, At, Reason, Route, Seq, Subject, Username, What};
        let limit = if search.limit == 0 { 50 } else { std::cmp::min(search.limit, 10_000) };
        let mut wanted = Condition::all()
            .add_option(search.from.map(|from| At.gte(micros(from))))
            .add_option(search.to.map(|to| At.lt(micros(to))))
            .add_option(search.account.map(|account| AccountId.eq(account)))
            .add_option(search.action.as_ref().map(|action| Action.eq(action)))
            .add_option(search.subject.as_ref().map(|subject| Subject.eq(subject)))
            .add_option(search.before.map(|before| Seq.lt(before)));
        if let Some(text) = search.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            let has = |column: access_log::Column, text: &str| {
                let text = text.to_lowercase().replace('\0', "\u{fffd}");
                let text = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                let like = LikeExpr::new(format!("%{text}%")).escape('\\');
                Expr::expr(Func::lower(Expr::col(column))).like(like)
            };
            let mut any = Condition::any();
            for column in [What, Username, Reason, Route] {
                any = any.add(has(column, text));
            }
            for code in &search.also {
                any = any.add(has(What, code));
            }
            wanted = wanted.add(any);
        }
        let rows =
            access_log::Entity::find().filter(wanted).order_by_desc(Seq).limit(limit + 1).all(&self.connection).await?;
        let mut entries = rows.into_iter().map(from_row).collect::<Result<Vec<_>>>()?;
        let more = entries.len() as u64 > limit;
        entries.truncate(limit as usize);
        let next = if more { entries.last().map(|entry| entry.seq) } else { None };
        Ok(Page { entries, next })
    }
}

/// The head as the database has it.
pub(crate) async fn head(connection: &impl ConnectionTrait) -> Result<Head> {
    let row = access_log_head::Entity::find_by_id(1).one(connection).await?;
    row.map(|row| Head { seq: row.seq, hash: row.hash })
        .ok_or_else(|| Error::Damaged("the head of the access log is gone".into()))
}
