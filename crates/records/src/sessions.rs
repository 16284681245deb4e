//! Sessions: what the site remembers of a browser that is signed in. The database has the hash of a session's id, so
//! that nobody who reads the database can take a session over.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::session;
use crate::value::{Hidden, micros, sha256_hex, time};
use crate::{Records, Result};

/// A session as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is, once signed in.
    pub account_id: Option<i64>,
    /// What the site remembers; bytes of its own making.
    pub data: Vec<u8>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub last_seen: Timestamp,
    /// The first instant at which it is over.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The data holds tokens against forged requests.
        f.debug_struct("Session").field("account_id", &self.account_id).finish_non_exhaustive()
    }
}

/// A session in the list that its owner sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSeen {
    /// Twelve digits of the hash of its id: enough to tell it from others, no use to anyone else.
    pub mark: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub last_seen: Timestamp,
    /// The first instant at which it is over.
    pub expires_at: Timestamp,
}

/// What a session's id is kept as.
fn key(id: &str) -> Hidden {
    Hidden(sha256_hex(id.as_bytes()))
}

fn row(id: &str, account: Option<i64>, data: &[u8], expires_at: Timestamp, now: Timestamp) -> session::ActiveModel {
    session::ActiveModel {
        hash: Set(key(id)),
        account_id: Set(account),
        data: Set(data.to_vec()),
        created_at: Set(micros(now)),
        last_seen: Set(micros(now)),
        expires_at: Set(micros(expires_at)),
    }
}

impl Records {
    /// Keeps a new session. `false`: there is one of this id already, and nothing was kept; take another id.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn create_session(
        &self,
        id: &str,
        account: Option<i64>,
        data: &[u8],
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let write = self.write().await?;
        if session::Entity::find_by_id(key(id)).one(&*write).await?.is_some() {
            return Ok(false);
        }
        row(id, account, data, expires_at, now).insert(&*write).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Keeps a session's new state; one that isn't there is made.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn save_session(
        &self,
        id: &str,
        account: Option<i64>,
        data: &[u8],
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        use session::Column::{AccountId, Data, ExpiresAt, Hash, LastSeen};
        let write = self.write().await?;
        session::Entity::insert(row(id, account, data, expires_at, now))
            .on_conflict(OnConflict::column(Hash).update_columns([AccountId, Data, ExpiresAt, LastSeen]).to_owned())
            .exec_without_returning(&*write)
            .await?;
        Ok(write.commit().await?)
    }

    /// The session of an id, if it isn't over.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn load_session(&self, id: &str, now: Timestamp) -> Result<Option<Session>> {
        let row = session::Entity::find_by_id(key(id)).one(&self.connection).await?;
        row.filter(|row| row.expires_at > micros(now))
            .map(|row| {
                Ok(Session {
                    account_id: row.account_id,
                    data: row.data,
                    created_at: time(row.created_at)?,
                    last_seen: time(row.last_seen)?,
                    expires_at: time(row.expires_at)?,
                })
            })
            .transpose()
    }

    /// The session of an id, if it isn't over, as it was at most a second ago: what this process wrote since is seen,
    /// what another wrote may not be.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn recent_session(&self, id: &str, now: Timestamp) -> Result<Option<Session>> {
        let (key, state) = (key(id), self.recent.state());
        if let Some(session) = self.recent.sessions.get(&key, state) {
            return Ok(Some(session).filter(|session| session.expires_at > now));
        }
        let session = self.load_session(id, now).await?;
        if let Some(session) = &session {
            self.recent.sessions.keep(key, session.clone(), state);
        }
        Ok(session)
    }

    /// Deletes a session, if it is there.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn delete_session(&self, id: &str) -> Result<()> {
        let write = self.write().await?;
        session::Entity::delete_by_id(key(id)).exec(&*write).await?;
        Ok(write.commit().await?)
    }

    /// The sessions of an account that aren't over, the last seen first.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn sessions_of(&self, account: i64, now: Timestamp) -> Result<Vec<SessionSeen>> {
        let rows = session::Entity::find()
            .filter(session::Column::AccountId.eq(account))
            .filter(session::Column::ExpiresAt.gt(micros(now)))
            .order_by_desc(session::Column::LastSeen)
            .order_by_asc(session::Column::Hash)
            .all(&self.connection)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(SessionSeen {
                    mark: row.hash.0.chars().take(12).collect(),
                    created_at: time(row.created_at)?,
                    last_seen: time(row.last_seen)?,
                    expires_at: time(row.expires_at)?,
                })
            })
            .collect()
    }

    /// Deletes all sessions of an account. [`Records::sign_out_everywhere`] also raises its epoch.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn delete_sessions_of(&self, account: i64) -> Result<u64> {
        let write = self.write().await?;
        let gone = session::Entity::delete_many().filter(session::Column::AccountId.eq(account)).exec(&*write).await?;
        write.commit().await?;
        Ok(gone.rows_affected)
    }

    /// Deletes sessions that are over. To be called now and then.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64> {
        let write = self.write().await?;
        let gone =
            session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(micros(now))).exec(&*write).await?;
        write.commit().await?;
        Ok(gone.rows_affected)
    }
}
