//! Ofsted's Annex A: lists 1 to 11 and their columns, declared in `data/annex_a.csv`.

use crate::table::ColumnType;
use std::sync::LazyLock;

/// A column of an Annex A list.
#[derive(Debug, Clone)]
pub struct ListColumn {
    /// Its heading in the template.
    pub name: String,
    /// Its place in the list, from 1.
    pub number: u8,
    /// The type of its values.
    pub kind: ColumnType,
    /// The name of its code list.
    pub codes: Option<String>,
    /// Whether it is one of the columns that identify a row.
    pub key: bool,
    /// Other headings seen for it.
    pub variants: Vec<String>,
}

/// An Annex A list.
#[derive(Debug, Clone)]
pub struct List {
    /// 1 to 11.
    pub number: u8,
    /// Its title in the template.
    pub title: String,
    /// Its columns, in order.
    pub columns: Vec<ListColumn>,
}

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    let mut lists: Vec<List> = Vec::new();
    for row in crate::declaration(include_str!("../data/annex_a.csv")) {
        let number = row[0].parse().expect("a list number");
        if lists.last().is_none_or(|list| list.number != number) {
            lists.push(List { number, title: row[1].to_owned(), columns: Vec::new() });
        }
        lists.last_mut().expect("just pushed").columns.push(ListColumn {
            number: row[2].parse().expect("a column number"),
            name: row[3].to_owned(),
            kind: match &row[4] {
                "text" => ColumnType::Text,
                "code" => ColumnType::Code,
                "date" => ColumnType::Date,
                "integer" => ColumnType::Integer,
                other => unreachable!("column type {other}"),
            },
            codes: Some(row[5].to_owned()).filter(|text| !text.is_empty()),
            key: &row[6] == "Y",
            variants: crate::parts(&row[8]),
        });
    }
    lists
});

/// The eleven lists, in order.
pub fn lists() -> &'static [List] {
    &LISTS
}

/// List `number`, 1 to 11.
pub fn list(number: u8) -> Option<&'static List> {
    LISTS.iter().find(|list| list.number == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eleven_lists_with_known_codes() {
        assert_eq!(lists().iter().map(|l| l.number).collect::<Vec<_>>(), (1..=11).collect::<Vec<_>>());
        assert_eq!(list(8).unwrap().columns.len(), 34);
        for column in lists().iter().flat_map(|l| &l.columns) {
            if let Some(codes) = &column.codes {
                assert!(crate::codes::list(codes).is_some(), "{}: {codes}", column.name);
            }
        }
    }
}
