//! The engine: numbers, the children behind them, what is due, and what checks find.

mod check;
mod children;
mod due;
mod number;

pub use check::Checked;
pub use children::Counted;
pub use due::Due;
pub(crate) use number::{Asked, Lost, Placed};
pub use number::{Measured, Number, Request};

use crate::Error;
use crate::aggregate::{slots_for, sums};
use crate::breakdown::{Dimension, People};
use crate::catalogue::{Catalogue, Evaluated, Indicator};
use crate::inputs::Inputs;
use crate::population::Population;
use crate::session::{self, Options, Query, Run};
use crate::status::{Judge, Standing, Status};
use crate::working::{Rows, State, day_at};
use jiff::civil::Date;
use standard::coverage::Interval;
use standard::date::{add_months, from_days};
use standard::period::Period;
use standard::settings::Settings;
use standard::working_days::Calendar;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Measures one set of tables.
pub struct Engine {
    catalogue: Arc<Catalogue>,
    inputs: Inputs,
    settings: Settings,
    calendar: Calendar,
    people: People,
    population: Population,
    options: Options,
}

impl Engine {
    /// An engine over `inputs` with the council's settings.
    pub fn new(catalogue: impl Into<Arc<Catalogue>>, inputs: Inputs, settings: Settings, options: Options) -> Engine {
        let catalogue = catalogue.into();
        let last = add_months(inputs.data_date, 36).unwrap_or(inputs.data_date);
        let mut codes = standard::authority::ons_codes(&settings.dfe_code);
        codes.push(&settings.ons_code);
        codes.push(&settings.dfe_code);
        let population = Population::new(&inputs, &codes);
        let people = People::new(&inputs);
        Engine { calendar: Calendar::to(last), people, population, catalogue, inputs, settings, options }
    }

    /// The catalogue that it measures by.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The tables that it measures.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The council's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Working days, to three years past the data date.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Who had which child when, and what is known of the child.
    pub fn people(&self) -> &People {
        &self.people
    }

