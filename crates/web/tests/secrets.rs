//! Everything that the server writes to its log while every role opens every page, looked through for what may not be
//! there: names, dates of birth, free text and ids of children, passwords, tokens and session ids. And every page,
//! for what no page may show.

mod support;

use records::{LinkPurpose, Role};
use std::collections::{BTreeSet, VecDeque};
use std::io::Write;
use std::sync::{Arc, Mutex};
use support::{PASSWORD, Person, Places, World, children, filled};
use tracing_subscriber::fmt::MakeWriter;
use web::routes::routes;

/// How many pages are followed for each role.
const PAGES: usize = 120;

/// What the log holds so far.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// The addresses that a page links to, on this site.
fn links(page: &str) -> BTreeSet<String> {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let local = hrefs.filter(|href| href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/assets/"));
    local
        .map(|href| href.replace("&amp;", "&").replace("&#38;", "&").split('#').next().unwrap_or_default().to_owned())
        .collect()
}

/// Follows links from the first page, and opens every route: gives all that was shown.
async fn crawl(world: &World, person: &Person, child: &str) -> Vec<(String, String)> {
    let places = Places::of(world, child);
    let mut waiting: VecDeque<String> = routes()
        .into_iter()
        .filter(|route| route.method == axum::http::Method::GET)
        .map(|route| filled(route.path, &places))
        .collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut pages = Vec::new();
    while let Some(path) = waiting.pop_front()
        && pages.len() < PAGES
    {
        let answer = person.get(&path).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
        let text = answer.text();
        for link in links(&text) {
            if known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        pages.push((path, text));
    }
    pages
}

#[tokio::test]
async fn the_log_holds_no_child_and_no_secret_and_pages_hold_no_secret() {
    let log = Log::default();
    let level = tracing_subscriber::filter::LevelFilter::DEBUG;
    let subscriber = tracing_subscriber::fmt().with_max_level(level).with_writer(log.clone()).with_ansi(false).finish();
    tracing::subscriber::set_global_default(subscriber).expect("the only log");
    let world = World::new().await;
    let mut secrets = BTreeSet::from([PASSWORD.to_owned(), "wrong wrong wrong".to_owned()]);
    let (mut shown, mut keys) = (0, BTreeSet::new());
    for role in Role::ALL {
        let person = world.stranger();
        let wrong = [("username", role.word()), ("password", "wrong wrong wrong"), ("back", "/")];
        assert_eq!(person.post("/sign-in", &wrong).await.status, 422);
        secrets.extend(session_id(&person));
        let person = world.sign_in(role).await;
        secrets.extend(session_id(&person));
        secrets.insert(person.token().await);
        let account = world.account(role);
        let hour = jiff::SignedDuration::from_hours(1);
        let link =
            world.records().make_link(account.id, LinkPurpose::PasswordReset, hour, None, world.site.now()).await;
        let link = link.expect("a link");
        person.get(&web::sign_in::link_path(&link)).await;
        secrets.insert(link.secret.reveal().to_owned());
        let child = children().held.keys().next().expect("a child");
        let own = person.token().await;
        for (path, text) in crawl(&world, &person, child).await {
            shown += 1;
            assert!(!text.contains("$argon2"), "{path} shows a password’s hash");
            for secret in secrets.iter().filter(|secret| **secret != own) {
                let said_again = path.contains(secret.as_str());
                assert!(said_again || !text.contains(secret.as_str()), "{path} shows a secret");
            }
        }
        // The key of one-time codes is on its owner’s page, in words and as a picture, and nowhere else.
        assert_eq!(person.post("/account/codes/begin", &[("current", PASSWORD)]).await.status, 303, "{role:?}");
        let page = person.page("/account/codes").await;
        assert!(page.contains("app-qr"), "{role:?} sees no QR code");
        let key = page.split_once("app-secret\">").expect("a key").1.split('<').next().expect("a key").to_owned();
        keys.insert(key.replace(' ', ""));
        keys.insert(key);
        // What goes wrong is logged too.
        person.post_plain("/sign-out", &[("csrf", "forged"), ("username", PASSWORD)]).await;
        person.get("/children/200004?q=Alfie+Robinson").await;
    }
    assert!(shown > 100, "only {shown} pages were opened");
    let text = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(text.contains("request"), "the log holds nothing of the requests: {text}");
    let known = children();
    for (forename, surname) in &known.names {
        assert!(!text.contains(&format!("{forename} {surname}")), "the log has a name");
        assert!(!has_word(&text, surname), "the log has the surname {surname}");
    }
    for birth in &known.births {
        assert!(!text.contains(birth.as_str()), "the log has a date of birth");
    }
    for free in &known.texts {
        assert!(!text.contains(free.as_str()), "the log has free text");
    }
    assert_eq!(known.named_in(&text), BTreeSet::new(), "the log has ids of children");
    for secret in secrets.iter().chain(&keys) {
        assert!(!text.contains(secret.as_str()), "the log has a secret");
    }
}

fn session_id(person: &Person) -> Option<String> {
    person.cookie().and_then(|cookie| cookie.split_once('=').map(|(_, id)| id.to_owned()))
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
