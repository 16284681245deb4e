//! Clearance: named roles are asked, each clears what the report says or returns it. Silence is never consent, and what
//! was cleared counts only as long as the report says the same.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::content::{authors, content};
use crate::entity::{account, clearance, decision, public_check, report};
use crate::error::there;
use crate::reports::{self, event, held, held_open, put_status};
use crate::value::{day_if, day_text, limited, micros, required, time};
use crate::{Account, Error, Records, Report, ReportStatus, Result};

/// Someone to be asked for clearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// In which capacity: `legal`, `finance`, `sponsor`, `service-director`.
    pub capacity: String,
    /// Whom; anyone with the capacity where nobody is named.
    pub account: Option<i64>,
    /// By when.
    pub due: Option<Date>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionWord {
    /// Cleared.
    Cleared,
    /// Returned, with what has to change.
    Returned,
}

impl DecisionWord {
    /// The word that the database uses.
    pub const fn word(self) -> &'static str {
        match self {
            DecisionWord::Cleared => "cleared",
            DecisionWord::Returned => "returned",
        }
    }

    fn parse(word: &str) -> Result<DecisionWord> {
        [DecisionWord::Cleared, DecisionWord::Returned]
            .into_iter()
            .find(|decision| decision.word() == word)
            .ok_or_else(|| Error::Damaged(format!("‘{word}’ is no decision")))
    }
}

/// A decision on what a report said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Cleared or returned.
    pub word: DecisionWord,
    /// What was said with it.
    pub comment: String,
    /// The hash of what was decided on ([`crate::Content::hash`]).
    pub content_hash: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

/// A clearance that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clearance {
    /// Its number.
    pub id: i64,
    /// The report.
    pub report_id: i64,
    /// In which capacity.
    pub capacity: String,
    /// Whom; anyone with the capacity where nobody is named.
    pub account: Option<i64>,
    /// By when.
    pub due: Option<Date>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: i64,
    /// All decisions, oldest first.
    pub decisions: Vec<Decision>,
    /// The last decision, if it is on what the report says now. `None`: still to be decided, or to be decided again
    /// because the report has changed since.
    pub standing: Option<Decision>,
}

impl Clearance {
    /// Whether what the report says now is cleared.
    pub fn is_cleared(&self) -> bool {
        self.standing.as_ref().is_some_and(|decision| decision.word == DecisionWord::Cleared)
    }

    /// Whether it was decided on, and has to be again because the report has changed since.
    pub fn is_asked_again(&self) -> bool {
        self.standing.is_none() && !self.decisions.is_empty()
    }

    /// Whether an account may decide on it.
    pub fn may_be_decided_by(&self, account: &Account) -> bool {
        account.is_active() && account.clears(&self.capacity) && self.account.is_none_or(|asked| asked == account.id)
    }
}

/// A check of what the public edition will show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCheck {
    /// What was said with it.
    pub comment: String,
    /// The hash of what was checked.
    pub content_hash: String,
    /// Whether that is what the report says now.
    pub stands: bool,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: i64,
}

