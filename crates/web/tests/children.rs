//! The pages about children in their work: what is due, journeys, restricted records, the front door, flow. What they
//! show is what the engine gives, cut down to whoever asks; what is expected is worked out here, apart from the site.

mod support;

use jiff::SignedDuration;
use measure::{CaseStatus, RestrictionKind, State};
use records::{Profile, Role, Search};
use standard::period::PeriodKind;
use std::collections::{BTreeMap, BTreeSet};
use store::Store;
use support::{Person, World, apart, children, restricted, texts};

/// What is due, asked of the engine anew.
fn engine_due(world: &World) -> Vec<measure::Due> {
    let reading = world.reading();
    apart(|| reading.engine().due(10).expect("due"))
}

/// The rows of the list of what is due, by column.
async fn due(person: &Person, query: &str) -> Vec<BTreeMap<String, String>> {
    let answer = person.get(&format!("/due?format=csv{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/csv"));
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    let columns = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        columns.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
    });
    rows.collect()
}

#[tokio::test]
async fn what_is_due_is_what_the_engine_says_but_for_restricted_records() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let (engine, closed) = (engine_due(&world), restricted());
    let expected: BTreeSet<_> = engine
        .iter()
        .filter(|due| !closed.contains(&due.person_id))
        .map(|due| (due.person_id.clone(), due.what.clone(), due.due.to_string(), due.working_days_over.to_string()))
        .collect();
    let rows = due(&analyst, "").await;
    let (told, open): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row["what"] == "restricted");
    let cell = |row: &BTreeMap<String, String>, name: &str| row[name].clone();
    let shown: BTreeSet<_> = open
        .iter()
        .map(|row| (cell(row, "person_id"), cell(row, "what"), cell(row, "due"), cell(row, "working_days_over")))
        .collect();
    assert_eq!(shown, expected);
    assert_eq!(open.len(), engine.iter().filter(|due| !closed.contains(&due.person_id)).count());
    for row in told {
        assert!(closed.contains(&row["person_id"]));
        let said = ["person_id", "what", "data_date", "authority"];
        assert!(row.iter().all(|(name, value)| said.contains(&name.as_str()) || value.is_empty()), "{row:?}");
    }
    let overdue = engine.iter().filter(|due| due.overdue && !closed.contains(&due.person_id)).count();
    assert_eq!(due(&analyst, "&when=overdue").await.len(), overdue);
    let page = analyst.page("/due").await;
    assert!(page.contains(&report::Number::whole(overdue as i64).plain()), "the number of overdue things is not there");
    let all = analyst.page("/due?rows=all").await;
    assert!(expected.iter().all(|(person, ..)| all.contains(person)));
}

#[tokio::test]
async fn what_is_due_is_narrowed_by_what_team_and_worker() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let rows = due(&analyst, "").await;
    let first = rows.iter().find(|row| !row["team_id"].is_empty() && !row["worker_id"].is_empty()).expect("a row");
    for (filter, column) in [("what", "what"), ("team", "team_id"), ("worker", "worker_id"), ("service", "service")] {
        let value: String = form_urlencoded::byte_serialize(first[column].as_bytes()).collect();
        let found = due(&analyst, &format!("&{filter}={value}")).await;
        assert!(!found.is_empty() && found.len() < rows.len(), "{filter} chose {} of {}", found.len(), rows.len());
        assert_eq!(found.len(), rows.iter().filter(|row| row[column] == first[column]).count(), "{filter}");
        assert!(found.iter().all(|row| row[column] == first[column]), "{filter}");
    }
    let nobody = due(&analyst, "&attention=yes").await;
    assert_eq!(nobody.len(), rows.iter().filter(|row| !row["attention"].is_empty()).count());
}

#[tokio::test]
async fn managers_and_workers_see_what_is_due_of_their_own_children() {
    let world = World::new().await;
    for role in [Role::TeamManager, Role::ServiceManager, Role::Practitioner] {
        let profile = &world.account(role).profile;
        let theirs = match &profile.worker_id {
            Some(worker) => children().of_worker(worker),
            None => children().of_teams(&profile.teams, &profile.services),
        };
        let rows = due(&world.sign_in(role).await, "").await;
        let seen: BTreeSet<String> = rows.iter().map(|row| row["person_id"].clone()).collect();
        let expected: BTreeSet<String> =
            engine_due(&world).into_iter().map(|due| due.person_id).filter(|person| theirs.contains(person)).collect();
        assert_eq!(seen, expected, "{role:?}");
    }
}

