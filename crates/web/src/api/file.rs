//! Files with what describes them: CSV with its CSV on the Web metadata beside it, Parquet with the same inside.

use super::about::About;
use super::answer::json_as;
use super::endpoint::{CSVW, PARQUET};
use super::schema;
use crate::problem::Problem;
use crate::visit::{Visit, header};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LINK};
use axum::response::{IntoResponse, Response};
use council::sheet::Sheet;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A word that the file has, and what it means.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Meaning {
    /// The word.
    word: &'static str,
    /// What it means.
    meaning: &'static str,
}

/// A parameter as it was given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// The parameter.
    name: String,
    /// Its value.
    value: String,
}

/// A column.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Column {
    /// Its name, the heading of the file.
    name: String,
    /// Its name again, as CSV on the Web calls the heading.
    titles: String,
    /// The type of its values.
    #[schema(schema_with = datatypes)]
    datatype: &'static str,
    /// What it holds.
    #[serde(rename = "dc:description")]
    description: &'static str,
}

fn datatypes() -> utoipa::openapi::schema::Object {
    schema::one_of(vec!["string", "number", "date"])
}

/// What describes a file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    about: About,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// What was asked for.
    chosen: Vec<Chosen>,
    /// The statuses that numbers can have.
    statuses: Vec<Meaning>,
    #[serde(skip)]
    name: &'static str,
}

impl Given {
    /// Of the file that a visit asks for, called `name`.
    pub fn new(about: About, name: &'static str, visit: &Visit) -> Given {
        let pairs = visit.filters.pairs().iter();
        let chosen = pairs.map(|(name, value)| Chosen { name: name.clone(), value: value.clone() }).collect();
        Given { about, made_at: visit.site.now(), chosen, statuses: Vec::new(), name }
    }

    /// The same with what the statuses mean.
    pub fn with_statuses(mut self) -> Given {
        self.statuses = schema::statuses().map(|(word, meaning)| Meaning { word, meaning }).collect();
        self
    }

    /// The query as it was sent.
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.chosen.iter().map(|chosen| (&chosen.name, &chosen.value)));
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    fn file_name(&self, ending: &str) -> String {
        format!("attachment; filename=\"derwent-{}-{}.{ending}\"", self.name, self.about.data_date)
    }
}

/// The columns of a CSV file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TableSchema {
    /// The columns, in order.
    columns: Vec<Column>,
}

/// What describes a CSV file: CSV on the Web.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Csvw {
    /// `http://www.w3.org/ns/csvw`.
    #[serde(rename = "@context")]
    context: &'static str,
    /// The address of the file.
    url: String,
    /// What it is.
    #[serde(rename = "dc:title")]
    title: String,
    /// The council.
    #[serde(rename = "dc:publisher")]
    publisher: String,
    /// When the file was asked for.
    #[serde(rename = "dc:modified")]
    #[schema(value_type = String, format = DateTime)]
    modified: Timestamp,
    /// Who may have it, and what was hidden.
    #[serde(rename = "dc:rights")]
    rights: &'static str,
    /// The columns.
    #[serde(rename = "tableSchema")]
    table_schema: TableSchema,
    /// What was asked for and what it was made of; one.
    notes: Vec<Given>,
}

/// What each column holds: name, type, words. The columns are those of `council::lists`; one that holds something else in
/// one list than in the others has the name of that list in front.
const COLUMNS: [(&str, &str, &str); 49] = [
    ("indicator", "string", "The indicator’s id."),
    ("period", "string", "The period: 2023-07, 2023-Q2 or 2023-02..2023-07."),
    ("breakdown", "string", "Dimension and value, as team:T04; several joined by semicolons; empty for the whole."),
    ("numerator", "number", "The numerator, or the count."),
    ("denominator", "number", "The denominator; empty where there is none."),
    ("value", "number", "The value; empty where there is none, or where it is hidden."),
    ("status", "string", "How far the number can be relied on."),
    ("reason", "string", "Why the number can be relied on no further; empty where it is complete."),
    ("data_date", "date", "The day that the tables it is counted from describe."),
    ("verdict", "string", "The verdict on the months up to the last one asked for; beside that month only."),
    ("verdict_because", "string", "Why, in a sentence or two."),
    ("target", "number", "What the council aims at."),
    ("neighbours_mean", "number", "The mean of the statistical neighbours, as published."),
    ("neighbours_median", "number", "Their median."),
    ("region", "number", "The region’s figure, as published."),
    ("england", "number", "England’s figure, as published."),
    ("published_year", "string", "The year that the published figures are about."),
    ("published_definition", "string", "How near their definition is: same, near or different."),
    ("unit_id", "string", "What identifies the thing counted."),
    ("person_id", "string", "The child."),
    ("family_id", "string", "The child’s family; the child’s own id where none is recorded."),
    ("state", "string", "What became of it: met, missed, void, pending, overdue, counted, not covered; or due."),
    ("event_date", "date", "The day it began."),
    ("due", "date", "The day it fell or falls due."),
    ("done", "date", "The day it was done."),
    ("counts_on", "date", "The day it counts on."),
    ("category", "string", "Its category."),
    ("part", "string", "Which part of the number it belongs to: numerator or denominator; empty for both."),
    ("amount", "number", "How much it counts."),
    ("team_id", "string", "The worker’s team."),
    ("worker_id", "string", "The worker."),
    ("note", "string", "Anything to say about it."),
    ("attention", "string", "Why it stands first: no worker, worker has left, worker on long absence."),
    ("what", "string", "What is due: visit, review, assessment …"),
    ("working_days_over", "number", "Working days past due (above 0) or left (0 and below) at the data date."),
    ("since", "date", "Since when the time runs."),
    ("rule", "string", "The rule or check."),
    ("severity", "string", "How grave it is: error, warning or note."),
    ("delivery", "number", "The number of the delivery; empty where it is about several together."),
    ("file", "string", "The file, by its name."),
    ("sheet", "string", "The sheet, in a workbook."),
    ("row", "number", "The row as a person counts it; the header row of a CSV file is 1."),
    ("column", "string", "The column, as the file spells it."),
    ("found", "string", "What stood there."),
    ("expected", "string", "What was expected."),
    ("hint", "string", "What to do."),
    ("owner_team_id", "string", "The team that has the child today; empty where none has."),
    ("owner_worker_id", "string", "The worker who has the child today; empty where nobody has."),
    ("findings.done", "string", "What was done about it."),
];

