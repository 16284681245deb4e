//! What is in force, against a second implementation that follows the definitions word by word: every row against
//! every other, no files, no hashing, no columns.

use super::*;
use proptest::prelude::*;
use standard::{coverage::Except, date::from_days, table::Shape};
use std::collections::BTreeSet;

/// A table of the model: which columns play which part.
struct Kind {
    table: &'static str,
    key: &'static str,
    person: Option<&'static str>,
    group: Option<&'static str>,
    parent: Option<(&'static str, &'static str)>,
    /// A column by which a claim may leave rows out.
    mark: Option<&'static str>,
}

/// A table of which only the key and the person matter.
const fn kind(table: &'static str, key: &'static str, person: &'static str) -> Kind {
    Kind { table, key, person: Some(person), group: None, parent: None, mark: None }
}

const KINDS: [Kind; 11] = [
    kind("ssd_contacts", "cont_contact_id", "cont_person_id"),
    Kind { mark: Some("cppl_cp_plan_ola"), ..kind("ssd_cp_plans", "cppl_cp_plan_id", "cppl_person_id") },
    Kind { group: Some("clah_health_check_type"), ..kind("ssd_cla_health", "clah_health_check_id", "clah_person_id") },
    kind("ssd_person", "pers_person_id", "pers_person_id"),
    Kind {
        parent: Some(("ssd_person", "disa_person_id")),
        ..kind("ssd_disability", "disa_table_id", "disa_person_id")
    },
    kind("ssd_cin_assessments", "cina_assessment_id", "cina_person_id"),
    Kind {
        person: None,
        parent: Some(("ssd_cin_assessments", "cinf_assessment_id")),
        ..kind("ssd_assessment_factors", "cinf_table_id", "")
    },
    kind("ssd_care_leavers", "clea_table_id", "clea_person_id"),
    kind("ssd_cla_immunisations", "clai_person_id", "clai_person_id"),
    Kind { mark: Some("cine_not_a_referral"), ..kind("ssd_cin_episodes", "cine_referral_id", "cine_person_id") },
    Kind {
        parent: Some(("ssd_cin_episodes", "cinp_referral_id")),
        ..kind("ssd_cin_plans", "cinp_cin_plan_id", "cinp_person_id")
    },
];

/// A row as generated: small numbers, so that keys, people and days meet often.
#[derive(Debug, Clone)]
struct Seed {
    key: u8,
    person: Option<u8>,
    other: u8,
    from: Option<i32>,
    length: Option<i32>,
}

/// A claim: from, to, and whether it leaves the marked rows out.
type Claimed = (Claim, Option<i32>, i32, bool);

/// A delivery as generated.
#[derive(Debug, Clone)]
struct Load {
    data_date: i32,
    files: u8,
    withdrawn: bool,
    tables: Vec<Option<Vec<Seed>>>,
    /// By table.
    claims: Vec<Vec<Claimed>>,
    merges: Vec<(u8, u8)>,
}

fn seed() -> impl Strategy<Value = Seed> {
    let person = proptest::option::weighted(0.9, 0..5_u8);
    let (from, length) = (proptest::option::weighted(0.9, 0..20_i32), proptest::option::weighted(0.7, 0..8_i32));
    (0..5_u8, person, 0..3_u8, from, length).prop_map(|(key, person, other, from, length)| Seed {
        key,
        person,
        other,
        from,
        length,
    })
}

fn load() -> impl Strategy<Value = Load> {
    let claim = prop_oneof![
        Just(Claim::Whole),
        Just(Claim::Starts),
        Just(Claim::LatestSpan),
        Just(Claim::LatestInTurn),
        Just(Claim::LatestEvent)
    ];
    let claim = (claim, proptest::option::weighted(0.8, 0..20_i32), 5..20_i32, proptest::bool::weighted(0.3));
    let tables = proptest::collection::vec(
        proptest::option::weighted(0.8, proptest::collection::vec(seed(), 0..6)),
        KINDS.len(),
    );
    let claims = proptest::collection::vec(proptest::collection::vec(claim, 0..3), KINDS.len());
    let merges = proptest::collection::vec((0..7_u8, 0..7_u8), 0..3);
    (10..20_i32, 0..8_u8, proptest::bool::weighted(0.1), tables, claims, merges).prop_map(
        |(data_date, files, withdrawn, tables, claims, merges)| Load {
            data_date,
            files,
            withdrawn,
            tables,
            claims,
            merges,
        },
    )
}

