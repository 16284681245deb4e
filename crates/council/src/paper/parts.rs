//! Numbers in categories, what came in, the staffing table, money.

use super::figures::{Figures, status};
use super::{labels, reasons};
use measure::{Number, finance};
use report::paper::template::StaffColumn;
use report::paper::{Finance, FinanceLine};
use report::performance::input::{Contacts, Earlier, Measurement, Part, Shares, Status, Workforce, WorkforceColumn};
use report::words;
use standard::period::{Month, Period, PeriodKind};
use std::collections::BTreeMap;

/// Counts by place and words of their category.
type Counts = BTreeMap<(usize, String), Option<report::Number>>;

/// An indicator in categories for the period of `kind` that ends with the report's month; a snapshot has the same a
/// year before beside it.
pub fn shares(figures: &Figures, id: &str, kind: PeriodKind) -> Part<Shares> {
    let period = figures.period(kind);
    let earlier = (kind == PeriodKind::Month).then(|| period.year_before());
    snapshot(figures, id, period, earlier)
}

/// An indicator in categories at the end of `baseline`, beside the report's month.
pub fn shares_then(figures: &Figures, id: &str, baseline: Month) -> Part<Shares> {
    let baseline = Period { kind: PeriodKind::Month, first: baseline, last: baseline };
    snapshot(figures, id, figures.period(PeriodKind::Month), Some(baseline))
}

fn snapshot(figures: &Figures, id: &str, period: Period, earlier: Option<Period>) -> Part<Shares> {
    let numbers = match categories(figures, id, period) {
        Ok(numbers) => numbers,
        Err(why) => return Part::Missing(why),
    };
    let before = earlier.map(|earlier| (earlier, categories(figures, id, earlier).unwrap_or_default()));
    let before = before.filter(|(_, numbers)| !numbers.is_empty());
    let mut keys: Counts = labels::always(&dimension(&numbers))
        .into_iter()
        .enumerate()
        .map(|(place, label)| ((place, label), Some(report::Number::ZERO)))
        .collect();
    let now = counts(&numbers);
    let then = before.as_ref().map(|(_, numbers)| counts(numbers));
    for key in now.keys().chain(then.iter().flat_map(|counts| counts.keys())) {
        keys.entry(key.clone()).or_insert(Some(report::Number::ZERO));
    }
    let of = |counts: &Counts, key: &(usize, String)| counts.get(key).copied().unwrap_or(Some(report::Number::ZERO));
    let mut shares = Shares {
        when: when(figures, id, period),
        things: things(figures, id),
        parts: keys.keys().map(|key| (key.1.clone(), of(&now, key))).collect(),
        total: total(&numbers),
        multiple: figures.indicator(id).is_some_and(|indicator| indicator.multiple),
        ..Shares::default()
    };
    if let (Some((earlier, numbers)), Some(then)) = (&before, &then) {
        shares.earlier = Some(Earlier {
            when: when(figures, id, *earlier),
            counts: keys.keys().map(|key| of(then, key)).collect(),
            total: total(numbers),
        });
        if let Some(number) = numbers.first().filter(|number| !number.reason.is_empty()) {
            let why = reasons::in_words(&number.reason, None);
            shares.note = format!("The figures for {} are {}: {why}", when(figures, id, *earlier), number.status);
        }
    }
    stand(&mut shares, &numbers);
    Part::Given(shares)
}

/// What happened in the months after `baseline`, in categories, put together.
pub fn shares_since(figures: &Figures, id: &str, baseline: Month) -> Part<Shares> {
    let mut sum: Counts = labels::always("followed-by")
        .into_iter()
        .enumerate()
        .map(|(place, label)| ((place, label), Some(report::Number::ZERO)))
        .collect();
    let mut whole = Some(report::Number::ZERO);
    let mut all: Vec<&Number> = Vec::new();
    for month in baseline.plus(1).to(figures.month) {
        let period = Period { kind: PeriodKind::Month, first: month, last: month };
        match categories(figures, id, period) {
            Ok(numbers) => {
                for (key, count) in counts(&numbers) {
                    let place = sum.entry(key).or_insert(Some(report::Number::ZERO));
                    *place = place.zip(count).map(|(a, b)| a.plus(b));
                }
                whole = whole.zip(total(&numbers)).map(|(a, b)| a.plus(b));
                all.extend(numbers);
            }
            // A month in which nothing was counted has no number and adds nothing; one that says why it has none leaves
            // a gap.
            Err(why) if figures.whole(id, period).is_some_and(|number| !number.status.has_number()) => {
                return Part::Missing(format!("{}: {why}", words::month(month)));
            }
            Err(_) => {}
        }
    }
    let mut shares = Shares {
        when: format!("{} to {}", words::month(baseline.plus(1)), words::month(figures.month)),
        things: things(figures, id),
        parts: sum.into_iter().map(|((_, label), count)| (label, count)).collect(),
        total: whole,
        ..Shares::default()
    };
    all.sort_by_key(|number| std::cmp::Reverse(number.status));
    stand(&mut shares, &all);
    Part::Given(shares)
}

