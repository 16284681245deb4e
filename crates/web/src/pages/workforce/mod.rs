//! Workforce: the staffing table as the paper has it, caseloads as a distribution, vacancies, turnover, agency and
//! absence over time, and the children whom nobody holds. By worker for those who may see workers, within their scope.

mod caseloads;
mod staffing;

use crate::access::Permission;
use crate::ask::How;
use crate::chart::Chart;
use crate::components::{Address, DataTable, Download, Pages};
use crate::filters::Filters;
use crate::filters::panel::Panel;
use crate::pages::indicator::{dimension_words, when};
use crate::pages::indicators::against::{self, beside};
use crate::pages::indicators::files::{self, Format};
use crate::pages::indicators::{known, rows};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use caseloads::ByWorker;
use measure::{Dimension, Slice};
use report::model::Table;
use report::performance::single;
use report::words;
use standard::period::Period;

/// What is shown over time.
const TRENDS: [&str; 6] =
    ["vacancy-rate", "turnover-rate", "agency-rate", "absence-rate", "caseload-practitioner", "unallocated"];
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
    panel: Panel,
    /// Whether it is of the whole council: children with no worker are of no part.
    whole: bool,
    staffing: Vec<(String, DataTable<'a>)>,
    missing: String,
    spread: Option<Chart>,
    trends: Vec<Chart>,
    by_worker: Option<ByWorker>,
    downloads: Vec<Download>,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let ask = visit.ask()?;
    let reading = visit.reading()?;
    let (filters, of) = (&visit.filters, visit.filters.slice());
    let data_date = reading.engine().inputs().data_date;
    let period = known::period(&reading, filters)?;
    let by = filters.by().filter(|by| *by == Dimension::Team).unwrap_or(Dimension::Service);
    let tables: Vec<Table> = staffing::tables(&reading, visit.site.folder(), period.last, &of, by)?;
    let ids: Vec<String> = (1..=tables.len()).map(|i| format!("staffing-{i}")).collect();
    let by_worker = match visit.may(Permission::SeeWorkers) {
        true => {
            let called = ask.called();
            let address = Address::new("/workforce", filters.pairs().to_vec()).to("workers");
            let shown = |workers: usize| Pages::printable(&address, workers, caseloads::PER_PAGE).range();
            let (caseloads, restricted) = ask.caseloads(&of, How::Read, shown).await?;
            let opens = visit.may(Permission::OpenRestricted);
            Some(ByWorker::new(&caseloads, &restricted, &called, opens, &address))
        }
        false => None,
    };
    let offered = [Dimension::Service, Dimension::Team].map(|by| (by, dimension_words(by, None))).to_vec();
    let panel = Panel::new()
        .month(filters, &reading, period.last)
        .period(filters, period.kind)
        .part(filters, &reading)
        .by(filters, offered)
        .against(filters, &known::head(&reading, period.last).region, true);
    let part = known::slice_words(&reading, &of);
    let page = Page {
        when: format!(
            "{}. Posts at the end of {}; rates for {}; caseloads and children with no worker on {}.",
            if part.is_empty() { "The whole council" } else { &part },
            words::month(period.last),
            when(&period),
            words::date(data_date)
        ),
        panel: panel.done(filters, [], &["sort"]),
        whole: of.is_whole(),
        staffing: ids
            .iter()
            .zip(&tables)
            .map(|(id, table)| (id.clone(), DataTable { id, table, quiet_caption: false }))
            .collect(),
        missing: if tables.is_empty() { staffing::missing(&reading, period.last) } else { String::new() },
        spread: ask.spread(&of)?.as_ref().map(|found| caseloads::spread(found).level(3)),
        trends: TRENDS
            .iter()
            .map(|id| trend(&reading, id, &period, &of, filters))
            .filter_map(Result::transpose)
            .collect::<Result<Vec<Chart>, Problem>>()?,
        downloads: by_worker
            .iter()
            .map(|by_worker| Download {
                label: "CSV".to_owned(),
                href: filters.carried("/workforce/caseloads.csv"),
                about: super::due::counted(by_worker.workers, "worker"),
            })
            .collect(),
        by_worker,
        shell: visit.shell("Workforce"),
    };
    visit.page(&page)
}

async fn file(visit: Visit) -> Result<Response, Problem> {
    let (ask, reading) = (visit.ask()?, visit.reading()?);
    let called = ask.called();
    let (caseloads, _) = ask.caseloads(&visit.filters.slice(), How::Export, |all| 0..all).await?;
    let data_date = reading.engine().inputs().data_date.to_string();
    let sheet = caseloads::sheet(&caseloads, &called, &data_date, &reading.engine().settings().name);
    let about = files::about(&reading, "Caseloads by worker", files::CHILDREN);
    files::download(Format::Csv, &format!("caseloads {data_date}"), &sheet, &about)
}

/// An indicator over two years of periods that end with one; `None` where it has no number in any of them.
fn trend(
    reading: &Reading,
    id: &str,
    period: &Period,
    of: &Slice,
    filters: &Filters,
) -> Result<Option<Chart>, Problem> {
    let Some(declared) = reading.engine().catalogue().find(id) else { return Ok(None) };
    let head = known::head(reading, period.last);
    let Some(indicator) = known::indicator(reading, id, period, of)? else { return Ok(None) };
    let Some(mut figure) = single::over_time(&head, &indicator) else { return Ok(None) };
    figure.anchor = id.to_owned();
    figure.title = indicator.title.clone();
    figure.sentence =
        format!("{}: {}.", words::sentence(&when(period)), rows::now(&head, &indicator).in_a_line()).into();
    if let Some(found) = filters.against().and_then(|against| beside(&indicator, &head.region, against)) {
        against::draw(&mut figure, &found, &indicator, declared.kind);
    }
    Ok(Some(Chart::of(figure).level(3).half()))
}
