//! Names of sheets and tables.

/// The longest name of a sheet.
const LONGEST: usize = 31;

/// Words that a shortened name doesn't end with.
const SMALL: [&str; 17] =
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "per", "the", "to", "who", "with"];

/// What the field shortens, and how: the longest first. Only names that would be cut are shortened.
const SHORT: [(&str, &str); 12] = [
    ("children with a child protection plan", "CP plans"),
    ("open children by highest status", "open children by status"),
    ("at the end of the month", "at month end"),
    ("completed on time", "on time"),
    ("completed within", "within"),
    ("full-time-equivalent", "FTE"),
    ("children in care", "CIC"),
    ("child protection", "CP"),
    ("child in need", "CIN"),
    ("working days", "days"),
    ("social workers", "workers"),
    ("this report has been approved by the following people", "sign-off"),
];

/// `title` as the field shortens it, if a sheet’s name has no room for it.
fn shortened(title: &str) -> String {
    let mut out = title.to_owned();
    for (long, short) in SHORT {
        if utf16(&out) + 4 <= LONGEST {
            break;
        }
        // As ASCII: lower case letters take as many bytes.
        while let Some(at) = out.to_ascii_lowercase().find(long) {
            let first = out[at..].starts_with(|c: char| c.is_uppercase());
            let mut letters = short.chars();
            let head: String =
                letters.next().map(|c| if first { c.to_ascii_uppercase() } else { c }).into_iter().collect();
            out.replace_range(at..at + long.len(), &format!("{head}{}", letters.as_str()));
        }
    }
    out
}

/// A name for the sheet with number `n`: `3 Rates per 10,000 children`. The number keeps it apart from all others.
pub fn sheet(n: usize, title: &str) -> String {
    let title = shortened(undated(title));
    let title =
        title.split_once(": ").filter(|(before, _)| before.starts_with("Appendix ")).map_or(&*title, |(_, of)| of);
    let clean: String = title.chars().map(|c| if forbidden(c) { ' ' } else { c }).collect();
    let mut name = n.to_string();
    for word in clean.split_whitespace() {
        if utf16(&name) + 1 + utf16(word) > LONGEST {
            break;
        }
        name.push(' ');
        name.push_str(word);
    }
    loop {
        let shorter = name.trim_end_matches([' ', ',', ';', ':', '.', '(', '-', '–', '’']);
        let last = shorter.rsplit(' ').next().unwrap_or_default();
        let cut = SMALL.contains(&last.to_lowercase().as_str()) || last.starts_with('(') && !last.ends_with(')');
        let shorter = if cut { shorter.strip_suffix(last).unwrap_or_default() } else { shorter };
        if shorter.len() == name.len() {
            return name;
        }
        name = shorter.to_owned();
    }
}

/// What Excel takes for something else in a sheet's name, or can't show.
fn forbidden(c: char) -> bool {
    matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' | '"') || c.is_control()
}

/// Excel counts as UTF-16 does.
fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// What stands before the first comma that ends a word: the title without its date, so that a name stays the same
/// from month to month.
fn undated(title: &str) -> &str {
    title.split(", ").next().unwrap_or(title)
}

/// A name for a table, unlike all in `taken`: `rates_per_10_000_children`. With it formulas of other workbooks find
/// the table month after month.
pub fn table(title: &str, taken: &[String]) -> String {
    let slug = report::model::slug(undated(title)).replace('-', "_");
    // What begins as `t1` or `r1c1` does may be taken for a cell, one word for a name of somebody else's.
    let begins_as_cell = slug.split('_').next().is_none_or(|word| word.contains(|c: char| c.is_ascii_digit()));
    let name = if begins_as_cell || !slug.contains('_') { format!("table_{slug}") } else { slug };
    let name: String = name.chars().take(200).collect();
    (1..)
        .map(|n| if n == 1 { name.clone() } else { format!("{name}_{n}") })
        .find(|name| !taken.contains(name))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sheets_are_named_by_what_they_show() {
        assert_eq!(sheet(1, "Performance indicators, July 2023"), "1 Performance indicators");
        assert_eq!(sheet(12, "Rates per 10,000 children aged 0 to 17, end of July"), "12 Rates per 10,000 children");
        assert_eq!(sheet(3, "Children in care: reviews completed on time, July"), "3 CIC reviews on time");
        assert_eq!(sheet(41, "Child protection: statutory visits completed on time"), "41 CP statutory visits on time");
        assert_eq!(
            sheet(9, "Children with a child protection plan at the end of the month"),
            "9 CP plans at month end"
        );
        assert_eq!(sheet(24, "Children per full-time-equivalent caseholder"), "24 Children per FTE caseholder");
        assert_eq!(sheet(7, "Children in care by sex"), "7 Children in care by sex");
        assert_eq!(sheet(47, "Appendix 2: Definitions used"), "47 Definitions used");
        assert_eq!(sheet(4, "Assessments (first assessments only, all teams)"), "4 Assessments");
        assert_eq!(sheet(5, ""), "5");
        assert_eq!(sheet(6, &"x".repeat(40)), "6");
    }

    #[test]
    fn tables_keep_their_names() {
        let none: [String; 0] = [];
        assert_eq!(table("Performance indicators, July 2023", &none), "performance_indicators");
        assert_eq!(table("Performance indicators, June 2023", &none), "performance_indicators");
        assert_eq!(table("A1", &none), "table_a1");
        assert_eq!(table("2023", &none), "table_2023");
        assert_eq!(table("C1: 0", &none), "table_c1_0");
        assert_eq!(table("A b", &["a_b".to_owned()]), "a_b_2");
    }

    proptest! {
        #[test]
        fn names_are_valid(n in 1_usize..500, title in "\\PC{0,60}") {
            let name = sheet(n, &title);
            prop_assert!(utf16(&name) <= LONGEST && !name.chars().any(forbidden));
            let mut parts = name.split(' ');
            prop_assert_eq!(parts.next().map(str::to_owned), Some(n.to_string()));
            prop_assert!(rust_xlsxwriter::Worksheet::new().set_name(&name).is_ok());
            let name = table(&title, &[]);
            prop_assert!(name.is_ascii() && name.len() <= 210);
            let fits = rust_xlsxwriter::Table::new().set_name(&name);
            prop_assert!(rust_xlsxwriter::Worksheet::new().add_table(0, 0, 1, 1, &fits).is_ok());
        }
    }
}
