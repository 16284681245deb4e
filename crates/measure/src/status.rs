//! Whether a number may be shown as whole: what is covered, what has settled, what is missing.

use crate::catalogue::{Evaluated, Indicator, months};
use crate::inputs::Inputs;
use jiff::civil::Date;
use standard::coverage::Interval;
use standard::date::{add_days, add_months};
use standard::parameter::Parameters;
use standard::period::Period;
use standard::working_days::Calendar;
use std::fmt;

/// How far a number can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Whole, and settled.
    Complete,
    /// Whole, but records may still be late.
    Provisional,
    /// Something that belongs to it is not there; the reason says what.
    Partial,
    /// The period lies outside what the tables cover.
    NotCovered,
    /// A table or column that it needs is missing.
    NotComputable,
    /// There was nothing to count.
    NotApplicable,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Complete => "complete",
            Status::Provisional => "provisional",
            Status::Partial => "partial",
            Status::NotCovered => "not covered",
            Status::NotComputable => "not computable",
            Status::NotApplicable => "n/a",
        }
    }

    /// Whether a number stands beside it.
    pub fn has_number(self) -> bool {
        matches!(self, Status::Complete | Status::Provisional | Status::Partial)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The status of an indicator for a period, before its rows are seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub status: Status,
    /// Why, in words; empty when complete.
    pub reason: String,
    /// The day that the tables it is counted from describe.
    pub data_date: Date,
}

/// What is needed to judge.
pub(crate) struct Judge<'a> {
    pub inputs: &'a Inputs,
    pub parameters: &'a Parameters,
    pub calendar: &'a Calendar,
}

