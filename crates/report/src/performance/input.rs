//! What the performance report is made of: plain values, so that any caller can fill them.

use crate::number::Number;
use crate::words::Unit;
use serde::{Deserialize, Serialize};
use standard::Date;
use standard::period::Month;
pub use statistics::{Good, Verdict};

/// All that the report says. Parts that are not there are said to be missing, with the reason given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PerformanceInput {
    /// The authority's name.
    pub authority: String,
    /// Its region's name, for the comparison column.
    pub region: String,
    /// The month that the report is about.
    pub month: Month,
    /// The day that the newest extract describes.
    pub data_date: Option<Date>,
    /// The day as at which the numbers are given, where they are not the newest.
    pub as_at: Option<Date>,
    /// Whether the month's numbers are final.
    pub month_status: Status,
    /// Why, or until when they are not: `final once a delivery dated 14 August 2023 or later is in`.
    pub month_reason: String,
    /// The catalogue of definitions that was used, for instance its version.
    pub catalogue: String,
    /// Anything that the reader should know first.
    pub notes: Vec<String>,
    /// The performance table, in its order.
    pub performance: Vec<Indicator>,
    /// Open children by status.
    pub case_status: Part<Shares>,
    /// Activity over time.
    pub activity: Vec<Indicator>,
    /// Rates per 10,000, at the end of the month.
    pub rates: Vec<Indicator>,
    /// Contacts, for the paragraph about the front door.
    pub contacts: Part<Contacts>,
    /// Referrals by primary need.
    pub referral_need: Part<Shares>,
    /// The staffing table.
    pub workforce: Part<Workforce>,
    /// Workforce measures: rates, caseload, absence.
    pub workforce_measures: Vec<Indicator>,
    /// Findings, summed by rule.
    pub findings: Part<Vec<FindingCount>>,
    /// What could not be computed.
    pub not_computed: Vec<NotComputed>,
    /// Definitions for the appendix; an indicator whose id is here is linked to it.
    pub definitions: Vec<Definition>,
    /// The deliveries that the numbers came from.
    pub deliveries: Vec<DeliveryLine>,
}

impl PerformanceInput {
    /// An input with nothing in it but the authority and the month.
    pub fn new(authority: &str, month: Month) -> PerformanceInput {
        PerformanceInput {
            authority: authority.to_owned(),
            region: String::new(),
            month,
            data_date: None,
            as_at: None,
            month_status: Status::Complete,
            month_reason: String::new(),
            catalogue: String::new(),
            notes: Vec::new(),
            performance: Vec::new(),
            case_status: Part::default(),
            activity: Vec::new(),
            rates: Vec::new(),
            contacts: Part::default(),
            referral_need: Part::default(),
            workforce: Part::default(),
            workforce_measures: Vec::new(),
            findings: Part::default(),
            not_computed: Vec::new(),
            definitions: Vec::new(),
            deliveries: Vec::new(),
        }
    }
}

/// Something that is given, or the reason why it is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part<T> {
    /// It is given.
    Given(T),
    /// It is missing: why, as a clause (`the table workforce_workers was not delivered`); may be empty.
    Missing(String),
}

impl<T> Default for Part<T> {
    fn default() -> Part<T> {
        Part::Missing(String::new())
    }
}

/// Whether a number is whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Whole and final.
    #[default]
    Complete,
    /// Whole, but the month has not settled.
    Provisional,
    /// Some of what it needs is not covered.
    Partial,
    /// Nothing covers it.
    NotCovered,
    /// A field that it needs is missing.
    NotComputable,
    /// Its denominator is 0.
    NotApplicable,
    /// It is hidden, so that no child can be recognised.
    Suppressed,
}

impl Status {
    /// The status as `derwent measure` writes it; `None` for another word.
    pub fn of(word: &str) -> Option<Status> {
        use Status::{Complete, NotApplicable, NotComputable, NotCovered, Partial, Provisional};
        [Complete, Provisional, Partial, NotCovered, NotComputable, NotApplicable]
            .into_iter()
            .find(|status| status.word() == word)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Complete => "complete",
            Status::Provisional => "provisional",
            Status::Partial => "partial",
            Status::NotCovered => "not covered",
            Status::NotComputable => "not computable",
            Status::NotApplicable => "n/a",
            Status::Suppressed => "c",
        }
    }
}

/// A number with what it was made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The value, percent for proportions; `None` when there is none.
    pub value: Option<Number>,
    /// The numerator; the count itself for counts.
    pub numerator: Option<Number>,
    /// The denominator.
    pub denominator: Option<Number>,
    /// Whether it is whole.
    pub status: Status,
    /// Why it is not: `history from 2017-08`, or the missing field.
    pub reason: String,
}

