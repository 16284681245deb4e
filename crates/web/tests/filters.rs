//! Filters are the same on all pages and in the address. Whatever page shows numbers, those of a team are what an
//! independent count gives, from the rows in force and who held each child on each day; and a page that has no use for a
//! filter says so.

mod support;

use measure::{CaseStatus, Counted};
use records::Role;
use standard::period::{Month, Period, PeriodKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use store::{InForce, Store};
use support::{Person, World, apart, texts};

fn in_force() -> &'static InForce {
    static IN_FORCE: OnceLock<InForce> = OnceLock::new();
    IN_FORCE.get_or_init(|| Store::open(support::shared()).expect("a folder").in_force(None, None).expect("tables"))
}

/// Who held each child when: first day, id, day after the last or empty, team.
fn involvements() -> &'static BTreeMap<String, Vec<[String; 4]>> {
    static HELD: OnceLock<BTreeMap<String, Vec<[String; 4]>>> = OnceLock::new();
    HELD.get_or_init(|| {
        let columns = [
            "invo_person_id",
            "invo_involvement_start_date",
            "invo_involvements_id",
            "invo_involvement_end_date",
            "invo_professional_team",
            "invo_professional_role_id",
        ];
        let mut held: BTreeMap<String, Vec<[String; 4]>> = BTreeMap::new();
        for row in texts(in_force(), "ssd_involvements", &columns) {
            let [person, start, id, end, team, role] = <[String; 6]>::try_from(row).expect("six columns");
            if role == "CW" && !start.is_empty() && (end.is_empty() || end >= start) {
                held.entry(person).or_default().push([start, id, end, team]);
            }
        }
        held
    })
}

/// The team that held a child on a day: that of the involvement that began last.
fn team_on(person: &str, day: &str) -> String {
    let open = involvements().get(person).into_iter().flatten();
    let open = open.filter(|[start, _, end, _]| start.as_str() <= day && (end.is_empty() || end.as_str() > day));
    open.max_by_key(|[start, id, ..]| (start, id)).map(|[.., team]| team.clone()).unwrap_or_default()
}

/// The service of a team on a day.
fn service_on(team: &str, day: &str) -> String {
    let rows = texts(in_force(), "teams", &["team_id", "service", "from", "to"]);
    let own: Vec<&Vec<String>> = rows.iter().filter(|row| row[0] == team && !row[1].is_empty()).collect();
    let open = own.iter().find(|row| row[2].as_str() <= day && (row[3].is_empty() || row[3].as_str() > day));
    open.or(own.last()).map(|row| row[1].clone()).unwrap_or_default()
}

fn month(text: &str) -> Period {
    PeriodKind::Month.ending(text.parse::<Month>().expect("a month")).expect("a month")
}

/// Children and days of contacts, and of referrals: several of one child on one day are one.
fn arrivals() -> [Vec<(String, String)>; 2] {
    let pair = |row: Vec<String>| (row[0].clone(), row[1].clone());
    let contacts = texts(in_force(), "ssd_contacts", &["cont_person_id", "cont_contact_date"]);
    let columns = ["cine_person_id", "cine_referral_date", "cine_not_a_referral"];
    let referrals = texts(in_force(), "ssd_cin_episodes", &columns).into_iter().filter(|row| row[2] != "Y");
    let referrals: BTreeSet<(String, String)> = referrals.map(pair).collect();
    [contacts.into_iter().map(pair).collect(), referrals.into_iter().collect()]
}

/// How many of some arrivals from day to day are of a team.
fn count(arrivals: &[(String, String)], from: &str, to: &str, of: impl Fn(&str, &str) -> bool) -> usize {
    let inside = arrivals.iter().filter(|(_, day)| from <= day.as_str() && day.as_str() <= to);
    inside.filter(|(person, day)| of(person, day)).count()
}

/// The team that most referrals of a year are of.
fn busiest() -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (person, day) in &arrivals()[1] {
        if "2022-08-01" <= day.as_str() {
            *counts.entry(team_on(person, day)).or_default() += 1;
        }
    }
    counts.remove("");
    counts.into_iter().max_by_key(|(_, count)| *count).expect("a team with referrals").0
}

