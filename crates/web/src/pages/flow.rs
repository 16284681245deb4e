//! Case status and flow: how many children have each status over time, and how they move between them. Counts of the
//! whole council: nothing here is about a single child.

use crate::access::Permission;
use crate::chart::{self, Chart, Heading};
use crate::components::Choice;
use crate::pages::due::plain;
use crate::pages::journey::status_words;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use measure::{CaseStatus, Flow, MoveKind, Movement, Stock, Within};
use report::{Number, words};
use standard::period::Month;

/// How many months can be chosen.
const MONTHS: [i32; 3] = [12, 24, 36];

/// The kinds of moves, in the order of the page.
const KINDS: [(MoveKind, &str); 5] = [
    (MoveKind::Opened, "Opened"),
    (MoveKind::Returned, "Returned"),
    (MoveKind::StepUp, "Stepped up"),
    (MoveKind::StepDown, "Stepped down"),
    (MoveKind::Closed, "Closed"),
];

/// The routes.
pub fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Permission::SeeNumbers);
    vec![Route::page("flow", "/flow", needs, "Case status and flow", get(page)).leads(Section::Flow)]
}

#[derive(Template)]
#[template(path = "flow/flow.html")]
struct Page {
    shell: Shell,
    when: String,
    cards: Vec<(&'static str, String, String)>,
    months: Vec<Choice>,
    spans: Vec<Choice>,
    chosen: String,
    stocks: Vec<Chart>,
    moves: Chart,
    month: String,
    /// By status: at the start, came, left, at the end.
    lines: Vec<(String, [String; 4])>,
    total: [String; 4],
    total_said: String,
    /// What kind, from what, to what, how many.
    ways: Vec<(&'static str, &'static str, &'static str, String)>,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let workings = reading.workings();
    let all = Within::Everyone;
    let stocks = reading.once("stocks by status", || workings.stocks(&all));
    let (Some(first), Some(last)) = (stocks.first().map(|s| s.month), stocks.last().map(|s| s.month)) else {
        return Err(Problem::NoData);
    };
    // The first month has no month before it to come from.
    let month = visit.filters.month().unwrap_or(last).clamp(first.plus(1).min(last), last);
    let asked = visit.filters.get("months").and_then(|text| text.parse().ok());
    let number = asked.filter(|months| MONTHS.contains(months)).unwrap_or(24);
    let from = month.plus(1 - number).max(first);
    let shown: Vec<&Stock> = stocks.iter().filter(|stock| from <= stock.month && stock.month <= month).collect();
    let movements = reading.once("movements between statuses", || workings.movements(first, last, &all));
    let movements: Vec<Movement> =
        movements.iter().filter(|one| (from..=month).contains(&one.month)).copied().collect();
    let flows = reading.once("flows by status", || workings.flows(&all));
    let flows: Vec<Flow> = flows.iter().filter(|flow| flow.month == month).cloned().collect();
    let of_month: Vec<&Movement> = movements.iter().filter(|one| one.month == month).collect();
    let (total, total_said) = total(&flows, &of_month);
    let months: Vec<Month> = first.plus(1).to(last).collect();
    let on = shown.last().map_or(month.last(), |stock| stock.on);
    let page = Page {
        shell: visit.shell("Case status and flow"),
        when: format!(
            "The whole council, {} to {}. A child with several statuses counts under the highest.",
            words::month(from),
            words::date(on)
        ),
        cards: cards(&shown, on),
        months: Choice::list(months.iter().rev().map(|m| (m.to_string(), words::month(*m))), &month.to_string()),
        spans: Choice::list(MONTHS.map(|n| (n.to_string(), format!("{n} months"))), &number.to_string()),
        chosen: format!("{number} months to {}", words::month(month)),
        stocks: vec![
            stock_chart("stock-plans", "In care, on plans and in short breaks", &shown, 0..4),
            stock_chart("stock-open", "Assessments, referrals, care leavers and early help", &shown, 4..8),
        ],
        moves: moves_chart(&movements, from, month),
        month: words::month(month),
        lines: flows
            .iter()
            .map(|flow| (status_words(flow.status).to_owned(), [flow.start, flow.came, flow.left, flow.end].map(plain)))
            .collect(),
        total,
        total_said,
        ways: of_month
            .iter()
            .map(|one| {
                let status = |status: Option<CaseStatus>| status.map_or("Not open", status_words);
                (kind_words(one.kind), status(one.before), status(one.after), plain(one.count))
            })
            .collect(),
    };
    visit.page(&page)
}

fn kind_words(kind: MoveKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, words)| words)
}

