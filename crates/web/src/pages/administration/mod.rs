//! Administration: accounts and tokens, parameters and targets, the access log, backups. Nothing here shows data about children,
//! but for the person ids in the access log, which only auditors read.

mod account_form;
mod accounts;
mod backups;
mod log;
mod log_words;
mod once;
mod parameters;
mod settings;
mod targets;
mod tokens;

use crate::access::Permission;
use crate::routes::Route;
use crate::shell::{Link, SubNavigation};
use crate::visit::Visit;

pub use once::Once;

/// The routes.
pub fn routes() -> Vec<Route> {
    [accounts::routes(), tokens::routes(), parameters::routes(), targets::routes(), log::routes(), backups::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The pages of administration that somebody may open.
const PAGES: [(&str, &str, Permission); 6] = [
    ("Accounts", "/administration/accounts", Permission::ManageAccounts),
    ("API tokens", "/administration/tokens", Permission::ManageAccounts),
    ("Parameters", "/administration/parameters", Permission::Configure),
    ("Targets", "/administration/targets", Permission::Configure),
    ("Access log", "/administration/log", Permission::ReadLog),
    ("Backups", "/administration/backups", Permission::BackUp),
];

/// The navigation among the pages of administration, on the one at `here`.
fn navigation(visit: &Visit, here: &str) -> Option<SubNavigation> {
    let allowed = PAGES.iter().filter(|(_, _, permission)| visit.may(*permission));
    let links: Vec<Link> = allowed.map(|(label, path, _)| Link::new(*label, *path).here(*path == here)).collect();
    (links.len() > 1).then(|| SubNavigation { label: "Administration pages".to_owned(), side: false, links })
}

/// What was done, by the word in the address: pages say it in a banner.
const DONE: [(&str, &str); 10] = [
    ("saved", "The account was changed. It holds from the person’s next page on."),
    ("closed", "The account is closed: nobody signs in with it, and who was signed in no longer is."),
    ("opened", "The account is open again."),
    ("signed-out", "The person is signed out everywhere."),
    ("codes", "One-time codes are off for this account. The person can turn them on again."),
    ("set", "The value was changed. Numbers are worked out again with it."),
    ("removed", "The value was taken away. Numbers are worked out again without it."),
    ("same", "Nothing was changed: it was like that already."),
    ("token-ended", "The token is ended. Programs that use it can read nothing any more."),
    ("backed-up", "The backup was made."),
];

/// What was done, in a sentence.
fn done(visit: &Visit) -> Option<String> {
    let word = visit.filters.get("done")?;
    DONE.iter().find(|(known, _)| *known == word).map(|(_, text)| (*text).to_owned())
}
