//! What the public may not see of the facts: the figures of a paper and all that ties them together go into a ledger of
//! [`disclosure`], and what it hides is taken out of the facts before a word is written. So no sentence, chart, table or
//! format can show it.

use super::facts::Facts;
use super::template::Audience;
use crate::number::Number;
use crate::performance::input::{Indicator, Measurement, Part, Shares, Status};
use crate::words::{self, Unit};
use disclosure::{DisplayId, Fault, Figure, Form, Ledger, Rank, Ratio, Rule};
use standard::period::{Month, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};

/// Parts of shares that are an indicator's count too: the indicator in categories, the part, the indicator.
const SAME_COUNT: &[(&str, &str, &str)] = &[("case-status", "In care", "cic-rate")];

/// Shares whose total over the calendar year to date is the count of what came in.
const SAME_TOTAL: &[(&str, &str)] = &[("referral-need", "referrals")];

/// Indicators below whose line stands what another counts.
const SAME_BELOW: &[(&str, &str)] =
    &[("cp-plans-repeat", "cp-plan-starts"), ("icpc-on-time", "conferences"), ("rereferrals", "referrals")];

/// Rates of twelve months, above whose line stands the sum of what another counts by month.
const TWELVE_MONTHS: &[(&str, &str)] = &[("referral-rate", "referrals"), ("section-47-rate", "section-47-started")];

/// Takes what the public may not see out of `facts`, and counts it; for an internal paper does nothing.
///
/// # Errors
/// Which figure can't be protected, or doesn't agree with others, in words for the analyst. It names no amount.
pub fn hide(facts: &mut Facts) -> Result<(), String> {
    if facts.audience == Audience::Internal {
        return Ok(());
    }
    let mut book = Book::default();
    let wrong = |fault: Fault| {
        format!(
            "this paper can’t be made safe to publish: {fault}. Write it for an internal audience, or leave that out"
        )
    };
    book.enter(facts).map_err(wrong)?;
    let decision = book.ledger.decide(disclosure::Audience::Public).map_err(wrong)?;
    let mut hidden = BTreeSet::new();
    let shows = |key: &str| book.ledger.find(key).is_none_or(|id| decision.figure(id).is_shown());
    let ratio_shows =
        |key: &str| book.displays.get(key).is_none_or(|ids| ids.iter().all(|id| decision.display(*id).is_shown()));
    each(facts, &mut |key, how, measurement| {
        let (above, below) = (above(key), below(key));
        let shown = shows(&above);
        if !shown || !ratio_shows(&above) {
            measurement.value = None;
            measurement.status = Status::Suppressed;
            measurement.reason.clear();
        }
        if !shown {
            measurement.numerator = None;
            hidden.insert(above);
        }
        if !shows(&below) {
            hidden.insert(below);
            measurement.denominator = None;
        }
        // What a number was before is no figure of this paper: nothing is known of what it could give away.
        if how != How::Open && measurement.reason.starts_with("revised:") {
            measurement.reason = "revised since it was first final".to_owned();
        }
    });
    // A share is written only where its part and its total are, and then it tells nothing that they don't.
    each_count(facts, &mut |key, _, count| {
        if !shows(key) {
            hidden.insert(key.to_owned());
            *count = None;
        }
    });
    for finding in base_findings(facts) {
        // A count of faults has no figure that it sums to in a public paper, so nothing else can give it away.
        if finding.is_some_and(|count| (1..=5).contains(&count)) {
            *finding = None;
        }
    }
    facts.indicators.values_mut().for_each(forget);
    facts.hidden = hidden.len();
    Ok(())
}

/// What was worked out from figures that are hidden goes with them.
fn forget(indicator: &mut Indicator) {
    if indicator.current.status == Status::Suppressed {
        indicator.interval = None;
    }
    if indicator.history.iter().any(|(_, measurement)| measurement.status == Status::Suppressed) {
        indicator.control = None;
        indicator.verdict = Some(statistics::not_tested("some of its months are hidden"));
    }
}

/// By what rule a figure is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// It tells of no one: it is not entered.
    Open,
    /// Small counts are hidden.
    Small,
    /// The timeliness of the authority as a whole: hidden when out of few.
    Timeliness,
    /// A rate on a population that anyone knows.
    Rate(u8),
    /// Full-time equivalents of one service.
    Staff,
    /// Their total.
    StaffTotal,
}

/// The rule that an indicator falls under.
fn how(indicator: &Indicator) -> How {
    match (&indicator.unit, indicator.disclosive) {
        // Shares of full-time equivalents are no shares of things counted.
        (Unit::Percent, false) if indicator.counts != "FTE" => How::Timeliness,
        (Unit::Things(things), true) if things == "FTE" => How::StaffTotal,
        (_, false) => How::Open,
        (Unit::Things(_), true) if indicator.current.denominator.is_some() => How::Rate(indicator.decimals),
        (_, true) => How::Small,
    }
}

