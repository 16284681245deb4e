//! Tests of what is held when a delivery of another kind would take much away.

use super::{Place, covers, day, now, parcel};
use crate::{Basis, Comparison, Parcel, Status};
use standard::coverage::{Claim, Interval};

/// A plan of a child from a day on, to another or open.
fn plan(id: usize, from: &str, to: Option<&str>) -> String {
    let end = to.map_or_else(String::new, |to| format!(" cppl_cp_plan_end_date={to} reach_to={to}"));
    format!(
        "cppl_cp_plan_id=p{id} cppl_person_id=A{id} cppl_cp_plan_start_date={from} reach_from={from}{end} source_row={}",
        id + 2
    )
}

fn contact(id: usize, day: &str) -> String {
    format!(
        "cont_contact_id=c{id} cont_person_id=A{id} cont_contact_date={day} reach_from={day} reach_to={day} source_row={}",
        id + 2
    )
}

fn person(id: usize) -> String {
    format!("pers_person_id=A{id} source_row={}", id + 2)
}

/// A table: its name, what it claims with the day from which it covers, and its rows.
type Given<'a> = (&'a str, Option<(Claim, &'a str)>, Vec<String>);

/// A delivery of a kind; each table with its claim (from when on, if it has days) and its rows.
fn delivery(place: &Place, (kind, data_date): (&str, &str), tables: &[Given]) -> Parcel {
    let lines: Vec<Vec<&str>> = tables.iter().map(|(_, _, rows)| rows.iter().map(String::as_str).collect()).collect();
    let given: Vec<(&str, &[&str])> =
        tables.iter().zip(&lines).map(|((name, _, _), rows)| (*name, &rows[..])).collect();
    let mut parcel = parcel(place.files(), &format!("{kind} {data_date}"), data_date, &given);
    parcel.kind = kind.to_owned();
    let claims = tables.iter().filter_map(|(name, claim, _)| Some((name, (*claim)?)));
    parcel.coverage = claims.map(|(name, (claim, from))| covers(name, claim, Some(from), data_date)).collect();
    parcel
}

/// Six years of the dataset up to the end of July: ten open plans, thirty long closed, a contact every other day.
fn dataset(place: &Place) -> Parcel {
    let open = (0..10).map(|id| plan(id, "2023-03-01", None));
    let closed = (10..40).map(|id| plan(id, "2019-03-01", Some("2020-03-01")));
    let contacts = (1..=12).flat_map(|month| (1..=14).map(move |n| format!("{}-{:02}", month, n * 2)));
    let contacts = contacts.enumerate().map(|(id, text)| {
        let (month, day) = text.split_once('-').unwrap();
        let year = if month.parse::<u8>().unwrap() > 7 { 2022 } else { 2023 };
        contact(id, &format!("{year}-{:0>2}-{day}", month))
    });
    delivery(
        place,
        ("ssd", "2023-07-31"),
        &[
            ("ssd_cp_plans", Some((Claim::Whole, "2017-08-01")), open.chain(closed).collect()),
            ("ssd_contacts", Some((Claim::Whole, "2017-08-01")), contacts.collect()),
            ("ssd_person", None, (0..168).map(person).collect()),
        ],
    )
}

/// The lists of a day: so many plans, latest of each child, and so many contacts of the six months before.
fn lists(place: &Place, (from, data_date): (&str, &str), plans: usize, contacts: Vec<String>) -> Parcel {
    delivery(
        place,
        ("annex-a", data_date),
        &[
            (
                "ssd_cp_plans",
                Some((Claim::LatestSpan, from)),
                (0..plans).map(|id| plan(id, "2023-03-01", None).replace("plan_id=p", "plan_id=A7:")).collect(),
            ),
            ("ssd_contacts", Some((Claim::Starts, from)), contacts),
            ("ssd_person", None, (0..plans.max(1)).map(person).collect()),
        ],
    )
}

fn contacts_of(months: std::ops::RangeInclusive<u8>, a_month: usize) -> Vec<String> {
    let days = months.flat_map(|month| (1..=a_month).map(move |n| format!("2023-{month:02}-{:02}", n * 2)));
    days.enumerate().map(|(id, day)| contact(id, &day).replace("contact_id=c", "contact_id=A1:")).collect()
}

fn held(place: &Place, parcel: Parcel) -> (Vec<Comparison>, Status) {
    let said = place
        .store()
        .would_hold(&parcel.kind, parcel.data_date, &parcel.coverage, &parcel.tables, &parcel.absent_columns)
        .unwrap();
    let received = place.locked().receive(parcel, now(), false).unwrap();
    assert_eq!(received.held, said, "what is said beforehand is what is held");
    (received.held, received.delivery.status)
}

#[test]
fn lists_that_are_as_full_as_what_stands_are_not_held() {
    let place = Place::new();
    place.receive(dataset(&place));
    // Six months of contacts against six years, ten plans against forty: like with like they are the same.
    let (held, status) = held(&place, lists(&place, ("2023-02-01", "2023-07-31"), 10, contacts_of(2..=7, 14)));
    assert_eq!((held, status), (Vec::new(), Status::InForce));
}

#[test]
fn lists_of_few_children_are_held_whole_against_the_dataset() {
    let place = Place::new();
    place.receive(dataset(&place));
    let (held, status) = held(&place, lists(&place, ("2023-02-01", "2023-07-31"), 2, contacts_of(2..=7, 14)));
    let plans = held.iter().find(|c| c.table == "ssd_cp_plans").unwrap();
    assert_eq!((plans.before, plans.after, plans.percent, plans.against), (10, 2, -80, 1));
    assert_eq!((plans.basis, plans.children, &plans.earlier), (Basis::Standing, true, &None));
    assert_eq!(plans.window, Some(Interval { from: day("2023-02-01"), to: day("2023-07-31") }));
    assert_eq!(plans.to_string(), "ssd_cp_plans: 2 children, 10 stand (-80%), of 2023-02-01 to 2023-07-31");
    // The contacts are all there and their children too, so the table of people is not held for the plans alone.
    assert_eq!(status, Status::Held(vec!["ssd_cp_plans".to_owned()]));
    let in_force = place.store().in_force(None, None).unwrap();
    assert_eq!(in_force.tables["ssd_cp_plans"].num_rows(), 40);
}

#[test]
fn where_the_children_fall_the_whole_delivery_waits() {
    let place = Place::new();
    place.receive(dataset(&place));
    let (held, status) = held(&place, lists(&place, ("2023-02-01", "2023-07-31"), 2, contacts_of(2..=2, 5)));
    let all = ["ssd_contacts", "ssd_cp_plans", "ssd_person"].map(str::to_owned);
    assert_eq!(status, Status::Held(all.to_vec()));
    let people = held.iter().find(|c| c.table == "ssd_person").unwrap();
    assert_eq!((people.basis, people.before, people.after), (Basis::WithTheRest, 168, 2));
    assert_eq!(people.to_string(), "ssd_person: 2 rows, 168 stand; waits with the rest of its delivery");
    // Nothing of it is in force: the data date is what it was.
    assert_eq!(place.store().in_force(None, None).unwrap().data_date, Some(day("2023-07-31")));
    place.locked().accept("0002", now()).unwrap();
    assert_eq!(place.store().in_force(None, None).unwrap().tables["ssd_contacts"].num_rows(), 168 - 84 + 5);
}

#[test]
fn without_a_common_day_what_is_open_and_what_begins_is_compared() {
    let place = Place::new();
    place.receive(dataset(&place));
    let few = lists(&place, ("2023-08-01", "2024-01-31"), 2, contacts_of(8..=8, 5));
    let (held, _) = held(&place, few);
    let of = |table: &str| held.iter().find(|c| c.table == table).unwrap();
    let (plans, contacts) = (of("ssd_cp_plans"), of("ssd_contacts"));
    // Thirty were closed long before: ten are open on the last day of the dataset.
    assert_eq!((plans.before, plans.after), (10, 2));
    assert_eq!(plans.earlier, Some(Interval { from: day("2023-07-31"), to: day("2023-07-31") }));
    assert_eq!(plans.window, Some(Interval { from: day("2024-01-31"), to: day("2024-01-31") }));
    assert_eq!((contacts.before, contacts.after), (84, 5));
    assert_eq!(contacts.earlier, Some(Interval { from: day("2023-01-29"), to: day("2023-07-31") }));
    assert_eq!(of("ssd_person").basis, Basis::WithTheRest);
}

#[test]
fn half_a_year_may_bring_fewer_contacts_than_the_half_before() {
    let place = Place::new();
    place.receive(dataset(&place));
    // Ten a month after fourteen: a fall, but no more than years bring.
    let (held, status) = held(&place, lists(&place, ("2023-08-01", "2023-12-31"), 10, contacts_of(8..=12, 10)));
    assert_eq!((held, status), (Vec::new(), Status::InForce));
}

#[test]
fn the_dataset_over_lists_is_compared_with_what_stands_too() {
    let place = Place::new();
    place.receive(lists(&place, ("2023-02-01", "2023-07-31"), 10, contacts_of(2..=7, 14)));
    let mut few = dataset(&place);
    few.data_date = day("2023-08-01");
    few.coverage.iter_mut().for_each(|c| c.to = few.data_date);
    let plans = few.tables["ssd_cp_plans"].slice(0, 4);
    few.tables.insert("ssd_cp_plans".to_owned(), plans);
    let (held, _) = held(&place, few);
    assert_eq!(held.iter().map(|c| c.table.as_str()).collect::<Vec<_>>(), ["ssd_cp_plans"]);
}

#[test]
fn what_two_lists_give_twice_is_counted_once() {
    let place = Place::new();
    let mut twice = lists(&place, ("2023-02-01", "2023-07-31"), 10, contacts_of(2..=7, 14));
    let again = (0..10).map(|id| plan(id, "2023-03-01", None).replace("plan_id=p", "plan_id=A8:"));
    let once = (0..10).map(|id| plan(id, "2023-03-01", None).replace("plan_id=p", "plan_id=A7:"));
    let plans = once.chain(again).collect();
    let spans = Some((Claim::Whole, "2023-02-01"));
    let mut other = delivery(&place, ("annex-a", "2023-07-31"), &[("ssd_cp_plans", spans, plans)]);
    twice.tables.append(&mut other.tables);
    twice.coverage.retain(|c| c.table != "ssd_cp_plans");
    twice.coverage.append(&mut other.coverage);
    place.receive(twice);
    assert_eq!(place.store().in_force(None, None).unwrap().tables["ssd_cp_plans"].num_rows(), 20);
    assert_eq!(held(&place, dataset(&place)), (Vec::new(), Status::InForce));
}

/// The lists of the dataset's own date, as full as it is, whose tables lack columns that it has.
fn lists_in_fewer_columns(place: &Place) -> Parcel {
    let mut lists = lists(place, ("2023-02-01", "2023-07-31"), 10, contacts_of(2..=7, 14));
    lists.absent_columns.insert("ssd_cp_plans".to_owned(), vec!["cppl_cp_plan_ola".to_owned()]);
    lists.absent_columns.insert("ssd_contacts".to_owned(), vec!["cont_contact_outcome_json".to_owned()]);
    lists
}

#[test]
fn lists_that_say_less_for_the_same_date_are_held_whole() {
    let place = Place::new();
    place.receive(dataset(&place));
    let (held, status) = held(&place, lists_in_fewer_columns(&place));
    assert_eq!(status, Status::Held(["ssd_contacts", "ssd_cp_plans", "ssd_person"].map(str::to_owned).to_vec()));
    assert!(held.iter().all(|c| c.basis == Basis::LessDetail), "{held:?}");
    let plans = held.iter().find(|c| c.table == "ssd_cp_plans").unwrap();
    assert_eq!(plans.to_string(), "ssd_cp_plans: 10 rows, 40 stand for the same date, of a delivery with more columns");
    assert_eq!(place.store().in_force(None, None).unwrap().tables["ssd_contacts"].num_rows(), 168);
}

#[test]
fn lists_of_a_later_date_bring_what_is_not_known_yet() {
    let place = Place::new();
    place.receive(dataset(&place));
    let mut later = lists_in_fewer_columns(&place);
    later.data_date = day("2023-08-31");
    assert_eq!(held(&place, later).1, Status::InForce);
}

/// The dataset without columns of plans that the lists have.
fn dataset_without(place: &Place, columns: &[&str]) -> Parcel {
    let mut dataset = dataset(place);
    dataset.absent_columns.insert("ssd_cp_plans".to_owned(), columns.iter().map(|&c| c.to_owned()).collect());
    dataset
}

#[test]
fn what_brings_as_many_columns_as_it_takes_away_is_not_held() {
    let place = Place::new();
    place.receive(dataset_without(&place, &["cppl_referral_id", "cppl_cp_plan_start_date"]));
    assert_eq!(held(&place, lists_in_fewer_columns(&place)).1, Status::InForce);
}

#[test]
fn what_brings_fewer_columns_than_it_takes_away_is_held() {
    let place = Place::new();
    place.receive(dataset_without(&place, &["cppl_referral_id"]));
    let (held, _) = held(&place, lists_in_fewer_columns(&place));
    assert!(held.len() == 3 && held.iter().all(|c| c.basis == Basis::LessDetail), "{held:?}");
}

#[test]
fn a_table_that_nobody_brought_before_is_worth_its_columns() {
    let place = Place::new();
    let mut plans_only = dataset(&place);
    plans_only.tables.remove("ssd_contacts");
    plans_only.coverage.retain(|c| c.table != "ssd_contacts");
    place.receive(plans_only);
    assert_eq!(held(&place, lists_in_fewer_columns(&place)).1, Status::InForce);
}

#[test]
fn the_dataset_over_lists_of_its_date_brings_more() {
    let place = Place::new();
    place.receive(lists_in_fewer_columns(&place));
    assert_eq!(held(&place, dataset(&place)).1, Status::InForce);
}
