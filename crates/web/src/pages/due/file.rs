//! Lists about children as files.

use crate::ask::{DueList, Names};
use crate::pages::indicators::files::{self, Format};
use crate::problem::Problem;
use crate::reading::Reading;
use axum::response::Response;
use council::sheet::Sheet;

/// What is due as a file: one row for each thing, and one for each restricted record, of which nothing else is told.
pub fn list(reading: &Reading, list: &DueList, called: &Names) -> Result<Response, Problem> {
    let columns = [
        "service",
        "team_id",
        "team",
        "worker_id",
        "worker",
        "person_id",
        "what",
        "indicator",
        "since",
        "due",
        "overdue",
        "#working_days_over",
        "attention",
        "data_date",
        "authority",
    ];
    let mut sheet = Sheet::new("due", &columns);
    let (data_date, authority) = (reading.engine().inputs().data_date.to_string(), &reading.engine().settings().name);
    for due in &list.rows {
        sheet.push([
            called.service(&due.team_id).to_owned(),
            due.team_id.clone(),
            called.team_name(&due.team_id).to_owned(),
            due.worker_id.clone(),
            called.worker(&due.worker_id).to_owned(),
            due.person_id.clone(),
            due.what.clone(),
            due.indicator.clone(),
            due.since.map(|day| day.to_string()).unwrap_or_default(),
            due.due.to_string(),
            if due.overdue { "yes" } else { "no" }.to_owned(),
            due.working_days_over.to_string(),
            due.attention.clone(),
            data_date.clone(),
            authority.clone(),
        ]);
    }
    // Of some not even the person id is told.
    let unnamed = std::iter::repeat_n(String::new(), list.unnamed);
    for person in list.restricted.iter().cloned().chain(unnamed) {
        let cell = |column: &&str| match *column {
            "person_id" => person.clone(),
            "what" => "restricted".to_owned(),
            "data_date" => data_date.clone(),
            "authority" => authority.clone(),
            _ => String::new(),
        };
        sheet.push(columns.iter().map(cell));
    }
    let about = files::about(reading, "What is due", files::CHILDREN);
    files::download(Format::Csv, &format!("due {data_date}"), &sheet, &about)
}
