//! The store and the second implementation agree on what is in force after several deliveries, on any date, and
//! on the days that are covered.

use arrow::array::RecordBatch;
use arrow::util::display::array_value_to_string;
use second::days::{days_after, next};
use second::deliveries::{Delivery, covered, generate_deliveries, in_force};
use second::tables::batch;
use standard::coverage::{Claim, TableCoverage};
use standard::table::{Table, find};
use std::path::Path;
use store::{Parcel, ParcelFile, Store};

/// The rows of a batch as text, declared columns only, sorted.
fn lines(table: &Table, batch: &RecordBatch) -> Vec<String> {
    let columns: Vec<_> =
        table.columns.iter().map(|c| batch.column_by_name(&c.name).expect("a declared column")).collect();
    let line = |i| columns.iter().map(|c| array_value_to_string(c, i).expect("shown")).collect::<Vec<_>>().join(",");
    let mut out: Vec<String> = (0..batch.num_rows()).map(line).collect();
    out.sort();
    out
}

fn parcel(folder: &Path, delivery: &Delivery) -> Parcel {
    let name = format!("{}.csv", delivery.data_date);
    let path = folder.join(&name);
    std::fs::write(&path, &name).expect("written");
    let covers = |(table, days): (&String, &standard::coverage::Interval)| TableCoverage {
        table: table.clone(),
        claim: Claim::Whole,
        from: Some(days.from),
        to: days.to,
        except: None,
    };
    Parcel {
        kind: "ssd".to_owned(),
        title: name.clone(),
        authority: Some("831".to_owned()),
        data_date: delivery.data_date,
        coverage: delivery.coverage.iter().map(covers).collect(),
        files: vec![ParcelFile { bytes: name.len() as u64, sha256: sha256(&path), name, path }],
        tables: delivery
            .tables
            .iter()
            .map(|(name, rows)| (name.clone(), batch(find(name).expect("a standard table"), rows)))
            .collect(),
        absent_columns: Default::default(),
        findings: Vec::new(),
        mapping_hash: "none".to_owned(),
        imported_by: "tester".to_owned(),
    }
}

fn sha256(path: &Path) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(std::fs::read(path).expect("read"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_store_and_the_second_agree_on_what_is_in_force() {
    let mut rows = 0;
    for seed in 1..=7 {
        let deliveries = generate_deliveries(seed, 6);
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let store = Store::create(&data).expect("created");
        let locked = store.lock("tester", "import", jiff::Timestamp::UNIX_EPOCH).expect("locked");
        for delivery in &deliveries {
            locked.receive(parcel(folder.path(), delivery), jiff::Timestamp::UNIX_EPOCH, true).expect("received");
        }
        let mut dates: Vec<_> = deliveries.iter().map(|d| Some(d.data_date)).collect();
        dates.push(None);
        for as_at in dates {
            let theirs = store.in_force(as_at, None).expect("in force");
            for (name, ours) in in_force(&deliveries, as_at) {
                // Reference data is in force at any date.
                if name == "population" {
                    continue;
                }
                let table = find(&name).expect("a standard table");
                let theirs = theirs.tables.get(&name).map_or(Vec::new(), |batch| lines(table, batch));
                let ours = lines(table, &batch(table, &ours));
                let only =
                    |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).cloned().collect::<Vec<_>>();
                assert!(
                    theirs == ours,
                    "seed {seed}, {name} as at {as_at:?}:\nonly the store {:#?}\nonly the second {:#?}\n{}",
                    only(&theirs, &ours),
                    only(&ours, &theirs),
                    deliveries
                        .iter()
                        .map(|d| format!("{} covers {:?}\n", d.data_date, d.coverage.get(&name)))
                        .collect::<String>(),
                );
                rows += ours.len();
            }
        }
        let whole = store.in_force(None, None).expect("in force");
        let last = deliveries.iter().map(|d| d.data_date).max().expect("three of them");
        for (name, intervals) in whole.coverage.iter().filter(|(name, _)| *name != "population") {
            let mut day = days_after(last, -2500);
            while day <= next(last) {
                let theirs = intervals.iter().any(|one| one.from <= day && day <= one.to);
                assert_eq!(theirs, covered(&deliveries, name, day), "seed {seed}, {name} on {day}");
                day = next(day);
            }
        }
    }
    assert!(rows > 5_000, "only {rows} rows compared");
}
