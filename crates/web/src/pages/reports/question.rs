//! Matters arising: what the board asked, who answers by when, and the answer with the number that it stands on.

use super::draft::{month_words, work};
use super::form::{DateParts, Fields};
use super::matters::{self, status_words};
use super::{People, by, done, number, success};
use crate::access::Permission;
use crate::clock::moment;
use crate::components::Choice;
use crate::problem::Problem;
use crate::shell::{Link, Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use council::paper::frozen::FrozenNumber;
use jiff::civil::Date;
use records::{Question, QuestionEdit, QuestionStatus, Report, ReportStatus, Saved};
use report::words;
use standard::period::{Month, PeriodKind};

/// How far a question has come, and its colour.
pub fn state(edit: &QuestionEdit, today: Date) -> (String, &'static str) {
    match edit.status {
        QuestionStatus::Open if edit.due.is_some_and(|due| due < today) => ("Open, overdue".to_owned(), "red"),
        QuestionStatus::Open => ("Open".to_owned(), "yellow"),
        QuestionStatus::Answered => ("Answered".to_owned(), "blue"),
        QuestionStatus::Closed => ("Closed".to_owned(), "green"),
    }
}

#[derive(Template)]
#[template(path = "reports/questions.html")]
struct ListPage {
    shell: Shell,
    drafts: bool,
    questions: Vec<Line>,
    statuses: Vec<Choice>,
    chosen: String,
}

struct Line {
    href: String,
    question: String,
    asked: String,
    owner: String,
    due: String,
    state: String,
    colour: &'static str,
}

pub async fn list(visit: Visit) -> Result<Response, Problem> {
    let chosen = visit.filters.get("status").and_then(QuestionStatus::parse);
    let questions = visit.site.records().questions(chosen).await?;
    let (people, _) = People::of(&visit.site).await?;
    let today = visit.site.today();
    let line = |question: &Question| {
        let edit = &question.edit;
        let (state, colour) = state(edit, today);
        Line {
            href: format!("/reports/questions/{}", question.id),
            question: edit.question.clone(),
            asked: format!("{}, {}", edit.asked_by, words::date(edit.meeting_date)),
            owner: edit.owner.map_or_else(|| "Nobody".to_owned(), |owner| people.name(owner).to_owned()),
            due: edit.due.map_or_else(|| "Not set".to_owned(), words::date),
            state,
            colour,
        }
    };
    let mut shell = visit.shell("Matters arising");
    shell.breadcrumbs = vec![Link::new("Reports", "/reports")];
    shell.success = success(&visit);
    let mut statuses = vec![Choice::new("", "All").chosen(chosen.is_none())];
    statuses.extend(
        QuestionStatus::ALL
            .into_iter()
            .map(|status| Choice::new(status.word(), status_words(status)).chosen(chosen == Some(status))),
    );
    let page = ListPage {
        drafts: visit.may(Permission::DraftReports),
        questions: questions.iter().map(line).collect(),
        statuses,
        chosen: chosen.map_or_else(String::new, |status| status_words(status).to_lowercase()),
        shell,
    };
    visit.page(&page)
}

#[derive(Template)]
#[template(path = "reports/question.html")]
struct Page {
    shell: Shell,
    address: String,
    new: bool,
    reports: Vec<Choice>,
    question: String,
    asked_by: String,
    meeting: DateParts,
    owners: Vec<Choice>,
    due: DateParts,
    answer: String,
    statuses: Vec<Choice>,
    indicators: Vec<Choice>,
    periods: Vec<Choice>,
    months: Vec<Choice>,
    number: String,
    hash: String,
    revision: i64,
    drafts: bool,
    asked: String,
    carried: Vec<(String, String)>,
    history: Vec<String>,
}

/// The issued reports of which the board can ask, newest first.
async fn askable(visit: &Visit) -> Result<Vec<Report>, Problem> {
    let mut reports = visit.site.records().reports().await?;
    reports.retain(|report| matches!(report.status, ReportStatus::Issued | ReportStatus::Reopened));
    Ok(reports)
}

async fn show(
    visit: &Visit,
    known: Option<&Question>,
    fields: Option<&Fields>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let (people, accounts) = People::of(&visit.site).await?;
    let reports = askable(visit).await?;
    let edit = known.map(|question| &question.edit);
    let or = |name: &str, kept: Option<&String>| {
        fields.map_or_else(|| kept.cloned().unwrap_or_default(), |fields| fields.text(name))
    };
    let dated =
        |name: &str, kept: Option<Date>| fields.map_or_else(|| DateParts::of(kept), |fields| fields.parts(name));
    let kept = known.map(matters::kept).transpose()?.flatten();
    let reading = visit.reading().ok();
    let catalogue = reading.as_ref().map(|reading| reading.engine().catalogue());
    let chosen = fields.map_or_else(
        || kept.as_ref().map_or_else(String::new, |number| number.indicator.clone()),
        |fields| fields.get("indicator").to_owned(),
    );
    let mut indicators = vec![Choice::new("", "No number").chosen(chosen.is_empty())];
    let mut listed: Vec<_> = catalogue.into_iter().flat_map(|catalogue| catalogue.indicators()).collect();
    listed.sort_by(|a, b| a.title.cmp(&b.title));
    indicators.extend(
        listed.iter().map(|known| Choice::new(known.id.clone(), known.title.clone()).chosen(known.id == chosen)),
    );
    let (_, last) =
        reading.as_ref().map_or_else(|| (Month::of(visit.site.today()), Month::of(visit.site.today())), |r| r.months());
    let month = fields.map_or_else(
        || kept.as_ref().map_or_else(|| last.to_string(), |number| number.month.to_string()),
        |fields| fields.get("month").to_owned(),
    );
    let period = fields.map_or_else(
        || kept.as_ref().map_or("month", |number| number.period.word()).to_owned(),
        |fields| fields.get("period").to_owned(),
    );
    let status = fields.map_or_else(
        || edit.map_or(QuestionStatus::Open, |edit| edit.status),
        |fields| QuestionStatus::parse(fields.get("status")).unwrap_or(QuestionStatus::Open),
    );
    let owner = fields.map_or_else(|| edit.and_then(|edit| edit.owner), |fields| fields.account("owner"));
    let choice = |report: &Report| {
        let words = format!("{}, {}, version {}", report.title, month_words(&report.month), report.version);
        (report.id.to_string(), words)
    };
    let history = match known {
        Some(question) => {
            let revisions = visit.site.records().question_revisions(question.id).await?;
            let told = revisions.iter().map(|old| format!("Saved on {} by {}", moment(old.at), people.name(old.by)));
            told.collect()
        }
        None => Vec::new(),
    };
    let mut carried = Vec::new();
    for id in known.map(|question| question.carried_into.as_slice()).unwrap_or_default() {
        let report = visit.site.records().report(*id).await?;
        // Whoever owes an answer reads which papers it goes into; the drafts are for those who see reports.
        let href = if visit.may(Permission::SeeReports) { format!("/reports/{id}") } else { String::new() };
        carried.push((href, format!("{}, {}", report.title, month_words(&report.month))));
    }
    let mut shell = visit.shell(if known.is_some() { "A question of the board" } else { "Note a question" });
    shell.breadcrumbs = vec![Link::new("Reports", "/reports")];
    if visit.may(Permission::SeeReports) {
        shell.breadcrumbs.push(Link::new("Matters arising", "/reports/questions"));
    }
    shell.success = success(visit);
    let answered = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let page = Page {
        address: known.map_or_else(|| "/reports/questions/new".to_owned(), |q| format!("/reports/questions/{}", q.id)),
        new: known.is_none(),
        reports: Choice::list(reports.iter().map(choice), fields.map_or("", |fields| fields.get("report"))),
        question: or("question", edit.map(|edit| &edit.question)),
        asked_by: or("asked-by", edit.map(|edit| &edit.asked_by)),
        meeting: dated("meeting", edit.map(|edit| edit.meeting_date).or_else(|| reports.first()?.meeting_date)),
        owners: super::block::writers_of(&accounts, owner),
        due: dated("due", edit.and_then(|edit| edit.due)),
        answer: or("answer", edit.map(|edit| &edit.answer)),
        statuses: QuestionStatus::ALL
            .into_iter()
            .map(|known| Choice::new(known.word(), status_words(known)).chosen(known == status))
            .collect(),
        indicators,
        periods: Choice::list([("month", "The month"), ("six-months", "The six months that end with it")], &period),
        months: Choice::list((0..36).map(|back| last.plus(-back)).map(|m| (m.to_string(), words::month(m))), &month),
        number: kept.as_ref().map_or_else(String::new, FrozenNumber::sentence),
        hash: known.and_then(|question| question.numbers_sha256.clone()).unwrap_or_default(),
        revision: known.map_or(0, |question| question.revision),
        drafts: visit.may(Permission::DraftReports),
        asked: edit.map_or_else(String::new, |edit| {
            format!("{}, meeting of {}", edit.asked_by, words::date(edit.meeting_date))
        }),
        carried,
        history,
        shell,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = answered;
    Ok(response)
}

/// What a form says of a question; `kept` is the question as it was, whose wording only those who draft may change.
async fn edited(
    visit: &Visit,
    kept: Option<&Question>,
    fields: &Fields,
    mistakes: &mut Vec<Mistake>,
) -> Result<Option<QuestionEdit>, Problem> {
    let drafts = visit.may(Permission::DraftReports);
    let mut edit = match kept.map(|question| question.edit.clone()).filter(|_| !drafts) {
        Some(edit) => edit,
        None => {
            let meeting = fields.date("meeting", "The date of the meeting", mistakes);
            if meeting.is_none() && !mistakes.iter().any(|mistake| mistake.field == "meeting") {
                mistakes.push(Mistake::new("meeting", "Enter the date of the meeting"));
            }
            for (name, text) in [("question", "Write the question"), ("asked-by", "Say who asked")] {
                if fields.get(name).is_empty() {
                    mistakes.push(Mistake::new(name, text));
                }
            }
            QuestionEdit {
                meeting_date: meeting.unwrap_or(Date::constant(2000, 1, 1)),
                question: fields.text("question"),
                asked_by: fields.get("asked-by").to_owned(),
                owner: fields.account("owner"),
                due: fields.date("due", "The due date", mistakes),
                status: QuestionStatus::Open,
                answer: String::new(),
                numbers: kept.and_then(|question| question.edit.numbers.clone()),
            }
        }
    };
    if kept.is_some() {
        edit.answer = fields.text("answer");
        if edit.answer.contains("{{") {
            // It would stand for another number in each paper; the number of an answer is frozen once.
            let said =
                "Take out {{ … }} and choose the number below: it is frozen with the answer, and printed beneath it";
            mistakes.push(Mistake::new("answer", said));
        }
        edit.status = QuestionStatus::parse(fields.get("status")).unwrap_or(edit.status);
        if edit.status != QuestionStatus::Open && edit.answer.is_empty() {
            mistakes.push(Mistake::new("answer", "Write the answer, or leave the question open"));
        }
        match frozen(visit, kept, fields).await {
            Ok(numbers) => edit.numbers = numbers,
            Err(Problem::Wrong(lines)) => {
                mistakes.extend(lines.into_iter().map(|line| Mistake::new("indicator", words::sentence(&line))));
            }
            Err(problem) => return Err(problem),
        }
    }
    Ok(mistakes.is_empty().then_some(edit))
}

/// The number that was chosen, as bytes: the one that is kept already, unless another was chosen or it is to be frozen
/// again.
async fn frozen(visit: &Visit, kept: Option<&Question>, fields: &Fields) -> Result<Option<Vec<u8>>, Problem> {
    let indicator = fields.get("indicator").to_owned();
    if indicator.is_empty() {
        return Ok(None);
    }
    let month: Month = fields.get("month").parse().map_err(|why: String| Problem::wrong(why))?;
    let period: PeriodKind = fields.get("period").parse().map_err(|why: String| Problem::wrong(why))?;
    if let Some(question) = kept
        && let Some(number) = matters::kept(question)?
        && (number.indicator == indicator && number.month == month && number.period == period)
        && !fields.ticked("again")
    {
        return Ok(question.edit.numbers.clone());
    }
    let reading = visit.reading()?;
    let number = work(move || {
        FrozenNumber::take(reading.measuring(), &indicator, period, month).map_err(|failure| Problem::Wrong(failure.0))
    });
    serde_json::to_vec(&number.await?).map(Some).map_err(Problem::fault)
}

pub async fn start(visit: Visit) -> Result<Response, Problem> {
    show(&visit, None, None, Vec::new()).await
}

pub async fn note(visit: Visit, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let mut mistakes = Vec::new();
    let reports = askable(&visit).await?;
    let of = reports.iter().find(|report| report.id == fields.number("report"));
    if of.is_none() {
        mistakes.push(Mistake::new("report", "Choose the report that the board asked about"));
    }
    let edit = edited(&visit, None, &fields, &mut mistakes).await?;
    let (Some(edit), Some(of)) = (edit, of) else { return show(&visit, None, Some(&fields), mistakes).await };
    let (records, account, now) = (visit.site.records(), by(&visit)?, visit.site.now());
    let question = records.ask_question(of.id, &edit, account, now).await?;
    // A report that is being written answers it; one that is being cleared is left as those who clear it see it.
    for report in records.reports().await? {
        if matches!(report.status, ReportStatus::Draft | ReportStatus::Frozen) {
            matters::carry(&visit, report.id).await?;
        }
    }
    Ok(done(&format!("/reports/questions/{}", question.id), "noted"))
}

/// The question, for those who make reports and for whoever answers it.
async fn opened(visit: &Visit, question: &str) -> Result<Question, Problem> {
    let question = visit.site.records().question(number(question)?).await?;
    let own = question.edit.owner == Some(by(visit)?);
    if own || visit.may(Permission::SeeReports) { Ok(question) } else { Err(Problem::NotFound) }
}

pub async fn page(visit: Visit, Path(question): Path<String>) -> Result<Response, Problem> {
    let question = opened(&visit, &question).await?;
    show(&visit, Some(&question), None, Vec::new()).await
}

pub async fn send(visit: Visit, Path(question): Path<String>, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let question = opened(&visit, &question).await?;
    let own = question.edit.owner == Some(by(&visit)?);
    if !(own || visit.may(Permission::DraftReports)) {
        return Err(Problem::NotAllowed);
    }
    let mut mistakes = Vec::new();
    let Some(edit) = edited(&visit, Some(&question), &fields, &mut mistakes).await? else {
        return show(&visit, Some(&question), Some(&fields), mistakes).await;
    };
    let (records, account, now) = (visit.site.records(), by(&visit)?, visit.site.now());
    match records.edit_question(question.id, &edit, fields.number("revision"), account, now).await? {
        Saved::Done(question) => {
            matters::follow(&visit, &question).await?;
            Ok(done(&format!("/reports/questions/{}", question.id), "saved"))
        }
        Saved::Conflict { theirs, .. } => {
            let said = "Somebody saved this question while you wrote. Look at what it says now, then save again";
            show(&visit, Some(&theirs), Some(&fields), vec![Mistake::new("answer", said)]).await
        }
    }
}
