//! Signals: indicators whose newest month moved by more than chance.

use crate::components::{sense, shape};
use crate::filters::Filters;
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

/// All signals: first what got worse, then what got better, then what only moved.
pub fn all(known: &Known, catalogue: &Catalogue, filters: &Filters) -> Vec<Signal> {
    let signal = |declared: &measure::Indicator| {
        let indicator = known.indicators.get(&declared.id)?;
        let verdict = indicator.verdict.as_ref()?;
        let moved = matches!(verdict.word, Word::Worsening | Word::Improving | Word::Rising | Word::Falling);
        moved.then(|| Signal {
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
    signals.sort_by(|a, b| (place(a.word), &a.area, &a.title).cmp(&(place(b.word), &b.area, &b.title)));
    signals
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
            let received = delivery.imported_at.to_zoned(jiff::tz::TimeZone::UTC).date();
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
