//! Case status, contacts, nature of referrals, and the staffing table.

use super::figures::{Figures, status};
use super::{plan, reasons};
use measure::Number;
use report::performance::input::{Contacts, Measurement, Part, Shares, Status, Workforce, WorkforceColumn};
use report::words;
use standard::period::{Period, PeriodKind};

/// Case statuses in the order in which a child is counted under the first that holds: code and words.
const STATUSES: &[(&str, &str)] = &[
    ("in-care", "In care"),
    ("child-protection", "Child protection plan"),
    ("child-in-need-plan", "Child in need plan"),
    ("short-breaks", "Short breaks"),
    ("open-assessment", "Open assessment"),
    ("open-referral", "Open referral"),
    ("care-leaver", "Care leaver"),
    ("early-help", "Early help"),
];

/// Open children by highest status at the end of the month, beside a year before.
pub fn case_status(figures: &Figures) -> Part<Shares> {
    let period = figures.period(PeriodKind::Month);
    let before = period.year_before();
    let (numbers, earlier) = match (categories(figures, plan::CASE_STATUS, period), before) {
        (Err(why), _) => return Part::Missing(why),
        (Ok(numbers), before) => (numbers, categories(figures, plan::CASE_STATUS, before).unwrap_or_default()),
    };
    let count = |numbers: &[&Number], code: &str| {
        let found = numbers.iter().find(|number| number.breakdown[0].1 == code);
        found.and_then(|number| number.numerator).map_or(report::Number::ZERO, amount)
    };
    let mut shares = Shares {
        when: words::date(period.as_at(figures.engine.inputs().data_date)),
        things: "children".to_owned(),
        parts: STATUSES.iter().map(|(code, label)| ((*label).to_owned(), count(&numbers, code))).collect(),
        ..Shares::default()
    };
    if !earlier.is_empty() {
        let counts = STATUSES.iter().map(|(code, _)| count(&earlier, code)).collect();
        shares.earlier = Some((words::date(before.end()), counts));
        if let Some(number) = earlier.first().filter(|number| !number.reason.is_empty()) {
            let why = reasons::in_words(&number.reason, None);
            shares.note = format!("The figures for {} are {}: {why}", words::date(before.end()), number.status);
        }
    }
    stand(&mut shares, &numbers);
    Part::Given(shares)
}

/// Referrals by primary need in the calendar year to date.
pub fn referral_need(figures: &Figures) -> Part<Shares> {
    let period = figures.period(PeriodKind::CalendarYearToDate);
    let numbers = match categories(figures, plan::REFERRAL_NEED, period) {
        Ok(numbers) => numbers,
        Err(why) => return Part::Missing(why),
    };
    let codes = standard::codes::list("primary_need");
    let label = |code: &str| match codes.and_then(|list| list.code(code)) {
        Some(known) => format!("{code} {}", known.label),
        None => code.to_owned(),
    };
    let mut ordered = numbers.clone();
    // What is not stated stands last.
    ordered.sort_by_key(|number| (number.breakdown[0].1 == "N0", number.breakdown[0].1.clone()));
    let part =
        |number: &&Number| (label(&number.breakdown[0].1), number.numerator.map_or_else(Default::default, amount));
    let mut shares = Shares {
        when: span(period),
        things: "referrals".to_owned(),
        parts: ordered.iter().map(part).collect(),
        ..Shares::default()
    };
    stand(&mut shares, &numbers);
    Part::Given(shares)
}

/// `January to July 2023`, or `January 2023`.
fn span(period: Period) -> String {
    match period.first == period.last {
        true => words::month(period.last),
        false => format!("{} to {}", words::month_name(period.first), words::month(period.last)),
    }
}

fn amount(amount: measure::Amount) -> report::Number {
    report::Number::ten_thousandths(amount.0)
}

/// The numbers by category, or why there are none.
fn categories<'f>(figures: &'f Figures, id: &str, period: Period) -> Result<Vec<&'f Number>, String> {
    let all = figures.all(id, period);
    let numbers: Vec<&Number> = all.iter().filter(|number| number.breakdown.len() == 1).collect();
    match numbers.is_empty() {
        false => Ok(numbers),
        true => Err(figures
            .whole(id, period)
            .map_or_else(|| "nothing was counted".to_owned(), |number| reasons::in_words(&number.reason, None))),
    }
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

/// Contacts in the month, in the calendar year to date, and on the same days a year before.
pub fn contacts(figures: &Figures) -> Part<Contacts> {
    let [count, per_week] = plan::CONTACTS;
    let (month, year) = (figures.period(PeriodKind::Month), figures.period(PeriodKind::CalendarYearToDate));
    let now = figures.measurement(figures.whole(count, month));
    let to_date = figures.measurement(figures.whole(count, year));
    if now.value.is_none() && to_date.value.is_none() {
        return Part::Missing(now.reason);
    }
    let whole = |id, period| figures.measurement(figures.whole(id, period));
    let previous = |id| figures.measurement(figures.part(id, year, "previous-year", ""));
    Part::Given(Contacts {
        month: now,
        month_per_week: whole(per_week, month),
        year_to_date: to_date,
        year_to_date_per_week: whole(per_week, year),
        previous: previous(count),
        previous_per_week: previous(per_week),
    })
}

/// The staffing table: every service that has social workers, and those of none recorded.
pub fn workforce(figures: &Figures) -> Part<Workforce> {
    let period = figures.period(PeriodKind::Month);
    let total = |id| {
        let total = figures.measurement(figures.whole(id, period));
        // That the month is provisional is said at the head of the page.
        let status = if total.status == Status::Provisional { Status::Complete } else { total.status };
        Measurement { status, ..total }
    };
    let columns = plan::STAFFING.iter().map(|(id, title)| (*id, *title, total(id)));
    let columns: Vec<(&str, &str, Measurement)> = columns.collect();
    if columns.iter().all(|(_, _, total)| total.value.is_none()) {
        return Part::Missing(columns.first().map_or_else(String::new, |(_, _, total)| total.reason.clone()));
    }
    let measured = columns.iter().map(|(id, ..)| *id).chain([plan::EVERY_SERVICE]);
    let mut services: Vec<&str> = measured
        .flat_map(|id| figures.all(id, period))
        .filter_map(|number| match &number.breakdown[..] {
            [(name, service)] if name == "service" => Some(service.as_str()),
            _ => None,
        })
        .collect();
    services.sort_unstable();
    services.dedup();
    // Those with no service recorded stand last.
    services.sort_by_key(|service| service.is_empty());
    let column = |(id, title, total): (&str, &str, Measurement)| {
        let cell = |service: &&str| {
            let number = figures.part(id, period, "service", service).and_then(|number| number.numerator);
            total.value.map(|_| number.map_or(report::Number::ZERO, amount))
        };
        let by_service = services.iter().map(cell).collect();
        WorkforceColumn { title: title.to_owned(), by_service, total }
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
