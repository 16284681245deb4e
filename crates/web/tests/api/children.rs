//! Rows about children: of those in scope alone, written to the log, with nobody’s name.

use crate::ground::{csv_column, indicator, of_the_team, ok, parquet_column, people, rows, token};
use crate::support::{World, apart, children, restricted};
use proptest::prelude::*;
use records::Role;
use standard::period::PeriodKind;
use std::collections::{BTreeMap, BTreeSet};
use web::api::endpoint::{Parameter, Takes};
use web::api::endpoints;

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
