//! What stands behind a session: an account, as it is now.

use axum_login::{AuthUser, AuthnBackend, UserId};
use jiff::Timestamp;
use records::{Account, Records, SignIn};

/// An account, as sessions know it.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// Its epoch as bytes: raising it ends all sessions.
    epoch: [u8; 8],
}

impl Person {
    /// Of an account.
    pub fn of(account: Account) -> Person {
        Person { epoch: account.epoch.to_be_bytes(), account }
    }
}

impl AuthUser for Person {
    type Id = i64;

    fn id(&self) -> i64 {
        self.account.id
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.epoch
    }
}

/// What somebody shows to be let in.
#[derive(Clone)]
pub enum Credentials {
    /// A username and a password.
    Password {
        /// The username.
        username: String,
        /// The password.
        password: String,
    },
}

/// Checks credentials against the records.
#[derive(Debug, Clone)]
pub struct Backend {
    records: Records,
}

impl Backend {
    /// Over the records.
    pub fn new(records: Records) -> Backend {
        Backend { records }
    }
}

impl AuthnBackend for Backend {
    type User = Person;
    type Credentials = Credentials;
    type Error = records::Error;

    async fn authenticate(&self, credentials: Credentials) -> Result<Option<Person>, records::Error> {
        let Credentials::Password { username, password } = credentials;
        let outcome = self.records.check_password(&username, &password, Timestamp::now()).await?;
        Ok(match outcome {
            SignIn::Right(account) => Some(Person::of(*account)),
            SignIn::Wrong | SignIn::Wait(_) | SignIn::Locked(_) => None,
        })
    }

    async fn get_user(&self, id: &UserId<Self>) -> Result<Option<Person>, records::Error> {
        Ok(self.records.recent_account(*id).await?.filter(Account::is_active).map(Person::of))
    }
}
