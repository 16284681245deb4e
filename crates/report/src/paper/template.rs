//! A template: which sections a paper has, in what order, with which blocks, and the words that people write.
//!
//! It is a folder: `template.toml` lists the sections and their blocks, Markdown files beside it have the words. A
//! council copies the folder and changes it.

use super::kinds;
use super::reference::{self, Reference};
use serde::{Deserialize, Serialize};
use standard::period::{Month, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The file that lists the sections.
pub const MAIN: &str = "template.toml";

/// What is wrong with a template, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as it is called in the template's folder.
    pub file: String,
    /// The line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}, line {line}: {}", self.file, self.message),
        }
    }
}

/// A template that has been read and found well-formed.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Its `template.toml`.
    pub main: Main,
    /// The Markdown files beside it: name and text.
    pub texts: BTreeMap<String, String>,
}

/// `template.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Main {
    /// The paper's title.
    pub title: String,
    /// Its heading: name and what stands beside it, in order.
    #[serde(default)]
    pub heading: Vec<Line>,
    /// Its sections, in order.
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
}

/// A line of the heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// `Date of meeting`.
    pub name: String,
    /// `4 September 2023`.
    pub value: String,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Whether it belongs to the section before it.
    #[serde(default)]
    pub under: bool,
    /// Whether it is an appendix.
    #[serde(default)]
    pub appendix: bool,
    /// For whom it is; empty for all.
    #[serde(default)]
    pub audience: Option<Audience>,
    /// Its blocks, in order.
    #[serde(default, rename = "block")]
    pub blocks: Vec<Block>,
}

/// Who may read a paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Anyone: small numbers are hidden.
    #[default]
    Public,
    /// Managers and members of the council: all is shown.
    Internal,
}

/// An indicator of a table, as the template names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "RowForm")]
pub struct Row {
    /// Its id in the catalogue.
    pub indicator: String,
    /// The title to show in place of the catalogue's.
    pub title: Option<String>,
    /// What it is limited to.
    pub scope: String,
    /// What of it is shown.
    pub show: Show,
    /// Whether a whole number stands beside its decimals.
    pub also_whole: bool,
}

/// What of an indicator is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// Its value.
    #[default]
    Value,
    /// The count above the line: the children of a rate, say.
    Numerator,
    /// The count below the line: all assessments, of which so many were on time.
    Denominator,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RowForm {
    Id(String),
    Full(FullRow),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FullRow {
    indicator: String,
    title: Option<String>,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    show: Show,
    #[serde(default)]
    also_whole: bool,
}

impl From<RowForm> for Row {
    fn from(form: RowForm) -> Row {
        match form {
            RowForm::Id(indicator) => {
                Row { indicator, title: None, scope: String::new(), show: Show::Value, also_whole: false }
            }
            RowForm::Full(FullRow { indicator, title, scope, show, also_whole }) => {
                Row { indicator, title, scope, show, also_whole }
            }
        }
    }
}

/// A column of the staffing table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffColumn {
    /// The indicator, full-time equivalents by service.
    pub indicator: String,
    /// Its header.
    pub title: String,
}

/// Someone whose approval a paper needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// `Legal`.
    pub role: String,
    /// Who; empty until it is known.
    #[serde(default)]
    pub name: String,
    /// When it was given; empty until it is.
    #[serde(default)]
    pub date: String,
}

