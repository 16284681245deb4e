//! Parameters: the intervals and windows that a council may set, with dates from which they hold. The defaults
//! are those of statute and guidance, or of practice where there is none.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The unit of a [`Length`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Working days ([`crate::working_days`]).
    WorkingDays,
    /// Days.
    Days,
    /// Calendar months.
    Months,
}

impl Unit {
    /// How the unit is written in settings and in the `parameters` table of queries: `WD`, `days`, `months`.
    pub fn word(self) -> &'static str {
        match self {
            Unit::WorkingDays => "WD",
            Unit::Days => "days",
            Unit::Months => "months",
        }
    }
}

/// A length of time: `10 WD`, `42 days`, `3 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many, at least 1.
    pub count: i32,
    /// Of what.
    pub unit: Unit,
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.unit.word())
    }
}

impl Length {
    /// In words: `10 working days`, `42 days`, `1 month`.
    pub fn words(&self) -> String {
        let unit = match self.unit {
            Unit::WorkingDays => "working day",
            Unit::Days => "day",
            Unit::Months => "month",
        };
        format!("{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Length, String> {
        let wrong = || format!("‘{text}’ is not a length of time; write for instance ‘10 WD’, ‘42 days’ or ‘3 months’");
        let (count, unit) = text.trim().split_once(char::is_whitespace).ok_or_else(wrong)?;
        let count = count.parse().ok().filter(|n| (1..=1000).contains(n)).ok_or_else(wrong)?;
        let unit = match unit.trim().to_lowercase().as_str() {
            "wd" | "working days" | "working day" => Unit::WorkingDays,
            "days" | "day" => Unit::Days,
            "months" | "month" => Unit::Months,
            _ => return Err(wrong()),
        };
        Ok(Length { count, unit })
    }
}

/// A parameter as declared.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name in settings and queries.
    pub name: &'static str,
    /// What it is called within a sentence about an indicator that uses it: `the visit interval`.
    pub called: &'static str,
    /// Its value where the council sets none.
    pub default: Length,
    /// What it sets, in words.
    pub title: &'static str,
    /// Where the default comes from.
    pub basis: &'static str,
}

const fn length(count: i32, unit: Unit) -> Length {
    Length { count, unit }
}

/// All parameters.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "cp_visit_interval",
        called: "the visit interval",
        default: length(10, Unit::WorkingDays),
        title: "Longest time between visits to a child with a child protection plan",
        basis: "local standard; Working Together gives no interval",
    },
    Parameter {
        name: "cin_visit_interval",
        called: "the visit interval",
        default: length(20, Unit::WorkingDays),
        title: "Longest time between visits to a child with a child in need plan",
        basis: "local standard",
    },
    Parameter {
        name: "cic_first_visit",
        called: "the time to the first visit of a placement",
        default: length(7, Unit::Days),
        title: "Time from the start of a placement to the first visit",
        basis: "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28(2)(a)",
    },
    Parameter {
        name: "cic_visit_interval",
        called: "the visit interval",
        default: length(42, Unit::Days),
        title: "Longest time between visits to a child in care",
        basis: "the same regulations, regulation 28(2)(b)",
    },
    Parameter {
        name: "cic_visit_interval_long_term",
        called: "the visit interval in long-term placements",
        default: length(3, Unit::Months),
        title: "The same after a year in a placement meant to last until 18",
        basis: "the same regulations, regulation 28(2)(c)",
    },
    Parameter {
        name: "cic_visit_interval_interim_order_at_home",
        called: "the visit interval at home under an interim care order, until the first review,",
        default: length(7, Unit::Days),
        title: "The same for a child placed with parents under an interim care order, until the first review",
        basis: "the same regulations, regulation 28(3)",
    },
    Parameter {
        name: "cic_visit_interval_interim_order_at_home_reviewed",
        called: "the visit interval at home under an interim care order, from the first review on,",
        default: length(28, Unit::Days),
        title: "The same from the first review on",
        basis: "the same regulations, regulation 28(3)",
    },
    Parameter {
        name: "cp_review_first",
        called: "the time to the first review conference",
        default: length(3, Unit::Months),
        title: "Time from the initial conference to the first review conference",
        basis: "Working Together to Safeguard Children",
    },
    Parameter {
        name: "cp_review_next",
        called: "the time between review conferences",
        default: length(6, Unit::Months),
        title: "Time between review conferences",
        basis: "Working Together to Safeguard Children",
    },
    Parameter {
        name: "cic_review_first",
        called: "the time to the first review",
        default: length(20, Unit::WorkingDays),
        title: "Time from entering care to the first review",
        basis: "the 2010 regulations, regulation 33(1)",
    },
    Parameter {
        name: "cic_review_second",
        called: "the time from the first review to the second",
        default: length(3, Unit::Months),
        title: "Time from the first review to the second",
        basis: "the 2010 regulations, regulation 33(1)",
    },
    Parameter {
        name: "cic_review_next",
        called: "the time between later reviews",
        default: length(6, Unit::Months),
        title: "Time between later reviews",
        basis: "the 2010 regulations, regulation 33(1)",
    },
    Parameter {
        name: "assessment_limit",
        called: "the time for an assessment",
        default: length(45, Unit::WorkingDays),
        title: "Time from the start of a single assessment to its authorisation",
        basis: "Working Together to Safeguard Children",
    },
    Parameter {
        name: "icpc_limit",
        called: "the time to the initial conference",
        default: length(15, Unit::WorkingDays),
        title: "Time from the strategy discussion that starts an enquiry to the initial conference",
        basis: "Working Together to Safeguard Children",
    },
    Parameter {
        name: "rereferral_window",
        called: "the time within which a referral is a re-referral",
        default: length(12, Unit::Months),
        title: "How soon after an earlier referral a referral is a re-referral",
        basis: "children in need census guide",
    },
    Parameter {
        name: "long_term_absence",
        called: "the length from which an absence is long-term",
        default: length(28, Unit::Days),
        title: "How long an absence must have lasted to be long-term",
        basis: "local practice: a month or more",
    },
    Parameter {
        name: "settling_period",
        called: "the settling period",
        default: length(10, Unit::WorkingDays),
        title: "How long after a month's end a delivery must be dated for its numbers to be final",
        basis: "local practice",
    },
];

