//! Matters arising: the questions that the board asked, and their answers.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::entity::{question, question_carried, question_revision};
use crate::error::there;
use crate::reports::event;
use crate::value::{day, day_if, day_text, json_text, limited, micros, required, sha256_hex, time, time_if};
use crate::{Error, Records, Result, Saved};

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionStatus {
    /// Not answered.
    Open,
    /// Answered, and the board has not agreed that this is all.
    Answered,
    /// Done with.
    Closed,
}

impl QuestionStatus {
    /// All, in order.
    pub const ALL: [QuestionStatus; 3] = [QuestionStatus::Open, QuestionStatus::Answered, QuestionStatus::Closed];

    /// The word that the database uses.
    pub const fn word(self) -> &'static str {
        match self {
            QuestionStatus::Open => "open",
            QuestionStatus::Answered => "answered",
            QuestionStatus::Closed => "closed",
        }
    }

    /// The status of a word, if there is one.
    pub fn parse(word: &str) -> Option<QuestionStatus> {
        QuestionStatus::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// What people write of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionEdit {
    /// The meeting of the board at which it was asked.
    pub meeting_date: Date,
    /// The question.
    pub question: String,
    /// Who asked, as printed.
    pub asked_by: String,
    /// Who answers.
    pub owner: Option<i64>,
    /// By when.
    pub due: Option<Date>,
    /// How far it has come. Answered needs an answer.
    pub status: QuestionStatus,
    /// The answer, in Markdown.
    pub answer: String,
    /// The numbers of the answer, frozen: bytes of the caller's making.
    pub numbers: Option<Vec<u8>>,
}

/// A question that the board asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its number.
    pub id: i64,
    /// The report at which it was asked.
    pub report_id: i64,
    /// What people wrote of it.
    pub edit: QuestionEdit,
    /// The SHA-256 of the frozen numbers.
    pub numbers_sha256: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// By whom.
    pub answered_by: Option<i64>,
    /// Raised with each change: what the next is based on.
    pub revision: i64,
    /// When it was noted.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: i64,
    /// The reports into which it was carried while open, in order.
    pub carried_into: Vec<i64>,
}

/// A state of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRevision {
    /// 1 for the first.
    pub revision: i64,
    /// What it was then: a JSON object. Of the numbers it has the hash.
    pub state: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

fn from_row(row: question::Model, carried_into: Vec<i64>) -> Result<Question> {
    if row.numbers.as_deref().map(sha256_hex) != row.numbers_sha256 {
        return Err(Error::Damaged(format!("the numbers of question {} are not those that were frozen", row.id)));
    }
    let status = QuestionStatus::parse(&row.status)
        .ok_or_else(|| Error::Damaged(format!("‘{}’ is no status of a question", row.status)))?;
    Ok(Question {
        id: row.id,
        report_id: row.report_id,
        numbers_sha256: row.numbers_sha256,
        answered_at: time_if(row.answered_at)?,
        answered_by: row.answered_by,
        revision: row.revision,
        created_at: time(row.created_at)?,
        created_by: row.created_by,
        carried_into,
        edit: QuestionEdit {
            meeting_date: day(&row.meeting_date)?,
            question: row.question,
            asked_by: row.asked_by,
            owner: row.owner,
            due: day_if(row.due.as_deref())?,
            status,
            answer: row.answer,
            numbers: row.numbers,
        },
    })
}

async fn with_carried(connection: &impl ConnectionTrait, rows: Vec<question::Model>) -> Result<Vec<Question>> {
    let carried = question_carried::Entity::find()
        .filter(question_carried::Column::QuestionId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(question_carried::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let into = carried.iter().filter(|c| c.question_id == row.id).map(|c| c.report_id).collect();
            from_row(row, into)
        })
        .collect()
}

fn put(edit: &QuestionEdit, row: &mut question::ActiveModel) -> Result<()> {
    let answer = limited("The answer", &edit.answer, 50_000)?;
    if edit.status == QuestionStatus::Answered && answer.is_empty() {
        return Err(Error::Invalid("Write the answer first.".into()));
    }
    row.meeting_date = Set(edit.meeting_date.to_string());
    row.question = Set(required("The question", &edit.question, 10_000)?);
    row.asked_by = Set(required("Who asked", &edit.asked_by, 300)?);
    row.owner = Set(edit.owner);
    row.due = Set(day_text(edit.due));
    row.status = Set(edit.status.word().into());
    row.answer = Set(answer);
    row.numbers_sha256 = Set(edit.numbers.as_deref().map(sha256_hex));
    row.numbers = Set(edit.numbers.clone());
    Ok(())
}

/// Keeps a state of a question.
async fn keep(connection: &impl ConnectionTrait, row: &question::Model, by: i64, now: Timestamp) -> Result<()> {
    let state = serde_json::json!({
        "meeting_date": row.meeting_date, "question": row.question, "asked_by": row.asked_by, "owner": row.owner,
        "due": row.due, "status": row.status, "answer": row.answer, "numbers_sha256": row.numbers_sha256,
    });
    let revision = question_revision::ActiveModel {
        question_id: Set(row.id),
        revision: Set(row.revision),
        state: Set(json_text(&state)?),
        at: Set(micros(now)),
        by_account: Set(by),
        ..Default::default()
    };
    revision.insert(connection).await?;
    Ok(())
}

