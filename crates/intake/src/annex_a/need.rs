//! Lists 1 to 6: contacts, early help, referrals, assessments, enquiries and conferences, children in need.

use super::rows::{Datum, ListRow, ListSheet};
use super::tables::Tables;
use super::{id, rows_of};
use crate::findings::FindingLog;
use std::collections::BTreeMap;

/// Lists 1 and 2.
pub(crate) fn front_door(sheets: &[ListSheet], tables: &mut Tables, log: &mut FindingLog) {
    for (sheet, row) in rows_of(sheets, 1) {
        // A source that is not on the list tells one contact of a day from another all the same.
        let source = row.text(7).or(row.stood(7)).unwrap_or_default();
        let key = format!("{}:{source}", id(1, row, row.day(6)));
        tables
            .add("ssd_contacts", sheet, row)
            .key("cont_contact_id", &key, 1, log)
            .set("cont_person_id", row.id().to_owned())
            .on(row.day(6), 6, log);
    }
    for (sheet, row) in rows_of(sheets, 2) {
        tables
            .add("ssd_early_help_episodes", sheet, row)
            .key("earl_episode_id", &id(2, row, row.day(6)), 1, log)
            .set("earl_person_id", row.id().to_owned())
            .on(row.day(6), 6, log);
    }
}

/// What is known of the referrals and the cases of each child, by day.
#[derive(Default)]
pub(crate) struct Referrals {
    /// By child: day, id, no further action.
    referrals: BTreeMap<String, Vec<(i32, String, bool)>>,
    /// By child, from list 6: day, id.
    cases: BTreeMap<String, Vec<(i32, String)>>,
}

impl Referrals {
    /// The referral under which something of the child began on `day`: the latest on or before it, of list 3
    /// sooner than of list 6 when they are of one day.
    pub(crate) fn under(&self, child: &str, day: Option<i32>) -> Datum {
        let Some(day) = day else { return Datum::Null };
        let referrals = self.referrals.get(child).into_iter().flatten().map(|(on, id, _)| (*on, true, id));
        let cases = self.cases.get(child).into_iter().flatten().map(|(on, id)| (*on, false, id));
        let latest = referrals.chain(cases).filter(|(on, _, _)| *on <= day).max_by_key(|(on, first, _)| (*on, *first));
        latest.map(|(_, _, id)| id.clone()).into()
    }

    /// The referral that a case of list 6 goes back to: one of the same day, else the latest before it that led
    /// to something.
    fn behind(&self, child: &str, start: Option<i32>) -> Option<&str> {
        let (start, referrals) = (start?, self.referrals.get(child)?);
        let same = referrals.iter().rfind(|(on, _, _)| *on == start);
        let before = || referrals.iter().filter(|(on, _, nfa)| *on < start && !nfa).max_by_key(|(on, _, _)| *on);
        same.or_else(before).map(|(_, id, _)| id.as_str())
    }
}

