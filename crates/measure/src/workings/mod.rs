//! What pages are answered from: every indicator's rows, kept in memory for as long as nothing new is delivered, so
//! that a number, a list of children or the due list needs no query.
//!
//! Made once a delivery by [`Engine::keep_workings`]. What is asked for is worked out when it is first asked for, and
//! kept; the numbers are those that [`Engine::measure`] gives for the same request.

mod about;
mod caseload;
mod children;
mod due;
mod flow;
mod front_door;
mod journey;
mod kept;
mod numbers;
mod published;
mod quartiles;
mod slice;
mod status;
mod teams;

pub use about::About;
pub use caseload::{Bar, Caseload, Caseloads, Spread};
pub use children::{Behind, Filter, Within};
pub use due::DueCounts;
pub use flow::{CaseFlow, Flow, MoveKind, Movement, Stock};
pub use front_door::{Arrival, ArrivalsBy, Arrived, ArrivedWeek, Count, FunnelStep, Split, SplitLine, Weeks};
pub use journey::{Duty, Event, EventKind, Journey, Restriction, RestrictionKind};
pub use published::{Comparison, PublishedSeries};
pub use quartiles::Quartiles;
pub use slice::Slice;
pub use status::CaseStatus;
pub use teams::{Team, Worker};

use crate::catalogue::Indicator;
use crate::engine::{Due, Engine};
use crate::working::Rows;
use crate::{Error, Inputs};
use jiff::civil::Date;
use kept::Kept;
use standard::period::{Month, Period, PeriodKind};
use standard::table::{Standard, Table};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// Every indicator's rows over one set of tables.
pub struct Workings {
    engine: Arc<Engine>,
    from: Month,
    to: Month,
    kinds: Vec<PeriodKind>,
    kept: BTreeMap<String, Kept>,
    due: OnceLock<Vec<Arc<Due>>>,
    published: published::Cache,
    teams: teams::Tree,
    open: teams::Open,
    /// All teams, and all workers, as pages name them.
    named_teams: OnceLock<Vec<Team>>,
    named_workers: OnceLock<Vec<Worker>>,
    funnel: front_door::Funnel,
    statuses: status::Statuses,
    flows: kept::Once<Slice, CaseFlow>,
    spreads: kept::Once<Slice, Option<Spread>>,
    arrivals: kept::Once<Arrival, front_door::Arrivals>,
    index: OnceLock<journey::Index>,
    /// The day of the adoption order of each adopted child.
    adopted: OnceLock<HashMap<String, i32>>,
}

impl Engine {
    /// Runs every indicator that can be computed, once, and keeps its rows: for the periods of `kinds` that end in the
    /// months `from` to `to`, both inclusive. The month of the data date is always among them.
    ///
    /// # Errors
    /// A query that failed.
    pub fn keep_workings(self: &Arc<Engine>, from: Month, to: Month, kinds: &[PeriodKind]) -> Result<Workings, Error> {
        let today = Month::of(self.inputs().data_date);
        let (from, to) = (from.min(today), to.max(today));
        let mut kinds = kinds.to_vec();
        kinds.push(PeriodKind::Month);
        kinds.sort();
        kinds.dedup();
        let periods: Vec<Period> = kinds.iter().flat_map(|kind| kind.all(from, to)).collect();
        let snapshots = self.snapshots(&periods);
        let indicators: Vec<&Indicator> = self.catalogue().indicators().collect();
        let mut rows: BTreeMap<String, Rows> = BTreeMap::new();
        self.rows(&indicators, &periods, &snapshots, &mut |indicator, found| {
            rows.insert(indicator.id.clone(), found);
        })?;
        let nulls = kept::Nulls::new(rows.values().map(Rows::len).max().unwrap_or_default());
        let mut keep = |indicator: &&Indicator| {
            let rows = rows.remove(&indicator.id).map(|rows| nulls.share(rows));
            (indicator.id.clone(), Kept::new(indicator, rows, &periods, &snapshots, self.inputs().data_date))
        };
        let kept = indicators.iter().map(&mut keep).collect();
        let teams = teams::Tree::new(self.inputs());
        let open = teams::Open::new(self);
        let mut views = self.views()?;
        let mut view = |id: &str| views.remove(id).ok_or_else(|| Error::Unknown(format!("there is no view {id}")));
        let statuses = status::Statuses::new(&view("status-spans")?, self.people())?;
        let funnel = front_door::Funnel::new(&view("front-door-funnel")?, self.people())?;
        Ok(Workings {
            engine: Arc::clone(self),
            from,
            to,
            kinds,
            kept,
            due: OnceLock::new(),
            published: published::Cache::default(),
            teams,
            open,
            named_teams: OnceLock::new(),
            named_workers: OnceLock::new(),
            funnel,
            statuses,
            flows: kept::Once::new(100),
            spreads: kept::Once::new(100),
            arrivals: kept::Once::new(usize::MAX),
            index: OnceLock::new(),
            adopted: OnceLock::new(),
        })
    }
}

impl Workings {
    /// The engine whose rows these are, with its catalogue, settings and calendar.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// The tables that were measured.
    pub fn inputs(&self) -> &Inputs {
        self.engine.inputs()
    }

    /// The tables about children that are known only up to a day before the data date, each with that day, by name: of
    /// those whose coverage some indicator needs. What was open in them on that day may have ended since.
    pub fn known_until(&self) -> Vec<(&'static Table, Date)> {
        let inputs = self.inputs();
        let needed: BTreeSet<&str> =
            self.engine.catalogue().indicators().flat_map(|i| &i.coverage).map(String::as_str).collect();
        let short = needed.into_iter().filter_map(|name| {
            let table = standard::table::find(name).filter(|table| table.standard == Standard::Ssd)?;
            let until = inputs.coverage.get(name)?.last()?.to;
            (until < inputs.data_date).then_some((table, until))
        });
        short.collect()
    }

    /// The first and the last month that periods may end with, both inclusive.
    pub fn months(&self) -> (Month, Month) {
        (self.from, self.to)
    }

    /// The kinds of period that are kept.
    pub fn kinds(&self) -> &[PeriodKind] {
        &self.kinds
    }

    /// How many rows are kept, of all indicators together.
    pub fn rows(&self) -> usize {
        self.kept.values().filter_map(|kept| kept.rows.as_ref()).map(Rows::len).sum()
    }

    /// About how many bytes the rows take; what several columns share counts once for each.
    pub fn bytes(&self) -> usize {
        self.kept.values().filter_map(|kept| kept.rows.as_ref()).map(kept::bytes).sum()
    }

    /// The indicator called `name` and its rows.
    fn named(&self, name: &str) -> Result<(&Indicator, &Kept), Error> {
        let indicator = self.engine.catalogue().named(name)?;
        let kept = self.kept.get(&indicator.id).ok_or_else(|| Error::Unknown(format!("{name} is not kept")))?;
        Ok((indicator, kept))
    }

    /// Whether `period` is one of those kept, or why not.
    fn holds(&self, period: &Period) -> Result<(), Error> {
        let inside = self.kinds.contains(&period.kind) && self.from <= period.last && period.last <= self.to;
        if inside && period.kind.ending(period.last) == Some(*period) {
            return Ok(());
        }
        Err(Error::Unknown(format!(
            "{period} ({}) is not kept: choose a period that ends in {} to {}",
            period.kind.word(),
            self.from,
            self.to
        )))
    }
}
