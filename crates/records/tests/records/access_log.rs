use crate::common::{account, at, on_both};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use records::{
    Access, Actor, Change, Head, LinkPurpose, LogWriter, Profile, Records, Role, Search, SettingChange, SettingKind,
};
use sea_orm::{ConnectionTrait, DatabaseConnection};

fn access(n: i64, at: Timestamp) -> Access {
    Access {
        at,
        account_id: Some(n % 3),
        username: format!("user{}", n % 3),
        action: if n % 2 == 0 { "read" } else { "export" }.into(),
        what: format!("visits_in_time, 2026-{:02}, 100%", n % 12 + 1),
        subject: if n % 5 == 0 { format!("P{n}") } else { String::new() },
        rows: n,
        reason: String::new(),
        route: "working".into(),
    }
}

async fn filled(records: &Records, entries: i64) -> Head {
    let all: Vec<_> = (1..=entries).map(|n| access(n, at(n))).collect();
    records.append_log(&all).await.unwrap()
}

on_both!(the_log_goes_on_and_is_verified, |_place, records| {
    assert_eq!(records.verify_log().await.unwrap().unwrap().entries, 0);
    let head = filled(&records, 1203).await;
    let verified = records.verify_log().await.unwrap().unwrap();
    assert_eq!((verified.entries, &verified.last_hash), (1203, &head.hash));
    let later = filled(&records, 3).await;
    assert_eq!((later.seq, &records.log_head().await.unwrap()), (1206, &later));
    assert!(records.verify_log_against(Some(&head)).await.unwrap().is_ok());
    let mut nul = access(1, at(1));
    nul.what = "a\0b".into();
    records.append_log(&[nul]).await.unwrap();
    assert!(records.verify_log().await.unwrap().is_ok());
});

on_both!(the_log_is_searched_newest_first, |_place, records| {
    filled(&records, 60).await;
    let all = Search { limit: 25, ..Search::default() };
    let first = records.search_log(&all).await.unwrap();
    assert_eq!(first.entries.iter().map(|e| e.seq).collect::<Vec<_>>(), (36..=60).rev().collect::<Vec<_>>());
    assert_eq!(first.entries[0].access, access(60, at(60)));
    let third = records.search_log(&Search { before: Some(11), ..all.clone() }).await.unwrap();
    assert_eq!((third.entries.len(), third.next), (10, None));
    let found = |search: Search| {
        let records = records.clone();
        async move { records.search_log(&search).await.unwrap().entries.iter().map(|e| e.seq).collect::<Vec<_>>() }
    };
    assert_eq!(found(Search { from: Some(at(10)), to: Some(at(13)), ..Search::default() }).await, [12, 11, 10]);
    assert_eq!(found(Search { subject: Some("P55".into()), ..Search::default() }).await, [55]);
    let (account, action) = (Some(0), Some("export".into()));
    assert_eq!(found(Search { account, action, to: Some(at(10)), ..Search::default() }).await, [9, 3]);
    assert_eq!(
        found(Search { text: Some("2026-05, 100%".into()), to: Some(at(20)), ..Search::default() }).await,
        [16, 4]
    );
    let (text, also) = (Some("no such words".into()), vec!["2026-05, 100%".into(), "2026-06, 100%".into()]);
    assert_eq!(found(Search { text, also, to: Some(at(20)), ..Search::default() }).await, [17, 16, 5, 4]);
    assert_eq!(found(Search { text: Some("VISITS_IN".into()), limit: 99, ..Search::default() }).await.len(), 60);
    assert!(found(Search { text: Some("visits%in".into()), ..Search::default() }).await.is_empty(), "no wildcards");
    assert!(found(Search { text: Some("visitsxin".into()), ..Search::default() }).await.is_empty());
});

on_both!(the_database_refuses_changes, |place, records| {
    filled(&records, 3).await;
    let raw = place.raw().await;
    for sql in ["UPDATE access_log SET rows_read = 0 WHERE seq = 2", "DELETE FROM access_log WHERE seq = 3"] {
        let refused = raw.execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(refused.contains("only ever added to"), "{refused}");
    }
    if records.is_postgres() {
        assert!(raw.execute_unprepared("TRUNCATE access_log").await.is_err());
    }
    assert!(records.verify_log().await.unwrap().is_ok());
});

