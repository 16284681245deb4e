//! Why a number is not what it was, and not what another system says.

use crate::failure::{Failure, Result};
use crate::folder::Measuring;
use arrow::array::AsArray;
use jiff::civil::Date;
use measure::{Amount, Counted, Engine, Number, Request, State, Status};
use standard::period::Period;
use std::collections::{BTreeMap, BTreeSet};
use store::{Delivery, Withdrawn};

/// What changed in a number between two times.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The number as then known; `None` where none was measured.
    pub before: Option<Number>,
    /// The number as known later.
    pub after: Option<Number>,
    /// What changed: gained and changed first, then lost, each by person and unit.
    pub rows: Vec<Change>,
}

impl Changes {
    /// How many things changed so.
    pub fn count(&self, how: How) -> usize {
        self.rows.iter().filter(|row| row.how == how).count()
    }
}

/// A thing that no longer counts, counts since, or counts otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In what way.
    pub how: How,
    /// The person.
    pub person_id: String,
    /// The thing that is counted.
    pub unit_id: String,
    /// What it was, in words; empty where it was not.
    pub before: String,
    /// What it is, in words; empty where it is no more.
    pub after: String,
    /// Which delivery changed it, and how.
    pub why: String,
}

/// In what way a thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It counts since.
    Gained,
    /// It counts no longer.
    Lost,
    /// It counts otherwise.
    Changed,
}

impl How {
    /// `gained`, `lost`, `changed`.
    pub fn word(self) -> &'static str {
        match self {
            How::Gained => "gained",
            How::Lost => "lost",
            How::Changed => "changed",
        }
    }
}

/// A number that is not what it was.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The indicator's id.
    pub indicator: String,
    /// The number as it was; `None` where there was none, or it is in categories.
    pub before: Option<Number>,
    /// The number as it is.
    pub after: Option<Number>,
}

/// Of the numbers of a period those that are not what they were, in order of indicator, and how many there are in all. An
/// indicator in categories is told once.
pub fn moved(before: &[Number], after: &[Number], period: &Period) -> (Vec<Moved>, usize) {
    let of = |numbers: &[Number]| -> BTreeMap<(String, Vec<(String, String)>), Number> {
        let of_period = numbers.iter().filter(|number| number.period == *period);
        of_period.map(|number| ((number.indicator.clone(), number.breakdown.clone()), number.clone())).collect()
    };
    let (before, after) = (of(before), of(after));
    let keys: BTreeSet<&(String, Vec<(String, String)>)> = before.keys().chain(after.keys()).collect();
    let all: BTreeSet<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    let mut moved: BTreeMap<&str, Moved> = BTreeMap::new();
    for key in keys {
        let (then, now) = (before.get(key), after.get(key));
        let same = match (then, now) {
            (Some(then), Some(now)) => !crate::revised::differs(now, then),
            // A category that nobody is in may be there or not.
            (one, other) => one.or(other).is_none_or(|number| {
                let nobody = || number.numerator.is_none_or(|counted| counted == Amount::default());
                number.value.is_none() || (!number.breakdown.is_empty() && nobody())
            }),
        };
        if same {
            continue;
        }
        let whole = |number: Option<&Number>| number.filter(|number| number.breakdown.is_empty()).cloned();
        let entry =
            moved.entry(&key.0).or_insert_with(|| Moved { indicator: key.0.clone(), before: None, after: None });
        entry.before = entry.before.take().or(whole(then));
        entry.after = entry.after.take().or(whole(now));
    }
    (moved.into_values().collect(), all.len())
}

/// How a day is written in what is told: `2023-07-31` in files, `31 July 2023` on pages.
pub type Day = fn(Date) -> String;

/// A day as files have it: `2023-07-31`.
pub fn iso(day: Date) -> String {
    day.to_string()
}

