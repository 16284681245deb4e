//! All that the typesetter may see: one document, its style, its charts and three faces of a font. There is no disk,
//! no network, no package and no clock but the day of the document.

use std::collections::HashMap;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// The places of the faces in the font book.
pub(crate) const REGULAR: usize = 0;
pub(crate) const BOLD: usize = 1;

/// Noto Sans: upright, bold, italic. What is both bold and italic is set in one of them.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [notosans::REGULAR_TTF, notosans::BOLD_TTF, notosans::ITALIC_TTF]
        .into_iter()
        .filter_map(|data| Font::new(Bytes::new(data), 0))
        .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The extras are what marks the first cell of a row as its header.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build())
});

static STYLE: LazyLock<Source> = LazyLock::new(|| Source::new(id("style.typ"), include_str!("style.typ").to_owned()));

/// A face.
pub(crate) fn font(face: usize) -> &'static Font {
    &FONTS[face]
}

fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("a plain file name");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One document to be typeset.
pub(crate) struct Room {
    main: Source,
    files: HashMap<FileId, Bytes>,
    day: Option<Datetime>,
}

impl Room {
    /// `files` by name; `day` is what the clock shows.
    pub fn new(main: String, files: impl IntoIterator<Item = (String, String)>, day: Option<Datetime>) -> Room {
        Room {
            main: Source::new(id("main.typ"), main),
            files: files.into_iter().map(|(name, text)| (id(&name), Bytes::from_string(text))).collect(),
            day,
        }
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &*STYLE].into_iter().find(|source| source.id() == id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.day
    }
}
