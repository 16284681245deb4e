//! Every worked example in the catalogue holds, with one partition and with two.

use measure::example::{Example, examples, lines};
use measure::{Catalogue, Engine, Options};
use std::sync::Arc;

fn catalogue() -> Arc<Catalogue> {
    Arc::new(Catalogue::builtin().unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn indicators_give_the_numbers_of_their_examples() {
    examples_hold(1);
}

#[test]
fn indicators_give_the_same_in_two_partitions() {
    examples_hold(2);
}

fn examples_hold(partitions: usize) {
    let catalogue = catalogue();
    let (mut faults, mut count) = (Vec::new(), 0);
    for indicator in catalogue.indicators() {
        for example in examples(&indicator.id).unwrap_or_else(|error| panic!("{error}")) {
            count += 1;
            let options = Options { threads: 1, partitions };
            for fault in example.faults(&catalogue, &indicator.id, options) {
                faults.push(format!("{} ‘{}’: {fault}", indicator.id, example.title));
            }
        }
    }
    assert!(faults.is_empty(), "{} fault(s) in {count} examples:\n{}", faults.len(), faults.join("\n"));
    assert!(count > 0);
}

#[test]
fn every_indicator_has_a_worked_example() {
    let without: Vec<_> = catalogue()
        .indicators()
        .filter(|i| examples(&i.id).unwrap_or_default().is_empty())
        .map(|i| i.id.clone())
        .collect();
    assert!(without.is_empty(), "no worked example: {without:?}");
}

#[test]
fn checks_find_what_their_examples_say() {
    let catalogue = catalogue();
    let mut faults = Vec::new();
    for check in catalogue.checks() {
        let examples = examples(&check.id).unwrap_or_else(|error| panic!("{error}"));
        assert!(!examples.is_empty(), "{} has no example", check.id);
        for example in examples {
            if let Some(fault) = check_fault(&catalogue, &check.id, &example) {
                faults.push(format!("{} ‘{}’: {fault}", check.id, example.title));
            }
        }
    }
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}

fn check_fault(catalogue: &Arc<Catalogue>, id: &str, example: &Example) -> Option<String> {
    let inputs = example.inputs().ok()?;
    let settings = example.settings().ok()?;
    let engine = Engine::new(Arc::clone(catalogue), inputs, settings, Options { threads: 1, partitions: 1 });
    let found = match engine.check() {
        Ok(found) => found,
        Err(error) => return Some(error.to_string()),
    };
    let (header, mut expected) = lines(&example.expected);
    let mut given: Vec<Vec<String>> = found
        .iter()
        .filter(|checked| checked.finding.rule == id)
        .map(|checked| {
            header
                .iter()
                .map(|name| match name.as_str() {
                    "column_name" => checked.finding.column.clone(),
                    "found" => checked.finding.found.clone(),
                    "source_row" => checked.finding.row.to_string(),
                    _ => checked.person_id.clone(),
                })
                .collect()
        })
        .collect();
    expected.sort();
    given.sort();
    (expected != given).then(|| format!("expected {expected:?}, got {given:?}"))
}
