//! Values as the database keeps them: times, days, sets, hashes, and texts that nobody may see.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::DeriveValueType;
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// A secret, or the hash of one, in a row. It never shows when the row is printed.
#[derive(Clone, PartialEq, Eq, Hash, DeriveValueType)]
pub struct Hidden(pub(crate) String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hidden")
    }
}

impl sea_orm::TryFromU64 for Hidden {
    fn try_from_u64(_: u64) -> std::result::Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("a hash"))
    }
}

/// A secret that is shown once to the one it is for, such as a one-time link's or a token's text. Printing the
/// value with `{:?}` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(crate) fn new(text: String) -> Self {
        Secret(text)
    }

    /// The text itself. For the page or message to its owner, never for a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// Microseconds since 1970 in UTC.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The time of so many microseconds since 1970.
pub(crate) fn time(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| Error::Damaged(format!("{micros} is no time")))
}

/// The time of so many microseconds since 1970, where there is one.
pub(crate) fn time_if(micros: Option<i64>) -> Result<Option<Timestamp>> {
    micros.map(time).transpose()
}

/// A day from its text.
pub(crate) fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| Error::Damaged(format!("‘{text}’ is no date")))
}

/// A day from its text, where there is one.
pub(crate) fn day_if(text: Option<&str>) -> Result<Option<Date>> {
    text.map(day).transpose()
}

/// A day's text, where there is one.
pub(crate) fn day_text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// A set of words as the text of a JSON array in order.
pub(crate) fn set_text(words: &BTreeSet<String>) -> String {
    serde_json::Value::from_iter(words.iter().cloned()).to_string()
}

/// A set of words from its text.
pub(crate) fn set(text: &str) -> Result<BTreeSet<String>> {
    serde_json::from_str(text).map_err(|_| Error::Damaged("a set of words is no JSON array of text".into()))
}

/// A value as JSON text. The types here are plain structures, which JSON can always carry.
pub(crate) fn json_text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Damaged(format!("a value can’t be written as JSON: {e}")))
}

/// A value from its JSON text.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Damaged(format!("a value is not as it was written: {e}")))
}

/// The SHA-256 of bytes as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Result<Vec<u8>> {
    let wrong = || Error::Damaged("bytes are not written as hexadecimal digits".into());
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return Err(wrong());
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong())).collect()
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Error::Machine(format!("no random bytes from the system: {e}")))?;
    Ok(bytes)
}

/// Letters of base 32 (RFC 4648), which authenticator apps and people can type.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Bytes in base 32 without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// Text without blanks around it, refused when empty or too long. `what` begins the message: ‘A reason’.
pub(crate) fn required(what: &str, text: &str, longest: usize) -> Result<String> {
    let text = limited(what, text, longest)?;
    if text.is_empty() {
        return Err(Error::Invalid(format!("{what} is needed.")));
    }
    Ok(text)
}

/// Text without blanks around it, refused when too long, or with a character that no database keeps.
pub(crate) fn limited(what: &str, text: &str, longest: usize) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > longest {
        return Err(Error::Invalid(format!("{what} must be {longest} characters or fewer.")));
    }
    // PostgreSQL keeps no NUL in text.
    if text.contains('\0') {
        return Err(Error::Invalid(format!("{what} has a character that can’t be kept. Type it again.")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_the_standard() {
        // RFC 4648, section 10.
        assert_eq!(base32(b""), "");
        assert_eq!(base32(b"f"), "MY");
        assert_eq!(base32(b"fo"), "MZXQ");
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    }

    #[test]
    fn hexadecimal_there_and_back() {
        let bytes = random::<33>().unwrap();
        assert_eq!(unhex(&hex(&bytes)).unwrap(), bytes);
        assert!(unhex("abc").is_err() && unhex("zz").is_err() && unhex("é").is_err());
    }

    #[test]
    fn secrets_do_not_print() {
        assert!(!format!("{:?} {:?}", Secret::new("sesame".into()), Hidden("sesame".into())).contains("sesame"));
    }
}
