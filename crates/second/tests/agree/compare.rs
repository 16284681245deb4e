//! Both answers, side by side.

use crate::engine::{engine, months, numbers};
use measure::{Number, State, Status};
use second::indicators::{CORE, ONE, year_before};
use second::{Answer, Case, World, facts};
use standard::period::{Period, PeriodKind};
use std::collections::BTreeMap;

/// The indicators whose working is compared row by row.
const CLOCKS: [&str; 4] = ["cp-visits-on-time", "cic-visits-on-time", "cp-reviews-on-time", "cic-reviews-on-time"];

/// Those whose rows are persons, each with a team on the day.
const BY_TEAM: [&str; 6] =
    ["cp-visits-on-time", "cic-visits-on-time", "cp-reviews-on-time", "contacts", "referrals", "assessments-on-time"];

/// How many numbers were compared, and by indicator the first difference.
pub fn all(case: &Case) -> (u64, BTreeMap<String, String>) {
    of(case, CORE)
}

/// The same for some indicators.
pub fn of(case: &Case, indicators: &[&str]) -> (u64, BTreeMap<String, String>) {
    let world = World::new(case.clone());
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    let numbers = numbers(case, indicators);
    let mut compared = 0;
    for id in indicators {
        let mut by_period: BTreeMap<(PeriodKind, Period), Vec<&Number>> = BTreeMap::new();
        for number in numbers.iter().filter(|n| n.indicator == *id) {
            by_period.entry((number.period.kind, number.period)).or_default().push(number);
        }
        if by_period.is_empty() {
            out.insert((*id).to_owned(), "the engine has no number".to_owned());
        }
        for ((_, period), numbers) in by_period.iter().rev() {
            compared += 1;
            if let Err(what) = one(&world, id, period, numbers) {
                out.entry((*id).to_owned()).or_insert(format!("{period}: {what}"));
            }
        }
        if CLOCKS.contains(id)
            && let Err(what) = working(&world, id)
        {
            out.entry((*id).to_owned()).or_insert(what);
        }
    }
    (compared, out)
}

/// One indicator in one period: the whole, the shares, the teams.
fn one(world: &World, id: &str, period: &Period, numbers: &[&Number]) -> Result<(), String> {
    let answer = world.answer(id, period.start(), period.end());
    let whole = numbers.iter().find(|n| n.breakdown.is_empty());
    status(world, id, period, whole.or(numbers.first()).ok_or("no number")?, answer.as_ref())?;
    let Some(answer) = answer else { return Ok(()) };
    if numbers.iter().any(|n| !n.status.has_number() && n.status != Status::NotApplicable) {
        return Ok(());
    }
    if !answer.shares.is_empty() {
        let theirs: BTreeMap<String, i64> = numbers
            .iter()
            .filter(|n| n.breakdown.len() == 1 && n.breakdown[0].0 != "team")
            .filter_map(|n| Some((n.breakdown[0].1.clone(), n.numerator?.0)).filter(|(_, n)| *n != 0))
            .collect();
        return same("shares", &theirs, &answer.shares);
    }
    if let Some(whole) = whole {
        let theirs = (whole.numerator.unwrap_or_default().0, whole.denominator.unwrap_or_default().0);
        let mut ours = (answer.numerator, answer.denominator);
        if id == "contacts-per-week" {
            // The number of weeks is a fraction; the value says the same.
            let value = answer.numerator as f64 / answer.denominator as f64;
            let close = whole.value.is_some_and(|theirs| (theirs.as_f64() - value).abs() < 0.001);
            if !close {
                return Err(format!("engine {:?}, second {value}", whole.value));
            }
            return a_year_before(world, period, numbers, answer.numerator);
        }
        if whole.denominator.is_none() {
            ours.1 = 0;
        }
        same("numerator and denominator", &theirs, &ours)?;
    }
    if BY_TEAM.contains(&id) {
        return teams(world, numbers, &answer);
    }
    Ok(())
}

