//! The workforce of a generated history, who holds which case, and the population.

use crate::days::{days_after, next};
use crate::generate::Maker;
use crate::history::{
    Absence, Fte, Involvement, Population, Professional, TenThousandths, Text, Vacancy, Worker, text,
};
use rand::RngExt;

fn fte(m: &mut Maker) -> Fte {
    [None, Some(10_000), Some(10_000), Some(5_000), Some(6_000), Some(8_216), Some(4_167)][m.up_to(6) as usize]
        .map(TenThousandths)
}

/// Makes the workers; returns their ids.
pub(crate) fn workforce(m: &mut Maker) -> Vec<Text> {
    let mut ids = Vec::new();
    for _ in 0..4 + m.up_to(6) {
        let id = m.id("X");
        ids.push(id.clone());
        if m.chance(90) {
            let fte = fte(m);
            m.h.professionals.push(Professional { id: id.clone(), fte });
        }
        if m.chance(8) {
            continue;
        }
        let mut start = m.day();
        if m.chance(50) {
            let n = m.up_to(900);
            start = days_after(start, -n);
        }
        let mut employment = m.one_of(&["permanent", "permanent", "fixed_term", "agency"]);
        for _ in 0..=m.up_to(2) {
            let role = m.one_of(&["social worker", "social worker", "social worker", "family support worker"]);
            let (end, fte) = (m.end(start), fte(m));
            let reasons = ["internal move", "resignation", "retirement", ""];
            let leaving_reason = end.and_then(|_| Some(m.one_of(&reasons)).filter(|r| !r.is_empty())).and_then(text);
            m.h.workers.push(Worker {
                worker: id.clone(),
                role: text(role),
                employment: text(employment),
                fte,
                start: Some(start),
                end,
                leaving_reason,
            });
            start = match m.up_to(4) {
                0 => next(start),
                1 => m.after(start),
                _ => end.unwrap_or(next(start)).max(next(start)),
            };
            if m.chance(20) {
                employment = m.one_of(&["permanent", "agency"]);
            }
        }
        absences(m, &id);
    }
    for _ in 0..m.up_to(4) {
        let (post, from) = (m.id("Y"), m.day());
        let (to, fte) = (m.end(from), fte(m));
        let role = m.one_of(&["social worker", "social worker", "team manager"]);
        let covered_by_agency = text(m.one_of(&["Y", "N"]));
        m.h.vacancies.push(Vacancy { post, role: text(role), fte, from: Some(from), to, covered_by_agency });
    }
    ids
}

fn absences(m: &mut Maker, worker: &Text) {
    for _ in 0..m.up_to(4) {
        let start = m.day();
        let end = m.end(start);
        let kind = text(m.one_of(&["sickness", "sickness", "sickness", "maternity", "other"]));
        let absence = Absence { worker: worker.clone(), kind, start: Some(start), end };
        m.h.absences.push(absence);
    }
}

/// Who holds which case.
pub(crate) fn involvements(m: &mut Maker, workers: &[Text]) {
    let persons: Vec<Text> = crate::facts::everyone(&m.h).into_iter().map(Some).collect();
    for person in persons {
        let mut start = m.day();
        for _ in 0..m.up_to(4) {
            let (id, end) = (m.id("B"), m.end(start));
            let worker = workers[m.random.random_range(0..workers.len())].clone();
            let (role, team) = (text(m.one_of(&["CW", "CW", "CW", "IRO"])), text(m.one_of(&["T1", "T2", "T3"])));
            let person = person.clone();
            m.h.involvements.push(Involvement { id, worker, role, team, start: Some(start), end, person });
            start = if m.chance(15) { start } else { m.after(end.unwrap_or(start)) };
        }
    }
}

/// Small numbers, so that rates differ when a child does; with other places, ages and later years beside them.
pub(crate) fn population(m: &mut Maker) {
    let year = i64::from(m.d.year());
    for mid_year in year - 3..=year {
        for geography in ["E06000015", "E92000001"] {
            for (age_from, age_to) in [(0, 4), (5, 15), (16, 17), (18, 24)] {
                for sex in ["F", "M"] {
                    let persons = 100 + i64::from(m.up_to(900));
                    m.h.population.push(Population {
                        geography: text(geography),
                        mid_year: Some(mid_year),
                        age_from: Some(age_from),
                        age_to: Some(age_to),
                        sex: text(sex),
                        persons: Some(persons),
                    });
                }
            }
        }
    }
}
