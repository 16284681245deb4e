//! What a report says, as one hash: what those who clear it clear.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::entity::{block, block_revision, report_freeze, row_note, row_note_revision};
use crate::value::{json_text, sha256_hex};
use crate::{Records, Report, Result, reports};

/// Everything that a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// As JSON: arrays only, in a fixed order. Month, template, title, meeting date, exempt appendix, blocks by key,
    /// rows by indicator and scope, the hash of the frozen numbers, and the item where there is one.
    pub json: String,
    /// Its SHA-256 in hexadecimal digits.
    pub hash: String,
}

/// What a report says now.
pub(crate) async fn content(connection: &impl ConnectionTrait, report: &Report) -> Result<Content> {
    let mut blocks: Vec<(String, String)> = block::Entity::find()
        .filter(block::Column::ReportId.eq(report.id))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.key, row.text))
        .collect();
    // Sorted here and not by the database, whose order of letters depends on its settings.
    blocks.sort();
    let mut rows: Vec<_> = row_note::Entity::find()
        .filter(row_note::Column::ReportId.eq(report.id))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.indicator, row.scope, row.story, row.action, row.owner, row.due))
        .collect();
    rows.sort();
    let frozen: Option<String> = report_freeze::Entity::find()
        .select_only()
        .column(report_freeze::Column::Sha256)
        .filter(report_freeze::Column::ReportId.eq(report.id))
        .order_by_desc(report_freeze::Column::N)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    let exempt = (report.exempt.present, &report.exempt.text, &report.exempt.reason);
    let meeting = report.meeting_date.map(|day| day.to_string());
    let head = (&report.month, &report.template, &report.title, meeting);
    // Without an item the form is that of before there were any: what was cleared then stays cleared.
    let json = match report.item.as_str() {
        "" => json_text(&("report content, form 1", head, exempt, blocks, rows, frozen))?,
        item => json_text(&("report content, form 2", head, exempt, blocks, rows, frozen, item))?,
    };
    let hash = sha256_hex(json.as_bytes());
    Ok(Content { json, hash })
}

/// Those who wrote a report: who started it, and who wrote any state of a block or a row's note.
pub(crate) async fn authors(connection: &impl ConnectionTrait, report: &Report) -> Result<BTreeSet<i64>> {
    let blocks: Vec<i64> = block_revision::Entity::find()
        .select_only()
        .column(block_revision::Column::ByAccount)
        .distinct()
        .filter(
            block_revision::Column::BlockId.in_subquery(
                block::Entity::find()
                    .select_only()
                    .column(block::Column::Id)
                    .filter(block::Column::ReportId.eq(report.id))
                    .into_query(),
            ),
        )
        .into_tuple()
        .all(connection)
        .await?;
    let rows: Vec<i64> = row_note_revision::Entity::find()
        .select_only()
        .column(row_note_revision::Column::ByAccount)
        .distinct()
        .filter(
            row_note_revision::Column::RowNoteId.in_subquery(
                row_note::Entity::find()
                    .select_only()
                    .column(row_note::Column::Id)
                    .filter(row_note::Column::ReportId.eq(report.id))
                    .into_query(),
            ),
        )
        .into_tuple()
        .all(connection)
        .await?;
    Ok([report.created_by].into_iter().chain(blocks).chain(rows).collect())
}

impl Records {
    /// What a report says now, with the hash that a decision on it must name.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotFound`] when there is no such report.
    pub async fn content(&self, report: i64) -> Result<Content> {
        let snapshot = self.snapshot().await?;
        let report = reports::from_row(crate::error::there(
            crate::entity::report::Entity::find_by_id(report).one(&snapshot).await?,
            "report",
            report,
        )?)?;
        content(&snapshot, &report).await
    }

    /// Those who wrote a report: who started it, and who wrote any state of a block or a row's note. They can't
    /// check or release its public edition.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotFound`] when there is no such report.
    pub async fn authors(&self, report: i64) -> Result<BTreeSet<i64>> {
        let report = self.report(report).await?;
        authors(&self.connection, &report).await
    }
}