/// Children of an indicator by a characteristic.
pub fn breakdown(figures: &Figures, id: &str, dimension: &str) -> Part<Shares> {
    let period = figures.period(PeriodKind::Month);
    let found = figures.by(id, period, dimension);
    if found.is_empty() {
        return Part::Missing(none(figures, id, period));
    }
    let mut sum = Counts::new();
    for (code, number) in &found {
        let count = number.numerator.map(amount);
        let place = sum.entry(labels::label(dimension, code)).or_insert(Some(report::Number::ZERO));
        *place = place.zip(count).map(|(a, b)| a.plus(b));
    }
    let whole = figures.whole(id, period).and_then(|number| number.numerator).map(amount);
    let numbers: Vec<&Number> = found.iter().map(|(_, number)| *number).collect();
    let mut shares = Shares {
        when: when(figures, id, period),
        things: things(figures, id),
        parts: sum.into_iter().map(|((_, label), count)| (label, count)).collect(),
        total: whole,
        ..Shares::default()
    };
    stand(&mut shares, &numbers);
    Part::Given(shares)
}

/// What is counted, many.
fn things(figures: &Figures, id: &str) -> String {
    figures.indicator(id).map_or_else(String::new, |indicator| words::many(&indicator.counts))
}

/// The day of a snapshot, or the months of what happened.
fn when(figures: &Figures, id: &str, period: Period) -> String {
    let happens = figures.indicator(id).is_some_and(|indicator| indicator.evaluated == measure::Evaluated::Event);
    match (happens, period.first == period.last) {
        (false, _) => words::date(period.as_at(figures.engine.inputs().data_date)),
        (true, true) => words::month(period.last),
        (true, false) => format!("{} to {}", words::month_name(period.first), words::month(period.last)),
    }
}

fn amount(amount: measure::Amount) -> report::Number {
    report::Number::ten_thousandths(amount.0)
}

fn dimension(numbers: &[&Number]) -> String {
    numbers.first().map_or_else(String::new, |number| number.breakdown[0].0.clone())
}

fn counts(numbers: &[&Number]) -> Counts {
    let mut out = Counts::new();
    for number in numbers {
        let (dimension, code) = &number.breakdown[0];
        let place = out.entry(labels::label(dimension, code)).or_insert(Some(report::Number::ZERO));
        *place = place.zip(number.numerator.map(amount)).map(|(a, b)| a.plus(b));
    }
    out
}

/// The total that all categories are of.
fn total(numbers: &[&Number]) -> Option<report::Number> {
    numbers.first().and_then(|number| number.denominator).map(amount)
}

/// The numbers by category, or why there are none.
fn categories<'f>(figures: &'f Figures, id: &str, period: Period) -> Result<Vec<&'f Number>, String> {
    let all = figures.all(id, period);
    let numbers: Vec<&Number> = all.iter().filter(|number| number.breakdown.len() == 1).collect();
    if numbers.is_empty() { Err(none(figures, id, period)) } else { Ok(numbers) }
}

fn none(figures: &Figures, id: &str, period: Period) -> String {
    let whole = figures.whole(id, period).filter(|number| !number.status.has_number());
    whole.map_or_else(|| "nothing was counted".to_owned(), |number| reasons::in_words(&number.reason, None))
}

/// Takes over how far the numbers can be relied on. That the month is provisional is said at the head of the page.
fn stand(shares: &mut Shares, numbers: &[&Number]) {
    let Some(number) = numbers.first() else { return };
    shares.status = status(number.status);
    match shares.status {
        Status::Provisional => shares.status = Status::Complete,
        _ => shares.reason = reasons::in_words(&number.reason, None),
    }
}

