//! Teams, services and workers, and which children are open to them.

use super::{Within, Workings};
use crate::engine::Engine;
use crate::inputs::Inputs;
use crate::working::{day_at, text_at};
use arrow::array::{Array, AsArray, Date32Array, RecordBatch, StringArray};
use arrow::datatypes::{Date32Type, Decimal128Type};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use standard::date::to_days;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Its name; its id where no table names it.
    pub name: String,
    /// Its service; empty where none is known.
    pub service: String,
    /// The team above it; empty where there is none.
    pub parent: String,
    /// The team that has its work now: itself, unless it was closed and another followed it.
    pub now: String,
}

/// A worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// The id of the worker.
    pub id: String,
    /// The worker's name; the id where no table names it.
    pub name: String,
    /// The team of the post, or else of the children held; empty where neither is known.
    pub team_id: String,
    /// The role of the post; empty where no post is known.
    pub role: String,
    /// Full-time equivalent of the post, in ten-thousandths; `None` where it is not known.
    pub fte: Option<i64>,
    /// Whether a post of the worker is open on the data date; `None` where the workforce tables don't say.
    pub in_post: Option<bool>,
    /// Children whose case worker this is on the data date.
    pub children: usize,
}

/// How a team stood from a day to a day (exclusive).
#[derive(Debug, Default)]
struct Dated {
    from: Option<i32>,
    to: Option<i32>,
    name: String,
    parent: String,
    successor: String,
}

/// The teams as they stood, each with its days in order.
#[derive(Debug)]
pub(super) struct Tree(BTreeMap<String, Vec<Dated>>);

/// Who has which child on the data date: person, team, worker.
#[derive(Debug)]
pub(super) struct Open(Vec<(String, String, String)>);

fn texts(batch: &RecordBatch, name: &str) -> StringArray {
    let column = batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    column.cloned().unwrap_or_else(|| StringArray::new_null(batch.num_rows()))
}

fn days(batch: &RecordBatch, name: &str) -> Date32Array {
    let column = batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Date32Type>());
    column.cloned().unwrap_or_else(|| Date32Array::new_null(batch.num_rows()))
}

impl Tree {
    pub fn new(inputs: &Inputs) -> Tree {
        let mut teams: BTreeMap<String, Vec<Dated>> = BTreeMap::new();
        if let Some(batch) = inputs.tables.get("teams") {
            let [id, name, parent, successor] =
                ["team_id", "name", "parent_id", "successor_id"].map(|column| texts(batch, column));
            let (from, to) = (days(batch, "from"), days(batch, "to"));
            for i in (0..batch.num_rows()).filter(|i| id.is_valid(*i)) {
                teams.entry(id.value(i).to_owned()).or_default().push(Dated {
                    from: day_at(&from, i),
                    to: day_at(&to, i),
                    name: text_at(&name, i).to_owned(),
                    parent: text_at(&parent, i).to_owned(),
                    successor: text_at(&successor, i).to_owned(),
                });
            }
        }
        teams.values_mut().for_each(|dated| dated.sort_by_key(|d| (d.from, d.to)));
        if let Some(batch) = inputs.tables.get("ssd_department") {
            let [id, name, parent] =
                ["dept_team_id", "dept_team_name", "dept_team_parent_id"].map(|column| texts(batch, column));
            for i in (0..batch.num_rows()).filter(|i| id.is_valid(*i)) {
                let (name, parent) = (text_at(&name, i).to_owned(), text_at(&parent, i).to_owned());
                let dated = Dated { name, parent, ..Dated::default() };
                teams.entry(id.value(i).to_owned()).or_insert_with(|| vec![dated]);
            }
        }
        Tree(teams)
    }

    /// How `team` stood on `day`: then, or else last before it, or else first after it.
    fn on(&self, team: &str, day: i32) -> Option<&Dated> {
        let dated = self.0.get(team)?;
        let open = |d: &&Dated| d.from.is_none_or(|from| from <= day) && d.to.is_none_or(|to| to > day);
        let before = |d: &&Dated| d.to.is_some_and(|to| to <= day);
        dated.iter().rfind(open).or_else(|| dated.iter().rfind(before)).or(dated.first())
    }

