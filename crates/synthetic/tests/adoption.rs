//! That an adoption order ends the old record: whatever follows is another person's, and no column leads there.

use standard::table::{self, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use synthetic::{Options, synthesise};

type Row = BTreeMap<String, String>;

/// The rows of every table in `ssd` and `local`, nulls left out, midnight cut off.
fn tables(folder: &Path) -> Vec<(&'static Table, Vec<Row>)> {
    let mut all = Vec::new();
    for part in ["ssd", "local"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            let Some(declared) = table::find(&path.file_stem().unwrap().to_string_lossy()) else { continue };
            let mut reader = csv::Reader::from_path(&path).unwrap();
            let header = reader.headers().unwrap().clone();
            let row = |record: csv::StringRecord| {
                let cells = header.iter().zip(&record).filter(|(_, value)| !value.is_empty() && *value != "NULL");
                cells.map(|(name, value)| (name.to_owned(), value.trim_end_matches(" 00:00:00").to_owned())).collect()
            };
            all.push((declared, reader.records().map(|record| row(record.unwrap())).collect()));
        }
    }
    all
}

#[test]
fn what_follows_an_adoption_order_is_another_persons() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { scale: 0.3, faults: 0.0, ..Options::new(6, "2023-07".parse().unwrap(), folder.path()) };
    synthesise(&options, &|_| ()).unwrap();
    let all = tables(folder.path());
    let rows = |name: &str| &all.iter().find(|(table, _)| table.name == name).unwrap().1;

    let mut orders: BTreeMap<&str, &str> = BTreeMap::new();
    for row in rows("ssd_cla_episodes") {
        if let (Some(reason), Some(day)) =
            (row.get("clae_cla_episode_ceased_reason"), row.get("clae_cla_episode_ceased_date"))
            && ["E11", "E12"].contains(&reason.as_str())
        {
            orders.insert(&row["clae_person_id"], day);
        }
    }
    assert!(orders.len() > 10, "the test needs adoptions");
    for (table, rows) in &all {
        let Some(person) = table.person() else { continue };
        for row in rows {
            // A review that was planned, and was never held, begins nothing.
            let mut begins = table.start.iter().filter(|column| !column.contains("due"));
            let start = begins.find_map(|column| row.get(column));
            let (Some(order), Some(start)) = (orders.get(row[&person.name].as_str()), start) else { continue };
            assert!(start.as_str() <= *order, "{}: after the order of {order}: {row:?}", table.name);
        }
    }

    // Who is new: a family that begins with the record. What names one of them, or where they are, names nobody else.
    let families: BTreeMap<&str, &str> =
        rows("ssd_family").iter().map(|row| (row["fami_person_id"].as_str(), row["fami_family_id"].as_str())).collect();
    let new: BTreeSet<&str> = families.keys().copied().filter(|id| id.parse::<u64>().unwrap() <= 200_000).collect();
    assert!(new.len() > 10, "the test needs adopted children with a later life");
    assert!(new.iter().all(|id| !orders.contains_key(id)));
    for (table, rows) in &all {
        let Some(person) = table.person() else { continue };
        // Keys of a row, references to others, family, address and pupil number.
        let known = ["fami_family_id", "addr_address_json", "pers_upn", "link_identifier_value"];
        let tells = |name: &str, references: Option<&str>| {
            known.contains(&name)
                || references.is_some_and(|to| !["ssd_person", "ssd_professionals", "ssd_department"].contains(&to))
        };
        for column in &table.columns {
            if !tells(&column.name, column.references.as_ref().map(|(to, _)| to.as_str())) {
                continue;
            }
            let mut whose: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for row in rows.iter().filter(|row| row.contains_key(&column.name)) {
                whose.entry(&row[&column.name]).or_default().insert(&row[&person.name]);
            }
            for (value, people) in whose {
                // Two families can come to live in one house.
                let others = people.iter().filter(|id| {
                    !new.contains(*id) && (column.name != "addr_address_json" || orders.contains_key(*id))
                });
                let leads = people.iter().any(|id| new.contains(id)) && others.count() > 0;
                assert!(!leads, "{}.{} {value} leads to a new identity: {people:?}", table.name, column.name);
            }
        }
    }
}
