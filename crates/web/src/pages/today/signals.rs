//! Signals: indicators whose newest month moved by more than chance.

use crate::clock;
use crate::components::{sense, shape};
use crate::filters::Filters;
use crate::pages::due::plain;
use crate::pages::indicators::against;
use crate::pages::indicators::known::Known;
use crate::pages::indicators::rows::{self, Figure};
use crate::problem::Problem;
use crate::reading::Reading;
use measure::Catalogue;
use report::model::Tag;
use report::performance::single;
use report::words;
use statistics::Word;

/// An indicator that moved by more than chance.
pub struct Signal {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its area.
    pub area: String,
    /// The newest number.
    pub now: Figure,
    /// The verdict.
    pub tag: Tag,
    /// The rule that is broken, in words.
    pub because: String,
    /// Whether the month before told nothing of the kind.
    pub new: bool,
    /// How it stands to the figure that is chosen, a line each; none where none is.
    pub compared: Vec<String>,
    word: Word,
}

impl Signal {
    /// The shape of the verdict's sign.
    pub fn shape(&self) -> &'static str {
        shape(&self.tag)
    }

    /// The sense of the verdict.
    pub fn sense(&self) -> &'static str {
        sense(&self.tag)
    }
}

/// All signals: first those that the month before didn't give, of these what got worse, then what got better, then what
/// only moved; then in the same way those that go on. `before` is what was known of the month before.
pub fn all(known: &Known, before: &Known, catalogue: &Catalogue, filters: &Filters) -> Vec<Signal> {
    let signal = |declared: &measure::Indicator| {
        let indicator = known.indicators.get(&declared.id)?;
        let verdict = indicator.verdict.as_ref()?;
        let moved = matches!(verdict.word, Word::Worsening | Word::Improving | Word::Rising | Word::Falling);
        let was = before.indicators.get(&declared.id).and_then(|indicator| indicator.verdict.as_ref());
        moved.then(|| Signal {
            new: was.is_none_or(|was| was.word != verdict.word),
            title: declared.title.clone(),
            href: filters.carried(&format!("/indicators/{}", declared.id)),
            area: declared.area.clone(),
            now: rows::now(&known.head, indicator),
            tag: single::verdict(verdict, indicator.good),
            because: single::because(verdict),
            compared: match filters.against() {
                Some(against) => against::lines(indicator, declared.kind, &known.head.region, against),
                None => Vec::new(),
            },
            word: verdict.word,
        })
    };
    let mut signals: Vec<Signal> = catalogue.indicators().filter_map(signal).collect();
    let place = |word: Word| match word {
        Word::Worsening => 0,
        Word::Improving => 1,
        _ => 2,
    };
    let order = |signal: &Signal| (!signal.new, place(signal.word));
    signals.sort_by(|a, b| (order(a), &a.area, &a.title).cmp(&(order(b), &b.area, &b.title)));
    signals
}

/// How many signals are new, in a sentence; empty where there is none.
pub fn how_many(signals: &[Signal]) -> String {
    let new = signals.iter().filter(|signal| signal.new).count();
    match (new, signals.len()) {
        (_, 0) => String::new(),
        (0, _) => "All of these go on from the month before.".to_owned(),
        (1, 1) => "It is new: the month before did not show it.".to_owned(),
        (new, all) if new == all => "All are new: the month before did not show them.".to_owned(),
        (1, _) => "One is new and stands first; the others go on from the month before.".to_owned(),
        (new, _) => format!("{} are new and stand first; the others go on from the month before.", plain(new)),
    }
}

/// Since which delivery the signals are: the last one of the council's own data.
///
/// # Errors
/// The deliveries can't be read.
pub fn since(reading: &Reading) -> Result<String, Problem> {
    let said = reading.once("last delivery", || {
        let deliveries = reading.measuring().store.deliveries()?;
        let own = deliveries.iter().filter(|delivery| !delivery.is_reference());
        let last = own.filter(|delivery| !matches!(delivery.status, store::Status::Withdrawn(_)));
        let last = last.max_by_key(|delivery| (delivery.data_date, delivery.number));
        Ok::<String, store::Error>(last.map_or_else(String::new, |delivery| {
            let received = clock::day_of(delivery.imported_at);
            format!(
                "The last delivery describes {} and was imported on {}.",
                words::date(delivery.data_date),
                words::date(received)
            )
        }))
    });
    match said.as_ref() {
        Ok(text) => Ok(text.clone()),
        Err(error) => Err(Problem::fault(error)),
    }
}
