//! Numbers: what is asked for, what comes out, and the way from sums to it.

use super::Engine;
use crate::aggregate::{Slots, Sum, Sums, between, cells, days_up_to, value};
use crate::amount::{Amount, Value};
use crate::breakdown::Dimension;
use crate::catalogue::{Indicator, Kind};
use crate::population::Estimate;
use crate::status::{Standing, Status};
use crate::working::{Rows, State, day_at, text_at};
use jiff::civil::Date;
use standard::date::{add_months, to_days};
use standard::period::{Month, Period, PeriodKind};
use std::collections::HashMap;

/// What to measure.
#[derive(Debug, Clone)]
pub struct Request {
    /// Ids or aliases of indicators; empty for all.
    pub indicators: Vec<String>,
    /// The first month that a period may end with.
    pub from: Month,
    /// The last such month, inclusive.
    pub to: Month,
    /// The kinds of period.
    pub periods: Vec<PeriodKind>,
    /// The breakdowns besides the whole: each a set of dimensions.
    pub by: Vec<Vec<Dimension>>,
}

/// One number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The indicator's id.
    pub indicator: String,
    /// The period.
    pub period: Period,
    /// The breakdown: dimension and value, in order; empty for the whole.
    pub breakdown: Vec<(String, String)>,
    /// The numerator, or the count.
    pub numerator: Option<Amount>,
    /// The denominator, where there is one.
    pub denominator: Option<Amount>,
    /// The value.
    pub value: Option<Value>,
    /// How far it can be relied on.
    pub status: Status,
    /// Why, in words; empty when complete.
    pub reason: String,
    /// The day that the tables it is counted from describe.
    pub data_date: Date,
    /// The estimate that a rate is per 10,000 of.
    pub population: Option<Estimate>,
}

impl Number {
    /// The breakdown as written in files: `team:T04`, `sex:F;need:N1`, or nothing.
    pub fn breakdown_text(&self) -> String {
        self.breakdown.iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(";")
    }
}

/// The numbers of a request, in order of indicator, kind of period, period and breakdown.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// The numbers.
    pub numbers: Vec<Number>,
}

/// The rows of one indicator with the slots of time that they fall into.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub rows: &'a Rows,
    pub slots: &'a Slots,
}

/// One breakdown of one indicator, and how much of it is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub dimensions: &'a [Dimension],
    /// Only the groups whose first values are these; a period in which they have nothing is said all the same.
    pub only: Option<&'a [String]>,
    /// The slots that decide which categories of shares are listed; all where there are none.
    pub slots: Option<&'a [bool]>,
}

/// How many rows are met or missed but not covered, by the day or the period that they count in.
#[derive(Debug)]
pub(crate) enum Lost {
    Days(Vec<i32>),
    Periods(HashMap<String, usize>),
}

impl Lost {
    pub fn new(placed: Placed<'_>) -> Lost {
        let rows = placed.rows;
        let lost = (0..rows.len()).filter(|i| rows.state[*i] == State::NotCovered);
        if let Slots::Periods(..) = placed.slots {
            let mut count: HashMap<String, usize> = HashMap::new();
            lost.for_each(|i| *count.entry(text_at(&rows.period, i).to_owned()).or_default() += 1);
            return Lost::Periods(count);
        }
        let mut days: Vec<i32> = lost.filter_map(|i| day_at(&rows.counts_on, i)).collect();
        days.sort_unstable();
        Lost::Days(days)
    }

    /// How many there are in `period`, of which S is `as_at`.
    fn of(&self, slots: &Slots, period: &Period, as_at: Date) -> usize {
        match self {
            Lost::Periods(count) => count.get(&period.to_string()).copied().unwrap_or_default(),
            Lost::Days(days) => {
                let (start, end) = match slots {
                    Slots::Days(..) => (as_at, as_at),
                    _ => (period.start(), period.end()),
                };
                let before = |day: i32| days.partition_point(|lost| *lost < day);
                before(to_days(end) + 1) - before(to_days(start))
            }
        }
    }
}

impl Engine {
    /// How the number of `indicator` for `period` stands, once its rows have been seen.
    pub(crate) fn judged(&self, indicator: &Indicator, period: &Period, seen: Option<(&Lost, &Slots)>) -> Standing {
        let mut standing = self.judge().standing(indicator, period);
        let Some((lost, slots)) = seen.filter(|_| standing.status.has_number()) else { return standing };
        let lost = lost.of(slots, period, period.as_at(self.inputs.data_date));
        if lost > 0 {
            standing.status = Status::Partial;
            let more = format!("{lost} not covered, left out");
            standing.reason = if standing.reason.is_empty() { more } else { format!("{}; {more}", standing.reason) };
        }
        standing
    }

    /// The dimensions that numbers of `indicator` are grouped by when `dimensions` are asked for: shares always have
    /// their category.
    pub(crate) fn grouped_by(indicator: &Indicator, dimensions: &[Dimension]) -> Vec<Dimension> {
        let mut dimensions = dimensions.to_vec();
        if indicator.kind == Kind::Shares && !dimensions.contains(&Dimension::Category) {
            dimensions.push(Dimension::Category);
        }
        dimensions
    }

