use crate::common::{account, at, on_both, profile};
use records::{Error, LinkPurpose, Oidc, Role};

on_both!(an_account_is_kept_changed_and_told_of, |_place, records| {
    let mut wanted = profile("  P.Taylor ", &[Role::TeamManager, Role::Administrator]);
    wanted.teams = ["T1".to_owned(), "T2".to_owned()].into();
    wanted.oidc = Some(Oidc { issuer: "https://id.example".into(), subject: "7".into() });
    let made = records.create_account(&wanted, None, at(0)).await.unwrap();
    assert_eq!(made.profile.username, "p.taylor");
    assert!(!made.has_password && !made.has_codes && made.is_active());
    assert_eq!(records.account_by_username("P.TAYLOR").await.unwrap().unwrap(), made);
    assert_eq!(records.account_by_oidc(wanted.oidc.as_ref().unwrap()).await.unwrap().unwrap(), made);

    let mut changed = made.profile.clone();
    changed.teams.remove("T2");
    changed.sees_names = true;
    let after = records.update_account(made.id, &changed, Some(made.id), at(60)).await.unwrap();
    assert_eq!(after.profile, changed);
    assert_eq!(records.account(made.id).await.unwrap().unwrap(), after);
    let history = records.account_history(made.id).await.unwrap();
    assert_eq!(history.iter().map(|c| c.what.as_str()).collect::<Vec<_>>(), ["profile", "made"]);
    assert_eq!(history[0].at, at(60));
    assert_eq!(history[0].by, Some(made.id));
    let told = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (before, after) = (told(&history[0].before), told(&history[0].after));
    assert_eq!(before, serde_json::json!({ "teams": "[\"T1\",\"T2\"]", "sees_names": false }));
    assert_eq!(after, serde_json::json!({ "teams": "[\"T1\"]", "sees_names": true }));
});

on_both!(usernames_are_unique_in_any_case, |_place, records| {
    account(&records, "sam", &[Role::Administrator]).await;
    let taken = records.create_account(&profile("SAM", &[]), None, at(0)).await;
    assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
    for wrong in ["", "  ", "a b", "a\0b"] {
        assert!(matches!(records.create_account(&profile(wrong, &[]), None, at(0)).await, Err(Error::Invalid(_))));
    }
    assert_eq!(records.accounts().await.unwrap().len(), 1);
});

on_both!(the_last_administrator_stays, |_place, records| {
    let one = account(&records, "one", &[Role::Administrator]).await;
    assert!(matches!(records.disable_account(one.id, None, at(1)).await, Err(Error::Refused(_))));
    let refused = records.update_account(one.id, &profile("one", &[Role::Analyst]), None, at(1)).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
    assert!(records.account(one.id).await.unwrap().unwrap().has_role(Role::Administrator));
    let two = account(&records, "two", &[Role::Administrator]).await;
    let closed = records.disable_account(one.id, Some(two.id), at(2)).await.unwrap();
    assert_eq!(closed.disabled_at, Some(at(2)));
    assert_eq!(closed.epoch, one.epoch + 1);
    assert!(records.enable_account(one.id, Some(two.id), at(3)).await.unwrap().is_active());
});

on_both!(two_administrators_cannot_close_each_other_at_once, |place, records| {
    let (one, two) = (
        account(&records, "one", &[Role::Administrator]).await,
        account(&records, "two", &[Role::Administrator]).await,
    );
    let other = place.open().await;
    let (a, b) = tokio::join!(
        records.disable_account(one.id, Some(two.id), at(1)),
        other.disable_account(two.id, Some(one.id), at(1))
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    let same = profile("twin", &[]);
    let (a, b) = tokio::join!(records.create_account(&same, None, at(2)), other.create_account(&same, None, at(2)));
    assert!(matches!((a, b), (Ok(_), Err(Error::Conflict(_))) | (Err(Error::Conflict(_)), Ok(_))));
});

on_both!(the_first_start_makes_an_administrator_with_a_link, |_place, records| {
    let first = records.first_start(at(0)).await.unwrap().unwrap();
    assert_eq!(first.purpose, LinkPurpose::FirstAdministrator);
    let again = records.first_start(at(10)).await.unwrap().unwrap();
    assert_eq!(again.account_id, first.account_id);
    assert_eq!(records.look_at_link(first.secret.reveal(), at(20)).await.unwrap(), None, "the new takes its place");
    let account =
        records.use_link_for_password(again.secret.reveal(), "copper lantern drift", at(20)).await.unwrap().unwrap();
    assert!(account.has_role(Role::Administrator) && account.has_password);
    assert!(records.first_start(at(30)).await.unwrap().is_none());
});

on_both!(two_first_starts_at_once_make_one_administrator, |place, records| {
    let other = place.open().await;
    let (a, b) = tokio::join!(records.first_start(at(0)), other.first_start(at(0)));
    let (a, b) = (a.unwrap().unwrap(), b.unwrap().unwrap());
    assert_eq!(a.account_id, b.account_id);
    assert_eq!(records.accounts().await.unwrap().len(), 1);
});

on_both!(a_link_works_once_and_not_for_ever, |_place, records| {
    let sam = account(&records, "sam", &[Role::Administrator]).await;
    let hour = jiff::SignedDuration::from_hours(1);
    let link = records.make_link(sam.id, LinkPurpose::Invitation, hour, None, at(0)).await.unwrap();
    assert_eq!(link.secret.reveal().len(), 64);
    assert!(!format!("{link:?}").contains(link.secret.reveal()));
    assert!(records.look_at_link(link.secret.reveal(), at(3599)).await.unwrap().is_some());
    assert!(records.look_at_link(link.secret.reveal(), at(3600)).await.unwrap().is_none());
    assert!(records.look_at_link("guess", at(0)).await.unwrap().is_none());
    let weak = records.use_link_for_password(link.secret.reveal(), "short", at(1)).await;
    assert!(matches!(weak, Err(Error::Invalid(_))), "and the link still works");

    let tries = (0..8).map(|_| {
        let (records, secret) = (records.clone(), link.secret.clone());
        tokio::spawn(async move { records.use_link(secret.reveal(), at(2)).await.unwrap() })
    });
    let mut worked = 0;
    for done in tries.collect::<Vec<_>>() {
        worked += usize::from(done.await.unwrap().is_some());
    }
    assert_eq!(worked, 1);
    assert!(records.look_at_link(link.secret.reveal(), at(3)).await.unwrap().is_none());
});
