//! The standard tables: those of the Standard Safeguarding Dataset 1.4.5, the local tables beside it, and the
//! reference tables. Declared in `data/tables.csv` and `data/columns.csv`; a column that the standard does not
//! have (Annex A gives it) says so in its title.

use arrow_schema::{DataType, Field, Schema};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Where a table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// Standard Safeguarding Dataset 1.4.5.
    Ssd,
    /// A local table, for what that standard does not carry.
    Local,
    /// A list of Annex A with no table in the standard.
    AnnexA,
    /// Published figures and populations, which belong to no child.
    Reference,
}

/// What the dates of a table mean, and so when a delivery should contain a row of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Something that happened on one day.
    Event,
    /// Something that runs from a day to another or is still open.
    Span,
    /// A list without dates that a delivery adds to or corrects: a row stands until one with its key replaces it.
    Register,
    /// A list without dates that a delivery gives whole: the newest delivery's rows are the rows.
    Snapshot,
    /// Details of a row of the parent table: a delivery that has the parent has all its details.
    Part,
}

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text, trimmed.
    Text,
    /// A code of [`Column::codes`], as text.
    Code,
    /// JSON text.
    Json,
    /// A day.
    Date,
    /// A whole number, 64 bits.
    Integer,
    /// A decimal with four places (FTE, pounds, miles).
    Decimal,
    /// A floating-point number as published.
    Number,
}

impl ColumnType {
    /// The Arrow type that holds it.
    pub fn arrow(self) -> DataType {
        match self {
            ColumnType::Text | ColumnType::Code | ColumnType::Json => DataType::Utf8,
            ColumnType::Date => DataType::Date32,
            ColumnType::Integer => DataType::Int64,
            ColumnType::Decimal => DataType::Decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
            ColumnType::Number => DataType::Float64,
        }
    }
}

/// Digits of a [`ColumnType::Decimal`].
pub const DECIMAL_PRECISION: u8 = 18;
/// Decimal places of a [`ColumnType::Decimal`].
pub const DECIMAL_SCALE: i8 = 4;

/// A column of a standard table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, as the standard spells it.
    pub name: String,
    /// The type of its values.
    pub kind: ColumnType,
    /// Whether it is part of the table's key.
    pub key: bool,
    /// The table and column that its values refer to.
    pub references: Option<(String, String)>,
    /// The name of its code list ([`crate::codes::list`]).
    pub codes: Option<String>,
    /// Other names that extracts give it.
    pub aliases: Vec<String>,
    /// What it holds, in words.
    pub title: String,
    /// The standard's own item reference, where it has one.
    pub item: Option<String>,
}

impl Column {
    /// Whether its values are ids of people (children), in the person table or elsewhere.
    pub fn is_person(&self) -> bool {
        self.name == "pers_person_id" || self.references.as_ref().is_some_and(|(table, _)| table == "ssd_person")
    }
}

/// A standard table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub standard: Standard,
    /// What its dates mean.
    pub shape: Shape,
    /// The columns that date a row, the first that is not null: the day of an event, the start of a span.
    pub start: Vec<String>,
    /// The column with the end of a span; a null end is open.
    pub end: Option<String>,
    /// For [`Shape::Part`]: the parent table, and the column here that holds the parent's key.
    pub parent: Option<(String, String)>,
    /// What a row is, in words, plural.
    pub title: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
}

impl Table {
    /// The column called `name`.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns that together identify a row.
    pub fn key(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.key)
    }

    /// The first column that holds the child's id, if rows belong to a child.
    pub fn person(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.is_person())
    }

    /// The Arrow schema of its declared columns, all nullable, in order.
    pub fn schema(&self) -> Schema {
        Schema::new(self.columns.iter().map(|c| Field::new(&c.name, c.kind.arrow(), true)).collect::<Vec<_>>())
    }

    /// The schema as kept: the declared columns, then [`REACH`] and [`PROVENANCE`].
    pub fn kept_schema(&self) -> Arc<Schema> {
        let mut fields: Vec<_> = self.schema().fields().iter().cloned().collect();
        fields.extend(REACH.iter().map(|name| Arc::new(Field::new(*name, DataType::Date32, true))));
        fields.extend(PROVENANCE.iter().map(|name| Arc::new(Field::new(*name, DataType::Int32, false))));
        Arc::new(Schema::new(fields))
    }
}

