//! The board's questions within a report. What the report says of them is kept as one of its blocks, so that it is part
//! of what is cleared and issued, and stays as it was when a question is answered later.

use super::draft::Draft;
use super::form::Fields;
use super::{by, done, number};
use crate::problem::Problem;
use crate::visit::{Sent, Visit};
use axum::extract::Path;
use axum::response::Response;
use council::paper::frozen::{Answered, FrozenNumber};
use records::{Block, Question, QuestionStatus, Saved};
use report::paper::Matter;

/// The key of the block that keeps them.
pub const KEY: &str = "matters-arising";

/// The questions that a block keeps.
pub fn read(block: Option<&Block>) -> Result<Vec<Answered>, Problem> {
    match block.map(|block| block.text.as_str()).unwrap_or_default() {
        "" => Ok(Vec::new()),
        text => serde_json::from_str(text).map_err(Problem::fault),
    }
}

/// The questions carried into a report as they stand now; `questions` are those that records have of it.
pub fn now(draft: &Draft, questions: &[Question]) -> Result<Vec<Answered>, Problem> {
    let carried = questions.iter().filter(|question| question.carried_into.contains(&draft.report.id));
    carried.map(|question| answered(draft, question)).collect()
}

fn answered(draft: &Draft, question: &Question) -> Result<Answered, Problem> {
    let edit = &question.edit;
    let matter = Matter {
        question: edit.question.clone(),
        asked_by: edit.asked_by.clone(),
        meeting: Some(edit.meeting_date),
        owner: draft.people.maybe(edit.owner),
        due: edit.due,
        answer: edit.answer.clone(),
        number: String::new(),
        status: status_words(edit.status).to_owned(),
    };
    Ok(Answered { matter, number: kept(question)? })
}

/// The number that an answer stands on.
pub fn kept(question: &Question) -> Result<Option<FrozenNumber>, Problem> {
    let numbers = question.edit.numbers.as_deref();
    numbers.map(|bytes| serde_json::from_slice(bytes).map_err(Problem::fault)).transpose()
}

/// The status in words.
pub fn status_words(status: QuestionStatus) -> &'static str {
    match status {
        QuestionStatus::Open => "Open",
        QuestionStatus::Answered => "Answered",
        QuestionStatus::Closed => "Closed",
    }
}

/// Carries the board's open questions into a report, and brings what it says of all it carries up to date.
///
/// # Errors
/// The report was issued.
pub async fn carry(visit: &Visit, report: i64) -> Result<(), Problem> {
    visit.site.records().carry_questions(report, by(visit)?, visit.site.now()).await?;
    update(visit, report).await
}

/// Brings what a report says of its questions up to date; one that says the same already stays as it is, and cleared.
pub async fn update(visit: &Visit, report: i64) -> Result<(), Problem> {
    let draft = Draft::load(&visit.site, report).await?;
    let records = visit.site.records();
    let now = now(&draft, &records.questions_of(report).await?)?;
    if now == draft.matters()? {
        return Ok(());
    }
    let text = serde_json::to_string(&now).map_err(Problem::fault)?;
    let based_on = draft.blocks.iter().find(|block| block.key == KEY).map_or(0, |block| block.revision);
    match records.save_block(report, KEY, &text, based_on, by(visit)?, visit.site.now()).await? {
        Saved::Done(_) => Ok(()),
        Saved::Conflict { .. } => Err(Problem::Conflict(
            "Somebody changed the board’s questions in this report just now. Look again.".to_owned(),
        )),
    }
}

/// After a change of a question: every open report that carries it says what it says now.
pub async fn follow(visit: &Visit, question: &Question) -> Result<(), Problem> {
    for report in &question.carried_into {
        if visit.site.records().report(*report).await?.status.is_open() {
            update(visit, *report).await?;
        }
    }
    Ok(())
}

pub async fn send(visit: Visit, Path(report): Path<String>, Sent(_): Sent<Fields>) -> Result<Response, Problem> {
    let report = number(&report)?;
    carry(&visit, report).await?;
    Ok(done(&format!("/reports/{report}"), "matters"))
}