    /// The team that has the work of `team` on `day`: those that followed it are followed as long as each is closed.
    pub fn now<'a>(&'a self, team: &'a str, day: i32) -> &'a str {
        let mut seen = vec![team];
        loop {
            let current = seen[seen.len() - 1];
            let closed = self.on(current, day).filter(|dated| dated.to.is_some_and(|to| to <= day));
            match closed.map(|dated| dated.successor.as_str()).filter(|next| !next.is_empty() && !seen.contains(next)) {
                Some(next) => seen.push(next),
                None => return current,
            }
        }
    }

    /// Whether `team` is one of `above` on `day`, or stands under one; both after what followed them.
    fn is_under(&self, team: &str, above: &HashSet<&str>, day: i32) -> bool {
        let mut seen = vec![self.now(team, day)];
        loop {
            let current = seen[seen.len() - 1];
            if above.contains(current) {
                return true;
            }
            let parent = self.on(current, day).map(|dated| dated.parent.as_str()).filter(|parent| !parent.is_empty());
            match parent.map(|parent| self.now(parent, day)).filter(|parent| !seen.contains(parent)) {
                Some(parent) => seen.push(parent),
                None => return false,
            }
        }
    }
}

impl Open {
    pub fn new(engine: &Engine) -> Open {
        Open::on(engine, to_days(engine.inputs().data_date))
    }

    /// Everyone who is held: person, team, worker.
    pub fn held(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.0.iter().map(|(person, team, worker)| (person.as_str(), team.as_str(), worker.as_str()))
    }

    fn on(engine: &Engine, day: i32) -> Open {
        let mut open: Vec<_> = engine.people().held(day).collect();
        open.sort_unstable();
        Open(open.into_iter().map(|(p, t, w)| (p.to_owned(), t.to_owned(), w.to_owned())).collect())
    }
}

impl Workings {
    /// The children who are open to any of `teams` and the teams under them, to any team of `services`, or to `worker`,
    /// on day `on`: those whose case-worker involvement open that day is of such a team or of that worker. Teams that
    /// were closed by then stand for those that followed them.
    pub fn open_to(&self, teams: &[&str], services: &[&str], worker: Option<&str>, on: Date) -> FxHashSet<String> {
        let day = to_days(on);
        let other = (on != self.inputs().data_date).then(|| Open::on(&self.engine, day));
        let above: HashSet<&str> = teams.iter().map(|team| self.teams.now(team, day)).collect();
        let mut decided: BTreeMap<&str, bool> = BTreeMap::new();
        let mut out = FxHashSet::default();
        for (person, team, held_by) in &other.as_ref().unwrap_or(&self.open).0 {
            let by_team = *decided.entry(team).or_insert_with(|| {
                let service = self.engine.people().service(self.teams.now(team, day), day);
                !team.is_empty()
                    && (self.teams.is_under(team, &above, day) || (!service.is_empty() && services.contains(&service)))
            });
            if by_team || (!held_by.is_empty() && worker == Some(held_by.as_str())) {
                out.insert(person.clone());
            }
        }
        out
    }

    /// The team and the worker who have a child's record on the data date; empty where nobody has, and of a record that an
    /// adoption order closed: who has what goes on under its id has another identity's.
    pub fn held_by(&self, person_id: &str) -> (&str, &str) {
        match self.adoption_orders().contains_key(person_id) {
            true => ("", ""),
            false => self.holder(person_id),
        }
    }

    /// The workers who hold anybody within sight on the data date, by id, and the empty text where a team holds one
    /// without a worker.
    pub fn workers_within(&self, within: &Within) -> BTreeSet<&str> {
        self.open.held().filter(|(person, _, _)| within.has(person)).map(|(_, _, worker)| worker).collect()
    }

    /// The team and the worker of the case-worker involvement open under an id on the data date.
    pub(super) fn holder(&self, person_id: &str) -> (&str, &str) {
        let found = self.open.0.binary_search_by(|(person, _, _)| person.as_str().cmp(person_id));
        found.map_or(("", ""), |i| (self.open.0[i].1.as_str(), self.open.0[i].2.as_str()))
    }

