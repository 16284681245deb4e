//! Passwords: argon2id, with a cost that makes guessing dear, and the same work whether or not there is an account.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};

use crate::account_history::changed;
use crate::accounts::{by_username, end_sessions, fold, held};
use crate::entity::account;
use crate::throttle::Attempt;
use crate::value::{Hidden, micros, random};
use crate::{Account, Error, Records, Result};

/// The shortest password, in characters.
const SHORTEST: usize = 12;
/// The longest password, in characters: enough for any passphrase, too short to keep the machine busy.
const LONGEST: usize = 200;

/// What a password's hash costs. The default is OWASP's least for argon2id: 19 megabytes, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in kibibytes.
    pub memory_kib: u32,
    /// Passes over it.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        PasswordCost { memory_kib: 19_456, iterations: 2, parallelism: 1 }
    }
}

impl PasswordCost {
    /// So cheap that tests don't wait. Never for a real account.
    pub const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, iterations: 1, parallelism: 1 };

    fn hasher(self) -> Result<Argon2<'static>> {
        let params = Params::new(self.memory_kib, self.iterations, self.parallelism, None)
            .map_err(|e| Error::Invalid(format!("Passwords can’t be hashed at this cost: {e}.")))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// What came of a username and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Right. Where [`Account::has_codes`], a one-time code comes next; then [`Records::signed_in`].
    Right(Box<Account>),
    /// Wrong, or there is no such account, or it has no password, or it is closed: a stranger isn't told which.
    Wrong,
    /// Too many wrong attempts: nothing was checked, try again from then on.
    Wait(Timestamp),
    /// Ten wrong attempts: nothing was checked, locked until then.
    Locked(Timestamp),
}

/// What is wrong with a new password, in sentences for its owner; nothing when it will do.
pub fn password_faults(password: &str, username: &str) -> Vec<&'static str> {
    let mut faults = Vec::new();
    let length = password.chars().count();
    if length < SHORTEST {
        faults.push("Your password must be 12 characters or more. Three random words are good.");
    }
    if length > LONGEST {
        faults.push("Your password must be 200 characters or fewer.");
    }
    let folded = password.to_lowercase();
    let mut kinds: Vec<char> = folded.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let name = fold(username);
    if (!name.is_empty() && folded.replace(&name, "").chars().count() < SHORTEST / 2)
        || (length >= SHORTEST && kinds.len() < 5)
        || COMMON.iter().any(|common| folded.replace(common, "").chars().count() < SHORTEST / 2)
    {
        faults.push("Your password is too easy to guess. Choose another.");
    }
    faults
}

/// What guessers try first. A password that is little more than one of these won't do.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "letmein",
    "welcome",
    "abcdefgh",
    "iloveyou",
    "changeme",
    "administrator",
    "derwent",
];

pub(crate) fn refuse_weak(password: &str, username: &str) -> Result<()> {
    match password_faults(password, username).as_slice() {
        [] => Ok(()),
        faults => Err(Error::Invalid(faults.join(" "))),
    }
}

fn hash(cost: PasswordCost, password: &str) -> Result<String> {
    let failed = |e| Error::Machine(format!("the password can’t be hashed: {e}"));
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(failed)?;
    Ok(cost.hasher()?.hash_password(password.as_bytes(), &salt).map_err(failed)?.to_string())
}

fn is_right(password: &str, hash: &str) -> bool {
    // The cost is the hash's own, so that hashes made at another cost go on working.
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Work that keeps a core busy, off the threads that answer requests.
async fn busy<T: Send + 'static>(records: &Records, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let stopped = |_| Error::Machine("the program is stopping".into());
    let permit = records.hashing.clone().acquire_owned().await.map_err(|_| stopped(()))?;
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    })
    .await
    .map_err(|_| stopped(()))
}

