//! The API: its document against what it answers, tokens and their limits, numbers as the engine has them, files with
//! what describes them.

mod support;

use jiff::{SignedDuration, Timestamp};
use measure::{Counted, Dimension, Request};
use proptest::prelude::*;
use records::Role;
use serde_json::Value;
use standard::period::{Month, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use support::{Answer, Person, World, children, restricted};
use web::api::endpoint::{Answer as Answers, Parameter, Place, Takes};
use web::api::{document, endpoints};

/// A token of a role’s account, for some words.
async fn token(world: &World, role: Role, words: &[&str]) -> String {
    token_until(world, role, words, world.site.now() + SignedDuration::from_hours(1)).await
}

async fn token_until(world: &World, role: Role, words: &[&str], until: Timestamp) -> String {
    let scopes: BTreeSet<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let made_at = until - SignedDuration::from_hours(2);
    let made = world.records().create_token(world.account(role).id, "test", &scopes, until, made_at).await;
    made.expect("a token").secret.reveal().to_owned()
}

async fn ok(world: &World, path: &str, token: &str) -> Value {
    let answer = world.call(path, token).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// Everything in `value` that is not as `schema` says: types, fields too many or too few, words and dates.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/components/schemas/").expect("a schema of this document");
        let found = &document["components"]["schemas"][name];
        assert!(found.is_object(), "{at}: there is no schema {name}");
        return faults(document, found, value, at, out);
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => panic!("{at}: a schema without a type: {schema}"),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) if types.contains(&"integer") => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.contains(&kind) {
        out.push(format!("{at}: {kind} where {types:?} was said"));
        return;
    }
    if let (Some(words), Some(text)) = (schema["enum"].as_array(), value.as_str())
        && !words.iter().any(|word| word == text)
    {
        out.push(format!("{at}: ‘{text}’ is none of {words:?}"));
    }
    match (schema["format"].as_str(), value.as_str()) {
        (Some("date"), Some(text)) if text.parse::<jiff::civil::Date>().is_err() => {
            out.push(format!("{at}: ‘{text}’ is no date"));
        }
        (Some("date-time"), Some(text)) if text.parse::<Timestamp>().is_err() => {
            out.push(format!("{at}: ‘{text}’ is no time"));
        }
        _ => {}
    }
    if let Some(items) = value.as_array() {
        for (i, item) in items.iter().enumerate() {
            faults(document, &schema["items"], item, &format!("{at}[{i}]"), out);
        }
    }
    if let Some(fields) = value.as_object() {
        let known = schema["properties"].as_object().unwrap_or_else(|| panic!("{at}: an object without fields"));
        assert_eq!(schema["additionalProperties"], Value::Bool(false), "{at}: fields that are not documented may come");
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for name in known.keys() {
            assert!(required.contains(name.as_str()), "{at}.{name}: may be left out, and never is");
            if !fields.contains_key(name) {
                out.push(format!("{at}.{name}: is documented and not there"));
            }
        }
        for (name, field) in fields {
            match known.get(name) {
                Some(schema) => faults(document, schema, field, &format!("{at}.{name}"), out),
                None => out.push(format!("{at}.{name}: is there and not documented")),
            }
        }
    }
}

#[test]
fn the_checker_of_schemas_finds_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object", "additionalProperties": false, "required": ["a", "b"],
        "properties": { "a": { "type": "string", "format": "date" }, "b": { "type": ["integer", "null"] } },
    });
    let found = |value: Value| {
        let mut out = Vec::new();
        faults(&Value::Null, &schema, &value, "", &mut out);
        out.len()
    };
    assert_eq!(found(serde_json::json!({ "a": "2023-07-31", "b": null })), 0);
    assert_eq!(found(serde_json::json!({ "a": "yesterday", "b": 1 })), 1);
    assert_eq!(found(serde_json::json!({ "a": "2023-07-31" })), 1);
    assert_eq!(found(serde_json::json!({ "a": "2023-07-31", "b": 1.5, "c": true })), 2);
}

