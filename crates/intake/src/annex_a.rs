//! Ofsted's Annex A to standard tables.
//!
//! A sheet is told from its headings ([`header`]), its values are read as what its columns hold ([`rows`]), and
//! the lists become rows of the standard tables ([`need`], [`protection`], [`later`], [`people`]). Ids are made
//! from what identifies a row in its list, so that the same row has the same id in every workbook and can be
//! read: `A3:12345:2023-07-31`. What a snapshot can't carry (the visits before the latest one) is absent.

mod columns;
mod front;
mod header;
mod later;
mod need;
mod people;
mod protection;
mod rows;
mod tables;

use crate::findings::{FindingLog, Place};
use crate::grid::Sheet;
use crate::{Fault, Kind, MappedColumn, Mapping, Options, Reading, SourceFile, coverage};
use arrow::record_batch::RecordBatch;
use header::Header;
use rows::{ListRow, ListSheet};
use standard::Date;
use standard::coverage::{Claim, Except, TableCoverage};
use standard::date::{add_days, add_months, to_days};
use standard::table::Shape;
use std::collections::BTreeMap;

/// Months that lists 1 to 8 reach back from the data date. Lists 10 and 11 reach back twelve, but become tables
/// without dates.
const MONTHS: i32 = 6;

/// Which list a sheet is, from its headings; `None` when it is none.
pub(crate) fn list_of(sheet: &Sheet, mapping: &Mapping) -> Option<u8> {
    header::of(sheet, mapping).map(|header| header.list.number)
}

/// The tables of the lists among `sheets`, each with the number of its file.
///
/// # Errors
/// A fault when no sheet is a list.
pub(crate) fn reading(
    title: String,
    files: Vec<SourceFile>,
    sheets: Vec<(usize, Sheet)>,
    options: &Options,
) -> Result<Reading, Vec<Fault>> {
    let headers: Vec<Option<Header>> = sheets.iter().map(|(_, sheet)| header::of(sheet, &options.mapping)).collect();
    if headers.iter().all(Option::is_none) {
        return Err(vec![no_list(title)]);
    }
    let mut log = FindingLog::new(options.limits.findings);
    let name = |file: usize| files.get(file).map_or("", |file| file.name.as_str());
    let around = sheets
        .iter()
        .zip(&headers)
        .map(|((file, sheet), header)| (name(*file), sheet, header.as_ref().map_or(usize::MAX, |header| header.row)));
    let front = front::of(around, &mut log);
    let said_date = front.data_date.as_ref().map(|(date, _)| *date);
    let (data_date, data_date_from) = match (options.data_date, front.data_date, front.doubt) {
        (Some(date), _, _) => (Some(date), "given".to_owned()),
        (None, Some((date, place)), _) => (Some(date), place),
        (None, None, Some(doubt)) => (None, format!("not given, and {doubt}")),
        (None, None, None) => (None, "not given, and the lists don't say".to_owned()),
    };
    let day = data_date.map(to_days);

    let mut lists: Vec<ListSheet> = Vec::new();
    let mut columns = Vec::new();
    for ((file, sheet), header) in sheets.iter().zip(&headers) {
        match (header, files.get(*file)) {
            (Some(header), Some(source)) => {
                say_headings(sheet, header, name(*file), &mut columns, &mut log);
                let list = rows::read(sheet, header, (*file, source), &options.mapping, day, &mut log);
                if list.rows.is_empty() {
                    log.add("list-empty", place(name(*file), sheet), &list.list.title, || {
                        ("rows below the headings", "nothing to read", "")
                    });
                }
                lists.push(list);
            }
            _ => log.add("sheet-not-known", place(name(*file), sheet), &sheet.name, || {
                (
                    "the headings of a list, with the child's id among them",
                    "passed over",
                    "a council's own headings are named in mapping.toml under [headers.\"list 1\"] to [headers.\"list 11\"]",
                )
            }),
        }
    }
    // By list, whatever the order of the sheets: what stands in an earlier list stands first.
    lists.sort_by_key(|list| list.list.number);
    say_missing(&lists, &title, &mut log);

    let window = data_date.and_then(window_from);
    let mut tables = tables::Tables::default();
    people::people(&lists, day, &mut tables, &mut log);
    need::front_door(&lists, &mut tables, &mut log);
    let known = need::referrals(&lists, window.map(to_days), &mut tables, &mut log);
    need::assessments(&lists, &known, &mut tables, &mut log);
    need::enquiries(&lists, &known, &protection::plan_ids(&lists), &mut tables, &mut log);
    protection::plans(&lists, &known, &mut tables, &mut log);
    protection::care(&lists, &known, &mut tables, &mut log);
    later::lists(&lists, &mut tables, &mut log);
    people::workers(&lists, day, &mut tables, &mut log);
    let tables::Finished { tables, absent_columns } = tables.finish().map_err(|error| {
        vec![Fault {
            what: format!("the lists could not be made into tables: {error}"),
            file: title.clone(),
            expected: "lists of one authority".to_owned(),
            hint: "this is a fault of the program: please report it".to_owned(),
        }]
    })?;
    // Of list 11 the id is an adopter's.
    let of_children = |file: &str, sheet: &str| {
        lists.iter().find(|list| list.list.number != 11 && list.file_name == file && list.sheet == sheet)
    };
    log.say_whose(|file, sheet, row| {
        let rows = &of_children(file, sheet)?.rows;
        let found = rows.binary_search_by_key(&row, |known| u64::from(known.number)).ok()?;
        Some(rows[found].id())
    });
    let coverage = data_date.map_or_else(Vec::new, |date| covered(&tables, &lists, date, options));
    Ok(Reading {
        kind: Kind::AnnexA,
        title,
        authority: options.authority.clone().or(front.authority),
        data_date,
        said_date,
        data_date_from,
        coverage,
        files,
        tables,
        absent_columns,
        findings: log.finish(),
        columns,
    })
}

