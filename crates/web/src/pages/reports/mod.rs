//! Reports: from a template and a month to four issued files and a public edition; what the board asked of them.
//!
//! What people write, who cleared it and what was issued stands in `records`; numbers are frozen by
//! [`council::paper::frozen`] and kept there as bytes. A document is always made of both, so an issue that is written
//! again has the same bytes.

mod block;
mod changes;
mod clearance;
mod diff;
mod document;
mod draft;
mod files;
mod form;
mod freeze;
mod issue;
mod issued;
mod list;
mod matters;
mod question;
mod readiness;
mod row;
mod settings;
mod show;
mod start;
mod wording;

pub use files::{Mended, mend};
pub(crate) use files::{read as issued_file, root as issued_folder};
pub use issue::rebuild;
pub(crate) use issued::may_read;

use crate::access::{Permission, Viewer};
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Link, Shell, SubNavigation};
use crate::site::Site;
use crate::visit::Visit;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use draft::Draft;
use std::collections::BTreeMap;

const SEE: Needs = Needs::Permission(Permission::SeeReports);
const DRAFT: Needs = Needs::Permission(Permission::DraftReports);
const CLEAR: Needs = Needs::Permission(Permission::ClearReports);
const ISSUE: Needs = Needs::Permission(Permission::IssueReports);
const READ: Needs = Needs::AnyOf(&[Permission::SeeReports, Permission::ReadIssued]);
/// Who may be asked to write something for a report. Each handler lets in those who draft, and whoever was asked.
const WRITE: Needs = Needs::AnyOf(&[Permission::DraftReports, Permission::SeeNumbers]);

/// The routes.
pub fn routes() -> Vec<Route> {
    let routes = vec![
        Route::page("reports", "/reports", READ, "Reports", get(list::page)).leads(Section::Reports),
        Route::page("report start", "/reports/new", DRAFT, "Start a report", get(start::page)),
        Route::form("report started", "/reports/new", DRAFT, "Start a report", post(start::send)),
        Route::page("report", "/reports/{report}", SEE, "A report in the making", get(show::page)),
        Route::page(
            "report history",
            "/reports/{report}/history",
            SEE,
            "What happened to a report",
            get(show::history),
        ),
        Route::page(
            "report settings",
            "/reports/{report}/settings",
            DRAFT,
            "Title, meeting and exempt appendix",
            get(settings::page),
        ),
        Route::form(
            "report settings saved",
            "/reports/{report}/settings",
            DRAFT,
            "Change title, meeting and exempt appendix",
            post(settings::send),
        ),
        Route::page("report text", "/reports/{report}/texts/{key}", WRITE, "A text of a report", get(block::page)),
        Route::form(
            "report text saved",
            "/reports/{report}/texts/{key}",
            WRITE,
            "Save a text of a report",
            post(block::send),
        ),
        Route::form(
            "report text assigned",
            "/reports/{report}/texts/{key}/owner",
            DRAFT,
            "Say who writes a text, and by when",
            post(block::assign),
        ),
        Route::page(
            "report row",
            "/reports/{report}/rows/{indicator}",
            DRAFT,
            "Story, action and owner of a row",
            get(row::page),
        ),
        Route::form(
            "report row saved",
            "/reports/{report}/rows/{indicator}",
            DRAFT,
            "Save story, action and owner of a row",
            post(row::send),
        ),
        Route::page(
            "report changes",
            "/reports/{report}/changes",
            SEE,
            "What changed since last month",
            get(changes::page),
        ),
        Route::page(
            "report preview",
            "/reports/{report}/preview/{edition}",
            SEE,
            "The document as it stands",
            get(document::preview),
        ),
        Route::form(
            "report frozen",
            "/reports/{report}/freeze",
            DRAFT,
            "Freeze the numbers of a report",
            post(freeze::send),
        ),
        Route::form(
            "report matters",
            "/reports/{report}/matters",
            DRAFT,
            "Carry the board’s questions into a report",
            post(matters::send),
        ),
        Route::page(
            "report clearance",
            "/reports/{report}/clearance",
            SEE,
            "Clearance and issue",
            get(clearance::page),
        ),
        Route::form(
            "report sent",
            "/reports/{report}/clearance",
            DRAFT,
            "Send a report for clearance",
            post(clearance::send),
        ),
        Route::form(
            "report clearance withdrawn",
            "/reports/{report}/clearance/{clearance}/withdraw",
            DRAFT,
            "Withdraw a clearance that was asked for",
            post(clearance::withdraw),
        ),
        Route::page(
            "report decision",
            "/reports/{report}/clearance/{clearance}",
            CLEAR,
            "Clear or return a report",
            get(clearance::decision),
        ),
        Route::form(
            "report decided",
            "/reports/{report}/clearance/{clearance}",
            CLEAR,
            "Clear or return a report",
            post(clearance::decide),
        ),
        Route::page("report check", "/reports/{report}/check", ISSUE, "Check the public edition", get(issue::check)),
        Route::form(
            "report checked",
            "/reports/{report}/check",
            ISSUE,
            "Note that the public edition was checked",
            post(issue::checked),
        ),
        Route::form("report issued", "/reports/{report}/issue", ISSUE, "Issue an edition", post(issue::send)),
        Route::form(
            "report reopened",
            "/reports/{report}/reopen",
            DRAFT,
            "Open an issued report again",
            post(issue::reopen),
        ),
        Route::page("issued file", "/reports/issued/{issue}/{file}", READ, "An issued file", get(issued::download)),
        Route::page("issued report", "/reports/issued/{issue}", READ, "An issued report to read", get(issued::read)),
        Route::page("questions", "/reports/questions", SEE, "Matters arising", get(question::list)),
        Route::page(
            "question new",
            "/reports/questions/new",
            DRAFT,
            "Note a question of the board",
            get(question::start),
        ),
        Route::form(
            "question noted",
            "/reports/questions/new",
            DRAFT,
            "Note a question of the board",
            post(question::note),
        ),
        Route::page("question", "/reports/questions/{question}", WRITE, "A question of the board", get(question::page)),
        Route::form(
            "question saved",
            "/reports/questions/{question}",
            WRITE,
            "Answer or change a question of the board",
            post(question::send),
        ),
    ];
    routes.into_iter().map(|route| if route.leads { route } else { route.under(Section::Reports) }).collect()
}

