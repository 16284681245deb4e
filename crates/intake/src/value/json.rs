//! JSON columns: kept as text without insignificant white space, so that they can be searched with `LIKE`.

/// Writes `text` into `out` without the white space between its tokens. Returns whether it is JSON; if not,
/// `out` holds the text as it was.
pub(crate) fn compact(text: &str, out: &mut String) -> bool {
    out.clear();
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        out.push_str(text);
        return false;
    }
    let (mut in_string, mut escaped, mut from) = (false, false, 0);
    for (at, b) in text.bytes().enumerate() {
        if in_string {
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
        } else if b == b'"' {
            in_string = true;
        } else if b.is_ascii_whitespace() {
            out.push_str(&text[from..at]);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
    true
}

/// Writes assessment factors into `out` as a list of codes, `["1A","2B"]`, from such a list, from an object of
/// flags (`{"1A":"Y","2B":"N"}`, only those that hold) or from codes with commas between them. Returns whether
/// they were understood; if not, `out` holds the text as it was.
pub(crate) fn factors(text: &str, out: &mut String) -> bool {
    out.clear();
    let codes = match serde_json::from_str(text) {
        Ok(serde_json::Value::Array(items)) => items.iter().map(word).collect::<Option<Vec<String>>>(),
        Ok(serde_json::Value::Object(flags)) => {
            Some(flags.iter().filter(|(_, flag)| holds(flag)).map(|(code, _)| code.clone()).collect())
        }
        Ok(value) => word(&value).map(|text| text.split(',').map(str::to_owned).collect()),
        Err(_) if !text.starts_with(['[', '{']) => Some(text.split([',', ';']).map(str::to_owned).collect()),
        Err(_) => None,
    };
    let codes: Option<Vec<String>> = codes.map(|codes| {
        codes.iter().map(|code| code.trim().to_uppercase()).filter(|code| !code.is_empty()).collect::<Vec<_>>()
    });
    match codes {
        // A factor's code is a digit or two and perhaps a letter; anything longer is a remark, not a code.
        Some(codes) if codes.iter().all(|c| c.len() <= 4 && c.bytes().all(|b| b.is_ascii_alphanumeric())) => {
            out.push('[');
            for (i, code) in codes.iter().enumerate().filter(|(i, code)| !codes[..*i].contains(code)) {
                out.push_str(if i == 0 { "\"" } else { ",\"" });
                out.push_str(code);
                out.push('"');
            }
            out.push(']');
            true
        }
        _ => {
            out.push_str(text);
            false
        }
    }
}

/// A code that stands in JSON as text or as a number.
fn word(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Null => Some(String::new()),
        _ => None,
    }
}

/// Whether a flag is set.
fn holds(flag: &serde_json::Value) -> bool {
    match flag {
        serde_json::Value::Bool(flag) => *flag,
        serde_json::Value::Number(number) => number.as_f64().is_some_and(|n| n != 0.0),
        serde_json::Value::String(text) => {
            ["y", "yes", "true", "1"].iter().any(|yes| yes.eq_ignore_ascii_case(text.trim()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_insignificant_white_space_goes() {
        let mut out = String::new();
        assert!(compact(r#" { "NEW_REFERRAL_FLAG" : "Y", "NOTE": "a \" b : c", "N": [1, 2] }"#, &mut out));
        assert_eq!(out, r#"{"NEW_REFERRAL_FLAG":"Y","NOTE":"a \" b : c","N":[1,2]}"#);
        assert!(!compact("{ not json", &mut out));
        assert_eq!(out, "{ not json");
    }

    #[test]
    fn factors_become_a_list() {
        let mut out = String::new();
        for text in [
            r#"["1A", "2B"]"#,
            r#"{"1A": "Y", "1B": "N", "2B": true, "3A": null, "4": 0}"#,
            "1A, 2b",
            "1A;2B",
            r#"["1a","2B","1A",""]"#,
        ] {
            assert!(factors(text, &mut out), "{text}");
            assert_eq!(out, r#"["1A","2B"]"#, "{text}");
        }
        assert!(factors("21", &mut out));
        assert_eq!(out, r#"["21"]"#);
        assert!(factors("[]", &mut out));
        assert_eq!(out, "[]");
        assert!(!factors("domestic abuse", &mut out));
        assert!(!factors("[1A", &mut out));
    }

    proptest! {
        #[test]
        fn compacting_keeps_the_meaning(keys in prop::collection::vec("\\PC{0,8}", 0..6)) {
            let value = serde_json::json!({ "a": keys, "b": { "c": [1.5, null, true] } });
            let mut out = String::new();
            prop_assert!(compact(&serde_json::to_string_pretty(&value).unwrap(), &mut out));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap(), value);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\":,A-Z0-9 \\\\]{0,30}") {
            let mut out = String::new();
            compact(&text, &mut out);
            factors(&text, &mut out);
        }
    }
}
