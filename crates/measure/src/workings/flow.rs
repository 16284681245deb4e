//! Case statuses over time: how many children have each at the end of each month, and how they move from one to another,
//! of the whole council or of a team or service.

use super::status::{CaseStatus, Stay};
use super::{Slice, Workings};
use jiff::civil::Date;
use standard::date::{add_months, from_days, to_days};
use standard::period::Month;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many children had each status at the end of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// The month.
    pub month: Month,
    /// Its last day, or the data date if that is earlier.
    pub on: Date,
    /// Children by status, in the order of [`CaseStatus::ALL`].
    pub children: [usize; 8],
}

/// What kind of move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MoveKind {
    /// To open, not having been open in the twelve months before.
    Opened,
    /// To open again within twelve months of closing.
    Returned,
    /// Open already, and taken on by the team or service from another, or from nobody. The whole council has none.
    TakenOn,
    /// To a higher status.
    StepUp,
    /// To a lower status.
    StepDown,
    /// Still open, and handed over by the team or service to another, or to nobody. The whole council has none.
    HandedOver,
    /// To none.
    Closed,
}

impl MoveKind {
    /// All of them, those who come first and those who leave last, each with the word for it.
    pub const ALL: [(MoveKind, &'static str); 7] = [
        (MoveKind::Opened, "opened"),
        (MoveKind::Returned, "returned"),
        (MoveKind::TakenOn, "taken on"),
        (MoveKind::StepUp, "stepped up"),
        (MoveKind::StepDown, "stepped down"),
        (MoveKind::HandedOver, "handed over"),
        (MoveKind::Closed, "closed"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        MoveKind::ALL[self as usize].1
    }
}

/// How many times children moved in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// What kind of move it is.
    pub kind: MoveKind,
    /// The status before; `None` when the case was not open, or was another's.
    pub before: Option<CaseStatus>,
    /// The status after; `None` when the case is not open, or is another's.
    pub after: Option<CaseStatus>,
    /// How many moves; a child who moved twice counts twice.
    pub count: usize,
}

/// Those at the start and those who came are those who left and those at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Children at the end of the month before.
    pub start: usize,
    /// Who came; one who came twice counts twice.
    pub came: usize,
    /// Who left.
    pub left: usize,
    /// Children at the end, or on the data date.
    pub end: usize,
}

type Way = (MoveKind, Option<CaseStatus>, Option<CaseStatus>);

/// Stocks and movements of the whole council or of a part of it, by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFlow {
    stocks: Vec<Stock>,
    moves: BTreeMap<(Month, Way), usize>,
}

impl CaseFlow {
    /// The stock at the end of each month kept that begins on or before the data date, in order.
    pub fn stocks(&self) -> &[Stock] {
        &self.stocks
    }

    /// How many times children moved in each way in the months `from` to `to`, both inclusive, up to the data date: by
    /// kind, status before and status after, in that order.
    pub fn movements(&self, from: Month, to: Month) -> Vec<Movement> {
        let mut ways: BTreeMap<Way, usize> = BTreeMap::new();
        self.within(from, to).for_each(|(way, count)| *ways.entry(way).or_default() += count);
        let movement = |((kind, before, after), count)| Movement { kind, before, after, count };
        ways.into_iter().map(movement).collect()
    }

    /// How many moves of one kind there were in the months `from` to `to`, both inclusive.
    pub fn moved(&self, kind: MoveKind, from: Month, to: Month) -> usize {
        self.within(from, to).filter(|((known, ..), _)| *known == kind).map(|(_, count)| count).sum()
    }

    /// Each status over the months `from` to `to`, both inclusive, in the order of [`CaseStatus::ALL`]; `None` where the
    /// month before them or the last of them is not kept.
    pub fn flows(&self, from: Month, to: Month) -> Option<[Flow; 8]> {
        let (start, end) = (self.stock(from.plus(-1))?, self.stock(to)?);
        let mut flows = [Flow::default(); 8];
        for ((_, before, after), count) in self.within(from, to) {
            if let Some(status) = after {
                flows[status as usize].came += count;
            }
            if let Some(status) = before {
                flows[status as usize].left += count;
            }
        }
        for (i, flow) in flows.iter_mut().enumerate() {
            (flow.start, flow.end) = (start.children[i], end.children[i]);
        }
        Some(flows)
    }

