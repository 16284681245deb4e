//! The commands and their options, declared once: the parser, the help, the manual page, the completions and the
//! command reference all come from here.

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use measure::Dimension;
use standard::period::{Month, Period, PeriodKind};
use std::path::PathBuf;

mod site;
pub use site::{Accounts, AccountsWhat, Backup, Database, Log, LogWhat, Restore, Serve};

/// From a council's children's services extracts to numbers that hold.
///
/// Derwent reads the extracts that an English council already makes about its children's social care, keeps every
/// delivery, and measures visits, reviews, assessments, conferences, plans, care and workforce, each number with the
/// children behind it. Nothing leaves the machine.
#[derive(Debug, Parser)]
#[command(name = "derwent", version, max_term_width = 100)]
pub struct Cli {
    /// The data folder
    #[arg(long, global = true, env = "DERWENT_DATA", default_value = "derwent-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a data folder for an authority
    ///
    /// Writes authority.toml with the authority's name, codes, region and neighbour model, and every parameter,
    /// target and coverage as a commented default.
    Init(Init),
    /// Read extracts and keep them as deliveries
    ///
    /// Takes files and folders in any mix and tells from their content what they are: Annex A workbooks, Standard
    /// Safeguarding Dataset tables (CSV or Parquet), local tables, populations, published figures, neighbours. A
    /// file that can't be used stops the import with nothing changed; doubts become findings.
    Import(Import),
    /// List what is wrong, doubtful or not understood in what was given
    Findings(Findings),
    /// List the deliveries
    Deliveries(Listing),
    /// Accept the tables of a delivery that are held
    Accept(Accept),
    /// Undo a delivery
    Withdraw(Withdraw),
    /// List rows that an earlier delivery had and a later one should have and has not
    Withdrawn(Withdrawn),
    /// Compute indicators
    ///
    /// Prints one line for each indicator, period and breakdown. Percentages run from 0 to 100, rates are per
    /// 10,000 children; files have six decimals.
    Measure(Measure),
    /// List the children behind a number
    Children(Children),
    /// List what is overdue and what falls due, from the data date
    Due(Due),
    /// List what changed in a number between two dates, and why
    Changes(Changes),
    /// Compare the children behind a number with the case system's own list
    Reconcile(Reconcile),
    /// Write the paper of a month: HTML, Word, PDF and Excel
    Report(Report),
    /// Copy the report's template, to be changed
    Template(CopyTemplate),
    /// List the indicators, or explain one
    Indicators(Indicators),
    /// Drop child-level rows that ended before a date, and keep results and hashes
    Retire(Retire),
    /// Erase one person everywhere, kept originals included
    RemovePerson(RemovePerson),
    /// Serve the site
    ///
    /// Pages for managers, analysts, those who clear reports and the board, on the council's own network. The first
    /// start prints a link with which the first administrator sets a password.
    Serve(Serve),
    /// List the site's accounts, make those of a demonstration, make one-time links
    Accounts(Accounts),
    /// Check the access log
    Log(Log),
    /// Write everything to one archive, beside a running server too
    Backup(Backup),
    /// Restore a backup into an empty data folder
    Restore(Restore),
    /// Make up an authority and write its extracts in the real formats
    Synthesise(Synthesise),
    /// Write the catalogue pages and the command reference
    Manual(Manual),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Read an old workbook from standard input (used by import)
    #[command(hide = true)]
    ReadXls {
        /// Bytes of memory that may be used
        arguments: Vec<std::ffi::OsString>,
    },
}

/// How to write a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table to read
    Table,
    /// Comma-separated values
    Csv,
    /// JSON
    Json,
    /// An Excel workbook (needs --out)
    Xlsx,
    /// A Parquet file (needs --out)
    Parquet,
}

