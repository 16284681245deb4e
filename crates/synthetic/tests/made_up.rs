//! What must hold of every authority that is made up.

use calamine::{Data, Reader, Xlsx, open_workbook};
use standard::table;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use synthetic::{Options, Summary, synthesise};
use tempfile::TempDir;

fn made(seed: u64, scale: f64, faults: f64) -> (TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { scale, faults, ..Options::new(seed, "2023-07".parse().unwrap(), folder.path()) };
    let summary = synthesise(&options, &|_| ()).unwrap();
    (folder, summary)
}

type Rows = Vec<BTreeMap<String, String>>;

/// The rows of a CSV file, nulls left out, midnight cut off.
fn rows(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let cells = header.iter().zip(&record).filter(|(_, value)| !value.is_empty() && *value != "NULL");
        all.push(
            cells.map(|(name, value)| (name.to_owned(), value.trim_end_matches(" 00:00:00").to_owned())).collect(),
        );
    }
    all
}

fn tables(folder: &Path) -> BTreeMap<String, Rows> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), rows(&path));
    }
    all
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let parent = path.file_name().unwrap().to_string_lossy().into_owned();
            all.extend(files(&path).into_iter().map(|(name, bytes)| (format!("{parent}/{name}"), bytes)));
        } else {
            all.insert(path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (one, summary) = made(5, 0.03, 0.01);
    let (other, again) = made(5, 0.03, 0.01);
    assert_eq!(summary, again);
    let (one, other) = (files(one.path()), files(other.path()));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs");
    }
    let (different, _) = made(6, 0.03, 0.01);
    assert_ne!(fs::read(different.path().join("ssd/ssd_contacts.csv")).unwrap(), one["ssd/ssd_contacts.csv"]);
}

#[test]
fn every_header_is_known_to_the_standard() {
    let (folder, summary) = made(1, 0.02, 0.0);
    for part in ["ssd", "ssd_earlier", "local"] {
        for entry in fs::read_dir(folder.path().join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let known = table::find(&name).unwrap_or_else(|| panic!("{name}"));
            let header = csv::Reader::from_path(&path).unwrap().headers().unwrap().clone();
            for column in &header {
                assert!(known.column(column).is_some(), "{name}.{column}");
            }
        }
    }
    assert!(summary.faults.is_empty());
    assert_eq!(fs::read_to_string(folder.path().join("faults.csv")).unwrap().lines().count(), 1);
}

/// Columns whose values may be days to come.
fn planned(column: &str) -> bool {
    ["due", "target", "expected"].iter().any(|word| column.contains(word))
}

#[test]
fn rows_hang_together() {
    let (folder, _) = made(3, 0.15, 0.0);
    hang_together(folder.path(), ["2023-07-31", "2023-06-30"]);
}

