//! How wide columns should be. Word and its relatives lay a table out each in their own way unless its widths are
//! fixed, so they are: from the widths of letters in Arial, in thousandths of the type size.

use report::model::{Cell, Table};

/// Twentieths of a point, Word's unit of length.
pub(crate) type Twips = u32;

/// No word asks for more than this many ems: longer ones (hashes, paths) may be broken.
const LONGEST_WORD: u32 = 11_000;
/// A text of no more letters should stay on one line.
const SHORT: usize = 15;
/// No cell asks for a line of more than this many ems.
const LONGEST_LINE: u32 = 26_000;

/// How a table is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    /// In 9½ point.
    Usual,
    /// In 8½ point with narrow margins.
    Compact,
    /// In 8 point with hardly a margin, for what is looked up rather than read.
    Dense,
}

impl Setting {
    /// The size of its type.
    fn size(self) -> Twips {
        match self {
            Setting::Usual => 190,
            Setting::Compact => 170,
            Setting::Dense => 160,
        }
    }

    /// The size of the lines beneath.
    fn beneath(self) -> Twips {
        match self {
            Setting::Usual => 170,
            Setting::Compact | Setting::Dense => 160,
        }
    }

    /// The margin at either side of a cell.
    pub fn side(self) -> Twips {
        match self {
            Setting::Usual => 85,
            Setting::Compact | Setting::Dense => 60,
        }
    }

    /// The margin above and below.
    pub fn above(self) -> Twips {
        match self {
            Setting::Usual => 50,
            Setting::Compact => 25,
            Setting::Dense => 8,
        }
    }
}

/// A letter's width in Arial, about.
fn letter(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '’' | '|' => 222,
        'f' | 't' | 'I' | ' ' | '\u{a0}' | '.' | ',' | ':' | ';' | '!' | '/' | '\\' | '[' | ']' => 278,
        'r' | '(' | ')' | '-' | '“' | '”' => 333,
        'm' | 'M' => 833,
        'w' => 722,
        'W' | '▲' | '▼' | '…' | '—' => 990,
        '%' => 889,
        'A'..='Z' => 690,
        'a'..='z' | '0'..='9' => 556,
        c if c.is_ascii() => 556,
        c if c >= '\u{2e80}' => 1000,
        _ => 600,
    }
}

fn width(text: &str) -> u32 {
    text.chars().map(letter).sum()
}

/// How wide a column should be.
#[derive(Debug, Clone, Copy, Default)]
struct Wish {
    /// So that no word is broken.
    least: u32,
    /// So that no short text is either: a month, a date.
    short: u32,
    /// So that a line holds it all.
    whole: u32,
}

impl Wish {
    /// What satisfies both.
    fn and(self, other: Wish) -> Wish {
        Wish {
            least: self.least.max(other.least),
            short: self.short.max(other.short),
            whole: self.whole.max(other.whole),
        }
    }

    fn map(self, f: impl Fn(u32) -> u32) -> Wish {
        Wish { least: f(self.least), short: f(self.short), whole: f(self.whole) }
    }
}

/// What `text` wishes in type of `size`.
fn wish(text: &str, size: Twips) -> Wish {
    let words = text.split([' ', '\t', '\n']).flat_map(|word| word.split_inclusive(['-', '–']));
    let least = words.map(width).max().unwrap_or(0).min(LONGEST_WORD);
    let whole = width(text).min(LONGEST_LINE);
    let short = if text.chars().count() <= SHORT { whole.max(least) } else { least };
    Wish { least, short, whole }.map(|width| width * size / 1000)
}

/// Bold letters are wider by so many hundredths.
const BOLD: u32 = 108;

fn cell(cell: &Cell, setting: Setting, bold: bool) -> Wish {
    let mut words = cell.text.words();
    let mut size = setting.size();
    if let Some(tag) = &cell.tag {
        let sign = tag.arrow.map(|arrow| format!("{}\u{a0}", arrow.sign())).unwrap_or_default();
        // Bold, with a space at either end that does not break.
        words = format!("\u{a0}{sign}{}\u{a0} {words}", tag.text);
        size = size * BOLD / 100;
    }
    let first = wish(words.trim_end_matches(' '), if bold { setting.size() * BOLD / 100 } else { size });
    cell.beneath.iter().fold(first, |all, line| all.and(wish(line, setting.beneath())))
}

/// How many columns there are: as many as are declared or as the longest row has cells.
pub(crate) fn columns(table: &Table) -> usize {
    table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(table.columns.len())
}

/// The margin to the left of a cell of column `i`: words that follow numbers, which stand to the right, keep off.
pub(crate) fn left(table: &Table, setting: Setting, i: usize) -> Twips {
    let numeric = |i: usize| table.columns.get(i).is_some_and(|column| column.numeric);
    if i > 0 && numeric(i - 1) && !numeric(i) { setting.side() + 140 } else { setting.side() }
}