fn above(key: &str) -> String {
    format!("{key}, above the line")
}

fn below(key: &str) -> String {
    format!("{key}, below the line")
}

fn of_month(id: &str, month: Month) -> String {
    format!("{id} in {month}")
}

fn year_to_date(id: &str, year: i16) -> String {
    format!("{id} in {year} to date")
}

/// Hands every measurement of `facts` to `take`, with its key and its rule. The same number has the same key wherever it
/// stands.
fn each(facts: &mut Facts, take: &mut dyn FnMut(&str, How, &mut Measurement)) {
    let month = facts.base.month;
    let rules: BTreeMap<String, How> = facts.indicators.iter().map(|(id, known)| (id.clone(), how(known))).collect();
    let rule = |id: &str| rules.get(id).copied().unwrap_or(How::Small);
    for (id, indicator) in &mut facts.indicators {
        take(&of_month(id, month), rules[id], &mut indicator.current);
        if let Some(six) = &mut indicator.six_months {
            take(&format!("{id} in six months"), rules[id], six);
        }
        for (month, measurement) in &mut indicator.history {
            take(&of_month(id, *month), rules[id], measurement);
        }
    }
    for ((id, month), measurement) in &mut facts.then {
        take(&of_month(id, *month), rule(id), measurement);
    }
    let year = month.first().year();
    for (id, part) in &mut facts.front_door {
        let Part::Given(contacts) = part else { continue };
        let how = if rule(id) == How::Open { How::Open } else { How::Small };
        take(&of_month(id, month), how, &mut contacts.month);
        take(&year_to_date(id, year), how, &mut contacts.year_to_date);
        take(&year_to_date(id, year - 1), how, &mut contacts.previous);
        // A weekly average is the count in another form.
        for (count, weekly) in [
            (&contacts.month, &mut contacts.month_per_week),
            (&contacts.year_to_date, &mut contacts.year_to_date_per_week),
            (&contacts.previous, &mut contacts.previous_per_week),
        ] {
            if count.status == Status::Suppressed {
                weekly.value = None;
                weekly.numerator = None;
                weekly.status = Status::Suppressed;
            }
        }
    }
    for part in &mut facts.staffing {
        let Part::Given(staffing) = part else { continue };
        for column in &mut staffing.columns {
            let total = rule(&column.id);
            take(&of_month(&column.id, month), total, &mut column.total);
            let each = if total == How::StaffTotal { How::Staff } else { How::Open };
            for (service, measurement) in staffing.services.iter().zip(&mut column.by_service) {
                take(&format!("{} in {month} by service {service}", column.id), each, measurement);
            }
        }
    }
}

/// Hands every count of shares to `take`, with its key and whether it is a total.
fn each_count(facts: &mut Facts, take: &mut dyn FnMut(&str, bool, &mut Option<Number>)) {
    let month = facts.base.month;
    let open: BTreeSet<String> =
        facts.indicators.iter().filter(|(_, known)| !known.disclosive).map(|(id, _)| id.clone()).collect();
    let given = facts.shares.iter_mut().map(|((id, _), part)| (id, part));
    let given = given.chain(facts.shares_then.iter_mut().map(|((id, _), part)| (id, part)));
    let given = given.chain(facts.shares_since.iter_mut().map(|((id, _), part)| (id, part)));
    for (id, part) in given {
        let Part::Given(shares) = part else { continue };
        if !open.contains(id) {
            counts(id, shares, take);
        }
    }
    for ((id, by), part) in &mut facts.breakdowns {
        let Part::Given(shares) = part else { continue };
        for (label, count) in &mut shares.parts {
            take(&format!("{id} in {month} by {by} {label}"), false, count);
        }
        // The total is the indicator's own count.
        take(&above(&of_month(id, month)), true, &mut shares.total);
    }
}

fn counts(id: &str, shares: &mut Shares, take: &mut dyn FnMut(&str, bool, &mut Option<Number>)) {
    let key = |when: &str, label: &str| format!("{id} {when}: {label}");
    for (label, count) in &mut shares.parts {
        take(&key(&shares.when, label), false, count);
    }
    take(&key(&shares.when, "total"), true, &mut shares.total);
    if let Some(earlier) = &mut shares.earlier {
        for ((label, _), count) in shares.parts.iter().zip(&mut earlier.counts) {
            take(&key(&earlier.when, label), false, count);
        }
        take(&key(&earlier.when, "total"), true, &mut earlier.total);
    }
}

