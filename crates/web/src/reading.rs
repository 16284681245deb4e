//! What is known at one time: one generation of deliveries, every indicator's working in memory. A page works with
//! one reading from its beginning to its end, so it never sees half a delivery.

use crate::access::Scope;
use crate::drawn::Kept;
use crate::names::Names;
use crate::pages;
use crate::problem::Problem;
use council::folder::Measuring;
use jiff::Timestamp;
use measure::{Engine, Within, Workings};
use sha2::{Digest, Sha256};
use standard::period::{Month, PeriodKind};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use store::Store;

/// How many months back pages go.
const MONTHS: i32 = 72;

/// How many things of one kind that pages worked out are kept.
const MOST_KNOWN: usize = 100;

/// Which deliveries, settings and own catalogue entries a reading was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation(String);

impl Generation {
    /// That of a data folder as it is now.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn of(folder: &Path) -> Result<Generation, Problem> {
        let mut hash = Sha256::new();
        let store = match Store::open(folder) {
            Ok(store) => store,
            Err(store::Error::NoFolder(_)) => return Ok(Generation(String::new())),
            Err(error) => return Err(error.into()),
        };
        for delivery in store.deliveries()? {
            hash.update(format!("{delivery:?}"));
        }
        for path in [store.settings_path(), store.mapping_path()] {
            hash.update(std::fs::read(path).unwrap_or_default());
        }
        Ok(Generation(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// A short name for it, to tell one from another.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or("none")
    }
}

/// One generation of deliveries, with every indicator's working.
pub struct Reading {
    generation: Generation,
    measuring: Measuring,
    workings: Workings,
    took: Duration,
    made_at: Timestamp,
    /// Whether what numbers were first is worked out behind the pages.
    looks_back: AtomicBool,
    /// Who is in which scope: the same few scopes are asked for over and over.
    scopes: Mutex<HashMap<String, Within>>,
    /// What pages worked out before, by what it is.
    known: Mutex<HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>>,
    /// Pages as they were drawn before.
    drawn: Kept,
}

impl Reading {
    /// Reads the data folder; none where nothing was imported.
    ///
    /// # Errors
    /// The folder can't be read, or a query failed.
    pub fn make(folder: &Path, generation: Generation) -> Result<Option<Reading>, Problem> {
        let (begun, made_at) = (Instant::now(), Timestamp::now());
        let store = match Store::open(folder) {
            Ok(store) => store,
            Err(store::Error::NoFolder(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if store.settings()?.is_none() || store.deliveries()?.iter().all(store::Delivery::is_reference) {
            return Ok(None);
        }
        let measuring = Measuring::over(store, None, true).map_err(Problem::fault)?;
        let last = Month::of(measuring.data_date());
        let workings =
            measuring.engine.keep_workings(last.plus(1 - MONTHS), last, &PeriodKind::ALL.map(|(kind, _)| kind))?;
        workings.warm();
        let (took, scopes, known) = (begun.elapsed(), Mutex::default(), Mutex::default());
        let drawn = Kept::default();
        let looks_back = AtomicBool::new(false);
        tracing::info!(generation = generation.short(), milliseconds = took.as_millis(), "read the data folder");
        Ok(Some(Reading { generation, measuring, workings, took, made_at, looks_back, scopes, known, drawn }))
    }

    /// Which deliveries it was made of.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }

    /// What is in force, with the store and the engine: what papers, findings and changes are made of. Rows about
    /// children that come out of it are for [`crate::ask`] alone.
    pub fn measuring(&self) -> &Measuring {
        &self.measuring
    }

    /// The engine, for what is not kept.
    pub fn engine(&self) -> &Engine {
        self.workings.engine()
    }

    /// Every indicator's working. Rows about children come out of it only with a [`Within`]: pages go through
    /// [`crate::ask`], which makes it from the person's scope and writes the access log.
    pub(crate) fn workings(&self) -> &Workings {
        &self.workings
    }

    /// Works out what is wanted later and takes seconds: what the public may see, and what every number was when it first
    /// was final, for which earlier deliveries are read again. Pages that ask for it meanwhile wait.
    pub(crate) fn look_back(&self) {
        self.looks_back.store(true, Ordering::SeqCst);
        pages::indicators::known::work_out_public(self);
        pages::indicator::work_out_first(self);
    }

    /// Whether [`Reading::look_back`] was begun.
    pub(crate) fn looks_back(&self) -> bool {
        self.looks_back.load(Ordering::SeqCst)
    }

    /// When reading began: what changed later is not in it.
    pub fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// How long reading took.
    pub fn took(&self) -> Duration {
        self.took
    }

    /// The first and the last month that pages show.
    pub fn months(&self) -> (Month, Month) {
        let last = Month::of(self.engine().inputs().data_date);
        (last.plus(1 - MONTHS), last)
    }

    /// Something worked out from this reading alone, once: what pages show over and over. `key` says what it is; it must
    /// hold nothing about a child, and what is kept under it nothing that depends on who asks. What many ask for at the
    /// same time is worked out by the first, and the others wait.
    pub fn once<T: Send + Sync + 'static>(&self, key: &str, work_out: impl FnOnce() -> T) -> Arc<T> {
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let kind = TypeId::of::<T>();
            // Addresses can ask for many things; what was worked out long ago is worked out again.
            if known.keys().filter(|(known, _)| *known == kind).count() >= MOST_KNOWN {
                known.retain(|(known, _), _| *known != kind);
            }
            let cell = known.entry((kind, key.to_owned())).or_insert_with(|| Arc::new(OnceLock::<Arc<T>>::new()));
            Arc::clone(cell).downcast::<OnceLock<Arc<T>>>()
        };
        match cell {
            Ok(cell) => Arc::clone(cell.get_or_init(|| Arc::new(work_out()))),
            // The type is part of the key, so this is never another's.
            Err(_) => Arc::new(work_out()),
        }
    }

    /// Pages as they were drawn before.
    pub(crate) fn drawn(&self) -> &Kept {
        &self.drawn
    }

    /// What a child is called; `None` where no name is recorded.
    pub(crate) fn name(&self, person: &str) -> Option<String> {
        self.names().of(person)
    }

    /// The children that `wanted` takes whose name has every word of `text`: at most so many, by name, each with its person
    /// id first.
    pub(crate) fn named(&self, text: &str, most: usize, wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        self.names().find(text, most, wanted)
    }

    fn names(&self) -> Arc<Names> {
        self.once("names", || Names::new(self.engine().inputs()))
    }

    /// The children of a scope: those open today to its teams, or to its worker.
    pub(crate) fn within(&self, scope: &Scope) -> Within {
        let key = match scope {
            Scope::Everyone => return Within::Everyone,
            Scope::Nobody => return Within::Only(Arc::default()),
            other => format!("{other:?}"),
        };
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        let within = scopes.entry(key).or_insert_with(|| {
            let today = self.engine().inputs().data_date;
            let people = match scope {
                Scope::Teams { teams, services } => {
                    let (teams, services): (Vec<&str>, Vec<&str>) =
                        (teams.iter().map(String::as_str).collect(), services.iter().map(String::as_str).collect());
                    self.workings.open_to(&teams, &services, None, today)
                }
                Scope::Worker(worker) => self.workings.open_to(&[], &[], Some(worker), today),
                Scope::Everyone | Scope::Nobody => Default::default(),
            };
            Within::Only(Arc::new(people))
        });
        within.clone()
    }
}
