//! When a month is final: from the first delivery dated the settling period after its end.

use jiff::civil::Date;
use measure::Engine;
use standard::date::{add_days, add_months};
use standard::parameter::Unit;
use standard::period::Month;
use store::{Delivery, Status};

/// A month, and what makes it final.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The month.
    pub month: Month,
    /// The first day that a delivery must describe for the month to be final; `None` beyond the calendar.
    pub settles_on: Option<Date>,
    /// The delivery that made it final; none while it is provisional.
    pub by: Option<Delivery>,
}

/// The first day that a delivery must describe for what ended on `end` to be final; `None` beyond the calendar.
pub fn settles_on(engine: &Engine, end: Date) -> Option<Date> {
    let settling = engine.settings().parameters.value("settling_period", end);
    match settling.unit {
        Unit::WorkingDays => engine.calendar().add(end, settling.count),
        Unit::Days => add_days(end, settling.count),
        Unit::Months => add_months(end, settling.count),
    }
}

/// The months `from` to `to`, both inclusive, in order.
pub fn months(engine: &Engine, deliveries: &[Delivery], from: Month, to: Month) -> Vec<Settled> {
    let mut counting: Vec<&Delivery> = deliveries
        .iter()
        .filter(|delivery| !delivery.is_reference() && !matches!(delivery.status, Status::Withdrawn(_)))
        .collect();
    counting.sort_by_key(|delivery| (delivery.data_date, delivery.number));
    let one = |month: Month| {
        let settles_on = settles_on(engine, month.last());
        let by = settles_on.and_then(|day| counting.iter().find(|delivery| delivery.data_date >= day));
        Settled { month, settles_on, by: by.map(|delivery| (*delivery).clone()) }
    };
    std::iter::successors(Some(from), |month| Some(month.plus(1))).take_while(|month| *month <= to).map(one).collect()
}
