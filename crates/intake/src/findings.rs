//! A log of findings that stays bounded: the first of each rule and column are kept in full, the rest counted.

use standard::finding::Finding;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Where a finding was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The sheet, empty for a text file.
    pub sheet: &'a str,
    /// The row as a person counts it; 0 when it is about no one row.
    pub row: u64,
    /// The column as the file spells it.
    pub column: &'a str,
}

/// Findings of one file or reading.
#[derive(Debug)]
pub(crate) struct FindingLog {
    limit: usize,
    findings: Vec<Finding>,
    /// How often each rule was met at each file, sheet and column: an index into `tallies`.
    index: HashMap<u64, usize>,
    tallies: Vec<Tally>,
}

#[derive(Debug)]
struct Tally {
    /// The first finding of its kind, in `findings`.
    first: usize,
    count: u64,
}

/// As much of a value as a finding shows.
const SHOWN: usize = 200;

/// What a finding shows of a date of birth or an address: nothing.
const CONCEALED: &str = "not shown: personal";

/// What was done about findings that are counted and not listed.
pub(crate) const COUNTED: &str = "counted here, not listed one by one; treated as those listed";

impl FindingLog {
    /// An empty log that keeps `limit` findings of each rule and column in full.
    pub fn new(limit: usize) -> FindingLog {
        FindingLog { limit: limit.max(1), findings: Vec::new(), index: HashMap::new(), tallies: Vec::new() }
    }

    /// Adds a finding of `rule` about `found` at `place`. `explain` gives what was expected, what was done and a
    /// hint; it is called only when the finding is kept in full.
    pub fn add<E, D, H>(&mut self, rule: &str, place: Place<'_>, found: &str, explain: impl FnOnce() -> (E, D, H))
    where
        E: Into<String>,
        D: Into<String>,
        H: Into<String>,
    {
        let mut hasher = DefaultHasher::new();
        (rule, place.file, place.sheet, place.column).hash(&mut hasher);
        let tally = *self.index.entry(hasher.finish()).or_insert_with(|| {
            self.tallies.push(Tally { first: self.findings.len(), count: 0 });
            self.tallies.len() - 1
        });
        self.tallies[tally].count += 1;
        if self.tallies[tally].count > self.limit as u64 {
            return;
        }
        let (expected, done, hint) = explain();
        let mut finding = Finding::new(rule);
        finding.file = place.file.to_owned();
        finding.sheet = place.sheet.to_owned();
        finding.row = place.row;
        finding.column = place.column.to_owned();
        finding.found = shown(found);
        finding.expected = expected.into();
        finding.done = done.into();
        finding.hint = hint.into();
        self.findings.push(finding);
    }

    /// Whether the last finding is about this row.
    #[inline]
    pub fn is_about(&self, row: u64) -> bool {
        self.findings.last().is_some_and(|finding| finding.row == row)
    }

    /// Says whose row the last findings are about.
    pub fn is_of(&mut self, row: u64, person: &str) {
        for finding in self.findings.iter_mut().rev().take_while(|finding| finding.row == row) {
            person.clone_into(&mut finding.person);
        }
    }

    /// Says, for each finding about one row of a sheet, whose row it is, where `person` knows (file, sheet, row).
    pub fn say_whose<'p>(&mut self, person: impl Fn(&str, &str, u64) -> Option<&'p str>) {
        for finding in self.findings.iter_mut().filter(|finding| finding.row > 0) {
            if let Some(person) = person(&finding.file, &finding.sheet, finding.row) {
                person.clone_into(&mut finding.person);
            }
        }
    }

    /// How many findings are kept in full.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Takes out what stood there of the findings from number `from` on: it is personal.
    pub fn conceal(&mut self, from: usize) {
        for finding in self.findings.iter_mut().skip(from) {
            CONCEALED.clone_into(&mut finding.found);
        }
    }

    /// The findings in the order made, then for each rule and column with more than the limit how many more.
    pub fn finish(self) -> Vec<Finding> {
        let mut findings = self.findings;
        for tally in &self.tallies {
            let more = tally.count.saturating_sub(self.limit as u64);
            if more > 0 {
                let mut finding = findings[tally.first].clone();
                finding.row = 0;
                finding.person.clear();
                finding.found = format!("{more} more like this");
                finding.done = COUNTED.to_owned();
                findings.push(finding);
            }
        }
        findings
    }
}

/// A value as a finding shows it: its first 200 characters.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Whether a value that a finding shows was short enough to be shown whole.
pub(crate) fn is_whole(shown: &str) -> bool {
    shown.chars().count() <= SHOWN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_limit_findings_are_counted() {
        let mut log = FindingLog::new(2);
        for row in 2..=6 {
            let place = Place { file: "a.csv", sheet: "", row, column: "x" };
            log.add("date-not-read", place, "13/13/2023", || ("a date", "left empty", ""));
        }
        log.add("date-not-read", Place { file: "a.csv", sheet: "", row: 9, column: "y" }, "?", || ("", "", ""));
        let findings = log.finish();
        assert_eq!(findings.iter().map(|f| f.row).collect::<Vec<_>>(), [2, 3, 9, 0]);
        assert_eq!(findings[3].found, "3 more like this");
        assert_eq!((findings[3].column.as_str(), findings[3].expected.as_str()), ("x", "a date"));
    }

    #[test]
    fn findings_say_whose_row_it_is_and_nothing_personal() {
        let mut log = FindingLog::new(2);
        let at = |row| Place { file: "a.csv", sheet: "", row, column: "x" };
        log.add("date-not-read", at(2), "13/13/2023", || ("a date", "left empty", ""));
        for row in 3..=5 {
            log.add("row-twice", at(row), "K", || ("", "", ""));
            if log.is_about(row) {
                log.is_of(row, &format!("P{row}"));
            }
        }
        log.conceal(2);
        let findings = log.finish();
        let told: Vec<(u64, &str, &str)> =
            findings.iter().map(|f| (f.row, f.person.as_str(), f.found.as_str())).collect();
        let expected = [(2, "", "13/13/2023"), (3, "P3", "K"), (4, "P4", CONCEALED), (0, "", "1 more like this")];
        assert_eq!(told, expected);
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shown(&"é".repeat(300)).chars().count(), 201);
        assert!(is_whole(&shown(&"é".repeat(200))) && !is_whole(&shown(&"é".repeat(201))));
    }
}
