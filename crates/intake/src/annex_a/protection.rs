//! Lists 7 and 8: the latest plan or period of care of each child, with the latest of what was done in it.

use super::need::{Referrals, conference_id};
use super::rows::{Datum, ListRow, ListSheet};
use super::tables::Tables;
use super::{id, rows_of};
use crate::findings::FindingLog;
use std::collections::{BTreeMap, BTreeSet};

/// The plans of list 7, by child and first day.
pub(crate) fn plan_ids(sheets: &[ListSheet]) -> BTreeMap<(String, i32), String> {
    rows_of(sheets, 7)
        .filter_map(|(_, row)| Some(((row.id().to_owned(), row.day(7)?), id(7, row, row.day(7)))))
        .collect()
}

/// List 7.
pub(crate) fn plans(sheets: &[ListSheet], known: &Referrals, tables: &mut Tables, log: &mut FindingLog) {
    // A plan begins with a conference of the same day that said so.
    let conferences: BTreeSet<(&str, i32)> = rows_of(sheets, 5)
        .filter(|(_, row)| row.yes(10))
        .filter_map(|(_, row)| Some((row.id(), row.day(9)?)))
        .collect();
    for (sheet, row) in rows_of(sheets, 7) {
        let (start, end) = (row.day(7), row.day(13));
        let plan = id(7, row, start);
        let conference = start.filter(|start| conferences.contains(&(row.id(), *start)));
        tables
            .add("ssd_cp_plans", sheet, row)
            .key("cppl_cp_plan_id", &plan, 1, log)
            .set("cppl_person_id", row.id().to_owned())
            .set("cppl_referral_id", known.under(row.id(), start))
            .set("cppl_icpc_id", conference.map(|day| conference_id(row, day)))
            .span(start, end, 7, log);
        let within = |day: i32| start.is_some_and(|start| start <= day) && end.is_none_or(|end| day <= end);
        if let Some(day) = row.day(10) {
            // Seen alone is seen; not seen alone may be seen or not.
            let seen = if row.yes(11) { Datum::Code("Y") } else { Datum::Null };
            tables
                .add("ssd_cp_visits", sheet, row)
                .key("cppv_cp_visit_id", &id(7, row, Some(day)), 10, log)
                .set("cppv_person_id", row.id().to_owned())
                .set("cppv_cp_plan_id", within(day).then(|| plan.clone()))
                .set("cppv_cp_visit_seen", seen)
                .on(Some(day), 10, log);
        }
        if let Some(day) = row.day(12) {
            tables
                .add("ssd_cp_reviews", sheet, row)
                .key("cppr_cp_review_id", &id(7, row, Some(day)), 12, log)
                .set("cppr_person_id", row.id().to_owned())
                .set("cppr_cp_plan_id", plan.clone())
                .on(Some(day), 12, log);
        }
    }
}

/// List 8. A row is a period of care, of whose episodes, placements and legal statuses only the latest are
/// known. They end with the period.
pub(crate) fn care(sheets: &[ListSheet], known: &Referrals, tables: &mut Tables, log: &mut FindingLog) {
    for (sheet, row) in rows_of(sheets, 8) {
        let (start, end, child) = (row.day(8), row.day(20), row.id());
        let period = id(8, row, start);
        tables
            .add("ssd_cla_episodes", sheet, row)
            .key("clae_cla_episode_id", &period, 1, log)
            .set("clae_cla_id", period.clone())
            .set("clae_person_id", child.to_owned())
            .set("clae_referral_id", known.under(child, start))
            .span(start, end, 8, log);
        if [22, 23, 24, 25, 26, 27, 28].iter().any(|number| *row.get(*number) != Datum::Null) {
            let authority = authority_of_placement(sheet, row, log);
            tables
                .add("ssd_cla_placement", sheet, row)
                .key("clap_cla_placement_id", &id(8, row, row.day(22)), 1, log)
                .set("clap_cla_id", period.clone())
                .set("clap_person_id", child.to_owned())
                .set("clap_cla_placement_la", authority)
                .span(row.day(22), end, 22, log);
        }
        if row.day(11).is_some() || row.text(12).is_some() {
            tables
                .add("ssd_legal_status", sheet, row)
                .key("lega_legal_status_id", &id(8, row, row.day(11)), 1, log)
                .set("lega_person_id", child.to_owned())
                .span(row.day(11), end, 11, log);
        }
        if let Some(day) = row.day(13) {
            tables
                .add("ssd_cla_reviews", sheet, row)
                .key("clar_cla_review_id", &id(8, row, Some(day)), 13, log)
                .set("clar_cla_id", period.clone())
                .set("clar_cla_person_id", child.to_owned())
                .on(Some(day), 13, log);
        }
        if let Some(day) = row.day(14) {
            tables
                .add("ssd_cla_visits", sheet, row)
                .key("clav_cla_visit_id", &id(8, row, Some(day)), 14, log)
                .set("clav_cla_id", period.clone())
                .set("clav_person_id", child.to_owned())
                .on(Some(day), 14, log);
        }
        for (number, kind) in [(17, "Health Assessment"), (18, "Dental Check")] {
            if let Some(day) = row.day(number) {
                tables
                    .add("ssd_cla_health", sheet, row)
                    .key("clah_health_check_id", &format!("{}:{kind}", id(8, row, Some(day))), number, log)
                    .set("clah_person_id", child.to_owned())
                    .set("clah_health_check_type", kind.to_owned())
                    .set("clah_health_check_date", Datum::Day(day))
                    .set("clah_health_check_status", Datum::Code("Completed"))
                    .on(Some(day), number, log);
            }
        }
    }
    for (list, number) in [(8, 6), (9, 6)] {
        for (sheet, row) in rows_of(sheets, list) {
            let key = format!("AA:{}:UASC", row.id());
            if row.yes(number) && !tables.has("ssd_immigration_status", &key) {
                tables
                    .add("ssd_immigration_status", sheet, row)
                    .key("immi_immigration_status_id", &key, number, log)
                    .set("immi_person_id", row.id().to_owned())
                    .set("immi_immigration_status", "UASC".to_owned());
            }
        }
    }
}

/// Ofsted's words for a placement that is with no authority of England.
const ELSEWHERE: [&str; 5] = ["NIR", "WAL", "SCO", "NUK", "CON"];

/// The name of the authority in whose area the child is placed. What is no authority's name is kept as it stands,
/// with a finding.
fn authority_of_placement(sheet: &ListSheet, row: &ListRow, log: &mut FindingLog) -> Datum {
    let Some(text) = row.text(28) else { return Datum::Null };
    if text.chars().all(|c| !c.is_alphanumeric()) {
        return Datum::Null;
    }
    let head = text.split([' ', '-', ':']).next().unwrap_or_default();
    if ELSEWHERE.contains(&head) {
        return Datum::Text(head.to_owned());
    }
    if let Some(authority) = super::front::authority(text) {
        return Datum::Text(authority.name.clone());
    }
    log.add("code-not-known", sheet.place(row, 28), text, || {
        (
            "the name or code of an authority, or NIR, WAL, SCO, NUK or CON",
            "kept as it stands",
            standard::authority::nearest(text).map_or_else(String::new, |near| format!("did you mean {}?", near.name)),
        )
    });
    Datum::Text(text.to_owned())
}
