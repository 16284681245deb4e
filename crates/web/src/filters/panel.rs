//! The filters that all pages share, as the fields of a page's panel. A page takes those that act on it; of others in
//! its address it says in a line that they don't, and hands them on to the next page.

use super::{Against, Filters};
use crate::components::Choice;
use crate::pages::indicator::dimension_words;
use crate::pages::indicators::known;
use crate::reading::Reading;
use measure::Dimension;
use report::words;
use standard::period::{Month, Period, PeriodKind};

/// The names of the shared filters in an address, each with what it is called in a sentence.
pub const SHARED: [(&str, &str); 6] = [
    ("month", "month"),
    ("period", "period"),
    ("service", "service"),
    ("team", "team"),
    ("by", "breakdown"),
    ("against", "comparison"),
];

/// Kinds of period with their words, in the order of their length.
const PERIODS: [(PeriodKind, &str); 6] = [
    (PeriodKind::Month, "The month"),
    (PeriodKind::Quarter, "The quarter that ended last"),
    (PeriodKind::SixMonths, "Six months to it"),
    (PeriodKind::CalendarYearToDate, "Calendar year to date"),
    (PeriodKind::FinancialYearToDate, "Financial year to date"),
    (PeriodKind::TwelveMonths, "Twelve months to it"),
];

/// The shared part of a filter panel. Fields without choices are not on the page.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// The month that periods end with.
    pub months: Vec<Choice>,
    /// Kinds of period.
    pub periods: Vec<Choice>,
    /// Services.
    pub services: Vec<Choice>,
    /// Teams.
    pub teams: Vec<Choice>,
    /// Breakdowns.
    pub by: Vec<Choice>,
    /// Whom to compare with.
    pub against: Vec<Choice>,
    /// What is chosen, in words; empty for nothing.
    pub chosen: String,
    /// What of the address doesn't act on the page, in a sentence; empty for nothing.
    pub idle: String,
    /// The pairs of the address that don't act here, to be handed on.
    pub keep: Vec<(String, String)>,
    acting: Vec<&'static str>,
    said: Vec<String>,
}

impl Panel {
    /// A panel with no shared field yet.
    pub fn new() -> Panel {
        Panel::default()
    }

    /// The panel of a page of counts that ends with `period`, to be broken down by all but worker and category; with the
    /// breakdown that is chosen.
    pub fn of_counts(filters: &Filters, reading: &Reading, period: &Period) -> (Panel, Option<Dimension>) {
        let offered = Dimension::ALL.into_iter().map(|(by, _)| by);
        let offered = offered.filter(|by| !matches!(by, Dimension::Worker | Dimension::Category));
        let offered: Vec<(Dimension, String)> = offered.map(|by| (by, dimension_words(by, None))).collect();
        let by = filters.by().filter(|by| offered.iter().any(|(known, _)| known == by));
        let panel = Panel::new().month(filters, reading, period.last).period(filters, period.kind);
        (panel.part(filters, reading).by(filters, offered), by)
    }

    /// The month that the page shows.
    pub fn month(mut self, filters: &Filters, reading: &Reading, month: Month) -> Panel {
        self.months = Choice::list(known::months(reading), &month.to_string());
        self.said.extend(filters.month().map(|_| words::month(month)));
        self.act("month")
    }

    /// The kind of period that the page shows.
    pub fn period(mut self, filters: &Filters, kind: PeriodKind) -> Panel {
        self.periods = Choice::list(PERIODS.map(|(kind, words)| (kind.word(), words)), kind.word());
        let chosen = PERIODS.iter().find(|(known, _)| *known == kind && filters.kind().is_some());
        self.said.extend(chosen.map(|(_, words)| words.to_lowercase()));
        self.act("period")
    }

    /// Service and team.
    pub fn part(mut self, filters: &Filters, reading: &Reading) -> Panel {
        let teams = known::teams(reading);
        let services = teams.services.iter().map(|service| (service.clone(), service.clone()));
        self.services = with_none("All services", services, filters.service());
        self.teams = with_none("All teams", teams.teams.iter().cloned(), filters.team());
        self.said.push(known::slice_words(reading, &filters.slice()));
        self.act("service").act("team")
    }

