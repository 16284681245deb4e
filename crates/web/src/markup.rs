//! What every page's markup must hold to, as a check for tests: `assert_eq!(markup::faults(&page), [""; 0])`.

use std::collections::{BTreeMap, BTreeSet};

/// A tag as it stands in the page.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// What is wrong with `page`: ids that stand twice, references to ids that aren't there, fields without a label,
/// tables without a caption, pictures without a name, style attributes, handlers and scripts within the page, forms
/// that change something without the token against forged requests.
pub(crate) fn faults(page: &str) -> Vec<String> {
    let tags = tags(page);
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    let mut labelled = BTreeSet::new();
    for tag in &tags {
        if let Some(id) = tag.attributes.get("id")
            && !ids.insert(id.as_str())
        {
            faults.push(format!("the id {id} stands twice"));
        }
        if tag.name == "label" {
            labelled.insert(tag.get("for"));
        }
    }
    for tag in &tags {
        for (name, value) in &tag.attributes {
            let refers = ["aria-describedby", "aria-labelledby", "aria-controls", "for"].contains(&name.as_str());
            for id in value.split_whitespace().filter(|id| refers && !ids.contains(id)) {
                faults.push(format!("{name} of <{}> names {id}, which isn't there", tag.name));
            }
            if name == "style" || name.starts_with("on") {
                faults.push(format!("<{}> has the attribute {name}", tag.name));
            }
        }
        let anchor = tag.get("href").strip_prefix('#');
        if let Some(anchor) = anchor.filter(|anchor| tag.name == "a" && !ids.contains(anchor)) {
            faults.push(format!("a link leads to #{anchor}, which isn't there"));
        }
        let field = match tag.name.as_str() {
            "input" => !["hidden", "submit"].contains(&tag.get("type")),
            "select" | "textarea" => true,
            _ => false,
        };
        if field && !labelled.contains(tag.get("id")) && tag.get("aria-label").is_empty() {
            faults.push(format!("the field {} has no label", tag.get("name")));
        }
        match tag.name.as_str() {
            "script" if tag.get("src").is_empty() => faults.push("a script stands in the page".to_owned()),
            "style" => faults.push("styles stand in the page".to_owned()),
            "img" if !tag.attributes.contains_key("alt") => faults.push("a picture has no words".to_owned()),
            "svg" if tag.get("aria-hidden").is_empty() && tag.get("role") != "img" => {
                faults.push("a drawing is neither named nor hidden".to_owned());
            }
            _ => {}
        }
    }
    faults.extend(
        wholes(page, "table").filter(|table| !table.contains("<caption")).map(|_| "a table has no caption".into()),
    );
    let token = format!("name=\"{}\"", crate::shell::CSRF_FIELD);
    let posts = wholes(page, "form").filter(|form| form.split('>').next().unwrap_or("").contains("method=\"post\""));
    faults.extend(posts.filter(|form| !form.contains(&token)).map(|_| "a form that posts has no token".into()));
    faults
}

/// The elements called `name`, from their start to their end.
fn wholes<'a>(page: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    page.match_indices(&start).map(|(at, _)| at).collect::<Vec<_>>().into_iter().map(move |at| {
        let rest = &page[at..];
        &rest[..rest.find(&end).unwrap_or(rest.len())]
    })
}

/// All start tags. Made for pages that our templates write: values in double quotes, `>` escaped within them.
fn tags(page: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    for piece in page.split('<').skip(1) {
        let Some((inside, _)) = piece.split_once('>') else { continue };
        if !inside.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            continue;
        }
        let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let mut attributes = BTreeMap::new();
        while let Some(start) = rest.find(|letter: char| !letter.is_whitespace() && letter != '/') {
            rest = &rest[start..];
            let end = rest.find(|letter: char| letter.is_whitespace() || letter == '=').unwrap_or(rest.len());
            let key = rest[..end].to_owned();
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let end = quoted.find('"').unwrap_or(quoted.len());
                value = quoted[..end].to_owned();
                rest = quoted.get(end + 1..).unwrap_or("");
            }
            attributes.insert(key, value);
        }
        found.push(Tag { name: name.trim_end_matches('/').to_owned(), attributes });
    }
    found
}

#[test]
fn faults_are_found() {
    let page = r##"<p id="a"></p><p id="a" style="x"></p><input name="n" id="n"><a href="#gone">x</a><table></table>
        <script>1</script><svg></svg><form method="post"></form><b aria-describedby="a b" onclick="x"></b>"##;
    let faults = faults(page);
    for fault in [
        "the id a stands twice",
        "<p> has the attribute style",
        "the field n has no label",
        "a link leads to #gone, which isn't there",
        "a table has no caption",
        "a script stands in the page",
        "a drawing is neither named nor hidden",
        "a form that posts has no token",
        "aria-describedby of <b> names b, which isn't there",
        "<b> has the attribute onclick",
    ] {
        assert!(faults.iter().any(|found| found == fault), "{fault}: {faults:?}");
    }
    assert_eq!(faults.len(), 10, "{faults:?}");
}
