use std::collections::BTreeSet;

use crate::common::{account, at, code, on_both};
use records::{CodeCheck, Error, Records, Role, SignIn};

const GOOD: &str = "copper lantern drift";

async fn someone(records: &Records, username: &str) -> i64 {
    let id = account(records, username, &[Role::Administrator]).await.id;
    records.set_password(id, GOOD, None, at(0)).await.unwrap();
    id
}

on_both!(a_password_is_right_or_wrong, |_place, records| {
    let id = someone(&records, "sam").await;
    let SignIn::Right(account) = records.check_password(" SAM ", GOOD, at(1)).await.unwrap() else { panic!() };
    assert_eq!(account.id, id);
    assert_eq!(records.check_password("sam", "copper lantern drif", at(2)).await.unwrap(), SignIn::Wrong);
    assert_eq!(records.check_password("nobody", GOOD, at(2)).await.unwrap(), SignIn::Wrong);
    assert_eq!(records.check_password("nobody", "no account has this", at(2)).await.unwrap(), SignIn::Wrong);
    assert_eq!(records.check_password("sam", &"long ".repeat(10_000), at(2)).await.unwrap(), SignIn::Wrong);
    let without = crate::common::account(&records, "new", &[Role::Analyst]).await;
    assert_eq!(records.check_password("new", "", at(2)).await.unwrap(), SignIn::Wrong);
    assert_eq!(records.check_password("new", "no account has this", at(2)).await.unwrap(), SignIn::Wrong);
    records.set_password(without.id, GOOD, Some(id), at(3)).await.unwrap();
    records.disable_account(without.id, Some(id), at(4)).await.unwrap();
    assert_eq!(records.check_password("new", GOOD, at(5)).await.unwrap(), SignIn::Wrong, "closed");
    records.signed_in(id, at(6)).await.unwrap();
    assert_eq!(records.account(id).await.unwrap().unwrap().signed_in_at, Some(at(6)));
    let told = format!("{:?}", records.account_history(id).await.unwrap());
    assert!(told.contains("password set") && !told.contains("argon2"), "{told}");
});

on_both!(wrong_attempts_wait_then_lock_for_names_known_and_unknown, |_place, records| {
    someone(&records, "sam").await;
    for name in ["sam", "nobody"] {
        let mut now = at(0);
        let mut waits = Vec::new();
        for attempt in 1..=10 {
            assert_eq!(records.check_password(name, "wrong", now).await.unwrap(), SignIn::Wrong, "{name} {attempt}");
            if attempt < 5 {
                continue;
            }
            // While it waits, the right password is not looked at and no attempt counts.
            match records.check_password(name, GOOD, now).await.unwrap() {
                SignIn::Wait(until) if attempt < 10 => {
                    assert_eq!(records.locked_until(name, now).await.unwrap(), None, "a wait of seconds is no lock");
                    waits.push(until.duration_since(now).as_secs());
                    now = until;
                }
                SignIn::Locked(until) if attempt == 10 => {
                    waits.push(until.duration_since(now).as_secs());
                    let early = until - jiff::SignedDuration::from_micros(1);
                    assert_eq!(records.locked_until(&name.to_uppercase(), early).await.unwrap(), Some(until));
                    assert_eq!(records.locked_until(name, until).await.unwrap(), None);
                    assert_eq!(records.check_password(name, GOOD, early).await.unwrap(), SignIn::Locked(until));
                    now = until;
                }
                other => panic!("{name} {attempt}: {other:?}"),
            }
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 900], "{name}");
        // The lock has ended: one more wrong attempt waits again.
        assert_eq!(records.check_password(name, "wrong", now).await.unwrap(), SignIn::Wrong);
        assert!(matches!(records.check_password(name, GOOD, now).await.unwrap(), SignIn::Wait(_)));
        let later = now + jiff::SignedDuration::from_secs(4);
        let right = matches!(records.check_password(name, GOOD, later).await.unwrap(), SignIn::Right(_));
        assert_eq!(right, name == "sam");
    }
    // The right password forgot the failures of one; a day forgets those of the other.
    assert_eq!(records.purge_attempts(at(10_000)).await.unwrap(), 0);
    assert_eq!(records.purge_attempts(at(100_000)).await.unwrap(), 1);
});

on_both!(a_hundred_attempts_at_once_are_five, |_place, records| {
    someone(&records, "sam").await;
    let tries: Vec<_> = (0..40)
        .map(|_| {
            let records = records.clone();
            tokio::spawn(async move { records.check_password("sam", "wrong", at(0)).await.unwrap() })
        })
        .collect();
    let mut checked = 0;
    for tried in tries {
        checked += usize::from(tried.await.unwrap() == SignIn::Wrong);
    }
    assert_eq!(checked, 5);
});

