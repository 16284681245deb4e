//! `/api/v1/deliveries`: what was received, when, and what has become of it.

use super::about::{About, Tag};
use super::answer::{address, json};
use super::endpoint::{Answer, Endpoint, Parameter, path};
use super::query::Query;
use super::schema::one_of;
use crate::access::Permission;
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{Delivery, Status};
use utoipa::ToSchema;

const SEES: Needs = Needs::Permission(Permission::SeeData);
const ONE: &[Parameter] = &[path("delivery", "The number of the delivery.")];

/// The addresses.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Route::api("api-deliveries", "/api/v1/deliveries", SEES, "Deliveries", get(all)),
            Answer::json::<Deliveries>(),
            "Every delivery, in the order of import: its files with their hashes, its tables, what they cover, what has \
             become of it.",
        )
        .tagged(),
        Endpoint::new(
            Route::api("api-delivery", "/api/v1/deliveries/{delivery}", SEES, "One delivery", get(one)),
            Answer::json::<DeliveryLine>(),
            "One delivery.",
        )
        .with(ONE)
        .tagged(),
    ]
}

/// A file of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeliveredFile {
    /// Its name.
    name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    sha256: String,
    /// Its size in bytes.
    bytes: u64,
}

/// A table of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeliveredTable {
    /// The table.
    table: String,
    /// Its rows, as received.
    rows: u64,
    /// Those of them that have since been retired or erased.
    dropped: u64,
    /// Whether it waits to be accepted, and so is not in force.
    held: bool,
    /// The columns that the files do not have.
    absent_columns: Vec<String>,
}

/// The days for which a table is complete.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Covered {
    /// The table.
    table: String,
    /// The first day; null where it reaches back without an end.
    #[schema(value_type = Option<String>, format = Date, required = true)]
    from: Option<Date>,
    /// The last day, inclusive.
    #[schema(value_type = String, format = Date)]
    to: Date,
}

/// A table that is held, and what it is compared with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Moved {
    /// The table.
    table: String,
    /// What it is compared with: the delivery before of its kind, what stands of whatever kind, nothing of its own (it
    /// waits with the rest of its delivery), or what stands for the same data date in more columns.
    #[schema(schema_with = bases)]
    basis: &'static str,
    /// The number of the delivery before, or of the newest of those that stand for the table; 0 for none.
    against: i32,
    /// What is counted.
    #[schema(schema_with = counted)]
    counted: &'static str,
    /// How many before, over the days compared.
    before: u64,
    /// How many in this delivery.
    after: u64,
    /// The change in per cent.
    percent: i64,
}

/// A delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeliveryLine {
    /// Its number, from 1 in the order of import.
    number: i32,
    /// The kind of extract.
    kind: String,
    /// What a person calls it.
    title: String,
    /// The day that the extract describes.
    #[schema(value_type = String, format = Date)]
    data_date: Date,
    /// What has become of it.
    #[schema(schema_with = statuses)]
    status: &'static str,
    /// More of that: the tables held, why it was withdrawn, which delivery has taken its place; empty otherwise.
    status_detail: String,
    /// Its files.
    files: Vec<DeliveredFile>,
    /// Its tables.
    tables: Vec<DeliveredTable>,
    /// The days for which each table is complete.
    coverage: Vec<Covered>,
    /// Tables that were held, and why.
    moved: Vec<Moved>,
    /// How many findings of reading were errors.
    errors: u64,
    /// How many were warnings.
    warnings: u64,
    /// How many were notes.
    notes: u64,
    /// When it was imported.
    #[schema(value_type = String, format = DateTime)]
    imported_at: Timestamp,
    /// Who imported it.
    imported_by: String,
    /// A hash of its files: the same for every reading of the same files.
    files_hash: String,
}

fn bases() -> utoipa::openapi::schema::Object {
    one_of(vec!["delivery", "what stands", "with the rest", "less detail"])
}

fn counted() -> utoipa::openapi::schema::Object {
    one_of(vec!["rows", "children"])
}

fn statuses() -> utoipa::openapi::schema::Object {
    one_of(vec!["in force", "held", "withdrawn", "superseded", "retired"])
}

/// Deliveries.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Deliveries {
    about: About,
    /// The deliveries.
    deliveries: Vec<DeliveryLine>,
}

fn line(delivery: &Delivery) -> DeliveryLine {
    let (status, status_detail) = match &delivery.status {
        Status::InForce => ("in force", String::new()),
        Status::Held(tables) => ("held", tables.join(", ")),
        Status::Withdrawn(reason) => ("withdrawn", reason.clone()),
        Status::Superseded(by) => ("superseded", by.to_string()),
        Status::Retired(before) => ("retired", before.to_string()),
    };
    let table = |(name, rows): (&String, &u64)| DeliveredTable {
        table: name.clone(),
        rows: *rows,
        dropped: delivery.dropped.get(name).copied().unwrap_or_default(),
        held: delivery.held.contains(name),
        absent_columns: delivery.absent_columns.get(name).cloned().unwrap_or_default(),
    };
    let file = |file: &store::KeptFile| DeliveredFile {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
    };
    let moved = |moved: &store::Comparison| Moved {
        table: moved.table.clone(),
        basis: match moved.basis {
            store::Basis::Delivery => "delivery",
            store::Basis::Standing => "what stands",
            store::Basis::WithTheRest => "with the rest",
            store::Basis::LessDetail => "less detail",
        },
        against: moved.against,
        counted: if moved.children { "children" } else { "rows" },
        before: moved.before,
        after: moved.after,
        percent: moved.percent,
    };
    let coverage = delivery.coverage.iter();
    DeliveryLine {
        number: delivery.number,
        kind: delivery.kind.clone(),
        title: delivery.title.clone(),
        data_date: delivery.data_date,
        status,
        status_detail,
        files: delivery.files.iter().map(file).collect(),
        tables: delivery.tables.iter().map(table).collect(),
        coverage: coverage.map(|c| Covered { table: c.table.clone(), from: c.from, to: c.to }).collect(),
        moved: delivery.moved.iter().map(moved).collect(),
        errors: delivery.findings.errors,
        warnings: delivery.findings.warnings,
        notes: delivery.findings.notes,
        imported_at: delivery.imported_at,
        imported_by: delivery.imported_by.clone(),
        files_hash: delivery.files_hash.clone(),
    }
}

async fn all(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    Query::of(&visit)?;
    let reading = visit.reading()?;
    let lines: Vec<DeliveryLine> = reading.measuring().store.deliveries()?.iter().map(line).collect();
    // Deliveries can change just before the reading does: the tag is of what is written.
    let written = serde_json::to_string(&lines).map_err(Problem::fault)?;
    let tag = Tag::of(&reading, &address(&visit), &written);
    if let Some(unchanged) = tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    let answer = Deliveries { about: About::internal(&reading, "Deliveries"), deliveries: lines };
    tag.on(json(&answer))
}

async fn one(visit: Visit, Path(number): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    Query::of(&visit)?;
    let reading = visit.reading()?;
    let deliveries = reading.measuring().store.deliveries()?;
    let number: i32 = number.parse().map_err(|_| Problem::NotFound)?;
    let delivery = deliveries.iter().find(|delivery| delivery.number == number).ok_or(Problem::NotFound)?;
    let line = line(delivery);
    let written = serde_json::to_string(&line).map_err(Problem::fault)?;
    let tag = Tag::over(&[&address(&visit), &written]);
    if let Some(unchanged) = tag.unchanged(&headers) {
        return Ok(unchanged);
    }
    tag.on(json(&line))
}
