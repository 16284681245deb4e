//! A part of the council: a team or a service, by who held the child on the day that something counts on.

use super::Workings;
use crate::breakdown::Dimension;

/// The part of the council that something is counted of; the whole of it by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice {
    /// The service, by name; empty for what has none.
    pub service: Option<String>,
    /// The team, by id; empty for what has none.
    pub team: Option<String>,
}

impl Slice {
    /// As breakdowns name it.
    pub fn values(&self) -> Vec<(Dimension, String)> {
        let service = self.service.iter().map(|service| (Dimension::Service, service.clone()));
        service.chain(self.team.iter().map(|team| (Dimension::Team, team.clone()))).collect()
    }

    /// Whether it is the whole council.
    pub fn is_whole(&self) -> bool {
        *self == Slice::default()
    }

    /// What no slice of the same kind has: what is of no team where this is a team, of no service where it is a service.
    /// Of the whole it is the whole.
    pub fn nobodys(&self) -> Slice {
        let none = |chosen: &Option<String>| chosen.as_ref().map(|_| String::new());
        Slice { service: none(&self.service), team: none(&self.team) }
    }

    /// Whether what a team of a service held is in it.
    pub(super) fn has(&self, team: &str, service: &str) -> bool {
        self.team.as_deref().is_none_or(|chosen| chosen == team)
            && self.service.as_deref().is_none_or(|chosen| chosen == service)
    }
}

impl Workings {
    /// Whether `team`, or the team that has its work on the data date, is in `of` on that date.
    pub(super) fn in_slice(&self, team: &str, of: &Slice) -> bool {
        let now = self.team_now(team);
        let service = self.engine.people().service(now, standard::date::to_days(self.inputs().data_date));
        of.has(now, service) || of.has(team, service)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_takes_what_has_its_values() {
        let team = Slice { team: Some("T1".into()), ..Slice::default() };
        let both = Slice { service: Some("S".into()), ..team.clone() };
        assert!(Slice::default().is_whole() && Slice::default().has("", ""));
        assert!(team.has("T1", "") && !team.has("T2", "S") && !team.has("", ""));
        assert!(both.has("T1", "S") && !both.has("T1", "R"));
        assert!(team.nobodys().has("", "S") && !team.nobodys().has("T1", "S"));
        assert_eq!(both.values(), [(Dimension::Service, "S".to_owned()), (Dimension::Team, "T1".to_owned())]);
    }
}