/// Takes the triggers off, as someone with all rights on the database can.
async fn unguarded(raw: &DatabaseConnection, records: &Records) {
    let sql = if records.is_postgres() {
        "ALTER TABLE access_log DISABLE TRIGGER ALL"
    } else {
        "DROP TRIGGER access_log_no_update; DROP TRIGGER access_log_no_delete"
    };
    raw.execute_unprepared(sql).await.unwrap();
}

on_both!(any_alteration_is_found, |place, records| {
    let noted = filled(&records, 12).await;
    let raw = place.raw().await;
    unguarded(&raw, &records).await;
    let columns = [
        ("at", "at + 1"),
        ("account_id", "NULL"),
        ("account_id", "2"),
        ("username", "username || 'x'"),
        ("action", "''"),
        ("what", "what || ' '"),
        ("subject", "'P9'"),
        ("rows_read", "rows_read - 1"),
        ("reason", "'because'"),
        ("route", "'other'"),
        ("previous", "''"),
        ("hash", "previous"),
    ];
    raw.execute_unprepared("CREATE TABLE kept AS SELECT * FROM access_log").await.unwrap();
    let restore = "DELETE FROM access_log; INSERT INTO access_log SELECT * FROM kept";
    for (column, value) in columns {
        for seq in [2, 7, 12] {
            raw.execute_unprepared(&format!("UPDATE access_log SET {column} = {value} WHERE seq = {seq}"))
                .await
                .unwrap();
            let same = column == "account_id" && value == "2" && seq % 3 == 2;
            match records.verify_log().await.unwrap() {
                Err(broken) => assert_eq!(broken.seq, seq, "{column}: {broken}"),
                Ok(_) => assert!(same, "{column} = {value} at {seq} was not found"),
            }
            raw.execute_unprepared(restore).await.unwrap();
        }
    }
    assert!(records.verify_log().await.unwrap().is_ok());
    let others = [
        ("DELETE FROM access_log WHERE seq = 5", 5),
        ("DELETE FROM access_log WHERE seq = 1", 1),
        ("DELETE FROM access_log WHERE seq = 12", 12),
        ("DELETE FROM access_log", 1),
        ("UPDATE access_log SET seq = 99 WHERE seq = 6", 6),
        (
            "INSERT INTO access_log SELECT 13, at, account_id, username, action, what, subject, rows_read, reason, route, \
          previous, hash FROM access_log WHERE seq = 12",
            13,
        ),
        (
            "INSERT INTO access_log SELECT 0, at, account_id, username, action, what, subject, rows_read, reason, route, \
          previous, hash FROM access_log WHERE seq = 12",
            0,
        ),
    ];
    for (sql, seq) in others {
        raw.execute_unprepared(sql).await.unwrap();
        let broken = records.verify_log().await.unwrap().unwrap_err();
        assert_eq!(broken.seq, seq, "{sql}: {broken}");
        raw.execute_unprepared(restore).await.unwrap();
    }

    // The end cut off and the head moved back with it: only the head that was noted elsewhere tells.
    let cut = "DELETE FROM access_log WHERE seq > 10; \
               UPDATE access_log_head SET seq = 10, hash = (SELECT hash FROM access_log WHERE seq = 10)";
    raw.execute_unprepared(cut).await.unwrap();
    assert_eq!(records.verify_log().await.unwrap().unwrap().entries, 10);
    assert_eq!(records.verify_log_against(Some(&noted)).await.unwrap().unwrap_err().seq, 11);
    // And written anew to the same length.
    filled(&records, 2).await;
    assert!(records.verify_log().await.unwrap().is_ok());
    assert_eq!(records.verify_log_against(Some(&noted)).await.unwrap().unwrap_err().seq, 12);
    raw.execute_unprepared("DELETE FROM access_log_head").await.unwrap();
    assert!(records.verify_log().await.unwrap().is_err());
});

