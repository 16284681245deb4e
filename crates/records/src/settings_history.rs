//! The history of settings: parameters, targets, aliases, mappings. The settings themselves are in the data folder.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::changes::log_setting;
use crate::entity::settings_history;
use crate::value::{day_if, day_text, limited, micros, required, time};
use crate::{Error, Records, Result};

/// What kind of setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingKind {
    /// An interval or window.
    Parameter,
    /// A target of an indicator.
    Target,
    /// A code or column name taught.
    Alias,
    /// A mapping of files to tables.
    Mapping,
    /// The authority and its neighbours.
    Authority,
}

impl SettingKind {
    /// All kinds.
    pub const ALL: [SettingKind; 5] =
        [SettingKind::Parameter, SettingKind::Target, SettingKind::Alias, SettingKind::Mapping, SettingKind::Authority];

    /// The word that the database uses.
    pub const fn word(self) -> &'static str {
        match self {
            SettingKind::Parameter => "parameter",
            SettingKind::Target => "target",
            SettingKind::Alias => "alias",
            SettingKind::Mapping => "mapping",
            SettingKind::Authority => "authority",
        }
    }

    /// The kind of a word, if there is one.
    pub fn parse(word: &str) -> Option<SettingKind> {
        SettingKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A change of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// When.
    pub at: Timestamp,
    /// By whom; nobody where it came from a file or the command line.
    pub by: Option<i64>,
    /// What kind of setting.
    pub kind: SettingKind,
    /// Its name.
    pub key: String,
    /// What it was; nothing where it was not set.
    pub before: Option<String>,
    /// What it is since; nothing where it was taken away.
    pub after: Option<String>,
    /// The date from which it holds.
    pub effective_from: Option<Date>,
    /// Why.
    pub reason: String,
}

fn from_row(row: settings_history::Model) -> Result<SettingChange> {
    Ok(SettingChange {
        at: time(row.at)?,
        by: row.by_account,
        kind: SettingKind::parse(&row.kind)
            .ok_or_else(|| Error::Damaged(format!("‘{}’ is no kind of setting", row.kind)))?,
        key: row.key,
        before: row.before,
        after: row.after,
        effective_from: day_if(row.effective_from.as_deref())?,
        reason: row.reason,
    })
}

impl Records {
    /// Notes changes of settings, here and in the access log, all or none.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a change without a name.
    pub async fn note_settings(&self, changes: &[SettingChange]) -> Result<()> {
        let write = self.write().await?;
        for change in changes {
            let row = settings_history::ActiveModel {
                at: Set(micros(change.at)),
                by_account: Set(change.by),
                kind: Set(change.kind.word().into()),
                key: Set(required("A setting’s name", &change.key, 300)?),
                before: Set(change.before.clone()),
                after: Set(change.after.clone()),
                effective_from: Set(day_text(change.effective_from)),
                reason: Set(limited("A reason", &change.reason, 1_000)?),
                ..Default::default()
            };
            row.insert(&*write).await?;
        }
        for change in changes {
            log_setting(&*write, change).await?;
        }
        Ok(write.commit().await?)
    }

    /// The changes of settings, newest first: all, of a kind, or of one setting.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn settings_history(&self, kind: Option<SettingKind>, key: Option<&str>) -> Result<Vec<SettingChange>> {
        let mut find = settings_history::Entity::find();
        if let Some(kind) = kind {
            find = find.filter(settings_history::Column::Kind.eq(kind.word()));
        }
        if let Some(key) = key {
            find = find.filter(settings_history::Column::Key.eq(key));
        }
        let rows = find.order_by_desc(settings_history::Column::Id).all(&self.connection).await?;
        rows.into_iter().map(from_row).collect()
    }
}
