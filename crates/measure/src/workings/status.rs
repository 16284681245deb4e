//! Case statuses over time: how many children have each, and who moves from one to another. From the view
//! `status-spans`; of several statuses that hold on a day the highest counts, as in the indicator `case-status`.

use super::{Within, Workings};
use crate::Error;
use crate::inputs::cast;
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use jiff::civil::Date;
use standard::date::{add_months, from_days, to_days};
use standard::period::Month;

/// How a case stands, the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseStatus {
    /// In care.
    InCare,
    /// With a child protection plan.
    ChildProtection,
    /// With a child in need plan.
    ChildInNeedPlan,
    /// In a series of short breaks.
    ShortBreaks,
    /// With an open assessment.
    OpenAssessment,
    /// With an open referral.
    OpenReferral,
    /// A care leaver; the table has no dates, so a past month is as it is today.
    CareLeaver,
    /// With an open early help episode.
    EarlyHelp,
}

impl CaseStatus {
    /// All of them, the highest first, each with the word of the indicator `case-status` for it.
    pub const ALL: [(CaseStatus, &'static str); 8] = [
        (CaseStatus::InCare, "in-care"),
        (CaseStatus::ChildProtection, "child-protection"),
        (CaseStatus::ChildInNeedPlan, "child-in-need-plan"),
        (CaseStatus::ShortBreaks, "short-breaks"),
        (CaseStatus::OpenAssessment, "open-assessment"),
        (CaseStatus::OpenReferral, "open-referral"),
        (CaseStatus::CareLeaver, "care-leaver"),
        (CaseStatus::EarlyHelp, "early-help"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        CaseStatus::ALL[self as usize].1
    }
}

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
    /// To a higher status.
    StepUp,
    /// To a lower status.
    StepDown,
    /// To none.
    Closed,
}

impl MoveKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            MoveKind::Opened => "opened",
            MoveKind::Returned => "returned",
            MoveKind::StepUp => "step up",
            MoveKind::StepDown => "step down",
            MoveKind::Closed => "closed",
        }
    }
}

/// A child's change of status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The child.
    pub person_id: String,
    /// The first day of what came after.
    pub on: Date,
    /// The status on the day before; `None` when the case was not open.
    pub before: Option<CaseStatus>,
    /// The status from this day on; `None` when the case is not open.
    pub after: Option<CaseStatus>,
    /// What kind of move it is.
    pub kind: MoveKind,
}

/// One status in one month: those at its start and those who came are those who left and those at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The month.
    pub month: Month,
    /// The status.
    pub status: CaseStatus,
    /// Children who had it at the end of the month before.
    pub start: usize,
    /// Children who came to it in the month; one who came twice counts twice.
    pub came: usize,
    /// Children who left it.
    pub left: usize,
    /// Children who had it at the month's end, or on the data date.
    pub end: usize,
}

/// Each person's highest status, without gaps or overlaps, in order of person and day.
#[derive(Debug)]
pub(super) struct Statuses {
    people: Vec<String>,
    /// Person, status, first day, day after the last.
    spans: Vec<(u32, CaseStatus, i32, i32)>,
}

impl Statuses {
    /// Reads the view `status-spans`, whose rows are in order of person.
    pub fn new(view: &RecordBatch) -> Result<Statuses, Error> {
        let column = |name: &str, to: &DataType| {
            let wrong = |message: String| Error::Query { entry: "status-spans".to_owned(), message };
            let column = view.column_by_name(name).ok_or_else(|| wrong(format!("returns no column {name}")))?;
            cast(column, to).map_err(wrong)
        };
        let (person, place) = (column("person_id", &DataType::Utf8)?, column("place", &DataType::Int64)?);
        let (from, to) = (column("from_date", &DataType::Date32)?, column("to_date", &DataType::Date32)?);
        let (person, place) = (person.as_string::<i32>(), place.as_primitive::<Int64Type>());
        let (from, to) = (from.as_primitive::<Date32Type>(), to.as_primitive::<Date32Type>());
        let mut out = Statuses { people: Vec::new(), spans: Vec::new() };
        let mut start = 0;
        while start < view.num_rows() {
            let id = person.value(start);
            let end = (start..view.num_rows()).find(|i| person.value(*i) != id).unwrap_or(view.num_rows());
            let spans: Vec<(usize, i32, i32)> = (start..end)
                .filter_map(|i| Some((usize::try_from(place.value(i) - 1).ok()?, from.value(i), to.value(i))))
                .collect();
            out.highest(id, &spans);
            start = end;
        }
        Ok(out)
    }

