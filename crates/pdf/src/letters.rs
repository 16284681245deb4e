//! Letters: which of them the fonts have, how wide they are, and how a text is written down so that none of it can
//! be taken for markup.

use crate::world::{BOLD, REGULAR, font};
use std::fmt::Write;
use std::sync::LazyLock;
use typst::layout::Abs;
use typst::text::{FontInstance, FontVariant, FontVariations};

/// The longest word that is never broken, in letters.
const LONGEST: usize = 24;

/// `text` in letters that the fonts have. Spaces of all kinds that a line may end at become plain ones; marks that
/// show nothing are left out; what looks alike stands for what is missing, and else the letter's number: `[U+1F600]`.
/// A PDF for assistive technology may hold no letter that its font can't show.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
            // Marks that turn the direction of text or join letters, byte order marks, variations of emoji.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            '\u{fe00}'..='\u{fe0f}' => {}
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '✓' | '✔' => out.push('√'),
            '✗' | '✘' => out.push('×'),
            c if c.is_control() || matches!(c, '\u{fff0}'..='\u{ffff}') => {}
            c if has(c) => out.push(c),
            c => {
                let _ = write!(out, "[U+{:04X}]", u32::from(c));
            }
        }
    }
    out
}

fn has(c: char) -> bool {
    let own_use = matches!(c, '\u{e000}'..='\u{f8ff}') || u32::from(c) >= 0xf0000;
    c.is_ascii() || (!own_use && [REGULAR, BOLD].iter().all(|face| font(*face).info().coverage.contains(c.into())))
}

/// `text` as a string of the typesetter's language.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in printable(text).chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// The same, with places at which a line may end inside words that are longer than any: addresses, hashes.
pub(crate) fn breakable(text: &str) -> String {
    if text.split_whitespace().all(|word| word.chars().count() <= LONGEST) {
        return literal(text);
    }
    let mut parts = vec![String::new()];
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            parts.last_mut().expect("never empty").push(' ');
        }
        for (n, piece) in pieces(word).into_iter().enumerate() {
            if n > 0 {
                parts.push(String::new());
            }
            parts.last_mut().expect("never empty").push_str(&piece);
        }
    }
    let parts: Vec<String> = parts.iter().map(|part| literal(part)).collect();
    format!("({}).join(gap)", parts.join(", "))
}

/// A word in pieces between which a line may end: one, unless it is longer than any word.
pub(crate) fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() <= LONGEST {
        return vec![word.to_owned()];
    }
    letters.chunks(LONGEST / 2).map(|piece| piece.iter().collect()).collect()
}

/// How wide `text` is in points at a size of one point.
pub(crate) fn width(text: &str, bold: bool) -> f64 {
    static FACES: LazyLock<[FontInstance; 2]> = LazyLock::new(|| {
        [REGULAR, BOLD].map(|face| {
            let font = font(face).clone();
            let variant: FontVariant = font.info().variant;
            font.instantiate(variant, Abs::pt(10.0), &FontVariations::default())
        })
    });
    let face = FACES[usize::from(bold)].ttf();
    let units: u32 = printable(text)
        .chars()
        .map(|c| face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)).map_or(600, u32::from))
        .sum();
    f64::from(units) / f64::from(face.units_per_em())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use typst::syntax::{ast, parse_code};

    /// What the typesetter reads in `source`, if that is one string and nothing else.
    fn read(source: &str) -> Option<String> {
        let code = parse_code(source);
        let mut children = code.children();
        let only = children.next()?.cast::<ast::Str>()?;
        children.next().is_none().then(|| only.get().to_string())
    }

    #[test]
    fn what_looks_like_markup_is_text() {
        for text in [
            "",
            "\"",
            "\\",
            "\\\"",
            "\" + panic(\"x\") + \"",
            "#x",
            "$x$",
            "*x*",
            "`x`",
            "@x",
            "<x>",
            "\\u{41}",
            "//x",
            "/*",
        ] {
            assert_eq!(read(&literal(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn letters_are_those_of_the_fonts() {
        assert_eq!(printable("Zoë’s “plan” – £5 ≥ ŵ\ta\r\n\u{0}b"), "Zoë’s “plan” – £5 ≥ ŵ a  b");
        assert_eq!(printable("✓ 中 \u{1f600}\u{fe0f} \u{202e}x"), "√ [U+4E2D] [U+1F600] x");
    }

    #[test]
    fn long_words_have_places_to_break() {
        assert_eq!(breakable("a short text"), "\"a short text\"");
        let long = format!("see {} now", "abcdef".repeat(6));
        assert_eq!(breakable(&long), "(\"see abcdefabcdef\", \"abcdefabcdef\", \"abcdefabcdef now\").join(gap)");
    }

    #[test]
    fn widths_are_those_of_the_font() {
        // A digit of Noto Sans is 1,171 of 2,048 parts of its size.
        assert!((width("0000", false) - 4.0 * 1171.0 / 2048.0).abs() < 1e-9);
        assert!(width("Month", true) > width("Month", false));
    }

    proptest! {
        #[test]
        fn any_text_is_one_string(text in any::<String>()) {
            prop_assert_eq!(read(&literal(&text)), Some(printable(&text)));
        }

        #[test]
        fn what_is_printed_is_in_the_fonts(text in any::<String>()) {
            let printed = printable(&text);
            prop_assert!(printed.chars().all(has), "{}", printed);
            prop_assert_eq!(printable(&printed), printed);
        }
    }
}
