//! Definitions as one table of a section: a row for each thing defined, or for each term.

use crate::page::{Entry, Field, Line, distinct};
use report::model::{Heading, Text};

/// The definitions of a section, as they are found.
#[derive(Debug, Default)]
pub struct Definitions {
    /// The headings that lead to what follows, outermost first.
    path: Vec<Heading>,
    /// Each list of terms, with the headings that lead to it.
    lists: Vec<List>,
}

#[derive(Debug)]
struct List {
    path: Vec<Heading>,
    terms: Vec<(String, String)>,
}

impl Definitions {
    /// A heading of the section.
    pub fn heading(&mut self, heading: &Heading) {
        self.path.retain(|outer| outer.level < heading.level);
        self.path.push(heading.clone());
    }

    /// Terms with their meanings.
    pub fn add(&mut self, terms: &[(String, Vec<Text>)]) {
        let meaning = |meanings: &[Text]| meanings.iter().map(Text::words).collect::<Vec<_>>().join("\n");
        // The heading of the section says nothing about a row of it.
        let path = self.path.iter().filter(|heading| heading.level > 2).cloned().collect();
        let terms = terms.iter().map(|(term, meanings)| (term.clone(), meaning(meanings))).collect();
        self.lists.push(List { path, terms });
    }

    /// The table; `None` when nothing is defined. Where each list has a heading of its own, that is what is defined:
    /// it has a row, and each term a column. Else each term has a row.
    pub fn table(self) -> Option<(Vec<Field>, Vec<Line>)> {
        if self.lists.iter().all(|list| list.terms.is_empty()) {
            return None;
        }
        let headed = self.lists.iter().all(|list| !list.path.is_empty());
        let (mut fields, lines) = if headed { by_heading(&self.lists) } else { by_term(&self.lists) };
        distinct(&mut fields);
        Some((fields, lines))
    }
}

fn field(title: &str) -> Field {
    Field { title: title.to_owned(), numeric: false }
}

/// A row for each list: its heading, the headings above, and its terms as columns.
fn by_heading(lists: &[List]) -> (Vec<Field>, Vec<Line>) {
    let mut terms: Vec<&str> = Vec::new();
    for (term, _) in lists.iter().flat_map(|list| &list.terms) {
        if !terms.contains(&term.as_str()) {
            terms.push(term);
        }
    }
    let areas = lists.iter().any(|list| list.path.len() > 1);
    let mut fields = vec![field("Measure")];
    if areas {
        fields.push(field("Area"));
    }
    fields.extend(terms.iter().map(|term| field(term)));
    let lines = lists.iter().filter_map(|list| {
        let (own, outer) = list.path.split_last()?;
        let mut entries = vec![Entry::words(own.words())];
        if areas {
            entries.push(Entry::words(outer.iter().map(Heading::words).collect::<Vec<_>>().join(", ")));
        }
        entries.extend(terms.iter().map(|term| {
            let meanings = list.terms.iter().filter(|(other, _)| other == term);
            Entry::words(meanings.map(|(_, meaning)| meaning.as_str()).collect::<Vec<_>>().join("\n"))
        }));
        Some(Line { entries, total: false, anchor: Some(own.anchor.clone()) })
    });
    (fields, lines.collect())
}

/// A row for each term.
fn by_term(lists: &[List]) -> (Vec<Field>, Vec<Line>) {
    let line = |(term, meaning): &(String, String)| Line {
        entries: vec![Entry::words(term.as_str()), Entry::words(meaning.as_str())],
        ..Line::default()
    };
    let lines = lists.iter().flat_map(|list| &list.terms).map(line).collect();
    (vec![field("Term"), field("Meaning")], lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8, text: &str) -> Heading {
        Heading { level, number: String::new(), text: text.into(), anchor: text.to_lowercase() }
    }

    fn terms(pairs: &[(&str, &str)]) -> Vec<(String, Vec<Text>)> {
        pairs.iter().map(|(term, meaning)| ((*term).to_owned(), vec![(*meaning).into()])).collect()
    }

    fn shown(definitions: Definitions) -> Vec<Vec<String>> {
        let (fields, lines) = definitions.table().unwrap();
        let mut out = vec![fields.into_iter().map(|field| field.title).collect::<Vec<_>>()];
        out.extend(
            lines
                .into_iter()
                .map(|line| line.entries.iter().map(|entry| entry.text().unwrap_or_default().to_owned()).collect()),
        );
        out
    }

    #[test]
    fn measures_have_rows() {
        let mut definitions = Definitions::default();
        definitions.heading(&heading(2, "Definitions"));
        definitions.heading(&heading(3, "Care"));
        definitions.heading(&heading(4, "Visits"));
        definitions.add(&terms(&[("What it is", "visits"), ("Basis", "law")]));
        definitions.heading(&heading(4, "Rate"));
        definitions.add(&terms(&[("What it is", "a rate")]));
        assert_eq!(
            shown(definitions),
            [
                vec!["Measure", "Area", "What it is", "Basis"],
                vec!["Visits", "Care", "visits", "law"],
                vec!["Rate", "Care", "a rate", ""]
            ]
        );
    }

    #[test]
    fn a_glossary_has_terms() {
        let mut definitions = Definitions::default();
        definitions.heading(&heading(2, "Words used"));
        definitions.add(&terms(&[("FTE", "full-time equivalent"), ("c", "a number of 1 to 5")]));
        assert_eq!(
            shown(definitions),
            [["Term", "Meaning"], ["FTE", "full-time equivalent"], ["c", "a number of 1 to 5"]]
        );
        assert!(Definitions::default().table().is_none());
    }
}