async fn csv(person: &Person, path: &str) -> Vec<BTreeMap<String, String>> {
    let answer = person.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    let columns = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        columns.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
    });
    rows.collect()
}

fn figure(count: usize) -> String {
    report::Number::whole(count as i64).plain()
}

/// The value of a card on a page.
fn card(page: &str, label: &str) -> String {
    let named = |card: &&str| card.split("</p>").next().is_some_and(|head| head.contains(&format!(">{label}<")));
    let plain = |card: &&str| card.starts_with(&format!("{label}<"));
    let found = page.split("app-card__label\">").skip(1).find(|card| named(card) || plain(card));
    let rest = found.and_then(|card| card.split("app-card__value\">").nth(1));
    rest.unwrap_or_else(|| panic!("no card {label}: {page}")).split('<').next().expect("a value").to_owned()
}

#[tokio::test]
async fn what_arrives_at_a_team_is_what_its_rows_say() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let team = busiest();
    let [contacts, referrals] = arrivals();
    let (from, to) = ("2023-04-01", "2023-06-30");
    let of_team = |person: &str, day: &str| team_on(person, day) == team;
    let of_none = |person: &str, day: &str| team_on(person, day).is_empty();
    let path = "/front-door?month=2023-06&period=quarter";
    let page = analyst.page(&format!("{path}&team={team}")).await;
    let own = count(&contacts, from, to, of_team);
    assert!(own > 0 && count(&referrals, from, to, of_team) > 0);
    assert_eq!(card(&page, "Contacts"), figure(own));
    assert_eq!(card(&page, "Referrals"), figure(count(&referrals, from, to, of_team)));
    assert!(page.contains(&format!("Of {} contact", figure(own))), "the funnel begins with the team’s contacts");
    let said = format!("{} contact", figure(count(&contacts, from, to, of_none)));
    assert!(page.contains(&said) && page.contains("count in the whole council alone"), "{said}");
    let whole = analyst.page(path).await;
    assert_eq!(card(&whole, "Contacts"), figure(count(&contacts, from, to, |_, _| true)));
    assert!(!whole.contains("count in the whole council alone"));

    let service = service_on(&team, "2023-06-01");
    let encoded: String = form_urlencoded::byte_serialize(service.as_bytes()).collect();
    let page = analyst.page(&format!("{path}&service={encoded}")).await;
    let of_service = |person: &str, day: &str| service_on(&team_on(person, day), day) == service;
    let of_service = |person: &str, day: &str| !team_on(person, day).is_empty() && of_service(person, day);
    assert_eq!(card(&page, "Referrals"), figure(count(&referrals, from, to, of_service)));

    let by = analyst.page(&format!("{path}&by=team")).await;
    let table = by.split("<table").find(|table| table.contains("id=\"contacts-by\"")).expect("a table by team");
    assert!(table.contains(&format!("app-numeric\">{}<", figure(own))), "{table}");
}

/// The working of an indicator of one period, asked of the engine anew.
fn working(world: &World, id: &str, period: &Period) -> Vec<Counted> {
    let reading = world.reading();
    apart(|| reading.engine().children(id, period)).expect("the working")
}

/// The cells of the row of a table that begins with a word.
fn cells(table: &str, head: &str) -> Vec<String> {
    let row = table.split("<tr").find(|row| row.contains(&format!(">{head}<"))).unwrap_or_else(|| panic!("no {head}"));
    let cells = row.split("app-numeric\">").skip(1).map(|cell| cell.split('<').next().unwrap_or_default().to_owned());
    cells.collect()
}

