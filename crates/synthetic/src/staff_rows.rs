//! The workforce as rows: teams and professionals of the case system, and the tables of personnel.

use crate::council::Council;
use crate::error::Error;
use crate::sheet::{Cell, Sink};
use crate::view::View;
use crate::workforce::Workforce;

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
