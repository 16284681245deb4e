//! Opening an issued report again: a new version, with everything copied and nothing cleared.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};

use crate::blocks::{self, BlockStart};
use crate::entity::{block, clearance, issue_begun, report, report_freeze, row_note};
use crate::reports::{event, from_row, held, put_status};
use crate::value::{day_if, day_text, micros, required, time};
use crate::{Error, Records, Report, ReportStatus, Result, clearances, row_notes};

impl Records {
    /// Opens an issued report again. The new version has its blocks, rows' notes, frozen numbers and the clearances
    /// asked for, with the days they were due, none of them given; who wrote what stays noted. The old version and its issues stay as they are.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report wasn't issued, or an edition of it is being issued just now;
    /// [`Error::Invalid`] without a reason.
    pub async fn reopen(&self, id: i64, reason: &str, by: i64, now: Timestamp) -> Result<Report> {
        let reason = required("A reason", reason, 1_000)?;
        let write = self.write().await?;
        let old = held(&*write, id).await?;
        if old.status != ReportStatus::Issued {
            return Err(Error::Refused("Only a report that was issued can be reopened.".into()));
        }
        if issue_begun::Entity::find().filter(issue_begun::Column::ReportId.eq(id)).one(&*write).await?.is_some() {
            return Err(Error::Refused("An edition of this report is being issued just now. Wait a minute.".into()));
        }
        put_status(&*write, &old, ReportStatus::Reopened, by, now).await?;
        let row = report::Entity::find_by_id(id).one(&*write).await?;
        let mut row = crate::error::there(row, "report", id)?.into_active_model().reset_all();
        row.id = sea_orm::NotSet;
        row.status = Set(ReportStatus::Draft.word().into());
        row.version = Set(old.version + 1);
        row.revision = Set(1);
        row.created_at = Set(micros(now));
        row.created_by = Set(by);
        row.reopened_from = Set(Some(id));
        row.reopened_reason = Set(reason.clone());
        let new = from_row(row.insert(&*write).await?)?;
        let what = format!("Version {} opened again as version {}: {reason}", old.version, new.version);
        event(&*write, new.id, what, by, now).await?;

        let kept = block::Entity::find()
            .filter(block::Column::ReportId.eq(id))
            .order_by_asc(block::Column::Id)
            .all(&*write)
            .await?;
        for row in kept {
            let start = BlockStart { key: row.key, owner: row.owner, due: day_if(row.due.as_deref())?, text: row.text };
            blocks::insert(&*write, new.id, &start, row.changed_by, time(row.changed_at)?).await?;
        }
        let kept = row_note::Entity::find()
            .filter(row_note::Column::ReportId.eq(id))
            .order_by_asc(row_note::Column::Id)
            .all(&*write)
            .await?;
        for row in kept {
            let mut row = row.into_active_model().reset_all();
            row.id = sea_orm::NotSet;
            row.report_id = Set(new.id);
            row.revision = Set(1);
            let row = row.insert(&*write).await?;
            row_notes::keep(&*write, &row).await?;
        }
        let frozen = report_freeze::Entity::find()
            .filter(report_freeze::Column::ReportId.eq(id))
            .order_by_desc(report_freeze::Column::N)
            .one(&*write)
            .await?;
        if let Some(row) = frozen {
            let mut row = row.into_active_model().reset_all();
            row.id = sea_orm::NotSet;
            row.report_id = Set(new.id);
            row.n = Set(1);
            row.insert(&*write).await?;
            put_status(&*write, &new, ReportStatus::Frozen, by, now).await?;
        }
        for asked in clearances::clearances(&*write, &old).await? {
            let row = clearance::ActiveModel {
                report_id: Set(new.id),
                capacity: Set(asked.capacity),
                account_id: Set(asked.account),
                due: Set(day_text(asked.due)),
                asked_at: Set(micros(now)),
                asked_by: Set(by),
                ..Default::default()
            };
            row.insert(&*write).await?;
        }
        clearances::refresh(&*write, new.id, by, now).await?;
        write.commit().await?;
        self.report(new.id).await
    }
}
