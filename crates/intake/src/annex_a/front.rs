//! What the sheets around the lists say of the whole: the data date and the authority.

use super::header::{text, value};
use crate::findings::{FindingLog, Place};
use crate::grid::Sheet;
use crate::sink::read_day;
use crate::value::Value;
use standard::Date;
use standard::authority::Authority;
use standard::codes::folded;
use std::collections::BTreeSet;

/// Rows of a sheet that are looked at: a front sheet is one page.
const ROWS: usize = 60;
/// Letters of a label; longer text is an explanation.
const LABEL: usize = 60;

/// Words beside which the day stands that the extract describes.
const DATA_DATE: [&str; 12] = [
    "data date",
    "date of data",
    "data as at",
    "as at",
    "as of",
    "extract date",
    "date of extract",
    "extracted on",
    "report date",
    "snapshot date",
    "data correct",
    "date produced",
];
/// Words beside which a day stands that is near it.
const INSPECTION: [&str; 3] = ["inspection date", "date of inspection", "start of inspection"];

/// What is said of the whole.
#[derive(Debug, Default)]
pub(crate) struct Front {
    /// The data date and where it stands.
    pub(crate) data_date: Option<(Date, String)>,
    /// Why there is no data date, when something is said.
    pub(crate) doubt: Option<String>,
    /// The DfE code of the authority.
    pub(crate) authority: Option<String>,
}

/// Looks for the data date and the authority in sheets that are no lists, and above the headings of lists: for
/// each sheet, the number of rows to look at.
pub(crate) fn of<'a>(sheets: impl Iterator<Item = (&'a str, &'a Sheet, usize)>, log: &mut FindingLog) -> Front {
    let (mut said, mut near, mut authorities) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (file, sheet, rows) in sheets {
        for (index, row) in sheet.rows.iter().take(rows.min(ROWS)).enumerate() {
            for (column, cell) in row.cells.iter().enumerate() {
                let label = text(cell);
                if label.is_empty() || label.len() > LABEL {
                    continue;
                }
                let is_head = row.cells[..column].iter().all(|cell| text(cell).is_empty());
                if is_head && let Some(authority) = authority(&label) {
                    authorities.insert(authority.dfe_code.clone());
                }
                let words = format!(" {} ", super::header::key(&label));
                let has = |list: &[&str]| list.iter().any(|word| words.contains(&format!(" {word} ")));
                if words.contains(" local authority ") || words.contains(" authority name ") {
                    let beside = row.cells.iter().skip(column + 1).map(text).find(|text| !text.is_empty());
                    let named = beside.and_then(|name| authority_of(&name));
                    authorities.extend(named.map(|authority| authority.dfe_code.clone()));
                }
                let found = match (has(&DATA_DATE), has(&INSPECTION)) {
                    (true, _) => &mut said,
                    (false, true) => &mut near,
                    _ => continue,
                };
                let place = Place { file, sheet: &sheet.name, row: u64::from(row.number), column: "" };
                let below = sheet.rows.get(index + 1).and_then(|row| row.cells.get(column));
                let beside = row.cells.iter().skip(column + 1).find(|cell| !text(cell).is_empty());
                let within = label.find(|c: char| c.is_ascii_digit()).map(|at| Value::Text(&label[at..]));
                let values = within.into_iter().chain(beside.map(value)).chain(below.map(value));
                let day = values.filter_map(|value| read_day(value, None, place, &mut FindingLog::new(1))).next();
                if let Some(date) = day.and_then(standard::date::from_days) {
                    found.insert((date, format!("sheet “{}”, row {}", sheet.name, row.number)));
                }
            }
        }
    }
    let mut front = Front { authority: only(&authorities).cloned(), ..Front::default() };
    let days = |found: &BTreeSet<(Date, String)>| found.iter().map(|(date, _)| *date).collect::<BTreeSet<Date>>();
    match (days(&said).len(), days(&near).len()) {
        (1, _) => front.data_date = said.pop_first(),
        (0, 1) => {
            front.data_date = near.pop_first();
            if let Some((date, place)) = &front.data_date {
                log.add(
                    "data-date-assumed",
                    Place { file: "", sheet: "", row: 0, column: "" },
                    &date.to_string(),
                    || {
                        (
                            "the day that the lists describe",
                            format!("taken from the inspection date ({place})"),
                            "give it with --data-date if the lists were made on another day",
                        )
                    },
                );
            }
        }
        (0, 0) => {}
        _ => {
            let dates: Vec<String> = days(&said).union(&days(&near)).map(Date::to_string).collect();
            front.doubt = Some(format!("the workbook names several: {}", dates.join(", ")));
        }
    }
    front
}

