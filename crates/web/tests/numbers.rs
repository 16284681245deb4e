//! The pages of numbers: what they show is what the engine measures, whatever the month, team or breakdown; children
//! behind numbers come to as many as the number says; the board sees what the public paper shows and nothing more.

mod support;

use council::{paper, revised};
use measure::{Dimension, Engine, Number, Request, Within};
use records::{Profile, Role, Search};
use report::paper::Audience;
use report::performance::input::Status;
use standard::period::{Month, Period, PeriodKind};
use statistics::Word;
use std::collections::BTreeMap;
use support::{Person, World, apart, children};

const INDICATOR: &str = "cp-visits-on-time";

fn july() -> Month {
    "2023-07".parse().expect("a month")
}

fn month(month: Month) -> Period {
    PeriodKind::Month.ending(month).expect("a month")
}

/// Numbers of an indicator, asked of the engine anew.
fn measured(engine: &Engine, indicator: &str, from: Month, to: Month, by: Vec<Vec<Dimension>>) -> Vec<Number> {
    let request = Request { indicators: vec![indicator.to_owned()], from, to, periods: vec![PeriodKind::Month], by };
    apart(|| engine.measure(&request)).expect("numbers").numbers
}

/// The rows of a CSV download, by column.
async fn csv(person: &Person, path: &str) -> Vec<BTreeMap<String, String>> {
    let answer = person.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    assert!(answer.header("content-type").starts_with("text/csv"), "{path}");
    assert!(answer.header("content-disposition").starts_with("attachment"), "{path}");
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    let columns = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        columns.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
    });
    rows.collect()
}

/// A number as files write it.
fn text(number: &Number) -> String {
    number.value.map_or_else(String::new, |value| {
        let text = value.to_string();
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    })
}

#[tokio::test]
async fn the_list_shows_what_the_engine_measures() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let engine = reading.engine();
    for asked in ["2023-07", "2023-05"] {
        let asked_month: Month = asked.parse().expect("a month");
        let rows = csv(&analyst, &format!("/indicators?month={asked}&format=csv")).await;
        assert_eq!(rows.len(), engine.catalogue().indicators().count());
        let request = Request {
            indicators: Vec::new(),
            from: asked_month,
            to: asked_month,
            periods: vec![PeriodKind::Month],
            by: Vec::new(),
        };
        let numbers = apart(|| engine.measure(&request)).expect("numbers").numbers;
        let whole: BTreeMap<&str, &Number> = numbers
            .iter()
            .filter(|number| number.breakdown.is_empty())
            .map(|number| (number.indicator.as_str(), number))
            .collect();
        let mut compared = 0;
        for row in &rows {
            let Some(number) = whole.get(row["indicator"].as_str()) else { continue };
            assert_eq!(row["value"], text(number), "{}", row["indicator"]);
            let numerator = number.numerator.map(|amount| amount.to_string()).unwrap_or_default();
            assert_eq!(row["numerator"], numerator, "{}", row["indicator"]);
            assert_eq!(row["status"], number.status.word(), "{}", row["indicator"]);
            compared += usize::from(number.value.is_some());
        }
        assert!(compared > 40, "{compared} numbers were compared");
    }
}

#[tokio::test]
async fn the_list_is_filtered_searched_and_sorted() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let catalogue = reading.engine().catalogue();
    let rows = csv(&analyst, "/indicators?area=Workforce&format=csv").await;
    assert_eq!(rows.len(), catalogue.indicators().filter(|indicator| indicator.area == "Workforce").count());
    let rows = csv(&analyst, "/indicators?q=CPP08&format=csv").await;
    assert!(rows.iter().any(|row| row["indicator"] == INDICATOR), "an alias finds it");
    let rows = csv(&analyst, "/indicators?sort=-value&area=Child%20protection&format=csv").await;
    let values: Vec<f64> = rows.iter().filter_map(|row| row["value"].parse().ok()).collect();
    assert!(values.len() > 3 && values.is_sorted_by(|a, b| a >= b), "{values:?}");
    let page = analyst.page("/indicators?q=nothing-is-called-so").await;
    assert!(page.contains("No indicator fits"));
    let page = analyst.page("/indicators").await;
    for indicator in catalogue.indicators() {
        assert!(page.contains(&format!("/indicators/{}", indicator.id)), "{}", indicator.id);
    }
    assert_eq!(analyst.get("/indicators?month=1999-01").await.status, 422);
    assert_eq!(analyst.get("/indicators?format=exe").await.status, 422);
}

