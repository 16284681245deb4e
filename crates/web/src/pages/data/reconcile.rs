//! Reconciling: the children behind a number beside another system’s list of ids.

use super::changes::{Question, indicators, left_out, months, periods, question};
use super::files::random;
use super::{navigation, unprocessable};
use crate::access::Permission;
use crate::ask::How;
use crate::components::{Choice, Download};
use crate::pages::indicator::when;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::visit::{TOKEN_FIELD, Visit, same_token};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use council::changes::{Reconciled, ids};
use jiff::{SignedDuration, Timestamp};
use report::words;
use standard::period::PeriodKind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// How long a list is kept for the page that shows what came of it.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(30);
/// How many lists are kept, of all people together.
const MOST_LISTS: usize = 20;

/// The routes.
pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Permission::SeeData);
    vec![
        Route::page("reconcile", "/data/reconcile", see, "Reconcile with a list", get(page)).under(Section::Data),
        Route::form("reconciling", "/data/reconcile", see, "Sends a list of ids", post(send)).under(Section::Data),
        Route::page("reconciled", "/data/reconcile/{list}", see, "Reconciled with a list", get(shown))
            .under(Section::Data)
            .about_children(),
        Route::page("reconciled-csv", "/data/reconcile/{list}/csv", see, "Reconciled with a list, as CSV", get(csv))
            .under(Section::Data)
            .about_children(),
    ]
}

/// A list that somebody sent: in memory only, theirs only, for a while.
#[derive(Debug, Clone)]
struct List {
    account: i64,
    at: Timestamp,
    query: String,
    ids: BTreeSet<String>,
}

/// Lists that people sent, by names that nobody can guess.
#[derive(Debug, Default)]
pub struct Lists(Mutex<BTreeMap<String, List>>);

impl Lists {
    fn keep(&self, name: String, list: List) {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.retain(|_, kept| kept.at.duration_until(list.at) < KEPT_FOR);
        while lists.len() >= MOST_LISTS {
            let oldest = lists.iter().min_by_key(|(_, kept)| kept.at).map(|(name, _)| name.clone());
            let Some(oldest) = oldest else { break };
            lists.remove(&oldest);
        }
        lists.insert(name, list);
    }

    fn get(&self, name: &str, account: i64, now: Timestamp) -> Option<List> {
        let lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.get(name).filter(|list| list.account == account && list.at.duration_until(now) < KEPT_FOR).cloned()
    }
}

#[derive(Template)]
#[template(path = "data/reconcile.html")]
struct Page {
    shell: Shell,
    indicators: Vec<Choice>,
    months: Vec<Choice>,
    periods: Vec<Choice>,
    ids: String,
}

fn form(visit: &Visit, fields: &BTreeMap<String, String>) -> Result<Page, Problem> {
    let reading = visit.reading()?;
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let mut shell = visit.shell("Reconcile with a list");
    shell.sub_navigation = navigation(visit, "/data/reconcile");
    Ok(Page {
        indicators: indicators(reading.engine(), "Choose an indicator", field("indicator")),
        months: months(reading.engine(), field("month").parse().ok()),
        periods: periods(field("period").parse().unwrap_or(PeriodKind::Month)),
        ids: field("ids").to_owned(),
        shell,
    })
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let fields = visit.filters.pairs().iter().cloned().collect();
    visit.page(&form(&visit, &fields)?)
}

