//! Views: what pages show that is no number. A view is an SQL file in `views/` with a header, run over the same tables and
//! steps as an indicator; its columns are its own, and its header says what each is.

use crate::Error;
use crate::catalogue::split;
use crate::engine::Engine;
use crate::session::{self, Query};
use arrow::array::RecordBatch;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use standard::period::{Month, Period, PeriodKind};
use std::collections::BTreeMap;

static VIEWS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../views");

/// A view as declared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Its id.
    pub id: String,
    /// What it gives, in words.
    pub title: String,
    /// The shared steps that it reads.
    #[serde(default)]
    pub steps: Vec<String>,
    /// What each column is, by name.
    pub columns: BTreeMap<String, String>,
    /// Its query.
    #[serde(skip)]
    pub sql: String,
}

/// All views, by id.
///
/// # Errors
/// Every file that is wrong.
pub fn views() -> Result<Vec<View>, Error> {
    let (mut views, mut faults) = (Vec::new(), Vec::new());
    for file in VIEWS.files() {
        let name = file.path().to_string_lossy();
        let Some(id) = name.strip_suffix(".sql") else { continue };
        let text = file.contents_utf8().unwrap_or_default();
        let Some((header, sql)) = split(text) else {
            faults.push(format!("{name}: begin with a header, /* id = \"…\" … */, and then one SELECT"));
            continue;
        };
        match toml::from_str::<View>(header) {
            Ok(view) if view.id != id => faults.push(format!("{name}: its id is {}", view.id)),
            Ok(view) => views.push(View { sql: sql.to_owned(), ..view }),
            Err(error) => faults.push(format!("{name}: {error}")),
        }
    }
    views.sort_by(|a: &View, b: &View| a.id.cmp(&b.id));
    if faults.is_empty() { Ok(views) } else { Err(Error::Catalogue(faults)) }
}

/// The text of the worked examples of the view with this id.
pub(crate) fn example(id: &str) -> Option<&'static str> {
    VIEWS.get_file(format!("{id}.example.toml")).and_then(|file| file.contents_utf8())
}

impl Engine {
    /// Runs every view and gives its rows, by id.
    ///
    /// # Errors
    /// A query that failed, or whose columns are not those that its header names.
    pub fn views(&self) -> Result<BTreeMap<String, RecordBatch>, Error> {
        let views = views()?;
        let steps = self.catalogue().steps_for(views.iter().flat_map(|view| view.steps.iter().map(String::as_str)));
        let queries = views.iter().map(|view| Query { entry: view.id.clone(), sql: view.sql.clone() }).collect();
        let today = self.inputs().data_date;
        let periods: Vec<Period> = PeriodKind::Month.ending(Month::of(today)).into_iter().collect();
        let mut out = BTreeMap::new();
        session::run(&self.run(&periods, &[today], false), &steps, queries, &mut |id, batch| {
            let declared = views.iter().find(|view| view.id == id).map(|view| view.columns.keys().collect::<Vec<_>>());
            let schema = batch.schema();
            let mut given: Vec<&String> = schema.fields().iter().map(|field| field.name()).collect();
            given.sort();
            if declared.as_ref() != Some(&given) {
                let message = format!("returns {given:?}, and its header names {declared:?}");
                return Err(Error::Query { entry: id, message });
            }
            out.insert(id, batch);
            Ok(())
        })?;
        Ok(out)
    }
}