impl Judge<'_> {
    /// The columns that `indicator` needs and no delivery carries.
    pub fn missing(&self, indicator: &Indicator) -> Vec<String> {
        indicator.inputs.iter().filter(|field| !self.inputs.carries(field)).cloned().collect()
    }

    /// The day up to which all of the indicator's tables are complete, never after D.
    pub fn data_date(&self, indicator: &Indicator) -> Date {
        let last = |table: &String| self.inputs.coverage.get(table).and_then(|c| c.last()).map(|interval| interval.to);
        indicator.coverage.iter().filter_map(last).min().unwrap_or(self.inputs.data_date).min(self.inputs.data_date)
    }

    /// How the number of `indicator` for `period` stands.
    pub fn standing(&self, indicator: &Indicator, period: &Period) -> Standing {
        let data_date = self.data_date(indicator);
        let standing = |status, reason: String| Standing { status, reason, data_date };
        let missing = self.missing(indicator);
        if !missing.is_empty() {
            let mut reason = format!("needs {}, which no delivery carries", missing.join(", "));
            if let Some(instead) = &indicator.instead {
                reason.push_str(&format!("; see {instead}"));
            }
            return standing(Status::NotComputable, reason);
        }
        let (start, end) = self.window(indicator, period);
        let instead = indicator.instead.as_ref().map_or(String::new(), |instead| format!("; see {instead}"));
        if period.start() > self.inputs.data_date {
            return standing(Status::NotCovered, format!("the data end on {}{instead}", self.inputs.data_date));
        }
        let as_at = end.min(self.inputs.data_date);
        let start = start.min(as_at);
        let mut reasons = Vec::new();
        if as_at < end {
            reasons.push(format!("the data end on {as_at}"));
        }
        for table in &indicator.coverage {
            let covered = self.inputs.coverage.get(table).map(Vec::as_slice).unwrap_or_default();
            let wanted = Interval { from: start, to: as_at };
            if covered.iter().any(|interval| interval.contains(&wanted)) {
                continue;
            }
            let Some(touching) = covered.iter().rev().find(|interval| interval.touches(&wanted)) else {
                let covers = match (covered.first(), covered.last()) {
                    (Some(first), Some(last)) => format!("{table} covers {} to {}", first.from, last.to),
                    _ => format!("{table} is not covered"),
                };
                return standing(Status::NotCovered, covers + &instead);
            };
            reasons.push(format!("{table} covers {} to {}", touching.from, touching.to));
        }
        // An obligation's table must cover the period too, or no obligation of it could be seen done.
        if let Some(table) = &indicator.done_in {
            let covered = self.inputs.coverage.get(table).map(Vec::as_slice).unwrap_or_default();
            let wanted = Interval { from: start, to: as_at };
            let latest = self.inputs.latest_only.get(table).map(Vec::as_slice).unwrap_or_default();
            let at_latest = indicator.latest && latest.iter().any(|interval| interval.to == as_at);
            if !at_latest && !covered.iter().any(|interval| interval.touches(&wanted)) {
                let have = if latest.is_empty() {
                    format!("{table} is not covered")
                } else if indicator.latest {
                    format!("{table} has only the latest of each child, as at the data date")
                } else {
                    format!("{table} has only the latest of each child, not its history")
                };
                return standing(Status::NotCovered, have + &instead);
            }
        }
        reasons.extend(self.look_back(indicator, start));
        for table in indicator.partial_without.iter().filter(|table| !self.inputs.has(table)) {
            reasons.push(format!("without {table}"));
        }
        let wanted = Interval { from: start, to: as_at };
        reasons.extend(indicator.partial_outside.iter().filter_map(|field| self.not_known(field, &wanted)));
        if let Some(reason) = indicator.past_partial.as_ref().filter(|_| as_at < self.inputs.data_date) {
            reasons.push(reason.clone());
        }
        if !reasons.is_empty() {
            return standing(Status::Partial, reasons.join("; "));
        }
        let settling = self.parameters.value("settling_period", end);
        let settled = match settling.unit {
            standard::parameter::Unit::WorkingDays => self.calendar.add(end, settling.count),
            standard::parameter::Unit::Days => add_days(end, settling.count),
            standard::parameter::Unit::Months => add_months(end, settling.count),
        };
        match settled {
            Some(settled) if data_date < settled => {
                standing(Status::Provisional, format!("final from a delivery dated {settled} or later"))
            }
            _ => standing(Status::Complete, String::new()),
        }
    }

    /// The days that a number for `period` is about: the period; S alone for a snapshot; the months of a rolling
    /// measure.
    pub fn window(&self, indicator: &Indicator, period: &Period) -> (Date, Date) {
        let end = period.end();
        let start = match (indicator.rolling, indicator.evaluated) {
            (Some(months), _) => period.last.plus(1 - months).first(),
            (None, Evaluated::Snapshot) => end,
            (None, _) => period.start(),
        };
        (start, end)
    }

    /// What is missing of a column's history over the days `wanted`.
    fn not_known(&self, field: &str, wanted: &Interval) -> Option<String> {
        if !self.inputs.carries(field) {
            return Some(format!("without {field}"));
        }
        let table = field.split('.').next().unwrap_or(field);
        let covered = self.inputs.coverage.get(table).map(Vec::as_slice).unwrap_or_default();
        if covered.iter().any(|interval| interval.contains(wanted)) {
            return None;
        }
        Some(match covered.iter().rev().find(|interval| interval.touches(wanted)) {
            None => format!("without {field}, which is not covered then"),
            Some(days) if days.from == days.to => format!("{field} is known only as at {}", days.from),
            Some(days) => format!("{field} covers {} to {}", days.from, days.to),
        })
    }

    /// What is missing of the time before `start` that the indicator looks back on.
    fn look_back(&self, indicator: &Indicator, start: Date) -> Option<String> {
        let text = indicator.lookback.as_ref()?;
        let known = |from: Date| format!("history from {}", standard::period::Month::of(from));
        let tables = || indicator.coverage.iter().filter_map(|table| self.inputs.coverage.get(table));
        if text == "all" {
            let from = tables().filter_map(|covered| covered.last()).map(|interval| interval.from).max()?;
            return (!self.inputs.has("earlier_plans")).then(|| known(from));
        }
        let months = months(text)?;
        tables().filter_map(|covered| history_from(covered, start, months)).max().map(known)
    }
}

/// The first day of the history of a table that covers `covered`, where a look back of `months` from `start` reaches beyond
/// it; `None` where it doesn't.
pub(crate) fn history_from(covered: &[Interval], start: Date, months: i32) -> Option<Date> {
    let from = covered.last()?.from;
    (from > add_months(start, -months)?).then_some(from)
}
