//! Rows of named cells, and where they go.

use crate::almanac::{Day, NEVER};
use crate::error::Error;
use standard::table::{Column, ColumnType, Table};

/// A value to write.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Null,
    Text(&'a str),
    /// A number that is a name.
    Id(u64),
    Date(Day),
    Integer(i64),
    /// Ten-thousandths.
    Decimal(i64),
}

impl<'a> Cell<'a> {
    /// `Y` or `N`.
    pub fn yes(yes: bool) -> Cell<'static> {
        Cell::Text(if yes { "Y" } else { "N" })
    }

    /// Text, or null if there is none.
    pub fn text(text: Option<&'a str>) -> Cell<'a> {
        text.map_or(Cell::Null, Cell::Text)
    }

    /// An id, or null if there is none.
    pub fn id(id: Option<u64>) -> Cell<'static> {
        id.map_or(Cell::Null, Cell::Id)
    }

    /// A day if it has come by `known`.
    pub fn by(day: Day, known: Day) -> Cell<'static> {
        if day != NEVER && day <= known { Cell::Date(day) } else { Cell::Null }
    }

    /// A day, if there is one and it has come by `known`.
    pub fn some_by(day: Option<Day>, known: Day) -> Cell<'static> {
        day.map_or(Cell::Null, |day| Cell::by(day, known))
    }
}

/// A row: columns in the order declared, those left out null.
pub type Row<'r, 'a> = &'r [(&'static str, Cell<'a>)];

/// Something that takes rows of standard tables.
pub trait Sink {
    /// Adds a row to `table`.
    fn row(&mut self, table: &'static str, row: Row) -> Result<(), Error>;

    /// Adds a row that gets no fault and takes no throw of the dice: the faults of all other rows stay what they were.
    fn row_as_it_is(&mut self, table: &'static str, row: Row) -> Result<(), Error> {
        self.row(table, row)
    }
}

/// Takes rows as they are: see [`Sink::row_as_it_is`].
pub struct AsTheyAre<'s>(pub &'s mut dyn Sink);

impl Sink for AsTheyAre<'_> {
    fn row(&mut self, table: &'static str, row: Row) -> Result<(), Error> {
        self.0.row_as_it_is(table, row)
    }
}

/// Whether the standard itself has the column, and not only what Annex A adds.
pub fn in_standard(column: &Column) -> bool {
    !column.title.contains("not in the standard")
}

/// The columns of `table` that its files carry.
pub fn columns(table: &'static Table) -> Vec<&'static Column> {
    table.columns.iter().filter(|column| in_standard(column)).collect()
}

/// For each of `columns`, the cell that `row` has for it. A cell for a column that is not there, or out of
/// order, is a fault of this program.
pub fn arrange<'a>(table: &str, columns: &[&'static Column], row: Row<'_, 'a>, into: &mut Vec<Cell<'a>>) {
    into.clear();
    let mut rest = row.iter();
    let mut next = rest.next();
    for column in columns {
        match next {
            Some((name, cell)) if *name == column.name => {
                into.push(*cell);
                next = rest.next();
            }
            _ => into.push(Cell::Null),
        }
    }
    assert!(next.is_none(), "{table} has no column {} at its place", next.map_or("", |(name, _)| name));
}

/// Takes every row twice: once in each of two sinks.
pub struct Both<'s>(pub &'s mut dyn Sink, pub &'s mut dyn Sink);

impl Sink for Both<'_> {
    fn row(&mut self, table: &'static str, row: Row) -> Result<(), Error> {
        self.0.row(table, row)?;
        self.1.row(table, row)
    }

    fn row_as_it_is(&mut self, table: &'static str, row: Row) -> Result<(), Error> {
        self.0.row_as_it_is(table, row)?;
        self.1.row_as_it_is(table, row)
    }
}

/// Whether values of this type are written with quotes where they need them.
pub fn is_text(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Text | ColumnType::Code | ColumnType::Json)
}