fn columns(sheet: &Sheet) -> Vec<Column> {
    let column = |(name, number): &(String, bool)| {
        let own = format!("{}.{name}", sheet.name);
        let find = |name: &str| COLUMNS.iter().find(|(known, ..)| *known == name);
        let known = find(&own).or_else(|| find(name));
        let plain = if *number { "number" } else { "string" };
        let (datatype, description) = known.map_or((plain, ""), |(_, datatype, words)| (*datatype, *words));
        Column { name: name.clone(), titles: name.clone(), datatype, description }
    };
    sheet.columns.iter().map(column).collect()
}

/// Adds a row for each restricted record: its person id and nothing else.
pub fn closed(sheet: &mut Sheet, people: &[String]) {
    let names: Vec<String> = sheet.columns.iter().map(|(name, _)| name.clone()).collect();
    for person in people {
        sheet.push(names.iter().map(|name| if name == "person_id" { person.as_str() } else { "" }));
    }
}

/// A list as CSV, with the address of what describes it.
pub fn csv(sheet: &Sheet, given: &Given) -> Result<Response, Problem> {
    let bytes = sheet.csv_bytes().map_err(Problem::fault)?;
    let described =
        format!("<{}.csv-metadata.json{}>; rel=\"describedby\"; type=\"{CSVW}\"", given.name, given.query());
    attached("text/csv; charset=utf-8; header=present", bytes, &given.file_name("csv"), Some(&described))
}

/// A list as Parquet, with what describes it inside.
pub fn parquet(sheet: &Sheet, given: &Given) -> Result<Response, Problem> {
    let mut about = serde_json::to_value(given).map_err(Problem::fault)?;
    about["columns"] = serde_json::to_value(columns(sheet)).map_err(Problem::fault)?;
    let metadata = [("derwent".to_owned(), about.to_string())];
    let bytes = sheet.parquet_bytes(&metadata).map_err(Problem::fault)?;
    attached(PARQUET, bytes, &given.file_name("parquet"), None)
}

/// What describes the CSV file of a list: of its columns, not of its rows.
pub fn csvw(sheet: &Sheet, given: Given) -> Result<Response, Problem> {
    let described = Csvw {
        context: "http://www.w3.org/ns/csvw",
        url: format!("{}.csv{}", given.name, given.query()),
        title: given.about.what.clone(),
        publisher: given.about.authority.clone(),
        modified: given.made_at,
        rights: given.about.suppression,
        table_schema: TableSchema { columns: columns(sheet) },
        notes: vec![given],
    };
    json_as(CSVW, &described)
}

fn attached(media: &'static str, bytes: Vec<u8>, name: &str, link: Option<&str>) -> Result<Response, Problem> {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, header(media));
    headers.insert(CACHE_CONTROL, header("no-store"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(name).map_err(Problem::fault)?);
    if let Some(link) = link {
        headers.insert(LINK, HeaderValue::from_str(link).map_err(Problem::fault)?);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_files_says_what_it_holds() {
        use council::lists;
        let mut numbers = lists::numbers(&[]);
        super::super::beside::Beside(None).extend(&mut numbers, []);
        let sheets = [numbers, lists::children(&[]), lists::due(&[])];
        let findings = crate::pages::data::findings_sheet(std::iter::empty());
        for sheet in sheets.into_iter().chain([findings]) {
            for column in columns(&sheet) {
                assert!(!column.description.is_empty(), "{}: {} says nothing", sheet.name, column.name);
                let number = sheet.columns.iter().any(|(name, number)| *name == column.name && *number);
                assert_eq!(number, column.datatype == "number", "{}: {}", sheet.name, column.name);
            }
        }
    }
}
