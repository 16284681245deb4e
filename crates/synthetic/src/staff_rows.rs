//! The workforce as rows: teams and professionals of the case system, and the tables of personnel.

use crate::council::Council;
use crate::dice::Dice;
use crate::error::Error;
use crate::sheet::{Cell, Sink};
use crate::view::View;
use crate::workforce::{Kind, Role, Workforce};

/// Teams and professionals as the case system has them, and the version of the extract.
pub fn case_system(council: &Council, workforce: &Workforce, view: View, out: &mut dyn Sink) -> Result<(), Error> {
    for team in workforce.teams.iter().filter(|team| view.span(team.from, team.to)) {
        out.row(
            "ssd_department",
            &[
                ("dept_team_id", Cell::Text(&team.id)),
                ("dept_team_name", Cell::Text(&team.name)),
                ("dept_team_parent_id", Cell::Null),
                ("dept_team_parent_name", Cell::Text(team.kind.service())),
            ],
        )?;
    }
    for (index, worker) in workforce.workers.iter().enumerate() {
        let Some(post) = workforce.latest_post(index, view.day) else { continue };
        out.row(
            "ssd_professionals",
            &[
                ("prof_professional_id", Cell::Text(&worker.id)),
                ("prof_staff_id", Cell::Id(70_000 + index as u64)),
                ("prof_professional_name", Cell::Text(&worker.name)),
                ("prof_social_worker_registration_no", Cell::text(worker.registration.as_deref())),
                ("prof_professional_job_title", Cell::Text(post.grade)),
                ("prof_professional_department", Cell::Text(&workforce.teams[post.team].name)),
                ("prof_full_time_equivalency", Cell::Decimal(post.fte * 100)),
            ],
        )?;
    }
    let released = council.almanac.day(council.almanac.parts(view.day).0, 1, 8).min(view.day);
    out.row(
        "ssd_version_log",
        &[
            ("version_number", Cell::Text("1.4.5")),
            ("release_date", Cell::Date(released)),
            ("description", Cell::Text("Made-up authority")),
            ("is_current", Cell::Text("1")),
            ("created_at", Cell::Date(view.day)),
        ],
    )
}

/// Workers, absences, vacancies and teams, as personnel has them at the data date.
pub fn personnel(council: &Council, workforce: &Workforce, out: &mut dyn Sink) -> Result<(), Error> {
    let view = View { day: council.data_date, reach: council.almanac.add_months(council.reach, -12) };
    for team in &workforce.teams {
        if team.from > view.day {
            continue;
        }
        out.row(
            "teams",
            &[
                ("team_id", Cell::Text(&team.id)),
                ("name", Cell::Text(&team.name)),
                ("service", Cell::Text(team.kind.service())),
                ("from", Cell::Date(team.from)),
                ("to", view.date(team.to)),
                (
                    "successor_id",
                    Cell::text(team.successor.filter(|_| view.come(team.to)).map(|t| workforce.teams[t].id.as_str())),
                ),
            ],
        )?;
    }
    let mut posts: Vec<_> = workforce.posts.iter().filter(|post| view.span(post.start, post.end)).collect();
    posts.sort_by_key(|post| (post.worker, post.start));
    for post in posts {
        let team = &workforce.teams[post.team];
        let ended = view.come(post.end);
        out.row(
            "workforce_workers",
            &[
                ("worker_id", Cell::Text(&workforce.workers[post.worker].id)),
                ("role", Cell::Text(post.role.words())),
                ("grade", Cell::Text(post.grade)),
                ("employment", Cell::Text(post.employment)),
                ("service", Cell::Text(team.kind.service())),
                ("team_id", Cell::Text(&team.id)),
                ("fte", Cell::Decimal(post.fte * 100)),
                ("start_date", Cell::Date(post.start)),
                ("end_date", view.date(post.end)),
                ("leaving_reason", Cell::text(ended.then_some(post.reason).filter(|reason| !reason.is_empty()))),
                ("registered", Cell::yes(post.role.registered())),
                ("day_rate", post.rate.map_or(Cell::Null, |rate| Cell::Decimal(rate * 10_000))),
            ],
        )?;
    }
    for absence in workforce.absences.iter().filter(|absence| view.span(absence.start, absence.end)) {
        let days = view.come(absence.end).then(|| council.almanac.working_between(absence.start - 1, absence.end));
        out.row(
            "workforce_absences",
            &[
                ("worker_id", Cell::Text(&workforce.workers[absence.worker].id)),
                ("type", Cell::Text(absence.kind)),
                ("start_date", Cell::Date(absence.start)),
                ("end_date", view.date(absence.end)),
                ("working_days", days.map_or(Cell::Null, |days| Cell::Decimal(i64::from(days) * 10_000))),
            ],
        )?;
    }
    for vacancy in workforce.vacancies.iter().filter(|vacancy| view.span(vacancy.from, vacancy.to)) {
        let team = &workforce.teams[vacancy.team];
        out.row(
            "workforce_vacancies",
            &[
                ("post_id", Cell::Text(&vacancy.post)),
                ("role", Cell::Text(vacancy.role.words())),
                ("service", Cell::Text(team.kind.service())),
                ("team_id", Cell::Text(&team.id)),
                ("fte", Cell::Decimal(vacancy.fte * 100)),
                ("vacant_from", Cell::Date(vacancy.from)),
                ("vacant_to", view.date(vacancy.to)),
                ("covered_by_agency", Cell::yes(vacancy.agency)),
            ],
        )?;
    }
    Ok(())
}

