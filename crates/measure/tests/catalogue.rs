//! The catalogue hangs together, and covers the definitions that it was asked to cover.

use measure::{Catalogue, Kind};
use std::path::Path;

fn catalogue() -> Catalogue {
    Catalogue::builtin().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_whole_core_set_is_there() {
    let core = [
        "cic-visits-on-time",
        "cic-reviews-on-time",
        "cp-visits-on-time",
        "cp-reviews-on-time",
        "cic-visits-children",
        "cp-visits-children",
        "cin-reviews-on-time",
        "assessments-on-time",
        "assessments-on-time-first",
        "icpc-on-time",
        "cp-plans-repeat",
        "cic-rate",
        "cp-rate",
        "contacts",
        "contacts-per-week",
        "referrals",
        "rereferrals",
        "referral-need",
        "case-status",
        "caseload",
        "agency-fte",
        "maternity-fte",
        "long-term-absence-fte",
        "absence-days-per-fte",
        "vacancy-rate",
        "turnover-rate",
        "agency-rate",
    ];
    let catalogue = catalogue();
    let mut declared: Vec<&str> = catalogue.indicators().filter(|i| i.core).map(|i| i.id.as_str()).collect();
    let mut expected = core.to_vec();
    expected.sort_unstable();
    declared.sort_unstable();
    assert_eq!(declared, expected);
}

#[test]
fn entries_say_what_the_pages_need() {
    for indicator in catalogue().indicators() {
        let id = &indicator.id;
        assert!(!indicator.title.is_empty() && !indicator.basis.is_empty() && !indicator.definition.is_empty(), "{id}");
        assert!(!indicator.inputs.is_empty(), "{id} needs nothing?");
        assert!(!indicator.coverage.is_empty() || indicator.past_partial.is_some(), "{id} says nothing of coverage");
        if indicator.kind == Kind::Shares {
            assert!(indicator.category.is_some(), "{id}: what is its category called?");
        }
        if indicator.verdict {
            assert!(indicator.rolling.is_none(), "{id}: rolling measures are not tested");
        }
    }
}

#[test]
fn every_definition_asked_for_is_an_alias_or_said_to_be_unavailable() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/indicator_definitions.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: the list of definitions is not here\n");
        return;
    };
    let catalogue = catalogue();
    let known = |id: &str| {
        usize::from(catalogue.find(id).is_some()) + usize::from(catalogue.unavailable().iter().any(|u| u.id == id))
    };
    let ids: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let wrong: Vec<_> = ids.iter().filter(|id| known(id) != 1).collect();
    assert!(ids.len() >= 70 && wrong.is_empty(), "not covered once: {wrong:?}");
}
