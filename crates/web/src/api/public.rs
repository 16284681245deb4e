//! Numbers as the public may see them: the months of the public edition of the board’s report, and nothing beside them.

use super::beside::Beside;
use super::results::Figure;
use crate::pages::indicators::known::Known;
use crate::pages::indicators::plain;
use crate::problem::Problem;
use council::sheet::Sheet;
use jiff::civil::Date;
use measure::Request;
use report::performance::input::{Indicator, Measurement};
use standard::period::{Month, Period, PeriodKind};

/// A number of the public edition.
pub struct PublicFigure {
    indicator: String,
    period: Period,
    measurement: Measurement,
    decimals: u8,
    data_date: Date,
}

/// The numbers that a request asks for, of those that the public edition has.
///
/// # Errors
/// It asks for breakdowns, other periods than months, or an indicator that the public edition doesn’t have.
pub fn figures(known: &Known, request: &Request) -> Result<Vec<PublicFigure>, Problem> {
    let mut wrong = Vec::new();
    if !request.by.is_empty() {
        wrong.push("by: you may see numbers of the whole council only.".to_owned());
    }
    if request.periods != [PeriodKind::Month] {
        wrong.push("period: you may see months only.".to_owned());
    }
    for id in request.indicators.iter().filter(|id| !known.indicators.contains_key(*id)) {
        wrong.push(format!("indicator: the public edition of the report has no {id}."));
    }
    if !wrong.is_empty() {
        return Err(Problem::Wrong(wrong));
    }
    let chosen = |id: &String| request.indicators.is_empty() || request.indicators.contains(id);
    let months = |indicator: &Indicator| -> Vec<(Month, Measurement)> {
        let within = |month: &Month| request.from <= *month && *month <= request.to;
        indicator.history.iter().filter(|(month, _)| within(month)).cloned().collect()
    };
    let data_date = |month: Month| known.head.data_date.unwrap_or(month.last());
    let of = |indicator: &Indicator, month: Month, measurement: Measurement| {
        let period = PeriodKind::Month.ending(month)?;
        let (id, data_date) = (indicator.id.clone(), data_date(month));
        Some(PublicFigure { indicator: id, period, measurement, decimals: indicator.decimals, data_date })
    };
    let indicators = known.indicators.iter().filter(|(id, _)| chosen(id)).map(|(_, indicator)| indicator);
    Ok(indicators
        .flat_map(|indicator| {
            months(indicator).into_iter().filter_map(move |(month, measurement)| of(indicator, month, measurement))
        })
        .collect())
}

impl PublicFigure {
    /// As JSON has it. A hidden number could be worked out from more decimals than the report shows.
    pub fn figure(self, beside: &Beside) -> Figure {
        let mut figure = Figure {
            indicator: self.indicator,
            period: self.period.to_string(),
            kind: self.period.kind.word(),
            from: self.period.start(),
            to: self.period.end(),
            breakdown: Vec::new(),
            numerator: self.measurement.numerator.map(report::Number::as_f64),
            denominator: self.measurement.denominator.map(report::Number::as_f64),
            value: self.measurement.value.map(|value| value.rounded(self.decimals).as_f64()),
            status: self.measurement.status.word(),
            reason: self.measurement.reason,
            data_date: self.data_date,
            verdict: "",
            verdict_because: String::new(),
            target: None,
            comparators: Vec::new(),
        };
        beside.put(&mut figure, &self.period);
        figure
    }
}

/// The numbers as files have them, with the columns of all other numbers.
pub fn sheet(figures: &[PublicFigure], beside: &Beside) -> Sheet {
    let mut sheet = council::lists::numbers(&[]);
    for figure in figures {
        let number =
            |number: Option<report::Number>, decimals| number.map(|number| plain(number, decimals)).unwrap_or_default();
        sheet.push([
            figure.indicator.clone(),
            figure.period.to_string(),
            String::new(),
            number(figure.measurement.numerator, 4),
            number(figure.measurement.denominator, 4),
            number(figure.measurement.value, figure.decimals),
            figure.measurement.status.word().to_owned(),
            figure.data_date.to_string(),
            figure.measurement.reason.clone(),
        ]);
    }
    beside.extend(&mut sheet, figures.iter().map(|figure| (figure.indicator.as_str(), &figure.period, true)));
    sheet
}
