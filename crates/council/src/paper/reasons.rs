//! Reasons as the page says them: dates in words, tables and columns by what they hold, and no hint at another indicator,
//! which has its own place.

use report::words;
use standard::Date;
use standard::period::Month;

/// `reason` with its dates and months written out and tables and columns told in words, without the hint at `instead`.
pub fn in_words(reason: &str, instead: Option<&str>) -> String {
    let hint = instead.map(|id| format!("; see {id}")).unwrap_or_default();
    let reason = if hint.is_empty() { reason.to_owned() } else { reason.replace(&hint, "") };
    let mut out: Vec<String> = Vec::new();
    let mut after_table = false;
    for text in reason.split(' ') {
        let (said, table) = word(text);
        // A table's title is plural, its name is not.
        out.push(match (after_table, text) {
            (true, "covers") => "cover".to_owned(),
            (true, "is") => "are".to_owned(),
            (true, "has") => "have".to_owned(),
            _ => said,
        });
        after_table = table;
    }
    out.join(" ")
}

/// A word as readers have it, and whether it is a table.
fn word(text: &str) -> (String, bool) {
    let bare = text.trim_end_matches([',', ';', '.', ')']);
    let rest = &text[bare.len()..];
    match (bare.parse::<Date>(), bare.parse::<Month>()) {
        (Ok(date), _) if bare.len() == 10 => return (format!("{}{rest}", words::date(date)), false),
        (_, Ok(month)) => return (format!("{}{rest}", words::month(month)), false),
        _ => {}
    }
    match (standard::table::find(bare), column(bare)) {
        (Some(table), _) => (format!("{}{rest}", lower(&table.title)), true),
        (None, Some(column)) => (format!("{column}{rest}"), false),
        (None, None) => (text.to_owned(), false),
    }
}

/// `table.column` in words: `“Case status” of referrals and child in need episodes`.
fn column(text: &str) -> Option<String> {
    let (table, column) = text.split_once('.')?;
    let table = standard::table::find(table)?;
    let title = &table.column(column)?.title;
    // What follows in brackets or after a semicolon says where it comes from, not what it is.
    let title = title.split([';', '(']).next().unwrap_or(title).trim();
    Some(format!("“{title}” of {}", lower(&table.title)))
}

fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out_and_hints_left_out() {
        let reason = "ssd_cp_visits covers 2023-02-01 to 2023-07-31; see cp-visits-up-to-date";
        assert_eq!(
            in_words(reason, Some("cp-visits-up-to-date")),
            "child protection visits cover 1 February 2023 to 31 July 2023"
        );
        assert_eq!(
            in_words("history from 2017-08; without ssd_person", None),
            "history from August 2017; without people"
        );
    }

    #[test]
    fn tables_and_columns_are_told_in_words() {
        assert_eq!(
            in_words("needs ssd_cin_episodes.cine_case_status, a.b, which no delivery carries", None),
            "needs “Case status at the data date” of referrals and child in need episodes, a.b, which no delivery carries"
        );
        assert_eq!(in_words("ssd_cp_visits is not covered", None), "child protection visits are not covered");
        assert_eq!(
            in_words("ssd_cp_visits has only the latest of each child, not its history", None),
            "child protection visits have only the latest of each child, not its history"
        );
    }
}
