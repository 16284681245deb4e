//! The chart of an indicator over time, with its sentence and its table.

use super::input::{Good, Indicator, PerformanceInput, Status};
use super::says;
use crate::chart::{Chart, Limits, Line, Lines, Mark, Sense};
use crate::model::{Block, Cell, Column, Figure, Row, Table, slug};
use crate::number::Number;
use crate::words::{self, Unit};
use statistics::Side;

/// The indicator over time, as a block of a report.
pub(crate) fn over_time(input: &PerformanceInput, indicator: &Indicator, prefix: &str) -> Option<Block> {
    figure(input, indicator, prefix).map(|figure| Block::Figure(Box::new(figure)))
}

/// The indicator over time; `None` with fewer than two months that have a value. `prefix` keeps anchors apart
/// when an indicator has two charts.
pub fn figure(input: &PerformanceInput, indicator: &Indicator, prefix: &str) -> Option<Figure> {
    let read = indicator.history.iter().filter(|(_, measurement)| measurement.value.is_some()).count();
    if read < 2 {
        return None;
    }
    // A control chart that is not of these months is not drawn.
    let control = indicator.control.as_ref().filter(|control| control.points.len() == indicator.history.len());
    let sentence: Vec<String> =
        [says::now(input, indicator), says::against_last_year(input, indicator), says::judged(indicator)]
            .into_iter()
            .chain(says::changes(indicator))
            .filter(|text| !text.is_empty())
            .collect();
    Some(Figure {
        anchor: format!("{prefix}-{}", slug(&indicator.id)),
        title: title(indicator),
        description: description(indicator, control),
        sentence: sentence.join(" ").into(),
        chart: Chart::Lines(lines(indicator, control)),
        table: table(indicator, control),
    })
}

fn title(indicator: &Indicator) -> String {
    let title = if indicator.scope.is_empty() {
        indicator.title.clone()
    } else {
        format!("{} ({})", indicator.title, indicator.scope)
    };
    match (indicator.history.first(), indicator.history.last()) {
        (Some((first, _)), Some((last, _))) => {
            format!("{title}, {} to {}", words::month(*first), words::month(*last))
        }
        _ => title,
    }
}

fn description(indicator: &Indicator, control: Option<&statistics::Chart>) -> String {
    let values: Vec<Number> = indicator.history.iter().filter_map(|(_, m)| m.value).collect();
    let show = |value: Option<&Number>| value.map(|v| indicator.unit.short(*v, indicator.decimals)).unwrap_or_default();
    let mut text = format!(
        "Line chart by month, {} months, from {} to {}.",
        indicator.history.len(),
        show(values.iter().min()),
        show(values.iter().max())
    );
    if let Some(control) = control.filter(|control| control.points.iter().any(|point| point.centre.is_some())) {
        text.push_str(" A solid line shows the mean and dashed lines the limits of chance.");
        let flagged = control.flagged().count();
        if flagged > 0 {
            let (points, are) = if flagged == 1 { ("month", "is") } else { ("months", "are") };
            let count = words::sentence(&words::small_number(flagged));
            text.push_str(&format!(" {count} {points} {are} marked as more than chance, by triangles."));
        }
    }
    if !annotations(indicator).is_empty() {
        text.push_str(" Numbered lines mark where the rule changed; what changed is told beneath.");
    }
    text
}

