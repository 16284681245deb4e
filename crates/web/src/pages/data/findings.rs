//! Findings: what is wrong or doubtful in the records, by the team that has the child, with what to do; setting one
//! aside for a reason and a time. Each person sees those of the children in their scope.

use super::{count, date_of, done, navigation, severity_words, unprocessable};
use crate::access::Permission;
use crate::ask::{How, Owned};
use crate::components::{Address, Choice, Download, Pages};
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use records::Dismissal;
use report::words;
use serde::Deserialize;
use standard::finding::Severity;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const SEE: Needs = Needs::Permission(Permission::SeeFindings);
const DISMISS: Needs = Needs::Permission(Permission::DismissFindings);
/// Findings on one page.
const PER_PAGE: usize = 100;
/// For how long a finding may be set aside.
const LONGEST_DAYS: i64 = 366;
/// What stands for findings that are of no team in addresses.
const NO_TEAM: &str = "none";

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("findings", "/data/findings", SEE, "Findings", get(list)).leads(Section::Data),
        Route::page("findings-csv", "/data/findings.csv", SEE, "Findings as CSV", get(csv))
            .under(Section::Data)
            .about_children(),
        Route::page("dismissed", "/data/findings/dismissed", SEE, "Dismissed findings", get(dismissed))
            .under(Section::Data)
            .about_children(),
        Route::form("dismissal-end", "/data/findings/dismissed/{dismissal}", DISMISS, "Ends a dismissal", post(end))
            .under(Section::Data),
        Route::page("finding", "/data/findings/rule/{rule}", SEE, "Findings of one kind", get(rule))
            .under(Section::Data)
            .about_children(),
        Route::page("dismiss-form", "/data/findings/rule/{rule}/{key}", DISMISS, "Dismiss a finding", get(one))
            .under(Section::Data)
            .about_children(),
        Route::form("dismiss", "/data/findings/rule/{rule}/{key}", DISMISS, "Dismisses a finding", post(dismiss))
            .under(Section::Data),
    ]
}

/// Findings that count: those in scope that nobody has set aside, and who set the others aside.
struct Open {
    findings: Vec<Arc<Owned>>,
    dismissed: Vec<(Dismissal, Arc<Owned>)>,
}

async fn open(visit: &Visit) -> Result<Open, Problem> {
    let all = visit.ask()?.findings_in_scope().await?;
    let dismissals = visit.site.records().active_dismissals(visit.site.now()).await?;
    let by_key: BTreeMap<(&str, &str), &Dismissal> =
        dismissals.iter().map(|dismissal| ((dismissal.rule.as_str(), dismissal.row_key.as_str()), dismissal)).collect();
    let (mut findings, mut dismissed) = (Vec::new(), Vec::new());
    for owned in all {
        match by_key.get(&(owned.found.finding.rule.as_str(), owned.key.as_str())) {
            Some(dismissal) => dismissed.push(((*dismissal).clone(), owned)),
            None => findings.push(owned),
        }
    }
    Ok(Open { findings, dismissed })
}

/// Whether a finding is of the team, and as grave as, the address says.
fn chosen(visit: &Visit, owned: &Owned) -> bool {
    let team = visit.filters.team();
    let severity = visit.filters.get("severity");
    team.is_none_or(|team| if team == NO_TEAM { owned.team.is_empty() } else { owned.team == team })
        && severity.is_none_or(|severity| owned.found.finding.severity.word() == severity)
}

#[derive(Template)]
#[template(path = "data/findings.html")]
struct List {
    shell: Shell,
    teams: Vec<TeamLine>,
    rules: Vec<RuleLine>,
    total: usize,
    total_words: String,
    team_choices: Vec<Choice>,
    severity_choices: Vec<Choice>,
    chosen: String,
    downloads: Vec<Download>,
    dismissed: usize,
}

struct TeamLine {
    name: String,
    href: String,
    errors: String,
    warnings: String,
    notes: String,
    all: usize,
}

