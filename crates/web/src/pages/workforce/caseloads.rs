//! Caseloads: how many children workers hold, as a distribution and by worker.

use crate::ask::Names;
use crate::chart::{self, Chart, Heading};
use crate::pages::due::{child_href, counted, plain};
use crate::pages::journey::status_words;
use council::sheet::Sheet;
use measure::{Bar, CaseStatus, Caseload, Caseloads, Spread};
use report::{Number, words};

/// How many children workers hold, as a histogram.
pub fn spread(found: &Spread) -> Chart {
    let bar = |bar: &Bar| {
        let label = match bar.to {
            Some(to) => format!("{} to {to}", bar.from),
            None => format!("{} or more", bar.from),
        };
        (label, bar.workers as f64, plain(bar.workers))
    };
    let number = |value: f64| Number::from_f64(value).map_or_else(String::new, Number::plain);
    let sentence = format!(
        "{} hold {}: half hold {} or fewer, a quarter {} or fewer and a quarter {} or more; the most is {}.",
        counted(found.workers, "worker"),
        counted(found.children, "child"),
        number(found.quartiles.median),
        number(found.quartiles.lower),
        number(found.quartiles.upper),
        plain(found.most)
    );
    let heading = Heading { anchor: "caseloads", title: "Children to a worker", sentence: &sentence };
    chart::bars(heading, "Children", "Workers", found.bars.iter().map(bar).collect())
}

/// A worker's row.
pub struct Line {
    /// The worker.
    pub worker: String,
    /// Where what is due of the worker's children is.
    pub href: String,
    /// The team.
    pub team: String,
    /// The role of the post; empty where no post is known.
    pub role: String,
    /// Full-time equivalent; empty where it is not known.
    pub fte: String,
    /// All open children, those in care, on protection plans, on plans in need, others.
    pub cells: [String; 5],
    /// Children whose case is not open; empty for none.
    pub not_open: String,
    /// Whether the worker has left.
    pub left: bool,
}

/// Caseloads by worker, and the children whom nobody holds.
pub struct ByWorker {
    /// How many workers.
    pub workers: usize,
    /// Each of them.
    pub lines: Vec<Line>,
    /// Children with no worker: person id, address, status.
    pub unallocated: Vec<(String, String, &'static str)>,
    /// The same of restricted records: person id, and address for those who may open one.
    pub restricted: Vec<(String, String)>,
}

impl ByWorker {
    /// Of caseloads in scope.
    pub fn new(found: &Caseloads, restricted: &[String], called: &Names, opens: bool) -> ByWorker {
        let mut lines: Vec<(usize, Line)> =
            found.workers.iter().map(|load| (load.children(), line(load, called))).collect();
        lines.sort_by(|a, b| (b.0, &a.1.worker).cmp(&(a.0, &b.1.worker)));
        ByWorker {
            workers: found.workers.len(),
            lines: lines.into_iter().map(|(_, line)| line).collect(),
            unallocated: found
                .unallocated
                .iter()
                .map(|(person, status)| (person.clone(), child_href(person), status_words(*status)))
                .collect(),
            restricted: restricted
                .iter()
                .map(|person| (person.clone(), if opens { child_href(person) } else { String::new() }))
                .collect(),
        }
    }
}

/// Children in care, on protection plans, on plans in need, and all other open ones.
fn by_status(load: &Caseload) -> [usize; 4] {
    let of = |status: CaseStatus| load.by_status[status as usize];
    let named = [CaseStatus::InCare, CaseStatus::ChildProtection, CaseStatus::ChildInNeedPlan].map(of);
    let [care, protection, need] = named;
    [care, protection, need, load.children() - care - protection - need]
}

fn fte(load: &Caseload) -> String {
    load.worker.fte.map_or_else(String::new, |fte| Number::ten_thousandths(fte).plain())
}

fn line(load: &Caseload, called: &Names) -> Line {
    let [care, protection, need, other] = by_status(load);
    let worker: String = form_urlencoded::byte_serialize(load.worker.id.as_bytes()).collect();
    Line {
        worker: called.worker(&load.worker.id).to_owned(),
        href: format!("/due?worker={worker}"),
        team: called.team_name(&load.worker.team_id).to_owned(),
        role: words::sentence(&load.worker.role),
        fte: fte(load),
        cells: [load.children(), care, protection, need, other].map(plain),
        not_open: if load.not_open == 0 { String::new() } else { plain(load.not_open) },
        left: load.worker.in_post == Some(false),
    }
}

/// Caseloads as a file, a row for each worker.
pub fn sheet(found: &Caseloads, called: &Names, data_date: &str, authority: &str) -> Sheet {
    let mut columns = vec!["worker_id", "worker", "team_id", "team", "role", "#fte", "in_post", "#children"];
    let statuses: Vec<String> =
        CaseStatus::ALL.iter().map(|(_, word)| format!("#{}", word.replace('-', "_"))).collect();
    columns.extend(statuses.iter().map(String::as_str));
    columns.extend(["#not_open", "data_date", "authority"]);
    let mut sheet = Sheet::new("caseloads", &columns);
    for load in &found.workers {
        let worker = &load.worker;
        let post = worker.in_post.map_or("", |post| if post { "yes" } else { "no" });
        let mut row = vec![
            worker.id.clone(),
            called.worker(&worker.id).to_owned(),
            worker.team_id.clone(),
            called.team_name(&worker.team_id).to_owned(),
            worker.role.clone(),
            fte(load),
            post.to_owned(),
            load.children().to_string(),
        ];
        row.extend(load.by_status.iter().map(usize::to_string));
        row.extend([load.not_open.to_string(), data_date.to_owned(), authority.to_owned()]);
        sheet.push(row);
    }
    sheet
}
