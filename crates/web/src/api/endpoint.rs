//! An address of the API, declared once: its route, what its query may say, what it answers.

use crate::routes::Route;
use std::borrow::Cow;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

/// CSV.
pub const CSV: &str = "text/csv";
/// Parquet.
pub const PARQUET: &str = "application/vnd.apache.parquet";
/// What describes a CSV file: CSV on the Web.
pub const CSVW: &str = "application/csvm+json";
/// JSON.
pub const JSON: &str = "application/json";

/// One address of the API.
pub struct Endpoint {
    /// Its route.
    pub route: Route,
    /// What it gives, in sentences.
    pub about: &'static str,
    /// What its address and its query take.
    pub parameters: Vec<&'static [Parameter]>,
    /// What it answers.
    pub answer: Answer,
    /// Whether the answer carries an `ETag`, and 304 says that it is still the same.
    pub tagged: bool,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub about: &'static str,
    /// What it can be.
    pub takes: Takes,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it may be given several times.
    pub many: bool,
}

/// What a parameter can be.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A text.
    Text,
    /// A month: `2023-07`.
    Month,
    /// A whole number from `least` to `most`, both inclusive; `otherwise` where it is not given.
    Whole {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// Where it is not given.
        otherwise: u32,
    },
    /// One of some words.
    Word(fn() -> Vec<&'static str>),
}

/// A part of the path.
pub const fn path(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, place: Place::Path, about, takes: Takes::Text, required: true, many: false }
}

/// A part of the query that can be left out.
pub const fn query(name: &'static str, takes: Takes, about: &'static str) -> Parameter {
    Parameter { name, place: Place::Query, about, takes, required: false, many: false }
}

impl Parameter {
    /// The same, which must be given.
    pub const fn required(self) -> Parameter {
        Parameter { required: true, ..self }
    }

    /// The same, which may be given several times.
    pub const fn many(self) -> Parameter {
        Parameter { many: true, ..self }
    }
}

/// A type's name, and the schemas of it and of all that it holds.
pub type Described = (Cow<'static, str>, Vec<(String, RefOr<Schema>)>);

/// What an address answers.
#[derive(Clone, Copy)]
pub enum Answer {
    /// JSON of a type.
    Json {
        /// The media type.
        media: &'static str,
        /// The type.
        described: fn() -> Described,
    },
    /// A file of one of these media types.
    File(&'static [&'static str]),
    /// The OpenAPI document.
    Document,
}

impl Answer {
    /// JSON of a type.
    pub fn json<T: ToSchema>() -> Answer {
        Answer::Json { media: JSON, described: described::<T> }
    }

    /// What describes a CSV file.
    pub fn csvw<T: ToSchema>() -> Answer {
        Answer::Json { media: CSVW, described: described::<T> }
    }
}

fn described<T: ToSchema>() -> Described {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    (T::name(), schemas)
}

impl Endpoint {
    /// An address that answers with JSON of a type.
    pub fn new(route: Route, answer: Answer, about: &'static str) -> Endpoint {
        Endpoint { route, about, parameters: Vec::new(), answer, tagged: false }
    }

    /// The same with parameters.
    pub fn with(mut self, parameters: &'static [Parameter]) -> Endpoint {
        self.parameters.push(parameters);
        self
    }

    /// The same, whose answer carries an `ETag`.
    pub fn tagged(self) -> Endpoint {
        Endpoint { tagged: true, ..self }
    }

    /// All its parameters.
    pub fn all_parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.parameters.iter().flat_map(|some| some.iter())
    }
}
