//! Importing step by step, as the site does it: cancelled, refused, previewed, kept.

use council::import::{Importing, Refusal, by_day, init, named, one_day_each};
use council::{Measuring, deliveries, folder};
use jiff::Timestamp;
use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with the extract of two children in `june`, and a data folder's place beside it.
fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    let june = desk.path().join("june");
    fs::create_dir(&june).unwrap();
    let write = |name: &str, text: &str| fs::write(june.join(name), text).unwrap();
    write("ssd_person.csv", "pers_person_id,pers_sex,pers_dob,pers_shoe_size\nA,F,2015-03-01,5\nB,M,2012-05-05,7\n");
    write(
        "ssd_contacts.csv",
        "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code\nK1,A,2023-06-02,6\nK2,B,2023-06-05,2A\n",
    );
    desk
}

fn begin(data: &Path, authority: Option<&str>, date: Option<&str>) -> Importing {
    let date = date.map(|date| date.parse().unwrap());
    Importing::begin(data, authority, date, None).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

fn paths(desk: &TempDir) -> Vec<PathBuf> {
    vec![desk.path().join("june")]
}

#[test]
fn cancelled_at_any_time_it_leaves_nothing() {
    let desk = desk();
    let data = desk.path().join("data");
    let all = Cell::new(0);
    let count = |_: &str| {
        all.set(all.get() + 1);
        true
    };
    begin(&data, Some("831"), Some("2023-06-30")).read(&paths(&desk), &count).unwrap();
    assert!(all.get() > 2);
    for stop in 1..=all.get() {
        let asked = Cell::new(0);
        let told = |_: &str| {
            asked.set(asked.get() + 1);
            asked.get() < stop
        };
        let read = begin(&data, Some("831"), Some("2023-06-30")).read(&paths(&desk), &told);
        assert!(matches!(read, Err(Refusal::Cancelled)), "stopped at {stop}");
        assert_eq!(asked.get(), stop, "once it is cancelled nothing more is asked");
    }
    assert!(!data.exists());
}

#[test]
fn what_is_previewed_is_kept_and_measured() {
    let desk = desk();
    let data = desk.path().join("data");
    let mut importing = begin(&data, Some("Derby"), None);
    let readings = importing.read(&paths(&desk), &|_| true).unwrap();
    assert!(one_day_each(&readings, None).is_ok());
    let readings = importing.dated(readings, &paths(&desk), "2023-06-30".parse().unwrap(), &|_| true).unwrap();
    let preview = importing.preview(&readings[0]);
    let preview = preview.expect("a preview");
    assert_eq!(preview.authority.unwrap().name, "Derby");
    assert_eq!(preview.tables.iter().map(|line| line.rows).sum::<usize>(), 4);
    let unknown: Vec<&str> =
        preview.columns.iter().filter(|c| c.column.is_none()).map(|c| c.heading.as_str()).collect();
    assert_eq!(unknown, ["pers_shoe_size"]);
    assert!(!data.exists(), "nothing is changed before something is kept");

    let now: Timestamp = "2023-07-03T09:00:00Z".parse().unwrap();
    let keeping = importing.keeping(&readings, "analyst", now).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    for reading in by_day(readings) {
        let received = keeping.keep(reading, false, now).unwrap();
        assert_eq!((received.delivery.number, deliveries::rows(&received.delivery)), (1, 4));
        assert_eq!(received.delivery.imported_by, "analyst");
    }
    drop(keeping);
    let measuring = Measuring::over(folder::open(&data).unwrap(), None, false).unwrap();
    let children = measuring.engine.children("contacts", &"2023-06".parse().unwrap()).unwrap();
    assert_eq!(children.iter().map(|row| row.person_id.as_str()).collect::<Vec<_>>(), ["A", "B"]);
}

#[test]
fn another_authority_is_refused() {
    let desk = desk();
    let data = desk.path().join("data");
    init(&data, named("831").unwrap(), "analyst", Timestamp::UNIX_EPOCH).unwrap();
    let refused = Importing::begin(&data, Some("Leeds"), None, None);
    assert!(
        matches!(refused, Err(Refusal::OtherAuthority(settings, given)) if settings.name == "Derby" && given.name == "Leeds")
    );
    assert!(matches!(named("Darby"), Err(Refusal::UnknownAuthority(_, Some(nearest))) if nearest.name == "Derby"));
    let without = desk.path().join("without");
    let importing = begin(&without, None, Some("2023-06-30"));
    let readings = importing.read(&paths(&desk), &|_| true).unwrap();
    let refused = importing.keeping(&readings, "analyst", Timestamp::UNIX_EPOCH);
    assert!(matches!(refused, Err(Refusal::NoAuthority(None))));
    assert!(!without.exists());
}