#[tokio::test]
async fn one_indicator_shows_its_months_and_its_breakdown() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let engine = reading.engine();
    let rows = csv(&analyst, &format!("/indicators/{INDICATOR}?by=team&format=csv")).await;
    let numbers = measured(engine, INDICATOR, july().plus(-24), july(), vec![vec![Dimension::Team]]);
    let by_key: BTreeMap<(String, String), &Number> = numbers
        .iter()
        .filter(|number| number.breakdown.is_empty() || number.period == month(july()))
        .map(|number| ((number.period.to_string(), number.breakdown_text()), number))
        .collect();
    let mut teams = 0;
    for row in &rows {
        let number = by_key[&(row["period"].clone(), row["breakdown"].clone())];
        // A month that the data cut short has no point in the line.
        if !row["value"].is_empty() {
            assert_eq!(row["value"], text(number), "{row:?}");
        }
        teams += usize::from(!row["breakdown"].is_empty());
    }
    assert_eq!(teams, by_key.keys().filter(|(_, breakdown)| !breakdown.is_empty()).count());
    let whole = by_key[&("2023-07".to_owned(), String::new())];
    let page = analyst.page(&format!("/indicators/{INDICATOR}?by=team")).await;
    let shown = format!("{}%", whole.value.expect("a value").rounded(1));
    assert!(page.contains(&format!("<p class=\"app-card__value\">{shown}</p>")), "{shown}");
    for said in ["<svg", "View as a table", "Worked examples", "Values in force", "Basis", "Compared with others"] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains(&format!("/indicators/{INDICATOR}/children?")));
    assert_eq!(analyst.get("/indicators/no-such-indicator").await.status, 404);
}

#[tokio::test]
async fn every_indicator_has_a_page_by_every_breakdown_that_it_offers() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    for indicator in reading.engine().catalogue().indicators() {
        let page = analyst.page(&format!("/indicators/{}", indicator.id)).await;
        assert!(page.contains("What it means"), "{}", indicator.id);
    }
    for (_, by) in Dimension::ALL {
        for id in [INDICATOR, "case-status", "cic-rate", "caseload", "referral-need"] {
            analyst.page(&format!("/indicators/{id}?by={by}&month=2023-06")).await;
        }
    }
}

#[tokio::test]
async fn as_many_children_stand_behind_a_number_as_it_counts() {
    let world = World::new().await;
    let reading = world.reading();
    let engine = reading.engine();
    let behind = apart(|| engine.children(INDICATOR, &month(july()))).expect("the working");
    let path = format!("/indicators/{INDICATOR}/children");

    let analyst = world.sign_in(Role::Analyst).await;
    let rows = csv(&analyst, &format!("{path}?format=csv")).await;
    assert_eq!(rows.len(), behind.len());
    let page = analyst.page(&path).await;
    let number = measured(engine, INDICATOR, july(), july(), Vec::new()).remove(0);
    let of = format!("{} of {}", number.numerator.expect("a numerator"), number.denominator.expect("a denominator"));
    assert!(page.contains(&of), "{of}");
    assert!(page.contains(&format!("{} rows in all.", behind.len())));

    let manager = world.sign_in(Role::TeamManager).await;
    let profile = &world.account(Role::TeamManager).profile;
    let theirs = children().of_teams(&profile.teams, &profile.services);
    let some = ["case-status", "referrals", "contacts"].map(|id| {
        let all = apart(|| engine.children(id, &month(july()))).expect("the working");
        (id, all.iter().filter(|row| theirs.contains(&row.person_id)).count(), all.len())
    });
    let (id, seen, all) = some.into_iter().find(|(_, seen, all)| 0 < *seen && seen < all).expect("a team with some");
    let page = manager.page(&format!("/indicators/{id}/children")).await;
    let are = if seen == 1 { "is" } else { "are" };
    let figure = |n: usize| report::Number::whole(n as i64).plain();
    assert!(page.contains(&format!("Of {} in all, {} {are} in your scope.", figure(all), figure(seen))), "{page}");
    let rows = csv(&manager, &format!("/indicators/{id}/children?format=csv")).await;
    assert_eq!(rows.len(), seen);
    assert!(rows.iter().all(|row| theirs.contains(&row["person_id"])));

    let missed = behind.iter().filter(|row| row.state.word() == "missed").count();
    let narrowed = csv(&analyst, &format!("{path}?state=missed&format=csv")).await;
    // Restricted records are left out of lists that are narrowed.
    assert!(narrowed.len() <= missed && narrowed.iter().all(|row| row["state"] == "missed"));
    assert_eq!(analyst.get(&format!("{path}?state=odd")).await.status, 422);
}

