//! What changed in a number between two deliveries, and why.

use super::findings::dated;
use super::navigation;
use super::numbers::Numbers;
use crate::access::Permission;
use crate::ask::How;
use crate::components::{Address, Choice, Download, Pages};
use crate::pages::indicator::when;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use council::changes::{Changes, How as Changed};
use council::paper::kept;
use jiff::civil::Date;
use measure::{Engine, Indicator, Number};
use report::performance::single;
use report::words::{self, Unit};
use standard::period::{Month, Period, PeriodKind};
use std::collections::BTreeSet;
use store::Delivery;

/// Rows on one page.
const PER_PAGE: usize = 100;
/// Months that can be chosen.
const MONTHS: i32 = 36;

/// The routes.
pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Permission::SeeData);
    vec![
        Route::page("changes", "/data/changes", see, "What changed, and why", get(page))
            .under(Section::Data)
            .about_children(),
        Route::page("changes-csv", "/data/changes.csv", see, "What changed, as CSV", get(csv))
            .under(Section::Data)
            .about_children(),
    ]
}

/// What is asked: all of it, or the page only has its form.
pub(super) struct Question {
    pub indicator: String,
    pub period: Period,
}

/// The indicator and period in the address, if both are there.
pub(super) fn question(visit: &Visit, engine: &Engine) -> Result<Option<Question>, Vec<Mistake>> {
    let chosen = visit.filters.get("indicator").filter(|id| !id.is_empty());
    let (Some(indicator), Some(month)) = (chosen, visit.filters.month()) else { return Ok(None) };
    let indicator = match engine.catalogue().named(indicator) {
        Ok(indicator) => indicator.id.clone(),
        Err(_) => return Err(vec![Mistake::new("indicator", "Choose an indicator from the list")]),
    };
    let period = period(visit, month).map_err(|mistake| vec![mistake])?;
    Ok(Some(Question { indicator, period }))
}

/// The period of the address that ends with a month.
fn period(visit: &Visit, month: Month) -> Result<Period, Mistake> {
    let none = || Mistake::new("month", "No such period ends in this month: choose another month or period");
    visit.filters.period().ending(month).ok_or_else(none)
}

/// The indicators that can be chosen, by title.
pub(super) fn indicators(engine: &Engine, none: &str, chosen: &str) -> Vec<Choice> {
    let mut all: Vec<(String, String)> =
        engine.catalogue().indicators().map(|indicator| (indicator.id.clone(), indicator.title.clone())).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    Choice::list(std::iter::once((String::new(), none.to_owned())).chain(all), chosen)
}

/// The months that can be chosen, the newest first.
pub(super) fn months(engine: &Engine, chosen: Option<Month>) -> Vec<Choice> {
    let last = Month::of(engine.inputs().data_date);
    let months = (0..MONTHS).map(|back| last.plus(-back)).map(|month| (month.to_string(), words::month(month)));
    Choice::list(months, &chosen.unwrap_or(last).to_string())
}

/// The kinds of period that can be chosen.
pub(super) fn periods(chosen: PeriodKind) -> Vec<Choice> {
    let named = |(_, word): (PeriodKind, &str)| (word.to_owned(), words::sentence(&word.replace('-', " ")));
    Choice::list(PeriodKind::ALL.map(named), chosen.word())
}

/// The days that deliveries of children’s data describe, the newest first.
fn days(deliveries: &[Delivery]) -> Vec<Date> {
    let days: BTreeSet<Date> = deliveries
        .iter()
        .filter(|delivery| {
            !delivery.is_reference() && delivery.tables.keys().any(|name| delivery.stands(name, deliveries))
        })
        .map(|delivery| delivery.data_date)
        .collect();
    days.into_iter().rev().collect()
}

#[derive(Template)]
#[template(path = "data/changes.html")]
struct Page {
    shell: Shell,
    enough: bool,
    indicators: Vec<Choice>,
    months: Vec<Choice>,
    periods: Vec<Choice>,
    before: Vec<Choice>,
    after: Vec<Choice>,
    told: Option<Told>,
    /// The numbers that changed, where no one indicator is asked about.
    numbers: Option<Numbers>,
}

/// What came of it.
struct Told {
    sentence: String,
    counts: String,
    rows: Vec<Row>,
    pages: Pages,
    downloads: Vec<Download>,
}

struct Row {
    how: &'static str,
    colour: &'static str,
    person: String,
    child: String,
    unit: String,
    before: String,
    after: String,
    why: String,
}