/// What each column wishes, margins included.
fn wished(table: &Table, setting: Setting) -> Vec<Wish> {
    (0..columns(table))
        .map(|i| {
            let title = table.columns.get(i).map_or("", |column| column.title.as_str());
            let title = wish(title, setting.size() * BOLD / 100);
            // A heading may stand in two lines.
            let title = Wish { short: title.least, whole: (title.whole * 6 / 10).max(title.least), ..title };
            let cells = table.rows.iter().filter_map(|row| Some(cell(row.cells.get(i)?, setting, row.total)));
            let margins = left(table, setting, i) + setting.side() + 30;
            let all = cells.fold(title, Wish::and).map(|width| width + margins);
            // What a row is about deserves more room than what is said of it.
            if i == 0 { Wish { whole: all.whole * 3 / 2, ..all } } else { all }
        })
        .collect()
}

/// Whether each word of `table` finds room in `width`.
pub(crate) fn fits(table: &Table, setting: Setting, width: Twips) -> bool {
    wished(table, setting).iter().map(|wish| wish.least).sum::<Twips>() <= width
}

/// How many lines the tallest row of `table` has about, on `width`: a table that has room may yet be unpleasant to
/// read.
pub(crate) fn tallest(table: &Table, setting: Setting, width: Twips) -> u32 {
    let widths = widths(table, setting, width);
    table
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().zip(&widths))
        .map(|(cell, wide)| {
            let room = wide.saturating_sub(2 * setting.side()).max(1);
            let lines = |text: &str, size: Twips| (self::width(text) * size / 1000).div_ceil(room);
            lines(&cell.text.words(), setting.size())
                + cell.beneath.iter().map(|line| lines(line, setting.beneath())).sum::<u32>()
        })
        .max()
        .unwrap_or(0)
}

/// The width of each column, together `width`: what words need first, then a share of the rest by what is wished.
pub(crate) fn widths(table: &Table, setting: Setting, width: Twips) -> Vec<Twips> {
    let wished = wished(table, setting);
    let sum = |of: fn(&Wish) -> Twips| wished.iter().map(of).sum::<Twips>();
    let whole = sum(|wish| wish.whole);
    let shares: Vec<u64> = if whole <= width {
        // More than enough: all columns get the same on top.
        let more = u64::from(width - whole) / wished.len().max(1) as u64;
        wished.iter().map(|wish| u64::from(wish.whole) + more).collect()
    } else {
        let first = [sum(|wish| wish.short), sum(|wish| wish.least)].iter().position(|sum| *sum <= width);
        let need: fn(&Wish) -> Twips = match first {
            Some(0) => |wish| wish.short,
            // Where there is no room for all, each gets what its words ask of what there is.
            _ => |wish| wish.least,
        };
        let rest = u64::from(width.saturating_sub(sum(need)));
        let over = u64::from(whole.saturating_sub(sum(need))).max(1);
        let share =
            |wish: &Wish| u64::from(need(wish)) + u64::from(wish.whole.saturating_sub(need(wish))) * rest / over;
        wished.iter().map(share).collect()
    };
    let sum = shares.iter().sum::<u64>().max(1);
    let mut out: Vec<Twips> =
        shares.iter().map(|share| Twips::try_from(share * u64::from(width) / sum).unwrap_or(width)).collect();
    let short = width.saturating_sub(out.iter().sum());
    if let Some(first) = out.first_mut() {
        *first += short;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::model::{Column, Row};

    fn table() -> Table {
        Table {
            caption: "Staff".to_owned(),
            columns: vec![Column::words("Service"), Column::numbers("FTE"), Column::numbers("Agency")],
            rows: vec![Row::of(["Assessment and safeguarding teams of the whole city", "1,204.5", "7"])],
            notes: Vec::new(),
        }
    }

    #[test]
    fn widths_fill_the_page_exactly() {
        for width in [500, 3_000, 9_412, 14_000] {
            let widths = widths(&table(), Setting::Usual, width);
            assert_eq!(widths.iter().sum::<Twips>(), width);
            assert!(widths.iter().all(|one| *one > 0));
            assert!(widths[0] > widths[2], "words before numbers: {widths:?}");
        }
    }

    #[test]
    fn short_texts_stay_on_a_line() {
        let mut table = table();
        table.columns.push(Column::words("Remarks"));
        table.rows = vec![Row::of(["September 2022", "1", "2", &"many words ".repeat(20)])];
        let month = width("September 2022") * Setting::Compact.size() / 1000;
        assert!(widths(&table, Setting::Compact, 5_000)[0] >= month + 2 * Setting::Compact.side());
    }

    #[test]
    fn no_word_is_broken_where_there_is_room() {
        assert!(fits(&table(), Setting::Usual, 9_412));
        assert!(!fits(&table(), Setting::Usual, 2_000));
        // “safeguarding” in 9½ point is some 5.6 ems wide.
        assert!(widths(&table(), Setting::Usual, 5_000)[0] > 5 * 190);
    }
}
