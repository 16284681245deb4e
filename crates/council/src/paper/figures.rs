//! The numbers that the report needs, measured in three goes, and looked up as the report's own values.

use super::reasons;
use crate::failure::Result;
use crate::folder::Measuring;
use crate::revised;
use measure::{Dimension, Engine, Evaluated, Indicator, Kind, Number, Request, Status};
use report::paper::Needs;
use report::performance::input::{self, Measurement};
use standard::period::{Month, Period, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};

/// How many months are shown before the report's.
const BEFORE: i32 = 24;

/// The numbers of a report.
pub struct Figures<'a> {
    /// The engine that measured them.
    pub engine: &'a Engine,
    /// The report's month.
    pub month: Month,
    /// What the template needs.
    pub needs: &'a Needs,
    numbers: BTreeMap<(String, Period), Vec<Number>>,
}

impl<'a> Figures<'a> {
    /// Measures all that the report of `month` shows.
    pub fn measure(measuring: &'a Measuring, month: Month, needs: &'a Needs) -> Result<Figures<'a>> {
        let engine = &measuring.engine;
        let mut numbers: BTreeMap<(String, Period), Vec<Number>> = BTreeMap::new();
        for request in requests(engine, month, needs) {
            let mut measured = engine.measure(&request)?.numbers;
            // What the report is about says what it was when it first was final; its history does not.
            measured.sort_by_key(|number| number.period.last == month);
            let own = measured.partition_point(|number| number.period.last != month);
            revised::mark(measuring, &mut measured[own..], &Request { from: month, ..request })?;
            for number in measured {
                let place = numbers.entry((number.indicator.clone(), number.period)).or_default();
                // The report's own month is measured twice over; it is the same number.
                if !place.iter().any(|known| known.breakdown == number.breakdown) {
                    place.push(number);
                }
            }
        }
        Ok(Figures { engine, month, needs, numbers })
    }

    /// Figures of numbers that were measured already.
    pub fn of(engine: &'a Engine, month: Month, needs: &'a Needs, measured: Vec<Number>) -> Figures<'a> {
        let mut numbers: BTreeMap<(String, Period), Vec<Number>> = BTreeMap::new();
        for number in measured {
            numbers.entry((number.indicator.clone(), number.period)).or_default().push(number);
        }
        Figures { engine, month, needs, numbers }
    }

    /// The indicator as the catalogue has it.
    pub fn indicator(&self, id: &str) -> Option<&'a Indicator> {
        self.engine.catalogue().find(id)
    }

    /// The period of `kind` that ends with the report's month.
    pub fn period(&self, kind: PeriodKind) -> Period {
        let month = || Period { kind: PeriodKind::Month, first: self.month, last: self.month };
        kind.ending(self.month).unwrap_or_else(month)
    }

    /// All numbers of an indicator for a period.
    pub fn all(&self, id: &str, period: Period) -> &[Number] {
        self.numbers.get(&(id.to_owned(), period)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The number without breakdown, or else the one that says why there is none.
    pub fn whole(&self, id: &str, period: Period) -> Option<&Number> {
        self.all(id, period).iter().find(|number| number.breakdown.is_empty())
    }

    /// The number of a breakdown.
    pub fn part(&self, id: &str, period: Period, name: &str, value: &str) -> Option<&Number> {
        let is = |number: &&Number| matches!(&number.breakdown[..], [(n, v)] if n == name && v == value);
        self.all(id, period).iter().find(is)
    }

    /// The monthly numbers without breakdown up to the report's month, in order.
    pub fn series(&self, id: &str) -> Vec<Number> {
        let months = self.month.plus(-BEFORE).to(self.month);
        let periods = months.filter_map(|month| PeriodKind::Month.ending(month));
        periods.filter_map(|period| self.whole(id, period).cloned()).collect()
    }

    /// The numbers of a dimension's categories, each with its category.
    pub fn by(&self, id: &str, period: Period, dimension: &str) -> Vec<(&str, &Number)> {
        let one = |number: &'_ Number| matches!(&number.breakdown[..], [(name, _)] if name == dimension);
        let found = self.all(id, period).iter().filter(|number| one(number));
        found.map(|number| (number.breakdown[0].1.as_str(), number)).collect()
    }

    /// Whether the report's month has a number of the indicator.
    pub fn has(&self, id: &str) -> bool {
        self.all(id, self.period(PeriodKind::Month)).iter().any(|number| number.status.has_number())
    }

    /// A number as the report writes it; `None` says that it was not measured.
    pub fn measurement(&self, number: Option<&Number>) -> Measurement {
        let Some(number) = number else { return Measurement::none(input::Status::NotComputable, "not measured") };
        let indicator = self.indicator(&number.indicator);
        // That the month is provisional, and until when, is said once at the head of the page.
        let reason = match number.status {
            Status::Provisional => String::new(),
            _ => reasons::in_words(&number.reason, indicator.and_then(|i| i.instead.as_deref())),
        };
        Measurement {
            value: number.value.and_then(|value| i64::try_from(value.0).ok()).map(report::Number::millionths),
            numerator: number.numerator.map(|amount| report::Number::ten_thousandths(amount.0)),
            denominator: number.denominator.map(|amount| report::Number::ten_thousandths(amount.0)),
            status: status(number.status),
            reason,
        }
    }
}

/// What is asked of the engine: the months, the longer periods that end with the report's, the same a year before where
/// an indicator does not say it itself, and the breakdowns.
fn requests(engine: &Engine, month: Month, needs: &Needs) -> Vec<Request> {
    let catalogue = engine.catalogue();
    let offered = |id: &String| catalogue.find(id).and_then(|indicator| indicator.instead.clone());
    let mut monthly = needs.indicators.clone();
    monthly.extend(needs.front_door.iter().cloned());
    monthly.extend(needs.indicators.iter().filter_map(offered));
    monthly.extend(needs.shares.iter().filter(|(_, kind)| *kind == PeriodKind::Month).map(|(id, _)| id.clone()));
    monthly.extend(needs.shares_then.iter().chain(&needs.shares_since).map(|(id, _)| id.clone()));
    monthly.extend(needs.then.iter().map(|(id, _)| id.clone()));
    let baselines = needs.then.iter().chain(&needs.shares_then).chain(&needs.shares_since).map(|(_, month)| *month);
    let from = baselines.chain([month.plus(-BEFORE)]).min().unwrap_or(month).min(month);
    // A council's own folder can change what an indicator is, so what is pooled is looked up.
    let pooled = needs.indicators.iter().filter(|id| catalogue.find(id).is_some_and(is_pooled));
    let mut longer: BTreeSet<String> = pooled.cloned().collect();
    longer.extend(needs.front_door.iter().cloned());
    let mut kinds = BTreeSet::from([PeriodKind::SixMonths, PeriodKind::CalendarYearToDate]);
    for (id, kind) in needs.shares.iter().filter(|(_, kind)| *kind != PeriodKind::Month) {
        longer.insert(id.clone());
        kinds.insert(*kind);
    }
    let services = needs.staffing.iter().flat_map(|(columns, services)| {
        columns.iter().map(|column| column.indicator.clone()).chain([services.clone()])
    });
    let request = |ids: BTreeSet<String>, from, to, periods: Vec<PeriodKind>, by: Vec<Vec<Dimension>>| Request {
        indicators: ids.into_iter().collect(),
        from,
        to,
        periods,
        by,
    };
    let mut out = vec![
        request(monthly, from, month, vec![PeriodKind::Month], Vec::new()),
        request(longer, month, month, kinds.into_iter().collect(), Vec::new()),
    ];
    let year_before = month.plus(-12);
    out.push(request(
        needs.front_door.clone(),
        year_before,
        year_before,
        vec![PeriodKind::CalendarYearToDate],
        Vec::new(),
    ));
    out.push(request(services.collect(), month, month, vec![PeriodKind::Month], vec![vec![Dimension::Service]]));
    let mut by: BTreeMap<Dimension, BTreeSet<String>> = BTreeMap::new();
    for (id, dimension) in &needs.breakdowns {
        if let Ok(dimension) = dimension.parse() {
            by.entry(dimension).or_default().insert(id.clone());
        }
    }
    let ids: BTreeSet<String> = by.values().flatten().cloned().collect();
    let dimensions = by.into_keys().map(|dimension| vec![dimension]).collect();
    out.push(request(ids, month, month, vec![PeriodKind::Month], dimensions));
    // An empty list would ask for the whole catalogue.
    out.retain(|request| !request.indicators.is_empty());
    out
}

/// Whether months of it are summed for a longer period: a proportion of things that happen.
pub fn is_pooled(indicator: &Indicator) -> bool {
    indicator.kind == Kind::Proportion && indicator.evaluated == Evaluated::Event
}

/// How far a number can be relied on, in the report's words.
pub fn status(status: Status) -> input::Status {
    match status {
        Status::Complete => input::Status::Complete,
        Status::Provisional => input::Status::Provisional,
        Status::Partial => input::Status::Partial,
        Status::NotCovered => input::Status::NotCovered,
        Status::NotComputable => input::Status::NotComputable,
        Status::NotApplicable => input::Status::NotApplicable,
    }
}
