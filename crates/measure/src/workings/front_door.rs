//! The front door: contacts and referrals by week, and how far contacts go. Contacts and referrals are the rows of the
//! indicators, so that weeks and months can't disagree.

use super::{Within, Workings};
use crate::inputs::cast;
use crate::working::{State, day_at, text_at};
use arrow::array::{Array, AsArray, Date32Array, StringArray};
use arrow::datatypes::{DataType, Date32Type};
use jiff::civil::Date;
use standard::date::{add_months, from_days, to_days};
use std::collections::{BTreeMap, HashMap};

/// What arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arrival {
    /// Contacts, as in the indicator `contacts`.
    Contact,
    /// Referrals, as in the indicator `referrals`.
    Referral,
}

/// What arrivals are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrivalsBy {
    /// All together.
    All,
    /// The group of the source, as in the indicators `contact-sources` and `referral-sources`.
    Source,
    /// The primary need of referrals, as in `referral-need`; contacts have none.
    Need,
    /// What became of it: of contacts `referral`, `no referral` or `undecided`, as in `contacts-to-referral`; of referrals
    /// `no further action` or `further action`, as in `referrals-nfa`.
    Outcome,
}

/// What arrived in one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// The Monday with which it begins.
    pub monday: Date,
    /// The source, need or outcome; empty for all together.
    pub value: String,
    /// How many.
    pub count: usize,
    /// How many of them were of a child with an earlier one within the twelve months before: repeat contacts, and
    /// re-referrals as in the indicator `rereferrals`.
    pub again: usize,
}

/// How long something took: lower quartile, median and upper quartile, in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// A quarter took no longer.
    pub lower: f64,
    /// Half took no longer.
    pub median: f64,
    /// Three quarters took no longer.
    pub upper: f64,
}

impl Quartiles {
    /// Of `values`, between two of them in proportion; `None` where there are none.
    pub fn of(mut values: Vec<i32>) -> Option<Quartiles> {
        values.sort_unstable();
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
            f64::from(below) + (f64::from(above) - f64::from(below)) * place.fract()
        };
        Some(Quartiles { lower: at(0.25), median: at(0.5), upper: at(0.75) })
    }
}

/// One step on the way from contact to plan.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelStep {
    /// The step: contact, referral, assessment, section 47 enquiry, initial conference, child protection plan.
    pub name: &'static str,
    /// How many of the contacts reached it.
    pub reached: usize,
    /// Calendar days since the nearest earlier step that the contact reached; `None` for the first, and where none did.
    pub days: Option<Quartiles>,
}

const STEPS: [(&str, &str); 6] = [
    ("contact", "contact_date"),
    ("referral", "referral_date"),
    ("assessment", "assessment_date"),
    ("section 47 enquiry", "enquiry_date"),
    ("initial conference", "conference_date"),
    ("child protection plan", "plan_date"),
];

/// Arrivals of one kind, in order of day.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    words: Vec<String>,
    /// Day, row of the indicator, words of source, need and outcome, whether again.
    all: Vec<(i32, u32, [u16; 3], bool)>,
}

impl Workings {
    /// What arrived in each week (Monday to Sunday) that touches the days `from` to `to`, both inclusive, in order; weeks
    /// in which nothing arrived are left out. The first and the last week count only the days asked for.
    pub fn arrivals(&self, what: Arrival, from: Date, to: Date, by: ArrivalsBy, within: &Within) -> Vec<Week> {
        let arrivals = self.arrivals.get(what, || self.gather(what));
        let base = if what == Arrival::Contact { "contacts" } else { "referrals" };
        let Some(rows) = self.kept.get(base).and_then(|kept| kept.rows.as_ref()) else { return Vec::new() };
        let (first, last) = (to_days(from), to_days(to.min(self.inputs().data_date)));
        let start = arrivals.all.partition_point(|arrival| arrival.0 < first);
        let mut weeks: BTreeMap<(i32, &str), (usize, usize)> = BTreeMap::new();
        for (day, row, words, again) in arrivals.all[start..].iter().take_while(|arrival| arrival.0 <= last) {
            if !within.has(text_at(&rows.person_id, *row as usize)) {
                continue;
            }
            let value = match by {
                ArrivalsBy::All => "",
                ArrivalsBy::Source => &arrivals.words[words[0] as usize],
                ArrivalsBy::Need => &arrivals.words[words[1] as usize],
                ArrivalsBy::Outcome => &arrivals.words[words[2] as usize],
            };
            // 1970-01-01 was a Thursday.
            let cell = weeks.entry((day - (day + 3).rem_euclid(7), value)).or_default();
            cell.0 += 1;
            cell.1 += usize::from(*again);
        }
        let week = |((monday, value), (count, again)): ((i32, &str), (usize, usize))| {
            Some(Week { monday: from_days(monday)?, value: value.to_owned(), count, again })
        };
        weeks.into_iter().filter_map(week).collect()
    }

