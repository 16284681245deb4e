//! Intervals and control charts: pure functions.
//!
//! A counted proportion gets a [`wilson`] interval. A monthly series gets a control [`chart()`]: XmR for counts
//! and means, p or Laney p′ for proportions. The NHS “Making Data Count” [`rules`] say which of its points are
//! more than chance, and [`verdict()`] says so in words. Percentages run from 0 to 100.
//!
//! ```
//! use statistics::{Good, Kind, Options, Point, Series, Word, chart, verdict};
//!
//! let mut points: Vec<Point> = (1..=12).map(|n| Point::value(format!("month {n}"), 20.0 + f64::from(n % 3))).collect();
//! points.push(Point::value("month 13", 40.0));
//! let chart = chart(&Series { kind: Kind::Count, points }, &Options::default()).unwrap();
//! let verdict = verdict(&chart, Good::Low);
//! assert_eq!(verdict.word, Word::Worsening);
//! assert_eq!(verdict.sentence, "Worsening: month 13 lies above the upper limit.");
//! ```

mod chart;
mod exact;
pub mod rules;
mod verdict;
mod wilson;

pub use chart::{
    Chart, DEFAULT_BASELINE, Fault, Kind, MINIMUM_POINTS, Method, Options, Phase, Plotted, Point, Reading, Rebase,
    Series, chart,
};
pub use rules::{Hit, Rule, Side};
pub use verdict::{Good, Verdict, Word, not_tested, verdict};
pub use wilson::{Interval, wilson};
