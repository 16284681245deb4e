use crate::common::{Paper, ask, at, cleared, on_both, paper, saved};
use records::{Edition, Error, IssuedFile, Records, ReportStatus, RowNoteText};
use sea_orm::ConnectionTrait;

fn files() -> Vec<IssuedFile> {
    ["paper.html", "paper.docx", "paper.pdf", "paper.xlsx"]
        .map(|name| IssuedFile { name: name.into(), sha256: records::sha256_hex(name.as_bytes()), bytes: 10 })
        .into()
}

async fn issued(records: &Records, paper: &Paper) -> records::Issue {
    let by = paper.analyst.id;
    let begun = records.begin_issue(paper.report.id, Edition::Internal, "First", by, at(50)).await.unwrap();
    records.finish_issue(begun.id, &files(), at(51)).await.unwrap()
}

on_both!(a_report_is_issued_once_cleared_and_never_altered, |place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    let early = records.begin_issue(id, Edition::Internal, "", by, at(25)).await;
    assert!(matches!(early, Err(Error::Refused(_))));
    let hash = cleared(&records, &paper).await;
    let issue = issued(&records, &paper).await;
    assert_eq!((issue.version, issue.edition, issue.by, &issue.content_hash), (1, Edition::Internal, by, &hash));
    assert_eq!(issue.files, files());
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::Issued);
    assert_eq!(records.issues(id).await.unwrap(), std::slice::from_ref(&issue));
    assert_eq!(records.all_issues().await.unwrap(), std::slice::from_ref(&issue));
    assert_eq!(records.issue(issue.id).await.unwrap(), issue);

    assert!(matches!(records.save_block(id, "summary", "Late.", 2, by, at(60)).await, Err(Error::Refused(_))));
    let note = RowNoteText::default();
    assert!(matches!(records.save_row_note(id, "visits", "", &note, 0, by, at(60)).await, Err(Error::Refused(_))));
    let day = jiff::civil::date(2026, 4, 1);
    assert!(matches!(records.freeze(id, day, b"", by, at(60)).await, Err(Error::Refused(_))));
    assert!(matches!(records.ask_clearance(id, &[ask("sponsor")], by, at(60)).await, Err(Error::Refused(_))));
    let again = records.begin_issue(id, Edition::Internal, "", by, at(61)).await;
    assert!(matches!(again, Err(Error::Refused(_))));
    let raw = place.raw().await;
    for sql in ["UPDATE issue SET note = ''", "DELETE FROM issue", "UPDATE decision SET word = 'returned'"] {
        let refused = raw.execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(refused.contains("only ever added to"), "{sql}: {refused}");
    }
});

on_both!(the_public_edition_is_checked_and_released_by_others, |_place, records| {
    let paper = paper(&records).await;
    let id = paper.report.id;
    saved(records.save_block(id, "summary", "Finance helped.", 2, paper.finance.id, at(25)).await);
    let hash = cleared(&records, &paper).await;
    let unchecked = records.begin_issue(id, Edition::Public, "", paper.other.id, at(50)).await;
    assert!(matches!(unchecked, Err(Error::Refused(_))));
    for author in [&paper.analyst, &paper.finance] {
        let own = records.check_public(id, "", &hash, author.id, at(51)).await;
        assert!(matches!(own, Err(Error::Refused(_))));
    }
    let stale = records.check_public(id, "", "something else", paper.other.id, at(51)).await;
    assert!(matches!(stale, Err(Error::Conflict(_))));
    records.check_public(id, "Read in full", &hash, paper.other.id, at(52)).await.unwrap();
    assert!(records.public_checks(id).await.unwrap()[0].stands);
    for author in [&paper.analyst, &paper.finance] {
        let own = records.begin_issue(id, Edition::Public, "", author.id, at(53)).await;
        assert!(matches!(own, Err(Error::Refused(_))), "released by someone else too");
    }
    saved(records.save_block(id, "summary", "Changed since.", 3, paper.finance.id, at(54)).await);
    assert!(!records.public_checks(id).await.unwrap()[0].stands);
    let hash = cleared(&records, &paper).await;
    let stale = records.begin_issue(id, Edition::Public, "", paper.other.id, at(55)).await;
    assert!(matches!(stale, Err(Error::Refused(_))), "a change has to be checked again");
    issued(&records, &paper).await;
    records.check_public(id, "", &hash, paper.legal.id, at(56)).await.unwrap();
    let begun = records.begin_issue(id, Edition::Public, "", paper.other.id, at(57)).await.unwrap();
    let public = records.finish_issue(begun.id, &files(), at(58)).await.unwrap();
    assert_eq!((public.edition, public.by), (Edition::Public, paper.other.id));
    let folders: std::collections::BTreeSet<_> =
        records.issues(id).await.unwrap().into_iter().map(|issue| issue.folder).collect();
    assert_eq!(folders.len(), 2);
});

