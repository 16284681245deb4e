//! Backups: everything is in them, they are made while others work, and what is restored is what was there.

mod support;

use jiff::Timestamp;
use records::{Actor, Records, Role};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use support::{World, keep};
use web::backup::{self, RECORDS_FILE};
use web::reading::Generation;

/// Every file below a folder, by path, but for those that belong to the moment.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, under: &str, into: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let name = format!("{under}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), into);
            } else if !name.starts_with(RECORDS_FILE) && !["lock", "lock-holder.json"].contains(&name.as_str()) {
                into.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(folder, "", &mut out);
    out
}

/// Who makes and restores backups here.
fn who() -> Actor {
    Actor::command_line("tests")
}

/// The rows of each table of a dump.
fn tables(dump: &str) -> BTreeMap<String, Vec<&str>> {
    let mut out: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut table = String::new();
    for line in dump.lines().skip(1) {
        if let Some(named) = line.split("\"table\":\"").nth(1) {
            table = named.split('"').next().expect("a name").to_owned();
            out.insert(table.clone(), Vec::new());
        } else if line.starts_with('[') {
            out.get_mut(&table).expect("a table").push(line);
        }
    }
    out
}

async fn dump(records: &Records) -> String {
    let mut text = Vec::new();
    records.dump(&mut text).await.expect("a dump");
    String::from_utf8(text).expect("text")
}