#[tokio::test]
async fn exports_of_what_is_due_are_in_the_access_log_with_their_rows() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let rows = due(&analyst, "&when=overdue").await.len();
    let log = world.records().search_log(&Search::default()).await.expect("the log").entries;
    let entry = log.iter().map(|entry| &entry.access).find(|access| access.action == "export").expect("an entry");
    assert_eq!((entry.route.as_str(), entry.rows), ("due", rows as i64));
    assert!(entry.what.contains("overdue"));
}

/// A child of the demo team manager’s who is not restricted, and one who is nobody’s of theirs.
fn of_manager(world: &World) -> (String, String) {
    let profile = &world.account(Role::TeamManager).profile;
    let theirs = children().of_teams(&profile.teams, &profile.services);
    let closed = restricted();
    let open = theirs.iter().find(|person| !closed.contains(*person)).expect("a child").clone();
    let other = children().held.keys().find(|person| !theirs.contains(*person) && !closed.contains(*person));
    (open, other.expect("another child").clone())
}

#[tokio::test]
async fn a_journey_shows_what_was_recorded_and_nothing_of_others() {
    let world = World::new().await;
    let manager = world.sign_in(Role::TeamManager).await;
    let (child, other) = of_manager(&world);
    let page = manager.page(&format!("/children/{child}")).await;
    let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
    let held = &children().held[&child];
    let team = texts(&in_force, "teams", &["team_id", "name"]).into_iter().find(|row| row[0] == held.team);
    assert!(team.is_none_or(|row| page.contains(&row[1])), "the team is not there");
    let referrals = texts(&in_force, "ssd_cin_episodes", &["cine_person_id", "cine_referral_date"]);
    for row in referrals.into_iter().filter(|row| row[0] == child && row[1] <= children().day) {
        let kind = manager.page(&format!("/children/{child}?kind=front-door")).await;
        assert!(kind.contains(&format!("datetime=\"{}\"", row[1])), "the referral of {} is not there", row[1]);
    }
    for row in texts(&in_force, "ssd_address", &["addr_address_postcode"]) {
        assert!(row[0].is_empty() || !page.contains(&row[0]), "a postcode is there");
    }
    assert_eq!(manager.get(&format!("/children/{other}")).await.status, 404);
    assert_eq!(manager.get("/children/nobody").await.status, 404);
    let same = |text: String| text.replace(&other, "").replace("nobody", "");
    let (one, none) = (manager.get(&format!("/children/{other}")).await, manager.get("/children/nobody").await);
    assert_eq!(same(one.text()), same(none.text()), "a child out of scope looks different from none");
}

/// Restricted children whom an analyst may ask for, each of one kind.
fn closed(world: &World, kind: RestrictionKind) -> String {
    let found = restricted().into_iter().find(|person| {
        let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
        let listed = texts(&in_force, "restricted_records", &["person_id"]).iter().any(|row| row[0] == *person);
        listed == (kind == RestrictionKind::Listed)
    });
    found.expect("a restricted record of the kind")
}

