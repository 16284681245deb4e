//! One-time codes of an authenticator app (RFC 6238: six digits, 30 seconds, SHA-1, as all apps do), and recovery
//! codes for when it is lost.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use totp_rs::{Algorithm, Builder, Totp};

use crate::account_history::changed;
use crate::accounts::held;
use crate::entity::{account, recovery_code};
use crate::throttle::Attempt;
use crate::value::{Hidden, Secret, base32, hex, micros, random, sha256_hex, unhex};
use crate::{Error, Records, Result};

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;

/// The secret of an authenticator app, shown while the person enrols.
#[derive(Clone, Debug)]
pub struct CodeSecret {
    /// To type into the app, in base 32.
    pub secret: Secret,
    username: String,
}

impl CodeSecret {
    /// The address that apps read from a QR code: `otpauth://totp/…`. The issuer is the name that the app shows.
    pub fn address(&self, issuer: &str) -> Secret {
        let (issuer, name) = (escaped(issuer), escaped(&self.username));
        let secret = self.secret.reveal();
        Secret::new(format!(
            "otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
        ))
    }
}

/// Text as a part of an address: all but letters, digits and -._~ escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// What came of a one-time code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// Right; it won't be a second time.
    Right,
    /// A recovery code was right and is used up; so many are left.
    Recovery {
        /// Recovery codes left.
        left: u64,
    },
    /// Wrong, used before, or not of this half minute.
    Wrong,
    /// Too many wrong attempts: nothing was checked, try again from then on.
    Wait(Timestamp),
}

fn totp(secret: &Hidden) -> Result<Totp> {
    let wrong = || Error::Damaged("the secret of one-time codes is not one".into());
    let secret: [u8; 20] = unhex(&secret.0)?.try_into().map_err(|_| wrong())?;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .map_err(|_| wrong())
}

/// The step of a code that is right now, a step early or a step late.
fn step(secret: &Hidden, code: &str, now: Timestamp) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    Ok(totp(secret)?.check(&digits, seconds).and_then(|step| i64::try_from(step).ok()))
}

/// A recovery code as it is hashed: letters and digits alone, in capitals.
fn recovery_hash(code: &str) -> Hidden {
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    Hidden(sha256_hex(code.to_ascii_uppercase().as_bytes()))
}

/// New recovery codes in the place of any old: 80 random bits each, in four groups of four.
async fn renew(connection: &impl ConnectionTrait, account: i64) -> Result<Vec<Secret>> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::AccountId.eq(account)).exec(connection).await?;
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let letters = base32(&random::<10>()?);
        let code = [&letters[0..4], &letters[4..8], &letters[8..12], &letters[12..16]].join("-");
        let row = recovery_code::ActiveModel {
            account_id: Set(account),
            hash: Set(recovery_hash(&code)),
            used_at: Set(None),
            ..Default::default()
        };
        row.insert(connection).await?;
        codes.push(Secret::new(code));
    }
    Ok(codes)
}

impl Records {
    /// Begins to enrol an authenticator app: a new secret, which counts from [`Records::confirm_codes`] on.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when codes are asked for already: take them off first.
    pub async fn begin_codes(&self, account: i64) -> Result<CodeSecret> {
        let bytes = random::<20>()?;
        let write = self.write().await?;
        let row = held(&*write, account).await?;
        if row.code_confirmed_at.is_some() {
            return Err(Error::Refused("You use one-time codes already. Turn them off first.".into()));
        }
        let username = row.username.clone();
        let mut row: account::ActiveModel = row.into();
        row.code_secret = Set(Some(Hidden(hex(&bytes))));
        row.update(&*write).await?;
        write.commit().await?;
        Ok(CodeSecret { secret: Secret::new(base32(&bytes)), username })
    }

    /// The secret of an enrolment that was begun and not confirmed, to show the page again.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such account.
    pub async fn begun_codes(&self, account: i64) -> Result<Option<CodeSecret>> {
        let row = account::Entity::find_by_id(account).one(&self.connection).await?;
        let row = crate::error::there(row, "account", account)?;
        match row.code_secret {
            Some(secret) if row.code_confirmed_at.is_none() => {
                Ok(Some(CodeSecret { secret: Secret::new(base32(&unhex(&secret.0)?)), username: row.username }))
            }
            _ => Ok(None),
        }
    }

