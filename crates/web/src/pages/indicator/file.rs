//! One indicator as a file: its months, and the breakdown that the page shows.

use super::breakdown::Breakdown;
use crate::pages::indicators::files::{self, Format};
use crate::pages::indicators::known::{self, Known};
use crate::pages::indicators::{plain, unit};
use crate::problem::Problem;
use crate::reading::Reading;
use axum::response::Response;
use council::lists;
use council::paper::kept;
use council::sheet::Sheet;
use measure::{Number, Slice};
use report::performance::input::{Indicator, Measurement};
use report::words;

/// The file.
///
/// # Errors
/// It can't be written.
pub fn file(
    reading: &Reading,
    known: &Known,
    indicator: &Indicator,
    slice: &Slice,
    breakdown: Option<&Breakdown>,
    format: Format,
) -> Result<Response, Problem> {
    let columns = [
        "indicator",
        "title",
        "period",
        "part",
        "breakdown",
        "#value",
        "#numerator",
        "#denominator",
        "unit",
        "status",
        "reason",
        "#mean",
        "#lower_limit",
        "#upper_limit",
        "data_date",
    ];
    let mut sheet = Sheet::new("Numbers", &columns);
    let part = if known.public { String::new() } else { known::slice_words(reading, slice) };
    // A hidden figure could be worked out from more decimals than the page shows.
    let decimals = if known.public { indicator.decimals } else { 6 };
    let mut push = |period: String, by: String, measurement: &Measurement, limits: [Option<f64>; 3]| {
        let number =
            |number: Option<report::Number>, decimals| number.map(|number| plain(number, decimals)).unwrap_or_default();
        let limits = limits.map(|limit| number(limit.and_then(report::Number::from_f64), indicator.decimals.max(1)));
        let [mean, lower, upper] = limits;
        sheet.push([
            indicator.id.clone(),
            indicator.title.clone(),
            period,
            part.clone(),
            by,
            number(measurement.value, decimals),
            number(measurement.numerator, 4),
            number(measurement.denominator, 4),
            unit(indicator),
            measurement.status.word().to_owned(),
            measurement.reason.clone(),
            mean,
            lower,
            upper,
            known.head.data_date.map(|date| date.to_string()).unwrap_or_default(),
        ]);
    };
    let of_number = |number: &Number| kept::measurement(reading.measuring(), number);
    let none = [None; 3];
    if known.shares.contains_key(&indicator.id) && !known.public {
        for number in known::series(reading, &indicator.id, known.period.kind, slice, known.head.month)? {
            push(number.period.to_string(), lists::breakdown(&number), &of_number(&number), none);
        }
    }
    let control = indicator.control.as_ref().filter(|control| control.points.len() == indicator.history.len());
    for (i, (month, measurement)) in indicator.history.iter().enumerate() {
        let limits = control.map_or(none, |control| {
            let point = &control.points[i];
            [point.centre, point.lower, point.upper]
        });
        let period = known.period.kind.ending(*month).map_or_else(|| month.to_string(), |period| period.to_string());
        push(period, String::new(), measurement, limits);
    }
    for number in breakdown.map(|breakdown| breakdown.numbers.as_slice()).unwrap_or_default() {
        push(number.period.to_string(), lists::breakdown(number), &of_number(number), none);
    }
    let what = format!("{}, periods to {}", indicator.title, words::month(known.head.month));
    let marking = if known.public { files::PUBLIC } else { files::INTERNAL };
    let name = format!("{} {}", indicator.id, known.head.month);
    files::download(format, &name, &sheet, &files::about(reading, &what, marking))
}
