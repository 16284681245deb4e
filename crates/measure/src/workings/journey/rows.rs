//! The rows of one table, by child.

use super::sources::Source;
use super::{Event, EventKind, days, text};
use crate::inputs::Inputs;
use crate::working::{day_at, text_at};
use arrow::array::{Array, Date32Array, StringArray};
use standard::date::from_days;

/// The columns of one source, with its rows in order of person.
pub(super) struct Rows {
    kind: EventKind,
    pub person: StringArray,
    on: Date32Array,
    until: Option<Date32Array>,
    texts: [Option<StringArray>; 4],
    due: Option<Date32Array>,
    /// Of a review, whether it was cancelled.
    cancelled: Option<StringArray>,
    codes: Option<&'static standard::codes::CodeList>,
    pub order: Vec<u32>,
}

/// Rows in order of person.
pub(super) fn ordered(people: &StringArray) -> Vec<u32> {
    let mut order: Vec<u32> = (0..people.len() as u32).filter(|i| people.is_valid(*i as usize)).collect();
    order.sort_by_key(|i| people.value(*i as usize));
    order
}

/// The rows of `person`, by their order of person.
pub(super) fn of<'a>(order: &'a [u32], people: &StringArray, person: &str) -> &'a [u32] {
    let start = order.partition_point(|i| people.value(*i as usize) < person);
    let end = order.partition_point(|i| people.value(*i as usize) <= person);
    &order[start..end]
}

impl Rows {
    pub fn new(inputs: &Inputs, source: &Source) -> Option<Rows> {
        let Source { kind, table, person, on, until, code, worker, team, seen, due } = *source;
        let batch = inputs.tables.get(table)?;
        let person = text(batch, person)?;
        let column = standard::table::find(table).and_then(|table| table.column(code));
        Some(Rows {
            kind,
            on: days(batch, on)?,
            until: days(batch, until),
            texts: [text(batch, code), text(batch, worker), text(batch, team), text(batch, seen)],
            due: days(batch, due),
            cancelled: text(batch, "clar_cla_review_cancelled"),
            codes: column.and_then(|column| column.codes.as_deref()).and_then(standard::codes::list),
            order: ordered(&person),
            person,
        })
    }

    /// Row `i`, as far as it was known on day `last`.
    pub fn event(&self, i: usize, last: i32) -> Option<Event> {
        let on = day_at(&self.on, i).filter(|day| *day <= last)?;
        let said = |column: &Option<StringArray>| column.as_ref().map_or("", |column| text_at(column, i)).to_owned();
        if said(&self.cancelled) == "Y" {
            return None;
        }
        let until = self.until.as_ref().and_then(|days| day_at(days, i)).filter(|day| *day <= last);
        // A record that ends before it begins is out of everything; a check finds it.
        if until.is_some_and(|until| until < on) {
            return None;
        }
        let due = self.due.as_ref().and_then(|days| day_at(days, i));
        let code = said(&self.texts[0]);
        let label = self.codes.and_then(|list| list.code(&code)).map(|code| code.label.clone()).unwrap_or_default();
        let seen = said(&self.texts[3]);
        Some(Event {
            kind: self.kind,
            on: from_days(on)?,
            until: until.and_then(from_days),
            code,
            label,
            worker_id: said(&self.texts[1]),
            team_id: said(&self.texts[2]),
            seen: (!seen.is_empty()).then(|| seen != "N"),
            due: due.and_then(from_days),
            late: due.is_some_and(|due| due < on),
        })
    }
}
