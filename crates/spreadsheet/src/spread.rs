//! A table of the document spread over columns of one kind each: what stands beneath a number in the document, its
//! count or a remark, has a column of its own beside it.

use crate::number::{self, Shown};
use crate::page::{Entry, Field, Line, Target, distinct};
use report::model::{Cell, Column, Inline, Table, Text};

/// The fields and lines of `table`.
pub fn spread(table: &Table) -> (Vec<Field>, Vec<Line>) {
    let mut fields = Vec::new();
    let mut lines: Vec<Line> = table.rows.iter().map(|row| Line { total: row.total, ..Line::default() }).collect();
    let none = Cell::default();
    for (i, column) in table.columns.iter().enumerate() {
        let mut parts: Vec<Parts> =
            table.rows.iter().map(|row| Parts::of(row.cells.get(i).unwrap_or(&none), column.numeric)).collect();
        let labels = labels(&parts);
        for parts in &mut parts {
            parts.settle(&labels);
        }
        add(&mut fields, &mut lines, column, &parts, &labels);
    }
    distinct(&mut fields);
    (fields, lines)
}

/// What a cell is made of.
#[derive(Debug, Default)]
struct Parts {
    main: Entry,
    /// The word that stands out, where there are other words or a number beside it.
    mark: Entry,
    /// The two numbers of `412 of 476`.
    of: Option<(Shown, Shown)>,
    /// Numbers with a name: `median 84.0%`, `602 children`. With each the line as it was.
    named: Vec<(String, Shown, String)>,
    /// All other lines.
    rest: Vec<String>,
}

impl Parts {
    fn of(cell: &Cell, numeric: bool) -> Parts {
        let text = cell.text.words();
        let mut parts = Parts { main: entry(&cell.text, numeric), ..Parts::default() };
        if let Some(tag) = &cell.tag {
            // The word of a tag says it all; its arrow is for the eye.
            let place = if text.is_empty() { &mut parts.main } else { &mut parts.mark };
            *place = Entry::words(tag.text.as_str());
        }
        for line in &cell.beneath {
            if let (Some(pair), None) = (pair(line), &parts.of) {
                parts.of = Some(pair);
            } else if let Some((name, shown)) = named(line) {
                parts.named.push((name.to_owned(), shown, line.clone()));
            } else {
                parts.rest.push(line.clone());
            }
        }
        parts
    }

    /// Numbers whose name has no column become remarks; a remark that stands alone is what the cell says.
    fn settle(&mut self, labels: &[String]) {
        let mut kept: Vec<(String, Shown, String)> = Vec::new();
        for (name, shown, line) in std::mem::take(&mut self.named) {
            if labels.contains(&name) && !kept.iter().any(|(other, ..)| *other == name) {
                kept.push((name, shown, line));
            } else {
                self.rest.push(line);
            }
        }
        self.named = kept;
        if self.main == Entry::Empty && !self.rest.is_empty() {
            self.main = Entry::words(self.rest.remove(0));
        }
    }

    fn named(&self, label: &str) -> Entry {
        self.named.iter().find(|(name, ..)| name == label).map_or(Entry::Empty, |(_, shown, _)| Entry::Number(*shown))
    }
}

/// The names that deserve a column: those that come with more than one row, or with the only one.
fn labels(rows: &[Parts]) -> Vec<String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for (name, ..) in rows.iter().flat_map(|parts| &parts.named) {
        match found.iter_mut().find(|(other, _)| other == name) {
            Some((_, times)) => *times += 1,
            None => found.push((name.clone(), 1)),
        }
    }
    found.into_iter().filter(|(_, times)| *times > 1 || rows.len() == 1).map(|(name, _)| name).collect()
}

/// Adds the fields that `column` needs, and what each row has for them.
fn add(fields: &mut Vec<Field>, lines: &mut [Line], column: &Column, rows: &[Parts], labels: &[String]) {
    let title = column.title.as_str();
    let mut push = |title: String, numeric: bool, entry: &dyn Fn(&Parts) -> Entry| {
        fields.push(Field { title, numeric });
        for (line, parts) in lines.iter_mut().zip(rows) {
            line.entries.push(entry(parts));
        }
    };
    push(title.to_owned(), column.numeric, &|parts| parts.main.clone());
    if rows.iter().any(|parts| parts.mark != Entry::Empty) {
        push(format!("{title}: mark"), false, &|parts| parts.mark.clone());
    }
    if rows.iter().any(|parts| parts.of.is_some()) {
        push(format!("{title}: count"), true, &|parts| parts.of.map_or(Entry::Empty, |(n, _)| Entry::Number(n)));
        push(format!("{title}: out of"), true, &|parts| parts.of.map_or(Entry::Empty, |(_, of)| Entry::Number(of)));
    }
    for label in labels {
        push(format!("{title}: {label}"), true, &|parts| parts.named(label));
    }
    if rows.iter().any(|parts| !parts.rest.is_empty()) {
        push(format!("{title}: note"), false, &|parts| Entry::words(parts.rest.join("; ")));
    }
}

