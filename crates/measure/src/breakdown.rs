//! Breakdowns: by team, service and worker (attributed once, by a sorted merge over involvements), and by the
//! child's sex, age, ethnicity and disability.

use crate::inputs::Inputs;
use crate::working::{Rows, day_at, text_at};
use arrow::array::{Array, AsArray, Date32Array, RecordBatch, StringArray};
use arrow::datatypes::Date32Type;
use standard::date::{age, from_days};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;

/// What a number can be broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The team of the case worker on the day it counts on.
    Team,
    /// The service of that team.
    Service,
    /// The case worker on the day it counts on.
    Worker,
    /// The child's sex.
    Sex,
    /// The child's age on the day it counts on, in bands.
    AgeBand,
    /// The child's ethnicity.
    Ethnicity,
    /// Whether the child has a disability.
    Disability,
    /// The category of the thing counted.
    Category,
}

impl Dimension {
    /// All of them, with the word for each on the command line.
    pub const ALL: [(Dimension, &'static str); 8] = [
        (Dimension::Team, "team"),
        (Dimension::Service, "service"),
        (Dimension::Worker, "worker"),
        (Dimension::Sex, "sex"),
        (Dimension::AgeBand, "age-band"),
        (Dimension::Ethnicity, "ethnicity"),
        (Dimension::Disability, "disability"),
        (Dimension::Category, "category"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Dimension::ALL.iter().find(|(d, _)| *d == self).expect("every dimension is listed").1
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Dimension {
    type Err = String;
    fn from_str(text: &str) -> Result<Dimension, String> {
        Dimension::ALL.iter().find(|(_, word)| *word == text).map(|(d, _)| *d).ok_or_else(|| {
            let words: Vec<_> = Dimension::ALL.iter().map(|(_, word)| *word).collect();
            format!("‘{text}’ is not a breakdown; choose one of {}", words.join(", "))
        })
    }
}

/// The age band of someone born on day `born`, on day `on`; a child not yet born, or with no date of birth, has
/// a band of its own.
pub fn age_band(born: Option<i32>, expected: bool, on: i32) -> &'static str {
    let Some(born) = born else { return if expected { "unborn" } else { "unknown" } };
    match from_days(born).zip(from_days(on)).and_then(|(born, on)| age(born, on)) {
        None => "unborn",
        Some(0) => "under-1",
        Some(1..=4) => "1-4",
        Some(5..=9) => "5-9",
        Some(10..=15) => "10-15",
        Some(16..=17) => "16-17",
        Some(_) => "18-and-over",
    }
}

/// An involvement of a case worker.
#[derive(Debug, Clone, Copy)]
struct Involvement {
    start: i32,
    end: Option<i32>,
    /// Its row, for its id, worker and team.
    row: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Person {
    row: Option<u32>,
    disability: Option<bool>,
    /// The person's involvements, as a range of `involvements`.
    from: u32,
    to: u32,
    /// Its place among all people, in the order of their ids.
    place: u32,
}

/// A team's service, from a day to a day (exclusive); null at either end is open.
type Service = (Option<i32>, Option<i32>, String);

/// Who had which child when, and what is known of the child.
#[derive(Debug)]
pub struct People {
    people: HashMap<String, Person>,
    involvements: Vec<Involvement>,
    involvement_ids: StringArray,
    workers: StringArray,
    teams: StringArray,
    sex: StringArray,
    ethnicity: StringArray,
    born: Date32Array,
    expected: Date32Array,
    stated_disability: StringArray,
    /// The services of each team, dated: (from, to, service).
    services: HashMap<String, Vec<Service>>,
    families: HashMap<String, String>,
}

fn text_column(batch: Option<&RecordBatch>, name: &str) -> StringArray {
    batch
        .and_then(|batch| batch.column_by_name(name))
        .map_or_else(|| StringArray::new_null(0), |column| column.as_string::<i32>().clone())
}

fn date_column(batch: Option<&RecordBatch>, name: &str) -> Date32Array {
    batch
        .and_then(|batch| batch.column_by_name(name))
        .map_or_else(|| Date32Array::new_null(0), |column| column.as_primitive::<Date32Type>().clone())
}

impl People {
    /// Reads what is needed from the tables.
    pub fn new(inputs: &Inputs) -> People {
        let table = |name: &str| inputs.tables.get(name);
        let mut people: HashMap<String, Person> = HashMap::new();
        let ids = text_column(table("ssd_person"), "pers_person_id");
        for i in (0..ids.len()).filter(|i| ids.is_valid(*i)) {
            people.entry(ids.value(i).to_owned()).or_default().row = Some(i as u32);
        }
        let disabled = text_column(table("ssd_disability"), "disa_person_id");
        let codes = text_column(table("ssd_disability"), "disa_disability_code");
        for i in (0..disabled.len()).filter(|i| disabled.is_valid(*i) && codes.is_valid(*i)) {
            if let Some(person) = people.get_mut(disabled.value(i)) {
                *person.disability.get_or_insert(false) |= codes.value(i) != "NONE";
            }
        }
        let invo = table("ssd_involvements");
        let persons = text_column(invo, "invo_person_id");
        let roles = text_column(invo, "invo_professional_role_id");
        let (starts, ends) =
            (date_column(invo, "invo_involvement_start_date"), date_column(invo, "invo_involvement_end_date"));
        let mut rows: Vec<(&str, Involvement)> = (0..persons.len())
            .filter(|i| persons.is_valid(*i) && starts.is_valid(*i) && text_at(&roles, *i) == "CW")
            .map(|i| (persons.value(i), Involvement { start: starts.value(i), end: day_at(&ends, i), row: i as u32 }))
            .filter(|(_, involvement)| involvement.end.is_none_or(|end| end >= involvement.start))
            .collect();
        rows.sort_by_key(|(person, involvement)| (*person, involvement.start, involvement.row));
        let mut involvements = Vec::with_capacity(rows.len());
        for (person, involvement) in &rows {
            let place = involvements.len() as u32;
            involvements.push(*involvement);
            let person = people.entry((*person).to_owned()).or_default();
            if person.to == 0 {
                person.from = place;
            }
            person.to = place + 1;
        }
        let mut in_order: Vec<(&String, &mut Person)> = people.iter_mut().collect();
        in_order.sort_unstable_by_key(|(id, _)| *id);
        in_order.into_iter().zip(0..).for_each(|((_, person), place)| person.place = place);
        let mut services: HashMap<String, Vec<_>> = HashMap::new();
        let teams = table("teams");
        let (team_ids, names) = (text_column(teams, "team_id"), text_column(teams, "service"));
        let (from, to) = (date_column(teams, "from"), date_column(teams, "to"));
        for i in (0..team_ids.len()).filter(|i| team_ids.is_valid(*i) && names.is_valid(*i)) {
            let dated = (day_at(&from, i), day_at(&to, i), names.value(i).to_owned());
            services.entry(team_ids.value(i).to_owned()).or_default().push(dated);
        }
        let departments = table("ssd_department");
        let (team_ids, parents) =
            (text_column(departments, "dept_team_id"), text_column(departments, "dept_team_parent_name"));
        for i in (0..team_ids.len()).filter(|i| team_ids.is_valid(*i) && parents.is_valid(*i)) {
            if !services.contains_key(team_ids.value(i)) {
                services.insert(team_ids.value(i).to_owned(), vec![(None, None, parents.value(i).to_owned())]);
            }
        }
        let mut families = HashMap::new();
        let (members, ids) =
            (text_column(table("ssd_family"), "fami_person_id"), text_column(table("ssd_family"), "fami_family_id"));
        for i in (0..members.len()).filter(|i| members.is_valid(*i) && ids.is_valid(*i)) {
            families.insert(members.value(i).to_owned(), ids.value(i).to_owned());
        }
        let person = table("ssd_person");
        People {
            people,
            involvements,
            involvement_ids: text_column(invo, "invo_involvements_id"),
            workers: text_column(invo, "invo_professional_id"),
            teams: text_column(invo, "invo_professional_team"),
            sex: text_column(person, "pers_sex"),
            ethnicity: text_column(person, "pers_ethnicity"),
            born: date_column(person, "pers_dob"),
            expected: date_column(person, "pers_expected_dob"),
            stated_disability: text_column(person, "pers_disability"),
            services,
            families,
        }
    }

    /// The place of a person among all, in the order of their ids; `None` for who is in no table of people.
    pub(crate) fn place(&self, person: &str) -> Option<u32> {
        self.people.get(person).map(|person| person.place)
    }

    /// The family of a child; a child of no recorded family is a family.
    pub fn family<'a>(&'a self, person: &'a str) -> &'a str {
        self.families.get(person).map_or(person, String::as_str)
    }

    /// The team and worker of the case-worker involvement open for `person` on `day`: of several, that with the
    /// latest start, and then the highest id. Empty where there is none.
    pub fn attributed(&self, person: &str, day: i32) -> (&str, &str) {
        let Some(found) = self.people.get(person) else { return ("", "") };
        let open = self.involvements[found.from as usize..found.to as usize]
            .iter()
            .filter(|involvement| involvement.start <= day && involvement.end.is_none_or(|end| end > day))
            .max_by_key(|involvement| (involvement.start, text_at(&self.involvement_ids, involvement.row as usize)));
        open.map_or(("", ""), |involvement| {
            let row = involvement.row as usize;
            (text_at(&self.teams, row), text_at(&self.workers, row))
        })
    }

    /// Who held `person` from day `from` to day `to` (exclusive): for the first day and each later one on which the team or
    /// its service changes, that day, the team and the service, as [`People::attributed`] gives them.
    pub(crate) fn held_during(&self, person: &str, from: i32, to: i32) -> Vec<(i32, &str, &str)> {
        let own =
            self.people.get(person).map_or(&[][..], |found| &self.involvements[found.from as usize..found.to as usize]);
        let mut days = vec![from];
        for involvement in own {
            days.push(involvement.start);
            days.extend(involvement.end);
            let dated = self.services.get(text_at(&self.teams, involvement.row as usize));
            days.extend(dated.into_iter().flatten().flat_map(|(from, to, _)| [*from, *to]).flatten());
        }
        days.retain(|day| (from..to).contains(day));
        days.sort_unstable();
        days.dedup();
        let mut out: Vec<(i32, &str, &str)> = Vec::new();
        for day in days {
            let team = self.attributed(person, day).0;
            let service = self.service(team, day);
            if out.last().is_none_or(|(_, last, of)| (*last, *of) != (team, service)) {
                out.push((day, team, service));
            }
        }
        out
    }

    /// Everyone who has a case worker on `day`, with the team and the worker: person, team, worker.
    pub(crate) fn held(&self, day: i32) -> impl Iterator<Item = (&str, &str, &str)> {
        let all = self.people.keys().map(move |person| (person.as_str(), self.attributed(person, day)));
        all.filter(|(_, (team, worker))| !team.is_empty() || !worker.is_empty())
            .map(|(person, (team, worker))| (person, team, worker))
    }

    /// The teams that any case worker was ever of.
    pub(crate) fn teams(&self) -> BTreeSet<&str> {
        let teams = self.involvements.iter().map(|involvement| text_at(&self.teams, involvement.row as usize));
        teams.filter(|team| !team.is_empty()).collect()
    }

    /// The service of `team` on `day`; empty where it is not known.
    pub fn service(&self, team: &str, day: i32) -> &str {
        let Some(dated) = self.services.get(team) else { return "" };
        let on = dated.iter().find(|(from, to, _)| from.is_none_or(|f| f <= day) && to.is_none_or(|t| t > day));
        on.or(dated.last()).map_or("", |(_, _, service)| service)
    }

    /// The day a child was born; `None` where no date of birth is recorded.
    pub(crate) fn born(&self, person: &str) -> Option<i32> {
        self.row(person).and_then(|row| day_at(&self.born, row))
    }

    fn row(&self, person: &str) -> Option<usize> {
        self.people.get(person).and_then(|person| person.row).map(|row| row as usize)
    }

    /// The value of `dimension` for row `i` of `rows`, which counts on `day`.
    pub(crate) fn value<'a>(&'a self, dimension: Dimension, rows: &'a Rows, i: usize, day: i32) -> &'a str {
        let person = text_at(&rows.person_id, i);
        match dimension {
            Dimension::Category => text_at(&rows.category, i),
            Dimension::Team if rows.team_id.is_valid(i) => rows.team_id.value(i),
            Dimension::Team => self.attributed(person, day).0,
            Dimension::Worker if rows.worker_id.is_valid(i) => rows.worker_id.value(i),
            Dimension::Worker => self.attributed(person, day).1,
            Dimension::Service if rows.service.is_valid(i) => rows.service.value(i),
            Dimension::Service => self.service(self.value(Dimension::Team, rows, i, day), day),
            Dimension::Sex => self.row(person).map_or("U", |row| known(text_at(&self.sex, row), "U")),
            Dimension::Ethnicity => self.row(person).map_or("NOBT", |row| known(text_at(&self.ethnicity, row), "NOBT")),
            Dimension::AgeBand => self
                .row(person)
                .map_or("unknown", |row| age_band(day_at(&self.born, row), self.expected.is_valid(row), day)),
            Dimension::Disability => {
                let Some(found) = self.people.get(person) else { return "U" };
                match found.disability {
                    Some(true) => "Y",
                    Some(false) => "N",
                    None => found.row.map_or("U", |row| known(text_at(&self.stated_disability, row as usize), "U")),
                }
            }
        }
    }
}

fn known<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
