//! The children behind a number: its working, of those in scope, down to team and worker.

use crate::access::Permission;
use crate::ask::{Ask, How, Shown};
use crate::components::{Address, Choice, Download, Pages};
use crate::filters::Filters;
use crate::filters::panel::Panel;
use crate::pages::indicator::when;
use crate::pages::indicators::files::{self, Format};
use crate::pages::indicators::known;
use crate::pages::indicators::provisional;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Link, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use council::lists;
use council::paper::kept;
use measure::{Counted, Dimension, Filter, Indicator, Kind, Slice, State};
use report::performance::single;
use report::words::{self, Unit};
use standard::period::Period;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How many rows a page has.
const PER_PAGE: usize = 100;

/// The filters of the page, as addresses name them.
const KNOWN: [&str; 8] = ["month", "period", "state", "service", "team", "worker", "category", "page"];

/// The states that rows behind a number can be in.
const STATES: [State; 4] = [State::Met, State::Missed, State::Counted, State::NotCovered];

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "children-behind",
            "/indicators/{indicator}/children",
            Needs::Permission(Permission::SeeChildren),
            "The children behind a number",
            get(page),
        )
        .under(Section::Indicators)
        .about_children(),
    ]
}

/// A row of the working as the page shows it.
struct Row {
    child: String,
    href: String,
    closed: bool,
    worker: String,
    team: String,
    event: String,
    due: String,
    done: String,
    late: String,
    state: &'static str,
    category: String,
    note: String,
}

/// Which columns have anything in them.
#[derive(Default)]
struct Shows {
    due: bool,
    done: bool,
    late: bool,
    category: bool,
    note: bool,
}

#[derive(Template)]
#[template(path = "children/children.html")]
struct Page {
    shell: Shell,
    title: String,
    number: String,
    counted: String,
    scope: String,
    unnamed: String,
    narrowed: bool,
    rows: Vec<Row>,
    shows: Shows,
    pages: Pages,
    caption: String,
    action: String,
    clear: String,
    panel: Panel,
    choose: Choose,
    category: String,
    downloads: Vec<Download>,
    columns: usize,
}

async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let period = known::period(&reading, &visit.filters)?;
    let declared = reading.engine().catalogue().named(&id)?.clone();
    let slice = visit.filters.slice();
    let filter = filter(&visit, &declared, &slice)?;
    let format = Format::of(visit.filters.get("format"))?;
    let how = if format.is_some() { How::Export } else { How::Read };
    let ask = visit.ask()?;
    let narrowed = !filter.states.is_empty() || !filter.values.is_empty();
    let number_of_page = visit.filters.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let which = if format.is_some() { (1, usize::MAX) } else { (number_of_page, PER_PAGE) };
    let shown = ask.shown_children(&declared.id, &period, &filter, how, which).await.map_err(no_working)?;
    if let Some(format) = format {
        return file(&reading, &declared, &period, &shown, format);
    }
    let path = format!("/indicators/{}/children", declared.id);
    // What the page does not know is not carried on in its links.
    let asked = visit.filters.pairs().iter().filter(|(name, _)| KNOWN.contains(&name.as_str()));
    let address = Address::new(path.clone(), asked.cloned().collect());
    let pages = Pages::new(&address, shown.listed, PER_PAGE);
    let (rows, shows) = rows(&ask, &reading, &declared, &shown.rows, &shown.closed);
    let mut shell = visit.shell(&format!("{}: children behind the number", declared.title));
    shell.breadcrumbs = vec![
        Link::new("Indicators", visit.filters.carried("/indicators")),
        Link::new(declared.title.clone(), visit.filters.carried(&format!("/indicators/{}", declared.id))),
    ];
    shell.notices.extend(provisional(&known::head(&reading, period.last)));
    let columns =
        5 + [shows.due, shows.done, shows.late, shows.category, shows.note].into_iter().filter(|shows| *shows).count();
    let page = Page {
        number: number(&reading, &declared, &period, &slice)?,
        counted: by_state(&shown.states, shown.closed_rows),
        scope: in_scope(shown.listed + shown.unnamed, shown.all),
        unnamed: unnamed(shown.unnamed),
        narrowed,
        caption: pages.showing("row"),
        choose: choose(&visit, &reading, &declared, &period)?,
        panel: panel(&visit.filters, &reading, &declared, &period),
        clear: Address::new(path.clone(), address.keep(&["month", "period"])).to_string(),
        downloads: Download::of(&address, &rows_words(shown.listed)),
        category: category_words(&declared),
        action: path,
        title: declared.title.clone(),
        shell,
        rows,
        shows,
        pages,
        columns,
    };
    visit.page(&page)
}