/// Pounds a year that a full-time post of this role costs, on-costs included.
fn cost(role: Role) -> f64 {
    match role {
        Role::SocialWorker => 58_300.0,
        Role::Practitioner => 38_500.0,
        Role::Manager => 72_000.0,
        Role::Adviser => 39_000.0,
        Role::EarlyHelp => 36_000.0,
        Role::Reviewing => 66_000.0,
    }
}

/// Budget, spending and forecast at each month end of the last three financial years.
pub fn finance(council: &Council, workforce: &Workforce, out: &mut dyn Sink) -> Result<(), Error> {
    let mut dice = Dice::new(council.seed, u64::MAX - 3);
    let almanac = &council.almanac;
    let mut ends = council.month_ends(36);
    ends.reverse();
    for end in ends {
        let (year, month, _) = almanac.parts(end);
        let first = if month < 4 { year - 1 } else { year };
        let name = format!("{first}-{:02}", (first + 1) % 100);
        let begun = almanac.day(first, 4, 1);
        let gone = f64::from(end - begun + 1) / 365.0;
        let post_fte = |role: Role, agency: bool, day| -> f64 {
            let held = workforce.posts.iter().filter(|p| p.role == role && p.open(day) && (p.employed() != agency));
            held.map(|p| p.fte as f64 / 100.0).sum()
        };
        let mut line = |service: &str, line: &str, budget: f64, yearly: f64, fte: Option<f64>| {
            let actual = yearly * gone * (1.0 + 0.01 * dice.normal());
            let forecast = actual + yearly * (1.0 - gone).max(0.0);
            let pounds = |amount: f64| Cell::Decimal(amount.round() as i64 * 10_000);
            out.row(
                "finance_lines",
                &[
                    ("financial_year", Cell::Text(&name)),
                    ("as_at", Cell::Date(end)),
                    ("service", Cell::Text(service)),
                    ("line", Cell::Text(line)),
                    ("budget", pounds(budget)),
                    ("actual", pounds(actual)),
                    ("forecast", pounds(forecast)),
                    ("fte", fte.map_or(Cell::Null, |fte| Cell::Decimal((fte * 100.0).round() as i64 * 100))),
                ],
            )
        };
        let scale = council.scale;
        let social = post_fte(Role::SocialWorker, false, end);
        let agency = post_fte(Role::SocialWorker, true, end);
        let safeguarding = Kind::Locality.service();
        line(safeguarding, "Social workers", 5_600_000.0 * scale, social * cost(Role::SocialWorker), Some(social))?;
        line(safeguarding, "Agency social workers", 450_000.0 * scale, agency * 255.0 * 220.0, Some(agency))?;
        for (role, name) in [
            (Role::Practitioner, "Children's practitioners"),
            (Role::Manager, "Front-line managers"),
            (Role::Adviser, "Personal advisers"),
            (Role::EarlyHelp, "Early help workers"),
        ] {
            let fte = post_fte(role, false, end);
            line(safeguarding, name, (fte.ceil() + 1.0) * cost(role), fte * cost(role), Some(fte))?;
        }
        let care = Kind::Care.service();
        line(care, "Placements: fostering", 12_400_000.0 * scale, 12_700_000.0 * scale, None)?;
        line(care, "Placements: residential", 15_800_000.0 * scale, 18_900_000.0 * scale, None)?;
    }
    Ok(())
}
