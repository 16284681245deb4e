//! Files and folders as given: what is there, and what each file is by its first bytes.

use crate::mapping::hexadecimal;
use crate::{Fault, Limits, SourceFile};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file to be looked at.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Its name, without its folder.
    pub name: String,
    /// What faults call it: its path, or what a person calls it.
    pub shown: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// What its first bytes say it is.
    pub form: Form,
    /// The group it belongs to: a folder, or all files named in the command.
    pub group: usize,
}

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A spreadsheet, or what may be one.
    Workbook,
    /// A Parquet file.
    Parquet,
    /// A text file, compressed with gzip.
    Compressed,
    /// Anything else: a text file, unless it turns out not to be.
    Text,
}

/// Files that belong together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    /// The folder's name; for files named in the command, worked out from them.
    pub title: String,
    /// The folder; `None` for files named in the command.
    pub folder: Option<PathBuf>,
    /// Names of files in the folder that can't be extracts, by their endings.
    pub passed_over: Vec<String>,
}

/// Everything that `paths` name.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// The files, folder by folder, in order of name.
    pub files: Vec<Source>,
    /// Their groups.
    pub groups: Vec<Group>,
    /// What files are called, where that is not their name.
    called: BTreeMap<PathBuf, String>,
}

/// Endings of files in a folder that may be extracts.
const ENDINGS: [&str; 9] = ["csv", "tsv", "txt", "gz", "xlsx", "xls", "xlsm", "parquet", "pq"];
/// Files that are Derwent's own, or an operating system's.
const OWN: [&str; 5] = ["mapping.toml", "authority.toml", "thumbs.db", "desktop.ini", "README.md"];
/// How deep folders may lie in folders.
const DEPTH: usize = 12;

impl Sources {
    /// Finds every file that `paths` name, in folders and their folders too. `called` has what files are called that
    /// have other names on the disk.
    ///
    /// # Errors
    /// A fault for each path that isn't there or can't be opened, each empty or too large file.
    pub fn find(paths: &[PathBuf], limits: &Limits, called: &BTreeMap<PathBuf, String>) -> Result<Sources, Vec<Fault>> {
        let mut sources = Sources { called: called.clone(), ..Sources::default() };
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        let mut named = None;
        for path in paths {
            match std::fs::metadata(path) {
                Err(error) => faults.push(unreadable(&sources.shown(path), &error)),
                Ok(metadata) if metadata.is_dir() => sources.folder(path, 0, &mut seen, limits, &mut faults),
                Ok(_) => {
                    let group = *named.get_or_insert_with(|| {
                        sources.groups.push(Group::default());
                        sources.groups.len() - 1
                    });
                    sources.file(path, group, &mut seen, limits, &mut faults);
                }
            }
        }
        if let Some(group) = named {
            let names: Vec<&str> =
                sources.files.iter().filter(|file| file.group == group).map(|file| file.name.as_str()).collect();
            sources.groups[group].title = match names.as_slice() {
                [] => String::new(),
                [name] => (*name).to_owned(),
                [first, rest @ ..] => format!("{first} and {} more", rest.len()),
            };
        }
        if faults.is_empty() { Ok(sources) } else { Err(faults) }
    }

    fn folder(
        &mut self,
        folder: &Path,
        depth: usize,
        seen: &mut BTreeSet<PathBuf>,
        limits: &Limits,
        faults: &mut Vec<Fault>,
    ) {
        let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return faults.push(unreadable(&folder.display().to_string(), &error)),
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        let mut folders = Vec::new();
        let group = self.groups.len();
        let title = folder.file_name().or_else(|| folder.parent()?.file_name());
        self.groups.push(Group {
            title: title.map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned()),
            folder: Some(folder.to_owned()),
            passed_over: Vec::new(),
        });
        for entry in entries {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            // Hidden files, Excel's lock files, and folders by symbolic link, which may lead round in a circle.
            if name.starts_with(['.', '~']) || OWN.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(kind) if kind.is_symlink() && path.is_dir() => {}
                _ => {
                    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
                    if ENDINGS.contains(&ending.as_str()) {
                        self.file(&path, group, seen, limits, faults);
                    } else {
                        self.groups[group].passed_over.push(name);
                    }
                }
            }
        }
        if depth < DEPTH {
            for folder in folders {
                self.folder(&folder, depth + 1, seen, limits, faults);
            }
        }
    }

    /// What faults call a file.
    fn shown(&self, path: &Path) -> String {
        self.called.get(path).cloned().unwrap_or_else(|| path.display().to_string())
    }

    fn file(
        &mut self,
        path: &Path,
        group: usize,
        seen: &mut BTreeSet<PathBuf>,
        limits: &Limits,
        faults: &mut Vec<Fault>,
    ) {
        if !seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned())) {
            return;
        }
        if self.files.len() >= limits.files {
            if self.files.len() == limits.files {
                faults.push(Fault {
                    what: format!("there are more than {} files", limits.files),
                    file: self.shown(path),
                    expected: "a folder of extracts".to_owned(),
                    hint: "name the folders with extracts instead of one above them".to_owned(),
                });
            }
            return;
        }
        match Source::open(path, self.called.get(path), group, limits) {
            Ok(source) => self.files.push(source),
            Err(fault) => faults.push(fault),
        }
    }
}

