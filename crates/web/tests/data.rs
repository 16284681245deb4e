//! Data: from files in a browser to numbers on a page, and what may go wrong on the way.

mod support;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use records::{Role, UploadState};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;
use support::{Person, World, children};
use web::pages::data::tidy;
use web::site::Site;

/// The files of the newest delivery of the dataset, as somebody would have them on a disk.
fn extracts(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let store = Store::open(folder).expect("a store");
    let deliveries = store.deliveries().expect("deliveries");
    let newest = deliveries.iter().rev().find(|delivery| delivery.kind == "ssd").expect("a delivery of the dataset");
    let paths = store.originals(newest).expect("originals");
    newest
        .files
        .iter()
        .zip(paths)
        .map(|(file, path)| (file.name.clone(), std::fs::read(path).expect("a file")))
        .collect()
}

fn as_parts(files: &[(String, Vec<u8>)]) -> Vec<(&str, &str, &[u8])> {
    files.iter().map(|(name, bytes)| ("files", name.as_str(), bytes.as_slice())).collect()
}

/// The names in the folder of uploads.
fn uploads(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("uploads")).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Does something that the engine does on a thread of its own: it brings a runtime, which can't begin within the test's.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|threads| threads.spawn(work).join().expect("it worked"))
}

/// Loads a page as its browser would until it no longer asks for that.
async fn settled(person: &Person, path: &str) -> String {
    for _ in 0..600 {
        let page = person.page(path).await;
        if !page.contains("http-equiv=\"refresh\"") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} never settles");
}

/// Uploads files and gives the address of the page about them.
async fn sent(person: &Person, files: &[(&str, &str, &[u8])]) -> String {
    let answer = person.upload("/data/uploads", &[], files).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location().to_owned()
}

/// Says the day and imports, and gives the page that says what came of it.
async fn imported(person: &Person, path: &str, day: [&str; 3]) -> String {
    settled(person, path).await;
    let fields = [("date-day", day[0]), ("date-month", day[1]), ("date-year", day[2])];
    assert_eq!(person.post(&format!("{path}/date"), &fields).await.status, 303);
    let page = settled(person, path).await;
    assert!(page.contains(&format!("action=\"{path}/import\"")), "{page}");
    assert_eq!(person.post(&format!("{path}/import"), &[]).await.status, 303);
    settled(person, path).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_become_numbers_on_the_next_page() {
    let world = World::empty().await;
    let analyst = world.sign_in(Role::Analyst).await;
    assert_eq!(analyst.get("/data/months").await.status, 503, "there is nothing to show yet");
    let files = extracts(support::shared());
    let path = sent(&analyst, &as_parts(&files)).await;
    let preview = settled(&analyst, &path).await;
    // The preview says what reading the same files says.
    let source = tempfile::tempdir().expect("a folder");
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| source.path().join(name)).collect();
    for (path, (_, bytes)) in paths.iter().zip(&files) {
        std::fs::write(path, bytes).expect("a file");
    }
    let readings = intake::read(&paths, &intake::Options::default(), &|_| {}).expect("readings");
    for (table, batch) in &readings[0].tables {
        let line = format!("{table}</span></th><td class=\"app-numeric\">{}</td>", grouped(batch.num_rows()));
        assert!(preview.contains(&line), "{line} in {preview}");
    }
    assert!(preview.contains("Which day do these files describe?"));
    assert!(!preview.contains(&format!("action=\"{path}/import\"")), "nothing is imported without a day");
    let done = imported(&analyst, &path, ["31", "7", "2023"]).await;
    assert!(done.contains("Imported") && done.contains("/data/deliveries/1"), "{done}");
    // The very next page has it, and nothing is left in the folder of uploads.
    let reading = world.reading();
    assert_eq!(reading.engine().inputs().data_date.to_string(), "2023-07-31");
    assert!(analyst.page("/data/months").await.contains("July 2023"));
    let list = analyst.page("/data").await;
    let rows: usize = readings[0].tables.values().map(|batch| batch.num_rows()).sum();
    assert!(list.contains(&format!("<td class=\"app-numeric\">{}</td>", grouped(rows))), "{list}");
    let one = analyst.page("/data/deliveries/1").await;
    for file in &readings[0].files {
        assert!(one.contains(&file.name) && one.contains(&file.sha256), "{} {}", file.name, file.sha256);
    }
    assert!(one.contains("analyst"), "who imported it");
    assert_eq!(uploads(world.folder()), Vec::<PathBuf>::new());
    // The same again does nothing, and says so.
    let path = sent(&analyst, &as_parts(&files)).await;
    let again = imported(&analyst, &path, ["31", "7", "2023"]).await;
    assert!(again.contains("imported before"), "{again}");
    assert_eq!(Store::open(world.folder()).expect("a store").deliveries().expect("deliveries").len(), 1);
}

