//! Deliveries: what was received, when, from whom and from which files; what is held, and taking it in or out.

use super::desk::{self, Arriving};
use super::moved::{self, Moved};
use super::{count, done, navigation, severity_words, table_title, unprocessable};
use crate::access::Permission;
use crate::clock::moment;
use crate::components::Download;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::site::Site;
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use council::deliveries::{covers, rows};
use council::import::claim_words;
use jiff::civil::Date;
use report::words;
use serde::Deserialize;
use standard::finding::Severity;
use std::time::Duration;
use store::{Deed, Delivery, Locked, Status, Store};

const SEE: Needs = Needs::Permission(Permission::SeeData);
const IMPORT: Needs = Needs::Permission(Permission::ImportData);

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("deliveries", "/data", SEE, "Deliveries", get(list)).leads(Section::Data),
        Route::page("deliveries-csv", "/data/deliveries.csv", SEE, "Deliveries as CSV", get(csv)).under(Section::Data),
        Route::page("delivery", "/data/deliveries/{delivery}", SEE, "One delivery", get(one)).under(Section::Data),
        Route::form(
            "accept",
            "/data/deliveries/{delivery}/accept",
            IMPORT,
            "Brings held tables into force",
            post(accept),
        )
        .under(Section::Data),
        Route::form("withdraw", "/data/deliveries/{delivery}/withdraw", IMPORT, "Withdraws a delivery", post(withdraw))
            .under(Section::Data),
        // It copies the files of the delivery, which can be large.
        Route::form(
            "again",
            "/data/deliveries/{delivery}/again",
            IMPORT,
            "Reads a delivery’s files again",
            post(again),
        )
        .under(Section::Data)
        .takes_files(),
    ]
}

#[derive(Template)]
#[template(path = "data/deliveries.html")]
struct List {
    shell: Shell,
    held: Vec<Line>,
    deliveries: Vec<Line>,
    reference: Vec<Line>,
    downloads: Vec<Download>,
    may_import: bool,
}

/// A delivery in a list.
#[derive(Clone)]
struct Line {
    number: i32,
    title: String,
    kind: &'static str,
    data_date: String,
    covers: String,
    rows: String,
    problems: String,
    imported: String,
    by: String,
    status: String,
    colour: &'static str,
}

/// The kind of a delivery in words.
fn kind(word: &str) -> &'static str {
    use intake::Kind::{AnnexA, Benchmarks, DfeStatistics, Local, Neighbours, Population, Ssd};
    let kinds = [AnnexA, Ssd, Local, Population, Benchmarks, Neighbours, DfeStatistics];
    kinds.into_iter().find(|kind| kind.word() == word).map_or("other", council::import::kind_words)
}

/// What has become of a delivery, and the colour of its tag.
fn status(delivery: &Delivery) -> (String, &'static str) {
    match &delivery.status {
        Status::InForce => ("In force".to_owned(), "green"),
        Status::Held(tables) => {
            (words::counted(report::Number::whole(tables.len() as i64), "table held", "tables held"), "yellow")
        }
        Status::Withdrawn(_) => ("Withdrawn".to_owned(), "grey"),
        Status::Superseded(by) => (format!("Read again as {by}"), "grey"),
        Status::Retired(_) => ("Retired".to_owned(), "grey"),
    }
}

fn line(delivery: &Delivery) -> Line {
    let (from, to) = covers(delivery);
    let (status, colour) = status(delivery);
    let counts = delivery.findings;
    Line {
        number: delivery.number,
        title: delivery.title.clone(),
        kind: kind(&delivery.kind),
        data_date: words::date(delivery.data_date),
        covers: span(from, to),
        rows: count(rows(delivery)),
        problems: format!("{} errors, {} warnings", count(counts.errors), count(counts.warnings)),
        imported: moment(delivery.imported_at),
        by: delivery.imported_by.clone(),
        status,
        colour,
    }
}

/// From when to when, in words.
fn span(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => words::date(to),
        (Some(from), Some(to)) => format!("{} to {}", words::date(from), words::date(to)),
        (None, Some(to)) => format!("up to {}", words::date(to)),
        _ => String::new(),
    }
}

