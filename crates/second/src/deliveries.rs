//! What is in force when several deliveries have come: row by row, one delivery after the other.

use crate::days::days_after;
use crate::generate::generate;
use crate::history::{Cell, Row, Text};
use crate::tables::reach;
use jiff::civil::Date;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use standard::coverage::Interval;
use standard::table::{Shape, Table, find};
use std::collections::BTreeMap;

/// What came on one occasion, each table in file order.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The day that it describes.
    pub data_date: Date,
    /// The days for which each table is whole.
    pub coverage: BTreeMap<String, Interval>,
    /// Its tables.
    pub tables: BTreeMap<String, Vec<Row>>,
}

fn table(name: &str) -> &'static Table {
    find(name).unwrap_or_else(|| panic!("{name} is a standard table"))
}

fn key(table: &Table, row: &Row) -> String {
    let cells = table.key().map(|column| row.iter().find(|(name, _)| *name == column.name).map(|(_, cell)| cell));
    format!("{:?}", cells.collect::<Vec<_>>())
}

/// Replaces old person ids by new ones, and by newer ones.
fn merge(table: &Table, row: &mut Row, newer: &BTreeMap<String, String>) {
    for (name, cell) in row {
        let is_person = table.column(name).is_some_and(standard::table::Column::is_person);
        if let (true, Cell::Text(Some(id))) = (is_person, cell) {
            for _ in 0..newer.len() {
                if let Some(new) = newer.get(id) {
                    *id = new.clone();
                }
            }
        }
    }
}

/// The rows in force, by table: of the deliveries described up to `as_at`, in the order of their data dates
/// (of one date, as they came).
pub fn in_force(deliveries: &[Delivery], as_at: Option<Date>) -> BTreeMap<String, Vec<Row>> {
    let mut order: Vec<&Delivery> = deliveries.iter().filter(|d| as_at.is_none_or(|day| d.data_date <= day)).collect();
    order.sort_by_key(|d| d.data_date);
    let newer = merges(&order);
    // Each row with the number of its delivery, and for each table the keys that went with the number of the
    // delivery that should have had them.
    let mut out: BTreeMap<String, Vec<(usize, Row)>> = BTreeMap::new();
    let mut gone: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (number, delivery) in order.into_iter().enumerate() {
        for (name, rows) in &delivery.tables {
            let table = table(name);
            let standing = out.entry(name.clone()).or_default();
            let mut fresh: Vec<Row> = Vec::new();
            for row in rows {
                let mut row = row.clone();
                merge(table, &mut row, &newer);
                fresh.retain(|earlier| key(table, earlier) != key(table, &row));
                fresh.push(row);
            }
            let covered = delivery.coverage.get(name);
            let gone = gone.entry(name.clone()).or_default();
            standing.retain(|(_, row)| {
                let replaced = fresh.iter().any(|new| key(table, new) == key(table, row));
                let denied = match table.shape {
                    Shape::Event | Shape::Span => covered.is_some_and(|days| shows(table, row, days)),
                    Shape::Snapshot => true,
                    Shape::Register | Shape::Part => false,
                };
                if denied && !replaced {
                    gone.insert(key(table, row), number);
                }
                !replaced && !denied
            });
            for row in fresh {
                gone.remove(&key(table, &row));
                standing.push((number, row));
            }
        }
    }
    let stands = |name: &str, number: usize, row: &Row| {
        let Some((parent, column)) = &table(name).parent else { return true };
        let cell = row.iter().find(|(name, _)| name == column).map(|(_, cell)| cell);
        let by = gone.get(parent).and_then(|gone| gone.get(&format!("{:?}", vec![cell])));
        by.is_none_or(|by| *by <= number)
    };
    out.into_iter()
        .map(|(name, rows)| {
            let rows = rows.into_iter().filter(|(number, row)| stands(&name, *number, row)).map(|(_, row)| row);
            let rows = rows.collect();
            (name, rows)
        })
        .collect()
}

/// Whether a row would show in an extract of `days`.
fn shows(table: &Table, row: &Row, days: &Interval) -> bool {
    let (from, to) = reach(table, row);
    from.is_some_and(|from| from <= days.to) && to.is_none_or(|to| days.from <= to)
}

fn merges(deliveries: &[&Delivery]) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for row in deliveries.iter().flat_map(|d| d.tables.get("person_merges").into_iter().flatten()) {
        let text = |column: &str| -> Text {
            row.iter().find(|(name, _)| *name == column).and_then(|(_, cell)| match cell {
                Cell::Text(text) => text.clone(),
                _ => None,
            })
        };
        if let (Some(old), Some(new)) = (text("old_id"), text("new_id")) {
            out.insert(old, new);
        }
    }
    out
}

/// Whether a day of a table is covered by any delivery.
pub fn covered(deliveries: &[Delivery], table: &str, day: Date) -> bool {
    let intervals = deliveries.iter().filter_map(|d| d.coverage.get(table));
    intervals.into_iter().any(|days| days.from <= day && day <= days.to)
}

/// Three deliveries of one history, in the order in which they came, which need not be that of their dates. Each
/// reaches back so far; from one to the next some rows are deleted and some are dated differently.
pub fn generate_deliveries(seed: u64, size: usize) -> Vec<Delivery> {
    let case = generate(seed, size);
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x5ec0_4d00);
    let mut out = Vec::new();
    for back in [120, 60, 0] {
        let data_date = days_after(case.data_date, -back);
        let from = days_after(data_date, -[200, 400, 2000][random.random_range(0..3)]);
        let days = Interval { from, to: data_date };
        let mut delivery = Delivery { data_date, coverage: BTreeMap::new(), tables: BTreeMap::new() };
        for (name, rows) in case.history.rows() {
            let table = table(name);
            let dated = matches!(table.shape, Shape::Event | Shape::Span);
            let mut kept = Vec::new();
            for mut row in rows {
                let undated = reach(table, &row).0.is_none();
                if dated && !undated && random.random_range(0..100) < 6 {
                    continue;
                }
                if dated && !undated && random.random_range(0..100) < 6 {
                    redate(&mut row, table, days_after(case.data_date, -random.random_range(0..700)));
                }
                if !dated || undated || shows(table, &row, &days) {
                    kept.push(row);
                }
            }
            delivery.tables.insert(name.to_owned(), kept);
            if dated {
                delivery.coverage.insert(name.to_owned(), days);
            }
        }
        out.push(delivery);
    }
    if random.random_bool(0.5) {
        let first = random.random_range(0..out.len());
        let late = out.remove(first);
        out.push(late);
    }
    out
}

/// Gives a row another date, unless that date is part of what identifies it.
fn redate(row: &mut Row, table: &Table, date: Date) {
    for (name, cell) in row {
        let column = table.column(name).expect("a column of the table");
        if let (Cell::Day(Some(day)), false) = (cell, column.key) {
            *day = date;
        }
    }
}