fn only(set: &BTreeSet<String>) -> Option<&String> {
    if set.len() == 1 { set.first() } else { None }
}

/// The authority that a text names, with or without what councils put around their names. A text without letters
/// is none: three figures may be anything.
pub(crate) fn authority(text: &str) -> Option<&'static Authority> {
    if !text.chars().any(char::is_alphabetic) { None } else { authority_of(text) }
}

fn authority_of(text: &str) -> Option<&'static Authority> {
    const BEFORE: [&str; 10] = [
        "london borough of ",
        "royal borough of ",
        "metropolitan borough of ",
        "borough of ",
        "city of ",
        "county of ",
        "council of the isles of ",
        "the ",
        "lb ",
        "rb ",
    ];
    const AFTER: [&str; 10] = [
        " metropolitan borough council",
        " metropolitan district council",
        " county council",
        " city council",
        " borough council",
        " unitary authority",
        " district council",
        " council",
        " mbc",
        " county",
    ];
    let whole = folded(text);
    let mut name = whole.as_str();
    standard::authority::find(name).or_else(|| {
        name = AFTER.iter().find_map(|after| name.strip_suffix(after)).unwrap_or(name);
        standard::authority::find(name)
            .or_else(|| BEFORE.iter().find_map(|before| standard::authority::find(name.strip_prefix(before)?)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Cell, Row};

    fn front(rows: &[&[&str]]) -> (Front, usize) {
        let row = |(i, cells): (usize, &&[&str])| Row {
            number: i as u32 + 1,
            cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect(),
        };
        let sheet = Sheet { name: "Front".to_owned(), rows: rows.iter().enumerate().map(row).collect() };
        let mut log = FindingLog::new(10);
        let front = of([("", &sheet, 60)].into_iter(), &mut log);
        (front, log.finish().len())
    }

    fn date(rows: &[&[&str]]) -> Option<String> {
        front(rows).0.data_date.map(|(date, _)| date.to_string())
    }

    #[test]
    fn the_data_date_is_read_only_where_it_is_said() {
        let july = Some("2023-07-31".to_owned());
        assert_eq!(date(&[&["Annex A"], &["Data date:", "31/07/2023"]]), july);
        assert_eq!(date(&[&["Data as at 31/07/2023"]]), july);
        assert_eq!(date(&[&["Extract date"], &["31 July 2023"]]), july);
        assert_eq!(date(&[&["Date", "31/07/2023"], &["Printed", "01/08/2023"]]), None);
        assert_eq!(date(&[&["As at", "31/07/2023"], &["Inspection date", "05/08/2023"]]), july);
        let (inspection, findings) = front(&[&["Date of inspection", "31/07/2023"]]);
        assert_eq!((inspection.data_date.map(|(date, _)| date.to_string()), findings), (july, 1));
        let (two, _) = front(&[&["As at", "31/07/2023"], &["Extract date", "01/08/2023"]]);
        assert!(two.data_date.is_none() && two.doubt.is_some());
    }

    #[test]
    fn the_authority_is_known_by_its_many_names() {
        for (name, code) in [
            ("Derby", Some("831")),
            ("Derby City Council", Some("831")),
            ("London Borough of Camden", Some("202")),
            ("Derbyshire County Council", Some("830")),
            ("Anytown Council", None),
        ] {
            assert_eq!(authority(name).map(|a| a.dfe_code.as_str()), code, "{name}");
        }
        assert_eq!(front(&[&["Local authority", "Derby City Council"]]).0.authority.as_deref(), Some("831"));
        assert_eq!(front(&[&["Derby"], &["Leeds City Council"]]).0.authority, None);
    }
}
