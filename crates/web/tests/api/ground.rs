//! What these tests share: tokens, and what they ask for.

use crate::support::{Answer, World, apart, children};
use jiff::{SignedDuration, Timestamp};
use measure::Counted;
use records::Role;
use serde_json::Value;
use standard::period::{Month, PeriodKind};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A token of a role’s account, for some words.
pub async fn token(world: &World, role: Role, words: &[&str]) -> String {
    token_until(world, role, words, world.site.now() + SignedDuration::from_hours(1)).await
}

pub async fn token_until(world: &World, role: Role, words: &[&str], until: Timestamp) -> String {
    let scopes: BTreeSet<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let made_at = until - SignedDuration::from_hours(2);
    let made = world.records().create_token(world.account(role).id, "test", &scopes, until, made_at).await;
    made.expect("a token").secret.reveal().to_owned()
}

pub async fn ok(world: &World, path: &str, token: &str) -> Value {
    let answer = world.call(path, token).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// The rows behind an indicator in the newest month, whoever’s they are.
pub fn rows(world: &World, indicator: &str) -> Vec<Counted> {
    let reading = world.reading();
    let month = Month::of(reading.engine().inputs().data_date);
    let period = PeriodKind::Month.ending(month).expect("a month");
    apart(|| reading.engine().children(indicator, &period).expect("rows"))
}

/// The children of the team manager’s team.
pub fn of_the_team(world: &World) -> BTreeSet<String> {
    let profile = &world.account(Role::TeamManager).profile;
    children().of_teams(&profile.teams, &profile.services)
}

/// An indicator with children of the team manager’s behind it, and others.
pub fn indicator(world: &World) -> String {
    static FOUND: OnceLock<String> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let theirs = of_the_team(world);
        let known = ["referrals", "assessments-on-time", "case-status", "cp-visits-on-time", "cin-plans", "cic-rate"];
        let reading = world.reading();
        let known = known.into_iter().filter(|id| reading.engine().catalogue().find(id).is_some());
        let counted = known.map(|id| {
            let (some, others): (Vec<Counted>, Vec<Counted>) =
                rows(world, id).into_iter().partition(|row| theirs.contains(&row.person_id));
            (some.len().min(others.len()), id)
        });
        let (least, id) = counted.max().expect("an indicator");
        assert!(least > 7, "the test needs a team with some of the children: {id} has {least}");
        id.to_owned()
    });
    found.clone()
}

/// Person ids in the rows of an answer.
pub fn people(answer: &Value, rows: &str) -> BTreeSet<String> {
    let rows = answer[rows].as_array().expect("rows");
    rows.iter().map(|row| row["person_id"].as_str().expect("a person").to_owned()).collect()
}

/// Issues a report in both editions, of one file each, and gives their numbers: the public one, the internal one.
pub async fn issue(world: &World) -> (i64, i64) {
    let (records, now) = (world.records(), world.site.now());
    let id = |role| world.account(role).id;
    let (analyst, director, officer) = (id(Role::Analyst), id(Role::Director), id(Role::ClearingOfficer));
    let new = records::NewReport {
        month: "2023-07".into(),
        template: "board".into(),
        title: "Performance report".into(),
        meeting_date: None,
        item: String::new(),
        blocks: Vec::new(),
    };
    let report = records.create_report(&new, analyst, now).await.expect("a report").id;
    records.freeze(report, "2023-07-31".parse().expect("a day"), b"{}", analyst, now).await.expect("frozen");
    let ask = records::Ask { capacity: "sponsor".into(), account: None, due: None };
    let asked = records.ask_clearance(report, &[ask], analyst, now).await.expect("asked");
    let says = records.content(report).await.expect("what it says").hash;
    let cleared = records::DecisionWord::Cleared;
    records.decide(asked[0].id, cleared, "", &says, officer, now).await.expect("cleared");
    records.check_public(report, "Checked.", &says, director, now).await.expect("checked");
    let mut issued = Vec::new();
    for edition in [records::Edition::Public, records::Edition::Internal] {
        let begun = records.begin_issue(report, edition, "", director, now).await.expect("begun");
        let folder = world.folder().join("reports").join(&begun.folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let text = format!("<!doctype html><title>{}</title>", edition.word());
        std::fs::write(folder.join("report.html"), &text).expect("a file");
        let file = records::IssuedFile {
            name: "report.html".into(),
            sha256: records::sha256_hex(text.as_bytes()),
            bytes: text.len() as u64,
        };
        issued.push(records.finish_issue(begun.id, &[file], now).await.expect("issued").id);
    }
    (issued[0], issued[1])
}

/// A column of a CSV file.
pub fn csv_column(answer: &Answer, column: usize) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    reader.records().map(|row| row.expect("a row")[column].to_owned()).collect()
}

/// A column of a Parquet file.
pub fn parquet_column(answer: &Answer, column: usize) -> Vec<String> {
    let reader = parquet::file::reader::SerializedFileReader::new(bytes(answer)).expect("a Parquet file");
    use parquet::record::RowAccessor;
    let rows = parquet::file::reader::FileReader::get_row_iter(&reader, None).expect("rows");
    rows.map(|row| row.expect("a row").get_string(column).expect("a text").clone()).collect()
}

pub fn bytes(answer: &Answer) -> axum::body::Bytes {
    axum::body::Bytes::from(answer.body.clone())
}

/// An address with its parameters filled in, so that there is something to answer.
pub fn address(path: &str, needed: &[(&str, String)]) -> String {
    let mut path = path.to_owned();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in needed {
        let place = format!("{{{name}}}");
        if path.contains(&place) {
            path = path.replace(&place, value);
        } else {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}
