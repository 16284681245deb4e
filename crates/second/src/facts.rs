//! What holds for a person on a day, found by looking at every record.

use crate::days::eighteenth_birthday;
use crate::history::{Day, History, Text, is};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Whether something that runs from `start` to `end` is open at the end of `on`: ending on the day is closed.
pub fn open(start: Day, end: Day, on: Date) -> bool {
    start.is_some_and(|start| start <= on) && end.is_none_or(|end| end > on)
}

/// Whether a person is under 18 on a day; a date of birth that is not known counts as under.
pub fn under_18(h: &History, person: &Text, on: Date) -> bool {
    let birth = h.persons.iter().find(|p| p.id == *person).and_then(|p| p.birth);
    birth.is_none_or(|birth| on < eighteenth_birthday(birth))
}

/// The legal status of a person on a day: of several open the latest to start, then the highest id.
pub fn legal_status(h: &History, person: &Text, on: Date) -> Text {
    let all = h.legal_statuses.iter().filter(|x| x.person == *person && open(x.start, x.end, on));
    all.max_by_key(|x| (x.start, x.id.clone())).and_then(|x| x.code.clone())
}

/// Whether the legal status on a day is that of short breaks.
pub fn on_short_breaks(h: &History, person: &Text, on: Date) -> bool {
    let status = legal_status(h, person, on);
    is(&status, "V3") || is(&status, "V4")
}

/// Whether an episode of care is open.
pub fn has_episode(h: &History, person: &Text, on: Date) -> bool {
    h.episodes.iter().any(|x| x.person == *person && open(x.start, x.ceased, on))
}

/// Whether a person is in care on a day, as `cic-rate` counts it.
pub fn in_care(h: &History, person: &Text, on: Date) -> bool {
    under_18(h, person, on) && has_episode(h, person, on) && !on_short_breaks(h, person, on)
}

/// Whether a person has a child protection plan on a day, as `cp-rate` counts it.
pub fn on_plan(h: &History, person: &Text, on: Date) -> bool {
    let plan = |x: &crate::history::Plan| !is(&x.other_authority, "Y") && open(x.start, x.end, on);
    under_18(h, person, on) && h.plans.iter().any(|x| x.person == *person && plan(x))
}

/// The highest status of a person who is open on a day.
pub fn case_status(h: &History, person: &Text, on: Date) -> Option<&'static str> {
    let leaver =
        |x: &crate::history::CareLeaver| x.eligibility.is_some() && !is(&x.eligibility, "No Current Eligibility");
    if in_care(h, person, on) {
        Some("in-care")
    } else if on_plan(h, person, on) {
        Some("child-protection")
    } else if h.need_plans.iter().any(|x| x.person == *person && open(x.start, x.end, on)) {
        Some("child-in-need-plan")
    } else if has_episode(h, person, on) && on_short_breaks(h, person, on) {
        Some("short-breaks")
    } else if h.assessments.iter().any(|x| x.person == *person && open(x.start, x.authorised, on)) {
        Some("open-assessment")
    } else if h.referrals.iter().any(|x| x.person == *person && open(x.date, x.close, on)) {
        Some("open-referral")
    } else if h.care_leavers.iter().any(|x| x.person == *person && leaver(x)) {
        Some("care-leaver")
    } else if h.early_help.iter().any(|x| x.person == *person && open(x.start, x.end, on)) {
        Some("early-help")
    } else {
        None
    }
}

/// Every person that any record names.
pub fn everyone(h: &History) -> BTreeSet<String> {
    let mut all: BTreeSet<Text> = BTreeSet::new();
    all.extend(h.persons.iter().map(|x| x.id.clone()));
    all.extend(h.referrals.iter().map(|x| x.person.clone()));
    all.extend(h.assessments.iter().map(|x| x.person.clone()));
    all.extend(h.plans.iter().map(|x| x.person.clone()));
    all.extend(h.episodes.iter().map(|x| x.person.clone()));
    all.extend(h.need_plans.iter().map(|x| x.person.clone()));
    all.extend(h.care_leavers.iter().map(|x| x.person.clone()));
    all.extend(h.early_help.iter().map(|x| x.person.clone()));
    all.into_iter().flatten().collect()
}

/// The worker and team of a person on a day: the involvement with role CW that is open, the latest to start,
/// then the highest id.
pub fn worker_and_team(h: &History, person: &Text, on: Date) -> (Text, Text) {
    let all = h.involvements.iter().filter(|x| x.person == *person && is(&x.role, "CW") && open(x.start, x.end, on));
    all.max_by_key(|x| (x.start, x.id.clone())).map_or((None, None), |x| (x.worker.clone(), x.team.clone()))
}