/// What a cell says: in a column of numbers a number where it is one, in a column of words always words.
fn entry(text: &Text, numeric: bool) -> Entry {
    let words = text.words();
    match text.0.as_slice() {
        [Inline::Link { text, to }] => Entry::Link { text: text.clone(), to: Target::Anchor(to.clone()) },
        [Inline::Web { text, address }] => Entry::Link { text: text.clone(), to: Target::Web(address.clone()) },
        _ if numeric => Entry::number_or_words(&words),
        _ => Entry::words(words),
    }
}

/// `412 of 476`.
fn pair(line: &str) -> Option<(Shown, Shown)> {
    let (count, total) = line.split_once(" of ")?;
    Some((number::read(count)?, number::read(total)?))
}

/// `median 84.0%`, `602 children`: a number before or after a name of at most four words in small letters.
fn named(line: &str) -> Option<(&str, Shown)> {
    let found = |name: &'_ str, number: &str| {
        let few = name.split(' ').count() <= 4;
        let plain = name.starts_with(char::is_alphabetic) && name.chars().all(|c| c == ' ' || c.is_lowercase());
        number::read(number).filter(|_| few && plain)
    };
    let after = line.rsplit_once(' ').and_then(|(name, number)| Some((name, found(name, number)?)));
    after.or_else(|| line.split_once(' ').and_then(|(number, name)| Some((name, found(name, number)?))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::model::{Row, Tag, Tone};

    fn titles(fields: &[Field]) -> Vec<&str> {
        fields.iter().map(|field| field.title.as_str()).collect()
    }

    fn shown(lines: &[Line]) -> Vec<Vec<String>> {
        let entry = |entry: &Entry| match entry {
            Entry::Number(shown) => format!("{} as {}", shown.value, shown.format()),
            entry => entry.text().unwrap_or_default().to_owned(),
        };
        lines.iter().map(|line| line.entries.iter().map(entry).collect()).collect()
    }

    fn table(cells: Vec<Cell>) -> Table {
        let row = |cell| Row { cells: vec![Cell::from("2,774"), cell], total: false };
        Table {
            caption: "A table".into(),
            columns: vec![Column::words("Name"), Column::numbers("July")],
            rows: cells.into_iter().map(row).collect(),
            notes: vec![],
        }
    }

    #[test]
    fn what_stands_beneath_has_its_own_columns() {
        let (fields, lines) = spread(&table(vec![
            Cell::from("86.6%").beneath("412 of 476").beneath("median 84.0%").beneath("2021-22"),
            Cell::from("c").beneath("median 3.0%"),
            Cell::default().beneath("no published comparator"),
            Cell::from("12").beneath("12 children"),
        ]));
        assert_eq!(titles(&fields), ["Name", "July", "July: count", "July: out of", "July: median", "July: note"]);
        assert_eq!(
            shown(&lines),
            [
                ["2,774", "0.866 as #,##0.0%", "412 as #,##0", "476 as #,##0", "0.84 as #,##0.0%", "2021-22"],
                ["2,774", "c", "", "", "0.03 as #,##0.0%", ""],
                ["2,774", "no published comparator", "", "", "", ""],
                ["2,774", "12 as #,##0", "", "", "", "12 children"],
            ]
        );
    }

    #[test]
    fn marks_stand_beside_numbers() {
        let tag = |text: &str| Some(Tag { text: text.into(), tone: Tone::Good, arrow: None });
        let with = Cell { tag: tag("On target"), ..Cell::from("86.6%") };
        let alone = Cell { tag: tag("Improving"), ..Cell::default() };
        let (fields, lines) = spread(&table(vec![with, alone]));
        assert_eq!(titles(&fields), ["Name", "July", "July: mark"]);
        assert_eq!(shown(&lines), [["2,774", "0.866 as #,##0.0%", "On target"], ["2,774", "Improving", ""]]);
    }

    #[test]
    fn dates_and_sentences_are_no_numbers() {
        for line in ["14 August", "three without a figure", "2021-22, near definition", "final on 14 August 2023"] {
            assert_eq!((pair(line), named(line)), (None, None), "{line}");
        }
        assert!(pair("412 of 2000").is_none(), "a number over 999 has its comma");
        assert_eq!(named("86 as a whole number").map(|(name, _)| name), Some("as a whole number"));
    }

    #[test]
    fn a_row_that_is_short_has_empty_cells() {
        let mut table = table(vec![Cell::from("1")]);
        table.rows[0].cells.pop();
        let (fields, lines) = spread(&table);
        assert_eq!((fields.len(), lines[0].entries.len()), (2, 2));
    }
}
