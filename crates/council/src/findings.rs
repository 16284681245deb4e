//! Findings: what reading found, and what the checks find in the records in force.

use crate::failure::Result;
use crate::folder::Measuring;
use measure::Catalogue;
use standard::finding::{Finding, Severity};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use store::Status;

/// A finding, with the delivery it is of.
#[derive(Debug, Clone)]
pub struct Found {
    /// The delivery's number; 0 where it is about several together.
    pub delivery: i32,
    /// The child, by the id that stands after merges, where a check or the row says.
    pub person_id: String,
    /// The finding.
    pub finding: Finding,
}

/// All findings about what is in force: those of reading, then those of the checks, the gravest first.
///
/// # Errors
/// The findings of a delivery can't be read, or a check fails.
pub fn gather(measuring: &Measuring) -> Result<Vec<Found>> {
    let (store, engine) = (&measuring.store, &measuring.engine);
    let mut out = Vec::new();
    for delivery in store.deliveries()? {
        if matches!(delivery.status, Status::InForce | Status::Held(_)) {
            let findings = store.findings(&delivery)?;
            let person = |id: &String| measuring.in_force.merged.get(id).unwrap_or(id).clone();
            out.extend(findings.into_iter().map(|finding| Found {
                delivery: delivery.number,
                person_id: person(&finding.person),
                finding,
            }));
        }
    }
    out.extend(measuring.in_force.findings.iter().map(|finding| Found {
        delivery: 0,
        person_id: String::new(),
        finding: finding.clone(),
    }));
    let deliveries = store.deliveries()?;
    for checked in engine.check()? {
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

/// A text that stood where a code should, and is no code that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    /// The name of its code list.
    pub list: String,
    /// The text, as it was first found.
    pub text: String,
    /// How often it was found, of what the deliveries list one by one.
    pub count: u64,
    /// The newest delivery that has it.
    pub delivery: i32,
}

/// The texts among findings that are no known codes, each once, those found most often first.
pub fn unknown_codes<'a>(found: impl IntoIterator<Item = &'a Found>) -> Vec<UnknownCode> {
    let mut known: BTreeMap<(&str, String), UnknownCode> = BTreeMap::new();
    for Found { delivery, finding, .. } in found {
        let Some((list, text)) = intake::unknown_code(finding) else { continue };
        let code = known.entry((&list.name, standard::codes::folded(text))).or_insert_with(|| UnknownCode {
            list: list.name.clone(),
            text: text.to_owned(),
            count: 0,
            delivery: *delivery,
        });
        code.count += 1;
        code.delivery = code.delivery.max(*delivery);
    }
    let mut codes: Vec<UnknownCode> = known.into_values().collect();
    codes.sort_by(|a, b| (Reverse(a.count), &a.list, &a.text).cmp(&(Reverse(b.count), &b.list, &b.text)));
    codes
}

/// How often a rule or check found something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// How grave it is.
    pub severity: Severity,
    /// The rule's or check's id.
    pub rule: String,
    /// What it says.
    pub title: String,
    /// How often.
    pub count: u64,
}

/// Findings by severity, the gravest first, and rule.
pub fn counted(catalogue: &Catalogue, found: &[Found]) -> Vec<Counted> {
    let mut counts: BTreeMap<(Reverse<Severity>, &str), u64> = BTreeMap::new();
    for found in found {
        *counts.entry((Reverse(found.finding.severity), &found.finding.rule)).or_default() += 1;
    }
    let line = |((Reverse(severity), rule), count): ((Reverse<Severity>, &str), u64)| Counted {
        severity,
        rule: rule.to_owned(),
        title: title(catalogue, rule),
        count,
    };
    counts.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_that_is_no_code_is_told_once() {
        let found = |delivery, list: &str, text: &str| {
            let mut finding = Finding::new("code-not-known");
            finding.found = text.to_owned();
            finding.expected = format!("a code of {list}: …");
            Found { delivery, person_id: String::new(), finding }
        };
        let mut other = found(9, "sex", "X");
        other.finding.rule = "date-not-read".to_owned();
        let all = [found(1, "sex", "Girl"), found(1, "primary_need", "Memory"), found(3, "sex", "GIRL "), other];
        let told: Vec<(String, String, u64, i32)> =
            unknown_codes(&all).into_iter().map(|code| (code.list, code.text, code.count, code.delivery)).collect();
        let one = |list: &str, text: &str, count, delivery| (list.to_owned(), text.to_owned(), count, delivery);
        assert_eq!(told, [one("sex", "Girl", 2, 3), one("primary_need", "Memory", 1, 1)]);
    }
}