fn id(number: u8) -> String {
    format!("p{number}")
}

fn date(number: i32) -> Date {
    from_days(19_000 + number).unwrap()
}

/// A row of the model.
#[derive(Debug, Clone)]
struct Row {
    key: String,
    person: Option<String>,
    group: u8,
    parent: Option<String>,
    from: Option<i32>,
    to: Option<i32>,
    renamed: bool,
    marked: bool,
    /// The delivery's place in the order of precedence.
    place: usize,
    line: i32,
}

/// The cells of a seed, as a line for [`batch`], and as a row of the model before ids are merged.
fn told(kind: &Kind, seed: &Seed, place: usize, line: i32) -> (String, Row) {
    let keyed_by_person = kind.person == Some(kind.key);
    let person = if keyed_by_person { Some(id(seed.key)) } else { seed.person.map(id) };
    let key = if keyed_by_person { id(seed.key) } else { format!("k{}", seed.key) };
    let mut cells: BTreeMap<&str, String> = BTreeMap::from([(kind.key, key.clone())]);
    if let (Some(column), Some(person)) = (kind.person, &person) {
        cells.insert(column, person.clone());
    }
    if let Some(column) = kind.group {
        cells.insert(column, format!("g{}", seed.other % 2));
    }
    let marked = kind.mark.is_some() && seed.other == 0;
    if let (Some(column), true) = (kind.mark, marked) {
        cells.insert(column, "Y".to_owned());
    }
    let parent = match kind.parent {
        Some((_, column)) if kind.person == Some(column) => person.clone(),
        Some((_, column)) => {
            let parent = format!("k{}", seed.other);
            cells.insert(column, parent.clone());
            Some(parent)
        }
        None => None,
    };
    let shape = standard::table::find(kind.table).unwrap().shape;
    let dated = matches!(shape, Shape::Event | Shape::Span);
    let from = seed.from.filter(|_| dated);
    let to = match shape {
        Shape::Event => from,
        _ => from.and_then(|from| seed.length.map(|length| from + length)),
    };
    cells.extend(from.map(|from| ("reach_from", date(from).to_string())));
    cells.extend(to.map(|to| ("reach_to", date(to).to_string())));
    cells.insert("source_row", line.to_string());
    let text = cells.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ");
    let group = if kind.group.is_some() { seed.other % 2 } else { 0 };
    (text, Row { key, person, group, parent, from, to, renamed: false, marked, place, line })
}

/// Deliveries that count, in order of precedence, with their numbers.
struct Model {
    loads: Vec<(i32, Load)>,
    standing: Vec<bool>,
    merges: BTreeMap<String, String>,
}

/// What the model says of a table: rows by (delivery, line) with their last day, and withdrawn rows by (delivery,
/// line, by).
type Said = (Vec<(i32, i32, Option<i32>)>, BTreeSet<(i32, i32, i32)>);

/// What a delivery says of a row that it has not.
enum Word {
    Wrong,
    GoneAfter(i32),
    Nothing,
}

impl Model {
    fn of(all: &[Load], as_at: Option<i32>) -> Model {
        let mut loads: Vec<(i32, Load)> =
            all.iter().enumerate().map(|(i, load)| (i as i32 + 1, load.clone())).collect();
        loads.sort_by_key(|(number, load)| (load.data_date, *number));
        loads.retain(|(_, load)| as_at.is_none_or(|as_at| load.data_date <= as_at) && !load.withdrawn);
        let read_again = |number: i32, files: u8| {
            all.iter().enumerate().any(|(i, other)| i as i32 + 1 > number && other.files == files && !other.withdrawn)
        };
        let standing: Vec<bool> = loads.iter().map(|(number, load)| !read_again(*number, load.files)).collect();
        let mut merges = BTreeMap::new();
        for ((_, load), _) in loads.iter().zip(&standing).filter(|(_, standing)| **standing) {
            merges.extend(load.merges.iter().map(|(old, new)| (id(*old), id(*new))));
        }
        Model { loads, standing, merges }
    }

