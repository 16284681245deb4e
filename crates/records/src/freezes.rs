//! Frozen numbers of a report: what it says does not move when newer data comes.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::report_freeze;
use crate::error::there;
use crate::reports::{event, held_open, put_status};
use crate::value::{day, micros, sha256_hex, time};
use crate::{Error, Records, ReportStatus, Result, clearances};

/// Numbers frozen for a report. They are never changed; a new freeze takes the place of an old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Its number among all.
    pub id: i64,
    /// The report.
    pub report_id: i64,
    /// Its number among those of the report: 1 for the first. The highest counts.
    pub n: i64,
    /// The day as at which the numbers were made.
    pub as_at: Date,
    /// The numbers, in bytes of the caller's making.
    pub data: Vec<u8>,
    /// Their SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// When they were frozen.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

fn from_row(row: report_freeze::Model) -> Result<Freeze> {
    if sha256_hex(&row.data) != row.sha256 {
        return Err(Error::Damaged(format!("the numbers of freeze {} are not those that were frozen", row.id)));
    }
    Ok(Freeze {
        id: row.id,
        report_id: row.report_id,
        n: row.n,
        as_at: day(&row.as_at)?,
        data: row.data,
        sha256: row.sha256,
        at: time(row.at)?,
        by: row.by_account,
    })
}

impl Records {
    /// Freezes numbers for a report: from now on it says these.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report was issued.
    pub async fn freeze(&self, report: i64, as_at: Date, data: &[u8], by: i64, now: Timestamp) -> Result<Freeze> {
        let write = self.write().await?;
        let held = held_open(&*write, report).await?;
        let last = report_freeze::Entity::find()
            .filter(report_freeze::Column::ReportId.eq(report))
            .order_by_desc(report_freeze::Column::N)
            .one(&*write)
            .await?;
        let n = last.map_or(0, |row| row.n) + 1;
        let row = report_freeze::ActiveModel {
            report_id: Set(report),
            n: Set(n),
            as_at: Set(as_at.to_string()),
            data: Set(data.to_vec()),
            sha256: Set(sha256_hex(data)),
            at: Set(micros(now)),
            by_account: Set(by),
            ..Default::default()
        };
        let freeze = from_row(row.insert(&*write).await?)?;
        event(&*write, report, format!("Numbers frozen as at {as_at} (freeze {n})"), by, now).await?;
        if held.status == ReportStatus::Draft {
            put_status(&*write, &held, ReportStatus::Frozen, by, now).await?;
        }
        clearances::refresh(&*write, report, by, now).await?;
        write.commit().await?;
        Ok(freeze)
    }

    /// The freeze that counts for a report: the last.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when the numbers are not those that were frozen.
    pub async fn latest_freeze(&self, report: i64) -> Result<Option<Freeze>> {
        let row = report_freeze::Entity::find()
            .filter(report_freeze::Column::ReportId.eq(report))
            .order_by_desc(report_freeze::Column::N)
            .one(&self.connection)
            .await?;
        row.map(from_row).transpose()
    }

    /// A freeze.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; [`Error::Damaged`] when the numbers are not those that were frozen.
    pub async fn freeze_of(&self, id: i64) -> Result<Freeze> {
        from_row(there(report_freeze::Entity::find_by_id(id).one(&self.connection).await?, "freeze", id)?)
    }
}
