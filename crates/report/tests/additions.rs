//! What people add to a paper, and facts that are kept and read again.

#[path = "../examples/sample/figures.rs"]
#[allow(dead_code)]
mod figures;

use report::model::{Block, Document, Table};
use report::paper::template::{Approval, Line, MAIN};
use report::paper::{Additions, Audience, Exempt, Facts, Matter, RowNote, Template, compose, compose_with};
use report::performance::input::{Contacts, Measurement, Part, Shares, Status};
use standard::period::PeriodKind;
use std::collections::BTreeMap;

const TEMPLATE: &str = r#"
title = "A paper"
[[heading]]
name = "Date of meeting"
value = "to be completed"
[[section]]
title = "Numbers"
[[section.block]]
kind = "performance"
rows = ["cp-visits-on-time", { indicator = "cp-visits-on-time", show = "denominator", title = "Visits due", scope = "all teams" }]
[[section]]
title = "Sign-off"
[[section.block]]
kind = "sign-off"
approvals = [{ role = "Legal" }]
[[section]]
title = "Appendices"
[[section.block]]
kind = "appendices"
[[section]]
title = "Definitions"
appendix = true
[[section.block]]
kind = "definitions"
"#;

fn template() -> Template {
    Template::read(&BTreeMap::from([(MAIN.to_owned(), TEMPLATE.to_owned())])).unwrap()
}

fn facts(audience: Audience) -> Facts {
    let mut base = figures::input();
    let indicators = std::mem::take(&mut base.performance);
    let mut facts = Facts::new(base, audience);
    facts.indicators = indicators.into_iter().map(|indicator| (indicator.id.clone(), indicator)).collect();
    facts
}

fn headings(document: &Document) -> Vec<String> {
    let heading = |block: &Block| match block {
        Block::Heading(heading) if heading.level == 2 => Some(heading.words()),
        _ => None,
    };
    document.blocks.iter().filter_map(heading).collect()
}

fn table<'d>(document: &'d Document, caption: &str) -> Option<&'d Table> {
    document.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.caption.starts_with(caption) => Some(table),
        _ => None,
    })
}

fn additions() -> Additions {
    Additions {
        heading: vec![
            Line { name: "Date of meeting".into(), value: "4 September 2023".into() },
            Line { name: "Item".into(), value: "7".into() },
        ],
        approvals: vec![Approval { role: "Legal".into(), name: "L. Awyer".into(), date: "21 August 2023".into() }],
        notes: vec![RowNote {
            indicator: "cp-visits-on-time".into(),
            story: "Two workers left.".into(),
            action: "Posts are advertised.".into(),
            owner: "Head of service".into(),
            due: Some("2023-09-30".parse().unwrap()),
            ..RowNote::default()
        }],
        matters: vec![Matter {
            question: "Why are visits late?".into(),
            asked_by: "Councillor Hart".into(),
            meeting: Some("2023-07-03".parse().unwrap()),
            status: "Open".into(),
            ..Matter::default()
        }],
        exempt: Some(Exempt { text: "One *named* agency.".into(), reason: "Paragraph 3: business affairs".into() }),
    }
}

#[test]
fn what_people_add_stands_where_it_belongs() {
    let document = compose_with(&template(), &facts(Audience::Internal), &additions()).unwrap();
    assert_eq!(
        headings(&document),
        [
            "1. Numbers",
            "2. Matters arising",
            "3. Sign-off",
            "4. Appendices",
            "Appendix 1: Definitions",
            "Appendix 2: Exempt information"
        ]
    );
    let behind = table(&document, "What stands behind the figures").unwrap();
    // The second row of the indicator has a scope of its own, and nobody wrote about it.
    assert_eq!(behind.rows.len(), 1);
    assert_eq!(behind.rows[0].cells[1].text.words(), "Two workers left.");
    assert_eq!(behind.rows[0].cells[3].beneath, ["by 30 September 2023"]);
    let matters = table(&document, "Questions of the board").unwrap();
    assert_eq!(matters.rows[0].cells[2].text.words(), "no answer yet");
    assert_eq!(table(&document, "This report has been approved").unwrap().rows[0].cells[1].text.words(), "L. Awyer");
    let value = |name: &str| document.facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!((value("Date of meeting"), value("Item")), (Some("4 September 2023"), Some("7")));
    let listed = document.blocks.iter().find_map(|block| match block {
        Block::List(items) => items.last().map(|item| item.words()),
        _ => None,
    });
    assert_eq!(listed.as_deref(), Some("Appendix 2: Exempt information"));
}

#[test]
fn the_public_edition_names_the_exempt_appendix_and_leaves_it_out() {
    let write = |audience| report::html::write(&compose_with(&template(), &facts(audience), &additions()).unwrap());
    let (public, internal) = (write(Audience::Public), write(Audience::Internal));
    assert!(internal.contains("agency") && !public.contains("agency"));
    for page in [public, internal] {
        assert!(page.contains("Appendix 2: Exempt information") && page.contains("Paragraph 3: business affairs."));
    }
    let wrong = Additions {
        exempt: Some(Exempt { text: "{{ nothing.value }}".into(), reason: "x".into() }),
        ..Additions::default()
    };
    let faults = compose_with(&template(), &facts(Audience::Internal), &wrong).unwrap_err();
    assert_eq!(faults[0].file, "exempt.md");
    assert!(compose_with(&template(), &facts(Audience::Public), &wrong).is_ok());
}

#[test]
fn nothing_added_changes_nothing() {
    let (template, facts) = (template(), facts(Audience::Internal));
    let with = compose_with(&template, &facts, &Additions::default()).unwrap();
    assert_eq!(compose(&template, &facts).unwrap(), with);
    assert!(table(&with, "What stands behind").is_none());
}

/// Frozen numbers are read again to the last bit: limits of charts are no round numbers.
#[test]
fn facts_that_are_kept_are_read_again_as_they_were() {
    let mut facts = facts(Audience::Internal);
    let month = facts.base.month;
    let key = ("case-status".to_owned(), PeriodKind::Month);
    facts.shares.insert(key, Part::Given(Shares::default()));
    facts.then.insert(("caseload".to_owned(), month.plus(-16)), Measurement::none(Status::NotCovered, "no history"));
    facts.front_door.insert("contacts".to_owned(), Part::Given(Contacts::default()));
    facts.breakdowns.insert(("cic-rate".to_owned(), "sex".to_owned()), Part::Missing("no table".to_owned()));
    assert!(facts.indicators.values().any(|indicator| indicator.control.is_some()));
    let text = serde_json::to_string(&facts).unwrap();
    let again: Facts = serde_json::from_str(&text).unwrap();
    assert_eq!(again, facts);
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    let page = |facts| report::html::write(&compose(&template(), facts).unwrap());
    assert_eq!(page(&again), page(&facts));
}