#[tokio::test]
async fn a_restricted_record_opens_with_a_reason_and_closes_again() {
    let world = World::own().await;
    let (analyst, director) = (world.sign_in(Role::Analyst).await, world.sign_in(Role::Director).await);
    let child = closed(&world, RestrictionKind::Listed);
    let path = format!("/children/{child}");
    let page = analyst.page(&path).await;
    assert!(page.contains("This record is restricted") && !page.contains("moj-timeline"), "{page}");
    assert!(!page.contains("Status now") && !page.contains("Worker"));
    for nothing in ["because", "aaaaaaaaaaaaaaaaaaaa", "please please please"] {
        let short = analyst.post(&format!("{path}/open"), &[("reason", nothing)]).await;
        assert!(short.status == 422 && short.text().contains("in a few words why"), "{nothing}");
    }
    assert!(!analyst.page(&path).await.contains("Status now"));
    let reason = "Strategy meeting this afternoon";
    let opened = analyst.post(&format!("{path}/open"), &[("reason", reason)]).await;
    assert_eq!((opened.status, opened.location().starts_with(&path)), (303, true));
    assert!(analyst.page(&path).await.contains("Status now"));
    // It opened for nobody else.
    assert!(!director.page(&path).await.contains("Status now"));
    assert!(
        director.page("/").await.contains("href=\"/openings\""),
        "it waits for the director, who answers for records"
    );
    assert!(!analyst.page("/").await.contains("href=\"/openings\""));
    // It waits for each who answers for it, until they say that they saw it.
    let other = Profile {
        username: "other-director".to_owned(),
        display_name: "Other director".to_owned(),
        roles: [Role::Director].into(),
        ..Profile::default()
    };
    world.add(&other).await;
    let other = world.sign_in_as("other-director").await;
    let list = director.page("/openings").await;
    assert!(list.contains("1 opening waits for you") && list.contains("Nobody yet"), "{list}");
    assert!(director.page("/").await.contains("href=\"/openings\""), "looking is not saying so");
    let newest =
        list.split("name=\"newest\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a number");
    assert_eq!(director.post("/openings", &[("newest", "0")]).await.status, 303);
    assert!(director.page("/").await.contains("href=\"/openings\""), "what came after the page still waits");
    assert_eq!(director.post("/openings", &[("newest", newest)]).await.status, 303);
    assert!(!director.page("/").await.contains("href=\"/openings\""), "it was seen");
    assert!(!director.page("/openings").await.contains("for you"));
    assert!(other.page("/").await.contains("href=\"/openings\""), "another has not said so");
    assert!(other.page("/openings").await.contains("Demo director"), "who has is shown");
    // Who opened it has nothing to say.
    assert!(!analyst.page("/openings").await.contains("for you"));
    assert!(list.contains(reason) && list.contains(&child) && list.contains("Demo analyst"), "{list}");
    let openings = world.records().openings_of_person(&child).await.expect("openings");
    assert_eq!(openings.len(), 1);
    assert_eq!(openings[0].expires_at.duration_since(openings[0].opened_at), SignedDuration::from_hours(4));
    let account = world.account(Role::Analyst).id;
    let active = world.records().active_opening(account, &child, openings[0].expires_at).await.expect("openings");
    assert_eq!(active, None, "it ends after four hours");
    let log = world.records().search_log(&Search::default()).await.expect("the log").entries;
    let of_child: Vec<_> = log.iter().map(|entry| &entry.access).filter(|access| access.subject == child).collect();
    assert!(of_child.iter().any(|access| access.what.contains("closed") && access.rows == 0));
    assert!(of_child.iter().any(|access| access.what == "journey" && access.reason == reason));
}

#[tokio::test]
async fn an_opening_that_has_expired_is_over_on_the_page() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let child = closed(&world, RestrictionKind::Listed);
    let (path, id, now) = (format!("/children/{child}"), world.account(Role::Analyst).id, world.site.now());
    let hours = |hours| now + SignedDuration::from_hours(hours);
    let reason = "Strategy meeting this morning";
    let open = |from, to| world.records().open_restricted(id, &child, "council", reason, to, from);
    // Opened more than four hours ago: over. Opened two hours ago: open still.
    open(hours(-5), hours(-1)).await.expect("an opening");
    let page = analyst.page(&path).await;
    assert!(page.contains("This record is restricted") && !page.contains("Status now"), "{page}");
    assert!(!analyst.page("/openings").await.contains("Open now"));
    open(hours(-2), hours(2)).await.expect("an opening");
    assert!(analyst.page(&path).await.contains("Status now"));
    assert!(analyst.page("/openings").await.contains("Open now"));
}

