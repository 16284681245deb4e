//! The access log: who read data about children, when, what, how much and why, and who changed accounts, settings and
//! backups; and whether it is as it was written.

use super::log_words::{ACTIONS, Told, action};
use super::navigation;
use crate::access::Permission;
use crate::clock::{date_of, end_of, moment, start_of};
use crate::components::{Address, Choice, Download};
use crate::pages::data::count;
use crate::problem::Problem;
use crate::routes::{self, Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use council::sheet::Sheet;
use jiff::Timestamp;
use jiff::civil::Date;
use records::{Account, Entry, Search};
use std::collections::HashMap;

const READ: Needs = Needs::Permission(Permission::ReadLog);
/// Entries on one page.
const PER_PAGE: u64 = 50;
/// Entries of one file, at most: a longer log is downloaded in parts, by dates.
const MOST_OF_A_FILE: usize = 100_000;
/// Entries fetched at a time for a file.
const AT_ONCE: u64 = 5_000;

/// The routes.
pub fn routes() -> Vec<Route> {
    let under = |route: Route| route.under(Section::Administration);
    vec![
        Route::page("log", "/administration/log", READ, "Access log", get(page)).leads(Section::Administration),
        under(Route::page("log-csv", "/administration/log.csv", READ, "Access log as CSV", get(csv))),
        under(Route::page("log-verify", "/administration/log/verify", READ, "Verify the access log", get(verify))),
    ]
}

#[derive(Template)]
#[template(path = "administration/log.html")]
struct Page {
    shell: Shell,
    entries: Vec<Line>,
    newer: String,
    older: String,
    chosen: String,
    fields: Fields,
    people: Vec<Choice>,
    actions: Vec<Choice>,
    downloads: Vec<Download>,
}

struct Line {
    seq: i64,
    at: String,
    /// The name that the account has today; empty where there is none.
    name: String,
    who: String,
    action: String,
    what: String,
    subject: String,
    rows: String,
    reason: String,
    route: String,
}

/// What the address asks for, as the fields show it.
#[derive(Default)]
struct Fields {
    text: String,
    who: String,
    action: String,
    subject: String,
    from: [String; 3],
    to: [String; 3],
}

fn fields(visit: &Visit) -> Fields {
    let get = |name: &str| visit.filters.get(name).unwrap_or_default().to_owned();
    let date = |name: &str| ["day", "month", "year"].map(|part| get(&format!("{name}-{part}")));
    Fields {
        text: get("q"),
        who: get("who"),
        action: get("action"),
        subject: get("subject"),
        from: date("from"),
        to: date("to"),
    }
}

/// The search that the address asks for, or what is wrong with it.
async fn search(visit: &Visit, fields: &Fields) -> Result<Result<Search, Vec<Mistake>>, Problem> {
    let mut mistakes = Vec::new();
    let mut day = |field: &str, parts: &[String; 3], bound: fn(Date) -> Option<Timestamp>| -> Option<Timestamp> {
        if parts.iter().all(String::is_empty) {
            return None;
        }
        match date_of(&parts[0], &parts[1], &parts[2]) {
            Ok(date) => bound(date),
            Err(text) => {
                mistakes.push(Mistake::new(field, text));
                None
            }
        }
    };
    // The last day is in.
    let (from, to) = (day("from", &fields.from, start_of), day("to", &fields.to, end_of));
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let account = match fields.who.is_empty() {
        true => None,
        false => {
            let account = visit.site.records().account_by_username(&fields.who).await?;
            if account.is_none() {
                mistakes.push(Mistake::new("who", "There is no account with this username"));
            }
            account.map(|account| account.id)
        }
    };
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    Ok(Ok(Search {
        from,
        to,
        account,
        action: filled(&fields.action),
        subject: filled(&fields.subject),
        also: Told::of(visit.reading().ok().as_deref()).codes(&fields.text),
        text: filled(&fields.text),
        before: visit.filters.get("before").and_then(|text| text.parse().ok()),
        limit: PER_PAGE,
    }))
}

/// An entry in words; `titles` are those of the site’s routes by name.
fn line(entry: &Entry, told: &Told, accounts: &[Account], titles: &HashMap<&str, &str>) -> Line {
    let access = &entry.access;
    let account = accounts.iter().find(|account| Some(account.id) == access.account_id);
    Line {
        name: account.map(|account| account.profile.display_name.clone()).unwrap_or_default(),
        seq: entry.seq,
        at: moment(access.at),
        who: access.username.clone(),
        action: action(&access.action),
        what: told.what(&access.action, &access.what),
        subject: access.subject.clone(),
        rows: u64::try_from(access.rows).map(count).unwrap_or_default(),
        reason: access.reason.clone(),
        route: titles.get(access.route.as_str()).map_or_else(|| access.route.clone(), |title| (*title).to_owned()),
    }
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let fields = fields(&visit);
    let mut shell = visit.shell("Access log");
    shell.sub_navigation = navigation(&visit, "/administration/log");
    let address = Address::new("/administration/log", visit.filters.pairs().to_vec());
    let (mut entries, mut older) = (Vec::new(), String::new());
    match search(&visit, &fields).await? {
        Err(mistakes) => shell.errors = mistakes,
        Ok(search) => {
            let found = visit.site.records().search_log(&search).await?;
            older = found.next.map(|next| address.with("before", next.to_string()).to_string()).unwrap_or_default();
            entries = found.entries;
        }
    }
    let titles: HashMap<&str, &str> = routes::routes().into_iter().map(|route| (route.name, route.title)).collect();
    let (accounts, reading) = (visit.site.records().accounts().await?, visit.reading().ok());
    let told = Told::of(reading.as_deref());
    let done = if fields.action.is_empty() { String::new() } else { action(&fields.action) };
    let days = [("from", &fields.from), ("to", &fields.to)];
    let day = |(word, parts): (&str, &[String; 3])| {
        date_of(&parts[0], &parts[1], &parts[2])
            .map_or(String::new(), |day| format!("{word} {}", report::words::date(day)))
    };
    let chosen: Vec<String> = [fields.text.clone(), fields.who.clone(), done, fields.subject.clone()]
        .into_iter()
        .chain(days.map(day))
        .filter(|text| !text.is_empty())
        .collect();
    let mut people: Vec<(String, String)> = accounts
        .iter()
        .map(|account| &account.profile)
        .map(|profile| (profile.username.clone(), format!("{} ({})", profile.display_name, profile.username)))
        .collect();
    people.sort_by_key(|(_, name)| name.to_lowercase());
    let any = |label: &str| (String::new(), label.to_owned());
    let actions = ACTIONS.iter().map(|(word, title)| ((*word).to_owned(), (*title).to_owned()));
    // What an address asks for is chosen, also where it is not among what is offered.
    let other = !fields.action.is_empty() && ACTIONS.iter().all(|(word, _)| *word != fields.action);
    let other = other.then(|| (fields.action.clone(), action(&fields.action)));
    visit.page(&Page {
        entries: entries.iter().map(|entry| line(entry, &told, &accounts, &titles)).collect(),
        newer: if address.get("before").is_some() { address.without("before").to_string() } else { String::new() },
        older,
        chosen: chosen.join(", "),
        downloads: vec![Download {
            label: "CSV".to_owned(),
            href: Address::new("/administration/log.csv", address.without("before").query).to_string(),
            about: "the entries that this search finds; the download is recorded".to_owned(),
        }],
        people: Choice::list([any("Anybody")].into_iter().chain(people), &fields.who),
        actions: Choice::list([any("Anything")].into_iter().chain(actions).chain(other), &fields.action),
        fields,
        shell,
    })
}

async fn csv(visit: Visit) -> Result<Response, Problem> {
    let asked = search(&visit, &fields(&visit)).await?;
    let mut search =
        asked.map_err(|mistakes| Problem::Wrong(mistakes.into_iter().map(|mistake| mistake.text).collect()))?;
    search.limit = AT_ONCE;
    let columns =
        ["#seq", "at", "username", "action", "what", "subject", "#rows", "reason", "route", "previous", "hash"];
    let mut sheet = Sheet::new("log", &columns);
    loop {
        let found = visit.site.records().search_log(&search).await?;
        for entry in found.entries {
            let access = entry.access;
            sheet.push([
                entry.seq.to_string(),
                access.at.to_string(),
                access.username,
                access.action,
                access.what,
                access.subject,
                access.rows.to_string(),
                access.reason,
                access.route,
                entry.previous,
                entry.hash,
            ]);
        }
        search.before = found.next;
        if search.before.is_none() {
            break;
        }
        if sheet.rows.len() >= MOST_OF_A_FILE {
            return Err(Problem::TooLarge(format!(
                "This search finds more than {} entries. Narrow it by dates and download it in parts.",
                count(MOST_OF_A_FILE as u64)
            )));
        }
    }
    visit.record("export", "access log".to_owned(), sheet.rows.len()).await?;
    crate::download::csv(&sheet, "access-log")
}

#[derive(Template)]
#[template(path = "administration/verify.html")]
struct Verify {
    shell: Shell,
    entries: String,
    last_hash: String,
    /// Where it is not as it was written; nothing where it is.
    broken: Option<(i64, String)>,
}

async fn verify(visit: Visit) -> Result<Response, Problem> {
    let mut shell = visit.shell("Verify the access log");
    shell.sub_navigation = navigation(&visit, "/administration/log");
    let page = match visit.site.records().verify_log().await? {
        Ok(verified) => Verify {
            entries: u64::try_from(verified.entries).map(count).unwrap_or_default(),
            last_hash: verified.last_hash,
            broken: None,
            shell,
        },
        Err(broken) => {
            Verify { entries: String::new(), last_hash: String::new(), broken: Some((broken.seq, broken.why)), shell }
        }
    };
    visit.page(&page)
}
