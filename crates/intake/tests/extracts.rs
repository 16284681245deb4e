//! Extracts as councils write them: faults read right or found, files told by what is in them.

mod common;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Int32Type};
use arrow::record_batch::RecordBatch;
use common::{folder, read_folder};
use intake::{Kind, Mapping, Options, Reading};
use standard::Date;
use standard::date::from_days;
use standard::finding::Finding;

fn options() -> Options {
    Options { authority: Some("831".to_owned()), data_date: Some(Date::constant(2023, 7, 31)), ..Options::default() }
}

fn one(files: &[(&str, &[u8])]) -> Reading {
    let mut readings = read_folder(files, &options()).unwrap();
    assert_eq!(readings.len(), 1);
    readings.remove(0)
}

/// A column as text, null as `-`.
fn column(batch: &RecordBatch, name: &str) -> Vec<String> {
    let array = batch.column_by_name(name).unwrap_or_else(|| panic!("{name}"));
    (0..array.len())
        .map(|i| {
            if array.is_null(i) {
                return "-".to_owned();
            }
            if let Some(array) = array.as_primitive_opt::<Date32Type>() {
                return from_days(array.value(i)).unwrap().to_string();
            }
            if let Some(array) = array.as_primitive_opt::<Int32Type>() {
                return array.value(i).to_string();
            }
            if let Some(array) = array.as_primitive_opt::<Decimal128Type>() {
                return array.value_as_string(i);
            }
            array.as_string::<i32>().value(i).to_owned()
        })
        .collect()
}

fn of<'f>(findings: &'f [Finding], rule: &str) -> Vec<(u64, &'f str, &'f str)> {
    let of_rule = findings.iter().filter(|finding| finding.rule == rule);
    of_rule.map(|finding| (finding.row, finding.column.as_str(), finding.found.as_str())).collect()
}

