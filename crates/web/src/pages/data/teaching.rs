//! The page on which the council’s own ways of writing are taught, headings and codes alike: first of what something is, then
//! what it means, and what was taught so far.

use super::taught::{self, Changed, LONGEST, Part};
use super::{done, navigation, unprocessable};
use crate::components::{Address, Choice};
use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// A field: its name in forms and addresses, and its label.
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The label.
    pub label: &'static str,
}

/// What a page calls what it teaches.
pub struct Words {
    /// The address of the page.
    pub path: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is for.
    pub lead: &'static str,
    /// What is taught: `heading`.
    pub one: &'static str,
    /// The heading of what is taught in a table.
    pub heading: &'static str,
    /// What the file has.
    pub written: Field,
    /// What that is of.
    pub part: Field,
    /// The heading of what it is of, in a table.
    pub part_heading: &'static str,
    /// The first choice of what it is of: none yet.
    pub part_none: &'static str,
    /// What it means.
    pub meant: Field,
    /// The first choice of what it means: none yet.
    pub meant_none: &'static str,
    /// What is said where none of these is chosen.
    pub meant_missing: &'static str,
    /// The name of what led here: an upload, a delivery.
    pub origin: &'static str,
    /// What is said where nothing was taught.
    pub nothing: &'static str,
    /// What `done` is in the address after teaching and after forgetting.
    pub done: [&'static str; 2],
}

/// Something that can be taught.
pub trait Kind: Sync {
    /// What the page calls it.
    fn words(&self) -> &'static Words;
    /// A part of `mapping.toml`, by the name of what it is of.
    fn part(&self, name: &str) -> Part;
    /// What a mapping teaches: what it is of, what is written, what that means.
    fn known(&self, mapping: &str) -> council::Result<Vec<(String, String, String)>>;
    /// The names of all that it can be of.
    fn parts(&self) -> Vec<String>;
    /// The title of what it is of.
    fn title(&self, part: &str) -> String;
    /// What it can mean, values with their words; `None` where `part` is not known.
    fn meanings(&self, part: &str) -> Option<Vec<(String, String)>>;
    /// What a table says that it means.
    fn in_words(&self, part: &str, meant: &str) -> String;
    /// What a mapping says for a value that the form sends.
    fn kept(&self, value: &str) -> String {
        value.to_owned()
    }
    /// Where to go once it was taught, `done` saying what was done.
    fn next(&self, visit: &Visit, origin: &str, done: &str) -> String;
}

/// What the form sends, under the names of its kind.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// What it is of.
    #[serde(alias = "section", alias = "list")]
    pub part: String,
    /// What the file has.
    #[serde(alias = "heading", alias = "text")]
    pub written: String,
    /// What it means.
    #[serde(alias = "column", alias = "code")]
    pub meant: String,
    /// What led here: the number of an upload, of a delivery; empty for nothing.
    #[serde(alias = "upload", alias = "delivery")]
    pub origin: String,
}

/// Something that was taught.
struct Taught {
    part: String,
    title: String,
    written: String,
    means: String,
}

/// The page.
#[derive(Template)]
#[template(path = "data/teaching.html")]
pub struct Page {
    /// What surrounds it.
    pub shell: Shell,
    words: &'static Words,
    taught: Vec<Taught>,
    history: Vec<Changed>,
    /// The form as it was sent, what it is of empty while that is not known.
    form: Form,
    /// The title of what it is of.
    title: String,
    parts: Vec<Choice>,
    meanings: Vec<Choice>,
    /// The address of the same page with another choice of what it is of.
    another: String,
    /// The delivery whose files can be read again with what was just taught.
    pub again: Option<i32>,
}

/// The page as its address asks for it.
pub async fn page(visit: &Visit, kind: &dyn Kind) -> Result<Page, Problem> {
    let words = kind.words();
    let get = |name: &str| visit.filters.get(name).unwrap_or_default().to_owned();
    let form = Form {
        part: get(words.part.name),
        written: get(words.written.name),
        origin: get(words.origin),
        ..Form::default()
    };
    let mut page = told(visit, kind, form).await?;
    page.shell.success = done(visit);
    Ok(page)
}