/// The clearances of a report that weren't withdrawn, with their decisions.
pub(crate) async fn clearances(connection: &impl ConnectionTrait, report: &Report) -> Result<Vec<Clearance>> {
    let rows = clearance::Entity::find()
        .filter(clearance::Column::ReportId.eq(report.id))
        .filter(clearance::Column::WithdrawnAt.is_null())
        .order_by_asc(clearance::Column::Id)
        .all(connection)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let hash = content(connection, report).await?.hash;
    let decisions = decision::Entity::find()
        .filter(decision::Column::ClearanceId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(decision::Column::Id)
        .all(connection)
        .await?;
    let mut made: BTreeMap<i64, Vec<Decision>> = BTreeMap::new();
    for row in decisions {
        made.entry(row.clearance_id).or_default().push(Decision {
            word: DecisionWord::parse(&row.word)?,
            comment: row.comment,
            content_hash: row.content_hash,
            at: time(row.at)?,
            by: row.by_account,
        });
    }
    rows.into_iter()
        .map(|row| {
            let decisions = made.remove(&row.id).unwrap_or_default();
            let standing = decisions.last().filter(|decision| decision.content_hash == hash).cloned();
            Ok(Clearance {
                id: row.id,
                report_id: row.report_id,
                capacity: row.capacity,
                account: row.account_id,
                due: day_if(row.due.as_deref())?,
                asked_at: time(row.asked_at)?,
                asked_by: row.asked_by,
                decisions,
                standing,
            })
        })
        .collect()
}

/// Brings a report's status in line with its clearances, after a change of either. All asked must have cleared what it
/// says now, at least one of them someone who did not write it.
pub(crate) async fn refresh(connection: &impl ConnectionTrait, report: i64, by: i64, now: Timestamp) -> Result<()> {
    let report = held(connection, report).await?;
    if !matches!(report.status, ReportStatus::Frozen | ReportStatus::InClearance | ReportStatus::Cleared) {
        return Ok(());
    }
    let clearances = clearances(connection, &report).await?;
    let status = if clearances.is_empty() {
        ReportStatus::Frozen
    } else if clearances.iter().all(Clearance::is_cleared) {
        let authors = authors(connection, &report).await?;
        let others = clearances.iter().filter_map(|c| c.standing.as_ref()).any(|d| !authors.contains(&d.by));
        if others { ReportStatus::Cleared } else { ReportStatus::InClearance }
    } else {
        ReportStatus::InClearance
    };
    put_status(connection, &report, status, by, now).await
}

/// The public checks of a report, oldest first.
pub(crate) async fn public_checks(connection: &impl ConnectionTrait, report: &Report) -> Result<Vec<PublicCheck>> {
    let hash = content(connection, report).await?.hash;
    let rows = public_check::Entity::find()
        .filter(public_check::Column::ReportId.eq(report.id))
        .order_by_asc(public_check::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PublicCheck {
                comment: row.comment,
                stands: row.content_hash == hash,
                content_hash: row.content_hash,
                at: time(row.at)?,
                by: row.by_account,
            })
        })
        .collect()
}

/// Refuses a decision on something else than what the report says now.
async fn same_content(connection: &impl ConnectionTrait, report: &Report, seen: &str) -> Result<()> {
    if content(connection, report).await?.hash == seen {
        return Ok(());
    }
    Err(Error::Conflict("The report has changed since you opened it. Read it again, then decide.".into()))
}

impl Records {
    /// Asks for clearance, of one or several at once. The numbers must be frozen.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] before the numbers are frozen or after the issue, or when an account asked can't clear in
    /// that capacity; [`Error::Conflict`] when the capacity was asked already.
    pub async fn ask_clearance(&self, report: i64, asks: &[Ask], by: i64, now: Timestamp) -> Result<Vec<Clearance>> {
        let write = self.write().await?;
        let held = held_open(&*write, report).await?;
        if held.status == ReportStatus::Draft {
            return Err(Error::Refused("Freeze the numbers first: clearance is of what will be issued.".into()));
        }
        let mut asked: Vec<String> =
            clearances(&*write, &held).await?.into_iter().map(|clearance| clearance.capacity).collect();
        for ask in asks {
            let capacity = required("A capacity", &ask.capacity, 100)?;
            if asked.contains(&capacity) {
                return Err(Error::Conflict(format!("Clearance by {capacity} was asked for already.")));
            }
            if let Some(id) = ask.account {
                let row = there(account::Entity::find_by_id(id).one(&*write).await?, "account", id)?;
                let account = Account::from_row(row)?;
                if !(account.is_active() && account.clears(&capacity)) {
                    let name = account.profile.display_name;
                    return Err(Error::Refused(format!("{name} does not clear reports for {capacity}.")));
                }
            }
            let row = clearance::ActiveModel {
                report_id: Set(report),
                capacity: Set(capacity.clone()),
                account_id: Set(ask.account),
                due: Set(day_text(ask.due)),
                asked_at: Set(micros(now)),
                asked_by: Set(by),
                ..Default::default()
            };
            row.insert(&*write).await?;
            event(&*write, report, format!("Clearance asked for: {capacity}"), by, now).await?;
            asked.push(capacity);
        }
        refresh(&*write, report, by, now).await?;
        write.commit().await?;
        self.clearances(report).await
    }

    /// Withdraws a clearance that was asked for: it is no longer needed. It stays in the report's history.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report was issued, or when no other clearance would be left.
    pub async fn withdraw_clearance(&self, clearance: i64, by: i64, now: Timestamp) -> Result<()> {
        let write = self.write().await?;
        let row = there(clearance::Entity::find_by_id(clearance).one(&*write).await?, "clearance", clearance)?;
        let report = held_open(&*write, row.report_id).await?;
        let (capacity, report_id) = (row.capacity.clone(), row.report_id);
        let mut row: clearance::ActiveModel = row.into();
        row.withdrawn_at = Set(Some(micros(now)));
        row.update(&*write).await?;
        if clearances(&*write, &report).await?.is_empty() {
            return Err(Error::Refused("This is the only clearance. Ask for another first.".into()));
        }
        event(&*write, report_id, format!("Clearance no longer asked for: {capacity}"), by, now).await?;
        refresh(&*write, report_id, by, now).await?;
        Ok(write.commit().await?)
    }

