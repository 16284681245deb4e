//! A paper's numbers, frozen: what it was measured from does not move them any more. Kept as bytes, they give the same
//! document, and so the same files, whenever it is written again.

use super::{Files, Words, faults, hide, measured_with, template};
use crate::failure::{Failure, Result};
use crate::folder::Measuring;
use report::Document;
use report::paper::template::MAIN;
use report::paper::{self, Additions, Audience, Facts, Matter, Template};
use report::performance::input::Measurement;
use report::words::{self, Unit};
use serde::{Deserialize, Serialize};
use standard::Date;
use standard::period::{Month, PeriodKind};
use std::collections::BTreeMap;

/// The form of the bytes that this version writes.
const FORM: u32 = 1;

/// Numbers of a month with the template that they were measured for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    form: u32,
    /// The day as at which they were known.
    pub as_at: Date,
    /// The template’s files as they were.
    pub files: Files,
    /// The numbers, nothing hidden.
    pub facts: Facts,
}

impl Frozen {
    /// Measures all that a paper of `month` says with a template of these `files`, whose texts may refer to numbers, as
    /// may the `words` that people write beside them.
    ///
    /// # Errors
    /// As [`measured_with`], and what is wrong with the template.
    pub fn take(measuring: &Measuring, files: &Files, words: &Words, month: Month) -> Result<Frozen> {
        let facts = measured_with(measuring, &template(files)?, files, words, month)?;
        let as_at = measuring.in_force.as_at.unwrap_or_else(|| measuring.data_date());
        Ok(Frozen { form: FORM, as_at, files: files.clone(), facts })
    }

    /// Itself as bytes, the same for the same numbers.
    ///
    /// # Errors
    /// They don’t read back as they were: nothing is kept that could not be read again.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let bytes = serde_json::to_vec(self)?;
        match Frozen::read(&bytes)? == *self {
            true => Ok(bytes),
            false => Err(Failure::new("the numbers can’t be kept: they would not be read back as they are")),
        }
    }

    /// From bytes.
    ///
    /// # Errors
    /// They were not written by this version or an earlier one.
    pub fn read(bytes: &[u8]) -> Result<Frozen> {
        let frozen: Frozen = serde_json::from_slice(bytes)?;
        match frozen.form {
            FORM => Ok(frozen),
            form => Err(Failure::new(format!(
                "these numbers were frozen by a newer version of Derwent (form {form}): install that version"
            ))),
        }
    }

    /// The template with `texts` in place of its own, under a title.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn template(&self, title: &str, texts: &BTreeMap<String, String>) -> Result<Template> {
        titled(&self.files, title, texts)
    }

    /// The document for `audience`, with what they may not see taken out. `matters` are the questions of the board, which
    /// take the place of those in `additions`.
    ///
    /// # Errors
    /// What is wrong in the words that people wrote, each with its file and line; numbers that can’t be made safe.
    pub fn document(
        &self,
        title: &str,
        texts: &BTreeMap<String, String>,
        additions: &Additions,
        matters: &[Answered],
        audience: Audience,
    ) -> Result<Document> {
        let template = self.template(title, texts)?;
        let mut facts = self.facts.clone();
        facts.audience = audience;
        for answer in matters.iter().filter_map(|matter| matter.number.as_ref()) {
            answer.join(&mut facts);
        }
        hide(&mut facts)?;
        let mut additions = additions.clone();
        additions.matters = matters.iter().map(|matter| matter.shown(&facts)).collect();
        paper::compose_with(&template, &facts, &additions).map_err(faults)
    }
}

/// A template of these `files` with `texts` in place of its own, under a title.
///
/// # Errors
/// What is wrong with it.
pub fn titled(files: &Files, title: &str, texts: &BTreeMap<String, String>) -> Result<Template> {
    let mut files = files.clone();
    files.extend(texts.iter().filter(|(name, _)| *name != MAIN).map(|(name, text)| (name.clone(), text.clone())));
    let mut template = template(&files)?;
    title.clone_into(&mut template.main.title);
    Ok(template)
}

/// A question of the board with the number that its answer stands on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The question and its answer.
    pub matter: Matter,
    /// The number; none where the answer has none.
    pub number: Option<FrozenNumber>,
}

impl Answered {
    /// The question as the readers of `facts` may see it.
    fn shown(&self, facts: &Facts) -> Matter {
        let number = self.number.as_ref().map_or_else(String::new, |number| number.shown(facts));
        Matter { number, ..self.matter.clone() }
    }
}

/// A number of the whole council, as it was known on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenNumber {
    /// The indicator’s id.
    pub indicator: String,
    /// Its title.
    pub title: String,
    /// Over what period.
    pub period: PeriodKind,
    /// The month that the period ends with.
    pub month: Month,
    /// Its unit.
    pub unit: Unit,
    /// How many decimals are shown.
    pub decimals: u8,
    /// Whether small counts of it are hidden from the public.
    pub disclosive: bool,
    /// The number.
    pub measurement: Measurement,
    /// The day as at which it was known.
    pub as_at: Date,
}

