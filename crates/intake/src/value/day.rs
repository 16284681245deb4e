//! Days, in the ways that extracts write them. A day is always written day first or year first, never month
//! first; two-digit years are not read, because nobody can say which century they mean.

/// What a cell of a date column turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Day {
    /// A day, as days since 1 January 1970.
    On(i32),
    /// A date that stands for no date: 1 January 1900, 31 December 9999.
    Placeholder,
    /// Not a date, and why.
    Bad(Why),
}

/// Why a date could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// The middle number is no month, and the first would be: month first.
    MonthFirst,
    /// The year has two digits.
    ShortYear,
    /// A part of it is masked, as in `zz/06/2015`.
    Partial,
    /// There is no such day, such as 30 February.
    NoSuchDay,
    /// The year is before 1901 or after 2100.
    FarYear,
    /// Nothing that looks like a date.
    NotADate,
}

impl Why {
    /// What the reader can do.
    pub fn hint(self) -> &'static str {
        match self {
            Why::MonthFirst => "this looks like month/day/year: export dates as YYYY-MM-DD or DD/MM/YYYY",
            Why::ShortYear => "write the year with four digits",
            Why::Partial => "part of the date is masked: give the full date if the record has it",
            Why::NoSuchDay => "there is no such day: correct it in the record",
            Why::FarYear => "the year is before 1901 or after 2100: correct it in the record",
            Why::NotADate => "write it as YYYY-MM-DD or DD/MM/YYYY",
        }
    }
}

/// What a date column expects, for findings.
pub(crate) const EXPECTED: &str = "a date: YYYY-MM-DD, DD/MM/YYYY, DD-Mon-YYYY or an Excel day number";

/// Excel's number for 1 January 1970.
const SERIAL_EPOCH: i32 = 25_569;
/// Days between Excel's two day zeros.
const SERIAL_1904: i32 = 1_462;

/// Days since 1 January 1970 of a day in the Gregorian calendar, or `None` if there is no such day.
pub(crate) fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > length || !(0..=9999).contains(&year) {
        return None;
    }
    // Years that begin in March, so that the leap day comes last.
    let (y, m) = if month <= 2 { (year - 1, month as i32 + 9) } else { (year, month as i32 - 3) };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * m + 2) / 5 + day as i32 - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The day of an Excel serial number, its time of day dropped; `None` when it is no day from 1901 to 2100.
pub(crate) fn from_serial(serial: f64, is_1904: bool) -> Option<i32> {
    if !(serial.is_finite() && (0.0..100_000.0).contains(&serial)) {
        return None;
    }
    let whole = serial.floor() as i32 + if is_1904 { SERIAL_1904 } else { 0 };
    // Excel believes in 29 February 1900; every day from 1901 on is counted right.
    (367..=73_415).contains(&whole).then_some(whole - SERIAL_EPOCH)
}

/// What a number in a date column means: an Excel serial.
pub(crate) fn from_number(number: f64) -> Day {
    // Below 10,000 (18 May 1927) a number is sooner an age, a year or a code than a day, but 0 to 2 are what
    // becomes of an empty date and of 1 January 1900.
    if (0.0..3.0).contains(&number) {
        return Day::Placeholder;
    }
    match from_serial(number, false) {
        Some(days) if number >= 10_000.0 => Day::On(days),
        _ => Day::Bad(Why::NotADate),
    }
}

/// A day that came as a date, from a workbook or a Parquet file.
pub(crate) fn from_day_number(number: i32) -> Day {
    // The placeholders below, and what the years 1901 to 2100 are, as days since 1 January 1970.
    match number {
        -25_567 | -25_568 | -25_569 | -79_257 | -719_162 | 2_932_896 => Day::Placeholder,
        -25_202..=47_846 => Day::On(number),
        _ => Day::Bad(Why::FarYear),
    }
}

/// Checks a day that was written with a year.
fn checked(year: i32, month: u32, day: u32) -> Day {
    match (year, month, day) {
        (1900, 1, 1) | (1899, 12, 30 | 31) | (1753, 1, 1) | (1, 1, 1) | (1800 | 1801, 1, 1) | (9999, 12, 31) => {
            return Day::Placeholder;
        }
        _ => {}
    }
    match days(year, month, day) {
        None => Day::Bad(Why::NoSuchDay),
        Some(days) if (1901..=2100).contains(&year) => Day::On(days),
        Some(_) => Day::Bad(Why::FarYear),
    }
}

