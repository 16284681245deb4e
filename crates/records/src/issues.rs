//! Issues: the files of a report as they went out, never to be altered.
//!
//! The files are on the disk and their hashes here. So that a kill in between leaves nothing half: an issue is begun
//! (the folder gets its name), the caller writes the files there, and the issue is finished. What was begun and not
//! finished is found at the next start by [`Records::unfinished_issues`] and rolled back.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::clearances::{public_checks, refuse_author};
use crate::content::{authors, content};
use crate::entity::{issue, issue_begun};
use crate::error::there;
use crate::reports::{event, held, put_status};
use crate::value::{from_json, hex, json_text, limited, micros, random, time};
use crate::{Error, Records, Report, ReportStatus, Result};

/// For whom an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// For those who may see the records anyway.
    Internal,
    /// For the public: suppressed.
    Public,
}

impl Edition {
    /// The word that the database uses.
    pub const fn word(self) -> &'static str {
        match self {
            Edition::Internal => "internal",
            Edition::Public => "public",
        }
    }

    /// The edition of a word, if there is one.
    pub fn parse(word: &str) -> Option<Edition> {
        [Edition::Internal, Edition::Public].into_iter().find(|edition| edition.word() == word)
    }
}

/// A file of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedFile {
    /// Its name in the issue's folder.
    pub name: String,
    /// The SHA-256 of its bytes in hexadecimal digits.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// An issue that was begun: write its files into its folder, then finish it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunIssue {
    /// Its number.
    pub id: i64,
    /// The report.
    pub report_id: i64,
    /// For whom.
    pub edition: Edition,
    /// The name of the folder for its files, unique, for the caller to place.
    pub folder: String,
    /// The hash of what the report says.
    pub content_hash: String,
    /// What is said with it.
    pub note: String,
    /// When it was begun.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

/// An issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its number.
    pub id: i64,
    /// The report.
    pub report_id: i64,
    /// The report's version.
    pub version: i64,
    /// For whom.
    pub edition: Edition,
    /// The name of the folder with its files.
    pub folder: String,
    /// Its files.
    pub files: Vec<IssuedFile>,
    /// The hash of what the report says.
    pub content_hash: String,
    /// What was said with it.
    pub note: String,
    /// When it was issued.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

fn edition(word: &str) -> Result<Edition> {
    Edition::parse(word).ok_or_else(|| Error::Damaged(format!("‘{word}’ is no edition")))
}

fn begun_from_row(row: issue_begun::Model) -> Result<BegunIssue> {
    Ok(BegunIssue {
        id: row.id,
        report_id: row.report_id,
        edition: edition(&row.edition)?,
        folder: row.folder,
        content_hash: row.content_hash,
        note: row.note,
        at: time(row.at)?,
        by: row.by_account,
    })
}

fn from_row(row: issue::Model) -> Result<Issue> {
    Ok(Issue {
        id: row.id,
        report_id: row.report_id,
        version: row.version,
        edition: edition(&row.edition)?,
        folder: row.folder,
        files: from_json(&row.files)?,
        content_hash: row.content_hash,
        note: row.note,
        at: time(row.at)?,
        by: row.by_account,
    })
}

/// Refuses an issue that may not be: what the report says now must be cleared, and a public edition checked and released
/// by someone who did not write it. Gives the hash of what it says.
async fn may_issue(connection: &impl ConnectionTrait, report: &Report, edition: Edition, by: i64) -> Result<String> {
    let same = issue::Entity::find()
        .filter(issue::Column::ReportId.eq(report.id))
        .filter(issue::Column::Edition.eq(edition.word()));
    if same.one(connection).await?.is_some() {
        return Err(Error::Refused("This edition was issued already. Reopen the report to make a new version.".into()));
    }
    match report.status {
        ReportStatus::Cleared => {}
        // After the first edition the report can't change: what was cleared is what it says.
        ReportStatus::Issued => {}
        ReportStatus::Reopened => {
            return Err(Error::Refused("This version was reopened. Issue the newer one.".into()));
        }
        _ => {
            return Err(Error::Refused(
                "Not everyone who was asked has cleared what the report says now. It can be issued when they have."
                    .into(),
            ));
        }
    }
    if edition == Edition::Public {
        refuse_author(connection, report, by).await?;
        let authors = authors(connection, report).await?;
        let checks = public_checks(connection, report).await?;
        if !checks.iter().any(|check| check.stands && !authors.contains(&check.by)) {
            return Err(Error::Refused(
                "The public edition was not checked yet, or the report has changed since. Have it checked first."
                    .into(),
            ));
        }
    }
    Ok(content(connection, report).await?.hash)
}