/// An address with its parameters filled in, so that there is something to answer.
fn address(path: &str, needed: &[(&str, String)]) -> String {
    let mut path = path.to_owned();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in needed {
        let place = format!("{{{name}}}");
        if path.contains(&place) {
            path = path.replace(&place, value);
        } else {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// Does something that runs queries. They have a runtime of their own, which can’t begin inside a test’s.
fn apart<T: Send>(what: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(what).join()).expect("no panic")
}

/// The rows behind an indicator in the newest month, whoever’s they are.
fn rows(world: &World, indicator: &str) -> Vec<Counted> {
    let reading = world.reading();
    let month = Month::of(reading.engine().inputs().data_date);
    let period = PeriodKind::Month.ending(month).expect("a month");
    apart(|| reading.engine().children(indicator, &period).expect("rows"))
}

/// The children of the team manager’s team.
fn of_the_team(world: &World) -> BTreeSet<String> {
    let profile = &world.account(Role::TeamManager).profile;
    children().of_teams(&profile.teams, &profile.services)
}

/// An indicator with children of the team manager’s behind it, and others.
fn indicator(world: &World) -> String {
    static FOUND: OnceLock<String> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let theirs = of_the_team(world);
        let known = ["referrals", "assessments-on-time", "case-status", "cp-visits-on-time", "cin-plans", "cic-rate"];
        let reading = world.reading();
        let known = known.into_iter().filter(|id| reading.engine().catalogue().find(id).is_some());
        let counted = known.map(|id| {
            let (some, others): (Vec<Counted>, Vec<Counted>) =
                rows(world, id).into_iter().partition(|row| theirs.contains(&row.person_id));
            (some.len().min(others.len()), id)
        });
        let (least, id) = counted.max().expect("an indicator");
        assert!(least > 7, "the test needs a team with some of the children: {id} has {least}");
        id.to_owned()
    });
    found.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_answers_as_its_document_says() {
    let world = World::own().await;
    issue(&world).await;
    let analyst = world.sign_in(Role::Analyst).await;
    let answer = analyst.get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, 200);
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    let indicator = indicator(&world);
    let mut wrong = Vec::new();
    for endpoint in endpoints() {
        let path = endpoint.route.path;
        let operation = &document["paths"][path]["get"];
        assert_eq!(operation["operationId"], endpoint.route.name, "{path} is not documented");
        let mut needed = Vec::new();
        for parameter in endpoint.all_parameters() {
            let named = operation["parameters"].as_array().into_iter().flatten();
            let found: Vec<&Value> = named.filter(|one| one["name"] == parameter.name).collect();
            assert_eq!(found.len(), 1, "{path}: {} is not documented once", parameter.name);
            let place = if parameter.place == Place::Path { "path" } else { "query" };
            assert_eq!(found[0]["in"], place, "{path}: {}", parameter.name);
            match parameter.name {
                "indicator" => needed.push(("indicator", indicator.clone())),
                "delivery" | "issue" => needed.push((parameter.name, "1".to_owned())),
                "file" => needed.push(("file", "report.html".to_owned())),
                _ => assert!(!parameter.required, "{path}: the test knows no {}", parameter.name),
            }
        }
        let address = address(path, &needed);
        let answer = analyst.get(&address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text());
        let media = answer.header("content-type").split(';').next().unwrap_or_default().to_owned();
        let content = &operation["responses"]["200"]["content"][&media];
        assert!(content.is_object(), "{address}: answers with {media}, which is not documented");
        if let Answers::Json { .. } = endpoint.answer {
            faults(&document, &content["schema"], &answer.json(), &address, &mut wrong);
        }
        // Nothing that the document doesn't say is taken.
        let sign = if address.contains('?') { '&' } else { '?' };
        let answer = analyst.get(&format!("{address}{sign}nothing=1")).await;
        assert_eq!(answer.status, 422, "{address}: takes anything");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = &document["components"]["schemas"]["ApiProblem"];
        faults(&document, problem, &answer.json(), "a problem", &mut wrong);
        assert!(answer.json()["errors"][0].as_str().is_some_and(|line| line.contains("nothing")), "{}", answer.text());
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let documented: BTreeSet<&String> = document["paths"].as_object().expect("paths").keys().collect();
    let routes = web::routes::routes();
    let answering: BTreeSet<String> =
        routes.iter().filter(|route| route.path.starts_with("/api/")).map(|route| route.path.to_owned()).collect();
    assert_eq!(documented, answering.iter().collect());
    for route in routes.iter().filter(|route| route.path.starts_with("/api/")) {
        assert_eq!(route.method, axum::http::Method::GET, "{} changes something", route.name);
    }
}

#[tokio::test]
async fn a_word_that_a_parameter_can_not_be_is_said() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    for endpoint in endpoints() {
        for parameter in endpoint.all_parameters().filter(|parameter| parameter.place == Place::Query) {
            let wrong = match parameter.takes {
                Takes::Text => continue,
                Takes::Month => "2023-13".to_owned(),
                Takes::Whole { most, .. } => (u64::from(most) + 1).to_string(),
                Takes::Word(_) => "nonsense".to_owned(),
            };
            let address = format!("{}?{}={wrong}", endpoint.route.path, parameter.name);
            let answer = analyst.get(&address).await;
            assert_eq!(answer.status, 422, "{address}");
            assert!(answer.text().contains(parameter.name), "{address}: {}", answer.text());
        }
    }
    for query in
        ["by=worker", "by=team", "indicator=nothing", "from=1990-01", "from=2023-07&to=2023-01", "by=team,team"]
    {
        let answer = analyst.get(&format!("/api/v1/results?{query}")).await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text());
    }
}

