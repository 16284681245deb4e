//! What is known on the data date: merged ids made one, duplicates counted once, records that end before they
//! start out, and nothing after the data date.

use crate::history::{Case, Day, History, Text};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The history of `case` as every rule reads it.
pub fn known(case: &Case) -> History {
    let mut h = kept(case);
    out_when_backwards(&mut h);
    not_after(&mut h, case.data_date);
    h
}

/// The history as a store keeps it: of loaded tables, merged ids made one, duplicates counted once.
pub fn kept(case: &Case) -> History {
    let mut h = case.history.clone();
    for table in &case.absent {
        empty(&mut h, table);
    }
    merge(&mut h);
    once_each(&mut h);
    h
}

fn empty(h: &mut History, table: &str) {
    match table {
        "workforce_workers" => h.workers.clear(),
        "workforce_absences" => h.absences.clear(),
        "workforce_vacancies" => h.vacancies.clear(),
        "earlier_plans" => h.earlier_plans.clear(),
        "person_merges" => h.merges.clear(),
        "population" => h.population.clear(),
        "local_cin_reviews" => h.need_reviews.clear(),
        "ssd_early_help_episodes" => h.early_help.clear(),
        "ssd_legal_status" => h.legal_statuses.clear(),
        other => panic!("{other} can't be left out here"),
    }
}

/// Every old id becomes the new one, and that one's newer one if it was merged again.
fn merge(h: &mut History) {
    let newer: BTreeMap<String, String> =
        h.merges.iter().filter_map(|m| Some((m.old.clone()?, m.new.clone()?))).collect();
    let rename = |id: &mut Text| {
        for _ in 0..newer.len() {
            match id.as_ref().and_then(|old| newer.get(old)) {
                Some(new) => *id = Some(new.clone()),
                None => break,
            }
        }
    };
    h.persons.iter_mut().for_each(|x| rename(&mut x.id));
    h.contacts.iter_mut().for_each(|x| rename(&mut x.person));
    h.referrals.iter_mut().for_each(|x| rename(&mut x.person));
    h.assessments.iter_mut().for_each(|x| rename(&mut x.person));
    h.enquiries.iter_mut().for_each(|x| rename(&mut x.person));
    h.conferences.iter_mut().for_each(|x| rename(&mut x.person));
    h.plans.iter_mut().for_each(|x| rename(&mut x.person));
    h.plan_visits.iter_mut().for_each(|x| rename(&mut x.person));
    h.plan_reviews.iter_mut().for_each(|x| rename(&mut x.person));
    h.episodes.iter_mut().for_each(|x| rename(&mut x.person));
    h.placements.iter_mut().for_each(|x| rename(&mut x.person));
    h.legal_statuses.iter_mut().for_each(|x| rename(&mut x.person));
    h.care_visits.iter_mut().for_each(|x| rename(&mut x.person));
    h.care_reviews.iter_mut().for_each(|x| rename(&mut x.person));
    h.need_plans.iter_mut().for_each(|x| rename(&mut x.person));
    h.need_reviews.iter_mut().for_each(|x| rename(&mut x.person));
    h.care_leavers.iter_mut().for_each(|x| rename(&mut x.person));
    h.early_help.iter_mut().for_each(|x| rename(&mut x.person));
    h.involvements.iter_mut().for_each(|x| rename(&mut x.person));
    h.earlier_plans.iter_mut().for_each(|x| rename(&mut x.person));
}

/// Of rows with the same key, the last stays.
fn last_wins<T: Clone>(rows: &mut Vec<T>, key: impl Fn(&T) -> String) {
    let mut kept: Vec<T> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        if !rows[i + 1..].iter().any(|later| key(later) == key(row)) {
            kept.push(row.clone());
        }
    }
    *rows = kept;
}

fn once_each(h: &mut History) {
    let t = |text: &Text| text.clone().unwrap_or_default();
    last_wins(&mut h.persons, |x| t(&x.id));
    last_wins(&mut h.contacts, |x| t(&x.id));
    last_wins(&mut h.referrals, |x| t(&x.id));
    last_wins(&mut h.assessments, |x| t(&x.id));
    last_wins(&mut h.enquiries, |x| t(&x.id));
    last_wins(&mut h.conferences, |x| t(&x.id));
    last_wins(&mut h.plans, |x| t(&x.id));
    last_wins(&mut h.plan_visits, |x| t(&x.id));
    last_wins(&mut h.plan_reviews, |x| t(&x.id));
    last_wins(&mut h.episodes, |x| t(&x.id));
    last_wins(&mut h.placements, |x| t(&x.id));
    last_wins(&mut h.legal_statuses, |x| t(&x.id));
    last_wins(&mut h.care_visits, |x| t(&x.id));
    last_wins(&mut h.care_reviews, |x| t(&x.id));
    last_wins(&mut h.need_plans, |x| t(&x.id));
    last_wins(&mut h.need_reviews, |x| t(&x.id));
    last_wins(&mut h.care_leavers, |x| t(&x.id));
    last_wins(&mut h.early_help, |x| t(&x.id));
    last_wins(&mut h.involvements, |x| t(&x.id));
    last_wins(&mut h.professionals, |x| t(&x.id));
    last_wins(&mut h.workers, |x| format!("{:?}", (&x.worker, &x.role, x.start)));
    last_wins(&mut h.absences, |x| format!("{:?}", (&x.worker, &x.kind, x.start)));
    last_wins(&mut h.vacancies, |x| format!("{:?}", (&x.post, x.from)));
    last_wins(&mut h.earlier_plans, |x| format!("{:?}", (&x.person, x.start)));
    last_wins(&mut h.population, |x| format!("{:?}", (&x.geography, x.mid_year, x.age_from, x.age_to, &x.sex)));
}

