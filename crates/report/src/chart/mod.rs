//! Charts: what they show, and how they are drawn as SVG.
//!
//! A chart is a picture of numbers that stand beside it in a table. Nothing is told by colour alone: lines differ
//! in dashes and markers, shares in patterns, flagged points in shape. Values here are for drawing only.

mod bars;
mod canvas;
mod line;
pub mod palette;
mod scale;
mod stacked;

use crate::model::Figure;

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Lines over time.
    Lines(Lines),
    /// A bar for each thing.
    Bars(Bars),
    /// Bars that are divided into shares of 100%.
    Stacked(Stacked),
}

/// Lines over time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lines {
    /// The points in time, short: `Jul 23`.
    pub labels: Vec<String>,
    /// The lines, at most six.
    pub lines: Vec<Line>,
    /// Control limits of the only line.
    pub limits: Option<Limits>,
    /// What the vertical axis says.
    pub axis: String,
    /// Whether values carry a percent sign and never pass 100.
    pub percent: bool,
    /// Whether the vertical axis must start at 0.
    pub from_zero: bool,
    /// What happened at a point in time: the index of its label, and words. Numbered in the picture, told beneath it.
    pub annotations: Vec<(usize, String)>,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// What it is called in the key.
    pub name: String,
    /// Its values, as many as there are labels; `None` breaks the line.
    pub values: Vec<Option<f64>>,
    /// Points that stand out: index and mark.
    pub marks: Vec<(usize, Mark)>,
}

/// A point that stands out, by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// More than chance, upwards: a triangle that points up.
    High(Sense),
    /// More than chance, downwards: a triangle that points down.
    Low(Sense),
    /// Not complete (provisional, partial): a hollow circle.
    Hollow,
}

/// Whether what stands out is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sense {
    /// Good.
    Good,
    /// Bad.
    Bad,
    /// Neither.
    Neither,
}

/// Control limits, one of each for every label.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// The mean.
    pub centre: Vec<Option<f64>>,
    /// The lower limit.
    pub lower: Vec<Option<f64>>,
    /// The upper limit.
    pub upper: Vec<Option<f64>>,
}

/// A bar for each thing, from 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bars {
    /// The things: label, value, and the value as it is shown.
    pub bars: Vec<(String, f64, String)>,
}

/// Bars divided into shares of 100%.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stacked {
    /// What the shares are of, at most eight.
    pub categories: Vec<String>,
    /// The bars: label, and a value for each category, none negative.
    pub bars: Vec<(String, Vec<f64>)>,
}

/// The width of a chart that has a page's width to itself, in units that are pixels at full size.
pub const WIDTH: f64 = 720.0;

/// The chart of `figure` as an SVG element, with its title and description inside. Ids begin with the figure's
/// anchor. It is complete in itself: no style sheet, no reference outside.
pub fn svg(figure: &Figure) -> String {
    svg_of_width(figure, WIDTH)
}

/// The same, drawn for less room: `width` units wide, text as large as ever. At least 360 units.
pub fn svg_of_width(figure: &Figure, width: f64) -> String {
    svg_on(canvas::Canvas::new(&figure.anchor, width.max(360.0)), figure)
}

/// The width of a chart that stands beside another on paper, in units that are pixels at full size.
pub const COMPACT: f64 = 420.0;

/// The same, drawn to stand beside another on paper: [`COMPACT`] units wide, lines over time in less height, text as
/// large as ever.
pub fn svg_compact(figure: &Figure) -> String {
    svg_on(canvas::Canvas::low(&figure.anchor, COMPACT), figure)
}

fn svg_on(mut canvas: canvas::Canvas, figure: &Figure) -> String {
    match &figure.chart {
        Chart::Lines(lines) => line::draw(lines, &mut canvas),
        Chart::Bars(bars) => bars::draw(bars, &mut canvas),
        Chart::Stacked(stacked) => stacked::draw(stacked, &mut canvas),
    }
    canvas.finish(&figure.title, &figure.description)
}
