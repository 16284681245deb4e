//! Findings: what is wrong or doubtful in the records, by the team that has the child, with what to do; setting one
//! aside for a reason and a time. Each person sees those of the children in their scope.

mod dismiss;
mod plain;

use super::codes::Unknown;
use super::{count, done, navigation, severity_words};
use crate::access::Permission;
use crate::ask::{How, Owned};
use crate::components::{Address, Choice, Download, Pages};
use crate::filters::panel::Panel;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use council::sheet::Sheet;
use plain::Advice;
pub(super) use plain::dated;
use records::Dismissal;
use report::words;
use standard::finding::{Finding, Severity};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const SEE: Needs = Needs::Permission(Permission::SeeFindings);
const DISMISS: Needs = Needs::Permission(Permission::DismissFindings);
/// Findings on one page.
const PER_PAGE: usize = 100;
/// What stands for findings that are of no team in addresses.
const NO_TEAM: &str = "none";

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("findings", "/data/findings", SEE, "Findings", get(list)).leads(Section::Data),
        Route::page("findings-csv", "/data/findings.csv", SEE, "Findings as CSV", get(csv))
            .under(Section::Data)
            .about_children(),
        Route::page("dismissed", "/data/findings/dismissed", SEE, "Dismissed findings", get(dismiss::dismissed))
            .under(Section::Data)
            .about_children(),
        Route::form(
            "dismissal-end",
            "/data/findings/dismissed/{dismissal}",
            DISMISS,
            "Ends a dismissal",
            post(dismiss::end),
        )
        .under(Section::Data),
        Route::page("finding", "/data/findings/rule/{rule}", SEE, "Findings of one kind", get(rule))
            .under(Section::Data)
            .about_children(),
        Route::page(
            "dismiss-form",
            "/data/findings/rule/{rule}/{key}",
            DISMISS,
            "Dismiss a finding",
            get(dismiss::one),
        )
        .under(Section::Data)
        .about_children(),
        Route::form(
            "dismiss",
            "/data/findings/rule/{rule}/{key}",
            DISMISS,
            "Dismisses a finding",
            post(dismiss::dismiss),
        )
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
    panel: Panel,
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
    advice: Advice,
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
            advice: hint.map(|found| plain::advice(&visit, &found.finding)).unwrap_or_default(),
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
        panel: Panel::new().takes(&["team"]).done(&visit.filters, [], &[]),
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
    let rows: Vec<Arc<Owned>> = findings.iter().filter(wanted).cloned().collect();
    let what = format!("findings {}", visit.filters.link("", &[]));
    visit.ask()?.note(How::Export, what.trim().to_owned(), "", rows.len(), "").await?;
    crate::download::csv(&sheet(rows.iter().map(|owned| &**owned)), "findings")
}

/// Findings as files have them, each with the team and the worker who have the child today.
pub fn sheet<'a>(owned: impl Iterator<Item = &'a Owned> + Clone) -> Sheet {
    let found: Vec<council::findings::Found> = owned.clone().map(|owned| owned.found.clone()).collect();
    let mut sheet = council::lists::findings(&found);
    sheet.columns.extend(["owner_team_id", "owner_worker_id"].map(|name| (name.to_owned(), false)));
    for (row, owned) in sheet.rows.iter_mut().zip(owned) {
        row.extend([owned.team.clone(), owned.worker.clone()]);
    }
    sheet
}

#[derive(Template)]
#[template(path = "data/finding.html")]
struct OfRule {
    shell: Shell,
    severity: &'static str,
    colour: &'static str,
    expected: String,
    /// What to do about all of them; nothing where that differs.
    advice: Advice,
    rows: Vec<Row>,
    /// Texts that are no known codes, for those who can teach them.
    unknown: Vec<Unknown>,
    pages: Pages,
    may_dismiss: bool,
    back: String,
    /// The team whose findings alone are shown; empty for all.
    chosen: String,
    /// The same page with all teams.
    everybody: String,
}

/// What all findings say alike; nothing where they differ.
fn shared<T: PartialEq + Default>(findings: &[Arc<Owned>], of: impl Fn(&Finding) -> T) -> T {
    let mut said = findings.iter().map(|owned| of(&owned.found.finding));
    let first = said.next();
    first.filter(|first| said.all(|other| other == *first)).unwrap_or_default()
}

/// The name of the team that the address chooses.
fn team_chosen(visit: &Visit, findings: &[Arc<Owned>]) -> String {
    match visit.filters.team() {
        None => String::new(),
        Some(NO_TEAM) => "no team".to_owned(),
        Some(team) => {
            let found = findings.iter().find(|owned| owned.team == team);
            found.map_or_else(|| team.to_owned(), |owned| owned.team_name.clone())
        }
    }
}

/// A finding in a table.
struct Row {
    person: String,
    child: String,
    team: String,
    worker: String,
    place: String,
    /// What the column holds, and beneath how the file calls it where that is not the same.
    column: String,
    spelt: String,
    found: String,
    expected: String,
    done: String,
    dismiss: String,
    advice: Advice,
}

/// A finding as a table shows it: with the worker by name for those who may see workers.
fn row(visit: &Visit, owned: &Owned, workers: &HashMap<String, String>) -> Row {
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
    let column = plain::column(&finding.column);
    Row {
        person: owned.found.person_id.clone(),
        child: crate::pages::due::child_href(&owned.found.person_id),
        team: owned.team_name.clone(),
        worker: workers.get(&owned.worker).unwrap_or(&owned.worker).clone(),
        place: words::sentence(&place.join(", ")),
        spelt: if column == finding.column { String::new() } else { finding.column.clone() },
        column,
        found: plain::found(finding),
        expected: plain::expected(finding),
        done: words::sentence(&dated(&finding.done)),
        dismiss: visit.filters.link(&format!("/data/findings/rule/{}/{}", finding.rule, owned.key), &[("page", "")]),
        advice: plain::advice(visit, finding),
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
    let workers = visit.ask()?.worker_names();
    let first = findings.first().map(|owned| &owned.found.finding);
    let (severity, colour) = first.map_or(("", "grey"), |finding| severity_words(finding.severity));
    let mut shell = visit.shell(&title(&visit, &rule)?);
    shell.sub_navigation = navigation(&visit, "/data/findings");
    shell.success = done(&visit);
    visit.page(&OfRule {
        severity,
        colour,
        expected: words::sentence(&shared(&findings, plain::expected)),
        advice: shared(&findings, |finding| plain::advice(&visit, finding)),
        unknown: match visit.may(Permission::ImportData) {
            true => super::codes::unknown(findings.iter().map(|owned| &owned.found)),
            false => Vec::new(),
        },
        rows: shown.iter().map(|owned| row(&visit, owned, &workers)).collect(),
        chosen: team_chosen(&visit, &findings),
        pages,
        may_dismiss: visit.may(Permission::DismissFindings),
        back: visit.filters.link("/data/findings", &[("page", "")]),
        everybody: visit.filters.link(&format!("/data/findings/rule/{rule}"), &[("page", ""), ("team", "")]),
        shell,
    })
}

/// The gravest first: how [`Severity`] counts.
const _: () = assert!(Severity::Note as usize == 0 && Severity::Error as usize == 2);
