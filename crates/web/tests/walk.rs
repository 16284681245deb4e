//! Every route as every role, and as a stranger: let through exactly where the declaration says so.

mod support;

use axum::body::Body;
use axum::http::{Method, Request};
use records::Role;
use support::{Answer, Person, Places, World, children, filled};
use web::routes::{Face, Needs, Route, routes};

async fn call(person: &Person, route: &Route, path: &str, token: Option<&str>) -> Answer {
    let mut request = Request::builder().method(route.method.clone()).uri(path);
    let body = match token {
        Some(token) => {
            request = request.header("content-type", "application/x-www-form-urlencoded");
            Body::from(format!("csrf={token}"))
        }
        None => Body::empty(),
    };
    person.send(request.body(body).expect("a request")).await
}

/// A child that a role may see, or any.
fn child(world: &World, role: Role) -> String {
    let profile = &world.account(role).profile;
    let theirs = match role {
        Role::ServiceManager | Role::TeamManager => children().of_teams(&profile.teams, &profile.services),
        Role::Practitioner => children().of_worker(profile.worker_id.as_deref().unwrap_or_default()),
        _ => children().all.clone(),
    };
    theirs.into_iter().next().expect("a child")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_as_every_role() {
    let world = World::own().await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let places = Places::of(&world, &child(&world, role));
        for route in routes() {
            // Signing out would end the walk; the test of signing in has it.
            if ["sign-out", "sign-out-everywhere"].contains(&route.name) {
                continue;
            }
            let person = world.sign_in(role).await;
            let path = filled(route.path, &places);
            let told = format!("{} {path} ({}) as {role}", route.method, route.name);
            let (token, met) = (person.token().await, route.needs.met_by(role));
            if route.method == Method::GET {
                let answer = call(&person, &route, &path, None).await;
                let through = !matches!(answer.status, 401 | 403);
                if through != met || answer.status >= 500 || answer.status == 405 {
                    wrong.push(format!(
                        "{told}: {} and {}",
                        answer.status,
                        if met { "allowed" } else { "not allowed" }
                    ));
                }
                continue;
            }
            // What changes something is not let through without its token, whoever asks; and not with it, unless allowed.
            let forged = call(&person, &route, &path, Some("forged")).await;
            let bare = call(&person, &route, &path, None).await;
            if forged.status != 403 || bare.status != 403 {
                wrong.push(format!("{told} without its token: {} and {}", forged.status, bare.status));
            }
            if !met {
                let answer = call(&person, &route, &path, Some(&token)).await;
                if answer.status != 403 {
                    wrong.push(format!("{told} with its token: {}, and it is not allowed", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_route_as_a_stranger() {
    let world = World::new().await;
    let places = Places::of(&world, children().all.first().expect("a child"));
    let mut wrong = Vec::new();
    for route in routes() {
        let path = filled(route.path, &places);
        let person = world.stranger();
        let answer = call(&person, &route, &path, None).await;
        let told = format!("{} {path} ({}): {}", route.method, route.name, answer.status);
        let right = match (route.needs, route.face, &route.method) {
            (Needs::Nothing, _, &Method::GET) => answer.status < 500 && !matches!(answer.status, 401 | 403 | 405),
            (Needs::Nothing, _, _) => answer.status == 403,
            (_, Face::Page, &Method::GET) => {
                answer.status == 303 && answer.location().starts_with("/sign-in?back=%2F") && answer.body.is_empty()
            }
            _ => answer.status == 401,
        };
        if !right {
            wrong.push(told);
        }
        let text = answer.text();
        if text.contains("Wharfmere") || !children().named_in(&text).is_subset(&children().named_in(&path)) {
            wrong.push(format!("{} {path} tells a stranger something", route.method));
        }
        // Only what is declared answers.
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
            let request = Request::builder().method(method.clone()).uri(&path).body(Body::empty());
            let answer = person.send(request.expect("a request")).await;
            if !matches!(answer.status, 401 | 403 | 404 | 405) {
                wrong.push(format!("{method} {path}: {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn an_account_without_a_role_may_nothing() {
    let world = World::new().await;
    let profile = records::Profile { username: "bare".into(), display_name: "Bare".into(), ..Default::default() };
    world.add(&profile).await;
    let person = world.sign_in_as("bare").await;
    let places = Places::of(&world, children().all.first().expect("a child"));
    for route in routes().into_iter().filter(|route| route.method == Method::GET) {
        let open = matches!(route.needs, Needs::Nothing | Needs::SignedIn);
        let answer = call(&person, &route, &filled(route.path, &places), None).await;
        assert_eq!(answer.status != 403, open, "{}: {}", route.name, answer.status);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_has_just_started_answers_that_it_reads_and_then_shows_all() {
    let world = World::unread().await;
    let analyst = world.sign_in(Role::Analyst).await;
    for path in ["/", "/indicators", "/indicators/cp-visits-on-time/children"] {
        let answer = analyst.get(path).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, "2"), "{path}");
        let page = answer.text();
        assert!(page.contains("Working out the numbers") && page.contains("http-equiv=\"refresh\""), "{page}");
    }
    assert_eq!(analyst.get("/account").await.status, 200, "what needs no data is there at once");
    assert!(world.site.refresh().await.expect("a reading"));
    assert_eq!(analyst.get("/indicators").await.status, 200);
    // What numbers were first is worked out for all indicators behind the pages; a site that doesn’t do so works out one.
    let path = "/indicators/cp-visits-on-time/first-published";
    let table = |page: &str| {
        page.split_once("<table").expect("a table").1.split_once("</table>").expect("its end").0.to_owned()
    };
    let behind = table(&analyst.page(path).await);
    let alone = table(&World::new().await.sign_in(Role::Analyst).await.page(path).await);
    assert!(behind.contains("2023") && behind == alone, "{behind}\n\n{alone}");
}

#[tokio::test]
async fn where_nothing_was_imported_pages_say_so_at_once() {
    let world = World::empty().await;
    world.site.expect_reading();
    world.site.refresh().await.expect("nothing to read");
    let page = world.sign_in(Role::Analyst).await.get("/indicators").await.text();
    assert!(page.contains("There is nothing to show yet") && !page.contains("http-equiv=\"refresh\""), "{page}");
}
