//! Lists compared: with another system’s, and with what was known before.

use crate::support::{World, apart};
use council::changes::iso;
use records::Role;
use std::collections::BTreeSet;
use store::Store;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_reconciled_and_the_changes_are_told() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let reading = world.reading();
    let engine = reading.engine();
    let month = standard::period::Month::of(engine.inputs().data_date);
    let period = standard::period::PeriodKind::Month.ending(month).expect("a month");
    // Contacts, which every council has.
    let indicator = engine
        .catalogue()
        .indicators()
        .find(|indicator| indicator.id.contains("contacts"))
        .expect("an indicator")
        .id
        .clone();
    let ours: BTreeSet<String> = apart(|| engine.children(&indicator, &period).expect("children"))
        .into_iter()
        .filter(|row| row.state.counts() && !row.person_id.is_empty())
        .map(|row| row.person_id)
        .collect();
    let mut theirs: BTreeSet<String> = ours.iter().skip(2).cloned().collect();
    theirs.insert("NOBODY-1".to_owned());
    let ids = theirs.iter().cloned().collect::<Vec<_>>().join("\n");
    let month_text = month.to_string();
    let fields = [("indicator", indicator.as_str()), ("month", &month_text), ("period", "month"), ("ids", &ids)];
    let answer = analyst.upload("/data/reconcile", &fields, &[("file", "", b"")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let address = answer.location().to_owned();
    let page = analyst.page(&address).await;
    let sentence = format!("{} on both lists, 2 on ours only, 1 on theirs only", ours.len() - 2);
    assert!(page.contains(&sentence), "{sentence} in {page}");
    assert!(page.contains("NOBODY-1") && page.contains("No delivery in force has this person"));
    // People read days in words; files have them plain.
    let of = format!("{month}-");
    let told = page.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).expect("ours");
    assert!(told.contains(&format!(" {}", report::words::month(month))) && !told.contains(&of), "{told}");
    let (path, _) = address.split_once('?').expect("what was asked");
    let file = analyst.get(&format!("{path}/csv")).await.text();
    assert!(file.starts_with("person_id,") && file.contains(&of), "{file}");
    assert_eq!(world.sign_in(Role::Director).await.get(&address).await.status, 404, "another’s list");
    let empty = analyst.upload("/data/reconcile", &[("month", "2023-07")], &[("file", "", b"")]).await;
    assert_eq!(empty.status, 422);
    // Changes between the two days.
    let days: Vec<String> = ["2023-06-30", "2023-07-31"].map(str::to_owned).into();
    let query = format!("indicator={indicator}&month=2023-06&period=month&before={}&after={}", days[0], days[1]);
    let page = analyst.page(&format!("/data/changes?{query}")).await;
    let over = |day: &str| {
        let store = Store::open(world.folder()).expect("a store");
        council::Measuring::over(store, Some(day.parse().expect("a day")), false).expect("an engine")
    };
    let june = "2023-06".parse().expect("a month");
    let period = standard::period::PeriodKind::Month.ending(june).expect("a month");
    let compared =
        || council::changes::changes(&over(&days[0]), &over(&days[1]), &indicator, &period, iso).expect("changes");
    let changes = apart(compared);
    let counted = |how| changes.count(how);
    use council::changes::How::{Changed, Gained, Lost};
    let counts = format!("{} gained, {} lost, {} changed.", counted(Gained), counted(Lost), counted(Changed));
    assert!(page.contains(&counts), "{counts} in {page}");
    assert_eq!(analyst.get(&format!("/data/changes.csv?{query}")).await.status, 200);
    // A month without an indicator lists which of its numbers changed.
    let measured = |day: &str| {
        let request = measure::Request {
            indicators: Vec::new(),
            from: june,
            to: june,
            periods: vec![standard::period::PeriodKind::Month],
            by: Vec::new(),
        };
        apart(|| over(day).engine.measure(&request).expect("numbers").numbers)
    };
    let (moved, all) = council::changes::moved(&measured(&days[0]), &measured(&days[1]), &period);
    assert!(!moved.is_empty() && moved.len() < all);
    let page = analyst.page("/data/changes?month=2023-06").await;
    let told = format!("{} of the {all} numbers of June 2023 changed.", moved.len());
    let listed: Vec<&str> = moved.iter().map(|moved| moved.indicator.as_str()).collect();
    assert!(page.contains(&told), "{told} {listed:?} {page}");
    assert_eq!(page.matches("Child by child").count(), moved.len());
}
