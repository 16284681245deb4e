//! Which numbers of a month are not what they were with an earlier delivery.

use super::changes::value;
use super::count;
use crate::pages::indicator::when;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::visit::Visit;
use council::Measuring;
use council::changes::moved;
use jiff::civil::Date;
use measure::{Number, Request};
use report::words;
use standard::period::{Period, PeriodKind};
use std::sync::Arc;

/// The numbers of a period that changed between two deliveries, as the page lists them.
pub struct Numbers {
    /// How many did, in a sentence.
    pub sentence: String,
    /// The days of the two deliveries, in words.
    pub days: [String; 2],
    /// The numbers that changed.
    pub rows: Vec<Line>,
}

/// A number that changed.
pub struct Line {
    /// The indicator.
    pub title: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
    /// Where it is told child by child.
    pub href: String,
}

impl Numbers {
    /// The whole council's numbers of `period` that changed between what was known on two days.
    ///
    /// # Errors
    /// Something can't be read or measured.
    pub async fn of(
        visit: &Visit,
        reading: &Arc<Reading>,
        period: &Period,
        (before, after): (Date, Date),
    ) -> Result<Numbers, Problem> {
        let (kind, held) = (period.kind, Arc::clone(reading));
        let work = move || (known_on(&held, before, kind), known_on(&held, after, kind));
        let (then, now) = tokio::task::spawn_blocking(work).await.map_err(Problem::fault)?;
        let then = (*then).as_ref().map_err(Clone::clone)?;
        let now = (*now).as_ref().map_err(Clone::clone)?;
        let (changed, all) = moved(then, now, period);
        let days = [("before", before), ("after", after)];
        let days_asked = days.map(|(name, day)| (name, day.to_string()));
        let line = |moved: &council::changes::Moved| {
            let declared = reading.engine().catalogue().find(&moved.indicator)?;
            let shown = |number: &Option<Number>| match (&moved.before, &moved.after) {
                (None, None) => "in categories".to_owned(),
                _ => value(reading, declared, number.as_ref()),
            };
            let mut set = vec![("indicator", declared.id.as_str()), ("period", kind.word())];
            set.extend(days_asked.iter().map(|(name, day)| (*name, day.as_str())));
            Some(Line {
                title: declared.title.clone(),
                before: shown(&moved.before),
                after: shown(&moved.after),
                href: visit.filters.link("/data/changes", &set),
            })
        };
        Ok(Numbers {
            sentence: match changed.len() {
                0 => format!("None of the {} numbers of {} changed.", count(all as u64), when(period)),
                some => {
                    format!("{} of the {} numbers of {} changed.", count(some as u64), count(all as u64), when(period))
                }
            },
            days: days.map(|(_, day)| words::date(day)),
            rows: changed.iter().filter_map(line).collect(),
        })
    }
}

/// All numbers of the whole council as they were known on a day, kept with the reading.
fn known_on(reading: &Reading, day: Date, kind: PeriodKind) -> Arc<Result<Vec<Number>, Problem>> {
    reading.once(&format!("numbers by {} as known on {day}", kind.word()), || {
        let (from, to) = reading.months();
        let request = Request { indicators: Vec::new(), from, to, periods: vec![kind], by: Vec::new() };
        if day == reading.measuring().data_date() {
            return Ok(reading.workings().numbers(&request)?.numbers);
        }
        let store = reading.measuring().store.clone();
        let then = Measuring::over_some(store, Some(day), |_| Vec::new()).map_err(Problem::fault)?;
        Ok(then.engine.measure(&request)?.numbers)
    })
}