    /// The team that has the work of `team` on the data date.
    pub fn team_now<'a>(&'a self, team: &'a str) -> &'a str {
        self.teams.now(team, to_days(self.inputs().data_date))
    }

    /// All teams that a table names or a child was ever held by, closed ones too, by id.
    pub fn teams(&self) -> &[Team] {
        self.named_teams.get_or_init(|| self.name_teams())
    }

    fn name_teams(&self) -> Vec<Team> {
        let day = to_days(self.inputs().data_date);
        let mut ids: BTreeSet<&str> = self.teams.0.keys().map(String::as_str).collect();
        ids.extend(self.engine.people().teams());
        let team = |id: &str| {
            let dated = self.teams.on(id, day);
            let name = dated.map(|dated| dated.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(id);
            Team {
                id: id.to_owned(),
                name: name.to_owned(),
                service: self.engine.people().service(id, day).to_owned(),
                parent: dated.map(|dated| dated.parent.clone()).unwrap_or_default(),
                now: self.teams.now(id, day).to_owned(),
            }
        };
        ids.into_iter().map(team).collect()
    }

    /// All services that a team belongs to now, in order.
    pub fn services(&self) -> Vec<String> {
        let services: BTreeSet<String> = self.teams().iter().map(|team| team.service.clone()).collect();
        services.into_iter().filter(|service| !service.is_empty()).collect()
    }

    /// All workers who hold a child on the data date, or whom the workforce tables know, by id.
    pub fn workers(&self) -> &[Worker] {
        self.named_workers.get_or_init(|| self.name_workers())
    }

    fn name_workers(&self) -> Vec<Worker> {
        let today = to_days(self.inputs().data_date);
        let table = |name: &str| self.inputs().tables.get(name);
        let mut workers: BTreeMap<String, Worker> = BTreeMap::new();
        let unknown = |id: &str| Worker {
            id: id.to_owned(),
            name: id.to_owned(),
            team_id: String::new(),
            role: String::new(),
            fte: None,
            in_post: None,
            children: 0,
        };
        if let Some(batch) = table("workforce_workers") {
            let [id, team, role] = ["worker_id", "team_id", "role"].map(|column| texts(batch, column));
            let (from, to) = (days(batch, "start_date"), days(batch, "end_date"));
            let fte = batch.column_by_name("fte").and_then(|column| column.as_primitive_opt::<Decimal128Type>());
            let mut rows: Vec<usize> = (0..batch.num_rows()).filter(|i| id.is_valid(*i)).collect();
            rows.sort_by_key(|i| (day_at(&from, *i), *i));
            for i in rows.into_iter().filter(|i| day_at(&from, *i).is_none_or(|from| from <= today)) {
                let worker = workers.entry(id.value(i).to_owned()).or_insert_with(|| unknown(id.value(i)));
                let open = day_at(&to, i).is_none_or(|to| to > today);
                // A worker can have two posts at once: the one that is open says where, and their FTE is added up.
                if worker.in_post != Some(true) || open {
                    let more = fte.filter(|fte| fte.is_valid(i)).and_then(|fte| i64::try_from(fte.value(i)).ok());
                    let before = worker.fte.filter(|_| worker.in_post == Some(true)).unwrap_or_default();
                    worker.fte = more.map(|more| before + more);
                    worker.team_id = text_at(&team, i).to_owned();
                    worker.role = text_at(&role, i).to_owned();
                    worker.in_post = Some(open);
                }
            }
        }
        for (_, team, id) in self.open.0.iter().filter(|(_, _, worker)| !worker.is_empty()) {
            let worker = workers.entry(id.clone()).or_insert_with(|| unknown(id));
            worker.children += 1;
            if worker.team_id.is_empty() {
                worker.team_id = team.clone();
            }
        }
        if let Some(batch) = table("ssd_professionals") {
            let [id, name] = ["prof_professional_id", "prof_professional_name"].map(|column| texts(batch, column));
            for i in (0..batch.num_rows()).filter(|i| id.is_valid(*i) && name.is_valid(*i)) {
                if let Some(worker) = workers.get_mut(id.value(i)) {
                    worker.name = name.value(i).to_owned();
                }
            }
        }
        workers.into_values().collect()
    }
}
