//! What the tests of the site share: a small made-up council, a site over it, and people of every role who are
//! signed in as a browser would be.
//!
//! ```text
//! let world = World::new().await;                       // over the shared folder: read only
//! let analyst = world.sign_in(Role::Analyst).await;
//! let page = analyst.page("/indicators").await;         // 200 and HTML, or the test fails
//! let answer = analyst.post("/somewhere", &[("a", "b")]).await;   // with the token of the session
//! ```
//!
//! Tests that import, withdraw or issue take [`World::own`], a folder of their own. [`World::empty`] has none yet.

#![allow(dead_code, unused_imports, reason = "each test binary uses its own part of this")]

mod children;
mod folder;
mod person;
mod routes;

pub use children::{Children, Held, TeamRow, children, restricted, texts};
pub use folder::{SCALE, copy, keep, shared};
pub use person::{Answer, Person};
pub use routes::{Places, filled};

use axum::Router;
use records::{Account, PasswordCost, Profile, Records, Role};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use web::demo;
use web::reading::Reading;
use web::site::{Config, Site};

/// The password of everybody in these tests.
pub const PASSWORD: &str = "copper lantern drift";

/// Does something that runs queries. They have a runtime of their own, which can’t begin inside a test’s.
pub fn apart<T: Send>(what: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(what).join()).expect("no panic")
}

/// A site, and one account a role.
pub struct World {
    /// The site.
    pub site: Site,
    /// All its routes, behind what guards them.
    pub router: Router,
    accounts: BTreeMap<Role, Account>,
    _own: TempDir,
}

impl World {
    /// A site over the shared folder. Tests only read it.
    pub async fn new() -> World {
        World::with(|_| {}).await
    }

    /// The same, set up otherwise.
    pub async fn with(change: impl FnOnce(&mut Config)) -> World {
        let own = tempfile::tempdir().expect("a folder");
        World::over(own, shared().to_owned(), change, Some(reading())).await
    }

    /// A site over a folder of the test’s own, with the same deliveries.
    pub async fn own() -> World {
        World::own_with(|_| {}).await
    }

    /// The same, set up otherwise.
    pub async fn own_with(change: impl FnOnce(&mut Config)) -> World {
        let own = tempfile::tempdir().expect("a folder");
        let data = own.path().join("data");
        copy(shared(), &data);
        World::over(own, data, change, Some(reading())).await
    }

    /// A site that has just started over the same deliveries, and has read nothing yet.
    pub async fn unread() -> World {
        let own = tempfile::tempdir().expect("a folder");
        let data = own.path().join("data");
        copy(shared(), &data);
        let world = World::over(own, data, |_| {}, None).await;
        world.site.expect_reading();
        world
    }

    /// A site over a folder into which nothing was imported.
    pub async fn empty() -> World {
        let own = tempfile::tempdir().expect("a folder");
        let data = own.path().join("data");
        folder::initialise(&data);
        World::over(own, data, |_| {}, None).await
    }

    async fn over(
        own: TempDir,
        data: PathBuf,
        change: impl FnOnce(&mut Config),
        reading: Option<Arc<Reading>>,
    ) -> World {
        let records = Records::sqlite_at(&own.path().join("records.sqlite")).await.expect("records");
        let records = records.with_password_cost(PasswordCost::CHEAP);
        let mut config = Config::new(data, "127.0.0.1:8080".parse().expect("an address"));
        config.invented = true;
        change(&mut config);
        let site = Site::new(config, records);
        if let Some(reading) = reading {
            site.put_reading(reading);
        }
        let accounts = accounts(&site).await;
        let router = web::server::router(&site);
        World { site, router, accounts, _own: own }
    }

    /// The same folder and records after a restart: a new site, sessions as they were kept, nothing in memory.
    pub async fn restarted(self) -> World {
        let World { site, accounts, _own, .. } = self;
        let (config, reading) = (site.config().clone(), site.reading().ok());
        drop(site);
        let records = Records::sqlite_at(&_own.path().join("records.sqlite")).await.expect("records");
        let site = Site::new(config, records.with_password_cost(PasswordCost::CHEAP));
        if let Some(reading) = reading {
            site.put_reading(reading);
        }
        let router = web::server::router(&site);
        World { site, router, accounts, _own }
    }

    /// What people write.
    pub fn records(&self) -> &Records {
        self.site.records()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.site.folder()
    }

    /// The reading that pages show.
    pub fn reading(&self) -> Arc<Reading> {
        self.site.reading().expect("deliveries")
    }

    /// The account of a role: as `derwent accounts demo` makes it.
    pub fn account(&self, role: Role) -> &Account {
        &self.accounts[&role]
    }

    /// Another account, with the password of everybody.
    pub async fn add(&self, profile: &Profile) -> Account {
        let now = self.site.now();
        let account = self.records().create_account(profile, None, now).await.expect("an account");
        self.records().set_password(account.id, PASSWORD, None, now).await.expect("a password")
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Person {
        Person::new(self.router.clone())
    }

    /// The account of a role, signed in.
    pub async fn sign_in(&self, role: Role) -> Person {
        let username = self.account(role).profile.username.clone();
        self.sign_in_as(&username).await
    }

    /// An account, signed in.
    pub async fn sign_in_as(&self, username: &str) -> Person {
        let person = self.stranger();
        let fields = [("username", username), ("password", PASSWORD), ("back", "/")];
        let answer = person.post("/sign-in", &fields).await;
        assert_eq!(answer.status, 303, "{username} could not sign in: {}", answer.text());
        person
    }
}

/// The accounts of the demonstration; of each role the first, with a scope from the council’s teams.
async fn accounts(site: &Site) -> BTreeMap<Role, Account> {
    let mut accounts = BTreeMap::new();
    for profile in demo::profiles(site.folder()).expect("teams") {
        let now = site.now();
        let account = site.records().create_account(&profile, None, now).await.expect("an account");
        let account = site.records().set_password(account.id, PASSWORD, None, now).await.expect("a password");
        for role in &profile.roles {
            accounts.entry(*role).or_insert_with(|| account.clone());
        }
    }
    accounts
}

/// The shared folder’s reading, made once in this process.
fn reading() -> Arc<Reading> {
    static READING: OnceLock<Arc<Reading>> = OnceLock::new();
    let made = READING.get_or_init(|| {
        // The engine brings a runtime of its own, which can’t begin within the test’s.
        let made = std::thread::spawn(|| {
            let generation = web::reading::Generation::of(shared()).expect("a folder");
            Reading::make(shared(), generation).expect("a reading").expect("deliveries")
        });
        Arc::new(made.join().expect("a reading"))
    });
    Arc::clone(made)
}
