use crate::common::{account, ask, at, cleared, clearer, on_both, paper, saved};
use records::{Ask, DecisionWord, Error, NewReport, QuestionEdit, QuestionStatus, ReportStatus, Role};

on_both!(a_report_is_cleared_when_all_have_cleared_what_it_says, |_place, records| {
    let paper = paper(&records).await;
    let (id, by) = (paper.report.id, paper.analyst.id);
    let asked = records.ask_clearance(id, &[ask("legal"), ask("finance")], by, at(30)).await.unwrap();
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::InClearance);
    assert!(asked.iter().all(|clearance| clearance.standing.is_none() && !clearance.is_asked_again()));
    let twice = records.ask_clearance(id, &[ask("legal")], by, at(31)).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));

    let hash = records.content(id).await.unwrap().hash;
    let wrong = records.decide(asked[0].id, DecisionWord::Cleared, "", &hash, paper.finance.id, at(32)).await;
    assert!(matches!(wrong, Err(Error::Refused(_))), "finance does not clear for legal");
    let silent = records.decide(asked[0].id, DecisionWord::Returned, " ", &hash, paper.legal.id, at(32)).await;
    assert!(matches!(silent, Err(Error::Invalid(_))), "a return says what has to change");
    let returned =
        records.decide(asked[0].id, DecisionWord::Returned, "Say why.", &hash, paper.legal.id, at(33)).await.unwrap();
    assert_eq!(returned.standing.as_ref().unwrap().comment, "Say why.");
    assert!(!returned.is_cleared());
    records.decide(asked[1].id, DecisionWord::Cleared, "", &hash, paper.finance.id, at(34)).await.unwrap();
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::InClearance);

    saved(records.save_block(id, "summary", "This is why.", 2, by, at(35)).await);
    let again = records.clearances(id).await.unwrap();
    assert!(again.iter().all(|clearance| clearance.is_asked_again()), "a change asks all again");
    let stale = records.decide(asked[0].id, DecisionWord::Cleared, "", &hash, paper.legal.id, at(36)).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "a decision is on what was seen");
    cleared(&records, &paper).await;
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::Cleared);
    assert_eq!(records.clearances(id).await.unwrap()[0].decisions.len(), 2);

    // After clearance: any change asks again, and silence never consents.
    records.freeze(id, jiff::civil::date(2026, 4, 1), b"{}", by, at(50)).await.unwrap();
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::InClearance);
    cleared(&records, &paper).await;
    records.ask_clearance(id, &[ask("sponsor")], by, at(60)).await.unwrap();
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::InClearance);
    let sponsor = records.clearances(id).await.unwrap()[2].id;
    records.withdraw_clearance(sponsor, by, at(61)).await.unwrap();
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::Cleared);
    let gone = records.decide(sponsor, DecisionWord::Cleared, "", &hash, paper.legal.id, at(62)).await;
    assert!(matches!(gone, Err(Error::Refused(_))));
});

on_both!(clearance_is_of_frozen_numbers_by_those_who_can, |_place, records| {
    let paper = paper(&records).await;
    let new = NewReport {
        month: "2026-04".into(),
        template: "board".into(),
        title: "April".into(),
        meeting_date: None,
        item: String::new(),
        blocks: Vec::new(),
    };
    let draft = records.create_report(&new, paper.analyst.id, at(0)).await.unwrap();
    let early = records.ask_clearance(draft.id, &[ask("legal")], paper.analyst.id, at(1)).await;
    assert!(matches!(early, Err(Error::Refused(_))));
    let named = |id| Ask { account: Some(id), ..ask("legal") };
    let wrong = records.ask_clearance(paper.report.id, &[named(paper.finance.id)], paper.analyst.id, at(2)).await;
    assert!(matches!(wrong, Err(Error::Refused(_))));
    assert!(records.clearances(paper.report.id).await.unwrap().is_empty(), "all or none are asked");
    let asked =
        records.ask_clearance(paper.report.id, &[named(paper.legal.id)], paper.analyst.id, at(2)).await.unwrap();
    let second = clearer(&records, "legal2", "legal").await;
    let hash = records.content(paper.report.id).await.unwrap().hash;
    let other = records.decide(asked[0].id, DecisionWord::Cleared, "", &hash, second.id, at(3)).await;
    assert!(matches!(other, Err(Error::Refused(_))), "another was asked by name");
    let only = records.withdraw_clearance(asked[0].id, paper.analyst.id, at(4)).await;
    assert!(matches!(only, Err(Error::Refused(_))));
    records.disable_account(paper.legal.id, None, at(5)).await.unwrap();
    let closed = records.decide(asked[0].id, DecisionWord::Cleared, "", &hash, paper.legal.id, at(6)).await;
    assert!(matches!(closed, Err(Error::Refused(_))));
});

