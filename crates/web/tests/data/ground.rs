//! What these tests share: extracts, and somebody who uploads them.

use crate::support::Person;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;

/// The files of the newest delivery of the dataset, as somebody would have them on a disk.
pub fn extracts(folder: &Path) -> Vec<(String, Vec<u8>)> {
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

pub fn as_parts(files: &[(String, Vec<u8>)]) -> Vec<(&str, &str, &[u8])> {
    files.iter().map(|(name, bytes)| ("files", name.as_str(), bytes.as_slice())).collect()
}

/// The names in the folder of uploads.
pub fn uploads(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("uploads")).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Loads a page as its browser would until it no longer asks for that.
pub async fn settled(person: &Person, path: &str) -> String {
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
pub async fn sent(person: &Person, files: &[(&str, &str, &[u8])]) -> String {
    let answer = person.upload("/data/uploads", &[], files).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location().to_owned()
}

/// Says the day and imports, and gives the page that says what came of it.
pub async fn imported(person: &Person, path: &str, day: [&str; 3]) -> String {
    settled(person, path).await;
    let fields = [("date-day", day[0]), ("date-month", day[1]), ("date-year", day[2])];
    assert_eq!(person.post(&format!("{path}/date"), &fields).await.status, 303);
    let page = settled(person, path).await;
    assert!(page.contains(&format!("action=\"{path}/import\"")), "{page}");
    assert_eq!(person.post(&format!("{path}/import"), &[]).await.status, 303);
    settled(person, path).await
}
