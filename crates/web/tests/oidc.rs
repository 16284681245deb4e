//! Signing in with the council’s account, against a real provider: npm’s `oidc-provider` on loopback, which asks for a
//! login on pages of its own. `npm ci` in `e2e/oidc` installs it; without it, or without node, these tests say so and
//! are skipped, unless `DERWENT_REQUIRE_PROVIDER` is set.

mod support;

use axum::http::header::{LOCATION, SET_COOKIE};
use records::{Profile, Role};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use support::{Person, World};
use web::sign_in::{Provider, Settings};

const RETURN: &str = "http://localhost:8080/sign-in/return";
const SECRET: &str = "a-secret-for-tests-of-more-than-32-letters";

/// The provider; it stops when this is dropped.
struct Running {
    child: Child,
    issuer: String,
    /// Held open: the provider prints notices now and then, and a pipe that nobody holds would end it.
    _output: BufReader<ChildStdout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _stopped = self.child.wait();
    }
}

fn tls_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

/// Starts the provider with four people.
fn provider(tls: bool, in_token: bool) -> Option<Running> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/oidc");
    let there = folder.join("node_modules/oidc-provider").is_dir();
    let mut options = serde_json::json!({
        "redirect": RETURN,
        "secret": SECRET,
        "inToken": in_token,
        "people": [
            { "sub": "s-1", "preferred_username": "p.taylor", "name": "P. Taylor", "email": "p@council.example",
              "groups": ["west", "canteen"], "employee": "W00001" },
            { "sub": "s-2", "preferred_username": "q.stranger", "name": "Q. Stranger", "groups": ["canteen"] },
            { "sub": "s-3", "preferred_username": "administrator", "name": "Not Them", "groups": ["west"] },
        ],
    });
    if tls {
        options["key"] = tls_file("first-key.pem").to_string_lossy().into();
        options["cert"] = tls_file("first.pem").to_string_lossy().into();
    }
    let started = there.then(|| {
        Command::new("node")
            .args(["provider.mjs", &options.to_string()])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
    });
    let Some(Ok(mut child)) = started else {
        assert!(std::env::var_os("DERWENT_REQUIRE_PROVIDER").is_none(), "node, or e2e/oidc/node_modules, is not there");
        let _said = writeln!(std::io::stderr(), "skipped: node, or e2e/oidc/node_modules (npm ci), is not there");
        return None;
    };
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let said: serde_json::Value = serde_json::from_str(&line).expect("the issuer");
    let issuer = said["issuer"].as_str().expect("an issuer").to_owned();
    Some(Running { child, issuer, _output: output })
}

fn settings(issuer: &str, tls: bool) -> Settings {
    let mut text = format!(
        "issuer = \"{issuer}\"\nclient_id = \"derwent\"\nclient_secret_env = \"UNUSED\"\nworker_claim = \"employee\"\n"
    );
    if tls {
        text.push_str(&format!("ca_file = \"{}\"\n", tls_file("ca.pem").display()));
    }
    text.push_str(
        "[[group]]\ngroup = \"west\"\nrole = \"team-manager\"\nteams = [\"T22\"]\nsees_names = true\n\
         [[group]]\ngroup = \"board\"\nrole = \"board-member\"\n",
    );
    Settings::parse(&text).expect("settings")
}

async fn world(running: &Running, tls: bool) -> World {
    let provider = Provider::new(settings(&running.issuer, tls), SECRET.to_owned()).expect("a provider");
    let change = |config: &mut web::site::Config| {
        config.provider = Some(provider);
        config.address = Some("http://localhost:8080".to_owned());
    };
    World::with(change).await
}

/// A browser for the provider’s own pages.
struct Browser {
    http: reqwest::Client,
    /// By path and name.
    cookies: BTreeMap<(String, String), String>,
}

impl Browser {
    fn new() -> Browser {
        let ca = std::fs::read(tls_file("ca.pem")).expect("the authority");
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .add_root_certificate(reqwest::Certificate::from_pem(&ca).expect("the authority"))
            .build()
            .expect("a client");
        Browser { http, cookies: BTreeMap::new() }
    }

