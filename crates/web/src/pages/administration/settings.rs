//! What parameters and targets have in common: values with the dates from which they hold, changed in `authority.toml`
//! with a reason, and a history of who changed what.

use crate::clock::moment;
use crate::pages::data::by;
use crate::problem::Problem;
use crate::shell::Mistake;
use crate::visit::Visit;
use council::{Failure, edit};
use jiff::civil::Date;
use records::{SettingChange, SettingKind};
use report::words;
use serde::Deserialize;
use standard::settings::Settings;
use store::Store;

/// A value with its date, as a page shows it.
pub struct Line {
    /// From when it holds, in words.
    pub from: String,
    /// The same as forms send it: a date, or nothing for the beginning.
    pub key: String,
    /// The value.
    pub value: String,
    /// Whether it holds today.
    pub now: bool,
}

/// Values in order of date as a page shows them, the newest first.
pub fn lines<T>(values: &[(Option<Date>, T)], today: Date, word: impl Fn(&T) -> String) -> Vec<Line> {
    let holds = values.iter().rposition(|(from, _)| from.is_none_or(|from| from <= today));
    let line = |(i, (from, value)): (usize, &(Option<Date>, T))| Line {
        from: from.map_or("From the beginning".to_owned(), |from| format!("From {}", words::date(from))),
        key: from.map(|from| from.to_string()).unwrap_or_default(),
        value: word(value),
        now: Some(i) == holds,
    };
    values.iter().enumerate().rev().map(line).collect()
}

/// A change as a page shows it.
pub struct Changed {
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What, where the page is not about one setting.
    pub key: String,
    /// From when it holds.
    pub from: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
    /// Why.
    pub reason: String,
}

/// The changes of a kind of setting, or of one of them, the newest first.
///
/// # Errors
/// The records can't be read.
pub async fn history(visit: &Visit, kind: SettingKind, key: Option<&str>) -> Result<Vec<Changed>, Problem> {
    let records = visit.site.records();
    let accounts = records.accounts().await?;
    let changes = records.settings_history(Some(kind), key).await?;
    Ok(changes
        .into_iter()
        .take(100)
        .map(|change| Changed {
            at: moment(change.at),
            by: by(&accounts, change.by),
            key: change.key,
            from: change.effective_from.map_or("the beginning".to_owned(), words::date),
            before: change.before.unwrap_or_else(|| "not set".to_owned()),
            after: change.after.unwrap_or_else(|| "not set".to_owned()),
            reason: change.reason,
        })
        .collect())
}

/// The settings of the site’s data folder.
///
/// # Errors
/// There is none yet, or `authority.toml` can't be understood.
pub fn settings(visit: &Visit) -> Result<Settings, Problem> {
    let store = match Store::open(visit.site.folder()) {
        Err(store::Error::NoFolder(_)) => return Err(Problem::NoData),
        other => other?,
    };
    match store.settings() {
        Ok(settings) => settings.ok_or(Problem::NoData),
        Err(store::Error::Settings { faults, .. }) => Err(Problem::Wrong(
            std::iter::once("authority.toml in the data folder can’t be understood. Mend it by hand:".to_owned())
                .chain(faults)
                .collect(),
        )),
        Err(error) => Err(error.into()),
    }
}

/// A value, and the date from which it holds; none where it always did.
pub type Since<T> = (Option<Date>, T);

/// Writes the values of a setting of this name into the text of `authority.toml`.
pub type Edit<T> = fn(&str, &str, &[Since<T>]) -> council::Result<String>;

/// A setting that has a value from each of some dates on.
pub struct Dated<T> {
    /// Parameter or target.
    pub kind: SettingKind,
    /// Its name.
    pub key: String,
    /// Its values in the settings, in order of date.
    pub values: fn(&Settings, &str) -> Vec<Since<T>>,
    /// A value in words.
    pub words: Box<dyn Fn(&T) -> String + Send>,
    /// `authority.toml` with other values.
    pub edited: Edit<T>,
}

impl<T: Send + 'static> Dated<T> {
    /// Sets the value from a date on, or takes it away: written into `authority.toml` under the store’s lock, noted in the
    /// history, and the numbers worked out again behind the pages. Gives whether anything changed, or why it can't be, for
    /// the person.
    ///
    /// # Errors
    /// The records or the disk can't be written.
    pub async fn change(
        self,
        visit: &Visit,
        from: Option<Date>,
        value: Option<T>,
        reason: String,
    ) -> Result<Result<bool, String>, Problem> {
        let (folder, who, now) = (visit.site.folder().to_owned(), visit.viewer()?.username.clone(), visit.site.now());
        let Dated { kind, key, values, words, edited } = self;
        let (name, is) = (key.clone(), value.as_ref().map(&words));
        let work = tokio::task::spawn_blocking(move || -> council::Result<(bool, Option<String>)> {
            let mut was = None;
            let rewritten = |settings: &Settings, text: &str| {
                let mut dated = values(settings, &name);
                was = dated.iter().find(|(date, _)| *date == from).map(|(_, value)| words(value));
                dated.retain(|(date, _)| *date != from);
                dated.extend(value.map(|value| (from, value)));
                dated.sort_by_key(|(date, _)| *date);
                edited(text, &name, &dated)
            };
            let (before, after) = edit::change_settings(&Store::open(&folder)?, &who, now, rewritten)?;
            Ok((before != after, was))
        });
        let was = match work.await.map_err(Problem::fault)? {
            Ok((true, was)) => was,
            Ok((false, _)) => return Ok(Ok(false)),
            Err(Failure(lines)) => return Ok(Err(lines.join(" "))),
        };
        let by = Some(visit.viewer()?.account);
        let noted = SettingChange { at: now, by, kind, key, before: was, after: is, effective_from: from, reason };
        visit.site.records().note_settings(&[noted]).await?;
        // All numbers are worked out anew: nobody waits for that. Where it fails, the site says so as it looks again.
        visit.site.expect_new_numbers();
        let site = visit.site.clone();
        tokio::spawn(async move { site.refresh().await });
        Ok(Ok(true))
    }
}

/// From which day a value is to hold and why, from the fields of a form; what is wrong with them is added to `mistakes`.
pub fn when_and_why(
    [day, month, year]: [&str; 3],
    reason: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<(Option<Date>, String)> {
    let from = from_date(day, month, year).map_err(|text| mistakes.push(Mistake::new("from", text))).ok();
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        mistakes.push(Mistake::new("reason", "Say why, for example which meeting decided it"));
        return None;
    }
    Some((from?, reason))
}

/// What a form that takes a value away sends: the date from which it holds.
#[derive(Deserialize)]
pub struct RemoveForm {
    #[serde(default)]
    from: String,
}

impl RemoveForm {
    /// The date; `None` for the beginning.
    ///
    /// # Errors
    /// It is none.
    pub fn date(&self) -> Result<Option<Date>, Problem> {
        date_key(&self.from)
    }
}

/// The date from which a value holds, from the fields of a form; all empty: from the beginning.
///
/// # Errors
/// What is wrong with it.
fn from_date(day: &str, month: &str, year: &str) -> Result<Option<Date>, String> {
    if [day, month, year].iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    crate::clock::date_of(day, month, year).map(Some)
}

/// A date that a form carries as it was shown: empty for the beginning.
///
/// # Errors
/// It is none.
fn date_key(text: &str) -> Result<Option<Date>, Problem> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Problem::NotFound),
    }
}