fn grouped(number: usize) -> String {
    web::pages::data::count(number as u64)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_moved_is_held_until_it_is_accepted() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let mut files = extracts(world.folder());
    let contacts = files.iter_mut().find(|(name, _)| name.contains("contacts")).expect("contacts");
    let text = String::from_utf8(contacts.1.clone()).expect("text");
    let kept = text.lines().count() / 2;
    contacts.1 = text.lines().take(kept).flat_map(|line| [line, "\n"]).collect::<String>().into_bytes();
    let path = sent(&analyst, &as_parts(&files)).await;
    let done = imported(&analyst, &path, ["31", "8", "2023"]).await;
    assert!(done.contains("moved by more than a fifth"), "{done}");
    let delivery = || {
        let store = Store::open(world.folder()).expect("a store");
        store.deliveries().expect("deliveries").pop().expect("a delivery")
    };
    let new = delivery();
    assert!(new.held.contains(&"ssd_contacts".to_owned()), "{:?}", new.held);
    let moved = new.moved.iter().find(|moved| moved.table == "ssd_contacts").expect("what moved");
    let at = format!("/data/deliveries/{}", new.number);
    let page = analyst.page(&at).await;
    for shown in [grouped(moved.before as usize), grouped(moved.after as usize), format!("{}% fewer", -moved.percent)] {
        assert!(page.contains(&shown), "{shown} in {page}");
    }
    assert!(analyst.page("/data").await.contains("Tables are held"));
    // A director sees it and can't do it.
    let director = world.sign_in(Role::Director).await;
    assert!(!director.page(&at).await.contains("/accept\""));
    assert_eq!(director.post(&format!("{at}/accept"), &[]).await.status, 403);
    assert_eq!(analyst.post(&format!("{at}/accept"), &[]).await.status, 303);
    assert!(delivery().held.is_empty());
    assert!(analyst.page(&at).await.contains("Accepted: "));
    assert_eq!(analyst.post(&format!("{at}/accept"), &[]).await.status, 409, "nothing is held any more");
    // Taken out again, with a reason.
    let without = analyst.post(&format!("{at}/withdraw"), &[("reason", " ")]).await;
    assert!(without.status == 422 && without.text().contains("Say why"));
    assert_eq!(world.reading().engine().inputs().data_date.to_string(), "2023-08-31");
    let withdrawn = analyst.post(&format!("{at}/withdraw"), &[("reason", "half of the contacts are missing")]).await;
    assert_eq!(withdrawn.status, 303);
    assert!(analyst.page(&at).await.contains("half of the contacts are missing"));
    assert_eq!(
        world.reading().engine().inputs().data_date.to_string(),
        "2023-07-31",
        "pages are back to what was before"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_files_lead_nowhere() {
    let world = World::empty().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let before: BTreeSet<PathBuf> = all_files(world.folder().parent().expect("a folder"));
    let csv = b"pers_person_id,pers_sex\nP1,F\n";
    let long = format!("{}.csv", "x".repeat(4000));
    let names = [
        "../../evil.csv",
        "/tmp/evil.csv",
        "..\\..\\evil.csv",
        "C:\\evil.csv",
        "nul.csv",
        "COM1.csv",
        "a\u{202e}b.csv",
        &long,
    ];
    for name in names {
        let path = sent(&analyst, &[("files", name, csv)]).await;
        let page = settled(&analyst, &path).await;
        assert!(!page.contains("../") && !page.contains('\u{202e}'), "{name}");
        let folders = uploads(world.folder());
        assert_eq!(folders.len(), 1, "{name}");
        let inside: Vec<String> = std::fs::read_dir(&folders[0])
            .expect("the upload")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        assert_eq!(inside, ["0001.csv"], "{name}");
        assert_eq!(analyst.post(&format!("{path}/cancel"), &[]).await.status, 303);
        assert!(analyst.page(&path).await.contains("cancelled"));
        assert_eq!(uploads(world.folder()), Vec::<PathBuf>::new(), "{name}");
    }
    for name in ["run.exe", "page.html", "noending", "x.csv.sh", "authority.toml"] {
        let answer = analyst.upload("/data/uploads", &[], &[("files", name, csv)]).await;
        assert!(answer.status == 422 && answer.text().contains("is no extract by its ending"), "{name}");
    }
    // Nothing chosen is said too.
    let nothing = analyst.upload("/data/uploads", &[], &[("files", "", b"")]).await;
    assert!(nothing.status == 422 && nothing.text().contains("Choose one or more files"));
    assert_eq!(uploads(world.folder()), Vec::<PathBuf>::new());
    let after: BTreeSet<PathBuf> = all_files(world.folder().parent().expect("a folder"));
    let new: Vec<&PathBuf> =
        after.difference(&before).filter(|path| !path.to_string_lossy().contains("records.sqlite")).collect();
    assert_eq!(new, Vec::<&PathBuf>::new(), "something was written elsewhere");
    assert!(!Path::new("/tmp/evil.csv").exists());
}

fn all_files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut out = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => out.extend(all_files(&path)),
            path => drop(out.insert(path)),
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_is_refused_and_leaves_nothing() {
    let world = World::own_with(|config| config.upload_limit = 50_000).await;
    let analyst = world.sign_in(Role::Analyst).await;
    let (small, large) = (vec![b'x'; 30_000], vec![b'y'; 200_000]);
    let answer = analyst.upload("/data/uploads", &[], &[("files", "a.csv", &small), ("files", "b.csv", &large)]).await;
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("larger than 50 KB together"), "{}", answer.text());
    assert_eq!(uploads(world.folder()), Vec::<PathBuf>::new());
    let fits = analyst.upload("/data/uploads", &[], &[("files", "a.csv", &small)]).await;
    assert_eq!(fits.status, 303);
    let page = settled(&analyst, fits.location()).await;
    assert!(page.contains("can’t be imported as they are"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_breaks_off_is_forgotten() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let token = analyst.token().await;
    let (send, receive) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    let head = format!(
        "--b\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--b\r\ncontent-disposition: form-data; \
         name=\"files\"; filename=\"half.csv\"\r\n\r\npers_person_id,pers_sex\nP1,"
    );
    send.send(Ok(Bytes::from(head))).await.expect("taken");
    let body = Body::from_stream(tokio_stream(receive));
    let request = Request::builder().method(Method::POST).uri("/data/uploads");
    let request = request.header("content-type", "multipart/form-data; boundary=b").body(body).expect("a request");
    {
        let sending = analyst.send(request);
        tokio::pin!(sending);
        // The browser goes away while its file is on the way.
        let waited = tokio::time::timeout(Duration::from_millis(800), &mut sending).await;
        assert!(waited.is_err(), "it was answered before all had arrived");
        let folders = uploads(world.folder());
        assert_eq!(folders.len(), 1);
        assert!(folders[0].join("0001.csv").exists());
    }
    for _ in 0..50 {
        if world.records().uploads(None, 1).await.expect("uploads")[0].state.is_over() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let upload = world.records().uploads(None, 1).await.expect("uploads").remove(0);
    assert_eq!(upload.state, UploadState::Cancelled);
    assert_eq!(uploads(world.folder()), Vec::<PathBuf>::new());
    drop(send);
}

/// A channel as a stream.
fn tokio_stream<T: Send + 'static>(receive: tokio::sync::mpsc::Receiver<T>) -> impl futures::Stream<Item = T> + Send {
    futures::stream::unfold(receive, |mut receive| async move { receive.recv().await.map(|item| (item, receive)) })
}

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
            .args(["--exact", "imports_until_killed", "--ignored", "--nocapture"])
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

/// The findings that a page about data lists for one person, with its addresses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dismissed_finding_is_gone_until_it_counts_again() {
    let world = World::own().await;
    // The manager of a team with a child about whom there is a finding.
    let reading = world.reading();
    let found = apart(|| council::findings::gather(reading.measuring()).expect("findings"));
    let held = found.iter().filter_map(|found| children().held.get(&found.person_id));
    let team =
        held.map(|held| held.team.clone()).find(|team| !team.is_empty()).expect("a finding about a team’s child");
    let profile = records::Profile {
        username: "manager".into(),
        display_name: "Manager".into(),
        roles: [Role::TeamManager].into(),
        teams: [team].into(),
        ..records::Profile::default()
    };
    let account = world.add(&profile).await.id;
    let manager = world.sign_in_as("manager").await;
    let list = manager.page("/data/findings").await;
    let rule = addresses(&list, "/data/findings/rule/").into_iter().next().expect("a finding");
    let page = manager.page(&rule).await;
    let dismissals: Vec<String> = addresses(&page, "/data/findings/rule/")
        .into_iter()
        .filter(|address| address.matches('/').count() == 5)
        .collect();
    let one = dismissals.first().expect("a finding to dismiss").clone();
    let theirs = children().of_teams(&profile.teams, &profile.services);
    assert!(children().named_in(&page).is_subset(&theirs), "children of other teams");
    // What is missing is said.
    let empty = manager.post(&one, &[]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Say why") && empty.text().contains("Enter a date"));
    let past = [("reason", "as it is"), ("until-day", "1"), ("until-month", "1"), ("until-year", "2020")];
    assert!(manager.post(&one, &past).await.text().contains("must be in the future"));
    let until = world.site.today().saturating_add(jiff::Span::new().days(30));
    let (day, month, year) = (until.day().to_string(), until.month().to_string(), until.year().to_string());
    let fields =
        [("reason", "Checked with the worker"), ("until-day", &day), ("until-month", &month), ("until-year", &year)];
    assert_eq!(manager.post(&one, &fields).await.status, 303);
    assert!(!manager.page(&rule).await.contains(&one));
    let dismissed = manager.page("/data/findings/dismissed").await;
    assert!(dismissed.contains("Checked with the worker"));
    // Somebody else's manager sees neither it nor its dismissal.
    assert_eq!(world.sign_in(Role::Practitioner).await.post("/data/findings/dismissed/1", &[]).await.status, 403);
    assert_eq!(manager.post("/data/findings/dismissed/1", &[]).await.status, 303);
    assert!(manager.page(&rule).await.contains(&one), "it counts again when somebody ends it");
    // And when its time is over.
    let (_, key) = one.rsplit_once('/').expect("a key");
    let rule_id = one.split('/').nth(4).expect("a rule");
    let now = world.site.now();
    let soon = now + jiff::SignedDuration::from_millis(1_500);
    world.records().dismiss(rule_id, key, "for a moment", soon, account, now).await.expect("dismissed");
    assert!(!manager.page(&rule).await.contains(&one));
    tokio::time::sleep(Duration::from_millis(1_700)).await;
    assert!(manager.page(&rule).await.contains(&one), "a dismissal expires");
}

/// The addresses on a page that begin in some way, each once, without their query.
fn addresses(page: &str, begin: &str) -> Vec<String> {
    let mut out = Vec::new();
    for part in page.split("href=\"").skip(1) {
        let address = part.split(['"', '?']).next().unwrap_or_default();
        if address.starts_with(begin) && !out.contains(&address.to_owned()) {
            out.push(address.to_owned());
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn findings_are_those_of_the_council_s_own_records() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let found = apart(|| council::findings::gather(reading.measuring()).expect("findings"));
    let page = analyst.page("/data/findings").await;
    for line in council::findings::counted(reading.engine().catalogue(), &found) {
        let row = page.split("<tr>").find(|row| row.contains(&format!("/data/findings/rule/{}\"", line.rule)));
        let row = row.unwrap_or_else(|| panic!("{} is not there", line.rule));
        assert!(row.contains(&format!(">{}</td>", web::pages::data::count(line.count))), "{} in {row}", line.count);
    }
    let csv = analyst.get("/data/findings.csv").await;
    assert!(csv.text().lines().count() > found.len(), "a line for each and a heading");
    let log = world
        .records()
        .search_log(&records::Search { action: Some("export".into()), ..Default::default() })
        .await
        .expect("the log");
    assert_eq!(log.entries[0].access.rows, found.len() as i64, "the export is recorded with its rows");
    // An administrator sees none of it.
    let administrator = world.sign_in(Role::Administrator).await;
    for path in ["/data", "/data/findings", "/data/uploads", "/data/changes", "/data/reconcile", "/data/headings"] {
        assert_eq!(administrator.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_finding_about_a_restricted_record_nothing_that_stands_in_it_is_told() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let closed = support::restricted();
    let reading = world.reading();
    let found = apart(|| council::findings::gather(reading.measuring()).expect("findings"));
    let of_a_child = |found: &&council::findings::Found| {
        !found.person_id.is_empty() && !found.finding.found.is_empty() && !closed.contains(&found.person_id)
    };
    let one = found.iter().find(of_a_child).expect("a finding about a child");
    let (rule, person) = (&one.finding.rule, &one.person_id);
    let row = |page: &str| {
        let rows = page.split("<tr>").filter(|row| row.contains(&format!(">{person}</a>"))).map(str::to_owned);
        rows.collect::<Vec<String>>().concat()
    };
    let page = format!("/data/findings/rule/{rule}");
    assert!(!row(&analyst.page(&page).await).contains("restricted"));
    let list = world.folder().parent().expect("a folder").join("restricted_records.csv");
    std::fs::write(&list, format!("person_id,from,to,reason\n{person},2023-01-01,,threat\n")).expect("an extract");
    apart(|| support::keep(world.folder(), &[list], "2023-07-31"));
    assert!(world.site.refresh().await.expect("a reading"), "nothing new was read");
    let shown = row(&analyst.page(&page).await);
    assert!(shown.contains("not shown: the record is restricted") && shown.contains("No team"), "{shown}");
    let answer = analyst.get(&format!("/api/v1/findings?rule={rule}&limit=1000")).await.json();
    let told: Vec<&serde_json::Value> = answer["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["person_id"] == person.as_str())
        .collect();
    assert!(!told.is_empty(), "it is not among them");
    for finding in told {
        for field in ["found", "expected", "team_id", "worker_id"] {
            assert_eq!(finding[field], "", "{field}: {finding}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heading_is_taught_from_the_page() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let csv = b"cont_contact_id,cont_person_id,Date It Came,Colour of file\nC1,P1,2023-07-01,blue\n";
    let path = sent(&analyst, &[("files", "contacts.csv", csv)]).await;
    let page = settled(&analyst, &path).await;
    assert!(page.contains("‘Date It Came’") && page.contains("‘Colour of file’"), "{page}");
    let form = analyst.page("/data/headings?heading=Date+It+Came&section=ssd_contacts&upload=1").await;
    assert!(form.contains("value=\"cont_contact_date\""));
    let wrong = [("heading", "Date It Came"), ("section", "ssd_contacts"), ("column", "nothing")];
    assert_eq!(analyst.post("/data/headings", &wrong).await.status, 422);
    let upload = path.rsplit('/').next().expect("a number");
    let right =
        [("heading", "Date It Came"), ("section", "ssd_contacts"), ("column", "cont_contact_date"), ("upload", upload)];
    let taught = analyst.post("/data/headings", &right).await;
    assert!(taught.status == 303 && taught.location().starts_with(&path), "{}", taught.location());
    let page = settled(&analyst, &path).await;
    assert!(!page.contains("‘Date It Came’") && page.contains("ssd_contacts.cont_contact_date"), "{page}");
    let text = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("mapping.toml");
    let mapping = intake::Mapping::parse(&text).expect("a mapping");
    assert_eq!(mapping.header("ssd_contacts", "date it came"), Some("cont_contact_date"));
    let history = analyst.page("/data/headings").await;
    assert!(history.contains("ssd_contacts: Date It Came"), "{history}");
    let forget = [("heading", "Date It Came"), ("section", "ssd_contacts")];
    assert_eq!(analyst.post("/data/headings/forget", &forget).await.status, 303);
    let text = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("mapping.toml");
    assert_eq!(intake::Mapping::parse(&text).expect("a mapping").header("ssd_contacts", "date it came"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_reconciled_and_the_changes_are_told() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let engine = reading.engine();
    let month = standard::period::Month::of(engine.inputs().data_date);
    let period = standard::period::PeriodKind::Month.ending(month).expect("a month");
    // Contacts, which every council has.
    let indicator = engine
        .catalogue()
        .indicators()
        .find(|indicator| indicator.id.contains("contacts"))
        .expect("an indicator")
        .id
        .clone();
    let ours: BTreeSet<String> = apart(|| engine.children(&indicator, &period).expect("children"))
        .into_iter()
        .filter(|row| row.state.counts() && !row.person_id.is_empty())
        .map(|row| row.person_id)
        .collect();
    let mut theirs: BTreeSet<String> = ours.iter().skip(2).cloned().collect();
    theirs.insert("NOBODY-1".to_owned());
    let ids = theirs.iter().cloned().collect::<Vec<_>>().join("\n");
    let month_text = month.to_string();
    let fields = [("indicator", indicator.as_str()), ("month", &month_text), ("period", "month"), ("ids", &ids)];
    let answer = analyst.upload("/data/reconcile", &fields, &[("file", "", b"")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let address = answer.location().to_owned();
    let page = analyst.page(&address).await;
    let sentence = format!("{} on both lists, 2 on ours only, 1 on theirs only", ours.len() - 2);
    assert!(page.contains(&sentence), "{sentence} in {page}");
    assert!(page.contains("NOBODY-1") && page.contains("No delivery in force has this person"));
    assert_eq!(world.sign_in(Role::Director).await.get(&address).await.status, 404, "another’s list");
    let empty = analyst.upload("/data/reconcile", &[("month", "2023-07")], &[("file", "", b"")]).await;
    assert_eq!(empty.status, 422);
    // Changes between the two days.
    let days: Vec<String> = ["2023-06-30", "2023-07-31"].map(str::to_owned).into();
    let query = format!("indicator={indicator}&month=2023-06&period=month&before={}&after={}", days[0], days[1]);
    let page = analyst.page(&format!("/data/changes?{query}")).await;
    let over = |day: &str| {
        let store = Store::open(world.folder()).expect("a store");
        council::Measuring::over(store, Some(day.parse().expect("a day")), false).expect("an engine")
    };
    let june = "2023-06".parse().expect("a month");
    let period = standard::period::PeriodKind::Month.ending(june).expect("a month");
    let compared =
        || council::changes::changes(&over(&days[0]), &over(&days[1]), &indicator, &period).expect("changes");
    let changes = apart(compared);
    let counted = |how| changes.count(how);
    use council::changes::How::{Changed, Gained, Lost};
    let counts = format!("{} gained, {} lost, {} changed.", counted(Gained), counted(Lost), counted(Changed));
    assert!(page.contains(&counts), "{counts} in {page}");
    assert_eq!(analyst.get(&format!("/data/changes.csv?{query}")).await.status, 200);
}

/// Extracts in which one child’s sex is written in a way that no code list knows, with whose it is.
fn with_a_code_of_their_own(folder: &Path) -> (Vec<(String, Vec<u8>)>, String) {
    let mut files = extracts(folder);
    let (_, bytes) = files.iter_mut().find(|(name, _)| name.contains("ssd_person")).expect("people");
    // It is written in Windows-1252: a character for each byte, as it is.
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let column = |name: &str| lines[0].split(',').position(|heading| heading == name).expect("a column");
    let (person, sex) = (column("pers_person_id"), column("pers_sex"));
    let row = lines.iter().position(|line| line.split(',').nth(sex) == Some("F")).expect("a girl");
    let mut cells: Vec<String> = lines[row].split(',').map(str::to_owned).collect();
    "Femme".clone_into(&mut cells[sex]);
    lines[row] = cells.join(",");
    *bytes = (lines.join("\n") + "\n").chars().map(|c| u8::try_from(c).expect("a byte")).collect();
    (files, cells[person].clone())
}

/// The sex of somebody, as it is in force.
fn sex_of(world: &World, person: &str) -> String {
    let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
    let rows = support::texts(&in_force, "ssd_person", &["pers_person_id", "pers_sex"]);
    rows.into_iter().find(|row| row[0] == person).expect("the person").swap_remove(1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_taught_from_its_finding_and_the_files_are_read_again() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let (files, person) = with_a_code_of_their_own(world.folder());
    let path = sent(&analyst, &as_parts(&files)).await;
    let done = imported(&analyst, &path, ["31", "8", "2023"]).await;
    assert!(done.contains("Imported"), "{done}");
    assert_eq!(sex_of(&world, &person), "");
    let newest = || {
        let store = Store::open(world.folder()).expect("a store");
        store.deliveries().expect("deliveries").pop().expect("a delivery")
    };
    let first = newest().number;
    // The finding leads to the page that teaches it, for those who import.
    let page = analyst.page("/data/findings/rule/code-not-known").await;
    let link = format!("/data/codes?list=sex&#38;text=Femme&#38;delivery={first}");
    assert!(page.contains(&link) && page.contains("Say what it means"), "{page}");
    let director = world.sign_in(Role::Director).await;
    assert!(!director.page("/data/findings/rule/code-not-known").await.contains("/data/codes?"));
    assert_eq!(director.get("/data/codes").await.status, 403);
    let form = analyst.page(&link.replace("&#38;", "&")).await;
    assert!(form.contains("value=\"Femme\"") && form.contains("<option value=\"F\""), "{form}");
    let number = first.to_string();
    let fields = |code| [("list", "sex"), ("text", "Femme"), ("code", code), ("delivery", number.as_str())];
    for wrong in ["", "nonsense"] {
        let answer = analyst.post("/data/codes", &fields(wrong)).await;
        assert!(answer.status == 422 && answer.text().contains("Choose the code"), "{wrong}");
    }
    let taught = analyst.post("/data/codes", &fields("F")).await;
    assert_eq!(taught.status, 303, "{}", taught.text());
    let page = analyst.page(taught.location()).await;
    let again = format!("/data/deliveries/{first}/again");
    assert!(page.contains("The code is known from now on") && page.contains(&again), "{page}");
    assert!(page.contains("Femme (Sex)"), "the history has it: {page}");
    let mapping = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("the mapping");
    assert_eq!(intake::Mapping::parse(&mapping).expect("a mapping").code("sex", "femme"), Some("F"));
    let kept = world.records().settings_history(Some(records::SettingKind::Alias), None).await.expect("history");
    assert_eq!((kept[0].before.as_deref(), kept[0].after.as_deref()), (None, Some("F")));
    // The files are read again as of the same day, and the finding is gone.
    assert_eq!(director.post(&again, &[]).await.status, 403);
    let sent = analyst.post(&again, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let path = sent.location().to_owned();
    let preview = settled(&analyst, &path).await;
    assert!(preview.contains("31 August 2023") && !preview.contains("Which day do these files describe?"), "{preview}");
    assert_eq!(analyst.post(&format!("{path}/import"), &[]).await.status, 303);
    let done = settled(&analyst, &path).await;
    assert!(done.contains("Imported"), "{done}");
    assert!(newest().number > first);
    assert_eq!(sex_of(&world, &person), "F");
    assert!(!analyst.page("/data/findings/rule/code-not-known").await.contains("Femme"));
    assert!(analyst.page(&format!("/data/deliveries/{first}")).await.contains("Read again as"));
    // Forgotten, it is unknown to the next import, and the history says that too.
    let forgotten = analyst.post("/data/codes/forget", &[("list", "sex"), ("text", "FEMME")]).await;
    assert_eq!((forgotten.status, forgotten.location()), (303, "/data/codes?done=forgotten-code"));
    let mapping = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("the mapping");
    assert_eq!(intake::Mapping::parse(&mapping).expect("a mapping").code("sex", "femme"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_waits_while_somebody_else_is_at_work_and_goes_on() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let path = sent(&analyst, &as_parts(&extracts(world.folder()))).await;
    settled(&analyst, &path).await;
    let day = [("date-day", "31"), ("date-month", "8"), ("date-year", "2023")];
    assert_eq!(analyst.post(&format!("{path}/date"), &day).await.status, 303);
    settled(&analyst, &path).await;
    let store = Store::open(world.folder()).expect("a store");
    let busy = store.lock("somebody", "backup", world.site.now()).expect("the lock");
    assert_eq!(analyst.post(&format!("{path}/import"), &[]).await.status, 303);
    let mut page = analyst.page(&path).await;
    for _ in 0..600 {
        if page.contains("Waiting until the data folder is free") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        page = analyst.page(&path).await;
    }
    assert!(page.contains("backup by somebody") && page.contains("http-equiv=\"refresh\""), "{page}");
    assert!(!page.contains("can’t be imported as they are"), "{page}");
    drop(busy);
    let done = settled(&analyst, &path).await;
    assert!(done.contains("Imported"), "{done}");
    // Who no longer wants to wait gives it up.
    let path = sent(&analyst, &as_parts(&extracts(world.folder()))).await;
    settled(&analyst, &path).await;
    let day = [("date-day", "1"), ("date-month", "9"), ("date-year", "2023")];
    assert_eq!(analyst.post(&format!("{path}/date"), &day).await.status, 303);
    settled(&analyst, &path).await;
    let busy = store.lock("somebody", "backup", world.site.now()).expect("the lock");
    assert_eq!(analyst.post(&format!("{path}/import"), &[]).await.status, 303);
    assert_eq!(analyst.post(&format!("{path}/cancel"), &[]).await.status, 303);
    assert!(settled(&analyst, &path).await.contains("cancelled"));
    drop(busy);
    let deliveries = store.deliveries().expect("deliveries");
    assert!(deliveries.iter().all(|delivery| delivery.data_date != jiff::civil::date(2023, 9, 1)), "it was imported");
}
