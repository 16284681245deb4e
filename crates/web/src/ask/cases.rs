//! What the counter gives about single children besides workings: what is due by team and worker, journeys,
//! caseloads. Of a restricted record lists give the person id and nothing else.

use super::some::rows_given;
use super::{Ask, How};
use crate::access::Permission;
use crate::problem::Problem;
use measure::{
    About, CaseStatus, Caseloads, Due, DueCounts, Journey, Restriction, RestrictionKind, Slice, Spread, Team, Within,
};
use records::Opening;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// How many names a search gives.
const MOST_FOUND: usize = 50;

/// Which of what is due; all of it by default. Empty text stands for any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfDue {
    /// How many working days ahead to look.
    pub days: i32,
    /// Visit, review, assessment …
    pub what: String,
    /// Only what is overdue.
    pub overdue: bool,
    /// Only what has nobody to do it: no worker, or one who has left or is away for long.
    pub attention: bool,
    /// Only of this service.
    pub service: String,
    /// Only of this team, or of one that it followed.
    pub team: String,
    /// Only of this worker.
    pub worker: String,
}

impl OfDue {
    /// Whether anything but the number of days is chosen.
    pub fn narrows(&self) -> bool {
        *self != OfDue { days: self.days, ..OfDue::default() }
    }

    /// The choice in the words of the access log.
    fn words(&self) -> String {
        let mut out = format!("due within {} working days", self.days);
        for (name, value) in
            [("what", &self.what), ("service", &self.service), ("team", &self.team), ("worker", &self.worker)]
        {
            if !value.is_empty() {
                out.push_str(&format!(" {name}={value}"));
            }
        }
        for (name, chosen) in [("overdue", self.overdue), ("attention", self.attention)] {
            if chosen {
                out.push_str(&format!(" {name}"));
            }
        }
        out
    }
}

/// What is overdue and what falls due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueList {
    /// What is due, in the order of [`measure::Workings::due`]: what needs attention first.
    pub rows: Vec<Arc<Due>>,
    /// Restricted records of which something is due, by person id. None where the list is narrowed: what they were
    /// narrowed by would be told.
    pub restricted: Vec<String>,
    /// Of how many more something is due whose person id is not told: adopted children, after the order. 0 where the list
    /// is narrowed.
    pub unnamed: usize,
    /// Whether the list is narrowed, and restricted records are left out of it.
    pub narrowed: bool,
    /// What may be chosen: each thing, team and worker of which something is due in scope.
    pub choices: DueChoices,
}

impl DueList {
    /// How many rows the list has: each thing, and each restricted record.
    pub fn len(&self) -> usize {
        self.rows.len() + self.restricted.len() + self.unnamed
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How much of what is due there is.
#[derive(Debug, Clone)]
pub struct DueTally {
    /// All of it.
    pub all: DueCounts,
    /// By the team that has the work now; under no id what no team has.
    pub by_team: BTreeMap<String, DueCounts>,
    /// Of how many restricted records something is due, which is in none of the counts.
    pub restricted: usize,
    /// Whether it is narrowed, and restricted records are left out of it.
    pub narrowed: bool,
}

/// What a list of what is due can be narrowed to: words and ids, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueChoices {
    /// Visit, review, assessment …
    pub what: BTreeSet<String>,
    /// Teams that have the work now.
    pub teams: BTreeSet<String>,
    /// Workers.
    pub workers: BTreeSet<String>,
}

/// What teams and workers are called.
#[derive(Debug, Clone, Default)]
pub struct Names {
    all: Arc<AllNames>,
    sees_workers: bool,
}

/// What all teams and workers of a reading are called, by id.
#[derive(Debug, Default)]
struct AllNames {
    /// By a team's id the team that has its work now.
    teams: FxHashMap<String, Team>,
    workers: FxHashMap<String, String>,
}

impl Names {
    /// The team that has the work of a team now, `None` where the team is not known.
    pub fn team(&self, id: &str) -> Option<&Team> {
        self.all.teams.get(id)
    }

