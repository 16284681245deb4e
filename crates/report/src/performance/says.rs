//! What is said about one indicator: its value, its sentence, its verdict.

use super::input::{Good, Indicator, Measurement, PerformanceInput, Rating, Status, Verdict};
use crate::model::{Arrow, Cell, Tag, Text, Tone};
use crate::number::Number;
use crate::words::{self, Unit};
use standard::period::Month;
use statistics::Word;

/// Denominators below this move by five percentage points or more with every case.
const SMALL: i64 = 20;

/// The value as it is shown, or the status that stands in its place.
pub fn value(measurement: &Measurement, unit: &Unit, decimals: u8) -> String {
    match measurement.value {
        Some(value) => unit.short(value, decimals),
        None => match measurement.status {
            Status::Complete | Status::Provisional => "n/a".to_owned(),
            status => status.word().to_owned(),
        },
    }
}

/// What must be said beside the value: `partial (history from 2017-08)`; empty when it is whole and final, unless it
/// was revised since.
pub(crate) fn caution(measurement: &Measurement) -> String {
    let word = match (measurement.value, measurement.status) {
        (Some(_), Status::Complete) => return measurement.reason.clone(),
        // The status already stands where the value would.
        (None, _) => return measurement.reason.clone(),
        (Some(_), status) => status.word(),
    };
    if measurement.reason.is_empty() { word.to_owned() } else { format!("{word} ({})", measurement.reason) }
}

/// The same for the report's own month: that it is provisional, or that the data cut it short, is said once, with the
/// month.
pub(crate) fn caution_now(input: &PerformanceInput, measurement: &Measurement) -> String {
    let same = measurement.status == input.month_status;
    let known = match measurement.status {
        Status::Provisional => same && measurement.reason.is_empty(),
        Status::Partial => same && measurement.reason == input.month_reason,
        _ => false,
    };
    if known && measurement.value.is_some() {
        return String::new();
    }
    caution(measurement)
}

/// `July 2023`, or `July 2023 (provisional)`: the head of a column.
pub(crate) fn month(input: &PerformanceInput) -> String {
    let month = words::month(input.month);
    match input.month_status {
        Status::Complete => month,
        status => format!("{month} ({})", status.word()),
    }
}

/// `412 of 476`; empty where there is no denominator.
pub(crate) fn of(measurement: &Measurement) -> String {
    match (measurement.numerator, measurement.denominator) {
        (Some(numerator), Some(denominator)) => format!("{} of {}", numerator.plain(), denominator.plain()),
        _ => String::new(),
    }
}

/// Whether it is a share of so few that a single case moves it much.
pub(crate) fn small(indicator: &Indicator) -> bool {
    indicator.unit == Unit::Percent
        && indicator.current.value.is_some()
        && indicator.current.denominator.is_some_and(|denominator| denominator < Number::whole(SMALL))
}

/// A cell with the value, what it is made of and its caution.
pub(crate) fn cell(measurement: &Measurement, unit: &Unit, decimals: u8) -> Cell {
    cell_with(measurement, unit, decimals, caution(measurement))
}

/// The cell of the report's own month.
pub(crate) fn current(input: &PerformanceInput, indicator: &Indicator) -> Cell {
    let caution = caution_now(input, &indicator.current);
    cell_with(&indicator.current, &indicator.unit, indicator.decimals, caution)
}

fn cell_with(measurement: &Measurement, unit: &Unit, decimals: u8, caution: String) -> Cell {
    let text = value(measurement, unit, decimals);
    let text = if measurement.value.is_some() { Text::strong(text) } else { text.into() };
    let made_of = if *unit == Unit::Percent { of(measurement) } else { String::new() };
    Cell::from(text).beneath(made_of).beneath(caution)
}

/// How it stands to its target: the target, and a word with its sign. Empty where it has none.
pub(crate) fn target(indicator: &Indicator) -> Cell {
    let Some(target) = &indicator.target else { return Cell::from("none set") };
    let shown = indicator.unit.short(target.value, indicator.decimals);
    let cell = match target.rating(indicator.good, indicator.current.value) {
        None => Cell::default(),
        Some(rating) => {
            let (text, tone, arrow) = match rating {
                Rating::OnTarget => ("On target", Tone::Good, Arrow::Tick),
                Rating::WithinTolerance => ("Within tolerance", Tone::Strong, Arrow::Wave),
                Rating::OffTarget => ("Off target", Tone::Bad, Arrow::Cross),
            };
            Cell { tag: Some(Tag { text: text.to_owned(), tone, arrow: Some(arrow) }), ..Cell::default() }
        }
    };
    let cell = cell.beneath(format!("target {shown}"));
    match target.tolerance == Number::ZERO {
        true => cell,
        false => cell.beneath(format!("tolerance {}", indicator.unit.short(target.tolerance, indicator.decimals))),
    }
}

