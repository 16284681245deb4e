//! What the tests of this crate share.

#![allow(dead_code)] // Each test file uses a part of it.

use intake::{Fault, Options, Reading};
use std::path::{Path, PathBuf};

/// A file or folder of the sample data beside the checkout; `None`, with a note, where it isn't there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if full.exists() {
        return Some(full);
    }
    // A note for the reader of the test's output.
    #[allow(clippy::print_stderr)]
    {
        eprintln!("skipped: no sample data at {}", full.display());
    }
    None
}

/// A folder with `files`, gone when dropped.
pub fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

/// Reads a folder with `files`.
pub fn read_folder(files: &[(&str, &[u8])], options: &Options) -> Result<Vec<Reading>, Vec<Fault>> {
    let folder = folder(files);
    intake::read(&[folder.path().to_owned()], options, &|_| {})
}
