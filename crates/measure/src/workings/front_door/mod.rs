//! The front door: contacts and referrals by week, and how far contacts go. Contacts and referrals are the rows of the
//! indicators, so that weeks and months can't disagree.

mod funnel;
mod weeks;

pub(super) use funnel::Funnel;
pub use funnel::FunnelStep;
pub use weeks::Weeks;

use super::{Slice, Workings};
use crate::breakdown::Dimension;
use crate::status;
use crate::working::{State, day_at, text_at};
use arrow::array::{Array, Date32Array, StringArray};
use jiff::civil::{Date, Weekday};
use standard::coverage::Interval;
use standard::date::{add_months, from_days, to_days};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// How many months before it something that arrives again is looked for.
const WINDOW: i32 = 12;

/// What arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arrival {
    /// Contacts, as in the indicator `contacts`.
    Contact,
    /// Referrals, as in the indicator `referrals`.
    Referral,
}

impl Arrival {
    /// The indicator whose rows they are, and the table whose coverage says which weeks are known.
    fn from(self) -> (&'static str, &'static str) {
        match self {
            Arrival::Contact => ("contacts", "ssd_contacts"),
            Arrival::Referral => ("referrals", "ssd_cin_episodes"),
        }
    }
}

/// What arrivals are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrivalsBy {
    /// The group of the source, as in the indicators `contact-sources` and `referral-sources`.
    Source,
    /// The primary need of referrals, as in `referral-need`; contacts have none.
    Need,
    /// What became of it: of contacts `referral`, `no referral` or `undecided`, as in `contacts-to-referral`; of referrals
    /// `no further action` or `further action`, as in `referrals-nfa`.
    Outcome,
    /// A breakdown that all indicators have, by the day of the arrival.
    Dimension(Dimension),
}

/// How many arrived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// All of them.
    pub all: usize,
    /// Those of a child with an earlier one within the twelve months before: repeat contacts, and re-referrals as in the
    /// indicator `rereferrals`.
    pub again: usize,
}

impl Count {
    fn add(&mut self, one: &One) {
        self.all += 1;
        self.again += usize::from(one.again);
    }
}

/// What arrived in one week, beside the same week a year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArrivedWeek {
    /// Its first day: a Monday, or where the days begin.
    pub from: Date,
    /// Its last day: a Sunday, or where the days end.
    pub to: Date,
    /// How many arrived; `None` where the extracts don't cover the whole of it.
    pub now: Option<Count>,
    /// How many arrived a year before; `None` where the extracts don't cover the whole of that week.
    pub before: Option<Count>,
}

impl ArrivedWeek {
    /// Whether it goes from its Monday to its Sunday.
    pub fn is_whole(&self) -> bool {
        self.from.weekday() == Weekday::Monday && self.to.weekday() == Weekday::Sunday
    }
}

/// What arrived in some weeks, beside the same weeks a year before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Each week, in order.
    pub weeks: Vec<ArrivedWeek>,
    /// All of these days, whether the extracts cover them or not: what the indicators count.
    pub now: Count,
    /// The same a year before; `None` where the extracts don't cover all of these days and those.
    pub before: Option<Count>,
    /// Which of these days the extracts cover, in order.
    pub covered: Vec<Interval>,
    /// The day on which the history starts where that is too late to see all that came in the twelve months before, so
    /// that too few are known to have come again; `None` where all can be seen.
    pub history_from: Option<Date>,
}

impl Arrived {
    /// Whether the extracts cover all days.
    pub fn is_covered(&self) -> bool {
        let ends = self.weeks.first().zip(self.weeks.last());
        ends.is_some_and(|(first, last)| self.covered == [Interval { from: first.from, to: last.to }])
    }
}

/// How many arrived of one source, need, outcome or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitLine {
    /// The source, need, outcome or group; empty where it isn't recorded.
    pub value: String,
    /// How many.
    pub now: usize,
    /// How many in the same weeks a year before; `None` where the extracts don't cover all of these days and those.
    pub before: Option<usize>,
}

/// What arrived in some weeks by one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The greatest first, then by name.
    pub lines: Vec<SplitLine>,
    /// All of them together.
    pub all: usize,
}

/// One arrival.
#[derive(Debug, Clone, Copy)]
struct One {
    day: i32,
    /// The row of the indicator.
    row: u32,
    /// The places of source, need, outcome, team and service among the words.
    words: [u16; 5],
    again: bool,
}

/// Arrivals of one kind, in order of day.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    words: Vec<String>,
    all: Vec<One>,
}

impl Arrivals {
    /// Those of `of` from day `from` to day `to`, both inclusive.
    fn inside<'a>(&'a self, from: Date, to: Date, of: &'a Slice) -> impl Iterator<Item = &'a One> {
        let (first, last) = (to_days(from), to_days(to));
        let start = self.all.partition_point(|one| one.day < first);
        let some = self.all[start..].iter().take_while(move |one| one.day <= last);
        some.filter(move |one| of.is_whole() || of.has(self.word(one, 3), self.word(one, 4)))
    }

