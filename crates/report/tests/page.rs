//! The page as a reader's browser or screen reader meets it: well-formed, self-contained, in order, named.

#[path = "../examples/sample/figures.rs"]
mod figures;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use report::chart::palette::contrast;
use report::model::{Block, Document};
use report::{PerformanceInput, html, performance};
use std::collections::{BTreeMap, BTreeSet};

/// An element as the tests need it: name, attributes, and the names of those around it.
#[derive(Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    inside: Vec<String>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// All elements in order; panics where the page is not well-formed.
fn elements(page: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(page);
    let mut open: Vec<usize> = Vec::new();
    let mut out: Vec<Element> = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("at byte {}: {error}", reader.buffer_position())) {
            Event::Start(start) => {
                let inside = open.iter().map(|i| out[*i].name.clone()).collect();
                out.push(element(&start, inside));
                open.push(out.len() - 1);
            }
            Event::Empty(start) => {
                let inside = open.iter().map(|i| out[*i].name.clone()).collect();
                out.push(element(&start, inside));
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => {
                for i in &open {
                    out[*i].text.push_str(&text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "not closed: {:?}", open.iter().map(|i| &out[*i].name).collect::<Vec<_>>());
    out
}

fn element(start: &BytesStart<'_>, inside: Vec<String>) -> Element {
    let attributes = start
        .attributes()
        .map(|attribute| attribute.expect("a well-formed attribute"))
        .map(|attribute| (attribute.key.as_ref().to_owned(), attribute.value.into_owned()))
        .collect();
    Element { name: start.name().as_ref().to_owned(), attributes, inside, text: String::new() }
}

fn sample() -> String {
    html::write(&performance(&figures::input()))
}

fn empty() -> String {
    html::write(&performance(&PerformanceInput::new("Anytown", "2023-07".parse().unwrap())))
}

fn called<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(sample(), sample());
}

#[test]
fn landmarks_language_and_skip_link() {
    for page in [sample(), empty()] {
        let all = elements(&page);
        assert_eq!(called(&all, "html")[0].get("lang"), "en-GB");
        for landmark in ["header", "main", "footer", "h1", "nav"] {
            assert_eq!(called(&all, landmark).len(), 1, "{landmark}");
        }
        let first = all.iter().find(|element| element.name == "a").unwrap();
        assert_eq!((first.get("href"), first.text.as_str()), ("#main", "Skip to main content"));
        let titles = called(&all, "title").into_iter().filter(|title| title.inside.ends_with(&["head".to_owned()]));
        assert_eq!(titles.count(), 1);
        assert_eq!(called(&all, "main")[0].get("id"), "main");
        assert!(called(&all, "script").is_empty());
        assert!(called(&all, "img").is_empty());
    }
}

#[test]
fn nothing_comes_from_outside() {
    for page in [sample(), empty()] {
        let rest = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!rest.contains("http:") && !rest.contains("https:") && !rest.contains("@import"));
        for element in elements(&page) {
            for attribute in ["src", "href", "xlink:href", "action"] {
                let value = element.get(attribute);
                let local = value.is_empty() || value.starts_with('#') || value == "data:,";
                assert!(local, "{attribute}={value}");
            }
            let fill = element.get("fill");
            assert!(!fill.contains("url(") || fill.starts_with("url(#"), "{fill}");
        }
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    for page in [sample(), empty()] {
        let mut last = 0;
        for heading in elements(&page).iter().filter(|e| e.name.len() == 2 && e.name.starts_with('h') && e.name != "hr")
        {
            let level: u8 = heading.name[1..].parse().unwrap();
            assert!(level <= last + 1, "h{level} ‘{}’ after h{last}", heading.text);
            assert!(!heading.text.trim().is_empty());
            last = level;
        }
    }
}

#[test]
fn ids_are_unique_and_links_lead_somewhere() {
    let all = elements(&sample());
    let ids: Vec<_> = all.iter().map(|element| element.get("id")).filter(|id| !id.is_empty()).collect();
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for element in &all {
        let mut targets: Vec<&str> = element.get("aria-labelledby").split_whitespace().collect();
        targets.extend(element.get("href").strip_prefix('#'));
        targets.extend(element.get("fill").strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')));
        for target in targets {
            assert!(unique.contains(&target), "{} leads to {target}", element.name);
        }
    }
}

#[test]
fn tables_have_captions_and_headers_with_scope() {
    let all = elements(&sample());
    assert_eq!(called(&all, "table").len(), called(&all, "caption").len());
    assert!(called(&all, "caption").iter().all(|caption| !caption.text.trim().is_empty()));
    for header in called(&all, "th") {
        let expected = if header.inside.contains(&"thead".to_owned()) { "col" } else { "row" };
        assert_eq!(header.get("scope"), expected, "{}", header.text);
    }
    for region in all.iter().filter(|element| element.get("class") == "scroll") {
        assert_eq!((region.get("role"), region.get("tabindex")), ("region", "0"));
        assert!(!region.get("aria-label").is_empty());
    }
}

#[test]
fn every_table_is_square() {
    let document = performance(&figures::input());
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Figure(figure) => Some(&figure.table),
        _ => None,
    });
    for table in tables {
        assert!(!table.rows.is_empty(), "{}", table.caption);
        assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()), "{}", table.caption);
    }
}