async fn told(visit: &Visit, kind: &dyn Kind, mut form: Form) -> Result<Page, Problem> {
    let words = kind.words();
    let mut shell = visit.shell(words.title);
    shell.sub_navigation = navigation(visit, words.path);
    // A file that somebody spoilt by hand: say so here, where it can be mended.
    let known = kind.known(&taught::file(visit)?).unwrap_or_else(|failure| {
        shell.errors.push(Mistake::new("", format!("mapping.toml can’t be read: {failure}")));
        Vec::new()
    });
    let taught = known.into_iter().map(|(part, written, meant)| Taught {
        title: kind.title(&part),
        means: kind.in_words(&part, &meant),
        part,
        written,
    });
    let meanings = kind.meanings(&form.part);
    if meanings.is_none() {
        form.part.clear();
    }
    let chosen = |none: &str, choices: Vec<(String, String)>, value: &str| {
        Choice::list(std::iter::once((String::new(), none.to_owned())).chain(choices), value)
    };
    let parts = kind.parts().into_iter().map(|part| (part.clone(), kind.title(&part))).collect();
    let kept = [(words.written.name, &form.written), (words.origin, &form.origin)];
    let kept = kept.map(|(name, value)| (name.to_owned(), value.clone()));
    Ok(Page {
        taught: taught.collect(),
        history: taught::history(visit, matches!(kind.part(""), Part::Codes(_))).await?,
        title: if form.part.is_empty() { String::new() } else { kind.title(&form.part) },
        parts: chosen(words.part_none, parts, ""),
        // The nearest is only likely: it is chosen for nobody.
        meanings: chosen(words.meant_none, meanings.unwrap_or_default(), &form.meant),
        another: Address::new(words.path, kept.to_vec()).to_string(),
        again: None,
        words,
        form,
        shell,
    })
}

/// Teaches what the form says.
pub async fn teach(visit: &Visit, kind: &dyn Kind, form: Form) -> Result<Response, Problem> {
    let (words, written) = (kind.words(), form.written.trim().to_owned());
    let mut mistakes = Vec::new();
    if written.is_empty() || written.chars().count() > LONGEST {
        let text = format!("Enter the {} as the file has it, {LONGEST} letters at most", words.written.name);
        mistakes.push(Mistake::new(words.written.name, text));
    }
    match kind.meanings(&form.part) {
        None => mistakes.push(Mistake::new(words.part.name, words.part_none)),
        Some(known) if known.iter().any(|(value, _)| *value == form.meant) => {}
        Some(_) => mistakes.push(Mistake::new(words.meant.name, words.meant_missing)),
    }
    if !mistakes.is_empty() {
        return wrong(visit, kind, form, mistakes).await;
    }
    match taught::change(visit, kind.part(&form.part), &written, Some(kind.kept(&form.meant))).await? {
        Ok(changed) => {
            let done = if changed { words.done[0] } else { "same" };
            Ok(Redirect::to(&kind.next(visit, &form.origin, done)).into_response())
        }
        Err(text) => wrong(visit, kind, form, vec![Mistake::new(words.meant.name, text)]).await,
    }
}

async fn wrong(visit: &Visit, kind: &dyn Kind, form: Form, mistakes: Vec<Mistake>) -> Result<Response, Problem> {
    let mut page = told(visit, kind, form).await?;
    page.shell.errors.extend(mistakes);
    unprocessable(visit.page(&page)?)
}

/// Forgets what the form says.
pub async fn forget(visit: &Visit, kind: &dyn Kind, form: Form) -> Result<Response, Problem> {
    let words = kind.words();
    match taught::change(visit, kind.part(&form.part), &form.written, None).await? {
        Ok(changed) => {
            let done = if changed { words.done[1] } else { "same" };
            Ok(Redirect::to(&format!("{}?done={done}", words.path)).into_response())
        }
        Err(text) => Err(Problem::wrong(text)),
    }
}
