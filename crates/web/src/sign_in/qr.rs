//! A text as a QR code, for the camera of an authenticator app.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// How many light modules the standard wants around a code.
const QUIET: i32 = 4;
/// How wide a module is drawn, in CSS pixels.
const MODULE: i32 = 5;

/// The QR code of a text as an SVG picture, dark on light whatever the page’s colours are; `None` for a text that is too
/// long for one. The text is in the picture, so the picture is as secret as the text.
pub fn svg(text: &str, label: &'static str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let across = code.size() + 2 * QUIET;
    let mut dark = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing to a text can’t fail.
            let _ = write!(dark, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let wide = across * MODULE;
    Some(format!(
        "<svg class=\"app-qr\" role=\"img\" aria-label=\"{label}\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" \
         height=\"{wide}\" viewBox=\"0 0 {across} {across}\" shape-rendering=\"crispEdges\"><rect width=\"{across}\" \
         height=\"{across}\" fill=\"#fff\"/><path d=\"{dark}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules of a picture, from its path.
    fn dark(svg: &str) -> Vec<(i32, i32)> {
        let path = svg.split_once("<path d=\"").unwrap().1.split_once('"').unwrap().0;
        let places = path.split('M').filter(|part| !part.is_empty()).map(|part| part.split_once('h').unwrap().0);
        let mut places: Vec<(i32, i32)> = places
            .map(|place| place.split_once(',').unwrap())
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn a_code_is_drawn_whole_with_its_quiet_zone() {
        let text = "otpauth://totp/Derwent:someone?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Derwent";
        let svg = svg(text, "A code").unwrap();
        let dark = dark(&svg);
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let mut expected = Vec::new();
        for x in 0..code.size() {
            for y in 0..code.size() {
                expected.extend(code.get_module(x, y).then_some((x + QUIET, y + QUIET)));
            }
        }
        assert_eq!(dark, expected);
        // The three finder patterns: seven dark modules along the top of each, in the corners but for the lower right.
        let last = code.size() + QUIET - 7;
        for (x, y) in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!((0..7).all(|i| dark.contains(&(x + i, y))), "no finder pattern at {x}, {y}");
            assert!((1..6).all(|i| !dark.contains(&(x + i, y + 1))), "no finder pattern at {x}, {y}");
        }
        assert!(svg.contains("aria-label=\"A code\"") && !svg.contains("style="), "{svg}");
    }

    #[test]
    fn too_long_a_text_has_none() {
        assert_eq!(svg(&"x".repeat(3_000), ""), None);
    }
}
