//! What is due, put under its team and worker.

use super::{child_href, plain};
use crate::ask::Names;
use crate::filters::Filters;
use jiff::civil::Date;
use measure::{Due, DueCounts};
use report::words;
use std::collections::HashMap;
use std::sync::Arc;

/// A team's row of the summary.
pub struct TeamLine {
    /// The service; empty where none is known.
    pub service: String,
    /// The team.
    pub team: String,
    /// Where the page shows this team alone; empty for no team.
    pub href: String,
    /// How much is overdue.
    pub overdue: String,
    /// How much falls due soon.
    pub soon: String,
    /// How much has nobody to do it.
    pub nobody: String,
}

/// What is due of a team.
pub struct Group {
    /// The id of its table on the page.
    pub id: String,
    /// Team and service.
    pub title: String,
    /// By worker.
    pub workers: Vec<WorkerGroup>,
}

/// What is due of a worker.
pub struct WorkerGroup {
    /// The worker, and why somebody else must do it.
    pub worker: String,
    /// How much.
    pub count: String,
    /// The things.
    pub rows: Vec<Line>,
}

/// One thing that is due.
pub struct Line {
    /// The child's person id.
    pub child: String,
    /// The child's name; empty for those who may not see names, and where none is recorded.
    pub name: String,
    /// Where the child's journey is.
    pub href: String,
    /// What.
    pub what: String,
    /// By when.
    pub due: String,
    /// Since when the time runs.
    pub since: String,
    /// Whether it is past due.
    pub overdue: bool,
    /// How many working days past due or left, in words.
    pub over: String,
    /// Why it needs attention; empty where it doesn't.
    pub attention: String,
}

/// Rows that are in order, under their teams and workers. `children` are names by person id, `today` is the data date.
pub fn by_team(rows: &[Arc<Due>], called: &Names, children: &HashMap<String, String>, today: Date) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for same in rows.chunk_by(|a, b| called.team_name(&a.team_id) == called.team_name(&b.team_id)) {
        let team = same[0].team_id.as_str();
        let title = match called.service(team) {
            "" => called.team_name(team).to_owned(),
            service => format!("{}, {service}", called.team_name(team)),
        };
        let workers = same.chunk_by(|a, b| (&a.worker_id, &a.attention) == (&b.worker_id, &b.attention));
        let workers = workers.map(|rows| WorkerGroup {
            worker: called.worker(&rows[0].worker_id).to_owned(),
            count: plain(rows.len()),
            rows: rows.iter().map(|due| line(due, children, today)).collect(),
        });
        groups.push(Group { id: format!("team-{}", groups.len() + 1), title, workers: workers.collect() });
    }
    groups
}

fn line(due: &Due, children: &HashMap<String, String>, today: Date) -> Line {
    let days = due.working_days_over.unsigned_abs();
    let counted = words::counted(report::Number::whole(i64::from(days)), "working day", "working days");
    Line {
        child: due.person_id.clone(),
        name: children.get(&due.person_id).cloned().unwrap_or_default(),
        href: child_href(&due.person_id),
        what: words::sentence(&due.what),
        due: words::date(due.due),
        since: due.since.map(words::date).unwrap_or_default(),
        overdue: due.overdue,
        over: match (due.overdue, days) {
            (true, 0) => "Overdue".to_owned(),
            (true, _) => format!("{counted} overdue"),
            (false, 0) if due.due == today => "Due today".to_owned(),
            // What is due within so many working days is in time on the weekend after them.
            (false, 0) => "Before the next working day".to_owned(),
            (false, _) => format!("In {counted}"),
        },
        attention: words::sentence(&due.attention),
    }
}

/// How much of what each team has, by service and team.
pub fn lines(rows: &[Arc<Due>], called: &Names, filters: &Filters) -> Vec<TeamLine> {
    let teams = DueCounts::by(rows.iter().map(Arc::as_ref), |due| {
        let (id, service) = called
            .team(&due.team_id)
            .map_or((due.team_id.as_str(), ""), |team| (team.id.as_str(), team.service.as_str()));
        (!id.is_empty(), service, called.team_name(id), id)
    });
    let line = |((known, service, name, id), counts): ((bool, &str, &str, &str), DueCounts)| TeamLine {
        service: if service.is_empty() { "No service recorded".to_owned() } else { service.to_owned() },
        team: name.to_owned(),
        href: match known {
            true => filters.link("/due", &[("team", id), ("service", ""), ("page", "")]),
            false => String::new(),
        },
        overdue: plain(counts.overdue),
        soon: plain(counts.soon),
        nobody: plain(counts.nobody),
    };
    teams.into_iter().map(line).collect()
}
