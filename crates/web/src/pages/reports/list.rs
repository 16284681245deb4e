//! The list: reports in the making for those who make them, issued reports for those who read them.

use super::draft::month_words;
use super::{issued, success};
use crate::access::Permission;
use crate::clock::day_of;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use records::{Edition, Report, ReportStatus};
use report::words;

#[derive(Template)]
#[template(path = "reports/list.html")]
struct Page {
    shell: Shell,
    makes: bool,
    drafts: bool,
    making: Vec<Line>,
    questions: String,
    issued: Vec<issued::Shown>,
}

/// A report in the making.
struct Line {
    href: String,
    title: String,
    month: String,
    version: String,
    status: &'static str,
    colour: &'static str,
    meeting: String,
}

/// The colour of a status, beside its words.
pub fn colour(status: ReportStatus) -> &'static str {
    match status {
        ReportStatus::Draft => "grey",
        ReportStatus::Frozen => "blue",
        ReportStatus::InClearance => "yellow",
        ReportStatus::Cleared | ReportStatus::Issued => "green",
        ReportStatus::Reopened => "purple",
    }
}

fn line(report: &Report) -> Line {
    Line {
        href: format!("/reports/{}", report.id),
        title: report.title.clone(),
        month: month_words(&report.month),
        version: if report.version == 1 { String::new() } else { format!("version {}", report.version) },
        status: report.status.title(),
        colour: colour(report.status),
        meeting: report.meeting_date.map_or_else(|| "not set".to_owned(), words::date),
    }
}

pub async fn page(visit: Visit) -> Result<Response, Problem> {
    let records = visit.site.records();
    let makes = visit.may(Permission::SeeReports);
    let reports = records.reports().await?;
    let issues = records.all_issues().await?;
    let shown = |issue: &records::Issue| {
        let report = reports.iter().find(|report| report.id == issue.report_id)?;
        // Whoever sees the internal edition finds the public one beside it; others find the public one alone.
        issued::may_read(&visit, issue, report).then(|| issued::shown(issue, report))
    };
    let mut issued: Vec<issued::Shown> = issues.iter().filter_map(shown).collect();
    issued.sort_by(|a, b| (&b.sort, a.edition == Edition::Public).cmp(&(&a.sort, b.edition == Edition::Public)));
    let making: Vec<Line> = match makes {
        true => reports.iter().filter(|report| report.status != ReportStatus::Reopened).map(line).collect(),
        false => Vec::new(),
    };
    let questions = match makes {
        true => {
            let open = records.questions(Some(records::QuestionStatus::Open)).await?;
            let today = visit.site.today();
            let late = open.iter().filter(|question| question.edit.due.is_some_and(|due| due < today)).count();
            match (open.len(), late) {
                (0, _) => "The board has no open questions.".to_owned(),
                (1, 0) => "The board has one open question.".to_owned(),
                (open, 0) => format!("The board has {open} open questions."),
                (open, late) => format!("The board has {open} open, {late} of them past the day they were due."),
            }
        }
        false => String::new(),
    };
    let mut shell = visit.shell(if makes { "Reports" } else { "Issued reports" });
    shell.success = success(&visit);
    let drafts = visit.may(Permission::DraftReports);
    visit.page(&Page { shell, makes, drafts, making, questions, issued })
}

/// When an issue went out, in words.
pub fn issued_on(at: jiff::Timestamp) -> String {
    words::date(day_of(at))
}
