//! Numbers from kept rows.

use super::kept::Kept;
use super::{Arrival, Slice, Workings};
use crate::Error;
use crate::aggregate::{Slots, Sums, sums, sums_of};
use crate::breakdown::Dimension;
use crate::catalogue::{Indicator, Kind};
use crate::engine::{Asked, Engine, Measured, Number, Request};
use crate::status::Standing;
use crate::verdict::rule_changes;
use standard::period::{Period, PeriodKind};
use statistics::{Chart, Verdict, not_tested};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A series by its kind of period, its breakdown, and the values of the breakdown that it is of.
pub(super) type Sliced = (PeriodKind, Vec<(Dimension, String)>);

/// More sums than this are worked out again each time, rather than kept.
const MOST_SUMS: usize = 100_000;

impl Workings {
    /// Measures without a query: what [`Engine::measure`] gives for the same request.
    ///
    /// # Errors
    /// An indicator that is not known, or a period that is not kept.
    pub fn numbers(&self, request: &Request) -> Result<Measured, Error> {
        let mut wanted: BTreeMap<&str, (&Indicator, &Kept)> = BTreeMap::new();
        if request.indicators.is_empty() {
            for indicator in self.engine.catalogue().indicators() {
                wanted.insert(&indicator.id, self.named(&indicator.id)?);
            }
        }
        for name in &request.indicators {
            let (indicator, kept) = self.named(name)?;
            wanted.insert(&indicator.id, (indicator, kept));
        }
        let periods = Engine::periods(request);
        periods.iter().try_for_each(|period| self.holds(period))?;
        let mut numbers = Vec::new();
        for (indicator, kept) in wanted.into_values() {
            self.of(indicator, kept, &periods, &request.by, &mut numbers);
        }
        Ok(Measured { numbers })
    }

    /// The numbers of one indicator for one period, by one breakdown (none for the whole).
    ///
    /// # Errors
    /// An indicator that is not known, or a period that is not kept.
    pub fn at(&self, indicator: &str, period: &Period, by: &[Dimension]) -> Result<Vec<Number>, Error> {
        let (indicator, kept) = self.named(indicator)?;
        self.holds(period)?;
        let mut numbers = Vec::new();
        self.by(indicator, kept, &[*period], &Engine::grouped_by(indicator, by), None, &mut numbers);
        Ok(numbers)
    }

    /// The numbers of one indicator for every period of `kind`, in order, of the whole or of what has the values `of`,
    /// for instance one team. What has nothing in a period has a number that says so. Shares have a number for each
    /// category.
    ///
    /// # Errors
    /// An indicator or a kind of period that is not known.
    pub fn series(
        &self,
        indicator: &str,
        kind: PeriodKind,
        of: &[(Dimension, String)],
    ) -> Result<Arc<Vec<Number>>, Error> {
        let (indicator, kept) = self.named(indicator)?;
        if !self.kinds.contains(&kind) {
            return Err(Error::Unknown(format!("periods of the kind {} are not kept", kind.word())));
        }
        Ok(kept.series.get((kind, of.to_vec()), || {
            let periods = kind.all(self.from, self.to);
            let by: Vec<Dimension> = of.iter().map(|(dimension, _)| *dimension).collect();
            let values: Vec<String> = of.iter().map(|(_, value)| value.clone()).collect();
            let only = (!of.is_empty()).then_some(values.as_slice());
            let mut numbers = Vec::new();
            self.by(indicator, kept, &periods, &Engine::grouped_by(indicator, &by), only, &mut numbers);
            if of.is_empty() {
                // The days of the year before are breakdowns of their own, not points of the series.
                numbers.retain(|n| n.breakdown.iter().all(|(name, _)| name == indicator.category_name()));
            }
            numbers
        }))
    }

    /// The control chart of an indicator's months and the verdict on it, of the whole or of what has the values `of`.
    ///
    /// # Errors
    /// An indicator that is not known.
    pub fn verdict(&self, indicator: &str, of: &[(Dimension, String)]) -> Result<Arc<(Option<Chart>, Verdict)>, Error> {
        let series = self.series(indicator, PeriodKind::Month, of)?;
        let (indicator, kept) = self.named(indicator)?;
        Ok(kept.verdicts.get((PeriodKind::Month, of.to_vec()), || {
            // Months before the first that has a number are not drawn, nor those after the data date.
            let today = self.inputs().data_date;
            let first = series.iter().position(|number| number.value.is_some());
            let Some(first) = first else { return (None, not_tested("there is no figure")) };
            let mut months: Vec<Number> =
                series[first..].iter().filter(|number| number.period.start() <= today).cloned().collect();
            months.iter_mut().for_each(|number| number.breakdown.clear());
            let changes = match (months.first(), months.last()) {
                (Some(first), Some(last)) => {
                    let parameters = &self.engine.settings().parameters;
                    rule_changes(indicator, parameters, first.period.last, last.period.last)
                }
                _ => Vec::new(),
            };
            crate::verdict::verdict(indicator, &months, &crate::verdict::options(&changes))
        }))
    }

