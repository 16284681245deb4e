//! What a paper is written from: plain values, already limited to what its audience may see.

use super::template::Audience;
use crate::number::Number;
use crate::performance::input::{Contacts, Indicator, Measurement, Part, PerformanceInput, Shares, Workforce};
use serde::{Deserialize, Serialize};
use standard::Date;
use standard::period::{Month, PeriodKind};
use std::collections::BTreeMap;

/// All that a paper says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Who may read it.
    pub audience: Audience,
    /// What holds for the paper as a whole: authority, month, findings, definitions, deliveries. Its lists of
    /// indicators stay empty.
    pub base: PerformanceInput,
    /// Indicators by id.
    pub indicators: BTreeMap<String, Indicator>,
    /// The id of the indicator that is shown beneath one that has no number.
    pub instead: BTreeMap<String, String>,
    /// Shares by indicator and period.
    #[serde(with = "pairs")]
    pub shares: BTreeMap<(String, PeriodKind), Part<Shares>>,
    /// What came in, by indicator.
    pub front_door: BTreeMap<String, Part<Contacts>>,
    /// The staffing tables, in the template's order.
    pub staffing: Vec<Part<Workforce>>,
    /// Indicators at the end of a baseline month.
    #[serde(with = "pairs")]
    pub then: BTreeMap<(String, Month), Measurement>,
    /// Shares at the end of a baseline month beside the paper's.
    #[serde(with = "pairs")]
    pub shares_then: BTreeMap<(String, Month), Part<Shares>>,
    /// Shares of what happened after a baseline month.
    #[serde(with = "pairs")]
    pub shares_since: BTreeMap<(String, Month), Part<Shares>>,
    /// Breakdowns by indicator and dimension.
    #[serde(with = "pairs")]
    pub breakdowns: BTreeMap<(String, String), Part<Shares>>,
    /// Money.
    pub finance: Part<Finance>,
    /// How many figures are hidden.
    pub hidden: usize,
}

impl Facts {
    /// Facts with nothing in them but the base.
    pub fn new(base: PerformanceInput, audience: Audience) -> Facts {
        Facts {
            audience,
            base,
            indicators: BTreeMap::new(),
            instead: BTreeMap::new(),
            shares: BTreeMap::new(),
            front_door: BTreeMap::new(),
            staffing: Vec::new(),
            then: BTreeMap::new(),
            shares_then: BTreeMap::new(),
            shares_since: BTreeMap::new(),
            breakdowns: BTreeMap::new(),
            finance: Part::default(),
            hidden: 0,
        }
    }
}

/// Money by line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Finance {
    /// The financial year: `2023-24`.
    pub year: String,
    /// The day that the figures are of.
    pub as_at: Option<Date>,
    /// The lines, in order.
    pub lines: Vec<FinanceLine>,
}

/// A line of money; pounds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FinanceLine {
    /// What it is for: a role group.
    pub title: String,
    /// The budget of the year.
    pub budget: Option<Number>,
    /// Spent so far.
    pub actual: Option<Number>,
    /// What the year is expected to cost.
    pub forecast: Option<Number>,
    /// Full-time equivalents that it pays for.
    pub fte: Option<Number>,
}

/// Maps whose keys have two parts, as lists of key and value.
mod pairs {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub fn deserialize<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}