    /// What an id is called after more steps than there are ids.
    fn far(&self, id: &str) -> String {
        (0..20).fold(id.to_owned(), |id, _| self.merges.get(&id).cloned().unwrap_or(id))
    }

    /// What an id is called in the end: the first on its way that goes no further or comes back to itself.
    fn end(&self, id: &str) -> String {
        let comes_back = |id: &str| {
            let mut at = id.to_owned();
            (0..20).any(|_| {
                at = self.merges.get(&at).cloned().unwrap_or_else(|| "nowhere".to_owned());
                at == id
            })
        };
        let mut at = id.to_owned();
        while !comes_back(&at) && at != self.far(id) {
            at = self.merges[&at].clone();
        }
        at
    }

    fn rows(&self, kind: &Kind, place: usize) -> Vec<Row> {
        let index = KINDS.iter().position(|k| k.table == kind.table).unwrap();
        let seeds = self.loads[place].1.tables[index].iter().flatten().enumerate();
        seeds
            .map(|(i, seed)| {
                let mut row = told(kind, seed, place, i as i32 + 2).1;
                let person = row.person.as_ref().map(|person| self.end(person));
                if kind.person == Some(kind.key) {
                    row.renamed = person.as_deref() != Some(&row.key);
                    row.key = person.clone().unwrap();
                }
                if kind.parent.is_some_and(|(_, column)| kind.person == Some(column)) {
                    row.parent = person.clone();
                }
                row.person = person;
                row
            })
            .collect()
    }

    fn carries(&self, kind: &Kind, place: usize) -> bool {
        let index = KINDS.iter().position(|k| k.table == kind.table).unwrap();
        let load = &self.loads[place].1;
        self.standing[place] && (load.tables[index].is_some() || !load.claims[index].is_empty())
    }

    /// What the delivery at `place` says of `row`, of which the last day is `end` as far as was known before.
    fn words(&self, kind: &Kind, place: usize, row: &Row, end: Option<i32>) -> Vec<Word> {
        let index = KINDS.iter().position(|k| k.table == kind.table).unwrap();
        let theirs = self.rows(kind, place);
        if !self.carries(kind, place) || theirs.iter().any(|other| other.key == row.key) {
            return Vec::new();
        }
        match standard::table::find(kind.table).unwrap().shape {
            Shape::Register | Shape::Snapshot => Vec::new(),
            Shape::Part => {
                let parent = KINDS.iter().find(|k| k.table == kind.parent.unwrap().0).unwrap();
                let has = |r: &Row| Some(&r.key) == row.parent.as_ref();
                if self.rows(parent, place).iter().any(has) { vec![Word::Wrong] } else { Vec::new() }
            }
            Shape::Event | Shape::Span => {
                let claims = self.loads[place].1.claims[index].iter();
                let spoken = claims.filter(|(_, _, _, excepting)| !(*excepting && row.marked));
                spoken.map(|claim| self.word(claim, kind.mark.is_some(), &theirs, row, end)).collect()
            }
        }
    }