impl Measurement {
    /// A proportion of counted things.
    pub fn proportion(numerator: i64, denominator: i64, status: Status) -> Measurement {
        let (numerator, denominator) = (Number::whole(numerator), Number::whole(denominator));
        Measurement {
            value: Number::ratio(numerator, denominator, 100),
            numerator: Some(numerator),
            denominator: Some(denominator),
            status: if denominator == Number::ZERO { Status::NotApplicable } else { status },
            reason: String::new(),
        }
    }

    /// A count, or another number without a denominator.
    pub fn amount(value: Number, status: Status) -> Measurement {
        Measurement { value: Some(value), numerator: Some(value), status, ..Measurement::default() }
    }

    /// No number, and why.
    pub fn none(status: Status, reason: &str) -> Measurement {
        Measurement { status, reason: reason.to_owned(), ..Measurement::default() }
    }
}

/// An indicator with all that is said about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its id in the catalogue.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is limited to: `first assessments only, all teams`; may be empty.
    pub scope: String,
    /// What is counted, one: `visit obligation`; may be empty.
    pub counts: String,
    /// The unit.
    pub unit: Unit,
    /// How many decimals are shown.
    pub decimals: u8,
    /// Which way is good.
    pub good: Good,
    /// The report's month.
    pub current: Measurement,
    /// The six months that end with it, pooled; `None` for what is never pooled.
    pub six_months: Option<Measurement>,
    /// The 95% interval of the current proportion, percent; only for counted proportions.
    pub interval: Option<(Number, Number)>,
    /// Published figures to compare with; empty: no published comparator.
    pub comparators: Vec<Comparator>,
    /// The months up to the report's, in order.
    pub history: Vec<(Month, Measurement)>,
    /// The control chart of that history: as many points.
    pub control: Option<statistics::Chart>,
    /// The verdict on it.
    pub verdict: Option<Verdict>,
    /// The population that a rate is on, named: `mid-2021 estimate, 60,121 children aged 0 to 17`.
    pub population: String,
    /// Whether a whole number is shown beside the value with decimals.
    pub also_whole: bool,
    /// What the council aims at.
    pub target: Option<Target>,
    /// Whether it could tell of a child: small counts of it are hidden from the public.
    pub disclosive: bool,
    /// Changes of the rule that it is measured by, in order: the first month of each, and what changed, without a full
    /// stop: `from April 2023 the visit interval is 15 working days, before that 10 working days`.
    #[serde(default)]
    pub changes: Vec<(Month, String)>,
}

/// What a council aims at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The value that is good enough.
    pub value: Number,
    /// How far short of it is still tolerated, in the indicator's unit.
    pub tolerance: Number,
}

/// How a value stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rating {
    /// As good as the target or better.
    OnTarget,
    /// Short of it by no more than the tolerance.
    WithinTolerance,
    /// Short of it by more.
    OffTarget,
}

impl Target {
    /// The rating of `value`; `None` without a value or a direction of good.
    pub fn rating(&self, good: Good, value: Option<Number>) -> Option<Rating> {
        let value = value?;
        let short = match good {
            Good::High => self.value.minus(value),
            Good::Low => value.minus(self.value),
            Good::Neither => return None,
        };
        Some(match short {
            short if short <= Number::ZERO => Rating::OnTarget,
            short if short <= self.tolerance => Rating::WithinTolerance,
            _ => Rating::OffTarget,
        })
    }
}

impl Default for Indicator {
    fn default() -> Indicator {
        Indicator {
            id: String::new(),
            title: String::new(),
            scope: String::new(),
            counts: String::new(),
            unit: Unit::Bare,
            decimals: 0,
            good: Good::Neither,
            current: Measurement::default(),
            six_months: None,
            interval: None,
            comparators: Vec::new(),
            history: Vec::new(),
            control: None,
            verdict: None,
            population: String::new(),
            also_whole: false,
            target: None,
            disclosive: true,
            changes: Vec::new(),
        }
    }
}

/// Whom a published figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Who {
    /// The mean of the statistical neighbours.
    NeighboursMean,
    /// Their median.
    NeighboursMedian,
    /// The region.
    Region,
    /// England.
    England,
}

impl Who {
    /// In words; the region by its name.
    pub fn words(self, region: &str) -> String {
        match self {
            Who::NeighboursMean => "statistical neighbours (mean)".to_owned(),
            Who::NeighboursMedian => "statistical neighbours (median)".to_owned(),
            Who::Region if region.is_empty() => "the region".to_owned(),
            Who::Region => region.to_owned(),
            Who::England => "England".to_owned(),
        }
    }
}

/// How near a published measure's definition is to ours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Nearness {
    /// The same.
    #[default]
    Same,
    /// Near enough to look at together.
    Near,
    /// Different.
    Different,
}

impl Nearness {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Nearness::Same => "same",
            Nearness::Near => "near",
            Nearness::Different => "different",
        }
    }
}

