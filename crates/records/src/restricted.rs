//! Openings of restricted records: with a reason, for a time, shown to the record's owner.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::restricted_opening;
use crate::value::{micros, required, time, time_if};
use crate::{Error, Records, Result};

/// The shortest reason, in characters.
const SHORTEST_REASON: usize = 10;

/// An opening of a restricted record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its number.
    pub id: i64,
    /// Who opened it.
    pub account_id: i64,
    /// Whose record it is.
    pub person_id: String,
    /// To whom it is shown that it was opened: the record's owner, in the word that the caller uses for owners.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// From when on it is open for that account.
    pub opened_at: Timestamp,
    /// The first instant at which it is closed again.
    pub expires_at: Timestamp,
    /// When the owner was shown it.
    pub seen_by_owner_at: Option<Timestamp>,
}

fn from_row(row: restricted_opening::Model) -> Result<Opening> {
    Ok(Opening {
        id: row.id,
        account_id: row.account_id,
        person_id: row.person_id,
        owner: row.owner,
        reason: row.reason,
        opened_at: time(row.opened_at)?,
        expires_at: time(row.expires_at)?,
        seen_by_owner_at: time_if(row.seen_by_owner_at)?,
    })
}

impl Records {
    /// Opens a restricted record for an account until a time.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when the reason has fewer than ten characters or the end is not after now.
    pub async fn open_restricted(
        &self,
        account: i64,
        person_id: &str,
        owner: &str,
        reason: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Opening> {
        let person_id = required("A person id", person_id, 200)?;
        let reason = required("A reason", reason, 1_000)?;
        if reason.chars().count() < SHORTEST_REASON {
            return Err(Error::Invalid("Say why you need to open this record, in ten characters or more.".into()));
        }
        if expires_at <= now {
            return Err(Error::Invalid("An opening must end after it begins.".into()));
        }
        let row = restricted_opening::ActiveModel {
            account_id: Set(account),
            person_id: Set(person_id),
            owner: Set(owner.to_owned()),
            reason: Set(reason),
            opened_at: Set(micros(now)),
            expires_at: Set(micros(expires_at)),
            seen_by_owner_at: Set(None),
            ..Default::default()
        };
        let write = self.write().await?;
        let row = row.insert(&*write).await?;
        write.commit().await?;
        from_row(row)
    }

    /// The opening by which an account may see a restricted record now, if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn active_opening(&self, account: i64, person_id: &str, now: Timestamp) -> Result<Option<Opening>> {
        use restricted_opening::Column::{AccountId, ExpiresAt, OpenedAt, PersonId};
        let row = restricted_opening::Entity::find()
            .filter(AccountId.eq(account))
            .filter(PersonId.eq(person_id))
            .filter(OpenedAt.lte(micros(now)))
            .filter(ExpiresAt.gt(micros(now)))
            .order_by_desc(ExpiresAt)
            .one(&self.connection)
            .await?;
        row.map(from_row).transpose()
    }

    /// The openings of records of an owner, newest first; with `unseen`, those the owner was not shown yet.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn openings_for_owner(&self, owner: &str, unseen: bool) -> Result<Vec<Opening>> {
        let mut find = restricted_opening::Entity::find().filter(restricted_opening::Column::Owner.eq(owner));
        if unseen {
            find = find.filter(restricted_opening::Column::SeenByOwnerAt.is_null());
        }
        let rows = find.order_by_desc(restricted_opening::Column::Id).all(&self.connection).await?;
        rows.into_iter().map(from_row).collect()
    }

    /// All openings, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn openings(&self) -> Result<Vec<Opening>> {
        let find = restricted_opening::Entity::find().order_by_desc(restricted_opening::Column::Id);
        find.all(&self.connection).await?.into_iter().map(from_row).collect()
    }

    /// All openings of a person's record, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn openings_of_person(&self, person_id: &str) -> Result<Vec<Opening>> {
        let rows = restricted_opening::Entity::find()
            .filter(restricted_opening::Column::PersonId.eq(person_id))
            .order_by_desc(restricted_opening::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Notes that an owner was shown openings. Those of other owners, and those seen before, stay as they are.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn openings_seen(&self, owner: &str, ids: &[i64], now: Timestamp) -> Result<()> {
        let write = self.write().await?;
        restricted_opening::Entity::update_many()
            .col_expr(restricted_opening::Column::SeenByOwnerAt, Expr::value(micros(now)))
            .filter(restricted_opening::Column::Owner.eq(owner))
            .filter(restricted_opening::Column::Id.is_in(ids.iter().copied()))
            .filter(restricted_opening::Column::SeenByOwnerAt.is_null())
            .exec(&*write)
            .await?;
        Ok(write.commit().await?)
    }
}