fn lines(indicator: &Indicator, control: Option<&statistics::Chart>) -> Lines {
    let mut marks = Vec::new();
    for (i, (_, measurement)) in indicator.history.iter().enumerate() {
        let hit = control.and_then(|control| control.points[i].hits.first());
        match hit.map(|hit| hit.side) {
            Some(Side::High) => marks.push((i, Mark::High(sense(indicator.good, Good::High)))),
            Some(Side::Low) => marks.push((i, Mark::Low(sense(indicator.good, Good::Low)))),
            None if matches!(measurement.status, Status::Provisional | Status::Partial) => {
                marks.push((i, Mark::Hollow))
            }
            None => {}
        }
    }
    let line = Line {
        name: if indicator.counts.is_empty() { "each month".to_owned() } else { name(indicator) },
        values: indicator.history.iter().map(|(_, m)| m.value.map(Number::as_f64)).collect(),
        marks,
    };
    Lines {
        labels: indicator.history.iter().map(|(month, _)| words::month_short(*month)).collect(),
        lines: vec![line],
        limits: control.map(|control| Limits {
            centre: control.points.iter().map(|point| point.centre).collect(),
            lower: control.points.iter().map(|point| point.lower).collect(),
            upper: control.points.iter().map(|point| point.upper).collect(),
        }),
        axis: indicator.unit.axis(),
        percent: indicator.unit == Unit::Percent,
        // A control chart is read by its limits; a plain line by its height.
        from_zero: indicator.unit != Unit::Percent && control.is_none(),
        annotations: annotations(indicator),
    }
}

/// Where the rule changed, as points of the history.
fn annotations(indicator: &Indicator) -> Vec<(usize, String)> {
    let place = |month| indicator.history.iter().position(|(known, _)| *known == month);
    let noted = |(month, text): &(_, String)| Some((place(*month)?, words::sentence(&words::full_stop(text))));
    indicator.changes.iter().filter_map(noted).collect()
}

fn name(indicator: &Indicator) -> String {
    if indicator.unit == Unit::Percent { "percent each month".to_owned() } else { "each month".to_owned() }
}

fn sense(good: Good, side: Good) -> Sense {
    match good {
        Good::Neither => Sense::Neither,
        good if good == side => Sense::Good,
        _ => Sense::Bad,
    }
}

fn table(indicator: &Indicator, control: Option<&statistics::Chart>) -> Table {
    let proportion = indicator.unit == Unit::Percent;
    let limits = control.filter(|control| control.points.iter().any(|point| point.centre.is_some()));
    let value = match &indicator.unit {
        Unit::Things(things) => words::sentence(things),
        _ => "Value".to_owned(),
    };
    let mut columns = vec![Column::words("Month"), Column::numbers(value)];
    if proportion {
        columns.push(Column::numbers("Numerator"));
        columns.push(Column::numbers("Denominator"));
    }
    if limits.is_some() {
        columns.extend(["Mean", "Lower limit", "Upper limit"].map(Column::numbers));
    }
    columns.push(Column::words("Remarks"));
    let show = |value: Option<f64>| -> Cell {
        let number = value.and_then(Number::from_f64);
        // Limits of whole counts are not whole.
        number.map(|n| indicator.unit.short(n, indicator.decimals.max(1))).unwrap_or_default().into()
    };
    let rows = indicator.history.iter().enumerate().map(|(i, (month, measurement))| {
        let mut cells: Vec<Cell> =
            vec![words::month(*month).into(), says::value(measurement, &indicator.unit, indicator.decimals).into()];
        if proportion {
            for part in [measurement.numerator, measurement.denominator] {
                let hidden = if measurement.status == Status::Suppressed { "c" } else { "" };
                cells.push(part.map_or_else(|| hidden.to_owned(), Number::plain).into());
            }
        }
        let mut remarks = vec![says::caution(measurement)];
        if let Some(point) = limits.map(|control| &control.points[i]) {
            cells.extend([point.centre, point.lower, point.upper].map(show));
            remarks.extend(point.hits.iter().map(|hit| hit.rule.to_string()));
        }
        remarks.retain(|remark| !remark.is_empty());
        cells.push(words::sentence(&remarks.join("; ")).into());
        Row { cells, total: false }
    });
    let method = limits.map(statistics::Chart::method_sentence).filter(|text| !text.is_empty());
    Table {
        caption: title(indicator),
        columns,
        rows: rows.collect(),
        notes: method.into_iter().chain(says::changes(indicator)).map(Into::into).collect(),
    }
}
