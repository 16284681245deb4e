//! Caseloads: how many children workers hold, as a distribution and by worker.

use crate::ask::Names;
use crate::chart::{self, Chart, Heading};
use crate::components::{Address, Column, Pages};
use crate::pages::due::{child_href, counted, plain};
use crate::pages::journey::status_words;
use council::sheet::Sheet;
use measure::{Bar, CaseStatus, Caseload, Caseloads, Spread};
use report::{Number, words};
use std::cmp::Ordering;

/// How many children workers hold, as a histogram.
pub fn spread(found: &Spread) -> Chart {
    let bar = |bar: &Bar| {
        let label = match bar.to {
            Some(to) => format!("{} to {to}", bar.from),
            None => format!("{} or more", bar.from),
        };
        (label, bar.workers as f64, plain(bar.workers))
    };
    // A quartile can lie between two children; who holds 12.25 or fewer holds 12 or fewer.
    let number = |value: f64| Number::from_f64(value).map_or_else(String::new, Number::plain);
    let sentence = format!(
        "{} hold {}: half hold {} or fewer, a quarter {} or fewer and a quarter {} or more; the most is {}.",
        counted(found.workers, "worker"),
        counted(found.children, "child"),
        number(found.quartiles.median.floor()),
        number(found.quartiles.lower.floor()),
        number(found.quartiles.upper.ceil()),
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

/// How many workers a page has.
pub const PER_PAGE: usize = 50;

/// The columns of the list of workers: what `sort` in the address calls them, their headings, and whether numbers stand in
/// them.
const COLUMNS: [(&str, &str, bool); 10] = [
    ("worker", "Worker", false),
    ("team", "Team", false),
    ("role", "Role", false),
    ("fte", "FTE", true),
    ("children", "Children", true),
    ("care", "In care", true),
    ("protection", "Child protection", true),
    ("need", "In need", true),
    ("other", "Other", true),
    ("not-open", "Case not open", true),
];

/// How the list is sorted where the address doesn't say: who holds most first.
const SORT: &str = "-children";

/// Caseloads by worker, and the children whom nobody holds.
pub struct ByWorker {
    /// How many workers.
    pub workers: usize,
    /// How many of them hold no child, in a sentence; empty for none.
    pub idle: String,
    /// The headings of the list.
    pub columns: Vec<Column>,
    /// Those of the page that is shown.
    pub lines: Vec<Line>,
    /// The pages of the list.
    pub pages: Pages,
    /// Children with no worker: person id, address, status.
    pub unallocated: Vec<(String, String, &'static str)>,
    /// The same of restricted records: person id, and address for those who may open one.
    pub restricted: Vec<(String, String)>,
    /// How many more there are whose person id is not told, in a sentence; empty for none.
    pub unnamed: String,
}

impl ByWorker {
    /// Of caseloads in scope, as the page at `address` is sorted and paged.
    pub fn new(found: &Caseloads, restricted: &[String], called: &Names, opens: bool, address: &Address) -> ByWorker {
        let known = |sort: &&str| COLUMNS.iter().any(|(key, ..)| *key == sort.trim_start_matches('-'));
        let sort = address.get("sort").filter(known).unwrap_or(SORT);
        let mut workers: Vec<&Caseload> = found.workers.iter().collect();
        workers.sort_by(|a, b| order(a, b, called, sort));
        let sorted = address.with("sort", sort);
        let column = |(key, label, numeric): &(&str, &str, bool)| match numeric {
            true => Column::numbers(*label).sorts(&sorted, key),
            false => Column::words(*label).sorts(&sorted, key),
        };
        let pages = Pages::printable(address, workers.len(), PER_PAGE);
        ByWorker {
            workers: workers.len(),
            idle: match workers.iter().filter(|load| load.children() + load.not_open == 0).count() {
                0 => String::new(),
                1 => "1 of them is in post and holds no child.".to_owned(),
                idle => format!("{} of them are in post and hold no child.", plain(idle)),
            },
            columns: COLUMNS.iter().map(column).collect(),
            lines: workers[pages.range()].iter().map(|load| line(load, called)).collect(),
            pages,
            unallocated: found
                .unallocated
                .iter()
                .map(|(person, status)| (person.clone(), child_href(person), status_words(*status)))
                .collect(),
            restricted: restricted
                .iter()
                .map(|person| (person.clone(), if opens { child_href(person) } else { String::new() }))
                .collect(),
            unnamed: match found.unallocated_unnamed {
                0 => String::new(),
                1 => "1 restricted record is counted and not listed.".to_owned(),
                some => format!("{} restricted records are counted and not listed.", plain(some)),
            },
        }
    }
}

/// What a worker is called, and the id.
fn named<'a>(load: &'a Caseload, called: &'a Names) -> (&'a str, &'a str) {
    (called.worker(&load.worker.id), &load.worker.id)
}

/// Which of two workers comes first; by name where what is sorted by is the same.
fn order(a: &Caseload, b: &Caseload, called: &Names, sort: &str) -> Ordering {
    let (key, down) = sort.strip_prefix('-').map_or((sort, false), |key| (key, true));
    let counted = |load: &Caseload| {
        let [care, protection, need, other] = by_status(load);
        match key {
            "care" => care,
            "protection" => protection,
            "need" => need,
            "other" => other,
            "not-open" => load.not_open,
            _ => load.children(),
        }
    };
    let order = match key {
        "worker" => named(a, called).cmp(&named(b, called)),
        "team" => called.team_name(&a.worker.team_id).cmp(called.team_name(&b.worker.team_id)),
        "role" => a.worker.role.cmp(&b.worker.role),
        "fte" => a.worker.fte.cmp(&b.worker.fte),
        _ => counted(a).cmp(&counted(b)),
    };
    let order = if down { order.reverse() } else { order };
    order.then_with(|| named(a, called).cmp(&named(b, called)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use measure::Worker;

    /// A hundred and twenty workers: the first holds most, and every other one is of the same team.
    fn many() -> Caseloads {
        let load = |i: usize| {
            let team_id = if i.is_multiple_of(2) { "EVEN" } else { "ODD" }.to_owned();
            let mut by_status = [0; 8];
            by_status[CaseStatus::InCare as usize] = 120 - i;
            let (id, name, role) = (format!("W{i:03}"), String::new(), String::new());
            let worker = Worker { id, name, team_id, role, fte: None, in_post: Some(true), children: 120 - i };
            Caseload { worker, by_status, not_open: i % 3 }
        };
        Caseloads { workers: (0..120).map(load).collect(), unallocated: Vec::new(), unallocated_unnamed: 0 }
    }

    fn page(query: &[(&str, &str)]) -> ByWorker {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ByWorker::new(&many(), &[], &Names::default(), true, &Address::new("/workforce", query).to("workers"))
    }

    fn names(page: &ByWorker) -> Vec<&str> {
        page.lines.iter().map(|line| line.worker.as_str()).collect()
    }

    #[test]
    fn each_worker_is_on_one_page() {
        let first = page(&[]);
        assert_eq!((first.workers, first.pages.showing("worker").as_str()), (120, "Showing 1 to 50 of 120 workers"));
        let mut seen = Vec::new();
        for number in ["1", "2", "3"] {
            seen.extend(page(&[("page", number)]).lines.into_iter().map(|line| line.worker));
        }
        assert_eq!(seen, (0..120).map(|i| format!("W{i:03}")).collect::<Vec<_>>());
        assert_eq!(first.pages.href(2), "/workforce?page=2#workers");
        assert_eq!(page(&[("rows", "all")]).lines.len(), 120);
    }

    #[test]
    fn the_address_sorts_all_workers_and_not_those_of_a_page() {
        assert_eq!(names(&page(&[("sort", "children")]))[..2], ["W119", "W118"]);
        assert_eq!(names(&page(&[("sort", "-worker"), ("page", "3")])).last(), Some(&"W000"));
        let by_team = page(&[("sort", "-team")]);
        assert!(by_team.lines.iter().all(|line| line.team == "ODD"));
        assert_eq!(names(&by_team)[..2], ["W001", "W003"]);
        assert_eq!(names(&page(&[("sort", "not-open")]))[..2], ["W000", "W003"]);
        let odd = page(&[("sort", "nothing")]);
        assert_eq!(names(&odd), names(&page(&[])));
        let children = odd.columns.iter().find(|column| column.label == "Children").expect("a column");
        assert_eq!((children.order, children.href.as_str()), ("descending", "/workforce?sort=children#workers"));
    }
}
