//! What administrators change, in the access log beside what was read: accounts with their roles and scope, settings,
//! backups. The histories have the same in detail; here it is chained, so that whoever alters a history is found out.
//! Each entry is written in the transaction of the change itself: there is none without the other.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Map, Value};

use crate::access_log::append_in;
use crate::entity::account;
use crate::{Access, Account, Records, Result, SettingChange, SettingKind};

/// Who changes something, where nobody is signed in.
const SERVER: &str = "the server";

/// Who changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account, where somebody is signed in.
    pub account_id: Option<i64>,
    /// Who, in letters.
    pub username: String,
}

impl Actor {
    /// Somebody who is signed in.
    pub fn account(id: i64, username: &str) -> Actor {
        Actor { account_id: Some(id), username: username.to_owned() }
    }

    /// Somebody at the command line of the server, by their name there.
    pub fn command_line(who: &str) -> Actor {
        Actor { account_id: None, username: format!("{who} at the command line") }
    }

    /// The account of a number, or the server itself.
    async fn of(connection: &impl ConnectionTrait, by: Option<i64>) -> Result<Actor> {
        let row = match by {
            Some(id) => account::Entity::find_by_id(id).one(connection).await?,
            None => None,
        };
        let username = row.map_or_else(|| SERVER.to_owned(), |row| row.username);
        Ok(Actor { account_id: by, username })
    }
}

impl From<&Account> for Actor {
    fn from(account: &Account) -> Actor {
        Actor::account(account.id, &account.profile.username)
    }
}

/// What kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// An account: made, closed, its roles or scope, its way to sign in.
    Account,
    /// A parameter, a target, a name taught.
    Setting,
    /// A backup was begun.
    Backup,
    /// A backup was restored.
    Restore,
}

impl Change {
    /// All kinds.
    pub const ALL: [Change; 4] = [Change::Account, Change::Setting, Change::Backup, Change::Restore];

    /// The action in the access log.
    pub const fn word(self) -> &'static str {
        match self {
            Change::Account => "change-account",
            Change::Setting => "change-setting",
            Change::Backup => "back-up",
            Change::Restore => "restore",
        }
    }
}

/// Writes a change to the access log, in the caller's transaction.
pub(crate) async fn log(
    connection: &impl ConnectionTrait,
    by: &Actor,
    change: Change,
    what: String,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    let access = Access {
        at: now,
        account_id: by.account_id,
        username: by.username.clone(),
        action: change.word().to_owned(),
        what,
        subject: String::new(),
        rows: 1,
        reason: reason.to_owned(),
        route: String::new(),
    };
    append_in(connection, &[access]).await?;
    Ok(())
}

/// What of an account says nothing to a reader of the log: counters, and times that the entry has itself.
const DULL: [&str; 3] = ["epoch", "password_set_at", "disabled_at"];

/// A value of an account as the log has it: sets as a list.
fn told(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(Value::String(text)) => match serde_json::from_str::<Vec<String>>(text) {
            Ok(words) if words.is_empty() => "none".to_owned(),
            Ok(words) => words.join(", "),
            Err(_) => text.clone(),
        },
        Some(other) => other.to_string(),
    }
}

/// Writes a change of an account to the log: the fields that differ, as they were and as they are.
pub(crate) async fn log_account(
    connection: &impl ConnectionTrait,
    username: &str,
    what: &str,
    (before, after): (&Map<String, Value>, &Map<String, Value>),
    by: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    let field = |(name, value): (&String, &Value)| {
        let (label, value) = (name.replace('_', " "), told(Some(value)));
        match before.get(name) {
            None if value == "none" => None,
            None => Some(format!("; {label}: {value}")),
            Some(was) => Some(format!("; {label}: {} → {value}", told(Some(was)))),
        }
    };
    let fields: String = after.iter().filter(|(name, _)| !DULL.contains(&name.as_str())).filter_map(field).collect();
    let by = Actor::of(connection, by).await?;
    log(connection, &by, Change::Account, format!("account {username}: {what}{fields}"), "", now).await
}

/// Writes a change of a setting to the log. Of a name that was taught it has the list alone: what is taught is text out of
/// files.
pub(crate) async fn log_setting(connection: &impl ConnectionTrait, change: &SettingChange) -> Result<()> {
    let by = Actor::of(connection, change.by).await?;
    let kind = change.kind.word();
    let what = if change.kind == SettingKind::Alias {
        let list = change.key.split_once(": ").map_or(change.key.as_str(), |(list, _)| list);
        format!("{kind} {list}")
    } else {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
        let from = change.effective_from.map_or("the beginning".to_owned(), |day| day.to_string());
        format!("{kind} {} from {from}: {} → {}", change.key, value(&change.before), value(&change.after))
    };
    log(connection, &by, Change::Setting, what, &change.reason, change.at).await
}

impl Records {
    /// Writes to the access log that somebody did what changes no row here: made a backup.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`]; then don't do it.
    pub async fn log_change(&self, by: &Actor, change: Change, what: String, now: Timestamp) -> Result<()> {
        let write = self.write().await?;
        log(&*write, by, change, what, "", now).await?;
        Ok(write.commit_apart().await?)
    }
}
