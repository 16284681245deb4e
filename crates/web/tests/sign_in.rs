//! Signing in and staying out: passwords, throttling, sessions, links, one-time codes, forged forms, strange names.

mod support;

use axum::body::Body;
use axum::http::{Method, Request};
use jiff::SignedDuration;
use records::{LinkPurpose, Profile, Role};
use std::time::Duration;
use support::{Answer, PASSWORD, Person, World};

const NEW: &str = "velvet harbour sixpence";

async fn try_password(person: &Person, username: &str, password: &str) -> Answer {
    person.post("/sign-in", &[("username", username), ("password", password), ("back", "/account")]).await
}

/// What a page says, without what differs from one visit to the next.
fn without_tokens(answer: &Answer, typed: &str) -> String {
    let token = answer.token().unwrap_or_default();
    answer.text().replace(&token, "TOKEN").replace(typed, "NAME")
}

async fn is_in(person: &Person) -> bool {
    person.get("/account").await.status == 200
}

#[tokio::test]
async fn the_right_password_opens_a_new_session() {
    let world = World::new().await;
    let person = world.stranger();
    let before = (person.token().await, person.cookie().expect("a session"));
    let answer = try_password(&person, "ANALYST ", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (303, "/account"));
    let after = (person.token().await, person.cookie().expect("a session"));
    assert_ne!(before.0, after.0, "the token stayed");
    assert_ne!(before.1, after.1, "the session kept its id");
    assert!(is_in(&person).await);
    // The old id, which somebody may have planted, is worth nothing.
    person.set_cookie(Some(before.1));
    assert!(!is_in(&person).await);
}

#[tokio::test]
async fn a_stranger_is_not_told_which_accounts_there_are() {
    let world = World::new().await;
    let closed =
        world.add(&Profile { username: "closed".into(), display_name: "C".into(), ..Profile::default() }).await;
    world.records().disable_account(closed.id, None, world.site.now()).await.expect("closed");
    let bare = Profile { username: "no.password".into(), display_name: "N".into(), ..Profile::default() };
    world.records().create_account(&bare, None, world.site.now()).await.expect("an account");
    let mut said = Vec::new();
    for (username, password) in
        [("analyst", "wrong wrong wrong"), ("nobody.at.all", PASSWORD), ("closed", PASSWORD), ("no.password", "")]
    {
        let answer = try_password(&world.stranger(), username, password).await;
        assert_eq!(answer.status, 422, "{username}");
        said.push(without_tokens(&answer, username));
    }
    assert!(said.iter().all(|page| page == &said[0]), "pages differ: {said:#?}");
    assert!(said[0].contains("The username or the password is wrong."));
}

#[tokio::test]
async fn guessing_is_slowed_and_stopped_and_the_same_for_names_that_nobody_has() {
    let world = World::new().await;
    for username in ["director", "nobody.at.all"] {
        let person = world.stranger();
        let mut last = None;
        for _ in 0..8 {
            last = Some(try_password(&person, username, "wrong wrong wrong").await);
        }
        let last = last.expect("an answer").text();
        assert!(last.contains("Too many attempts went wrong"), "{username}: {last}");
        // Not even the right password now.
        assert_eq!(try_password(&person, username, PASSWORD).await.status, 422, "{username}");
        assert!(!is_in(&person).await);
    }
    // Others are let in.
    world.sign_in(Role::Analyst).await;
}

#[tokio::test]
async fn sessions_end_for_want_of_use_and_with_time() {
    let world = World::with(|config| config.absolute = Duration::ZERO).await;
    assert!(!is_in(&world.sign_in(Role::Analyst).await).await, "the absolute limit did not hold");
    let world = World::with(|config| config.idle = Duration::from_secs(1)).await;
    let person = world.sign_in(Role::Analyst).await;
    assert!(is_in(&person).await);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert!(!is_in(&person).await, "the idle limit did not hold");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let world = World::new().await;
    let (person, other) = (world.sign_in(Role::Analyst).await, world.sign_in(Role::Analyst).await);
    let cookie = person.cookie();
    let answer = person.post("/sign-out", &[]).await;
    assert_eq!(answer.location(), "/sign-in?done=signed-out");
    person.set_cookie(cookie);
    assert!(!is_in(&person).await, "the cookie still worked");
    assert!(is_in(&other).await);
    let third = world.sign_in(Role::Analyst).await;
    let page = third.page("/account").await;
    assert_eq!((page.matches("This one").count(), page.matches(">Another<").count()), (1, 1), "{page}");
    assert_eq!(third.post("/account/sign-out-everywhere", &[]).await.location(), "/sign-in?done=everywhere");
    assert!(!is_in(&third).await && !is_in(&other).await);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let world = World::new().await;
    let (person, other) = (world.sign_in(Role::Analyst).await, world.sign_in(Role::Analyst).await);
    let change = |current: &'static str, new: &'static str, again: &'static str| {
        let person = &person;
        async move { person.post("/account/password", &[("current", current), ("password", new), ("again", again)]).await }
    };
    for (current, new, again, said) in [
        ("wrong wrong wrong", NEW, NEW, "Your present password is wrong"),
        (PASSWORD, "short", "short", "12 characters or more"),
        (PASSWORD, "analyst12345", "analyst12345", "too easy to guess"),
        (PASSWORD, NEW, "velvet harbour sixpenny", "The two passwords differ"),
    ] {
        let answer = change(current, new, again).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
    }
    let before = person.cookie();
    let answer = change(PASSWORD, NEW, NEW).await;
    assert_eq!((answer.status, answer.location()), (303, "/account?done=password"));
    assert_ne!(person.cookie(), before, "the session kept its id");
    assert!(is_in(&person).await && !is_in(&other).await);
    assert_eq!(try_password(&world.stranger(), "analyst", PASSWORD).await.status, 422);
    assert_eq!(try_password(&world.stranger(), "analyst", NEW).await.status, 303);
}