    /// Works out what most pages show, so that nobody waits for it: the whole for every kind of period, the months by
    /// team and by service.
    pub fn warm(&self) {
        for indicator in self.engine.catalogue().indicators() {
            for kind in &self.kinds {
                let _ = self.series(&indicator.id, *kind, &[]);
            }
            let _ = self.verdict(&indicator.id, &[]);
            if let Ok((indicator, kept)) = self.named(&indicator.id) {
                kept.in_slots(0..0);
                for dimension in [Dimension::Team, Dimension::Service] {
                    self.summed(indicator, kept, &Engine::grouped_by(indicator, &[dimension]), &[]);
                }
            }
        }
        self.all_due();
        self.warm_journeys();
        for what in [Arrival::Contact, Arrival::Referral] {
            self.arrivals(what);
        }
        self.case_flow(&Slice::default());
        self.spread(&Slice::default());
    }

    /// All numbers of one indicator: the whole, and each breakdown asked for.
    fn of(&self, indicator: &Indicator, kept: &Kept, periods: &[Period], by: &[Vec<Dimension>], out: &mut Vec<Number>) {
        let mut done = BTreeSet::new();
        for dimensions in [&Vec::new()].into_iter().chain(by) {
            let dimensions = Engine::grouped_by(indicator, dimensions);
            if done.insert(dimensions.clone()) {
                self.by(indicator, kept, periods, &dimensions, None, out);
            }
        }
    }

    fn by(
        &self,
        indicator: &Indicator,
        kept: &Kept,
        periods: &[Period],
        dimensions: &[Dimension],
        only: Option<&[String]>,
        out: &mut Vec<Number>,
    ) {
        let sums = self.summed(indicator, kept, dimensions, periods);
        let kinds: BTreeSet<PeriodKind> = periods.iter().map(|period| period.kind).collect();
        let standings: BTreeMap<PeriodKind, Arc<Vec<Standing>>> = kinds
            .into_iter()
            .map(|kind| {
                let judge = |period: &Period| self.engine.judged(indicator, period, kept.lost());
                (kind, kept.standings.get(kind, || kind.all(self.from, self.to).iter().map(judge).collect()))
            })
            .collect();
        // Kinds whose periods end with every month have one standing a month; quarters, one in three.
        let standing = |period: &Period| {
            let place = match period.kind {
                PeriodKind::Quarter => PeriodKind::Quarter.all(self.from, period.last).len(),
                _ => self.from.to(period.last).count(),
            };
            &standings[&period.kind][place - 1]
        };
        let asked = match (indicator.kind, kept.placed()) {
            (Kind::Shares, Some(placed)) => Some(self.slots_of(indicator, placed.slots, periods)),
            _ => None,
        };
        let asked = Asked { dimensions, only, slots: asked.as_deref() };
        let counted = kept.placed().zip(sums.as_deref());
        self.engine.reckon(indicator, counted, asked, periods.iter().map(|p| (p, standing(p))), out);
    }

    /// The sums by `dimensions`; where nobody has asked for them before, it may be of what `periods` take in alone.
    fn summed(
        &self,
        indicator: &Indicator,
        kept: &Kept,
        dimensions: &[Dimension],
        periods: &[Period],
    ) -> Option<Arc<Sums>> {
        let placed = kept.placed()?;
        let key = dimensions.to_vec();
        if let Some(found) = kept.sums.found(&key) {
            return Some(found);
        }
        let (rows, slots, people) = (placed.rows, placed.slots, self.engine.people());
        // Of one or two periods the rows that count in them are enough.
        if let [_] | [_, _] = periods {
            let today = self.inputs().data_date;
            let taken: Vec<_> = periods.iter().map(|p| slots.taken(indicator, p, p.as_at(today))).collect();
            let apart = taken.len() == 1 || taken[0].end <= taken[1].start;
            if apart {
                let chosen = taken.into_iter().flat_map(|taken| kept.in_slots(taken)).map(|i| *i as usize);
                return Some(Arc::new(sums_of(indicator, (rows, chosen), people, dimensions, slots)));
            }
        }
        let worked_out = sums(indicator, rows, people, dimensions, slots);
        // A breakdown by several things at once can have as many groups as there are children.
        if worked_out.len() > MOST_SUMS {
            return Some(Arc::new(worked_out));
        }
        Some(kept.sums.get(key, || worked_out))
    }

    /// Which slots a request for `periods` takes in.
    fn slots_of(&self, indicator: &Indicator, slots: &Slots, periods: &[Period]) -> Vec<bool> {
        let mut asked = vec![false; slots.count()];
        for period in periods {
            let taken = slots.taken(indicator, period, period.as_at(self.inputs().data_date));
            asked[taken].iter_mut().for_each(|slot| *slot = true);
        }
        asked
    }
}
