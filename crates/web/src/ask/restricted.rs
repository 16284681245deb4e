//! Restricted records: opening one with a reason, and who is shown that it was opened.

use super::{Ask, How};
use crate::access::Permission;
use crate::problem::Problem;
use jiff::{SignedDuration, Timestamp};
use records::{Account, Opening};
use std::collections::{HashMap, HashSet};

/// How long an opening of a restricted record lasts.
pub const OPEN_FOR: SignedDuration = SignedDuration::from_hours(4);

/// To whom the opening of a record is shown that no team has.
pub const COUNCIL: &str = "council";

/// An opening of a restricted record.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The opening.
    pub opening: Opening,
    /// Who opened it.
    pub by: String,
    /// Whether it is open now.
    pub active: bool,
    /// Who of those who answer for the record has said that they saw it, and when.
    pub seen: Vec<(String, Timestamp)>,
    /// Whether it waits for the person who asks to say so.
    pub waits: bool,
}

impl Ask {
    /// Opens a restricted record of a child in scope for [`OPEN_FOR`], and says so to whoever answers for the record.
    ///
    /// # Errors
    /// As [`Ask::child`]; [`Problem::Wrong`] where the reason is too short or says nothing.
    pub async fn open_restricted(&self, person_id: &str, reason: &str) -> Result<Opening, Problem> {
        let within = self.within(Permission::SeeChildren)?;
        self.within(Permission::OpenRestricted)?;
        let workings = self.reading.workings();
        if !workings.sees(person_id, &within) || workings.restriction(person_id).is_none() {
            return Err(Problem::NotFound);
        }
        // No team has a record that an adoption order closed: the director answers for it.
        let owner = match workings.team_now(workings.held_by(person_id).0) {
            "" => COUNCIL,
            team => team,
        };
        let now = self.site.now();
        let until = now.checked_add(OPEN_FOR).map_err(Problem::fault)?;
        let records = self.site.records();
        let opening = records.open_restricted(self.viewer.account, person_id, owner, reason, until, now).await?;
        self.note(How::Read, "restricted record: opened".to_owned(), person_id, 1, &opening.reason).await?;
        Ok(opening)
    }

    /// The openings of restricted records in scope, newest first, for those who answer for the records and those who may
    /// open them.
    ///
    /// # Errors
    /// The person may not, or the records or the log can't be read or written.
    pub async fn openings(&self) -> Result<Vec<Opened>, Problem> {
        let within = self.within(Permission::OpenRestricted)?;
        let (records, now) = (self.site.records(), self.site.now());
        let mut openings = records.openings().await?;
        openings.retain(|opening| self.reading.workings().sees(&opening.person_id, &within));
        let accounts: HashMap<i64, Account> =
            records.accounts().await?.into_iter().map(|account| (account.id, account)).collect();
        let name = |id: i64| {
            accounts.get(&id).map_or("an account that is gone", |account| &account.profile.display_name).to_owned()
        };
        let mut seen: HashMap<i64, Vec<(i64, Timestamp)>> = HashMap::new();
        for one in records.seen_openings(None).await? {
            seen.entry(one.opening_id).or_default().push((one.account_id, one.at));
        }
        let own = self.viewer.account;
        let opened = |opening: Opening| {
            let seen = seen.get(&opening.id).map(Vec::as_slice).unwrap_or_default();
            Opened {
                by: name(opening.account_id),
                active: opening.opened_at <= now && now < opening.expires_at,
                waits: self.is_shown(&opening) && !seen.iter().any(|(account, _)| *account == own),
                seen: seen.iter().map(|(account, at)| (name(*account), *at)).collect(),
                opening,
            }
        };
        let openings: Vec<Opened> = openings.into_iter().map(opened).collect();
        self.note(How::Read, "openings of restricted records".to_owned(), "", openings.len(), "").await?;
        Ok(openings)
    }

    /// Notes that the person has seen the openings that waited for them, up to the one of this number: those that came
    /// after their page was made still wait.
    ///
    /// # Errors
    /// The person may not, or the records can't be read or written.
    pub async fn openings_seen(&self, newest: i64) -> Result<(), Problem> {
        let waiting: Vec<i64> = self.waiting_openings().await?.into_iter().filter(|id| *id <= newest).collect();
        Ok(self.site.records().openings_seen(self.viewer.account, &waiting, self.site.now()).await?)
    }

    /// How many openings of restricted records in scope by others wait for the person to say that they saw them; 0 for
    /// those who don't answer for records. It says no more than that, so it is not in the access log.
    ///
    /// # Errors
    /// The records can't be read.
    pub async fn unseen_openings(&self) -> Result<usize, Problem> {
        match self.viewer.may(Permission::OpenRestricted) && self.answers_for_records() {
            true => Ok(self.waiting_openings().await?.len()),
            false => Ok(0),
        }
    }

    /// The openings that wait for the person to say that they saw them.
    async fn waiting_openings(&self) -> Result<Vec<i64>, Problem> {
        let within = self.within(Permission::OpenRestricted)?;
        let records = self.site.records();
        let seen: HashSet<i64> =
            records.seen_openings(Some(self.viewer.account)).await?.into_iter().map(|seen| seen.opening_id).collect();
        let waits = |opening: &Opening| {
            self.reading.workings().sees(&opening.person_id, &within)
                && self.is_shown(opening)
                && !seen.contains(&opening.id)
        };
        Ok(records.openings().await?.into_iter().filter(waits).map(|opening| opening.id).collect())
    }

    /// Whether an opening of a record in scope is one that the person must be shown: as one who answers for records, that
    /// of another.
    fn is_shown(&self, opening: &Opening) -> bool {
        self.answers_for_records() && opening.account_id != self.viewer.account
    }

    /// Whether records are the person's to answer for: managers those of their scope, a director all.
    fn answers_for_records(&self) -> bool {
        use records::Role::{Director, ServiceManager, TeamManager};
        [Director, ServiceManager, TeamManager].iter().any(|role| self.viewer.roles.contains(role))
    }
}