#[tokio::test]
async fn each_look_at_children_is_in_the_access_log() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let path = format!("/indicators/{INDICATOR}/children");
    let rows = csv(&analyst, &format!("{path}?team=T22&format=csv")).await;
    analyst.page(&path).await;
    let search = Search { text: Some(INDICATOR.to_owned()), ..Search::default() };
    let entries = world.records().search_log(&search).await.expect("the log").entries;
    let of = |action: &str| {
        let is = |entry: &&records::Entry| entry.access.action == action && entry.access.route == "children-behind";
        entries.iter().find(is).unwrap_or_else(|| panic!("no {action}")).access.clone()
    };
    let (export, read) = (of("export"), of("read"));
    assert!(export.what.contains(INDICATOR) && export.what.contains("team=T22"), "{}", export.what);
    assert_eq!(export.rows, rows.len() as i64);
    // A page has a hundred rows, and only those were read.
    assert!(read.rows > 0 && read.rows <= 100, "{}", read.rows);
}

#[tokio::test]
async fn a_closed_record_shows_nothing_but_its_id() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let restricted = support::texts(
        &store::Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables"),
        "restricted_records",
        &["person_id", "from", "to"],
    );
    let day = &children().day;
    let closed: Vec<&String> = restricted
        .iter()
        .filter(|row| row[1] <= *day && (row[2].is_empty() || row[2] > *day))
        .map(|row| &row[0])
        .collect();
    assert!(!closed.is_empty(), "the made-up council restricts nobody");
    let mut met = 0;
    for id in ["case-status", "contacts", "referrals", "cic-rate", "cp-rate"] {
        let rows = csv(&analyst, &format!("/indicators/{id}/children?period=twelve-months&format=csv")).await;
        for row in rows.iter().filter(|row| closed.contains(&&row["person_id"])) {
            met += 1;
            let told =
                row.iter().filter(|(name, value)| !value.is_empty() && !["person_id", "note"].contains(&name.as_str()));
            assert_eq!(told.count(), 0, "{row:?}");
            assert_eq!(row["note"], "restricted");
        }
        let narrowed = csv(&analyst, &format!("/indicators/{id}/children?state=counted&format=csv")).await;
        assert!(narrowed.iter().all(|row| !closed.contains(&&row["person_id"])), "{id}");
    }
    assert!(met > 0, "no list has a restricted child among {} rows", reading.engine().catalogue().indicators().count());
}

