//! Chance, in a form that gives the same throws for the same seed on every machine.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of throws. Every family has its own stream, so that a family lives the same life whatever the
/// others do.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream numbered `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Dice {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(stream);
        Dice(source)
    }

    /// A number from 0 to 1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A whole number from `low` to `high`, both inclusive.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        if high <= low {
            return low;
        }
        low + (self.unit() * f64::from(high - low + 1)) as i32
    }

    /// An index below `len`, which is not 0.
    pub fn below(&mut self, len: usize) -> usize {
        ((self.unit() * len as f64) as usize).min(len.saturating_sub(1))
    }

    /// One of `items`, which is not empty, each as likely.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of `items`, which is not empty, each in proportion to its weight.
    pub fn weighted<T: Copy>(&mut self, items: &[(T, f64)]) -> T {
        let total: f64 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for (item, weight) in items {
            left -= weight;
            if left < 0.0 {
                return *item;
            }
        }
        items[items.len() - 1].0
    }

    /// A waiting time with this mean, in the mean's unit.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// A waiting time in whole days, at least 1.
    pub fn wait_days(&mut self, mean: f64) -> i32 {
        (self.wait(mean).min(36_500.0) as i32).max(1)
    }

    /// About normal: mean 0, standard deviation 1, never beyond 6.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_repeat() {
        let throws = |seed, stream| {
            let mut dice = Dice::new(seed, stream);
            (0..8).map(|_| dice.between(1, 6)).collect::<Vec<_>>()
        };
        assert_eq!(throws(1, 2), throws(1, 2));
        assert_ne!(throws(1, 2), throws(1, 3));
        assert_ne!(throws(1, 2), throws(2, 2));
    }

    #[test]
    fn throws_stay_in_range() {
        let mut dice = Dice::new(7, 0);
        for _ in 0..10_000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            assert!(dice.below(4) < 4);
            assert!(dice.wait_days(10.0) >= 1);
            assert!(dice.normal().abs() <= 6.0);
        }
        let mean = (0..20_000).map(|_| dice.wait(10.0)).sum::<f64>() / 20_000.0;
        assert!((9.5..10.5).contains(&mean), "{mean}");
    }
}