    fn judge(&self) -> Judge<'_> {
        Judge { inputs: &self.inputs, parameters: &self.settings.parameters, calendar: &self.calendar }
    }

    /// Runs the queries of `indicators` that are computable, and hands the rows of each to `take`.
    pub(crate) fn rows(
        &self,
        indicators: &[&Indicator],
        periods: &[Period],
        snapshots: &[Date],
        take: &mut dyn FnMut(&Indicator, Rows),
    ) -> Result<(), Error> {
        let computable: Vec<&&Indicator> = indicators.iter().filter(|i| self.judge().missing(i).is_empty()).collect();
        let steps = self.catalogue.steps_for(computable.iter().flat_map(|i| i.steps.iter().map(String::as_str)));
        let queries = computable.iter().map(|i| Query { entry: i.id.clone(), sql: i.sql.clone() }).collect();
        let run = self.run(periods, snapshots, false);
        session::run(&run, &steps, queries, &mut |id, batch| {
            let mut rows = Rows::read(&id, &batch)?;
            let indicator = indicators.iter().find(|i| i.id == id).expect("only these were run");
            self.mark_not_covered(indicator, &mut rows);
            take(indicator, rows);
            Ok(())
        })
    }

    pub(crate) fn run<'a>(&'a self, periods: &'a [Period], snapshots: &'a [Date], reversed: bool) -> Run<'a> {
        Run {
            inputs: &self.inputs,
            calendar: &self.calendar,
            parameters: &self.settings.parameters,
            periods,
            snapshots,
            reversed,
            options: self.options,
            plans: &self.catalogue.plans,
        }
    }

    /// An obligation counts only if its own interval lies within the coverage of the table that would show it done.
    fn mark_not_covered(&self, indicator: &Indicator, rows: &mut Rows) {
        // Where the query answers for a whole period, it has looked at the coverage of each obligation itself: the
        // day its row stands on is the period's last, which says nothing of them.
        let own = indicator.latest || indicator.evaluated == Evaluated::Period;
        let Some(table) = indicator.done_in.as_ref().filter(|_| !own) else { return };
        let covered = self.inputs.coverage.get(table).map(Vec::as_slice).unwrap_or_default();
        for i in 0..rows.len() {
            if !matches!(rows.state[i], State::Met | State::Missed) {
                continue;
            }
            let Some(to) = day_at(&rows.counts_on, i).and_then(from_days) else { continue };
            let from = day_at(&rows.since, i).and_then(from_days).unwrap_or(to);
            if !covered.iter().any(|interval| interval.contains(&Interval { from: from.min(to), to })) {
                rows.state[i] = State::NotCovered;
            }
        }
    }

    /// The periods of a request, by kind and then in order.
    pub(crate) fn periods(request: &Request) -> Vec<Period> {
        let mut kinds = request.periods.clone();
        kinds.sort();
        kinds.dedup();
        kinds.into_iter().flat_map(|kind| kind.all(request.from, request.to)).collect()
    }

    /// Measures.
    ///
    /// # Errors
    /// An indicator that is not known, or queries that failed.
    pub fn measure(&self, request: &Request) -> Result<Measured, Error> {
        let mut wanted: BTreeMap<&str, &Indicator> = BTreeMap::new();
        if request.indicators.is_empty() {
            wanted.extend(self.catalogue.indicators().map(|i| (i.id.as_str(), i)));
        }
        for name in &request.indicators {
            let indicator = self.catalogue.named(name)?;
            wanted.insert(&indicator.id, indicator);
        }
        let indicators: Vec<&Indicator> = wanted.into_values().collect();
        let periods = Engine::periods(request);
        let snapshots = self.snapshots(&periods);
        let mut numbers: BTreeMap<String, Vec<Number>> = BTreeMap::new();
        self.rows(&indicators, &periods, &snapshots, &mut |indicator, rows| {
            let out = numbers.entry(indicator.id.clone()).or_default();
            self.numbers(indicator, Some(&rows), request, &periods, &snapshots, out);
        })?;
        for indicator in indicators {
            if !numbers.contains_key(&indicator.id) {
                let out = numbers.entry(indicator.id.clone()).or_default();
                self.numbers(indicator, None, request, &periods, &snapshots, out);
            }
        }
        Ok(Measured { numbers: numbers.into_values().flatten().collect() })
    }

    /// All distinct S of `periods` that are not after D.
    pub(crate) fn snapshots(&self, periods: &[Period]) -> Vec<Date> {
        let reached = periods.iter().filter(|period| period.start() <= self.inputs.data_date);
        let days: BTreeSet<Date> = reached.map(|period| period.as_at(self.inputs.data_date)).collect();
        days.into_iter().collect()
    }
    /// All numbers of one indicator: the whole, and each breakdown asked for.
    fn numbers(
        &self,
        indicator: &Indicator,
        rows: Option<&Rows>,
        request: &Request,
        periods: &[Period],
        snapshots: &[Date],
        out: &mut Vec<Number>,
    ) {
        let slots = slots_for(indicator, periods, snapshots, self.inputs.data_date);
        let placed = rows.map(|rows| Placed { rows, slots: &slots });
        let lost = placed.map(Lost::new);
        let seen = lost.as_ref().map(|lost| (lost, &slots));
        let standings: Vec<Standing> = periods.iter().map(|period| self.judged(indicator, period, seen)).collect();
        let mut done = BTreeSet::new();
        for dimensions in [&Vec::new()].into_iter().chain(&request.by) {
            let dimensions = Engine::grouped_by(indicator, dimensions);
            if !done.insert(dimensions.clone()) {
                continue;
            }
            let sums = placed.map(|placed| sums(indicator, placed.rows, &self.people, &dimensions, placed.slots));
            let counted = placed.zip(sums.as_ref());
            let asked = Asked { dimensions: &dimensions, only: None, slots: None };
            self.reckon(indicator, counted, asked, periods.iter().zip(&standings), out);
        }
    }

    ///
    /// # Errors
    /// As [`Engine::measure`].
    pub(crate) fn worked(
        &self,
        indicator: &str,
        period: &Period,
        by: Vec<Vec<Dimension>>,
    ) -> Result<(Vec<Number>, Vec<Counted>), Error> {
        let indicator = self.catalogue.named(indicator)?;
        let (month, periods) = (period.last, [*period]);
        let request = Request { indicators: Vec::new(), from: month, to: month, periods: vec![period.kind], by };
        let snapshots = self.snapshots(&periods);
        let (mut numbers, mut working, mut run) = (Vec::new(), Vec::new(), false);
        self.rows(&[indicator], &periods, &snapshots, &mut |_, rows| {
            run = true;
            self.numbers(indicator, Some(&rows), &request, &periods, &snapshots, &mut numbers);
            working = self.counting(indicator, &rows, period, &snapshots);
        })?;
        if !run {
            self.numbers(indicator, None, &request, &periods, &snapshots, &mut numbers);
        }
        if self.judge().standing(indicator, period).status == Status::NotComputable {
            working.clear();
        }
        Ok((numbers, working))
    }

    /// Whether an indicator evaluates whole periods, snapshots or events.
    pub fn evaluated(indicator: &Indicator) -> Evaluated {
        indicator.evaluated
    }
}