#[tokio::test]
async fn the_access_log_has_the_rows_that_a_page_showed() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let all = due(&analyst, "").await.len();
    analyst.page("/").await;
    analyst.page("/due").await;
    analyst.page("/due?rows=all").await;
    analyst.page("/workforce").await;
    let log = world.records().search_log(&Search::default()).await.expect("the log").entries;
    let of = |route: &str| -> Vec<(String, i64)> {
        let of_route = log.iter().rev().map(|entry| &entry.access).filter(|access| access.route == route);
        of_route.map(|access| (access.what.clone(), access.rows)).collect()
    };
    let [(_, file), (paged, some), (whole, every)] = &of("due")[..] else { panic!("{:?}", of("due")) };
    assert_eq!((*file, *every), (all as i64, all as i64));
    let restricted = due(&analyst, "").await.iter().filter(|row| row["what"] == "restricted").count() as i64;
    let things = all as i64 - restricted;
    assert_eq!(*some, things.min(150) + restricted, "{paged}");
    assert_eq!(paged.ends_with(" rows 1 to 150"), things > 150, "{paged}");
    assert!(!whole.contains(" rows "), "{whole}");
    assert!(of("today").is_empty(), "a page of counts shows no child");
    let [(what, workers)] = &of("workforce")[..] else { panic!("{:?}", of("workforce")) };
    let page = analyst.page("/workforce").await;
    let shown = page.matches("href=\"/due?worker=").count();
    assert!(*workers >= shown as i64 && what.starts_with("caseloads and unallocated children"), "{what}");
}

#[tokio::test]
async fn a_restricted_record_is_not_there_for_those_who_may_not_open_one() {
    let world = World::own().await;
    let closed = restricted();
    let held = children().held.iter().filter(|(child, held)| !closed.contains(*child) && !held.worker.is_empty());
    let (child, held) = held.max_by_key(|(_, held)| held.worker.clone()).expect("a child with a worker");
    let extracts = tempfile::tempdir().expect("a folder");
    let list = extracts.path().join("restricted_records.csv");
    std::fs::write(&list, format!("person_id,from,to,reason\n{child},2023-01-01,,threat\n")).expect("an extract");
    apart(|| support::keep(world.folder(), &[list], "2023-07-31"));
    assert!(world.site.refresh().await.expect("a reading"), "nothing new was read");
    let profile = Profile {
        username: "their-worker".to_owned(),
        display_name: "Their worker".to_owned(),
        roles: [Role::Practitioner].into(),
        worker_id: Some(held.worker.clone()),
        ..Profile::default()
    };
    world.add(&profile).await;
    let worker = world.sign_in_as("their-worker").await;
    assert_eq!(worker.get(&format!("/children/{child}")).await.status, 404);
    assert_eq!(
        worker.post(&format!("/children/{child}/open"), &[("reason", "I work with this child")]).await.status,
        403
    );
    for row in due(&worker, "").await.iter().filter(|row| row["person_id"] == *child) {
        assert!(row["what"] == "restricted" && row["due"].is_empty() && row["worker"].is_empty(), "{row:?}");
    }
    let found = worker.post("/children", &[("child", child)]).await;
    assert!(found.status == 200 && found.text().contains("No child in your scope"));
    assert_eq!(worker.get("/openings").await.status, 403);
}

#[tokio::test]
async fn behind_a_number_no_sum_tells_how_restricted_records_counted() {
    let world = World::new().await;
    let (reading, closed) = (world.reading(), restricted());
    let (first, last) = reading.months();
    let found = apart(|| {
        ["cic-visits-on-time", "cic-reviews-on-time", "cp-visits-on-time"].into_iter().find_map(|indicator| {
            first.to(last).find_map(|month| {
                let period = PeriodKind::Month.ending(month).expect("a month");
                let rows = reading.engine().children(indicator, &period).expect("rows");
                let some = rows.iter().any(|row| closed.contains(&row.person_id) && row.state == State::Met);
                some.then_some((indicator, month, rows))
            })
        })
    });
    let (indicator, month, rows) = found.expect("a number that counts a child whose record is restricted");
    let (apart, open): (Vec<_>, Vec<_>) = rows.iter().partition(|row| closed.contains(&row.person_id));
    let met = open.iter().filter(|row| row.state == State::Met).count();
    let analyst = world.sign_in(Role::Analyst).await;
    let path = format!("/indicators/{indicator}/children?month={month}");
    let words = |count: usize, word: &str| format!("{count} {word}");
    let page = analyst.page(&path).await;
    assert!(page.contains(&words(rows.len(), "rows in all")), "{page}");
    assert!(page.contains(&words(met, "met")), "{page}");
    let of = if apart.len() == 1 { "of a restricted record, whose" } else { "of restricted records, whose" };
    assert!(page.contains(&words(apart.len(), of)), "{page}");
    // Narrowed to those that met it, the restricted ones are in no count.
    let page = analyst.page(&format!("{path}&state=met")).await;
    assert!(page.contains(&words(met, "row")) && page.contains(&format!(" {}.", words(met, "met"))), "{page}");
    assert!(!page.contains(&words(met + apart.len(), "row")), "{page}");
}