    /// Everyone who was open over the months `from` to `to`, both inclusive: moves between statuses leave the total as it
    /// is. `None` as in [`CaseFlow::flows`].
    pub fn everyone(&self, from: Month, to: Month) -> Option<Flow> {
        let (start, end) = (self.stock(from.plus(-1))?, self.stock(to)?);
        let count = |is: fn(&Way) -> bool| self.within(from, to).filter(|(way, _)| is(way)).map(|(_, n)| n).sum();
        Some(Flow {
            start: start.children.iter().sum(),
            came: count(|(_, before, _)| before.is_none()),
            left: count(|(_, _, after)| after.is_none()),
            end: end.children.iter().sum(),
        })
    }

    /// The stock at the end of a month.
    pub fn stock(&self, month: Month) -> Option<&Stock> {
        self.stocks.iter().find(|stock| stock.month == month)
    }

    fn within(&self, from: Month, to: Month) -> impl Iterator<Item = (Way, usize)> {
        self.moves
            .iter()
            .filter(move |((month, _), _)| (from..=to).contains(month))
            .map(|((_, way), count)| (*way, *count))
    }
}

impl Workings {
    /// How many children of `of` had each status at the end of each month kept, and how they moved between statuses. A
    /// child is of the team and service that held the child on the day; who is held by nobody is of none.
    pub fn case_flow(&self, of: &Slice) -> Arc<CaseFlow> {
        self.flows.get(of.clone(), || {
            let today = self.inputs().data_date;
            let (from, to) = self.months();
            let months: Vec<Month> = from.to(to).filter(|month| month.first() <= today).collect();
            let inside = self.statuses.held_by(|team, service| of.has(team, service));
            CaseFlow {
                stocks: stocks(self.statuses.stays(), &inside, &months, today),
                moves: moves(self.statuses.stays(), &inside, &months, today),
            }
        })
    }
}

/// The stocks at the ends of `months`, from the stays whose place is `inside`.
fn stocks(stays: &[Stay], inside: &[bool], months: &[Month], today: Date) -> Vec<Stock> {
    let ends: Vec<i32> = months.iter().map(|month| to_days(month.last().min(today))).collect();
    let mut stocks: Vec<Stock> =
        months.iter().map(|month| Stock { month: *month, on: month.last().min(today), children: [0; 8] }).collect();
    for stay in stays.iter().filter(|stay| inside[stay.held as usize]) {
        let (first, last) = (ends.partition_point(|end| *end < stay.from), ends.partition_point(|end| *end < stay.to));
        for stock in &mut stocks[first..last.max(first)] {
            stock.children[stay.status as usize] += 1;
        }
    }
    stocks
}

