//! The Wilson score interval for a counted proportion.

/// 0.975 quantile of the standard normal distribution: two-sided 95%.
const Z: f64 = 1.959_963_984_540_054;

/// A 95% interval, in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, 0 to 100.
    pub lower: f64,
    /// The upper end, 0 to 100.
    pub upper: f64,
}

/// The 95% Wilson score interval, without continuity correction, of `numerator` of `denominator`, in percent.
/// The lower end is exactly 0 when nothing was met and the upper exactly 100 when everything was. `None` when
/// the denominator is 0 or the numerator greater than it.
///
/// Wilson, E. B. (1927), J. Am. Stat. Assoc. 22, 209–212; method 3 of Newcombe, R. G. (1998), Statistics in
/// Medicine 17, 857–872, who shows that it holds its level for small counts and near 0 and 100%.
pub fn wilson(numerator: u64, denominator: u64) -> Option<Interval> {
    if denominator == 0 || numerator > denominator {
        return None;
    }
    let n = denominator as f64;
    let p = numerator as f64 / n;
    let z2 = Z * Z;
    let middle = p + z2 / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 100.0 / (1.0 + z2 / n);
    // At 0 and n the ends are known without arithmetic; rounding must not move them.
    let lower = if numerator == 0 { 0.0 } else { ((middle - half) * scale).max(0.0) };
    let upper = if numerator == denominator { 100.0 } else { ((middle + half) * scale).min(100.0) };
    Some(Interval { lower, upper })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The four examples of Newcombe (1998), table I, method 3.
    #[test]
    fn published_examples() {
        for (numerator, denominator, lower, upper) in
            [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)]
        {
            let interval = wilson(numerator, denominator).unwrap();
            assert!((interval.lower - lower).abs() < 0.005, "{numerator}/{denominator}: {interval:?}");
            assert!((interval.upper - upper).abs() < 0.005, "{numerator}/{denominator}: {interval:?}");
        }
    }

    #[test]
    fn the_ends_are_exact() {
        assert_eq!(wilson(0, 7).unwrap().lower, 0.0);
        assert_eq!(wilson(7, 7).unwrap().upper, 100.0);
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 2), None);
    }

    proptest! {
        #[test]
        fn holds_the_proportion_and_is_symmetric(n in 1u64..5000, part in 0.0f64..=1.0) {
            let x = (n as f64 * part) as u64;
            let here = wilson(x, n).unwrap();
            let there = wilson(n - x, n).unwrap();
            let percent = 100.0 * x as f64 / n as f64;
            prop_assert!(0.0 <= here.lower && here.lower <= percent && percent <= here.upper && here.upper <= 100.0);
            prop_assert!((here.lower - (100.0 - there.upper)).abs() < 1e-9);
        }

        #[test]
        fn narrows_as_the_count_grows(x in 0u64..50, more in 1u64..50) {
            let few = wilson(x, 50).unwrap();
            let many = wilson(x * (more + 1), 50 * (more + 1)).unwrap();
            prop_assert!(many.upper - many.lower < few.upper - few.lower);
        }
    }
}