    /// A breakdown, of those offered: dimension and words.
    pub fn by(mut self, filters: &Filters, offered: Vec<(Dimension, String)>) -> Panel {
        let chosen = filters.by().and_then(|by| offered.iter().find(|(dimension, _)| *dimension == by));
        self.said.extend(chosen.map(|(_, words)| format!("by {}", words.to_lowercase())));
        // One that the page doesn't offer doesn't act on it.
        let acts = filters.by().is_none() || chosen.is_some();
        let of = offered.iter().map(|(dimension, words)| (dimension.word().to_owned(), words.clone()));
        self.by = with_none("No breakdown", of, filters.by().map(Dimension::word));
        if acts { self.act("by") } else { self }
    }

    /// Whom to compare with, the council's own target among them where `target`.
    pub fn against(mut self, filters: &Filters, region: &str, target: bool) -> Panel {
        let of = Against::ALL.into_iter().filter(|(against, _)| target || *against != Against::Target);
        let of = of.map(|(against, word)| (word.to_owned(), words::sentence(&against.words(region))));
        self.against = with_none("Nobody in particular", of, filters.get("against"));
        self.said.extend(filters.against().map(|against| format!("compared with {}", against.words(region))));
        self.act("against")
    }

    /// Shared filters that the page has fields of its own for.
    pub fn takes(mut self, names: &[&'static str]) -> Panel {
        self.acting.extend(names);
        self
    }

    fn act(mut self, name: &'static str) -> Panel {
        self.acting.push(name);
        self
    }

    /// The panel of a page whose address has these filters. `own` says in words what the page's own fields choose; the
    /// pairs named in `keep` are handed on besides those that don't act.
    pub fn done(mut self, filters: &Filters, own: impl IntoIterator<Item = String>, keep: &[&str]) -> Panel {
        let idle = |name: &str| {
            let shared = SHARED.iter().find(|(known, _)| *known == name);
            shared.filter(|_| !self.acting.contains(&name)).map(|(_, words)| *words)
        };
        let mut unused: Vec<&str> = filters.pairs().iter().filter_map(|(name, _)| idle(name)).collect();
        unused.dedup();
        self.idle = match unused.as_slice() {
            [] => String::new(),
            some => format!("This page doesn’t use the {} that you chose.", words::list(some)),
        };
        let handed = filters.pairs().iter().filter(|(name, _)| idle(name).is_some() || keep.contains(&name.as_str()));
        self.keep = handed.cloned().collect();
        self.said.extend(own);
        self.said.retain(|text| !text.is_empty());
        self.chosen = self.said.join(", ");
        self
    }
}

fn with_none(none: &str, list: impl Iterator<Item = (String, String)>, chosen: Option<&str>) -> Vec<Choice> {
    Choice::list(std::iter::once((String::new(), none.to_owned())).chain(list), chosen.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_act_is_said_and_handed_on() {
        let filters = Filters::of("by=sex&against=england&sort=title&q=plan");
        let offered = vec![(Dimension::Sex, "Sex".to_owned()), (Dimension::Team, "Team".to_owned())];
        let panel = Panel::new().by(&filters, offered).done(&filters, ["“plan”".to_owned()], &["sort"]);
        assert_eq!(panel.chosen, "by sex, “plan”");
        assert_eq!(panel.idle, "This page doesn’t use the comparison that you chose.");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(panel.keep, [pair("against", "england"), pair("sort", "title")]);
        let panel = Panel::new().by(&filters, vec![(Dimension::Team, "Team".to_owned())]).done(&filters, [], &[]);
        assert_eq!(panel.idle, "This page doesn’t use the breakdown and comparison that you chose.");
        let none = Panel::new().against(&filters, "East Midlands", true).done(&Filters::default(), [], &[]);
        assert_eq!((none.idle.as_str(), none.keep.len(), none.against.len()), ("", 0, 6));
        assert!(none.against.iter().any(|choice| choice.chosen && choice.label == "England"));
    }
}