impl FrozenNumber {
    /// The number of `indicator`, id or alias, for the month or the six months that end with `month`.
    ///
    /// # Errors
    /// The catalogue does not have it, the month is after the newest extract, or it is never pooled over six months.
    pub fn take(measuring: &Measuring, indicator: &str, period: PeriodKind, month: Month) -> Result<FrozenNumber> {
        if month.first() > measuring.data_date() {
            return Err(Failure::new(format!("there are no numbers for {} yet", words::month(month))));
        }
        let declared = measuring.engine.catalogue().named(indicator)?;
        let mut needs = paper::Needs::default();
        needs.indicators.insert(declared.id.clone());
        let facts = super::numbers(measuring, &needs, month)?;
        let nothing = || Failure::new(format!("“{}” was not measured", declared.title));
        let found = facts.indicators.get(&declared.id).ok_or_else(nothing)?;
        let measurement = match period {
            PeriodKind::Month => Some(found.current.clone()),
            PeriodKind::SixMonths => found.six_months.clone(),
            _ => None,
        };
        let measurement = measurement.ok_or_else(|| {
            Failure::new(format!("“{}” has no number over {}: choose the month alone", found.title, words_of(period)))
        })?;
        Ok(FrozenNumber {
            indicator: found.id.clone(),
            title: found.title.clone(),
            period,
            month,
            unit: found.unit.clone(),
            decimals: found.decimals,
            disclosive: found.disclosive,
            measurement,
            as_at: measuring.in_force.as_at.unwrap_or_else(|| measuring.data_date()),
        })
    }

    /// The number in a sentence, nothing hidden.
    pub fn sentence(&self) -> String {
        self.said(&self.measurement)
    }

    fn said(&self, measurement: &Measurement) -> String {
        let value = match measurement.value {
            Some(value) => self.unit.long(value, self.decimals),
            None if measurement.reason.is_empty() => measurement.status.word().to_owned(),
            None => format!("{}: {}", measurement.status.word(), measurement.reason),
        };
        let of = match (&self.unit, measurement.numerator, measurement.denominator) {
            (Unit::Percent, Some(part), Some(whole)) => format!(" ({} of {})", part.plain(), whole.plain()),
            _ => String::new(),
        };
        let when = match self.period {
            PeriodKind::Month => words::month(self.month),
            period => format!("{} to {}", words_of(period), words::month(self.month)),
        };
        format!("{}, {when}: {value}{of}, as known on {}.", self.title, words::date(self.as_at))
    }

    /// Enters the number where a paper’s own are, so that what is hidden takes account of it; one that is there already
    /// stays.
    fn join(&self, facts: &mut Facts) {
        if facts.audience == Audience::Public && self.period == PeriodKind::Month && self.found(facts).is_none() {
            facts.then.insert((self.indicator.clone(), self.month), self.measurement.clone());
        }
    }

    /// The same number among a paper’s own.
    fn found<'f>(&self, facts: &'f Facts) -> Option<&'f Measurement> {
        let indicator = facts.indicators.get(&self.indicator);
        let then = facts.then.get(&(self.indicator.clone(), self.month));
        match self.period {
            PeriodKind::SixMonths if self.month == facts.base.month => indicator?.six_months.as_ref(),
            PeriodKind::Month if self.month == facts.base.month => indicator.map(|known| &known.current).or(then),
            PeriodKind::Month => {
                let history = indicator.and_then(|known| known.history.iter().find(|(month, _)| *month == self.month));
                history.map(|(_, measurement)| measurement).or(then)
            }
            _ => None,
        }
    }

    /// The number as the readers of `facts` may see it. To the public it is told only where the paper itself tells the
    /// same: a number of another time beside it could give away what is hidden.
    fn shown(&self, facts: &Facts) -> String {
        if facts.audience == Audience::Internal {
            return self.sentence();
        }
        let same = self.found(facts).filter(|found| {
            found.value == self.measurement.value
                && found.numerator == self.measurement.numerator
                && found.denominator == self.measurement.denominator
        });
        match same {
            Some(found) => self.said(found),
            None => format!("{}, {}: not shown in this edition.", self.title, words::month(self.month)),
        }
    }
}