#[test]
fn a_messy_table_is_read_and_what_is_wrong_is_found() {
    let csv = "\u{feff}CINE_REFERRAL_DATE;cine_referral_id;cine_person_id;cine_cin_primary_need_code;cine_close_date;\
               cine_referral_nfa;our_note;cine_referral_outcome_json\n\
               01/02/2023;R1; P1\u{a0};N1 - Abuse or neglect;NULL;false;x;{ \"NEW\" : \"Y\" }\n\
               2023-02-01T00:00:00;R2;P2;a) Abuse or neglect;#N/A;1;;\n\
               45000;R3;P3;zNotRecorded;<blank>;N;;\n\
               01/13/2023;R4;P4;PSRMEM - Support with memory;;Y;;\n\
               1900-01-01;R5;P5;N4;;;;\n\
               01/08/2023;R6;P6;N9;;;;\n\
               01/02/2023;;P7;N9;;;;\n\
               01/02/2023;R1;P8;N9;;;;\n\
               ;;;;;;;\n\
               01/02/2023;R9\n\
               01-Feb-2023;R10;P10;N0;02/02/2023;;;;;too long\n";
    let reading = one(&[("anything.csv", csv.as_bytes())]);
    assert_eq!((reading.kind, reading.authority.as_deref()), (Kind::Ssd, Some("831")));
    let batch = &reading.tables["ssd_cin_episodes"];
    assert_eq!(batch.schema(), standard::table::find("ssd_cin_episodes").unwrap().kept_schema());
    assert_eq!(column(batch, "cine_referral_id"), ["R1", "R2", "R3", "R4", "R5", "R6", "R1", "R9", "R10"]);
    assert_eq!(column(batch, "source_row"), ["2", "3", "4", "5", "6", "7", "9", "11", "12"]);
    let dates =
        ["2023-02-01", "2023-02-01", "2023-03-15", "-", "-", "2023-08-01", "2023-02-01", "2023-02-01", "2023-02-01"];
    assert_eq!(column(batch, "cine_referral_date"), dates);
    assert_eq!(column(batch, "reach_from"), dates);
    assert_eq!(column(batch, "reach_to")[8], "2023-02-02");
    assert_eq!(column(batch, "cine_cin_primary_need_code"), ["N1", "N1", "-", "-", "N4", "N9", "N9", "-", "N0"]);
    assert_eq!(column(batch, "cine_referral_nfa")[..4], ["N", "Y", "N", "Y"]);
    assert_eq!(column(batch, "cine_person_id")[0], "P1");
    assert_eq!(column(batch, "cine_referral_outcome_json")[0], "{\"NEW\":\"Y\"}");

    let findings = &reading.findings;
    assert_eq!(of(findings, "date-not-read"), [(5, "CINE_REFERRAL_DATE", "01/13/2023")]);
    assert_eq!(of(findings, "date-placeholder"), [(6, "CINE_REFERRAL_DATE", "1900-01-01")]);
    assert_eq!(of(findings, "date-in-future"), [(7, "CINE_REFERRAL_DATE", "01/08/2023")]);
    assert_eq!(of(findings, "row-without-key"), [(8, "cine_referral_id", "")]);
    assert_eq!(of(findings, "row-twice"), [(9, "cine_referral_id", "R1")]);
    assert_eq!(of(findings, "row-too-short"), [(11, "", "2 cells")]);
    assert_eq!(of(findings, "row-too-long"), [(12, "", "10 cells")]);
    assert_eq!(of(findings, "row-without-date").iter().map(|f| f.0).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(of(findings, "code-not-known"), [(5, "cine_cin_primary_need_code", "PSRMEM - Support with memory")]);
    assert_eq!(of(findings, "column-not-known"), [(1, "our_note", "our_note")]);
    // Each finding about a row says whose it is; what is about the file says nobody's.
    let whose = |rule: &str| findings.iter().find(|f| f.rule == rule).map(|f| f.person.as_str());
    let of_rows = ["date-not-read", "date-placeholder", "row-twice", "row-without-date", "code-not-known"];
    for rule in of_rows {
        assert!(whose(rule).is_some_and(|person| person.starts_with('P')), "{rule}: {:?}", whose(rule));
    }
    assert_eq!(whose("column-not-known"), Some(""));
    let code = findings.iter().find(|f| f.rule == "code-not-known").unwrap();
    assert!(code.hint.contains("[codes.primary_need]"), "{}", code.hint);
    assert!(reading.absent_columns["ssd_cin_episodes"].contains(&"cine_close_reason".to_owned()));
    assert!(!reading.absent_columns["ssd_cin_episodes"].contains(&"cine_close_date".to_owned()));
}

#[test]
fn every_file_of_a_folder_goes_where_it_belongs() {
    let files: [(&str, &[u8]); 8] = [
        ("all/dbo.ssd_contacts.csv", b"cont_contact_id,cont_person_id,cont_contact_date\nC1,P1,2023-05-01\n"),
        ("all/more contacts.csv", b"cont_contact_id,cont_contact_date,cont_contact_source_code\nC2,2017-01-02,6\n"),
        ("all/workers.csv", b"worker_id,role,fte,employment,start_date\nW1,social worker,0.6,Agency,01/04/2020\n"),
        ("all/previous/ssd_person.csv", b"pers_person_id\tpers_dob\nP1\t2010-02-28\n"),
        ("all/notes.txt", b"ask Jo about \"these"),
        ("all/letter.docx", b"PK"),
        ("all/other.csv", b"colour,size\nred,1\n"),
        ("all/.hidden.csv", b""),
    ];
    let readings = read_folder(&files, &options()).unwrap();
    let told: Vec<(&str, Kind, Vec<&str>)> =
        readings.iter().map(|r| (r.title.as_str(), r.kind, r.tables.keys().map(String::as_str).collect())).collect();
    assert_eq!(
        told,
        [
            ("all", Kind::Ssd, vec!["ssd_contacts"]),
            ("all", Kind::Local, vec!["workforce_workers"]),
            ("previous", Kind::Ssd, vec!["ssd_person"]),
        ]
    );
    let contacts = &readings[0].tables["ssd_contacts"];
    assert_eq!(column(contacts, "cont_contact_id"), ["C1", "C2"]);
    assert_eq!(column(contacts, "source_file"), ["0", "1"]);
    assert_eq!(readings[0].files[1].name, "more contacts.csv");
    assert_eq!(readings[0].files[1].sha256.len(), 64);
    let absent = &readings[0].absent_columns["ssd_contacts"];
    assert!(!absent.contains(&"cont_person_id".to_owned()) && absent.contains(&"cont_contact_source_desc".to_owned()));
    assert_eq!(
        of(&readings[0].findings, "file-not-known").len(),
        3,
        "{:?}",
        of(&readings[0].findings, "file-not-known")
    );
    let workers = &readings[1].tables["workforce_workers"];
    assert_eq!((column(workers, "fte"), column(workers, "employment")), (vec!["0.6000".into()], vec!["agency".into()]));
}

#[test]
fn coverage_is_the_default_or_what_is_given_and_never_before_the_first_row() {
    let csv: &[u8] = b"cont_contact_id,cont_contact_date\nC1,2015-05-01\nC2,2023-05-01\n";
    let plans: &[u8] = b"cppl_cp_plan_id,cppl_cp_plan_start_date\nL1,2022-05-01\n";
    let people: &[u8] = b"pers_person_id,pers_sex\nP1,F\n";
    let empty: &[u8] = b"miss_table_id,miss_missing_episode_start_date\n";
    let files = [("a.csv", csv), ("b.csv", plans), ("c.csv", people), ("d.csv", empty)];
    let covers = |options: &Options| -> Vec<(String, Option<String>)> {
        let reading = read_folder(&files, options).unwrap().remove(0);
        reading.coverage.iter().map(|c| (c.table.clone(), c.from.map(|from| from.to_string()))).collect()
    };
    let expected = |contacts: &str| {
        vec![
            ("ssd_contacts".to_owned(), Some(contacts.to_owned())),
            ("ssd_cp_plans".to_owned(), Some("2022-05-01".to_owned())),
            ("ssd_person".to_owned(), None),
        ]
    };
    assert_eq!(covers(&options()), expected("2017-08-01"));
    // Who says from when the extract is complete says of an empty table that there was nothing.
    let with_none = |contacts: &str, from: &str| {
        let mut expected = expected(contacts);
        expected.insert(0, ("ssd_missing".to_owned(), Some(from.to_owned())));
        expected.sort();
        expected
    };
    let given = Options { covers_from: Some(Date::constant(2010, 1, 1)), ..options() };
    assert_eq!(covers(&given), with_none("2015-05-01", "2010-01-01"));
    let mut none = options();
    none.settings_covers_from.insert("ssd_missing".to_owned(), Date::constant(2020, 1, 1));
    assert_eq!(covers(&none), with_none("2017-08-01", "2020-01-01"));
    let later = Options { covers_from: Some(Date::constant(2023, 8, 1)), ..options() };
    assert_eq!(covers(&later), [("ssd_person".to_owned(), None)]);
    let mut settings = options();
    settings.settings_covers_from.insert("ssd_contacts".to_owned(), Date::constant(2020, 1, 1));
    assert_eq!(covers(&settings), expected("2020-01-01"));
    let asked = Options { data_date: None, ..options() };
    let reading = read_folder(&files, &asked).unwrap().remove(0);
    assert_eq!((reading.data_date, reading.coverage.len()), (None, 0));
    assert!(reading.data_date_from.contains("not given"));
}

#[test]
fn a_table_in_every_encoding_and_compressed_is_the_same_table() {
    let text = "pers_person_id,pers_surname,pers_ethnicity\n1,Zoë Ó Briain,White British\n2,Smith,B1\n";
    let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
        let mut out = mark.to_vec();
        out.extend(text.encode_utf16().flat_map(bytes));
        out
    };
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
    let forms = [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        utf16(b"\xFF\xFE", u16::to_le_bytes),
        utf16(b"\xFE\xFF", u16::to_be_bytes),
        utf16(b"", u16::to_le_bytes),
        windows.into_owned(),
        packed.finish().unwrap(),
        text.replace(',', "\t").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
    ];
    let expected = one(&[("p.csv", &forms[0])]).tables;
    assert_eq!(column(&expected["ssd_person"], "pers_surname"), ["Zoë Ó Briain", "Smith"]);
    assert_eq!(column(&expected["ssd_person"], "pers_ethnicity"), ["WBRI", "MWBC"]);
    for (i, form) in forms.iter().enumerate() {
        assert_eq!(one(&[("p.csv", form)]).tables, expected, "form {i}");
    }
}

