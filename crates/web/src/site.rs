//! The site: what all pages share, and how it is kept fresh.

use crate::pages::administration::Once;
use crate::pages::data::Desk;
use crate::problem::Problem;
use crate::reading::{Generation, Reading};
use crate::renewal::{Renewal, Renewals};
use crate::tls::Tls;
use jiff::Timestamp;
use jiff::civil::Date;
use records::{LogWriter, Records};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// How the site is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What people type to get here, `https://derwent.council.example`; made of `listen` where none is given.
    pub address: Option<String>,
    /// Whether cookies are sent over TLS only: when we serve it ourselves, or a proxy in front of us does.
    pub secure: bool,
    /// How long somebody who does nothing stays signed in.
    pub idle: Duration,
    /// How long anybody stays signed in.
    pub absolute: Duration,
    /// The council's identity provider.
    pub provider: Option<crate::sign_in::Provider>,
    /// Whether to say that the data is made up, on every page.
    pub invented: bool,
    /// The certificate, where we serve TLS ourselves.
    pub tls: Option<Tls>,
    /// Whether a proxy stands in front of us, whose word on who calls we take.
    pub behind_a_proxy: bool,
    /// How large the files of one upload may be together, in bytes.
    pub upload_limit: u64,
}

impl Config {
    /// For a data folder and a place to listen; otherwise as a council would start.
    pub fn new(data: PathBuf, listen: SocketAddr) -> Config {
        Config {
            data,
            listen,
            address: None,
            secure: false,
            idle: Duration::from_secs(30 * 60),
            absolute: Duration::from_secs(10 * 60 * 60),
            provider: None,
            invented: false,
            tls: None,
            behind_a_proxy: false,
            upload_limit: 2_000_000_000,
        }
    }
}

/// What all pages share. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    config: Config,
    records: Records,
    log: LogWriter,
    reading: RwLock<Option<Arc<Reading>>>,
    /// Whether the data folder is being read for the first time since the start.
    first: AtomicBool,
    refreshing: tokio::sync::Mutex<()>,
    renewal: Renewals,
    desk: Desk,
    once: Once,
    tokens: crate::api::state::Tokens,
}

impl Site {
    /// A site over a data folder and an open database of records. Nothing is read yet: see [`Site::refresh`].
    pub fn new(config: Config, records: Records) -> Site {
        let log = LogWriter::start(records.clone());
        let inner = Inner {
            config,
            records,
            log,
            reading: RwLock::default(),
            first: AtomicBool::new(false),
            refreshing: tokio::sync::Mutex::default(),
            renewal: Renewals::default(),
            desk: Desk::default(),
            once: Once::default(),
            tokens: crate::api::state::Tokens::default(),
        };
        Site(Arc::new(inner))
    }

    /// How the site is set up.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.0.config.data
    }

    /// What people write.
    pub fn records(&self) -> &Records {
        &self.0.records
    }

    /// The access log.
    pub fn log(&self) -> &LogWriter {
        &self.0.log
    }

    /// Work on uploads that goes on behind the pages.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// What waits to be shown once.
    pub fn once(&self) -> &Once {
        &self.0.once
    }

    /// Where people find the site, without a slash at the end.
    pub fn address(&self) -> String {
        let config = self.config();
        let scheme = if config.secure { "https" } else { "http" };
        let plain = || format!("{scheme}://{}", config.listen);
        config.address.as_deref().map_or_else(plain, |address| address.trim_end_matches('/').to_owned())
    }

    /// Tokens of the API: how often each calls.
    pub(crate) fn tokens(&self) -> &crate::api::state::Tokens {
        &self.0.tokens
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Today in England.
    pub fn today(&self) -> Date {
        crate::clock::day_of(self.now())
    }

    /// What is known now: one generation of deliveries, whole.
    ///
    /// # Errors
    /// Nothing was imported yet, or the data folder is being read for the first time.
    pub fn reading(&self) -> Result<Arc<Reading>, Problem> {
        // Asked for first: once it says that the first reading is over, the reading is there.
        let first = self.0.first.load(Ordering::SeqCst);
        let reading = self.0.reading.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        reading.clone().ok_or(if first { Problem::NotReady } else { Problem::NoData })
    }

    /// Says from now on, to whoever asks before [`Site::refresh`] has read the data folder once, that they must wait a
    /// little.
    pub fn expect_reading(&self) {
        self.0.first.store(true, Ordering::SeqCst);
    }

    /// Says from now on, until [`Site::refresh`] has been through, that the numbers on pages are about to be replaced: data
    /// or settings have just changed.
    pub fn expect_new_numbers(&self) {
        self.0.renewal.expect();
    }

    /// Whether pages show numbers of before the newest data and settings.
    pub fn renewal(&self) -> Renewal {
        self.0.renewal.now()
    }

    /// Takes a reading that was made elsewhere, in place of the one there was.
    pub fn put_reading(&self, reading: Arc<Reading>) {
        *self.0.reading.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(reading);
    }

    /// Reads the data folder if it has changed, and puts the new reading in place of the old one in one go. Pages that
    /// are under way keep the one that they began with. Gives whether there was something new.
    ///
    /// # Errors
    /// The folder can't be read, or a query failed: the old reading stays.
    pub async fn refresh(&self) -> Result<bool, Problem> {
        let _one = self.0.refreshing.lock().await;
        let expected = self.0.renewal.begin();
        let known = self.reading().ok().map(|reading| reading.generation().clone());
        let folder = self.0.config.data.clone();
        let site = self.clone();
        let made = tokio::task::spawn_blocking(move || {
            let generation = Generation::of(&folder)?;
            if known.as_ref() == Some(&generation) {
                return Ok(None);
            }
            site.0.renewal.working();
            Reading::make(&folder, generation).map(Some)
        });
        let made = made.await.map_err(Problem::fault).and_then(|made| made);
        let new = match made {
            Ok(Some(reading)) => {
                let reading = reading.map(Arc::new);
                let new = reading.clone();
                *self.0.reading.write().unwrap_or_else(std::sync::PoisonError::into_inner) = reading;
                if let Some(new) = new {
                    tokio::task::spawn_blocking(move || new.look_back());
                }
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(problem) => Err(problem),
        };
        self.0.first.store(false, Ordering::SeqCst);
        self.0.renewal.end(expected, new.is_ok());
        new
    }

    /// Looks every two seconds whether the data folder has changed, for ever. The command line may import beside us.
    pub async fn keep_fresh(self) {
        let mut last = None;
        loop {
            tokio::time::sleep(Duration::from_secs(2)).await;
            match self.refresh().await {
                Ok(_) => last = None,
                // Said once, not every two seconds.
                Err(problem) if last.as_ref() != Some(&problem.status()) => {
                    tracing::warn!("the data folder could not be read again: pages show what was read before");
                    last = Some(problem.status());
                }
                Err(_) => {}
            }
        }
    }
}