/// Reads trimmed, non-null text.
pub(crate) fn read(text: &str) -> Day {
    let bytes = text.as_bytes();
    // The commonest forms first: exactly YYYY-MM-DD, perhaps with a time behind.
    if let [a, b, c, d, b'-', e, f, b'-', g, h, rest @ ..] = bytes
        && let (Some(year), Some(month), Some(day)) = (digits(&[*a, *b, *c, *d]), digits(&[*e, *f]), digits(&[*g, *h]))
        && is_time(rest)
    {
        return checked(year as i32, month, day);
    }
    if let Some(day) = plain_number(text) {
        return day;
    }
    let mut parts = [""; 3];
    let Some(rest) = split(text, &mut parts) else { return Day::Bad(Why::NotADate) };
    if !is_time(rest.as_bytes()) {
        return Day::Bad(Why::NotADate);
    }
    let [first, second, third] = parts;
    if [first, second, third].iter().any(|part| is_masked(part)) || first == "00" || second == "00" {
        return Day::Bad(Why::Partial);
    }
    if let Some(month) = month_name(second) {
        return match (number(first), number(third)) {
            (Some(day), Some(year)) if third.len() == 4 => checked(year as i32, month, day),
            (Some(_), Some(_)) if third.len() == 2 => Day::Bad(Why::ShortYear),
            _ => Day::Bad(Why::NotADate),
        };
    }
    // SQL Server writes `Jun 30 2020 12:00AM`: a month in letters can't be taken for a day.
    if let Some(month) = month_name(first) {
        return match (number(second), number(third)) {
            (Some(day), Some(year)) if third.len() == 4 => checked(year as i32, month, day),
            _ => Day::Bad(Why::NotADate),
        };
    }
    match (number(first), number(second), number(third)) {
        (Some(year), Some(month), Some(day)) if first.len() == 4 && second.len() <= 2 && third.len() <= 2 => {
            checked(year as i32, month, day)
        }
        (Some(day), Some(month), Some(year)) if first.len() <= 2 && second.len() <= 2 && third.len() == 4 => {
            if month > 12 && (1..=12).contains(&day) && month <= 31 {
                return Day::Bad(Why::MonthFirst);
            }
            checked(year as i32, month, day)
        }
        (Some(_), Some(_), Some(_)) if first.len() <= 2 && second.len() <= 2 && third.len() == 2 => {
            Day::Bad(Why::ShortYear)
        }
        _ => Day::Bad(Why::NotADate),
    }
}

/// Digits only, or `None`.
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// A number of one to four digits.
fn number(part: &str) -> Option<u32> {
    (1..=4).contains(&part.len()).then(|| digits(part.as_bytes()))?
}

/// `20230731`, an Excel serial such as `45138` or `45138.5`; `None` when it is not a plain number.
fn plain_number(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    if !bytes.iter().all(|b| b.is_ascii_digit() || *b == b'.') || bytes.iter().filter(|b| **b == b'.').count() > 1 {
        return None;
    }
    if let [year @ .., m1, m2, d1, d2] = bytes
        && year.len() == 4
        && let (Some(year), Some(month), Some(day)) = (digits(year), digits(&[*m1, *m2]), digits(&[*d1, *d2]))
    {
        return Some(checked(year as i32, month, day));
    }
    Some(text.parse().map_or(Day::Bad(Why::NotADate), from_number))
}

/// Splits `text` at its separators (`/`, `-`, `.`, space, `, `) into three parts and what follows them.
fn split<'a>(text: &'a str, parts: &mut [&'a str; 3]) -> Option<&'a str> {
    let mut rest = text;
    for (i, part) in parts.iter_mut().enumerate() {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '?' && c != '*').unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        *part = &rest[..end];
        rest = &rest[end..];
        if i == 2 {
            // A time may follow the year without a space: 2020-06-30T00:00:00 is caught here.
            if part.len() > 4
                && let Some(at) = part.find(['T', 't'])
            {
                rest = &text[text.len() - rest.len() - part.len() + at..];
                *part = &part[..at];
            }
            return Some(rest);
        }
        let separator = rest.trim_start_matches([' ', ',', '/', '-', '.', '\u{a0}', '\u{2013}']);
        if rest.len() - separator.len() > 4 || rest.len() == separator.len() {
            return None;
        }
        rest = separator;
    }
    None
}

/// Whether a part of a date is masked: `zz`, `xx`, `??`.
fn is_masked(part: &str) -> bool {
    part.len() <= 4 && part.bytes().all(|b| matches!(b, b'z' | b'Z' | b'x' | b'X' | b'?' | b'*'))
}

/// Whether `rest`, what follows a date, is nothing or a time of day: `T23:00:00`, ` 00:00:00.000Z`, ` 12:00AM`.
fn is_time(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii();
    if rest.is_empty() {
        return true;
    }
    let rest =
        rest.strip_prefix(b"T").or(rest.strip_prefix(b"t")).or(rest.strip_prefix(b",")).unwrap_or(rest).trim_ascii();
    rest.len() <= 40
        && rest.first().is_some_and(u8::is_ascii_digit)
        && rest.contains(&b':')
        && rest.iter().all(|b| b.is_ascii_digit() || b":.+- ZzAaPpMmUTCGB".contains(b))
}

