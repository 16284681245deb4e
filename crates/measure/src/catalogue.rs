//! The catalogues: indicators, the steps that they share, and checks. Each entry is one SQL file whose first
//! comment is a TOML header; the files stand in `indicators/` and `checks/` at the root of the project and are
//! part of the program. A council's folder can add to them or override them.

use crate::Error;
use crate::plans::Plans;
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use standard::finding::Severity;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

static INDICATORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../indicators");
static CHECKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../checks");

/// What kind of number an indicator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A share of things counted, 0 to 100.
    Proportion,
    /// How many.
    Count,
    /// Per 10,000 children aged 0 to 17.
    Rate,
    /// The shares of categories, which sum to 100.
    Shares,
    /// A sum over a sum.
    Mean,
    /// A sum, such as FTE.
    Amount,
}

/// How the rows of an indicator's query get their place in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evaluated {
    /// By the date on which each counts; longer periods pool months.
    Event,
    /// As they stand at S; longer periods show their end.
    Snapshot,
    /// Over each period as a whole.
    Period,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Good {
    /// Higher is better.
    High,
    /// Lower is better.
    Low,
    /// Neither: a matter of demand or of context.
    None,
}

/// How near a published measure's definition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// The same definition.
    Same,
    /// Nearly: see why.
    Near,
    /// Another thing under a like name: see why.
    Different,
}

/// A published measure to compare with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The measure's id in the benchmarks table.
    pub measure: String,
    /// The breakdown in that table; empty for none.
    #[serde(default)]
    pub breakdown: String,
    /// How near its definition is.
    pub definition: Likeness,
    /// Why, where it is not the same.
    #[serde(default)]
    pub why: String,
}

/// An indicator as declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// Ids of other catalogues that it covers.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its title.
    pub title: String,
    /// The area of practice that it belongs to.
    pub area: String,
    /// What kind of number it is.
    pub kind: Kind,
    /// How its rows are placed in time.
    pub evaluated: Evaluated,
    /// What is counted, singular.
    pub counts: String,
    /// Which way is better.
    pub good: Good,
    /// The unit of its value, as shown.
    pub unit: String,
    /// How many decimals are shown.
    #[serde(default = "one")]
    pub decimals: u32,
    /// The law, guidance or practice behind it.
    pub basis: String,
    /// Numerator, denominator and exclusions, in plain English.
    pub definition: String,
    /// The parameters that it uses.
    #[serde(default)]
    pub parameters: Vec<String>,
    /// The shared steps that its query reads.
    #[serde(default)]
    pub steps: Vec<String>,
    /// The columns that it can't do without, as `table.column`.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Tables that it reads where they are there.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Optional tables without which the number is only partial.
    #[serde(default)]
    pub partial_without: Vec<String>,
    /// Columns of optional tables, as `table.column`, without whose history over the period the number is only
    /// partial: the column is absent, or the table's coverage does not contain the period.
    #[serde(default)]
    pub partial_outside: Vec<String>,
    /// The tables whose coverage must contain the period.
    #[serde(default)]
    pub coverage: Vec<String>,
    /// For obligations: the table that would show the thing done.
    #[serde(default)]
    pub done_in: Option<String>,
    /// How long before the period's start the coverage must reach: a number of months as `12 months`, or `all`.
    #[serde(default)]
    pub lookback: Option<String>,
    /// The value of a month is that of so many months that end with it.
    #[serde(default)]
    pub rolling: Option<i32>,
    /// The indicator offered where this one can't be had.
    #[serde(default)]
    pub instead: Option<String>,
    /// Published measures to compare with.
    #[serde(default)]
    pub published: Vec<Published>,
    /// Whether small counts of it could tell about a child.
    #[serde(default)]
    pub disclosive: bool,
    /// Whether its monthly series is tested against chance.
    #[serde(default)]
    pub verdict: bool,
    /// Whether it is shown per week.
    #[serde(default)]
    pub per_week: bool,
    /// Whether years to date are set beside the same days a year before.
    #[serde(default)]
    pub year_before: bool,
    /// The snapshot holds only at the data date, since the source keeps only the latest.
    #[serde(default)]
    pub latest: bool,
    /// A reason why a past month is always partial.
    #[serde(default)]
    pub past_partial: Option<String>,
    /// Whether its pending and overdue rows belong on the due list, and as what: `visit`, `review` …
    #[serde(default)]
    pub due: Option<String>,
    /// What its category is called in breakdowns.
    #[serde(default)]
    pub category: Option<String>,
    /// A row counts in more than one category, so that shares sum to more than 100.
    #[serde(default)]
    pub multiple: bool,
    /// Whether it belongs to the core set.
    #[serde(default)]
    pub core: bool,
    /// Its query.
    #[serde(skip)]
    pub sql: String,
}