/// What came in: in the month, in the calendar year to date, and on the same days a year before, each with its weekly
/// average: the count over the days divided by seven.
pub fn front_door(figures: &Figures, id: &str) -> Part<Contacts> {
    let (month, year) = (figures.period(PeriodKind::Month), figures.period(PeriodKind::CalendarYearToDate));
    let data_date = figures.engine.inputs().data_date;
    let now = figures.measurement(figures.whole(id, month));
    let to_date = figures.measurement(figures.whole(id, year));
    if now.value.is_none() && to_date.value.is_none() {
        return Part::Missing(now.reason);
    }
    let days = |period: Period| standard::date::days_between(period.start(), period.as_at(data_date)) + 1;
    let weekly = |measurement: &Measurement, days: i64| Measurement {
        value: measurement.value.and_then(|count| report::Number::ratio(count, report::Number::whole(days), 7)),
        ..measurement.clone()
    };
    // An indicator that knows the same days a year before gives them; for others the year before must be whole.
    let own = figures.part(id, year, "previous-year", "");
    let before =
        Period { kind: PeriodKind::CalendarYearToDate, first: year.first.plus(-12), last: year.last.plus(-12) };
    let previous = match (own, year.end() <= data_date) {
        (Some(own), _) => figures.measurement(Some(own)),
        (None, true) => figures.measurement(figures.whole(id, before)),
        (None, false) => Measurement::none(Status::NotComputable, "the month is cut short by the data date"),
    };
    let days_before = standard::date::days_between(before.start(), before.end()) + 1
        - (i64::from(year.end() > data_date) * standard::date::days_between(data_date, year.end()));
    Part::Given(Contacts {
        month_per_week: weekly(&now, days(month)),
        month: now,
        year_to_date_per_week: weekly(&to_date, days(year)),
        year_to_date: to_date,
        previous_per_week: weekly(&previous, days_before),
        previous,
    })
}

/// The staffing table: every service that has social workers, and those of none recorded.
pub fn staffing(figures: &Figures, columns: &[StaffColumn], every: &str) -> Part<Workforce> {
    let period = figures.period(PeriodKind::Month);
    let total = |id: &str| settled(figures.measurement(figures.whole(id, period)));
    let columns: Vec<(&str, &str, Measurement)> = columns
        .iter()
        .map(|column| (column.indicator.as_str(), column.title.as_str(), total(&column.indicator)))
        .collect();
    if columns.iter().all(|(_, _, total)| total.value.is_none()) {
        return Part::Missing(columns.first().map_or_else(String::new, |(_, _, total)| total.reason.clone()));
    }
    let measured = columns.iter().map(|(id, ..)| *id).chain([every]);
    let mut services: Vec<&str> =
        measured.flat_map(|id| figures.by(id, period, "service")).map(|(service, _)| service).collect();
    services.sort_unstable();
    services.dedup();
    // Those with no service recorded stand last.
    services.sort_by_key(|service| service.is_empty());
    let column = |(id, title, total): (&str, &str, Measurement)| {
        let cell = |service: &&str| match figures.part(id, period, "service", service) {
            Some(number) => settled(figures.measurement(Some(number))),
            None if total.value.is_some() => Measurement::amount(report::Number::ZERO, Status::Complete),
            None => Measurement::none(total.status, ""),
        };
        WorkforceColumn {
            id: id.to_owned(),
            title: title.to_owned(),
            by_service: services.iter().map(cell).collect(),
            total,
        }
    };
    let name =
        |service: &&str| if service.is_empty() { "No service recorded".to_owned() } else { (*service).to_owned() };
    Part::Given(Workforce {
        when: words::date(period.as_at(figures.engine.inputs().data_date)),
        services: services.iter().map(name).collect(),
        columns: columns.into_iter().map(column).collect(),
        notes: Vec::new(),
    })
}

/// That the month is provisional is said at the head of the page.
fn settled(measurement: Measurement) -> Measurement {
    let status = if measurement.status == Status::Provisional { Status::Complete } else { measurement.status };
    Measurement { status, ..measurement }
}

/// Money of the financial year that the month lies in, as last given.
pub fn money(figures: &Figures) -> Part<Finance> {
    match finance::finance(figures.engine.inputs(), figures.month.last()) {
        Ok(found) => {
            let number = |amount: Option<measure::Amount>| amount.map(self::amount);
            let line = |line: finance::Line| FinanceLine {
                title: line.line,
                budget: number(line.budget),
                actual: number(line.actual),
                forecast: number(line.forecast),
                fte: number(line.fte),
            };
            Part::Given(Finance {
                year: found.financial_year,
                as_at: found.as_at,
                lines: found.lines.into_iter().map(line).collect(),
            })
        }
        Err(why) => Part::Missing(why),
    }
}
