//! The data folder: settings, mapping, catalogue, what is in force, the engine over it.

use crate::failure::{Failure, Result};
use intake::Mapping;
use jiff::civil::Date;
use measure::{Catalogue, Engine, Inputs, Options};
use standard::settings::Settings;
use std::path::Path;
use std::sync::Arc;
use store::{InForce, Store};

/// Opens the data folder.
///
/// # Errors
/// It is not there, or not one that this version reads.
pub fn open(folder: &Path) -> Result<Store> {
    Ok(Store::open(folder)?)
}

/// The authority's settings.
///
/// # Errors
/// There are none yet, or they can't be understood.
pub fn settings(store: &Store) -> Result<Settings> {
    store.settings()?.ok_or_else(|| {
        Failure::new(format!(
            "{} is missing: run ‘derwent init --authority CODE’ to write it",
            store.settings_path().display()
        ))
    })
}

/// The council's own names for columns and codes; none where there is no `mapping.toml`.
///
/// # Errors
/// Every line of it that can't be understood.
pub fn mapping(store: &Store) -> Result<Mapping> {
    let path = store.mapping_path();
    match std::fs::read_to_string(&path) {
        Ok(text) => Mapping::parse(&text).map_err(|faults| {
            Failure(faults.into_iter().map(|fault| format!("{}: {fault}", path.display())).collect())
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Mapping::default()),
        Err(error) => Err(Failure::new(format!("{} can't be read: {error}", path.display()))),
    }
}

/// The catalogue: the program's own, with the council's entries over it.
///
/// # Errors
/// An entry that can't be understood.
pub fn catalogue(store: Option<&Store>) -> Result<Catalogue> {
    let catalogue = Catalogue::builtin()?;
    Ok(match store {
        Some(store) => catalogue.with_folder(store.folder())?,
        None => catalogue,
    })
}

/// What is in force on a date, and an engine over it.
pub struct Measuring {
    /// The store.
    pub store: Store,
    /// What is in force, without its tables: the engine has them.
    pub in_force: InForce,
    /// The engine.
    pub engine: Arc<Engine>,
}

impl Measuring {
    /// What is in force on `as_at`, now where it is not said; with the tables that only checks read, if they are to run.
    ///
    /// # Errors
    /// There is no delivery up to then, or the settings or the catalogue can't be understood.
    pub fn over(store: Store, as_at: Option<Date>, with_checks: bool) -> Result<Measuring> {
        let catalogue = catalogue(Some(&store))?;
        let tables = catalogue.tables(&[], with_checks);
        with_tables(store, catalogue, as_at, &tables)
    }

    /// The same with the tables alone that the indicators chosen by `wanted` need, ids or aliases; none for all.
    ///
    /// # Errors
    /// As [`Measuring::over`].
    pub fn over_some(
        store: Store,
        as_at: Option<Date>,
        wanted: impl FnOnce(&Catalogue) -> Vec<String>,
    ) -> Result<Measuring> {
        let catalogue = catalogue(Some(&store))?;
        let tables = catalogue.tables(&wanted(&catalogue), false);
        with_tables(store, catalogue, as_at, &tables)
    }

    /// The day up to which the data reach.
    pub fn data_date(&self) -> Date {
        self.engine.inputs().data_date
    }
}

fn with_tables(store: Store, catalogue: Catalogue, as_at: Option<Date>, tables: &[&str]) -> Result<Measuring> {
    let settings = settings(&store)?;
    let mut in_force = store.in_force(as_at, Some(tables))?;
    let Some(data_date) = in_force.data_date else {
        return Err(Failure::new(match as_at {
            Some(date) => {
                format!("there is no delivery with a data date up to {date}: ‘derwent deliveries’ lists them")
            }
            None => "there is nothing to measure yet: ‘derwent import PATH’ reads extracts".to_owned(),
        }));
    };
    let inputs = Inputs {
        data_date,
        tables: std::mem::take(&mut in_force.tables),
        coverage: in_force.coverage.clone(),
        latest_only: in_force.latest_only.clone(),
        absent_columns: in_force.absent_columns.clone(),
    };
    let engine = Arc::new(Engine::new(catalogue, inputs, settings, Options::default()));
    Ok(Measuring { store, in_force, engine })
}