on_both!(the_work_is_the_same_for_names_that_nobody_has, |_place, records| {
    let records = records.with_password_cost(records::PasswordCost::default());
    someone(&records, "sam").await;
    // The first attempt of all makes the hash that unknown names are checked against.
    records.check_password("warm-up", "wrong", at(0)).await.unwrap();
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..4 {
        for (which, name) in ["sam", "nobody"].into_iter().enumerate() {
            let begin = std::time::Instant::now();
            assert_eq!(records.check_password(name, "wrong", at(round)).await.unwrap(), SignIn::Wrong);
            took[which].push(begin.elapsed());
        }
    }
    let [known, unknown] = took.map(|mut times| {
        times.sort();
        times[1].as_secs_f64()
    });
    // A check that hashed nothing would be fifty times faster; the machine may be busy.
    assert!(unknown > known / 3.0 && known > unknown / 3.0, "{known} {unknown}");
});

on_both!(one_time_codes_are_right_once, |_place, records| {
    let id = someone(&records, "sam").await;
    assert_eq!(records.check_code(id, "000000", at(0)).await.unwrap(), CodeCheck::Wrong, "none enrolled");
    let begun = records.begin_codes(id).await.unwrap();
    let secret = begun.secret.reveal().to_owned();
    let address = begun.address("Derwent, Ambershire");
    assert_eq!(
        address.reveal(),
        format!(
            "otpauth://totp/Derwent%2C%20Ambershire:sam?secret={secret}&issuer=Derwent%2C%20Ambershire\
             &algorithm=SHA1&digits=6&period=30"
        )
    );
    assert!(!format!("{begun:?}{address:?}").contains(&secret));
    assert_eq!(records.begun_codes(id).await.unwrap().unwrap().secret.reveal(), secret);
    assert!(!records.account(id).await.unwrap().unwrap().has_codes, "not before a code confirms it");
    assert!(records.confirm_codes(id, "12345", Some(id), at(0)).await.unwrap().is_none());
    let now = at(30);
    let recovery = records.confirm_codes(id, &code(&secret, now), Some(id), now).await.unwrap().unwrap();
    assert!(records.account(id).await.unwrap().unwrap().has_codes);
    assert!(records.begun_codes(id).await.unwrap().is_none());
    assert_eq!(records.check_code(id, &code(&secret, now), now).await.unwrap(), CodeCheck::Wrong, "used to confirm");

    let now = at(90);
    let spaced = {
        let code = code(&secret, now);
        format!("{} {}", &code[..3], &code[3..])
    };
    let tries: Vec<_> = (0..4)
        .map(|_| {
            let (records, code) = (records.clone(), spaced.clone());
            tokio::spawn(async move { records.check_code(id, &code, now).await.unwrap() })
        })
        .collect();
    let mut right = 0;
    for tried in tries {
        right += usize::from(tried.await.unwrap() == CodeCheck::Right);
    }
    assert_eq!(right, 1);
    let earlier = code(&secret, at(60));
    assert_eq!(records.check_code(id, &earlier, now).await.unwrap(), CodeCheck::Wrong, "before one that was used");

    assert_eq!(recovery.iter().map(|c| c.reveal().to_owned()).collect::<BTreeSet<_>>().len(), 10);
    let sloppy = recovery[3].reveal().to_lowercase().replace('-', " ");
    assert_eq!(records.check_code(id, &sloppy, at(200)).await.unwrap(), CodeCheck::Recovery { left: 9 });
    assert_eq!(records.check_code(id, &sloppy, at(201)).await.unwrap(), CodeCheck::Wrong);
    let renewed = records.new_recovery_codes(id, Some(id), at(202)).await.unwrap();
    assert_eq!(records.check_code(id, recovery[4].reveal(), at(203)).await.unwrap(), CodeCheck::Wrong);
    assert_eq!(records.check_code(id, renewed[4].reveal(), at(204)).await.unwrap(), CodeCheck::Recovery { left: 9 });
    assert_eq!(records.recovery_codes_left(id).await.unwrap(), 9);

    for _ in 0..5 {
        assert_eq!(records.check_code(id, "000000", at(300)).await.unwrap(), CodeCheck::Wrong);
    }
    assert_eq!(records.check_code(id, "000000", at(300)).await.unwrap(), CodeCheck::Wait(at(302)));
    records.remove_codes(id, Some(id), at(400)).await.unwrap();
    assert!(!records.account(id).await.unwrap().unwrap().has_codes);
});

