//! What a number was when it first was final, beside what it is now.

use crate::components::Choice;
use crate::pages::indicators::known;
use crate::pages::indicators::provisional;
use crate::pages::indicators::rows::Figure;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::shell::{Link, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use council::paper::kept;
use council::revised;
use measure::{Indicator, Kind, Number, Request, Slice};
use report::performance::single;
use report::words::{self, Unit};
use standard::period::{Month, PeriodKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a page says of when a number first was final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum First {
    /// Nothing: it is not for this reader, or not of this kind of number.
    NotShown,
    /// Only the whole council's numbers are compared.
    WholeOnly,
    /// The number is not final yet.
    NotFinal,
    /// It is final with the newest delivery.
    Now,
    /// It was final before and is the same.
    Same {
        /// The day that the delivery describes which first made it final.
        as_at: String,
    },
    /// It was final before, and was another.
    Was {
        /// What it was.
        then: String,
        /// The day that the delivery describes which first made it final.
        as_at: String,
    },
}

/// A month of the table.
struct Line {
    month: String,
    as_at: String,
    then: Figure,
    now: Figure,
    difference: String,
}

#[derive(Template)]
#[template(path = "indicator/first_published.html")]
struct Page {
    shell: Shell,
    title: String,
    lines: Vec<Line>,
    months: Vec<Choice>,
    action: String,
}

/// What an indicator's months were first, for all indicators: worked out behind the pages after a reading.
struct All(BTreeMap<String, Vec<(Number, revised::First)>>);

/// Works out for every indicator what its months were first, once for a reading: earlier deliveries have to be read
/// and measured again, which takes seconds. Pages that ask meanwhile wait for it.
pub(crate) fn work_out_all(reading: &Reading) {
    all(reading);
}

fn all(reading: &Reading) -> Arc<Result<All, Problem>> {
    reading.once("first of all", || {
        let (from, to) = reading.months();
        let catalogue = reading.engine().catalogue();
        let ids: Vec<&str> = catalogue.indicators().filter(|i| i.kind != Kind::Shares).map(|i| i.id.as_str()).collect();
        let mut all: BTreeMap<String, Vec<(Number, revised::First)>> = BTreeMap::new();
        for (number, first) in worked_out(reading, &ids, from, to)? {
            all.entry(number.indicator.clone()).or_default().push((number, first));
        }
        Ok(All(all))
    })
}

/// The months of an indicator, each with what it was first. Worked out once for a generation of deliveries.
async fn compared(
    reading: &Arc<Reading>,
    declared: &Indicator,
    from: Month,
    to: Month,
) -> Result<Vec<(Number, revised::First)>, Problem> {
    let (reading, id) = (Arc::clone(reading), declared.id.clone());
    tokio::task::spawn_blocking(move || {
        if reading.looks_back() {
            return match all(&reading).as_ref() {
                Ok(All(all)) => Ok(all.get(&id).map_or_else(Vec::new, |series| {
                    series.iter().filter(|(now, _)| (from..=to).contains(&now.period.last)).cloned().collect()
                })),
                Err(problem) => Err(problem.clone()),
            };
        }
        let made = reading.once(&format!("first {id} {from} {to}"), || worked_out(&reading, &[&id], from, to));
        match made.as_ref() {
            Ok(compared) => Ok(compared.clone()),
            Err(problem) => Err(problem.clone()),
        }
    })
    .await
    .map_err(Problem::fault)?
}

fn worked_out(
    reading: &Reading,
    ids: &[&str],
    from: Month,
    to: Month,
) -> Result<Vec<(Number, revised::First)>, Problem> {
    let mut numbers = Vec::new();
    for id in ids {
        let series = reading.workings().series(id, PeriodKind::Month, &[])?;
        numbers.extend(series.iter().filter(|number| (from..=to).contains(&number.period.last)).cloned());
    }
    let indicators = ids.iter().map(|id| (*id).to_owned()).collect();
    let request = Request { indicators, from, to, periods: vec![PeriodKind::Month], by: Vec::new() };
    let first = revised::first(reading.measuring(), &numbers, &request).map_err(Problem::fault)?;
    Ok(numbers.into_iter().zip(first).collect())
}

/// What the page of one indicator says of its month.
pub async fn of_month(
    reading: &Arc<Reading>,
    declared: &Indicator,
    month: Month,
    slice: &Slice,
) -> Result<First, Problem> {
    if declared.kind == Kind::Shares {
        return Ok(First::NotShown);
    }
    if !slice.is_whole() {
        return Ok(First::WholeOnly);
    }
    let compared = compared(reading, declared, month, month).await?;
    let Some((now, first)) = compared.first() else { return Ok(First::NotFinal) };
    Ok(match first {
        revised::First::NotFinal => First::NotFinal,
        revised::First::Now => First::Now,
        revised::First::Then { as_at, number } => match number {
            Some(then) if !revised::differs(now, then) => First::Same { as_at: words::date(*as_at) },
            then => {
                First::Was { then: shown(reading, declared, then.as_ref()).in_a_line(), as_at: words::date(*as_at) }
            }
        },
    })
}

fn shown(reading: &Reading, declared: &Indicator, number: Option<&Number>) -> Figure {
    let Some(number) = number else { return Figure { text: "none".to_owned(), beneath: Vec::new() } };
    let measurement = kept::measurement(reading.measuring(), number);
    let decimals = u8::try_from(declared.decimals).unwrap_or(6);
    let unit = Unit::of(&declared.unit);
    let beneath = vec![single::of(&measurement, &unit, &declared.counts)];
    Figure {
        text: single::value(&measurement, &unit, decimals),
        beneath: beneath.into_iter().filter(|line| !line.is_empty()).collect(),
    }
}

/// The page of all months.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let month = known::month(&reading, &visit.filters)?;
    let declared = reading.engine().catalogue().named(&id)?.clone();
    if declared.kind == Kind::Shares {
        return Err(Problem::NotFound);
    }
    let compared = compared(&reading, &declared, month.plus(-known::BEFORE), month).await?;
    let lines = compared.iter().rev().map(|(now, first)| line(&reading, &declared, now, first)).collect();
    let action = format!("/indicators/{}/first-published", declared.id);
    let mut shell = visit.shell(&format!("{}: as first published", declared.title));
    shell.breadcrumbs = vec![
        Link::new("Indicators", visit.filters.carried("/indicators")),
        Link::new(declared.title.clone(), visit.filters.carried(&format!("/indicators/{}", declared.id))),
    ];
    shell.notices.extend(provisional(&known::head(&reading, month)));
    let months = Choice::list(known::months(&reading), &month.to_string());
    visit.page(&Page { title: declared.title, lines, months, action, shell })
}

fn line(reading: &Reading, declared: &Indicator, now: &Number, first: &revised::First) -> Line {
    let (as_at, then, difference) = match first {
        revised::First::NotFinal => ("not final yet".to_owned(), Figure::default(), String::new()),
        revised::First::Now => {
            let newest = words::date(reading.engine().inputs().data_date);
            (newest, shown(reading, declared, Some(now)), "first final with the newest delivery".to_owned())
        }
        revised::First::Then { as_at, number } => {
            let difference = match number {
                Some(then) if !revised::differs(now, then) => "unchanged".to_owned(),
                Some(then) => difference(reading, declared, now, then),
                None => "there was no figure".to_owned(),
            };
            (words::date(*as_at), shown(reading, declared, number.as_ref()), difference)
        }
    };
    Line { month: words::month(now.period.last), as_at, then, now: shown(reading, declared, Some(now)), difference }
}

/// How the number of now is against what it was, in words.
fn difference(reading: &Reading, declared: &Indicator, now: &Number, then: &Number) -> String {
    let value = |number: &Number| kept::measurement(reading.measuring(), number).value;
    let decimals = u8::try_from(declared.decimals).unwrap_or(6);
    match value(now).zip(value(then)) {
        Some((now, then)) => match Unit::of(&declared.unit).against(now, then, decimals) {
            same if same == "the same as" => "the same when rounded; what it counts has changed".to_owned(),
            against => format!("now {}", against.trim_end_matches(" than")),
        },
        None => "changed".to_owned(),
    }
}
