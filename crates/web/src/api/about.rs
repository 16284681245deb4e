//! What every answer says of itself: which data it was made of, by which definitions, for whom.

use crate::access::Permission;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::visit::Visit;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use measure::Catalogue;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa::ToSchema;

/// What an answer was made of.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// What it is, in words.
    pub what: String,
    /// The council.
    pub authority: String,
    /// Its code, as the Department for Education writes it.
    pub authority_code: String,
    /// The day that the data describe.
    #[schema(value_type = String, format = Date)]
    pub data_date: Date,
    /// A short name for the deliveries and settings that it was made of: another one whenever any of them changes.
    pub generation: String,
    /// The numbers of the deliveries in force.
    pub deliveries: Vec<i32>,
    /// A short name for the definitions that it was made by: another one whenever any of them changes.
    pub catalogue: String,
    /// The program and its version.
    pub program: &'static str,
    /// For whom it is: `internal` has everything, `public` what anybody may see.
    #[schema(schema_with = audiences)]
    pub audience: &'static str,
    /// What was hidden, in words.
    pub suppression: &'static str,
}

fn audiences() -> utoipa::openapi::schema::Object {
    super::schema::one_of(vec!["internal", "public"])
}

impl About {
    /// Of a reading, for those who may see all numbers.
    pub fn internal(reading: &Reading, what: impl Into<String>) -> About {
        About {
            audience: "internal",
            suppression: "Nothing is hidden: small numbers are in it. Don’t publish it or pass it on.",
            ..About::of(reading, what.into())
        }
    }

    /// Of a reading, for those who may see what the public may.
    pub fn public(reading: &Reading, what: impl Into<String>) -> About {
        About {
            audience: "public",
            suppression: "Small numbers are hidden, and whatever would give them away: their status is c.",
            ..About::of(reading, what.into())
        }
    }

    /// Of a reading, for whoever may see this or that of it.
    pub fn seen_by(visit: &Visit, reading: &Reading, what: impl Into<String>) -> About {
        if visit.may(Permission::SeeNumbers) { About::internal(reading, what) } else { About::public(reading, what) }
    }

    fn of(reading: &Reading, what: String) -> About {
        let (engine, settings) = (reading.engine(), reading.engine().settings());
        About {
            what,
            authority: settings.name.clone(),
            authority_code: settings.dfe_code.clone(),
            data_date: engine.inputs().data_date,
            generation: reading.generation().short().to_owned(),
            deliveries: reading.measuring().in_force.deliveries.iter().map(|delivery| delivery.number).collect(),
            catalogue: catalogue_version(reading).to_string(),
            program: concat!("Derwent ", env!("CARGO_PKG_VERSION")),
            audience: "",
            suppression: "",
        }
    }
}

/// The beginning of a hash over all definitions: the program’s own and those that the council added or changed.
fn catalogue_version(reading: &Reading) -> Arc<String> {
    reading.once("catalogue version", || version(reading.engine().catalogue()))
}

fn version(catalogue: &Catalogue) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    for indicator in catalogue.indicators() {
        add(&serde_json::to_string(indicator).unwrap_or_default());
        add(&indicator.sql);
    }
    for step in catalogue.steps() {
        add(&step.id);
        add(&step.sql);
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The tag of an answer that stays the same for as long as these texts do.
#[derive(Clone)]
pub struct Tag(String);

impl Tag {
    /// Of an address over a reading, as somebody sees it. Weak, since what means the same may be written otherwise.
    pub fn of(reading: &Reading, address: &str, view: &str) -> Tag {
        let catalogue = catalogue_version(reading);
        Tag::over(&[env!("CARGO_PKG_VERSION"), reading.generation().short(), &catalogue, address, view])
    }

    /// Over some texts.
    pub fn over(texts: &[&str]) -> Tag {
        let mut hash = Sha256::new();
        for text in texts {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        Tag(format!("W/\"{}\"", hex(&hash.finalize())))
    }

    /// 304 where the caller has this already.
    pub fn unchanged(&self, headers: &HeaderMap) -> Option<Response> {
        let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let same = known.flat_map(|value| value.split(',')).map(str::trim).any(|tag| tag == self.0 || tag == "*");
        same.then(|| {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            self.put(response.headers_mut());
            response
        })
    }

    /// Puts it on an answer, which its caller may then keep, to ask whether it is still so.
    pub fn put(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            headers.insert(ETAG, value);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from_static("authorization, cookie"));
    }

    /// The same on a response.
    pub fn on(&self, response: Result<Response, Problem>) -> Result<Response, Problem> {
        let mut response = response?;
        self.put(response.headers_mut());
        Ok(response)
    }
}
