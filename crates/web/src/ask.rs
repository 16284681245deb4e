//! The counter: the only place where pages, exports and the API get data about single children and workers. What is
//! asked for is cut down to the person's scope where it is fetched, and every read is in the access log before the
//! answer is given. Nothing else in this crate may call what gives rows about children.

use crate::access::{Permission, Viewer};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::site::Site;
use measure::{Counted, Due, Filter, Within};
use records::Access;
use standard::period::Period;
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

    /// What is overdue and what falls due within some working days, of children in scope.
    ///
    /// # Errors
    /// As [`Ask::children`].
    pub async fn due(&self, days: i32, filters: &str, how: How) -> Result<Vec<Due>, Problem> {
        let within = self.within(Permission::SeeDue)?;
        let rows: Vec<Due> = self.reading.workings().due(days, &within).into_iter().cloned().collect();
        self.note(how, format!("due within {days} working days {filters}").trim_end().to_owned(), "", rows.len(), "")
            .await?;
        Ok(rows)
    }
}

/// A filter in the words of the access log: names of dimensions and their values, which are codes.
fn chosen(filter: &Filter) -> String {
    let states = filter.states.iter().map(|state| format!(" state={}", state.word()));
    let values = filter.values.iter().map(|(dimension, value)| format!(" {}={value}", dimension.word()));
    states.chain(values).collect()
}
