//! Where the numbers came from and how far they reach: the month's status, findings, what has no number,
//! definitions, deliveries.

use super::figures::{Figures, status};
use super::indicator::nearness;
use super::reasons;
use crate::failure::Result;
use crate::findings::{Counted, counted, gather};
use crate::folder::Measuring;
use arrow::array::{Array, AsArray};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use measure::{Good, Indicator};
use report::performance::input::{
    Definition, DeliveryLine, FindingCount, Nearness, NotComputed, ParameterValue, Part, Status,
};
use report::words;
use standard::date::{add_days, add_months};
use standard::parameter::{Parameters, Unit};
use standard::period::{Month, PeriodKind};
use std::collections::BTreeMap;
use store::Delivery;

/// Whether the month is final, and if not until when.
pub fn month_status(measuring: &Measuring, month: Month) -> (Status, String) {
    let engine = &measuring.engine;
    let (end, data_date) = (month.last(), engine.inputs().data_date);
    if data_date < end {
        return (Status::Partial, format!("the data end on {}", words::date(data_date)));
    }
    let settling = engine.settings().parameters.value("settling_period", end);
    let settled = match settling.unit {
        Unit::WorkingDays => engine.calendar().add(end, settling.count),
        Unit::Days => add_days(end, settling.count),
        Unit::Months => add_months(end, settling.count),
    };
    match settled.filter(|settled| data_date < *settled) {
        Some(settled) => {
            let until = format!("final once a delivery dated {} or later is in", words::date(settled));
            (Status::Provisional, until)
        }
        None => (Status::Complete, String::new()),
    }
}

/// What the reader should know first.
pub fn notes(measuring: &Measuring) -> Result<Vec<String>> {
    let held = |delivery: &Delivery| match &delivery.status {
        store::Status::Held(tables) => Some(format!(
            "Of the delivery “{}” these tables are held until someone accepts them, so they are not in these numbers: {}",
            delivery.title,
            words::list(tables)
        )),
        _ => None,
    };
    Ok(measuring.store.deliveries()?.iter().filter_map(held).collect())
}

/// Findings, summed by rule.
pub fn findings(measuring: &Measuring) -> Result<Part<Vec<FindingCount>>> {
    let counted = counted(measuring.engine.catalogue(), &gather(measuring)?);
    let line = |line: Counted| FindingCount { title: line.title, severity: line.severity, count: Some(line.count) };
    Ok(Part::Given(counted.into_iter().map(line).collect()))
}

/// What the report would show and has no number for, with what stands in its place.
pub fn not_computed(figures: &Figures) -> Vec<NotComputed> {
    let mut out = Vec::new();
    for id in figures.needs.named() {
        let Some(indicator) = figures.indicator(id) else { continue };
        // Numbers by category alone have no whole; those have a number.
        let month = figures.period(PeriodKind::Month);
        let Some(number) = figures.whole(id, month).filter(|number| number.value.is_none()) else { continue };
        let status = status(number.status);
        if !matches!(status, Status::NotComputable | Status::NotCovered) {
            continue;
        }
        let instead = indicator.instead.as_deref().filter(|id| figures.has(id)).and_then(|id| figures.indicator(id));
        out.push(NotComputed {
            title: indicator.title.clone(),
            status,
            reason: reasons::in_words(&number.reason, indicator.instead.as_deref()),
            instead: instead.map(|instead| instead.title.clone()).unwrap_or_default(),
        });
    }
    out
}

/// The definitions of all that the report shows, and of what stands in its place, by area.
pub fn definitions(figures: &Figures) -> Vec<Definition> {
    let mut ids: Vec<&str> = Vec::new();
    for id in figures.needs.named() {
        let instead = figures.indicator(id).and_then(|indicator| indicator.instead.as_deref());
        let offered = instead.filter(|instead| !figures.has(id) && figures.has(instead));
        for id in [Some(id), offered].into_iter().flatten() {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let names = measure_names(figures);
    let indicators = ids.into_iter().filter_map(|id| figures.indicator(id));
    indicators.map(|indicator| definition(figures, indicator, &names)).collect()
}

/// The definition of one indicator; `names` are those of published measures.
pub fn definition(figures: &Figures, indicator: &Indicator, names: &BTreeMap<String, String>) -> Definition {
    let on = figures.month.last();
    let parameters = &figures.engine.settings().parameters;
    let published = indicator.published.iter().map(|published| {
        let name = names.get(&published.measure).map(|name| format!("{name} ({})", published.measure));
        let name = name.unwrap_or_else(|| published.measure.clone());
        let how = match nearness(published.definition) {
            Nearness::Same => "the same definition".to_owned(),
            other => format!("a {} definition", other.word()),
        };
        match published.why.as_str() {
            "" => format!("{name}: {how}"),
            why => format!("{name}: {how}; {why}"),
        }
    });
    Definition {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        area: indicator.area.clone(),
        counts: indicator.counts.clone(),
        definition: indicator.definition.trim().to_owned(),
        basis: indicator.basis.clone(),
        good: match indicator.good {
            Good::High => "Higher is better",
            Good::Low => "Lower is better",
            Good::None => "Neither",
        }
        .to_owned(),
        parameters: indicator.parameters.iter().filter_map(|name| in_force(parameters, name, on)).collect(),
        published: published.collect(),
    }
}

/// The value of a parameter in force on `on`; set by the council where it differs from the default or is dated.
fn in_force(parameters: &Parameters, name: &str, on: Date) -> Option<ParameterValue> {
    let declared = standard::parameter::find(name)?;
    let history = parameters.history(name);
    let (from, value) = history.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= on))?;
    Some(ParameterValue {
        title: declared.title.to_owned(),
        value: value.words(),
        from: *from,
        set: from.is_some() || *value != declared.default,
    })
}

/// The names of published measures, where the published figures are loaded.
pub fn measure_names(figures: &Figures) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let Some(batch) = figures.engine.inputs().tables.get("benchmarks") else { return names };
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let (Some(ids), Some(titles)) = (text("measure_id"), text("measure_name")) else { return names };
    for i in (0..batch.num_rows()).filter(|i| ids.is_valid(*i) && titles.is_valid(*i)) {
        if !names.contains_key(ids.value(i)) {
            names.insert(ids.value(i).to_owned(), titles.value(i).to_owned());
        }
    }
    names
}

/// The deliveries in force.
pub fn deliveries(measuring: &Measuring) -> Vec<DeliveryLine> {
    let line = |delivery: &Delivery| {
        let received = delivery.imported_at.to_zoned(TimeZone::UTC);
        DeliveryLine {
            title: delivery.title.clone(),
            kind: kind(&delivery.kind).to_owned(),
            // Published figures describe no day of the council's.
            data_date: delivery.authority.as_ref().map(|_| delivery.data_date),
            received: format!("{}, {} UTC", words::date(received.date()), received.strftime("%H:%M")),
            hash: delivery.files_hash.clone(),
            rows: Some(delivery.tables.values().sum()),
        }
    };
    measuring.in_force.deliveries.iter().map(line).collect()
}

/// The kind of a delivery in words.
fn kind(word: &str) -> &str {
    match word {
        "annex-a" => "Ofsted Annex A",
        "ssd" => "Standard Safeguarding Dataset",
        "local" => "Local tables",
        "population" => "Population estimates",
        "benchmarks" => "Published figures",
        "neighbours" => "Statistical neighbours",
        "dfe-statistics" => "DfE statistics",
        other => other,
    }
}