#[tokio::test]
async fn what_is_restored_is_what_was_there() {
    let world = World::own().await;
    // Something of everything: sessions, the log, a report’s file, settings of the council’s own.
    world.sign_in(Role::Analyst).await.page("/account").await;
    fs::create_dir_all(world.folder().join("reports/1/v1/internal")).expect("a folder");
    fs::write(world.folder().join("reports/1/v1/internal/report.pdf"), b"%PDF-issued").expect("a file");
    fs::create_dir_all(world.folder().join("indicators")).expect("a folder");
    fs::create_dir_all(world.folder().join("uploads/half")).expect("a folder");
    fs::write(world.folder().join("uploads/half/1.csv"), b"half of a file").expect("a file");
    let mut before = files(world.folder());
    before.retain(|path, _| !path.starts_with("uploads/"));

    let away = tempfile::tempdir().expect("a folder");
    let archive = away.path().join("backup.zip");
    let now = world.site.now();
    let made = backup::make(world.folder(), world.records(), &archive, &who(), now).await.expect("a backup");
    assert_eq!(made.files, before.len());
    assert!(backup::make(world.folder(), world.records(), &archive, &who(), now).await.is_err(), "it was overwritten");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&archive).expect("the archive").permissions().mode() & 0o777, 0o600);
    }
    let left: Vec<_> = fs::read_dir(world.folder()).expect("a folder").flatten().collect();
    assert!(!left.iter().any(|entry| entry.file_name().to_string_lossy().starts_with(".backup")), "links were left");

    let restored = away.path().join("restored");
    let done = backup::restore(&archive, &restored, None, (&who(), Timestamp::now())).await.expect("restored");
    assert_eq!(done, made);
    let after = files(&restored);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    for (path, bytes) in &before {
        assert_eq!(&after[path], bytes, "{path}");
    }
    let records = Records::sqlite_at(&restored.join(RECORDS_FILE)).await.expect("records");
    // All rows are as they were, but for who may come in; the log goes on from where it was and says who restored it.
    let (kept, again) = (dump(world.records()).await, dump(&records).await);
    let (kept, again) = (tables(&kept), tables(&again));
    assert_eq!(kept.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (table, rows) in &kept {
        match table.as_str() {
            "account" => assert_eq!(again[table].len(), rows.len()),
            "session" => assert!(!rows.is_empty() && again[table].is_empty(), "a session lives on"),
            "access_log" | "account_history" => assert_eq!(again[table][..rows.len()], rows[..], "{table}"),
            "access_log_head" => assert_ne!(again[table], *rows),
            _ => assert_eq!(again[table], *rows, "{table}"),
        }
    }
    let log = records.search_log(&records::Search { limit: 500, ..Default::default() }).await.expect("the log").entries;
    let acts: Vec<&str> = log.iter().rev().map(|entry| entry.access.action.as_str()).collect();
    let at = |word: &str| acts.iter().position(|action| *action == word).unwrap_or_else(|| panic!("no {word}"));
    assert!(at("back-up") < at("restore"));
    records.verify_log().await.expect("the log").expect("unaltered");
    let generation = |folder: &Path| Generation::of(folder).expect("a folder");
    assert_eq!(generation(&restored), generation(world.folder()));
    let config = web::site::Config::new(restored.clone(), "127.0.0.1:8080".parse().expect("an address"));
    let site = web::site::Site::new(config, records);
    assert!(site.refresh().await.expect("a reading"));

    // Never over something that is there.
    let again = backup::restore(&archive, &restored, None, (&who(), Timestamp::now())).await;
    assert!(again.is_err_and(|error| error.to_string().contains("there is something in it")));
    assert_eq!(files(&restored).len(), after.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_others_work_is_whole() {
    let world = World::own().await;
    let away = tempfile::tempdir().expect("a folder");
    let extracts = away.path().join("extracts");
    let mut options = synthetic::Options::new(7, "2023-08".parse().expect("a month"), &extracts);
    options.scale = 0.01;
    synthetic::synthesise(&options, &|_| {}).expect("extracts");
    let stop = std::sync::Arc::new(AtomicBool::new(false));
    let (folder, stopped) = (world.folder().to_owned(), stop.clone());
    let importing = tokio::task::spawn_blocking(move || {
        let mut day = 1;
        while !stopped.load(Ordering::Relaxed) && day < 28 {
            keep(&folder, &[extracts.join("ssd")], &format!("2023-08-{day:02}"));
            day += 1;
        }
        day
    });
    let person = world.sign_in(Role::Analyst).await;
    for round in 0..3 {
        person.page("/account").await;
        let archive = away.path().join(format!("backup-{round}.zip"));
        backup::make(world.folder(), world.records(), &archive, &who(), world.site.now()).await.expect("a backup");
        let restored = away.path().join(format!("restored-{round}"));
        backup::restore(&archive, &restored, None, (&who(), Timestamp::now())).await.expect("restored");
        let store = store::Store::open(&restored).expect("a store");
        let deliveries = store.deliveries().expect("deliveries");
        assert!(!deliveries.is_empty());
        store.in_force(None, None).expect("every table of every delivery");
        for delivery in &deliveries {
            for original in store.originals(delivery).expect("originals") {
                assert!(original.is_file(), "{} lacks an original", delivery.id);
            }
        }
        let records = Records::sqlite_at(&restored.join(RECORDS_FILE)).await.expect("records");
        records.verify_log().await.expect("the log").expect("unaltered");
    }
    stop.store(true, Ordering::Relaxed);
    assert!(importing.await.expect("imports") > 1);
}

#[tokio::test]
async fn an_archive_that_was_changed_restores_nothing() {
    let world = World::own().await;
    let away = tempfile::tempdir().expect("a folder");
    let archive = away.path().join("backup.zip");
    backup::make(world.folder(), world.records(), &archive, &who(), world.site.now()).await.expect("a backup");
    let whole = fs::read(&archive).expect("the archive");
    let restored = away.path().join("restored");
    let broken = away.path().join("broken.zip");
    let mut refused = 0;
    for step in 1..12 {
        let mut bytes = whole.clone();
        let at = whole.len() * step / 12;
        bytes[at] ^= 0x55;
        fs::write(&broken, &bytes).expect("a file");
        // A bit of a name in the directory at the end may do no harm; then all must be as it was.
        match backup::restore(&broken, &restored, None, (&who(), Timestamp::now())).await {
            Err(_) => refused += 1,
            Ok(_) => {
                assert_eq!(files(&restored), files(world.folder()), "step {step}");
                fs::remove_dir_all(&restored).expect("gone");
            }
        }
        assert!(!restored.exists(), "step {step} left a folder");
    }
    assert!(refused >= 9, "only {refused} changes were seen");
    fs::write(&broken, &whole[..whole.len() / 2]).expect("a file");
    assert!(backup::restore(&broken, &restored, None, (&who(), Timestamp::now())).await.is_err() && !restored.exists());
    let beside: Vec<String> = fs::read_dir(away.path())
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("restoring"))
        .collect();
    assert_eq!(beside, Vec::<String>::new(), "something was left beside");
}
