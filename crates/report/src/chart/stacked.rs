//! Bars divided into shares of 100%, told apart by pattern and number as well as colour.

use super::canvas::{Canvas, Hold, width};
use super::{Stacked, palette};
use crate::html::escape;

const BAR: f64 = 46.0;

/// A pattern that is laid over a colour, in white on a tile of 8 by 8; the first has none.
const PATTERNS: [&str; 8] = [
    "",
    r#"<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="COLOUR" stroke-width="1.6"/>"#,
    r#"<circle cx="4" cy="4" r="1.5" fill="COLOUR"/>"#,
    r#"<path d="M2 0V8" stroke="COLOUR" stroke-width="1.6"/>"#,
    r#"<path d="M0 2H8" stroke="COLOUR" stroke-width="1.6"/>"#,
    r#"<path d="M6 -2L10 2M0 0L8 8M-2 6L2 10" stroke="COLOUR" stroke-width="1.6"/>"#,
    r#"<path d="M0 4H8M4 0V8" stroke="COLOUR" stroke-width="0.9"/>"#,
    r#"<path d="M0 0L8 8M8 0L0 8" stroke="COLOUR" stroke-width="0.8"/>"#,
];

pub(super) fn draw(chart: &Stacked, canvas: &mut Canvas) {
    let fills: Vec<String> = (0..chart.categories.len()).map(|n| fill(n, canvas)).collect();
    let mut y = 20.0;
    for (label, values) in &chart.bars {
        canvas.text(0.0, y, Hold::Start, palette::TEXT, label);
        y += 8.0;
        let total: f64 = values.iter().sum();
        let mut x = 0.0;
        for (n, value) in values.iter().enumerate().filter(|(_, value)| total > 0.0 && **value > 0.0) {
            let wide = value / total * canvas.width;
            // The gap to the next share; a sliver keeps at least a hair's breadth.
            canvas.rectangle(x, y, (wide - 2.0).max(1.0), BAR, &fills[n % fills.len().max(1)]);
            let number = (n + 1).to_string();
            let box_width = width(&number) + 10.0;
            if wide - 2.0 >= box_width + 4.0 {
                let middle = x + (wide - 2.0) / 2.0;
                canvas.rectangle(middle - box_width / 2.0, y + BAR / 2.0 - 11.0, box_width, 22.0, palette::GROUND);
                canvas.text(middle, y + BAR / 2.0 + 5.0, Hold::Middle, palette::TEXT, &number);
            }
            x += wide;
        }
        y += BAR + 28.0;
    }
    key(chart, &fills, y, canvas);
}

/// The numbered key, in two columns.
fn key(chart: &Stacked, fills: &[String], top: f64, canvas: &mut Canvas) {
    let rows = chart.categories.len().div_ceil(2);
    for (n, category) in chart.categories.iter().enumerate() {
        let (column, row) = (n / rows.max(1), n % rows.max(1));
        let (x, y) = (column as f64 * canvas.width / 2.0, top + row as f64 * 28.0);
        canvas.rectangle(x, y - 14.0, 28.0, 20.0, &fills[n]);
        canvas.text(x + 38.0, y + 1.0, Hold::Start, palette::TEXT, &format!("{}  {category}", n + 1));
    }
    canvas.height = top + rows as f64 * 28.0;
}

/// Declares the pattern of category `n` and gives what to fill with.
fn fill(n: usize, canvas: &mut Canvas) -> String {
    let colour = palette::CATEGORIES[n % palette::CATEGORIES.len()];
    let overlay = PATTERNS[n % PATTERNS.len()];
    if overlay.is_empty() {
        return colour.to_owned();
    }
    let id = canvas.id(&format!("pattern-{}", n + 1));
    canvas.raw(&format!(
        concat!(
            r#"<defs><pattern id="{id}" width="8" height="8" patternUnits="userSpaceOnUse">"#,
            r#"<rect width="8" height="8" fill="{colour}"/>{overlay}</pattern></defs>"#
        ),
        id = escape(&id),
        colour = colour,
        overlay = overlay.replace("COLOUR", palette::GROUND),
    ));
    format!("url(#{id})")
}
