//! Lines over time, with control limits.

use super::canvas::{Canvas, Hold, TEXT_SIZE, width, wrap};
use super::scale::Scale;
use super::{Limits, Line, Lines, Mark, Sense, palette};
use crate::Number;

const LEFT: f64 = 64.0;
/// What is left free to the right.
const MARGIN: f64 = 24.0;
/// How much room the label of a point in time takes.
const LABEL: f64 = 70.0;
const TOP: f64 = 34.0;
/// The dashes of the lines, in order.
const DASHES: [&str; 6] = ["", "8 4", "2 4", "12 4 2 4", "4 4", "16 4"];
/// The dashes of the limits.
const LIMIT_DASH: &str = "5 4";

pub(super) fn draw(chart: &Lines, canvas: &mut Canvas) {
    let limits = chart.limits.clone().unwrap_or_default();
    let all = chart.lines.iter().flat_map(|line| &line.values).chain(&limits.lower).chain(&limits.upper).flatten();
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
    let scale = Scale::over(low, high, chart.from_zero, chart.percent);
    let bottom = canvas.bottom;
    let count = chart.labels.len().max(1);
    let step = (canvas.width - MARGIN - LEFT) / count as f64;
    let x = |i: usize| LEFT + step * (i as f64 + 0.5);
    let y = |value: f64| bottom - scale.at(value) * (bottom - TOP);

    axes(chart, &scale, &x, &y, canvas);
    control(&limits, step, &x, &y, canvas);
    annotations(chart, &x, canvas);
    for (n, line) in chart.lines.iter().enumerate() {
        let points: Vec<Option<(f64, f64)>> =
            line.values.iter().enumerate().map(|(i, value)| value.map(|value| (x(i), y(value)))).collect();
        let colour = colour(n);
        for run in points.split(Option::is_none) {
            let run: Vec<_> = run.iter().flatten().copied().collect();
            canvas.path(&run, colour, 2.5, DASHES[n % DASHES.len()]);
        }
        for (i, at) in points.iter().enumerate() {
            let Some(at) = at else { continue };
            let mark = line.marks.iter().filter(|(point, _)| *point == i).map(|(_, mark)| *mark).min();
            point(canvas, *at, n, mark);
        }
    }
    key(chart, &scale, canvas);
}

fn colour(line: usize) -> &'static str {
    if line == 0 { palette::BLUE } else { palette::CATEGORIES[line % palette::CATEGORIES.len()] }
}

fn axes(chart: &Lines, scale: &Scale, x: &dyn Fn(usize) -> f64, y: &dyn Fn(f64) -> f64, canvas: &mut Canvas) {
    if !chart.axis.is_empty() {
        canvas.text(0.0, TEXT_SIZE, Hold::Start, palette::QUIET, &chart.axis);
    }
    let (right, bottom) = (canvas.width - MARGIN, canvas.bottom);
    for tick in &scale.ticks {
        let zero = *tick == 0.0;
        let (colour, width) = if zero { (palette::QUIET, 1.5) } else { (palette::GRID, 1.0) };
        canvas.line((LEFT, y(*tick)), (right, y(*tick)), colour, width, "");
        let text = Number::from_f64(*tick).map(|number| number.text(scale.decimals)).unwrap_or_default();
        let text = if chart.percent { format!("{text}%") } else { text };
        canvas.text(LEFT - 8.0, y(*tick) + 5.0, Hold::End, palette::QUIET, &text);
    }
    // Labels are counted back from the newest, which is always named; as many as fit.
    let fit = (((right - LEFT) / LABEL) as usize).max(1);
    let every = chart.labels.len().div_ceil(fit).max(1);
    for (i, label) in chart.labels.iter().enumerate() {
        if (chart.labels.len() - 1 - i).is_multiple_of(every) {
            canvas.line((x(i), bottom), (x(i), bottom + 5.0), palette::QUIET, 1.0, "");
            canvas.text(x(i), bottom + 21.0, Hold::Middle, palette::QUIET, label);
        }
    }
}

/// The band between the limits, the limits and the mean, in steps where they vary from point to point.
fn control(limits: &Limits, step: f64, x: &dyn Fn(usize) -> f64, y: &dyn Fn(f64) -> f64, canvas: &mut Canvas) {
    let steps = |values: &[Option<f64>]| -> Vec<Vec<(f64, f64)>> {
        let placed: Vec<_> = values.iter().enumerate().map(|(i, value)| value.map(|value| (i, value))).collect();
        placed
            .split(Option::is_none)
            .filter(|run| !run.is_empty())
            .map(|run| {
                let ends =
                    |(i, value): &(usize, f64)| [(x(*i) - step / 2.0, y(*value)), (x(*i) + step / 2.0, y(*value))];
                run.iter().flatten().flat_map(ends).collect()
            })
            .collect()
    };
    let (lower, upper, centre) = (steps(&limits.lower), steps(&limits.upper), steps(&limits.centre));
    for (lower, upper) in lower.iter().zip(&upper) {
        let around: Vec<_> = upper.iter().chain(lower.iter().rev()).copied().collect();
        canvas.shape(&around, palette::BAND, "");
    }
    for limit in lower.iter().chain(&upper) {
        canvas.path(limit, palette::LIMIT, 1.5, LIMIT_DASH);
    }
    for centre in &centre {
        canvas.path(centre, palette::LIMIT, 1.5, "");
    }
}

