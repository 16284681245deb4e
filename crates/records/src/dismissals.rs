//! Findings that someone has looked at and set aside: with a reason, until a day.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::entity::dismissal;
use crate::error::there;
use crate::value::{micros, required, time, time_if};
use crate::{Error, Records, Result};

/// A finding set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// Its number.
    pub id: i64,
    /// The check or kind of finding.
    pub rule: String,
    /// What it was found on: a key of the caller's making that stays the same from delivery to delivery.
    pub row_key: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
    /// The first instant at which the finding counts again.
    pub expires_at: Timestamp,
    /// When someone ended it before.
    pub ended_at: Option<Timestamp>,
}

fn from_row(row: dismissal::Model) -> Result<Dismissal> {
    Ok(Dismissal {
        id: row.id,
        rule: row.rule,
        row_key: row.row_key,
        reason: row.reason,
        at: time(row.at)?,
        by: row.by_account,
        expires_at: time(row.expires_at)?,
        ended_at: time_if(row.ended_at)?,
    })
}

impl Records {
    /// Sets a finding aside until a time.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] without a reason, or when the end is not after now.
    pub async fn dismiss(
        &self,
        rule: &str,
        row_key: &str,
        reason: &str,
        expires_at: Timestamp,
        by: i64,
        now: Timestamp,
    ) -> Result<Dismissal> {
        if expires_at <= now {
            return Err(Error::Invalid("The day on which the finding counts again must be in the future.".into()));
        }
        let row = dismissal::ActiveModel {
            rule: Set(required("A rule", rule, 200)?),
            row_key: Set(required("A row", row_key, 1_000)?),
            reason: Set(required("A reason", reason, 1_000)?),
            at: Set(micros(now)),
            by_account: Set(by),
            expires_at: Set(micros(expires_at)),
            ..Default::default()
        };
        let write = self.write().await?;
        let row = row.insert(&*write).await?;
        write.commit().await?;
        from_row(row)
    }

    /// Ends a dismissal: the finding counts again.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such dismissal.
    pub async fn end_dismissal(&self, id: i64, by: i64, now: Timestamp) -> Result<()> {
        let write = self.write().await?;
        let row = there(dismissal::Entity::find_by_id(id).lock_exclusive().one(&*write).await?, "dismissal", id)?;
        if row.ended_at.is_some() {
            return Ok(());
        }
        let mut row: dismissal::ActiveModel = row.into();
        row.ended_at = Set(Some(micros(now)));
        row.ended_by = Set(Some(by));
        row.update(&*write).await?;
        Ok(write.commit().await?)
    }

    /// The dismissals that hold now, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn active_dismissals(&self, now: Timestamp) -> Result<Vec<Dismissal>> {
        let rows = dismissal::Entity::find()
            .filter(dismissal::Column::EndedAt.is_null())
            .filter(dismissal::Column::ExpiresAt.gt(micros(now)))
            .order_by_desc(dismissal::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// All dismissals, those that no longer hold too, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn dismissals(&self) -> Result<Vec<Dismissal>> {
        let rows = dismissal::Entity::find().order_by_desc(dismissal::Column::Id).all(&self.connection).await?;
        rows.into_iter().map(from_row).collect()
    }
}