#[tokio::test]
async fn numbers_are_those_of_the_engine() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers"]).await;
    let reading = world.reading();
    let last = Month::of(reading.engine().inputs().data_date);
    let indicators: Vec<String> =
        reading.engine().catalogue().indicators().take(5).map(|indicator| indicator.id.clone()).collect();
    let request = Request {
        indicators: indicators.clone(),
        from: last.plus(-2),
        to: last,
        periods: vec![PeriodKind::Month, PeriodKind::CalendarYearToDate],
        by: vec![vec![Dimension::Team], vec![Dimension::Sex, Dimension::AgeBand]],
    };
    let expected = apart(|| reading.engine().measure(&request).expect("numbers").numbers);
    let mut path = format!(
        "/api/v1/results?from={}&to={last}&period=month&period=calendar-year-to-date&by=team&by=sex,age-band&limit=97",
        last.plus(-2)
    );
    for indicator in &indicators {
        path.push_str(&format!("&indicator={indicator}"));
    }
    let (mut found, mut next) = (Vec::new(), Some(path.clone()));
    while let Some(address) = next {
        let answer = ok(&world, &address, &token).await;
        assert_eq!(answer["paging"]["total"], expected.len());
        found.extend(answer["results"].as_array().expect("numbers").clone());
        next = answer["paging"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().any(|number| number["value"].is_number()), "no number at all");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found["indicator"], expected.indicator.as_str());
        assert_eq!(found["period"], expected.period.to_string());
        let breakdown: Vec<(String, String)> = found["breakdown"]
            .as_array()
            .expect("a breakdown")
            .iter()
            .map(|one| (one["dimension"].as_str().unwrap().to_owned(), one["value"].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(breakdown, expected.breakdown);
        let value = found["value"].as_f64().map(|value| format!("{value:.6}"));
        assert_eq!(value, expected.value.map(|value| value.to_string()));
        let numerator = found["numerator"].as_f64().map(|n| (n * 10_000.0).round() as i64);
        assert_eq!(numerator, expected.numerator.map(|amount| amount.0));
        assert_eq!(found["status"], expected.status.word());
        assert_eq!(found["reason"], expected.reason.as_str());
    }
    let csv = world.call(&path.replace("/results?", "/results.csv?").replace("&limit=97", ""), &token).await;
    assert_eq!(csv.status, 200, "{}", csv.text());
    let written = council::lists::numbers(&expected);
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), written.rows.len());
    for (row, written) in rows.iter().zip(&written.rows) {
        assert_eq!(row.iter().take(written.len()).collect::<Vec<_>>(), *written);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_the_last_month_stand_the_verdict_and_what_others_published() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers"]).await;
    let reading = world.reading();
    let measuring = reading.measuring();
    let month = Month::of(measuring.data_date());
    // The paper of that month is composed another way: from the engine, without what the site keeps.
    let files = council::paper::files(world.folder(), None).expect("files");
    let template = council::paper::template(&files).expect("a template");
    let facts = apart(|| {
        council::paper::facts(measuring, &template, &files, month, report::paper::Audience::Internal).expect("facts")
    });
    let answer = ok(&world, &format!("/api/v1/results?from={}&limit=10000", month.plus(-1)), &token).await;
    let (mut verdicts, mut figures) = (0, 0);
    for number in answer["results"].as_array().expect("numbers") {
        let comparators = number["comparators"].as_array().expect("comparators");
        if number["period"] != month.to_string() {
            assert_eq!((&number["verdict"], comparators.len()), (&Value::from(""), 0), "{number}");
            continue;
        }
        let id = number["indicator"].as_str().expect("an id");
        let Some(indicator) = facts.indicators.get(id).filter(|_| number["breakdown"] == serde_json::json!([])) else {
            continue;
        };
        let in_categories = facts.shares.keys().any(|(known, _)| known == id);
        if let Some(verdict) = indicator.verdict.as_ref().filter(|_| !in_categories) {
            assert_eq!(number["verdict"], verdict.word.to_string(), "{id}");
            verdicts += 1;
        }
        let given: Vec<Option<f64>> = comparators.iter().map(|found| found["value"].as_f64()).collect();
        let expected: Vec<Option<f64>> =
            indicator.comparators.iter().map(|found| found.value.map(report::Number::as_f64)).collect();
        assert_eq!(given, expected, "{id}");
        figures += expected.iter().flatten().count();
    }
    assert!(verdicts > 5 && figures > 5, "{verdicts} verdicts, {figures} published figures: the test needs both");
    let csv = world.call(&format!("/api/v1/results.csv?from={month}"), &token).await;
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    let headings = reader.headers().expect("headings").clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name).expect("a column");
    let (verdict, england) = (column("verdict"), column("england"));
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(rows.iter().any(|row| !row[verdict].is_empty()) && rows.iter().any(|row| !row[england].is_empty()));
}

