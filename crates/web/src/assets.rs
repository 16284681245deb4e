//! The styles and scripts of the site, inside the program, and how they are served.
//!
//! Their addresses carry a version made from their sources, so browsers may keep them for ever. They are built from
//! `assets/` by `make assets`, or by the crate's build script where they are missing or out of date.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A file, plain and gzipped.
struct Asset {
    name: &'static str,
    path: &'static str,
    media: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The address of the asset `name`: `styles.css`, `app.js`, `supported.js`, `favicon.svg` or `licences.txt`. Any other
/// name gets an address that answers “not found”.
pub fn path(name: &str) -> &'static str {
    FILES.iter().find(|asset| asset.name == name).map_or("/assets/none", |asset| asset.path)
}

/// The names of all assets, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|asset| asset.name)
}

/// Serves the assets. They are for everyone, signed in or not.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{name}", get(serve))
}

/// An asset; under another version's address (a page from before an upgrade) the one of now, not to be kept.
async fn serve(Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = FILES.iter().find(|asset| asset.name == name) else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    let gzip = takes_gzip(&headers);
    let kept = if version == VERSION { FOR_EVER } else { ASK_AGAIN };
    let mut response = (if gzip { asset.gzip } else { asset.plain }).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media));
    headers.insert(header::CACHE_CONTROL, kept);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Whether the request takes gzip: named, and not with a weight of nothing (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        named && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt;

    async fn ask(path: &str, accept: Option<&str>) -> Response {
        let mut request = Request::get(path);
        if let Some(accept) = accept {
            request = request.header(header::ACCEPT_ENCODING, accept);
        }
        router::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn body(response: Response) -> Vec<u8> {
        to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()
    }

    #[tokio::test]
    async fn assets_are_kept_for_ever_under_their_version() {
        let response = ask(path("styles.css"), None).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(response.headers().get(header::CONTENT_ENCODING).is_none());
        let text = String::from_utf8(body(response).await).unwrap();
        assert!(text.contains(".app-header") && text.contains(".govuk-button"));
        for brought in ["@font-face", "GDS Transport", "url(", "crest"] {
            assert!(!text.contains(brought), "{brought}");
        }
        let old = ask("/assets/0000/styles.css", None).await;
        assert_eq!(old.headers()[header::CACHE_CONTROL], "no-cache");
        assert_eq!(ask("/assets/0000/other.css", None).await.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn gzip_goes_to_those_who_take_it() {
        let plain = body(ask(path("app.js"), Some("br, gzip;q=0")).await).await;
        for accept in ["gzip", "br;q=1.0, GZIP;q=0.5, *;q=0"] {
            let response = ask(path("app.js"), Some(accept)).await;
            assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
            assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
            let sent = body(response).await;
            assert_eq!(sent[..2], [0x1f, 0x8b]);
            // The last four bytes of a gzip stream are the length of what is in it.
            let length = u32::from_le_bytes(sent[sent.len() - 4..].try_into().unwrap());
            assert_eq!(length as usize, plain.len());
        }
    }

    #[test]
    fn every_asset_has_an_address() {
        assert_eq!(
            names().collect::<Vec<_>>(),
            ["app.js", "favicon.svg", "licences.txt", "styles.css", "supported.js"]
        );
        assert!(names().all(|name| path(name).ends_with(name)));
    }
}
