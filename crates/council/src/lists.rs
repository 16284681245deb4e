//! What is listed, with its columns: the same for the command line's files and the site's downloads.

use crate::findings::{Counted, Found};
use crate::sheet::Sheet;
use jiff::civil::Date;
use measure::{Amount, Due, Number};
use store::{Delivery, Withdrawn};

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// Numbers as files have them, values with six decimals.
pub fn numbers(numbers: &[Number]) -> Sheet {
    let columns =
        ["indicator", "period", "breakdown", "#numerator", "#denominator", "#value", "status", "data_date", "reason"];
    let mut sheet = Sheet::new("numbers", &columns);
    let amount = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    for number in numbers {
        sheet.push([
            number.indicator.clone(),
            number.period.to_string(),
            breakdown(number),
            amount(number.numerator),
            amount(number.denominator),
            number.value.map(|value| value.to_string()).unwrap_or_default(),
            number.status.to_string(),
            number.data_date.to_string(),
            number.reason.clone(),
        ]);
    }
    sheet
}

/// The breakdown as files write it; `previous-year` and `change` stand alone.
pub fn breakdown(number: &Number) -> String {
    match number.breakdown.as_slice() {
        [(name, value)] if value.is_empty() && (name == "previous-year" || name == "change") => name.clone(),
        _ => number.breakdown_text(),
    }
}

/// The working behind a number.
pub fn children(rows: &[measure::Counted]) -> Sheet {
    let columns = [
        "unit_id",
        "person_id",
        "family_id",
        "state",
        "event_date",
        "due",
        "done",
        "counts_on",
        "category",
        "part",
        "#amount",
        "team_id",
        "worker_id",
        "note",
    ];
    let mut sheet = Sheet::new("children", &columns);
    for row in rows {
        sheet.push([
            row.unit_id.clone(),
            row.person_id.clone(),
            row.family_id.clone(),
            row.state.word().to_owned(),
            day(row.event_date),
            day(row.due),
            day(row.done),
            day(row.counts_on),
            row.category.clone(),
            row.part.to_owned(),
            row.amount.to_string(),
            row.team_id.clone(),
            row.worker_id.clone(),
            row.note.clone(),
        ]);
    }
    sheet
}

/// By how many days something is or was late: from the day it fell due to the day it was done, or to the data date where
/// it still is not. `None` where it was in time, or has no day to be done by.
pub fn days_late(row: &measure::Counted, data_date: Date) -> Option<i64> {
    let late = standard::date::days_between(row.due?, row.done.unwrap_or(data_date));
    (late > 0).then_some(late)
}

/// What is due and overdue.
pub fn due(rows: &[Due]) -> Sheet {
    let columns = [
        "attention",
        "team_id",
        "worker_id",
        "person_id",
        "family_id",
        "what",
        "due",
        "state",
        "#working_days_over",
        "since",
    ];
    let mut sheet = Sheet::new("due", &columns);
    for row in rows {
        sheet.push([
            row.attention.clone(),
            row.team_id.clone(),
            row.worker_id.clone(),
            row.person_id.clone(),
            row.family_id.clone(),
            row.what.clone(),
            row.due.to_string(),
            if row.overdue { "overdue" } else { "due" }.to_owned(),
            row.working_days_over.to_string(),
            day(row.since),
        ]);
    }
    sheet
}

/// Findings by rule, with how many of each.
pub fn findings_counted(counted: &[Counted]) -> Sheet {
    let mut sheet = Sheet::new("summary", &["severity", "rule", "title", "#count"]);
    for Counted { severity, rule, title, count } in counted {
        sheet.push([severity.word().to_owned(), rule.clone(), title.clone(), count.to_string()]);
    }
    sheet
}

/// Every finding.
pub fn findings(found: &[Found]) -> Sheet {
    let columns = [
        "rule",
        "severity",
        "#delivery",
        "file",
        "sheet",
        "#row",
        "column",
        "person_id",
        "found",
        "expected",
        "done",
        "hint",
    ];
    let mut sheet = Sheet::new("findings", &columns);
    for Found { delivery, person_id, finding } in found {
        let number = |n: u64| if n == 0 { String::new() } else { n.to_string() };
        sheet.push([
            finding.rule.clone(),
            finding.severity.word().to_owned(),
            number(*delivery as u64),
            finding.file.clone(),
            finding.sheet.clone(),
            number(finding.row),
            finding.column.clone(),
            person_id.clone(),
            finding.found.clone(),
            finding.expected.clone(),
            finding.done.clone(),
            finding.hint.clone(),
        ]);
    }
    sheet
}

/// Deliveries.
pub fn deliveries(deliveries: &[Delivery]) -> Sheet {
    let columns = [
        "#number",
        "kind",
        "title",
        "data_date",
        "covers_from",
        "covers_to",
        "#tables",
        "#rows",
        "#errors",
        "#warnings",
        "imported_at",
        "by",
        "sha256",
        "status",
    ];
    let mut sheet = Sheet::new("deliveries", &columns);
    for delivery in deliveries {
        let (from, to) = crate::deliveries::covers(delivery);
        sheet.push([
            delivery.number.to_string(),
            delivery.kind.clone(),
            delivery.title.clone(),
            delivery.data_date.to_string(),
            day(from),
            day(to),
            delivery.tables.len().to_string(),
            crate::deliveries::rows(delivery).to_string(),
            delivery.findings.errors.to_string(),
            delivery.findings.warnings.to_string(),
            delivery.imported_at.strftime("%Y-%m-%d %H:%M").to_string(),
            delivery.imported_by.clone(),
            delivery.files_hash.chars().take(12).collect(),
            delivery.status.to_string(),
        ]);
    }
    sheet
}

/// Rows that an earlier delivery had and a later one should have and has not.
pub fn withdrawn(rows: &[Withdrawn]) -> Sheet {
    let columns = ["table", "key", "person_id", "#delivery", "#row", "withdrawn_from", "#by_delivery"];
    let mut sheet = Sheet::new("withdrawn", &columns);
    for row in rows {
        sheet.push([
            row.table.clone(),
            row.key.clone(),
            row.person.clone().unwrap_or_default(),
            row.delivery.to_string(),
            row.source_row.to_string(),
            row.from.to_string(),
            row.by.to_string(),
        ]);
    }
    sheet
}

/// What changed in a number.
pub fn changes(changes: &crate::changes::Changes) -> Sheet {
    let mut sheet = Sheet::new("changes", &["change", "person_id", "unit_id", "before", "after", "why"]);
    for row in &changes.rows {
        sheet.push([row.how.word(), &row.person_id, &row.unit_id, &row.before, &row.after, &row.why]);
    }
    sheet
}

/// A number's children beside another system's list.
pub fn reconciled(reconciled: &crate::changes::Reconciled) -> Sheet {
    let mut sheet = Sheet::new("reconcile", &["person_id", "where", "why"]);
    for (id, why) in &reconciled.ours_only {
        sheet.push([id.as_str(), "ours only", why]);
    }
    for (id, why) in &reconciled.theirs_only {
        sheet.push([id.as_str(), "theirs only", why]);
    }
    sheet
}
