//! How wide the columns of a table are: every word fits, and the rest goes where it saves the most lines.

use crate::letters::{pieces, width};
use report::model::{Cell, Inline, Table, Text};

/// What a cell keeps free on its left and on its right together, in points, and the same where columns are many.
const PADDING: f64 = 10.0;
const PADDING_OF_MANY: f64 = 6.0;
/// What a column of words keeps free besides where one of numbers stands left of it, in points.
pub(crate) const APART: f64 = 6.0;
/// From so many columns on they are many.
const MANY: usize = 6;
/// A table of so many columns with a row of more lines than this reads better on a landscape page.
const WIDE: usize = 7;
const TALL: f64 = 5.0;
/// Above this share of the width, words that just fit make high, narrow columns: smaller letters read better.
const CRAMPED: f64 = 0.82;
/// The width of the text of an upright page: A4 less its margins.
pub(crate) const UPRIGHT: f64 = 493.2;
/// The width of the text of a landscape page.
pub(crate) const LANDSCAPE: f64 = 739.8;
/// Between tables side by side.
pub(crate) const GUTTER: f64 = 18.0;
/// Sizes of letters, in points, the best first; and those of tables that would not fit else.
const SIZES: [f64; 2] = [9.5, 9.0];
const TIGHT: [f64; 2] = [8.5, 8.0];
/// The size of the tables behind the charts.
const SMALL: f64 = 8.0;
/// What a cell keeps free above and below its text, in points.
const INSET: f64 = 4.6;
/// The same behind the charts.
const SMALL_INSET: f64 = 2.4;
/// The same where hands write: signatures, dates.
const BLANK_INSET: f64 = 10.0;
/// From one line of a cell to the next, in sizes of a letter.
const PITCH: f64 = 1.23;
/// What of that lies between them, and so not under the last.
const LEADING: f64 = 0.52;
/// How much smaller than the text of a cell the lines beneath it are.
const BENEATH: f64 = 0.87;
/// The same of a tag.
const TAG: f64 = 0.88;
/// What a tag takes beside its letters, in sizes of a letter: its edges, and a sign with its space.
const TAG_EDGES: f64 = 0.95;
const TAG_SIGN: f64 = 1.1;
/// More letters than this in a cell, and its row may be broken over two pages.
const WHOLE: usize = 700;
/// Tables that are no higher than this stay on one page, in points.
const TOGETHER: f64 = 340.0;
/// So many rows are looked at to share out the width.
const LOOKED_AT: usize = 300;
/// Steps in which width is given, in points.
const STEPS: [f64; 5] = [3.0, 8.0, 16.0, 30.0, 70.0];
/// What a cell that is less high counts beside a row that is.
const CELL: f64 = 0.05;

/// How a table is set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Setting {
    /// The size of its letters, in points.
    pub size: f64,
    /// What a cell keeps free above and below its text, in points.
    pub inset: f64,
    /// What it keeps free left and right of it together.
    pub padding: f64,
    /// The widths of its columns, with their padding, in points.
    pub widths: Vec<f64>,
    /// Whether it needs a landscape page.
    pub landscape: bool,
    /// Into how many columns its rows are laid, side by side.
    pub beside: usize,
    /// About how high the tallest of its rows is beneath the headings, in points.
    pub tallest: f64,
    /// About how high it is, without caption and notes, in points.
    pub height: f64,
}

impl Setting {
    /// Whether it is so short that it stays on one page.
    pub fn together(&self) -> bool {
        self.height <= TOGETHER
    }
}

/// What stands in a cell: lines that may be wrapped, each with the widths of its words at a size of one point.
#[derive(Debug, Default)]
struct Content(Vec<(Vec<f64>, f64)>);

impl Content {
    fn heading(title: &str) -> Content {
        Content(vec![(words(title, true, 1.0), 1.0)])
    }

    fn cell(cell: &Cell, total: bool) -> Content {
        let mut lines = Vec::new();
        let mut first = Vec::new();
        if let Some(tag) = &cell.tag {
            let sign = if tag.arrow.is_some() { TAG_SIGN } else { 0.0 };
            first.push(width(&tag.text, true) * TAG + TAG_EDGES + sign);
        }
        first.extend(text(&cell.text, total));
        if !first.is_empty() {
            lines.push((first, 1.0));
        }
        lines.extend(cell.beneath.iter().map(|line| (words(line, false, BENEATH), BENEATH)));
        Content(lines)
    }