/// The site's store; none before anything was imported.
pub(super) fn store(site: &Site) -> Result<Option<Store>, Problem> {
    match Store::open(site.folder()) {
        Ok(store) => Ok(Some(store)),
        Err(store::Error::NoFolder(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let mut shell = visit.shell("Data");
    shell.sub_navigation = navigation(&visit, "/data");
    shell.success = done(&visit);
    let deliveries = store(&visit.site)?.map_or(Ok(Vec::new()), |store| store.deliveries())?;
    let chosen = |wanted: fn(&Delivery) -> bool| -> Vec<Line> {
        deliveries.iter().rev().filter(|delivery| wanted(delivery)).map(line).collect()
    };
    visit.page(&List {
        held: chosen(|delivery| matches!(delivery.status, Status::Held(_))),
        deliveries: chosen(|delivery| !delivery.is_reference()),
        reference: chosen(Delivery::is_reference),
        downloads: vec![Download {
            label: "CSV".to_owned(),
            href: "/data/deliveries.csv".to_owned(),
            about: "all deliveries".to_owned(),
        }],
        may_import: visit.may(Permission::ImportData),
        shell,
    })
}

async fn csv(visit: Visit) -> Result<Response, Problem> {
    let deliveries = store(&visit.site)?.map_or(Ok(Vec::new()), |store| store.deliveries())?;
    crate::download::csv(&council::lists::deliveries(&deliveries), "deliveries")
}

#[derive(Template)]
#[template(path = "data/delivery.html")]
struct One {
    shell: Shell,
    line: Line,
    number: i32,
    facts: Vec<(&'static str, String)>,
    held: Vec<Moved>,
    moved: Vec<Moved>,
    files: Vec<File>,
    tables: Vec<TableLine>,
    findings: Vec<(&'static str, &'static str, String)>,
    events: Vec<Happened>,
    can_withdraw: bool,
    /// The delivery of the same files that counts again when this one is withdrawn.
    comes_back: Option<i32>,
    can_again: bool,
    may_import: bool,
    reason: String,
}

struct File {
    name: String,
    size: String,
    sha256: String,
}

struct TableLine {
    title: String,
    name: String,
    rows: String,
    repeated: String,
    dropped: String,
    covers: String,
    claim: &'static str,
    absent: String,
}

struct Happened {
    at: String,
    by: String,
    what: String,
}

fn moved(delivery: &Delivery, wanted: impl Fn(&str) -> bool) -> Vec<Moved> {
    delivery.moved.iter().filter(|comparison| wanted(&comparison.table)).map(moved::shown).collect()
}

/// What was done to a delivery, the last first.
fn events(store: &Store, delivery: &Delivery) -> Result<Vec<Happened>, Problem> {
    let about = |deed: &Deed| match deed {
        Deed::Accept { delivery: number, tables } if *number == delivery.number => {
            Some(format!("Accepted: {}", tables.iter().map(|table| table_title(table)).collect::<Vec<_>>().join(", ")))
        }
        Deed::Withdraw { delivery: number, reason } if *number == delivery.number => {
            Some(format!("Withdrawn: {reason}"))
        }
        Deed::Retire { before, gone } if gone.iter().any(|gone| gone.delivery == delivery.number) => {
            Some(format!("Rows that ended before {} retired", words::date(*before)))
        }
        Deed::RemovePerson { gone, .. } if gone.iter().any(|gone| gone.delivery == delivery.number) => {
            Some("A person’s rows erased".to_owned())
        }
        _ => None,
    };
    let told = store.history()?.into_iter().rev().filter_map(|event| {
        let what = about(&event.deed)?;
        Some(Happened { at: moment(event.at), by: event.by, what })
    });
    let received = Happened {
        at: moment(delivery.imported_at),
        by: delivery.imported_by.clone(),
        what: format!("Imported with Derwent {}", delivery.engine_version),
    };
    Ok(told.chain([received]).collect())
}

/// The delivery that an address names by its number.
fn named(visit: &Visit, text: &str) -> Result<(Store, Delivery), Problem> {
    let number = super::number(text)?;
    let store = store(&visit.site)?.ok_or(Problem::NotFound)?;
    let delivery = store.deliveries()?.into_iter().find(|delivery| i64::from(delivery.number) == number);
    Ok((store, delivery.ok_or(Problem::NotFound)?))
}

/// The earlier reading of the same files that would count again were this delivery withdrawn.
fn comes_back(store: &Store, delivery: &Delivery) -> Result<Option<i32>, Problem> {
    if matches!(delivery.status, Status::Withdrawn(_)) {
        return Ok(None);
    }
    let all = store.deliveries()?;
    let without: Vec<Delivery> = all.iter().filter(|other| other.id != delivery.id).cloned().collect();
    let gains = |other: &&Delivery| {
        let names = || other.tables.keys().map(String::as_str);
        other.same_files(delivery) && names().any(|name| other.stands(name, &without) && !other.stands(name, &all))
    };
    Ok(without.iter().filter(gains).map(|other| other.number).max())
}

async fn one(visit: Visit, Path(number): Path<String>) -> Result<Response, Problem> {
    let (store, delivery) = named(&visit, &number)?;
    visit.page(&told(&visit, &store, &delivery)?)
}

fn told(visit: &Visit, store: &Store, delivery: &Delivery) -> Result<One, Problem> {
    let mut shell = visit.shell(&format!("Delivery {}", delivery.number));
    shell.sub_navigation = navigation(visit, "/data");
    shell.success = done(visit);
    let line = line(delivery);
    let mut facts = vec![
        ("What it is", line.kind.to_owned()),
        ("Describes", line.data_date.clone()),
        ("Covers", line.covers.clone()),
        ("Imported", format!("{} by {}", line.imported, line.by)),
    ];
    if let Status::Withdrawn(reason) = &delivery.status {
        facts.push(("Withdrawn because", reason.clone()));
    }
    if let Some(before) = delivery.retired_before {
        facts.push(("Retired", format!("rows about children that ended before {}", words::date(before))));
    }
    if !delivery.originals_kept {
        facts.push(("Original files", "no longer kept: they held records since retired or erased".to_owned()));
    }
    let counts = delivery.findings;
    let findings =
        [(Severity::Error, counts.errors), (Severity::Warning, counts.warnings), (Severity::Note, counts.notes)];
    let coverage = |name: &str| delivery.coverage.iter().find(|coverage| coverage.table == name);
    let covered_only = delivery.coverage.iter().map(|coverage| coverage.table.as_str());
    let mut names: Vec<&str> = delivery.tables.keys().map(String::as_str).chain(covered_only).collect();
    names.sort_unstable();
    names.dedup();
    let table = |name: &str| TableLine {
        title: table_title(name),
        name: name.to_owned(),
        rows: count(delivery.tables.get(name).copied().unwrap_or_default()),
        repeated: delivery.repeated.get(name).map(|rows| count(*rows)).unwrap_or_default(),
        dropped: delivery.dropped.get(name).map(|rows| count(*rows)).unwrap_or_default(),
        covers: coverage(name).map(|coverage| span(coverage.from, Some(coverage.to))).unwrap_or_default(),
        claim: coverage(name).map_or("", claim_words),
        absent: delivery.absent_columns.get(name).map(|columns| columns.join(", ")).unwrap_or_default(),
    };
    Ok(One {
        held: match delivery.status {
            Status::Held(_) => moved(delivery, |table| delivery.held.iter().any(|held| held == table)),
            _ => Vec::new(),
        },
        moved: moved(delivery, |table| !delivery.held.iter().any(|held| held == table)),
        files: delivery
            .files
            .iter()
            .map(|file| File {
                name: file.name.clone(),
                size: super::receive::size(file.bytes),
                sha256: file.sha256.clone(),
            })
            .collect(),
        tables: names.into_iter().map(table).collect(),
        findings: findings
            .into_iter()
            .map(|(severity, number)| {
                let (word, colour) = severity_words(severity);
                (word, colour, count(number))
            })
            .collect(),
        events: events(store, delivery)?,
        can_again: delivery.originals_kept,
        comes_back: comes_back(store, delivery)?,
        can_withdraw: !matches!(delivery.status, Status::Withdrawn(_)),
        may_import: visit.may(Permission::ImportData),
        reason: String::new(),
        number: delivery.number,
        line,
        facts,
        shell,
    })
}

/// For how long an answer waits for new numbers.
const PATIENCE: Duration = Duration::from_secs(10);

/// Does something to a delivery under the store's lock, away from the threads that answer pages; pages show it after.
async fn under_lock(
    visit: &Visit,
    doing: &'static str,
    deed: impl FnOnce(&Locked) -> store::Result<Delivery> + Send + 'static,
) -> Result<Result<Delivery, String>, Problem> {
    let (site, who, now) = (visit.site.clone(), visit.viewer()?.username.clone(), visit.site.now());
    let done = tokio::task::spawn_blocking(move || {
        let store = store(&site)?.ok_or(Problem::NotFound)?;
        match store.lock(&who, doing, now).and_then(|locked| deed(&locked)) {
            Ok(delivery) => Ok(Ok(delivery)),
            Err(error @ (store::Error::Disk { .. } | store::Error::Damaged { .. })) => Err(Problem::from(error)),
            Err(store::Error::Locked { holder, .. }) => {
                let who = holder.map(|holder| format!(" ({holder})")).unwrap_or_default();
                Ok(Err(format!(
                    "Somebody is importing or changing deliveries just now{who}. Try again when that is done."
                )))
            }
            Err(error) => Ok(Err(error.to_string())),
        }
    });
    let done = done.await.map_err(Problem::fault)??;
    // The numbers are worked out whether or not the browser waits: where it takes long, pages say that they are of before.
    visit.site.expect_new_numbers();
    let site = visit.site.clone();
    let working = tokio::spawn(async move { site.refresh().await });
    if let Ok(worked) = tokio::time::timeout(PATIENCE, working).await {
        worked.map_err(Problem::fault)??;
    }
    Ok(done)
}

async fn accept(visit: Visit, Path(number): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let (_, delivery) = named(&visit, &number)?;
    let (id, now) = (delivery.id, visit.site.now());
    match under_lock(&visit, "accept", move |locked| locked.accept(&id, now)).await? {
        Ok(_) => Ok(Redirect::to(&format!("/data/deliveries/{}?done=accepted", delivery.number)).into_response()),
        Err(text) => Err(Problem::Conflict(text)),
    }
}

/// Makes an upload of the files that a delivery was read from, for a look at what would be imported of them now.
async fn again(visit: Visit, Path(number): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let (store, delivery) = named(&visit, &number)?;
    let originals = match store.originals(&delivery) {
        Ok(originals) => originals,
        Err(gone @ store::Error::NoOriginals(_)) => return Err(Problem::Conflict(gone.to_string())),
        Err(error) => return Err(error.into()),
    };
    let files = delivery.files.iter().map(|file| file.name.clone()).zip(originals).collect();
    let arriving = Arriving::begin(&visit.site, visit.viewer()?.account).await?;
    let files = arriving.copy(files).await?;
    let day = (!delivery.is_reference()).then_some(delivery.data_date);
    let upload = arriving.done(files, day, &[]).await?;
    desk::look(&visit.site, &upload);
    Ok(Redirect::to(&format!("/data/uploads/{}", upload.id)).into_response())
}

/// What the form that withdraws sends.
#[derive(Deserialize)]
struct WithdrawForm {
    #[serde(default)]
    reason: String,
}

async fn withdraw(
    visit: Visit,
    Path(number): Path<String>,
    Sent(form): Sent<WithdrawForm>,
) -> Result<Response, Problem> {
    let (store, delivery) = named(&visit, &number)?;
    let reason = form.reason.trim().to_owned();
    let fault = match reason.chars().count() {
        0 => Some("Say why the delivery is withdrawn"),
        1..=500 => None,
        _ => Some("The reason must be 500 characters or fewer"),
    };
    if let Some(fault) = fault {
        let mut page = told(&visit, &store, &delivery)?;
        page.reason = reason;
        page.shell.errors.push(Mistake::new("reason", fault));
        return unprocessable(visit.page(&page)?);
    }
    let comes_back = comes_back(&store, &delivery)?;
    let (id, now) = (delivery.id, visit.site.now());
    match under_lock(&visit, "withdraw", move |locked| locked.withdraw(&id, &reason, now)).await? {
        // What counts in its place may have to be withdrawn too: its page says so.
        Ok(_) => Ok(match comes_back {
            Some(earlier) => Redirect::to(&format!("/data/deliveries/{earlier}?done=counts-again")),
            None => Redirect::to(&format!("/data/deliveries/{}?done=withdrawn", delivery.number)),
        }
        .into_response()),
        Err(text) => Err(Problem::Conflict(text)),
    }
}
