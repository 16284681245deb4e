//! What the site keeps in memory about tokens: how often each is used, and the text of one just made, to be shown once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many calls a token may make at once.
pub const BURST: f64 = 120.0;
/// How many calls a second it may go on making.
pub const A_SECOND: f64 = 5.0;
/// For how long the text of a new token waits to be shown.
const SHOWN_WITHIN: Duration = Duration::from_secs(600);

/// What is left of a token’s calls.
struct Bucket {
    left: f64,
    at: Instant,
}

/// Tokens in use and new tokens.
#[derive(Default)]
pub struct Tokens {
    buckets: Mutex<HashMap<i64, Bucket>>,
    new: Mutex<HashMap<i64, (String, Instant)>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tokens {
    /// Counts a call with a token: whether it may be made.
    pub fn call(&self, token: i64) -> bool {
        self.call_at(token, Instant::now())
    }

    fn call_at(&self, token: i64, now: Instant) -> bool {
        let mut buckets = locked(&self.buckets);
        let bucket = buckets.entry(token).or_insert(Bucket { left: BURST, at: now });
        let more = now.saturating_duration_since(bucket.at).as_secs_f64() * A_SECOND;
        *bucket = Bucket { left: (bucket.left + more).min(BURST), at: now };
        let may = bucket.left >= 1.0;
        if may {
            bucket.left -= 1.0;
        }
        may
    }

    /// Keeps the text of a token that was just made, to be shown on the next page.
    pub fn made(&self, token: i64, secret: String) {
        let mut new = locked(&self.new);
        new.retain(|_, (_, at)| at.elapsed() < SHOWN_WITHIN);
        new.insert(token, (secret, Instant::now()));
    }

    /// The text of a token that was just made: once.
    pub fn show(&self, token: i64) -> Option<String> {
        let found = locked(&self.new).remove(&token);
        found.filter(|(_, at)| at.elapsed() < SHOWN_WITHIN).map(|(secret, _)| secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_calls_too_often_waits_and_no_other_does() {
        let (tokens, begun) = (Tokens::default(), Instant::now());
        let made = (0..200).filter(|_| tokens.call_at(1, begun)).count();
        assert_eq!(made, BURST as usize);
        assert!(tokens.call_at(2, begun));
        assert!(!tokens.call_at(1, begun + Duration::from_millis(100)));
        assert!(tokens.call_at(1, begun + Duration::from_secs(1)));
        let later = begun + Duration::from_secs(3_600);
        assert_eq!((0..200).filter(|_| tokens.call_at(1, later)).count(), BURST as usize);
    }

    #[test]
    fn the_text_of_a_token_is_shown_once() {
        let tokens = Tokens::default();
        tokens.made(1, "derwent_0".to_owned());
        assert_eq!(tokens.show(2), None);
        assert_eq!(tokens.show(1).as_deref(), Some("derwent_0"));
        assert_eq!(tokens.show(1), None);
    }
}
