//! Findings in words: columns by what they hold, codes by what they mean, days as people write them, and where on the site
//! a text or heading is taught.

use super::super::codes;
use crate::access::Permission;
use crate::visit::Visit;
use report::words;
use standard::finding::Finding;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What to do about a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// In a sentence or two.
    pub text: String,
    /// Where on the site it is done; empty where it is done elsewhere.
    pub href: &'static str,
    /// What that page is called.
    pub link: &'static str,
}

/// What each column of the standard holds, by its name in small letters.
static TITLES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let columns = standard::table::all().iter().flat_map(|table| &table.columns);
    columns.map(|column| (column.name.to_lowercase(), column.title.as_str())).collect()
});

/// A column by what it holds; as the file spells it where the standard has none of that name.
pub fn column(name: &str) -> String {
    TITLES.get(&name.to_lowercase()).map_or_else(|| name.to_owned(), |title| words::sentence(title))
}

/// A text in which days stand as people write them: `2022-12-18` becomes `18 December 2022`.
pub fn dated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = from.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(from.len());
        let (word, after) = from.split_at(length);
        match (word.len() == 10).then(|| word.parse().ok()).flatten() {
            Some(day) => out.push_str(&words::date(day)),
            None => out.push_str(word),
        }
        rest = after;
    }
    out + rest
}

/// What was expected: of a code list its codes by what they mean.
pub fn expected(finding: &Finding) -> String {
    let Some((list, _)) = finding.expected.strip_prefix("a code of ").and_then(|rest| rest.split_once(':')) else {
        return dated(&finding.expected);
    };
    let Some(known) = standard::codes::list(list) else { return dated(&finding.expected) };
    let shown = known.codes.iter().take(SHOWN).map(|code| match code.label.as_str() {
        "" => code.code.clone(),
        label if label == code.code => label.to_owned(),
        label => format!("{label} ({})", code.code),
    });
    let more = if known.codes.len() > SHOWN { " and others" } else { "" };
    format!("{}: {}{more}", codes::title(list), shown.collect::<Vec<_>>().join(", "))
}

/// Codes of a list that are named.
const SHOWN: usize = 12;

/// What was found: as it stood in the file where reading found it, else with days in words.
pub fn found(finding: &Finding) -> String {
    match standard::finding::rule(&finding.rule) {
        Some(_) => finding.found.clone(),
        None => dated(&finding.found),
    }
}

/// What to do about findings of a rule: on the site, headings and codes are taught on pages, by who imports.
pub fn advice(visit: &Visit, finding: &Finding) -> Advice {
    let (what, href, link) = match finding.rule.as_str() {
        "code-not-known" => ("what the text means", "/data/codes", "Codes of your own"),
        "column-not-known" | "sheet-not-known" => ("what the heading means", "/data/headings", "Headings of your own"),
        _ if finding.hint.contains("mapping.toml") => ("what it means", "/data/headings", "Headings of your own"),
        _ => return Advice { text: words::sentence(&dated(&finding.hint)), ..Advice::default() },
    };
    if visit.may(Permission::ImportData) {
        return Advice { text: format!("Correct it at the source, or say once {what}."), href, link };
    }
    let text = format!("Correct it at the source, or ask whoever imports the data to say once {what}.");
    Advice { text, ..Advice::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_people_write_them() {
        for (given, expected) in [
            ("left 2022-12-18", "left 18 December 2022"),
            ("2023-01-02 to 2023-01-03, 12 times", "2 January 2023 to 3 January 2023, 12 times"),
            ("2023-13-02 and 2022-1-1", "2023-13-02 and 2022-1-1"),
            ("01-2022-12-18", "01-2022-12-18"),
            ("", ""),
        ] {
            assert_eq!(dated(given), expected);
        }
    }

    #[test]
    fn columns_and_codes_are_told_by_what_they_mean() {
        let dob = standard::table::find("ssd_person").and_then(|table| table.column("pers_dob")).expect("a column");
        assert_eq!(column("PERS_DOB"), dob.title);
        assert_eq!(column("Our own"), "Our own");
        let mut finding = Finding::new("code-not-known");
        finding.expected = "a code of yes_no: Y, N, U".to_owned();
        let told = expected(&finding);
        assert!(told.starts_with("Yes or no: ") && told.contains("(Y)"), "{told}");
    }
}
