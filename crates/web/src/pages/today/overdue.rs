//! Overdue work by team, of the children in the visitor's scope.

use crate::ask::How;
use crate::pages::indicators::known;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::visit::Visit;
use report::{Number, words};
use std::collections::BTreeMap;

/// A team's overdue work.
pub struct Line {
    /// The team.
    pub team: String,
    /// Where it is listed.
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
}

/// Working days to look ahead.
const AHEAD: i32 = 10;

/// What is overdue, counted by team.
///
/// # Errors
/// The visitor may not see it, or the access log can't be written.
pub async fn by_team(visit: &Visit, reading: &Reading) -> Result<Overdue, Problem> {
    let due = visit.ask()?.due(AHEAD, "counted by team", How::Read).await?;
    let mut teams: BTreeMap<&str, (usize, usize, BTreeMap<&str, usize>)> = BTreeMap::new();
    let (mut overdue, mut next) = (0, 0);
    for item in &due {
        if !item.overdue {
            next += 1;
            continue;
        }
        overdue += 1;
        let (all, attention, what) = teams.entry(&item.team_id).or_default();
        *all += 1;
        *attention += usize::from(!item.attention.is_empty());
        *what.entry(&item.what).or_default() += 1;
    }
    let mut teams: Vec<_> = teams.into_iter().collect();
    teams.sort_by(|a, b| (b.1.0, a.0).cmp(&(a.1.0, b.0)));
    let line = |(team, (all, attention, what)): (&str, (usize, usize, BTreeMap<&str, usize>))| {
        let mut what: Vec<(&str, usize)> = what.into_iter().collect();
        what.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        let what: Vec<String> = what.into_iter().map(|(what, count)| format!("{what} {}", plain(count))).collect();
        Line {
            team: known::team_name(reading, team),
            href: visit.filters.link("/due", &[("team", team)]),
            overdue: plain(all),
            what: words::sentence(&what.join(", ")),
            attention: if attention == 0 { String::new() } else { plain(attention) },
        }
    };
    Ok(Overdue {
        lines: teams.into_iter().map(line).collect(),
        total: plain(overdue),
        next: match next {
            0 => format!("Nothing more falls due in the next {AHEAD} working days."),
            1 => format!("1 more falls due in the next {AHEAD} working days."),
            next => format!("{} more fall due in the next {AHEAD} working days.", plain(next)),
        },
    })
}

fn plain(count: usize) -> String {
    Number::whole(i64::try_from(count).unwrap_or(i64::MAX)).plain()
}
