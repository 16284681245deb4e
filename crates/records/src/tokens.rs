//! Tokens of the API: read-only, for named scopes, always with an end.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::accounts::held;
use crate::entity::{account, api_token};
use crate::error::there;
use crate::value::{Hidden, Secret, hex, micros, random, required, set, set_text, sha256_hex, time, time_if};
use crate::{Account, Error, Records, Result};

/// How often the last use is written, at most.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A token of the API, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// Whose it is: it may do no more than its account.
    pub account_id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it may read, in words of the site's making.
    pub scopes: BTreeSet<String>,
    /// How its text begins, by which its owner recognises it.
    pub prefix: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The first instant at which it no longer works.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// A new token, with the text that is shown once.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The token.
    pub token: ApiToken,
    /// `derwent_` and 64 hexadecimal digits.
    pub secret: Secret,
}

fn from_row(row: api_token::Model) -> Result<ApiToken> {
    Ok(ApiToken {
        id: row.id,
        account_id: row.account_id,
        name: row.name,
        scopes: set(&row.scopes)?,
        prefix: row.prefix,
        created_at: time(row.created_at)?,
        expires_at: time(row.expires_at)?,
        revoked_at: time_if(row.revoked_at)?,
        last_used_at: time_if(row.last_used_at)?,
    })
}

impl Records {
    /// Makes a token for an account.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] without a name or scope, or when its end is not after now; [`Error::Refused`] for a closed
    /// account.
    pub async fn create_token(
        &self,
        account: i64,
        name: &str,
        scopes: &BTreeSet<String>,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<NewToken> {
        let name = required("A name", name, 100)?;
        if scopes.is_empty() {
            return Err(Error::Invalid("Choose what the token may read.".into()));
        }
        if expires_at <= now {
            return Err(Error::Invalid("The day a token ends must be in the future.".into()));
        }
        let secret = format!("derwent_{}", hex(&random::<32>()?));
        let write = self.write().await?;
        if held(&*write, account).await?.disabled_at.is_some() {
            return Err(Error::Refused("The account is closed.".into()));
        }
        let row = api_token::ActiveModel {
            account_id: Set(account),
            name: Set(name),
            scopes: Set(set_text(scopes)),
            prefix: Set(secret.chars().take(16).collect()),
            hash: Set(Hidden(sha256_hex(secret.as_bytes()))),
            created_at: Set(micros(now)),
            expires_at: Set(micros(expires_at)),
            ..Default::default()
        };
        let row = row.insert(&*write).await?;
        write.commit().await?;
        Ok(NewToken { token: from_row(row)?, secret: Secret::new(secret) })
    }

    /// The token of a secret and its account, if it works now; its use is noted.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn token_of_secret(&self, secret: &str, now: Timestamp) -> Result<Option<(ApiToken, Account)>> {
        let row = api_token::Entity::find()
            .filter(api_token::Column::Hash.eq(Hidden(sha256_hex(secret.as_bytes()))))
            .filter(api_token::Column::RevokedAt.is_null())
            .filter(api_token::Column::ExpiresAt.gt(micros(now)))
            .one(&self.connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let account = account::Entity::find_by_id(row.account_id).one(&self.connection).await?;
        let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(None) };
        let since = micros(now).saturating_sub(row.last_used_at.unwrap_or(i64::MIN));
        let mut token = from_row(row)?;
        if since >= USE_NOTED_EVERY.as_micros() as i64 {
            let write = self.write().await?;
            let noted = api_token::ActiveModel {
                id: Set(token.id),
                last_used_at: Set(Some(micros(now))),
                ..Default::default()
            };
            noted.update(&*write).await?;
            write.commit().await?;
            token.last_used_at = Some(now);
        }
        Ok(Some((token, Account::from_row(account)?)))
    }

    /// Tokens, newest first: of an account, or all.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn tokens(&self, account: Option<i64>) -> Result<Vec<ApiToken>> {
        let mut find = api_token::Entity::find().order_by_desc(api_token::Column::Id);
        if let Some(account) = account {
            find = find.filter(api_token::Column::AccountId.eq(account));
        }
        find.all(&self.connection).await?.into_iter().map(from_row).collect()
    }

    /// Ends a token.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such token.
    pub async fn revoke_token(&self, id: i64, now: Timestamp) -> Result<ApiToken> {
        let write = self.write().await?;
        let row = there(api_token::Entity::find_by_id(id).lock_exclusive().one(&*write).await?, "token", id)?;
        let revoked_at = row.revoked_at.or(Some(micros(now)));
        let mut row: api_token::ActiveModel = row.into();
        row.revoked_at = Set(revoked_at);
        let row = row.update(&*write).await?;
        write.commit().await?;
        from_row(row)
    }
}
