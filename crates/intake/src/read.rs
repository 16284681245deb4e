//! From paths to readings: every file looked at, put with those it belongs to, and read.

use crate::classify::Content;
use crate::source::{Group, Source, Sources};
use crate::table_file::{self, TableRead};
use crate::{Fault, Kind, Options, Reading, SourceFile, annex_a, coverage, dfe, parquet_file};
use arrow::array::AsArray;
use arrow::compute::{concat_batches, max};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use standard::Date;
use standard::finding::{Finding, Severity};
use standard::table::Standard;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Reads files and folders in any mix. What each file is, is told from its content. All SSD files of one folder
/// make one reading, and so do all its local tables, and its Annex A lists that are files of their own; files
/// named one by one count as one folder. Each workbook and each file of published figures is a reading of its
/// own. Readings come in the order of the paths, `progress` is told of each file.
///
/// # Errors
/// Every fault found. With one fault nothing is read.
pub fn read(paths: &[PathBuf], options: &Options, progress: &dyn Fn(&str)) -> Result<Vec<Reading>, Vec<Fault>> {
    let Sources { files, groups, .. } = Sources::find(paths, &options.limits, &options.called)?;
    progress(&format!("looking at {} files", files.len()));
    let contents = in_parallel(&files, |source| Content::of(source, options));
    let mut faults = Vec::new();
    let mut parts: BTreeMap<(usize, usize), Part> = BTreeMap::new();
    let mut unknown: Vec<(usize, String, String)> = Vec::new();
    for (i, (source, content)) in files.iter().zip(contents).enumerate() {
        let content = match content {
            Ok(content) => content,
            // In a folder, a text file may be a note.
            Err(_) if groups[source.group].folder.is_some() && source.name.to_lowercase().ends_with(".txt") => {
                Content::Unknown("it is no table".to_owned())
            }
            Err(more) => {
                faults.extend(more);
                continue;
            }
        };
        let (order, kind) = match &content {
            Content::Text(text) => kind_of(text.matched.as_ref().map_or(Standard::Reference, |m| m.table.standard)),
            Content::Parquet { matched, .. } => kind_of(matched.table.standard),
            Content::List(_) => (2, None),
            Content::Workbook(_) => (10 + i, Some(Kind::AnnexA)),
            Content::Statistics(_, layout) if *layout == dfe::Layout::Population => (10 + i, Some(Kind::Population)),
            Content::Statistics(..) => (10 + i, Some(Kind::DfeStatistics)),
            Content::Unknown(why) => {
                unknown.push((source.group, source.name.clone(), why.clone()));
                continue;
            }
        };
        let kind = kind.unwrap_or(Kind::AnnexA);
        let (order, kind) = match (kind, &content) {
            (Kind::Benchmarks, _) => (10 + i, reference_kind(&content)),
            (kind, _) => (order, kind),
        };
        parts.entry((source.group, order)).or_insert_with(|| Part { kind, files: Vec::new() }).files.push((i, content));
    }
    for (group, name, why) in &unknown {
        if groups[*group].folder.is_none() {
            faults.push(not_an_extract(name, why));
        }
    }
    if parts.is_empty() && faults.is_empty() {
        faults = groups.iter().filter(|group| group.folder.is_some()).map(nothing_known).collect();
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut readings = Vec::new();
    for ((group, _), part) in parts {
        match part.read(&files, &groups[group], options, progress) {
            Ok(reading) => readings.push((group, reading)),
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    say_unknown(&unknown, &groups, &mut readings);
    Ok(readings.into_iter().map(|(_, reading)| reading).collect())
}

/// The place of a kind in the order of a group's readings, and the kind.
fn kind_of(standard: Standard) -> (usize, Option<Kind>) {
    match standard {
        Standard::Ssd => (0, Some(Kind::Ssd)),
        Standard::Local => (1, Some(Kind::Local)),
        Standard::AnnexA => (2, None),
        Standard::Reference => (3, Some(Kind::Benchmarks)),
    }
}

/// Which of the reference tables a file holds.
fn reference_kind(content: &Content) -> Kind {
    let table = match content {
        Content::Text(text) => text.matched.as_ref().map(|matched| matched.table.name.as_str()),
        Content::Parquet { matched, .. } => Some(matched.table.name.as_str()),
        _ => None,
    };
    match table {
        Some("population") => Kind::Population,
        Some("neighbours") => Kind::Neighbours,
        _ => Kind::Benchmarks,
    }
}

/// The files of one reading, by their place among all files.
struct Part {
    kind: Kind,
    files: Vec<(usize, Content)>,
}

impl Part {
    fn read(
        mut self,
        sources: &[Source],
        group: &Group,
        options: &Options,
        progress: &dyn Fn(&str),
    ) -> Result<Reading, Vec<Fault>> {
        if matches!(self.files.as_slice(), [(_, Content::Workbook(_))])
            && let Some((_, Content::Workbook(reading))) = self.files.pop()
        {
            return Ok(*reading);
        }
        let single = self.kind.is_reference();
        let title = match self.files.first() {
            Some((i, _)) if single => sources[*i].name.clone(),
            _ => group.title.clone(),
        };
        for (i, _) in &self.files {
            progress(&format!("reading {}", sources[*i].name));
        }
        if self.kind == Kind::AnnexA {
            return self.annex_a(title, sources, options);
        }
        let read = in_parallel(&self.files.iter().enumerate().collect::<Vec<_>>(), |(number, (i, content))| {
            let source = &sources[*i];
            let table = match content {
                Content::Text(text) => match &text.matched {
                    Some(matched) => table_file::read(source, *number, text, matched, options),
                    None => Err(not_an_extract(&source.name, "its headings are those of nothing known")),
                },
                Content::Parquet { headings, matched } => {
                    parquet_file::read(source, *number, headings, matched, options)
                }
                Content::Statistics(text, layout) => dfe::read(source, text, *layout, options),
                Content::Workbook(_) | Content::List(_) | Content::Unknown(_) => {
                    Err(not_an_extract(&source.name, "it is no table"))
                }
            };
            table.and_then(|table| Ok((source.hashed()?, table)))
        });
        let (mut files, mut tables, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for result in read {
            match result {
                Ok((file, table)) => {
                    files.push(file);
                    tables.push(table);
                }
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        assemble(self.kind, title, group, files, tables, options).map_err(|fault| vec![fault])
    }

    fn annex_a(self, title: String, sources: &[Source], options: &Options) -> Result<Reading, Vec<Fault>> {
        let (mut files, mut sheets, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (i, content)) in self.files.into_iter().enumerate() {
            match sources[i].hashed() {
                Ok(file) => files.push(file),
                Err(fault) => faults.push(fault),
            }
            if let Content::List(sheet) = content {
                sheets.push((number, sheet));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        annex_a::reading(title, files, sheets, options)
    }
}

/// One reading from the tables of its files.
fn assemble(
    kind: Kind,
    title: String,
    group: &Group,
    files: Vec<SourceFile>,
    read: Vec<TableRead>,
    options: &Options,
) -> Result<Reading, Fault> {
    let mut batches: BTreeMap<String, Vec<RecordBatch>> = BTreeMap::new();
    let mut absent_columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut findings, mut columns) = (Vec::new(), Vec::new());
    for table in read {
        match absent_columns.get_mut(&table.table) {
            // A column that one of several files has is not absent.
            Some(absent) => absent.retain(|column| table.absent.contains(column)),
            None => drop(absent_columns.insert(table.table.clone(), table.absent)),
        }
        batches.entry(table.table).or_default().push(table.batch);
        findings.extend(table.findings);
        columns.extend(table.columns);
    }
    absent_columns.retain(|_, absent| !absent.is_empty());
    let mut tables = BTreeMap::new();
    for (name, mut parts) in batches {
        let whole = match parts.len() {
            1 => parts.remove(0),
            _ => concat_batches(&parts[0].schema(), &parts).map_err(|error| Fault {
                what: format!("the files of {name} could not be put together: {error}"),
                file: title.clone(),
                expected: "a table that fits in memory".to_owned(),
                hint: "import fewer years at once".to_owned(),
            })?,
        };
        tables.insert(name, whole);
    }
    let (data_date, data_date_from) = data_date(kind, &tables, group, &title, options);
    let coverage = match data_date {
        Some(date) if !kind.is_reference() => coverage::whole(kind, &tables, date, options),
        _ => Vec::new(),
    };
    let authority = options.authority.clone().filter(|_| !kind.is_reference());
    Ok(Reading {
        kind,
        title,
        authority,
        data_date,
        said_date: None,
        data_date_from,
        coverage,
        files,
        tables,
        absent_columns,
        findings,
        columns,
    })
}

/// The data date and how it is known. Text extracts don't say theirs; published figures are dated by the newest
/// year that they hold.
fn data_date(
    kind: Kind,
    tables: &BTreeMap<String, RecordBatch>,
    group: &Group,
    title: &str,
    options: &Options,
) -> (Option<Date>, String) {
    let newest = |table: &str, column: &str| -> Option<i16> {
        let column = tables.get(table)?.column_by_name(column)?.as_primitive_opt::<Int64Type>()?;
        max(column).and_then(|year| i16::try_from(year).ok())
    };
    let by_year = match kind {
        Kind::Population => newest("population", "mid_year").and_then(|year| Date::new(year, 6, 30).ok()),
        Kind::Benchmarks | Kind::DfeStatistics => newest("benchmarks", "year").and_then(|y| Date::new(y, 3, 31).ok()),
        Kind::Neighbours => newest_model(tables),
        Kind::AnnexA | Kind::Ssd | Kind::Local => {
            if let Some(date) = options.data_date {
                return (Some(date), "given".to_owned());
            }
            let folder = group.folder.as_ref().and_then(|folder| folder.to_str()).unwrap_or(title);
            let said = match date_in(folder) {
                Some(date) => format!("not given; the name suggests {date}"),
                None => "not given, and the files don't say".to_owned(),
            };
            return (None, said);
        }
    };
    match by_year {
        Some(date) => (Some(date), "the newest year in the file".to_owned()),
        None => (None, "the file holds no year".to_owned()),
    }
}

/// The first day of the newest neighbour model's month: `2025-05`.
fn newest_model(tables: &BTreeMap<String, RecordBatch>) -> Option<Date> {
    let models = tables.get("neighbours")?.column_by_name("model")?.as_string_opt::<i32>()?;
    models.iter().flatten().filter_map(|model| format!("{model}-01").parse::<Date>().ok()).max()
}

/// The last date written in a name as `2023-07-31` or `20230731`.
fn date_in(name: &str) -> Option<Date> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let dashed = parts.windows(3).rev().find_map(|part| match part {
        [y, m, d] if y.len() == 4 && m.len() == 2 && d.len() == 2 => format!("{y}-{m}-{d}").parse().ok(),
        _ => None,
    });
    dashed.or_else(|| {
        let plain = parts.iter().rev().filter(|part| part.len() == 8 && digits(part));
        plain.filter_map(|part| format!("{}-{}-{}", &part[..4], &part[4..6], &part[6..]).parse().ok()).next()
    })
}

/// Findings for the files of folders that are of no known kind, in the first reading of their folder, or of all.
fn say_unknown(unknown: &[(usize, String, String)], groups: &[Group], readings: &mut [(usize, Reading)]) {
    let mut said: Vec<(usize, Finding)> = Vec::new();
    for (group, name, why) in unknown {
        let mut finding = Finding::new("file-not-known");
        finding.file.clone_from(name);
        finding.found.clone_from(why);
        said.push((*group, finding));
    }
    for (i, group) in groups.iter().enumerate() {
        for name in &group.passed_over {
            let mut finding = Finding::new("file-not-known");
            finding.severity = Severity::Note;
            finding.file.clone_from(name);
            finding.found = "its ending is that of no extract".to_owned();
            said.push((i, finding));
        }
    }
    for (group, mut finding) in said {
        finding.expected = EXPECTED.to_owned();
        finding.done = "passed over".to_owned();
        finding.hint = HINT.to_owned();
        let place = readings.iter().position(|(of, _)| *of == group).unwrap_or(0);
        if let Some((_, reading)) = readings.get_mut(place) {
            reading.findings.push(finding);
        }
    }
}

const EXPECTED: &str = "an Annex A workbook or list, a table of the Standard Safeguarding Dataset, a local table, or \
                        published statistics";
const HINT: &str = "check its headings; a council's own are named in mapping.toml under [headers.<table>]";

fn not_an_extract(name: &str, why: &str) -> Fault {
    Fault {
        what: format!("it is not an extract that Derwent knows: {why}"),
        file: name.to_owned(),
        expected: EXPECTED.to_owned(),
        hint: HINT.to_owned(),
    }
}

fn nothing_known(group: &Group) -> Fault {
    Fault {
        what: "no file in this folder is an extract that Derwent knows".to_owned(),
        file: group.folder.as_ref().map_or_else(|| group.title.clone(), |folder| folder.display().to_string()),
        expected: EXPECTED.to_owned(),
        hint: HINT.to_owned(),
    }
}

/// `work` on every item, on as many threads as the machine has cores (at most four), results in order.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4).min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let results: Mutex<BTreeMap<usize, R>> = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(i) else { break };
                    let result = work(item);
                    results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(i, result);
                }
            });
        }
    });
    results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_values().collect()
}