/// A block of a section. Each kind is explained in [`kinds::KINDS`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields, rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Block {
    /// Words that people write.
    Text {
        /// The Markdown file.
        file: String,
        /// Whether it may be missing.
        #[serde(default)]
        optional: bool,
    },
    /// What changed by more than chance.
    Summary {},
    /// The performance table.
    Performance {
        /// Its rows.
        rows: Vec<Row>,
        /// The template's words for what the table lists.
        #[serde(default)]
        title: Option<String>,
    },
    /// Sentences about indicators.
    Sentences {
        /// The indicators.
        rows: Vec<Row>,
    },
    /// A chart for each indicator.
    Trends {
        /// The indicators.
        rows: Vec<Row>,
    },
    /// Counts in categories, with shares.
    Shares {
        /// The indicator.
        indicator: String,
        /// Over what period; a snapshot is of its end.
        #[serde(default = "month")]
        period: PeriodName,
        /// What the table calls a category.
        category: String,
        /// The chart's title.
        title: String,
    },
    /// Rates per 10,000 beside others'.
    Rates {
        /// The rates.
        rows: Vec<Row>,
        /// Whether each has its chart here.
        #[serde(default = "yes")]
        charts: bool,
    },
    /// What came in: the month, the calendar year to date, the same days a year before.
    FrontDoor {
        /// The indicator: a count of events.
        indicator: String,
    },
    /// The staffing table.
    Staffing {
        /// Its columns.
        columns: Vec<StaffColumn>,
        /// An indicator whose denominator has every service that has social workers.
        services: String,
    },
    /// Measures beside others'.
    Measures {
        /// The measures.
        rows: Vec<Row>,
        /// Whether each has its chart here.
        #[serde(default = "yes")]
        charts: bool,
    },
    /// A chosen month beside the paper's.
    BeforeAfter {
        /// The month at whose end it was before.
        baseline: MonthName,
        /// The indicators.
        rows: Vec<Row>,
        /// An indicator in categories, at both times.
        #[serde(default)]
        shares: Option<String>,
        /// A count in categories of what closed since, by what followed.
        #[serde(default)]
        since: Option<String>,
    },
    /// Money by line.
    Finance {
        /// Beginnings of the lines that are left out.
        #[serde(default)]
        leave_out: Vec<String>,
    },
    /// Breakdowns of a count of children.
    Breakdowns {
        /// The indicators.
        rows: Vec<Row>,
        /// By what.
        by: Vec<String>,
    },
    /// Who approved it.
    SignOff {
        /// The approvals.
        approvals: Vec<Approval>,
    },
    /// The list of the appendices.
    Appendices {},
    /// Findings, and measures without a figure.
    DataQuality {},
    /// The definitions of all that is shown.
    Definitions {},
    /// The deliveries that the numbers came from.
    Sources {},
}

fn yes() -> bool {
    true
}

fn month() -> PeriodName {
    PeriodName(PeriodKind::Month)
}

/// A kind of period by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodName(pub PeriodKind);

impl<'de> Deserialize<'de> for PeriodName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PeriodName, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map(PeriodName).map_err(serde::de::Error::custom)
    }
}

/// A month by its name: `2022-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthName(pub Month);

impl<'de> Deserialize<'de> for MonthName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<MonthName, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse()
            .map(MonthName)
            .map_err(|_| serde::de::Error::custom(format!("“{name}” is no month: write it like 2022-03")))
    }
}

impl Template {
    /// Reads a template from the files of its folder: name and text.
    ///
    /// # Errors
    /// All that is wrong with `template.toml`, and every text that a block names and that is not there.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Template, Vec<Fault>> {
        let fault = |line, message: String| Fault { file: MAIN.to_owned(), line, message };
        let Some(text) = files.get(MAIN) else {
            return Err(vec![fault(0, "the template’s folder does not have it".to_owned())]);
        };
        let main: Main = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| reference::line_at(text, span.start));
            vec![fault(line, words(error.message()))]
        })?;
        let texts: BTreeMap<String, String> =
            files.iter().filter(|(name, _)| name.ends_with(".md")).map(|(n, t)| (n.clone(), t.clone())).collect();
        let mut faults = Vec::new();
        for (section, block) in main.blocks() {
            if let Block::Text { file, optional: false } = block
                && !texts.contains_key(file)
            {
                let line = text.lines().position(|line| line.contains(&format!("\"{file}\""))).map_or(0, |i| i + 1);
                let message = format!("section “{}” names {file}, which the folder does not have", section.title);
                faults.push(fault(line, message));
            }
        }
        if main.sections.first().is_some_and(|section| section.under) {
            faults.push(fault(0, "the first section can’t stand under another".to_owned()));
        }
        if faults.is_empty() { Ok(Template { main, texts }) } else { Err(faults) }
    }

    /// What must be measured for it, and what is wrong with what it names: `known` says whether the catalogue has an
    /// indicator of that id.
    ///
    /// # Errors
    /// Every indicator that is not known, with its line, and every reference that can't be read.
    pub fn needs(&self, source: &str, known: &dyn Fn(&str) -> bool) -> Result<Needs, Vec<Fault>> {
        let mut needs = Needs::default();
        for (_, block) in self.main.blocks() {
            needs.block(block);
        }
        let mut faults = Vec::new();
        for id in needs.named().into_iter().filter(|id| !known(id)) {
            let line = source.lines().position(|line| line.contains(&format!("\"{id}\""))).map_or(0, |i| i + 1);
            let message = format!("the catalogue has no indicator “{id}”: derwent indicators lists those it has");
            faults.push(Fault { file: MAIN.to_owned(), line, message });
        }
        let used: BTreeSet<&str> = self.main.blocks().filter_map(|(_, block)| block.file()).collect();
        for (file, text) in self.texts.iter().filter(|(file, _)| used.contains(file.as_str())) {
            faults.extend(needs.words(file, text, known));
        }
        faults.sort();
        if faults.is_empty() { Ok(needs) } else { Err(faults) }
    }
}

