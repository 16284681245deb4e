//! The report of a month, from a handful of invented children in a real extract's form.

use assert_cmd::cargo::cargo_bin_cmd;
use std::fs;
use std::path::Path;

/// A's visit of 4 July came a day late: of the visit obligations of July one is missed (A) and two are met (B), and
/// in June three are met. C's plan of 2020 is there so that the tables reach back. B alone has a plan at the end
/// of July.
const EXTRACT: &[(&str, &str)] = &[
    ("ssd/ssd_person.csv", "pers_person_id,pers_sex,pers_dob\nA,F,2015-02-01\nB,M,2018-05-06\nC,F,2012-01-01\n"),
    (
        "ssd/ssd_cp_plans.csv",
        "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\n\
         P0,C,2020-01-06,2020-01-10\nP1,A,2023-06-19,2023-07-18\nP2,B,2023-06-01,\n",
    ),
    (
        "ssd/ssd_cp_visits.csv",
        "cppv_cp_visit_id,cppv_person_id,cppv_cp_visit_date,cppv_cp_visit_seen\n\
         V0,C,2020-01-06,Y\nV1,A,2023-06-19,Y\nV2,A,2023-07-04,Y\nV3,B,2023-06-14,Y\nV4,B,2023-06-28,Y\n\
         V5,B,2023-07-12,Y\nV6,B,2023-07-26,Y\nV7,B,2023-08-09,Y\nV8,B,2023-08-23,Y\n",
    ),
    (
        "ssd/ssd_contacts.csv",
        "cont_contact_id,cont_person_id,cont_contact_date\n\
         K0,C,2020-01-06\nK1,A,2022-03-01\nK2,A,2023-02-10\nK3,A,2023-07-03\nK4,B,2023-07-20\n",
    ),
    (
        "local/workforce_workers.csv",
        "worker_id,role,grade,employment,service,team_id,fte,start_date,end_date\n\
         W1,social worker,,permanent,Safeguarding,T1,0.8,2019-01-01,\n\
         W2,social worker,,agency,Children in care,T2,0.5,2019-01-01,\n",
    ),
    (
        "local/workforce_absences.csv",
        "worker_id,type,start_date,end_date,working_days\nW1,sickness,2019-02-04,2019-02-05,2\nW1,maternity,2023-03-01,,\n",
    ),
    ("published/population.csv", "geography_code,mid_year,age_from,age_to,sex,persons\nE06000015,2022,0,17,P,5000\n"),
    (
        "published/benchmarks.csv",
        "measure_id,measure_name,period,year,breakdown,geography_level,geography_code,dfe_code,geography_name,value,\
         value_text,numerator,denominator,unit,polarity,source,vintage\n\
         lait:CPP_rate,Children with plans,2022,2022,,National,E92000001,,England,42.1,,,,,,LAIT,2023\n\
         lait:CPP_rate,Children with plans,2023,2023,,National,E92000001,,England,43.2,,,,,,LAIT,2024\n\
         lait:CPP_rate,Children with plans,2024,2024,,National,E92000001,,England,41.6,,,,,,LAIT,2025\n",
    ),
];

fn derwent(data: &Path) -> assert_cmd::Command {
    let mut command = cargo_bin_cmd!("derwent");
    command.env_remove("DERWENT_DATA").arg("--data").arg(data);
    command
}

