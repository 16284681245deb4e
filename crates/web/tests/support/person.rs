//! A person at a browser: keeps its cookie, sends what forms would send.

use super::World;
use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request};
use std::sync::Mutex;
use tower::ServiceExt;

/// A browser, in which somebody may be signed in.
pub struct Person {
    router: Router,
    cookie: Mutex<Option<String>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The token of a form on the page.
    pub fn token(&self) -> Option<String> {
        let text = self.text();
        let marker = format!("name=\"{}\" value=\"", web::shell::CSRF_FIELD);
        let at = text.find(&marker)? + marker.len();
        Some(text[at..].chars().take_while(|c| *c != '"').collect())
    }
}

impl Person {
    /// A browser in which nobody is signed in.
    pub fn new(router: Router) -> Person {
        Person { router, cookie: Mutex::default() }
    }

    /// The cookie as it would be sent.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().expect("a cookie").clone()
    }

    /// Sends another cookie from now on.
    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().expect("a cookie") = cookie;
    }

    /// Sends a request, with the cookie, and keeps the one that comes back.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        headers.entry(HOST).or_insert("localhost:8080".parse().expect("a host"));
        if let Some(cookie) = self.cookie() {
            headers.insert(COOKIE, cookie.parse().expect("a cookie"));
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(SET_COOKIE) {
            let text = set.to_str().expect("a cookie");
            let pair = text.split(';').next().unwrap_or_default().to_owned();
            let gone = pair.ends_with('=') || text.to_ascii_lowercase().contains("max-age=0");
            self.set_cookie((!gone).then_some(pair));
        }
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        Answer { status: parts.status.as_u16(), headers: parts.headers, body: body.to_vec() }
    }

    /// Gets an address.
    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::builder().method(Method::GET).uri(path).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Gets a page: it is there, and is HTML.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(answer.header("content-type").starts_with("text/html"), "{path}: {}", answer.header("content-type"));
        answer.text()
    }

    /// The token that forms of this browser’s session carry.
    pub async fn token(&self) -> String {
        for path in ["/account", "/sign-in"] {
            let answer = self.get(path).await;
            if let Some(token) = answer.token().filter(|token| !token.is_empty()) {
                return token;
            }
        }
        panic!("no page has a token");
    }

    /// Sends a form with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut fields = fields.to_vec();
        fields.push((web::shell::CSRF_FIELD, &token));
        self.post_plain(path, &fields).await
    }

    /// Sends a form as it is, without a token of ours.
    pub async fn post_plain(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()));
        self.send(request.expect("a request")).await
    }

    /// Sends a form with files: name of the field, name of the file, content.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        const BOUNDARY: &str = "----boundary-of-a-test";
        let token = self.token().await;
        let mut body: Vec<u8> = Vec::new();
        for (name, value) in std::iter::once((web::shell::CSRF_FIELD, token.as_str())).chain(fields.iter().copied()) {
            let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.as_bytes());
        }
        for (name, file, content) in files {
            let head = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.as_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }
}

impl World {
    /// Sends a request as a program would: no cookie, a token of the API.
    pub async fn call(&self, path: &str, bearer: &str) -> Answer {
        let request = Request::builder()
            .method(Method::GET)
            .uri(path)
            .header("authorization", format!("Bearer {bearer}"))
            .body(Body::empty());
        self.stranger().send(request.expect("a request")).await
    }
}