#[tokio::test]
async fn an_adopted_childs_record_leads_no_further() {
    let world = World::own().await;
    let director = world.sign_in(Role::Director).await;
    let child = closed(&world, RestrictionKind::Adopted);
    director.post(&format!("/children/{child}/open"), &[("reason", "Adoption panel asks for it")]).await;
    let page = director.page(&format!("/children/{child}")).await;
    assert!(page.contains("closed by an adoption order"), "{page}");
    assert!(!page.contains("Status now") && !page.contains("<dt class=\"govuk-summary-list__key\">Age"));
    // What was recorded after the order is not on the page.
    let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
    let columns = ["clae_person_id", "clae_cla_episode_ceased_reason", "clae_cla_episode_ceased_date"];
    let order = texts(&in_force, "ssd_cla_episodes", &columns)
        .into_iter()
        .filter(|row| row[0] == child && ["E11", "E12"].contains(&row[1].as_str()))
        .map(|row| row[2].clone())
        .min();
    if let Some(order) = order {
        let days = page.split("datetime=\"").skip(1).map(|rest| rest[..10].to_owned());
        assert!(days.into_iter().all(|day| day <= order), "something after {order} is there");
    }
}

#[tokio::test]
async fn children_are_found_by_id_and_by_name_for_those_who_see_names() {
    let world = World::new().await;
    let (manager, analyst) = (world.sign_in(Role::TeamManager).await, world.sign_in(Role::Analyst).await);
    let (child, other) = of_manager(&world);
    let answer = manager.post("/children", &[("child", &format!(" {child} "))]).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/children/{child}").as_str()));
    assert!(manager.post("/children", &[("child", &other)]).await.text().contains("No child in your scope"));
    let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
    let people = texts(&in_force, "ssd_person", &["pers_person_id", "pers_forename", "pers_surname"]);
    let name = people.iter().find(|row| row[0] == child).map(|row| format!("{} {}", row[2], row[1])).expect("a name");
    let page = manager.post("/children", &[("child", &name)]).await.text();
    assert!(page.contains(&format!("/children/{child}")), "{page}");
    let profile = &world.account(Role::TeamManager).profile;
    let theirs = children().of_teams(&profile.teams, &profile.services);
    assert!(children().named_in(&page).is_subset(&theirs));
    // The analyst's account has no names.
    assert!(analyst.post("/children", &[("child", &name)]).await.text().contains("No child in your scope"));
    assert!(!analyst.page(&format!("/children/{child}")).await.contains(name.split(' ').next().expect("a name")));
}

#[tokio::test]
async fn the_front_door_counts_what_arrived() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let page = analyst.page("/front-door?month=2023-06&period=quarter").await;
    // 30 June 2023 was a Friday: the last week of the quarter is cut.
    let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
    let contacts = texts(&in_force, "ssd_contacts", &["cont_contact_date"]);
    let number = |from: &str, to: &str| {
        let count = contacts.iter().filter(|row| row[0].as_str() >= from && row[0].as_str() <= to).count();
        report::Number::whole(count as i64).plain()
    };
    let card = |label: &str, value: &str| {
        let at = page.find(&format!("app-card__label\">{label}<")).expect("a card");
        page[at..].split("app-card__value\">").nth(1).expect("a value").starts_with(&format!("{value}<"))
    };
    assert!(card("Contacts", &number("2023-04-01", "2023-06-30")), "{page}");
    let week = page.split("26 June 2023").nth(1).expect("the last week");
    assert!(week.contains(&format!("app-numeric\">{}<", number("2023-06-26", "2023-06-30"))));
    assert!(page.contains("section 47 enquiry") || page.contains("Section 47 enquiry"));
    // Needs are told in words: their codes are for files.
    assert!(page.contains("<th scope=\"row\">Abuse or neglect</th>") && !page.contains(">N1 "), "{page}");
    assert_eq!(world.sign_in(Role::BoardMember).await.get("/front-door").await.status, 403);
}

