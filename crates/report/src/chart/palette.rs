//! The colours, chosen for contrast on white: text at least 4.5:1, graphics at least 3:1 (WCAG 2.2, 1.4.3 and
//! 1.4.11). The categories follow the Government Analysis Function's palette, darkened where it fell short.

/// Text.
pub const TEXT: &str = "#0b0c0c";
/// Text of less weight.
pub const QUIET: &str = "#484d51";
/// Links, lines, bars.
pub const BLUE: &str = "#1d70b8";
/// What is good.
pub const GOOD: &str = "#00703c";
/// What is bad.
pub const BAD: &str = "#b3261e";
/// What is remarkable, neither good nor bad.
pub const STRONG: &str = "#54319f";
/// Means and limits.
pub const LIMIT: &str = "#5c6166";
/// Rules between rows, grid lines: decoration, nothing depends on them.
pub const GRID: &str = "#d5d8da";
/// The area between the limits: decoration.
pub const BAND: &str = "#eef3f8";
/// The ground.
pub const GROUND: &str = "#ffffff";

/// Categories, in order.
pub const CATEGORIES: [&str; 8] =
    ["#12436d", "#1f857d", "#801650", "#c9510c", "#3d3d3d", "#7d5fb2", "#1d70b8", "#6b6f1d"];

/// The contrast of two colours written `#rrggbb`, from 1 to 21 (WCAG 2.2, “contrast ratio”); `None` when one is
/// not such a colour.
pub fn contrast(a: &str, b: &str) -> Option<f64> {
    let (a, b) = (luminance(a)?, luminance(b)?);
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |i: usize| -> Option<f64> {
        let value = f64::from(u8::from_str_radix(digits.get(i..i + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast("#000000", "#ffffff").unwrap() - 21.0).abs() < 1e-9);
        // The grey that the standard's techniques name as just enough.
        assert!((contrast("#767676", "#ffffff").unwrap() - 4.54).abs() < 0.01);
        assert_eq!(contrast("red", "#ffffff"), None);
    }

    #[test]
    fn text_and_graphics_can_be_seen() {
        for text in [TEXT, QUIET, BLUE, GOOD, BAD, STRONG, LIMIT] {
            assert!(contrast(text, GROUND).unwrap() >= 4.5, "{text}");
        }
        for text in [TEXT, QUIET] {
            assert!(contrast(text, BAND).unwrap() >= 4.5, "{text} on the band");
        }
        for graphic in CATEGORIES {
            assert!(contrast(graphic, GROUND).unwrap() >= 3.0, "{graphic}");
        }
        for graphic in [BLUE, LIMIT, GOOD, BAD, STRONG] {
            assert!(contrast(graphic, BAND).unwrap() >= 3.0, "{graphic} on the band");
        }
    }
}