    /// What a team is called: `No team` for none.
    pub fn team_name<'a>(&'a self, id: &'a str) -> &'a str {
        match id {
            "" => "No team",
            id => self.team(id).map_or(id, |team| &team.name),
        }
    }

    /// The service of a team; empty where it has none.
    pub fn service<'a>(&'a self, id: &str) -> &'a str {
        self.team(id).map_or("", |team| &team.service)
    }

    /// What a worker is called, an id for those who may not see workers; `No worker` for none.
    pub fn worker<'a>(&'a self, id: &'a str) -> &'a str {
        match id {
            "" => "No worker",
            id if !self.sees_workers => id,
            id => self.all.workers.get(id).map_or(id, String::as_str),
        }
    }
}

/// One child, as far as the person may see.
#[derive(Debug, Clone)]
pub struct Child {
    /// How the child stands.
    pub about: About,
    /// What happened, and what had to be done.
    pub journey: Journey,
    /// Forename and surname, for those who may see names.
    pub name: Option<String>,
    /// Why the record is restricted, and by which opening it is seen.
    pub opened: Option<(Restriction, Opening)>,
}

/// What the counter answers when a child is asked for.
#[derive(Debug, Clone)]
pub enum Seen {
    /// The child.
    Open(Box<Child>),
    /// The record is restricted, and the person may open it with a reason.
    Closed(Restriction),
}

impl Ask {
    /// What teams are called, and workers for those who may see them.
    pub fn called(&self) -> Names {
        let workings = self.reading.workings();
        let all = self.reading.once("what teams and workers are called", || AllNames {
            teams: {
                let by_id: HashMap<&str, &Team> = workings.teams().iter().map(|t| (t.id.as_str(), t)).collect();
                let now = |team: &Team| by_id.get(team.now.as_str()).copied().unwrap_or(team).clone();
                let with = |team: &Team| (team.id.clone(), now(team));
                workings.teams().iter().map(with).collect()
            },
            workers: workings.workers().iter().map(|worker| (worker.id.clone(), worker.name.clone())).collect(),
        });
        Names { all, sees_workers: self.viewer.may(Permission::SeeWorkers) }
    }

    /// What is overdue and what falls due of all children, in order: by team, those with no team first; within a team what
    /// needs attention first, then by worker, day, child. It is the same for all who see workers, and put in order once.
    fn all_due(&self, days: i32, called: &Names) -> Arc<Vec<Arc<Due>>> {
        self.reading.once(&format!("all due within {days} working days {}", called.sees_workers), || {
            let key = |due: &&Arc<Due>| {
                let team = called.team(&due.team_id).map(|team| (team.service.clone(), team.name.clone()));
                let (able, worker) = (due.attention.is_empty(), called.worker(&due.worker_id).to_owned());
                let what = (due.person_id.clone(), due.what.clone());
                (!due.team_id.is_empty(), team, able, worker, due.due, due.since, what)
            };
            let mut all = self.reading.workings().due(days, &Within::Everyone);
            all.sort_by_cached_key(key);
            all.into_iter().map(Arc::clone).collect()
        })
    }

    /// What is overdue and what falls due, of children in scope, as chosen and in order. `shown` says which of so many
    /// rows the answer will show: those, and restricted records, are what the access log has. Of the others nothing may
    /// be told but how many there are.
    ///
    /// # Errors
    /// The person may not, or the log can't be written.
    pub async fn due_list(
        &self,
        of: &OfDue,
        called: &Names,
        how: How,
        shown: impl FnOnce(usize) -> Range<usize>,
    ) -> Result<DueList, Problem> {
        let list = self.due_chosen(of, called)?;
        let (rows, all) = (shown(list.rows.len()), list.rows.len());
        let what = rows_given(&of.words(), rows.start, rows.len(), all);
        self.note(how, what, "", rows.len() + list.restricted.len(), "").await?;
        Ok(list)
    }

