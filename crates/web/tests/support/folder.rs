//! The made-up council’s data folder: made once, whichever process comes first, and shared by all tests of a binary.

use council::import::{self, Importing};
use jiff::Timestamp;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

/// The council’s size: some thousand children.
pub const SCALE: f64 = 0.05;

/// The shared folder. Nobody may write to it.
pub fn shared() -> &'static Path {
    static SHARED: OnceLock<PathBuf> = OnceLock::new();
    SHARED.get_or_init(|| {
        let exe = std::env::current_exe().expect("this program");
        let built = fs::metadata(&exe).and_then(|about| about.modified()).expect("when it was built");
        let built = built.duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
        let name = exe.file_name().expect("a name").to_string_lossy().into_owned();
        let ours = Path::new(env!("CARGO_TARGET_TMPDIR")).join("councils").join(name);
        fs::create_dir_all(&ours).expect("a folder");
        // Runners that start a process for each test all come here: one makes it, the others wait.
        let lock = File::create(ours.join("lock")).expect("a lock");
        lock.lock().expect("the lock");
        let data = ours.join(built.to_string());
        if !data.exists() {
            for old in fs::read_dir(&ours).expect("a folder").flatten().filter(|entry| entry.path().is_dir()) {
                fs::remove_dir_all(old.path()).expect("an older build’s folder goes");
            }
            let making = ours.join("making");
            make(&making);
            fs::rename(making.join("data"), &data).expect("in place");
            fs::remove_dir_all(&making).expect("the extracts go");
        }
        data
    })
}

/// A folder with settings and no deliveries.
pub fn initialise(data: &Path) {
    let authority = standard::authority::find("831").expect("an authority");
    let now = Timestamp::now();
    let (store, _) = import::init(data, authority, "tests", now).expect("a data folder");
    let path = store.settings_path();
    let text = fs::read_to_string(&path).expect("settings");
    let named = text.replace("name = \"Derby\"", "name = \"Wharfmere (an invented council)\"");
    assert_ne!(named, text, "the council was not renamed");
    store.lock("tests", "init", now).expect("the lock").write_settings(&named).expect("settings");
}

fn make(folder: &Path) {
    let (data, extracts) = (folder.join("data"), folder.join("extracts"));
    let mut options = synthetic::Options::new(7, "2023-07".parse().expect("a month"), &extracts);
    options.scale = SCALE;
    synthetic::synthesise(&options, &|_| {}).expect("extracts");
    initialise(&data);
    let earlier = [extracts.join("ssd_earlier")];
    let latest = ["ssd", "local", "comparators"].map(|name| extracts.join(name));
    keep(&data, &earlier, "2023-06-30");
    keep(&data, &latest, "2023-07-31");
}

/// Imports extracts into a data folder, accepting what moved. Waits where somebody else is at work in it.
pub fn keep(data: &Path, paths: &[PathBuf], date: &str) {
    let date = date.parse().expect("a date");
    let (readings, keeping) = loop {
        let importing = Importing::begin(data, None, Some(date), None).expect("a data folder");
        let readings = importing.read(paths, &|_| true).expect("extracts");
        match importing.keeping(&readings, "tests", Timestamp::now()) {
            Ok(keeping) => break (readings, keeping),
            Err(refusal) => assert!(format!("{refusal:?}").contains("is in use"), "{refusal:?}"),
        }
    };
    for reading in import::by_day(readings) {
        keeping.keep(reading, true, Timestamp::now()).expect("a delivery");
    }
}

/// Copies a data folder.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
