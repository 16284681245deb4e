//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// The font of all cells, as in the page.
pub const FONT: &str = "Arial";
/// Its size in points.
const SIZE: f64 = 11.0;
/// The height of a line of text in points, and the most that a row has.
const LINE: f64 = 14.25;
const HIGHEST: f64 = 409.0;
/// The height of a row in pixels, and the width of a column, that go with the font.
pub const DEFAULT: (u32, u32) = (19, 72);

const DEEP: Color = Color::RGB(0x12_304b);
const LINK: Color = Color::RGB(0x1d_70b8);
const RULE: Color = Color::RGB(0xb1_b4b6);

/// The height in points of a row of so many lines of text, with room around them.
pub fn height(lines: usize) -> f64 {
    (lines as f64 * LINE + 3.0).min(HIGHEST)
}

/// What all cells have.
pub fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(SIZE)
}

/// The title of a sheet.
pub fn title() -> Format {
    plain().set_font_size(15).set_bold().set_font_color(DEEP)
}

/// A heading of the cover.
pub fn heading() -> Format {
    plain().set_font_size(13).set_bold().set_font_color(DEEP).set_align(FormatAlign::Bottom)
}

/// The marking on the cover.
pub fn marking() -> Format {
    plain().set_bold()
}

/// The name of what stands to the right of it.
pub fn label() -> Format {
    plain().set_bold().set_align(FormatAlign::Top).set_text_wrap()
}

/// Words that wrap.
pub fn words() -> Format {
    plain().set_align(FormatAlign::Top).set_text_wrap()
}

/// A link.
pub fn link() -> Format {
    plain().set_font_color(LINK).set_underline(FormatUnderline::Single).set_align(FormatAlign::Top)
}

/// Where the words of a column stand: numbers to the right; words after them a little away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// To the left.
    Left,
    /// To the left, indented.
    Indented,
    /// To the right.
    Right,
}

impl Side {
    fn of(self, format: Format) -> Format {
        match self {
            Side::Left => format.set_align(FormatAlign::Left),
            Side::Indented => format.set_align(FormatAlign::Left).set_indent(1),
            Side::Right => format.set_align(FormatAlign::Right),
        }
    }
}

/// The header of a column.
pub fn header(side: Side) -> Format {
    let format = plain()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(DEEP)
        .set_text_wrap()
        .set_align(FormatAlign::Bottom);
    side.of(format)
}

/// A cell of a table; `total` whether its row sums up the others.
pub fn cell(side: Side, total: bool) -> Format {
    let mut format = side.of(words()).set_border_bottom(FormatBorder::Thin).set_border_bottom_color(RULE);
    if total {
        format = format.set_bold().set_border_top(FormatBorder::Medium).set_border_top_color(DEEP);
    }
    format
}

/// A cell of a table that is a link.
pub fn cell_link(side: Side, total: bool) -> Format {
    cell(side, total).set_font_color(LINK).set_underline(FormatUnderline::Single)
}