/// The days on which a row shows in an extract, both inclusive: an event's day twice, a span's start and end
/// (null: still open). Both null: the row has no date. Set when a file is read, because it depends on what the
/// extract promises: a referral in an Annex A list shows on its day, one in a full extract while it is open.
pub const REACH: [&str; 2] = ["reach_from", "reach_to"];

/// Where a row came from: the delivery's number (0 until it has one), the file's number within the delivery
/// (from 0) and the row in that file or sheet as a person counts it (the header row of a CSV file is 1).
pub const PROVENANCE: [&str; 3] = ["source_delivery", "source_file", "source_row"];

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let mut columns: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in crate::declaration(include_str!("../data/columns.csv")) {
        let optional = |i: usize| Some(row[i].to_owned()).filter(|text| !text.is_empty());
        columns.entry(row[0].to_owned()).or_default().push(Column {
            name: row[1].to_owned(),
            kind: match &row[2] {
                "text" => ColumnType::Text,
                "code" => ColumnType::Code,
                "json" => ColumnType::Json,
                "date" => ColumnType::Date,
                "integer" => ColumnType::Integer,
                "decimal" => ColumnType::Decimal,
                "number" => ColumnType::Number,
                other => unreachable!("column type {other}"),
            },
            key: &row[3] == "Y",
            references: row[4].split_once('.').map(|(table, column)| (table.to_owned(), column.to_owned())),
            codes: optional(5),
            aliases: crate::parts(&row[6]),
            title: row[7].to_owned(),
            item: optional(8),
        });
    }
    crate::declaration(include_str!("../data/tables.csv"))
        .into_iter()
        .map(|row| Table {
            name: row[0].to_owned(),
            standard: match &row[1] {
                "ssd" => Standard::Ssd,
                "local" => Standard::Local,
                "annex_a" => Standard::AnnexA,
                "reference" => Standard::Reference,
                other => unreachable!("standard {other}"),
            },
            shape: match &row[2] {
                "event" => Shape::Event,
                "span" => Shape::Span,
                "register" => Shape::Register,
                "snapshot" => Shape::Snapshot,
                "part" => Shape::Part,
                other => unreachable!("shape {other}"),
            },
            start: crate::parts(&row[3]),
            end: Some(row[4].to_owned()).filter(|text| !text.is_empty()),
            parent: Some((row[5].to_owned(), row[6].to_owned())).filter(|(table, _)| !table.is_empty()),
            title: row[7].to_owned(),
            columns: columns.remove(&row[0]).unwrap_or_default(),
        })
        .collect()
});

/// All standard tables, in the order declared.
pub fn all() -> &'static [Table] {
    &TABLES
}

/// The table called `name`.
pub fn find(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_hang_together() {
        assert!(all().len() > 55);
        for table in all() {
            assert!(!table.columns.is_empty(), "{} has no columns", table.name);
            assert!(!table.title.is_empty(), "{} has no title", table.name);
            for name in table.start.iter().chain(&table.end) {
                let column = table.column(name).unwrap_or_else(|| panic!("{}.{name}", table.name));
                assert_eq!(column.kind, ColumnType::Date, "{}.{name}", table.name);
            }
            match table.shape {
                Shape::Event => assert!(!table.start.is_empty() && table.end.is_none(), "{}", table.name),
                Shape::Span => assert!(!table.start.is_empty() && table.end.is_some(), "{}", table.name),
                Shape::Part => assert!(table.parent.is_some(), "{}", table.name),
                Shape::Register | Shape::Snapshot => assert!(table.start.is_empty(), "{}", table.name),
            }
            if let Some((parent, column)) = &table.parent {
                assert!(find(parent).is_some() && table.column(column).is_some(), "{}", table.name);
            }
            for column in &table.columns {
                if let Some((other, name)) = &column.references {
                    let other = find(other).unwrap_or_else(|| panic!("{}.{} → {other}", table.name, column.name));
                    assert!(other.column(name).is_some(), "{}.{} → {}.{name}", table.name, column.name, other.name);
                }
                if let Some(codes) = &column.codes {
                    assert!(crate::codes::list(codes).is_some(), "{}.{}: {codes}", table.name, column.name);
                }
            }
        }
        let keyless: Vec<_> = all().iter().filter(|t| t.key().next().is_none()).map(|t| t.name.as_str()).collect();
        assert!(keyless.is_empty(), "{keyless:?}");
    }
}