#[tokio::test]
async fn stocks_of_a_team_are_its_children_and_movements_explain_them() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let (before, now) =
        (working(&world, "case-status", &month("2023-05")), working(&world, "case-status", &month("2023-06")));
    let stock = |rows: &[Counted], day: &str, status: CaseStatus, of: &dyn Fn(&str) -> bool| {
        let is = |row: &&Counted| row.category == status.word() && of(&team_on(&row.person_id, day));
        rows.iter().filter(is).count()
    };
    let mut teams: BTreeMap<String, usize> = BTreeMap::new();
    now.iter().for_each(|row| *teams.entry(team_on(&row.person_id, "2023-06-30")).or_default() += 1);
    teams.remove("");
    let team = teams.into_iter().max_by_key(|(_, count)| *count).expect("a team").0;
    let service = service_on(&team, "2023-06-30");
    let encoded: String = form_urlencoded::byte_serialize(service.as_bytes()).collect();
    let of_team = |held: &str| held == team;
    let of_service = |held: &str| !held.is_empty() && service_on(held, "2023-06-30") == service;
    /// Whether a child held by this team is counted.
    type OfThem<'a> = &'a dyn Fn(&str) -> bool;
    let asked: [(String, OfThem<'_>); 2] =
        [(format!("team={team}"), &of_team), (format!("service={encoded}"), &of_service)];
    for (query, of) in asked {
        let page = analyst.page(&format!("/flow?month=2023-06&{query}")).await;
        let table = page.split("<table").find(|table| table.contains("id=\"flow\"")).expect("the table of flows");
        let mut total = [0; 2];
        for (status, words) in [
            (CaseStatus::InCare, "In care"),
            (CaseStatus::ChildProtection, "Child protection plan"),
            (CaseStatus::ChildInNeedPlan, "Child in need plan"),
            (CaseStatus::OpenAssessment, "Open assessment"),
        ] {
            let [start, came, left, end] = <[String; 4]>::try_from(cells(table, words)).expect("four cells");
            let (then, after) = (stock(&before, "2023-05-31", status, of), stock(&now, "2023-06-30", status, of));
            assert_eq!(
                (start.as_str(), end.as_str()),
                (figure(then).as_str(), figure(after).as_str()),
                "{query} {words}"
            );
            let number = |text: &str| text.replace(',', "").parse::<usize>().expect("a number");
            assert_eq!(number(&start) + number(&came), number(&left) + number(&end), "{query} {words}");
            total = [total[0] + then, total[1] + after];
        }
        assert!(total[1] > 0, "{query}");
    }
    let page = analyst.page(&format!("/flow?month=2023-06&team={team}&by=sex&period=quarter")).await;
    assert!(page.contains("April 2023 to June 2023") && page.contains("id=\"broken\""), "{page}");
}

#[tokio::test]
async fn indicators_of_a_team_are_its_rows_in_every_period() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let team = busiest();
    let [contacts, referrals] = arrivals();
    let of_team = |person: &str, day: &str| team_on(person, day) == team;
    for (query, from, to) in [
        ("", "2023-07-01", "2023-07-31"),
        ("&period=twelve-months", "2022-08-01", "2023-07-31"),
        ("&period=quarter", "2023-04-01", "2023-06-30"),
    ] {
        let rows = csv(&analyst, &format!("/indicators?team={team}{query}&format=csv")).await;
        for (id, arrivals) in [("contacts", &contacts), ("referrals", &referrals)] {
            let row = rows.iter().find(|row| row["indicator"] == id).expect("a row");
            assert_eq!(row["value"], count(arrivals, from, to, of_team).to_string(), "{id} {query}");
        }
        let months = csv(&analyst, &format!("/indicators/referrals?team={team}{query}&format=csv")).await;
        let last = months.last().expect("a period");
        assert_eq!(last["value"], count(&referrals, from, to, of_team).to_string(), "{query}: {last:?}");
    }
    for id in ["cp-visits-on-time", "assessments-on-time", "cic-visits-on-time"] {
        let year = PeriodKind::TwelveMonths.ending("2023-06".parse().expect("a month")).expect("a year");
        let own: Vec<Counted> = working(&world, id, &year)
            .into_iter()
            .filter(|row| row.state.counts())
            .filter(|row| row.counts_on.is_some_and(|day| team_on(&row.person_id, &day.to_string()) == team))
            .collect();
        let met = own.iter().filter(|row| row.state == measure::State::Met).count();
        let rows =
            csv(&analyst, &format!("/indicators?month=2023-06&period=twelve-months&team={team}&format=csv")).await;
        let row = rows.iter().find(|row| row["indicator"] == id).expect("a row");
        let number = |name: &str| row[name].parse::<usize>().unwrap_or_default();
        assert_eq!((number("numerator"), number("denominator")), (met, own.len()), "{id}");
    }
    let page = analyst.page(&format!("/indicators/referrals?team={team}&period=twelve-months")).await;
    let year = figure(count(&referrals, "2022-08-01", "2023-07-31", of_team));
    assert_eq!(card(&page, "August 2022 to July 2023"), year);
    assert!(page.contains("Each point is of the twelve months that ends with the month"), "{page}");
    let behind = csv(&analyst, &format!("/indicators/referrals/children?team={team}&period=quarter&format=csv")).await;
    // Restricted records are left out of lists that are narrowed.
    assert!(behind.iter().all(|row| row["team_id"] == team && !row["person_id"].is_empty()));
    assert!(behind.len() <= count(&referrals, "2023-04-01", "2023-06-30", of_team) && !behind.is_empty());
}

