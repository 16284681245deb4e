//! Revisions: a month is final from the first delivery dated the settling period after its end; what changes it
//! later shows as revised, beside what it was.

use crate::failure::Result;
use crate::folder::Measuring;
use crate::settled::settles_on;
use measure::{Number, Request, Status};
use standard::period::Month;
use std::collections::{BTreeMap, BTreeSet};
use store::Status as DeliveryStatus;

/// Says of each final number that is not what it was when it became final what it was then. `request` is what
/// they were measured by.
///
/// # Errors
/// What was in force then can't be read or measured.
pub fn mark(measuring: &Measuring, numbers: &mut [Number], request: &Request) -> Result {
    let now = measuring.engine.inputs().data_date;
    let deliveries = measuring.store.deliveries()?;
    let dates: BTreeSet<_> = deliveries
        .iter()
        .filter(|d| !d.is_reference() && !matches!(d.status, DeliveryStatus::Withdrawn(_)) && d.data_date <= now)
        .map(|d| d.data_date)
        .collect();
    if dates.len() < 2 {
        return Ok(());
    }
    let first_final = |end| {
        let settled = settles_on(&measuring.engine, end)?;
        dates.range(settled..).next().copied().filter(|date| *date < now)
    };
    let mut months: BTreeMap<_, BTreeSet<Month>> = BTreeMap::new();
    for number in numbers.iter().filter(|number| number.status == Status::Complete) {
        if let Some(date) = first_final(number.period.end()) {
            months.entry(date).or_default().insert(number.period.last);
        }
    }
    for (date, months) in months {
        let then = Measuring::over(measuring.store.clone(), Some(date), false)?;
        let (Some(from), Some(to)) = (months.first().copied(), months.last().copied()) else { continue };
        let was = then.engine.measure(&Request { from, to, ..request.clone() })?.numbers;
        let was: BTreeMap<_, _> = was.iter().map(|n| ((&n.indicator, n.period, &n.breakdown), n)).collect();
        for number in numbers.iter_mut() {
            if number.status != Status::Complete || first_final(number.period.end()) != Some(date) {
                continue;
            }
            let Some(old) = was.get(&(&number.indicator, number.period, &number.breakdown)) else { continue };
            if old.value != number.value || old.numerator != number.numerator || old.denominator != number.denominator {
                let indicator = measuring.engine.catalogue().find(&number.indicator);
                let value = old.value.map_or("none".to_owned(), |v| v.rounded(indicator.map_or(1, |i| i.decimals)));
                let of = match (old.numerator, old.denominator) {
                    (Some(n), Some(d)) => format!(" ({n} of {d})"),
                    _ => String::new(),
                };
                number.reason = format!("revised: {value}{of} when first final, as at {date}");
            }
        }
    }
    Ok(())
}
