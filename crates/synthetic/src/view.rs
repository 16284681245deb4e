//! What an extract of a given day shows: nothing that happened after it, nothing that was entered after it,
//! nothing that ended before its reach.

use crate::almanac::{Day, NEVER};
use crate::records::{Care, Contact, Family, Involvement, ProtectionPlan, Referral, Stood};
use crate::sheet::Cell;

/// The extract's day and the first day of its reach, both inclusive.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// The data date.
    pub day: Day,
    /// The first day of its reach.
    pub reach: Day,
}

impl View {
    /// Whether a span shows: it began by the data date and did not end before the reach.
    pub fn span(&self, start: Day, end: Day) -> bool {
        start <= self.day && end >= self.reach
    }

    /// Whether an event shows.
    pub fn event(&self, day: Day) -> bool {
        (self.reach..=self.day).contains(&day)
    }

    /// Whether an event that was entered on a day of its own shows.
    pub fn entered(&self, day: Day, stood: Stood) -> bool {
        self.event(day) && stood.on(self.day)
    }

    /// A day, as far as it is known.
    pub fn date(&self, day: Day) -> Cell<'static> {
        Cell::by(day, self.day)
    }

    /// Whether a day has come.
    pub fn come(&self, day: Day) -> bool {
        day != NEVER && day <= self.day
    }

    /// The day of a contact as the record says it now.
    pub fn said(&self, contact: &Contact) -> Day {
        match contact.said {
            Some((wrong, corrected)) if corrected > self.day => wrong,
            _ => contact.day,
        }
    }

    /// Whether a referral shows.
    pub fn referral(&self, referral: &Referral) -> bool {
        self.span(referral.day, referral.closed)
    }

    /// The referrals that show, by id.
    pub fn referrals(&self, family: &Family) -> Vec<u64> {
        family.referrals.iter().filter(|r| self.referral(r)).map(|r| r.id).collect()
    }

    /// Whether a child protection plan shows.
    pub fn plan(&self, plan: &ProtectionPlan, referrals: &[u64]) -> bool {
        let under = plan.referral.map_or_else(|| self.span(plan.start, plan.end), |id| referrals.contains(&id));
        under && plan.start <= self.day && plan.stood.on(self.day)
    }

    /// Whether a period of care shows, whole.
    pub fn care(&self, care: &Care) -> bool {
        self.span(care.entered, care.ceased)
    }

    /// Whether an involvement shows.
    pub fn involvement(&self, involvement: &Involvement, referrals: &[u64]) -> bool {
        self.span(involvement.start, involvement.end)
            && involvement.referral.is_none_or(|referral| referrals.contains(&referral))
    }
}
