//! What is taught from the pages, headings and codes alike: written into `mapping.toml` under the store’s lock, and noted in
//! the history.

use crate::problem::Problem;
use crate::visit::Visit;
use council::{Failure, edit};
use intake::Mapping;
use records::{SettingChange, SettingKind};
use store::Store;

/// How long what is taught may be, in letters.
pub const LONGEST: usize = 400;
/// How many changes the history shows.
const SHOWN: usize = 50;
/// How the names of codes in the history begin; those of headings begin with a table or list.
const CODES: &str = "codes of ";

/// A part of `mapping.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Headings of a table, a list, or all.
    Headings(String),
    /// Texts of a code list.
    Codes(String),
}

impl Part {
    fn edited(&self, text: &str, written: &str, meant: Option<&str>) -> council::Result<String> {
        match self {
            Part::Headings(section) => edit::heading(text, section, written, meant),
            Part::Codes(list) => edit::code(text, list, written, meant),
        }
    }

    /// What `written` means in a mapping, if it says so itself.
    fn known(&self, mapping: &Mapping, written: &str) -> Option<String> {
        let entries = match self {
            Part::Headings(section) => mapping.headers.get(&section.to_lowercase()),
            Part::Codes(list) => mapping.codes.get(list),
        };
        entries?.get(&standard::codes::folded(written)).cloned()
    }

    /// What the history calls `written`.
    fn key(&self, written: &str) -> String {
        let key = match self {
            Part::Headings(section) => format!("{section}: {written}"),
            Part::Codes(list) => format!("{CODES}{list}: {written}"),
        };
        key.chars().take(300).collect()
    }
}

/// Writes into `mapping.toml` what `written` means, or takes it out, and notes it in the history. Gives whether anything
/// changed, or why it can't be.
pub async fn change(
    visit: &Visit,
    part: Part,
    written: &str,
    meant: Option<String>,
) -> Result<Result<bool, String>, Problem> {
    let (folder, who, now) = (visit.site.folder().to_owned(), visit.viewer()?.username.clone(), visit.site.now());
    let (of, text_of_file) = (part.clone(), written.to_owned());
    let edited = tokio::task::spawn_blocking(move || -> council::Result<(Mapping, Mapping)> {
        let store = match Store::open(&folder) {
            // Something can be taught before anything was imported.
            Err(store::Error::NoFolder(_)) => Store::create(&folder)?,
            other => other?,
        };
        edit::change_mapping(&store, &who, now, |text| of.edited(text, &text_of_file, meant.as_deref()))
    });
    let (before, after) = match edited.await.map_err(Problem::fault)? {
        Ok(mappings) => mappings,
        Err(Failure(lines)) => return Ok(Err(lines.join(" "))),
    };
    let (was, is) = (part.known(&before, written), part.known(&after, written));
    if was == is {
        return Ok(Ok(false));
    }
    let noted = SettingChange {
        at: now,
        by: Some(visit.viewer()?.account),
        kind: SettingKind::Alias,
        key: part.key(written),
        before: was,
        after: is,
        effective_from: None,
        reason: String::new(),
    };
    visit.site.records().note_settings(&[noted]).await?;
    // All numbers are worked out anew, though none changes before the next import: nobody waits for that.
    visit.site.expect_new_numbers();
    let site = visit.site.clone();
    tokio::spawn(async move { site.refresh().await });
    Ok(Ok(true))
}

/// The text of `mapping.toml`; empty where there is none.
///
/// # Errors
/// It can’t be read.
pub fn file(visit: &Visit) -> Result<String, Problem> {
    match super::deliveries::store(&visit.site)? {
        Some(store) => edit::text_of(&store.mapping_path()).map_err(Problem::fault),
        None => Ok(String::new()),
    }
}

/// A change in the history.
pub struct Changed {
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Of what.
    pub key: String,
    /// What it meant before.
    pub before: String,
    /// What it means since.
    pub after: String,
}

/// What the history calls something, for a page: a text with its code list in words.
fn shown(key: &str) -> String {
    let code = key.strip_prefix(CODES).and_then(|rest| rest.split_once(": "));
    code.map_or_else(|| key.to_owned(), |(list, text)| format!("{text} ({})", super::codes::title(list)))
}

/// What was changed of codes, or of headings, the last first.
///
/// # Errors
/// The records can’t be read.
pub async fn history(visit: &Visit, codes: bool) -> Result<Vec<Changed>, Problem> {
    let records = visit.site.records();
    let accounts = records.accounts().await?;
    let all = records.settings_history(Some(SettingKind::Alias), None).await?.into_iter();
    let meant = |text: Option<String>| match text.as_deref() {
        None => "not known".to_owned(),
        Some("") => "nothing".to_owned(),
        Some(text) => text.to_owned(),
    };
    let changed = all.filter(|change| change.key.starts_with(CODES) == codes).take(SHOWN).map(|change| Changed {
        at: crate::clock::moment(change.at),
        by: super::by(&accounts, change.by),
        key: shown(&change.key),
        before: meant(change.before),
        after: meant(change.after),
    });
    Ok(changed.collect())
}
