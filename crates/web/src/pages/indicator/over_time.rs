//! What shows an indicator over time, or in its categories, and what stands beside it.

use super::notes::Note;
use crate::chart::Chart;
use crate::filters::Against;
use crate::pages::indicators::against::{self, beside};
use crate::pages::indicators::known::Known;
use report::model::{Block, Table};
use report::performance::input::{Comparator, Indicator, Nearness, Part, Shares, Who};
use report::performance::single;
use report::words;
use standard::period::PeriodKind;

/// A chart, a table or words.
pub enum Piece {
    /// A chart.
    Chart(Box<Chart>),
    /// A table with its id.
    Table(String, Table),
    /// A paragraph.
    Text(String),
}

/// What shows the indicator over time, or in its categories.
pub fn pieces(
    known: &Known,
    indicator: &Indicator,
    declared: &measure::Indicator,
    notes: &[Note],
    against: Option<Against>,
) -> Vec<Piece> {
    match known.shares.get(&indicator.id) {
        Some(Part::Given(shares)) => in_categories(shares, declared, indicator),
        Some(Part::Missing(why)) => vec![Piece::Text(words::full_stop(&format!("There is no figure: {why}")))],
        None => over_time(known, indicator, declared, notes, against),
    }
}

fn in_categories(shares: &Shares, declared: &measure::Indicator, indicator: &Indicator) -> Vec<Piece> {
    let part = words::sentence(declared.category.as_deref().unwrap_or("category"));
    let blocks = single::shares(shares, "in-categories", &part, &indicator.title);
    blocks.into_iter().filter_map(piece).collect()
}

fn over_time(
    known: &Known,
    indicator: &Indicator,
    declared: &measure::Indicator,
    notes: &[Note],
    against: Option<Against>,
) -> Vec<Piece> {
    let place = |note: &Note| indicator.history.iter().position(|(month, _)| Some(*month) == note.at);
    let noted = notes.iter().filter_map(|note| Some((place(note)?, note.text.clone()))).collect();
    let Some(mut figure) = single::over_time(&known.head, indicator) else {
        return vec![Piece::Text("Fewer than two periods have a figure, so there is no chart.".to_owned())];
    };
    // The sentence stands at the head of the page.
    figure.sentence = report::model::Text::default();
    let mut pieces = Vec::new();
    if known.period.kind != PeriodKind::Month {
        pieces.push(Piece::Text(format!(
            "Each point is of the {} that ends with the month. Periods that share months are no separate points, so the \
             limits of chance and the verdict are of single months alone.",
            kind_words(known.period.kind)
        )));
    }
    if let Some(against) = against {
        match beside(indicator, &known.head.region, against) {
            Some(found) => against::draw(&mut figure, &found, indicator, declared.kind),
            None => {
                let told = against::lines(indicator, declared.kind, &known.head.region, against).join(", ");
                let whose = words::sentence(&against.words(&known.head.region));
                pieces.push(Piece::Text(words::full_stop(&format!("{whose}: {told}"))));
            }
        }
    }
    pieces.insert(0, Piece::Chart(Box::new(Chart::annotated(figure, noted))));
    pieces
}

/// A kind of period in a sentence.
pub fn kind_words(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Month => "month",
        PeriodKind::Quarter => "quarter",
        PeriodKind::SixMonths => "six months",
        PeriodKind::TwelveMonths => "twelve months",
        PeriodKind::FinancialYearToDate => "financial year to date",
        PeriodKind::CalendarYearToDate => "calendar year to date",
    }
}

fn piece(block: Block) -> Option<Piece> {
    match block {
        Block::Figure(figure) => Some(Piece::Chart(Box::new(Chart::of(*figure)))),
        Block::Table(table) => Some(Piece::Table(report::model::slug(&table.caption), table)),
        Block::Paragraph(text) => Some(Piece::Text(text.words())),
        Block::Notice(notice) => Some(Piece::Text(words::sentence(&notice.text.words()))),
        _ => None,
    }
}

/// A figure to compare with.
pub struct Compared {
    /// Whose it is.
    pub whose: String,
    /// The figure.
    pub figure: String,
    /// For which year.
    pub year: String,
    /// How near its definition is.
    pub definition: String,
}

/// What stands beside the indicator: everything that was published, or the one that is chosen.
pub fn compared(known: &Known, indicator: &Indicator, against: Option<Against>) -> Vec<Compared> {
    if against == Some(Against::Target) {
        return beside(indicator, &known.head.region, Against::Target)
            .map(|found| Compared {
                whose: found.whose,
                figure: indicator.unit.short(found.value, indicator.decimals),
                year: words::month(known.head.month),
                definition: "The same".to_owned(),
            })
            .into_iter()
            .collect();
    }
    let chosen = |found: &&Comparator| against.is_none_or(|against| against == Against::Published(found.who));
    indicator.comparators.iter().filter(chosen).map(|found| published(known, indicator, found)).collect()
}

/// What is told where [`compared`] has nothing.
pub fn compared_none(indicator: &Indicator, against: Option<Against>, region: &str) -> String {
    match against {
        Some(Against::Target) => "No target is set for this.".to_owned(),
        Some(Against::Published(who)) if !indicator.comparators.is_empty() => match who {
            Who::NeighboursMean | Who::NeighboursMedian => "Nobody publishes this for neighbours.".to_owned(),
            Who::Region | Who::England => format!("Nobody publishes this for {}.", who.words(region)),
        },
        _ => "Nobody publishes figures for this.".to_owned(),
    }
}

fn published(known: &Known, indicator: &Indicator, found: &Comparator) -> Compared {
    let mut whose = words::sentence(&found.who.words(&known.head.region));
    if found.missing > 0 && matches!(found.who, Who::NeighboursMean | Who::NeighboursMedian) {
        whose.push_str(&format!(", {} without a figure", words::small_number(found.missing as usize)));
    }
    Compared {
        whose,
        figure: match found.value {
            Some(value) => indicator.unit.short(value, indicator.decimals),
            None if found.text.is_empty() => "not published".to_owned(),
            None => found.text.clone(),
        },
        year: found.year.clone(),
        definition: match found.nearness {
            Nearness::Same => "The same".to_owned(),
            Nearness::Near => "Near, not equal".to_owned(),
            Nearness::Different => "Different".to_owned(),
        },
    }
}

/// The number of a longer period in a sentence: that of a month is said as the paper says it.
pub fn sentences(known: &Known, indicator: &Indicator, when: &str) -> Vec<String> {
    if known.period.kind == PeriodKind::Month {
        return single::sentences(&known.head, indicator);
    }
    let shown = super::figure(indicator, &indicator.current);
    let verdict = indicator.verdict.as_ref().map(|verdict| words::full_stop(&verdict.sentence));
    let said = [Some(format!("{} in {when}.", shown.in_a_line())), verdict];
    said.into_iter().flatten().chain(single::changes(indicator)).collect()
}
