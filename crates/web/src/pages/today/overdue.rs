//! Overdue work by team, of the children in the visitor's scope.

use crate::ask::OfDue;
use crate::filters::Filters;
use crate::pages::due::{left_out, plain};
use crate::problem::Problem;
use crate::visit::Visit;
use measure::DueCounts;
use report::words;

/// A team's overdue work.
pub struct Line {
    /// The team.
    pub team: String,
    /// Where it is listed; empty for no team.
    pub href: String,
    /// How much is overdue.
    pub overdue: String,
    /// What it is, most first: `visit 12, review 3`.
    pub what: String,
    /// How much of it has no worker to do it.
    pub attention: String,
}

/// Overdue work.
pub struct Overdue {
    /// By team, most first.
    pub lines: Vec<Line>,
    /// All of it, in words.
    pub total: String,
    /// What falls due in the next ten working days, in words.
    pub next: String,
    /// What the numbers leave out, in a sentence; empty for nothing.
    pub left_out: String,
    /// Where all of it is listed.
    pub href: String,
}

/// Working days to look ahead.
const AHEAD: i32 = 10;

/// What is overdue, counted by team: what the page of what is due lists.
///
/// # Errors
/// The visitor may not see it.
pub fn by_team(visit: &Visit) -> Result<Overdue, Problem> {
    let ask = visit.ask()?;
    let called = ask.called();
    let text = |name: &str| visit.filters.get(name).unwrap_or_default().to_owned();
    let of = OfDue { days: AHEAD, service: text("service"), team: text("team"), ..OfDue::default() };
    let tally = ask.due_counts(&of, &called)?;
    let counts = tally.all;
    let mut teams: Vec<(String, DueCounts)> = tally.by_team.into_iter().collect();
    teams.retain(|(_, counts)| counts.overdue > 0);
    teams.sort_by(|a, b| (b.1.overdue, &a.0).cmp(&(a.1.overdue, &b.0)));
    let line = |(team, counts): (String, DueCounts)| {
        let mut what: Vec<(String, usize)> = counts.overdue_what.into_iter().collect();
        what.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        let what: Vec<String> = what.into_iter().map(|(what, count)| format!("{what} {}", plain(count))).collect();
        Line {
            team: called.team_name(&team).to_owned(),
            href: match team.as_str() {
                "" => String::new(),
                team => Filters::default().link("/due", &[("team", team), ("when", "overdue")]),
            },
            overdue: plain(counts.overdue),
            what: words::sentence(&what.join(", ")),
            attention: plain(counts.overdue_nobody),
        }
    };
    Ok(Overdue {
        lines: teams.into_iter().map(line).collect(),
        total: plain(counts.overdue),
        next: match counts.soon {
            0 => format!("Nothing more falls due in the next {AHEAD} working days."),
            1 => format!("1 more falls due in the next {AHEAD} working days."),
            next => format!("{} more fall due in the next {AHEAD} working days.", plain(next)),
        },
        left_out: left_out(tally.narrowed, tally.restricted),
        href: visit.filters.carried("/due"),
    })
}
