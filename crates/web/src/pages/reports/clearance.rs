//! Clearance: who was asked, by when, what they decided; and what it takes to issue the report.

use super::draft::{Draft, Stage, capacity_words};
use super::form::{DateParts, Fields, past_field};
use super::{by, done, frame, issued, number, readiness};
use crate::access::Permission;
use crate::clock::moment;
use crate::components::Choice;
use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use records::{Ask, Clearance, Decision, DecisionWord, Edition, ReportStatus};
use report::words;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "reports/clearance.html")]
struct Page {
    shell: Shell,
    root: String,
    warnings: Vec<String>,
    facts: Vec<(&'static str, String)>,
    clearances: Vec<Line>,
    asks: Vec<Capacity>,
    frozen: bool,
    open: bool,
    drafts: bool,
    issues: bool,
    reopens: bool,
    author: bool,
    others_needed: bool,
    check: String,
    checked: bool,
    internal: Step,
    public: Step,
    issued: Vec<issued::Shown>,
}

/// How far an edition has come.
struct Step {
    done: bool,
    why: String,
}

/// A clearance that was asked for.
struct Line {
    capacity: String,
    who: String,
    due: String,
    state: &'static str,
    colour: &'static str,
    about: String,
    comment: String,
    decide: String,
    withdraw: String,
}

/// A capacity that can be asked.
struct Capacity {
    key: String,
    title: String,
    who: Vec<Choice>,
    chosen: bool,
    due: DateParts,
    past: String,
    error: String,
}

impl Capacity {
    /// The name of its date’s fields.
    fn due_field(&self) -> String {
        format!("due-{}", self.key)
    }