/// The same days a year before, and the change, beside a year to date.
fn a_year_before(world: &World, period: &Period, numbers: &[&Number], now: i64) -> Result<(), String> {
    let (from, to) = year_before(period.start(), world.as_at(period.end()));
    let before = world.answer("contacts", from, to).map_or(0, |answer| answer.numerator);
    let named = |name: &str| numbers.iter().find(|n| n.breakdown.first().is_some_and(|b| b.0 == name));
    if let Some(number) = named("previous-year").filter(|n| n.status.has_number()) {
        same("previous year", &number.numerator.unwrap_or_default().0, &before)?;
    }
    if let Some(number) = named("change").filter(|n| n.status.has_number()) {
        let theirs = (number.numerator.unwrap_or_default().0, number.denominator.unwrap_or_default().0);
        same("change", &theirs, &(now - before, before))?;
    }
    let to_date = period.kind == PeriodKind::CalendarYearToDate;
    same("a previous year is there", &named("previous-year").is_some(), &to_date)
}

/// What is counted by the team of the person on the day.
fn teams(world: &World, numbers: &[&Number], answer: &Answer) -> Result<(), String> {
    let mut ours: BTreeMap<String, i64> = BTreeMap::new();
    for one in &answer.counted {
        let team = facts::worker_and_team(&world.known, &one.person, one.counts_on).1.unwrap_or_default();
        *ours.entry(team).or_default() += ONE;
    }
    let mut theirs: BTreeMap<String, i64> = BTreeMap::new();
    for number in numbers.iter().filter(|n| n.breakdown.len() == 1 && n.breakdown[0].0 == "team") {
        let count = number.denominator.or(number.numerator).unwrap_or_default().0;
        if count != 0 {
            theirs.insert(number.breakdown[0].1.clone(), count);
        }
    }
    same("teams", &theirs, &ours)
}

/// The status, where everything is covered for long and so the definitions alone decide it.
fn status(world: &World, id: &str, period: &Period, number: &Number, answer: Option<&Answer>) -> Result<(), String> {
    let case = &world.case;
    let d = case.data_date;
    let long = case.coverage.values().all(|all| all.len() == 1 && all[0].from == second::days::day("2015-01-01"));
    let workforce = ["fte", "vacancy-rate", "turnover-rate", "agency-rate"].iter().any(|end| id.ends_with(end));
    let expected = if workforce && !case.has("workforce_workers") {
        Status::NotComputable
    } else if period.start() > d {
        // A snapshot of a later day is not known either.
        Status::NotCovered
    } else if !long
        || id == "caseload"
        || (answer.is_none_or(|a| a.denominator == 0) && number.status == Status::NotApplicable)
    {
        return Ok(());
    } else if d < period.end()
        || (id == "cp-plans-repeat" && !case.has("earlier_plans"))
        || (id == "case-status" && period.end() < d)
    {
        Status::Partial
    } else if d < second::days::working_days_after(period.end(), 10) {
        Status::Provisional
    } else {
        Status::Complete
    };
    if number.status == expected {
        Ok(())
    } else {
        Err(format!("status: engine {} ({}), expected {expected}", number.status, number.reason))
    }
}

/// The things counted over the twelve months to the data date, one by one.
fn working(world: &World, id: &str) -> Result<(), String> {
    let last = months(&world.case).1.plus(-1);
    let period = PeriodKind::TwelveMonths.ending(last).expect("twelve months end with every month");
    let Ok(rows) = engine(&world.case).children(id, &period) else { return Ok(()) };
    let text = |date: Option<standard::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let mut theirs: Vec<String> = rows
        .iter()
        .filter(|row| matches!(row.state, State::Met | State::Missed))
        .map(|row| {
            let state = if row.state == State::Met { "met" } else { "missed" };
            format!("{} due {} counts on {} {state}", row.person_id, text(row.due), text(row.counts_on))
        })
        .collect();
    let answer = world.answer(id, period.start(), period.end()).unwrap_or_default();
    let mut ours: Vec<String> = answer
        .counted
        .iter()
        .map(|one| {
            let person = one.person.clone().unwrap_or_default();
            format!("{person} due {} counts on {} {}", text(one.due), one.counts_on, one.state)
        })
        .collect();
    theirs.sort();
    ours.sort();
    let only = |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).cloned().collect::<Vec<_>>();
    if theirs == ours {
        return Ok(());
    }
    Err(format!("working: only the engine {:?}; only the second {:?}", only(&theirs, &ours), only(&ours, &theirs)))
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, theirs: &T, ours: &T) -> Result<(), String> {
    if theirs == ours { Ok(()) } else { Err(format!("{what}: engine {theirs:?}, second {ours:?}")) }
}