#[test]
fn rows_hang_together_whatever_the_seed_and_the_month() {
    for (seed, to, dates) in [
        (21, "2024-02", ["2024-02-29", "2024-01-31"]),
        (22, "2019-12", ["2019-12-31", "2019-11-30"]),
        (23, "2026-03", ["2026-03-31", "2026-02-28"]),
        (24, "2023-07", ["2023-07-31", "2023-06-30"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let options = Options { scale: 0.03, faults: 0.0, ..Options::new(seed, to.parse().unwrap(), folder.path()) };
        synthesise(&options, &|_| ()).unwrap();
        hang_together(folder.path(), dates);
    }
}

/// Keys are there and once; references are to rows that are there; nothing but what is planned lies after the
/// data date; no span ends before it starts; codes are known.
fn hang_together(folder: &Path, dates: [&str; 2]) {
    for (part, data_date) in ["ssd", "ssd_earlier"].into_iter().zip(dates) {
        let mut all = tables(&folder.join(part));
        if part == "ssd" {
            all.extend(tables(&folder.join("local")));
        }
        let mut ids: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for (name, rows) in &all {
            for column in &table::find(name).unwrap().columns {
                let values = rows.iter().filter_map(|row| row.get(&column.name)).map(String::as_str);
                ids.insert((name, &column.name), values.collect());
            }
        }
        for (name, rows) in &all {
            let declared = table::find(name).unwrap();
            let mut keys = BTreeSet::new();
            for row in rows {
                let key: Vec<_> = declared.key().map(|column| row.get(&column.name)).collect();
                assert!(key.iter().all(Option::is_some), "{name}: a row without its key: {row:?}");
                assert!(keys.insert(key), "{name}: twice: {row:?}");
                if let (Some(start), Some(end)) = (declared.start.first(), &declared.end)
                    && let (Some(start), Some(end)) = (row.get(start), row.get(end))
                {
                    assert!(start <= end, "{name}: {row:?}");
                }
                for column in &declared.columns {
                    let Some(value) = row.get(&column.name) else { continue };
                    if column.kind == table::ColumnType::Date && !planned(&column.name) {
                        assert!(value.as_str() <= data_date, "{name}.{} after the data date: {row:?}", column.name);
                    }
                    if let Some(list) = &column.codes {
                        let known = standard::codes::list(list).unwrap().code(value);
                        assert!(known.is_some(), "{name}.{}: {value}", column.name);
                    }
                    if let Some((other, key)) = &column.references
                        && let Some(known) = ids.get(&(other.as_str(), key.as_str()))
                        && name != "person_merges"
                    {
                        assert!(known.contains(value.as_str()), "{name}.{} → {other}: {row:?}", column.name);
                    }
                }
            }
        }
    }
}

#[test]
fn a_child_has_one_thing_at_a_time() {
    let (folder, _) = made(4, 0.15, 0.0);
    let ssd = folder.path().join("ssd");
    for (file, person, start, end) in [
        ("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
        ("ssd_cla_placement", "clap_person_id", "clap_cla_placement_start_date", "clap_cla_placement_end_date"),
        ("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
        ("ssd_legal_status", "lega_person_id", "lega_legal_status_start_date", "lega_legal_status_end_date"),
        ("ssd_cin_episodes", "cine_person_id", "cine_referral_date", "cine_close_date"),
        ("ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    ] {
        let mut spans: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for row in rows(&ssd.join(format!("{file}.csv"))) {
            let end = row.get(end).cloned().unwrap_or_else(|| "9999".to_owned());
            spans.entry(row[person].clone()).or_default().push((row[start].clone(), end));
        }
        for (person, mut spans) in spans {
            spans.sort();
            for pair in spans.windows(2) {
                assert!(pair[0].1 <= pair[1].0, "{file}: {person}: {pair:?}");
            }
        }
    }
}

#[test]
fn visits_fall_within_plans_and_care() {
    let (folder, _) = made(8, 0.1, 0.0);
    let ssd = folder.path().join("ssd");
    for (visits, person, day, spans, owner, start, end) in [
        (
            "ssd_cp_visits",
            "cppv_person_id",
            "cppv_cp_visit_date",
            "ssd_cp_plans",
            "cppl_person_id",
            "cppl_cp_plan_start_date",
            "cppl_cp_plan_end_date",
        ),
        (
            "ssd_cla_visits",
            "clav_person_id",
            "clav_cla_visit_date",
            "ssd_cla_episodes",
            "clae_person_id",
            "clae_cla_episode_start_date",
            "clae_cla_episode_ceased_date",
        ),
    ] {
        let spans = rows(&ssd.join(format!("{spans}.csv")));
        for visit in rows(&ssd.join(format!("{visits}.csv"))) {
            let within = spans.iter().any(|span| {
                span[owner] == visit[person]
                    && span[start] <= visit[day]
                    && span.get(end).is_none_or(|end| *end >= visit[day])
            });
            assert!(within, "{visits}: {visit:?}");
        }
    }
}

#[test]
fn records_were_deleted_and_corrected_between_deliveries() {
    let (folder, _) = made(2, 0.3, 0.0);
    let key = |part: &str, table: &str, id: &str, day: &str| -> BTreeMap<String, String> {
        let rows = rows(&folder.path().join(part).join(format!("{table}.csv")));
        rows.into_iter().map(|row| (row[id].clone(), row[day].clone())).collect()
    };
    let before = key("ssd_earlier", "ssd_contacts", "cont_contact_id", "cont_contact_date");
    let after = key("ssd", "ssd_contacts", "cont_contact_id", "cont_contact_date");
    let both = |day: &String| day.as_str() >= "2017-08-01";
    let deleted = before.iter().filter(|(id, day)| both(day) && !after.contains_key(*id)).count();
    let corrected = before.iter().filter(|(id, day)| after.get(*id).is_some_and(|now| now != *day)).count();
    assert!(deleted > 0 && corrected > 0, "{deleted} deleted, {corrected} corrected");
    let plans = |part| key(part, "ssd_cp_plans", "cppl_cp_plan_id", "cppl_cp_plan_start_date");
    let (before, after) = (plans("ssd_earlier"), plans("ssd"));
    assert!(before.iter().any(|(id, day)| both(day) && !after.contains_key(id)), "no plan was deleted");
}

/// The rows of a list, and its headings.
fn list(path: &Path, number: usize) -> (Vec<String>, Vec<Vec<Data>>) {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let names = book.sheet_names();
    let name = names.iter().find(|n| **n == format!("List {number}") || **n == format!("List_{number}")).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let mut rows =
        range.rows().map(<[Data]>::to_vec).skip_while(|row| row.iter().filter(|c| **c != Data::Empty).count() < 4);
    let header = rows.next().unwrap().iter().map(ToString::to_string).collect();
    (header, rows.collect())
}

#[test]
fn annex_a_agrees_with_the_standard_dataset() {
    let (folder, summary) = made(9, 0.1, 0.0);
    assert_eq!(summary.annex_a.len(), 4);
    for (book, part, from, to) in [
        ("Annex A 2023-07-31.xlsx", "ssd", "2023-02-01", "2023-07-31"),
        ("Annex A 2023-06-30.xlsx", "ssd_earlier", "2023-01-01", "2023-06-30"),
    ] {
        let path = folder.path().join("annex_a").join(book);
        let ssd = folder.path().join(part);
        let within = |day: &String| (from..=to).contains(&day.as_str());
        for (number, table, day) in [
            (1, "ssd_contacts", "cont_contact_date"),
            (2, "ssd_early_help_episodes", "earl_episode_start_date"),
            (3, "ssd_cin_episodes", "cine_referral_date"),
        ] {
            let expected = rows(&ssd.join(format!("{table}.csv"))).iter().filter(|row| within(&row[day])).count();
            assert_eq!(list(&path, number).1.len(), expected, "{book} list {number}");
        }
        let open = |table: &str, person: &str, start: &str, end: &str, ours: bool| -> BTreeSet<String> {
            let rows = rows(&ssd.join(format!("{table}.csv")));
            let mine = rows.into_iter().filter(|row| !ours || row["cppl_cp_plan_ola"] == "N");
            mine.filter(|row| row[start].as_str() <= to && row.get(end).is_none_or(|end| end.as_str() > to))
                .map(|row| row[person].clone())
                .collect()
        };
        let plans = open("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date", true);
        let (header, plan_rows) = list(&path, 7);
        let ended = header.iter().position(|name| name == "Child Protection Plan End Date").unwrap();
        let still: BTreeSet<String> =
            plan_rows.iter().filter(|row| row[ended] == Data::Empty).map(|row| row[0].to_string()).collect();
        assert_eq!(still, plans, "{book}");
        let care = open(
            "ssd_cla_episodes",
            "clae_person_id",
            "clae_cla_episode_start_date",
            "clae_cla_episode_ceased_date",
            false,
        );
        let (header, care_rows) = list(&path, 8);
        let ended = header.iter().position(|name| name.starts_with("Date Ceased to be Looked After")).unwrap();
        let still: BTreeSet<String> =
            care_rows.iter().filter(|row| row[ended] == Data::Empty).map(|row| row[0].to_string()).collect();
        assert_eq!(still, care, "{book}");
    }
}

#[test]
fn some_workbooks_do_not_say_what_day_they_describe() {
    let (folder, _) = made(9, 0.02, 0.0);
    let dated = |name: &str| {
        let mut book: Xlsx<_> = open_workbook(folder.path().join("annex_a").join(name)).unwrap();
        let front = book.worksheet_range("Front_Sheet").ok()?;
        assert_eq!(front.get_value((4, 0)).unwrap().to_string(), "Data as at", "{name}");
        Some(front.get_value((4, 1)).is_some_and(|cell| *cell != Data::Empty))
    };
    assert_eq!(dated("Annex A 2023-07-31.xlsx"), Some(true));
    assert_eq!(dated("Annex A 2023-06-30.xlsx"), None);
    assert_eq!(dated("Annex A 2023-05-31.xlsx"), Some(true));
    assert_eq!(dated("Annex A 2023-04-30.xlsx"), Some(false));
}

#[test]
fn faults_are_put_in_and_written_down() {
    let (folder, summary) = made(11, 0.1, 0.05);
    let log = rows(&folder.path().join("faults.csv"));
    assert_eq!(log.len() as u64, summary.faults.values().sum::<u64>());
    assert!(summary.faults.len() >= 14, "{:?}", summary.faults);
    let encoded: BTreeSet<_> =
        log.iter().filter(|fault| fault["fault"] == "encoding").map(|fault| &fault["file"]).collect();
    assert_eq!(encoded.len(), 3);
    let in_csv = |fault: &&BTreeMap<String, String>| fault["file"].ends_with(".csv") && fault["row"] != "1";
    for fault in
        log.iter().filter(in_csv).filter(|fault| fault.contains_key("column") && !encoded.contains(&fault["file"]))
    {
        let text = fs::read_to_string(folder.path().join(&fault["file"])).unwrap();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let place = reader.headers().unwrap().iter().position(|name| name == fault["column"]);
        // Two headings of one file were changed afterwards.
        let Some(place) = place else { continue };
        let row: usize = fault["row"].parse().unwrap();
        let record = reader.records().nth(row - 2).unwrap().unwrap();
        let written = fault.get("written").map_or("", String::as_str);
        assert_eq!(record[place].trim_end_matches(" 00:00:00"), written, "{fault:?}");
    }
    // The earlier delivery and the Parquet files have none: they are the truth to compare with.
    let (clean, _) = made(11, 0.1, 0.0);
    let same = |name: &str| fs::read(folder.path().join(name)).unwrap() == fs::read(clean.path().join(name)).unwrap();
    assert!(same("ssd_earlier/ssd_contacts.csv") && same("ssd_parquet/ssd_contacts.parquet"));
}

#[test]
fn options_out_of_range_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let month = "2023-07".parse().unwrap();
    for options in [
        Options { scale: 0.0, ..Options::new(1, month, folder.path()) },
        Options { scale: f64::NAN, ..Options::new(1, month, folder.path()) },
        Options { faults: 1.5, ..Options::new(1, month, folder.path()) },
        Options { to: "1999-01".parse().unwrap(), ..Options::new(1, month, folder.path()) },
    ] {
        assert!(synthesise(&options, &|_| ()).is_err());
    }
    let file = folder.path().join("a file");
    fs::write(&file, "").unwrap();
    let error = synthesise(&Options { scale: 0.01, ..Options::new(1, month, file.join("in")) }, &|_| ()).unwrap_err();
    assert!(error.to_string().contains("could not write"), "{error}");
}