impl Records {
    /// Notes a question that the board asked of a report.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] without a question or who asked it.
    pub async fn ask_question(&self, report: i64, edit: &QuestionEdit, by: i64, now: Timestamp) -> Result<Question> {
        let write = self.write().await?;
        let mut row = question::ActiveModel {
            report_id: Set(report),
            revision: Set(1),
            created_at: Set(micros(now)),
            created_by: Set(by),
            ..Default::default()
        };
        put(edit, &mut row)?;
        if edit.status != QuestionStatus::Open {
            row.answered_at = Set(Some(micros(now)));
            row.answered_by = Set(Some(by));
        }
        let row = row.insert(&*write).await?;
        keep(&*write, &row, by, now).await?;
        write.commit().await?;
        from_row(row, Vec::new())
    }

    /// Changes a question: its answer, its owner, its status. `based_on` is the [`Question::revision`] that the writer
    /// saw.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an answered question without an answer.
    pub async fn edit_question(
        &self,
        id: i64,
        edit: &QuestionEdit,
        based_on: i64,
        by: i64,
        now: Timestamp,
    ) -> Result<Saved<Question, QuestionEdit>> {
        let write = self.write().await?;
        let row = question::Entity::find_by_id(id).lock_exclusive().one(&*write).await?;
        let before = there(row, "question", id)?;
        if before.revision != based_on {
            drop(write);
            return Ok(Saved::Conflict { theirs: self.question(id).await?, yours: edit.clone() });
        }
        let (was, answer) = (before.status.clone(), before.answer.clone());
        let mut row: question::ActiveModel = before.into();
        put(edit, &mut row)?;
        row.revision = Set(based_on + 1);
        if edit.status == QuestionStatus::Open {
            row.answered_at = Set(None);
            row.answered_by = Set(None);
        } else if was == QuestionStatus::Open.word() || answer != edit.answer.trim() {
            row.answered_at = Set(Some(micros(now)));
            row.answered_by = Set(Some(by));
        }
        let row = row.update(&*write).await?;
        keep(&*write, &row, by, now).await?;
        write.commit().await?;
        self.question(id).await.map(Saved::Done)
    }

    /// A question.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such question.
    pub async fn question(&self, id: i64) -> Result<Question> {
        let row = there(question::Entity::find_by_id(id).one(&self.connection).await?, "question", id)?;
        let mut questions = with_carried(&self.connection, vec![row]).await?;
        there(questions.pop(), "question", id)
    }

    /// All questions, or those of a status: by meeting, then in the order in which they were noted.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn questions(&self, status: Option<QuestionStatus>) -> Result<Vec<Question>> {
        let mut find = question::Entity::find();
        if let Some(status) = status {
            find = find.filter(question::Column::Status.eq(status.word()));
        }
        let find = find.order_by_asc(question::Column::MeetingDate).order_by_asc(question::Column::Id);
        with_carried(&self.connection, find.all(&self.connection).await?).await
    }

    /// The questions of a report: those asked of it and those carried into it.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn questions_of(&self, report: i64) -> Result<Vec<Question>> {
        let all = self.questions(None).await?;
        Ok(all.into_iter().filter(|q| q.report_id == report || q.carried_into.contains(&report)).collect())
    }

    /// Carries the open questions of other reports into one. Those carried already stay. Gives how many came.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report was issued.
    pub async fn carry_questions(&self, report: i64, by: i64, now: Timestamp) -> Result<usize> {
        let write = self.write().await?;
        crate::reports::held_open(&*write, report).await?;
        let there: Vec<i64> = question_carried::Entity::find()
            .select_only()
            .column(question_carried::Column::QuestionId)
            .filter(question_carried::Column::ReportId.eq(report))
            .into_tuple()
            .all(&*write)
            .await?;
        let open = question::Entity::find()
            .filter(question::Column::Status.eq(QuestionStatus::Open.word()))
            .filter(question::Column::ReportId.ne(report))
            .filter(question::Column::Id.is_not_in(there))
            .order_by_asc(question::Column::Id)
            .all(&*write)
            .await?;
        for question in &open {
            let row = question_carried::ActiveModel {
                question_id: Set(question.id),
                report_id: Set(report),
                at: Set(micros(now)),
                by_account: Set(by),
                ..Default::default()
            };
            row.insert(&*write).await?;
        }
        if !open.is_empty() {
            event(&*write, report, format!("Open questions carried over: {}", open.len()), by, now).await?;
        }
        write.commit().await?;
        Ok(open.len())
    }

    /// Every state of a question, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn question_revisions(&self, id: i64) -> Result<Vec<QuestionRevision>> {
        let rows = question_revision::Entity::find()
            .filter(question_revision::Column::QuestionId.eq(id))
            .order_by_desc(question_revision::Column::Revision)
            .all(&self.connection)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(QuestionRevision { revision: row.revision, state: row.state, at: time(row.at)?, by: row.by_account })
            })
            .collect()
    }
}
