//! Three monthly Annex A deliveries: what a person would count by hand, then and in hindsight.

use arrow::array::{Array, AsArray};
use arrow::datatypes::Date32Type;
use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use store::Store;
use tempfile::TempDir;

/// The rows of a list: the child, and some of its columns by number.
type Rows<'a> = &'a [(&'a str, &'a [(u8, &'a str)])];

/// A folder to work in.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes lists as text files of one folder, with the template's headings.
    fn lists(&self, folder: &str, lists: &[(u8, Rows<'_>)]) {
        fs::create_dir_all(self.path(folder)).unwrap();
        for (number, rows) in lists {
            let columns = &standard::annex_a::list(*number).unwrap().columns;
            let heading = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let mut text = columns.iter().map(|column| heading(&column.name)).collect::<Vec<_>>().join(",");
            for (child, cells) in *rows {
                let cell = |number: u8| match number {
                    1 => *child,
                    _ => cells.iter().find(|(n, _)| *n == number).map_or("", |(_, text)| text),
                };
                let line = columns.iter().map(|column| cell(column.number)).collect::<Vec<_>>().join(",");
                write!(text, "\n{line}").unwrap();
            }
            fs::write(self.path(folder).join(format!("list {number}.csv")), text).unwrap();
        }
    }

    fn run(&self, args: &[&str]) -> (bool, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_derwent"));
        command.current_dir(self.folder.path()).env_remove("DERWENT_DATA").env("USER", "analyst").args(args);
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    }

    fn done(&self, args: &[&str]) -> String {
        let (succeeded, out, err) = self.run(args);
        assert!(succeeded, "{args:?} failed:\n{err}");
        out
    }

    fn fails(&self, args: &[&str]) -> String {
        let (succeeded, out, err) = self.run(args);
        assert!(!succeeded, "{args:?} succeeded:\n{out}");
        err
    }

    fn import(&self, folder: &str, data_date: &str) {
        self.done(&["import", folder, "--authority", "831", "--data-date", data_date, "--accept"]);
    }

    /// The rows of a table in force: their key, with the days on which they begin and end.
    fn spans(&self, table: &str, as_at: Option<&str>) -> BTreeMap<String, String> {
        let store = Store::open(&self.path("derwent-data")).unwrap();
        let in_force = store.in_force(as_at.map(|day| day.parse().unwrap()), Some(&[table])).unwrap();
        let Some(batch) = in_force.tables.get(table) else { return BTreeMap::new() };
        let declared = standard::table::find(table).unwrap();
        let key = batch.column_by_name(&declared.key().next().unwrap().name).unwrap().as_string::<i32>();
        let day = |name: &str, row: usize| {
            let days = batch.column_by_name(name).unwrap().as_primitive::<Date32Type>();
            let day = days.is_valid(row).then(|| standard::date::from_days(days.value(row)).unwrap());
            day.map_or(String::new(), |day| day.to_string())
        };
        let end = declared.end.as_deref().unwrap();
        (0..batch.num_rows())
            .map(|row| (key.value(row).to_owned(), format!("{}/{}", day(&declared.start[0], row), day(end, row))))
            .collect()
    }

    /// An indicator month by month: value or status.
    fn numbers(&self, indicator: &str, as_at: Option<&str>) -> Vec<String> {
        let mut args =
            vec!["measure", "--indicator", indicator, "--from", "2023-05", "--to", "2023-07", "--format", "csv"];
        args.extend(as_at.into_iter().flat_map(|day| ["--as-at", day]));
        let csv = self.done(&args);
        let line = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let value = if cells[3].is_empty() { cells[6] } else { cells[3] };
            format!(
                "{} {}{value}",
                cells[1],
                if cells[2].is_empty() { String::new() } else { format!("{} ", cells[2]) }
            )
        };
        csv.lines().skip(1).map(line).collect()
    }
}

fn spans(rows: &[(&str, &str)]) -> BTreeMap<String, String> {
    rows.iter().map(|(key, days)| ((*key).to_owned(), (*days).to_owned())).collect()
}

/// A's case closed in June and another began in July; B's goes on; C's was entered in error and deleted in July; D's
/// closed unseen in July, when another began.
fn children_in_need(desk: &Desk) {
    let plan = "c) Child in need plan";
    desk.lists(
        "may",
        &[
            (3, &[("A", &[(6, "2023-01-10")]), ("B", &[(6, "2023-03-01")]), ("C", &[(6, "2023-05-15")])]),
            (
                6,
                &[
                    ("A", &[(7, "2023-01-10"), (12, plan)]),
                    ("B", &[(7, "2023-03-01"), (12, plan)]),
                    ("C", &[(7, "2023-05-15"), (12, plan)]),
                ],
            ),
        ],
    );
    desk.lists(
        "june",
        &[
            (
                3,
                &[
                    ("A", &[(6, "2023-01-10")]),
                    ("B", &[(6, "2023-03-01")]),
                    ("C", &[(6, "2023-05-15")]),
                    ("D", &[(6, "2023-06-12")]),
                ],
            ),
            (
                6,
                &[
                    ("A", &[(7, "2023-01-10"), (10, "2023-06-08"), (11, "RC7"), (12, "e) Closed episode")]),
                    ("B", &[(7, "2023-03-01"), (12, plan)]),
                    ("C", &[(7, "2023-05-15"), (12, plan)]),
                    ("D", &[(7, "2023-06-12"), (12, "d) Open assessment")]),
                ],
            ),
        ],
    );
    // A's referral of January is older than six months now.
    desk.lists(
        "july",
        &[
            (
                3,
                &[
                    ("B", &[(6, "2023-03-01")]),
                    ("D", &[(6, "2023-06-12")]),
                    ("A", &[(6, "2023-07-05")]),
                    ("D", &[(6, "2023-07-20")]),
                ],
            ),
            (
                6,
                &[
                    ("A", &[(7, "2023-07-05"), (12, plan)]),
                    ("B", &[(7, "2023-03-01"), (12, plan)]),
                    ("D", &[(7, "2023-07-20"), (12, "d) Open assessment")]),
                ],
            ),
        ],
    );
    desk.import("may", "2023-05-31");
    desk.import("july", "2023-07-31");
    // Late: it overwrites nothing newer.
    desk.import("june", "2023-06-30");
}

#[test]
fn a_second_case_does_not_hide_the_first() {
    let desk = Desk::new();
    children_in_need(&desk);
    let cases = |as_at| {
        let mut cases = desk.spans("ssd_cin_episodes", as_at);
        cases.retain(|key, _| key.starts_with("A6:"));
        cases
    };
    assert_eq!(
        cases(None),
        spans(&[
            ("A6:A:2023-01-10", "2023-01-10/2023-06-08"),
            ("A6:A:2023-07-05", "2023-07-05/"),
            ("A6:B:2023-03-01", "2023-03-01/"),
            ("A6:D:2023-06-12", "2023-06-12/2023-07-20"),
            ("A6:D:2023-07-20", "2023-07-20/"),
        ])
    );
    assert_eq!(
        cases(Some("2023-06-30")),
        spans(&[
            ("A6:A:2023-01-10", "2023-01-10/2023-06-08"),
            ("A6:B:2023-03-01", "2023-03-01/"),
            ("A6:C:2023-05-15", "2023-05-15/"),
            ("A6:D:2023-06-12", "2023-06-12/"),
        ])
    );
    let withdrawn = desk.done(&["withdrawn", "--format", "csv"]);
    for key in ["A3:C:2023-05-15", "A6:C:2023-05-15"] {
        assert!(withdrawn.contains(key), "{key}:\n{withdrawn}");
    }
    assert!(!withdrawn.contains(":A:") && !withdrawn.contains(":B:") && !withdrawn.contains(":D:"), "{withdrawn}");
    // Referrals of May: C's was deleted. Of June: D's. Of July: A's and D's.
    assert_eq!(desk.numbers("referrals", None), ["2023-05 0", "2023-06 1", "2023-07 2"]);
    assert_eq!(desk.numbers("referrals", Some("2023-06-30"))[..2], ["2023-05 1", "2023-06 1"]);
}

#[test]
fn plans_are_counted_on_the_days_of_the_workbooks() {
    let desk = Desk::new();
    children_in_need(&desk);
    // In hindsight A and B in May, B in June, A and B in July; as it was known in June, C too.
    assert_eq!(desk.numbers("cin-plans-open", None), ["2023-05 2", "2023-06 1", "2023-07 2"]);
    let then = desk.numbers("cin-plans-open", Some("2023-06-30"));
    assert_eq!(then, ["2023-05 3", "2023-06 2", "2023-07 not covered"]);
    // One workbook alone knows no plans but those of its own day.
    let other = Desk::new();
    children_in_need_of_june_only(&other);
    assert_eq!(other.numbers("cin-plans-open", None), ["2023-05 not covered", "2023-06 1", "2023-07 not covered"]);
}

fn children_in_need_of_june_only(desk: &Desk) {
    desk.lists("june", &[(6, &[("B", &[(7, "2023-03-01"), (12, "c) Child in need plan")])])]);
    desk.import("june", "2023-06-30");
}

#[test]
fn what_is_replaced_stays_closed() {
    let desk = Desk::new();
    // E moved on 10 July; the order of 20 June was recorded after June's workbook was made.
    let period = [(8, "2022-09-01")];
    let with = |more: &[(u8, &'static str)]| period.iter().chain(more).copied().collect::<Vec<_>>();
    let at_first = with(&[(11, "2022-09-01"), (12, "C1"), (22, "2022-09-01"), (23, "U6")]);
    let later = with(&[(11, "2023-06-20"), (12, "C2"), (22, "2023-07-10"), (23, "K2")]);
    // F's plan was entered in error; G had one plan after another; the first day of H's was corrected.
    desk.lists(
        "may",
        &[
            (
                7,
                &[
                    ("F", &[(7, "2023-04-03")]),
                    ("G", &[(7, "2022-12-01")]),
                    ("H", &[(7, "2023-05-02")]),
                    ("I", &[(7, "2023-02-02")]),
                ],
            ),
            (8, &[("E", &at_first)]),
        ],
    );
    desk.lists(
        "june",
        &[
            (
                7,
                &[
                    ("F", &[(7, "2023-04-03")]),
                    ("G", &[(7, "2022-12-01"), (13, "2023-06-20")]),
                    ("H", &[(7, "2023-05-04")]),
                    ("I", &[(7, "2023-02-02")]),
                ],
            ),
            (8, &[("E", &at_first)]),
        ],
    );
    desk.lists(
        "july",
        &[
            (
                7,
                &[
                    ("G", &[(7, "2023-07-12")]),
                    ("H", &[(7, "2023-05-04")]),
                    ("I", &[(7, "2023-02-02"), (13, "2023-07-03")]),
                ],
            ),
            (8, &[("E", &later)]),
        ],
    );
    for (folder, data_date) in [("may", "2023-05-31"), ("june", "2023-06-30"), ("july", "2023-07-31")] {
        desk.import(folder, data_date);
    }
    assert_eq!(
        desk.spans("ssd_cla_placement", None),
        spans(&[("A8:E:2022-09-01", "2022-09-01/2023-07-10"), ("A8:E:2023-07-10", "2023-07-10/")])
    );
    assert_eq!(desk.spans("ssd_cla_placement", Some("2023-06-30")), spans(&[("A8:E:2022-09-01", "2022-09-01/")]));
    assert_eq!(
        desk.spans("ssd_legal_status", None),
        spans(&[("A8:E:2022-09-01", "2022-09-01/2023-06-20"), ("A8:E:2023-06-20", "2023-06-20/")])
    );
    assert_eq!(
        desk.spans("ssd_cp_plans", None),
        spans(&[
            ("A7:G:2022-12-01", "2022-12-01/2023-06-20"),
            ("A7:G:2023-07-12", "2023-07-12/"),
            ("A7:H:2023-05-04", "2023-05-04/"),
            ("A7:I:2023-02-02", "2023-02-02/2023-07-03"),
        ])
    );
    // F, G, H and I in May, as it was known then and in June, when G's had ended.
    let then = desk.spans("ssd_cp_plans", Some("2023-06-30"));
    assert_eq!(
        then.keys().map(String::as_str).collect::<Vec<_>>(),
        ["A7:F:2023-04-03", "A7:G:2022-12-01", "A7:H:2023-05-04", "A7:I:2023-02-02"]
    );
    let types = desk.numbers("cic-placement-types", None);
    let counted: Vec<&str> = types.iter().map(String::as_str).filter(|line| line.ends_with(" 1")).collect();
    assert_eq!(counted, ["2023-05 placement:foster 1", "2023-06 placement:foster 1", "2023-07 placement:homes 1"]);
}

#[test]
fn reviews_beside_annex_a_are_partial() {
    let desk = Desk::new();
    children_in_need(&desk);
    let reviews = "review_id,person_id,cin_plan_id,due_date,review_date\nR1,A,77,2023-06-20,\nR2,B,78,2023-06-21,2023-06-19\nR3,B,78,2023-01-05,2023-01-05\n";
    fs::create_dir_all(desk.path("local")).unwrap();
    fs::write(desk.path("local/local_cin_reviews.csv"), reviews).unwrap();
    desk.done(&["import", "local", "--data-date", "2023-07-31"]);
    // A's plan closed on 8 June, which this council's own number of it does not tell.
    let csv = desk.done(&[
        "measure",
        "--indicator",
        "cin-reviews-on-time",
        "--from",
        "2023-06",
        "--to",
        "2023-06",
        "--format",
        "csv",
    ]);
    assert!(csv.contains("cin-reviews-on-time,2023-06,,1,2,50.000000,partial,2023-07-31"), "{csv}");
    let table = desk.done(&["measure", "--indicator", "cin-reviews-on-time", "--from", "2023-06", "--to", "2023-06"]);
    assert!(table.contains("cinp_cin_plan_end_date") || table.contains("cinp_cin"), "{table}");
}

#[test]
fn one_day_is_not_given_to_several_workbooks() {
    let desk = Desk::new();
    children_in_need_of_june_only(&desk);
    desk.lists("july", &[(6, &[("B", &[(7, "2023-03-01"), (12, "c) Child in need plan")])])]);
    let before = desk.done(&["deliveries", "--format", "csv"]);
    let said = desk.fails(&["import", "june", "july", "--data-date", "2023-07-31"]);
    assert!(
        said.contains("june: doesn't say") && said.contains("july: doesn't say") && said.contains("one at a time"),
        "{said}"
    );
    // Without it they could only be asked about together.
    let said = desk.fails(&["import", "june", "july"]);
    assert!(said.contains("one at a time"), "{said}");
    assert_eq!(desk.done(&["deliveries", "--format", "csv"]), before);
    // What they would be can be looked at.
    assert!(desk.done(&["import", "june", "july", "--dry-run"]).contains("not said"));
    // A day that all of them say themselves may be repeated; another may not.
    for (name, day) in [("a.xlsx", "2023-07-31"), ("b.xlsx", "2023-07-31"), ("c.xlsx", "2023-08-31")] {
        let mut book = rust_xlsxwriter::Workbook::new();
        let front = book.add_worksheet().set_name("Front").unwrap();
        front.write_string(0, 0, "Data as at").unwrap().write_string(0, 1, day).unwrap();
        let sheet = book.add_worksheet().set_name("List 1").unwrap();
        for (column, known) in standard::annex_a::list(1).unwrap().columns.iter().enumerate() {
            sheet.write_string(0, column as u16, &known.name).unwrap();
        }
        sheet.write_string(1, 0, name).unwrap().write_string(1, 5, "2023-07-03").unwrap();
        book.save(desk.path(name)).unwrap();
    }
    desk.done(&["import", "a.xlsx", "b.xlsx", "--data-date", "2023-07-31", "--dry-run"]);
    let said = desk.fails(&["import", "a.xlsx", "c.xlsx", "--data-date", "2023-07-31"]);
    assert!(said.contains("c.xlsx: says itself that it describes 2023-08-31") && !said.contains("a.xlsx:"), "{said}");
    desk.done(&["import", "a.xlsx", "c.xlsx", "--accept"]);
}

#[test]
fn a_plan_older_than_the_referrals_given_is_no_finding() {
    let desk = Desk::new();
    desk.lists(
        "june",
        &[
            (3, &[("A", &[(6, "2023-01-10")]), ("B", &[(6, "2023-03-01")])]),
            (7, &[("A", &[(7, "2023-02-01")]), ("C", &[(7, "2023-04-03")]), ("D", &[(7, "2022-04-03")])]),
        ],
    );
    desk.import("june", "2023-06-30");
    let found = desk.done(&["findings", "--rule", "cp-plan-without-referral", "--full", "--format", "csv"]);
    assert!(found.contains("2023-04-03, no referral") && found.lines().count() == 2, "{found}");
}

#[test]
fn lists_of_few_children_over_the_dataset_wait_whole() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("ssd")).unwrap();
    let children = |line: &dyn Fn(usize) -> String| (0..10).map(line).collect::<String>();
    let people = format!("pers_person_id,pers_sex\n{}", children(&|child| format!("C{child},F\n")));
    let plans = format!(
        "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\n{}",
        children(&|child| format!("P{child},C{child},2023-03-01,\n"))
    );
    fs::write(desk.path("ssd/ssd_person.csv"), people).unwrap();
    fs::write(desk.path("ssd/ssd_cp_plans.csv"), plans).unwrap();
    desk.done(&["import", "ssd", "--authority", "831", "--data-date", "2023-07-31", "--covers-from", "2022-01-01"]);
    let rate = || desk.numbers("cp-rate", None);
    let before = rate();
    let few: Rows<'_> = &[("C1", &[(7, "2023-03-01")]), ("C2", &[(7, "2023-03-01")])];
    desk.lists("few", &[(7, few)]);
    let look = desk.done(&["import", "few", "--data-date", "2023-08-31", "--dry-run"]);
    assert!(
        look.contains("would be held, moved by more than 20%: ssd_cp_plans: 2 children, 10 stand (-80%)"),
        "{look}"
    );
    let (succeeded, _, said) = desk.run(&["import", "few", "--data-date", "2023-08-31"]);
    assert!(succeeded && said.contains("held, moved by more than 20%: ssd_cp_plans"), "{said}");
    assert!(said.contains("held: ssd_person: 2 rows, 10 stand; waits with the rest of its delivery"), "{said}");
    assert_eq!(rate(), before, "nothing of it counts");
    // The ten children of another workbook are what stands: it is taken at once.
    let all: Vec<String> = (0..10).map(|child| format!("C{child}")).collect();
    let rows: Vec<(&str, &[(u8, &str)])> = all.iter().map(|child| (child.as_str(), &[(7, "2023-03-01")][..])).collect();
    desk.lists("all", &[(7, &rows)]);
    let (succeeded, _, said) = desk.run(&["import", "all", "--data-date", "2023-08-31"]);
    assert!(succeeded && !said.contains("held"), "{said}");
}
