//! A process that is killed in the middle: the next start is whole.

use crate::ground::{as_parts, extracts, sent, settled, uploads};
use crate::support::{self, World, apart};
use records::{Role, UploadState};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;
use web::pages::data::tidy;
use web::site::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_process_left_is_cleared_away_and_said() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let account = world.account(Role::Analyst).id;
    let now = world.site.now();
    // As a kill leaves them: one that was arriving, one that was being imported, and a folder that nobody knows.
    let mut left = Vec::new();
    for state in [UploadState::Receiving, UploadState::Importing] {
        let mut upload = world.records().begin_upload(account, now).await.expect("an upload");
        if state == UploadState::Importing {
            for next in [UploadState::Ready, UploadState::Previewed, UploadState::Importing] {
                upload.state = next;
                upload = world.records().put_upload(&upload, now).await.expect("its state");
            }
        }
        let folder = world.folder().join("uploads").join(&upload.folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("0001.csv"), "pers_person_id,pers_").expect("half a file");
        left.push(upload.id);
    }
    std::fs::create_dir_all(world.folder().join("uploads").join("0123456789abcdef")).expect("a folder");
    // And half a delivery, which the store had not put in place.
    std::fs::create_dir_all(world.folder().join("tmp").join("0099-ssd-2023-08-31-00000000").join("tables"))
        .expect("a folder");
    let deliveries = Store::open(support::shared()).expect("a store").deliveries().expect("deliveries");
    let world = world.restarted().await;
    tidy(&world.site).await.expect("tidied");
    world.site.refresh().await.expect("the folder is read");
    assert_eq!(uploads(world.folder()), Vec::<PathBuf>::new());
    assert_eq!(Store::open(world.folder()).expect("a store").deliveries().expect("deliveries").len(), deliveries.len());
    let analyst = {
        drop(analyst);
        world.sign_in(Role::Analyst).await
    };
    for id in left {
        let page = analyst.page(&format!("/data/uploads/{id}")).await;
        assert!(page.contains("Failed") && page.contains("Derwent stopped"), "{page}");
    }
    // What waited to be looked at is still there after a restart, and can be looked at again.
    let waiting = sent(&analyst, &as_parts(&extracts(world.folder()))).await;
    settled(&analyst, &waiting).await;
    let world = world.restarted().await;
    tidy(&world.site).await.expect("tidied");
    let analyst = world.sign_in(Role::Analyst).await;
    assert!(settled(&analyst, &waiting).await.contains("Which day do these files describe?"));
}

