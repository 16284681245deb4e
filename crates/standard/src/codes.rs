//! Code lists: the codes of the standard, what they mean, and the other ways in which extracts write them.
//! Declared in `data/codes.csv`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// One code of a list.
#[derive(Debug, Clone)]
pub struct Code {
    /// The code as the standard writes it.
    pub code: String,
    /// What it means, in words.
    pub label: String,
    /// Other spellings that extracts use for it.
    pub aliases: Vec<String>,
}

/// A code list.
#[derive(Debug)]
pub struct CodeList {
    /// Its name.
    pub name: String,
    /// Its codes, in order.
    pub codes: Vec<Code>,
    index: HashMap<String, usize>,
}

/// Text as compared: lower case, curly quotes straightened, dashes made hyphens, white space (non-breaking
/// too) folded to one space, no space at either end.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '‘' | '’' | '`' => '\'',
            '“' | '”' => '"',
            '–' | '—' | '‑' => '-',
            c if c.is_whitespace() || c == '\u{a0}' || c == '\u{200b}' || c == '\u{feff}' => ' ',
            c => c,
        };
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.extend(c.to_lowercase());
    }
    out.truncate(out.trim_end().len());
    out
}

impl CodeList {
    /// The code that `text` stands for, or `None`. It reads the code itself, its label, its aliases, and the
    /// ways of writing both together: `N1 - Abuse or neglect`, `(N1) …`, `[PR1] …`, `a) 1A: Individual`,
    /// `e) PR4 - Private provision`, `1 - Yes`. A letter in front (`s) REFU`) is passed over, not read: the
    /// letters are ambiguous between lists.
    pub fn read(&self, text: &str) -> Option<&Code> {
        let text = folded(text);
        if let Some(found) = self.look_up(&text) {
            return Some(found);
        }
        let body = strip_letter(&text);
        if body.len() != text.len()
            && let Some(found) = self.look_up(body)
        {
            return Some(found);
        }
        let inner = body.trim_start_matches(['(', '[']);
        let split = inner.find([':', '-', ')', ']']).map(|at| (inner[..at].trim(), inner[at + 1..].trim()));
        if let Some((head, tail)) = split {
            let head = head.rsplit('.').next().unwrap_or(head);
            if let Some(found) = self.look_up(head) {
                return Some(found);
            }
            if let Some(found) = self.look_up(tail.trim_start_matches([':', '-', ')', ' '])) {
                return Some(found);
            }
        }
        // `J1 Remanded to …`, `C1 [Interim care order]`: a first word of letters and figures can only be a code.
        let first = inner.split(' ').next().unwrap_or_default();
        let looks_like_code =
            first.bytes().any(|b| b.is_ascii_digit()) && first.bytes().any(|b| b.is_ascii_alphabetic());
        if looks_like_code { self.look_up(first) } else { None }
    }

    fn look_up(&self, folded: &str) -> Option<&Code> {
        self.index.get(folded).map(|&i| &self.codes[i])
    }

    /// The known spelling nearest to `text`, with its code, for a hint; `None` when nothing is near.
    pub fn nearest(&self, text: &str) -> Option<&Code> {
        nearest(&folded(text), self.index.iter().map(|(k, &i)| (k.as_str(), i))).map(|i| &self.codes[i])
    }

    /// The code spelt exactly `code`.
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|c| c.code == code)
    }
}

/// Without a leading list letter: `a) Yes`, `zz) T4`, `a. Yes`.
fn strip_letter(text: &str) -> &str {
    let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
    if (1..=2).contains(&letters) && matches!(text.as_bytes().get(letters), Some(b')' | b'.')) {
        text[letters + 1..].trim_start()
    } else {
        text
    }
}

/// The value whose name is nearest to `text` by edit distance, when no more than a third of it differs. Ties
/// go to the name that sorts first, so that a hint is always the same.
pub fn nearest<'a, T: Copy>(text: &str, names: impl Iterator<Item = (&'a str, T)>) -> Option<T> {
    let mut best: Option<(usize, &str, T)> = None;
    let limit = text.chars().count().div_ceil(3).min(12);
    for (name, value) in names {
        let distance = distance(text, name);
        if distance <= limit && best.as_ref().is_none_or(|(d, n, _)| (distance, name) < (*d, n)) {
            best = Some((distance, name, value));
        }
    }
    best.map(|(_, _, value)| value)
}

