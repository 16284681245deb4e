//! Notes on charts: what happened in a month that a reader of the line should know.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::entity::annotation;
use crate::error::there;
use crate::reports::month;
use crate::value::{micros, required, time};
use crate::{Records, Result};

/// A note on an indicator's chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its number.
    pub id: i64,
    /// The indicator's id.
    pub indicator: String,
    /// The month it stands at: `2026-03`.
    pub month: String,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

fn from_row(row: annotation::Model) -> Result<Annotation> {
    Ok(Annotation {
        id: row.id,
        indicator: row.indicator,
        month: row.month,
        text: row.text,
        at: time(row.at)?,
        by: row.by_account,
    })
}

impl Records {
    /// Writes a note on an indicator's chart.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Invalid`] for a month that is none, or without a text.
    pub async fn annotate(
        &self,
        indicator: &str,
        at_month: &str,
        text: &str,
        by: i64,
        now: Timestamp,
    ) -> Result<Annotation> {
        let row = annotation::ActiveModel {
            indicator: Set(required("An indicator", indicator, 200)?),
            month: Set(month(at_month)?),
            text: Set(required("A note", text, 500)?),
            at: Set(micros(now)),
            by_account: Set(by),
            ..Default::default()
        };
        let write = self.write().await?;
        let row = row.insert(&*write).await?;
        write.commit().await?;
        from_row(row)
    }

    /// Takes a note off its chart. It stays in the database with who took it off.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotFound`] when there is no such note.
    pub async fn remove_annotation(&self, id: i64, by: i64, now: Timestamp) -> Result<()> {
        let write = self.write().await?;
        let row = annotation::Entity::find_by_id(id)
            .filter(annotation::Column::RemovedAt.is_null())
            .lock_exclusive()
            .one(&*write)
            .await?;
        let mut row: annotation::ActiveModel = there(row, "note", id)?.into();
        row.removed_at = Set(Some(micros(now)));
        row.removed_by = Set(Some(by));
        row.update(&*write).await?;
        Ok(write.commit().await?)
    }

    /// [`Records::annotations`] of one indicator, from memory where they were read a moment ago and nothing was written
    /// since.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn recent_annotations(&self, indicator: &str) -> Result<Vec<Annotation>> {
        let state = self.recent.state();
        if let Some(notes) = self.recent.annotations.get(&indicator.to_owned(), state) {
            return Ok(notes);
        }
        let notes = self.annotations(Some(indicator)).await?;
        self.recent.annotations.keep(indicator.to_owned(), notes.clone(), state);
        Ok(notes)
    }

    /// The notes on an indicator's chart, or on all: by indicator, month, then in the order of writing.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn annotations(&self, indicator: Option<&str>) -> Result<Vec<Annotation>> {
        let mut find = annotation::Entity::find().filter(annotation::Column::RemovedAt.is_null());
        if let Some(indicator) = indicator {
            find = find.filter(annotation::Column::Indicator.eq(indicator));
        }
        let rows = find.order_by_asc(annotation::Column::Id).all(&self.connection).await?;
        let mut all = rows.into_iter().map(from_row).collect::<Result<Vec<_>>>()?;
        all.sort_by(|a, b| (&a.indicator, &a.month, a.id).cmp(&(&b.indicator, &b.month, b.id)));
        Ok(all)
    }
}