on_both!(sessions_are_kept_by_hash_and_end, |place, records| {
    let id = someone(&records, "sam").await;
    assert!(records.create_session("raw-id", None, b"one", at(100), at(0)).await.unwrap());
    assert!(!records.create_session("raw-id", None, b"other", at(100), at(0)).await.unwrap());
    records.save_session("raw-id", Some(id), b"two", at(200), at(10)).await.unwrap();
    let loaded = records.load_session("raw-id", at(199)).await.unwrap().unwrap();
    assert_eq!((loaded.account_id, loaded.data.as_slice()), (Some(id), b"two".as_slice()));
    assert_eq!((loaded.created_at, loaded.last_seen, loaded.expires_at), (at(0), at(10), at(200)));
    assert_eq!(records.load_session("raw-id", at(200)).await.unwrap(), None);
    assert_eq!(records.sessions_of(id, at(20)).await.unwrap().len(), 1);
    let raw = place.raw().await;
    use sea_orm::{ConnectionTrait, Statement};
    let all = Statement::from_string(raw.get_database_backend(), "SELECT hash FROM session");
    let hash: String = raw.query_one_raw(all).await.unwrap().unwrap().try_get("", "hash").unwrap();
    assert_eq!(hash, records::sha256_hex(b"raw-id"));

    records.save_session("second", Some(id), b"", at(150), at(20)).await.unwrap();
    assert_eq!(records.purge_sessions(at(150)).await.unwrap(), 1);
    records.delete_session("raw-id").await.unwrap();
    assert!(records.sessions_of(id, at(20)).await.unwrap().is_empty());
    records.save_session("third", Some(id), b"", at(500), at(20)).await.unwrap();
    let before = records.account(id).await.unwrap().unwrap().epoch;
    assert_eq!(records.sign_out_everywhere(id, Some(id), at(30)).await.unwrap().epoch, before + 1);
    assert!(records.load_session("third", at(31)).await.unwrap().is_none());
    records.save_session("fourth", Some(id), b"", at(500), at(20)).await.unwrap();
    records.set_password(id, GOOD, Some(id), at(32)).await.unwrap();
    assert!(records.load_session("fourth", at(33)).await.unwrap().is_none(), "a new password signs out");
});

on_both!(what_was_read_a_moment_ago_counts_until_something_is_written, |_place, records| {
    let id = someone(&records, "sam").await;
    records.save_session("raw-id", Some(id), b"one", at(100), at(0)).await.unwrap();
    let session = async |now| records.recent_session("raw-id", at(now)).await.unwrap().map(|session| session.data);
    assert_eq!(session(1).await, Some(b"one".to_vec()));
    assert_eq!(session(100).await, None, "over, though it was read a moment ago");
    records.save_session("raw-id", Some(id), b"two", at(100), at(2)).await.unwrap();
    assert_eq!(session(3).await, Some(b"two".to_vec()));
    let before = records.recent_account(id).await.unwrap().unwrap();
    assert_eq!(before, records.account(id).await.unwrap().unwrap());
    let after = records.sign_out_everywhere(id, Some(id), at(4)).await.unwrap();
    assert_eq!(records.recent_account(id).await.unwrap().unwrap(), after);
    assert_eq!(session(5).await, None);
    assert_eq!(records.recent_account(id + 1).await.unwrap(), None);
    assert_eq!(records.recent_session("other", at(5)).await.unwrap(), None);
});

on_both!(tokens_have_scopes_and_an_end, |_place, records| {
    let id = someone(&records, "sam").await;
    let scopes: BTreeSet<String> = ["results".to_owned()].into();
    let wrong = records.create_token(id, "nightly", &scopes, at(0), at(0)).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))));
    assert!(matches!(records.create_token(id, "x", &BTreeSet::new(), at(9), at(0)).await, Err(Error::Invalid(_))));
    let made = records.create_token(id, "nightly", &scopes, at(1000), at(0)).await.unwrap();
    let secret = made.secret.reveal().to_owned();
    assert!(secret.starts_with(&made.token.prefix) && !format!("{made:?}").contains(&secret));
    let (token, account) = records.token_of_secret(&secret, at(10)).await.unwrap().unwrap();
    assert_eq!((account.id, token.scopes, token.last_used_at), (id, scopes.clone(), Some(at(10))));
    assert!(records.token_of_secret(&secret, at(1000)).await.unwrap().is_none());
    assert!(records.token_of_secret("derwent_guess", at(10)).await.unwrap().is_none());
    records.token_of_secret(&secret, at(30)).await.unwrap();
    assert_eq!(records.tokens(Some(id)).await.unwrap()[0].last_used_at, Some(at(10)), "to the minute");
    records.revoke_token(made.token.id, at(50)).await.unwrap();
    assert!(records.token_of_secret(&secret, at(51)).await.unwrap().is_none());

    let other = account_with_token(&records, &scopes).await;
    records.disable_account(other.0, Some(id), at(60)).await.unwrap();
    assert!(records.token_of_secret(&other.1, at(61)).await.unwrap().is_none());
    records.enable_account(other.0, Some(id), at(62)).await.unwrap();
    assert!(records.token_of_secret(&other.1, at(63)).await.unwrap().is_none(), "it stays revoked");
    assert_eq!(records.tokens(None).await.unwrap().len(), 2);
});

async fn account_with_token(records: &Records, scopes: &BTreeSet<String>) -> (i64, String) {
    let id = account(records, "other", &[Role::Analyst]).await.id;
    let made = records.create_token(id, "one", scopes, at(1000), at(0)).await.unwrap();
    (id, made.secret.reveal().to_owned())
}
