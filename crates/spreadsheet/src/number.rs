//! Numbers read back from what is displayed. Only the forms in which [`report::Number`] and [`report::words::Unit`]
//! write numbers are read, and sums of money; all else is words. So `2,774` is a number, and `2023` and `2021-22` are
//! years.

/// Excel keeps fifteen digits; a number with more stays words, so that no digit is lost.
const DIGITS: usize = 15;

/// A number as it is displayed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// What a cell holds: `86.6%` is 0.866, as Excel understands percentages.
    pub value: f64,
    /// How many decimals are displayed, at most six.
    pub decimals: u8,
    /// Whether it is a percentage.
    pub percent: bool,
    /// Whether it is in pounds.
    pub pounds: bool,
}

impl Shown {
    /// Excel's format that displays it with the same digits: `#,##0.0%`.
    pub fn format(&self) -> String {
        let point = if self.decimals == 0 { "" } else { "." };
        let zeros = "0".repeat(usize::from(self.decimals));
        let percent = if self.percent { "%" } else { "" };
        let pounds = if self.pounds { "£" } else { "" };
        format!("{pounds}#,##0{point}{zeros}{percent}")
    }
}

/// The number that `text` displays: `2,774`, `−3.5`, `86.6%`, `−£1,200`; `None` for anything else.
pub fn read(text: &str) -> Option<Shown> {
    let (text, percent) = text.strip_suffix('%').map_or((text, false), |text| (text, true));
    let (magnitude, negative) = text.strip_prefix('−').map_or((text, false), |text| (text, true));
    let (magnitude, pounds) = magnitude.strip_prefix('£').map_or((magnitude, false), |text| (text, true));
    if pounds && percent {
        return None;
    }
    let (whole, fraction) = match magnitude.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (magnitude, ""),
    };
    if fraction.len() > 6 || !digits_only(fraction) {
        return None;
    }
    let digits = format!("{}{fraction}", without_commas(whole)?);
    let significant = digits.trim_start_matches('0').len();
    // A displayed number has no sign when it is rounded to nothing.
    if significant > DIGITS || (negative && significant == 0) {
        return None;
    }
    // The digits and where the point stands, so that the nearest double is found, not one that was divided.
    let exponent = fraction.len() + if percent { 2 } else { 0 };
    let sign = if negative { "-" } else { "" };
    let value = format!("{sign}{digits}e-{exponent}").parse().ok()?;
    Some(Shown { value, decimals: u8::try_from(fraction.len()).ok()?, percent, pounds })
}

/// `1,234,567` → `1234567`; `None` when a comma is missing or out of place, or a zero leads.
fn without_commas(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let leads_with_zero = first.starts_with('0') && whole != "0";
    if first.is_empty() || first.len() > 3 || leads_with_zero || !digits_only(first) {
        return None;
    }
    let mut out = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits_only(group) {
            return None;
        }
        out.push_str(group);
    }
    Some(out)
}

fn digits_only(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use report::Number;
    use report::words::Unit;

    fn value(text: &str) -> Option<f64> {
        read(text).map(|shown| shown.value)
    }

    #[test]
    fn displayed_numbers_are_read() {
        assert_eq!(value("2,774"), Some(2774.0));
        assert_eq!(value("−3.5"), Some(-3.5));
        assert_eq!(value("0"), Some(0.0));
        assert_eq!(value("86.6%"), Some(0.866));
        assert_eq!(value("100.0%"), Some(1.0));
        assert_eq!(value("−0.04"), Some(-0.04));
        assert_eq!(read("1,234.50").unwrap().format(), "#,##0.00");
        assert_eq!(read("86.6%").unwrap().format(), "#,##0.0%");
        assert_eq!(read("7").unwrap().format(), "#,##0");
        assert_eq!((value("−£1,200"), value("£0.50")), (Some(-1200.0), Some(0.5)));
        assert_eq!(read("£1,200").unwrap().format(), "£#,##0");
    }

    #[test]
    fn all_else_is_words() {
        for text in [
            "",
            "c",
            "x",
            "n/a",
            "%",
            "−",
            ".",
            "2023",
            "2021-22",
            "2774",
            "1,23",
            "12,3456",
            ",123",
            "1,,234",
            "0,123",
            "00",
            "01",
            "1.",
            ".5",
            "-3.5",
            "+3",
            "1e5",
            " 1",
            "1 ",
            "12 %",
            "−0",
            "−0.0",
            "--1",
            "1.2.3",
            "1.1234567",
            "١",
            "inf",
            "NaN",
            "0x10",
            "=1+1",
            "up 11%",
            "1,000,000,000,000,000",
            "£",
            "£−3",
            "£3%",
            "3£",
            "££3",
            "£3m",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_displayed_is_what_is_kept(n in -900_000_000_000_i64..900_000_000_000, decimals in 0_u8..=6) {
            for unit in [Unit::Bare, Unit::Percent] {
                let number = Number::millionths(n);
                let text = unit.short(number, decimals);
                let shown = read(&text).unwrap();
                prop_assert_eq!(shown.percent, unit == Unit::Percent);
                prop_assert_eq!(shown.decimals, decimals);
                let times = if shown.percent { 100.0 } else { 1.0 };
                let back = Number::from_f64(shown.value * times).unwrap();
                prop_assert_eq!(unit.short(back, decimals), text);
            }
        }

        #[test]
        fn no_words_stop_it(text in "\\PC*") {
            if let Some(shown) = read(&text) {
                prop_assert!(shown.value.is_finite());
            }
        }
    }
}
