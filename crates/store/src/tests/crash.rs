//! Killed at any step, a change is there whole or not at all.

use super::*;
use crate::{InForce, Result, disk::Disk};

/// A folder with something in it.
fn prepared() -> Place {
    let place = Place::new();
    let mut first = parcel(
        place.files(),
        "june",
        "2023-06-30",
        &[
            (
                "ssd_cp_plans",
                &[
                    "cppl_cp_plan_id=P1 cppl_person_id=A reach_from=2017-01-01 reach_to=2018-05-01",
                    "cppl_cp_plan_id=P2 cppl_person_id=B reach_from=2022-01-01",
                ],
            ),
            ("ssd_person", &["pers_person_id=A", "pers_person_id=B"]),
        ],
    );
    first.coverage = vec![covers("ssd_cp_plans", Claim::Whole, Some("2015-01-01"), "2023-06-30")];
    place.receive(first);
    place
}

fn seen(place: &Place) -> InForce {
    place.store().in_force(None, None).unwrap()
}

/// Does `change` over and over, stopped before a step further on each time, and looks at what the next to open
/// the folder finds. At least once it must have been stopped before and at least once after it was decided.
fn stopped_at_every_step(change: impl Fn(&Place, &Store) -> Result<()>) {
    let (mut nothing, mut all) = (0, 0);
    let whole = prepared();
    let untouched = seen(&whole);
    change(&whole, &whole.store()).unwrap();
    let changed = seen(&whole);
    assert_ne!(untouched, changed);
    for stop in 0.. {
        let place = prepared();
        let disk = Arc::new(Disk { stop_at: Some(stop), ..Disk::default() });
        let store = Store::open_with(&place.data(), disk).unwrap();
        let result = change(&place, &store);
        let found = seen(&place);
        assert!(found == untouched || found == changed, "stopped at step {stop}: {found:#?}");
        assert!(disk::names(&place.data().join("tmp")).unwrap().is_empty(), "stopped at step {stop}");
        assert!(!place.data().join("pending").exists(), "stopped at step {stop}");
        if found == changed {
            all += 1
        } else {
            nothing += 1
        }
        if result.is_ok() {
            assert_eq!(found, changed);
            break;
        }
        // And it can be done again, or be found done.
        change(&place, &place.store()).ok();
        assert_eq!(seen(&place), changed, "done again after step {stop}");
        assert!(stop < 500);
    }
    assert!(nothing > 3 && all > 1, "{nothing} {all}");
}

#[test]
fn an_import() {
    stopped_at_every_step(|place, store| {
        let parcel = parcel(
            place.files(),
            "july",
            "2023-07-31",
            &[
                ("ssd_cp_plans", &["cppl_cp_plan_id=P3 cppl_person_id=C reach_from=2023-07-01"]),
                ("ssd_contacts", &["cont_contact_id=1 cont_person_id=C reach_from=2023-07-01 reach_to=2023-07-01"]),
            ],
        );
        store.lock("t", "import", now())?.receive(parcel, now(), true).map(drop)
    });
}

#[test]
fn a_withdrawal() {
    stopped_at_every_step(|_, store| store.lock("t", "withdraw", now())?.withdraw("1", "bad", now()).map(drop));
}

#[test]
fn a_retirement() {
    stopped_at_every_step(|_, store| {
        store.lock("t", "retire", now())?.retire(day("2020-01-01"), false, now()).map(drop)
    });
}

#[test]
fn an_erasure() {
    stopped_at_every_step(|_, store| {
        store.lock("t", "erase", now())?.remove_person("A", "asked", false, now()).map(drop)
    });
}

#[test]
fn new_settings() {
    let text = standard::settings::Settings::template(standard::authority::find("831").unwrap());
    stopped_at_every_step(|_, store| {
        let text = text.replace("831", "830");
        store.lock("t", "init", now())?.write_settings(&text).map(drop)
    });
}

#[test]
fn a_new_folder() {
    let mut made = false;
    for stop in 0..50 {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let disk = Arc::new(Disk { stop_at: Some(stop), ..Disk::default() });
        made = Store::create_with(&data, disk).is_ok();
        let store = Store::open(&data).or_else(|_| Store::create(&data)).unwrap();
        assert!(store.deliveries().unwrap().is_empty());
    }
    assert!(made);
}
