use crate::common::{account, at, on_both, paper, saved};
use jiff::civil::date;
use records::{Error, NewReport, OpeningSeen, QuestionEdit, QuestionStatus, Role, Saved, SettingChange, SettingKind};
use records::{UploadState, UploadedFile};

fn question(text: &str) -> QuestionEdit {
    QuestionEdit {
        meeting_date: date(2026, 4, 21),
        question: text.into(),
        asked_by: "Cllr Example".into(),
        owner: None,
        due: Some(date(2026, 5, 12)),
        status: QuestionStatus::Open,
        answer: String::new(),
        numbers: None,
    }
}

on_both!(questions_are_answered_with_frozen_numbers_and_carried_over, |_place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    let one = records.ask_question(id, &question("Why are visits late?"), by, at(100)).await.unwrap();
    let two = records.ask_question(id, &question("What does it cost?"), by, at(101)).await.unwrap();
    assert!(matches!(records.ask_question(id, &question(" "), by, at(101)).await, Err(Error::Invalid(_))));
    let silent = QuestionEdit { status: QuestionStatus::Answered, ..one.edit.clone() };
    assert!(matches!(records.edit_question(one.id, &silent, 1, by, at(102)).await, Err(Error::Invalid(_))));
    let answer = QuestionEdit { answer: "Two workers left.".into(), numbers: Some(vec![0, 159, 146]), ..silent };
    let answered = saved(records.edit_question(one.id, &answer, 1, paper.other.id, at(103)).await);
    assert_eq!(answered.edit, answer);
    assert_eq!((answered.answered_at, answered.answered_by), (Some(at(103)), Some(paper.other.id)));
    assert_eq!(answered.numbers_sha256, Some(records::sha256_hex(&[0, 159, 146])));
    let late = records.edit_question(one.id, &one.edit, 1, by, at(104)).await.unwrap();
    assert_eq!(late, Saved::Conflict { theirs: answered.clone(), yours: one.edit.clone() });
    let closed = QuestionEdit { status: QuestionStatus::Closed, ..answer };
    let closed = saved(records.edit_question(one.id, &closed, 2, by, at(105)).await);
    assert_eq!(closed.answered_by, Some(paper.other.id), "closing is not answering");
    assert_eq!(records.question_revisions(one.id).await.unwrap().len(), 3);

    let new = NewReport {
        month: "2026-04".into(),
        template: "board".into(),
        title: "April".into(),
        meeting_date: None,
        item: String::new(),
        blocks: Vec::new(),
    };
    let next = records.create_report(&new, by, at(110)).await.unwrap();
    assert_eq!(records.carry_questions(next.id, by, at(111)).await.unwrap(), 1);
    assert_eq!(records.carry_questions(next.id, by, at(112)).await.unwrap(), 0);
    let carried = records.questions_of(next.id).await.unwrap();
    assert_eq!(carried.iter().map(|q| (q.id, q.carried_into.clone())).collect::<Vec<_>>(), [(two.id, vec![next.id])]);
    assert_eq!(records.questions_of(id).await.unwrap().len(), 2);
    assert_eq!(records.questions(Some(QuestionStatus::Open)).await.unwrap().len(), 1);
    assert_eq!(records.questions(None).await.unwrap().len(), 2);
});

on_both!(findings_are_set_aside_until_a_day, |_place, records| {
    let by = account(&records, "sam", &[Role::Analyst]).await.id;
    let one = records
        .dismiss("visit-before-birth", "visits|P1|2026-01-02", "Unborn child", at(500), by, at(0))
        .await
        .unwrap();
    let two = records.dismiss("visit-before-birth", "visits|P2|2026-01-02", "Known", at(900), by, at(1)).await.unwrap();
    assert!(matches!(records.dismiss("r", "k", " ", at(9), by, at(1)).await, Err(Error::Invalid(_))));
    assert!(matches!(records.dismiss("r", "k", "because", at(1), by, at(1)).await, Err(Error::Invalid(_))));
    assert_eq!(records.active_dismissals(at(499)).await.unwrap(), [two.clone(), one.clone()]);
    assert_eq!(records.active_dismissals(at(500)).await.unwrap(), std::slice::from_ref(&two));
    records.end_dismissal(two.id, by, at(510)).await.unwrap();
    records.end_dismissal(two.id, by, at(520)).await.unwrap();
    assert!(records.active_dismissals(at(511)).await.unwrap().is_empty());
    assert_eq!(records.dismissals().await.unwrap()[0].ended_at, Some(at(510)));
});