/// What the page can be narrowed to.
struct Choose {
    states: Vec<Choice>,
    workers: Vec<Choice>,
    categories: Vec<Choice>,
}

fn choose(visit: &Visit, reading: &Reading, declared: &Indicator, period: &Period) -> Result<Choose, Problem> {
    let get = |name: &str| visit.filters.get(name).unwrap_or_default();
    let any = |all: &str, list: Vec<(String, String)>, chosen: &str| {
        Choice::list(std::iter::once((String::new(), all.to_owned())).chain(list), chosen)
    };
    let states = STATES.iter().filter(|state| fits(declared, **state));
    let states = states.map(|state| (state.word().to_owned(), words::sentence(in_words(*state)))).collect();
    let mut workers: Vec<(String, String)> = match visit.may(Permission::SeeWorkers) {
        true => visit.ask()?.workers()?.into_iter().map(|worker| (worker.id, worker.name)).collect(),
        false => Vec::new(),
    };
    workers.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    let mut categories: Vec<((usize, String), String)> = Vec::new();
    if declared.category.is_some() || declared.kind == Kind::Shares {
        let name = declared.category_name();
        let numbers = reading.workings().at(&declared.id, period, &[Dimension::Category])?;
        let codes = numbers.iter().flat_map(|number| &number.breakdown).filter(|(known, _)| known == name);
        categories = codes.map(|(_, code)| (kept::label(name, code), code.clone())).collect();
        categories.retain(|(_, code)| !code.is_empty());
        categories.sort();
        categories.dedup();
    }
    let categories: Vec<(String, String)> = categories.into_iter().map(|((_, label), code)| (code, label)).collect();
    let list = |all: &str, list: Vec<(String, String)>, name: &str| match list.is_empty() {
        true => Vec::new(),
        false => any(all, list, get(name)),
    };
    Ok(Choose {
        states: any("All", states, get("state")),
        workers: list("All workers", workers, "worker"),
        categories: list("All", categories, "category"),
    })
}

/// Whether rows of the indicator can be in a state.
fn fits(declared: &Indicator, state: State) -> bool {
    let met_or_missed = matches!(declared.kind, Kind::Proportion);
    match state {
        State::Counted => !met_or_missed,
        State::Met | State::Missed => met_or_missed,
        _ => declared.done_in.is_some(),
    }
}

/// A state in words.
fn in_words(state: State) -> &'static str {
    match state {
        State::Met => "met",
        State::Missed => "missed",
        State::Counted => "counted",
        State::NotCovered => "not covered by the extract, left out of the number",
        State::Void => "ended before it fell due",
        State::Pending => "not yet due",
        State::Overdue => "overdue",
    }
}

/// The rows that the address chooses.
fn filter(visit: &Visit, declared: &Indicator, slice: &Slice) -> Result<Filter, Problem> {
    let mut states = Vec::new();
    for word in visit.filters.all("state") {
        let state = STATES.into_iter().find(|state| state.word() == word);
        states.push(state.ok_or_else(|| {
            Problem::wrong("Choose met, missed, counted or not covered. The address names another state.")
        })?);
    }
    let mut values = slice.values();
    if let Some(worker) = visit.filters.get("worker") {
        if !visit.may(Permission::SeeWorkers) {
            return Err(Problem::NotAllowed);
        }
        values.push((Dimension::Worker, worker.to_owned()));
    }
    if let Some(category) =
        visit.filters.get("category").filter(|_| declared.category.is_some() || declared.kind == Kind::Shares)
    {
        values.push((Dimension::Category, category.to_owned()));
    }
    Ok(Filter { states, values })
}