/// Imports the extract as one that describes `data_date`, and writes it to `folder` first.
fn imported(folder: &Path, data_date: &str) -> std::path::PathBuf {
    for (name, text) in EXTRACT {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let data = folder.join("data");
    let mut import = derwent(&data);
    import.args(["import", "--authority", "831", "--data-date", data_date]);
    import.args(["ssd", "local", "published"].map(|name| folder.join(name))).assert().success();
    data
}

/// The text of a page: tags become bars, and white space is folded.
fn text(page: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in page.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push('|');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split(|c: char| c == '|' || c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[test]
fn a_month_is_reported_from_an_extract() {
    let folder = tempfile::tempdir().unwrap();
    let data = imported(folder.path(), "2023-08-31");
    let out = folder.path().join("out");
    let run = derwent(&data)
        .args(["report", "--month", "2023-07", "--audience", "internal", "--out"])
        .arg(&out)
        .assert()
        .success();
    let path = out.join("report-2023-07.html");
    let page = fs::read_to_string(&path).unwrap();

    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(said.contains(&path.display().to_string()), "{said}");
    let table = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let line = |title: &str| table.lines().find(|line| line.starts_with(title)).unwrap_or_default().to_owned();
    let visits = line("Child protection: statutory visits completed on time");
    for part in ["66.7%", "2 of 3", "83.3%"] {
        assert!(visits.contains(part), "{part} in {visits}");
    }
    assert!(line("Child protection: children none").contains("50.0%"), "{table}");
    let reviews = line("Child in need: reviews completed on time");
    assert!(reviews.contains("not computable"), "{reviews}");

    let page = text(&page);
    for sentence in [
        // The performance table's sentence, with its interval, and the six months pooled.
        "66.7% in July 2023 (2 of 3; 95% interval 20.8% to 93.9%).",
        "July is 16.6 percentage points lower than the six months to July 2023 together (83.3%).",
        // Contacts in the month, the year to date, and the same days a year before.
        "In July 2023 the front door received 2 contacts",
        "From 1 January to 31 July 2023 there were 3 in total",
        "On the same days of 2022 there were 1",
        "contacts are up 200%",
        // A rate names its population; its comparator is that of the newest year that had ended.
        "Population: mid-2022 estimate, 5,000 children aged 0 to 17.",
        "43.2 2023",
        "figures of others are those published for 2023, not for the year that July 2023 lies in",
        // The staffing table has the services with none away too.
        "Children in care 0 0.5 0",
        "Safeguarding 0.8 0 0",
        "Total 0.8 0.5 0",
        // What is in force, who set it, and what can't be computed.
        "Longest time between visits to a child with a child protection plan: 10 working days (default)",
        "needs “Due date” of child in need reviews, “Review date” of child in need reviews, which no delivery carries",
        "Month’s data Final",
    ] {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
    assert!(!page.contains("41.6"), "a figure of a later year is not shown");
}

#[test]
fn the_same_deliveries_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let data = imported(folder.path(), "2023-08-31");
    let files = ["one", "two"].map(|name| {
        let out = folder.path().join(name);
        derwent(&data)
            .args(["report", "--month", "2023-07", "--audience", "internal", "--out"])
            .arg(&out)
            .assert()
            .success();
        ["html", "docx", "pdf", "xlsx"].map(|ending| fs::read(out.join(format!("report-2023-07.{ending}"))).unwrap())
    });
    for (i, ending) in ["html", "docx", "pdf", "xlsx"].iter().enumerate() {
        assert!(files[0][i] == files[1][i], "{ending}");
    }
}

#[test]
fn a_month_that_has_not_settled_is_provisional_and_one_after_the_data_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = imported(folder.path(), "2023-08-31");
    let run = derwent(&data).args(["report", "--month", "2023-09"]).assert().failure();
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(said.contains("the newest extract describes 31 August 2023"), "{said}");
    let out = folder.path().join("out");
    derwent(&data)
        .args(["report", "--month", "2023-08", "--audience", "internal", "--formats", "html", "--out"])
        .arg(&out)
        .assert()
        .success();
    let page = text(&fs::read_to_string(out.join("report-2023-08.html")).unwrap());
    assert!(page.contains("Provisional: final once a delivery dated 14 September 2023 or later is in"), "{page}");
}

/// To 18 July A's visit of the 3rd is missed and B's of the 12th is met; the contact of the 20th is not known.
#[test]
fn a_month_that_the_data_cut_short_is_partial_and_left_out_of_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = imported(folder.path(), "2023-07-18");
    let out = folder.path().join("out");
    let run = derwent(&data)
        .args(["report", "--month", "2023-07", "--audience", "internal", "--out"])
        .arg(&out)
        .assert()
        .success();
    let table = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    assert!(table.contains("1 of 2"), "{table}");
    let page = text(&fs::read_to_string(out.join("report-2023-07.html")).unwrap());
    for sentence in [
        "Partial: the data end on 18 July 2023",
        "50.0% in July 2023 (1 of 2; 95% interval 9.5% to 90.5%).",
        "From 1 January to 18 July 2023 there were 2 in total",
        // The month's row in the table of the chart.
        "July 2023 partial The data end on 18 July 2023",
    ] {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
}

/// Two visits of three are too few to be told, and so are the staff of a service; contacts of the whole authority are
/// not.
#[test]
fn the_public_sees_no_small_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let data = imported(folder.path(), "2023-08-31");
    let out = folder.path().join("out");
    let run = derwent(&data).args(["report", "--month", "2023-07", "--formats", "html", "--out"]).arg(&out).assert();
    let table = String::from_utf8(run.success().get_output().stdout.clone()).unwrap();
    assert!(!table.contains("66.7%") && !table.contains("2 of 3"), "{table}");
    let page = text(&fs::read_to_string(out.join("report-2023-07.html")).unwrap());
    for hidden in ["66.7%", "2 of 3", "20.8%", "Safeguarding 0.8"] {
        assert!(!page.contains(hidden), "{hidden}\n{page}");
    }
    for shown in ["The figure for July 2023 is hidden", "the front door received 2 contacts", "Total 0.8 0.5 0"] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
}

/// A copy of the template can be changed; what people write can refer to numbers, and what it gets wrong is told with its
/// file and line, all at once, before anything is written.
#[test]
fn a_council_writes_its_own_template() {
    let folder = tempfile::tempdir().unwrap();
    let data = imported(folder.path(), "2023-08-31");
    let own = folder.path().join("own");
    derwent(&data).args(["template", "--out"]).arg(&own).assert().success();
    derwent(&data).args(["template", "--out"]).arg(&own).assert().failure();
    let performance = own.join("performance.md");
    fs::write(&performance, "We received **{{ contacts.value }}** in {{ month }}.\n").unwrap();
    let out = folder.path().join("out");
    let report = |out: &Path| {
        let mut command = derwent(&data);
        command.args(["report", "--month", "2023-07", "--formats", "html", "--template"]).arg(&own);
        command.arg("--out").arg(out).assert()
    };
    report(&out).success();
    let page = text(&fs::read_to_string(out.join("report-2023-07.html")).unwrap());
    assert!(page.contains("We received 2 contacts in July 2023"), "{page}");

    fs::write(&performance, "Fine.\n\n{{ contacts.valeu }} and {{ visits.value }}\n").unwrap();
    fs::write(own.join("risk.md"), "{{ month\n").unwrap();
    let elsewhere = folder.path().join("elsewhere");
    let said = String::from_utf8(report(&elsewhere).failure().get_output().stderr.clone()).unwrap();
    for fault in [
        "performance.md, line 3: “{{ contacts.valeu }}”: there is no field “valeu”",
        "performance.md, line 3: the catalogue has no indicator “visits”",
        "risk.md, line 1:",
    ] {
        assert!(said.contains(fault), "{fault}\n{said}");
    }
    assert!(!elsewhere.exists());
}

/// The parts of the paper that Derby's Children's Scrutiny Review Board had on 4 September 2023, in its order.
const PARTS: [&str; 26] = [
    "1. Purpose",
    "2. Recommendation",
    "3. Reasons",
    "4. Supporting information",
    "4.1 Performance",
    "4.2 Case status",
    "4.3 Activity trends",
    "4.4 Rates per 10,000 children",
    "4.5 Contacts and referrals",
    "4.6 Nature of referrals",
    "4.7 Quality assurance",
    "4.8 Managing demand",
    "4.9 Staffing, recruitment and retention",
    "5. Public and stakeholder engagement",
    "6. Other options",
    "7. Financial and value for money issues",
    "8. Legal implications",
    "9. Climate implications",
    "10. Other significant implications",
    "10.1 Equalities impact",
    "10.2 Risk management",
    "10.3 Corporate objectives and priorities for change",
    "11. Sign-off",
    "12. Background papers",
    "13. List of appendices",
    "Appendix 1: Performance over time",
];

/// Every part has its place and says something, though the extract is a handful of rows: a figure, or why there is none.
#[test]
fn every_part_of_the_paper_of_2023_has_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let data = imported(folder.path(), "2023-08-31");
    let out = folder.path().join("out");
    derwent(&data).args(["report", "--month", "2023-07", "--formats", "html", "--out"]).arg(&out).assert().success();
    let page = fs::read_to_string(out.join("report-2023-07.html")).unwrap();
    let mut at = 0;
    for part in PARTS {
        let found =
            page[at..].find(&format!(">{part}</h")).unwrap_or_else(|| panic!("{part} is missing or out of order"));
        at += found + part.len();
        let next = page[at..].find("<h2").unwrap_or(page.len() - at);
        let said = text(&page[at..at + next]);
        assert!(said.split(' ').count() > 1, "{part} says nothing: {said}");
    }
    let page = text(&page);
    for said in [
        "The finance table can’t be shown: no delivery carries finance_lines.",
        "Legal to be completed to be completed",
        "Date of meeting to be completed",
        "Before and after: March 2022 and July 2023",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
}