on_both!(settings_have_a_history, |place, records| {
    let by = account(&records, "sam", &[Role::Administrator]).await.id;
    let change = |key: &str, kind, before: Option<&str>, after: Option<&str>| SettingChange {
        at: at(5),
        by: Some(by),
        kind,
        key: key.into(),
        before: before.map(Into::into),
        after: after.map(Into::into),
        effective_from: Some(date(2026, 4, 1)),
        reason: "Policy".into(),
    };
    let one = change("visit_interval", SettingKind::Parameter, Some("20"), Some("10"));
    let two = change("visits_in_time", SettingKind::Target, None, Some("95"));
    records.note_settings(&[one.clone(), two.clone()]).await.unwrap();
    let wrong = records.note_settings(&[one.clone(), change(" ", SettingKind::Alias, None, None)]).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))));
    assert_eq!(records.settings_history(None, None).await.unwrap(), [two.clone(), one.clone()], "all or none");
    assert_eq!(records.settings_history(Some(SettingKind::Parameter), None).await.unwrap(), std::slice::from_ref(&one));
    assert_eq!(records.settings_history(None, Some("visits_in_time")).await.unwrap(), [two]);
    use sea_orm::ConnectionTrait;
    assert!(place.raw().await.execute_unprepared("DELETE FROM settings_history").await.is_err());
});

on_both!(uploads_that_a_dead_process_left_have_failed, |place, records| {
    let by = account(&records, "sam", &[Role::Analyst]).await.id;
    let mut receiving = records.begin_upload(by, at(0)).await.unwrap();
    assert_eq!(receiving.folder.len(), 32);
    receiving.files.push(UploadedFile {
        shown: "list 1 – children.csv".into(),
        stored: "1".into(),
        bytes: 20,
        sha256: records::sha256_hex(b"x"),
    });
    let receiving = records.put_upload(&receiving, at(1)).await.unwrap();
    let mut states = Vec::new();
    for to in [UploadState::Ready, UploadState::Importing, UploadState::Done, UploadState::Cancelled] {
        let mut upload = records.begin_upload(by, at(2)).await.unwrap();
        let path: &[UploadState] = match to {
            UploadState::Ready => &[UploadState::Ready],
            UploadState::Importing => &[UploadState::Ready, UploadState::Previewed, UploadState::Importing],
            UploadState::Done => &[UploadState::Ready, UploadState::Importing, UploadState::Done],
            _ => &[UploadState::Cancelled],
        };
        for state in path {
            upload.state = *state;
            upload.data_date = Some(date(2026, 3, 31));
            upload = records.put_upload(&upload, at(3)).await.unwrap();
        }
        states.push(upload);
    }
    // Cancelled while it was being imported elsewhere: it can't be done any more.
    let mut late = states[3].clone();
    late.state = UploadState::Done;
    assert!(matches!(records.put_upload(&late, at(4)).await, Err(Error::Conflict(_))));

    drop(records);
    let records = place.open().await;
    let abandoned = records.abandon_unfinished(at(10)).await.unwrap();
    let expected = [(receiving.id, receiving.folder.clone()), (states[1].id, states[1].folder.clone())];
    assert_eq!(abandoned.into_iter().map(|a| (a.id, a.folder)).collect::<Vec<_>>(), expected);
    let failed = records.upload(receiving.id).await.unwrap();
    assert_eq!((failed.state, failed.updated_at, &failed.files), (UploadState::Failed, at(10), &receiving.files));
    assert!(failed.message.contains("Upload them again"));
    assert_eq!(records.upload(states[0].id).await.unwrap(), states[0], "ready stays ready");
    assert!(records.abandon_unfinished(at(11)).await.unwrap().is_empty());
    assert_eq!(records.uploads(Some(by), 3).await.unwrap().len(), 3);
    assert_eq!(records.uploads(None, 50).await.unwrap().len(), 5);
});

