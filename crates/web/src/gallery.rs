//! Every component on one page, to be checked here and to be looked at: the test leaves it, with what it needs, in
//! `gallery/` of cargo's folder for tests.

use crate::chart::{self, Chart, Heading, Sparkline, Step};
use crate::components::{Address, Choice, Column, DataTable, Download, Pages};
use crate::shell::{Link, Mistake, Notice, Shell, SubNavigation, Viewer};
use crate::{assets, markup};
use askama::Template;
use report::model::{Arrow, Cell, Column as ReportColumn, Row, Table, Tag, Tone};

#[derive(Template)]
#[template(path = "base/gallery.html")]
struct Gallery<'a> {
    shell: Shell,
    keep: Vec<(String, String)>,
    services: Vec<Choice>,
    months: Vec<Choice>,
    states: Vec<Choice>,
    decisions: Vec<Choice>,
    trend: Sparkline,
    downloads: Vec<Download>,
    columns: Vec<Column>,
    rows: Vec<(&'static str, u32, u32, u32, &'static str, &'static str, &'static str)>,
    pages: Pages,
    report_table: DataTable<'a>,
    charts: Vec<Chart>,
    name: String,
}

fn shell() -> Shell {
    let mut shell = Shell::new("Gallery", "Wharfmere (an invented council)");
    shell.section = "Data".into();
    shell.viewer = Some(Viewer { name: "Sam Ashby".into(), role: "analyst".into(), csrf: "token".into() });
    let sections = ["Today", "Indicators", "Due and overdue", "Front door", "Flow", "Workforce", "Compare", "Reports"];
    shell.navigation = sections.iter().map(|name| Link::new(*name, format!("/{name}"))).collect();
    shell.navigation.push(Link::new("Data", "/data").here(true));
    shell.breadcrumbs = vec![Link::new("Data", "/data"), Link::new("Deliveries", "/data/deliveries")];
    shell.notices = vec![
        Notice::provisional("Numbers for July 2023 may still change until 14 August 2023."),
        Notice::invented("Nobody here exists."),
    ];
    shell.data_date = Some("31 July 2023".into());
    shell
}

fn table() -> Table {
    let tag = Tag { text: "Improving".into(), tone: Tone::Good, arrow: Some(Arrow::Up) };
    let cell = Cell { tag: Some(tag), ..Cell::from("since May") }.beneath("target 90%");
    Table {
        caption: "A table of a report".into(),
        columns: vec![ReportColumn::words("Area"), ReportColumn::numbers("Children"), ReportColumn::words("Verdict")],
        rows: vec![
            Row { cells: vec!["East".into(), "1,204".into(), cell], total: false },
            Row { total: true, ..Row::of(["All", "3,021", ""]) },
        ],
        notes: vec!["Teams as they stood on 31 July 2023.".into()],
    }
}

fn charts() -> Vec<Chart> {
    let heading = |anchor, title| Heading { anchor, title, sentence: "July stands 8% above the same weeks last year." };
    let weeks = (1..=26).map(|week| format!("W{week}")).collect();
    let values = |add: usize| (0..26).map(|week| Some((90 + (week * 7 + add) % 23) as f64)).collect::<Vec<_>>();
    let years = vec![("This year".to_owned(), values(3)), ("Last year".to_owned(), values(11))];
    let caseload = [("0 to 9", 4), ("10 to 14", 11), ("15 to 19", 18), ("20 to 24", 7), ("25 or more", 2)];
    let caseload = caseload.map(|(label, n)| (label.to_owned(), f64::from(n), n.to_string())).to_vec();
    let step = |label: &str, count, share: &str, time: &str| Step {
        label: label.into(),
        count,
        share: share.into(),
        time: time.into(),
    };
    let steps = [
        step("Contact", 4120, "", ""),
        step("Referral", 1460, "35%", "median 1 day"),
        step("Assessment", 1210, "83%", "median 31 working days"),
        step("Plan", 402, "33%", "median 9 days"),
    ];
    let outcomes = vec!["Plan".to_owned(), "Early help".to_owned(), "No further action".to_owned()];
    let weeks = chart::lines(heading("weeks", "Contacts by week"), "Week", "contacts", weeks, years, 0);
    let happened = vec![(7, "Schools sent all contacts through the new form".into()), (19, "Teams merged".into())];
    vec![
        Chart::annotated(weeks.figure().clone(), happened),
        chart::bars(heading("caseload", "Children to a worker"), "Children", "Workers", caseload),
        chart::funnel(heading("funnel", "From contact to plan"), &steps),
        chart::shares(heading("outcomes", "Outcomes"), "Year", outcomes, vec![("2023".to_owned(), vec![40, 25, 35])]),
    ]
}

