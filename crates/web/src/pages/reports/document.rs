//! The document as a page of its own: a preview, or an issued file to read. It brings its own style, so its security
//! policy allows that one style by its hash, and nothing else.

use super::draft::{Draft, Stage};
use super::{number, wording};
use crate::problem::Problem;
use crate::visit::{Visit, header};
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use records::Edition;
use report::html::escape;
use report::paper::Audience;
use sha2::{Digest, Sha256};

/// The readers of an edition.
pub fn audience(edition: Edition) -> Audience {
    match edition {
        Edition::Internal => Audience::Internal,
        Edition::Public => Audience::Public,
    }
}

pub async fn preview(visit: Visit, Path((report, edition)): Path<(String, String)>) -> Result<Response, Problem> {
    let edition = Edition::parse(&edition).ok_or(Problem::NotFound)?;
    let draft = Draft::load(&visit.site, number(&report)?).await?;
    let document = match draft.document(&visit.site, audience(edition), Stage::Draft).await {
        Err(Problem::Wrong(lines)) => {
            return wording::page(&visit, &draft, "There is no preview until this is mended.", &lines);
        }
        document => document?,
    };
    let numbers = if draft.is_frozen() { "with frozen numbers" } else { "with the newest numbers, not frozen yet" };
    let html = report::html::write(&document);
    // A way back, before the document and outside of it.
    let bar = format!(
        "<nav class=\"page\" aria-label=\"Preview\"><p>Preview of the {} edition, {numbers}. \
         <a href=\"/reports/{}\">Back to {}</a></p></nav>\n<header class=\"banner\">",
        edition.word(),
        draft.report.id,
        escape(&draft.called()),
    );
    answer(html.replacen("<header class=\"banner\">", &bar, 1))
}

/// A document as an answer, under a policy that allows its own style.
pub fn answer(html: String) -> Result<Response, Problem> {
    let style =
        html.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).map_or("", |(style, _)| style);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src data:; form-action 'none'; frame-ancestors 'none'; \
         base-uri 'none'",
        base64(&Sha256::digest(style.as_bytes()))
    );
    let policy = HeaderValue::from_str(&policy).map_err(Problem::fault)?;
    let mut response = html.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, header("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, header("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// Bytes in base 64 (RFC 4648), as a policy writes hashes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let group = three.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            match at <= three.len() {
                true => out.push(char::from(LETTERS[(group >> (18 - 6 * at) & 63) as usize])),
                false => out.push('='),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (text, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(text.as_bytes()), coded);
        }
    }
}
