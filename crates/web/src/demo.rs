//! Accounts to try the site with, at least one a role, for a council that doesn't exist.

use crate::access::CAPACITIES;
use arrow::array::RecordBatch;
use arrow::util::display::array_value_to_string;
use records::{Profile, Role};
use standard::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::Store;

/// Whether settings are those of a made-up authority: its name says so, as `make demo` writes it.
pub fn is_invented(settings: &Settings) -> bool {
    let name = settings.name.to_lowercase();
    ["invented", "made-up", "made up"].iter().any(|word| name.contains(word))
}

/// Capacities that someone clears in who clears in no other, and what they are called.
const CLEARING: [(&str, &str); 3] =
    [("legal", "legal officer"), ("finance", "finance officer"), ("sponsor", "report sponsor")];

/// One profile a role, and further clearing officers. Managers answer for the team and the service with the most open work, the practitioner for the
/// children of that team’s busiest worker.
///
/// # Errors
/// The data folder can’t be read.
pub fn profiles(folder: &Path) -> Result<Vec<Profile>, store::Error> {
    let in_force = Store::open(folder)?.in_force(None, Some(&["teams", "ssd_involvements"]))?;
    let day = in_force.data_date.map(|date| date.to_string()).unwrap_or_default();
    let rows = |table: &str, columns: &[&str]| match in_force.tables.get(table) {
        Some(batch) => texts(batch, columns),
        None => Vec::new(),
    };
    let teams: BTreeMap<String, String> = rows("teams", &["team_id", "service", "to"])
        .into_iter()
        .filter(|row| row[2].is_empty() || row[2] > day)
        .map(|mut row| (std::mem::take(&mut row[0]), std::mem::take(&mut row[1])))
        .collect();
    let columns = ["invo_professional_team", "invo_professional_id", "invo_involvement_end_date"];
    let mut open: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for mut row in rows("ssd_involvements", &columns) {
        if (row[2].is_empty() || row[2] > day) && teams.contains_key(&row[0]) {
            let (team, worker) = (std::mem::take(&mut row[0]), std::mem::take(&mut row[1]));
            *open.entry(team).or_default().entry(worker).or_default() += 1;
        }
    }
    let busiest = open.iter().max_by_key(|(_, workers)| workers.values().sum::<usize>());
    let team = busiest.map(|(team, _)| team.clone());
    let worker = busiest.and_then(|(_, workers)| workers.iter().max_by_key(|(_, rows)| **rows));
    let service = team.as_ref().and_then(|team| teams.get(team)).filter(|service| !service.is_empty());
    let set = |value: Option<&String>| value.cloned().into_iter().collect::<BTreeSet<String>>();
    let profile = |role: Role| Profile {
        username: role.word().to_owned(),
        display_name: format!("Demo {}", role.title().to_lowercase()),
        roles: BTreeSet::from([role]),
        ..Profile::default()
    };
    let profiles = Role::ALL.into_iter().map(|role| match role {
        Role::ServiceManager => Profile { services: set(service), sees_names: true, ..profile(role) },
        Role::TeamManager => Profile { teams: set(team.as_ref()), sees_names: true, ..profile(role) },
        Role::Practitioner => {
            Profile { worker_id: worker.map(|(worker, _)| worker.clone()), sees_names: true, ..profile(role) }
        }
        Role::QualityOfficer | Role::Director => Profile { sees_names: true, ..profile(role) },
        Role::ClearingOfficer => {
            Profile { capacities: CAPACITIES.map(|(word, _)| word.to_owned()).into(), ..profile(role) }
        }
        _ => profile(role),
    });
    // Besides the officer who clears in every capacity, one for each of those that sign a real paper.
    let own = CLEARING.map(|(capacity, name)| Profile {
        username: format!("{}-{capacity}", Role::ClearingOfficer.word()),
        display_name: format!("Demo {name}"),
        capacities: BTreeSet::from([capacity.to_owned()]),
        ..profile(Role::ClearingOfficer)
    });
    Ok(profiles.chain(own).collect())
}

/// Columns of a table as text; what is empty or not there is empty text.
fn texts(batch: &RecordBatch, columns: &[&str]) -> Vec<Vec<String>> {
    let columns: Vec<_> = columns.iter().map(|name| batch.column_by_name(name)).collect();
    let text = |row: usize| {
        let values = columns.iter().map(|column| match column {
            Some(column) if column.is_valid(row) => array_value_to_string(column, row).unwrap_or_default(),
            _ => String::new(),
        });
        values.collect()
    };
    (0..batch.num_rows()).map(text).collect()
}
