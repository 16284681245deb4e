use std::io::BufReader;

use crate::common::{Place, at, cleared, on_both, paper, saved};
use jiff::civil::date;
use records::{Access, Actor, Edition, Error, IssuedFile, LinkPurpose, QuestionEdit, QuestionStatus, Records, Saved};
use records::{Search, SettingChange, SettingKind};

/// Something in every table, and more rows than are read at a time.
async fn fill(records: &Records) {
    let paper = paper(records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    records.set_password(by, "copper lantern drift", None, at(1)).await.unwrap();
    records.check_password("analyst", "wrong", at(2)).await.unwrap();
    let hour = jiff::SignedDuration::from_hours(1);
    records.make_link(paper.legal.id, LinkPurpose::Invitation, hour, Some(by), at(3)).await.unwrap();
    for n in 0..3 {
        records.save_session(&format!("session {n}"), Some(by), &[0, n, 255], at(9_000), at(4)).await.unwrap();
    }
    records.create_token(by, "nightly", &["results".to_owned()].into(), at(9_000), at(5)).await.unwrap();
    let accesses: Vec<_> = (0..2_345)
        .map(|n| Access {
            at: at(n),
            account_id: (n % 2 == 0).then_some(by),
            username: "analyst".into(),
            action: "read".into(),
            what: format!("“quoted”, \\ and\nlines {n}"),
            subject: String::new(),
            rows: n,
            reason: String::new(),
            route: "working".into(),
        })
        .collect();
    records.append_log(&accesses).await.unwrap();
    let opening = records.open_restricted(by, "P1", "W7", "Asked by the court", at(600), at(6)).await.unwrap();
    records.openings_seen(paper.other.id, &[opening.id], at(7)).await.unwrap();
    let note = records::RowNoteText { story: "Two left.".into(), due: Some(date(2026, 5, 1)), ..Default::default() };
    saved(records.save_row_note(id, "visits", "", &note, 0, by, at(25)).await);
    let question = QuestionEdit {
        meeting_date: date(2026, 4, 21),
        question: "Why?".into(),
        asked_by: "Cllr Example".into(),
        owner: None,
        due: None,
        status: QuestionStatus::Open,
        answer: String::new(),
        numbers: Some(vec![1, 2, 0]),
    };
    records.ask_question(id, &question, by, at(26)).await.unwrap();
    let hash = cleared(records, &paper).await;
    records.check_public(id, "", &hash, paper.other.id, at(45)).await.unwrap();
    let begun = records.begin_issue(id, Edition::Internal, "", by, at(50)).await.unwrap();
    let file = IssuedFile { name: "paper.pdf".into(), sha256: records::sha256_hex(b""), bytes: 0 };
    records.finish_issue(begun.id, &[file], at(51)).await.unwrap();
    let new = records.reopen(id, "A wrong number", by, at(60)).await.unwrap();
    records.carry_questions(new.id, by, at(61)).await.unwrap();
    let second = crate::common::Paper { report: new, ..paper };
    cleared(records, &second).await;
    records.begin_issue(second.report.id, Edition::Internal, "", by, at(70)).await.unwrap();
    let secret = records.begin_codes(second.other.id).await.unwrap();
    let code = crate::common::code(secret.secret.reveal(), at(70));
    assert!(records.confirm_codes(second.other.id, &code, None, at(70)).await.unwrap().is_some());
    records.dismiss("rule", "key", "Known", at(900), by, at(1)).await.unwrap();
    records.annotate("visits", "2026-02", "New team", by, at(0)).await.unwrap();
    records.begin_upload(by, at(0)).await.unwrap();
    let change = SettingChange {
        at: at(0),
        by: None,
        kind: SettingKind::Alias,
        key: "ethnicity".into(),
        before: None,
        after: Some("WBRI".into()),
        effective_from: None,
        reason: String::new(),
    };
    records.note_settings(&[change]).await.unwrap();
}

async fn dumped(records: &Records) -> (String, records::Dumped) {
    let mut bytes = Vec::new();
    let dumped = records.dump(&mut bytes).await.unwrap();
    (String::from_utf8(bytes).unwrap(), dumped)
}

/// The dump restored into a new database says the same, byte for byte, and works on.
async fn restored(text: &str, into: &Place) {
    let records = into.open().await;
    let done = records.restore(&mut BufReader::new(text.as_bytes())).await.unwrap();
    let (again, dumped) = dumped(&records).await;
    assert_eq!(done, dumped);
    assert!(again == text, "the dump of the restored database differs");
    let log = records.verify_log().await.unwrap().unwrap();
    let noted = |line: &str| line.contains(&log.last_hash);
    assert!(log.entries > 2_345 && text.lines().any(noted), "reads, and changes of accounts and settings");
    let by = records.account_by_username("analyst").await.unwrap().unwrap().id;
    // New rows are numbered on, and the rules hold.
    let made = records.annotate("visits", "2026-03", "After", by, at(1)).await.unwrap();
    assert_eq!(made.id, 2);
    let report = records.reports().await.unwrap().remove(0);
    let saved = records.save_block(report.id, "summary", "After.", 1, by, at(80)).await.unwrap();
    assert!(matches!(saved, Saved::Done(_)));
    let twice = records.restore(&mut BufReader::new(text.as_bytes())).await;
    assert!(matches!(twice, Err(Error::Refused(_))), "only into an empty database");
}

on_both!(a_dump_restores_everything_into_either_database, |_place, records| {
    fill(&records).await;
    let (text, done) = dumped(&records).await;
    assert!(done.rows > 2_400);
    let rows = |table: &str| {
        let from = text.find(&format!("\"table\":\"{table}\"")).unwrap();
        text[from..].lines().skip(1).take_while(|line| line.starts_with('[')).count()
    };
    for line in text.lines().filter(|line| line.contains("\"table\":")) {
        let table: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = table["table"].as_str().unwrap();
        assert!(rows(name) > 0, "{name} has no row to compare");
    }
    restored(&text, &Place::sqlite()).await;
    if let Some(place) = Place::postgres().await {
        restored(&text, &place).await;
        place.remove().await;
    }
});

on_both!(after_a_restore_nobody_is_signed_in_and_no_link_or_token_works, |_place, records| {
    let paper = paper(&records).await;
    let hour = jiff::SignedDuration::from_hours(1);
    let by = paper.analyst.id;
    let link = records.make_link(by, LinkPurpose::Invitation, hour, None, at(3)).await.unwrap();
    let token = records.create_token(by, "nightly", &["results".to_owned()].into(), at(9_000), at(5)).await.unwrap();
    records.save_session("session", Some(by), &[0], at(9_000), at(4)).await.unwrap();
    assert!(records.load_session("session", at(6)).await.unwrap().is_some());
    let before = records.account(by).await.unwrap().unwrap();
    let who = Actor::command_line("root");
    records.after_restore(&who, "the backup of last week".into(), at(7)).await.unwrap();
    assert!(records.load_session("session", at(8)).await.unwrap().is_none());
    assert!(records.look_at_link(link.secret.reveal(), at(8)).await.unwrap().is_none());
    assert!(records.token_of_secret(token.secret.reveal(), at(8)).await.unwrap().is_none());
    let all = Search { limit: 100, ..Search::default() };
    let log = records.search_log(&all).await.unwrap().entries;
    let restored = log.iter().find(|entry| entry.access.action == "restore").expect("an entry");
    assert_eq!(restored.access.what, "the backup of last week");
    assert_eq!((restored.access.username.as_str(), restored.access.account_id), ("root at the command line", None));
    assert!(records.verify_log().await.unwrap().is_ok());
    let after = records.account(by).await.unwrap().unwrap();
    assert_eq!((after.profile, after.has_password), (before.profile, before.has_password));
});

/// A dump as the first release wrote it: reports have no item, and nobody says that they saw an opening.
fn first(text: &str) -> String {
    let (mut reports, mut later) = (false, false);
    let mut out = String::new();
    for line in text.lines() {
        let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(table) = value.get("table") {
            reports = table == "report";
            later = table == "restricted_opening_seen";
        }
        match (&mut value, reports) {
            (serde_json::Value::Object(table), true) => {
                let columns = table["columns"].as_array_mut().unwrap();
                assert_eq!(columns.pop().unwrap(), "item");
            }
            (serde_json::Value::Array(row), true) => drop(row.pop()),
            (serde_json::Value::Object(last), _) if last.contains_key("sha256") => {
                last["rows"] = (last["rows"].as_u64().unwrap() - 1).into();
                last["sha256"] = records::sha256_hex(out.as_bytes()).into();
                later = false;
            }
            _ => {}
        }
        if !later {
            out.push_str(&format!("{value}\n"));
        }
    }
    out
}

on_both!(a_dump_of_the_first_release_is_restored, |_place, records| {
    fill(&records).await;
    let (text, done) = dumped(&records).await;
    let place = Place::sqlite();
    let restored = place.open().await;
    let again = restored.restore(&mut BufReader::new(first(&text).as_bytes())).await.unwrap();
    assert_eq!(again.rows, done.rows - 1);
    assert!(restored.seen_openings(None).await.unwrap().is_empty());
    assert_eq!(restored.reports().await.unwrap(), records.reports().await.unwrap());
    for report in records.reports().await.unwrap() {
        let content = records.content(report.id).await.unwrap();
        assert_eq!(restored.content(report.id).await.unwrap(), content, "what was cleared is asked for again");
    }
});

on_both!(a_database_of_the_first_release_gets_what_came_since, |place, records| {
    use sea_orm::ConnectionTrait;
    let paper = paper(&records).await;
    let raw = place.raw().await;
    let opening = "INSERT INTO restricted_opening (account_id, person_id, owner, reason, opened_at, expires_at, \
                   seen_by_owner_at) VALUES (1, 'P1', 'T1', 'Asked by the court', 1, 2, 3)";
    let untriggered: &[&str] = if records.is_postgres() {
        &[
            "DROP TRIGGER restricted_opening_append_only ON restricted_opening",
            "DROP TRIGGER restricted_opening_no_truncate ON restricted_opening",
        ]
    } else {
        &["DROP TRIGGER restricted_opening_no_update", "DROP TRIGGER restricted_opening_no_delete"]
    };
    let before = [
        "ALTER TABLE report DROP COLUMN item",
        "DROP TABLE restricted_opening_seen",
        "DELETE FROM seaql_migrations WHERE version IN ('0002_item', '0003_openings')",
        opening,
    ];
    for sql in untriggered.iter().chain(&before) {
        raw.execute_unprepared(sql).await.unwrap();
    }
    assert!(records.report(paper.report.id).await.is_err(), "the column is still there");
    let log = records.log_head().await.unwrap();
    assert!(log.seq > 0, "the accounts that were made");
    let records = place.open().await;
    assert_eq!(records.report(paper.report.id).await.unwrap(), paper.report);
    assert!(records.verify_log_against(Some(&log)).await.unwrap().is_ok(), "an old log still verifies");
    let old = records.openings().await.unwrap();
    assert_eq!(old.len(), 1);
    records.openings_seen(paper.other.id, &[old[0].id], at(30)).await.unwrap();
    assert_eq!(records.seen_openings(None).await.unwrap().len(), 1);
    assert!(raw.execute_unprepared("DELETE FROM restricted_opening").await.is_err());
});

on_both!(a_dump_that_was_changed_or_cut_restores_nothing, |_place, records| {
    fill(&records).await;
    let (text, _) = dumped(&records).await;
    let lines: Vec<&str> = text.lines().collect();
    let cut = lines[..lines.len() - 1].join("\n") + "\n";
    let changed = text.replacen("\"working\"", "\"elsewhere\"", 1);
    let one_out = [&lines[..200], &lines[201..]].concat().join("\n") + "\n";
    let empty = String::new();
    let other = "{\"dump\":\"something else\"}\n".to_owned();
    let into = Place::sqlite();
    let records = into.open().await;
    for wrong in [cut, changed, one_out, empty, other, "no dump".into()] {
        let refused = records.restore(&mut BufReader::new(wrong.as_bytes())).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert!(records.accounts().await.unwrap().is_empty());
        assert_eq!(records.log_head().await.unwrap().seq, 0);
    }
    restored(&text, &into).await;
});

on_both!(a_dump_is_of_one_state_while_others_write, |_place, records| {
    fill(&records).await;
    let writing = records.clone();
    let busy = tokio::spawn(async move {
        for n in 0..60 {
            let mut all = writing.search_log(&Search { limit: 1, ..Default::default() }).await.unwrap().entries;
            let mut access = all.remove(0).access;
            access.rows = n;
            writing.append_log(&[access]).await.unwrap();
        }
    });
    for _ in 0..4 {
        let (text, _) = dumped(&records).await;
        let place = Place::sqlite();
        let restored = place.open().await;
        restored.restore(&mut BufReader::new(text.as_bytes())).await.unwrap();
        let verified = restored.verify_log().await.unwrap();
        assert!(verified.is_ok(), "{verified:?}");
    }
    busy.await.unwrap();
});

on_both!(a_copy_of_the_file_is_made_while_in_use, |place, records| {
    fill(&records).await;
    let copy = place.path("copy.sqlite");
    let done = records.backup_to(&copy).await;
    if records.is_postgres() {
        let Err(Error::Refused(why)) = done else { panic!("{done:?}") };
        assert!(why.contains("pg_dump") && why.contains("pg_restore"));
        return;
    }
    done.unwrap();
    assert!(matches!(records.backup_to(&copy).await, Err(Error::Invalid(_))), "never over a file");
    #[cfg(unix)]
    for file in [place.path("records.sqlite"), copy.clone()] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    let copied = Records::sqlite_at(&copy).await.unwrap();
    assert!(dumped(&copied).await == dumped(&records).await);
});

#[test]
fn nothing_secret_is_printed() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let place = Place::sqlite();
        let records = place.open().await;
        fill(&records).await;
        let (text, _) = dumped(&records).await;
        let hash = text.split('"').find(|part| part.starts_with("$argon2id$")).unwrap();
        let account = records.account_by_username("analyst").await.unwrap().unwrap();
        let history = records.account_history(account.id).await.unwrap();
        let tokens = records.tokens(None).await.unwrap();
        let session = records.load_session("session 1", at(5)).await.unwrap();
        let printed = format!("{records:?}{account:?}{history:?}{tokens:?}{session:?}");
        let kept: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with('['))
            .flat_map(|line| line.split('"'))
            .filter(|part| part.len() == 64 && part.bytes().all(|b| b.is_ascii_hexdigit()))
            .collect();
        assert!(kept.len() > 1_000, "hashes of tokens, sessions, links and the log");
        assert!(!printed.contains(hash) && !kept.iter().any(|hash| printed.contains(hash)), "{printed}");
    });
}