async fn send(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Result<Response, Problem> {
    // What is no form with files has no token of ours either.
    let mut parts = form.map_err(|_| Problem::Forged)?;
    let (mut fields, mut file) = (BTreeMap::new(), Vec::new());
    // A form with a file may have the two megabytes that axum allows.
    let broken =
        |_| Problem::wrong("The list did not arrive whole, or is larger than 2 MB. Send it again, or less of it.");
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(broken)?;
        match is_file {
            true => file = bytes.to_vec(),
            false => drop(fields.insert(name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    if !same_token(Some(&visit.token), fields.get(TOKEN_FIELD).map(String::as_str)) {
        return Err(Problem::Forged);
    }
    let pasted = fields.get("ids").map(String::as_bytes).unwrap_or_default();
    let theirs = ids(if file.is_empty() { pasted } else { &file });
    let mut mistakes = Vec::new();
    if fields.get("indicator").is_none_or(String::is_empty) {
        mistakes.push(Mistake::new("indicator", "Choose an indicator"));
    }
    match &theirs {
        Ok(theirs) if theirs.is_empty() => {
            mistakes.push(Mistake::new("ids", "Paste the list’s ids, or choose a file with them"))
        }
        Ok(_) => {}
        Err(_) => {
            mistakes.push(Mistake::new("ids", "The list is no CSV. Save it as CSV, or paste the ids, one a line"))
        }
    }
    let Ok(theirs) = theirs else { return again(&visit, &fields, mistakes) };
    if !mistakes.is_empty() {
        return again(&visit, &fields, mistakes);
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["indicator", "month", "period"] {
        query.append_pair(name, fields.get(name).map(String::as_str).unwrap_or_default());
    }
    let (name, query) = (random()?, query.finish());
    let list = List { account: visit.viewer()?.account, at: visit.site.now(), query: query.clone(), ids: theirs };
    visit.site.desk().lists.keep(name.clone(), list);
    Ok(Redirect::to(&format!("/data/reconcile/{name}?{query}")).into_response())
}

fn again(visit: &Visit, fields: &BTreeMap<String, String>, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let mut page = form(visit, fields)?;
    page.shell.errors = mistakes;
    unprocessable(visit.page(&page)?)
}

/// The list of an address, and what it is to be compared with.
async fn compared(visit: &Visit, name: &str, how: How) -> Result<(Question, Reconciled, usize), Problem> {
    let list = visit.site.desk().lists.get(name, visit.viewer()?.account, visit.site.now()).ok_or(Problem::NotFound)?;
    let mut asked = visit.clone();
    asked.filters = crate::filters::Filters::of(&list.query);
    let reading = visit.reading()?;
    let question = question(&asked, reading.engine())
        .map_err(|mistakes| Problem::Wrong(mistakes.into_iter().map(|mistake| mistake.text).collect()))?
        .ok_or(Problem::NotFound)?;
    let (reconciled, closed) = visit.ask()?.reconcile(&question.indicator, &question.period, list.ids, how).await?;
    Ok((question, reconciled, closed))
}

#[derive(Template)]
#[template(path = "data/reconciled.html")]
struct Shown {
    shell: Shell,
    sentence: String,
    ours: Vec<(String, String)>,
    theirs: Vec<(String, String)>,
    downloads: Vec<Download>,
}

async fn shown(visit: Visit, Path(name): Path<String>) -> Result<Response, Problem> {
    let (question, reconciled, closed) = compared(&visit, &name, How::Read).await?;
    let reading = visit.reading()?;
    let title =
        reading.engine().catalogue().find(&question.indicator).map_or("", |indicator| &indicator.title).to_owned();
    let mut shell = visit.shell("Reconciled with a list");
    shell.sub_navigation = navigation(&visit, "/data/reconcile");
    let told = |rows: Vec<(String, String)>| rows.into_iter().map(|(id, why)| (id, words::sentence(&why))).collect();
    visit.page(&Shown {
        sentence: format!(
            "{title}, {}: {} on both lists, {} on ours only, {} on theirs only.{}",
            when(&question.period),
            reconciled.both,
            reconciled.ours_only.len(),
            reconciled.theirs_only.len(),
            left_out(closed)
        ),
        ours: told(reconciled.ours_only),
        theirs: told(reconciled.theirs_only),
        downloads: vec![Download {
            label: "CSV".to_owned(),
            href: format!("/data/reconcile/{name}/csv"),
            about: "the download is recorded".to_owned(),
        }],
        shell,
    })
}

async fn csv(visit: Visit, Path(name): Path<String>) -> Result<Response, Problem> {
    let (_, reconciled, _) = compared(&visit, &name, How::Export).await?;
    crate::download::csv(&council::lists::reconciled(&reconciled), "reconciled")
}
