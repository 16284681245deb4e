//! The data folder: what is where, opening it, and putting right what a killed process left behind.
//!
//! ```text
//! store.json          the format's version
//! authority.toml      the council's settings          mapping.toml   its own headings and codes
//! lock, lock-holder.json                              who is writing
//! deliveries/0001-ssd-2023-07-31-1a2b3c4d/            delivery.json, tables/*.parquet, findings.parquet, originals/
//! history/000001-withdraw.json                        what was done to deliveries, one file a deed
//! results/            measured results that the command keeps
//! uploads/, backups/, records.*                       the site's: the store leaves them alone
//! pending/            a change of several files that is decided and being carried out
//! tmp/                what is not there yet
//! ```

use crate::{
    delivery::{Delivery, Status},
    disk::{self, Disk},
    error::{Error, Result},
    history::{self, Deed, Event, Record},
    lock::{self, Holder},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use standard::settings::Settings;
use std::{
    fs::File,
    hash::{BuildHasher, Hasher},
    ops::Deref,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The newest format of a data folder that this program reads and the one that it writes.
pub const FORMAT: u64 = 1;

pub(crate) const DELIVERIES: &str = "deliveries";
pub(crate) const TEMPORARY: &str = "tmp";
pub(crate) const PENDING: &str = "pending";
const RESULTS: &str = "results";
const ABOUT: &str = "store.json";
const SETTINGS: &str = "authority.toml";
const MAPPING: &str = "mapping.toml";
/// Folders of the site, which may be served before anything is imported.
const SITES: [&str; 3] = ["uploads", "backups", "issued"];
/// How the names of the site's database begin.
const SITES_RECORDS: &str = "records.";

/// `store.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct About {
    format: u64,
    /// Goes into the hashes of erased ids, so that they cannot be looked up in a list made beforehand.
    salt: String,
}

/// A data folder, open for reading. It holds no lock: what it reads is whole at any moment.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) folder: PathBuf,
    pub(crate) salt: String,
    pub(crate) disk: Arc<Disk>,
}

impl Store {
    /// Makes a data folder. An empty folder that is there already will do.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::NotEmpty`], [`Error::Disk`].
    pub fn create(folder: &Path) -> Result<Store> {
        Store::create_with(folder, Arc::default())
    }

    pub(crate) fn create_with(folder: &Path, disk: Arc<Disk>) -> Result<Store> {
        let names = disk::names(folder)?;
        if names.iter().any(|name| name == ABOUT) {
            return Err(Error::Exists(folder.to_owned()));
        }
        // Our own names can be there: settings written beforehand, what a killed ‘create’ left, what the site made.
        let ours = [SETTINGS, MAPPING, DELIVERIES, history::FOLDER, TEMPORARY, RESULTS];
        let the_sites = |name: &str| SITES.contains(&name) || name.starts_with(SITES_RECORDS);
        if names.iter().any(|name| !name.starts_with('.') && !ours.contains(&name.as_str()) && !the_sites(name)) {
            return Err(Error::NotEmpty(folder.to_owned()));
        }
        for name in [DELIVERIES, history::FOLDER, TEMPORARY, RESULTS] {
            disk.folder(&folder.join(name))?;
        }
        let random = || std::hash::RandomState::new().build_hasher().finish();
        let about = About { format: FORMAT, salt: format!("{:016x}{:016x}", random(), random()) };
        disk.replace(&folder.join(TEMPORARY), &folder.join(ABOUT), &json(&about))?;
        Ok(Store { folder: folder.to_owned(), salt: about.salt, disk })
    }

    /// Opens a data folder, and finishes or clears away what a killed process left, unless another is at work.
    ///
    /// # Errors
    /// [`Error::NoFolder`], [`Error::Newer`], [`Error::Damaged`], [`Error::Disk`].
    pub fn open(folder: &Path) -> Result<Store> {
        Store::open_with(folder, Arc::default())
    }

