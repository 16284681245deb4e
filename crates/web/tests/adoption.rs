//! An extract that goes on under the id of before an adoption order: no route leads from the old identity to the new.

mod support;

use measure::State;
use records::{Profile, Role};
use standard::period::PeriodKind;
use store::Store;
use support::{World, apart, children, restricted, texts};

/// A child on a plan that a team with a worker has, of whom something is due, and who is not restricted.
fn later_life(world: &World) -> (String, support::Held) {
    let (reading, closed) = (world.reading(), restricted());
    let due = apart(|| reading.engine().due(10).expect("due"));
    let child = due.into_iter().find(|due| {
        due.indicator == "cp-visits-on-time" && !due.worker_id.is_empty() && !closed.contains(&due.person_id)
    });
    let child = child.expect("a child with a visit due").person_id;
    let held = children().held[&child].clone();
    (child, held)
}

/// Delivers that `child` was adopted the day before the plan began, and gives that day.
fn adopt(world: &World, child: &str) -> String {
    let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
    let plans = texts(&in_force, "ssd_cp_plans", &["cppl_person_id", "cppl_cp_plan_start_date"]);
    let began = plans.iter().filter(|row| row[0] == child).map(|row| row[1].as_str()).max().expect("a plan");
    let order = began.parse::<standard::Date>().expect("a day").yesterday().expect("a day").to_string();
    let columns = [
        "perm_table_id",
        "perm_person_id",
        "perm_cla_id",
        "perm_adm_decision_date",
        "perm_permanence_order_date",
        "perm_permanence_order_type",
    ];
    let mut rows = texts(&in_force, "ssd_permanence", &columns);
    rows.push(["99", child, "", "", &order, "Adoption"].map(str::to_owned).to_vec());
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let extracts = tempfile::tempdir().expect("a folder");
    let file = extracts.path().join("ssd_permanence.csv");
    std::fs::write(&file, format!("{}\n{}\n", columns.join(","), lines.join("\n"))).expect("an extract");
    apart(|| support::keep(world.folder(), &[file], "2023-07-31"));
    order
}

#[tokio::test]
async fn no_route_leads_from_the_closed_record_to_what_came_after() {
    let world = World::own().await;
    let (child, held) = later_life(&world);
    let period = PeriodKind::Month.ending("2023-07".parse().expect("a month")).expect("a month");
    let number = |world: &World| {
        let reading = world.reading();
        let rows = apart(|| reading.engine().children("cp-visits-on-time", &period).expect("rows"));
        let own = rows.iter().filter(|row| row.person_id == child).count();
        (rows.iter().filter(|row| row.state == State::Met).count(), rows.len(), own)
    };
    let before = number(&world);
    assert!(before.2 > 0, "the test needs a child behind the number");
    let order = adopt(&world, &child);
    assert!(world.site.refresh().await.expect("a reading"), "nothing new was read");
    // The number is what it was.
    assert_eq!(number(&world), before);

    let manager = Profile {
        username: "their-manager".to_owned(),
        display_name: "Their manager".to_owned(),
        roles: [Role::TeamManager].into(),
        teams: [children().now(&held.team).to_owned()].into(),
        sees_names: true,
        ..Profile::default()
    };
    let worker = Profile {
        username: "their-worker".to_owned(),
        display_name: "Their worker".to_owned(),
        roles: [Role::Practitioner].into(),
        worker_id: Some(held.worker.clone()),
        ..Profile::default()
    };
    world.add(&manager).await;
    world.add(&worker).await;
    let people = [
        world.sign_in_as("their-manager").await,
        world.sign_in_as("their-worker").await,
        world.sign_in(Role::Analyst).await,
        world.sign_in(Role::Director).await,
    ];
    let routes = [
        "/due",
        "/due?format=csv",
        "/today",
        "/",
        "/indicators/cp-visits-on-time/children?month=2023-07",
        "/indicators/cp-visits-on-time/children?month=2023-07&format=csv",
        "/indicators/cp-plan-numbers/children?month=2023-07&format=csv",
        "/api/v1/due?limit=1000",
        "/api/v1/due.csv",
        "/api/v1/working?indicator=cp-visits-on-time&month=2023-07&limit=1000",
        "/api/v1/working.csv?indicator=cp-visits-on-time&month=2023-07",
        "/api/v1/findings?limit=1000",
        "/data/findings",
        "/data/findings?format=csv",
        "/data/changes?indicator=cp-visits-on-time&month=2023-07&period=month&before=2023-06-30&after=2023-07-31",
        "/data/changes.csv?indicator=cp-visits-on-time&month=2023-07&period=month&before=2023-06-30&after=2023-07-31",
        "/workforce",
        "/workforce/caseloads.csv",
        "/openings",
    ];
    let mut answered = 0;
    for person in &people {
        for route in routes {
            let answer = person.get(route).await;
            answered += usize::from(answer.status == 200);
            let named = children().named_in(&answer.text());
            assert!(!named.contains(&child), "{route} tells of {child}");
        }
        // They are counted apart, and not one less.
        let page = person.get("/indicators/cp-visits-on-time/children?month=2023-07").await.text();
        assert!(page.contains("counted and not listed"), "{page}");
    }
    assert!(answered > 40, "{answered} answers");
    // The old record is open to nobody who has what follows; who sees all opens it with a reason, and the director is told.
    for person in &people[..2] {
        assert_eq!(person.get(&format!("/children/{child}")).await.status, 404);
    }
    let opened = people[3].post(&format!("/children/{child}/open"), &[("reason", "Adoption panel asks for it")]).await;
    assert_eq!(opened.status, 303);
    let page = people[3].page(&format!("/children/{child}")).await;
    let days: Vec<&str> = page.split("datetime=\"").skip(1).map(|rest| &rest[..10]).collect();
    assert!(!days.is_empty() && days.iter().all(|day| *day <= order.as_str()), "{days:?} after {order}");
    for person in &people[..1] {
        let page = person.get("/openings").await.text();
        assert!(!page.contains(&child), "{page}");
    }
}