fn no_list(title: String) -> Fault {
    Fault {
        what: "no sheet has the headings of an Annex A list".to_owned(),
        file: title,
        expected: "lists 1 to 11 of Ofsted's Annex A".to_owned(),
        hint: "a council's own headings are named in mapping.toml under [headers.\"list 1\"] to [headers.\"list 11\"]"
            .to_owned(),
    }
}

fn place<'a>(file: &'a str, sheet: &'a Sheet) -> Place<'a> {
    Place { file, sheet: &sheet.name, row: 0, column: "" }
}

/// The first day of the six months that end with the data date.
fn window_from(data_date: Date) -> Option<Date> {
    add_months(data_date, -MONTHS).and_then(|day| add_days(day, 1))
}

/// The rows of a list, in all sheets that have it.
fn rows_of(sheets: &[ListSheet], list: u8) -> impl Iterator<Item = (&ListSheet, &ListRow)> {
    sheets
        .iter()
        .filter(move |sheet| sheet.list.number == list)
        .flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row)))
}

/// The id of something of a child on a day: `A3:12345:2023-07-31`; without a day, `A3:12345:`.
fn id(list: u8, row: &ListRow, day: Option<i32>) -> String {
    let day = day.and_then(standard::date::from_days).map_or_else(String::new, |date| date.to_string());
    format!("A{list}:{}:{day}", row.id())
}

