//! Headings: the council’s own names for columns, taught from the page and kept in `mapping.toml`.

use super::desk;
use super::taught::Part;
use super::teaching::{self, Field, Form, Kind, Words};
use crate::access::Permission;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::visit::{Sent, Visit};
use axum::response::Response;
use axum::routing::{get, post};
use council::edit;
use council::import::Preview;
use intake::{MappedColumn, Mapping};

const IMPORT: Needs = Needs::Permission(Permission::ImportData);
const PATH: &str = "/data/headings";

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("headings", PATH, IMPORT, "Headings of your own", get(page)).under(Section::Data),
        Route::form("teach", PATH, IMPORT, "Teaches a heading", post(teach)).under(Section::Data),
        Route::form("forget", "/data/headings/forget", IMPORT, "Forgets a heading", post(forget)).under(Section::Data),
    ]
}

/// The address that teaches an unknown heading of an upload: with the section that it is likely of, told from its
/// neighbours in the file.
pub fn teach_address(column: &MappedColumn, preview: &Preview, upload: i64) -> String {
    let section = match preview.kind {
        intake::Kind::AnnexA => list_of(&column.sheet).map(|list| format!("list {list}")),
        _ => preview
            .columns
            .iter()
            .filter(|other| other.file == column.file && other.sheet == column.sheet)
            .find_map(|other| other.column.as_ref().map(|(table, _)| table.clone())),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("heading", &column.heading);
    if let Some(section) = section {
        query.append_pair("section", &section);
    }
    query.append_pair("upload", &upload.to_string());
    format!("{PATH}?{}", query.finish())
}

/// The number of the Annex A list that a sheet’s name says: `List 4`, `4`, `list_4 referrals`.
fn list_of(sheet: &str) -> Option<u8> {
    let digits = sheet.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?;
    digits.parse().ok().filter(|list| (1..=11).contains(list))
}

/// The title of a section.
fn section_title(section: &str) -> String {
    if let Some(list) =
        section.strip_prefix("list ").and_then(|list| list.parse().ok()).and_then(standard::annex_a::list)
    {
        return format!("Annex A list {}: {}", list.number, list.title);
    }
    match section {
        "all" => "All tables".to_owned(),
        table => format!("{} ({table})", super::table_title(table)),
    }
}

/// A column by what it holds and its name; those of lists are in words already.
fn column_words(section: &str, name: &str) -> String {
    let column = standard::table::find(section).and_then(|table| table.column(name));
    column.map_or_else(|| name.to_owned(), |column| format!("{} ({name})", report::words::sentence(&column.title)))
}

/// Headings, as they are taught.
struct Headings;

impl Kind for Headings {
    fn words(&self) -> &'static Words {
        &Words {
            path: PATH,
            title: "Headings of your own",
            lead: "Extracts may call columns by names of your own. Say once what a heading means, and it is known from \
                   then on. It is kept in mapping.toml in the data folder.",
            one: "heading",
            heading: "Heading",
            written: Field { name: "heading", label: "Heading, as the file has it" },
            part: Field { name: "section", label: "Which table or list does the file hold?" },
            part_heading: "Table or list",
            part_none: "Choose a table or list",
            meant: Field { name: "column", label: "Which column of the standard is it?" },
            meant_none: "Choose a column",
            meant_missing: "Choose the column that the heading means",
            origin: "upload",
            nothing: "All columns are known by the standard’s own names and their usual variants.",
            done: ["taught", "forgotten"],
        }
    }

    fn part(&self, name: &str) -> Part {
        Part::Headings(name.to_owned())
    }

    fn known(&self, mapping: &str) -> council::Result<Vec<(String, String, String)>> {
        edit::headings(mapping)
    }

    fn parts(&self) -> Vec<String> {
        Mapping::sections()
    }

    fn title(&self, part: &str) -> String {
        section_title(part)
    }

    fn meanings(&self, part: &str) -> Option<Vec<(String, String)>> {
        Some(Mapping::columns(part)?.into_iter().map(|column| (column.clone(), column_words(part, &column))).collect())
    }

    fn in_words(&self, part: &str, meant: &str) -> String {
        column_words(part, meant)
    }

    /// The upload that led here is read again with it.
    fn next(&self, visit: &Visit, origin: &str, done: &str) -> String {
        match super::number(origin) {
            Ok(upload) => {
                desk::again(&visit.site, upload);
                format!("/data/uploads/{upload}?done=taught")
            }
            Err(_) => format!("{PATH}?done={done}"),
        }
    }
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    visit.page(&teaching::page(&visit, &Headings).await?)
}

async fn teach(visit: Visit, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    teaching::teach(&visit, &Headings, form).await
}

async fn forget(visit: Visit, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    teaching::forget(&visit, &Headings, form).await
}
