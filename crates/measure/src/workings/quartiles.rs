//! Median and quartiles.

/// Where the quarters of some values lie: lower quartile, median and upper quartile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// A quarter is no greater.
    pub lower: f64,
    /// Half is no greater.
    pub median: f64,
    /// Three quarters are no greater.
    pub upper: f64,
}

impl Quartiles {
    /// Of `values`, between two of them in proportion; `None` where there are none.
    pub fn of(mut values: Vec<i32>) -> Option<Quartiles> {
        values.sort_unstable();
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
            f64::from(below) + (f64::from(above) - f64::from(below)) * place.fract()
        };
        Some(Quartiles { lower: at(0.25), median: at(0.5), upper: at(0.75) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_values_in_proportion() {
        let of = |values: &[i32]| Quartiles::of(values.to_vec()).map(|q| (q.lower, q.median, q.upper));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some((7.0, 7.0, 7.0)));
        assert_eq!(of(&[4, 1, 3, 2]), Some((1.75, 2.5, 3.25)));
        assert_eq!(of(&[10, 0, 20, 40, 30]), Some((10.0, 20.0, 30.0)));
    }
}
