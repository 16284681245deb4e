//! The engine: numbers, the children behind them, what is due, and what checks find.

use crate::Error;
use crate::aggregate::{Sum, between, cells, days_up_to, slots_for, sums, value};
use crate::amount::{Amount, Value};
use crate::breakdown::{Dimension, People};
use crate::catalogue::{Catalogue, Evaluated, Indicator, Kind};
use crate::inputs::Inputs;
use crate::population::{Estimate, Population};
use crate::session::{self, Options, Query, Run};
use crate::status::{Judge, Standing, Status};
use crate::working::{Rows, State, day_at, text_at};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type};
use jiff::civil::Date;
use standard::coverage::Interval;
use standard::date::{add_months, from_days, to_days};
use standard::finding::Finding;
use standard::period::{Month, Period, PeriodKind};
use standard::settings::Settings;
use standard::working_days::Calendar;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// One row of the working: a thing counted, or that would count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What identifies it.
    pub unit_id: String,
    /// The child.
    pub person_id: String,
    /// The child's family; the child's own id where none is recorded.
    pub family_id: String,
    /// The worker on the day it counts on.
    pub worker_id: String,
    /// That worker's team.
    pub team_id: String,
    /// The day it began.
    pub event_date: Option<Date>,
    /// The day it fell or falls due.
    pub due: Option<Date>,
    /// The day it was done.
    pub done: Option<Date>,
    /// The day it counts on.
    pub counts_on: Option<Date>,
    /// What became of it.
    pub state: State,
    /// Its category.
    pub category: String,
    /// Which part of the number it belongs to: empty, `numerator` or `denominator`.
    pub part: &'static str,
    /// How much it counts.
    pub amount: Amount,
    /// Anything to say about it.
    pub note: String,
}

