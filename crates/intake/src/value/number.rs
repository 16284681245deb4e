//! Numbers, in the ways that extracts write them: `1,234`, `£1,234.50`, `(250.00)`, `85%`, `1.0`.

/// Four decimal places, as [`standard::table::ColumnType::Decimal`] keeps them.
const SCALE: i128 = 10_000;
/// Eighteen digits, as [`standard::table::ColumnType::Decimal`] keeps them.
const LARGEST: i128 = 10i128.pow(18) - 1;

/// The parts of a plain decimal number.
struct Parts {
    negative: bool,
    /// All digits before the point, without commas.
    whole: i128,
    /// The first five digits after the point, as a number of hundred-thousandths.
    fraction: i128,
    /// Whether anything but zeros stands after the point.
    fractional: bool,
    percent: bool,
}

fn parts(text: &str) -> Option<Parts> {
    let mut body = text;
    let mut negative = false;
    if let Some(inner) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, body) = (true, inner.trim());
    }
    if let Some(rest) = body.strip_prefix(['-', '\u{2212}']) {
        (negative, body) = (!negative, rest.trim_start());
    }
    let body = body.strip_prefix('+').unwrap_or(body);
    let body = body.strip_prefix('£').unwrap_or(body).trim();
    let (body, percent) = match body.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (body, false),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    if whole.is_empty() && fraction.is_empty() || !is_grouped(whole) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut sum = 0i128;
    for b in whole.bytes().filter(u8::is_ascii_digit) {
        sum = sum.checked_mul(10)?.checked_add(i128::from(b - b'0'))?;
        if sum > LARGEST {
            return None;
        }
    }
    let mut parts = Parts { negative, whole: sum, fraction: 0, fractional: false, percent };
    for (i, b) in fraction.bytes().enumerate() {
        parts.fractional |= b != b'0';
        if i < 5 {
            parts.fraction += i128::from(b - b'0') * 10i128.pow(4 - i as u32);
        }
    }
    Some(parts)
}

/// Whether commas, if any, stand at the thousands.
fn is_grouped(whole: &str) -> bool {
    if !whole.contains(',') {
        return whole.bytes().all(|b| b.is_ascii_digit());
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_digit())
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
}

/// A whole number from trimmed text; `12.0` is 12, `12.5` and `12%` are none.
pub(crate) fn integer(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let parts = parts(text)?;
    if parts.fractional || parts.percent {
        return None;
    }
    i64::try_from(if parts.negative { -parts.whole } else { parts.whole }).ok()
}

/// A whole number from a number that is one.
pub(crate) fn integer_from(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// A decimal in ten-thousandths, rounded half away from zero; `80%` is 0.8.
pub(crate) fn decimal(text: &str) -> Option<i128> {
    let Some(parts) = parts(text) else {
        // `1.0E+2`
        return text.contains(['e', 'E']).then(|| text.parse().ok().and_then(decimal_from))?;
    };
    let hundred_thousandths = parts.whole * SCALE * 10 + parts.fraction;
    let divisor = if parts.percent { 1_000 } else { 10 };
    let rounded = (hundred_thousandths + divisor / 2) / divisor;
    (rounded <= LARGEST).then_some(if parts.negative { -rounded } else { rounded })
}

/// A decimal in ten-thousandths from a number.
pub(crate) fn decimal_from(number: f64) -> Option<i128> {
    let scaled = (number * SCALE as f64).round();
    (scaled.is_finite() && scaled.abs() < 1e17).then_some(scaled as i128)
}

/// A floating-point number as published; `85%` is 85.
pub(crate) fn float(text: &str) -> Option<f64> {
    // `inf` and `nan` would be read as numbers by the library.
    if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E')) {
        return text.parse().ok().filter(|number: &f64| number.is_finite());
    }
    let parts = parts(text)?;
    let unsigned = text.trim_matches(|c: char| !c.is_ascii_digit() && c != '.').replace(',', "").parse::<f64>().ok()?;
    Some(if parts.negative { -unsigned } else { unsigned })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_in_every_form() {
        for (text, number) in [("12", 12), ("1,234", 1234), ("12.0", 12), ("-3", -3), ("(1,234)", -1234), ("£2", 2)] {
            assert_eq!(integer(text), Some(number), "{text}");
        }
        for text in ["", "1,23", "12.5", "8 months", "<1", "12%", "1e3x", "٣", "99999999999999999999"] {
            assert_eq!(integer(text), None, "{text}");
        }
        for (text, number) in [
            ("0.6", 6_000),
            ("1", 10_000),
            ("£1,234.50", 12_345_000),
            ("(250.00)", -2_500_000),
            ("80%", 8_000),
            ("0.00005", 1),
            ("0.00004", 0),
            (".5", 5_000),
            ("1.0E+2", 1_000_000),
            ("-0.25", -2_500),
        ] {
            assert_eq!(decimal(text), Some(number), "{text}");
        }
        assert_eq!(float("85.5%"), Some(85.5));
        assert_eq!(float("1,234.5"), Some(1234.5));
        assert_eq!(float("-1,234.5"), Some(-1234.5));
        for text in ["inf", "nan", "c", "", "-", "1e999"] {
            assert_eq!(float(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn integers_are_read_back(number in -999_999_999_999i64..999_999_999_999) {
            prop_assert_eq!(integer(&number.to_string()), Some(number));
            prop_assert_eq!(decimal(&number.to_string()), Some(i128::from(number) * SCALE));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}", numeric in "[0-9,.%()£eE+-]{0,40}") {
            for text in [text, numeric] {
                integer(&text);
                decimal(&text);
                float(&text);
            }
        }
    }
}
