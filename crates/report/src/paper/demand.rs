//! Managing demand: a chosen month beside the paper's, and what became of the cases that closed in between.

use super::facts::Facts;
use crate::model::{Block, Cell, Column, Row, Table, Text};
use crate::performance::input::{Good, Indicator, Measurement, Part};
use crate::performance::{missing, says, sections};
use crate::words::{self, Unit};
use standard::period::Month;

/// The blocks of a comparison with `baseline`: a table of `rows`, a sentence for each, and the shares named by
/// `shares`: at both times, and since.
pub(super) fn blocks(
    facts: &Facts,
    baseline: Month,
    rows: &[Indicator],
    (shares, since): (Option<&str>, Option<&str>),
    anchor: &str,
) -> Vec<Block> {
    let base = &facts.base;
    let before = |indicator: &Indicator| facts.then.get(&(indicator.id.clone(), baseline)).cloned().unwrap_or_default();
    let mut out = vec![
        Block::Table(table(facts, baseline, rows)),
        Block::List(rows.iter().map(|indicator| said(facts, baseline, indicator, &before(indicator))).collect()),
        Block::paragraph(
            "These figures show what changed, not why: other things changed in the same time, and only a comparison \
             with teams that had no such change could tell.",
        ),
    ];
    let titled = |id: &str| facts.indicators.get(id).map_or_else(|| id.to_owned(), |known| known.title.clone());
    for (id, found, suffix, column) in [
        (shares, shares.and_then(|id| facts.shares_then.get(&(id.to_owned(), baseline))), "then", "Status"),
        (since, since.and_then(|id| facts.shares_since.get(&(id.to_owned(), baseline))), "since", "What followed"),
    ] {
        let Some(id) = id else { continue };
        let title = match suffix {
            "then" => format!("{}, {} and {}", titled(id), words::month(baseline), words::month(base.month)),
            _ => format!("{}, {} to {}", titled(id), words::month(baseline.plus(1)), words::month(base.month)),
        };
        match found {
            Some(Part::Given(found)) => {
                out.extend(sections::shares_blocks(found, &format!("{anchor}-{suffix}"), column, &title));
            }
            Some(Part::Missing(why)) => out.push(missing(&title, why)),
            None => out.push(missing(&title, "it was not measured")),
        }
    }
    out
}

fn table(facts: &Facts, baseline: Month, rows: &[Indicator]) -> Table {
    let base = &facts.base;
    let shown = |indicator: &Indicator, measurement: &Measurement| {
        Cell::from(says::value(measurement, &indicator.unit, indicator.decimals)).beneath(match indicator.unit {
            Unit::Percent => says::of(measurement),
            _ => says::caution(measurement),
        })
    };
    let rows = rows.iter().map(|indicator| {
        let before = facts.then.get(&(indicator.id.clone(), baseline)).cloned().unwrap_or_default();
        let change = before.value.zip(indicator.current.value).map_or_else(
            || "n/a".to_owned(),
            |(before, now)| {
                let difference = now.rounded(indicator.decimals).minus(before.rounded(indicator.decimals));
                let sign = if difference > crate::Number::ZERO { "+" } else { "" };
                let points = if indicator.unit == Unit::Percent { " points" } else { "" };
                format!("{sign}{}{points}", difference.text(indicator.decimals))
            },
        );
        let unit = match &indicator.unit {
            Unit::Things(things) => things.clone(),
            _ => String::new(),
        };
        Row::of([
            Cell::from(indicator.title.as_str()).beneath(unit),
            shown(indicator, &before),
            shown(indicator, &indicator.current),
            change.into(),
        ])
    });
    Table {
        caption: format!("Before and after: {} and {}", words::month(baseline), words::month(base.month)),
        columns: vec![
            Column::words("Measure"),
            Column::numbers(format!("End of {}", words::month(baseline))),
            Column::numbers(format!("End of {}", words::month(base.month))),
            Column::numbers("Change"),
        ],
        rows: rows.collect(),
        notes: vec!["Points: percentage points.".into()],
    }
}

/// `Agency social workers: from 18.0 FTE at the end of March 2022 to 1.5 FTE, 16.5 lower (better).`
fn said(facts: &Facts, baseline: Month, indicator: &Indicator, before: &Measurement) -> Text {
    let title = Text::strong(format!("{}: ", indicator.title));
    let (Some(then), Some(now)) = (before.value, indicator.current.value) else {
        use crate::performance::input::Status::Suppressed;
        if before.status == Suppressed || indicator.current.status == Suppressed {
            return title.then("a figure is hidden, so that no one can be recognised.");
        }
        let missing = if before.value.is_none() { words::month(baseline) } else { words::month(facts.base.month) };
        return title.then(format!("there is no figure for {missing}, so nothing can be compared."));
    };
    let way = indicator.unit.against(now, then, indicator.decimals);
    let judged = match (indicator.good, now.rounded(indicator.decimals).cmp(&then.rounded(indicator.decimals))) {
        (_, std::cmp::Ordering::Equal) | (Good::Neither, _) => "",
        (Good::High, std::cmp::Ordering::Greater) | (Good::Low, std::cmp::Ordering::Less) => ", an improvement",
        _ => ", a deterioration",
    };
    let way = way.trim_end_matches(" than").trim_end_matches(" as").to_owned();
    title.then(format!(
        "from {} at the end of {} to {}: {way}{judged}.",
        indicator.unit.long(then, indicator.decimals),
        words::month(baseline),
        indicator.unit.long(now, indicator.decimals),
    ))
}
