//! What a query says, checked against what the address takes: an unknown name or value is said, never passed over, for
//! a filter that is spelled wrong would otherwise give everything.

use super::endpoint::{Parameter, Place, Takes};
use super::endpoints;
use crate::filters::Filters;
use crate::problem::Problem;
use crate::visit::Visit;
use standard::period::Month;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Which rows of many are given.
pub const PAGE: &[Parameter] = &[
    super::endpoint::query(
        "limit",
        Takes::Whole { least: 1, most: 1_000, otherwise: 100 },
        "How many are given at most.",
    ),
    super::endpoint::query(
        "offset",
        Takes::Whole { least: 0, most: 10_000_000, otherwise: 0 },
        "How many are left out before the first that is given.",
    ),
];

/// A query that was checked.
pub struct Query<'a> {
    filters: &'a Filters,
    parameters: &'static [&'static Parameter],
}

/// The parameters of each address, by the name of its route.
fn declared() -> &'static HashMap<&'static str, Vec<&'static Parameter>> {
    static DECLARED: OnceLock<HashMap<&'static str, Vec<&'static Parameter>>> = OnceLock::new();
    DECLARED.get_or_init(|| {
        endpoints().into_iter().map(|endpoint| (endpoint.route.name, endpoint.all_parameters().collect())).collect()
    })
}

impl<'a> Query<'a> {
    /// The query of a visit.
    ///
    /// # Errors
    /// Every name that the address doesn't take and every value that can't be used, each in a sentence.
    pub fn of(visit: &'a Visit) -> Result<Query<'a>, Problem> {
        let parameters = declared().get(visit.route.name).map(Vec::as_slice).unwrap_or_default();
        let mut wrong = Vec::new();
        let in_query = || parameters.iter().filter(|parameter| parameter.place == Place::Query);
        for (name, value) in visit.filters.pairs() {
            match in_query().find(|parameter| parameter.name == name) {
                Some(parameter) => wrong.extend(fault(parameter, value)),
                None => wrong.push(unknown(name, in_query().map(|parameter| parameter.name).collect())),
            }
        }
        for parameter in in_query() {
            match visit.filters.all(parameter.name).len() {
                0 if parameter.required => wrong.push(format!("Give {}: {}", parameter.name, parameter.about)),
                0 | 1 => {}
                _ if parameter.many => {}
                _ => wrong.push(format!("Give {} once.", parameter.name)),
            }
        }
        if wrong.is_empty() { Ok(Query { filters: &visit.filters, parameters }) } else { Err(Problem::Wrong(wrong)) }
    }

    /// The value of a parameter.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.filters.get(name)
    }

    /// All values of a parameter.
    pub fn all(&self, name: &str) -> Vec<&'a str> {
        self.filters.all(name)
    }

    /// A month.
    pub fn month(&self, name: &str) -> Option<Month> {
        self.text(name)?.parse().ok()
    }

    /// A whole number: the one given, or the one that stands where none is.
    pub fn whole(&self, name: &str) -> u32 {
        let otherwise =
            self.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.takes);
        let otherwise = if let Some(Takes::Whole { otherwise, .. }) = otherwise { otherwise } else { 0 };
        self.text(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    }

    /// The first row and how many, where rows are given in pages.
    pub fn page(&self) -> (usize, usize) {
        (self.whole("offset") as usize, self.whole("limit") as usize)
    }
}

fn unknown(name: &str, known: Vec<&str>) -> String {
    let name: String = name.chars().take(40).collect();
    match known.as_slice() {
        [] => format!("There is no parameter ‘{name}’ here: this address takes none."),
        known => format!("There is no parameter ‘{name}’ here: choose among {}.", known.join(", ")),
    }
}

/// What is wrong with a value.
fn fault(parameter: &Parameter, value: &str) -> Option<String> {
    let name = parameter.name;
    let shown: String = value.chars().take(40).collect();
    match parameter.takes {
        Takes::Text => None,
        Takes::Month => {
            let month: Result<Month, _> = value.parse();
            month.is_err().then(|| format!("{name}: ‘{shown}’ is no month; write 2023-07."))
        }
        Takes::Whole { least, most, .. } => {
            let inside = value.parse().is_ok_and(|n: u32| least <= n && n <= most);
            (!inside).then(|| format!("{name}: ‘{shown}’ is no whole number from {least} to {most}."))
        }
        Takes::Word(words) => {
            let words = words();
            (!words.contains(&value)).then(|| format!("{name}: ‘{shown}’ is none of {}.", words.join(", ")))
        }
    }
}
