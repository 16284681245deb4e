//! Axes with round numbers.

/// A vertical axis: its ends and its ticks, all multiples of one round step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<f64>,
    /// Decimals that the ticks need.
    pub decimals: u8,
}

impl Scale {
    /// An axis that holds `low..=high` with about five round steps, not below 0 when nothing is, and with
    /// `percent` not above 100.
    pub fn over(low: f64, high: f64, from_zero: bool, percent: bool) -> Scale {
        let (mut low, mut high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
        if from_zero {
            low = low.min(0.0);
        }
        if high - low < 1e-9 {
            // One value only: room on both sides of it.
            let room = if high == 0.0 { 1.0 } else { high.abs() * 0.1 };
            (low, high) = (if low >= 0.0 { (low - room).max(0.0) } else { low - room }, high + room);
        }
        let step = round_step((high - low) / 5.0);
        let mut first = (low / step + 1e-9).floor();
        let mut last = (high / step - 1e-9).ceil();
        if percent {
            first = first.max(0.0);
            last = last.min((100.0 / step).ceil());
        }
        let count = (last - first).max(1.0) as usize;
        let ticks: Vec<f64> = (0..=count).map(|i| (first + i as f64) * step).collect();
        let decimals = (0..4).find(|d| (step * 10_f64.powi(*d)).fract().abs() < 1e-9).unwrap_or(4) as u8;
        Scale { low: ticks[0], high: ticks[count], ticks, decimals }
    }

    /// Where `value` lies, 0 at the low end and 1 at the high.
    pub fn at(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0].into_iter().find(|m| m * power >= rough * (1.0 - 1e-9)).unwrap_or(10.0);
    step * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn axes_have_round_numbers() {
        let counts = Scale::over(2131.0, 2999.0, true, false);
        assert_eq!((counts.low, counts.high, counts.ticks.len()), (0.0, 3000.0, 4));
        let percent = Scale::over(78.2, 97.1, false, true);
        assert_eq!((percent.low, percent.high), (75.0, 100.0));
        assert_eq!(Scale::over(99.7, 100.0, false, true).high, 100.0);
        assert_eq!(Scale::over(5.0, 5.0, false, false).ticks.len(), 7);
        assert_eq!(Scale::over(0.0, 0.0, true, false).low, 0.0);
        assert_eq!(Scale::over(f64::NAN, 1.0, true, false).high, 1.0);
    }

    proptest! {
        #[test]
        fn an_axis_holds_its_values(low in -1e6f64..1e6, more in 0.0f64..1e6, from_zero: bool) {
            let scale = Scale::over(low, low + more, from_zero, false);
            prop_assert!(scale.low <= low + 1e-6 * more.max(1.0) && low + more <= scale.high + 1e-6 * more.max(1.0));
            prop_assert!((2..=12).contains(&scale.ticks.len()), "{:?}", scale);
        }
    }
}
