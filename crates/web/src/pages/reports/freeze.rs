//! Freezing: the numbers are measured once, as at a date, and kept. Preview and issue say these from then on.

use super::draft::{Draft, Stage, work};
use super::form::Fields;
use super::{by, done, number, wording};
use crate::problem::Problem;
use crate::visit::{Sent, Visit};
use axum::extract::Path;
use axum::response::Response;
use council::folder::Measuring;
use council::paper::frozen::Frozen;
use report::paper::Audience;
use store::Store;

pub async fn send(visit: Visit, Path(report): Path<String>, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    if !draft.is_open() {
        return Err(Problem::wrong(
            "This report was issued, and its numbers with it. Open it again to make a new version.",
        ));
    }
    let mut mistakes = Vec::new();
    let as_at = fields.date("as-at", "The day", &mut mistakes);
    if let Some(mistake) = mistakes.pop() {
        return Err(Problem::wrong(mistake.text));
    }
    let (month, today) = (draft.month()?, visit.site.today());
    if as_at.is_some_and(|day| day > today) {
        return Err(Problem::wrong("Numbers can’t be frozen as at a day that is still to come."));
    }
    let (reading, files) = (visit.reading()?, draft.merged());
    // The template as it is now: an earlier freeze kept the one of its day.
    let mut merged = super::draft::template_files(visit.site.folder(), &draft.report.template)?;
    merged.extend(files.into_iter().filter(|(name, _)| name.ends_with(".md")));
    let (words, shown) = (draft.words(), draft.shown(Stage::Draft)?);
    let (account, id, records, now) = (by(&visit)?, draft.report.id, visit.site.records().clone(), visit.site.now());
    // Measuring takes seconds: it goes on when the browser has gone.
    let task: tokio::task::JoinHandle<Result<_, Problem>> = tokio::spawn(async move {
        let frozen = work(move || {
            let wrong = |failure: council::Failure| Problem::Wrong(failure.0);
            let frozen = match as_at {
                None => Frozen::take(reading.measuring(), &merged, &words, month),
                Some(day) => {
                    let store = Store::open(reading.measuring().store.folder())?;
                    let measuring = Measuring::over(store, Some(day), true).map_err(wrong)?;
                    Frozen::take(&measuring, &merged, &words, month)
                }
            };
            let frozen = frozen.map_err(wrong)?;
            // What can’t be written is not worth freezing: it is told here, not at the issue.
            for audience in [Audience::Internal, Audience::Public] {
                shown.document(&frozen, audience)?;
            }
            let bytes = frozen.bytes().map_err(Problem::fault)?;
            Ok((frozen.as_at, bytes))
        });
        let (as_at, bytes) = frozen.await?;
        records.freeze(id, as_at, &bytes, account, now).await.map_err(Problem::from)
    });
    match task.await.map_err(Problem::fault)? {
        Err(Problem::Wrong(lines)) => {
            return wording::page(&visit, &draft, "The numbers were not frozen. Mend this first.", &lines);
        }
        frozen => frozen?,
    };
    Ok(done(&format!("/reports/{id}"), "frozen"))
}
