//! Openings of restricted records: with a reason, for a time, shown to everybody who answers for the record until they have
//! said that they saw it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::{restricted_opening, restricted_opening_seen};
use crate::value::{micros, required, time};
use crate::{Error, Records, Result};

/// The shortest reason, in characters.
const SHORTEST_REASON: usize = 10;
/// How many different words of two letters or more a reason has at least: two say something, one alone or again and again
/// doesn't.
const FEWEST_WORDS: usize = 2;
/// How many different letters a reason has at least: what is typed with one finger held down has fewer.
const FEWEST_LETTERS: usize = 6;

/// Whether a reason can say anything to whoever reads it.
fn says_something(reason: &str) -> bool {
    let folded = reason.to_lowercase();
    let letters: BTreeSet<char> = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let words: BTreeSet<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2)
        .collect();
    reason.chars().count() >= SHORTEST_REASON && words.len() >= FEWEST_WORDS && letters.len() >= FEWEST_LETTERS
}

/// An opening of a restricted record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its number.
    pub id: i64,
    /// Who opened it.
    pub account_id: i64,
    /// Whose record it is.
    pub person_id: String,
    /// To whom it is shown that it was opened: the record's owner, in the word that the caller uses for owners.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// From when on it is open for that account.
    pub opened_at: Timestamp,
    /// The first instant at which it is closed again.
    pub expires_at: Timestamp,
}

/// That somebody who answers for a record has said that they saw an opening of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningSeen {
    /// The opening.
    pub opening_id: i64,
    /// Who.
    pub account_id: i64,
    /// When.
    pub at: Timestamp,
}

fn from_row(row: restricted_opening::Model) -> Result<Opening> {
    Ok(Opening {
        id: row.id,
        account_id: row.account_id,
        person_id: row.person_id,
        owner: row.owner,
        reason: row.reason,
        opened_at: time(row.opened_at)?,
        expires_at: time(row.expires_at)?,
    })
}

impl Records {
    /// Opens a restricted record for an account until a time.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when the reason is too short or says nothing, or the end is not after now.
    pub async fn open_restricted(
        &self,
        account: i64,
        person_id: &str,
        owner: &str,
        reason: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Opening> {
        let person_id = required("A person id", person_id, 200)?;
        let reason = required("A reason", reason, 1_000)?;
        if !says_something(&reason) {
            return Err(Error::Invalid(
                "Say in a few words why you need to open this record, for example ‘Asked by the court for a chronology’."
                    .into(),
            ));
        }
        if expires_at <= now {
            return Err(Error::Invalid("An opening must end after it begins.".into()));
        }
        let row = restricted_opening::ActiveModel {
            account_id: Set(account),
            person_id: Set(person_id),
            owner: Set(owner.to_owned()),
            reason: Set(reason),
            opened_at: Set(micros(now)),
            expires_at: Set(micros(expires_at)),
            // Kept of the first release: who saw it stands in restricted_opening_seen.
            seen_by_owner_at: Set(None),
            ..Default::default()
        };
        let write = self.write().await?;
        let row = row.insert(&*write).await?;
        write.commit().await?;
        from_row(row)
    }

    /// The opening by which an account may see a restricted record now, if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn active_opening(&self, account: i64, person_id: &str, now: Timestamp) -> Result<Option<Opening>> {
        use restricted_opening::Column::{AccountId, ExpiresAt, OpenedAt, PersonId};
        let row = restricted_opening::Entity::find()
            .filter(AccountId.eq(account))
            .filter(PersonId.eq(person_id))
            .filter(OpenedAt.lte(micros(now)))
            .filter(ExpiresAt.gt(micros(now)))
            .order_by_desc(ExpiresAt)
            .one(&self.connection)
            .await?;
        row.map(from_row).transpose()
    }

    /// All openings, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn openings(&self) -> Result<Vec<Opening>> {
        let find = restricted_opening::Entity::find().order_by_desc(restricted_opening::Column::Id);
        find.all(&self.connection).await?.into_iter().map(from_row).collect()
    }

    /// All openings of a person's record, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn openings_of_person(&self, person_id: &str) -> Result<Vec<Opening>> {
        let rows = restricted_opening::Entity::find()
            .filter(restricted_opening::Column::PersonId.eq(person_id))
            .order_by_desc(restricted_opening::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Who has said that they saw which openings, in the order in which they did: all, or one account.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn seen_openings(&self, account: Option<i64>) -> Result<Vec<OpeningSeen>> {
        let mut find = restricted_opening_seen::Entity::find().order_by_asc(restricted_opening_seen::Column::Id);
        if let Some(account) = account {
            find = find.filter(restricted_opening_seen::Column::AccountId.eq(account));
        }
        let seen = |row: restricted_opening_seen::Model| {
            Ok(OpeningSeen { opening_id: row.opening_id, account_id: row.account_id, at: time(row.seen_at)? })
        };
        find.all(&self.connection).await?.into_iter().map(seen).collect()
    }

    /// Notes that somebody has seen openings. What others saw, and what they saw before, stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::Database`]; an opening that isn't there is one.
    pub async fn openings_seen(&self, account: i64, ids: &[i64], now: Timestamp) -> Result<()> {
        use restricted_opening_seen::Column::{AccountId, OpeningId};
        let row = |id: &i64| restricted_opening_seen::ActiveModel {
            opening_id: Set(*id),
            account_id: Set(account),
            seen_at: Set(micros(now)),
            ..Default::default()
        };
        if ids.is_empty() {
            return Ok(());
        }
        let write = self.write().await?;
        restricted_opening_seen::Entity::insert_many(ids.iter().map(row))
            .on_conflict(OnConflict::columns([OpeningId, AccountId]).do_nothing().to_owned())
            .exec_without_returning(&*write)
            .await?;
        Ok(write.commit_apart().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::says_something;

    #[test]
    fn a_reason_says_something() {
        for reason in
            ["Asked by the court", "I work with this child", "Section 47 enquiry", "Adoption panel asks for it"]
        {
            assert!(says_something(reason), "{reason}");
        }
        for reason in
            ["", "because", "aaaaaaaaaaaaaaaaaaaa", "aaaaa bbbbb ccccc", "work work work work", "1234567890 12 34"]
        {
            assert!(!says_something(reason), "{reason}");
        }
    }
}