    /// Sends a request with the cookies of its path, and keeps those that come back.
    async fn send(&mut self, request: reqwest::RequestBuilder) -> reqwest::Response {
        let mut request = request.build().expect("a request");
        let path = request.url().path().to_owned();
        let ours = self.cookies.iter().filter(|((under, _), _)| path.starts_with(under.as_str()));
        let cookies: Vec<String> = ours.map(|((_, name), value)| format!("{name}={value}")).collect();
        request.headers_mut().insert("cookie", cookies.join("; ").parse().expect("cookies"));
        let response = self.http.execute(request).await.expect("an answer");
        for set in response.headers().get_all(SET_COOKIE) {
            let set = set.to_str().expect("a cookie");
            let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            let under = between(&format!("{set};"), "path=", ";").unwrap_or("/").to_owned();
            if value.is_empty() {
                self.cookies.remove(&(under, name.to_owned()));
            } else {
                self.cookies.insert((under, name.to_owned()), value.to_owned());
            }
        }
        response
    }

    /// Goes through the provider’s pages as somebody, until it sends them back to us: gives that address.
    async fn go(&mut self, start: &str, login: &str) -> String {
        let mut address = start.to_owned();
        for _ in 0..20 {
            if address.starts_with(RETURN) {
                return address;
            }
            let mut response = self.send(self.http.get(&address)).await;
            if response.status() == 200 {
                let page = response.text().await.expect("a page");
                let kind = between(&page, "name=\"prompt\" value=\"", "\"").expect("a form").to_owned();
                let action = between(&page, "action=\"", "\"").expect("a form").to_owned();
                let fields = [("prompt", kind.as_str()), ("login", login), ("password", "anything")];
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                let form =
                    self.http.post(action).header("content-type", "application/x-www-form-urlencoded").body(body);
                response = self.send(form).await;
            }
            let status = response.status();
            let location = response
                .headers()
                .get(LOCATION)
                .unwrap_or_else(|| panic!("{address}: {status}"))
                .to_str()
                .expect("an address");
            address = reqwest::Url::parse(&address).expect("an address").join(location).expect("an address").into();
        }
        panic!("the provider did not send us back");
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(inside, _)| inside)
}

/// Signs somebody in: the browser, and where they ended up.
async fn sign_in(world: &World, login: &str) -> (Person, String) {
    let person = world.stranger();
    let sent = person.get("/sign-in/provider?back=/account").await;
    assert_eq!(sent.status, 303);
    let back = Browser::new().go(sent.location(), login).await;
    let answer = person.get(back.strip_prefix("http://localhost:8080").expect("our address")).await;
    let location = answer.location().to_owned();
    (person, location)
}

#[tokio::test]
async fn groups_of_the_provider_become_roles() {
    for in_token in [false, true] {
        let Some(running) = provider(false, in_token) else { return };
        let world = world(&running, false).await;
        assert!(world.stranger().page("/sign-in").await.contains("/sign-in/provider?back="));
        let (person, location) = sign_in(&world, "s-1").await;
        assert_eq!(location, "/account");
        let page = person.page("/account").await;
        assert!(page.contains("P. Taylor") && page.contains("Team manager") && page.contains("Teams: T22"), "{page}");
        let account = world.records().account_by_username("p.taylor").await.expect("records").expect("an account");
        assert!(account.profile.sees_names && !account.has_password);
        assert_eq!(account.profile.worker_id.as_deref(), Some("W00001"));
        // The second time it is the same account, brought up to date.
        let (_, location) = sign_in(&world, "s-1").await;
        assert_eq!(location, "/account");
        let again = world.records().account_by_username("p.taylor").await.expect("records").expect("an account");
        assert_eq!(again.id, account.id);
    }
}

#[tokio::test]
async fn the_provider_may_have_a_certificate_of_the_council() {
    let Some(running) = provider(true, false) else { return };
    let (_, location) = sign_in(&world(&running, true).await, "s-1").await;
    assert_eq!(location, "/account");
    // Whoever doesn’t know the authority trusts nobody.
    let without = world(&running, false).await;
    let sent = without.stranger().get("/sign-in/provider").await;
    assert_eq!(sent.location(), "/sign-in?fault=provider");
}

