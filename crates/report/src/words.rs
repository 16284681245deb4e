//! Plain English for numbers. Every sentence about a number is written here or from what is here, so that a
//! sentence and its table cannot disagree.

use crate::number::Number;
use serde::{Deserialize, Serialize};
use standard::Date;
use standard::period::Month;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `July 2023`.
pub fn month(month: Month) -> String {
    format!("{} {}", month_name(month), month.first().year())
}

/// `July`.
pub fn month_name(month: Month) -> &'static str {
    MONTHS[usize::from(month.number().unsigned_abs()) - 1]
}

/// `Jul 23`, for the axis of a chart.
pub fn month_short(month: Month) -> String {
    format!("{} {:02}", &month_name(month)[..3], month.first().year() % 100)
}

/// `31 July 2023`.
pub fn date(date: Date) -> String {
    format!("{} {}", date.day(), month(Month::of(date)))
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// `1 child`, `2,774 children`.
pub fn counted(n: Number, one: &str, many: &str) -> String {
    format!("{} {}", n.plain(), if n == Number::whole(1) { one } else { many })
}

/// What is counted, many, from the word for one: `children`, `enquiries`, `visit obligations`.
pub fn many(one: &str) -> String {
    let (before, last) = one.rsplit_once(' ').map_or(("", one), |(before, last)| (before, last));
    let last = match last {
        "" => String::new(),
        "child" => "children".to_owned(),
        "person" => "people".to_owned(),
        "FTE" => "FTE".to_owned(),
        last => match last.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
            Some(stem) => format!("{stem}ies"),
            None => format!("{last}s"),
        },
    };
    if before.is_empty() { last } else { format!("{before} {last}") }
}

/// The word for one of what is counted, from that for many.
pub fn one(many: &str) -> String {
    let (before, last) = many.rsplit_once(' ').map_or(("", many), |(before, last)| (before, last));
    let last = match last {
        "children" => "child".to_owned(),
        "people" => "person".to_owned(),
        last => match last.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => last.strip_suffix('s').unwrap_or(last).to_owned(),
        },
    };
    if before.is_empty() { last } else { format!("{before} {last}") }
}

/// `no`, `one` … `nine`, then figures.
pub fn small_number(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// With a capital first letter.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Ends with one full stop (or other end mark); empty stays empty.
pub fn full_stop(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// In what a number is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Percent, 0 to 100.
    Percent,
    /// Things, said with the number: `children`, `contacts`, `FTE`, `per 10,000`.
    Things(String),
    /// A bare number.
    #[default]
    Bare,
}

impl Unit {
    /// The unit as a catalogue writes it: `%`, `per 10,000`, `FTE`, `children`, or empty.
    pub fn of(text: &str) -> Unit {
        match text.trim() {
            "" => Unit::Bare,
            "%" => Unit::Percent,
            things => Unit::Things(things.to_owned()),
        }
    }

    /// The number with its percent sign, without other units: `86.6%`, `2,774`.
    pub fn short(&self, number: Number, decimals: u8) -> String {
        let text = number.text(decimals);
        if *self == Unit::Percent { format!("{text}%") } else { text }
    }

    /// The number with its unit: `86.6%`, `100.3 per 10,000`.
    pub fn long(&self, number: Number, decimals: u8) -> String {
        match self {
            Unit::Things(things) => format!("{} {things}", number.text(decimals)),
            _ => self.short(number, decimals),
        }
    }

    /// What the axis of a chart says; empty for a bare number.
    pub fn axis(&self) -> String {
        match self {
            Unit::Percent => "Percent".to_owned(),
            Unit::Things(things) => sentence(things),
            Unit::Bare => String::new(),
        }
    }

    /// How far `now` is from `before`, as both are displayed: `1.4 percentage points lower than`,
    /// `the same as`, `12 higher than`. Rounded values are compared, so that the words fit the figures shown.
    pub fn against(&self, now: Number, before: Number, decimals: u8) -> String {
        let difference = now.rounded(decimals).minus(before.rounded(decimals));
        if difference == Number::ZERO {
            return "the same as".to_owned();
        }
        let way = if difference > Number::ZERO { "higher than" } else { "lower than" };
        let size = difference.magnitude().text(decimals);
        match self {
            Unit::Percent if difference.magnitude() == Number::whole(1) => format!("{size} percentage point {way}"),
            Unit::Percent => format!("{size} percentage points {way}"),
            _ => format!("{size} {way}"),
        }
    }
}

/// How a count changed in percent: `up 11%`, `down 3%`, `unchanged`, `up from none`.
pub fn change(now: Number, before: Number) -> String {
    if now == before {
        return "unchanged".to_owned();
    }
    let way = if now > before { "up" } else { "down" };
    match Number::ratio(now.minus(before).magnitude(), before, 100) {
        None => format!("{way} from none"),
        Some(percent) if percent.rounded(0) == Number::ZERO => format!("{way} by less than 1%"),
        Some(percent) => format!("{way} {}%", percent.text(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(n: i64) -> Number {
        Number::whole(n)
    }

    #[test]
    fn dates_are_written_out() {
        let july: Month = "2023-07".parse().unwrap();
        assert_eq!(month(july), "July 2023");
        assert_eq!(month_short(july), "Jul 23");
        assert_eq!(date(july.last()), "31 July 2023");
    }

    #[test]
    fn words_agree_with_the_figures_shown() {
        let percent = Unit::Percent;
        // 85.94 and 89.56 are shown as 85.9 and 89.6.
        let (now, before) = (Number::millionths(85_940_000), Number::millionths(89_560_000));
        assert_eq!(percent.against(now, before, 1), "3.7 percentage points lower than");
        // 85.94 and 85.91 are both shown as 85.9.
        assert_eq!(percent.against(now, Number::millionths(85_910_000), 1), "the same as");
        assert_eq!(percent.against(whole(5), whole(4), 1), "1.0 percentage point higher than");
        assert_eq!(Unit::of("children").against(whole(5), whole(4), 0), "1 higher than");
        assert_eq!(Unit::of("per 10,000").long(whole(100), 1), "100.0 per 10,000");
        assert_eq!(percent.long(now, 1), "85.9%");
    }

    #[test]
    fn changes_in_counts() {
        // The scrutiny report of September 2023: 22,510 contacts against 20,207 is an increase of 11%.
        assert_eq!(change(whole(22_510), whole(20_207)), "up 11%");
        assert_eq!(change(whole(1000), whole(1001)), "down by less than 1%");
        assert_eq!(change(whole(3), whole(0)), "up from none");
        assert_eq!(change(whole(3), whole(3)), "unchanged");
    }

    #[test]
    fn small_words() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(counted(whole(1), "child", "children"), "1 child");
        assert_eq!(counted(whole(2774), "contact", "contacts"), "2,774 contacts");
        assert_eq!(sentence("émigré"), "Émigré");
        assert_eq!(full_stop("done"), "done.");
        assert_eq!(small_number(3), "three");
        for (single, plural) in [
            ("child", "children"),
            ("young person", "young people"),
            ("enquiry", "enquiries"),
            ("day", "days"),
            ("visit obligation", "visit obligations"),
            ("FTE", "FTE"),
        ] {
            assert_eq!((many(single).as_str(), one(plural).as_str()), (plural, single));
        }
    }
}
