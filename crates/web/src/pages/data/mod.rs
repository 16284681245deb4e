//! Data: deliveries and what is wrong with them, uploads, what changed, the council’s own headings.

mod changes;
mod codes;
mod deliveries;
pub mod desk;
pub mod files;
mod findings;
mod headings;
mod months;
mod moved;
mod numbers;
mod receive;
mod reconcile;
mod refusal;
mod taught;
mod teaching;
mod upload;

use crate::access::Permission;
use crate::problem::Problem;
use crate::routes::Route;
use crate::shell::{Link, SubNavigation};
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::Response;
use standard::finding::Severity;

pub use desk::{Desk, tidy};
pub use findings::sheet as findings_sheet;
pub use receive::size;
pub use upload::authorities;

/// The routes.
pub fn routes() -> Vec<Route> {
    let parts = [
        deliveries::routes(),
        upload::routes(),
        findings::routes(),
        months::routes(),
        changes::routes(),
        reconcile::routes(),
        headings::routes(),
        codes::routes(),
    ];
    parts.into_iter().flatten().collect()
}

/// The pages about data that somebody may open.
const PAGES: [(&str, &str, Permission); 8] = [
    ("Deliveries", "/data", Permission::SeeData),
    ("Upload", "/data/uploads", Permission::ImportData),
    ("Findings", "/data/findings", Permission::SeeFindings),
    ("Months", "/data/months", Permission::SeeData),
    ("What changed", "/data/changes", Permission::SeeData),
    ("Reconcile", "/data/reconcile", Permission::SeeData),
    ("Headings", "/data/headings", Permission::ImportData),
    ("Codes", "/data/codes", Permission::ImportData),
];

/// The navigation among the pages about data, on the one at `here`.
fn navigation(visit: &Visit, here: &str) -> Option<SubNavigation> {
    let allowed = PAGES.iter().filter(|(_, _, permission)| visit.may(*permission));
    let links: Vec<Link> = allowed.map(|(label, path, _)| Link::new(*label, *path).here(*path == here)).collect();
    (links.len() > 1).then(|| SubNavigation { label: "Data pages".to_owned(), side: false, links })
}

/// What was done, by the word in the address: pages say it in a banner.
const DONE: [(&str, &str); 11] = [
    ("accepted", "The held tables are in force."),
    ("withdrawn", "The delivery is withdrawn: none of its rows count any more."),
    (
        "counts-again",
        "The later reading of these files is withdrawn, so this earlier reading of the same files counts again. To leave \
         the files out altogether, withdraw it too.",
    ),
    ("dismissed", "The finding is dismissed until the day that you chose."),
    ("counts", "The finding counts again."),
    ("taught", "The heading is known from now on. Files that are imported from now on are read with it."),
    ("forgotten", "The heading is no longer known. Files that are imported from now on are read without it."),
    ("taught-code", "The code is known from now on. Files that are imported from now on are read with it."),
    ("forgotten-code", "The code is no longer known. Files that are imported from now on are read without it."),
    ("same", "Nothing was changed: it was like that already."),
    ("dated", "The day is noted."),
];

/// What was done, in a sentence.
fn done(visit: &Visit) -> Option<String> {
    let word = visit.filters.get("done")?;
    DONE.iter().find(|(known, _)| *known == word).map(|(_, text)| (*text).to_owned())
}

/// A page that says what must be mended in what was sent.
///
/// # Errors
/// None: a result, so that it can end a handler.
pub fn unprocessable(mut response: Response) -> Result<Response, Problem> {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// A number in an address.
///
/// # Errors
/// It is none: there is no such page.
pub fn number(text: &str) -> Result<i64, Problem> {
    text.parse().ok().filter(|number| *number > 0).ok_or(Problem::NotFound)
}

/// A whole number with commas between thousands: `1,204`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The name of who did something, where it is known.
pub fn by(accounts: &[records::Account], id: Option<i64>) -> String {
    let account = accounts.iter().find(|account| Some(account.id) == id);
    account.map_or_else(|| "the server".to_owned(), |account| account.profile.display_name.clone())
}

/// What a table holds, in words; its name where no table is called that.
fn table_title(name: &str) -> String {
    standard::table::find(name).map_or_else(|| name.to_owned(), |table| table.title.clone())
}

/// How grave a finding is, and the colour of its tag.
fn severity_words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("Error", "red"),
        Severity::Warning => ("Warning", "yellow"),
        Severity::Note => ("Note", "grey"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }
}