struct RuleLine {
    title: String,
    href: String,
    severity: &'static str,
    colour: &'static str,
    count: String,
    hint: String,
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let Open { findings, dismissed } = open(&visit).await?;
    let reading = visit.reading()?;
    let catalogue = reading.engine().catalogue();
    let mut teams: BTreeMap<(&str, &str), [usize; 3]> = BTreeMap::new();
    for owned in &findings {
        let counts = teams.entry((owned.team_name.as_str(), owned.team.as_str())).or_default();
        counts[2 - owned.found.finding.severity as usize] += 1;
    }
    let named = |name: &str| if name.is_empty() { "No team".to_owned() } else { name.to_owned() };
    let value = |team: &str| if team.is_empty() { NO_TEAM.to_owned() } else { team.to_owned() };
    let mut team_lines: Vec<TeamLine> = teams
        .iter()
        .map(|((name, team), counts)| TeamLine {
            name: named(name),
            href: visit.filters.link("/data/findings", &[("team", value(team).as_str())]),
            errors: count(counts[0] as u64),
            warnings: count(counts[1] as u64),
            notes: count(counts[2] as u64),
            all: counts.iter().sum(),
        })
        .collect();
    team_lines.sort_by_key(|line| std::cmp::Reverse(line.all));
    let here: Vec<council::findings::Found> =
        findings.iter().filter(|owned| chosen(&visit, owned)).map(|owned| owned.found.clone()).collect();
    let rules = council::findings::counted(catalogue, &here).into_iter().map(|line| {
        let (severity, colour) = severity_words(line.severity);
        let hint = here.iter().find(|found| found.finding.rule == line.rule && !found.finding.hint.is_empty());
        RuleLine {
            href: visit.filters.link(&format!("/data/findings/rule/{}", line.rule), &[]),
            title: line.title,
            severity,
            colour,
            count: count(line.count),
            hint: hint.map(|found| words::sentence(&found.finding.hint)).unwrap_or_default(),
        }
    });
    let team = visit.filters.team().unwrap_or_default();
    let choices = teams.keys().map(|(name, id)| (value(id), named(name)));
    let severities = [("", "All"), ("error", "Errors"), ("warning", "Warnings"), ("note", "Notes")];
    let mut shell = visit.shell("Findings");
    shell.sub_navigation = navigation(&visit, "/data/findings");
    shell.success = done(&visit);
    let page = List {
        total: here.len(),
        total_words: words::counted(report::Number::whole(here.len() as i64), "finding", "findings"),
        rules: rules.collect(),
        team_choices: Choice::list(std::iter::once((String::new(), "All".to_owned())).chain(choices), team),
        severity_choices: Choice::list(severities, visit.filters.get("severity").unwrap_or_default()),
        chosen: team_lines
            .iter()
            .find(|line| !team.is_empty() && line.href.contains(&format!("team={team}")))
            .map(|line| line.name.clone())
            .unwrap_or_default(),
        teams: team_lines,
        downloads: vec![Download {
            label: "CSV".to_owned(),
            href: visit.filters.link("/data/findings.csv", &[]),
            about: "each finding with its row; the download is recorded".to_owned(),
        }],
        dismissed: dismissed.len(),
        shell,
    };
    visit.page(&page)
}

async fn csv(visit: Visit) -> Result<Response, Problem> {
    let Open { findings, .. } = open(&visit).await?;
    let rule = visit.filters.get("rule");
    let wanted =
        |owned: &&Arc<Owned>| chosen(&visit, owned) && rule.is_none_or(|rule| owned.found.finding.rule == rule);
    let rows: Vec<council::findings::Found> = findings.iter().filter(wanted).map(|owned| owned.found.clone()).collect();
    let what = format!("findings {}", visit.filters.link("", &[]));
    visit.ask()?.note(How::Export, what.trim().to_owned(), "", rows.len(), "").await?;
    crate::download::csv(&council::lists::findings(&rows), "findings")
}

#[derive(Template)]
#[template(path = "data/finding.html")]
struct OfRule {
    shell: Shell,
    severity: &'static str,
    colour: &'static str,
    expected: String,
    hint: String,
    rows: Vec<Row>,
    total_words: String,
    pages: Pages,
    may_dismiss: bool,
    back: String,
}

/// A finding in a table.
struct Row {
    person: String,
    child: String,
    team: String,
    worker: String,
    place: String,
    column: String,
    found: String,
    expected: String,
    done: String,
    dismiss: String,
}