#[tokio::test]
async fn the_board_sees_what_the_public_paper_shows_and_no_more() {
    let world = World::new().await;
    let board = world.sign_in(Role::BoardMember).await;
    let reading = world.reading();
    let measuring = reading.measuring();
    let files = paper::files(world.folder(), None).expect("a template");
    let template = paper::template(&files).expect("a template");
    let facts = apart(|| paper::facts(measuring, &template, &files, july(), Audience::Public)).expect("facts");
    assert!(facts.hidden > 0, "the made-up council’s paper hides nothing");

    let rows = csv(&board, "/indicators?format=csv").await;
    assert_eq!(rows.len(), facts.indicators.len());
    let mut hidden = 0;
    for row in &rows {
        let indicator = &facts.indicators[&row["indicator"]];
        let months =
            csv(&board, &format!("/indicators/{}?format=csv&by=sex&team=T22&month=2023-05", indicator.id)).await;
        assert_eq!(months.len(), indicator.history.len(), "{}: months and nothing else", indicator.id);
        for ((month, measurement), line) in indicator.history.iter().zip(&months) {
            assert_eq!(line["period"], month.to_string());
            assert_eq!(line["value"].is_empty(), measurement.value.is_none(), "{line:?}");
            assert_eq!(line["numerator"].is_empty(), measurement.numerator.is_none(), "{line:?}");
            assert_eq!(line["denominator"].is_empty(), measurement.denominator.is_none(), "{line:?}");
            assert_eq!(line["breakdown"], "");
            hidden += usize::from(measurement.status == Status::Suppressed);
            if measurement.status == Status::Suppressed {
                assert_eq!(line["value"], "");
            }
        }
        let page = board.page(&format!("/indicators/{}?by=sex&team=T22", indicator.id)).await;
        for closed in ["/children", "Break down by", "id=\"breakdown\"", "first-published", "Add a note"] {
            assert!(!page.contains(closed), "{}: {closed}", indicator.id);
        }
    }
    assert!(hidden > 0, "no month is hidden");
    let page = board.page("/indicators").await;
    assert!(page.contains("Small numbers are hidden"));
    let other = reading.engine().catalogue().indicators().find(|known| !facts.indicators.contains_key(&known.id));
    let other = other.expect("an indicator that the paper does not have");
    assert_eq!(board.get(&format!("/indicators/{}", other.id)).await.status, 404);
    for closed in ["children", "first-published"] {
        assert_eq!(board.get(&format!("/indicators/{INDICATOR}/{closed}")).await.status, 403, "{closed}");
    }
}

