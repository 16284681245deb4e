//! Who changed what on an account, and when. Secrets never come in: only whether there is one.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use serde_json::{Map, Value, json};

use crate::changes::log_account;
use crate::entity::{account, account_history};
use crate::value::{micros, time};
use crate::{Records, Result};

/// A change of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// Its number; later changes have higher ones.
    pub id: i64,
    /// The account changed.
    pub account_id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; nobody where the program did it or nobody was signed in.
    pub by: Option<i64>,
    /// In words: `made`, `profile`, `password set`, `closed`.
    pub what: String,
    /// What changed, as it was: a JSON object of the changed fields.
    pub before: String,
    /// What changed, as it is since: a JSON object of the same fields.
    pub after: String,
}

/// What the history may tell of an account's row.
fn told(row: &account::Model) -> Map<String, Value> {
    let value = json!({
        "username": row.username,
        "display_name": row.display_name,
        "email": row.email,
        "roles": row.roles,
        "capacities": row.capacities,
        "teams": row.teams,
        "services": row.services,
        "worker_id": row.worker_id,
        "sees_names": row.sees_names,
        "oidc_issuer": row.oidc_issuer,
        "oidc_subject": row.oidc_subject,
        "password_set_at": row.password_set_at,
        "one_time_codes": row.code_confirmed_at.is_some(),
        "epoch": row.epoch,
        "disabled_at": row.disabled_at,
    });
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// Notes a new account.
pub(crate) async fn added(
    connection: &impl ConnectionTrait,
    row: &account::Model,
    by: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    append(connection, row, "made", (Map::new(), told(row)), by, now).await
}

/// Notes what differs between two states of an account. Do it last in a transaction: the access log is held from then on.
pub(crate) async fn changed(
    connection: &impl ConnectionTrait,
    what: &str,
    before: &account::Model,
    after: &account::Model,
    by: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    let (mut old, mut new) = (told(before), told(after));
    old.retain(|field, value| new.get(field) != Some(value));
    new.retain(|field, _| old.contains_key(field));
    append(connection, after, what, (old, new), by, now).await
}

async fn append(
    connection: &impl ConnectionTrait,
    account: &account::Model,
    what: &str,
    (before, after): (Map<String, Value>, Map<String, Value>),
    by: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    // A profile that was saved as it was is no change.
    if what != "profile" || !after.is_empty() {
        log_account(connection, &account.username, what, (&before, &after), by, now).await?;
    }
    let row = account_history::ActiveModel {
        account_id: Set(account.id),
        at: Set(micros(now)),
        by_account: Set(by),
        what: Set(what.to_owned()),
        before: Set(Value::Object(before).to_string()),
        after: Set(Value::Object(after).to_string()),
        ..Default::default()
    };
    row.insert(connection).await?;
    Ok(())
}

impl Records {
    /// The changes of an account, newest first.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn account_history(&self, account: i64) -> Result<Vec<AccountChange>> {
        let rows = account_history::Entity::find()
            .filter(account_history::Column::AccountId.eq(account))
            .order_by_desc(account_history::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(AccountChange {
                    id: row.id,
                    account_id: row.account_id,
                    at: time(row.at)?,
                    by: row.by_account,
                    what: row.what,
                    before: row.before,
                    after: row.after,
                })
            })
            .collect()
    }
}
