//! What formats with pages put together: charts of lines over time side by side, and the numbers of such charts in one
//! table. The web page and the workbook give each chart a table of its own, with all that is known of each month.

use crate::chart::{Chart, Mark};
use crate::model::{Block, Cell, Column, Document, Figure, Row, Table};
use crate::words;

/// A chart of no more rows than this has its table beneath it; of more, its numbers stand at the end of the paper.
pub const BENEATH: usize = 12;
/// So many charts have their numbers in one table, at most.
const AT_ONCE: usize = 6;

/// What stands by itself, or side by side.
#[derive(Debug, Clone, PartialEq)]
pub enum Group<'a> {
    /// A block by itself.
    One(&'a Block),
    /// Two or more charts of lines over time that follow each other.
    Charts(Vec<&'a Figure>),
}

/// `blocks` in their order, charts of lines over time that follow each other together.
pub fn groups(blocks: &[Block]) -> Vec<Group<'_>> {
    let mut out: Vec<Group> = Vec::new();
    let mut rest = blocks;
    while let Some((first, after)) = rest.split_first() {
        let run: Vec<&Figure> = rest.iter().map_while(lines).collect();
        match run.len() {
            0 | 1 => {
                out.push(Group::One(first));
                rest = after;
            }
            together => {
                out.push(Group::Charts(run));
                rest = &rest[together..];
            }
        }
    }
    out
}

/// The chart of a block, if it is one of lines over time whose numbers don't stand beneath it.
fn lines(block: &Block) -> Option<&Figure> {
    match block {
        Block::Figure(figure) if matches!(figure.chart, Chart::Lines(_)) && long(figure) => Some(figure),
        _ => None,
    }
}

/// Whether the numbers of `figure` stand at the end of a paper.
pub fn long(figure: &Figure) -> bool {
    figure.table.rows.len() > BENEATH
}

/// Numbers behind charts.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// The table.
    pub table: Table,
    /// The anchors of the charts that draw them.
    pub anchors: Vec<String>,
}

/// The tables at the end of a paper: the numbers of all charts of `document` that don't have them beneath, in the order
/// of the charts. Charts that stand side by side and are of the same months share tables.
pub fn numbers(document: &Document) -> Vec<Numbers> {
    let mut out = Vec::new();
    let mut section = "";
    for group in groups(&document.blocks) {
        match group {
            Group::One(Block::Heading(heading)) => section = &heading.text,
            Group::One(Block::Figure(figure)) if long(figure) => out.push(alone(figure)),
            Group::One(_) => {}
            Group::Charts(figures) => {
                let same = |a: &&Figure, b: &&Figure| months(a) == months(b);
                for run in figures.chunk_by(same) {
                    // In tables of about one size.
                    let tables = run.len().div_ceil(AT_ONCE).max(1);
                    let parts: Vec<&[&Figure]> = run.chunks(run.len().div_ceil(tables)).collect();
                    for (i, part) in parts.iter().enumerate() {
                        out.push(match part {
                            [figure] => alone(figure),
                            figures => shared(section, figures, (i + 1, parts.len())),
                        });
                    }
                }
            }
        }
    }
    out
}

/// All tables of `document` in the order in which they stand in a paper: those in the text and beneath charts, and at the
/// end those of [`numbers`].
pub fn tables(document: &Document) -> Vec<Table> {
    let here = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Figure(figure) if !long(figure) => Some(&figure.table),
        _ => None,
    });
    here.cloned().chain(numbers(document).into_iter().map(|numbers| numbers.table)).collect()
}

fn alone(figure: &Figure) -> Numbers {
    Numbers { table: figure.table.clone(), anchors: vec![figure.anchor.clone()] }
}

/// The labels of the rows of a chart's table.
fn months(figure: &Figure) -> Vec<String> {
    figure.table.rows.iter().map(|row| row.cells.first().map_or_else(String::new, |cell| cell.text.words())).collect()
}

/// One table for `figures`, which are of the same months: the value of each month, and a letter where it stands out.
fn shared(section: &str, figures: &[&Figure], (part, of): (usize, usize)) -> Numbers {
    let months = figures.first().map(|figure| months(figure)).unwrap_or_default();
    let span = match (months.first(), months.last()) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    let mut letters: Vec<Letter> = Vec::new();
    let mut columns =
        vec![Column::words(figures.first().and_then(|f| f.table.columns.first()).map_or("Month", |c| &c.title))];
    columns.extend(figures.iter().map(|f| Column::numbers(f.title.strip_suffix(span.as_str()).unwrap_or(&f.title))));
    let rows = months.iter().enumerate().map(|(i, month)| {
        let mut cells = vec![Cell::from(month.as_str())];
        for figure in figures {
            let value = figure.table.rows.get(i).and_then(|row| row.cells.get(1));
            let mut value = value.map(|cell| cell.text.words()).unwrap_or_default();
            if let Some(letter) = marked(figure, i) {
                value = format!("{value}\u{a0}{}", letter.sign());
                letters.push(letter);
            }
            cells.push(value.into());
        }
        Row { cells, total: false }
    });
    let rows = rows.collect();
    letters.sort();
    letters.dedup();
    let mut notes = Vec::new();
    if !letters.is_empty() {
        let meanings: Vec<String> =
            letters.iter().map(|letter| format!("{}: {}", letter.sign(), letter.meaning())).collect();
        notes.push(words::full_stop(&meanings.join("; ")).into());
    }
    notes.push(
        "Means, limits of chance, what each value is made of and remarks are in this paper’s workbook and on its web page."
            .into(),
    );
    let part = if of > 1 { format!(" ({part} of {of})") } else { String::new() };
    Numbers {
        table: Table { caption: format!("{section}{span}{part}"), columns, rows, notes },
        anchors: figures.iter().map(|figure| figure.anchor.clone()).collect(),
    }
}