    fn word(
        &self,
        (claim, from, to, excepting): &Claimed,
        has_marks: bool,
        theirs: &[Row],
        row: &Row,
        end: Option<i32>,
    ) -> Word {
        let heard_of = self.loads[row.place].1.data_date;
        let is_mine = |other: &&Row| row.person.is_some() && other.person == row.person;
        let is_meant = |other: &&Row| !(has_marks && *excepting && other.marked);
        let mine: Vec<&Row> = theirs.iter().filter(is_mine).filter(is_meant).collect();
        let latest = mine.iter().filter_map(|other| other.from).max();
        // On which days it was surely there, and might have been.
        let surely_to = end.or(row.from.map(|from| from.max(heard_of))).unwrap_or(i32::MAX);
        let might_be_to = end.unwrap_or(i32::MAX);
        let begins = row.from.unwrap_or(i32::MIN);
        let first = from.unwrap_or(i32::MIN);
        let whole = if begins <= *to && surely_to >= first {
            Word::Wrong
        } else if begins <= *to && might_be_to >= first {
            Word::GoneAfter(first - 1)
        } else {
            Word::Nothing
        };
        match (claim, row.from, latest) {
            (Claim::Whole, _, _) => whole,
            (Claim::Starts, Some(day), _) if day < first || day > *to => Word::Nothing,
            (Claim::Starts, _, _) => Word::Wrong,
            (Claim::LatestSpan | Claim::LatestInTurn, Some(day), Some(latest)) if day < latest => {
                if might_be_to <= latest {
                    Word::Nothing
                } else if *claim == Claim::LatestInTurn || heard_of < latest {
                    Word::GoneAfter(latest)
                } else {
                    whole
                }
            }
            (Claim::LatestSpan | Claim::LatestInTurn, _, _) => whole,
            (Claim::LatestEvent, Some(day), _) => {
                let of_group = mine.iter().filter(|other| other.group == row.group);
                let days: Vec<i32> = of_group.filter_map(|other| other.from).collect();
                let is_later = day <= *to && !days.is_empty() && days.iter().all(|other| *other < day);
                if is_later { Word::Wrong } else { Word::Nothing }
            }
            (Claim::LatestEvent, None, _) => Word::Nothing,
        }
    }

    /// The first delivery by which `row` is wrong, if any, and else its last day.
    fn fate(&self, kind: &Kind, row: &Row) -> (Option<usize>, Option<i32>) {
        let heard_of = self.loads[row.place].1.data_date;
        let mut end = row.to.filter(|to| row.from.is_none() || *to <= heard_of);
        let mut shown = row.to;
        for place in row.place + 1..self.loads.len() {
            let words = self.words(kind, place, row, end);
            if words.iter().any(|word| matches!(word, Word::Wrong)) {
                return (Some(place), None);
            }
            let gone = words.iter().filter_map(|word| if let Word::GoneAfter(day) = word { Some(*day) } else { None });
            if let Some(day) = gone.min() {
                shown = Some(shown.map_or(day, |planned| planned.min(day)));
                end = shown;
            }
        }
        (None, shown)
    }

    fn table(&self, kind: &Kind) -> Option<Said> {
        let mut carriers: Vec<usize> = (0..self.loads.len()).filter(|&place| self.carries(kind, place)).collect();
        let last = *carriers.last()?;
        if standard::table::find(kind.table).unwrap().shape == Shape::Snapshot {
            carriers.retain(|&place| place == last);
        }
        let number = |place: usize| self.loads[place].0;
        let parents = kind.parent.and_then(|(name, _)| KINDS.iter().find(|k| k.table == name));
        let gone = parents.and_then(|parent| self.withdrawn(parent)).unwrap_or_default();
        let all: Vec<Row> = carriers.iter().flat_map(|&place| self.rows(kind, place)).collect();
        let (mut rows, mut withdrawn) = (Vec::new(), BTreeSet::new());
        for row in &all {
            let rank = |row: &Row| (!row.renamed, row.place, row.line);
            if all.iter().any(|other| other.key == row.key && rank(other) > rank(row)) {
                continue;
            }
            let (by, end) = self.fate(kind, row);
            let with_parent = gone.iter().find(|(key, by)| Some(key) == row.parent.as_ref() && *by > row.place);
            match by.into_iter().chain(with_parent.map(|(_, by)| *by)).min() {
                None => rows.push((number(row.place), row.line, end)),
                Some(by) => drop(withdrawn.insert((number(row.place), row.line, number(by)))),
            }
        }
        Some((rows, withdrawn))
    }

    /// The keys of the rows of a table that were withdrawn, and by which delivery.
    fn withdrawn(&self, kind: &Kind) -> Option<Vec<(String, usize)>> {
        let place = |number: i32| self.loads.iter().position(|(other, _)| *other == number).unwrap();
        let said = self.table(kind)?.1.into_iter();
        Some(
            said.map(|(delivery, line, by)| {
                let row = self.rows(kind, place(delivery)).into_iter().find(|row| row.line == line).unwrap();
                (row.key, place(by))
            })
            .collect(),
        )
    }
}