fn cards(shown: &[&Stock], on: jiff::civil::Date) -> Vec<(&'static str, String, String)> {
    let Some(now) = shown.last() else { return Vec::new() };
    let before = shown.iter().find(|stock| stock.month == now.month.plus(-12));
    let card = |status: CaseStatus| {
        let count = now.children[status as usize];
        let number = |n: usize| Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
        let note = before.map(|before| {
            let then = before.children[status as usize];
            format!("{} a year before, {}", plain(then), words::change(number(count), number(then)))
        });
        (status_words(status), plain(count), note.unwrap_or_else(|| words::date(on)))
    };
    [CaseStatus::InCare, CaseStatus::ChildProtection, CaseStatus::ChildInNeedPlan, CaseStatus::OpenAssessment]
        .map(card)
        .to_vec()
}

fn stock_chart(anchor: &str, title: &str, shown: &[&Stock], statuses: std::ops::Range<usize>) -> Chart {
    let chosen = &CaseStatus::ALL[statuses];
    let line = |(status, _): &(CaseStatus, &str)| {
        let values = shown.iter().map(|stock| Some(stock.children[*status as usize] as f64)).collect();
        (status_words(*status).to_owned(), values)
    };
    let sentence = match (shown.first(), shown.last()) {
        (Some(first), Some(last)) => {
            let part = |(status, _): &(CaseStatus, &str)| {
                let (then, now) = (first.children[*status as usize], last.children[*status as usize]);
                format!("{} from {} to {}", status_words(*status).to_lowercase(), plain(then), plain(now))
            };
            let parts: Vec<String> = chosen.iter().map(part).collect();
            words::full_stop(&words::sentence(&format!(
                "between the ends of {} and {}: {}",
                words::month(first.month),
                words::month(last.month),
                words::list(&parts)
            )))
        }
        _ => String::new(),
    };
    let labels = shown.iter().map(|stock| words::month_short(stock.month)).collect();
    let heading = Heading { anchor, title, sentence: &sentence };
    chart::lines(heading, "End of", "children", labels, chosen.iter().map(line).collect(), 0)
}

fn moves_chart(movements: &[Movement], from: Month, to: Month) -> Chart {
    let months: Vec<Month> = from.to(to).collect();
    let count = |kind: MoveKind, month: Month| -> usize {
        movements.iter().filter(|one| one.kind == kind && one.month == month).map(|one| one.count).sum()
    };
    let lines = KINDS
        .iter()
        .map(|(kind, words)| {
            ((*words).to_owned(), months.iter().map(|month| Some(count(*kind, *month) as f64)).collect())
        })
        .collect();
    let parts: Vec<String> =
        KINDS.iter().map(|(kind, words)| format!("{} {}", plain(count(*kind, to)), words.to_lowercase())).collect();
    let sentence = words::full_stop(&format!("In {}: {}", words::month(to), words::list(&parts)));
    let heading = Heading { anchor: "moves", title: "Movements by month", sentence: &sentence };
    let labels = months.iter().map(|month| words::month_short(*month)).collect();
    chart::lines(heading, "Month", "moves", labels, lines, 0)
}

/// Everyone who was open: at the start, opened and returned, closed, at the end; and that in a sentence.
fn total(flows: &[Flow], movements: &[&Movement]) -> ([String; 4], String) {
    let of = |kinds: &[MoveKind]| -> usize {
        movements.iter().filter(|one| kinds.contains(&one.kind)).map(|one| one.count).sum()
    };
    let (start, end) = flows.iter().fold((0, 0), |(start, end), flow| (start + flow.start, end + flow.end));
    let (came, left) = (of(&[MoveKind::Opened, MoveKind::Returned]), of(&[MoveKind::Closed]));
    let said = format!(
        "{} open at the start, and {} who opened or returned, less {} who closed, are {} at the end. Moves between \
         statuses leave the total as it is.",
        plain(start),
        plain(came),
        plain(left),
        plain(end)
    );
    ([start, came, left, end].map(plain), said)
}