/// Levenshtein distance in characters, over the first 100 characters of each.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(100).enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let cost = before + usize::from(ca != *cb);
            before = row[j + 1];
            row[j + 1] = cost.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

static LISTS: LazyLock<BTreeMap<String, CodeList>> = LazyLock::new(|| {
    let mut lists: BTreeMap<String, CodeList> = BTreeMap::new();
    for row in crate::declaration(include_str!("../data/codes.csv")) {
        let list = lists.entry(row[0].to_owned()).or_insert_with(|| CodeList {
            name: row[0].to_owned(),
            codes: Vec::new(),
            index: HashMap::new(),
        });
        list.codes.push(Code { code: row[1].to_owned(), label: row[2].to_owned(), aliases: crate::parts(&row[3]) });
    }
    for list in lists.values_mut() {
        // Codes win over labels, labels over aliases, and what stands first over what follows.
        let mut index = HashMap::new();
        for (i, code) in list.codes.iter().enumerate() {
            index.entry(folded(&code.code)).or_insert(i);
        }
        for (i, code) in list.codes.iter().enumerate() {
            index.entry(folded(&code.label)).or_insert(i);
        }
        for (i, code) in list.codes.iter().enumerate() {
            for alias in &code.aliases {
                let folded = folded(alias);
                index.entry(strip_letter(&folded).to_owned()).or_insert(i);
                index.entry(folded).or_insert(i);
            }
        }
        list.index = index;
    }
    lists
});

/// The code list called `name`.
pub fn list(name: &str) -> Option<&'static CodeList> {
    LISTS.get(name)
}

/// All code lists, by name.
pub fn all() -> impl Iterator<Item = &'static CodeList> {
    LISTS.values()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Option<String> {
        list(name).unwrap().read(text).map(|c| c.code.clone())
    }

    #[test]
    fn every_style_of_code_is_read() {
        for yes in ["a) Yes", "Yes", "Y", "1", "1 - Yes", "a. Yes", " YES "] {
            assert_eq!(read("yes_no", yes).as_deref(), Some("Y"), "{yes}");
        }
        for female in ["b) Female", "Female", "F", "2", "2 - Female"] {
            assert_eq!(read("sex", female).as_deref(), Some("F"), "{female}");
        }
        for white in ["a) WBRI", "WBRI", "A1", "(A.A1)White - British", "WBRI - White British", "White British"] {
            assert_eq!(read("ethnicity", white).as_deref(), Some("WBRI"), "{white}");
        }
        assert_eq!(read("ethnicity", "s) REFU").as_deref(), Some("REFU"));
        assert_eq!(read("ethnicity", "s) NOBT").as_deref(), Some("NOBT"));
        for need in ["N1", "N1 - Abuse or Neglect", "a) Abuse or neglect", "Abuse or neglect"] {
            assert_eq!(read("primary_need", need).as_deref(), Some("N1"), "{need}");
        }
        for neglect in ["NEG", "a) Neglect", "Neglect"] {
            assert_eq!(read("abuse_category", neglect).as_deref(), Some("Neglect"), "{neglect}");
        }
        assert_eq!(read("placement_type", "f) U6: Foster placement - not FFA").as_deref(), Some("U6"));
        assert_eq!(read("placement_provider", "e) PR4 - Private provision").as_deref(), Some("PR4"));
        assert_eq!(read("placement_provider", "[PR1] Own provision (by local authority)").as_deref(), Some("PR1"));
        assert_eq!(read("legal_status", "C1  [Interim Care Order]").as_deref(), Some("C1"));
        assert_eq!(read("legal_status", "J1 Remanded to Local Authority Accomodation").as_deref(), Some("J1"));
        assert_eq!(read("primary_need", "PSRMEM - Support with memory and cognition"), None);
    }

    #[test]
    fn a_near_miss_gives_a_hint() {
        assert_eq!(list("primary_need").unwrap().nearest("abuse or neglct").unwrap().code, "N1");
        assert!(list("primary_need").unwrap().nearest("zzzzzzzz").is_none());
    }
}
