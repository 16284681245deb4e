//! Findings: whose they are, set aside, and silent about restricted records.

use crate::support::{self, World, apart, children};
use records::Role;
use std::time::Duration;

/// The findings that a page about data lists for one person, with its addresses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dismissed_finding_is_gone_until_it_counts_again() {
    let world = World::own().await;
    // The manager of a team with a child about whom there is a finding.
    let reading = world.reading();
    let found = apart(|| council::findings::gather(reading.measuring()).expect("findings"));
    let held = found.iter().filter_map(|found| children().held.get(&found.person_id));
    let team =
        held.map(|held| held.team.clone()).find(|team| !team.is_empty()).expect("a finding about a team’s child");
    let profile = records::Profile {
        username: "manager".into(),
        display_name: "Manager".into(),
        roles: [Role::TeamManager].into(),
        teams: [team].into(),
        ..records::Profile::default()
    };
    let account = world.add(&profile).await.id;
    let manager = world.sign_in_as("manager").await;
    let list = manager.page("/data/findings").await;
    let rule = addresses(&list, "/data/findings/rule/").into_iter().next().expect("a finding");
    let page = manager.page(&rule).await;
    let dismissals: Vec<String> = addresses(&page, "/data/findings/rule/")
        .into_iter()
        .filter(|address| address.matches('/').count() == 5)
        .collect();
    let one = dismissals.first().expect("a finding to dismiss").clone();
    let theirs = children().of_teams(&profile.teams, &profile.services);
    assert!(children().named_in(&page).is_subset(&theirs), "children of other teams");
    // What is missing is said.
    let empty = manager.post(&one, &[]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Say why") && empty.text().contains("Enter a date"));
    let past = [("reason", "as it is"), ("until-day", "1"), ("until-month", "1"), ("until-year", "2020")];
    assert!(manager.post(&one, &past).await.text().contains("must be in the future"));
    let until = world.site.today().saturating_add(jiff::Span::new().days(30));
    let (day, month, year) = (until.day().to_string(), until.month().to_string(), until.year().to_string());
    let fields =
        [("reason", "Checked with the worker"), ("until-day", &day), ("until-month", &month), ("until-year", &year)];
    assert_eq!(manager.post(&one, &fields).await.status, 303);
    assert!(!manager.page(&rule).await.contains(&one));
    let dismissed = manager.page("/data/findings/dismissed").await;
    assert!(dismissed.contains("Checked with the worker"));
    // Somebody else's manager sees neither it nor its dismissal.
    assert_eq!(world.sign_in(Role::Practitioner).await.post("/data/findings/dismissed/1", &[]).await.status, 403);
    assert_eq!(manager.post("/data/findings/dismissed/1", &[]).await.status, 303);
    assert!(manager.page(&rule).await.contains(&one), "it counts again when somebody ends it");
    // And when its time is over.
    let (_, key) = one.rsplit_once('/').expect("a key");
    let rule_id = one.split('/').nth(4).expect("a rule");
    let now = world.site.now();
    let soon = now + jiff::SignedDuration::from_millis(1_500);
    world.records().dismiss(rule_id, key, "for a moment", soon, account, now).await.expect("dismissed");
    assert!(!manager.page(&rule).await.contains(&one));
    tokio::time::sleep(Duration::from_millis(1_700)).await;
    assert!(manager.page(&rule).await.contains(&one), "a dismissal expires");
}

/// The addresses on a page that begin in some way, each once, without their query.
fn addresses(page: &str, begin: &str) -> Vec<String> {
    let mut out = Vec::new();
    for part in page.split("href=\"").skip(1) {
        let address = part.split(['"', '?']).next().unwrap_or_default();
        if address.starts_with(begin) && !out.contains(&address.to_owned()) {
            out.push(address.to_owned());
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn findings_are_those_of_the_council_s_own_records() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let found = apart(|| council::findings::gather(reading.measuring()).expect("findings"));
    let page = analyst.page("/data/findings").await;
    for line in council::findings::counted(reading.engine().catalogue(), &found) {
        let row = page.split("<tr>").find(|row| row.contains(&format!("/data/findings/rule/{}\"", line.rule)));
        let row = row.unwrap_or_else(|| panic!("{} is not there", line.rule));
        assert!(row.contains(&format!(">{}</td>", web::pages::data::count(line.count))), "{} in {row}", line.count);
    }
    // Nobody is told to edit a file that stands on the server.
    assert!(!page.contains("mapping.toml"), "{page}");
    // What is met in reading says whose row it is, and so who has the child.
    let of_rows = found
        .iter()
        .filter(|found| standard::finding::rule(&found.finding.rule).is_some() && !found.finding.person.is_empty());
    assert!(of_rows.clone().count() > 0 && of_rows.clone().all(|found| !found.person_id.is_empty()));
    let csv = analyst.get("/data/findings.csv").await;
    assert!(csv.text().lines().count() > found.len(), "a line for each and a heading");
    let log = world
        .records()
        .search_log(&records::Search { action: Some("export".into()), ..Default::default() })
        .await
        .expect("the log");
    assert_eq!(log.entries[0].access.rows, found.len() as i64, "the export is recorded with its rows");
    // An administrator sees none of it.
    let administrator = world.sign_in(Role::Administrator).await;
    for path in ["/data", "/data/findings", "/data/uploads", "/data/changes", "/data/reconcile", "/data/headings"] {
        assert_eq!(administrator.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_finding_about_a_restricted_record_nothing_that_stands_in_it_is_told() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let closed = support::restricted();
    let reading = world.reading();
    let found = apart(|| council::findings::gather(reading.measuring()).expect("findings"));
    let of_a_child = |found: &&council::findings::Found| {
        !found.person_id.is_empty() && !found.finding.found.is_empty() && !closed.contains(&found.person_id)
    };
    let one = found.iter().find(of_a_child).expect("a finding about a child");
    let (rule, person) = (&one.finding.rule, &one.person_id);
    let row = |page: &str| {
        let rows = page.split("<tr>").filter(|row| row.contains(&format!(">{person}</a>"))).map(str::to_owned);
        rows.collect::<Vec<String>>().concat()
    };
    let page = format!("/data/findings/rule/{rule}");
    assert!(!row(&analyst.page(&page).await).contains("restricted"));
    let list = world.folder().parent().expect("a folder").join("restricted_records.csv");
    std::fs::write(&list, format!("person_id,from,to,reason\n{person},2023-01-01,,threat\n")).expect("an extract");
    apart(|| support::keep(world.folder(), &[list], "2023-07-31"));
    assert!(world.site.refresh().await.expect("a reading"), "nothing new was read");
    let shown = row(&analyst.page(&page).await);
    assert!(shown.contains("Not shown: the record is restricted") && shown.contains("No team"), "{shown}");
    let answer = analyst.get(&format!("/api/v1/findings?rule={rule}&limit=1000")).await.json();
    let told: Vec<&serde_json::Value> = answer["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["person_id"] == person.as_str())
        .collect();
    assert!(!told.is_empty(), "it is not among them");
    for finding in told {
        for field in ["found", "expected", "team_id", "worker_id"] {
            assert_eq!(finding[field], "", "{field}: {finding}");
        }
    }
}