/// Both days, if the address has two that differ.
fn between(visit: &Visit, days: &[Date]) -> Result<(Date, Date), Mistake> {
    let day = |name: &str| {
        visit.filters.get(name).and_then(|text| text.parse::<Date>().ok()).filter(|day| days.contains(day))
    };
    let before = day("before").or_else(|| days.get(1).copied());
    let after = day("after").or_else(|| days.first().copied());
    match (before, after) {
        (Some(before), Some(after)) if before < after => Ok((before, after)),
        _ => Err(Mistake::new("before", "The first delivery must be older than the second")),
    }
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let engine = reading.engine();
    let days = days(&reading.measuring().store.deliveries()?);
    let mut shell = visit.shell("What changed, and why");
    shell.sub_navigation = navigation(&visit, "/data/changes");
    let (mut told, mut numbers) = (None, None);
    match (question(&visit, engine), between(&visit, &days)) {
        (Ok(None), Ok(days)) => {
            if let Some(month) = visit.filters.month() {
                match period(&visit, month) {
                    Ok(period) => numbers = Some(Numbers::of(&visit, &reading, &period, days).await?),
                    Err(mistake) => shell.errors.push(mistake),
                }
            }
        }
        (Err(mistakes), _) => shell.errors = mistakes,
        (Ok(Some(_)), Err(mistake)) if days.len() > 1 => shell.errors.push(mistake),
        (Ok(Some(question)), Ok((before, after))) if visit.filters.get("before").is_some() => {
            let Question { indicator, period } = question;
            let (changes, closed) = visit.ask()?.changes(&indicator, &period, before, after, How::Read).await?;
            told = Some(tell(&visit, &reading, &indicator, &period, (before, after), changes, closed));
        }
        _ => {}
    }
    let choices = |chosen: Option<Date>| {
        let chosen = chosen.map(|day| day.to_string()).unwrap_or_default();
        Choice::list(days.iter().map(|day| (day.to_string(), words::date(*day))), &chosen)
    };
    let asked = |name: &str, or: usize| {
        visit.filters.get(name).and_then(|text| text.parse().ok()).or_else(|| days.get(or).copied())
    };
    visit.page(&Page {
        enough: days.len() > 1,
        indicators: indicators(engine, "All numbers", visit.filters.get("indicator").unwrap_or_default()),
        months: months(engine, visit.filters.month()),
        periods: periods(visit.filters.period()),
        before: choices(asked("before", 1)),
        after: choices(asked("after", 0)),
        told,
        numbers,
        shell,
    })
}

/// A number as it was known, in words.
pub(super) fn value(reading: &Reading, declared: &Indicator, number: Option<&Number>) -> String {
    let Some(number) = number else { return "no number".to_owned() };
    let measurement = kept::measurement(reading.measuring(), number);
    let decimals = u8::try_from(declared.decimals).unwrap_or(6);
    let value = single::value(&measurement, &Unit::of(&declared.unit), decimals);
    match number.status {
        measure::Status::Complete => value,
        status if !status.has_number() => status.word().to_owned(),
        status => format!("{value} ({})", status.word()),
    }
}

/// How much is of restricted records and left out, in a sentence with a space before it; empty for nothing.
pub(super) fn left_out(closed: usize) -> String {
    match closed {
        0 => String::new(),
        1 => " 1 more, of a restricted record, is left out.".to_owned(),
        some => format!(" {} more, of restricted records, are left out.", crate::pages::due::plain(some)),
    }
}

fn tell(
    visit: &Visit,
    reading: &Reading,
    indicator: &str,
    period: &Period,
    (before, after): (Date, Date),
    changes: Changes,
    closed: usize,
) -> Told {
    let address = Address::new("/data/changes", visit.filters.pairs().to_vec());
    let pages = Pages::new(&address, changes.rows.len(), PER_PAGE);
    let declared = reading.engine().catalogue().find(indicator);
    let title = declared.map_or(indicator, |indicator| indicator.title.as_str());
    let known = |number| declared.map(|declared| value(reading, declared, number)).unwrap_or_default();
    let rows = changes.rows[pages.range()].iter().map(|change| Row {
        how: change.how.word(),
        colour: match change.how {
            Changed::Gained => "green",
            Changed::Lost => "red",
            Changed::Changed => "blue",
        },
        person: change.person_id.clone(),
        child: crate::pages::due::child_href(&change.person_id),
        unit: dated(&change.unit_id),
        before: words::sentence(&change.before),
        after: words::sentence(&change.after),
        why: words::sentence(&change.why),
    });
    let counted = |how| changes.count(how);
    Told {
        sentence: format!(
            "{title}, {}: {} as known on {}, {} as known on {}.",
            when(period),
            known(changes.before.as_ref()),
            words::date(before),
            known(changes.after.as_ref()),
            words::date(after)
        ),
        counts: format!(
            "{} gained, {} lost, {} changed.{}",
            counted(Changed::Gained),
            counted(Changed::Lost),
            counted(Changed::Changed),
            left_out(closed)
        ),
        rows: rows.collect(),
        pages,
        downloads: vec![Download {
            label: "CSV".to_owned(),
            href: visit.filters.link("/data/changes.csv", &[("page", "")]),
            about: "all rows; the download is recorded".to_owned(),
        }],
    }
}

async fn csv(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let days = days(&reading.measuring().store.deliveries()?);
    let question = question(&visit, reading.engine()).ok().flatten().ok_or(Problem::NotFound)?;
    let (before, after) = between(&visit, &days).map_err(|mistake| Problem::wrong(mistake.text))?;
    let (changes, _) = visit.ask()?.changes(&question.indicator, &question.period, before, after, How::Export).await?;
    crate::download::csv(&council::lists::changes(&changes), "changes")
}