on_both!(a_kill_in_the_middle_of_an_issue_leaves_nothing_half, |place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    cleared(&records, &paper).await;
    let begun = records.begin_issue(id, Edition::Internal, "", by, at(50)).await.unwrap();
    let twice = records.begin_issue(id, Edition::Internal, "", by, at(51)).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    // The process is gone; the next one opens the same database.
    drop(records);
    let records = place.open().await;
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::Cleared);
    assert!(records.issues(id).await.unwrap().is_empty());
    assert_eq!(records.unfinished_issues().await.unwrap(), std::slice::from_ref(&begun));
    records.roll_back_issue(begun.id).await.unwrap();
    records.roll_back_issue(begun.id).await.unwrap();
    assert!(records.unfinished_issues().await.unwrap().is_empty());
    let late = records.finish_issue(begun.id, &files(), at(52)).await;
    assert!(matches!(late, Err(Error::NotFound(_))), "what was rolled back does not come back");

    // Changed between begin and finish: not issued.
    let begun = records.begin_issue(id, Edition::Internal, "", by, at(53)).await.unwrap();
    assert_ne!(begun.folder, "");
    saved(records.save_block(id, "summary", "Changed meanwhile.", 2, by, at(54)).await);
    let changed = records.finish_issue(begun.id, &files(), at(55)).await;
    assert!(matches!(changed, Err(Error::Refused(_))));
    cleared(&records, &paper).await;
    let changed = records.finish_issue(begun.id, &files(), at(56)).await;
    assert!(matches!(changed, Err(Error::Refused(_))), "cleared again, but the files are of what it said before");
    records.roll_back_issue(begun.id).await.unwrap();

    // Two who finish at once, and a transaction that is dropped in its middle.
    let begun = records.begin_issue(id, Edition::Internal, "", by, at(57)).await.unwrap();
    assert!(matches!(records.finish_issue(begun.id, &[], at(58)).await, Err(Error::Invalid(_))));
    for polls in 1..40 {
        let unfinished = records.clone();
        let dropped = tokio::spawn(async move {
            let list = files();
            let finish = unfinished.finish_issue(begun.id, &list, at(58));
            let mut finish = std::pin::pin!(finish);
            for _ in 0..polls {
                let step = tokio::time::timeout(std::time::Duration::from_micros(100), finish.as_mut()).await;
                if step.is_ok() {
                    return true;
                }
            }
            false
        });
        let finished = dropped.await.unwrap();
        // A commit that was under way when its caller went may end between one of these reads and the next: what is
        // half then is whole a moment later, or it is a fault.
        let mut whole = None;
        for _ in 0..100 {
            let (issues, begun) = (records.issues(id).await.unwrap(), records.unfinished_issues().await.unwrap());
            whole = match (issues.len(), begun.len(), records.report(id).await.unwrap().status) {
                (0, 1, ReportStatus::Cleared) => Some(false),
                (1, 0, ReportStatus::Issued) => Some(true),
                _ => None,
            };
            if whole.is_some() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let issued = whole.unwrap_or_else(|| panic!("after {polls}: half issued"));
        assert!(issued || !finished, "after {polls}: told that it was issued");
        if issued {
            break;
        }
    }
    if records.issues(id).await.unwrap().is_empty() {
        let (a, b) = (files(), files());
        let (a, b) =
            tokio::join!(records.finish_issue(begun.id, &a, at(59)), records.finish_issue(begun.id, &b, at(59)));
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    }
    assert_eq!(records.issues(id).await.unwrap().len(), 1);
});

on_both!(a_reopened_report_is_a_new_version_and_nothing_is_cleared, |_place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    let note = RowNoteText { story: "Two left.".into(), ..RowNoteText::default() };
    saved(records.save_row_note(id, "visits", "", &note, 0, paper.legal.id, at(25)).await);
    cleared(&records, &paper).await;
    assert!(matches!(records.reopen(id, "A wrong number", by, at(45)).await, Err(Error::Refused(_))));
    let issue = issued(&records, &paper).await;
    assert!(matches!(records.reopen(id, " ", by, at(60)).await, Err(Error::Invalid(_))));
    let new = records.reopen(id, "A wrong number", paper.other.id, at(61)).await.unwrap();
    assert_eq!((new.version, new.reopened_from, new.reopened_reason.as_str()), (2, Some(id), "A wrong number"));
    assert_eq!(new.status, ReportStatus::InClearance);
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::Reopened);
    assert_eq!(records.issues(id).await.unwrap(), [issue], "what was issued stays");
    let texts = |blocks: Vec<records::Block>| blocks.into_iter().map(|b| (b.key, b.text, b.owner)).collect::<Vec<_>>();
    assert_eq!(texts(records.blocks(new.id).await.unwrap()), texts(records.blocks(id).await.unwrap()));
    assert_eq!(records.row_note(new.id, "visits", "").await.unwrap().unwrap().text, note);
    assert_eq!(records.latest_freeze(new.id).await.unwrap().unwrap().data, b"{\"visits\":97}");
    let clearances = records.clearances(new.id).await.unwrap();
    let asked: Vec<_> =
        clearances.iter().map(|c| (c.capacity.as_str(), c.decisions.len(), c.standing.is_some())).collect();
    assert_eq!(asked, [("legal", 0, false), ("finance", 0, false)], "what was cleared before is not cleared now");
    let authors = records.authors(new.id).await.unwrap();
    assert!([by, paper.legal.id, paper.other.id].iter().all(|author| authors.contains(author)));
    let refused = records.begin_issue(new.id, Edition::Internal, "", by, at(62)).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
    assert!(matches!(records.reopen(id, "Again", by, at(63)).await, Err(Error::Refused(_))), "once");
    assert!(matches!(records.begin_issue(id, Edition::Public, "", by, at(64)).await, Err(Error::Refused(_))));

    saved(records.save_block(new.id, "summary", "Right this time.", 1, by, at(65)).await);
    let second = Paper { report: new.clone(), ..paper };
    cleared(&records, &second).await;
    assert_eq!(issued(&records, &second).await.version, 2);
    assert_eq!(records.report_before("board", "2026-04").await.unwrap().unwrap().version, 2);
});