/// Where a list goes.
#[derive(Debug, Args)]
pub struct Output {
    /// The form
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `derwent init`
#[derive(Debug, Args)]
pub struct Init {
    /// The authority: DfE code, ONS code or name
    #[arg(long)]
    pub authority: String,
}

/// `derwent import`
#[derive(Debug, Args)]
pub struct Import {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Show what would be read, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The authority, where the data folder has none yet: DfE code, ONS code or name
    #[arg(long)]
    pub authority: Option<String>,
    /// The day that the extracts describe
    ///
    /// It holds for all paths given, whatever a front sheet says. Several Annex A deliveries can't share it: import
    /// those that don't say their day one at a time, and the others without it.
    #[arg(long, value_name = "DATE")]
    pub data_date: Option<Date>,
    /// The day from which they are complete
    ///
    /// A table that then has no rows had nothing to tell; without this, or coverage in authority.toml, an empty table
    /// promises nothing.
    #[arg(long, value_name = "DATE")]
    pub covers_from: Option<Date>,
    /// Accept tables that would be held
    #[arg(long)]
    pub accept: bool,
}

/// `derwent findings`
#[derive(Debug, Args)]
pub struct Findings {
    /// Every finding, not only how many of each kind
    #[arg(long)]
    pub full: bool,
    /// Only this kind
    #[arg(long)]
    pub rule: Option<String>,
    /// Only those of this delivery (number or id)
    #[arg(long)]
    pub delivery: Option<String>,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// A plain list.
#[derive(Debug, Args)]
pub struct Listing {
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// `derwent accept`
#[derive(Debug, Args)]
pub struct Accept {
    /// The delivery, by number or id
    pub delivery: String,
}

/// `derwent withdraw`
#[derive(Debug, Args)]
pub struct Withdraw {
    /// The delivery, by number or id
    pub delivery: String,
    /// Why
    #[arg(long)]
    pub reason: String,
}

/// `derwent withdrawn`
#[derive(Debug, Args)]
pub struct Withdrawn {
    /// As things were known from deliveries with a data date up to this
    #[arg(long, value_name = "DATE")]
    pub as_at: Option<Date>,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// `derwent measure`
#[derive(Debug, Args)]
pub struct Measure {
    /// Write how long opening and measuring took to a file (for benchmarks)
    #[arg(long, value_name = "FILE", hide = true)]
    pub timings: Option<PathBuf>,
    /// The first month; twelve months before the last by default
    #[arg(long, value_name = "MONTH")]
    pub from: Option<Month>,
    /// The last month; the last whole month of the data by default
    #[arg(long, value_name = "MONTH")]
    pub to: Option<Month>,
    /// Only these indicators (ids, may be repeated or parted by commas); all by default
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    pub indicator: Vec<String>,
    /// Only the core set
    #[arg(long)]
    pub core: bool,
    /// The kind of period: month, quarter, six-months, twelve-months, financial-year-to-date or
    /// calendar-year-to-date (may be repeated or parted by commas)
    #[arg(long, value_delimiter = ',', default_value = "month", value_name = "KIND")]
    pub period: Vec<PeriodKind>,
    /// Break down by team, service, worker, sex, age-band, ethnicity, disability or category (may be repeated; two
    /// joined by + cross each other)
    #[arg(long, value_delimiter = ',', value_name = "DIMENSION", value_parser = crossed)]
    pub by: Vec<Crossed>,
    /// As things were known from deliveries with a data date up to this
    #[arg(long, value_name = "DATE")]
    pub as_at: Option<Date>,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// Dimensions that cross each other.
#[derive(Debug, Clone)]
pub struct Crossed(pub Vec<Dimension>);

fn crossed(text: &str) -> Result<Crossed, String> {
    text.split('+').map(|word| word.trim().parse()).collect::<Result<Vec<_>, _>>().map(Crossed)
}

/// `derwent children`
#[derive(Debug, Args)]
pub struct Children {
    /// The indicator's id
    pub indicator: String,
    /// The period: 2023-07, 2023-Q2, or 2023-02..2023-07
    #[arg(long)]
    pub period: Period,
    /// Only what was not met
    #[arg(long)]
    pub not_met: bool,
    /// As things were known from deliveries with a data date up to this
    #[arg(long, value_name = "DATE")]
    pub as_at: Option<Date>,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// `derwent due`
#[derive(Debug, Args)]
pub struct Due {
    /// How many working days ahead
    #[arg(long, default_value_t = 10, value_name = "DAYS")]
    pub within: i32,
    /// Only this team
    #[arg(long)]
    pub team: Option<String>,
    /// Only this worker
    #[arg(long)]
    pub worker: Option<String>,
    /// As things were known from deliveries with a data date up to this
    #[arg(long, value_name = "DATE")]
    pub as_at: Option<Date>,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// `derwent changes`
#[derive(Debug, Args)]
pub struct Changes {
    /// The indicator's id
    pub indicator: String,
    /// The period
    #[arg(long)]
    pub period: Period,
    /// As then known
    #[arg(long, value_name = "DATE")]
    pub from: Date,
    /// As known then
    #[arg(long, value_name = "DATE")]
    pub to: Date,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// `derwent reconcile`
#[derive(Debug, Args)]
pub struct Reconcile {
    /// The indicator's id
    pub indicator: String,
    /// The period
    #[arg(long)]
    pub period: Period,
    /// The case system's list: a CSV file with person ids in its first column, or in one called person_id
    #[arg(long, value_name = "FILE")]
    pub with: PathBuf,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// `derwent report`
#[derive(Debug, Args)]
pub struct Report {
    /// The month
    #[arg(long)]
    pub month: Month,
    /// The folder to write to
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub out: PathBuf,
    /// Who may read it: small numbers are hidden from the public
    #[arg(long, value_enum, default_value_t)]
    pub audience: Audience,
    /// Which files to write; all of them where none is named
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT")]
    pub formats: Vec<PaperFormat>,
    /// The folder of a template; the scrutiny board's paper where it is not said
    #[arg(long, value_name = "DIR")]
    pub template: Option<PathBuf>,
    /// As things were known from deliveries with a data date up to this
    #[arg(long, value_name = "DATE")]
    pub as_at: Option<Date>,
}

/// Who may read a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    /// Anyone: counts of 1 to 5, and what they could be worked out from, are hidden
    #[default]
    Public,
    /// Managers and members of the council: all is shown
    Internal,
}

/// A file that a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperFormat {
    /// One self-contained page
    Html,
    /// Word
    Docx,
    /// Tagged PDF (PDF/UA-1)
    Pdf,
    /// An Excel workbook of the tables
    Xlsx,
}

impl PaperFormat {
    /// The format as the paper's writers know it.
    pub fn of(self) -> council::paper::Format {
        use council::paper::Format;
        match self {
            PaperFormat::Html => Format::Html,
            PaperFormat::Docx => Format::Docx,
            PaperFormat::Pdf => Format::Pdf,
            PaperFormat::Xlsx => Format::Xlsx,
        }
    }
}

/// `derwent template`
#[derive(Debug, Args)]
pub struct CopyTemplate {
    /// The folder to write it to; it must not be there, or be empty
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// `derwent indicators`
#[derive(Debug, Args)]
pub struct Indicators {
    /// An indicator to explain
    pub indicator: Option<String>,
    /// Where it goes
    #[command(flatten)]
    pub output: Output,
}

/// `derwent retire`
#[derive(Debug, Args)]
pub struct Retire {
    /// Rows that ended before this day go
    #[arg(long, value_name = "DATE")]
    pub before: Date,
    /// Do it; without this it only shows what would go
    #[arg(long)]
    pub yes: bool,
}

/// `derwent remove-person`
#[derive(Debug, Args)]
pub struct RemovePerson {
    /// The person's id
    pub id: String,
    /// Why
    #[arg(long)]
    pub reason: String,
    /// Do it; without this it only shows what would go
    #[arg(long)]
    pub yes: bool,
}

/// `derwent synthesise`
#[derive(Debug, Args)]
pub struct Synthesise {
    /// The same seed gives the same files
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many times the size of a council of 60,000 children
    #[arg(long, default_value_t = 1.0)]
    pub scale: f64,
    /// The last month
    #[arg(long, default_value = "2023-07", value_name = "MONTH")]
    pub to: Month,
    /// The share of rows with a fault, 0 to 1
    #[arg(long, default_value_t = 0.002)]
    pub faults: f64,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// `derwent manual`
#[derive(Debug, Args)]
pub struct Manual {
    /// The folder to write to
    #[arg(long, default_value = "docs", value_name = "DIR")]
    pub out: PathBuf,
    /// Write nothing; fail if what stands there is not what would be written
    #[arg(long)]
    pub check: bool,
}