#[tokio::test]
async fn notes_go_on_the_chart_and_off_it() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let path = format!("/indicators/{INDICATOR}/notes");
    let page = format!("/indicators/{INDICATOR}");
    let empty = analyst.post(&path, &[("month", "2023-05"), ("text", " ")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Enter what happened") && empty.text().contains("There is a problem"));
    assert_eq!(analyst.post(&path, &[("month", "1999-05"), ("text", "Early")]).await.status, 422);
    let done = analyst.post(&path, &[("month", "2023-05"), ("text", "A <new> team began")]).await;
    assert_eq!((done.status, done.location()), (303, "/indicators/cp-visits-on-time?done=noted"));
    let shown = analyst.page(done.location()).await;
    assert!(shown.contains("Your note is on the chart."));
    assert!(shown.contains("May 23: A &lt;new&gt; team began") && !shown.contains("<new>"), "in the picture");
    let manager = world.sign_in(Role::TeamManager).await;
    assert!(manager.page(&page).await.contains("team began"));
    assert_eq!(manager.post(&path, &[("month", "2023-05"), ("text", "Mine")]).await.status, 403);
    let note = world.records().annotations(Some(INDICATOR)).await.expect("notes").remove(0);
    assert_eq!(manager.post(&format!("{path}/{}/remove", note.id), &[]).await.status, 403);
    let elsewhere = format!("/indicators/contacts/notes/{}/remove", note.id);
    assert_eq!(analyst.post(&elsewhere, &[]).await.status, 404);
    assert_eq!(analyst.post(&format!("{path}/{}/remove", note.id), &[]).await.status, 303);
    assert!(!analyst.page(&page).await.contains("team began"));
    let unsigned = analyst.post_plain(&path, &[("month", "2023-05"), ("text", "Forged")]).await;
    assert_eq!(unsigned.status, 403, "without the token of the session");
}

/// A page's main part, without the token of whoever asked for it.
async fn main_part(person: &Person, path: &str) -> String {
    let page = person.page(path).await;
    let (_, rest) = page.split_once("<main").expect("a main part");
    rest.split_once("</main>").expect("its end").0.replace(&person.token().await, "TOKEN")
}

#[tokio::test]
async fn a_page_drawn_once_is_shown_to_those_who_see_as_much_and_to_no_others() {
    let (one, other) = (World::new().await, World::new().await);
    let roles = [Role::Director, Role::Analyst, Role::TeamManager, Role::BoardMember, Role::QualityOfficer];
    let paths = ["/indicators", "/indicators/cp-visits-on-time", "/indicators/cp-visits-on-time?by=team", "/compare"];
    for path in paths {
        let mut of_roles = Vec::new();
        for role in roles {
            // The first draws, the second is shown what was drawn; in the other world this role is the first that asks.
            let (first, second) = (one.sign_in(role).await, one.sign_in(role).await);
            let drawn = main_part(&first, path).await;
            assert_eq!(main_part(&second, path).await, drawn, "{role:?} {path}");
            of_roles.push((role, drawn));
            assert_ne!(first.token().await, second.token().await, "a frame is the visitor's own");
        }
        for (role, drawn) in of_roles.into_iter().rev() {
            assert_eq!(main_part(&other.sign_in(role).await, path).await, drawn, "{role:?} {path}");
        }
    }
    let (director, board) = (one.sign_in(Role::Director).await, one.sign_in(Role::BoardMember).await);
    let name = &one.account(Role::Director).profile.display_name;
    assert!(director.page("/indicators").await.contains(name.as_str()), "the frame says who is signed in");
    assert!(!board.page("/indicators").await.contains(name.as_str()));
}

#[tokio::test]
async fn numbers_stand_beside_what_they_were_when_first_final() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let numbers = measured(reading.engine(), INDICATOR, july().plus(-24), july(), Vec::new());
    let request = Request {
        indicators: vec![INDICATOR.to_owned()],
        from: july().plus(-24),
        to: july(),
        periods: vec![PeriodKind::Month],
        by: Vec::new(),
    };
    let first = apart(|| revised::first(reading.measuring(), &numbers, &request)).expect("what it was");
    let page = analyst.page(&format!("/indicators/{INDICATOR}/first-published")).await;
    let mut compared = 0;
    for (number, first) in numbers.iter().zip(&first) {
        if let revised::First::Then { number: Some(then), .. } = first {
            compared += 1;
            let (Some(a), Some(b)) = (then.value, number.value) else { continue };
            for value in [a, b] {
                assert!(page.contains(&format!("{}%", value.rounded(1))), "{}", number.period);
            }
        }
    }
    assert!(compared > 6, "{compared} months were final before");
    let may = analyst.page(&format!("/indicators/{INDICATOR}?month=2023-05")).await;
    assert!(
        may.contains("first final, as at") || may.contains("first final as at"),
        "May was final with June’s extract"
    );
    assert!(analyst.page(&format!("/indicators/{INDICATOR}")).await.contains("is not final yet"));
}

#[tokio::test]
async fn others_stand_beside_the_council_as_they_were_published() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let (inputs, settings) = (reading.engine().inputs(), reading.engine().settings());
    let indicator = reading
        .engine()
        .catalogue()
        .indicators()
        .find(|indicator| {
            let published = indicator.published.first();
            published.is_some_and(|p| !measure::comparator::comparators(inputs, settings, p, 2030).is_empty())
        })
        .expect("an indicator with published figures");
    let published = &indicator.published[0];
    let rows = csv(&analyst, &format!("/compare/{}?measure={}&format=csv", indicator.id, published.measure)).await;
    for comparator in measure::comparator::comparators(inputs, settings, published, 2030) {
        let value = comparator.value.map(|value| format!("{value:.3}"));
        let same = |row: &&BTreeMap<String, String>| {
            row["year"] == comparator.period && row["value"].parse::<f64>().ok().map(|v| format!("{v:.3}")) == value
        };
        assert!(rows.iter().any(|row| same(&row)), "{comparator:?}");
    }
    let page = analyst.page(&format!("/compare/{}", indicator.id)).await;
    assert!(page.contains("<svg") && page.contains("Where the figures come from"));
    assert!(analyst.page("/compare").await.contains(&format!("/compare/{}", indicator.id)));
    assert_eq!(analyst.get("/compare/no-such").await.status, 404);
    assert_eq!(analyst.get("/compare?model=1066").await.status, 422);
    world.sign_in(Role::BoardMember).await.page("/compare").await;
}