fn row(owned: &Owned) -> Row {
    let finding = &owned.found.finding;
    let mut place = Vec::new();
    if owned.found.delivery > 0 {
        place.push(format!("delivery {}", owned.found.delivery));
    }
    if !finding.file.is_empty() {
        place.push(finding.file.clone());
    }
    if !finding.sheet.is_empty() {
        place.push(format!("sheet {}", finding.sheet));
    }
    if finding.row > 0 {
        place.push(format!("row {}", finding.row));
    }
    Row {
        person: owned.found.person_id.clone(),
        child: super::child(&owned.found.person_id),
        team: owned.team_name.clone(),
        worker: owned.worker.clone(),
        place: words::sentence(&place.join(", ")),
        column: finding.column.clone(),
        found: finding.found.clone(),
        expected: finding.expected.clone(),
        done: finding.done.clone(),
        dismiss: format!("/data/findings/rule/{}/{}", finding.rule, owned.key),
    }
}

/// The title of a rule, in the words of the catalogue.
fn title(visit: &Visit, rule: &str) -> Result<String, Problem> {
    Ok(council::findings::title(visit.reading()?.engine().catalogue(), rule))
}

async fn rule(visit: Visit, Path(rule): Path<String>) -> Result<Response, Problem> {
    let Open { mut findings, .. } = open(&visit).await?;
    findings.retain(|owned| owned.found.finding.rule == rule && chosen(&visit, owned));
    let known = standard::finding::rule(&rule).is_some()
        || visit.reading()?.engine().catalogue().checks().any(|check| check.id == rule);
    if !known {
        return Err(Problem::NotFound);
    }
    let address = Address::new(format!("/data/findings/rule/{rule}"), visit.filters.pairs().to_vec());
    let pages = Pages::new(&address, findings.len(), PER_PAGE);
    let shown = &findings[pages.range()];
    let what = format!("findings of {rule} {}", visit.filters.link("", &[]));
    visit.ask()?.note(How::Read, what.trim().to_owned(), "", shown.len(), "").await?;
    let first = findings.first().map(|owned| &owned.found.finding);
    let (severity, colour) = first.map_or(("", "grey"), |finding| severity_words(finding.severity));
    let mut shell = visit.shell(&title(&visit, &rule)?);
    shell.sub_navigation = navigation(&visit, "/data/findings");
    shell.success = done(&visit);
    visit.page(&OfRule {
        severity,
        colour,
        expected: first.map(|finding| words::sentence(&finding.expected)).unwrap_or_default(),
        hint: first.map(|finding| words::sentence(&finding.hint)).unwrap_or_default(),
        rows: shown.iter().map(|owned| row(owned)).collect(),
        total_words: words::counted(report::Number::whole(findings.len() as i64), "finding", "findings"),
        pages,
        may_dismiss: visit.may(Permission::DismissFindings),
        back: visit.filters.link("/data/findings", &[("page", "")]),
        shell,
    })
}

#[derive(Template)]
#[template(path = "data/dismiss.html")]
struct OneFinding {
    shell: Shell,
    row: Row,
    hint: String,
    rule: String,
    reason: String,
    date: [String; 3],
}

/// The finding of a rule and key, if it is in the person's scope and not set aside.
async fn found(visit: &Visit, rule: &str, key: &str) -> Result<Arc<Owned>, Problem> {
    let Open { findings, .. } = open(visit).await?;
    let found = findings.into_iter().find(|owned| owned.found.finding.rule == rule && owned.key == key);
    found.ok_or(Problem::NotFound)
}

fn asked(visit: &Visit, rule: String, owned: &Owned) -> Result<OneFinding, Problem> {
    let mut shell = visit.shell("Dismiss a finding");
    shell.sub_navigation = navigation(visit, "/data/findings");
    shell.breadcrumbs = vec![
        crate::shell::Link::new("Findings", "/data/findings"),
        crate::shell::Link::new(title(visit, &rule)?, format!("/data/findings/rule/{rule}")),
    ];
    let hint = words::sentence(&owned.found.finding.hint);
    Ok(OneFinding { shell, row: row(owned), hint, rule, reason: String::new(), date: Default::default() })
}

async fn one(visit: Visit, Path((rule, key)): Path<(String, String)>) -> Result<Response, Problem> {
    let owned = found(&visit, &rule, &key).await?;
    visit.ask()?.note(How::Read, format!("one finding of {rule}"), &owned.found.person_id, 1, "").await?;
    visit.page(&asked(&visit, rule, &owned)?)
}

/// What the form that dismisses sends.
#[derive(Deserialize)]
struct DismissForm {
    #[serde(default)]
    reason: String,
    #[serde(default, rename = "until-day")]
    day: String,
    #[serde(default, rename = "until-month")]
    month: String,
    #[serde(default, rename = "until-year")]
    year: String,
}

