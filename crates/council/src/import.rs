//! Importing in steps that stop for a person: [`Importing::begin`], [`Importing::read`], the checks, [`preview`], and
//! [`Importing::keeping`]. Until something is kept, nothing is changed.

use crate::failure::{Failure, Result};
use crate::folder;
use intake::{Fault, Kind, Reading};
use jiff::Timestamp;
use jiff::civil::Date;
use standard::authority::{self, Authority};
use standard::settings::Settings;
use std::path::{Path, PathBuf};
use store::{Locked, Parcel, ParcelFile, Received, Store};

mod preview;
pub use preview::{FindingLine, Preview, TableLine, Taken, Whose, claim_words, kind_words, preview, taken};

/// Why nothing was imported.
#[derive(Debug)]
pub enum Refusal {
    /// No authority in England has this code or name; the nearest that does.
    UnknownAuthority(String, Option<&'static Authority>),
    /// The data folder belongs to the first authority, not to the second.
    OtherAuthority(Box<Settings>, &'static Authority),
    /// Files that can't be used at all.
    Faults(Vec<Fault>),
    /// Annex A deliveries that can't share one day: each has its title and the day that it says itself.
    SharedDay(Vec<(String, Option<Date>)>),
    /// The data folder has no authority yet and none was named; the one that the files speak of.
    NoAuthority(Option<&'static Authority>),
    /// Readings of other authorities than the data folder's: title and code of each, and the folder's code.
    Strangers(Vec<(String, String)>, String),
    /// It was cancelled.
    Cancelled,
    /// Somebody else is at work in the data folder, who is told where that is known: it can be tried again.
    InUse(Option<store::Holder>, Failure),
    /// The data folder can't be read or written.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Refusal {
    fn from(error: E) -> Refusal {
        Refusal::Failed(error.into())
    }
}

/// A fault in a sentence: file, what is wrong, what was expected, what to do.
pub fn fault_text(fault: &Fault) -> String {
    let mut text = format!("{}: {}", fault.file, fault.what);
    if !fault.expected.is_empty() {
        text.push_str(&format!(" (expected {})", fault.expected));
    }
    if !fault.hint.is_empty() {
        text.push_str(&format!(". {}", fault.hint));
    }
    text
}

/// The authority with this code or name.
///
/// # Errors
/// [`Refusal::UnknownAuthority`].
pub fn named(text: &str) -> Result<&'static Authority, Refusal> {
    authority::find(text).ok_or_else(|| Refusal::UnknownAuthority(text.to_owned(), authority::nearest(text)))
}

/// Makes a data folder for an authority.
///
/// # Errors
/// There are settings already, or the folder can't be written.
pub fn init(data: &Path, authority: &Authority, who: &str, now: Timestamp) -> Result<(Store, Settings)> {
    let store = match Store::open(data) {
        Ok(store) if store.settings()?.is_some() => {
            return Err(Failure::new(format!("{} is there already", store.settings_path().display())));
        }
        Ok(store) => store,
        Err(store::Error::NoFolder(_)) => Store::create(data)?,
        Err(error) => return Err(error.into()),
    };
    let settings = store.lock(who, "init", now)?.write_settings(&Settings::template(authority))?;
    Ok((store, settings))
}

/// What is told of the progress of reading; `false` cancels. It is asked whenever a file is begun and when all are read.
pub type Progress<'a> = dyn Fn(&str) -> bool + 'a;

/// An import into a data folder, which need not be there yet.
pub struct Importing {
    data: PathBuf,
    store: Option<Store>,
    settings: Option<Settings>,
    given: Option<&'static Authority>,
    options: intake::Options,
}

impl Importing {
    /// Begins an import into `data`. `authority` is a code or name, needed where the folder has no settings yet;
    /// `data_date` holds for all files, whatever they say themselves; from `covers_from` on they are complete.
    ///
    /// # Errors
    /// The authority is not known or not the folder's, or the folder can't be read.
    pub fn begin(
        data: &Path,
        authority: Option<&str>,
        data_date: Option<Date>,
        covers_from: Option<Date>,
    ) -> Result<Importing, Refusal> {
        let given = authority.map(named).transpose()?;
        let store = match Store::open(data) {
            Ok(store) => Some(store),
            Err(store::Error::NoFolder(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let settings = match &store {
            Some(store) => store.settings()?,
            None => None,
        };
        if let (Some(settings), Some(given)) = (&settings, given)
            && settings.dfe_code != given.dfe_code
        {
            return Err(Refusal::OtherAuthority(Box::new(settings.clone()), given));
        }
        let mapping = match &store {
            Some(store) => folder::mapping(store)?,
            None => intake::Mapping::default(),
        };
        let authority = settings.as_ref().map(|s| s.dfe_code.clone()).or_else(|| given.map(|a| a.dfe_code.clone()));
        let options = intake::Options {
            authority,
            data_date,
            covers_from,
            mapping,
            settings_covers_from: settings.as_ref().map(|s| s.covers_from.clone()).unwrap_or_default(),
            ..intake::Options::default()
        };
        Ok(Importing { data: data.to_owned(), store, settings, given, options })
    }

    /// What the files don't say, and how they are read: the folder's mapping and settings, and what was given.
    pub fn options(&mut self) -> &mut intake::Options {
        &mut self.options
    }

    /// Reads files and folders in any mix.
    ///
    /// # Errors
    /// Every file that can't be used, or [`Refusal::Cancelled`].
    pub fn read(&self, paths: &[PathBuf], progress: &Progress<'_>) -> Result<Vec<Reading>, Refusal> {
        self.read_with(paths, &self.options, progress)
    }

    /// Reads again what does not say which day it describes, now that it is known; what says its own day keeps it.
    ///
    /// # Errors
    /// As [`Importing::read`].
    pub fn dated(
        &mut self,
        readings: Vec<Reading>,
        paths: &[PathBuf],
        date: Date,
        progress: &Progress<'_>,
    ) -> Result<Vec<Reading>, Refusal> {
        self.options.data_date = Some(date);
        let again = self.read_with(paths, &self.options, progress)?;
        let of_which = |(first, again)| if needs_date(&first) { again } else { first };
        Ok(readings.into_iter().zip(again).map(of_which).collect())
    }

    fn read_with(
        &self,
        paths: &[PathBuf],
        options: &intake::Options,
        progress: &Progress<'_>,
    ) -> Result<Vec<Reading>, Refusal> {
        let cancelled = std::cell::Cell::new(false);
        let told = |text: &str| {
            if !cancelled.get() && !progress(text) {
                cancelled.set(true);
            }
        };
        let readings = intake::read(paths, options, &told).map_err(Refusal::Faults)?;
        told("checking");
        if cancelled.get() { Err(Refusal::Cancelled) } else { Ok(readings) }
    }

    /// What would be imported of a reading, and what of it would be held.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn preview(&self, reading: &Reading) -> Result<Preview, Refusal> {
        let held = match (&self.store, reading.data_date) {
            (Some(store), Some(day)) => {
                let Reading { kind, coverage, tables, absent_columns, .. } = reading;
                store.would_hold(kind.word(), day, coverage, tables, absent_columns)?
            }
            _ => Vec::new(),
        };
        Ok(preview(reading, self.options.authority.as_deref(), self.settings.as_ref(), held))
    }

    /// The code of the authority whose data it is: the folder's, or the one that was named.
    ///
    /// # Errors
    /// [`Refusal::NoAuthority`] where the folder has none and none was named, [`Refusal::Strangers`] where a reading is
    /// of another.
    pub fn owner(&self, readings: &[Reading]) -> Result<String, Refusal> {
        let owner = match (&self.settings, self.given) {
            (Some(settings), _) => settings.dfe_code.clone(),
            (None, Some(given)) => given.dfe_code.clone(),
            (None, None) => {
                let said = readings.iter().find_map(|r| r.authority.as_deref()).and_then(authority::find);
                return Err(Refusal::NoAuthority(said));
            }
        };
        let strangers: Vec<(String, String)> = readings
            .iter()
            .filter(|r| !r.kind.is_reference())
            .filter_map(|r| r.authority.as_ref().filter(|code| **code != owner).map(|code| (r, code)))
            .map(|(r, code)| (r.title.clone(), code.clone()))
            .collect();
        if strangers.is_empty() { Ok(owner) } else { Err(Refusal::Strangers(strangers, owner)) }
    }

    /// Locks the data folder to keep readings in it; makes it, and its settings, where they are not there yet. Who keeps
    /// several takes them in the order of [`by_day`].
    ///
    /// # Errors
    /// As [`Importing::owner`]; [`Refusal::InUse`] while someone else is at work in the folder; it can't be written.
    pub fn keeping(&self, readings: &[Reading], who: &str, now: Timestamp) -> Result<Keeping, Refusal> {
        let owner = self.owner(readings)?;
        let store = match &self.store {
            Some(store) => store.clone(),
            None => match Store::create(&self.data) {
                // It was made when this was tried before, and somebody else was at work in it.
                Err(store::Error::Exists(_)) => Store::open(&self.data)?,
                made => made?,
            },
        };
        let lock = || {
            store.lock(who, "import", now).map_err(|error| match error {
                store::Error::Locked { ref holder, .. } => {
                    Refusal::InUse(holder.clone(), Failure::new(error.to_string()))
                }
                other => other.into(),
            })
        };
        if self.settings.is_none() {
            lock()?.write_settings(&Settings::template(named(&owner)?))?;
        }
        let locked = lock()?;
        Ok(Keeping { locked, owner, mapping_hash: self.options.mapping.hash(), who: who.to_owned() })
    }
}

/// A data folder locked to keep readings.
pub struct Keeping {
    locked: Locked,
    owner: String,
    mapping_hash: String,
    who: String,
}

impl Keeping {
    /// Keeps a reading as a delivery, whole or not at all. Tables that moved by more than a fifth, or would put fewer
    /// columns in place of more, are held unless `accept`.
    ///
    /// # Errors
    /// It can't be written, or its files changed since they were read.
    pub fn keep(&self, reading: Reading, accept: bool, now: Timestamp) -> Result<Received> {
        // Published figures describe no day of the council's: they are as of the newest year that they hold.
        let data_date = reading.data_date.unwrap_or_else(|| now.to_zoned(jiff::tz::TimeZone::UTC).date());
        let file = |file: intake::SourceFile| ParcelFile {
            name: file.name,
            path: file.path,
            sha256: file.sha256,
            bytes: file.bytes,
        };
        let parcel = Parcel {
            kind: reading.kind.word().to_owned(),
            title: reading.title,
            authority: (!reading.kind.is_reference()).then(|| self.owner.clone()),
            data_date,
            coverage: reading.coverage,
            files: reading.files.into_iter().map(file).collect(),
            tables: reading.tables,
            absent_columns: reading.absent_columns,
            findings: reading.findings,
            mapping_hash: self.mapping_hash.clone(),
            imported_by: self.who.clone(),
        };
        Ok(self.locked.receive(parcel, now, accept)?)
    }
}

/// The readings in the order in which they are kept: by the day that they describe.
pub fn by_day(mut readings: Vec<Reading>) -> Vec<Reading> {
    readings.sort_by_key(|reading| reading.data_date);
    readings
}

/// Whether a person must say which day a reading describes.
pub fn needs_date(reading: &Reading) -> bool {
    reading.data_date.is_none() && !reading.kind.is_reference()
}

/// Refuses one day for several Annex A deliveries, each of which describes a day of its own. `given` is the day that a
/// person gave for all.
///
/// # Errors
/// [`Refusal::SharedDay`]: `given` is the day for several that don't all say it themselves, or several say none and
/// could only be asked about together.
pub fn one_day_each(readings: &[Reading], given: Option<Date>) -> Result<(), Refusal> {
    let lists = || readings.iter().filter(|r| r.kind == Kind::AnnexA);
    let doubtful: Vec<&Reading> = lists().filter(|r| r.said_date != given || given.is_none()).collect();
    let refused = match given {
        Some(_) => lists().count() > 1 && !doubtful.is_empty(),
        None => lists().filter(|r| needs_date(r)).count() > 1,
    };
    if !refused {
        return Ok(());
    }
    let told = doubtful.iter().filter(|r| given.is_some() || needs_date(r));
    Err(Refusal::SharedDay(told.map(|r| (r.title.clone(), r.said_date)).collect()))
}