impl Records {
    /// Begins an issue: the files may be made. For the public edition `by` releases it.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report may not be issued (yet); [`Error::Conflict`] when someone is issuing this
    /// edition just now.
    pub async fn begin_issue(
        &self,
        report: i64,
        edition: Edition,
        note: &str,
        by: i64,
        now: Timestamp,
    ) -> Result<BegunIssue> {
        let note = limited("A note", note, 10_000)?;
        let write = self.write().await?;
        let held = held(&*write, report).await?;
        let content_hash = may_issue(&*write, &held, edition, by).await?;
        let begun = issue_begun::Entity::find()
            .filter(issue_begun::Column::ReportId.eq(report))
            .filter(issue_begun::Column::Edition.eq(edition.word()));
        if begun.one(&*write).await?.is_some() {
            return Err(Error::Conflict(
                "This edition is being issued just now. Wait a minute, then look again.".into(),
            ));
        }
        let unique = hex(&random::<4>()?);
        let row = issue_begun::ActiveModel {
            report_id: Set(report),
            edition: Set(edition.word().into()),
            folder: Set(format!("{}-report{report}-v{}-{}-{unique}", held.month, held.version, edition.word())),
            content_hash: Set(content_hash),
            note: Set(note),
            at: Set(micros(now)),
            by_account: Set(by),
            ..Default::default()
        };
        let row = row.insert(&*write).await?;
        write.commit().await?;
        begun_from_row(row)
    }

    /// Finishes an issue whose files are on the disk, written through. From here on it is never altered, and the
    /// report with it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when it wasn't begun or was rolled back; [`Error::Refused`] when the report changed since it
    /// was begun; [`Error::Invalid`] without files.
    pub async fn finish_issue(&self, begun: i64, files: &[IssuedFile], now: Timestamp) -> Result<Issue> {
        if files.is_empty() {
            return Err(Error::Invalid("An issue has at least one file.".into()));
        }
        let write = self.write().await?;
        let row = there(issue_begun::Entity::find_by_id(begun).one(&*write).await?, "issue begun", begun)?;
        let held = held(&*write, row.report_id).await?;
        // Once more, now that the report is held: two who finish the same find it begun once.
        let row =
            there(issue_begun::Entity::find_by_id(begun).lock_exclusive().one(&*write).await?, "issue begun", begun)?;
        let edition = edition(&row.edition)?;
        if may_issue(&*write, &held, edition, row.by_account).await? != row.content_hash {
            return Err(Error::Refused("The report changed while its files were being made. Issue it again.".into()));
        }
        let issue = issue::ActiveModel {
            report_id: Set(row.report_id),
            version: Set(held.version),
            edition: Set(row.edition),
            folder: Set(row.folder),
            files: Set(json_text(&files)?),
            content_hash: Set(row.content_hash),
            note: Set(row.note),
            at: Set(micros(now)),
            by_account: Set(row.by_account),
            ..Default::default()
        };
        let issue = from_row(issue.insert(&*write).await?)?;
        issue_begun::Entity::delete_by_id(begun).exec(&*write).await?;
        event(&*write, held.id, format!("Issued: {} edition", edition.word()), issue.by, now).await?;
        put_status(&*write, &held, ReportStatus::Issued, issue.by, now).await?;
        write.commit().await?;
        Ok(issue)
    }

    /// Gives up an issue that was begun. Remove its folder afterwards. One that isn't there (any more) is no error.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn roll_back_issue(&self, begun: i64) -> Result<()> {
        let write = self.write().await?;
        issue_begun::Entity::delete_by_id(begun).exec(&*write).await?;
        Ok(write.commit().await?)
    }

    /// Issues that were begun and not finished. At the start of the server nobody is making their files any more:
    /// roll them back and remove their folders.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn unfinished_issues(&self) -> Result<Vec<BegunIssue>> {
        let rows = issue_begun::Entity::find().order_by_asc(issue_begun::Column::Id).all(&self.connection).await?;
        rows.into_iter().map(begun_from_row).collect()
    }

    /// The issues of a report, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn issues(&self, report: i64) -> Result<Vec<Issue>> {
        let find = issue::Entity::find().filter(issue::Column::ReportId.eq(report)).order_by_asc(issue::Column::Id);
        find.all(&self.connection).await?.into_iter().map(from_row).collect()
    }

    /// All issues, newest first: what the board sees.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn all_issues(&self) -> Result<Vec<Issue>> {
        let find = issue::Entity::find().order_by_desc(issue::Column::Id);
        find.all(&self.connection).await?.into_iter().map(from_row).collect()
    }

    /// An issue.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such issue.
    pub async fn issue(&self, id: i64) -> Result<Issue> {
        from_row(there(issue::Entity::find_by_id(id).one(&self.connection).await?, "issue", id)?)
    }
}
