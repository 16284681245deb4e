//! Checking and releasing the public edition, issuing, opening an issued report again.

use super::draft::{Draft, Stage, work};
use super::form::Fields;
use super::{by, document, done, files, frame, number, wording};
use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::site::Site;
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use council::paper::{self, Format};
use records::{BegunIssue, Edition, Issue};
use report::model::slug;
use report::paper::{Audience, reference};

/// What the checker of a public edition has to have done: field and words.
const CHECKS: [(&str, &str); 5] = [
    ("read", "I read the public edition from beginning to end."),
    (
        "people",
        "No words in it tell who a child, a family, a carer or a worker is, alone or with what is known locally.",
    ),
    ("hidden", "No words in it tell a number that is hidden (shown as c), nor one from which it could be worked out."),
    ("exempt", "Nothing exempt is in it. Where there is an exempt appendix it is named, with the reason."),
    ("right", "Title, meeting date, approvals and appendices are right."),
];

#[derive(Template)]
#[template(path = "reports/check.html")]
struct Page {
    shell: Shell,
    root: String,
    author: bool,
    hidden: String,
    exempt: String,
    small: Vec<(String, String)>,
    checks: Vec<(&'static str, &'static str, bool, String)>,
    comment: String,
    content_hash: String,
}

/// Whether a word of a text is a small number, which a program can't tell to be harmless.
fn is_small(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(
        bare.to_ascii_lowercase().as_str(),
        "1" | "2" | "3" | "4" | "5" | "one" | "two" | "three" | "four" | "five"
    )
}

/// Sentences with a small number in them.
fn small(text: &str) -> impl Iterator<Item = &str> {
    let sentences = text.split_inclusive(['.', '!', '?', '\n']).map(str::trim).filter(|text| !text.is_empty());
    sentences.filter(|sentence| sentence.split_whitespace().any(is_small))
}

/// The words of people that have small numbers in them: where, and the sentence.
fn small_numbers(draft: &Draft) -> Result<Vec<(String, String)>, Problem> {
    let mut out = Vec::new();
    let mut look = |place: &str, text: &str| {
        // A reference is no word of anyone’s, and what it stands for is hidden where it must be.
        let text = reference::pieces(text).into_iter().map(|piece| match piece {
            reference::Piece::Words(words) => words,
            reference::Piece::Reference(..) => "[a number of the report]",
        });
        let text: String = text.collect();
        out.extend(small(&text).map(|sentence| (place.to_owned(), sentence.to_owned())));
    };
    for task in draft.tasks()? {
        if let Some(block) = draft.blocks.iter().find(|block| block.key == task.key) {
            look(&task.section, &block.text);
        }
    }
    for note in &draft.notes {
        look("Beside the performance table", &note.text.story);
        look("Beside the performance table", &note.text.action);
    }
    for matter in draft.matters()? {
        look("Matters arising", &matter.matter.question);
        look("Matters arising", &matter.matter.answer);
    }
    Ok(out)
}