/// The team of each worker today: of the post that is open, or else of the last one, or else of the children held.
fn posts() -> BTreeMap<String, String> {
    let day = &support::children().day;
    let mut rows = texts(in_force(), "workforce_workers", &["start_date", "worker_id", "team_id", "end_date"]);
    rows.retain(|row| row[0] <= *day);
    rows.sort_by(|a, b| a[0].cmp(&b[0]));
    let mut teams: BTreeMap<String, (bool, String)> = BTreeMap::new();
    for row in rows {
        let open = row[3].is_empty() || row[3] > *day;
        let known = teams.entry(row[1].clone()).or_default();
        if open || !known.0 {
            *known = (open, row[2].clone());
        }
    }
    let mut teams: BTreeMap<String, String> = teams.into_iter().map(|(worker, (_, team))| (worker, team)).collect();
    for held in support::children().held.values().filter(|held| !held.worker.is_empty()) {
        let team = teams.entry(held.worker.clone()).or_default();
        if team.is_empty() {
            team.clone_from(&held.team);
        }
    }
    teams
}

#[tokio::test]
async fn caseloads_of_a_team_are_those_of_its_workers() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let posts = posts();
    let held = &support::children().held;
    let mut teams: BTreeMap<&str, usize> = BTreeMap::new();
    for child in held.values().filter(|child| !child.worker.is_empty()) {
        *teams.entry(support::children().now(&posts[&child.worker])).or_default() += 1;
    }
    teams.remove("");
    let (team, children) = teams.into_iter().max_by_key(|(_, count)| *count).expect("a team");
    let rows = csv(&analyst, &format!("/workforce/caseloads.csv?team={team}")).await;
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<usize>().expect("a number");
    assert_eq!(rows.iter().map(|row| number(row, "children") + number(row, "not_open")).sum::<usize>(), children);
    assert!(rows.iter().all(|row| support::children().now(&posts[&row["worker_id"]]) == team));
    let open: Vec<usize> = rows.iter().map(|row| number(row, "children")).filter(|children| *children > 0).collect();
    let page = analyst.page(&format!("/workforce?team={team}")).await;
    let said = format!("{} hold {}", counted(open.len(), "worker"), counted(open.iter().sum(), "child"));
    assert!(page.contains(&said), "{said}");
    assert!(page.contains("A child with no worker is of no team or service."));
    let all = csv(&analyst, "/workforce/caseloads.csv").await;
    assert!(all.len() > rows.len());
    let by = analyst.page("/workforce?by=team&period=twelve-months").await;
    assert!(by.contains("Social workers by team"), "{by}");
}

fn counted(count: usize, one: &str) -> String {
    report::words::counted(report::Number::whole(count as i64), one, &report::words::many(one))
}

