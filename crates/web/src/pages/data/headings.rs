//! Headings: the council’s own names for columns, taught from the page and kept in `mapping.toml`.

use super::taught::{self, Changed, LONGEST, Part};
use super::{desk, done, navigation, unprocessable};
use crate::access::Permission;
use crate::components::Choice;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use council::edit;
use council::import::Preview;
use intake::{Kind, MappedColumn, Mapping};
use serde::Deserialize;

const IMPORT: Needs = Needs::Permission(Permission::ImportData);

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("headings", "/data/headings", IMPORT, "Headings of your own", get(page)).under(Section::Data),
        Route::form("teach", "/data/headings", IMPORT, "Teaches a heading", post(teach)).under(Section::Data),
        Route::form("forget", "/data/headings/forget", IMPORT, "Forgets a heading", post(forget)).under(Section::Data),
    ]
}

/// The address that teaches an unknown heading of an upload: with the section that it is likely of, told from its
/// neighbours in the file.
pub fn teach_address(column: &MappedColumn, preview: &Preview, upload: i64) -> String {
    let section = match preview.kind {
        Kind::AnnexA => list_of(&column.sheet).map(|list| format!("list {list}")),
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
    format!("/data/headings?{}", query.finish())
}

/// The number of the Annex A list that a sheet’s name says: `List 4`, `4`, `list_4 referrals`.
fn list_of(sheet: &str) -> Option<u8> {
    let digits = sheet.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?;
    digits.parse().ok().filter(|list| (1..=11).contains(list))
}

#[derive(Template)]
#[template(path = "data/headings.html")]
struct Page {
    shell: Shell,
    taught: Vec<Taught>,
    history: Vec<Changed>,
    heading: String,
    section: String,
    section_title: String,
    sections: Vec<Choice>,
    columns: Vec<Choice>,
    upload: String,
    /// The address of the same page with another section to choose.
    another: String,
}

struct Taught {
    section: String,
    title: String,
    heading: String,
    column: String,
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

async fn page(visit: Visit) -> Result<Response, Problem> {
    let get = |name: &str| visit.filters.get(name).unwrap_or_default().to_owned();
    let mut page = told(&visit, get("section"), get("heading"), get("upload")).await?;
    page.shell.success = done(&visit);
    visit.page(&page)
}

async fn told(visit: &Visit, section: String, heading: String, upload: String) -> Result<Page, Problem> {
    let mut shell = visit.shell("Headings of your own");
    shell.sub_navigation = navigation(visit, "/data/headings");
    let text = taught::file(visit)?;
    // A file that somebody spoilt by hand: say so here, where it can be mended.
    let known_so_far = edit::headings(&text).unwrap_or_else(|failure| {
        shell.errors.push(Mistake::new("", format!("mapping.toml can’t be read: {failure}")));
        Vec::new()
    });
    let known = Mapping::columns(&section);
    let columns = known.clone().unwrap_or_default().into_iter().map(|column| (column.clone(), column));
    let sections = Mapping::sections().into_iter().map(|name| (name.clone(), section_title(&name)));
    let chosen_section = if known.is_some() { section } else { String::new() };
    Ok(Page {
        taught: known_so_far
            .into_iter()
            .map(|(section, heading, column)| Taught { title: section_title(&section), section, heading, column })
            .collect(),
        history: taught::history(visit, false).await?,
        section_title: if chosen_section.is_empty() { String::new() } else { section_title(&chosen_section) },
        sections: Choice::list(
            std::iter::once((String::new(), "Choose a table or list".to_owned())).chain(sections),
            &chosen_section,
        ),
        columns: Choice::list(std::iter::once((String::new(), "Choose a column".to_owned())).chain(columns), ""),
        another: crate::components::Address::new(
            "/data/headings",
            vec![("heading".to_owned(), heading.clone()), ("upload".to_owned(), upload.clone())],
        )
        .to_string(),
        section: chosen_section,
        heading,
        upload,
        shell,
    })
}

/// What the form that teaches sends.
#[derive(Deserialize)]
struct TeachForm {
    #[serde(default)]
    section: String,
    #[serde(default)]
    heading: String,
    #[serde(default)]
    column: String,
    #[serde(default)]
    upload: String,
}

async fn teach(visit: Visit, Sent(form): Sent<TeachForm>) -> Result<Response, Problem> {
    let heading = form.heading.trim().to_owned();
    let known = Mapping::columns(&form.section).unwrap_or_default();
    let mut mistakes = Vec::new();
    if heading.is_empty() || heading.chars().count() > LONGEST {
        mistakes
            .push(Mistake::new("heading", format!("Enter the heading as the file has it, {LONGEST} letters at most")));
    }
    if known.is_empty() {
        mistakes.push(Mistake::new("section", "Choose a table or list"));
    } else if !known.contains(&form.column) {
        mistakes.push(Mistake::new("column", "Choose the column that the heading means"));
    }
    if !mistakes.is_empty() {
        return again(&visit, form, mistakes).await;
    }
    match taught::change(&visit, Part::Headings(form.section.clone()), &heading, Some(form.column.clone())).await? {
        Ok(changed) => {
            if let Ok(upload) = super::number(&form.upload) {
                desk::again(&visit.site, upload);
                return Ok(Redirect::to(&format!("/data/uploads/{upload}?done=taught")).into_response());
            }
            let word = if changed { "taught" } else { "same" };
            Ok(Redirect::to(&format!("/data/headings?done={word}")).into_response())
        }
        Err(text) => again(&visit, form, vec![Mistake::new("column", text)]).await,
    }
}

async fn again(visit: &Visit, form: TeachForm, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let mut page = told(visit, form.section, form.heading, form.upload).await?;
    page.shell.errors.extend(mistakes);
    unprocessable(visit.page(&page)?)
}

/// What the form that forgets sends.
#[derive(Deserialize)]
struct ForgetForm {
    section: String,
    heading: String,
}

async fn forget(visit: Visit, Sent(form): Sent<ForgetForm>) -> Result<Response, Problem> {
    match taught::change(&visit, Part::Headings(form.section.clone()), &form.heading, None).await? {
        Ok(changed) => {
            let word = if changed { "forgotten" } else { "same" };
            Ok(Redirect::to(&format!("/data/headings?done={word}")).into_response())
        }
        Err(text) => Err(Problem::wrong(text)),
    }
}
