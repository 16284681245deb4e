//! `/api/v1/findings`: what is wrong or doubtful in the records, of children in scope, each read written to the access
//! log.

use super::about::About;
use super::answer::{Paging, json};
use super::endpoint::{Answer, Endpoint, Parameter, Takes, query};
use super::file::Given;
use super::list::{self, List, Rows, addresses};
use super::query::{PAGE, Query};
use super::schema::one_of;
use crate::access::Permission;
use crate::ask::{How, Owned};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::Needs;
use crate::visit::Visit;
use axum::response::Response;
use axum::routing::get;
use council::findings::{Found, title};
use council::sheet::Sheet;
use serde::Serialize;
use standard::finding::Severity;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

const FILTERS: &[Parameter] = &[
    query("severity", Takes::Word(severities), "Only findings as grave as this.").many(),
    query("rule", Takes::Text, "Only findings of this rule or check, by its id.").many(),
    query("team", Takes::Text, "Only findings about children whom this team has today.").many(),
    query("dismissed", Takes::Word(|| vec!["yes", "no"]), "Only findings that were dismissed, or only the others."),
];

fn severities() -> Vec<&'static str> {
    [Severity::Error, Severity::Warning, Severity::Note].map(Severity::word).to_vec()
}

fn severity() -> utoipa::openapi::schema::Object {
    one_of(severities())
}

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    List {
        addresses: addresses!("findings"),
        needs: Needs::Permission(Permission::SeeFindings),
        titles: ["Findings", "Findings as CSV", "Findings as Parquet"],
        about: [
            "What is wrong or doubtful in the records, of children in the caller’s scope; what is of no child only for \
             those who see all. The gravest come first. Each call is written to the access log.",
            list::WHOLE,
            list::DESCRIPTION,
            list::PARQUET_WHOLE,
        ],
        filters: FILTERS,
        json_takes: &[PAGE],
        answer: Answer::json::<Findings>(),
        about_children: true,
        tagged: false,
        handlers: Findings::handlers(get(findings)),
    }
    .endpoints()
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FindingLine {
    /// What it is known by, for as long as the record says the same.
    key: String,
    /// The rule or check.
    rule: String,
    /// What the rule says.
    title: String,
    /// How grave it is.
    #[schema(schema_with = severity)]
    severity: &'static str,
    /// The number of the delivery; null where it is about several together.
    #[schema(required = true)]
    delivery: Option<i32>,
    /// The file, by its name; empty where it is of none.
    file: String,
    /// The sheet, in a workbook.
    sheet: String,
    /// The row as a person counts it; null where it is about no one row.
    #[schema(required = true)]
    row: Option<u64>,
    /// The column, as the file spells it.
    column: String,
    /// The child; empty where it is of none.
    person_id: String,
    /// The team that has the child today; empty where none has.
    team_id: String,
    /// The worker who has the child today; empty where nobody has.
    worker_id: String,
    /// What stood there.
    found: String,
    /// What was expected.
    expected: String,
    /// What was done about it.
    done: String,
    /// What to do.
    hint: String,
    /// Whether somebody has dismissed it for the time being.
    dismissed: bool,
}

/// Findings.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Findings {
    about: About,
    /// The rows.
    findings: Vec<FindingLine>,
    paging: Paging,
}

fn line(reading: &Reading, owned: &Owned, dismissed: bool) -> FindingLine {
    let Found { delivery, person_id, finding } = &owned.found;
    FindingLine {
        key: owned.key.clone(),
        title: title(reading.engine().catalogue(), &finding.rule),
        rule: finding.rule.clone(),
        severity: finding.severity.word(),
        delivery: (*delivery != 0).then_some(*delivery),
        file: finding.file.clone(),
        sheet: finding.sheet.clone(),
        row: (finding.row != 0).then_some(finding.row),
        column: finding.column.clone(),
        person_id: person_id.clone(),
        team_id: owned.team.clone(),
        worker_id: owned.worker.clone(),
        found: finding.found.clone(),
        expected: finding.expected.clone(),
        done: finding.done.clone(),
        hint: finding.hint.clone(),
        dismissed,
    }
}

/// The findings that a query asks for, each with whether it was dismissed.
async fn chosen(visit: &Visit, query: &Query<'_>) -> Result<Vec<(Arc<Owned>, bool)>, Problem> {
    let dismissals = visit.site.records().active_dismissals(visit.site.now()).await?;
    let dismissed: BTreeSet<(&str, &str)> =
        dismissals.iter().map(|dismissal| (dismissal.rule.as_str(), dismissal.row_key.as_str())).collect();
    let among = |name: &str, value: &str| {
        let all = query.all(name);
        all.is_empty() || all.contains(&value)
    };
    let wanted = query.text("dismissed").map(|word| word == "yes");
    let all = visit.ask()?.findings_in_scope().await?;
    Ok(all
        .into_iter()
        .map(|owned| {
            let was = dismissed.contains(&(owned.found.finding.rule.as_str(), owned.key.as_str()));
            (owned, was)
        })
        .filter(|(owned, was)| {
            let finding = &owned.found.finding;
            among("severity", finding.severity.word())
                && among("rule", &finding.rule)
                && among("team", &owned.team)
                && wanted.is_none_or(|wanted| wanted == *was)
        })
        .collect())
}

/// What was chosen, for the access log.
fn words(query: &Query<'_>) -> String {
    let of = |name: &'static str| query.all(name).into_iter().map(move |value| format!(" {name}={value}"));
    ["severity", "rule", "team", "dismissed"].into_iter().flat_map(of).collect()
}

async fn findings(visit: Visit) -> Result<Response, Problem> {
    let query = Query::of(&visit)?;
    let (ask, (first, most)) = (visit.ask()?, query.page());
    let all = chosen(&visit, &query).await?;
    let reading = ask.reading();
    let some = all.iter().skip(first).take(most).map(|(owned, was)| line(reading, owned, *was));
    let findings: Vec<FindingLine> = some.collect();
    ask.note(How::Api, format!("findings{}", words(&query)), "", findings.len(), "").await?;
    let paging = Paging::new(&visit, all.len(), (first, most));
    json(&Findings { about: About::internal(reading, "Findings"), findings, paging })
}

fn given(visit: &Visit, reading: &Reading) -> Given {
    Given::new(About::internal(reading, "Findings"), "findings", visit)
}

impl Rows for Findings {
    async fn all(visit: &Visit) -> Result<(Sheet, Given), Problem> {
        let query = Query::of(visit)?;
        let found = chosen(visit, &query).await?;
        let ask = visit.ask()?;
        ask.note(How::Export, format!("findings{}", words(&query)), "", found.len(), "").await?;
        let sheet = crate::pages::data::findings_sheet(found.iter().map(|(owned, _)| &**owned));
        Ok((sheet, given(visit, ask.reading())))
    }

    fn none(visit: &Visit) -> Result<(Sheet, Given), Problem> {
        Query::of(visit)?;
        Ok((crate::pages::data::findings_sheet(std::iter::empty()), given(visit, &*visit.reading()?)))
    }
}