#[tokio::test]
async fn what_is_due_is_the_same_on_today_in_the_list_and_in_the_file() {
    let world = World::new().await;
    for role in [Role::Analyst, Role::TeamManager, Role::Practitioner, Role::QualityOfficer] {
        let person = world.sign_in(role).await;
        let rows = csv(&person, "/due?format=csv").await;
        let (told, open): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row["what"] == "restricted");
        let overdue = open.iter().filter(|row| row["overdue"] == "yes").count();
        let (today, due) = (person.page("/").await, person.page("/due").await);
        match overdue {
            0 => assert!(today.contains("Nothing is overdue among the children in your scope."), "{role:?}"),
            some => {
                let said = format!("{} overdue among the children in your scope.", figure(some));
                assert!(today.contains(&said), "{role:?}: {said}");
            }
        }
        assert_eq!(card(&due, "Overdue"), figure(overdue), "{role:?}");
        let own = role == Role::Practitioner && !open.is_empty();
        assert_eq!(due.contains("Your children ("), own, "{role:?}");
        assert_eq!(card(&due, "Due in the next ten working days"), figure(open.len() - overdue), "{role:?}");
        for page in [&today, &due] {
            match told.len() {
                0 => assert!(!page.contains("not in these numbers"), "{role:?}"),
                1 => assert!(page.contains("Something is due of 1 restricted record, which is not"), "{role:?}"),
                some => assert!(page.contains(&format!("Something is due of {} restricted records", figure(some)))),
            }
        }
    }
    let analyst = world.sign_in(Role::Analyst).await;
    assert!(analyst.page("/due?worker=nobody").await.contains("holds no child in your scope"));
    let rows = csv(&analyst, "/due?format=csv").await;
    let row = rows.iter().find(|row| row["overdue"] == "yes" && !row["team_id"].is_empty()).expect("something overdue");
    let team = support::children().now(&row["team_id"]).to_owned();
    let own = rows.iter().filter(|row| row["overdue"] == "yes" && support::children().now(&row["team_id"]) == team);
    let (own, page) = (own.count(), analyst.page(&format!("/?team={team}")).await);
    assert!(page.contains(&format!("{} overdue among the children in your scope,", figure(own))), "{team} {own}");
    // How many restricted records a narrowed list leaves out is not told.
    assert!(
        page.contains("Restricted records are left out of lists that are filtered.") && !page.contains("not in these")
    );
}

#[tokio::test]
async fn what_is_due_of_a_restricted_record_is_in_no_number() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let rows = csv(&analyst, "/due?format=csv").await;
    let child = &rows.iter().find(|row| row["overdue"] == "yes").expect("something overdue")["person_id"];
    let extracts = tempfile::tempdir().expect("a folder");
    let list = extracts.path().join("restricted_records.csv");
    std::fs::write(&list, format!("person_id,from,to,reason\n{child},2023-01-01,,threat\n")).expect("an extract");
    apart(|| support::keep(world.folder(), &[list], "2023-07-31"));
    assert!(world.site.refresh().await.expect("a reading"), "nothing new was read");
    let rows = csv(&analyst, "/due?format=csv").await;
    let (told, open): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row["what"] == "restricted");
    assert!(told.iter().any(|row| row["person_id"] == *child) && open.iter().all(|row| row["person_id"] != *child));
    let overdue = figure(open.iter().filter(|row| row["overdue"] == "yes").count());
    let (today, due) = (analyst.page("/").await, analyst.page("/due").await);
    assert!(today.contains(&format!("{overdue} overdue among the children in your scope.")), "{overdue}");
    assert_eq!(card(&due, "Overdue"), overdue);
    let said = match told.len() {
        1 => "Something is due of 1 restricted record, which is not in these numbers.".to_owned(),
        some => format!("Something is due of {some} restricted records, which are not in these numbers."),
    };
    assert!(today.contains(&said) && due.contains(&said), "{said}");
    assert!(!analyst.page("/due?when=overdue").await.contains("not in these numbers"));
}

/// How many findings Today counts, of each severity.
fn findings(page: &str) -> BTreeMap<String, usize> {
    let links = page.split("/data/findings?severity=").skip(1);
    links
        .filter_map(|link| {
            let (severity, rest) = link.split_once('"')?;
            let count = rest.split(": ").nth(1)?.split('<').next()?.replace(',', "");
            Some((severity.to_owned(), count.parse().ok()?))
        })
        .collect()
}