/// What each heading was taken for, and findings for those not known, there twice or not there.
fn say_headings(sheet: &Sheet, header: &Header, file: &str, columns: &mut Vec<MappedColumn>, log: &mut FindingLog) {
    let row = sheet.rows.get(header.row).map_or(0, |row| u64::from(row.number));
    for heading in &header.headings {
        let at = Place { file, sheet: &sheet.name, row, column: &heading.text };
        let known = heading.known.map(|index| &header.list.columns[index]);
        let hint = if known.is_some() { None } else { header::hint(header.list, &heading.text) };
        if heading.again {
            log.add("column-twice", at, &heading.text, || {
                ("each column once", "the first is read", "take one of them out of the extract")
            });
        } else if known.is_none() {
            log.add("column-not-known", at, &heading.text, || {
                let advice = match &hint {
                    Some(near) => format!(
                        "did you mean “{near}”? If so, say it in mapping.toml under [headers.\"list {}\"]",
                        header.list.number
                    ),
                    None => String::new(),
                };
                (format!("a heading of list {}", header.list.number), "passed over", advice)
            });
        }
        columns.push(MappedColumn {
            file: file.to_owned(),
            sheet: sheet.name.clone(),
            heading: heading.text.clone(),
            column: known.map(|column| columns::target(header.list.number, column.number, &column.name)),
            hint,
        });
    }
    for (index, column) in header.list.columns.iter().enumerate() {
        if !header.headings.iter().any(|heading| heading.known == Some(index)) {
            let at = Place { file, sheet: &sheet.name, row, column: &column.name };
            log.add("column-missing", at, "", || {
                (format!("“{}”", column.name), "left empty", "add the column to the extract if the system has it")
            });
        }
    }
}

/// One note for each list that is not there.
fn say_missing(lists: &[ListSheet], title: &str, log: &mut FindingLog) {
    for list in standard::annex_a::lists() {
        if lists.iter().any(|sheet| sheet.list.number == list.number) {
            continue;
        }
        log.add("list-missing", Place { file: title, sheet: "", row: 0, column: "" }, &list.title, || {
            (
                format!("list {}: {}", list.number, list.title),
                "what only it has is not covered",
                "give all lists of one day together: one that is missing says nothing, and list 6 without list 3 no referrals",
            )
        });
    }
}

/// From when and in what sense each table is complete: what its lists can show, and no more.
fn covered(
    tables: &BTreeMap<String, RecordBatch>,
    lists: &[ListSheet],
    data_date: Date,
    options: &Options,
) -> Vec<TableCoverage> {
    let has = |list: u8| lists.iter().any(|sheet| sheet.list.number == list);
    let mut out = Vec::new();
    for (name, batch) in tables {
        let Some(table) = standard::table::find(name) else { continue };
        // A table without rows promises nothing: a list never filled looks like one with nothing to tell.
        if batch.num_rows() == 0 {
            continue;
        }
        let from = if matches!(table.shape, Shape::Event | Shape::Span) {
            match coverage::from(name, window_from(data_date), coverage::first_day(batch), options) {
                None => continue,
                Some(from) if from > data_date => continue,
                from => from,
            }
        } else {
            None
        };
        let covers = |claim, from, except: Option<&str>| TableCoverage {
            table: name.clone(),
            claim,
            from,
            to: data_date,
            except: except.map(|column| Except { column: column.to_owned(), value: "Y".to_owned() }),
        };
        match name.as_str() {
            // Without the list of referrals there is no telling which there were. What list 3 leaves out says
            // nothing of a case, and what list 6 leaves out nothing of a referral.
            "ssd_cin_episodes" if !has(3) => {}
            "ssd_cin_episodes" => {
                out.push(covers(Claim::Starts, from, Some("cine_not_a_referral")));
                if has(6) {
                    out.push(covers(Claim::LatestSpan, from, Some("cine_referral_only")));
                }
            }
            // List 6 says who has a plan now: a case that has closed or is a plan of protection since says nothing
            // of the plan that it was. So it speaks of the data date only.
            "ssd_cin_plans" => out.push(covers(Claim::Whole, Some(data_date), None)),
            "ssd_early_help_episodes" | "ssd_cin_assessments" | "ssd_s47_enquiry" => {
                out.push(covers(Claim::Starts, from, None));
            }
            "ssd_cp_plans" | "ssd_cla_episodes" => out.push(covers(Claim::LatestSpan, from, None)),
            "ssd_cla_placement" | "ssd_legal_status" => out.push(covers(Claim::LatestInTurn, from, None)),
            "ssd_cp_visits" | "ssd_cp_reviews" | "ssd_cla_reviews" | "ssd_cla_visits" | "ssd_cla_health"
            | "ssd_involvements" => out.push(covers(Claim::LatestEvent, from, None)),
            _ => out.push(covers(Claim::Whole, from, None)),
        }
    }
    out
}