    pub(crate) fn open_with(folder: &Path, disk: Arc<Disk>) -> Result<Store> {
        let path = folder.join(ABOUT);
        let bytes = disk::read(&path)?.ok_or_else(|| Error::NoFolder(folder.to_owned()))?;
        let damaged = |fault: String| Error::Damaged { path: path.clone(), fault };
        // The version first, and alone: a newer format may have nothing else in common with ours.
        let about: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        let found = about["format"].as_u64().ok_or_else(|| damaged("it names no format".to_owned()))?;
        if found > FORMAT {
            return Err(Error::Newer { folder: folder.to_owned(), found, known: FORMAT });
        }
        let about: About = serde_json::from_value(about).map_err(|error| damaged(error.to_string()))?;
        let store = Store { folder: folder.to_owned(), salt: about.salt, disk };
        if !disk::names(&folder.join(TEMPORARY))?.is_empty() || folder.join(PENDING).exists() {
            match lock::take(folder, None) {
                Ok(_lock) => store.recover()?,
                Err(Error::Locked { .. }) => {}
                // A folder that we may only read: what is in tmp does no harm, a change half done does.
                Err(error) if folder.join(PENDING).exists() => return Err(error),
                Err(_) => {}
            }
        }
        Ok(store)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The council's settings; `None` if there is no `authority.toml`.
    ///
    /// # Errors
    /// [`Error::Settings`] with every fault of the file, [`Error::Disk`].
    pub fn settings(&self) -> Result<Option<Settings>> {
        let path = self.folder.join(SETTINGS);
        let Some(bytes) = disk::read(&path)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|_| vec!["it is not UTF-8 text; save it as UTF-8".to_owned()]);
        match text.and_then(|text| Settings::parse(&text)) {
            Ok(settings) => Ok(Some(settings)),
            Err(faults) => Err(Error::Settings { path, faults }),
        }
    }

    /// Where the settings are, or would be.
    pub fn settings_path(&self) -> PathBuf {
        self.folder.join(SETTINGS)
    }

    /// Where the council's own headings and codes are, or would be.
    pub fn mapping_path(&self) -> PathBuf {
        self.folder.join(MAPPING)
    }

    /// Where the measured results are that were kept.
    pub fn results_path(&self) -> PathBuf {
        self.folder.join(RESULTS)
    }

    /// All deliveries, in order of number, with what has become of them.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Disk`].
    pub fn deliveries(&self) -> Result<Vec<Delivery>> {
        let folder = self.folder.join(DELIVERIES);
        let mut deliveries = Vec::new();
        for name in disk::names(&folder)?.iter().filter(|name| !name.starts_with('.')) {
            let record: Record = history::parse(&folder.join(name).join("delivery.json"))?;
            deliveries.push(record.delivery());
        }
        deliveries.sort_by_key(|d| d.number);
        history::apply(&mut deliveries, &history::read(&self.folder)?);
        Ok(deliveries)
    }

    /// What was done to deliveries, in order.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Disk`].
    pub fn history(&self) -> Result<Vec<Event>> {
        history::read(&self.folder)
    }

    /// The delivery with the number or id `asked`, or whose id alone begins with it.
    ///
    /// # Errors
    /// [`Error::NoDelivery`] with the ids that there are.
    pub fn find(&self, asked: &str) -> Result<Delivery> {
        let mut deliveries = self.deliveries()?;
        let known = deliveries.iter().map(|d| d.id.clone()).collect();
        let number = asked.parse::<i32>().ok();
        let mut matches: Vec<usize> = (0..deliveries.len())
            .filter(|&i| deliveries[i].id == asked || Some(deliveries[i].number) == number)
            .collect();
        if matches.is_empty() && !asked.is_empty() {
            matches = (0..deliveries.len()).filter(|&i| deliveries[i].id.starts_with(asked)).collect();
        }
        match matches[..] {
            [index] => Ok(deliveries.swap_remove(index)),
            _ => Err(Error::NoDelivery { asked: asked.to_owned(), known }),
        }
    }

    /// Where the original files of `delivery` are kept, in their order.
    ///
    /// # Errors
    /// [`Error::NoOriginals`] if they are kept no longer.
    pub fn originals(&self, delivery: &Delivery) -> Result<Vec<PathBuf>> {
        if !delivery.originals_kept {
            return Err(Error::NoOriginals(delivery.id.clone()));
        }
        let folder = self.delivery_folder(delivery);
        Ok(delivery
            .files
            .iter()
            .map(|file| file.kept_as.split('/').fold(folder.clone(), |p, part| p.join(part)))
            .collect())
    }

    /// The folder of a delivery.
    pub fn delivery_folder(&self, delivery: &Delivery) -> PathBuf {
        self.folder.join(DELIVERIES).join(&delivery.id)
    }