#[test]
fn every_chart_has_a_title_a_description_a_sentence_and_a_table() {
    let all = elements(&sample());
    let charts = called(&all, "figure").len();
    assert!(charts >= 15, "{charts}");
    for svg in called(&all, "svg") {
        assert_eq!(svg.get("role"), "img");
        assert_eq!(svg.get("aria-labelledby").split_whitespace().count(), 2);
        assert!(svg.inside.contains(&"figure".to_owned()));
    }
    let within = |name: &str| {
        let found: Vec<_> = all.iter().filter(|e| e.name == name && e.inside.contains(&"figure".to_owned())).collect();
        assert!(found.iter().all(|element| !element.text.trim().is_empty()), "{name}");
        found.len()
    };
    for name in ["svg", "title", "desc", "figcaption", "details", "summary", "table"] {
        assert_eq!(within(name), charts, "{name}");
    }
    let sentences = all.iter().filter(|element| element.get("class") == "sentence");
    assert_eq!(sentences.filter(|sentence| sentence.text.trim_end().ends_with('.')).count(), charts);
    // No number in a drawing may be other than a number.
    let page = sample();
    assert!(!page.contains("NaN") && !page.contains("inf\""));
}

#[test]
fn text_cannot_become_markup() {
    let nasty = "<script>alert('x')</script> & \"quotes\" \u{1}\u{b}";
    let mut input = figures::input();
    input.authority = nasty.into();
    input.notes = vec![nasty.into()];
    for indicator in input.performance.iter_mut().chain(&mut input.activity) {
        indicator.title = nasty.into();
        indicator.scope = nasty.into();
        indicator.id = format!("{nasty}{}", indicator.id);
        indicator.current.reason = nasty.into();
    }
    input.deliveries[0].title = nasty.into();
    let page = html::write(&performance(&input));
    assert!(called(&elements(&page), "script").is_empty());
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;"));
    assert!(!page.contains('\u{1}'));
}

#[test]
fn what_is_missing_is_said() {
    let page = empty();
    for said in [
        "Case status",
        "Open children by status can’t be shown.",
        "The performance table can’t be shown: no indicator was given.",
        "The staffing table can’t be shown.",
        "The deliveries can’t be shown: none are in force.",
        "No extract of children’s data",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn the_styles_colours_can_be_read() {
    let page = sample();
    let colour = |name: &str| {
        let at = page.find(&format!("--{name}: #")).unwrap_or_else(|| panic!("no colour {name}"));
        page[at..].split_once("#").unwrap().1[..6].to_owned()
    };
    let ratio = |a: &str, b: &str| contrast(&format!("#{a}"), &format!("#{b}")).unwrap();
    for ground in ["ffffff".to_owned(), colour("faint")] {
        for text in ["text", "quiet", "link"] {
            assert!(ratio(&colour(text), &ground) >= 4.5, "{text} on {ground}");
        }
    }
    for ground in ["good", "bad", "strong", "deep"] {
        assert!(ratio("ffffff", &colour(ground)) >= 4.5, "white on {ground}");
    }
    assert!(ratio(&colour("text"), &colour("focus")) >= 4.5);
    assert!(ratio(&colour("text"), "ffffff") >= 3.0);
}

#[test]
fn contents_list_the_sections() {
    let document: Document = performance(&figures::input());
    let sections = document.blocks.iter().filter(|block| matches!(block, Block::Heading(h) if h.level == 2)).count();
    let all = elements(&html::write(&document));
    let links = all.iter().filter(|e| e.name == "a" && e.inside.contains(&"nav".to_owned())).count();
    assert_eq!(links, sections);
}
