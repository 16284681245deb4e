//! Control charts: XmR for counts and means, p for proportions, Laney p′ for proportions that vary more than
//! independent cases would.
//!
//! - **XmR** (Wheeler, *Understanding Variation*): mean ± 2.66 × mean moving range; the lower limit of a count
//!   is not below 0. As in the “Making Data Count” workbooks no moving range is screened out.
//! - **p**: p̄ = Σ numerator ÷ Σ denominator of the baseline; limits p̄ ± 3 √(p̄ (1 − p̄) ÷ n) at each point.
//! - **p′** (Laney, D. B. (2002), Quality Engineering 14, 531–537): the same with 3 σz in place of 3, where σz is
//!   the mean moving range of the baseline's z-scores ÷ 1.128. Siblings share visits and one child is counted at
//!   every visit, so months differ by more than chance among independent cases; p′ measures by how much. It is
//!   used when σz is above 1; below, the plain p chart stands, so that limits are never narrower than chance.
//!
//! The limits come from a fixed baseline, the first points of a phase, and stay: a moving baseline would move
//! the goalposts. A new phase begins only with a stated reason and date.

use crate::exact;
use crate::rules::{Hit, Placed, Rule, evaluate};
use crate::wilson::wilson;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fmt;

/// How many points a chart needs: NHSRplotthedots, “Number of points required”, calls limits from fewer than
/// twelve trial limits. With fewer no limits are drawn and the verdict is that there are too few points.
pub const MINIMUM_POINTS: usize = 12;

/// How many points make the baseline unless the caller says otherwise: the same twelve, one year of months.
pub const DEFAULT_BASELINE: usize = 12;

/// 3 ÷ d₂ for moving ranges of two.
const XMR: f64 = 2.66;
/// d₂ for moving ranges of two.
const D2: f64 = 1.128;

/// What a series holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Counts: never below 0.
    Count,
    /// Means and other amounts.
    Mean,
    /// Proportions: each point has a numerator and a denominator.
    Proportion,
}

/// What was read at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// A count, a mean, an amount.
    Value(f64),
    /// A numerator and its denominator. A denominator of 0 is no reading.
    Ratio {
        /// The part.
        numerator: f64,
        /// The whole.
        denominator: f64,
    },
    /// Nothing: not covered, not computable, n/a. The point is passed over.
    Missing,
}

/// One point of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// How sentences call it, for instance “July 2023”.
    pub label: String,
    /// What was read.
    pub reading: Reading,
}

impl Point {
    /// A point with a value.
    pub fn value(label: impl Into<String>, value: f64) -> Point {
        Point { label: label.into(), reading: Reading::Value(value) }
    }

    /// A point with a numerator and a denominator.
    pub fn ratio(label: impl Into<String>, numerator: f64, denominator: f64) -> Point {
        Point { label: label.into(), reading: Reading::Ratio { numerator, denominator } }
    }

    /// A point without a reading.
    pub fn missing(label: impl Into<String>) -> Point {
        Point { label: label.into(), reading: Reading::Missing }
    }

    fn plotted(&self) -> Option<f64> {
        match self.reading {
            Reading::Value(value) => Some(value).filter(|v| v.is_finite()),
            Reading::Ratio { numerator, denominator } if denominator > 0.0 => {
                Some(100.0 * numerator / denominator).filter(|v| v.is_finite())
            }
            _ => None,
        }
    }
}

/// Points in order of time, equally far apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What they hold.
    pub kind: Kind,
    /// The points.
    pub points: Vec<Point>,
}

/// A new start of the baseline, because the work itself changed on a known day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebase {
    /// The label of the first point of the new phase: the stated date.
    pub from: String,
    /// Why: it is printed with the chart.
    pub reason: String,
}

/// How to draw the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How many points of each phase make its baseline; at least [`MINIMUM_POINTS`]. A phase with fewer takes
    /// all it has.
    pub baseline: usize,
    /// New phases, in order of time.
    pub rebases: Vec<Rebase>,
}

impl Default for Options {
    fn default() -> Options {
        Options { baseline: DEFAULT_BASELINE, rebases: Vec::new() }
    }
}

/// Why no chart could be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The baseline asked for is too short.
    ShortBaseline(usize),
    /// A rebase names a point that is not in the series, or not after the rebase before.
    UnknownPoint(String),
    /// A rebase gives no reason.
    NoReason(String),
    /// A point of a series of proportions has no denominator, or one of another series has.
    WrongReading(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::ShortBaseline(n) => {
                write!(f, "a baseline of {n} points is too short; give {MINIMUM_POINTS} or more")
            }
            Fault::UnknownPoint(label) => {
                write!(f, "the rebase from ‘{label}’ names no point of the series, or is not in order of time")
            }
            Fault::NoReason(label) => {
                write!(f, "the rebase from ‘{label}’ gives no reason; write why the work changed")
            }
            Fault::WrongReading(label) => {
                write!(f, "the point ‘{label}’ does not fit its series: proportions need a denominator, others none")
            }
        }
    }
}

