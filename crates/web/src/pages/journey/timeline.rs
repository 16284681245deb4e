//! Entries of a timeline, newest first.

use crate::ask::Names;
use crate::components::Choice;
use measure::{Event, EventKind, Journey};
use report::words;

/// What a timeline can be narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// Contacts, referrals and early help.
    FrontDoor,
    /// Assessments and section 47 enquiries.
    Assessments,
    /// Conferences and plans.
    Plans,
    /// Visits.
    Visits,
    /// Reviews.
    Reviews,
    /// Episodes of care, legal statuses, placements.
    Care,
    /// Missing.
    Missing,
    /// Workers.
    Workers,
}

impl Kinds {
    const ALL: [(Kinds, &'static str, &'static str); 8] = [
        (Kinds::FrontDoor, "front-door", "Contacts, referrals and early help"),
        (Kinds::Assessments, "assessments", "Assessments and enquiries"),
        (Kinds::Plans, "plans", "Conferences and plans"),
        (Kinds::Visits, "visits", "Visits"),
        (Kinds::Reviews, "reviews", "Reviews"),
        (Kinds::Care, "care", "Care, legal status and placements"),
        (Kinds::Missing, "missing", "Missing"),
        (Kinds::Workers, "workers", "Workers"),
    ];

    /// That which an address calls `word`.
    pub fn of(word: &str) -> Option<Kinds> {
        Kinds::ALL.iter().find(|(_, known, _)| *known == word).map(|(kinds, _, _)| *kinds)
    }

    /// It in words.
    pub fn words(self) -> &'static str {
        Kinds::ALL.iter().find(|(kinds, _, _)| *kinds == self).map_or("", |(_, _, words)| words)
    }

    /// All of them to choose from, and everything.
    pub fn choices(chosen: Option<Kinds>) -> Vec<Choice> {
        let word = Kinds::ALL.iter().find(|(kinds, _, _)| Some(*kinds) == chosen).map_or("", |(_, word, _)| word);
        Choice::list(
            std::iter::once(("", "Everything")).chain(Kinds::ALL.iter().map(|(_, word, label)| (*word, *label))),
            word,
        )
    }

    fn holding(kind: EventKind) -> Kinds {
        match kind {
            EventKind::Contact | EventKind::Referral | EventKind::EarlyHelp => Kinds::FrontDoor,
            EventKind::Assessment | EventKind::Enquiry => Kinds::Assessments,
            EventKind::InitialConference | EventKind::ChildInNeedPlan | EventKind::ChildProtectionPlan => Kinds::Plans,
            EventKind::ChildInNeedVisit | EventKind::ChildProtectionVisit | EventKind::CareVisit => Kinds::Visits,
            EventKind::ChildInNeedReview | EventKind::ChildProtectionReview | EventKind::CareReview => Kinds::Reviews,
            EventKind::Care | EventKind::LegalStatus | EventKind::Placement => Kinds::Care,
            EventKind::Missing => Kinds::Missing,
            EventKind::Involvement => Kinds::Workers,
        }
    }
}

/// One entry.
pub struct Entry {
    /// What can be chosen to see it.
    pub kinds: Kinds,
    /// What it is.
    pub title: String,
    /// The day, as `2023-07-31`.
    pub day: String,
    /// The day or days in words.
    pub shown: String,
    /// What was late, in words; empty for nothing.
    pub late: String,
    /// What more is known: sentences.
    pub more: Vec<String>,
}

/// The events of a journey, the newest first.
pub fn entries(journey: &Journey, called: &Names) -> Vec<Entry> {
    journey.events.iter().rev().map(|event| entry(event, called)).collect()
}

/// Whether it goes on until it is ended, so that one without an end goes on today.
fn lasts(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(
        kind,
        EarlyHelp
            | Referral
            | Assessment
            | Enquiry
            | ChildInNeedPlan
            | ChildProtectionPlan
            | Care
            | LegalStatus
            | Placement
            | Missing
            | Involvement
    )
}

/// The roles of involvements that case systems write as these codes, in words; any other as it stands.
fn role(code: &str) -> &str {
    match code {
        "CW" => "case worker",
        "IRO" => "independent reviewing officer",
        other => other,
    }
}

fn entry(event: &Event, called: &Names) -> Entry {
    let said = match (event.kind, event.label.is_empty()) {
        (EventKind::Involvement, true) => role(&event.code),
        (_, true) => &event.code,
        (_, false) => &event.label,
    };
    let title = words::sentence(event.kind.word());
    let title = if said.is_empty() { title } else { format!("{title}: {said}") };
    let shown = match event.until {
        Some(until) if until == event.on => words::date(event.on),
        Some(until) => format!("{} to {}", words::date(event.on), words::date(until)),
        None if lasts(event.kind) => format!("{}, goes on", words::date(event.on)),
        None => words::date(event.on),
    };
    let mut more = Vec::new();
    let who: Vec<&str> = [
        (!event.worker_id.is_empty()).then(|| called.worker(&event.worker_id)),
        (!event.team_id.is_empty()).then(|| called.team_name(&event.team_id)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !who.is_empty() {
        more.push(who.join(", "));
    }
    more.extend(event.seen.map(|seen| if seen { "The child was seen" } else { "The child was not seen" }.to_owned()));
    let due = event.due.map(words::date);
    if let Some(due) = due.as_ref().filter(|_| !event.late) {
        more.push(format!("Due by {due}"));
    }
    let late = match due {
        _ if !event.late => String::new(),
        Some(due) => format!("Late: due by {due}"),
        None => "Late".to_owned(),
    };
    Entry { kinds: Kinds::holding(event.kind), title, day: event.on.to_string(), shown, late, more }
}
