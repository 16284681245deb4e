//! One-time links: how a person without a password sets one.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use crate::accounts::held;
use crate::changes::log_account;
use crate::entity::{account, link};
use crate::passwords::{hashed, put_password, refuse_weak};
use crate::value::{Hidden, Secret, hex, micros, random, sha256_hex, time};
use crate::{Account, Error, Records, Result};

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The first start: the first administrator sets a password.
    FirstAdministrator,
    /// A new account: its person sets a password.
    Invitation,
    /// A forgotten password.
    PasswordReset,
}

impl LinkPurpose {
    /// All purposes.
    pub const ALL: [LinkPurpose; 3] =
        [LinkPurpose::FirstAdministrator, LinkPurpose::Invitation, LinkPurpose::PasswordReset];

    /// The word that the database uses.
    pub const fn word(self) -> &'static str {
        match self {
            LinkPurpose::FirstAdministrator => "first-administrator",
            LinkPurpose::Invitation => "invitation",
            LinkPurpose::PasswordReset => "password-reset",
        }
    }

    fn parse(word: &str) -> Result<LinkPurpose> {
        LinkPurpose::ALL
            .into_iter()
            .find(|purpose| purpose.word() == word)
            .ok_or_else(|| Error::Damaged(format!("‘{word}’ is no purpose of a link")))
    }
}

/// A new one-time link. The secret goes into its address and is nowhere else: the database has its hash.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The first instant at which it no longer works.
    pub expires_at: Timestamp,
    /// 64 hexadecimal digits.
    pub secret: Secret,
}

/// What a one-time link that still works is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSeen {
    /// Whose it is.
    pub account_id: i64,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The first instant at which it no longer works.
    pub expires_at: Timestamp,
}

/// Makes a link. Earlier ones of the account that were not used no longer work.
pub(crate) async fn make(
    connection: &impl ConnectionTrait,
    account: i64,
    purpose: LinkPurpose,
    valid_for: SignedDuration,
    by: Option<i64>,
    now: Timestamp,
) -> Result<Link> {
    link::Entity::delete_many()
        .filter(link::Column::AccountId.eq(account))
        .filter(link::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    let secret = hex(&random::<32>()?);
    let expires_at =
        now.checked_add(valid_for).map_err(|_| Error::Invalid("A link can’t be valid for so long.".into()))?;
    let row = link::ActiveModel {
        account_id: Set(account),
        purpose: Set(purpose.word().to_owned()),
        hash: Set(Hidden(sha256_hex(secret.as_bytes()))),
        created_at: Set(micros(now)),
        created_by: Set(by),
        expires_at: Set(micros(expires_at)),
        used_at: Set(None),
        ..Default::default()
    };
    let row = row.insert(connection).await?;
    // With a link somebody else could get in: who makes one stands in the access log.
    let username = account::Entity::find_by_id(account).one(connection).await?.map(|row| row.username);
    let what = format!("one-time link made ({})", purpose.word().replace('-', " "));
    let none = serde_json::Map::new();
    log_account(connection, &username.unwrap_or_default(), &what, (&none, &none), by, now).await?;
    Ok(Link { id: row.id, account_id: account, purpose, expires_at, secret: Secret::new(secret) })
}

/// The link of a secret, if it works at this time and its account is open.
async fn seen(connection: &impl ConnectionTrait, secret: &str, now: Timestamp) -> Result<Option<(i64, LinkSeen)>> {
    let row = link::Entity::find()
        .filter(link::Column::Hash.eq(Hidden(sha256_hex(secret.as_bytes()))))
        .filter(link::Column::UsedAt.is_null())
        .filter(link::Column::ExpiresAt.gt(micros(now)))
        .one(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let account = account::Entity::find_by_id(row.account_id).one(connection).await?;
    if account.is_none_or(|account| account.disabled_at.is_some()) {
        return Ok(None);
    }
    let seen = LinkSeen {
        account_id: row.account_id,
        purpose: LinkPurpose::parse(&row.purpose)?,
        expires_at: time(row.expires_at)?,
    };
    Ok(Some((row.id, seen)))
}

/// Uses a link up. Of two who try at once, one succeeds: the update finds the row unused or doesn't.
async fn used(connection: &impl ConnectionTrait, secret: &str, now: Timestamp) -> Result<Option<LinkSeen>> {
    let Some((id, seen)) = seen(connection, secret, now).await? else { return Ok(None) };
    let taken = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(micros(now)))
        .filter(link::Column::Id.eq(id))
        .filter(link::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok((taken.rows_affected == 1).then_some(seen))
}

impl Records {
    /// Makes a one-time link for an account. Its earlier links that were not used no longer work.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such account, [`Error::Refused`] when it is closed.
    pub async fn make_link(
        &self,
        account: i64,
        purpose: LinkPurpose,
        valid_for: SignedDuration,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<Link> {
        let write = self.write().await?;
        if held(&*write, account).await?.disabled_at.is_some() {
            return Err(Error::Refused("The account is closed. Open it again first.".into()));
        }
        let link = make(&*write, account, purpose, valid_for, by, now).await?;
        write.commit().await?;
        Ok(link)
    }

    /// Looks at a link without using it: `None` when it doesn't work (any more), whatever the reason.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn look_at_link(&self, secret: &str, now: Timestamp) -> Result<Option<LinkSeen>> {
        Ok(seen(&self.connection, secret, now).await?.map(|(_, seen)| seen))
    }

    /// Uses a link up: `None` when it doesn't work (any more).
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn use_link(&self, secret: &str, now: Timestamp) -> Result<Option<LinkSeen>> {
        let write = self.write().await?;
        let seen = used(&*write, secret, now).await?;
        write.commit().await?;
        Ok(seen)
    }

    /// Uses a link up and sets the password in one step: `None` when the link doesn't work (any more). A password
    /// that won't do leaves the link as it was.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a password that won't do.
    pub async fn use_link_for_password(&self, secret: &str, password: &str, now: Timestamp) -> Result<Option<Account>> {
        let Some((_, seen)) = seen(&self.connection, secret, now).await? else { return Ok(None) };
        let account = self.account(seen.account_id).await?;
        let Some(account) = account else { return Ok(None) };
        refuse_weak(password, &account.profile.username)?;
        let hash = hashed(self, password).await?;
        let write = self.write().await?;
        let Some(seen) = used(&*write, secret, now).await? else { return Ok(None) };
        let row = put_password(&*write, seen.account_id, hash, Some(seen.account_id), now).await?;
        write.commit().await?;
        self.attempt_succeeded("password", &row.username).await?;
        Account::from_row(row).map(Some)
    }
}
