//! Whether the access log is as it was written.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::access_log::{entry_hash, from_row, head};
use crate::entity::access_log;
use crate::{Entry, Error, Head, Records, Result};

/// Entries read at a time.
const AT_ONCE: u64 = 10_000;

/// A log that is as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: i64,
    /// The last one's hash; empty for an empty log. To be noted elsewhere, with the number, for the next time.
    pub last_hash: String,
}

/// Where a log is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access log was altered at entry {seq}: {why}")]
pub struct Broken {
    /// The first entry that doesn't fit. Those before it do.
    pub seq: i64,
    /// In words.
    pub why: String,
}

fn broken(seq: i64, why: impl Into<String>) -> Broken {
    Broken { seq, why: why.into() }
}

/// How far the log goes, if this entry goes on from there.
fn goes_on(last: &Head, entry: &Entry) -> Result<Head, Broken> {
    let due = last.seq + 1;
    if entry.seq != due {
        return Err(broken(due, format!("it is missing; the next is {}", entry.seq)));
    }
    if entry.previous != last.hash {
        return Err(broken(due, "it doesn’t follow from the one before"));
    }
    if entry.hash != entry_hash(due, &entry.access, &last.hash) {
        return Err(broken(due, "its content is not what its hash was made of"));
    }
    Ok(Head { seq: due, hash: entry.hash.clone() })
}

impl Records {
    /// Goes through the whole log: every entry follows from the one before, none is missing, changed or added, and
    /// the last is the one that the database says it is.
    ///
    /// # Errors
    ///
    /// The outer: [`Error::Database`]. The inner: where the log is not as it was written.
    pub async fn verify_log(&self) -> Result<Result<Verified, Broken>> {
        self.verify_log_against(None).await
    }

    /// The same, and that the log still goes through a head that was noted elsewhere. That shows what nothing in
    /// the database can: a log cut short together with its head, or made anew from the first entry on.
    ///
    /// # Errors
    ///
    /// As [`Records::verify_log`].
    pub async fn verify_log_against(&self, noted: Option<&Head>) -> Result<Result<Verified, Broken>> {
        // One state of the database: entries that are appended meanwhile are not looked at.
        let snapshot = self.snapshot().await?;
        let kept = match head(&snapshot).await {
            Ok(kept) => kept,
            Err(Error::Damaged(why)) => return Ok(Err(broken(1, why))),
            Err(error) => return Err(error),
        };
        let mut last = Head::default();
        let mut noted = noted.filter(|head| head.seq > 0);
        loop {
            let rows = access_log::Entity::find()
                .filter(access_log::Column::Seq.gt(last.seq))
                .order_by_asc(access_log::Column::Seq)
                .limit(AT_ONCE)
                .all(&snapshot)
                .await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let seq = row.seq;
                let Ok(entry) = from_row(row) else { return Ok(Err(broken(seq, "its time is no time"))) };
                last = match goes_on(&last, &entry) {
                    Ok(head) => head,
                    Err(broken) => return Ok(Err(broken)),
                };
                if let Some(head) = noted
                    && head.seq == last.seq
                {
                    if head.hash != last.hash {
                        return Ok(Err(broken(seq, "its hash is not the one that was noted elsewhere")));
                    }
                    noted = None;
                }
            }
        }
        // An entry with a number below one would never have been looked at.
        let below = access_log::Entity::find().filter(access_log::Column::Seq.lt(1)).one(&snapshot).await?;
        if let Some(row) = below {
            return Ok(Err(broken(row.seq, "no entry has this number")));
        }
        if last != kept {
            let why = format!("the log ends at {}, and its head says {}", last.seq, kept.seq);
            return Ok(Err(broken(last.seq.min(kept.seq) + 1, why)));
        }
        if let Some(head) = noted {
            return Ok(Err(broken(last.seq + 1, format!("the log was noted elsewhere to go to {}", head.seq))));
        }
        Ok(Ok(Verified { entries: last.seq, last_hash: last.hash }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Access;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn accesses() -> impl Strategy<Value = Access> {
        let numbers = (-1_000_000i64..4_000_000_000, prop::option::of(0i64..50), 0i64..100_000);
        (numbers, prop::array::uniform6(".{0,12}")).prop_map(|((at, account_id, rows), texts)| {
            let [username, action, what, subject, reason, route] = texts;
            let at = Timestamp::from_microsecond(at * 1_000_003).unwrap();
            Access { at, account_id, username, action, what, subject, rows, reason, route }
        })
    }

    fn chained(accesses: Vec<Access>) -> Vec<Entry> {
        let mut last = Head::default();
        accesses
            .into_iter()
            .map(|access| {
                let seq = last.seq + 1;
                let hash = entry_hash(seq, &access, &last.hash);
                let entry = Entry { seq, access, previous: std::mem::take(&mut last.hash), hash: hash.clone() };
                last = Head { seq, hash };
                entry
            })
            .collect()
    }

    fn verified(entries: &[Entry]) -> Result<Head, Broken> {
        entries.iter().try_fold(Head::default(), |last, entry| goes_on(&last, entry))
    }

    /// Changes one thing of an entry.
    fn altered(entry: &mut Entry, which: usize, other: &Access) {
        let access = &mut entry.access;
        match which {
            0 => access.at = other.at,
            1 => access.account_id = other.account_id,
            2 => access.username.clone_from(&other.username),
            3 => access.action.clone_from(&other.action),
            4 => access.what.clone_from(&other.what),
            5 => access.subject.clone_from(&other.subject),
            6 => access.rows = other.rows,
            7 => access.reason.clone_from(&other.reason),
            8 => access.route.clone_from(&other.route),
            // What stands in one field moves into the next.
            9 => access.action = std::mem::take(&mut access.username) + &access.action,
            10 => entry.seq += 1,
            11 => entry.previous.push('0'),
            _ => entry.hash = entry_hash(entry.seq, other, &entry.previous),
        }
    }

    proptest! {
        #[test]
        fn any_altered_field_is_found(
            accesses in prop::collection::vec(accesses(), 1..12),
            other in accesses(),
            at in any::<prop::sample::Index>(),
            which in 0usize..13,
        ) {
            let good = chained(accesses);
            prop_assert!(verified(&good).is_ok());
            let mut bad = good.clone();
            let at = at.index(bad.len());
            altered(&mut bad[at], which, &other);
            if bad == good {
                prop_assert!(verified(&bad).is_ok());
            } else {
                prop_assert_eq!(verified(&bad).unwrap_err().seq, at as i64 + 1);
            }
        }

        #[test]
        fn a_missing_or_moved_entry_is_found(
            accesses in prop::collection::vec(accesses(), 2..12),
            at in any::<prop::sample::Index>(),
        ) {
            let good = chained(accesses);
            let at = at.index(good.len() - 1);
            let mut bad = good.clone();
            bad.remove(at);
            prop_assert_eq!(verified(&bad).unwrap_err().seq, at as i64 + 1);
            let mut bad = good;
            bad.swap(at, at + 1);
            prop_assert_eq!(verified(&bad).unwrap_err().seq, at as i64 + 1);
        }
    }
}