    fn gather(&self, what: Arrival) -> Arrivals {
        let rows = |id: &str| self.kept.get(id).and_then(|kept| kept.rows.as_ref());
        let (base, source, need, outcome) = match what {
            Arrival::Contact => ("contacts", "contact-sources", "", "contacts-to-referral"),
            Arrival::Referral => ("referrals", "referral-sources", "referral-need", "referrals-nfa"),
        };
        let Some(base) = rows(base) else { return Arrivals::default() };
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
        let mut words: Vec<String> = Vec::new();
        let mut codes: HashMap<&str, u16> = HashMap::new();
        let mut all = Vec::new();
        for i in 0..base.len() {
            let Some(day) = day_at(&base.counts_on, i) else { continue };
            let unit = text_at(&base.unit_id, i);
            let outcome = match (what, outcomes.get(unit)) {
                (Arrival::Contact, Some(State::Met)) => "referral",
                (Arrival::Contact, Some(State::Missed)) => "no referral",
                (Arrival::Contact, _) => "undecided",
                (Arrival::Referral, Some(State::Met)) => "no further action",
                (Arrival::Referral, _) => "further action",
            };
            let mut code = |word| {
                *codes.entry(word).or_insert_with(|| {
                    words.push(str::to_owned(word));
                    (words.len() - 1) as u16
                })
            };
            let said = [
                code(sources.get(unit).copied().unwrap_or("unknown")),
                code(needs.get(unit).copied().unwrap_or_default()),
                code(outcome),
            ];
            let again = match what {
                Arrival::Contact => repeats.get(i).copied().unwrap_or_default(),
                Arrival::Referral => again.get(unit) == Some(&State::Met),
            };
            all.push((day, i as u32, said, again));
        }
        all.sort_by_key(|arrival| (arrival.0, arrival.1));
        Arrivals { words, all }
    }

    /// How many of the contacts from `from` to `to`, both inclusive, went how far, and how long each step took: the view
    /// `front-door-funnel`. Later contacts have had less time to go far.
    pub fn funnel(&self, from: Date, to: Date, within: &Within) -> Vec<FunnelStep> {
        let Some(view) = self.views.get("front-door-funnel") else { return Vec::new() };
        let days = |name: &str| -> Date32Array {
            let column = view.column_by_name(name).and_then(|column| cast(column, &DataType::Date32).ok());
            column.map_or_else(|| Date32Array::new_null(view.num_rows()), |c| c.as_primitive::<Date32Type>().clone())
        };
        let people = view.column_by_name("person_id").and_then(|column| cast(column, &DataType::Utf8).ok());
        let people: StringArray =
            people.map_or_else(|| StringArray::new_null(view.num_rows()), |column| column.as_string::<i32>().clone());
        let dates = STEPS.map(|(_, column)| days(column));
        let (first, last) = (to_days(from), to_days(to));
        let mut reached = [0; 6];
        let mut took: [Vec<i32>; 6] = Default::default();
        for i in 0..view.num_rows() {
            let inside = day_at(&dates[0], i).is_some_and(|day| (first..=last).contains(&day));
            if !inside || !within.has(text_at(&people, i)) {
                continue;
            }
            let mut before = None;
            for (step, dates) in dates.iter().enumerate() {
                let Some(day) = day_at(dates, i) else { continue };
                reached[step] += 1;
                // A step recorded before the one that leads to it says nothing of how long it took.
                took[step].extend(before.map(|before| day - before).filter(|days| *days >= 0));
                before = Some(day);
            }
        }
        let steps = STEPS.iter().zip(reached).zip(took);
        steps.map(|(((name, _), reached), took)| FunnelStep { name, reached, days: Quartiles::of(took) }).collect()
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
        let until = earlier.and_then(|(_, day)| from_days(day)).and_then(|day| add_months(day, 12));
        out[i] = until.is_some_and(|until| here.1 <= to_days(until));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_values_in_proportion() {
        let of = |values: &[i32]| Quartiles::of(values.to_vec()).map(|q| (q.lower, q.median, q.upper));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some((7.0, 7.0, 7.0)));
        assert_eq!(of(&[4, 1, 3, 2]), Some((1.75, 2.5, 3.25)));
        assert_eq!(of(&[10, 0, 20, 40, 30]), Some((10.0, 20.0, 30.0)));
    }

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
