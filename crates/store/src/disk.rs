//! Files and folders, written so that a power cut leaves all or nothing. Everything that changes the disk goes
//! through [`Disk`], so that tests can stop it at any step.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

/// The hand that writes. In tests it can be made to stop for good before any step, as a killed process does.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    pub(crate) steps: std::sync::atomic::AtomicUsize,
    #[cfg(test)]
    pub(crate) stop_at: Option<usize>,
}

fn fault<'a>(path: &'a Path, doing: &'static str) -> impl FnOnce(io::Error) -> Error + 'a {
    move |source| Error::Disk { path: path.to_owned(), doing, source }
}

impl Disk {
    /// One step that changes the disk.
    fn step(&self) -> io::Result<()> {
        #[cfg(test)]
        {
            let step = self.steps.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            if self.stop_at.is_some_and(|stop| step >= stop) {
                return Err(io::Error::other("stopped by the test"));
            }
        }
        Ok(())
    }

    /// Makes a folder and those above it.
    pub fn folder(&self, path: &Path) -> Result<()> {
        self.step().and_then(|()| fs::create_dir_all(path)).map_err(fault(path, "created"))
    }

    /// Writes a file that nothing reads yet, to the disk itself. `fill` writes its content.
    pub fn write(&self, path: &Path, fill: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
        self.step().map_err(fault(path, "written"))?;
        let mut file = File::create(path).map_err(fault(path, "written"))?;
        self.step().map_err(fault(path, "written"))?;
        fill(&mut file)?;
        self.step().and_then(|()| sync(&file)).map_err(fault(path, "written"))
    }

    /// Writes a file of `bytes` that nothing reads yet.
    pub fn write_bytes(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.write(path, |file| file.write_all(bytes).map_err(fault(path, "written")))
    }

    /// Puts `bytes` at `path`, in place of what is there, by way of a file in `temporary`: at any moment the
    /// file has either the old content or the new.
    pub fn replace(&self, temporary: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
        self.folder(temporary)?;
        let name = path.file_name().unwrap_or_default();
        let aside = temporary.join(name);
        self.write_bytes(&aside, bytes)?;
        self.rename(&aside, path)
    }

    /// Copies `from` to `to` and checks that the bytes copied have the SHA-256 `sha256`.
    pub fn copy(&self, from: &Path, to: &Path, sha256: &str) -> Result<()> {
        let mut source = File::open(from).map_err(fault(from, "read"))?;
        let mut hash = Sha256::new();
        self.write(to, |file| {
            let mut buffer = vec![0; 1 << 20];
            loop {
                let count = match source.read(&mut buffer) {
                    Ok(0) => return Ok(()),
                    Ok(count) => count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(fault(from, "read")(error)),
                };
                hash.update(&buffer[..count]);
                file.write_all(&buffer[..count]).map_err(fault(to, "written"))?;
            }
        })?;
        if hex(&hash.finalize()) == sha256.to_ascii_lowercase() { Ok(()) } else { Err(Error::Changed(from.to_owned())) }
    }

    /// Moves a file over what is there, or a folder to where nothing is, and makes the move last.
    pub fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.step().and_then(|()| fs::rename(from, to)).map_err(fault(to, "put in place"))?;
        to.parent().map_or(Ok(()), |folder| self.sync_folder(folder))
    }

    /// Removes a file or a folder with all in it, if it is there.
    pub fn remove(&self, path: &Path) -> Result<()> {
        self.step().map_err(fault(path, "removed"))?;
        let gone = match fs::symlink_metadata(path) {
            Ok(about) if about.is_dir() => fs::remove_dir_all(path),
            Ok(_) => fs::remove_file(path),
            Err(error) => Err(error),
        };
        match gone {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other.map_err(fault(path, "removed")),
        }
    }

    /// Makes the names in a folder last. Windows has no such call and needs none: its file systems journal names.
    pub fn sync_folder(&self, path: &Path) -> Result<()> {
        self.step().map_err(fault(path, "written"))?;
        if cfg!(unix) {
            File::open(path).and_then(|folder| sync(&folder)).map_err(fault(path, "written"))?;
        }
        Ok(())
    }
}

/// Makes what was written last through a power cut. Tests cut no power, and would wait for the disk thousands of
/// times.
fn sync(file: &File) -> io::Result<()> {
    if cfg!(test) { Ok(()) } else { file.sync_all() }
}

/// Reads a file; `None` if it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault(path, "read")(error)),
    }
}

/// The names in a folder, sorted; none if it is not there. Names that are no Unicode are not ours.
pub(crate) fn names(path: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(path, "read")(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(fault(path, "read"))?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of parts, each preceded by its length so that no two lists of parts run together alike.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}
