//! The verdict on a monthly series: whether it moves by more than chance, in words.

use crate::catalogue::{Good, Indicator, Kind};
use crate::engine::Number;
use standard::parameter::{self, Parameters};
use standard::period::{Month, PeriodKind};
use statistics::{Chart, Options, Point, Rebase, Series, Verdict};

/// `July 2023`.
pub fn month_words(month: Month) -> String {
    const NAMES: [&str; 12] = [
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
    format!("{} {}", NAMES[month.number() as usize - 1], month.first().year())
}

/// A change of the rule by which an indicator's numbers are worked out: a parameter of it with another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// The first month for which it holds, wholly or in part.
    pub month: Month,
    /// In words, without a full stop: `from April 2023 the visit interval is 15 working days, before that 10 working days`.
    pub text: String,
}

/// The changes of the rule of `indicator` that a series of these months shows, in order: those that hold from a month after
/// the first, up to the last. Several of one month are one.
pub fn rule_changes(indicator: &Indicator, parameters: &Parameters, first: Month, last: Month) -> Vec<RuleChange> {
    let mut found: Vec<RuleChange> = Vec::new();
    let mut dated: Vec<_> = indicator
        .parameters
        .iter()
        .filter_map(|name| parameter::find(name))
        .flat_map(|declared| {
            let history = parameters.history(declared.name);
            let changes = history.windows(2).filter(|pair| pair[0].1 != pair[1].1);
            let change = |pair: &[(Option<jiff::civil::Date>, parameter::Length)]| {
                pair[1].0.map(|from| (from, declared.called, pair[0].1, pair[1].1))
            };
            changes.filter_map(change).collect::<Vec<_>>()
        })
        .collect();
    dated.sort_by_key(|(from, ..)| *from);
    for (from, called, before, after) in dated {
        let month = Month::of(from);
        if !(first < month && month <= last) {
            continue;
        }
        let day = if from.day() == 1 { String::new() } else { format!("{} ", from.day()) };
        let text =
            format!("from {day}{} {called} is {}, before that {}", month_words(month), after.words(), before.words());
        match found.last_mut().filter(|known| known.month == month) {
            Some(known) => known.text = format!("{}; {text}", known.text),
            None => found.push(RuleChange { month, text }),
        }
    }
    found
}

/// How to draw the control chart of a series with these changes: the limits start again at each, for what follows is measured
/// by another rule. A verdict is then never of the change.
pub fn options(changes: &[RuleChange]) -> Options {
    let rebase = |change: &RuleChange| Rebase { from: month_words(change.month), reason: change.text.clone() };
    Options { rebases: changes.iter().map(rebase).collect(), ..Options::default() }
}

/// The control chart of the monthly numbers of `indicator` (the whole, without breakdowns, in order), and the
/// verdict on it. A month that the data cut short is passed over. A measure over rolling months is not tested: its
/// points share most of what they count.
pub fn verdict(indicator: &Indicator, numbers: &[Number], options: &Options) -> (Option<Chart>, Verdict) {
    if !indicator.verdict {
        let why = match (indicator.rolling, indicator.kind) {
            (Some(_), _) => "its months overlap",
            (None, Kind::Shares) => "shares are tested one by one",
            (None, _) => "it is no monthly count of events",
        };
        return (None, statistics::not_tested(why));
    }
    let kind = match indicator.kind {
        Kind::Proportion => statistics::Kind::Proportion,
        Kind::Count => statistics::Kind::Count,
        _ => statistics::Kind::Mean,
    };
    let points = numbers
        .iter()
        .filter(|n| n.indicator == indicator.id && n.breakdown.is_empty() && n.period.kind == PeriodKind::Month)
        .map(|number| {
            let label = month_words(number.period.last);
            let whole = number.status.has_number() && number.period.end() <= number.data_date;
            match (kind, number.numerator, number.denominator, number.value) {
                (statistics::Kind::Proportion, Some(n), Some(d), _) if whole => {
                    Point::ratio(label, n.as_f64(), d.as_f64())
                }
                (statistics::Kind::Count | statistics::Kind::Mean, _, _, Some(value)) if whole => {
                    Point::value(label, value.as_f64())
                }
                _ => Point::missing(label),
            }
        })
        .collect();
    let good = match indicator.good {
        Good::High => statistics::Good::High,
        Good::Low => statistics::Good::Low,
        Good::None => statistics::Good::Neither,
    };
    match statistics::chart(&Series { kind, points }, options) {
        Ok(chart) => {
            let verdict = statistics::verdict(&chart, good);
            (Some(chart), verdict)
        }
        Err(fault) => (None, statistics::not_tested(&fault.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;
    use jiff::civil::date;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_parameter_with_another_value_changes_the_rule_of_its_indicators() {
        let catalogue = Catalogue::builtin().unwrap();
        let visits = catalogue.find("cp-visits-on-time").unwrap();
        let (first, last) = (month("2021-08"), month("2023-07"));
        let mut parameters = Parameters::default();
        assert_eq!(rule_changes(visits, &parameters, first, last), []);
        parameters.set("cp_visit_interval", None, "20 WD".parse().unwrap());
        parameters.set("cp_visit_interval", Some(date(2023, 4, 1)), "15 WD".parse().unwrap());
        parameters.set("cp_visit_interval", Some(date(2023, 5, 1)), "15 WD".parse().unwrap());
        parameters.set("cp_visit_interval", Some(date(2023, 6, 12)), "10 WD".parse().unwrap());
        parameters.set("cp_visit_interval", Some(date(2024, 4, 1)), "5 WD".parse().unwrap());
        parameters.set("cin_visit_interval", Some(date(2023, 4, 1)), "5 WD".parse().unwrap());
        let found = rule_changes(visits, &parameters, first, last);
        let told: Vec<_> = found.iter().map(|change| (change.month, change.text.as_str())).collect();
        let expected = [
            (month("2023-04"), "from April 2023 the visit interval is 15 working days, before that 20 working days"),
            (month("2023-06"), "from 12 June 2023 the visit interval is 10 working days, before that 15 working days"),
        ];
        assert_eq!(told, expected, "not what is the same, of others, or after the last month");
        assert_eq!(rule_changes(visits, &parameters, month("2023-06"), last), []);
        let rebases = options(&found).rebases;
        assert_eq!(rebases.iter().map(|r| r.from.as_str()).collect::<Vec<_>>(), ["April 2023", "June 2023"]);
    }
}
