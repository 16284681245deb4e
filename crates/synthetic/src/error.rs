//! What can go wrong when an authority is made up.

use std::io;
use std::path::{Path, PathBuf};

/// Why no authority could be made up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An option that makes no sense.
    #[error("{0}")]
    Option(String),
    /// A file or folder that could not be written.
    #[error("could not write ‘{}’: {source}; check that the folder exists, may be written to and has room", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A Parquet file that could not be written.
    #[error("could not write ‘{}’: {source}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: parquet::errors::ParquetError,
    },
    /// A workbook that could not be written.
    #[error("could not write ‘{}’: {source}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: rust_xlsxwriter::XlsxError,
    },
}

impl Error {
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Write { path, source }
    }

    pub(crate) fn parquet(path: &Path) -> impl FnOnce(parquet::errors::ParquetError) -> Error {
        let path = path.to_owned();
        move |source| Error::Parquet { path, source }
    }

    pub(crate) fn workbook(path: &Path) -> impl FnOnce(rust_xlsxwriter::XlsxError) -> Error {
        let path = path.to_owned();
        move |source| Error::Workbook { path, source }
    }
}