    fn is_blank(&self) -> bool {
        self.0.is_empty()
    }

    /// The width of its longest word.
    fn least(&self) -> f64 {
        self.0.iter().flat_map(|(words, _)| words).fold(0.0, |least, word| word.max(least))
    }

    /// The width at which nothing is wrapped.
    fn best(&self) -> f64 {
        let line = |(words, scale): &(Vec<f64>, f64)| {
            words.iter().sum::<f64>() + words.len().saturating_sub(1) as f64 * space() * scale
        };
        self.0.iter().map(line).fold(0.0, f64::max)
    }

    /// Its height, in sizes of a letter, when it is `wide`.
    fn height(&self, wide: f64) -> f64 {
        let mut height = 0.0;
        for (words, scale) in &self.0 {
            let (mut lines, mut at) = (1.0, 0.0);
            for word in words {
                let next = if at > 0.0 { at + space() * scale + word } else { *word };
                if next > wide && at > 0.0 {
                    lines += 1.0;
                    at = *word;
                } else {
                    at = next;
                }
            }
            height += lines * scale;
        }
        (height * PITCH - LEADING).max(0.0)
    }
}

fn space() -> f64 {
    0.26
}

fn words(text: &str, bold: bool, scale: f64) -> Vec<f64> {
    text.split_whitespace().flat_map(pieces).map(|piece| width(&piece, bold) * scale).collect()
}

/// The words of a text. One that runs on over pieces of text is one word.
fn text(text: &Text, total: bool) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::new();
    let mut open = false;
    for inline in &text.0 {
        let (piece, bold) = match inline {
            Inline::Strong(text) => (text, true),
            Inline::Plain(text) | Inline::Emphasis(text) | Inline::Code(text) => (text, total),
            Inline::Link { text, .. } | Inline::Web { text, .. } => (text, total),
        };
        let mut widths = words(piece, bold, 1.0).into_iter();
        if open
            && !piece.starts_with(char::is_whitespace)
            && let (Some(last), Some(first)) = (out.last_mut(), widths.next())
        {
            *last += first;
        }
        out.extend(widths);
        open = !piece.is_empty() && !piece.ends_with(char::is_whitespace);
    }
    out
}

/// The columns of a table, each with its cells from the heading down.
fn contents(table: &Table) -> Vec<Vec<Content>> {
    let column = |(i, column): (usize, &report::model::Column)| {
        let cells = table.rows.iter().filter_map(|row| Some(Content::cell(row.cells.get(i)?, row.total)));
        std::iter::once(Content::heading(&column.title)).chain(cells).collect()
    };
    table.columns.iter().enumerate().map(column).collect()
}

/// A table in the text; `None` when even a landscape page is too narrow for its words.
pub(crate) fn set(table: &Table) -> Option<Setting> {
    let contents = contents(table);
    let paddings = paddings(table);
    if contents.iter().any(|cells| to_fill_in(cells))
        && let Some(setting) = fit(&contents, &paddings, SIZES[0], BLANK_INSET, UPRIGHT)
    {
        return Some(setting);
    }
    let room = UPRIGHT - paddings.iter().sum::<f64>();
    let least: f64 = contents.iter().map(|cells| widest(cells, Content::least)).sum();
    let best: f64 = contents.iter().map(|cells| widest(cells, Content::best)).sum();
    let roomy = |size: f64| best * size <= room || least * size <= room * CRAMPED;
    let sizes = SIZES.iter().filter(|size| roomy(**size)).chain(SIZES.iter().rev());
    let upright = sizes.into_iter().find_map(|size| fit(&contents, &paddings, *size, INSET, UPRIGHT));
    let tight = || TIGHT.iter().find_map(|size| fit(&contents, &paddings, *size, INSET, UPRIGHT));
    let landscape = || {
        let setting = SIZES.iter().chain(&TIGHT).find_map(|size| fit(&contents, &paddings, *size, INSET, LANDSCAPE))?;
        Some(Setting { landscape: true, ..setting })
    };
    let tall = |setting: &Setting| contents.len() >= WIDE && setting.tallest > TALL * PITCH * setting.size;
    match upright {
        Some(upright) if tall(&upright) => landscape().or(Some(upright)),
        upright => upright.or_else(tight).or_else(landscape),
    }
}

