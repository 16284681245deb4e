//! Files that can't be used: each a clear fault, nothing read, memory bounded.

mod common;

use common::{folder, read_folder};
use intake::{Fault, Limits, Options, read};
use std::io::Write;

fn faults(files: &[(&str, &[u8])]) -> Vec<Fault> {
    read_folder(files, &Options::default()).unwrap_err()
}

#[test]
fn each_says_what_is_wrong_and_what_to_do() {
    let good: &[u8] = b"pers_person_id,pers_sex\nP1,F\n";
    let wide: Vec<u8> =
        (0..200_000).map(|i| format!("pers_column_number_{i}")).collect::<Vec<_>>().join(",").into_bytes();
    let mut long = b"pers_person_id,pers_sex\nP1,F\nP2,\"F\n".to_vec();
    long.extend(b"P3,M\n".repeat(1_000_000));
    let mut zeros = good.to_vec();
    zeros.extend([0; 100]);
    let cases: [(&str, &[u8], &str); 8] = [
        ("empty.csv", b"", "it is empty"),
        ("junk.csv", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x13\x88", "zero bytes"),
        ("late.csv", &zeros, "zero bytes"),
        ("quote.csv", b"pers_person_id,pers_sex\nP1,F\nP2,\"F\nP3,M\n", "the quote that opens in line 3 never closes"),
        ("long.csv", &long, "the quote that opens in line 3 never closes"),
        ("wide.csv", &wide, "more than 16384 columns"),
        ("cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03garbage", "unpack"),
        ("cut.parquet", b"PAR1 and no more", "could not be read as Parquet"),
    ];
    for (name, bytes, what) in cases {
        let faults = faults(&[("good.csv", good), (name, bytes)]);
        assert_eq!(faults.len(), 1, "{name}: {faults:?}");
        assert!(faults[0].what.contains(what), "{name}: {}", faults[0].what);
        assert!(
            faults[0].file.ends_with(name) && !faults[0].expected.is_empty() && !faults[0].hint.is_empty(),
            "{name}"
        );
    }
}

#[test]
fn faults_are_gathered_not_one_at_a_time() {
    let faults = faults(&[("a.csv", b""), ("b.csv", b""), ("c.csv", b"pers_person_id,pers_sex\n\"P1")]);
    assert_eq!(faults.len(), 2, "{faults:?}");
}

#[test]
fn a_folder_with_nothing_known_and_a_file_of_no_kind_are_faults() {
    assert!(faults(&[("x.csv", b"colour,size\nred,1\n")])[0].what.contains("no file in this folder"));
    assert!(faults(&[])[0].what.contains("no file in this folder"));
    let folder =
        folder(&[("ssd_contacts.csv", b"colour,size\nred,1\n"), ("ok.csv", b"pers_person_id,pers_sex\nP1,F\n")]);
    let path = |name: &str| folder.path().join(name);
    let faults = read(&[path("ssd_contacts.csv"), path("ok.csv")], &Options::default(), &|_| {}).unwrap_err();
    assert!(faults[0].what.contains("its headings are those of nothing known (colour, size)"), "{}", faults[0].what);
    let faults = read(&[path("nowhere")], &Options::default(), &|_| {}).unwrap_err();
    assert!(faults[0].what.contains("there is no such file or folder"));
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"pers_person_id,pers_sex\n").unwrap();
    for _ in 0..200 {
        packed.write_all(&b"1,F\n".repeat(25_000)).unwrap();
    }
    let bytes = packed.finish().unwrap();
    let options = Options { limits: Limits { file_bytes: 1 << 20, ..Limits::default() }, ..Options::default() };
    let faults = read_folder(&[("bomb.csv.gz", &bytes)], &options).unwrap_err();
    assert!(faults[0].what.contains("more than a file may hold"), "{}", faults[0].what);
}

/// Uploaded files have names of ours on the disk: whatever is said of them is said by the names that people gave them.
#[test]
fn files_are_called_what_a_person_calls_them() {
    let folder = folder(&[("1.csv", b"cont_contact_id,cont_person_id,Colour\nC1,P1,red\n"), ("2.csv", b"")]);
    let (good, empty) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
    let called = [(good.clone(), "Contacts July.csv".to_owned()), (empty.clone(), "Plans.csv".to_owned())].into();
    let options = Options { called, ..Options::default() };
    let readings = read(std::slice::from_ref(&good), &options, &|_| {}).unwrap();
    assert_eq!((&*readings[0].title, &*readings[0].files[0].name), ("Contacts July.csv", "Contacts July.csv"));
    assert!(readings[0].findings.iter().all(|finding| finding.file == "Contacts July.csv"));
    assert!(readings[0].columns.iter().all(|column| column.file == "Contacts July.csv"));
    let faults = read(&[good, empty], &options, &|_| {}).unwrap_err();
    assert_eq!(faults[0].to_string(), "Plans.csv: it is empty");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.csv", b"pers_person_id,pers_sex\nP1,F\n")]);
    let path = folder.path().join("a.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        return; // Whoever runs the tests may read everything.
    }
    let faults = read(&[path], &Options::default(), &|_| {}).unwrap_err();
    assert!(faults[0].what.contains("may not be read"), "{}", faults[0].what);
}

/// A thousand changed copies of a table: a reading or a fault each time, no panic, no hang.
#[test]
fn mutations_of_a_table_never_crash() {
    let good = "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code,cont_contact_outcome_json\n\
                C1,P1,2023-05-01,6,\"{\"\"A\"\": \"\"Y\"\"}\"\nC2,P2,01/05/2023,\"Police\",\nC3,Zoë,45000,1A,[]\n"
        .as_bytes();
    let folder = folder(&[]);
    let path = folder.path().join("x.csv");
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let (mut read_well, mut refused) = (0, 0);
    for _ in 0..1_000 {
        let mut bytes = good.to_vec();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = random(256) as u8,
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, b"\",;\n\r\t\0=-"[random(9)]),
                _ => drop(bytes.drain(at..(at + random(20)).min(bytes.len()))),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        std::fs::write(&path, &bytes).unwrap();
        match read(std::slice::from_ref(&path), &Options::default(), &|_| {}) {
            Ok(_) => read_well += 1,
            Err(faults) => {
                assert!(!faults.is_empty());
                refused += 1;
            }
        }
    }
    assert!(read_well > 100 && refused > 20, "{read_well} {refused}");
}