fn agrees(loads: &[Load], as_at: Option<i32>) -> Result<(), TestCaseError> {
    let place = Place::new();
    for (index, load) in loads.iter().enumerate() {
        let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
        for (kind, seeds) in KINDS.iter().zip(&load.tables) {
            if let Some(seeds) = seeds {
                let told = seeds.iter().enumerate().map(|(i, seed)| told(kind, seed, 0, i as i32 + 2).0);
                lines.push((kind.table, told.collect()));
            }
        }
        let merges: Vec<String> =
            load.merges.iter().map(|(old, new)| format!("old_id={} new_id={}", id(*old), id(*new))).collect();
        if !merges.is_empty() {
            lines.push(("person_merges", merges));
        }
        let lines: Vec<(&str, Vec<&str>)> =
            lines.iter().map(|(table, lines)| (*table, lines.iter().map(String::as_str).collect())).collect();
        let tables: Vec<(&str, &[&str])> = lines.iter().map(|(table, lines)| (*table, &lines[..])).collect();
        let content = format!("files {}", load.files);
        let mut parcel = parcel(place.files(), &content, &date(load.data_date).to_string(), &tables);
        parcel.mapping_hash = index.to_string();
        for (kind, claims) in KINDS.iter().zip(&load.claims) {
            let except = |column: &str| Except { column: column.to_owned(), value: "Y".to_owned() };
            parcel.coverage.extend(claims.iter().map(|(claim, from, to, excepting)| TableCoverage {
                table: kind.table.to_owned(),
                claim: *claim,
                from: from.map(date),
                to: date(*to),
                except: kind.mark.filter(|_| *excepting).map(except),
            }));
        }
        let received = place.receive(parcel);
        prop_assert!(!received.already);
    }
    for (index, _) in loads.iter().enumerate().filter(|(_, load)| load.withdrawn) {
        place.locked().withdraw(&(index + 1).to_string(), "test", now()).unwrap();
    }
    let store = place.store();
    let in_force = store.in_force(as_at.map(date), None).unwrap();
    let withdrawn = store.withdrawn(as_at.map(date), None).unwrap();
    let model = Model::of(loads, as_at);
    for kind in &KINDS {
        let batch = in_force.tables.get(kind.table);
        let Some((rows, gone)) = model.table(kind) else {
            prop_assert!(batch.is_none(), "{}", kind.table);
            continue;
        };
        let batch = batch.unwrap();
        let number = |name: &str| crate::columns::number(batch, kind.table, name).unwrap().values().to_vec();
        let days = |name: &str| -> Vec<Option<i32>> {
            let column = crate::columns::date(batch, kind.table, name).unwrap();
            column.iter().map(|day| day.map(|day| day - 19_000)).collect()
        };
        let ends = days("reach_to");
        let found: Vec<(i32, i32, Option<i32>)> = number("source_delivery")
            .into_iter()
            .zip(number("source_row"))
            .zip(&ends)
            .map(|((delivery, line), end)| (delivery, line, *end))
            .collect();
        prop_assert_eq!(&found, &rows, "{}", kind.table);
        if let Some(column) = &standard::table::find(kind.table).unwrap().end {
            // What ended unseen has its last day as its end; what was read here has none.
            prop_assert!(days(column).iter().zip(&ends).all(|(end, reach)| end.is_none() || end == reach));
        }
        if let Some(column) = kind.person {
            for (person, (delivery, line, _)) in texts(batch, column).iter().zip(rows) {
                let place = model.loads.iter().position(|(number, _)| *number == delivery).unwrap();
                let row = model.rows(kind, place).into_iter().find(|row| row.line == line).unwrap();
                prop_assert_eq!(person, &row.person.unwrap_or_else(|| "-".to_owned()));
            }
        }
        let listed: BTreeSet<(i32, i32, i32)> = withdrawn
            .iter()
            .filter(|row| row.table == kind.table)
            .map(|row| (row.delivery, row.source_row, row.by))
            .collect();
        prop_assert_eq!(listed, gone, "{}", kind.table);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_in_force_agrees_with_the_definitions(
        loads in proptest::collection::vec(load(), 1..5),
        as_at in proptest::option::weighted(0.3, 8..20_i32),
    ) {
        agrees(&loads, as_at)?;
    }
}