/// A number in an address; nothing is there under what is none.
fn number(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// What is said after something was done, by the word in the address.
fn success(visit: &Visit) -> Option<String> {
    let text = match visit.filters.get("done")? {
        "started" => "The report was started. Write the texts, then freeze the numbers.",
        "saved" => "What you wrote was saved.",
        "assigned" => "Owner and due date were saved.",
        "settings" => "The report’s title, meeting and appendix were saved.",
        "frozen" => "The numbers are frozen. Preview and issue say these from now on.",
        "matters" => "The board’s questions in this report are up to date.",
        "sent" => "Clearance was asked for.",
        "withdrawn" => "That clearance is no longer asked for.",
        "cleared" => "You cleared this report.",
        "returned" => "You returned this report.",
        "checked" => "The public edition was noted as checked.",
        "issued" => "The edition was issued.",
        "reopened" => "The report was opened again as a new version. Nothing of it is cleared.",
        "noted" => "The question was noted.",
        _ => return None,
    };
    Some(text.to_owned())
}

/// To a page, saying that something was done.
fn done(path: &str, word: &str) -> Response {
    Redirect::to(&format!("{path}?done={word}")).into_response()
}

/// People by account, as pages and papers name them.
struct People(BTreeMap<i64, String>);

impl People {
    async fn of(site: &Site) -> Result<(People, Vec<records::Account>), Problem> {
        let accounts = site.records().accounts().await?;
        let names = accounts.iter().map(|account| (account.id, account.profile.display_name.clone())).collect();
        Ok((People(names), accounts))
    }

    fn name(&self, account: i64) -> &str {
        self.0.get(&account).map_or("someone", String::as_str)
    }

    fn maybe(&self, account: Option<i64>) -> String {
        account.map_or_else(String::new, |account| self.name(account).to_owned())
    }
}

/// The person who asks, whose id records know.
fn by(visit: &Visit) -> Result<i64, Problem> {
    visit.viewer().map(|viewer: &Viewer| viewer.account)
}

/// The frame of a page about one report.
fn frame(visit: &Visit, draft: &Draft, title: &str, here: &str) -> Shell {
    let mut shell = visit.shell(title);
    let root = format!("/reports/{}", draft.report.id);
    shell.breadcrumbs = vec![Link::new("Reports", "/reports")];
    if visit.may(Permission::SeeReports) {
        shell.breadcrumbs.push(Link::new(draft.called(), root.clone()));
        let link = |label: &str, part: &str| Link::new(label, format!("{root}{part}")).here(here == part);
        shell.sub_navigation = Some(SubNavigation {
            label: "Report pages".to_owned(),
            side: false,
            links: vec![
                link("Texts and tasks", ""),
                link("What changed", "/changes"),
                link("Clearance and issue", "/clearance"),
                link("History", "/history"),
            ],
        });
    }
    shell.success = success(visit);
    shell
}
