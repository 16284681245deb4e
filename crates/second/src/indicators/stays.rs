//! Periods of care, and the stays in them.

use super::World;
use crate::history::{Day, Placement, Text, is};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A period of care: the episodes with one `clae_cla_id`.
#[derive(Debug, Clone)]
pub struct Period {
    /// Its id.
    pub id: Text,
    /// Whose it is.
    pub person: Text,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Day,
}

/// A placement and those that follow it with the same carer.
#[derive(Debug, Clone)]
pub struct Stay {
    /// The period of care it lies in.
    pub period: Period,
    /// Its placements, in order.
    pub placements: Vec<Placement>,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Day,
}

impl Stay {
    /// The type of the placement on a day: the latest to start on or before it.
    pub fn kind_on(&self, on: Date) -> Text {
        let mut kind = None;
        for placement in &self.placements {
            if placement.start.is_some_and(|start| start <= on) {
                kind = placement.kind.clone();
            }
        }
        kind
    }
}

/// A day that may be open, so that open sorts last.
fn open_last(day: Day) -> (bool, Day) {
    (day.is_none(), day)
}

/// The earlier of two days, where none is never.
fn earlier(a: Day, b: Day) -> Day {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// All periods of care: from the earliest day of entering care to the day that the last episode ceased.
pub fn periods(world: &World) -> Vec<Period> {
    let ids: BTreeSet<Text> = world.known.episodes.iter().map(|x| x.period.clone()).filter(Option::is_some).collect();
    let mut out = Vec::new();
    for id in ids {
        let mut episodes: Vec<_> =
            world.known.episodes.iter().filter(|x| x.period == id && x.start.is_some()).collect();
        episodes.sort_by_key(|x| (x.start, open_last(x.ceased), x.id.clone()));
        let start = episodes.iter().filter_map(|x| x.entered).min();
        if let (Some(start), Some(last)) = (start, episodes.last())
            && last.ceased.is_none_or(|ceased| start <= ceased)
            && start <= world.case.data_date
        {
            out.push(Period { id, person: last.person.clone(), start, end: last.ceased });
        }
    }
    out
}

/// Why a placement began: the reason of the earliest episode in it.
fn reason(world: &World, placement: &Placement) -> Text {
    let all = world.known.episodes.iter().filter(|x| x.placement == placement.id && x.start.is_some());
    all.min_by_key(|x| (x.start, open_last(x.ceased), x.id.clone())).and_then(|x| x.reason.clone())
}

/// The period of care that a placement lies inside: the one it names, or, naming none, the person's latest that it
/// starts in.
fn period_of<'a>(all: &'a [Period], placement: &Placement) -> Option<&'a Period> {
    let start = placement.start?;
    let mut inside: Vec<&Period> = Vec::new();
    for period in all {
        let named = match &placement.period {
            Some(_) => period.id == placement.period,
            None => period.person == placement.person,
        };
        if named && period.start <= start && period.end.is_none_or(|end| start <= end) {
            inside.push(period);
        }
    }
    inside.into_iter().max_by_key(|period| (period.start, period.id.clone()))
}

/// All stays.
pub fn stays(world: &World) -> Vec<Stay> {
    let mut out: Vec<Stay> = Vec::new();
    let all = periods(world);
    for period in &all {
        let inside = |x: &&Placement| period_of(&all, x).is_some_and(|found| found.id == period.id);
        let mut placements: Vec<Placement> = world.known.placements.iter().filter(inside).cloned().collect();
        placements.sort_by_key(|x| (x.start, open_last(x.end), x.id.clone()));
        for (i, placement) in placements.iter().enumerate() {
            let next = placements.get(i + 1).and_then(|next| next.start);
            let end = earlier(placement.end, earlier(period.end, next));
            let why = reason(world, placement);
            let same_carer = is(&why, "L") || is(&why, "T") || is(&why, "U");
            if i > 0
                && same_carer
                && let Some(stay) = out.last_mut()
            {
                stay.placements.push(placement.clone());
                stay.end = end;
            } else {
                let start = placement.start.expect("inside the period");
                out.push(Stay { period: period.clone(), placements: vec![placement.clone()], start, end });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::day;
    use crate::history::{Case, Episode, History, text};

    fn episode(id: &str, placement: &str, reason: &str, start: &str, ceased: Option<&str>) -> Episode {
        Episode {
            id: text(id),
            person: text("A"),
            start: Some(day(start)),
            reason: text(reason),
            ceased: ceased.map(day),
            period: text("C"),
            placement: text(placement),
            entered: Some(day("2023-01-01")),
        }
    }

    fn placement(id: &str, start: &str, end: Option<&str>) -> Placement {
        let (start, end) = (Some(day(start)), end.map(day));
        Placement { id: text(id), person: text("A"), period: text("C"), start, end, kind: text("U6") }
    }

    fn found(episodes: Vec<Episode>, placements: Vec<Placement>) -> Vec<(usize, String, String)> {
        let history = History { episodes, placements, ..History::default() };
        let world = World::new(Case::by_hand(day("2023-07-31"), history));
        let end = |stay: &Stay| stay.end.map_or("open".to_owned(), |end| end.to_string());
        stays(&world).iter().map(|s| (s.placements.len(), s.start.to_string(), end(s))).collect()
    }

    fn stay(n: usize, start: &str, end: &str) -> (usize, String, String) {
        (n, start.to_owned(), end.to_owned())
    }

    #[test]
    fn the_same_carer_goes_on_and_days_between_belong_to_the_stay() {
        let episodes = vec![
            episode("1", "P1", "S", "2023-01-01", Some("2023-02-01")),
            episode("2", "P2", "T", "2023-02-03", Some("2023-03-01")),
            episode("3", "P3", "P", "2023-03-01", None),
        ];
        let placements = vec![
            placement("P1", "2023-01-01", Some("2023-02-01")),
            placement("P2", "2023-02-03", Some("2023-03-01")),
            placement("P3", "2023-03-01", None),
        ];
        assert_eq!(found(episodes, placements), [stay(2, "2023-01-01", "2023-03-01"), stay(1, "2023-03-01", "open")]);
    }

    #[test]
    fn a_placement_ends_when_the_next_begins_or_the_period_ends() {
        let episodes = vec![
            episode("1", "P1", "S", "2023-01-01", Some("2023-04-01")),
            episode("2", "P2", "P", "2023-04-01", Some("2023-06-01")),
        ];
        let placements = vec![
            placement("P0", "2022-12-31", Some("2023-01-31")),
            placement("P1", "2023-01-01", None),
            placement("P2", "2023-04-01", Some("2023-07-01")),
            placement("P9", "2023-06-02", None),
        ];
        assert_eq!(
            found(episodes, placements),
            [stay(1, "2023-01-01", "2023-04-01"), stay(1, "2023-04-01", "2023-06-01")]
        );
    }
}
