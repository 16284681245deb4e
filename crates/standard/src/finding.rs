//! Findings: what is wrong, doubtful or not understood in what a council gave, as data. A finding is for the
//! person who can mend the record; it may hold personal values, so it is never written to a log.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// A number may be affected.
    Warning,
    /// A value, row or table could not be used.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One finding. Empty text means that the field does not apply.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// The id of the rule, declared in `data/rules.csv` or in the header of a check.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// The file's name, without its folder.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: String,
    /// The row as a person counts it; the header row of a CSV file is 1. 0 when it is about no one row.
    pub row: u64,
    /// The id of the child whose row it is, as the file gives it.
    #[serde(default)]
    pub person: String,
    /// The column, as the file spells it.
    pub column: String,
    /// What stood there.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// What was done about it.
    pub done: String,
    /// What the reader can do.
    pub hint: String,
}

impl Finding {
    /// A finding of `rule`, with the severity that the rule declares (a warning for a rule not declared).
    pub fn new(rule: &str) -> Finding {
        let severity = self::rule(rule).map_or(Severity::Warning, |rule| rule.severity);
        Finding {
            rule: rule.to_owned(),
            severity,
            file: String::new(),
            sheet: String::new(),
            row: 0,
            person: String::new(),
            column: String::new(),
            found: String::new(),
            expected: String::new(),
            done: String::new(),
            hint: String::new(),
        }
    }
}

/// A kind of finding.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// How much a finding of it matters.
    pub severity: Severity,
    /// What it says, in words.
    pub title: String,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    crate::declaration(include_str!("../data/rules.csv"))
        .into_iter()
        .map(|row| Rule {
            id: row[0].to_owned(),
            severity: match &row[1] {
                "note" => Severity::Note,
                "warning" => Severity::Warning,
                "error" => Severity::Error,
                other => unreachable!("severity {other}"),
            },
            title: row[2].to_owned(),
        })
        .collect()
});

/// All declared rules, in order.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule called `id`.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_declared_once() {
        let mut ids: Vec<_> = rules().iter().map(|rule| &rule.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), rules().len());
        assert_eq!(Finding::new("date-not-read").severity, Severity::Error);
    }
}