/// A published figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparator {
    /// Whom it is about.
    pub who: Who,
    /// The value; `None` where it was published as a symbol or not at all.
    pub value: Option<Number>,
    /// The symbol that stood in its place (`c`, `x`, `z`), or why there is none.
    pub text: String,
    /// The year that it is about, as published: `2021-22`.
    pub year: String,
    /// How near its definition is.
    pub nearness: Nearness,
    /// Why it is not the same.
    pub why: String,
    /// How many neighbours have no figure; 0 for others.
    pub missing: u32,
    /// Whether the year is that of the report's month.
    pub same_year: bool,
    /// Where it was published; may be empty.
    pub source: String,
    /// The release, or the day that it was taken over; may be empty.
    pub vintage: String,
}

/// Counts that make up a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// When: `31 July 2023`, `January to July 2023`.
    pub when: String,
    /// What is counted, many: `children`, `referrals`.
    pub things: String,
    /// The parts, in order: label and count; `None` where it is hidden.
    pub parts: Vec<(String, Option<Number>)>,
    /// All together; `None` where it is hidden.
    pub total: Option<Number>,
    /// Whether one thing can be in several parts, so that they sum to more than the total.
    pub multiple: bool,
    /// The same at an earlier time, to compare.
    pub earlier: Option<Earlier>,
    /// Whether it is whole.
    pub status: Status,
    /// Why it is not.
    pub reason: String,
    /// What the reader should know; may be empty.
    pub note: String,
}

impl Shares {
    /// Parts that are all known, with their total.
    pub fn known(when: &str, things: &str, parts: Vec<(String, Number)>) -> Shares {
        Shares {
            when: when.to_owned(),
            things: things.to_owned(),
            total: Some(parts.iter().fold(Number::ZERO, |sum, (_, count)| sum.plus(*count))),
            parts: parts.into_iter().map(|(label, count)| (label, Some(count))).collect(),
            ..Shares::default()
        }
    }
}

/// The parts of a whole at an earlier time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// When.
    pub when: String,
    /// The counts, in the order of the parts; `None` where hidden.
    pub counts: Vec<Option<Number>>,
    /// All together; `None` where it is hidden.
    pub total: Option<Number>,
}

/// Contacts in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contacts {
    /// In the month.
    pub month: Measurement,
    /// A week in the month.
    pub month_per_week: Measurement,
    /// From 1 January to the end of the month.
    pub year_to_date: Measurement,
    /// A week in that time.
    pub year_to_date_per_week: Measurement,
    /// On the same days of the year before.
    pub previous: Measurement,
    /// A week in that time.
    pub previous_per_week: Measurement,
}

/// The staffing table: a row for each service, a column for each measure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Workforce {
    /// The day it shows.
    pub when: String,
    /// The services, in order.
    pub services: Vec<String>,
    /// The measures.
    pub columns: Vec<WorkforceColumn>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// A column of the staffing table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkforceColumn {
    /// The id of its indicator.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A number for each service, in their order.
    pub by_service: Vec<Measurement>,
    /// All services together.
    pub total: Measurement,
}

/// How many findings a rule has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCount {
    /// The rule's title.
    pub title: String,
    /// Its severity.
    pub severity: standard::finding::Severity,
    /// How many; `None` where it is hidden.
    pub count: Option<u64>,
}

/// What could not be computed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotComputed {
    /// The indicator's title.
    pub title: String,
    /// Not computable, or not covered.
    pub status: Status,
    /// Why: names the field, or from when there is data.
    pub reason: String,
    /// The title of the form that is offered instead; may be empty.
    pub instead: String,
}

/// A definition for the appendix.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The indicator's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The group that it stands under.
    pub area: String,
    /// What is counted.
    pub counts: String,
    /// Numerator, denominator and exclusions in plain English; blank lines part paragraphs.
    pub definition: String,
    /// Its statutory basis or local standard.
    pub basis: String,
    /// Which way is good, in words.
    pub good: String,
    /// The parameters that it uses.
    pub parameters: Vec<ParameterValue>,
    /// The published measures to compare with, and how near they are, in words.
    pub published: Vec<String>,
}

/// A parameter with the value in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterValue {
    /// Its title.
    pub title: String,
    /// The value: `10 WD`.
    pub value: String,
    /// From when it holds; `None` from the beginning.
    pub from: Option<Date>,
    /// Whether the council set it.
    pub set: bool,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// What it is called.
    pub title: String,
    /// Its kind in words.
    pub kind: String,
    /// The day that it describes.
    pub data_date: Option<Date>,
    /// When it was received, as text.
    pub received: String,
    /// Its hash, in full; the first twelve digits are shown.
    pub hash: String,
    /// How many rows it gave.
    pub rows: Option<u64>,
}