/// A numbered line down the picture for each annotation.
fn annotations(chart: &Lines, x: &dyn Fn(usize) -> f64, canvas: &mut Canvas) {
    for (n, (point, _)) in chart.annotations.iter().enumerate() {
        let at = x((*point).min(chart.labels.len().saturating_sub(1)));
        let number = (n + 1).to_string();
        let wide = width(&number) + 10.0;
        canvas.line((at, TOP), (at, canvas.bottom), palette::STRONG, 1.5, "2 3");
        canvas.rectangle(at - wide / 2.0, TOP - 14.0, wide, 18.0, palette::STRONG);
        canvas.text(at, TOP, Hold::Middle, palette::GROUND, &number);
    }
}

/// What the numbers of the annotations stand for, from `top` down; gives where the next line goes.
fn told(chart: &Lines, top: f64, canvas: &mut Canvas) -> f64 {
    let mut y = top;
    for (n, (point, words)) in chart.annotations.iter().enumerate() {
        let label = chart.labels.get(*point).map_or("", String::as_str);
        let text = if label.is_empty() { words.clone() } else { format!("{label}: {words}") };
        for (i, line) in wrap(&text, canvas.width - LEFT - 36.0, 3).iter().enumerate() {
            if i == 0 {
                canvas.text(LEFT + 14.0, y, Hold::Middle, palette::STRONG, &(n + 1).to_string());
            }
            canvas.text(LEFT + 36.0, y, Hold::Start, palette::TEXT, line);
            y += 24.0;
        }
    }
    y
}

fn sense_colour(sense: Sense) -> &'static str {
    match sense {
        Sense::Good => palette::GOOD,
        Sense::Bad => palette::BAD,
        Sense::Neither => palette::STRONG,
    }
}

fn point(canvas: &mut Canvas, (x, y): (f64, f64), line: usize, mark: Option<Mark>) {
    match mark {
        Some(Mark::High(sense)) => {
            let points = [(x, y - 8.5), (x + 7.5, y + 5.0), (x - 7.5, y + 5.0)];
            canvas.shape(&points, sense_colour(sense), palette::GROUND);
        }
        Some(Mark::Low(sense)) => {
            let points = [(x, y + 8.5), (x + 7.5, y - 5.0), (x - 7.5, y - 5.0)];
            canvas.shape(&points, sense_colour(sense), palette::GROUND);
        }
        Some(Mark::Hollow) => canvas.circle((x, y), 4.0, palette::GROUND, colour(line)),
        None => marker(canvas, (x, y), line),
    }
}

/// The shape of an ordinary point of a line: circle, square, diamond, in turn.
fn marker(canvas: &mut Canvas, (x, y): (f64, f64), line: usize) {
    let colour = colour(line);
    match line % 3 {
        0 => canvas.circle((x, y), 2.5, colour, colour),
        1 => canvas.rectangle(x - 3.5, y - 3.5, 7.0, 7.0, colour),
        _ => canvas.shape(&[(x, y - 5.0), (x + 5.0, y), (x, y + 5.0), (x - 5.0, y)], colour, ""),
    }
}

/// What lines and marks mean, under the chart, in rows.
fn key(chart: &Lines, scale: &Scale, canvas: &mut Canvas) {
    type Draw = Box<dyn Fn(&mut Canvas, f64, f64)>;
    let mut entries: Vec<(String, Draw)> = Vec::new();
    for (n, Line { name, .. }) in chart.lines.iter().enumerate() {
        let swatch = move |canvas: &mut Canvas, x: f64, y: f64| {
            canvas.line((x, y), (x + 28.0, y), colour(n), 2.5, DASHES[n % DASHES.len()]);
            marker(canvas, (x + 14.0, y), n);
        };
        entries.push((name.clone(), Box::new(swatch)));
    }
    if chart.limits.as_ref().is_some_and(|limits| limits.centre.iter().any(Option::is_some)) {
        let line = |dash: &'static str| {
            move |canvas: &mut Canvas, x: f64, y: f64| {
                canvas.line((x, y), (x + 28.0, y), palette::LIMIT, 1.5, dash);
            }
        };
        entries.push(("mean of the baseline".into(), Box::new(line(""))));
        entries.push(("limits of chance".into(), Box::new(line(LIMIT_DASH))));
    }
    let mut marks: Vec<Mark> = chart.lines.iter().flat_map(|line| line.marks.iter().map(|(_, mark)| *mark)).collect();
    marks.sort();
    marks.dedup();
    for mark in marks {
        let text = match mark {
            Mark::High(Sense::Good) => "more than chance: high, good",
            Mark::High(Sense::Bad) => "more than chance: high, bad",
            Mark::High(Sense::Neither) => "more than chance: high",
            Mark::Low(Sense::Good) => "more than chance: low, good",
            Mark::Low(Sense::Bad) => "more than chance: low, bad",
            Mark::Low(Sense::Neither) => "more than chance: low",
            Mark::Hollow => "not final",
        };
        let swatch = move |canvas: &mut Canvas, x: f64, y: f64| point(canvas, (x + 14.0, y), 0, Some(mark));
        entries.push((text.into(), Box::new(swatch)));
    }
    let (mut x, mut y) = (LEFT, canvas.bottom + 52.0);
    for (text, swatch) in entries {
        let wide = 36.0 + width(&text) + 20.0;
        if x > LEFT && x + wide > canvas.width {
            (x, y) = (LEFT, y + 24.0);
        }
        swatch(canvas, x, y - 5.0);
        canvas.text(x + 36.0, y, Hold::Start, palette::TEXT, &text);
        x += wide;
    }
    if !chart.annotations.is_empty() {
        y = told(chart, y + 24.0, canvas) - 24.0;
    }
    if scale.low > 0.0 {
        y += 24.0;
        canvas.text(LEFT, y, Hold::Start, palette::QUIET, "The axis does not start at 0.");
    }
    canvas.height = y + 12.0;
}
