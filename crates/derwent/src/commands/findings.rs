//! `findings`: what reading found, and what the checks find in the records in force.

use crate::cli::{Cli, Findings, Format};
use crate::failure::Result;
use crate::folder::{Measuring, measuring_at, open};
use crate::say::Voice;
use crate::sheet::{Sheet, write_workbook};
use measure::Catalogue;
use standard::finding::{Finding, Severity};
use std::collections::BTreeMap;
use store::Status;

/// A finding, with the delivery it is of.
pub struct Found {
    /// The delivery's number.
    pub delivery: i32,
    /// The child, where a check says.
    pub person_id: String,
    /// The finding.
    pub finding: Finding,
}

/// All findings about what is in force: those of reading, then those of the checks.
pub fn gather(measuring: &Measuring) -> Result<Vec<Found>> {
    let mut out = Vec::new();
    for delivery in measuring.store.deliveries()? {
        if matches!(delivery.status, Status::InForce | Status::Held(_)) {
            let findings = measuring.store.findings(&delivery)?;
            out.extend(findings.into_iter().map(|finding| Found {
                delivery: delivery.number,
                person_id: String::new(),
                finding,
            }));
        }
    }
    out.extend(measuring.in_force.findings.iter().map(|finding| Found {
        delivery: 0,
        person_id: String::new(),
        finding: finding.clone(),
    }));
    let deliveries = measuring.store.deliveries()?;
    for checked in measuring.engine.check()? {
        let mut finding = checked.finding;
        let delivery = deliveries.iter().find(|d| i64::from(d.number) == checked.delivery);
        let file = delivery.and_then(|d| d.files.get(usize::try_from(checked.file).ok()?));
        finding.file = file.map(|file| file.name.clone()).unwrap_or_default();
        out.push(Found { delivery: checked.delivery as i32, person_id: checked.person_id, finding });
    }
    out.sort_by(|a, b| {
        (b.finding.severity, &a.finding.rule, a.delivery, &a.finding).cmp(&(
            a.finding.severity,
            &b.finding.rule,
            b.delivery,
            &b.finding,
        ))
    });
    Ok(out)
}

/// The title of a rule or check.
pub fn title(catalogue: &Catalogue, rule: &str) -> String {
    let declared = standard::finding::rule(rule).map(|rule| rule.title.clone());
    let check = || catalogue.checks().find(|check| check.id == rule).map(|check| check.title.clone());
    declared.or_else(check).unwrap_or_else(|| rule.to_owned())
}

/// `derwent findings`
pub fn findings(cli: &Cli, args: &Findings, voice: &Voice) -> Result {
    voice.doing("checking records");
    let measuring = measuring_at(open(cli)?, None, true)?;
    let mut found = gather(&measuring)?;
    voice.done();
    if let Some(rule) = &args.rule {
        found.retain(|found| found.finding.rule == *rule);
    }
    if let Some(delivery) = &args.delivery {
        let delivery = open(cli)?.find(delivery)?.number;
        found.retain(|found| found.delivery == delivery);
    }
    let summed = summed(measuring.engine.catalogue(), &found);
    let full = full(&found);
    match (args.output.format, &args.output.out) {
        (Format::Xlsx, Some(path)) => write_workbook(&[&summed, &full], path),
        _ if args.full || args.rule.is_some() => full.write(&args.output),
        _ => summed.write(&args.output),
    }
}

fn summed(catalogue: &Catalogue, found: &[Found]) -> Sheet {
    let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
    for found in found {
        *counts.entry((std::cmp::Reverse(found.finding.severity), &found.finding.rule)).or_default() += 1;
    }
    let mut sheet = Sheet::new("summary", &["severity", "rule", "title", "#count"]);
    for ((severity, rule), count) in counts {
        sheet.push([severity.0.word().to_owned(), rule.to_owned(), title(catalogue, rule), count.to_string()]);
    }
    sheet
}

fn full(found: &[Found]) -> Sheet {
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