impl Source {
    fn open(path: &Path, called: Option<&String>, group: usize, limits: &Limits) -> Result<Source, Fault> {
        let shown = called.cloned().unwrap_or_else(|| path.display().to_string());
        let metadata = std::fs::metadata(path).map_err(|error| unreadable(&shown, &error))?;
        if !metadata.is_file() {
            return Err(Fault {
                what: "it is neither a file nor a folder".to_owned(),
                file: shown,
                expected: "a file or folder with extracts".to_owned(),
                hint: String::new(),
            });
        }
        let mut head = Vec::new();
        let opened = File::open(path).and_then(|file| file.take(16).read_to_end(&mut head));
        opened.map_err(|error| unreadable(&shown, &error))?;
        if head.is_empty() {
            return Err(Fault {
                what: "it is empty".to_owned(),
                file: shown,
                expected: "an extract with at least a header row".to_owned(),
                hint: "export it again; perhaps the export had not finished when it was copied".to_owned(),
            });
        }
        let form = match head.as_slice() {
            [0x1F, 0x8B, ..] => Form::Compressed,
            [b'P', b'A', b'R', b'1', ..] => Form::Parquet,
            head if crate::workbook::is_workbook(head) => Form::Workbook,
            _ => Form::Text,
        };
        let limit = if form == Form::Workbook { limits.workbook_bytes } else { limits.file_bytes };
        if metadata.len() > limit {
            return Err(Fault {
                what: format!("it is larger than {} MB", limit >> 20),
                file: shown,
                expected: "an extract of one authority".to_owned(),
                hint: "split it, by year perhaps".to_owned(),
            });
        }
        let own_name = || path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = called.cloned().or_else(own_name).unwrap_or_else(|| shown.clone());
        Ok(Source { path: path.to_owned(), name, shown, bytes: metadata.len(), form, group })
    }

    /// Its content, unpacked if compressed, never more than the limit.
    ///
    /// # Errors
    /// A fault when it can't be opened.
    pub fn content(&self, limits: &Limits) -> Result<Box<dyn Read>, Fault> {
        let file = File::open(&self.path).map_err(|error| unreadable(&self.shown, &error))?;
        Ok(match self.form {
            Form::Compressed => {
                Box::new(Bounded { inner: flate2::read::MultiGzDecoder::new(file), left: limits.file_bytes })
            }
            _ => Box::new(Bounded { inner: file, left: limits.file_bytes }),
        })
    }

    /// The file with its hash.
    ///
    /// # Errors
    /// A fault when it can't be read to its end.
    pub fn hashed(&self) -> Result<SourceFile, Fault> {
        let mut file = File::open(&self.path).map_err(|error| unreadable(&self.shown, &error))?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => hasher.update(&buffer[..read]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.shown, &error)),
            }
        }
        let sha256 = hexadecimal(&hasher.finalize());
        Ok(SourceFile { path: self.path.clone(), name: self.name.clone(), bytes: self.bytes, sha256 })
    }
}

/// A reader that fails when there is more than it may give.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(out)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(std::io::Error::other("it unpacks to more than a file may hold")),
        }
        Ok(read)
    }
}

/// The fault of a path that can't be opened.
pub(crate) fn unreadable(shown: &str, error: &std::io::Error) -> Fault {
    let (what, hint) = match error.kind() {
        std::io::ErrorKind::NotFound => ("there is no such file or folder".to_owned(), "check the path"),
        std::io::ErrorKind::PermissionDenied => {
            ("it may not be read by this user".to_owned(), "ask for read permission, or copy it to a folder of yours")
        }
        _ => (format!("it could not be read: {error}"), "copy it again and check that it opens"),
    };
    Fault { what, file: shown.to_owned(), expected: "a file or folder with extracts".to_owned(), hint: hint.to_owned() }
}
