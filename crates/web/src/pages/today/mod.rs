//! Today: what needs attention, for whoever looks. Each part says in one quiet sentence that there is nothing.

mod overdue;
mod quality;
mod signals;
mod waiting;

use crate::access::{Permission, Scope};
use crate::filters::panel::Panel;
use crate::pages::indicators::known;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Notice, Shell};
use crate::visit::{Visit, cut_short};
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use overdue::Overdue;
use quality::{Freshness, Quality};
use report::words;
use signals::Signal;
use standard::period::{Period, PeriodKind};
use waiting::Item;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::page("today", "/", Needs::SignedIn, "Today", get(page)).leads(Section::Today)]
}

#[derive(Template)]
#[template(path = "today/today.html")]
struct Page {
    shell: Shell,
    greeting: String,
    /// Where those go who see no numbers: label, address, what is there.
    ways: Vec<(&'static str, &'static str, &'static str)>,
    freshness: Option<Freshness>,
    signals: Option<Vec<Signal>>,
    signals_since: String,
    /// How many of the signals are new, in a sentence.
    signals_new: String,
    overdue: Option<Overdue>,
    quality: Option<Quality>,
    waiting: Option<Vec<Item>>,
    /// The filters, and whether there is anything to filter.
    panel: Panel,
    filtered: bool,
    /// Of whom the numbers are; empty for all that the visitor sees.
    part: String,
    /// Whom signals are compared with; empty for nobody.
    against: String,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let viewer = visit.viewer()?.clone();
    let reading = match visit.reading() {
        Ok(reading) => Some(reading),
        Err(Problem::NoData) => None,
        Err(problem) => return Err(problem),
    };
    let sees_numbers = visit.may(Permission::SeeNumbers);
    let mut shell = visit.shell("Today");
    let mut page = Page {
        greeting: format!("It is {}.", words::date(visit.site.today())),
        ways: ways(&visit),
        freshness: None,
        signals: None,
        signals_since: String::new(),
        signals_new: String::new(),
        overdue: None,
        quality: None,
        waiting: waiting::items(&visit).await?,
        panel: Panel::new(),
        filtered: false,
        part: String::new(),
        against: String::new(),
        shell: visit.shell("Today"),
    };
    if let Some(reading) = &reading {
        if sees_numbers {
            let (_, month) = reading.months();
            let period = Period { kind: PeriodKind::Month, first: month, last: month };
            let (filters, of) = (&visit.filters, visit.filters.slice());
            let known = known::internal(reading, &period, &of)?;
            let region = &known.head.region;
            let freshness = Freshness::of(reading, &known.head, visit.site.today());
            page.greeting.push_str(&format!(" The data describes {}.", freshness.day));
            page.freshness = Some(freshness);
            let before = Period { kind: PeriodKind::Month, first: month.plus(-1), last: month.plus(-1) };
            let before = known::internal(reading, &before, &of)?;
            let signals = signals::all(&known, &before, reading.engine().catalogue(), filters);
            page.signals_new = signals::how_many(&signals);
            page.signals = Some(signals);
            page.part = known::slice_words(reading, &of);
            page.against = filters.against().map(|against| words::sentence(&against.words(region))).unwrap_or_default();
            let panel = Panel::new().part(filters, reading).against(filters, region, true);
            page.panel = panel.done(filters, [], &[]);
            page.filtered = true;
            page.signals_since = signals::since(reading)?;
        }
        if visit.may(Permission::SeeDue) && viewer.scope != Scope::Nobody {
            shell.notices.extend(cut_short(reading));
            page.overdue = Some(overdue::by_team(&visit)?);
        }
        if visit.may(Permission::SeeFindings) && viewer.scope != Scope::Nobody {
            page.quality = Some(quality::of(&visit, reading).await?);
        }
    } else {
        shell.notices.push(Notice::note("No extracts have been imported yet, so there are no numbers."));
    }
    page.shell = shell;
    visit.page(&page)
}

/// The pages of those whose work is not with numbers: administrators, auditors, and the board.
fn ways(visit: &Visit) -> Vec<(&'static str, &'static str, &'static str)> {
    let ways = [
        (
            Permission::SeePublicNumbers,
            "Indicators",
            "/indicators",
            "The numbers of the board’s paper, small ones hidden.",
        ),
        (
            Permission::SeePublicNumbers,
            "Compare",
            "/compare",
            "This council beside its neighbours, its region and England.",
        ),
        (Permission::SeePublicNumbers, "Reports", "/reports", "Reports that were issued, to read and to download."),
        (
            Permission::ManageAccounts,
            "Accounts",
            "/administration/accounts",
            "Who may sign in, as what, and for which teams.",
        ),
        (Permission::BackUp, "Backups", "/administration/backups", "Make one, and see those there are."),
        (Permission::ReadLog, "Access log", "/administration/log", "Who read data about children, when and why."),
        (
            Permission::ReadLog,
            "Verify the access log",
            "/administration/log/verify",
            "Whether it is as it was written.",
        ),
    ];
    ways.into_iter()
        .filter(|(needs, ..)| visit.may(*needs))
        .map(|(_, label, href, about)| (label, href, about))
        .collect()
}
