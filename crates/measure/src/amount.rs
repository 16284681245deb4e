//! Exact quantities. Amounts are whole numbers of ten-thousandths (a count of 3 is 30,000; 0.5 FTE is 5,000), and
//! values are whole numbers of millionths; nothing is a floating-point number until it is shown.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A count, or an FTE or number of days with four decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(pub i64);

/// How many of the units of [`Amount`] make one.
pub const ONE: i64 = 10_000;

impl Amount {
    /// A whole number.
    pub fn whole(n: i64) -> Amount {
        Amount(n * ONE)
    }

    /// As a floating-point number, for drawing and for statistics.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

impl Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0 - other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        self.0 += other.0;
    }
}

/// Without trailing zeros: `3`, `0.5`, `-12.75`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&trimmed(i128::from(self.0), 4))
    }
}

/// A value in millionths: a percentage, a rate, a mean or a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub i128);

impl Value {
    /// `numerator / denominator * per`, rounded half up to millionths; `None` for a denominator of 0.
    pub fn ratio(numerator: i128, denominator: i128, per: i128) -> Option<Value> {
        if denominator == 0 {
            return None;
        }
        let (mut top, mut bottom) = (numerator * per * 1_000_000, denominator);
        if bottom < 0 {
            (top, bottom) = (-top, -bottom);
        }
        Some(Value((2 * top + bottom).div_euclid(2 * bottom)))
    }

    /// As a floating-point number, for drawing and for statistics.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Rounded half up to `decimals` places (0 to 6), for display.
    pub fn rounded(self, decimals: u32) -> String {
        let step = 10_i128.pow(6 - decimals.min(6));
        let units = (2 * self.0 + step).div_euclid(2 * step);
        fixed(units, decimals.min(6))
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Value {
        Value(i128::from(amount.0) * 100)
    }
}

/// With six decimals: `85.714286`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixed(self.0, 6))
    }
}

/// `units` of 10^-`decimals`, written with that many decimals.
fn fixed(units: i128, decimals: u32) -> String {
    let one = 10_u128.pow(decimals);
    let sign = if units < 0 { "-" } else { "" };
    let (whole, part) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
    if decimals == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:0width$}", width = decimals as usize)
    }
}

/// [`fixed`] without trailing zeros.
fn trimmed(units: i128, decimals: u32) -> String {
    let text = fixed(units, decimals);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_exact_to_millionths() {
        assert_eq!(Value::ratio(6, 7, 100).unwrap().to_string(), "85.714286");
        assert_eq!(Value::ratio(1, 3, 100).unwrap().rounded(1), "33.3");
        assert_eq!(Value::ratio(1, 8, 100).unwrap().rounded(0), "13");
        assert_eq!(Value::ratio(-1, 8, 100).unwrap().to_string(), "-12.500000");
        assert_eq!(Value::ratio(1, 0, 100), None);
        assert_eq!(Value::ratio(865, 1000, 100).unwrap().rounded(1), "86.5");
    }

    #[test]
    fn amounts_are_shown_without_idle_zeros() {
        assert_eq!(Amount::whole(600).to_string(), "600");
        assert_eq!(Amount(15_000).to_string(), "1.5");
        assert_eq!(Amount(-2_500).to_string(), "-0.25");
        assert_eq!(Amount(0).to_string(), "0");
    }
}
