//! Making a backup.

use super::{BACKUPS, DATA, Done, FORM, Failed, File, MANIFEST, Manifest, RECORDS, RECORDS_FILE, hex};
use jiff::Timestamp;
use records::{Actor, Change, Records};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::{Locked, Store};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How long an import under way is waited for.
const PATIENCE: Duration = Duration::from_secs(120);
/// How the folder of links begins; the store knows nothing of names that begin with a dot.
const LINKS: &str = ".backup-";
/// What of a data folder is not kept: locks, what is under way, what has a place of its own in the archive.
const NOT_KEPT: [&str; 6] = ["lock", "lock-holder.json", "tmp", "pending", "uploads", BACKUPS];

/// Writes a backup of a data folder and its records to a file that isn’t there yet; only its owner may read it. The access
/// log has it first, and so has the backup itself.
///
/// # Errors
/// There is such a file, an import takes too long, or something can’t be read or written. Then there is no file.
pub async fn make(folder: &Path, records: &Records, out: &Path, who: &Actor, now: Timestamp) -> Result<Done, Failed> {
    if out.exists() {
        return Err(Failed::at(out, "there is such a file already; name a new one"));
    }
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    records.log_change(who, Change::Backup, format!("backup {name}"), now).await?;
    let dump = tempfile::NamedTempFile::new_in(folder_of(out)).map_err(|error| Failed::at(out, error))?;
    let dumped = records.dump(&mut std::io::BufWriter::new(dump.as_file())).await?;
    let (folder, out, who) = (folder.to_owned(), out.to_owned(), who.username.clone());
    let work = tokio::task::spawn_blocking(move || {
        let links = pinned(&folder, &who, now)?;
        let written = archive(&links, dump.path(), &out, now);
        let gone = fs::remove_dir_all(&links).map_err(|error| Failed::at(&links, error));
        written.and_then(|manifest| gone.map(|()| manifest))
    });
    let manifest = work.await.map_err(|error| Failed(error.to_string()))??;
    Ok(manifest.done(dumped.rows))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn locked(store: &Store, who: &str, now: Timestamp) -> Result<Locked, Failed> {
    let begun = Instant::now();
    loop {
        match store.lock(who, "backup", now) {
            Err(store::Error::Locked { .. }) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(200));
            }
            locked => return Ok(locked?),
        }
    }
}

/// A folder of links to all files of the data folder, as they are at one moment.
fn pinned(folder: &Path, who: &str, now: Timestamp) -> Result<PathBuf, Failed> {
    let store = Store::open(folder)?;
    let lock = locked(&store, who, now)?;
    for old in names(folder)?.into_iter().filter(|name| name.starts_with(LINKS)) {
        // One that a killed process left: whoever makes a backup holds the lock while it makes its own.
        let path = folder.join(old);
        let unused = path.metadata().and_then(|about| about.modified()).ok();
        if unused.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > Duration::from_secs(24 * 60 * 60)) {
            fs::remove_dir_all(&path).map_err(|error| Failed::at(&path, error))?;
        }
    }
    let links = folder.join(format!("{LINKS}{}-{}", std::process::id(), now.as_nanosecond()));
    let pinned = fs::create_dir(&links).map_err(|error| Failed::at(&links, error)).and_then(|()| {
        for name in names(folder)? {
            let records = name.starts_with(RECORDS_FILE);
            if !records && !name.starts_with('.') && !NOT_KEPT.contains(&name.as_str()) {
                pin(&folder.join(&name), &links.join(&name), true)?;
            }
        }
        Ok(())
    });
    drop(lock);
    if let Err(failed) = pinned {
        let _gone = fs::remove_dir_all(&links);
        return Err(failed);
    }
    Ok(links)
}

/// Links a file, or all in a folder. Files at the top, which people edit in place, are copied, and so is all where the
/// disk knows no links.
fn pin(from: &Path, to: &Path, top: bool) -> Result<(), Failed> {
    let about = from.symlink_metadata().map_err(|error| Failed::at(from, error))?;
    if about.is_dir() {
        fs::create_dir(to).map_err(|error| Failed::at(to, error))?;
        for name in names(from)? {
            pin(&from.join(&name), &to.join(&name), false)?;
        }
    } else if about.is_file() && (top || fs::hard_link(from, to).is_err()) {
        fs::copy(from, to).map_err(|error| Failed::at(from, error))?;
    }
    Ok(())
}

/// What is in a folder, in order.
fn names(folder: &Path) -> Result<Vec<String>, Failed> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| Failed::at(folder, error))? {
        let entry = entry.map_err(|error| Failed::at(folder, error))?;
        let name = entry.file_name().into_string().map_err(|_| Failed::at(&entry.path(), "its name is not UTF-8"))?;
        names.push(name);
    }
    names.sort();
    Ok(names)
}

/// Writes the archive beside its place, then puts it there whole.
fn archive(links: &Path, dump: &Path, out: &Path, now: Timestamp) -> Result<Manifest, Failed> {
    let wrong = |error: &dyn std::fmt::Display| Failed::at(out, error);
    // A temporary file is its owner’s alone, and so is the archive that it becomes.
    let file = tempfile::NamedTempFile::new_in(folder_of(out)).map_err(|error| wrong(&error))?;
    let mut zip = ZipWriter::new(std::io::BufWriter::new(file));
    let mut manifest =
        Manifest { form: FORM.to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), made_at: now, files: vec![] };
    manifest.files.push(add(&mut zip, dump, RECORDS)?);
    add_folder(&mut zip, links, DATA, &mut manifest.files)?;
    zip.start_file(MANIFEST, options(MANIFEST)).map_err(|error| wrong(&error))?;
    serde_json::to_writer_pretty(&mut zip, &manifest).map_err(|error| wrong(&error))?;
    let buffered = zip.finish().map_err(|error| wrong(&error))?;
    let file = buffered.into_inner().map_err(|error| wrong(&error.into_error()))?;
    file.as_file().sync_all().map_err(|error| wrong(&error))?;
    file.persist_noclobber(out).map_err(|error| wrong(&error.error))?;
    Ok(manifest)
}

/// Parquet is small already; text isn’t.
fn options(name: &str) -> SimpleFileOptions {
    let small = [".parquet", ".xlsx", ".docx", ".pdf", ".zip", ".gz"].iter().any(|ending| name.ends_with(ending));
    let method = if small { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    SimpleFileOptions::default().compression_method(method).large_file(true).unix_permissions(0o600)
}

fn add_folder<W: Write + std::io::Seek>(
    zip: &mut ZipWriter<W>,
    folder: &Path,
    under: &str,
    files: &mut Vec<File>,
) -> Result<(), Failed> {
    for name in names(folder)? {
        let path = folder.join(&name);
        if path.is_dir() {
            add_folder(zip, &path, &format!("{under}{name}/"), files)?;
        } else {
            files.push(add(zip, &path, &format!("{under}{name}"))?);
        }
    }
    Ok(())
}

fn add<W: Write + std::io::Seek>(zip: &mut ZipWriter<W>, path: &Path, name: &str) -> Result<File, Failed> {
    let wrong = |error: &dyn std::fmt::Display| Failed::at(path, error);
    let mut file = fs::File::open(path).map_err(|error| wrong(&error))?;
    zip.start_file(name, options(name)).map_err(|error| wrong(&error))?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(|error| wrong(&error))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
        zip.write_all(&buffer[..read]).map_err(|error| wrong(&error))?;
    }
    Ok(File { path: name.to_owned(), bytes, sha256: hex(&hash.finalize()) })
}