#[test]
fn parquet_of_any_types_is_the_same_table_as_text() {
    use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray, TimestampMicrosecondArray};
    use std::sync::Arc;
    let day = 86_400_000_000i64 * 19_500;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("CLAV_CLA_VISIT_ID", Arc::new(Int64Array::from(vec![7, 8]))),
        ("clav_person_id", Arc::new(Float64Array::from(vec![Some(12.0), None]))),
        (
            "clav_cla_visit_date",
            Arc::new(TimestampMicrosecondArray::from(vec![Some(day + 5), None]).with_timezone("UTC")),
        ),
        ("clav_cla_visit_seen", Arc::new(BooleanArray::from(vec![true, false]))),
        ("clav_cla_visit_seen_alone", Arc::new(StringArray::from(vec!["Yes", "maybe"]))),
        ("extra", Arc::new(StringArray::from(vec!["a", "b"]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let reading = one(&[("visits.bin.parquet", &bytes)]);
    let table = &reading.tables["ssd_cla_visits"];
    assert_eq!(column(table, "clav_cla_visit_id"), ["7", "8"]);
    assert_eq!(column(table, "clav_person_id"), ["12", "-"]);
    assert_eq!(column(table, "clav_cla_visit_date"), ["2023-05-23", "-"]);
    assert_eq!(column(table, "clav_cla_visit_seen"), ["Y", "N"]);
    assert_eq!(column(table, "clav_cla_visit_seen_alone"), ["Y", "-"]);
    assert_eq!(column(table, "source_row"), ["1", "2"]);
    assert_eq!(of(&reading.findings, "code-not-known"), [(2, "clav_cla_visit_seen_alone", "maybe")]);
    assert_eq!(of(&reading.findings, "column-not-known").len(), 1);

    // Cut short or changed anywhere, it is a fault or another table, never a crash.
    let folder = folder(&[]);
    let path = folder.path().join("x.parquet");
    for at in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        std::fs::write(&path, &changed).unwrap();
        let _ = intake::read(std::slice::from_ref(&path), &options(), &|_| {});
        std::fs::write(&path, &bytes[..at]).unwrap();
        assert!(intake::read(std::slice::from_ref(&path), &options(), &|_| {}).is_err(), "cut at {at}");
    }
}

#[test]
fn a_mapping_makes_a_councils_own_words_known() {
    let mapping = Mapping::parse(
        "[headers.ssd_contacts]\n\"Contact Ref\" = \"cont_contact_id\"\n\"When\" = \"cont_contact_date\"\n\
         [codes.referral_source]\n\"The Bobbies\" = \"6\"\n\"Nobody\" = \"\"\n",
    )
    .unwrap();
    let csv: &[u8] = b"Contact ref,WHEN,cont_contact_source_code\n1,2023-01-02,the bobbies\n2,2023-01-03,nobody\n";
    let reading = read_folder(&[("x.csv", csv)], &Options { mapping, ..options() }).unwrap().remove(0);
    let batch = &reading.tables["ssd_contacts"];
    assert_eq!(column(batch, "cont_contact_source_code"), ["6", "-"]);
    assert_eq!(column(batch, "cont_contact_date"), ["2023-01-02", "2023-01-03"]);
    assert_eq!(of(&reading.findings, "code-not-known"), []);
    assert_eq!(reading.columns[0].column, Some(("ssd_contacts".to_owned(), "cont_contact_id".to_owned())));
}

#[test]
fn a_table_without_its_key_is_told_apart_by_content() {
    let csv: &[u8] = b"cppv_person_id,cppv_cp_visit_date,cppv_cp_visit_seen\nP1,2023-05-01,Y\nP1,2023-05-02,Y\n\n";
    let reading = one(&[("v.csv", csv)]);
    let keys = column(&reading.tables["ssd_cp_visits"], "cppv_cp_visit_id");
    assert!(keys.iter().all(|key| key.starts_with("content:")) && keys[0] != keys[1], "{keys:?}");
    assert!(reading.absent_columns["ssd_cp_visits"].contains(&"cppv_cp_visit_id".to_owned()));
    let again = one(&[("other name.csv", csv)]);
    assert_eq!(column(&again.tables["ssd_cp_visits"], "cppv_cp_visit_id"), keys);
}

#[test]
fn what_lies_ahead_by_nature_is_no_finding() {
    let reviews: &[u8] =
        b"clar_cla_review_id,clar_cla_review_due_date,clar_cla_review_date\nR1,2023-12-01,2023-12-02\n";
    let teams: &[u8] = b"team_id,name,service,parent_id,from,to,successor_id\nT1,North,,,2020-01-01,2024-03-31,\n";
    let readings = read_folder(&[("r.csv", reviews), ("t.csv", teams)], &options()).unwrap();
    assert_eq!(of(&readings[0].findings, "date-in-future"), [(2, "clar_cla_review_date", "2023-12-02")]);
    assert_eq!(of(&readings[1].findings, "date-in-future"), []);
}

#[test]
fn the_same_files_give_the_same_reading() {
    let mut csv = String::from("cont_contact_id,cont_contact_date,cont_contact_source_code\n");
    for i in 0..5_000 {
        csv.push_str(&format!("{i},{:02}/{:02}/2022,source {}\n", i % 31 + 1, i % 13 + 1, i % 7));
    }
    let files = [("a.csv", csv.as_bytes()), ("b.csv", csv.as_bytes())];
    let (one, two) = (read_folder(&files, &options()).unwrap(), read_folder(&files, &options()).unwrap());
    assert_eq!(one[0].tables, two[0].tables);
    assert_eq!(one[0].findings, two[0].findings);
    let full = one[0].findings.iter().filter(|f| f.rule == "code-not-known" && f.row > 0).count();
    assert_eq!(full, 2 * 1_000);
    let counted = one[0].findings.iter().find(|f| f.rule == "code-not-known" && f.row == 0).unwrap();
    assert!(counted.found.ends_with(" more like this"), "{}", counted.found);
}

#[test]
fn annex_a_lists_that_are_files_of_their_own_make_one_reading() {
    let contacts: &[u8] = b"List 1: Contacts,,,,,,\nChild Unique ID,Gender,Ethnicity,Date of Birth,\
        Age of Child (Years),Date of Contact,Contact Source\nP1,b) Female,a) WBRI,01/02/2010,13,05/07/2023,6\n";
    let referrals: &[u8] = b"Child Unique ID,Gender,Ethnicity,Date of Birth,Age of Child (Years),Date of Referral,\
        Referral Source,Referral NFA?,Number of Referrals in Last 12 Months,Allocated Team,Allocated Worker\n\
        P1,b) Female,a) WBRI,01/02/2010,13,06/07/2023,6,b) No,1,North,Jo\n";
    let readings = read_folder(&[("july/x.csv", contacts), ("july/y.csv", referrals)], &options()).unwrap();
    assert_eq!(readings.len(), 1);
    let reading = &readings[0];
    assert_eq!((reading.kind, reading.title.as_str(), reading.files.len()), (Kind::AnnexA, "july", 2));
    assert_eq!(column(&reading.tables["ssd_contacts"], "cont_contact_date"), ["2023-07-05"]);
    assert_eq!(column(&reading.tables["ssd_contacts"], "source_row"), ["3"]);
    assert_eq!(column(&reading.tables["ssd_cin_episodes"], "cine_referral_date"), ["2023-07-06"]);
    assert_eq!(column(&reading.tables["ssd_cin_episodes"], "source_file"), ["1"]);
}