    /// The numbers of one breakdown for `periods`, each with how it stands ([`Engine::judged`]).
    pub(crate) fn reckon<'p>(
        &self,
        indicator: &Indicator,
        counted: Option<(Placed<'_>, &Sums)>,
        asked: Asked<'_>,
        periods: impl Iterator<Item = (&'p Period, &'p Standing)>,
        out: &mut Vec<Number>,
    ) {
        let dimensions = asked.dimensions;
        let groups = counted.map(|(_, sums)| sums.groups_of(indicator.kind, asked.only, asked.slots));
        let named = |values: &[String]| -> Vec<(String, String)> {
            let name = |d: &Dimension| match d {
                Dimension::Category => indicator.category_name().to_owned(),
                d => d.word().to_owned(),
            };
            dimensions.iter().zip(values).map(|(d, value)| (name(d), value.clone())).collect()
        };
        for (period, standing) in periods {
            let number = |breakdown, numerator, denominator, value, status: Status, reason: &str, population| Number {
                indicator: indicator.id.clone(),
                period: *period,
                breakdown,
                numerator,
                denominator,
                value,
                status,
                reason: reason.to_owned(),
                data_date: standing.data_date,
                population,
            };
            let (Some((placed, _)), Some(groups), true) = (counted, &groups, standing.status.has_number()) else {
                let own = asked.only.is_some() || dimensions.is_empty() || dimensions == [Dimension::Category];
                if own {
                    let breakdown = named(asked.only.unwrap_or_default());
                    out.push(number(breakdown, None, None, None, standing.status, &standing.reason, None));
                }
                continue;
            };
            let as_at = period.as_at(self.inputs.data_date);
            for (values, sum) in cells(indicator, groups, dimensions, asked.only, placed.slots, period, as_at) {
                let breakdown = named(&values);
                let population = self.estimate(indicator, &breakdown, as_at);
                let days = days_up_to(period, as_at);
                let (denominator, value) = value(indicator, sum, population.map(|p| p.persons), days);
                let reason = standing.reason.as_str();
                let (status, reason) = match value {
                    Some(_) => (standing.status, reason),
                    None if indicator.kind == Kind::Rate && breakdown.is_empty() => {
                        (Status::NotComputable, "needs population, which no delivery carries for this year")
                    }
                    None => (Status::NotApplicable, if reason.is_empty() { "nothing to count" } else { reason }),
                };
                let numerator = Some(Amount(sum.numerator));
                out.push(number(breakdown, numerator, denominator, value, status, reason, population));
            }
            let to_date = matches!(period.kind, PeriodKind::CalendarYearToDate | PeriodKind::FinancialYearToDate);
            if indicator.year_before && dimensions.is_empty() && to_date {
                out.extend(self.year_before(indicator, placed.rows, period, as_at));
            }
        }
    }

    fn estimate(&self, indicator: &Indicator, breakdown: &[(String, String)], as_at: Date) -> Option<Estimate> {
        if indicator.kind != Kind::Rate {
            return None;
        }
        match breakdown {
            [] => self.population.on(as_at, None),
            [(name, sex)] if name == "sex" => self.population.on(as_at, Some(sex)),
            _ => None,
        }
    }

    /// The same days a year before, and the change on them, each as a breakdown of its own.
    fn year_before(&self, indicator: &Indicator, rows: &Rows, period: &Period, as_at: Date) -> [Number; 2] {
        let before = period.year_before();
        // The same days: to 28 February 2025 belongs to 28 February 2024, not the 29th.
        let before_end = add_months(as_at, -12).unwrap_or(before.end());
        let judge = self.judge();
        let (now, then) = (judge.standing(indicator, period), judge.standing(indicator, &before));
        let number = |name: &str, standing: &Standing| Number {
            indicator: indicator.id.clone(),
            period: *period,
            breakdown: vec![(name.to_owned(), String::new())],
            numerator: None,
            denominator: None,
            value: None,
            status: standing.status,
            reason: standing.reason.clone(),
            data_date: now.data_date,
            population: None,
        };
        let mut previous = number("previous-year", &then);
        let mut change = number("change", if now.status > then.status { &now } else { &then });
        if then.status.has_number() {
            let earlier = between(indicator, rows, before.start(), before_end);
            let later = between(indicator, rows, period.start(), as_at);
            let sum = Sum { numerator: earlier.0, denominator: 0 };
            previous.numerator = Some(earlier);
            (previous.denominator, previous.value) = value(indicator, sum, None, days_up_to(&before, before_end));
            change.numerator = Some(later - earlier);
            change.denominator = Some(earlier);
            change.value = Value::ratio(i128::from((later - earlier).0), i128::from(earlier.0), 100);
            if change.value.is_none() {
                change.status = Status::NotApplicable;
                change.reason = "nothing to compare with".to_owned();
            }
        }
        [previous, change]
    }
}