impl Error for Fault {}

/// How the limits of a phase were reached.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// Mean ± 2.66 × mean moving range.
    Xmr,
    /// Binomial limits at each point.
    P,
    /// Laney p′, with its σz.
    LaneyP(#[serde(with = "exact::one")] f64),
}

/// A stretch of the series with one baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// Index of its first point.
    pub first: usize,
    /// Index of its last point, inclusive.
    pub last: usize,
    /// Index of the last point of its baseline, inclusive; the first is that of the phase.
    pub baseline_last: usize,
    /// How many readings the baseline has.
    pub baseline_points: usize,
    /// The mean, in the series' unit; `None` when there are fewer than [`MINIMUM_POINTS`] readings.
    #[serde(with = "exact::maybe")]
    pub centre: Option<f64>,
    /// How its limits were reached.
    pub method: Method,
    /// Why it begins; `None` for the first.
    pub reason: Option<String>,
}

/// A point of the chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plotted {
    /// Its label.
    pub label: String,
    /// Its value, percent for proportions; `None` where nothing was read.
    #[serde(with = "exact::maybe")]
    pub value: Option<f64>,
    /// The mean that holds for it.
    #[serde(with = "exact::maybe")]
    pub centre: Option<f64>,
    /// The lower limit, not below 0 for counts and proportions.
    #[serde(with = "exact::maybe")]
    pub lower: Option<f64>,
    /// The upper limit, not above 100 for proportions.
    #[serde(with = "exact::maybe")]
    pub upper: Option<f64>,
    /// The rules that it meets; empty when it is no more than chance.
    pub hits: Vec<Hit>,
}

/// A control chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What the series holds.
    pub kind: Kind,
    /// Its points, as many as the series has.
    pub points: Vec<Plotted>,
    /// Its phases, in order; none for an empty series.
    pub phases: Vec<Phase>,
}

impl Chart {
    /// The index of the newest point with a reading.
    pub fn latest(&self) -> Option<usize> {
        self.points.iter().rposition(|point| point.value.is_some())
    }

    /// The points that meet a rule: index, point.
    pub fn flagged(&self) -> impl Iterator<Item = (usize, &Plotted)> {
        self.points.iter().enumerate().filter(|(_, point)| !point.hits.is_empty())
    }

    /// How the chart was made, in one sentence; empty when no phase has limits.
    pub fn method_sentence(&self) -> String {
        let Some(phase) = self.phases.iter().rev().find(|phase| phase.centre.is_some()) else { return String::new() };
        let from = &self.points[phase.first].label;
        let to = &self.points[phase.baseline_last].label;
        let chart = match phase.method {
            Method::Xmr => "an XmR chart".to_owned(),
            Method::P => "a p chart".to_owned(),
            Method::LaneyP(sigma_z) => format!("a Laney p′ chart (sigma z {sigma_z:.2})"),
        };
        let rebased = phase.reason.as_ref().map(|why| format!(", rebased because {why}")).unwrap_or_default();
        format!("Limits are those of {chart} with the baseline {from} to {to}{rebased}.")
    }
}

/// Draws the control chart of `series`.
///
/// Points without a reading are passed over: they neither make nor break a run. Runs, trends and moving ranges
/// don't cross from one phase to the next. A phase with fewer than [`MINIMUM_POINTS`] readings has no limits.
///
/// # Errors
/// [`Fault`], when the options or the readings don't fit the series.
pub fn chart(series: &Series, options: &Options) -> Result<Chart, Fault> {
    if options.baseline < MINIMUM_POINTS {
        return Err(Fault::ShortBaseline(options.baseline));
    }
    for point in &series.points {
        let fits = match point.reading {
            Reading::Missing => true,
            Reading::Value(_) => series.kind != Kind::Proportion,
            Reading::Ratio { .. } => series.kind == Kind::Proportion,
        };
        if !fits {
            return Err(Fault::WrongReading(point.label.clone()));
        }
    }
    let mut starts: Vec<(usize, Option<String>)> = vec![(0, None)];
    for rebase in &options.rebases {
        let after = starts.last().map_or(0, |(start, _)| *start);
        let start = series.points.iter().position(|point| point.label == rebase.from).filter(|i| *i > after);
        let start = start.ok_or_else(|| Fault::UnknownPoint(rebase.from.clone()))?;
        if rebase.reason.trim().is_empty() {
            return Err(Fault::NoReason(rebase.from.clone()));
        }
        starts.push((start, Some(rebase.reason.trim().to_owned())));
    }
    let mut points: Vec<_> = series
        .points
        .iter()
        .map(|point| Plotted {
            label: point.label.clone(),
            value: point.plotted(),
            centre: None,
            lower: None,
            upper: None,
            hits: Vec::new(),
        })
        .collect();
    let mut phases = Vec::new();
    for (i, (first, reason)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(series.points.len(), |(next, _)| *next);
        if *first < end {
            phases.push(phase(series, *first, end, reason.clone(), options.baseline, &mut points));
        }
    }
    Ok(Chart { kind: series.kind, points, phases })
}

