//! Restoring a backup.

use super::{DATA, Done, FORM, Failed, MANIFEST, Manifest, RECORDS, RECORDS_FILE, hex};
use jiff::Timestamp;
use records::{Actor, Records};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use zip::ZipArchive;

/// The largest manifest that is read, in bytes.
const LARGEST_MANIFEST: u64 = 1 << 28;

/// Restores a backup into a data folder that isn’t there yet or is empty, and its records into `database`, or into
/// SQLite in that folder. All of it is there afterwards, or no folder.
///
/// It is what it was but for who may come in: sessions, links and tokens of then are ended before the folder is in its
/// place, and the access log says who restored what.
///
/// # Errors
/// The folder or the database isn’t empty; the archive is none, was changed, or can’t be read.
pub async fn restore(
    archive: &Path,
    folder: &Path,
    database: Option<&str>,
    (who, now): (&Actor, Timestamp),
) -> Result<Done, Failed> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failed::at(folder, "there is something in it; name a new folder"));
    }
    let name = folder.file_name().ok_or_else(|| Failed::at(folder, "it has no name"))?;
    let aside = folder.with_file_name(format!("{}.restoring-{}", name.to_string_lossy(), std::process::id()));
    let done = into(archive, &aside, database, (who, now)).await;
    if done.is_err() {
        let _gone = fs::remove_dir_all(&aside);
        return done;
    }
    let wrong = |error| Failed::at(folder, error);
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(wrong(error)),
        _ => fs::rename(&aside, folder).map_err(wrong)?,
    }
    done
}

async fn into(
    archive: &Path,
    aside: &Path,
    database: Option<&str>,
    (who, now): (&Actor, Timestamp),
) -> Result<Done, Failed> {
    let (from, to) = (archive.to_owned(), aside.to_owned());
    let work = tokio::task::spawn_blocking(move || unpack(&from, &to));
    let manifest = work.await.map_err(|error| Failed(error.to_string()))??;
    let records = match database {
        Some(address) => Records::open(address).await?,
        None => {
            let path = aside.join("data").join(RECORDS_FILE);
            private(&path).map_err(|error| Failed::at(&path, error))?;
            Records::sqlite_at(&path).await?
        }
    };
    let dump = aside.join(RECORDS);
    let file = fs::File::open(&dump).map_err(|error| Failed::at(&dump, error))?;
    let restored = records.restore(&mut BufReader::new(file)).await?;
    // Before anything can be served from it: whoever held a session, link or token then may have lost it since.
    let made = crate::clock::moment(manifest.made_at);
    records
        .after_restore(who, format!("the backup of {made}; sessions, links and tokens of then are ended"), now)
        .await?;
    drop(records);
    // What was unpacked beside the dump is the data folder.
    let wrong = |error| Failed::at(aside, error);
    fs::remove_file(&dump).map_err(wrong)?;
    let data = aside.with_extension("data");
    fs::rename(aside.join("data"), &data).map_err(wrong)?;
    fs::remove_dir(aside).map_err(wrong)?;
    fs::rename(&data, aside).map_err(wrong)?;
    Ok(manifest.done(restored.rows))
}

/// Makes an empty file that its owner alone may read, where it isn’t there yet.
///
/// # Errors
/// It can’t be made.
pub fn private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Where a file of the archive goes: a plain path below `folder`, or none.
fn place(folder: &Path, name: &str) -> Option<PathBuf> {
    let known = name == RECORDS || name.starts_with(DATA);
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    (known && plain && !name.contains(['\\', ':', '\0']) && !name.ends_with('/')).then(|| folder.join(name))
}

/// Unpacks all files, each checked against the manifest.
fn unpack(archive: &Path, folder: &Path) -> Result<Manifest, Failed> {
    let wrong = |error: &dyn std::fmt::Display| Failed::at(archive, error);
    let file = fs::File::open(archive).map_err(|error| wrong(&error))?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| wrong(&format!("no backup: {error}")))?;
    let manifest: Manifest = {
        let entry = zip.by_name(MANIFEST).map_err(|_| wrong(&"no backup of Derwent: it has no manifest"))?;
        serde_json::from_reader(BufReader::new(entry.take(LARGEST_MANIFEST)))
            .map_err(|error| wrong(&format!("its manifest can’t be read: {error}")))?
    };
    if manifest.form != FORM {
        return Err(wrong(&format!("its form is ‘{}’, and this version reads ‘{FORM}’", manifest.form)));
    }
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let held: Result<BTreeSet<String>, _> = zip.file_names().map(|name| name.map(|name| name.into_owned())).collect();
    let mut held = held.map_err(|error| wrong(&error))?;
    held.remove(MANIFEST);
    if listed.len() != manifest.files.len() || !held.iter().map(String::as_str).eq(listed.iter().copied()) {
        return Err(wrong(&"its files are not those that its manifest lists"));
    }
    if !listed.contains(RECORDS) {
        return Err(wrong(&"there are no records in it"));
    }
    fs::create_dir(folder)
        .and_then(|()| fs::create_dir(folder.join("data")))
        .map_err(|error| Failed::at(folder, error))?;
    for file in &manifest.files {
        let to =
            place(folder, &file.path).ok_or_else(|| wrong(&"it holds a file with a path that is not one of ours"))?;
        let parent = to.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Failed::at(parent, error))?;
        let mut entry = zip.by_name(&file.path).map_err(|error| wrong(&error))?.take(file.bytes + 1);
        let mut out = fs::File::create_new(&to).map_err(|error| Failed::at(&to, error))?;
        let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; 1 << 16]);
        loop {
            let read = entry.read(&mut buffer).map_err(|error| wrong(&format!("{}: {error}", file.path)))?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            bytes += read as u64;
            out.write_all(&buffer[..read]).map_err(|error| Failed::at(&to, error))?;
        }
        if bytes != file.bytes || hex(&hash.finalize()) != file.sha256 {
            return Err(wrong(&format!("{} was changed since the backup was made", file.path)));
        }
        out.sync_all().map_err(|error| Failed::at(&to, error))?;
    }
    for name in ["tmp", "deliveries", "history", "results"] {
        let path = folder.join("data").join(name);
        fs::create_dir_all(&path).map_err(|error| Failed::at(&path, error))?;
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_unpacked_outside_the_folder() {
        let folder = Path::new("/new");
        assert_eq!(place(folder, "data/deliveries/1/a.csv"), Some("/new/data/deliveries/1/a.csv".into()));
        assert_eq!(place(folder, "records.dump"), Some("/new/records.dump".into()));
        for evil in [
            "",
            "data/",
            "manifest.json",
            "data/../../etc/passwd",
            "/etc/passwd",
            "data/..",
            "data\\..\\x",
            "data/C:x",
            "../data/x",
            "data/\0",
        ] {
            assert_eq!(place(folder, evil), None, "{evil}");
        }
    }
}
