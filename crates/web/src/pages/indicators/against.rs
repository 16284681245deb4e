//! One figure beside an indicator's own: what others published, or the council's target.

use super::target;
use crate::filters::Against;
use measure::Kind;
use report::Number;
use report::chart::{Chart, Line};
use report::model::{Cell, Column, Figure};
use report::performance::input::{Comparator, Indicator, Nearness};
use report::words;

/// A figure that stands beside an indicator's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Whose it is, with its year: `England, 2022-23`.
    pub whose: String,
    /// The figure.
    pub value: Number,
    /// How near its definition is: `near definition`; empty for the same.
    pub caution: String,
}

/// The figure to stand beside an indicator's own; `None` where none was published, or no target is set.
pub fn beside(indicator: &Indicator, region: &str, against: Against) -> Option<Beside> {
    match against {
        Against::Published(_) => {
            let found = published(indicator, against)?;
            let whose = words::sentence(&against.words(region));
            Some(Beside {
                whose: if found.year.is_empty() { whose } else { format!("{whose}, {}", found.year) },
                value: found.value?,
                caution: match found.nearness {
                    Nearness::Same => String::new(),
                    nearness => format!("{} definition", nearness.word()),
                },
            })
        }
        Against::Target => Some(Beside {
            whose: words::sentence(&against.words(region)),
            value: indicator.target.as_ref()?.value,
            caution: String::new(),
        }),
    }
}

fn published(indicator: &Indicator, against: Against) -> Option<&Comparator> {
    indicator.comparators.iter().find(|found| Against::Published(found.who) == against)
}

/// How an indicator stands to the figure chosen, a line each; what there is instead where there is none.
pub fn lines(indicator: &Indicator, kind: Kind, region: &str, against: Against) -> Vec<String> {
    let Some(beside) = beside(indicator, region, against) else {
        let told = match (against, published(indicator, against)) {
            (Against::Target, _) => "no target set".to_owned(),
            (_, Some(found)) if !found.text.is_empty() => found.text.clone(),
            (_, Some(_)) => "not published".to_owned(),
            (_, None) if indicator.comparators.is_empty() => "no published measure".to_owned(),
            (_, None) => "not published".to_owned(),
        };
        return vec![told];
    };
    let mut lines = vec![format!("{}: {}", beside.whose, indicator.unit.short(beside.value, indicator.decimals))];
    let own = indicator.current.value.filter(|_| against == Against::Target || kind != Kind::Count);
    match (against, own) {
        (Against::Target, Some(_)) => lines = vec![target(indicator)],
        (_, Some(own)) => {
            let against = indicator.unit.against(own, beside.value, indicator.decimals);
            lines.push(words::sentence(against.trim_end_matches(" than").trim_end_matches(" as")));
        }
        (_, None) => {}
    }
    lines.extend(Some(beside.caution).filter(|caution| !caution.is_empty()));
    lines
}

/// Draws the figure chosen as a line across a chart over time, and puts it into the chart's table. A count of a year is
/// not drawn beside counts of months.
pub fn draw(figure: &mut Figure, beside: &Beside, indicator: &Indicator, kind: Kind) {
    let Chart::Lines(lines) = &mut figure.chart else { return };
    if kind == Kind::Count {
        return;
    }
    let shown = indicator.unit.short(beside.value, indicator.decimals);
    let values = vec![Some(beside.value.as_f64()); lines.labels.len()];
    lines.lines.push(Line { name: beside.whose.clone(), values, marks: Vec::new() });
    figure.description.push_str(&format!(" A level line shows {}, {shown}.", beside.whose));
    let place = figure.table.columns.len().saturating_sub(1);
    figure.table.columns.insert(place, Column::numbers(beside.whose.clone()));
    for row in &mut figure.table.rows {
        row.cells.insert(place.min(row.cells.len()), Cell::from(shown.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::performance::input::{Good, Measurement, Status, Target, Who};
    use report::words::Unit;

    fn indicator() -> Indicator {
        let england = Comparator {
            who: Who::England,
            value: Some(Number::whole(70)),
            text: String::new(),
            year: "2022-23".to_owned(),
            nearness: Nearness::Near,
            why: String::new(),
            missing: 0,
            same_year: true,
            source: String::new(),
            vintage: String::new(),
        };
        let region = Comparator { who: Who::Region, value: None, text: "c".to_owned(), ..england.clone() };
        Indicator {
            unit: Unit::Percent,
            decimals: 1,
            good: Good::High,
            current: Measurement::proportion(3, 4, Status::Complete),
            comparators: vec![england, region],
            target: Some(Target { value: Number::whole(80), tolerance: Number::whole(10) }),
            ..Indicator::default()
        }
    }

    #[test]
    fn an_indicator_stands_beside_the_figure_chosen() {
        let (indicator, of) = (indicator(), |against| lines(&indicator(), Kind::Proportion, "Mercia", against));
        let england = Against::Published(Who::England);
        assert_eq!(of(england), ["England, 2022-23: 70.0%", "5.0 percentage points higher", "near definition"]);
        assert_eq!(of(Against::Published(Who::Region)), ["c"]);
        assert_eq!(of(Against::Published(Who::NeighboursMean)), ["not published"]);
        assert!(of(Against::Target)[0].contains("80"), "{:?}", of(Against::Target));
        let none = Indicator { comparators: Vec::new(), target: None, ..indicator };
        assert_eq!(lines(&none, Kind::Count, "Mercia", england), ["no published measure"]);
        assert_eq!(lines(&none, Kind::Count, "Mercia", Against::Target), ["no target set"]);
    }
}
