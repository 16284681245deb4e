//! Charts as pictures: the SVG that the page shows, drawn as PNG. The SVG itself is not put into the file: programs
//! draw its patterns each in their own way or not at all, and one picture should look the same to all readers.

use crate::Error;
use report::groups::{self, Group};
use report::model::{Block, Figure};
use report::{Document, chart};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::{self, available_parallelism};

/// Pixels for one unit of the SVG: some 220 to the inch on paper.
const SCALE: f32 = 2.0;

/// A picture.
pub(crate) struct Picture {
    /// The PNG.
    pub png: Vec<u8>,
    /// Its height for a width of 1.
    pub height: f32,
}

/// The pictures of all charts of `document`, in order. Drawing is most of the work of writing a file, so all
/// processors share it.
pub(crate) fn paint(document: &Document) -> Result<Vec<Picture>, Error> {
    // Each with whether it stands beside another.
    let figures: Vec<(&Figure, bool)> = groups::groups(&document.blocks)
        .into_iter()
        .flat_map(|group| match group {
            Group::One(Block::Figure(figure)) => vec![(figure.as_ref(), false)],
            Group::One(_) => Vec::new(),
            Group::Charts(figures) => figures.into_iter().map(|figure| (figure, true)).collect(),
        })
        .collect();
    let painter = &Painter::new();
    let workers = available_parallelism().map_or(1, usize::from).clamp(1, figures.len().max(1));
    let mut painted: Vec<_> = thread::scope(|scope| {
        let hands: Vec<_> = (0..workers)
            .map(|hand| {
                let mine: Vec<(&Figure, bool)> = figures.iter().copied().skip(hand).step_by(workers).collect();
                scope.spawn(move || {
                    mine.into_iter().map(|(figure, beside)| painter.paint(figure, beside)).collect::<Vec<_>>()
                })
            })
            .collect();
        hands.into_iter().map(|hand| hand.join().unwrap_or_else(|panic| resume_unwind(panic)).into_iter()).collect()
    });
    (0..figures.len()).filter_map(|i| painted[i % workers].next()).collect()
}

/// Draws charts with letters that the program brings along: none of the machine's are looked at.
struct Painter(Options<'static>);

impl Painter {
    fn new() -> Painter {
        let mut fonts = Database::new();
        for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
            fonts.load_font_data(font.to_vec());
        }
        fonts.set_sans_serif_family("Noto Sans");
        Painter(Options { font_family: "Noto Sans".to_owned(), fontdb: Arc::new(fonts), ..Options::default() })
    }

    /// The chart of `figure`, for little room where it stands `beside` another.
    fn paint(&self, figure: &Figure, beside: bool) -> Result<Picture, Error> {
        let failed = |why: String| Error::Chart { title: figure.title.clone(), why };
        let svg = if beside { chart::svg_compact(figure) } else { chart::svg(figure) };
        let tree = Tree::from_str(&svg, &self.0).map_err(|error| failed(error.to_string()))?;
        let size = tree.size();
        let pixels = |length: f32| (length * SCALE).ceil() as u32;
        let mut sheet = Pixmap::new(pixels(size.width()), pixels(size.height()))
            .ok_or_else(|| failed(format!("a picture of {} by {} is too large", size.width(), size.height())))?;
        resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut sheet.as_mut());
        let png = sheet.encode_png().map_err(|error| failed(error.to_string()))?;
        Ok(Picture { png, height: size.height() / size.width() })
    }
}