fn gallery(shell: Shell) -> String {
    let address = Address::new("/due", vec![("team".into(), "East".into()), ("sort".into(), "-overdue".into())]);
    let table = table();
    Gallery {
        shell,
        keep: address.keep(&["sort"]),
        services: Choice::list([("", "All services"), ("a", "Assessment"), ("c", "Children in care")], ""),
        months: Choice::list([("2023-06", "June 2023"), ("2023-07", "July 2023")], "2023-06"),
        states: vec![Choice::new("due", "Due").chosen(true), Choice::new("overdue", "Overdue")],
        decisions: vec![Choice::new("clear", "Clear"), Choice::new("return", "Return").hint("Say what must change")],
        trend: chart::sparkline([62., 64., 61., 70., 74., 81.].map(Some).to_vec(), "Rising from 62% to 81%"),
        downloads: Download::of(&address, "412 rows"),
        columns: vec![
            Column::words("Team").sorts(&address, "team"),
            Column::numbers("Due").sorts(&address, "due"),
            Column::numbers("Overdue").sorts(&address, "overdue"),
            Column::words("Share overdue"),
            Column::words("State"),
        ],
        rows: vec![
            ("East", 120, 31, 26, "26%", "Rising", "red"),
            ("Duty and assessment", 98, 9, 9, "9%", "Usual", "grey"),
        ],
        pages: Pages::new(&address.with("page", "4"), 180, 20),
        report_table: DataTable { id: "report", table: &table, quiet_caption: false },
        charts: charts(),
        name: "The board's <paper>".into(),
    }
    .render()
    .unwrap()
}

#[test]
fn every_component_is_sound_and_can_be_looked_at() {
    let plain = gallery(shell());
    let mut wrong = shell();
    wrong.errors = [
        ("name", "Enter what it is called"),
        ("note", "Enter a note"),
        ("from", "Enter a date in the past"),
        ("decision", "Choose whether you clear or return"),
        ("", "The delivery was withdrawn meanwhile"),
    ]
    .map(|(field, text)| Mistake::new(field, text))
    .to_vec();
    wrong.success = Some("The paper was saved".into());
    let links = ["Upload", "Deliveries", "Findings", "Changes"].map(|name| Link::new(name, format!("/data/{name}")));
    let links: Vec<_> = links.into_iter().map(|link| Link { current: link.label == "Findings", ..link }).collect();
    wrong.sub_navigation = Some(SubNavigation { label: "Data pages".into(), side: true, links: links.clone() });
    let wrong = gallery(wrong);
    let mut above = shell();
    above.sub_navigation = Some(SubNavigation { label: "Data pages".into(), side: false, links });
    let problem =
        crate::problem_pages::page(above, &crate::problem::Problem::Fault("7f3a-11".into())).render().unwrap();

    assert!(plain.contains("The board&#39;s &#60;paper&#62;"), "what people write is escaped");
    let folder = std::path::Path::new(env!("OUT_DIR")).join("gallery");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, page) in [("plain", plain), ("wrong", wrong), ("problem", problem)] {
        assert_eq!(markup::faults(&page), [""; 0], "{name}");
        // Beside the page, so that it can be opened as a file.
        let page = assets::names().fold(page, |page, asset| page.replace(assets::path(asset), asset));
        std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
    }
    for asset in assets::names() {
        std::fs::copy(std::path::Path::new(env!("OUT_DIR")).join(asset), folder.join(asset)).unwrap();
    }
}
