//! Starting a report: a template, a month, the meeting, and what its texts start from.

use super::draft::{BOARD, Task, month_words, tasks, template_files, templates};
use super::form::{DateParts, Fields};
use super::settings::too_long;
use super::{by, done, matters};
use crate::components::Choice;
use crate::problem::Problem;
use crate::shell::{Link, Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use council::paper;
use records::{BlockStart, NewReport};
use std::collections::BTreeMap;

/// How many months back a report can be started for.
const MONTHS: i32 = 24;

#[derive(Template)]
#[template(path = "reports/start.html")]
struct Page {
    shell: Shell,
    templates: Vec<Choice>,
    months: Vec<Choice>,
    texts: Vec<Choice>,
    meeting: DateParts,
    item: String,
}

fn show(visit: &Visit, fields: &Fields, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let (_, last) = visit.reading()?.months();
    let months: Vec<(String, String)> =
        (0..MONTHS).map(|back| last.plus(-back)).map(|m| (m.to_string(), report::words::month(m))).collect();
    let chosen = match fields.get("month") {
        "" => last.to_string(),
        month => month.to_owned(),
    };
    let names = templates(visit.site.folder());
    let named = |name: String| {
        let title = template_files(visit.site.folder(), &name).and_then(|files| {
            paper::template(&files).map(|template| template.main.title).map_err(|failure| Problem::Wrong(failure.0))
        });
        let title = title.unwrap_or_else(|_| "its template has faults".to_owned());
        (name.clone(), format!("{title} ({name})"))
    };
    let chosen_template = if fields.get("template").is_empty() { BOARD } else { fields.get("template") };
    let from = if fields.get("texts").is_empty() { "last" } else { fields.get("texts") };
    let texts = [
        ("last", "The last report’s text", "Where there is no last report, the template’s text."),
        ("template", "The template’s text", "The standing words of the template."),
        ("empty", "Nothing", "Every text is written anew."),
    ];
    let mut shell = visit.shell("Start a report");
    shell.breadcrumbs = vec![Link::new("Reports", "/reports")];
    let wrong = !mistakes.is_empty();
    shell.errors = mistakes;
    let page = Page {
        templates: Choice::list(names.into_iter().map(named), chosen_template),
        months: Choice::list(months, &chosen),
        texts: texts.map(|(value, label, hint)| Choice::new(value, label).hint(hint).chosen(value == from)).to_vec(),
        meeting: fields.parts("meeting"),
        item: fields.get("item").to_owned(),
        shell,
    };
    let mut response = visit.page(&page)?;
    if wrong {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

pub async fn page(visit: Visit) -> Result<Response, Problem> {
    show(&visit, &Fields::default(), Vec::new())
}

pub async fn send(visit: Visit, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let mut mistakes = Vec::new();
    let meeting_date = fields.date("meeting", "The date of the meeting", &mut mistakes);
    too_long(&fields, &mut mistakes);
    let (first, last) = visit.reading()?.months();
    let month = fields.get("month").parse::<standard::period::Month>().ok();
    let Some(month) = month.filter(|month| (first..=last).contains(month)) else {
        mistakes.push(Mistake::new("month", "Choose the month that the report is about"));
        return show(&visit, &fields, mistakes);
    };
    let name = fields.get("template");
    if !templates(visit.site.folder()).iter().any(|known| known == name) {
        mistakes.push(Mistake::new("template", "Choose a template"));
    }
    if !mistakes.is_empty() {
        return show(&visit, &fields, mistakes);
    }
    let files = template_files(visit.site.folder(), name)?;
    let template = paper::template(&files).map_err(|failure| Problem::Wrong(failure.0))?;
    // What it names must be there, or the report could never be written.
    paper::needs(&template, &files, visit.reading()?.engine().catalogue()).map_err(|f| Problem::Wrong(f.0))?;
    let records = visit.site.records();
    let before = match fields.get("texts") {
        "last" => records.report_before(name, &month.to_string()).await?,
        _ => None,
    };
    let mut last_texts = BTreeMap::new();
    let mut owners = BTreeMap::new();
    if let Some(before) = &before {
        for block in records.blocks(before.id).await? {
            owners.insert(block.key.clone(), block.owner);
            last_texts.insert(block.key, block.text);
        }
    }
    let start = |task: Task| {
        let own = || template.texts.get(&task.key).cloned().unwrap_or_default();
        let text = match fields.get("texts") {
            "empty" => String::new(),
            "template" => own(),
            _ => last_texts.get(&task.key).cloned().unwrap_or_else(own),
        };
        // Who wrote it last month is likely to write it again.
        let owner = owners.get(&task.key).copied().flatten();
        BlockStart { key: task.key, owner, due: None, text: text.trim_end().to_owned() }
    };
    let new = NewReport {
        month: month.to_string(),
        template: name.to_owned(),
        title: template.main.title.clone(),
        meeting_date,
        item: fields.get("item").to_owned(),
        blocks: tasks(&template).into_iter().map(start).collect(),
    };
    let now = visit.site.now();
    let report = match records.create_report(&new, by(&visit)?, now).await {
        Ok(report) => report,
        Err(records::Error::Conflict(_)) => {
            let text = format!("There is a report of that template for {} already", month_words(&new.month));
            return show(&visit, &fields, vec![Mistake::new("month", text)]);
        }
        Err(error) => return Err(error.into()),
    };
    matters::carry(&visit, report.id).await?;
    Ok(done(&format!("/reports/{}", report.id), "started"))
}