    fn word(&self, one: &One, which: usize) -> &str {
        &self.words[one.words[which] as usize]
    }
}

impl Workings {
    /// What of `of` arrived in each of `weeks`, and in the same weeks a year before. What arrives is of the team that held
    /// the child on that day; most contacts are of none.
    pub fn arrived(&self, what: Arrival, weeks: &Weeks, of: &Slice) -> Arrived {
        let ((now, weekly), (before, weekly_before)) =
            (self.by_week(what, weeks, of), self.by_week(what, &weeks.year_before(), of));
        let pairs = weeks.each().zip(weekly.iter().zip(&weekly_before));
        Arrived {
            weeks: pairs
                .map(|((from, to), (now, before))| ArrivedWeek { from, to, now: *now, before: *before })
                .collect(),
            now,
            before: self.can_be_compared(what, weeks).then_some(before),
            covered: self.covered(what, weeks),
            history_from: status::history_from(self.coverage(what), weeks.from, WINDOW),
        }
    }

    /// What of `of` arrived in `weeks` by one thing, and in the same weeks a year before.
    pub fn split(&self, what: Arrival, by: ArrivalsBy, weeks: &Weeks, of: &Slice) -> Split {
        let (now, before) = (self.by_value(what, by, weeks, of), self.by_value(what, by, &weeks.year_before(), of));
        let whole = self.can_be_compared(what, weeks);
        let mut lines: Vec<SplitLine> = Vec::new();
        for value in now.keys().chain(before.keys().filter(|value| !now.contains_key(*value))) {
            let count = |counts: &BTreeMap<String, usize>| counts.get(value).copied().unwrap_or_default();
            lines.push(SplitLine { value: value.clone(), now: count(&now), before: whole.then(|| count(&before)) });
        }
        lines.sort_by(|a, b| (Reverse(a.now), &a.value).cmp(&(Reverse(b.now), &b.value)));
        Split { lines, all: now.values().sum() }
    }

    /// The number of all days, and of each week: `None` where the extracts don't cover the whole of it.
    fn by_week(&self, what: Arrival, weeks: &Weeks, of: &Slice) -> (Count, Vec<Option<Count>>) {
        let arrivals = self.arrivals(what);
        let mut all = Count::default();
        let mut counts: Vec<Option<Count>> =
            weeks.each().map(|(from, to)| self.covers(what, from, to).then(Count::default)).collect();
        let first = to_days(weeks.monday());
        for one in arrivals.inside(weeks.from, weeks.to, of) {
            all.add(one);
            let week = usize::try_from((one.day - first) / 7).ok().and_then(|week| counts.get_mut(week));
            if let Some(Some(count)) = week {
                count.add(one);
            }
        }
        (all, counts)
    }

    fn by_value(&self, what: Arrival, by: ArrivalsBy, weeks: &Weeks, of: &Slice) -> BTreeMap<String, usize> {
        let arrivals = self.arrivals(what);
        let Some(rows) = self.kept.get(what.from().0).and_then(|kept| kept.rows.as_ref()) else {
            return BTreeMap::new();
        };
        let people = self.engine.people();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for one in arrivals.inside(weeks.from, weeks.to, of) {
            let value = match by {
                ArrivalsBy::Source => arrivals.word(one, 0),
                ArrivalsBy::Need => arrivals.word(one, 1),
                ArrivalsBy::Outcome => arrivals.word(one, 2),
                ArrivalsBy::Dimension(dimension) => people.value(dimension, rows, one.row as usize, one.day),
            };
            *counts.entry(value).or_default() += 1;
        }
        counts.into_iter().map(|(value, count)| (value.to_owned(), count)).collect()
    }

    /// The days that the extracts cover, in order.
    fn coverage(&self, what: Arrival) -> &[Interval] {
        self.inputs().coverage.get(what.from().1).map(Vec::as_slice).unwrap_or_default()
    }

    /// Which of the days of `weeks` the extracts cover.
    fn covered(&self, what: Arrival, weeks: &Weeks) -> Vec<Interval> {
        let clip = |one: &Interval| Interval { from: one.from.max(weeks.from), to: one.to.min(weeks.to) };
        self.coverage(what).iter().map(clip).filter(|one| one.from <= one.to).collect()
    }

    /// Whether the extracts cover all days from `from` to `to`, both inclusive.
    fn covers(&self, what: Arrival, from: Date, to: Date) -> bool {
        self.coverage(what).iter().any(|interval| interval.contains(&Interval { from, to }))
    }

    /// Whether the extracts cover all of `weeks` and of the same a year before.
    fn can_be_compared(&self, what: Arrival, weeks: &Weeks) -> bool {
        [*weeks, weeks.year_before()].iter().all(|weeks| self.covers(what, weeks.from, weeks.to))
    }

