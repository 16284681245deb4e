//! Templates: the one that the program carries, and those that councils make of it.

use crate::failure::{Failure, Result};
use include_dir::{Dir, include_dir};
use report::paper::template::MAIN;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The paper for the scrutiny board.
static SCRUTINY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/scrutiny");

/// The files of a template: name and text.
pub type Files = BTreeMap<String, String>;

/// The template of `chosen`; without one, that of the data folder `data`, and where that has none the program's own.
///
/// # Errors
/// A file that can't be read, or is not UTF-8 text.
pub fn files(data: &Path, chosen: Option<&Path>) -> Result<Files> {
    let own: PathBuf = data.join("templates").join("scrutiny");
    match chosen {
        Some(folder) => read(folder),
        None if own.join(MAIN).is_file() => read(&own),
        None => Ok(built_in()),
    }
}

/// The program's own template.
pub fn built_in() -> Files {
    let text = |file: &include_dir::File<'_>| {
        let name = file.path().to_str()?.to_owned();
        Some((name, file.contents_utf8()?.replace("\r\n", "\n")))
    };
    SCRUTINY.files().filter_map(text).collect()
}

fn read(folder: &Path) -> Result<Files> {
    let wrong = |path: &Path, error: std::io::Error| Failure::new(format!("{} can't be read: {error}", path.display()));
    let mut files = Files::new();
    for entry in fs::read_dir(folder).map_err(|error| wrong(folder, error))? {
        let path = entry.map_err(|error| wrong(folder, error))?.path();
        let known = path.extension().is_some_and(|ending| ending == "md" || ending == "toml");
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| known && path.is_file()) else {
            continue;
        };
        let text = fs::read(&path).map_err(|error| wrong(&path, error))?;
        let text = String::from_utf8(text)
            .map_err(|_| Failure::new(format!("{} is not UTF-8 text: save it with that encoding", path.display())))?;
        files.insert(name.to_owned(), text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    }
    Ok(files)
}