fn one() -> u32 {
    1
}

impl Indicator {
    /// What its category is called in breakdowns: `need` in `need:N1`.
    pub fn category_name(&self) -> &str {
        self.category.as_deref().unwrap_or("category")
    }

    /// Whether `text` is its id or one of its aliases.
    pub fn is_called(&self, text: &str) -> bool {
        self.id == text || self.aliases.iter().any(|alias| alias == text)
    }
}

/// A step that several indicators share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name, under which its result is a table.
    pub id: String,
    /// What it gives, in words.
    pub title: String,
    /// The steps that it reads.
    #[serde(default)]
    pub steps: Vec<String>,
    /// The columns that it reads.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Tables that it reads where they are there.
    #[serde(default)]
    pub optional: Vec<String>,
    /// The parameters that it uses.
    #[serde(default)]
    pub parameters: Vec<String>,
    /// Its query.
    #[serde(skip)]
    pub sql: String,
}

/// A check of records against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its id, the rule of its findings.
    pub id: String,
    /// What it finds, in words.
    pub title: String,
    /// How much a finding of it matters.
    pub severity: Severity,
    /// The table whose rows it finds.
    pub table: String,
    /// What was expected.
    #[serde(default)]
    pub expected: String,
    /// What the team that owns the record can do.
    pub hint: String,
    /// The shared steps that it reads.
    #[serde(default)]
    pub steps: Vec<String>,
    /// The columns that it can't do without.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Tables that it reads where they are there.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Its query.
    #[serde(skip)]
    pub sql: String,
}

/// An indicator that can't be computed from any table that Derwent reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unavailable {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The area of practice that it belongs to.
    #[serde(default)]
    pub area: String,
    /// The fields that no standard carries.
    pub missing: Vec<String>,
    /// Why, in words.
    #[serde(default)]
    pub why: String,
}

/// Indicators, steps, checks.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    indicators: BTreeMap<String, Indicator>,
    steps: BTreeMap<String, Step>,
    checks: BTreeMap<String, Check>,
    unavailable: Vec<Unavailable>,
    pub(crate) plans: Plans,
}

impl Catalogue {
    /// The catalogue that is part of the program.
    ///
    /// # Errors
    /// Every fault of every entry, with its file.
    pub fn builtin() -> Result<Catalogue, Error> {
        let mut catalogue = Catalogue::default();
        let mut faults = Vec::new();
        for (folder, root) in [("indicators", &INDICATORS), ("checks", &CHECKS)] {
            let mut files = Vec::new();
            gather(root, &mut files);
            for (path, text) in files {
                catalogue.add(&format!("{folder}/{path}"), text, &mut faults);
            }
        }
        catalogue.checked(faults)
    }

    /// This catalogue with the entries of `folder/indicators` and `folder/checks` added, each in place of one
    /// with the same id.
    ///
    /// # Errors
    /// Every fault of every entry, with its file, and folders that can't be read.
    pub fn with_folder(mut self, folder: &Path) -> Result<Catalogue, Error> {
        let mut faults = Vec::new();
        for path in ["indicators", "indicators/steps", "checks"] {
            let Ok(entries) = std::fs::read_dir(folder.join(path)) else { continue };
            let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
            names.sort();
            for name in names {
                let file = format!("{path}/{}", name.to_string_lossy());
                if !file.ends_with(".sql") && !file.ends_with("unavailable.toml") {
                    continue;
                }
                match std::fs::read_to_string(folder.join(&file)) {
                    Ok(text) => self.add(&file, &text, &mut faults),
                    Err(error) => faults.push(format!("{file}: can't be read: {error}")),
                }
            }
        }
        self.checked(faults)
    }