/// The parameter called `name`.
pub fn find(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

/// The values in force: what the council set, with dates, over the defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    /// For a parameter that the council set: the values in order of the date from which each holds; `None`
    /// from the beginning.
    set: BTreeMap<String, Vec<(Option<Date>, Length)>>,
}

impl Parameters {
    /// Sets `name` to `value` from `from` on (`None`: from the beginning).
    pub fn set(&mut self, name: &str, from: Option<Date>, value: Length) {
        let values = self.set.entry(name.to_owned()).or_default();
        values.retain(|(date, _)| *date != from);
        values.push((from, value));
        values.sort_by_key(|(date, _)| *date);
    }

    /// The value of `name` in force on `on`.
    ///
    /// # Panics
    /// If `name` is not declared in [`PARAMETERS`].
    pub fn value(&self, name: &str, on: Date) -> Length {
        let default = find(name).unwrap_or_else(|| panic!("{name} is not a parameter")).default;
        let set = self.set.get(name).map(Vec::as_slice).unwrap_or_default();
        set.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= on)).map_or(default, |(_, value)| *value)
    }

    /// The values of `name` that the council set, in order of the date from which each holds; none where only the default
    /// holds.
    pub fn own(&self, name: &str) -> &[(Option<Date>, Length)] {
        self.set.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// All values of `name` with the date from which each holds, the first from the beginning (`None`).
    pub fn history(&self, name: &str) -> Vec<(Option<Date>, Length)> {
        let mut values = self.set.get(name).cloned().unwrap_or_default();
        if values.first().is_none_or(|(from, _)| from.is_some()) {
            let default = find(name).unwrap_or_else(|| panic!("{name} is not a parameter")).default;
            values.insert(0, (None, default));
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn lengths_are_read_and_written() {
        assert_eq!("10 WD".parse(), Ok(length(10, Unit::WorkingDays)));
        assert_eq!("14 days".parse::<Length>().unwrap().to_string(), "14 days");
        assert_eq!("10 WD".parse::<Length>().unwrap().words(), "10 working days");
        assert_eq!("1 months".parse::<Length>().unwrap().words(), "1 month");
        assert!("ten days".parse::<Length>().is_err());
        assert!("0 days".parse::<Length>().is_err());
    }

    #[test]
    fn the_value_in_force_on_the_day_applies() {
        let mut parameters = Parameters::default();
        parameters.set("cp_visit_interval", Some(date(2022, 4, 1)), length(15, Unit::WorkingDays));
        assert_eq!(parameters.value("cp_visit_interval", date(2022, 3, 31)).count, 10);
        assert_eq!(parameters.value("cp_visit_interval", date(2022, 4, 1)).count, 15);
        assert_eq!(parameters.history("cp_visit_interval").len(), 2);
        assert_eq!((parameters.own("cp_visit_interval").len(), parameters.own("cic_visit_interval").len()), (1, 0));
        assert_eq!(parameters.value("cic_visit_interval", date(2022, 4, 1)).to_string(), "42 days");
    }
}