/// A password's hash, made off the threads that answer requests.
pub(crate) async fn hashed(records: &Records, password: &str) -> Result<Hidden> {
    let (cost, password) = (records.password_cost, password.to_owned());
    busy(records, move || hash(cost, &password)).await?.map(Hidden)
}

/// Puts a hash on an account, in a transaction of the caller's. What was signed in before ends.
pub(crate) async fn put_password(
    connection: &impl ConnectionTrait,
    account: i64,
    hash: Hidden,
    by: Option<i64>,
    now: Timestamp,
) -> Result<account::Model> {
    let before = held(connection, account).await?;
    let mut row: account::ActiveModel = before.clone().into();
    row.password_hash = Set(Some(hash));
    row.password_set_at = Set(Some(micros(now)));
    end_sessions(connection, &mut row).await?;
    let after = row.update(connection).await?;
    changed(connection, "password set", &before, &after, by, now).await?;
    Ok(after)
}

impl Records {
    /// Sets an account's password and signs it out everywhere. Failed attempts are forgotten.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a password that won't do.
    pub async fn set_password(&self, account: i64, password: &str, by: Option<i64>, now: Timestamp) -> Result<Account> {
        let username =
            self.account(account).await?.ok_or_else(|| Error::NotFound(format!("account {account}")))?.profile.username;
        refuse_weak(password, &username)?;
        let hash = hashed(self, password).await?;
        let write = self.write().await?;
        let row = put_password(&*write, account, hash, by, now).await?;
        write.commit().await?;
        self.attempt_succeeded("password", &username).await?;
        Account::from_row(row)
    }

    /// Checks a username and a password. The work is the same whether the account exists or not, and so is what
    /// slows down wrong attempts: five are free, then the wait doubles from two seconds, ten lock for 15 minutes.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn check_password(&self, username: &str, password: &str, now: Timestamp) -> Result<SignIn> {
        let name = fold(username);
        match self.attempt("password", &name, now).await? {
            Attempt::Wait { until, locked: true } => return Ok(SignIn::Locked(until)),
            Attempt::Wait { until, locked: false } => return Ok(SignIn::Wait(until)),
            Attempt::Made => {}
        }
        let row = by_username(&self.connection, &name).await?.filter(|row| row.disabled_at.is_none());
        let (cost, dummy) = (self.password_cost, self.dummy_hash.clone());
        let known = row.as_ref().and_then(|row| row.password_hash.clone());
        // An absurdly long attempt costs no more than a long one, and is wrong.
        let possible = password.chars().count() <= LONGEST;
        let tried = if possible { password.to_owned() } else { String::new() };
        let right = busy(self, move || {
            let dummy = match dummy.get() {
                Some(dummy) => dummy.clone(),
                None => {
                    let made = hash(cost, "no account has this")?;
                    dummy.get_or_init(|| made).clone()
                }
            };
            let right = is_right(&tried, known.as_ref().map_or(&dummy, |hash| &hash.0));
            Ok::<bool, Error>(right && known.is_some())
        })
        .await??;
        match row {
            Some(row) if right && possible => {
                self.attempt_succeeded("password", &name).await?;
                Ok(SignIn::Right(Box::new(Account::from_row(row)?)))
            }
            _ => Ok(SignIn::Wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_will_not_do() {
        for easy in ["short", "aaaaaaaaaaaaaaaa", "ab.ababababab", "password1234", "p.taylor2026", "administrator1"] {
            assert!(!password_faults(easy, "p.taylor").is_empty(), "{easy}");
        }
        for good in ["copper lantern drift", "tR7!vq02Lm_z", "ünïcödé trëasure map"] {
            assert_eq!(password_faults(good, "p.taylor"), Vec::<&str>::new(), "{good}");
        }
    }

    #[test]
    fn a_hash_is_argon2id_at_the_cost_asked_for() {
        let made = hash(PasswordCost::default(), "copper lantern drift").unwrap();
        assert!(made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{made}");
        assert!(is_right("copper lantern drift", &made) && !is_right("copper lantern drif", &made));
    }
}