on_both!(many_append_at_once, |place, records| {
    let other = place.open().await;
    let writer = LogWriter::start(records.clone());
    let mut tasks = Vec::new();
    for n in 0..200 {
        let (writer, records, other) = (writer.clone(), records.clone(), other.clone());
        tasks.push(tokio::spawn(async move {
            match n % 20 {
                0 => records.append_log(&[access(n, at(n))]).await.map(|_| ()),
                1 => other.append_log(&[access(n, at(n))]).await.map(|_| ()),
                _ => writer.append(access(n, at(n))).await,
            }
        }));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(records.verify_log().await.unwrap().unwrap().entries, 200);
    let mut rows: Vec<i64> = records
        .search_log(&Search { limit: 500, ..Search::default() })
        .await
        .unwrap()
        .entries
        .iter()
        .map(|e| e.access.rows)
        .collect();
    rows.sort_unstable();
    assert_eq!(rows, (0..200).collect::<Vec<_>>(), "each once");
});

on_both!(fifty_who_read_at_once_share_their_writes, |_place, records| {
    let writer = LogWriter::start(records.clone());
    let begin = std::time::Instant::now();
    let readers: Vec<_> = (0..50)
        .map(|reader| {
            let writer = writer.clone();
            tokio::spawn(async move {
                for n in 0..20 {
                    writer.append(access(reader * 100 + n, at(n))).await.unwrap();
                }
            })
        })
        .collect();
    for reader in readers {
        reader.await.unwrap();
    }
    let took = begin.elapsed();
    assert_eq!(records.verify_log().await.unwrap().unwrap().entries, 1_000);
    // Each reader waits for twenty writes, not for a thousand: a write takes some milliseconds.
    assert!(took < std::time::Duration::from_secs(10), "{took:?}");
});

on_both!(changes_of_accounts_and_settings_are_in_the_chain, |place, records| {
    let by = account(&records, "boss", &[Role::Administrator]).await;
    let sam = account(&records, "sam", &[Role::Analyst]).await;
    let roles = [Role::TeamManager].into();
    let profile = Profile { roles, teams: ["T02".to_owned()].into(), sees_names: true, ..sam.profile.clone() };
    records.update_account(sam.id, &profile, Some(by.id), at(10)).await.unwrap();
    records.update_account(sam.id, &profile, Some(by.id), at(11)).await.unwrap();
    records
        .make_link(sam.id, LinkPurpose::Invitation, SignedDuration::from_hours(1), Some(by.id), at(12))
        .await
        .unwrap();
    records.disable_account(sam.id, Some(by.id), at(13)).await.unwrap();
    let setting = |kind, key: &str, after: &str| SettingChange {
        at: at(14),
        by: Some(by.id),
        kind,
        key: key.into(),
        before: None,
        after: Some(after.into()),
        effective_from: Some(date(2023, 4, 1)),
        reason: "The board decided it".into(),
    };
    let changes = [
        setting(SettingKind::Parameter, "cp_visit_interval", "15 working days"),
        setting(SettingKind::Alias, "codes of ethnicity: Jo Example", "WBRI"),
    ];
    records.note_settings(&changes).await.unwrap();
    records.log_change(&Actor::from(&by), Change::Backup, "backup week.zip".into(), at(15)).await.unwrap();
    let found = records.search_log(&Search { account: Some(by.id), ..Search::default() }).await.unwrap().entries;
    let told: Vec<(&str, &str, &str)> = found
        .iter()
        .rev()
        .map(|entry| {
            assert_eq!(entry.access.username, "boss");
            (entry.access.action.as_str(), entry.access.what.as_str(), entry.access.reason.as_str())
        })
        .collect();
    let expected = [
        (
            "change-account",
            "account sam: profile; roles: analyst → team-manager; sees names: no → yes; teams: none → T02",
            "",
        ),
        ("change-account", "account sam: one-time link made (invitation)", ""),
        ("change-account", "account sam: closed", ""),
        (
            "change-setting",
            "parameter cp_visit_interval from 2023-04-01: not set → 15 working days",
            "The board decided it",
        ),
        ("change-setting", "alias codes of ethnicity", "The board decided it"),
        ("back-up", "backup week.zip", ""),
    ];
    assert_eq!(told, expected, "what was saved unchanged is no change, and what is taught isn't told");
    let made =
        records.search_log(&Search { text: Some("account sam: made".into()), ..Search::default() }).await.unwrap();
    assert_eq!(made.entries[0].access.username, "the server");
    // What was refused is in neither the accounts nor the log.
    let head = records.log_head().await.unwrap();
    assert!(records.disable_account(by.id, Some(by.id), at(16)).await.is_err());
    assert_eq!(records.log_head().await.unwrap(), head);
    assert!(records.verify_log().await.unwrap().is_ok());
    let raw = place.raw().await;
    unguarded(&raw, &records).await;
    raw.execute_unprepared("UPDATE access_log SET what = replace(what, 'team-manager', 'practitioner')").await.unwrap();
    assert!(records.verify_log().await.unwrap().is_err(), "an altered role is found");
});