/// The number of a month by its English name or its first three letters.
fn month_name(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if text.len() < 3 || !text.is_ascii() {
        return None;
    }
    let position = NAMES.iter().position(|name| {
        name.eq_ignore_ascii_case(text)
            || name[..3].eq_ignore_ascii_case(text)
            || text.eq_ignore_ascii_case("sept") && *name == "september"
    })?;
    Some(position as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use standard::date::from_days;

    fn on(text: &str) -> String {
        match read(text) {
            Day::On(days) => from_days(days).unwrap().to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn days_are_read_in_every_form() {
        for text in [
            "2023-07-31",
            "2023-07-31T00:00:00",
            "2023-07-31 00:00:00.000",
            "2023-07-31T23:00:00Z",
            "31/07/2023",
            "31/07/2023 00:00",
            "31/7/2023",
            "31-07-2023",
            "31.07.2023",
            "31-Jul-2023",
            "31 July 2023",
            "31/Jul/2023",
            "20230731",
            "45138",
            "45138.0",
            "45138.99",
            "2023/07/31",
            "Jul 31 2023 12:00AM",
            "31 JUL 2023",
            "2023-07-31 00:00:00+01:00",
            "2023-7-31",
        ] {
            assert_eq!(on(text), "2023-07-31", "{text}");
        }
        assert_eq!(on("1/2/2023"), "2023-02-01");
    }

    #[test]
    fn what_is_no_day_says_why() {
        for (text, why) in [
            ("01/13/2023", Why::MonthFirst),
            ("12/31/2022", Why::MonthFirst),
            ("31/07/23", Why::ShortYear),
            ("31-Jul-23", Why::ShortYear),
            ("zz/06/2015", Why::Partial),
            ("zz/zz/2015", Why::Partial),
            ("00/06/2015", Why::Partial),
            ("30/02/2023", Why::NoSuchDay),
            ("2023-02-30", Why::NoSuchDay),
            ("32/13/2023", Why::NoSuchDay),
            ("0202-05-01", Why::FarYear),
            ("2203-05-01", Why::FarYear),
            ("soon", Why::NotADate),
            ("2023", Why::NotADate),
            ("2023-07-31 tomorrow", Why::NotADate),
            ("6.138", Why::NotADate),
            ("=cmd|' /C calc'!A0", Why::NotADate),
        ] {
            assert_eq!(read(text), Day::Bad(why), "{text}");
        }
        for text in ["1900-01-01", "01/01/1900", "9999-12-31 00:00:00", "0", "1", "1753-01-01"] {
            assert_eq!(read(text), Day::Placeholder, "{text}");
        }
    }

    #[test]
    fn serials_count_from_both_day_zeros() {
        assert_eq!(from_serial(45138.0, false), days(2023, 7, 31));
        assert_eq!(from_serial(43676.0, true), days(2023, 7, 31));
        assert_eq!(from_serial(f64::NAN, false), None);
        assert_eq!(from_serial(1e300, false), None);
    }

    #[test]
    fn days_as_numbers_have_the_same_bounds() {
        for (y, m, d) in [(1900, 1, 1), (1899, 12, 31), (1899, 12, 30), (1753, 1, 1), (1, 1, 1), (9999, 12, 31)] {
            assert_eq!(from_day_number(days(y, m, d).unwrap()), Day::Placeholder, "{y}-{m}-{d}");
        }
        let (first, last) = (days(1901, 1, 1).unwrap(), days(2100, 12, 31).unwrap());
        assert_eq!((from_day_number(first), from_day_number(last)), (Day::On(first), Day::On(last)));
        assert_eq!(from_day_number(first - 1), Day::Bad(Why::FarYear));
        assert_eq!(from_day_number(last + 1), Day::Bad(Why::FarYear));
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_from_every_form(n in days(1901, 1, 2).unwrap()..days(2100, 12, 31).unwrap()) {
            let date = from_days(n).unwrap();
            let (y, m, d) = (date.year(), date.month(), date.day());
            prop_assert_eq!(days(i32::from(y), m as u32, d as u32), Some(n));
            let name = date.strftime("%d-%b-%Y").to_string();
            for text in [format!("{date}"), format!("{date} 00:00:00"), format!("{d:02}/{m:02}/{y}"), format!("{d}/{m}/{y}"), name] {
                prop_assert_eq!(read(&text), Day::On(n), "{}", text);
            }
            if n >= days(1927, 5, 18).unwrap() {
                prop_assert_eq!(read(&format!("{}", n + SERIAL_EPOCH)), Day::On(n));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", dated in "[0-9/. T:zZ-]{0,24}") {
            read(&text);
            read(&dated);
        }
    }
}