/// A table behind a chart: small, and in columns side by side when all its rows are one line high.
pub(crate) fn set_small(table: &Table) -> Option<Setting> {
    let contents = contents(table);
    let best: Vec<f64> = contents.iter().map(|cells| widest(cells, Content::best) * SMALL + 0.5).collect();
    let paddings = paddings(table);
    let natural: f64 = best.iter().chain(&paddings).sum();
    let single = contents.iter().flatten().all(|content| content.0.len() <= 1);
    let beside = ((UPRIGHT + GUTTER) / (natural + GUTTER)).floor().min(table.rows.len() as f64 / 6.0) as usize;
    if single && beside > 1 && (13..=120).contains(&table.rows.len()) {
        // Some of what is left over makes the columns airy, the rest stays free.
        let spare = (UPRIGHT + GUTTER) / beside as f64 - GUTTER - natural;
        let more = (spare / best.len() as f64).min(14.0);
        return Some(Setting {
            size: SMALL,
            inset: SMALL_INSET,
            padding: padding(best.len()),
            widths: best.iter().zip(&paddings).map(|(best, padding)| best + padding + more).collect(),
            landscape: false,
            beside,
            tallest: SMALL * PITCH,
            height: table.rows.len() as f64 / beside as f64 * (SMALL * (PITCH - LEADING) + 2.0 * SMALL_INSET),
        });
    }
    fit(&contents, &paddings, SMALL, SMALL_INSET, UPRIGHT).or_else(|| set(table))
}

/// Whether a column has a heading and nothing under it.
fn to_fill_in(cells: &[Content]) -> bool {
    cells.len() > 1 && cells[1..].iter().all(Content::is_blank)
}

fn widest(cells: &[Content], of: impl Fn(&Content) -> f64) -> f64 {
    cells.iter().map(of).fold(0.0, f64::max)
}

fn fit(contents: &[Vec<Content>], paddings: &[f64], size: f64, inset: f64, available: f64) -> Option<Setting> {
    let widths = share(contents, size, available - paddings.iter().sum::<f64>())?;
    let rows = contents.iter().map(Vec::len).max().unwrap_or(0);
    let row =
        |n: usize| contents.iter().zip(&widths).map(|(cells, width)| cells[n].height(width / size)).fold(0.0, f64::max);
    let height: f64 = (0..rows).map(|n| row(n) * size + 2.0 * inset).sum();
    let tallest = (1..rows).map(row).fold(0.0, f64::max) * size;
    Some(Setting {
        size,
        inset,
        padding: padding(contents.len()),
        widths: widths.into_iter().zip(paddings).map(|(width, padding)| width + padding).collect(),
        landscape: false,
        beside: 1,
        tallest,
        height,
    })
}

fn padding(columns: usize) -> f64 {
    if columns < MANY { PADDING } else { PADDING_OF_MANY }
}

/// What each column keeps free, left and right together.
fn paddings(table: &Table) -> Vec<f64> {
    let base = padding(table.columns.len());
    let apart = |i: usize| i > 0 && table.columns[i - 1].numeric && !table.columns[i].numeric;
    (0..table.columns.len()).map(|i| if apart(i) { base + APART } else { base }).collect()
}

