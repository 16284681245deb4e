//! One report: its texts and rows as tasks, its numbers, its dates, what comes next; and what happened to it.

use super::draft::Draft;
use super::{frame, list, number, readiness};
use crate::access::Permission;
use crate::clock::moment;
use crate::problem::Problem;
use crate::shell::{Notice, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use records::{Block, ReportStatus};
use report::words;

#[derive(Template)]
#[template(path = "reports/show.html")]
struct Page {
    shell: Shell,
    root: String,
    version: String,
    status: &'static str,
    colour: &'static str,
    next: String,
    facts: Vec<(&'static str, String)>,
    sections: Vec<Line>,
    rows: Vec<Line>,
    matters: Vec<Line>,
    matters_stale: bool,
    exempt: String,
    drafts: bool,
    frozen: bool,
    newest: String,
}

/// A task.
struct Line {
    id: String,
    title: String,
    hint: String,
    status: String,
    colour: &'static str,
    href: String,
}

/// How far a text has come.
fn state(block: Option<&Block>, optional: bool, today: Date) -> (String, &'static str) {
    let Some(block) = block else { return ("Not in this report".to_owned(), "grey") };
    let late = block.due.is_some_and(|due| due < today);
    match (block.text.trim().is_empty(), block.revision) {
        (true, _) if optional => ("Optional".to_owned(), "grey"),
        (true, _) if late => ("Overdue".to_owned(), "red"),
        (true, _) => ("To be written".to_owned(), "blue"),
        (false, 1) if late => ("Overdue: not looked at".to_owned(), "red"),
        (false, 1) => ("As it started".to_owned(), "grey"),
        (false, _) => ("Written".to_owned(), ""),
    }
}

/// Owner and due date of a text in words.
pub fn owned(draft: &Draft, block: Option<&Block>) -> String {
    let Some(block) = block else { return String::new() };
    let owner = match block.owner {
        Some(owner) => format!("Owner: {}", draft.people.name(owner)),
        None => "No owner".to_owned(),
    };
    block.due.map_or_else(|| owner.clone(), |due| format!("{owner}, due {}", words::date(due)))
}

pub async fn page(visit: Visit, Path(report): Path<String>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    let (today, root) = (visit.site.today(), format!("/reports/{}", draft.report.id));
    let reading = visit.reading().ok();
    let drafts = visit.may(Permission::DraftReports);
    let task = |(at, task): (usize, super::draft::Task)| {
        let block = draft.blocks.iter().find(|block| block.key == task.key);
        let (status, colour) = state(block, task.optional, today);
        Line {
            id: format!("text-{at}"),
            title: task.section,
            hint: owned(&draft, block),
            status,
            colour,
            href: format!("{root}/texts/{}", task.key),
        }
    };
    let sections = draft.tasks()?.into_iter().enumerate().map(task).collect();
    let row = |(at, row): (usize, super::draft::TableRow)| {
        let note = draft.notes.iter().find(|note| note.indicator == row.indicator && note.scope == row.scope);
        let written = note.is_some_and(|note| !note.text.story.is_empty() || !note.text.action.is_empty());
        let hint = note.map_or_else(String::new, |note| match (note.text.owner.as_str(), note.text.due) {
            ("", _) => String::new(),
            (owner, None) => format!("Owner: {owner}"),
            (owner, Some(due)) => format!("Owner: {owner}, due {}", words::date(due)),
        });
        let hint = if row.scope.is_empty() { hint } else { format!("{} {hint}", words::full_stop(&row.scope)) };
        Line {
            id: format!("row-{at}"),
            title: row.title,
            hint: hint.trim().to_owned(),
            status: if written { "Written" } else { "Nothing written" }.to_owned(),
            colour: if written { "" } else { "grey" },
            href: match drafts {
                true => super::row::address(&root, &row.indicator, &row.scope),
                false => String::new(),
            },
        }
    };
    let rows = draft.rows(reading.as_deref())?.into_iter().enumerate().map(row).collect();
    let mut carried = visit.site.records().questions_of(draft.report.id).await?;
    carried.retain(|question| question.carried_into.contains(&draft.report.id));
    let matter = |(at, question): (usize, &records::Question)| {
        let (status, colour) = super::question::state(&question.edit, today);
        Line {
            id: format!("question-{at}"),
            title: question.edit.question.clone(),
            hint: format!("Asked by {} on {}", question.edit.asked_by, words::date(question.edit.meeting_date)),
            status,
            colour,
            href: format!("/reports/questions/{}", question.id),
        }
    };
    let matters = carried.iter().enumerate().map(matter).collect();
    let matters_stale = draft.is_open() && super::matters::now(&draft, &carried)? != draft.matters()?;
    let mut shell = frame(&visit, &draft, &draft.report.title, "");
    shell.breadcrumbs.pop();
    if draft.report.status == ReportStatus::Reopened {
        shell
            .notices
            .push(Notice::note("This version was issued and opened again since. A newer version takes its place."));
    }
    let exempt = match draft.report.exempt.present {
        true => format!("Yes: {}", draft.report.exempt.reason),
        false => "None".to_owned(),
    };
    let mut facts = vec![("Month", draft.month_words())];
    facts.extend(dates(&draft, today));
    facts.push(("Numbers", numbers(&draft)));
    facts.push((
        "Started",
        format!("{}, by {}", moment(draft.report.created_at), draft.people.name(draft.report.created_by)),
    ));
    if !draft.report.reopened_reason.is_empty() {
        facts.push(("Opened again because", draft.report.reopened_reason.clone()));
    }
    let newest = reading.map_or_else(String::new, |reading| words::date(reading.measuring().data_date()));
    let page = Page {
        next: next(&draft),
        version: format!("{}, version {}", draft.month_words(), draft.report.version),
        status: draft.report.status.title(),
        colour: list::colour(draft.report.status),
        frozen: draft.is_frozen(),
        drafts: drafts && draft.is_open(),
        shell,
        root,
        facts,
        sections,
        rows,
        matters,
        matters_stale,
        exempt,
        newest,
    };
    visit.page(&page)
}

/// What comes next, in a sentence.
fn next(draft: &Draft) -> String {
    let waiting = draft.clearances.iter().filter(|clearance| !clearance.is_cleared()).count();
    match draft.report.status {
        ReportStatus::Draft => "Next: write the texts, then freeze the numbers.".to_owned(),
        ReportStatus::Frozen => "Next: send the report for clearance.".to_owned(),
        ReportStatus::InClearance => match waiting {
            0 => "Next: someone who did not write the report must clear it too.".to_owned(),
            1 => "Next: one clearance is still to be given. Silence is not consent.".to_owned(),
            n => format!("Next: {n} clearances are still to be given. Silence is not consent."),
        },
        ReportStatus::Cleared => "Next: issue the report. Any change asks for clearance again.".to_owned(),
        ReportStatus::Issued => {
            "The report was issued and can’t be changed. Open it again to make a new version.".to_owned()
        }
        ReportStatus::Reopened => "This version stays as it was issued.".to_owned(),
    }
}

/// The numbers that a report says, in words.
pub fn numbers(draft: &Draft) -> String {
    match &draft.freeze {
        Some(freeze) => format!(
            "Frozen as at {} by {} on {} (freeze {}, hash {}…)",
            words::date(freeze.as_at),
            draft.people.name(freeze.by),
            moment(freeze.at),
            freeze.n,
            &freeze.sha256[..12]
        ),
        None => "Not frozen: they move with each delivery".to_owned(),
    }
}

/// The meeting and the day by which the papers must be open.
pub fn dates(draft: &Draft, today: Date) -> Vec<(&'static str, String)> {
    let Some(meeting) = draft.report.meeting_date else {
        let mut facts = vec![("Meeting", "Not set: the papers must be open five clear days before it".to_owned())];
        facts.extend(deadlines(draft, None));
        return facts;
    };
    let opens = readiness::opens(draft);
    let opened = opens.map_or_else(
        || "Can’t be worked out for that date".to_owned(),
        |opens| match (opens < today, draft.is_open()) {
            (true, true) => format!("{}: that day has passed", words::date(opens)),
            _ if opens == today => format!("{}: today", words::date(opens)),
            _ => format!("{}: five clear working days before the meeting", words::date(opens)),
        },
    );
    let mut facts = vec![("Meeting", words::date(meeting)), ("Papers open by", opened)];
    facts.extend(deadlines(draft, opens));
    facts
}

/// The last days on which texts and clearances that were asked for are due, and whether that is too late for the papers,
/// which open on a day at the latest.
fn deadlines(draft: &Draft, opens: Option<Date>) -> Vec<(&'static str, String)> {
    let texts = draft.blocks.iter().filter_map(|block| block.due).max();
    let clearances = draft.clearances.iter().filter_map(|clearance| clearance.due).max();
    let told = |(name, last): (&'static str, Option<Date>)| {
        let last = last?;
        let late = if opens.is_some_and(|opens| last > opens) { ": after the papers must be open" } else { "" };
        Some((name, format!("{}{late}", words::date(last))))
    };
    [("Last text due", texts), ("Last clearance due", clearances)].into_iter().filter_map(told).collect()
}

#[derive(Template)]
#[template(path = "reports/history.html")]
struct History {
    shell: Shell,
    events: Vec<(String, String, String)>,
}

pub async fn history(visit: Visit, Path(report): Path<String>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    let events = visit.site.records().report_events(draft.report.id).await?;
    let event =
        |event: &records::ReportEvent| (moment(event.at), draft.people.name(event.by).to_owned(), event.what.clone());
    let events = events.iter().map(event).collect();
    visit.page(&History { shell: frame(&visit, &draft, "History", "/history"), events })
}