impl Main {
    /// All blocks with their sections, in order.
    pub fn blocks(&self) -> impl Iterator<Item = (&Section, &Block)> {
        self.sections.iter().flat_map(|section| section.blocks.iter().map(move |block| (section, block)))
    }
}

impl Block {
    /// The Markdown file that it names.
    pub fn file(&self) -> Option<&str> {
        match self {
            Block::Text { file, .. } => Some(file),
            _ => None,
        }
    }

    /// The indicators that it lists.
    pub fn rows(&self) -> &[Row] {
        match self {
            Block::Performance { rows, .. }
            | Block::Sentences { rows }
            | Block::Trends { rows }
            | Block::Rates { rows, .. }
            | Block::Measures { rows, .. }
            | Block::BeforeAfter { rows, .. }
            | Block::Breakdowns { rows, .. } => rows,
            _ => &[],
        }
    }
}

/// What must be measured for a template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Indicators month by month, and over the six months that end with the paper's.
    pub indicators: BTreeSet<String>,
    /// Shares: indicator and period.
    pub shares: BTreeSet<(String, PeriodKind)>,
    /// Counts of what came in.
    pub front_door: BTreeSet<String>,
    /// The staffing tables: their columns and the indicator that has every service.
    pub staffing: Vec<(Vec<StaffColumn>, String)>,
    /// Indicators at the end of an earlier month.
    pub then: BTreeSet<(String, Month)>,
    /// Shares at a baseline and now.
    pub shares_then: BTreeSet<(String, Month)>,
    /// Shares of what happened after a baseline.
    pub shares_since: BTreeSet<(String, Month)>,
    /// Breakdowns: indicator and dimension.
    pub breakdowns: BTreeSet<(String, String)>,
    /// Whether money is shown.
    pub finance: bool,
}

impl Needs {
    /// Adds what `text`, a file or another place called `file`, refers to.
    ///
    /// Gives every reference to an indicator that is not known, and every one that can't be read, with its line.
    pub fn words(&mut self, file: &str, text: &str, known: &dyn Fn(&str) -> bool) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (line, found) in reference::all(text) {
            match found {
                Ok(Reference::Indicator { id, .. }) if !known(&id) => {
                    let message = format!("the catalogue has no indicator “{id}”");
                    faults.push(Fault { file: file.to_owned(), line, message });
                }
                Ok(Reference::Indicator { id, .. }) => {
                    self.indicators.insert(id);
                }
                Ok(Reference::Name(_)) => {}
                Err(message) => faults.push(Fault { file: file.to_owned(), line, message }),
            }
        }
        faults
    }

    fn block(&mut self, block: &Block) {
        self.indicators.extend(block.rows().iter().map(|row| row.indicator.clone()));
        match block {
            Block::Shares { indicator, period, .. } => {
                self.shares.insert((indicator.clone(), period.0));
            }
            Block::FrontDoor { indicator } => {
                self.front_door.insert(indicator.clone());
            }
            Block::Staffing { columns, services } => self.staffing.push((columns.clone(), services.clone())),
            Block::BeforeAfter { baseline, rows, shares, since } => {
                self.then.extend(rows.iter().map(|row| (row.indicator.clone(), baseline.0)));
                self.shares_then.extend(shares.iter().map(|id| (id.clone(), baseline.0)));
                self.shares_since.extend(since.iter().map(|id| (id.clone(), baseline.0)));
            }
            Block::Breakdowns { rows, by } => {
                for row in rows {
                    self.breakdowns.extend(by.iter().map(|by| (row.indicator.clone(), by.clone())));
                }
            }
            Block::Finance { .. } => self.finance = true,
            _ => {}
        }
    }

    /// All indicators that the template names, each once.
    pub fn named(&self) -> BTreeSet<&str> {
        let mut out: BTreeSet<&str> = self.indicators.iter().map(String::as_str).collect();
        out.extend(self.shares.iter().map(|(id, _)| id.as_str()));
        out.extend(self.front_door.iter().map(String::as_str));
        for (columns, services) in &self.staffing {
            out.extend(columns.iter().map(|column| column.indicator.as_str()));
            out.insert(services);
        }
        out.extend(self.shares_then.iter().chain(&self.shares_since).map(|(id, _)| id.as_str()));
        out
    }
}

/// A parser's message as a sentence without its kind names.
fn words(message: &str) -> String {
    let kinds: Vec<&str> = kinds::KINDS.iter().map(|kind| kind.name).collect();
    match message.starts_with("unknown variant") && message.contains("expected one of") {
        true => match message.split('`').nth(1) {
            Some(name) => format!("there is no block “{name}”: the kinds are {}", kinds.join(", ")),
            None => message.to_owned(),
        },
        false => message.to_owned(),
    }
}