    /// All indicators, by id.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.values()
    }

    /// All shared steps, by id.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.values()
    }

    /// All checks, by id.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.values()
    }

    /// The indicators that no table read here suffices for.
    pub fn unavailable(&self) -> &[Unavailable] {
        &self.unavailable
    }

    /// The indicator with this id or alias.
    pub fn find(&self, text: &str) -> Option<&Indicator> {
        self.indicators.get(text).or_else(|| self.indicators.values().find(|indicator| indicator.is_called(text)))
    }

    /// The indicator with this id or alias, or an error that names the nearest.
    ///
    /// # Errors
    /// If there is none.
    pub fn named(&self, text: &str) -> Result<&Indicator, Error> {
        self.find(text).ok_or_else(|| {
            if let Some(unavailable) = self.unavailable.iter().find(|u| u.id == text) {
                return Error::Unknown(format!(
                    "{text} ({}) can't be computed: no table carries {}. {}",
                    unavailable.title,
                    unavailable.missing.join(", "),
                    unavailable.why
                ));
            }
            let names = self.indicators.keys().map(|id| (id.as_str(), id.as_str()));
            let hint = standard::codes::nearest(text, names).map(|id| format!("; did you mean {id}?"));
            Error::Unknown(format!(
                "there is no indicator ‘{text}’{} (derwent indicators lists them)",
                hint.unwrap_or_default()
            ))
        })
    }

    /// The standard tables that the engine needs for the indicators called `wanted` (ids or aliases; none for all): those
    /// that any of their queries names, and those that breakdowns, rates, comparators and lists are made from.
    pub fn tables(&self, wanted: &[String], with_checks: bool) -> Vec<&'static str> {
        const ALWAYS: [&str; 16] = [
            "ssd_person",
            "ssd_family",
            "ssd_disability",
            "ssd_involvements",
            "ssd_department",
            "teams",
            "workforce_workers",
            "workforce_absences",
            "population",
            "benchmarks",
            "neighbours",
            "person_merges",
            "earlier_plans",
            "finance_lines",
            "restricted_records",
            "ssd_permanence",
        ];
        let mut words: BTreeSet<&str> = ALWAYS.into();
        let chosen: Vec<&Indicator> = match wanted {
            [] => self.indicators.values().collect(),
            wanted => wanted.iter().filter_map(|name| self.named(name).ok()).collect(),
        };
        let steps = match wanted {
            [] => self.steps.values().collect(),
            _ => self.steps_for(chosen.iter().flat_map(|i| i.steps.iter().map(String::as_str))),
        };
        let queries = chosen.iter().map(|i| &i.sql).chain(steps.into_iter().map(|s| &s.sql));
        let checks = self.checks.values().filter(|_| with_checks).map(|c| &c.sql);
        for sql in queries.chain(checks) {
            words.extend(sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
        }
        let fields = chosen
            .iter()
            .flat_map(|i| i.inputs.iter().chain(&i.coverage).chain(&i.partial_without).chain(&i.partial_outside));
        words.extend(fields.map(|field| field.split('.').next().unwrap_or(field)));
        standard::table::all().iter().map(|table| table.name.as_str()).filter(|name| words.contains(name)).collect()
    }

    /// The steps that `wanted` need, in an order in which each comes after those that it reads.
    pub fn steps_for<'a>(&'a self, wanted: impl Iterator<Item = &'a str>) -> Vec<&'a Step> {
        let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
        let mut wanted: Vec<&str> = wanted.collect();
        wanted.sort_unstable();
        for id in wanted {
            self.visit(id, &mut order, &mut seen);
        }
        order
    }

    fn visit<'a>(&'a self, id: &'a str, order: &mut Vec<&'a Step>, seen: &mut BTreeSet<&'a str>) {
        let Some(step) = self.steps.get(id) else { return };
        if seen.insert(id) {
            for earlier in &step.steps {
                self.visit(earlier, order, seen);
            }
            order.push(step);
        }
    }

    fn add(&mut self, file: &str, text: &str, faults: &mut Vec<String>) {
        if file.ends_with("unavailable.toml") {
            #[derive(Deserialize)]
            struct Listing {
                unavailable: Vec<Unavailable>,
            }
            match toml::from_str::<Listing>(text) {
                Ok(listing) => self.unavailable.extend(listing.unavailable),
                Err(error) => faults.push(format!("{file}: {error}")),
            }
            return;
        }
        if !file.ends_with(".sql") {
            return;
        }
        let Some((header, sql)) = split(text) else {
            faults.push(format!("{file}: begin with a header, /* id = \"…\" … */, and then one SELECT"));
            return;
        };
        let wrong = |error: toml::de::Error| format!("{file}: {error}");
        let id = if file.starts_with("checks/") {
            toml::from_str::<Check>(header).map_err(wrong).map(|mut check| {
                check.sql = sql.to_owned();
                let id = check.id.clone();
                self.checks.insert(id.clone(), check);
                id
            })
        } else if file.starts_with("indicators/steps/") {
            toml::from_str::<Step>(header).map_err(wrong).map(|mut step| {
                step.sql = sql.to_owned();
                let id = step.id.clone();
                self.steps.insert(id.clone(), step);
                id
            })
        } else {
            toml::from_str::<Indicator>(header).map_err(wrong).map(|mut indicator| {
                indicator.sql = sql.to_owned();
                let id = indicator.id.clone();
                self.indicators.insert(id.clone(), indicator);
                id
            })
        };
        match id {
            Ok(id) if !file.ends_with(&format!("/{id}.sql")) => {
                faults.push(format!("{file}: its id is {id}; call the file {id}.sql"));
            }
            Ok(_) => {}
            Err(fault) => faults.push(fault),
        }
    }

    /// The catalogue if its entries hang together.
    fn checked(self, mut faults: Vec<String>) -> Result<Catalogue, Error> {
        let mut field = |entry: &str, name: &str| {
            let (table, column) = name.split_once('.').map_or((name, None), |(t, c)| (t, Some(c)));
            let known = standard::table::find(table);
            if known.is_none_or(|table| column.is_some_and(|column| table.column(column).is_none())) {
                faults.push(format!("{entry}: {name} is not in the standard tables"));
            }
        };
        for (id, i) in &self.indicators {
            let without = i.partial_without.iter().chain(&i.partial_outside);
            let tables = i.inputs.iter().chain(&i.optional).chain(without).chain(&i.coverage).chain(&i.done_in);
            tables.for_each(|name| field(id, name));
        }
        for (id, s) in &self.steps {
            s.inputs.iter().chain(&s.optional).for_each(|name| field(id, name));
        }
        for (id, c) in &self.checks {
            c.inputs.iter().chain(&c.optional).chain([&c.table]).for_each(|name| field(id, name));
        }
        for (id, i) in &self.indicators {
            for step in i.steps.iter().filter(|step| !self.steps.contains_key(*step)) {
                faults.push(format!("{id}: there is no step {step}"));
            }
            for name in i.parameters.iter().filter(|name| standard::parameter::find(name).is_none()) {
                faults.push(format!("{id}: there is no parameter {name}"));
            }
            if let Some(instead) = i.instead.as_ref().filter(|instead| !self.indicators.contains_key(*instead)) {
                faults.push(format!("{id}: there is no indicator {instead} to offer instead"));
            }
            if let Some(text) = &i.lookback
                && text != "all"
                && months(text).is_none()
            {
                faults.push(format!("{id}: lookback ‘{text}’: write \"12 months\" or \"all\""));
            }
            for alias in &i.aliases {
                if self.indicators.values().any(|other| other.id != *id && other.is_called(alias)) {
                    faults.push(format!("{id}: the alias {alias} is another indicator's too"));
                }
            }
        }
        for (id, step) in &self.steps {
            for other in step.steps.iter().filter(|other| !self.steps.contains_key(*other)) {
                faults.push(format!("step {id}: there is no step {other}"));
            }
            let needed = self.steps_for(step.steps.iter().map(String::as_str));
            if needed.iter().any(|needed| needed.id == *id) {
                faults.push(format!("step {id} needs itself"));
            }
        }
        for (id, check) in &self.checks {
            for step in check.steps.iter().filter(|step| !self.steps.contains_key(*step)) {
                faults.push(format!("check {id}: there is no step {step}"));
            }
        }
        if faults.is_empty() { Ok(self) } else { Err(Error::Catalogue(faults)) }
    }
}

/// The whole months in `12 months`.
pub(crate) fn months(text: &str) -> Option<i32> {
    text.strip_suffix(" months").and_then(|n| n.trim().parse().ok())
}

/// The header and the query of an entry.
pub(crate) fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start_matches('\u{feff}').trim_start().strip_prefix("/*")?;
    let (header, sql) = rest.split_once("*/")?;
    Some((header, sql.trim()))
}

fn gather<'a>(dir: &'a Dir<'a>, out: &mut Vec<(String, &'a str)>) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            out.push((file.path().to_string_lossy().replace('\\', "/"), text));
        }
    }
    for inner in dir.dirs() {
        gather(inner, out);
    }
    out.sort();
}
