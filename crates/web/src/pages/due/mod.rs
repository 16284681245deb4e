//! Due and overdue: by service, team, worker and child, with since when, and what falls due in the next ten working
//! days. To look at, to print, and to take away.

mod file;
mod groups;

use crate::access::{Permission, Scope};
use crate::ask::{DueList, How, Names, OfDue};
use crate::components::{Address, Choice, Download, Pages};
use crate::filters::Filters;
use crate::filters::panel::Panel;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::{Visit, cut_short};
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use groups::{Group, TeamLine};
use measure::DueCounts;
use report::{Number, words};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many working days the page looks ahead.
const AHEAD: i32 = 10;
/// How many rows stand on a page.
const ROWS: usize = 150;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("due", "/due", Needs::Permission(Permission::SeeDue), "Due and overdue", get(page))
            .leads(Section::Due)
            .about_children(),
    ]
}

/// A number as pages write it.
pub(crate) fn plain(count: usize) -> String {
    Number::whole(i64::try_from(count).unwrap_or(i64::MAX)).plain()
}

/// A number with its word.
pub(crate) fn counted(count: usize, one: &str) -> String {
    words::counted(Number::whole(i64::try_from(count).unwrap_or(i64::MAX)), one, &words::many(one))
}

#[derive(Template)]
#[template(path = "due/due.html")]
struct Page {
    shell: Shell,
    scope: String,
    cards: Vec<(&'static str, String, String, String)>,
    left_out: String,
    panel: Panel,
    choose: Choose,
    by_team: Vec<TeamLine>,
    groups: Vec<Group>,
    restricted: Vec<(String, String)>,
    unnamed: String,
    downloads: Vec<Download>,
    pages: Pages,
    /// What an empty list says.
    nothing: &'static str,
    searches: bool,
    opens: bool,
    /// How many openings of restricted records those who answer for them haven’t seen, in words; empty for none.
    unseen: String,
}

/// The filters of the page.
struct Choose {
    what: Vec<Choice>,
    when: Vec<Choice>,
    attention: Vec<Choice>,
    services: Vec<Choice>,
    teams: Vec<Choice>,
    workers: Vec<Choice>,
}

fn asked(filters: &Filters) -> OfDue {
    let text = |name: &str| filters.get(name).unwrap_or_default().to_owned();
    OfDue {
        days: AHEAD,
        what: text("what"),
        overdue: filters.is("when", "overdue"),
        attention: filters.is("attention", "yes"),
        service: text("service"),
        team: text("team"),
        worker: text("worker"),
    }
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let ask = visit.ask()?;
    let called = ask.called();
    let of = asked(&visit.filters);
    let wanted = visit.filters.get("format");
    let how = match wanted {
        None => How::Read,
        Some("csv") => How::Export,
        Some(_) => return Err(Problem::wrong("This list can be downloaded as CSV. The address names another format.")),
    };
    let address = Address::new("/due", visit.filters.pairs().to_vec());
    let shown = |rows: usize| match how {
        How::Read => Pages::printable(&address, rows, ROWS).range(),
        How::Export | How::Api => 0..rows,
    };
    let list = ask.due_list(&of, &called, how, shown).await?;
    if wanted.is_some() {
        return file::list(ask.reading(), &list, &called);
    }
    let scope = ask.viewer().scope.clone();
    let pages = Pages::printable(&address, list.rows.len(), ROWS);
    let shown = &list.rows[pages.range()];
    let children = ask.names(shown.iter().map(|due| due.person_id.as_str()));
    let mut groups = groups::by_team(shown, &called, &children, ask.reading().engine().inputs().data_date);
    let own = matches!(scope, Scope::Worker(_));
    // Somebody's own list says so, and not who they are.
    if let Scope::Worker(id) = &scope {
        let theirs = groups.iter_mut().flat_map(|group| &mut group.workers).filter(|w| w.worker == called.worker(id));
        theirs.for_each(|worker| worker.worker = "Your children".to_owned());
    }
    // To those who may not open it a restricted record is not there.
    let opens = visit.may(Permission::OpenRestricted);
    let restricted = |person: &String| if opens { child_href(person) } else { String::new() };
    let by_team =
        if own || !of.team.is_empty() { Vec::new() } else { groups::lines(&list.rows, &called, &visit.filters) };
    // A table of one team would only repeat the cards.
    let by_team = if by_team.len() == 1 { Vec::new() } else { by_team };
    let mut shell = visit.shell("Due and overdue");
    shell.notices.extend(cut_short(ask.reading()));
    let page = Page {
        shell,
        scope: said(&scope),
        cards: cards(&list, &visit.filters),
        left_out: left_out(list.narrowed, list.restricted.len() + list.unnamed),
        panel: Panel::new().takes(&["service", "team"]).done(&visit.filters, chosen(&of, &called), &[]),
        choose: choose(&of, &list, &called, own),
        by_team,
        groups,
        restricted: list.restricted.iter().map(|person| (person.clone(), restricted(person))).collect(),
        unnamed: match (list.unnamed, list.restricted.is_empty()) {
            (0, _) => String::new(),
            (unnamed, true) => format!("Of {} not even the person id is shown.", counted(unnamed, "record")),
            (unnamed, false) => format!("Of {} more not even the person id is shown.", plain(unnamed)),
        },
        downloads: vec![Download {
            label: "CSV".to_owned(),
            href: address.without("page").without("rows").with("format", "csv").to_string(),
            about: counted(list.len(), "row"),
        }],
        pages,
        // A team or worker that nothing is due of may also be none, or not the visitor's to see.
        nothing: match of.team.is_empty() && of.worker.is_empty() {
            true => "Nothing that you chose is overdue or falls due in the next ten working days.",
            false => {
                "Either nothing of this team or worker is overdue or falls due in the next ten working days, or the \
                 address names one who holds no child in your scope."
            }
        },
        searches: visit.may(Permission::SeeChildren),
        opens,
        unseen: match ask.unseen_openings().await? {
            0 => String::new(),
            unseen => counted(unseen, "opening"),
        },
    };
    visit.page(&page)
}

/// What the numbers leave out, in a sentence; empty for nothing. How many restricted records fit a narrowed list is not
/// told: it would tell what they were narrowed by.
pub(crate) fn left_out(narrowed: bool, restricted: usize) -> String {
    match (narrowed, restricted) {
        (true, _) => "Restricted records are left out of lists that are filtered.".to_owned(),
        (false, 0) => String::new(),
        (false, 1) => "Something is due of 1 restricted record, which is not in these numbers.".to_owned(),
        (false, some) => {
            format!("Something is due of {} restricted records, which are not in these numbers.", plain(some))
        }
    }
}

/// Where a child's journey is.
pub(crate) fn child_href(person_id: &str) -> String {
    let escaped: String = form_urlencoded::byte_serialize(person_id.as_bytes()).collect();
    format!("/children/{}", escaped.replace('+', "%20"))
}

fn said(scope: &Scope) -> String {
    match scope {
        Scope::Everyone => "All children known to the council.",
        Scope::Teams { .. } => "Children open today to your teams and services.",
        Scope::Worker(_) => "Your own children.",
        Scope::Nobody => "Your account covers no children.",
    }
    .to_owned()
}

fn cards(list: &DueList, filters: &Filters) -> Vec<(&'static str, String, String, String)> {
    let counts = DueCounts::of(list.rows.iter().map(Arc::as_ref));
    let link = |name: &str, value: &str| filters.link("/due", &[(name, value), ("page", "")]);
    let mut cards = vec![(
        "Overdue",
        plain(counts.overdue),
        format!("of {}", counted(counts.children, "child")),
        link("when", "overdue"),
    )];
    // A list of what is overdue alone says nothing of what falls due.
    if !filters.is("when", "overdue") {
        cards.push((
            "Due in the next ten working days",
            plain(counts.soon),
            "weekends and bank holidays left out".to_owned(),
            String::new(),
        ));
    }
    cards.push((
        "With nobody to do it",
        plain(counts.nobody),
        "no worker, or one who has left or is away for long".to_owned(),
        link("attention", "yes"),
    ));
    cards
}

fn chosen(of: &OfDue, called: &Names) -> Vec<String> {
    let mut chosen = Vec::new();
    chosen.extend((!of.what.is_empty()).then(|| of.what.clone()));
    chosen.extend(of.overdue.then(|| "overdue only".to_owned()));
    chosen.extend(of.attention.then(|| "with nobody to do it".to_owned()));
    chosen.extend((!of.service.is_empty()).then(|| of.service.clone()));
    chosen.extend((!of.team.is_empty()).then(|| called.team_name(&of.team).to_owned()));
    chosen.extend((!of.worker.is_empty()).then(|| called.worker(&of.worker).to_owned()));
    chosen
}

fn choose(of: &OfDue, list: &DueList, called: &Names, own: bool) -> Choose {
    let any = |label: &str| (String::new(), label.to_owned());
    let (teams, workers) = (&list.choices.teams, &list.choices.workers);
    let services: BTreeSet<&str> = teams.iter().map(|team| called.service(team)).filter(|s| !s.is_empty()).collect();
    let mut by_name: Vec<(String, String)> =
        teams.iter().filter(|t| !t.is_empty()).map(|t| (t.clone(), called.team_name(t).to_owned())).collect();
    by_name.sort_by(|a, b| a.1.cmp(&b.1));
    let mut of_team: Vec<(String, String)> =
        workers.iter().filter(|w| !w.is_empty()).map(|w| (w.clone(), called.worker(w).to_owned())).collect();
    of_team.sort_by(|a, b| a.1.cmp(&b.1));
    let what = list.choices.what.iter().map(|what| (what.clone(), words::sentence(what)));
    let pairs = |first: &str, rest: Vec<(String, String)>, chosen: &str| match own {
        true => Vec::new(),
        false => Choice::list([any(first)].into_iter().chain(rest), chosen),
    };
    Choose {
        what: Choice::list([any("Everything")].into_iter().chain(what), &of.what),
        when: Choice::list(
            [("", "Overdue and due soon"), ("overdue", "Overdue only")],
            if of.overdue { "overdue" } else { "" },
        ),
        attention: Choice::list(
            [("", "Whoever does it"), ("yes", "With nobody to do it")],
            if of.attention { "yes" } else { "" },
        ),
        services: pairs(
            "All services",
            services.into_iter().map(|service| (service.to_owned(), service.to_owned())).collect(),
            &of.service,
        ),
        teams: pairs("All teams", by_name, &of.team),
        workers: pairs("All workers", of_team, &of.worker),
    }
}
