//! A report as it stands: what people wrote, what was asked of whom, and the numbers it says.

use super::People;
use super::matters;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::site::Site;
use council::paper::frozen::{Answered, Frozen, titled};
use council::paper::{self, Files, Words};
use records::{Block, Clearance, Freeze, Report, ReportStatus, RowNote};
use report::Document;
use report::paper::template::{Approval, Block as TemplateBlock, Line, Row};
use report::paper::{Additions, Audience, Exempt, Template};
use report::words;
use sha2::{Digest, Sha256};
use standard::period::Month;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The template that every council has: the program’s own, or its own in place of it.
pub const BOARD: &str = "scrutiny";

/// What stands in a template’s heading for what a report says later.
const TO_BE_COMPLETED: &str = "to be completed";

/// For what a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// To be read while it is made: its cover says that it is a draft.
    Draft,
    /// To be issued.
    Issue,
}

/// A report as it stands.
pub struct Draft {
    /// The report.
    pub report: Report,
    /// Its blocks, in the template’s order.
    pub blocks: Vec<Block>,
    /// What stands behind rows of the performance table.
    pub notes: Vec<RowNote>,
    /// The clearances asked for.
    pub clearances: Vec<Clearance>,
    /// The freeze that counts.
    pub freeze: Option<Freeze>,
    /// Names of people.
    pub people: People,
    /// All accounts, for those who may be asked.
    pub accounts: Vec<records::Account>,
    /// The hash of what it says. Read before all else: a decision on it is refused if anything changed since.
    pub content_hash: String,
    frozen: Option<Arc<Frozen>>,
    files: Files,
}

/// A text that people write, where it stands in the template.
pub struct Task {
    /// The key of its block: the file’s name.
    pub key: String,
    /// The section it stands in.
    pub section: String,
    /// Whether it may stay empty.
    pub optional: bool,
}

/// A row of the performance table.
pub struct TableRow {
    /// Its indicator.
    pub indicator: String,
    /// Its scope; may be empty.
    pub scope: String,
    /// What it is called.
    pub title: String,
}

impl Draft {
    /// The report of that number.
    ///
    /// # Errors
    /// There is none, its frozen numbers are not those that were frozen, or its template can’t be read.
    pub async fn load(site: &Site, id: i64) -> Result<Draft, Problem> {
        let records = site.records();
        let content_hash = records.content(id).await?.hash;
        let report = records.report(id).await?;
        let freeze = records.latest_freeze(id).await?;
        let frozen = freeze.as_ref().map(|freeze| Frozen::read(&freeze.data).map(Arc::new));
        let frozen = frozen.transpose().map_err(Problem::fault)?;
        let files = match &frozen {
            Some(frozen) => frozen.files.clone(),
            None => template_files(site.folder(), &report.template)?,
        };
        let (people, accounts) = People::of(site).await?;
        Ok(Draft {
            blocks: records.blocks(id).await?,
            notes: records.row_notes(id).await?,
            clearances: records.clearances(id).await?,
            report,
            freeze,
            people,
            accounts,
            content_hash,
            frozen,
            files,
        })
    }

    /// What it is called: title and month.
    pub fn called(&self) -> String {
        format!("{}, {}", self.report.title, self.month_words())
    }

    /// The month, as the crates that count know it.
    pub fn month(&self) -> Result<Month, Problem> {
        self.report.month.parse().map_err(Problem::fault)
    }

    /// The month in words.
    pub fn month_words(&self) -> String {
        month_words(&self.report.month)
    }

    /// Whether what it says can still be changed.
    pub fn is_open(&self) -> bool {
        self.report.status.is_open()
    }

    /// Whether its numbers are frozen.
    pub fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    /// Whether everyone asked has cleared what it says now, or it was issued.
    pub fn may_be_issued(&self) -> bool {
        matches!(self.report.status, ReportStatus::Cleared | ReportStatus::Issued)
    }

    /// The template, with the report’s title and texts.
    pub fn template(&self) -> Result<Template, Problem> {
        titled(&self.files, &self.report.title, &self.texts()).map_err(|failure| Problem::Wrong(failure.0))
    }

    /// The texts that people wrote, by file.
    fn texts(&self) -> BTreeMap<String, String> {
        let written = self.blocks.iter().filter(|block| block.key != matters::KEY);
        written.map(|block| (block.key.clone(), block.text.clone())).collect()
    }

    /// What people wrote beside the texts: numbers that it refers to are measured too.
    pub fn words(&self) -> Words {
        self.additions().words()
    }

