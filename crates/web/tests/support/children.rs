//! The children of the made-up council and who holds them today, worked out from the tables by plain loops: nothing of
//! what the site uses to decide it.

use super::shared;
use arrow::array::{Array, RecordBatch};
use arrow::util::display::array_value_to_string;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use store::{InForce, Store};

/// Who holds a child today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The team, as the involvement names it.
    pub team: String,
    /// The worker.
    pub worker: String,
}

/// A team.
#[derive(Debug, Clone)]
pub struct TeamRow {
    /// Its service.
    pub service: String,
    /// The team above it.
    pub parent: String,
    /// The day on which it ended; empty where it goes on.
    pub to: String,
    /// The team that has its work since.
    pub successor: String,
}

/// What is known of children.
pub struct Children {
    /// The data date.
    pub day: String,
    /// Everybody’s id.
    pub all: BTreeSet<String>,
    /// By child, who holds it today.
    pub held: BTreeMap<String, Held>,
    /// Teams by id, as they last were.
    pub teams: BTreeMap<String, TeamRow>,
    /// Names of children, forename and surname.
    pub names: Vec<(String, String)>,
    /// Dates of birth, as `2010-05-03`.
    pub births: BTreeSet<String>,
    /// Texts about children of three words or more.
    pub texts: BTreeSet<String>,
}

/// Columns of a table as text.
pub fn texts(in_force: &InForce, table: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let Some(batch) = in_force.tables.get(table) else { return Vec::new() };
    let cell = |name: &str, row: usize| match batch.column_by_name(name) {
        Some(column) if column.is_valid(row) => array_value_to_string(column, row).expect("a value"),
        _ => String::new(),
    };
    (0..batch.num_rows()).map(|row| columns.iter().map(|name| cell(name, row)).collect()).collect()
}

fn free_texts(batch: &RecordBatch, into: &mut BTreeSet<String>) {
    for column in batch.columns() {
        for row in 0..batch.num_rows() {
            if let Ok(text) = array_value_to_string(column, row)
                && text.split_whitespace().count() >= 3
            {
                into.insert(text);
            }
        }
    }
}

/// The children of the shared folder.
pub fn children() -> &'static Children {
    static CHILDREN: OnceLock<Children> = OnceLock::new();
    CHILDREN.get_or_init(|| {
        let in_force = Store::open(shared()).expect("a folder").in_force(None, None).expect("tables");
        let day = in_force.data_date.expect("a data date").to_string();
        let people = texts(&in_force, "ssd_person", &["pers_person_id", "pers_forename", "pers_surname", "pers_dob"]);
        let mut latest: BTreeMap<String, (String, String, Held)> = BTreeMap::new();
        let columns = [
            "invo_person_id",
            "invo_involvement_start_date",
            "invo_involvements_id",
            "invo_involvement_end_date",
            "invo_professional_team",
            "invo_professional_id",
        ];
        for row in texts(&in_force, "ssd_involvements", &columns) {
            let [person, start, id, end, team, worker] = <[String; 6]>::try_from(row).expect("six columns");
            if start > day || (!end.is_empty() && end <= day) || start.is_empty() {
                continue;
            }
            let newer = (start, id, Held { team, worker });
            let known = latest.get(&person);
            if known.is_none_or(|known| (&known.0, &known.1) < (&newer.0, &newer.1)) {
                latest.insert(person, newer);
            }
        }
        let teams = texts(&in_force, "teams", &["team_id", "service", "parent_id", "to", "successor_id"]);
        let mut free = BTreeSet::new();
        for (name, batch) in &in_force.tables {
            if name.starts_with("ssd_") && !["ssd_department", "ssd_professionals"].contains(&name.as_str()) {
                free_texts(batch, &mut free);
            }
        }
        Children {
            day,
            all: people.iter().map(|row| row[0].clone()).collect(),
            held: latest.into_iter().map(|(person, (_, _, held))| (person, held)).collect(),
            teams: teams
                .into_iter()
                .map(|row| {
                    let [id, service, parent, to, successor] = <[String; 5]>::try_from(row).expect("five columns");
                    (id, TeamRow { service, parent, to, successor })
                })
                .collect(),
            names: people
                .iter()
                .filter(|row| !row[1].is_empty() && !row[2].is_empty())
                .map(|row| (row[1].clone(), row[2].clone()))
                .collect(),
            births: people.iter().filter(|row| !row[3].is_empty()).map(|row| row[3].clone()).collect(),
            texts: free,
        }
    })
}

impl Children {
    /// The team that has a team’s work today.
    pub fn now<'a>(&'a self, team: &'a str) -> &'a str {
        let mut team = team;
        for _ in 0..20 {
            match self.teams.get(team) {
                Some(row) if !row.to.is_empty() && row.to <= self.day && !row.successor.is_empty() => {
                    team = &row.successor;
                }
                _ => break,
            }
        }
        team
    }

    /// Whether a team is one of some, or below one of them.
    fn is_under(&self, team: &str, some: &BTreeSet<&str>) -> bool {
        let mut team = self.now(team);
        for _ in 0..20 {
            if some.contains(team) {
                return true;
            }
            match self.teams.get(team) {
                Some(row) if !row.parent.is_empty() => team = self.now(&row.parent),
                _ => return false,
            }
        }
        false
    }

    /// The children open today to teams and services.
    pub fn of_teams(&self, teams: &BTreeSet<String>, services: &BTreeSet<String>) -> BTreeSet<String> {
        let some: BTreeSet<&str> = teams.iter().map(|team| self.now(team)).collect();
        let service = |team: &str| self.teams.get(self.now(team)).map(|row| row.service.as_str()).unwrap_or_default();
        let theirs = self.held.iter().filter(|(_, held)| {
            let by_service = !service(&held.team).is_empty() && services.contains(service(&held.team));
            by_service || (!held.team.is_empty() && self.is_under(&held.team, &some))
        });
        theirs.map(|(person, _)| person.clone()).collect()
    }

    /// The children of a worker today.
    pub fn of_worker(&self, worker: &str) -> BTreeSet<String> {
        self.held.iter().filter(|(_, held)| held.worker == worker).map(|(person, _)| person.clone()).collect()
    }

    /// The ids of children in a text, wherever they stand in it.
    pub fn named_in(&self, text: &str) -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.filter(|word| self.all.contains(*word)).map(str::to_owned).collect()
    }
}

/// Children whose records are restricted today, as the tables say.
pub fn restricted() -> BTreeSet<String> {
    let in_force = Store::open(shared()).expect("a folder").in_force(None, None).expect("tables");
    let day = &children().day;
    let mut out: BTreeSet<String> = texts(&in_force, "restricted_records", &["person_id", "from", "to"])
        .into_iter()
        .filter(|row| row[1] <= *day && (row[2].is_empty() || row[2] > *day))
        .map(|mut row| row.swap_remove(0))
        .collect();
    let columns = ["clae_person_id", "clae_cla_episode_ceased_reason", "clae_cla_episode_ceased_date"];
    for row in texts(&in_force, "ssd_cla_episodes", &columns) {
        if ["E11", "E12"].contains(&row[1].as_str()) && row[2] <= *day {
            out.insert(row[0].clone());
        }
    }
    for row in texts(
        &in_force,
        "ssd_permanence",
        &["perm_person_id", "perm_permanence_order_type", "perm_permanence_order_date"],
    ) {
        if row[1].to_lowercase().contains("adoption") && !row[2].is_empty() && row[2] <= *day {
            out.insert(row[0].clone());
        }
    }
    out
}
