//! The working of an indicator: one row for each thing counted, as its query returns them.

use crate::Error;
use crate::amount::ONE;
use crate::inputs::cast;
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, RecordBatch, StringArray, new_null_array};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type};

/// What became of a thing counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Done in time.
    Met,
    /// Not done in time.
    Missed,
    /// Ended before it fell due.
    Void,
    /// Not yet due at the data date.
    Pending,
    /// Past due at the data date and not done.
    Overdue,
    /// Simply counted.
    Counted,
    /// Met or missed, but over a time that the tables don't cover.
    NotCovered,
}

impl State {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Met => "met",
            State::Missed => "missed",
            State::Void => "void",
            State::Pending => "pending",
            State::Overdue => "overdue",
            State::Counted => "counted",
            State::NotCovered => "not covered",
        }
    }

    fn read(text: &str) -> Option<State> {
        Some(match text {
            "met" => State::Met,
            "missed" => State::Missed,
            "void" => State::Void,
            "pending" => State::Pending,
            "overdue" => State::Overdue,
            "counted" => State::Counted,
            "not covered" => State::NotCovered,
            _ => return None,
        })
    }

    /// Whether a row in this state counts towards a number.
    pub fn counts(self) -> bool {
        matches!(self, State::Met | State::Missed | State::Counted)
    }
}

/// Which part of a number a row belongs to, where they are different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Both: the numerator where it is met, the denominator always.
    Both,
    /// Only the numerator.
    Numerator,
    /// Only the denominator.
    Denominator,
}

impl Part {
    /// The word for it; empty for both.
    pub fn word(self) -> &'static str {
        match self {
            Part::Both => "",
            Part::Numerator => "numerator",
            Part::Denominator => "denominator",
        }
    }
}

/// The rows, column by column; all columns have the same length.
#[derive(Debug, Clone)]
pub struct Rows {
    /// What identifies the thing counted.
    pub unit_id: StringArray,
    /// The child.
    pub person_id: StringArray,
    /// The worker, where the unit is one.
    pub worker_id: StringArray,
    /// The team, where the unit carries its own.
    pub team_id: StringArray,
    /// The service, where the unit carries its own.
    pub service: StringArray,
    /// The day it began.
    pub event_date: Date32Array,
    /// The day it fell or falls due.
    pub due: Date32Array,
    /// The day it was done.
    pub done: Date32Array,
    /// The start of the obligation's own interval.
    pub since: Date32Array,
    /// The day it counts on.
    pub counts_on: Date32Array,
    /// What became of it.
    pub state: Vec<State>,
    /// Its category.
    pub category: StringArray,
    /// Which part of the number it belongs to.
    pub part: Vec<Part>,
    /// How much it counts, in ten-thousandths.
    pub amount: Vec<i64>,
    /// The period, where the query evaluates whole periods.
    pub period: StringArray,
    /// Anything to say about it.
    pub note: StringArray,
}

/// The columns that a query may return.
pub const COLUMNS: [&str; 16] = [
    "unit_id",
    "person_id",
    "worker_id",
    "team_id",
    "service",
    "event_date",
    "due",
    "done",
    "since",
    "counts_on",
    "state",
    "category",
    "part",
    "amount",
    "period",
    "note",
];

impl Rows {
    /// Reads what the query of `entry` returned.
    ///
    /// # Errors
    /// A column of an unknown name or of a type that can't be read, or a state or part that is not known.
    pub fn read(entry: &str, batch: &RecordBatch) -> Result<Rows, Error> {
        let wrong = |message: String| Error::Query { entry: entry.to_owned(), message };
        for field in batch.schema().fields() {
            if !COLUMNS.contains(&field.name().as_str()) {
                return Err(wrong(format!("returns a column {} that is not a column of the working", field.name())));
            }
        }
        let rows = batch.num_rows();
        let column = |name: &str, to: &DataType| -> Result<ArrayRef, Error> {
            match batch.column_by_name(name) {
                Some(array) => cast(array, to).map_err(|error| wrong(format!("column {name}: {error}"))),
                None => Ok(new_null_array(to, rows)),
            }
        };
        let text = |name: &str| column(name, &DataType::Utf8).map(|array| array.as_string::<i32>().clone());
        let date = |name: &str| column(name, &DataType::Date32).map(|array| array.as_primitive::<Date32Type>().clone());
        let states = text("state")?;
        let state = (0..rows)
            .map(|i| match states.is_valid(i).then(|| states.value(i)) {
                None => Ok(State::Counted),
                Some(word) => State::read(word).ok_or_else(|| wrong(format!("‘{word}’ is not a state"))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let parts = text("part")?;
        let part = (0..rows)
            .map(|i| match parts.is_valid(i).then(|| parts.value(i)) {
                None | Some("both") => Ok(Part::Both),
                Some("numerator") => Ok(Part::Numerator),
                Some("denominator") => Ok(Part::Denominator),
                Some(word) => Err(wrong(format!("‘{word}’ is not a part"))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let amount = match batch.column_by_name("amount") {
            None => vec![ONE; rows],
            Some(_) => {
                let amounts = column("amount", &DataType::Decimal128(18, 4))?;
                let amounts = amounts.as_primitive::<Decimal128Type>();
                (0..rows)
                    .map(|i| if amounts.is_null(i) { Ok(ONE) } else { i64::try_from(amounts.value(i)) })
                    .collect::<Result<Vec<_>, _>>()
                    .map_err(|_| wrong("an amount is too large".into()))?
            }
        };
        Ok(Rows {
            unit_id: text("unit_id")?,
            person_id: text("person_id")?,
            worker_id: text("worker_id")?,
            team_id: text("team_id")?,
            service: text("service")?,
            event_date: date("event_date")?,
            due: date("due")?,
            done: date("done")?,
            since: date("since")?,
            counts_on: date("counts_on")?,
            state,
            category: text("category")?,
            part,
            amount,
            period: text("period")?,
            note: text("note")?,
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.state.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.state.is_empty()
    }
}

/// The value of a text array at `i`, empty where null.
pub(crate) fn text_at(array: &StringArray, i: usize) -> &str {
    if array.is_null(i) { "" } else { array.value(i) }
}

/// The day at `i`, `None` where null.
pub(crate) fn day_at(array: &Date32Array, i: usize) -> Option<i32> {
    array.is_valid(i).then(|| array.value(i))
}
