//! Workforce: the staffing table as the paper has it, caseloads as a distribution, vacancies, turnover, agency and
//! absence over time, and the children whom nobody holds. By worker for those who may see workers, within their scope.

mod caseloads;
mod staffing;

use crate::access::Permission;
use crate::ask::How;
use crate::chart::{self, Chart, Heading};
use crate::components::{Choice, DataTable, Download};
use crate::pages::due::csv;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use caseloads::{ByWorker, Spread};
use measure::Indicator;
use report::model::Table;
use report::words::{self, Unit};
use standard::period::{Month, PeriodKind};

/// What is shown over time.
const TRENDS: [&str; 6] =
    ["vacancy-rate", "turnover-rate", "agency-rate", "absence-rate", "caseload-practitioner", "unallocated"];
/// How many months are shown.
const MONTHS: i32 = 24;

/// The routes.
pub fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Permission::SeeNumbers);
    vec![
        Route::page("workforce", "/workforce", needs, "Workforce", get(page))
            .leads(Section::Workforce)
            .about_children(),
        Route::page(
            "caseloads",
            "/workforce/caseloads.csv",
            Needs::Permission(Permission::SeeWorkers),
            "Caseloads by worker as a file",
            get(file),
        )
        .under(Section::Workforce)
        .about_children(),
    ]
}

#[derive(Template)]
#[template(path = "workforce/workforce.html")]
struct Page<'a> {
    shell: Shell,
    when: String,
    months: Vec<Choice>,
    teams: Vec<Choice>,
    chosen: String,
    staffing: Vec<(String, DataTable<'a>)>,
    missing: String,
    spread: Option<Spread>,
    trends: Vec<Chart>,
    by_worker: Option<ByWorker>,
    downloads: Vec<Download>,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let ask = visit.ask()?;
    let reading = visit.reading()?;
    let data_date = reading.engine().inputs().data_date;
    let (first, last) = reading.months();
    let month = visit.filters.month().unwrap_or(last).clamp(first, last);
    let tables: Vec<Table> = staffing::tables(&reading, visit.site.folder(), month)?;
    let ids: Vec<String> = (1..=tables.len()).map(|i| format!("staffing-{i}")).collect();
    let by_worker = match visit.may(Permission::SeeWorkers) {
        true => {
            let called = ask.called();
            let (caseloads, restricted) = ask.caseloads(How::Read).await?;
            let opens = visit.may(Permission::OpenRestricted);
            Some(ByWorker::new(&caseloads, &restricted, &called, visit.filters.team(), opens))
        }
        false => None,
    };
    let months: Vec<Month> = first.to(last).collect();
    let teams = by_worker.as_ref().map(|by_worker| by_worker.teams.clone()).unwrap_or_default();
    let page = Page {
        teams,
        when: format!(
            "Posts and rates at the end of {}; caseloads and children with no worker on {}.",
            words::month(month),
            words::date(data_date)
        ),
        months: Choice::list(months.iter().rev().map(|m| (m.to_string(), words::month(*m))), &month.to_string()),
        chosen: words::month(month),
        staffing: ids
            .iter()
            .zip(&tables)
            .map(|(id, table)| (id.clone(), DataTable { id, table, quiet_caption: false }))
            .collect(),
        missing: if tables.is_empty() { staffing::missing(&reading, month) } else { String::new() },
        spread: Spread::of(ask.spread()?),
        trends: TRENDS.iter().filter_map(|id| trend(&reading, id, month)).collect(),
        downloads: by_worker
            .iter()
            .map(|by_worker| Download {
                label: "CSV".to_owned(),
                href: "/workforce/caseloads.csv".to_owned(),
                about: super::due::counted(by_worker.workers, "worker"),
            })
            .collect(),
        by_worker,
        shell: visit.shell("Workforce"),
    };
    visit.page(&page)
}

async fn file(visit: Visit) -> Result<Response, Problem> {
    let ask = visit.ask()?;
    let called = ask.called();
    let (caseloads, _) = ask.caseloads(How::Export).await?;
    let data_date = ask.reading().engine().inputs().data_date.to_string();
    let authority = &ask.reading().engine().settings().name;
    csv(&format!("caseloads-{data_date}"), &caseloads::sheet(&caseloads, &called, &data_date, authority))
}

/// An indicator over the months that end with one; `None` where it has no number in any of them.
fn trend(reading: &Reading, id: &str, month: Month) -> Option<Chart> {
    let indicator: &Indicator = reading.engine().catalogue().find(id)?;
    let series = reading.workings().series(id, PeriodKind::Month, &[]).ok()?;
    let from = month.plus(1 - MONTHS);
    let shown: Vec<_> =
        series.iter().filter(|n| n.breakdown.is_empty() && from <= n.period.last && n.period.last <= month).collect();
    if shown.iter().all(|number| number.value.is_none()) {
        return None;
    }
    let decimals = u8::try_from(indicator.decimals).unwrap_or(1);
    let unit = Unit::of(&indicator.unit);
    let last = shown.last()?;
    let sentence = match staffing::value(last) {
        Some(value) => {
            let caution = match last.status {
                measure::Status::Complete => String::new(),
                status => format!(", {status}"),
            };
            format!("{} at the end of {}{caution}.", unit.long(value, decimals), words::month(month))
        }
        None => format!("There is no figure for {}: {}.", words::month(month), last.status),
    };
    let labels = shown.iter().map(|number| words::month_short(number.period.last)).collect();
    let values = shown.iter().map(|number| number.value.map(|value| value.as_f64())).collect();
    let heading = Heading { anchor: id, title: &indicator.title, sentence: &sentence };
    let axis = match unit.axis() {
        axis if axis.is_empty() => words::sentence(&words::many(&indicator.counts)),
        axis => axis,
    };
    Some(chart::lines(heading, "Month", &axis, labels, vec![(indicator.title.clone(), values)], decimals))
}
