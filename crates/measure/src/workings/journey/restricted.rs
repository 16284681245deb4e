//! Whose records are restricted, and why.

use super::{days, text};
use crate::inputs::Inputs;
use crate::working::{day_at, text_at};
use arrow::array::Array;
use jiff::civil::Date;
use standard::date::{from_days, to_days};
use std::collections::HashMap;

/// Why a record is restricted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// The kind of reason.
    pub kind: RestrictionKind,
    /// From when.
    pub from: Date,
    /// Until when, exclusive.
    pub to: Option<Date>,
}

/// The kinds of reason for which a record is restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RestrictionKind {
    /// The table `restricted_records` names it.
    Listed,
    /// An adoption order closed it: the child has another identity now, to which nothing here may lead.
    Adopted,
}

/// Reasons for which care ceased that are adoptions (SSDA903: application unopposed, consent dispensed with).
const ADOPTED: [&str; 2] = ["E11", "E12"];

/// Who is restricted on the data date, and why: adoption, as `orders` has it, before all else.
pub(super) fn restricted(inputs: &Inputs, orders: &HashMap<String, i32>) -> HashMap<String, Restriction> {
    let today = to_days(inputs.data_date);
    let mut out = HashMap::new();
    if let Some(batch) = inputs.tables.get("restricted_records")
        && let (Some(person), Some(from), Some(to)) = (text(batch, "person_id"), days(batch, "from"), days(batch, "to"))
    {
        for i in 0..batch.num_rows() {
            let open = day_at(&from, i).is_none_or(|day| day <= today) && day_at(&to, i).is_none_or(|day| day > today);
            if open && person.is_valid(i) {
                // Without a first day it has always been restricted.
                let from = day_at(&from, i).and_then(from_days).unwrap_or(Date::constant(1900, 1, 1));
                let to = day_at(&to, i).and_then(from_days);
                out.insert(person.value(i).to_owned(), Restriction { kind: RestrictionKind::Listed, from, to });
            }
        }
    }
    for (person, day) in orders {
        if let Some(from) = from_days(*day) {
            out.insert(person.clone(), Restriction { kind: RestrictionKind::Adopted, from, to: None });
        }
    }
    out
}

/// The day of the first adoption order of each adopted child, on or before the data date.
pub(crate) fn adoptions(inputs: &Inputs) -> HashMap<String, i32> {
    let today = to_days(inputs.data_date);
    let mut out: HashMap<String, i32> = HashMap::new();
    let mut gather = |table: &str, [person, day, reason]: [&str; 3], is: &dyn Fn(&str) -> bool| {
        let Some(batch) = inputs.tables.get(table) else { return };
        let (Some(person), Some(day), Some(reason)) = (text(batch, person), days(batch, day), text(batch, reason))
        else {
            return;
        };
        for i in (0..batch.num_rows()).filter(|i| person.is_valid(*i) && is(text_at(&reason, *i))) {
            let Some(day) = day_at(&day, i).filter(|day| *day <= today) else { continue };
            let first = out.entry(person.value(i).to_owned()).or_insert(day);
            *first = (*first).min(day);
        }
    };
    let care = ["clae_person_id", "clae_cla_episode_ceased_date", "clae_cla_episode_ceased_reason"];
    gather("ssd_cla_episodes", care, &|reason| ADOPTED.contains(&reason));
    let order = ["perm_person_id", "perm_permanence_order_date", "perm_permanence_order_type"];
    gather("ssd_permanence", order, &|kind| kind.to_lowercase().contains("adoption"));
    out
}