#[tokio::test]
async fn statuses_reconcile_from_month_to_month() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let page = analyst.page("/flow?month=2023-06&months=12").await;
    assert!(page.contains("July 2022 to June 2023. A child with"), "{page}");
    let table = page.split("<table").find(|table| table.contains("id=\"flow\"")).expect("the table of flows");
    let mut sums = [0_i64; 4];
    let rows: Vec<&str> = table.split("<tr").skip(2).collect();
    assert_eq!(rows.len(), CaseStatus::ALL.len() + 1);
    for row in rows {
        let cell = |text: &str| text.split('<').next().and_then(|n| n.replace(',', "").parse::<i64>().ok());
        let cells: Vec<i64> = row.split("app-numeric\">").skip(1).filter_map(cell).collect();
        let [start, came, left, end] = cells[..] else { panic!("{row}") };
        assert_eq!(start + came - left, end, "{row}");
        match row.contains("All who are open") {
            false => sums.iter_mut().zip(&cells).for_each(|(sum, cell)| *sum += cell),
            true => assert_eq!((sums[0], sums[3]), (start, end)),
        }
    }
    // The engine counts the same children in care at the end of the month.
    let request = measure::Request {
        indicators: vec!["case-status".to_owned()],
        from: "2023-06".parse().expect("a month"),
        to: "2023-06".parse().expect("a month"),
        periods: vec![PeriodKind::Month],
        by: Vec::new(),
    };
    let reading = world.reading();
    let numbers = apart(|| reading.engine().measure(&request).expect("numbers").numbers);
    let in_care = numbers.iter().find(|n| n.breakdown.iter().any(|(_, value)| value == "in-care")).expect("a number");
    let expected = in_care.numerator.expect("a count").to_string();
    assert!(
        table.contains("In care") && table.split("In care").nth(1).expect("a row").contains(&format!(">{expected}<"))
    );
}

/// What stands in the cells of numbers of a row.
fn numbers(row: &str) -> Vec<&str> {
    let cells = row.split("<td").skip(1).filter_map(|cell| cell.split_once('>')?.1.split('<').next());
    cells.map(str::trim).collect()
}

#[tokio::test]
async fn the_staffing_table_is_the_papers() {
    let world = World::new().await;
    let practitioner = world.sign_in(Role::Practitioner).await;
    let page = practitioner.page("/workforce?month=2023-07").await;
    let measuring = world.reading();
    let files = council::paper::files(world.folder(), None).expect("a template");
    let template = council::paper::template(&files).expect("a template");
    let needs = council::paper::needs(&template, &files, measuring.engine().catalogue()).expect("needs");
    let only = report::paper::Needs { staffing: needs.staffing, ..Default::default() };
    let month = "2023-07".parse().expect("a month");
    let facts = apart(|| council::paper::numbers(measuring.measuring(), &only, month).expect("numbers"));
    let report::performance::input::Part::Given(staffing) = &facts.staffing[0] else { panic!("no staffing table") };
    let table = page.split("<table").find(|table| table.contains("id=\"staffing-1\"")).expect("the staffing table");
    let table = table.replace("&#38;", "&").replace("&#39;", "'");
    assert!(!staffing.services.is_empty());
    for (i, service) in staffing.services.iter().enumerate() {
        let row = table.split("<tr").find(|row| row.contains(&format!(">{service}<")));
        let row = row.unwrap_or_else(|| panic!("{service} is not in {table}"));
        for column in &staffing.columns {
            let value = column.by_service[i].value.expect("a number").plain();
            assert!(row.contains(&format!(">{value}<")), "{service}: {value} is not in {row}");
        }
        // The page of one service alone has the same numbers, noughts among them, and their total is that row.
        let alone: String = form_urlencoded::byte_serialize(service.as_bytes()).collect();
        let alone = practitioner.page(&format!("/workforce?month=2023-07&service={alone}")).await;
        let alone = alone
            .split("<table")
            .find(|table| table.contains("id=\"staffing-1\""))
            .unwrap_or_else(|| panic!("{service}: {alone}"));
        let total = alone.split("<tr").find(|row| row.contains(">Total<")).expect("a total");
        assert_eq!(numbers(total), numbers(row), "{service}");
    }
    assert!(!page.contains("By worker</h2>"), "a practitioner sees no workers");
}

