//! Whoever answers for a team, a service or their own children sees those children and no others, whatever they ask:
//! every route with data about children, any filters, pages, exports and the API. Whose children they are is worked
//! out in the test from the tables.

mod support;

use axum::http::Method;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use records::{Profile, Role};
use std::collections::{BTreeMap, BTreeSet};
use support::{Person, Places, World, children, filled, shared};
use web::routes::{Route, routes};

/// How many questions are asked of each route by each person.
const QUESTIONS: u32 = 12;

/// Filters as somebody might put them together who looks for what is not theirs.
fn question() -> impl Strategy<Value = String> {
    let children = children();
    let teams: Vec<String> =
        children.teams.keys().cloned().chain(["".into(), "T99".into(), "T22,T23".into()]).collect();
    let services: Vec<String> = children.teams.values().map(|team| team.service.clone()).chain(["".into()]).collect();
    let workers: Vec<String> = children.held.values().map(|held| held.worker.clone()).collect();
    let people: Vec<String> = children.held.keys().cloned().collect();
    let word = |name: &'static str, words: Vec<String>| {
        proptest::option::of(proptest::sample::select(words)).prop_map(move |word| word.map(|word| (name, word)))
    };
    let words = |name: &'static str, words: &[&str]| word(name, words.iter().map(|word| (*word).to_owned()).collect());
    let filters = (
        (word("team", teams), word("service", services), word("worker", workers)),
        (word("q", people.clone()), word("person", people.clone()), word("person_id", people)),
        words("state", &["met", "missed", "overdue", "pending", "all", "restricted"]),
        (
            words("by", &["worker", "team", "service", "sex", "worker,team"]),
            words("period", &["quarter", "twelve-months", "fortnight"]),
            words("against", &["england", "target", "everyone"]),
        ),
        words("month", &["2023-07", "2023-06", "2021-01", "2019-02"]),
        words("scope", &["all", "everyone", "council"]),
        words("page", &["1", "2", "7"]),
        words("group", &["service", "team", "worker", "child"]),
        words("format", &["csv", "json", "xlsx", "parquet"]),
    );
    filters.prop_map(|((a, b, c), (d, e, f), g, (h, n, o), i, j, k, l, m)| {
        let pairs: Vec<(&str, String)> = [a, b, c, d, e, f, g, h, n, o, i, j, k, l, m].into_iter().flatten().collect();
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    })
}

/// Everything that an answer holds, unpacked where it is packed.
fn readable(body: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(body).into_owned();
    if body.starts_with(b"PK")
        && let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(body))
    {
        for at in 0..zip.len() {
            let mut inside = String::new();
            // A workbook's theme is of fixed numbers about colours.
            if let Ok(mut file) = zip.by_index(at)
                && !file.name().is_ok_and(|name| name.contains("/theme/"))
                && std::io::Read::read_to_string(&mut file, &mut inside).is_ok()
            {
                text.push_str(&inside);
            }
        }
    }
    if body.starts_with(b"PAR1")
        && let Ok(reader) = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(
            axum::body::Bytes::copy_from_slice(body),
        )
    {
        for batch in reader.build().expect("a Parquet file") {
            let batch = batch.expect("rows");
            text.push_str(&arrow::util::pretty::pretty_format_batches(&[batch]).expect("rows").to_string());
        }
    }
    text
}

struct Asker {
    person: Person,
    told: String,
    theirs: BTreeSet<String>,
}

async fn asker(world: &World, username: &str, role: Role, change: impl FnOnce(&mut Profile)) -> Asker {
    let mut profile = Profile {
        username: username.to_owned(),
        display_name: username.to_owned(),
        roles: [role].into(),
        ..Profile::default()
    };
    change(&mut profile);
    world.add(&profile).await;
    let theirs = match &profile.worker_id {
        Some(worker) => children().of_worker(worker),
        None => children().of_teams(&profile.teams, &profile.services),
    };
    Asker { person: world.sign_in_as(username).await, told: username.to_owned(), theirs }
}

/// The teams that hold children today, those with the most first.
fn busy_teams() -> Vec<String> {
    let children = children();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for held in children.held.values().filter(|held| !held.team.is_empty()) {
        *counts.entry(children.now(&held.team)).or_default() += 1;
    }
    let mut teams: Vec<(usize, &str)> = counts.into_iter().map(|(team, count)| (count, team)).collect();
    teams.sort_unstable_by(|a, b| b.cmp(a));
    teams.into_iter().map(|(_, team)| team.to_owned()).collect()
}