    /// Confirms the enrolment with a code of the app. Gives the recovery codes, to be shown once; `None` when the
    /// code is wrong, and nothing has changed.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when no enrolment was begun, or after too many wrong codes.
    pub async fn confirm_codes(
        &self,
        account: i64,
        code: &str,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<Option<Vec<Secret>>> {
        if let Attempt::Wait { .. } = self.attempt("code", &account.to_string(), now).await? {
            return Err(Error::Refused("There were too many wrong codes. Wait 15 minutes, then try again.".into()));
        }
        let write = self.write().await?;
        let before = held(&*write, account).await?;
        let secret = match &before.code_secret {
            Some(secret) if before.code_confirmed_at.is_none() => secret,
            _ => return Err(Error::Refused("Start again: no authenticator app is being added.".into())),
        };
        let Some(step) = step(secret, code, now)? else { return Ok(None) };
        let mut row: account::ActiveModel = before.clone().into();
        row.code_confirmed_at = Set(Some(micros(now)));
        row.code_last_step = Set(step);
        let after = row.update(&*write).await?;
        let codes = renew(&*write, account).await?;
        changed(&*write, "one-time codes on", &before, &after, by, now).await?;
        write.commit().await?;
        self.attempt_succeeded("code", &account.to_string()).await?;
        Ok(Some(codes))
    }

    /// Checks a one-time code or a recovery code. Each is right once.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such account.
    pub async fn check_code(&self, account: i64, code: &str, now: Timestamp) -> Result<CodeCheck> {
        if let Attempt::Wait { until, .. } = self.attempt("code", &account.to_string(), now).await? {
            return Ok(CodeCheck::Wait(until));
        }
        let write = self.write().await?;
        let row = held(&*write, account).await?;
        let Some(secret) = row.code_secret.clone().filter(|_| row.code_confirmed_at.is_some()) else {
            return Ok(CodeCheck::Wrong);
        };
        let check = match step(&secret, code, now)? {
            // The row is held: of two who bring the same code at once, the second finds its step used.
            Some(step) if step > row.code_last_step => {
                let mut row: account::ActiveModel = row.into();
                row.code_last_step = Set(step);
                row.update(&*write).await?;
                CodeCheck::Right
            }
            _ => {
                let used = recovery_code::Entity::update_many()
                    .col_expr(recovery_code::Column::UsedAt, Expr::value(micros(now)))
                    .filter(recovery_code::Column::AccountId.eq(account))
                    .filter(recovery_code::Column::Hash.eq(recovery_hash(code)))
                    .filter(recovery_code::Column::UsedAt.is_null())
                    .exec(&*write)
                    .await?;
                if used.rows_affected == 0 {
                    return Ok(CodeCheck::Wrong);
                }
                CodeCheck::Recovery { left: left(&*write, account).await? }
            }
        };
        write.commit().await?;
        self.attempt_succeeded("code", &account.to_string()).await?;
        Ok(check)
    }

    /// Makes new recovery codes, to be shown once. Old ones no longer work.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when one-time codes are not on.
    pub async fn new_recovery_codes(&self, account: i64, by: Option<i64>, now: Timestamp) -> Result<Vec<Secret>> {
        let write = self.write().await?;
        let row = held(&*write, account).await?;
        if row.code_confirmed_at.is_none() {
            return Err(Error::Refused("Turn one-time codes on first.".into()));
        }
        let codes = renew(&*write, account).await?;
        changed(&*write, "new recovery codes", &row, &row, by, now).await?;
        write.commit().await?;
        Ok(codes)
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn recovery_codes_left(&self, account: i64) -> Result<u64> {
        left(&self.connection, account).await
    }

    /// Turns one-time codes off: by the person, or by an administrator for someone who lost the app.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such account.
    pub async fn remove_codes(&self, account: i64, by: Option<i64>, now: Timestamp) -> Result<()> {
        let write = self.write().await?;
        let before = held(&*write, account).await?;
        let mut row: account::ActiveModel = before.clone().into();
        row.code_secret = Set(None);
        row.code_confirmed_at = Set(None);
        row.code_last_step = Set(0);
        let after = row.update(&*write).await?;
        recovery_code::Entity::delete_many().filter(recovery_code::Column::AccountId.eq(account)).exec(&*write).await?;
        changed(&*write, "one-time codes off", &before, &after, by, now).await?;
        Ok(write.commit().await?)
    }
}

async fn left(connection: &impl ConnectionTrait, account: i64) -> Result<u64> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(connection)
        .await?)
}