#[tokio::test]
async fn what_is_due_is_counted_by_worker_and_team() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["due"]).await;
    let (mut rows, mut next) = (Vec::new(), Some("/api/v1/due?limit=1000".to_owned()));
    while let Some(address) = next {
        let answer = ok(&world, &address, &token).await;
        assert_eq!(answer["counts"], serde_json::json!([]));
        rows.extend(answer["due"].as_array().expect("rows").clone());
        next = answer["paging"]["next"].as_str().map(str::to_owned);
    }
    let mut expected: BTreeMap<(String, String), [u64; 3]> = BTreeMap::new();
    for row in &rows {
        let text = |name: &str| row[name].as_str().expect("a text").to_owned();
        let counts = expected.entry((text("team_id"), text("worker_id"))).or_default();
        counts[usize::from(text("state") == "due")] += 1;
        counts[2] += u64::from(!text("attention").is_empty());
    }
    let answer = ok(&world, "/api/v1/due?by=worker&by=team&limit=1", &token).await;
    let counts = answer["counts"].as_array().expect("counts").iter().map(|count| {
        assert!(count["what"].is_null(), "{count}");
        let text = |name: &str| count[name].as_str().expect("a text").to_owned();
        let number = |name: &str| count[name].as_u64().expect("a number");
        ((text("team_id"), text("worker_id")), [number("overdue"), number("due"), number("with_nobody")])
    });
    assert_eq!(counts.collect::<BTreeMap<_, _>>(), expected);
    assert!(expected.len() > 2, "the test needs workers");
}

#[tokio::test]
async fn of_a_restricted_record_a_program_learns_only_whose_it_is() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["children", "due"]).await;
    let reading = world.reading();
    let closed = restricted();
    // A month in which a child left care whose record is closed since, as those of adopted children are.
    let (first, last) = reading.months();
    let month = apart(|| {
        first.to(last).find(|month| {
            let period = PeriodKind::Month.ending(*month).expect("a month");
            let rows = reading.engine().children("cic-ends", &period).expect("rows");
            rows.iter().any(|row| closed.contains(&row.person_id))
        })
    });
    let month = month.expect("a month that counts a child whose record is restricted");
    let path = format!("/api/v1/working?indicator=cic-ends&month={month}&limit=1000");
    let answer = ok(&world, &path, &token).await;
    assert!(people(&answer, "working").is_disjoint(&closed));
    let told: BTreeSet<String> =
        answer["restricted"].as_array().expect("ids").iter().map(|id| id.as_str().expect("an id").to_owned()).collect();
    assert!(!told.is_empty() && told.is_subset(&closed), "{told:?}");
    // Narrowed down, the list tells nothing of them at all.
    let narrowed = ok(&world, &format!("{path}&sex=F"), &token).await;
    assert_eq!(narrowed["restricted"], serde_json::json!([]));
    let csv = world.call(&path.replace("working?", "working.csv?").replace("&limit=1000", ""), &token).await;
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    for row in reader.records().map(|row| row.expect("a row")) {
        if closed.contains(&row[1]) {
            assert!(row.iter().enumerate().all(|(column, cell)| column == 1 || cell.is_empty()), "{row:?}");
        }
    }
    let due = ok(&world, "/api/v1/due?days=260&limit=1000", &token).await;
    assert!(people(&due, "due").is_disjoint(&closed));
}

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

/// A column of a CSV file.
fn csv_column(answer: &Answer, column: usize) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    reader.records().map(|row| row.expect("a row")[column].to_owned()).collect()
}

/// A column of a Parquet file.
fn parquet_column(answer: &Answer, column: usize) -> Vec<String> {
    let reader = parquet::file::reader::SerializedFileReader::new(bytes(answer)).expect("a Parquet file");
    use parquet::record::RowAccessor;
    let rows = parquet::file::reader::FileReader::get_row_iter(&reader, None).expect("rows");
    rows.map(|row| row.expect("a row").get_string(column).expect("a text").clone()).collect()
}

