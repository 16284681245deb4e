//! What a made-up authority looks like from afar: that its numbers lie where those of a council like it would, and
//! move as the pilot moved them. The bands are wide enough for chance at this scale.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;
use synthetic::{Options, synthesise};
use tempfile::TempDir;

type Row = BTreeMap<String, String>;

/// Before the pilot, and the data date.
const DAYS: [&str; 2] = ["2022-02-28", "2023-07-31"];

/// Half a council.
static HALF: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { scale: 0.5, faults: 0.0, ..Options::new(1, "2023-07".parse().unwrap(), folder.path()) };
    synthesise(&options, &|_| ()).unwrap();
    folder
});

/// The rows of a table, nulls left out, midnight cut off.
fn rows(name: &str) -> Vec<Row> {
    let folder = if name.starts_with("ssd_") { "ssd" } else { "local" };
    let path = HALF.path().join(folder).join(Path::new(name).with_extension("csv"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = header.iter().zip(&record).filter(|(_, value)| !value.is_empty() && *value != "NULL");
        cells.map(|(name, value)| (name.to_owned(), value.trim_end_matches(" 00:00:00").to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row.get(column).map_or(0.0, |value| value.parse().unwrap())
}

/// Whether a span is open at the end of `day`.
fn open(row: &Row, start: &str, end: &str, day: &str) -> bool {
    row.get(start).is_some_and(|from| from.as_str() <= day) && row.get(end).is_none_or(|to| to.as_str() > day)
}

/// The people with a span of `table` open at the end of `day`.
fn people(table: &str, person: &str, start: &str, end: &str, day: &str) -> BTreeSet<String> {
    rows(table).iter().filter(|row| open(row, start, end, day)).map(|row| row[person].clone()).collect()
}

fn on_plans(day: &str) -> BTreeSet<String> {
    people("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date", day)
}

fn in_care(day: &str) -> BTreeSet<String> {
    let (start, end) = ("clae_cla_episode_start_date", "clae_cla_episode_ceased_date");
    people("ssd_cla_episodes", "clae_person_id", start, end, day)
}

/// Social work posts open at the end of `day`.
fn posts(day: &str) -> Vec<Row> {
    let social = |row: &Row| row["role"] == "social worker" && open(row, "start_date", "end_date", day);
    rows("workforce_workers").into_iter().filter(social).collect()
}

fn fte(posts: &[Row], agency: bool) -> f64 {
    posts.iter().filter(|row| (row["employment"] == "agency") == agency).map(|row| number(row, "fte")).sum()
}

/// One test, so that a runner with a process for each makes one council.
#[test]
fn half_a_council_has_the_shape_of_its_model() {
    half_the_council_has_half_its_work();
    contacts_grow_from_year_to_year();
    referrals_are_mostly_for_abuse_or_neglect();
    the_pilot_brings_caseloads_agency_use_and_sickness_down();
    the_pilot_moves_work_to_early_help();
    later_assessments_of_a_referral_are_fewer_and_less_timely();
    about_a_fifth_of_plans_are_not_the_first();
    finance_follows_the_posts();
}

fn half_the_council_has_half_its_work() {
    let last = rows("ssd_contacts").iter().filter(|row| row["cont_contact_date"].starts_with("2023-07")).count();
    assert!((1_150..1_650).contains(&last), "{last} contacts in the last month");
    let plans = on_plans(DAYS[1]).len();
    assert!((105..200).contains(&plans), "{plans} children on plans");
    let care = in_care(DAYS[1]).len();
    assert!((260..380).contains(&care), "{care} children in care or with short breaks");
    let all = posts(DAYS[1]);
    let both = fte(&all, false) + fte(&all, true);
    assert!((50.0..68.0).contains(&both), "{both} FTE social workers");
}

fn contacts_grow_from_year_to_year() {
    let contacts = rows("ssd_contacts");
    let year = |from: &str, to: &str| {
        let days = contacts.iter().map(|row| row["cont_contact_date"].as_str());
        days.filter(|day| (from..=to).contains(day)).count() as f64
    };
    let growth = year("2022-08-01", "2023-07-31") / year("2021-08-01", "2022-07-31");
    assert!((1.03..1.19).contains(&growth), "{growth}");
}

fn referrals_are_mostly_for_abuse_or_neglect() {
    let referrals = rows("ssd_cin_episodes");
    let abuse = referrals.iter().filter(|row| row["cine_cin_primary_need_code"] == "N1").count();
    let share = abuse as f64 / referrals.len() as f64;
    assert!((0.79..0.87).contains(&share), "{share}");
}

fn the_pilot_brings_caseloads_agency_use_and_sickness_down() {
    let involvements = rows("ssd_involvements");
    let referrals = rows("ssd_cin_episodes");
    let caseload = DAYS.map(|day| {
        let known: BTreeSet<&str> = referrals
            .iter()
            .filter(|row| open(row, "cine_referral_date", "cine_close_date", day))
            .map(|row| row["cine_person_id"].as_str())
            .collect();
        let posts = posts(day);
        let fte: BTreeMap<&str, f64> =
            posts.iter().map(|row| (row["worker_id"].as_str(), number(row, "fte"))).collect();
        let pairs: BTreeSet<(&str, &str)> = involvements
            .iter()
            .filter(|row| row["invo_professional_role_id"] == "CW")
            .filter(|row| open(row, "invo_involvement_start_date", "invo_involvement_end_date", day))
            .map(|row| (row["invo_professional_id"].as_str(), row["invo_person_id"].as_str()))
            .filter(|(worker, person)| fte.contains_key(worker) && known.contains(person))
            .collect();
        let holders: BTreeSet<&str> = pairs.iter().map(|(worker, _)| *worker).collect();
        pairs.len() as f64 / holders.iter().map(|worker| fte[worker]).sum::<f64>()
    });
    assert!((17.0..23.0).contains(&caseload[0]) && (13.0..17.5).contains(&caseload[1]), "{caseload:?}");
    assert!(caseload[1] < 0.88 * caseload[0], "{caseload:?}");

    let agency = DAYS.map(|day| fte(&posts(day), true));
    assert!((7.5..9.5).contains(&agency[0]) && (0.5..2.0).contains(&agency[1]), "{agency:?}");

    let social: BTreeSet<String> = rows("workforce_workers")
        .into_iter()
        .filter(|row| row["role"] == "social worker" && row["employment"] != "agency")
        .map(|row| row["worker_id"].clone())
        .collect();
    let sickness = rows("workforce_absences");
    let days = [("2021-03-01", DAYS[0]), ("2022-08-01", DAYS[1])].map(|(from, to)| {
        let calendar = standard::working_days::Calendar::to(to.parse().unwrap());
        let mut lost = 0;
        for absence in sickness.iter().filter(|row| row["type"] == "sickness" && social.contains(&row["worker_id"])) {
            let first = absence["start_date"].as_str().max(from);
            let last = absence.get("end_date").map_or(to, |end| end.as_str().min(to));
            if first <= last {
                let before = standard::date::add_days(first.parse().unwrap(), -1).unwrap();
                lost += calendar.between(before, last.parse().unwrap()).unwrap();
            }
        }
        f64::from(lost) / fte(&posts(to), false)
    });
    assert!((11.0..23.0).contains(&days[0]) && (5.0..14.0).contains(&days[1]), "{days:?}");
    assert!(days[1] < 0.85 * days[0], "{days:?}");
}

fn the_pilot_moves_work_to_early_help() {
    let shares = DAYS.map(|day| {
        let (plans, care) = (on_plans(day), in_care(day));
        let known = people("ssd_cin_episodes", "cine_person_id", "cine_referral_date", "cine_close_date", day);
        let (start, end) = ("earl_episode_start_date", "earl_episode_end_date");
        let helped = people("ssd_early_help_episodes", "earl_person_id", start, end, day);
        let early = helped.difference(&known).count() as f64;
        let need = known.iter().filter(|person| !plans.contains(*person) && !care.contains(*person)).count() as f64;
        let all = known.union(&helped).count() as f64;
        (early / all, need / all)
    });
    let [(early_before, need_before), (early, need)] = shares;
    assert!((0.26..0.35).contains(&early_before) && (0.34..0.44).contains(&early), "{shares:?}");
    assert!((0.34..0.45).contains(&need_before) && (0.27..0.38).contains(&need), "{shares:?}");
    assert!(early > early_before + 0.04 && need < need_before - 0.03, "{shares:?}");
}

fn later_assessments_of_a_referral_are_fewer_and_less_timely() {
    let calendar = standard::working_days::Calendar::to("2023-07-31".parse().unwrap());
    let mut by_referral: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    for row in rows("ssd_cin_assessments") {
        let done = row.get("cina_assessment_auth_date").cloned();
        by_referral
            .entry(row["cina_referral_id"].clone())
            .or_default()
            .push((row["cina_assessment_start_date"].clone(), done));
    }
    let (mut counted, mut timely) = ([0.0; 2], [0.0; 2]);
    for assessments in by_referral.values_mut() {
        assessments.sort();
        for pair in assessments.windows(2) {
            assert!(pair[0].1.as_ref().is_some_and(|done| *done <= pair[1].0), "one goes on: {assessments:?}");
        }
        for (place, (start, done)) in assessments.iter().enumerate() {
            let Some(done) = done else { continue };
            let later = usize::from(place > 0);
            counted[later] += 1.0;
            if calendar.between(start.parse().unwrap(), done.parse().unwrap()).unwrap() <= 45 {
                timely[later] += 1.0;
            }
        }
    }
    let share = counted[1] / (counted[0] + counted[1]);
    assert!((0.05..0.20).contains(&share), "{share} are not the first");
    let (first, later) = (timely[0] / counted[0], timely[1] / counted[1]);
    assert!(
        (0.78..0.90).contains(&first) && (0.02..0.18).contains(&(first - later)),
        "{first} of first, {later} of later"
    );
}

fn about_a_fifth_of_plans_are_not_the_first() {
    let ours: Vec<Row> = rows("ssd_cp_plans").into_iter().filter(|row| row["cppl_cp_plan_ola"] == "N").collect();
    let start = |row: &Row| row["cppl_cp_plan_start_date"].clone();
    let recent: Vec<&Row> = ours.iter().filter(|row| start(row).as_str() > "2021-07-31").collect();
    let again = recent.iter().filter(|row| {
        ours.iter().any(|other| other["cppl_person_id"] == row["cppl_person_id"] && start(other) < start(row))
    });
    let share = again.count() as f64 / recent.len() as f64;
    assert!((0.12..0.32).contains(&share), "{share}");
}

fn finance_follows_the_posts() {
    let lines = rows("finance_lines");
    let last: Vec<&Row> = lines.iter().filter(|row| row["as_at"] == DAYS[1]).collect();
    let sum = |column: &str, keep: &dyn Fn(&Row) -> bool| -> f64 {
        last.iter().filter(|row| keep(row)).map(|row| number(row, column)).sum()
    };
    let workers = |row: &Row| row["line"] == "Social workers" || row["line"] == "Senior practitioners";
    let agency = |row: &Row| row["line"] == "Agency social workers";
    let posts = posts(DAYS[1]);
    assert!((sum("fte", &workers) - fte(&posts, false)).abs() < 0.005);
    assert!((sum("fte", &agency) - fte(&posts, true)).abs() < 0.005);
    let social = sum("forecast", &|row| row["line"] == "Social workers");
    assert!((2_300_000.0..3_200_000.0).contains(&social), "£{social} for social workers");
    let staff = sum("forecast", &|row| row.contains_key("fte") && row["service"] != "Early Help");
    assert!((4_600_000.0..6_400_000.0).contains(&staff), "£{staff} for front-line social work");
    // Within a year spending only grows, and reaches the forecast with the year.
    let mut before: BTreeMap<[&str; 3], f64> = BTreeMap::new();
    for row in &lines {
        let place = ["financial_year", "service", "line"].map(|column| row[column].as_str());
        let (actual, forecast) = (number(row, "actual"), number(row, "forecast"));
        assert!(actual >= before.insert(place, actual).unwrap_or_default() && forecast >= actual, "{row:?}");
        assert!(!row["as_at"].ends_with("-03-31") || forecast == actual, "{row:?}");
    }
}