/// A number that can't be computed has no children: that is no page that is not there.
fn no_working(problem: Problem) -> Problem {
    match problem {
        Problem::NotFound => Problem::wrong(
            "There are no children behind this number: it can’t be computed from what has been delivered. The page of \
             the indicator says what is missing.",
        ),
        other => other,
    }
}

/// The number whose children these are, as the indicator’s page has it.
fn number(reading: &Reading, declared: &Indicator, period: &Period, slice: &Slice) -> Result<String, Problem> {
    let numbers = known::series(reading, &declared.id, period.kind, slice, period.last)?;
    let found = numbers.iter().find(|number| number.period == *period && number.breakdown.is_empty());
    let part = known::slice_words(reading, slice);
    let of = if part.is_empty() { "the whole council".to_owned() } else { part };
    Ok(match found {
        Some(number) => {
            let measurement = kept::measurement(reading.measuring(), number);
            let decimals = u8::try_from(declared.decimals).unwrap_or(6);
            let value = single::value(&measurement, &Unit::of(&declared.unit), decimals);
            let unit = Unit::of(&declared.unit);
            let beneath = [single::of(&measurement, &unit, &declared.counts), single::caution(&measurement)];
            let beneath: Vec<String> = beneath.into_iter().filter(|line| !line.is_empty()).collect();
            let beneath = if beneath.is_empty() { String::new() } else { format!(" ({})", beneath.join("; ")) };
            format!("{value}{beneath}: {of}, {}.", when(period))
        }
        None => format!("The number is in categories: {of}, {}.", when(period)),
    })
}

/// `412 met, 64 missed and 3 of restricted records, whose state is not told`.
fn by_state(counts: &BTreeMap<State, usize>, closed: usize) -> String {
    let said = counts.iter().map(|(state, count)| format!("{} {}", figure(*count), in_words(*state)));
    let apart = match closed {
        0 => None,
        1 => Some("1 of a restricted record, whose state is not told".to_owned()),
        some => Some(format!("{} of restricted records, whose state is not told", figure(some))),
    };
    words::list(&said.chain(apart).collect::<Vec<_>>())
}

/// What counts in scope and is no row of the list, in a sentence; empty for nothing.
fn unnamed(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 row of a restricted record is counted and not listed.".to_owned(),
        some => format!("{} rows of restricted records are counted and not listed.", figure(some)),
    }
}

fn figure(count: usize) -> String {
    report::Number::whole(i64::try_from(count).unwrap_or(i64::MAX)).plain()
}

fn rows_words(count: usize) -> String {
    words::counted(report::Number::whole(i64::try_from(count).unwrap_or(i64::MAX)), "row", "rows")
}

/// How much of all that was chosen the reader may see.
fn in_scope(shown: usize, all: usize) -> String {
    match shown == all {
        true => format!("{} in all.", rows_words(all)),
        false => {
            let are = if shown == 1 { "is" } else { "are" };
            format!("Of {} in all, {} {are} in your scope.", figure(all), figure(shown))
        }
    }
}

fn category_words(declared: &Indicator) -> String {
    words::sentence(&declared.category.as_deref().unwrap_or("category").replace('-', " "))
}

fn panel(filters: &Filters, reading: &Reading, declared: &Indicator, period: &Period) -> Panel {
    let category = filters.get("category").map(|code| kept::label(declared.category_name(), code).1);
    let state =
        STATES.into_iter().find(|state| filters.is("state", state.word())).map(|state| in_words(state).to_owned());
    let worker = filters.get("worker").map(str::to_owned);
    Panel::new().month(filters, reading, period.last).period(filters, period.kind).part(filters, reading).done(
        filters,
        [state, category, worker].into_iter().flatten(),
        &[],
    )
}

