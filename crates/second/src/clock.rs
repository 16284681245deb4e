//! A clock, walked day by day.

use crate::days::{before, due, next};
use jiff::civil::Date;
use standard::parameter::Length;
use std::collections::BTreeSet;

/// What became of an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Done on or before its due date.
    Met,
    /// Its due date passed without.
    Missed,
    /// The span ended first, or on that day.
    Void,
    /// Due after the data date.
    Pending,
}

impl State {
    /// The word for it in a working.
    pub fn word(self) -> &'static str {
        match self {
            State::Met => "met",
            State::Missed => "missed",
            State::Void => "void",
            State::Pending => "pending",
        }
    }
}

/// Something that had to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// The event that it follows.
    pub event: Date,
    /// Where its own interval starts: the event, or the due date before it.
    pub since: Date,
    /// When it is due.
    pub due: Date,
    /// What became of it.
    pub state: State,
    /// The day it was done if met, its due date if missed.
    pub resolved: Option<Date>,
    /// For one missed: the last day on which it is overdue, the first being the day after its due date; a day
    /// before that if it is overdue on none.
    pub overdue_to: Option<Date>,
}

/// Walks the clock of one span.
///
/// `start`: the day of the start event. `end`: the last day of the span. `done`: the days on which the thing
/// was done within the span. `intervals`: f and r of an event, given its day and how many times the thing had
/// been done up to and including it (0: the start). `d`: the data date.
pub fn walk(
    start: Date,
    end: Option<Date>,
    done: &BTreeSet<Date>,
    intervals: impl Fn(Date, usize) -> (Length, Length),
    d: Date,
) -> Vec<Obligation> {
    let mut out: Vec<Obligation> = Vec::new();
    let mut times = 0;
    let mut event = start;
    let (mut f, mut r) = intervals(event, times);
    let mut k = 0;
    let mut since = event;
    let mut due_on = due(event, f, r, k);
    // The place in `out` of the first obligation of the present event: those from there on are overdue.
    let mut first_of_event = 0;
    let mut today = start;
    loop {
        if today > d {
            out.push(Obligation { event, since, due: due_on, state: State::Pending, resolved: None, overdue_to: None });
            close(&mut out[first_of_event..], d);
            return out;
        }
        if done.contains(&today) {
            close(&mut out[first_of_event..], before(today));
            if k == 0 {
                let resolved = Some(today);
                out.push(Obligation { event, since, due: due_on, state: State::Met, resolved, overdue_to: None });
            }
            times += 1;
            event = today;
            (f, r) = intervals(event, times);
            k = 0;
            since = event;
            due_on = due(event, f, r, k);
            first_of_event = out.len();
        }
        if end.is_some_and(|end| end <= today) {
            out.push(Obligation { event, since, due: due_on, state: State::Void, resolved: None, overdue_to: None });
            close(&mut out[first_of_event..], before(today));
            return out;
        }
        if today == due_on {
            let resolved = Some(today);
            out.push(Obligation { event, since, due: due_on, state: State::Missed, resolved, overdue_to: None });
            k += 1;
            since = due_on;
            due_on = due(event, f, r, k);
        }
        today = next(today);
    }
}

/// The missed among `obligations` are overdue up to `last`.
fn close(obligations: &mut [Obligation], last: Date) {
    for obligation in obligations.iter_mut().filter(|o| o.state == State::Missed) {
        obligation.overdue_to = Some(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::day;

    fn ten_days(end: Option<&str>, done: &[&str], d: &str) -> Vec<String> {
        let length = "10 days".parse().unwrap();
        let done = done.iter().map(|text| day(text)).collect();
        walk(day("2023-06-01"), end.map(day), &done, |_, _| (length, length), day(d))
            .into_iter()
            .map(|o| {
                let last = |date: Option<Date>| date.map_or("-".to_owned(), |date| date.strftime("%m-%d").to_string());
                format!("{} {} {} {}", o.due.strftime("%m-%d"), o.state.word(), last(o.resolved), last(o.overdue_to))
            })
            .collect()
    }

    #[test]
    fn done_on_the_due_date_is_met_and_a_day_later_is_not() {
        assert_eq!(ten_days(None, &["2023-06-11"], "2023-06-15"), ["06-11 met 06-11 -", "06-21 pending - -"]);
        // One visit a day late counts 0 of 1, and nothing more until its own clock runs out.
        assert_eq!(ten_days(None, &["2023-06-12"], "2023-06-15"), ["06-11 missed 06-11 06-11", "06-22 pending - -"]);
    }

    #[test]
    fn not_done_for_long_is_missed_again_at_every_interval() {
        let expected =
            ["06-11 missed 06-11 07-03", "06-21 missed 06-21 07-03", "07-01 missed 07-01 07-03", "07-14 pending - -"];
        assert_eq!(ten_days(None, &["2023-07-04"], "2023-07-10"), expected);
    }

    #[test]
    fn a_span_that_ends_on_the_due_date_voids_it() {
        assert_eq!(ten_days(Some("2023-06-11"), &[], "2023-07-10"), ["06-11 void - -"]);
        assert_eq!(ten_days(Some("2023-06-12"), &[], "2023-07-10"), ["06-11 missed 06-11 06-11", "06-21 void - -"]);
        assert_eq!(
            ten_days(Some("2023-06-11"), &["2023-06-11"], "2023-07-10"),
            ["06-11 met 06-11 -", "06-21 void - -"]
        );
    }

    #[test]
    fn done_on_the_first_day_meets_the_first_obligation_that_day() {
        assert_eq!(
            ten_days(None, &["2023-06-01"], "2023-06-11"),
            ["06-11 met 06-01 -", "06-11 missed 06-11 06-11", "06-21 pending - -"]
        );
    }

    #[test]
    fn due_on_the_data_date_and_not_done_is_missed() {
        assert_eq!(ten_days(None, &[], "2023-06-11"), ["06-11 missed 06-11 06-11", "06-21 pending - -"]);
        assert_eq!(ten_days(None, &[], "2023-06-10"), ["06-11 pending - -"]);
    }
}