#[tokio::test]
async fn caseloads_by_worker_are_of_the_children_in_scope() {
    let world = World::new().await;
    let manager = world.sign_in(Role::TeamManager).await;
    let profile = &world.account(Role::TeamManager).profile;
    let theirs = children().of_teams(&profile.teams, &profile.services);
    let answer = manager.get("/workforce/caseloads.csv").await;
    assert_eq!(answer.status, 200);
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    let columns = reader.headers().expect("a header").clone();
    let column = |name: &str| columns.iter().position(|known| known == name).expect("a column");
    let number = |row: &csv::StringRecord, name: &str| row[column(name)].parse::<usize>().expect("a number");
    let (mut all, mut workers) = (0, 0);
    for row in reader.records() {
        let row = row.expect("a row");
        workers += 1;
        let worker = row[column("worker_id")].to_owned();
        let expected =
            children().held.iter().filter(|(child, held)| theirs.contains(*child) && held.worker == worker).count();
        assert_eq!(number(&row, "children") + number(&row, "not_open"), expected, "{worker}");
        all += expected;
    }
    let held = theirs.iter().filter(|child| !children().held[*child].worker.is_empty()).count();
    assert!(all > 0 && all <= held);
    assert_eq!(all, held, "some workers are left out");
    let page = manager.page("/workforce").await;
    assert!(page.contains("Children to a worker") && page.contains("By worker</h2>"));
    assert!(
        page.contains(&format!("<p class=\"govuk-body\">{workers} workers.</p>")),
        "{workers} workers are not counted"
    );
    assert_eq!(listed(&page).len(), workers.min(50));
}

/// The workers that the page of the workforce lists, with their teams, in its order.
fn listed(page: &str) -> Vec<(String, String)> {
    let table = page.split("id=\"by-worker\"").nth(1).and_then(|rest| rest.split("</table>").next()).expect("workers");
    let cell = |text: &str| text.split('<').next().unwrap_or_default().replace("&#38;", "&").replace("&#39;", "'");
    let row = |row: &str| {
        let name = row.split("<a ").nth(1).and_then(|link| link.split('>').nth(1)).expect("a worker");
        let team = row.split("<td>").nth(1).expect("a team");
        (cell(name), cell(team))
    };
    table.split("<tr><th scope=\"row\">").skip(1).map(row).collect()
}

#[tokio::test]
async fn the_list_of_workers_is_sorted_by_its_address_which_keeps_the_filters() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let by_name = listed(&analyst.page("/workforce?sort=worker&page=99&rows=all").await);
    let mut names = by_name.clone();
    names.sort();
    assert!(by_name.len() > 1 && by_name == names, "{by_name:?}");
    let by_team = listed(&analyst.page("/workforce?sort=-team&rows=all").await);
    assert_eq!(by_team.len(), by_name.len());
    assert!(by_team.windows(2).all(|two| two[0].1 >= two[1].1), "{by_team:?}");
    let page = analyst.page("/workforce?month=2023-06&against=england&sort=-fte").await;
    let kept = "/workforce?month=2023-06&#38;against=england&#38;sort=role#workers";
    assert!(page.contains(kept), "{kept} is not in {page}");
    assert!(page.contains("<input type=\"hidden\" name=\"sort\" value=\"-fte\">"), "the filters lose the order");
}
