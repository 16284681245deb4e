//! Tokens: what they give, how long, and who sees and ends them.

use crate::ground::{address, indicator, token, token_until};
use crate::support::{Answer, Person, World};
use jiff::SignedDuration;
use records::Role;
use web::api::endpoints;

#[tokio::test]
async fn an_administrator_sees_all_tokens_and_ends_them() {
    let world = World::new().await;
    let secret = token(&world, Role::Analyst, &["numbers", "due"]).await;
    let administrator = world.sign_in(Role::Administrator).await;
    let known = world.records().tokens(None).await.expect("tokens");
    let made = known.iter().find(|token| secret.starts_with(&token.prefix)).expect("the token");
    let page = administrator.page("/administration/tokens").await;
    let username = world.account(Role::Analyst).profile.username.clone();
    for text in [username.as_str(), &made.prefix, "Indicators and their numbers", "Never", "Works until"] {
        assert!(page.contains(text), "{text} is not on the page");
    }
    assert!(!page.contains(&secret), "the token itself is on the page");
    assert_eq!(world.call("/api/v1/results?limit=1", &secret).await.status, 200);
    let end = format!("/administration/tokens/{}/end", made.id);
    for role in [Role::Analyst, Role::Director, Role::Auditor] {
        let other = world.sign_in(role).await;
        assert_eq!(other.get("/administration/tokens").await.status, 403, "{role:?}");
        assert_eq!(other.post(&end, &[]).await.status, 403, "{role:?}");
    }
    let ended = administrator.post(&end, &[]).await;
    assert_eq!((ended.status, ended.location()), (303, "/administration/tokens?done=token-ended"));
    assert_eq!(world.call("/api/v1/results?limit=1", &secret).await.status, 401);
    let search = records::Search { limit: 1_000, action: Some("end-token".into()), ..Default::default() };
    let log = world.records().search_log(&search).await.expect("the log").entries;
    let entry = log.iter().find(|entry| entry.access.what.contains(&made.prefix)).expect("it is in the log");
    assert!(entry.access.what.contains(&username) && !entry.access.what.contains(&secret), "{}", entry.access.what);
    assert_eq!(entry.access.username, world.account(Role::Administrator).profile.username);
    assert!(administrator.page("/administration/tokens").await.contains("Tokens that no longer work"));
}

#[tokio::test]
async fn a_token_gives_what_it_was_made_for_and_never_more_than_its_account() {
    let world = World::new().await;
    let now = world.site.now();
    let all = ["numbers", "children", "due", "data", "findings", "reports"];
    let working = format!("/api/v1/working?indicator={}", indicator(&world));
    let numbers = token(&world, Role::Analyst, &["numbers"]).await;
    assert_eq!(world.call("/api/v1/results", &numbers).await.status, 200);
    for (path, token) in [
        (working.as_str(), &numbers),
        ("/api/v1/due", &numbers),
        ("/api/v1/deliveries", &numbers),
        ("/api/v1/reports", &numbers),
    ] {
        let answer = world.call(path, token).await;
        assert_eq!(answer.status, 403, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    // A token for everything, of an account that may little.
    let board = token(&world, Role::BoardMember, &all).await;
    for path in [working.as_str(), "/api/v1/due", "/api/v1/deliveries"] {
        assert_eq!(world.call(path, &board).await.status, 403, "{path}");
    }
    assert_eq!(world.call("/api/v1/reports", &board).await.status, 200);
    let administrator = token(&world, Role::Administrator, &all).await;
    for endpoint in endpoints().iter().filter(|endpoint| !["api", "api-openapi"].contains(&endpoint.route.name)) {
        let path = address(endpoint.route.path, &[("indicator", indicator(&world))]);
        assert_eq!(world.call(&path, &administrator).await.status, 403, "{path}");
    }
    // Pages take no token, nor do forms.
    for path in ["/", "/account/tokens", "/reports"] {
        let answer = world.call(path, &numbers).await;
        assert!(matches!(answer.status, 303 | 401), "{path}: {}", answer.status);
    }
    // Ended ones, wrong ones.
    let ended = token_until(&world, Role::Analyst, &all, now - SignedDuration::from_secs(1)).await;
    let revoked = token(&world, Role::Analyst, &all).await;
    let known = world.records().tokens(None).await.expect("tokens");
    let newest = known.iter().max_by_key(|token| token.id).expect("a token");
    world.records().revoke_token(newest.id, now).await.expect("an end");
    for wrong in [ended.as_str(), revoked.as_str(), "derwent_0", "", "'; drop table"] {
        let answer = world.call("/api/v1/results", wrong).await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"derwent\"");
    }
    // An account that is closed takes its tokens with it.
    let practitioner = token(&world, Role::Practitioner, &all).await;
    assert_eq!(world.call("/api/v1/due", &practitioner).await.status, 200);
    world.records().disable_account(world.account(Role::Practitioner).id, None, now).await.expect("closed");
    assert_eq!(world.call("/api/v1/due", &practitioner).await.status, 401);
}

#[tokio::test]
async fn a_token_counts_whatever_session_comes_with_it() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    assert_eq!(analyst.get("/api/v1/deliveries").await.status, 200);
    let weak = token(&world, Role::Analyst, &["numbers"]).await;
    for (header, status) in
        [(format!("Bearer {weak}"), 403), ("Bearer nonsense".into(), 401), ("Basic YTpi".into(), 401)]
    {
        let request = axum::http::Request::builder()
            .uri("/api/v1/deliveries")
            .header("authorization", header)
            .body(axum::body::Body::empty());
        assert_eq!(analyst.send(request.expect("a request")).await.status, status);
    }
}

