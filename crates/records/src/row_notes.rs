//! What people write beside a row of the performance table: the story, the action, who, by when.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::{row_note, row_note_revision};
use crate::reports::held_open;
use crate::value::{day_if, day_text, limited, micros, required, time};
use crate::{Records, Result, Saved, clearances};

/// What is written beside a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowNoteText {
    /// What lies behind the number, in Markdown.
    pub story: String,
    /// What is done about it, in Markdown.
    pub action: String,
    /// Who does it, as printed.
    pub owner: String,
    /// By when.
    pub due: Option<Date>,
}

/// A note beside a row of a report's performance table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowNote {
    /// The report.
    pub report_id: i64,
    /// The indicator's id.
    pub indicator: String,
    /// The row's scope (a service, a team); empty for the whole authority.
    pub scope: String,
    /// What is written.
    pub text: RowNoteText,
    /// Raised with each save: what the next is based on.
    pub revision: i64,
    /// When it was last saved.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: i64,
}

/// A state of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowNoteRevision {
    /// 1 for the first.
    pub revision: i64,
    /// What was written.
    pub text: RowNoteText,
    /// When it was saved.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

fn from_row(row: row_note::Model) -> Result<RowNote> {
    Ok(RowNote {
        report_id: row.report_id,
        indicator: row.indicator,
        scope: row.scope,
        text: RowNoteText { story: row.story, action: row.action, owner: row.owner, due: day_if(row.due.as_deref())? },
        revision: row.revision,
        changed_at: time(row.changed_at)?,
        changed_by: row.changed_by,
    })
}

async fn row(
    connection: &impl ConnectionTrait,
    report: i64,
    indicator: &str,
    scope: &str,
) -> Result<Option<row_note::Model>> {
    Ok(row_note::Entity::find()
        .filter(row_note::Column::ReportId.eq(report))
        .filter(row_note::Column::Indicator.eq(indicator))
        .filter(row_note::Column::Scope.eq(scope))
        .one(connection)
        .await?)
}

/// Keeps a state of a note.
pub(crate) async fn keep(connection: &impl ConnectionTrait, note: &row_note::Model) -> Result<()> {
    let row = row_note_revision::ActiveModel {
        row_note_id: Set(note.id),
        revision: Set(note.revision),
        story: Set(note.story.clone()),
        action: Set(note.action.clone()),
        owner: Set(note.owner.clone()),
        due: Set(note.due.clone()),
        at: Set(note.changed_at),
        by_account: Set(note.changed_by),
        ..Default::default()
    };
    row.insert(connection).await?;
    Ok(())
}

impl Records {
    /// The notes beside the rows of a report, by indicator and scope.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn row_notes(&self, report: i64) -> Result<Vec<RowNote>> {
        let rows = row_note::Entity::find().filter(row_note::Column::ReportId.eq(report)).all(&self.connection).await?;
        let mut notes = rows.into_iter().map(from_row).collect::<Result<Vec<_>>>()?;
        notes.sort_by(|a, b| (&a.indicator, &a.scope).cmp(&(&b.indicator, &b.scope)));
        Ok(notes)
    }

    /// The note beside a row.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn row_note(&self, report: i64, indicator: &str, scope: &str) -> Result<Option<RowNote>> {
        row(&self.connection, report, indicator, scope).await?.map(from_row).transpose()
    }

    /// Saves the note beside a row. `based_on` is the [`RowNote::revision`] that the writer saw, 0 where there was none.
    /// The same again changes nothing.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Refused`] when the report was issued.
    #[expect(clippy::too_many_arguments, reason = "a row is named by three, and each says something else")]
    pub async fn save_row_note(
        &self,
        report: i64,
        indicator: &str,
        scope: &str,
        text: &RowNoteText,
        based_on: i64,
        by: i64,
        now: Timestamp,
    ) -> Result<Saved<RowNote, RowNoteText>> {
        let kept = RowNoteText {
            story: limited("The story", &text.story, 20_000)?,
            action: limited("The action", &text.action, 20_000)?,
            owner: limited("The owner", &text.owner, 200)?,
            due: text.due,
        };
        let write = self.write().await?;
        held_open(&*write, report).await?;
        let before = row(&*write, report, indicator, scope).await?;
        if before.as_ref().map_or(0, |row| row.revision) != based_on
            && let Some(theirs) = before
        {
            return Ok(Saved::Conflict { theirs: from_row(theirs)?, yours: text.clone() });
        }
        if let Some(same) = before.clone().map(from_row).transpose()?.filter(|note| note.text == kept) {
            return Ok(Saved::Done(same));
        }
        let mut row = match before {
            Some(row) => row.into(),
            None => row_note::ActiveModel {
                report_id: Set(report),
                indicator: Set(required("An indicator", indicator, 200)?),
                scope: Set(limited("A scope", scope, 200)?),
                ..Default::default()
            },
        };
        row.story = Set(kept.story);
        row.action = Set(kept.action);
        row.owner = Set(kept.owner);
        row.due = Set(day_text(kept.due));
        row.revision = Set(based_on + 1);
        row.changed_at = Set(micros(now));
        row.changed_by = Set(by);
        let row = if based_on == 0 { row.insert(&*write).await? } else { row.update(&*write).await? };
        keep(&*write, &row).await?;
        clearances::refresh(&*write, report, by, now).await?;
        write.commit().await?;
        from_row(row).map(Saved::Done)
    }

    /// Every state of the note beside a row, newest first.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn row_note_revisions(&self, report: i64, indicator: &str, scope: &str) -> Result<Vec<RowNoteRevision>> {
        let Some(note) = row(&self.connection, report, indicator, scope).await? else { return Ok(Vec::new()) };
        let rows = row_note_revision::Entity::find()
            .filter(row_note_revision::Column::RowNoteId.eq(note.id))
            .order_by_desc(row_note_revision::Column::Revision)
            .all(&self.connection)
            .await?;
        rows.into_iter()
            .map(|row| {
                let text = RowNoteText {
                    story: row.story,
                    action: row.action,
                    owner: row.owner,
                    due: day_if(row.due.as_deref())?,
                };
                Ok(RowNoteRevision { revision: row.revision, text, at: time(row.at)?, by: row.by_account })
            })
            .collect()
    }
}
