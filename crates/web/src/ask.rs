//! The counter: the only place where pages, exports and the API get data about single children and workers. What is
//! asked for is cut down to the person's scope where it is fetched, and every read is in the access log before the
//! answer is given. Nothing else in this crate may call what gives rows about children.

mod cases;
mod data;
mod restricted;
mod some;

pub use cases::{Child, DueChoices, DueList, DueTally, Names, OfDue, Seen};
pub use data::Owned;
pub use restricted::{COUNCIL, OPEN_FOR, Opened};
pub use some::{Shown, SomeChildren, SomeDue, WantedDue};

use crate::access::{Permission, Viewer};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::site::Site;
use measure::{Counted, Dimension, Filter, Number, Within, Worker};
use records::Access;
use standard::period::Period;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What somebody does with what they ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Looks at it on a page.
    Read,
    /// Takes it away as a file.
    Export,
    /// Fetches it over the API.
    Api,
}

impl How {
    /// The word for it in the access log.
    pub fn word(self) -> &'static str {
        match self {
            How::Read => "read",
            How::Export => "export",
            How::Api => "api",
        }
    }
}

/// One person at the counter, with the reading that their page shows.
#[derive(Clone)]
pub struct Ask {
    site: Site,
    reading: Arc<Reading>,
    viewer: Arc<Viewer>,
    route: &'static str,
}

impl Ask {
    pub(crate) fn new(site: Site, reading: Arc<Reading>, viewer: Arc<Viewer>, route: &'static str) -> Ask {
        Ask { site, reading, viewer, route }
    }

    /// The reading that is asked.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The person who asks.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The children that the person may see with a permission: none without it.
    fn within(&self, permission: Permission) -> Result<Within, Problem> {
        if !self.viewer.may(permission) {
            return Err(Problem::NotAllowed);
        }
        Ok(self.reading.within(&self.viewer.scope))
    }

    /// Writes a read to the access log. `what` names indicator, period and filters; `subject` is the one child it is
    /// about, if it is about one.
    ///
    /// # Errors
    /// The log can't be written: then nothing is shown.
    pub async fn note(&self, how: How, what: String, subject: &str, rows: usize, reason: &str) -> Result<(), Problem> {
        let access = Access {
            at: self.site.now(),
            account_id: Some(self.viewer.account),
            username: self.viewer.username.clone(),
            action: how.word().to_owned(),
            route: self.route.to_owned(),
            what,
            subject: subject.to_owned(),
            rows: i64::try_from(rows).unwrap_or(i64::MAX),
            reason: reason.to_owned(),
        };
        self.site.log().append(access).await.map_err(Problem::fault)?;
        Ok(())
    }

    /// The working of an indicator for a period: the rows of children in scope.
    ///
    /// # Errors
    /// The person may not, there is no such indicator, or the log can't be written.
    pub async fn children(
        &self,
        indicator: &str,
        period: &Period,
        filter: &Filter,
        how: How,
    ) -> Result<Vec<Counted>, Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let rows = self.reading.workings().children(indicator, period, &within, filter)?;
        self.note(how, format!("{indicator} {period}{}", chosen(filter)), "", rows.len(), "").await?;
        Ok(rows)
    }

    /// Those of some children whose records are closed even to those who may see children: restricted ones, and those
    /// whom an adoption took out of care. Of them a list may tell the person id, and nothing that leads further; what
    /// follows an adoption order under the id of before is in no list, not even by its id.
    pub fn closed<'a>(&self, people: impl IntoIterator<Item = &'a str>) -> HashSet<String> {
        let workings = self.reading.workings();
        let closed = people.into_iter().filter(|person| workings.restriction(person).is_some());
        closed.map(str::to_owned).collect()
    }

    /// The names of children in scope, by person id; none for those who may not see names, and none of those whose
    /// records are closed. Ask for the names of rows that were given: their read is in the access log already.
    pub fn names<'a>(&self, people: impl IntoIterator<Item = &'a str>) -> HashMap<String, String> {
        if !self.viewer.sees_names {
            return HashMap::new();
        }
        let (within, workings) = (self.reading.within(&self.viewer.scope), self.reading.workings());
        let seen = people
            .into_iter()
            .filter(|person| workings.sees(person, &within) && workings.restriction(person).is_none());
        seen.filter_map(|person| Some((person.to_owned(), self.reading.name(person)?))).collect()
    }

    /// What workers are called, by id: of every worker, since a child's record names them. For those who may see workers;
    /// others see ids.
    pub fn worker_names(&self) -> HashMap<String, String> {
        if !self.viewer.may(Permission::SeeWorkers) {
            return HashMap::new();
        }
        self.reading.workings().workers().iter().map(|worker| (worker.id.clone(), worker.name.clone())).collect()
    }

    /// The workers who hold a child in scope today, for choosing among them.
    ///
    /// # Errors
    /// The person may not see workers.
    pub fn workers(&self) -> Result<Vec<Worker>, Problem> {
        let within = self.within(Permission::SeeWorkers)?;
        let workings = self.reading.workings();
        let mut workers = workings.workers().to_vec();
        if matches!(within, Within::Only(_)) {
            let seen = workings.workers_within(&within);
            workers.retain(|worker| seen.contains(worker.id.as_str()));
        }
        Ok(workers)
    }

    /// The numbers of an indicator by dimensions that name the worker: of the workers who hold a child in scope today.
    ///
    /// # Errors
    /// As [`Ask::children`].
    pub async fn by_worker(
        &self,
        indicator: &str,
        period: &Period,
        by: &[Dimension],
        how: How,
    ) -> Result<Vec<Number>, Problem> {
        let within = self.within(Permission::SeeWorkers)?;
        let workings = self.reading.workings();
        let mut numbers = workings.at(indicator, period, by)?;
        if matches!(within, Within::Only(_)) {
            let seen = workings.workers_within(&within);
            let worker = Dimension::Worker.word();
            numbers.retain(|number| {
                let of = number.breakdown.iter().find(|(name, _)| name == worker);
                of.is_some_and(|(_, worker)| !worker.is_empty() && seen.contains(worker.as_str()))
            });
        }
        self.note(how, format!("{indicator} {period} by worker"), "", numbers.len(), "").await?;
        Ok(numbers)
    }
}

/// A filter in the words of the access log: names of dimensions and their values, which are codes.
fn chosen(filter: &Filter) -> String {
    let states = filter.states.iter().map(|state| format!(" state={}", state.word()));
    let values = filter.values.iter().map(|(dimension, value)| format!(" {}={value}", dimension.word()));
    states.chain(values).collect()
}