async fn show(
    visit: &Visit,
    draft: &Draft,
    fields: Option<&Fields>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let authors = visit.site.records().authors(draft.report.id).await?;
    let document = match draft.document(&visit.site, Audience::Public, Stage::Draft).await {
        Err(Problem::Wrong(lines)) => {
            return wording::page(visit, draft, "There is no public edition to check until this is mended.", &lines);
        }
        document => document?,
    };
    let hidden = document.blocks.iter().find_map(|block| match block {
        report::model::Block::Notice(notice) if notice.text.words().contains("(confidential)") => {
            Some(notice.text.words())
        }
        _ => None,
    });
    let checks = CHECKS.map(|(name, words)| {
        let error = mistakes.iter().find(|mistake| mistake.field == name).map_or_else(String::new, |m| m.text.clone());
        (name, words, fields.is_some_and(|fields| fields.ticked(name)), error)
    });
    let mut shell = frame(visit, draft, "Check the public edition", "check");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let page = Page {
        root: format!("/reports/{}", draft.report.id),
        author: authors.contains(&by(visit)?),
        hidden: hidden.unwrap_or_else(|| "No figure had to be hidden.".to_owned()),
        exempt: match draft.report.exempt.present {
            true => format!("There is an exempt appendix. {}", draft.report.exempt.reason),
            false => "There is no exempt appendix.".to_owned(),
        },
        small: small_numbers(draft)?,
        checks: checks.to_vec(),
        comment: fields.map_or_else(String::new, |fields| fields.text("comment")),
        content_hash: draft.content_hash.clone(),
        shell,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

pub async fn check(visit: Visit, Path(report): Path<String>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    show(&visit, &draft, None, Vec::new()).await
}

pub async fn checked(
    visit: Visit,
    Path(report): Path<String>,
    Sent(fields): Sent<Fields>,
) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    let missing = CHECKS.iter().filter(|(name, _)| !fields.ticked(name));
    let mistakes: Vec<Mistake> =
        missing.map(|(name, _)| Mistake::new(*name, "Confirm this, or have the report changed first")).collect();
    if !mistakes.is_empty() {
        return show(&visit, &draft, Some(&fields), mistakes).await;
    }
    let (records, id, seen) = (visit.site.records(), draft.report.id, fields.get("content"));
    records.check_public(id, &fields.text("comment"), seen, by(&visit)?, visit.site.now()).await?;
    Ok(done(&format!("/reports/{id}/clearance"), "checked"))
}

pub async fn send(visit: Visit, Path(report): Path<String>, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let id = number(&report)?;
    let edition =
        Edition::parse(fields.get("edition")).ok_or_else(|| Problem::wrong("Choose which edition to issue."))?;
    let note = fields.text("note");
    // It goes on when the browser has gone: what was begun is finished or rolled back.
    let task = tokio::spawn(async move { issue(&visit, id, edition, &note).await });
    task.await.map_err(Problem::fault)??;
    Ok(done(&format!("/reports/{id}/clearance"), "issued"))
}

async fn issue(visit: &Visit, report: i64, edition: Edition, note: &str) -> Result<Issue, Problem> {
    let records = visit.site.records();
    let begun = records.begin_issue(report, edition, note, by(visit)?, visit.site.now()).await?;
    match make(visit, &begun).await {
        Ok(issue) => Ok(issue),
        Err(problem) => {
            let (root, folder) = (files::root(visit.site.folder()), begun.folder.clone());
            work(move || files::remove(&root, &folder).map_err(Problem::fault)).await?;
            records.roll_back_issue(begun.id).await?;
            Err(problem)
        }
    }
}

/// Makes the files of an issue that was begun, and finishes it.
async fn make(visit: &Visit, begun: &BegunIssue) -> Result<Issue, Problem> {
    let draft = Draft::load(&visit.site, begun.report_id).await?;
    if draft.content_hash != begun.content_hash {
        return Err(Problem::Conflict("The report changed while it was being issued. Nothing was issued.".to_owned()));
    }
    let made = formats(&visit.site, &draft, begun.edition).await?;
    let (root, folder) = (files::root(visit.site.folder()), begun.folder.clone());
    let listed = work(move || files::write(&root, &folder, &made).map_err(Problem::fault)).await?;
    Ok(visit.site.records().finish_issue(begun.id, &listed, visit.site.now()).await?)
}

/// The four files of an edition: name and bytes. The same report gives the same bytes.
async fn formats(site: &Site, draft: &Draft, edition: Edition) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    if !draft.is_frozen() {
        return Err(Problem::wrong(
            "The numbers of this report are not frozen. Freeze them, and send it for clearance.",
        ));
    }
    let document = draft.document(site, document::audience(edition), Stage::Issue).await?;
    let report = &draft.report;
    let stem = format!("{}-{}-v{}-{}", slug(&report.title), report.month, report.version, edition.word());
    work(move || {
        let one = |format: Format| -> Result<(String, Vec<u8>), Problem> {
            let bytes = paper::written(format, &document).map_err(Problem::fault)?;
            Ok((format!("{stem}.{}", format.ending()), bytes))
        };
        Format::ALL.into_iter().map(one).collect()
    })
    .await
}

/// The files of an issue, made again from what records keep: name and bytes. They are those that were issued, to the
/// byte, as long as the same version of the program writes them.
///
/// # Errors
/// There is no such issue, or what it was made of is not there as it was.
pub async fn rebuild(site: &Site, issue: i64) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let issue = site.records().issue(issue).await?;
    let draft = Draft::load(site, issue.report_id).await?;
    formats(site, &draft, issue.edition).await
}

pub async fn reopen(visit: Visit, Path(report): Path<String>, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let id = number(&report)?;
    let reason = fields.text("reason");
    if reason.is_empty() {
        return Err(Problem::wrong("Say why the report is opened again: the new version says so."));
    }
    let new = visit.site.records().reopen(id, &reason, by(&visit)?, visit.site.now()).await?;
    Ok(done(&format!("/reports/{}", new.id), "reopened"))
}

#[cfg(test)]
mod tests {
    use super::small;

    #[test]
    fn sentences_with_small_numbers_are_found() {
        let text = "In all 12 plans ended. Two of them (in one family) were long.\nThere were 15, not 5. None left";
        let found: Vec<&str> = small(text).collect();
        assert_eq!(found, ["Two of them (in one family) were long.", "There were 15, not 5."]);
    }
}