fn out_when_backwards(h: &mut History) {
    let forwards = |start: Day, end: Day| !matches!((start, end), (Some(start), Some(end)) if end < start);
    h.referrals.retain(|x| forwards(x.date, x.close));
    h.assessments.retain(|x| forwards(x.start, x.authorised));
    h.enquiries.retain(|x| forwards(x.start, x.end));
    h.plans.retain(|x| forwards(x.start, x.end));
    h.episodes.retain(|x| forwards(x.start, x.ceased));
    h.placements.retain(|x| forwards(x.start, x.end));
    h.legal_statuses.retain(|x| forwards(x.start, x.end));
    h.need_plans.retain(|x| forwards(x.start, x.end));
    h.early_help.retain(|x| forwards(x.start, x.end));
    h.involvements.retain(|x| forwards(x.start, x.end));
    h.workers.retain(|x| forwards(x.start, x.end));
    h.absences.retain(|x| forwards(x.start, x.end));
    h.vacancies.retain(|x| forwards(x.from, x.to));
    h.earlier_plans.retain(|x| forwards(x.start, x.end));
}

/// Takes out what begins after `d` and opens what ends after it.
fn not_after(h: &mut History, d: Date) {
    let by_then = |day: Day| day.is_none_or(|day| day <= d);
    let cut = |day: &mut Day| *day = day.filter(|day| *day <= d);
    h.contacts.retain(|x| by_then(x.date));
    h.referrals.retain(|x| by_then(x.date));
    h.referrals.iter_mut().for_each(|x| cut(&mut x.close));
    h.assessments.retain(|x| by_then(x.start));
    h.assessments.iter_mut().for_each(|x| cut(&mut x.authorised));
    h.enquiries.retain(|x| by_then(x.start));
    h.enquiries.iter_mut().for_each(|x| cut(&mut x.end));
    h.conferences.iter_mut().for_each(|x| cut(&mut x.date));
    h.plans.retain(|x| by_then(x.start));
    h.plans.iter_mut().for_each(|x| cut(&mut x.end));
    h.plan_visits.retain(|x| by_then(x.date));
    h.plan_reviews.iter_mut().for_each(|x| cut(&mut x.date));
    h.episodes.retain(|x| by_then(x.start));
    h.episodes.iter_mut().for_each(|x| cut(&mut x.ceased));
    h.placements.retain(|x| by_then(x.start));
    h.placements.iter_mut().for_each(|x| cut(&mut x.end));
    h.legal_statuses.retain(|x| by_then(x.start));
    h.legal_statuses.iter_mut().for_each(|x| cut(&mut x.end));
    h.care_visits.retain(|x| by_then(x.date));
    h.care_reviews.iter_mut().for_each(|x| cut(&mut x.date));
    h.need_plans.retain(|x| by_then(x.start));
    h.need_plans.iter_mut().for_each(|x| cut(&mut x.end));
    h.need_reviews.iter_mut().for_each(|x| cut(&mut x.date));
    h.early_help.retain(|x| by_then(x.start));
    h.early_help.iter_mut().for_each(|x| cut(&mut x.end));
    h.involvements.retain(|x| by_then(x.start));
    h.involvements.iter_mut().for_each(|x| cut(&mut x.end));
    h.workers.retain(|x| by_then(x.start));
    h.workers.iter_mut().for_each(|x| cut(&mut x.end));
    h.absences.retain(|x| by_then(x.start));
    h.absences.iter_mut().for_each(|x| cut(&mut x.end));
    h.vacancies.retain(|x| by_then(x.from));
    h.vacancies.iter_mut().for_each(|x| cut(&mut x.to));
    h.earlier_plans.retain(|x| by_then(x.start));
    h.earlier_plans.iter_mut().for_each(|x| cut(&mut x.end));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::day;
    use crate::history::{Contact, Merge, Plan, text};

    #[test]
    fn merged_duplicated_backward_and_later_records() {
        let contact =
            |id: &str, person: &str, date: &str| Contact { id: text(id), person: text(person), date: Some(day(date)) };
        let plan = |id: &str, start: &str, end: &str| Plan {
            id: text(id),
            person: text("A"),
            start: Some(day(start)),
            end: Some(day(end)),
            ..Plan::default()
        };
        let merge = |old: &str, new: &str| Merge { old: text(old), new: text(new), on: None };
        let history = History {
            contacts: vec![
                contact("1", "A", "2023-07-01"),
                contact("2", "B", "2023-07-02"),
                contact("1", "C", "2023-07-03"),
                contact("3", "A", "2023-08-01"),
            ],
            plans: vec![
                plan("P1", "2023-05-02", "2023-05-01"),
                plan("P2", "2023-05-02", "2023-05-02"),
                plan("P3", "2023-05-02", "2023-08-01"),
            ],
            merges: vec![merge("C", "B"), merge("B", "A")],
            ..History::default()
        };
        let known = known(&Case::by_hand(day("2023-07-31"), history));
        assert_eq!(known.contacts, [contact("2", "A", "2023-07-02"), contact("1", "A", "2023-07-03")]);
        let plans: Vec<_> = known.plans.iter().map(|p| (p.id.clone().unwrap(), p.end)).collect();
        assert_eq!(plans, [("P2".to_owned(), Some(day("2023-05-02"))), ("P3".to_owned(), None)]);
    }
}
