//! Published statistics, benchmarks and neighbours as they are downloaded, read whole.

mod common;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, Int64Type};
use arrow::record_batch::RecordBatch;
use common::shared;
use intake::{Kind, Options, Reading, read};
use std::collections::BTreeMap;

fn one(path: &str) -> Option<Reading> {
    let path = shared(&format!("data/benchmarks/{path}"))?;
    let mut readings = read(&[path], &Options::default(), &|_| {}).unwrap();
    assert_eq!(readings.len(), 1);
    Some(readings.remove(0))
}

fn texts<'a>(batch: &'a RecordBatch, name: &str) -> &'a arrow::array::StringArray {
    batch.column_by_name(name).unwrap().as_string::<i32>()
}

/// Measure, year, breakdown, level and place.
type Key = (String, i64, String, String, String);

/// A figure, or the mark that stands where it isn't published.
type Shown = (Option<f64>, Option<String>);

fn values(batch: &RecordBatch) -> BTreeMap<Key, Shown> {
    let column = |name: &str| texts(batch, name);
    let year = batch.column_by_name("year").unwrap().as_primitive::<Int64Type>();
    let value = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
    let text = |array: &arrow::array::StringArray, i: usize| {
        if array.is_null(i) { String::new() } else { array.value(i).to_owned() }
    };
    (0..batch.num_rows())
        .map(|i| {
            let place = text(column("dfe_code"), i) + &text(column("geography_name"), i);
            let key = (text(column("measure_id"), i), year.value(i), text(column("breakdown"), i));
            let shown = Some(text(column("value_text"), i)).filter(|t| !t.is_empty());
            (
                (key.0, key.1, key.2, text(column("geography_level"), i), place),
                (value.is_valid(i).then(|| value.value(i)), shown),
            )
        })
        .collect()
}

#[test]
fn the_tidy_benchmarks_are_read_without_a_finding_that_matters() {
    let Some(reading) = one("benchmarks.csv.gz") else { return };
    assert_eq!(reading.kind, Kind::Benchmarks);
    let batch = &reading.tables["benchmarks"];
    assert_eq!(batch.num_rows(), 170_347);
    assert_eq!(reading.data_date.unwrap().to_string(), "2025-03-31");
    let wrong: Vec<_> = reading.findings.iter().take(5).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(reading.authority, None);
    assert!(reading.absent_columns.is_empty());
}

#[test]
fn neighbours_are_dated_by_their_newest_model() {
    let Some(reading) = one("neighbours.csv") else { return };
    assert_eq!(reading.kind, Kind::Neighbours);
    assert_eq!(reading.data_date.unwrap().to_string(), "2025-05-01");
    let batch = &reading.tables["neighbours"];
    assert!(batch.num_rows() > 2_000);
    let rank = batch.column_by_name("rank").unwrap().as_primitive::<Int64Type>();
    assert!(rank.iter().all(|rank| (1..=10).contains(&rank.unwrap())));
}

#[test]
fn the_ons_estimates_become_population() {
    let Some(reading) = one("dfe/ons_mid-year_population_estimates_2012_to_2024.csv") else { return };
    assert_eq!(reading.kind, Kind::Population);
    let batch = &reading.tables["population"];
    assert_eq!(batch.num_rows(), 2_132);
    assert!(reading.findings.is_empty(), "{:?}", &reading.findings[..1]);
    let persons = batch.column_by_name("persons").unwrap().as_primitive::<Int64Type>();
    let year = batch.column_by_name("mid_year").unwrap().as_primitive::<Int64Type>();
    let to = batch.column_by_name("age_to").unwrap().as_primitive::<Int64Type>();
    let code = texts(batch, "geography_code");
    let england = (0..batch.num_rows()).find(|&i| code.value(i) == "E92000001" && year.value(i) == 2024).unwrap();
    assert_eq!((persons.value(england), to.value(england)), (12_183_016, 17));
    assert_eq!(texts(batch, "sex").value(england), "P");
}

/// Where the tidy file has a measure of the DfE's own file, both say the same in every place and year.
#[test]
fn published_figures_agree_with_the_tidy_file() {
    let Some(tidy) = one("benchmarks.csv.gz") else { return };
    let tidy = values(&tidy.tables["benchmarks"]);
    let mut compared = 0;
    let mut measures = std::collections::BTreeSet::new();
    for file in [
        "b1_children_in_need_2013_to_2025.csv",
        "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
        "cla_number_and_rate_per_10k_children.csv",
        "csww_indicators_2017_to_2025.csv",
        "d3_cpps_subsequent_plan_2013_to_2025.csv",
        "d5_cpps_at31march_by_duration_2013_to_2025.csv",
        "la_cla_swcount.csv",
    ] {
        let reading = one(&format!("dfe/{file}")).unwrap();
        assert_eq!(reading.kind, Kind::DfeStatistics, "{file}");
        assert!(reading.findings.is_empty(), "{file}: {:?}", &reading.findings[..1]);
        for (key, (value, text)) in values(&reading.tables["benchmarks"]) {
            assert!(value.is_some() != text.is_some(), "{file}: {key:?} {value:?} {text:?}");
            if let Some((other, _)) = tidy.get(&key) {
                assert_eq!(value, *other, "{file}: {key:?}");
                measures.insert(key.0);
                compared += 1;
            } else {
                assert!(key.0.starts_with("dfe:"), "{file}: {key:?}");
            }
        }
    }
    assert_eq!(measures.len(), 19, "{measures:?}");
    assert!(compared > 30_000, "{compared}");
}
