//! Codes: the council’s own ways of writing codes, taught from the page and kept in `mapping.toml`.

use super::taught::{self, Changed, LONGEST, Part};
use super::{done, navigation, unprocessable};
use crate::access::Permission;
use crate::components::Choice;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use council::edit;
use council::findings::{Found, UnknownCode, unknown_codes};
use serde::Deserialize;
use standard::codes::{self, CodeList};

const IMPORT: Needs = Needs::Permission(Permission::ImportData);
const PATH: &str = "/data/codes";
/// What a form sends for a text that stands for no code.
const NOTHING: &str = "(nothing)";

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

#[derive(Template)]
#[template(path = "data/codes.html")]
struct Page {
    shell: Shell,
    taught: Vec<Taught>,
    history: Vec<Changed>,
    /// The code list; empty while none is chosen.
    list: String,
    title: String,
    text: String,
    lists: Vec<Choice>,
    codes: Vec<Choice>,
    /// The delivery whose finding led here; empty for none.
    delivery: String,
    /// The address of the same page with another list to choose.
    another: String,
    /// The delivery whose files can be read again with what was just taught.
    again: Option<i32>,
}

struct Taught {
    list: String,
    title: String,
    text: String,
    means: String,
}

/// The title of a code list: its name in words.
pub fn title(list: &str) -> String {
    report::words::sentence(&list.replace('_', " "))
}

/// A code with what it means.
fn in_words(list: &CodeList, code: &str) -> String {
    match list.code(code) {
        Some(known) if known.label.is_empty() || known.label == known.code => known.code.clone(),
        Some(known) => format!("{}: {}", known.code, known.label),
        None => code.to_owned(),
    }
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let get = |name: &str| visit.filters.get(name).unwrap_or_default().to_owned();
    let asked = Form { list: get("list"), text: get("text"), delivery: get("delivery"), code: String::new() };
    let taught = visit.filters.get("done") == Some("taught-code");
    let mut page = told(&visit, asked).await?;
    page.shell.success = done(&visit);
    if taught {
        page.again = again_with(&visit, &page.delivery)?;
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

async fn told(visit: &Visit, asked: Form) -> Result<Page, Problem> {
    let mut shell = visit.shell("Codes of your own");
    shell.sub_navigation = navigation(visit, PATH);
    // A file that somebody spoilt by hand: say so here, where it can be mended.
    let known = edit::codes(&taught::file(visit)?).unwrap_or_else(|failure| {
        shell.errors.push(Mistake::new("", format!("mapping.toml can’t be read: {failure}")));
        Vec::new()
    });
    let means = |list: &str, code: &str| match (code, codes::list(list)) {
        ("", _) => "Nothing: it is left empty".to_owned(),
        (code, Some(known)) => in_words(known, code),
        (code, None) => code.to_owned(),
    };
    let chosen = codes::list(&asked.list);
    let own = chosen.into_iter().flat_map(|list| {
        let one = |code: &codes::Code| (code.code.clone(), in_words(list, &code.code));
        list.codes.iter().map(one)
    });
    // The nearest spelling is only likely: it is chosen for nobody.
    let first = [(String::new(), "Choose a code".to_owned())].into_iter();
    let last = [(NOTHING.to_owned(), "Nothing: leave it empty".to_owned())];
    let lists = codes::all().map(|list| (list.name.clone(), title(&list.name)));
    Ok(Page {
        taught: known
            .into_iter()
            .map(|(list, text, code)| Taught { title: title(&list), means: means(&list, &code), list, text })
            .collect(),
        history: taught::history(visit, true).await?,
        lists: Choice::list(std::iter::once((String::new(), "Choose a code list".to_owned())).chain(lists), ""),
        codes: Choice::list(first.chain(own).chain(last), &asked.code),
        another: crate::components::Address::new(
            PATH,
            vec![("text".to_owned(), asked.text.clone()), ("delivery".to_owned(), asked.delivery.clone())],
        )
        .to_string(),
        list: chosen.map(|list| list.name.clone()).unwrap_or_default(),
        title: chosen.map(|list| title(&list.name)).unwrap_or_default(),
        text: asked.text,
        delivery: asked.delivery,
        again: None,
        shell,
    })
}

/// What the form that teaches sends.
#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    list: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    delivery: String,
}

async fn teach(visit: Visit, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    let text = form.text.trim().to_owned();
    let list = codes::list(&form.list);
    let code = match (form.code.as_str(), list) {
        (NOTHING, Some(_)) => Some(""),
        (code, Some(list)) => list.code(code).map(|code| code.code.as_str()),
        (_, None) => None,
    };
    let mut mistakes = Vec::new();
    if text.is_empty() || text.chars().count() > LONGEST {
        mistakes.push(Mistake::new("text", format!("Enter the text as the file has it, {LONGEST} letters at most")));
    }
    match (list, code) {
        (None, _) => mistakes.push(Mistake::new("list", "Choose a code list")),
        (Some(_), None) => mistakes.push(Mistake::new("code", "Choose the code that it means")),
        _ => {}
    }
    let (Some(list), Some(code), true) = (list, code, mistakes.is_empty()) else {
        return wrong(&visit, form, mistakes).await;
    };
    match taught::change(&visit, Part::Codes(list.name.clone()), &text, Some(code.to_owned())).await? {
        Ok(changed) => {
            let word = if changed { "taught-code" } else { "same" };
            let number = super::number(&form.delivery).map(|number| number.to_string()).unwrap_or_default();
            let to = crate::components::Address::new(
                PATH,
                vec![("done".to_owned(), word.to_owned()), ("delivery".to_owned(), number)],
            );
            Ok(Redirect::to(&to.to_string()).into_response())
        }
        Err(text) => wrong(&visit, form, vec![Mistake::new("code", text)]).await,
    }
}

async fn wrong(visit: &Visit, form: Form, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let mut page = told(visit, form).await?;
    page.shell.errors.extend(mistakes);
    unprocessable(visit.page(&page)?)
}

/// What the form that forgets sends.
#[derive(Deserialize)]
struct ForgetForm {
    list: String,
    text: String,
}

async fn forget(visit: Visit, Sent(form): Sent<ForgetForm>) -> Result<Response, Problem> {
    match taught::change(&visit, Part::Codes(form.list), &form.text, None).await? {
        Ok(changed) => {
            let word = if changed { "forgotten-code" } else { "same" };
            Ok(Redirect::to(&format!("{PATH}?done={word}")).into_response())
        }
        Err(text) => Err(Problem::wrong(text)),
    }
}
