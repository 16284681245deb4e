//! What the staff and the placements cost, against their budgets, as finance reports it each month end.

use crate::almanac::Day;
use crate::council::Council;
use crate::dice::Dice;
use crate::error::Error;
use crate::sheet::{Cell, Sink};
use crate::workforce::{Kind, Post, Role, Workforce};
use std::collections::{BTreeMap, BTreeSet};

/// Month ends that are reported.
const MONTHS: usize = 36;
/// Days that an agency worker is paid for in a year.
const AGENCY_DAYS: f64 = 220.0;
/// Placements: line, budget and cost in pounds a year at scale 1.
const PLACEMENTS: [(&str, f64, f64); 2] =
    [("Placements: fostering", 12_400_000.0, 12_700_000.0), ("Placements: residential", 15_800_000.0, 18_900_000.0)];

/// The line, a role group, under which a post is paid.
fn role_group(post: &Post) -> &'static str {
    match post.role {
        Role::SocialWorker if !post.employed() => "Agency social workers",
        Role::SocialWorker if post.grade == "senior practitioner" => "Senior practitioners",
        Role::SocialWorker => "Social workers",
        Role::Practitioner => "Children's practitioners",
        Role::Manager => "Front-line managers",
        Role::Adviser => "Personal advisers",
        Role::EarlyHelp => "Early help workers",
        Role::Reviewing => "Independent reviewing officers",
    }
}

/// Pounds a year for a full-time post of a role group that the council employs, on-costs included.
fn cost(line: &str) -> f64 {
    match line {
        "Social workers" => 58_300.0,
        "Senior practitioners" => 66_500.0,
        "Children's practitioners" => 38_500.0,
        "Front-line managers" => 78_000.0,
        "Personal advisers" => 39_000.0,
        "Early help workers" => 36_000.0,
        "Independent reviewing officers" => 68_000.0,
        _ => 0.0,
    }
}

/// Service and line.
type Place = (&'static str, &'static str);

/// Hundredths of a full-time equivalent, and pounds a year.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    fte: i64,
    yearly: f64,
}

/// What is held at the end of `day`, by service and role group.
fn held(workforce: &Workforce, day: Day) -> BTreeMap<Place, Held> {
    let mut all: BTreeMap<Place, Held> = BTreeMap::new();
    for post in workforce.posts.iter().filter(|post| post.open(day)) {
        let line = role_group(post);
        let yearly = post.rate.map_or(cost(line), |rate| rate as f64 * AGENCY_DAYS);
        let held = all.entry((workforce.teams[post.team].kind.service(), line)).or_default();
        held.fte += post.fte;
        held.yearly += yearly * post.fte as f64 / 100.0;
    }
    all
}

/// A year's budget for all posts there are on `day`, vacant ones at the rate of their role. Agency cover is paid
/// from the posts that it covers and has none.
fn budgets(workforce: &Workforce, day: Day, scale: f64) -> BTreeMap<Place, f64> {
    let mut all = BTreeMap::new();
    for (place, held) in held(workforce, day).into_iter().filter(|((_, line), _)| *line != "Agency social workers") {
        all.insert(place, held.yearly);
    }
    let vacant = workforce.vacancies.iter().filter(|v| v.from <= day && v.to > day && v.role == Role::SocialWorker);
    for vacancy in vacant {
        let place = (workforce.teams[vacancy.team].kind.service(), "Social workers");
        *all.entry(place).or_default() += cost(place.1) * vacancy.fte as f64 / 100.0;
    }
    for (line, budget, _) in PLACEMENTS {
        all.insert((Kind::Care.service(), line), budget * scale);
    }
    all
}

/// Budget, spending since April and forecast, by service and role group, at each month end of three years.
pub fn finance(council: &Council, workforce: &Workforce, out: &mut dyn Sink) -> Result<(), Error> {
    let mut dice = Dice::new(council.seed, u64::MAX - 3);
    let almanac = &council.almanac;
    // A year more than is reported, so that the first year's spending is known from its April.
    let mut ends = council.month_ends((MONTHS + 12) as i32);
    ends.reverse();
    let mut budget = BTreeMap::new();
    let mut spent: BTreeMap<Place, f64> = BTreeMap::new();
    for (n, &end) in ends.iter().enumerate() {
        let (year, month, _) = almanac.parts(end);
        let first = if month < 4 { year - 1 } else { year };
        if month == 4 || n == 0 {
            budget = budgets(workforce, almanac.day(first, 4, 1), council.scale);
            spent.clear();
        }
        let mut now = held(workforce, end);
        for (line, _, yearly) in PLACEMENTS {
            now.insert((Kind::Care.service(), line), Held { fte: 0, yearly: yearly * council.scale });
        }
        for (place, held) in &now {
            *spent.entry(*place).or_default() += held.yearly / 12.0 * (1.0 + 0.01 * dice.normal());
        }
        if n < ends.len() - MONTHS {
            continue;
        }
        let name = format!("{first}-{:02}", (first + 1) % 100);
        let months_left = f64::from((15 - i32::from(month)) % 12);
        let places: BTreeSet<Place> = budget.keys().chain(spent.keys()).copied().collect();
        for place in places {
            let (service, line) = place;
            let held = now.get(&place).copied().unwrap_or_default();
            let actual = spent.get(&place).copied().unwrap_or_default();
            let pounds = |amount: f64| Cell::Decimal(amount.round() as i64 * 10_000);
            let thousands = budget.get(&place).map_or(0.0, |budget| (budget / 1_000.0).round() * 1_000.0);
            out.row(
                "finance_lines",
                &[
                    ("financial_year", Cell::Text(&name)),
                    ("as_at", Cell::Date(end)),
                    ("service", Cell::Text(service)),
                    ("line", Cell::Text(line)),
                    ("budget", pounds(thousands)),
                    ("actual", pounds(actual)),
                    ("forecast", pounds(actual + held.yearly / 12.0 * months_left)),
                    ("fte", if line.starts_with("Placements") { Cell::Null } else { Cell::Decimal(held.fte * 100) }),
                ],
            )?;
        }
    }
    Ok(())
}
