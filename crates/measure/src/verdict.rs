//! The verdict on a monthly series: whether it moves by more than chance, in words.

use crate::catalogue::{Good, Indicator, Kind};
use crate::engine::Number;
use standard::period::{Month, PeriodKind};
use statistics::{Chart, Options, Point, Series, Verdict};

/// `July 2023`.
pub fn month_words(month: Month) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!("{} {}", NAMES[month.number() as usize - 1], month.first().year())
}

/// The control chart of the monthly numbers of `indicator` (the whole, without breakdowns, in order), and the
/// verdict on it. A month that the data cut short is passed over. A measure over rolling months is not tested: its
/// points share most of what they count.
pub fn verdict(indicator: &Indicator, numbers: &[Number], options: &Options) -> (Option<Chart>, Verdict) {
    if !indicator.verdict {
        let why = match (indicator.rolling, indicator.kind) {
            (Some(_), _) => "its months overlap",
            (None, Kind::Shares) => "shares are tested one by one",
            (None, _) => "it is no monthly count of events",
        };
        return (None, statistics::not_tested(why));
    }
    let kind = match indicator.kind {
        Kind::Proportion => statistics::Kind::Proportion,
        Kind::Count => statistics::Kind::Count,
        _ => statistics::Kind::Mean,
    };
    let points = numbers
        .iter()
        .filter(|n| n.indicator == indicator.id && n.breakdown.is_empty() && n.period.kind == PeriodKind::Month)
        .map(|number| {
            let label = month_words(number.period.last);
            let whole = number.status.has_number() && number.period.end() <= number.data_date;
            match (kind, number.numerator, number.denominator, number.value) {
                (statistics::Kind::Proportion, Some(n), Some(d), _) if whole => {
                    Point::ratio(label, n.as_f64(), d.as_f64())
                }
                (statistics::Kind::Count | statistics::Kind::Mean, _, _, Some(value)) if whole => {
                    Point::value(label, value.as_f64())
                }
                _ => Point::missing(label),
            }
        })
        .collect();
    let good = match indicator.good {
        Good::High => statistics::Good::High,
        Good::Low => statistics::Good::Low,
        Good::None => statistics::Good::Neither,
    };
    match statistics::chart(&Series { kind, points }, options) {
        Ok(chart) => {
            let verdict = statistics::verdict(&chart, good);
            (Some(chart), verdict)
        }
        Err(fault) => (None, statistics::not_tested(&fault.to_string())),
    }
}
