//! What the categories of numbers are called, and how the finest are put together for a paper.

use standard::codes;

/// Case statuses in the order in which a child is counted under the first that holds: code and words.
const STATUSES: &[(&str, &str)] = &[
    ("in-care", "In care"),
    ("child-protection", "Child protection plan"),
    ("child-in-need-plan", "Child in need plan"),
    ("short-breaks", "Short breaks"),
    ("open-assessment", "Open assessment"),
    ("open-referral", "Open referral"),
    ("care-leaver", "Care leaver"),
    ("early-help", "Early help"),
];

/// What followed a closing.
const FOLLOWED: &[(&str, &str)] = &[
    ("reopened", "Referred again, and a plan or care began"),
    ("rereferred", "Referred again, no plan or care so far"),
    ("early-help", "Opened to early help"),
    ("none", "None of these"),
];

/// Age bands, youngest first.
const AGES: &[(&str, &str)] = &[
    ("unborn", "Unborn"),
    ("under-1", "Under 1"),
    ("1-4", "1 to 4"),
    ("5-9", "5 to 9"),
    ("10-15", "10 to 15"),
    ("16-17", "16 and 17"),
    ("18-and-over", "18 and over"),
    ("unknown", "Not known"),
];

/// Ethnic groups as national statistics put them together: words, and the codes of each.
const ETHNIC_GROUPS: &[(&str, &[&str])] = &[
    ("White", &["WBRI", "WIRI", "WOTH", "WIRT", "WROM"]),
    ("Mixed or multiple ethnic groups", &["MWBC", "MWBA", "MWAS", "MOTH"]),
    ("Asian or Asian British", &["AIND", "APKN", "ABAN", "AOTH", "CHNE"]),
    ("Black, African, Caribbean or Black British", &["BCRB", "BAFR", "BOTH"]),
    ("Other ethnic group", &["OOTH"]),
    ("Refused or not known", &["REFU", "NOBT", ""]),
];

/// The categories that stand in a table though nothing was counted in them, in order; empty where only those that were
/// counted stand there.
pub fn always(dimension: &str) -> Vec<String> {
    let list: &[(&str, &str)] = match dimension {
        "status" => STATUSES,
        "followed-by" => FOLLOWED,
        _ => return Vec::new(),
    };
    list.iter().map(|(_, label)| (*label).to_owned()).collect()
}

/// The place of a category among the others of its dimension, and what it is called. Categories with the same place
/// and words are put together.
pub fn label(dimension: &str, code: &str) -> (usize, String) {
    let listed = |list: &[(&str, &str)]| {
        let found = list.iter().enumerate().find(|(_, (known, _))| *known == code);
        found.map(|(i, (_, label))| (i, (*label).to_owned()))
    };
    let coded = |list: &str, with_code: bool| {
        let codes = codes::list(list)?;
        let place = codes.codes.iter().position(|known| known.code == code)?;
        let label = &codes.codes[place].label;
        Some((place, if with_code { format!("{code} {label}") } else { label.clone() }))
    };
    let found = match dimension {
        "status" => listed(STATUSES),
        "followed-by" => listed(FOLLOWED),
        "age-band" => listed(AGES),
        // What is not stated stands last.
        "need" if code == "N0" => Some((usize::MAX - 1, "N0 Not stated".to_owned())),
        "need" => coded("primary_need", true),
        "factor" => coded("assessment_factor", true),
        "sex" => coded("sex", false),
        "ethnicity" => {
            let group = ETHNIC_GROUPS.iter().enumerate().find(|(_, (_, codes))| codes.contains(&code));
            group.map(|(i, (label, _))| (i, (*label).to_owned()))
        }
        "disability" => match code {
            "Y" | "yes" => Some((0, "Disabled".to_owned())),
            "N" | "no" => Some((1, "Not disabled".to_owned())),
            _ => Some((2, "Not known".to_owned())),
        },
        _ => None,
    };
    found.unwrap_or_else(|| match code {
        "" => (usize::MAX, "Not known".to_owned()),
        code => (usize::MAX - 2, code.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ethnicity_has_a_group() {
        for code in &codes::list("ethnicity").unwrap().codes {
            let groups = ETHNIC_GROUPS.iter().filter(|(_, codes)| codes.contains(&code.code.as_str()));
            assert_eq!(groups.count(), 1, "{}", code.code);
        }
        assert_eq!(label("ethnicity", "CHNE").1, "Asian or Asian British");
        assert_eq!(label("need", "N1"), (1, "N1 Abuse or neglect".to_owned()));
        assert_eq!(label("factor", "24A").1, "24A Child criminal exploitation");
    }
}
