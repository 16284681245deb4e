//! The children of all lists, once each, and who has their cases now.

use super::columns::PERSON;
use super::rows::{Datum, ListRow, ListSheet};
use super::tables::Tables;
use crate::findings::FindingLog;
use crate::sink::is_birth;
use std::collections::BTreeMap;

/// A child: for each column of [`PERSON`] but the first, what is known and where it stood first.
struct Child<'a> {
    sheet: &'a ListSheet,
    row: &'a ListRow,
    values: Vec<Datum>,
    gender: Option<&'static str>,
}

/// Makes `ssd_person` from every list of children. A value stands as the first list gives it; a later list fills
/// what is not known, and one that says otherwise is a finding. A date of birth after `data_date` is the day on
/// which an unborn child is expected.
pub(crate) fn people(sheets: &[ListSheet], data_date: Option<i32>, tables: &mut Tables, log: &mut FindingLog) {
    let mut children: BTreeMap<&str, Child<'_>> = BTreeMap::new();
    let mut carried = vec![false; PERSON.len()];
    for sheet in sheets.iter().filter(|sheet| sheet.list.number != 11) {
        let numbers: Vec<Option<u8>> = PERSON
            .iter()
            .map(|(heading, _)| sheet.list.columns.iter().find(|c| c.name == *heading).map(|c| c.number))
            .collect();
        for (known, number) in carried.iter_mut().zip(&numbers) {
            *known |= number.is_some_and(|number| sheet.has(number));
        }
        for row in &sheet.rows {
            let child = children.entry(row.id()).or_insert_with(|| Child {
                sheet,
                row,
                values: vec![Datum::Null; PERSON.len()],
                gender: None,
            });
            for (index, number) in numbers.iter().enumerate().skip(1) {
                let Some(number) = *number else { continue };
                let (given, known) = (row.get(number), &mut child.values[index]);
                if is_vague(known) && *given != Datum::Null {
                    // An unknown sex does not replace nothing known by less.
                    *known = given.clone();
                } else if !is_vague(given) && given != known {
                    let first = shown(known);
                    let place = sheet.place(row, number);
                    let list = child.sheet.list.number;
                    // A date of birth is told by where it stands alone.
                    let (found, first) = match is_birth(PERSON[index].0) {
                        true => (String::new(), String::new()),
                        false => (shown(given), format!(": {first}")),
                    };
                    log.add("person-conflict", place, &found, || {
                        (
                            format!("what list {list}, row {}, says of the same child{first}", child.row.number),
                            "the first is kept",
                            "correct the record that is wrong",
                        )
                    });
                }
            }
            if child.gender.is_none()
                && let Some(number) = numbers[1]
                && let Some(list) = standard::codes::list("gender")
            {
                child.gender = row.stood(number).and_then(|text| list.read(text)).map(|code| code.code.as_str());
            }
        }
    }
    for (id, child) in children {
        let mut row = tables.add("ssd_person", child.sheet, child.row);
        row.set("pers_person_id", id.to_owned());
        for ((_, column), value) in
            PERSON.iter().zip(child.values).zip(&carried).skip(1).filter(|(_, c)| **c).map(|(p, _)| p)
        {
            match (*column, &value, data_date) {
                ("pers_dob", Datum::Day(day), Some(data_date)) if *day > data_date => {
                    row.set("pers_dob", Datum::Null).set("pers_expected_dob", value);
                }
                _ => drop(row.set(column, value)),
            }
        }
        if carried[1] {
            row.set("pers_gender", child.gender.map_or(Datum::Null, Datum::Code));
        }
    }
}

/// Nothing, or a code that says that it is not known.
fn is_vague(value: &Datum) -> bool {
    matches!(value, Datum::Null | Datum::Code("U" | "NOBT"))
}

fn shown(value: &Datum) -> String {
    match value {
        Datum::Day(day) => standard::date::from_days(*day).map_or_else(String::new, |date| date.to_string()),
        Datum::Number(number) => number.to_string(),
        other => other.text().unwrap_or_default().to_owned(),
    }
}

/// A list with current allocations: its number, the columns of team and worker, and the column that, if it has a
/// date, says that the case is closed.
struct Allocation(u8, u8, u8, Option<u8>);

/// Where the current allocation stands, the most telling list first. Lists 3 and 5 give those who dealt with a
/// referral or an enquiry then, and so does list 4 for an assessment that is authorised.
const ALLOCATIONS: [Allocation; 5] = [
    Allocation(8, 33, 34, Some(20)),
    Allocation(7, 16, 17, Some(13)),
    Allocation(6, 13, 14, Some(10)),
    Allocation(4, 11, 12, Some(9)),
    Allocation(9, 8, 9, None),
];

/// Columns of teams and workers in all lists.
const STAFF: [(u8, u8, u8); 7] =
    [(3, 10, 11), (4, 11, 12), (5, 13, 14), (6, 13, 14), (7, 16, 17), (8, 33, 34), (9, 8, 9)];

/// Makes `ssd_involvements`: who has each open case on `data_date`, the one day of which a snapshot speaks, so an
/// involvement lasts from that day to the next. And the teams and workers that any list names: their names are
/// their ids.
pub(crate) fn workers(sheets: &[ListSheet], data_date: Option<i32>, tables: &mut Tables, log: &mut FindingLog) {
    let (mut teams, mut staff) = (BTreeMap::new(), BTreeMap::new());
    for (list, team, worker) in STAFF {
        for sheet in sheets.iter().filter(|sheet| sheet.list.number == list) {
            for row in &sheet.rows {
                row.text(team).map(|name| teams.entry(name).or_insert((sheet, row)));
                row.text(worker).map(|name| staff.entry(name).or_insert((sheet, row)));
            }
        }
    }
    for (name, (sheet, row)) in teams {
        let mut team = tables.add("ssd_department", sheet, row);
        team.set("dept_team_id", name.to_owned()).set("dept_team_name", name.to_owned());
    }
    for (name, (sheet, row)) in staff {
        let mut worker = tables.add("ssd_professionals", sheet, row);
        worker.set("prof_professional_id", name.to_owned()).set("prof_professional_name", name.to_owned());
    }
    let Some(data_date) = data_date else { return };
    let mut allocated: BTreeMap<&str, (&ListSheet, &ListRow, u8, u8)> = BTreeMap::new();
    for Allocation(list, team, worker, closed) in ALLOCATIONS {
        for sheet in sheets.iter().filter(|sheet| sheet.list.number == list) {
            for row in &sheet.rows {
                let is_open = closed.and_then(|closed| row.day(closed)).is_none_or(|day| day > data_date);
                if is_open && (row.text(team).is_some() || row.text(worker).is_some()) {
                    allocated.entry(row.id()).or_insert((sheet, row, team, worker));
                }
            }
        }
    }
    let day = standard::date::from_days(data_date).map_or_else(String::new, |date| date.to_string());
    for (child, (sheet, row, team, worker)) in allocated {
        let mut involvement = tables.add("ssd_involvements", sheet, row);
        involvement
            .key("invo_involvements_id", &format!("AA:{child}:{day}"), 1, log)
            .set("invo_person_id", child.to_owned())
            .set("invo_professional_id", row.get(worker).clone())
            .set("invo_professional_team", row.get(team).clone())
            .set("invo_professional_role_id", "CW".to_owned())
            .set("invo_involvement_start_date", Datum::Day(data_date))
            .set("invo_involvement_end_date", Datum::Day(data_date + 1))
            .reach(Some(data_date), Some(data_date));
    }
}
