//! What slows down those who guess. Attempts count by the hash of what was tried, so that a name that nobody has is
//! slowed like one that somebody has.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::accounts::fold;
use crate::entity::attempt;
use crate::value::{micros, sha256_hex, time};
use crate::{Records, Result};

/// Failures that cost nothing.
const FREE: i64 = 5;
/// The failure that locks.
const LOCKS: i64 = 10;
/// For how long.
const LOCKED: SignedDuration = SignedDuration::from_mins(15);
/// After so long without an attempt, failures are forgotten.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

/// How long to wait after so many failures: nothing up to four, then 2, 4, 8, 16, 32 seconds, then 15 minutes.
fn delay(failures: i64) -> SignedDuration {
    match failures {
        ..FREE => SignedDuration::ZERO,
        FREE..LOCKS => SignedDuration::from_secs(2 << (failures - FREE)),
        _ => LOCKED,
    }
}

/// Whether an attempt may be made.
pub(crate) enum Attempt {
    /// Yes. It counts as failed until [`Records::attempt_succeeded`].
    Made,
    /// Not before then. Locked: after ten failures.
    Wait { until: Timestamp, locked: bool },
}

impl Records {
    /// Begins an attempt. It is counted before it is checked: a hundred at once are five and ninety-five refused.
    pub(crate) async fn attempt(&self, kind: &str, name: &str, now: Timestamp) -> Result<Attempt> {
        let key = sha256_hex(format!("{kind}:{name}").as_bytes());
        let write = self.write().await?;
        // Added or, where it is there, changed to what it is: either way this transaction has it from here on, and
        // nobody forgets it in between.
        let first = attempt::ActiveModel {
            key: Set(key.clone()),
            failures: Set(0),
            last_at: Set(micros(now)),
            wait_until: Set(0),
        };
        attempt::Entity::insert(first)
            .on_conflict(OnConflict::column(attempt::Column::Key).update_column(attempt::Column::Key).to_owned())
            .exec_without_returning(&*write)
            .await?;
        let row = attempt::Entity::find_by_id(key.clone()).one(&*write).await?;
        let (mut failures, last_at, wait_until) = row.map_or((0, 0, 0), |r| (r.failures, r.last_at, r.wait_until));
        if wait_until > micros(now) {
            return Ok(Attempt::Wait { until: time(wait_until)?, locked: failures >= LOCKS });
        }
        if micros(now).saturating_sub(last_at) > FORGOTTEN.as_micros() as i64 {
            failures = 0;
        } else if failures >= LOCKS {
            // The lock has ended: a few more tries, each with its delay, before the next.
            failures = FREE;
        }
        failures += 1;
        let until = now.checked_add(delay(failures)).unwrap_or(Timestamp::MAX);
        let row = attempt::ActiveModel {
            key: Set(key),
            failures: Set(failures),
            last_at: Set(micros(now)),
            wait_until: Set(micros(until)),
        };
        attempt::Entity::update(row).exec(&*write).await?;
        write.commit().await?;
        Ok(Attempt::Made)
    }

    /// Forgets the failures of a name.
    pub(crate) async fn attempt_succeeded(&self, kind: &str, name: &str) -> Result<()> {
        let write = self.write().await?;
        let key = sha256_hex(format!("{kind}:{name}").as_bytes());
        attempt::Entity::delete_by_id(key).exec(&*write).await?;
        Ok(write.commit().await?)
    }

    /// Until when too many wrong passwords keep somebody with this username from signing in; `None` where none do. A wait
    /// of seconds is not told: only the lock after ten failures.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn locked_until(&self, username: &str, now: Timestamp) -> Result<Option<Timestamp>> {
        let key = sha256_hex(format!("password:{}", fold(username)).as_bytes());
        let row = attempt::Entity::find_by_id(key).one(&self.connection).await?;
        let locked = row.filter(|row| row.failures >= LOCKS && row.wait_until > micros(now));
        locked.map(|row| time(row.wait_until)).transpose()
    }

    /// Forgets failures so old that they no longer count. To be called now and then.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Database`].
    pub async fn purge_attempts(&self, now: Timestamp) -> Result<u64> {
        let oldest = now.checked_sub(FORGOTTEN).unwrap_or(Timestamp::MIN);
        let write = self.write().await?;
        let gone =
            attempt::Entity::delete_many().filter(attempt::Column::LastAt.lt(micros(oldest))).exec(&*write).await?;
        write.commit().await?;
        Ok(gone.rows_affected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_and_then_lock() {
        let seconds: Vec<i64> = (1..=12).map(|failures| delay(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 2, 4, 8, 16, 32, 900, 900, 900]);
    }
}