    /// The texts that people write, in the template’s order.
    pub fn tasks(&self) -> Result<Vec<Task>, Problem> {
        Ok(tasks(&self.template()?))
    }

    /// The rows of the performance table beside which people write, each once.
    pub fn rows(&self, reading: Option<&Reading>) -> Result<Vec<TableRow>, Problem> {
        let template = self.template()?;
        let listed = template.main.blocks().filter_map(|(_, block)| match block {
            TemplateBlock::Performance { rows, .. } => Some(rows),
            _ => None,
        });
        let mut seen = BTreeSet::new();
        let rows = listed.flatten().filter(|row| seen.insert((row.indicator.clone(), row.scope.clone())));
        Ok(rows.map(|row| self.row(row, reading)).collect())
    }

    fn row(&self, row: &Row, reading: Option<&Reading>) -> TableRow {
        let frozen = || self.frozen.as_ref()?.facts.indicators.get(&row.indicator).map(|known| known.title.clone());
        let declared = || reading?.engine().catalogue().find(&row.indicator).map(|known| known.title.clone());
        let title = row.title.clone().or_else(frozen).or_else(declared).unwrap_or_else(|| row.indicator.clone());
        TableRow { indicator: row.indicator.clone(), scope: row.scope.clone(), title }
    }

    /// The board’s questions that it carries.
    pub fn matters(&self) -> Result<Vec<Answered>, Problem> {
        matters::read(self.blocks.iter().find(|block| block.key == matters::KEY))
    }

    /// What people add beside the texts.
    fn additions(&self) -> Additions {
        let report = &self.report;
        let mut heading = Vec::new();
        let mut line = |name: &str, value: String| heading.push(Line { name: name.to_owned(), value });
        if let Some(day) = report.meeting_date {
            line("Date of meeting", words::date(day));
        }
        if !report.item.is_empty() {
            line("Item", report.item.clone());
        }
        line("Report author", self.people.name(report.created_by).to_owned());
        line("Version", report.version.to_string());
        let exempt = report
            .exempt
            .present
            .then(|| Exempt { text: report.exempt.text.clone(), reason: report.exempt.reason.clone() });
        Additions {
            heading,
            approvals: self.clearances.iter().map(|clearance| self.approval(clearance)).collect(),
            notes: self.notes.iter().map(note).collect(),
            matters: Vec::new(),
            exempt,
        }
    }

    /// A line of the sign-off table: filled by a clearance of what the report says, and by nothing else.
    fn approval(&self, clearance: &Clearance) -> Approval {
        let standing = clearance.standing.as_ref().filter(|_| clearance.is_cleared());
        Approval {
            role: capacity_words(&clearance.capacity),
            name: standing.map_or_else(String::new, |decision| self.people.name(decision.by).to_owned()),
            date: standing.map_or_else(String::new, |decision| words::date(crate::clock::day_of(decision.at))),
        }
    }

    /// The numbers that it says: those frozen, or until then those of the newest extract.
    ///
    /// # Errors
    /// Nothing was imported, or the template or a text names what the catalogue does not have.
    pub async fn numbers(&self, site: &Site) -> Result<Arc<Frozen>, Problem> {
        if let Some(frozen) = &self.frozen {
            return Ok(frozen.clone());
        }
        let (reading, files, words, month) = (site.reading()?, self.merged(), self.words(), self.month()?);
        work(move || live(&reading, &files, &words, month)).await
    }

    /// The template’s files with the texts that people wrote: numbers that they refer to are measured too.
    pub fn merged(&self) -> Files {
        let mut files = self.files.clone();
        files.extend(self.texts());
        files
    }

    /// The document for an audience.
    ///
    /// # Errors
    /// What is wrong in the words that people wrote.
    pub async fn document(&self, site: &Site, audience: Audience, stage: Stage) -> Result<Document, Problem> {
        let (numbers, shown) = (self.numbers(site).await?, self.shown(stage)?);
        work(move || shown.document(&numbers, audience)).await
    }

    /// All that its document says besides the numbers.
    pub fn shown(&self, stage: Stage) -> Result<Shown, Problem> {
        let mut additions = self.additions();
        match stage {
            Stage::Draft => {
                additions.heading.push(Line { name: "Status".to_owned(), value: "Draft, not issued".to_owned() });
            }
            // What nobody completed is left out of what is issued: a line without a value is not printed.
            Stage::Issue => {
                let given = |line: &Line| additions.heading.iter().any(|known| known.name == line.name);
                let heading = self.template()?.main.heading;
                let left = heading.into_iter().filter(|line| line.value == TO_BE_COMPLETED && !given(line));
                let left: Vec<Line> = left.map(|line| Line { value: String::new(), ..line }).collect();
                additions.heading.extend(left);
            }
        }
        let (title, texts, matters) = (self.report.title.clone(), self.texts(), self.matters()?);
        Ok(Shown { title, texts, additions, matters })
    }
}