/// Draws one phase, the points `first..end`, into `points`.
fn phase(
    series: &Series,
    first: usize,
    end: usize,
    reason: Option<String>,
    baseline: usize,
    points: &mut [Plotted],
) -> Phase {
    let read: Vec<usize> = (first..end).filter(|i| points[*i].value.is_some()).collect();
    let base = &read[..read.len().min(baseline)];
    let mut phase = Phase {
        first,
        last: end - 1,
        baseline_last: base.last().copied().unwrap_or(first),
        baseline_points: base.len(),
        centre: None,
        method: if series.kind == Kind::Proportion { Method::P } else { Method::Xmr },
        reason,
    };
    if base.len() < MINIMUM_POINTS {
        return phase;
    }
    let value = |i: usize| points[i].value.unwrap_or_default();
    let (centre, method, sigmas) = if series.kind == Kind::Proportion {
        proportions(series, &read, base)
    } else {
        let mean = base.iter().map(|i| value(*i)).sum::<f64>() / base.len() as f64;
        let sigma = XMR / 3.0 * moving_range(base.iter().map(|i| value(*i)));
        (mean, Method::Xmr, vec![sigma; read.len()])
    };
    phase.centre = Some(centre);
    phase.method = method;
    let placed: Vec<_> = read
        .iter()
        .zip(&sigmas)
        .map(|(i, sigma)| Placed { value: value(*i), centre, lower: centre - 3.0 * sigma, upper: centre + 3.0 * sigma })
        .collect();
    let hits = evaluate(&placed);
    for ((i, placed), hits) in read.iter().zip(&placed).zip(hits) {
        let point = &mut points[*i];
        point.centre = Some(centre);
        point.lower = Some(if series.kind == Kind::Mean { placed.lower } else { placed.lower.max(0.0) });
        point.upper = Some(if series.kind == Kind::Proportion { placed.upper.min(100.0) } else { placed.upper });
        point.hits = hits;
    }
    phase
}

/// The mean, the method and the sigma at each point of `read`, in percent.
fn proportions(series: &Series, read: &[usize], base: &[usize]) -> (f64, Method, Vec<f64>) {
    let ratio = |i: usize| match series.points[i].reading {
        Reading::Ratio { numerator, denominator } => (numerator, denominator),
        _ => (0.0, 0.0),
    };
    let (met, all) = base.iter().fold((0.0, 0.0), |sum, i| (sum.0 + ratio(*i).0, sum.1 + ratio(*i).1));
    let mean = met / all;
    // A baseline where nothing, or everything, was met would put both limits on the mean and call a single case
    // a change. The far end of the baseline's Wilson interval says how much it can really have varied.
    let far_end = |met: f64| wilson(met.round() as u64, all.round() as u64).map(|i| (i.lower, i.upper));
    let spread = if mean <= 0.0 {
        far_end(met).map_or(mean, |(_, upper)| upper / 100.0)
    } else if mean >= 1.0 {
        far_end(met).map_or(mean, |(lower, _)| lower / 100.0)
    } else {
        mean
    };
    let spread = spread.clamp(0.0, 1.0);
    let sigma = |i: usize| (spread * (1.0 - spread) / ratio(i).1).sqrt();
    let sigma_z = moving_range(base.iter().map(|i| (ratio(*i).0 / ratio(*i).1 - mean) / sigma(*i))) / D2;
    let (method, factor) = if sigma_z > 1.0 { (Method::LaneyP(sigma_z), sigma_z) } else { (Method::P, 1.0) };
    (100.0 * mean, method, read.iter().map(|i| 100.0 * factor * sigma(*i)).collect())
}

/// The mean of the absolute differences of neighbours; 0 for fewer than two values.
fn moving_range(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<_> = values.collect();
    let ranges: Vec<_> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    if ranges.is_empty() { 0.0 } else { ranges.iter().sum::<f64>() / ranges.len() as f64 }
}

/// Whether `hits` says that a point is outside the limits.
pub(crate) fn hit(hits: &[Hit], rule: Rule) -> Option<Hit> {
    hits.iter().find(|hit| hit.rule == rule).copied()
}

#[cfg(test)]
mod tests;
