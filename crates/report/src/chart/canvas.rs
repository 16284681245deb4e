//! The sheet that charts are drawn on: SVG elements with numbers to one decimal and all text escaped.

use super::palette;
use crate::html::escape;
use crate::model::slug;

/// The size of text.
pub(super) const TEXT_SIZE: f64 = 14.0;
/// About how wide a letter is.
const LETTER: f64 = 7.2;

/// About how wide `text` is.
pub(super) fn width(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}

/// Where text is held.
#[derive(Clone, Copy)]
pub(super) enum Hold {
    Start,
    Middle,
    End,
}

/// How far down lines over time are drawn, and how far where there is little room.
const BOTTOM: f64 = 300.0;
const LOW: f64 = 190.0;

pub(super) struct Canvas {
    anchor: String,
    /// How far down the axis of lines over time lies.
    pub bottom: f64,
    /// How wide it is, in units that are pixels at full size.
    pub width: f64,
    body: String,
    /// How far down anything was drawn.
    pub height: f64,
}

impl Canvas {
    pub fn new(anchor: &str, width: f64) -> Canvas {
        Canvas { anchor: slug(anchor), bottom: BOTTOM, width, body: String::new(), height: 0.0 }
    }

    /// The same for lines over time in little room.
    pub fn low(anchor: &str, width: f64) -> Canvas {
        Canvas { bottom: LOW, ..Canvas::new(anchor, width) }
    }

    /// An id that is unique in the document.
    pub fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.anchor)
    }

    /// An element as it is written; the caller escapes what needs it.
    pub fn raw(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    pub fn text(&mut self, x: f64, y: f64, hold: Hold, colour: &str, text: &str) {
        let hold = match hold {
            Hold::Start => "start",
            Hold::Middle => "middle",
            Hold::End => "end",
        };
        self.raw(&format!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{hold}" fill="{colour}">{}</text>"#,
            escape(text)
        ));
    }

    /// A line from one point to another; `dash` as in SVG, empty for none.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, width: f64, dash: &str) {
        self.raw(&format!(
            r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="{colour}" stroke-width="{width}"{}/>"#,
            from.0,
            from.1,
            to.0,
            to.1,
            dashes(dash)
        ));
    }

    /// A line through all points.
    pub fn path(&mut self, points: &[(f64, f64)], colour: &str, width: f64, dash: &str) {
        if points.len() < 2 {
            return;
        }
        self.raw(&format!(
            r#"<path d="{}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{}/>"#,
            way(points),
            dashes(dash)
        ));
    }

    /// A filled shape.
    pub fn shape(&mut self, points: &[(f64, f64)], fill: &str, edge: &str) {
        if points.len() < 3 {
            return;
        }
        let edge = if edge.is_empty() { String::new() } else { format!(r#" stroke="{edge}" stroke-width="1.5""#) };
        self.raw(&format!(r#"<path d="{}Z" fill="{fill}"{edge}/>"#, way(points)));
    }

    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        self.raw(&format!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{:.1}" height="{height:.1}" fill="{fill}"/>"#,
            width.max(0.0)
        ));
    }

    pub fn circle(&mut self, at: (f64, f64), radius: f64, fill: &str, edge: &str) {
        self.raw(&format!(
            r#"<circle cx="{:.1}" cy="{:.1}" r="{radius}" fill="{fill}" stroke="{edge}" stroke-width="2"/>"#,
            at.0, at.1
        ));
    }

    /// The whole element.
    pub fn finish(self, title: &str, description: &str) -> String {
        let (title_id, description_id) = (self.id("title"), self.id("description"));
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0}" width="{width}" "#,
                r#"height="{height:.0}" role="img" aria-labelledby="{title_id} {description_id}" "#,
                r#"font-family="Arial, Helvetica, 'Liberation Sans', sans-serif" font-size="{size}">"#,
                "\n<title id=\"{title_id}\">{title}</title>\n",
                "<desc id=\"{description_id}\">{description}</desc>\n",
                "<rect width=\"{width}\" height=\"{height:.0}\" fill=\"{ground}\"/>\n{body}</svg>"
            ),
            width = self.width,
            height = self.height,
            size = TEXT_SIZE,
            title_id = escape(&title_id),
            description_id = escape(&description_id),
            title = escape(title),
            description = escape(description),
            ground = palette::GROUND,
            body = self.body,
        )
    }
}

fn dashes(dash: &str) -> String {
    if dash.is_empty() { String::new() } else { format!(r#" stroke-dasharray="{dash}""#) }
}

fn way(points: &[(f64, f64)]) -> String {
    points.iter().enumerate().map(|(i, (x, y))| format!("{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" })).collect()
}

/// `text` in lines of at most `most` wide, broken between words; no more than `lines`, the last cut short.
pub(super) fn wrap(text: &str, most: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(line) if width(line) + width(word) + LETTER <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    if out.len() > lines {
        out.truncate(lines);
        if let Some(last) = out.last_mut() {
            last.push('…');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_between_words() {
        assert_eq!(wrap("Child in need plan", 80.0, 3), ["Child in", "need plan"]);
        assert_eq!(wrap("a b c d e f", 22.0, 2), ["a b", "c d…"]);
    }
}
