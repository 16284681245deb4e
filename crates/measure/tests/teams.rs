//! Which children are open to whom: by the dated tree of teams, after those that followed closed ones.

mod made_up;

use measure::example::read_table;
use measure::{Inputs, Workings};
use standard::Date;
use std::collections::{BTreeMap, BTreeSet};

const TEAMS: &str = "
team_id,name,service,parent_id,from,to,successor_id
S1,Safeguarding,Children,,2018-01-01,,
A,Team A,Safeguarding,S1,2018-01-01,2022-04-01,B
B,Team B,Safeguarding,S1,2022-04-01,2023-01-01,C
C,Team C,Safeguarding,S1,2023-01-01,,
D,Team D,Disabilities,,2018-01-01,,
";

// P1 and P2 were last put down to teams that were closed since; P3 is with Team C; P4 with Team D, after Team C; P5 has
// closed; P6 has no team; P7 has a reviewing officer alone.
const INVOLVEMENTS: &str = "
invo_involvements_id,invo_person_id,invo_professional_id,invo_professional_role_id,invo_professional_team,invo_involvement_start_date,invo_involvement_end_date
I1,P1,W1,CW,A,2021-01-01,
I2,P2,W2,CW,B,2022-06-01,
I3,P3,W1,CW,C,2023-02-01,
I4,P4,W2,CW,C,2023-02-01,
I5,P4,W3,CW,D,2023-05-01,
I6,P5,W1,CW,C,2023-02-01,2023-07-31
I7,P6,W4,CW,,2023-02-01,
I8,P7,W5,IRO,C,2023-02-01,
";

const PROFESSIONALS: &str = "
prof_professional_id,prof_professional_name
W1,Ash Example
W9,Nobody's Worker
";

const WORKERS: &str = "
worker_id,role,team_id,fte,start_date,end_date
W1,social worker,C,0.6,2020-01-01,
W1,social worker,D,0.2,2023-01-01,
W2,social worker,C,1.0,2020-01-01,2023-06-30
";

fn workings() -> Workings {
    let tables = [
        ("teams", TEAMS),
        ("ssd_involvements", INVOLVEMENTS),
        ("ssd_professionals", PROFESSIONALS),
        ("workforce_workers", WORKERS),
    ];
    let read = |(name, text): (&str, &str)| (name.to_owned(), read_table(name, text).expect("a table"));
    let inputs = Inputs {
        data_date: Date::constant(2023, 7, 31),
        tables: tables.into_iter().map(read).collect(),
        coverage: BTreeMap::new(),
        latest_only: BTreeMap::new(),
        absent_columns: BTreeMap::new(),
    };
    let month = "2023-07".parse().expect("a month");
    made_up::engine(inputs).keep_workings(month, month, &[]).expect("workings")
}

fn open(teams: &[&str], services: &[&str], worker: Option<&str>, on: Date) -> BTreeSet<String> {
    workings().open_to(teams, services, worker, on).into_iter().collect()
}

#[test]
fn a_team_has_its_children_and_those_of_the_teams_that_it_followed() {
    let today = Date::constant(2023, 7, 31);
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(open(&["C"], &[], None, today), set(&["P1", "P2", "P3"]));
    // Asked for by the name of a team that was closed: what followed it.
    assert_eq!(open(&["A"], &[], None, today), set(&["P1", "P2", "P3"]));
    assert_eq!(open(&["D"], &[], None, today), set(&["P4"]));
    // The team above has those under it.
    assert_eq!(open(&["S1"], &[], None, today), set(&["P1", "P2", "P3"]));
    assert_eq!(open(&[], &["Safeguarding"], None, today), set(&["P1", "P2", "P3"]));
    assert_eq!(open(&[], &["Safeguarding", "Disabilities"], None, today), set(&["P1", "P2", "P3", "P4"]));
    assert_eq!(open(&[], &[], Some("W1"), today), set(&["P1", "P3"]));
    assert_eq!(open(&[], &[], Some("W4"), today), set(&["P6"]));
    assert_eq!(open(&[], &[], None, today), set(&[]));
    assert_eq!(open(&[""], &[""], Some(""), today), set(&[]));
    // As things stood when A was open and B was not yet.
    assert_eq!(open(&["A"], &[], None, Date::constant(2021, 6, 30)), set(&["P1"]));
    assert_eq!(open(&["C"], &[], None, Date::constant(2021, 6, 30)), set(&[]));
    // The day before P5 closed, and before P4 moved.
    assert_eq!(open(&["C"], &[], None, Date::constant(2023, 4, 30)), set(&["P1", "P2", "P3", "P4", "P5"]));
}

#[test]
fn teams_and_workers_have_their_names() {
    let workings = workings();
    let teams: Vec<_> = workings.teams().iter().cloned().map(|team| (team.id, team.name, team.now)).collect();
    let expected = [("A", "Team A", "C"), ("B", "Team B", "C"), ("C", "Team C", "C"), ("D", "Team D", "D")]
        .into_iter()
        .chain([("S1", "Safeguarding", "S1")]);
    let owned = |(a, b, c): (&str, &str, &str)| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(teams, expected.map(owned).collect::<Vec<_>>());
    assert_eq!(workings.services(), ["Children", "Disabilities", "Safeguarding"]);
    assert_eq!(workings.held_by("P4"), ("D", "W3"));
    assert_eq!(workings.held_by("P5"), ("", ""));
    let workers: Vec<_> = workings
        .workers()
        .iter()
        .cloned()
        .map(|worker| (worker.id, worker.name, worker.team_id, worker.fte, worker.in_post, worker.children))
        .collect();
    let one = |id: &str, name: &str, team: &str, fte, in_post, children| {
        (id.to_owned(), name.to_owned(), team.to_owned(), fte, in_post, children)
    };
    assert_eq!(
        workers,
        [
            one("W1", "Ash Example", "D", Some(8_000), Some(true), 2),
            one("W2", "W2", "C", Some(10_000), Some(false), 1),
            one("W3", "W3", "D", None, None, 1),
            one("W4", "W4", "", None, None, 1),
        ]
    );
}