/// Which way the number moved when the verdict is that it moved.
fn arrow(verdict: &Verdict, good: Good) -> Option<Arrow> {
    match (verdict.word, good) {
        (Word::Rising, _) | (Word::Improving, Good::High) | (Word::Worsening, Good::Low) => Some(Arrow::Up),
        (Word::Falling, _) | (Word::Improving, Good::Low) | (Word::Worsening, Good::High) => Some(Arrow::Down),
        _ => None,
    }
}

/// The verdict as a tag.
pub fn tag(verdict: &Verdict, good: Good) -> Tag {
    let tone = match verdict.word {
        Word::Improving => Tone::Good,
        Word::Worsening => Tone::Bad,
        Word::Rising | Word::Falling => Tone::Strong,
        Word::NoSignificantChange | Word::TooFewPoints | Word::NotTested => Tone::Quiet,
    };
    Tag { text: words::sentence(&verdict.word.to_string()), tone, arrow: arrow(verdict, good) }
}

/// What a verdict's sentence says after its word: `July 2023 lies below the lower limit`.
pub(crate) fn because(verdict: &Verdict) -> String {
    let reason = verdict.sentence.split_once(": ").map_or("", |(_, reason)| reason);
    reason.trim_end_matches('.').to_owned()
}

/// Over how many months the verdict is: `25 months`; `months before` where there is no run of months.
pub(crate) fn run<'a>(indicators: impl IntoIterator<Item = &'a Indicator>) -> String {
    let tested = indicators.into_iter().filter(|indicator| indicator.verdict.is_some());
    match tested.map(|indicator| indicator.history.len()).max() {
        Some(months) if months > 1 => format!("the last {months} months"),
        _ => "the months before".to_owned(),
    }
}

/// The verdict as a sentence that says of what it is, so that it is not taken for one about the month or the year beside
/// it: `Over the last 25 months it is improving by more than chance: July 2023 lies above the upper limit.` Empty where
/// there is none.
pub(crate) fn judged(indicator: &Indicator) -> String {
    let Some(verdict) = &indicator.verdict else { return String::new() };
    let said = match verdict.word {
        Word::TooFewPoints | Word::NotTested => return words::full_stop(&verdict.sentence),
        Word::NoSignificantChange => format!("there is {}", verdict.word),
        word => format!("it is {word} by more than chance"),
    };
    let reason = match because(verdict) {
        reason if reason.is_empty() => reason,
        reason => format!(": {reason}"),
    };
    format!("Over {} {said}{reason}.", run([indicator]))
}

/// What the number is, in one sentence: `85.9% in July 2023 (412 of 480; 95% interval 82.5% to 88.7%).`
pub fn now(input: &PerformanceInput, indicator: &Indicator) -> String {
    let month = words::month(input.month);
    let current = &indicator.current;
    let Some(value) = current.value else {
        let why = if current.reason.is_empty() { String::new() } else { format!(": {}", current.reason) };
        return match current.status {
            Status::NotApplicable => {
                let more = match current.reason.as_str() {
                    "" | "nothing to count" => String::new(),
                    reason => format!(" ({reason})"),
                };
                words::full_stop(&format!("No figure for {month}: there was nothing to count{more}"))
            }
            Status::Suppressed => format!("The figure for {month} is hidden, so that no child can be recognised."),
            _ => words::full_stop(&format!("No figure for {month}: {}{why}", value(current, &indicator.unit, 0))),
        };
    };
    let mut inside: Vec<String> = vec![if indicator.unit == Unit::Percent { of(current) } else { String::new() }];
    if let Some((lower, upper)) = indicator.interval {
        inside.push(format!(
            "95% interval {} to {}",
            indicator.unit.short(lower, indicator.decimals),
            indicator.unit.short(upper, indicator.decimals)
        ));
    }
    inside.push(caution_now(input, current));
    inside.retain(|text| !text.is_empty());
    let inside = if inside.is_empty() { String::new() } else { format!(" ({})", inside.join("; ")) };
    format!("{} in {month}{inside}.", indicator.unit.long(value, indicator.decimals))
}

/// The changes of the rule within the history, a sentence each.
pub(crate) fn changes(indicator: &Indicator) -> Vec<String> {
    let within = |month: &Month| indicator.history.iter().skip(1).any(|(known, _)| known == month);
    let told = |(_, text): &(Month, String)| {
        format!("{}: months before and after are counted by different rules.", words::sentence(text))
    };
    indicator.changes.iter().filter(|(month, _)| within(month)).map(told).collect()
}