#[tokio::test]
async fn who_is_in_no_group_or_closed_or_somebody_else_gets_nothing() {
    let Some(running) = provider(false, false) else { return };
    let world = world(&running, false).await;
    let (person, location) = sign_in(&world, "s-2").await;
    assert_eq!(location, "/sign-in?fault=no-group");
    assert_eq!(person.get("/account").await.status, 303);
    assert!(world.records().account_by_username("q.stranger").await.expect("records").is_none());
    // The name of an account of ours opens nothing.
    let ours = world.account(Role::Administrator).clone();
    let (_, location) = sign_in(&world, "s-3").await;
    assert_eq!(location, "/sign-in?fault=no-group");
    let after = world.records().account(ours.id).await.expect("records").expect("an account");
    assert_eq!(after.profile, ours.profile);
    // A closed account stays closed.
    let (_, location) = sign_in(&world, "s-1").await;
    assert_eq!(location, "/account");
    let account = world.records().account_by_username("p.taylor").await.expect("records").expect("an account");
    world.records().disable_account(account.id, None, world.site.now()).await.expect("closed");
    let (_, location) = sign_in(&world, "s-1").await;
    assert_eq!(location, "/sign-in?fault=no-group");
}

#[tokio::test]
async fn a_code_is_good_for_one_browser_once() {
    let Some(running) = provider(false, false) else { return };
    let world = world(&running, false).await;
    let path = |back: &str| back.strip_prefix("http://localhost:8080").expect("our address").to_owned();
    let victim = world.stranger();
    let sent = victim.get("/sign-in/provider").await;
    let asked = sent.location().to_owned();
    for expected in ["code_challenge=", "code_challenge_method=S256", "nonce=", "state=", "response_type=code"] {
        assert!(asked.contains(expected), "{expected} is not in {asked}");
    }
    let back = path(&Browser::new().go(&asked, "s-1").await);
    // In another browser, or with another state, it is worth nothing: nobody signs another in as themselves.
    let other = world.stranger();
    assert_eq!(other.get(&back).await.location(), "/sign-in?fault=expired");
    other.get("/sign-in/provider").await;
    assert_eq!(other.get(&back).await.location(), "/sign-in?fault=expired");
    // In its own it is, once.
    let before = victim.cookie();
    assert_eq!(victim.get(&back).await.location(), "/");
    assert_ne!(victim.cookie(), before, "the session kept its id");
    assert_eq!(victim.get("/account").await.status, 200);
    assert_eq!(victim.get(&back).await.location(), "/sign-in?fault=expired");
    // A code that the provider never gave.
    let forger = world.stranger();
    let sent = forger.get("/sign-in/provider").await;
    let state = between(sent.location(), "state=", "&").expect("a state").to_owned();
    let answer = forger.get(&format!("/sign-in/return?state={state}&code=forged")).await;
    assert_eq!(answer.location(), "/sign-in?fault=provider");
    let refused = world.stranger();
    let sent = refused.get("/sign-in/provider").await;
    let state = between(sent.location(), "state=", "&").expect("a state").to_owned();
    let answer = refused.get(&format!("/sign-in/return?state={state}&error=access_denied")).await;
    assert_eq!(answer.location(), "/sign-in?fault=provider");
}

#[tokio::test]
async fn whoever_left_all_groups_is_signed_out_everywhere() {
    let Some(running) = provider(false, false) else { return };
    let world = world(&running, false).await;
    let profile = Profile {
        username: "q.stranger".into(),
        display_name: "Q. Stranger".into(),
        roles: [Role::BoardMember].into(),
        oidc: Some(records::Oidc { issuer: running.issuer.clone(), subject: "s-2".into() }),
        ..Profile::default()
    };
    world.add(&profile).await;
    let elsewhere = world.sign_in_as("q.stranger").await;
    assert_eq!(elsewhere.get("/account").await.status, 200);
    let (_, location) = sign_in(&world, "s-2").await;
    assert_eq!(location, "/sign-in?fault=no-group");
    assert_eq!(elsewhere.get("/account").await.status, 303);
}
