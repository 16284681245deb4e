//! Blocks of a report: the texts that people write, each with an owner and a due date, and every state kept.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::{block, block_revision};
use crate::reports::{event, held_open};
use crate::value::{day_if, day_text, limited, micros, required, time};
use crate::{Error, Records, Result, clearances};

/// The longest text of a block, in characters.
const LONGEST: usize = 200_000;

/// What came of a save that named the state it was based on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved<T, Y = String> {
    /// Kept.
    Done(T),
    /// Someone saved in between: nothing was kept. Show both, and save again based on theirs.
    Conflict {
        /// What is kept now.
        theirs: T,
        /// What was to be saved.
        yours: Y,
    },
}

/// A block at a report's start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockStart {
    /// The template's key of the block.
    pub key: String,
    /// Who writes it.
    pub owner: Option<i64>,
    /// By when.
    pub due: Option<Date>,
    /// The text to start from.
    pub text: String,
}

/// A block of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The report.
    pub report_id: i64,
    /// The template's key of the block.
    pub key: String,
    /// Who writes it.
    pub owner: Option<i64>,
    /// By when.
    pub due: Option<Date>,
    /// The text, in Markdown.
    pub text: String,
    /// Raised with each save: what the next is based on.
    pub revision: i64,
    /// When it was last saved.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: i64,
}

/// A state of a block's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockRevision {
    /// 1 for the first.
    pub revision: i64,
    /// The text.
    pub text: String,
    /// When it was saved.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

pub(crate) fn from_row(row: block::Model) -> Result<Block> {
    Ok(Block {
        report_id: row.report_id,
        key: row.key,
        owner: row.owner,
        due: day_if(row.due.as_deref())?,
        text: row.text,
        revision: row.revision,
        changed_at: time(row.changed_at)?,
        changed_by: row.changed_by,
    })
}

async fn row(connection: &impl ConnectionTrait, report: i64, key: &str) -> Result<Option<block::Model>> {
    let find = block::Entity::find().filter(block::Column::ReportId.eq(report)).filter(block::Column::Key.eq(key));
    Ok(find.one(connection).await?)
}

/// Keeps a state of a block's text.
async fn keep(connection: &impl ConnectionTrait, block: &block::Model) -> Result<()> {
    let row = block_revision::ActiveModel {
        block_id: Set(block.id),
        revision: Set(block.revision),
        text: Set(block.text.clone()),
        at: Set(block.changed_at),
        by_account: Set(block.changed_by),
        ..Default::default()
    };
    row.insert(connection).await?;
    Ok(())
}

/// A new block of a report, in a transaction of the caller's.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    report: i64,
    start: &BlockStart,
    by: i64,
    at: Timestamp,
) -> Result<block::Model> {
    let row = block::ActiveModel {
        report_id: Set(report),
        key: Set(required("A block’s key", &start.key, 200)?),
        owner: Set(start.owner),
        due: Set(day_text(start.due)),
        text: Set(limited("The text", &start.text, LONGEST)?),
        revision: Set(1),
        changed_at: Set(micros(at)),
        changed_by: Set(by),
        ..Default::default()
    };
    let row = row.insert(connection).await?;
    keep(connection, &row).await?;
    Ok(row)
}

impl Records {
    /// The blocks of a report, in the order in which they were added.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn blocks(&self, report: i64) -> Result<Vec<Block>> {
        let rows = block::Entity::find()
            .filter(block::Column::ReportId.eq(report))
            .order_by_asc(block::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// A block of a report.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn block(&self, report: i64, key: &str) -> Result<Option<Block>> {
        row(&self.connection, report, key).await?.map(from_row).transpose()
    }

    /// Saves a block's text. `based_on` is the [`Block::revision`] that the writer saw; 0 adds a block that isn't
    /// there. The same text again changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report was issued.
    pub async fn save_block(
        &self,
        report: i64,
        key: &str,
        text: &str,
        based_on: i64,
        by: i64,
        now: Timestamp,
    ) -> Result<Saved<Block>> {
        let text = limited("The text", text, LONGEST)?;
        let write = self.write().await?;
        held_open(&*write, report).await?;
        let kept = match row(&*write, report, key).await? {
            None if based_on == 0 => {
                let start = BlockStart { key: key.into(), text, ..BlockStart::default() };
                insert(&*write, report, &start, by, now).await?
            }
            None => return Err(Error::NotFound(format!("the block ‘{key}’ of report {report}"))),
            Some(row) if row.revision != based_on => {
                return Ok(Saved::Conflict { theirs: from_row(row)?, yours: text });
            }
            Some(row) if row.text == text => return from_row(row).map(Saved::Done),
            Some(row) => {
                let mut changed: block::ActiveModel = row.into();
                changed.text = Set(text);
                changed.revision = Set(based_on + 1);
                changed.changed_at = Set(micros(now));
                changed.changed_by = Set(by);
                let row = changed.update(&*write).await?;
                keep(&*write, &row).await?;
                row
            }
        };
        clearances::refresh(&*write, report, by, now).await?;
        write.commit().await?;
        from_row(kept).map(Saved::Done)
    }

    /// Says who writes a block, by when. That is not part of what the report says.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report was issued.
    pub async fn assign_block(
        &self,
        report: i64,
        key: &str,
        owner: Option<i64>,
        due: Option<Date>,
        by: i64,
        now: Timestamp,
    ) -> Result<Block> {
        let write = self.write().await?;
        held_open(&*write, report).await?;
        let found = row(&*write, report, key).await?;
        let found = found.ok_or_else(|| Error::NotFound(format!("the block ‘{key}’ of report {report}")))?;
        let mut changed: block::ActiveModel = found.into();
        changed.owner = Set(owner);
        changed.due = Set(day_text(due));
        let after = from_row(changed.update(&*write).await?)?;
        event(&*write, report, format!("Block ‘{key}’ has a new owner or due date"), by, now).await?;
        write.commit().await?;
        Ok(after)
    }

    /// Every state of a block's text, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn block_revisions(&self, report: i64, key: &str) -> Result<Vec<BlockRevision>> {
        let Some(block) = row(&self.connection, report, key).await? else { return Ok(Vec::new()) };
        let rows = block_revision::Entity::find()
            .filter(block_revision::Column::BlockId.eq(block.id))
            .order_by_desc(block_revision::Column::Revision)
            .all(&self.connection)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(BlockRevision { revision: row.revision, text: row.text, at: time(row.at)?, by: row.by_account })
            })
            .collect()
    }
}