/// Person ids in the rows of an answer.
fn people(answer: &Value, rows: &str) -> BTreeSet<String> {
    let rows = answer[rows].as_array().expect("rows");
    rows.iter().map(|row| row["person_id"].as_str().expect("a person").to_owned()).collect()
}

#[tokio::test]
async fn working_is_of_those_in_scope_in_pages_and_in_the_log() {
    let world = World::new().await;
    let indicator = indicator(&world);
    let (theirs, all) = (of_the_team(&world), rows(&world, &indicator));
    let closed = restricted();
    let open = all.iter().filter(|row| theirs.contains(&row.person_id) && !closed.contains(&row.person_id));
    let expected: Vec<String> = open.map(|row| row.unit_id.clone()).collect();
    let token = token(&world, Role::TeamManager, &["children", "due"]).await;
    let (mut found, mut next) = (Vec::new(), Some(format!("/api/v1/working?indicator={indicator}&limit=7")));
    let mut calls = 0;
    while let Some(address) = next {
        let answer = ok(&world, &address, &token).await;
        assert!(people(&answer, "working").is_subset(&theirs), "{address} gives others’ children");
        assert!(answer["working"].as_array().expect("rows").len() <= 7);
        let units = answer["working"].as_array().expect("rows").iter();
        found.extend(units.map(|row| row["unit_id"].as_str().expect("a unit").to_owned()));
        next = answer["paging"]["next"].as_str().map(str::to_owned);
        calls += 1;
    }
    assert_eq!(found, expected);
    let due = ok(&world, "/api/v1/due?limit=1000", &token).await;
    assert!(!people(&due, "due").is_empty() && people(&due, "due").is_subset(&theirs));
    for file in ["working.csv", "working.parquet"] {
        let answer = world.call(&format!("/api/v1/{file}?indicator={indicator}"), &token).await;
        assert_eq!(answer.status, 200, "{file}");
        let units: Vec<String> =
            if file.ends_with("csv") { csv_column(&answer, 0) } else { parquet_column(&answer, 0) };
        let units: Vec<String> = units.into_iter().filter(|unit| !unit.is_empty()).collect();
        assert_eq!(units, expected, "{file}");
        assert_eq!(answer.header("etag"), "", "{file} may be kept");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let search = records::Search { limit: 1_000, ..Default::default() };
    let log = world.records().search_log(&search).await.expect("the log").entries;
    let of = |route: &str, action: &str| {
        let found = log.iter().filter(|entry| entry.access.route == route && entry.access.action == action);
        (found.clone().count(), found.map(|entry| entry.access.rows).sum::<i64>())
    };
    assert_eq!(of("api-working", "api"), (calls, expected.len() as i64));
    assert_eq!(of("api-working-csv", "export"), (1, expected.len() as i64));
    assert_eq!(of("api-working-parquet", "export"), (1, expected.len() as i64));
    assert_eq!(of("api-due", "api").0, 1);
    let names: BTreeSet<&str> = log.iter().map(|entry| entry.access.username.as_str()).collect();
    assert!(names.contains(world.account(Role::TeamManager).profile.username.as_str()));
}

/// A query that an address takes, made of what there is in the council, whoever’s it is.
fn question(parameters: Vec<&'static Parameter>, indicators: Vec<String>) -> impl Strategy<Value = String> {
    let held: Vec<(String, String)> =
        children().held.values().map(|held| (held.team.clone(), held.worker.clone())).collect();
    let services: Vec<String> = children().teams.values().map(|team| team.service.clone()).collect();
    let values = parameters.into_iter().map(move |parameter| {
        let words: Vec<String> = match (parameter.takes, parameter.name) {
            (Takes::Word(words), _) => words().into_iter().map(str::to_owned).collect(),
            (Takes::Month, _) => ["2023-07", "2023-06", "2021-01"].map(str::to_owned).to_vec(),
            (Takes::Whole { least, most, .. }, _) => vec![least.to_string(), (most / 2).to_string(), most.to_string()],
            (Takes::Text, "indicator") => indicators.clone(),
            (Takes::Text, "team") => held.iter().map(|(team, _)| team.clone()).collect(),
            (Takes::Text, "worker") => held.iter().map(|(_, worker)| worker.clone()).collect(),
            (Takes::Text, "service") => services.clone(),
            (Takes::Text, _) => vec!["F".into(), "Y".into(), "visit".into(), "5-9".into(), "N1".into(), "%".into()],
        };
        // Most questions leave most parameters out, so that there is something to answer.
        let given = if parameter.required { 0.98 } else { 0.15 };
        proptest::option::weighted(given, proptest::sample::select(words))
            .prop_map(move |value| value.map(|value| (parameter.name, value)))
    });
    values.collect::<Vec<_>>().prop_map(|pairs| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.into_iter().flatten());
        query.finish()
    })
}