    /// All arrivals of a kind, gathered when they are first asked for.
    pub(super) fn arrivals(&self, what: Arrival) -> std::sync::Arc<Arrivals> {
        self.arrivals.get(what, || self.gather(what))
    }

    fn gather(&self, what: Arrival) -> Arrivals {
        let rows = |id: &str| self.kept.get(id).and_then(|kept| kept.rows.as_ref());
        let (source, need, outcome) = match what {
            Arrival::Contact => ("contact-sources", "", "contacts-to-referral"),
            Arrival::Referral => ("referral-sources", "referral-need", "referrals-nfa"),
        };
        let Some(base) = rows(what.from().0) else { return Arrivals::default() };
        let categories = |id: &str| -> HashMap<&str, &str> {
            rows(id).map_or_else(HashMap::new, |rows| {
                (0..rows.len()).map(|i| (text_at(&rows.unit_id, i), text_at(&rows.category, i))).collect()
            })
        };
        let states = |id: &str| -> HashMap<&str, State> {
            rows(id).map_or_else(HashMap::new, |rows| {
                (0..rows.len()).map(|i| (text_at(&rows.unit_id, i), rows.state[i])).collect()
            })
        };
        let (sources, needs, outcomes) = (categories(source), categories(need), states(outcome));
        let again = match what {
            Arrival::Contact => HashMap::new(),
            Arrival::Referral => states("rereferrals"),
        };
        let repeats = if what == Arrival::Contact { repeats(&base.person_id, &base.counts_on) } else { Vec::new() };
        let (people, today) = (self.engine.people(), to_days(self.inputs().data_date));
        let mut words = Words::default();
        let mut all = Vec::new();
        for i in 0..base.len() {
            let Some(day) = day_at(&base.counts_on, i).filter(|day| *day <= today) else { continue };
            let unit = text_at(&base.unit_id, i);
            let outcome = match (what, outcomes.get(unit)) {
                (Arrival::Contact, Some(State::Met)) => "referral",
                (Arrival::Contact, Some(State::Missed)) => "no referral",
                (Arrival::Contact, _) => "undecided",
                (Arrival::Referral, Some(State::Met)) => "no further action",
                (Arrival::Referral, _) => "further action",
            };
            let said = [
                sources.get(unit).copied().unwrap_or("unknown"),
                needs.get(unit).copied().unwrap_or_default(),
                outcome,
                people.value(Dimension::Team, base, i, day),
                people.value(Dimension::Service, base, i, day),
            ];
            let again = match what {
                Arrival::Contact => repeats.get(i).copied().unwrap_or_default(),
                Arrival::Referral => again.get(unit) == Some(&State::Met),
            };
            all.push(One { day, row: i as u32, words: said.map(|word| words.place(word)), again });
        }
        all.sort_by_key(|one| (one.day, one.row));
        Arrivals { words: words.all, all }
    }
}

/// Words, each with its place.
#[derive(Default)]
struct Words<'a> {
    all: Vec<String>,
    places: HashMap<&'a str, u16>,
}

impl<'a> Words<'a> {
    fn place(&mut self, word: &'a str) -> u16 {
        *self.places.entry(word).or_insert_with(|| {
            self.all.push(word.to_owned());
            (self.all.len() - 1) as u16
        })
    }
}

/// Of each row whether its person has another on an earlier day from which no more than twelve months have passed.
fn repeats(people: &StringArray, days: &Date32Array) -> Vec<bool> {
    let mut out = vec![false; people.len()];
    let mut order: Vec<usize> = (0..people.len()).filter(|i| people.is_valid(*i) && days.is_valid(*i)).collect();
    order.sort_by_key(|i| (people.value(*i), days.value(*i)));
    let mut earlier: Option<(&str, i32)> = None;
    let mut current: Option<(&str, i32)> = None;
    for i in order {
        let here = (people.value(i), days.value(i));
        if current != Some(here) {
            earlier = current.filter(|(person, _)| *person == here.0);
            current = Some(here);
        }
        let until = earlier.and_then(|(_, day)| from_days(day)).and_then(|day| add_months(day, WINDOW));
        out[i] = until.is_some_and(|until| here.1 <= to_days(until));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_of_an_earlier_day_within_twelve_months() {
        let day = |text: &str| to_days(text.parse().expect("a date"));
        let people = StringArray::from(vec!["A", "A", "A", "A", "B", "B"]);
        let days = ["2022-01-31", "2022-01-31", "2023-01-31", "2024-02-01", "2023-01-01", "2024-01-02"];
        let days: Date32Array = days.iter().map(|text| Some(day(text))).collect();
        // Two on one day are no repeat of each other; a year to the day is within, a year and a day is not.
        assert_eq!(repeats(&people, &days), [false, false, true, false, false, false]);
    }
}
