//! A database for each test, and what tests need again and again.

use std::path::PathBuf;

use jiff::Timestamp;
use records::{Account, PasswordCost, Profile, Records, Role};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use totp_rs::{Algorithm, Builder};

/// A database of the test's own.
pub struct Place {
    url: String,
    server: Option<String>,
    folder: tempfile::TempDir,
}

impl Place {
    pub fn sqlite() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("records.sqlite").display());
        Place { url, server: None, folder }
    }

    #[expect(clippy::print_stderr, reason = "whoever runs the tests should know what was not tested")]
    /// A new database on the server that the environment names, if it names one.
    pub async fn postgres() -> Option<Place> {
        let Ok(server) = std::env::var("DERWENT_TEST_POSTGRES") else {
            eprintln!(
                "skipped on PostgreSQL: DERWENT_TEST_POSTGRES holds no address. Run scripts/test-records-postgres."
            );
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let unique: String = folder
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .collect();
        let name = format!("test_{}_{unique}", std::process::id()).to_lowercase();
        let connection = Database::connect(&server).await.unwrap();
        connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        connection.close().await.unwrap();
        let (address, _) = server.rsplit_once('/').unwrap();
        Some(Place { url: format!("{address}/{name}"), server: Some(server), folder })
    }

    pub async fn open(&self) -> Records {
        Records::open(&self.url).await.unwrap().with_password_cost(PasswordCost::CHEAP)
    }

    /// A connection that knows nothing of the rules, as someone with the file or the server's password has.
    pub async fn raw(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub async fn remove(self) {
        if let Some(server) = self.server {
            let (_, name) = self.url.rsplit_once('/').unwrap();
            let connection = Database::connect(&server).await.unwrap();
            connection.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
    }
}

/// A test that runs on both databases: `on_both!(name, |place, records| { … })`.
macro_rules! on_both {
    ($name:ident, |$place:ident, $records:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($place: &crate::common::Place, $records: records::Records) {
                let _unused_by_some = $place;
                $body
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let place = crate::common::Place::sqlite();
                run(&place, place.open().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let Some(place) = crate::common::Place::postgres().await else { return };
                run(&place, place.open().await).await;
                place.remove().await;
            }
        }
    };
}
pub(crate) use on_both;

/// So many seconds after a Tuesday noon.
pub fn at(seconds: i64) -> Timestamp {
    "2026-03-31T11:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_secs(seconds)
}

pub fn profile(username: &str, roles: &[Role]) -> Profile {
    Profile {
        username: username.into(),
        display_name: format!("{username} (made up)"),
        roles: roles.iter().copied().collect(),
        ..Profile::default()
    }
}

pub async fn account(records: &Records, username: &str, roles: &[Role]) -> Account {
    records.create_account(&profile(username, roles), None, at(0)).await.unwrap()
}

pub async fn clearer(records: &Records, username: &str, capacity: &str) -> Account {
    let mut profile = profile(username, &[Role::ClearingOfficer]);
    profile.capacities.insert(capacity.into());
    records.create_account(&profile, None, at(0)).await.unwrap()
}

/// People of a report, and the report: drafted, frozen, not cleared.
pub struct Paper {
    pub analyst: Account,
    pub legal: Account,
    pub finance: Account,
    /// Did not write a word of it.
    pub other: Account,
    pub report: records::Report,
}

pub async fn paper(records: &Records) -> Paper {
    let analyst = account(records, "analyst", &[Role::Analyst, Role::Administrator]).await;
    let legal = clearer(records, "legal", "legal").await;
    let finance = clearer(records, "finance", "finance").await;
    let other = account(records, "other", &[Role::QualityOfficer]).await;
    let new = records::NewReport {
        month: "2026-03".into(),
        template: "board".into(),
        title: "Children’s services, March 2026".into(),
        meeting_date: Some(jiff::civil::date(2026, 4, 21)),
        item: String::new(),
        blocks: ["summary", "front-door"]
            .map(|key| records::BlockStart { key: key.into(), owner: Some(analyst.id), ..Default::default() })
            .into(),
    };
    let report = records.create_report(&new, analyst.id, at(0)).await.unwrap();
    for (key, text) in [("summary", "Visits are back in time."), ("front-door", "Fewer contacts.")] {
        saved(records.save_block(report.id, key, text, 1, analyst.id, at(10)).await);
    }
    records.freeze(report.id, jiff::civil::date(2026, 3, 31), b"{\"visits\":97}", analyst.id, at(20)).await.unwrap();
    let report = records.report(report.id).await.unwrap();
    Paper { analyst, legal, finance, other, report }
}

pub fn saved<T, Y>(saved: records::Result<records::Saved<T, Y>>) -> T {
    match saved.unwrap() {
        records::Saved::Done(saved) => saved,
        records::Saved::Conflict { .. } => panic!("someone else saved"),
    }
}

pub fn ask(capacity: &str) -> records::Ask {
    records::Ask { capacity: capacity.into(), account: None, due: None }
}

/// Legal and finance are asked and clear what the report says now.
pub async fn cleared(records: &Records, paper: &Paper) -> String {
    let id = paper.report.id;
    if records.clearances(id).await.unwrap().is_empty() {
        records.ask_clearance(id, &[ask("legal"), ask("finance")], paper.analyst.id, at(30)).await.unwrap();
    }
    let hash = records.content(id).await.unwrap().hash;
    for (clearance, by) in records.clearances(id).await.unwrap().into_iter().zip([&paper.legal, &paper.finance]) {
        records.decide(clearance.id, records::DecisionWord::Cleared, "", &hash, by.id, at(40)).await.unwrap();
    }
    hash
}

/// The code of an authenticator app with this secret, in base 32.
pub fn code(secret: &str, now: Timestamp) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret.chars().map(|c| format!("{:05b}", alphabet.find(c).unwrap())).collect();
    let bytes: Vec<u8> = (0..20).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    let bytes: [u8; 20] = bytes.try_into().unwrap();
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(bytes).build().unwrap();
    totp.generate(now.as_second() as u64).to_string()
}