/// Imports the newest extracts as of another day, over and over, until it is killed. Run by the test below.
#[test]
#[ignore = "it is the process that the next test kills"]
fn imports_until_killed() {
    let Ok(data) = std::env::var("DERWENT_TEST_DATA") else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let data = PathBuf::from(data);
        let records = records::Records::sqlite_at(&data.join("records.sqlite")).await.expect("records");
        let config = web::site::Config::new(data.clone(), "127.0.0.1:8080".parse().expect("an address"));
        let site = Site::new(config, records.clone());
        let now = site.now();
        let account = match records.account_by_username("killed").await.expect("accounts") {
            Some(account) => account,
            None => {
                let profile = records::Profile {
                    username: "killed".into(),
                    display_name: "Killed".into(),
                    roles: [Role::Analyst].into(),
                    ..records::Profile::default()
                };
                records.create_account(&profile, None, now).await.expect("an account")
            }
        };
        let mut upload = records.begin_upload(account.id, now).await.expect("an upload");
        let folder = data.join("uploads").join(&upload.folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (i, (name, bytes)) in extracts(&data).into_iter().enumerate() {
            let stored = format!("{:04}.csv", i + 1);
            std::fs::write(folder.join(&stored), &bytes).expect("a file");
            let file = records::UploadedFile {
                shown: name,
                stored,
                bytes: bytes.len() as u64,
                sha256: records::sha256_hex(&bytes),
            };
            upload.files.push(file);
        }
        upload.state = UploadState::Ready;
        upload.data_date = Some(jiff::civil::date(2023, 8, 31));
        let upload = records.put_upload(&upload, now).await.expect("its files");
        web::pages::data::desk::import(&site, &upload, None, "killed".into());
        tokio::time::sleep(Duration::from_secs(60)).await;
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_while_it_imports_leaves_all_or_nothing() {
    let own = tempfile::tempdir().expect("a folder");
    let before = Store::open(support::shared()).expect("a store").deliveries().expect("deliveries").len();
    let mut kept = BTreeSet::new();
    // Not at times by the clock, which differ from one machine to the next, but at what can be seen in the folder.
    let moments = [
        (Moment::Sent, 0),
        (Moment::Writing, 0),
        (Moment::Writing, 1),
        (Moment::Writing, 5),
        (Moment::Writing, 25),
        (Moment::Kept, 0),
    ];
    for (round, (moment, then)) in moments.into_iter().enumerate() {
        let data = own.path().join(format!("data-{round}"));
        support::copy(support::shared(), &data);
        let mut child = std::process::Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "killed::imports_until_killed", "--ignored", "--nocapture"])
            .env("DERWENT_TEST_DATA", &data)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("a child");
        apart(|| moment.wait(&data, before));
        tokio::time::sleep(Duration::from_millis(then)).await;
        child.kill().expect("killed");
        child.wait().expect("gone");
        let records = records::Records::sqlite_at(&data.join("records.sqlite")).await.expect("records");
        let config = web::site::Config::new(data.clone(), "127.0.0.1:8080".parse().expect("an address"));
        let site = Site::new(config, records.clone());
        tidy(&site).await.expect("tidied");
        let store = Store::open(&data).expect("a whole folder");
        let deliveries = store.deliveries().expect("whole deliveries");
        assert!(deliveries.len() == before || deliveries.len() == before + 1, "{} deliveries", deliveries.len());
        for delivery in &deliveries {
            for table in delivery.tables.keys() {
                let received =
                    store.received(delivery, table).expect("a whole table").map_or(0, |batch| batch.num_rows() as u64);
                assert_eq!(received, delivery.tables[table], "{} {table}", delivery.id);
            }
        }
        let unfinished = records.uploads(None, 10).await.expect("uploads");
        let still: Vec<UploadState> = unfinished.iter().map(|upload| upload.state).collect();
        assert!(!still.contains(&UploadState::Receiving) && !still.contains(&UploadState::Importing), "{still:?}");
        assert_eq!(uploads(&data).len(), unfinished.iter().filter(|upload| !upload.state.is_over()).count());
        kept.insert(deliveries.len());
        // The next one goes on as if nothing had been.
        store.lock("tests", "import", jiff::Timestamp::now()).expect("nobody holds the lock");
    }
    assert_eq!(
        kept,
        BTreeSet::from([before, before + 1]),
        "one round is killed before its delivery is kept, one after"
    );
}

/// When a process that imports is killed.
#[derive(Clone, Copy)]
enum Moment {
    /// Its files are there.
    Sent,
    /// Its delivery is being written aside.
    Writing,
    /// Its delivery is in place.
    Kept,
}

impl Moment {
    /// Waits until it has come.
    fn wait(self, data: &Path, before: usize) {
        let names = |folder: &str| std::fs::read_dir(data.join(folder)).map_or(0, Iterator::count);
        let begun = std::time::Instant::now();
        let kept_before = names("deliveries");
        while match self {
            Self::Sent => uploads(data).is_empty(),
            Self::Writing => names("tmp") == 0 && names("deliveries") == kept_before,
            Self::Kept => names("deliveries") == kept_before,
        } {
            assert!(begun.elapsed() < Duration::from_secs(300), "nothing came of the import of {before} and one");
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}