fn words_of(period: PeriodKind) -> &'static str {
    match period {
        PeriodKind::Month => "the month",
        PeriodKind::Quarter => "the quarter",
        PeriodKind::SixMonths => "six months",
        PeriodKind::TwelveMonths => "twelve months",
        PeriodKind::FinancialYearToDate => "the financial year",
        PeriodKind::CalendarYearToDate => "the calendar year",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Number;
    use report::performance::input::{Indicator, PerformanceInput, Status};

    fn month() -> Month {
        "2023-07".parse().unwrap()
    }

    fn count(n: i64) -> Measurement {
        Measurement::amount(Number::whole(n), Status::Complete)
    }

    /// A paper in which so many children were referred in July.
    fn frozen(referred: i64) -> Frozen {
        let mut facts = Facts::new(PerformanceInput::new("Anytown", month()), Audience::Internal);
        let referrals = Indicator {
            id: "referrals".into(),
            title: "Referrals".into(),
            counts: "referral".into(),
            unit: Unit::of("referrals"),
            current: count(referred),
            history: vec![(month(), count(referred))],
            ..Indicator::default()
        };
        facts.indicators.insert(referrals.id.clone(), referrals);
        let main = "title = \"A paper\"\n[[section]]\ntitle = \"Words\"\n[[section.block]]\nkind = \"text\"\n\
                    file = \"words.md\"\n[[section]]\ntitle = \"Numbers\"\n[[section.block]]\nkind = \"performance\"\n\
                    rows = [\"referrals\"]\n";
        let files = [(MAIN, main), ("words.md", "In all {{ referrals.value }}.")];
        let files = files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Frozen { form: FORM, as_at: month().last(), files, facts }
    }

    fn number(months_back: i32, n: i64) -> FrozenNumber {
        FrozenNumber {
            indicator: "referrals".into(),
            title: "Referrals".into(),
            period: PeriodKind::Month,
            month: month().plus(-months_back),
            unit: Unit::of("referrals"),
            decimals: 0,
            disclosive: true,
            measurement: count(n),
            as_at: month().last(),
        }
    }

    fn page(frozen: &Frozen, number: FrozenNumber, audience: Audience) -> String {
        let matter = Matter { question: "How many?".into(), asked_by: "The chair".into(), ..Matter::default() };
        let matters = [Answered { matter, number: Some(number) }];
        let document = frozen.document("Report", &BTreeMap::new(), &Additions::default(), &matters, audience).unwrap();
        report::html::write(&document)
    }

    #[test]
    fn what_is_kept_gives_the_same_paper() {
        let frozen = frozen(212);
        let again = Frozen::read(&frozen.bytes().unwrap()).unwrap();
        let text = |frozen| page(frozen, number(0, 212), Audience::Internal);
        assert_eq!(text(&again), text(&frozen));
        assert!(text(&frozen).contains("In all 212 referrals."));
        let words = BTreeMap::from([("words.md".to_owned(), "Other words.".to_owned())]);
        let document = again.document("Title", &words, &Additions::default(), &[], Audience::Internal).unwrap();
        assert_eq!(document.title, "Title");
        assert!(report::html::write(&document).contains("Other words."));
        let newer = String::from_utf8(frozen.bytes().unwrap()).unwrap().replacen("\"form\":1", "\"form\":9", 1);
        assert!(Frozen::read(newer.as_bytes()).unwrap_err().to_string().contains("newer version"));
    }

    #[test]
    fn what_stands_behind_a_row_says_its_number_and_hides_it_from_the_public() {
        let note = paper::RowNote {
            indicator: "referrals".into(),
            story: "All **told** {{ referrals.value }}.".into(),
            ..Default::default()
        };
        let additions = Additions { notes: vec![note], ..Additions::default() };
        let page = |n: i64, audience| {
            let document = frozen(n).document("Report", &BTreeMap::new(), &additions, &[], audience).unwrap();
            report::html::write(&document)
        };
        let said = |n: i64| format!("All <strong>told</strong> {n} referrals.");
        assert!(page(4, Audience::Internal).contains(&said(4)));
        assert!(page(212, Audience::Public).contains(&said(212)));
        let hidden = page(4, Audience::Public);
        assert!(hidden.contains("All <strong>told</strong> c") && !hidden.contains("4 referrals"), "{hidden}");
    }

    #[test]
    fn the_public_is_told_a_questions_number_only_where_the_paper_tells_the_same() {
        let paper = frozen(212);
        let told = "Referrals, July 2023: 212 referrals";
        assert!(page(&paper, number(0, 212), Audience::Public).contains(told));
        // A number of another time beside it would tell the difference.
        let other = page(&paper, number(0, 210), Audience::Public);
        assert!(other.contains("not shown in this edition") && !other.contains("210"));
        assert!(page(&paper, number(0, 210), Audience::Internal).contains("210 referrals"));
        // A month that the paper does not show is hidden on its own account.
        assert!(page(&paper, number(30, 209), Audience::Public).contains("209 referrals"));
        let small = page(&paper, number(30, 4), Audience::Public);
        assert!(small.contains("not shown in this edition") && !small.contains("4 referrals"), "{small}");
    }
}