async fn dismiss(
    visit: Visit,
    Path((rule, key)): Path<(String, String)>,
    Sent(form): Sent<DismissForm>,
) -> Result<Response, Problem> {
    let owned = found(&visit, &rule, &key).await?;
    let (mut mistakes, reason) = (Vec::new(), form.reason.trim());
    if reason.is_empty() {
        mistakes.push(Mistake::new("reason", "Say why the record is right as it is, or can’t be mended"));
    } else if reason.chars().count() > 500 {
        mistakes.push(Mistake::new("reason", "The reason must be 500 characters or fewer"));
    }
    let until = date_of(&form.day, &form.month, &form.year).and_then(|date| within_a_year(visit.site.today(), date));
    if let Err(text) = &until {
        mistakes.push(Mistake::new("until", text.clone()));
    }
    let Ok(until) = until else { return again(&visit, rule, &owned, form, mistakes) };
    if !mistakes.is_empty() {
        return again(&visit, rule, &owned, form, mistakes);
    }
    let zone = jiff::tz::TimeZone::get("Europe/London").unwrap_or(jiff::tz::TimeZone::UTC);
    let expires = until.to_zoned(zone).map_err(Problem::fault)?.timestamp();
    let (account, now) = (visit.viewer()?.account, visit.site.now());
    visit.site.records().dismiss(&rule, &key, reason, expires, account, now).await?;
    Ok(Redirect::to(&format!("/data/findings/rule/{rule}?done=dismissed")).into_response())
}

fn within_a_year(today: Date, date: Date) -> Result<Date, String> {
    let last = today.saturating_add(jiff::Span::new().days(LONGEST_DAYS));
    match date {
        date if date <= today => Err("The day from which it counts again must be in the future".to_owned()),
        date if date > last => Err("A finding can be dismissed for a year at most".to_owned()),
        date => Ok(date),
    }
}

fn again(
    visit: &Visit,
    rule: String,
    owned: &Owned,
    form: DismissForm,
    errors: Vec<Mistake>,
) -> Result<Response, Problem> {
    let mut page = asked(visit, rule, owned)?;
    page.reason = form.reason;
    page.date = [form.day, form.month, form.year];
    page.shell.errors = errors;
    unprocessable(visit.page(&page)?)
}

#[derive(Template)]
#[template(path = "data/dismissed.html")]
struct Dismissed {
    shell: Shell,
    rows: Vec<DismissedRow>,
    may_dismiss: bool,
}

struct DismissedRow {
    id: i64,
    title: String,
    person: String,
    found: String,
    reason: String,
    by: String,
    at: String,
    until: String,
}

async fn dismissed(visit: Visit) -> Result<Response, Problem> {
    let Open { dismissed, .. } = open(&visit).await?;
    let accounts = visit.site.records().accounts().await?;
    visit.ask()?.note(How::Read, "dismissed findings".to_owned(), "", dismissed.len(), "").await?;
    let mut rows = Vec::new();
    for (dismissal, owned) in &dismissed {
        let by = accounts.iter().find(|account| account.id == dismissal.by);
        rows.push(DismissedRow {
            id: dismissal.id,
            title: title(&visit, &dismissal.rule)?,
            person: owned.found.person_id.clone(),
            found: owned.found.finding.found.clone(),
            reason: dismissal.reason.clone(),
            by: by.map(|account| account.profile.display_name.clone()).unwrap_or_default(),
            at: super::moment(dismissal.at),
            until: super::moment(dismissal.expires_at),
        });
    }
    let mut shell = visit.shell("Dismissed findings");
    shell.sub_navigation = navigation(&visit, "/data/findings");
    shell.success = done(&visit);
    visit.page(&Dismissed { rows, may_dismiss: visit.may(Permission::DismissFindings), shell })
}

async fn end(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let id = super::number(&id)?;
    // Only what is in the person's scope can be ended by them.
    let Open { dismissed, .. } = open(&visit).await?;
    let ids: BTreeSet<i64> = dismissed.iter().map(|(dismissal, _)| dismissal.id).collect();
    if !ids.contains(&id) {
        return Err(Problem::NotFound);
    }
    visit.site.records().end_dismissal(id, visit.viewer()?.account, visit.site.now()).await?;
    Ok(Redirect::to("/data/findings/dismissed?done=counts").into_response())
}

/// The gravest first: how [`Severity`] counts.
const _: () = assert!(Severity::Note as usize == 0 && Severity::Error as usize == 2);
