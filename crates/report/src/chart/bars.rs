//! A horizontal bar for each thing, from 0, with its value at the end.

use super::canvas::{Canvas, Hold, TEXT_SIZE, width, wrap};
use super::{Bars, palette};

const ROW: f64 = 38.0;
const BAR: f64 = 24.0;

pub(super) fn draw(chart: &Bars, canvas: &mut Canvas) {
    let widest = |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| width(text)).fold(0.0, f64::max);
    let labels = widest(&mut chart.bars.iter().map(|(label, _, _)| label)).min(240.0) + 12.0;
    let shown = widest(&mut chart.bars.iter().map(|(_, _, shown)| shown)) + 12.0;
    let room = (canvas.width - labels - shown).max(100.0);
    let most = chart.bars.iter().map(|(_, value, _)| *value).filter(|v| v.is_finite()).fold(0.0, f64::max);
    let mut y = 8.0;
    for (label, value, shown) in &chart.bars {
        let middle = y + ROW / 2.0;
        let lines = wrap(label, labels - 12.0, 2);
        let first = middle + 5.0 - (lines.len().saturating_sub(1)) as f64 * TEXT_SIZE / 2.0;
        for (i, line) in lines.iter().enumerate() {
            canvas.text(labels - 12.0, first + i as f64 * (TEXT_SIZE + 1.0), Hold::End, palette::TEXT, line);
        }
        let long = if most > 0.0 && value.is_finite() { value.max(0.0) / most * room } else { 0.0 };
        canvas.rectangle(labels, middle - BAR / 2.0, long, BAR, palette::BLUE);
        canvas.text(labels + long + 8.0, middle + 5.0, Hold::Start, palette::TEXT, shown);
        y += ROW;
    }
    canvas.line((labels, 4.0), (labels, y), palette::QUIET, 1.5, "");
    canvas.height = y + 8.0;
}
