//! Reasons as the page says them: dates in words, and no hint at another indicator, which has its own place.

use report::words;
use standard::Date;
use standard::period::Month;

/// `reason` with its dates and months written out, without the hint at `instead`.
pub fn in_words(reason: &str, instead: Option<&str>) -> String {
    let hint = instead.map(|id| format!("; see {id}")).unwrap_or_default();
    let reason = if hint.is_empty() { reason.to_owned() } else { reason.replace(&hint, "") };
    reason.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn word(text: &str) -> String {
    let bare = text.trim_end_matches([',', ';', '.', ')']);
    let rest = &text[bare.len()..];
    match (bare.parse::<Date>(), bare.parse::<Month>()) {
        (Ok(date), _) if bare.len() == 10 => format!("{}{rest}", words::date(date)),
        (_, Ok(month)) => format!("{}{rest}", words::month(month)),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out_and_hints_left_out() {
        let reason = "ssd_cp_visits covers 2023-02-01 to 2023-07-31; see cp-visits-up-to-date";
        assert_eq!(
            in_words(reason, Some("cp-visits-up-to-date")),
            "ssd_cp_visits covers 1 February 2023 to 31 July 2023"
        );
        assert_eq!(
            in_words("history from 2017-08; without ssd_person", None),
            "history from August 2017; without ssd_person"
        );
        assert_eq!(in_words("needs a.b, which no delivery carries", None), "needs a.b, which no delivery carries");
    }
}
