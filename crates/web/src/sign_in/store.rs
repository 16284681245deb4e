//! Sessions in the records.

use async_trait::async_trait;
use axum_login::tower_sessions::SessionStore;
use axum_login::tower_sessions::session::{Id, Record};
use axum_login::tower_sessions::session_store::{Error, Result};
use jiff::Timestamp;
use records::Records;

/// Where axum-login keeps who is signed in.
const ACCOUNT_KEY: &str = "axum-login.data";

/// Sessions, a row each; only the hash of an id is kept.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    records: Records,
}

impl Rows {
    pub(super) fn new(records: Records) -> Rows {
        Rows { records }
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

/// What is kept of a record: whose it is, its data, and when it is over.
fn kept(record: &Record) -> Result<(Option<i64>, Vec<u8>, Timestamp)> {
    let account = record.data.get(ACCOUNT_KEY).and_then(|data| data.get("user_id")).and_then(serde_json::Value::as_i64);
    let data = serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    let expires = Timestamp::from_second(record.expiry_date.unix_timestamp()).map_err(failed)?;
    Ok((account, data, expires))
}

#[async_trait]
impl SessionStore for Rows {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (account, data, expires) = kept(record)?;
        loop {
            let id = record.id.to_string();
            let made = self.records.create_session(&id, account, &data, expires, Timestamp::now()).await;
            if made.map_err(failed)? {
                return Ok(());
            }
            // Someone has this id already: take another.
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (account, data, expires) = kept(record)?;
        self.records
            .save_session(&record.id.to_string(), account, &data, expires, Timestamp::now())
            .await
            .map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let session = self.records.recent_session(&id.to_string(), Timestamp::now()).await.map_err(failed)?;
        let Some(session) = session else { return Ok(None) };
        let data = serde_json::from_slice(&session.data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(session.expires_at.as_second()).map_err(failed)?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.records.delete_session(&id.to_string()).await.map_err(failed)
    }
}