/// All that a document says besides the numbers.
pub struct Shown {
    title: String,
    texts: BTreeMap<String, String>,
    additions: Additions,
    matters: Vec<Answered>,
}

impl Shown {
    /// The document with these numbers.
    ///
    /// # Errors
    /// What is wrong in the words that people wrote.
    pub fn document(&self, numbers: &Frozen, audience: Audience) -> Result<Document, Problem> {
        let Shown { title, texts, additions, matters } = self;
        numbers.document(title, texts, additions, matters, audience).map_err(|failure| Problem::Wrong(failure.0))
    }
}

/// What stands behind a row, as papers have it.
pub fn note(note: &RowNote) -> report::paper::RowNote {
    report::paper::RowNote {
        indicator: note.indicator.clone(),
        scope: note.scope.clone(),
        story: note.text.story.clone(),
        action: note.text.action.clone(),
        owner: note.text.owner.clone(),
        due: note.text.due,
    }
}

/// Work that takes a while, off the threads that answer requests.
pub async fn work<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::fault)?
}

/// How many drafts’ live numbers are kept.
const KEPT: usize = 4;

/// The newest extract’s numbers for drafts that are not frozen yet, by what they were made of.
static LIVE: Mutex<Vec<(String, Arc<Frozen>)>> = Mutex::new(Vec::new());

fn live(reading: &Reading, files: &Files, words: &Words, month: Month) -> Result<Arc<Frozen>, Problem> {
    let wrong = |failure: council::Failure| Problem::Wrong(failure.0);
    let template = paper::template(files).map_err(wrong)?;
    let needs = paper::needs_with(&template, files, words, reading.engine().catalogue()).map_err(wrong)?;
    let mut hash = Sha256::new();
    let folder = reading.measuring().store.folder().display().to_string();
    hash.update(format!("{folder}\n{}\n{month}\n{needs:?}", reading.generation().short()));
    let mut key = String::new();
    for byte in hash.finalize() {
        // Writing to a String can't fail.
        let _ = write!(key, "{byte:02x}");
    }
    let kept = || LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = kept().iter().find(|(known, _)| *known == key) {
        return Ok(known.clone());
    }
    let made = Arc::new(Frozen::take(reading.measuring(), files, words, month).map_err(wrong)?);
    let mut kept = kept();
    kept.truncate(KEPT - 1);
    kept.insert(0, (key, made.clone()));
    Ok(made)
}

/// The texts that people write for a template, in its order, each once.
pub fn tasks(template: &Template) -> Vec<Task> {
    let mut seen = BTreeSet::new();
    let task = |(section, block): (&report::paper::template::Section, &TemplateBlock)| match block {
        TemplateBlock::Text { file, optional } if seen.insert(file.clone()) => {
            Some(Task { key: file.clone(), section: section.title.clone(), optional: *optional })
        }
        _ => None,
    };
    template.main.blocks().filter_map(task).collect()
}

/// The templates that can be chosen: their names, the board’s first.
pub fn templates(folder: &Path) -> Vec<String> {
    let mut out = vec![BOARD.to_owned()];
    let entries = std::fs::read_dir(folder.join("templates")).into_iter().flatten().flatten();
    let mut own: Vec<String> = entries
        .filter(|entry| entry.path().join(report::paper::template::MAIN).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name != BOARD)
        .collect();
    own.sort();
    out.extend(own);
    out
}

/// The files of a template that can be chosen.
pub fn template_files(folder: &Path, name: &str) -> Result<Files, Problem> {
    if !templates(folder).iter().any(|known| known == name) {
        return Err(Problem::wrong(format!(
            "The template “{name}” is no longer in the data folder. Ask whoever keeps the server to put it back."
        )));
    }
    let chosen: Option<PathBuf> = (name != BOARD).then(|| folder.join("templates").join(name));
    paper::files(folder, chosen.as_deref()).map_err(|failure| Problem::Wrong(failure.0))
}

/// A month of a record in words.
pub fn month_words(month: &str) -> String {
    month.parse::<Month>().map_or_else(|_| month.to_owned(), words::month)
}

/// A capacity in which people clear, as the paper names it.
pub fn capacity_words(capacity: &str) -> String {
    match capacity {
        "sponsor" => "Report sponsor".to_owned(),
        other => words::sentence(&other.replace('-', " ")),
    }
}