    fn highest(&mut self, id: &str, spans: &[(usize, i32, i32)]) {
        let mut days: Vec<i32> = spans.iter().flat_map(|(_, from, to)| [*from, *to]).collect();
        days.sort_unstable();
        days.dedup();
        let person = self.people.len() as u32;
        self.people.push(id.to_owned());
        for pair in days.windows(2) {
            let open = spans.iter().filter(|(_, from, to)| *from <= pair[0] && pair[0] < *to).map(|span| span.0);
            let Some((status, _)) = open.min().and_then(|place| CaseStatus::ALL.get(place)) else { continue };
            match self.spans.last_mut() {
                Some(last) if (last.0, last.1, last.3) == (person, *status, pair[0]) => last.3 = pair[1],
                _ => self.spans.push((person, *status, pair[0], pair[1])),
            }
        }
    }

    /// Everyone who is open on `day`, with the status, in order of person.
    pub fn on(&self, day: i32) -> impl Iterator<Item = (&str, CaseStatus)> {
        let open = self.spans.iter().filter(move |(_, _, from, to)| *from <= day && day < *to);
        open.map(|(person, status, _, _)| (self.people[*person as usize].as_str(), *status))
    }

    /// The moves from day `from` to day `to`, both inclusive.
    fn moves(&self, from: i32, to: i32, within: &Within) -> Vec<Move> {
        let mut out = Vec::new();
        for (i, (person, status, begins, ends)) in self.spans.iter().enumerate() {
            let id = &self.people[*person as usize];
            let before = i.checked_sub(1).map(|i| self.spans[i]).filter(|span| span.0 == *person);
            let next = self.spans.get(i + 1).filter(|span| span.0 == *person && span.2 == *ends);
            let mut push = |day: i32, before: Option<CaseStatus>, after: Option<CaseStatus>, kind: MoveKind| {
                if let Some(on) = from_days(day).filter(|_| (from..=to).contains(&day) && within.has(id)) {
                    out.push(Move { person_id: id.clone(), on, before, after, kind });
                }
            };
            match before {
                Some((_, earlier, _, end)) if end == *begins => {
                    let kind = if *status < earlier { MoveKind::StepUp } else { MoveKind::StepDown };
                    push(*begins, Some(earlier), Some(*status), kind);
                }
                before => {
                    let again = before.and_then(|span| from_days(span.3)).and_then(|closed| add_months(closed, 12));
                    let again = again.is_some_and(|last| *begins <= to_days(last));
                    let kind = if again { MoveKind::Returned } else { MoveKind::Opened };
                    push(*begins, None, Some(*status), kind);
                }
            }
            if next.is_none() {
                push(*ends, Some(*status), None, MoveKind::Closed);
            }
        }
        out.sort_by(|a, b| (a.on, &a.person_id).cmp(&(b.on, &b.person_id)));
        out
    }
}

impl Workings {
    /// How many children had each status at the end of each month kept, and on the data date.
    pub fn stocks(&self, within: &Within) -> Vec<Stock> {
        let today = self.inputs().data_date;
        let (from, to) = self.months();
        let months = from.to(to).filter(|month| month.first() <= today);
        months
            .map(|month| {
                let on = month.last().min(today);
                let mut children = [0; 8];
                for (_, status) in self.statuses.on(to_days(on)).filter(|(person, _)| within.has(person)) {
                    children[status as usize] += 1;
                }
                Stock { month, on, children }
            })
            .collect()
    }

    /// The changes of status in the months `from` to `to`, up to the data date, in order of day and child.
    pub fn moves(&self, from: Month, to: Month, within: &Within) -> Vec<Move> {
        let last = to.last().min(self.inputs().data_date);
        self.statuses.moves(to_days(from.first()), to_days(last), within)
    }

    /// Each status in each month kept but the first: those at its start, who came, who left, and those at its end.
    pub fn flows(&self, within: &Within) -> Vec<Flow> {
        let stocks = self.stocks(within);
        let Some(last) = stocks.last().map(|stock| stock.month) else { return Vec::new() };
        let moves = self.moves(stocks[0].month, last, within);
        let mut out = Vec::new();
        for pair in stocks.windows(2) {
            let (before, stock) = (&pair[0], &pair[1]);
            let first = moves.partition_point(|one| one.on <= before.on);
            let end = moves.partition_point(|one| one.on <= stock.on);
            for (status, _) in CaseStatus::ALL {
                let count = |of: fn(&Move) -> Option<CaseStatus>| {
                    moves[first..end].iter().filter(|one| of(one) == Some(status)).count()
                };
                out.push(Flow {
                    month: stock.month,
                    status,
                    start: before.children[status as usize],
                    came: count(|one| one.after),
                    left: count(|one| one.before),
                    end: stock.children[status as usize],
                });
            }
        }
        out
    }
}