on_both!(who_wrote_it_is_not_enough_to_clear_it, |_place, records| {
    let paper = paper(&records).await;
    let id = paper.report.id;
    saved(records.save_block(id, "summary", "Legal wrote this.", 2, paper.legal.id, at(10)).await);
    let asked = records.ask_clearance(id, &[ask("legal")], paper.analyst.id, at(30)).await.unwrap();
    let hash = records.content(id).await.unwrap().hash;
    records.decide(asked[0].id, DecisionWord::Cleared, "", &hash, paper.legal.id, at(31)).await.unwrap();
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::InClearance, "only authors have cleared it");
    let asked = records.ask_clearance(id, &[ask("finance")], paper.analyst.id, at(32)).await.unwrap();
    records.decide(asked[1].id, DecisionWord::Cleared, "", &hash, paper.finance.id, at(33)).await.unwrap();
    assert_eq!(records.report(id).await.unwrap().status, ReportStatus::Cleared);
});

on_both!(what_waits_for_whom, |_place, records| {
    let paper = paper(&records).await;
    let id = paper.report.id;
    let waits = |account: records::Account| {
        let records = records.clone();
        async move {
            let waiting = records.waiting_for(&account).await.unwrap();
            (waiting.blocks.len(), waiting.clearances.len(), waiting.questions.len())
        }
    };
    assert_eq!(waits(paper.analyst.clone()).await, (0, 0, 0));
    assert!(records.waiting_for(&paper.analyst).await.unwrap().is_empty());
    saved(records.save_block(id, "summary", "", 2, paper.analyst.id, at(30)).await);
    records.ask_clearance(id, &[ask("legal"), ask("finance")], paper.analyst.id, at(31)).await.unwrap();
    let question = QuestionEdit {
        meeting_date: jiff::civil::date(2026, 4, 21),
        question: "Why?".into(),
        asked_by: "Cllr Example".into(),
        owner: Some(paper.analyst.id),
        due: None,
        status: QuestionStatus::Open,
        answer: String::new(),
        numbers: None,
    };
    records.ask_question(id, &question, paper.analyst.id, at(32)).await.unwrap();
    assert_eq!(waits(paper.analyst.clone()).await, (1, 0, 1));
    assert_eq!(waits(paper.legal.clone()).await, (0, 1, 0));
    let hash = records.content(id).await.unwrap().hash;
    let legal = records.clearances(id).await.unwrap()[0].id;
    records.decide(legal, DecisionWord::Returned, "Empty summary.", &hash, paper.legal.id, at(33)).await.unwrap();
    assert_eq!(waits(paper.legal.clone()).await, (0, 0, 0), "returned: the writer has it");
    saved(records.save_block(id, "summary", "Now.", 3, paper.analyst.id, at(34)).await);
    assert_eq!(waits(paper.legal.clone()).await, (0, 1, 0), "changed: asked again");
    let stranger = account(&records, "stranger", &[Role::BoardMember]).await;
    assert_eq!(waits(stranger).await, (0, 0, 0));
});