    /// The name of the field that says which past day was asked about.
    fn past_field(&self) -> String {
        past_field(&self.due_field())
    }
}

/// How a clearance stands: a word for its tag, its colour, and who said so when. Silence is never consent.
fn state(draft: &Draft, clearance: &Clearance, today: Date) -> (&'static str, &'static str, String) {
    let told = |decision: &Decision| format!("by {} on {}", draft.people.name(decision.by), moment(decision.at));
    match (&clearance.standing, clearance.decisions.last()) {
        (Some(decision), _) if decision.word == DecisionWord::Cleared => ("Cleared", "green", told(decision)),
        (Some(decision), _) => ("Returned", "red", told(decision)),
        (None, Some(decision)) => {
            let about = format!("the report has changed since it was {} {}", decision.word.word(), told(decision));
            ("Asked again", "yellow", about)
        }
        (None, None) if clearance.due.is_some_and(|due| due < today) => ("Overdue", "red", "not decided".to_owned()),
        (None, None) => ("Waiting", "yellow", String::new()),
    }
}

fn line(visit: &Visit, draft: &Draft, clearance: &Clearance) -> Line {
    let root = format!("/reports/{}/clearance/{}", draft.report.id, clearance.id);
    let (state, colour, about) = state(draft, clearance, visit.site.today());
    let me = visit.viewer().ok().and_then(|viewer| draft.accounts.iter().find(|account| account.id == viewer.account));
    let mine = me.is_some_and(|account| clearance.may_be_decided_by(account)) && visit.may(Permission::ClearReports);
    let drafts = visit.may(Permission::DraftReports);
    Line {
        capacity: capacity_words(&clearance.capacity),
        who: clearance
            .account
            .map_or_else(|| "Anyone who clears for it".to_owned(), |id| draft.people.name(id).to_owned()),
        due: clearance.due.map_or_else(|| "Not set".to_owned(), words::date),
        state,
        colour,
        about: words::sentence(&about),
        comment: clearance.decisions.last().map_or_else(String::new, |decision| decision.comment.clone()),
        decide: if mine && draft.is_open() { root.clone() } else { String::new() },
        withdraw: if drafts && draft.is_open() { format!("{root}/withdraw") } else { String::new() },
    }
}

/// The capacities that some active account clears in and that were not asked yet.
fn askable(draft: &Draft, fields: Option<&Fields>, mistakes: &[Mistake], today: Date) -> Vec<Capacity> {
    let usual = DateParts::of(readiness::clearance_due(draft, today));
    let asked: BTreeSet<&str> = draft.clearances.iter().map(|clearance| clearance.capacity.as_str()).collect();
    let active = || draft.accounts.iter().filter(|account| account.is_active());
    let all: BTreeSet<&String> = active().flat_map(|account| &account.profile.capacities).collect();
    let one = |key: &String| {
        let chosen = fields.map_or("", |fields| fields.get(&format!("who-{key}")));
        let mut who = vec![Choice::new("", "Anyone who clears for it").chosen(chosen.is_empty())];
        let may = active().filter(|account| account.clears(key));
        who.extend(may.map(|account| {
            let id = account.id.to_string();
            let here = id == chosen;
            Choice::new(id, account.profile.display_name.clone()).chosen(here)
        }));
        let due = format!("due-{key}");
        Capacity {
            title: capacity_words(key),
            chosen: fields.is_some_and(|fields| fields.ticked(&format!("ask-{key}"))),
            due: fields.map_or_else(|| usual.clone(), |fields| fields.parts(&due)),
            past: fields.map_or_else(String::new, |fields| fields.past(&due, today)),
            error: mistakes.iter().find(|mistake| mistake.field == due).map_or_else(String::new, |m| m.text.clone()),
            key: key.clone(),
            who,
        }
    };
    let open = all.into_iter().filter(|key| !asked.contains(key.as_str()));
    open.map(one).filter(|capacity| capacity.who.len() > 1).collect()
}

async fn show(
    visit: &Visit,
    draft: &Draft,
    fields: Option<&Fields>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let records = visit.site.records();
    let (id, me) = (draft.report.id, by(visit)?);
    let authors = records.authors(id).await?;
    let issues = records.issues(id).await?;
    let checks = records.public_checks(id).await?;
    let standing = checks.iter().rev().find(|check| check.stands && !authors.contains(&check.by));
    let check = match (standing, checks.last()) {
        (Some(check), _) => {
            let said = if check.comment.is_empty() { String::new() } else { format!(" “{}”", check.comment) };
            format!("Checked by {} on {}.{said}", draft.people.name(check.by), moment(check.at))
        }
        (None, Some(_)) => "Checked before, but the report has changed since. It must be checked again.".to_owned(),
        (None, None) => "Not checked yet.".to_owned(),
    };
    let step = |edition: Edition| {
        let done = issues.iter().any(|issue| issue.edition == edition);
        let author = edition == Edition::Public && authors.contains(&me);
        let unchecked = edition == Edition::Public && standing.is_none();
        let why = match (draft.may_be_issued(), author, unchecked) {
            (false, ..) => "Everyone who was asked must have cleared what the report says now.",
            (_, true, _) => "You wrote part of this report: someone else must release its public edition.",
            (_, _, true) => "It must be checked first, by someone who did not write the report.",
            _ => "",
        };
        Step { done, why: why.to_owned() }
    };
    let cleared = !draft.clearances.is_empty() && draft.clearances.iter().all(Clearance::is_cleared);
    let mut shell = frame(visit, draft, "Clearance and issue", "/clearance");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut facts = super::show::dates(draft, visit.site.today());
    facts.push(("Numbers", super::show::numbers(draft)));
    facts.push(("Status", draft.report.status.title().to_owned()));
    let page = Page {
        root: format!("/reports/{id}"),
        warnings: readiness::warnings(draft, visit.site.today())?,
        facts,
        clearances: draft.clearances.iter().map(|clearance| line(visit, draft, clearance)).collect(),
        asks: askable(draft, fields, &mistakes, visit.site.today()),
        frozen: draft.is_frozen(),
        open: draft.is_open(),
        drafts: visit.may(Permission::DraftReports),
        issues: visit.may(Permission::IssueReports),
        reopens: visit.may(Permission::DraftReports) && draft.report.status == ReportStatus::Issued,
        author: authors.contains(&me),
        others_needed: cleared && draft.report.status == ReportStatus::InClearance,
        check,
        checked: standing.is_some(),
        internal: step(Edition::Internal),
        public: step(Edition::Public),
        issued: issues.iter().map(|issue| issued::shown(issue, &draft.report)).collect(),
        shell: {
            shell.errors = mistakes;
            shell
        },
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

pub async fn page(visit: Visit, Path(report): Path<String>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    show(&visit, &draft, None, Vec::new()).await
}

pub async fn send(visit: Visit, Path(report): Path<String>, Sent(fields): Sent<Fields>) -> Result<Response, Problem> {
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    let mut mistakes = Vec::new();
    let mut asks = Vec::new();
    for capacity in
        askable(&draft, Some(&fields), &[], visit.site.today()).into_iter().filter(|capacity| capacity.chosen)
    {
        let field = format!("due-{}", capacity.key);
        let due = fields.due(&field, "The due date", None, visit.site.today(), &mut mistakes);
        if due.is_none() && !mistakes.iter().any(|mistake| mistake.field == field) {
            mistakes.push(Mistake::new(field, format!("{}: say by when", capacity.title)));
        }
        asks.push(Ask { account: fields.account(&format!("who-{}", capacity.key)), capacity: capacity.key, due });
    }
    if asks.is_empty() {
        mistakes.push(Mistake::new("", "Choose who is to clear the report"));
    }
    if mistakes.is_empty() && draft.is_open() {
        // What can't be written can't be cleared: faults in the words are told here, not at the issue.
        for audience in [report::paper::Audience::Internal, report::paper::Audience::Public] {
            if let Err(Problem::Wrong(lines)) = draft.document(&visit.site, audience, Stage::Draft).await {
                mistakes.extend(lines.into_iter().map(|line| Mistake::new("", line)));
            }
        }
        mistakes.dedup();
    }
    if !mistakes.is_empty() {
        return show(&visit, &draft, Some(&fields), mistakes).await;
    }
    let id = draft.report.id;
    visit.site.records().ask_clearance(id, &asks, by(&visit)?, visit.site.now()).await?;
    Ok(done(&format!("/reports/{id}/clearance"), "sent"))
}

/// The clearance of that number, if it is one of the report's.
async fn of(visit: &Visit, report: &str, clearance: &str) -> Result<(Draft, Clearance), Problem> {
    let draft = Draft::load(&visit.site, number(report)?).await?;
    let id = number(clearance)?;
    let found = draft.clearances.iter().find(|clearance| clearance.id == id).cloned();
    found.map(|clearance| (draft, clearance)).ok_or(Problem::NotFound)
}

pub async fn withdraw(
    visit: Visit,
    Path((report, clearance)): Path<(String, String)>,
    Sent(_): Sent<Fields>,
) -> Result<Response, Problem> {
    let (draft, clearance) = of(&visit, &report, &clearance).await?;
    visit.site.records().withdraw_clearance(clearance.id, by(&visit)?, visit.site.now()).await?;
    Ok(done(&format!("/reports/{}/clearance", draft.report.id), "withdrawn"))
}

#[derive(Template)]
#[template(path = "reports/decision.html")]
struct DecisionPage {
    shell: Shell,
    root: String,
    warnings: Vec<String>,
    address: String,
    capacity: String,
    state: &'static str,
    colour: &'static str,
    about: String,
    due: String,
    may: bool,
    words: Vec<Choice>,
    comment: String,
    content_hash: String,
    earlier: Vec<(String, String, String)>,
}

fn show_decision(
    visit: &Visit,
    draft: &Draft,
    clearance: &Clearance,
    fields: Option<&Fields>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let line = line(visit, draft, clearance);
    let chosen = fields.map_or("", |fields| fields.get("decision"));
    let earlier = clearance.decisions.iter().rev().map(|decision| {
        let stands = if decision.content_hash == draft.content_hash { "" } else { " an earlier text" };
        let word = words::sentence(decision.word.word());
        (
            format!("{word}{stands}"),
            format!("{}, {}", draft.people.name(decision.by), moment(decision.at)),
            decision.comment.clone(),
        )
    });
    let mut shell = frame(visit, draft, &format!("Clear the report: {}", line.capacity), "decision");
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.errors = mistakes;
    let page = DecisionPage {
        root: format!("/reports/{}", draft.report.id),
        warnings: readiness::warnings(draft, visit.site.today())?,
        address: format!("/reports/{}/clearance/{}", draft.report.id, clearance.id),
        capacity: line.capacity,
        state: line.state,
        colour: line.colour,
        about: line.about,
        due: line.due,
        may: !line.decide.is_empty(),
        words: vec![
            Choice::new("cleared", "Clear it")
                .hint("You have read the report and agree to its issue.")
                .chosen(chosen == "cleared"),
            Choice::new("returned", "Return it").hint("Say what has to change.").chosen(chosen == "returned"),
        ],
        comment: fields.map_or_else(String::new, |fields| fields.text("comment")),
        content_hash: draft.content_hash.clone(),
        earlier: earlier.collect(),
        shell,
    };
    let mut response = visit.page(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

pub async fn decision(visit: Visit, Path((report, clearance)): Path<(String, String)>) -> Result<Response, Problem> {
    let (draft, clearance) = of(&visit, &report, &clearance).await?;
    show_decision(&visit, &draft, &clearance, None, Vec::new())
}

pub async fn decide(
    visit: Visit,
    Path((report, clearance)): Path<(String, String)>,
    Sent(fields): Sent<Fields>,
) -> Result<Response, Problem> {
    let (draft, clearance) = of(&visit, &report, &clearance).await?;
    let comment = fields.text("comment");
    let word = match fields.get("decision") {
        "cleared" => Some(DecisionWord::Cleared),
        "returned" => Some(DecisionWord::Returned),
        _ => None,
    };
    let mut mistakes = Vec::new();
    if word.is_none() {
        mistakes.push(Mistake::new("decision", "Choose whether you clear or return the report"));
    }
    if word == Some(DecisionWord::Returned) && comment.is_empty() {
        mistakes.push(Mistake::new("comment", "Say what has to change"));
    }
    let (Some(word), true) = (word, mistakes.is_empty()) else {
        return show_decision(&visit, &draft, &clearance, Some(&fields), mistakes);
    };
    let (records, seen, now) = (visit.site.records(), fields.get("content"), visit.site.now());
    match records.decide(clearance.id, word, &comment, seen, by(&visit)?, now).await {
        Ok(_) => Ok(done(&format!("/reports/{}/clearance", draft.report.id), word.word())),
        Err(records::Error::Conflict(said)) => {
            let mistakes = vec![Mistake::new("decision", said)];
            show_decision(&visit, &draft, &clearance, Some(&fields), mistakes)
        }
        Err(error) => Err(error.into()),
    }
}