/// The widths of columns in `room`, without padding; `None` when their longest words don't fit.
fn share(contents: &[Vec<Content>], size: f64, room: f64) -> Option<Vec<f64>> {
    // A hair more than measured, so that rounding breaks no word.
    let least: Vec<f64> = contents.iter().map(|cells| widest(cells, Content::least) * size + 0.5).collect();
    let best: Vec<f64> = contents.iter().map(|cells| widest(cells, Content::best) * size + 0.5).collect();
    let mut left = room - least.iter().sum::<f64>();
    if left < 0.0 || contents.is_empty() {
        return None;
    }
    let all_best: f64 = best.iter().sum();
    if all_best <= room {
        // Nothing is wrapped. What is left goes to columns that are filled in by hand.
        let blank = contents.iter().filter(|cells| to_fill_in(cells)).count();
        if blank > 0 {
            let more = (room - all_best) / blank as f64;
            let with = |(cells, best): (&Vec<Content>, &f64)| if to_fill_in(cells) { best + more } else { *best };
            return Some(contents.iter().zip(&best).map(with).collect());
        }
        // Else the columns spread, but not so far that the eye loses the row.
        let total = room.min((all_best * 1.5).max(room * 0.66));
        let more = (total - all_best) / contents.len() as f64;
        return Some(best.iter().map(|best| best + more).collect());
    }
    // Width is given step by step where it saves the most height: of rows, and a little for that of cells, so that
    // steps count of which only several together make a row less high.
    let rows = contents[0].len().min(LOOKED_AT);
    let heights = |cells: &[Content], width: f64| -> Vec<f64> {
        cells.iter().take(rows).map(|content| content.height(width / size)).collect()
    };
    let mut widths = least;
    let mut now: Vec<Vec<f64>> = contents.iter().zip(&widths).map(|(cells, width)| heights(cells, *width)).collect();
    while left > 0.1 {
        let mut found: Option<(f64, usize, f64, Vec<f64>)> = None;
        for (i, cells) in contents.iter().enumerate() {
            let others: Vec<f64> = (0..rows)
                .map(|row| now.iter().enumerate().filter(|(n, _)| *n != i).map(|(_, h)| h[row]).fold(0.0, f64::max))
                .collect();
            for step in STEPS {
                let step = step.min(left).min(best[i] - widths[i]);
                if step <= 0.0 {
                    continue;
                }
                let then = heights(cells, widths[i] + step);
                let saved: f64 = (0..rows)
                    .map(|row| {
                        let (before, after) = (now[i][row], then[row]);
                        before.max(others[row]) - after.max(others[row]) + (before - after) * CELL
                    })
                    .sum();
                let saved = saved / step;
                if saved > found.as_ref().map_or(0.0, |(most, ..)| *most) {
                    found = Some((saved, i, step, then));
                }
            }
        }
        let Some((_, i, step, then)) = found else { break };
        widths[i] += step;
        left -= step;
        now[i] = then;
    }
    let more = left.max(0.0) / contents.len() as f64;
    Some(widths.into_iter().map(|width| width + more).collect())
}

/// Whether a row stays on one page.
pub(crate) fn whole(cells: &[Cell]) -> bool {
    cells.iter().all(|cell| {
        let beneath: usize = cell.beneath.iter().map(String::len).sum();
        cell.text.words().len() + beneath <= WHOLE
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use report::model::{Column, Row};

    fn table(columns: Vec<Column>, rows: Vec<Vec<String>>) -> Table {
        Table { caption: "x".into(), columns, rows: rows.into_iter().map(Row::of).collect(), notes: vec![] }
    }

    #[test]
    fn short_tables_keep_their_rows_together() {
        let set =
            set(&table(vec![Column::words("Team"), Column::numbers("n")], vec![vec!["A".into(), "1".into()]])).unwrap();
        let total: f64 = set.widths.iter().sum();
        assert!(total < UPRIGHT * 0.75, "{total}");
        assert_eq!((set.size, set.landscape, set.beside), (9.5, false, 1));
    }

    #[test]
    fn what_hands_fill_in_has_room() {
        let row = |who: &str| vec![who.to_owned(), String::new(), String::new()];
        let columns = vec![Column::words("Who"), Column::words("Name"), Column::words("Date")];
        let set = set(&table(columns, vec![row("Legal"), row("Finance")])).unwrap();
        assert!((set.widths.iter().sum::<f64>() - UPRIGHT).abs() < 0.1);
        assert!(set.widths[1] > 150.0 && set.inset > INSET, "{set:?}");
    }

    #[test]
    fn months_stand_side_by_side() {
        let months = (0..25).map(|n| vec![format!("September {n}"), "2,774".into()]).collect();
        let set = set_small(&table(vec![Column::words("Month"), Column::numbers("Contacts")], months)).unwrap();
        assert!(set.beside >= 3);
        let total = (set.widths.iter().sum::<f64>() + GUTTER) * set.beside as f64 - GUTTER;
        assert!(total <= UPRIGHT + 0.1, "{total}");
    }

    proptest! {
        #[test]
        fn every_word_fits_and_nothing_leaves_the_page(
            words in prop::collection::vec(prop::collection::vec("[a-z]{1,30}( [a-z]{1,30}){0,12}", 1..9), 1..5)
        ) {
            let count = words[0].len();
            let rows: Vec<Vec<String>> = words.into_iter().map(|mut row| { row.resize(count, "x".into()); row }).collect();
            let table = table((0..count).map(|_| Column::words("head")).collect(), rows);
            if let Some(set) = set(&table) {
                let available = if set.landscape { LANDSCAPE } else { UPRIGHT };
                prop_assert!(set.widths.iter().sum::<f64>() <= available + 0.1);
                for (cells, given) in contents(&table).iter().zip(&set.widths) {
                    prop_assert!(widest(cells, Content::least) * set.size <= given - set.padding);
                }
            }
        }
    }
}