#[tokio::test]
async fn today_counts_findings_that_nobody_has_dismissed() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let before = findings(&analyst.page("/").await);
    let rows = csv(&analyst, "/data/findings.csv").await;
    let count = |severity: &str| rows.iter().filter(|row| row["severity"] == severity).count();
    assert!(!before.is_empty());
    for (severity, found) in &before {
        assert_eq!(*found, count(severity), "{severity}");
    }
    let (severity, _) = before.first_key_value().expect("a severity");
    let list = analyst.page(&format!("/data/findings?severity={severity}")).await;
    let rule = list.split("/data/findings/rule/").nth(1).and_then(|rest| rest.split(['"', '?']).next());
    let page = analyst.page(&format!("/data/findings/rule/{}?severity={severity}", rule.expect("a rule"))).await;
    let one =
        page.split("/data/findings/rule/").find(|rest| rest.split(['"', '?']).next().is_some_and(|p| p.contains('/')));
    let one = one.and_then(|rest| rest.split(['"', '?']).next()).expect("a finding that can be dismissed");
    let (rule, key) = one.split_once('/').expect("a rule and a key");
    let (now, account) = (world.site.now(), world.account(Role::Analyst).id);
    let until = now.checked_add(jiff::SignedDuration::from_hours(24)).expect("a time");
    world.records().dismiss(rule, key, "Checked against the file", until, account, now).await.expect("dismissed");
    let after = findings(&analyst.page("/").await);
    let total = |counts: &BTreeMap<String, usize>| counts.values().sum::<usize>();
    assert_eq!(total(&after), total(&before) - 1);
    // A manager sees those of the children in scope.
    let manager = world.sign_in(Role::TeamManager).await;
    let own = csv(&manager, "/data/findings.csv").await.len();
    let seen = findings(&manager.page("/").await);
    assert_eq!(total(&seen), own);
    assert!(own < total(&after));
}

#[tokio::test]
async fn a_page_says_which_filters_it_has_no_use_for() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    for (path, unused) in [
        ("/due?period=quarter&by=sex&against=england&month=2023-05", "period, breakdown, comparison and month"),
        ("/compare?team=T04&by=sex", "team and breakdown"),
        ("/compare?against=target", "comparison"),
        ("/front-door?against=region", "comparison"),
        ("/front-door?by=worker", "breakdown"),
        ("/flow?against=region&by=category", "comparison and breakdown"),
        ("/workforce?by=sex", "breakdown"),
        ("/?by=sex&period=quarter", "breakdown and period"),
        ("/indicators?by=sex", "breakdown"),
        (
            "/data/findings?month=2023-06&period=quarter&team=T04&service=None&by=sex",
            "month, period, service and breakdown",
        ),
        ("/indicators/case-status?against=england", "comparison"),
        ("/indicators/referrals/children?by=sex&against=england", "breakdown and comparison"),
    ] {
        let page = analyst.page(path).await;
        assert!(page.contains(&format!("This page doesn’t use the {unused} that you chose.")), "{path}: {page}");
    }
    let everything = "month=2023-06&period=six-months&team=T04&by=team&against=england";
    for path in ["/indicators/referrals", "/workforce"] {
        let page = analyst.page(&format!("{path}?{everything}")).await;
        assert!(!page.contains("This page doesn’t use"), "{path}");
        assert!(page.contains("/due?") && page.contains("against=england"), "the navigation carries the filters");
    }
}

#[tokio::test]
async fn a_figure_that_is_chosen_stands_beside_the_numbers() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let rows = csv(&analyst, "/indicators?format=csv").await;
    let with =
        rows.iter().find(|row| row["england"].parse::<f64>().is_ok() && row["unit"] == "%" && !row["value"].is_empty());
    let id = &with.expect("an indicator with a figure of England")["indicator"];
    let list = analyst.page("/indicators?against=england").await;
    assert!(list.contains("England, 2") && list.contains("percentage point"), "{list}");
    let page = analyst.page(&format!("/indicators/{id}?against=england")).await;
    assert!(page.contains("A level line shows England, 2"), "{page}");
    let compared =
        page.split("id=\"compared\"").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
    assert!(compared.contains("England") && !compared.contains("neighbours"), "{compared}");
    let page = analyst.page(&format!("/indicators/{id}?against=target")).await;
    assert!(page.contains("Our target: no target set."), "{page}");
    assert!(page.contains("No target is set for this."), "{page}");
    let periods = page.split("id=\"periods\"").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
    assert!(periods.contains("April 2023 to June 2023"), "the quarter that ended last: {periods}");
    let compare = analyst.page("/compare?against=england").await;
    assert!(compare.contains(">England</th>") && !compare.contains("Neighbours, mean</th>"));
    let board = world.sign_in(Role::BoardMember).await;
    assert!(board.page("/indicators?against=england").await.contains("England, 2"));
}