    /// Clears a report in a capacity, or returns it with a comment. `content_hash` is of what the decider has seen.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when the report says something else by now; [`Error::Refused`] when the account wasn't
    /// asked or doesn't have the capacity; [`Error::Invalid`] for a return without a comment.
    pub async fn decide(
        &self,
        clearance: i64,
        word: DecisionWord,
        comment: &str,
        content_hash: &str,
        by: i64,
        now: Timestamp,
    ) -> Result<Clearance> {
        let comment = limited("A comment", comment, 10_000)?;
        if word == DecisionWord::Returned && comment.is_empty() {
            return Err(Error::Invalid("Say what has to change.".into()));
        }
        let write = self.write().await?;
        let row = there(clearance::Entity::find_by_id(clearance).one(&*write).await?, "clearance", clearance)?;
        let report = held_open(&*write, row.report_id).await?;
        let asked = clearances(&*write, &report).await?.into_iter().find(|asked| asked.id == clearance);
        let asked = asked.ok_or_else(|| Error::Refused("This clearance is no longer asked for.".into()))?;
        let account = Account::from_row(there(account::Entity::find_by_id(by).one(&*write).await?, "account", by)?)?;
        if !asked.may_be_decided_by(&account) {
            return Err(Error::Refused(format!("You were not asked to clear this report for {}.", asked.capacity)));
        }
        same_content(&*write, &report, content_hash).await?;
        let row = decision::ActiveModel {
            clearance_id: Set(clearance),
            word: Set(word.word().into()),
            comment: Set(comment),
            content_hash: Set(content_hash.into()),
            at: Set(micros(now)),
            by_account: Set(by),
            ..Default::default()
        };
        row.insert(&*write).await?;
        event(&*write, report.id, format!("{}: {}", asked.capacity, word.word()), by, now).await?;
        refresh(&*write, report.id, by, now).await?;
        let after = clearances(&*write, &report).await?.into_iter().find(|asked| asked.id == clearance);
        write.commit().await?;
        there(after, "clearance", clearance)
    }

    /// The clearances asked for a report that weren't withdrawn, in the order of asking.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such report.
    pub async fn clearances(&self, report: i64) -> Result<Vec<Clearance>> {
        let snapshot = self.snapshot().await?;
        let row = there(report::Entity::find_by_id(report).one(&snapshot).await?, "report", report)?;
        clearances(&snapshot, &reports::from_row(row)?).await
    }

    /// Notes that someone who did not write the report has checked what its public edition will show.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for someone who wrote it; [`Error::Conflict`] when the report says something else by now.
    pub async fn check_public(
        &self,
        report: i64,
        comment: &str,
        content_hash: &str,
        by: i64,
        now: Timestamp,
    ) -> Result<()> {
        let comment = limited("A comment", comment, 10_000)?;
        let write = self.write().await?;
        let held = held(&*write, report).await?;
        refuse_author(&*write, &held, by).await?;
        same_content(&*write, &held, content_hash).await?;
        let row = public_check::ActiveModel {
            report_id: Set(report),
            comment: Set(comment),
            content_hash: Set(content_hash.into()),
            at: Set(micros(now)),
            by_account: Set(by),
            ..Default::default()
        };
        row.insert(&*write).await?;
        event(&*write, report, "Public edition checked", by, now).await?;
        Ok(write.commit().await?)
    }

    /// The checks of a report's public edition, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such report.
    pub async fn public_checks(&self, report: i64) -> Result<Vec<PublicCheck>> {
        let snapshot = self.snapshot().await?;
        let row = there(report::Entity::find_by_id(report).one(&snapshot).await?, "report", report)?;
        public_checks(&snapshot, &reports::from_row(row)?).await
    }
}

/// Refuses what only someone who did not write the report may do.
pub(crate) async fn refuse_author(connection: &impl ConnectionTrait, report: &Report, by: i64) -> Result<()> {
    if authors(connection, report).await?.contains(&by) {
        return Err(Error::Refused(
            "You wrote part of this report. Someone else must check and release its public edition.".into(),
        ));
    }
    Ok(())
}