    /// How much is overdue and falls due, of children in scope: of all as chosen, and by the team that has it now. It says
    /// no more than that, so it is not in the access log.
    ///
    /// # Errors
    /// The person may not.
    pub fn due_counts(&self, of: &OfDue, called: &Names) -> Result<DueTally, Problem> {
        let list = self.due_chosen(of, called)?;
        let team_of = |due: &Due| called.team(&due.team_id).map_or_else(|| due.team_id.clone(), |team| team.id.clone());
        Ok(DueTally {
            all: DueCounts::of(list.rows.iter().map(Arc::as_ref)),
            by_team: DueCounts::by(list.rows.iter().map(Arc::as_ref), team_of),
            restricted: list.restricted.len() + list.unnamed,
            narrowed: list.narrowed,
        })
    }

    fn due_chosen(&self, of: &OfDue, called: &Names) -> Result<DueList, Problem> {
        let within = self.within(Permission::SeeDue)?;
        let workings = self.reading.workings();
        let mut restricted = BTreeSet::new();
        let mut rows = Vec::new();
        let (mut whats, mut teams, mut workers) = (HashSet::new(), HashSet::new(), HashSet::new());
        let all = self.all_due(of.days, called);
        for due in all.iter().filter(|due| workings.sees(&due.person_id, &within)) {
            if workings.restriction(&due.person_id).is_some() {
                restricted.insert(due.person_id.clone());
                continue;
            }
            let is = |chosen: &str, value: &str| chosen.is_empty() || chosen == value;
            let team = called.team(&due.team_id).map_or(due.team_id.as_str(), |team| &team.id);
            whats.insert(due.what.as_str());
            teams.insert(team);
            workers.insert(due.worker_id.as_str());
            let chosen = is(&of.what, &due.what)
                && (!of.overdue || due.overdue)
                && (!of.attention || !due.attention.is_empty())
                && is(&of.service, called.service(&due.team_id))
                && (is(&of.team, team) || of.team == due.team_id)
                && is(&of.worker, &due.worker_id);
            if chosen {
                rows.push(Arc::clone(due));
            }
        }
        // Of a list that is narrowed, their number would tell what they were narrowed by.
        let unnamed = if of.narrows() { 0 } else { workings.due_unnamed(of.days, &within) };
        if of.narrows() {
            restricted.clear();
        }
        let owned = |chosen: HashSet<&str>| chosen.into_iter().map(str::to_owned).collect();
        let choices = DueChoices { what: owned(whats), teams: owned(teams), workers: owned(workers) };
        let restricted = restricted.into_iter().collect();
        Ok(DueList { rows, restricted, unnamed, narrowed: of.narrows(), choices })
    }