/// What changed in `indicator`, id or alias, for `period` between what was in force `before` and `after`; days written as
/// `written` says.
///
/// # Errors
/// The indicator is not known, or something can't be read or measured.
pub fn changes(
    before: &Measuring,
    after: &Measuring,
    indicator: &str,
    period: &Period,
    written: Day,
) -> Result<Changes> {
    let text = |row: &Counted| text(row, written);
    let day = |measuring: &Measuring| measuring.in_force.as_at.unwrap_or_else(|| measuring.data_date());
    let (from, to) = (day(before), day(after));
    let index = |rows: Vec<Counted>| -> BTreeMap<(String, String, String), Counted> {
        let key = |row: &Counted| (row.person_id.clone(), row.unit_id.clone(), format!("{}{}", row.category, row.part));
        rows.into_iter().filter(|row| row.state.counts()).map(|row| (key(&row), row)).collect()
    };
    let number = |measuring: &Measuring| -> Result<Option<Number>> {
        let request = Request {
            indicators: vec![indicator.to_owned()],
            from: period.last,
            to: period.last,
            periods: vec![period.kind],
            by: Vec::new(),
        };
        Ok(measuring.engine.measure(&request)?.numbers.into_iter().next())
    };
    let (then, now) = (number(before)?, number(after)?);
    // Where it couldn't be computed, nobody was behind it.
    let behind = |measuring: &Measuring, number: &Option<Number>| -> Result<Vec<Counted>> {
        match number {
            Some(number) if number.status == Status::NotComputable => Ok(Vec::new()),
            _ => Ok(measuring.engine.children(indicator, period)?),
        }
    };
    let earlier = index(behind(before, &then)?);
    let later = index(behind(after, &now)?);
    let declared = after.engine.catalogue().named(indicator)?;
    let tables: BTreeSet<&str> = declared
        .coverage
        .iter()
        .chain(&declared.inputs)
        .map(|field| field.split('.').next().unwrap_or(field))
        .collect();
    let deliveries = after.store.deliveries()?;
    // What is withdrawn or held is not in force: nothing can have come with it.
    let brought = |d: &Delivery, table: &str| d.carries(table) && d.stands(table, &deliveries);
    let between: Vec<Delivery> = deliveries
        .iter()
        .filter(|d| tables.iter().any(|table| brought(d, table)))
        .filter(|d| d.data_date > from && d.data_date <= to)
        .cloned()
        .collect();
    let withdrawn = after.store.withdrawn(Some(to), None)?;
    let change = |how, key: &(String, String, String), before, after, why| Change {
        how,
        person_id: key.0.clone(),
        unit_id: key.1.clone(),
        before,
        after,
        why,
    };
    let mut rows = Vec::new();
    for (key, row) in &later {
        match earlier.get(key) {
            None => {
                let why = format!("first in {}", named(&between, written));
                rows.push(change(How::Gained, key, String::new(), text(row), why));
            }
            Some(old) if text(old) != text(row) => {
                let why = format!("{} changed in {}", differs(old, row), named(&between, written));
                rows.push(change(How::Changed, key, text(old), text(row), why));
            }
            Some(_) => {}
        }
    }
    for (key, row) in earlier.iter().filter(|(key, _)| !later.contains_key(*key)) {
        rows.push(change(How::Lost, key, text(row), String::new(), lost(key, &withdrawn, &between, written)));
    }
    Ok(Changes { before: then, after: now, rows })
}

fn named(deliveries: &[Delivery], written: Day) -> String {
    match deliveries {
        [] => "a delivery of the same data date".to_owned(),
        [one] => format!("delivery {} ({})", one.number, written(one.data_date)),
        many => {
            let numbers: Vec<String> = many.iter().map(|d| d.number.to_string()).collect();
            format!("one of deliveries {}", numbers.join(", "))
        }
    }
}

/// Why a thing no longer counts: a row of the child withdrawn since, or else a change of its records.
fn lost(key: &(String, String, String), withdrawn: &[Withdrawn], between: &[Delivery], written: Day) -> String {
    let by: BTreeSet<i32> = between.iter().map(|d| d.number).collect();
    let mut rows: Vec<String> = withdrawn
        .iter()
        .filter(|row| by.contains(&row.by) && row.person.as_deref().is_none_or(|person| person == key.0))
        .map(|row| {
            let table = standard::table::find(&row.table).map_or(row.table.as_str(), |table| table.title.as_str());
            format!("{table}: row {} withdrawn by delivery {} ({})", row.key, row.by, written(row.from))
        })
        .collect();
    rows.sort();
    rows.dedup();
    match rows.is_empty() {
        true => format!("its records changed in {}", named(between, written)),
        false => rows.into_iter().take(3).collect::<Vec<_>>().join("; "),
    }
}

/// A thing in words: what became of it, its days, its category, and as how much it counts where that is not one.
fn text(row: &Counted, written: Day) -> String {
    let day = |name: &str, date: Option<Date>| date.map(|date| format!("{name} {}", written(date))).unwrap_or_default();
    let own = row.due.or(row.done).is_none();
    let mut out = match row.state {
        State::Counted => String::new(),
        State::Met => "met".to_owned(),
        State::Missed => "missed".to_owned(),
        State::Pending => "not due yet".to_owned(),
        State::Overdue => "overdue".to_owned(),
        State::Void => "left out by the definition".to_owned(),
        State::NotCovered => "on days that the deliveries don’t cover".to_owned(),
    };
    let counts_on = row.counts_on.filter(|day| own || (Some(*day) != row.due && Some(*day) != row.done));
    out.push_str(&day(", due", row.due));
    out.push_str(&day(", done", row.done));
    if row.state == State::Missed && row.done.is_none() {
        out.push_str(", not done");
    }
    out.push_str(&day(", counted on", counts_on));
    if !row.category.is_empty() {
        out.push_str(&format!(", {}", row.category));
    }
    let amount = row.amount.to_string();
    if amount != "1" {
        out.push_str(&format!(", counted as {amount}"));
    }
    let out = out.trim_start_matches(", ");
    if out.is_empty() { "counted".to_owned() } else { out.to_owned() }
}

