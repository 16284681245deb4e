//! Receiving files: each is written to the disk as it comes, so that the memory that an upload takes doesn't grow with
//! its size.

use super::files;
use crate::problem::Problem;
use crate::visit::{TOKEN_FIELD, Token, same_token};
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use tokio::io::AsyncWriteExt;

/// How many files one upload may bring.
pub const MOST_FILES: usize = 500;
/// How long the text of a field beside the files may be, in bytes.
const LONGEST_TEXT: usize = 1 << 20;
/// How much more than the limit is read and thrown away, so that the sender hears why instead of a broken connection.
const THROWN_AWAY: u64 = 256 << 20;

/// What came.
#[derive(Debug, Default)]
pub struct Received {
    /// Fields of text by name.
    pub fields: BTreeMap<String, String>,
    /// Files, in the order in which they came.
    pub files: Vec<NewFile>,
    /// Why other files were not taken, a sentence for each.
    pub refused: Vec<String>,
}

/// A file that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its name in the upload's folder.
    pub stored: String,
    /// Its name as it is shown.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// Copies a file that is on our disk already into the folder of an upload.
///
/// # Errors
/// Its ending is that of no extract, or it can't be read or written.
pub fn copy(number: usize, name: &str, from: &Path, folder: &Path) -> Result<NewFile, Problem> {
    let name = files::shown(name);
    let stored = files::stored(number, &name)?;
    let faulty = |error: std::io::Error| Problem::fault(format!("a file can't be copied to an upload: {error}"));
    let to = folder.join(&stored);
    let (mut reader, mut writer) = (
        std::fs::File::open(from).map_err(faulty)?,
        std::fs::OpenOptions::new().write(true).create_new(true).open(&to).map_err(faulty)?,
    );
    let (mut hash, mut bytes, mut part) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = reader.read(&mut part).map_err(faulty)?;
        if read == 0 {
            break;
        }
        hash.update(&part[..read]);
        writer.write_all(&part[..read]).map_err(faulty)?;
        bytes += read as u64;
    }
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(NewFile { stored, name, bytes, sha256 })
}

/// Writes the files of a form to `folder`, which is there and empty. The form's token comes before the first file.
///
/// # Errors
/// The token is wrong, it is more than `limit` bytes in all, the connection broke, or the disk can't be written. A file
/// with the ending of no extract is none: it is not taken, and the others are.
pub async fn receive(mut form: Multipart, token: &Token, folder: &Path, limit: u64) -> Result<Received, Problem> {
    let mut out = Received::default();
    let (mut left, mut passed_over) = (limit, limit.max(THROWN_AWAY));
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(given) = field.file_name().map(str::to_owned) else {
            let text = text(&mut field).await?;
            if name == TOKEN_FIELD && !same_token(Some(token), Some(&text)) {
                return Err(Problem::Forged);
            }
            out.fields.insert(name, text);
            continue;
        };
        if !out.fields.contains_key(TOKEN_FIELD) {
            return Err(Problem::Forged);
        }
        // A file field in which nothing was chosen comes without a name.
        if given.is_empty() {
            continue;
        }
        if out.files.len() + out.refused.len() == MOST_FILES {
            return Err(Problem::TooLarge(format!(
                "One upload may have {MOST_FILES} files. Send the others in another."
            )));
        }
        let before: Vec<String> = out.files.iter().map(|file| file.name.clone()).collect();
        let name = files::told_apart(files::shown(&given), &before);
        let stored = match files::stored(out.files.len() + 1, &name) {
            Ok(stored) => stored,
            Err(Problem::Wrong(why)) => {
                pass_over(&mut field, &mut passed_over).await?;
                out.refused.extend(why);
                continue;
            }
            Err(problem) => return Err(problem),
        };
        match write(&mut field, &folder.join(&stored), left).await? {
            Some((bytes, sha256)) => {
                left -= bytes;
                out.files.push(NewFile { stored, name, bytes, sha256 });
            }
            None => {
                drop(field);
                throw_away(form).await;
                return Err(Problem::TooLarge(format!(
                    "The files are larger than {} together. Nothing was taken in. Send fewer at a time.",
                    size(limit)
                )));
            }
        }
    }
    if !out.fields.contains_key(TOKEN_FIELD) {
        return Err(Problem::Forged);
    }
    Ok(out)
}

/// The text of a field.
async fn text(field: &mut Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > LONGEST_TEXT {
            return Err(Problem::TooLarge(
                "A field of a form may have one megabyte. Shorten what you wrote.".to_owned(),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes)
        .map_err(|_| Problem::wrong("A field of the form is not text. Load the page and send it again."))
}

/// Writes a file to the disk itself: its length and hash, or nothing where it is longer than `left`.
async fn write(field: &mut Field<'_>, path: &Path, left: u64) -> Result<Option<(u64, String)>, Problem> {
    let mut file = tokio::fs::OpenOptions::new().write(true).create_new(true).open(path).await.map_err(unwritten)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        bytes += chunk.len() as u64;
        if bytes > left {
            return Ok(None);
        }
        hash.update(&chunk);
        file.write_all(&chunk).await.map_err(unwritten)?;
    }
    file.flush().await.map_err(unwritten)?;
    file.sync_all().await.map_err(unwritten)?;
    Ok(Some((bytes, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())))
}

/// Reads a file that is not taken to its end, so that the next is heard; `left` bytes of such files at most.
async fn pass_over(field: &mut Field<'_>, left: &mut u64) -> Result<(), Problem> {
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        *left = left.checked_sub(chunk.len() as u64).ok_or_else(|| {
            Problem::TooLarge("Too much of what you sent is no extract. Nothing was taken in.".to_owned())
        })?;
    }
    Ok(())
}

/// Reads on for a while what nobody wants.
async fn throw_away(mut form: Multipart) {
    let mut left = THROWN_AWAY;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(chunk)) = field.chunk().await {
            left = left.saturating_sub(chunk.len() as u64);
            if left == 0 {
                return;
            }
        }
    }
}

fn broken(_: axum::extract::multipart::MultipartError) -> Problem {
    Problem::wrong("The files did not arrive whole: the connection broke. Nothing was taken in. Send them again.")
}

fn unwritten(error: std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            tracing::error!("an upload could not be written: the disk is full");
            Problem::wrong("The server’s disk is full, so nothing was taken in. Tell your administrator.")
        }
        _ => Problem::fault(format!("an upload could not be written: {error}")),
    }
}

/// A number of bytes in words: `1.4 GB`, `23 MB`, `4 KB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes.div_ceil(1_000_000)),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes % 1_000_000_000 / 100_000_000),
    }
}