    /// A child in scope: the journey, or that the record is restricted. A restricted record is not there for those who
    /// may not open one, as is a child out of scope.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a child out of scope and for none; the log can't be written.
    pub async fn child(&self, person_id: &str) -> Result<Seen, Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let workings = self.reading.workings();
        if !workings.sees(person_id, &within) {
            return Err(Problem::NotFound);
        }
        let opened = match workings.restriction(person_id) {
            None => None,
            Some(_) if !self.viewer.may(Permission::OpenRestricted) => return Err(Problem::NotFound),
            Some(found) => {
                let now = self.site.now();
                match self.site.records().active_opening(self.viewer.account, person_id, now).await? {
                    Some(opening) => Some((found.clone(), opening)),
                    None => {
                        self.note(How::Read, "restricted record: closed".to_owned(), person_id, 0, "").await?;
                        return Ok(Seen::Closed(found.clone()));
                    }
                }
            }
        };
        let (Some(about), Some(journey)) = (workings.about(person_id, &within), workings.journey(person_id, &within))
        else {
            return Err(Problem::NotFound);
        };
        // Where an adopted child’s record goes on under the same id, the name in it is the new one: it is not shown.
        let adopted = opened.as_ref().is_some_and(|(found, _)| found.kind == RestrictionKind::Adopted);
        let name = (self.viewer.sees_names && !adopted).then(|| self.reading.name(person_id)).flatten();
        let reason = opened.as_ref().map(|(_, opening)| opening.reason.clone()).unwrap_or_default();
        self.note(How::Read, "journey".to_owned(), person_id, 1, &reason).await?;
        Ok(Seen::Open(Box::new(Child { about, journey, name, opened })))
    }

    /// The children in scope with this person id or, for those who may see names, whose name has every word of `text`: at
    /// most fifty, by person id with the name. Restricted records are found by their person id alone.
    ///
    /// # Errors
    /// The person may not, or the log can't be written.
    pub async fn find(&self, text: &str) -> Result<Vec<(String, String)>, Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let workings = self.reading.workings();
        let opens = self.viewer.may(Permission::OpenRestricted);
        let there = |person: &str| {
            workings.sees(person, &within)
                && match workings.restriction(person) {
                    Some(_) => opens,
                    None => workings.journey(person, &within).is_some(),
                }
        };
        let id = text.trim();
        let found = match there(id) {
            true => vec![(id.to_owned(), String::new())],
            false if self.viewer.sees_names => self.reading.named(text, MOST_FOUND, |person| {
                workings.sees(person, &within) && workings.restriction(person).is_none()
            }),
            false => Vec::new(),
        };
        // What was typed may be a name: it is not written down.
        self.note(How::Read, "search for a child".to_owned(), "", found.len(), "").await?;
        Ok(found)
    }

    /// How open children of the council, or of a part of it, are spread over the workers who hold any; `None` where nobody
    /// does. It names nobody, so it is not in the access log.
    ///
    /// # Errors
    /// The person may not see numbers.
    pub fn spread(&self, of: &Slice) -> Result<Option<Spread>, Problem> {
        if !self.viewer.may(Permission::SeeNumbers) {
            return Err(Problem::NotAllowed);
        }
        Ok(self.reading.workings().spread(of).as_ref().clone())
    }

    /// Who of a part of the council holds how many children in scope on the data date, and the children whom nobody holds,
    /// who are of no part. Workers in post who hold none are given to those who see all workers. The status of a
    /// restricted child is left out. `shown` says which of so many workers the answer will show, and the access log has
    /// those; a page shows the children whom nobody holds beside them, a file doesn't.
    ///
    /// # Errors
    /// The person may not, or the log can't be written.
    pub async fn caseloads(
        &self,
        of: &Slice,
        how: How,
        shown: impl FnOnce(usize) -> Range<usize>,
    ) -> Result<(Caseloads, Vec<String>), Problem> {
        let within = self.within(Permission::SeeWorkers)?;
        let workings = self.reading.workings();
        let mut found = workings.caseloads(&within, of);
        if !of.is_whole() {
            found.unallocated.clear();
            found.unallocated_unnamed = 0;
        }
        if matches!(within, Within::Only(_)) {
            found.workers.retain(|caseload| caseload.children() + caseload.not_open > 0);
        }
        let of_whom = |(person, _): &(String, CaseStatus)| workings.restriction(person).is_some();
        let (restricted, open): (Vec<_>, Vec<_>) = found.unallocated.into_iter().partition(of_whom);
        found.unallocated = open;
        let (workers, all) = (shown(found.workers.len()), found.workers.len());
        let chosen: String = of.values().iter().map(|(by, value)| format!(" {}={value}", by.word())).collect();
        let (what, rows) = match how {
            How::Read => {
                ("caseloads and unallocated children", workers.len() + found.unallocated.len() + restricted.len())
            }
            How::Export | How::Api => ("caseloads", workers.len()),
        };
        let what = rows_given(&format!("{what}{chosen}"), workers.start, workers.len(), all);
        self.note(how, what, "", rows, "").await?;
        Ok((found, restricted.into_iter().map(|(person, _)| person).collect()))
    }
}
