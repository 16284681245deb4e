use crate::common::{account, at, on_both, paper, saved};
use jiff::civil::date;
use records::{Error, Exempt, NewReport, ReportEdit, ReportStatus, Role, RowNoteText, Saved};

on_both!(a_report_is_started_once_for_a_month, |_place, records| {
    let paper = paper(&records).await;
    assert_eq!((paper.report.version, paper.report.status), (1, ReportStatus::Frozen));
    let again = NewReport {
        month: "2026-03".into(),
        template: "board".into(),
        title: "Again".into(),
        meeting_date: None,
        item: String::new(),
        blocks: Vec::new(),
    };
    let refused = records.create_report(&again, paper.analyst.id, at(1)).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let april = NewReport { month: "2026-04".into(), ..again.clone() };
    let april = records.create_report(&april, paper.analyst.id, at(1)).await.unwrap();
    assert_eq!(april.status, ReportStatus::Draft);
    let before = records.report_before("board", "2026-04").await.unwrap().unwrap();
    assert_eq!(before, records.report(paper.report.id).await.unwrap());
    assert_eq!(records.report_before("board", "2026-03").await.unwrap(), None);
    assert_eq!(records.report_before("other", "2026-04").await.unwrap(), None);
    let all: Vec<_> = records.reports().await.unwrap().into_iter().map(|report| report.month).collect();
    assert_eq!(all, ["2026-04", "2026-03"]);
    for month in ["2026-00", "March", "2026-3"] {
        let wrong = NewReport { month: month.into(), ..again.clone() };
        assert!(matches!(records.create_report(&wrong, paper.analyst.id, at(1)).await, Err(Error::Invalid(_))));
    }
    assert!(matches!(records.report(999).await, Err(Error::NotFound(_))));
});

on_both!(a_save_based_on_an_older_state_keeps_nothing_and_shows_both, |_place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    let mine = saved(records.save_block(id, "summary", "Mine.", 2, by, at(50)).await);
    assert_eq!((mine.revision, mine.text.as_str()), (3, "Mine."));
    let late = records.save_block(id, "summary", "Yours.", 2, paper.other.id, at(60)).await.unwrap();
    assert_eq!(late, Saved::Conflict { theirs: mine.clone(), yours: "Yours.".into() });
    assert_eq!(records.block(id, "summary").await.unwrap().unwrap(), mine);
    assert_eq!(saved(records.save_block(id, "summary", "Mine. ", 3, by, at(70)).await), mine, "the same text again");
    let texts: Vec<_> =
        records.block_revisions(id, "summary").await.unwrap().into_iter().map(|r| (r.revision, r.text)).collect();
    assert_eq!(texts, [(3, "Mine.".into()), (2, "Visits are back in time.".into()), (1, String::new())]);

    let tries: Vec<_> = (0..6)
        .map(|n| {
            let records = records.clone();
            tokio::spawn(async move {
                records.save_block(id, "summary", &format!("Text {n}"), 3, by, at(80)).await.unwrap()
            })
        })
        .collect();
    let mut kept = 0;
    for tried in tries {
        kept += usize::from(matches!(tried.await.unwrap(), Saved::Done(_)));
    }
    assert_eq!(kept, 1, "of six at once");

    let added = saved(records.save_block(id, "new", "Added.", 0, by, at(90)).await);
    assert_eq!(added.revision, 1);
    assert!(matches!(records.save_block(id, "none", "x", 1, by, at(90)).await, Err(Error::NotFound(_))));
    let keys: Vec<_> = records.blocks(id).await.unwrap().into_iter().map(|block| block.key).collect();
    assert_eq!(keys, ["summary", "front-door", "new"]);
    let hash = records.content(id).await.unwrap().hash;
    let assigned =
        records.assign_block(id, "new", Some(paper.other.id), Some(date(2026, 4, 9)), by, at(95)).await.unwrap();
    assert_eq!((assigned.owner, assigned.due, assigned.revision), (Some(paper.other.id), Some(date(2026, 4, 9)), 1));
    assert_eq!(records.content(id).await.unwrap().hash, hash, "who writes is not what is written");
});

on_both!(rows_have_notes_with_all_their_states, |_place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    let text = RowNoteText { story: "Two workers left.".into(), action: "Recruit.".into(), ..RowNoteText::default() };
    let one = saved(records.save_row_note(id, "visits", "", &text, 0, by, at(50)).await);
    assert_eq!((one.revision, &one.text), (1, &text));
    let late = records.save_row_note(id, "visits", "", &RowNoteText::default(), 0, by, at(51)).await.unwrap();
    assert_eq!(late, Saved::Conflict { theirs: one.clone(), yours: RowNoteText::default() });
    let next = RowNoteText { owner: "Head of service".into(), due: Some(date(2026, 5, 1)), ..text.clone() };
    let two = saved(records.save_row_note(id, "visits", "", &next, 1, paper.other.id, at(52)).await);
    assert_eq!(saved(records.save_row_note(id, "visits", "", &next, 2, by, at(53)).await), two);
    saved(records.save_row_note(id, "visits", "North", &text, 0, by, at(54)).await);
    saved(records.save_row_note(id, "reviews", "", &text, 0, by, at(54)).await);
    let rows: Vec<_> = records.row_notes(id).await.unwrap().into_iter().map(|n| (n.indicator, n.scope)).collect();
    let expected = [("reviews", ""), ("visits", ""), ("visits", "North")];
    assert_eq!(rows, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    let states = records.row_note_revisions(id, "visits", "").await.unwrap();
    assert_eq!(states.iter().map(|s| &s.text).collect::<Vec<_>>(), [&next, &text]);
    assert!(records.authors(id).await.unwrap().contains(&paper.other.id));
});

