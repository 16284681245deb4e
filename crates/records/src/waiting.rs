//! What waits for someone.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::{block, report};
use crate::{Account, Block, Clearance, Question, QuestionStatus, Records, Report, ReportStatus, Result};
use crate::{blocks, clearances, reports};

/// What waits for an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Blocks without a text, or with the text they started from and that nobody has looked at, of reports that can
    /// still be changed.
    pub blocks: Vec<(Report, Block)>,
    /// Clearances to decide on, or to decide on again.
    pub clearances: Vec<(Report, Clearance)>,
    /// Open questions to answer.
    pub questions: Vec<Question>,
}

impl Waiting {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.clearances.is_empty() && self.questions.is_empty()
    }
}

impl Records {
    /// What waits for an account: blocks it owns, clearances it may decide on, questions it answers.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn waiting_for(&self, account: &Account) -> Result<Waiting> {
        let snapshot = self.snapshot().await?;
        let open = ReportStatus::ALL.into_iter().filter(|status| status.is_open()).map(ReportStatus::word);
        let rows = report::Entity::find()
            .filter(report::Column::Status.is_in(open))
            .order_by_asc(report::Column::Month)
            .order_by_asc(report::Column::Id)
            .all(&snapshot)
            .await?;
        let mut waiting = Waiting::default();
        for row in rows {
            let report = reports::from_row(row)?;
            let untouched = Condition::any().add(block::Column::Text.eq("")).add(block::Column::Revision.eq(1));
            let unwritten = block::Entity::find()
                .filter(block::Column::ReportId.eq(report.id))
                .filter(block::Column::Owner.eq(account.id))
                .filter(untouched)
                .order_by_asc(block::Column::Id)
                .all(&snapshot)
                .await?;
            for row in unwritten {
                waiting.blocks.push((report.clone(), blocks::from_row(row)?));
            }
            if report.status == ReportStatus::InClearance && account.has_role(crate::Role::ClearingOfficer) {
                for clearance in clearances::clearances(&snapshot, &report).await? {
                    if clearance.standing.is_none() && clearance.may_be_decided_by(account) {
                        waiting.clearances.push((report.clone(), clearance));
                    }
                }
            }
        }
        drop(snapshot);
        let open = self.questions(Some(QuestionStatus::Open)).await?;
        waiting.questions = open.into_iter().filter(|question| question.edit.owner == Some(account.id)).collect();
        Ok(waiting)
    }
}
