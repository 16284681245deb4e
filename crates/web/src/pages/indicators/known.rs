//! What the pages of numbers know at one month: every indicator as the paper of that month has it, of the whole council
//! or of one service or team. Those who may only see what the public may get the indicators of the board's paper, with
//! all that is hidden in its public edition taken out before anything is chosen or worded.

use crate::access::Permission;
use crate::filters::Filters;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::visit::Visit;
use council::paper::{self, kept};
use measure::{Catalogue, Kind, Number, Slice};
use report::paper::Audience;
use report::performance::PerformanceInput;
use report::performance::input::{Indicator, Part, Shares};
use report::words;
use standard::period::{Month, Period, PeriodKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many months a page shows before its own, as papers do.
pub const BEFORE: i32 = 24;

/// Names of teams by id, and the services, for choosing among them.
pub struct Teams {
    /// Id and name of every team that has work, in the order of their names.
    pub teams: Vec<(String, String)>,
    /// The services.
    pub services: Vec<String>,
    names: BTreeMap<String, String>,
}

/// The teams of a reading.
pub fn teams(reading: &Reading) -> Arc<Teams> {
    reading.once("teams", || {
        let all = reading.workings().teams();
        let mut teams: Vec<(String, String)> =
            all.iter().filter(|team| team.now == team.id).map(|team| (team.id.clone(), team.name.clone())).collect();
        teams.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        let names = all.iter().map(|team| (team.id.clone(), team.name.clone())).collect();
        Teams { teams, services: reading.workings().services(), names }
    })
}

/// A part of the council in words, for headings; empty for the whole.
pub fn slice_words(reading: &Reading, slice: &Slice) -> String {
    match (&slice.service, &slice.team) {
        (_, Some(team)) => team_name(reading, team),
        (Some(service), None) => service.clone(),
        (None, None) => String::new(),
    }
}

/// What a team is called.
pub fn team_name(reading: &Reading, id: &str) -> String {
    match id {
        "" => "No team recorded".to_owned(),
        id => teams(reading).names.get(id).cloned().unwrap_or_else(|| id.to_owned()),
    }
}

/// All indicators at one month.
pub struct Known {
    /// What holds for all of them: authority, region, whether the month is final.
    pub head: PerformanceInput,
    /// The period that the indicators are of.
    pub period: Period,
    /// The indicators by id. Of those in categories only what they are is known here.
    pub indicators: BTreeMap<String, Indicator>,
    /// Those in categories, of the month; for the public, of the shortest period that the paper has.
    pub shares: BTreeMap<String, Part<Shares>>,
    /// Whether what the public may not see was taken out.
    pub public: bool,
}

/// The month that a page shows: the one that the address names, or the newest.
///
/// # Errors
/// A month that pages don't show, with those that they do.
pub fn month(reading: &Reading, filters: &Filters) -> Result<Month, Problem> {
    let (first, last) = reading.months();
    match (filters.get("month"), filters.month()) {
        (None, _) => Ok(last),
        (Some(_), Some(month)) if first <= month && month <= last => Ok(month),
        (Some(_), _) => Err(Problem::wrong(format!(
            "Choose a month from {} to {}. The address names another.",
            words::month(first),
            words::month(last)
        ))),
    }
}

/// The months that a page can show, newest first, with their words.
pub fn months(reading: &Reading) -> Vec<(String, String)> {
    let (first, last) = reading.months();
    let mut months: Vec<_> = first.to(last).map(|month| (month.to_string(), words::month(month))).collect();
    months.reverse();
    months
}

/// What holds for all numbers of a month.
pub fn head(reading: &Reading, month: Month) -> Arc<PerformanceInput> {
    reading.once(&format!("head of {month}"), || kept::head(reading.measuring(), month))
}

/// The period that a page shows: of the kind and up to the month that the address names. Of quarters it is the last that
/// had ended by then, so the month that it ends with can be an earlier one.
///
/// # Errors
/// As [`month`].
pub fn period(reading: &Reading, filters: &Filters) -> Result<Period, Problem> {
    Ok(filters.period_to(month(reading, filters)?))
}

/// All indicators as the visitor may see them, at the period and of the part of the council that the address names.
///
/// # Errors
/// A month that pages don't show, or what the public may see can't be worked out.
pub async fn known(visit: &Visit, reading: &Arc<Reading>) -> Result<Arc<Known>, Problem> {
    if visit.may(Permission::SeeNumbers) {
        return internal(reading, &period(reading, &visit.filters)?, &visit.filters.slice());
    }
    public(reading).await
}

/// All indicators at a period, nothing hidden. The verdict is always on single months.
///
/// # Errors
/// A period that is not kept.
pub fn internal(reading: &Reading, period: &Period, slice: &Slice) -> Result<Arc<Known>, Problem> {
    let key = format!("known {} {period} {slice:?}", period.kind.word());
    let made = reading.once(&key, || made(reading, period, slice));
    match made.as_ref() {
        Ok(known) => Ok(Arc::clone(known)),
        Err(problem) => Err(problem.clone()),
    }
}

fn made(reading: &Reading, period: &Period, slice: &Slice) -> Result<Arc<Known>, Problem> {
    let (mut indicators, mut shares) = (BTreeMap::new(), BTreeMap::new());
    for declared in reading.engine().catalogue().indicators() {
        if declared.kind == Kind::Shares {
            let numbers = series(reading, &declared.id, period.kind, slice, period.last)?;
            shares.insert(declared.id.clone(), kept::shares(reading.measuring(), period, &declared.id, numbers));
        }
        indicators.extend(indicator(reading, &declared.id, period, slice)?.map(|made| (declared.id.clone(), made)));
    }
    let head = PerformanceInput::clone(&head(reading, period.last));
    Ok(Arc::new(Known { head, period: *period, indicators, shares, public: false }))
}

/// One indicator at a period, nothing hidden; `None` for one that the catalogue does not have.
///
/// # Errors
/// A period that is not kept.
pub fn indicator(reading: &Reading, id: &str, period: &Period, slice: &Slice) -> Result<Option<Indicator>, Problem> {
    let (measuring, month) = (reading.measuring(), period.last);
    let mut numbers = series(reading, id, PeriodKind::Month, slice, month)?;
    numbers.extend(series(reading, id, PeriodKind::SixMonths, slice, month)?);
    let mut made = kept::indicator(measuring, month, id, numbers);
    if let Some(made) = made.as_mut().filter(|_| period.kind != PeriodKind::Month) {
        longer(reading, made, period, slice)?;
    }
    Ok(made)
}

/// Puts the numbers of a longer kind of period in the place of the months'. Periods that share months are no separate
/// points, so there are no limits of chance around them.
fn longer(reading: &Reading, indicator: &mut Indicator, period: &Period, slice: &Slice) -> Result<(), Problem> {
    let numbers = series(reading, &indicator.id, period.kind, slice, period.last)?;
    let whole = numbers.iter().filter(|number| number.breakdown.is_empty());
    indicator.history = whole
        .map(|number| (number.period.last, kept::measurement(reading.measuring(), number)))
        .skip_while(|(_, measurement)| measurement.value.is_none())
        .collect();
    let own = numbers.iter().find(|number| number.period == *period && number.breakdown.is_empty());
    indicator.current = own.map(|number| kept::measurement(reading.measuring(), number)).unwrap_or_default();
    indicator.control = None;
    Ok(())
}

/// The numbers of an indicator for the periods of a kind that end in the months up to `month`, without the breakdown
/// that `slice` is; categories of shares keep theirs.
pub fn series(
    reading: &Reading,
    id: &str,
    kind: PeriodKind,
    slice: &Slice,
    month: Month,
) -> Result<Vec<Number>, Problem> {
    let values = slice.values();
    let series = reading.workings().series(id, kind, &values)?;
    let shown = month.plus(-BEFORE)..=month;
    let mut numbers: Vec<Number> =
        series.iter().filter(|number| shown.contains(&number.period.last)).cloned().collect();
    for number in &mut numbers {
        number.breakdown.retain(|(name, _)| !values.iter().any(|(dimension, _)| dimension.word() == name));
    }
    Ok(numbers)
}

/// What the public may see, kept apart from the many views of those who see everything.
struct Public(Result<Arc<Known>, Problem>);

/// What the public may see: the facts of the public edition of the board's paper of the newest month, the very same that
/// the paper is written from. More than its indicators can't be shown beside it: what is hidden in the paper protects
/// its own figures, and another choice of figures would need another choice of what to hide, so that the two together
/// could give away what each hides alone.
///
/// # Errors
/// The template can't be read, or the figures can't be made safe to publish.
async fn public(reading: &Arc<Reading>) -> Result<Arc<Known>, Problem> {
    let reading = Arc::clone(reading);
    // Deciding what to hide takes some seconds the first time, and other pages go on meanwhile.
    tokio::task::spawn_blocking(move || match &kept_public(&reading).0 {
        Ok(known) => Ok(Arc::clone(known)),
        Err(problem) => Err(problem.clone()),
    })
    .await
    .map_err(Problem::fault)?
}

fn kept_public(reading: &Reading) -> Arc<Public> {
    reading.once("known by the public", || Public(public_facts(reading)))
}

/// Works out what the public may see before anybody asks.
pub(crate) fn work_out_public(reading: &Reading) {
    kept_public(reading);
}

fn public_facts(reading: &Reading) -> Result<Arc<Known>, Problem> {
    let measuring = reading.measuring();
    let files = paper::files(measuring.store.folder(), None).map_err(Problem::fault)?;
    let template = paper::template(&files).map_err(Problem::fault)?;
    let (_, month) = reading.months();
    let facts = paper::facts(measuring, &template, &files, month, Audience::Public).map_err(Problem::fault)?;
    let mut shares = BTreeMap::new();
    for ((id, _), part) in facts.shares {
        // Of the month, or of the shortest period that the paper has, which comes first.
        shares.entry(id).or_insert(part);
    }
    let period = Period { kind: PeriodKind::Month, first: month, last: month };
    Ok(Arc::new(Known { head: facts.base, period, indicators: facts.indicators, shares, public: true }))
}

/// The areas of the catalogue that have an indicator, in its order.
pub fn areas(catalogue: &Catalogue) -> Vec<String> {
    /// Areas in the order in which a child meets them; others follow by name.
    const ORDER: [&str; 13] = [
        "Front door",
        "Early help",
        "Assessment",
        "Case status",
        "Child in need",
        "Child protection",
        "Children in care",
        "Health",
        "Missing",
        "Permanence",
        "Court",
        "Care leavers",
        "Workforce",
    ];
    let mut areas: Vec<String> = catalogue.indicators().map(|indicator| indicator.area.clone()).collect();
    let place = |area: &str| ORDER.iter().position(|known| *known == area).unwrap_or(ORDER.len());
    areas.sort_by(|a, b| (place(a), a).cmp(&(place(b), b)));
    areas.dedup();
    areas
}