/// People of every kind of scope, the odd ones among them.
async fn askers(world: &World) -> Vec<Asker> {
    let (children, busy) = (children(), busy_teams());
    let set = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    let closed =
        children.teams.iter().find(|(id, _)| children.now(id) != id.as_str()).expect("a closed team").0.clone();
    let service = children.teams[&busy[0]].service.clone();
    let worker = children.held.values().map(|held| held.worker.clone()).max().expect("a worker");
    let (one, two) = (set(&[&busy[0]]), set(&[&busy[1], &busy[2]]));
    vec![
        asker(world, "team", Role::TeamManager, |profile| profile.teams = one).await,
        asker(world, "closed-team", Role::TeamManager, |profile| profile.teams = set(&[&closed])).await,
        asker(world, "two-teams", Role::TeamManager, |profile| profile.teams = two).await,
        asker(world, "no-team", Role::TeamManager, |_| {}).await,
        asker(world, "strange-team", Role::TeamManager, |profile| profile.teams = set(&["", "T99", "%"])).await,
        asker(world, "service", Role::ServiceManager, |profile| profile.services = set(&[&service])).await,
        asker(world, "no-service", Role::ServiceManager, |profile| profile.services = set(&[""])).await,
        asker(world, "worker", Role::Practitioner, |profile| profile.worker_id = Some(worker)).await,
        asker(world, "no-worker", Role::Practitioner, |profile| profile.worker_id = None).await,
    ]
}

/// The routes that give data about children to those who look.
fn about_children() -> Vec<Route> {
    routes().into_iter().filter(|route| route.children && route.method == Method::GET).collect()
}

#[test]
fn nobody_gets_the_children_of_others_by_any_question() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let world = runtime.block_on(World::new());
    let askers = runtime.block_on(askers(&world));
    let (team, held) = (askers[0].theirs.len(), children().held.len());
    assert!(team > 2 && team * 2 < held, "{team} of {held} children are no scope to try");
    let others: Vec<String> = children().all.iter().cloned().collect();
    let reading = world.reading();
    let indicators: Vec<String> = reading.engine().catalogue().indicators().map(|found| found.id.clone()).collect();
    let rules: Vec<String> = standard::finding::rules().iter().map(|rule| rule.id.clone()).collect();
    let seen = std::cell::RefCell::new(BTreeSet::new());
    for asker in &askers {
        for route in about_children() {
            let mut runner =
                TestRunner::new(Config { cases: QUESTIONS, failure_persistence: None, ..Config::default() });
            let places = (
                proptest::sample::select(others.clone()),
                proptest::sample::select(indicators.clone()),
                proptest::sample::select(rules.clone()),
            );
            let done = runner.run(&(question(), places), |(query, (child, indicator, rule))| {
                let places = Places::of(&world, &child).with("indicator", &indicator).with("rule", &rule);
                let path = filled(route.path, &places);
                let address = if query.is_empty() { path } else { format!("{path}?{query}") };
                let answer = runtime.block_on(asker.person.get(&address));
                // What was asked for may be said again; it tells nothing that the asker did not know.
                let mut allowed = children().named_in(&address);
                let known = allowed.clone();
                allowed.extend(asker.theirs.iter().cloned());
                let text = readable(&answer.body);
                let found = children().named_in(&text);
                prop_assert!(found.is_subset(&allowed), "{} got {:?} of others", address, found.difference(&allowed));
                prop_assert!(answer.status < 500, "{}: {}", address, answer.status);
                let asks_for_other = route.path.contains("{person") && !asker.theirs.contains(&child);
                prop_assert!(!asks_for_other || answer.status == 404, "{}: {}", address, answer.status);
                if found.difference(&known).next().is_some() {
                    seen.borrow_mut().insert(route.name);
                }
                Ok(())
            });
            if let Err(error) = done {
                panic!("{} by {}: {error}", asker.told, route.name);
            }
        }
    }
    // The test would be worth nothing if nobody ever got anything.
    assert!(!seen.borrow().is_empty() || about_children().is_empty(), "no route gave anybody a child");
}

#[test]
fn the_site_and_the_test_agree_on_whose_children_they_are() {
    let store = store::Store::open(shared()).expect("a folder");
    let engine = council::Measuring::over(store, None, false).expect("an engine").engine;
    let day = engine.inputs().data_date;
    let month = standard::period::Month::of(day);
    let workings = engine.keep_workings(month, month, &[standard::period::PeriodKind::Month]).expect("workings");
    let ours = children();
    for (team, row) in &ours.teams {
        let set = BTreeSet::from([team.clone()]);
        let site: BTreeSet<String> = workings.open_to(&[team], &[], None, day).into_iter().collect();
        assert_eq!(site, ours.of_teams(&set, &BTreeSet::new()), "team {team}");
        let services = BTreeSet::from([row.service.clone()]);
        let site: BTreeSet<String> = workings.open_to(&[], &[&row.service], None, day).into_iter().collect();
        assert_eq!(site, ours.of_teams(&BTreeSet::new(), &services), "service {}", row.service);
    }
    let workers: BTreeSet<&str> = ours.held.values().map(|held| held.worker.as_str()).collect();
    for worker in workers {
        let site: BTreeSet<String> = workings.open_to(&[], &[], Some(worker), day).into_iter().collect();
        assert_eq!(site, ours.of_worker(worker), "worker {worker}");
    }
}
