//! Whole commands, as a user types them: what they print, what they leave behind, and how they fail.

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

/// A folder to work in, with the extracts of a council of three children.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        desk.write("june/ssd_person.csv", "pers_person_id,pers_sex,pers_dob,pers_ethnicity\nA,F,2015-03-01 00:00:00,WBRI\nB,M,2012-05-05,MWBC\nC,F,NULL,\n");
        desk.write(
            "june/ssd_contacts.csv",
            "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code\nK1,A,2023-01-02,6\nK2,B,2023-06-05,2A\nK3,C,2023-06-20,6\n",
        );
        desk.write(
            "june/ssd_cp_plans.csv",
            "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\nP1,A,2023-01-09,\nP2,B,2023-06-12,\n",
        );
        desk.write(
            "june/ssd_cp_visits.csv",
            "cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date,cppv_cp_visit_seen\nV0,A,P1,2023-01-09,Y\nV1,A,P1,2023-06-01,Y\nV2,A,,2023-06-15,Y\nV3,B,P2,2023-06-30,Y\n",
        );
        // A month later: K2's date was corrected, K3 deleted, a contact and two visits are new.
        for name in ["ssd_person.csv", "ssd_cp_plans.csv"] {
            desk.write(&format!("july/{name}"), fs::read_to_string(desk.path("june").join(name)).unwrap());
        }
        desk.write(
            "july/ssd_contacts.csv",
            "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code\nK1,A,2023-01-02,6\nK2,B,2023-05-31,2A\nK4,A,2023-07-03,6\n",
        );
        desk.write(
            "july/ssd_cp_visits.csv",
            "cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date,cppv_cp_visit_seen\nV0,A,P1,2023-01-09,Y\nV1,A,P1,2023-06-01,Y\nV2,A,,2023-06-15,Y\nV3,B,P2,2023-06-30,Y\nV4,A,P1,2023-07-14,Y\nV5,B,P2,2023-07-10,N\n",
        );
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_derwent"));
        command.current_dir(self.folder.path()).env_remove("DERWENT_DATA").env("USER", "analyst").args(args);
        command
    }

    /// Runs a command that succeeds: standard output and standard error.
    fn done(&self, args: &[&str]) -> (String, String) {
        let output = self.command(args).output().unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{args:?} failed:\n{err}");
        (out, err)
    }

    /// Runs a command that fails with `code`: standard error.
    fn fails(&self, code: i32, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stderr)
    }

    fn import_both(&self) {
        self.done(&[
            "import",
            "june",
            "--authority",
            "831",
            "--data-date",
            "2023-06-30",
            "--covers-from",
            "2022-01-01",
        ]);
        self.done(&["import", "july", "--data-date", "2023-07-31", "--covers-from", "2022-01-01", "--accept"]);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn init_writes_settings_once() {
    let desk = Desk::new();
    desk.done(&["init", "--authority", "derby"]);
    let settings = fs::read_to_string(desk.path("derwent-data/authority.toml")).unwrap();
    assert!(
        settings.contains("dfe_code = \"831\"") && settings.contains("# cp_visit_interval = \"10 WD\""),
        "{settings}"
    );
    assert!(desk.fails(1, &["init", "--authority", "831"]).contains("is there already"));
    assert!(desk.fails(1, &["--data", "other", "init", "--authority", "Darby"]).contains("did you mean Derby (831)?"));
    assert!(!desk.path("other").exists());
}

#[test]
fn wrong_usage_has_its_own_exit_status() {
    let desk = Desk::new();
    desk.fails(2, &["measure", "--from", "July"]);
    desk.fails(2, &["import"]);
    desk.fails(2, &["frobnicate"]);
    assert!(desk.fails(1, &["measure"]).contains("is not a data folder"));
}

#[test]
fn what_the_files_do_not_say_is_asked_for() {
    let desk = Desk::new();
    assert!(desk.fails(1, &["import", "june", "--data-date", "2023-06-30"]).contains("--authority"));
    assert!(desk.fails(1, &["import", "june", "--authority", "831"]).contains("--data-date"));
    assert!(!desk.path("derwent-data").exists(), "nothing was written");
    let (out, _) = desk.done(&["import", "june", "--dry-run"]);
    for said in [
        "Standard Safeguarding Dataset",
        "not said; give --data-date",
        "ssd_cp_visits.cppv_cp_visit_date",
        "Nothing was imported",
    ] {
        assert!(out.contains(said), "{said}: {out}");
    }
    assert!(!desk.path("derwent-data").exists(), "a dry run writes nothing");
}

#[test]
fn the_same_file_twice_does_nothing() {
    let desk = Desk::new();
    desk.import_both();
    let before = desk.done(&["deliveries", "--format", "csv"]).0;
    let (_, said) = desk.done(&["import", "july", "--data-date", "2023-07-31", "--covers-from", "2022-01-01"]);
    assert!(said.contains("already imported as delivery 2"), "{said}");
    assert_eq!(desk.done(&["deliveries", "--format", "csv"]).0, before);
}

#[test]
fn numbers_come_with_the_children_behind_them() {
    let desk = Desk::new();
    desk.import_both();
    let (csv, _) = desk.done(&[
        "measure",
        "--indicator",
        "contacts,cp-visits-on-time",
        "--from",
        "2023-06",
        "--to",
        "2023-07",
        "--format",
        "csv",
    ]);
    // By hand. July: A's visit of 15 June asks for one by 29 June: missed in June; then by 13 July: missed; the visit
    // of 14 July asks for one by 28 July: missed. B's visit of 30 June asks for one by 14 July: missed (10 July was
    // not seen), and by 28 July: missed. June: A's 1 June is met on 15 June; B's plan of 12 June asks for 26 June:
    // missed.
    assert_eq!(
        csv,
        "indicator,period,breakdown,numerator,denominator,value,status,data_date,reason\n\
         contacts,2023-06,,0,,0.000000,complete,2023-07-31,\n\
         contacts,2023-07,,1,,1.000000,provisional,2023-07-31,final from a delivery dated 2023-08-14 or later\n\
         cp-visits-on-time,2023-06,,1,3,33.333333,complete,2023-07-31,\n\
         cp-visits-on-time,2023-07,,0,4,0.000000,provisional,2023-07-31,final from a delivery dated 2023-08-14 or later\n"
    );
    let (missed, said) =
        desk.done(&["children", "cp-visits-on-time", "--period", "2023-07", "--not-met", "--format", "csv"]);
    let due: Vec<&str> = missed.lines().skip(1).map(|line| line.split(',').nth(5).unwrap()).collect();
    assert_eq!(due, ["2023-07-13", "2023-07-28", "2023-07-14", "2023-07-28"], "{missed}");
    assert!(said.contains("2 children in 2 families"), "{said}");
    let (due, said) = desk.done(&["due", "--within", "10", "--format", "csv"]);
    assert!(due.contains("overdue") && due.contains("no worker"), "{due}");
    assert!(said.contains("as at 2023-07-31"), "{said}");
}

#[test]
fn what_was_known_then_is_still_known_as_at_then() {
    let desk = Desk::new();
    desk.import_both();
    let contacts = |extra: &[&str]| {
        let mut args =
            vec!["measure", "--indicator", "contacts", "--from", "2023-05", "--to", "2023-06", "--format", "csv"];
        args.extend(extra);
        let (csv, _) = desk.done(&args);
        csv.lines().skip(1).map(|line| line.split(',').nth(3).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(contacts(&[]), ["1", "0"], "K2 moved to May, K3 was deleted");
    assert_eq!(contacts(&["--as-at", "2023-06-30"]), ["0", "2"]);
    let (withdrawn, _) = desk.done(&["withdrawn", "--format", "csv"]);
    assert!(withdrawn.contains("ssd_contacts,K3,C,1,4,2023-07-31,2"), "{withdrawn}");
    let (changes, said) = desk.done(&[
        "changes",
        "contacts",
        "--period",
        "2023-06",
        "--from",
        "2023-06-30",
        "--to",
        "2023-07-31",
        "--format",
        "csv",
    ]);
    assert!(changes.contains("lost,C,K3") && changes.contains("withdrawn by delivery 2"), "{changes}");
    assert!(said.contains("0 gained, 2 lost, 0 changed"), "{said}");
    desk.write("theirs.csv", "Child Unique ID,x\nA,1\nZ,2\n");
    let (sheet, said) =
        desk.done(&["reconcile", "contacts", "--period", "2023-07", "--with", "theirs.csv", "--format", "csv"]);
    assert!(sheet.contains("Z,theirs only,no delivery in force has this person"), "{sheet}");
    assert!(said.contains("1 on both lists, 0 ours only, 1 theirs only"), "{said}");
    desk.done(&["withdraw", "2", "--reason", "wrong file"]);
    assert_eq!(contacts(&[]), ["0", "2"], "as if the second delivery had never come");
}

#[test]
fn a_table_that_moves_too_much_is_held() {
    let desk = Desk::new();
    desk.done(&["import", "june", "--authority", "831", "--data-date", "2023-06-30", "--covers-from", "2022-01-01"]);
    let (_, said) = desk.done(&["import", "july", "--data-date", "2023-07-31", "--covers-from", "2022-01-01"]);
    assert!(said.contains("held, moved by more than 20%: ssd_contacts"), "{said}");
    let june = || {
        desk.done(&["measure", "--indicator", "contacts", "--from", "2023-06", "--to", "2023-06", "--format", "csv"]).0
    };
    assert!(june().contains("contacts,2023-06,,2,"), "{}", june());
    desk.done(&["accept", "2"]);
    assert!(june().contains("contacts,2023-06,,0,"), "{}", june());
}

#[test]
fn bad_files_change_nothing() {
    let desk = Desk::new();
    desk.import_both();
    let before = desk.done(&["deliveries", "--format", "csv"]).0;
    desk.write("bad/empty.csv", "");
    desk.write("bad/junk.csv", [0u8, 159, 146, 150, 0, 1, 2, 3].repeat(500));
    desk.write("bad/book.xlsx", b"PK\x03\x04 this is no workbook");
    desk.write("bad/known/nothing.csv", "colour,shape\nred,round\n");
    desk.write(
        "bad/quote.csv",
        format!("cont_contact_id,cont_person_id,cont_contact_date\n\"K9,{}", "x".repeat(3_000_000)),
    );
    for path in ["bad/empty.csv", "bad/junk.csv", "bad/book.xlsx", "bad/known", "bad/quote.csv", "bad/none.csv"] {
        let said = desk.fails(1, &["import", path, "--data-date", "2023-07-31"]);
        assert!(said.contains("nothing was imported"), "{path}: {said}");
    }
    assert_eq!(desk.done(&["deliveries", "--format", "csv"]).0, before);
}

#[test]
fn a_cell_like_a_formula_is_never_one() {
    let desk = Desk::new();
    desk.write(
        "formula/ssd_contacts.csv",
        "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code\nK1,A,2023-06-01,=cmd|' /C calc'!A0\n",
    );
    desk.done(&["import", "formula", "--authority", "831", "--data-date", "2023-06-30"]);
    let (csv, _) = desk.done(&["findings", "--full", "--format", "csv"]);
    assert!(csv.contains("'=cmd|") && !csv.contains(",=cmd|"), "{csv}");
    desk.done(&["findings", "--format", "xlsx", "--out", "findings.xlsx"]);
    assert!(fs::metadata(desk.path("findings.xlsx")).unwrap().len() > 1000);
}

#[test]
fn a_killed_import_leaves_all_or_nothing() {
    let desk = Desk::new();
    desk.done(&["import", "june", "--authority", "831", "--data-date", "2023-06-30", "--covers-from", "2022-01-01"]);
    for wait in [0, 5, 10, 15, 20, 30, 40, 60, 80, 120] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_derwent"))
            .current_dir(desk.folder.path())
            .args(["-q", "import", "july", "--data-date", "2023-07-31", "--covers-from", "2022-01-01", "--accept"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        let (csv, _) = desk.done(&["deliveries", "--format", "csv"]);
        assert!((2..=3).contains(&csv.lines().count()), "{csv}");
        let (numbers, _) = desk.done(&[
            "measure",
            "--indicator",
            "contacts",
            "--from",
            "2023-06",
            "--to",
            "2023-06",
            "--format",
            "csv",
        ]);
        let all = csv.lines().count() == 3;
        assert!(numbers.contains(if all { ",,0,,0.000000" } else { ",,2,,2.000000" }), "{numbers}");
    }
    desk.done(&["import", "july", "--data-date", "2023-07-31", "--covers-from", "2022-01-01", "--accept"]);
    assert_eq!(desk.done(&["deliveries", "--format", "csv"]).0.lines().count(), 3);
}

#[test]
fn a_person_is_erased_everywhere() {
    let desk = Desk::new();
    desk.import_both();
    let (_, said) = desk.done(&["remove-person", "B", "--reason", "asked for"]);
    assert!(said.contains("Nothing was changed"), "{said}");
    desk.done(&["remove-person", "B", "--reason", "asked for", "--yes"]);
    let (csv, _) = desk.done(&["children", "cp-visits-on-time", "--period", "2023-06", "--format", "csv"]);
    assert!(!csv.contains(",B,"), "{csv}");
    let holds = |folder: &Path| -> bool {
        walk(folder).iter().any(|file| text(&fs::read(file).unwrap()).contains("2012-05-05"))
    };
    assert!(!holds(&desk.path("derwent-data")), "the date of birth of B is still in the data folder");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => out.extend(walk(&entry.path())),
            false => out.push(entry.path()),
        }
    }
    out
}

#[test]
fn the_pages_are_generated() {
    let desk = Desk::new();
    desk.done(&["manual", "--out", "docs"]);
    let page = fs::read_to_string(desk.path("docs/catalogue/cp-visits-on-time.md")).unwrap();
    assert!(page.contains("## Worked example") && page.contains("cp_visit_interval"), "{page}");
    desk.write("docs/COMMANDS.md", "stale");
    assert!(desk.fails(1, &["manual", "--out", "docs", "--check"]).contains("COMMANDS.md"));
    assert!(desk.done(&["indicators", "cp-visits-on-time"]).0.contains("10 WD"));
    assert!(desk.fails(1, &["indicators", "cp-visit-on-time"]).contains("did you mean cp-visits-on-time?"));
    assert!(desk.done(&["completions", "bash"]).0.contains("derwent"));
}

#[test]
fn the_real_workbooks_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/annex_a");
    if !folder.is_dir() {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: the sample workbooks are not here\n");
        return;
    }
    let desk = Desk::new();
    let book = folder.join("liia_Annex_A_2024_Jan.xlsx");
    let book = book.to_str().unwrap();
    desk.done(&["import", book, "--authority", "831", "--data-date", "2021-03-15"]);
    let (csv, _) = desk.done(&[
        "measure",
        "--indicator",
        "cp-rate,cp-visits-on-time",
        "--from",
        "2021-03",
        "--to",
        "2021-03",
        "--format",
        "csv",
    ]);
    assert!(csv.contains("cp-visits-on-time,2021-03,,,,,not covered"), "{csv}");
    let (findings, _) = desk.done(&["findings", "--full", "--format", "csv"]);
    assert!(findings.contains("PSRMEM"), "free text as a need is found");
}