    /// Takes the lock, so that nothing else writes until the value is dropped.
    ///
    /// # Errors
    /// [`Error::Locked`], with who holds it and what they are doing.
    pub fn lock(&self, who: &str, doing: &str, now: Timestamp) -> Result<Locked> {
        let holder = Holder { who: who.to_owned(), doing: doing.to_owned(), since: now, process: std::process::id() };
        let lock = lock::take(&self.folder, Some(&holder))?;
        self.recover()?;
        Ok(Locked { store: self.clone(), who: who.to_owned(), _lock: lock })
    }

    /// Finishes a change that was decided, and clears away what never came to be. Only under the lock.
    fn recover(&self) -> Result<()> {
        if self.folder.join(PENDING).exists() {
            crate::pending::carry_out(&self.disk, &self.folder)?;
        }
        let temporary = self.folder.join(TEMPORARY);
        for name in disk::names(&temporary)? {
            self.disk.remove(&temporary.join(name))?;
        }
        Ok(())
    }
}

/// A data folder that nothing else writes to.
#[derive(Debug)]
pub struct Locked {
    pub(crate) store: Store,
    pub(crate) who: String,
    _lock: File,
}

impl Deref for Locked {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Locked {
    /// Writes `authority.toml` whole, after checking that it can be read.
    ///
    /// # Errors
    /// [`Error::Settings`] with every fault of the text, [`Error::Disk`].
    pub fn write_settings(&self, text: &str) -> Result<Settings> {
        let path = self.settings_path();
        let settings = Settings::parse(text).map_err(|faults| Error::Settings { path: path.clone(), faults })?;
        self.put(&path, text.as_bytes())?;
        Ok(settings)
    }

    /// Writes `mapping.toml` whole. What it says is for the caller to check: the store reads no formats.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn write_mapping(&self, text: &str) -> Result<()> {
        self.put(&self.mapping_path(), text.as_bytes())
    }

    /// Keeps a file of measured results, in place of one of that name.
    ///
    /// # Errors
    /// [`Error::Name`], [`Error::Disk`].
    pub fn keep_results(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            return Err(Error::Name(name.to_owned()));
        }
        self.disk.folder(&self.results_path())?;
        let path = self.results_path().join(name);
        self.put(&path, bytes)?;
        Ok(path)
    }

    /// Brings the held tables of a delivery into force.
    ///
    /// # Errors
    /// [`Error::NoDelivery`], [`Error::NotHeld`], [`Error::Withdrawn`], [`Error::Disk`].
    pub fn accept(&self, delivery: &str, now: Timestamp) -> Result<Delivery> {
        let delivery = self.find(delivery)?;
        if matches!(delivery.status, Status::Withdrawn(_)) {
            return Err(Error::Withdrawn(delivery.id));
        }
        if delivery.held.is_empty() {
            return Err(Error::NotHeld(delivery.id));
        }
        self.record(Deed::Accept { delivery: delivery.number, tables: delivery.held }, now)?;
        self.find(&delivery.id)
    }

    /// Takes a delivery out of force, for a reason. It is kept.
    ///
    /// # Errors
    /// [`Error::NoDelivery`], [`Error::NoReason`], [`Error::Withdrawn`], [`Error::Disk`].
    pub fn withdraw(&self, delivery: &str, reason: &str, now: Timestamp) -> Result<Delivery> {
        let delivery = self.find(delivery)?;
        if reason.trim().is_empty() {
            return Err(Error::NoReason("a withdrawal"));
        }
        if matches!(delivery.status, Status::Withdrawn(_)) {
            return Err(Error::Withdrawn(delivery.id));
        }
        self.record(Deed::Withdraw { delivery: delivery.number, reason: reason.trim().to_owned() }, now)?;
        self.find(&delivery.id)
    }

    fn record(&self, deed: Deed, now: Timestamp) -> Result<()> {
        let event = self.event(deed, now)?;
        let folder = self.folder.join(history::FOLDER);
        self.disk.folder(&folder)?;
        self.put(&folder.join(history::name(&event)), &json(&event))
    }

    /// The next event.
    pub(crate) fn event(&self, deed: Deed, now: Timestamp) -> Result<Event> {
        let number = self.history()?.last().map_or(0, |event| event.number) + 1;
        Ok(Event { number, at: now, by: self.who.clone(), deed })
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.disk.replace(&self.folder.join(TEMPORARY), path, bytes)
    }
}

/// A value as a file of JSON that a person can read.
pub(crate) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("our own values are plain data");
    text.push(b'\n');
    text
}