/// Lists 3 and 6. They make two kinds of row of one table, each saying what its list knows: list 3 has all
/// referrals of its window but not what became of them (`cine_referral_only`), list 6 has the latest case of each
/// child with its need and its end but is no list of referrals (`cine_not_a_referral`). A referral gets the need
/// of the case that goes back to it. A case that began on or after `window` with no referral to go back to is a
/// finding.
pub(crate) fn referrals(
    sheets: &[ListSheet],
    window: Option<i32>,
    tables: &mut Tables,
    log: &mut FindingLog,
) -> Referrals {
    let mut known = Referrals::default();
    for (_, row) in rows_of(sheets, 3) {
        if let Some(day) = row.day(6) {
            let referral = (day, id(3, row, Some(day)), row.yes(8));
            known.referrals.entry(row.id().to_owned()).or_default().push(referral);
        }
    }
    for (_, row) in rows_of(sheets, 6) {
        if let Some(day) = row.day(7) {
            known.cases.entry(row.id().to_owned()).or_default().push((day, id(6, row, Some(day))));
        }
    }
    let mut needs: BTreeMap<&str, Datum> = BTreeMap::new();
    for (_, row) in rows_of(sheets, 6) {
        if let Some(referral) = known.behind(row.id(), row.day(7)) {
            needs.entry(referral).or_insert_with(|| row.get(8).clone());
        }
    }
    for (sheet, row) in rows_of(sheets, 3) {
        let key = id(3, row, row.day(6));
        let mut referral = tables.add("ssd_cin_episodes", sheet, row);
        referral
            .key("cine_referral_id", &key, 1, log)
            .set("cine_person_id", row.id().to_owned())
            .set("cine_referral_only", Datum::Code("Y"))
            .on(row.day(6), 6, log);
        if let Some(need) = needs.get(key.as_str()) {
            referral.set("cine_cin_primary_need_code", need.clone());
        }
    }
    let has_referrals = sheets.iter().any(|sheet| sheet.list.number == 3);
    for (sheet, row) in rows_of(sheets, 6) {
        let (start, end) = (row.day(7), row.day(10));
        let key = id(6, row, start);
        tables
            .add("ssd_cin_episodes", sheet, row)
            .key("cine_referral_id", &key, 1, log)
            .set("cine_person_id", row.id().to_owned())
            .set("cine_not_a_referral", Datum::Code("Y"))
            .span(start, end, 7, log);
        let referral = known.behind(row.id(), start);
        let in_window = start.zip(window).is_some_and(|(start, window)| start >= window);
        if has_referrals && in_window && referral.is_none() {
            log.add("referral-missing", sheet.place(row, 7), row.id(), || {
                (
                    "a referral of the child in list 3, on that day or before",
                    "kept as a case, not counted as a referral",
                    "add the referral to the extract, or correct the start of the case",
                )
            });
        }
        if row.text(12) == Some("child-in-need") {
            tables
                .add("ssd_cin_plans", sheet, row)
                .key("cinp_cin_plan_id", &key, 1, log)
                .set("cinp_person_id", row.id().to_owned())
                // The case, not the referral: the plan goes with it if it was entered in error.
                .set("cinp_referral_id", key.clone())
                .span(start, end, 7, log);
        }
    }
    known
}

/// List 4.
pub(crate) fn assessments(sheets: &[ListSheet], known: &Referrals, tables: &mut Tables, log: &mut FindingLog) {
    for (sheet, row) in rows_of(sheets, 4) {
        tables
            .add("ssd_cin_assessments", sheet, row)
            .key("cina_assessment_id", &id(4, row, row.day(7)), 1, log)
            .set("cina_person_id", row.id().to_owned())
            .set("cina_referral_id", known.under(row.id(), row.day(7)))
            .on(row.day(7), 7, log);
    }
}

/// An initial conference that led to a plan: the plan begins on its day.
pub(crate) fn conference_id(child: &ListRow, day: i32) -> String {
    id(5, child, Some(day))
}

/// List 5. Each row is an enquiry, told by its start, and a conference where one has a date; a row with only a
/// conference has no enquiry.
pub(crate) fn enquiries(
    sheets: &[ListSheet],
    known: &Referrals,
    plans: &BTreeMap<(String, i32), String>,
    tables: &mut Tables,
    log: &mut FindingLog,
) {
    for (sheet, row) in rows_of(sheets, 5) {
        let (start, conference) = (row.day(7), row.day(9));
        let key = id(5, row, start);
        let is_enquiry = start.is_some() || conference.is_none();
        // An enquiry that led to two conferences stands twice and is one.
        let is_new = conference.is_none() || !tables.has("ssd_s47_enquiry", &key);
        if is_enquiry && is_new {
            tables
                .add("ssd_s47_enquiry", sheet, row)
                .key("s47e_s47_enquiry_id", &key, 1, log)
                .set("s47e_person_id", row.id().to_owned())
                .set("s47e_referral_id", known.under(row.id(), start))
                .on(start, 7, log);
        }
        if let Some(day) = conference {
            let plan = row.yes(10).then(|| plans.get(&(row.id().to_owned(), day)).cloned()).flatten();
            tables
                .add("ssd_initial_cp_conference", sheet, row)
                .key("icpc_icpc_id", &conference_id(row, day), 9, log)
                .set("icpc_person_id", row.id().to_owned())
                .set("icpc_s47_enquiry_id", start.map(|_| key))
                .set("icpc_referral_id", known.under(row.id(), Some(day)))
                .set("icpc_cp_plan_id", plan)
                .on(Some(day), 9, log);
        }
    }
}
