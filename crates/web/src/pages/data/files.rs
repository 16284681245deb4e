//! Names of uploaded files. What a person's computer calls a file is only ever shown: on our disk it has a number and
//! one of a few endings, in a folder that is named at random.

use crate::problem::Problem;

/// The endings that a file may have, and that we give it.
pub const ENDINGS: [&str; 9] = ["csv", "tsv", "txt", "gz", "xlsx", "xls", "xlsm", "parquet", "pq"];

/// How long a shown name may be, in bytes: it is also that of the copy that a delivery keeps.
const LONGEST: usize = 160;

/// Names that mean devices on Windows, whatever follows a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A file's name as we show it: without folders, without letters that can't be seen, not too long, and one that a file
/// can have on any system. What is left of a name that is nothing but these is `file`.
pub fn shown(given: &str) -> String {
    let own = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let plain = |c: char| if r#":*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = own.chars().filter(|c| !hidden(*c)).map(plain).collect();
    let name = name.trim().trim_end_matches(['.', ' ']).trim_start_matches('.');
    if name.is_empty() {
        return "file".to_owned();
    }
    let name = if is_device(name) { format!("_{name}") } else { name.to_owned() };
    if name.len() <= LONGEST {
        return name;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| format!(".{ending}")).filter(|ending| ending.len() <= 16);
    let ending = ending.unwrap_or_default();
    let mut cut = LONGEST - ending.len() - '…'.len_utf8();
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}…{ending}", &name[..cut])
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_lowercase();
    let port =
        |word: &str| stem.strip_prefix(word).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    DEVICES.contains(&stem.as_str()) || port("com") || port("lpt")
}

/// The same names with a number after those that were there before, so that each says one file.
pub fn told_apart(name: String, before: &[String]) -> String {
    if !before.contains(&name) {
        return name;
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
        None => (name, String::new()),
    };
    (2..).map(|n| format!("{stem} ({n}){ending}")).find(|name| !before.contains(name)).unwrap_or(stem)
}

/// The name that a file has on our disk, from its number and its ending.
///
/// # Errors
/// Its ending is that of no extract.
pub fn stored(number: usize, shown: &str) -> Result<String, Problem> {
    let given = shown.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    match ENDINGS.iter().find(|ending| **ending == given) {
        Some(ending) => Ok(format!("{number:04}.{ending}")),
        None => Err(Problem::wrong(format!(
            "‘{shown}’ was not taken: it is no extract by its ending. Choose files that end in {}.",
            ENDINGS.map(|ending| format!(".{ending}")).join(", ")
        ))),
    }
}

/// A name that nobody can guess, for a folder or for something to be fetched once.
///
/// # Errors
/// The system gives no random bytes.
pub fn random() -> Result<String, Problem> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(Problem::fault)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (given, expected) in [
            ("ssd_contacts.csv", "ssd_contacts.csv"),
            ("../../etc/passwd.csv", "passwd.csv"),
            (r"C:\Users\a\List 1.xlsx", "List 1.xlsx"),
            ("C:evil.csv", "C_evil.csv"),
            ("..", "file"),
            ("", "file"),
            ("/", "file"),
            (".csv", "csv"),
            ("a\0b.csv", "ab.csv"),
            ("a\r\nb.csv", "ab.csv"),
            ("gpj\u{202e}vsc.csv", "gpjvsc.csv"),
            ("nul.csv", "_nul.csv"),
            ("COM1.xlsx", "_COM1.xlsx"),
            ("common.csv", "common.csv"),
            ("trailing. . .", "trailing"),
        ] {
            assert_eq!(shown(given), expected, "{given:?}");
        }
        let long = shown(&format!("{}é.csv", "né".repeat(300)));
        assert!(long.len() <= LONGEST && long.ends_with("….csv"), "{long}");
        assert!(shown(&format!("a.{}", "x".repeat(5000))).len() <= LONGEST);
    }

    #[test]
    fn on_the_disk_a_file_has_a_number_and_a_known_ending() {
        assert_eq!(stored(7, "Contacts.CSV"), Ok("0007.csv".to_owned()));
        for wrong in ["a.exe", "a", "a.csv.html", ".", "a.csv/", "a.tar"] {
            assert!(stored(1, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn files_of_one_name_are_told_apart() {
        let before = vec!["a.csv".to_owned(), "a (2).csv".to_owned()];
        assert_eq!(told_apart("a.csv".to_owned(), &before), "a (3).csv");
        assert_eq!(told_apart("b".to_owned(), &before), "b");
    }
}