/// How a point of a chart stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Letter {
    High,
    Low,
    NotFinal,
}

impl Letter {
    fn sign(self) -> &'static str {
        match self {
            Letter::High => "H",
            Letter::Low => "L",
            Letter::NotFinal => "n",
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Letter::High => "high by more than chance",
            Letter::Low => "low by more than chance",
            Letter::NotFinal => "not final",
        }
    }
}

/// How the point at `at` stands out in the chart of `figure`.
fn marked(figure: &Figure, at: usize) -> Option<Letter> {
    let Chart::Lines(lines) = &figure.chart else { return None };
    let marks = lines.lines.first()?.marks.iter().filter(|(point, _)| *point == at);
    marks
        .map(|(_, mark)| match mark {
            Mark::High(_) => Letter::High,
            Mark::Low(_) => Letter::Low,
            Mark::Hollow => Letter::NotFinal,
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Line, Lines, Sense};

    fn figure(anchor: &str, title: &str, first: usize) -> Block {
        let rows = (0..14).map(|n| Row::of([format!("month {}", first + n), format!("{n}%"), "remark".into()]));
        let marks = vec![(2, Mark::High(Sense::Good)), (13, Mark::Hollow)];
        let line = Line { values: vec![Some(1.0); 14], marks, ..Line::default() };
        Block::Figure(Box::new(Figure {
            anchor: anchor.into(),
            title: format!("{title}, month {first} to month {}", first + 13),
            description: String::new(),
            sentence: "A sentence.".into(),
            chart: Chart::Lines(Lines { lines: vec![line], ..Lines::default() }),
            table: Table {
                caption: title.into(),
                columns: vec![Column::words("Month"), Column::numbers("Value"), Column::words("Remarks")],
                rows: rows.collect(),
                notes: Vec::new(),
            },
        }))
    }

    #[test]
    fn charts_that_follow_each_other_stand_together_and_share_their_numbers() {
        let mut blocks = vec![Block::heading(2, "Trends"), figure("a", "Visits", 1), figure("b", "Reviews", 1)];
        blocks.extend([figure("c", "Others", 2), Block::paragraph("x"), figure("d", "Alone", 1)]);
        let found: Vec<usize> = groups(&blocks)
            .iter()
            .map(|group| match group {
                Group::One(_) => 1,
                Group::Charts(figures) => figures.len(),
            })
            .collect();
        assert_eq!(found, [1, 3, 1, 1]);
        let numbers = numbers(&Document { blocks, ..Document::default() });
        let anchors: Vec<&[String]> = numbers.iter().map(|numbers| numbers.anchors.as_slice()).collect();
        assert_eq!(anchors, [&["a".to_owned(), "b".into()][..], &["c".into()], &["d".into()]]);
        let shared = &numbers[0].table;
        assert_eq!(shared.caption, "Trends, month 1 to month 14");
        let titles: Vec<&str> = shared.columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(titles, ["Month", "Visits", "Reviews"]);
        let said = |row: usize| shared.rows[row].cells.iter().map(|cell| cell.text.words()).collect::<Vec<_>>();
        assert_eq!(said(1), ["month 2", "1%", "1%"]);
        assert_eq!(said(2), ["month 3", "2%\u{a0}H", "2%\u{a0}H"]);
        assert_eq!(said(13), ["month 14", "13%\u{a0}n", "13%\u{a0}n"]);
        assert_eq!(shared.notes[0].words(), "H: high by more than chance; n: not final.");
        // A chart by itself keeps all that is known of it.
        assert_eq!(numbers[2].table.columns.len(), 3);
    }

    #[test]
    fn many_charts_have_tables_of_about_one_size() {
        let mut blocks = vec![Block::heading(2, "Trends")];
        blocks.extend((0..8).map(|n| figure(&format!("a{n}"), "Visits", 1)));
        let numbers = numbers(&Document { blocks, ..Document::default() });
        let found: Vec<(usize, &str)> =
            numbers.iter().map(|numbers| (numbers.anchors.len(), numbers.table.caption.as_str())).collect();
        assert_eq!(found, [(4, "Trends, month 1 to month 14 (1 of 2)"), (4, "Trends, month 1 to month 14 (2 of 2)")]);
    }
}