/// The moves in `months`, up to `today`, to, from and among the stays whose place is `inside`.
fn moves(stays: &[Stay], inside: &[bool], months: &[Month], today: Date) -> BTreeMap<(Month, Way), usize> {
    let (today, begins): (i32, Vec<i32>) =
        (to_days(today), months.iter().map(|month| to_days(month.first())).collect());
    let mut out = BTreeMap::new();
    let mut push = |day: i32, way: Way| {
        let month = begins.partition_point(|first| *first <= day).checked_sub(1).filter(|_| day <= today);
        if let Some(month) = month {
            *out.entry((months[month], way)).or_default() += 1;
        }
    };
    let is_in = |stay: &Stay| inside[stay.held as usize];
    for (i, stay) in stays.iter().enumerate().filter(|(_, stay)| is_in(stay)) {
        let own = |other: &&Stay| other.person == stay.person;
        let earlier = i.checked_sub(1).map(|i| &stays[i]).filter(own);
        let later = stays.get(i + 1).filter(own);
        match earlier {
            Some(before) if before.to == stay.from => {
                let way = match (is_in(before), stay.status.cmp(&before.status)) {
                    (false, _) => Some((MoveKind::TakenOn, None, Some(stay.status))),
                    (true, std::cmp::Ordering::Less) => {
                        Some((MoveKind::StepUp, Some(before.status), Some(stay.status)))
                    }
                    (true, std::cmp::Ordering::Greater) => {
                        Some((MoveKind::StepDown, Some(before.status), Some(stay.status)))
                    }
                    (true, std::cmp::Ordering::Equal) => None,
                };
                way.into_iter().for_each(|way| push(stay.from, way));
            }
            before => {
                let again = before.and_then(|stay| from_days(stay.to)).and_then(|closed| add_months(closed, 12));
                let again = again.is_some_and(|last| stay.from <= to_days(last));
                let kind = if again { MoveKind::Returned } else { MoveKind::Opened };
                push(stay.from, (kind, None, Some(stay.status)));
            }
        }
        match later {
            Some(next) if next.from == stay.to => {
                if !is_in(next) {
                    push(stay.to, (MoveKind::HandedOver, Some(stay.status), None));
                }
            }
            _ => push(stay.to, (MoveKind::Closed, Some(stay.status), None)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use CaseStatus::{ChildProtection, InCare, OpenReferral};

    fn day(text: &str) -> i32 {
        to_days(text.parse().expect("a date"))
    }

    /// Of two teams 0 and 1: child 0 is referred on 10 January to team 0, has a plan from 20 January, is handed to team 1
    /// on 5 February, and closes on 1 March. Child 1 comes into care on 15 January with team 1, and leaves it on 10 March.
    /// Child 2 of team 0 closed on 31 December and is referred again on 3 February.
    fn flow(inside: [bool; 2]) -> CaseFlow {
        let stay =
            |person, status, from: &str, to: &str, held| Stay { person, status, from: day(from), to: day(to), held };
        let stays = [
            stay(0, OpenReferral, "2023-01-10", "2023-01-20", 0),
            stay(0, ChildProtection, "2023-01-20", "2023-02-05", 0),
            stay(0, ChildProtection, "2023-02-05", "2023-03-01", 1),
            stay(1, InCare, "2023-01-15", "2023-03-10", 1),
            stay(2, OpenReferral, "2022-11-01", "2022-12-31", 0),
            stay(2, OpenReferral, "2023-02-03", "9999-12-31", 0),
        ];
        let months: Vec<Month> = month("2022-12").to(month("2023-03")).collect();
        let today = Date::constant(2023, 3, 15);
        CaseFlow { stocks: stocks(&stays, &inside, &months, today), moves: moves(&stays, &inside, &months, today) }
    }

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    #[test]
    fn the_whole_council_hands_nothing_over() {
        let flow = flow([true, true]);
        let totals: Vec<usize> = flow.stocks().iter().map(|stock| stock.children.iter().sum()).collect();
        assert_eq!(totals, [0, 2, 3, 1]);
        let year = (month("2023-01"), month("2023-03"));
        let moved = MoveKind::ALL.map(|(kind, _)| flow.moved(kind, year.0, year.1));
        // Opened, returned, taken on, stepped up, stepped down, handed over, closed.
        assert_eq!(moved, [2, 1, 0, 1, 0, 0, 2]);
        let everyone = flow.everyone(year.0, year.1).expect("kept");
        assert_eq!(everyone, Flow { start: 0, came: 3, left: 2, end: 1 });
        assert_eq!(flow.stock(month("2023-03")).expect("kept").on, Date::constant(2023, 3, 15));
        assert_eq!(flow.flows(month("2022-12"), month("2023-01")), None, "the month before is not kept");
    }

    #[test]
    fn what_one_team_hands_over_the_other_takes_on() {
        let (first, second) = (flow([true, false]), flow([false, true]));
        let (from, to) = (month("2023-02"), month("2023-02"));
        let way = |kind, before, after| Movement { kind, before, after, count: 1 };
        let handed = way(MoveKind::HandedOver, Some(ChildProtection), None);
        assert_eq!(first.movements(from, to), [way(MoveKind::Returned, None, Some(OpenReferral)), handed]);
        assert_eq!(second.movements(from, to), [way(MoveKind::TakenOn, None, Some(ChildProtection))]);
        for flow in [first, second] {
            let flows = flow.flows(month("2023-01"), month("2023-03")).expect("kept");
            let sum = |of: fn(&Flow) -> usize| flows.iter().map(of).sum::<usize>();
            assert!(flows.iter().all(|flow| flow.start + flow.came == flow.left + flow.end), "{flows:?}");
            let everyone = flow.everyone(month("2023-01"), month("2023-03")).expect("kept");
            assert_eq!((everyone.start, everyone.end), (sum(|flow| flow.start), sum(|flow| flow.end)));
            assert_eq!(everyone.start + everyone.came, everyone.left + everyone.end);
        }
    }
}