#[test]
fn no_question_to_the_api_gives_the_children_of_others() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let world = runtime.block_on(World::new());
    let indicators: Vec<String> =
        world.reading().engine().catalogue().indicators().map(|indicator| indicator.id.clone()).collect();
    let mut given: BTreeMap<&str, usize> = BTreeMap::new();
    // The manager of a team with a child about whom there is a finding, besides those of the demo.
    let found = council::findings::gather(world.reading().measuring()).expect("findings");
    let held = found.iter().filter_map(|found| children().held.get(&found.person_id));
    let team =
        held.map(|held| held.team.clone()).find(|team| !team.is_empty()).expect("a finding about a team’s child");
    let manager = records::Profile {
        username: "manager".into(),
        display_name: "Manager".into(),
        roles: [Role::TeamManager].into(),
        teams: [team].into(),
        ..Default::default()
    };
    runtime.block_on(world.add(&manager));
    let demo = [Role::TeamManager, Role::ServiceManager, Role::Practitioner];
    for profile in demo.map(|role| world.account(role).profile.clone()).iter().chain([&manager]) {
        let theirs = match profile.worker_id.as_deref() {
            Some(worker) => children().of_worker(worker),
            None => children().of_teams(&profile.teams, &profile.services),
        };
        let caller = runtime.block_on(world.sign_in_as(&profile.username));
        for endpoint in endpoints().into_iter().filter(|endpoint| endpoint.route.children) {
            let parameters = endpoint.all_parameters().collect();
            let (answered, seen) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
            let cases = proptest::test_runner::Config { cases: 60, failure_persistence: None, ..Default::default() };
            let mut runner = proptest::test_runner::TestRunner::new(cases);
            let done = runner.run(&question(parameters, indicators.clone()), |query| {
                let path = format!("{}?{query}", endpoint.route.path);
                let answer = runtime.block_on(caller.get(&path));
                prop_assert!(matches!(answer.status, 200 | 422), "{}: {}", path, answer.status);
                answered.set(answered.get() + usize::from(answer.status == 200));
                let found = children().named_in(&answer.text());
                seen.set(seen.get() + found.len());
                prop_assert!(found.is_subset(&theirs), "{} gave {:?}", path, found.difference(&theirs));
                Ok(())
            });
            done.unwrap_or_else(|error| panic!("{error}"));
            assert!(answered.get() > 20, "{}: {} answers of 60", endpoint.route.path, answered.get());
            *given.entry(endpoint.route.path).or_default() += seen.get();
        }
    }
    for (path, given) in given {
        // Parquet is packed, so the ids don’t stand in its bytes; the test of working reads it.
        assert!(given > 0 || path.ends_with("parquet"), "{path} gave nobody a child");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_gets_what_the_public_edition_of_the_report_has() {
    let world = World::new().await;
    let board = token(&world, Role::BoardMember, &["numbers"]).await;
    let reading = world.reading();
    let measuring = reading.measuring();
    let month = Month::of(measuring.data_date());
    let files = council::paper::files(world.folder(), None).expect("files");
    let template = council::paper::template(&files).expect("a template");
    let facts = |audience| council::paper::facts(measuring, &template, &files, month, audience).expect("facts");
    let (shown, all) = apart(|| (facts(report::paper::Audience::Public), facts(report::paper::Audience::Internal)));
    let path = format!("/api/v1/results?from={}&limit=10000", month.plus(-23));
    let answer = ok(&world, &path, &board).await;
    assert_eq!(answer["about"]["audience"], "public");
    let numbers = answer["results"].as_array().expect("numbers");
    let (mut hidden, mut given) = (0, 0);
    for number in numbers {
        let (id, at) = (number["indicator"].as_str().expect("an id"), number["period"].as_str().expect("a month"));
        let of = |facts: &report::paper::Facts| {
            let history = &facts.indicators[id].history;
            history.iter().find(|(month, _)| month.to_string() == at).expect("a month of the report").1.clone()
        };
        let (shown_there, whole) = (of(&shown), of(&all));
        assert!(number["breakdown"].as_array().is_some_and(Vec::is_empty));
        assert_eq!(number["numerator"].is_null(), shown_there.numerator.is_none(), "{id} {at}");
        assert_eq!(number["denominator"].is_null(), shown_there.denominator.is_none(), "{id} {at}");
        assert_eq!(number["value"].is_null(), shown_there.value.is_none(), "{id} {at}");
        hidden += usize::from(whole.value.is_some() && number["value"].is_null());
        given += usize::from(!number["value"].is_null());
        if whole.value.is_some() && number["value"].is_null() {
            assert_eq!(number["status"], "c", "{id} {at}");
        }
    }
    assert!(hidden > 0 && given > 0, "{hidden} hidden, {given} given: the test needs both");
    for query in ["by=team&indicator=referrals", "period=quarter"] {
        assert_eq!(world.call(&format!("/api/v1/results?{query}"), &board).await.status, 422, "{query}");
    }
    let csv = world.call(&path.replace("results?", "results.csv?").replace("&limit=10000", ""), &board).await;
    assert_eq!(csv::Reader::from_reader(csv.body.as_slice()).records().count(), numbers.len());
}

#[tokio::test]
async fn nobody_is_named() {
    let world = World::new().await;
    let token = token(&world, Role::ServiceManager, &["children", "due"]).await;
    let answer = world.call(&format!("/api/v1/working?indicator={}&limit=1000", indicator(&world)), &token).await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(!children().named_in(&text).is_empty(), "the test needs children");
    let surname = children().names.iter().find(|(_, surname)| text.contains(surname.as_str()));
    assert!(surname.is_none(), "a surname is in the answer");
    assert!(!children().births.iter().any(|birth| text.contains(&format!("\"birth\":\"{birth}"))));
}

#[tokio::test]
async fn what_is_still_the_same_is_said_in_a_word() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers", "data"]).await;
    for path in [
        "/api/v1/results",
        "/api/v1/indicators",
        "/api/v1/deliveries",
        "/api/v1/results.parquet",
        "/api/v1/openapi.json",
    ] {
        let first = world.call(path, &token).await;
        assert_eq!(first.status, 200, "{path}");
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        let again = |tag: &str| {
            axum::http::Request::builder()
                .uri(path)
                .header("authorization", format!("Bearer {token}"))
                .header("if-none-match", tag)
                .body(axum::body::Body::empty())
                .expect("a request")
        };
        let same = world.stranger().send(again(&tag)).await;
        assert_eq!((same.status, same.body.len()), (304, 0), "{path}");
        assert_eq!(same.header("etag"), tag);
        let other = world.stranger().send(again("W/\"0\"")).await;
        assert_eq!(other.status, 200, "{path}");
    }
    let (all, some) = ("/api/v1/results", "/api/v1/results?limit=1");
    let tag = |answer: Answer| answer.header("etag").to_owned();
    assert_ne!(tag(world.call(all, &token).await), tag(world.call(some, &token).await));
}