on_both!(numbers_are_frozen_and_frozen_again, |place, records| {
    let paper = paper(&records).await;
    let first = records.latest_freeze(paper.report.id).await.unwrap().unwrap();
    assert_eq!((first.n, first.as_at, first.data.as_slice()), (1, date(2026, 3, 31), b"{\"visits\":97}".as_slice()));
    let hash = records.content(paper.report.id).await.unwrap().hash;
    let second =
        records.freeze(paper.report.id, date(2026, 4, 7), &[0, 255, 1], paper.analyst.id, at(60)).await.unwrap();
    assert_eq!(second.n, 2);
    assert_eq!(records.latest_freeze(paper.report.id).await.unwrap().unwrap(), second);
    assert_eq!(records.freeze_of(first.id).await.unwrap(), first);
    assert_ne!(records.content(paper.report.id).await.unwrap().hash, hash);
    use sea_orm::ConnectionTrait;
    let raw = place.raw().await;
    for sql in ["UPDATE report_freeze SET n = 9", "DELETE FROM report_freeze", "DELETE FROM block_revision"] {
        assert!(raw.execute_unprepared(sql).await.is_err(), "{sql}");
    }
});

on_both!(title_meeting_and_exempt_appendix_are_edited, |_place, records| {
    let paper = paper(&records).await;
    let id = paper.report.id;
    let edit = ReportEdit {
        title: "A better title".into(),
        meeting_date: Some(date(2026, 4, 28)),
        item: " ITEM 07 ".into(),
        exempt: Exempt {
            present: true,
            text: "Case summaries.".into(),
            reason: "Paragraph 2: identifies people.".into(),
        },
    };
    let hash = records.content(id).await.unwrap().hash;
    let after = saved(records.edit_report(id, &edit, 1, paper.analyst.id, at(50)).await);
    assert_eq!((&after.title, after.meeting_date, &after.exempt), (&edit.title, edit.meeting_date, &edit.exempt));
    assert_eq!(after.item, "ITEM 07");
    assert_ne!(records.content(id).await.unwrap().hash, hash);
    let late = records.edit_report(id, &edit, 1, paper.other.id, at(51)).await.unwrap();
    assert_eq!(late, Saved::Conflict { theirs: after, yours: edit.clone() });
    let without = ReportEdit { exempt: Exempt { reason: " ".into(), ..edit.exempt.clone() }, ..edit };
    assert!(matches!(records.edit_report(id, &without, 2, paper.analyst.id, at(52)).await, Err(Error::Invalid(_))));
    let events: Vec<_> = records.report_events(id).await.unwrap().into_iter().map(|event| event.what).collect();
    let expected = [
        "Exempt appendix changed",
        "Item: ITEM 07",
        "Meeting date: 2026-04-28",
        "Title: A better title",
        "Status: numbers frozen",
        "Numbers frozen as at 2026-03-31 (freeze 1)",
        "Started",
    ];
    assert_eq!(events, expected);
});

on_both!(what_a_report_says_has_one_hash, |_place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    let mut seen = std::collections::BTreeSet::new();
    let mut hash = async |records: &records::Records| seen.insert(records.content(id).await.unwrap().hash);
    assert!(hash(&records).await && !hash(&records).await);
    saved(records.save_block(id, "summary", "One.", 2, by, at(50)).await);
    assert!(hash(&records).await);
    saved(records.save_block(id, "summary", "Two.", 3, by, at(50)).await);
    assert!(hash(&records).await);
    saved(records.save_block(id, "summary", "One.", 4, by, at(50)).await);
    assert!(!hash(&records).await, "the same text again is the same");
    for (n, change) in ["story", "action", "owner", "due"].into_iter().enumerate() {
        let mut text = RowNoteText::default();
        match change {
            "story" => text.story = "x".into(),
            "action" => text.action = "x".into(),
            "owner" => text.owner = "x".into(),
            _ => text.due = Some(date(2026, 5, 1)),
        }
        saved(records.save_row_note(id, "visits", "", &text, n as i64, by, at(51)).await);
        assert!(hash(&records).await, "{change}");
    }
});

on_both!(a_stranger_to_the_report_is_no_author, |_place, records| {
    let paper = paper(&records).await;
    let authors = records.authors(paper.report.id).await.unwrap();
    assert_eq!(authors, [paper.analyst.id].into());
    let helper = account(&records, "helper", &[Role::Analyst]).await;
    saved(records.save_block(paper.report.id, "summary", "Helped.", 2, helper.id, at(50)).await);
    saved(records.save_block(paper.report.id, "summary", "Changed back.", 3, paper.analyst.id, at(51)).await);
    assert!(records.authors(paper.report.id).await.unwrap().contains(&helper.id), "whoever wrote any state");
});
