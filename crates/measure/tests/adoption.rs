//! An extract that goes on under an adopted child's id: what follows the order counts, and leads nowhere.

use measure::example::Example;
use measure::{Catalogue, Engine, Filter, Options, RestrictionKind, Slice, State, Within, Workings};
use standard::period::{Period, PeriodKind};
use std::collections::HashSet;
use std::sync::Arc;

/// N was adopted on 1 May 2022, out of the care of team A. Another identity's plan, contact and worker of team B were
/// merged into the old id by mistake. O is a child of team B with the same plan. In May 2022 N had a contact before the
/// order. M is as N, with no worker: the later referral is of nobody.
const MERGED: &str = r#"
title = "Records after an adoption order"
data_date = "2023-07-31"
[tables]
ssd_person = """
pers_person_id,pers_dob
N,2015-01-01
M,2015-01-01
O,2015-01-01
"""
ssd_cla_episodes = """
clae_cla_episode_id,clae_person_id,clae_cla_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,clae_cla_episode_ceased_reason
E1,N,K1,2020-01-10,2022-05-03,E11
E2,M,K2,2020-01-10,2022-05-03,E12
"""
ssd_contacts = """
cont_contact_id,cont_person_id,cont_contact_date
C1,N,2022-05-02
C2,N,2022-05-04
C3,N,2023-07-05
C4,O,2023-07-05
C5,M,2023-07-06
"""
ssd_cin_episodes = """
cine_referral_id,cine_person_id,cine_referral_date,cine_close_date
R1,N,2023-01-05,
R2,O,2023-01-05,
R3,M,2023-07-06,
"""
ssd_cp_plans = """
cppl_cp_plan_id,cppl_person_id,cppl_referral_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date
P1,N,R1,2023-07-03,
P2,O,R2,2023-07-03,
"""
ssd_cp_visits = """
cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date,cppv_cp_visit_seen
"""
ssd_involvements = """
invo_involvements_id,invo_person_id,invo_professional_id,invo_professional_role_id,invo_professional_team,invo_involvement_start_date,invo_involvement_end_date
I1,N,W1,CW,A,2019-12-01,2022-05-03
I2,N,W2,CW,B,2023-01-05,
I3,O,W2,CW,B,2023-01-05,
"""
"#;

fn workings() -> Workings {
    let example: Example = toml::from_str(MERGED).expect("an example");
    let catalogue = Catalogue::builtin().unwrap_or_else(|error| panic!("{error}"));
    let inputs = example.inputs().expect("tables");
    let engine = Arc::new(Engine::new(catalogue, inputs, example.settings().expect("settings"), Options::default()));
    let month = |text: &str| text.parse().expect("a month");
    engine.keep_workings(month("2022-05"), month("2023-07"), &[PeriodKind::Month]).expect("workings")
}

fn period(text: &str) -> Period {
    PeriodKind::Month.ending(text.parse().expect("a month")).expect("a month")
}

#[test]
fn what_follows_an_adoption_order_counts_and_is_not_named() {
    let workings = workings();
    let team_b = Within::Only(Arc::new(workings.open_to(&["B"], &[], None, workings.inputs().data_date)));
    let team_a = Within::Only(Arc::new(workings.open_to(&["A"], &[], None, workings.inputs().data_date)));
    let rows = |month: &str, within: &Within, filter: &Filter| {
        let behind = workings.behind("contacts", &period(month), within, filter).expect("rows");
        let people: Vec<String> = behind.people().map(str::to_owned).collect();
        (people, behind.unnamed())
    };
    let all = Filter::default();
    // The number is what it was: all of them count.
    let number = |month: &str| {
        let numbers = workings.at("contacts", &period(month), &[]).expect("numbers");
        format!("{:?}", numbers[0].value)
    };
    assert!(number("2023-07").contains('3') && number("2022-05").contains('2'), "{}", number("2023-07"));
    let named = |people: &[&str], unnamed: usize| (people.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>(), unnamed);
    assert_eq!(rows("2023-07", &Within::Everyone, &all), named(&["O"], 2));
    // Whoever has what goes on is told that there is one more, and whoever had the child before nothing.
    assert_eq!(rows("2023-07", &team_b, &all), named(&["O"], 1));
    assert_eq!(rows("2023-07", &team_a, &all), named(&[], 0));
    // Up to the order the record is the old one's: for those who see everyone, and no team of today.
    assert_eq!(rows("2022-05", &Within::Everyone, &all), named(&["N"], 1));
    assert_eq!(rows("2022-05", &team_b, &all), named(&[], 1));
    // A narrowed list doesn't tell how many fit.
    let counted = Filter { states: vec![State::Counted], values: Vec::new() };
    assert_eq!(rows("2023-07", &Within::Everyone, &counted), named(&["O"], 0));
}

#[test]
fn what_is_due_after_an_adoption_order_is_counted_alone() {
    let workings = workings();
    let team_b = Within::Only(Arc::new(workings.open_to(&["B"], &[], None, workings.inputs().data_date)));
    let whose = |within: &Within| -> HashSet<&str> {
        workings.due(10, within).into_iter().map(|due| due.person_id.as_str()).collect()
    };
    for within in [&Within::Everyone, &team_b] {
        assert_eq!(whose(within), HashSet::from(["O"]));
    }
    assert_eq!(workings.due_unnamed(10, &team_b), 1);
    assert!(workings.due_unnamed(10, &Within::Everyone) >= 1);
}

#[test]
fn the_old_record_is_open_to_nobody_who_has_what_follows() {
    let workings = workings();
    let team_b = Within::Only(Arc::new(workings.open_to(&["B"], &[], None, workings.inputs().data_date)));
    assert_eq!(workings.restriction("N").map(|found| found.kind), Some(RestrictionKind::Adopted));
    assert!(team_b.has("N") && !workings.sees("N", &team_b) && workings.sees("N", &Within::Everyone));
    assert_eq!(workings.journey("N", &team_b), None);
    assert_eq!(workings.about("N", &team_b), None);
    assert_eq!(workings.held_by("N"), ("", ""));
    let journey = workings.journey("N", &Within::Everyone).expect("a journey");
    assert!(
        journey.events.iter().all(|event| event.on <= journey.events[0].on.max("2022-05-03".parse().expect("a day")))
    );
    // Caseloads are numbers: the worker holds two, one of them under the old id.
    let loads = workings.caseloads(&team_b, &Slice::default());
    let held = loads.workers.iter().find(|load| load.worker.id == "W2").expect("the worker");
    assert_eq!(held.children() + held.not_open, 2);
    assert_eq!(workings.workers_within(&team_b), ["W2"].into());
    // M is open with no worker: that counts, and M is not named.
    let loads = workings.caseloads(&Within::Everyone, &Slice::default());
    assert!(loads.unallocated.iter().all(|(person, _)| person != "M"), "{:?}", loads.unallocated);
    assert_eq!(loads.unallocated_unnamed, 1);
}