#[tokio::test]
async fn files_say_what_they_are() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers", "children", "due", "findings"]).await;
    let indicator = indicator(&world);
    let query = format!("?indicator={indicator}");
    for name in ["results", "working", "due", "findings"] {
        let query = if ["results", "working"].contains(&name) { query.as_str() } else { "" };
        let csv = world.call(&format!("/api/v1/{name}.csv{query}"), &token).await;
        let link = csv.header("link").to_owned();
        let beside = link.strip_prefix('<').and_then(|link| link.split_once('>')).expect("a link").0;
        assert!(csv.header("content-disposition").starts_with("attachment; filename=\"derwent-"));
        let about = ok(&world, &format!("/api/v1/{beside}"), &token).await;
        let mut reader = csv::Reader::from_reader(csv.body.as_slice());
        let headings: Vec<String> = reader.headers().expect("headings").iter().map(str::to_owned).collect();
        let columns: Vec<String> = about["tableSchema"]["columns"]
            .as_array()
            .expect("columns")
            .iter()
            .map(|column| column["name"].as_str().expect("a name").to_owned())
            .collect();
        assert_eq!(headings, columns);
        let note = &about["notes"][0];
        let parquet = world.call(&format!("/api/v1/{name}.parquet{query}"), &token).await;
        let reader = parquet::file::reader::SerializedFileReader::new(bytes(&parquet)).expect("a Parquet file");
        use parquet::file::reader::FileReader;
        let metadata = reader.metadata().file_metadata();
        let pairs: BTreeMap<String, String> = metadata
            .key_value_metadata()
            .into_iter()
            .flatten()
            .map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default()))
            .collect();
        let inside: Value = serde_json::from_str(&pairs["derwent"]).expect("what describes it");
        for key in
            ["what", "authority", "data_date", "generation", "deliveries", "catalogue", "audience", "suppression"]
        {
            assert_eq!(inside["about"][key], note["about"][key], "{name}: {key}");
            assert!(!inside["about"][key].is_null(), "{name}: {key} is not said");
        }
        let data_date = world.reading().engine().inputs().data_date.to_string();
        assert_eq!(inside["about"]["data_date"], data_date.as_str());
        if !query.is_empty() {
            assert_eq!(inside["chosen"][0]["value"], indicator.as_str());
        }
        assert!(inside["made_at"].as_str().expect("a time").parse::<Timestamp>().is_ok());
        assert_eq!(name == "results", !inside["statuses"].as_array().expect("statuses").is_empty());
        let mut records = csv::Reader::from_reader(csv.body.as_slice());
        assert_eq!(metadata.num_rows() as usize, records.records().count(), "{name}");
        assert!(metadata.num_rows() > 0);
    }
}

