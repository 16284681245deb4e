//! Codes: the council’s own ways of writing codes, taught from the page and kept in `mapping.toml`.

use super::taught::Part;
use super::teaching::{self, Field, Form, Kind, Words};
use crate::access::Permission;
use crate::components::Address;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::visit::{Sent, Visit};
use axum::response::Response;
use axum::routing::{get, post};
use council::edit;
use council::findings::{Found, UnknownCode, unknown_codes};
use standard::codes::{self, CodeList};

const IMPORT: Needs = Needs::Permission(Permission::ImportData);
const PATH: &str = "/data/codes";
/// What a form sends for a text that stands for no code.
const NOTHING: &str = "(nothing)";
/// What `done` is in the address once a code was taught.
const TAUGHT: &str = "taught-code";

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("own-codes", PATH, IMPORT, "Codes of your own", get(page)).under(Section::Data),
        Route::form("teach-code", PATH, IMPORT, "Teaches a code", post(teach)).under(Section::Data),
        Route::form("forget-code", "/data/codes/forget", IMPORT, "Forgets a code", post(forget)).under(Section::Data),
    ]
}

/// A text that is no known code, as the page of its findings lists it.
pub struct Unknown {
    /// The text.
    pub text: String,
    /// The title of its code list.
    pub list: String,
    /// How often it was found.
    pub count: String,
    /// Where it is taught.
    pub teach: String,
}

/// The texts among findings that are no known codes, each with where it is taught.
pub fn unknown<'a>(found: impl IntoIterator<Item = &'a Found>) -> Vec<Unknown> {
    let one = |code: UnknownCode| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("list", &code.list).append_pair("text", &code.text);
        query.append_pair("delivery", &code.delivery.to_string());
        Unknown {
            teach: format!("{PATH}?{}", query.finish()),
            list: title(&code.list),
            count: super::count(code.count),
            text: code.text,
        }
    };
    unknown_codes(found).into_iter().map(one).collect()
}

/// Code lists whose names don't say in words what they are.
const TITLES: [(&str, &str); 7] = [
    ("cin_close_reason", "Why a child in need’s case closed"),
    ("has_disability", "Whether the child is disabled"),
    ("referral_nfa", "Referral with no further action"),
    ("sdq_reason", "Why there is no SDQ score"),
    ("upn_unknown", "Why the UPN is not known"),
    ("yes_no", "Yes or no"),
    ("population_sex", "Sex in population estimates"),
];

/// The title of a code list: its name in words.
pub fn title(list: &str) -> String {
    let own = TITLES.iter().find(|(name, _)| *name == list);
    own.map_or_else(|| report::words::sentence(&list.replace('_', " ")), |(_, title)| (*title).to_owned())
}

/// A code with what it means.
fn in_words(list: &CodeList, code: &str) -> String {
    match list.code(code) {
        Some(known) if known.label.is_empty() || known.label == known.code => known.code.clone(),
        Some(known) => format!("{}: {}", known.code, known.label),
        None => code.to_owned(),
    }
}

/// Codes, as they are taught.
struct Codes;

impl Kind for Codes {
    fn words(&self) -> &'static Words {
        &Words {
            path: PATH,
            title: "Codes of your own",
            lead: "Extracts may write codes in ways of your own. Say once what a text means, and it is known from then \
                   on. It is kept in mapping.toml in the data folder.",
            one: "code",
            heading: "Text",
            written: Field { name: "text", label: "Text, as the file has it" },
            part: Field { name: "list", label: "Which code list is it of?" },
            part_heading: "Code list",
            part_none: "Choose a code list",
            meant: Field { name: "code", label: "Which code of the standard does it mean?" },
            meant_none: "Choose a code",
            meant_missing: "Choose the code that it means",
            origin: "delivery",
            nothing: "All codes are known by the standard’s own texts and their usual variants.",
            done: [TAUGHT, "forgotten-code"],
        }
    }

    fn part(&self, name: &str) -> Part {
        Part::Codes(name.to_owned())
    }

    fn known(&self, mapping: &str) -> council::Result<Vec<(String, String, String)>> {
        edit::codes(mapping)
    }

    fn parts(&self) -> Vec<String> {
        codes::all().map(|list| list.name.clone()).collect()
    }

    fn title(&self, part: &str) -> String {
        title(part)
    }

    fn meanings(&self, part: &str) -> Option<Vec<(String, String)>> {
        let list = codes::list(part)?;
        let own = list.codes.iter().map(|code| (code.code.clone(), in_words(list, &code.code)));
        Some(own.chain([(NOTHING.to_owned(), "Nothing: leave it empty".to_owned())]).collect())
    }

    fn in_words(&self, part: &str, meant: &str) -> String {
        match (meant, codes::list(part)) {
            ("", _) => "Nothing: it is left empty".to_owned(),
            (code, Some(list)) => in_words(list, code),
            (code, None) => code.to_owned(),
        }
    }

    fn kept(&self, value: &str) -> String {
        if value == NOTHING { String::new() } else { value.to_owned() }
    }

    /// With the delivery that led here, which can be read again.
    fn next(&self, _: &Visit, origin: &str, done: &str) -> String {
        let number = super::number(origin).map(|number| number.to_string()).unwrap_or_default();
        let query = [("done", done), ("delivery", &number)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        Address::new(PATH, query.to_vec()).to_string()
    }
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let mut page = teaching::page(&visit, &Codes).await?;
    if visit.filters.get("done") == Some(TAUGHT) {
        page.again = again_with(&visit, visit.filters.get("delivery").unwrap_or_default())?;
    }
    visit.page(&page)
}

/// The delivery of a number, where its files are kept and can be read again.
fn again_with(visit: &Visit, delivery: &str) -> Result<Option<i32>, Problem> {
    let Ok(number) = super::number(delivery) else { return Ok(None) };
    let Some(store) = super::deliveries::store(&visit.site)? else { return Ok(None) };
    let found = store.deliveries()?.into_iter().find(|delivery| i64::from(delivery.number) == number);
    Ok(found.filter(|delivery| delivery.originals_kept).map(|delivery| delivery.number))
}

async fn teach(visit: Visit, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    teaching::teach(&visit, &Codes, form).await
}

async fn forget(visit: Visit, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    teaching::forget(&visit, &Codes, form).await
}
