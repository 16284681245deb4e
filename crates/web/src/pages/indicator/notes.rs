//! Notes on a chart: what happened in a month that a reader of the line should know.

use super::shown;
use crate::problem::Problem;
use crate::shell::Mistake;
use crate::visit::{Sent, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use report::words;
use serde::Deserialize;
use standard::period::Month;

/// How many characters a note may have.
pub const MOST: usize = 500;

/// A note as the page shows it.
#[derive(Debug)]
pub struct Note {
    /// The month in the chart; `None` where what was written is no month.
    pub at: Option<Month>,
    /// The month in words.
    pub month: String,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub written: String,
    /// Where it is taken off.
    pub remove: String,
    /// What is taken off, for those who hear the page.
    pub about: String,
}

/// What was typed into the form, to show it again.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    month: String,
    #[serde(default)]
    text: String,
}

impl Typed {
    /// The month that was chosen, or else another.
    pub fn month_or<'a>(&'a self, other: &'a str) -> &'a str {
        if self.month.is_empty() { other } else { &self.month }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The notes of an indicator, by month.
///
/// # Errors
/// They can't be read.
pub async fn on(visit: &Visit, id: &str) -> Result<Vec<Note>, Problem> {
    let notes = visit.site.records().recent_annotations(id).await?;
    let note = |note: records::Annotation| {
        let at = note.month.parse().ok();
        let month = at.map_or(note.month, words::month);
        Note {
            at,
            about: format!("the note of {month}"),
            month,
            text: note.text,
            written: words::date(note.at.to_zoned(jiff::tz::TimeZone::UTC).date()),
            remove: format!("/indicators/{id}/notes/{}/remove", note.id),
        }
    };
    Ok(notes.into_iter().map(note).collect())
}

/// What was done, in a sentence.
pub fn done(word: Option<&str>) -> Option<String> {
    let text = match word? {
        "noted" => "Your note is on the chart.",
        "removed" => "The note is off the chart.",
        _ => return None,
    };
    Some(text.to_owned())
}

/// Puts a note on the chart.
pub async fn add(visit: Visit, Path(id): Path<String>, Sent(typed): Sent<Typed>) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let id = reading.engine().catalogue().named(&id)?.id.clone();
    let (first, last) = reading.months();
    let mut mistakes = Vec::new();
    let month: Option<Month> = typed.month.parse().ok().filter(|month| (first..=last).contains(month));
    if month.is_none() {
        mistakes.push(Mistake::new("note-month", "Choose the month that the note is about"));
    }
    let text = typed.text.trim();
    if text.is_empty() {
        mistakes.push(Mistake::new("text", "Enter what happened"));
    } else if text.chars().count() > MOST {
        mistakes.push(Mistake::new("text", format!("A note must be {MOST} characters or fewer")));
    }
    let Some(month) = month.filter(|_| mistakes.is_empty()) else {
        let mut response = shown(visit, &id, mistakes, typed).await?;
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let by = visit.viewer()?.account;
    visit.site.records().annotate(&id, &month.to_string(), text, by, visit.site.now()).await?;
    Ok(Redirect::to(&format!("/indicators/{id}?done=noted")).into_response())
}

/// The form of a note has nothing but its token.
#[derive(Deserialize)]
pub struct Nothing {}

/// Takes a note off the chart.
pub async fn remove(
    visit: Visit,
    Path((id, note)): Path<(String, i64)>,
    _: Sent<Nothing>,
) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let id = reading.engine().catalogue().named(&id)?.id.clone();
    // A note of another indicator is not on this chart.
    let here = visit.site.records().annotations(Some(&id)).await?.iter().any(|known| known.id == note);
    if !here {
        return Err(Problem::NotFound);
    }
    visit.site.records().remove_annotation(note, visit.viewer()?.account, visit.site.now()).await?;
    Ok(Redirect::to(&format!("/indicators/{id}?done=removed")).into_response())
}
