//! A child's journey: one timeline of what was recorded, with what was late. Where a child lives is never on it.

mod find;
mod timeline;

use crate::access::Permission;
use crate::ask::{Child, Seen};
use crate::components::{Address, Choice, Pages};
use crate::pages::restricted;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Link, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use measure::{CaseStatus, Due, EventKind, RestrictionKind};
use report::words;
use std::sync::Arc;
use timeline::{Entry, Kinds};

/// How many entries stand on a page.
const ENTRIES: usize = 100;

/// The routes.
pub fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Permission::SeeChildren);
    vec![
        Route::page("find-child", "/children", needs, "Find a child", get(find::page)).under(Section::Due),
        Route::form("search-children", "/children", needs, "search for a child", post(find::search))
            .under(Section::Due)
            .about_children(),
        Route::page("journey", "/children/{person_id}", needs, "A child’s journey", get(page))
            .under(Section::Due)
            .about_children(),
    ]
}

/// A status in words.
pub(crate) fn status_words(status: CaseStatus) -> &'static str {
    match status {
        CaseStatus::InCare => "In care",
        CaseStatus::ChildProtection => "Child protection plan",
        CaseStatus::ChildInNeedPlan => "Child in need plan",
        CaseStatus::ShortBreaks => "Short breaks",
        CaseStatus::OpenAssessment => "Open assessment",
        CaseStatus::OpenReferral => "Open referral",
        CaseStatus::CareLeaver => "Care leaver",
        CaseStatus::EarlyHelp => "Early help",
    }
}

/// Something that is due of the child now.
struct DueLine {
    what: String,
    due: String,
    overdue: bool,
    /// How it stands where it is not overdue.
    state: &'static str,
}

#[derive(Template)]
#[template(path = "journey/journey.html")]
struct Page {
    shell: Shell,
    person_id: String,
    facts: Vec<(&'static str, String)>,
    opened: String,
    adopted: bool,
    due: Vec<DueLine>,
    action: String,
    chosen: String,
    kinds: Vec<Choice>,
    lateness: Vec<Choice>,
    said: String,
    entries: Vec<Entry>,
    pages: Pages,
}

async fn page(visit: Visit, Path(person_id): Path<String>) -> Result<Response, Problem> {
    let ask = visit.ask()?;
    let child = match ask.child(&person_id).await? {
        Seen::Open(child) => child,
        Seen::Closed(_) => return restricted::ask_why(&visit, &person_id, "", None),
    };
    let called = ask.called();
    let kind = Kinds::of(visit.filters.get("kind").unwrap_or_default());
    let late_only = visit.filters.is("late", "yes");
    let mut entries = timeline::entries(&child.journey, &called);
    let (all, late) = (entries.len(), entries.iter().filter(|entry| !entry.late.is_empty()).count());
    entries.retain(|entry| kind.is_none_or(|kind| kind == entry.kinds) && (!late_only || !entry.late.is_empty()));
    let action = super::due::child_href(&person_id);
    let address = Address::new(action.clone(), visit.filters.pairs().to_vec());
    let pages = Pages::new(&address, entries.len(), ENTRIES);
    let chosen: Vec<&str> =
        kind.map(Kinds::words).into_iter().chain(late_only.then_some("what was late only")).collect();
    let mut shell = visit.shell(&format!("Child {person_id}"));
    shell.breadcrumbs = vec![Link::new("Due and overdue", "/due"), Link::new("Find a child", "/children")];
    shell.success = (visit.filters.get("done") == Some("opened"))
        .then(|| "The record is open to you. Whoever answers for it is shown that you opened it, and why.".to_owned());
    let page = Page {
        facts: facts(&child, &called),
        opened: child.opened.as_ref().map(|(_, opening)| restricted::until(opening)).unwrap_or_default(),
        adopted: child.opened.as_ref().is_some_and(|(found, _)| found.kind == RestrictionKind::Adopted),
        due: due(&child, ask.reading().engine().inputs().data_date),
        action,
        chosen: words::list(&chosen),
        kinds: Kinds::choices(kind),
        lateness: Choice::list([("", "Everything"), ("yes", "Only what was late")], if late_only { "yes" } else { "" }),
        said: said(all, late, child.journey.open.iter().filter(|due| due.overdue).count()),
        entries: entries.drain(pages.range()).collect(),
        pages,
        person_id,
        shell,
    };
    visit.page(&page)
}

fn facts(child: &Child, called: &crate::ask::Names) -> Vec<(&'static str, String)> {
    let (about, journey) = (&child.about, &child.journey);
    let open = |kinds: &[EventKind]| {
        let mut open: Vec<&measure::Event> =
            journey.events.iter().filter(|event| kinds.contains(&event.kind) && event.until.is_none()).collect();
        open.reverse();
        open
    };
    let mut facts = Vec::new();
    if let Some(name) = &child.name {
        facts.push(("Name", name.clone()));
    }
    if child.opened.as_ref().is_some_and(|(found, _)| found.kind == RestrictionKind::Adopted) {
        facts.push(("Record", "Closed by an adoption order".to_owned()));
        return facts;
    }
    facts.push(("Age", about.age.map_or_else(|| "Not known, or not yet born".to_owned(), |age| age.to_string())));
    facts.push(("Status now", about.status.map_or("Not open", status_words).to_owned()));
    facts.push(("Worker", called.worker(&journey.worker_id).to_owned()));
    facts.push(("Team", called.team_name(&journey.team_id).to_owned()));
    let plans = open(&[EventKind::ChildProtectionPlan, EventKind::ChildInNeedPlan]);
    let plan = plans.iter().map(|event| match event.label.as_str() {
        "" => format!("{} since {}", words::sentence(event.kind.word()), words::date(event.on)),
        label => format!("{} ({label}) since {}", words::sentence(event.kind.word()), words::date(event.on)),
    });
    facts.push(("Plan", or_none(plan.collect())));
    // A status that nobody ended when the next began is not that of now.
    let legal = open(&[EventKind::LegalStatus]);
    let legal = legal.first().map(|event| {
        let label = if event.label.is_empty() { &event.code } else { &event.label };
        format!("{label} since {}", words::date(event.on))
    });
    facts.push(("Legal status", or_none(legal.into_iter().collect())));
    facts
}

fn or_none(found: Vec<String>) -> String {
    if found.is_empty() { "None".to_owned() } else { found.join("; ") }
}

fn due(child: &Child, today: Date) -> Vec<DueLine> {
    let line = |due: &Arc<Due>| DueLine {
        what: words::sentence(&due.what),
        due: words::date(due.due),
        overdue: due.overdue,
        state: if due.due == today { "Due today" } else { "Not yet due" },
    };
    child.journey.open.iter().map(line).collect()
}

/// How many entries there are, how many of them were late, and how much is overdue besides.
fn said(all: usize, late: usize, overdue: usize) -> String {
    use super::due::{counted, plain};
    let late = match late {
        0 => "none late".to_owned(),
        late => format!("{} late", plain(late)),
    };
    match overdue {
        0 => format!("{} recorded, {late}.", counted(all, "event")),
        1 => format!("{} recorded, {late}; 1 thing is overdue.", counted(all, "event")),
        some => format!("{} recorded, {late}; {} are overdue.", counted(all, "event"), counted(some, "thing")),
    }
}