#[tokio::test]
async fn a_link_works_once_for_a_while_and_sets_the_password() {
    let world = World::new().await;
    let account = world.account(Role::Director).clone();
    let now = world.site.now();
    let make = |hours| {
        let records = world.records();
        let valid = SignedDuration::from_hours(hours);
        async move { records.make_link(account.id, LinkPurpose::PasswordReset, valid, None, now).await.expect("a link") }
    };
    let over = make(-1).await;
    assert_eq!(world.stranger().get(&web::sign_in::link_path(&over)).await.status, 404);
    let path = web::sign_in::link_path(&make(1).await);
    let signed_in = world.sign_in(Role::Director).await;
    let person = world.stranger();
    let page = person.page(&path).await;
    assert!(page.contains("You will sign in as <strong>director</strong>"), "{page}");
    // The form’s token is on the link’s own page.
    let token = person.get(&path).await.token().expect("a token");
    let weak = person.post_plain(&path, &[("csrf", &token), ("password", "short"), ("again", "short")]).await;
    assert_eq!(weak.status, 422);
    let fields = [("csrf", token.as_str()), ("password", NEW), ("again", NEW)];
    assert_eq!(person.post_plain(&path, &fields).await.location(), "/sign-in?done=password");
    assert!(!is_in(&signed_in).await, "the old session stayed");
    assert_eq!(try_password(&world.stranger(), "director", NEW).await.status, 303);
    let gone = world.stranger().get(&path).await;
    assert_eq!(gone.status, 404);
    // A link that was used, one that is over and one that never was say the same.
    let never = world.stranger().get(&format!("/link/{}", "0".repeat(64))).await;
    assert_eq!((gone.text(), never.status), (never.text(), 404));
}

#[tokio::test]
async fn the_first_administrator_gets_a_link_and_nobody_a_default_password() {
    let folder = tempfile::tempdir().expect("a folder");
    let records = records::Records::sqlite_at(&folder.path().join("records.sqlite")).await.expect("records");
    let link = records.first_start(jiff::Timestamp::now()).await.expect("records").expect("a link");
    let config = web::site::Config::new(folder.path().join("data"), "127.0.0.1:8080".parse().expect("an address"));
    let router = web::server::router(&web::site::Site::new(config, records));
    let person = Person::new(router.clone());
    for password in ["", "admin", "administrator", "password", "derwent"] {
        assert_eq!(try_password(&person, "administrator", password).await.status, 422);
    }
    let path = web::sign_in::link_path(&link);
    let token = person.get(&path).await.token().expect("a token");
    let fields = [("csrf", token.as_str()), ("password", NEW), ("again", NEW)];
    assert_eq!(person.post_plain(&path, &fields).await.status, 303);
    assert_eq!(try_password(&Person::new(router), "administrator", NEW).await.status, 303);
}

/// The code that an app would show for a secret in base 32.
fn code(secret: &str, at: jiff::Timestamp) -> String {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in secret.chars().filter(|letter| !letter.is_whitespace()) {
        held = held << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).expect("a letter of base 32") as u32;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    let secret: [u8; 20] = bytes.try_into().expect("twenty bytes");
    let app = totp_rs::Builder::new().with_secret(secret).build().expect("an app");
    app.generate(u64::try_from(at.as_second()).expect("after 1970")).to_string()
}