/// How it compares with the pooled six months: `July is 3.7 percentage points lower than the six months to July
/// 2023 together (89.6%).` Empty where either is missing.
pub(crate) fn against_six_months(input: &PerformanceInput, indicator: &Indicator) -> String {
    let six = indicator.six_months.as_ref();
    let (Some(value), Some(pooled)) = (indicator.current.value, six.and_then(|six| six.value)) else {
        return String::new();
    };
    let caution = six.map(caution).filter(|text| !text.is_empty()).map(|text| format!(", {text}")).unwrap_or_default();
    format!(
        "{} is {} the six months to {} together ({}{caution}).",
        words::month_name(input.month),
        indicator.unit.against(value, pooled, indicator.decimals),
        words::month(input.month),
        indicator.unit.short(pooled, indicator.decimals),
    )
}

/// How it compares with the same month a year before: `2,774 in July 2023, up 5% on July 2022 (2,640).` Empty
/// where that month is not in the history.
pub(crate) fn against_last_year(input: &PerformanceInput, indicator: &Indicator) -> String {
    let last_year: Month = input.month.plus(-12);
    let before = indicator.history.iter().find(|(month, _)| *month == last_year).and_then(|(_, m)| m.value);
    let (Some(now), Some(before)) = (indicator.current.value, before) else { return String::new() };
    // A count of part of a month is less than a month's by nature.
    if indicator.current.status == Status::Partial && indicator.unit != Unit::Percent {
        return String::new();
    }
    let shown = indicator.unit.short(before, indicator.decimals);
    let when = words::month(last_year);
    if indicator.unit == Unit::Percent || indicator.decimals > 0 {
        format!("That is {} in {when} ({shown}).", indicator.unit.against(now, before, indicator.decimals))
    } else {
        format!("That is {} on {when} ({shown}).", words::change(now, before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> PerformanceInput {
        PerformanceInput::new("Anytown", "2023-07".parse().unwrap())
    }

    fn visits(numerator: i64, denominator: i64) -> Indicator {
        let current = Measurement::proportion(numerator, denominator, Status::Complete);
        Indicator { unit: Unit::Percent, decimals: 1, good: Good::High, current, ..Indicator::default() }
    }

    #[test]
    fn a_sentence_is_written_from_its_numbers() {
        let mut indicator = visits(412, 480);
        let interval = statistics::wilson(412, 480).unwrap();
        indicator.interval = Number::from_f64(interval.lower).zip(Number::from_f64(interval.upper));
        indicator.six_months = Some(Measurement::proportion(2500, 2790, Status::Complete));
        assert_eq!(now(&input(), &indicator), "85.8% in July 2023 (412 of 480; 95% interval 82.4% to 88.7%).");
        assert_eq!(
            against_six_months(&input(), &indicator),
            "July is 3.8 percentage points lower than the six months to July 2023 together (89.6%)."
        );
    }

    #[test]
    fn what_is_not_whole_says_so() {
        let none = visits(0, 0);
        assert_eq!(value(&none.current, &Unit::Percent, 1), "n/a");
        assert_eq!(now(&input(), &none), "No figure for July 2023: there was nothing to count.");
        let mut early = none.clone();
        early.current.reason = "final from a delivery dated 14 August 2023 or later".into();
        assert_eq!(
            now(&input(), &early),
            "No figure for July 2023: there was nothing to count (final from a delivery dated 14 August 2023 or later)."
        );
        early.current.reason = "nothing to count".into();
        assert_eq!(now(&input(), &early), now(&input(), &none));
        let mut indicator = visits(3, 4);
        indicator.current.status = Status::Partial;
        indicator.current.reason = "history from 2017-08".into();
        assert_eq!(caution(&indicator.current), "partial (history from 2017-08)");
        assert!(small(&indicator));
        indicator.current = Measurement::none(Status::NotComputable, "ssd_cp_visits.cppv_cp_visit_date is missing");
        assert_eq!(
            now(&input(), &indicator),
            "No figure for July 2023: not computable: ssd_cp_visits.cppv_cp_visit_date is missing."
        );
    }

    #[test]
    fn a_year_ago() {
        let mut indicator = Indicator { unit: Unit::of("contacts"), ..Indicator::default() };
        indicator.current = Measurement::amount(Number::whole(2774), Status::Complete);
        assert_eq!(against_last_year(&input(), &indicator), "");
        let before = Measurement::amount(Number::whole(2640), Status::Complete);
        indicator.history = vec![("2022-07".parse().unwrap(), before)];
        assert_eq!(against_last_year(&input(), &indicator), "That is up 5% on July 2022 (2,640).");
        indicator.current.status = Status::Partial;
        assert_eq!(against_last_year(&input(), &indicator), "");
    }

    #[test]
    fn tags_say_the_way_the_number_moved() {
        let verdict = |word| Verdict { word, sentence: "Worsening: July 2023 lies above the upper limit.".into() };
        let tag = tag(&verdict(Word::Worsening), Good::Low);
        assert_eq!((tag.text.as_str(), tag.tone, tag.arrow), ("Worsening", Tone::Bad, Some(Arrow::Up)));
        assert_eq!(because(&verdict(Word::Worsening)), "July 2023 lies above the upper limit");
    }
}
