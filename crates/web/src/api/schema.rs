//! Schemas of words that are declared elsewhere, so that the document says the very words that are written.

use measure::{Dimension, Good, Kind, Likeness, State, Status};
use serde::Serialize;
use standard::period::PeriodKind;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

/// Statuses of numbers, with what each means.
const STATUSES: [(Status, &str); 6] = [
    (Status::Complete, "Whole, and settled."),
    (Status::Provisional, "Whole, but records may still come late."),
    (Status::Partial, "Something that belongs to it is not there; the reason says what."),
    (Status::NotCovered, "The period lies outside what the data cover: there is no number."),
    (Status::NotComputable, "A table or column that it needs is missing: there is no number."),
    (Status::NotApplicable, "There was nothing to count."),
];

/// States of things counted.
pub const STATES: [State; 7] =
    [State::Met, State::Missed, State::Void, State::Pending, State::Overdue, State::Counted, State::NotCovered];

/// A text that is one of some words.
pub fn one_of(words: Vec<&'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

/// What numbers that were hidden have instead of a status.
pub fn suppressed() -> &'static str {
    report::performance::input::Status::Suppressed.word()
}

/// The statuses of numbers as they are written, with what each means.
pub fn statuses() -> impl Iterator<Item = (&'static str, &'static str)> {
    let hidden = (suppressed(), "Hidden, so that no child can be recognised, or to protect another that is.");
    STATUSES.iter().map(|(status, meaning)| (status.word(), *meaning)).chain([hidden])
}

/// A status of a number.
pub fn status() -> Object {
    one_of(statuses().map(|(word, _)| word).collect())
}

/// A state of a thing counted.
pub fn state() -> Object {
    one_of(states())
}

/// The words for states.
pub fn states() -> Vec<&'static str> {
    STATES.map(State::word).to_vec()
}

/// A kind of period.
pub fn period_kind() -> Object {
    one_of(period_kinds())
}

/// The words for kinds of period.
pub fn period_kinds() -> Vec<&'static str> {
    PeriodKind::ALL.iter().map(|(_, word)| *word).collect()
}

/// Dimensions that numbers may be broken down by. Not by worker: that is about single members of staff.
pub fn dimensions() -> Vec<&'static str> {
    Dimension::ALL.iter().filter(|(dimension, _)| *dimension != Dimension::Worker).map(|(_, word)| *word).collect()
}

/// The kind of an indicator.
pub fn kind() -> Object {
    one_of([Kind::Proportion, Kind::Count, Kind::Rate, Kind::Shares, Kind::Mean, Kind::Amount].map(word).to_vec())
}

/// The direction of good.
pub fn good() -> Object {
    one_of([Good::High, Good::Low, Good::None].map(word).to_vec())
}

/// How near a published definition is.
pub fn likeness() -> Object {
    one_of([Likeness::Same, Likeness::Near, Likeness::Different].map(word).to_vec())
}

/// A word of the catalogue, as its files write it.
pub fn word(value: impl Serialize) -> &'static str {
    // The catalogue's enums are written in kebab-case: the few words there are, each once.
    const WORDS: [&str; 12] =
        ["proportion", "count", "rate", "shares", "mean", "amount", "high", "low", "none", "same", "near", "different"];
    let written = serde_json::to_value(value).unwrap_or_default();
    WORDS.into_iter().find(|word| written == *word).unwrap_or_default()
}