#[tokio::test]
async fn one_time_codes_are_asked_for_once_they_are_on() {
    let world = World::new().await;
    let person = world.sign_in(Role::Analyst).await;
    let refused = person.post("/account/codes/begin", &[("current", "wrong wrong wrong")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(person.post("/account/codes/begin", &[("current", PASSWORD)]).await.status, 303);
    let page = person.page("/account/codes").await;
    assert!(page.contains("otpauth://totp/Derwent:analyst?secret="), "{page}");
    assert!(page.contains("<svg class=\"app-qr\" role=\"img\" aria-label=\"QR code"), "{page}");
    let secret = page.split_once("app-secret\">").expect("a secret").1.split('<').next().expect("a secret").to_owned();
    assert_eq!(person.post("/account/codes/confirm", &[("code", "000000")]).await.status, 422);
    let shown = person.post("/account/codes/confirm", &[("code", &code(&secret, world.site.now()))]).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let text = shown.text();
    let recovery: Vec<&str> = text
        .split("<li>")
        .filter_map(|item| item.split_once("</li>"))
        .map(|(code, _)| code.trim())
        .filter(|code| code.len() == 19 && !code.contains('<'))
        .collect();
    assert_eq!(recovery.len(), 10, "{text}");
    assert!(!person.page("/account/codes").await.contains(recovery[0]), "recovery codes were shown twice");
    // The password alone opens nothing now.
    let next = world.stranger();
    let half = try_password(&next, "analyst", PASSWORD).await;
    assert_eq!(half.location(), "/sign-in/code");
    assert!(!is_in(&next).await);
    let enter = |person: Person, code: String| async move {
        let token = person.get("/sign-in/code").await.token().unwrap_or_default();
        let answer = person.post_plain("/sign-in/code", &[("csrf", &token), ("code", &code)]).await;
        (person, answer)
    };
    let (next, wrong) = enter(next, "123456".to_owned()).await;
    assert_eq!(wrong.status, 422);
    // The code that turned them on was used; half a minute later there is another.
    let later = world.site.now().checked_add(SignedDuration::from_secs(30)).expect("a time");
    let (next, right) = enter(next, code(&secret, later)).await;
    assert_eq!((right.status, right.location()), (303, "/account"));
    assert!(is_in(&next).await);
    // A recovery code works once.
    for expected in [303, 422] {
        let person = world.stranger();
        try_password(&person, "analyst", PASSWORD).await;
        let (_, answer) = enter(person, recovery[0].to_owned()).await;
        assert_eq!(answer.status, expected);
    }
    // Nobody comes to the second step without the first.
    let (_, skipped) = enter(world.stranger(), recovery[1].to_owned()).await;
    assert_eq!(skipped.status, 403);
    assert_eq!(world.stranger().get("/sign-in/code").await.location(), "/sign-in");
    // Off again, with the password.
    assert_eq!(next.post("/account/codes/off", &[("current", "wrong wrong wrong")]).await.status, 422);
    assert_eq!(next.post("/account/codes/off", &[("current", PASSWORD)]).await.location(), "/account/codes?done=off");
    assert_eq!(try_password(&world.stranger(), "analyst", PASSWORD).await.location(), "/account");
}

#[tokio::test]
async fn a_change_of_roles_holds_at_once_under_a_new_session_id() {
    let world = World::new().await;
    let person = world.sign_in(Role::Analyst).await;
    let account = world.account(Role::Analyst);
    let (before, token) = (person.cookie(), person.token().await);
    let profile = Profile { roles: [Role::BoardMember].into(), ..account.profile.clone() };
    world.records().update_account(account.id, &profile, None, world.site.now()).await.expect("an account");
    let page = person.page("/account").await;
    assert!(page.contains("Board member") && !page.contains("Analyst"), "{page}");
    assert_ne!(person.cookie(), before, "the session kept its id");
    assert_eq!(person.token().await, token, "forms that were open meanwhile still work");
    person.set_cookie(before);
    assert!(!is_in(&person).await, "the old id still worked");
    // A closed account is out at once.
    let other = world.sign_in(Role::Director).await;
    world.records().disable_account(world.account(Role::Director).id, None, world.site.now()).await.expect("closed");
    assert!(!is_in(&other).await);
}

#[tokio::test]
async fn forms_from_elsewhere_change_nothing() {
    let world = World::new().await;
    let (person, other) = (world.sign_in(Role::Analyst).await, world.sign_in(Role::Analyst).await);
    for token in ["", "0", &other.token().await] {
        assert_eq!(person.post_plain("/sign-out", &[("csrf", token)]).await.status, 403);
    }
    assert_eq!(person.post_plain("/sign-out", &[]).await.status, 403);
    let token = person.token().await;
    let sent = |name: &'static str, value: &'static str| {
        let body = format!("csrf={token}");
        Request::builder()
            .method(Method::POST)
            .uri("/sign-out")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::from(body))
            .expect("a request")
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("host", "evil.example"),
    ] {
        assert!(matches!(person.send(sent(name, value)).await.status, 403 | 421), "{name}: {value}");
    }
    assert!(is_in(&person).await);
    // Signing in, too, only from our own page: else somebody could be made to work in another’s account.
    let stranger = world.stranger();
    let fields = [("username", "analyst"), ("password", PASSWORD)];
    assert_eq!(stranger.post_plain("/sign-in", &fields).await.status, 403);
}

#[tokio::test]
async fn no_other_name_is_answered_to() {
    let world = World::with(|config| config.address = Some("https://derwent.council.example".to_owned())).await;
    let get = |host: &'static str| Request::builder().uri("/sign-in").header("host", host).body(Body::empty());
    for host in ["derwent.council.example", "localhost:8080", "127.0.0.1"] {
        assert_eq!(world.stranger().send(get(host).expect("a request")).await.status, 200, "{host}");
    }
    for host in ["evil.example", "derwent.council.example.evil.example", "10.0.0.1"] {
        let answer = world.stranger().send(get(host).expect("a request")).await;
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.text().contains("Wharfmere"));
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_the_cookie_its_flags() {
    for secure in [false, true] {
        let world = World::with(|config| config.secure = secure).await;
        let person = world.sign_in(Role::Analyst).await;
        for path in ["/", "/sign-in", "/nowhere", "/api/v1/nowhere", "/account"] {
            let answer = person.get(path).await;
            for (name, value) in web::headers::HEADERS {
                assert_eq!(answer.header(name), value, "{path}");
            }
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert_eq!(!answer.header("strict-transport-security").is_empty(), secure, "{path}");
            let text = answer.text();
            assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains("javascript:"), "{path}");
            assert!(!text.split("<script").skip(1).any(|rest| rest.starts_with('>')), "{path} has a script of its own");
        }
        let stranger = world.stranger();
        let set = stranger.get("/sign-in").await.header("set-cookie").to_owned();
        assert!(set.starts_with(if secure { "__Host-derwent=" } else { "derwent=" }), "{set}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(set.contains(flag), "{set}");
        }
        assert_eq!(set.contains("Secure"), secure, "{set}");
        assert!(!set.contains("Domain"), "{set}");
    }
}

#[tokio::test]
async fn knocking_makes_no_sessions_and_says_nothing_of_us() {
    let world = World::new().await;
    for path in ["/", "/account", "/nowhere", "/api/v1/nowhere"] {
        let answer = world.stranger().get(path).await;
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
        let text = answer.text();
        assert!(!text.contains("Wharfmere") && !text.contains("Data as at"), "{path}: {text}");
    }
    let sent = world.stranger().get("/account?x=1").await;
    assert_eq!((sent.status, sent.location()), (303, "/sign-in?back=%2Faccount%3Fx%3D1"));
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let world = World::new().await;
    for away in ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example"] {
        let fields = [("username", "analyst"), ("password", PASSWORD), ("back", away)];
        assert_eq!(world.stranger().post("/sign-in", &fields).await.location(), "/", "{away}");
    }
}