on_both!(charts_have_notes, |_place, records| {
    let by = account(&records, "sam", &[Role::Analyst]).await.id;
    let one = records.annotate("visits", "2026-02", "New team", by, at(0)).await.unwrap();
    let two = records.annotate("visits", "2025-11", "Strike", by, at(1)).await.unwrap();
    let three = records.annotate("reviews", "2026-02", "New form", by, at(2)).await.unwrap();
    assert!(matches!(records.annotate("visits", "2026-2", "x", by, at(2)).await, Err(Error::Invalid(_))));
    assert_eq!(records.annotations(Some("visits")).await.unwrap(), [two.clone(), one.clone()]);
    records.remove_annotation(two.id, by, at(3)).await.unwrap();
    assert!(matches!(records.remove_annotation(two.id, by, at(4)).await, Err(Error::NotFound(_))));
    assert_eq!(records.annotations(None).await.unwrap(), [three, one]);
});

on_both!(restricted_records_open_with_a_reason_for_a_time, |place, records| {
    use sea_orm::ConnectionTrait;
    let sam = account(&records, "sam", &[Role::TeamManager]).await.id;
    let other = account(&records, "other", &[Role::TeamManager]).await.id;
    for reason in ["", "because", "         x        ", "aaaaaaaaaaaaaaaaaaaa", "please please please"] {
        let refused = records.open_restricted(sam, "P1", "W7", reason, at(600), at(0)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{reason}");
    }
    let reason = "Asked by the court for a chronology";
    assert!(records.open_restricted(sam, "P1", "W7", reason, at(0), at(0)).await.is_err());
    let one = records.open_restricted(sam, "P1", "W7", reason, at(600), at(0)).await.unwrap();
    assert_eq!(records.active_opening(sam, "P1", at(599)).await.unwrap(), Some(one.clone()));
    assert_eq!(records.active_opening(sam, "P1", at(600)).await.unwrap(), None);
    assert_eq!(records.active_opening(other, "P1", at(10)).await.unwrap(), None);
    assert_eq!(records.active_opening(sam, "P2", at(10)).await.unwrap(), None);
    // Each who answers for it says for themselves that they saw it, once.
    let seen = |account, time| OpeningSeen { opening_id: one.id, account_id: account, at: at(time) };
    records.openings_seen(other, &[one.id], at(20)).await.unwrap();
    assert_eq!(records.seen_openings(Some(other)).await.unwrap(), [seen(other, 20)]);
    assert!(records.seen_openings(Some(sam)).await.unwrap().is_empty());
    records.openings_seen(other, &[one.id], at(21)).await.unwrap();
    records.openings_seen(sam, &[one.id], at(22)).await.unwrap();
    records.openings_seen(sam, &[], at(23)).await.unwrap();
    assert_eq!(records.seen_openings(None).await.unwrap(), [seen(other, 20), seen(sam, 22)]);
    let raw = place.raw().await;
    for sql in ["UPDATE restricted_opening SET reason = 'x'", "DELETE FROM restricted_opening_seen"] {
        let refused = raw.execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(refused.contains("only ever added to"), "{refused}");
    }
    assert_eq!(records.openings_of_person("P1").await.unwrap().len(), 1);
    let all = records.openings().await.unwrap();
    assert!(all.iter().any(|opening| opening.person_id == "P1") && all.is_sorted_by(|a, b| a.id > b.id));
});