fn rows(
    ask: &Ask,
    reading: &Reading,
    declared: &Indicator,
    counted: &[Counted],
    closed: &HashSet<String>,
) -> (Vec<Row>, Shows) {
    let names = ask.names(counted.iter().map(|row| row.person_id.as_str()));
    let workers: HashMap<String, String> = ask.worker_names();
    let today = reading.engine().inputs().data_date;
    let day = |day: Option<standard::Date>| day.map(words::date).unwrap_or_default();
    let mut shows = Shows::default();
    let mut row = |row: &Counted| {
        let (id, closed) = (row.person_id.as_str(), closed.contains(&row.person_id));
        let child = match (id, names.get(id)) {
            ("", _) => format!("No child: {}", workers.get(&row.worker_id).unwrap_or(&row.worker_id)),
            (_, Some(name)) => format!("{name} ({id})"),
            (id, None) => id.to_owned(),
        };
        let late = lists::days_late(row, today).map(|days| words::counted(report::Number::whole(days), "day", "days"));
        let category = match row.category.as_str() {
            "" => String::new(),
            code => kept::label(declared.category_name(), code).1,
        };
        let path: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
        if closed {
            // Nothing that leads further than the id.
            return Row {
                child,
                href: String::new(),
                closed,
                worker: String::new(),
                team: String::new(),
                event: String::new(),
                due: String::new(),
                done: String::new(),
                late: String::new(),
                state: "",
                category: String::new(),
                note: String::new(),
            };
        }
        let worker = workers.get(&row.worker_id).unwrap_or(&row.worker_id).clone();
        let made = Row {
            child,
            href: if id.is_empty() { String::new() } else { format!("/children/{}", path.replace('+', "%20")) },
            closed,
            worker: if worker.is_empty() { "none recorded".to_owned() } else { worker },
            team: known::team_name(reading, &row.team_id),
            event: day(row.event_date.or(row.counts_on)),
            due: day(row.due),
            done: day(row.done),
            late: late.unwrap_or_default(),
            state: in_words(row.state),
            category,
            note: row.note.clone(),
        };
        shows.due |= row.due.is_some();
        shows.done |= row.done.is_some();
        shows.late |= !made.late.is_empty();
        shows.category |= !made.category.is_empty();
        shows.note |= !made.note.is_empty();
        made
    };
    let rows = counted.iter().map(&mut row).collect();
    (rows, shows)
}

/// The rows as a file, with what is known of a closed record taken out.
fn file(
    reading: &Reading,
    declared: &Indicator,
    period: &Period,
    shown: &Shown,
    format: Format,
) -> Result<Response, Problem> {
    let mut sheet = lists::children(&shown.rows);
    let closed = |row: &Counted| shown.closed.contains(&row.person_id);
    for (cells, row) in sheet.rows.iter_mut().zip(&shown.rows).filter(|(_, row)| closed(row)) {
        for (cell, (column, _)) in cells.iter_mut().zip(&sheet.columns) {
            match column.as_str() {
                "person_id" => cell.clone_from(&row.person_id),
                "note" => "restricted".clone_into(cell),
                _ => cell.clear(),
            }
        }
    }
    // Of these not even the person id is told.
    for _ in 0..shown.unnamed {
        let cell = |(column, _): &(String, _)| if column == "note" { "restricted" } else { "" };
        let cells: Vec<&str> = sheet.columns.iter().map(cell).collect();
        sheet.push(cells);
    }
    let what = format!("Children behind: {}, {}", declared.title, when(period));
    let about = files::about(reading, &what, files::CHILDREN);
    files::download(format, &format!("{} {period} children", declared.id), &sheet, &about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_closed_records_are_counted_apart() {
        let counts = BTreeMap::from([(State::Met, 412), (State::Missed, 64)]);
        assert_eq!(by_state(&counts, 0), "412 met and 64 missed");
        let told = "412 met, 64 missed and 3 of restricted records, whose state is not told";
        assert_eq!(by_state(&counts, 3), told);
        assert_eq!(by_state(&BTreeMap::new(), 1), "1 of a restricted record, whose state is not told");
    }

    #[test]
    fn what_lies_outside_the_scope_is_said_by_its_number_alone() {
        assert_eq!(in_scope(5, 5), "5 rows in all.");
        assert_eq!(in_scope(1, 1200), "Of 1,200 in all, 1 is in your scope.");
    }
}