#[tokio::test]
async fn a_token_that_calls_too_often_is_told_to_wait() {
    let world = World::new().await;
    let (busy, other) =
        (token(&world, Role::Analyst, &["numbers"]).await, token(&world, Role::Analyst, &["numbers"]).await);
    let mut refused = None;
    for _ in 0..1_000 {
        let answer = world.call("/api/v1", &busy).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a refusal");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(world.call("/api/v1", &other).await.status, 200);
}

/// The form for a token that ends in some days.
fn form(days: i32, today: jiff::civil::Date) -> Vec<(&'static str, String)> {
    let day = today.checked_add(jiff::Span::new().days(days)).expect("a day");
    vec![
        ("name", "Monthly dashboard".to_owned()),
        ("reads", "numbers".to_owned()),
        ("reads", "due".to_owned()),
        ("until-day", day.day().to_string()),
        ("until-month", day.month().to_string()),
        ("until-year", day.year().to_string()),
    ]
}

async fn send(person: &Person, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    person.post("/account/tokens", &fields).await
}

#[tokio::test]
async fn people_make_see_and_end_their_own_tokens() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let today = world.site.today();
    assert!(analyst.page("/account/tokens").await.contains("You have no tokens"));
    let made = send(&analyst, &form(30, today)).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let shown = analyst.page(made.location()).await;
    let at = shown.find("derwent_").expect("the token");
    let secret: String = shown[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    assert_eq!(secret.len(), "derwent_".len() + 64);
    assert!(!analyst.page(made.location()).await.contains(&secret), "shown twice");
    assert_eq!(world.call("/api/v1/results?limit=1", &secret).await.status, 200);
    assert_eq!(world.call("/api/v1/deliveries", &secret).await.status, 403);
    let list = analyst.page("/account/tokens").await;
    assert!(list.contains("Monthly dashboard") && list.contains(&secret[..16]) && !list.contains(&secret));
    // It is nobody else’s business.
    let director = world.sign_in(Role::Director).await;
    let end = made.location().replace("/made", "/end");
    assert_eq!(director.get(made.location()).await.status, 404);
    assert_eq!(director.post(&end, &[]).await.status, 404);
    assert_eq!(world.call("/api/v1/results?limit=1", &secret).await.status, 200);
    let ended = analyst.post(&end, &[]).await;
    assert_eq!((ended.status, ended.location()), (303, "/account/tokens?done=ended"));
    assert_eq!(world.call("/api/v1/results?limit=1", &secret).await.status, 401);
    // What can’t be: no end, an end too far or past, nothing to read, more than the account may.
    for days in [-1, 366] {
        let answer = send(&analyst, &form(days, today)).await;
        assert_eq!(answer.status, 422, "{days} days");
        assert!(answer.text().contains("#until"), "{days} days");
    }
    assert_eq!(send(&analyst, &form(365, today)).await.status, 303);
    for left_out in ["name", "reads", "until-year"] {
        let mut fields = form(30, today);
        fields.retain(|(name, _)| *name != left_out);
        assert_eq!(send(&analyst, &fields).await.status, 422, "without {left_out}");
    }
    let board = world.sign_in(Role::BoardMember).await;
    let mut fields = form(30, today);
    fields.retain(|(name, value)| *name != "reads" || value == "due");
    assert_eq!(send(&board, &fields).await.status, 422);
    assert_eq!(world.sign_in(Role::Administrator).await.get("/account/tokens").await.status, 403);
}
