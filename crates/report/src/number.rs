//! Exact numbers until they are displayed.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How many parts a whole has.
const PARTS: i128 = 1_000_000;

/// A number with six decimals, exact until it is displayed: counts, percentages, rates, full-time equivalents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Number(i64);

impl Number {
    /// Nothing.
    pub const ZERO: Number = Number(0);

    /// A whole number; beyond nine million million it stays there.
    pub fn whole(n: i64) -> Number {
        Number(n.saturating_mul(PARTS as i64))
    }

    /// A number of millionths, the six decimals of a measured value.
    pub fn millionths(n: i64) -> Number {
        Number(n)
    }

    /// A number of ten-thousandths, the four decimals of an amount.
    pub fn ten_thousandths(n: i64) -> Number {
        Number(n.saturating_mul(100))
    }

    /// The nearest to `value`; `None` when it is not finite or too large.
    pub fn from_f64(value: f64) -> Option<Number> {
        let scaled = (value * PARTS as f64).round();
        (scaled.abs() < i64::MAX as f64).then_some(Number(scaled as i64))
    }

    /// `times` × `part` ÷ `whole`, rounded half up to six decimals; `None` when `whole` is 0. With `times` 100 it
    /// is a percentage.
    pub fn ratio(part: Number, whole: Number, times: i64) -> Option<Number> {
        if whole.0 == 0 {
            return None;
        }
        let numerator = i128::from(part.0) * i128::from(times) * PARTS;
        i64::try_from(divide_half_up(numerator, i128::from(whole.0))).ok().map(Number)
    }

    /// As a floating-point number, for drawing.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / PARTS as f64
    }

    /// Rounded half up (away from 0) to `decimals`, at most six.
    pub fn rounded(self, decimals: u8) -> Number {
        let unit = 10_i64.pow(6 - u32::from(decimals.min(6)));
        let whole = divide_half_up(i128::from(self.0), i128::from(unit)) * i128::from(unit);
        Number(i64::try_from(whole).unwrap_or(self.0))
    }

    /// The number with `decimals`, rounded half up, with commas between thousands: `2,774`, `−3.5`.
    pub fn text(self, decimals: u8) -> String {
        let decimals = decimals.min(6);
        let rounded = self.rounded(decimals);
        let magnitude = rounded.0.unsigned_abs();
        let whole = commas(magnitude / PARTS as u64);
        let sign = if rounded.0 < 0 { "−" } else { "" };
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{:06}", magnitude % PARTS as u64);
        format!("{sign}{whole}.{}", &fraction[..usize::from(decimals)])
    }

    /// The number with as many decimals as it needs, at most two: `3`, `3.5`, `92.63`.
    pub fn plain(self) -> String {
        let rounded = self.rounded(2);
        let decimals = (0..2).find(|decimals| rounded.rounded(*decimals) == rounded).unwrap_or(2);
        rounded.text(decimals)
    }

    /// The whole number that it is, if it is one and not negative.
    pub fn count(self) -> Option<u64> {
        (i128::from(self.0) % PARTS == 0).then(|| u64::try_from(self.0 / PARTS as i64).ok()).flatten()
    }

    /// `self` − `other`.
    pub fn minus(self, other: Number) -> Number {
        Number(self.0.saturating_sub(other.0))
    }

    /// `self` + `other`.
    pub fn plus(self, other: Number) -> Number {
        Number(self.0.saturating_add(other.0))
    }

    /// Without its sign.
    pub fn magnitude(self) -> Number {
        Number(self.0.saturating_abs())
    }
}

/// With up to two decimals.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

/// `a` ÷ `b` to the nearest whole, halves away from 0.
fn divide_half_up(a: i128, b: i128) -> i128 {
    let (sign, a, b) = (if (a < 0) == (b < 0) { 1 } else { -1 }, a.abs(), b.abs());
    sign * ((2 * a + b) / (2 * b))
}

fn commas(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounding_is_half_up_and_only_at_display() {
        assert_eq!(Number::millionths(86_650_000).text(1), "86.7");
        assert_eq!(Number::millionths(86_649_999).text(1), "86.6");
        assert_eq!(Number::millionths(-500_000).text(0), "−1");
        assert_eq!(Number::millionths(-400_000).text(0), "0");
        assert_eq!(Number::whole(1_234_567).text(0), "1,234,567");
        assert_eq!(Number::whole(999).text(1), "999.0");
        assert_eq!(Number::ten_thousandths(35_000).plain(), "3.5");
        assert_eq!(Number::whole(4).plain(), "4");
    }

    #[test]
    fn ratios() {
        let ratio = |n, d| Number::ratio(Number::whole(n), Number::whole(d), 100);
        assert_eq!(ratio(2, 3), Some(Number::millionths(66_666_667)));
        assert_eq!(ratio(1, 0), None);
        assert_eq!(ratio(0, 4).unwrap().text(1), "0.0");
        assert_eq!(Number::whole(5).count(), Some(5));
        assert_eq!(Number::millionths(5_500_000).count(), None);
    }

    proptest! {
        #[test]
        fn commas_change_no_digit(n in any::<i64>()) {
            let text = Number::millionths(n).text(6).replace(',', "").replace('−', "-");
            let whole: i128 = text.replace('.', "").parse().unwrap();
            prop_assert_eq!(whole, i128::from(n));
        }
    }
}
