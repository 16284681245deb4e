//! Case status and flow: how many children have each status over time, and how they move between them. Counts
//! alone: nothing here is about a single child.

use crate::access::Permission;
use crate::chart::{self, Chart, Heading};
use crate::components::Choice;
use crate::filters::panel::Panel;
use crate::pages::due::plain;
use crate::pages::indicator::{dimension_words, when};
use crate::pages::indicators::known;
use crate::pages::journey::status_words;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::{Visit, cut_short};
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use council::paper::kept;
use measure::{CaseFlow, CaseStatus, Dimension, Flow, MoveKind, Slice, Stock};
use report::{Number, words};
use standard::period::{Month, Period, PeriodKind};
use std::collections::BTreeMap;

/// How many months can be chosen.
const MONTHS: [i32; 3] = [12, 24, 36];

/// The routes.
pub fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Permission::SeeNumbers);
    vec![Route::page("flow", "/flow", needs, "Case status and flow", get(page)).leads(Section::Flow)]
}

/// Open children by status and one thing more: its columns, and for each group its counts.
struct Broken {
    caption: String,
    heading: String,
    statuses: Vec<&'static str>,
    rows: Vec<(String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "flow/flow.html", block = "content")]
struct Page {
    shell: Shell,
    when: String,
    nobodys: String,
    cards: Vec<(&'static str, String, String)>,
    panel: Panel,
    spans: Vec<Choice>,
    stocks: Vec<Chart>,
    moves: Vec<Chart>,
    whole: bool,
    period: String,
    /// By status: at the start, came, left, at the end.
    lines: Vec<(String, [String; 4])>,
    total: [String; 4],
    total_said: String,
    /// What kind, from what, to what, how many.
    ways: Vec<(String, &'static str, &'static str, String)>,
    broken: Option<Broken>,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    if let Some(drawn) = visit.drawn(&reading, Some("")) {
        return drawn;
    }
    let (filters, of) = (&visit.filters, visit.filters.slice());
    let flow = reading.workings().case_flow(&of);
    let (Some(first), Some(last)) = (flow.stocks().first(), flow.stocks().last()) else {
        return Err(Problem::NoData);
    };
    let (first, last) = (first.month, last.month);
    let asked = known::period(&reading, filters)?;
    // The first month has no month before it to come from.
    let earliest = first.plus(1).min(last);
    let month = asked.last.clamp(earliest, last);
    let period = Period { first: asked.first.clamp(earliest, month), last: month, ..asked };
    let number = filters.get("months").and_then(|text| text.parse().ok());
    let number = number.filter(|months| MONTHS.contains(months)).unwrap_or(24);
    let from = month.plus(1 - number).max(first);
    let shown: Vec<&Stock> = flow.stocks().iter().filter(|stock| from <= stock.month && stock.month <= month).collect();
    let (total, total_said) = total(&flow, &period);
    let on = shown.last().map_or(month.last(), |stock| stock.on);
    let part = known::slice_words(&reading, &of);
    let (panel, by) = Panel::of_counts(filters, &reading, &period);
    let mut shell = visit.shell("Case status and flow");
    shell.notices.extend(cut_short(&reading));
    let page = Page {
        shell,
        when: format!(
            "{}, {} to {}. A child with several statuses counts under the highest.",
            if part.is_empty() { "The whole council" } else { &part },
            words::month(from),
            words::month(month)
        ),
        nobodys: nobodys(&reading, &of, month),
        cards: cards(&shown, on),
        panel: panel.done(filters, [format!("{number} months in charts")], &[]),
        spans: Choice::list(MONTHS.map(|n| (n.to_string(), format!("{n} months"))), &number.to_string()),
        stocks: vec![
            stock_chart("stock-plans", "In care, on plans and in short breaks", &shown, 0..4),
            stock_chart("stock-open", "Assessments, referrals, care leavers and early help", &shown, 4..8),
        ],
        moves: moves_charts(&flow, &of, from, month),
        whole: of.is_whole(),
        period: when(&period),
        lines: CaseStatus::ALL
            .into_iter()
            .zip(flow.flows(period.first, month).unwrap_or_default())
            .map(|((status, _), flow)| (status_words(status).to_owned(), cells(&flow)))
            .collect(),
        total,
        total_said,
        ways: flow
            .movements(period.first, month)
            .iter()
            .map(|one| {
                let status = |status: Option<CaseStatus>, none| status.map_or(none, status_words);
                let elsewhere = match one.kind {
                    MoveKind::TakenOn | MoveKind::HandedOver => "Open elsewhere",
                    _ => "Not open",
                };
                let (before, after) = (status(one.before, elsewhere), status(one.after, elsewhere));
                (words::sentence(one.kind.word()), before, after, plain(one.count))
            })
            .collect(),
        broken: by.map(|by| broken(&reading, &of, by, month)).transpose()?,
    };
    visit.draw(&reading, Some(""), &page.shell, &page)
}

fn cells(flow: &Flow) -> [String; 4] {
    [flow.start, flow.came, flow.left, flow.end].map(plain)
}

/// How many open children no team or service holds, where one is chosen: they count in the whole council alone.
fn nobodys(reading: &Reading, of: &Slice, month: Month) -> String {
    if of.is_whole() {
        return String::new();
    }
    let kind = if of.team.is_some() { "team" } else { "service" };
    let flow = reading.workings().case_flow(&of.nobodys());
    let open = flow.stock(month).map_or(0, |stock| stock.children.iter().sum());
    format!(
        "Children are of the {kind} that held them on each day. At the end {} open of no {kind}: they count in the whole \
         council alone.",
        match open {
            1 => "1 child was".to_owned(),
            open => format!("{} children were", plain(open)),
        }
    )
}

/// Open children at the end of a month by status and one thing more, as the indicator `case-status` has them.
fn broken(reading: &Reading, of: &Slice, by: Dimension, month: Month) -> Result<Broken, Problem> {
    let values = of.values();
    let mut dimensions: Vec<Dimension> = values.iter().map(|(dimension, _)| *dimension).collect();
    if !dimensions.contains(&by) {
        dimensions.push(by);
    }
    let period = Period { kind: PeriodKind::Month, first: month, last: month };
    let mut groups: BTreeMap<((usize, String), String), [String; 8]> = BTreeMap::new();
    for number in reading.workings().at("case-status", &period, &dimensions)? {
        let value =
            |name: &str| number.breakdown.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let inside = values.iter().all(|(dimension, chosen)| value(dimension.word()) == Some(chosen.as_str()));
        let status = value("status").and_then(|word| CaseStatus::ALL.iter().position(|(_, known)| *known == word));
        let (Some(group), Some(status)) = (value(by.word()).filter(|_| inside), status) else { continue };
        let label = match (by, group) {
            (Dimension::Team, team) => (usize::from(team.is_empty()), known::team_name(reading, team)),
            (Dimension::Service, "") => (1, "No service recorded".to_owned()),
            (Dimension::Service, service) => (0, service.to_owned()),
            _ => kept::label(by.word(), group),
        };
        let row = groups.entry((label, group.to_owned())).or_insert_with(|| std::array::from_fn(|_| "0".to_owned()));
        if let Some(count) = number.numerator {
            row[status] = Number::ten_thousandths(count.0).plain();
        }
    }
    let heading = dimension_words(by, None);
    Ok(Broken {
        caption: format!(
            "Open children by status and {}, at the end of {}",
            heading.to_lowercase(),
            words::month(month)
        ),
        heading,
        statuses: CaseStatus::ALL.map(|(status, _)| status_words(status)).to_vec(),
        rows: groups.into_iter().map(|(((_, label), _), row)| (label, row.to_vec())).collect(),
    })
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
    chart::lines(heading, "End of", "children", labels, chosen.iter().map(line).collect(), 0).half()
}

/// The moves of the whole council in one chart; of a part, those that bring and take children apart from steps within it.
fn moves_charts(flow: &CaseFlow, of: &Slice, from: Month, to: Month) -> Vec<Chart> {
    use MoveKind::{Closed, HandedOver, Opened, Returned, StepDown, StepUp, TakenOn};
    match of.is_whole() {
        true => {
            vec![moves_chart(
                "moves",
                "Movements by month",
                &[Opened, Returned, StepUp, StepDown, Closed],
                flow,
                from,
                to,
            )]
        }
        false => vec![
            moves_chart(
                "moves",
                "Who came and who left",
                &[Opened, Returned, TakenOn, HandedOver, Closed],
                flow,
                from,
                to,
            ),
            moves_chart("steps", "Steps up and down", &[StepUp, StepDown], flow, from, to),
        ],
    }
}

fn moves_chart(anchor: &str, title: &str, kinds: &[MoveKind], flow: &CaseFlow, from: Month, to: Month) -> Chart {
    let months: Vec<Month> = from.to(to).collect();
    let line = |kind: &MoveKind| {
        let values = months.iter().map(|month| Some(flow.moved(*kind, *month, *month) as f64)).collect();
        (words::sentence(kind.word()), values)
    };
    let parts: Vec<String> =
        kinds.iter().map(|kind| format!("{} {}", plain(flow.moved(*kind, to, to)), kind.word())).collect();
    let sentence = words::full_stop(&format!("In {}: {}", words::month(to), words::list(&parts)));
    let heading = Heading { anchor, title, sentence: &sentence };
    let labels = months.iter().map(|month| words::month_short(*month)).collect();
    chart::lines(heading, "Month", "moves", labels, kinds.iter().map(line).collect(), 0)
}

/// Everyone who was open: at the start, those who came, those who left, at the end; and that in a sentence.
fn total(flow: &CaseFlow, period: &Period) -> ([String; 4], String) {
    let everyone = flow.everyone(period.first, period.last).unwrap_or_default();
    let [start, came, left, end] = cells(&everyone);
    let said = format!(
        "{start} open at the start, and {came} who came, less {left} who left, are {end} at the end. Moves between statuses \
         leave the total as it is."
    );
    ([start, came, left, end], said)
}