/// Why a thing that is there doesn't count, in words.
fn why_not(state: State) -> &'static str {
    match state {
        State::Void => "known, and left out by the number’s definition",
        State::Pending => "known, and not due yet",
        State::Overdue => "known, and overdue: it counts when it is done or the period ends",
        State::NotCovered => "known, but on days that the deliveries don’t cover",
        State::Met | State::Missed | State::Counted => "known",
    }
}

fn differs(old: &Counted, new: &Counted) -> String {
    let mut what = Vec::new();
    if old.state != new.state {
        what.push("what became of it");
    }
    if old.due != new.due {
        what.push("due date");
    }
    if old.done != new.done {
        what.push("date done");
    }
    if old.counts_on != new.counts_on {
        what.push("date it counts on");
    }
    if old.category != new.category {
        what.push("category");
    }
    if old.amount != new.amount {
        what.push("amount");
    }
    what.join(", ")
}

/// The children behind a number beside another system's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// How many are on both.
    pub both: usize,
    /// Those behind the number alone: id, and what was counted.
    pub ours_only: Vec<(String, String)>,
    /// Those on the list alone: id, and why they do not count.
    pub theirs_only: Vec<(String, String)>,
}

/// Compares the children behind `indicator`, id or alias, for `period` with `theirs`; days written as `written` says.
///
/// # Errors
/// The indicator is not known or can't be measured.
pub fn reconcile(
    engine: &Engine,
    indicator: &str,
    period: &Period,
    theirs: &BTreeSet<String>,
    written: Day,
) -> Result<Reconciled> {
    let rows = engine.children(indicator, period)?;
    let ours: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.state.counts() && !row.person_id.is_empty())
        .map(|row| row.person_id.clone())
        .collect();
    let left_out: BTreeMap<&str, &Counted> =
        rows.iter().filter(|row| !row.state.counts()).map(|row| (row.person_id.as_str(), row)).collect();
    let known = known_people(engine);
    let ours_only = ours.difference(theirs).map(|id| {
        let things: Vec<&Counted> = rows.iter().filter(|row| row.person_id == *id && row.state.counts()).collect();
        let first = things.first().map(|row| text(row, written)).unwrap_or_default();
        let told = match things.len() {
            1 => first,
            2 => format!("counted twice, the first {first}"),
            times => format!("counted {times} times, the first {first}"),
        };
        (id.clone(), told)
    });
    let theirs_only = theirs.difference(&ours).map(|id| {
        let why = match (left_out.get(id.as_str()), known.contains(id)) {
            (Some(row), _) => why_not(row.state).to_owned(),
            (None, true) => "the person is known, but has nothing that counts in the period".to_owned(),
            (None, false) => "no delivery in force has this person".to_owned(),
        };
        (id.clone(), why)
    });
    Ok(Reconciled {
        both: ours.intersection(theirs).count(),
        ours_only: ours_only.collect(),
        theirs_only: theirs_only.collect(),
    })
}

fn known_people(engine: &Engine) -> BTreeSet<String> {
    let Some(batch) = engine.inputs().tables.get("ssd_person") else { return BTreeSet::new() };
    let Some(ids) = batch.column_by_name("pers_person_id") else { return BTreeSet::new() };
    ids.as_string::<i32>().iter().flatten().map(str::to_owned).collect()
}

/// The ids of a list as CSV: the column called `person_id` (or like it), else the first.
///
/// # Errors
/// It is no CSV.
pub fn ids(bytes: &[u8]) -> Result<BTreeSet<String>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut records = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| Failure::new(error.to_string()))?;
        records.push(record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect::<Vec<_>>());
    }
    let names = ["person_id", "child unique id", "child_id", "child id", "id", "pers_person_id"];
    let header =
        records.first().is_some_and(|row| row.iter().any(|cell| names.contains(&cell.to_lowercase().as_str())));
    let column = match header {
        true => records[0].iter().position(|cell| names.contains(&cell.to_lowercase().as_str())).unwrap_or(0),
        false => 0,
    };
    let rows = records.iter().skip(usize::from(header));
    Ok(rows.filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty()).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_under_their_heading_or_first() {
        let read = |text: &str| ids(text.as_bytes()).unwrap().into_iter().collect::<Vec<_>>();
        assert_eq!(read("\u{feff}name,Person_ID\nx, B \ny,A\nz,\n"), ["A", "B"]);
        assert_eq!(read("C1,other\nC2\n"), ["C1", "C2"]);
    }
}
