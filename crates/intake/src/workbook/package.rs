//! The zip archive that an xlsx workbook is.

use super::Trouble;
use crate::Limits;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

/// Parts that an archive may have. A workbook of a council has some tens.
const PARTS: usize = 10_000;

/// An archive that unpacks to more than this many times its size, and to more than [`SMALL`] bytes, is a bomb:
/// sheets of nothing but repeated cells come to 100 or so, a bomb to 1,000.
const RATIO: u64 = 250;
const SMALL: u64 = 64 << 20;

/// A part while it is read.
pub(crate) type Part<'a> = BufReader<ZipFile<'a, BufReader<File>>>;

/// An archive whose parts have been counted and come to no more than the limits.
pub(crate) struct Package {
    zip: ZipArchive<BufReader<File>>,
    /// The parts by name, in lower case: names are compared without case.
    names: BTreeMap<String, usize>,
}

impl Package {
    /// Opens an archive of `length` bytes and unpacks each part once, to nowhere, to learn its true size.
    pub(crate) fn open(file: File, length: u64, limits: &Limits) -> Result<Package, Trouble> {
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| trouble(&error))?;
        if zip.len() > PARTS {
            return Err(Trouble::too_big(format!("the workbook has {} parts", zip.len()), PARTS, "parts"));
        }
        let mut names = BTreeMap::new();
        let mut unpacked = 0;
        let mut block = vec![0; 1 << 16];
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).map_err(|error| trouble(&error))?;
            names.insert(part.name().map_err(|error| trouble(&error))?.replace('\\', "/").to_ascii_lowercase(), index);
            loop {
                let read = part.read(&mut block).map_err(|error| damaged(&error))?;
                if read == 0 {
                    break;
                }
                unpacked += read as u64;
                if unpacked > limits.workbook_unpacked_bytes || (unpacked > SMALL && unpacked > RATIO * length) {
                    return Err(Trouble::new(
                        "the workbook unpacks to far more than its size (a zip bomb)",
                        format!(
                            "no more than {} bytes unpacked, and no more than {RATIO} times its size",
                            limits.workbook_unpacked_bytes
                        ),
                        "Don't open the file; ask whoever sent it for a new export.",
                    ));
                }
            }
        }
        Ok(Package { zip, names })
    }

    /// Whether there is a part called `name`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_ascii_lowercase())
    }

    /// The part called `name`, to be read from its beginning; `None` when there is none.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Part<'_>>, Trouble> {
        match self.names.get(&name.to_ascii_lowercase()) {
            Some(&index) => self.zip.by_index(index).map(|part| Some(BufReader::new(part))).map_err(|e| trouble(&e)),
            None => Ok(None),
        }
    }
}

fn trouble(error: &ZipError) -> Trouble {
    match error {
        ZipError::Io(error) => damaged(error),
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Trouble::password(),
        error => Trouble::damaged(error),
    }
}

fn damaged(error: &io::Error) -> Trouble {
    Trouble::damaged(error)
}
