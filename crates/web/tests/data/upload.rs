//! Files that somebody sends: imported, held, refused, forgotten.

use crate::ground::{as_parts, extracts, imported, sent, settled, uploads};
use crate::support::{self, World};
use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use records::{Role, UploadState};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;

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
    settled(&analyst, &path).await;
    let day = [("date-day", "31"), ("date-month", "8"), ("date-year", "2023")];
    assert_eq!(analyst.post(&format!("{path}/date"), &day).await.status, 303);
    // It is said before it is imported, and what columns were taken for is told in words.
    let preview = settled(&analyst, &path).await;
    assert!(preview.contains("Some tables would be held") && preview.contains("% fewer"), "{preview}");
    assert!(preview.contains("ssd_contacts.cont_contact_date"), "{preview}");
    let title = &standard::table::find("ssd_contacts").expect("contacts").title;
    assert!(preview.contains(&format!("{title}: ")), "{preview}");
    let done = imported(&analyst, &path, ["31", "8", "2023"]).await;
    assert!(done.contains("held, and not in force"), "{done}");
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
    // It waits for those who import, and pages of what is open say that not all is known.
    let waits = "Accept or withdraw what is held: ";
    assert!(analyst.page("/").await.contains(waits));
    for page in ["/", "/due", "/flow"] {
        let page = analyst.page(page).await;
        assert!(page.contains("known only up to an earlier day") && page.contains("to 31 July 2023"), "{page}");
    }
    // A director sees it and can't do it.
    let director = world.sign_in(Role::Director).await;
    assert!(!director.page(&at).await.contains("/accept\"") && !director.page("/").await.contains(waits));
    assert_eq!(director.post(&format!("{at}/accept"), &[]).await.status, 403);
    assert_eq!(analyst.post(&format!("{at}/accept"), &[]).await.status, 303);
    assert!(delivery().held.is_empty());
    assert!(!analyst.page("/").await.contains(waits));
    assert!(!analyst.page("/flow").await.contains("known only up to an earlier day"));
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
    // A good file among them is taken, and the others are named until it is done.
    let several = analyst.upload("/data/uploads", &[], &[("files", "read me.md", b"?"), ("files", "a.csv", csv)]).await;
    assert_eq!(several.status, 303);
    let page = settled(&analyst, several.location()).await;
    assert!(page.contains("‘read me.md’ was not taken") && page.contains("a.csv"), "{page}");
    assert_eq!(analyst.post(&format!("{}/cancel", several.location()), &[]).await.status, 303);
    let list = analyst.page("/data/uploads").await;
    assert!(list.contains("Refused") && !list.contains("Arriving"), "{list}");
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