fn bytes(answer: &Answer) -> axum::body::Bytes {
    axum::body::Bytes::from(answer.body.clone())
}

/// Issues a report in both editions, of one file each, and gives their numbers: the public one, the internal one.
async fn issue(world: &World) -> (i64, i64) {
    let (records, now) = (world.records(), world.site.now());
    let id = |role| world.account(role).id;
    let (analyst, director, officer) = (id(Role::Analyst), id(Role::Director), id(Role::ClearingOfficer));
    let new = records::NewReport {
        month: "2023-07".into(),
        template: "board".into(),
        title: "Performance report".into(),
        meeting_date: None,
        blocks: Vec::new(),
    };
    let report = records.create_report(&new, analyst, now).await.expect("a report").id;
    records.freeze(report, "2023-07-31".parse().expect("a day"), b"{}", analyst, now).await.expect("frozen");
    let ask = records::Ask { capacity: "sponsor".into(), account: None, due: None };
    let asked = records.ask_clearance(report, &[ask], analyst, now).await.expect("asked");
    let says = records.content(report).await.expect("what it says").hash;
    let cleared = records::DecisionWord::Cleared;
    records.decide(asked[0].id, cleared, "", &says, officer, now).await.expect("cleared");
    records.check_public(report, "Checked.", &says, director, now).await.expect("checked");
    let mut issued = Vec::new();
    for edition in [records::Edition::Public, records::Edition::Internal] {
        let begun = records.begin_issue(report, edition, "", director, now).await.expect("begun");
        let folder = world.folder().join("reports").join(&begun.folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let text = format!("<!doctype html><title>{}</title>", edition.word());
        std::fs::write(folder.join("report.html"), &text).expect("a file");
        let file = records::IssuedFile {
            name: "report.html".into(),
            sha256: records::sha256_hex(text.as_bytes()),
            bytes: text.len() as u64,
        };
        issued.push(records.finish_issue(begun.id, &[file], now).await.expect("issued").id);
    }
    (issued[0], issued[1])
}

#[tokio::test]
async fn issued_files_are_given_as_they_were_issued_or_not_at_all() {
    let world = World::own().await;
    let (public, internal) = issue(&world).await;
    let board = token(&world, Role::BoardMember, &["reports"]).await;
    let listed = ok(&world, "/api/v1/reports", &board).await;
    let listed: Vec<i64> =
        listed["reports"].as_array().expect("reports").iter().map(|one| one["issue"].as_i64().expect("one")).collect();
    assert_eq!(listed, [public]);
    assert_eq!(world.call(&format!("/api/v1/reports/{internal}"), &board).await.status, 404);
    let maker = token(&world, Role::Analyst, &["reports"]).await;
    assert_eq!(world.call(&format!("/api/v1/reports/{internal}"), &maker).await.status, 200);
    let path = format!("/api/v1/reports/{public}/files/report.html");
    let file = world.call(&path, &board).await;
    assert_eq!(file.status, 200);
    let one = ok(&world, &format!("/api/v1/reports/{public}"), &board).await;
    assert_eq!(one["files"][0]["sha256"], records::sha256_hex(&file.body).as_str());
    assert_eq!(one["files"][0]["href"], path.as_str());
    for name in ["..%2Freport.html", "%2Fetc%2Fpasswd", "other.html"] {
        assert_eq!(world.call(&format!("/api/v1/reports/{public}/files/{name}"), &board).await.status, 404, "{name}");
    }
    let folder = world.records().issue(public).await.expect("an issue").folder;
    std::fs::write(world.folder().join("reports").join(folder).join("report.html"), b"altered").expect("altered");
    assert_eq!(world.call(&path, &board).await.status, 409);
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

#[test]
fn the_document_of_the_folder_is_the_one_of_the_code() {
    let text = document::text().expect("a document");
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json"));
    assert_eq!(kept.expect("docs/openapi.json"), text, "run ‘derwent manual --out docs’");
}