#[tokio::test]
async fn today_tells_what_needs_attention() {
    let world = World::new().await;
    let reading = world.reading();
    let analyst = world.sign_in(Role::Analyst).await;
    let page = analyst.page("/").await;
    let rows = csv(&analyst, "/indicators?format=csv").await;
    let moved = ["Worsening", "Improving", "Rising", "Falling"];
    let signals: Vec<_> = rows.iter().filter(|row| moved.contains(&row["verdict"].as_str())).collect();
    let table = page.split("id=\"signals-table\"").nth(1).map(|rest| rest.split("</table>").next().unwrap_or_default());
    match table {
        Some(table) => {
            for signal in &signals {
                assert!(table.contains(&format!("/indicators/{}\"", signal["indicator"])), "{}", signal["indicator"]);
            }
            assert_eq!(table.matches("<tr>").count() - 1, signals.len());
            // New are those of which the month before told nothing of the kind.
            let before = csv(&analyst, "/indicators?month=2023-06&format=csv").await;
            let went_on = |signal: &BTreeMap<String, String>| {
                before.iter().any(|row| row["indicator"] == signal["indicator"] && row["verdict"] == signal["verdict"])
            };
            let new = signals.iter().filter(|signal| !went_on(signal)).count();
            assert_eq!(table.matches(">New<").count(), new, "{table}");
        }
        None => assert!(signals.is_empty() && page.contains("by more than chance")),
    }
    assert!(page.contains("31 July 2023") && page.contains("July 2023 is"));
    // Every word of a verdict is one of those that are looked for.
    assert_eq!(Word::Worsening.to_string(), "worsening");

    let workings = apart(|| reading.measuring().engine.keep_workings(july(), july(), &[])).expect("workings");
    let manager = world.sign_in(Role::TeamManager).await;
    let profile = &world.account(Role::TeamManager).profile;
    let theirs = children().of_teams(&profile.teams, &profile.services);
    let overdue =
        workings.due(0, &Within::Everyone).into_iter().filter(|due| due.overdue && theirs.contains(&due.person_id));
    let (overdue, page) = (overdue.count(), manager.page("/").await);
    match overdue {
        0 => assert!(page.contains("Nothing is overdue among the children in your scope.")),
        some => assert!(page.contains(&format!("{some} overdue among the children in your scope.")), "{some}"),
    }
    for role in Role::ALL {
        world.sign_in(role).await.page("/").await;
    }
    let nothing = World::empty().await;
    for role in Role::ALL {
        assert!(nothing.sign_in(role).await.page("/").await.contains("Today"));
    }
    assert_eq!(nothing.sign_in(Role::Analyst).await.get("/indicators").await.status, 503);
}

#[tokio::test]
async fn workers_are_shown_to_those_who_may_see_them_and_within_their_scope() {
    let world = World::new().await;
    let path = "/indicators/caseload?by=worker&format=csv";
    let analyst = world.sign_in(Role::Analyst).await;
    let all = csv(&analyst, path).await;
    let of_worker = |rows: &[BTreeMap<String, String>]| -> Vec<String> {
        rows.iter().filter_map(|row| row["breakdown"].strip_prefix("worker:").map(str::to_owned)).collect()
    };
    let manager = world.sign_in(Role::TeamManager).await;
    let profile = &world.account(Role::TeamManager).profile;
    let theirs = children().of_teams(&profile.teams, &profile.services);
    let seen = of_worker(&csv(&manager, path).await);
    assert!(!seen.is_empty() && seen.len() < of_worker(&all).len());
    for worker in &seen {
        let holds = children().held.iter().any(|(child, held)| held.worker == *worker && theirs.contains(child));
        assert!(holds, "{worker}");
    }
    let mut profile = Profile { username: "quality2".into(), display_name: "Q".into(), ..Profile::default() };
    profile.roles = [Role::QualityOfficer].into();
    world.add(&profile).await;
    let quality = world.sign_in_as("quality2").await;
    assert_eq!(quality.get(path).await.status, 403);
    assert_eq!(quality.get("/indicators/contacts/children?worker=W1").await.status, 403);
    assert!(!quality.page(&format!("/indicators/{INDICATOR}")).await.contains("value=\"worker\""));
}