/// Something overdue, or that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What: visit, review, assessment, conference …
    pub what: String,
    /// The indicator that it counts in.
    pub indicator: String,
    /// The child.
    pub person_id: String,
    /// The child's family.
    pub family_id: String,
    /// When it falls or fell due.
    pub due: Date,
    /// Since when the time runs.
    pub since: Option<Date>,
    /// Whether it is past due at the data date.
    pub overdue: bool,
    /// Working days past due (positive) or left (0 or negative) at the data date.
    pub working_days_over: i32,
    /// The worker now.
    pub worker_id: String,
    /// The worker's team.
    pub team_id: String,
    /// Why it stands first: no worker, worker left, worker on long absence; empty otherwise.
    pub attention: String,
}

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

    fn judge(&self) -> Judge<'_> {
        Judge { inputs: &self.inputs, parameters: &self.settings.parameters, calendar: &self.calendar }
    }

    /// Runs the queries of `indicators` that are computable, and hands the rows of each to `take`.
    fn rows(
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

    fn run<'a>(&'a self, periods: &'a [Period], snapshots: &'a [Date], reversed: bool) -> Run<'a> {
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
    fn periods(request: &Request) -> Vec<Period> {
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
    fn snapshots(&self, periods: &[Period]) -> Vec<Date> {
        let reached = periods.iter().filter(|period| period.start() <= self.inputs.data_date);
        let days: BTreeSet<Date> = reached.map(|period| period.as_at(self.inputs.data_date)).collect();
        days.into_iter().collect()
    }

    fn numbers(
        &self,
        indicator: &Indicator,
        rows: Option<&Rows>,
        request: &Request,
        periods: &[Period],
        snapshots: &[Date],
        out: &mut Vec<Number>,
    ) {
        let judge = self.judge();
        let slots = rows.map(|_| {
            let back = indicator.rolling.unwrap_or(1);
            let first = periods.iter().map(|p| p.first.min(p.last.plus(1 - back))).min().unwrap_or(request.from);
            slots_for(indicator, (first, request.to), snapshots, periods, self.inputs.data_date)
        });
        let mut whole: Vec<Vec<Dimension>> = vec![Vec::new()];
        whole.extend(request.by.iter().cloned());
        let mut done = BTreeSet::new();
        for mut dimensions in whole {
            if indicator.kind == Kind::Shares && !dimensions.contains(&Dimension::Category) {
                dimensions.push(Dimension::Category);
            }
            if !done.insert(dimensions.clone()) {
                continue;
            }
            let sums =
                rows.zip(slots.as_ref()).map(|(rows, slots)| sums(indicator, rows, &self.people, &dimensions, slots));
            for period in periods {
                let standing = judge.standing(indicator, period);
                let number =
                    |breakdown, numerator, denominator, value, status: Status, reason: &str, population| Number {
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
                let (Some(sums), Some(slots), Some(rows), true) =
                    (sums.as_ref(), slots.as_ref(), rows, standing.status.has_number())
                else {
                    let own = dimensions.is_empty() || dimensions == [Dimension::Category];
                    if own {
                        out.push(number(Vec::new(), None, None, None, standing.status, &standing.reason, None));
                    }
                    continue;
                };
                let as_at = period.as_at(self.inputs.data_date);
                let (mut status, mut reason) = (standing.status, standing.reason.clone());
                let lost = self.not_covered(rows, period, slots);
                if lost > 0 {
                    status = Status::Partial;
                    let more = format!("{lost} not covered, left out");
                    reason = if reason.is_empty() { more } else { format!("{reason}; {more}") };
                }
                for (values, sum) in cells(indicator, sums, &dimensions, slots, period, as_at) {
                    let breakdown: Vec<(String, String)> = dimensions
                        .iter()
                        .zip(values)
                        .map(|(d, value)| match d {
                            Dimension::Category => (indicator.category_name().to_owned(), value),
                            d => (d.word().to_owned(), value),
                        })
                        .collect();
                    let population = self.estimate(indicator, &breakdown, as_at);
                    let days = days_up_to(period, as_at);
                    let (denominator, value) = value(indicator, sum, population.map(|p| p.persons), days);
                    let (status, reason) = match value {
                        Some(_) => (status, reason.as_str()),
                        None if indicator.kind == Kind::Rate && breakdown.is_empty() => {
                            (Status::NotComputable, "needs population, which no delivery carries for this year")
                        }
                        None => (Status::NotApplicable, if reason.is_empty() { "nothing to count" } else { &reason }),
                    };
                    out.push(number(
                        breakdown,
                        Some(Amount(sum.numerator)),
                        denominator,
                        value,
                        status,
                        reason,
                        population,
                    ));
                }
                let to_date = matches!(period.kind, PeriodKind::CalendarYearToDate | PeriodKind::FinancialYearToDate);
                if indicator.year_before && dimensions.is_empty() && to_date {
                    out.extend(self.year_before(indicator, rows, period, as_at));
                }
            }
        }
    }

    /// How many rows of the period are met or missed but not covered.
    fn not_covered(&self, rows: &Rows, period: &Period, slots: &crate::aggregate::Slots) -> usize {
        let (start, end) = (to_days(period.start()), to_days(period.end()));
        let inside = |i: &usize| {
            rows.state[*i] == State::NotCovered
                && match slots {
                    crate::aggregate::Slots::Periods(..) => text_at(&rows.period, *i) == period.to_string(),
                    _ => day_at(&rows.counts_on, *i).is_some_and(|day| (start..=end).contains(&day)),
                }
        };
        (0..rows.len()).filter(inside).count()
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

    /// The working of an indicator for a period: every row that counts in it, and with them those left out because
    /// they are not covered; sorted by person, date and unit.
    ///
    /// # Errors
    /// An indicator that is not known or not computable, or a query that failed.
    pub fn children(&self, indicator: &str, period: &Period) -> Result<Vec<Counted>, Error> {
        let indicator = self.catalogue.named(indicator)?;
        let standing = self.judge().standing(indicator, period);
        if standing.status == Status::NotComputable {
            return Err(Error::Unknown(format!("{} can't be computed: it {}", indicator.id, standing.reason)));
        }
        let mut out = Vec::new();
        let snapshots = self.snapshots(&[*period]);
        self.rows(&[indicator], &[*period], &snapshots, &mut |_, rows| {
            out = self.counting(indicator, &rows, period, &snapshots);
        })?;
        Ok(out)
    }

    /// The numbers of one indicator for one period, and its working (none where it can't be computed), of one run.
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

    /// The rows that count in a period, and those left out because they are not covered.
    fn counting(&self, indicator: &Indicator, rows: &Rows, period: &Period, snapshots: &[Date]) -> Vec<Counted> {
        let back = indicator.rolling.unwrap_or(1);
        let first = period.first.min(period.last.plus(1 - back));
        let slots = slots_for(indicator, (first, period.last), snapshots, &[*period], self.inputs.data_date);
        let inside = |i: &usize| {
            (rows.state[*i].counts() || rows.state[*i] == State::NotCovered) && slots.of(rows, *i).is_some()
        };
        let mut out: Vec<Counted> = (0..rows.len()).filter(inside).map(|i| self.counted(rows, i)).collect();
        out.sort_by(|a, b| {
            (&a.person_id, a.counts_on, &a.unit_id, a.state, &a.category, a.part).cmp(&(
                &b.person_id,
                b.counts_on,
                &b.unit_id,
                b.state,
                &b.category,
                b.part,
            ))
        });
        out
    }

    fn counted(&self, rows: &Rows, i: usize) -> Counted {
        let person = text_at(&rows.person_id, i);
        let day = day_at(&rows.counts_on, i).unwrap_or_default();
        let date = |array| day_at(array, i).and_then(from_days);
        Counted {
            unit_id: text_at(&rows.unit_id, i).to_owned(),
            person_id: person.to_owned(),
            family_id: self.people.family(person).to_owned(),
            worker_id: self.people.value(Dimension::Worker, rows, i, day).to_owned(),
            team_id: self.people.value(Dimension::Team, rows, i, day).to_owned(),
            event_date: date(&rows.event_date),
            due: date(&rows.due),
            done: date(&rows.done),
            counts_on: date(&rows.counts_on),
            state: rows.state[i],
            category: text_at(&rows.category, i).to_owned(),
            part: match rows.part[i] {
                crate::working::Part::Both => "",
                crate::working::Part::Numerator => "numerator",
                crate::working::Part::Denominator => "denominator",
            },
            amount: Amount(rows.amount[i]),
            note: text_at(&rows.note, i).to_owned(),
        }
    }

    /// What is overdue at the data date, and what falls due within the next `within` working days: first the
    /// children with no worker or whose worker has left or is on long absence, then by team, worker and due date.
    ///
    /// # Errors
    /// A query that failed.
    pub fn due(&self, within: i32) -> Result<Vec<Due>, Error> {
        let indicators: Vec<&Indicator> = self.catalogue.indicators().filter(|i| i.due.is_some()).collect();
        let month = Month::of(self.inputs.data_date);
        let periods: Vec<Period> = PeriodKind::Month.ending(month).into_iter().collect();
        let mut by_id = BTreeMap::new();
        self.rows(&indicators, &periods, &[self.inputs.data_date], &mut |indicator, rows| {
            by_id.insert(indicator.id.clone(), rows);
        })?;
        let today = to_days(self.inputs.data_date);
        let last = self.calendar.add(self.inputs.data_date, within.max(0)).map_or(i32::MAX, to_days);
        let absent = Absent::new(&self.inputs, &self.settings, today);
        let mut out = Vec::new();
        for indicator in indicators {
            let Some(rows) = by_id.get(&indicator.id) else { continue };
            for i in 0..rows.len() {
                let overdue = match rows.state[i] {
                    State::Overdue => true,
                    State::Pending => false,
                    _ => continue,
                };
                let Some(day) = day_at(&rows.due, i).filter(|day| overdue || *day <= last) else { continue };
                let person = text_at(&rows.person_id, i);
                let (team, worker) = self.people.attributed(person, today);
                let due = from_days(day).expect("a day in a table is a date");
                out.push(Due {
                    what: indicator.due.clone().unwrap_or_default(),
                    indicator: indicator.id.clone(),
                    person_id: person.to_owned(),
                    family_id: self.people.family(person).to_owned(),
                    due,
                    since: day_at(&rows.event_date, i).and_then(from_days),
                    overdue,
                    working_days_over: self.calendar.between(due, self.inputs.data_date).unwrap_or_default(),
                    worker_id: worker.to_owned(),
                    team_id: team.to_owned(),
                    attention: absent.attention(worker).to_owned(),
                });
            }
        }
        out.sort_by(|a, b| {
            let key = |d: &Due| {
                (
                    d.attention.is_empty(),
                    d.team_id.clone(),
                    d.worker_id.clone(),
                    d.due,
                    d.person_id.clone(),
                    d.what.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        out.dedup();
        Ok(out)
    }

    /// What the checks find in the tables in force.
    ///
    /// # Errors
    /// A query that failed.
    pub fn check(&self) -> Result<Vec<Checked>, Error> {
        let checks: Vec<_> = self
            .catalogue
            .checks()
            .filter(|check| check.inputs.iter().all(|field| self.inputs.carries(field)))
            .collect();
        let steps = self.catalogue.steps_for(checks.iter().flat_map(|check| check.steps.iter().map(String::as_str)));
        let queries = checks.iter().map(|check| Query { entry: check.id.clone(), sql: check.sql.clone() }).collect();
        let month = Month::of(self.inputs.data_date);
        let periods: Vec<Period> = PeriodKind::Month.ending(month).into_iter().collect();
        let snapshots = [self.inputs.data_date];
        let mut out = Vec::new();
        session::run(&self.run(&periods, &snapshots, true), &steps, queries, &mut |id, batch| {
            let check = checks.iter().find(|check| check.id == id).expect("only these were run");
            out.extend(Checked::read(check, &batch)?);
            Ok(())
        })?;
        out.sort();
        Ok(out)
    }

    /// Whether an indicator evaluates whole periods, snapshots or events.
    pub fn evaluated(indicator: &Indicator) -> Evaluated {
        indicator.evaluated
    }
}

/// A finding of a check, with the row it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Checked {
    /// The delivery, as numbered by the store.
    pub delivery: i64,
    /// The file within the delivery.
    pub file: i64,
    /// The child; empty where the row is of no child.
    pub person_id: String,
    /// The finding; its file's name is for the caller to fill in.
    pub finding: Finding,
}

impl Checked {
    fn read(check: &crate::catalogue::Check, batch: &RecordBatch) -> Result<Vec<Checked>, Error> {
        let wrong = |message: String| Error::Query { entry: check.id.clone(), message };
        let column = |name: &str, to: &DataType| {
            let column = batch.column_by_name(name).ok_or_else(|| wrong(format!("returns no column {name}")))?;
            crate::inputs::cast(column, to).map_err(&wrong)
        };
        let number = |name: &str| column(name, &DataType::Int64).map(|array| array.as_primitive::<Int64Type>().clone());
        let text = |name: &str| column(name, &DataType::Utf8).map(|array| array.as_string::<i32>().clone());
        let (delivery, file, row) = (number("source_delivery")?, number("source_file")?, number("source_row")?);
        let (name, found, person) = (text("column_name")?, text("found")?, text("person_id")?);
        let at = |array: &arrow::array::Int64Array, i: usize| if array.is_null(i) { 0 } else { array.value(i) };
        Ok((0..batch.num_rows())
            .map(|i| {
                let mut finding = Finding::new(&check.id);
                finding.severity = check.severity;
                finding.row = u64::try_from(at(&row, i)).unwrap_or(0);
                finding.column = text_at(&name, i).to_owned();
                finding.found = text_at(&found, i).to_owned();
                finding.expected = if check.expected.is_empty() { check.title.clone() } else { check.expected.clone() };
                finding.done = "kept as it is".to_owned();
                finding.hint = check.hint.clone();
                Checked {
                    delivery: at(&delivery, i),
                    file: at(&file, i),
                    person_id: text_at(&person, i).to_owned(),
                    finding,
                }
            })
            .collect())
    }
}

/// Workers who have left or are on long absence.
struct Absent {
    left: BTreeSet<String>,
    away: BTreeSet<String>,
}

impl Absent {
    fn new(inputs: &Inputs, settings: &Settings, today: i32) -> Absent {
        let text = |table: &str, name: &str| {
            inputs.tables.get(table).and_then(|b| b.column_by_name(name)).map(|c| c.as_string::<i32>().clone())
        };
        let date = |table: &str, name: &str| {
            inputs
                .tables
                .get(table)
                .and_then(|b| b.column_by_name(name))
                .map(|c| c.as_primitive::<arrow::datatypes::Date32Type>().clone())
        };
        let (mut left, mut away, mut here) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        if let (Some(ids), Some(starts), Some(ends)) = (
            text("workforce_workers", "worker_id"),
            date("workforce_workers", "start_date"),
            date("workforce_workers", "end_date"),
        ) {
            for i in 0..ids.len() {
                let open = day_at(&starts, i).is_some_and(|s| s <= today) && day_at(&ends, i).is_none_or(|e| e > today);
                if open { &mut here } else { &mut left }.insert(text_at(&ids, i).to_owned());
            }
        }
        left.retain(|worker| !here.contains(worker));
        if let (Some(ids), Some(starts), Some(ends)) = (
            text("workforce_absences", "worker_id"),
            date("workforce_absences", "start_date"),
            date("workforce_absences", "end_date"),
        ) {
            let long = settings.parameters.value("long_term_absence", inputs.data_date);
            let since = match long.unit {
                standard::parameter::Unit::Months => add_months(inputs.data_date, -long.count).map_or(today, to_days),
                _ => today - long.count,
            };
            for i in 0..ids.len() {
                let open = day_at(&ends, i).is_none_or(|end| end >= today);
                if open && day_at(&starts, i).is_some_and(|start| start <= since) {
                    away.insert(text_at(&ids, i).to_owned());
                }
            }
        }
        Absent { left, away }
    }

    fn attention(&self, worker: &str) -> &'static str {
        if worker.is_empty() {
            "no worker"
        } else if self.left.contains(worker) {
            "worker has left"
        } else if self.away.contains(worker) {
            "worker on long absence"
        } else {
            ""
        }
    }
}