#[tokio::test]
async fn forms_have_a_size() {
    let world = World::new().await;
    let person = world.stranger();
    let long = "x".repeat(2 << 20);
    let answer = person.post("/sign-in", &[("username", &long), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 413);
    // And a password that is absurdly long is wrong, not slow.
    let answer = try_password(&person, "analyst", &"x".repeat(100_000)).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn signing_in_and_failing_to_are_in_the_access_log() {
    let world = World::new().await;
    try_password(&world.stranger(), "analyst", "wrong wrong wrong").await;
    try_password(&world.stranger(), "my secret typed here", "x").await;
    let person = world.sign_in(Role::Analyst).await;
    person.post("/sign-out", &[]).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let page = world.records().search_log(&records::Search::default()).await.expect("the log");
    let mut entries: Vec<(String, String)> =
        page.entries.into_iter().map(|entry| (entry.access.action, entry.access.username)).collect();
    // Accounts were made before, which stands there too.
    entries.retain(|(action, _)| action.starts_with("sign-"));
    entries.sort();
    let expected =
        [("sign-in", "analyst"), ("sign-in-refused", ""), ("sign-in-refused", "analyst"), ("sign-out", "analyst")];
    assert_eq!(entries, expected.map(|(action, username)| (action.to_owned(), username.to_owned())));
    world.records().verify_log().await.expect("the log").expect("unaltered");
}