fn base_findings(facts: &mut Facts) -> impl Iterator<Item = &mut Option<u64>> {
    let findings = match &mut facts.base.findings {
        Part::Given(findings) => findings.as_mut_slice(),
        Part::Missing(_) => &mut [],
    };
    findings.iter_mut().map(|finding| &mut finding.count)
}

/// The ledger, and what is printed of its figures by the key of the figure above the line.
#[derive(Default)]
struct Book {
    ledger: Ledger,
    displays: BTreeMap<String, Vec<DisplayId>>,
    faults: Vec<Fault>,
}

impl Book {
    fn enter(&mut self, facts: &mut Facts) -> Result<(), Fault> {
        let month = facts.base.month;
        let mut first: Result<(), Fault> = Ok(());
        each(facts, &mut |key, how, measurement| {
            if first.is_ok() {
                let rank = if key.ends_with(&format!(" in {month}")) { Rank::Headline } else { Rank::Detail };
                first = self.measurement(key, how, measurement, rank);
            }
        });
        each_count(facts, &mut |key, total, count| {
            let Some(amount) = count.and_then(Number::count).and_then(|n| i64::try_from(n).ok()) else { return };
            let rank = if total { Rank::Total } else { Rank::Detail };
            if first.is_ok() {
                first = self.ledger.figure(key, Figure::count(amount).rule(Rule::SmallCount).rank(rank)).map(drop);
            }
        });
        first?;
        self.relations(facts)?;
        match self.faults.pop() {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }

    fn measurement(&mut self, key: &str, how: How, measurement: &Measurement, rank: Rank) -> Result<(), Fault> {
        let (above, below) = (above(key), below(key));
        let count = |number: Option<Number>| number.and_then(Number::count).and_then(|n| i64::try_from(n).ok());
        let Some(shown) = measurement.value.or(measurement.numerator) else { return Ok(()) };
        match how {
            How::Open => {}
            How::Small => {
                let Some(n) = count(measurement.numerator.or(measurement.value)) else { return Ok(()) };
                let n = self.ledger.figure(above.clone(), Figure::count(n).rule(Rule::SmallCount).rank(rank))?;
                if let Some(d) = count(measurement.denominator) {
                    let d = self.ledger.figure(below, Figure::count(d).rule(Rule::SmallCount).rank(rank))?;
                    let display = self.ledger.proportion(n, d, 1)?;
                    self.displays.entry(above).or_default().push(display);
                }
            }
            How::Timeliness => {
                let (Some(n), Some(d)) = (count(measurement.numerator), count(measurement.denominator)) else {
                    return Ok(());
                };
                let rule = Rule::Timeliness { of: d };
                let n = self.ledger.figure(above.clone(), Figure::count(n).rule(rule).rank(rank))?;
                let d = self.ledger.figure(below, Figure::count(d).rule(rule).rank(rank))?;
                let display = self.ledger.proportion(n, d, 1)?;
                self.displays.entry(above).or_default().push(display);
            }
            How::Rate(decimals) => {
                let (Some(n), Some(d)) = (count(measurement.numerator), count(measurement.denominator)) else {
                    return Ok(());
                };
                let n = self.ledger.figure(above.clone(), Figure::count(n).rule(Rule::SmallCount).rank(rank))?;
                let d = self.ledger.figure(below, Figure::count(d).published())?;
                let ratio = Ratio { numerator: Form::of(n), denominator: Form::of(d), times: 10_000, decimals };
                let display = self.ledger.ratio(ratio)?;
                self.displays.entry(above).or_default().push(display);
            }
            How::Staff => {
                // Nobody is more than one full-time equivalent, so there are at least so many people behind it.
                let people = u32::try_from(shown.as_f64().ceil() as i64).unwrap_or(0);
                // Nobody away is about no one, as a count of 0 is about no child.
                let rule = if people == 0 { Rule::Open } else { Rule::Staff { people } };
                self.ledger.figure(above, Figure::fte(parts(shown)).rule(rule))?;
            }
            How::StaffTotal => {
                self.ledger.figure(above, Figure::fte(parts(shown)).rank(Rank::Headline))?;
            }
        }
        Ok(())
    }

    /// What ties the figures together. A tie that doesn't hold (months of which one is partial) tells nobody anything
    /// and is left out.
    fn relations(&mut self, facts: &Facts) -> Result<(), Fault> {
        let month = facts.base.month;
        for (id, indicator) in &facts.indicators {
            let months: Vec<String> = month.plus(-5).to(month).map(|month| of_month(id, month)).collect();
            if indicator.six_months.is_some() {
                let key = format!("{id} in six months");
                for side in [above, below] {
                    self.total(&side(&key), &months.iter().map(|month| side(month)).collect::<Vec<_>>())?;
                }
            }
            if facts.front_door.contains_key(id) {
                let year = month.first().year();
                for (year, last) in [(year, month), (year - 1, month.plus(-12))] {
                    let months = last.plus(1 - i32::from(last.number())).to(last);
                    let months: Vec<String> = months.map(|month| above(&of_month(id, month))).collect();
                    self.total(&above(&year_to_date(id, year)), &months)?;
                }
            }
        }
        for (id, indicator) in &facts.indicators {
            let months: Vec<Month> = indicator.history.iter().map(|(month, _)| *month).collect();
            for (_, other) in SAME_BELOW.iter().filter(|(known, _)| known == id) {
                for month in &months {
                    self.total(&below(&of_month(id, *month)), &[above(&of_month(other, *month))])?;
                }
            }
            for (_, other) in TWELVE_MONTHS.iter().filter(|(known, _)| known == id) {
                for month in &months {
                    let year = month.plus(-11).to(*month).map(|month| above(&of_month(other, month)));
                    self.total(&above(&of_month(id, *month)), &year.collect::<Vec<_>>())?;
                }
            }
        }
        for part in facts.staffing.iter() {
            let Part::Given(staffing) = part else { continue };
            for column in &staffing.columns {
                let key = |service: &String| above(&format!("{} in {month} by service {service}", column.id));
                let parts: Vec<String> = staffing.services.iter().map(key).collect();
                self.total(&above(&of_month(&column.id, month)), &parts)?;
            }
        }
        for ((id, by), part) in &facts.breakdowns {
            let Part::Given(shares) = part else { continue };
            let key = |label: &str| format!("{id} in {month} by {by} {label}");
            let parts: Vec<String> = shares.parts.iter().map(|(label, _)| key(label)).collect();
            self.shares(&above(&of_month(id, month)), &parts, false)?;
        }
        let given = facts.shares.iter().map(|((id, kind), part)| (id, Some(*kind), part));
        let given = given.chain(facts.shares_then.iter().map(|((id, _), part)| (id, None, part)));
        for (id, kind, part) in given.chain(facts.shares_since.iter().map(|((id, _), part)| (id, None, part))) {
            let Part::Given(shares) = part else { continue };
            let whens = [Some(&shares.when), shares.earlier.as_ref().map(|earlier| &earlier.when)];
            for when in whens.into_iter().flatten() {
                let key = |label: &str| format!("{id} {when}: {label}");
                let parts: Vec<String> = shares.parts.iter().map(|(label, _)| key(label)).collect();
                self.shares(&key("total"), &parts, shares.multiple)?;
                for (_, label, indicator) in SAME_COUNT.iter().filter(|(shares, ..)| shares == id) {
                    let months = facts.indicators.get(*indicator).into_iter().flat_map(|known| &known.history);
                    for (month, _) in months.filter(|(month, _)| words::date(month.last()) == **when) {
                        self.total(&key(label), &[above(&of_month(indicator, *month))])?;
                    }
                }
                for (_, indicator) in SAME_TOTAL.iter().filter(|(shares, _)| shares == id) {
                    if kind == Some(PeriodKind::CalendarYearToDate) {
                        let year = month.first().year();
                        self.total(&key("total"), &[above(&year_to_date(indicator, year))])?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Parts that sum to a total, each printed as a share of it too.
    fn shares(&mut self, total: &str, parts: &[String], multiple: bool) -> Result<(), Fault> {
        if !multiple {
            self.total(total, parts)?;
        }
        let Some(whole) = self.ledger.find(total) else { return Ok(()) };
        for part in parts {
            let Some(id) = self.ledger.find(part) else { continue };
            match self.ledger.proportion(id, whole, 1) {
                Ok(display) => self.displays.entry(part.clone()).or_default().push(display),
                // A share of nothing is not printed.
                Err(Fault::NoRatio(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Enters that `parts` sum to `total`, where all of them are in the ledger and do.
    fn total(&mut self, total: &str, parts: &[String]) -> Result<(), Fault> {
        let found: Vec<_> = parts.iter().filter_map(|part| self.ledger.find(part)).collect();
        let Some(whole) = self.ledger.find(total).filter(|_| found.len() == parts.len() && !parts.is_empty()) else {
            return Ok(());
        };
        match self.ledger.total(whole, &found) {
            Err(Fault::DoesNotHold(_)) => Ok(()),
            other => other,
        }
    }
}

/// In ten-thousandths.
fn parts(number: Number) -> i64 {
    (number.as_f64() * 10_000.0).round() as i64
}

#[cfg(test)]
mod tests;
