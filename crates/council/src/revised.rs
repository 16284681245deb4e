//! Revisions: a month is final from the first delivery dated the settling period after its end; what changes it
//! later shows as revised, beside what it was.

use crate::failure::Result;
use crate::folder::Measuring;
use crate::settled::settles_on;
use measure::{Number, Request, Status};
use standard::Date;
use standard::period::Month;
use std::collections::{BTreeMap, BTreeSet};
use store::Status as DeliveryStatus;

/// When a number first was final, and what it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum First {
    /// It is not final yet.
    NotFinal,
    /// It is final with the newest delivery; no earlier one had it so.
    Now,
    /// It was final with an earlier delivery.
    Then {
        /// The data date of that delivery.
        as_at: Date,
        /// The number as it was then; `None` where it was not there.
        number: Option<Number>,
    },
}

/// When each of `numbers` first was final, and what it was then, in their order. `request` is what they were measured
/// by: its indicators and breakdowns.
///
/// # Errors
/// What was in force then can't be read or measured.
pub fn first(measuring: &Measuring, numbers: &[Number], request: &Request) -> Result<Vec<First>> {
    let now = measuring.engine.inputs().data_date;
    let deliveries = measuring.store.deliveries()?;
    let dates: BTreeSet<_> = deliveries
        .iter()
        .filter(|d| !d.is_reference() && !matches!(d.status, DeliveryStatus::Withdrawn(_)) && d.data_date <= now)
        .map(|d| d.data_date)
        .collect();
    let first_final = |end| {
        let settled = settles_on(&measuring.engine, end)?;
        dates.range(settled..).next().copied().filter(|date| *date < now)
    };
    let known = |number: &Number| match number.status {
        Status::Complete => {
            first_final(number.period.end()).map_or(First::Now, |as_at| First::Then { as_at, number: None })
        }
        _ => First::NotFinal,
    };
    let mut out: Vec<First> = numbers.iter().map(known).collect();
    let mut months: BTreeMap<Date, BTreeSet<Month>> = BTreeMap::new();
    for (first, number) in out.iter().zip(numbers) {
        if let First::Then { as_at, .. } = first {
            months.entry(*as_at).or_default().insert(number.period.last);
        }
    }
    for (date, months) in months {
        let then = Measuring::over_some(measuring.store.clone(), Some(date), |_| request.indicators.clone())?;
        let (Some(from), Some(to)) = (months.first().copied(), months.last().copied()) else { continue };
        let was = then.engine.measure(&Request { from, to, ..request.clone() })?.numbers;
        let was: BTreeMap<_, _> =
            was.into_iter().map(|n| ((n.indicator.clone(), n.period, n.breakdown.clone()), n)).collect();
        for (first, now) in out.iter_mut().zip(numbers) {
            if let First::Then { as_at, number } = first
                && *as_at == date
            {
                *number = was.get(&(now.indicator.clone(), now.period, now.breakdown.clone())).cloned();
            }
        }
    }
    Ok(out)
}

/// Whether a number is another than it was.
pub fn differs(now: &Number, then: &Number) -> bool {
    (then.value, then.numerator, then.denominator) != (now.value, now.numerator, now.denominator)
}

/// Says of each final number that is not what it was when it became final what it was then. `request` is what
/// they were measured by.
///
/// # Errors
/// What was in force then can't be read or measured.
pub fn mark(measuring: &Measuring, numbers: &mut [Number], request: &Request) -> Result {
    let first = first(measuring, numbers, request)?;
    for (number, first) in numbers.iter_mut().zip(first) {
        let First::Then { as_at, number: Some(old) } = first else { continue };
        if differs(number, &old) {
            let indicator = measuring.engine.catalogue().find(&number.indicator);
            let value = old.value.map_or("none".to_owned(), |v| v.rounded(indicator.map_or(1, |i| i.decimals)));
            let of = match (old.numerator, old.denominator) {
                (Some(n), Some(d)) => format!(" ({n} of {d})"),
                _ => String::new(),
            };
            number.reason = format!("revised: {value}{of} when first final, as at {as_at}");
        }
    }
    Ok(())
}
